package cite

// This file checks that items are CSL-JSON as published: valid against the schema
// csl-data.json, version 1.0.2, which testdata holds.

import (
	"bytes"
	"encoding/json"
	"os"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// cslSchema is the schema of a list of items.
var cslSchema = sync.OnceValues(func() (*jsonschema.Schema, error) {
	data, err := os.ReadFile("testdata/csl-data.json")
	if err != nil {
		return nil, err
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("csl-data.json", doc); err != nil {
		return nil, err
	}
	return c.Compile("csl-data.json")
})

// checkSchema reports where the JSON of items is no CSL-JSON.
func checkSchema(t testing.TB, raw string, items ...Item) {
	t.Helper()
	schema, err := cslSchema()
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(items)
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(value); err != nil {
		t.Errorf("%.200q is read as invalid CSL-JSON: %v\n%s", raw, err, data)
	}
}

// The check itself must be able to fail.
func TestSchemaRefuses(t *testing.T) {
	schema, err := cslSchema()
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]string{
		"no type":            `[{"id": "1"}]`,
		"unknown type":       `[{"id": "1", "type": "brochure"}]`,
		"unknown variable":   `[{"id": "1", "type": "book", "publisher-city": "Almaty"}]`,
		"four parts of date": `[{"id": "1", "type": "book", "issued": {"date-parts": [[2001, 2, 3, 4]]}}]`,
		"unknown name part":  `[{"id": "1", "type": "book", "author": [{"patronymic": "Ivanovich"}]}]`,
		"list as title":      `[{"id": "1", "type": "book", "title": ["A"]}]`,
	} {
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader([]byte(data)))
		if err != nil {
			t.Fatal(err)
		}
		if schema.Validate(value) == nil {
			t.Errorf("%s: accepted: %s", name, data)
		}
	}
}

// Every labelled reference, whatever its condition, is read as valid CSL-JSON.
func TestSchemaOfEval(t *testing.T) {
	for _, r := range readEval(t) {
		checkSchema(t, r.Raw, Parse(r.Raw).Item)
	}
}

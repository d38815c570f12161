package citetest

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/izde/izde/search/cite"
)

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

// The variables that are known are those of the schema.
func TestVariables(t *testing.T) {
	var schema struct {
		Items struct{ Properties map[string]any }
	}
	if err := json.Unmarshal(cslData, &schema); err != nil {
		t.Fatal(err)
	}
	for name := range schema.Items.Properties {
		if !cite.IsVariable(name) {
			t.Errorf("%s is a variable of the schema", name)
		}
	}
	if len(schema.Items.Properties) < 100 || cite.IsVariable("year") {
		t.Errorf("%d variables; year is one: %v", len(schema.Items.Properties), cite.IsVariable("year"))
	}
}

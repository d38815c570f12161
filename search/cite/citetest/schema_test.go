package citetest

import (
	"bytes"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
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

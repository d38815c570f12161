package citetest

// This file checks that items are CSL-JSON as published: valid against the schema
// csl-data.json, version 1.0.2.

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

//go:embed csl-data.json
var cslData []byte

// cslSchema is the schema of a list of items.
var cslSchema = sync.OnceValues(func() (*jsonschema.Schema, error) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(cslData))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("csl-data.json", doc); err != nil {
		return nil, err
	}
	return c.Compile("csl-data.json")
})

// CheckSchema reports where the JSON of items, read from raw, is no CSL-JSON.
func CheckSchema(t testing.TB, raw string, items ...any) {
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

package citetest

// This file reads the labelled references that the measures are taken on.

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// Row is a line of references.jsonl: a reference, where it is from, and its values,
// either labelled substrings by the name of their label or, under "csl", an item.
type Row struct {
	Source string          `json:"source"`
	Raw    string          `json:"raw"`
	Fields json.RawMessage `json:"fields"`
}

// Rows reads references.jsonl of the folder that IZDE_EVAL names; without one the
// test is skipped.
func Rows(t testing.TB) []Row {
	dir := os.Getenv("IZDE_EVAL")
	if dir == "" {
		t.Skip("IZDE_EVAL names no folder with references.jsonl")
	}
	f, err := os.Open(filepath.Join(dir, "references.jsonl"))
	if err != nil {
		t.Skip(err)
	}
	defer f.Close()
	var rows []Row
	dec := json.NewDecoder(f)
	for dec.More() {
		var r Row
		if err := dec.Decode(&r); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, r)
	}
	return rows
}

package main

import (
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"github.com/izde/izde/indexer"
	"github.com/izde/izde/search/doc"
)

// What stands in the names of files is text to a spreadsheet, in both formats.
func TestEncodeReport(t *testing.T) {
	files := []indexer.FileReport{
		{Path: "=cmd|' /C calc'!A0,\"x\"\n.txt", Status: indexer.Failed, Reason: "@SUM(1)", Notes: []string{"a", "b"}},
		{Path: "bad\xff.pdf", Status: indexer.Added, Reading: doc.Reading{Format: "pdf", Pages: 3, PagesWithoutText: 1, Characters: 7}, Passages: 2},
	}
	data, err := encodeReport(".csv", files)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(data), "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 3 || len(rows[0]) != len(reportColumns) {
		t.Fatalf("%v %q", err, rows)
	}
	for _, cell := range rows[1][:3] {
		if strings.ContainsAny(cell[:1], "=@") {
			t.Errorf("the cell %q is a formula", cell)
		}
	}
	if rows[2][0] != "bad\uFFFD.pdf" || rows[2][7] != "0.333" || rows[1][14] != "a; b" {
		t.Errorf("%q", rows)
	}
	if data, err = encodeReport(".json", files); err != nil {
		t.Fatal(err)
	}
	var lines []reportLine
	if err := json.Unmarshal(data, &lines); err != nil || len(lines) != 2 || lines[0].Path != files[0].Path || lines[1].Notes == nil || lines[1].WithoutText != 0.333 {
		t.Errorf("%v %+v", err, lines)
	}
}

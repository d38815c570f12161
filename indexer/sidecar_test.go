package indexer

import (
	"slices"
	"strings"
	"testing"

	"github.com/izde/izde/search/cite"
)

// What is wrong with a sidecar is said as CSL-JSON has it.
func TestSidecar(t *testing.T) {
	for sidecar, want := range map[string]string{
		`{"title": "Water", "volume": 3}`:                   "",
		`[{"title": "Water"}]`:                              "",
		`[{"title": "Water"}, {"title": "Snow"}]`:           "it holds 2 items",
		`{"title": ["Water"]}`:                              "title is written as text in quotes, not as JSON's array",
		`{"author": "Ann Holt"}`:                            `author is written as [{"family": "…", "given": "…"}], not as JSON's string`,
		`{"author": ["Ann Holt"]}`:                          `author is written as [{"family": "…", "given": "…"}], not as JSON's string`,
		`{"author": [{"family": 5}]}`:                       "author.family is written as text in quotes, not as JSON's number",
		`{"issued": 2024}`:                                  `a CSL date is written {"date-parts": [[2024, 6, 7]]}, not 2024`,
		`{"custom": {"tags": ["to read"]}}`:                 `custom is written as {"name": "text"}, not as JSON's array`,
		`5`:                                                 `an item is written as {"title": "…"}, not as JSON's number`,
		"{\"title\": \"Water\",\n\"publisher\": \"Holt\",}": "line 2: invalid character",
		"": "line 1: unexpected end",
	} {
		item, err := describe(cite.Item{Title: "Text"}, []byte(sidecar))
		if want == "" && (err != nil || item.Title != "Water") || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %+v, %v; want %q", sidecar, item, err, want)
		}
	}
}

func TestStrangers(t *testing.T) {
	for sidecar, want := range map[string][]string{
		``:                                      nil,
		`{"Title": "Water", "doi": "10.1/w"}`:   nil,
		`[{"year": 2024, "journal": "Holt"}]`:   {"journal", "year"},
		`{"archive_location": "5", "date": {}}`: {"date"},
	} {
		if got := strangers([]byte(sidecar)); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", sidecar, got, want)
		}
	}
}

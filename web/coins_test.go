package web_test

// Pages are read back as reference managers read them: citation_* elements of a
// document's page, COinS of a list of results.

import (
	"net/url"
	"slices"
	"testing"

	"github.com/izde/izde/web"
)

func TestPagesDescribeDocuments(t *testing.T) {
	h := serve(t, web.Options{})
	doc := open(t, h, "/documents/d00")
	for name, want := range map[string]string{
		"citation_title":         "Assessing investment projects in Kazakhstan",
		"citation_author":        "Meiram Sarybayev",
		"citation_journal_title": "Journal of the Steppe",
		"citation_doi":           "10.52123/1994-2370-2024-1172",
	} {
		if got := doc.Find(`meta[name="`+name+`"]`).AttrOr("content", "none"); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}

	list := open(t, h, "/?"+url.Values{"q": {"мәдени айырмашылық"}, "doc": {"d01"}, "kind": {"body"}}.Encode())
	object, err := url.ParseQuery(list.Find(".hit .Z3988").AttrOr("title", ""))
	if err != nil {
		t.Fatalf("reading the COinS of a hit: %v", err)
	}
	for key, want := range map[string]string{
		"ctx_ver":     "Z39.88-2004",
		"rft_val_fmt": "info:ofi/fmt:kev:mtx:journal",
		"rft.atitle":  "Қазақстандағы инвестициялық жобалар",
		"rft.au":      "Мейрам Сарыбаев",
		"rft.date":    "2021",
	} {
		if got := object[key]; !slices.Equal(got, []string{want}) {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
}

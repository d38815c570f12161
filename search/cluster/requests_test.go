package cluster

import (
	"testing"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/enginetest"
	"github.com/izde/izde/search/query"
	"github.com/izde/izde/search/rank"
)

// A page takes three requests, and two or fewer when its words have been asked for; words
// of phrases are looked up among the terms beforehand.
func TestRequests(t *testing.T) {
	t.Parallel()
	docs, passages := enginetest.Corpus()
	e := build(t, docs, passages).(*Engine)
	for _, c := range []struct {
		text        string
		first, then int64
	}{
		{"", 3, 2},
		{"water", 3, 2},
		{"silk road", 3, 2},
		{"trade power water energy", 3, 2},
		{`"silk road"`, 5, 2},
	} {
		q, err := query.Parse(c.text)
		if err != nil {
			t.Fatal(err)
		}
		for i, most := range []int64{c.first, c.then} {
			before := e.c.requests.Load()
			_, err := rank.Ranker{Engine: e, Memory: &rank.Memory{}}.Search(t.Context(), &search.Request{Query: q, Mode: query.Auto, Views: analysis.AllViews, Sort: search.ByRelevance,
				Limit: 10, Facets: doc.Facets, FacetLimit: 8})
			if err != nil {
				t.Fatal(err)
			}
			if n := e.c.requests.Load() - before; n > most {
				t.Errorf("%q, page %d: %d requests, wanted at most %d", c.text, i+1, n, most)
			} else {
				t.Logf("%q: %d", c.text, n)
			}
		}
	}
}

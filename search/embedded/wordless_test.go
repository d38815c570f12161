package embedded

import (
	"reflect"
	"testing"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/enginetest"
)

// The pages of everything, and of what a filter leaves of it, are those of all matches, and
// what is kept of one answer is not changed by whoever had it.
func TestWordless(t *testing.T) {
	samples, err := languageSamples()
	if err != nil {
		t.Skip(err)
	}
	docs, passages := enginetest.Generate(6, 1500, samples)
	e, err := NewMemory(t.Context(), docs, passages)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	for _, filters := range [][]search.Filter{nil, {{Facet: doc.FacetLang, Include: []string{"en"}}, {Facet: doc.FacetKind, Exclude: []string{"body"}}}} {
		for _, order := range []search.Sort{search.ByRelevance, search.ByPosition, search.ByYear, search.ByYearDesc, search.ByIndexed} {
			r := &engine.Request{Request: &search.Request{Filters: filters, Sort: order, Limit: 70, Facets: doc.Facets, FacetLimit: 3, Years: true}}
			all, _, err := e.Matches(t.Context(), r)
			if err != nil {
				t.Fatal(err)
			}
			want, err := e.Load(t.Context(), all)
			if err != nil {
				t.Fatal(err)
			}
			grouped := *r.Request // is counted as other requests are
			grouped.Grouped = true
			counted, err := e.Run(t.Context(), &engine.Request{Request: &grouped})
			if err != nil {
				t.Fatal(err)
			}
			var got []search.Hit
			for more := true; more; more = r.After != "" {
				found, err := e.Run(t.Context(), r)
				if err != nil {
					t.Fatal(err)
				}
				if found.Total != len(all) || found.TotalDocuments != counted.TotalDocuments || !reflect.DeepEqual(found.Facets, counted.Facets) || !reflect.DeepEqual(found.Years, counted.Years) {
					t.Fatalf("%s: counts\n%+v, want\n%+v", order, found, counted)
				}
				got = append(got, found.Hits...)
				for _, counts := range found.Facets {
					for i := range counts.Values {
						counts.Values[i].Count++
					}
				}
				r.After = found.Next
			}
			if listed(got) != listed(want) {
				t.Errorf("%s: the pages have\n%s\nwant\n%s", order, listed(got), listed(want))
			}
			r.After, r.Skip, r.Limit = "", 65, 5
			found, err := e.Run(t.Context(), r)
			if err != nil {
				t.Fatal(err)
			}
			if listed(found.Hits) != listed(want[65:70]) {
				t.Errorf("%s: after 65\n%s\nwant\n%s", order, listed(found.Hits), listed(want[65:70]))
			}
		}
	}
}

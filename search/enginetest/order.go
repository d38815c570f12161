package enginetest

import (
	"strings"
	"testing"

	"github.com/izde/izde/search"
)

func (s suite) testOrder(t *testing.T) {
	for _, c := range []struct{ query, first string }{
		{"investment", "silk-1"},                     // as written before inflected
		{"border", "water-3"},                        // short before long
		{"clean power station tender border", "sil"}, // more of the words first
		{"won the consortium tender Almaty", "silk-7"},
		{`"power station"`, "silk-7"}, // a phrase as written before other forms
		{"贸易合作", "trade-1"},
		{"cooperation in the regions", "undated-1"}, // heading and paragraph
	} {
		if got := ids(s.search(t, request(t, c.query))); !strings.HasPrefix(got, c.first) {
			t.Errorf("%s: found %s, wanted %s first", c.query, got, c.first)
		}
	}
	for _, order := range orders {
		req := request(t, "")
		req.Sort = order
		res := s.search(t, req)
		want := s.naive(res.Plan, nil, false)
		if want.order(order, res); ids(res) != want.ids() {
			t.Errorf("by %s: %s\nwanted %s", order, ids(res), want.ids())
		}
	}
}

var orders = []search.Sort{search.ByRelevance, search.ByPosition, search.ByYear, search.ByYearDesc, search.ByIndexed}

// Pages of any size joined are the whole, in every order.
func (s suite) testCursors(t *testing.T) {
	for _, order := range orders {
		for _, q := range []string{"", "power OR water OR trade", "cooperation trade energy water region"} {
			for i, limit := range []int{1, 3, 7, 1, 3, 7} {
				req := request(t, q)
				req.Sort, req.Grouped = order, i > 2
				whole := s.search(t, req)
				req.Limit = limit
				var got []string
				for {
					res := s.search(t, req)
					if res.Total != whole.Total {
						t.Fatalf("%s %q: total changed from %d to %d behind a cursor", order, q, whole.Total, res.Total)
					}
					for _, h := range res.Hits {
						got = append(got, h.Passage.ID)
					}
					if res.Next == "" {
						break
					}
					req.After = res.Next
				}
				// Without a cursor, pages are reached by skipping those before.
				req.After, req.Skip = "", limit
				if second := s.search(t, req); ids(second) != strings.Join(got[min(limit, len(got)):min(2*limit, len(got))], " ") || (second.Next == "") != (len(got) <= 2*limit) {
					t.Errorf("%s %q by %d, grouped %t: the second page has %s", order, q, limit, req.Grouped, ids(second))
				}
				if strings.Join(got, " ") != ids(whole) {
					t.Errorf("%s %q by %d, grouped %t: pages have %s\nwhole has %s", order, q, limit, req.Grouped, got, ids(whole))
				}
			}
		}
	}
	req := request(t, "")
	req.Limit = 0
	if res := s.search(t, req); len(res.Hits) != 0 || res.Total == 0 || res.Next != "" {
		t.Errorf("limit 0: %d hits, total %d, next %q; wanted counts alone", len(res.Hits), res.Total, res.Next)
	}
}

// A group shows the best passage of a document, and documents come in the order
// of the passages that stand for them.
func (s suite) testGroups(t *testing.T) {
	for _, q := range []string{"power OR water OR trade", "cooperation trade energy water region", ""} {
		req := request(t, q)
		var want []string
		seen := map[string]bool{}
		for _, h := range s.search(t, req).Hits {
			if !seen[h.Doc.ID] {
				seen[h.Doc.ID] = true
				want = append(want, h.Passage.ID)
			}
		}
		req.Grouped = true
		if got := ids(s.search(t, req)); got != strings.Join(want, " ") {
			t.Errorf("%q: groups show  %s\nbest passages are %s", q, got, strings.Join(want, " "))
		}
	}
}

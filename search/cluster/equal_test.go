package cluster

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/embedded"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/enginetest"
	"github.com/izde/izde/search/query"
	"github.com/izde/izde/search/rank"
)

// Both engines give requests of all kinds, made of the words of the corpus, the same
// totals and facets, scores that differ by less than 1e-4, or a millionth, and the same ten first hits.
func TestEqual(t *testing.T) {
	t.Parallel()
	docs, passages := enginetest.Corpus()
	e, err := embedded.NewMemory(t.Context(), docs, passages)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	remote := build(t, docs, passages).(*Engine)
	equal(t, e, remote, passages, requests)
	// Facets of many values are counted otherwise.
	remote.maxValues = 8
	equal(t, e, remote, passages, requests/2)
}

// requests is how many requests are compared.
const requests = 50

// equal compares two engines of the same passages by the first two pages of requests.
func equal(t *testing.T, a, b engine.Engine, passages []*doc.Passage, requests int) {
	rng := rand.New(rand.NewPCG(1, 1))
	pages, different := 0, 0
	for range requests {
		req := randomRequest(rng, passages)
		find := func(e engine.Engine, after string) *search.Result {
			req.After = after
			res, err := rank.Ranker{Engine: e, Memory: &rank.Memory{}}.Search(t.Context(), req)
			if err != nil {
				t.Fatalf("%q: %v", req.Query.Text, err)
			}
			return res
		}
		x, y := find(a, ""), find(b, "")
		pages++
		if !same(t, req, x, y) {
			different++
		}
		if x.Next == "" || y.Next == "" {
			continue
		}
		pages++
		if !same(t, req, find(a, x.Next), find(b, y.Next)) {
			different++
		}
	}
	t.Logf("%d of %d pages of %d requests differ in their order", different, pages, requests)
	// Hits whose scores differ in the last digit may change places.
	if different > max(1, pages/100) {
		t.Errorf("%d of %d pages differ", different, pages)
	}
}

// same fails where pages differ in more than the order of their hits, and reports whether
// they have the same hits.
func same(t *testing.T, req *search.Request, x, y *search.Result) bool {
	asked := fmt.Sprintf("%q by %s behind %q, filters %v, grouped %t", req.Query.Text, req.Sort, req.After, req.Filters, req.Grouped)
	if x.Total != y.Total || x.TotalDocuments != y.TotalDocuments || x.Plan.Minimum != y.Plan.Minimum {
		t.Errorf("%s: %d in %d (of %d words) and %d in %d (of %d)", asked, x.Total, x.TotalDocuments, x.Plan.Minimum, y.Total, y.TotalDocuments, y.Plan.Minimum)
	}
	if diff := gocmp.Diff(x.Facets, y.Facets); diff != "" {
		t.Errorf("%s: facets differ: %s", asked, diff)
	}
	if len(x.Hits) != len(y.Hits) || (x.Next == "") != (y.Next == "") {
		t.Errorf("%s: %d and %d hits", asked, len(x.Hits), len(y.Hits))
		return false
	}
	same := true
	for i := range x.Hits {
		same = same && x.Hits[i].Passage.ID == y.Hits[i].Passage.ID && x.Hits[i].More == y.Hits[i].More
		if math.Abs(x.Hits[i].Score-y.Hits[i].Score) > max(1e-4, x.Hits[i].Score*1e-6) { // OpenSearch adds up with 24 bits
			t.Errorf("%s: hit %d scores %f and %f", asked, i, x.Hits[i].Score, y.Hits[i].Score)
		}
	}
	return same
}

// randomRequest makes a request for words of a passage.
func randomRequest(rng *rand.Rand, passages []*doc.Passage) *search.Request {
	p := passages[rng.IntN(len(passages))]
	words := analysis.Phrase(p.Text)
	for len(words) < 4 {
		words = append(words, "and")
	}
	start := rng.IntN(len(words) - 3)
	some := words[start : start+1+rng.IntN(3)]
	text := strings.Join(some, " ")
	switch rng.IntN(10) {
	case 0:
		text = `"` + text + `"`
	case 1:
		text = `"` + words[start] + " " + words[start+2] + `"~3`
	case 2:
		letters := []rune(words[start])
		text = string(letters[:(len(letters)+1)/2]) + "*"
	case 3:
		text = words[start] + " OR " + words[start+2]
	case 4:
		text = words[start] + " -" + words[start+3]
	case 5:
		text = strings.Join(words[start:], " ") // as a question is long
	case 6:
		text = words[start] + "e" // a mistake
	case 7:
		text = fmt.Sprintf("%s lang:%s", words[start], p.Lang)
	case 8:
		text = fmt.Sprintf("%s year:%d..", words[start], 2010+rng.IntN(14))
	}
	q, err := query.Parse(text)
	if err != nil {
		q, _ = query.Parse(words[start])
	}
	req := &search.Request{Query: q, Mode: query.Auto, Views: analysis.AllViews, Limit: 10, Facets: doc.Facets, FacetLimit: 8,
		Sort: []search.Sort{search.ByRelevance, search.ByRelevance, search.ByPosition, search.ByYear, search.ByYearDesc}[rng.IntN(5)], Grouped: rng.IntN(4) == 0}
	if rng.IntN(3) == 0 {
		req.Filters = []search.Filter{{Facet: doc.FacetLang, Include: []string{string(p.Lang)}}, {Facet: doc.FacetKind, Exclude: []string{string(doc.Kinds[rng.IntN(len(doc.Kinds))])}},
			{Facet: doc.FacetYear, Include: []string{"2012..2030"}}}
		req.Filters = slices.Delete(req.Filters, 0, rng.IntN(3))
	}
	return req
}

package embedded

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/enginetest"
	"github.com/izde/izde/search/query"
	"github.com/izde/izde/search/rank"
)

// A page has the hits, in order and with the scores, that scoring every match gives.
func TestBestAreThoseOfAll(t *testing.T) {
	samples, err := languageSamples()
	if err != nil {
		t.Skip(err)
	}
	docs, passages := enginetest.Generate(5, 4000, samples)
	e, err := NewMemory(t.Context(), docs, passages)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	skipped := 0
	for i := range 200 {
		words := analysis.Phrase(passages[i*13].Text)
		words = words[:min(2+i%9, len(words))]
		text := strings.Join(words, []string{" ", " OR "}[i%2])
		parsed, err := query.Parse(text)
		if err != nil {
			continue
		}
		for _, mode := range []query.Mode{query.Auto, query.Any, query.All} {
			request := search.Request{Query: parsed, Mode: mode, Views: analysis.AllViews, Sort: search.ByRelevance, Limit: 10, Grouped: i%3 == 0, Facets: doc.Facets, FacetLimit: 5}
			if i%4 == 0 {
				request.Filters = []search.Filter{{Facet: doc.FacetLang, Include: []string{"en", "kk"}}}
			}
			r := rank.Ranker{Engine: e}
			found, err := r.Search(t.Context(), &request)
			if err != nil {
				t.Fatal(err)
			}
			_, all, err := r.Matches(t.Context(), &request)
			if err != nil {
				t.Fatal(err)
			}
			if n := found.Total; !request.Grouped && n != len(all) || request.Grouped && found.TotalDocuments != len(all) {
				t.Errorf("%q (%s): %d passages of %d documents, want %d", text, mode, n, found.TotalDocuments, len(all))
			}
			want, err := r.Load(t.Context(), all[:min(10, len(all))])
			if err != nil {
				t.Fatal(err)
			}
			if got := listed(found.Hits); got != listed(want) {
				t.Errorf("%q (%s)\n%s\nwant\n%s", text, mode, got, listed(want))
			}
			skipped += unscored(t, e, &request)
		}
	}
	if skipped == 0 {
		t.Error("every match was scored")
	}
	if e.kept.size == 0 {
		t.Error("no postings were kept")
	}
}

func listed(hits []search.Hit) string {
	var b strings.Builder
	for _, h := range hits {
		fmt.Fprintf(&b, "%s %v, %d more\n", h.Passage.ID, h.Score, h.More)
	}
	return b.String()
}

// unscored returns how many matches of a request are not scored.
func unscored(t *testing.T, e *Engine, asked *search.Request) (n int) {
	var root engine.Request
	r := rank.Ranker{Engine: capture{e, &root}}
	if _, err := r.Search(t.Context(), asked); err != nil {
		t.Fatal(err)
	}
	v, release, err := e.evaluate(t.Context(), &root, nil, false)
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	for _, m := range v.passed {
		for _, score := range m.scores {
			if score == 0 {
				n++
			}
		}
	}
	return n
}

// capture keeps the last request to an engine.
type capture struct {
	engine.Engine
	last *engine.Request
}

func (c capture) Run(ctx context.Context, r *engine.Request) (*engine.Found, error) {
	*c.last = *r
	return c.Engine.Run(ctx, r)
}

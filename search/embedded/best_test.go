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
	"github.com/izde/izde/search/glossary"
	"github.com/izde/izde/search/plan"
	"github.com/izde/izde/search/query"
	"github.com/izde/izde/search/rank"
)

// What only excludes has no best scores to look for.
func TestPruneExclusion(t *testing.T) {
	word := &plan.AnyTerm{Weights: []float64{1}}
	for _, tt := range []struct {
		root   *plan.Every
		pruned bool
	}{
		{&plan.Every{Must: []plan.Node{word}, Not: []plan.Node{word}}, true},
		{&plan.Every{Not: []plan.Node{word}}, false},
	} {
		r := &run{ctx: t.Context(), e: &Engine{}}
		if p, err := r.prune(&engine.Request{Root: tt.root, Request: &search.Request{Limit: 10, Sort: search.ByRelevance}}); err != nil || p != nil != tt.pruned {
			t.Errorf("%d words excluded beside %d: pruned %v, %v; want %v", len(tt.root.Not), len(tt.root.Must), p != nil, err, tt.pruned)
		}
	}
}

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
	across := glossary.New(e, nil)
	for i := range 200 {
		words := analysis.Phrase(passages[i*13].Text)
		words = words[:min(1+i%10, len(words))]
		if i%7 == 1 { // of which many passages have all
			words = []string{"kazakhstan", "china", "investment", "chinese", "cooperation", "economic"}[:3+i%4]
		}
		text := strings.Join(words, []string{" ", " OR "}[i%2])
		switch i % 11 {
		case 3:
			text = `"` + strings.Join(words[:min(2, len(words))], " ") + `" ` + text
		case 5:
			text += " kind:body"
		case 7:
			text += " -" + words[0]
		case 9:
			text += "?"
		}
		parsed, err := query.Parse(text)
		if err != nil {
			continue
		}
		for _, mode := range []query.Mode{query.Auto, query.Any, query.All} {
			request := search.Request{Query: parsed, Mode: mode, Views: analysis.AllViews, Sort: search.ByRelevance, Limit: 10, Grouped: i%3 == 0, Facets: doc.Facets, FacetLimit: 5}
			if i%4 == 0 {
				request.Filters = []search.Filter{{Facet: doc.FacetLang, Include: []string{"en", "kk"}}}
			}
			if i%5 == 0 {
				request.Skip = 20
			}
			r := rank.Ranker{Engine: e, Memory: &rank.Memory{}}
			if i%3 > 0 {
				r.Glossary = across
			}
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
			all = all[min(request.Skip, len(all)):]
			want, err := r.Load(t.Context(), all[:min(10, len(all))])
			if err != nil {
				t.Fatal(err)
			}
			if got := listed(found.Hits); got != listed(want) {
				t.Errorf("%q (%s)\n%s\nwant\n%s", text, mode, got, listed(want))
			}
			if request.Skip == 0 && mode == query.Auto {
				pages(t, r, request, all)
			}
			var root engine.Request
			r.Engine = capture{e, &root}
			if _, err := r.Search(t.Context(), &request); err != nil {
				t.Fatal(err)
			}
			skipped += unscored(t, e, &root)
			// Without bonuses, which many of the best are wanted for.
			root.Also = nil
			if all, _, err = e.Matches(t.Context(), &root); err != nil {
				t.Fatal(err)
			}
			all = all[min(request.Skip, len(all)):]
			if want, err = e.Load(t.Context(), all[:min(10, len(all))]); err != nil {
				t.Fatal(err)
			}
			if got, err := e.Run(t.Context(), &root); err != nil || listed(got.Hits) != listed(want) {
				t.Errorf("%q (%s) without bonuses\n%s\nwant\n%s\n%v", text, mode, listed(got.Hits), listed(want), err)
			}
		}
	}
	if skipped == 0 {
		t.Error("every match was scored")
	}
}

// pages follows the cursors of a request for some pages.
func pages(t *testing.T, r rank.Ranker, request search.Request, all []engine.Match) {
	request.Limit, request.Facets = 7, nil
	for at := 0; at < min(len(all), 40); at += 7 {
		found, err := r.Search(t.Context(), &request)
		if err != nil {
			t.Fatal(err)
		}
		want, err := r.Load(t.Context(), all[at:min(at+7, len(all))])
		if err != nil {
			t.Fatal(err)
		}
		if got := listed(found.Hits); got != listed(want) {
			t.Errorf("%q from %d on\n%s\nwant\n%s", request.Query.Text, at, got, listed(want))
		}
		if (found.Next == "") != (at+7 >= len(all)) {
			t.Errorf("%q: of %d passages the page from %d on ends with %q", request.Query.Text, len(all), at, found.Next)
		}
		request.After = found.Next
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
func unscored(t *testing.T, e *Engine, root *engine.Request) (n int) {
	v, release, err := e.evaluate(t.Context(), root, nil, nil, false)
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	n = v.counter.total
	for _, m := range v.passed {
		n -= len(m.docs)
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

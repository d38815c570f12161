package enginetest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/bibliography"
	"github.com/izde/izde/search/cite/match"
	"github.com/izde/izde/search/cite/read"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/plan"
	"github.com/izde/izde/search/query"
)

const allViews = analysis.AllViews

// Same tests that two engines of Corpus answer alike, however they were made: the
// same hits with the same scores in the same order, the same counts, works and
// authors.
func Same(t *testing.T, want, got engine.Engine) {
	t.Helper()
	docs, passages := Corpus()
	a, err := newSuite(t, want, docs, passages).answers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b, err := newSuite(t, got, docs, passages).answers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for asked, answer := range a {
		if diff := gocmp.Diff(answer, b[asked]); diff != "" {
			t.Errorf("%s: %s", asked, diff)
		}
	}
}

// found is the result of a search.
type found struct {
	Passages, Documents int
	Hits                []string // with their scores
	Parts               [][]search.ScorePart
	Facets              map[doc.Facet]search.FacetCounts
	Understood          string
	Minimum             int
	Corrections, Likely []plan.Correction
	Next                bool
}

// answers makes requests of every kind, and returns the answers by request.
func (s suite) answers(ctx context.Context) (map[string]any, error) {
	answers := map[string]any{}
	for _, q := range []string{"", "investment", "regional cooperation concerned glaciers", `"belt and road"`, "инвестици*", "consortum", "Zhang Jiye",
		"投资项目", "author:Цой", "cites:10.1000/granite", "title:bridges -timber", "power OR water", "year:2019..2021 river"} {
		for i, order := range []search.Sort{search.ByRelevance, search.ByPosition, search.ByYear, search.ByYearDesc, search.ByIndexed} {
			wanted, err := query.Parse(q)
			if err != nil {
				return nil, err
			}
			req := &search.Request{Query: wanted, Mode: query.Auto, Views: allViews, Sort: order, Limit: 40, Facets: doc.Facets, FacetLimit: 7,
				Grouped: i%2 == 1, Explained: i == 0}
			if i == 2 {
				req.Filters = []search.Filter{{Facet: doc.FacetKind, Exclude: []string{"reference"}}, {Facet: doc.FacetYear, Include: []string{"2016..2023"}}}
			}
			res, err := s.Search(ctx, req)
			if err != nil {
				return nil, err
			}
			f := found{Passages: res.Total, Documents: res.TotalDocuments, Facets: res.Facets, Understood: res.Plan.Parsed, Minimum: res.Plan.Minimum,
				Corrections: res.Plan.Corrections, Likely: res.Plan.Likely, Next: res.Next != ""}
			for _, h := range res.Hits {
				f.Hits = append(f.Hits, fmt.Sprintf("%s %f, %d more", h.Passage.ID, h.Score, h.More))
				if h.Explanation != nil {
					f.Parts = append(f.Parts, h.Explanation.Parts)
				}
			}
			answers[fmt.Sprintf("%q by %s", q, order)] = f
		}
	}
	var err error
	ask := func(asked string, answer any, failed error) {
		if answers[asked] = answer; err == nil && failed != nil {
			err = fmt.Errorf("%s: %w", asked, failed)
		}
	}
	docs, _, failed := s.Documents(ctx, 0, everything)
	ask("documents", docs, failed)
	for _, d := range s.docs {
		passages, failed := s.Passages(ctx, d.ID)
		ask("passages of "+d.ID, passages, failed)
	}
	for _, typed := range []string{"wat", "saryb", "哈", "silk road e", "tim", "consrot"} {
		completions, failed := s.Complete(ctx, typed, 8)
		ask("completions of "+typed, completions, failed)
	}
	for _, id := range []string{"silk-1", "water-1", "trade-1", "d05-2", "bridges-4"} {
		hits, failed := s.Similar(ctx, id, 5)
		var list []string
		for _, h := range hits {
			list = append(list, fmt.Sprintf("%s %f", h.Passage.ID, h.Score))
		}
		ask("similar to "+id, list, failed)
	}
	// The order of works and authors is for the engine to choose.
	works, _, failed := s.Works(ctx, &bibliography.Query{}, 0, everything)
	slices.SortFunc(works, func(a, b *doc.Work) int { return strings.Compare(a.ID, b.ID) })
	ask("works", works, failed)
	for _, w := range works {
		citations, failed := s.Citations(ctx, w)
		ask("citations of "+w.ID, citations, failed)
	}
	authors, _, failed := s.Authors(ctx, "", 0, everything)
	slices.SortFunc(authors, func(a, b *doc.Author) int { return strings.Compare(a.ID, b.ID) })
	ask("authors", authors, failed)
	for _, given := range []string{"Omarova. Granite spans. 2009", "Ахметов Б. Деревянные мосты", "李明 跨河大桥", "10.1000/steppe"} {
		candidates, failed := s.Candidates(ctx, match.NewGiven(read.Parse(given)))
		slices.SortFunc(candidates, func(a, b *doc.Work) int { return strings.Compare(a.ID, b.ID) })
		ask("candidates for "+given, candidates, failed)
	}
	return answers, err
}

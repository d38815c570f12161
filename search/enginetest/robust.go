package enginetest

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/bibliography"
	"github.com/izde/izde/search/cite/match"
	"github.com/izde/izde/search/cite/read"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/query"
)

// A request that cannot be answered is refused with an error that callers can tell.
func (s suite) testErrors(t *testing.T) {
	req := request(t, "power")
	for _, cursor := range []string{"!", "AAAA", "f_gAAAAAAAAAAAAAAAAAAQ"} {
		req.After = cursor
		if _, err := s.Search(t.Context(), req); !errors.Is(err, search.ErrBadCursor) {
			t.Errorf("cursor %q: %v, wanted ErrBadCursor", cursor, err)
		}
	}
	for _, years := range []string{"soon", "2024..2019", "..", "0"} {
		for _, f := range []search.Filter{{Facet: doc.FacetYear, Include: []string{years}}, {Facet: doc.FacetYear, Exclude: []string{years}}} {
			var bad *query.ValueError
			if _, err := s.Search(t.Context(), request(t, "", f)); !errors.As(err, &bad) {
				t.Errorf("filter %+v: %v, wanted a ValueError", f, err)
			}
		}
	}
	if _, err := s.Search(t.Context(), request(t, "", search.Filter{Facet: "colour", Include: []string{"red"}})); err == nil {
		t.Error("a facet that there is not: no error")
	}
}

// calls has a call of every method that takes a context.
func (s suite) calls() map[string]func(context.Context) error {
	searched := func(q string, change func(*search.Request)) func(context.Context) error {
		return func(ctx context.Context) error {
			wanted, err := query.Parse(q)
			if err != nil {
				return err
			}
			req := &search.Request{Query: wanted, Mode: query.Auto, Views: allViews, Sort: search.ByRelevance, Limit: 10, Facets: doc.Facets, FacetLimit: 10}
			change(req)
			return second(s.Search(ctx, req))
		}
	}
	as := func(*search.Request) {}
	return map[string]func(context.Context) error{
		"Search for words":      searched("power OR water", as),
		"Search for all":        searched("", as),
		"Search for a phrase":   searched(`"power station"~2`, as),
		"Search for a prefix":   searched("w*", as),
		"Search for likenesses": searched("watre~2", as),
		"Search for works":      searched("cites:снег", as),
		"Search in groups":      searched("water", func(r *search.Request) { r.Grouped, r.Explained = true, true }),
		"Document":              func(ctx context.Context) error { return second(s.Document(ctx, "silk")) },
		"Documents":             func(ctx context.Context) error { return third(s.Documents(ctx, 0, 10)) },
		"Passage":               func(ctx context.Context) error { return second(s.Passage(ctx, "silk-1")) },
		"Passages":              func(ctx context.Context) error { return second(s.Passages(ctx, "silk")) },
		"Complete":              func(ctx context.Context) error { return second(s.Complete(ctx, "wa", 10)) },
		"Complete a mistake":    func(ctx context.Context) error { return second(s.Complete(ctx, "consrotium", 10)) },
		"Similar":               func(ctx context.Context) error { return second(s.Similar(ctx, "silk-1", 10)) },
		"Work":                  func(ctx context.Context) error { return second(s.Work(ctx, "w-silk")) },
		"Works": func(ctx context.Context) error {
			return third(s.Works(ctx, &bibliography.Query{Title: "spans"}, 0, 10))
		},
		"all Works": func(ctx context.Context) error { return third(s.Works(ctx, &bibliography.Query{}, 0, 10)) },
		"Candidates": func(ctx context.Context) error {
			return second(s.Candidates(ctx, match.NewGiven(read.Parse("Omarova. Granite spans. 2009"))))
		},
		"Citations": func(ctx context.Context) error {
			return second(s.Citations(ctx, &doc.Work{ID: s.works["w-survey-3"], Entries: []doc.WorkEntry{{ID: "survey-3"}}}))
		},
		"Author":  func(ctx context.Context) error { return second(s.Author(ctx, "nope")) },
		"Authors": func(ctx context.Context) error { return third(s.Authors(ctx, "li", 0, 10)) },
	}
}

func third[A, B any](_ A, _ B, err error) error { return err }

// A caller who does not wait any more is not kept waiting: every method returns at
// once, a search with the context's error.
func (s suite) testCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, call := range s.calls() {
		done := make(chan error, 1)
		go func() { done <- call(ctx) }()
		select {
		case err := <-done:
			if err != nil && !errors.Is(err, context.Canceled) && !errors.Is(err, search.ErrNotFound) {
				t.Errorf("%s: %v, wanted an answer or the context's error", name, err)
			}
			if err == nil && len(name) > 6 && name[:6] == "Search" {
				t.Errorf("%s: no error", name)
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("%s does not return", name)
		}
	}
	// Calls that were given up leave the engine as it was.
	for name, call := range s.calls() {
		if err := call(t.Context()); err != nil && !errors.Is(err, search.ErrNotFound) {
			t.Errorf("%s afterwards: %v", name, err)
		}
	}
}

// One engine gives many callers at once the answers that it gives one after the
// other.
func (s suite) testConcurrency(t *testing.T) {
	want, err := s.answers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			got, err := s.answers(t.Context())
			if err != nil {
				t.Error(err)
			} else if diff := gocmp.Diff(want, got); diff != "" {
				t.Errorf("answers differ between callers: %s", diff)
			}
		})
	}
	wg.Wait()
}

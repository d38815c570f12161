// Package enginetest is the conformance suite of search engines: about the same
// corpus every engine answers the same requests with the same hits, counts, marks and
// works. A file holds the tests of one subject; model.go compares with a naive
// search. It may import index and the packages below it, and the rooms read, match
// and intext of cite.
package enginetest

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/index"
	"github.com/izde/izde/search/query"
)

// Open makes an engine of a corpus and closes it when the test ends.
type Open func(t *testing.T, docs []*doc.Document, passages []*doc.Passage) engine.Engine

// Run tests the engines that open makes. So many random corpora are tried as
// IZDE_CORPORA says, else three.
func Run(t *testing.T, open Open) {
	docs, passages := Corpus()
	s := newSuite(t, open(t, docs, passages), docs, passages)
	t.Run("hits", s.testHits)
	t.Run("corrections", s.testCorrections)
	t.Run("long texts", s.testLong)
	t.Run("notes", s.testNotes)
	t.Run("filters", s.testFilters)
	t.Run("facets", s.testFacets)
	t.Run("marks", s.testMarks)
	t.Run("explanations", s.testExplanations)
	t.Run("order", s.testOrder)
	t.Run("cursors", s.testCursors)
	t.Run("groups", s.testGroups)
	t.Run("library", s.testLibrary)
	t.Run("parallel texts", s.testParallel)
	t.Run("completions", s.testCompletions)
	t.Run("similar", s.testSimilar)
	t.Run("works", s.testWorks)
	t.Run("related works", s.testRelations)
	t.Run("lists of works", s.testWorkLists)
	t.Run("authors", s.testAuthors)
	t.Run("lists of authors", s.testAuthorLists)
	t.Run("candidates", s.testCandidates)
	t.Run("citations", s.testCitations)
	t.Run("cited works", s.testCites)
	t.Run("errors", s.testErrors)
	t.Run("cancelled", s.testCancelled)
	t.Run("concurrency", s.testConcurrency)
	t.Run("damaged text", func(t *testing.T) { testDamaged(t, open) })
	t.Run("across languages", func(t *testing.T) { testAcross(t, open) })
	t.Run("nothing", func(t *testing.T) { testNothing(t, open) })
	t.Run("model", s.testModel)
	corpora, _ := strconv.ParseUint(os.Getenv("IZDE_CORPORA"), 10, 16)
	for seed := range cmp.Or(corpora, 3) {
		t.Run(fmt.Sprintf("random corpus %d", seed), func(t *testing.T) {
			docs, passages, works := randomCorpus(seed)
			s := newSuite(t, open(t, docs, passages), docs, passages)
			t.Run("model", s.testModel)
			t.Run("works", func(t *testing.T) { s.testWorkModel(t, works) })
			t.Run("cited works", s.testCites)
			t.Run("authors", s.testAuthorLists)
			t.Run("library", s.testLibrary)
		})
	}
}

// suite is an engine and the corpus that it was made of. The engine chooses the id of
// a work among the ids of its entries and documents, so docs and passages name works
// as the engine does.
type suite struct {
	*index.Index
	docs     []*doc.Document // in the order of their sources
	passages []*doc.Passage  // in the order of the corpus
	byID     map[string]*doc.Document
	// works has the work's id for each id that a document or an entry gave.
	works map[string]string
}

func newSuite(t testing.TB, searched engine.Engine, docs []*doc.Document, passages []*doc.Passage) suite {
	t.Helper()
	e := index.New(searched)
	t.Cleanup(e.Completer.Close)
	s := suite{Index: e, byID: map[string]*doc.Document{}, works: map[string]string{}}
	work := func(id string) string {
		if id != "" && s.works[id] == "" {
			w, err := e.Work(t.Context(), id)
			if err != nil {
				t.Fatalf("work %s of the corpus: %v", id, err)
			}
			s.works[id] = w.ID
		}
		return s.works[id]
	}
	for _, d := range docs {
		own := *d
		own.Work = work(own.Work)
		s.docs, s.byID[d.ID] = append(s.docs, &own), &own
	}
	slices.SortFunc(s.docs, func(a, b *doc.Document) int { return strings.Compare(a.Source, b.Source) })
	for _, d := range s.docs {
		for _, p := range passagesOf(d, passages) {
			own := *p
			if p.Reference != nil {
				entry := *p.Reference
				entry.Work = work(entry.Work)
				own.Reference = &entry
			}
			own.Citations = slices.Clone(p.Citations)
			for i, c := range own.Citations {
				own.Citations[i].Works = nil
				for _, id := range c.Works {
					own.Citations[i].Works = append(own.Citations[i].Works, work(id))
				}
				own.Citations[i].Works = once(own.Citations[i].Works)
			}
			s.passages = append(s.passages, &own)
		}
	}
	return s
}

// everything is more than any corpus of the suite holds.
const everything = 1000

// request returns a request for a query with the settings that most tests want.
func request(t testing.TB, q string, filters ...search.Filter) *search.Request {
	t.Helper()
	return &search.Request{Query: mustParse(t, q), Filters: filters, Mode: query.Auto, Views: analysis.AllViews,
		Sort: search.ByRelevance, Limit: everything, Facets: doc.Facets, FacetLimit: everything}
}

func mustParse(t testing.TB, q string) *query.Query {
	t.Helper()
	query, err := query.Parse(q)
	if err != nil {
		t.Fatalf("Parse(%q): %v", q, err)
	}
	return query
}

func (s suite) search(t testing.TB, req *search.Request) *search.Result {
	t.Helper()
	res, err := s.Search(t.Context(), req)
	if err != nil {
		t.Fatalf("Search(%q): %v", req.Query.Text, err)
	}
	return res
}

// pages walks through a list with each of a few limits: pages of any size joined
// are the whole, in one order, the total is the same on each, and there is nothing
// beyond the end or with the limit 0. It returns the ids of the whole list.
func pages[T any](t *testing.T, id func(T) string, list func(offset, limit int) ([]T, int, error)) []string {
	t.Helper()
	page := func(offset, limit int) (ids []string, total int) {
		found, total, err := list(offset, limit)
		if err != nil {
			t.Fatalf("offset %d, limit %d: %v", offset, limit, err)
		}
		for _, item := range found {
			ids = append(ids, id(item))
		}
		return ids, total
	}
	whole, total := page(0, everything)
	if len(once(whole)) != total {
		t.Errorf("%d different of a total of %d: %s", len(once(whole)), total, whole)
	}
	for _, limit := range []int{1, 3, 7} {
		var joined []string
		for offset := 0; offset < total; offset += limit {
			ids, n := page(offset, limit)
			if joined = append(joined, ids...); n != total || len(ids) != min(limit, total-offset) {
				t.Errorf("offset %d, limit %d: %d of a total of %d, wanted %d of %d", offset, limit, len(ids), n, min(limit, total-offset), total)
			}
		}
		if !slices.Equal(joined, whole) {
			t.Errorf("pages of %d: %s, the whole is %s", limit, joined, whole)
		}
	}
	for _, empty := range [][2]int{{0, 0}, {total, 3}, {total + everything, 3}} {
		if ids, n := page(empty[0], empty[1]); len(ids) != 0 || n != total {
			t.Errorf("offset %d, limit %d: %s of a total of %d, wanted none of %d", empty[0], empty[1], ids, n, total)
		}
	}
	return whole
}

func ids(res *search.Result) string {
	var ids []string
	for _, h := range res.Hits {
		ids = append(ids, h.Passage.ID)
	}
	return strings.Join(ids, " ")
}

func sorted(ids string) string {
	list := strings.Fields(ids)
	slices.Sort(list)
	return strings.Join(list, " ")
}

// once returns the strings, each where it stands first.
func once(list []string) []string {
	var kept []string
	for _, s := range list {
		if !slices.Contains(kept, s) {
			kept = append(kept, s)
		}
	}
	return kept
}

func second[T any](_ T, err error) error { return err }

// notFound reports an error that is not search.ErrNotFound.
func notFound(t *testing.T, what string, err error) {
	t.Helper()
	if !errors.Is(err, search.ErrNotFound) {
		t.Errorf("unknown %s: %v, wanted ErrNotFound", what, err)
	}
}

package embedded

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/izde/izde/search/cite/match"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/enginetest"
)

// The things that keys find, and their order.
func TestFind(t *testing.T) {
	docs, passages := enginetest.Corpus()
	root := t.TempDir()
	build(t, root, docs[:4], passages)
	build(t, root, docs[2:], passages)
	e := open(t, root)
	key := func(name string, values ...string) engine.Key { return engine.Key{Name: name, Values: values} }
	word := func(text string) engine.Weighted {
		return engine.Weighted{Name: engine.Words, Value: match.QueryTerms(text)[0][0], Weight: 1, Rare: true}
	}
	snow := engine.Weighted{Name: engine.DOI, Value: "10.1000/snow", Weight: 5}
	for _, c := range []struct {
		name  string
		l     engine.Lookup
		want  string // ids, in their order
		total int
	}{
		{"documents by id, by their sources", engine.Lookup{Kind: engine.Documents, All: []engine.Key{key(engine.ID, "water", "nope", "silk", "steppe")}, Limit: 9}, "silk steppe water", 3},
		{"a passage", engine.Lookup{Kind: engine.Passages, All: []engine.Key{key(engine.ID, "silk-3")}, Limit: 9}, "silk-3", 1},
		{"a page of a document", engine.Lookup{Kind: engine.Passages, All: []engine.Key{key(engine.Doc, "silk")}, Offset: 9, Limit: 2}, "silk-9 silk-10", 12},
		{"passages of one document that cite", engine.Lookup{Kind: engine.Passages, All: []engine.Key{key(engine.Doc, "survey"), key(engine.Cites, "w-survey-3")}, Limit: 9}, "survey-1 survey-2", 2},
		{"passages that cite either", engine.Lookup{Kind: engine.Passages, All: []engine.Key{key(engine.Cites, "w-survey-4", "w-survey-3")}, Limit: 9}, "survey-1 survey-2 thaw-1", 3},
		{"counted only", engine.Lookup{Kind: engine.Passages}, "", len(passages)},
		{"behind the end", engine.Lookup{Kind: engine.Documents, Offset: len(docs) + 1, Limit: 9}, "", len(docs)},
		{"a work that has all", engine.Lookup{Kind: engine.Works, All: []engine.Key{key(engine.Title, match.QueryTerms("snow")[0]...), key(engine.Year, "1998"), key(engine.DOI, "10.1000/snow")}, Limit: 9}, "w-survey-3", 1},
		{"a work that has not", engine.Lookup{Kind: engine.Works, All: []engine.Key{key(engine.Title, match.QueryTerms("snow")[0]...), key(engine.Year, "1999")}, Limit: 9}, "", 0},
		{"the best first", engine.Lookup{Kind: engine.Works, Any: []engine.Weighted{word("snow"), word("1998"), word("2005")}, Limit: 9}, "w-survey-3 w-survey-4", 2},
		{"the second", engine.Lookup{Kind: engine.Works, Any: []engine.Weighted{word("snow"), word("1998"), word("2005")}, Offset: 1, Limit: 9}, "w-survey-4", 2},
		{"too little beside the best", engine.Lookup{Kind: engine.Works, Any: []engine.Weighted{word("snow"), word("1998"), word("2005")}, Least: 0.9, Limit: 9}, "w-survey-3", 2},
		{"a weight", engine.Lookup{Kind: engine.Works, Any: []engine.Weighted{word("2005"), snow}, Limit: 1}, "w-survey-3", 2},
		{"any of what has all", engine.Lookup{Kind: engine.Works, All: []engine.Key{key(engine.Year, "2005")}, Any: []engine.Weighted{word("2005"), snow}, Limit: 9}, "w-survey-4", 1},
		{"any of nothing", engine.Lookup{Kind: engine.Works, Any: []engine.Weighted{word("zyzzyva")}, Limit: 9}, "", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			found, err := e.Find(t.Context(), &c.l)
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(foundIDs(found), " "); got != c.want || found.Total != c.total {
				t.Errorf("found %s of %d, wanted %s of %d", got, found.Total, c.want, c.total)
			}
			if len(c.l.Any) > 0 && (len(found.Scores) != len(found.Works) || !slices.IsSortedFunc(found.Scores, func(a, b float64) int { return int(b - a) })) {
				t.Errorf("scores %v", found.Scores)
			}
		})
	}
	var bySource, byPlace []string
	slices.SortFunc(docs, func(a, b *doc.Document) int { return strings.Compare(a.Source, b.Source) })
	for _, d := range docs {
		bySource = append(bySource, d.ID)
		for _, p := range passages {
			if p.DocID == d.ID {
				byPlace = append(byPlace, p.ID)
			}
		}
	}
	for kind, want := range map[engine.Kind][]string{engine.Documents: bySource, engine.Passages: byPlace} {
		var got []string
		for offset := 0; offset < len(want); offset += 7 {
			found, err := e.Find(t.Context(), &engine.Lookup{Kind: kind, Offset: offset, Limit: 7})
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, foundIDs(found)...)
		}
		if !slices.Equal(got, want) {
			t.Errorf("all of kind %d: %s\nwanted %s", kind, got, want)
		}
	}
	if _, err := e.Find(t.Context(), &engine.Lookup{Kind: engine.Authors, All: []engine.Key{key(engine.DOI, "x")}}); err == nil || !strings.Contains(err.Error(), `"doi"`) {
		t.Errorf("a key that authors have not: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, l := range []engine.Lookup{{Kind: engine.Passages, Limit: 9}, {Kind: engine.Works, Any: []engine.Weighted{snow}, Limit: 9}} {
		if _, err := e.Find(ctx, &l); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled: %v", err)
		}
	}
}

func foundIDs(t *engine.Things) []string {
	var ids []string
	for _, d := range t.Documents {
		ids = append(ids, d.ID)
	}
	for _, p := range t.Passages {
		ids = append(ids, p.ID)
	}
	for _, w := range t.Works {
		ids = append(ids, w.ID)
	}
	for _, a := range t.Authors {
		ids = append(ids, a.ID)
	}
	return ids
}

// Of many things the best are found; equal scores keep their order.
func TestBestOfMany(t *testing.T) {
	s := &scoreboard{of: make([]float32, 1000)}
	for n := range uint32(1000) {
		s.add([]uint32{n}, float32(1+n%10))
	}
	var want []uint32
	for n := uint32(9); n < 1000; n += 10 {
		want = append(want, n)
	}
	for _, k := range []int{0, 1, 16, 100} {
		var got []uint32
		for _, f := range s.best(s.touched, k) {
			got = append(got, f.number)
		}
		if !slices.Equal(got, want[:k]) {
			t.Errorf("the %d best are %v", k, got)
		}
	}
	if got := s.best(s.touched[:3], 16); len(got) != 3 || got[0].number != 2 {
		t.Errorf("of three %v", got)
	}
}

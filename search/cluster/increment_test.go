package cluster

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/embedded"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/enginetest"
)

// Small changes, of which each is an increment, give what they give on one machine:
// documents come, change, get another source and go, at all places of the order, and with
// them works join and fall apart that others cite.
func TestIncrements(t *testing.T) {
	t.Parallel()
	docs, passages := enginetest.Corpus()
	moved := *docs[0]
	moved.Source = "~" + moved.Source
	last := docs[len(docs)-1]
	bridges := docs[slices.IndexFunc(docs, func(d *doc.Document) bool { return d.ID == "bridges" })]
	o, root := options(t), t.TempDir()
	for i, c := range []struct {
		name   string
		shards int
		put    []*doc.Document
		remove string
	}{
		{"all but two", 3, docs[1 : len(docs)-1], ""},
		{"the first comes", 3, docs[:1], ""},
		{"the last comes", 0, []*doc.Document{last}, ""},
		{"the first gets the last source", 0, []*doc.Document{&moved}, ""},
		{"one goes that has names of works which others cite", 0, nil, bridges.ID},
		{"another goes", 0, nil, docs[0].ID},
		{"the one comes back", 0, []*doc.Document{bridges}, ""},
		{"the other comes back beside one that is put again", 0, []*doc.Document{docs[0], docs[4]}, ""},
	} {
		local, err := embedded.Build(t.Context(), root, embedded.BuildOptions{})
		if err != nil {
			t.Fatal(err)
		}
		var upon bool
		s := commit(t, o, BuildOptions{Shards: c.shards}, func(b *Builder) {
			put(t, b, c.put, passages)
			for _, d := range c.put {
				if err := local.Put(t.Context(), d, passagesOf(d, passages)); err != nil {
					t.Fatal(err)
				}
			}
			if c.remove != "" {
				if err := b.Remove(t.Context(), c.remove); err != nil {
					t.Fatal(err)
				}
				if err := local.Remove(t.Context(), c.remove); err != nil {
					t.Fatal(err)
				}
			}
			if upon, err = b.worthwhile(t.Context()); err != nil {
				t.Fatal(err)
			}
		})
		if _, err := local.Commit(t.Context()); err != nil {
			t.Fatal(err)
		}
		if upon != (i > 0) {
			t.Errorf("%s: an increment: %t", c.name, upon)
		}
		want, err := embedded.Open(t.Context(), root)
		if err != nil {
			t.Fatal(err)
		}
		got := opened(t, o)
		if err := got.Verify(t.Context()); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		for _, kind := range []engine.Kind{engine.Documents, engine.Passages, engine.Works, engine.Authors} {
			if diff := gocmp.Diff(everyThing(t, want, kind), everyThing(t, got, kind)); diff != "" {
				t.Errorf("%s: %s", c.name, diff)
			}
		}
		if w, g := terms(t, want), terms(t, got); !slices.Equal(w, g) {
			t.Errorf("%s: %d terms, wanted %d", c.name, len(g), len(w))
		}
		equal(t, want, got, passages, 12)
		t.Logf("%s: %s", c.name, s.Generation)
		want.Close()
	}
}

// everyThing returns all things of a kind, works and authors in the order of their ids.
func everyThing(t *testing.T, e engine.Engine, kind engine.Kind) *engine.Things {
	t.Helper()
	things, err := e.Find(t.Context(), &engine.Lookup{Kind: kind, Limit: math.MaxInt})
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(things.Works, func(a, b *doc.Work) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(things.Authors, func(a, b *doc.Author) int { return strings.Compare(a.ID, b.ID) })
	return things
}

// terms returns all terms and how many passages hold each.
func terms(t *testing.T, e engine.Engine) []string {
	t.Helper()
	var all []string
	for s := range analysis.NumStreams {
		for c, err := range e.Terms(t.Context(), engine.Range{Stream: s}) {
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, fmt.Sprint(s, " ", c.Text, " ", c.Passages))
		}
	}
	slices.Sort(all)
	return all
}

// Ranks rise with the order, whatever comes and goes, and few change.
func TestRanks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var ranks []uint64
		changed, come := 0, 0
		for range rapid.IntRange(1, 100).Draw(t, "changes") {
			at := rapid.OneOf(rapid.Just(len(ranks)/2), rapid.IntRange(0, len(ranks))).Draw(t, "place")
			some := make([]uint64, rapid.IntRange(1, 20).Draw(t, "documents"))
			if len(ranks) > 0 && rapid.IntRange(0, 3).Draw(t, "goes") == 0 {
				ranks = slices.Delete(ranks, at/2, at/2+1)
				at = at / 2
			}
			before := slices.Insert(slices.Clone(ranks), at, some...)
			ranks = slices.Clone(before)
			if err := giveRanks(ranks); err != nil {
				t.Fatal(err)
			}
			come += len(some)
			for i, r := range ranks {
				if i > 0 && r <= ranks[i-1] || r == 0 || r > maxRank {
					t.Fatalf("rank %d of %d", i, ranks)
				}
				if before[i] != 0 && before[i] != r {
					changed++
				}
			}
		}
		if changed > 4*come { // half of them come at one place
			t.Errorf("%d ranks changed for %d documents that came", changed, come)
		}
	})
}

// Where there is no room between neighbours, and at the end of all ranks, some ranks
// change.
func TestRanksWithoutRoom(t *testing.T) {
	for _, c := range [][]uint64{{1, 0, 2}, {0, 1}, {1, 2, 3, 0, 4, 5}, {maxRank - 1, maxRank, 0}, {5, maxRank, 0, 0, 0}} {
		ranks := slices.Clone(c)
		if err := giveRanks(ranks); err != nil || !slices.IsSorted(ranks) || len(slices.Compact(slices.Clone(ranks))) != len(c) || ranks[0] == 0 || slices.Max(ranks) > maxRank {
			t.Errorf("%d became %d, %v", c, ranks, err)
		}
	}
	if n := free([]int{3, 0, 1}); n() != 2 || n() != 4 || n() != 5 {
		t.Error("free numbers")
	}
}

package embedded

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/enginetest"
)

// An index that came to be in many small changes, by generations that share segments
// and are built upon the open engine and the results of the one before, answers like
// one that was built anew: the same scores, counts, works and authors.
func TestSmallChanges(t *testing.T) {
	docs, passages := enginetest.Corpus()
	want := onDisk(t, docs, passages)
	root := t.TempDir()
	build(t, root, docs, passages)
	rng := rand.New(rand.NewPCG(5, 14))
	current := open(t, root)
	change := func(do func(b *Builder)) {
		t.Helper()
		b, err := Build(t.Context(), root, BuildOptions{Current: current})
		if err != nil {
			t.Fatal(err)
		}
		do(b)
		if _, err := b.Commit(t.Context()); err != nil {
			t.Fatal(err)
		}
		current = open(t, root)
	}
	put := func(b *Builder, d *doc.Document, passages []*doc.Passage) {
		t.Helper()
		own := slices.DeleteFunc(slices.Clone(passages), func(p *doc.Passage) bool { return p.DocID != d.ID })
		if err := b.Put(t.Context(), d, own); err != nil {
			t.Fatal(err)
		}
	}
	other := map[string]*doc.Document{} // what is not as it shall be in the end
	for range 12 {
		change(func(b *Builder) {
			d := docs[rng.IntN(len(docs))]
			switch own := slices.DeleteFunc(slices.Clone(passages), func(p *doc.Passage) bool { return p.DocID != d.ID }); {
			case other[d.ID] != nil:
				put(b, d, passages)
				delete(other, d.ID)
			case rng.IntN(2) == 0:
				if err := b.Remove(t.Context(), d.ID); err != nil {
					t.Fatal(err)
				}
				other[d.ID] = d
			default:
				draft, texts := otherwise(d, own)
				put(b, draft, texts)
				other[d.ID] = d
			}
		})
	}
	for _, d := range other {
		change(func(b *Builder) { put(b, d, passages) })
	}
	enginetest.Same(t, want, current)
	if n := len(current.parts); n > maxSegments {
		t.Errorf("%d segments", n)
	}
	if len(current.docs) != len(docs) {
		t.Errorf("%d documents, not %d", len(current.docs), len(docs))
	}
	if _, err := Verify(t.Context(), root); err != nil {
		t.Error(err)
	}
}

// Generations that share segments are backed by one that shares none: whatever file is
// damaged, one generation is whole.
func TestSharedSegments(t *testing.T) {
	samples, err := languageSamples()
	if err != nil {
		t.Fatal(err)
	}
	docs, passages := enginetest.Generate(4, 1000, samples)
	last := docs[len(docs)-1]
	// edit makes a generation in which the last document has another title.
	edit := func(root, title string) *Generation {
		d := *last
		d.Title = title
		return build(t, root, []*doc.Document{&d}, passages)
	}
	root := t.TempDir()
	build(t, root, docs, passages)
	edit(root, "second")
	third := edit(root, "third")
	fourth := edit(root, "fourth")
	if names := dirNames(t, root); names != "LOCK MANIFEST MANIFEST.copy WORKS gen-1 gen-3 gen-4 state" {
		t.Fatalf("the root holds %s; the last two generations and one that shares nothing should stay", names)
	}
	sharedFiles := 0
	for _, f := range fourth.Files {
		a, err := os.Stat(filepath.Join(root, "gen-4", f.Path))
		if err != nil {
			t.Fatal(err)
		}
		if b, err := os.Stat(filepath.Join(root, "gen-3", f.Path)); err == nil && os.SameFile(a, b) {
			sharedFiles++
		}
		if b, err := os.Stat(filepath.Join(root, "gen-1", f.Path)); err == nil && os.SameFile(a, b) {
			t.Errorf("%s is shared with the reserve", f.Path)
		}
	}
	if sharedFiles == 0 || third.chain() != fourth.chain() {
		t.Fatalf("%d files are shared in the chain %s", sharedFiles, fourth.chain())
	}
	for i, f := range fourth.Files {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			path := filepath.Join(root, "gen-4", f.Path)
			flip(t, path)
			if _, err := Verify(t.Context(), root); err == nil {
				t.Error("the damage is not seen")
			}
			if st := open(t, root).Status(); st.Documents != len(docs) || !strings.Contains(st.Degraded, "gen-4") {
				t.Errorf("%s is damaged, and %+v is served", f.Path, st)
			}
			flip(t, path)
		})
	}
	flip(t, filepath.Join(root, "gen-4", fourth.Files[len(fourth.Files)-1].Path))
	if g := edit(root, "fifth"); g.Documents != len(docs) {
		t.Errorf("built upon what is whole: %+v", g)
	}
	if st := open(t, root).Status(); st.Degraded != "" || st.Generation != "gen-5" {
		t.Errorf("status %+v", st)
	}
}

func TestMergeable(t *testing.T) {
	for _, c := range []struct {
		live    []int64
		deleted int64
		want    int
	}{
		{[]int64{100}, 0, 1},
		{[]int64{10_000, 50, 40, 30}, 0, 3},
		{[]int64{10_000, 120, 50}, 0, 1},
		{[]int64{10_000, 120, 100}, 0, 2},
		{[]int64{100, 60, 30, 20}, 0, 4},
		{[]int64{64_000, 16_000, 4000, 1000, 250, 60, 10}, 0, 2},
		{[]int64{10_000, 50}, 6000, 2},
	} {
		total := c.deleted
		for _, n := range c.live {
			total += n
		}
		if got := mergeable(c.live, total); got != c.want {
			t.Errorf("of %d, %d deleted, %d are merged, wanted %d", c.live, c.deleted, got, c.want)
		}
	}
}

package embedded

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
)

// A build that was stopped or killed is gone on with by the same run alone, with what was
// whole of it; it ends as it would have without.
func TestResumedBuild(t *testing.T) {
	put := func(t *testing.T, b *Builder, ctx context.Context, id string, n int, words string) {
		t.Helper()
		d := &doc.Document{ID: id, Source: id + ".txt", Digest: words, TextDigest: fmt.Sprintf("%032s", id+words), Title: id, Passages: n}
		var passages []*doc.Passage
		for i := range n {
			passages = append(passages, &doc.Passage{ID: fmt.Sprintf("%s-%d", id, i), DocID: id, Ordinal: i, Kind: doc.Body, Lang: doc.English, Text: fmt.Sprintf("%s %d", words, i)})
		}
		if err := b.Put(ctx, d, passages); err != nil {
			t.Fatal(err)
		}
	}
	texts := func(root string) string {
		things, err := open(t, root).Find(t.Context(), &engine.Lookup{Kind: engine.Passages, Limit: 100})
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, p := range things.Passages {
			all = append(all, p.Text)
		}
		return strings.Join(all, ", ")
	}
	for _, based := range []bool{false, true} {
		for _, end := range []string{"stopped", "killed", "torn", "of another run", "changed", "damaged"} {
			t.Run(fmt.Sprintf("%s, base %t", end, based), func(t *testing.T) {
				root := t.TempDir()
				if based {
					b, err := Build(t.Context(), root, BuildOptions{})
					if err != nil {
						t.Fatal(err)
					}
					put(t, b, t.Context(), "old", 2, "wind")
					if _, err := b.Commit(t.Context()); err != nil {
						t.Fatal(err)
					}
				} else if end == "changed" {
					t.Skip("needs a document of before")
				}
				ctx, stop := context.WithCancel(t.Context())
				defer stop()
				b, err := Build(ctx, root, BuildOptions{Run: "a"})
				if err != nil {
					t.Fatal(err)
				}
				put(t, b, ctx, "a", 2, "water")
				if end == "changed" {
					put(t, b, ctx, "old", 2, "storm")
				}
				if err := b.flush(ctx); err != nil {
					t.Fatal(err)
				}
				put(t, b, ctx, "b", 2, "sun")
				if end == "torn" { // one of its passages is missing
					b.batch.Delete(passageKey("b-1"))
				}
				if end == "killed" { // what is not written is lost
					b.batch.Reset()
				}
				stop()
				if err := b.Abort(); err != nil {
					t.Fatal(err)
				}
				if end == "damaged" {
					segments, err := filepath.Glob(filepath.Join(root, "gen-*"+unfinished, "store", "*"))
					if err != nil || len(segments) < 2 {
						t.Fatal(segments, err)
					}
					for _, s := range segments {
						if err := os.Truncate(s, 100); err != nil {
							t.Fatal(err)
						}
					}
				}
				run := "a"
				if end == "of another run" {
					run = "b"
				}
				if end == "stopped" { // once more, while what was written is opened
					if b, err := Build(ctx, root, BuildOptions{Run: run}); !errors.Is(err, context.Canceled) {
						t.Fatalf("%v, %v", b, err)
					}
				}
				b, err = Build(t.Context(), root, BuildOptions{Run: run})
				if err != nil {
					t.Fatal(err)
				}
				defer b.Abort()
				want := map[string]string{"stopped": "a.txt b.txt", "killed": "a.txt", "torn": "a.txt"}[end]
				if based {
					want = strings.TrimSpace(want + " old.txt")
				}
				var have []string
				for _, d := range b.Documents() {
					have = append(have, d.Source)
				}
				if got := strings.Join(have, " "); got != want {
					t.Errorf("holds %q, want %q", got, want)
				}
				put(t, b, t.Context(), "a", 1, "water") // a passage is gone
				put(t, b, t.Context(), "b", 2, "moon")
				if _, err := b.Commit(t.Context()); err != nil {
					t.Fatal(err)
				}
				want = "water 0, moon 0, moon 1"
				if based {
					want += ", wind 0, wind 1"
				}
				if got := texts(root); got != want {
					t.Errorf("holds %s, want %s", got, want)
				}
				if _, err := Verify(t.Context(), root); err != nil {
					t.Error(err)
				}
				if left, _ := filepath.Glob(filepath.Join(root, "*"+unfinished)); len(left) > 0 {
					t.Errorf("left %v", left)
				}
				if _, err := os.Stat(filepath.Join(root, begunFile)); err == nil {
					t.Error(begunFile + " was left")
				}
			})
		}
	}
}

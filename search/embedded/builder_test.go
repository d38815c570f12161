package embedded

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/enginetest"
)

func TestGenerations(t *testing.T) {
	docs, passages := enginetest.Corpus()
	root := t.TempDir()
	first := build(t, root, docs[:3], passages)
	if again := build(t, root, nil, nil); again.Name != first.Name {
		t.Errorf("nothing changed, yet generation %s followed %s", again.Name, first.Name)
	}
	second := build(t, root, docs[3:], passages)
	if second.Documents != len(docs) || second.Passages != len(passages) {
		t.Errorf("%s holds %d documents and %d passages, wanted %d and %d",
			second.Name, second.Documents, second.Passages, len(docs), len(passages))
	}

	b, err := Build(t.Context(), root, BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Remove(t.Context(), "silk"); err != nil {
		t.Fatal(err)
	}
	third, err := b.Commit(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if third.Documents != len(docs)-1 || third.Passages != len(passages)-12 {
		t.Errorf("without silk %d documents and %d passages remain", third.Documents, third.Passages)
	}
	if names := dirNames(t, root); names != "LOCK MANIFEST MANIFEST.copy WORKS gen-2 gen-3 state" {
		t.Errorf("the root holds %s; only the last two generations should stay", names)
	}

	b, err = Build(t.Context(), root, BuildOptions{Rebuild: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(b.Documents()) != 0 || len(b.Dropped()) != len(docs)-1 {
		t.Errorf("a rebuild begins with %d documents and drops %d", len(b.Documents()), len(b.Dropped()))
	}
	if err := b.Abort(); err != nil {
		t.Fatal(err)
	}
	if e := open(t, root); e.Status().Generation != third.Name {
		t.Errorf("after an abort %s is served, not %s", e.Status().Generation, third.Name)
	}
}

// An index whose documents another version read is made anew, and documents that are
// not given again are reported.
func TestOtherExtractor(t *testing.T) {
	docs, passages := enginetest.Corpus()
	root := t.TempDir()
	build(t, root, docs[:3], passages)
	b, err := Build(t.Context(), root, BuildOptions{Extractor: "next"})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Abort()
	if err := b.Put(t.Context(), docs[0], nil); err != nil {
		t.Fatal(err)
	}
	dropped := b.Dropped()
	if b.Notice == "" || len(b.Documents()) != 1 || len(dropped) != 2 || dropped[0].ID == docs[0].ID {
		t.Errorf("notice %q, %d documents, dropped %v", b.Notice, len(b.Documents()), dropped)
	}
}

// The previous generation must survive whatever stops a build.
func TestCancelledBuild(t *testing.T) {
	docs, passages := enginetest.Corpus()
	root := t.TempDir()
	build(t, root, docs[:1], passages)
	ctx, cancel := context.WithCancel(t.Context())
	b, err := Build(ctx, root, BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Put(ctx, docs[1], nil); err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err := b.Commit(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("commit after cancel: %v", err)
	}
	if e := open(t, root); e.Status().Documents != 1 {
		t.Errorf("status %+v, wanted the generation before", e.Status())
	}
	if names := dirNames(t, root); strings.Contains(names, "tmp") {
		t.Errorf("the root still holds %s", names)
	}
}

// Files that cannot be removed after publishing are reported and do not make a commit
// fail: the new generation is served.
func TestCleaningFails(t *testing.T) {
	docs, passages := enginetest.Corpus()
	root := t.TempDir()
	build(t, root, docs[:1], passages)
	build(t, root, docs[:2], passages)
	b, err := Build(t.Context(), root, BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	b.remove = func(path string) error { return fmt.Errorf("%s is busy", filepath.Base(path)) }
	if err := b.Put(t.Context(), docs[2], nil); err != nil {
		t.Fatal(err)
	}
	if g, err := b.Commit(t.Context()); err != nil || g.Name != "gen-3" || !strings.Contains(b.Notice, "gen-1 is busy") {
		t.Fatalf("commit returned %v, %v, and told %q", g, err, b.Notice)
	}
	if st := open(t, root).Status(); st.Generation != "gen-3" || st.Documents != 3 {
		t.Errorf("status %+v, wanted what was published", st)
	}
	build(t, root, docs[3:4], passages)
	if names := dirNames(t, root); names != "LOCK MANIFEST MANIFEST.copy WORKS gen-2 gen-3 gen-4 state" {
		t.Errorf("the next build left %s", names)
	}
}

// Batches are bounded by their tokens: a Chinese passage has thousands.
func TestBatchesOfManyTokens(t *testing.T) {
	b, err := Build(t.Context(), t.TempDir(), BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Abort()
	han := strings.Repeat("哈萨克斯坦发展报告", 60)
	passages := make([]*doc.Passage, batchSize/4)
	for i := range passages {
		passages[i] = &doc.Passage{ID: fmt.Sprint(i), DocID: "d", Ordinal: i, Kind: doc.Body, Lang: doc.Chinese, Text: han}
	}
	if err := b.Put(t.Context(), &doc.Document{ID: "d", Source: "d.txt"}, passages); err != nil {
		t.Fatal(err)
	}
	if b.flushed == 0 || b.tokens > batchTokens {
		t.Errorf("%d batches were written, %d tokens stand in the next", b.flushed, b.tokens)
	}
}

func TestOneWriter(t *testing.T) {
	root := t.TempDir()
	b, err := Build(t.Context(), root, BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Build(t.Context(), root, BuildOptions{}); !errors.Is(err, ErrLocked) || !strings.Contains(err.Error(), "process") {
		t.Errorf("second writer: %v, wanted ErrLocked with the pid", err)
	}
	if err := b.Abort(); err != nil {
		t.Fatal(err)
	}
	b, err = Build(t.Context(), root, BuildOptions{})
	if err != nil {
		t.Fatalf("after the first has gone: %v", err)
	}
	b.Abort()
}

// The states that an index root may have at start-up.
func TestStartUp(t *testing.T) {
	docs, passages := enginetest.Corpus()
	for _, c := range []struct {
		name   string
		damage func(t *testing.T, root string)
		open   error // nil: served
		build  error // nil: can be built upon or over
	}{
		{"missing", func(t *testing.T, root string) { remove(t, root) }, ErrNoIndex, nil},
		{"empty", func(t *testing.T, root string) { remove(t, root); os.Mkdir(root, 0o755) }, ErrNoIndex, nil},
		{"somebody else's folder", func(t *testing.T, root string) {
			remove(t, root)
			os.Mkdir(root, 0o755)
			write(t, filepath.Join(root, "WORKSHOP.tex"), "precious") // it begins as one of ours
		}, ErrForeign, ErrForeign},
		{"another format", func(t *testing.T, root string) {
			remove(t, filepath.Join(root, manifestFile+copySuffix))
			write(t, filepath.Join(root, manifestFile), `{"format":"other","generations":[]}`)
		}, ErrForeign, ErrForeign},
		{"another analysis", func(t *testing.T, root string) {
			editManifest(t, root, `"analyzer": "`, `"analyzer": "x`)
		}, ErrVersion, nil},
		{"another layout", func(t *testing.T, root string) { editManifest(t, root, `"schema": "`, `"schema": "1`) }, ErrVersion, nil},
		{"the layout before", func(t *testing.T, root string) { editManifest(t, root, schema, formerSchemas[0]) }, nil, nil},
		{"manifest and copy cut off", func(t *testing.T, root string) {
			truncate(t, filepath.Join(root, manifestFile))
			truncate(t, filepath.Join(root, manifestFile+copySuffix))
		}, ErrDamaged, nil},
		{"hostile generation name", func(t *testing.T, root string) {
			editManifest(t, root, `"name": "gen-1"`, `"name": "gen-1/../../x"`)
		}, ErrForeign, ErrForeign},
		{"segment missing", func(t *testing.T, root string) { remove(t, segmentOf(t, root, "gen-1")) }, ErrDamaged, nil},
		{"segment cut off", func(t *testing.T, root string) { truncate(t, segmentOf(t, root, "gen-1")) }, ErrDamaged, nil},
		{"a flipped bit", func(t *testing.T, root string) { flip(t, segmentOf(t, root, "gen-1")) }, ErrDamaged, nil},
		{"root.bolt missing", func(t *testing.T, root string) { remove(t, filepath.Join(root, "gen-1", "store", "root.bolt")) }, ErrDamaged, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			root := filepath.Join(t.TempDir(), "index")
			build(t, root, docs[:2], passages)
			c.damage(t, root)
			if e, err := Open(t.Context(), root); !errors.Is(err, c.open) {
				t.Errorf("opening: %v, wanted %v", err, c.open)
			} else if err == nil {
				e.Close()
			}
			if _, err := Verify(t.Context(), root); !errors.Is(err, c.open) {
				t.Errorf("verifying: %v, wanted %v", err, c.open)
			}
			b, err := Build(t.Context(), root, BuildOptions{})
			if !errors.Is(err, c.build) {
				t.Fatalf("building: %v, wanted %v", err, c.build)
			}
			if err != nil {
				return
			}
			b.Abort()
			build(t, root, docs, passages)
			if e := open(t, root); e.Status().Documents != len(docs) {
				t.Errorf("built anew: %+v", e.Status())
			}
		})
	}
}

func TestFallback(t *testing.T) {
	docs, passages := enginetest.Corpus()
	root := t.TempDir()
	build(t, root, docs[:2], passages)
	build(t, root, docs[2:], passages)
	if err := WriteState(root, "glossary.txt", []byte("kept\n")); err != nil {
		t.Fatal(err)
	}
	segments, _ := filepath.Glob(filepath.Join(root, "gen-2", "store", "*.zap"))
	for _, s := range segments { // the segments of both generations
		truncate(t, s)
	}
	e := open(t, root)
	if st := e.Status(); st.Generation != "gen-1" || !strings.Contains(st.Degraded, "gen-2") {
		t.Errorf("status %+v, wanted gen-1 and what is wrong with gen-2", st)
	}
	b, err := Build(t.Context(), root, BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if len(b.Documents()) != 2 || len(b.Dropped()) != len(docs)-2 || !strings.Contains(b.Notice, "gen-2") {
		t.Errorf("a build upon gen-1 holds %d documents, tells of %d lost and of %q", len(b.Documents()), len(b.Dropped()), b.Notice)
	}
	b.Abort()
	build(t, root, docs[2:], passages)
	if st := open(t, root).Status(); st.Degraded != "" || st.Documents != len(docs) {
		t.Errorf("after building again: %+v", st)
	}
	if data, err := ReadState(root, "glossary.txt"); string(data) != "kept\n" {
		t.Errorf("state did not survive: %q, %v", data, err)
	}
}

func TestVerify(t *testing.T) {
	docs, passages := enginetest.Corpus()
	root := t.TempDir()
	built := build(t, root, docs, passages)
	g, err := Verify(t.Context(), root)
	if err != nil || g.Name != built.Name {
		t.Errorf("Verify = %v, %v", g, err)
	}
}

// Searches under way finish on the generation that they began with.
func TestLive(t *testing.T) {
	docs, passages := enginetest.Corpus()
	root := t.TempDir()
	build(t, root, docs[:1], passages)
	live, err := OpenLive(t.Context(), root, func(_ context.Context, e *Engine) *Engine { return e })
	if err != nil {
		t.Fatal(err)
	}
	old, release, err := live.Acquire()
	if err != nil {
		t.Fatal(err)
	}
	for n := range 3 { // more generations than are kept on disk
		build(t, root, docs[n+1:n+2], passages)
		// As written within one step of the file system's clock, or after it was set back.
		os.Chtimes(filepath.Join(root, manifestFile), time.Time{}, time.Unix(1e9, 0))
		if st, err := live.Refresh(t.Context()); err != nil || st == nil || st.Documents != n+2 {
			t.Fatalf("Refresh = %+v, %v, wanted %d documents", st, err, n+2)
		}
	}
	if _, err := (engine.Library{Finder: old}).Document(t.Context(), docs[0].ID); err != nil {
		t.Errorf("the engine held: %v", err)
	}
	release()
	release() // a second release does no harm
	if st, err := live.Refresh(t.Context()); st != nil || err != nil {
		t.Errorf("nothing new: Refresh = %+v, %v", st, err)
	}
	live.Close()
	if _, _, err := live.Acquire(); !errors.Is(err, search.ErrUnavailable) {
		t.Errorf("closed: %v, wanted ErrUnavailable", err)
	}
}

func open(t *testing.T, root string) *Engine {
	t.Helper()
	e, err := Open(t.Context(), root)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}

func dirNames(t *testing.T, dir string) string {
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return strings.Join(names, " ")
}

func segmentOf(t *testing.T, root, gen string) string {
	t.Helper()
	found, _ := filepath.Glob(filepath.Join(root, gen, "store", "*.zap"))
	if len(found) == 0 {
		t.Fatalf("%s has no segments", gen)
	}
	return found[0]
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.RemoveAll(path); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// editManifest changes a manifest, its copy and their sums.
func editManifest(t *testing.T, root, old, new string) {
	t.Helper()
	path := filepath.Join(root, manifestFile)
	data, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(data), old) {
		t.Fatalf("%s has no %q (%v)", path, old, err)
	}
	text, _, _ := unseal(data)
	for _, name := range []string{path, path + copySuffix} {
		write(t, name, string(seal([]byte(strings.ReplaceAll(string(text), old, new)))))
	}
}

func truncate(t *testing.T, path string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	write(t, path, string(data[:len(data)/2]))
}

func flip(t *testing.T, path string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)/2] ^= 1
	write(t, path, string(data))
}

package embedded

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/enginetest"
)

// Files are cut short and overwritten while they are served. Nothing of that kills the
// program, no answer is wrong, and the generation before is served, which says why, or the
// same one, where what is damaged can be made of its segments.
func TestDamageWhileServed(t *testing.T) {
	docs, passages := enginetest.Corpus()
	want := onDisk(t, docs, passages)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	pristine := t.TempDir()
	build(t, pristine, docs, passages)
	draft := *docs[0]
	draft.Title = "Another title"
	last := build(t, pristine, []*doc.Document{&draft}, passages)
	wantDraft := onDisk(t, append([]*doc.Document{&draft}, docs[1:]...), passages)
	faults := 0
	for i := range trials(12, 300) {
		root := filepath.Join(t.TempDir(), "index")
		if err := os.CopyFS(root, os.DirFS(pristine)); err != nil {
			t.Fatal(err)
		}
		live, err := OpenLive(t.Context(), root, func(_ context.Context, e *Engine) *Engine { return e })
		if err != nil {
			t.Fatal(err)
		}
		e, release, err := live.Acquire()
		if err != nil {
			t.Fatal(err)
		}
		f := last.Files[rng.IntN(len(last.Files))]
		path := filepath.Join(root, last.Name, f.Path)
		what := damage(t, rng, path)
		time.Sleep(lookEvery)
		if i%2 == 0 {
			if err := ask(t, e); !errors.Is(err, search.ErrUnavailable) {
				t.Errorf("%s of %s: an answer with %v", what, f.Path, err)
			}
			faults++
			if _, _, err := live.Acquire(); !errors.Is(err, search.ErrUnavailable) {
				t.Errorf("%s of %s: lent with %v", what, f.Path, err)
			}
		}
		release()
		st, err := live.Refresh(t.Context())
		kept := strings.HasPrefix(f.Path, keptDir)
		if err != nil || st == nil || st.Generation == last.Name != kept || !strings.Contains(st.Degraded, last.Name) {
			t.Fatalf("%s of %s: Refresh = %+v, %v", what, f.Path, st, err)
		}
		now, release, err := live.Acquire()
		if err != nil {
			t.Fatal(err)
		}
		if kept {
			enginetest.Same(t, wantDraft, now)
		} else {
			enginetest.Same(t, want, now)
		}
		release()
		live.Close()
	}
	t.Logf("%d answers met the damage", faults)
}

// Whatever file of an index at rest is damaged, answers are as before, and verify tells the
// damage; a rebuild makes the index whole. WORKS is nobody's loss: TestWorksRecalled.
func TestDamageAtRest(t *testing.T) {
	docs, passages := enginetest.Corpus()
	want := onDisk(t, docs, passages)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	pristine := t.TempDir()
	build(t, pristine, docs, passages)
	draft := *docs[0]
	draft.Title = "Another title"
	build(t, pristine, []*doc.Document{&draft}, passages)
	build(t, pristine, docs[:1], passages)
	if err := redirectsKept.write(pristine, map[string]string{"wold": "wnew"}); err != nil {
		t.Fatal(err)
	}
	var files []string
	err := filepath.WalkDir(pristine, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && d.Name() != lockFile && d.Name() != worksList {
			files = append(files, strings.TrimPrefix(path, pristine))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for range trials(12, 500) {
		root := filepath.Join(t.TempDir(), "index")
		if err := os.CopyFS(root, os.DirFS(pristine)); err != nil {
			t.Fatal(err)
		}
		f := files[rng.IntN(len(files))]
		what := damage(t, rng, filepath.Join(root, f))
		_, verified := Verify(t.Context(), root)
		e, err := Open(t.Context(), root)
		switch {
		case err == nil && strings.Contains(e.status.Degraded, "gen-3"):
			if kept := strings.HasPrefix(f, "/gen-3/"+keptDir); kept != (e.status.Generation == "gen-3") || !kept && e.status.Generation != "gen-2" {
				t.Errorf("%s of %s: %+v", what, f, e.status)
			}
		case err == nil:
			enginetest.Same(t, want, e)
		default:
			t.Errorf("%s of %s: %v", what, f, err)
		}
		if err == nil {
			e.Close()
		}
		if verified == nil {
			t.Errorf("%s of %s: verify tells nothing", what, f)
		}
		if err := tryBuild(t, root, docs[:2], passages); err != nil {
			t.Errorf("%s of %s: rebuilt with %v", what, f, err)
		} else if _, err := Verify(t.Context(), root); err != nil {
			t.Errorf("%s of %s: rebuilt, %v", what, f, err)
		}
	}
	t.Logf("any of %d files of an index", len(files))
}

// Reading beyond the end of a file that was just cut short is an error on every
// goroutine, and so is building upon it.
func TestCutShortWhileRead(t *testing.T) {
	docs, passages := enginetest.Corpus()
	root := t.TempDir()
	build(t, root, docs[:2], passages)
	e := open(t, root)
	if err := os.Truncate(segmentOf(t, root, "gen-1"), 0); err != nil {
		t.Fatal(err)
	}
	var readers sync.WaitGroup
	for range 8 {
		readers.Go(func() {
			if err := ask(t, e); !errors.Is(err, search.ErrUnavailable) || !strings.Contains(err.Error(), "gen-1") {
				t.Errorf("an answer with %v", err)
			}
		})
	}
	readers.Wait()
	b, err := Build(t.Context(), root, BuildOptions{Current: e})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Abort()
	if err := b.Put(t.Context(), docs[2], nil); !errors.Is(err, search.ErrUnavailable) {
		t.Errorf("built upon it with %v", err)
	}
}

// A segment that is cut short while it is merged ends the build, not the program.
func TestCutShortWhileMerged(t *testing.T) {
	docs, passages := enginetest.Corpus()
	root := t.TempDir()
	build(t, root, docs[:1], passages)
	b, err := Build(t.Context(), root, BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range docs[1:3] {
		own := slices.DeleteFunc(slices.Clone(passages), func(p *doc.Passage) bool { return p.DocID != d.ID })
		if err := b.Put(t.Context(), d, own); err != nil {
			t.Fatal(err)
		}
		b.mu.Lock()
		err := b.flush(t.Context())
		b.mu.Unlock()
		if err != nil {
			t.Fatal(err)
		}
	}
	free, cut := b.free, 0
	b.free = func(dir string) (uint64, bool) { // asked right before the merge
		for path := range b.written() {
			if err := os.Truncate(filepath.Join(b.tmp(), "store", path), 0); err != nil {
				t.Error(err)
			}
			cut++
		}
		return free(dir)
	}
	if _, err := b.Commit(t.Context()); !errors.Is(err, ErrDamaged) || cut < 2 {
		t.Errorf("after %d segments were cut short the build ends with %v", cut, err)
	}
	if _, err := Verify(t.Context(), root); err != nil {
		t.Error(err)
	}
}

// damage cuts a file short or overwrites a byte of it, in place.
func damage(t *testing.T, rng *rand.Rand, path string) string {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	at := rng.Int64N(info.Size())
	if rng.IntN(2) == 0 {
		if err := os.Truncate(path, at); err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("the first %d bytes", at)
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var b [1]byte
	if _, err := f.ReadAt(b[:], at); err != nil {
		t.Fatal(err)
	}
	b[0] ^= 1 << rng.IntN(8)
	if _, err := f.WriteAt(b[:], at); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("a bit of byte %d", at)
}

// ask reads everything that an engine holds, by the methods of the port, and returns
// the first error.
func ask(t *testing.T, e *Engine) error {
	t.Helper()
	things, err := e.Find(t.Context(), &engine.Lookup{Kind: engine.Passages, Limit: 1000})
	if err != nil {
		return err
	}
	for c, err := range e.Terms(t.Context(), engine.Range{}) {
		if err != nil {
			return err
		}
		if _, err := e.Frequencies(t.Context(), []engine.Term{{Text: c.Text}}); err != nil {
			return err
		}
	}
	return fmt.Errorf("%d passages are found", len(things.Passages))
}

// A reader that panics over whole files is a fault of the program and stays one.
func TestPanicOverWholeFiles(t *testing.T) {
	docs, passages := enginetest.Corpus()
	root := t.TempDir()
	build(t, root, docs[:1], passages)
	e := open(t, root)
	defer func() {
		if recover() == nil {
			t.Error("the panic was hidden")
		}
	}()
	for range e.Terms(t.Context(), engine.Range{}) {
		panic("of the caller")
	}
}

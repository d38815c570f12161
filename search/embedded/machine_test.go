package embedded

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/enginetest"
)

// Where no more files can be opened that is what is told: the index is not called
// damaged, nothing is left behind, and afterwards all goes on as before.
func TestTooFewFiles(t *testing.T) {
	docs, passages := enginetest.Corpus()
	root := t.TempDir()
	build(t, root, docs[:2], passages)
	build(t, root, docs[:3], passages)
	told, went := 0, 0
	for more := range trials(24, 80) {
		restore := fewFiles(t, more)
		e, err := Open(t.Context(), root)
		if err == nil {
			e.Close()
		}
		buildErr := tryBuild(t, root, docs, passages)
		restore()
		if err == nil && buildErr == nil {
			went++
		}
		for _, err := range []error{err, buildErr} {
			if err == nil {
				continue
			}
			if told++; errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "too many open files") {
				t.Errorf("with %d files more: %v", more, err)
			}
		}
		if names := dirNames(t, root); strings.Contains(names, unfinished) {
			t.Errorf("with %d files more %s was left", more, names)
		}
		if st := open(t, root).Status(); st.Degraded != "" {
			t.Errorf("with %d files more: %+v", more, st)
		}
	}
	if told == 0 || went == 0 {
		t.Errorf("%d errors, %d successes: the bounds are not around the need", told, went)
	}
}

// An engine outlives a look at its files that had none to open.
func TestLookWithoutFiles(t *testing.T) {
	docs, passages := enginetest.Corpus()
	root := t.TempDir()
	build(t, root, docs[:1], passages)
	e := open(t, root)
	segment := segmentOf(t, root, "gen-1")
	if err := os.Chtimes(segment, e.status.Built, e.status.Built); err != nil {
		t.Fatal(err)
	}
	restore := fewFiles(t, 0)
	err := e.source.look()
	restore()
	if err != nil {
		t.Errorf("without files: %v", err)
	}
	if err := e.source.look(); err != nil {
		t.Errorf("a file with another time alone: %v", err)
	}
	flip(t, segment)
	if err := e.source.look(); !errors.Is(err, search.ErrUnavailable) {
		t.Errorf("a flipped bit: %v", err)
	}
}

// Names of folders may hold whatever a file system allows.
func TestPatternInPath(t *testing.T) {
	docs, passages := enginetest.Corpus()
	plain, odd := t.TempDir(), filepath.Join(t.TempDir(), "a[b*?]", "индекс")
	want, got := build(t, plain, docs, passages), build(t, odd, docs, passages)
	if len(got.Files) != len(want.Files) {
		t.Errorf("%d files, %d in a folder with a plain name", len(got.Files), len(want.Files))
	}
}

// Files that a run left half written are removed by the next one, and a writer that has
// not told its number yet is told without one.
func TestLeavings(t *testing.T) {
	docs, passages := enginetest.Corpus()
	root := t.TempDir()
	build(t, root, docs[:1], passages)
	left := []string{filepath.Join(root, manifestFile), filepath.Join(root, FilesList)}
	for _, name := range []string{redirectsKept.name, arrivalsKept.name} {
		left = append(left, filepath.Join(root, stateDir, name), filepath.Join(root, stateDir, name+copySuffix))
	}
	for _, path := range left {
		write(t, path+unfinished, "half")
	}
	b, err := Build(t.Context(), root, BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Abort()
	for _, path := range left {
		if _, err := os.Stat(path + unfinished); err == nil {
			t.Errorf("%s was left", path+unfinished)
		}
	}
	write(t, filepath.Join(root, lockFile), "")
	if _, err := Build(t.Context(), root, BuildOptions{}); !errors.Is(err, ErrLocked) || !strings.Contains(err.Error(), "by another process;") {
		t.Errorf("a second writer is told %v", err)
	}
}

// A generation whose closing failed is not closed again, which bleve answers with a
// panic.
func TestCloseOnce(t *testing.T) {
	docs, passages := enginetest.Corpus()
	b, err := Build(t.Context(), t.TempDir(), BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Put(t.Context(), docs[0], passages[:1]); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := b.Abort(); err != nil {
			t.Error(err)
		}
	}
}

// bleve passes over a segment that it has no file left to open; the lack is told, not
// damage, and where it is over by then the index is opened.
func TestSegmentWithoutFile(t *testing.T) {
	docs, passages := enginetest.Corpus()
	root := t.TempDir()
	build(t, root, docs[:1], passages)
	dir := filepath.Join(root, "gen-1")
	lacking, told := 0, 0
	for more := range 8 {
		restore := fewFiles(t, more)
		lack := openAll(dir)
		idx, err := openBleve(dir)
		restore()
		if isMachine(lack) {
			lacking++
		}
		if isMachine(err) {
			told++
		} else if err != nil {
			t.Errorf("with %d files more: %v", more, err)
		} else {
			idx.Close()
		}
	}
	if lacking == 0 || lacking == 8 || told == 0 {
		t.Errorf("of 8 bounds %d lacked files, %d were told", lacking, told)
	}
}

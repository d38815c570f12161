package embedded

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/enginetest"
)

// A build that finds too little room before its merge says how much is missing, leaves
// nothing behind and gives the lock back.
func TestNoRoomToMerge(t *testing.T) {
	docs, passages := enginetest.Corpus()
	root := t.TempDir()
	build(t, root, docs[:1], passages)
	b, err := Build(t.Context(), root, BuildOptions{Rebuild: true})
	if err != nil {
		t.Fatal(err)
	}
	b.free = func(string) (uint64, bool) { return slack, true }
	for _, d := range docs[1:3] {
		own := slices.DeleteFunc(slices.Clone(passages), func(p *doc.Passage) bool { return p.DocID != d.ID })
		if err := b.Put(t.Context(), d, own); err != nil {
			t.Fatal(err)
		}
	}
	var full *NoSpaceError
	if _, err := b.Commit(t.Context()); !errors.As(err, &full) || full.Missing < 1000 || !strings.Contains(err.Error(), "more bytes needed") {
		t.Fatalf("commit without room: %v", err)
	}
	if names := dirNames(t, root); names != "LOCK MANIFEST MANIFEST.copy WORKS gen-1 state" {
		t.Errorf("it left %s", names)
	}
	build(t, root, docs[1:2], passages)
}

// A full disk is told as one wherever its error comes from.
func TestFullDiskIsTold(t *testing.T) {
	b := &Builder{root: t.TempDir(), name: "gen-1", free: func(string) (uint64, bool) { return 0, true }}
	for _, err := range []error{
		&os.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC},
		&os.PathError{Op: "write", Path: "x", Err: syscall.EDQUOT},
		errors.New("segment: x persist err: write x: no space left on device"),
	} {
		var full *NoSpaceError
		if !errors.As(b.explain(err), &full) || full.Missing <= 0 {
			t.Errorf("%v is told as %v", err, b.explain(err))
		}
	}
	if err := b.explain(os.ErrPermission); err != os.ErrPermission {
		t.Errorf("another error is told as %v", err)
	}
}

// On disks of every size a build ends soon: with a new generation, or with the room
// that is missing, nothing left behind and the generation before still served.
func TestFullDisk(t *testing.T) {
	samples, err := languageSamples()
	if err != nil {
		t.Fatal(err)
	}
	docs, passages := enginetest.Generate(7, 300, samples)
	roomy := filepath.Join(t.TempDir(), "index")
	whole := build(t, roomy, docs, passages).Bytes()
	first := build(t, filepath.Join(t.TempDir(), "index"), docs[:1], passages).Bytes()
	steps := trials(5, 60)
	built := 0
	for i := range steps {
		size := first + whole/2 + whole*int64(5*i)/int64(2*steps)
		disk := smallDisk(t, size)
		root := filepath.Join(disk, "index")
		build(t, root, docs[:1], passages)
		start := time.Now()
		err := tryBuild(t, root, docs, passages)
		var full *NoSpaceError
		switch {
		case err == nil:
			built++
		case !errors.As(err, &full) || full.Missing <= 0:
			t.Errorf("%d bytes: %v", size, err)
		case dirNames(t, root) != "LOCK MANIFEST MANIFEST.copy WORKS gen-1 state":
			t.Errorf("%d bytes: %s was left", size, dirNames(t, root))
		}
		if took := time.Since(start); took > 30*time.Second {
			t.Errorf("%d bytes: it took %v", size, took)
		}
		e, openErr := Open(t.Context(), root)
		if openErr != nil {
			t.Fatalf("%d bytes: %v", size, openErr)
		}
		if st := e.Status(); st.Degraded != "" || err == nil && st.Documents != len(docs) || err != nil && st.Documents != 1 {
			t.Errorf("%d bytes: after %v, %+v", size, err, st)
		}
		e.Close()
	}
	if built == 0 || built == steps {
		t.Errorf("%d of %d builds had room: the sizes are not around the index's", built, steps)
	}
	t.Logf("%d disks, from %d to %d bytes for an index of %d: %d builds had room", steps, first+whole/2, first+3*whole, whole, built)
}

// tryBuild builds everything anew.
func tryBuild(t *testing.T, root string, docs []*doc.Document, passages []*doc.Passage) error {
	t.Helper()
	b, err := Build(t.Context(), root, BuildOptions{Rebuild: true})
	if err != nil {
		return err
	}
	defer b.Abort()
	byDoc := map[string][]*doc.Passage{}
	for _, p := range passages {
		byDoc[p.DocID] = append(byDoc[p.DocID], p)
	}
	for _, d := range docs {
		if err := b.Put(t.Context(), d, byDoc[d.ID]); err != nil {
			return err
		}
	}
	_, err = b.Commit(t.Context())
	return err
}

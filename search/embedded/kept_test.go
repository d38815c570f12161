package embedded

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/izde/izde/search/enginetest"
)

// What a generation keeps is what its segments say, of one that is built upon another, too;
// of another version, or damaged, it is not used.
func TestKeptColumns(t *testing.T) {
	samples, err := languageSamples()
	if err != nil {
		t.Skip(err)
	}
	docs, passages := enginetest.Generate(8, 600, samples)
	root := t.TempDir()
	build(t, root, docs[1:], passages)
	b, err := Build(t.Context(), root, BuildOptions{Keep: map[string]func(context.Context, *Engine, io.Writer) error{
		"words": func(_ context.Context, e *Engine, to io.Writer) error {
			_, err := io.WriteString(to, e.docs[0].doc.ID)
			return err
		},
	}})
	if err != nil {
		t.Fatal(err)
	}
	g := finish(t, b, docs[:1], passages)
	e, err := Open(t.Context(), root)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	columns := func(e *Engine) string {
		var b bytes.Buffer
		if err := e.writeColumns(&b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	opened := func(generation, dir string) *Engine {
		t.Helper()
		again, err := newSnapshot(t.Context(), e.bleve, generation, func(name string) string {
			if name != columnsFile || dir == "" {
				return ""
			}
			return filepath.Join(dir, keptDir, name)
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { again.reader.Close() })
		return again
	}
	made := opened(g.Name, "")
	if e.mapped == nil || made.mapped != nil || columns(e) != columns(made) {
		t.Error("the columns that are kept are not used, or not those of the segments")
	}
	if kept, err := e.Kept("words"); err != nil || string(kept) != e.docs[0].doc.ID {
		t.Errorf("kept are the words %q (%v), want %q", kept, err, e.docs[0].doc.ID)
	}
	if opened("gen-7", filepath.Join(root, g.Name)).mapped != nil {
		t.Error("a generation uses the columns of another")
	}
	if kept, err := e.Kept("others"); err != nil || kept != nil {
		t.Errorf("kept are %q (%v), want nothing", kept, err)
	}
	whole, err := os.ReadFile(filepath.Join(root, g.Name, keptDir, columnsFile))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, keptDir), 0o755); err != nil {
		t.Fatal(err)
	}
	other := bytes.Replace(whole, []byte("columns 1"), []byte("columns 0"), 1)
	for _, data := range [][]byte{nil, whole[:8], whole[:len(whole)/2], whole[:len(whole)-8], other, make([]byte, len(whole)), bytes.Repeat([]byte{0xff}, len(whole))} {
		if err := os.WriteFile(filepath.Join(dir, keptDir, columnsFile), data, 0o644); err != nil {
			t.Fatal(err)
		}
		if again := opened(g.Name, dir); again.mapped != nil || columns(again) != columns(made) {
			t.Errorf("%d bytes beginning with %.40q are used as columns", len(data), data)
		}
	}
}

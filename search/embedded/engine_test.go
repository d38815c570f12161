package embedded

import (
	"testing"

	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/enginetest"
)

func TestInMemory(t *testing.T) {
	enginetest.Run(t, func(t *testing.T, docs []*doc.Document, passages []*doc.Passage) enginetest.Engine {
		e, err := NewMemory(t.Context(), docs, passages)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { e.Close() })
		return e
	})
}

func TestOnDisk(t *testing.T) {
	enginetest.Run(t, func(t *testing.T, docs []*doc.Document, passages []*doc.Passage) enginetest.Engine {
		root := t.TempDir()
		// In two generations, so that what is served has deleted and
		// replaced entries and several segments.
		build(t, root, docs[:len(docs)/2], passages)
		build(t, root, docs[len(docs)/3:], passages)
		e, err := Open(t.Context(), root)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { e.Close() })
		return e
	})
}

// build adds documents with their passages to the index at root.
func build(t *testing.T, root string, docs []*doc.Document, passages []*doc.Passage) *Generation {
	t.Helper()
	b, err := Build(t.Context(), root, BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range docs {
		var own []*doc.Passage
		for _, p := range passages {
			if p.DocID == d.ID {
				own = append(own, p)
			}
		}
		if err := b.Put(t.Context(), d, own); err != nil {
			t.Fatal(err)
		}
	}
	g, err := b.Commit(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return g
}

package embedded

import (
	"slices"
	"testing"

	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/enginetest"
)

func TestInMemory(t *testing.T) {
	enginetest.Run(t, inMemory)
}

func TestOnDisk(t *testing.T) {
	enginetest.Run(t, onDisk)
}

// What is served after documents came, changed and went is what is served of a
// fresh index.
func TestIncremental(t *testing.T) {
	enginetest.Run(t, incremental)
	docs, passages := enginetest.Corpus()
	enginetest.Same(t, onDisk(t, docs, passages), incremental(t, docs, passages))
}

func inMemory(t *testing.T, docs []*doc.Document, passages []*doc.Passage) enginetest.Engine {
	e, err := NewMemory(t.Context(), docs, passages)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}

func onDisk(t *testing.T, docs []*doc.Document, passages []*doc.Passage) enginetest.Engine {
	root := t.TempDir()
	build(t, root, docs, passages)
	return open(t, root)
}

// incremental builds an index in two generations: of every three documents the
// first was another in the generation before, and the second was not there; and
// something was there that is there no more.
func incremental(t *testing.T, docs []*doc.Document, passages []*doc.Passage) enginetest.Engine {
	root := t.TempDir()
	gone, list := citing("gone", apa, other)
	before, texts := []*doc.Document{gone}, list
	var after []*doc.Document
	for i, d := range docs {
		own := slices.DeleteFunc(slices.Clone(passages), func(p *doc.Passage) bool { return p.DocID != d.ID })
		switch i % 3 {
		case 0:
			d, own = otherwise(d, own)
			before, after = append(before, d), append(after, docs[i])
		case 1:
			after = append(after, d)
			continue
		default:
			before = append(before, d)
		}
		texts = append(texts, own...)
	}
	build(t, root, before, texts)
	b, err := Build(t.Context(), root, BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Remove(t.Context(), "gone"); err != nil {
		t.Fatal(err)
	}
	finish(t, b, after, passages)
	return open(t, root)
}

// otherwise returns a document and its passages as they may have been before.
func otherwise(d *doc.Document, passages []*doc.Passage) (*doc.Document, []*doc.Passage) {
	old := *d
	old.Title, old.Year, old.Authors = "Draft: "+d.Title, d.Year+1, nil
	old.CSL.Title, old.CSL.Author, old.Contributors = old.Title, nil, nil
	var kept []*doc.Passage
	for i, p := range passages {
		if i%2 == 1 && p.Reference == nil {
			continue
		}
		changed := *p
		if changed.Text = "consortium water " + p.Text; p.Reference != nil {
			entry := *p.Reference
			entry.CSL.Title = "Another title of " + entry.ID
			changed.Reference = &entry
		}
		changed.Spans, changed.Citations = nil, nil
		kept = append(kept, &changed)
	}
	return &old, kept
}

// build adds documents with their passages to the index at root.
func build(t *testing.T, root string, docs []*doc.Document, passages []*doc.Passage) *Generation {
	t.Helper()
	b, err := Build(t.Context(), root, BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return finish(t, b, docs, passages)
}

// finish adds documents with their passages to a generation and finishes it.
func finish(t *testing.T, b *Builder, docs []*doc.Document, passages []*doc.Passage) *Generation {
	t.Helper()
	for _, d := range docs {
		own := slices.DeleteFunc(slices.Clone(passages), func(p *doc.Passage) bool { return p.DocID != d.ID })
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

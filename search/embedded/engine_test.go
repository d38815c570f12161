package embedded

import (
	"slices"
	"testing"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"

	"github.com/izde/izde/search/bibliography"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/enginetest"
)

func TestInMemory(t *testing.T) {
	enginetest.Run(t, inMemory)
}

func TestOnDisk(t *testing.T) {
	enginetest.Run(t, onDisk)
}

// An index whose documents were added, changed and removed answers like a fresh index
// of the same documents.
func TestIncremental(t *testing.T) {
	docs, passages := enginetest.Corpus()
	want := onDisk(t, docs, passages)
	for name, open := range map[string]enginetest.Open{"generations": incremental, "segments": inSegments} {
		t.Run(name, func(t *testing.T) {
			enginetest.Run(t, open)
			enginetest.Same(t, want, open(t, docs, passages))
		})
	}
}

func inMemory(t *testing.T, docs []*doc.Document, passages []*doc.Passage) engine.Engine {
	e, err := NewMemory(t.Context(), docs, passages)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}

func onDisk(t *testing.T, docs []*doc.Document, passages []*doc.Passage) engine.Engine {
	root := t.TempDir()
	build(t, root, docs, passages)
	return open(t, root)
}

// incremental builds an index in two generations.
func incremental(t *testing.T, docs []*doc.Document, passages []*doc.Passage) engine.Engine {
	root := t.TempDir()
	before, texts, after := history(docs, passages)
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

// inSegments makes the same in memory, where bleve merges nothing: a builder's small
// segments are merged before they are served, and nothing deleted is left in them.
func inSegments(t *testing.T, docs []*doc.Document, passages []*doc.Passage) engine.Engine {
	idx, err := bleve.NewUsing("", bleve.NewIndexMapping(), scorch.Name, scorch.Name, writing())
	if err != nil {
		t.Fatal(err)
	}
	before, texts, after := history(docs, passages)
	put := func(docs []*doc.Document, passages []*doc.Passage, removed []*doc.Passage) {
		batch, layout := idx.NewBatch(), newLayout(newPacking(nil))
		for _, p := range removed {
			batch.Delete(passageKey(p.ID))
			batch.Delete(documentKey("gone"))
		}
		for _, d := range docs {
			fields, err := layout.document(d)
			if err != nil {
				t.Fatal(err)
			}
			if err := layout.add(batch, fields); err != nil {
				t.Fatal(err)
			}
			for _, p := range passages {
				if p.DocID != d.ID {
					continue
				}
				fields, _, err := layout.passage(p, d)
				if err != nil {
					t.Fatal(err)
				}
				if err := layout.add(batch, fields); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := idx.Batch(batch); err != nil {
			t.Fatal(err)
		}
		if _, err := writeWorks(t.Context(), idx, bibliography.Known{}); err != nil {
			t.Fatal(err)
		}
	}
	put(before, texts, nil)
	put(after, passages, slices.DeleteFunc(slices.Clone(texts), func(p *doc.Passage) bool {
		return p.DocID != "gone" && !slices.ContainsFunc(after, func(d *doc.Document) bool { return d.ID == p.DocID })
	}))
	e, err := newEngine(t.Context(), idx, "memory", nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	// A segment whose entries are all deleted is dropped.
	if len(docs) > 2 && !slices.ContainsFunc(e.parts, func(p part) bool { return p.Deleted() != nil && !p.Deleted().IsEmpty() }) {
		t.Fatal("no segment has anything that was deleted")
	}
	return e
}

// history returns the contents of an index before it holds a corpus, and the
// documents that are then put in: of every three documents the first was different
// before and the second missing. One more document was there and is removed.
func history(docs []*doc.Document, passages []*doc.Passage) (before []*doc.Document, texts []*doc.Passage, after []*doc.Document) {
	gone, texts := citing("gone", apa, other)
	before = []*doc.Document{gone}
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
	return before, texts, after
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

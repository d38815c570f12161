// Package embedded is the search engine inside izde: bleve's segments for
// dictionaries, postings and stored passages, and our own running of plans,
// ranking and counting above them. It is the only package that knows bleve.
package embedded

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/doc"
)

// Engine answers searches over one state of an index, which does not change.
// It is safe for concurrent use.
type Engine struct {
	bleve  bleve.Index
	reader index.IndexReader
	parts  []part

	cols   *columns
	works  *workColumns
	boards sync.Pool         // of *scoreboard
	docs   []docEntry        // in the order of their sources
	byID   map[string]uint32 // document id → place in docs
	status search.Status

	attributes  func() attributeIndex
	completions func() (*completions, error)
	totals      totals
}

// docEntry is a document in brief and the number at which it is stored.
type docEntry struct {
	doc    *doc.Document
	number int
}

// NewMemory indexes documents in memory. Every passage's document must be
// among docs.
func NewMemory(ctx context.Context, docs []*doc.Document, passages []*doc.Passage) (*Engine, error) {
	idx, err := bleve.NewUsing("", bleve.NewIndexMapping(), scorch.Name, scorch.Name, nil)
	if err != nil {
		return nil, fmt.Errorf("creating an index in memory: %w", err)
	}
	batch := idx.NewBatch()
	for _, d := range docs {
		fields, err := documentFields(d)
		if err != nil {
			return nil, err
		}
		if err := batch.IndexAdvanced(fields); err != nil {
			return nil, fmt.Errorf("indexing document %s: %w", d.Source, err)
		}
	}
	for _, p := range passages {
		fields, err := passageFields(p)
		if err != nil {
			return nil, err
		}
		if err := batch.IndexAdvanced(fields); err != nil {
			return nil, fmt.Errorf("indexing passage %s: %w", p.ID, err)
		}
	}
	if err := idx.Batch(batch); err != nil {
		return nil, fmt.Errorf("indexing: %w", err)
	}
	if _, err := writeWorks(ctx, idx, nil, nil); err != nil {
		return nil, err
	}
	return newEngine(ctx, idx, "memory")
}

// newEngine reads what has to be in memory to search idx, which it takes over.
func newEngine(ctx context.Context, idx bleve.Index, generation string) (*Engine, error) {
	e, err := newSnapshot(ctx, idx, generation)
	if err != nil {
		idx.Close()
		return nil, err
	}
	for _, d := range e.docs {
		d.doc.Work = e.works.of(d.doc.Work)
	}
	return e, nil
}

// newSnapshot reads the same, of an index that may still be written to; ids of
// works are as the indexer gave them. Only its reader is to be closed.
func newSnapshot(ctx context.Context, idx bleve.Index, generation string) (_ *Engine, err error) {
	e := &Engine{bleve: idx, byID: map[string]uint32{}}
	defer func() {
		if err != nil {
			err = fmt.Errorf("opening the index: %w", err)
			if e.reader != nil {
				e.reader.Close()
			}
		}
	}()
	advanced, err := idx.Advanced()
	if err != nil {
		return nil, err
	}
	if e.reader, err = advanced.Reader(); err != nil {
		return nil, err
	}
	snapshot, ok := e.reader.(*scorch.IndexSnapshot)
	if !ok {
		return nil, fmt.Errorf("unexpected kind of index %T", e.reader)
	}
	base := 0
	for _, s := range snapshot.Segments() {
		size := int(s.Segment().Count())
		e.parts = append(e.parts, part{s, base, size})
		base += size
	}
	if e.docs, err = loadDocuments(e.parts); err != nil {
		return nil, err
	}
	for i := range e.docs {
		e.byID[e.docs[i].doc.ID] = uint32(i)
	}
	if e.works, err = loadWorks(e.parts); err != nil {
		return nil, err
	}
	if e.cols, err = loadColumns(ctx, e.parts, e.works, e.docs, e.byID); err != nil {
		return nil, err
	}
	e.attributes = sync.OnceValue(func() attributeIndex { return indexAttributes(e.docs) })
	e.completions = sync.OnceValues(e.newCompletions)
	e.status = search.Status{Generation: generation, Documents: len(e.docs), Passages: e.cols.passages}
	return e, nil
}

// Close releases the index.
func (e *Engine) Close() error {
	if e.reader != nil {
		e.reader.Close()
	}
	return e.bleve.Close()
}

// Status describes the index.
func (e *Engine) Status() search.Status { return e.status }

// Documents returns up to limit documents, in brief, from offset in the order of
// their sources, and how many there are.
func (e *Engine) Documents(_ context.Context, offset, limit int) ([]*doc.Document, int, error) {
	from := min(max(offset, 0), len(e.docs))
	to := min(from+max(limit, 0), len(e.docs))
	docs := make([]*doc.Document, 0, to-from)
	for _, d := range e.docs[from:to] {
		docs = append(docs, d.doc)
	}
	return docs, len(e.docs), nil
}

// Document returns the document with that id, or search.ErrNotFound.
func (e *Engine) Document(_ context.Context, id string) (*doc.Document, error) {
	i, ok := e.byID[id]
	if !ok {
		return nil, fmt.Errorf("document %q: %w", id, search.ErrNotFound)
	}
	doc := &doc.Document{}
	if err := e.load(e.docs[i].number, doc); err != nil {
		return nil, err
	}
	doc.Work = e.works.of(doc.Work)
	return doc, nil
}

// Passage returns the passage with that id, or search.ErrNotFound.
func (e *Engine) Passage(_ context.Context, id string) (*doc.Passage, error) {
	key := []string{passageKey(id)}
	for _, p := range e.parts {
		found, err := p.DocNumbers(key)
		if err != nil {
			return nil, fmt.Errorf("looking up passage %q: %w", id, err)
		}
		if found.IsEmpty() {
			continue
		}
		passage := &doc.Passage{}
		return passage, e.loadPassage(p.base+int(found.Minimum()), passage)
	}
	return nil, fmt.Errorf("passage %q: %w", id, search.ErrNotFound)
}

// Passages returns all passages of a document in order.
func (e *Engine) Passages(ctx context.Context, docID string) ([]*doc.Passage, error) {
	if _, ok := e.byID[docID]; !ok {
		return nil, fmt.Errorf("document %q: %w", docID, search.ErrNotFound)
	}
	var passages []*doc.Passage
	for _, p := range e.parts {
		err := p.postings(fieldDoc, docID, func(n int) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			passage := &doc.Passage{}
			passages = append(passages, passage)
			return e.loadPassage(p.base+n, passage)
		})
		if err != nil {
			return nil, err
		}
	}
	slices.SortFunc(passages, func(a, b *doc.Passage) int { return a.Ordinal - b.Ordinal })
	return passages, nil
}

// load decodes what is stored at a number of the whole index.
func (e *Engine) load(number int, into any) error {
	p := e.partOf(number)
	return p.load(number-p.base, into)
}

func (e *Engine) partOf(number int) part {
	i, found := slices.BinarySearchFunc(e.parts, number, func(p part, n int) int { return p.base - n })
	if !found {
		i--
	}
	return e.parts[i]
}

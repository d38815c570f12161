// Package embedded is the search engine inside izde: bleve's segments for
// dictionaries, postings and stored passages, and our own running of plans, ranking
// and counting above them. It is the only package that knows bleve. It may import the
// port search/engine, bibliography, search and the vocabulary below (plan, query,
// doc, cite, analysis).
package embedded

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
	"github.com/blevesearch/mmap-go"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/bibliography"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
)

// Engine is an engine.Engine over one state of an index.
type Engine struct {
	bleve  bleve.Index
	reader index.IndexReader
	parts  []part
	// packing unpacks what is stored.
	packing packing

	docs     []docEntry        // in the order of their sources
	byID     map[string]uint32 // document id → place in docs
	byNumber map[uint32]uint32 // number at which a document is stored → place in docs
	cols     *columns
	works    *workColumns
	mapped   []mmap.MMap // what cols and parts have of files
	status   search.Status
	source   *source // nil in memory

	// Working memory, lent to one search after the other.
	dicts    sync.Pool // of *dictionaries
	counters sync.Pool // of *counter
	denses   sync.Pool // of *dense
	boards   sync.Pool // of *scoreboard
	grouped  sync.Pool // of *groups
	sets     sync.Pool // of *numbers
	sums     sync.Pool // of *sums
	unions   unions
	counts   engine.Cache[string, *engine.Found] // see wordless
	forms    *engine.Prepared[*forms]
}

// docEntry is a document in brief, the number at which it is stored, and its values
// of facets.
type docEntry struct {
	doc    *doc.Document
	number int
	values [][]string
}

// NewMemory indexes documents in memory. Every passage's document must be
// among docs.
func NewMemory(ctx context.Context, docs []*doc.Document, passages []*doc.Passage) (*Engine, error) {
	idx, err := bleve.NewUsing("", bleve.NewIndexMapping(), scorch.Name, scorch.Name, writing())
	if err != nil {
		return nil, fmt.Errorf("creating an index in memory: %w", err)
	}
	batch, l := idx.NewBatch(), newLayout(newPacking(nil))
	for _, d := range docs {
		fields, err := l.document(d)
		if err != nil {
			return nil, err
		}
		if err := l.add(batch, fields); err != nil {
			return nil, fmt.Errorf("indexing document %s: %w", d.Source, err)
		}
	}
	byID := map[string]*doc.Document{}
	for _, d := range docs {
		byID[d.ID] = d
	}
	for _, p := range passages {
		fields, _, err := l.passage(p, byID[p.DocID])
		if err != nil {
			return nil, err
		}
		if err := l.add(batch, fields); err != nil {
			return nil, fmt.Errorf("indexing passage %s: %w", p.ID, err)
		}
	}
	if err := idx.Batch(batch); err != nil {
		return nil, fmt.Errorf("indexing: %w", err)
	}
	if _, err := writeWorks(ctx, idx, bibliography.Known{}); err != nil {
		return nil, err
	}
	e, err := newEngine(ctx, idx, "memory", nil)
	if err == nil {
		err = e.makePeaks(ctx, nil)
	}
	return e, err
}

// newEngine reads into memory the data that searching idx needs, and takes over idx. kept
// returns the path of what the generation keeps under a name, "" where it keeps nothing; it
// may be nil.
func newEngine(ctx context.Context, idx bleve.Index, generation string, kept func(name string) string) (*Engine, error) {
	e, err := newSnapshot(ctx, idx, generation, kept)
	if err != nil {
		idx.Close()
		return nil, err
	}
	for _, d := range e.docs {
		d.doc.Work = e.works.of(d.doc.Work)
	}
	return e, nil
}

// newSnapshot reads the same data of an index that may still be written to; works
// have the ids that the indexer gave them. Only its reader is to be closed.
func newSnapshot(ctx context.Context, idx bleve.Index, generation string, kept func(name string) string) (*Engine, error) {
	e, err := newStored(idx)
	if err != nil {
		return nil, err
	}
	mapped := func(name string, read func(data []byte) bool) bool {
		return kept != nil && kept(name) != "" && e.mapKept(kept(name), generation, read)
	}
	if !mapped(columnsFile, e.readColumns) {
		e.works, err = loadWorks(e.parts)
		if err == nil {
			e.cols, err = loadColumns(ctx, e.parts, e.works, e.docs, e.byID)
		}
		if err != nil {
			e.reader.Close()
			return nil, fmt.Errorf("opening the index: %w", err)
		}
	}
	mapped(peaksFile, e.readPeaks) // an index of an earlier version has none
	for i := range e.docs {
		e.docs[i].values = nil // the columns have them
	}
	e.status = search.Status{Generation: generation, Documents: len(e.docs), Passages: e.cols.passages}
	return e, nil
}

// newStored reads of such an index what stored things are loaded by: it has no columns and
// knows no works.
func newStored(idx bleve.Index) (_ *Engine, err error) {
	e := &Engine{bleve: idx, byID: map[string]uint32{}, byNumber: map[uint32]uint32{}}
	e.forms = engine.Prepare(e.newForms)
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
	dictionary, err := e.reader.GetInternal([]byte(packingKey))
	if err != nil {
		return nil, err
	}
	e.packing = newPacking(dictionary)
	base := 0
	for _, s := range snapshot.Segments() {
		image, err := imageOf(s.Segment())
		if err != nil {
			return nil, err
		}
		e.parts = append(e.parts, part{s, image, base, image.things, e.packing})
		base += image.things
	}
	if e.docs, err = e.loadDocuments(); err != nil {
		return nil, err
	}
	for i := range e.docs {
		e.byID[e.docs[i].doc.ID], e.byNumber[uint32(e.docs[i].number)] = uint32(i), uint32(i)
	}
	return e, nil
}

// Close releases the index.
func (e *Engine) Close() error {
	e.forms.Close()
	if e.reader != nil {
		e.reader.Close()
	}
	err := e.bleve.Close()
	for i := range e.mapped {
		err = errors.Join(err, e.mapped[i].Unmap())
	}
	return err
}

// Status describes the index.
func (e *Engine) Status() search.Status { return e.status }

// load decodes the value stored at a number of the whole index.
func (e *Engine) load(number int, into any) error {
	p := e.partOf(number)
	return p.load(number-p.base, into)
}

// numberOf returns the number at which a key is stored.
func (e *Engine) numberOf(key string) (int, error) {
	for _, p := range e.parts {
		found, err := p.DocNumbers([]string{key})
		if err != nil {
			return 0, fmt.Errorf("looking up %s: %w", key, err)
		}
		if !found.IsEmpty() {
			return p.base + int(found.Minimum()), nil
		}
	}
	return 0, fmt.Errorf("looking up %s: %w", key, search.ErrNotFound)
}

func (e *Engine) partOf(number int) part { return e.parts[e.partAt(number)] }

// partAt returns the place of the part that has a number.
func (e *Engine) partAt(number int) int {
	i, found := slices.BinarySearchFunc(e.parts, number, func(p part, n int) int { return p.base - n })
	if !found {
		i--
	}
	return i
}

// loadDocuments reads the documents of the index, in the order of their sources.
func (e *Engine) loadDocuments() ([]docEntry, error) {
	var docs []docEntry
	numbers := roaring.New()
	if err := newDictionaries(e.parts).add(numbers, fieldKind, documentKind); err != nil {
		return nil, err
	}
	for it := numbers.Iterator(); it.HasNext(); {
		number := int(it.Next())
		p, b := e.partOf(number), &brief{}
		found, err := p.loadField(number-p.base, fieldBrief, b)
		if err == nil && !found { // an earlier version wrote it
			d := &doc.Document{}
			err = p.load(number-p.base, d)
			b = briefOf(d)
		}
		if err != nil {
			return nil, err
		}
		docs = append(docs, docEntry{b.Document, number, b.Values})
	}
	slices.SortFunc(docs, func(a, b docEntry) int {
		return cmp.Or(strings.Compare(a.doc.Source, b.doc.Source), a.number-b.number)
	})
	return docs, nil
}

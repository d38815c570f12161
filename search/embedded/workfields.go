package embedded

// How works and authors lie in bleve. A work has
//
//	kind (workKind), work     columns: its id
//	work_id                   its id and its aliases, a column too
//	work_key, work_title, work_author, work_year, work_type, work_doi, work_orcid
//	                          its other keys (bibliography.Thing)
//	json                      the work itself, stored
//
// and an author
//
//	kind (authorKind)         a column
//	author_id                 its id and its aliases
//	author_key                the terms by which it is found
//	json                      the author itself, stored

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/document"

	"github.com/izde/izde/search/bibliography"
	"github.com/izde/izde/search/engine"
)

const (
	fieldWork       = "work"
	fieldWorkID     = "work_id"
	fieldWorkKey    = "work_key"
	fieldWorkTitle  = "work_title"
	fieldWorkAuthor = "work_author"
	fieldWorkYear   = "work_year"
	fieldWorkType   = "work_type"
	fieldWorkDOI    = "work_doi"
	fieldWorkORCID  = "work_orcid"

	fieldAuthorID  = "author_id"
	fieldAuthorKey = "author_key"

	workKind   = "work"
	authorKind = "author"
)

func workKey(id string) string   { return "w:" + id }
func authorKey(id string) string { return "a:" + id }

// thing lays a work or an author out for bleve.
func (l *layout) thing(kind engine.Kind, key string, t *bibliography.Thing) *document.Document {
	d := document.NewDocument(key)
	d.AddField(l.column(fieldKind, kindTerms[kind]))
	if kind == engine.Works {
		d.AddField(l.column(fieldWork, t.ID))
	}
	for _, k := range t.Keys() {
		field, options := keyFields[kind][k.Name].field, keyOptions
		if field == fieldWorkID {
			options = columnOptions
		}
		d.AddField(l.valued(field, options, k.Values))
	}
	d.AddField(l.stored(fieldJSON, t.Data))
	return d
}

// thingWriter writes works and authors to idx, of which e is a snapshot.
type thingWriter struct {
	idx    bleve.Index
	e      *Engine
	layout *layout
	batch  *bleve.Batch
}

func newThingWriter(idx bleve.Index, e *Engine) *thingWriter {
	return &thingWriter{idx: idx, e: e, layout: newLayout(e.packing)}
}

// Write replaces the things of a kind that idx holds, except those that stay, by
// things; unchanged ones are not written again. See bibliography.Writer.
func (w *thingWriter) Write(ctx context.Context, kind engine.Kind, things iter.Seq2[*bibliography.Thing, error], stays func(id string) bool) error {
	key := workKey
	if kind == engine.Authors {
		key = authorKey
	}
	w.batch = w.idx.NewBatch()
	f := &finder{ctx, w.e, kind, newDictionaries(w.e.parts)}
	gone, err := f.having(nil)
	if err != nil {
		return err
	}
	for t, err := range ahead(things) {
		if err != nil {
			return err
		}
		key := key(t.ID)
		unchanged, err := w.unchanged(key, t.Data, gone)
		if err != nil {
			return err
		}
		if unchanged {
			continue
		}
		if err := w.layout.add(w.batch, w.layout.thing(kind, key, t)); err != nil {
			return fmt.Errorf("indexing %s: %w", t.ID, err)
		}
		if w.batch.Size() >= batchSize {
			if err := w.flush(); err != nil {
				return err
			}
		}
	}
	for _, number := range gone.ToArray() {
		p := w.e.partOf(int(number))
		key, err := p.Segment().DocID(uint64(number) - uint64(p.base))
		if err != nil {
			return fmt.Errorf("reading a key: %w", err)
		}
		if _, id, _ := strings.Cut(string(key), ":"); !stays(id) {
			w.batch.Delete(string(key))
		}
	}
	return w.flush()
}

// ahead yields what seq does, which is made on another goroutine meanwhile, up to the first
// error. A segment that is cut short while seq reads it is one.
func ahead[T any](seq iter.Seq2[T, error]) iter.Seq2[T, error] {
	type made struct {
		of  T
		err error
	}
	return func(yield func(T, error) bool) {
		ready, enough := make(chan made, 64), make(chan struct{})
		go func() {
			defer close(ready)
			put := func(m made) bool {
				select {
				case ready <- m:
					return m.err == nil
				case <-enough:
					return false
				}
			}
			if err := mapped(func() error {
				for of, err := range seq {
					if !put(made{of, err}) {
						break
					}
				}
				return nil
			}); err != nil {
				put(made{err: err})
			}
		}()
		for m := range ready {
			if !yield(m.of, m.err) {
				break
			}
		}
		close(enough)
		for range ready { // it reads no more
		}
	}
}

// unchanged reports whether data is stored at a key already. The number where it is
// stored is taken from old.
func (w *thingWriter) unchanged(key string, data []byte, old *roaring.Bitmap) (bool, error) {
	for _, p := range w.e.parts {
		if !old.IntersectsWithInterval(uint64(p.base), uint64(p.base+p.size)) {
			continue
		}
		found, err := p.DocNumbers([]string{key})
		if err != nil {
			return false, fmt.Errorf("looking up %s: %w", key, err)
		}
		if found.IsEmpty() {
			continue
		}
		number := int(found.Minimum())
		old.Remove(uint32(p.base + number))
		before, err := p.storedIn(number, fieldJSON, nil)
		return bytes.Equal(before, data), err
	}
	return false, nil
}

func (w *thingWriter) flush() error {
	if err := w.idx.Batch(w.batch); err != nil {
		return err
	}
	// bleve may still be reading the batch that it was given.
	w.batch = w.idx.NewBatch()
	return nil
}

package embedded

// A build that was stopped or killed can be gone on with by the same run: its generation
// stays, with the file begunFile beside it, until another build begins. What bleve has
// written of it is durable, batch by batch. A document counts as written if all of its
// passages are there; of what is left of others nothing stays. Where documents of the
// generation that it was built upon had changed or gone already, it is not gone on with:
// their passages would be those of two versions.

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"

	"github.com/blevesearch/bleve/v2"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
)

// begunFile describes the build that was begun last, as long as it is not finished.
const begunFile = manifestFile + ".begun"

// begun is what a build must have in common with one that goes on with it.
type begun struct {
	Run        string `json:"run"`
	Generation string `json:"generation"`
	Base       string `json:"base,omitempty"` // the generation that it is built upon
	Schema     string `json:"schema"`
	Analyzer   string `json:"analyzer"`
	Extractor  string `json:"extractor"`
}

func (b *Builder) begun() begun {
	is := begun{Run: b.opts.Run, Generation: b.name, Schema: schema, Analyzer: analysis.Version(), Extractor: b.opts.Extractor}
	if b.base != nil {
		is.Base = b.previous.Name
	}
	return is
}

// lastBegun reads begunFile; what it does not say is "".
func lastBegun(root string) (last begun) {
	if data, err := os.ReadFile(filepath.Join(root, begunFile)); err != nil || json.Unmarshal(data, &last) != nil {
		return begun{}
	}
	return last
}

// leaveBegun says that the generation that is being built may be gone on with.
func (b *Builder) leaveBegun() error {
	if b.opts.Run == "" {
		return nil
	}
	data, err := json.Marshal(b.begun())
	if err == nil {
		err = replaceFile(filepath.Join(b.root, begunFile), data)
	}
	return err
}

// resume goes on with the build that was begun last, if it is of the same run and can be.
func (b *Builder) resume(ctx context.Context) error {
	if b.opts.Run == "" || lastBegun(b.root) != b.begun() {
		return b.discard()
	}
	idx, e, err := openUnfinished(ctx, b.tmp())
	if err != nil && (ctx.Err() != nil || isMachine(err)) {
		b.name = "" // what is there stays for another run
		return cmp.Or(ctx.Err(), err)
	}
	if err != nil {
		return b.discard()
	}
	docs, ok := b.whole(e)
	if !ok {
		return errors.Join(e.Close(), b.discard())
	}
	b.bleve, b.batch, b.stands = idx, idx.NewBatch(), e
	b.layout.packing = e.packing
	for _, d := range e.docs {
		if docs[d.doc.ID] == nil {
			if err := b.replace(ctx, &doc.Document{ID: d.doc.ID}, nil); err != nil {
				return err
			}
			b.batch.Delete(documentKey(d.doc.ID))
		}
	}
	for id, d := range docs {
		if b.docs[id] != nil {
			continue
		}
		b.touched[id], b.docs[id] = true, d
		passages, err := engine.Library{Finder: e}.Passages(ctx, id)
		if err != nil {
			return err
		}
		b.arrivals.Stamp(d, passages, nil, b.now) // which they know
	}
	b.Notice = fmt.Sprintf("going on with a build that was stopped; %d documents are written already", len(b.touched))
	if b.base != nil {
		b.shared = map[string]File{}
		for _, f := range b.previous.Files {
			from, err := os.Stat(filepath.Join(b.root, b.previous.Name, f.Path))
			to, err2 := os.Stat(filepath.Join(b.tmp(), f.Path))
			if err == nil && err2 == nil && os.SameFile(from, to) {
				b.shared[f.Path] = f
			}
		}
	}
	return nil
}

// openUnfinished opens an unfinished generation for writing, and what it holds. It has no
// sums by which damage would be known; whatever is wrong with it is an error.
func openUnfinished(ctx context.Context, dir string) (idx bleve.Index, e *Engine, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("reading %s: %v", dir, p)
		}
		if err != nil && idx != nil {
			err = errors.Join(err, idx.Close())
		}
	}()
	opened, err := bleve.OpenUsing(dir, writing())
	if err != nil {
		return nil, nil, err
	}
	idx = opened
	e, err = newSnapshot(ctx, idx, "", nil)
	return idx, e, err
}

// whole returns the documents of which e, the state of an unfinished generation, has all
// passages; not ok if there are none, or if one of the base is not as it was.
func (b *Builder) whole(e *Engine) (docs map[string]*doc.Document, ok bool) {
	passages := make([]int, len(e.docs))
	for _, place := range e.cols.doc {
		if place != none {
			passages[place]++
		}
	}
	docs = map[string]*doc.Document{}
	for i, d := range e.docs {
		if passages[i] == d.doc.Passages {
			docs[d.doc.ID] = d.doc
		}
	}
	for id, d := range b.docs {
		if now := docs[id]; now == nil || now.Digest != d.Digest || now.Source != d.Source || now.Root != d.Root {
			return nil, false
		}
	}
	return docs, len(docs) > len(b.docs)
}

// discard removes what is left of the build that was begun last.
func (b *Builder) discard() error {
	if err := b.remove(b.tmp()); err != nil {
		return fmt.Errorf("removing an unfinished generation: %w", err)
	}
	if err := os.Remove(filepath.Join(b.root, begunFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("removing %s: %w", begunFile, err)
	}
	return nil
}

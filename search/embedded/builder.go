package embedded

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/index/scorch"
	zap "github.com/blevesearch/zapx/v17"
	"github.com/gofrs/flock"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/bibliography"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
)

// batchSize and batchTokens are how many passages, and how many tokens of all their
// streams, are written at once: safe batches of this size are as fast as unsafe ones. A
// token takes some hundred bytes while it is written; a passage in Chinese has five times
// the tokens of one in English.
const (
	batchSize   = 3000
	batchTokens = 1 << 20
)

// Builder makes the next generation of an index beside the one that is served.
// It is an indexer.Store.
type Builder struct {
	root string
	lock *flock.Flock
	// manifest is nil when there is no index yet or it cannot be read.
	manifest *Manifest
	// Notice says why the newest generation was not built upon, if it was not, whether a
	// build that was stopped is gone on with, and
	// after Commit which files could not be removed, if any.
	Notice string
	remove func(path string) error                     // removes a path and everything below it
	free   func(dir string) (bytes uint64, known bool) // room on the disk of a folder
	// previous is the newest undamaged generation, before its open engine, and base the
	// same where the new generation is built upon it, else nil.
	previous     *Generation
	before, base *Engine
	lent         bool // before belongs to the caller
	// stands is what the new generation held when it was gone on with, else nil.
	stands *Engine
	// stopped reports whether the context of the build has ended.
	stopped func() bool

	// redirects and arrivals are what state/ has, now when the build began.
	redirects bibliography.Redirects
	arrivals  *engine.Arrivals
	now       time.Time

	name   string // of the new generation
	bleve  bleve.Index
	layout *layout
	// shared are the segments that the new generation has in common with the base, by
	// path.
	shared map[string]File

	mu      sync.Mutex
	batch   *bleve.Batch
	tokens  int                      // in the batch
	docs    map[string]*doc.Document // of the new generation, by id
	touched map[string]bool          // documents that were put or removed
	flushed int                      // batches that were written, or are being
	writing chan error               // of the batch that is being written, nil if none is
	failed  error                    // of a write
	opts    BuildOptions
}

// BuildOptions adjust Build.
type BuildOptions struct {
	// Rebuild starts from nothing.
	Rebuild bool
	// Extractor is the version of the code that makes documents and passages of
	// files. A generation that another version made is not built upon.
	Extractor string
	// Current, if set, is the open engine of the current generation, lent until Commit
	// or Abort returns, so that it need not be opened and checked again.
	Current *Engine
	// Keep are what those above the engine keep of the new generation: functions that
	// write a file each, by its name. See Engine.Kept.
	Keep map[string]func(ctx context.Context, e *Engine, to io.Writer) error
	// Run, if set, names what is built: a build of the same name that was stopped, by the
	// end of its context or of its process, is gone on with.
	Run string
}

// Build begins a generation at root, which it creates if need be. It starts with the
// contents of the newest undamaged generation of this version, or empty. Commit or
// Abort must follow. Errors: ErrLocked, ErrForeign when root holds something else.
func Build(ctx context.Context, root string, opts BuildOptions) (_ *Builder, err error) {
	// Nothing is created in a folder that is somebody else's.
	if _, err := ReadManifest(root); errors.Is(err, ErrForeign) && !(opts.Rebuild && replaceable(root)) {
		return nil, err
	}
	for _, dir := range []string{root, filepath.Join(root, stateDir)} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return nil, fmt.Errorf("creating the index: %w", err)
		}
	}
	b := &Builder{root: root, opts: opts, docs: map[string]*doc.Document{}, touched: map[string]bool{}, layout: newLayout(nil), stopped: func() bool { return ctx.Err() != nil }, remove: os.RemoveAll, free: FreeBytes,
		now: time.Now().UTC().Truncate(time.Second)}
	if err := b.acquire(); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, b.Abort())
		}
	}()
	if err := mendTwins(root); err != nil {
		return nil, err
	}
	b.manifest, err = ReadManifest(root)
	switch {
	case errors.Is(err, ErrDamaged), errors.Is(err, ErrForeign):
		b.Notice = err.Error()
	case err != nil && !errors.Is(err, ErrNoIndex):
		return nil, err
	}
	if err := b.clean(b.manifest); err != nil {
		return nil, err
	}
	if err := b.chooseBase(ctx); err != nil {
		return nil, err
	}
	if b.redirects, err = redirectsKept.mend(b); err != nil {
		return nil, err
	}
	if b.arrivals, err = arrivalsKept.mend(b); err != nil {
		return nil, err
	}
	if err := b.resume(ctx); err != nil {
		return nil, err
	}
	return b, nil
}

// writing configures bleve for writing. Merging in the background would write large
// segments anew, and be tried again for ever where it failed: see merge.
func writing() map[string]any { // bleve adds to it
	return map[string]any{
		"bolt_timeout":           "5s",
		"forceSegmentType":       segmentType,
		"forceSegmentVersion":    int(zap.Version),
		"asyncErrorCallbackName": tellsFaults,
		"scorchMergePlanOptions": map[string]any{"MaxSegmentsPerTier": 10_000, "FloorSegmentSize": 1, "FloorSegmentFileSize": 0},
	}
}

// begin opens the new generation for writing, which begins as the base. The caller
// holds mu.
func (b *Builder) begin() (err error) {
	if b.bleve != nil || b.failed != nil {
		return b.failed
	}
	if b.base == nil {
		b.bleve, err = bleve.NewUsing(b.tmp(), bleve.NewIndexMapping(), scorch.Name, scorch.Name, writing())
	} else if err = errors.Join(b.base.source.look(), b.inherit()); err == nil {
		err = mapped(func() (err error) {
			b.bleve, err = bleve.OpenUsing(b.tmp(), writing())
			return err
		})
	}
	if err == nil {
		if err = b.leaveBegun(); err != nil {
			err = errors.Join(err, b.bleve.Close())
		}
	}
	if err != nil {
		b.bleve, b.failed = nil, fmt.Errorf("opening %s for writing: %w", b.tmp(), err)
		return b.failed
	}
	b.batch = b.bleve.NewBatch()
	return nil
}

// chooseBase names the new generation and finds the generation to build upon: the
// newest undamaged one, unless everything is to be made again.
func (b *Builder) chooseBase(ctx context.Context) error {
	number := 1
	if b.manifest != nil {
		for i := range b.manifest.Generations {
			g := &b.manifest.Generations[i]
			if n, err := strconv.Atoi(strings.TrimPrefix(g.Name, "gen-")); err == nil {
				number = max(number, n+1)
			}
			if b.previous != nil {
				continue
			}
			e, err := b.opts.Current, error(nil)
			if b.lent = e != nil && i == 0 && e.status.Generation == g.Name; !b.lent {
				e, err = g.open(ctx, b.root)
			}
			switch {
			case ctx.Err() != nil:
				return ctx.Err()
			case isMachine(err), errors.Is(err, fs.ErrPermission):
				return err // the generation may well be whole
			case errors.Is(err, ErrForeign):
				b.Notice = "another version of izde made the index"
			case err != nil:
				b.Notice = err.Error()
			default:
				b.previous, b.before = g, e
			}
		}
	}
	b.name = fmt.Sprintf("gen-%d", number)
	if b.before == nil {
		return nil
	}
	rebuild := b.opts.Rebuild
	if b.previous.Extractor != b.opts.Extractor {
		b.Notice, rebuild = "another version of izde read the documents; all are read anew", true
	}
	if rebuild {
		return nil
	}
	b.base = b.before
	b.layout.packing = b.base.packing
	for _, d := range b.base.docs {
		b.docs[d.doc.ID] = d.doc
	}
	return nil
}

// release closes the engine of the generation before, unless it is lent.
func (b *Builder) release() error {
	e := b.before
	b.before, b.base = nil, nil
	if e == nil || b.lent {
		return nil
	}
	return e.Close()
}

func (b *Builder) tmp() string { return filepath.Join(b.root, b.name+unfinished) }

// acquire takes the writer's lock and leaves our pid in it.
func (b *Builder) acquire() error {
	path := filepath.Join(b.root, lockFile)
	b.lock = flock.New(path)
	ok, err := b.lock.TryLock()
	if err != nil {
		return fmt.Errorf("locking the index: %w", err)
	}
	if !ok {
		writer := "another process"
		if pid, _ := os.ReadFile(path); len(strings.TrimSpace(string(pid))) > 0 {
			writer = "process " + strings.TrimSpace(string(pid))
		}
		return fmt.Errorf("%s: %w by %s; wait for it or stop it", b.root, ErrLocked, writer)
	}
	if err := os.WriteFile(path, fmt.Appendln(nil, os.Getpid()), 0o644); err != nil {
		return fmt.Errorf("locking the index: %w", errors.Join(err, b.lock.Unlock()))
	}
	return nil
}

// Documents returns the documents that the new generation holds so far, in the
// order of their sources, in brief.
func (b *Builder) Documents() []*doc.Document {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.SortedFunc(maps.Values(b.docs), func(x, y *doc.Document) int { return strings.Compare(x.Source, y.Source) })
}

// Dropped returns the sources of the current generation that the new one does not
// have (yet), where it is not built upon the current one.
func (b *Builder) Dropped() []Source {
	if b.manifest == nil || b.base != nil && b.previous == &b.manifest.Generations[0] {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(b.manifest.Generations[0].Sources), func(s Source) bool {
		_, kept := b.docs[s.ID]
		return kept
	})
}

// Stored returns a document of the generation that is built upon, and its passages.
func (b *Builder) Stored(ctx context.Context, id string) (*doc.Document, []*doc.Passage, error) {
	if b.holds() == nil {
		return nil, nil, fmt.Errorf("document %q: %w", id, search.ErrNotFound)
	}
	l := engine.Library{Finder: b.holds()}
	d, err := l.Document(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	passages, err := l.Passages(ctx, id)
	return d, passages, err
}

// Put adds a document, or replaces the one with its id, and sets Indexed of passages
// that have none: see engine.Arrivals. It is safe for concurrent use.
func (b *Builder) Put(ctx context.Context, doc *doc.Document, passages []*doc.Passage) (err error) {
	defer func() { err = b.explain(err) }()
	fields, err := b.layout.document(doc)
	if err != nil {
		return err
	}
	b.mu.Lock()
	if err = b.begin(); err == nil {
		err = b.replace(ctx, doc, passages)
	}
	if err == nil {
		b.docs[doc.ID] = doc.Brief()
		b.touched[doc.ID] = true
		err = b.add(ctx, doc, []*document.Document{fields}, 0)
	}
	b.mu.Unlock()
	// What is laid out takes many times the room of its text: a document of very many
	// passages is written part by part.
	for part := range slices.Chunk(passages, batchSize/12) {
		if err != nil {
			return err
		}
		err = b.putPart(ctx, doc, part)
	}
	return err
}

// putPart adds some of the passages of a document.
func (b *Builder) putPart(ctx context.Context, d *doc.Document, passages []*doc.Passage) error {
	all := make([]*document.Document, len(passages))
	tokens := 0
	for i, p := range passages {
		fields, n, err := b.layout.passage(p, d)
		if err != nil {
			return err
		}
		all[i], tokens = fields, tokens+n
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.add(ctx, d, all, tokens)
}

// add adds to the batch what is laid out of a document, in so many tokens. The caller
// holds mu.
func (b *Builder) add(ctx context.Context, d *doc.Document, all []*document.Document, tokens int) error {
	for _, f := range all {
		if err := b.layout.add(b.batch, f); err != nil {
			return fmt.Errorf("indexing %s: %w", d.Source, err)
		}
	}
	if b.tokens += tokens; b.batch.Size() >= batchSize || b.tokens >= batchTokens {
		return b.write(ctx)
	}
	return nil
}

// Remove drops a document.
func (b *Builder) Remove(ctx context.Context, id string) (err error) {
	defer func() { err = b.explain(err) }()
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.begin(); err != nil {
		return err
	}
	if err := b.replace(ctx, &doc.Document{ID: id}, nil); err != nil {
		return err
	}
	b.batch.Delete(documentKey(id))
	delete(b.docs, id)
	b.touched[id] = true
	return nil
}

// holds is what the new generation held before the first Put, nil if nothing.
func (b *Builder) holds() *Engine { return cmp.Or(b.stands, b.base) }

// replace deletes the passages that the generation holds of a document, unless they are among
// the new ones, and stamps these. The caller holds mu.
func (b *Builder) replace(ctx context.Context, d *doc.Document, passages []*doc.Passage) error {
	var before []*doc.Passage
	if e := cmp.Or(b.holds(), b.before); e != nil && (b.holds() != nil || !b.arrivals.Knows(d)) {
		var err error
		before, err = engine.Library{Finder: e}.Passages(ctx, d.ID)
		if err != nil && !errors.Is(err, search.ErrNotFound) {
			return err
		}
	}
	b.arrivals.Stamp(d, passages, before, b.now)
	if b.holds() == nil {
		return nil
	}
	kept := map[string]bool{}
	for _, p := range passages {
		kept[p.ID] = true
	}
	for _, p := range before {
		if !kept[p.ID] {
			b.batch.Delete(passageKey(p.ID))
		}
	}
	return nil
}

// recall finds when the documents that stay were first indexed, where the file that has
// it was lost: their passages know.
func (b *Builder) recall(ctx context.Context, docs []*doc.Document) error {
	for _, d := range docs {
		if b.base == nil || b.touched[d.ID] || d.TextDigest == "" || b.arrivals.Knows(d) {
			continue
		}
		passages, err := engine.Library{Finder: b.base}.Passages(ctx, d.ID)
		if err != nil {
			return fmt.Errorf("finding when %s was first indexed: %w", d.Source, err)
		}
		b.arrivals.Stamp(d, passages, nil, b.now)
	}
	return nil
}

// openSegments is how many new segments are written before they are made one: each is
// an open file.
const openSegments = 100

// flush writes the batch.
func (b *Builder) flush(ctx context.Context) error {
	if err := b.write(ctx); err != nil {
		return err
	}
	return b.settle(ctx)
}

// write has the batch written while the next is filled, once the one before is. After a
// failure it is not tried again: bleve panics when it writes beside a segment that it
// could not persist. The caller holds mu, as of settle.
func (b *Builder) write(ctx context.Context) error {
	if err := b.settle(ctx); err != nil {
		return err
	}
	if b.layout.packing == nil {
		dictionary := b.layout.dictionary()
		b.layout.packing = newPacking(dictionary)
		b.batch.SetInternal([]byte(packingKey), dictionary)
	}
	into, batch := b.bleve, b.batch
	b.batch, b.tokens, b.writing = into.NewBatch(), 0, make(chan error, 1)
	b.flushed++
	go func(written chan<- error) {
		written <- mapped(func() error { return into.Batch(batch) })
	}(b.writing)
	return nil
}

// settle waits until the batch is written that is being.
func (b *Builder) settle(ctx context.Context) error {
	if b.writing == nil {
		return b.failed
	}
	err := <-b.writing
	b.writing = nil
	if err != nil {
		b.failed = fmt.Errorf("writing the index: %w", err)
	} else if b.flushed%openSegments == 0 {
		b.failed = b.join(ctx, func(live []int64, _ int64) int { return min(len(live), openSegments) })
	}
	return b.failed
}

// Commit finishes the generation, checks it and makes it the current one. When nothing has
// changed, and no file is to be made anew, it leaves the current generation as it is and
// returns it. Files that cannot be removed afterwards are reported in Notice.
func (b *Builder) Commit(ctx context.Context) (_ *Generation, err error) {
	defer func() {
		err = b.explain(err) // while what was written is there
		if left := b.Abort(); err != nil {
			err = errors.Join(err, left)
		} else if left != nil {
			b.note(left)
		}
	}()
	if len(b.touched) == 0 && b.base != nil && b.previous == &b.manifest.Generations[0] && len(b.base.source.lost) == 0 {
		return b.previous, nil
	}
	if err := b.begin(); err != nil {
		return nil, err
	}
	if err := b.flush(ctx); err != nil {
		return nil, err
	}
	b.layout.writer = nil // the works, and the merge, need the room
	known := bibliography.Known{Redirects: b.redirects, Touched: b.touched}
	if b.before != nil {
		if known.Published, err = b.before.workIDs(); err != nil {
			return nil, err
		}
	}
	if b.base != nil && b.stands == nil { // a build that was stopped may have written works
		known.Last = recallWorks(b.root, b.previous)
	}
	var made *bibliography.Made
	if err := mapped(func() (err error) {
		made, err = writeWorks(ctx, b.bleve, known)
		return err
	}); err != nil {
		return nil, err
	}
	if err := b.merge(ctx); err != nil {
		return nil, err
	}
	if err := b.closeWritten(); err != nil {
		return nil, fmt.Errorf("closing the generation: %w", err)
	}

	g := Generation{Name: b.name, Schema: schema, Analyzer: analysis.Version(), Extractor: b.opts.Extractor, Built: time.Now().UTC().Truncate(time.Second)}
	if err := b.check(ctx, &g); err != nil {
		return nil, err
	}
	if g.Files, err = listFiles(b.tmp(), b.shared); err != nil {
		return nil, err
	}
	if err := checkSegments(b.tmp(), g.Files, b.shared); err != nil {
		return nil, err
	}
	if slices.ContainsFunc(g.Files, func(f File) bool { _, ok := b.shared[f.Path]; return ok }) {
		g.Chain = b.previous.chain()
	}
	docs := b.Documents()
	for _, d := range docs {
		g.Sources = append(g.Sources, Source{d.ID, d.Source, d.Root, d.Digest})
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if !maps.Equal(made.Redirects, b.redirects) {
		if err := redirectsKept.write(b.root, made.Redirects); err != nil {
			return nil, err
		}
	}
	if err := b.recall(ctx, docs); err != nil {
		return nil, err
	}
	b.arrivals.Keep(docs)
	if err := arrivalsKept.write(b.root, b.arrivals); err != nil {
		return nil, err
	}
	if err := b.publish(g); err != nil {
		return nil, err
	}
	if err := keepWorks(b.root, &g, made); err != nil {
		b.note(err)
	}
	return &g, nil
}

// note adds an error of cleaning up to Notice.
func (b *Builder) note(left error) {
	b.Notice = strings.TrimLeft(b.Notice+"; "+left.Error(), "; ")
}

// closeWritten closes the new generation for writing. bleve panics when it is closed
// again after a failure.
func (b *Builder) closeWritten() error {
	if b.writing != nil {
		<-b.writing
		b.writing = nil
	}
	written := b.bleve
	b.bleve = nil
	if b.stands != nil {
		b.stands.reader.Close()
		b.stands = nil
	}
	if written == nil {
		return nil
	}
	return written.Close()
}

// Abort gives up what is being built and the lock. After Commit it does
// nothing.
func (b *Builder) Abort() error {
	var errs []error
	kept := b.bleve != nil && b.failed == nil && b.opts.Run != "" && b.stopped()
	if kept {
		errs = append(errs, b.flush(context.Background()))
	}
	errs = append(errs, b.closeWritten(), b.release())
	if b.name != "" && !kept {
		errs = append(errs, b.discard())
	}
	if b.lock != nil {
		errs = append(errs, b.lock.Unlock())
		b.lock = nil
	}
	return errors.Join(errs...)
}

package cluster

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/bibliography"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
)

const (
	// passagesPerShard is how many passages a shard has room for: about 27 GB.
	passagesPerShard = 10_000_000
	// greenTime is how long a build waits for the copies of its indexes.
	greenTime = 10 * time.Minute
	// canaries is how many passages are looked for before a generation is served.
	canaries = 5
)

// Builder makes the next generation of an index, or gathers a part of one. It is an
// indexer.Store. One builder may work on an index, or on a part of it, at a time.
type Builder struct {
	c     *client
	names names
	opts  BuildOptions
	// held is the claim to the index, or to the part.
	held *holding
	part *part // nil where a whole generation is made
	// Notice says why the generation that is served was not built upon, if it was not.
	Notice string

	// base is the served generation, nil without one of this version. The new one takes
	// over its documents that are kept, by id, or all are dropped.
	base    *Engine
	spool   *spool
	mu      sync.Mutex
	kept    map[string]*doc.Document
	dropped []*doc.Document
	// stood is where the documents of base stand, by id. upon says that the new
	// generation is an increment, which begins with clones of the indexes of base.
	stood   map[string]stood
	upon    bool
	changed bool
	missing []string
	// arrivals are those that the served generation knows, now when the build began.
	arrivals *engine.Arrivals
	now      time.Time

	number  int // of the new generation
	created bool
	served  *Manifest // may be of another version of izde
}

// BuildOptions adjust Build.
type BuildOptions struct {
	// Rebuild starts from nothing.
	Rebuild bool
	// Extractor is the version of the code that makes documents and passages of
	// files. A generation that another version made is not built upon.
	Extractor string
	// Part and Parts, if set, say that this builder gathers one of so many parts of the
	// next generation, the first being 1. The part that is there last makes the
	// generation of all. They have the same options but Part, and no document comes in
	// two of them.
	Part, Parts int
	// Shards is over how many shards passages are spread, 0 for one for each
	// passagesPerShard; Replicas is how many copies each has, -1 for one where the
	// cluster has several nodes, else none.
	Shards, Replicas int
}

// Build begins a generation. It starts with the documents of the generation that is
// served, or empty, and deletes what an interrupted build left. Commit or Abort must
// follow. Errors: ErrBusy, and those of Open but ErrNoIndex.
func Build(ctx context.Context, o Options, opts BuildOptions) (_ *Builder, err error) {
	b := &Builder{opts: opts, kept: map[string]*doc.Document{}, stood: map[string]stood{}, now: time.Now().UTC().Truncate(time.Second)}
	if b.c, b.names, err = open(o); err != nil {
		return nil, err
	}
	if err := b.c.identify(ctx); err != nil {
		return nil, err
	}
	if err := b.begin(ctx); err != nil {
		return nil, errors.Join(err, b.Abort())
	}
	if b.arrivals, err = readKept(ctx, b, arrivalsID, engine.ReadArrivals); err != nil {
		return nil, errors.Join(err, b.Abort())
	}
	return b, nil
}

func (b *Builder) begin(ctx context.Context) (err error) {
	if b.opts.Parts > 0 {
		err = b.beginPart(ctx)
	} else if err = b.lock(ctx, (*Builder).whole); err == nil {
		b.spool, err = newSpool()
	}
	if err != nil {
		return err
	}
	if err := b.chooseBase(ctx); err != nil || b.part == nil {
		return err
	}
	for id := range b.part.docs { // put or removed before the part was interrupted
		delete(b.kept, id)
	}
	return nil
}

// lock takes the lock, if a change of the document beside it succeeds. Then it deletes
// generations that were never served: the lock being free, nobody makes them any more.
func (b *Builder) lock(ctx context.Context, change func(*Builder, *control) error) error {
	all, err := b.c.generations(ctx, b.names)
	if err != nil {
		return err
	}
	own := newClaim()
	_, err = b.c.change(ctx, b.names, func(s *control) error {
		if err := s.take(b.names, own); err != nil {
			return err
		}
		// Numbers do not come again, so that a builder that lost its lock writes nothing
		// into the generation of another.
		s.Last = max(s.Last, slices.Max(append(all, 0))) + 1
		b.number = s.Last
		return change(b, s)
	})
	if err != nil {
		return err
	}
	b.held = b.c.hold(b.names, own.Token, func(s *control) **claim { return &s.Lock })
	if b.part == nil { // any there are were given up
		if err := b.c.dropParts(ctx, b.names, ""); err != nil {
			return err
		}
	}
	if b.served, err = b.c.served(ctx, b.names); err != nil && !errors.Is(err, ErrNoIndex) {
		return err
	}
	if all, err = b.c.generations(ctx, b.names); err != nil {
		return err
	}
	for _, g := range all {
		if b.served == nil || g > b.served.Generation {
			if err := b.c.drop(ctx, b.names, g); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *Builder) chooseBase(ctx context.Context) error {
	switch {
	case b.served == nil:
		return nil
	case b.served.Schema != schema || b.served.Analyzer != analysis.Version():
		b.Notice = "another version of izde made the index"
		return nil
	case b.served.Extractor != b.opts.Extractor:
		b.Notice = "another version of izde read the documents; all are read anew"
		b.opts.Rebuild = true
	}
	b.base = newEngine(b.c, b.names, b.served)
	for h, err := range b.base.walk(ctx, documentsIndex, everything(), byPlace, "brief") {
		d := &doc.Document{}
		var at uint64
		stood := stood{}
		if err == nil {
			err = decode(h.Source.Brief, d)
		}
		if err == nil {
			at, err = h.place()
		}
		if err == nil {
			stood.number, err = strconv.Atoi(h.ID)
		}
		if err != nil {
			return fmt.Errorf("reading the documents of the index: %w", err)
		}
		stood.rank, stood.source = at>>ordinalBits, d.Source
		b.stood[d.ID] = stood
		if b.opts.Rebuild {
			b.dropped = append(b.dropped, d)
		} else {
			b.kept[d.ID] = d
		}
	}
	return nil
}

// Documents returns the documents that the new generation holds so far, in the order
// of their sources, in brief.
func (b *Builder) Documents() []*doc.Document {
	b.mu.Lock()
	defer b.mu.Unlock()
	docs := slices.Collect(maps.Values(b.kept))
	if b.part != nil && b.spool == nil {
		for _, d := range b.part.docs {
			if d != nil { // nil stands for one that was removed
				docs = append(docs, d)
			}
		}
	} else {
		for _, d := range b.spool.sorted() {
			docs = append(docs, d.brief)
		}
	}
	slices.SortFunc(docs, func(x, y *doc.Document) int { return strings.Compare(x.Source, y.Source) })
	return docs
}

// Dropped returns the paths of the files that the served generation has and the new one
// does not (yet), where it is not built upon the served one.
func (b *Builder) Dropped() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var paths []string
	for _, d := range b.dropped {
		if b.part == nil && b.spool.docs[d.ID].brief == nil {
			paths = append(paths, filepath.Join(d.Root, d.Source))
		}
	}
	return paths
}

// Stored returns a document of the generation that is built upon, and its passages.
func (b *Builder) Stored(ctx context.Context, id string) (*doc.Document, []*doc.Passage, error) {
	if b.base == nil {
		return nil, nil, fmt.Errorf("document %q: %w", id, search.ErrNotFound)
	}
	l := engine.Library{Finder: b.base}
	d, err := l.Document(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	passages, err := l.Passages(ctx, id)
	return d, passages, err
}

// Put adds a document, or replaces the one with its id, and sets Indexed of passages
// that have none: see engine.Arrivals. It is safe for concurrent use.
func (b *Builder) Put(ctx context.Context, d *doc.Document, passages []*doc.Passage) error {
	if b.part != nil {
		return b.part.put(ctx, b, d, passages)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.kept, d.ID)
	b.changed = true
	return b.keep(ctx, d, passages)
}

// keep puts a document into the spool, its passages with when they were first indexed.
func (b *Builder) keep(ctx context.Context, d *doc.Document, passages []*doc.Passage) error {
	var before []*doc.Passage
	if b.base != nil && !b.arrivals.Knows(d) {
		var err error
		before, err = engine.Library{Finder: b.base}.Passages(ctx, d.ID)
		if err != nil && !errors.Is(err, search.ErrNotFound) {
			return fmt.Errorf("reading the passages before: %w", err)
		}
	}
	b.arrivals.Stamp(d, passages, before, b.now)
	return b.spool.put(d, passages, false)
}

// Remove drops a document.
func (b *Builder) Remove(ctx context.Context, id string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.part != nil {
		return b.part.remove(ctx, b, id)
	}
	delete(b.kept, id)
	delete(b.spool.docs, id)
	b.changed = true
	return nil
}

// Commit finishes the generation, checks it and serves it. When nothing has changed it
// leaves the current generation as it is. The generation before is kept, older ones are
// deleted. Of a part that is not the last the status is zero: see Missing.
func (b *Builder) Commit(ctx context.Context) (s search.Status, err error) {
	var m *Manifest
	if b.part != nil {
		if err = b.held.guard(ctx, b.finish); err == nil && len(b.missing) == 0 {
			err = b.gather(ctx)
		}
	}
	if err == nil && len(b.missing) == 0 {
		err = b.held.guard(ctx, func(ctx context.Context) error {
			if m, err = b.commit(ctx); err == nil && b.part != nil {
				err = b.discardParts(ctx)
			}
			return err
		})
	}
	if err = errors.Join(err, b.Abort()); err != nil || m == nil {
		return s, err
	}
	return newEngine(b.c, b.names, m).Status(), nil
}

// Missing names the parts that a generation waits for, after the Commit of one of
// them: whose they are, and when these were last heard of.
func (b *Builder) Missing() []string { return b.missing }

func (b *Builder) commit(ctx context.Context) (*Manifest, error) {
	if !b.changed && b.base != nil && !b.opts.Rebuild {
		return b.served, nil
	}
	b.arrivals.Keep(b.Documents())
	var err error
	if b.upon, err = b.worthwhile(ctx); err != nil {
		return nil, err
	}
	if err := b.takeOver(ctx); err != nil {
		return nil, err
	}
	if err := b.create(ctx, b.spool.passages()); err != nil {
		return nil, err
	}
	w := &writer{b: b, things: map[string]map[string]stored{}, leads: map[string]string{}, counts: map[string]int{}, holders: map[string]int{},
		values: map[doc.Facet]map[string]int{}, at: map[string]standing{}}
	w.made.Values = map[doc.Facet]int{}
	if b.upon {
		w.made = *b.base.manifest
		w.made.Values = maps.Clone(w.made.Values)
	}
	known, err := w.known(ctx)
	if err != nil {
		return nil, err
	}
	led := w.ledBefore()
	made, err := bibliography.Make(ctx, b.spool, known, w)
	if err != nil {
		return nil, err
	}
	if err := w.place(ctx, led); err != nil {
		return nil, err
	}
	if err := w.corpus(ctx, made.Redirects); err != nil {
		return nil, err
	}
	m := &Manifest{Generation: b.number, Schema: schema, Analyzer: analysis.Version(), Extractor: b.opts.Extractor,
		Built: time.Now().UTC().Truncate(time.Second), Documents: len(b.spool.docs), Passages: w.made.Passages + b.spool.passages(),
		Works: w.counts[worksIndex], Authors: w.counts[authorsIndex], Terms: w.made.Terms, Values: w.made.Values}
	if err := b.complete(ctx, m); err != nil {
		return nil, err
	}
	if err := b.check(ctx, m, w); err != nil {
		return nil, fmt.Errorf("checking %s: %w", b.names.generation(b.number), err)
	}
	return m, b.publish(ctx)
}

// readKept reads a text that is kept from one generation to the next, among the terms.
func readKept[T any](ctx context.Context, b *Builder, id string, read func(string) (T, error)) (value T, err error) {
	var stored struct {
		Source struct{ JSON struct{ Text string } } `json:"_source"`
	}
	if b.served != nil {
		err = b.c.ask(ctx, http.MethodGet, "/"+b.names.index(b.served.Generation, termsIndex)+"/_doc/"+id, nil, &stored)
		if id == arrivalsID && missing(err) {
			err = nil // of an earlier version
		}
	}
	if err == nil {
		value, err = read(stored.Source.JSON.Text)
	}
	if err != nil {
		return value, fmt.Errorf("reading the %s of the index: %w", id, err)
	}
	return value, nil
}

// shardsFor is over how many shards so many passages are spread.
func shardsFor(passages int) int { return 1 + passages/passagesPerShard }

// create makes the indexes of the generation.
func (b *Builder) create(ctx context.Context, passages int) error {
	b.created = true
	failed := make([]error, len(indexKinds))
	var creating sync.WaitGroup // each waits for the cluster's manager
	for i, kind := range indexKinds {
		creating.Go(func() {
			shards := 1
			if kind == passagesIndex {
				shards = cmp.Or(b.opts.Shards, shardsFor(passages))
			}
			method, path, body := http.MethodPut, "/"+b.names.index(b.number, kind), object{"settings": object{"index": settings(shards)}, "mappings": mapping(kind)}
			if b.upon { // the settings of the served index but these
				method, path = http.MethodPost, "/"+b.base.index(kind)+"/_clone/"+b.names.index(b.number, kind)
				body = object{"settings": object{"index": object{"number_of_replicas": 0, "blocks.write": nil}}}
			}
			failed[i] = b.c.makeIndex(ctx, method, path, body)
		})
	}
	creating.Wait()
	return errors.Join(failed...)
}

// complete merges, copies and closes the indexes of the generation for writing.
func (b *Builder) complete(ctx context.Context, m *Manifest) error {
	all := b.names.indexes(b.number)
	merged := "max_num_segments=1"
	if b.upon { // all else stays in the files that are shared with the generation before
		merged = "only_expunge_deletes=true"
	}
	steps := []struct {
		doing, method, path string
		body                any
	}{
		{"opening the indexes for searching", http.MethodPost, "/_refresh", nil},
		{"merging segments", http.MethodPost, "/_forcemerge?" + merged, nil},
		{"opening the merged indexes", http.MethodPost, "/_refresh", nil},
		{"writing the manifest", http.MethodPut, "/_mapping", object{"_meta": m}},
	}
	for _, s := range steps {
		if err := b.c.ask(ctx, s.method, "/"+all+s.path, s.body, nil); err != nil {
			return fmt.Errorf("%s: %w", s.doing, err)
		}
	}
	h, err := b.c.health(ctx, all, "level=cluster")
	if err != nil {
		return err
	}
	replicas := b.opts.Replicas
	if replicas < 0 {
		replicas = min(1, h.Nodes-1)
	}
	body := object{"index": object{"number_of_replicas": replicas, "blocks.write": true}}
	if err := b.c.ask(ctx, http.MethodPut, "/"+all+"/_settings", body, nil); err != nil {
		return fmt.Errorf("copying the indexes: %w", err)
	}
	for deadline := time.Now().Add(greenTime); ; {
		if h, err = b.c.health(ctx, all, "wait_for_status=green&timeout=20s"); err != nil {
			return err
		}
		if h.Status == "green" {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("%w: the new indexes are %s, not green: %d copies of each part need as many further nodes with room on their disks", search.ErrUnavailable, h.Status, replicas)
		}
	}
}

// check verifies the generation, and looks for some of the passages that w wrote by their
// own words.
func (b *Builder) check(ctx context.Context, m *Manifest, w *writer) error {
	e := newEngine(b.c, b.names, m)
	if err := e.Verify(ctx); err != nil {
		return err
	}
	docs := b.spool.sent()
	for i := range canaries {
		if len(docs) == 0 {
			break
		}
		d := docs[i*len(docs)/canaries]
		_, passages, err := b.spool.load(d)
		if err != nil {
			return err
		}
		if len(passages) == 0 {
			continue
		}
		p := passages[len(passages)/2]
		if err := e.canary(ctx, w.at[d.brief.ID].place(p.Ordinal), p); err != nil {
			return err
		}
	}
	return nil
}

// publish moves the alias and deletes generations older than the one before.
func (b *Builder) publish(ctx context.Context) error {
	// From here on nobody takes the lock away within claimTime.
	if err := b.held.renew(ctx); err != nil {
		return err
	}
	var actions list
	for _, kind := range indexKinds {
		actions = append(actions, object{"add": object{"index": b.names.index(b.number, kind), "alias": b.names.alias()}})
		if b.served != nil {
			actions = append(actions, object{"remove": object{"index": b.names.index(b.served.Generation, kind), "alias": b.names.alias(), "must_exist": false}})
		}
	}
	if err := b.c.ask(ctx, http.MethodPost, "/_aliases", object{"actions": actions}, nil); err != nil {
		return fmt.Errorf("serving %s: %w", b.names.generation(b.number), err)
	}
	b.created = false
	all, err := b.c.generations(ctx, b.names)
	if err != nil {
		return err
	}
	for _, g := range all {
		if b.served != nil && g < b.served.Generation {
			if err := b.c.drop(ctx, b.names, g); err != nil {
				return err
			}
		}
	}
	return nil
}

// abortTime is how long an aborted build may take to delete its indexes.
const abortTime = 20 * time.Second

// Abort gives up what is being built; what was gathered of a part stays. After Commit it
// does nothing.
func (b *Builder) Abort() error {
	ctx, cancel := context.WithTimeout(context.Background(), abortTime)
	defer cancel()
	var err error
	if b.spool != nil {
		err = b.spool.close()
		b.spool = nil
	}
	if b.created {
		b.created = false
		err = errors.Join(err, b.c.drop(ctx, b.names, b.number))
	}
	if b.held != nil {
		err = errors.Join(err, b.held.release(ctx))
		b.held = nil
	}
	return err
}

package indexer

// This file decides about each file: its digest, with its sidecar's, is compared
// with the documents of the index, under the same source and under others. A file
// is extracted from the bytes that were compared.

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/izde/izde/search/doc"
)

// Run brings the files of paths (files and folders) into store. Only paths are
// looked at: documents of other roots stay as they are, documents whose file
// is gone from a folder of paths are removed. It fails with a *PathError
// before doing anything if a path is missing, with the context's error when
// cancelled, or with the store's; bad files are in the report.
func Run(ctx context.Context, store Store, paths []string, opts Options) (*Report, error) {
	report := &Report{Kinds: map[doc.Kind]int{}, Langs: map[doc.Lang]int{}}
	files, folders, err := walk(ctx, paths, report)
	if err != nil {
		return nil, err
	}
	workers := opts.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	r := &run{ctx: ctx, store: store, opts: opts, workers: workers, report: report, files: files, folders: folders,
		listed: map[string][]file{}, held: map[string]*doc.Document{}, contents: map[string][]*doc.Document{},
		claims: map[string]claim{}, owner: map[string]string{}, moved: map[string]bool{}, bad: map[string]bool{}}
	r.decided.L = &r.mu
	for _, d := range store.Documents() {
		r.held[d.ID] = d
		r.contents[d.Digest] = append(r.contents[d.Digest], d)
	}
	for _, f := range files {
		r.listed[f.source] = append(r.listed[f.source], f)
	}
	r.progress(0)
	if err := r.each(len(files), r.index); err != nil {
		return report, err
	}
	if err := r.drop(); err != nil {
		return report, err
	}
	report.Documents = len(store.Documents())
	report.sort()
	return report, nil
}

// run is the state of one Run.
type run struct {
	ctx      context.Context
	store    Store
	opts     Options
	workers  int
	files    []file
	folders  map[string]bool            // roots of the folders that were named
	listed   map[string][]file          // files by source
	held     map[string]*doc.Document   // by id, before the run
	contents map[string][]*doc.Document // the same by digest

	mu      sync.Mutex // guards the report and the fields below while workers run
	decided sync.Cond  // that turn has changed
	turn    int        // how many of files are decided about
	report  *Report
	done    int
	claims  map[string]claim  // by source
	owner   map[string]string // sources by digest: the file that has the content
	moved   map[string]bool   // ids of documents whose content stands elsewhere
	gone    []gone
	bad     map[string]bool // sources that could not be extracted
}

// claim is the file that counts among the files of one source.
type claim struct{ path, digest string }

// gone is a document to drop, because its file is gone or because it now has
// the content of another.
type gone struct {
	doc    *doc.Document
	copyOf string // the other's source, "" if the file is gone
}

// each calls do for 0 … n-1 on the workers, until one fails or the context
// ends.
func (r *run) each(n int, do func(i int) error) error {
	ctx, cancel := context.WithCancelCause(r.ctx)
	defer cancel(nil)
	var wg sync.WaitGroup
	next := make(chan int)
	for range min(r.workers, n) {
		wg.Go(func() {
			for i := range next {
				if err := do(i); err != nil {
					cancel(err)
				}
			}
		})
	}
feed:
	for i := range n {
		select {
		case next <- i:
		case <-ctx.Done():
			break feed
		}
	}
	close(next)
	wg.Wait()
	return context.Cause(ctx)
}

// progress counts files that are done with. The caller holds mu.
func (r *run) progress(n int) {
	r.done += n
	if r.opts.Progress != nil {
		r.opts.Progress(r.done, len(r.files))
	}
}

// fail reports a file. The caller holds mu.
func (r *run) fail(path string, err error) {
	r.report.Failed = append(r.report.Failed, Problem{path, reason(err)})
	r.progress(1)
}

// reason is err without the path, which stands beside it.
func reason(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) && err == error(pe) {
		return pe.Err.Error()
	}
	return err.Error()
}

// index reads a file, once, and puts it into the store if it has to be.
func (r *run) index(i int) error {
	f := r.files[i]
	c, err := load(f)
	var before *doc.Document
	put := false
	r.inTurn(i, func() {
		if err != nil {
			r.fail(f.path, err)
		} else {
			before, put = r.decide(f, c.digest)
		}
	})
	if !put {
		return nil
	}
	d, passages, notes, err := build(r.ctx, f, c, &r.opts)
	switch {
	case r.ctx.Err() != nil:
		return r.ctx.Err()
	case err != nil:
		r.failPut(f, before, err)
		return nil
	}
	if err := r.store.Put(r.ctx, d, passages); err != nil {
		return fmt.Errorf("storing %s: %w", f.path, err)
	}
	if before != nil && before.ID != d.ID {
		if err := r.store.Remove(r.ctx, before.ID); err != nil {
			return fmt.Errorf("removing %s: %w", before.Source, err)
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, n := range notes {
		r.report.Notes = append(r.report.Notes, Problem{f.path, n})
	}
	r.report.Passages += len(passages)
	for _, passage := range passages {
		r.report.Kinds[passage.Kind]++
		r.report.Langs[passage.Lang]++
	}
	r.progress(1)
	return nil
}

// inTurn calls do, which then holds mu, when all files before i have had their
// turn, so that no decision depends on the workers.
func (r *run) inTurn(i int, do func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for r.turn < i {
		r.decided.Wait()
	}
	do()
	r.turn++
	r.decided.Broadcast()
}

// decide reports whether a file is to be put, and the document that it replaces or
// moves, nil if it is new.
func (r *run) decide(f file, digest string) (before *doc.Document, put bool) {
	// Of files that claim one source the first counts, unless an earlier run
	// took another of them and that is still here.
	d := r.held[documentID(f.source)]
	if d != nil && d.Root != f.root && d.Digest != digest && exists(d) {
		r.fail(f.path, fmt.Errorf("%s in %s is indexed under the same name; rename one of them, or index a folder above both", d.Source, d.Root))
		return nil, false
	}
	if first, taken := r.claims[f.source]; taken {
		if first.digest == digest {
			r.duplicate(f, f.source)
		} else {
			r.fail(f.path, fmt.Errorf("%s has the same name below its folder; rename one of them, or index a folder above both", first.path))
		}
		return nil, false
	}
	r.claims[f.source] = claim{f.path, digest}
	if d != nil && d.Digest == digest && !r.recognisable(d) {
		if r.owner[digest] == "" {
			r.owner[digest] = f.source
		}
		if d.Root == f.root || exists(d) {
			r.report.Unchanged = append(r.report.Unchanged, f.source)
			r.progress(1)
			return nil, false
		}
		r.report.Moved = append(r.report.Moved, Move{filepath.Join(d.Root, d.Source), f.path})
		return d, true
	}
	copyOf, from := r.elsewhere(digest)
	if copyOf != "" {
		r.duplicate(f, copyOf)
		if d != nil {
			r.gone = append(r.gone, gone{d, copyOf})
		}
		return nil, false
	}
	r.owner[digest] = f.source
	switch {
	case d != nil:
		r.report.Changed = append(r.report.Changed, f.source)
		return d, true
	case from != nil:
		r.moved[from.ID] = true
		r.report.Moved = append(r.report.Moved, Move{from.Source, f.source})
		return from, true
	}
	r.report.Added = append(r.report.Added, f.source)
	return nil, true
}

// recognisable reports whether a document has pages that could now be recognised.
func (r *run) recognisable(d *doc.Document) bool {
	return r.opts.OCR && !d.OCR && slices.ContainsFunc(d.Pages, func(p doc.Page) bool { return p.NoText })
}

// elsewhere looks for content in other files and documents: copyOf is the source
// that has it, from a document that had it and whose file is gone.
func (r *run) elsewhere(digest string) (copyOf string, from *doc.Document) {
	if source := r.owner[digest]; source != "" {
		return source, nil
	}
	for _, d := range r.contents[digest] {
		if _, changed := r.claims[d.Source]; changed || r.moved[d.ID] {
			continue
		}
		switch ahead, same := r.ahead(d); {
		case same, !ahead && (r.unreadable(d) || exists(d) && !r.folders[d.Root]):
			copyOf = d.Source
		case !ahead && from == nil:
			from = d
		}
	}
	return copyOf, from
}

// ahead reports whether the source of a document will be claimed by a file whose
// turn is still to come, and with the same content, or the document's own file
// cannot be read: documents count before files that are new.
func (r *run) ahead(d *doc.Document) (claimed, same bool) {
	for _, f := range r.listed[d.Source] {
		switch c, err := load(f); {
		case err != nil && f.root != d.Root:
		case err != nil || c.digest == d.Digest:
			return true, true
		case f.root == d.Root || !exists(d):
			return true, false
		}
	}
	return false, false
}

// unreadable reports whether the file of a document could not be read, so that it
// is not gone.
func (r *run) unreadable(d *doc.Document) bool {
	path := filepath.Join(d.Root, filepath.FromSlash(d.Source))
	return slices.ContainsFunc(r.report.Failed, func(p Problem) bool {
		return path == p.Path || strings.HasPrefix(path, p.Path+string(filepath.Separator))
	})
}

func (r *run) duplicate(f file, of string) {
	r.report.Duplicates = append(r.report.Duplicates, Move{f.path, of})
	r.progress(1)
}

// exists reports whether the file of a document is still there.
func exists(d *doc.Document) bool {
	_, err := os.Stat(filepath.Join(d.Root, filepath.FromSlash(d.Source)))
	return err == nil
}

// drop removes the documents that are gone. One that has become a copy of a
// file that cannot be extracted stays as it was.
func (r *run) drop() error {
	for id, d := range r.held {
		if _, here := r.claims[d.Source]; r.folders[d.Root] && !here && !r.moved[id] && !r.unreadable(d) {
			r.gone = append(r.gone, gone{d, ""})
			r.report.Removed = append(r.report.Removed, d.Source)
		}
	}
	for _, g := range r.gone {
		if r.bad[g.copyOf] {
			continue
		}
		if err := r.ctx.Err(); err != nil {
			return err
		}
		if err := r.store.Remove(r.ctx, g.doc.ID); err != nil {
			return fmt.Errorf("removing %s: %w", g.doc.Source, err)
		}
	}
	return nil
}

// failPut reports a file that could be read but not be extracted; it is then not
// among the added. The index keeps its earlier version.
func (r *run) failPut(f file, before *doc.Document, err error) {
	if before != nil {
		err = fmt.Errorf("%w (its earlier version stays in the index)", err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fail(f.path, err)
	r.bad[f.source] = true
	is := func(source string) bool { return source == f.source }
	r.report.Added = slices.DeleteFunc(r.report.Added, is)
	r.report.Changed = slices.DeleteFunc(r.report.Changed, is)
	r.report.Moved = slices.DeleteFunc(r.report.Moved, func(m Move) bool { return m.To == f.source || m.To == f.path })
}

// sort makes the report the same whatever the workers did first.
func (r *Report) sort() {
	for _, list := range [][]string{r.Added, r.Changed, r.Unchanged, r.Removed} {
		slices.Sort(list)
	}
	for _, list := range [][]Move{r.Moved, r.Duplicates} {
		slices.SortFunc(list, func(a, b Move) int {
			return cmp.Or(strings.Compare(a.From, b.From), strings.Compare(a.To, b.To))
		})
	}
	for _, list := range [][]Problem{r.Failed, r.Skipped, r.Notes} {
		slices.SortFunc(list, func(a, b Problem) int {
			return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Reason, b.Reason))
		})
	}
}

package indexer

// This file decides what becomes of each file: the digest of a file and its
// sidecar is compared with what the index holds, under the same source and
// under others.

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
	r := &run{ctx: ctx, store: store, opts: opts, workers: workers, report: report, total: len(files), bad: map[string]bool{}}
	if err := r.digest(files); err != nil {
		return report, err
	}
	r.decide(folders)
	if err := r.put(); err != nil {
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
	ctx     context.Context
	store   Store
	opts    Options
	workers int
	report  *Report

	mu          sync.Mutex // guards report and done while workers run
	done, total int

	found   []found
	pending []pending // to be put
	gone    []gone
	bad     map[string]bool // sources that could not be extracted
}

// gone is a document to drop, because its file is gone or because it now has
// the content of another.
type gone struct {
	doc    *doc.Document
	copyOf string // the other's source, "" if the file is gone
}

// found is a file that could be read.
type found struct {
	file
	digest string
}

// pending is a file to be put, and the document that it replaces or moves, nil
// if it is new.
type pending struct {
	found
	before *doc.Document
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
		r.opts.Progress(r.done, r.total)
	}
}

func (r *run) fail(path string, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
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

// digest reads the files.
func (r *run) digest(files []file) error {
	r.mu.Lock()
	r.progress(0)
	r.mu.Unlock()
	all := make([]found, len(files))
	err := r.each(len(files), func(i int) error {
		c, err := load(files[i])
		if err != nil {
			r.fail(files[i].path, err)
			return nil
		}
		all[i] = found{files[i], c.digest}
		return nil
	})
	for _, f := range all {
		if f.digest != "" {
			r.found = append(r.found, f)
		}
	}
	return err
}

// decide compares what was found with what the index holds.
func (r *run) decide(folders map[string]bool) {
	held := map[string]*doc.Document{}      // by id
	content := map[string][]*doc.Document{} // by digest
	for _, d := range r.store.Documents() {
		held[d.ID] = d
		content[d.Digest] = append(content[d.Digest], d)
	}
	// Of files that claim one source the first counts, unless an earlier run
	// took another of them and that is still here.
	claims := map[string]found{} // by source
	var claimed []found
	for _, f := range r.found {
		d := held[documentID(f.source)]
		if d != nil && d.Root != f.root && d.Digest != f.digest && exists(d) {
			r.fail(f.path, fmt.Errorf("%s in %s is indexed under the same name; rename one of them, or index a folder above both", d.Source, d.Root))
			continue
		}
		if first, taken := claims[f.source]; taken {
			if first.digest == f.digest {
				r.duplicate(f, first.source)
			} else {
				r.fail(f.path, fmt.Errorf("%s has the same name below its folder; rename one of them, or index a folder above both", first.path))
			}
			continue
		}
		claims[f.source] = f
		claimed = append(claimed, f)
	}
	// Known and unchanged documents first: duplicates are measured against
	// them.
	owner := map[string]string{} // source by digest
	var rest []found
	for _, f := range claimed {
		d := held[documentID(f.source)]
		if d == nil || d.Digest != f.digest {
			rest = append(rest, f)
			continue
		}
		if _, taken := owner[f.digest]; !taken {
			owner[f.digest] = f.source
		}
		if d.Root == f.root || exists(d) {
			r.report.Unchanged = append(r.report.Unchanged, f.source)
			r.progress(1)
		} else {
			r.report.Moved = append(r.report.Moved, Move{filepath.Join(d.Root, d.Source), f.path})
			r.pending = append(r.pending, pending{f, d})
		}
	}
	here := map[string]bool{} // documents that keep their place, by id
	for _, f := range claimed {
		here[documentID(f.source)] = true
	}
	for _, d := range held { // what could not be read is not gone
		path := filepath.Join(d.Root, filepath.FromSlash(d.Source))
		for _, p := range r.report.Failed {
			if path == p.Path || strings.HasPrefix(path, p.Path+string(filepath.Separator)) {
				here[d.ID] = true
			}
		}
	}
	moved := map[string]bool{} // by id
	for _, f := range rest {
		if source, taken := owner[f.digest]; taken {
			r.duplicate(f, source)
			if d := held[documentID(f.source)]; d != nil {
				r.gone = append(r.gone, gone{d, source})
			}
			continue
		}
		from := (*doc.Document)(nil)
		copyOf := ""
		for _, d := range content[f.digest] {
			switch {
			case moved[d.ID]:
			case here[d.ID] || exists(d) && !(folders[d.Root]):
				if claim, again := claims[d.Source]; !again || claim.digest == f.digest {
					copyOf = d.Source
				}
			case from == nil:
				from = d
			}
		}
		if copyOf != "" {
			r.duplicate(f, copyOf)
			continue
		}
		owner[f.digest] = f.source
		switch before := held[documentID(f.source)]; {
		case before != nil:
			r.report.Changed = append(r.report.Changed, f.source)
			r.pending = append(r.pending, pending{f, before})
		case from != nil:
			moved[from.ID] = true
			r.report.Moved = append(r.report.Moved, Move{from.Source, f.source})
			r.pending = append(r.pending, pending{f, from})
		default:
			r.report.Added = append(r.report.Added, f.source)
			r.pending = append(r.pending, pending{f, nil})
		}
	}
	for _, d := range held {
		if folders[d.Root] && !here[d.ID] && !moved[d.ID] {
			r.gone = append(r.gone, gone{d, ""})
			r.report.Removed = append(r.report.Removed, d.Source)
		}
	}
}

func (r *run) duplicate(f found, of string) {
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

// put extracts and stores what is pending.
func (r *run) put() error {
	return r.each(len(r.pending), func(i int) error {
		p := r.pending[i]
		c, err := load(p.file)
		var d *doc.Document
		var passages []*doc.Passage
		var notes []string
		if err == nil {
			d, passages, notes, err = build(p.file, c, r.opts.Identifier)
		}
		if err != nil {
			r.failPut(p, err)
			return nil
		}
		if err := r.store.Put(r.ctx, d, passages); err != nil {
			return fmt.Errorf("storing %s: %w", p.path, err)
		}
		if p.before != nil && p.before.ID != d.ID {
			if err := r.store.Remove(r.ctx, p.before.ID); err != nil {
				return fmt.Errorf("removing %s: %w", p.before.Source, err)
			}
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		for _, n := range notes {
			r.report.Notes = append(r.report.Notes, Problem{p.path, n})
		}
		r.report.Passages += len(passages)
		for _, passage := range passages {
			r.report.Kinds[passage.Kind]++
			r.report.Langs[passage.Lang]++
		}
		r.progress(1)
		return nil
	})
}

// failPut reports a file that could be read but not be extracted; it is then
// not among the added. What the index held of it stays.
func (r *run) failPut(p pending, err error) {
	if p.before != nil {
		err = fmt.Errorf("%w (its earlier version stays in the index)", err)
	}
	r.fail(p.path, err)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.bad[p.source] = true
	is := func(source string) bool { return source == p.source }
	r.report.Added = slices.DeleteFunc(r.report.Added, is)
	r.report.Changed = slices.DeleteFunc(r.report.Changed, is)
	r.report.Moved = slices.DeleteFunc(r.report.Moved, func(m Move) bool { return m.To == p.source || m.To == p.path })
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

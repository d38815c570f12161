package indexer

// This file decides about each file: its digest, with its sidecar's, is compared
// with the documents of the index, under the same source and under others. A file
// is extracted from the bytes that were compared.

import (
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/izde/izde/indexer/extract"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/doc"
)

// Run brings the files of paths (files and folders) into store. Only paths are
// looked at: documents of other roots stay as they are, documents whose file
// is gone from a folder of paths are removed. It fails with a *PathError
// before doing anything if a path is missing, with the context's error when
// cancelled, or with the store's; bad files are in the report.
func Run(ctx context.Context, store Store, paths []string, opts Options) (*Report, error) {
	report := &Report{Kinds: map[doc.Kind]int{}, Langs: map[doc.Lang]int{}}
	files, folders, err := walk(ctx, paths, opts.Libraries, report)
	if err != nil {
		return nil, err
	}
	workers := opts.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	r := &run{ctx: ctx, store: store, opts: opts, workers: workers, report: report, files: files, folders: folders,
		libraries: map[string]bool{}, rows: make([]FileReport, len(files)), sizes: make([]int64, len(files)),
		listed: map[string][]file{}, held: map[string]*doc.Document{}, contents: map[string][]*doc.Document{},
		claims: map[string]claim{}, owner: map[string]string{}, moved: map[string]bool{}, bad: map[string]bool{}}
	r.decided.L = &r.mu
	for _, d := range store.Documents() {
		r.held[d.ID] = d
		r.contents[d.Digest] = append(r.contents[d.Digest], d)
	}
	for i, f := range files {
		if f.record != nil {
			cite.Clean(f.record)
		}
		r.listed[f.id] = append(r.listed[f.id], f)
		r.rows[i] = FileReport{Path: f.String(), Status: NotRead}
		if info, err := os.Stat(f.path); err == nil && f.in == nil {
			r.sizes[i] = info.Size()
			r.progress.Total += info.Size()
		}
	}
	r.progress.Files = len(files)
	for _, l := range opts.Libraries {
		r.libraries[l.Root] = true
		report.Failed, report.Skipped = append(report.Failed, l.Failed...), append(report.Skipped, l.Skipped...)
	}
	defer r.account()
	r.tell()
	if err := r.each(len(files), r.index); err != nil {
		return report, err
	}
	if report.More {
		report.Documents = len(store.Documents())
		report.sort()
		return report, nil
	}
	if err := r.drop(); err != nil {
		return report, err
	}
	report.Documents = len(store.Documents())
	report.sort()
	return report, nil
}

// largeFile is the size in bytes from which files are read one at a time: reading one
// takes ten to twenty times its size.
const largeFile = 4 << 20

// run is the state of one Run.
type run struct {
	ctx       context.Context
	store     Store
	opts      Options
	workers   int
	files     []file
	folders   map[string]bool            // roots of the folders that were named, and archives, with a slash
	libraries map[string]bool            // roots of the libraries
	listed    map[string][]file          // files by the id of their document
	held      map[string]*doc.Document   // by id, before the run
	contents  map[string][]*doc.Document // the same by digest

	large sync.Mutex // held while a large file is read

	mu       sync.Mutex // guards the report and the fields below while workers run
	decided  sync.Cond  // that turn has changed
	turn     int        // how many of files are decided about
	report   *Report
	rows     []FileReport // of files
	sizes    []int64      // of files, in bytes
	put      int          // how many of them were put, or are about to be
	progress Progress
	claims   map[string]claim  // by the id of the document
	owner    map[string]string // sources by digest: the file that has the content
	moved    map[string]bool   // ids of documents whose content stands elsewhere
	gone     []gone
	bad      map[string]bool // sources that could not be extracted
}

// claim is the file that counts among the files of one document.
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
		if r.enough(i) {
			break
		}
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

// enough reports whether no more files are to be read in, after those before i have all
// been decided about.
func (r *run) enough(i int) bool {
	if r.opts.Most <= 0 {
		return false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for r.turn < i {
		r.decided.Wait()
	}
	r.report.More = r.put >= r.opts.Most
	return r.report.More
}

// done counts the i-th file as done with. The caller holds mu.
func (r *run) done(i int) {
	r.progress.Done++
	r.progress.Bytes += r.sizes[i]
	if status := r.rows[i].Status; status == Added || status == Changed {
		r.progress.Read += r.sizes[i]
	}
	r.tell()
}

func (r *run) tell() {
	if r.opts.Progress != nil {
		r.opts.Progress(r.progress)
	}
}

// fail reports the i-th file. The caller holds mu.
func (r *run) fail(i int, err error) {
	r.report.Failed = append(r.report.Failed, Problem{r.rows[i].Path, reason(err)})
	if errors.Is(err, errChanged) || errors.Is(err, errUnsettled) {
		r.report.Again = append(r.report.Again, r.rows[i].Path)
	}
	r.rows[i].Status, r.rows[i].Reason = Failed, reason(err)
	r.done(i)
}

// skip reports the i-th file as of no kind that is indexed. The caller holds mu.
func (r *run) skip(i int, reason string) {
	r.report.Skipped = append(r.report.Skipped, Problem{r.rows[i].Path, reason})
	r.rows[i].Status, r.rows[i].Reason = Skipped, reason
	r.done(i)
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
	f, start := r.files[i], time.Now()
	c, err := r.opts.States.load(f)
	var before *doc.Document
	var put Status
	r.inTurn(i, func() {
		if err != nil {
			r.fail(i, err)
		} else {
			before, put = r.decide(i, c.digest)
			switch {
			case put == "":
			case r.opts.shares(f.id):
				r.put++
			default:
				put = ""
				r.unlist(f)
				r.rows[i].Reason = "in the share of another part"
				r.done(i)
			}
		}
	})
	if put == "" {
		return nil
	}
	if len(c.data) > largeFile {
		r.large.Lock()
		defer r.large.Unlock()
	}
	d, passages, notes, err := r.make(f, c, before)
	switch {
	case r.ctx.Err() != nil:
		return r.ctx.Err()
	case err != nil:
		r.failPut(i, before, err)
		return nil
	}
	if err := r.store.Put(r.ctx, d, passages); err != nil {
		return fmt.Errorf("storing %s: %w", f, err)
	}
	if before != nil && before.ID != d.ID {
		if err := r.store.Remove(r.ctx, before.ID); err != nil {
			return fmt.Errorf("removing %s: %w", before.Source, err)
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, n := range notes {
		r.report.Notes = append(r.report.Notes, Problem{r.rows[i].Path, n})
	}
	row := &r.rows[i]
	row.Status, row.Reading, row.Passages, row.Time = put, d.Reading, len(passages), time.Since(start)
	r.report.Passages += len(passages)
	for _, passage := range passages {
		r.report.Kinds[passage.Kind]++
		r.report.Langs[passage.Lang]++
	}
	r.done(i)
	return nil
}

// make makes the document of a file: of the stored passages where it has only moved,
// before being the document that it was.
func (r *run) make(f file, c content, before *doc.Document) (*doc.Document, []*doc.Passage, []string, error) {
	if r.hasMoved(f, c.digest, before) {
		d, passages, err := r.store.Stored(r.ctx, before.ID)
		if err != nil {
			return nil, nil, nil, fmt.Errorf("reading %s from the index: %w", before.Source, err)
		}
		move(d, passages, f)
		return d, passages, nil, nil
	}
	if err := r.opts.States.failed(f); err != nil {
		return nil, nil, nil, err
	}
	var err error
	if c.data == nil { // known by its digest alone
		if c, err = load(f); err != nil {
			return nil, nil, nil, err
		}
	}
	d, passages, notes, err := build(r.ctx, f, c, &r.opts)
	if err != nil && r.ctx.Err() == nil {
		r.opts.States.fail(f, err)
	}
	return d, passages, notes, err
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

// decide returns what the i-th file will be when it has been put, "" if it is not to
// be put, and the document that it replaces or moves, nil if it is new.
func (r *run) decide(i int, digest string) (before *doc.Document, put Status) {
	f := r.files[i]
	// Of files that claim one source the first counts, unless an earlier run
	// took another of them and that is still here.
	d := r.held[f.id]
	if d != nil && d.Root != f.root && f.library == "" && d.Digest != digest && exists(d) {
		r.fail(i, fmt.Errorf("%s in %s is indexed under the same name; rename one of them, or index a folder above both", d.Source, d.Root))
		return nil, ""
	}
	if first, taken := r.claims[f.id]; taken {
		if first.digest == digest {
			r.duplicate(i, f.source)
		} else {
			r.fail(i, fmt.Errorf("%s has the same name below its folder; rename one of them, or index a folder above both", first.path))
		}
		return nil, ""
	}
	r.claims[f.id] = claim{f.path, digest}
	if d != nil && d.Digest == digest && !r.recognisable(d) {
		if r.owner[digest] == "" {
			r.owner[digest] = f.source
		}
		if d.Root == f.root && d.Source == f.source || f.library == "" && exists(d) {
			r.report.Unchanged = append(r.report.Unchanged, f.source)
			r.rows[i].Status, r.rows[i].Reading, r.rows[i].Passages = Unchanged, d.Reading, d.Passages
			r.done(i)
			return nil, ""
		}
		r.report.Moved = append(r.report.Moved, Move{filepath.Join(d.Root, d.Source), f.String()})
		return d, Moved
	}
	copyOf, from := r.elsewhere(digest)
	if copyOf != "" {
		r.duplicate(i, copyOf)
		if d != nil {
			r.gone = append(r.gone, gone{d, copyOf})
		}
		return nil, ""
	}
	r.owner[digest] = f.source
	switch {
	case d != nil:
		r.report.Changed = append(r.report.Changed, f.source)
		return d, Changed
	case from != nil:
		r.moved[from.ID] = true
		r.report.Moved = append(r.report.Moved, Move{from.Source, f.source})
		return from, Moved
	}
	r.report.Added = append(r.report.Added, f.source)
	return nil, Added
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
		if _, changed := r.claims[d.ID]; changed || r.moved[d.ID] {
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
	for _, f := range r.listed[d.ID] {
		switch c, err := r.opts.States.load(f); {
		case err != nil && f.root != d.Root:
		case err != nil || c.digest == d.Digest:
			return true, true
		case f.root == d.Root || !exists(d):
			return true, false
		}
	}
	return false, false
}

// covers reports whether the file of a document would have been listed if it were
// there.
func (r *run) covers(d *doc.Document) bool {
	path := filepath.Join(d.Root, filepath.FromSlash(d.Source))
	for dir := path; dir != d.Root && len(dir) > len(d.Root); dir = filepath.Dir(dir) {
		if r.folders[dir+"/"] {
			return true
		}
	}
	return r.folders[d.Root]
}

// unreadable reports whether the file of a document could not be read, so that it
// is not gone.
func (r *run) unreadable(d *doc.Document) bool {
	path := filepath.Join(d.Root, filepath.FromSlash(d.Source))
	return slices.ContainsFunc(r.report.Failed, func(p Problem) bool {
		return path == p.Path || strings.HasPrefix(path, p.Path+string(filepath.Separator))
	})
}

func (r *run) duplicate(i int, of string) {
	r.report.Duplicates = append(r.report.Duplicates, Move{r.rows[i].Path, of})
	r.rows[i].Status, r.rows[i].Reason = Duplicate, "has the content of "+of
	r.done(i)
}

// exists reports whether the file of a document is still there.
func exists(d *doc.Document) bool {
	_, err := fileOf(d)
	return err == nil
}

// drop removes the documents that are gone. One that has become a copy of a
// file that cannot be extracted stays as it was.
func (r *run) drop() error {
	for id, d := range r.held {
		inRun := r.covers(d)
		if d.Library != "" {
			inRun = r.libraries[d.Library]
		}
		if _, here := r.claims[id]; inRun && !here && !r.moved[id] && !r.unreadable(d) {
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

// failPut reports a file that could be read but not be extracted, or is a part of
// another one; it is then not among the added. The index keeps its earlier version.
func (r *run) failPut(i int, before *doc.Document, err error) {
	f := r.files[i]
	if before != nil {
		err = fmt.Errorf("%w (its earlier version stays in the index)", err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if before == nil && (errors.Is(err, extract.ErrOtherJSON) || errors.Is(err, extract.ErrPart)) {
		r.skip(i, err.Error())
	} else {
		r.fail(i, err)
	}
	r.bad[f.source] = true
	r.unlist(f)
}

// shares reports whether a document is in the share of this run.
func (o *Options) shares(id string) bool {
	return o.Parts == 0 || int(crc32.ChecksumIEEE([]byte(id))%uint32(o.Parts)) == o.Part-1
}

// unlist takes a file out of those that are put. The caller holds mu.
func (r *run) unlist(f file) {
	is := func(source string) bool { return source == f.source }
	r.report.Added = slices.DeleteFunc(r.report.Added, is)
	r.report.Changed = slices.DeleteFunc(r.report.Changed, is)
	r.report.Moved = slices.DeleteFunc(r.report.Moved, func(m Move) bool { return m.To == f.source || m.To == f.path })
}

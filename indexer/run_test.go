package indexer_test

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"

	"github.com/izde/izde/indexer"
	"github.com/izde/izde/search/doc"
)

// memory is a Store.
type memory struct {
	mu       sync.Mutex
	docs     map[string]*doc.Document
	passages map[string][]*doc.Passage
	puts     int
	putErr   error
}

func newMemory() *memory {
	return &memory{docs: map[string]*doc.Document{}, passages: map[string][]*doc.Passage{}}
}

func (m *memory) Documents() []*doc.Document {
	m.mu.Lock()
	defer m.mu.Unlock()
	var docs []*doc.Document
	for _, d := range m.docs {
		docs = append(docs, d)
	}
	slices.SortFunc(docs, func(a, b *doc.Document) int { return cmp.Compare(a.Source, b.Source) })
	return docs
}

func (m *memory) Put(_ context.Context, doc *doc.Document, passages []*doc.Passage) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.putErr != nil {
		return m.putErr
	}
	m.puts++
	m.docs[doc.ID], m.passages[doc.ID] = doc, passages
	return nil
}

func (m *memory) Remove(_ context.Context, id string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.docs, id)
	delete(m.passages, id)
	return nil
}

func (m *memory) Stored(_ context.Context, id string) (*doc.Document, []*doc.Passage, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	d := *m.docs[id]
	var passages []*doc.Passage
	for _, p := range m.passages[id] {
		own := *p
		passages = append(passages, &own)
	}
	return &d, passages, nil
}

func (m *memory) sources() string {
	var list []string
	for _, d := range m.Documents() {
		list = append(list, d.Source)
	}
	return strings.Join(list, " ")
}

// english calls every text English, and breaks on one word.
type english struct{}

func (english) Identify(text string, _ doc.Lang) (doc.Lang, []doc.LangSpan) {
	if strings.Contains(text, "PANIC") {
		panic("no such language")
	}
	return doc.English, []doc.LangSpan{{Span: doc.Span{End: len(text)}, Lang: doc.English}}
}

// folder is a folder of files in a test.
type folder struct {
	t    *testing.T
	path string
}

func newFolder(t *testing.T, files ...string) folder {
	path, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	f := folder{t, path}
	for i := 0; i < len(files); i += 2 {
		f.write(files[i], files[i+1])
	}
	return f
}

func (f folder) write(name, text string) {
	f.t.Helper()
	path := filepath.Join(f.path, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		f.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		f.t.Fatal(err)
	}
}

func (f folder) rename(from, to string) {
	f.t.Helper()
	if err := os.Rename(filepath.Join(f.path, from), filepath.Join(f.path, to)); err != nil {
		f.t.Fatal(err)
	}
}

func (f folder) remove(name string) {
	f.t.Helper()
	if err := os.Remove(filepath.Join(f.path, name)); err != nil {
		f.t.Fatal(err)
	}
}

// age sets the times at which files were changed.
func (f folder) age(to time.Time, names ...string) {
	f.t.Helper()
	for _, name := range names {
		if err := os.Chtimes(filepath.Join(f.path, name), to, to); err != nil {
			f.t.Fatal(err)
		}
	}
}

// rounds returns a function that reads the folder each time in a process of its own, which
// knows of the one before what the file kept has.
func (f folder) rounds(kept string) (round func() *indexer.Report) {
	store := newMemory()
	return func() *indexer.Report {
		f.t.Helper()
		options := indexer.Options{Identifier: english{}, States: indexer.NewStates(0)}
		options.States.Load(kept)
		r, err := indexer.Run(f.t.Context(), store, []string{f.path}, options)
		if err == nil {
			err = options.States.Save(kept)
		}
		if err != nil {
			f.t.Fatal(err)
		}
		return r
	}
}

func run(t *testing.T, store indexer.Store, paths ...string) *indexer.Report {
	t.Helper()
	report, err := indexer.Run(context.Background(), store, paths, indexer.Options{Identifier: english{}})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// want compares the lines of a report, one word and name a line.
func want(t *testing.T, r *indexer.Report, root string, lines ...string) {
	t.Helper()
	var got []string
	add := func(word string, names ...string) {
		for i, n := range names {
			names[i] = strings.TrimPrefix(n, root+"/")
		}
		got = append(got, word+" "+strings.Join(names, " > "))
	}
	for _, s := range r.Added {
		add("added", s)
	}
	for _, s := range r.Changed {
		add("changed", s)
	}
	for _, s := range r.Unchanged {
		add("unchanged", s)
	}
	for _, s := range r.Removed {
		add("removed", s)
	}
	for _, m := range r.Moved {
		add("moved", m.From, m.To)
	}
	for _, m := range r.Duplicates {
		add("duplicate", m.From, m.To)
	}
	for _, p := range r.Failed {
		add("failed", p.Path)
	}
	for _, p := range r.Skipped {
		add("skipped", p.Path)
	}
	if diff := gocmp.Diff(lines, got); diff != "" {
		t.Errorf("report: -want +got:\n%s\n%+v", diff, r.Failed)
	}
}

func TestRun(t *testing.T) {
	f := newFolder(t,
		"a.txt", "Text of a.", "b.md", "# Text of b", "sub/c.txt", "Text of c.",
		".hidden.txt", "x", ".git/x.txt", "x", "image.png", "x", "a.csl.json", `{"type":"book","title":"Title of a","issued":{"date-parts":[["2001"]]}}`)
	if err := os.Symlink(f.path, filepath.Join(f.path, "loop")); err != nil {
		t.Fatal(err)
	}
	store := newMemory()
	r := run(t, store, f.path)
	want(t, r, f.path, "added a.txt", "added b.md", "added sub/c.txt", "skipped image.png", "skipped loop")
	if r.Documents != 3 || r.Passages != 4 || r.Langs[doc.English] == 0 {
		t.Errorf("report: %+v", r)
	}
	a := store.Documents()[0]
	if a.Title != "Title of a" || a.Year != 2001 || a.CSL.Type != "book" || a.CSL.ID != a.ID || a.Root != f.path || a.Passages != 1 {
		t.Errorf("document: %+v", a)
	}

	store.puts = 0
	want(t, run(t, store, f.path), f.path, "unchanged a.txt", "unchanged b.md", "unchanged sub/c.txt", "skipped image.png", "skipped loop")
	// A file by itself is the same document as below its folder.
	want(t, run(t, store, filepath.Join(f.path, "a.txt")), f.path, "unchanged a.txt")
	if store.puts != 0 {
		t.Errorf("%d documents put again", store.puts)
	}

	f.remove("image.png")
	f.remove("loop")
	f.write("a.csl.json", `[{"type":"article-journal","title":"New title"}]`) // a sidecar counts
	f.write("b.md", "# Text of b, longer")
	f.remove("sub/c.txt")
	f.write("d.txt", "Text of d.")
	want(t, run(t, store, f.path), f.path, "added d.txt", "changed a.txt", "changed b.md", "removed sub/c.txt")
	if got := store.sources(); got != "a.txt b.md d.txt" {
		t.Errorf("the index holds %s", got)
	}

	f.rename("d.txt", "e.txt")
	f.write("f.txt", "# Text of b, longer")
	want(t, run(t, store, f.path), f.path, "unchanged a.txt", "unchanged b.md", "moved d.txt > e.txt", "duplicate f.txt > b.md")
	if got := store.sources(); got != "a.txt b.md e.txt" {
		t.Errorf("the index holds %s", got)
	}
	// The copy takes the place of its original when that is gone.
	f.remove("b.md")
	want(t, run(t, store, f.path), f.path, "unchanged a.txt", "unchanged e.txt", "moved b.md > f.txt")
	// A document that becomes a copy of another leaves the index.
	f.write("e.txt", "# Text of b, longer")
	want(t, run(t, store, f.path), f.path, "unchanged a.txt", "unchanged f.txt", "duplicate e.txt > f.txt")
	if got := store.sources(); got != "a.txt f.txt" {
		t.Errorf("the index holds %s", got)
	}
	// Two documents that exchange their contents have both changed.
	f.remove("e.txt")
	f.remove("a.csl.json")
	run(t, store, f.path)
	f.rename("a.txt", "x")
	f.rename("f.txt", "a.txt")
	f.rename("x", "f.txt")
	want(t, run(t, store, f.path), f.path, "changed a.txt", "changed f.txt")
}

// Of files with one content the one that is known counts, wherever it stands in
// the order of names; if it has changed itself, it does not.
func TestRunCopies(t *testing.T) {
	f := newFolder(t, "b.txt", "Text of b.", "c.txt", "Text of c.", "d.txt", "Text of d.")
	store := newMemory()
	run(t, store, f.path)
	f.write("a.txt", "Text of d.")
	f.write("c.txt", "Text of d.")
	want(t, run(t, store, f.path), f.path, "unchanged b.txt", "unchanged d.txt", "duplicate a.txt > d.txt", "duplicate c.txt > d.txt")
	if got := store.sources(); got != "b.txt d.txt" {
		t.Errorf("the index holds %s", got)
	}
	f.write("a.txt", "Text of d.")
	f.write("d.txt", "Text of d, longer.")
	want(t, run(t, store, f.path), f.path, "added a.txt", "changed d.txt", "unchanged b.txt", "duplicate c.txt > a.txt")
	// The same for files that are named one by one.
	f.write("a.txt", "Text of d, longer.")
	f.write("d.txt", "Text of d.")
	want(t, run(t, store, filepath.Join(f.path, "a.txt"), filepath.Join(f.path, "d.txt")), f.path, "changed a.txt", "changed d.txt")
	// A copy of a document in a folder that is not looked at.
	other := newFolder(t, "e.txt", "Text of b.", "f.txt", "Text of f.")
	want(t, run(t, store, other.path), other.path, "added f.txt", "duplicate e.txt > b.txt")
	other.write("f.txt", "Text of b.")
	want(t, run(t, store, other.path), other.path, "duplicate e.txt > b.txt", "duplicate f.txt > b.txt")
	if got := store.sources(); got != "a.txt b.txt d.txt" {
		t.Errorf("the index holds %s", got)
	}
}

func TestRunRoots(t *testing.T) {
	one := newFolder(t, "a.txt", "Text of one.", "same.txt", "The same.")
	two := newFolder(t, "a.txt", "Text of two.", "same.txt", "The same.", "own.txt", "Own.")
	store := newMemory()
	run(t, store, one.path)
	r := run(t, store, two.path)
	want(t, r, two.path, "added own.txt", "unchanged same.txt", "failed a.txt")
	if len(r.Failed) != 1 || !strings.Contains(r.Failed[0].Reason, "rename one of them") {
		t.Errorf("failed: %+v", r.Failed)
	}
	if got := store.sources(); got != "a.txt own.txt same.txt" {
		t.Errorf("the index holds %s", got)
	}
	// Only the folders that are named are looked at.
	one.remove("same.txt")
	two.remove("own.txt")
	want(t, run(t, store, one.path), one.path, "unchanged a.txt", "removed same.txt")
	// A file that has gone from one folder and stands in another has moved.
	run(t, store, one.path, two.path)
	one.remove("a.txt")
	want(t, run(t, store, two.path), two.path, "changed a.txt", "unchanged same.txt")
	// Both at once: the first counts.
	both := run(t, newMemory(), one.path, two.path, two.path)
	want(t, both, two.path, "added a.txt", "added same.txt")
}

// A file under another name has the document that it would have if it were read
// there; it is read no more.
func TestRunMovedUnread(t *testing.T) {
	article, err := os.ReadFile("../seeds/articles/sarybayev-lai-2024.txt")
	if err != nil {
		t.Fatal(err)
	}
	f := newFolder(t, "a.txt", string(article))
	store, fresh := newMemory(), newMemory()
	run(t, store, f.path)
	f.rename("a.txt", "moved.txt")
	run(t, fresh, f.path)
	report, err := indexer.Run(t.Context(), store, []string{f.path}, indexer.Options{})
	if err != nil {
		t.Fatal(err)
	}
	want(t, report, f.path, "moved a.txt > moved.txt")
	if diff := gocmp.Diff(fresh.docs, store.docs) + gocmp.Diff(fresh.passages, store.passages); diff != "" {
		t.Errorf("read there and moved there differ: %s", diff)
	}
	if p := slices.Collect(maps.Values(store.passages))[0]; len(p) < 50 {
		t.Errorf("the article has %d passages", len(p))
	}
}

// A file that may still be written is left to a later run, its document stays, and
// what cannot be extracted is not tried again until it changes.
func TestRunStates(t *testing.T) {
	f := newFolder(t, "a.txt", "Text of a.", "bad.txt", "PANIC")
	old := time.Now().Add(-time.Hour)
	age := func(name string, at time.Time) {
		if err := os.Chtimes(filepath.Join(f.path, name), at, at); err != nil {
			t.Fatal(err)
		}
	}
	age("a.txt", old)
	age("bad.txt", old)
	store := newMemory()
	options := indexer.Options{Identifier: english{}, States: indexer.NewStates(time.Minute)}
	round := func() *indexer.Report {
		t.Helper()
		r, err := indexer.Run(t.Context(), store, []string{f.path}, options)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	first := round()
	want(t, first, f.path, "added a.txt", "failed bad.txt")
	f.write("a.txt", "Text of a, half")
	r := round()
	want(t, r, f.path, "failed a.txt", "failed bad.txt")
	if len(r.Again) != 1 || store.sources() != "a.txt" || store.puts != 1 {
		t.Errorf("to be read again: %v; the index holds %s after %d puts", r.Again, store.sources(), store.puts)
	}
	options.Identifier = nil // would break whatever is read
	f.write("a.txt", "Text of a.")
	age("a.txt", old)
	want(t, round(), f.path, "unchanged a.txt", "failed bad.txt")
	options.Identifier = english{}
	f.write("bad.txt", "Good at last.")
	age("bad.txt", old.Add(time.Minute))
	want(t, round(), f.path, "added bad.txt", "unchanged a.txt")
}

// Runs that each read some of the files do together what one run does, and drop nothing
// before the last of them.
func TestRunInStages(t *testing.T) {
	f := newFolder(t, "a.txt", "Text of a.", "b.txt", "Text of b.", "c.txt", "Text of c.", "gone.txt", "Text of what goes.", "old.txt", "Text that moves.")
	store := newMemory()
	run(t, store, filepath.Join(f.path, "gone.txt"))
	run(t, store, filepath.Join(f.path, "old.txt"))
	f.remove("gone.txt")
	f.rename("old.txt", "new.txt")
	f.write("d.txt", "PANIC")
	options := indexer.Options{Identifier: english{}, Workers: 1, States: indexer.NewStates(0), Most: 2}
	var report *indexer.Report
	stages := 0
	for more := true; more; stages++ {
		if stages == 1 {
			if got := store.sources(); !strings.Contains(got, "gone.txt") {
				t.Errorf("after the first stage the index holds %s", got)
			}
		}
		next, err := indexer.Run(t.Context(), store, []string{f.path}, options)
		if err != nil {
			t.Fatal(err)
		}
		if report != nil {
			next.Follow(report)
		}
		report, more = next, next.More
	}
	if stages < 2 || stages > 4 {
		t.Errorf("%d stages", stages)
	}
	want(t, report, f.path, "added a.txt", "added b.txt", "added c.txt", "removed gone.txt", "moved old.txt > new.txt", "failed d.txt")
	for _, row := range report.Files {
		if row.Status == indexer.Unchanged || row.Status == indexer.NotRead {
			t.Errorf("%s is told to be %s", row.Path, row.Status)
		}
	}
}

// The parts of a run have each document once, and decide as one run would.
func TestRunParts(t *testing.T) {
	f := newFolder(t, "copy.txt", "Text of file 3.") // which stands in whatever part
	for i := range 8 {
		f.write(fmt.Sprintf("%d.txt", i), fmt.Sprintf("Text of file %d.", i))
	}
	whole := newMemory()
	run(t, whole, f.path)
	puts, sources := 0, map[string]bool{}
	for part := range 3 {
		store := newMemory()
		report, err := indexer.Run(t.Context(), store, []string{f.path}, indexer.Options{Identifier: english{}, Part: part + 1, Parts: 3})
		if err != nil {
			t.Fatal(err)
		}
		if len(report.Added) != store.puts || len(report.Files) != 9 {
			t.Errorf("part %d puts %d documents and reports %q of %d files", part+1, store.puts, report.Added, len(report.Files))
		}
		puts += store.puts
		for _, d := range store.Documents() {
			sources[d.Source] = true
		}
	}
	if want := len(whole.Documents()); puts != want || len(sources) != want {
		t.Errorf("%d documents are put, of %d sources, wanted %d", puts, len(sources), want)
	}
}

// States outlive the process: a file that is as it was is not read again, one that has
// changed is, whatever its size.
func TestRunStatesKept(t *testing.T) {
	f := newFolder(t, "a.txt", "Text of a.", "b.txt", "Text of b.")
	old := time.Now().Add(-time.Hour)
	f.age(old, "a.txt", "b.txt")
	kept := filepath.Join(t.TempDir(), "FILES")
	round := f.rounds(kept)
	round()
	f.write("a.txt", "Text of z.")
	f.age(old, "a.txt")
	f.write("b.txt", "Text of y.")
	// a.txt is not opened: nothing but its content tells that it has changed.
	want(t, round(), f.path, "changed b.txt", "unchanged a.txt")
	if err := os.WriteFile(kept, []byte("damaged"), 0o600); err != nil {
		t.Fatal(err)
	}
	want(t, round(), f.path, "changed a.txt", "unchanged b.txt")
}

// A file that includes others is not read again while these, and those that it would
// include, are as they were.
func TestRunStatesIncluded(t *testing.T) {
	f := newFolder(t, "a.md", "Text of a [@x].")
	old := time.Now().Add(-time.Hour)
	f.age(old, "a.md")
	kept := filepath.Join(t.TempDir(), "FILES")
	round := f.rounds(kept)
	round()
	f.write("a.md", "Text of z [@x].")
	f.age(old, "a.md")
	want(t, round(), f.path, "unchanged a.md") // it is not opened
	f.write("references.bib", "@book{x, title = {One}, year = 2001}")
	f.age(old, "references.bib")
	want(t, round(), f.path, "added references.bib", "changed a.md")
	f.write("references.bib", "@book{x, title = {Two}, year = 2001}")
	f.age(old, "references.bib")
	want(t, round(), f.path, "unchanged a.md", "unchanged references.bib")
	f.write("references.bib", "@book{x, title = {Three}, year = 2001}")
	want(t, round(), f.path, "changed a.md", "changed references.bib")
	f.write("references.bib", "@book{x, title = {Seven}, year = 2001}")
	want(t, round(), f.path, "changed a.md", "changed references.bib") // it was too young to be known by its size
	f.remove("references.bib")
	want(t, round(), f.path, "changed a.md", "removed references.bib")
}

// A whole folder under another name: nothing is read anew under other ids.
func TestRunFolderMoved(t *testing.T) {
	f := newFolder(t, "old/a.txt", "Text of a.", "old/b.txt", "Text of b.")
	store := newMemory()
	run(t, store, filepath.Join(f.path, "old"))
	f.rename("old", "new")
	want(t, run(t, store, filepath.Join(f.path, "new")), f.path, "moved old/a.txt > new/a.txt", "moved old/b.txt > new/b.txt")
	for _, d := range store.Documents() {
		if d.Root != filepath.Join(f.path, "new") {
			t.Errorf("%s has the root %s", d.Source, d.Root)
		}
	}
}

func TestRunBadFiles(t *testing.T) {
	f := newFolder(t,
		"good.txt", "Good text.", "good.csl.json", `{"year": 2024}`, "empty.txt", "", "blank.txt", " \n", "binary.txt", "a\x00b", "noise.txt", strings.Repeat("\xFF\x81\x90\xFE\xA7 ", 50),
		"panic.txt", "PANIC", "malformed.txt", "Text.", "malformed.csl.json", "{", "two.txt", "Text of two.", "two.csl.json", `[{"type":"book"},{"type":"book"}]`)
	cyrillic, err := charmap.Windows1251.NewEncoder().String("В данной статье рассматривается потребление воды малыми садами.")
	if err != nil {
		t.Fatal(err)
	}
	f.write("cp1251.txt", cyrillic)
	huge, err := os.Create(filepath.Join(f.path, "huge.txt"))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(huge.Truncate(indexer.MaxFileSize+1), huge.Close()); err != nil {
		t.Fatal(err)
	}
	store := newMemory()
	r := run(t, store, f.path)
	want(t, r, f.path, "added cp1251.txt", "added good.txt", "failed binary.txt", "failed blank.txt", "failed empty.txt", "failed huge.txt",
		"failed malformed.txt", "failed noise.txt", "failed panic.txt", "failed two.txt")
	for i, part := range []string{"binary", "no text", "no text", "64 MiB", "malformed.csl.json", "save it as UTF-8", "report it", "2 items"} {
		if !strings.Contains(r.Failed[i].Reason, part) {
			t.Errorf("%s: %q does not say %q", r.Failed[i].Path, r.Failed[i].Reason, part)
		}
	}
	if len(r.Notes) != 2 || r.Notes[0].Reason != "decoded as windows-1251" || !strings.HasPrefix(r.Notes[1].Reason, "good.csl.json: CSL-JSON does not have year") {
		t.Errorf("notes: %+v", r.Notes)
	}
	if !strings.Contains(store.passages[store.Documents()[0].ID][0].Text, "рассматривается") {
		t.Error("the text was not decoded")
	}

	// A file that went bad keeps its earlier version, and is not taken for gone.
	f.write("good.txt", "a\x00b")
	run(t, store, f.path)
	if got := store.sources(); got != "cp1251.txt good.txt" {
		t.Errorf("the index holds %s", got)
	}
	if os.Getuid() == 0 {
		t.Log("root reads every file: unreadable ones are not tried")
		return
	}
	f.write("good.txt", "Good text.")
	if err := os.Chmod(filepath.Join(f.path, "good.txt"), 0); err != nil {
		t.Fatal(err)
	}
	r = run(t, store, f.path)
	if !slices.ContainsFunc(r.Failed, func(p indexer.Problem) bool { return strings.Contains(p.Reason, "permission") }) || len(r.Removed) > 0 {
		t.Errorf("unreadable: %+v", r)
	}
}

func TestRunMissingPath(t *testing.T) {
	f := newFolder(t, "a.txt", "Text.")
	store := newMemory()
	_, err := indexer.Run(context.Background(), store, []string{f.path, filepath.Join(f.path, "none")}, indexer.Options{Identifier: english{}})
	var missing *indexer.PathError
	if !errors.As(err, &missing) || !errors.Is(err, fs.ErrNotExist) || !strings.HasSuffix(missing.Path, "none") {
		t.Errorf("got %v", err)
	}
	if store.puts != 0 {
		t.Error("something was indexed")
	}
}

func TestRunExplicitFile(t *testing.T) {
	f := newFolder(t, "notes.log", "Text in a log.")
	want(t, run(t, newMemory(), filepath.Join(f.path, "notes.log")), f.path, "added notes.log")
}

func TestRunStops(t *testing.T) {
	f := newFolder(t)
	for i := range 50 {
		f.write(fmt.Sprintf("%d.txt", i), fmt.Sprintf("Text %d.", i))
	}
	ctx, cancel := context.WithCancel(context.Background())
	_, err := indexer.Run(ctx, newMemory(), []string{f.path}, indexer.Options{Identifier: english{}, Progress: func(p indexer.Progress) {
		if p.Done == 3 {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	full := errors.New("disk full")
	store := newMemory()
	store.putErr = full
	if _, err := indexer.Run(context.Background(), store, []string{f.path}, indexer.Options{Identifier: english{}}); !errors.Is(err, full) {
		t.Errorf("store: %v", err)
	}
}

// TestRunDeterministic: ids and content do not depend on the workers, and
// survive a change elsewhere in the document.
func TestRunDeterministic(t *testing.T) {
	f := newFolder(t)
	for i := range 30 {
		f.write(fmt.Sprintf("%d.txt", i), fmt.Sprintf("Title of %d\n\nBody of %d, which is no title. It has two sentences.\n\nSame.\n\nSame.\n\nReferences\n\n1. Smith J. Book. 2001. doi:10.1234/b\n\n2. Jones. Other. 2002.\n", i, i))
	}
	var first *memory
	for _, workers := range []int{1, 7} {
		store := newMemory()
		last := 0
		r, err := indexer.Run(context.Background(), store, []string{f.path}, indexer.Options{Identifier: english{}, Workers: workers, Progress: func(p indexer.Progress) {
			if p.Done < last || p.Files != 30 || p.Bytes != p.Read {
				t.Errorf("progress %+v after %d", p, last)
			}
			last = p.Done
		}})
		if err != nil || last != 30 || len(r.Added) != 30 {
			t.Fatalf("%v: %d done, %+v", err, last, r)
		}
		if first == nil {
			first = store
		} else if diff := gocmp.Diff(first.passages, store.passages); diff != "" {
			t.Error(diff)
		} else if diff := gocmp.Diff(first.docs, store.docs); diff != "" {
			t.Error(diff)
		}
	}
	ids := map[string]bool{}
	works := map[string]int{}
	for id, passages := range first.passages {
		if d := first.docs[id]; d.References != 2 || d.Passages != len(passages) {
			t.Errorf("counts of %s: %+v", d.Source, d)
		}
		for _, p := range passages {
			if ids[p.ID] || p.DocID != id {
				t.Errorf("passage %s of %s", p.ID, p.DocID)
			}
			ids[p.ID] = true
			if p.Reference != nil {
				works[p.Reference.Work]++
			}
		}
	}
	if len(works) != 2 {
		t.Errorf("works: %v", works)
	}
	data, err := os.ReadFile(filepath.Join(f.path, "3.txt"))
	if err != nil {
		t.Fatal(err)
	}
	f.write("3.txt", string(bytes.Replace(data, []byte("Same."), []byte("A new paragraph.\n\nSame."), 1)))
	run(t, first, f.path)
	kept, fresh := 0, 0
	for _, p := range first.passages[first.docs[documentOf(first, "3.txt")].ID] {
		if ids[p.ID] {
			kept++
		} else {
			fresh++
		}
	}
	if fresh != 1 || kept < 6 {
		t.Errorf("%d passages kept their ids, %d are new", kept, fresh)
	}
}

func documentOf(m *memory, source string) string {
	for id, d := range m.docs {
		if d.Source == source {
			return id
		}
	}
	return ""
}

// Of a passage that is damaged or was repaired the file's own text is known, and kept where
// it is not the passage's.
func TestRawText(t *testing.T) {
	store := newMemory()
	run(t, store, article)
	data, err := os.ReadFile(article)
	if err != nil {
		t.Fatal(err)
	}
	doc := store.Documents()[0]
	kept, damaged := 0, 0
	for _, p := range store.passages[doc.ID] {
		raw := doc.RawOf(p)
		ok := raw != nil
		if ok != (p.Damaged || len(p.Repairs(doc)) > 0) {
			t.Errorf("passage %s: raw text is kept: %v, damaged %v, repairs %d", p.ID, ok, p.Damaged, len(p.Repairs(doc)))
		}
		if !ok {
			continue
		}
		kept++
		if stored, ok := doc.Raw[p.ID]; ok == slices.Equal(raw, []string{p.Text}) || ok && !slices.Equal(stored, raw) {
			t.Errorf("passage %s: %q is kept of %q", p.ID, stored, raw)
		}
		if p.Damaged {
			damaged++
		}
		if len(p.Source) == 1 && !slices.Equal(raw, []string{string(data[p.Source[0].Start:p.Source[0].End])}) {
			t.Errorf("passage %s: its raw text is %q, not that of its one range", p.ID, raw)
		}
		joined := strings.Join(raw, "\x00")
		for _, stretch := range raw {
			if !strings.Contains(string(data), stretch) {
				t.Errorf("passage %s: the file has no %q", p.ID, stretch)
			}
		}
		for _, s := range p.Source {
			if !strings.Contains(joined, string(data[s.Start:s.End])) {
				t.Errorf("passage %s: its raw text lacks %q", p.ID, data[s.Start:s.End])
			}
		}
	}
	if doc.Reading.Damaged != damaged {
		t.Errorf("%d passages are damaged, the account of the file says %d", damaged, doc.Reading.Damaged)
	}
	if damaged == 0 || kept == damaged || kept == doc.Passages {
		t.Errorf("raw text is kept of %d of %d passages, %d of them damaged", kept, doc.Passages, damaged)
	}
}

// A name may be as long as file systems allow: there is no sidecar with a longer one.
func TestLongName(t *testing.T) {
	f := folder{t, t.TempDir()}
	name := strings.Repeat("a", 250) + ".txt"
	f.write(name, "Water resources of the Ili are shared.")
	store := newMemory()
	if r := run(t, store, f.path); len(r.Added) != 1 || len(r.Failed) != 0 {
		t.Errorf("added %d, failed %v", len(r.Added), r.Failed)
	}
}

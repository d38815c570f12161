package embedded

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/bibliography"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/read"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/index"
)

// citing makes a document whose list has these references.
func citing(id string, refs ...string) (*doc.Document, []*doc.Passage) {
	d := &doc.Document{ID: id, Source: id + ".txt", Title: "On " + id, Work: "w-" + id, Passages: len(refs), References: len(refs)}
	d.CSL = cite.Item{Type: "document", Title: d.Title}
	var passages []*doc.Passage
	for i, raw := range refs {
		p := read.Parse(raw)
		own := crc32.ChecksumIEEE([]byte(raw))
		if p.Item.DOI != "" {
			own = crc32.ChecksumIEEE([]byte(p.Item.DOI))
		}
		work := fmt.Sprintf("w-%08x", own)
		passages = append(passages, &doc.Passage{ID: fmt.Sprintf("%s-p%d", id, i), DocID: id, Ordinal: i, Kind: doc.Reference, Lang: "en", Text: raw,
			Reference: &doc.Entry{ID: fmt.Sprintf("%s-r%d", id, i), Number: i + 1, Work: work, CSL: p.Item}})
	}
	return d, passages
}

const (
	apa   = "Sarybayev, M. (2021). Water and trade on the upper Irtysh. Central Asian Survey, 40(2), 113–131."
	gost  = "Сарыбаев М. Water and trade on the upper Irtysh // Central Asian Survey. – 2021. – Vol. 40, No. 2. – P. 113–131."
	other = "Sarybayev, M. (2020). Water and trade on the upper Irtysh. Central Asian Survey, 39(2), 99–110."
)

// put builds a generation with documents added, each citing one reference.
func put(t *testing.T, root string, opts BuildOptions, docs map[string]string, removed ...string) {
	t.Helper()
	putAt(t, root, opts, time.Now(), func(id, ref string) (*doc.Document, []*doc.Passage) { return citing(id, ref) }, docs, removed...)
}

// putAt builds a generation at a time with documents added, which made makes of an id and
// a text each.
func putAt(t *testing.T, root string, opts BuildOptions, now time.Time, made func(id, text string) (*doc.Document, []*doc.Passage), docs map[string]string, removed ...string) {
	t.Helper()
	b, err := Build(t.Context(), root, opts)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Abort()
	b.now = now
	for id, text := range docs {
		d, passages := made(id, text)
		if err := b.Put(t.Context(), d, passages); err != nil {
			t.Fatal(err)
		}
	}
	for _, id := range removed {
		if err := b.Remove(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// workOf returns the work that a document's only reference denotes.
func workOf(t *testing.T, root, doc string) *doc.Work {
	t.Helper()
	e, err := Open(t.Context(), root)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	p, err := index.New(e).Passage(t.Context(), doc+"-p0")
	if err != nil {
		t.Fatal(err)
	}
	w, err := index.New(e).Work(t.Context(), p.Reference.Work)
	if err != nil {
		t.Fatal(err)
	}
	if w.ID != p.Reference.Work {
		t.Errorf("the entry of %s denotes %s, which is %s", doc, p.Reference.Work, w.ID)
	}
	return w
}

func entriesOf(w *doc.Work) []string {
	var ids []string
	for _, e := range w.Entries {
		ids = append(ids, e.ID)
	}
	slices.Sort(ids)
	return ids
}

// The id of a work stays when documents come, and leads to the work for ever.
func TestIDsOfWorksStay(t *testing.T) {
	root := t.TempDir()
	put(t, root, BuildOptions{}, map[string]string{"m": gost})
	first := workOf(t, root, "m").ID

	put(t, root, BuildOptions{}, map[string]string{"a": apa, "z": other})
	if w := workOf(t, root, "a"); w.ID != first || len(w.Entries) != 2 {
		t.Errorf("with a second entry the work is %s with %v, it was %s", w.ID, entriesOf(w), first)
	}
	alone := workOf(t, root, "z").ID
	if alone == first {
		t.Error("two years are one work")
	}

	// After a rebuild from nothing the id is the former one, though only state/works
	// records it.
	put(t, root, BuildOptions{Rebuild: true}, map[string]string{"a": apa, "m": gost, "z": other})
	if w := workOf(t, root, "a"); w.ID != first {
		t.Errorf("after a rebuild the work is %s, it was %s", w.ID, first)
	}
	if err := os.RemoveAll(filepath.Join(root, "MANIFEST")); err != nil {
		t.Fatal(err)
	}
	put(t, root, BuildOptions{}, map[string]string{"a": apa, "m": gost, "z": other})
	if w := workOf(t, root, "a"); w.ID != first {
		t.Errorf("without its generations the work is %s, it was %s", w.ID, first)
	}

	// Without the entry that gave the id, the id stays.
	put(t, root, BuildOptions{}, nil, "m")
	if w := workOf(t, root, "a"); w.ID != first {
		t.Errorf("without its first entry the work is %s, it was %s", w.ID, first)
	}
}

// Unchanged works and authors are not written again, and removed ones are deleted.
func TestOnlyChangesAreWritten(t *testing.T) {
	var docs []*doc.Document
	var passages []*doc.Passage
	for id, raw := range map[string]string{"a": apa, "d": other} {
		d, list := citing(id, raw)
		docs, passages = append(docs, d), append(passages, list...)
	}
	e, err := NewMemory(t.Context(), docs, passages)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	list, total, err := index.New(e).Works(t.Context(), &bibliography.Query{}, 0, 10)
	if err != nil || total != 4 {
		t.Fatalf("%d works, %v", total, err)
	}
	gone, changed := list[0].ID, list[1].ID
	list[1].Forms = append(list[1].Forms, "another")
	things := func(yield func(*bibliography.Thing, error) bool) {
		for _, w := range list[1:] {
			data, err := json.Marshal(w)
			if !yield(&bibliography.Thing{ID: w.ID, Data: data, Keys: func() []engine.Key {
				if w.ID != changed {
					t.Errorf("%s is written again", w.ID)
				}
				return []engine.Key{{Name: engine.ID, Values: []string{w.ID}}}
			}}, err) {
				return
			}
		}
	}
	if err := (newThingWriter(e.bleve, e)).Write(t.Context(), engine.Works, things, func(string) bool { return false }); err != nil {
		t.Fatal(err)
	}
	after, err := newSnapshot(t.Context(), e.bleve, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer after.reader.Close()
	if w, err := index.New(after).Work(t.Context(), changed); err != nil || !slices.Contains(w.Forms, "another") {
		t.Errorf("the work that changed is %+v, %v", w, err)
	}
	ids, err := after.workIDs()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := index.New(after).Work(t.Context(), gone); !errors.Is(err, search.ErrNotFound) || len(ids) != 3 {
		t.Errorf("%s is still there (%v), one of %d", gone, err, len(ids))
	}
	if authors, total, err := index.New(after).Authors(t.Context(), "", 0, 10); err != nil || total == 0 {
		t.Errorf("%d authors %v, %v: they were not to be written", total, authors, err)
	}
}

// A work is found by the ORCID that its document has now, though nothing else about
// the work has changed.
func TestORCIDsChange(t *testing.T) {
	const before, after = "0000-0002-1825-0097", "0000-0001-5109-3700"
	root := t.TempDir()
	d, passages := citing("d", apa)
	for _, orcid := range []string{before, after} {
		d.Contributors = []doc.Contributor{{Names: map[doc.Lang]string{doc.English: "Meiram Sarybayev"}, ORCID: orcid}}
		build(t, root, []*doc.Document{d}, passages)
	}
	e := open(t, root)
	for orcid, want := range map[string]int{before: 0, after: 1} {
		if _, total, err := index.New(e).Works(t.Context(), &bibliography.Query{ORCID: orcid}, 0, 10); err != nil || total != want {
			t.Errorf("%d works with the ORCID %s, %v, wanted %d", total, orcid, err, want)
		}
	}
}

func TestDamagedRedirectsAreTold(t *testing.T) {
	root := t.TempDir()
	put(t, root, BuildOptions{}, map[string]string{"m": gost})
	path := filepath.Join(root, "state", "works")
	if err := os.WriteFile(path, []byte("one two three\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Build(t.Context(), root, BuildOptions{}); err == nil || !strings.Contains(err.Error(), "line 1") {
		t.Errorf("%v, wanted the line that cannot be read", err)
	}
}

// What making the works left is known again of the generation that it is about alone, and
// where it was made by this program and has not been damaged.
func TestWorksRecalled(t *testing.T) {
	root := t.TempDir()
	d, passages := citing("a", apa, gost)
	first := build(t, root, []*doc.Document{d}, passages)
	made := recallWorks(root, first)
	if made == nil || len(made.Marks) == 0 {
		t.Fatal("nothing is known of the works")
	}
	d, passages = citing("b", other)
	second := build(t, root, []*doc.Document{d}, passages)
	if recallWorks(root, first) != nil || recallWorks(root, second) == nil {
		t.Error("works are not known of the generation that was made last")
	}
	path := filepath.Join(root, worksList)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text, _, err := unseal(whole)
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"cut off": whole[:len(whole)/2], "of another program": seal(bytes.ReplaceAll(text, []byte(program), bytes.Repeat([]byte("0"), len(program))))} {
		if write(t, path, string(data)); recallWorks(root, second) != nil {
			t.Errorf("%s: it is believed", name)
		}
	}
}

// A build that was killed when its works were written is gone on with; of documents that are
// gone by then nothing is left in works.
func TestWorksOfResumedBuild(t *testing.T) {
	root, killed := t.TempDir(), t.TempDir()
	before := map[string]string{"m": gost, "z": other}
	put(t, root, BuildOptions{}, before)
	die := func(context.Context, *Engine, io.Writer) error { return os.CopyFS(killed, os.DirFS(root)) }
	put(t, root, BuildOptions{Run: "a", Keep: map[string]func(context.Context, *Engine, io.Writer) error{"last": die}},
		map[string]string{"a": apa, "b": "Other, B. (1999). Wheat of the steppe. Farming, 1(2), 3–9."})
	if last := lastBegun(killed); last.Run != "a" {
		t.Fatal("nothing can be gone on with")
	}
	put(t, killed, BuildOptions{Run: "a"}, nil, "a", "b")
	anew := t.TempDir()
	put(t, anew, BuildOptions{}, before)
	entries := func(root string) string {
		works, _, err := index.New(open(t, root)).Works(t.Context(), &bibliography.Query{}, 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		of := map[string][]string{}
		for _, w := range works {
			of[w.ID] = entriesOf(w)
		}
		return fmt.Sprint(of)
	}
	if got, want := entries(killed), entries(anew); got != want {
		t.Errorf("works and their entries are %s, want %s", got, want)
	}
}

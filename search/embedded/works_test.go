package embedded

import (
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/read"
	"github.com/izde/izde/search/doc"
)

// citing makes a document whose list has these references.
func citing(id string, refs ...string) (*doc.Document, []*doc.Passage) {
	d := &doc.Document{ID: id, Source: id + ".txt", Title: "On " + id, Work: "w-" + id, References: len(refs)}
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
	apa    = "Sarybayev, M. (2021). Water and trade on the upper Irtysh. Central Asian Survey, 40(2), 113–131."
	gost   = "Сарыбаев М. Water and trade on the upper Irtysh // Central Asian Survey. – 2021. – Vol. 40, No. 2. – P. 113–131."
	doi    = "Sarybayev M. Water and trade on the upper Irtysh. Central Asian Survey, 2021. DOI: 10.1000/cas.7."
	other  = "Sarybayev, M. (2020). Water and trade on the upper Irtysh. Central Asian Survey, 39(2), 99–110."
	volume = "Sarybayev, M. (2021). Water and trade on the upper Irtysh. Central Asian Survey, 41(2), 113–131."
)

// put builds a generation with documents added, each citing one reference.
func put(t *testing.T, root string, opts BuildOptions, docs map[string]string, removed ...string) {
	t.Helper()
	b, err := Build(t.Context(), root, opts)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Abort()
	for id, raw := range docs {
		d, passages := citing(id, raw)
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
	p, err := e.Passage(t.Context(), doc+"-p0")
	if err != nil {
		t.Fatal(err)
	}
	w, err := e.Work(t.Context(), p.Reference.Work)
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

func TestWorksAreClustered(t *testing.T) {
	root := t.TempDir()
	put(t, root, BuildOptions{}, map[string]string{"a": apa, "b": gost, "c": doi, "d": other, "e": volume})
	w := workOf(t, root, "a")
	if got := entriesOf(w); !slices.Equal(got, []string{"a-r0", "b-r0", "c-r0"}) {
		t.Errorf("the work has the entries %v", got)
	}
	if len(w.Forms) != 3 || w.CSL.DOI != "10.1000/cas.7" || w.CSL.Volume != "40" {
		t.Errorf("forms %q, csl %+v", w.Forms, w.CSL)
	}
	if len(w.Series) != 1 || w.Series[0].Work != workOf(t, root, "d").ID {
		t.Errorf("series %+v, wanted the paper of 2020", w.Series)
	}
	if len(w.Duplicates) != 1 || w.Duplicates[0].Work != workOf(t, root, "e").ID || !strings.Contains(w.Duplicates[0].Reason, "volume") {
		t.Errorf("duplicates %+v, wanted the one in another volume", w.Duplicates)
	}
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

	// Made anew from nothing, the id is that of before, though nothing but
	// state/works says so.
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

// Two works that turn out to be one keep both ids, one of which leads to the
// other; when what joined them goes, so does the redirect.
func TestMergedWorks(t *testing.T) {
	const (
		kazakh  = "Сарыбаев М. Ертіс бойындағы су мен сауда. Алматы, 2021. DOI: 10.1000/cas.7."
		english = "Sarybayev M. Water and trade on the upper Irtysh. Central Asian Survey, 2021."
	)
	root := t.TempDir()
	put(t, root, BuildOptions{}, map[string]string{"k": kazakh, "e": english})
	k, e := workOf(t, root, "k").ID, workOf(t, root, "e").ID
	if k == e {
		t.Fatal("nothing says that these are one work")
	}
	put(t, root, BuildOptions{}, map[string]string{"j": doi})
	w := workOf(t, root, "j")
	if len(w.Entries) != 3 {
		t.Fatalf("the work has %v", entriesOf(w))
	}
	engine, err := Open(t.Context(), root)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{k, e} {
		if got, err := engine.Work(t.Context(), id); err != nil || got.ID != w.ID {
			t.Errorf("%s leads to %v (%v), wanted %s", id, got, err, w.ID)
		}
	}
	engine.Close()
	put(t, root, BuildOptions{}, nil, "j")
	if workOf(t, root, "k").ID != k || workOf(t, root, "e").ID != e {
		t.Error("the works are apart again and have other ids than before")
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
		if _, total, err := e.Works(t.Context(), &search.WorkQuery{ORCID: orcid}, 0, 10); err != nil || total != want {
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
	b, err := Build(t.Context(), root, BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	d, passages := citing("n", apa)
	if err := b.Put(t.Context(), d, passages); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Commit(t.Context()); err == nil || !strings.Contains(err.Error(), "line 1") {
		t.Errorf("%v, wanted the line that cannot be read", err)
	}
}

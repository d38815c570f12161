package indexer_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/izde/izde/indexer"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/doc"
)

// passagesOf lists the passages of a document: kind, text, author of the attribution.
func (m *memory) passagesOf(d *doc.Document) string {
	var b strings.Builder
	for _, p := range m.passages[d.ID] {
		fmt.Fprintf(&b, "%s|%s|%s|%s\n", p.Kind, strings.Join(p.Section, "/"), p.Text, strings.Join(p.Attribution(d).Authors, ", "))
	}
	return b.String()
}

// A bibliography is a document of its entries: damaged ones are told by line, and
// take no other with them.
func TestBibliography(t *testing.T) {
	f := newFolder(t,
		"library.bib", "% mine\n@article{holt, author={Holt, Ann}, title={Water of the steppe}, journal={Steppe Review}, year=2001,\n abstract={Rivers carry [3] little.}, keywords={water, steppe}, doi={10.1000/Water}}\n"+
			"@book{broken, title={Open\n@book{cole, author={Cole, Dan}, title={Lakes}, year=1999}\n@book{nothing, note={x}}\n",
		"other.ris", "TY  - BOOK\nAU  - Ким, А.\nTI  - Водный баланс\nPY  - 2002\nER  - \n",
		"csl.json", "[{\"id\":1,\"type\":\"book\",\"title\":\"Deserts\",\"author\":[{\"family\":\"Ray\"}]},\n{\"id\":2,\"type\":\"book\",\"title\":7},\n{\"id\":3,\"type\":\"book\",\"title\":\"Dunes\"}]",
		"package.json", `{"name": "x", "version": "1.0.0"}`, "empty.bib", "% nothing here", "cut.json", `[`)
	store := newMemory()
	r := run(t, store, f.path)
	want(t, r, f.path, "added csl.json", "added library.bib", "added other.ris", "failed empty.bib", "skipped cut.json", "skipped package.json")
	docs := store.Documents()
	for i, wanted := range []string{
		"reference||Ray. (n.d.). Deserts.|Ray\nreference||Dunes. (n.d.).|\n",
		"reference||Holt, A. (2001). Water of the steppe. Steppe Review. https://doi.org/10.1000/water|Ann Holt\n" +
			"abstract|Holt 2001, Water of the steppe|Rivers carry [3] little.|\nkeywords|Holt 2001, Water of the steppe|water, steppe|\n" +
			"reference||Cole, D. (1999). Lakes.|Dan Cole\n",
		"reference||Ким А. Водный баланс. 2002.|А. Ким\n",
	} {
		if got := store.passagesOf(docs[i]); got != wanted {
			t.Errorf("%s:\n%swanted\n%s", docs[i].Source, got, wanted)
		}
	}
	d := docs[1]
	if d.Title != "library" || d.References != 2 || len(d.Unresolved) != 0 || d.Reading.Format != "bibtex" || d.Reading.References != 2 {
		t.Errorf("%+v", d)
	}
	entry := store.passages[d.ID][0]
	data, _ := os.ReadFile(filepath.Join(f.path, "library.bib"))
	if at := entry.Places; len(at) != 1 || at[0].Label != "holt" || !strings.HasPrefix(string(data[at[0].Start:at[0].End]), "@article{holt,") || data[at[0].End-1] != '}' {
		t.Errorf("the entry stands at %+v", entry.Places)
	}
	if entry.Reference.CSL.DOI != "10.1000/water" || entry.Reference.CSL.Year() != 2001 {
		t.Errorf("%+v", entry.Reference.CSL)
	}
	var notes []string
	for _, n := range r.Notes {
		notes = append(notes, filepath.Base(n.Path)+": "+n.Reason)
	}
	for _, told := range []string{"library.bib: line 4: ", "library.bib: line 6: ", "csl.json: line 2: "} {
		if !slices.ContainsFunc(notes, func(n string) bool { return strings.HasPrefix(n, told) }) {
			t.Errorf("no note begins with %q: %q", told, notes)
		}
	}
}

// A bibliography with thousands of damaged entries says so in a few lines.
func TestDamagedBibliography(t *testing.T) {
	f := newFolder(t, "a.bib", "@book{a, title={A}}\n"+strings.Repeat("@book{b, title={\n", 5000))
	r := run(t, newMemory(), f.path)
	if n := len(r.Notes); n < 2 || n > 30 {
		t.Errorf("%d notes", n)
	}
}

// The files of a bibliography get its entries as metadata, which win over the text;
// those that are gone or lie elsewhere are told.
func TestAttachments(t *testing.T) {
	outside := newFolder(t, "x.txt", "Text outside.")
	f := newFolder(t, "files/1/a.txt", "Wrong title\n\nText of a.", "files/1/b.txt", "Text of b.", "c.txt", "Text of c.", "c.csl.json", `{"type":"book","title":"The sidecar"}`)
	f.write("lib.bib", "@article{a, author={Holt, Ann}, title={Water}, year=2001, keywords={water; steppe}, file={Full Text:files/1/a.txt:text/plain;Supplement:files/1/b.txt:text/plain}}\n"+
		"@book{c, title={The entry}, author={Cole, Dan}, file={:"+f.path+"/c.txt:TXT}}\n"+
		"@book{g, title={Gone}, file={gone.pdf}}\n@book{o, title={Out}, file={../"+filepath.Base(outside.path)+"/x.txt;"+outside.path+"/x.txt}}\n@book{e, title={E}, file={/etc/passwd.txt;https://example.org/x.pdf}}\n")
	store := newMemory()
	r := run(t, store, f.path)
	want(t, r, f.path, "added c.txt", "added files/1/a.txt", "added files/1/b.txt", "added lib.bib")
	var got []string
	for _, d := range store.Documents() {
		got = append(got, fmt.Sprintf("%s: %s: %s %d %v %s", d.Source, d.Title, strings.Join(d.Authors, ", "), d.Year, d.Tags, d.CSL.Title))
	}
	wanted := []string{"c.txt: The sidecar: Dan Cole 0 [] The sidecar", "files/1/a.txt: Water: Ann Holt 2001 [water steppe] Water",
		"files/1/b.txt: Water — b: Ann Holt 2001 [water steppe] Water", "lib.bib: lib:  0 [] lib"}
	if !slices.Equal(got, wanted) {
		t.Errorf("%q, wanted %q", got, wanted)
	}
	told := fmt.Sprint(r.Notes)
	if !strings.Contains(told, `the entry g: its file "gone.pdf" is gone`) || strings.Count(told, "outside") != 2 || strings.Contains(told, "example.org") {
		t.Errorf("notes: %s", told)
	}

	store.puts = 0
	run(t, store, f.path)
	if store.puts != 0 {
		t.Errorf("%d documents put again", store.puts)
	}
	// An entry that changes takes its file with it, and no other.
	bib, _ := os.ReadFile(filepath.Join(f.path, "lib.bib"))
	f.write("lib.bib", strings.Replace(string(bib), "The entry", "The new entry", 1))
	want(t, run(t, store, f.path), f.path, "changed c.txt", "changed lib.bib", "unchanged files/1/a.txt", "unchanged files/1/b.txt")
	// Named by itself it brings its files.
	store = newMemory()
	want(t, run(t, store, filepath.Join(f.path, "lib.bib")), f.path, "added c.txt", "added files/1/a.txt", "added files/1/b.txt", "added lib.bib")
}

// Thousands of files that are gone are told in some lines.
func TestMissedAttachments(t *testing.T) {
	f := newFolder(t, "a.bib", strings.Repeat("@book{a, title={A}, file={gone.pdf}}\n", 3000))
	if n := len(run(t, newMemory(), f.path).Notes); n < 2 || n > 150 {
		t.Errorf("%d notes", n)
	}
}

// A sidecar files a document.
func TestFiling(t *testing.T) {
	f := newFolder(t, "a.txt", "Text of a.", "a.csl.json", `{"type":"book","custom":{"collections":"Thesis/Chapter 2; Reading%2Flist","tags":"to read; steppe ;","x":"y"}}`)
	store := newMemory()
	run(t, store, f.path)
	d := store.Documents()[0]
	if fmt.Sprint(d.Collections) != "[[Thesis Chapter 2] [Reading/list]]" || fmt.Sprint(d.Tags) != "[to read steppe]" || len(d.CSL.Custom) != 1 {
		t.Errorf("%v %v %v", d.Collections, d.Tags, d.CSL.Custom)
	}
}

// library runs with a library alone.
func library(t *testing.T, store indexer.Store, l *indexer.Library, paths ...string) *indexer.Report {
	t.Helper()
	r, err := indexer.Run(context.Background(), store, paths, indexer.Options{Identifier: english{}, Libraries: []*indexer.Library{l}})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// What a library lists is indexed with its metadata and notes, without a file too, and
// follows it; ids do not depend on names of files.
func TestLibrary(t *testing.T) {
	f := newFolder(t, "storage/A/a.txt", "Wrong title\n\nIntroduction\n\nThe rivers of the steppe carry little water in summer and much of it in the spring of each year [1; 3].\n\nReferences\n\n1. Holt A. Ice. 2001.\n2. Cole D. Lakes. 1999.\n", "storage/B/scan.bib", "% no entries", "storage/C/c.txt", "Text of c.")
	stored := func(key, name string, record indexer.Record) indexer.Holding {
		return indexer.Holding{Key: key, Root: f.path, Source: "storage/" + key + "/" + name, Path: filepath.Join(f.path, "storage", key, name), Record: record}
	}
	l := &indexer.Library{Root: f.path, Holdings: []indexer.Holding{
		stored("A", "a.txt", indexer.Record{Item: cite.Item{Type: "book", Title: "Water", Author: []cite.Name{{Family: "Holt", Given: "Ann"}}, DOI: "10.1000/1"},
			Collections: [][]string{{"Thesis", "Rivers"}}, Tags: []string{"read"}, Notes: []string{"My remark [1; 9].\n\nAnd another."}}),
		stored("B", "scan.bib", indexer.Record{Item: cite.Item{Type: "book", Title: "A scan"}}),
		{Key: "I", Root: f.path, Source: "items/I", Record: indexer.Record{Item: cite.Item{Type: "article-journal", Title: "No file", Abstract: "About lakes.", Keyword: "lakes, ice",
			Author: []cite.Name{{Family: "Cole", Given: "Dan"}}}, Notes: []string{"Ask for it."}}},
	}}
	store := newMemory()
	want(t, library(t, store, l, f.path), f.path, "added items/I", "added storage/A/a.txt", "added storage/B/scan.bib", "added storage/C/c.txt")
	var water, item, scan *doc.Document
	for _, d := range store.Documents() {
		switch d.CSL.Title {
		case "Water":
			water = d
		case "No file":
			item = d
		case "A scan":
			scan = d
		}
	}
	if water.Title != "Water" || water.Titles[doc.English] != "Water" || water.DOI != "10.1000/1" || fmt.Sprint(water.Collections, water.Tags) != "[[Thesis Rivers]] [read]" || water.Library != f.path {
		t.Errorf("%+v", water)
	}
	if got := store.passagesOf(water); !strings.Contains(got, "each year [1; 3].") || !strings.HasSuffix(got, "note||My remark [1; 9]. And another.|Ann Holt\n") {
		t.Errorf("passages\n%s", got)
	}
	note := store.passages[water.ID][len(store.passages[water.ID])-1]
	if len(water.Unresolved) != 1 || len(note.Citations) != 0 { // the user's words are not the author's
		t.Errorf("unresolved %+v", water.Unresolved)
	}
	if got, wanted := store.passagesOf(item), "title||No file|Dan Cole\nmetadata||Cole, D. (n.d.). No file.|Dan Cole\nabstract||About lakes.|Dan Cole\nkeywords||lakes, ice|Dan Cole\nnote||Ask for it.|Dan Cole\n"; got != wanted {
		t.Errorf("passages\n%swanted\n%s", got, wanted)
	}
	if scan.Title != "A scan" || scan.Reading.Format != "metadata" || len(scan.Reading.Notes) != 1 {
		t.Errorf("%+v", scan)
	}
	if data, err := indexer.Original(water); err != nil || !strings.HasPrefix(string(data), "Wrong title") {
		t.Errorf("the file: %v", err)
	}
	if _, err := indexer.Original(item); err == nil {
		t.Error("an item without a file has a file")
	}

	store.puts = 0
	library(t, store, l)
	if store.puts != 0 {
		t.Errorf("%d documents put again", store.puts)
	}
	// A file that gets another name is the same document; what the library no longer
	// lists is gone; other files stay.
	f.rename("storage/A/a.txt", "storage/A/water.txt")
	l.Holdings = []indexer.Holding{stored("A", "water.txt", l.Holdings[0].Record)}
	want(t, library(t, store, l), f.path, "removed items/I", "removed storage/B/scan.bib", "moved "+"storage/A/a.txt > storage/A/water.txt")
	if d := store.docs[water.ID]; d == nil || d.Source != "storage/A/water.txt" {
		t.Errorf("%+v", d)
	}
	l.Holdings[0].Record.Tags = nil
	want(t, library(t, store, l), f.path, "changed storage/A/water.txt")
	// A run over the folder alone leaves what the library lists.
	if r := run(t, store, f.path); len(r.Removed) != 0 || store.docs[water.ID] == nil {
		t.Errorf("%+v", r)
	}
}

// Every file has a line in the report, what was not read too.
func TestFileReports(t *testing.T) {
	f := newFolder(t, "a.txt", "Rivers of the steppe\n\nIntroduction\n\nThe rivers of the steppe carry little water in summer and much of it in the spring of each year [1; 7].\n\nReferences\n\n1. Holt A. Water. 2001.\n2. Cole D. Lakes. 1999.\n", "b.txt", "Text of b.", "c.txt", "Text of b.", "d.txt", "\x00\x01", "e.png", "x", "f.txt", "Text of f.")
	store := newMemory()
	run(t, store, f.path)
	f.write("b.txt", "Text of b, longer.")
	f.remove("f.txt")
	r := run(t, store, f.path)
	var got []string
	for _, row := range r.Files {
		got = append(got, filepath.Base(row.Path)+" "+string(row.Status))
	}
	if wanted := "a.txt unchanged|b.txt changed|c.txt added|d.txt failed|e.png skipped|f.txt removed"; strings.Join(got, "|") != wanted {
		t.Errorf("%s, wanted %s", strings.Join(got, "|"), wanted)
	}
	a := r.Files[0]
	if a.Reading.References != 2 || a.Reading.Unresolved != 1 || a.Reading.Bytes == 0 || a.Reading.Characters == 0 || a.Passages == 0 || a.Reading.Format != "text" {
		t.Errorf("%+v", a)
	}
	ctx, cancel := context.WithCancel(t.Context())
	store = newMemory()
	r, err := indexer.Run(ctx, store, []string{f.path}, indexer.Options{Identifier: english{}, Workers: 1, Progress: func(p indexer.Progress) {
		if p.Done == 1 {
			cancel()
		}
	}})
	if err == nil || len(r.Files) != 5 || !slices.ContainsFunc(r.Files, func(f indexer.FileReport) bool { return f.Status == indexer.NotRead }) {
		t.Errorf("a run that is stopped: %v, %+v", err, r)
	}
}

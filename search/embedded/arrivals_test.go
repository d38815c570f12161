package embedded

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/index"
	"github.com/izde/izde/search/query"
)

// lined is a document of lines, each a passage whose id is its first word.
func lined(id, text string) (*doc.Document, []*doc.Passage) {
	d := &doc.Document{ID: id, Source: id + ".txt", Digest: text, TextDigest: fmt.Sprintf("%x", sha256.Sum256([]byte(text)))}
	var passages []*doc.Passage
	at := 0
	for line := range strings.Lines(text) {
		passages = append(passages, &doc.Passage{ID: id + "-" + strings.Fields(line)[0], DocID: id, Ordinal: len(passages), Kind: doc.Body, Lang: doc.English,
			Text: line, Source: []doc.Span{{Start: at, End: at + len(line)}}})
		at += len(line)
	}
	return d, passages
}

// When a text was first indexed outlives whatever happens to the index.
func TestArrivalsOutlive(t *testing.T) {
	root := t.TempDir()
	on := func(day int, opts BuildOptions, texts map[string]string, removed ...string) {
		t.Helper()
		putAt(t, root, opts, time.Date(2024, 5, day, 0, 0, 0, 0, time.UTC), lined, texts, removed...)
	}
	want := func(what, newest string) {
		t.Helper()
		e := open(t, root)
		q, err := query.Parse("")
		if err != nil {
			t.Fatal(err)
		}
		res, err := index.New(e).Search(t.Context(), &search.Request{Query: q, Views: analysis.AllViews, Sort: search.ByIndexed, Limit: 100})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, h := range res.Hits {
			got = append(got, fmt.Sprintf("%s %d", h.Passage.ID, h.Passage.Indexed.Day()))
		}
		if strings.Join(got, ", ") != newest {
			t.Errorf("%s: newest first %s, wanted %s", what, got, newest)
		}
	}
	on(1, BuildOptions{}, map[string]string{"a": "one\ntwo\n", "z": "zero\n"})
	want("two documents", "a-one 1, a-two 1, z-zero 1")
	on(2, BuildOptions{}, map[string]string{"z": "zero\nmore\n"})
	want("one has changed", "z-more 2, a-one 1, a-two 1, z-zero 1")
	all := map[string]string{"a": "one\ntwo\n", "z": "zero\nmore\n"}
	on(3, BuildOptions{Rebuild: true}, all)
	want("rebuilt", "z-more 2, a-one 1, a-two 1, z-zero 1")
	all["a"] = "one\nnew\ntwo\n"
	on(4, BuildOptions{Rebuild: true}, all)
	want("changed and rebuilt", "a-new 4, z-more 2, a-one 1, a-two 1, z-zero 1")
	on(5, BuildOptions{Extractor: "other"}, all)
	want("another version", "a-new 4, z-more 2, a-one 1, a-two 1, z-zero 1")
	on(6, BuildOptions{Extractor: "other"}, map[string]string{"b": all["a"]}, "a")
	want("renamed", "b-new 4, z-more 2, b-one 1, b-two 1, z-zero 1")

	for _, name := range strings.Fields(dirNames(t, root)) { // all but state/
		if name != stateDir {
			if err := os.RemoveAll(filepath.Join(root, name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	on(7, BuildOptions{}, all)
	want("built anew beside its state", "a-new 4, z-more 2, a-one 1, a-two 1, z-zero 1")
	for _, name := range []string{arrivalsKept.name, arrivalsKept.name + copySuffix} {
		remove(t, filepath.Join(root, stateDir, name))
	}
	on(8, BuildOptions{}, map[string]string{"c": "third\n"})
	on(9, BuildOptions{Rebuild: true}, map[string]string{"a": all["a"], "c": "third\n", "z": all["z"]})
	want("the file was lost, the index was not", "c-third 8, a-new 4, z-more 2, a-one 1, a-two 1, z-zero 1")
	for _, name := range []string{arrivalsKept.name, arrivalsKept.name + copySuffix} {
		remove(t, filepath.Join(root, stateDir, name))
	}
	on(10, BuildOptions{Rebuild: true}, map[string]string{"c": "third\n"})
	want("rebuilt without the file", "c-third 8")
}

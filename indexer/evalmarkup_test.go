package indexer_test

// This file measures how well marked-up files are understood: articles that
// IZDE_ARTICLES has as text, with their references, stand in IZDE_DOCUMENTS as their
// XML. Both readings are compared with what is known of the article, in the text's
// case as far as the text says it. The figures go to testdata/markup.txt.

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/izde/izde/indexer"
	"github.com/izde/izde/search/cite/citetest"
	"github.com/izde/izde/search/doc"
)

func TestMarkupQuality(t *testing.T) {
	documents, articles := os.Getenv("IZDE_DOCUMENTS"), os.Getenv("IZDE_ARTICLES")
	if documents == "" || articles == "" {
		t.Skip("IZDE_DOCUMENTS and IZDE_ARTICLES name no folders of the same articles as XML and as text")
	}
	var table strings.Builder
	for _, names := range [][2]string{{"jats-peerj-1-1-software.xml", "en-peerj-phildb"}} {
		var about struct {
			Title      string
			Languages  []doc.Lang
			References int
		}
		readJSON(t, filepath.Join(articles, names[1], "about.json"), &about)
		var refs []known
		readJSON(t, filepath.Join(articles, names[1], "references.json"), &refs)
		for _, path := range []string{filepath.Join(documents, names[0]), filepath.Join(articles, names[1], "text.txt")} {
			store := newMemory()
			report, err := indexer.Run(t.Context(), store, []string{path}, indexer.Options{Identifier: detector})
			if err != nil || len(store.Documents()) != 1 {
				t.Fatalf("%s: %v, %+v", path, err, report.Failed)
			}
			d := store.Documents()[0]
			var entries []*doc.Entry
			cited, resolved := 0, 0
			for _, p := range store.passages[d.ID] {
				if p.Reference != nil {
					entries = append(entries, p.Reference)
				}
				for _, c := range p.Citations {
					if cited++; c.Reason == "" {
						resolved++
					}
				}
			}
			fields := citetest.Table{}
			for i, k := range refs { // in the order of the list
				want, err := citetest.OfCSL(k.CSL)
				if err != nil {
					t.Fatal(err)
				}
				if filepath.Ext(path) == ".txt" {
					want = want.Within(k.Raw)
				}
				got := citetest.Values{}
				if i < len(entries) {
					data, err := json.Marshal(entries[i].CSL)
					if err != nil {
						t.Fatal(err)
					}
					if got, err = citetest.OfCSL(data); err != nil {
						t.Fatal(err)
					}
				}
				for _, f := range citetest.Fields {
					c := citetest.Score(f, want, got)
					fields.Add(c, "fields", "fields/"+f)
					if c.Wrong+c.Missed > 0 {
						t.Logf("%s: %s: want %q, got %q in %s", d.Source, f, want[f], got[f], k.Raw)
					}
				}
			}
			fmt.Fprintf(&table, "# %s\ntitle %v  language %v  references %d of %d  citations %d, resolved %d\n%s\n", d.Source,
				sameLetters(d.Title, about.Title), d.Languages[0] == about.Languages[0], d.References, about.References, cited, resolved, fields)
		}
	}
	t.Logf("\n%s", table.String())
	citetest.Golden(t, filepath.Join("testdata", "markup.txt"), table.String())
}

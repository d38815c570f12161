package indexer_test

// This file tests citations on the whole way from a file: the documents of
// testdata/citations are our own, each with its citations behind "-- want --".

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/izde/izde/search/cite/citetest"
)

func TestCitations(t *testing.T) {
	paths, err := filepath.Glob("testdata/citations/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			ar := txtar.Parse(data)
			got := citationsText(t, ar.Files[0].Name, string(ar.Files[0].Data))
			if *citetest.Update {
				ar.Files = append(ar.Files[:1], txtar.File{Name: "want", Data: []byte(got)})
				if err := os.WriteFile(path, txtar.Format(ar), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := gocmp.Diff(string(ar.Files[1].Data), got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// citationsText writes the citations of a document: the kind and section of the
// passage, the bracket, the entries by list and number, and the sentences.
func citationsText(t *testing.T, name, text string) string {
	doc, passages := understand(t, name, text)
	numbers, works := map[string]string{}, map[string]int{}
	var b strings.Builder
	for _, p := range passages {
		if e := p.Reference; e != nil {
			if works[e.Work] == 0 {
				works[e.Work] = len(works) + 1
			}
			numbers[e.ID] = fmt.Sprintf("%d/%d", e.List, e.Number)
			fmt.Fprintf(&b, "entry %s is work %d: %.40s\n", numbers[e.ID], works[e.Work], p.Text)
		}
	}
	for _, p := range passages {
		for _, c := range p.Citations {
			fmt.Fprintf(&b, "%s %q %s", p.Kind, strings.Join(p.Section, " / "), p.Text[c.Start:c.End])
			for _, r := range c.References {
				fmt.Fprintf(&b, " → %s", numbers[r])
			}
			if c.Locator != "" {
				fmt.Fprintf(&b, " at %q", c.Locator)
			}
			fmt.Fprintf(&b, "\n\tin     %s\n", c.Sentence)
			if c.Before != "" {
				fmt.Fprintf(&b, "\tbehind %s\n", c.Before)
			}
			if c.After != "" {
				fmt.Fprintf(&b, "\tbefore %s\n", c.After)
			}
		}
	}
	for _, u := range doc.Unresolved {
		fmt.Fprintf(&b, "unresolved %s: %s\n", u.Bracket, u.Reason)
	}
	return b.String()
}

package extract_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/izde/izde/indexer/extract"
	"github.com/izde/izde/search/doc"
)

// TestLists reads the short texts of testdata/lists: of each the headings and the
// entries of its lists of references.
func TestLists(t *testing.T) {
	readShort(t, "testdata/lists/*.txtar", func(a *extract.Article) string {
		var b strings.Builder
		for _, p := range a.Passages {
			switch {
			case p.Reference != nil:
				fmt.Fprintf(&b, "%d\t%s\n", p.Reference.Number, p.Text)
			case p.Kind == doc.Heading:
				fmt.Fprintf(&b, "%s %s\n", strings.Repeat("=", len(p.Section)+1), p.Text)
			}
		}
		return b.String()
	})
}

// readShort reads the texts of archives, each of which is followed by what is shown of
// it; -update rewrites that.
func readShort(t *testing.T, pattern string, show func(*extract.Article) string) {
	paths, err := filepath.Glob(pattern)
	if err != nil || len(paths) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var files []txtar.File
		for i, f := range archive.Files {
			if strings.HasSuffix(f.Name, ".want") {
				continue
			}
			a, err := extract.Read(context.Background(), f.Name, f.Data, nil, &detector, nil)
			if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
			checkCoverage(t, string(f.Data), a.Passages)
			got := show(a)
			files = append(files, f, txtar.File{Name: f.Name + ".want", Data: []byte(got)})
			if *update {
				continue
			}
			if i+1 == len(archive.Files) || archive.Files[i+1].Name != f.Name+".want" {
				t.Errorf("%s: no expectation; run with -update and read what it wrote", f.Name)
			} else if diff := cmp.Diff(string(archive.Files[i+1].Data), got); diff != "" {
				t.Errorf("%s: -want +got:\n%s", f.Name, diff)
			}
		}
		if *update {
			archive.Files = files
			if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestFront reads the short texts of testdata/front: the facts that are read from
// each, and the kinds of its passages.
func TestFront(t *testing.T) {
	readShort(t, "testdata/front/*.txtar", func(a *extract.Article) string {
		var b strings.Builder
		b.WriteString(facts(a))
		for _, lang := range a.Languages {
			if abstract := a.Abstracts[lang]; abstract != "" {
				fmt.Fprintf(&b, "abstract %s: %s\n", lang, strings.ReplaceAll(abstract, "\n", " | "))
			}
		}
		for _, p := range a.Passages {
			if p.Kind == doc.Furniture {
				continue
			}
			head := []rune(p.Text)
			fmt.Fprintf(&b, "%s\t%s\n", p.Kind, string(head[:min(len(head), 40)]))
		}
		return b.String()
	})
}

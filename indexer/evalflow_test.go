package indexer_test

// This file measures how exactly Word, ODT, EPUB and HTML files are read:
// IZDE_DOCUMENTS has made articles in these formats, with their blocks in files
// NAME.truth.json. The figures go to testdata/flow.txt.

import (
	"archive/zip"
	"bytes"
	"fmt"
	"html"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/izde/izde/indexer/extract"
	"github.com/izde/izde/search/cite/citetest"
	"github.com/izde/izde/search/doc"
)

func TestFlowQuality(t *testing.T) {
	documents := os.Getenv("IZDE_DOCUMENTS")
	if documents == "" {
		t.Skip("IZDE_DOCUMENTS names no folder of articles as Word, ODT, EPUB and HTML files")
	}
	var table strings.Builder
	fmt.Fprintf(&table, "%-24s %8s %8s %8s %8s %8s %8s\n", "", "text", "headings", "captions", "rows", "entries", "places")
	for _, ending := range []string{"docx", "odt", "epub", "html"} {
		names, err := filepath.Glob(filepath.Join(documents, "made", "*."+ending))
		if err != nil || len(names) == 0 {
			t.Fatalf("no %s files in %s: %v", ending, documents, err)
		}
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			a, err := extract.Read(t.Context(), name, data, nil, detector, nil)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			var truth []struct {
				Kind, Text, Cite string
				Rows             [][]string
			}
			readJSON(t, strings.TrimSuffix(name, "."+ending)+".truth.json", &truth)
			want := map[doc.Kind][]string{}
			for _, b := range truth {
				switch b.Kind {
				case "par", "abstract":
					want[doc.Body] = append(want[doc.Body], bareText(b.Text+b.Cite))
				case "heading":
					want[doc.Heading] = append(want[doc.Heading], bareText(b.Text))
				case "figure":
					want[doc.Caption] = append(want[doc.Caption], bareText(b.Text))
				case "table":
					want[doc.Caption] = append(want[doc.Caption], bareText(b.Text))
					for _, row := range b.Rows {
						want[doc.Table] = append(want[doc.Table], bareText(strings.Join(row, "")))
					}
				case "ref":
					want[doc.Reference] = append(want[doc.Reference], bareText(b.Text))
				}
			}
			got := map[doc.Kind][]string{}
			placed := 0
			for _, p := range a.Passages {
				if standsAt(t, data, p) {
					placed++
				}
				text := bareText(p.Text)
				switch p.Kind {
				case doc.Abstract:
					got[doc.Body] = append(got[doc.Body], regexp.MustCompile(`^[^.：]{1,12}[.：]`).ReplaceAllString(text, ""))
				case doc.Caption:
					got[doc.Caption] = append(got[doc.Caption], regexp.MustCompile(`^\pL+\d+\.`).ReplaceAllString(text, ""))
				case doc.Table:
					for row := range strings.SplitSeq(p.Text, "\n") {
						got[doc.Table] = append(got[doc.Table], bareText(row))
					}
				case doc.Reference:
					got[doc.Reference] = append(got[doc.Reference], strings.TrimLeft(text, "0123456789."))
				default:
					got[p.Kind] = append(got[p.Kind], text)
				}
			}
			fmt.Fprintf(&table, "%-24s", filepath.Base(name))
			same := func(kind doc.Kind, whole bool) {
				w, g := want[kind], got[kind]
				if whole { // paragraphs may be cut into passages
					w, g = []string{strings.Join(w, "")}, []string{strings.Join(g, "")}
				}
				slices.Sort(w)
				slices.Sort(g)
				if slices.Equal(w, g) {
					fmt.Fprintf(&table, " %8s", "exact")
				} else {
					fmt.Fprintf(&table, " %8s", "wrong")
					t.Logf("%s, %s: -want +got:\n%s", filepath.Base(name), kind, gocmp.Diff(w, g))
				}
			}
			same(doc.Body, true)
			same(doc.Heading, false)
			same(doc.Caption, false)
			same(doc.Table, false)
			same(doc.Reference, false)
			fmt.Fprintf(&table, " %4d/%d\n", placed, len(a.Passages))
		}
	}
	t.Logf("\n%s", table.String())
	citetest.Golden(t, filepath.Join("testdata", "flow.txt"), table.String())
}

// bareText is a text without white space and superscripts.
func bareText(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune("⁰¹²³⁴⁵⁶⁷⁸⁹", r) {
			return -1
		}
		return r
	}, s)
}

var anyTag = regexp.MustCompile(`<[^>]*>`)

// standsAt reports whether the words of a passage stand in the file where its places
// say.
func standsAt(t *testing.T, file []byte, p *doc.Passage) bool {
	var text strings.Builder
	for _, at := range p.Places {
		part := file
		if at.Part != "" {
			z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
			if err != nil {
				t.Fatal(err)
			}
			r, err := z.Open(at.Part)
			if err != nil {
				t.Fatal(err)
			}
			if part, err = io.ReadAll(r); err != nil {
				t.Fatal(err)
			}
		}
		text.WriteString(html.UnescapeString(anyTag.ReplaceAllString(string(part[at.Start:at.End]), " ")))
	}
	there := bareText(text.String())
	for _, w := range strings.Fields(p.Text) {
		if w = bareText(w); !strings.Contains(there, w) {
			t.Logf("%q of %.60q does not stand at %v", w, p.Text, p.Places)
			return false
		}
	}
	return true
}

package indexer_test

// This file measures how well PDFs are understood: articles that IZDE_ARTICLES has
// as text stand in IZDE_DOCUMENTS as their PDFs. Both readings are compared with
// what is known of the article. The figures go to testdata/pdf.txt.

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/izde/izde/indexer"
	"github.com/izde/izde/indexer/extract/pdf"
	"github.com/izde/izde/search/cite/citetest"
	"github.com/izde/izde/search/doc"
)

// TestMain is izde for the readers of these tests: started with this argument it
// is the child that reads PDFs.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == "read-pdf" {
		if err := pdf.Serve(os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// pdfReader reads PDFs, the compiled program kept from one run of the tests to the
// next.
func pdfReader(t *testing.T) *pdf.Reader {
	dir, err := os.UserCacheDir()
	if err != nil {
		dir = os.TempDir()
	}
	r := pdf.NewReader(pdf.Options{Command: []string{os.Args[0], "read-pdf"}, Cache: filepath.Join(dir, "izde-test-pdfium"), Children: 2})
	t.Cleanup(r.Close)
	return r
}

func TestPDFQuality(t *testing.T) {
	documents, articles := os.Getenv("IZDE_DOCUMENTS"), os.Getenv("IZDE_ARTICLES")
	if documents == "" || articles == "" {
		t.Skip("IZDE_DOCUMENTS and IZDE_ARTICLES name no folders of the same articles as PDFs and as text")
	}
	var table strings.Builder
	fmt.Fprintf(&table, "%-24s %-14s %-14s %s\n", "", "title", "language", "references")
	fmt.Fprintf(&table, "%-24s %-6s %-7s %-6s %-7s %5s %5s %5s\n", "", "PDF", "text", "PDF", "text", "PDF", "text", "known")
	pdfs := pdfReader(t)
	for _, names := range [][3]string{ // of the PDF, of the text, and its title where about.json has another
		{"en-openquestion-jose", "en-openquestion-jose"}, {"en-petrushina-2col", "en-petrushina-antidistillation"}, {"ru-latypov", "ru-latypov-timeseries"},
		{"ru-vladimirov", "ru-vladimirov-handmovement"}, {"zh-rvos-thesis", "zh-rvos-riscv-thesis", "面向 RISC-V 架构的简易操作系统设计实现"},
		{"zh-uestc", "zh-uestc-sample-thesis", "时域积分方程时间步进算法及其快速算法"},
	} {
		var about struct {
			Title      string
			Languages  []doc.Lang
			References int
		}
		readJSON(t, filepath.Join(articles, names[1], "about.json"), &about)
		read := func(path string) *doc.Document {
			store := newMemory()
			report, err := indexer.Run(t.Context(), store, []string{path}, indexer.Options{Identifier: detector, PDFs: pdfs})
			if err != nil || len(store.Documents()) != 1 {
				t.Fatalf("%s: %v, %+v", path, err, report.Failed)
			}
			return store.Documents()[0]
		}
		row := func(what func(d *doc.Document) bool, of ...*doc.Document) (out [2]string) {
			for i, d := range of {
				if out[i] = "wrong"; what(d) {
					out[i] = "right"
				}
			}
			return out
		}
		asPDF, asText := read(filepath.Join(documents, names[0]+".pdf")), read(filepath.Join(articles, names[1], "text.txt"))
		title := row(func(d *doc.Document) bool {
			return slices.ContainsFunc(d.AllTitles(), func(t string) bool { return sameLetters(t, cmp.Or(names[2], about.Title)) })
		}, asPDF, asText)
		lang := row(func(d *doc.Document) bool { return len(d.Languages) > 0 && d.Languages[0] == about.Languages[0] }, asPDF, asText)
		fmt.Fprintf(&table, "%-24s %-6s %-7s %-6s %-7s %5d %5d %5d\n", names[0], title[0], title[1], lang[0], lang[1], asPDF.References, asText.References, about.References)
		for _, d := range []*doc.Document{asPDF, asText} {
			t.Logf("%s: %q, %v", d.Source, d.Title, d.Languages)
		}
	}
	t.Logf("\n%s", table.String())
	citetest.Golden(t, filepath.Join("testdata", "pdf.txt"), table.String())
}

// sameLetters compares titles without case, white space and hyphens.
func sameLetters(a, b string) bool {
	bare := func(s string) string {
		return strings.Map(func(r rune) rune {
			if strings.ContainsRune(" \u00A0\t\n-‐\u00AD", r) {
				return -1
			}
			return r
		}, strings.ToLower(s))
	}
	return bare(a) == bare(b)
}

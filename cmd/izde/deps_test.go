package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// dependencies is the import graph of the house, in the manner of the standard
// library's go/build: a package may import those to the right of it and
// nothing else of ours. "NAME: only PACKAGE" names the sole importer of a
// module.
const dependencies = `
	search/lang
	search/lazyregexp
	search/analysis         < search/lang
	search/cite/lexicon
	search/cite             < search/cite/lexicon search/analysis search/lazyregexp search/lang
	search/cite/read        < search/cite search/cite/lexicon search/analysis search/lazyregexp
	search/cite/intext      < search/cite search/cite/lexicon search/analysis search/lazyregexp
	search/cite/match       < search/cite search/analysis search/lazyregexp
	search/cite/bibtex      < search/cite search/analysis search/lazyregexp
	search/cite/ris         < search/cite search/lazyregexp
	search/cite/style       < search/cite search/analysis
	search/cite/citetest
	search/doc              < search/cite/match search/cite search/analysis search/lang
	search/query            < search/doc search/cite search/analysis
	search/plan             < search/query search/doc search/cite search/analysis
	search/excerpt          < search/plan search/doc search/analysis
	search                  < search/excerpt search/plan search/query search/doc
	search/engine           < search search/plan search/doc search/analysis
	search/suggest          < search/engine search search/plan search/query search/doc search/analysis
	search/glossary         < search/engine search search/plan search/doc search/analysis
	search/rank             < search/glossary search/suggest search/engine search search/excerpt search/plan search/query search/doc search/cite search/analysis
	search/bibliography     < search/engine search search/doc search/cite/match search/cite
	search/catalogue        < search/engine search search/query search/doc search/cite search/analysis
	search/index            < search/catalogue search/bibliography search/rank search/glossary search/suggest search/engine search search/query search/doc search/analysis
	search/desk             < search/catalogue search/bibliography search/engine search search/excerpt search/plan search/query search/doc search/cite/ris search/cite/bibtex search/cite/match search/cite/read search/cite search/analysis
	search/enginetest       < search/index search/bibliography search/glossary search/engine search search/excerpt search/plan search/query search/doc search/cite/match search/cite/intext search/cite/read search/cite search/analysis
	search/embedded         < search/bibliography search/engine search search/plan search/query search/doc search/cite search/analysis
	indexer/extract/archive
	indexer/extract/charset
	indexer/extract/flow    < search/doc search/cite
	indexer/extract/html    < indexer/extract/flow search/cite
	indexer/extract/epub    < indexer/extract/html indexer/extract/flow indexer/extract/archive search/cite
	indexer/extract/hyphen  < search/lang
	indexer/extract/markup  < search/doc search/cite
	indexer/extract/jats    < indexer/extract/markup search/doc search/cite
	indexer/extract/latex   < indexer/extract/markup search/doc search/cite/style search/cite/bibtex search/cite
	indexer/extract/office  < indexer/extract/flow indexer/extract/archive
	indexer/extract/pdf     < indexer/extract/hyphen indexer/extract/charset
	indexer/extract/tei     < indexer/extract/markup search/doc search/cite
	indexer/extract         < indexer/extract/tei indexer/extract/pdf indexer/extract/office indexer/extract/latex indexer/extract/jats indexer/extract/markup indexer/extract/hyphen indexer/extract/epub indexer/extract/html indexer/extract/flow indexer/extract/charset indexer/extract/archive search/doc search/cite/style search/cite/ris search/cite/bibtex search/cite/read search/cite search/analysis search/lazyregexp search/lang
	indexer/langid          < search/doc search/analysis search/lang
	indexer                 < indexer/extract indexer/extract/archive search search/doc search/cite/intext search/cite
	web                     < search/desk search/catalogue search/bibliography search search/excerpt search/query search/doc search/cite/style search/cite/ris search/cite/bibtex search/cite/match search/cite/read search/cite search/analysis search/lang
	seeds
	cmd/izde/admin          < web search
	cmd/izde/mcpserver      < search/desk search search/excerpt search/query search/doc search/cite/style search/cite/ris search/cite/bibtex search/cite/match search/cite
	indexer/extract/ocr     < indexer/extract/pdf search/doc
	indexer/original        < indexer indexer/extract/pdf search/doc
	indexer/watch
	indexer/zotero          < indexer indexer/extract search/cite search/lazyregexp
	search/cluster          < search/bibliography search/engine search search/plan search/query search/doc search/cite search/analysis
	cmd/izde                < search/cluster indexer/zotero indexer/watch indexer/original indexer/extract/ocr cmd/izde/mcpserver cmd/izde/admin seeds web indexer indexer/langid indexer/extract/pdf search/embedded search/desk search/index search/glossary search/engine search search/excerpt search/plan search/query search/doc search/cite/style search/cite/match search/cite/read search/cite search/analysis
	search/desk/desktest    < search/doc search/cite/read search/cite
`

// soleImporters names the only package that may import a module.
var soleImporters = map[string]string{
	"github.com/blevesearch/bleve/v2":           "search/embedded",
	"github.com/blevesearch/bleve_index_api":    "search/embedded",
	"github.com/blevesearch/scorch_segment_api": "search/embedded",
	"github.com/blevesearch/zapx":               "search/embedded",
	"github.com/blevesearch/snowballstem":       "search/lang",
	"github.com/fsnotify/fsnotify":              "indexer/watch",
	"github.com/gin-gonic/gin":                  "web",
	"github.com/modelcontextprotocol/go-sdk":    "cmd/izde/mcpserver",
	"github.com/klippa-app/go-pdfium":           "indexer/extract/pdf",
	"github.com/tetratelabs/wazero":             "indexer/extract/pdf",
	"github.com/pemistahl/lingua-go":            "indexer/langid",
	"github.com/spf13/cobra":                    "cmd/izde",
	"github.com/prometheus/client_golang":       "cmd/izde/admin",
	"golang.org/x/crypto":                       "web",
	"modernc.org/sqlite":                        "indexer/zotero",
}

func TestDependencies(t *testing.T) {
	const module = "github.com/izde/izde/"
	allowed := map[string][]string{}
	for line := range strings.Lines(dependencies) {
		pkg, imports, _ := strings.Cut(strings.TrimSpace(line), "<")
		if pkg = strings.TrimSpace(pkg); pkg != "" {
			allowed[pkg] = strings.Fields(imports)
		}
	}
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports", "./...")
	cmd.Dir = "../.."
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	packages := json.NewDecoder(bytes.NewReader(out))
	for {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := packages.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		pkg := strings.TrimPrefix(p.ImportPath, module)
		mayImport, known := allowed[pkg]
		if !known {
			t.Errorf("package %s is new: give it a line in dependencies", pkg)
		}
		for _, imported := range p.Imports {
			if ours, ok := strings.CutPrefix(imported, module); ok && !slices.Contains(mayImport, ours) {
				t.Errorf("%s must not import %s: imports point down only", pkg, ours)
			}
			for mod, only := range soleImporters {
				if (imported == mod || strings.HasPrefix(imported, mod+"/")) && pkg != only {
					t.Errorf("%s imports %s, which only %s may", pkg, imported, only)
				}
			}
		}
	}
}

package indexer_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/izde/izde/indexer"
	"github.com/izde/izde/search/doc"
)

const ferries = `@article{marlow93, author = {Marlow, P. and Hale, R.}, title = {The mathematics of ferries}, journal = {Port Studies}, year = 1993, volume = 19, pages = {263--311}}
@book{lund_1999, author = {Lund, K.}, title = {Tides}, publisher = {North Press}, year = 1999, DOI = {10.12345/tides}}
@book{unread, author = {Novak, P.}, title = {Piers}, publisher = {North Press}, year = 2005}
`

// A Markdown file takes the references that it cites by their keys from the file that
// it names, or from one that is named as it is.
func TestBibliographyBeside(t *testing.T) {
	const text = "Ferries cost more than bridges [see @lund_1999, pp. 3--5; @marlow93]. As @marlow93 [p. 264] says, nobody counts them [-@lund_1999]. Write to port@lund_1999.example or ask [@nobody99].\n\n# References\n"
	for name, files := range map[string]map[string]string{
		"named":     {"article.md": "---\ntitle: On Ferries\nbibliography: lib/ports.bib\n---\n\n# Costs\n\n" + text, "lib/ports.bib": ferries},
		"same name": {"article.md": "# On Ferries\n\n## Costs\n\n" + text, "article.bib": ferries},
		"usual":     {"article.md": "# On Ferries\n\n## Costs\n\n" + text, "references.bib": ferries},
		"CSL-JSON": {"article.md": "---\ntitle: On Ferries\nbibliography: [ports.json]\n---\n\n# Costs\n\n" + text, "ports.json": `[
			{"id": "marlow93", "type": "article-journal", "author": [{"family": "Marlow", "given": "P."}, {"family": "Hale", "given": "R."}], "title": "The mathematics of ferries", "container-title": "Port Studies", "volume": "19", "page": "263-311", "issued": {"date-parts": [[1993]]}},
			{"id": "lund_1999", "type": "book", "author": [{"family": "Lund", "given": "K."}], "title": "Tides", "publisher": "North Press", "DOI": "10.12345/tides", "issued": {"date-parts": [[1999]]}}]`},
	} {
		t.Run(name, func(t *testing.T) {
			d, passages := indexOne(t, files)
			var entries, citations []string
			for _, p := range passages {
				if e := p.Reference; e != nil {
					entries = append(entries, e.Key+": "+p.Text)
				}
				for _, c := range p.Citations {
					citations = append(citations, p.Text[c.Start:c.End]+" "+strings.Join(c.Works, " ")+" "+c.Locator+" "+c.Reason)
				}
			}
			want := []string{
				"lund_1999: Lund, K. (1999). Tides. North Press. https://doi.org/10.12345/tides",
				"marlow93: Marlow, P., & Hale, R. (1993). The mathematics of ferries. Port Studies, 19, 263–311.",
			}
			if diff := cmp.Diff(want, entries); diff != "" {
				t.Errorf("entries: -want +got:\n%s", diff)
			}
			if len(citations) != 4 || !strings.Contains(citations[0], "pp. 3") || !strings.HasPrefix(citations[1], "@marlow93 [p. 264] w") || !strings.HasPrefix(citations[2], "[-@lund_1999] w") {
				t.Errorf("citations: %q", citations)
			}
			if len(d.Unresolved) != 1 || d.Unresolved[0].Bracket != "[@nobody99]" {
				t.Errorf("unresolved: %+v", d.Unresolved)
			}
		})
	}
}

// What a bibliography does not change for: no key is cited, a list is printed, the
// file is not beside, or outside the folder.
func TestBibliographyUnused(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "secret.bib")
	if err := os.WriteFile(secret, []byte(ferries), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, files := range map[string]map[string]string{
		"no keys": {"article.md": "# On Ferries\n\n## Costs\n\nFerries cost more than bridges, as everybody says.\n", "article.bib": ferries},
		"printed": {"article.md": "# On Ferries\n\n## Costs\n\nFerries cost more than bridges [@lund_1999].\n\n## References\n\n1. Oster F. Berths. Port Studies. 2003;29:19-51.\n", "article.bib": ferries},
		"missing": {"article.md": "---\ntitle: On Ferries\nbibliography: ports.bib\n---\n\nFerries cost more than bridges [@lund_1999].\n"},
		"outside": {"article.md": "---\ntitle: On Ferries\nbibliography: [../../secret.bib, " + secret + "]\n---\n\nFerries cost more than bridges [@lund_1999].\n"},
	} {
		_, passages := indexOne(t, files)
		for _, p := range passages {
			if p.Reference != nil && p.Reference.Key != "" {
				t.Errorf("%s: entry %q", name, p.Text)
			}
		}
	}
	_, passages := indexOne(t, map[string]string{"article.md": "---\ntitle: On Ferries\nbibliography: ports.bib\nnocite: '@*'\n---\n\nFerries cost more than bridges [@lund_1999].\n", "ports.bib": ferries})
	n := 0
	for _, p := range passages {
		if p.Reference != nil {
			n++
		}
	}
	if n != 3 {
		t.Errorf("nocite @*: %d entries, want 3", n)
	}
}

// A document is read anew when the file of its references has changed.
func TestBibliographyChanged(t *testing.T) {
	f := newFolder(t, "article.md", "# On Ferries\n\n## Costs\n\nFerries cost more than bridges [@lund_1999].\n", "article.bib", ferries)
	store := newMemory()
	run := func() *indexer.Report {
		report, err := indexer.Run(context.Background(), store, []string{f.path}, indexer.Options{Identifier: detector})
		if err != nil {
			t.Fatal(err)
		}
		return report
	}
	run()
	if r := run(); !slices.Contains(r.Unchanged, "article.md") {
		t.Errorf("unchanged: %+v", r)
	}
	if err := os.WriteFile(filepath.Join(f.path, "article.bib"), []byte(strings.ReplaceAll(ferries, "Tides", "Waves")), 0o644); err != nil {
		t.Fatal(err)
	}
	if r := run(); !slices.Contains(r.Changed, "article.md") {
		t.Errorf("changed: %+v", r)
	}
}

// indexOne indexes a folder of files, and returns the article among them.
func indexOne(t *testing.T, files map[string]string) (*doc.Document, []*doc.Passage) {
	t.Helper()
	var list []string
	for name, text := range files {
		list = append(list, name, text)
	}
	f := newFolder(t, list...)
	store := newMemory()
	report, err := indexer.Run(context.Background(), store, []string{f.path}, indexer.Options{Identifier: detector})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range store.Documents() {
		if d.Source == "article.md" {
			return d, store.passages[d.ID]
		}
	}
	t.Fatalf("%+v", report)
	return nil, nil
}

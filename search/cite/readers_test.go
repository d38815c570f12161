package cite_test

// What is written is understood by other programs: a BibTeX library for Go and
// citation-js, where Node is there and "npm install" was run in web.

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	nickng "github.com/nickng/bibtex"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/bibtex"
	"github.com/izde/izde/search/cite/ris"
)

// samples are items of all kinds, and one that tries to break out of its fields.
var samples = []cite.Item{
	{Type: "article-journal", Title: "China's Belt and Road in Kazakhstan", OriginalTitle: "一带一路", Author: []cite.Name{{Family: "Сарыбаев", Given: "Мейрам"}, {Family: "van Dijk", Given: "Pieter"}},
		ContainerTitle: "Steppe & River", Issued: &cite.Date{Parts: [][]int{{2019, 5, 3}}}, Volume: "7", Issue: "2", Page: "12-15", DOI: "10.1000/a_b", Language: "en",
		Custom: map[string]string{"original-author": "张继业"}},
	{Type: "book", Title: "100% of {braces}, #1 & under_scores", Author: []cite.Name{{Literal: "Institute of A and B"}}, Publisher: "Ғылым", PublisherPlace: "Алматы", Issued: &cite.Date{Parts: [][]int{{2006}}}, ISBN: "9780306406157"},
	{Type: "chapter", Title: "草原", Author: []cite.Name{{Literal: "周海"}}, Editor: []cite.Name{{Family: "Rossi", Given: "Marco"}}, ContainerTitle: "Handbook", Publisher: "Press", Page: "101-130", Issued: &cite.Date{Parts: [][]int{{2011}}}},
	{Type: "thesis", Title: "Водный баланс", Author: []cite.Name{{Family: "Ким", Given: "Анна"}}, Publisher: "КазНУ", Genre: "дис. канд. наук", Issued: &cite.Date{Parts: [][]int{{2002}}}},
	{Type: "webpage", Title: "Statistics", URL: "https://example.kz/a_b?c=1&d=%20#e", Accessed: &cite.Date{Parts: [][]int{{2023, 7, 24}}}},
	{Type: "paper-conference", Title: "}}\n}@book{x, title={y}\r\nER  - \r\nTY  - BOOK\\", Author: []cite.Name{{Family: "O'Neil", Given: "and"}}, ContainerTitle: "Proc. \\input{/etc/passwd}"},
}

func TestGoReader(t *testing.T) {
	// The library takes "@" for the beginning of an entry even in braces, which
	// BibTeX does not, so the last sample is not for it.
	samples := samples[:len(samples)-1]
	text := bibtex.Write(samples, bibtex.Options{})
	file, err := nickng.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	if len(file.Entries) != len(samples) {
		t.Fatalf("%d entries of %d", len(file.Entries), len(samples))
	}
	field := func(i int, name string) string {
		if v := file.Entries[i].Fields[name]; v != nil {
			return v.String()
		}
		return ""
	}
	for _, c := range []struct {
		entry       int
		field, want string
	}{
		{0, "title", "China's {Belt} and {Road} in {Kazakhstan}"}, {0, "author", "Сарыбаев, Мейрам and {van Dijk}, Pieter"}, {0, "journal", `Steppe \& River`}, {0, "pages", "12--15"}, {0, "doi", "10.1000/a_b"}, {0, "origtitle", "一带一路"}, {0, "origauthor", "张继业"},
		{1, "author", "{Institute of A and B}"}, {1, "address", "Алматы"}, {2, "booktitle", "Handbook"}, {2, "editor", "Rossi, Marco"}, {3, "school", "КазНУ"}, {4, "urldate", "2023-07-24"}, {4, "url", "https://example.kz/a_b?c=1&d=%20#e"},
	} {
		if got := field(c.entry, c.field); got != c.want {
			t.Errorf("entry %d: %s is %q, want %q", c.entry, c.field, got, c.want)
		}
	}
}

func TestCitationJS(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("citation-js: there is no node")
	}
	script, err := filepath.Abs("../../web/testdata/citation.mjs")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat("../../web/node_modules/@citation-js"); err != nil {
		t.Skip("citation-js: it is not installed; run npm install in web")
	}
	for name, text := range map[string]string{"x.bib": bibtex.Write(samples, bibtex.Options{}), "x.ris": ris.Write(samples)} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), name)
			if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
			out, err := exec.Command(node, script, path).Output()
			if err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			var items []cite.Item
			if err := json.Unmarshal(out, &items); err != nil {
				t.Fatalf("%v in %s", err, out)
			}
			if len(items) != len(samples) {
				t.Fatalf("%d items of %d in %s", len(items), len(samples), out)
			}
			for i, got := range items {
				want := samples[i]
				for _, c := range [][3]string{
					{"type", got.Type, want.Type}, {"title", got.Title, cite.Line(want.Title)}, {"container-title", got.ContainerTitle, want.ContainerTitle}, {"publisher", got.Publisher, want.Publisher},
					{"volume", string(got.Volume), string(want.Volume)}, {"issue", string(got.Issue), string(want.Issue)}, {"page", string(got.Page), string(want.Page)}, {"DOI", got.DOI, want.DOI}, {"URL", got.URL, want.URL},
					{"author", names(got.Author), names(want.Author)}, {"editor", names(got.Editor), names(want.Editor)},
				} {
					if c[1] != c[2] {
						t.Errorf("item %d: %s is %q, want %q", i, c[0], c[1], c[2])
					}
				}
				if got.Year() != want.Year() {
					t.Errorf("item %d: year %d, want %d", i, got.Year(), want.Year())
				}
			}
		})
	}
}

// names are the written forms of names, however their parts are told apart.
func names(list []cite.Name) string {
	var out []string
	for _, n := range list {
		out = append(out, n.String())
	}
	return strings.Join(out, "; ")
}

package bibtex_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/bibtex"
)

func read(text string) []cite.Parsed { return slices.Collect(bibtex.Read(text)) }

// TestRead reads what other programs and people write.
func TestRead(t *testing.T) {
	got := read(`
This is a comment by the rules, and so is mail to somebody@example.org.
@comment{@book{no, title = {Not read}}}
@preamble{"\newcommand{\x}{y}"}
@string(steppe = "Steppe " # {Review})
@ARTICLE{ Smith:2020,
  Author = "Sm{\'i}th, Jr, J{\"o}rg and \v{S}ime van der Berg and {Institute of Rivers and Lakes} and Çelik, A. and 张三",
  title  = {The {\L}{\'o}d{\'z} --- \emph{river} \& 50\% of $H_2O$ \LaTeX{} na\"{\i}ve},
  journal = steppe # " B", year = 2020, month = "5~" # may, volume = 7, number = {2}, pages = "12--15",
  doi = {https://doi.org/10.1000/ABC}, url = {https://example.org/a\_b},
  keywords = {water, steppe}, file = {:x.pdf:PDF},
}
@mastersthesis{x, title={T}, school={KazNU}, year={in press}}
@online(y, title = {Z}, howpublished = {\url{https://example.org/~z}}, urldate = {2020-01-02}, date = {2019-03/2019-05}, language = {russian})
`)
	want := []cite.Item{
		{ID: "Smith:2020", Type: "article-journal", Title: "The Łódź — river & 50% of H_2O LaTeX naïve", ContainerTitle: "Steppe Review B", Volume: "7", Issue: "2", Page: "12-15", DOI: "10.1000/abc",
			URL: "https://example.org/a_b", Keyword: "water, steppe", Issued: &cite.Date{Parts: [][]int{{2020, 5, 5}}}, Author: []cite.Name{{Family: "Smíth", Suffix: "Jr", Given: "Jörg"},
				{Given: "Šime", NonDroppingParticle: "van der", Family: "Berg"}, {Literal: "Institute of Rivers and Lakes"}, {Family: "Çelik", Given: "A."}, {Literal: "张三"}}},
		{ID: "x", Type: "thesis", Title: "T", Publisher: "KazNU", Genre: "Master's thesis", Issued: &cite.Date{Literal: "in press"}},
		{ID: "y", Type: "webpage", Title: "Z", URL: "https://example.org/~z", Language: "ru", Accessed: &cite.Date{Parts: [][]int{{2020, 1, 2}}}, Issued: &cite.Date{Parts: [][]int{{2019, 3}, {2019, 5}}}},
	}
	var items []cite.Item
	for _, p := range got {
		items = append(items, p.Item)
	}
	if diff := cmp.Diff(want, items); diff != "" {
		t.Errorf("want -, got +\n%s", diff)
	}
	if w := got[0].Warnings; len(w) != 1 || w[0].Code != bibtex.WarnUnread || !strings.Contains(w[0].Detail, "file") {
		t.Errorf("warnings %v, want one about the field file", w)
	}
	for _, f := range got[0].Fields {
		if f.Name == "volume" && got[0].Raw[f.Start:f.End] != "7" {
			t.Errorf("the range of the volume holds %q", got[0].Raw[f.Start:f.End])
		}
	}
}

// TestFiles: the paths that reference managers write into the field file.
func TestFiles(t *testing.T) {
	for field, want := range map[string]string{
		`paper.pdf`:               "paper.pdf",
		`files/12/A b.pdf;x.html`: "files/12/A b.pdf|x.html",
		`:papers/a.pdf:PDF`:       "papers/a.pdf",
		`Full Text:files/7/a.pdf:application/pdf;Snapshot:files/8/b.html:text/html`: "files/7/a.pdf|files/8/b.html",
		`A\: title\; and more:files/7/a\;b\:c.pdf:application/pdf`:                  "files/7/a;b:c.pdf",
		`Title: with a colon:files/7/a.pdf:application/pdf`:                         "files/7/a.pdf",
		`PDF:C\:\\Users\\A B\\a.pdf:application/pdf`:                                `C:\Users\A B\a.pdf`,
		`PDF:C:\\Users\\a.pdf:application/pdf`:                                      `C:\Users\a.pdf`,
		`:home/x/Sm{\_}ith $\backslash$ 20{\%}.pdf:pdf`:                             `home/x/Sm_ith \ 20%.pdf`,
		`:home/x/Sm\_ith \& Co.pdf:pdf`:                                             "home/x/Sm_ith & Co.pdf",
		`a.pdf:application/pdf`:                                                     "a.pdf|application/pdf",
		`Статья:файлы/статья.pdf:application/pdf`:                                   "файлы/статья.pdf",
		`https://example.org/a.pdf;Link:https://example.org/b.pdf:application/pdf`:  "https",
		`;;:::`: "", `\`: `\`,
	} {
		got := read("@book{a, file = {" + field + "}}")[0].Files
		if strings.Join(got, "|") != want {
			t.Errorf("%s: %q, want %q", field, got, want)
		}
	}
}

// TestBroken: one bad entry is told and does not take the next ones with it.
func TestBroken(t *testing.T) {
	got := read("@book{a, title = {open\n@book{b, title = {B}}\n@book{c, title}\n@book{d, title = \"D\"}\n@book{e, title = }")
	var ids []string
	for _, p := range got {
		id := p.Item.ID
		if len(p.Warnings) > 0 {
			id += " " + p.Warnings[0].Code
		}
		ids = append(ids, id)
	}
	if want := []string{"a syntax", "b", "c syntax", "d", "e syntax"}; !slices.Equal(ids, want) {
		t.Errorf("read %q, want %q", ids, want)
	}
}

// TestStringsThatDouble: the strings stop growing, and what needs none is read.
func TestStringsThatDouble(t *testing.T) {
	got := read("@string{a = \"xxxxxxxx\"}\n" + strings.Repeat("@string{a = a # a}\n", 60) + "@book{b, title = a}\n@book{c, title = {C}}")
	if len(got) != 2 || len(got[0].Item.Title) > 1<<20 || got[1].Item.Title != "C" || len(got[1].Warnings) > 0 {
		t.Errorf("read %d entries, the last %+v", len(got), got[len(got)-1])
	}
}

// TestTime: reading takes time in proportion to the file, whatever it holds. Each
// of these was made to take its square, which no test run would outlast.
func TestTime(t *testing.T) {
	for name, piece := range map[string]string{
		"open braces": "@a{x={", "open braces by line": "\n@a{x={", "with blanks": "\n             @a{x={", "digits": "\n@1{x,={", "strings": "\n@string{a = a # a}", "preambles": "\n@preamble{",
		"comments": "\n@comment{", "lone signs": "\n@", "quotes": "\n@a{x,y=\"", "names": "and {", "backslashes": `\`, "accents": `\'{`,
	} {
		t.Run(name, func(t *testing.T) { read("@a{k, author = {" + strings.Repeat(piece, 1<<19/len(piece))) })
	}
}

func FuzzRead(f *testing.F) {
	f.Add("@article{a, title = {T} # \"x\", author = {A and B, C and {D}}, month = may, year = 2020}")
	f.Add("@string{a = b # c}@book(x, title = a, url={\\url{x}}, csl = {{\"title\":null}})")
	f.Fuzz(func(t *testing.T, text string) {
		for p := range bibtex.Read(text) {
			for _, field := range p.Fields {
				if field.Start < 0 || field.Start > field.End || field.End > len(p.Raw) {
					t.Errorf("the range of %s, [%d, %d), is not in %q", field.Name, field.Start, field.End, p.Raw)
				}
			}
			// What was read is written and read again without loss.
			for again := range bibtex.Read(bibtex.Write([]cite.Item{p.Item}, bibtex.Options{})) {
				if rest := cite.Rest(p.Item, again.Item); rest != "" {
					t.Errorf("lost %s of %+v", rest, p.Item)
				}
			}
		}
	})
}

// What programs write and BibTeX's own rules do not tell is read, or warned of.
func TestCustoms(t *testing.T) {
	codes := func(text string) (items []cite.Item, codes []string) {
		for p := range bibtex.Read(text) {
			items = append(items, p.Item)
			for _, w := range p.Warnings {
				codes = append(codes, w.Code)
			}
		}
		return items, codes
	}
	for _, tt := range []struct{ text, authors, warned string }{
		{`@book{a, author = {Holt, Ann and Cole, Dan and others}, year = 2001}`, "Ann Holt|Dan Cole", bibtex.WarnOthers},
		{`@book{a, author = {何立；周明远}, year = 2001}`, "何立|周明远", ""},
		{`@book{a, author = {何立;周明远;等}, year = 2001}`, "何立|周明远", bibtex.WarnOthers},
		{`@book{a, author = {Holt, Ann; Cole, Dan}, year = 2001}`, "Ann Holt|Dan Cole", ""},
		{"@book{a, author = {Ann Holt}}\n@book{A, author = {Dan Cole}}", "Ann Holt|Dan Cole", bibtex.WarnTwice},
		{`@book{a, author = {Ann Holt}, author = {Dan Cole}}`, "Ann Holt", bibtex.WarnTwice},
	} {
		items, warned := codes(tt.text)
		var names []string
		for _, it := range items {
			for _, n := range it.Author {
				names = append(names, n.String())
			}
		}
		if got := strings.Join(names, "|"); got != tt.authors || strings.Join(warned, " ") != tt.warned {
			t.Errorf("%s: %s, warnings %v", tt.text, got, warned)
		}
	}
	for _, year := range []string{"circa 1850", "c. 1850", "1850?"} {
		items, _ := codes(`@book{a, year = {` + year + `}}`)
		if d := items[0].Issued; d == nil || !d.Circa || items[0].Year() != 1850 {
			t.Errorf("%s: %+v", year, d)
		}
	}
}

// Seasons stand as months, in whatever language, and are written so without data of
// CSL-JSON beside them.
func TestSeasons(t *testing.T) {
	for _, p := range read("@article{a, title = {T}, year = 1961, month = {Herbst}}") {
		if d := p.Item.Issued; d == nil || d.Season != 3 {
			t.Fatalf("it was issued %+v", d)
		}
		text := bibtex.Write([]cite.Item{p.Item}, bibtex.Options{})
		if !strings.Contains(text, "month = {autumn}") || strings.Contains(text, "csl =") {
			t.Errorf("it is written as %s", text)
		}
	}
}

// TestWholeBook tells how many pages a book has from pages within one.
func TestWholeBook(t *testing.T) {
	for _, c := range []struct{ entry, page, total string }{
		{"@book{a, title={Roads}, pages={212}}", "", "212"},
		{"@book{a, title={Roads}, pages={12--20}}", "12-20", ""},
		{"@article{a, title={Roads}, pages={212}}", "212", ""},
	} {
		if it := read(c.entry)[0].Item; string(it.Page) != c.page || string(it.NumberOfPages) != c.total {
			t.Errorf("%s: page %q of %q, want %q of %q", c.entry, it.Page, it.NumberOfPages, c.page, c.total)
		}
	}
}

package indexer_test

// This file measures how well articles are understood, on data that are not part of
// the project: careful readings by hand (IZDE_GOLD), and other articles of which some
// facts are known (IZDE_ARTICLES). Without IZDE_GOLD it is skipped, and only with
// both are the figures compared with testdata/quality.txt; -update rewrites it. `make
// eval` runs it.

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/izde/izde/indexer"
	"github.com/izde/izde/indexer/langid"
	"github.com/izde/izde/search/cite/citetest"
	"github.com/izde/izde/search/doc"
)

// article is the one that izde comes with.
const article = "../seeds/articles/sarybayev-lai-2024.txt"

// gold holds the compared parts of a person's reading of it.
type gold struct {
	Title   map[doc.Lang]string
	DOI     string
	UDC     []string
	CICSTI  []string
	Dates   struct{ Received, Revised, Accepted string }
	Authors []struct {
		Name         map[doc.Lang]string
		Variants     []string `json:"name_variants"`
		Role         map[doc.Lang]string
		Affiliation  map[doc.Lang]string
		Email        string
		ORCID        string
		ResearcherID string
		Scopus       string `json:"Scopus_Author_ID"`
		Corresponding
	}
	Abstract map[doc.Lang]string
	Keywords map[doc.Lang][]string
	Headings []struct {
		Level int
		Text  string
	}
	Tables []struct {
		Caption string
		Columns []string
		Rows    [][]string
		Note    string
		Lines   []int // the first and the last
	}
	Damages []damage
}

type damage struct {
	ID         string
	Kind       string
	Lines      []int
	Source     string `json:"source_text"`
	Repaired   string
	Confidence string
}

// Corresponding is embedded for its one field.
type Corresponding struct{ Corresponding bool }

// figure is how many of how many are right.
type figure struct {
	name      string
	got, want int
}

type figures []figure

func (fs *figures) add(name string, ok bool) {
	i := slices.IndexFunc(*fs, func(f figure) bool { return f.name == name })
	if i < 0 {
		i = len(*fs)
		*fs = append(*fs, figure{name: name})
	}
	(*fs)[i].want++
	if ok {
		(*fs)[i].got++
	}
}

func (fs figures) String() string {
	var b strings.Builder
	for _, f := range fs {
		fmt.Fprintf(&b, "%-28s %4d of %d\n", f.name, f.got, f.want)
	}
	return b.String()
}

func TestEval(t *testing.T) {
	folder := os.Getenv("IZDE_GOLD")
	if folder == "" {
		t.Skip("IZDE_GOLD names no folder of gold data")
	}
	raw, err := os.ReadFile(filepath.Join(folder, "seed_meta_gold.json"))
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(article)
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	original := compare(t, text, string(raw), true)
	perturbed := compare(t, perturb(text, true), perturb(string(raw), false), false)
	var b strings.Builder
	fmt.Fprintf(&b, "# The article\n%s\n# A perturbed copy of it\n%s", original, perturbed)
	if articles := os.Getenv("IZDE_ARTICLES"); articles != "" {
		fmt.Fprintf(&b, "\n# Other articles\n%s", others(t, articles))
	} else {
		t.Log("IZDE_ARTICLES names no folder of articles: theirs are left out")
	}
	t.Logf("\n%s", b.String())
	golden := filepath.Join("testdata", "quality.txt")
	if *citetest.Update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(string(want), b.String()); diff != "" && os.Getenv("IZDE_ARTICLES") != "" {
		t.Errorf("figures have changed; -update rewrites them: -want +got:\n%s", diff)
	}
}

// understand reads a text as the indexer does.
func understand(t *testing.T, name, text string) (*doc.Document, []*doc.Passage) {
	t.Helper()
	f := newFolder(t, name, text)
	store := newMemory()
	report, err := indexer.Run(context.Background(), store, []string{f.path}, indexer.Options{Identifier: detector})
	if err != nil {
		t.Fatal(err)
	}
	if len(store.Documents()) != 1 {
		t.Fatalf("%+v", report.Failed)
	}
	doc := store.Documents()[0]
	return doc, store.passages[doc.ID]
}

var detector = &langid.Detector{}

// compare measures the reading of text by gold. The lines of damages and the
// paragraphs are the ones of the original text.
func compare(t *testing.T, text, raw string, original bool) figures {
	t.Helper()
	var g gold
	if err := json.Unmarshal([]byte(raw), &g); err != nil {
		t.Fatal(err)
	}
	d, passages := understand(t, "article.txt", text)
	var fs figures
	check := func(name string, got, want any) {
		if want == "" {
			return
		}
		ok := gocmp.Equal(got, want)
		if fs.add(name, ok); !ok {
			t.Logf("%s: got %q, want %q", name, got, want)
		}
	}
	langs := []doc.Lang{doc.English, doc.Kazakh, doc.Russian}
	for _, l := range langs {
		check("titles", d.Titles[l], g.Title[l])
		check("abstracts", d.Abstracts[l], g.Abstract[l])
		for i, k := range g.Keywords[l] {
			got := ""
			if len(d.Keywords[l]) == len(g.Keywords[l]) {
				got = d.Keywords[l][i]
			}
			check("keywords", got, k)
		}
	}
	check("authors", len(d.Contributors), len(g.Authors))
	for i, a := range g.Authors {
		var c doc.Contributor
		if i < len(d.Contributors) {
			c = d.Contributors[i]
		}
		for _, l := range langs {
			if want := a.Name[l]; !slices.Contains(a.Variants, c.Names[l]) {
				check("author names", c.Names[l], want)
			} else {
				check("author names", true, true)
			}
			check("author roles", c.Roles[l], a.Role[l])
			check("affiliations", c.Affiliations[l], a.Affiliation[l])
		}
		check("author identifiers", c.Email, a.Email)
		check("author identifiers", c.ORCID, a.ORCID)
		check("author identifiers", c.ResearcherID, a.ResearcherID)
		check("author identifiers", c.ScopusID, a.Scopus)
		check("author identifiers", c.Corresponding, a.Corresponding.Corresponding)
		check("author identifiers", c.BadORCID, false)
	}
	check("article identifiers", d.DOI, g.DOI)
	check("article identifiers", d.Classifications["UDC"], g.UDC)
	check("article identifiers", d.Classifications["CICSTI"], g.CICSTI)
	check("dates", d.Dates["received"], g.Dates.Received)
	check("dates", d.Dates["revised"], g.Dates.Revised)
	check("dates", d.Dates["accepted"], g.Dates.Accepted)
	compareHeadings(check, g, passages)
	compareTables(check, g, passages)
	compareRepairs(t, &fs, g, d, passages, text, original)
	compareParallel(check, d, passages)
	if original {
		compareLanguages(t, &fs, text, passages)
	}
	return fs
}

func compareHeadings(check func(string, any, any), g gold, passages []*doc.Passage) {
	type heading struct {
		Level int
		Text  string
	}
	var got []heading
	for _, p := range passages {
		if p.Kind == doc.Heading {
			got = append(got, heading{len(p.Section) + 1, p.Text})
		}
	}
	found := 0
	for _, h := range g.Headings {
		i := slices.Index(got, heading{h.Level, h.Text})
		check("headings with level", i >= 0, true)
		if i >= 0 {
			found++
			got = slices.Delete(got, i, i+1)
		}
	}
	check("no false headings", got, []heading{})
}

func compareTables(check func(string, any, any), g gold, passages []*doc.Passage) {
	var tables [][][]string
	var texts []string
	for _, p := range passages {
		switch p.Kind {
		case doc.Table:
			if len(p.Rows) > 0 {
				tables = append(tables, p.Rows)
			}
		case doc.Caption, doc.Note:
			texts = append(texts, p.Text)
		}
	}
	check("tables", len(tables), len(g.Tables))
	for i, want := range g.Tables {
		all := append([][]string{want.Columns}, want.Rows...)
		for r, row := range all {
			for c, cell := range row {
				got := ""
				if i < len(tables) && r < len(tables[i]) && c < len(tables[i][r]) {
					got = tables[i][r][c]
				}
				if r == 0 && c == 0 && got == "" {
					got = cell // the gold names a cell that the source leaves empty
				}
				check("table cells", got, cell)
			}
			if i < len(tables) {
				check("table rows", len(tables[i]), len(all))
			}
		}
		for _, text := range []string{want.Caption, want.Note} {
			if text != "" {
				check("captions and notes", slices.Contains(texts, text), true)
			}
		}
	}
}

// compareParallel checks that the parts are linked, and that every item has a
// counterpart: the article's abstracts have six sentences each.
func compareParallel(check func(string, any, any), d *doc.Document, passages []*doc.Passage) {
	byID := map[string]*doc.Passage{}
	for _, p := range passages {
		byID[p.ID] = p
	}
	items := map[doc.Kind]int{}
	for _, p := range d.Parallel {
		for _, text := range p.Text {
			for _, it := range text.Items {
				if it.Len() > 0 && byID[text.Passage] != nil && it.End <= len(byID[text.Passage].Text) {
					items[p.Kind]++
				}
			}
		}
	}
	check("parallel parts", items[doc.Title], 3)
	check("parallel parts", items[doc.Abstract], 18)
	check("parallel parts", items[doc.Keywords], 18)
}

// others measures the articles of which some facts are known.
func others(t *testing.T, folder string) figures {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(folder, "*", "about.json"))
	if err != nil {
		t.Fatal(err)
	}
	var fs figures
	for _, path := range paths {
		var about struct {
			Title      string
			References int
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(raw, &about); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		text, err := os.ReadFile(filepath.Join(filepath.Dir(path), "text.txt"))
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(filepath.Dir(path))
		d, passages := understand(t, name+".txt", string(text))
		sections, list := 0, false
		for _, p := range passages {
			if p.Kind == doc.Heading {
				sections++
			}
			list = list || p.Kind == doc.Reference && len(p.Section) > 0
		}
		known, _, _ := strings.Cut(about.Title, " (")
		fs = append(fs, figure{name + " title", btoi(strings.Contains(squashed(known), squashed(d.Title))), 1},
			figure{name + " list", btoi(list), 1},
			figure{name + " references", d.References, about.References},
			figure{name + " sections", sections, sections})
		if !strings.Contains(squashed(known), squashed(d.Title)) {
			t.Logf("%s: title %q", name, d.Title)
		}
	}
	return fs
}

func squashed(s string) string {
	return strings.ToLower(strings.Join(strings.Fields(s), ""))
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

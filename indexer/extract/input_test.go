package extract_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/izde/izde/indexer/extract"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/doc"
)

// laidOut is the text of pages, blocks and lines, as a reader of pages would hand
// it on: each word has a place, 5 points a character, 12 points a line from the
// top of the page.
type laidOut struct{ extract.Input }

// page begins the next page.
func (l *laidOut) page(label string) {
	if len(l.Pages) > 0 {
		l.Text += "\f"
	}
	l.Pages = append(l.Pages, doc.Page{Page: len(l.Pages) + 1, Label: label, Width: 595, Height: 842})
}

// block adds lines of a page.
func (l *laidOut) block(kind extract.BlockKind, y float32, lines ...string) {
	start := len(l.Text)
	for _, line := range lines {
		x := float32(70)
		for _, word := range strings.SplitAfter(line, " ") {
			bare := strings.TrimSpace(word)
			l.Places = append(l.Places, extract.Place{
				Span: doc.Span{Start: len(l.Text), End: len(l.Text) + len(bare)},
				Page: len(l.Pages), Quad: doc.Quad{x, y - 10, x + 5*float32(len(bare)), y},
			})
			l.Text += word
			x += 5 * float32(len(word))
		}
		l.Text += "\n"
		y -= 12
	}
	l.Blocks = append(l.Blocks, extract.Block{Span: doc.Span{Start: start, End: len(l.Text) - 1}, Kind: kind, Level: 1})
	l.Text += "\n"
}

// article is two pages: a title below a rubric, a paragraph that goes on
// behind the turn of the page, a note at its foot, a long heading without a
// number, a table of one row.
func article() *laidOut {
	l := &laidOut{}
	l.page("101")
	l.block(extract.FurnitureBlock, 820, "Journal of Roads")
	l.block(extract.ParagraphBlock, 808, "Papers and Reports")
	l.block(extract.TitleBlock, 790, "On the roads of three valleys and their budgets")
	l.block(extract.ParagraphBlock, 760, "Anna Brown, Peter Green")
	l.block(extract.HeadingBlock, 700, "Introduction")
	l.block(extract.ParagraphBlock, 660, "Roads take a third of the budget of the valleys, and nobody",
		"knows where it goes. The larger part of the money is spent on")
	l.block(extract.NoteBlock, 60, "The figures of the ministry are of 2019 and do not count bridges.")
	l.page("102")
	l.block(extract.FurnitureBlock, 820, "Something that stands on this page alone")
	l.block(extract.ParagraphBlock, 790, "the bridges of the upper valley, which no car has crossed.")
	l.block(extract.HeadingBlock, 700, "What the tables say about the bridges that nobody crosses")
	l.block(extract.TableBlock, 660, "Upper valley\t40")
	l.block(extract.ParagraphBlock, 600, "Nothing follows from this but that the bridges are many, and the cars are few.")
	return l
}

// The passages of a bibliography hold all of its canonical text, long abstracts in
// several passages of the language that they are in.
func TestBibliographyText(t *testing.T) {
	data := "@book{a, title={Deserts}, author={Ray, Eva}, year=2001, abstract={" + strings.Repeat("Deserts are dry. ", 200) + "}, note={Shelf 3}}\n@comment{x}\n@book{b, title={Степь}, year=1999}\n"
	in, err := extract.Open(t.Context(), "list.bib", []byte(data), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	a := in.Article(noLanguage{})
	checkCoverage(t, in.Text, a.Passages)
	kinds := map[doc.Kind]int{}
	for i, p := range a.Passages {
		if kinds[p.Kind]++; p.Ordinal != i || len(p.Places) != 1 {
			t.Errorf("passage %d: ordinal %d, places %v", i, p.Ordinal, p.Places)
		}
	}
	if kinds[doc.Reference] != 2 || kinds[doc.Abstract] < 2 || kinds[doc.Note] != 1 || a.Title != "list" {
		t.Errorf("%v in %q", kinds, a.Title)
	}
	before := len(a.Text)
	a.AddNotes([]string{"My remark.", " "}, noLanguage{})
	if last := a.Passages[len(a.Passages)-1]; last.Kind != doc.Note || last.Source[0].Start <= before || a.Text[last.Source[0].Start:last.Source[0].End] != "My remark." {
		t.Errorf("%+v", last)
	}
}

func TestPages(t *testing.T) {
	in := article()
	a := in.Article(noLanguage{})
	checkCoverage(t, in.Text, a.Passages)
	var got []string
	for _, p := range a.Passages {
		where := ""
		for _, page := range p.Pages {
			where += fmt.Sprintf(" %d (%s) %gx%g, lines: %d", page.Page, page.Label, page.Width, page.Height, len(page.Quads))
		}
		got = append(got, fmt.Sprintf("%s %.24s:%s", p.Kind, strings.Join(strings.Fields(p.Text), " "), where))
	}
	want := []string{
		"furniture Journal of Roads: 1 (101) 595x842, lines: 1",
		"metadata Papers and Reports: 1 (101) 595x842, lines: 1",
		"title On the roads of three va: 1 (101) 595x842, lines: 1",
		"metadata Anna Brown, Peter Green: 1 (101) 595x842, lines: 1",
		"heading Introduction: 1 (101) 595x842, lines: 1",
		"body Roads take a third of th: 1 (101) 595x842, lines: 2 2 (102) 595x842, lines: 1",
		"note The figures of the minis: 1 (101) 595x842, lines: 1",
		"furniture Something that stands on: 2 (102) 595x842, lines: 1",
		"heading What the tables say abou: 2 (102) 595x842, lines: 1",
		"table Upper valley 40: 2 (102) 595x842, lines: 1",
		"body Nothing follows from thi: 2 (102) 595x842, lines: 1",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if diff := cmp.Diff(in.Pages, a.Pages); diff != "" {
		t.Error(diff)
	}
	checkPlaces(t, &in.Input, a)
}

// checkPlaces checks that the words of a passage, and no others, lie within its
// quads.
func checkPlaces(t failer, in *extract.Input, a *extract.Article) {
	for _, p := range a.Passages {
		for _, at := range in.Places {
			own := slices.ContainsFunc(p.Source, func(s doc.Span) bool { return at.Start < s.End && s.Start < at.End })
			within := slices.ContainsFunc(p.Pages, func(page doc.Page) bool {
				return page.Page == at.Page && slices.ContainsFunc(page.Quads, func(q doc.Quad) bool {
					return q[0] <= at.Quad[0] && q[1] <= at.Quad[1] && q[2] >= at.Quad[2] && q[3] >= at.Quad[3]
				})
			})
			if own != within {
				t.Fatalf("%q of %q: is of the passage: %v, lies in its quads: %v", in.Text[at.Start:at.End], p.Text, own, within)
			}
		}
		if !slices.IsSortedFunc(p.Pages, func(a, b doc.Page) int { return a.Page - b.Page }) {
			t.Fatalf("pages of %q: %v", p.Text, p.Pages)
		}
	}
}

// A long paragraph is cut into passages, each of which has its own lines.
func TestPagesOfCuts(t *testing.T) {
	in := &laidOut{}
	in.page("1")
	var lines []string
	for i := range 70 {
		lines = append(lines, fmt.Sprintf("of the %d valleys. Roads take a third of the budget", i))
	}
	in.block(extract.ParagraphBlock, 840, lines...)
	a := in.Article(noLanguage{})
	if len(a.Passages) < 3 {
		t.Errorf("%d passages", len(a.Passages))
	}
	checkPlaces(t, &in.Input, a)
}

// Formats without pages have parts; a passage knows each of its places once.
func TestParts(t *testing.T) {
	paragraphs := []string{"Rivers freeze in November, roads in December.", "Bridges do not freeze, for they are not built."}
	in := &extract.Input{Text: strings.Join(paragraphs, "\n\n") + "\n"}
	var want []doc.Place
	at := 0
	for i, p := range paragraphs {
		source := doc.Place{Part: "OEBPS/c1.xhtml", Label: "Winter", Span: doc.Span{Start: 1000 * i, End: 1000*i + 60}}
		want = append(want, source)
		for k := range 2 { // of each sentence two halves in one element
			half := len(p) / 2
			in.Places = append(in.Places, extract.Place{Span: doc.Span{Start: at + k*half, End: at + half + k*(len(p)-half)}, Source: source})
		}
		at += len(p) + 2
	}
	a := in.Article(noLanguage{})
	var got []doc.Place
	for _, p := range a.Passages {
		if p.Pages != nil {
			t.Errorf("pages: %v", p.Pages)
		}
		got = append(got, p.Places...)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// What a file says about itself counts where its text says nothing.
func TestEvidence(t *testing.T) {
	text := "Introduction\n\nRoads take a third of the budget of the valleys, and nobody knows where it goes.\n\n" +
		"the bridges\n\nroads lead to bridges that no car has crossed in the years of drought.\n\n" +
		"the rivers\n\nrivers freeze in November, and roads in December of the same year.\n\nthe end\n\nnothing follows from this.\n"
	in := &extract.Input{
		Text: text, Outline: []string{"The bridges", "The rivers", "The end"},
		Meta: cite.Item{Title: "On roads and rivers", DOI: "https://doi.org/10.1234/ABC"},
	}
	a := in.Article(noLanguage{})
	var headings []string
	for _, p := range a.Passages {
		if p.Kind == doc.Heading {
			headings = append(headings, p.Text)
		}
	}
	if diff := cmp.Diff([]string{"Introduction", "the bridges", "the rivers", "the end"}, headings); diff != "" {
		t.Errorf("headings: -want +got:\n%s", diff)
	}
	if a.Title != "On roads and rivers" || a.DOI != "10.1234/abc" {
		t.Errorf("title %q, DOI %q", a.Title, a.DOI)
	}
	in.Text, in.Meta.Title = "ROADS AND BUDGETS OF THREE VALLEYS\n\n"+text, "Microsoft Word - roads.doc"
	if a := in.Article(noLanguage{}); a.Title != "ROADS AND BUDGETS OF THREE VALLEYS" {
		t.Errorf("title %q", a.Title)
	}
}

// TestBlocksProperty: whatever a format says, no character and no place is lost.
func TestBlocksProperty(t *testing.T) {
	lines := []string{"Roads take a third of the budget.", "and nobody knows where it goes", "1. Introduction", "References", "[1] Smith J. Roads. 2001.", "Table 1. Roads", "a\tb\tc", "12", "Abstract. Roads are long.", "Anna Brown", "一、引言", "x = y"}
	rapid.Check(t, func(t *rapid.T) {
		in := &laidOut{}
		for page := range rapid.IntRange(1, 4).Draw(t, "pages") {
			in.page(fmt.Sprint(page))
			for y := range rapid.IntRange(0, 6).Draw(t, "blocks") {
				kind := extract.BlockKind(rapid.IntRange(int(extract.ParagraphBlock), int(extract.FurnitureBlock)).Draw(t, "kind"))
				in.block(kind, 800-100*float32(y), rapid.SliceOfN(rapid.SampledFrom(lines), 1, 4).Draw(t, "lines")...)
			}
		}
		in.Format = rapid.SampledFrom([]extract.Format{extract.PlainText, extract.Markdown}).Draw(t, "format")
		a := in.Article(noLanguage{})
		checkCoverage(t, in.Text, a.Passages)
		checkPlaces(t, &in.Input, a)
	})
}

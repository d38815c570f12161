package extract_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/izde/izde/indexer/extract"
	"github.com/izde/izde/indexer/extract/pdf"
	"github.com/izde/izde/search/doc"
)

// answer is what a child has read.
type answer pdf.Document

func (a *answer) Read(context.Context, []byte) (*pdf.Document, error) { return (*pdf.Document)(a), nil }

// oneLine is a line of text, 5 points a rune, upright or turned.
func oneLine(start int, text string, page, turn int, low float32) pdf.Line {
	l := pdf.Line{Start: start, End: start + len(text), Page: page, Turn: turn, Low: low, High: low + 10}
	for i := range len([]rune(text)) + 1 {
		l.Edges = append(l.Edges, 100+5*float32(i))
	}
	return l
}

func TestPDFInput(t *testing.T) {
	title, body := "On roads", "in 草原 winds"
	d := &answer{
		Text:    title + "\n\n\f" + body,
		Blocks:  []pdf.Block{{Kind: pdf.Title, Start: 0, End: 8}, {Kind: pdf.Paragraph, Start: 11, End: 11 + len(body), Page: 1}},
		Lines:   []pdf.Line{oneLine(0, title, 0, 0, 700), oneLine(11, body, 1, 1, -310)},
		Repairs: []pdf.Repair{{Start: 3, End: 8, Old: "r0ads", Rule: pdf.Encoding}},
		Pages:   []pdf.Page{{Label: "iv", Width: 595, Height: 842, Chars: 7}, {Width: 595, Height: 842, Rotation: 1, Chars: 9}, {Failed: true}},
		Outline: []pdf.Bookmark{{Title: "Winds"}},
		Meta:    pdf.Metadata{Title: " On roads ", Author: "admin", DOI: "10.1234/x", Repaired: true},
	}
	// The content tells what a file is, whatever its name.
	in, err := extract.Open(t.Context(), "roads.txt", []byte("%PDF-1.7 …"), nil, d)
	if err != nil {
		t.Fatal(err)
	}
	var places []string
	for _, p := range in.Places {
		places = append(places, fmt.Sprintf("%d %s %g", p.Page, in.Text[p.Start:p.End], p.Quad))
	}
	want := []string{
		"1 On [100 700 110 710]", "1 roads [115 700 140 710]",
		// Turned by a quarter, what is along the line goes up the page.
		"2 in [300 100 310 110]", "2 草 [300 115 310 120]", "2 原 [300 120 310 125]", "2 winds [300 130 310 155]",
	}
	if diff := cmp.Diff(want, places); diff != "" {
		t.Errorf("places: -want +got:\n%s", diff)
	}
	in.Places = nil
	wantInput := &extract.Input{
		Format: extract.PDF, Text: d.Text, Outline: []string{"Winds"},
		Blocks:  []extract.Block{{Span: doc.Span{Start: 0, End: 8}, Kind: extract.TitleBlock}, {Span: doc.Span{Start: 11, End: 11 + len(body)}, Kind: extract.ParagraphBlock}},
		Pages:   []doc.Page{{Page: 1, Label: "iv", Width: 595, Height: 842}, {Page: 2, Width: 595, Height: 842, Rotation: 1}, {Page: 3}},
		Repairs: []doc.Repair{{Source: doc.Span{Start: 3, End: 8}, Old: "r0ads", New: "roads", Rule: "encoding"}},
		Notes: []string{
			"the file is damaged or cut off and was read as far as it went; fetch it again if pages are missing",
			"1 of 3 pages could not be read",
		},
	}
	wantInput.Meta.Title, wantInput.Meta.DOI = "On roads", "10.1234/x"
	if diff := cmp.Diff(wantInput, in); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}

	pictures := &answer{Text: "\f", Pages: make([]pdf.Page, 2)}
	if _, err := extract.Open(t.Context(), "scan.pdf", nil, nil, pictures); !errors.Is(err, extract.ErrNoText) {
		t.Errorf("pictures: %v", err)
	}
	if _, err := extract.Open(t.Context(), "roads.pdf", nil, nil, nil); err == nil {
		t.Error("without a reader a PDF is read")
	}
}

// The words of a passage have boxes, from which marks are placed: one quad for each
// line of a mark, of a part of a word its part.
func TestBoxes(t *testing.T) {
	in := article()
	a := in.Article(noLanguage{})
	for _, p := range a.Passages {
		if p.Kind != doc.Body || len(p.Pages) < 2 {
			continue
		}
		const words = "spent on the bridges" // "the" begins the next page
		start := indexOf(t, p.Text, words)
		got := p.PagesOf([]doc.Span{{Start: start, End: start + len(words)}, {Start: 2, End: 5}})
		want := []doc.Page{
			{Page: 1, Label: "101", Width: 595, Height: 842, Quads: []doc.Quad{{335, 638, 375, 648}, {80, 650, 95, 660}}},
			{Page: 2, Label: "102", Width: 595, Height: 842, Quads: []doc.Quad{{70, 780, 125, 790}}},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
		if diff := cmp.Diff(p.Pages, p.PagesOf(nil)); diff != "" {
			t.Errorf("without marks: -want +got:\n%s", diff)
		}
		return
	}
	t.Error("no passage stands on two pages")
}

func indexOf(t *testing.T, text, part string) int {
	t.Helper()
	i := strings.Index(text, part)
	if i < 0 {
		t.Fatalf("%q is not in %q", part, text)
	}
	return i
}

package excerpt

import (
	"slices"
	"strings"
	"testing"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/rivo/uniseg"
	"pgregory.net/rapid"
)

func TestLines(t *testing.T) {
	p := &doc.Passage{Lang: doc.Chinese, Text: "中国与哈萨克斯坦的\n  投资 项目不断扩大。The  project\ngrew."}
	at := strings.Index(p.Text, "The")
	p.Spans = []doc.LangSpan{{Span: doc.Span{Start: 0, End: at}, Lang: doc.Chinese}, {Span: doc.Span{Start: at, End: len(p.Text)}, Lang: doc.English}}
	marks := marksOf(p.Text, "投资 项目", "project")
	want := []Line{
		{Left: "克斯坦的 ", Match: "投资 项目", Right: "不断扩大。", Lang: doc.Chinese, Passage: p, Span: marks[0].Span},
		{Left: "。The ", Match: "project", Right: " grew", Lang: doc.English, Passage: p, Span: marks[1].Span},
	}
	if got := Lines(p, marks, 5); !slices.Equal(got, want) {
		t.Errorf("lines %+v\nwanted %+v", got, want)
	}
}

// The words of a term in another language are one match; so are not those of the query.
func TestTogether(t *testing.T) {
	const text = "The Belt and Road Initiative grew. Road by road, belts: a road"
	for view, want := range map[analysis.View]string{analysis.Glossary: "Belt and Road Initiative|Road by road, belts|road", analysis.Stem: "Belt|Road|Initiative|Road|road|belts|road"} {
		marks := marksOf(text, "Belt", "Road", "Initiative", "belts", "road")
		for i := range marks {
			marks[i].View = view
		}
		var got []string
		for _, m := range Together(text, marks) {
			got = append(got, text[m.Start:m.End])
		}
		if strings.Join(got, "|") != want {
			t.Errorf("%v: %q, want %q", view, got, want)
		}
	}
}

// A word that does not fit stays out, but for one that is longer than a side of the line.
func TestLinesCutNoWord(t *testing.T) {
	p := &doc.Passage{Lang: doc.English, Text: "A small increase of investment grew steadily"}
	for _, c := range []struct {
		width       int
		left, right string
	}{{12, "increase of ", " grew"}, {11, "of ", " grew"}, {3, "of ", " gr"}, {14, "increase of ", " grew steadily"}} {
		l := Lines(p, marksOf(p.Text, "investment"), c.width)[0]
		if l.Left != c.left || l.Right != c.right {
			t.Errorf("%d characters: %q, %q, want %q, %q", c.width, l.Left, l.Right, c.left, c.right)
		}
	}
}

// Whatever is marked, the parts of a line are whole characters (extended grapheme
// clusters, by another implementation of UAX #29) of the text, in their order.
func TestLinesCutNoCharacter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{
			"a", "word", " ", "\n", "é", "e\u0301", "к\u0306", "哈", "萨\u3099", "👩\u200d👩\u200d👧", "🇰🇿", "각", "\u1100\u1161", "ก\u0e33", "\r\n", "\u0301",
		}), 1, 40).Draw(t, "text"), "")
		var marks []Mark
		for i := range text {
			if characterBoundary(text, i) && oneLine(text[i:i+1]) != " " && rapid.IntRange(0, 5).Draw(t, "mark") == 0 {
				_, size := decode(text[i:])
				marks = append(marks, Mark{Span: doc.Span{Start: i, End: i + size}})
			}
		}
		characters := map[string]bool{" ": true}
		for g := uniseg.NewGraphemes(oneLine(text)); g.Next(); {
			characters[g.Str()] = true
		}
		width := rapid.IntRange(0, 12).Draw(t, "width")
		for _, l := range Lines(&doc.Passage{Text: text, Lang: doc.Und}, marks, width) {
			if !strings.Contains(oneLine(text), strings.TrimSpace(l.Left+l.Match+l.Right)) {
				t.Fatalf("%q + %q + %q is no part of %q", l.Left, l.Match, l.Right, text)
			}
			for _, part := range []string{l.Left, l.Match, l.Right} {
				n := 0
				for g := uniseg.NewGraphemes(part); g.Next(); n++ {
					if !characters[g.Str()] {
						t.Fatalf("%q of %q holds %q, which is no character of the text", part, text, g.Str())
					}
				}
				// Flags and Hangul that stand together may count as one.
				if part != l.Match && n > width && !strings.ContainsAny(part, "🇰🇿각\u1100") {
					t.Fatalf("%q is longer than %d characters", part, width)
				}
			}
		}
	})
}

func decode(s string) (string, int) {
	g := uniseg.NewGraphemes(s)
	g.Next()
	return g.Str(), len(g.Str())
}

func TestSortLines(t *testing.T) {
	lines := []Line{
		{Left: "aa ", Match: "y", Right: " aa", View: analysis.Glossary}, // in another language: last
		{Left: "in the ", Match: "x", Right: " of Ёлка"},
		{Left: "by The ", Match: "x", Right: " and"},
		{Left: "a ", Match: "x", Right: " Of егерь"},
		{Left: "", Match: "x", Right: ""},
	}
	order := func(by LineOrder) string {
		sorted := append([]Line(nil), lines...)
		SortLines(sorted, by)
		var list []string
		for _, l := range sorted {
			list = append(list, strings.TrimSpace(l.Left)+"|"+strings.TrimSpace(l.Right))
		}
		return strings.Join(list, "; ")
	}
	if got, want := order(LeftContext), "|; a|Of егерь; by The|and; in the|of Ёлка; aa|aa"; got != want {
		t.Errorf("by what is to the left: %s\nwanted %s", got, want)
	}
	if got, want := order(RightContext), "|; by The|and; a|Of егерь; in the|of Ёлка; aa|aa"; got != want {
		t.Errorf("by what is to the right: %s\nwanted %s", got, want)
	}
	if got, want := order(LinePosition), "in the|of Ёлка; by The|and; a|Of егерь; |; aa|aa"; got != want {
		t.Errorf("by position: %s\nwanted %s", got, want)
	}
}

package web

// The pure functions, where a table says more than a request.

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/excerpt"
	"pgregory.net/rapid"
)

func TestNest(t *testing.T) {
	var values []facetChoice
	for _, v := range []string{"B/x", "A", "B", "C/y", "B/x/1", "C/y/2"} {
		values = append(values, facetChoice{Value: v, Label: v[strings.LastIndexByte(v, '/')+1:]})
	}
	var got []string
	for _, c := range nest(values) {
		got = append(got, strings.Repeat("-", c.Depth)+c.Label)
	}
	if want := []string{"A", "B", "-x", "--1", "C › y", "-2"}; !slices.Equal(got, want) {
		t.Errorf("nested %q, want %q", got, want)
	}
}

// Offsets translated to code points select the same text.
func TestCodePoints(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		points := codePoints{text: text}
		for range rapid.IntRange(1, 5).Draw(t, "times") {
			at := rapid.IntRange(0, len(text)).Draw(t, "offset")
			for at < len(text) && !utf8.RuneStart(text[at]) {
				at++
			}
			if got := string([]rune(text)[:points.at(at)]); got != string([]rune(text[:at])) {
				t.Fatalf("before byte %d of %q stand %q, by code points %q", at, text, text[:at], got)
			}
		}
	})
}

// Segments joined are the text they were cut from, whatever marks and spans.
func TestSegmentsCoverTheText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		span := rapid.Custom(func(t *rapid.T) doc.Span {
			a, b := rapid.IntRange(0, len(text)).Draw(t, "a"), rapid.IntRange(0, len(text)).Draw(t, "b")
			return doc.Span{Start: min(a, b), End: max(a, b)}
		})
		p := &doc.Passage{Text: text, Lang: "en"}
		for _, s := range rapid.SliceOfN(span, 0, 4).Draw(t, "spans") {
			p.Spans = append(p.Spans, doc.LangSpan{Span: s, Lang: "zh"})
		}
		var marks []excerpt.Mark
		marked := 0
		for _, s := range rapid.SliceOfN(span, 0, 1).Draw(t, "marks") {
			marks = append(marks, excerpt.Mark{Span: s})
			marked += s.Len()
		}
		var joined strings.Builder
		for _, seg := range segments(p, marks, 0, len(text)) {
			joined.WriteString(seg.Text)
			if seg.Mark {
				marked -= len(seg.Text)
			}
		}
		if joined.String() != text || marked != 0 {
			t.Fatalf("segments joined are %q of %q; %d bytes of marks are missing", &joined, text, marked)
		}
	})
}

func TestDigestParamsIgnoresOrder(t *testing.T) {
	one := digestParams("search", url.Values{"lang": {"en", "kk"}, "q": {"x"}, "limit": {"5"}, "cursor": {"y"}})
	if two := digestParams("search", url.Values{"q": {"x"}, "lang": {"kk", "en"}}); one != two {
		t.Error("the order of parameters, limit or cursor change the digest")
	}
	if three := digestParams("search", url.Values{"q": {"x"}, "lang": {"kk"}}); one == three {
		t.Error("other parameters have the same digest")
	}
	if four := digestParams("works", url.Values{"q": {"x"}, "lang": {"kk", "en"}}); one == four {
		t.Error("another list has the same digest")
	}
}

func TestCellsAreInert(t *testing.T) {
	for cell, want := range map[string]string{
		"": "", "text": "text", "1,5": "1,5", "a=b": "a=b", "中文": "中文",
		"=HYPERLINK(\"x\")": "'=HYPERLINK(\"x\")", "+1": "'+1", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", " =1+1": "' =1+1",
		"\t=1": "'\t=1", "\ttext": "'\ttext", "＝1": "'＝1", "\ufeff=1": "'\ufeff=1", "\n@x": "'\n@x",
	} {
		if got := inert(cell); got != want {
			t.Errorf("inert(%q) = %q, want %q", cell, got, want)
		}
	}
	var b strings.Builder
	if err := newTable(&b, "tsv").write("=1\t2", "a\r\nb"); err != nil || b.String() != "'=1 2\ta  b\n" {
		t.Errorf("TSV %q, %v", &b, err)
	}
}

// Chinese inside a text of no known language is told, with its own punctuation;
// the parts joined are the text.
func TestHanParts(t *testing.T) {
	for text, want := range map[string][]string{
		"":                          {""},
		"Jiang Wei":                 {"Jiang Wei"},
		"蔡国栋":                       {"zh:蔡国栋"},
		"Zhang Jie (张继业、孟菁, 2022).": {"Zhang Jie (", "zh:张继业、孟菁", ", 2022)."},
		"国别(地区)指南, 第3章。See":         {"zh:国别(地区)指南, 第3章。", "See"},
		"東京タワー":                     {"東京タワー"},
		"\xff汉":                     {"\xff", "zh:汉"},
	} {
		var got []string
		joined := ""
		for _, seg := range hanParts(text) {
			joined += seg.Text
			if seg.Foreign {
				got = append(got, string(seg.Lang)+":"+seg.Text)
			} else {
				got = append(got, seg.Text)
			}
		}
		if !slices.Equal(got, want) || joined != text {
			t.Errorf("%q is cut into %q, want %q", text, got, want)
		}
	}
}

// Changes can be seen, even of blanks and of letters that look like others.
func TestShown(t *testing.T) {
	for text, want := range map[string]string{"": "", "\n": "⏎", " \tx y": "␣⇥x y", "а": "а (U+0430)", ".": ".", "<u>": "<u>"} {
		if got := shown(text); got != want {
			t.Errorf("%q is shown as %q, want %q", text, got, want)
		}
	}
}

// Words are found in a passage however a browser writes the blanks between them, and
// only where they stand.
func TestFindWords(t *testing.T) {
	const text = "One wind. Two\nwinds 风能 тут. One wind, again"
	for words, want := range map[string]string{
		"One wind, again": "One wind, again", "Two winds": "Two\nwinds", "  winds\t风能 ": "winds 风能", "风能 тут.": "风能 тут.", text: text,
		"": "", " \n": "", "One winds": "", "again and": "",
	} {
		span, ok := findWords(text, words)
		if ok != (want != "") || text[span.Start:span.End] != want {
			t.Errorf("%q is found as %q, want %q", words, text[span.Start:span.End], want)
		}
	}
}

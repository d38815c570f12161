package web

// A passage cut up for a template: marks and languages as data, so that the
// template can put <mark> and <span lang> around text that it escapes.

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/excerpt"
)

// segment is a stretch of text, all of it in one language and marked or not.
type segment struct {
	Text string
	Mark bool
	Lang doc.Lang
	// Foreign says that Lang is not the language of the passage.
	Foreign bool
	// Opens is the citation that begins with the segment, Closes says that one
	// ends with it.
	Opens  *bracketLink
	Closes bool
}

// bracketLink leads from a citation in the text to the entries that it means.
type bracketLink struct {
	// Number is the citation's among those of the page, from 1.
	Number int
	// Passages are the ids of the passages where the entries begin.
	Passages []string
}

// segments cuts the bytes [from, to) of the passage's text at its marks and
// where its language changes. The texts joined are that part of the text.
func segments(p *doc.Passage, marks []excerpt.Mark, from, to int) []segment {
	cuts := []int{from, to}
	add := func(s doc.Span) {
		for _, at := range []int{s.Start, s.End} {
			if from < at && at < to {
				cuts = append(cuts, at)
			}
		}
	}
	for _, m := range marks {
		add(m.Span)
	}
	for _, s := range p.Spans {
		add(s.Span)
	}
	for _, c := range p.Citations {
		add(c.Span)
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	var list []segment
	for i := 1; i < len(cuts); i++ {
		at := cuts[i-1]
		seg := segment{Text: p.Text[at:cuts[i]], Lang: p.Lang}
		for _, m := range marks {
			seg.Mark = seg.Mark || m.Start <= at && at < m.End
		}
		for _, s := range p.Spans {
			if s.Start <= at && at < s.End {
				seg.Lang = s.Lang
			}
		}
		seg.Foreign = seg.Lang != p.Lang
		list = append(list, seg)
	}
	return list
}

// hanParts cuts a text whose language is not known, such as a name, so that Chinese
// in it is told to be that: browsers choose the form of ideographs by language.
// Japanese and Korean, which their own letters give away, are left alone.
func hanParts(text string) []segment {
	if !hasHan(text) {
		return []segment{{Text: text}}
	}
	var list []segment
	add := func(part string, lang doc.Lang) {
		if part != "" {
			list = append(list, segment{Text: part, Lang: lang, Foreign: lang != ""})
		}
	}
	// Chinese goes from its first ideograph to its last before another script's
	// letter, with what stands between them and its own marks behind.
	start, end, within := 0, 0, false
	for i, r := range text {
		switch {
		case analysis.IsHan(r):
			if !within {
				add(text[start:i], "")
				start, within = i, true
			}
			end = i + utf8.RuneLen(r)
		case within && ('\u3000' <= r && r <= '\u303f' || '\uff00' <= r && r <= '\uff20') && end == i:
			end = i + utf8.RuneLen(r)
		case within && unicode.IsLetter(r):
			add(text[start:end], doc.Chinese)
			start, within = end, false
		}
	}
	if within {
		add(text[start:end], doc.Chinese)
		start = end
	}
	add(text[start:], "")
	return list
}

// shown makes the changes of a repair visible: blanks, and letters that look alike.
func shown(text string) string {
	if r, size := utf8.DecodeRuneInString(text); size == len(text) && unicode.IsLetter(r) {
		return fmt.Sprintf("%s (U+%04X)", text, r)
	}
	rest := strings.TrimLeft(text, " \t\r\n")
	return strings.NewReplacer("\r\n", "⏎", "\n", "⏎", "\t", "⇥", " ", "␣").Replace(strings.TrimSuffix(text, rest)) + rest
}

// hasHan reports whether a text holds Chinese, as far as its letters tell.
func hasHan(text string) bool {
	han := false
	for _, r := range text {
		if r < 0x1100 { // which begins Hangul, the first of these
			continue
		}
		if unicode.In(r, unicode.Hiragana, unicode.Katakana, unicode.Hangul) {
			return false
		}
		han = han || analysis.IsHan(r)
	}
	return han
}

// langByScript is Chinese for a text that holds it, else unknown.
func langByScript(text string) doc.Lang {
	if hasHan(text) {
		return doc.Chinese
	}
	return ""
}

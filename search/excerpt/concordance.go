package excerpt

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// Concordances: keyword in context (Luhn, Keyword-in-Context Index for Technical
// Literature, 1960). Each mark of a passage gives a line, with the text around it.

// Line is a line of a concordance. Its three parts stand one behind the other in
// the passage's text; blanks, lines' ends among them, are single spaces.
type Line struct {
	Left, Match, Right string
	// Lang is the language of the match, Span its range of the passage's text.
	Lang    doc.Lang
	Passage *doc.Passage
	Span    doc.Span
	// View is that through which the match was found.
	View analysis.View
	// Doc is the passage's document, in brief; nil where nobody has set it.
	Doc *doc.Document
}

// widestGap is how many characters stand between words of a term: a comma, a preposition,
// and blanks.
const widestGap = 7

// Together joins marks of words in other languages that stand side by side in a sentence: a
// term of several words is one match (Belt and Road Initiative), as a phrase is.
func Together(text string, marks []Mark) []Mark {
	var joined []Mark
	for _, m := range marks {
		if n := len(joined); n > 0 && m.View == analysis.Glossary && joined[n-1].View == analysis.Glossary {
			gap := text[joined[n-1].End:m.Start]
			if utf8.RuneCountInString(gap) <= widestGap && !strings.ContainsAny(gap, ".!?;:()。！？；：（）") {
				joined[n-1].End = m.End
				continue
			}
		}
		joined = append(joined, m)
	}
	return joined
}

// Lines returns the lines that the marks of a passage give, with at most width
// characters, as they are seen, to the left and to the right. No word is cut, unless it
// is longer than that, and no character: combining marks stay with their letter.
func Lines(p *doc.Passage, marks []Mark, width int) []Line {
	lines := make([]Line, 0, len(marks))
	for _, m := range marks {
		start, end := m.Start, m.End
		for start > 0 && !characterBoundary(p.Text, start) {
			start--
		}
		for end < len(p.Text) && !characterBoundary(p.Text, end) {
			end++
		}
		lines = append(lines, Line{Left: contextBefore(p, start, width), Match: oneLine(p.Text[start:end]),
			Right: contextBehind(p, end, width), Lang: langAt(p, start), Passage: p, Span: doc.Span{Start: start, End: end}, View: m.View})
	}
	return lines
}

// langAt returns the language of the text at an offset.
func langAt(p *doc.Passage, offset int) doc.Lang {
	for _, s := range p.Spans {
		if s.Start <= offset && offset < s.End {
			return s.Lang
		}
	}
	return p.Lang
}

func contextBefore(p *doc.Passage, end, width int) string {
	start := end
	for n := 0; n < width && start > 0; n++ {
		for {
			r, size := utf8.DecodeLastRuneInString(p.Text[:start])
			start -= size
			next, _ := utf8.DecodeLastRuneInString(p.Text[:start])
			if start == 0 || characterBoundary(p.Text, start) && !(unicode.IsSpace(r) && unicode.IsSpace(next)) {
				break
			}
		}
	}
	for at, r := range p.Text[start:end] {
		if wordBoundary(p.Text, start+at) && !unicode.IsSpace(r) {
			start += at
			break
		}
	}
	left := oneLine(p.Text[start:end])
	first, _ := trimBlanks(left, 0, len(left))
	return left[first:]
}

func contextBehind(p *doc.Passage, start, width int) string {
	end := start
	for n := 0; n < width && end < len(p.Text); n++ {
		for {
			r, size := utf8.DecodeRuneInString(p.Text[end:])
			end += size
			next, _ := utf8.DecodeRuneInString(p.Text[end:])
			if end == len(p.Text) || characterBoundary(p.Text, end) && !(unicode.IsSpace(r) && unicode.IsSpace(next)) {
				break
			}
		}
	}
	for at := end; at > start; at-- {
		if wordBoundary(p.Text, at) && strings.TrimSpace(p.Text[start:at]) != "" {
			end = at
			break
		}
	}
	return strings.TrimRight(oneLine(p.Text[start:end]), " ")
}

// wordBoundary reports whether no word, nor a character of it, is cut at offset. Between
// Chinese characters none is.
func wordBoundary(text string, offset int) bool {
	if !characterBoundary(text, offset) {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(text[:offset])
	after, _ := utf8.DecodeRuneInString(text[offset:])
	return offset == 0 || offset == len(text) || between(before, after) > borderCharacter
}

// characterBoundary reports whether no character, as it is seen, is cut at
// offset.
func characterBoundary(text string, offset int) bool {
	if offset <= 0 || offset >= len(text) {
		return true
	}
	if !utf8.RuneStart(text[offset]) {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(text[:offset])
	after, _ := utf8.DecodeRuneInString(text[offset:])
	return !joins(before, after)
}

// oneLine writes runs of blanks and of control characters as single spaces.
func oneLine(s string) string {
	var b strings.Builder
	blank := false
	for _, r := range s {
		if unicode.IsSpace(r) || unicode.IsControl(r) {
			blank = true
			continue
		}
		if blank {
			b.WriteByte(' ')
			blank = false
		}
		b.WriteRune(r)
	}
	if blank {
		b.WriteByte(' ')
	}
	return b.String()
}

// LineOrder is an order of the lines of a concordance.
type LineOrder string

// The orders: by the words to the left, read outwards from the match, by the words to
// the right, or by the place in the corpus.
const (
	LeftContext  LineOrder = "left"
	RightContext LineOrder = "right"
	LinePosition LineOrder = "position"
)

// SortLines sorts lines that stand in the order of the corpus; lines with the same
// context stay so. Those of words in other languages come behind those of the query's own.
// Words compare by the root collation of Unicode (UTS #10), case last.
func SortLines(lines []Line, order LineOrder) {
	type keyed struct {
		other int // 1: of another language
		key   []byte
		line  Line
	}
	var buffer collate.Buffer
	collator := collate.New(language.Und)
	list := make([]keyed, len(lines))
	for i, l := range lines {
		if list[i].line = l; l.View == analysis.Glossary {
			list[i].other = 1
		}
		if order == LinePosition {
			continue
		}
		words := analysis.Phrase(l.Right)
		if order == LeftContext {
			words = analysis.Phrase(l.Left)
			slices.Reverse(words)
		}
		// Only the first words decide, and only so far as people compare them.
		words = words[:min(len(words), 8)]
		buffer.Reset()
		list[i].key = slices.Clone(collator.KeyFromString(&buffer, strings.Join(words, " ")))
	}
	slices.SortStableFunc(list, func(a, b keyed) int { return cmp.Or(a.other-b.other, slices.Compare(a.key, b.key)) })
	for i, k := range list {
		lines[i] = k.line
	}
}

// Package intext finds the citations in the text of a document and resolves them to
// the entries of its lists of references, whose second forms in another script it
// pairs with the first (twins.go). It takes entries as they were read: it may import
// cite, lexicon, lazyregexp and analysis.
package intext

// This file finds text in the form of an in-text citation:
//
//	numbers      [7]  [3; 5]  [13–16]  [6, с. 5]  [6, 15-б.]  【7】  [1]–[3]
//	authors      (Author, 2020; Other & Third, 2019)  [Иванов, 2020, с. 5]  （张, 2020）
//	             and years alone, whose author stands before: Author (2020)  张三（2020）
//	superscripts word⁷  word¹³⁻¹⁶
//	keys         [Knu84, LH+99]  and those of Pandoc: [see @knuth84, pp. 3–5; -@lund]  @lund [p. 3]
//
// Whether it is one is for resolve.go to say, which knows the list. Form alone
// rules out intervals, indices of arrays, formulas, marks of types ([J], [M/OL]),
// dates, and numbers of lists. Time is linear in the length of the text.

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/cite/lexicon"
	"github.com/izde/izde/search/lazyregexp"
)

// mention is a place of a text that has the form of a citation.
type mention struct {
	start, end int // bytes of the text
	form       form
	attached   bool // no space before it
	bare       bool // a key without a bracket
	pointers   []pointer
}

type form uint8

const (
	byNumber form = iota
	byAuthor
	byYear        // the author stands in the sentence, before the bracket
	bySuperscript // numbers set above the line
	numbersItem   // opens an item of a list, or a note
	byKey
)

// pointer is a part of a bracket: it points at entries by number, from first to
// last, or by author and year.
type pointer struct {
	first, last int
	authors
	year    int
	key     string
	suffix  string // "a" of "2020a"
	locator string // "с. 5", as written
}

// authors are the names that stand for an entry.
type authors struct {
	names  []string
	others bool // "et al."
}

// maxBracket bounds a bracket, in bytes.
const maxBracket = 400

const (
	openSquare  = "[［【〔"
	closeSquare = "]］】〕"
	openRound   = "(（"
	closeRound  = ")）"
)

// mentions returns the mentions of text, in order.
func mentions(text string) []mention {
	var found []mention
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		m, ok := mention{}, false
		switch {
		case analysis.IsUsual(r): // most text
		case strings.ContainsRune(openSquare, r):
			if end := closing(text[i+size:], openSquare, closeSquare); end >= 0 {
				m, ok = squareMention(text, i, i+size, i+size+end)
			}
		case strings.ContainsRune(openRound, r):
			if end := closing(text[i+size:], openRound, closeRound); end >= 0 {
				m, ok = authorMention(text, i, i+size, i+size+end)
			}
		case r == '@':
			m, ok = bareKey(text, i)
		case superscript(r) >= 0:
			m, ok = raisedMention(text, i)
			if !ok {
				size = len(text[i:]) - len(strings.TrimLeftFunc(text[i:], func(r rune) bool { return superscript(r) >= 0 }))
			}
		}
		if !ok {
			i += size
			continue
		}
		i = m.end
		if n := len(found); n > 0 && m.joins(&found[n-1], text) {
			continue
		}
		found = append(found, m)
	}
	return found
}

// closing returns the byte where the bracket ends whose inside text begins with; -1
// if another one opens first or it is too long.
func closing(text, open, shut string) int {
	for i, r := range text[:min(len(text), maxBracket)] {
		switch {
		case strings.ContainsRune(shut, r):
			return i
		case strings.ContainsRune(open, r):
			return -1
		}
	}
	return -1
}

// joins makes [1]–[3] one mention.
func (m *mention) joins(before *mention, text string) bool {
	if m.form != byNumber || before.form != byNumber {
		return false
	}
	between := strings.TrimSpace(text[before.end:m.start])
	last := &before.pointers[len(before.pointers)-1]
	if len(m.pointers) > 1 || m.pointers[0].first <= last.first || m.pointers[0].first != m.pointers[0].last ||
		!strings.Contains("-–—−", between) || between == "" {
		return false
	}
	last.last = m.pointers[0].last
	before.end = m.end
	return true
}

const dash = `\s*[-–—−‒~～]\s*`

// located is a place in a work: by a word before it, by a word behind it, or
// between 第 and 页.
const located = `(?:(?i:(?:pp?|pages?|с|c|сс|стр|б|бб|бет|беттер|лл?|парақ|vol|т|том|ch|chap|chapter|гл|глава|тарау|рис|fig|figure|табл|table|sec|section|para|параграф|ст|art|§)\.?\s*[-–]?\s*(?:[\dIVXLC]+|[ivxlc]+\b)(?:` + dash + `[\dIVXLCivxlc]+)?(?:\s*,\s*\d+(?:` + dash + `\d+)?)*` +
	`|第?\s*\d+(?:` + dash + `\d+)?\s*[页頁章节]|\d+(?:` + dash + `\d+)?\s*[-–]?\s*(?:б|бб|бет|беттер|с|стр|pp?|п|парақ|лл?|т|том|кітап)\b?)\.?(?:\s?об\.?)?)`

var (
	// The words of a locator begin one another.
	locator   = lazyregexp.NewLongest(`^` + located + `(?:[,;]?\s+` + located + `)*`)
	leadWords = lazyregexp.New(`^(?i:see also|see|e\.\s?g\.|i\.\s?e\.|cf\.|compare|for example|for instance|such as|as in|also|by|from|after|according to|adapted from|based on|reviewed in|cited in|source:|` +
		`см\. также|см\.|смотри|ср\.|напр\.|например|цит\. по:?|по|қараңыз:?|қар\.|мысалы|参见|參見|参阅|见|如|例如|参考|据|根据|转引自|引自)[,:：]?\s*`)
)

// squareMention reads text[from:to], the inside of square brackets that begin at
// start.
func squareMention(text string, start, from, to int) (mention, bool) {
	_, size := utf8.DecodeRuneInString(text[to:])
	m := mention{start: start, end: to + size}
	var ok bool
	if strings.Contains(text[from:to], "@") {
		return keyMention(m, text[from:to])
	}
	if m.pointers, ok = numbers(text[from:to]); ok {
		prev, _ := utf8.DecodeLastRuneInString(text[:start])
		m.attached = start > 0 && !unicode.IsSpace(prev) && !strings.ContainsRune(closeSquare, prev)
		if numbersList(text, m.start, m.end) {
			m.form = numbersItem
		} else if n := m.pointers[0]; len(m.pointers) == 1 && isYear(n.first) && n.last == n.first {
			if m, ok := authorMention(text, start, from, to); ok {
				return m, true // "Author [2020]"
			}
		}
		return m, !besideFormula(text, m.start, m.end)
	}
	if authored, ok := authorMention(text, start, from, to); ok {
		return authored, true
	}
	return keyMention(m, text[from:to])
}

// numbers reads "3; 5", "13–16", "6, с. 5".
func numbers(s string) ([]pointer, bool) {
	if s = strings.TrimSpace(s); s != "" && !analysis.IsDigit(s[0]) {
		s = s[len(leadWords.FindString(s)):]
	}
	if s == "" || !analysis.IsDigit(s[0]) && !strings.HasPrefix(s, "№") {
		return nil, false
	}
	if strings.ContainsFunc(s, unicode.IsLetter) {
		s = joiningWords.Replace(s)
	}
	var out []pointer
	for group := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ';' || r == '；' }) {
		located := false
		for k, piece := range strings.FieldsFunc(group, func(r rune) bool { return strings.ContainsRune(",，、", r) }) {
			piece = strings.TrimSpace(piece)
			p, ok := readNumber(piece)
			switch {
			case ok && !located:
				out = append(out, p)
				located = p.locator != ""
			case len(out) > 0 && (k > 0 && ok || fullLocator(piece)):
				last := &out[len(out)-1]
				last.locator = joinNonEmpty(last.locator, piece, ", ")
				located = true
			default:
				return nil, false
			}
		}
	}
	return out, len(out) > 0
}

// joiningWords stand between two numbers in place of a comma.
var joiningWords = strings.NewReplacer(" and ", ", ", " & ", ", ", " и ", ", ", " және ", ", ", " мен ", ", ", "和", ",", "及", ",")

// readNumber reads "6", "13–16", "6. С. 5", "6: 12".
func readNumber(s string) (p pointer, ok bool) {
	s = strings.TrimSpace(strings.TrimPrefix(s, "№"))
	if p.first, s, ok = leadingNumber(s); !ok {
		return p, false
	}
	p.last = p.first
	if d, size := utf8.DecodeRuneInString(s); s != "" && strings.ContainsRune("-–—−‒~～－", d) {
		if p.last, s, ok = leadingNumber(strings.TrimSpace(s[size:])); !ok {
			return p, false
		}
	}
	if s != "" {
		p.locator = strings.TrimLeft(s, ".:, ")
		if !fullLocator(p.locator) && !(s[0] == ':' && p.locator != "" && allDigits(p.locator)) {
			return p, false
		}
	}
	return p, p.first <= p.last
}

// leadingNumber reads the digits that s begins with, and the spaces behind them.
// Numbers of entries have no zero in front, and few digits.
func leadingNumber(s string) (n int, rest string, ok bool) {
	const most = 9
	i := 0
	for i < len(s) && analysis.IsDigit(s[i]) {
		i++
	}
	if i == 0 || i > most || s[0] == '0' {
		return 0, s, false
	}
	n, _ = strconv.Atoi(s[:i])
	return n, strings.TrimLeft(s[i:], " \u00a0"), true
}

func isYear(n int) bool { return n >= 1500 && n < 2100 }

func fullLocator(s string) bool {
	n := len(locator.FindString(s))
	return n > 0 && n == len(s)
}

func joinNonEmpty(a, b, sep string) string {
	if a == "" {
		return b
	}
	return a + sep + b
}

// besideFormula reports whether the text next to the bracket text[start:end]
// makes it an interval, an index or part of a formula.
func besideFormula(text string, start, end int) bool {
	const near = 60
	before := text[max(0, start-near):start]
	after := text[end:min(len(text), end+near)]
	if strings.HasSuffix(before, "^") && strings.HasPrefix(after, "^") {
		return false // raised in Markdown: "ice^[2,3]^"
	}
	if index := indices.FindStringIndex(before); index != nil {
		before = before[:index[0]] // "b[2][3]"
	}
	if applied.MatchString(before) {
		return true // "f(x)[1]"
	}
	prev, _ := utf8.DecodeLastRuneInString(before)
	if isWordByte(prev) {
		// "a[1]", "x_i[2]", "buf2[16]" are indices; "text[1]" is careless typing.
		word := before[strings.LastIndexFunc(before, func(r rune) bool { return !isWordByte(r) })+1:]
		letters := strings.ContainsFunc(word, unicode.IsLetter)
		if letters && (len(word) == 1 || strings.ContainsAny(word, "_") || strings.ContainsAny(word, "0123456789") && strings.ToUpper(word) != word) {
			return true
		}
	}
	const signs = "=∈∉×<>≤≥⊂⊆∪∩+*/^_≈∼±∞"
	left := strings.TrimSuffix(strings.TrimRight(before, " \n\t\u00a0"), ">>") // which may be a quotation mark
	right := strings.TrimLeft(after, " \n\t\u00a0")
	sign, _ := utf8.DecodeLastRuneInString(left)
	behind, _ := utf8.DecodeRuneInString(right)
	return left != "" && strings.ContainsRune(signs, sign) || right != "" && strings.ContainsRune(signs, behind) ||
		strings.HasPrefix(after, "(http") || endsWithInterval(left)
}

var (
	indices = lazyregexp.New(`(?:\[[\d,; –-]{1,12}\])+$`)
	applied = lazyregexp.New(`(?:^|[^\pL\pN_])[a-zA-Z]\([^()]{0,20}\)$`)
)

// intervals begin the words, in any inflection, behind which a bracket is an
// interval.
var intervals = strings.Fields("interval range segment between интервал отрезк отрезок промежутк промежуток диапазон сегмент аралық аралығ кесінді")

// intervalSigns abbreviate them.
var intervalSigns = lexicon.Set("ci cis iqr hpd cri hdi ди ди95 си")

func endsWithInterval(text string) bool {
	if strings.HasSuffix(text, "区间") || strings.HasSuffix(text, "范围") || strings.HasSuffix(text, "范围内") {
		return true
	}
	text = strings.TrimSuffix(text, " of")
	word := strings.ToLower(text[strings.LastIndexFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })+1:])
	if intervalSigns[word] {
		return true
	}
	return slices.ContainsFunc(intervals, func(i string) bool { return strings.HasPrefix(word, i) })
}

func isWordByte(r rune) bool {
	return r < utf8.RuneSelf && (r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r))
}

// numbersList reports whether the bracket text[start:end] numbers an item of a
// list: it opens a line, and a sentence begins behind it, or nothing follows.
func numbersList(text string, start, end int) bool {
	if start > 0 && text[start-1] != '\n' {
		return false
	}
	rest := strings.TrimLeft(text[end:], " \t\u00a0")
	next, _ := utf8.DecodeRuneInString(rest)
	return rest == "" || next == '\n' || (unicode.IsUpper(next) || analysis.IsHan(next) || unicode.IsDigit(next) || next == '"' || next == '«' || next == '“')
}

const raised = "⁰¹²³⁴⁵⁶⁷⁸⁹"

// superscript is the value of a superscript digit, -1 if r is none.
func superscript(r rune) int {
	if i := strings.IndexRune(raised, r); i >= 0 {
		return utf8.RuneCountInString(raised[:i])
	}
	return -1
}

var raisedNumbers = lazyregexp.New(`^[⁰¹²³⁴⁵⁶⁷⁸⁹]+(?:\s?[,，˒⁻–—-]\s?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)*`)

// units are words with a power for a superscript: km².
var units = lexicon.Set("km cm mm dm nm ft in mi yd kg sec км см мм дм нм м кг га сек куб кв")

// raisedMention reads superscripts behind a word or the punctuation of a
// sentence. Superscripts behind a digit, a letter or a unit are powers.
func raisedMention(text string, start int) (mention, bool) {
	const near = 40
	s := raisedNumbers.FindString(text[start:min(len(text), start+maxBracket)])
	before := text[max(0, start-near):start]
	bare := strings.TrimRight(before, ".,;:!?)]»”\"'。，；：）")
	word := bare[strings.LastIndexFunc(bare, func(r rune) bool { return !unicode.IsLetter(r) })+1:]
	han, _ := utf8.DecodeLastRuneInString(bare)
	if len(bare) == len(before) && !analysis.IsHan(han) && utf8.RuneCountInString(word) < 3 || units[strings.ToLower(word)] {
		return mention{}, false
	}
	plain := strings.Map(func(r rune) rune {
		if d := superscript(r); d >= 0 {
			return '0' + rune(d)
		}
		if r == '⁻' {
			return '-'
		}
		if r == '˒' {
			return ','
		}
		return r
	}, s)
	pointers, ok := numbers(plain)
	return mention{start: start, end: start + len(s), form: bySuperscript, pointers: pointers}, ok
}

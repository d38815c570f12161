package extract

// This file tells headings from other short lines. A heading is known by its
// label, by its number in sequence, by capitals, or by standing alone between
// finished text and text that begins anew. A number counts only if it follows
// the one before it in its style, so that "5.2 million" heads nothing; and a
// short line within an unfinished sentence is a broken line, not a heading.

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/lazyregexp"
)

// style is a way of numbering headings.
type style int

const (
	unnumbered style = iota
	chapter          // 第一章
	roman            // IV.
	han              // 一、
	hanBracket       // （一）
	decimal          // 2.1
	letter           // B) or B.
)

// heading is one on the path of headings above a passage.
type heading struct {
	level int
	text  string
	mark  mark
}

// mark is the number that a line begins with.
type mark struct {
	style  style
	depth  int // of a decimal number: 2 for "2.1"
	number int // the last part
	first  int // the first part of a decimal number
	length int // in bytes, with the space behind it
}

var (
	decimalMark = lazyregexp.New(`^(\d{1,2})((?:\.\d{1,2}){0,4})([.)．、]?)[\s\x{3000}]*`)
	romanMark   = lazyregexp.New(`^([IVX]{1,5})[.)]\s+`)
	letterMark  = lazyregexp.New(`^(\p{Lu})([.)])\s+`)
	hanMark     = lazyregexp.New(`^([一二三四五六七八九十]{1,3})、\s*`)
	bracketMark = lazyregexp.New(`^[（(]([一二三四五六七八九十]{1,3})[)）]\s*`)
	chapterMark = lazyregexp.New(`^第\s*([一二三四五六七八九十百\d]{1,4})\s*[章节節篇]\s*`)
)

// markOf reads the number that text begins with; its style is unnumbered if
// there is none.
func markOf(text string) mark {
	head := text[:min(len(text), 64)]
	first := word0(text)
	if !unicode.IsDigit(first) && !unicode.IsUpper(first) && !analysis.IsHan(first) && first != '(' && first != '（' {
		return mark{}
	}
	if m := decimalMark.FindStringSubmatch(head); m != nil {
		rest := text[len(m[0]):]
		spaced := m[3] != "" || strings.HasSuffix(m[0], " ") || analysis.IsHan(word0(rest))
		if !spaced || rest == "" || m[1][0] == '0' && !zeroHeading(m[1]+m[2], rest) {
			return mark{}
		}
		parts := strings.Split(m[1]+m[2], ".")
		return mark{decimal, len(parts), atoi(parts[len(parts)-1]), atoi(parts[0]), len(m[0])}
	}
	if unicode.IsDigit(first) {
		return mark{}
	}
	for _, k := range []struct {
		style style
		re    *lazyregexp.Regexp
		value func(string) int
	}{
		{chapter, chapterMark, hanNumber}, {han, hanMark, hanNumber}, {hanBracket, bracketMark, hanNumber},
		{roman, romanMark, romanNumber}, {letter, letterMark, letterNumber},
	} {
		if m := k.re.FindStringSubmatch(head); m != nil {
			if n := k.value(m[1]); n > 0 {
				return mark{style: k.style, depth: 1, number: n, length: len(m[0])}
			}
		}
	}
	return mark{}
}

// zeroHeading reports whether 0 numbers the introduction, as journals in China
// have it.
func zeroHeading(number, rest string) bool {
	lab, _, whole, _ := matchLabel(rest)
	return number == "0" && lab.role == sectionRole && whole
}

func atoi(digits string) int {
	n := 0
	for _, d := range digits {
		n = min(n*10+int(d-'0'), 1<<20)
	}
	return n
}

func hanNumber(s string) int {
	n, digit := 0, 0
	for _, r := range s {
		switch i := strings.IndexRune("一二三四五六七八九", r); {
		case r >= '0' && r <= '9':
			digit = digit*10 + int(r-'0')
		case i >= 0:
			digit = i/len("一") + 1
		case r == '十':
			n += max(digit, 1) * 10
			digit = 0
		case r == '百':
			n += max(digit, 1) * 100
			digit = 0
		}
	}
	return n + digit
}

func romanNumber(s string) int {
	values := map[rune]int{'I': 1, 'V': 5, 'X': 10}
	n, prev := 0, 0
	for _, r := range s {
		v := values[r]
		if n += v; prev < v {
			n -= 2 * prev
		}
		prev = v
	}
	return n
}

// letterNumber counts letters in the order of their alphabet, "Ё" and "Й"
// aside, which lists leave out.
func letterNumber(s string) int {
	for _, alphabet := range []string{"ABCDEFGHIJKLMNOPQRSTUVWXYZ", "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯ"} {
		if i := strings.Index(alphabet, s); i >= 0 {
			return utf8.RuneCountInString(alphabet[:i]) + 1
		}
	}
	return 0
}

// nestedDepth is the depth of numbers that begin anew below a deeper heading:
// "1." below "2.3".
const nestedDepth = 9

// nest tells a number of one part that is not of the first level: a heading
// such as "2.3" is open, and it is 1 or takes on such a count, and is not 3.
func (r *reader) nest(m mark) mark {
	if m.style != decimal || m.depth != 1 {
		return m
	}
	for _, h := range r.path {
		if h.mark.style != decimal || h.mark.depth == 1 || h.mark.depth == nestedDepth {
			continue
		}
		last := r.numbers[numbering{decimal, nestedDepth}]
		if m.number == 1 || last > 0 && m.number > last && m.number <= last+2 && m.number != h.mark.first+1 {
			m.depth = nestedDepth
		}
		break
	}
	return m
}

// follows reports whether m can come next in the document: it begins its
// style's count or takes it on, one lost heading allowed.
func (r *reader) follows(m mark) bool {
	m = r.nest(m)
	last := r.numbers[numbering{m.style, m.depth}]
	if m.style == decimal && m.depth > 1 && m.depth < nestedDepth {
		return m.number >= 1 && (m.number <= last+2 || m.number <= 2)
	}
	return m.number == 1 || last > 0 && m.number > last && m.number <= last+2
}

// headingLike reports whether text reads as a heading: short, begun as a
// heading is, not ended as a sentence or a list item is.
func headingLike(text string, words int) bool {
	if len(text) > 240 || text == "" || count(text) > words {
		return false
	}
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(text, "«“\"'(《"))
	if !unicode.IsUpper(first) && !unicode.Is(unicode.Lo, first) {
		return false
	}
	if !hasWord(text) {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(text)
	return !strings.ContainsRune(".;,!。；，！=+", last) && letters(text)*2 >= utf8.RuneCountInString(text)
}

// hasWord reports whether text has a word of three letters or two of Han, as
// formulas have not.
func hasWord(text string) bool {
	run := 0
	for _, r := range text {
		switch {
		case analysis.IsHan(r):
			run += 2
		case unicode.IsLetter(r):
			run++
		default:
			run = 0
		}
		if run >= 3 {
			return true
		}
	}
	return false
}

// count is the length of text in words, a pair of Han characters counting as one.
func count(text string) int { return (units(text) + 1) / 2 }

// allCapitals reports whether text has letters in two cases of which only
// capitals occur, and at least four of them.
func allCapitals(text string) bool {
	upper := 0
	for _, r := range text {
		switch {
		case unicode.IsLower(r):
			return false
		case unicode.IsUpper(r):
			upper++
		}
	}
	return upper >= 4 && upper*2 >= utf8.RuneCountInString(text)
}

// headingAt reports whether the paragraph is a heading, or begins with one
// that runs into its text, and how many bytes of its text the heading is.
func (r *reader) headingAt(p paragraph) (m mark, length int, ok bool) {
	m = p.mark
	rest := p.text[m.length:]
	if p.to == p.from+1 && r.src.lines[p.from].listed || p.kind == HeadingBlock && p.apart && headingLike(strings.TrimRight(rest, ".:"), 16) {
		return m, len(p.text), true
	}
	switch m.style {
	case unnumbered:
		return m, len(p.text), r.standsAlone(p)
	case letter:
		if !r.follows(m) {
			return m, 0, false
		}
		if p.text[m.length-2] == ')' { // may run into its text
			if end := firstSentence(rest); count(rest[:end]) <= 15 && count(rest[:end]) > 0 && !strings.HasSuffix(strings.TrimSpace(rest[:end]), ";") {
				return m, m.length + end, !r.inList(m, p)
			}
			return m, 0, false
		}
		return m, len(p.text), p.apart && headingLike(rest, 10) && !nameLike(rest) && !r.inList(m, p)
	}
	if p.to-p.from > 2 || nameLike(p.text) || !r.follows(m) || r.inList(m, p) {
		return m, len(p.text), false
	}
	return m, len(p.text), headingLike(rest, 16) || m.style == decimal && p.apart && r.lowerHeading(m, p, rest)
}

// lowerHeading reports whether a numbered line that begins in lower case is a
// heading all the same: its number is the next one, finished text stands
// before it, and text that begins anew behind it.
func (r *reader) lowerHeading(m mark, p paragraph, rest string) bool {
	n := r.nest(m)
	next := r.next(p.to)
	return n.depth < nestedDepth && r.numbers[numbering{n.style, n.depth}] == n.number-1 && n.number > 1 && r.closed() &&
		unicode.IsLower(word0(rest)) && headingLike(strings.ToUpper(rest[:utf8.RuneLen(word0(rest))])+rest[utf8.RuneLen(word0(rest)):], 8) &&
		unicode.IsUpper(word0(next.text)) && next.words >= 6
}

// firstSentence is the length of the first sentence of text.
func firstSentence(text string) int {
	if starts := sentences(text[:min(len(text), 400)]); len(starts) > 1 {
		return starts[1]
	}
	return len(text)
}

// appendix is the heading of an appendix, by its letter or number: "Appendix A. Data",
// "ПРИЛОЖЕНИЕ 2", "附录B 数据", "А қосымшасы".
var appendix = lazyregexp.New(`^(?:(?i:appendix|annex|приложение|қосымша|anhang|ilova|илова|ek)[\s-]+(?:[A-ZА-ЯҚӘ]|\d{1,2}|[IVX]{1,4})(?:[.:\s–—-]+\S.*)?|附[录錄]\s*(?:[A-Z]|\d{1,2}|[一二三四五六七八九十]{1,2})(?:[.:：、\s]*\P{Nd}.*)?|(?:[A-ZА-Я]|\d{1,2})[\s-]+(?i:қосымша)(?:сы)?(?:[.:\s–—-]+\S.*)?)$`)

// isAppendix reports whether text heads an appendix.
func isAppendix(text string) bool {
	const longest = 12 // words
	return len(text) <= 160 && appendix.MatchString(text) && count(text) <= longest && !strings.HasSuffix(text, ",") && !strings.HasSuffix(text, ";") && (!endsClosed(text) || count(text) <= 3)
}

// inList reports whether m numbers an item of a list: the next paragraph, or
// the one before, is its neighbour in the count with no text between.
func (r *reader) inList(m mark, p paragraph) bool {
	if last := len(r.blocks) - 1; last >= 0 && r.blocks[last].item == m.number-1 && r.blocks[last].itemStyle == m.style && m.number > 1 {
		return true
	}
	n := r.next(p.to).mark
	return n.style == m.style && n.depth == m.depth && n.number == m.number+1
}

// openers are words that a heading does not begin with: they begin sentences,
// of which a formula may cut the end off.
var openers = func() map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq("there here then let thus hence if we it these those given consider suppose assume moreover therefore however где тогда пусть здесь если мы он она они таким итак онда мұнда егер біз") {
		set[w] = true
	}
	return set
}()

// standsAlone reports whether a line without a number is a heading: capitals,
// or a short line that follows finished text, with text of some length behind.
func (r *reader) standsAlone(p paragraph) bool {
	if p.to-p.from > 2 || !p.apart || !headingLike(strings.TrimRight(p.text, ".:"), 14) || nameLike(p.text) {
		return false
	}
	next := r.next(p.to)
	first, _, _ := strings.Cut(p.text, " ")
	if next.text == "" || formula(next.text) || strings.ContainsAny(p.text, "{}[]#<>=|\\_~^@") || openers[strings.ToLower(first)] {
		return false
	}
	if !r.labelled && len(r.numbers) > 0 && r.headings >= 2 && p.words < 3 {
		return false // here headings have numbers
	}
	if allCapitals(p.text) && (letters(p.text) >= 6 || p.words > 1) {
		return next.words >= 6 || allCapitals(next.text) || next.mark.style != unnumbered
	}
	if !r.labelled && len(r.numbers) > 0 && r.headings >= 2 {
		return false
	}
	if p.to-p.from > 1 || p.words > 9 || !headingLike(p.text, 9) || !r.closed() || strings.HasSuffix(p.text, ":") || strings.HasSuffix(p.text, "：") {
		return false
	}
	if unicode.IsLower(word0(next.text)) {
		return false
	}
	return next.mark.style != unnumbered || next.words >= 10 || r.src.wrapped && next.words >= 6 || !r.src.wrapped && next.words >= 5 && next.closed
}

// closed reports whether the text before is finished, so that a heading may
// follow.
func (r *reader) closed() bool {
	b := r.lastText()
	return b == nil || b.kind != doc.Body || endsClosed(b.tail)
}

// introductions are labels of sections that have no sections below them: a
// heading with the number 1 behind one stands beside it.
var introductions = func() map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq("introduction кіріспе введение 引言 绪论 前言 导言") {
		set[w] = true
	}
	return set
}()

// level places a heading: labels and capitals on the first, decimal numbers
// below them (or on the first when the labels themselves are numbered), other
// counts below whatever encloses them. A count goes on where it began.
func (r *reader) level(m mark, text string, labelled bool) int {
	key := numbering{m.style, m.depth}
	if m.number > 1 && r.levels[key] > 0 && !(labelled && m.style == decimal) {
		return r.levels[key]
	}
	switch m.style {
	case decimal:
		if r.inside(hanBracket) && (m.depth == 1 || m.depth == nestedDepth) {
			return r.below(func(h mark) bool { return h.style == hanBracket })
		}
		if m.depth == nestedDepth {
			return r.below(func(h mark) bool { return h.style == decimal && h.depth < nestedDepth })
		}
		if labelled && m.depth == 1 {
			r.numbered = true
		}
		if above := r.levels[numbering{decimal, m.depth - 1}]; m.depth > 1 && above > 0 && r.numbers[numbering{decimal, m.depth - 1}] > 0 {
			return above + 1
		}
		if r.numbered || len(r.path) == 0 || !r.labelled || introductions[squash(r.path[0].text)] {
			return m.depth
		}
		return m.depth + 1
	case han:
		if r.inside(chapter) {
			return r.below(func(h mark) bool { return h.style == chapter })
		}
	case unnumbered:
		if !labelled && r.capitals && !allCapitals(text) {
			return 2
		}
	case hanBracket, letter:
		if len(r.path) > 0 {
			return r.below(func(h mark) bool {
				return h.style != m.style && h.style != unnumbered || m.style == letter && h.style != letter
			})
		}
	}
	return 1
}

func (r *reader) inside(s style) bool {
	return slices.ContainsFunc(r.path, func(h heading) bool { return h.mark.style == s })
}

// below is the level below the innermost open heading of a kind, 1 if none is
// open.
func (r *reader) below(kind func(mark) bool) int {
	for k := len(r.path) - 1; k >= 0; k-- {
		if kind(r.path[k].mark) {
			return r.path[k].level + 1
		}
	}
	return 1
}

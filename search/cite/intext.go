package cite

// This file finds what has the form of an in-text citation:
//
//	numbers      [7]  [3; 5]  [13–16]  [6, с. 5]  [6, 15-б.]  【7】  [1]–[3]
//	authors      (Author, 2020; Other & Third, 2019)  [Иванов, 2020, с. 5]  （张, 2020）
//	             and years alone, whose author stands before: Author (2020)  张三（2020）
//	superscripts word⁷  word¹³⁻¹⁶
//
// Whether it is one is for resolve.go to say, which knows the list. Form alone
// rules out intervals, indices of arrays, formulas, marks of types ([J], [M/OL]),
// dates, and numbers of lists. Time is linear in the length of the text.

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// mention is a place of a text that has the form of a citation.
type mention struct {
	start, end int // bytes of the text
	form       form
	attached   bool // no space before it
	pointers   []pointer
}

type form uint8

const (
	byNumber form = iota
	byAuthor
	byYear        // the author stands in the sentence, before the bracket
	bySuperscript // numbers set above the line
	numbersItem   // opens an item of a list, or a note
)

// pointer is what a part of a bracket points at: entries by number, from first to
// last, or entries by author and year.
type pointer struct {
	first, last int
	authors
	year    int
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
		case strings.ContainsRune(openSquare, r):
			if end := closing(text[i+size:], openSquare, closeSquare); end >= 0 {
				m, ok = squareMention(text, i, i+size, i+size+end)
			}
		case strings.ContainsRune(openRound, r):
			if end := closing(text[i+size:], openRound, closeRound); end >= 0 {
				m, ok = authorMention(text, i, i+size, i+size+end)
			}
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

// closing returns where the bracket ends whose inside text begins with, -1 if
// another one opens first or it is too long.
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
	locator   = longest(`^` + located + `(?:[,;]?\s+` + located + `)*`)
	leadWords = regexp.MustCompile(`^(?i:see also|see|e\.\s?g\.|i\.\s?e\.|cf\.|compare|for example|for instance|such as|as in|also|by|from|after|according to|adapted from|based on|reviewed in|cited in|source:|` +
		`см\. также|см\.|смотри|ср\.|напр\.|например|цит\. по:?|по|қараңыз:?|қар\.|мысалы|参见|參見|参阅|见|如|例如|参考|据|根据|转引自|引自)[,:：]?\s*`)
)

// longest compiles an expression that prefers the longest match, as the words of a
// locator begin one another.
func longest(expr string) *regexp.Regexp {
	re := regexp.MustCompile(expr)
	re.Longest()
	return re
}

// squareMention reads text[from:to], what stands between square brackets that
// begin at start.
func squareMention(text string, start, from, to int) (mention, bool) {
	_, size := utf8.DecodeRuneInString(text[to:])
	m := mention{start: start, end: to + size}
	var ok bool
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
	return authorMention(text, start, from, to)
}

// numbers reads "3; 5", "13–16", "6, с. 5".
func numbers(s string) ([]pointer, bool) {
	if s = strings.TrimSpace(s); s != "" && !isDigit(s[0]) {
		s = s[len(leadWords.FindString(s)):]
	}
	if s == "" || !isDigit(s[0]) && !strings.HasPrefix(s, "№") {
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
	for i < len(s) && isDigit(s[i]) {
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

// besideFormula reports whether what stands next to the bracket text[start:end]
// makes it an interval, an index or part of a formula.
func besideFormula(text string, start, end int) bool {
	const near = 60
	before := text[max(0, start-near):start]
	after := text[end:min(len(text), end+near)]
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

// intervals begin the words, in any inflection, behind which a bracket is an
// interval.
var intervals = strings.Fields("interval range segment between интервал отрезк отрезок промежутк промежуток диапазон сегмент аралық аралығ кесінді")

func endsWithInterval(text string) bool {
	if strings.HasSuffix(text, "区间") || strings.HasSuffix(text, "范围") || strings.HasSuffix(text, "范围内") {
		return true
	}
	text = strings.TrimSuffix(text, " of")
	word := strings.ToLower(text[strings.LastIndexFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })+1:])
	return slices.ContainsFunc(intervals, func(i string) bool { return strings.HasPrefix(word, i) })
}

func isWordByte(r rune) bool {
	return r < utf8.RuneSelf && (r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r))
}

// numbersList reports whether the bracket text[start:end] numbers an item of a
// list: it opens a line, and what follows begins as a sentence does, or nothing
// follows.
func numbersList(text string, start, end int) bool {
	if start > 0 && text[start-1] != '\n' {
		return false
	}
	rest := strings.TrimLeft(text[end:], " \t\u00a0")
	next, _ := utf8.DecodeRuneInString(rest)
	return rest == "" || next == '\n' || (unicode.IsUpper(next) || unicode.Is(unicode.Han, next) || unicode.IsDigit(next) || next == '"' || next == '«' || next == '“')
}

// authorMention reads text[from:to], what stands between brackets that begin at
// start, as authors and years.
func authorMention(text string, start, from, to int) (mention, bool) {
	_, size := utf8.DecodeRuneInString(text[to:])
	m := mention{start: start, end: to + size, form: byAuthor}
	var last authors
	for segment := range strings.FieldsFuncSeq(text[from:to], func(r rune) bool { return r == ';' || r == '；' }) {
		pointers, ok := authorYears(segment, last)
		if !ok {
			continue
		}
		m.pointers = append(m.pointers, pointers...)
		last = pointers[len(pointers)-1].authors
	}
	if len(m.pointers) == 0 {
		return m, false
	}
	if len(m.pointers[0].names) == 0 {
		m.form = byYear
		a := authorsBefore(text[:start])
		for i := range m.pointers {
			if len(m.pointers[i].names) > 0 {
				break
			}
			m.pointers[i].authors = a
		}
		return m, len(a.names) > 0
	}
	return m, true
}

var (
	yearMark = regexp.MustCompile(`(1[5-9]\d\d|20\d\d)\s?([a-hа-е]?)`)
	// moreLetters is the "b" of "2020a, b".
	moreLetters = regexp.MustCompile(`^\s*[,，]\s*([a-hа-е])(?:$|[\s,，])`)
)

// authorYears reads "Author and Other, 2019, 2020a, p. 5". last are the authors
// of the part before, whom a part with a year alone means too.
func authorYears(s string, last authors) ([]pointer, bool) {
	var out []pointer
	at := 0
	for {
		m := yearMark.FindStringSubmatchIndex(s[at:])
		if m == nil {
			break
		}
		from, to, end := at+m[0], at+m[3], at+m[1]
		suffix := s[at+m[4] : end]
		if after, _ := utf8.DecodeRuneInString(s[end:]); suffix != "" && (unicode.IsLetter(after) || after == '.') {
			suffix, end = "", to
		}
		if !yearStands(s, from, to, end) {
			return nil, false
		}
		head := strings.TrimSpace(s[at:from])
		a := last
		if len(out) > 0 {
			head = strings.TrimSpace(strings.TrimLeft(head, ",， "))
			if l := locator.FindString(head); l != "" {
				out[len(out)-1].locator = strings.TrimRight(l, ", ")
				head = strings.TrimSpace(strings.TrimLeft(head[len(l):], ",，. "))
			}
		}
		if bare := strings.Trim(head, " ,，、:：&"); bare != "" && bare != "and" && bare != "и" && bare != "және" && bare != "和" {
			var ok bool
			if a, ok = readAuthors(head); !ok {
				return nil, false
			}
		}
		year, _ := strconv.Atoi(s[from:to])
		out = append(out, pointer{authors: a, year: year, suffix: suffix})
		last = a
		at = end
		for more := moreLetters.FindStringSubmatchIndex(s[at:]); suffix != "" && more != nil; more = moreLetters.FindStringSubmatchIndex(s[at:]) {
			out = append(out, pointer{authors: a, year: year, suffix: s[at+more[2] : at+more[3]]})
			at += more[3]
		}
	}
	tail := strings.Trim(s[at:], " ,，:：")
	if len(out) == 0 || tail != "" && !fullLocator(tail) && !allDigits(tail) {
		return nil, false
	}
	if tail != "" {
		out[len(out)-1].locator = tail
	}
	return out, true
}

// yearStands reports whether the year s[from:to], with its letter up to end,
// stands by itself.
func yearStands(s string, from, to, end int) bool {
	prev, _ := utf8.DecodeLastRuneInString(s[:from])
	next, _ := utf8.DecodeRuneInString(s[end:])
	if from > 0 && !unicode.IsSpace(prev) && !strings.ContainsRune(",，、.;:：", prev) && !unicode.Is(unicode.Han, prev) {
		return false
	}
	// "12.05.2020" and "9.2020" are dates.
	if prev == '.' && from > 1 && isDigit(s[from-2]) {
		return false
	}
	return end == len(s) || unicode.IsSpace(next) || strings.ContainsRune(",，、:：", next)
}

func allDigits(s string) bool {
	return strings.Trim(s, "0123456789-–—") == "" && isDigit(s[0])
}

var (
	othersMark = regexp.MustCompile(`(?i:[,，]?\s*(?:\bet\.? al\b\.?|and (?:others|colleagues)|и др\.?|и соавт\.?|и другие|және т\.\s?б\.?|және басқалар\pL*|т\.\s?б\.|ve diğerleri|vd\.)|等人?)[,，]?$`)
	nameCuts   = regexp.MustCompile(`\s*(?:[,，、&/]|\s(?:and|и|және|мен|et|und|ve|y)\s|[和与及])\s*`)
	noAuthors  = set("january february march april may june july august september october november december spring summer autumn fall winter " +
		"январь январе января февраль феврале февраля март марте марта апрель апреле апреля май мае мая июнь июне июня июль июле июля август августе августа сентябрь сентябре сентября октябрь октябре октября ноябрь ноябре ноября декабрь декабре декабря " +
		"қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан table figure fig eq ibid там")
)

// readAuthors reads the names that stand before a year.
func readAuthors(s string) (authors, bool) {
	const most = 12
	s = strings.TrimSpace(s)
	for range 3 {
		lead := leadWords.FindString(s)
		if lead == "" || len(lead) == len(s) {
			break
		}
		if last, _ := utf8.DecodeLastRuneInString(lead); unicode.IsLetter(last) && !unicode.Is(unicode.Han, last) {
			break // "Byrne"
		}
		s = s[len(lead):]
	}
	s = strings.TrimRight(s, " ,，:：、")
	var a authors
	s, a.others = withoutOthers(s)
	for _, n := range nameCuts.Split(s, most+1) {
		if n = strings.Trim(n, " ,，.'’\"“”«»*_"); n == "" {
			continue
		}
		switch isAuthor(n) {
		case authorName:
			a.names = append(a.names, n)
		case authorInitials: // of "Smith, J., 2020"
			if len(a.names) == 0 {
				return a, false
			}
		default:
			return a, false
		}
	}
	return a, len(a.names) > 0 && len(a.names) < most
}

// withoutOthers cuts off "et al." at the end of s.
func withoutOthers(s string) (string, bool) {
	const longest = 40 // bytes
	from := runeStart(s, max(0, len(s)-longest))
	m := othersMark.FindStringIndex(s[from:])
	if m == nil {
		return s, false
	}
	return s[:from+m[0]], true
}

type authorKind uint8

const (
	noAuthor authorKind = iota
	authorName
	authorInitials
)

// isAuthor tells whether s may be the name of a person or of a body: words in
// capitals, with particles between them, or a few Han characters.
func isAuthor(s string) authorKind {
	if hanShare(s) > 0.5 {
		if utf8.RuneCountInString(s) > 24 || strings.ContainsAny(s, "0123456789") {
			return noAuthor
		}
		return authorName
	}
	words := strings.Fields(s)
	if len(words) > 9 {
		return noAuthor
	}
	names, small := 0, 0
	for _, w := range words {
		first, _ := utf8.DecodeRuneInString(strings.TrimLeft(w, "'’ʻ(«“"))
		switch {
		case isInitials(w) && strings.Contains(w, "."):
		case unicode.IsUpper(first):
			names++
		case unicode.IsLower(first) && (classOf(strings.ToLower(w))&classParticle != 0 || w == "of" || w == "for" || w == "the" || w == "al-" || strings.HasPrefix(w, "al-") || w == "по" || w == "для"):
			small++
		default:
			return noAuthor
		}
		if strings.ContainsAny(w, "0123456789=<>%$№") || noAuthors[strings.ToLower(strings.Trim(w, ".,"))] {
			return noAuthor
		}
	}
	switch {
	case names > 0:
		return authorName
	case small > 0:
		return noAuthor
	}
	return authorInitials
}

// authorsBefore reads the names at the end of text, before a bracket that holds
// a year alone.
func authorsBefore(text string) authors {
	const near, most = 160, 14
	text = strings.TrimRight(text, " \u00a0")
	from := max(0, len(text)-near)
	for from < len(text) && !utf8.RuneStart(text[from]) {
		from++
	}
	s := text[from:]
	if i := strings.LastIndexAny(s, "。，；：！？（）【】《》"); i >= 0 {
		_, n := utf8.DecodeRuneInString(s[i:])
		s = s[i+n:]
	}
	var a authors
	s, a.others = withoutOthers(s)
	s = strings.TrimRight(s, " ")
	last, _ := utf8.DecodeLastRuneInString(s)
	if unicode.Is(unicode.Han, last) {
		// Nothing tells where a name begins: resolve.go tries.
		a.names = nameCuts.Split(s, most)
		return a
	}
	words := strings.Fields(s)
	begin := len(words)
	for begin > 0 && len(words)-begin < most {
		w := words[begin-1]
		first, _ := utf8.DecodeRuneInString(strings.TrimLeft(w, "'’«“("))
		if begin < len(words) && strings.HasSuffix(w, ".") && !isInitials(w) || strings.ContainsAny(w, ";:!?)") {
			break // a sentence ends
		}
		if !unicode.IsUpper(first) && !(begin < len(words) && (andWords[w] || w == "мен" || classOf(w)&classParticle != 0 || w == "of" || w == "for")) {
			break
		}
		begin--
	}
	if begin+1 < len(words) && len(leadWords.FindString(words[begin])) == len(words[begin]) {
		begin++ // "По Масанову (2011)"
	}
	joined := strings.Join(words[begin:], " ")
	for _, n := range nameCuts.Split(" "+joined, most) {
		if n = strings.Trim(n, " ,'’\"“”«»*_"); n != "" && isAuthor(n) == authorName {
			n = strings.TrimSuffix(strings.TrimSuffix(n, "'s"), "’s")
			a.names = append(a.names, n)
		}
	}
	return a
}

const raised = "⁰¹²³⁴⁵⁶⁷⁸⁹"

// superscript is the value of a superscript digit, -1 if r is none.
func superscript(r rune) int {
	if i := strings.IndexRune(raised, r); i >= 0 {
		return utf8.RuneCountInString(raised[:i])
	}
	return -1
}

var raisedNumbers = regexp.MustCompile(`^[⁰¹²³⁴⁵⁶⁷⁸⁹]+(?:\s?[,，˒⁻–—-]\s?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)*`)

// units are what a superscript is a power of.
var units = set("km cm mm dm nm ft in mi yd kg sec км см мм дм нм м кг га сек куб кв")

// raisedMention reads superscripts behind a word or the punctuation of a
// sentence. Those behind a digit, a letter or a unit are powers.
func raisedMention(text string, start int) (mention, bool) {
	const near = 40
	s := raisedNumbers.FindString(text[start:min(len(text), start+maxBracket)])
	before := text[max(0, start-near):start]
	bare := strings.TrimRight(before, ".,;:!?)]»”\"'。，；：）")
	word := bare[strings.LastIndexFunc(bare, func(r rune) bool { return !unicode.IsLetter(r) })+1:]
	han, _ := utf8.DecodeLastRuneInString(bare)
	if len(bare) == len(before) && !unicode.Is(unicode.Han, han) && utf8.RuneCountInString(word) < 3 || units[strings.ToLower(word)] {
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

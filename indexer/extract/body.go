package extract

// This file reads paragraphs of the body: headings, the second halves of
// paragraphs that a page, a column or a formula broke, and new paragraphs.

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/lazyregexp"
)

// readBody reads a paragraph of the body.
func (r *reader) readBody(p paragraph) {
	if r.continuesHeading(p) || r.displacedHeading(p) {
		return
	}
	if m, n, ok := r.headingAt(p); ok && !(r.src.flows && r.src.marked) {
		head, rest := p, paragraph{}
		if n < len(p.text) {
			head, rest = r.split(p, n)
		}
		r.pushHeading(head, m, 0, false)
		if len(rest.spans) > 0 {
			r.addText(doc.Body, rest)
		}
		return
	}
	if b := r.broken(p); b != nil && !r.src.flows {
		rule := ruleParagraph
		if formula(p.text) || formula(b.tail) {
			rule = ruleFormula
		}
		r.joined(rule, b, p)
		r.extend(b, p)
		return
	}
	if r.opensUnheadedList(p) {
		r.torn = -1
		r.startList(p.from, "")
		r.readReferences(p)
		return
	}
	r.addText(doc.Body, p)
}

// broken returns the paragraph that p takes on, nil if it begins a new one. An
// unfinished paragraph is taken on by text that begins in lower case; by any
// text where a running header or a page number stands between, where its last
// word or a mark that it leaves open asks for more, and within Han text of some
// length; and by fragments of formulas.
func (r *reader) broken(p paragraph) *block {
	const far = 40 // blocks
	if r.prose < 0 || len(r.blocks)-r.prose > far {
		return nil
	}
	b := &r.blocks[r.prose]
	if b.code || b.back != (r.zone == back) || b.kind != doc.Body || endsClosed(b.tail) || len(b.section) != len(r.path) || listItem(p.text) || letterItem.MatchString(p.text) {
		return nil
	}
	floats := r.prose != r.last // tables and captions
	for _, x := range r.blocks[r.prose+1:] {
		if x.kind != doc.Furniture && x.kind != doc.Caption && x.kind != doc.Table && x.kind != doc.Note {
			return nil
		}
	}
	first := word0(p.text)
	long := b.size >= 60
	full := !r.src.wrapped || b.width >= r.src.width*8/10 // the last line, as before a break
	switch {
	case unicode.IsLower(first):
		if count(b.tail) < 4 && p.words < 8 && !formula(p.text) {
			return nil // cells of a table
		}
		return b
	case floats:
		return nil
	case formula(p.text):
		return b
	case !long || p.words < 2 || strings.ContainsRune("•▪◦‣", first) || p.mark.style != unnumbered:
		return nil
	case len(r.blocks)-1 > r.prose && full: // furniture stands between
		return b
	case b.open > 0, asksForMore(b.tail):
		return b
	}
	last, _ := utf8.DecodeLastRuneInString(b.tail)
	if analysis.IsHan(first) && analysis.IsHan(last) && r.src.wrapped && full && p.words >= 10 {
		return b
	}
	return nil
}

// letterItem is the beginning of an item of a list, "a) …".
var letterItem = lazyregexp.New(`^\(?\p{Ll}[.)] `)

// openWords are words that do not end a sentence.
var openWords = func() map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq("the a an of and or to in for with by from on at as that which than between into through under over its their this these our is are was were be been has have had can may will not such both " +
		"и в во на с со к ко о об от до из у для по при за под над без между через а но или что как не ни их его её это этот эта эти который которая которые которых является были был была " +
		"және мен бен пен немесе үшін туралы сияқты арқылы бойынша осы бұл оның олардың бір") {
		set[w] = true
	}
	return set
}()

// asksForMore reports whether text ends with a word that more has to follow, or
// with a comma or a dash.
func asksForMore(text string) bool {
	last, _ := utf8.DecodeLastRuneInString(text)
	if strings.ContainsRune(",–—-、，的和与及在是对将被把", last) {
		return true
	}
	words := strings.Fields(text[max(0, len(text)-40):])
	return len(words) > 1 && openWords[strings.ToLower(strings.TrimLeft(words[len(words)-1], "(«“\""))]
}

var mathSign = lazyregexp.New(`[=<>≤≥≠≈∼∈∉⊂⊆∪∩∑∏∫√∂∇∀∃→↦⇒±×∞⩽⩾∥‖^{}𝐀-𝟿]`)

// formula reports whether text is a formula, or a piece of one: signs and
// single letters, few words.
func formula(text string) bool {
	if len(text) > 400 {
		return false
	}
	inWords, run, tokens, longest := 0, 0, 0, 0
	runes := 0
	inToken := 0
	for _, c := range text {
		runes++
		if unicode.IsSpace(c) {
			inToken = 0
		} else {
			if inToken == 0 {
				tokens++
			}
			inToken++
			longest = max(longest, inToken)
		}
		if unicode.IsLetter(c) && c < 0x1D400 {
			if run++; analysis.IsHan(c) {
				run += 3
			}
			switch {
			case run == 4:
				inWords += 4
			case run > 4:
				inWords++
			}
			continue
		}
		run = 0
	}
	if longest <= 3 && tokens <= 6 && letters(text) <= 6 && letters(text) > 0 && !analysis.IsHan(word0(text)) {
		return !strings.ContainsAny(text, "%") && runes <= 24 && mathLetters(text)
	}
	return mathSign.MatchString(text) && inWords*4 <= runes
}

// mathLetters reports whether no word of text is one of prose: all have at most
// two letters.
func mathLetters(text string) bool {
	for w := range strings.FieldsFuncSeq(text, func(c rune) bool { return !unicode.IsLetter(c) }) {
		if utf8.RuneCountInString(w) > 2 || allUpper(w) && len(w) > 1 {
			return false
		}
	}
	return true
}

func allUpper(w string) bool {
	return strings.ToUpper(w) == w && strings.ToLower(w) != w
}

// continuesHeading joins the second half of a numbered heading that was broken
// in two, which is sure only when a heading follows it.
func (r *reader) continuesHeading(p paragraph) bool {
	b := r.lastText()
	if b == nil || b.kind != doc.Heading || len(r.path) == 0 || r.path[len(r.path)-1].mark.style == unnumbered ||
		count(b.tail) < 3 || endsClosed(b.tail) || p.mark.style != unnumbered || !headingLike(strings.TrimRight(p.text, ".:"), 8) {
		return false
	}
	next := r.next(p.to)
	n := next.mark
	begins := n.style != unnumbered && n.number == 1 && n.style != r.path[len(r.path)-1].mark.style
	open := asksForMore(b.tail) && next.words >= 12
	if !begins && !open {
		return false
	}
	r.joined(ruleHeading, b, p)
	r.extend(b, p)
	h := &r.path[len(r.path)-1]
	h.text = shortened(h.text + " " + p.text)
	return true
}

var strayMark = lazyregexp.New(`^((?:\S+ ){1,3})((\p{Lu}|\d{1,2})\) )`)

// displacedHeading reads a heading whose letter or number has slipped behind
// its first words: "Costs B) of energy. The …". It has to take on the count of
// its neighbours.
func (r *reader) displacedHeading(p paragraph) bool {
	found := strayMark.FindStringSubmatchIndex(p.text[:min(len(p.text), 120)])
	if found == nil {
		return false
	}
	words, stray := p.text[found[2]:found[3]], p.text[found[4]:found[5]]
	m := markOf(stray + words)
	if m.style != letter && m.style != decimal || m.number < 2 || !r.follows(m) || r.numbers[numbering{m.style, m.depth}] != m.number-1 {
		return false
	}
	end := found[5] + firstSentence(p.text[found[5]:])
	mended := stray + words + strings.TrimSpace(p.text[found[5]:end])
	title := strings.TrimRight(mended[m.length:], ".:")
	if count(title) > 15 || !unicode.IsUpper(word0(words)) || !headingLike(title, 15) {
		return false
	}
	head, rest := r.split(p, end)
	sp := doc.Span{Start: head.spans[0].Start, End: head.spans[len(head.spans)-1].End}
	r.repairs.add(ruleOrder, r.src, sp, mended)
	head.traits = traitsOf(mended)
	r.pushHeading(head, m, 0, false)
	r.blocks[r.last].text = mended
	if len(rest.spans) > 0 && rest.text != "" {
		r.addText(doc.Body, rest)
	}
	return true
}

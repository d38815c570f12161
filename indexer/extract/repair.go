package extract

// This file records the changes to a text. The source keeps the text as it was; all
// repairs applied to it give the text that is shown, white space aside, but for
// the two rules that change the index only.

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
)

// The rules by which text is changed.
const (
	ruleParagraph = "joined-paragraph" // broken by a page, a column or a float
	ruleReference = "joined-reference" // an entry, likewise
	ruleHeading   = "joined-heading"
	ruleFormula   = "joined-formula"  // a formula between two halves of a sentence
	ruleMoved     = "moved-paragraph" // handed back to its section: taken out, put in
	ruleOrder     = "heading-order"   // the number put back before its heading
	ruleFurniture = "furniture"       // running headers, page numbers, stray marks set aside
	ruleMarkup    = "markup"          // residue of markup set aside
	ruleHanSpace  = "han-space"       // inside broken Han text
	ruleHyphen    = "hyphen"          // at the end of a line, within a word
	ruleTableRow  = "table-row"       // a wrapped row joined
	ruleTableNote = "table-note"      // a note parted from the cell that it ran into

	// The shown text keeps these; they count for the index.
	ruleHomoglyph = doc.IndexRule + "homoglyph" // a letter of another script within a word or sentence
	ruleStop      = doc.IndexRule + "stop"      // a stop that ends no sentence, read as a comma
)

// maxRepairs bounds how many repairs of one document are recorded.
const maxRepairs = 20_000

type repairs struct {
	list    []doc.Repair
	dropped int
}

func (rs *repairs) add(rule string, src *source, at doc.Span, text string) {
	if len(rs.list) >= maxRepairs {
		rs.dropped++
		return
	}
	rs.list = append(rs.list, doc.Repair{Source: at, Old: src.text[at.Start:at.End], New: text, Rule: rule})
}

// sorted returns the repairs by place. Markup within the range of another repair is
// no repair of its own.
func (rs *repairs) sorted() []doc.Repair {
	slices.SortStableFunc(rs.list, func(a, b doc.Repair) int {
		return cmp.Or(a.Source.Start-b.Source.Start, b.Source.End-a.Source.End)
	})
	end := 0
	return slices.DeleteFunc(rs.list, func(r doc.Repair) bool {
		if r.Rule == ruleMarkup && r.Source.End <= end {
			return true
		}
		if r.Rule != ruleHomoglyph && r.Rule != ruleStop {
			end = max(end, r.Source.End)
		}
		return false
	})
}

// printable reports whether a character shows.
func printable(r rune) bool { return !blank(r) && !unicode.IsControl(r) }

// joined records that p takes on block b across a break, as far as no furniture
// stands there, which is recorded itself.
func (r *reader) joined(rule string, b *block, p paragraph) {
	if len(b.spans) == 0 || len(p.spans) == 0 {
		return
	}
	from, to := b.spans[len(b.spans)-1].End, p.spans[0].Start
	if from > to {
		return
	}
	for k := len(r.blocks) - 1; k >= 0 && r.blocks[k].kind == doc.Furniture; k-- {
		if sp := r.blocks[k].spans; len(sp) > 0 && sp[0].Start >= from && sp[len(sp)-1].End <= to {
			to = sp[0].Start
		}
	}
	between := r.src.text[from:to]
	switch shown := strings.IndexFunc(between, printable) >= 0; {
	case shown && rule != ruleReference: // a table or a caption stands between
		r.moved(b, p)
		return
	case shown: // a paragraph that was handed back
		to = from
	case strings.Count(between, "\n") < 2 && !strings.Contains(between, "\f"):
		return // the next line
	}
	text := " "
	if joinsTight(b.tail, p.text) {
		text = ""
	}
	r.repairs.add(rule, r.src, doc.Span{Start: from, End: to}, text)
}

// moved records that p goes to the end of block b.
func (r *reader) moved(b *block, p paragraph) {
	at := b.spans[len(b.spans)-1].End
	text := " " + p.text
	if joinsTight(b.tail, p.text) {
		text = p.text
	}
	r.repairs.add(ruleMoved, r.src, doc.Span{Start: at, End: at}, text)
	r.repairs.add(ruleMoved, r.src, doc.Span{Start: p.spans[0].Start, End: p.spans[len(p.spans)-1].End}, "")
}

// joinsTight reports whether two halves of broken Han text have nothing
// between them.
func joinsTight(before, after string) bool {
	var h hanContext
	for _, c := range before {
		h.add(c)
	}
	return h.han && tight(word0(after))
}

// tight reports whether c stands close to Han before it: Han, and marks that
// Chinese text shares with others.
func tight(c rune) bool { return cjk(c) || strings.ContainsRune("—…“”‘’·", c) }

// hanContext tells whether text is Chinese at its end: its last letter is, but
// for one in brackets, as in "[M].".
type hanContext struct {
	han      bool
	brackets int
}

func (h *hanContext) add(c rune) {
	switch {
	case cjk(c):
		h.han = true
	case c == '[':
		h.brackets++
	case c == ']':
		h.brackets = max(0, h.brackets-1)
	case h.brackets == 0 && analysis.IsLetter(c):
		h.han = false
	}
}

// indexRepairs records the changes for the index only: letters that look like
// letters of the script around them, and stops before lower-case words.
func (rs *repairs) indexRepairs(src *source, pieces []doc.Span) {
	for _, p := range pieces {
		text := src.text[p.Start:p.End]
		rs.homoglyphs(src, text, p.Start)
		rs.stops(src, text, p.Start)
	}
}

// Letters of Cyrillic and the Latin ones that they look like.
const (
	cyrillicTwins = "аеорсухіјѕһАВЕКМНОРСТУХІЈЅ"
	latinTwins    = "aeopcyxijshABEKMHOPCTYXIJS"
)

var toLatin, toCyrillic = func() (map[rune]rune, map[rune]rune) {
	latin, cyrillic := map[rune]rune{}, map[rune]rune{}
	twins := []rune(latinTwins)
	for i, c := range []rune(cyrillicTwins) {
		latin[c], cyrillic[twins[i]] = twins[i], c
	}
	return latin, cyrillic
}()

// twoScripts reports whether a text has letters of Latin and of Cyrillic.
func twoScripts(text string) bool {
	latin, cyrillic := false, false
	for i := 0; i < len(text) && !(latin && cyrillic); i++ {
		switch c := text[i]; {
		case c < utf8.RuneSelf:
			latin = latin || 'a' <= c|0x20 && c|0x20 <= 'z'
		case utf8.RuneStart(c):
			if r, _ := utf8.DecodeRuneInString(text[i:]); analysis.IsCyrillic(r) {
				cyrillic = true
			} else {
				latin = latin || unicode.Is(unicode.Latin, r)
			}
		}
	}
	return latin && cyrillic
}

// homoglyphs finds words all of whose letters have twins in the script of the
// words on both sides, and words of two scripts of which one has only letters
// with twins.
func (rs *repairs) homoglyphs(src *source, text string, at int) {
	if !twoScripts(text) {
		return
	}
	type token struct {
		start, end int
		latin, cyr int // letters
		twinLatin  bool
		twinCyr    bool
	}
	read := func(start, end int) token {
		t := token{start: start, end: end, twinLatin: true, twinCyr: true}
		for _, c := range text[start:end] {
			switch {
			case analysis.IsCyrillic(c):
				t.cyr++
				t.twinLatin = t.twinLatin && toLatin[c] != 0
			case c < utf8.RuneSelf, unicode.Is(unicode.Latin, c): // it is a letter
				t.latin++
				t.twinCyr = t.twinCyr && toCyrillic[c] != 0
			case unicode.IsLetter(c):
				t.twinLatin, t.twinCyr = false, false
			}
		}
		return t
	}
	replace := func(t token, twins map[rune]rune) {
		mapped := strings.Map(func(c rune) rune {
			if twin := twins[c]; twin != 0 {
				return twin
			}
			return c
		}, text[t.start:t.end])
		rs.add(ruleHomoglyph, src, doc.Span{Start: at + t.start, End: at + t.end}, mapped)
	}
	var prev, cur token
	check := func(next token) {
		switch {
		case cur.cyr > 0 && cur.latin > 0:
			if cur.twinLatin && cur.latin >= cur.cyr {
				replace(cur, toLatin)
			} else if cur.twinCyr && cur.cyr > cur.latin {
				replace(cur, toCyrillic)
			}
		case cur.cyr > 0 && cur.twinLatin && (prev.latin > 1 && prev.cyr == 0 || prev.end == 0) && next.latin > 1 && next.cyr == 0:
			replace(cur, toLatin)
		}
	}
	const none = -1
	start := none // of the word
	end := func(at int) {
		if start != none {
			next := read(start, at)
			check(next)
			prev, cur, start = cur, next, none
		}
	}
	for i, c := range text {
		switch letter := analysis.IsLetter(c); {
		case !letter:
			end(i)
		case start == none:
			start = i
		}
	}
	end(len(text))
	check(token{})
}

// stops finds full stops before lower-case words that no abbreviation explains.
func (rs *repairs) stops(src *source, text string, at int) {
	for start := 0; ; {
		i := strings.Index(text[start:], ". ")
		if i < 0 {
			return
		}
		i += start
		start = i + 2
		next, size := utf8.DecodeRuneInString(text[start:])
		if !unicode.IsLower(next) || next >= 0x1D400 || unicode.IsUpper(word0(text[start+size:])) {
			continue
		}
		before := strings.TrimRightFunc(text[:i], func(c rune) bool { return !blank(c) && c != '(' })
		word := text[len(before):i]
		last, _ := utf8.DecodeLastRuneInString(word)
		if len(word) > 3 && (unicode.IsLetter(last) || unicode.IsDigit(last)) && endsSentence(word, '.', "X") {
			rs.add(ruleStop, src, doc.Span{Start: at + i, End: at + i + 1}, ",")
		}
	}
}

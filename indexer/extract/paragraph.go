package extract

// This file gathers the lines that make a paragraph.

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/indexer/extract/hyphen"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/lazyregexp"
)

// paragraph is lines [from, to) of the source, or a part of them.
type paragraph struct {
	from, to int
	spans    []doc.Span
	traits
	kind  BlockKind // that the format gives its first line
	apart bool      // blank lines, or an obvious end of paragraph, stand before it
}

// paragraph gathers the lines that belong together from line i on.
func (r *reader) paragraph(i int) paragraph {
	lines := r.src.lines
	p := paragraph{from: i, to: i + 1, kind: lines[i].kind, traits: lines[i].traits}
	r.opening = r.entry
	if n, _ := r.number(p.text, p.entry, p.sure, r.entry); n > 0 && r.zone == refs {
		r.opening = n
	}
	if (r.zone == body || r.zone == front && len(r.titles) > 0) && r.src.sectionNumberAt(i) && r.follows(markOf(lines[i].text+" "+lines[i+1].text)) {
		p.to++
	}
	for p.to < len(lines) && r.joins(p.to, p.to-i) {
		p.to++
	}
	for _, l := range lines[p.from:p.to] {
		p.spans = append(p.spans, l.Span)
	}
	if p.to > p.from+1 {
		p.traits = traitsOf(r.src.textOf(p.spans...))
	}
	p.apart = i == 0 || lines[i].gap > 0 || lines[i-1].furniture || !r.src.wrapped
	if !p.apart {
		before := &lines[i-1]
		p.apart = before.closed || before.width < r.src.width*7/10
	}
	return p
}

// joins reports whether line j takes on the paragraph of the line before it,
// which has n lines so far.
func (r *reader) joins(j, n int) bool {
	prev, cur := &r.src.lines[j-1], &r.src.lines[j]
	inBlock := cur.block > 0 && cur.block == prev.block
	switch {
	case cur.gap > 0 || cur.furniture || cur.text == "" || cur.table || r.src.marked && !inBlock:
		return false
	case cur.tabs && !inBlock:
		return false
	case cur.kind == CodeBlock, cur.kind == FieldBlock && inBlock:
		return true
	case dividesWord(prev.text, cur.text):
		return true
	case !inBlock && !r.src.wrapped:
		// A list may be set narrower than the text.
		return r.inUnnumbered() && r.src.wrappedBlock(j-n) && !r.opensUnit(j) && !r.opensEntry(j, n)
	case inBlock && r.inUnnumbered() && r.opensEntry(j, n):
		return false
	case r.opensUnit(j) || r.labelAlone(prev):
		return false
	case inBlock && r.zone == front && r.pending == noRole && len(r.titles) > 0:
		return !nameLike(cur.text) && !metaLine(cur.text)
	case inBlock:
		return true
	case r.numberAlone(prev):
		return false
	}
	first, _ := utf8.DecodeRuneInString(cur.text)
	short := prev.width < r.src.width*6/10
	switch {
	case r.inUnnumbered():
		return !r.opensEntry(j, n)
	case r.zone == refs && n <= 3 && r.src.lines[j-n].gap > 0 && !r.unfinished() && r.src.lines[j-n].entry == 0:
		return !short && !nameLike(cur.text) && !metaLine(cur.text) // behind the list
	case r.zone == refs:
		return true
	case r.zone == back && len(r.path) == 0:
		return !short && !nameLike(cur.text) && !metaLine(cur.text)
	case r.zone == front && len(r.titles) == 0:
		// A title may take a few lines; names and the like end it.
		return n < 4 && !nameLike(cur.text) && !metaLine(cur.text) && (!prev.closed || strings.HasSuffix(prev.text, ":") && allCapitals(prev.text) == allCapitals(cur.text))
	case r.zone == front && r.pending == noRole:
		return !short && !nameLike(cur.text) && !metaLine(cur.text)
	case short && (prev.closed || unicode.IsUpper(first) || unicode.IsDigit(first)):
		return false
	case prev.width < r.src.width*8/10 && prev.closed && !unicode.IsLower(first):
		return false
	case cur.indent >= 2 && prev.indent == 0 && prev.closed:
		return false
	}
	return true
}

// dividesWord reports whether a word, or a compound, goes on from one line to the next.
func dividesWord(prev, cur string) bool {
	last, size := utf8.DecodeLastRuneInString(prev)
	before, _ := utf8.DecodeLastRuneInString(prev[:len(prev)-size])
	return hyphen.Is(last) && unicode.IsLetter(before) && unicode.IsLower(word0(cur))
}

// inUnnumbered reports whether an entry of a list without numbers is read.
func (r *reader) inUnnumbered() bool {
	return r.zone == refs && (r.unnumbered || r.entry == 0 && r.opening == 0)
}

// wrappedBlock reports whether the lines from i on, up to a blank one, are those
// of one paragraph: all but the last have about the same width, at most the width
// of a page.
func (s *source) wrappedBlock(i int) bool {
	const most, narrow, wide, ragged = 12, 40, 120, 24 // lines; columns
	end := i + 1
	for end < len(s.lines) && s.lines[end].gap == 0 && end-i <= most {
		end++
	}
	if s.lines[i].gap == 0 || end-i < 2 || end-i > most {
		return false
	}
	least, greatest := wide, 0
	for k, l := range s.lines[i:end] {
		if greatest = max(greatest, l.width); i+k+1 < end {
			least = min(least, l.width)
		}
	}
	return least >= narrow && greatest <= wide && greatest-least <= ragged
}

var bullet = lazyregexp.New(`^(?:[-*+•▪◦‣·] |\d{1,3}[.)] )`)

func listItem(text string) bool { return bullet.MatchString(text[:min(len(text), 12)]) }

// opensUnit reports whether line j begins something of its own.
func (r *reader) opensUnit(j int) bool {
	prev, l := &r.src.lines[j-1], &r.src.lines[j]
	if r.zone == refs {
		if n, _ := r.number(l.text, l.entry, l.sure, r.opening); n > 0 && n == r.opening+1 {
			return true
		}
	}
	if l.caption || l.listed {
		return true
	}
	if r.zone == body && r.src.sectionNumberAt(j) && prev.closed && r.follows(markOf(l.text+" "+r.src.lines[j+1].text)) {
		return true
	}
	switch l.label.role {
	case abstractRole, keywordsRole:
		return r.zone != body && (!l.guessed || r.acceptsGuess()) || l.whole
	case refsRole, sectionRole, backRole:
		return l.whole
	case metaRole:
		return r.zone == front || r.zone == back
	case noteRole:
		return r.zone == body && !l.whole
	}
	if r.zone == back && personStart(l.text) && prev.text != "" && (prev.closed || strings.HasSuffix(prev.text, ")")) {
		return true
	}
	if m := l.mark; m.style != unnumbered && r.zone != refs && m.style != letter {
		return r.follows(m) && headingLike(l.text[m.length:], 12) && (prev.closed || prev.width < r.src.width*7/10)
	}
	return listItem(l.text) && strings.ContainsRune("•▪◦‣", []rune(l.text)[0])
}

// labelAlone reports whether a line is a heading by its words, which nothing on
// the next line takes on.
func (r *reader) labelAlone(l *line) bool {
	return l.listed || l.whole && l.label.role != metaRole && l.label.role != captionRole
}

// numberAlone reports whether a line is a short heading by its number.
func (r *reader) numberAlone(l *line) bool {
	m := l.mark
	return m.style != unnumbered && m.style != letter && r.zone == body && l.width < r.src.width*7/10 && r.follows(m) && headingLike(l.text[m.length:], 12)
}

// next is the first line from i on that is no furniture, an empty one if there is
// none.
func (r *reader) next(i int) *line {
	for ; i < len(r.src.lines); i++ {
		if l := &r.src.lines[i]; !l.furniture && l.text != "" {
			return l
		}
	}
	return &line{}
}

// split cuts a paragraph before byte n of its text.
func (r *reader) split(p paragraph, n int) (head, rest paragraph) {
	pieces := r.src.withoutResidue(p.spans)
	text := r.src.render(pieces, doc.Body)
	for n < len(text.text) && text.text[n] == ' ' {
		n++
	}
	head, rest = p, p
	head.spans, head.traits = text.ranges(r.src, pieces, 0, n), traitsOf(strings.TrimSpace(text.text[:n]))
	rest.spans, rest.traits = text.ranges(r.src, pieces, n, len(text.text)), traitsOf(text.text[n:])
	return head, rest
}

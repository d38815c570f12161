package extract

// This file reads the lines of a text as an article: front matter, body, lists
// of references, and what stands behind them. It goes through the lines once,
// gathering paragraphs and telling what each is; a paragraph becomes a block,
// or takes on the one before it.

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/cite"
)

// block is a part of an article before it is cut into passages.
type block struct {
	kind    search.Kind
	section []string
	spans   []search.Span
	pieces  []search.Span // spans without residue
	lang    search.Lang   // of the label that opens it, "" if none does
	found   search.Lang   // as identified
	tail    string        // the end of its text
	entry   int           // the number of the reference
	back    bool          // stands behind the references
	group   int           // counts the titles, to tell whose names are whose
	names   []cite.Name
	// corresponding is set on the line that names the author to write to.
	corresponding bool
	item          int // the number of a list item that it is, and its style
	itemStyle     style
}

type zone int

const (
	front zone = iota
	body
	refs
	back
)

type numbering struct {
	style style
	depth int
}

type reader struct {
	src      *source
	markdown bool
	blocks   []block
	last     int // index of the last block that is no furniture, -1 if none is
	zone     zone

	path     []heading // open headings, outermost first
	styles   []style   // of the headings of path
	numbers  map[numbering]int
	numbered bool // labels such as Introduction carry numbers
	labelled bool // a heading without a number has occurred

	titles  []string // found so far
	pending role     // an abstract or keywords label stood alone before
	words   int      // in the pending abstract
	group   int
	// References.
	entry      int  // number of the last entry
	opening    int  // number that the paragraph being gathered opens with, else entry
	unnumbered bool // the list has no numbers
	entryAt    int  // index of its block
	open       int  // index of the body block left unfinished before the list, -1 if none
	listLang   search.Lang
}

// paragraph is lines [from, to) of the source.
type paragraph struct {
	from, to int
	spans    []search.Span
	text     string
	apart    bool // blank lines, or an obvious end of paragraph, stand before it
}

// structure returns the blocks of a text. Every character that is neither
// white space nor residue belongs to the spans of one block.
func structure(src *source, markdown bool) []block {
	r := &reader{src: src, markdown: markdown, numbers: map[numbering]int{}, last: -1, open: -1}
	for i := 0; i < len(src.lines); {
		l := src.lines[i]
		switch {
		case l.text == "" || l.furniture:
			r.add(block{kind: search.Furniture, spans: []search.Span{l.Span}})
			i++
		default:
			if to := r.tableEnd(i); to > i {
				r.table(i, to)
				i = to
				continue
			}
			p := r.paragraph(i)
			r.read(p)
			i = p.to
		}
	}
	if r.zone == front && len(r.titles) == 0 {
		r.plainNotes()
	}
	return r.blocks
}

// plainNotes makes body of the lines of a text that turned out to have neither
// title nor body.
func (r *reader) plainNotes() {
	for i := range r.blocks {
		if b := &r.blocks[i]; b.kind == search.Metadata && len(b.names) == 0 && !metaLine(b.tail) {
			b.kind = search.Body
		}
	}
}

func (r *reader) add(b block) {
	b.back = r.zone == back
	b.group = r.group
	if b.kind != search.Furniture {
		r.last = len(r.blocks)
	}
	r.blocks = append(r.blocks, b)
}

// addText adds a block of a paragraph below the open headings.
func (r *reader) addText(kind search.Kind, p paragraph) {
	m := markOf(p.text)
	r.add(block{kind: kind, section: r.section(), spans: p.spans, tail: tail(p.text), item: m.number, itemStyle: m.style})
}

func (r *reader) section() []string {
	var path []string
	for _, h := range r.path {
		path = append(path, h.text)
	}
	return path
}

func tail(text string) string {
	const most = 80
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[len(text)-most:], "")
}

// paragraph gathers the lines that belong together from line i on.
func (r *reader) paragraph(i int) paragraph {
	lines := r.src.lines
	p := paragraph{from: i, to: i + 1}
	r.opening = r.entry
	if n, _ := entryMark(lines[i].text); n > 0 && r.zone == refs {
		r.opening = n
	}
	if (r.zone == body || r.zone == front && len(r.titles) > 0) && r.src.sectionNumberAt(i) && r.follows(markOf(lines[i].text+" "+lines[i+1].text)) {
		p.to++
	}
	for p.to < len(lines) && r.joins(lines[p.to-1], p.to, p.to-i) {
		p.to++
	}
	for _, l := range lines[p.from:p.to] {
		p.spans = append(p.spans, l.Span)
	}
	p.text = lines[i].text
	if p.to > p.from+1 {
		p.text = r.src.render(r.src.withoutResidue(p.spans), search.Body).text
	}
	p.apart = i == 0 || lines[i].gap > 0 || lines[i-1].furniture || !r.src.wrapped
	if !p.apart {
		before := lines[i-1]
		p.apart = endsClosed(before.text) || before.width < r.src.width*7/10
	}
	return p
}

// joins reports whether line j takes on the paragraph of line prev before it,
// which has n lines so far.
func (r *reader) joins(prev line, j, n int) bool {
	cur := r.src.lines[j]
	switch {
	case cur.gap > 0 || cur.furniture || cur.text == "" || cur.row || cur.heading > 0 || prev.heading > 0:
		return false
	case cur.code || prev.code:
		return cur.code && prev.code
	case r.markdown && listItem(cur.text):
		return false
	case !r.markdown && !r.src.wrapped:
		return false
	case r.opensUnit(cur, j) || r.unitAlone(prev):
		return false
	case r.markdown:
		return true
	}
	first, _ := utf8.DecodeRuneInString(cur.text)
	short := prev.width < r.src.width*6/10
	switch {
	case r.zone == refs && r.unnumbered:
		return !endsClosed(prev.text) || !authorStart.MatchString(cur.text)
	case r.zone == refs:
		return true
	case r.zone == front && len(r.titles) == 0:
		// A title may take a few lines; names and the like end it.
		return n < 4 && !nameLike(cur.text) && !metaLine(cur.text) && !endsClosed(prev.text)
	case r.zone == front && r.pending == noRole:
		return !short && !nameLike(cur.text) && !metaLine(cur.text)
	case short && (endsClosed(prev.text) || unicode.IsUpper(first) || unicode.IsDigit(first)):
		return false
	case prev.width < r.src.width*8/10 && endsClosed(prev.text) && !unicode.IsLower(first):
		return false
	case cur.indent >= 2 && prev.indent == 0 && endsClosed(prev.text):
		return false
	}
	return true
}

var bullet = regexp.MustCompile(`^(?:[-*+•▪◦‣·] |\d{1,3}[.)] )`)

func listItem(text string) bool { return bullet.MatchString(text[:min(len(text), 12)]) }

// authorStart is how an entry of a list without numbers begins: a surname with
// initials, or several capitalised words before a year.
var authorStart = regexp.MustCompile(`^(?:\p{Lu}[\p{L}'’-]+,? (?:\p{Lu}\.|\p{Lu}{1,2}\b)|\p{Lu}[\p{L}'’-]+, \p{Lu}|\p{Han}{2,4}[,，.、])`)

// opensUnit reports whether a line begins something of its own.
func (r *reader) opensUnit(l line, j int) bool {
	if r.zone == refs {
		if n, _ := entryMark(l.text); n > 0 && n == r.opening+1 {
			return true
		}
	}
	if captionStart.MatchString(l.text[:min(len(l.text), 60)]) && isCaption(l.text) {
		return true
	}
	if lab, _, whole := matchLabel(l.text[markOf(l.text).length:]); lab.role != noRole {
		switch lab.role {
		case abstractRole, keywordsRole:
			return r.zone != body || whole
		case refsRole, sectionRole, backRole:
			return whole
		case metaRole:
			return r.zone == front || r.zone == back
		case noteRole:
			return r.zone == body && !whole
		}
	}
	if m := markOf(l.text); m.style != unnumbered && r.zone != refs && m.style != letter {
		prev := r.src.lines[j-1]
		return r.follows(m) && headingLike(l.text[m.length:], 12) && (endsClosed(prev.text) || prev.width < r.src.width*7/10)
	}
	return listItem(l.text) && strings.ContainsRune("•▪◦‣", []rune(l.text)[0])
}

// unitAlone reports whether a line is a heading that nothing on the next line
// takes on.
func (r *reader) unitAlone(l line) bool {
	m := markOf(l.text)
	if lab, _, whole := matchLabel(l.text[m.length:]); whole && lab.role != metaRole && lab.role != captionRole {
		return true
	}
	return !r.markdown && m.style != unnumbered && m.style != letter && r.zone == body && l.width < r.src.width*7/10 && r.follows(m) && headingLike(l.text[m.length:], 12)
}

// nextText is the text of the first line from i on that is no furniture.
func (r *reader) nextText(i int) string {
	for ; i < len(r.src.lines); i++ {
		if l := r.src.lines[i]; !l.furniture && l.text != "" {
			return l.text
		}
	}
	return ""
}

// read tells what a paragraph is. The order matters: labels are surest, then
// what the zone expects, then headings.
func (r *reader) read(p paragraph) {
	if l := r.src.lines[p.from]; l.code {
		r.leaveFront()
		r.addText(search.Body, p)
		return
	} else if l.heading > 0 {
		r.markdownHeading(p, l.heading)
		return
	}
	if r.readLabel(p) {
		return
	}
	if r.pending != noRole && r.takeOn(p) {
		return
	}
	if r.zone != refs && isCaption(p.text) {
		r.leaveFront()
		r.addText(search.Caption, p)
		return
	}
	switch r.zone {
	case front:
		r.readFront(p)
	case refs:
		r.readReference(p)
	case back:
		r.readBack(p)
	default:
		r.readBody(p)
	}
}

func (r *reader) leaveFront() {
	if r.zone == front {
		r.zone = body
	}
}

// readLabel handles paragraphs that open with a label of the table.
func (r *reader) readLabel(p paragraph) bool {
	m := markOf(p.text)
	lab, n, whole := matchLabel(p.text[m.length:])
	n += m.length
	switch lab.role {
	case abstractRole, keywordsRole:
		if r.zone == body && !whole && len(r.path) > 0 {
			return false // within sections it is a word of a sentence
		}
		r.openLabel(p, lab, whole, p.text[:n])
	case sectionRole, backRole:
		if whole {
			r.pushHeading(p, m, 0, true)
			if lab.role == backRole && (r.zone == refs || r.zone == back) {
				r.zone = back
			} else {
				r.zone = body
			}
			return true
		}
		// A label that runs into its text: "Introduction. The …".
		if r.zone == refs || r.pending == abstractRole || !strings.ContainsAny(p.text[m.length:n], ".:：。") || count(p.text[n:]) < 8 {
			return false
		}
		if r.zone == back && lab.role == sectionRole {
			return false
		}
		head, rest := r.split(p, n)
		r.pushHeading(head, m, 0, true)
		r.leaveFront()
		r.addText(search.Body, rest)
	case refsRole:
		if !whole {
			return false
		}
		if r.zone == refs && len(r.path) > 0 && squash(r.path[0].text) == squash(p.text) {
			r.add(block{kind: search.Furniture, spans: p.spans}) // a running header
			return true
		}
		r.open = -1
		for k := len(r.blocks) - 1; k >= 0; k-- {
			if r.blocks[k].kind == search.Body {
				if !endsClosed(r.blocks[k].tail) {
					r.open = k
				}
				break
			}
		}
		r.pushHeading(p, mark{}, 1, true)
		r.zone, r.entry, r.unnumbered, r.listLang = refs, 0, false, lab.lang
	case noteRole:
		if whole || r.zone != body || count(p.text) > 60 {
			return false
		}
		r.addText(search.Note, p)
	case metaRole:
		if r.zone != front && r.zone != back || whole || count(p.text) > 120 {
			return false
		}
		r.pending = noRole
		b := block{kind: search.Metadata, spans: p.spans, lang: lab.lang, tail: tail(p.text)}
		if corresponding(lab, p.text[:n]) {
			b.corresponding = true
			if name, ok := leadingName(p.text[n:]); ok {
				b.names = []cite.Name{name}
			}
		}
		r.add(b)
	default:
		return false
	}
	return true
}

// openLabel begins an abstract or a list of keywords.
func (r *reader) openLabel(p paragraph, lab label, whole bool, words string) {
	kind := search.Abstract
	if lab.role == keywordsRole {
		kind = search.Keywords
	}
	if r.zone == refs {
		r.zone = back
	}
	if r.zone == body && len(r.path) == 0 {
		r.zone = front // nothing but front matter has been seen
	}
	r.pending, r.words = noRole, 0
	name := strings.Trim(words, " .,:：。—–-*_#[]【】〔〕()<>·•")
	r.add(block{kind: kind, section: []string{name}, spans: p.spans, lang: lab.lang, tail: tail(p.text)})
	if whole || !endsClosed(p.text) && kind == search.Abstract {
		r.pending = lab.role
	}
}

// takeOn gives a paragraph to the abstract or keywords before it, as long as
// it can belong there.
func (r *reader) takeOn(p paragraph) bool {
	const longest = 700 // words of an abstract
	b := r.lastText()
	role := r.pending
	alone := len(b.spans) == 1 && count(b.tail) <= 4 // only the label so far
	_, _, isHeading := r.headingAt(p)
	switch {
	case isHeading && !alone, metaLine(p.text), isCaption(p.text):
		r.pending = noRole
		return false
	}
	if r.words += count(p.text); r.words > longest {
		r.pending = noRole
		return false
	}
	if role == keywordsRole {
		r.pending = noRole
	}
	if alone || !endsClosed(b.tail) {
		b.spans = append(b.spans, p.spans...)
		b.tail = tail(p.text)
		return true
	}
	r.add(block{kind: b.kind, section: b.section, spans: p.spans, lang: b.lang, tail: tail(p.text)})
	return true
}

// markdownHeading reads a heading that its marks make one.
func (r *reader) markdownHeading(p paragraph, level int) {
	m := markOf(p.text)
	lab, _, whole := matchLabel(p.text[m.length:])
	switch {
	case whole && lab.role != noRole && lab.role != metaRole && r.readLabel(p):
		if n := len(r.path); n > 0 && (lab.role == sectionRole || lab.role == refsRole || lab.role == backRole) {
			r.path[n-1].level = level
		}
	case r.zone == front && len(r.titles) == 0 && level <= 2:
		r.addTitle(p)
	default:
		if r.zone == refs {
			r.zone = back
		} else {
			r.leaveFront()
		}
		r.pending = noRole
		r.pushHeading(p, m, level, false)
	}
}

// pushHeading adds a heading and opens its section. level 0 is found out.
func (r *reader) pushHeading(p paragraph, m mark, level int, labelled bool) {
	const deepest = 8
	if len(r.titles) > 0 && squash(p.text) == squash(r.titles[0]) && squash(p.text) != "" {
		r.add(block{kind: search.Furniture, spans: p.spans}) // a running header
		return
	}
	if level == 0 {
		level = r.level(m, labelled)
	}
	level = min(level, deepest)
	if m.style == unnumbered {
		r.labelled = true
	} else {
		r.numbers[numbering{m.style, m.depth}] = m.number
		for k := range r.numbers {
			if k.style == m.style && k.depth > m.depth || k.style == letter && m.style != letter {
				delete(r.numbers, k)
			}
		}
	}
	keep := len(r.path)
	for keep > 0 && r.path[keep-1].level >= level {
		keep--
	}
	r.path, r.styles = r.path[:keep:keep], r.styles[:keep:keep]
	r.add(block{kind: search.Heading, section: r.section(), spans: p.spans, tail: tail(p.text)})
	r.path = append(r.path, heading{level, shortened(p.text)})
	r.styles = append(r.styles, m.style)
	r.pending = noRole
}

// shortened bounds what a section is called.
func shortened(text string) string {
	const most = 160 // characters
	if r := []rune(text[:min(len(text), 4*most)]); len(r) > most {
		return strings.ToValidUTF8(string(r[:most]), "")
	}
	return text
}

// split cuts a paragraph before byte n of its text.
func (r *reader) split(p paragraph, n int) (head, rest paragraph) {
	pieces := r.src.withoutResidue(p.spans)
	text := r.src.render(pieces, search.Body)
	for n < len(text.text) && text.text[n] == ' ' {
		n++
	}
	head, rest = p, p
	head.spans, head.text = text.ranges(r.src, pieces, 0, n), strings.TrimSpace(text.text[:n])
	rest.spans, rest.text = text.ranges(r.src, pieces, n, len(text.text)), text.text[n:]
	return head, rest
}

// readBody reads a paragraph of the body: a heading, what takes on the
// paragraph before it, or a new one.
func (r *reader) readBody(p paragraph) {
	if r.continuesHeading(p) {
		return
	}
	if m, n, ok := r.headingAt(p); ok {
		head, rest := p, paragraph{}
		if n < len(p.text) {
			head, rest = r.split(p, n)
		}
		r.pushHeading(head, m, 0, false)
		if len(rest.spans) > 0 {
			r.addText(search.Body, rest)
		}
		return
	}
	first, _ := utf8.DecodeRuneInString(p.text)
	if b := r.lastText(); b != nil && b.kind == search.Body && unicode.IsLower(first) && !endsClosed(b.tail) {
		b.spans = append(b.spans, p.spans...)
		b.tail = tail(p.text)
		return
	}
	r.addText(search.Body, p)
}

// lastText is the last block that is no furniture, nil if there is none.
func (r *reader) lastText() *block {
	if r.last < 0 {
		return nil
	}
	return &r.blocks[r.last]
}

// continuesHeading joins the second half of a numbered heading that was broken
// in two, which is sure only when a heading follows it.
func (r *reader) continuesHeading(p paragraph) bool {
	b := r.lastText()
	if b == nil || b.kind != search.Heading || len(r.path) == 0 || r.styles[len(r.styles)-1] != decimal ||
		count(b.tail) < 4 || endsClosed(b.tail) || markOf(p.text).style != unnumbered || !headingLike(p.text, 6) {
		return false
	}
	if n := markOf(r.nextText(p.to)); n.style != letter || n.number != 1 {
		return false
	}
	b.spans = append(b.spans, p.spans...)
	b.tail = tail(p.text)
	h := &r.path[len(r.path)-1]
	h.text = shortened(h.text + " " + p.text)
	return true
}

var captionStart = regexp.MustCompile(`^(?:\p{L}+\.?\s*(?:№\s*)?\d{1,3}(?:\.\d{1,3}|[-–]\d{1,3})?|\d{1,3}(?:\.\d{1,3})?\s*[-–]?\s?\p{L}+)`)

// isCaption reports whether text is the caption of a table or figure: a label,
// a number (before the label in Kazakh), then a mark, a capital or nothing. A
// lower-case word behind the number makes it a sentence about the table.
func isCaption(text string) bool {
	head := text[:min(len(text), 60)]
	m := captionStart.FindString(head)
	if m == "" || count(text) > 80 {
		return false
	}
	word := strings.TrimFunc(m, func(r rune) bool { return !unicode.IsLetter(r) })
	if lab := labels[squash(word)]; lab.role != captionRole {
		return false
	}
	rest := text[len(m):]
	next, _ := utf8.DecodeRuneInString(strings.TrimLeft(rest, " .:-–—)：．|\u3000"))
	if rest == "" || strings.ContainsRune(".:-–—：．|\u3000", []rune(strings.TrimLeft(rest, " ") + " ")[0]) {
		return true
	}
	return unicode.IsUpper(next) || unicode.Is(unicode.Han, word0(word)) && strings.HasPrefix(rest, " ")
}

func word0(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// tableEnd returns where the table that begins on line i ends, i if none does.
func (r *reader) tableEnd(i int) int {
	lines := r.src.lines
	if lines[i].row {
		to := i + 1
		for to < len(lines) && lines[to].gap == 0 && (lines[to].row || lines[to].text == "") {
			to++
		}
		return to
	}
	if !lines[i].tabs || r.markdown && lines[i].code {
		return i
	}
	to := i + 1
	for to < len(lines) && lines[to].gap == 0 && !lines[to].furniture && r.tabbed(lines[to]) && !noteRow(lines[to].text) {
		to++
	}
	if to-i < 2 && r.cells(lines[i]) < 3 {
		return i
	}
	return to
}

// tabbed reports whether a tab separates or precedes the text of a line.
func (r *reader) tabbed(l line) bool {
	return l.tabs || strings.Contains(r.src.text[l.Start-min(l.indent, l.Start):l.Start], "\t")
}

func (r *reader) cells(l line) int {
	n := 0
	for c := range strings.SplitSeq(r.src.text[l.Start:l.End], "\t") {
		if strings.TrimSpace(c) != "" {
			n++
		}
	}
	return n
}

func noteRow(text string) bool {
	lab, _, whole := matchLabel(text)
	return lab.role == noteRole && !whole
}

func (r *reader) table(from, to int) {
	r.leaveFront()
	var p paragraph
	for _, l := range r.src.lines[from:to] {
		p.spans = append(p.spans, l.Span)
	}
	kind := search.Table
	if to == from+1 && noteRow(r.src.lines[from].text) {
		kind = search.Note
	}
	r.add(block{kind: kind, section: r.section(), spans: p.spans, tail: "."})
}

// chooseAuthors takes the names of the block that has most of them. If the
// article's own block has lost one that the line of correspondence names, that
// line completes it.
func chooseAuthors(blocks []block, a *Article, main search.Lang) []cite.Name {
	groups := map[int][]cite.Name{}
	var writeTo *cite.Name
	most, best := 0, 0
	first := -1
	for _, b := range blocks {
		if b.corresponding {
			if len(b.names) > 0 && writeTo == nil {
				writeTo = &b.names[0]
			}
			continue
		}
		for _, n := range b.names {
			if !slices.Contains(groups[b.group], n) {
				groups[b.group] = append(groups[b.group], n)
			}
		}
		if len(groups[b.group]) > most {
			most, best = len(groups[b.group]), b.group
		}
		if first < 0 && len(b.names) > 0 {
			first = b.group
		}
	}
	own := groups[max(first, 0)]
	if len(own) < most && writeTo != nil && len(own)+1 == most &&
		!slices.ContainsFunc(own, func(n cite.Name) bool { return strings.EqualFold(n.Family, writeTo.Family) }) {
		return append([]cite.Name{*writeTo}, own...)
	}
	if len(own) < most {
		return groups[best]
	}
	if len(own) == 0 && writeTo != nil {
		return []cite.Name{*writeTo}
	}
	return own
}

package extract

// This file reads the lines of a text as an article: front matter, body, lists
// of references, and the back. It goes through the lines once, gathering
// paragraphs and telling their kinds; a paragraph becomes a block, or takes on one
// before it.

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/izde/izde/indexer/extract/markup"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/lazyregexp"
)

// block is a part of an article before it is cut into passages.
type block struct {
	kind    doc.Kind
	section []string
	spans   []doc.Span
	pieces  []doc.Span // spans without residue
	lang    doc.Lang   // of the label that opens it, "" if none does
	found   doc.Lang   // as identified
	tail    string     // the end of its text
	size    int        // of its text in bytes
	open    int        // brackets and quotation marks that it leaves open
	width   int        // of its last line
	code    bool       // a listing
	entry   int        // the number of the reference
	taken   int        // its number among the Cited of the input, 0 if it is none
	ibid    bool       // it is a work that only "ibid." and numbers tell
	back    bool       // stands behind the references
	names   []person   // if it is a list of names
	label   label      // of a line of metadata
	labeled int        // the length of that label
	// corresponding is set on the line that names the author to write to.
	corresponding bool
	about         bool // says who an author is
	dated         bool // is the date of the article
	field         bool // is of the block of metadata in front
	item          int  // the number of a list item that it is, and its style
	itemStyle     style
	text          string            // instead of the text of its spans, if they are out of order
	rows          [][]string        // of a table
	stated        doc.Lang          // by the markup, "" if it states none
	ref           *markup.Reference // that the markup makes it
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
	src     *source
	blocks  []block
	last    int // index of the last block that is no furniture, -1 if none is
	prose   int // index of the last block of the body, -1 if none is
	zone    zone
	repairs repairs

	path     []heading         // open headings, outermost first
	numbers  map[numbering]int // the last of each count
	levels   map[numbering]int // where each count stands
	headings int               // with numbers
	numbered bool              // labels such as Introduction carry numbers
	labelled bool              // a heading without a number has occurred
	capitals bool              // the labels of sections are in capitals
	headed   bool              // a heading has occurred

	titles    []string // found so far
	pending   role     // a label stood alone before
	words     int      // in the pending abstract
	abstracts int      // since the last title
	seen      map[doc.Lang]bool
	// References.
	entry      int  // number of the last entry
	opening    int  // number that the paragraph being gathered opens with, else entry
	unnumbered bool // the list has no numbers
	keyed      bool // its entries have keys
	linewise   bool // each of its lines is an entry
	entryAt    int  // index of its block
	torn       int  // index of the body block left unfinished before the list, -1 if none
	listLang   doc.Lang
	listLevel  int      // of the heading of the list
	before     []string // the section before the list
	lists      int      // lists of references that have entries
	taken      int      // references taken from files beside this one
	printed    bool     // the list that the text prints counts more than those
	lastList   int      // the last line that heads a list of references, -1 if none does
}

// structure returns the blocks of a text. Every character that is neither
// white space nor residue belongs to the spans of one block.
func structure(src *source) ([]block, repairs) {
	r := &reader{src: src, numbers: map[numbering]int{}, levels: map[numbering]int{}, seen: map[doc.Lang]bool{}, last: -1, prose: -1, torn: -1, lastList: -1}
	r.blocks = make([]block, 0, len(src.lines))
	for i := range src.lines {
		if l := &src.lines[i]; l.whole && l.label.role == refsRole && !l.furniture {
			r.lastList = i
		}
	}
	for i := 0; i < len(src.lines); {
		l := &src.lines[i]
		switch {
		case l.text == "": // markup, or control characters
			r.add(block{kind: doc.Furniture, spans: []doc.Span{l.Span}})
			i++
		case l.furniture:
			r.furniture(l.Span)
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
	if r.zone == front {
		r.plainNotes()
	}
	r.gatherCells()
	return r.blocks, r.repairs
}

// citedNumber is a citation by number, which stands in no line of metadata.
var citedNumber = lazyregexp.New(`\pL\s?\[\d{1,3}(?:[,–-]\s?\d{1,3})*\][.,;]?(?:\s|$)`)

// plainNotes makes body of the lines of a text that turned out to have none:
// of all that are no metadata where it has no title either, else of the lines that
// read as sentences, of which the first is of some length.
func (r *reader) plainNotes() {
	sentence := 60 // bytes
	if r.src.marked {
		sentence = 40
	}
	begun := false
	for i := range r.blocks {
		b := &r.blocks[i]
		prose := len(r.titles) == 0 || (b.size >= sentence || begun || citedNumber.MatchString(b.tail)) && endsClosed(b.tail)
		if b.kind == doc.Metadata && prose && len(b.names) == 0 && !b.dated && !b.field && !metaLine(b.tail) {
			b.kind, begun = doc.Body, true
		}
	}
}

func (r *reader) add(b block) {
	b.back = r.zone == back
	if b.kind != doc.Furniture {
		r.last = len(r.blocks)
	}
	if b.kind == doc.Body {
		r.prose = len(r.blocks)
	}
	r.blocks = append(r.blocks, b)
}

// furniture sets aside ranges that are no part of the article.
func (r *reader) furniture(spans ...doc.Span) {
	for _, sp := range spans {
		if text := r.src.text[sp.Start:sp.End]; strings.IndexFunc(text, printable) >= 0 {
			r.repairs.add(ruleFurniture, r.src, sp, "")
		}
	}
	r.add(block{kind: doc.Furniture, spans: spans})
}

// addText adds a block of a paragraph below the open headings.
func (r *reader) addText(kind doc.Kind, p paragraph) {
	r.add(block{kind: kind, section: r.section(), spans: p.spans, tail: tail(p.text), size: len(p.text), open: openness(0, p.text), width: r.lastWidth(p), item: p.mark.number, itemStyle: p.mark.style})
}

// lastWidth is the width of the last line of a paragraph.
func (r *reader) lastWidth(p paragraph) int {
	if p.to == 0 {
		return 0
	}
	return r.src.lines[p.to-1].width
}

// extend adds a paragraph to a block.
func (r *reader) extend(b *block, p paragraph) {
	b.spans = append(b.spans, p.spans...)
	b.tail = tail(p.text)
	b.size += len(p.text) + 1
	b.open = openness(b.open, p.text)
	b.width = r.lastWidth(p)
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

// openness is how many brackets and quotation marks are left open at the end
// of text, of which open were before it.
func openness(open int, text string) int {
	for _, c := range text {
		switch c {
		case '«', '“', '(', '（', '《', '「', '[':
			open++
		case '»', '”', ')', '）', '》', '」', ']':
			open = max(0, open-1)
		}
	}
	return open
}

// footnoteMark begins a note at the foot of a page, which may stand within a list of
// references: its raised digits, without a space.
var footnoteMark = lazyregexp.New(`^\d{1,2}\p{L}`)

// read tells the kind of a paragraph. The order matters: labels are surest, then
// the expectations of the zone, then headings.
func (r *reader) read(p paragraph) {
	switch {
	case p.kind == FieldBlock:
		r.readField(p)
		return
	case p.kind == EntryBlock:
		r.readEntry(p)
		return
	case p.kind == CodeBlock:
		r.leaveFront()
		r.addText(doc.Body, p)
		r.blocks[r.last].code = true
		return
	case p.kind == HeadingBlock && r.src.marked:
		r.markedHeading(p, r.src.lines[p.from].level)
		return
	case p.kind == TitleBlock && r.src.flows && r.zone == front:
		r.addTitle(p)
		return
	case p.kind == NoteBlock && (r.zone == body || r.src.marked && !(r.src.flows && r.zone == front && metaLine(p.text)) || r.zone == refs && footnoteMark.MatchString(r.src.lines[p.from].text)):
		r.addText(doc.Note, p)
		return
	}
	if r.readLabel(p) {
		return
	}
	if r.pending != noRole && r.takeOn(p) {
		return
	}
	if b := r.lastText(); b != nil && b.kind == doc.Caption && bareCaption(b) && p.words >= 3 && p.words <= 40 && !p.caption && p.mark.style == unnumbered {
		if r.src.lines[p.from].gap > 0 {
			r.joined(ruleParagraph, b, p)
		}
		r.extend(b, p)
		return
	}
	if (p.caption || p.kind == CaptionBlock) && !(r.zone == refs && r.entry > 0 && r.unfinished()) {
		r.leaveFront()
		r.addText(doc.Caption, p)
		return
	}
	switch r.zone {
	case front:
		r.readFront(p)
	case refs:
		r.readReferences(p)
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

// markedHeading reads a heading that its marks make one.
func (r *reader) markedHeading(p paragraph, level int) {
	role := p.label.role
	switch {
	case p.whole && role != noRole && role != metaRole && r.readLabel(p):
		if n := len(r.path); n > 0 && (role == sectionRole || role == refsRole || role == backRole) {
			r.path[n-1].level = level
			if role == refsRole {
				r.listLevel = level
			}
		}
	case r.zone == front && len(r.titles) == 0 && anyDOI.MatchString(p.text) && p.words < 8:
		r.addMetadata(p)
	case r.zone == front && len(r.titles) == 0 && level <= 2 && !r.src.titled:
		r.addTitle(p)
	case r.zone == front && len(r.titles) > 0 && squash(p.text) == squash(r.titles[0]):
		r.furniture(p.spans...) // it is the title once more
	case r.zone == refs && level > r.listLevel && r.listAhead(p.to):
		r.openPart(p, r.next(p.to).entry == 1)
		r.path[len(r.path)-1].level = level
	default:
		if r.zone == refs {
			r.zone = back
		} else if r.zone == front {
			r.plainNotes()
			r.zone = body
		}
		r.pending = noRole
		r.pushHeading(p, p.mark, level, false)
	}
}

// pushHeading adds a heading and opens its section. level 0 is found out.
func (r *reader) pushHeading(p paragraph, m mark, level int, labelled bool) {
	const deepest = 8
	if r.isOpen(p.text) || len(r.titles) > 0 && squash(p.text) == squash(r.titles[0]) && squash(p.text) != "" {
		r.furniture(p.spans...) // a running header
		return
	}
	if labelled && r.abstracts == 0 && !r.headed && introductions[squash(p.text[m.length:])] && r.named() {
		r.unlabelledAbstract()
	}
	r.headed = true
	m = r.nest(m)
	if level == 0 {
		level = r.level(m, p.text, labelled)
	}
	level = min(level, deepest)
	if labelled {
		r.capitals = m.style == unnumbered && allCapitals(p.text)
	}
	if m.style == unnumbered {
		r.labelled = true
	} else {
		r.numbers[numbering{m.style, m.depth}] = m.number
		r.levels[numbering{m.style, m.depth}] = level
		r.headings++
	}
	for k := range r.numbers {
		if m.style != unnumbered && k.style == m.style && k.depth > m.depth || k.style == letter && m.style != letter {
			delete(r.numbers, k)
		}
	}
	keep := len(r.path)
	for keep > 0 && r.path[keep-1].level >= level {
		keep--
	}
	r.path = r.path[:keep:keep]
	r.add(block{kind: doc.Heading, section: r.section(), spans: p.spans, tail: tail(p.text), size: len(p.text)})
	r.path = append(r.path, heading{level, shortened(p.text), m})
	r.pending = noRole
}

// named reports whether names of authors have occurred.
func (r *reader) named() bool {
	return slices.ContainsFunc(r.blocks, func(b block) bool { return len(b.names) > 0 })
}

// isOpen reports whether text is a heading that is open: when it stands again
// it is a running header. (One that ends in a number, such as "Experiment 1",
// has to stand again with that.)
func (r *reader) isOpen(text string) bool {
	for _, h := range r.path {
		number := lastNumber(h.text)
		if s := squash(h.text); s != "" && s == squash(text) && (number == "" || number == lastNumber(text)) {
			return true
		}
	}
	return false
}

// lastNumber returns the digits that text ends in.
func lastNumber(text string) string {
	return text[len(strings.TrimRight(text, "0123456789")):]
}

// shortened bounds the name of a section.
func shortened(text string) string {
	const most = 160 // characters
	if r := []rune(text[:min(len(text), 4*most)]); len(r) > most {
		return strings.ToValidUTF8(string(r[:most]), "")
	}
	return text
}

// lastText is the last block that is no furniture, nil if there is none.
func (r *reader) lastText() *block {
	if r.last < 0 {
		return nil
	}
	return &r.blocks[r.last]
}

// word0 is the first character of s.
func word0(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

package pdf

// Lines → blocks, within a region.

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// block is a Block on its way: lines that belong together.
type block struct {
	kind  Kind
	level int
	lines []*line
	// first and last are the regions of its first and last line; nil of what
	// stands aside.
	first, last *region
}

func (b *block) text() string {
	var parts []string
	for _, l := range b.lines {
		parts = append(parts, l.text)
	}
	return strings.Join(parts, " ")
}

func (b *block) head() *line { return b.lines[0] }
func (b *block) tail() *line { return b.lines[len(b.lines)-1] }

var (
	// A caption is named and numbered; in running text another word follows.
	captionMark = regexp.MustCompile(`^(?i:(?:figure|fig\.|table|tab\.|scheme|chart|рисунок|рис\.|таблица|табл\.|схема|диаграмма|сурет|кесте|图|表|圖)\s*(?:[A-ZА-Я]?\d+(?:[.\-–]\d+)*|[IVX]+\b)|\d+(?:[.\-–]\d+)*\s*[-–]?\s*(?:сурет|кесте))(.?.?)`)
	tableMark   = regexp.MustCompile(`^(?i:tab|табл|кесте|表|\d+[\d.\-–]*\s*[-–]?\s*кесте)`)
	numbered    = regexp.MustCompile(`^(\d{1,2}(?:\.\d{1,2}){0,4}\.?|[IVX]{1,5}\.|[A-Z]\.|§\s*\d+\.?|第[一二三四五六七八九十百\d]+[章节篇]|[一二三四五六七八九十]+[、．])\s*\pL`)
	itemMark    = regexp.MustCompile(`^(?:\[(\d{1,4})\]|(\d{1,4})[.)]|\((\d{1,3})\)|[•●▪■◦–—*-])[\s\t]*\S`)
	leader      = regexp.MustCompile(`(?:[.·…]\s?){4,}\s*[\divxlc]+$`) // of a table of contents
	noteMark    = regexp.MustCompile(`^(?:\d{1,3}|[*†‡§]+|[①-⑳])\s*\pL`)
)

// blocks groups the lines of a page; furniture comes last.
func (s *sheet) blocks(m measures) []*block {
	var all, furniture []*block
	for _, r := range s.regions {
		var body []*line
		for _, l := range r.lines {
			if l.kind == Furniture {
				furniture = append(furniture, &block{kind: Furniture, lines: []*line{l}})
			} else {
				body = append(body, l)
			}
		}
		if len(body) == 0 {
			continue
		}
		r.lines, r.box = body, emptyBox()
		for _, l := range body {
			r.include(l.box)
		}
		r.edges()
		all = append(all, r.blocks(m)...)
	}
	for _, l := range s.aside {
		furniture = append(furniture, &block{kind: Furniture, lines: []*line{l}})
	}
	return append(all, furniture...)
}

func (r *region) blocks(m measures) []*block {
	r.markRows()
	notes := r.notes(m)
	var all []*block
	var b *block
	for i, l := range r.lines {
		kind := l.kind
		switch {
		case kind == Table:
		case i >= notes:
			kind = Note
		case r.caption(i, m):
			kind = Caption
		case r.heading(i, m, b):
			kind = Heading
		}
		if b != nil && !r.parted(b, kind, i, m) {
			b.lines = append(b.lines, l)
			continue
		}
		b = &block{kind: kind, lines: []*line{l}, first: r, last: r}
		all = append(all, b)
	}
	return all
}

// parted reports whether line i, of a kind, begins another block than b.
func (r *region) parted(b *block, kind Kind, i int, m measures) bool {
	l, prev := r.lines[i], r.lines[i-1]
	down := prev.base - l.base
	leading := m.leading * max(l.size, prev.size)
	if n := len(b.lines); n > 1 {
		leading = min(leading, b.lines[n-2].base-prev.base)
	}
	near := down > 0 && down < 1.25*leading+0.1*l.size
	if b.kind == Caption && (kind == Paragraph || kind == Note) {
		// A caption goes on in the same type, if this is not that of the text, or
		// as far as it fills the lines.
		own := half(l.size) != m.body || centred(prev, l) || l.x0 > r.left+l.size && abs(l.x0-prev.x0) < 1
		return !near || abs(l.size-prev.size) > 0.6 || l.cells() > 1 || !own && r.ended(prev, l)
	}
	if kind != b.kind {
		return true
	}
	switch kind {
	case Table:
		return down > 3*leading
	case Heading:
		return abs(l.size-prev.size) > 0.6 || down > 1.7*l.size || numbered.MatchString(l.text) || (l.bold > 0.8) != (prev.bold > 0.8)
	case Caption:
		return captionMark.MatchString(l.text)
	case Note:
		return l.raised || noteMark.MatchString(l.text) && (l.x0 > r.left+0.5*l.size || r.ended(prev, l))
	}
	if !near || abs(l.size-prev.size) > 1.1 && l.ink > 6 && prev.ink > 6 {
		return true
	}
	if leader.MatchString(prev.text) {
		return true
	}
	first := b.head()
	if mark := itemMark.FindStringSubmatch(l.text); mark != nil {
		before := itemMark.FindStringSubmatch(first.text)
		switch {
		case before != nil && ordinal(mark) == ordinal(before)+1 && ordinal(mark) > 1:
			return true
		case r.ended(prev, l), l.x0 < prev.x0-0.5*l.size:
			return true
		}
	}
	left := prev.x0
	if len(b.lines) > 1 {
		left = b.lines[1].x0
	}
	indent := l.x0 - left
	hanging := len(b.lines) > 1 && first.x0 < left-0.5*l.size
	switch {
	case indent > 0.8*l.size && indent < 6*l.size && !(len(b.lines) == 1 && (itemMark.MatchString(first.text) || !r.ended(prev, l) && !m.indented)):
		return true
	case hanging && indent < -0.5*l.size && abs(l.x0-first.x0) < 0.5*l.size:
		return true // the next entry of a list
	case r.ended(prev, l) && !aligned(b, l) && !centred(prev, l):
		return true
	}
	return false
}

// ended reports whether a paragraph may have ended with prev: the first word of
// next would have fitted behind it.
func (r *region) ended(prev, next *line) bool {
	if strings.HasSuffix(prev.text, "-") {
		return false
	}
	free := r.right - prev.x1
	c, _ := utf8.DecodeRuneInString(next.text)
	if unicode.IsLower(c) && !endsSentence(prev.text) && free < 0.3*r.width() {
		return false // set by a rule that we do not know
	}
	slack := 0.35 * next.size
	if r.ragged {
		slack = 0.9 * next.size
	}
	if wide(c) {
		return free > 1.3*next.size+slack
	}
	return free > next.firstWord()+slack
}

// firstWord is the width of a line's first word.
func (l *line) firstWord() float32 {
	from, to := l.x0, l.x0
	for _, m := range l.marks(false) {
		if m.r == ' ' || wide(m.r) {
			break
		}
		to = m.x1
	}
	return to - from
}

// aligned reports whether the last line of a block reaches as far as the lines
// beside it, though not to the edge of the region: a quotation, a list.
func aligned(b *block, l *line) bool {
	prev := b.tail()
	if n := len(b.lines); n > 1 && abs(b.lines[n-2].x1-prev.x1) < 0.6 {
		return true
	}
	return abs(l.x1-prev.x1) < 0.6 && abs(l.x0-prev.x0) < 6*l.size
}

// centred reports whether two lines have one axis and different lengths.
func centred(a, b *line) bool {
	return abs(a.x0+a.x1-b.x0-b.x1) < 3 && abs(a.x0-b.x0) > 3
}

func ordinal(mark []string) int {
	for _, s := range mark[1:] {
		if s != "" {
			n, _ := strconv.Atoi(s)
			return n
		}
	}
	return 0
}

// caption reports whether line i begins a caption.
func (r *region) caption(i int, m measures) bool {
	l := r.lines[i]
	mark := captionMark.FindStringSubmatch(l.text)
	if mark == nil {
		return false
	}
	differs := abs(l.size-m.body) > 0.4 || l.bold > 0.2 || l.x0 > r.left+l.size && l.x1 < r.right-l.size
	after := []rune(strings.TrimLeft(mark[1], " \t"))
	named := len(after) == 0 || strings.ContainsRune(".:–—-", after[0]) || mark[1] != "" && after[0] != ')' && (unicode.IsUpper(after[0]) || wide(after[0]) && after[0] < 0xFF00)
	if i == 0 {
		return named && (differs || len(after) == 0 || !unicode.IsLetter(after[0]))
	}
	prev := r.lines[i-1]
	fresh := prev.base-l.base > 1.3*m.leading*max(l.size, prev.size) || r.ended(prev, l) || abs(l.size-prev.size) > 0.6 || prev.kind == Table
	return fresh && (named || differs)
}

// heading reports whether line i may be (a line of) a heading: a bookmark says
// so, or it is larger than the text, bold throughout, or else set apart in
// capitals, in numbered italics or a little larger. b is the block before.
func (r *region) heading(i int, m measures, b *block) bool {
	l := r.lines[i]
	letters := strings.IndexFunc(l.text, unicode.IsLetter) >= 0
	if !letters || l.ink > 160 || l.ink < 2 || leader.MatchString(l.text) {
		return false
	}
	goesOn := b != nil && b.kind == Heading && i > 0 && b.tail() == r.lines[i-1] && abs(b.head().size-l.size) < 0.6
	if m.bookmarked(l, b, goesOn) > 0 {
		return true
	}
	size := half(l.size)
	if size >= 1.12*m.body && size >= m.body+1 {
		return true
	}
	if l.bold > 0.8 && size > m.body-1 {
		// Not the first line of a paragraph that begins in bold type.
		if i+1 == len(r.lines) {
			return true
		}
		next := r.lines[i+1]
		return next.bold > 0.8 || abs(next.size-l.size) > 0.6 || l.base-next.base > 1.25*m.leading*l.size || r.ended(l, next)
	}
	apart := i == 0 || r.lines[i-1].base-l.base > 1.2*m.leading*l.size || r.lines[i-1].kind == Table || goesOn
	if !apart || l.ink > 80 || l.width() > 0.85*r.width() || endsSentence(l.text) {
		return false
	}
	mark := numbered.MatchString(l.text)
	switch {
	case l.capitals || mark && l.middled(r):
		return (mark || l.middled(r)) && r.opens(i+1)
	case l.italic > 0.6 && mark:
		return r.opens(i + 1)
	}
	return size >= 1.06*m.body && l.ink < 60 && (i+1 == len(r.lines) || half(r.lines[i+1].size) <= m.body && r.lines[i+1].cells() == 1)
}

// middled reports whether a line stands in the middle of its region.
func (l *line) middled(r *region) bool {
	return l.x0 > r.left+2*l.size && abs(l.x0+l.x1-r.left-r.right) < 2*l.size
}

// bookmarked is the level of the bookmark that a line is the title of, or goes
// on with; 0 if there is none.
func (m measures) bookmarked(l *line, b *block, goesOn bool) int {
	text := bare(l.text)
	if text == "" {
		return 0
	}
	for _, e := range m.outline[l.page.index] {
		switch {
		case e.title == text, goesOn && e.title == bare(b.text()+" "+l.text):
			return e.level
		case strings.HasPrefix(e.title, text) && len(text) > 12 && len(text)*3 > len(e.title):
			return e.level
		}
	}
	return 0
}

// capitals reports whether all letters are capitals, and four at least are.
func capitals(s string) bool {
	n := 0
	for _, r := range s {
		switch {
		case unicode.IsUpper(r):
			n++
		case unicode.IsLetter(r):
			return false
		}
	}
	return n >= 4
}

// opens reports whether what follows from line i on, past other lines in
// capitals, is prose: lines as long as the column, or another heading.
func (r *region) opens(i int) bool {
	for ; i < len(r.lines); i++ {
		if l := r.lines[i]; !l.capitals {
			return l.width() > 0.6*r.width() && l.x0 < r.left+4*l.size || l.bold > 0.8 || numbered.MatchString(l.text)
		}
	}
	return false
}

// markRows marks the rows of tables: lines whose wide gaps lie below one another.
func (r *region) markRows() {
	var rivers [][][2]float32
	below := false // the caption of a table, with nothing but rows between
	for _, l := range r.lines {
		gaps := r.rivers(l, below)
		rivers = append(rivers, gaps)
		below = len(gaps) > 0 && below || captionMark.MatchString(l.text) && tableMark.MatchString(l.text)
	}
	row := make([]bool, len(r.lines))
	for i := range r.lines {
		for k := i + 1; k <= min(i+2, len(r.lines)-1); k++ {
			if r.lines[i].base-r.lines[k].base < 4*r.lines[i].size && meet(rivers[i], rivers[k], 0.7*r.lines[i].size) {
				row[i], row[k] = true, true
			}
		}
	}
	for i, l := range r.lines {
		// A row by itself: of many cells, or below a caption.
		if !row[i] && len(rivers[i]) > 0 && l.width() > 0.3*r.width() {
			row[i] = len(rivers[i]) > 2 || i > 0 && captionMark.MatchString(r.lines[i-1].text) && tableMark.MatchString(r.lines[i-1].text)
		}
		// What stands between two rows and is short is a cell's second line.
		if row[i] || i > 0 && i+1 < len(row) && r.lines[i-1].kind == Table && row[i+1] && l.width() < 0.5*r.width() && l.kind == Paragraph && captionMark.FindString(l.text) == "" {
			l.kind = Table
		}
	}
}

// rivers are the gaps of a line that may part cells; below says that it stands
// where rows are expected.
func (r *region) rivers(l *line, below bool) [][2]float32 {
	if l.cells() == 1 || captionMark.MatchString(l.text) {
		return nil
	}
	var gaps [][2]float32
	var narrow, broad, words float32 // of the gaps between words
	marks := l.marks(true)
	for i, c := range marks {
		switch c.r {
		case '\t':
			gaps = append(gaps, [2]float32{c.x0, c.x1})
			fallthrough
		case ' ':
			w := c.x1 - c.x0
			if words == 0 || w < narrow {
				narrow = w
			}
			broad = max(broad, w)
			words++
		}
		// The mark of an entry, not a cell.
		if c.r == '\t' && len(gaps) == 1 && l.cells() == 2 && marker(marks[:i]) {
			return nil
		}
	}
	// A line of prose that justification stretched to the edge: all gaps alike.
	if !below && l.x0 < r.left+5*l.size && l.x1 > r.right-1.5 && words > 1 && broad < 1.6*narrow {
		return nil
	}
	return gaps
}

// marker reports whether characters are the number or the bullet of an entry.
func marker(marks []mark) bool {
	var s strings.Builder
	for _, m := range marks {
		s.WriteRune(m.r)
	}
	return itemMark.MatchString(s.String()+" x") || numbered.MatchString(s.String()+" x")
}

func meet(a, b [][2]float32, least float32) bool {
	return slices.ContainsFunc(a, func(x [2]float32) bool {
		return slices.ContainsFunc(b, func(y [2]float32) bool {
			return min(x[1], y[1])-max(x[0], y[0]) >= least
		})
	})
}

// notes returns the index of the first line of the notes at the foot of a
// region: in smaller type down to its end, with marks, or set apart from what is
// above.
func (r *region) notes(m measures) int {
	first := len(r.lines)
	for first > 0 {
		l := r.lines[first-1]
		if half(l.size) > m.body-0.5 || half(l.size) > 0.95*m.body || l.kind == Table || captionMark.MatchString(l.text) {
			break
		}
		first--
	}
	if first == len(r.lines) {
		return first
	}
	marked := first
	for marked < len(r.lines) && !r.lines[marked].raised && !noteMark.MatchString(r.lines[marked].text) {
		marked++
	}
	switch {
	case marked == first:
		return first
	case marked == len(r.lines):
		// Without a mark: what goes on from another page, at the foot of this one.
		if first == 0 || r.lines[first-1].bold > 0.8 || itemMark.MatchString(r.lines[first].text) {
			return len(r.lines)
		}
		page := r.lines[first].page.box
		low := r.lines[first].y1 < page.y0+(page.y1-page.y0)*0.35
		gap := r.lines[first-1].base-r.lines[first].base > 1.3*m.leading*m.body
		if low && (gap || r.lines[first].size < 0.86*m.body) {
			return first
		}
		return len(r.lines)
	case marked-first > 6 && first == 0:
		return len(r.lines) // a column in smaller type
	case marked-first > 6:
		return marked // small type of another kind stands above
	}
	return first // it goes on from another page
}

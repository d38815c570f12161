package extract

// This file holds the text of a file as ranges: white space, markup, and how ranges
// are rendered for reading and cut.

import (
	"cmp"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/indexer/extract/hyphen"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/lazyregexp"
)

// blank reports whether r is white space, which belongs to no passage. A byte
// order mark is.
func blank(r rune) bool {
	const first, last = 0x1680, 0x3000 // of the spaces beyond Latin-1
	return (r <= unicode.MaxLatin1 || first <= r && r <= last) && unicode.IsSpace(r) || r == '\uFEFF'
}

type source struct {
	text  string
	lines []line
	// marked is true when the format marks headings, tables and lists, and flows when
	// it marks paragraphs and has no pages.
	marked, flows bool
	// titled is true when the format tells the title, so that no heading is one.
	titled bool
	// residue are the ranges of markup, in order; no passage but those of kind
	// furniture holds them.
	residue []doc.Span
	// wrapped is true when a paragraph has several lines, as on a page; width is
	// then the width of a full line.
	wrapped bool
	width   int
	lookups map[string]bool // words that the text was searched for
	head    *Head
	// known are the words by which those are known that lines divide.
	known hyphen.Words
}

func newSource(in *Input) *source {
	s := &source{text: in.Text, marked: in.marked(), head: in.Head, flows: in.Format.flows(), titled: in.titled(), residue: in.Markup, lines: make([]line, 0, 1+strings.Count(in.Text, "\n"))}
	block := 0
	for l := range textLines(in.Text) {
		for block < len(in.Blocks) && in.Blocks[block].End <= l.Start {
			block++
		}
		cur := line{textLine: l}
		if block < len(in.Blocks) && in.Blocks[block].Start <= l.Start {
			b := in.Blocks[block]
			cur.block, cur.kind, cur.level, cur.furniture = block+1, b.Kind, b.Level, b.Kind == FurnitureBlock
		}
		if n := trailingHeader(s.text[l.Start:l.End]); n > 0 && !s.flows {
			cur.End -= n
			s.addLine(cur)
			cur.Span, cur.gap, cur.indent, cur.furniture = doc.Span{Start: l.End - n, End: l.End}, 0, 0, true
		}
		s.addLine(cur)
	}
	if s.flows {
		return s
	}
	for i := range s.lines {
		s.known.Add(s.lines[i].text)
	}
	s.measure()
	s.findFurniture(in.Outline)
	s.findColumns()
	return s
}

// addLine adds a line and reads the facts that its text shows.
func (s *source) addLine(l line) {
	span := s.appendTrimmed(nil, l.Start, l.End)
	if len(span) == 0 {
		return
	}
	l.Span = span[0]
	l.traits = traitsOf(s.textOf(l.Span))
	l.width = columns(l.text)
	l.tabs = strings.Contains(s.text[l.Start:l.End], "\t")
	l.number = !s.isHeading(&l) && pageNumber.MatchString(l.text)
	l.issue = l.width <= longest && latestYear(l.text) > 0 && issueMark.MatchString(l.text)
	l.header = s.wideHeader(&l)
	s.lines = append(s.lines, l)
}

// textOf is a range of the source as it is read.
func (s *source) textOf(spans ...doc.Span) string {
	pieces := s.withoutResidue(spans)
	if s.asWritten(pieces, doc.Body) {
		return strings.Clone(s.text[pieces[0].Start:pieces[0].End])
	}
	return s.render(pieces, doc.Body).text
}

// asWritten reports whether pieces render as they stand in the source: one piece, in which
// single spaces stand between words, none of them beside Han. Most paragraphs are such.
func (s *source) asWritten(pieces []doc.Span, kind doc.Kind) bool {
	if len(pieces) != 1 || kind != doc.Furniture && s.isRaised(pieces[0]) {
		return false
	}
	const firstHan = 0x2E80
	text := s.text[pieces[0].Start:pieces[0].End]
	spaces, han := 0, false
	afterSpace := true
	for i := 0; i < len(text); {
		c, size := rune(text[i]), 1
		if c >= utf8.RuneSelf {
			c, size = utf8.DecodeRuneInString(text[i:])
		}
		switch {
		case analysis.IsUsual(c): // most text
		case c == ' ' && !afterSpace:
			spaces++
		case blank(c), unicode.IsControl(c):
			return false
		}
		afterSpace = c == ' '
		han = han || c >= firstHan
		i += size
	}
	return !afterSpace && !(han && spaces > 0)
}

func leadingBlanks(s string) int { return len(s) - len(strings.TrimLeftFunc(s, blank)) }

func columns(text string) int {
	const firstWide = 0xE2 // the first byte of any of those
	n := 0
	for i := range len(text) {
		switch c := text[i]; {
		case !utf8.RuneStart(c):
		case c >= firstWide && cjk(word0(text[i:])):
			n += 2
		default:
			n++
		}
	}
	return n
}

// cjk reports whether r is written without spaces around it: Han, kana, and
// their punctuation.
func cjk(r rune) bool {
	return analysis.Ideographic(r) || r >= 0x3000 && r <= 0x303F || r >= 0xFF01 && r <= 0xFF60
}

// measure finds whether the text is wrapped: most of it stands in lines of a
// page's width that follow one another without blank lines.
func (s *source) measure() {
	const widest = 140
	var widths []int
	all, narrow, runs := 0, 0, 0
	for i, l := range s.lines {
		all += l.width
		if l.width <= widest {
			narrow += l.width
			widths = append(widths, l.width)
			if i > 0 && l.gap == 0 && !l.tabs {
				runs += l.width
			}
		}
	}
	if len(widths) == 0 || narrow*10 < all*7 || runs*10 < all*4 {
		return
	}
	sort.Ints(widths)
	s.wrapped, s.width = true, widths[len(widths)*9/10]
}

// addResidue marks ranges as markup and keeps the whole in order; of ranges
// that overlap the longer counts.
func (s *source) addResidue(spans []doc.Span) {
	all := append(s.residue, spans...)
	slices.SortFunc(all, func(a, b doc.Span) int { return cmp.Or(a.Start-b.Start, b.End-a.End) })
	s.residue = all[:0]
	for _, sp := range all {
		if n := len(s.residue); n > 0 && sp.Start < s.residue[n-1].End {
			s.residue[n-1].End = max(s.residue[n-1].End, sp.End)
			continue
		}
		s.residue = append(s.residue, sp)
	}
}

// withoutResidue cuts the residue out of spans, and white space off the ends of
// the rest.
func (s *source) withoutResidue(spans []doc.Span) []doc.Span {
	var out []doc.Span
	for _, sp := range spans {
		k := sort.Search(len(s.residue), func(k int) bool { return s.residue[k].End > sp.Start })
		for ; k < len(s.residue) && s.residue[k].Start < sp.End; k++ {
			out = s.appendTrimmed(out, sp.Start, min(s.residue[k].Start, sp.End))
			sp.Start = max(sp.Start, s.residue[k].End)
		}
		out = s.appendTrimmed(out, sp.Start, sp.End)
	}
	return out
}

// isResidue reports whether a byte of the source is markup.
func (s *source) isResidue(at int) bool {
	k := sort.Search(len(s.residue), func(k int) bool { return s.residue[k].End > at })
	return k < len(s.residue) && s.residue[k].Start <= at
}

func (s *source) appendTrimmed(out []doc.Span, start, end int) []doc.Span {
	if start >= end {
		return out
	}
	start += leadingBlanks(s.text[start:end])
	end = start + len(strings.TrimRightFunc(s.text[start:end], blank))
	if start < end {
		out = append(out, doc.Span{Start: start, End: end})
	}
	return out
}

// rendering is text for reading, with where its words stand in the source.
type rendering struct {
	text   string
	words  []word
	closed []doc.Span // spaces of the source inside broken Han, left out
	raised []doc.Span // digits of the source that are shown as superscripts
	// divisions are hyphens of the source that divide words, with the ends of lines
	// behind them, left out.
	divisions []doc.Span
}

// word is a stretch without white space that is the same in text and source.
type word struct {
	at    int // in the rendering
	piece int // the index of its piece
	src   int // in the source
}

// separator is the space between two words; the stronger of two is greater.
type separator int

const (
	nothing separator = iota
	broken            // the end of a line: a space, but nothing between Han
	space
	cell
	row
)

// render joins pieces into text: white space and control characters become one
// space, none between Han of broken lines, and none inside broken Han. Rows of
// a table keep their line ends and tabs. A word that a hyphen divides at the end of a
// line is joined, and nothing stands behind a true hyphen there. Furniture shows control characters by
// their pictures (U+2400…), for it may hold nothing else.
func (s *source) render(pieces []doc.Span, kind doc.Kind) rendering {
	if !s.asWritten(pieces, kind) {
		return s.renderEach(pieces, kind)
	}
	start := pieces[0].Start
	r := rendering{text: strings.Clone(s.text[start:pieces[0].End])}
	r.words = make([]word, 1, 1+strings.Count(r.text, " "))
	r.words[0].src = start
	for i := range len(r.text) {
		if r.text[i] == ' ' {
			r.words = append(r.words, word{at: i + 1, src: start + i + 1})
		}
	}
	return r
}

// renderEach is render, character by character.
func (s *source) renderEach(pieces []doc.Span, kind doc.Kind) rendering {
	var r rendering
	var b strings.Builder
	var han hanContext
	run := hanRun{prose: kind == doc.Body || kind == doc.Reference || kind == doc.Note || kind == doc.Abstract}
	gap := nothing
	end := 0        // in the source, of the last character
	joined := false // the next word goes on with the last one
	begin := func(c rune, piece, at int) {
		switch {
		case b.Len() == 0, gap == nothing, joined, gap == broken && han.han && tight(c):
		case gap == space && run.prose && end >= pieces[piece].Start && s.brokenHan(&run, b.String(), at):
			r.closed = append(r.closed, doc.Span{Start: end, End: at})
		case gap == row:
			b.WriteByte('\n')
		case gap == cell:
			b.WriteByte('\t')
		default:
			b.WriteByte(' ')
		}
		r.words = append(r.words, word{b.Len(), piece, at})
		gap, joined = nothing, false
	}
	for k, p := range pieces {
		if k > 0 {
			gap = max(gap, s.between(pieces[k-1], p, kind))
		}
		inWord := false
		if kind != doc.Furniture && s.isRaised(p) {
			begin('0', k, p.Start)
			b.WriteString(superscripts.Replace(s.text[p.Start:p.End]))
			r.raised = append(r.raised, p)
			continue
		}
		for i := p.Start; i < p.End; {
			c, size := rune(s.text[i]), 1
			if c >= utf8.RuneSelf {
				c, size = utf8.DecodeRuneInString(s.text[i:])
			}
			switch {
			case blank(c):
				inWord = false
				gap = max(gap, separatorOf(c, kind))
			case unicode.IsControl(c) && kind == doc.Furniture:
				begin(c, k, i)
				inWord = false
				if c < ' ' {
					b.WriteRune('\u2400' + c)
				} else {
					b.WriteRune('\u2421')
				}
			case unicode.IsControl(c):
				inWord, gap = false, max(gap, space)
			default:
				if !inWord {
					begin(c, k, i)
					inWord = true
				}
				if hyphen.Is(c) && kind != doc.Furniture && kind != doc.Table {
					var divided bool
					if divided, joined = s.joins(b.String(), c, pieces, k, i+size); divided {
						r.divisions = append(r.divisions, doc.Span{Start: i, End: i + size})
						break
					}
				}
				b.WriteString(s.text[i : i+size])
				han.add(c)
				end = i + size
			}
			i += size
		}
	}
	r.text = b.String()
	return r
}

var (
	raisedDigits = lazyregexp.New(`^\d{1,3}(?:\s?[,;–-]\s?\d{1,3}){0,8}$`)
	superscripts = strings.NewReplacer("0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴", "5", "⁵", "6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹", "-", "⁻", "–", "⁻", " ", "")
)

// isRaised reports whether markup sets the digits of a piece above the line:
// "word<sup>7</sup>", "word$^{7}$", and "word^7^" in Markdown.
func (s *source) isRaised(p doc.Span) bool {
	const longest = 40
	if p.Len() > longest {
		return false
	}
	before, after := s.text[max(0, p.Start-len("<sup>")):p.Start], s.text[p.End:min(len(s.text), p.End+1)]
	formula := strings.HasSuffix(before, "^{") || strings.HasSuffix(before, "^{ ") || strings.HasSuffix(before, "$^")
	return (strings.EqualFold(before, "<sup>") && after == "<" || strings.HasSuffix(before, "^") && after == "^" || formula && strings.ContainsAny(after, "}$ ")) && raisedDigits.MatchString(s.text[p.Start:p.End])
}

// joins reports whether the hyphen c, which stands behind the text before and ends at
// byte at of the source, within piece k, divides a word over two lines, and whether the
// word behind it goes on with the word before it, as behind a true hyphen too.
func (s *source) joins(before string, c rune, pieces []doc.Span, k, at int) (divided, joined bool) {
	const longest = 128 // bytes of a word
	if last, _ := utf8.DecodeLastRuneInString(before); !unicode.IsLetter(last) && !unicode.IsDigit(last) {
		return false, false
	}
	next := at + leadingBlanks(s.text[at:pieces[k].End])
	gap := s.text[at:next]
	if next == pieces[k].End {
		if k+1 == len(pieces) {
			return false, false
		}
		next = pieces[k+1].Start
		if next < at {
			return false, false
		}
		gap = s.text[at:min(next, at+longest)]
		k++
	}
	if !strings.ContainsAny(gap, "\n\r\f\u2028\u2029") {
		return false, false
	}
	after := strings.ToValidUTF8(s.text[next:min(pieces[k].End, next+longest)], "")
	if first := word0(after); !unicode.IsLetter(first) && !unicode.IsDigit(first) || hyphen.Suspended(after) {
		return false, false
	}
	before = before[max(0, len(before)-longest):]
	return s.known.Divide(before+string(c), after), true
}

// hanRun remembers the signs of broken Han.
type hanRun struct {
	prose   bool
	singles int // characters in a row, each between spaces, that were joined
	at      int // where the last of them stands in the rendering
}

// maxLookups bounds how often the text is searched for a word.
const maxLookups = 500

// brokenHan reports whether the space before byte at of the source is inside
// broken Han text: of three characters or more that stand apart one by one; or
// of a word that the text has elsewhere unbroken.
func (s *source) brokenHan(run *hanRun, before string, at int) bool {
	last, size := utf8.DecodeLastRuneInString(before)
	next := word0(s.text[at:])
	if !analysis.IsHan(last) || !analysis.IsHan(next) {
		return false
	}
	second, _ := utf8.DecodeLastRuneInString(before[:len(before)-size])
	chained := run.singles > 0 && run.at == len(before)-size
	if !chained {
		run.singles = 0
	}
	alone := chained || !analysis.IsHan(second)
	ahead := 0 // characters that stand apart
	for rest := s.text[at:]; ahead < 3; {
		c, n := utf8.DecodeRuneInString(rest)
		after, _ := utf8.DecodeRuneInString(rest[n:])
		if !analysis.IsHan(c) || analysis.IsHan(after) {
			break
		}
		ahead++
		trimmed := strings.TrimLeft(rest[n:], " ")
		if trimmed == rest[n:] {
			break
		}
		rest = trimmed
	}
	if alone && ahead > 0 && run.singles+1+ahead >= 3 {
		run.singles++
		run.at = len(before)
		return true
	}
	third, _ := utf8.DecodeRuneInString(s.text[at+utf8.RuneLen(next):])
	return analysis.IsHan(second) && s.holds(string([]rune{second, last, next})) ||
		analysis.IsHan(third) && s.holds(string([]rune{last, next, third}))
}

// holds reports whether the text has a word.
func (s *source) holds(word string) bool {
	found, known := s.lookups[word]
	if !known && len(s.lookups) < maxLookups {
		if s.lookups == nil {
			s.lookups = map[string]bool{}
		}
		found = strings.Contains(s.text, word)
		s.lookups[word] = found
	}
	return found
}

func separatorOf(c rune, kind doc.Kind) separator {
	lineEnd := strings.ContainsRune("\n\r\f\u2028\u2029", c)
	switch {
	case kind == doc.Table && lineEnd:
		return row
	case kind == doc.Table && c == '\t':
		return cell
	case lineEnd:
		return broken
	}
	return space
}

// between returns the separator of two pieces, nothing if only residue stands
// between them.
func (s *source) between(a, b doc.Span, kind doc.Kind) separator {
	const far = 400
	if kind == doc.Furniture || b.Start < a.End || b.Start-a.End > far {
		return space
	}
	sep := nothing
	for _, c := range s.text[a.End:b.Start] {
		switch {
		case blank(c):
			sep = max(sep, separatorOf(c, kind))
		case kind == doc.Table && c == '|':
			sep = max(sep, cell)
		}
	}
	if kind == doc.Reference && sep == space && s.brokenAddress(a, b) {
		return nothing
	}
	return sep
}

var (
	addressHead = lazyregexp.New(`https?://[^\s<>"«»“”]*[^\s<>"«»“”.,;)\]]$`)
	addressTail = lazyregexp.New(`^[A-Za-z0-9%~]+[-./_?=&#][-A-Za-z0-9%~./_?=&#]*[A-Za-z0-9/]`)
	plainDate   = lazyregexp.New(`^\d{1,4}[-./]\d{1,2}[-./]\d{1,4}(?:\D|$)`)
)

// brokenAddress reports whether an address that ends piece a goes on in b: it is
// no word and no date that stands there, but letters or digits joined by the marks
// of addresses, a digit among them.
func (s *source) brokenAddress(a, b doc.Span) bool {
	tail := addressTail.FindString(s.text[b.Start:b.End])
	return strings.ContainsAny(tail, "0123456789") && !plainDate.MatchString(tail) && !strings.Contains(tail, "://") &&
		addressHead.MatchString(s.text[a.Start:a.End])
}

// cuts returns where the text is cut into passages, and where it may be cut.
func (r rendering) cuts(kind doc.Kind) (at, starts []int) {
	if kind != doc.Table {
		starts = sentences(r.text)
		return cuts(r.text, starts), starts
	}
	starts = []int{0}
	for i := range len(r.text) - 1 {
		if r.text[i] == '\n' {
			starts = append(starts, i+1)
		}
	}
	return cuts(r.text, starts), starts
}

// ranges returns the ranges of the source that text[from:to] shows. Ranges that only
// white space separates are one.
func (r rendering) ranges(s *source, pieces []doc.Span, from, to int) []doc.Span {
	startPiece, start := 0, 0
	if from > 0 {
		startPiece, start = r.locate(from)
	} else if len(pieces) > 0 {
		start = pieces[0].Start
	}
	endPiece, end := len(pieces)-1, 0
	if len(pieces) > 0 {
		end = pieces[endPiece].End
	}
	if to < len(r.text) {
		endPiece, end = r.locate(to)
	}
	var out []doc.Span
	for k := startPiece; k <= endPiece && k < len(pieces); k++ {
		p := pieces[k]
		if k == startPiece {
			p.Start = max(p.Start, start)
		}
		if k == endPiece {
			p.End = min(p.End, end)
		}
		trimmed := s.appendTrimmed(nil, p.Start, p.End)
		if len(trimmed) == 0 {
			continue
		}
		if n := len(out); n > 0 && out[n-1].End <= trimmed[0].Start && trimmed[0].Start-out[n-1].End < 64 &&
			strings.IndexFunc(s.text[out[n-1].End:trimmed[0].Start], func(c rune) bool { return !blank(c) }) < 0 {
			out[n-1].End = trimmed[0].End
			continue
		}
		out = append(out, trimmed...)
	}
	return out
}

// locate returns the piece and the place in the source of the byte at of the
// text, which begins a word or stands inside one.
func (r rendering) locate(at int) (piece, src int) {
	k := sort.Search(len(r.words), func(k int) bool { return r.words[k].at > at }) - 1
	w := r.words[max(k, 0)]
	return w.piece, w.src + at - w.at
}

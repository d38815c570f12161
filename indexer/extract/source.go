package extract

// This file holds the text of a file as lines and ranges: what is white space,
// what is residue of markup, and how ranges are rendered for reading and cut.

import (
	"cmp"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/lazyregexp"
)

// blank reports whether r is white space, which belongs to no passage. A byte
// order mark is.
func blank(r rune) bool { return unicode.IsSpace(r) || r == '\uFEFF' }

// line is a line that is not blank.
type line struct {
	doc.Span         // without white space at its ends
	text      string // rendered, for the rules to look at
	width     int    // in columns, Han taking two
	gap       int    // blank lines before it
	indent    int    // characters of white space before it
	tabs      bool   // a tab stands between two of its parts
	furniture bool
	heading   int  // level of a Markdown heading, 0 if none
	row       bool // a row of a Markdown table
	code      bool // inside a Markdown code block
	field     bool // of the metadata block in front of Markdown
	table     bool // a row of a table whose columns wide space separates
}

type source struct {
	text  string
	lines []line
	// residue are the ranges of markup, in order; no passage but those of kind
	// furniture holds them.
	residue []doc.Span
	// wrapped is true when the lines are those of a page, so that a paragraph
	// has several; width is then the width of a full line.
	wrapped bool
	width   int
	// contents are the headings that a table of contents lists, with the line,
	// from 1, on which each stands first, 0 if on none.
	contents map[string]int
	lookups  map[string]bool // words that the text was searched for
}

func newSource(text string) *source {
	s := &source{text: text, lines: make([]line, 0, min(1<<18, 1+strings.Count(text, "\n")))}
	s.findResidue()
	gap, start := 0, 0
	for start < len(text) {
		end, next := lineEnd(text, start)
		left := start + leadingBlanks(text[start:end])
		right := left + len(strings.TrimRightFunc(text[left:end], blank))
		if left == right {
			gap++
		} else {
			header := trailingHeader(text[left:right])
			s.addLine(left, right-header, gap, left-start)
			if header > 0 {
				s.addLine(right-header, right, 0, 0)
				s.lines[len(s.lines)-1].furniture = true
			}
			gap = 0
		}
		if next < len(text) && text[next-1] == '\f' {
			gap++ // a new page
		}
		start = next
	}
	s.measure()
	s.findFurniture()
	s.findColumns()
	return s
}

func (s *source) addLine(start, end, gap, indent int) {
	for _, sp := range s.appendTrimmed(nil, start, end) {
		l := line{Span: sp, gap: gap, indent: indent}
		l.text = s.render(s.withoutResidue([]doc.Span{sp}), doc.Body).text
		l.width = columns(l.text)
		l.tabs = strings.Contains(s.text[sp.Start:sp.End], "\t")
		s.lines = append(s.lines, l)
	}
}

// lineEnd returns the end of the line that begins at start and the beginning
// of the next. Lines end with \n, \r\n, \r, \f, or U+2028 and U+2029.
func lineEnd(text string, start int) (end, next int) {
	i := strings.IndexAny(text[start:], "\n\r\f\u2028\u2029")
	if i < 0 {
		return len(text), len(text)
	}
	end = start + i
	_, size := utf8.DecodeRuneInString(text[end:])
	if strings.HasPrefix(text[end:], "\r\n") {
		size = 2
	}
	return end, end + size
}

func leadingBlanks(s string) int { return len(s) - len(strings.TrimLeftFunc(s, blank)) }

func columns(text string) int {
	n := 0
	for _, r := range text {
		if n++; cjk(r) {
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

// tags are the HTML elements of which tags are left in texts made from PDFs
// and web pages.
var tags = map[string]bool{"u": true, "b": true, "i": true, "em": true, "strong": true, "sup": true, "sub": true, "br": true, "s": true, "p": true, "span": true, "div": true, "font": true, "center": true, "small": true}

// findResidue finds tags, pairs of asterisks around words, and backslashes
// before characters that Markdown would otherwise take for markup.
func (s *source) findResidue() {
	t := s.text
	for i := 0; i < len(t); i++ {
		n := 0
		switch t[i] {
		case '<':
			n = tagLength(t[i:])
		case '*':
			if strings.HasPrefix(t[i:], "**") {
				n = 2
			}
		case '\\':
			if i+1 < len(t) && strings.IndexByte("$*_#&%[]<>~`|", t[i+1]) >= 0 {
				n = 1
			}
		}
		if n > 0 {
			s.residue = append(s.residue, doc.Span{Start: i, End: i + n})
			i += n - 1
			if n == 1 && t[i] == '\\' {
				i++ // what is escaped is text
			}
		}
	}
}

// tagLength returns the length of the tag that t begins with, 0 if it is none.
func tagLength(t string) int {
	const longest = 80
	end := strings.IndexByte(t[:min(len(t), longest)], '>')
	if end < 0 {
		return 0
	}
	name := strings.Trim(t[1:end], "/ ")
	if i := strings.IndexByte(name, ' '); i >= 0 && strings.Contains(name, "=") {
		name = name[:i]
	}
	if !tags[strings.ToLower(name)] {
		return 0
	}
	return end + 1
}

// addResidue marks ranges as markup and keeps the whole in order; of ranges
// that overlap the longer counts.
func (s *source) addResidue(spans ...doc.Span) {
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

// withoutResidue cuts the residue out of spans and the white space off what is
// left.
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
}

// word is a stretch without white space that is the same in text and source.
type word struct {
	at    int // in the rendering
	piece int // the index of its piece
	src   int // in the source
}

// separator is what stands between two words; the stronger of two is greater.
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
// a table keep their line ends and tabs. Furniture shows control characters by
// their pictures (U+2400…), for it may hold nothing else.
func (s *source) render(pieces []doc.Span, kind doc.Kind) rendering {
	var r rendering
	var b strings.Builder
	var han hanContext
	run := hanRun{prose: kind == doc.Body || kind == doc.Reference || kind == doc.Note || kind == doc.Abstract}
	gap := nothing
	end := 0 // in the source, of the last character
	begin := func(c rune, piece, at int) {
		switch {
		case b.Len() == 0, gap == nothing, gap == broken && han.han && tight(c):
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
		gap = nothing
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
// "word<sup>7</sup>", and "word^7^" in Markdown.
func (s *source) isRaised(p doc.Span) bool {
	const longest = 40
	if p.Len() > longest {
		return false
	}
	before, after := s.text[max(0, p.Start-len("<sup>")):p.Start], s.text[p.End:min(len(s.text), p.End+1)]
	return (strings.EqualFold(before, "<sup>") && after == "<" || strings.HasSuffix(before, "^") && after == "^") && raisedDigits.MatchString(s.text[p.Start:p.End])
}

// hanRun remembers what broken Han is told by.
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

// between says what separates two pieces: nothing if only residue stands
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

// ranges returns what text[from:to] stands for in the source. Ranges that only
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

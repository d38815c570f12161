package pdf

// Layout: glyphs → segments → columns → lines → blocks → text.
//
// A segment is a stretch of the content stream on one baseline without a gap of
// about an em (segment.go). Columns are found by the x that few segments cross
// while prose stands on both sides (column.go). What stands again at the edge of
// other pages, small figures down a margin and turned text are furniture
// (furniture.go). Lines are grouped into blocks by size, weight, indentation,
// leading and short last lines, and paragraphs are rejoined over columns and
// pages (block.go, join.go). The text is put together with its repairs and the
// place of every rune (text.go, repair.go). Every glyph ends up in one block.

import (
	"math"
	"slices"
	"strings"
	"unicode"
)

// box is a rectangle in the frame of a page: y grows upward.
type box struct{ x0, y0, x1, y1 float32 }

func boxOf(points ...Point) box {
	b := emptyBox()
	for _, p := range points {
		b.include(box{p.X, p.Y, p.X, p.Y})
	}
	return b
}

func emptyBox() box {
	inf := float32(math.Inf(1))
	return box{inf, inf, -inf, -inf}
}

func (b *box) include(o box) {
	b.x0, b.y0, b.x1, b.y1 = min(b.x0, o.x0), min(b.y0, o.y0), max(b.x1, o.x1), max(b.y1, o.y1)
}

func (b box) width() float32  { return b.x1 - b.x0 }
func (b box) middle() float32 { return (b.y0 + b.y1) / 2 }

// sheet is a page on its way to blocks.
type sheet struct {
	*page
	index   int
	regions []*region // in reading order
	aside   []*line   // turned text and line numbers
}

// region is a part of a page whose lines stand one below the other: a column,
// or what runs over several.
type region struct {
	box
	lines []*line
	// left and right are the edges of most of its lines; ragged if these end
	// at different places on the right.
	left, right float32
	ragged      bool
}

// measures are what a document has throughout.
type measures struct {
	body     float32         // size of most of the text
	leading  float32         // distance of its lines, in sizes
	indented bool            // paragraphs begin with an indentation
	outline  map[int][]entry // of a page
}

// entry is a bookmark as headings are compared with it.
type entry struct {
	title string // letters and digits
	level int
}

// layout fills in the text of a document from the glyphs of its pages.
func layout(d *Document, pages []*page) {
	sheets := make([]*sheet, len(pages))
	segs := make([][]*segment, len(pages))
	for i, p := range pages {
		d.Pages = append(d.Pages, p.Page)
		sheets[i], segs[i] = newSheet(p, i)
	}
	usual := usualGutter(segs)
	for i, s := range sheets {
		if i == 0 {
			var front []*segment
			if front, segs[i] = frontMatter(segs[i], usual); len(front) > 0 {
				s.regions = append(s.regions, newRegion(s, front))
			}
		}
		for _, part := range columns(segs[i], usual, 0) {
			s.regions = append(s.regions, newRegion(s, part))
		}
	}
	markFurniture(sheets)
	labelByFolios(d.Pages, sheets)
	m := measure(sheets)
	m.outline = outlined(d.Outline)
	var blocks []*block
	for _, s := range sheets {
		blocks = append(blocks, s.blocks(m)...)
	}
	classify(blocks, m)
	write(d, join(blocks, m), sheets)
	if d.Meta.DOI == "" {
		d.Meta.DOI = findDOI(d.Text[:min(len(d.Text), 12_000)])
	}
}

// newSheet cuts a page into segments and puts aside what is furniture by itself.
func newSheet(p *page, index int) (*sheet, []*segment) {
	s := &sheet{page: p, index: index}
	upright, aside := segments(p.glyphs)
	numbers, upright := lineNumbers(upright)
	for _, seg := range append(aside, numbers...) {
		l := &line{page: s, kind: Furniture}
		l.add(seg)
		l.finish()
		s.aside = append(s.aside, l)
	}
	return s, upright
}

func newRegion(s *sheet, segs []*segment) *region {
	r := &region{box: boundsOf(segs), lines: lines(s, segs)}
	r.edges()
	return r
}

// edges finds the left and right edge of a region's prose: where most of its
// longer lines begin, and the furthest that they reach.
func (r *region) edges() {
	var x0, x1 []float32
	for _, l := range r.lines {
		if l.kind != Furniture && l.width() > r.width()/3 {
			x0, x1 = append(x0, l.x0), append(x1, l.x1)
		}
	}
	if len(x0) == 0 {
		r.left, r.right = r.x0, r.x1
		return
	}
	slices.Sort(x0)
	slices.Sort(x1)
	r.left = mode(x0)
	r.right = x1[len(x1)*19/20]
	flush := 0
	for _, x := range x1 {
		if x > r.right-1.5 {
			flush++
		}
	}
	r.ragged = flush*3 < len(x1)
}

// mode is the value that most of the sorted values lie within a point of, the
// least of several.
func mode(sorted []float32) float32 {
	best, at := 0, sorted[0]
	for i := range sorted {
		n := 0
		for j := i; j < len(sorted) && sorted[j]-sorted[i] < 1; j++ {
			n++
		}
		if n > best {
			best, at = n, sorted[i]
		}
	}
	return at
}

// measure takes the measures of a document from its lines.
func measure(sheets []*sheet) measures {
	m := measures{body: 10, leading: 1.2}
	sizes := map[float32]int{}
	for l := range eachLine(sheets) {
		sizes[half(l.size)] += l.ink
	}
	best := 0
	for size, n := range sizes {
		if n > best || n == best && size > m.body {
			best, m.body = n, size
		}
	}
	var leadings []float32
	gaps := map[float32]int{} // between lines that begin at the edge
	indented := 0
	for _, s := range sheets {
		for _, r := range s.regions {
			for i := 1; i < len(r.lines); i++ {
				a, b := r.lines[i-1], r.lines[i]
				if a.kind == Furniture || b.kind == Furniture || half(a.size) != m.body || half(b.size) != m.body {
					continue
				}
				d := (a.base - b.base) / m.body
				if d < 0.5 || d > 2.5 {
					continue
				}
				leadings = append(leadings, d)
				in, edge := b.x0-r.left, func(l *line) bool { return abs(l.x0-r.left) < 0.4*m.body }
				switch {
				case edge(a) && edge(b):
					gaps[d]++
				case in > 0.8*m.body && in < 4*m.body && edge(a) && (i+1 == len(r.lines) || edge(r.lines[i+1])):
					indented++
				}
			}
		}
	}
	if len(leadings) > 0 {
		slices.Sort(leadings)
		m.leading = leadings[len(leadings)/2]
	}
	apart := 0 // paragraphs that a gap parts
	for d, n := range gaps {
		if d > 1.3*m.leading {
			apart += n
		}
	}
	m.indented = indented > 2 && indented > apart
	return m
}

// outlined sorts bookmarks by page. A single root is the document itself.
func outlined(bookmarks []Bookmark) map[int][]entry {
	roots := 0
	for _, b := range bookmarks {
		if b.Level == 1 {
			roots++
		}
	}
	byPage := map[int][]entry{}
	for _, b := range bookmarks {
		if roots == 1 && len(bookmarks) > 1 {
			b.Level--
		}
		if title := bare(b.Title); title != "" && b.Level > 0 {
			byPage[b.Page] = append(byPage[b.Page], entry{title, b.Level})
		}
	}
	return byPage
}

// bare is a heading without its number, as letters and digits.
func bare(s string) string {
	if mark := numbered.FindStringSubmatch(s); mark != nil {
		s = strings.TrimPrefix(s, mark[1])
	}
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

// half rounds a size to half points.
func half(size float32) float32 { return float32(math.Round(float64(size)*2) / 2) }

func eachLine(sheets []*sheet) func(yield func(*line) bool) {
	return func(yield func(*line) bool) {
		for _, s := range sheets {
			for _, r := range s.regions {
				for _, l := range r.lines {
					if l.kind != Furniture && !yield(l) {
						return
					}
				}
			}
		}
	}
}

package pdf

// Glyphs → segments, segments → lines.

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// segmentGap is the distance between glyphs, in sizes of the font, that parts segments:
// columns and cells stand further apart, words of most lines closer.
const segmentGap = 0.9

// segment is a stretch of glyphs on one baseline, with no wide gap between.
type segment struct {
	box
	glyphs     []glyph
	size, base float32 // of most glyphs
	letters    int
}

// segments cuts the glyphs of a page into segments; aside are those of turned
// text.
func segments(glyphs []glyph) (upright, aside []*segment) {
	start := 0
	for i := 1; i <= len(glyphs); i++ {
		if i < len(glyphs) && follows(glyphs[start:i], &glyphs[i]) {
			continue
		}
		if start == i {
			continue
		}
		seg := newSegment(glyphs[start:i])
		if seg.glyphs[0].turn == 0 {
			upright = append(upright, seg)
		} else {
			aside = append(aside, seg)
		}
		start = i
	}
	return upright, aside
}

// follows reports whether g goes on with a segment.
func follows(seg []glyph, g *glyph) bool {
	last := &seg[len(seg)-1]
	if g.turn != last.turn {
		return false
	}
	size := max(g.size, last.size)
	if g.turn == oblique {
		return within(g.x0-last.x1, -size, size) && within(g.y0-last.y1, -2*size, size) || within(g.y0-last.y0, -size, size) && within(g.x0-last.x0, -size, size)
	}
	// Superscripts stand on baselines of their own, of which the segment's is
	// near: its first glyph of full size.
	near := abs(g.base-last.base) < 0.5*size
	if near && abs(g.base-last.base) > 0.05*size {
		near = g.y0 < last.y1 && g.y1 > last.y0
		for i := len(seg) - 1; i >= max(0, len(seg)-8); i-- {
			if o := &seg[i]; o.size >= 0.9*size {
				near = near && abs(g.base-o.base) < 0.6*size
				break
			}
		}
	}
	if min(g.size, last.size)*1.5 < size {
		size = min(g.size, last.size) // the number of a line stands beside it
	}
	gap := g.x0 - last.x1
	return near && gap < segmentGap*size && gap > -size
}

func within(v, low, high float32) bool { return v >= low && v <= high }

func abs(v float32) float32 { return max(v, -v) }

func newSegment(glyphs []glyph) *segment {
	s := &segment{box: emptyBox(), glyphs: glyphs}
	s.size = commonSize(glyphs)
	found := false
	for i := range glyphs {
		g := &glyphs[i]
		s.include(box{g.x0, g.y0, g.x1, g.y1})
		if unicode.IsLetter(g.r) {
			s.letters++
		}
		if !found && half(g.size) == s.size {
			s.base, found = g.base, true
		}
	}
	return s
}

// commonSize is the size, in half points, of most of the glyphs; the larger of
// two.
func commonSize(glyphs []glyph) float32 {
	type count struct {
		size float32
		n    int
	}
	var counts []count
	for i := range glyphs {
		size := half(glyphs[i].size)
		at := slices.IndexFunc(counts, func(c count) bool { return c.size == size })
		if at < 0 {
			at = len(counts)
			counts = append(counts, count{size: size})
		}
		counts[at].n++
	}
	return slices.MaxFunc(counts, func(a, b count) int {
		return cmp.Or(cmp.Compare(a.n, b.n), cmp.Compare(a.size, b.size))
	}).size
}

func boundsOf(segs []*segment) box {
	b := emptyBox()
	for _, s := range segs {
		b.include(s.box)
	}
	return b
}

// line is what stands on one baseline of a region.
type line struct {
	box
	segs       []*segment // from left to right
	page       *sheet
	size, base float32
	ink        int     // glyphs
	bold       float32 // share of them
	italic     float32
	capitals   bool   // all letters are, or are small ones
	raised     bool   // begins with a superscript
	text       string // with single spaces, tabs where cells may be parted
	kind       Kind   // Furniture is found before blocks are
}

// lines groups segments by baseline, from the top of a page down.
func lines(s *sheet, segs []*segment) []*line {
	segs = slices.Clone(segs)
	slices.SortStableFunc(segs, func(a, b *segment) int { return cmp.Compare(b.base, a.base) })
	var all []*line
	for _, seg := range segs {
		var to *line
		for k := len(all) - 1; k >= max(0, len(all)-4); k-- {
			l := all[k]
			script := seg.size < 0.85*l.size && seg.base > l.base-0.4*l.size && seg.base < l.base+0.7*l.size ||
				l.size < 0.85*seg.size && l.base > seg.base-0.4*seg.size && l.base < seg.base+0.7*seg.size
			if script && len(seg.glyphs) < 9 || (abs(l.base-seg.base) < 0.3*min(l.size, seg.size) || script) && !l.covers(seg) {
				to = l
				break
			}
		}
		if to == nil {
			to = &line{page: s}
			all = append(all, to)
		}
		to.add(seg)
	}
	for _, l := range all {
		l.finish()
	}
	slices.SortStableFunc(all, func(a, b *line) int { return cmp.Compare(b.base, a.base) })
	return all
}

// covers reports whether a glyph of a segment would stand upon one of the line.
// Accents belong there.
func (l *line) covers(seg *segment) bool {
	for _, s := range l.segs {
		if s.x0 >= seg.x1 || s.x1 <= seg.x0 {
			continue
		}
		for i := range s.glyphs {
			a := &s.glyphs[i]
			if a.x1 <= seg.x0 || a.x0 >= seg.x1 || accents[a.r] != 0 {
				continue
			}
			for k := range seg.glyphs {
				b := &seg.glyphs[k]
				level := abs(a.base-b.base) < 0.25*min(a.size, b.size) // not an index below an exponent
				if level && accents[b.r] == 0 && min(a.x1, b.x1)-max(a.x0, b.x0) > 0.5*min(a.x1-a.x0, b.x1-b.x0) {
					return true
				}
			}
		}
	}
	return false
}

func (l *line) add(seg *segment) {
	if len(l.segs) == 0 {
		l.box = emptyBox()
	}
	longest := 0
	for _, s := range l.segs {
		longest = max(longest, len(s.glyphs))
	}
	if len(seg.glyphs) > longest {
		l.size, l.base = seg.size, seg.base
	}
	l.segs = append(l.segs, seg)
	l.include(seg.box)
	l.ink += len(seg.glyphs)
}

func (l *line) finish() {
	slices.SortStableFunc(l.segs, func(a, b *segment) int { return cmp.Compare(a.x0, b.x0) })
	l.interleave()
	var text strings.Builder
	var bold, italic, small int
	for _, m := range l.marks(true) {
		text.WriteRune(m.r)
	}
	for _, s := range l.segs {
		for i := range s.glyphs {
			if s.glyphs[i].bold {
				bold++
			}
			if s.glyphs[i].italic {
				italic++
			}
			if s.glyphs[i].small {
				small++
			}
		}
	}
	l.text = text.String()
	l.bold, l.italic = float32(bold)/float32(l.ink), float32(italic)/float32(l.ink)
	l.capitals = capitals(l.text) || small*5 > l.ink*4
	first := l.segs[0].glyphs[0]
	l.raised = first.size < 0.87*l.size && first.base > l.base+0.12*l.size
}

// interleave makes one segment of two that stand within each other: a program
// drew the signs of another font afterwards, into holes that it had left.
func (l *line) interleave() {
	if l.segs[0].glyphs[0].turn != 0 {
		return
	}
	segs := l.segs[:1]
	for _, s := range l.segs[1:] {
		last := segs[len(segs)-1]
		if s.x0 > last.x1-0.1*s.size {
			segs = append(segs, s)
			continue
		}
		both := slices.Concat(last.glyphs, s.glyphs)
		slices.SortStableFunc(both, func(a, b glyph) int { return cmp.Compare(a.x0, b.x0) })
		segs[len(segs)-1] = newSegment(both)
	}
	l.segs = segs
}

// mark is a character of a line with its extent along it; spaces and tabs fill
// what lies between glyphs.
type mark struct {
	r      rune
	x0, x1 float32
}

// cellGap is the width, in sizes, from which on a gap may part cells.
const cellGap = 1.0

// marks are the characters of the line; cells asks for tabs between what may be
// cells.
func (l *line) marks(cells bool) []mark {
	all := make([]mark, 0, l.ink+l.ink/5)
	var last *glyph
	for _, s := range l.segs {
		for i := range s.glyphs {
			g := &s.glyphs[i]
			if last != nil {
				gap := g.x0 - last.x1
				narrow := 0.22 * max(min(g.size, last.size), 0.5*l.size)
				switch {
				case cells && i == 0 && gap >= cellGap*l.size:
					all = append(all, mark{r: '\t', x0: last.x1, x1: g.x0})
				case g.confidence > 0 && gap < cellGap*l.size:
					if g.space { // who recognised it knows words from gaps
						all = append(all, mark{r: ' ', x0: last.x1, x1: g.x0})
					}
				case g.space && (gap > 0.08*g.size || g.turn == oblique), gap > narrow && !wide(g.r) && !wide(last.r), gap > segmentGap*l.size:
					all = append(all, mark{r: ' ', x0: last.x1, x1: g.x0})
				}
			}
			all = append(all, mark{r: g.r, x0: g.x0, x1: g.x1})
			last = g
		}
	}
	return all
}

// cells is the number of segments that stand apart as cells of a table do.
func (l *line) cells() int { return strings.Count(l.text, "\t") + 1 }

// wide reports whether a character stands in a square of its own, without spaces
// between words: Han, kana, and full-width punctuation.
func wide(r rune) bool {
	return r >= 0x2E80 && (unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r >= 0x3000 && r <= 0x303F || r >= 0xFF01 && r <= 0xFF60)
}

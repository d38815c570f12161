package pdf

// Columns: the gutter is the x that fewest segments cross while enough lines of
// prose stand at both sides of it. What crosses it (titles, wide tables) parts
// the page into bands; within a band the left side is read before the right, and
// either side may have columns of its own. This is steadier than a plain XY-cut
// (Nagy and Seth 1984), which a single line across the page defeats.

import (
	"cmp"
	"slices"
	"strings"
)

// columns parts segments into regions in reading order. usual is the gutter of
// most pages, or 0: it parts those, too, that have too few lines to show it.
func columns(segs []*segment, usual float32, depth int) [][]*segment {
	if len(segs) == 0 {
		return nil
	}
	gutter, found := usual, usual > 0 && keeps(segs, usual)
	if !found {
		gutter, found = findGutter(segs)
	}
	if !found || depth > 3 {
		return [][]*segment{segs}
	}
	var cross, side []*segment
	for _, s := range segs {
		if s.beside(gutter) == 0 {
			cross = append(cross, s)
		} else {
			side = append(side, s)
		}
	}
	byTop := func(a, b *segment) int { return cmp.Compare(b.middle(), a.middle()) }
	slices.SortFunc(cross, byTop)
	slices.SortStableFunc(side, byTop)
	var (
		out   [][]*segment
		wide  []*segment // across the gutter, not yet in out
		flush = func() {
			if len(wide) > 0 {
				out = append(out, wide)
				wide = nil
			}
		}
	)
	for len(side) > 0 || len(cross) > 0 {
		if len(side) == 0 || len(cross) > 0 && cross[0].middle() >= side[0].middle() {
			wide = append(wide, cross[0])
			cross = cross[1:]
			continue
		}
		n := len(side)
		if len(cross) > 0 {
			n = 0
			for n < len(side) && side[n].middle() > cross[0].middle() {
				n++
			}
		}
		band := side[:n]
		side = side[n:]
		rows := max(peel(band, wide, gutter), tableRows(band, wide, gutter))
		wide = append(wide, band[:rows]...)
		band = band[rows:]
		left, right, _ := split(band, gutter)
		// A line or two between wide ones belong to these: the end of a paragraph,
		// parts of a title.
		amid := len(wide) > 0 || len(cross) > 0
		if amid && rowsOf(band) <= 1 && !(len(left) > 0 && len(right) > 0 && len(wide)+len(cross) < 3) || (len(left) == 0 || len(right) == 0) && rowsOf(band) <= 2 {
			wide = append(wide, band...)
			continue
		}
		flush()
		out = append(out, columns(left, 0, depth+1)...)
		out = append(out, columns(right, 0, depth+1)...)
	}
	flush()
	return out
}

// frontMatter parts what stands above the columns of the first page, if names of
// authors stand there in columns of their own: all above the largest gap between
// the title and the first lines of prose.
func frontMatter(segs []*segment, usual float32) (front, rest []*segment) {
	gutter := usual
	if gutter == 0 {
		var found bool
		if gutter, found = findGutter(segs); !found {
			return nil, segs
		}
	}
	left, right, cross := split(segs, gutter)
	bl, br := boundsOf(left), boundsOf(right)
	prose := float32(-1e9) // where the first line of it stands
	for _, s := range append(left, right...) {
		column := bl.width()
		if s.beside(gutter) > 0 {
			column = br.width()
		}
		if s.width() > 0.85*column && s.letters*2 > len(s.glyphs) {
			prose = max(prose, s.y1)
		}
	}
	var above []*segment
	for _, s := range segs {
		if s.y0 >= prose-1 {
			above = append(above, s)
		}
	}
	if prose < -1e8 || len(cross) == 0 {
		return nil, segs
	}
	slices.SortFunc(above, func(a, b *segment) int { return cmp.Compare(b.y0, a.y0) })
	if _, right, _ := split(above, gutter); len(right) == 0 {
		return nil, segs
	}
	title := slices.MaxFunc(cross, func(a, b *segment) int { return cmp.Compare(a.size, b.size) })
	// The last of the larger gaps below the title.
	gaps := make([]float32, len(above)+1) // over each segment, and over the prose
	bottom := title.y0
	for i, s := range above {
		if s.y1 <= title.y0 {
			gaps[i] = bottom - s.y1
			bottom = min(bottom, s.y0)
		}
	}
	gaps[len(above)] = bottom - prose
	cut, largest := prose, slices.Max(gaps)
	for i := len(above) - 1; i > 0 && gaps[i+1] < 0.75*largest; i-- {
		cut = above[i].y1
	}
	for _, s := range segs {
		if s.y0 >= cut-1 {
			front = append(front, s)
		} else {
			rest = append(rest, s)
		}
	}
	if _, right, _ := split(front, gutter); len(right) == 0 {
		return nil, segs
	}
	return front, rest
}

// beside tells the side of a gutter that a segment is on: -1 is left, 1 is
// right, 0 is across it. A sign or two may hang over the edge of a column.
func (s *segment) beside(gutter float32) int {
	over := min(gutter-s.x0, s.x1-gutter)
	switch {
	case over > min(s.size, 0.3*s.width()):
		return 0
	case s.x0+s.x1 < 2*gutter:
		return -1
	}
	return 1
}

func split(segs []*segment, gutter float32) (left, right, cross []*segment) {
	for _, s := range segs {
		switch s.beside(gutter) {
		case -1:
			left = append(left, s)
		case 1:
			right = append(right, s)
		default:
			cross = append(cross, s)
		}
	}
	return left, right, cross
}

// keeps reports whether a page keeps to a gutter: where it has segments at both
// sides, some of them at one height, few lie across.
func keeps(segs []*segment, gutter float32) bool {
	left, right, cross := split(segs, gutter)
	beside := slices.ContainsFunc(left, func(a *segment) bool {
		return slices.ContainsFunc(right, func(b *segment) bool { return abs(a.base-b.base) < 2 && a.width() > 3*a.size && b.width() > 3*b.size })
	})
	if !beside {
		return false
	}
	bl, br := boundsOf(left), boundsOf(right)
	top, bottom := min(bl.y1, br.y1), max(bl.y0, br.y0)
	return between(cross, bottom, top)*3 < between(left, bottom, top)+between(right, bottom, top)
}

// between counts the segments in a range of heights.
func between(segs []*segment, bottom, top float32) (n int) {
	for _, s := range segs {
		if m := s.middle(); m < top && m > bottom {
			n++
		}
	}
	return n
}

// usualGutter is the gutter of at least half of the pages, or 0.
func usualGutter(pages [][]*segment) float32 {
	var all []float32
	filled := 0
	for _, segs := range pages {
		if len(segs) > 8 {
			filled++
		}
		if x, found := findGutter(segs); found {
			all = append(all, x)
		}
	}
	if len(all) == 0 || len(all)*2 < filled {
		return 0
	}
	slices.Sort(all)
	middle := all[len(all)/2]
	same := 0
	for _, x := range all {
		if abs(x-middle) < 10 {
			same++
		}
	}
	if same*2 < filled {
		return 0
	}
	return middle
}

// peel counts the segments at the top of a band that go on with the wide lines
// above: rows on one side only, at the distance of lines, while the other side
// has not begun.
func peel(band, wide []*segment, gutter float32) int {
	if len(wide) == 0 || len(band) == 0 {
		return 0
	}
	top := [2]float32{-1e9, -1e9} // where either side begins
	for _, s := range band {
		i := 1
		if s.beside(gutter) < 0 {
			i = 0
		}
		top[i] = max(top[i], s.y1)
	}
	bottom := wide[0].y0
	for _, s := range wide {
		bottom = min(bottom, s.y0)
	}
	n := 0
	for _, s := range band {
		if s.y0 < max(min(top[0], top[1]), -1e8) || bottom-s.y1 > 0.8*s.size {
			break
		}
		bottom = min(bottom, s.y0)
		n++
	}
	return n
}

// tableRows counts the segments at the top of a band that are the rows of a wide
// table: they follow a wide caption, and neither side of them is as long as prose.
func tableRows(band, wide []*segment, gutter float32) int {
	if len(wide) == 0 || len(band) == 0 {
		return 0
	}
	// A cell may stand across the gutter, between the caption and the band.
	caption := len(wide) - 1
	for caption >= 0 && !wide[caption].caption() {
		if wide[caption].width() > 10*wide[caption].size {
			return 0
		}
		caption--
	}
	if caption < 0 {
		return 0
	}
	left, right, _ := split(band, gutter)
	bl, br := boundsOf(left), boundsOf(right)
	bottom, n := boundsOf(wide[caption:]).y0, 0
	for n < len(band) {
		sides := [2]box{emptyBox(), emptyBox()}
		k := n
		for ; k < len(band) && band[n].middle()-band[k].middle() < 0.5*band[n].size; k++ {
			side := 0
			if band[k].beside(gutter) > 0 {
				side = 1
			}
			sides[side].include(band[k].box)
		}
		prose := sides[0].width() > 0.8*bl.width() || sides[1].width() > 0.8*br.width()
		if prose || bottom-band[n].y1 > 2*band[n].size {
			break
		}
		bottom, n = band[n].y0, k
	}
	return n
}

// caption reports whether a segment begins as a caption does.
func (s *segment) caption() bool {
	var text strings.Builder
	for i := range s.glyphs[:min(len(s.glyphs), 20)] {
		if i > 0 && s.glyphs[i].space {
			text.WriteByte(' ')
		}
		text.WriteRune(s.glyphs[i].r)
	}
	return captionMark.MatchString(text.String())
}

// rowsOf counts the rows of segments that are sorted from the top down.
func rowsOf(segs []*segment) int {
	n, last := 0, float32(0)
	for _, s := range segs {
		if n == 0 || last-s.base > 4 {
			n++
			last = s.base
		}
	}
	return n
}

// findGutter finds the x between two columns of prose.
func findGutter(segs []*segment) (float32, bool) {
	b := boundsOf(segs)
	if b.width() < 150 || len(segs) < 8 {
		return 0, false
	}
	// How much stands at each x, in points of height. What is too wide for a column
	// says nothing of gutters.
	cover := make([]float32, min(int(b.width())+2, 1<<14))
	var sizes []float32
	for _, s := range segs {
		sizes = append(sizes, s.size)
		if s.width() > 0.6*b.width() {
			continue
		}
		for k := max(0, int(s.x0-b.x0)); k <= min(len(cover)-1, int(s.x1-b.x0)); k++ {
			cover[k] += s.size
		}
	}
	slices.Sort(sizes)
	em := sizes[len(sizes)/2]
	low := 0.35 * slices.Max(cover)
	var best, at float32
	for k, end := len(cover)/5, len(cover)*4/5; k < end; k++ {
		if cover[k] > low {
			continue
		}
		// A stretch that little stands at: take the middle of its emptiest part.
		least, stop := cover[k], k
		for ; stop < end && cover[stop] <= low; stop++ {
			least = min(least, cover[stop])
		}
		from, to := stop, k
		for t := k; t < stop; t++ {
			if cover[t] <= least+1.5*em {
				from, to = min(from, t), max(to, t)
			}
		}
		x := b.x0 + float32(from+to+1)/2
		if score := parts(segs, x, em); score > best {
			best, at = score, x
		}
		k = stop
	}
	return at, best > 0
}

// parts scores x as a gutter: by the lines of prose on the side that has fewer,
// less half of those that cross it. It is 0 if there are too few.
func parts(segs []*segment, x, em float32) float32 {
	left, right, cross := split(segs, x)
	if len(left) < 4 || len(right) < 4 {
		return 0
	}
	bl, br := boundsOf(left), boundsOf(right)
	if min(bl.width(), br.width()) < 8*em {
		return 0
	}
	fl, nl := fullRows(left, bl.width())
	fr, nr := fullRows(right, br.width())
	if min(fl, fr) < 4 || 3*fl < nl && 3*fr < nr {
		return 0
	}
	top, bottom := min(bl.y1, br.y1), max(bl.y0, br.y0)
	if top-bottom < 4*em {
		return 0
	}
	crossing := between(cross, bottom, top)
	if crossing > (fl+fr)/2 {
		return 0
	}
	return float32(min(fl, fr)) - float32(crossing)/2
}

// fullRows counts the rows of segments, and those that are long enough to be
// prose of a column and made of letters. Justification may have stretched the
// spaces of a row so far that it fell into several segments.
func fullRows(segs []*segment, width float32) (full, all int) {
	segs = slices.Clone(segs)
	slices.SortFunc(segs, func(a, b *segment) int { return cmp.Compare(b.base, a.base) })
	for i := 0; i < len(segs); {
		row, k := emptyBox(), i
		letters, glyphs := 0, 0
		for ; k < len(segs) && segs[i].base-segs[k].base < 0.5*segs[i].size; k++ {
			row.include(segs[k].box)
			letters += segs[k].letters
			glyphs += len(segs[k].glyphs)
		}
		all++
		if row.width() > 0.6*width && letters*2 > glyphs {
			full++
		}
		i = k
	}
	return full, all
}

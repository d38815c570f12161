package pdf

// Furniture: running heads and feet, page numbers, numbers of lines.

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strings"
)

var figures = regexp.MustCompile(`[0-9]+|\b[ivxlcIVXLC]+\b`)

// markFurniture marks the outermost lines of pages that stand on others too,
// at the same height with other figures, those that are page numbers, and those
// that always stand apart at one height.
func markFurniture(sheets []*sheet) {
	type key struct {
		text string
		y    int
	}
	height := func(l *line) int { return int(math.Round(float64(l.base-l.page.box.y0) / 6)) }
	keyOf := func(l *line) key {
		text := figures.ReplaceAllString(l.text, "#")
		return key{strings.Join(strings.Fields(text), " "), height(l)}
	}
	same := map[key]int{}
	apart := map[int]int{} // heights of lines that stand apart at the edge
	edges := make([][2][]*line, len(sheets))
	for i, s := range sheets {
		for side := range edges[i] {
			edges[i][side] = s.edge(side == 0)
			seen := map[key]bool{}
			for _, l := range edges[i][side] {
				if k := keyOf(l); !seen[k] {
					seen[k] = true
					same[k]++
				}
			}
			if first := edges[i][side]; len(first) > 0 && s.apart(first[0]) {
				apart[height(first[0])]++
			}
		}
	}
	pages := len(sheets)
	for i, s := range sheets {
		for _, edge := range edges[i] {
			for n, l := range edge {
				k := keyOf(l)
				repeated := same[k] + same[key{k.text, k.y - 1}] + same[key{k.text, k.y + 1}]
				short := len([]rune(l.text)) <= 12
				number := short && strings.Trim(figures.ReplaceAllString(l.text, ""), " -–—|.·/\t") == "" && figures.MatchString(l.text)
				standing := apart[k.y] + apart[k.y-1] + apart[k.y+1]
				switch {
				case n > 0 && !s.apart(l):
					continue // notes begin alike, too
				case repeated >= 3 && repeated*4 >= pages, repeated >= 2 && pages <= 6, number && s.apart(l):
				case n == 0 && pages >= 4 && standing*2 > pages && s.apart(l):
				case n > 0 && abs(l.base-edge[n-1].base) < 1 && edge[n-1].kind == Furniture:
				default:
					continue
				}
				if n < 3 && (n == 0 || edge[n-1].kind == Furniture || abs(l.base-edge[n-1].base) < 1) {
					l.kind = Furniture
				}
			}
		}
	}
}

// edge returns the lines in the upper or lower fifth of a page, outermost first.
func (s *sheet) edge(upper bool) []*line {
	fifth := (s.box.y1 - s.box.y0) / 5
	var out []*line
	for _, r := range s.regions {
		for _, l := range r.lines {
			if upper && l.y0 > s.box.y1-fifth || !upper && l.y1 < s.box.y0+fifth {
				out = append(out, l)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b *line) int {
		if upper {
			a, b = b, a
		}
		return cmp.Compare(a.base, b.base)
	})
	return out
}

// apart reports whether no other line of the page is within a line's distance.
func (s *sheet) apart(l *line) bool {
	for _, r := range s.regions {
		for _, o := range r.lines {
			if d := abs(o.base - l.base); o != l && o.kind != Furniture && d > 1 && d < 1.75*max(l.size, o.size) {
				return false
			}
		}
	}
	return true
}

// lineNumbers takes the numbers of lines, as manuscripts have them down the
// margin, out of the segments of a page: figures alone, left of the text, one
// below the other, each more than the one above by as much.
func lineNumbers(segs []*segment) (numbers, rest []*segment) {
	var left []float32
	for _, s := range segs {
		if s.value() < 0 {
			left = append(left, s.x0)
		}
	}
	if len(left) == 0 {
		return nil, segs
	}
	slices.Sort(left)
	margin := left[len(left)/10]
	for _, s := range segs {
		if s.value() >= 0 && s.x1 < margin {
			numbers = append(numbers, s)
		} else {
			rest = append(rest, s)
		}
	}
	slices.SortStableFunc(numbers, func(a, b *segment) int { return cmp.Compare(b.base, a.base) })
	steps := map[int]int{}
	for i := 1; i < len(numbers); i++ {
		steps[numbers[i].value()-numbers[i-1].value()]++
	}
	for step, n := range steps {
		if step > 0 && n >= 4 && n*10 >= (len(numbers)-1)*7 {
			return numbers, rest
		}
	}
	return nil, segs
}

// value is the number that a segment consists of, or -1.
func (s *segment) value() int {
	n := 0
	for _, g := range s.glyphs {
		if g.r < '0' || g.r > '9' || len(s.glyphs) > 5 {
			return -1
		}
		n = n*10 + int(g.r-'0')
	}
	return n
}

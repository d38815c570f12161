package pdf

// Words that were recognised in the picture of a page become glyphs, so that a scan is
// laid out as any page is.

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// recognise gives a page without text the words that were recognised on it.
func (p *page) recognise(words []Word) {
	if p.Failed || p.HasText() || len(words) == 0 {
		return
	}
	usual := usualSize(words)
	var last rune
	var edge float32 // of the word before
	for _, w := range words {
		// Tesseract's heights of lines vary by a few pixels, and sizes tell headings.
		if abs(w.Size-usual) < 0.15*usual {
			w.Size = usual
		}
		first, _ := utf8.DecodeRuneInString(w.Text)
		space := !(wide(last) && wide(first) || strings.ContainsRune(closing, first) && w.Left-edge < 0.5*w.Size)
		edge = w.Right
		n := float32(utf8.RuneCountInString(w.Text))
		k := float32(0)
		for _, r := range w.Text {
			left, right := w.Left+(w.Right-w.Left)*k/n, w.Left+(w.Right-w.Left)*(k+1)/n
			k++
			if blank(r) || !unicode.IsGraphic(r) {
				space = true
				continue
			}
			b := boxOf(p.unshown(left, w.Base+0.2*w.Size), p.unshown(right, w.Base-0.75*w.Size))
			g := glyph{r: r, x0: b.x0, y0: b.y0, x1: b.x1, y1: b.y1, size: w.Size, turn: uint8(p.Rotation), space: space, confidence: uint8(min(max(w.Confidence, 1), 100))}
			if at := p.unshown(left, w.Base); p.Rotation&1 == 1 {
				g.base = at.X
			} else {
				g.base = at.Y
			}
			if finite(g.x0, g.x1, g.y0, g.y1, g.base, g.size) {
				p.glyphs = append(p.glyphs, g)
			}
			last, space = r, false
		}
	}
	p.glyphs = p.glyphs[:min(len(p.glyphs), pageGlyphs)]
	p.Chars, p.Recognised = len(p.glyphs), len(p.glyphs) > 0
	p.straighten()
}

// closing are marks that no space stands before: a recogniser may take one for a word.
const closing = ",.;:!?)]»”，。、；：！？）》」』"

// usualSize is the size of most words, by their characters.
func usualSize(words []Word) float32 {
	var sizes []float32
	for _, w := range words {
		for range w.Text {
			sizes = append(sizes, w.Size)
		}
	}
	slices.Sort(sizes)
	return sizes[len(sizes)/2]
}

// unshown turns a point of the page as it is shown, from its upper left corner, into one
// of the unrotated page, from its lower left.
func (p *page) unshown(left, top float32) Point {
	switch p.Rotation & 3 {
	case 1:
		return Point{top, left}
	case 2:
		return Point{p.Width - left, top}
	case 3:
		return Point{p.Width - top, p.Height - left}
	}
	return Point{left, p.Height - top}
}

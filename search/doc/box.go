package doc

// This file holds where single words of a passage stand on pages, packed: a mark
// is drawn where its words are.

import (
	"encoding/binary"
	"math"
	"slices"
	"unicode/utf8"
)

// Box is where a stretch of a passage's text, a word or a Han character, stands.
type Box struct {
	Span
	Page int
	Quad Quad
}

// boxUnit is the smallest step of a packed box in points.
const boxUnit = 0.25

// PackBoxes encodes boxes, in the order of the text and without overlap, in about
// five bytes a word. All is varints: for each run of boxes of one line its page,
// y0, y1, x0 and how many they are; for each box the bytes since the one before,
// its length in bytes, how far it begins from where the one before ended, and its
// width.
func PackBoxes(boxes []Box) []byte {
	var out []byte
	steps := func(v float32) int64 { return int64(math.Round(float64(v) / boxUnit)) }
	end := 0
	for len(boxes) > 0 {
		first := boxes[0]
		n := slices.IndexFunc(boxes, func(b Box) bool {
			return b.Page != first.Page || b.Quad[1] != first.Quad[1] || b.Quad[3] != first.Quad[3]
		})
		if n < 0 {
			n = len(boxes)
		}
		x := steps(first.Quad[0])
		out = binary.AppendUvarint(out, uint64(first.Page))
		for _, v := range []int64{steps(first.Quad[1]), steps(first.Quad[3]), x} {
			out = binary.AppendVarint(out, v)
		}
		out = binary.AppendUvarint(out, uint64(n))
		for _, b := range boxes[:n] {
			x0, x1 := steps(b.Quad[0]), steps(b.Quad[2])
			out = binary.AppendUvarint(out, uint64(b.Start-end))
			out = binary.AppendUvarint(out, uint64(b.Len()))
			out = binary.AppendVarint(out, x0-x)
			out = binary.AppendUvarint(out, uint64(x1-x0))
			x, end = x1, b.End
		}
		boxes = boxes[n:]
	}
	return out
}

// unpackBoxes decodes what PackBoxes encoded, as far as it goes.
func (p *Passage) unpackBoxes() []Box {
	data := p.Boxes
	ok := true
	unsigned := func() int {
		v, n := binary.Uvarint(data)
		if n <= 0 || v > math.MaxInt32 {
			ok = false
			return 0
		}
		data = data[n:]
		return int(v)
	}
	signed := func() int64 {
		v, n := binary.Varint(data)
		if n <= 0 {
			ok = false
			return 0
		}
		data = data[n:]
		return v
	}
	points := func(v int64) float32 { return float32(v) * boxUnit }
	var boxes []Box
	end := 0
	for len(data) > 0 {
		page, y0, y1, x := unsigned(), signed(), signed(), signed()
		for range unsigned() {
			start := end + unsigned()
			end = start + unsigned()
			x0 := x + signed()
			x = x0 + int64(unsigned())
			if !ok || end > len(p.Text) {
				return boxes
			}
			boxes = append(boxes, Box{Span{start, end}, page, Quad{points(x0), points(y0), points(x), points(y1)}})
		}
	}
	return boxes
}

// PagesOf returns the pages on which spans of Text stand, in order, with a quad for
// each line of each span; all of Pages where there are no spans, or none of them can
// be placed.
func (p *Passage) PagesOf(spans []Span) []Page {
	if len(spans) == 0 || len(p.Boxes) == 0 {
		return p.Pages
	}
	boxes := p.unpackBoxes()
	pages := slices.Clone(p.Pages)
	for i := range pages {
		pages[i].Quads = nil
	}
	for _, s := range spans {
		var last *Quad // of this span
		page := -1
		for _, b := range boxes {
			if b.End <= s.Start || b.Start >= s.End {
				continue
			}
			q := p.part(b, s)
			i := slices.IndexFunc(pages, func(page Page) bool { return page.Page == b.Page })
			switch {
			case i < 0:
				continue
			case last != nil && i == page && last[1] == q[1] && last[3] == q[3]:
				last[0], last[2] = min(last[0], q[0]), max(last[2], q[2])
			default:
				pages[i].Quads = append(pages[i].Quads, q)
				last, page = &pages[i].Quads[len(pages[i].Quads)-1], i
			}
		}
	}
	pages = slices.DeleteFunc(pages, func(page Page) bool { return len(page.Quads) == 0 })
	if len(pages) == 0 {
		return p.Pages
	}
	return pages
}

// part is the part of a box that a span covers, its characters taken as equally
// wide. A box that is higher than wide, of a single character or of text that is
// turned, is left whole.
func (p *Passage) part(b Box, s Span) Quad {
	q := b.Quad
	width := q[2] - q[0]
	if width <= q[3]-q[1] {
		return q
	}
	all := float32(utf8.RuneCountInString(p.Text[b.Start:b.End]))
	if s.Start > b.Start {
		q[0] += width * float32(utf8.RuneCountInString(p.Text[b.Start:s.Start])) / all
	}
	if s.End < b.End {
		q[2] -= width * float32(utf8.RuneCountInString(p.Text[s.End:b.End])) / all
	}
	return q
}

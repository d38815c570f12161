package extract

// This file finds where passages stand in their file.

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"github.com/izde/izde/search/doc"
)

// locate gives a passage the pages and the quads, or the places in a file without
// pages, that its ranges of the text stand on, and its words their boxes.
func (in *Input) locate(p *doc.Passage) {
	var boxes []doc.Box
	recognised, sure := 0, float32(0) // bytes, and these by their confidence
	shown := 0                        // byte of the passage's text behind the last word
	for _, sp := range p.Source {
		k := sort.Search(len(in.Places), func(k int) bool { return in.Places[k].End > sp.Start })
		for ; k < len(in.Places) && in.Places[k].Start < sp.End; k++ {
			if at := &in.Places[k]; at.Page > 0 {
				in.addQuad(p, at)
				if at.Confidence > 0 {
					recognised, sure = recognised+at.Len(), sure+at.Confidence*float32(at.Len())
				}
				word := in.Text[max(at.Start, sp.Start):min(at.End, sp.End)]
				if i := strings.Index(p.Text[shown:min(len(p.Text), shown+len(word)+ahead)], word); i >= 0 {
					boxes = append(boxes, doc.Box{Span: doc.Span{Start: shown + i, End: shown + i + len(word)}, Page: at.Page, Quad: at.Quad})
					shown += i + len(word)
				}
			} else {
				addPlace(p, at.Source)
			}
		}
	}
	p.Boxes = doc.PackBoxes(boxes)
	if recognised > 0 {
		p.Recognised, p.Confidence = true, sure/float32(recognised)
	}
}

// pagesWithoutText counts the pages on which nothing of the text stands.
func (in *Input) pagesWithoutText() int {
	without := len(in.Pages)
	last := 0
	for _, at := range in.Places { // in order of the text, which is that of the pages
		if at.Page > last {
			last = at.Page
			without--
		}
	}
	return max(0, without)
}

// addPlace adds a place in a file to a passage. Places that follow one another are
// one.
func addPlace(p *doc.Passage, at doc.Place) {
	if n := len(p.Places); n > 0 {
		if last := &p.Places[n-1]; last.Part == at.Part && last.Label == at.Label && last.Start <= at.Start && at.Start <= last.End {
			last.End = max(last.End, at.End)
			return
		}
	}
	p.Places = append(p.Places, at)
}

// ahead is how many bytes of a passage's text may stand between two of its words
// and be no word of the file as it is written there, because they were repaired.
const ahead = 32

// addQuad adds the quad of a place to its page of a passage.
func (in *Input) addQuad(p *doc.Passage, at *Place) {
	i, found := slices.BinarySearchFunc(p.Pages, at.Page, func(page doc.Page, n int) int { return cmp.Compare(page.Page, n) })
	if !found {
		page := doc.Page{Page: at.Page}
		if at.Page <= len(in.Pages) {
			page = in.Pages[at.Page-1]
		}
		p.Pages = slices.Insert(p.Pages, i, page)
	}
	quads := &p.Pages[i].Quads
	if n := len(*quads); n > 0 && adjoin((*quads)[n-1], at.Quad) {
		(*quads)[n-1] = union((*quads)[n-1], at.Quad)
	} else {
		*quads = append(*quads, at.Quad)
	}
}

// adjoin reports whether two boxes stand next to one another on one line.
func adjoin(a, b doc.Quad) bool {
	const far = 2 // heights of the line
	return a[1] == b[1] && a[3] == b[3] && max(a[0], b[0])-min(a[2], b[2]) <= far*(a[3]-a[1])
}

// union is the box around two.
func union(a, b doc.Quad) doc.Quad {
	return doc.Quad{min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])}
}

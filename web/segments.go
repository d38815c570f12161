package web

// A passage cut up for a template: marks and languages as data, so that the
// template can put <mark> and <span lang> around text that it escapes.

import (
	"slices"

	"github.com/izde/izde/search"
)

// segment is a stretch of text, all of it in one language and marked or not.
type segment struct {
	Text string
	Mark bool
	Lang search.Lang
	// Foreign says that Lang is not the language of the passage.
	Foreign bool
	// Opens is the citation that begins with the segment, Closes says that one
	// ends with it.
	Opens  *bracketLink
	Closes bool
}

// bracketLink leads from a citation in the text to the entries that it means.
type bracketLink struct {
	// Number is the citation's among those of the page, from 1.
	Number int
	// Passages are the ids of those where the entries begin.
	Passages []string
}

// segments cuts the bytes [from, to) of the passage's text at its marks and
// where its language changes. The texts joined are that part of the text.
func segments(p *search.Passage, marks []search.Mark, from, to int) []segment {
	cuts := []int{from, to}
	add := func(s search.Span) {
		for _, at := range []int{s.Start, s.End} {
			if from < at && at < to {
				cuts = append(cuts, at)
			}
		}
	}
	for _, m := range marks {
		add(m.Span)
	}
	for _, s := range p.Spans {
		add(s.Span)
	}
	for _, c := range p.Citations {
		add(c.Span)
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	var list []segment
	for i := 1; i < len(cuts); i++ {
		at := cuts[i-1]
		seg := segment{Text: p.Text[at:cuts[i]], Lang: p.Lang}
		for _, m := range marks {
			seg.Mark = seg.Mark || m.Start <= at && at < m.End
		}
		for _, s := range p.Spans {
			if s.Start <= at && at < s.End {
				seg.Lang = s.Lang
			}
		}
		seg.Foreign = seg.Lang != p.Lang
		list = append(list, seg)
	}
	return list
}

package web

// Offsets: bytes inside izde, Unicode code points in its JSON.

import (
	"unicode/utf8"

	"github.com/izde/izde/search/doc"
)

// codePoints translates byte offsets of a text to code points. It is quickest
// when asked with rising offsets.
type codePoints struct {
	text  string
	bytes int
	runes int
}

func (c *codePoints) at(offset int) int {
	offset = min(max(offset, 0), len(c.text))
	if offset < c.bytes {
		c.bytes, c.runes = 0, 0
	}
	c.runes += utf8.RuneCountInString(c.text[c.bytes:offset])
	c.bytes = offset
	return c.runes
}

func (c *codePoints) span(s doc.Span) rangeView {
	return rangeView{c.at(s.Start), c.at(s.End)}
}

// rangeView is a half-open range; of code points unless it says otherwise.
type rangeView struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

package query

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
)

// Characters that are not seen come along with what people paste: a soft hyphen or
// a zero-width space in a word, a mark of direction before a name and its colon.
// The text is read without them, and places are told in the text as given.

// hidden says that bytes of a text, in all, are left out before a place of what is
// left.
type hidden struct{ pos, bytes int }

// visible returns a text without the characters that are not seen.
func visible(text string) (string, []hidden) {
	if strings.IndexFunc(text, analysis.Invisible) < 0 {
		return text, nil
	}
	var b strings.Builder
	var list []hidden
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if i += size; analysis.Invisible(r) {
			list = append(list, hidden{b.Len(), i - b.Len()})
		} else {
			b.WriteString(text[i-size : i])
		}
	}
	return b.String(), list
}

// given returns where a place of the visible text stands in the one given: what is
// hidden at the place counts where it is the start of something, not its end.
func given(list []hidden, pos int, start bool) int {
	i, _ := slices.BinarySearchFunc(list, pos, func(h hidden, pos int) int {
		if start && h.pos == pos {
			return -1
		}
		return cmp.Compare(h.pos, pos)
	})
	if i == 0 {
		return pos
	}
	return pos + list[i-1].bytes
}

// Visible is the text as it was read: without the characters that are not seen.
func (q *Query) Visible() string {
	text, _ := visible(q.Text)
	return text
}

package read

// Typed elements of GOST (year, volume, pages …) are expressions behind a separator. Tried at
// each place of an entry, the separator with the element was a third of the time of reading
// references; here an element is tried where one can begin, and the separator before it
// found backwards.

import (
	"strings"
	"unicode/utf8"

	"github.com/izde/izde/search/lazyregexp"
)

// element finds an expression with the separator before it, as one expression of both would.
// It begins with a letter, a digit or №.
type element struct {
	*lazyregexp.Regexp // begins with the text
	// before returns where the separator begins that ends at a place of s, not before from,
	// and whether there is one.
	before func(s string, from, at int) (start int, is bool)
}

func newElement(before func(s string, from, at int) (int, bool), expr string) element {
	return element{lazyregexp.New(`^(?:` + expr + `)`), before}
}

// all returns the submatches of at most n elements, as regexp.FindAllStringSubmatchIndex.
func (e element) all(s string, n int) (all [][]int) {
	for from, at := 0, 0; at < len(s) && len(all) < n; {
		var m []int
		if at == 0 || endsSeparator[s[at-1]] {
			m = e.FindStringSubmatchIndex(s[at:])
		}
		start, is := 0, false
		if m != nil {
			start, is = e.before(s, from, at)
		}
		if !is {
			at++
			continue
		}
		for i := range m {
			if m[i] >= 0 {
				m[i] += at
			}
		}
		m[0] = start
		all, from, at = append(all, m), m[1], m[1]
	}
	return all
}

// first returns the submatches of the first element, nil if there is none.
func (e element) first(s string) []int {
	if all := e.all(s, 1); all != nil {
		return all[0]
	}
	return nil
}

const (
	gapMarks   = "\t\n\f\r "
	dashMarks  = "–—−-"
	markBefore = `.,;:)]»"”?!`
)

// endsSeparator has the last bytes of separators.
var endsSeparator = func() (ends [256]bool) {
	for _, r := range gapMarks + dashMarks + markBefore + "(" {
		last := string(r)
		ends[last[len(last)-1]] = true
	}
	return ends
}()

// runOf returns where the run of characters begins that ends at a place of s, not before
// from.
func runOf(chars, s string, from, at int) int {
	for at > from {
		r, size := utf8.DecodeLastRuneInString(s[from:at])
		if !strings.ContainsRune(chars, r) {
			break
		}
		at -= size
	}
	return at
}

// separator is the beginning of the text; a mark or a gap, then gaps and dashes; or a dash and
// gaps.
func separator(s string, from, at int) (int, bool) {
	gap := runOf(gapMarks, s, from, at)
	dash := runOf(dashMarks, s, from, gap)
	start := runOf(gapMarks, s, from, dash)
	if r, size := utf8.DecodeLastRuneInString(s[from:start]); size > 0 && strings.ContainsRune(markBefore, r) {
		return start - size, true
	}
	switch {
	case start < dash || dash == gap && gap < at:
		return start, true
	case dash < gap:
		_, size := utf8.DecodeLastRuneInString(s[:gap])
		return gap - size, true
	}
	return at, at == 0
}

// separatorOrBracket is that, or an opening bracket.
func separatorOrBracket(s string, from, at int) (int, bool) {
	if at > from && s[at-1] == '(' {
		return at - 1, true
	}
	return separator(s, from, at)
}

// dashBefore is marks, gaps and dashes; a point, comma or semicolon, and gaps; or an opening
// bracket, behind gaps.
func dashBefore(s string, from, at int) (int, bool) {
	if at > from && s[at-1] == '(' {
		return runOf(gapMarks, s, from, at-1), true
	}
	gap := runOf(gapMarks, s, from, at)
	if dash := runOf(dashMarks, s, from, gap); dash < gap {
		return runOf(markBefore, s, from, runOf(gapMarks, s, from, dash)), true
	}
	if gap > from && strings.IndexByte(".,;", s[gap-1]) >= 0 {
		return gap - 1, true
	}
	return 0, false
}

package extract

// This file tells prose of which the words are scrambled, as a text read
// across columns is. Such text cannot be put right safely; it stays as it is,
// and is marked. Only signs that sound prose next to never has count, for a
// false alarm is worse than a scrambled passage without a mark.

import (
	"slices"
	"strings"

	"github.com/izde/izde/search/lazyregexp"
)

// scrambled are pairs of English words that do not follow one another, and words that
// open a sentence within one. A match holds one of the words of needs, which are looked
// for first, at a tenth of the cost.
var scrambled = []struct {
	needs []string
	is    *lazyregexp.Regexp
}{
	{around("the |an ", "of|is|are|was|were"), lazyregexp.New(`\b(?:the|an) (?:of|is|are|was|were)[ ,]`)},
	{around("the ", "to the|and the|or the"), lazyregexp.New(`\bthe (?:to|and|or) the\b`)},
	{around(" ", transitions), lazyregexp.New(`\p{Ll}{2,} (?:` + transitions + `)[ ,.]+\p{L}`)},
	{around(". ", "in|the|of|and|on|at|by|for|to"), lazyregexp.New(`\p{Ll}{3,}\. \p{Ll}{3,}\. (?:in|the|of|and|on|at|by|for|to)\b`)},
}

const transitions = "However|Moreover|Furthermore|Therefore|Nevertheless|Although|Despite|Subsequently|Additionally|Consequently|Meanwhile"

// around returns each of some beginnings with each of some ends.
func around(beginnings, ends string) (all []string) {
	for b := range strings.SplitSeq(beginnings, "|") {
		for e := range strings.SplitSeq(ends, "|") {
			all = append(all, b+e)
		}
	}
	return all
}

// isScrambled reports whether a passage of English prose is.
func isScrambled(text string) bool {
	for _, s := range scrambled {
		if slices.ContainsFunc(s.needs, func(word string) bool { return strings.Contains(text, word) }) && s.is.MatchString(text) {
			return true
		}
	}
	return false
}

package extract

// This file tells prose of which the words are scrambled, as a text read
// across columns is. Such text cannot be put right safely; it stays as it is,
// and is marked. Only signs that sound prose next to never has count, for a
// false alarm is worse than a scrambled passage without a mark.

import (
	"slices"

	"github.com/izde/izde/search/lazyregexp"
)

// scrambled are pairs of English words that do not follow one another, and words that
// open a sentence within one.
var scrambled = []*lazyregexp.Regexp{
	lazyregexp.New(`\b(?:the|an) (?:of|is|are|was|were)[ ,]`),
	lazyregexp.New(`\bthe (?:to|and|or) the\b`),
	lazyregexp.New(`\p{Ll}{2,} (?:However|Moreover|Furthermore|Therefore|Nevertheless|Although|Despite|Subsequently|Additionally|Consequently|Meanwhile)[ ,.]+\p{L}`),
	lazyregexp.New(`\p{Ll}{3,}\. \p{Ll}{3,}\. (?:in|the|of|and|on|at|by|for|to)\b`),
}

// isScrambled reports whether a passage of English prose is.
func isScrambled(text string) bool {
	return slices.ContainsFunc(scrambled, func(re *lazyregexp.Regexp) bool { return re.MatchString(text) })
}

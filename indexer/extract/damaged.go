package extract

// This file tells prose of which the words are scrambled, as a text read
// across columns is. Such text cannot be put right safely; it stays as it is,
// and is marked. Only what next to never stands in sound prose counts, for a
// false alarm is worse than a scrambled passage without a mark.

import (
	"regexp"
	"strings"
)

// scrambled are pairs of English words that do not follow one another, and
// words that open a sentence within one.
var scrambled = []*regexp.Regexp{
	regexp.MustCompile(`\b(?:the|an) (?:of|is|are|was|were)[ ,]`),
	regexp.MustCompile(`\bthe (?:to|and|or) the\b`),
	regexp.MustCompile(`\p{Ll}{2,} (?:However|Moreover|Furthermore|Therefore|Nevertheless|Although|Despite|Subsequently|Additionally|Consequently|Meanwhile)[ ,.]+\p{L}`),
	regexp.MustCompile(`\p{Ll}{3,}\. \p{Ll}{3,}\. (?:in|the|of|and|on|at|by|for|to)\b`),
}

// isScrambled reports whether a passage of English prose is.
func isScrambled(text string) bool {
	if !strings.Contains(text, " ") {
		return false
	}
	for _, re := range scrambled {
		if re.MatchString(text) {
			return true
		}
	}
	return false
}

package extract

// This file tells prose of which the words are scrambled, as a text read
// across columns is. Such text cannot be put right safely; it stays as it is,
// and is marked. Only signs that sound prose next to never has count, for a
// false alarm is worse than a scrambled passage without a mark.

import (
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/lazyregexp"
)

// scrambled are pairs of English words that do not follow one another, and words that
// open a sentence within one: expressions, and how many small letters stand before a match,
// as the matcher is many times as quick at what begins with a known character.
var scrambled = []struct {
	small int
	*lazyregexp.Regexp
}{
	{0, lazyregexp.New(`\b(?:the|an) (?:of|is|are|was|were)[ ,]`)},
	{0, lazyregexp.New(`\bthe (?:to|and|or) the\b`)},
	{2, lazyregexp.New(` (?:However|Moreover|Furthermore|Therefore|Nevertheless|Although|Despite|Subsequently|Additionally|Consequently|Meanwhile)[ ,.]+\p{L}`)},
	{3, lazyregexp.New(`\. \p{Ll}{3,}\. (?:in|the|of|and|on|at|by|for|to)\b`)},
}

// isScrambled reports whether a passage of English prose is.
func isScrambled(text string) bool {
	for _, s := range scrambled {
		for from := 0; ; {
			m := s.FindStringIndex(text[from:])
			if m == nil {
				break
			}
			if from += m[0]; smallAtEnd(text[:from], s.small) {
				return true
			}
			from++
		}
	}
	return false
}

// smallAtEnd reports whether a text ends in n small letters.
func smallAtEnd(text string, n int) bool {
	for range n {
		r, size := utf8.DecodeLastRuneInString(text)
		if !unicode.Is(unicode.Ll, r) {
			return false
		}
		text = text[:len(text)-size]
	}
	return true
}

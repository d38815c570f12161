package analysis

import (
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/lang"
)

// What a glossary asks of the analysis: the stems of single words, language by
// language.

// StemStream returns the stream with the stems of a language, and whether it has one.
func StemStream(tag string) (Stream, bool) {
	row := lang.Of(tag)
	if row < 0 || lang.All[row].Stem == nil {
		return 0, false
	}
	return stemsOf(row), true
}

// StemOf returns the stem that a stream of stems has for a term of the Words stream;
// empty where the term cannot be a word of its language.
func (s Stream) StemOf(term string) string {
	if !s.Writes(term) {
		return ""
	}
	return stem(s, term)
}

// IsStop reports whether a term is a stop word of a language.
func IsStop(term, tag string) bool {
	row := lang.Of(tag)
	return row >= 0 && closedClasses()[row].stop[term]
}

// Simplified returns a text with simplified for traditional Chinese characters.
func Simplified(text string) string { return simplify(text) }

// StemLanguages returns the tags of the languages that have stems.
func StemLanguages() []string {
	var tags []string
	for _, l := range lang.All {
		if l.Stem != nil {
			tags = append(tags, l.Tag)
		}
	}
	return tags
}

// Writes reports whether a term of the Words stream may be a word of the language of a
// stream of stems, by its first letter.
func (s Stream) Writes(term string) bool {
	first, _ := utf8.DecodeRuneInString(term)
	return s.Stems() && unicode.IsLetter(first) && unicode.In(first, lang.All[s-firstStems].Scripts...)
}

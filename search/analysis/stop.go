package analysis

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/lang"
)

// Languages is a set of rows of lang.All.
type Languages uint64

func (s Languages) has(row int) bool { return s&(1<<row) != 0 }

// closedClass is what the stop words and words that ask of a language are found by.
type closedClass struct {
	stop, asking map[string]bool
	// letters are those of its alphabets that no assumed language has.
	letters map[rune]bool
}

// closedClasses are those of all rows.
var closedClasses = sync.OnceValue(func() (classes [len(lang.All)]closedClass) {
	assumed := map[rune]bool{}
	for _, l := range lang.All {
		for _, p := range l.Profiles {
			for _, r := range p.Alphabet {
				assumed[r] = assumed[r] || l.Assumed
			}
		}
	}
	for row, l := range lang.All {
		classes[row] = closedClass{lang.Set(l.Stop), lang.Set(l.Asking), map[rune]bool{}}
		for _, p := range l.Profiles {
			for _, r := range p.Alphabet {
				classes[row].letters[r] = !assumed[r] && r != '\''
			}
		}
	}
	return classes
})

// assumedWords are the words known of assumed languages.
var assumedWords = sync.OnceValue(func() map[string]bool {
	var words strings.Builder
	for _, l := range lang.All {
		if !l.Assumed {
			continue
		}
		words.WriteString(l.Stop + " ")
		for _, p := range l.Profiles {
			words.WriteString(p.Words + " ")
		}
	}
	return lang.Set(words.String())
})

// assumed are the languages that any query may be in.
var assumed = func() (s Languages) {
	for row, l := range lang.All {
		if l.Assumed {
			s |= 1 << row
		}
	}
	return s
}()

// telling is from how many letters a stop word tells its language: "de", "da" and
// "bu" are words or syllables of many.
const telling = 3

// LanguagesOf returns the languages that a query may be in, as far as its stop
// words are concerned: the assumed ones, and those that two of its words show. A
// word shows a language by letters of its own, or as a stop word of the language
// that no assumed one has; one of them has to be such a word and one of them to be
// telling. "War" and "man" are stop words of German queries, not of English ones.
func LanguagesOf(query string) Languages {
	set := assumed
	tokens := tokenize(query)
	for row, c := range closedClasses() {
		foreign, closed, tells := 0, 0, 0
		for _, t := range tokens {
			switch own := strings.ContainsFunc(t.Term, func(r rune) bool { return c.letters[r] }); {
			case (c.stop[t.Term] || c.asking[t.Term]) && !assumedWords()[t.Term]:
				closed++
				if own || utf8.RuneCountInString(t.Term) >= telling {
					tells++
				}
			case own:
				foreign++
			}
		}
		if closed > 0 && closed+foreign >= 2 && tells+foreign > 0 {
			set |= 1 << row
		}
	}
	return set
}

// stop reports whether a term is a stop word. They are indexed and searched like any
// others; they only do not count when most words of a longer query must match.
func (s Languages) stop(term string) bool {
	for row, c := range closedClasses() {
		if s.has(row) && c.stop[term] {
			return true
		}
	}
	return false
}

// Asks reports whether a query has a word that asks, such as "which", by which a
// question is known though it has no question mark.
func (s Languages) Asks(query string) bool {
	tokens := tokenize(query)
	for row, c := range closedClasses() {
		asks := func(t Token) bool { return c.asking[t.Term] }
		if slices.Contains(lang.All[row].Scripts, unicode.Han) { // no spaces: they stand anywhere
			for w := range c.asking {
				if strings.Contains(query, w) {
					return true
				}
			}
		} else if s.has(row) && slices.ContainsFunc(tokens, asks) {
			return true
		}
	}
	return false
}

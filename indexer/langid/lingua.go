package langid

// This file asks lingua-go, and is the only one that does.

import (
	"strings"
	"sync"
	"unicode"

	"github.com/pemistahl/lingua-go"

	"github.com/izde/izde/search"
)

// question is a set of languages to choose from.
type question int

const (
	latinOpen    question = iota // Latin letters
	cyrillicOpen                 // Cyrillic letters without a telling one
	withI                        // with і
	balkan                       // with ј љ њ
	questions
)

var candidates = [questions][]lingua.Language{
	latinOpen:    {lingua.English, lingua.Turkish, lingua.German, lingua.French, lingua.Spanish, lingua.Azerbaijani},
	cyrillicOpen: {lingua.Russian, lingua.Kazakh, lingua.Bulgarian, lingua.Ukrainian, lingua.Mongolian, lingua.Macedonian},
	withI:        {lingua.Kazakh, lingua.Ukrainian, lingua.Belarusian},
	balkan:       {lingua.Serbian, lingua.Macedonian},
}

var tags = map[lingua.Language]search.Lang{
	lingua.English: search.English, lingua.Turkish: Turkish, lingua.German: German, lingua.French: French, lingua.Spanish: Spanish, lingua.Azerbaijani: "az",
	lingua.Russian: search.Russian, lingua.Kazakh: search.Kazakh, lingua.Bulgarian: Bulgarian, lingua.Ukrainian: Ukrainian,
	lingua.Mongolian: Mongolian, lingua.Macedonian: Macedonian, lingua.Belarusian: Belarusian, lingua.Serbian: Serbian,
}

// models are built when first needed: each language takes tens of megabytes.
type models struct {
	once [questions]sync.Once
	by   [questions]lingua.LanguageDetector
}

const (
	// enough is how many characters lingua gets: more cost time and tell no more.
	enough = 300
	// floor is the confidence below which lingua is not believed, and surely
	// the one above which the hint does not count.
	floor, surely = 0.55, 0.9
)

// open asks lingua to choose; when it cannot, the hint decides if it is among
// the choices or fits the script, else otherwise.
func (d *Detector) open(text string, hint, otherwise search.Lang, q question) search.Lang {
	d.models.once[q].Do(func() {
		d.models.by[q] = lingua.NewLanguageDetectorBuilder().FromLanguages(candidates[q]...).Build()
	})
	text = plain(text)
	values := d.models.by[q].ComputeLanguageConfidenceValues(text)
	if len(values) > 0 {
		best, confidence := tags[values[0].Language()], values[0].Value()
		words := len(strings.Fields(text))
		if confidence >= surely && words >= 3 || confidence >= floor && (words >= 5 || best == hint) {
			return best
		}
	}
	s := cyrillic
	if q == latinOpen {
		s = latin
	}
	if l := fitting(hint, s); l != search.Und {
		return l
	}
	return otherwise
}

// plain keeps the words of text, in lower case, up to what lingua needs.
func plain(text string) string {
	var b strings.Builder
	n := 0
	for w := range strings.FieldsSeq(text) {
		if address(w) {
			continue
		}
		for _, r := range w {
			if unicode.IsLetter(r) || r == '\'' || r == '-' || unicode.Is(unicode.M, r) {
				b.WriteRune(r)
				if n++; n >= enough {
					return b.String()
				}
			}
		}
		b.WriteByte(' ')
	}
	return b.String()
}

// fitting returns hint if it is written in s, else und.
func fitting(hint search.Lang, s script) search.Lang {
	switch hint {
	case search.Kazakh, search.Russian, Ukrainian, Bulgarian, Kyrgyz, Tatar, Mongolian, Belarusian, Tajik:
		if s == cyrillic {
			return hint
		}
	case search.English, Turkish, German, French, Spanish, Uzbek, RussianLatin:
		if s == latin {
			return hint
		}
	}
	return search.Und
}

package langid

// This file tells the languages in Latin letters: English and transliterated
// Russian by their words and endings, the rest by lingua.

import (
	"strings"
	"unicode"

	"github.com/izde/izde/search"
)

var englishWords = wordSet("the of and in to is a for that on with as are by this from be an at it was were which or not has have its their between can will new how what more based using i me my we us our you your they he she him his her had would could should about into over after also than then there here when where who been but if so do does did don't it's i'm there's here's that's no one will may these those such")

// Endings of Russian words in the transliterations in use (BGN/PCGN, GOST
// 7.79, ISO 9 without diacritics), which English words lack.
var russianEndings = strings.Fields("skiy skij skii skogo skaya skaia skoye skoe skikh skih skom ovaniya ovaniye ovanie ovanija stvo stva stve tsii tsiya cii nogo nykh nyh naya nyye nye iye nost nosti eniye enie eniya enija vykh aniye aniya anie")

var russianLatinWords = wordSet("i v na po dlya ramkakh kak pri ot iz ili ob strany strategii vestnik zhurnal nauka nauki rossiya rossii vyp")

// latin tells the language of a text in Latin letters.
func (d *Detector) latin(text string, hint search.Lang) search.Lang {
	letters, foreign, english, russian, words := 0, 0, 0, 0, 0
	for w := range strings.FieldsFuncSeq(text, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '’' && r != '-' }) {
		if scriptOf([]rune(w)[0]) != latin || address(w) {
			continue
		}
		lower := strings.ToLower(w)
		words++
		for _, r := range lower {
			letters++
			if r > 0x7F && r != '’' {
				foreign++
			}
		}
		switch {
		case englishWords[lower]:
			english++
		case russianLatinWords[lower]:
			russian++
		case len(lower) > 5:
			for _, e := range russianEndings {
				if strings.HasSuffix(lower, e) {
					russian += 2
					break
				}
			}
		}
	}
	switch {
	case letters < 3:
		return fitting(hint, latin)
	case russian >= 4 && russian*4 >= words && russian > 2*english:
		return RussianLatin
	case english*8 >= words && english >= 2 && foreign*40 < letters:
		return search.English
	case letters < 12 && words < 3:
		return fitting(hint, latin)
	}
	return d.open(text, hint, search.Und, latinOpen)
}

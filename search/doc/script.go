package doc

import (
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

type script struct {
	code  string
	table *unicode.RangeTable
}

// scripts are the writing systems that passages are told apart by: their codes
// in ISO 15924 and their characters.
var scripts = []script{
	{"Latn", unicode.Latin}, {"Cyrl", unicode.Cyrillic}, {"Hani", unicode.Han}, {"Arab", unicode.Arabic},
	{"Grek", unicode.Greek}, {"Hira", unicode.Hiragana}, {"Kana", unicode.Katakana}, {"Hang", unicode.Hangul},
	{"Hebr", unicode.Hebrew}, {"Deva", unicode.Devanagari}, {"Armn", unicode.Armenian}, {"Geor", unicode.Georgian},
	{"Mong", unicode.Mongolian}, {"Tibt", unicode.Tibetan}, {"Thai", unicode.Thai},
}

// ScriptCodes returns the codes that Scripts may give.
func ScriptCodes() []string {
	codes := make([]string, len(scripts))
	for i, s := range scripts {
		codes[i] = s.code
	}
	return codes
}

// Scripts returns the codes (ISO 15924) of the writing systems of which p has
// letters, in a fixed order.
func (p *Passage) Scripts() []string {
	found := uint16(0)
	for _, r := range p.Text {
		found |= scriptOf(r)
	}
	var codes []string
	for i, s := range scripts {
		if found&(1<<i) != 0 {
			codes = append(codes, s.code)
		}
	}
	return codes
}

// scriptOf returns the script of a letter as a set, one bit for each of scripts; none for
// other characters.
func scriptOf(r rune) uint16 {
	switch {
	case int(r) < len(firstScripts):
		return firstScripts[r]
	case 0x4E00 <= r && r < 0xA000:
		return hanScript
	}
	return findScript(r)
}

// Most text is of the first characters, to the end of Cyrillic, and of Han.
var (
	firstScripts = func() (of [0x530]uint16) {
		for r := range of {
			of[r] = findScript(rune(r))
		}
		return of
	}()
	hanScript = findScript('一')
)

func findScript(r rune) uint16 {
	if unicode.IsLetter(r) {
		for i, s := range scripts {
			if unicode.Is(s.table, r) {
				return 1 << i
			}
		}
	}
	return 0
}

// scriptNames are the codes of scripts by their names in the languages of the
// corpus.
var scriptNames = sync.OnceValue(func() map[string]string {
	names := map[string]string{}
	for _, lang := range []Lang{English, Kazakh, Russian, Chinese} {
		namer := display.Scripts(language.MustParse(string(lang)))
		for _, code := range ScriptCodes() {
			names[strings.ToLower(namer.Name(language.MustParseScript(code)))] = code
		}
	}
	return names
})

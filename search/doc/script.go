package doc

import (
	"slices"
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
	found := 0
	last := scripts[0].table // text stays in one script for a while
	for _, r := range p.Text {
		if found != 0 && unicode.Is(last, r) || !unicode.IsLetter(r) {
			continue
		}
		if i := slices.IndexFunc(scripts, func(s script) bool { return unicode.Is(s.table, r) }); i >= 0 {
			found |= 1 << i
			last = scripts[i].table
		}
	}
	var codes []string
	for i, s := range scripts {
		if found&(1<<i) != 0 {
			codes = append(codes, s.code)
		}
	}
	return codes
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

package doc

import (
	"slices"
	"strings"
)

// Lang is a BCP 47 language tag, as narrow as the text allows: "en", "kk",
// "ru", "zh", "tr", "ru-Latn" (transliterated), "und" (cannot be told).
type Lang string

// The languages that izde analyses, and the tag for text whose language cannot
// be told.
const (
	English Lang = "en"
	Kazakh  Lang = "kk"
	Russian Lang = "ru"
	Chinese Lang = "zh"
	Und     Lang = "und"
)

// langHints gives the tag for other names of the languages: countries, codes
// of ISO 639-2, names.
var langHints = map[string]string{
	"kz": "kk", "kaz": "kk", "kazakh": "kk", "қазақ": "kk", "қазақша": "kk", "казахский": "kk", "哈萨克语": "kk",
	"rus": "ru", "russian": "ru", "орыс": "ru", "орысша": "ru", "русский": "ru", "俄语": "ru",
	"cn": "zh", "zho": "zh", "chi": "zh", "chinese": "zh", "қытай": "zh", "қытайша": "zh", "китайский": "zh", "中文": "zh", "汉语": "zh",
	"eng": "en", "us": "en", "uk": "en", "gb": "en", "english": "en", "ағылшын": "en", "ағылшынша": "en", "английский": "en", "英语": "en",
}

// LangNamed returns the language that people call by a name, "" when no name is
// known. Case does not matter.
func LangNamed(name string) Lang { return Lang(langHints[strings.ToLower(name)]) }

// LangNames returns other names by which people ask for a language.
func LangNames(lang Lang) []string {
	var names []string
	for name, tag := range langHints {
		if tag == string(lang) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

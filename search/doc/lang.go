package doc

import (
	"strings"

	"github.com/izde/izde/search/lang"
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
var langHints = func() map[string]string {
	hints := map[string]string{}
	for _, l := range lang.All {
		for name := range strings.SplitSeq(l.Aliases, "|") {
			hints[name] = l.Tag
		}
	}
	return hints
}()

// LangNamed returns the language that people call by a name, "" when no name is
// known. Case does not matter.
func LangNamed(name string) Lang { return Lang(langHints[strings.ToLower(name)]) }

// LangNames returns other names by which people ask for a language.
func LangNames(tag Lang) []string {
	row := lang.Of(string(tag))
	if row < 0 {
		return nil
	}
	return strings.Split(lang.All[row].Aliases, "|")
}

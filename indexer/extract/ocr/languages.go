package ocr

import (
	"slices"
	"strings"

	"github.com/izde/izde/search/doc"
)

// languages are those that are recognised without being asked for, with Tesseract's codes
// of them and the names of their scripts in its detector.
var languages = []struct {
	lang    doc.Lang
	code    string
	scripts []string
}{
	{doc.Kazakh, "kaz", []string{"Cyrillic"}},
	{doc.Russian, "rus", []string{"Cyrillic"}},
	{doc.Chinese, "chi_sim", []string{"Han", "HanS", "HanT", "Japanese"}}, // all-Han pages pass for Japanese
	{doc.English, "eng", []string{"Latin", "Cyrillic", "Han", "HanS", "HanT", "Japanese"}},
	{"tr", "tur", nil}, {"de", "deu", nil}, {"fr", "fra", nil}, {"es", "spa", nil}, {"uz", "uzb", nil}, {"ky", "kir", nil}, {"uk", "ukr", nil},
}

// languagesOf returns the codes of the languages that a page of a script may be in.
func languagesOf(script string) []string {
	var codes []string
	for _, l := range languages {
		if slices.Contains(l.scripts, script) {
			codes = append(codes, l.code)
		}
	}
	return codes
}

// packages names the packages of Debian that have the data of languages.
func packages(codes []string) string {
	var names []string
	for _, c := range codes {
		names = append(names, "tesseract-ocr-"+strings.ReplaceAll(strings.ToLower(c), "_", "-"))
	}
	return strings.Join(names, " ")
}

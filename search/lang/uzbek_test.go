package lang

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// uzbekForms reads testdata/uzbek.txt: form → its lemmas, by script.
func uzbekForms(t *testing.T) map[string]map[string][]string {
	t.Helper()
	data, err := os.ReadFile("testdata/uzbek.txt")
	if err != nil {
		t.Fatal(err)
	}
	sets := map[string]map[string][]string{"Latin": {}, "Cyrillic": {}}
	for line := range strings.Lines(string(data)) {
		forms := strings.Fields(line)
		if len(forms) == 0 || forms[0] == "#" {
			continue
		}
		script := "Latin"
		if first, _ := utf8.DecodeRuneInString(line); unicode.Is(unicode.Cyrillic, first) {
			script = "Cyrillic"
		}
		for _, f := range forms {
			sets[script][f] = append(sets[script][f], forms[0])
		}
	}
	return sets
}

// TestUzbekStems measures the stemmer beside truncation. The figures are a golden
// file: a change that lowers one shows.
func TestUzbekStems(t *testing.T) {
	table := "under and over per 100,000 pairs\n" +
		"script    stems          F1      P      R     under      over\n"
	sets := uzbekForms(t)
	for _, script := range []string{"Latin", "Cyrillic"} {
		for n := 3; n <= 6; n++ {
			table += fmt.Sprintf("%-9s %d letters  %v\n", script, n, scoreStems(sets[script], func(word string) string {
				letters := []rune(strings.ReplaceAll(word, "‘", ""))
				return string(letters[:min(len(letters), n)])
			}))
		}
		table += fmt.Sprintf("%-9s stemmer    %v\n", script, scoreStems(sets[script], stemUzbek))
	}
	checkGolden(t, "testdata/uzbek-stems.txt", table)
}

// A word has one stem in both scripts and with every apostrophe.
func TestUzbekSpellings(t *testing.T) {
	for _, line := range []string{
		"o'zbekistonda oʻzbekistondan o‘zbekistonning ўзбекистон", "qishlog'i qishloq қишлоғида қишлоқ", "shahri shahar шаҳрида",
		"ishlayotgan ishlab ишлаган", "yerda ер ерлар", "tadqiqotlarining тадқиқот",
	} {
		words := strings.Fields(line)
		for _, w := range words {
			if got, want := stemUzbek(w), stemUzbek(words[0]); got != want {
				t.Errorf("%s has the stem %s, wanted %s as of %s", w, got, want, words[0])
			}
		}
	}
	for _, pair := range []string{"qo'l qol", "bo'ldi bola", "kitob kitobxon", "bosh boshqa", "til tilak"} {
		if a, b, _ := strings.Cut(pair, " "); stemUzbek(a) == stemUzbek(b) {
			t.Errorf("%s and %s have the stem %s", a, b, stemUzbek(a))
		}
	}
}

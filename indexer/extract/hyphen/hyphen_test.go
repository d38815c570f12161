package hyphen_test

import (
	"strings"
	"testing"

	"github.com/izde/izde/indexer/extract/hyphen"
)

// The document's own words decide before those of the languages.
func TestDivide(t *testing.T) {
	for _, c := range []struct {
		document, prev, next string
		divides              bool
	}{
		{"", "all insti-", "tutional rules", true},
		{"", "the develop-", "ment of trade", true},
		{"", "under-", "standing", true},
		{"", "mental well-", "being of all", false},
		{"", "a self-", "governing body", false},
		{"", "the self-", "ish gene", true},
		{"", "a long-", "term plan", false},
		{"", "Sino-", "Kazakh trade", false},
		{"", "установи-", "ли правила", true},
		{"", "эконо-", "мическая", true},
		{"", "национально-", "стью", true},
		{"", "социально-", "экономическая политика", false},
		{"", "экспериментально-", "теоретический", false},
		{"", "кто-", "нибудь", false},
		{"", "үкіме-", "тінің қаулысы", true},
		{"", "қарым-", "қатынас", false},
		{"", "қоғамдық-", "саяси", false},
		{"", "ИНСТИ-", "ТУТЫ РАЗВИТИЯ", true},
		{"", "soft\u00AD", "ly", true},
		{"", "https://www.example-", "site.org", false},
		{"the low-carbon fuel is here", "low-", "carbon", false},
		{"a healthy wellbeing of people", "well-", "being", true},
		{"the co-operation of states", "co-", "operation", false},
		{"a long line without a hyphen at its end\n" + strings.Repeat("another such line of the text\n", 60), "govern-", "ment", false},
		{"the government of the land\n" + strings.Repeat("another such line of the text\n", 60), "govern-", "ment", true},
	} {
		var words hyphen.Words
		for line := range strings.Lines(c.document) {
			words.Add(strings.TrimSpace(line))
		}
		words.Add("and here is " + c.prev)
		if got := words.Divide(c.prev, c.next); got != c.divides {
			t.Errorf("%q %q divide a word: %v, wanted %v (document %.40q)", c.prev, c.next, got, c.divides, c.document)
		}
	}
}

func TestSuspended(t *testing.T) {
	for next, want := range map[string]bool{"and post-war": true, "и послевоенный": true, "және": true, "andere": false, "ment": false, "": false} {
		if got := hyphen.Suspended(next); got != want {
			t.Errorf("a hyphen is suspended before %q: %v, wanted %v", next, got, want)
		}
	}
}

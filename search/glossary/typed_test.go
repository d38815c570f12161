package glossary

// This file tests Kazakh words that were typed without their letters.

import (
	"slices"
	"strings"
	"testing"

	"github.com/izde/izde/search/analysis"
)

// What a word means is known of the Kazakh word that was meant; a word that Russian has, and a
// Kazakh one that passages hold, stay.
func TestTyped(t *testing.T) {
	kk, _ := analysis.StemStream(kazakh)
	en, _ := analysis.StemStream("en")
	index := streams{kk: {kk.StemOf("шаруашылық"), kk.StemOf("алма")}, en: {"oil"}}
	v := holding(map[string][]string{"en": {"oil", "agricultur", "appl", "hand", "microscop"}, kazakh: nil, "ru": nil})
	for typed, want := range map[string]string{
		"мунай":      "мунай=oil",
		"шаруашылык": "шаруашылык=agricultur шаруашылык=шаруашылық",
		"алма":       "алма=appl",
		// One of its spellings has the hash of a Kazakh word.
		"микроскопических": "микроскопических=microscop",
		"мұнай":            "мұнай=oil",
	} {
		translator := &Translator{g: &Glossary{index: index}, words: v, own: ownTerms(), langs: ownTerms().langs, brought: newPairs(nil), ctx: t.Context(), floor: sure}
		var got []string
		for _, found := range translator.Counterparts([]string{typed}) {
			got = append(got, found.Text+"="+found.Of[0].Text)
		}
		slices.Sort(got)
		if text := strings.Join(got, " "); text != want || translator.err != nil {
			t.Errorf("%s is expressed by %q (%v), want %q", typed, text, translator.err, want)
		}
	}
}

func TestSpellings(t *testing.T) {
	if got := strings.Join(spellings("кун", maxSpellings), " "); got != "кун қун кұн күн құн қүн куң қуң кұң күң құң қүң" {
		t.Errorf("spellings of кун: %s", got)
	}
	if n := len(spellings(strings.Repeat("у", 20), maxSpellings)); n > 3*maxSpellings {
		t.Errorf("%d spellings of a long word", n)
	}
	// Words of a query share the room: of those behind hostile ones nothing is guessed.
	kk, _ := analysis.StemStream(kazakh)
	v := holding(map[string][]string{"en": {"oil"}, kazakh: nil, "ru": nil})
	translator := &Translator{g: &Glossary{index: streams{kk: nil}}, words: v, own: ownTerms(), langs: ownTerms().langs, brought: newPairs(nil), ctx: t.Context(), floor: sure}
	for hostile, want := range map[string]string{"wind": "мұнай", strings.Repeat("акоунгих", 4): "мунай"} {
		if words, _, err := translator.meant([]string{hostile, "мунай"}); err != nil || words[1] != want {
			t.Errorf("behind %s мунай is %v (%v), want %s", hostile, words, err, want)
		}
	}
}

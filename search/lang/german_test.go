package lang

import (
	"strings"
	"testing"
)

func TestGermanParadigms(t *testing.T) {
	for _, line := range []string{
		"wirtschaft wirtschaften", "haus häuser häusern", "bank banken", "straße strassen", "untersuchung untersuchungen", "jahr jahre jahren",
	} {
		words := strings.Fields(line)
		for _, w := range words {
			if got, want := stemGerman(w), stemGerman(words[0]); got != want {
				t.Errorf("%s has the stem %s, wanted %s as of %s", w, got, want, words[0])
			}
		}
	}
}

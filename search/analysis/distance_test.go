package analysis

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestEditDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "абв", 3}, {"kitten", "sitting", 3}, {"қала", "кала", 1}, {"草原", "原草", 1}, {"author", "auhtor", 1},
		{"ca", "abc", 3}, // two with letters touched twice
		{strings.Repeat("a", 100), strings.Repeat("a", 98) + "bb", 2},
	} {
		if got := EditDistance(c.a, c.b); got != c.want {
			t.Errorf("between %q and %q are %d edits, want %d", c.a, c.b, got, c.want)
		}
	}
}

// A word and what one slip of the fingers makes of it are one edit apart.
func TestEditDistanceOfSlip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := []rune(rapid.StringOfN(rapid.RuneFrom([]rune("abйқ草")), 2, 80, -1).Draw(t, "word"))
		at := rapid.IntRange(0, len(word)-2).Draw(t, "at")
		slip := append([]rune{}, word[:at]...)
		switch rapid.IntRange(0, 3).Draw(t, "slip") {
		case 0:
			slip = append(append(slip, 'z'), word[at:]...)
		case 1:
			slip = append(slip, word[at+1:]...)
		case 2:
			slip = append(append(slip, 'z'), word[at+1:]...)
		case 3:
			slip = append(append(slip, word[at+1], word[at]), word[at+2:]...)
		}
		want := 1
		if string(slip) == string(word) {
			want = 0
		}
		if got := EditDistance(string(word), string(slip)); got != want || got != EditDistance(string(slip), string(word)) {
			t.Fatalf("between %q and %q are %d edits, want %d", string(word), string(slip), got, want)
		}
	})
}

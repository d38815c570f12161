package analysis

import (
	"testing"
	"unicode"
)

// What is known of characters without a table is what the tables of Unicode say.
func TestCharacters(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		for _, is := range []struct {
			name      string
			got, want bool
		}{
			{"a letter", IsLetter(r), unicode.IsLetter(r)},
			{"Cyrillic", IsCyrillic(r), unicode.Is(unicode.Cyrillic, r)},
			{"Han", IsHan(r), r >= firstIdeograph && unicode.Is(unicode.Han, r)},
			{"a usual letter", IsUsual(r), IsUsual(r) && unicode.IsLetter(r)},
		} {
			if is.got != is.want {
				t.Fatalf("%U is %s: %v, want %v", r, is.name, is.got, is.want)
			}
		}
	}
}

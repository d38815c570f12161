package doc

import (
	"testing"
	"unicode"
)

// What is known of characters beforehand is what the tables of Unicode say.
func TestScriptOf(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if got, want := scriptOf(r), findScript(r); got != want {
			t.Fatalf("%U: script %b, want %b", r, got, want)
		}
	}
}

package analysis

// This file tells characters apart.

import (
	"unicode"
	"unicode/utf8"
)

// firstIdeograph is where Unicode's blocks of East Asian scripts begin.
const firstIdeograph = 0x2E80

// IsHan reports whether r is a Chinese character.
func IsHan(r rune) bool { return r >= firstIdeograph && unicode.Is(unicode.Han, r) }

// HanShare is the share of Chinese characters among the letters of s, 0–1; 0 when
// it has no letters.
func HanShare(s string) float64 {
	han, letters := 0, 0
	for _, r := range s {
		if IsHan(r) {
			han++
			letters++
		} else if unicode.IsLetter(r) {
			letters++
		}
	}
	if letters == 0 {
		return 0
	}
	return float64(han) / float64(letters)
}

// Ideographic reports whether r is written without spaces between words.
func Ideographic(r rune) bool {
	return r >= firstIdeograph && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
}

// IsBlank reports whether r only separates words: white space, control characters,
// and two that are not seen.
func IsBlank(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || r == '\u200b' || r == '\ufeff'
}

// IsDigit reports whether c is an ASCII digit.
func IsDigit(c byte) bool { return '0' <= c && c <= '9' }

// FirstRune is the first code point of s, utf8.RuneError when it is empty.
func FirstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

package analysis

// This file tells characters apart.

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// firstIdeograph is where Unicode's blocks of East Asian scripts begin.
const firstIdeograph = 0x2E80

// IsHan reports whether r is a Chinese character.
func IsHan(r rune) bool {
	return unified(r) || r >= firstIdeograph && unicode.Is(unicode.Han, r)
}

// unified reports whether r is an ideograph of the blocks that nearly all are of, which
// normalize leaves as they are.
func unified(r rune) bool { return 0x4E00 <= r && r < 0xA000 || 0x3400 <= r && r < 0x4DC0 }

// IsUsual reports, for a glance at each character of a text, whether r is of the letters
// that nearly all of a text is written in: a to z, Cyrillic, Chinese characters.
func IsUsual(r rune) bool {
	return 'a' <= r|0x20 && r|0x20 <= 'z' || usualCyrillic(r) || 0x4E00 <= r && r < 0xA000
}

// IsLetter is unicode.IsLetter, which looks through tables for what is not Latin.
func IsLetter(r rune) bool { return IsUsual(r) || unicode.IsLetter(r) }

// IsCyrillic reports whether r is Cyrillic.
func IsCyrillic(r rune) bool {
	return usualCyrillic(r) || r > 0x400 && unicode.Is(unicode.Cyrillic, r)
}

func usualCyrillic(r rune) bool { return 0x400 <= r && r < 0x482 || 0x48A <= r && r < 0x530 }

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

// Ideographic reports whether r is written without spaces between words; the sign of
// a long vowel stands among kana.
func Ideographic(r rune) bool {
	return unified(r) || r >= firstIdeograph && (r == 'ー' || r == 'ｰ' || unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana))
}

// Katakana reports whether a word is written in katakana, which Japanese has loans
// and foreign names in: one word, however long.
func Katakana(word string) bool {
	return word != "" && !strings.ContainsFunc(word, func(r rune) bool { return r != 'ー' && r != 'ｰ' && !unicode.Is(unicode.Katakana, r) })
}

// IsBlank reports whether r only separates words: white space, control characters,
// and two that are not seen.
func IsBlank(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || r == '\u200b' || r == '\ufeff'
}

// Invisible reports whether r is a character that is not seen: Unicode's format
// characters (Cf), such as soft hyphens, zero-width spaces and joiners, marks of
// direction and byte order marks, but the few that stand visibly before digits.
func Invisible(r rune) bool {
	switch {
	case r < 0xAD:
		return false
	case r < 0x200B:
		return r == 0xAD || r == 0x61C || r == 0x180E
	case r < firstIdeograph:
		return r < 0x2010 || 0x202A <= r && r < 0x202F || 0x2060 <= r && r < 0x2070 && r != 0x2065
	case r < 0xFEFF:
		return false
	}
	return unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}

// IsDigit reports whether c is an ASCII digit.
func IsDigit(c byte) bool { return '0' <= c && c <= '9' }

// FirstRune is the first code point of s, utf8.RuneError when it is empty.
func FirstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

package cite

// This file tells the number that an entry has in its list from the entry.

import (
	"strings"
	"unicode/utf8"

	"github.com/izde/izde/search/lazyregexp"
)

var (
	// entryNumber is the number that an entry may begin with, also as a scanner may
	// have damaged its brackets: "[4J", "|3]", "1[]".
	entryNumber = lazyregexp.New(`^\s*(?:[\[［【]\s?\d{1,5}\s?[\]］】]\s*\.?|[(（]\d{1,4}[)）]|(?:№\s?)?\d{1,3}[.)]|№\s?\d{1,3}\s|\d{1,3}\s{2,}|[①-⑳]|` +
		`[\[［【(|lI]\s?[\dlI]{1,3}\s?[\]］】)J|]|\d{1,3}\s?(?:\[\]|[\]］】]))\s*`)
	// entryKey is a label made of names and a year, as BibTeX's style alpha and
	// authors make them: "[Knu84]", "[LH+99]", "[Иванов 2001]", "[Marlow et al., 1993]".
	entryKey = lazyregexp.New(`^\s*[\[［【](\p{L}[\p{L}\p{N} ,.&+*'’:_–-]{0,60}?\d{2,4}\p{Ll}?)[\]］】]\s*\S`)
	// bullet is a bullet, or the raised number of a note.
	bullet = lazyregexp.New(`^\s*(?:[•▪◦‣·*+–—-]\s+|[⁰¹²³⁴-⁹]{1,3}\s*)`)
)

// NumberEnd is where the number that raw, an entry of a list, begins with ends, with
// the white space behind it; 0 when it has no number.
func NumberEnd(raw string) int { return len(entryNumber.FindString(raw)) }

// Key returns the key that raw, an entry of a list, is labelled with: "Knu84" of
// "[Knu84] Knuth D. …"; "" without one.
func Key(raw string) string {
	if m := entryKey.FindStringSubmatch(raw); m != nil {
		return m[1]
	}
	return ""
}

// LabelEnd is where the number, the key or the bullet that raw begins with ends, with
// the white space behind it; 0 when it has none.
func LabelEnd(raw string) int {
	if n := NumberEnd(raw); n > 0 {
		return n
	}
	if m := entryKey.FindStringIndex(raw); m != nil {
		_, last := utf8.DecodeLastRuneInString(raw[:m[1]])
		return m[1] - last
	}
	return len(bullet.FindString(raw))
}

// WithoutNumber drops the number of an entry, which is the list's and not the
// work's, and joins white space.
func WithoutNumber(raw string) string {
	return strings.TrimLeft(strings.Join(strings.Fields(raw), " "), "[]().［］【】 0123456789⁰¹²³⁴⁵⁶⁷⁸⁹")
}

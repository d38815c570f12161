package cite

// This file tells the number that an entry has in its list from the entry.

import (
	"strings"

	"github.com/izde/izde/search/lazyregexp"
)

// entryNumber is the number that an entry may begin with.
var entryNumber = lazyregexp.New(`^\s*(?:[\[［【]\d{1,5}[\]］】]\s*\.?|[(（]\d{1,4}[)）]|\d{1,3}[.)]|\d{1,3}\s{2,}|[①-⑳])\s*`)

// NumberEnd is where the number that raw, an entry of a list, begins with ends, with
// the white space behind it; 0 when it has no number.
func NumberEnd(raw string) int { return len(entryNumber.FindString(raw)) }

// WithoutNumber drops the number of an entry, which is the list's and not the
// work's, and joins white space.
func WithoutNumber(raw string) string {
	return strings.TrimLeft(strings.Join(strings.Fields(raw), " "), "[]().［］【】 0123456789")
}

package cite

// This file checks the check digits of identifiers.

import "slices"

// digitsIn reads the digits of an identifier, X as 10 (in Cyrillic too); other
// signs are passed over.
func digitsIn(s string) []int {
	var digits []int
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits = append(digits, int(r-'0'))
		case r == 'X' || r == 'x' || r == 'Х' || r == 'х':
			digits = append(digits, 10)
		}
	}
	return digits
}

// tensOnlyLast says whether X stands in no place but the last.
func tensOnlyLast(digits []int) bool {
	i := slices.Index(digits, 10)
	return i < 0 || i == len(digits)-1
}

// ValidISBN checks an ISBN-10 or ISBN-13 (ISO 2108:2017, annex C).
func ValidISBN(s string) bool {
	digits := digitsIn(s)
	sum := 0
	switch len(digits) {
	case 10:
		for i, n := range digits {
			sum += (10 - i) * n
		}
		return sum%11 == 0 && tensOnlyLast(digits)
	case 13:
		for i, n := range digits {
			sum += n * (1 + 2*(i%2))
		}
		return sum%10 == 0 && !slices.Contains(digits, 10)
	}
	return false
}

// ValidISSN checks an ISSN (ISO 3297:2022, annex A).
func ValidISSN(s string) bool {
	digits := digitsIn(s)
	if len(digits) != 8 || !tensOnlyLast(digits) {
		return false
	}
	sum := 0
	for i, n := range digits {
		sum += (8 - i) * n
	}
	return sum%11 == 0
}

// ValidORCID checks an ORCID iD (ISO 27729; ISO/IEC 7064, mod 11-2).
func ValidORCID(s string) bool {
	digits := digitsIn(s)
	if len(digits) != 16 || !tensOnlyLast(digits) {
		return false
	}
	total := 0
	for _, n := range digits[:15] {
		total = (total + n) * 2
	}
	return (12-total%11)%11 == digits[15]
}

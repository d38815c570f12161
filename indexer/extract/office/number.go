package office

// This file writes the numbers of headings, items and notes.

import (
	"strconv"
	"strings"
)

// level is how one level of a list is numbered.
type level struct {
	format string // decimal, lowerLetter, … by the names of DOCX; "bullet"; "none"
	text   string // with %1 … %9 for the numbers of the levels
	start  int
	style  string // of the paragraphs that it numbers by their style
	legal  bool   // all numbers are written as decimals
}

// counters are the numbers of a list, by level, 0 where none has been given.
type counters struct {
	n       [maxLevel]int
	started [maxLevel]bool
}

const maxLevel = 10

// next counts one on at a level and returns what is shown.
func (c *counters) next(levels []level, at int) string {
	if at < 0 || at >= min(len(levels), maxLevel) {
		return ""
	}
	if c.started[at] {
		c.n[at]++
	} else {
		c.n[at], c.started[at] = levels[at].start, true
	}
	for k := at + 1; k < maxLevel; k++ {
		c.started[k] = false
	}
	l := levels[at]
	if l.format == "bullet" {
		return "•"
	}
	shown := l.text
	for k := range min(len(levels), 9) {
		mark := "%" + strconv.Itoa(k+1)
		if !strings.Contains(shown, mark) {
			continue
		}
		n, format := c.n[k], levels[k].format
		if !c.started[k] && k < at {
			n = levels[k].start
		}
		if l.legal {
			format = "decimal"
		}
		shown = strings.ReplaceAll(shown, mark, number(n, format))
	}
	return strings.TrimSpace(shown)
}

// number writes n in a format of DOCX. Formats that are not known are decimal.
func number(n int, format string) string {
	switch format {
	case "none":
		return ""
	case "lowerRoman":
		return strings.ToLower(roman(n))
	case "upperRoman":
		return roman(n)
	case "lowerLetter":
		return letters(n, "abcdefghijklmnopqrstuvwxyz")
	case "upperLetter":
		return letters(n, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	case "russianLower":
		return letters(n, "абвгдежзиклмнопрстуфхцчшщэюя")
	case "russianUpper":
		return letters(n, "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯ")
	case "decimalZero":
		if n < 10 {
			return "0" + strconv.Itoa(n)
		}
	case "chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting", "taiwaneseCountingThousand":
		return chinese(n)
	}
	return strconv.Itoa(n)
}

// letters writes a … z, aa, bb, …
func letters(n int, alphabet string) string {
	set := []rune(alphabet)
	const most = 10 // times
	if n < 1 || n > most*len(set) {
		return strconv.Itoa(n)
	}
	return strings.Repeat(string(set[(n-1)%len(set)]), (n-1)/len(set)+1)
}

func roman(n int) string {
	if n < 1 || n > 3999 {
		return strconv.Itoa(n)
	}
	var b strings.Builder
	for _, d := range []struct {
		value int
		sign  string
	}{{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
		for ; n >= d.value; n -= d.value {
			b.WriteString(d.sign)
		}
	}
	return b.String()
}

// chinese writes numbers up to 99 in characters.
func chinese(n int) string {
	digits := []rune("〇一二三四五六七八九")
	switch {
	case n < 0 || n > 99:
		return strconv.Itoa(n)
	case n < 10:
		return string(digits[n])
	}
	out := "十"
	if n >= 20 {
		out = string(digits[n/10]) + out
	}
	if n%10 > 0 {
		out += string(digits[n%10])
	}
	return out
}

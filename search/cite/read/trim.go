package read

// This file trims pieces of a reference: white space, punctuation, brackets and
// quotation marks without their other half.

import (
	"strings"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/cite"
)

func trimSpan(s string, start, end int) (int, int) {
	for start < end {
		r, n := utf8.DecodeRuneInString(s[start:end])
		if !analysis.IsBlank(r) {
			break
		}
		start += n
	}
	for start < end {
		r, n := utf8.DecodeLastRuneInString(s[start:end])
		if !analysis.IsBlank(r) {
			break
		}
		end -= n
	}
	return start, end
}

// trimPunct drops punctuation at both ends, brackets where they do not match.
func trimPunct(s string, start, end int) (int, int) {
	for {
		a, b := start, end
		start, end = trimSpan(s, start, end)
		if start >= end {
			return start, start
		}
		r, n := utf8.DecodeRuneInString(s[start:end])
		switch {
		case strings.ContainsRune(".,;:/–—-|*·，。；：、=+&_．", r):
			start += n
		case strings.ContainsRune("([（【", r) && !closed(s[start:end], r):
			start += n
		}
		if start >= end {
			return start, start
		}
		r, n = utf8.DecodeLastRuneInString(s[start:end])
		switch {
		case strings.ContainsRune(".,;:/–—-|*·，。；：、=+&_．", r):
			end -= n
		case strings.ContainsRune(")]）】", r) && !opened(s[start:end], r):
			end -= n
		}
		if a == start && b == end {
			// A piece that stands in brackets as a whole.
			if len(s[start:end]) > 2 {
				f, n := utf8.DecodeRuneInString(s[start:end])
				l, m := utf8.DecodeLastRuneInString(s[start:end])
				if f == '(' && l == ')' && !strings.ContainsAny(s[start+1:end-1], "()") || f == '（' && l == '）' {
					start, end = start+n, end-m
					continue
				}
			}
			return start, end
		}
	}
}

func closed(s string, open rune) bool {
	return strings.Count(s, string(open)) <= strings.Count(s, string(map[rune]rune{'(': ')', '[': ']', '（': '）', '【': '】'}[open]))
}

func opened(s string, shut rune) bool {
	return strings.Count(s, string(shut)) <= strings.Count(s, string(map[rune]rune{')': '(', ']': '[', '）': '（', '】': '【'}[shut]))
}

var quotes = [][2]rune{{'"', '"'}, {'“', '”'}, {'«', '»'}, {'„', '“'}, {'‘', '’'}, {'\'', '\''}, {'“', '"'}, {'"', '”'}, {'《', '》'}, {'`', '\''}, {'”', '”'}}

// title cleans a title: punctuation and a pair of quotation marks around it, and
// mark-up, are not part of it; the mark of a question is.
func (d *draft) title(start, end int) (string, int, int) {
	for {
		a, b := start, end
		start, end = trimTitle(d.text, start, end)
		if start >= end {
			return "", start, start
		}
		s := d.text[start:end]
		f, n := utf8.DecodeRuneInString(s)
		l, m := utf8.DecodeLastRuneInString(s)
		for _, q := range quotes {
			if f == q[0] && l == q[1] && len(s) > n+m && (!strings.ContainsRune(s[n:len(s)-m], q[0]) || quotesWithin(s[n:len(s)-m], q[0])) {
				start, end = start+n, end-m
				break
			}
		}
		if a == start && b == end {
			break
		}
	}
	// One mark alone was cut from its other half.
	s := d.text[start:end]
	f, n := utf8.DecodeRuneInString(s)
	if strings.ContainsRune("\"“„«", f) && !strings.ContainsAny(s[n:], "\"”“»") {
		start += n
	}
	s = d.text[start:end]
	l, m := utf8.DecodeLastRuneInString(s)
	if strings.ContainsRune("\"”»", l) && !strings.ContainsAny(s[:len(s)-m], "\"“„«”") {
		end -= m
	}
	start, end = trimTitle(d.text, start, end)
	value := d.text[start:end]
	if strings.Contains(value, "[") {
		value = mediumMark.ReplaceAllString(value, "")
	}
	return strings.ReplaceAll(cite.Plain(value), "**", ""), start, end
}

// quotesWithin says whether s, from between two marks, has a quotation in such marks
// of its own, rather than one that ends and another one that begins.
func quotesWithin(s string, mark rune) bool {
	first, last := strings.IndexRune(s, mark), strings.LastIndex(s, string(mark))
	return first > 0 && first < last && mark < utf8.RuneSelf && s[first-1] == ' ' && s[last-1] != ' '
}

func trimTitle(s string, start, end int) (int, int) {
	for {
		a, b := start, end
		start, end = trimSpan(s, start, end)
		if start >= end {
			return start, start
		}
		if r, n := utf8.DecodeRuneInString(s[start:end]); strings.ContainsRune(".,;:/–—-|*·，。；：．)]", r) {
			start += n
		}
		if start >= end {
			return start, start
		}
		r, n := utf8.DecodeLastRuneInString(s[start:end])
		switch {
		case strings.ContainsRune(",;:/–—-|·，。；：．*(（[", r), r == '.' && !strings.HasSuffix(s[start:end], ".."):
			end -= n
		case strings.ContainsRune(")]", r) && !opened(s[start:end], r):
			end -= n
		}
		if a == start && b == end {
			return start, end
		}
	}
}

func abbreviatedPlace(s string) bool {
	switch s {
	case "М", "Л", "К", "Мн", "СПб", "Спб", "Пг", "Н. Новгород", "Washington, D.C", "D.C", "Mass", "Calif", "Conn", "N.Y", "N.J", "M", "L":
		return true
	}
	return false
}

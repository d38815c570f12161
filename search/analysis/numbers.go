package analysis

// Numbers as languages write them, and those that stand for books and journals. A
// number that is not written as programs do (1,000.5; 1 000,5; 1.000,5) has a token of
// its value in the Parts stream, and an ISBN or ISSN one of its digits.

import (
	"slices"
	"strings"

	"github.com/izde/izde/search/lang"
)

const (
	// thousands is how many digits stand in each group but the first, which has at
	// most as many.
	thousands = 3
	// maxGroups is how many groups a number, an ISBN or an ISSN has.
	maxGroups = 5
)

// notation is how a language writes a thousand and a half.
type notation struct{ group, point byte }

// notations are those of the rows of lang.All, at the end that of a text whose language
// has no row or is not known: a comma before three digits parts thousands there.
var notations = func() (n [len(lang.All) + 1]notation) {
	for row, l := range lang.All {
		n[row] = notation{l.Numbers[1], l.Numbers[len(l.Numbers)-2]}
	}
	n[len(lang.All)] = notation{group: ','}
	return n
}()

func notationOf(how stemming) notation {
	if how < 0 || how > without {
		how = without
	}
	return notations[how]
}

// value returns the number that a term stands for, digits with at most one point
// among them; "" for a term that is written so itself, and for a list.
func (n notation) value(term string) string {
	if strings.Trim(term, "0123456789") == "" {
		return ""
	}
	commas, points := strings.Count(term, ","), strings.Count(term, ".")
	switch {
	case points > 0 && commas > 0:
		group, point := ",", "."
		if strings.LastIndexByte(term, ',') > strings.LastIndexByte(term, '.') {
			group, point = point, group
		}
		whole, rest, _ := strings.Cut(term, point)
		if grouped(whole, group) && isDigits(rest) {
			return strings.ReplaceAll(whole, group, "") + "." + rest
		}
	case commas > 1 && grouped(term, ","), commas == 1 && n.group == ',' && grouped(term, ","):
		return strings.ReplaceAll(term, ",", "")
	case points > 1 && grouped(term, "."), points == 1 && n.group == '.' && grouped(term, "."):
		return strings.ReplaceAll(term, ".", "")
	case commas == 1 && n.point != '.':
		whole, rest, _ := strings.Cut(term, ",")
		if isDigits(whole) && isDigits(rest) && !(isYear(whole) && isYear(rest)) {
			return whole + "." + rest
		}
	}
	return ""
}

// values returns the numbers that a term of a query may stand for.
func values(term string) []string {
	var list []string
	if term == "" || !IsDigit(term[0]) {
		return nil
	}
	for _, n := range []notation{{',', '.'}, {'.', ','}} {
		if v := n.value(term); v != "" && !slices.Contains(list, v) {
			list = append(list, v)
		}
	}
	return list
}

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

func isYear(s string) bool { return len(s) == 4 && (s[0] == '1' && s[1] >= '5' || s[:2] == "20") }

// grouped reports whether separators part digits into thousands.
func grouped(s, separator string) bool {
	first := true
	for group := range strings.SplitSeq(s, separator) {
		if !isDigits(group) || len(group) > thousands || !first && len(group) != thousands {
			return false
		}
		first = false
	}
	return s[0] != '0'
}

// Grouped returns the number that words written apart are, "" if they are none: 1 250
// 000, 12 500,5.
func Grouped(words []string) string {
	if len(words) < 2 || !isDigits(words[0]) || len(words[0]) > thousands || words[0][0] == '0' {
		return ""
	}
	last := len(words) - 1
	whole, rest := words[last], ""
	if at := strings.IndexAny(whole, ".,"); at >= 0 {
		whole, rest = whole[:at], "."+whole[at+1:]
		if !isDigits(rest[1:]) {
			return ""
		}
	}
	for i, w := range words[1:] {
		if i+1 == last {
			w = whole
		}
		if len(w) != thousands || !isDigits(w) {
			return ""
		}
	}
	return strings.Join(words[:last], "") + whole + rest
}

// appendNumber appends the token of the number or identifier that words begins with, a
// word that begins with a digit. before is the text as far as that word.
func appendNumber(tokens []Token, text string, words []Token, how stemming) []Token {
	w := &words[0]
	if v := notationOf(how).value(w.Term); v != "" && !isList(text, w) {
		tokens = append(tokens, Token{v, w.Start, w.End, w.Pos})
	}
	if id := identifier([]string{w.Term}); id != "" && id != w.Term {
		tokens = append(tokens, Token{id, w.Start, w.End, w.Pos})
	}
	if len(words) < 2 || !isDigits(words[1].Term[:1]) && len(words[1].Term) > 1 || len(text[w.End:words[1].Start]) > len("\u2010") {
		return tokens
	}
	groups := []string{w.Term}
	spaced := w.Start == 0 || !followsNumber(text[:w.Start])
	hyphened := true
	for i := 1; i < min(len(words), maxGroups); i++ {
		gap := text[words[i-1].End:words[i].Start]
		spaced = spaced && isGap(gap)
		hyphened = hyphened && (gap == "-" || gap == "\u2010" || gap == "\u2011" || gap == "–" || isGap(gap))
		if !spaced && !hyphened {
			break
		}
		groups = append(groups, words[i].Term)
		end := words[i].End
		more := i+1 < len(words) && isGap(text[end:words[i+1].Start]) && len(words[i+1].Term) == thousands && isDigits(words[i+1].Term)
		if v := Grouped(groups); spaced && !more && v != "" {
			tokens = append(tokens, Token{v, w.Start, end, w.Pos})
		}
		if hyphened {
			if id := identifier(groups); id != "" {
				tokens = append(tokens, Token{id, w.Start, end, w.Pos})
			}
		}
	}
	return tokens
}

// followsNumber reports whether text ends in a group of digits and one space.
func followsNumber(text string) bool {
	trimmed := strings.TrimRight(text, "\u00a0\u202f\u2009 ")
	return len(trimmed) < len(text) && trimmed != "" && IsDigit(trimmed[len(trimmed)-1])
}

// isList reports whether a term stands in square brackets among digits alone, where a
// comma parts citations: [3,5].
func isList(text string, w *Token) bool {
	const widest = 40
	inside := func(r rune) bool { return strings.ContainsRune("0123456789,;.-–— ", r) }
	before := strings.TrimRightFunc(text[max(0, w.Start-widest):w.Start], inside)
	after := strings.TrimLeftFunc(text[w.End:min(len(text), w.End+widest)], inside)
	return strings.HasSuffix(before, "[") && strings.HasPrefix(after, "]")
}

// identifier returns the digits of an ISBN or ISSN that groups of them are, those of the
// ISBN in its form with 13 (ISO 2108, ISO 3297); "" if the check digit is wrong.
func identifier(groups []string) string {
	id := groups[0]
	if len(groups) > 1 {
		id = strings.Join(groups, "")
	}
	if len(id) < 8 || !isDigits(strings.TrimSuffix(id, "x")) {
		return ""
	}
	switch {
	case len(id) == 8 && len(groups) <= 2 && len(groups[0])%4 == 0:
		if check(id, 11, func(i int) int { return 8 - i }) && !(isYear(id[:4]) && isYear(id[4:]) && id[:4] < id[4:]) {
			return id
		}
	case len(id) == 10 && (len(groups) == 1 || len(groups) == 4) && check(id, 11, func(i int) int { return 10 - i }):
		id = "978" + id[:9]
		for digit := byte('0'); digit <= '9'; digit++ {
			if isISBN(id + string(digit)) {
				return id + string(digit)
			}
		}
	case len(id) == 13 && (len(groups) == 1 || len(groups) == 2 || len(groups) == maxGroups) && isISBN(id):
		return id
	}
	return ""
}

func isISBN(id string) bool {
	return (strings.HasPrefix(id, "978") || strings.HasPrefix(id, "979")) && check(id, 10, func(i int) int { return 1 + i%2*2 })
}

// check reports whether the weighed sum of digits is divisible. An x, at the end, is
// ten.
func check(id string, by int, weight func(int) int) bool {
	sum := 0
	for i := range len(id) {
		digit := int(id[i] - '0')
		if id[i] == 'x' {
			digit = 10
		}
		sum += digit * weight(i)
	}
	return sum%by == 0 && (id[len(id)-1] != 'x' || by == 11)
}

// Identifier returns the digits by which the ISBN or ISSN that text is, with hyphens or
// without, is found; "" for any other text.
func Identifier(text string) string {
	var groups []string
	for _, t := range tokenize(text) {
		groups = append(groups, t.Term)
	}
	if len(groups) == 0 || len(groups) > maxGroups || strings.Trim(strings.ToLower(text), "0123456789x-\u2010\u2011–") != "" {
		return ""
	}
	return identifier(groups)
}

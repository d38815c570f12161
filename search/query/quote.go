package query

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// wordEnd returns where the word ends that begins at start: at the next blank
// or quotation mark, or at a parenthesis without its partner in the word.
func wordEnd(text string, start int) int {
	var open []int
	i := start
loop:
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == '\\':
			if next, n := utf8.DecodeRuneInString(text[i+1:]); isSpecial(next) {
				size += n
			}
		case isBlank(r) || isQuote(r):
			break loop
		case isOpen(r):
			if _, ok := operators[text[start:i]]; ok {
				return i // NOT(a)
			}
			open = append(open, i)
		case isClose(r):
			if len(open) == 0 {
				break loop
			}
			open = open[:len(open)-1]
		}
		i += size
	}
	if len(open) > 0 {
		return open[0]
	}
	return i
}

// hasInnerStar reports whether a "*" without backslash stands between letters.
func hasInnerStar(s string) bool {
	for i := range len(s) {
		if s[i] != '*' {
			continue
		}
		before, _ := utf8.DecodeLastRuneInString(s[:i])
		after, _ := utf8.DecodeRuneInString(s[i+1:])
		if unicode.IsLetter(before) && unicode.IsLetter(after) {
			return true
		}
	}
	return false
}

// escaped reports whether a backslash at the end of s takes the meaning from
// what follows.
func escaped(s string) bool {
	return (len(s)-len(strings.TrimRight(s, `\`)))%2 == 1
}

// unescape takes away the backslashes before special characters.
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		if next, size := utf8.DecodeRuneInString(s[i+1:]); s[i] == '\\' && isSpecial(next) {
			b.WriteString(s[i+1 : i+1+size])
			i += 1 + size
			continue
		}
		b.WriteByte(s[i])
		i++
	}
	return b.String()
}

// quoteWord writes the text of a Word so that it reads as that word alone. The
// text must be one that Parse gives: not empty, without blanks.
func quoteWord(s string) string {
	if _, ok := operators[s]; ok {
		return `\` + s
	}
	name, colon := splitName(s)
	if colon > 0 && !slices.Contains(Fields, strings.ToLower(name)) && !resemblesField(name, ' ') {
		colon = 0
	}
	loose := !parenthesesFit(s)
	var b strings.Builder
	b.Grow(len(s) + 2)
	for i, r := range s {
		size := utf8.RuneLen(r)
		special := r == '\\' || r == '*' || isQuote(r)
		switch {
		case r == '=' || r == '-':
			special = i == 0
		case r == '~':
			special = strings.Trim(s[i+1:], "0123456789") == ""
		case isOpen(r) || isClose(r):
			special = loose
		case r == ':' || r == '：':
			special = i+size == colon
		}
		if special {
			b.WriteByte('\\')
		}
		b.WriteString(s[i : i+size])
	}
	return b.String()
}

// parenthesesFit reports whether the parentheses in the text of a word belong
// to it without backslashes.
func parenthesesFit(s string) bool {
	depth := 0
	for i, r := range s {
		switch {
		case isOpen(r):
			if _, ok := operators[s[:i]]; ok || i == 0 {
				return false
			}
			depth++
		case isClose(r):
			if depth--; depth < 0 {
				return false
			}
		}
	}
	return depth == 0
}

// quotePhrase writes the text of a phrase between plain quotation marks.
func quotePhrase(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, `＂`, `\＂`).Replace(s) + `"`
}

func unescapePhrase(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		if next, size := utf8.DecodeRuneInString(s[i+1:]); s[i] == '\\' && (next == '\\' || isQuote(next)) {
			b.WriteString(s[i+1 : i+1+size])
			i += 1 + size
			continue
		}
		b.WriteByte(s[i])
		i++
	}
	return b.String()
}

// isBlank reports whether r only separates.
func isBlank(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || r == utf8.RuneError
}

func isOpen(r rune) bool  { return r == '(' || r == '（' }
func isClose(r rune) bool { return r == ')' || r == '）' }

// quoteClosers returns the quotation marks that close what opener opens; none
// if it opens nothing.
func quoteClosers(opener rune) string {
	switch opener {
	case '"', '＂':
		return `"＂`
	case '“', '”', '‟':
		return `”"＂`
	case '„':
		return `“”"＂`
	case '«':
		return "»"
	case '‹':
		return "›"
	case '「':
		return "」"
	case '『':
		return "』"
	case '《':
		return "》"
	case '〈':
		return "〉"
	}
	return ""
}

// isQuote reports whether r opens or closes a phrase.
func isQuote(r rune) bool {
	return r == '"' || r > unicode.MaxASCII && strings.ContainsRune("＂“”‟„«»‹›「」『』《》〈〉", r)
}

// isSpecial reports whether a backslash before r takes its meaning away.
func isSpecial(r rune) bool {
	switch r {
	case '\\', '*', '~', '=', '-', ':', '：':
		return true
	}
	return r != utf8.RuneError && (isOpen(r) || isClose(r) || isQuote(r))
}

func isLetterOrDigit(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r)
}

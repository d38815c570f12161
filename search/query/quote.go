package query

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
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

// hasInner reports whether a sign without backslash stands between letters.
func hasInner(s string, sign byte) bool {
	if sign == '?' && strings.ContainsAny(s, "/=&") { // that of an address
		return false
	}
	for i := range len(s) {
		if s[i] == sign && isInner(s, i) {
			return true
		}
	}
	return false
}

// isInner reports whether the byte at i stands between letters of a script that has
// spaces between words.
func isInner(s string, i int) bool {
	letter := func(r rune) bool { return unicode.IsLetter(r) && !analysis.Ideographic(r) }
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	after, _ := utf8.DecodeRuneInString(s[i+1:])
	return letter(before) && letter(after)
}

// starEndsWord reports whether a "*" without backslash stands in a phrase behind the
// beginning of a word.
func starEndsWord(s string) bool {
	for i := range len(s) {
		if s[i] != '*' {
			continue
		}
		before, _ := utf8.DecodeLastRuneInString(s[:i])
		after, _ := utf8.DecodeRuneInString(s[i+1:])
		if isLetterOrDigit(before) && !isLetterOrDigit(after) {
			return true
		}
	}
	return false
}

// singleClosers returns the marks that close what a single quotation mark opens; none
// if it opens nothing.
func singleClosers(opener rune) string {
	switch opener {
	case '\'', '`':
		return "'’"
	case '‘':
		return "’'"
	case '‚':
		return "‘’"
	case '‛':
		return "’"
	}
	return ""
}

// maxSingle is the longest phrase between single quotation marks, in bytes.
const maxSingle = 256

// singleQuoted returns what stands between the single quotation marks, or doubled
// ones as TeX has them, that s begins with, and where it goes on behind them. They
// may as well be apostrophes ('90s, ‘til, rock 'n' roll): the first that can close
// ends the word before it, and what they enclose is more than one word.
func singleQuoted(s string) (inner string, after int) {
	opener, size := utf8.DecodeRuneInString(s)
	closers := singleClosers(opener)
	if first, _ := utf8.DecodeRuneInString(s[size:]); closers == "" || unicode.IsDigit(first) {
		return "", 0
	}
	doubled := strings.HasPrefix(s, "``")
	if doubled {
		size = 2
	}
	several := false
	previous := ' '
	for i := size; i < min(len(s), maxSingle); {
		r, n := utf8.DecodeRuneInString(s[i:])
		next, _ := utf8.DecodeRuneInString(s[i+n:])
		switch {
		case isBlank(r):
			several = several || i > size && !isBlank(previous)
		case analysis.Ideographic(r) && analysis.Ideographic(previous):
			several = true
		case isQuote(r):
			return "", 0
		case strings.ContainsRune(closers, r) && !isBlank(previous):
			if doubled {
				if next != r {
					break
				}
				next, _ = utf8.DecodeRuneInString(s[i+2*n:])
			}
			if isLetterOrDigit(next) && !analysis.Ideographic(next) {
				break
			}
			if !several {
				return "", 0
			}
			if doubled {
				n *= 2
			}
			return s[size:i], i + n
		}
		previous = r
		i += n
	}
	return "", 0
}

// escapedOperator returns the operator that a backslash takes its meaning from.
func escapedOperator(s string) (string, bool) {
	op, escaped := strings.CutPrefix(s, `\`)
	_, ok := operators[op]
	return op, escaped && ok
}

// escaped reports whether a backslash at the end of s takes the meaning from
// what follows.
func escaped(s string) bool {
	return (len(s)-len(strings.TrimRight(s, `\`)))%2 == 1
}

// unescape takes away the backslashes before special characters.
func unescape(s string, special func(rune) bool) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		if next, size := utf8.DecodeRuneInString(s[i+1:]); s[i] == '\\' && special(next) {
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
		case r == '=' || r == '-' || singleClosers(r) != "":
			special = i == 0
		case r == '?':
			special = isInner(s, i)
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
	return `"` + strings.NewReplacer(`\`, `\\`, `*`, `\*`, `"`, `\"`, `＂`, `\＂`).Replace(s) + `"`
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

// isSpecialInPhrase reports whether a backslash in a phrase takes the meaning of r
// away.
func isSpecialInPhrase(r rune) bool { return r == '\\' || r == '*' || isQuote(r) }

// isSpecial reports whether a backslash before r takes its meaning away.
func isSpecial(r rune) bool {
	switch r {
	case '\\', '*', '?', '~', '=', '-', ':', '：':
		return true
	}
	return r != utf8.RuneError && (singleClosers(r) != "" || isOpen(r) || isClose(r) || isQuote(r))
}

func isLetterOrDigit(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r)
}

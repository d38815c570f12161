package read

// This file cuts a reference into tokens for the tagger: words between white
// space, cut further where numbers are written without it ("2007;356(11):1071"),
// each with its visible properties: shape, punctuation, kind of number, and the word
// lists that it stands in (package lexicon).

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/cite/lexicon"
)

// maxTokens bounds the work for one reference; tokens behind are kept in Raw only.
const maxTokens = 1200

type shape uint8

const (
	shapeNone     shape = iota // punctuation only
	shapeInitial               // "J.", "J.-P.", "Дж."
	shapeInitials              // "J.P."
	shapeCaps2                 // "JP", "J": up to three capitals without a stop
	shapeCaps                  // "SMITH"
	shapeTitle                 // "Smith"
	shapeLower                 // "smith"
	shapeMixed                 // "McDonald", "iPhone"
	shapeDigits                // "1990"
	shapeAlnum                 // "356(11)", "1071-80", "B12"
	shapeHan                   // "王小明"
	shapeOther
)

type number uint8

const (
	numNone   number = iota
	numYear          // 1500–2099
	numOne           // one or two digits
	numThree         // three
	numFour          // four, no year
	numLong          // more
	numRange         // 12–15
	numParen         // 7(2)
	numPage          // "p.12", "S707", "e1234"
	numOrd           // 3rd, 2-е
	numRoman         // XIV
	numYearIn        // a year within more: "1990a", "1990–1995"
	numMixed
)

type token struct {
	start, end int
	core       string // from the first to the last letter or digit, lower case
	lead       string // the punctuation before it
	trail      string // and behind
	shape      shape
	num        number
	class      lexicon.Class
	letters    int
	script     uint8
}

// tokenize cuts s into tokens; start and end are bytes of s.
func tokenize(s string) []token {
	toks := make([]token, 0, 48)
	for i := 0; i < len(s) && len(toks) < maxTokens; {
		r, size := utf8.DecodeRuneInString(s[i:])
		if analysis.IsBlank(r) {
			i += size
			continue
		}
		start := i
		web := strings.HasPrefix(s[i:], "http") || strings.HasPrefix(s[i:], "www.") || strings.HasPrefix(s[i:], "10.")
		for i < len(s) {
			r, size := utf8.DecodeRuneInString(s[i:])
			if analysis.IsBlank(r) {
				break
			}
			i += size
			if !web && i < len(s) && cutAfter(s, start, i, r) {
				break
			}
		}
		toks = append(toks, describe(s, start, i))
	}
	spellAmpersands(toks)
	return toks
}

// spellAmpersands spells the sign between two words of a title, behind the year, so
// that it does not read as one between names: "(2010). Wells & rivers".
func spellAmpersands(toks []token) {
	dated := false
	for i := range toks {
		t := &toks[i]
		if dated = dated || t.num == numYear || t.num == numYearIn; !dated || t.core != "" || t.lead != "&" && t.lead != "&amp;" || i+1 == len(toks) {
			continue
		}
		before, next := &toks[i-1], &toks[i+1]
		if words := before.trail == "" && before.letters > 2 && next.lead == "" && next.letters > 2; words && next.shape == shapeLower {
			t.core, t.lead, t.shape, t.letters, t.script, t.class = "and", "", shapeLower, len("and"), 1, lexicon.Of("and")
		}
	}
}

// cutAfter says whether a token ends behind the rune r, which ends at byte i
// of s, though no white space follows.
func cutAfter(s string, start, i int, r rune) bool {
	next := s[i]
	before := byte(0)
	if k := i - utf8.RuneLen(r) - 1; k >= start {
		before = s[k]
	}
	switch r {
	case ';':
		return analysis.IsDigit(before) && (analysis.IsDigit(next) || next >= 0x80 || next >= 'A')
	case ':':
		return (analysis.IsDigit(before) || before == ')') && (analysis.IsDigit(next) || next == 'e' || next == 'S')
	case ',':
		return analysis.IsDigit(before) && next >= 'A' || before >= 'a' && next >= 'A' && next <= 'Z'
	}
	return false
}

// describe fills in the token s[start:end].
func describe(s string, start, end int) token {
	t := token{start: start, end: end}
	word := s[start:end]
	// Tags of the text's former mark-up are punctuation at its edges.
	first, last := -1, 0
	var upper, lower, digits, han, other, dots, hyphens int
	inTag := false
	for i, r := range word {
		if r == '<' && i+1 < len(word) && (word[i+1] == '/' || word[i+1] >= 'a' && word[i+1] <= 'z') && strings.IndexByte(word[i:], '>') > 0 {
			inTag = true
		}
		if inTag {
			inTag = r != '>'
			continue
		}
		switch {
		case r >= 'a' && r <= 'z':
			lower++
		case r >= 'A' && r <= 'Z':
			upper++
		case r >= '0' && r <= '9':
			digits++
		case r < utf8.RuneSelf:
			switch r {
			case '.':
				dots++
			case '-':
				hyphens++
			}
			continue
		case analysis.IsHan(r):
			han++
		case unicode.IsUpper(r):
			upper++
		case unicode.IsLower(r):
			lower++
		case unicode.IsDigit(r):
			digits++
		case unicode.IsLetter(r) || unicode.IsMark(r):
			other++
		default:
			if r == '–' || r == '‐' || r == '—' {
				hyphens++
			}
			continue
		}
		if first < 0 {
			first = i
		}
		last = i + utf8.RuneLen(r)
	}
	if first < 0 {
		t.lead = word
		t.class = lexicon.Of(word)
		return t
	}
	t.lead, t.trail = word[:first], word[min(last, len(word)):]
	core := word[first:min(last, len(word))]
	t.core = strings.ToLower(core)
	t.letters = upper + lower + other + han
	switch {
	case han > 0:
		t.shape = shapeHan
	case digits > 0 && t.letters == 0 && len(core) == digits:
		t.shape = shapeDigits
	case digits > 0:
		t.shape = shapeAlnum
	case other > 0:
		t.shape = shapeOther
	case upper > 0 && lower == 0 && upper <= 3:
		switch {
		case dots > 0 && upper == 1:
			t.shape = shapeInitial
		case dots > 0:
			t.shape = shapeInitials
		default:
			t.shape = shapeCaps2
		}
	case upper > 0 && lower == 0:
		t.shape = shapeCaps
		if dots >= upper-1 {
			t.shape = shapeInitials
		}
	case upper == 1 && unicode.IsUpper(analysis.FirstRune(core)):
		t.shape = shapeTitle
	case upper > 0:
		t.shape = shapeMixed
		if dots > 1 && lower < 3 {
			t.shape = shapeInitials
		}
	default:
		t.shape = shapeLower
	}
	t.num = numberKind(t.core, digits)
	t.class = lexicon.Of(t.core)
	switch r := analysis.FirstRune(t.core); {
	case r < 0x250:
		t.script = 1
	case unicode.Is(unicode.Cyrillic, r):
		t.script = 2
	case analysis.IsHan(r):
		t.script = 3
	default:
		t.script = 4
	}
	if web(word) {
		t.class |= lexicon.Web
	}
	return t
}

func web(word string) bool {
	return strings.Contains(word, "://") || strings.Contains(word, "www.") || strings.Contains(word, ".htm")
}

// numberKind sorts the numbers that references are full of.
func numberKind(core string, digits int) number {
	if digits == 0 {
		if len(core) <= 8 && core != "" && strings.Trim(core, "ivxlc") == "" {
			return numRoman
		}
		return numNone
	}
	if digits == len(core) {
		switch digits {
		case 1, 2:
			return numOne
		case 3:
			return numThree
		case 4:
			if core[0] == '1' && core[1] >= '5' || core[0] == '2' && core[1] == '0' {
				return numYear
			}
			return numFour
		}
		return numLong
	}
	if !analysis.IsDigit(core[0]) {
		if digits >= len(core)-2 || strings.HasPrefix(core, "p.") || strings.HasPrefix(core, "pp.") {
			return numPage
		}
		return numMixed
	}
	n := 0
	for n < len(core) && analysis.IsDigit(core[n]) {
		n++
	}
	rest := core[n:]
	switch {
	case n == 4 && (core[0] == '1' && core[1] >= '5' || core[:2] == "20"):
		return numYearIn
	case strings.HasPrefix(rest, "("):
		return numParen
	case strings.HasPrefix(rest, "-") || strings.HasPrefix(rest, "–") || strings.HasPrefix(rest, "—") || strings.HasPrefix(rest, "‐"):
		return numRange
	case len(rest) <= 4 && unicode.IsLetter(analysis.FirstRune(rest)):
		return numOrd
	}
	return numMixed
}

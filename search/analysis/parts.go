package analysis

// Words that some write in one and others in several: numbers joined to others
// (26.08.2021, [3,5]) or to letters (10kg, COVID19), elided articles and particles
// (L'homme, O'Генри), compounds with a hyphen (on-line, G-20), initials and
// abbreviations with points (U.S.A., J. R. R.), their plurals (NGOs), numbers before
// units (10 kg). The parts of what is written in one, and the closed form of what is
// written in several, are tokens of one stream, which a word of a query asks for too.

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/lang"
)

const (
	// longestUnit is how many letters a word has that a number before it is closed
	// with.
	longestUnit = 4
	// longestElided is how many letters stand before the apostrophe of an elision.
	longestElided = 4
	// maxLinks is how many words are closed to one.
	maxLinks = 6
)

// partsOf returns the tokens of the Parts stream, but for numbers.
func partsOf(text string, words []Token) (tokens []Token) {
	before := false // whether the word is linked with the one before
	for i := range words {
		w := &words[i]
		written := text[w.Start:w.End]
		if hasParts(written) && !w.ideograph() {
			tokens = appendSplit(tokens, text, *w)
		}
		if start, end := signed(text, w); end-start > len(written) {
			tokens = append(tokens, Token{normalize(text[start:end]), start, end, w.Pos})
		}
		if n := pluralOfCapitals(written); n > 0 {
			tokens = append(tokens, Token{fold(normalize(written[:n])), w.Start, w.End, w.Pos})
		}
		if i+1 == len(words) {
			break
		}
		next := &words[i+1]
		if IsDigit(written[len(written)-1]) && isUnitGap(text[w.End:next.Start]) && isNumber(w.Term) && isUnit(next.Term) {
			tokens = append(tokens, Token{w.Term + fold(next.Term), w.Start, next.End, w.Pos})
		}
		after := linked(text, w, next)
		if after && !before {
			n := chain(text, words[i:])
			if form := closed(words[i : i+n]); form != "" {
				tokens = append(tokens, Token{form, w.Start, words[i+n-1].End, w.Pos})
			}
		}
		before = after
	}
	return tokens
}

// hasParts reports whether a word may have parts: digits or an apostrophe.
func hasParts(written string) bool {
	for i := 0; i < len(written); i++ {
		switch c := written[i]; {
		case c == '\'' || '0' <= c && c <= '9':
			return true
		case c == 0xCA || c == 0xE2: // the lead bytes of other apostrophes
			return true
		}
	}
	return false
}

// closings returns for each word of a query the closed form of those that it is
// linked with, "" where there are none.
func closings(text string, words []Token) []string {
	closings := make([]string, len(words))
	for i := 0; i < len(words); {
		n := chain(text, words[i:])
		if n > 1 {
			form := closed(words[i : i+n])
			for j := range n {
				closings[i+j] = form
			}
		}
		i += n
	}
	return closings
}

// Closed returns the terms for words of a query written as one, nil where they are not
// words of letters or digits. More than two must be initials or groups of digits.
func Closed(typed ...string) []Term {
	words := make([]Token, len(typed))
	terms := make([]string, len(typed))
	initials := true
	for i, text := range typed {
		t := tokenize(text)
		if len(t) != 1 || t[0].ideograph() {
			return nil
		}
		words[i], terms[i] = t[0], t[0].Term
		initials = initials && initial(t[0].Term)
	}
	form := Grouped(terms)
	if form == "" && (initials || len(typed) == 2) {
		form = closed(words)
	}
	if form == "" {
		return nil
	}
	return []Term{{Words, form, Fold}, {Folds, form, Fold}, {Parts, form, Fold}}
}

// chain returns how many of the words that words begins with are linked.
func chain(text string, words []Token) int {
	n := 1
	for n < len(words) && n < maxLinks && linked(text, &words[n-1], &words[n]) {
		n++
	}
	return n
}

// linked reports whether b, directly after a, is joined to it: by a hyphen, or as one
// initial to another by a point.
func linked(text string, a, b *Token) bool {
	gap := text[a.End:b.Start]
	if len(gap) == 0 || len(gap) > 3 || gap[0] == ' ' || gap[0] == ',' {
		return false
	}
	switch gap {
	case "-", "\u2010", "\u2011":
		interval := isNumber(a.Term) && isNumber(b.Term) // 13-16
		return !interval && !a.ideograph() && !b.ideograph()
	case ".", ". ", ".\u00a0":
		if !initial(b.Term) || !isCapital(text[b.Start:]) || !isCapital(text[a.Start:]) {
			return false
		}
		return initial(a.Term) || gap == "." && utf8.RuneCountInString(a.Term) == 2 // Ph.D.
	}
	return false
}

// pluralOfCapitals returns how many bytes of a word are an abbreviation in capitals
// before the s of an English plural (NGOs), 0 for any other word.
func pluralOfCapitals(written string) int {
	n := len(written) - 1
	if n < 2 || written[n] != 's' || 'a' <= written[n-1] && written[n-1] <= 'z' {
		return 0
	}
	capitals := 0
	for _, r := range written[:n] {
		if !unicode.IsLetter(r) {
			return 0
		}
		if unicode.IsUpper(r) {
			capitals++
		}
	}
	if last, _ := utf8.DecodeLastRuneInString(written[:n]); capitals < 2 || !unicode.IsUpper(last) { // PhDs
		return 0
	}
	return n
}

// singular returns the word that a short one is the English plural of, such as an
// abbreviation in small letters (ngos), which texts in other languages have too; "" for
// any other word.
func singular(term string) string {
	const longest = 6
	n := len(term) - 1
	if n < 2 || n >= longest || term[n] != 's' || !isASCII(term) {
		return ""
	}
	// Stemmers spare words without a vowel before the last letters (plus, this, ngos).
	if stem(stemsOf(lang.Of("en")), term) == term[:n] || n > 2 && !strings.ContainsAny(term[:n-1], "aeiouy0123456789") {
		return term[:n]
	}
	return ""
}

// longestSigned is how many letters a word has that signs belong to.
const longestSigned = 12

// signed returns the range of a word with the signs that belong to it as to a name:
// C++, F#, .NET.
func signed(text string, w *Token) (start, end int) {
	start, end = w.Start, w.End
	if !(end < len(text) && (text[end] == '+' || text[end] == '#')) && !(start > 0 && text[start-1] == '.') {
		return start, end
	}
	first, last := text[start], text[end-1]
	if end-start > longestSigned || !isASCIILetter(first) || !isASCIILetter(last) {
		return start, end
	}
	switch rest := text[end:]; {
	case strings.HasPrefix(rest, "++"):
		end += 2
	case strings.HasPrefix(rest, "#"):
		end++
	}
	if next, _ := utf8.DecodeRuneInString(text[end:]); end > w.End && (wordRune(next) || next == '+' || next == '#') {
		end = w.End
	}
	if start > 0 && text[start-1] == '.' {
		if before, _ := utf8.DecodeLastRuneInString(text[:start-1]); start == 1 || unicode.IsSpace(before) || strings.ContainsRune("(\"“«'‘/", before) {
			start--
		}
	}
	return start, end
}

func isASCIILetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func closed(words []Token) string {
	var b strings.Builder
	for _, w := range words {
		b.WriteString(fold(w.Term))
	}
	if b.Len() > MaxTerm {
		return ""
	}
	return b.String()
}

func initial(term string) bool {
	r, size := utf8.DecodeRuneInString(term)
	return size == len(term) && unicode.IsLetter(r)
}

func isCapital(s string) bool { return unicode.IsUpper(FirstRune(s)) }

func isNumber(term string) bool { return term != "" && strings.Trim(term, "0123456789.,") == "" }

func isUnit(term string) bool {
	return utf8.RuneCountInString(term) <= longestUnit && strings.IndexFunc(term, unicode.IsDigit) < 0 && unicode.IsLetter(FirstRune(term)) && !Ideographic(FirstRune(term))
}

// isUnitGap reports whether s may stand between a number and its unit: 10 kg, 10 °C.
func isUnitGap(s string) bool {
	bare := strings.TrimSuffix(s, "°")
	return isGap(bare) || bare == "" && s != ""
}

// isGap reports whether s is one space.
func isGap(s string) bool { return s == " " || s == "\u00a0" || s == "\u202f" || s == "\u2009" }

// appendSplit appends the parts of a word: its runs of digits and of letters, and
// what stands behind the apostrophe of an elision.
func appendSplit(tokens []Token, text string, w Token) []Token {
	written := text[w.Start:w.End]
	add := func(from, to int) {
		if from < to && to-from < len(written) {
			tokens = append(tokens, Token{fold(normalize(written[from:to])), w.Start + from, w.Start + to, w.Pos})
		}
	}
	if i := strings.IndexFunc(written, apostrophe); i > 0 && utf8.RuneCountInString(written[:i]) <= longestElided {
		_, size := utf8.DecodeRuneInString(written[i:])
		if rest := written[i+size:]; utf8.RuneCountInString(rest) > 2 && strings.IndexFunc(rest, apostrophe) < 0 {
			add(i+size, len(written))
		}
		return tokens
	}
	if strings.IndexFunc(written, unicode.IsDigit) < 0 {
		return tokens
	}
	from, kind := 0, 0
	for i, r := range written {
		next := 0
		switch {
		case unicode.IsDigit(r):
			next = 1
		case unicode.IsLetter(r) || unicode.IsMark(r) || unitSign(r):
			next = 2
		}
		if next != kind {
			if kind != 0 {
				add(from, i)
			}
			from, kind = i, next
		}
	}
	if kind != 0 {
		add(from, len(written))
	}
	return tokens
}

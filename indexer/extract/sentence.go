package extract

// This file cuts text into sentences, and sentences into passages. The rules
// are those of UAX #29 (sentence boundaries) as far as they concern our
// scripts, with a list of abbreviations, which the annex leaves to tailoring.

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/lang"
	"github.com/izde/izde/search/lazyregexp"
)

// maxUnits is the length of a passage: a word counts two units, a Han
// character one, so that a passage holds 250 words or 500 characters.
const maxUnits = 500

// abbreviations are those of all languages that a full stop does not end a sentence
// after.
var abbreviations = func() map[string]bool {
	set := map[string]bool{}
	for _, w := range frontWords(func(f lang.Front) string { return f.Abbreviations }) {
		set[w] = true
	}
	return set
}()

// datesOn is what follows the day of a date: its year, and a mark.
var datesOn = lazyregexp.New(`^(?:1[5-9]|20)\d\d[),;]`)

const (
	closers  = ")]}»”’\"'）】〕」』》〉］｝"
	hanStops = "。！？｡"
)

// sentences returns the offsets at which the sentences of text begin. The
// space behind a sentence belongs to it.
func sentences(text string) []int {
	starts := []int{0}
	word := 0 // where the current word began
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		next := i + size
		switch {
		case analysis.IsUsual(r): // most text
		case r == ' ' || r == '\n' || r == '\t' || strings.ContainsRune("([«“\"'（", r):
			word = next
		case strings.ContainsRune(hanStops, r), strings.ContainsRune(".!?…", r):
			end := next
			for end < len(text) {
				c, n := utf8.DecodeRuneInString(text[end:])
				if !strings.ContainsRune(".!?…", c) && !strings.ContainsRune(hanStops, c) && !strings.ContainsRune(closers, c) {
					break
				}
				end += n
			}
			after := end
			for after < len(text) && (text[after] == ' ' || text[after] == '\n' || text[after] == '\t') {
				after++
			}
			if after < len(text) && (strings.ContainsRune(hanStops, r) || after > end && endsSentence(text[word:i], r, text[after:])) {
				starts = append(starts, after)
			}
			if after > end {
				word = after
			}
			next = max(next, end)
		}
		i = next
	}
	return starts
}

// endsSentence reports whether stop, standing between word and rest with a
// space behind it, ends a sentence.
func endsSentence(word string, stop rune, rest string) bool {
	next, _ := utf8.DecodeRuneInString(rest)
	if unicode.IsLower(next) || strings.ContainsRune(",;:–—-", next) {
		return false
	}
	if stop != '.' {
		return true
	}
	if len(word) <= 2 && datesOn.MatchString(rest) && strings.Trim(word, "0123456789") == "" {
		return false // "(July 5. 1996)", a comma misread
	}
	if len(word) > 24 {
		return true
	}
	w := strings.ToLower(strings.TrimLeft(word, "([«“\"'"))
	if abbreviations[w] {
		return false
	}
	// Initials, "p.", "т.", list numbers: one letter, letters with stops
	// between, or at most two digits where a sentence begins with a number.
	last, _ := utf8.DecodeLastRuneInString(w)
	if unicode.IsLetter(last) && !analysis.IsHan(last) {
		head := w[:len(w)-utf8.RuneLen(last)]
		if head == "" || strings.HasSuffix(head, ".") || strings.HasSuffix(head, "-") {
			return false
		}
	}
	return true
}

// endsClosed reports whether text ends as a sentence or another finished unit
// does, so that what follows is not its continuation.
func endsClosed(text string) bool {
	text = strings.TrimRight(text, " \n\t")
	for text != "" {
		r, size := utf8.DecodeLastRuneInString(text)
		if strings.ContainsRune(".!?…:;。！？：；", r) {
			return true
		}
		if !strings.ContainsRune(closers, r) && !(r == '*' || r == '_') {
			return false
		}
		text = text[:len(text)-size]
	}
	return false
}

// meter measures text character by character: see maxUnits. Every 32nd
// character of a long word counts as a word, so that text without spaces is
// bounded as well.
type meter struct {
	chars uint // of the current word
	word  bool // it has a letter or a digit
}

func (m *meter) add(r rune) int {
	switch {
	case analysis.IsHan(r):
		*m = meter{}
		return 1
	case r == ' ' || r == '\n' || r == '\t':
		*m = meter{}
		return 0
	}
	m.chars++
	if !m.word && (analysis.IsLetter(r) || unicode.IsNumber(r) || unicode.IsSymbol(r)) || m.chars%32 == 0 {
		m.word = true
		return 2
	}
	return 0
}

func units(text string) int {
	var m meter
	n := 0
	for i := 0; i < len(text); {
		// Most characters, of one byte or two, stand in a word that counts already.
		for m.word && i < len(text) && ' ' < text[i] && text[i] < 0xE0 && m.chars%32 != 31 {
			if m.chars++; text[i] >= utf8.RuneSelf {
				i++
			}
			i++
		}
		if i < len(text) {
			r, size := utf8.DecodeRuneInString(text[i:])
			n += m.add(r)
			i += size
		}
	}
	return n
}

// cuts returns the offsets at which text is cut into passages: between the
// parts that begin at starts (sentences, or rows of a table) and, where one
// alone is too long, between words or at last between characters. The passages
// of one text come out of about the same length.
func cuts(text string, starts []int) []int {
	total := units(text)
	if total <= maxUnits {
		return nil
	}
	target := total / ((total + maxUnits - 1) / maxUnits)
	var out []int
	length := 0
	for k, start := range starts {
		end := len(text)
		if k+1 < len(starts) {
			end = starts[k+1]
		}
		u := units(text[start:end])
		if length > 0 && (length+u > maxUnits || length >= target) {
			out = append(out, start)
			length = 0
		}
		if u <= maxUnits {
			length += u
			continue
		}
		for _, c := range hardCuts(text[start:end]) {
			out = append(out, start+c)
		}
		// What is left behind the last hard cut joins the next passage only if
		// that fits, which the next turn decides.
		length = units(text[max(start, lastOr(out, start)):end])
	}
	return out
}

func lastOr(s []int, otherwise int) int {
	if len(s) == 0 {
		return otherwise
	}
	return s[len(s)-1]
}

// hardCuts cuts a text that has no usable boundary into stretches of at most
// maxUnits, at a space if there is one in the last part of a stretch, else
// before a character that is no mark of the one before it.
func hardCuts(text string) []int {
	var out []int
	var m meter
	start, space, n := 0, -1, 0
	for i, r := range text {
		u := m.add(r)
		if n+u > maxUnits && i > start && (!continuesGrapheme(text[:i], r) || n > 2*maxUnits) {
			cut := i
			if space > start+(i-start)/2 {
				cut = space
			}
			out = append(out, cut)
			start, space, n, m = cut, -1, 0, meter{}
			for _, c := range text[cut:i] {
				n += m.add(c)
			}
			u = m.add(r)
		}
		n += u
		if r == ' ' || r == '\n' || r == '\t' {
			space = i + 1
		}
	}
	return out
}

// continuesGrapheme reports whether r belongs to the character before it
// (UAX #29, GB9 and GB11, simplified).
func continuesGrapheme(before string, r rune) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	return unicode.Is(unicode.M, r) || r == '\u200D' || last == '\u200D'
}

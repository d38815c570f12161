package langid

// This file cuts a text into runs of one script. Digits, punctuation, addresses and
// identifiers are no words of a language and belong to no script.

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
)

// script is a writing system as far as languages are told by it.
type script int

const (
	neutral script = iota
	latin
	cyrillic
	hanzi
	hangul
	arabic
	other
)

func scriptOf(r rune) script {
	switch {
	case r < utf8.RuneSelf:
		if r|0x20 >= 'a' && r|0x20 <= 'z' {
			return latin
		}
		return neutral
	case 0x400 <= r && r <= 0x52F:
		if 0x482 <= r && r <= 0x489 {
			return neutral // signs and marks
		}
		return cyrillic
	case 0x4E00 <= r && r <= 0x9FFF:
		return hanzi
	case 0xC0 <= r && r <= 0x24F:
		if r == '×' || r == '÷' {
			return neutral
		}
		return latin
	case 0x2000 <= r && r <= 0x206F, 0x3000 <= r && r <= 0x3004, r == '«', r == '»', r == '№':
		return neutral
	case !unicode.IsLetter(r) || unicode.Is(unicode.Lm, r) && unicode.Is(unicode.Common, r):
		return neutral
	case unicode.Is(unicode.Latin, r):
		return latin
	case unicode.Is(unicode.Cyrillic, r):
		return cyrillic
	case analysis.Ideographic(r):
		return hanzi
	case unicode.Is(unicode.Hangul, r):
		return hangul
	case unicode.Is(unicode.Arabic, r):
		return arabic
	}
	return other
}

// run is a stretch of one script: text[start:end] with the punctuation and
// digits behind it.
type run struct {
	script     script
	start, end int
	letters    int
	small      int // letters of words that begin with a small letter
	words      int
}

// gloss tells whether the run stands in brackets, all or nearly all of it.
func (r run) gloss(text string) bool {
	inner := text[r.start:r.end]
	first, size := utf8.DecodeRuneInString(inner)
	if r.start == 0 || !strings.ContainsRune("([（【", first) {
		return false
	}
	end := strings.LastIndexAny(inner[size:], ")]）】")
	return end < 0 || len(inner)-size-end < 12
}

// identifiers are words that belong to no language.
var identifiers = wordSet("orcid id researcherid scopus author doi udc email e-mail mail phd http https www com org kz ru cn issn isbn web science spin")

func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(list) {
		set[w] = true
	}
	return set
}

// split cuts text into runs of one script. Addresses and identifiers are
// neutral, as are digits and punctuation; neutral text goes to the run before
// it, but opening brackets to the one behind.
func split(text string) []run {
	if latinOnly(text) {
		return []run{{script: latin, end: len(text), letters: 1}}
	}
	var runs []run
	for i := 0; i < len(text); {
		end := wordEnd(text, i)
		if !address(text[i:end]) {
			before := neutral
			small := false
			for k := i; k < end; {
				r, size := rune(text[k]), 1
				if r >= utf8.RuneSelf {
					r, size = utf8.DecodeRuneInString(text[k:])
				}
				s := scriptOf(r)
				if s == neutral {
					k += size
					continue
				}
				n := len(runs)
				if n == 0 || runs[n-1].script != s {
					start := k
					for start > 0 {
						p, size := utf8.DecodeLastRuneInString(text[:start])
						if !strings.ContainsRune("([{（【《〈「『«“\"", p) {
							break
						}
						start -= size
					}
					runs = append(runs, run{script: s, start: start})
					n++
				}
				if s != before {
					small = lower(r) == r
					runs[n-1].words++
				}
				letters, rest := ahead(text[k+size:end], s)
				runs[n-1].letters += 1 + letters
				if small {
					runs[n-1].small += 1 + letters
				}
				before = s
				k = end - len(rest)
			}
		}
		for i = end; i < len(text); {
			r, size := utf8.DecodeRuneInString(text[i:])
			if !unicode.IsSpace(r) {
				break
			}
			i += size
		}
	}
	for i := range runs {
		if i == 0 {
			runs[i].start = 0
		}
		runs[i].end = len(text)
		if i+1 < len(runs) {
			runs[i].end = runs[i+1].start
		}
	}
	return runs
}

// ahead counts the letters of a script with which a text begins, as far as they are of the
// usual ones, and returns the rest.
func ahead(text string, s script) (letters int, rest string) {
	n := 0
	switch s {
	case latin:
		for n < len(text) && 'a' <= text[n]|0x20 && text[n]|0x20 <= 'z' {
			n++
		}
		return n, text[n:]
	case cyrillic:
		const first, last = 0xD0, 0xD1 // the first of two bytes: U+0400 to U+047F
		for n+1 < len(text) && first <= text[n] && text[n] <= last {
			n += 2
		}
		return n / 2, text[n:]
	}
	return 0, text
}

// latinOnly tells whether text is in ASCII, Latin letters with diacritics and
// common punctuation, as most text is.
func latinOnly(text string) bool {
	for i := range len(text) {
		if c := text[i]; c >= 0xCC && c != 0xE2 {
			return false
		}
	}
	return text != ""
}

// wordEnd returns where the word that stands at i ends: at white space.
func wordEnd(text string, i int) int {
	for i < len(text) {
		if c := text[i]; c < utf8.RuneSelf {
			if c == ' ' || '\t' <= c && c <= '\r' {
				return i
			}
			i++
			continue
		}
		if _, rest := ahead(text[i:], cyrillic); len(rest) < len(text)-i {
			i = len(text) - len(rest)
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if !analysis.IsUsual(r) && unicode.IsSpace(r) {
			return i
		}
		i += size
	}
	return i
}

// address tells whether a word is an address or an identifier.
func address(w string) bool {
	if w != "" && w[0] >= utf8.RuneSelf && strings.IndexByte(w, '@') < 0 && strings.IndexByte(w, ':') < 0 {
		return false // most words in other letters
	}
	if addressLen(w) > 0 {
		return true
	}
	const longest = 12 // letters of an identifier
	var b [longest]byte
	n := 0
	for i := range len(w) {
		switch c := w[i]; {
		case strings.IndexByte(".,:;()[]", c) >= 0:
		case c >= utf8.RuneSelf || n == longest:
			return false
		default:
			if 'A' <= c && c <= 'Z' {
				c |= 0x20
			}
			b[n] = c
			n++
		}
	}
	return identifiers[string(b[:n])]
}

// merge gives short runs to their neighbours: a word of another script within
// a sentence makes no span. Two characters of Han among letters do.
func merge(runs []run) []run {
	if len(runs) == 1 {
		return runs
	}
	// The script of the sentence: words that are no names count double, and a
	// character of Han as much as three letters.
	var total [other + 1]int
	main := neutral
	for _, r := range runs {
		n := r.letters + r.small
		if r.script == hanzi {
			n = 3 * (r.letters + r.letters)
		}
		if total[r.script] += n; total[r.script] > total[main] {
			main = r.script
		}
	}
	keeps := func(r run) bool {
		switch {
		case r.script == main && r.letters >= 5:
			return true
		case r.script == hanzi:
			return r.letters >= 2
		case r.script == other || r.script == hangul || r.script == arabic:
			return r.letters >= 3
		}
		return r.words >= 4 && r.letters >= 14
	}
	var out []run
	for _, r := range runs {
		n := len(out)
		switch {
		case n == 0:
			out = append(out, r)
		case !keeps(r):
			out[n-1].end = r.end
		case !keeps(out[n-1]): // only the first can be left so
			r.start = out[n-1].start
			out[n-1] = r
		case out[n-1].script == r.script:
			out[n-1].end = r.end
			out[n-1].letters += r.letters
			out[n-1].small += r.small
			out[n-1].words += r.words
		default:
			out = append(out, r)
		}
	}
	return out
}

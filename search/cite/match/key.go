package match

// This file makes texts comparable across scripts, spellings and damage: words
// by their romanised keys (Сарыбаев, Sarybaev and Sarybayev have one), Chinese
// by its simplified characters and by their syllables, numbers by their digits
// ("2O22" and "XIV" too); and it finds one text inside another although letters
// of it are wrong.

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
)

// keyed is a text made ready to be compared.
type keyed struct {
	// words are the keys of its words in order, Chinese characters one by one.
	words []string
	// folds are words without their marks, where the key is another: "celik"
	// for Çelik, which is Chelik to those who read it; marked are the
	// words among them that are written with marks.
	folds, marked []string
	// letters are the keys of all words in other scripts and of all numbers,
	// joined; han are the characters, simplified; sounds is letters with the
	// syllables of the characters in their places.
	letters, han, sounds string
}

// maxKeyed bounds the words that are compared of one text.
const maxKeyed = 400

func newKeyed(text string) keyed {
	var k keyed
	exact, folded, latin := analysis.Compared(text)
	latin = latin[:min(len(latin), maxKeyed)]
	var letters, han, sounds strings.Builder
	k.words = make([]string, 0, len(latin))
	for i, w := range latin {
		if analysis.IsHan(analysis.FirstRune(folded[i])) {
			k.words = append(k.words, folded[i])
			han.WriteString(folded[i])
			sounds.WriteString(syllableKey(w))
			continue
		}
		if folded[i] != w && isASCII(folded[i]) {
			k.folds = append(k.folds, folded[i])
			if folded[i] != exact[i] {
				k.marked = append(k.marked, folded[i])
			}
		}
		for w := range strings.FieldsFuncSeq(w, func(r rune) bool { return r == '.' || r == ',' || r == '\'' }) {
			if n := numeral(w); n != "" {
				w = n
			} else if n := romanNumeral(exact[i]); n != "" {
				w = n
			}
			k.words = append(k.words, w)
			letters.WriteString(w)
			sounds.WriteString(w)
		}
	}
	k.letters, k.han, k.sounds = letters.String(), han.String(), sounds.String()
	return k
}

// numbers are the numbers of the text, sorted: "Part 1" and "Part 2" differ by one
// letter and are two.
func (k *keyed) numbers() []string {
	var out []string
	for _, w := range k.words {
		if isNumber(w) {
			out = append(out, w)
		}
	}
	slices.Sort(out)
	return out
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

// folded is the text without its marks, as one word.
func (k *keyed) folded() string {
	if len(k.folds) == 0 {
		return k.letters
	}
	return strings.Join(k.folds, "")
}

// chinese reports whether characters carry the text.
func (k *keyed) chinese() bool { return len(k.han) > len(k.letters) }

// size is the length of the text in letters; a character counts as two.
func (k *keyed) size() int { return len(k.letters) + 2*utf8.RuneCountInString(k.han) }

// syllableKey is the key of a syllable of pinyin.
func syllableKey(syllable string) string {
	return strings.Join(analysis.Terms(syllable, "", analysis.Latin), "")
}

// lookalikes are letters that are read for digits.
var lookalikes = strings.NewReplacer("o", "0", "l", "1", "i", "1", "s", "5", "b", "8", "z", "2")

// numeral returns the number that a word writes, though some of its digits
// were read as letters; "" for other words.
func numeral(w string) string {
	digits := 0
	for i := range len(w) {
		if analysis.IsDigit(w[i]) {
			digits++
		}
	}
	if digits == len(w) {
		return strings.TrimLeft(w[:len(w)-1], "0") + w[len(w)-1:]
	}
	if digits == 0 || digits*2 < len(w) {
		return ""
	}
	// "1992a"
	if digits == 4 && len(w) == 5 && isNumber(w[:4]) && 'a' <= w[4] && w[4] <= 'e' {
		return w[:4]
	}
	if w = lookalikes.Replace(w); strings.Trim(w, "0123456789") != "" {
		return ""
	}
	return w
}

// numberIn returns the first number of a field such as "Vol. 12" or "XIV", as
// numeral writes it, or "".
func numberIn(s string) string {
	for w := range strings.FieldsFuncSeq(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if n := numeral(w); n != "" {
			return n
		}
		if n := roman(w); n > 0 {
			return strconv.Itoa(n)
		}
		// "S707", "e1234"
		if n := strings.TrimLeftFunc(w, unicode.IsLetter); n != "" && numeral(n) != "" {
			return numeral(n)
		}
	}
	return ""
}

// romanNumeral returns the number that a word of several of the letters i, v and
// x writes; "i" is a word of its own in too many texts.
func romanNumeral(w string) string {
	if len(w) < 2 || len(w) > 6 || strings.Trim(w, "ivx") != "" {
		return ""
	}
	return strconv.Itoa(roman(w))
}

// roman reads a Roman numeral in lower case, 0 for other words.
func roman(w string) int {
	value := map[byte]int{'i': 1, 'v': 5, 'x': 10, 'l': 50, 'c': 100}
	n := 0
	for i := range len(w) {
		v := value[w[i]]
		if v == 0 {
			return 0
		}
		if i+1 < len(w) && value[w[i+1]] > v {
			v = -v
		}
		n += v
	}
	return max(n, 0)
}

// likeWord says whether two words are one, allowing for a wrong letter from four
// and two from eight.
func likeWord(a, b string) bool {
	if a == b {
		return true
	}
	most := 0
	switch n := min(len(a), len(b)); {
	case isNumber(a) || isNumber(b):
		return false
	case n >= 8:
		most = 2
	case n >= 4:
		most = 1
	}
	if d := len(a) - len(b); most == 0 || d > most || d < -most {
		return false
	}
	return analysis.EditDistance(a, b) <= most
}

// isNumber says whether w is written in digits.
func isNumber(w string) bool { return w != "" && strings.Trim(w, "0123456789") == "" }

// nearNumber says whether one of two numbers is the other with a digit lost or
// doubled.
func nearNumber(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) != 1 || len(a) < 2 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	return a[i:] == b[i+1:]
}

// within returns the smallest distance between needle and any part of hay, and
// where that part ends. Needles beyond 64 bytes are looked for in pieces, each
// behind the one before. G. Myers, A fast bit-vector algorithm for approximate
// string matching based on dynamic programming, J. ACM 46 (1999).
func within(needle, hay string) (dist, end int) {
	for from := 0; from < len(needle); from += 64 {
		piece := needle[from:min(from+64, len(needle))]
		d, e := pieceWithin(piece, hay[end:])
		dist += d
		if d < len(piece)/2 {
			end += e
		}
	}
	return dist, end
}

func pieceWithin(needle, hay string) (dist, end int) {
	if needle == "" {
		return 0, 0
	}
	var eq [256]uint64
	for i := range len(needle) {
		eq[needle[i]] |= 1 << i
	}
	last := uint64(1) << (len(needle) - 1)
	plus, minus := ^uint64(0), uint64(0)
	score := len(needle)
	dist = score
	for j := range len(hay) {
		x := eq[hay[j]]
		v := x | minus
		h := (((x & plus) + plus) ^ plus) | x
		hp, hm := minus|^(h|plus), plus&h
		if hp&last != 0 {
			score++
		} else if hm&last != 0 {
			score--
		}
		hp, hm = hp<<1, hm<<1
		plus, minus = hm|^(v|hp), hp&v
		if score < dist {
			dist, end = score, j+1
		}
	}
	return dist, end
}

// contained is how much of needle some part of hay is, 0–1.
func contained(needle, hay string) float64 {
	if needle == "" {
		return 0
	}
	d, _ := within(needle, hay)
	return max(0, 1-float64(d)/float64(len(needle)))
}

// similarity is how much of the longer text the shorter one is, 0–1.
func similarity(a, b string) float64 {
	if len(a) > len(b) {
		a, b = b, a
	}
	if a == "" {
		return 0
	}
	d, _ := within(a, b)
	return max(0, float64(len(a)-d)/float64(len(b)))
}

// weight is how much a word says: small words nothing, a number or a character
// half.
func weight(w string) float64 {
	r, n := utf8.DecodeRuneInString(w)
	switch {
	case analysis.IsHan(r), isNumber(w):
		return 0.5
	case n == len(w), len(w) < 3:
		return 0
	case len(w) == 3:
		return 0.3
	}
	return 1
}

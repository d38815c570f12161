package pdf

// Repairs of characters.

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"

	"github.com/izde/izde/indexer/extract/charset"
)

// ligatures are signs that stand for several letters.
var ligatures = map[rune]string{
	'ﬀ': "ff", 'ﬁ': "fi", 'ﬂ': "fl", 'ﬃ': "ffi", 'ﬄ': "ffl", 'ﬅ': "st", 'ﬆ': "st", 'Ĳ': "IJ", 'ĳ': "ij",
}

// Letters that are drawn alike in Latin and Cyrillic type. і, ј, ѕ and the
// Kazakh ә, ө and һ are set with Latin ones by T2A fonts and old layouts of
// keyboards.
var cyrillicOf, latinOf = lookalikes("aceopxyijshəɵABCEHKMOPTXYIJSƏƟ", "асеорхуіјѕһәөАВСЕНКМОРТХУІЈЅӘӨ")

func lookalikes(latin, cyrillic string) (to, from map[rune]rune) {
	to, from = map[rune]rune{}, map[rune]rune{}
	c := []rune(cyrillic)
	for i, l := range []rune(latin) {
		to[l], from[c[i]] = c[i], l
	}
	return to, from
}

// accents are signs that TeX draws over letters that its fonts lack, with the
// marks that compose with the letter.
var accents = map[rune]rune{
	'´': '\u0301', '`': '\u0300', '¨': '\u0308', 'ˆ': '\u0302', '^': '\u0302', '˜': '\u0303', '~': '\u0303', '¸': '\u0327',
	'ˇ': '\u030C', '˘': '\u0306', '¯': '\u0304', '˙': '\u0307', '˝': '\u030B', '˚': '\u030A', '˛': '\u0328',
}

// dotless letters stand below accents.
var dotless = map[rune]rune{'ı': 'i', 'ȷ': 'j'}

// repair mends the characters of a block in place.
func repair(chars []char) {
	mendShift(chars)
	compose(chars)
	closeLetters(chars)
	dropHanSpaces(chars)
	mendEncoding(chars)
	cyrillic, latin := 0, 0
	for _, c := range chars {
		switch {
		case unicode.Is(unicode.Cyrillic, c.r):
			cyrillic++
		case unicode.Is(unicode.Latin, c.r):
			latin++
		}
	}
	for from := 0; from < len(chars); {
		if !unicode.IsLetter(chars[from].r) {
			from++
			continue
		}
		to := from
		for to < len(chars) && (unicode.IsLetter(chars[to].r) || chars[to].gone) {
			to++
		}
		mendHomoglyphs(chars[from:to], cyrillic > latin)
		from = to
	}
}

// compose makes one character of a letter and the accent that is drawn over it,
// before or after it, or that shares its box (see divide).
func compose(chars []char) {
	for i := 1; i < len(chars); i++ {
		accent, letter := &chars[i-1], &chars[i]
		over := min(accent.x1, letter.x1)-max(accent.x0, letter.x0) > 0.5*min(accent.x1-accent.x0, letter.x1-letter.x0)
		shared := abs(accent.x1-letter.x0) < 0.05 && abs(accent.x1-accent.x0-letter.x1+letter.x0) < 0.05 && accent.r > 0x7F
		over = over || shared
		mark := accents[accent.r]
		switch {
		case unicode.Is(unicode.Mn, letter.r):
			mark, over = letter.r, true
			accent, letter = letter, accent
		case accents[letter.r] != 0 && mark == 0:
			mark = accents[letter.r]
			accent, letter = letter, accent
		}
		if mark == 0 || !over || !unicode.IsLetter(letter.r) || letter.gone || letter.line != accent.line {
			continue
		}
		base := letter.r
		if dotless[base] != 0 {
			base = dotless[base]
		}
		whole := []rune(norm.NFC.String(string(base) + string(mark)))
		if len(whole) != 1 {
			continue
		}
		old := string(chars[i-1].r) + string(chars[i].r)
		accent.gone = true
		letter.x0, letter.x1 = min(letter.x0, accent.x0), max(letter.x1, accent.x1)
		letter.old, letter.rule, letter.fixed, letter.r = old, Accent, true, whole[0]
	}
}

// mendHomoglyphs makes a word of two scripts one of one, if all letters of the
// other have lookalikes; where both ways are open the text around decides.
func mendHomoglyphs(word []char, amongCyrillic bool) {
	cyrillic, latin := 0, 0
	toCyrillic, toLatin := true, true
	for _, c := range word {
		switch {
		case unicode.Is(unicode.Cyrillic, c.r):
			cyrillic++
			toLatin = toLatin && latinOf[c.r] != 0
		case unicode.Is(unicode.Latin, c.r):
			latin++
			toCyrillic = toCyrillic && cyrillicOf[c.r] != 0
		}
	}
	if cyrillic == 0 || latin == 0 {
		return
	}
	if toCyrillic && toLatin {
		toCyrillic, toLatin = amongCyrillic, !amongCyrillic
	}
	for i := range word {
		c := &word[i]
		to := rune(0)
		switch {
		case toCyrillic:
			to = cyrillicOf[c.r]
		case toLatin:
			to = latinOf[c.r]
		}
		if to != 0 && !c.fixed {
			c.old, c.rule, c.fixed, c.r = string(c.r), Homoglyph, true, to
		}
	}
}

// kazakhAlone are letters of Kazakh that languages with ӛ do not have.
const kazakhAlone = "қғұүҚҒҰҮ"

// mendBarredO reads ө where a font draws it and its map names ӛ, a letter of Khanty: word
// processors write such maps for Kazakh.
func mendBarredO(chars []char) {
	const apart = 'ө' - 'ӛ' // as the capitals are
	for i := range chars {
		if c := &chars[i]; (c.r == 'ӛ' || c.r == 'Ӛ') && !c.fixed {
			c.old, c.rule, c.fixed, c.r = string(c.r), Encoding, true, c.r+apart
		}
	}
}

// stopWords are words that hardly any text does without.
var stopWords = strings.Fields("the of and in to is that for are with и в на не что с по как для это мен және бұл үшін бір")

// mendShift decodes text whose codes are all shifted by one number, as that of
// fonts that tell glyphs for characters: where no word is a common one, and
// shifted back many are.
func mendShift(chars []char) {
	commonWords := func(by rune) (n, words int) {
		var word []rune
		for i := 0; i <= len(chars); i++ {
			r := ' '
			if i < len(chars) {
				r = unshift(chars[i].r, by)
			}
			if unicode.IsLetter(r) {
				word = append(word, unicode.ToLower(r))
				continue
			}
			if len(word) > 0 {
				words++
				if slices.Contains(stopWords, string(word)) {
					n++
				}
			}
			word = word[:0]
		}
		return n, words
	}
	ascii := 0
	for _, c := range chars {
		if c.r < 0x7F || c.r >= unnamed && c.r < unnamed+0x20 {
			ascii++
		}
	}
	if len(chars) < 40 || ascii*10 < len(chars)*9 {
		return
	}
	if n, _ := commonWords(0); n > 0 {
		return
	}
	best, by := 0, rune(0)
	for shift := rune(-64); shift <= 64; shift++ {
		if n, words := commonWords(shift); n > best && n >= 3 && n*12 >= words {
			best, by = n, shift
		}
	}
	if best == 0 {
		return
	}
	for i := range chars {
		c := &chars[i]
		if r := unshift(c.r, by); r != c.r && c.line >= 0 {
			c.old, c.rule, c.fixed, c.r = string(c.r), Shift, true, r
		}
	}
}

// unshift adds to the code of a character, if that is one of ASCII or a control.
func unshift(r, by rune) rune {
	code := r
	if r >= unnamed && r < unnamed+0x20 {
		code -= unnamed
	}
	if code > 0x7E || r == ' ' {
		return r
	}
	if code += by; code >= 0x20 && code <= 0x7E {
		return code
	}
	return r
}

// closeLetters closes up words that are set in spaced letters ("С Т А Н Д А Р Т"):
// five letters or more, each by itself, with narrower gaps within words.
func closeLetters(chars []char) {
	single := func(i int) bool {
		return i < len(chars) && unicode.IsLetter(chars[i].r) && !wide(chars[i].r) && (i == 0 || !unicode.IsLetter(chars[i-1].r)) && (i+1 == len(chars) || !unicode.IsLetter(chars[i+1].r))
	}
	space := func(i int) bool {
		return i < len(chars) && chars[i].r == ' ' && chars[i].line >= 0 && !chars[i].gone
	}
	for from := 0; from < len(chars); {
		to := from
		narrow := float32(0)
		for single(to) && space(to+1) && single(to+2) {
			if w := chars[to+1].x1 - chars[to+1].x0; narrow == 0 || w < narrow {
				narrow = w
			}
			to += 2
		}
		if to-from >= 8 {
			for i := from + 1; i < to; i += 2 {
				if c := &chars[i]; c.x1-c.x0 < 1.6*narrow {
					c.gone, c.fixed, c.old, c.rule = true, true, " ", LetterSpace
				}
			}
		}
		from = max(to, from+1)
	}
}

// dropHanSpaces drops the spaces of lines that have them between most of their
// Han characters, as layers of recognised text do.
func dropHanSpaces(chars []char) {
	between := func(i int) bool {
		return chars[i].r == ' ' && i > 0 && i+1 < len(chars) && wide(chars[i-1].r) && wide(chars[i+1].r)
	}
	for from := 0; from < len(chars); {
		to, pairs, spaces := from, 0, 0
		for ; to < len(chars) && chars[to].line == chars[from].line; to++ {
			switch {
			case between(to):
				spaces++
			case to > 0 && wide(chars[to].r) && wide(chars[to-1].r):
				pairs++
			}
		}
		if spaces > pairs {
			for i := from; i < to; i++ {
				if between(i) {
					chars[i].gone, chars[i].fixed, chars[i].old, chars[i].rule = true, true, " ", HanSpace
				}
			}
		}
		from = max(to, from+1)
	}
}

// firstKazakh is before the letters that KZ-1048 has and Windows-1251, which it
// extends, has not.
const firstKazakh = 0x48A

// mendEncoding decodes words again whose font names Windows-1252 and means
// Windows-1251 ("Ýêîíîìèêà"): no language has words of accented letters alone.
func mendEncoding(chars []char) {
	accented, plain := 0, 0
	for _, c := range chars {
		switch {
		case c.r >= 0xC0 && c.r <= 0xFF && c.r != '×' && c.r != '÷':
			accented++
		case c.r < 0x80 && unicode.IsLetter(c.r):
			plain++
		}
	}
	if accented < 4 {
		return
	}
	mixed := accented < 2*plain // other text beside: word by word
	high := func(r rune) bool {
		b, ok := charmap.Windows1252.EncodeRune(r)
		return ok && b >= 0x80 && (b >= 0xC0 || b == 0xA8 || b == 0xB8 || charset.KZ1048.Rune(b) >= firstKazakh || b == 0xB2 || b == 0xB3)
	}
	for from := 0; from < len(chars); {
		to, ascii := from, 0
		for to < len(chars) && (high(chars[to].r) || chars[to].r < 0x80 && unicode.IsLetter(chars[to].r)) {
			if chars[to].r < 0x80 {
				ascii++
			}
			to++
		}
		if n := to - from; n > 0 && ascii*4 <= n && (!mixed || n >= 4) {
			for i := from; i < to; i++ {
				c := &chars[i]
				b, _ := charmap.Windows1252.EncodeRune(c.r)
				if b < 0x80 {
					continue
				}
				c.old, c.rule, c.fixed, c.r = string(c.r), Encoding, true, charset.KZ1048.Rune(b)
			}
		}
		from = max(to, from+1)
	}
}

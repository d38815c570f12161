package extract

// This file mends text that was decoded wrongly before it was saved: UTF-8 read as
// windows-1251 ("РљР°СЂ"), as windows-1252 ("Ã©") or as GBK, Russian, Kazakh or Chinese
// read as windows-1252 ("Ìîñêâ", "ÖÐ¹ú"), and one Cyrillic encoding as another. The
// characters are written back in the encoding that they were read in, and read in the
// one that they were written in; bytes of UTF-8 prove themselves, other text is judged
// as in decode.go. Paragraphs are judged one by one.

import (
	"fmt"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/izde/izde/indexer/extract/charset"
	"github.com/izde/izde/search/doc"
)

const (
	// ruleEncoding is the rule of these repairs.
	ruleEncoding = "encoding"
	// maxMended bounds the repairs that are recorded, in bytes of the text that they
	// replace.
	maxMended = 1 << 20
)

// misreading is a way in which text may have been decoded wrongly.
type misreading struct {
	name string
	// bytes returns the bytes that were read, and whether all characters have one.
	bytes func(string) ([]byte, bool)
	// read reads them again.
	read func([]byte) (string, error)
	// score judges texts of both, nil where the bytes prove themselves.
	score func(string) float64
}

var misreadings = []misreading{
	{"utf-8 read as windows-1251", single(charmap.Windows1251), asUTF8, nil},
	{"utf-8 read as windows-1252", single(charmap.Windows1252), asUTF8, nil},
	{"utf-8 read as cp866", single(charmap.CodePage866), asUTF8, nil},
	{"utf-8 read as koi8-r", single(charmap.KOI8R), asUTF8, nil},
	{"utf-8 read as gbk", gbkBytes, asUTF8, nil},
	{"windows-1251 read as windows-1252", single(charmap.Windows1252), decoding(charmap.Windows1251), cyrillicScore},
	{"kz-1048 read as windows-1252", single(charmap.Windows1252), tabled(charset.KZ1048), cyrillicScore},
	{"koi8-r read as windows-1252", single(charmap.Windows1252), decoding(charmap.KOI8R), cyrillicScore},
	{"gbk read as windows-1252", single(charmap.Windows1252), decoding(simplifiedchinese.GBK), hanScore},
	{"koi8-r read as windows-1251", single(charmap.Windows1251), decoding(charmap.KOI8R), cyrillicScore},
	{"cp866 read as windows-1251", single(charmap.Windows1251), decoding(charmap.CodePage866), cyrillicScore},
	{"windows-1251 read as koi8-r", single(charmap.KOI8R), decoding(charmap.Windows1251), cyrillicScore},
	{"windows-1251 read as cp866", single(charmap.CodePage866), decoding(charmap.Windows1251), cyrillicScore},
}

// single returns the way back to the bytes of an encoding of one byte a character.
// Bytes that it leaves out are often read as controls, and the last one of
// windows-1251 as U+FFFD.
func single(c *charmap.Charmap) func(string) ([]byte, bool) {
	return func(text string) ([]byte, bool) {
		data := make([]byte, 0, len(text))
		for _, r := range text {
			b, ok := c.EncodeRune(r)
			switch {
			case ok:
			case 0x80 <= r && r < 0xA0:
				b = byte(r)
			case r == utf8.RuneError && c == charmap.Windows1251:
				b = 0x98
			default:
				return nil, false
			}
			data = append(data, b)
		}
		return data, true
	}
}

func gbkBytes(text string) ([]byte, bool) {
	data, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(text))
	return data, err == nil
}

// asUTF8 reads bytes that are UTF-8. Where a no-break space was among them it has often
// become a space.
func asUTF8(data []byte) (string, error) {
	if utf8.Valid(data) {
		return string(data), nil
	}
	mended := make([]byte, len(data))
	copy(mended, data)
	for i, b := range mended {
		if b == ' ' && i > 0 && (mended[i-1] == 0xD0 || mended[i-1] == 0xC2) {
			mended[i] = 0xA0
		}
	}
	if utf8.Valid(mended) {
		return string(mended), nil
	}
	return "", ErrEncoding
}

const (
	// leastMended is the plausibility that mended text has, mostMisread the greatest
	// of text that is mended.
	leastMended, mostMisread = 0.6, 0.3
	// leastOther is how many characters beyond ASCII a text has that is judged, and
	// leastSequences how many sequences of UTF-8 prove themselves.
	leastOther, leastSequences = 12, 2
)

// suspect is a text that has characters beyond ASCII, and what the misreadings ask of it.
type suspect struct {
	text   string
	first  string         // the first two characters from the first one beyond ASCII on
	beyond int            // characters beyond ASCII
	own    func() float64 // how plausible it is as it is, by its Cyrillic
}

func newSuspect(text string) *suspect {
	s := &suspect{text: text, beyond: beyondASCII(text)}
	start := strings.IndexFunc(text, func(r rune) bool { return r >= utf8.RuneSelf })
	end := start
	for range 2 {
		_, size := utf8.DecodeRuneInString(text[end:])
		end += size
	}
	s.first = text[start:end]
	s.own = sync.OnceValue(func() float64 {
		if score := cyrillicScore(text); score >= mostMisread {
			return score
		}
		return cyrillicScore(strings.ToLower(text)) // headings are in capitals
	})
	return s
}

// mend reads the text again in the right way, and reports whether it is mended.
func (m *misreading) mend(s *suspect) (string, bool) {
	switch {
	case !m.begins(s.first),
		m.score != nil && s.beyond < leastOther,
		m.score != nil && m.readAsLatin() && !accented(s.text),
		m.score != nil && !m.readAsLatin() && s.own() >= mostMisread:
		return "", false
	}
	data, ok := m.bytes(s.text)
	if !ok {
		return "", false
	}
	mended, err := m.read(data)
	if err != nil || !plausible(mended) {
		return "", false
	}
	if m.score == nil {
		// Of UTF-8 each character was several.
		after := beyondASCII(mended)
		return mended, after < s.beyond && (after >= leastSequences || strings.ContainsAny(s.text, "ÃÂâ"))
	}
	return mended, m.score(mended) >= leastMended
}

// begins reports whether the first characters beyond ASCII have bytes, and, where these
// are to prove themselves, such as begin a sequence of UTF-8: most text is told by them.
func (m *misreading) begins(first string) bool {
	data, ok := m.bytes(first)
	if !ok || m.score != nil {
		return ok
	}
	return len(data) > 1 && data[0] >= 0xC2 && (data[1] == ' ' || !utf8.RuneStart(data[1]))
}

func (m *misreading) readAsLatin() bool { return strings.HasSuffix(m.name, "windows-1252") }

// accented reports whether most letters of a text are accented: no language is
// written so.
func accented(text string) bool {
	high, letters := 0, 0
	for _, r := range text {
		switch {
		case r >= 0xA0:
			high++
		case unicode.IsLetter(r):
			letters++
		}
	}
	return high > letters
}

// plausible reports whether mended text has no characters that texts do not have.
func plausible(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool {
		return r == utf8.RuneError || 0x7F <= r && r < 0xA0 && r != 0x85 || unicode.Is(unicode.Co, r) || r < ' ' && !strings.ContainsRune("\t\n\v\f\r", r)
	}) < 0
}

// beyondASCII counts the characters beyond ASCII of a text in UTF-8, by the bytes that begin
// one.
func beyondASCII(text string) int {
	n := 0
	for i := range len(text) {
		if text[i] >= 0xC0 {
			n++
		}
	}
	return n
}

// mendMisread mends the paragraphs of a text that were decoded wrongly. It returns the
// text, the repairs with their ranges there, and notes. A paragraph is mended as a
// whole, else line by line, else word by word where bytes of UTF-8 prove themselves.
func mendMisread(text string) (string, []doc.Repair, []string) {
	var repairs []doc.Repair
	count, recorded := map[string]int{}, 0
	var mended strings.Builder
	written := 0 // how much of the text stands there, mended
	usual := -1  // the misreading of the last paragraph
	add := func(at int, old string, how int, fixed string) {
		mended.WriteString(text[written:at])
		written = at + len(old)
		start := mended.Len()
		mended.WriteString(fixed)
		count[misreadings[how].name]++
		if recorded += len(old); recorded <= maxMended && len(repairs) < maxRepairs {
			repairs = append(repairs, doc.Repair{Source: doc.Span{Start: start, End: mended.Len()}, Old: old, New: fixed, Rule: ruleEncoding})
		}
	}
	white := func(r rune) bool { return r < utf8.RuneSelf && unicode.IsSpace(r) }
	var each func(start, end int, separators []string)
	each = func(start, end int, separators []string) {
		for part := range strings.SplitAfterSeq(text[start:end], separators[0]) {
			at := start
			start += len(part)
			core := strings.TrimLeftFunc(part, white)
			at += len(part) - len(core)
			if core = strings.TrimRightFunc(core, white); beyondASCII(core) < 2 {
				continue
			}
			word := separators[0] == " "
			if how, fixed := misread(core, usual, word); fixed != "" {
				add(at, core, how, fixed)
				usual = how
			} else if !word && (usual >= 0 || suspicious(core)) {
				each(start-len(part), start, separators[1:])
			}
		}
	}
	each(0, len(text), []string{"\n\n", "\n", " "})
	var notes []string
	for _, m := range misreadings {
		if n := count[m.name]; n > 0 {
			notes = append(notes, fmt.Sprintf("text that was %s is mended in %d places", m.name, n))
		}
	}
	if len(notes) == 0 {
		return text, nil, nil
	}
	mended.WriteString(text[written:])
	return mended.String(), repairs, notes
}

// misread returns the misreading by which a text is mended, the usual one first, and
// the mended text, "" where it is none. Of a word only bytes of UTF-8 are believed.
func misread(text string, usual int, word bool) (how int, mended string) {
	s := newSuspect(text)
	try := func(i int) bool {
		m := &misreadings[i]
		if word && m.score != nil {
			return false
		}
		var ok bool
		if mended, ok = m.mend(s); !ok {
			mended = ""
		}
		return ok
	}
	if usual >= 0 && try(usual) {
		return usual, mended
	}
	for i := range misreadings {
		if try(i) {
			return i, mended
		}
	}
	return -1, ""
}

// suspicious reports whether a text has characters that stand in words of UTF-8 read
// as windows-1252 or windows-1251, and seldom in any other.
func suspicious(text string) bool {
	for i, r := range text {
		switch r {
		case 'Ã', 'Â', 'â', 'Ð', 'Ñ', 'Р', 'С':
			if next, _ := utf8.DecodeRuneInString(text[i+utf8.RuneLen(r):]); next >= 0x80 && !unicode.IsLetter(next) || strings.ContainsRune("ЃѓЉЊЌЋЏђљњќћџЎўЈҐЄЇІіґєјЅѕї", next) {
				return true
			}
		}
	}
	return false
}

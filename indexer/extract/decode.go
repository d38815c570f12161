package extract

// This file turns the bytes of a file into UTF-8 text: by byte order mark, as
// UTF-8, or else as one of the legacy encodings that Russian and Chinese texts
// come in. A legacy encoding is told by plausibility: of the pairs of letters
// in Russian, or the characters in Chinese, a large part are of the few
// commonest, and nearly none are when the bytes are read in a wrong encoding.

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	xunicode "golang.org/x/text/encoding/unicode"

	"github.com/izde/izde/search/analysis"
)

// The reasons why a file is refused.
var (
	ErrEmpty    = errors.New("the file holds no text")
	ErrBinary   = errors.New("the file is binary, not text; extract its text first (for a PDF: pdftotext)")
	ErrEncoding = errors.New("the file is not UTF-8 and no other encoding fits; save it as UTF-8")
)

const utf8Name, utf16Name = "utf-8", "utf-16"

// legacy lists the encodings that are tried on bytes that are not UTF-8, with
// the share of common pairs (Cyrillic) or characters (Han) that real text of
// the kind shows, which makes their scores comparable.
var legacy = []struct {
	name  string
	enc   encoding.Encoding
	score func(string) float64
}{
	{"windows-1251", charmap.Windows1251, cyrillicScore},
	{"koi8-r", charmap.KOI8R, cyrillicScore},
	{"cp866", charmap.CodePage866, cyrillicScore},
	{"gb18030", simplifiedchinese.GB18030, hanScore},
	{"big5", traditionalchinese.Big5, hanScore},
}

// minScore is the least plausibility at which a legacy encoding is believed;
// real text scores about 1, a wrong reading below 0.2.
const minScore = 0.45

// Decode returns data as UTF-8 text and the name of its encoding, with a note
// when something had to be replaced. A leading byte order mark of UTF-8 stays
// in the text, so that its offsets are the offsets of the file.
func Decode(data []byte) (text, encodingName, note string, err error) {
	switch {
	case len(bytes.TrimSpace(data)) == 0:
		return "", "", "", ErrEmpty
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE}), bytes.HasPrefix(data, []byte{0xFE, 0xFF}):
		text, err := decodeAll(xunicode.UTF16(xunicode.LittleEndian, xunicode.ExpectBOM), data)
		if err != nil {
			return "", "", "", fmt.Errorf("decoding UTF-16: %w", err)
		}
		return checked(text, utf16Name, "decoded as utf-16")
	case bytes.IndexByte(data, 0) >= 0:
		return "", "", "", ErrBinary
	case utf8.Valid(data):
		return checked(string(data), utf8Name, "")
	}
	var best string
	bestName, bestScore := "", minScore
	for _, l := range legacy {
		t, err := decodeAll(l.enc, data)
		if err != nil {
			continue
		}
		if s := l.score(sample(t)); s > bestScore {
			best, bestName, bestScore = t, l.name, s
		}
	}
	if bestName != "" {
		return checked(best, bestName, "decoded as "+bestName)
	}
	// UTF-8 with a few bytes knocked out is still worth reading.
	if bad := illegalBytes(data); bad*200 < len(data) {
		return checked(strings.ToValidUTF8(string(data), "\uFFFD"), utf8Name,
			fmt.Sprintf("%d bytes that are not UTF-8 were replaced", bad))
	}
	if mostlyControl(string(data)) {
		return "", "", "", ErrBinary
	}
	return "", "", "", ErrEncoding
}

func decodeAll(enc encoding.Encoding, data []byte) (string, error) {
	out, err := enc.NewDecoder().Bytes(data)
	return string(out), err
}

func checked(text, name, note string) (string, string, string, error) {
	if strings.IndexByte(text, 0) >= 0 || mostlyControl(text) {
		return "", "", "", ErrBinary
	}
	if strings.IndexFunc(text, func(r rune) bool { return !blank(r) }) < 0 {
		return "", "", "", ErrEmpty
	}
	return text, name, note, nil
}

func mostlyControl(text string) bool {
	text = sample(text)
	control := 0
	for i := 0; i < len(text); i++ {
		if text[i] < ' ' && !strings.ContainsRune("\t\n\v\f\r", rune(text[i])) {
			control++
		}
	}
	return control*10 > len(text)
}

// sample bounds the text that is scored.
func sample(text string) string {
	const most = 64 << 10
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "")
}

func illegalBytes(data []byte) int {
	n := 0
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		if r == utf8.RuneError && size == 1 {
			n++
		}
		data = data[size:]
	}
	return n
}

// commonPairs are the commonest pairs of letters in Russian prose; they make
// up about a third of all pairs within words.
var commonPairs = pairSet("ст но то на ен ов ни ра во ко не по ро ал ос пр ли ре ан ет ва ка го ол ом ер ри ть ла та ие ия ны ск ел ор ле ого ис ой ит де от ве")

func pairSet(list string) map[[2]rune]bool {
	set := map[[2]rune]bool{}
	for _, w := range strings.Fields(list) {
		r := []rune(w)
		set[[2]rune{r[0], r[1]}] = true
	}
	return set
}

func cyrillicScore(text string) float64 {
	var prev rune
	pairs, common, other := 0, 0, 0
	for _, r := range text {
		if r >= 0x80 && !unicode.Is(unicode.Cyrillic, r) && !strings.ContainsRune("«»“”„–—№… ", r) {
			other++
		}
		if unicode.Is(unicode.Cyrillic, r) && unicode.Is(unicode.Cyrillic, prev) {
			pairs++
			switch {
			case commonPairs[[2]rune{prev, r}]:
				common++
			case unicode.IsLower(prev) && unicode.IsUpper(r):
				other++ // KOI8 and windows-1251 swap the cases
			}
		}
		prev = r
	}
	if pairs < 4 {
		return 0
	}
	return (float64(common) - 2*float64(other)) / (0.4 * float64(pairs))
}

// commonHan are the commonest characters of Chinese prose, simplified and
// traditional; they make up about 40 % of it.
var commonHan = func() map[rune]bool {
	set := map[rune]bool{}
	for _, r := range "的一是不了在人有我他这这為为之大来來以个個中上们們到说說国國和地也子时時道出而要于於就下得可你年生自会會那后後能对對着事其里所去行过過家十用发發天如然作方成者多日都三小军軍二无無同么麼经經法当當起与與好看学學进進种種将將还還分此心前面又定见見只主没沒公从從研究文本数數据據系统統分析结構果论論理教育经济济發展展问問题題" {
		set[r] = true
	}
	return set
}()

func hanScore(text string) float64 {
	han, common, other := 0, 0, 0
	for _, r := range text {
		switch {
		case analysis.IsHan(r):
			han++
			if commonHan[r] {
				common++
			}
		case r == utf8.RuneError, unicode.Is(unicode.Co, r):
			other++
		}
	}
	if han < 4 {
		return 0
	}
	return (float64(common) - 2*float64(other)) / (0.3 * float64(han))
}

// DecodeNames returns the names of files in an archive in UTF-8. Those that are not
// were written in the encoding of a country's DOS, without saying so: it is the
// encoding that fits all of them together, else that of Russia.
func DecodeNames(names []string) []string {
	var other []string
	for _, n := range names {
		if !utf8.ValidString(n) {
			other = append(other, n)
		}
	}
	if other == nil {
		return names
	}
	text, _, _, err := Decode([]byte(strings.Join(other, "\n")))
	decoded := strings.Split(text, "\n")
	if err != nil || len(decoded) != len(other) || strings.ContainsRune(text, utf8.RuneError) {
		decoded = nil
		for _, n := range other {
			name, _ := decodeAll(charmap.CodePage866, []byte(n)) // any byte is a character
			decoded = append(decoded, name)
		}
	}
	out := make([]string, len(names))
	for i, n := range names {
		if out[i] = n; !utf8.ValidString(n) {
			out[i], decoded = decoded[0], decoded[1:]
		}
	}
	return out
}

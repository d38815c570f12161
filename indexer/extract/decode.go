package extract

// This file turns the bytes of a file into UTF-8 text: by byte order mark, as
// UTF-8, as UTF-16 or UTF-32 by where its zero bytes stand, or else as one of the
// legacy encodings that Russian, Kazakh, Chinese and English texts come in. A legacy
// encoding is told by plausibility: of the pairs of letters in Cyrillic, or the
// characters in Chinese, a large part are of the few commonest, and nearly none are
// when the bytes are read in a wrong encoding; in Latin the few letters and signs that
// are not ASCII stand where they belong.

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
	"golang.org/x/text/encoding/unicode/utf32"

	"github.com/izde/izde/indexer/extract/charset"
	"github.com/izde/izde/search/analysis"
)

// The reasons why a file is refused.
var (
	ErrEmpty    = errors.New("the file holds no text")
	ErrBinary   = errors.New("the file is binary, not text; extract its text first (for a PDF: pdftotext)")
	ErrEncoding = errors.New("the file is not UTF-8 and no other encoding fits; save it as UTF-8")
)

const utf8Name, utf16Name = "utf-8", "utf-16"

// reading is a way to read bytes as text.
type reading struct {
	name   string
	decode func([]byte) (string, error)
	// score is the plausibility of the text.
	score func(string) float64
}

func decoding(e encoding.Encoding) func([]byte) (string, error) {
	return func(data []byte) (string, error) {
		text, err := e.NewDecoder().Bytes(data)
		return string(text), err
	}
}

func tabled(t *charset.Table) func([]byte) (string, error) {
	return func(data []byte) (string, error) { return t.Decode(data), nil }
}

// legacy are the encodings that are tried on bytes that are not UTF-8; scores are
// comparable. Of two that read a text alike the first one counts.
var legacy = []reading{
	{"windows-1251", decoding(charmap.Windows1251), cyrillicScore},
	{"kz-1048", tabled(charset.KZ1048), cyrillicScore},
	{"ptcp154", tabled(charset.PTCP154), cyrillicScore},
	{"koi8-r", decoding(charmap.KOI8R), cyrillicScore},
	{"cp866", decoding(charmap.CodePage866), cyrillicScore},
	{"iso-8859-5", decoding(charmap.ISO8859_5), cyrillicScore},
	{"gb18030", decoding(simplifiedchinese.GB18030), hanScore},
	{"big5", decoding(traditionalchinese.Big5), hanScore},
	{"utf-16le", decoding(utf16(xunicode.LittleEndian)), hanScore},
	{"utf-16be", decoding(utf16(xunicode.BigEndian)), hanScore},
	{"windows-1252", decoding(charmap.Windows1252), latinScore},
	{"windows-1254", decoding(charmap.Windows1254), latinScore},
}

// widths are the encodings of text with zero bytes, without byte order marks. Four bytes
// are tried before two.
var widths = []reading{
	{"utf-32le", decoding(utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)), plainScore},
	{"utf-32be", decoding(utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)), plainScore},
	{"utf-16le", decoding(utf16(xunicode.LittleEndian)), plainScore},
	{"utf-16be", decoding(utf16(xunicode.BigEndian)), plainScore},
}

func utf16(order xunicode.Endianness) encoding.Encoding {
	return xunicode.UTF16(order, xunicode.IgnoreBOM)
}

// marked are the encodings that begin with a byte order mark.
var marked = []struct {
	mark, name string
	decode     func([]byte) (string, error)
}{
	{"\xFF\xFE\x00\x00", "utf-32", decoding(utf32.UTF32(utf32.LittleEndian, utf32.ExpectBOM))},
	{"\x00\x00\xFE\xFF", "utf-32", decoding(utf32.UTF32(utf32.BigEndian, utf32.ExpectBOM))},
	{"\xFF\xFE", utf16Name, decoding(xunicode.UTF16(xunicode.LittleEndian, xunicode.ExpectBOM))},
	{"\xFE\xFF", utf16Name, decoding(xunicode.UTF16(xunicode.BigEndian, xunicode.ExpectBOM))},
}

// minScore is the least plausibility at which an encoding is believed; real text
// scores about 1, a wrong reading below 0.2.
const minScore = 0.45

// best returns the most plausible of several readings, judged by the beginning of the
// data; a nil one where none is plausible.
func best(readings []reading, data []byte) (found *reading) {
	highest := minScore
	begin := data[:min(len(data), sampled)&^3] // whole characters of four bytes
	if len(data) < sampled {
		begin = data
	}
	for i := range readings {
		r := &readings[i]
		text, err := r.decode(begin)
		if err != nil {
			continue
		}
		if s := r.score(text); s > highest {
			found, highest = r, s
		}
	}
	return found
}

// Decode returns data as UTF-8 text and the name of its encoding, with a note
// when something had to be replaced. A leading byte order mark of UTF-8 stays
// in the text, so that its offsets are the offsets of the file.
func Decode(data []byte) (text, encodingName, note string, err error) {
	if len(bytes.TrimSpace(data)) == 0 {
		return "", "", "", ErrEmpty
	}
	for _, m := range marked {
		if bytes.HasPrefix(data, []byte(m.mark)) {
			text, err := m.decode(data)
			if err != nil {
				return "", "", "", fmt.Errorf("decoding %s: %w", m.name, err)
			}
			return checked(text, m.name, "decoded as "+m.name)
		}
	}
	readings := legacy
	switch {
	case bytes.IndexByte(data, 0) >= 0:
		readings = widths
	case utf8.Valid(data):
		return checked(string(data), utf8Name, "")
	}
	if r := best(readings, data); r != nil {
		if text, err := r.decode(data); err == nil {
			return checked(text, r.name, "decoded as "+r.name)
		}
	}
	if bytes.IndexByte(data, 0) >= 0 {
		return "", "", "", ErrBinary
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

// sampled is how many bytes of a text are scored.
const sampled = 64 << 10

// sample bounds the text that is scored.
func sample(text string) string {
	if len(text) <= sampled {
		return text
	}
	return strings.ToValidUTF8(text[:sampled], "")
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

// commonPairs are the commonest pairs of letters in Russian prose, which make up about
// a third of all pairs within words, and those in Kazakh prose whose letters are no
// Ukrainian, Belarusian or Serbian ones misread.
var commonPairs = pairSet("ст но то на ен ов ни ра во ко не по ро ал ос пр ли ре ан ет ва ка го ол ом ер ри ть ла та ие ия ны ск ел ор ле ого ис ой ит де от ве " +
	"қа ақ ық қы қт құ қс ңы ың ің ңі аң ең ңд тұ жә мә дә нә тә кә")

// pairs has the pairs of letters of the first 256 Cyrillic ones, by their low bytes.
type pairs [1 << 16]bool

func pairSet(list string) *pairs {
	var set pairs
	for _, w := range strings.Fields(list) {
		r := []rune(w)
		set[uint16(r[0]&0xFF)<<8|uint16(r[1]&0xFF)] = true
	}
	return &set
}

func (p *pairs) has(a, b rune) bool {
	return a>>8 == 0x4 && b>>8 == 0x4 && p[uint16(a&0xFF)<<8|uint16(b&0xFF)]
}

// isSmall is unicode.IsLower, which looks through tables, for Cyrillic.
func isSmall(r rune) bool {
	if 0x400 <= r && r < 0x460 {
		return r >= 0x430
	}
	return unicode.IsLower(r)
}

func cyrillicScore(text string) float64 {
	var prev rune
	inside := false // prev is Cyrillic
	pairs, common, other := 0, 0, 0
	for _, r := range text {
		cyrillic := analysis.IsCyrillic(r)
		if r >= utf8.RuneSelf && !cyrillic && !strings.ContainsRune("«»“”„–—№… ", r) {
			other++
		}
		if cyrillic && inside {
			pairs++
			switch {
			case commonPairs.has(prev, r):
				common++
			case isSmall(prev) && !isSmall(r) && unicode.IsUpper(r):
				other++ // KOI8 and windows-1251 swap the cases
			}
		}
		prev, inside = r, cyrillic
	}
	if pairs < 4 {
		return 0
	}
	return (float64(common) - 2*float64(other)) / (0.4 * float64(pairs))
}

// latinScore is the plausibility of text in Latin letters, nearly all ASCII.
func latinScore(text string) float64 {
	const marks = "‘’‚“”„–—…•·©®°§£€«»¡¿´×½¼¹²³ªº\u00a0"
	ascii := func(r rune) bool { return r < utf8.RuneSelf && unicode.IsLetter(r) }
	letters, other, wrong := 0, 0, 0
	plain, accented := 0, 0 // letters of the word
	var prev rune
	for _, r := range text + " " {
		if !unicode.IsLetter(r) {
			// à and é may stand alone; words of accented letters are none.
			if accented > 2*plain && (accented > 1 || unicode.IsUpper(prev)) {
				wrong += accented
			}
			letters, plain, accented = letters+plain, 0, 0
		}
		switch {
		case ascii(r):
			plain++
		case r < utf8.RuneSelf:
		case strings.ContainsRune(marks, r):
			other++
		case !unicode.Is(unicode.Latin, r), strings.ContainsRune("ðþýÐÞÝ", r): // Turkish letters misread
			other, wrong = other+1, wrong+1
		default:
			other, accented = other+1, accented+1
			if unicode.IsLower(prev) && unicode.IsUpper(r) {
				wrong++
			}
		}
		prev = r
	}
	if other == 0 || other*2 > letters {
		return 0
	}
	return 1 - 2*float64(wrong)/float64(other)
}

// plainScore is the plausibility of text in any of the scripts that are read. A few
// bytes are a character of some script by chance.
func plainScore(text string) float64 {
	const fewest = 4 // characters
	score, all := 0, 0
	for _, r := range text {
		all++
		switch {
		case r == '\uFEFF', ' ' <= r && r < 0x7F, strings.ContainsRune("\t\n\r\f", r), 0x4E00 <= r && r < 0xA000, 0x2010 <= r && r < 0x2040,
			0x3000 <= r && r < 0x3100, 0xFF01 <= r && r < 0xFF60, 0xA0 <= r && r < 0x530 && !unicode.IsControl(r):
			score++
		default:
			score -= 2
		}
	}
	if all < fewest {
		return 0
	}
	return float64(score) / float64(all)
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
			name, _ := decoding(charmap.CodePage866)([]byte(n)) // any byte is a character
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

// Package charset has the encodings of Kazakh text that golang.org/x/text lacks. It
// imports nothing of ours.
package charset

import "strings"

// Table is an encoding of one byte for each character whose lower half is ASCII.
type Table [128]rune

// KZ1048 is KZ-1048 (STRK1048-2002), windows-1251 with Kazakh letters in the place of
// those of South Slavic languages; PTCP154 is PT154, Cyrillic for Asian languages (both
// as in the IANA registry of character sets).
var (
	KZ1048  = table("ЂЃ‚ѓ„…†‡€‰Љ‹ЊҚҺЏђ‘’“”•–—\ufffd™љ›њқһџ\u00a0ҰұӘ¤Ө¦§Ё©Ғ«¬\u00ad®Ү°±Ііөµ¶·ё№ғ»әҢңү")
	PTCP154 = table("ҖҒӮғ„…ҶҮҲүҠӢҢҚҺҸҗ‘’“”•–—ҳҷҡӣңқһҹ\u00a0ЎўЈӨҘҰ§Ё©Ә«¬ӯ®Ҝ°ұІіҙө¶·ё№ә»јҪҫҝ")
)

// russian are the letters of the upper quarter, those of windows-1251.
const russian = "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюя"

func table(upper string) *Table {
	var t Table
	copy(t[:], []rune(upper+russian))
	return &t
}

// Rune returns the character of a byte.
func (t *Table) Rune(b byte) rune {
	if b < 0x80 {
		return rune(b)
	}
	return t[b-0x80]
}

// Decode returns the text of bytes.
func (t *Table) Decode(data []byte) string {
	var text strings.Builder
	text.Grow(2 * len(data))
	for _, b := range data {
		text.WriteRune(t.Rune(b))
	}
	return text.String()
}

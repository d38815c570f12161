package extract

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	xunicode "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"

	"github.com/izde/izde/indexer/extract/charset"
)

const (
	russianText     = "Введение. В данной статье рассматривается потребление воды малыми садами в засушливые годы; измерения велись в двух долинах."
	simplifiedText  = "本文研究了干旱年份小型果园的用水情况。测量在两个河谷进行，结果表明用水比预计的少，这对经济发展有很大的意义。"
	traditionalText = "本文研究了乾旱年份小型果園的用水情況。測量在兩個河谷進行，結果表明用水比預計的少，這對經濟發展有很大的意義。"
)

func TestDecode(t *testing.T) {
	for _, tt := range []struct {
		name string
		enc  encoding.Encoding
		text string
		want string
	}{
		{"windows-1251", charmap.Windows1251, russianText, "windows-1251"},
		{"koi8-r", charmap.KOI8R, russianText, "koi8-r"},
		{"cp866", charmap.CodePage866, russianText, "cp866"},
		{"gb18030", simplifiedchinese.GB18030, simplifiedText, "gb18030"},
		{"big5", traditionalchinese.Big5, traditionalText, "big5"},
		{"utf-16le", xunicode.UTF16(xunicode.LittleEndian, xunicode.UseBOM), russianText, "utf-16"},
		{"utf-16be", xunicode.UTF16(xunicode.BigEndian, xunicode.UseBOM), simplifiedText, "utf-16"},
		{"utf-8", encoding.Nop, russianText, "utf-8"},
		{"mostly English", charmap.Windows1251, strings.Repeat("English words in a reference. ", 20) + "Вода рек и садов", "windows-1251"},
	} {
		data, err := tt.enc.NewEncoder().Bytes([]byte(tt.text))
		if err != nil {
			t.Fatal(err)
		}
		text, name, _, err := Decode(data)
		if err != nil || name != tt.want || text != tt.text {
			t.Errorf("%s: decoded as %q, %v: %.60q", tt.name, name, err, text)
		}
	}
}

// Encodings that charmap does not have, and those without byte order marks.
func TestDecodeKazakhAndWide(t *testing.T) {
	const kazakhText = "Бұл мақалада құрғақ жылдардағы шағын бақтардың су тұтынуы қарастырылады; өлшеулер екі аңғарда жүргізілді, нәтижелер көп емес."
	const englishText = "The farmers’ “café” – a small one — isn’t far from the orchard; its owner is naïve about water."
	table := func(c *charset.Table, text string) []byte {
		var data []byte
		for _, r := range text {
			for b := range 256 {
				if c.Rune(byte(b)) == r {
					data = append(data, byte(b))
				}
			}
		}
		return data
	}
	encoded := func(e encoding.Encoding, text string) []byte {
		data, err := e.NewEncoder().Bytes([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	for _, tt := range []struct {
		data []byte
		text string
		want string
	}{
		{table(charset.KZ1048, kazakhText), kazakhText, "kz-1048"},
		{table(charset.PTCP154, kazakhText), kazakhText, "ptcp154"},
		{table(charset.KZ1048, russianText), russianText, "windows-1251"},
		{encoded(charmap.Windows1251, "У цій статті розглядається споживання води малими садами, її обсяги та економічне значення є великими."),
			"У цій статті розглядається споживання води малими садами, її обсяги та економічне значення є великими.", "windows-1251"},
		{encoded(charmap.Windows1251, "Овај рад се бави потрошњом воде у малим воћњацима које је једна војска засадила у долини реке."),
			"Овај рад се бави потрошњом воде у малим воћњацима које је једна војска засадила у долини реке.", "windows-1251"},
		{encoded(charmap.Windows1252, englishText), englishText, "windows-1252"},
		{encoded(charmap.Windows1252, "Die größeren Gärten für die Übersicht, façade à part."), "Die größeren Gärten für die Übersicht, façade à part.", "windows-1252"},
		{encoded(charmap.Windows1254, "Küçük bahçelerin su kullanımı işte böyle ölçüldü, çalışma sürüyor."), "Küçük bahçelerin su kullanımı işte böyle ölçüldü, çalışma sürüyor.", "windows-1254"},
		{encoded(utf16(xunicode.LittleEndian), russianText), russianText, "utf-16le"},
		{encoded(utf16(xunicode.BigEndian), englishText), englishText, "utf-16be"},
		{encoded(utf16(xunicode.LittleEndian), simplifiedText), simplifiedText, "utf-16le"},
		{encoded(utf16(xunicode.BigEndian), kazakhText+"\n"+simplifiedText), kazakhText + "\n" + simplifiedText, "utf-16be"},
		{encoded(utf32.UTF32(utf32.LittleEndian, utf32.UseBOM), kazakhText), kazakhText, "utf-32"},
		{encoded(utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM), simplifiedText), simplifiedText, "utf-32be"},
		{encoded(utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), englishText), englishText, "utf-32le"},
	} {
		text, name, _, err := Decode(tt.data)
		if err != nil || name != tt.want || text != tt.text {
			t.Errorf("%s: decoded as %q, %v: %.80q", tt.want, name, err, text)
		}
	}
}

// Text that was decoded wrongly once is mended, as a whole or in part, and recorded;
// text that only looks odd is left alone.
func TestMendMisread(t *testing.T) {
	const kazakhText = "Қарағанды облысы және оның көмір бассейні туралы мақала; нәтижелер төменде келтірілген."
	read := func(text string, as func([]byte) (string, error), to encoding.Encoding) string {
		data := []byte(text)
		if to != nil {
			var err error
			if data, err = to.NewEncoder().Bytes(data); err != nil {
				t.Fatal(err)
			}
		}
		misread, err := as(data)
		if err != nil {
			t.Fatal(err)
		}
		return misread
	}
	as := func(e encoding.Encoding) func([]byte) (string, error) { return decoding(e) }
	// Browsers read the bytes that windows-1252 leaves out as controls.
	as1252 := func(data []byte) (string, error) {
		var text strings.Builder
		for _, b := range data {
			r := charmap.Windows1252.DecodeByte(b)
			if r == utf8.RuneError {
				r = rune(b)
			}
			text.WriteRune(r)
		}
		return text.String(), nil
	}
	for name, tt := range map[string]struct{ misread, want string }{
		"utf-8 as windows-1251":   {read(russianText, as(charmap.Windows1251), nil), russianText},
		"Kazakh utf-8 as 1251":    {read(kazakhText, as(charmap.Windows1251), nil), kazakhText},
		"utf-8 as windows-1252":   {read(russianText+" «é»", as1252, nil), russianText + " «é»"},
		"Han utf-8 as 1252":       {read("本文研究了年份", as(charmap.ISO8859_1), nil), "本文研究了年份"},
		"English utf-8 as 1252":   {"The farmersâ€™ cafÃ© is here.", "The farmers’ café is here."},
		"1251 as 1252":            {read(russianText, as(charmap.Windows1252), charmap.Windows1251), russianText},
		"koi8-r as 1251":          {read(russianText, as(charmap.Windows1251), charmap.KOI8R), russianText},
		"1251 as cp866":           {read(russianText, as(charmap.CodePage866), charmap.Windows1251), russianText},
		"gbk as 1252":             {read(simplifiedText, as(charmap.ISO8859_1), simplifiedchinese.GBK), simplifiedText},
		"one paragraph":           {"Plain words’ text.\n\n" + read(russianText, as(charmap.Windows1251), nil) + "\n\nДальше идёт обычный текст.", "Plain words’ text.\n\n" + russianText + "\n\nДальше идёт обычный текст."},
		"one word among others":   {"Обычный текст, РљР°СЂР°РіР°РЅРґР° и дальше.", "Обычный текст, Караганда и дальше."},
		"an accented word beside": {"The naïve cafÃ© of “André” is old.", "The naïve café of “André” is old."},
	} {
		mended, repairs, notes := mendMisread(tt.misread)
		if mended != tt.want || len(repairs) == 0 || len(notes) == 0 {
			t.Errorf("%s: %.80q, %d repairs, notes %q\nwanted %.80q", name, mended, len(repairs), notes, tt.want)
		}
		for _, r := range repairs {
			if mended[r.Source.Start:r.Source.End] != r.New || !strings.Contains(tt.misread, r.Old) {
				t.Errorf("%s: the repair %+v is not in %q", name, r, mended)
			}
		}
	}
	for _, text := range []string{russianText, kazakhText, "ВВЕДЕНИЕ", "ОЦЕНКА ТЕКУЩИХ ПРОЕКТОВ В СТРАНЕ", "Ж. Щ. ЭХО-ЦЕХ", simplifiedText, traditionalText, "Çelik’s «CAFÉ» et l’été à São Paulo: NÃO!",
		"Ø 5 µm ± 2 °C — ½", "Ü-Ö-Ä ÀÉÈ Âge", "Је ли ово ЉУБАВ?", "Ђ. Р. С. Ї", "“РФ” и «США» № 5°", "ἐν ἀρχῇ ἦν ὁ λόγος", "Việt Nam là một nước", "ღვთის სიტყვა"} {
		if mended, repairs, _ := mendMisread(text); mended != text || repairs != nil {
			t.Errorf("%q was mended to %q", text, mended)
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	for name, tt := range map[string]struct {
		data string
		want error
	}{
		"empty":          {"", ErrEmpty},
		"white space":    {" \n\t\r\n", ErrEmpty},
		"mark only":      {"\xEF\xBB\xBF\n", ErrEmpty},
		"zero bytes":     {"%PDF-1.4\x00\x01", ErrBinary},
		"control":        {strings.Repeat("\x01\x02a", 100), ErrBinary},
		"random letters": {strings.Repeat("\xFF\x81\x90\xFE\xA7 ", 50), ErrEncoding},
	} {
		if _, as, _, err := Decode([]byte(tt.data)); !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v (as %s), want %v", name, err, as, tt.want)
		}
	}
}

// A few bytes knocked out of UTF-8 do not lose the rest.
func TestDecodeRepairs(t *testing.T) {
	data := strings.Repeat("Plain words of some length. ", 50) + "\xC3 and the end."
	text, name, note, err := Decode([]byte(data))
	if err != nil || name != "utf-8" || note == "" || !strings.Contains(text, "\uFFFD and the end.") {
		t.Errorf("got %q, %q, %v", name, note, err)
	}
}

func TestSentences(t *testing.T) {
	for _, tt := range []string{
		"One sentence.| Another one!| A third?",
		"Built by Bus Co., Ltd. and others in Saran.| It works.",
		"By A. B. Smith et al. The idea is old.| New.", // a capital behind "et al." is not enough
		"Около 5 тыс. Га земли, т. е. мало.| Да.",
		"Ә. Нұрпейісов пен т. б. Авторлар жазды.| Иә.",
		"研究了用水。|结果很好！|“真的吗？”|是。",
		"He said \"Stop.\"| Then he left.",
		"It costs 3.5 dollars.| See p. 12 and Fig. 3 for more.",
		"It ended… and went on.| Really…| Yes.",
		"U.S.A. Today is a paper.",
	} {
		text := strings.ReplaceAll(tt, "|", "")
		starts := append(sentences(text), len(text))
		var parts []string
		for i := range len(starts) - 1 {
			parts = append(parts, text[starts[i]:starts[i+1]])
		}
		got := strings.Join(parts, "|")
		// A space belongs to the sentence before it.
		if want := strings.ReplaceAll(tt, "| ", " |"); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestMatchLabel(t *testing.T) {
	for _, tt := range []struct {
		text  string
		role  role
		n     int
		whole bool
	}{
		{"Abstract. We", abstractRole, 10, false},
		{"ABSTRACT", abstractRole, 8, true},
		{"Abstract—We", abstractRole, 11, false},
		{"Abstract ideas are", noRole, 0, false},
		{". Ключевые слова: сад", keywordsRole, len(". Ключевые слова: "), false},
		{"摘 要：本文", abstractRole, len("摘 要："), false},
		{"【关键词】果园", keywordsRole, len("【关键词】"), false},
		{"I NTRODUCTION", sectionRole, 13, true},
		{"Results and discussion", sectionRole, 22, true},
		{"References", refsRole, 10, true},
		{"References to it are", noRole, 0, false},
	} {
		l, n, whole, _ := matchLabel(tt.text)
		if l.role != tt.role || n != tt.n || whole != tt.whole {
			t.Errorf("%q: got role %d, %d, %v", tt.text, l.role, n, whole)
		}
	}
}

func FuzzSentences(f *testing.F) {
	f.Add("One. Two! 三。")
	f.Fuzz(func(t *testing.T, text string) {
		starts := sentences(text)
		for i, s := range starts {
			if s < 0 || s > len(text) || i > 0 && s <= starts[i-1] {
				t.Fatalf("%q: starts %v", text, starts)
			}
		}
		last := 0
		for _, c := range cuts(text, starts) {
			if c <= last || c >= len(text) {
				t.Fatalf("%q: cut at %d after %d", text, c, last)
			}
			last = c
		}
	})
}

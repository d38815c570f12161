package extract

import (
	"errors"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	xunicode "golang.org/x/text/encoding/unicode"
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

package read_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/izde/izde/search/cite/read"
)

func TestSplitList(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"nothing":  {" \n\n", nil},
		"a line":   {"Smith J. Snow. 1998.\n", []string{"Smith J. Snow. 1998."}},
		"numbered": {"1. Smith J. Snow in the\nmountains. 1998.\n2. Li W. Water.\n2001.", []string{"1. Smith J. Snow in the mountains. 1998.", "2. Li W. Water. 2001."}},
		"brackets": {"[1] 张雯鑫. 发展报告[R]. 2021.\n［2］李伟. 水资源. 2001.", []string{"[1] 张雯鑫. 发展报告[R]. 2021.", "［2］李伟. 水资源. 2001."}},
		"a line each": {"Smith J. Snow. 1998.\nСерикова А. Степь. 2001.",
			[]string{"Smith J. Snow. 1998.", "Серикова А. Степь. 2001."}},
		"broken lines":       {"Smith J. Snow in the\nmountains. Journal of Snow,\n1998, 7(2).", []string{"Smith J. Snow in the mountains. Journal of Snow, 1998, 7(2)."}},
		"empty line between": {"Smith J. Snow in\nthe mountains. 1998.\n\nLi W. Water.\n2001.", []string{"Smith J. Snow in the mountains. 1998.", "Li W. Water. 2001."}},
		"notes": {"As Smith says¹.\n____\n¹ Smith J. Snow in the\nmountains. 1998.\n² Там же.",
			[]string{"As Smith says¹.", "¹ Smith J. Snow in the mountains. 1998.", "² Там же."}},
		"notes with bare numbers": {"11 Smith J. Journal of Snow,\n7 Snow Street. 1998.\n12 李伟. 水资源. 2001.", []string{"11 Smith J. Journal of Snow, 7 Snow Street. 1998.", "12 李伟. 水资源. 2001."}},
		"several in a note": {"⁴ 李伟. 水资源[M]. 2001; см. также: Smith J. Snow in the mountains. 1998; Li W. Water; a report. 2001.",
			[]string{"⁴ 李伟. 水资源[M]. 2001;", "см. также: Smith J. Snow in the mountains. 1998;", "Li W. Water; a report. 2001."}},
		"semicolons in a reference": {"Smith J; Jones K. Snow. 1998;7(2):1–5. Available from: snow.example; 2001.", []string{"Smith J; Jones K. Snow. 1998;7(2):1–5. Available from: snow.example; 2001."}},
		// A volume at the beginning of a line is no mark of an entry.
		"one number": {"Smith J. Snow. Journal of Snow,\n7. 1998.", []string{"Smith J. Snow. Journal of Snow, 7. 1998."}},
	} {
		if got := read.SplitList(c.text); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestLooksLikeReference(t *testing.T) {
	for text, want := range map[string]bool{
		"10.1000/snow":                         true,
		"see https://doi.org/10.1000/snow.":    true,
		"Smith J. Snow in the mountains, 1998": true,
		"张继业. 建交30年来成果丰硕[N]. 2018":             true,
		"investment projects":                  false,
		"snow 1998":                            false,
		"year:2019..2021":                      false,
		"":                                     false,
	} {
		if got := read.LooksLikeReference(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

// Entries joined have all that was given, white space and rules aside.
func FuzzSplitList(f *testing.F) {
	all := func(text string) string {
		return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("_-–—―=*", r) }), " ")
	}
	for _, s := range []string{"1. a\n2. b", "\xff\n\n[1]", "1998\n1999", strings.Repeat("1. x\n", 50)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if got, want := all(strings.Join(read.SplitList(text), " ")), all(text); got != want {
			t.Errorf("%q became %q", want, got)
		}
	})
}

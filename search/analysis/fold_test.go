package analysis

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestFold(t *testing.T) {
	for _, c := range []struct{ terms, want string }{
		{"celik Çelik", "celik"},
		{"lodz Łódź", "lodz"},
		{"soren Søren", "soren"},
		{"dordevic Đorđević", "dordevic"},
		{"istanbul İstanbul ıstanbul", "istanbul"},
		{"strasse Straße", "strasse"},
		{"encyclopaedia encyclopædia", "encyclopaedia"},
		{"oeuvre œuvre", "oeuvre"},
		{"zhang Zhāng zhăng", "zhang"},
		{"lu lü lǚ lǜ", "lu"},
		{"e\u0301te\u0301 été ete", "ete"},
		{"a\u030B a", "a"},
		{"ёлка елка ЁЛКА", "елка"},
		{"йод", "йод"},
		{"за\u0301мок замок", "замок"},
		{"Қазақстан казакстан ҚАЗАҚСТАН", "казакстан"},
		{"әлеуметтік алеуметтик", "алеуметтик"},
		{"өндіріс ондирис", "ондирис"},
		{"ұйым үйым уйым", "уйым"},
		{"қаһарман қаhарман кахарман", "кахарман"},
		{"жаңа жана", "жана"},
		{"ғылым гылым", "гылым"},
		{"тіл тiл тил", "тил"},       // the second with a Latin i
		{"əлем әлем алем", "алем"},   // schwa
		{"Xi'an Xi’an xian", "xian"}, // apostrophes
		{"oʻzbek o‘zbek ozbek", "ozbek"},
		{"Kazakhstanʹ kazakhstan", "kazakhstan"},
		{"中國 中国", "中国"},
		{"後 后", "后"},
		{"Ελλάδα", "ελλάδα"}, // Greek is left alone
		{"हिन्दी", "हिन्दी"}, // marks are letters there
		{"2024 x2", "2024"},
	} {
		for _, term := range strings.Fields(c.terms)[:1+strings.Count(c.terms, " ")] {
			if term == "x2" {
				continue
			}
			if got := fold(normalize(term)); got != c.want {
				t.Errorf("%q: %q, wanted %q", term, got, c.want)
			}
		}
	}
}

func TestUnmix(t *testing.T) {
	for _, c := range []struct{ word, want string }{
		{"kаzаkhstаn", "kazakhstan"}, // Cyrillic а
		{"investmеnt", "investment"}, // Cyrillic е
		{"экoнoмика", "экономика"},   // Latin o
		{"кaзaхстан", "казахстан"},
		{"hефть", "нефть"},       // upper-case H for Н
		{"cop", "cop"},           // Latin throughout
		{"сор", "сор"},           // Cyrillic throughout
		{"сop", "cop"},           // only letters of both: the more
		{"covidный", "covidный"}, // meant so
		{"тiл", "тіл"},
		{"α", "α"},
	} {
		if got := unmix(c.word); got != c.want {
			t.Errorf("%q: %q, wanted %q", c.word, got, c.want)
		}
	}
}

func TestFoldAllocatesNothingForPlainWords(t *testing.T) {
	for _, term := range []string{"investment", "экономика", "китай", "中国", "中", "2024"} {
		fold(term)
		if n := testing.AllocsPerRun(100, func() { fold(term) }); n > 0 {
			t.Errorf("%q: %v allocations", term, n)
		}
	}
}

func TestOtherLayouts(t *testing.T) {
	for _, c := range []struct{ word, want string }{
		{"ghbdtn", "привет"},
		{"'rjyjvbrf", "экономика"},
		{"[f,fh", "хабар"},
		{"0fpf0cnfy", "қазақстан"},
		{"HJCCBZ", "россия"},
		{"штмуыеьуте", "investment"},
		{"сргтдфт", "chunlan"},
		{"0аза0стан", "қазақстан"},
		{"Китай", "rbnfq"},
		// of a text, the words alone that are concerned
		{"Китай 2024 bydtcnbwbb", "Китай 2024 инвестиции"},
		{"rfpf[cnfy 'rjyjvbrf", "казахстан экономика"},
	} {
		if got := OtherLayouts(c.word); !slices.Contains(got, c.want) {
			t.Errorf("%q: %q, wanted %q among them", c.word, got, c.want)
		}
	}
	for _, word := range []string{"", "中国", "aя", "\xff", "100", strings.Repeat("я", 10000)} {
		for _, got := range OtherLayouts(word) {
			t.Errorf("%q: %q, wanted nothing", word[:min(len(word), 20)], got)
		}
	}
}

// hostile are words that should cost no more than their length.
var hostile = map[string]string{
	"a word of 10 MB":        strings.Repeat("қ", 5<<20),
	"a Latin word of 10 MB":  strings.Repeat("sž", 3<<20),
	"a Han run":              strings.Repeat("著乾", 1<<19),
	"pinyin without an end":  strings.Repeat("an", 1<<20),
	"xian":                   strings.Repeat("xian", 12),
	"angangang":              strings.Repeat("ang", 16),
	"Palladius":              "чж" + strings.Repeat("ань", 7),
	"marks":                  "a" + strings.Repeat("\u0301", 1<<20),
	"marks alone":            strings.Repeat("\u0301", 1<<20),
	"apostrophes":            strings.Repeat("'", 1<<20),
	"emoji":                  strings.Repeat("👩‍👧", 1<<16),
	"mixed":                  strings.Repeat("aя中", 1<<18),
	"right to left":          strings.Repeat("שלום\u202E", 1<<16),
	"broken UTF-8":           strings.Repeat("\xd0", 1<<20),
	"broken UTF-8 and Latin": strings.Repeat("é\xff", 1<<18),
	"encoded surrogates":     strings.Repeat("\xed\xa0\x80", 1<<16),
	"iota":                   strings.Repeat("iyj", 1<<18),
}

// checkViews tests what must hold of any term.
func checkViews(t interface{ Fatalf(string, ...any) }, term string) {
	short := term[:min(len(term), 40)]
	f := fold(term)
	if f == "" && term != "" {
		t.Fatalf("%q folds to nothing", short)
	}
	if utf8.ValidString(term) && !utf8.ValidString(f) {
		t.Fatalf("%q folds to broken UTF-8", short)
	}
	if simplified := simplify(term); utf8.RuneCountInString(simplified) != utf8.RuneCountInString(term) {
		t.Fatalf("%q simplified has another number of characters", short)
	}
	key := latinKey(term)
	if len(key) > 4*MaxTerm {
		t.Fatalf("%q: a key of %d bytes", short, len(key))
	}
	for _, c := range []byte(key) {
		if !('a' <= c && c <= 'z' || '0' <= c && c <= '9') {
			t.Fatalf("%q: the key %q has other characters than letters and digits", short, key)
		}
	}
	latinTerms(term)
	latinName(term, term)
	if len(term) < 1000 {
		Analyze(term, nil)
	}
	OtherLayouts(term)
}

func TestHostileTerms(t *testing.T) {
	for name, term := range hostile {
		t.Run(name, func(t *testing.T) { checkViews(t, term) })
	}
}

func TestViewsOfAnyTerm(t *testing.T) {
	letters := rapid.SampledFrom([]rune("aeijyxqžâäңқіиыйьяюсхкszhgntc'ʹ中國乾著乐\u0301\u0361\uFFFD😀ß0"))
	rapid.Check(t, func(t *rapid.T) {
		term := normalize(rapid.StringOf(letters).Draw(t, "term"))
		checkViews(t, term)
		latin, cyrillic := scripts(term)
		if again := fold(fold(term)); again != fold(term) && !(latin && cyrillic) && !strings.ContainsAny(term, "乾著") {
			t.Fatalf("%q folds to %q, that to %q", term, fold(term), again)
		}
	})
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"Çelik", "қазақ", "тiл", "ﬁ", "中國", "xi'an", "\xff", "a\u0301"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, term string) { checkViews(t, term) })
}

func BenchmarkFold(b *testing.B) {
	for _, c := range []struct{ name, words string }{
		{"ascii", "investment projects in kazakhstan opportunities and challenges"},
		{"russian", "экономика китая перспективы развитие проекты международных"},
		{"kazakh", "қазақстандағы инвестициялық жобаларына терең талдау жасалып"},
		{"latin", "çelik zhāng łódź été straße"},
		{"simplified", "中国 国经 经济 合作"},
		{"traditional", "中國 國經 經濟 發展"},
	} {
		b.Run(c.name, func(b *testing.B) {
			words := strings.Fields(c.words)
			b.ReportAllocs()
			for b.Loop() {
				for _, w := range words {
					fold(w)
				}
			}
			b.ReportMetric(float64(len(words))*float64(b.N)/b.Elapsed().Seconds(), "words/s")
		})
	}
}

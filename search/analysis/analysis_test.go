package analysis

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"github.com/izde/izde/search/lang"
)

// show writes tokens as "term@start-end".
func show(tokens []Token) string {
	var parts []string
	for _, t := range tokens {
		parts = append(parts, fmt.Sprintf("%s@%d-%d", t.Term, t.Start, t.End))
	}
	return strings.Join(parts, " ")
}

func TestWords(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{"  —…!  ", ""},
		{"China-Kazakhstan", "china@0-5 kazakhstan@6-16"},
		{"China's oil", "china's@0-7 oil@8-11"},
		{"China’s", "china's@0-9"},
		{"'quoted'", "quoted@1-7"},
		{"$36.86 billion, 1,000", "36.86@1-6 billion@7-14 1,000@16-21"},
		{"end. Start", "end@0-3 start@5-10"},
		{"Қазақстан ЁЛКА", "қазақстан@0-18 ёлка@19-27"},
		{"e\u0301te\u0301", "\u00e9t\u00e9@0-7"}, // NFKC of letters with combining marks
		{"ﬁnance Ｘ２", "finance@0-8 x2@9-15"},
		{"co\u00ADoperate", "cooperate@0-11"},
		{"trail\u00AD", "trail@0-5"},
		{"\u200Fco\u202Aop\U000E0001s\u202C", "coops@3-15"},
		{"d’\u00ADIvoire 3.\u20605", "d'ivoire@0-12 3.5@13-19"},
		{"中国 经济", "中@0-3 国@3-6 经@7-10 济@10-13"},
		{"COVID疫情", "covid@0-5 疫@5-8 情@8-11"},
		{"カタ", "カ@0-3 タ@3-6"},
		{"a\xffb", "a@0-1 b@2-3"},
		{strings.Repeat("й", 300), strings.Repeat("й", 128) + "@0-600"},
	} {
		if got := show(tokenize(c.text)); got != c.want {
			t.Errorf("%q: %s, wanted %s", c.text, got, c.want)
		}
	}
}

func TestInvisible(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if want := unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r); Invisible(r) != want {
			t.Errorf("U+%04X: invisible is %v", r, !want)
		}
	}
}

func TestBigrams(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"中", ""},
		{"中国", "中国@0-6"},
		{"中国 经\n济", "中国@0-6 国经@3-10 经济@7-14"}, // spaces inside Han are ignored
		{"中\u200B国\u00AD\n经", "中国@0-9 国经@6-15"},
		{"中国，经济", "中国@0-6 经济@9-15"},
		{"中a国", ""},
	} {
		if got := show(Analyze(c.text, nil)[Bigrams]); got != c.want {
			t.Errorf("%q: %s, wanted %s", c.text, got, c.want)
		}
	}
}

// A word goes to the stems of the language that it stands in.
func TestStems(t *testing.T) {
	for _, c := range []struct{ text, lang, stream, want string }{
		{"Investments growing", "en", "stems_en", "invest@0-11 grow@12-19"},
		{"Kazakhstan's", "en", "stems_en", "kazakhstan@0-12"},
		{"ёлками", "ru", "stems_ru", "елк@0-12"},
		{"экономикой", "und", "stems_ru", "экономик@0-20"},
		{"жобаларға", "kk", "stems_ru", ""},
		{"жобаларға", "kk", "stems_kk", "жоба@0-18"},
		{"жобаларға", "und", "stems_kk", "жоба@0-18"},
		{"işbirliği", "tr", "stems_en", ""},
		{"investissements", "fr", "stems_en", ""},
	} {
		streams := Analyze(c.text, func(int) string { return c.lang })
		for s := range NumStreams {
			if s.String() == c.stream && show(streams[s]) != c.want {
				t.Errorf("%q in %s, %s: %s, wanted %s", c.text, c.lang, c.stream, show(streams[s]), c.want)
			}
		}
	}
}

func TestQuery(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Investing", "Investing{words:investing:exact folds:investing:fold parts:investing:fold stems_en:invest:stem stems_other:inves:stem latins:Linvesting:latin latins:Cinvesting:latin latins:CinvestiN:latin stems_latin:investing:latin}"},
		{"the", "the{words:the:exact folds:the:fold parts:the:fold stems_en:the:stem}stop"},
		{"жобалар", "жобалар{words:жобалар:exact folds:жобалар:fold parts:жобалар:fold stems_kk:жоба:stem words:жоба:stem folds:жоба:stem stems_ru:жобалар:stem stems_other:жобал:stem latins:Lzhobalar:latin latins:Czhobalar:latin latins:Lzhoba:latin}"},
		{"Çelik", "Çelik{words:çelik:exact words:celik:fold folds:celik:fold parts:celik:fold stems_en:çelik:stem stems_other:celik:stem latins:Lchelik:latin latins:Cchelik:latin stems_latin:chelik:latin}"},
		{"中", "中{words:中:exact folds:中:fold}"},
		{"項", "項{words:項:exact folds:项:fold words:项:fold}"},
		{"投资项目", "投资{bigrams:投资:exact} 资项{bigrams:资项:exact} 项目{bigrams:项目:exact}"},
		{"投資項目", "投資{bigrams:投资:exact} 資項{bigrams:资项:exact} 項目{bigrams:项目:exact}"},
		{"中a国", "中{words:中:exact folds:中:fold} a{words:a:exact folds:a:fold parts:a:fold stems_en:a:stem}stop 国{words:国:exact folds:国:fold}"},
		{"Sino-Kazakh", "Sino{words:sino:exact folds:sino:fold parts:sino:fold words:sinokazakh:fold parts:sinokazakh:fold stems_en:sino:stem latins:Csino:latin latins:CsiNo:latin} Kazakh{words:kazakh:exact folds:kazakh:fold parts:kazakh:fold words:sinokazakh:fold parts:sinokazakh:fold stems_en:kazakh:stem stems_other:kazak:stem latins:Lkazah:latin latins:Ckazah:latin stems_latin:kazah:latin}"},
		{"!!!", ""},
	} {
		var got []string
		for _, w := range Query(c.text, AllViews) {
			var terms []string
			for _, term := range w.Terms {
				if term.Stream.Stems() && !lang.All[term.Stream-firstStems].Assumed {
					continue // one more for each language
				}
				terms = append(terms, fmt.Sprintf("%s:%s:%s", term.Stream, term.Text, term.View))
			}
			s := w.Text + "{" + strings.Join(terms, " ") + "}"
			if w.Stop {
				s += "stop"
			}
			got = append(got, s)
		}
		if got := strings.Join(got, " "); got != c.want {
			t.Errorf("%q: %s\nwanted %s", c.text, got, c.want)
		}
	}
	if words := Query("investing", Views(0).With(Exact)); len(words) != 1 || len(words[0].Terms) != 1 {
		t.Errorf("exact view alone: %+v", words)
	}
}

// A word of a query goes to the stems of every language of its script, a word of a
// text to those of its own.
func TestStemsOfEachLanguage(t *testing.T) {
	for row, l := range lang.All {
		if l.Stem == nil {
			continue
		}
		for _, p := range l.Profiles {
			word := normalize(strings.Fields(p.Words)[0])
			stem := Term{stemsOf(row), l.Stem(word), Stem}
			if terms := Query(word, AllViews)[0].Terms; !slices.Contains(terms, stem) {
				t.Errorf("a query with %s: %v, wanted %v among them", word, terms, stem)
			}
			streams := Analyze(word, func(int) string { return p.Tag })
			for s := firstStems; s < NumStreams; s++ {
				if got := len(streams[s]) > 0; got != (s == stemsOf(row)) {
					t.Errorf("%s in %s: stems in the stream %s: %v", word, p.Tag, s, got)
				}
			}
		}
	}
}

func TestViews(t *testing.T) {
	for v := Exact; v <= Glossary; v++ {
		if back, ok := ParseView(v.String()); !ok || back != v || !AllViews.Has(v) {
			t.Errorf("view %v reads back as %v", v, back)
		}
	}
	if _, ok := ParseView("stemmed"); ok {
		t.Error("there is no view named stemmed")
	}
}

func TestTerms(t *testing.T) {
	for _, c := range []struct {
		text, lang string
		view       View
		want       string
	}{
		{"Growing investments, 中国", "en", Exact, "growing investments 中 国"},
		{"Growing investments, 中国", "en", Stem, "grow invest 中 国"},
		{"растущие инвестиции", "ru", Stem, "растущ инвестиц"},
		{"", "en", Stem, ""},
	} {
		if got := strings.Join(Terms(c.text, c.lang, c.view), " "); got != c.want {
			t.Errorf("%q in %s, %s: %s, wanted %s", c.text, c.lang, c.view, got, c.want)
		}
	}
}

// checkStreams tests what must hold of the tokens of any text.
func checkStreams(t interface{ Fatalf(string, ...any) }, text string) {
	for s, tokens := range Analyze(text, nil) {
		pos := -1
		for _, tok := range tokens {
			if tok.Start < 0 || tok.End <= tok.Start || tok.End > len(text) {
				t.Fatalf("%q: %v of stream %d lies outside", text, tok, s)
			}
			if !utf8.RuneStart(text[tok.Start]) || tok.End < len(text) && !utf8.RuneStart(text[tok.End]) && utf8.ValidString(text) {
				t.Fatalf("%q: %v cuts a character", text, tok)
			}
			if tok.Pos < pos || tok.Pos == pos && Stream(s) != Parts {
				t.Fatalf("%q: %v is not behind position %d", text, tok, pos)
			}
			pos = tok.Pos
			if tok.Term == "" || len(tok.Term) > 4*MaxTerm || !utf8.ValidString(tok.Term) {
				t.Fatalf("%q: bad term in %v", text, tok)
			}
		}
	}
	// What is written is found: every word as a query has the term.
	for _, tok := range tokenize(text) {
		terms := Phrase(text[tok.Start:tok.End])
		if len(terms) != 1 || terms[0] != tok.Term {
			t.Fatalf("%q: %q by itself gives %q, in its place %q", text, text[tok.Start:tok.End], terms, tok.Term)
		}
	}
}

func TestTokensOfAnyText(t *testing.T) {
	letters := rapid.SampledFrom([]rune("aZé'’.,9 \n-中国カЯёқһ\u0301\u00AD\u200D\uFFFD😀ß"))
	rapid.Check(t, func(t *rapid.T) { checkStreams(t, rapid.StringOf(letters).Draw(t, "text")) })
}

func FuzzAnalyze(f *testing.F) {
	for _, s := range []string{"China's 36.86", "中国 经济", "e\u0301\u00AD", "\xff\xfe", "қазақстан"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) { checkStreams(t, text) })
}

func TestHostileText(t *testing.T) {
	for name, text := range map[string]string{
		"a word of 10 MB":     strings.Repeat("қ", 5<<20),
		"a heap of marks":     "a" + strings.Repeat("\u0301", 1<<20),
		"apostrophes":         strings.Repeat("'", 1<<20),
		"points":              strings.Repeat("1.", 1<<20),
		"soft hyphens":        "a" + strings.Repeat("\u00AD", 1<<20),
		"Han without an end":  strings.Repeat("中", 1<<20),
		"right to left":       strings.Repeat("שלום \u202E", 1<<16),
		"broken UTF-8":        strings.Repeat("\xd0", 1<<20),
		"spaces between Hans": strings.Repeat("中 ", 1<<18),
	} {
		t.Run(name, func(t *testing.T) {
			streams := Analyze(text, nil)
			for _, tok := range streams[Words] {
				if len(tok.Term) > 4*MaxTerm {
					t.Fatalf("a term of %d bytes", len(tok.Term))
				}
			}
		})
	}
}

// What is taken for plain, NFKC leaves as it is, character by character and side
// by side.
func TestPlain(t *testing.T) {
	var all []rune
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if !plain(string(r)) {
			continue
		}
		all = append(all, r)
		if !norm.NFKC.IsNormalString(string(r)) || unicode.IsMark(r) {
			t.Errorf("%U is not plain", r)
		}
	}
	if len(all) < 128+250 {
		t.Fatalf("only %d characters are plain", len(all))
	}
	for _, a := range all {
		for _, b := range all {
			if s := string([]rune{a, b}); !norm.NFKC.IsNormalString(s) {
				t.Fatalf("%q is not plain", s)
			}
		}
	}
}

// BenchmarkStemRemembered stems a word that was stemmed before.
func BenchmarkStemRemembered(b *testing.B) {
	kazakh := stemsOf(lang.Of("kk"))
	for b.Loop() {
		stem(kazakh, "айырмашылықтарды")
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "words/s")
}

func BenchmarkAnalyze(b *testing.B) {
	found, _ := filepath.Glob("../../seeds/articles/*.txt")
	if len(found) == 0 {
		b.Skip("no article in seeds/articles")
	}
	article, err := os.ReadFile(found[0])
	if err != nil {
		b.Fatal(err)
	}
	text := string(article)
	b.ReportAllocs()
	b.SetBytes(int64(len(text)))
	words := 0
	for b.Loop() {
		words = len(Analyze(text, nil)[Words])
	}
	b.ReportMetric(float64(words)*float64(b.N)/b.Elapsed().Seconds(), "words/s")
}

// The stop words of a language that is not assumed count in its own queries alone.
func TestLanguagesOf(t *testing.T) {
	for _, c := range []struct{ query, stop string }{
		{"the war in the east", "the in the"},
		{"man in the war zone", "in the"},
		{"the den of the fox", "the of the"},
		{"Kim Jong Un", ""},
		{"Rio de Janeiro", ""},
		{"beijing da xue", ""},
		{"zhong guo de da xue", ""},
		{"Müller Schröder war", ""},
		{"wie war das Wetter", "wie war das"},
		{"die Rolle der Bank ist", "die der ist"},
		{"Türkiye'de kaç üniversite var", "kaç var"},
		{"bu konu hangi yılda ele alındı", "bu hangi"},
		{"роль банков в экономике", "в"},
	} {
		var stop []string
		for _, w := range LanguagesOf(c.query).Query(c.query, AllViews) {
			if w.Stop {
				stop = append(stop, w.Text)
			}
		}
		if got := strings.Join(stop, " "); got != c.stop {
			t.Errorf("%s: the stop words %q, wanted %q", c.query, got, c.stop)
		}
	}
}

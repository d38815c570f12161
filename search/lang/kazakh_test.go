package lang

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// Forms of one line have one stem, and no two lines have the same.
func TestKazakhParadigms(t *testing.T) {
	lineOf := map[string]string{}
	for _, line := range []string{
		// nouns: vowels back and front; stems in a vowel, р й у, л, a nasal, з ж, a voiceless consonant
		"жоба жобалар жобаның жобаға жобаны жобада жобадан жобамен жобасы жобасын жобаларына жобаларымыздағы",
		"көше көшелер көшенің көшеге көшені көшеде көшеден көшемен көшесі көшесінде көшелерінен көшеміздің",
		"хабар хабарлар хабардың хабарға хабарды хабарда хабардан хабармен хабары хабарыңыз хабарларынан",
		"мұғалім мұғалімдер мұғалімнің мұғалімге мұғалімді мұғалімнен мұғаліммен мұғалімі мұғалімдеріміздің",
		"қазақстан қазақстанның қазақстанға қазақстанды қазақстанда қазақстаннан қазақстанмен қазақстандағы қазақстандағылар",
		"жол жолдар жолдың жолға жолды жолда жолдан жолмен жолы жолын жолдарында жолындағы",
		"қыз қыздар қыздың қызға қызды қызда қыздан қызбен қызы қызым қызымыз қыздарыңыз",
		"мектеп мектептер мектептің мектепке мектепті мектепте мектептен мектеппен мектебі мектебіміз мектебінде",
		"оқулық оқулықтар оқулықтың оқулыққа оқулықты оқулықпен оқулығы оқулығымыз оқулықтарында",
		"айырмашылық айырмашылықтар айырмашылықтарды айырмашылығы айырмашылықтарының айырмашылығын",
		"серіктестік серіктестіктің серіктестікке серіктестігі серіктестігімен серіктестіктері",
		// final consonants
		"кітап кітапты кітаптар кітабы кітабын кітабым кітабында",
		"көлік көлікті көліктер көлігі көлігін көлігіне",
		// narrow vowels that fall out
		"орын орындар орны орнын орнында",
		"халық халықтар халықтың халқы халқын халқының",
		// loanwords
		"экономика экономиканың экономикаға экономикасы экономикасын экономикада",
		"инвестиция инвестициялар инвестицияның инвестициясы инвестицияларды инвестициялардың",
		"технология технологиялар технологиясы технологияның технологияларын",
		"банк банктер банктің банкке банкі банктен банктердің",
		"туризм туризмді туризмнің туризмге туризмде",
		"университет университеттер университеттің университеті университетінде университеттердің",
		// verbs: roots in a consonant, in а and е, in ы and і, in п and қ, in й
		"бер берді бердім бердік береді беремін береміз беретін берген бергенде беріп беру беруге беруде бермеді бермейді бермеген берсе берсек беріңіз берсін берілді беріледі",
		"жаз жазды жазады жазамыз жазатын жазған жазғандықтан жазып жазу жазуды жазбайды жазбаған жазса жазылған жазылады",
		"тоқтады тоқтайды тоқтаған тоқтап тоқтау тоқтауға тоқтамады тоқтамайды тоқтаса тоқтайтын",
		"дамы дамыды дамиды дамыған дамып дамымады дамымаған",
		"шық шықты шығады шыққан шығып шығу шығуға шықпады шықпаған шықса",
		"тап тапты табады тапқан тауып табу табуға таппады",
		"көбей көбейді көбейген көбейіп көбею",
	} {
		words := strings.Fields(line)
		want := stemKazakh(words[0])
		for _, w := range words {
			if got := stemKazakh(w); got != want {
				t.Errorf("%s: %s, wanted %s as of %s", w, got, want, words[0])
			}
		}
		if other, ok := lineOf[want]; ok {
			t.Errorf("%s and %s share the stem %s", other, words[0], want)
		}
		lineOf[want] = words[0]
	}
}

// Words that only look alike keep apart.
func TestKazakhDifferentWords(t *testing.T) {
	for _, pair := range []string{
		"бас бастық", "бас басшылық", "жол жолақ", "ел елші", "қаз қазақ", "тау таулық",
		"экономика экономист", "мектеп мемлекет", "су сурет", "қала қалалық", "тіл тілек", "ой ойын", "бала балық",
	} {
		a, b, _ := strings.Cut(pair, " ")
		if stemKazakh(a) == stemKazakh(b) {
			t.Errorf("%s and %s have the same stem %s", a, b, stemKazakh(a))
		}
	}
}

func TestKazakhStems(t *testing.T) {
	for _, c := range []struct{ term, want string }{
		{"балаларымыздағылардың", "бала"},
		{"жазылмағандықтан", "жаз"},
		{"қазақстандағы", "қазақстан"},
		{"кітабы", "кітап"},
		{"мойнында", "мойн"}, // as of мойын
		{"оны", "ол"},
		{"бұған", "бұл"},
		// not Kazakh words in Cyrillic
		{"", ""}, {"а", "а"}, {"өз", "өз"}, {"xyz", "xyz"}, {"中国", "中国"}, {"2024", "2024"},
		{"бастыq", "бастыq"}, {"covidтен", "covidтен"}, {"бас\u0301та", "бас\u0301та"}, {"стр", "стр"},
		{"\xd0", "\xd0"}, {"жо\xffба", "жо\xffба"},
	} {
		if got := stemKazakh(c.term); got != c.want {
			t.Errorf("%q: %q, wanted %q", c.term, got, c.want)
		}
	}
}

func TestKazakhIrregularWordsAreFew(t *testing.T) {
	if len(kazakhIrregular) > 200 {
		t.Errorf("%d irregular words", len(kazakhIrregular))
	}
}

func TestKazakhHostileWords(t *testing.T) {
	for name, word := range map[string]string{
		"10 MB":            strings.Repeat("қ", 5<<20),
		"suffixes":         strings.Repeat("дағы", 12),
		"long suffixes":    strings.Repeat("лар", 1<<20),
		"vowels":           strings.Repeat("ы", 48),
		"combining marks":  "а" + strings.Repeat("\u0301", 1<<20),
		"mixed scripts":    strings.Repeat("аa中", 1<<18),
		"broken UTF-8":     strings.Repeat("\xd0", 1<<20),
		"hyphens":          strings.Repeat("-ақ", 16),
		"letters of Abkaz": "ӷӷҵҵаа",
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			if s := stemKazakh(word); len(s) > len(word) {
				t.Errorf("a stem of %d bytes", len(s))
			}
			if d := time.Since(start); d > 100*time.Millisecond {
				t.Errorf("took %v", d)
			}
		})
	}
}

func FuzzStemKazakh(f *testing.F) {
	for _, s := range []string{"жобаларымыздағы", "қоя", "тауып", "ёлка-ақ", "дә", "аяю", "\xff", "ббб", "ыыы", "уип"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, term string) {
		for _, s := range []string{stemKazakh(term), stemKazakhRegular(term)} {
			if len(s) > len(term) || (s == "") != (term == "") {
				t.Fatalf("%q has the stem %q", term, s)
			}
			if utf8.ValidString(term) && !utf8.ValidString(s) {
				t.Fatalf("%q has the broken stem %q", term, s)
			}
		}
	})
}

func BenchmarkStemKazakh(b *testing.B) {
	words := strings.Fields(`қазақстанның экономикасы инвестициялардың айырмашылықтарды жобаларына мемлекеттік
		серіктестігімен туралы зерттеулерде көрсетілген дамытуға бағытталған болып табылады халықтың мәдениеті
		арасындағы қатынастарды қарастырылады және университетінде жазылмағандықтан ынтымақтастық оның`)
	b.ReportAllocs()
	for b.Loop() {
		for _, w := range words {
			stemKazakhRegular(w)
		}
	}
	b.ReportMetric(float64(len(words)*b.N)/b.Elapsed().Seconds(), "words/s")
}

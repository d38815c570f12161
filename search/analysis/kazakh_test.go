package analysis

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"slices"
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

// kkScore counts pairs of the distinct forms of a set: those of one lemma
// (same), those with one stem (merged), those with both (hit).
type kkScore struct{ all, same, merged, hit int }

// kkScoreStems takes the lemmas of each form; a form may belong to several.
func kkScoreStems(lemmas map[string][]string, stem func(string) string) kkScore {
	byLemma, byStem := map[string][]string{}, map[string][]string{}
	stems := map[string]string{}
	for form, ls := range lemmas {
		stems[form] = stem(form)
		byStem[stems[form]] = append(byStem[stems[form]], form)
		for _, l := range ls {
			byLemma[l] = append(byLemma[l], form)
		}
	}
	// firstShared is the first lemma that a and b share: pairs count once.
	firstShared := func(a, b string) string {
		for _, l := range lemmas[a] {
			if slices.Contains(lemmas[b], l) {
				return l
			}
		}
		return ""
	}
	var s kkScore
	s.all = len(lemmas) * (len(lemmas) - 1) / 2
	for l, forms := range byLemma {
		for i, a := range forms {
			for _, b := range forms[:i] {
				if firstShared(min(a, b), max(a, b)) != l {
					continue
				}
				s.same++
				if stems[a] == stems[b] {
					s.hit++
				}
			}
		}
	}
	for _, forms := range byStem {
		s.merged += len(forms) * (len(forms) - 1) / 2
	}
	return s
}

func (s kkScore) String() string {
	p, r := float64(s.hit)/float64(s.merged), float64(s.hit)/float64(s.same)
	return fmt.Sprintf("%6.2f %6.2f %6.2f %9.0f %9.1f", 200*p*r/(p+r), 100*p, 100*r,
		1e5*float64(s.same-s.hit)/float64(s.same), 1e5*float64(s.merged-s.hit)/float64(s.all-s.same))
}

// TestKazakhStemming measures the stemmer by the pairs of forms that it merges,
// on the lists of forms in the folder IZDE_EVAL.
func TestKazakhStemming(t *testing.T) {
	dir := os.Getenv("IZDE_EVAL")
	if dir == "" {
		t.Skip("set IZDE_EVAL to the folder with morph-kk.tsv to measure")
	}
	f, err := os.Open(filepath.Join(dir, "morph-kk.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sets := map[string]map[string][]string{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		row := strings.Split(lines.Text(), "\t")
		if len(row) != 3 {
			t.Fatalf("%q is not set, lemma and form", lines.Text())
		}
		set, lemma, form := row[0], row[1], row[2]
		if sets[set] == nil {
			sets[set] = map[string][]string{}
		}
		if !slices.Contains(sets[set][form], lemma) {
			sets[set][form] = append(sets[set][form], lemma)
		}
	}
	var names []string
	for name := range sets {
		names = append(names, name)
	}
	slices.Sort(names)
	table := "under and over per 100,000 pairs; in brackets with the irregular words\n" +
		"set                F1      P      R     under      over\n"
	for _, name := range names {
		with := kkScoreStems(sets[name], stemKazakh)
		table += fmt.Sprintf("%-14s %v (%v)\n", name, kkScoreStems(sets[name], stemKazakhRegular), with)
	}
	t.Log(table)
}

func BenchmarkStemKazakh(b *testing.B) {
	words := strings.Fields(`қазақстанның экономикасы инвестициялардың айырмашылықтарды жобаларына мемлекеттік
		серіктестігімен туралы зерттеулерде көрсетілген дамытуға бағытталған болып табылады халықтың мәдениеті
		арасындағы қатынастарды қарастырылады және университетінде жазылмағандықтан ынтымақтастық оның`)
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		for _, w := range words {
			stemKazakhRegular(w) // no cache, no list
		}
		n += len(words)
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "words/s")
}

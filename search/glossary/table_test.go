package glossary

import (
	"context"
	"crypto/sha256"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/engine"
)

// tableSum is the SHA-256 of table.bin, which TestMakeTable makes again.
const tableSum = "278ab542d662afb0dee8c7cdf4e2ac7addd1436638d1d0c2d5725171828b1c18"

func TestTable(t *testing.T) {
	if sum := fmt.Sprintf("%x", sha256.Sum256([]byte(tableData))); sum != tableSum {
		t.Errorf("table.bin has the sum %s, wanted %s", sum, tableSum)
	}
	rows := 0
	for _, s := range embedded().sections {
		for i := 1; i < len(s.keys)/4; i++ {
			if s.key(i-1) >= s.key(i) {
				t.Fatalf("the keys of %s do not rise at %d", s.lang, i)
			}
		}
		rows += len(s.keys) / 4
	}
	if rows != 137410 {
		t.Errorf("%d rows", rows)
	}
}

// The table says of a row how crowded it is around it as its rows do.
func TestCrowds(t *testing.T) {
	table := embedded()
	for from := range table.sections {
		of := allRows(table, from)
		for to := range table.sections {
			if row := table.sections[to].first + 7; to != from {
				if got, want := table.crowds[row*len(table.sections)+from], of.crowd(table.vector(row)); got != want {
					t.Errorf("row %d and %s: %d, want %d: make vectors", row, table.sections[from].lang, got, want)
				}
			}
		}
	}
}

// Words that translate each other are nearer than others.
func TestCosine(t *testing.T) {
	table := embedded()
	of := func(lang, word string) int {
		row := table.section(lang).row(word)
		if row < 0 {
			t.Fatalf("no row for %s in %s", word, lang)
		}
		return row
	}
	words := [][4]int{}
	for _, w := range []string{"school мектеп школ 学校", "water су вод 水", "economi экономика экономик 经济", "moon ай лун 月亮"} {
		f := strings.Fields(w)
		words = append(words, [4]int{of("en", f[0]), of("kk", f[1]), of("ru", f[2]), of("zh", f[3])})
	}
	for i, a := range words {
		for j, b := range words {
			for k := range a {
				if i != j && table.vector(a[0]).cosine(table.vector(b[k])) >= table.vector(a[0]).cosine(table.vector(a[k])) {
					t.Errorf("word %d is nearer to %d than to its counterpart in language %d", i, j, k)
				}
			}
		}
	}
}

// Of two languages that know a query and mean different things by a word, that one
// decides which knows more words whole: Russian knows the beginning of "энергиясы" alone,
// and "жел" as the stem of wishing.
func TestLanguageOfQuery(t *testing.T) {
	v := &vocabulary{table: embedded()}
	for i := range v.table.sections {
		s := &v.table.sections[i]
		stream, _ := analysis.StemStream(s.lang)
		v.langs = append(v.langs, terms{section: s, stream: stream})
	}
	for query, want := range map[string]string{"жел энергиясы": "kk kk,ru", "энергия ветра": "ru ru", "wind energy": "en en", "su дала": "en kk,ru"} {
		var got []string
		for _, vectors := range v.vectorsOf(strings.Fields(query), false) {
			var langs []string
			for i, of := range vectors {
				if of != nil {
					langs = append(langs, v.langs[i].section.lang)
				}
			}
			if langs != nil {
				got = append(got, strings.Join(langs, ","))
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %q, wanted %q", query, got, want)
		}
	}
}

// A Kazakh word without a row has that of the Russian word which it is, or else that of its
// beginning.
func TestTermRow(t *testing.T) {
	kk, ru := embedded().section("kk"), embedded().section("ru")
	for stem, want := range map[string]int{"индонезия": ru.row("индонез"), "мектеп": kk.row("мектеп"), "мектепqq": kk.row("мектеп"), "ыыыыы": -1} {
		if got := kk.termRow(stem); got != want {
			t.Errorf("%s has the row %d, want %d", stem, got, want)
		}
	}
}

// holding returns the vocabulary of an index that holds stems of the table, by language.
func holding(stems map[string][]string) *vocabulary {
	v := &vocabulary{table: embedded(), mined: newPairs(nil)}
	for _, lang := range slices.Sorted(maps.Keys(stems)) {
		s := v.table.section(lang)
		stream, _ := analysis.StemStream(lang)
		l := terms{section: s, vectors: v.table.vectors, table: v.table, stream: stream}
		var list []entry
		for _, stem := range stems[lang] {
			list = append(list, entry{key: stem, row: int32(s.row(stem)), held: 1})
		}
		l.pack(list)
		v.langs = append(v.langs, l)
	}
	return v
}

// A word that is nearest to a stop word is not expressed by what is less near.
func TestStopWordNearest(t *testing.T) {
	v, g := holding(map[string][]string{"en": {"i", "iron", "school"}}), &Glossary{}
	for word, want := range map[string]string{"мен": "", "мектеп": "school"} {
		of := v.table.vector(v.table.section("kk").row(word))
		got := ""
		for _, c := range g.translate(v, []*vector{of}, translation{word: word, from: 1, floor: floorOther}, nil).of {
			got += c.Text
		}
		if got != want {
			t.Errorf("%s is expressed by %q, want %q", word, got, want)
		}
	}
}

// Two words of a list have counterparts together, which neither may have alone; those of a
// question, and words that have nothing in common, have none.
func TestTogether(t *testing.T) {
	v := holding(map[string][]string{"en": {"railway", "iron", "road", "school", "agricultur"}, "kk": nil})
	for _, c := range []struct {
		query    string
		question bool
		want     string
	}{
		{"темір жол", false, "жол=road темір жол=railway темір=iron"},
		{"темір жол", true, "жол=road темір=iron"},
		{"ауыл шаруашылығы", false, "ауыл шаруашылығы=agricultur шаруашылығы=agricultur"},
		{"мектеп жол", false, "жол=road мектеп=school"},
	} {
		translator := &Translator{g: &Glossary{index: streams{}}, words: v, brought: newPairs(nil), ctx: t.Context(), floor: sure, question: c.question}
		var got []string
		for _, found := range translator.Counterparts(strings.Fields(c.query)) {
			got = append(got, found.Text+"="+found.Of[0].Text)
		}
		slices.Sort(got)
		if text := strings.Join(got, " "); text != c.want {
			t.Errorf("%s (question: %v) is expressed by %s, want %s", c.query, c.question, text, c.want)
		}
	}
}

// Stop words have few counterparts, stop words among them, as have words that are nearest to
// one; a form of a word that came before has none.
func TestStops(t *testing.T) {
	v := holding(map[string][]string{"en": {"we", "our", "iron", "school", "all"}, "kk": nil})
	translator := &Translator{g: &Glossary{}, words: v, brought: newPairs(nil), floor: floorQuestion}
	got := map[string]string{}
	for _, found := range translator.Stops([]string{"біз"}, []string{"мектеп", "барлығы", "барлығынан"}) {
		got[found.Text] = found.Of[0].Text
	}
	if want := map[string]string{"біз": "we", "барлығы": "all"}; !maps.Equal(got, want) {
		t.Errorf("found %v, want %v", got, want)
	}
}

func TestBrokenTables(t *testing.T) {
	for _, data := range []string{
		"", "izde glossary 2 128", "izde glossary 1 128\n", "izde glossary 2 64 en 0\n", "izde glossary 2 128 en\n",
		"izde glossary 2 128 en 1\n", "izde glossary 2 128 en -1\n", "izde glossary 2 128 en 99999999999\n", "izde glossary 2 128 en 1\n" + strings.Repeat("x", 70),
	} {
		if _, err := parseTable(data); err == nil {
			t.Errorf("%.40q is taken for a table", data)
		}
	}
}

// The Chinese words of an index are those of one character, and those of which all pairs of
// characters stand in it.
func TestChineseTerms(t *testing.T) {
	table := embedded()
	l := terms{section: table.section("zh"), vectors: table.vectors}
	index := streams{analysis.Words: {"熊", "wind", "发电"}, analysis.Bigrams: {"风能", "出版", "版商"}}
	list, err := l.read(t.Context(), index)
	if err != nil {
		t.Fatal(err)
	}
	l.pack(list)
	place := map[string]int{}
	for i := range l.held {
		place[l.keys.At(i)] = i
	}
	if got, want := slices.Sorted(maps.Keys(place)), []string{"出版", "出版商", "熊", "风能"}; !slices.Equal(got, want) {
		t.Errorf("the words %q, want %q", got, want)
	}
	for word, want := range map[string][]analysis.Stream{"熊": {analysis.Words}, "出版商": {analysis.Bigrams, analysis.Bigrams}} {
		var got []analysis.Stream
		for _, term := range l.terms(place[word]) {
			got = append(got, term.Stream)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s stands in %v, want %v", word, got, want)
		}
	}
}

// streams is an index of the terms of its streams.
type streams map[analysis.Stream][]string

func (s streams) Terms(_ context.Context, r engine.Range) iter.Seq2[engine.Count, error] {
	return func(yield func(engine.Count, error) bool) {
		for _, text := range s[r.Stream] {
			if (r.Accept == nil || r.Accept(text)) && !yield(engine.Count{Text: text, Passages: 1}, nil) {
				return
			}
		}
	}
}

func (s streams) Frequencies(_ context.Context, terms []engine.Term) ([]int, error) {
	counts := make([]int, len(terms))
	for i, term := range terms {
		if slices.Contains(s[term.Stream], term.Text) {
			counts[i] = 1
		}
	}
	return counts, nil
}

func (streams) Find(context.Context, *engine.Lookup) (*engine.Things, error) { return nil, nil }

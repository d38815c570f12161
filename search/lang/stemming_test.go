package lang

import (
	"bufio"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	gocmp "github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite golden files")

// stemScore counts pairs of the distinct forms of a set: those of one lemma
// (same), those with one stem (merged), those with both (hit).
type stemScore struct{ all, same, merged, hit int }

// scoreStems takes the lemmas of each form; a form may belong to several.
func scoreStems(lemmas map[string][]string, stem func(string) string) stemScore {
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
	var s stemScore
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

func (s stemScore) String() string {
	p, r := float64(s.hit)/float64(s.merged), float64(s.hit)/float64(s.same)
	return fmt.Sprintf("%6.2f %6.2f %6.2f %9.0f %9.1f", 200*p*r/(p+r), 100*p, 100*r,
		1e5*float64(s.same-s.hit)/float64(s.same), 1e5*float64(s.merged-s.hit)/float64(s.all-s.same))
}

// TestStemming measures the stemmers by the pairs of forms that they merge, on the
// lists of forms in the folder IZDE_EVAL. The figures are a golden file: a change
// that lowers one shows.
func TestStemming(t *testing.T) {
	dir := os.Getenv("IZDE_EVAL")
	if dir == "" {
		t.Skip("set IZDE_EVAL to the folder with morph-kk.tsv, morph-ru.tsv and morph-en.tsv to measure")
	}
	table := "under and over per 100,000 pairs; kk regular: without the irregular words\n" +
		"           set                F1      P      R     under      over\n"
	for _, c := range []struct {
		name, file string
		stem       func(string) string
	}{
		{"kk", "morph-kk.tsv", stemKazakh}, {"kk regular", "morph-kk.tsv", stemKazakhRegular},
		{"ru", "morph-ru.tsv", stemRussian}, {"en", "morph-en.tsv", stemEnglish},
	} {
		sets := readForms(t, filepath.Join(dir, c.file))
		for _, set := range slices.Sorted(maps.Keys(sets)) {
			table += fmt.Sprintf("%-10s %-14s %v\n", c.name, set, scoreStems(sets[set], c.stem))
		}
	}
	checkGolden(t, "testdata/stemming.txt", table)
}

// checkGolden compares a table of figures with the one of a file.
func checkGolden(t *testing.T, path, table string) {
	t.Helper()
	t.Log("\n" + table)
	if *update {
		if err := os.WriteFile(path, []byte(table), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(string(want), table); diff != "" {
		t.Errorf("the figures have changed; if for the better, run with -update\n%s", diff)
	}
}

// readForms reads lines of set, lemma and form: set → form → its lemmas.
func readForms(t *testing.T, path string) map[string]map[string][]string {
	t.Helper()
	f, err := os.Open(path)
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
	return sets
}

// Forms of one line have one stem, and no two lines have the same.
func TestRussianAndEnglishParadigms(t *testing.T) {
	for name, c := range map[string]struct {
		stem  func(string) string
		lines []string
	}{
		"ru": {stemRussian, []string{
			// fleeting vowels
			"участок участка участки участков", "список списка списком", "дворец дворца дворцом", "точка точек точку",
			// ё, й
			"ёлка елки", "герой герои героев", "музей музеи музеев музее",
			// roots that change
			"представить представлю представлены", "пойти пошёл пошла пойдут пойдёт",
			"найти нашёл нашла найдёт найдут найденный", "писать пишу пишет писал", "уходить ухожу уходит уходящий", "принять примут примет принята",
			"смочь смогут сможет смогли", "видеть вижу видит видел", "доказать доказал докажет докажу", "собрать собрали соберут",
			// participles, -ова-
			"построить построен построенный построены", "рисовать рисует рисовал", "показывать показывая показывал",
			// nouns like verbs
			"материал материала материалы материалов", "капитан капитана капитаны", "журнал журнала журналы",
			"день дня дней дням",
		}},
		"en": {stemEnglish, []string{
			"write wrote written writes writing", "begin began begun beginning", "child children", "crisis crises", "criterion criteria", "good better best",
			"large larger largest", "colour color colours", "organise organize organisation organization", "analyse analyze analysed", "programme program",
			"travelled traveled travelling", "advise advised", "surprise surprised", "hour hours",
		}},
	} {
		lineOf := map[string]string{}
		for _, line := range c.lines {
			words := strings.Fields(line)
			want := c.stem(words[0])
			for _, w := range words {
				if got := c.stem(w); got != want {
					t.Errorf("%s: %s has the stem %s, wanted %s as of %s", name, w, got, want, words[0])
				}
			}
			if other, ok := lineOf[want]; ok {
				t.Errorf("%s: %s and %s share the stem %s", name, other, words[0], want)
			}
			lineOf[want] = words[0]
		}
	}
}

// No word, however hostile, takes long or yields a stem that is not text.
func TestHostileStems(t *testing.T) {
	const longest = 256 // bytes of a word that analysis stems
	for _, unit := range []string{"ова", "ок", "л", "ая", "е", "ise", "our", "a\u0301", "aжа水", "\xd0", "🙂", "\u202eab", "lar", "iu", "ʻ", "'"} {
		for _, n := range []int{1, 2, 40, 1 << 20} {
			for _, l := range All {
				if l.Stem == nil {
					continue
				}
				word := strings.Repeat(unit, min(n, longest/len(unit)))
				start := time.Now()
				s := l.Stem(word)
				if utf8.ValidString(word) && !utf8.ValidString(s) || s == "" {
					t.Errorf("%s: %d × %q has the stem %q", l.Tag, n, unit, s)
				}
				if took := time.Since(start); took > 10*time.Second {
					t.Errorf("%s: %d × %q took %v", l.Tag, n, unit, took)
				}
			}
		}
	}
}

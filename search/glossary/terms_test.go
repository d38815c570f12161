package glossary

import (
	"encoding/binary"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/plan"
)

var update = flag.Bool("update", false, "write terms.keys")

// The terms inside the program are well formed, and terms.keys has their keys.
func TestOwnTerms(t *testing.T) {
	c := ownTerms()
	if strings.Join(strings.Split(c.lines[0], "\t"), " ") != strings.Join(tableLangs, " ") || len(c.lines) > 1<<16 {
		t.Fatalf("%d lines in the languages %q", len(c.lines), c.lines[0])
	}
	var entries []uint32
	for line := 1; line < len(c.lines); line++ {
		if c.lines[line][0] == '#' {
			continue
		}
		if n := strings.Count(c.lines[line], "\t") + 1; n != len(c.langs) {
			t.Fatalf("terms.tsv:%d: %d fields, want %d", line+1, n, len(c.langs))
		}
		langs, seen := map[string]bool{}, map[string]string{}
		for form := range c.forms(line) {
			k := form.key()
			if other, ok := seen[k]; ok {
				t.Errorf("terms.tsv:%d: %q has the key of %q", line+1, form.Text, other)
			}
			seen[k], langs[string(form.Lang)] = form.Text, true
			entries = append(entries, keyed(k, line))
			if strings.TrimSpace(form.Text) != form.Text || len(form.Text) > maxForm {
				t.Errorf("terms.tsv:%d: %q", line+1, form.Text)
			}
			if form.Lang == chinese {
				if !isHan(form.Text) || utf8.RuneCountInString(form.Text) > longestName || len(form.terms()) < 1 || utf8.RuneCountInString(form.Text) < 2 {
					t.Errorf("terms.tsv:%d: %q is no Chinese term of 2 to %d characters", line+1, form.Text, longestName)
				}
				continue
			}
			// A stop word within a term is not looked for: what is left has to be more than a word.
			several := strings.ContainsFunc(form.Text, func(r rune) bool { return unicode.IsSpace(r) || r == '-' })
			if n := len(form.terms()); n > longestTerm || several && n < 2 {
				t.Errorf("terms.tsv:%d: %q has %d words", line+1, form.Text, n)
			}
		}
		if len(langs) < 2 {
			t.Errorf("terms.tsv:%d: terms in %d languages", line+1, len(langs))
		}
	}
	slices.Sort(entries)
	var want []byte
	for _, e := range entries {
		want = binary.LittleEndian.AppendUint32(want, e)
	}
	if *update {
		if err := os.WriteFile("terms.keys", want, 0o644); err != nil {
			t.Fatal(err)
		}
	} else if string(want) != termsKeys {
		t.Error("terms.keys is not of terms.tsv: go test ./search/glossary -run OwnTerms -update")
	}
}

// Of terms that have the same stems those are meant that are spelled so.
func TestTermsAlike(t *testing.T) {
	for text, want := range map[string]string{"developed countries": "发达国家", "developing country's": "发展中国家", "vowel sounds": "元音", "mathematical modeling": "数学建模", "iron school": ""} {
		got := ""
		for _, p := range ownTerms().pairsOf(text) {
			if p.B.Lang == chinese {
				got += p.B.Text
			}
		}
		if got != want {
			t.Errorf("%s is %q, want %q", text, got, want)
		}
	}
}

// A term that is known is one word of a run of characters, and has the direction of its words.
func TestSegmentTerms(t *testing.T) {
	v := holding(map[string][]string{"en": {"renew"}, "zh": nil})
	translator := &Translator{words: v, brought: newPairs(nil), own: ownTerms()}
	if words, _ := translator.Segment("中國可再生能源發展"); strings.Join(words, " ") != "中國 可再生能源 發展" {
		t.Errorf("cut into %q", words)
	}
	of, whole := v.vectorOf("可再生能源", 1, false)
	energy, _ := v.vectorOf("能源", 1, false)
	if of == nil || whole || of.cosine(energy) < sure {
		t.Error("可再生能源 has nothing of 能源")
	}
}

// Where a word of a list is known in one language the nearest terms of others count less, in a
// question no less.
func TestBesideKnown(t *testing.T) {
	known := []plan.Translation{{From: 0, To: 1, Counterparts: &plan.Counterparts{
		Lang: doc.English, Of: []plan.Counterpart{{Text: "renewable energy", Terms: make([]analysis.Term, 2), Share: 1, Source: plan.FromTerms}},
	}}}
	list, question := &Translator{}, &Translator{question: true}
	for _, c := range []struct {
		by   *Translator
		word int
		lang doc.Lang
		want float64
	}{{list, 0, doc.English, apart}, {list, 0, doc.Kazakh, guessed}, {list, 1, doc.Kazakh, 1}, {question, 0, doc.Kazakh, 1}} {
		if got := c.by.beside(known, c.word, c.lang); got != c.want {
			t.Errorf("question %t, word %d: those of %s count %v, want %v", c.by.question, c.word, c.lang, got, c.want)
		}
	}
}

func TestIsName(t *testing.T) {
	for word, want := range map[string]bool{"Россия": true, "россии": true, "Ресейде": true, "монголы": false, "павлов": false, "нефть": false} {
		if got := ownTerms().isName(word); got != want {
			t.Errorf("%s is a name: %v, want %v", word, got, want)
		}
	}
}

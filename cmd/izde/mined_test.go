package main

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/index"
	"github.com/izde/izde/search/plan"
	"github.com/izde/izde/search/query"
)

// opened opens the index in a folder for the length of a test.
func opened(t *testing.T, root string) *index.Index {
	t.Helper()
	ix, err := inFolder(root).open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ix.Close() })
	return ix
}

// Each keyword of the article finds passages in both of its other languages.
func TestKeywordsAcross(t *testing.T) {
	ix := opened(t, articleIndex(t))
	docs, err := ix.Engine.Find(t.Context(), &engine.Lookup{Kind: engine.Documents, Limit: math.MaxInt})
	if err != nil {
		t.Fatal(err)
	}
	found, wanted := 0, 0
	for _, d := range docs.Documents {
		for lang, keywords := range d.Keywords {
			for _, keyword := range keywords {
				q, err := query.Parse(keyword)
				if err != nil {
					t.Fatal(err)
				}
				result, err := ix.Search(t.Context(), &search.Request{Query: q, Views: analysis.AllViews, Limit: 1000})
				if err != nil {
					t.Fatal(err)
				}
				in := map[doc.Lang]bool{}
				for _, h := range result.Hits {
					in[h.Passage.Lang] = true
				}
				for other := range d.Keywords {
					if other == lang {
						continue
					}
					if wanted++; in[other] {
						found++
					} else {
						t.Errorf("%q finds nothing in %s", keyword, other)
					}
				}
			}
		}
	}
	if wanted != 36 {
		t.Errorf("%d keywords and other languages, wanted 36", wanted)
	}
	t.Logf("%d of %d", found, wanted)
}

// What stands in parallel is aligned, and each pair names the document that shows it.
func TestMinedPairs(t *testing.T) {
	ix := opened(t, articleIndex(t))
	pairs, err := ix.Glossary.Pairs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	langs := map[string]int{}
	for _, p := range pairs {
		if p.Source != plan.FromCorpus || p.Document == "" || p.Evidence == "" || p.A.Lang == p.B.Lang {
			t.Errorf("%+v", p)
		}
		langs[string(p.A.Lang+"-"+p.B.Lang)]++
	}
	// What the table knows too is listed once.
	found, err := ix.Glossary.Lookup(t.Context(), pairs[0].A.Text, pairs[0].A.Lang, pairs[0].B.Lang)
	if err != nil {
		t.Fatal(err)
	}
	listed := 0
	for _, f := range found {
		if f.With == pairs[0].B.Text {
			listed++
		}
	}
	if listed != 1 {
		t.Errorf("%s is listed %d times: %v", pairs[0].B.Text, listed, found)
	}
	// 18 pairs are of the lists of keywords, which are not in Chinese.
	if len(pairs) <= 18 || langs["en-zh"] == 0 {
		t.Errorf("mined %v", langs)
	}
}

// madeUp returns words of no language that the index does not hold either: a syllable is a
// consonant and a vowel, or in Chinese a character out of use.
func madeUp(t *testing.T, ix *index.Index, script string, n int) []string {
	t.Helper()
	letters := map[string][2]string{"Latin": {"bdfgklmnprstvxz", "aeiou"}, "Cyrillic": {"бвгджзклмнпрстфхцш", "аеиоуы"}, "Kazakh": {"бғджзқлмңпрстш", "әіөүұы"}}
	r := rand.New(rand.NewPCG(7, uint64(len(script))))
	pick := func(of string) string { runes := []rune(of); return string(runes[r.IntN(len(runes))]) }
	var words []string
	for len(words) < n {
		word := ""
		if script == "Han" {
			word = string([]rune{rune(0x3400 + r.IntN(0x1980)), rune(0x3400 + r.IntN(0x1980)), rune(0x3400 + r.IntN(0x1980))})
		} else {
			for range 3 + r.IntN(2) {
				word += pick(letters[script][0]) + pick(letters[script][1])
			}
			word += pick(letters[script][0])
		}
		counts, err := ix.Engine.Frequencies(t.Context(), []engine.Term{{Stream: analysis.Words, Text: word}})
		if err != nil {
			t.Fatal(err)
		}
		if counts[0] == 0 {
			words = append(words, word)
		}
	}
	return words
}

// Words that mean nothing find nothing in other languages.
func TestNonsenseAcross(t *testing.T) {
	ix := opened(t, articleIndex(t))
	for _, script := range []string{"Latin", "Cyrillic", "Kazakh", "Han"} {
		for _, word := range madeUp(t, ix, script, 200) {
			hits, err := runQuery(t.Context(), ix, word, analysis.AllViews)
			if err != nil {
				t.Fatal(err)
			}
			own, err := runQuery(t.Context(), ix, word, analysis.AllViews&^(1<<analysis.Glossary))
			if err != nil {
				t.Fatal(err)
			}
			if len(hits) > len(own) {
				t.Errorf("%s finds %d passages by other languages, the first %s", word, len(hits)-len(own), hits[0].Passage.ID)
			}
		}
	}
}

// Pairs that lead back to where they began, and of a word with itself, are read as they
// are and harm nothing.
func TestPairsInCircles(t *testing.T) {
	root := articleIndex(t)
	file := filepath.Join(t.TempDir(), "circle.tsv")
	circle := "en\tinvestment\tru\tинвестиция\nru\tинвестиция\tkk\tинвестиция\nkk\tинвестиция\ten\tinvestment\nen\tinvestment\tzh\tinvestment\nru\tинвестиция\ten\tinvestment\n"
	if err := os.WriteFile(file, []byte(circle), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	if status := run([]string{"--index", root, "glossary", "add", file}, &out, &errs); status != 0 {
		t.Fatalf("%d: %s%s", status, &out, &errs)
	}
	ix := opened(t, root)
	for _, word := range []string{"investment", "инвестиция"} {
		hits, err := runQuery(t.Context(), ix, word, analysis.AllViews)
		if err != nil || len(hits) == 0 {
			t.Fatalf("%s: %d hits, %v", word, len(hits), err)
		}
		seen := map[string]bool{}
		for _, h := range hits {
			if seen[h.Passage.ID] {
				t.Errorf("%s: %s is found twice", word, h.Passage.ID)
			}
			seen[h.Passage.ID] = true
		}
	}
}

// A dictionary of half a million entries is loaded, in bounded memory, and searched.
func TestLargeDictionary(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a quarter of a minute")
	}
	root := articleIndex(t)
	var lines bytes.Buffer
	for i := range 500_000 {
		fmt.Fprintf(&lines, "en\tword%d\tru\tслово%d\n", i, i)
	}
	lines.WriteString("en\tzorbic\tru\tинвестиция\n")
	file := filepath.Join(t.TempDir(), "large.tsv")
	if err := os.WriteFile(file, lines.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	if status := run([]string{"--index", root, "glossary", "add", file}, &out, &errs); status != 0 || !strings.Contains(out.String(), "500001 pairs added") {
		t.Fatalf("%d: %s%s", status, &out, &errs)
	}
	ix := opened(t, root)
	hits, err := runQuery(t.Context(), ix, "zorbic", analysis.AllViews)
	if err != nil || len(hits) == 0 {
		t.Errorf("%d hits, %v", len(hits), err)
	}
	var memory runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&memory)
	if held := memory.HeapAlloc >> 20; held > 600 {
		t.Errorf("%d MiB are held", held)
	}
	runtime.KeepAlive(ix)
}

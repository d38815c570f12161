package main

// Did-you-mean, measured: words of a corpus are misspelt by rule, and the first
// suggestion has to be the word.

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/index"
	"github.com/izde/izde/search/query"
	"github.com/izde/izde/seeds"
)

// misspell makes a slip of the finger in a word: at a random place two letters
// are swapped, one is left out, doubled, or hit on a neighbouring key of the
// language's keyboard. It returns "" where that changes nothing.
func misspell(rng *rand.Rand, lang, word string, slip int) string {
	r := []rune(word)
	i := rng.IntN(len(r))
	switch slip {
	case 0:
		i = min(i, len(r)-2)
		r[i], r[i+1] = r[i+1], r[i]
	case 1:
		r = slices.Delete(r, i, i+1)
	case 2:
		r = slices.Insert(r, i, r[i])
	case 3:
		near := slices.DeleteFunc(analysis.NeighbourKeys(lang, r[i]), func(r rune) bool { return !unicode.IsLetter(r) })
		if len(near) == 0 {
			return ""
		}
		r[i] = near[rng.IntN(len(near))]
	}
	if string(r) == word {
		return ""
	}
	return string(r)
}

var slips = []string{"swap", "drop", "double", "neighbour"}

// vocabulary returns the words of a language in a corpus that can be misspelt: of
// five letters or more, not in capitals, with how often each stands there.
func vocabulary(passages []*doc.Passage, lang doc.Lang) []string {
	count := map[string]int{}
	for _, p := range passages {
		spans := p.Spans
		if len(spans) == 0 {
			spans = []doc.LangSpan{{Span: doc.Span{End: len(p.Text)}, Lang: p.Lang}}
		}
		for _, s := range spans {
			if s.Lang != lang || p.Kind == doc.Furniture {
				continue
			}
			for _, w := range analysis.Terms(p.Text[s.Start:s.End], string(lang), analysis.Exact) {
				if len([]rune(w)) >= 5 && !strings.ContainsFunc(w, func(r rune) bool { return !unicode.IsLetter(r) }) {
					count[w]++
				}
			}
		}
	}
	words := make([]string, 0, len(count))
	for w := range count {
		words = append(words, w)
	}
	slices.Sort(words)
	return words
}

// measureSpelling misspells n words of a language and returns how many of them the
// first suggestion gives back, and a line for each of the others.
func measureSpelling(t *testing.T, engine *index.Index, passages []*doc.Passage, lang doc.Lang, n int) (right int, wrong []string) {
	t.Helper()
	words := vocabulary(passages, lang)
	if len(words) < n {
		t.Fatalf("%s has only %d words that can be misspelt", lang, len(words))
	}
	// Words of all languages: one that stands in the corpus is no misspelling.
	held := map[string]bool{}
	for _, p := range passages {
		for _, w := range analysis.Phrase(p.Text) {
			held[w] = true
		}
	}
	rng := rand.New(rand.NewPCG(20, 24))
	for i := 0; i < n; {
		word := words[rng.IntN(len(words))]
		typed := misspell(rng, string(lang), word, i%len(slips))
		if typed == "" || held[typed] {
			continue
		}
		q, err := query.Parse(typed)
		if err != nil {
			t.Fatal(err)
		}
		found, err := desk.New(engine).Search(t.Context(), &desk.SearchRequest{Request: search.Request{Query: q, Mode: query.Auto, Views: analysis.AllViews, Sort: search.ByRelevance}})
		if err != nil {
			t.Fatal(err)
		}
		if len(found.Suggestions) > 0 && found.Suggestions[0].Q == word {
			right++
		} else {
			wrong = append(wrong, fmt.Sprintf("%s %s (%s): %v", slips[i%len(slips)], typed, word, found.Suggestions))
		}
		i++
	}
	return right, wrong
}

// TestSpelling keeps how many of 50 misspellings are put right, in each language,
// among the words of the article, in a golden file.
func TestSpelling(t *testing.T) {
	const golden = "testdata/spelling.txt"
	dir := t.TempDir()
	if err := os.CopyFS(dir, seeds.Files); err != nil {
		t.Fatal(err)
	}
	engine, err := indexSeeds(t.Context(), &location{}, dir)
	if err != nil {
		t.Fatal(err)
	}
	defer engine.Close()
	var passages []*doc.Passage
	docs, _, err := engine.Documents(t.Context(), 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range docs {
		own, err := engine.Passages(t.Context(), d.ID)
		if err != nil {
			t.Fatal(err)
		}
		passages = append(passages, own...)
	}
	var out bytes.Buffer
	for _, lang := range []doc.Lang{doc.English, doc.Kazakh, doc.Russian} {
		right, wrong := measureSpelling(t, engine, passages, lang, 50)
		fmt.Fprintf(&out, "%s %d of 50\n", lang, right)
		t.Logf("%s: %d right\n%s", lang, right, strings.Join(wrong, "\n"))
		if right < 45 {
			t.Errorf("%s: %d of 50 misspellings put right, want 45 at least", lang, right)
		}
	}
	if *update {
		if err := os.WriteFile(golden, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(string(want), out.String()); diff != "" {
		t.Errorf("the suggestions have changed; if it is for the better, run go test ./cmd/izde -run TestSpelling -update\n%s", diff)
	}
}

// TestQualityOfSpelling measures the same on larger texts, where IZDE_EVAL names a
// folder of data sets; it logs figures and compares with none.
func TestQualityOfSpelling(t *testing.T) {
	for lang, set := range map[doc.Lang]string{doc.English: "xquad-en", doc.Russian: "xquad-ru", doc.Kazakh: "kazqad-kk"} {
		path := filepath.Join(os.Getenv("IZDE_EVAL"), set, "corpus.jsonl")
		if _, err := os.Stat(path); os.Getenv("IZDE_EVAL") == "" || err != nil {
			t.Skipf("IZDE_EVAL names no folder with %s", set)
		}
		entries, texts, err := readCorpus(path)
		if err != nil {
			t.Fatal(err)
		}
		engine, err := trial(t.Context(), &location{}, entries, texts)
		if err != nil {
			t.Fatal(err)
		}
		defer engine.Close()
		var passages []*doc.Passage
		docs, _, err := engine.Documents(t.Context(), 0, 1_000_000)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range docs {
			own, err := engine.Passages(t.Context(), d.ID)
			if err != nil {
				t.Fatal(err)
			}
			passages = append(passages, own...)
		}
		right, wrong := measureSpelling(t, engine, passages, lang, 500)
		t.Logf("%s: %d of 500 right (%d words)\n%s", set, right, len(vocabulary(passages, lang)), strings.Join(wrong, "\n"))
	}
}

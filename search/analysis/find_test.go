package analysis

import (
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
)

// Find finds what Analyze does of the terms that are wanted, in the article and in texts
// of all scripts.
func TestFind(t *testing.T) {
	article, err := os.ReadFile("../../seeds/articles/sarybayev-lai-2024.txt")
	if err != nil {
		t.Fatal(err)
	}
	texts := []string{"", "L'homme, 10kg: 1,000 U.S.A. on-line", "哈萨克斯坦发展报告 2021 経済カタカナ", "Қазақстанның ёлки 26.08.2021; \xff ", string(article)}
	rng := rand.New(rand.NewPCG(4, 2))
	for _, text := range texts {
		langAt := func(offset int) string { return []string{"kk", "ru", "", "en", "zh"}[offset/2000%5] }
		all := Analyze(text, langAt)
		for range 20 {
			var w Wanted
			wanted := map[StreamTerm]bool{}
			for stream, tokens := range all {
				for range 3 * min(len(tokens), 1) {
					term := tokens[rng.IntN(len(tokens))].Term
					w.Add(Stream(stream), term)
					wanted[StreamTerm{Stream: Stream(stream), Text: term}] = true
				}
			}
			whole := Stream(rng.IntN(2 * int(NumStreams)))
			if whole < NumStreams {
				w.AddAll(whole)
			}
			found := w.Find(text, langAt)
			for stream := range all {
				other := func(token Token) bool {
					return Stream(stream) != whole && !wanted[StreamTerm{Stream: Stream(stream), Text: token.Term}]
				}
				want, got := slices.DeleteFunc(slices.Clone(all[stream]), other), slices.DeleteFunc(found[stream], other)
				if !slices.Equal(got, want) {
					t.Fatalf("%s of %.60s: %v, wanted %v", Stream(stream), text, got, want)
				}
			}
		}
	}
}

// The words of a query found in a passage of 120 words, beside all of its streams.
func BenchmarkFind(b *testing.B) {
	data, err := os.ReadFile("../../seeds/articles/sarybayev-lai-2024.txt")
	if err != nil {
		b.Fatal(err)
	}
	words := strings.Fields(string(data))
	var passages []string
	for part := range slices.Chunk(words, 120) {
		passages = append(passages, strings.Join(part, " "))
	}
	var w Wanted
	for _, word := range []string{"инвестиция", "investment", "инвестиции"} {
		for _, q := range Query(word, AllViews) {
			for _, t := range q.Terms {
				w.Add(t.Stream, t.Text)
			}
		}
	}
	lang := func(int) string { return "ru" }
	b.Run("wanted", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			w.Find(passages[i%len(passages)], lang)
		}
	})
	b.Run("all", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			Analyze(passages[i%len(passages)], lang)
		}
	})
}

// Characters that are their own terms are left alone by normalize.
func TestOwnRunes(t *testing.T) {
	for r := range rune(0x20000) {
		own := int(r) < len(ownRunes) && ownRunes[r] || unified(r)
		if s := string(r); own && (normalize(s) != s || !wordRune(r)) {
			t.Errorf("%U is written %q", r, normalize(s))
		}
	}
}

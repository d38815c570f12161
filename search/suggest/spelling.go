// Package suggest finds the words and texts perhaps meant by typed text: words of the
// index that are spelt like a word, and completions. It works on the terms of an
// engine and their counts. It may import engine, search, plan, query, doc and
// analysis.
package suggest

import (
	"cmp"
	"context"
	"iter"
	"math"
	"slices"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/engine"
)

// Terms has the terms of an index. engine.Engine implements it.
type Terms interface {
	Terms(ctx context.Context, r engine.Range) iter.Seq2[engine.Count, error]
}

// maxLike is how many words may stand for one.
const maxLike = 5

// costWeight is the weight of a slip of cost 1 against the frequency of words, in
// powers of e.
const costWeight = 8

// Spelling returns the words of the Words stream within the fewest edits of a word at
// which there are any, at most edits: the likeliest first, by the slips of fingers
// (analysis.TypoCost) and by how many passages hold them. The word itself is not
// among them.
func Spelling(ctx context.Context, index Terms, word string, edits int) ([]engine.Count, error) {
	for distance := 1; distance <= edits; distance++ {
		var words []engine.Count
		cost := map[string]float64{}
		for w, err := range index.Terms(ctx, engine.Range{Stream: analysis.Words, Like: word, Edits: distance}) {
			if err != nil {
				return nil, err
			}
			if w.Text != word {
				words = append(words, w)
				cost[w.Text] = costWeight*analysis.TypoCost(word, w.Text) - math.Log(float64(w.Passages))
			}
		}
		if len(words) > 0 {
			slices.SortFunc(words, func(a, b engine.Count) int {
				return cmp.Or(cmp.Compare(cost[a.Text], cost[b.Text]), cmp.Compare(a.Text, b.Text))
			})
			return words[:min(len(words), maxLike)], nil
		}
	}
	return nil, nil
}

package embedded

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"sync"

	"github.com/blevesearch/vellum/levenshtein"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/plan"
)

// Words that the index does not hold are searched by those like them: within a
// few edits (Levenshtein's with transpositions, over letters), those that were
// most likely meant: the nearer by the slips of fingers (analysis.TypoCost) and
// the more frequent.

// maxLike is how many words may stand for one.
const maxLike = 5

// maxCompared is how many words of a query are compared with those of the index.
const maxCompared = 12

// automata build the Levenshtein automata for one and two edits (Schulz and
// Mihov, Fast String Correction with Levenshtein-Automata, 2002).
var automata = [...]func() (*levenshtein.LevenshteinAutomatonBuilder, error){
	1: sync.OnceValues(func() (*levenshtein.LevenshteinAutomatonBuilder, error) {
		return levenshtein.NewLevenshteinAutomatonBuilder(1, true)
	}),
	2: sync.OnceValues(func() (*levenshtein.LevenshteinAutomatonBuilder, error) {
		return levenshtein.NewLevenshteinAutomatonBuilder(2, true)
	}),
}

// like adds to a word that the index does not hold, or that asks for it, the
// terms like it, and returns them. Of a word that is held in other scripts alone,
// or that must not be searched by others, it only notes what was perhaps meant.
func (r *run) like(n *plan.AnyTerm, held bool) ([]string, error) {
	if len(n.Terms) == 0 || n.Prefix || n.Han || n.Edits == 0 && n.Terms[0].Stream != analysis.Words {
		return nil, nil
	}
	term, edits := n.Terms[0], n.Edits
	if edits == 0 {
		edits = plan.LikeWords(term.Text)
	}
	written, inflected := 0, 0
	if held && n.Edits == 0 {
		var err error
		if written, inflected, err = r.written(n); err != nil || written > 0 {
			return nil, err
		}
	}
	if r.compared++; r.compared > maxCompared {
		return nil, nil
	}
	words, err := r.nearest(term, edits)
	if err != nil || len(words) == 0 {
		return nil, err
	}
	if inflected > 0 {
		if slip, err := r.isSlip(n, words[0], inflected); err != nil || !slip {
			return nil, err
		}
	}
	if n.Edits == 0 && (held || !r.fuzzy) {
		r.likely = append(r.likely, plan.Correction{Term: n.Text, With: words})
		return nil, nil
	}
	for _, w := range words {
		n.Terms = append(n.Terms, analysis.Term{Stream: analysis.Words, Text: w, View: analysis.Fuzzy})
	}
	return words, nil
}

// written returns how many passages hold a word as written or folded, and how many
// another form of it. That another word only begins so (analysis.StemsOther) does
// not make it a form.
func (r *run) written(n *plan.AnyTerm) (written, inflected int, err error) {
	for _, t := range n.Terms {
		if t.View > analysis.Stem || t.Stream == analysis.StemsOther {
			continue
		}
		df, err := r.frequency(t.Stream, t.Text)
		if err != nil {
			return 0, 0, err
		}
		if t.View == analysis.Stem {
			inflected = max(inflected, df)
		} else {
			written = max(written, df)
		}
	}
	return written, inflected, nil
}

// isSlip reports whether a word that is held in another form is nevertheless more
// likely another one mistyped: letters are swapped or doubled, which no ending
// does, or it is a form of another word that is more frequent.
func (r *run) isSlip(n *plan.AnyTerm, meant string, inflected int) (bool, error) {
	if analysis.TypoCost(n.Terms[0].Text, meant) <= analysis.CostSwap {
		return true, nil
	}
	other := analysis.Query(meant, plan.Views(0).With(analysis.Stem))
	if len(other) != 1 || slices.ContainsFunc(other[0].Terms, func(t analysis.Term) bool {
		return t.Stream != analysis.StemsOther && slices.Contains(n.Terms, t)
	}) {
		return false, nil
	}
	df, err := r.frequency(analysis.Words, meant)
	return df >= inflected, err
}

// nearest returns the words within the fewest edits of one that has any, the most
// likely ones first.
func (r *run) nearest(term analysis.Term, edits int) ([]string, error) {
	for distance := 1; distance <= edits; distance++ {
		found, err := r.within(term, distance)
		if err != nil {
			return nil, err
		}
		if delete(found, term.Text); len(found) == 0 {
			continue
		}
		cost := map[string]float64{}
		for w, passages := range found {
			cost[w] = costWeight*analysis.TypoCost(term.Text, w) - math.Log(float64(passages))
		}
		words := slices.SortedFunc(maps.Keys(found), func(a, b string) int {
			return cmp.Or(cmp.Compare(cost[a], cost[b]), cmp.Compare(a, b))
		})
		return words[:min(len(words), maxLike)], nil
	}
	return nil, nil
}

// costWeight is how much a slip of cost 1 makes up for, in powers of e of the
// frequency of words.
const costWeight = 8

// within returns the terms within some edits of one, and how many passages hold
// each.
func (r *run) within(term analysis.Term, edits int) (map[string]int, error) {
	builder, err := automata[edits]()
	if err != nil {
		return nil, fmt.Errorf("looking for words like %q: %w", term.Text, err)
	}
	dfa, err := builder.BuildDfa(term.Text, uint8(edits))
	if err != nil {
		return nil, fmt.Errorf("looking for words like %q: %w", term.Text, err)
	}
	found := map[string]int{}
	for part := range r.e.parts {
		dict, err := r.dictionary(part, term.Stream)
		if err != nil {
			return nil, err
		}
		it := dict.AutomatonIterator(dfa, nil, nil)
		for {
			entry, err := it.Next()
			if err != nil {
				return nil, fmt.Errorf("looking for words like %q: %w", term.Text, err)
			}
			if entry == nil {
				break
			}
			if r.ctx.Err() != nil {
				return nil, r.ctx.Err()
			}
			found[entry.Term] = 0
		}
	}
	// A dictionary also knows the terms of deleted passages.
	for word := range found {
		if found[word], err = r.frequency(term.Stream, word); err != nil {
			return nil, err
		}
		if found[word] == 0 {
			delete(found, word)
		}
	}
	return found, nil
}

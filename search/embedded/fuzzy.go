package embedded

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/blevesearch/vellum/levenshtein"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
)

// Words that the index does not hold are searched by those like them: within a
// few edits (Levenshtein's with transpositions, over letters), the nearest and
// most frequent.

// maxLike is how many words may stand for one.
const maxLike = 5

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
// terms like it, and returns them.
func (r *run) like(n *search.AnyTerm, held bool) ([]string, error) {
	edits := n.Edits
	if len(n.Terms) == 0 || n.Prefix || n.Han {
		return nil, nil
	}
	term := n.Terms[0]
	if edits == 0 {
		if held || !r.fuzzy || term.Stream != analysis.Words {
			return nil, nil
		}
		edits = search.LikeWords(term.Text)
	}
	for distance := 1; distance <= edits; distance++ {
		found, err := r.within(term, distance)
		if err != nil {
			return nil, err
		}
		if delete(found, term.Text); len(found) == 0 {
			continue
		}
		words := slices.SortedFunc(maps.Keys(found), func(a, b string) int {
			return cmp.Or(found[b]-found[a], cmp.Compare(a, b))
		})
		words = words[:min(len(words), maxLike)]
		for _, w := range words {
			n.Terms = append(n.Terms, analysis.Term{Stream: analysis.Words, Text: w, View: analysis.Fuzzy})
		}
		return words, nil
	}
	return nil, nil
}

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
			found[entry.Term] += int(entry.Count)
		}
	}
	return found, nil
}

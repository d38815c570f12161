package rank

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/plan"
	"github.com/izde/izde/search/query"
)

// What only an index can say of a query: which words of a long text are worth
// searching, and what is asked for and not held.

// maxTold is how many words that were left out are told.
const maxTold = 40

// candidate is a word of a long text.
type candidate struct {
	word     analysis.Word
	at       query.Word // as typed
	place    int
	passages int // that hold it
}

// size is how much of query.MaxQueryTerms the word takes.
func (c *candidate) size() int {
	if !c.word.Han {
		return 1
	}
	return (len([]rune(c.word.Text)) + 1) / 2
}

// rarest returns a query of those words of a long text that say most, the rarest of
// the index, in the order of the text; any other query is returned as it is. Stop
// words, and words that the index does not hold, come last.
func (r Ranker) rarest(ctx context.Context, q *query.Query) (*query.Query, error) {
	if !q.Long {
		return q, nil
	}
	langs, views := analysis.LanguagesOf(q.Text), plan.Views(0).With(analysis.Exact).With(analysis.Fold).With(analysis.Stem)
	var words []*candidate
	var terms []engine.Term
	seen := map[string]bool{}
	for leaf := range query.Leaves(q.Expr) {
		typed, _ := leaf.(query.Word)
		for _, w := range langs.Query(typed.Text, views) {
			if text := strings.ToLower(w.Text); !seen[text] {
				seen[text] = true
				words = append(words, &candidate{word: w, at: typed, place: len(words)})
				for _, t := range termsOf(&w) {
					terms = append(terms, engine.Term{Stream: t.Stream, Text: t.Text})
				}
			}
		}
	}
	counts, err := r.Frequencies(ctx, terms)
	if err != nil {
		return nil, err
	}
	for _, c := range words {
		for range termsOf(&c.word) {
			c.passages, counts = max(c.passages, counts[0]), counts[1:]
		}
		if c.passages == 0 {
			c.passages = math.MaxInt
		}
	}
	slices.SortStableFunc(words, func(a, b *candidate) int {
		if a.word.Stop != b.word.Stop {
			if a.word.Stop {
				return 1
			}
			return -1
		}
		return cmp.Compare(a.passages, b.passages)
	})
	room := query.MaxQueryTerms
	searched := words
	for i, c := range words {
		if room -= c.size(); room < 0 {
			searched = words[:i]
			break
		}
	}
	left := words[len(searched):]
	inOrder := func(a, b *candidate) int { return a.place - b.place }
	slices.SortFunc(searched, inOrder)
	slices.SortFunc(left, inOrder)
	chosen := &query.Query{Text: q.Text, Notes: q.Notes}
	var bag query.Bag
	for _, c := range searched {
		bag = append(bag, query.Word{Text: c.word.Text, At: c.at.At})
	}
	if chosen.Expr = bag; len(bag) == 1 {
		chosen.Expr = bag[0]
	}
	var told []string
	for _, c := range left {
		if len(told) == maxTold {
			told = append(told, "…")
			break
		}
		told = append(told, c.word.Text)
	}
	if len(told) > 0 {
		chosen.Notes = append(slices.Clone(q.Notes), query.Note{Code: "words_left_out", End: len(q.Text),
			Args: []string{"max", strconv.Itoa(query.MaxQueryTerms), "words", strings.Join(told, ", ")}})
	}
	return chosen, nil
}

// termsOf returns the terms of a word, of a run of Han characters those of its pairs.
func termsOf(w *analysis.Word) []analysis.Term {
	terms := w.Terms
	for _, part := range w.Parts {
		terms = append(terms, part.Terms...)
	}
	return terms
}

// maxLookedFor is how many values of a query are looked for in the index.
const maxLookedFor = 8

// notHeld notes languages that no passage is in, works that none cites, and words that
// none has with their signs: a query with such a value finds less or other than was
// thought, and nothing else says why.
func (r Ranker) notHeld(ctx context.Context, q *query.Query) ([]query.Note, error) {
	var notes []query.Note
	looked := 0
	for leaf := range query.Leaves(q.Expr) {
		if w, ok := leaf.(query.Word); ok && looked < maxLookedFor {
			for _, word := range analysis.Query(w.Text, analysis.AllViews) {
				if !word.Signed() {
					continue
				}
				looked++
				counts, err := r.Frequencies(ctx, []engine.Term{{Stream: word.Terms[0].Stream, Text: word.Terms[0].Text}})
				if err != nil {
					return nil, err
				}
				if counts[0] == 0 {
					notes = append(notes, query.Note{Code: "signs_not_held", Args: []string{"word", word.Text, "plain", word.Terms[1].Text}, Position: w.At.Start, End: w.At.End})
				}
			}
			continue
		}
		f, ok := leaf.(query.Field)
		if !ok || f.Name != "lang" && f.Name != "cites" {
			continue
		}
		if looked++; looked > maxLookedFor {
			break
		}
		root := plan.Compile(&query.Query{Text: q.Text, Expr: f}, query.All, analysis.AllViews).Root
		found, err := r.Run(ctx, &engine.Request{Request: &search.Request{Sort: search.ByPosition}, Root: root})
		if err != nil {
			return nil, err
		}
		if found.Total > 0 {
			continue
		}
		note := query.Note{Code: f.Name + "_not_held"}
		switch x := f.X.(type) {
		case query.Word:
			note.Args, note.Position, note.End = []string{"value", x.Text}, x.At.Start, x.At.End
		case query.Phrase:
			note.Args, note.Position, note.End = []string{"value", x.Text}, x.At.Start, x.At.End
		}
		notes = append(notes, note)
	}
	return notes, nil
}

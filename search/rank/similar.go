package rank

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/plan"
)

// Similar passages share the words by which a passage stands out: its stems and
// bigrams with the greatest tf·idf, asked for as a query (as Lucene's MoreLikeThis
// does).

// similarTerms is how many words of a passage are looked for. Another has to have
// one in eight of them.
const similarTerms = 25

// Similar returns the passages most like the one with that id, at most limit, the
// best first, or search.ErrNotFound.
func (r Ranker) Similar(ctx context.Context, id string, limit int) ([]search.Hit, error) {
	things, err := r.Find(ctx, &engine.Lookup{Kind: engine.Passages, All: []engine.Key{{Name: engine.ID, Values: []string{id}}}, Limit: 1})
	if err != nil {
		return nil, err
	}
	if len(things.Passages) == 0 {
		return nil, fmt.Errorf("passage %q: %w", id, search.ErrNotFound)
	}
	words, err := r.standingOut(ctx, things.Passages[0])
	if err != nil || len(words) == 0 {
		return nil, err
	}
	found, err := r.Run(ctx, &engine.Request{
		Request: &search.Request{Sort: search.ByRelevance, Limit: limit + 1, // the passage itself
			Filters: []search.Filter{{Facet: doc.FacetKind, Exclude: []string{string(doc.Furniture)}}}},
		Root: &plan.Some{Of: words, Min: 1 + len(words)/8}})
	if err != nil {
		return nil, err
	}
	hits := slices.DeleteFunc(found.Hits, func(h search.Hit) bool { return h.Passage.ID == id })
	return hits[:min(len(hits), limit)], nil
}

// standingOut returns the words of a passage that tell it apart, as weighed nodes
// of a plan.
func (r Ranker) standingOut(ctx context.Context, p *doc.Passage) ([]plan.Node, error) {
	streams := p.Analyze()
	terms := map[int]engine.Term{} // by position, the stem where there is one
	for stream := range analysis.NumStreams {
		if stream != analysis.Words && stream != analysis.Bigrams && !stream.Stems() {
			continue
		}
		for _, t := range streams[stream] {
			terms[t.Pos] = engine.Term{Stream: stream, Text: t.Term}
		}
	}
	count := map[engine.Term]int{}
	for _, t := range terms {
		count[t]++
	}
	var list []engine.Term
	for t := range count {
		list = append(list, t)
	}
	frequencies, err := r.Frequencies(ctx, list)
	if err != nil {
		return nil, err
	}
	type word struct {
		node   *plan.AnyTerm
		weight float64
	}
	var words []word
	w := weighing{passages: r.Status().Passages}
	for i, t := range list {
		df := frequencies[i]
		if df < 2 { // nothing else has it
			continue
		}
		term := analysis.Term{Stream: t.Stream, Text: t.Text, View: analysis.Stem}
		node := &plan.AnyTerm{Word: analysis.Word{Text: t.Text, Terms: []analysis.Term{term}}, Weights: []float64{w.idf(df) * weight(term)}}
		words = append(words, word{node, float64(count[t]) * w.idf(df)})
	}
	slices.SortFunc(words, func(a, b word) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.node.Text, b.node.Text))
	})
	var nodes []plan.Node
	for _, w := range words[:min(len(words), similarTerms)] {
		nodes = append(nodes, w.node)
	}
	return nodes, nil
}

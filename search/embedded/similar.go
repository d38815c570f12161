package embedded

import (
	"cmp"
	"context"
	"slices"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/plan"
)

// Similar passages are those that share the words by which a passage stands out:
// its stems and bigrams with the greatest tf·idf, asked for as a query (as
// Lucene's MoreLikeThis does).

// similarTerms is how many words of a passage are looked for. Another has to have
// one in eight of them.
const similarTerms = 25

// Similar returns the passages most like the one with that id, at most limit, the
// best first, or search.ErrNotFound.
func (e *Engine) Similar(ctx context.Context, id string, limit int) ([]search.Hit, error) {
	passage, err := e.Passage(ctx, id)
	if err != nil {
		return nil, err
	}
	r, err := e.newRun(ctx, nil, 0)
	if err != nil {
		return nil, err
	}
	words, err := r.standingOut(passage)
	if err != nil || len(words) == 0 {
		return nil, err
	}
	root := &plan.Some{Of: words, Min: 1 + len(words)/8}
	if err := r.prepare(root); err != nil {
		return nil, err
	}
	hits := collector{limit: limit}
	furniture := uint8(slices.Index(doc.Kinds, doc.Furniture))
	for i, p := range e.parts {
		m, err := r.eval(i, root, nil)
		if err != nil {
			return nil, err
		}
		for j, doc := range m.docs {
			number := p.base + int(doc)
			own := e.cols.ordinal[number] == uint32(passage.Ordinal) && e.docs[e.cols.doc[number]].doc.ID == passage.DocID
			if !own && e.cols.kind[number] != furniture {
				hits.offer(candidate{e.sortKey(search.ByRelevance, number, m.scores[j]), number, m.scores[j]})
			}
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	var list []search.Hit
	for _, c := range hits.sorted() {
		hit, err := e.hit(c)
		if err != nil {
			return nil, err
		}
		list = append(list, hit)
	}
	return list, nil
}

// standingOut returns the words of a passage that tell it apart, as nodes of a
// plan.
func (r *run) standingOut(p *doc.Passage) ([]plan.Node, error) {
	streams := p.Analyze()
	terms := map[int]analysis.Term{} // by position, the stem where there is one
	for _, stream := range []analysis.Stream{analysis.Words, analysis.Bigrams, analysis.StemsEN, analysis.StemsKK, analysis.StemsRU} {
		for _, t := range streams[stream] {
			terms[t.Pos] = analysis.Term{Stream: stream, Text: t.Term, View: analysis.Stem}
		}
	}
	type word struct {
		node   *plan.AnyTerm
		weight float64
	}
	count := map[analysis.Term]int{}
	for _, t := range terms {
		count[t]++
	}
	var words []word
	for t, n := range count {
		df, err := r.frequency(t.Stream, t.Text)
		if err != nil {
			return nil, err
		}
		if df < 2 { // nothing else has it
			continue
		}
		words = append(words, word{&plan.AnyTerm{Word: analysis.Word{Text: t.Text, Terms: []analysis.Term{t}}}, float64(n) * r.idf(df)})
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

package rank

import (
	"math"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/excerpt"
	"github.com/izde/izde/search/plan"
)

// rounding is more than the order of summing can change in a score.
const rounding = 1e-4

// explain returns how the score of a hit came about. scores has the share of each
// leaf of the plan and of its bonuses; the rest is a part of its own: the lead of
// passages with all words.
func (w *weighing) explain(hit *search.Hit, scores map[plan.Node]float64) *search.Explanation {
	x := &search.Explanation{}
	if w.plan.Root == nil {
		return x
	}
	marks := excerpt.LeafMarks(w.plan, hit.Passage, hit.Doc)
	rest := hit.Score
	roots := []plan.Node{w.plan.Root}
	for _, b := range w.plan.Also {
		roots = append(roots, b.Node)
	}
	for _, root := range roots {
		for leaf := range plan.Leaves(root) {
			score, ok := scores[leaf]
			if !ok {
				continue
			}
			part := search.ScorePart{Matched: marks[leaf], Passages: w.held[leaf], Score: score}
			switch leaf := leaf.(type) {
			case *plan.AnyTerm:
				part.Query = leaf.Text
			case *plan.Sequence:
				part.Query = leaf.Text
			case *plan.Counterparts:
				part.Query = leaf.Text
			default:
				continue
			}
			x.Parts = append(x.Parts, part)
			rest -= score
		}
	}
	if math.Abs(rest) > rounding {
		x.Parts = append(x.Parts, search.ScorePart{Score: rest})
	}
	return x
}

package embedded

import (
	"math"
	"slices"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/excerpt"
	"github.com/izde/izde/search/plan"
)

// Explanations are made for the hits of a page alone, by running the parts of
// the plan once more on each: what they score is by definition what was counted,
// and what a node scores beyond its operands stands as a part of its own.

// explain tells how the score of a candidate came about.
func (r *run) explain(plan *plan.Plan, c candidate, hit search.Hit) (*search.Explanation, error) {
	part := slices.IndexFunc(r.e.parts, func(p part) bool { return c.number < p.base+p.size })
	x := explainer{run: r, part: part, within: []uint32{uint32(c.number - r.e.parts[part].base)}}
	if plan.Root == nil {
		return &search.Explanation{}, nil
	}
	x.marks = excerpt.LeafMarks(plan, hit.Passage, hit.Doc)
	score, err := x.node(plan.Root)
	if err != nil {
		return nil, err
	}
	// A hit that ranks low has no bonuses.
	for _, bonus := range plan.Also {
		if hit.Score-score < rounding {
			break
		}
		first := len(x.parts)
		add, err := x.node(bonus.Node)
		if err != nil {
			return nil, err
		}
		for i := range x.parts[first:] {
			x.parts[first+i].Score *= bonus.Weight
		}
		score += add * bonus.Weight
	}
	x.rest(hit.Score - score)
	return &search.Explanation{Parts: x.parts}, nil
}

// rounding is more than what the order of summing makes of a score.
const rounding = 1e-4

type explainer struct {
	*run
	part   int
	within []uint32
	marks  map[plan.Node][]excerpt.Mark
	parts  []search.ScorePart
}

// node adds the parts of the score below n and returns their sum.
func (x *explainer) node(n plan.Node) (float64, error) {
	m, err := x.eval(x.part, n, x.within)
	if err != nil || len(m.docs) == 0 {
		return 0, err
	}
	score := float64(m.scores[0])
	var kids []plan.Node
	switch n := n.(type) {
	case *plan.Some:
		kids = n.Of
	case *plan.Every:
		kids = n.Must
	case *plan.AnyTerm:
		passages := x.leafs[n].cost
		if !n.Prefix {
			if passages, err = x.widest(n, &leaf{}); err != nil {
				return 0, err
			}
		}
		x.parts = append(x.parts, search.ScorePart{Query: n.Text, Matched: x.marks[n], Passages: passages, Score: score})
		return score, nil
	case *plan.Sequence:
		x.parts = append(x.parts, search.ScorePart{Query: n.Text, Matched: x.marks[n], Passages: x.leafs[n].cost, Score: score})
		return score, nil
	}
	sum := 0.0
	for _, kid := range kids {
		add, err := x.node(kid)
		if err != nil {
			return 0, err
		}
		sum += add
	}
	x.rest(score - sum)
	return score, nil
}

// rest adds what a node scores beyond its operands, unless it is what rounding
// leaves.
func (x *explainer) rest(score float64) {
	if math.Abs(score) > rounding {
		x.parts = append(x.parts, search.ScorePart{Score: score})
	}
}

package rank

import (
	"context"
	"slices"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/glossary"
	"github.com/izde/izde/search/plan"
	"github.com/izde/izde/search/query"
)

// acrossWeight is what a counterpart in another language counts beside a word of the
// query itself, so that the own language's answers to a question stay before their
// translations. heldAcross is what a name or a number counts that stands among
// counterparts. hanPairs is how many pairs of characters a Chinese word brings into a query
// in its own language, each of which counts as a word there: one inside it and one with its
// neighbour.
const (
	acrossWeight = 0.5
	heldAcross   = 0.75
	hanPairs     = 2
)

// elsewhere is a query expressed in other languages: its plan, nil where no word has
// counterparts, what only adds to scores, and the counterparts, each once.
type elsewhere struct {
	root       plan.Node
	also       []plan.Bonus
	expansions []*plan.Counterparts
	question   bool
}

// expressed returns the query of a request as it is in other languages.
func (r Ranker) expressed(ctx context.Context, q *query.Query, req *search.Request) (*elsewhere, error) {
	other := &elsewhere{question: plan.IsQuestion(q)}
	if r.Glossary == nil || !req.Views.Has(analysis.Glossary) {
		return other, nil
	}
	translator, err := r.Glossary.Translator(ctx, other.question, glossary.Without(req.Without))
	if err != nil {
		return nil, err
	}
	if other.root, other.also = plan.Across(q, req.Mode, req.Views, translator); other.root == nil {
		return other, translator.Err()
	}
	for leaf := range plan.Leaves(other.root) {
		if c, ok := leaf.(*plan.Counterparts); ok && !slices.Contains(other.expansions, c) {
			other.expansions = append(other.expansions, c)
		}
	}
	return other, translator.Err()
}

// across adds to a weighed plan the one by whose words the query is expressed in other
// languages. Passages with the words of a list come first; of a question the ranking
// chooses.
func (r Ranker) across(ctx context.Context, w *weighing, other *elsewhere) error {
	if other.root == nil {
		return nil
	}
	of := &weighing{plan: &plan.Plan{}, passages: w.passages, df: w.df, held: w.held, memory: w.memory, across: true}
	if err := of.count(ctx, r.Engine, &plan.Plan{Root: other.root}); err != nil {
		return err
	}
	made := map[plan.Node]plan.Node{}
	weighed := func(n plan.Node) plan.Node {
		if made[n] == nil {
			made[n], _ = of.leaf(ctx, r.Engine, n) // which asks the engine nothing
		}
		return made[n]
	}
	root := plan.Map(other.root, weighed)
	for _, b := range other.also {
		b.Node = weighed(b.Node)
		w.plan.Also = append(w.plan.Also, b)
		w.bonus += b.Weight * bound(b.Node)
	}
	lead(w.plan.Root, w.bonus)
	lead(root, 0)
	best := &plan.Best{Of: []plan.Node{w.plan.Root, root}}
	if !other.question {
		best.Lead = bound(root) + leads(root) + w.bonus
	}
	for _, c := range other.expansions {
		w.plan.Expansions = append(w.plan.Expansions, made[c].(*plan.Counterparts))
	}
	w.plan.Root = best
	return nil
}

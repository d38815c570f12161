// Package rank decides the order of hits: it finds words like those that the index
// does not hold, weighs each word and each view of it, and explains scores. Engines
// run the weighed plans. It may import glossary, engine, suggest, search and the vocabulary
// below (excerpt, plan, query, doc, cite, analysis).
//
// Scores are those of BM25 (see engine.Saturation) with Lucene's idf, summed over
// the words of the query. A word counts by its best view, and a view that adds
// matches weighs less than the one above it.
package rank

import (
	"context"
	"slices"
	"strings"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/glossary"
	"github.com/izde/izde/search/plan"
	"github.com/izde/izde/search/query"
)

// Ranker searches one state of an index, across languages by a glossary where there is one.
type Ranker struct {
	engine.Engine
	Glossary *glossary.Glossary
	Memory   *Memory
}

// Search runs a request. Its errors are *query.LimitError, *query.ValueError,
// search.ErrBadCursor, the errors of ctx, and failures of the engine.
func (r Ranker) Search(ctx context.Context, req *search.Request) (*search.Result, error) {
	w, asked, err := r.prepare(ctx, req)
	if err != nil {
		return nil, err
	}
	found, err := r.Run(ctx, asked)
	if err != nil {
		return nil, err
	}
	res := &search.Result{Plan: w.plan, Total: found.Total, Direct: found.Total, TotalDocuments: found.TotalDocuments, Hits: found.Hits, Facets: found.Facets, Years: found.Years, Next: found.Next}
	for _, f := range req.Filters {
		if f.Facet == doc.FacetYear {
			for _, excluded := range f.Exclude {
				res.Years = res.Years.Without(f.Facet.Row().Accepts(excluded))
			}
		}
	}
	if w.plan.Expansions != nil {
		res.Direct = found.Direct
		best, across := w.plan.Root.(*plan.Best)
		res.DirectFirst = across && (best.Lead > 0 || res.Direct == 0) && req.Sort == search.ByRelevance && !req.Grouped
	}
	w.lower(found.Minimum)
	if req.Explained {
		for i, scores := range found.Scores {
			res.Hits[i].Explanation = w.explain(&res.Hits[i], scores)
		}
	}
	return res, r.label(ctx, res.Facets)
}

// Matches returns all matches of a request, in its order, and the plan that was run;
// see engine.Engine. Errors as Search.
func (r Ranker) Matches(ctx context.Context, req *search.Request) (*plan.Plan, []engine.Match, error) {
	w, asked, err := r.prepare(ctx, req)
	if err != nil {
		return nil, nil, err
	}
	matches, minimum, err := r.Engine.Matches(ctx, asked)
	w.lower(minimum)
	return w.plan, matches, err
}

// prepare weighs the plan of a request and brings its filters into the form that
// engines take.
func (r Ranker) prepare(ctx context.Context, req *search.Request) (*weighing, *engine.Request, error) {
	asking, err := r.rarest(ctx, req.Query)
	if err != nil {
		return nil, nil, err
	}
	other, err := r.expressed(ctx, asking, req)
	if err != nil {
		return nil, nil, err
	}
	meant := other.expansions
	if other.question { // which is searched by whatever helps
		meant = nil
	}
	w, err := weigh(ctx, r, plan.Compile(asking, req.Mode, req.Views), req.Views, meant)
	if err != nil {
		return nil, nil, err
	}
	if err := r.across(ctx, w, other); err != nil {
		return nil, nil, err
	}
	notHeld, err := r.notHeld(ctx, asking)
	if err != nil {
		return nil, nil, err
	}
	w.plan.Notes = slices.Concat(w.plan.Notes, notHeld)
	asked := *req
	if asked.Filters, err = r.filters(ctx, req.Filters, w.plan.Root); err != nil {
		return nil, nil, err
	}
	return w, &engine.Request{Request: &asked, Root: w.plan.Root, Also: w.plan.Also}, nil
}

// filters returns filters as engines take them: values as facets have them, works
// by their ids, furniture left out unless something asks for it.
func (r Ranker) filters(ctx context.Context, given []search.Filter, root plan.Node) ([]search.Filter, error) {
	filters := slices.Clone(given)
	furniture := false
	for leaf := range plan.Leaves(root) {
		a, ok := leaf.(*plan.Attribute)
		furniture = furniture || ok && a.Field == "kind" && strings.EqualFold(a.Value, string(doc.Furniture))
	}
	kind := -1
	for i := range filters {
		f := &filters[i]
		row := f.Facet.Row()
		if row == nil {
			return nil, &query.ValueError{Parameter: "filter", Value: string(f.Facet), Want: "a facet"}
		}
		for _, values := range []*[]string{&f.Include, &f.Exclude} {
			var err error
			if *values, err = r.values(ctx, row, *values); err != nil {
				return nil, err
			}
		}
		if f.Facet == doc.FacetKind {
			kind = i
			furniture = furniture || len(f.Include) > 0
		}
	}
	switch {
	case furniture:
	case kind >= 0:
		filters[kind].Exclude = append(slices.Clone(filters[kind].Exclude), string(doc.Furniture))
	default:
		filters = append(filters, search.Filter{Facet: doc.FacetKind, Exclude: []string{string(doc.Furniture)}})
	}
	return filters, nil
}

// values reads the values of a filter.
func (r Ranker) values(ctx context.Context, row *doc.FacetRow, given []string) ([]string, error) {
	var values []string
	for _, text := range given {
		value, want := row.Filter(text)
		switch {
		case want == "":
		case row.Accepts == nil: // nothing has that value
			value = text
		default:
			return nil, &query.ValueError{Parameter: string(row.Facet), Value: text, Want: want}
		}
		if row.Things == doc.WorkIDs {
			key := engine.Key{Name: engine.ID, Values: []string{value}}
			if doi := cite.NormalizeDOI(value); doi != "" {
				key = engine.Key{Name: engine.DOI, Values: []string{doi}}
			}
			works, err := r.Find(ctx, &engine.Lookup{Kind: engine.Works, All: []engine.Key{key}, Limit: 1})
			if err != nil {
				return nil, err
			}
			if len(works.Works) > 0 {
				value = works.Works[0].ID
			}
		}
		values = append(values, value)
	}
	return values, nil
}

// weighing is a plan that gets its weights.
type weighing struct {
	plan     *plan.Plan
	passages int
	df       map[engine.Term]int
	// fuzzy lets words that the index does not hold be searched by words like them.
	fuzzy bool
	// compared is how many words were compared with the words of the index.
	compared int
	// meant are the counterparts by which words are searched in other languages.
	meant []*plan.Counterparts
	// held is how many passages hold each leaf, for explanations.
	held map[plan.Node]int
	// enough is the node that may be lowered.
	enough *plan.Some
	// bonus is more than bonuses can add to a score.
	bonus float64
	// across says that the plan is one across languages.
	across bool
	memory *Memory
}

// weigh returns a copy of a plan with its weights; meant are the counterparts of its words.
func weigh(ctx context.Context, r Ranker, p *plan.Plan, views analysis.Views, meant []*plan.Counterparts) (*weighing, error) {
	copied, e := *p, r.Engine
	w := &weighing{plan: &copied, passages: e.Status().Passages, df: map[engine.Term]int{}, fuzzy: views.Has(analysis.Fuzzy), meant: meant, held: map[plan.Node]int{}, memory: r.Memory}
	if err := w.count(ctx, e, p); err != nil {
		return nil, err
	}
	var failed error
	weighed := func(n plan.Node) plan.Node {
		n, err := w.leaf(ctx, e, n)
		if failed == nil {
			failed = err
		}
		return n
	}
	copied.Root = plan.Map(p.Root, weighed)
	copied.Also = slices.Clone(p.Also)
	for i := range copied.Also {
		b := &copied.Also[i]
		b.Node = plan.Map(b.Node, weighed)
		w.bonus += b.Weight * bound(b.Node)
	}
	lead(copied.Root, w.bonus)
	w.enough = plan.Relaxed(copied.Root)
	return w, failed
}

// count asks for the frequencies of all terms of a plan at once.
func (w *weighing) count(ctx context.Context, e engine.Engine, p *plan.Plan) error {
	var terms []engine.Term
	add := func(t engine.Term) {
		if _, known := w.df[t]; !known {
			w.df[t] = 0
			terms = append(terms, t)
		}
	}
	leaf := func(n plan.Node) plan.Node {
		switch n := n.(type) {
		case *plan.AnyTerm:
			for _, t := range n.Terms {
				add(engine.Term{Stream: t.Stream, Text: t.Text, Prefix: n.Prefix})
			}
		case *plan.Sequence:
			for _, t := range n.Terms { // other forms are found when the leaf is weighed
				add(engine.Term{Stream: analysis.Words, Text: t})
			}
		}
		return n
	}
	plan.Map(p.Root, leaf)
	for _, b := range p.Also {
		plan.Map(b.Node, leaf)
	}
	if len(terms) == 0 {
		return nil
	}
	counts, err := e.Frequencies(ctx, terms)
	if err != nil {
		return err
	}
	for i, t := range terms {
		w.df[t] = counts[i]
	}
	return nil
}

// lower takes over how many words an engine found to be enough.
func (w *weighing) lower(minimum int) {
	if minimum > 0 && w.enough != nil {
		w.enough.Min, w.plan.Minimum = minimum, minimum
	}
}

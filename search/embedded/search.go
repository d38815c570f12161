package embedded

import (
	"context"
	"runtime/debug"
	"slices"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/plan"
)

// evaluation is the outcome of running a request.
type evaluation struct {
	run     *run
	filters *filters
	counter *counter
	// passed are the passages of each part that match and pass the filters, perhaps without
	// such as come behind as many as are asked for; direct is how many match the first of
	// a root that is a Best.
	passed []matches
	direct int
}

// evaluate runs the plan of a request over all parts and counts for facets. Scores are
// those of all matches, or of those alone that can be among the best Limit behind after,
// which is nil where the request has no cursor. The function that it returns must be called when the evaluation is no longer used.
func (e *Engine) evaluate(ctx context.Context, r *engine.Request, after *key, facets []doc.Facet, all bool) (_ *evaluation, _ func(), err error) {
	run, done, err := e.newRun(ctx, r)
	if err != nil {
		return nil, nil, err
	}
	counter, uncount := e.counter()
	if r.Years {
		counter.countReferences(e.cols)
		facets = append(slices.Clip(facets), doc.FacetYear)
	}
	release := func() { uncount(); done() }
	defer func() {
		if err != nil {
			release()
		}
	}()
	v := &evaluation{run: run, filters: e.newFilters(r.Filters), counter: counter, passed: make([]matches, len(e.parts))}
	var best *pruned
	if !all {
		if best, err = run.prune(r); err != nil {
			return nil, nil, err
		}
	}
	if best == nil {
		if err = run.lower(); err != nil {
			return nil, nil, err
		}
	}
	for i := range e.parts {
		var all numbers
		if best != nil {
			all = best.all[i]
		} else {
			if v.passed[i], err = run.matching(i, r.Root); err != nil {
				return nil, nil, err
			}
			all = run.numbers(i)
			for _, n := range v.passed[i].docs {
				all.put(n)
			}
		}
		v.filters.drop(e, counter, i, all)
		counter.pass(e, i, all, facets)
		if best == nil {
			v.passed[i].keep(all)
			v.direct += common(run.direct, v.passed[i].docs)
		} else {
			v.direct += all.common(best.sides[0].found[i])
		}
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
	}
	if r.Sort == search.ByRelevance && r.Limit > 0 {
		if best != nil {
			if v.passed, err = run.bestOf(best, newWanted(r, after)); err != nil {
				return nil, nil, err
			}
		}
		err = run.addBonuses(r.Also, v.passed)
	}
	return v, release, err
}

// Run runs a request. Its errors are *query.LimitError, search.ErrBadCursor, the
// errors of ctx, and failures to read the index.
func (e *Engine) Run(ctx context.Context, r *engine.Request) (_ *engine.Found, err error) {
	defer e.guard(debug.SetPanicOnFault(true), &err)
	hits := collector{e: e, order: r.Sort, limit: r.Limit}
	if r.Limit > 0 {
		hits.limit += r.Skip
	}
	if r.After != "" {
		k, err := parseCursor(r.After)
		if err != nil {
			return nil, err
		}
		hits.after = &k
	}
	if r.Root == nil && !r.Grouped && !r.Explained {
		return e.wordless(ctx, r, &hits)
	}
	v, release, err := e.evaluate(ctx, r, hits.after, r.Facets, false)
	if err != nil {
		return nil, err
	}
	defer release()
	e.eachFound(v.passed, r.Sort, r.Grouped, hits.offer)
	found := e.counted(r, v)
	found.Direct, found.Minimum = v.direct, v.run.minimum
	all := found.Total
	if r.Grouped {
		all = found.TotalDocuments
	}
	hits.eligible += all - hits.offered // those that were left out come behind all others
	best := hits.page(r.Skip)
	for _, c := range best {
		hit, err := e.hit(c.number, c.score)
		if err != nil {
			return nil, err
		}
		if r.Grouped {
			hit.More = int(v.counter.sets[0].of[e.cols.doc[c.number]]) - 1
		}
		if r.Explained {
			scores, err := v.run.explain(r, c)
			if err != nil {
				return nil, err
			}
			found.Scores = append(found.Scores, scores)
		}
		found.Hits = append(found.Hits, hit)
	}
	found.Next = hits.next()
	return found, nil
}

// counted returns what an evaluation counted for a request.
func (e *Engine) counted(r *engine.Request, v *evaluation) *engine.Found {
	found := &engine.Found{Total: v.counter.total, TotalDocuments: v.counter.documents(), Facets: map[doc.Facet]search.FacetCounts{}}
	for _, facet := range r.Facets {
		found.Facets[facet] = e.facetCounts(facet, v.counter, v.filters.selected[facet], r.FacetLimit)
	}
	if r.Years {
		found.Years = e.yearCounts(v.counter)
	}
	return found
}

// Matches returns all matches of a request, in its order. Errors as Run.
func (e *Engine) Matches(ctx context.Context, r *engine.Request) (list []engine.Match, minimum int, err error) {
	defer e.guard(debug.SetPanicOnFault(true), &err)
	all := *r.Request
	all.Limit = 1 // bonuses are for hits
	v, release, err := e.evaluate(ctx, &engine.Request{Request: &all, Root: r.Root, Also: r.Also}, nil, nil, true)
	if err != nil {
		return nil, 0, err
	}
	defer release()
	candidates := make([]candidate, 0, v.counter.total)
	e.eachFound(v.passed, r.Sort, r.Grouped, func(number uint32, score float32) {
		candidates = append(candidates, candidate{key{e.primary(r.Sort, number, score), e.place(number)}, number, score})
	})
	slices.SortFunc(candidates, func(a, b candidate) int { return a.compare(b.key) })
	list = make([]engine.Match, len(candidates))
	for i, c := range candidates {
		list[i] = engine.Match{Key: uint64(c.number), Score: c.score}
		if r.Grouped {
			list[i].More = v.counter.sets[0].of[e.cols.doc[c.number]] - 1
		}
	}
	return list, v.run.minimum, nil
}

// Load returns the hits that matches stand for.
func (e *Engine) Load(ctx context.Context, list []engine.Match) (_ []search.Hit, err error) {
	defer e.guard(debug.SetPanicOnFault(true), &err)
	hits := make([]search.Hit, len(list))
	for i, m := range list {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		var err error
		if hits[i], err = e.hit(uint32(m.Key), m.Score); err != nil {
			return nil, err
		}
		hits[i].More = int(m.More)
	}
	return hits, nil
}

// hit loads a passage that was found.
func (e *Engine) hit(number uint32, score float32) (search.Hit, error) {
	passage := &doc.Passage{}
	if err := e.loadPassage(int(number), passage); err != nil {
		return search.Hit{}, err
	}
	return search.Hit{Passage: passage, Doc: e.docs[e.cols.doc[number]].doc, Score: float64(score)}, nil
}

// explain returns the share of each leaf in the score of a candidate, by running the
// parts of the plan once more on it.
func (r *run) explain(asked *engine.Request, c candidate) (map[plan.Node]float64, error) {
	part := slices.IndexFunc(r.e.parts, func(p part) bool { return int(c.number) < p.base+p.size })
	within := []uint32{c.number - uint32(r.e.parts[part].base)}
	scores := map[plan.Node]float64{}
	var visit func(n plan.Node, weight float64) (float64, error)
	visit = func(n plan.Node, weight float64) (float64, error) {
		m, err := r.eval(part, n, within)
		if err != nil || len(m.docs) == 0 {
			return 0, err
		}
		kids := plan.Operands(n)
		if len(kids) == 0 {
			scores[n] = float64(m.scores[0]) * weight
		}
		if best, ok := n.(*plan.Best); ok {
			if kids, err = r.winner(part, best, within); err != nil {
				return 0, err
			}
		}
		for _, kid := range kids {
			if _, err := visit(kid, weight); err != nil {
				return 0, err
			}
		}
		return float64(m.scores[0]) * weight, nil
	}
	if asked.Root == nil {
		return scores, nil
	}
	sum, err := visit(asked.Root, 1)
	if err != nil {
		return nil, err
	}
	for _, b := range asked.Also {
		// A hit that ranks low has no bonuses.
		if float64(c.score)-sum < rounding {
			break
		}
		more, err := visit(b.Node, b.Weight)
		if err != nil {
			return nil, err
		}
		sum += more
	}
	return scores, nil
}

// rounding is more than the order of summing can change in a score.
const rounding = 1e-4

package embedded

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/plan"
)

// Running a plan. Each node is evaluated part by part of the index to the sorted
// numbers of the passages that match and their scores. An Every goes from its rarest
// operand to its most frequent one and evaluates the later ones only on the passages
// that are left.

// matches are the numbers, within a part, of the passages that match, rising,
// and their scores.
type matches struct {
	docs   []uint32
	scores []float32
}

func (m *matches) add(doc uint32, score float32) {
	m.docs, m.scores = append(m.docs, doc), append(m.scores, score)
}

// keep keeps those in a set.
func (m *matches) keep(set numbers) {
	kept := 0
	for i, doc := range m.docs {
		if set.has(doc) != 0 {
			m.docs[kept], m.scores[kept] = doc, m.scores[i]
			kept++
		}
	}
	m.docs, m.scores = m.docs[:kept], m.scores[:kept]
}

// from keeps those with a score of at least so much.
func (m *matches) from(least float64) {
	kept := 0
	for i, score := range m.scores {
		if float64(score) >= least {
			m.docs[kept], m.scores[kept] = m.docs[i], score
			kept++
		}
	}
	m.docs, m.scores = m.docs[:kept], m.scores[:kept]
}

// run is one evaluation of a plan, for one goroutine.
type run struct {
	ctx   context.Context
	e     *Engine
	dicts *dictionaries
	leafs map[plan.Node]leaf
	// lent are sets that are given back when the run ends, spare is one for adding to sets.
	lent  []*numbers
	spare *numbers
	// relaxed is the root where its Min may be lowered, minimum the lowered Min, and
	// tallies are the counts of its operands, part by part.
	relaxed *plan.Some
	minimum int
	tallies []counted
	// root is the root where it is a Best, and direct the passages of the part run last
	// that match the first node of it.
	root   *plan.Best
	direct []uint32
	// among are the passages that bonuses are computed for, and places the positions
	// in them of the terms of bonuses: neighbouring pairs share their terms.
	among  []uint32
	places map[string][]place
}

// leaf is the data of a run about a leaf of the plan.
type leaf struct {
	// lists are the postings of the terms, part by part, nil where those of a twin are
	// enough; those of a sequence are followed by the postings of the other forms of each of
	// its terms.
	lists [][]*postings
	cost  int // postings to read
	// union holds, part by part, the passages that a prefix matches.
	union []*roaring.Bitmap
	// test decides about an attribute.
	test func(number uint32) bool
}

// newRun opens the postings that a plan needs; release gives them back.
func (e *Engine) newRun(ctx context.Context, asked *engine.Request) (r *run, release func(), err error) {
	r = &run{ctx: ctx, e: e, leafs: map[plan.Node]leaf{}}
	var giveBack func()
	r.dicts, giveBack = e.dictionaries()
	release = func() {
		for _, s := range r.lent {
			e.sets.Put(s)
		}
		giveBack()
	}
	roots := []plan.Node{asked.Root}
	for _, b := range asked.Also {
		roots = append(roots, b.Node)
	}
	for _, root := range roots {
		plan.Map(root, func(n plan.Node) plan.Node {
			if err == nil {
				r.leafs[n], err = r.open(n)
			}
			return n
		})
	}
	if err != nil {
		release()
		return nil, nil, err
	}
	r.relaxed = plan.Relaxed(asked.Root)
	r.root, _ = asked.Root.(*plan.Best)
	return r, release, nil
}

func (r *run) open(n plan.Node) (l leaf, err error) {
	switch n := n.(type) {
	case *plan.AnyTerm:
		if n.Prefix {
			l.union, err = r.e.beginning(r.ctx, n.Terms)
			for _, part := range l.union {
				l.cost += int(part.GetCardinality())
			}
			return l, err
		}
		l.lists = make([][]*postings, len(r.e.parts))
		for part := range l.lists {
			for _, t := range n.Terms {
				list, err := r.dicts.list(part, t.Stream, t.Text)
				if err != nil {
					return l, err
				}
				l.lists[part] = append(l.lists[part], list)
				l.cost += list.count()
			}
			dropTwins(l.lists[part], n.Weights)
		}
	case *plan.Sequence:
		l.lists = make([][]*postings, len(r.e.parts))
		costs := make([]int, len(n.Terms))
		for part := range l.lists {
			for _, forms := range append([][]string{n.Terms}, n.Forms...) {
				for _, t := range forms {
					list, err := r.dicts.list(part, analysis.Words, t)
					if err != nil {
						return l, err
					}
					l.lists[part] = append(l.lists[part], list)
				}
			}
			for i := range n.Terms {
				for _, f := range formsOf(n, l.lists[part], i) {
					costs[i] += f.list.count()
				}
			}
		}
		l.cost = slices.Min(costs)
	case *plan.Counterparts:
		l.lists = make([][]*postings, len(r.e.parts))
		for part := range l.lists {
			for _, c := range n.Of {
				for _, t := range c.Terms {
					list, err := r.dicts.list(part, t.Stream, t.Text)
					if err != nil {
						return l, err
					}
					l.lists[part] = append(l.lists[part], list)
					l.cost += list.count()
				}
			}
		}
	case *plan.Attribute:
		l.cost = r.e.cols.passages
		l.test, err = r.predicate(n)
	}
	return l, err
}

// dropTwins puts nil in the place of the postings of terms that have a twin before them whose
// weight is no less.
func dropTwins(lists []*postings, weights []float64) {
	for i, list := range lists {
		for j, before := range lists[:i] {
			if before != nil && list.peaked != nil && before.peaked != nil && before.peaked.twin == list.peaked.twin && weights[j] >= weights[i] {
				lists[i] = nil
				break
			}
		}
	}
}

// matching returns the passages of a part that match the root of a plan; without a
// root, all of them.
func (r *run) matching(part int, root plan.Node) (matches, error) {
	if root != nil {
		return r.eval(part, root, nil)
	}
	size := r.e.parts[part].size
	m := matches{make([]uint32, 0, size), make([]float32, 0, size)}
	r.passages(part, nil, func(doc uint32) { m.add(doc, 0) })
	return m, nil
}

// eval returns the passages of a part that match n; where within is not nil, only
// passages in it.
func (r *run) eval(part int, n plan.Node, within []uint32) (matches, error) {
	if within != nil && len(within) == 0 {
		return matches{}, nil
	}
	if r.ofWords(n) {
		return r.byWords(part, n, within)
	}
	switch n := n.(type) {
	case *plan.AnyTerm:
		return r.byPrefix(part, n, within)
	case *plan.Sequence:
		return r.sequence(part, n, within)
	case *plan.Best:
		return r.best(part, n, within)
	case *plan.Some:
		return r.some(part, n, within)
	case *plan.Every:
		return r.every(part, n, within)
	case *plan.Attribute:
		base, test := uint32(r.e.parts[part].base), r.leafs[n].test
		var m matches
		r.passages(part, within, func(doc uint32) {
			if test(base + doc) {
				m.add(doc, 0)
			}
		})
		return m, r.ctx.Err()
	}
	return matches{}, fmt.Errorf("cannot run a %T", n)
}

// passages calls visit with the numbers of the passages in a part; where within is
// not nil, only with numbers in it.
func (r *run) passages(part int, within []uint32, visit func(doc uint32)) {
	if within != nil {
		for _, doc := range within {
			visit(doc)
		}
		return
	}
	p := r.e.parts[part]
	for n, doc := range r.e.cols.doc[p.base : p.base+p.size] {
		if doc != none {
			visit(uint32(n))
		}
	}
}

// score returns the share of a leaf with a weight in the score of a passage.
func (r *run) score(weight, tf float64, number int) float32 {
	return float32(weight * engine.Saturation(tf, r.norm(number)))
}

func (r *run) norm(number int) float64 { return engine.Norms[r.e.cols.length[number]] }

// best merges two lists; a passage in both has the better score.
func best(a, b matches) matches {
	if len(b.docs) == 0 {
		return a
	}
	if len(a.docs) == 0 || a.docs[len(a.docs)-1] < b.docs[0] {
		return matches{append(a.docs, b.docs...), append(a.scores, b.scores...)}
	}
	m := matches{make([]uint32, 0, len(a.docs)+len(b.docs)), make([]float32, 0, len(a.docs)+len(b.docs))}
	i, j := 0, 0
	for i < len(a.docs) && j < len(b.docs) {
		switch x, y := a.docs[i], b.docs[j]; {
		case x < y:
			m.add(x, a.scores[i])
			i++
		case x > y:
			m.add(y, b.scores[j])
			j++
		default:
			m.add(x, max(a.scores[i], b.scores[j]))
			i, j = i+1, j+1
		}
	}
	return matches{
		append(append(m.docs, a.docs[i:]...), b.docs[j:]...),
		append(append(m.scores, a.scores[i:]...), b.scores[j:]...),
	}
}

// common returns how many numbers two rising lists share.
func common(a, b []uint32) int {
	n := 0
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			n++
			a, b = a[1:], b[1:]
		}
	}
	return n
}

func (r *run) every(part int, n *plan.Every, within []uint32) (matches, error) {
	must := r.rarestFirst(n.Must)
	if within == nil {
		var err error
		if within, err = r.intersection(part, must); err != nil {
			return matches{}, err
		}
	}
	var m matches
	for i, kid := range must {
		next, err := r.eval(part, kid, within)
		if err != nil {
			return matches{}, err
		}
		if i > 0 {
			// next is a subset of m, which it was asked about.
			for j, k := 0, 0; j < len(next.docs); j++ {
				for m.docs[k] != next.docs[j] {
					k++
				}
				next.scores[j] += m.scores[k]
			}
		}
		m = next
		if within = m.docs; within == nil {
			within = []uint32{}
		}
	}
	if len(must) == 0 {
		r.passages(part, within, func(doc uint32) { m.add(doc, 0) })
	}
	for _, kid := range n.Not {
		if len(m.docs) == 0 {
			break
		}
		not, err := r.eval(part, kid, m.docs)
		if err != nil {
			return matches{}, err
		}
		m = without(m, not.docs)
	}
	return m, nil
}

// rarestFirst returns nodes in the order of the postings that they read.
func (r *run) rarestFirst(nodes []plan.Node) []plan.Node {
	return slices.SortedStableFunc(slices.Values(nodes), func(a, b plan.Node) int { return r.cost(a) - r.cost(b) })
}

// without removes a subset of m's numbers.
func without(m matches, docs []uint32) matches {
	kept := 0
	for i, doc := range m.docs {
		if len(docs) > 0 && docs[0] == doc {
			docs = docs[1:]
			continue
		}
		m.docs[kept], m.scores[kept] = doc, m.scores[i]
		kept++
	}
	return matches{m.docs[:kept], m.scores[:kept]}
}

// cost estimates how many postings n reads.
func (r *run) cost(n plan.Node) int {
	switch n := n.(type) {
	case *plan.Some, *plan.Best:
		total := 0
		for _, kid := range plan.Operands(n) {
			total += r.cost(kid)
		}
		return total
	case *plan.Every:
		least := math.MaxInt
		for _, kid := range n.Must {
			least = min(least, r.cost(kid))
		}
		return min(least, r.e.cols.passages)
	}
	return r.leafs[n].cost
}

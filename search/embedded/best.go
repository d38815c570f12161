package embedded

import (
	"cmp"
	"math"
	"math/bits"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/plan"
)

// Scoring what can be among the best alone. Which operands of a Some match a passage is
// read from bitmaps, exactly and without scores, and so are totals and facets. The
// weights of these operands bound the score: passages in which most of them match are
// scored first, and those whose bound is below the scores of as many as are asked for never
// are. It is MaxScore (Turtle and Flood, Query Evaluation: Strategies and
// Optimizations, 1995) with the sets of operands in place of the order of postings.
// Passages that match by other languages alone come last of all where a list of words is
// asked for, so that they are mostly only counted. Of a question the better of the two
// sides counts, and the higher bound.

// maxOperands is how many operands of a side have a bit in a mask.
const maxOperands = 32

// pruned are the passages that match the root of a plan, few of them with scores.
type pruned struct {
	// sides are the root, or its two nodes where it is a Best. With a lead, passages that
	// match the second alone come behind all others, which have their scores by the first;
	// without one, the better side gives the score.
	sides  []side
	better bool
	// scored are the scores of what matches the first side, part by part, where bitmaps
	// alone do not tell that.
	scored []matches
	// all are the passages, part by part.
	all []numbers
}

// side is a node of which a passage may have its score: the sum of its operands, which are
// those of a Some or the node itself.
type side struct {
	of       []plan.Node
	minimum  int
	all      float64 // added where all operands match
	lead     float64 // added where the side matches
	bounds   []float64
	relaxing *plan.Some // where the minimum may be lowered
	// in are, part by part, the passages in which each operand matches, counted in how
	// many of these passages are, and found are those that match the side.
	in      [][]numbers
	counted []counts
	found   []numbers
}

// newSide returns the side of n; a Some has its operands apart if they have bits.
func (r *run) newSide(n plan.Node) side {
	parts := len(r.e.parts)
	s := side{of: []plan.Node{n}, minimum: 1, in: make([][]numbers, parts), counted: make([]counts, parts)}
	if some, ok := n.(*plan.Some); ok && len(some.Of) > 0 && len(some.Of) <= maxOperands {
		s.of, s.minimum, s.all = some.Of, max(some.Min, 1), some.Lead
		if some == r.relaxed {
			s.relaxing = some
		}
	}
	for _, kid := range s.of {
		s.bounds = append(s.bounds, bound(kid))
	}
	return s
}

// whole reports whether the operands of a side are not apart.
func (s *side) whole(n plan.Node) bool { return s.of[0] == n }

// prune returns the matches of a plan; nil if the plan cannot be run in this way.
func (r *run) prune(asked *engine.Request) (*pruned, error) {
	counting := asked.Limit == 0 // no scores are wanted
	if asked.Root == nil || !counting && (asked.Sort != search.ByRelevance || asked.After != "" && asked.Grouped) {
		return nil, nil
	}
	p := &pruned{all: make([]numbers, len(r.e.parts))}
	scored := false
	switch root := asked.Root.(type) {
	case *plan.Some:
		own := r.newSide(root)
		if p.sides = []side{own}; own.whole(root) {
			return nil, nil
		}
	case *plan.Best:
		if len(root.Of) != 2 {
			return nil, nil
		}
		own := r.newSide(root.Of[0])
		other := r.newSide(root.Of[1])
		own.lead, p.better = root.Lead, root.Lead == 0
		scored = !counting && own.whole(root.Of[0]) && r.untold(root.Of[0])
		if p.better && scored {
			return nil, nil
		}
		p.sides = []side{own, other}
	default:
		if word, ok := root.(*plan.AnyTerm); !counting && (!ok || word.Prefix) {
			return nil, nil
		}
		p.sides = []side{r.newSide(root)}
	}
	if scored {
		if err := r.scoreFirst(p); err != nil {
			return nil, err
		}
	}
	for i := range p.sides {
		if err := r.find(&p.sides[i]); err != nil {
			return nil, err
		}
	}
	for part := range p.all {
		p.all[part] = r.numbers(part)
		for _, s := range p.sides {
			p.all[part].or(s.found[part])
		}
	}
	return p, nil
}

// scoreFirst scores what matches the first side, and notes it as found.
func (r *run) scoreFirst(p *pruned) error {
	if err := r.lower(); err != nil {
		return err
	}
	own := &p.sides[0]
	for part := range r.e.parts {
		m, err := r.eval(part, own.of[0], nil)
		if err != nil {
			return err
		}
		set := r.numbers(part)
		for i, doc := range m.docs {
			set.put(doc)
			m.scores[i] += float32(own.lead)
		}
		p.scored, own.found = append(p.scored, m), append(own.found, set)
	}
	return nil
}

// find finds the passages that match a side, and decides how many operands have to.
func (r *run) find(s *side) error {
	if s.found != nil {
		return nil
	}
	if s.minimum > 1 {
		byCount := make([]int, len(s.of)+1)
		for part := range r.e.parts {
			c, err := r.countsOf(part, s)
			if err != nil {
				return err
			}
			c.tally(byCount)
		}
		if s.relaxing != nil {
			s.minimum = s.relaxing.Lowered(byCount)
		}
	}
	if s.relaxing != nil {
		r.minimum = s.minimum
	}
	for part := range r.e.parts {
		set := r.numbers(part)
		if s.counted[part] != nil {
			s.counted[part].atLeast(s.minimum, len(s.of), set)
		} else if err := cmp.Or(r.matchedAny(part, s.of, set, nil), r.ctx.Err()); err != nil {
			return err
		}
		s.found = append(s.found, set)
	}
	return nil
}

// operands returns the passages of a part in which the operands of a side match.
func (r *run) operands(part int, s *side) ([]numbers, error) {
	if s.in[part] != nil {
		return s.in[part], nil
	}
	in := make([]numbers, len(s.of))
	for i, n := range s.of {
		in[i] = r.numbers(part)
		if err := r.matched(part, n, in[i], nil); err != nil {
			return nil, err
		}
	}
	s.in[part] = in
	return in, r.ctx.Err()
}

// countsOf counts the operands of a side that match in the passages of a part.
func (r *run) countsOf(part int, s *side) (counts, error) {
	if s.counted[part] == nil {
		in, err := r.operands(part, s)
		if err != nil {
			return nil, err
		}
		s.counted[part] = r.count(part, in)
	}
	return s.counted[part], nil
}

// untold reports whether bitmaps alone do not tell where n matches.
func (r *run) untold(n plan.Node) bool {
	switch n := n.(type) {
	case *plan.AnyTerm, *plan.Counterparts:
		return false
	case *plan.Some:
		return n == r.relaxed || slices.ContainsFunc(n.Of, r.untold)
	case *plan.Best:
		return slices.ContainsFunc(n.Of, r.untold)
	}
	return true
}

// matched adds to a set the passages of a part that match n. Where within is not nil,
// others than its passages may be missing.
func (r *run) matched(part int, n plan.Node, to, within numbers) error {
	switch n := n.(type) {
	case *plan.AnyTerm:
		if n.Prefix {
			r.fill(part, to, r.leafs[n].union[part])
			return nil
		}
		for _, list := range r.leafs[n].lists[part] {
			r.fill(part, to, list.live)
		}
		return nil
	case *plan.Counterparts:
		lists := r.leafs[n].lists[part]
		for _, c := range n.Of {
			of := lists[0].live
			for _, list := range lists[1:len(c.Terms)] {
				of = roaring.And(of, list.live)
			}
			r.fill(part, to, of)
			lists = lists[len(c.Terms):]
		}
		return nil
	case *plan.Best:
		return r.matchedAny(part, n.Of, to, within)
	case *plan.Some:
		if n.Min <= 1 {
			return r.matchedAny(part, n.Of, to, within)
		}
		sets := make([]numbers, len(n.Of))
		for i, kid := range n.Of {
			sets[i] = r.numbers(part)
			if err := r.matched(part, kid, sets[i], within); err != nil {
				return err
			}
		}
		r.count(part, sets).atLeast(n.Min, len(sets), to)
		return nil
	case *plan.Every:
		set := within
		for _, untold := range []bool{false, true} { // these last, on what is left
			for _, kid := range n.Must {
				if r.untold(kid) != untold {
					continue
				}
				of := r.numbers(part)
				if err := r.matched(part, kid, of, set); err != nil {
					return err
				}
				if set != nil {
					of.and(set)
				}
				set = of
			}
		}
		if len(n.Must) == 0 {
			set = r.numbers(part)
			r.passages(part, nil, set.put)
		}
		for _, kid := range n.Not {
			not := r.numbers(part)
			if err := r.matched(part, kid, not, set); err != nil {
				return err
			}
			set.andNot(not)
		}
		to.or(set)
		return nil
	}
	var docs []uint32
	if within != nil {
		docs = within.list([]uint32{})
	}
	m, err := r.eval(part, n, docs)
	for _, doc := range m.docs {
		to.put(doc)
	}
	return err
}

func (r *run) matchedAny(part int, nodes []plan.Node, to, within numbers) error {
	for _, n := range nodes {
		if err := r.matched(part, n, to, within); err != nil {
			return err
		}
	}
	return nil
}

// intersection returns the passages of a part in which all of several nodes match, as far
// as bitmaps tell; nil where they do not.
func (r *run) intersection(part int, nodes []plan.Node) ([]uint32, error) {
	var told []plan.Node
	for _, n := range nodes {
		if !r.untold(n) {
			told = append(told, n)
		}
	}
	if len(told) < 2 {
		return nil, nil
	}
	all := r.numbers(part)
	err := r.matched(part, &plan.Every{Must: told}, all, nil)
	return all.list([]uint32{}), err
}

// bound returns more than n can add to the score of a passage.
func bound(n plan.Node) float64 {
	switch n := n.(type) {
	case *plan.AnyTerm:
		return slices.Max(append([]float64{0}, n.Weights...)) * (engine.K1 + 1)
	case *plan.Counterparts:
		return n.Weight * (engine.K1 + 1)
	case *plan.Sequence:
		return max(n.Weight, n.Loose, n.Torn) * (engine.K1 + 1)
	case *plan.Attribute:
		return 0
	case *plan.Every:
		total := 0.0
		for _, kid := range n.Must {
			total += bound(kid)
		}
		return total
	case *plan.Best:
		best := 0.0
		for i, kid := range n.Of {
			if best = max(best, bound(kid)); i == 0 {
				best += n.Lead
			}
		}
		return best
	case *plan.Some:
		total := n.Lead
		for _, kid := range n.Of {
			total += bound(kid)
		}
		return total
	}
	return math.Inf(1)
}

// bounds hold more than passages can score in which operands of a side match, as sums by
// the bytes of masks.
type bounds [4][256]float64

func (s *side) byMask() *bounds {
	b := &bounds{}
	for k, most := range s.bounds {
		for mask := range 256 {
			if mask&(1<<(k%8)) != 0 {
				b[k/8][mask] += most
			}
		}
	}
	return b
}

func (b *bounds) of(mask uint32) float64 {
	return b[0][mask&255] + b[1][mask>>8&255] + b[2][mask>>16&255] + b[3][mask>>24]
}

// most returns more than a passage can score in which many operands of the side match whose
// bounds have a sum.
func (s *side) most(many int, sum float64) float64 {
	if sum += s.lead; many == len(s.of) {
		sum += s.all
	}
	return sum*(1+1e-6) + rounding
}

// levels are the passages in which at most so many operands of each side match.
type levels struct {
	sides []*side
	most  int
}

// bound returns more than passages of the levels can score.
func (l *levels) bound() (bound float64) {
	for _, s := range l.sides {
		sorted, sum := slices.Sorted(slices.Values(s.bounds)), 0.0
		many := min(l.most, len(s.of))
		for _, b := range sorted[len(sorted)-many:] {
			sum += b
		}
		bound = max(bound, s.most(many, sum))
	}
	return bound
}

// addLevel adds the passages of a part in which just so many operands of one of the sides match
// to a set.
func (r *run) addLevel(part int, l *levels, many int, to numbers) error {
	for _, s := range l.sides {
		if many < s.minimum || many > len(s.of) {
			continue
		}
		counted, err := r.countsOf(part, s)
		if err != nil {
			return err
		}
		counted.atLeast(many, many, to)
	}
	return nil
}

// wanted are the passages whose scores are needed.
type wanted struct {
	// best is how many, of the best; grouped, of how many documents.
	best    int
	grouped bool
	// behind is how many of those with a score below after are needed besides.
	behind int
	after  float64
}

// newWanted returns what a request needs. Bonuses may bring what they are given to before
// its place, so that behind a cursor so many more are needed.
func newWanted(r *engine.Request, after *key) wanted {
	w := wanted{best: r.Limit + r.Skip, grouped: r.Grouped, after: math.Inf(1)}
	if len(r.Also) > 0 {
		w.best = max(w.best, engine.Reranked)
	}
	if after != nil {
		w.after, w.behind = -after.primary, r.Limit
		if len(r.Also) > 0 {
			w.behind += engine.Reranked
		}
	}
	return w
}

// least returns the score that all passages wanted have at least; 0 while there are too
// few.
func (w wanted) least(e *Engine, found []matches) float64 {
	least := e.least(found, w.best, w.grouped, math.Inf(1))
	if w.behind > 0 {
		least = min(least, e.least(found, w.behind, w.grouped, w.after))
	}
	return least
}

// bestOf returns passages with their scores, among which are those wanted.
func (r *run) bestOf(p *pruned, w wanted) ([]matches, error) {
	found, done := make([]matches, len(r.e.parts)), make([]numbers, len(r.e.parts))
	least := 0.0
	for part := range found {
		done[part] = r.numbers(part)
		if p.scored == nil {
			continue
		}
		for i, doc := range p.scored[part].docs {
			if p.all[part].has(doc) != 0 {
				found[part].add(doc, p.scored[part].scores[i])
			}
		}
	}
	if p.scored != nil {
		least = w.least(r.e, found)
	}
	for i := range p.sides {
		l := levels{sides: []*side{&p.sides[i]}}
		switch {
		case i == 0 && p.scored != nil, i == 1 && p.better:
			continue
		case p.better:
			l.sides = append(l.sides, &p.sides[1])
		case i == 1: // what matches the first side has its score by it
			for part := range done {
				done[part].or(p.sides[0].found[part])
			}
		}
		for _, s := range l.sides {
			l.most = max(l.most, len(s.of))
		}
		// First those with the most operands, as many as are wanted, then all others that can
		// be among the best: to go through postings takes long.
		for _, enough := range []int{w.best, math.MaxInt} {
			if l.most == 0 || l.bound() < least {
				break
			}
			sets := make([]numbers, len(done))
			for part := range sets {
				sets[part] = r.numbers(part)
			}
			for size := 0; l.most > 0 && size < enough && l.bound() >= least; l.most-- {
				size = 0
				for part, set := range sets {
					if err := r.addLevel(part, &l, l.most, set); err != nil {
						return nil, err
					}
					set.and(p.all[part])
					set.andNot(done[part])
					size += set.count()
				}
			}
			for _, s := range l.sides { // of two scores of a passage the better one is kept
				for part, set := range sets {
					done[part].or(set)
					more, err := r.scoreFrom(part, s, set, least)
					if err != nil {
						return nil, err
					}
					found[part] = best(found[part], more)
				}
				least = w.least(r.e, found)
			}
		}
	}
	return found, nil
}

// scoreFrom scores those passages of a set that can have a score of least by a side.
func (r *run) scoreFrom(part int, s *side, set numbers, least float64) (matches, error) {
	operands, err := r.operands(part, s)
	if err != nil {
		return matches{}, err
	}
	docs := set.list(make([]uint32, 0, set.count()))
	masks := make([]uint32, len(docs)) // the operands that match in each
	for k, in := range operands {
		for i, doc := range docs {
			masks[i] |= in.has(doc) << k
		}
	}
	kept, most := 0, s.byMask()
	for i, mask := range masks {
		if many := bits.OnesCount32(mask); many >= s.minimum && s.most(many, most.of(mask)) >= least {
			docs[kept], masks[kept] = docs[i], mask
			kept++
		}
	}
	found := matches{docs[:kept], make([]float32, kept)}
	within, of := make([]uint32, 0, kept), make([]int, 0, kept) // passages, places in found
	scores := make([]float32, kept)
	for k, kid := range s.of {
		within, of = within[:0], of[:0]
		for i, doc := range found.docs {
			if masks[i]&(1<<k) != 0 {
				within, of = append(within, doc), append(of, i)
			}
		}
		if err := r.scoresOf(part, kid, within, scores[:len(within)]); err != nil {
			return matches{}, err
		}
		for j, i := range of {
			found.scores[i] += scores[j]
		}
	}
	for i := range found.scores {
		if bits.OnesCount32(masks[i]) == len(s.of) {
			found.scores[i] += float32(s.all)
		}
		found.scores[i] += float32(s.lead)
	}
	return found, nil
}

// scoresOf sets scores to those of a node in each of the passages within, 0 where it does
// not match. Words and what stands for them need no lists of their own for that.
func (r *run) scoresOf(part int, n plan.Node, within []uint32, scores []float32) error {
	clear(scores)
	if len(within) == 0 {
		return nil
	}
	base := r.e.parts[part].base
	switch n := n.(type) {
	case *plan.AnyTerm:
		if n.Prefix {
			break
		}
		for i, list := range r.leafs[n].lists[part] {
			err := r.eachTime(n.Terms[i], list, within, func(at int, doc uint32, times float64) {
				scores[at] = max(scores[at], r.score(n.Weights[i], times, base+int(doc)))
			})
			if err != nil {
				return err
			}
		}
		return nil
	case *plan.Counterparts:
		if err := r.frequencies(part, n, within, scores); err != nil {
			return err
		}
		for i, frequency := range scores {
			if frequency > 0 {
				scores[i] = float32(n.Weight * engine.Saturation(float64(frequency), engine.AcrossNorm(r.norm(base+int(within[i])))))
			}
		}
		return nil
	case *plan.Best:
		if n.Lead > 0 {
			break
		}
		of := make([]float32, len(within))
		for _, kid := range n.Of {
			if err := r.scoresOf(part, kid, within, of); err != nil {
				return err
			}
			for i, score := range of {
				scores[i] = max(scores[i], score)
			}
		}
		return nil
	}
	m, err := r.eval(part, n, within)
	at := 0
	for i, doc := range m.docs {
		for within[at] != doc {
			at++
		}
		scores[at] = m.scores[i]
	}
	return err
}

// least returns the score of the last of the best passages, or documents, among those with
// scores below a limit; 0 where there are fewer.
func (e *Engine) least(found []matches, best int, grouped bool, below float64) float64 {
	// top has the best scores, and perhaps others, none of them below worst.
	top, worst, limit := make([]float32, 0, 2*best), float32(0), float32(below)
	add := func(score float32) {
		if score <= worst || score >= limit {
			return
		}
		if top = append(top, score); len(top) == 2*best {
			slices.Sort(top)
			top = top[:copy(top, top[best:])]
			worst = top[0]
		}
	}
	e.eachFound(found, search.ByRelevance, grouped, func(_ uint32, score float32) { add(score) })
	if len(top) < best {
		return 0
	}
	slices.Sort(top)
	return float64(top[len(top)-best])
}

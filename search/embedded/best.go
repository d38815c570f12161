package embedded

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/plan"
)

// Scoring what can be among the best alone. Which operands of a Some match a passage is
// read from bitmaps, exactly and without scores, and so are totals and facets. The
// weights of these operands bound the score: container by container those passages are
// scored whose bounds reach the scores of as many as are asked for, of those so far. It is
// MaxScore (Turtle and Flood, Query Evaluation: Strategies and Optimizations, 1995) with
// sums of bounds, added up for 64 passages at once, in place of the order of postings.
// Passages that match by other languages alone come last of all where a list of words is
// asked for, so that they are mostly only counted. Of a question the better of the two
// sides counts: the scores by the first bound what the same words give by the other, so
// that of most passages only the counterparts are read for it.

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
// those of a Some or an Every or the node itself.
type side struct {
	of       []plan.Node
	minimum  int
	all      float64    // added where all operands match
	lead     float64    // added where the side matches
	relaxing *plan.Some // where the minimum may be lowered
	// in are, part by part, the passages in which each operand matches, and if something is
	// added there those in which all do; found are those that match the side.
	in    [][]numbers
	found []numbers
	// bounds are those of the operands, in steps, of which the sum is highest.
	bounds  []int
	step    float64
	highest int
	// beside is what the side has beside the first one, where the better side gives the score;
	// nil where that does not help.
	beside *beside
}

// newSide returns the side of n; a Some has its operands apart if they have bits, and an Every
// of which bitmaps tell where it matches.
func (r *run) newSide(n plan.Node) side {
	parts := len(r.e.parts)
	s := side{of: []plan.Node{n}, minimum: 1, in: make([][]numbers, parts)}
	if some, ok := n.(*plan.Some); ok && len(some.Of) > 0 && len(some.Of) <= maxOperands {
		s.of, s.minimum, s.all = some.Of, max(some.Min, 1), some.Lead
		if some == r.relaxed {
			s.relaxing = some
		}
	}
	if every, ok := n.(*plan.Every); ok && r.ofWords(every) && len(every.Must) <= maxOperands {
		s.of, s.minimum = r.rarestFirst(every.Must), len(every.Must)
	}
	const steps = 1 << 8 // sums of bounds are below
	bounds, sum := []float64{}, 0.0
	for _, kid := range s.of {
		bounds = append(bounds, bound(kid))
		sum += bounds[len(bounds)-1]
	}
	s.step = cmp.Or(sum, 1) / float64(steps-2-len(s.of))
	for i, b := range bounds {
		s.bounds = append(s.bounds, int(math.Ceil(b/s.step)))
		s.highest += s.bounds[i]
	}
	return s
}

// whole reports whether the operands of a side are not apart.
func (s *side) whole(n plan.Node) bool { return s.of[0] == n }

// every reports whether all operands of a side have to match.
func (s *side) every() bool { return s.minimum == len(s.of) && s.relaxing == nil }

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
		// What only excludes scores nothing, and is not worth looking for the best.
		if word, ok := root.(*plan.AnyTerm); !counting && (ok && word.Prefix || bound(root) == 0 || r.untold(root)) {
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
		s, own := &p.sides[i], &p.sides[0]
		if i == 1 && p.better && own.minimum <= 1 && s.all == 0 { // else what the first side matches lacks some
			s.beside = r.beside(s, own)
		}
		if err := r.find(s); err != nil {
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
	counted, byCount := make([]counts, len(r.e.parts)), make([]int, len(s.of)+1)
	for part := range r.e.parts {
		if err := r.findOperands(part, s); err != nil {
			return err
		}
		if s.minimum > 1 && !s.every() {
			counted[part] = r.countSets(part, s.in[part][:len(s.of)])
			counted[part].tally(byCount)
		}
	}
	if s.relaxing != nil {
		if s.minimum > 1 {
			s.minimum = s.relaxing.Lowered(byCount)
		}
		r.minimum = s.minimum
	}
	for part := range r.e.parts {
		set, in := r.numbers(part), s.in[part][:len(s.of)]
		switch {
		case s.every():
			set.or(in[0])
			for _, in := range in[1:] {
				set.and(in)
			}
		case s.minimum > 1:
			counted[part].addAtLeast(s.minimum, set)
		default:
			for _, in := range in {
				set.or(in)
			}
		}
		s.found = append(s.found, set)
	}
	return nil
}

// findOperands finds the passages of a part in which the operands of a side match.
func (r *run) findOperands(part int, s *side) error {
	for i, n := range s.of {
		in := r.numbers(part)
		var err error
		if s.beside != nil {
			err = r.matchedBeside(part, &s.beside.operands[i], in)
		} else {
			err = r.matched(part, n, in, nil)
		}
		if err != nil {
			return err
		}
		s.in[part] = append(s.in[part], in)
	}
	if s.all > 0 {
		whole := r.numbers(part)
		whole.or(s.in[part][0])
		for _, in := range s.in[part] {
			whole.and(in)
		}
		s.in[part] = append(s.in[part], whole)
	}
	return r.ctx.Err()
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
	case *plan.Every:
		return slices.ContainsFunc(n.Must, r.untold) || slices.ContainsFunc(n.Not, r.untold)
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
			if list != nil {
				r.addTo(part, to, list)
			}
		}
		return nil
	case *plan.Counterparts:
		lists := r.leafs[n].lists[part]
		for _, c := range n.Of {
			if len(c.Terms) == 1 {
				r.addTo(part, to, lists[0])
			} else {
				of := lists[0].live
				for _, list := range lists[1:len(c.Terms)] {
					of = roaring.And(of, list.live)
				}
				r.fill(part, to, of)
			}
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
		r.countSets(part, sets).addAtLeast(n.Min, to)
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

// reach returns the sum of bounds, in steps, that a passage has at least which can score
// least, without what is added where all operands match.
func (s *side) reach(least float64) int {
	return int(math.Ceil(((least-rounding)/(1+1e-5) - s.lead) / s.step))
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
	found := make([]matches, len(r.e.parts))
	least := 0.0
	if p.scored != nil {
		for part, m := range p.scored {
			m.keep(p.all[part])
			found[part] = m
		}
		least = w.least(r.e, found)
	}
	for i := range p.sides {
		if i == 0 && p.scored != nil {
			continue
		}
		for part := range found {
			set := r.numbers(part)
			set.or(p.sides[i].found[part])
			set.and(p.all[part])
			if i == 1 && !p.better { // what matches the first side has its score by it
				set.andNot(p.sides[0].found[part])
			}
			var err error
			if least, err = r.bestIn(part, p, i, set, w, found, least); err != nil {
				return nil, err
			}
		}
	}
	for part := range found {
		found[part].from(least)
	}
	return found, nil
}

// bestIn adds to what is found, of which what can be among the wanted has scores of at least
// so much, those of a set of a part by the i-th side. It returns how much that is then.
func (r *run) bestIn(part int, p *pruned, i int, set numbers, w wanted, found []matches, least float64) (float64, error) {
	s := &p.sides[i]
	if s.reach(least-s.all) > s.highest {
		return least, nil
	}
	apart, all := scores{}, sync.OnceValue(func() []uint32 { return set.list([]uint32{}) })
	var by *bounds
	if s.beside == nil {
		by = r.boundsIn(part, s)
	}
	for _, n := range s.of {
		if err := r.scoresApart(part, n, all, apart); err != nil {
			return 0, err
		}
	}
	bounded, b := r.counts(part, s.highest), r.e.lendSums()
	for start := 0; start < len(set); start += containerWords {
		left := set[start:min(start+containerWords, len(set))]
		if s.reach(least-s.all) > s.highest {
			break
		}
		score := func(in numbers) error {
			if b.docs = in.listFrom(uint32(start)<<6, b.docs[:0]); len(b.docs) == 0 {
				return nil
			}
			more, err := r.scoresBy(part, s, by, &window{b.docs, in}, apart, least, w, b)
			if err != nil {
				return err
			}
			found[part] = best(found[part], more)
			least = w.least(r.e, found)
			found[part].from(least)
			return nil
		}
		switch {
		case s.beside != nil:
			if s.reach(least) <= 0 {
				break
			}
			if err := r.dropBelow(part, least, start, left, apart, bounded, b, p, found[part]); err != nil {
				return 0, err
			}
		case len(s.of) == 1 && by.peaks[0] > 0: // these come first
			peaks, first := by.peaks[0], numbers(b.first[:len(left)])
			for i := range first {
				first[i] = left[i] & by.in[peaks][start+i]
			}
			if err := score(first); err != nil {
				return 0, err
			}
			if left.andNot(first); s.reach(least-s.all) > s.highest-by.of[peaks] {
				continue
			}
		case len(s.of) > 1:
			sums := bounded.cleared(len(left))
			sums.add(by.in, start, by.of)
			whole := numbers(nil) // those in which all match
			if s.all > 0 {
				whole = s.in[part][len(s.of)][start : start+len(left)]
			}
			if s.reach(least) <= 0 { // those that are bounded highest say what the others have to reach
				first, many := numbers(b.first[:len(left)]), w.best+w.behind
				copy(first, left)
				if left.common(whole) >= many {
					first.and(whole)
				}
				sums.keepAtLeast(sums.reached(many, s.highest, first), first)
				if err := score(first); err != nil {
					return 0, err
				}
				left.andNot(first)
			}
			reach, wholly := s.reach(least), s.reach(least-s.all)
			for i := range left {
				keep := sums.atLeast(reach, i)
				if whole != nil {
					keep |= whole[i] & sums.atLeast(wholly, i)
				}
				left[i] &= keep
			}
		}
		if err := score(left); err != nil {
			return 0, err
		}
	}
	r.e.sums.Put(b)
	return least, nil
}

// bounds are sets of a part and what being in each adds to the bound of a passage by a side, in
// steps. The first are those of the side, then come the peaks of operands, without which a
// passage has less of them.
type bounds struct {
	in    []numbers
	of    []int
	peaks []int // of each operand, their place in in; 0 where there are none
	order []int // of the operands, those first that bound much and read little
}

func (r *run) boundsIn(part int, s *side) *bounds {
	by := &bounds{in: slices.Clone(s.in[part][:len(s.of)]), of: slices.Clone(s.bounds), peaks: make([]int, len(s.of)), order: make([]int, len(s.of))}
	for i, n := range s.of {
		by.order[i] = i
		peaks := r.numbers(part)
		if level := int(math.Ceil(r.peaksIn(part, n, peaks) / s.step)); level < by.of[i] {
			by.peaks[i] = len(by.in)
			by.in, by.of = append(by.in, peaks), append(by.of, by.of[i]-level)
			by.of[i] = level
		}
	}
	slices.SortStableFunc(by.order, func(i, j int) int {
		return cmp.Compare(r.cost(s.of[i])*s.bounds[j], r.cost(s.of[j])*s.bounds[i])
	})
	return by
}

// operand returns the bound of a passage by the i-th operand, in steps.
func (by *bounds) operand(i int, doc uint32) int {
	bound := int(by.in[i].has(doc)) * by.of[i]
	if k := by.peaks[i]; k > 0 {
		bound += int(by.in[k].has(doc)) * by.of[k]
	}
	return bound
}

// peaksIn adds to a set passages of a part among which are all that have more of a score by n
// than it returns.
func (r *run) peaksIn(part int, n plan.Node, to numbers) (level float64) {
	switch n := n.(type) {
	case *plan.AnyTerm:
		if n.Prefix {
			break
		}
		for i, list := range r.leafs[n].lists[part] {
			if list != nil && list.peaked != nil {
				level = max(level, n.Weights[i]*list.peaked.saturation())
			}
		}
		if level == 0 {
			break
		}
		for i, list := range r.leafs[n].lists[part] {
			switch {
			case list == nil || n.Weights[i]*(engine.K1+1) <= level:
			case list.peaked == nil:
				r.addTo(part, to, list)
			default:
				for _, number := range list.image.peaks.numbers[list.peaked.start:list.peaked.end] {
					to.put(number)
				}
			}
		}
		return level
	case *plan.Every:
		for _, kid := range n.Must {
			level += r.peaksIn(part, kid, to)
		}
		return level
	case *plan.Some:
		for _, kid := range n.Of {
			level += r.peaksIn(part, kid, to)
		}
		return level + n.Lead
	}
	return bound(n)
}

// beside tells what a side has beside the first one.
type beside struct {
	operands []operand
	// order are the operands that have a rest, those first that bound much and read little.
	order []*operand
	// share is the greatest that what operands share with the first side has in a score by it:
	// no score is above the sum of the rests and that share.
	share float64
}

// operand is what one has beside that of the first side, and what it shares with it.
type operand struct {
	rest, shared []plan.Node
	bound        float64   // more than the rest can add
	in           []numbers // part by part, where the rest matches
}

// beside returns what a side has beside the first one.
func (r *run) beside(s, own *side) *beside {
	by := &beside{operands: make([]operand, len(s.of))}
	for i, n := range s.of {
		kids := []plan.Node{n}
		if best, ok := n.(*plan.Best); ok && best.Lead == 0 {
			kids = best.Of
		}
		o := &by.operands[i]
		for _, kid := range kids {
			of := math.Inf(1)
			if i < len(own.of) {
				of = shareOf(kid, own.of[i])
			}
			if math.IsInf(of, 1) {
				o.rest, o.bound = append(o.rest, kid), max(o.bound, bound(kid))
			} else {
				o.shared, by.share = append(o.shared, kid), max(by.share, of)
			}
		}
		if o.rest != nil {
			o.in, by.order = make([]numbers, len(r.e.parts)), append(by.order, o)
		}
	}
	slices.SortStableFunc(by.order, func(a, b *operand) int {
		return cmp.Compare(float64(r.cost(&plan.Best{Of: a.rest}))*b.bound, float64(r.cost(&plan.Best{Of: b.rest}))*a.bound)
	})
	return by
}

// matchedBeside adds to a set the passages of a part that match an operand.
func (r *run) matchedBeside(part int, o *operand, to numbers) error {
	if o.rest != nil {
		o.in[part] = r.numbers(part)
		if err := r.matchedAny(part, o.rest, o.in[part], nil); err != nil {
			return err
		}
		to.or(o.in[part])
	}
	return r.matchedAny(part, o.shared, to, nil)
}

// dropBelow removes from a set of a container, whose words begin at start, passages to which
// the second side gives no score of at least so much, or none above that by the first side: m
// are those of at least so much. What the side has beside the first is read operand by operand,
// of those passages that are left when it is known or bounded what the others add; the score by
// the first side bounds what they share, which is read last.
func (r *run) dropBelow(part int, least float64, start int, in numbers, apart scores, bounded counts, b *sums, p *pruned, m matches) error {
	s, own := &p.sides[1], p.sides[0].found[part]
	by := s.beside
	sums := bounded.cleared(len(in))
	for _, o := range by.order {
		sums.add(o.in[part:part+1], start, []int{int(math.Ceil(o.bound / s.step))})
	}
	alone, together := s.reach(least), s.reach((1-by.share)*least)
	for i := range in {
		in[i] &= sums.atLeast(max(alone, 1), i) | own[start+i]&sums.atLeast(max(together, 0), i)
	}
	for _, o := range by.order {
		o.add(o.bound, part, start, in, b)
	}
	w := &window{in.listFrom(uint32(start)<<6, b.docs[:0]), in}
	// drop adds what is in b.all to the bounds, and drops what has too little with a share of
	// its score by the first side.
	drop := func(share float64) {
		at, kept := from(m.docs, 0, uint32(start)<<6), 0
		few := float32(((1-share)*least-rounding)/(1+1e-4) - s.lead)
		for _, doc := range w.docs {
			low := doc & lowBits
			b.bounds[low] += b.all[low]
			b.all[low], b.many[low] = 0, 0
			if b.bounds[low] < few {
				in.remove(low)
				continue
			}
			most, wanted := 0.0, least
			if at = from(m.docs, at, doc); at < len(m.docs) && m.docs[at] == doc {
				wanted = float64(m.scores[at])
				most = wanted
			} else if own.has(doc) != 0 {
				most = least
			}
			if (s.lead+float64(b.bounds[low])+share*most)*(1+1e-4)+rounding < wanted {
				in.remove(low)
				continue
			}
			w.docs[kept] = doc
			kept++
		}
		w.docs = w.docs[:kept]
	}
	read := 0 // passages since what they bound was dropped
	for _, o := range by.order {
		if read > 0 && o.in[part][start:start+len(in)].count() > len(w.docs) {
			drop(by.share)
			read = 0
		}
		left := o.add(-o.bound, part, start, in, b)
		if read += left; left == 0 {
			continue
		}
		for _, n := range o.rest {
			var err error
			if c, ok := n.(*plan.Counterparts); ok {
				err = r.addBounds(part, c, w, b)
			} else {
				err = r.addUp(part, []plan.Node{n}, w, apart, b)
			}
			if err != nil {
				return err
			}
		}
	}
	if read > 0 {
		drop(by.share)
	}
	if len(w.docs) > 0 {
		for _, o := range by.operands {
			if err := r.addUp(part, o.shared, w, apart, b); err != nil {
				return err
			}
		}
		drop(0)
	}
	b.docs = w.docs
	clear(b.bounds[:])
	return nil
}

// add adds to the bounds of those in a set of a container, whose words begin at start, that
// match the rest of an operand, and returns how many they are.
func (o *operand) add(bound float64, part, start int, in numbers, b *sums) (many int) {
	for i, word := range in {
		for word &= o.in[part][start+i]; word != 0; word &= word - 1 {
			b.bounds[(i<<6+bits.TrailingZeros64(word))&lowBits] += float32(bound)
			many++
		}
	}
	return many
}

// shareOf returns the greatest share that a score by n can have of one by own; infinity
// where it is not known, or n may match passages that own does not.
func shareOf(n, own plan.Node) float64 {
	share := 0.0
	weigh := func(weight, own float64) {
		if weight > 0 {
			share = max(share, weight/own)
		}
	}
	alike := false
	switch n := n.(type) {
	case *plan.AnyTerm:
		own, ok := own.(*plan.AnyTerm)
		if alike = ok && !n.Prefix && !own.Prefix; !alike {
			break
		}
		for i, t := range n.Terms {
			at := slices.Index(own.Terms, t)
			if at < 0 {
				return math.Inf(1)
			}
			weigh(n.Weights[i], own.Weights[at])
		}
	case *plan.Some:
		own, ok := own.(*plan.Some)
		if alike = ok && n.Min >= own.Min; alike {
			weigh(n.Lead, own.Lead)
		}
	case *plan.Every:
		own, ok := own.(*plan.Every)
		alike = ok && len(own.Not) == 0
	}
	kids, owns := plan.Operands(n), plan.Operands(own)
	if !alike || len(kids) != len(owns) {
		return math.Inf(1)
	}
	for i, kid := range kids {
		share = max(share, shareOf(kid, owns[i]))
	}
	return share
}

// least returns the score of the last of the best passages, or documents, among those with
// scores below a limit; 0 where there are fewer.
func (e *Engine) least(found []matches, best int, grouped bool, below float64) float64 {
	top, limit := newTopScores(best), float32(below)
	add := func(score float32) {
		if score < limit {
			top.add(score)
		}
	}
	if grouped {
		e.eachFound(found, search.ByRelevance, true, func(_ uint32, score float32) { add(score) })
	} else {
		for _, m := range found {
			for _, score := range m.scores {
				add(score)
			}
		}
	}
	if len(top.scores) < best {
		return 0
	}
	slices.Sort(top.scores)
	return float64(top.scores[len(top.scores)-best])
}

// topScores has so many of the best of scores, and perhaps others, none of them below worst.
type topScores struct {
	many   int
	scores []float32
	worst  float32
}

func newTopScores(many int) topScores {
	return topScores{many: many, scores: make([]float32, 0, 2*many)}
}

func (t *topScores) add(score float32) {
	if score <= t.worst {
		return
	}
	if t.scores = append(t.scores, score); len(t.scores) == 2*t.many {
		slices.Sort(t.scores)
		t.scores = t.scores[:copy(t.scores, t.scores[t.many:])]
		t.worst = t.scores[0]
	}
}

package embedded

import (
	"cmp"
	"maps"
	"math"
	"math/bits"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/plan"
)

// Scoring what can be among the best alone. Which operands of a Some match a passage is
// read from bitmaps, exactly and without scores, and so are totals and facets. The
// weights of these operands bound the score: passages are taken from the highest bound
// down, and those whose bound is below the scores of as many as are asked for are never
// scored. It is MaxScore (Turtle and Flood, Query Evaluation: Strategies and
// Optimizations, 1995) with the sets of operands in place of the order of postings.
// Passages that match by other languages alone come last of all where a list of words is
// asked for, so that they are mostly only counted. Of a question the better of the two
// sides counts, and the higher bound.

// maxOperands is how many operands have a bit in a mask.
const maxOperands = 32

// pruned holds, part by part, the passages that match the root of a plan and the operands
// of its sides that match in each.
type pruned struct {
	// sides are the root, or its two nodes where it is a Best. With a lead, passages that
	// match the second alone come behind all others, which have their scores by the first;
	// without one, the better side gives the score.
	sides  []side
	better bool
	// scored says that the passages which match the first side have their scores.
	scored bool
	docs   [][]uint32
	masks  [][]uint32
	scores [][]float32
}

// side is a node of which a passage may have its score: the sum of its operands, which are
// those of a Some or the node itself.
type side struct {
	of       []plan.Node
	minimum  int
	all      float64 // added where all operands match
	lead     float64 // added where the side matches
	bits     uint32  // of the operands in masks
	first    int     // the lowest of them
	bounds   []float64
	relaxing *plan.Some // where the minimum may be lowered
}

// newSide returns the side of n with its bits from first on; a Some has its operands apart
// if they are told and one bit is left.
func (r *run) newSide(n plan.Node, first int) side {
	s := side{of: []plan.Node{n}, minimum: 1, first: first}
	if some, ok := n.(*plan.Some); ok && len(some.Of) > 0 && first+len(some.Of) < maxOperands && !slices.ContainsFunc(some.Of, r.untold) {
		s.of, s.minimum, s.all = some.Of, max(some.Min, 1), some.Lead
		if some == r.relaxed {
			s.relaxing = some
		}
	}
	for i, kid := range s.of {
		s.bounds = append(s.bounds, bound(kid))
		s.bits |= 1 << (first + i)
	}
	return s
}

// whole reports whether the operands of a side are not apart.
func (s *side) whole(n plan.Node) bool { return s.of[0] == n }

// prune returns the matches of a plan, few of them with scores; nil if the plan cannot be
// run in this way.
func (r *run) prune(asked *engine.Request) (*pruned, error) {
	if asked.Sort != search.ByRelevance || asked.After != "" && asked.Grouped {
		return nil, nil
	}
	p := &pruned{}
	switch root := asked.Root.(type) {
	case *plan.Some:
		own := r.newSide(root, 0)
		if p.sides = []side{own}; own.whole(root) {
			return nil, nil
		}
	case *plan.Best:
		if len(root.Of) != 2 {
			return nil, nil
		}
		own := r.newSide(root.Of[0], 0)
		other := r.newSide(root.Of[1], len(own.of))
		own.lead, p.scored, p.better = root.Lead, own.whole(root.Of[0]), root.Lead == 0
		if p.better && (p.scored || r.untold(root.Of[1])) {
			return nil, nil
		}
		p.sides = []side{own, other}
	default:
		return nil, nil
	}
	if p.scored {
		if err := r.lower(); err != nil {
			return nil, err
		}
	}
	own := &p.sides[0]
	byCount := make([]int, len(own.of)+1)
	for part := range r.e.parts {
		if err := r.findPruned(p, part); err != nil {
			return nil, err
		}
		for _, mask := range p.masks[part] {
			byCount[bits.OnesCount32(mask&own.bits)]++
		}
		if err := r.ctx.Err(); err != nil {
			return nil, err
		}
	}
	if own.relaxing != nil {
		r.minimum = own.relaxing.Lowered(byCount)
		own.minimum = r.minimum
	}
	for part, docs := range p.docs {
		kept, masks, scores := 0, p.masks[part], p.scores[part]
		for i, mask := range masks {
			for _, s := range p.sides {
				if bits.OnesCount32(mask&s.bits) < s.minimum {
					mask &^= s.bits
				}
			}
			if mask != 0 {
				docs[kept], masks[kept], scores[kept] = docs[i], mask, scores[i]
				kept++
			}
		}
		p.docs[part], p.masks[part], p.scores[part] = docs[:kept], masks[:kept], scores[:kept]
	}
	return p, nil
}

// findPruned finds the passages of a part in which operands match, and scores those of the
// first side where it is scored.
func (r *run) findPruned(p *pruned, part int) error {
	var sets []*roaring.Bitmap
	var own matches
	for i, s := range p.sides {
		if i == 0 && p.scored {
			var err error
			if own, err = r.eval(part, s.of[0], nil); err != nil {
				return err
			}
			sets = append(sets, roaring.BitmapOf(own.docs...))
			continue
		}
		more, err := r.bitmaps(part, s.of)
		if err != nil {
			return err
		}
		sets = append(sets, more...)
	}
	docs, masks := r.masks(part, sets)
	scores := make([]float32, len(docs))
	for i, j := 0, 0; j < len(own.docs); i++ {
		if docs[i] == own.docs[j] {
			scores[i] = own.scores[j] + float32(p.sides[0].lead)
			j++
		}
	}
	p.docs, p.masks, p.scores = append(p.docs, docs), append(p.masks, masks), append(p.scores, scores)
	return nil
}

// by reports whether passages of a mask have their score by a side.
func (p *pruned) by(side int, mask uint32) bool {
	return mask&p.sides[side].bits != 0 && (side == 0 || p.better || !p.direct(mask))
}

// direct reports whether passages of a mask match the first side.
func (p *pruned) direct(mask uint32) bool { return mask&p.sides[0].bits != 0 }

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

// bitmap returns the passages of a part that match n, which are not to be changed. Where
// within is not nil, others than its passages may be missing.
func (r *run) bitmap(part int, n plan.Node, within *roaring.Bitmap) (*roaring.Bitmap, error) {
	switch n := n.(type) {
	case *plan.AnyTerm:
		if n.Prefix {
			return r.leafs[n].union[part], nil
		}
		sets, err := bitmapsOf(r.leafs[n].lists[part])
		return union(sets), err
	case *plan.Counterparts:
		lists := r.leafs[n].lists[part]
		sets := make([]*roaring.Bitmap, len(n.Of))
		for i, c := range n.Of {
			all, err := bitmapsOf(lists[:len(c.Terms)])
			if err != nil {
				return nil, err
			}
			if sets[i], lists = all[0], lists[len(c.Terms):]; len(all) > 1 {
				sets[i] = roaring.FastAnd(all...)
			}
		}
		return union(sets), nil
	case *plan.Best:
		sets, err := r.bitmaps(part, n.Of)
		return union(sets), err
	case *plan.Some:
		sets, err := r.bitmaps(part, n.Of)
		if err != nil || n.Min <= 1 {
			return union(sets), err
		}
		return r.several(part, sets, n.Min), nil
	case *plan.Every:
		set := within
		for _, untold := range []bool{false, true} { // these last, on what is left
			for _, kid := range n.Must {
				if r.untold(kid) != untold {
					continue
				}
				of, err := r.bitmap(part, kid, set)
				if err != nil {
					return nil, err
				}
				if set == nil {
					set = of
				} else {
					set = roaring.And(set, of)
				}
			}
		}
		if set == nil {
			set = roaring.New()
			r.passages(part, nil, set.Add)
		}
		for _, kid := range n.Not {
			not, err := r.bitmap(part, kid, set)
			if err != nil {
				return nil, err
			}
			set = roaring.AndNot(set, not)
		}
		return set, nil
	}
	var docs []uint32
	if within != nil {
		docs = within.ToArray()
	}
	m, err := r.eval(part, n, docs)
	return roaring.BitmapOf(m.docs...), err
}

func (r *run) bitmaps(part int, nodes []plan.Node) ([]*roaring.Bitmap, error) {
	sets := make([]*roaring.Bitmap, len(nodes))
	for i, n := range nodes {
		var err error
		if sets[i], err = r.bitmap(part, n, nil); err != nil {
			return nil, err
		}
	}
	return sets, nil
}

// union returns what is in one of sets; of one set, itself.
func union(sets []*roaring.Bitmap) *roaring.Bitmap {
	if len(sets) == 1 {
		return sets[0]
	}
	return roaring.FastOr(sets...)
}

func bitmapsOf(lists []segment.PostingsList) ([]*roaring.Bitmap, error) {
	sets := make([]*roaring.Bitmap, len(lists))
	for i, list := range lists {
		var err error
		if sets[i], err = bitmapOf(list); err != nil {
			return nil, err
		}
	}
	return sets, nil
}

// bitmapOf returns the numbers of a list.
func bitmapOf(list segment.PostingsList) (*roaring.Bitmap, error) {
	set, single, one, err := numbersOf(list)
	if set == nil {
		if set = roaring.New(); one {
			set.Add(single)
		}
	}
	return set, err
}

// masks returns the numbers in sets, rising, and the sets that each is in.
func (r *run) masks(part int, sets []*roaring.Bitmap) ([]uint32, []uint32) {
	return r.spread(part, sets, func(count *uint32, i int) { *count |= 1 << i })
}

// several returns the numbers in at least so many of sets.
func (r *run) several(part int, sets []*roaring.Bitmap, minimum int) *roaring.Bitmap {
	docs, counts := r.spread(part, sets, func(count *uint32, _ int) { *count++ })
	kept := docs[:0]
	for i, count := range counts {
		if int(count) >= minimum {
			kept = append(kept, docs[i])
		}
	}
	return roaring.BitmapOf(kept...)
}

// spread returns the numbers in sets, rising, and what note has made of each for the sets
// that it is in.
func (r *run) spread(part int, sets []*roaring.Bitmap, note func(of *uint32, set int)) ([]uint32, []uint32) {
	size := r.e.parts[part].size
	d, ok := r.e.denses.Get().(*dense)
	if !ok || len(d.count) < size {
		d = &dense{make([]uint32, size), make([]float32, size)}
	}
	defer r.e.denses.Put(d)
	var buffer [512]uint32
	for i, set := range sets {
		many := set.ManyIterator()
		for n := many.NextMany(buffer[:]); n > 0; n = many.NextMany(buffer[:]) {
			for _, doc := range buffer[:n] {
				note(&d.count[doc], i)
			}
		}
	}
	docs := union(sets).ToArray()
	noted := make([]uint32, len(docs))
	for i, doc := range docs {
		noted[i], d.count[doc] = d.count[doc], 0
	}
	return docs, noted
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
	sets, err := r.bitmaps(part, told)
	if err != nil {
		return nil, err
	}
	return roaring.FastAnd(sets...).ToArray(), nil
}

// bound returns more than n can add to the score of a passage.
func bound(n plan.Node) float64 {
	switch n := n.(type) {
	case *plan.AnyTerm:
		return slices.Max(append([]float64{0}, n.Weights...)) * (engine.K1 + 1)
	case *plan.Counterparts:
		return n.Weight * (engine.K1 + 1)
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

// of returns more than a passage can score in which the operands of a mask match.
func (p *pruned) of(mask uint32) float64 {
	most := 0.0
	for i := range p.sides {
		if !p.by(i, mask) {
			continue
		}
		s := &p.sides[i]
		total := s.lead
		if mask&s.bits == s.bits {
			total += s.all
		}
		for k, b := range s.bounds {
			if mask&(1<<(s.first+k)) != 0 {
				total += b
			}
		}
		most = max(most, total)
	}
	return most*(1+1e-6) + rounding
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

// scoreBest fills in the scores of passages until those wanted are known. The others keep a
// score of 0.
func (r *run) scoreBest(p *pruned, found []matches, w wanted) error {
	sizes := map[uint32]int{}
	for part := range found {
		for _, mask := range p.masks[part] {
			if !p.scored || !p.direct(mask) {
				sizes[mask]++
			}
		}
	}
	least := 0.0
	if p.scored {
		least = w.least(r.e, found)
	}
	tiers := slices.Collect(maps.Keys(sizes))
	slices.SortFunc(tiers, func(a, b uint32) int { return cmp.Or(cmp.Compare(p.of(b), p.of(a)), cmp.Compare(a, b)) })
	for len(tiers) > 0 && p.of(tiers[0]) >= least {
		chosen, size := map[uint32]bool{}, 0
		for len(tiers) > 0 && p.of(tiers[0]) >= least && (least > 0 || size < w.best) {
			chosen[tiers[0]] = true
			size, tiers = size+sizes[tiers[0]], tiers[1:]
		}
		for part := range found {
			if err := r.scoreTiers(part, p, found[part], chosen); err != nil {
				return err
			}
		}
		least = w.least(r.e, found)
	}
	return nil
}

// scoreTiers scores the passages of a part whose masks are chosen.
func (r *run) scoreTiers(part int, p *pruned, found matches, chosen map[uint32]bool) error {
	var at []int // places in found
	masks := p.masks[part]
	for i, mask := range masks {
		if chosen[mask] {
			at = append(at, i)
		}
	}
	within, of := make([]uint32, 0, len(at)), make([]int, 0, len(at)) // passages, places in at
	sums, scores := make([]float32, len(at)), make([]float32, len(at))
	for i := range p.sides {
		s := &p.sides[i]
		clear(sums)
		for k, kid := range s.of {
			within, of = within[:0], of[:0]
			for n, place := range at {
				if masks[place]&(1<<(s.first+k)) != 0 && p.by(i, masks[place]) {
					within, of = append(within, found.docs[place]), append(of, n)
				}
			}
			if err := r.scoresOf(part, kid, within, scores[:len(within)]); err != nil {
				return err
			}
			for j, n := range of {
				sums[n] += scores[j]
			}
		}
		for n, place := range at {
			if !p.by(i, masks[place]) {
				continue
			}
			if masks[place]&s.bits == s.bits {
				sums[n] += float32(s.all)
			}
			if score := sums[n] + float32(s.lead); i == 0 || !p.by(0, masks[place]) || score > found.scores[place] {
				found.scores[place] = score
			}
		}
	}
	return nil
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
			err := r.eachTime(part, n.Terms[i], list, within, func(at int, doc uint32, times float64) {
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
	ofDocument := map[uint32]float32{}
	for part, m := range found {
		base := uint32(e.parts[part].base)
		for i, score := range m.scores {
			if !grouped {
				add(score)
			} else if score > 0 {
				d := e.cols.doc[base+m.docs[i]]
				ofDocument[d] = max(ofDocument[d], score)
			}
		}
	}
	for _, score := range ofDocument {
		add(score)
	}
	if len(top) < best {
		return 0
	}
	slices.Sort(top)
	return float64(top[len(top)-best])
}

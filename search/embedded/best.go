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
// asked for, so that they are mostly only counted.

// maxOperands is how many operands have a bit in a mask.
const maxOperands = 16

// pruned holds, part by part, the passages that match the root of a plan and the
// operands that match in each.
type pruned struct {
	// some is what is scored as far as needed. Where it is nil, own has been scored whole.
	own  plan.Node
	some *plan.Some
	// rest is what those passages are scored by that do not match own: they have no
	// operand in their mask and come behind all others, whose scores have lead besides.
	rest   plan.Node
	lead   float64
	docs   [][]uint32
	masks  [][]uint16
	scores [][]float32
	// bounds are more than the operands can add to a score.
	bounds []float64
}

// prune returns the matches of a plan, few of them with scores; nil if the plan cannot be
// run in this way. Behind a cursor the scores of all matches are needed.
func (r *run) prune(asked *engine.Request) (*pruned, error) {
	if asked.Sort != search.ByRelevance || asked.After != "" {
		return nil, nil
	}
	p := &pruned{own: asked.Root}
	if best := r.root; best != nil && best.Lead > 0 && len(best.Of) == 2 {
		p.own, p.rest, p.lead = best.Of[0], best.Of[1], best.Lead
	}
	if some, ok := p.own.(*plan.Some); ok && len(some.Of) <= maxOperands && !slices.ContainsFunc(some.Of, r.untold) {
		p.some = some
	}
	if p.some == nil && p.rest == nil {
		return nil, nil
	}
	if p.some != nil {
		if err := r.pruneSome(p); err != nil {
			return nil, err
		}
	} else if err := r.scoreOwn(p); err != nil {
		return nil, err
	}
	if p.rest == nil {
		return p, nil
	}
	for part := range p.docs {
		set, err := r.bitmap(part, p.rest, nil)
		if err != nil {
			return nil, err
		}
		p.addRest(part, set)
		if err := r.ctx.Err(); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// pruneSome finds the matches of p.some by bitmaps.
func (r *run) pruneSome(p *pruned) error {
	some := p.some
	for _, kid := range some.Of {
		p.bounds = append(p.bounds, bound(kid))
	}
	byCount := make([]int, len(some.Of)+1)
	for part := range r.e.parts {
		sets, err := r.bitmaps(part, some.Of)
		if err != nil {
			return err
		}
		docs, masks := r.masks(part, sets)
		p.docs, p.masks = append(p.docs, docs), append(p.masks, masks)
		for _, mask := range masks {
			byCount[bits.OnesCount16(mask)]++
		}
		if err := r.ctx.Err(); err != nil {
			return err
		}
	}
	minimum := max(some.Min, 1)
	if some == r.relaxed {
		r.minimum = some.Lowered(byCount)
		minimum = r.minimum
	}
	p.scores = make([][]float32, len(p.docs))
	for part, docs := range p.docs {
		kept, masks := 0, p.masks[part]
		for i, mask := range masks {
			if bits.OnesCount16(mask) >= minimum {
				docs[kept], masks[kept] = docs[i], mask
				kept++
			}
		}
		p.docs[part], p.masks[part], p.scores[part] = docs[:kept], masks[:kept], make([]float32, kept)
	}
	return nil
}

// scoreOwn finds and scores the matches of p.own.
func (r *run) scoreOwn(p *pruned) error {
	if err := r.lower(); err != nil {
		return err
	}
	p.bounds = []float64{bound(p.own)}
	for part := range r.e.parts {
		m, err := r.eval(part, p.own, nil)
		if err != nil {
			return err
		}
		masks := make([]uint16, len(m.docs))
		for i := range masks {
			masks[i], m.scores[i] = 1, m.scores[i]+float32(p.lead)
		}
		p.docs, p.masks, p.scores = append(p.docs, m.docs), append(p.masks, masks), append(p.scores, m.scores)
	}
	return nil
}

// addRest adds the passages of a part that do not match p.own.
func (p *pruned) addRest(part int, set *roaring.Bitmap) {
	own, masks, scores := p.docs[part], p.masks[part], p.scores[part]
	room := len(own) + int(set.GetCardinality())
	p.docs[part], p.masks[part], p.scores[part] = make([]uint32, 0, room), make([]uint16, 0, room), make([]float32, 0, room)
	add := func(doc uint32, mask uint16, score float32) {
		p.docs[part], p.masks[part], p.scores[part] = append(p.docs[part], doc), append(p.masks[part], mask), append(p.scores[part], score)
	}
	i := 0
	var buffer [512]uint32
	many := set.ManyIterator()
	for n := many.NextMany(buffer[:]); n > 0; n = many.NextMany(buffer[:]) {
		for _, doc := range buffer[:n] {
			for ; i < len(own) && own[i] < doc; i++ {
				add(own[i], masks[i], scores[i])
			}
			if i == len(own) || own[i] != doc {
				add(doc, 0, 0)
			}
		}
	}
	for ; i < len(own); i++ {
		add(own[i], masks[i], scores[i])
	}
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
	if it, ok := list.Iterator(false, false, false, nil).(segment.OptimizablePostingsIterator); ok {
		if set := it.ActualBitmap(); set != nil {
			return set, nil
		}
	}
	set := roaring.New()
	return set, eachNumber(list, 0, set.AddMany)
}

// masks returns the numbers in sets, rising, and the sets that each is in.
func (r *run) masks(part int, sets []*roaring.Bitmap) ([]uint32, []uint16) {
	return r.spread(part, sets, func(count *uint16, i int) { *count |= 1 << i })
}

// several returns the numbers in at least so many of sets.
func (r *run) several(part int, sets []*roaring.Bitmap, minimum int) *roaring.Bitmap {
	docs, counts := r.spread(part, sets, func(count *uint16, _ int) { *count++ })
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
func (r *run) spread(part int, sets []*roaring.Bitmap, note func(of *uint16, set int)) ([]uint32, []uint16) {
	size := r.e.parts[part].size
	d, ok := r.e.denses.Get().(*dense)
	if !ok || len(d.count) < size {
		d = &dense{make([]uint16, size), make([]float32, size)}
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
	noted := make([]uint16, len(docs))
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
func (p *pruned) of(mask uint16) float64 {
	total := 0.0
	if mask == 0 {
		total = bound(p.rest)
	} else if total = p.lead; bits.OnesCount16(mask) == len(p.some.Of) {
		total += p.some.Lead
	}
	for rest := mask; rest != 0; rest &= rest - 1 {
		total += p.bounds[bits.TrailingZeros16(rest)]
	}
	return total*(1+1e-6) + rounding
}

// scoreBest fills in the scores of passages until the best are known: so many passages, or,
// where they are grouped, passages of so many documents. The others keep a score of 0.
func (r *run) scoreBest(p *pruned, found []matches, best int, grouped bool) error {
	sizes := map[uint16]int{}
	for part := range found {
		for _, mask := range p.masks[part] {
			sizes[mask]++
		}
	}
	// least is what the best have at least; 0 while there are too few.
	least := 0.0
	if p.some == nil {
		delete(sizes, 1)
		least = r.e.least(found, best, grouped)
	}
	tiers := slices.Collect(maps.Keys(sizes))
	slices.SortFunc(tiers, func(a, b uint16) int { return cmp.Or(cmp.Compare(p.of(b), p.of(a)), cmp.Compare(a, b)) })
	for len(tiers) > 0 && p.of(tiers[0]) >= least {
		chosen, size := map[uint16]bool{}, 0
		for len(tiers) > 0 && p.of(tiers[0]) >= least && (least > 0 || size < best) {
			chosen[tiers[0]] = true
			size, tiers = size+sizes[tiers[0]], tiers[1:]
		}
		for part := range found {
			if err := r.scoreTiers(part, p, found[part], chosen); err != nil {
				return err
			}
		}
		least = r.e.least(found, best, grouped)
	}
	return nil
}

// scoreTiers scores the passages of a part whose masks are chosen.
func (r *run) scoreTiers(part int, p *pruned, found matches, chosen map[uint16]bool) error {
	var at []int // places in found
	masks := p.masks[part]
	for i, mask := range masks {
		if chosen[mask] {
			at = append(at, i)
		}
	}
	within := make([]uint32, 0, len(at))
	// add adds the scores by n of the passages in which it matches.
	add := func(n plan.Node, matches func(mask uint16) bool) error {
		within = within[:0]
		for _, i := range at {
			if matches(masks[i]) {
				within = append(within, found.docs[i])
			}
		}
		m, err := r.eval(part, n, within)
		if err != nil {
			return err
		}
		j := 0
		for _, i := range at {
			if matches(masks[i]) {
				found.scores[i] += m.scores[j]
				j++
			}
		}
		return nil
	}
	if chosen[0] {
		if err := add(p.rest, func(mask uint16) bool { return mask == 0 }); err != nil {
			return err
		}
	}
	if p.some == nil {
		return nil
	}
	for k, kid := range p.some.Of {
		if err := add(kid, func(mask uint16) bool { return mask&(1<<k) != 0 }); err != nil {
			return err
		}
	}
	for _, i := range at {
		if masks[i] == 0 {
			continue
		}
		if bits.OnesCount16(masks[i]) == len(p.some.Of) {
			found.scores[i] += float32(p.some.Lead)
		}
		found.scores[i] += float32(p.lead)
	}
	return nil
}

// least returns the score of the last of the best passages, or documents; 0 where there
// are fewer.
func (e *Engine) least(found []matches, best int, grouped bool) float64 {
	// top has the best scores, and perhaps others, none of them below worst.
	top, worst := make([]float32, 0, 2*best), float32(0)
	add := func(score float32) {
		if score <= worst {
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

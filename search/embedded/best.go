package embedded

import (
	"cmp"
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

// maxOperands is how many operands have a bit in a mask.
const maxOperands = 16

// pruned holds, part by part, the passages that match the root of a plan and the
// operands that match in each.
type pruned struct {
	some  *plan.Some
	docs  [][]uint32
	masks [][]uint16
	// bounds are more than the operands can add to a score.
	bounds []float64
}

// prune returns the matches of a plan without scores; nil if the plan cannot be run in
// this way. Behind a cursor the scores of all matches are needed.
func (r *run) prune(asked *engine.Request) (*pruned, error) {
	some, ok := asked.Root.(*plan.Some)
	if !ok || asked.Sort != search.ByRelevance || asked.After != "" || len(some.Of) > maxOperands {
		return nil, nil
	}
	p := &pruned{some: some}
	for _, kid := range some.Of {
		p.bounds = append(p.bounds, bound(kid))
	}
	byCount := make([]int, len(some.Of)+1)
	for part := range r.e.parts {
		var sets []*roaring.Bitmap
		for _, kid := range some.Of {
			set, err := r.bitmap(part, kid)
			if set == nil || err != nil {
				return nil, err
			}
			sets = append(sets, set)
		}
		docs, masks := r.masks(part, sets)
		p.docs, p.masks = append(p.docs, docs), append(p.masks, masks)
		for _, mask := range masks {
			byCount[bits.OnesCount16(mask)]++
		}
		if err := r.ctx.Err(); err != nil {
			return nil, err
		}
	}
	minimum := max(some.Min, 1)
	if some == r.relaxed {
		r.minimum = some.Lowered(byCount)
		minimum = r.minimum
	}
	for part, docs := range p.docs {
		kept, masks := 0, p.masks[part]
		for i, mask := range masks {
			if bits.OnesCount16(mask) >= minimum {
				docs[kept], masks[kept] = docs[i], mask
				kept++
			}
		}
		p.docs[part], p.masks[part] = docs[:kept], masks[:kept]
	}
	return p, nil
}

// bitmap returns the passages of a part that match n, which are not to be changed; nil
// where postings alone do not say.
func (r *run) bitmap(part int, n plan.Node) (*roaring.Bitmap, error) {
	var sets []*roaring.Bitmap
	switch n := n.(type) {
	case *plan.AnyTerm:
		if n.Prefix {
			return r.leafs[n].union[part], nil
		}
		for _, list := range r.leafs[n].lists[part] {
			set, err := bitmapOf(list)
			if err != nil {
				return nil, err
			}
			sets = append(sets, set)
		}
	case *plan.Some:
		if n.Min > 1 || n.Enough > 0 {
			return nil, nil
		}
		for _, kid := range n.Of {
			set, err := r.bitmap(part, kid)
			if set == nil || err != nil {
				return nil, err
			}
			sets = append(sets, set)
		}
	default:
		return nil, nil
	}
	if len(sets) == 1 {
		return sets[0], nil
	}
	return roaring.FastOr(sets...), nil
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
				d.count[doc] |= 1 << i
			}
		}
	}
	docs := roaring.FastOr(sets...).ToArray()
	masks := make([]uint16, len(docs))
	for i, doc := range docs {
		masks[i], d.count[doc] = d.count[doc], 0
	}
	return docs, masks
}

// intersection returns the passages of a part in which all of several nodes match, as far
// as bitmaps tell; nil where they do not.
func (r *run) intersection(part int, nodes []plan.Node) ([]uint32, error) {
	var sets []*roaring.Bitmap
	for _, n := range nodes {
		set, err := r.bitmap(part, n)
		if err != nil {
			return nil, err
		}
		if set != nil {
			sets = append(sets, set)
		}
	}
	if len(sets) < 2 {
		return nil, nil
	}
	return roaring.FastAnd(sets...).ToArray(), nil
}

// bound returns more than n can add to the score of a passage.
func bound(n plan.Node) float64 {
	switch n := n.(type) {
	case *plan.AnyTerm:
		return slices.Max(append([]float64{0}, n.Weights...)) * (engine.K1 + 1)
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
	if bits.OnesCount16(mask) == len(p.some.Of) {
		total = p.some.Lead
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
	tiers := make([]uint16, 0, len(sizes))
	for mask := range sizes {
		tiers = append(tiers, mask)
	}
	slices.SortFunc(tiers, func(a, b uint16) int { return cmp.Or(cmp.Compare(p.of(b), p.of(a)), cmp.Compare(a, b)) })
	// least is what the best have at least; 0 while there are too few.
	for least := 0.0; len(tiers) > 0 && p.of(tiers[0]) >= least; {
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
	for k, kid := range p.some.Of {
		within = within[:0]
		for _, i := range at {
			if masks[i]&(1<<k) != 0 {
				within = append(within, found.docs[i])
			}
		}
		m, err := r.eval(part, kid, within)
		if err != nil {
			return err
		}
		j := 0
		for _, i := range at {
			if masks[i]&(1<<k) != 0 {
				found.scores[i] += m.scores[j]
				j++
			}
		}
	}
	for _, i := range at {
		if bits.OnesCount16(masks[i]) == len(p.some.Of) {
			found.scores[i] += float32(p.some.Lead)
		}
	}
	return nil
}

// least returns the score of the last of the best passages, or documents; 0 where there
// are fewer.
func (e *Engine) least(found []matches, best int, grouped bool) float64 {
	var scores []float32
	ofDocument := map[uint32]float32{}
	for part, m := range found {
		base := uint32(e.parts[part].base)
		for i, score := range m.scores {
			switch {
			case score == 0:
			case grouped:
				d := e.cols.doc[base+m.docs[i]]
				ofDocument[d] = max(ofDocument[d], score)
			default:
				scores = append(scores, score)
			}
		}
	}
	for _, score := range ofDocument {
		scores = append(scores, score)
	}
	if len(scores) < best {
		return 0
	}
	slices.Sort(scores)
	return float64(scores[len(scores)-best])
}

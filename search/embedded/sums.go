package embedded

// Scoring by words: term by term, in arrays with a place for each number of a part, which
// takes less than half of the time that it takes to look for the passages wanted among the
// postings of each term. Most passages that match a question have to be scored: nearly all
// of its words, and of their counterparts, must be known before one cannot be among the best.

import (
	"math/bits"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/plan"
)

// sums have, for each number of a part, the sum of its scores by nodes so far, its best
// score by one of them, and how often counterparts of a word occur.
type sums struct {
	all, best, times []float32
}

// sums lends sums that are 0. They are given back when they are so again; where reading
// fails they are left. Those given back last are kept for the next run, no others: they
// take 12 bytes a passage.
func (r *run) sums(part int) *sums {
	size := r.e.parts[part].size
	b := r.e.sums.Swap(nil)
	if b == nil || len(b.all) < size {
		b = &sums{make([]float32, size), make([]float32, size), make([]float32, size)}
	}
	return b
}

// scoresBy returns the scores by a side of passages of a part, all of which match it.
func (r *run) scoresBy(part int, s *side, of numbers) (matches, error) {
	docs := of.list(make([]uint32, 0, of.count()))
	if len(docs) == 0 {
		return matches{}, nil
	}
	b, in := r.sums(part), r.numbers(part)
	for _, n := range s.of {
		if err := r.scoreInto(part, n, docs, b, in); err != nil {
			return matches{}, err
		}
		for i, w := range in {
			in[i] = 0
			for wanted := of[i]; w != 0; w &= w - 1 {
				doc := i<<6 + bits.TrailingZeros64(w)
				if wanted>>(doc&63)&1 != 0 {
					b.all[doc] += b.best[doc]
				}
				b.best[doc] = 0
			}
		}
	}
	var whole numbers // in which all operands match
	if s.all > 0 {
		counted, err := r.countsOf(part, s)
		if err != nil {
			return matches{}, err
		}
		whole = counted.atLeast(len(s.of), len(s.of), r.numbers(part))
	}
	m := matches{docs, make([]float32, len(docs))}
	for i, doc := range docs {
		m.scores[i], b.all[doc] = b.all[doc], 0
		if whole != nil && whole.has(doc) != 0 {
			m.scores[i] += float32(s.all)
		}
		m.scores[i] += float32(s.lead)
	}
	r.e.sums.Store(b)
	return m, nil
}

// byWords returns the scores by a word, or by counterparts of one.
func (r *run) byWords(part int, n plan.Node, within []uint32) (matches, error) {
	if within == nil {
		all := r.numbers(part)
		if err := r.matched(part, n, all, nil); err != nil {
			return matches{}, err
		}
		within = all.list([]uint32{})
	}
	b, in := r.sums(part), r.numbers(part)
	if err := r.scoreInto(part, n, within, b, in); err != nil {
		return matches{}, err
	}
	m := matches{make([]uint32, 0, len(within)), make([]float32, 0, len(within))}
	for _, doc := range within {
		if in.has(doc) != 0 {
			m.add(doc, b.best[doc])
		}
	}
	for i, w := range in {
		for ; w != 0; w &= w - 1 {
			b.best[i<<6+bits.TrailingZeros64(w)] = 0
		}
	}
	r.e.sums.Store(b)
	return m, nil
}

// scoreInto makes the best score of each of the passages within that by n, where it is
// better, and adds these to a set. Others may be among them, also deleted ones.
func (r *run) scoreInto(part int, n plan.Node, within []uint32, b *sums, to numbers) error {
	p := r.e.parts[part]
	lengths := r.e.cols.length[p.base : p.base+p.size]
	switch n := n.(type) {
	case *plan.AnyTerm:
		if n.Prefix {
			in := r.numbers(part)
			r.fill(part, in, r.leafs[n].union[part])
			for _, doc := range within {
				if in.has(doc) != 0 {
					b.best[doc] = max(b.best[doc], r.score(n.Weights[0], 1, p.base+int(doc)))
				}
			}
			to.or(in)
			return nil
		}
		for i, list := range r.leafs[n].lists[part] {
			err := r.eachBatch(part, n.Terms[i].Stream, list, within, to, func(docs []uint32, times []float32) {
				for j, doc := range docs {
					b.best[doc] = max(b.best[doc], float32(n.Weights[i]*engine.Saturation(float64(times[j]), engine.Norms[lengths[doc]])))
				}
			})
			if err != nil {
				return err
			}
		}
		return nil
	case *plan.Counterparts:
		in := r.numbers(part)
		if err := r.addTimes(part, n, within, b.times, in); err != nil {
			return err
		}
		for i, w := range in {
			for ; w != 0; w &= w - 1 {
				doc := i<<6 + bits.TrailingZeros64(w)
				if times := b.times[doc]; times > 0 {
					b.best[doc] = max(b.best[doc], float32(n.Weight*engine.Saturation(float64(times), engine.AcrossNorm(engine.Norms[lengths[doc]]))))
					b.times[doc] = 0
				}
			}
		}
		to.or(in)
		return nil
	case *plan.Best:
		if n.Lead > 0 {
			break
		}
		for _, kid := range n.Of {
			if err := r.scoreInto(part, kid, within, b, to); err != nil {
				return err
			}
		}
		return nil
	}
	m, err := r.eval(part, n, within)
	for i, doc := range m.docs {
		b.best[doc] = max(b.best[doc], m.scores[i])
		to.put(doc)
	}
	return err
}

// addTimes adds how often the counterparts of a word occur together in each of the passages
// within, and these to a set; others may be among them.
func (r *run) addTimes(part int, n *plan.Counterparts, within []uint32, times []float32, to numbers) error {
	lists := r.leafs[n].lists[part]
	for _, c := range n.Of {
		own := lists[:len(c.Terms)]
		lists = lists[len(c.Terms):]
		if len(own) > 1 {
			if err := r.addTogether(c, own, within, times, to); err != nil {
				return err
			}
			continue
		}
		err := r.eachBatch(part, c.Terms[0].Stream, own[0], within, to, func(docs []uint32, n []float32) {
			for j, doc := range docs {
				times[doc] += float32(n[j] * float32(c.Share))
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// addTogether adds how often a counterpart of several terms occurs: as often as the rarest.
func (r *run) addTogether(c plan.Counterpart, lists []*postings, within []uint32, times []float32, to numbers) error {
	var docs []uint32
	if lists[0].few(within) {
		docs = slices.DeleteFunc(slices.Clone(within), func(doc uint32) bool {
			return slices.ContainsFunc(lists, func(list *postings) bool { return !list.live.Contains(doc) })
		})
	} else {
		in := lists[0].live
		for _, list := range lists[1:] {
			in = roaring.And(in, list.live)
		}
		docs = in.ToArray()
	}
	if len(docs) == 0 {
		return nil
	}
	rarest := make([]float32, len(docs))
	for i, term := range c.Terms {
		err := r.eachTime(term, lists[i], docs, func(at int, n float32) {
			if i == 0 || n < rarest[at] {
				rarest[at] = n
			}
		})
		if err != nil {
			return err
		}
	}
	for at, doc := range docs {
		times[doc] += float32(rarest[at] * float32(c.Share))
		to.put(doc)
	}
	return nil
}

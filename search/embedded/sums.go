package embedded

// Scoring by words: container by container of a part, and there term by term, in arrays
// with a place for each number, which takes less than half of the time that it takes to
// look for the passages wanted among the postings of each term. Most passages that match a
// question have to be scored: nearly all of its words, and of their counterparts, must be
// known before one cannot be among the best.

import (
	"math/bits"
	"slices"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/plan"
)

// sums have, for each number of a container, the sum of its scores by nodes so far and how
// many of these match, its best score by the next of them, how often counterparts of a word
// occur, and a bound of its score; all 0 but while they are used. scored are the numbers that
// have a best score, counted those with counterparts.
type sums struct {
	all, best, times, bounds [containerSize]float32
	many                     [containerSize]uint16
	scored, counted          [containerWords]uint64
	least                    float32 // scores below it need not be made
	// raising, where there is one, are scores that those of the next list raise least by.
	raising *topScores
	// docs, found, left, most and operands (see scoresIn), and both of a counterpart of several
	// terms, are rooms, as are sets of an Every, such a counterpart, and others.
	docs, left                  []uint32
	found                       matches
	most                        []float32
	operands                    [maxOperands][]float32
	both                        [2]matches
	every, set, first, narrowed [containerWords]uint64
}

// lendSums lends sums. They are given back when they are 0 again; where reading fails they
// are left.
func (e *Engine) lendSums() *sums {
	if b, ok := e.sums.Get().(*sums); ok {
		return b
	}
	return new(sums)
}

// scores are those, by nodes that words alone do not score, of passages of a part.
type scores map[plan.Node]matches

// scoresApart adds the scores by the nodes below n that scoreInto does not make itself.
func (r *run) scoresApart(part int, n plan.Node, docs func() []uint32, to scores) error {
	switch n := n.(type) {
	case *plan.AnyTerm:
		if !n.Prefix {
			return nil
		}
	case *plan.Counterparts:
		return nil
	case *plan.Best:
		if n.Lead > 0 {
			break
		}
		return r.allApart(part, n.Of, docs, to)
	case *plan.Some:
		if n == r.relaxed {
			break
		}
		return r.allApart(part, n.Of, docs, to)
	case *plan.Every:
		if r.ofWords(n) {
			return nil
		}
	}
	if _, known := to[n]; known {
		return nil
	}
	var err error
	to[n], err = r.eval(part, n, docs())
	return err
}

func (r *run) allApart(part int, nodes []plan.Node, docs func() []uint32, to scores) error {
	for _, n := range nodes {
		if err := r.scoresApart(part, n, docs, to); err != nil {
			return err
		}
	}
	return nil
}

// scoresBy returns the scores by a side of the passages of a window, all of which match it,
// given those apart, as far as they are at least so much; by are their bounds, if these are
// known. They are good until the next call.
func (r *run) scoresBy(part int, s *side, by *bounds, w *window, apart scores, least float64, wanted wanted, b *sums) (matches, error) {
	m := matches{b.found.docs[:0], b.found.scores[:0]}
	add := func(doc uint32, score float32) {
		if score += float32(s.lead); float64(score) >= least {
			m.add(doc, score)
		}
	}
	if len(s.of) == 1 { // its best scores are the sums
		b.least = float32((least-s.lead-s.all)*(1-1e-5) - rounding)
		if least == 0 && !wanted.grouped && wanted.behind == 0 {
			top := newTopScores(wanted.best)
			b.raising = &top
		}
		err := r.scoreInto(part, s.of[0], w, apart, b)
		if b.least, b.raising = 0, nil; err != nil {
			return matches{}, err
		}
		for i, scored := range b.scored {
			for b.scored[i] = 0; scored != 0; scored &= scored - 1 {
				low := i<<6 + bits.TrailingZeros64(scored)
				add(w.key()<<containerBits|uint32(low), b.best[low]+float32(s.all))
				b.best[low] = 0
			}
		}
		b.found = m
		return m, nil
	}
	if by != nil && least > 0 {
		err := r.scoresIn(part, s, by, w, apart, least, b, add)
		b.found = m
		return m, err
	}
	if err := r.addUp(part, s.of, w, apart, b); err != nil {
		return matches{}, err
	}
	for _, doc := range w.docs {
		score := b.all[doc&lowBits]
		b.all[doc&lowBits], b.many[doc&lowBits] = 0, 0
		if s.all > 0 && s.in[part][len(s.of)].has(doc) != 0 {
			score += float32(s.all)
		}
		add(doc, score)
	}
	b.found = m
	return m, nil
}

// scoresIn calls add with the scores by the operands of a side, some that are below least aside:
// they are read operand by operand, of those passages alone that can still have so much by what
// is known and the bounds of the others.
func (r *run) scoresIn(part int, s *side, by *bounds, w *window, apart scores, least float64, b *sums, add func(doc uint32, score float32)) error {
	docs, most, scored := append(b.left[:0], w.docs...), b.most[:0], numbers(b.scored[:])
	all := func(doc uint32) float32 {
		if s.all > 0 && s.in[part][len(s.of)].has(doc) != 0 {
			return float32(s.all)
		}
		return 0
	}
	for _, doc := range docs {
		steps := 0
		for i := range s.of {
			steps += by.operand(i, doc)
		}
		most = append(most, float32(float64(steps)*s.step)+all(doc))
	}
	few := float32((least-rounding)/(1+1e-4) - s.lead)
	for n, i := range by.order {
		if err := r.scoreInto(part, s.of[i], w, apart, b); err != nil {
			return err
		}
		scores := b.operands[i][:0]
		for k, doc := range docs {
			low, score := doc&lowBits, float32(0)
			if scored.has(low) != 0 {
				score, b.best[low] = b.best[low], 0
			}
			scores = append(scores, score)
			most[k] += score - float32(float64(by.operand(i, doc))*s.step)
		}
		b.operands[i] = scores
		clear(scored)
		kept := 0
		for k, doc := range docs {
			if most[k] < few {
				continue
			}
			docs[kept], most[kept] = doc, most[k]
			for _, read := range by.order[:n+1] {
				b.operands[read][kept] = b.operands[read][k]
			}
			kept++
		}
		if docs = docs[:kept]; kept == 0 {
			break
		}
		w = windowOf(docs, b.narrowed[:])
	}
	b.left, b.most = docs, most
	for k, doc := range docs {
		score := float32(0)
		for i := range s.of {
			score += b.operands[i][k]
		}
		add(doc, score+all(doc))
	}
	return nil
}

// addUp adds the scores by some nodes up, of the passages of a window.
func (r *run) addUp(part int, nodes []plan.Node, w *window, apart scores, b *sums) error {
	for _, n := range nodes {
		if err := r.scoreInto(part, n, w, apart, b); err != nil {
			return err
		}
		for i, scored := range b.scored {
			for b.scored[i] = 0; scored != 0; scored &= scored - 1 {
				low := i<<6 + bits.TrailingZeros64(scored)
				b.all[low] += b.best[low]
				b.best[low] = 0
				b.many[low]++
			}
		}
	}
	return nil
}

// ofWords reports whether scoreInto makes all scores by n itself.
func (r *run) ofWords(n plan.Node) bool {
	switch n := n.(type) {
	case *plan.AnyTerm:
		return !n.Prefix
	case *plan.Counterparts:
		return true
	case *plan.Best:
		return n.Lead == 0 && n != r.root && r.allOfWords(n.Of)
	case *plan.Some:
		return n != r.relaxed && r.allOfWords(n.Of)
	case *plan.Every:
		return len(n.Must) > 0 && len(n.Not) == 0 && r.allOfWords(n.Must)
	}
	return false
}

func (r *run) allOfWords(nodes []plan.Node) bool {
	return !slices.ContainsFunc(nodes, func(n plan.Node) bool { return !r.ofWords(n) })
}

// byWords returns the scores by a node of words.
func (r *run) byWords(part int, n plan.Node, within []uint32) (matches, error) {
	if within == nil {
		all := r.numbers(part)
		if err := r.matched(part, n, all, nil); err != nil {
			return matches{}, err
		}
		within = all.list([]uint32{})
	}
	b, m := r.e.lendSums(), matches{make([]uint32, 0, len(within)), make([]float32, 0, len(within))}
	err := eachWindow(within, func(w *window) error {
		if err := r.scoreInto(part, n, windowOf(w.docs, b.first[:]), nil, b); err != nil {
			return err
		}
		for _, doc := range w.docs {
			if low := doc & lowBits; numbers(b.scored[:]).has(low) != 0 {
				m.add(doc, b.best[low])
				b.best[low] = 0
			}
		}
		clear(b.scored[:])
		return nil
	})
	if err == nil {
		r.e.sums.Put(b)
	}
	return m, err
}

// byPrefix returns the scores by words that begin alike.
func (r *run) byPrefix(part int, n *plan.AnyTerm, within []uint32) (matches, error) {
	in := r.numbers(part)
	r.fill(part, in, r.leafs[n].union[part])
	if within == nil {
		within = in.list([]uint32{})
	}
	var m matches
	for _, doc := range within {
		if in.has(doc) != 0 {
			m.add(doc, r.score(n.Weights[0], 1, r.e.parts[part].base+int(doc)))
		}
	}
	return m, r.ctx.Err()
}

// scoreInto makes the best score of each of the passages of a window by n, where it is
// better. Scores by nodes that are not words are given.
func (r *run) scoreInto(part int, n plan.Node, w *window, apart scores, b *sums) error {
	p := r.e.parts[part]
	lengths, scored := r.e.cols.length[p.base:p.base+p.size], numbers(b.scored[:])
	better := func(doc uint32, score float32) {
		if score < b.least {
			return
		}
		low := doc & lowBits
		b.best[low] = max(b.best[low], score)
		scored.put(low)
	}
	switch n := n.(type) {
	case *plan.AnyTerm:
		if n.Prefix {
			break
		}
		for i, list := range r.leafs[n].lists[part] {
			if list == nil {
				continue
			}
			stream, weight := n.Terms[i].Stream, n.Weights[i]
			if float32(weight*(engine.K1+1)) < b.least {
				continue
			}
			add := func(docs []uint32, times []float32) {
				for j, doc := range docs {
					low, code := doc&lowBits, lengths[doc]
					saturation := 0.0
					if tf := int(times[j]); tf < len(saturations) {
						saturation = saturations[tf][code]
					} else {
						saturation = engine.Saturation(float64(tf), engine.Norms[code])
					}
					if score := float32(weight * saturation); score >= b.least {
						b.best[low] = max(b.best[low], score)
						scored.put(low)
						if b.raising != nil {
							b.raising.add(score)
						}
					}
				}
				if b.raising != nil {
					b.least = max(b.least, b.raising.worst*(1-1e-5))
				}
			}
			few := 1 // occurrences, that can have a score of so much
			for few < len(saturations)-1 && float32(weight*saturations[few][0]) < b.least {
				few++
			}
			var err error
			const jump = 8 // as many postings are passed over in the time that one is found in
			if of := list.counting().container(w.key()); few > 1 && stream != analysis.Words && of != nil && len(w.docs) > of.many/jump {
				err = r.eachRepeated(stream, list, few, w, add)
			} else {
				err = r.eachTimes(stream, list, w, add)
			}
			if b.raising = nil; err != nil {
				return err
			}
		}
		return nil
	case *plan.Counterparts:
		if err := r.addTimes(part, n, w, b); err != nil {
			return err
		}
		for i, counted := range b.counted {
			for b.counted[i] = 0; counted != 0; counted &= counted - 1 {
				doc := w.key()<<containerBits | uint32(i<<6+bits.TrailingZeros64(counted))
				times := &b.times[doc&lowBits]
				better(doc, float32(n.Weight*engine.Saturation(float64(*times), engine.AcrossNorm(engine.Norms[lengths[doc]], n.Wording))))
				*times = 0
			}
		}
		return nil
	case *plan.Best:
		if n.Lead > 0 {
			break
		}
		for _, kid := range n.Of {
			if err := r.scoreInto(part, kid, w, apart, b); err != nil {
				return err
			}
		}
		return nil
	case *plan.Some:
		if n == r.relaxed {
			break
		}
		of := r.e.lendSums()
		if err := r.addUp(part, n.Of, w, apart, of); err != nil {
			return err
		}
		for _, doc := range w.docs {
			low := doc & lowBits
			many, score := int(of.many[low]), of.all[low]
			of.many[low], of.all[low] = 0, 0
			switch {
			case many < max(n.Min, 1):
			case many == len(n.Of):
				better(doc, score+float32(n.Lead))
			default:
				better(doc, score)
			}
		}
		r.e.sums.Put(of)
		return nil
	case *plan.Every:
		if !r.ofWords(n) {
			break
		}
		of, left, rest := r.e.lendSums(), w, bound(n) // that those behind can add
		for i, kid := range r.rarestFirst(n.Must) {
			if err := r.addUp(part, []plan.Node{kid}, left, apart, of); err != nil {
				return err
			}
			rest -= bound(kid)
			least := b.least - float32(rest+rounding)
			docs := of.docs[:0]
			for _, doc := range left.docs {
				if low := doc & lowBits; int(of.many[low]) > i && of.all[low] >= least {
					docs = append(docs, doc)
				} else {
					of.many[low], of.all[low] = 0, 0
				}
			}
			if of.docs = docs; len(docs) == 0 {
				r.e.sums.Put(of)
				return nil
			}
			left = windowOf(docs, of.every[:])
		}
		for _, doc := range left.docs {
			low := doc & lowBits
			better(doc, of.all[low])
			of.many[low], of.all[low] = 0, 0
		}
		r.e.sums.Put(of)
		return nil
	}
	m, last := apart[n], w.docs[len(w.docs)-1]
	for i := from(m.docs, 0, w.docs[0]); i < len(m.docs) && m.docs[i] <= last; i++ {
		if w.set.has(m.docs[i]&lowBits) != 0 {
			better(m.docs[i], m.scores[i])
		}
	}
	return nil
}

// saturations are those of a few occurrences by the code of the length of a passage.
var saturations = func() (of [8][256]float64) {
	for tf := range of {
		for code, norm := range engine.Norms {
			of[tf][code] = engine.Saturation(float64(tf), norm)
		}
	}
	return of
}()

// addTimes adds how often the counterparts of a word occur together in each of the passages
// of a window.
func (r *run) addTimes(part int, n *plan.Counterparts, w *window, b *sums) error {
	counted := numbers(b.counted[:])
	return r.eachCounterpart(part, n, w, b, func(share float64, docs []uint32, times []float32) {
		for j, doc := range docs {
			b.times[doc&lowBits] += float32(times[j] * float32(share))
			counted.put(doc & lowBits)
		}
	})
}

// addBounds adds to b.bounds no less than what the counterparts of a word add to the score of
// each passage of a window, and anything to others: as if each of them were the only one, since
// what each adds is less beside others.
func (r *run) addBounds(part int, n *plan.Counterparts, w *window, b *sums) error {
	base := r.e.parts[part].base + int(w.key())<<containerBits
	lengths, norms, most := r.e.cols.length[base:], &acrossNorms[n.Wording], float32(n.Weight*(engine.K1+1))
	return r.eachCounterpart(part, n, &window{docs: w.docs}, b, func(share float64, docs []uint32, times []float32) {
		for j, doc := range docs {
			low, tf := doc&lowBits, times[j]*float32(share)
			b.bounds[low] += most * tf / (tf + norms[lengths[low]])
		}
	})
}

// acrossNorms are the norms of counterparts by the wording of the query and the code of the
// length of a passage.
var acrossNorms = func() (norms [len(engine.AcrossBy)][256]float32) {
	for of := range norms {
		for code, norm := range engine.Norms {
			norms[of][code] = float32(engine.AcrossNorm(norm, plan.Wording(of)))
		}
	}
	return norms
}()

// eachCounterpart calls visit with the passages of a window that hold each of the counterparts
// of a word, how often each does, and the share of the counterpart, some passages at a time.
func (r *run) eachCounterpart(part int, n *plan.Counterparts, w *window, b *sums, visit func(share float64, docs []uint32, times []float32)) error {
	lists := r.leafs[n].lists[part]
	for _, c := range n.Of {
		own := lists[:len(c.Terms)]
		lists = lists[len(c.Terms):]
		one := func(docs []uint32, times []float32) { visit(c.Share, docs, times) }
		if len(own) > 1 {
			if err := r.eachTogether(c, own, w, b, one); err != nil {
				return err
			}
		} else if err := r.eachTimes(c.Terms[0].Stream, own[0], w, one); err != nil {
			return err
		}
	}
	return nil
}

// eachTogether calls visit with the passages of a window that hold all terms of a counterpart
// and how often it occurs there: as often as the rarest of them.
func (r *run) eachTogether(c plan.Counterpart, lists []*postings, w *window, b *sums, visit func(docs []uint32, times []float32)) error {
	var rarest matches // how often the terms so far occur
	for i, term := range c.Terms {
		both, at := matches{b.both[i&1].docs[:0], b.both[i&1].scores[:0]}, 0
		err := r.eachTimes(term.Stream, lists[i], w, func(docs []uint32, times []float32) {
			for j, doc := range docs {
				n := times[j]
				if i > 0 {
					at = from(rarest.docs, at, doc)
					n = min(n, rarest.scores[at])
				}
				both.add(doc, n)
			}
		})
		b.both[i&1] = both
		if err != nil || len(both.docs) == 0 {
			return err
		}
		rarest, w = both, windowOf(both.docs, b.set[:])
	}
	visit(rarest.docs, rarest.scores)
	return nil
}

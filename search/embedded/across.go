package embedded

// Searching across languages: counterparts of a word, and the better of two plans.

import (
	"slices"

	"github.com/izde/izde/search/plan"
)

// counterparts scores the counterparts of a word as one word.
func (r *run) counterparts(part int, n *plan.Counterparts, within []uint32) (matches, error) {
	if within == nil {
		all := r.numbers(part)
		if err := r.matched(part, n, all, nil); err != nil {
			return matches{}, err
		}
		within = all.list([]uint32{})
	}
	scores := make([]float32, len(within))
	if err := r.scoresOf(part, n, within, scores); err != nil {
		return matches{}, err
	}
	m := matches{make([]uint32, 0, len(within)), make([]float32, 0, len(within))}
	for i, score := range scores {
		if score > 0 {
			m.add(within[i], score)
		}
	}
	return m, nil
}

// frequencies sets times to how often the counterparts of a word occur together in each
// of the passages within.
func (r *run) frequencies(part int, n *plan.Counterparts, within []uint32, times []float32) error {
	lists := r.leafs[n].lists[part]
	var rarest, of []float32 // of the terms of a counterpart
	for _, c := range n.Of {
		if len(c.Terms) == 1 {
			err := r.eachTime(c.Terms[0], lists[0], within, func(at int, _ uint32, n float64) { times[at] += float32(float32(n) * float32(c.Share)) })
			if err != nil {
				return err
			}
			lists = lists[1:]
			continue
		}
		own := lists[:len(c.Terms)]
		lists = lists[len(c.Terms):]
		if slices.ContainsFunc(own, func(l *postings) bool { return l.count() == 0 }) {
			continue
		}
		if rarest == nil {
			rarest, of = make([]float32, len(within)), make([]float32, len(within))
		}
		for i, term := range c.Terms {
			clear(of)
			if err := r.eachTime(term, own[i], within, func(at int, _ uint32, n float64) { of[at] = float32(n) }); err != nil {
				return err
			}
			for at, n := range of {
				if i == 0 || n < rarest[at] {
					rarest[at] = n
				}
			}
		}
		for at, n := range rarest {
			times[at] += float32(n * float32(c.Share))
		}
	}
	return nil
}

// best returns the passages that match one of the nodes of n, each with its best score.
func (r *run) best(part int, n *plan.Best, within []uint32) (matches, error) {
	var all matches
	for i, kid := range n.Of {
		m, err := r.eval(part, kid, within)
		if err != nil {
			return matches{}, err
		}
		if i == 0 && n.Lead > 0 {
			for j := range m.scores {
				m.scores[j] += float32(n.Lead)
			}
		}
		if i == 0 && n == r.root {
			r.direct = m.docs
		}
		all = best(all, m)
	}
	return all, nil
}

// winner returns the node of n by which the passage in within has its score.
func (r *run) winner(part int, n *plan.Best, within []uint32) ([]plan.Node, error) {
	var winner []plan.Node
	best := float32(-1)
	for i, kid := range n.Of {
		m, err := r.eval(part, kid, within)
		if err != nil {
			return nil, err
		}
		if len(m.docs) == 0 {
			continue
		}
		score := m.scores[0]
		if i == 0 {
			score += float32(n.Lead)
		}
		if score > best {
			winner, best = n.Of[i:i+1], score
		}
	}
	return winner, nil
}

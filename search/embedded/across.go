package embedded

// Searching across languages: counterparts of a word, and the better of two plans.

import (
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/plan"
)

// counterparts scores the counterparts of a word as one word.
func (r *run) counterparts(part int, n *plan.Counterparts, within []uint32) (matches, error) {
	lists := r.leafs[n].lists[part]
	frequencies := make([]matches, 0, len(n.Of))
	total := 0
	for _, c := range n.Of {
		var all matches
		among := within
		for i := range c.Terms {
			if lists[i].Count() == 0 {
				all = matches{}
				break
			}
			var m matches
			err := r.eachTime(part, c.Terms[i], lists[i], among, func(doc uint32, times float64) { m.add(doc, float32(times)) })
			if err != nil {
				return matches{}, err
			}
			if i > 0 { // m is a subset of all
				for j, k := 0, 0; j < len(m.docs); j++ {
					for all.docs[k] != m.docs[j] {
						k++
					}
					m.scores[j] = min(m.scores[j], all.scores[k])
				}
			}
			if all = m; len(m.docs) == 0 {
				break
			}
			among = all.docs
		}
		lists = lists[len(c.Terms):]
		if len(all.docs) == 0 {
			continue
		}
		for i := range all.scores {
			all.scores[i] *= float32(c.Share)
		}
		frequencies = append(frequencies, all)
		total += len(all.docs)
	}
	t := r.sum(part, frequencies, total)
	m := matches{t.docs, t.score}
	base := r.e.parts[part].base
	for i, doc := range m.docs {
		m.scores[i] = float32(n.Weight * engine.Saturation(float64(m.scores[i]), engine.Norms[r.e.cols.length[base+int(doc)]]))
	}
	return m, nil
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

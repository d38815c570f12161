package embedded

// Searching across languages: the better of two plans.

import "github.com/izde/izde/search/plan"

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

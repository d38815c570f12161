package embedded

import (
	"cmp"
	"slices"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/plan"
)

// counted holds, for the passages of a part in which operands of a Some match, how
// many do and the sum of their scores.
type counted struct {
	docs  []uint32
	count []uint32
	score []float32
}

func (c *counted) add(doc uint32, count uint32, score float32) {
	c.docs, c.count, c.score = append(c.docs, doc), append(c.count, count), append(c.score, score)
}

func (r *run) some(part int, n *plan.Some, within []uint32) (matches, error) {
	minimum, tally := max(n.Min, 1), counted{}
	if n == r.relaxed {
		minimum = r.minimum
	}
	if n == r.relaxed && within == nil {
		tally = r.tallies[part]
	} else {
		var err error
		if tally, err = r.tally(part, n, within); err != nil {
			return matches{}, err
		}
	}
	m := matches{make([]uint32, 0, len(tally.docs)), make([]float32, 0, len(tally.docs))}
	for i, doc := range tally.docs {
		switch c := int(tally.count[i]); {
		case c < minimum:
		case c == len(n.Of):
			m.add(doc, tally.score[i]+float32(n.Lead))
		default:
			m.add(doc, tally.score[i])
		}
	}
	return m, nil
}

// sparse is the share of the passages that operands must match before counting in an
// array, with a place for each passage, is the quicker way.
const sparse = 1.0 / 16

func (r *run) tally(part int, n *plan.Some, within []uint32) (counted, error) {
	lists := make([]matches, len(n.Of))
	total := 0
	for i, kid := range n.Of {
		var err error
		if lists[i], err = r.eval(part, kid, within); err != nil {
			return counted{}, err
		}
		total += len(lists[i].docs)
	}
	return r.sum(part, lists, total), nil
}

// sum counts in how many lists each passage is and adds its scores up. total is how
// many passages the lists have together.
func (r *run) sum(part int, lists []matches, total int) counted {
	if size := r.e.parts[part].size; float64(total) > sparse*float64(size) {
		return r.e.tallyDense(size, lists, total)
	}
	type match struct {
		doc   uint32
		score float32
	}
	all := make([]match, 0, total)
	for _, m := range lists {
		for i, doc := range m.docs {
			all = append(all, match{doc, m.scores[i]})
		}
	}
	slices.SortStableFunc(all, func(a, b match) int { return cmp.Compare(a.doc, b.doc) })
	var t counted
	for _, m := range all {
		if last := len(t.docs) - 1; last >= 0 && t.docs[last] == m.doc {
			t.count[last]++
			t.score[last] += m.score
		} else {
			t.add(m.doc, 1, m.score)
		}
	}
	return t
}

// dense has a place for each number of a part.
type dense struct {
	count []uint32
	score []float32
}

func (e *Engine) tallyDense(size int, lists []matches, total int) counted {
	d, ok := e.denses.Get().(*dense)
	if !ok || len(d.count) < size {
		d = &dense{make([]uint32, size), make([]float32, size)}
	}
	defer e.denses.Put(d)
	for _, m := range lists {
		for i, doc := range m.docs {
			d.count[doc]++
			d.score[doc] += m.scores[i]
		}
	}
	room := min(total, size)
	t := counted{make([]uint32, 0, room), make([]uint32, 0, room), make([]float32, 0, room)}
	for doc, c := range d.count[:size] {
		if c > 0 {
			t.add(uint32(doc), c, d.score[doc])
		}
	}
	clear(d.count[:size])
	clear(d.score[:size])
	return t
}

// lower decides how many operands of the root must match. Filters do not count here,
// so that they and the pages of one query agree.
func (r *run) lower() error {
	n := r.relaxed
	if n == nil {
		return nil
	}
	byCount := make([]int, len(n.Of)+1)
	r.tallies = make([]counted, len(r.e.parts))
	for part := range r.e.parts {
		var err error
		if r.tallies[part], err = r.tally(part, n, nil); err != nil {
			return err
		}
		for _, c := range r.tallies[part].count {
			byCount[c]++
		}
	}
	r.minimum = n.Lowered(byCount)
	return nil
}

// addBonuses adds bonuses to the scores of the best passages found; found holds the
// matches of each part.
func (r *run) addBonuses(bonuses []plan.Bonus, found []matches) error {
	if len(bonuses) == 0 {
		return nil
	}
	defer func() { r.among, r.places = nil, nil }()
	collected := collector{e: r.e, order: search.ByRelevance, limit: engine.Reranked}
	r.e.eachFound(found, search.ByRelevance, false, collected.offer)
	best := collected.best
	slices.SortFunc(best, func(a, b candidate) int { return cmp.Compare(a.number, b.number) })
	for i, p := range r.e.parts {
		var within []uint32
		for len(best) > 0 && int(best[0].number) < p.base+p.size {
			within, best = append(within, best[0].number-uint32(p.base)), best[1:]
		}
		if within == nil {
			continue
		}
		r.among, r.places = within, map[string][]place{}
		for _, bonus := range bonuses {
			m, err := r.eval(i, bonus.Node, within)
			if err != nil {
				return err
			}
			for j, doc := range m.docs {
				at, _ := slices.BinarySearch(found[i].docs, doc)
				found[i].scores[at] += m.scores[j] * float32(bonus.Weight)
			}
		}
	}
	return nil
}

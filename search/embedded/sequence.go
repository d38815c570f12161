package embedded

import (
	"slices"

	segment "github.com/blevesearch/scorch_segment_api/v2"

	"github.com/izde/izde/search/plan"
)

func (r *run) sequence(part int, n *plan.Sequence, within []uint32) (matches, error) {
	base, lists := r.e.parts[part].base, r.leafs[n].lists[part]
	order := make([]int, len(n.Terms))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return int(lists[a].Count()) - int(lists[b].Count()) })
	for _, i := range order {
		narrower := []uint32{}
		err := r.each(lists[i].Iterator(false, false, false, nil), within, func(p segment.Posting) {
			narrower = append(narrower, uint32(p.Number()))
		})
		if err != nil || len(narrower) == 0 {
			return matches{}, err
		}
		within = narrower
	}

	positions := make([][][]int, len(within)) // candidate, term → positions
	for i := range positions {
		positions[i] = make([][]int, len(n.Terms))
	}
	for t, term := range n.Terms {
		in, places, err := r.placesOf(term, lists[t], within)
		if err != nil {
			return matches{}, err
		}
		j := 0
		for i, doc := range within {
			for in[j] != doc {
				j++
			}
			positions[i][t] = places[j]
		}
	}
	var m matches
	for i, doc := range within {
		number := base + int(doc)
		tf := 0.0
		for range plan.Sequences(positions[i], n.Slop) {
			if tf++; n.Slop > 0 {
				break
			}
		}
		if tf > 0 {
			m.add(doc, r.score(n.Weight, tf, number))
		} else if r.e.cols.damaged[number] {
			for range plan.Scattered(n.Terms, positions[i]) {
				m.add(doc, r.score(n.Torn, 1, number))
				break
			}
		}
	}
	return m, nil
}

// placesOf returns the positions of a term in passages: in the given ones, or in
// more.
func (r *run) placesOf(term string, list segment.PostingsList, within []uint32) (in []uint32, places [][]int, err error) {
	if r.among != nil {
		if places, ok := r.places[term]; ok {
			return r.among, places, nil
		}
		within = r.among
	}
	places = make([][]int, len(within))
	i := 0
	err = r.each(list.Iterator(true, false, true, nil), within, func(p segment.Posting) {
		for within[i] != uint32(p.Number()) {
			i++
		}
		places[i] = make([]int, len(p.Locations()))
		for j, l := range p.Locations() {
			places[i][j] = int(l.Pos())
		}
	})
	if r.among != nil {
		r.places[term] = places
	}
	return within, places, err
}

package embedded

import (
	"cmp"
	"slices"

	segment "github.com/blevesearch/scorch_segment_api/v2"

	"github.com/izde/izde/search/plan"
)

// form is a term that may stand in a place of a sequence, and its postings.
type form struct {
	term string
	list segment.PostingsList
}

// formsOf returns the forms of the i-th term of a sequence, the term itself first.
func formsOf(n *plan.Sequence, lists []segment.PostingsList, i int) []form {
	forms := []form{{n.Terms[i], lists[i]}}
	if n.Forms == nil {
		return forms
	}
	at := len(n.Terms)
	for _, before := range n.Forms[:i] {
		at += len(before)
	}
	for j, term := range n.Forms[i] {
		forms = append(forms, form{term, lists[at+j]})
	}
	return forms
}

func (r *run) sequence(part int, n *plan.Sequence, within []uint32) (matches, error) {
	base, lists := r.e.parts[part].base, r.leafs[n].lists[part]
	forms := make([][]form, len(n.Terms))
	counts, order := make([]int, len(n.Terms)), make([]int, len(n.Terms))
	for i := range n.Terms {
		forms[i], order[i] = formsOf(n, lists, i), i
		for _, f := range forms[i] {
			counts[i] += int(f.list.Count())
		}
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(counts[a], counts[b]) })
	for _, i := range order {
		narrower := []uint32{}
		for _, f := range forms[i] {
			err := r.each(f.list.Iterator(false, false, false, nil), within, func(_ int, p segment.Posting) {
				narrower = append(narrower, uint32(p.Number()))
			})
			if err != nil {
				return matches{}, err
			}
		}
		if len(narrower) == 0 {
			return matches{}, nil
		}
		if len(forms[i]) > 1 {
			slices.Sort(narrower)
			narrower = slices.Compact(narrower)
		}
		within = narrower
	}

	// The positions in each candidate of each term, and of all of its forms.
	exact, all := make([][][]int, len(within)), make([][][]int, len(within))
	for i := range within {
		exact[i], all[i] = make([][]int, len(n.Terms)), make([][]int, len(n.Terms))
	}
	for t := range n.Terms {
		for k, f := range forms[t] {
			in, places, err := r.placesOf(f.term, f.list, within)
			if err != nil {
				return matches{}, err
			}
			j := 0
			for i, doc := range within {
				for in[j] != doc {
					j++
				}
				if k == 0 {
					exact[i][t] = places[j]
				}
				all[i][t] = append(all[i][t], places[j]...)
			}
		}
	}
	var m matches
	for i, doc := range within {
		number := base + int(doc)
		tf, loose := frequency(exact[i], n.Slop), 0.0
		if n.Forms != nil {
			for _, positions := range all[i] {
				slices.Sort(positions)
			}
			loose = frequency(all[i], n.Slop)
		}
		switch {
		case tf > 0 || loose > 0:
			m.add(doc, max(r.score(n.Weight, tf, number), r.score(n.Loose, loose, number)))
		case r.e.cols.damaged[number]:
			for range plan.Scattered(n.Terms, exact[i]) {
				m.add(doc, r.score(n.Torn, 1, number))
				break
			}
		}
	}
	return m, nil
}

// frequency counts the places where terms stand in order; with room between them it
// is at most 1.
func frequency(positions [][]int, slop int) float64 {
	n := 0.0
	for range plan.Sequences(positions, slop) {
		if n++; slop > 0 {
			break
		}
	}
	return n
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
	err = r.each(r.dicts.reading(list, true), within, func(at int, p segment.Posting) {
		places[at] = placesIn(p)
	})
	if r.among != nil {
		r.places[term] = places
	}
	return within, places, err
}

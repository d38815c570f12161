package embedded

import (
	"slices"

	"github.com/izde/izde/search/plan"
)

// form is a term that may stand in a place of a sequence, and its postings.
type form struct {
	term string
	list *postings
}

// formsOf returns the forms of the i-th term of a sequence, the term itself first.
func formsOf(n *plan.Sequence, lists []*postings, i int) []form {
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

// inAll returns the numbers of a part at which there is a form in each place of a
// sequence; where within is not nil, only numbers in it.
func (r *run) inAll(part int, forms [][]form, within []uint32) []uint32 {
	if within == nil {
		var all numbers
		for _, any := range forms {
			set := r.numbers(part)
			for _, f := range any {
				r.fill(part, set, f.list.live)
			}
			if all != nil {
				set.and(all)
			}
			all = set
		}
		return all.list(nil)
	}
	var left []uint32
	for _, number := range within {
		if !slices.ContainsFunc(forms, func(any []form) bool {
			return !slices.ContainsFunc(any, func(f form) bool { return f.list.live.Contains(number) })
		}) {
			left = append(left, number)
		}
	}
	return left
}

func (r *run) sequence(part int, n *plan.Sequence, within []uint32) (matches, error) {
	base, lists := r.e.parts[part].base, r.leafs[n].lists[part]
	forms := make([][]form, len(n.Terms))
	for i := range n.Terms {
		forms[i] = formsOf(n, lists, i)
	}
	if within = r.inAll(part, forms, within); len(within) == 0 {
		return matches{}, nil
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
func (r *run) placesOf(term string, list *postings, within []uint32) (in []uint32, places [][]int, err error) {
	if r.among != nil {
		if places, ok := r.places[term]; ok {
			return r.among, places, nil
		}
		within = r.among
	}
	places = make([][]int, len(within))
	c := r.dicts.reading(list, true)
	c.each(within, func(at int, _ uint32) { places[at] = placesIn(c.times, c.located) })
	if r.among != nil {
		r.places[term] = places
	}
	return within, places, r.ctx.Err()
}

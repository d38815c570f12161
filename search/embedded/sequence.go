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
				r.addTo(part, set, f.list)
			}
			if all != nil {
				set.and(all)
			}
			all = set
		}
		return all.list(make([]uint32, 0, all.count()))
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

func (r *run) sequence(part int, n *plan.Sequence, within []uint32) (m matches, err error) {
	base, lists := r.e.parts[part].base, r.leafs[n].lists[part]
	forms := make([][]form, len(n.Terms))
	for i := range n.Terms {
		forms[i] = formsOf(n, lists, i)
	}
	within = r.inAll(part, forms, within)
	if r.among != nil && len(within) > 0 { // whose places are kept
		return m, r.sequenceIn(base, n, forms, r.among, within, &m)
	}
	err = eachWindow(within, func(w *window) error { return r.sequenceIn(base, n, forms, w.docs, w.docs, &m) })
	return m, err
}

// sequenceIn adds the scores by a sequence of those of some passages that are within others, in
// which there is a form in each place of it.
func (r *run) sequenceIn(base int, n *plan.Sequence, forms [][]form, in, within []uint32, m *matches) error {
	places := r.dicts.roomForPlaces(len(n.Terms)) // of each term
	for t := range places {
		var err error
		if places[t], err = r.placesOf(forms[t], in, places[t]); err != nil {
			return err
		}
	}
	next := make([]int, len(places))
	exact, all := make([][]int, len(places)), make([][]int, len(places)) // positions in a passage
	for i, doc := range in {
		for t, of := range places {
			exact[t], all[t] = exact[t][:0], all[t][:0]
			for ; next[t] < len(of) && of[next[t]].passage() == i; next[t]++ {
				at := of[next[t]]
				if all[t] = append(all[t], at.position()); !at.otherForm() {
					exact[t] = append(exact[t], at.position())
				}
			}
		}
		if len(within) == 0 || within[0] != doc {
			continue
		}
		within = within[1:]
		number := base + int(doc)
		tf, loose := 0.0, frequency(all, n.Slop)
		if loose > 0 { // of which exact are some
			tf = frequency(exact, n.Slop)
		}
		if n.Forms == nil {
			loose = 0
		}
		switch {
		case tf > 0 || loose > 0:
			m.add(doc, max(r.score(n.Weight, tf, number), r.score(n.Loose, loose, number)))
		case r.e.cols.damaged[number]:
			for range plan.Scattered(n.Terms, exact) {
				m.add(doc, r.score(n.Torn, 1, number))
				break
			}
		}
	}
	return nil
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

// placesOf appends to room where forms of a term stand in some passages, passage by passage.
func (r *run) placesOf(forms []form, in []uint32, room []place) ([]place, error) {
	for k, f := range forms {
		start := len(room)
		if known, ok := r.places[f.term]; ok {
			room = append(room, known...)
		} else {
			before := 0
			if err := eachWindow(in, func(w *window) error {
				err := r.eachPlaced(f.list, w, func(at int, c *cursor) {
					room = appendPlaces(room, before+at, c.times, c.located)
				})
				before += len(w.docs)
				return err
			}); err != nil {
				return room, err
			}
			if r.among != nil {
				r.places[f.term] = slices.Clone(room[start:])
			}
		}
		if k > 0 {
			for i := range room[start:] {
				room[start+i] |= otherForm
			}
		}
	}
	if len(forms) > 1 {
		return r.dicts.sorted(room, len(in)), nil
	}
	return room, nil
}

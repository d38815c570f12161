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

func (r *run) sequence(part int, n *plan.Sequence, within []uint32) (matches, error) {
	base, lists := r.e.parts[part].base, r.leafs[n].lists[part]
	forms := make([][]form, len(n.Terms))
	for i := range n.Terms {
		forms[i] = formsOf(n, lists, i)
	}
	if within = r.inAll(part, forms, within); len(within) == 0 {
		return matches{}, nil
	}

	in := within
	if r.among != nil {
		in = r.among
	}
	places := r.dicts.roomForPlaces(len(n.Terms)) // of each term
	for t := range places {
		var err error
		if places[t], err = r.placesOf(forms[t], in, places[t]); err != nil {
			return matches{}, err
		}
	}
	var m matches
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
		tf, loose := frequency(exact, n.Slop), 0.0
		if n.Forms != nil {
			loose = frequency(all, n.Slop)
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

// placesOf appends to room where forms of a term stand in some passages, passage by passage.
func (r *run) placesOf(forms []form, in []uint32, room []place) ([]place, error) {
	for k, f := range forms {
		start := len(room)
		if known, ok := r.places[f.term]; ok {
			room = append(room, known...)
		} else {
			c := r.dicts.reading(f.list, true)
			room = slices.Grow(room, min(f.list.count(), len(in))) // mostly it stands there once
			c.each(in, func(at int, _ uint32) { room = appendPlaces(room, at, c.times, c.located) })
			if r.among != nil {
				r.places[f.term] = slices.Clone(room[start:])
			}
		}
		if k > 0 {
			for i := range room[start:] {
				room[start+i] |= otherForm
			}
		}
		if err := r.ctx.Err(); err != nil {
			return room, err
		}
	}
	if len(forms) > 1 {
		return r.dicts.sorted(room, len(in)), nil
	}
	return room, nil
}

package bibliography

// This file finds the works that a small change of the corpus may alter. Works are
// clusters of members. Which members are compared depends on their marks, and what comes
// of it on the two alone; so of all pairs those are compared again of which one has
// changed, or that have come or gone among the neighbours in a large block. Members that
// are the same by some pair and those that redirects name together fall into groups that
// know nothing of each other but by the works that they are related to: a group that no
// changed member or pair touches, and no related group, has the same works as before.
// Authors are made of the persons of all works, which are kept.

import (
	"bytes"
	"encoding/gob"
	"maps"
	"slices"

	"github.com/izde/izde/search/cite/match"
)

// Made is what Make leaves, for the next Make to go on from; encoding/gob keeps it. It
// takes about a kilobyte for each work.
type Made struct {
	// Redirects are those after Make.
	Redirects Redirects

	Entries map[string][]placed    // by document
	Work    map[string]string      // the member that a document is of, by document
	Marks   map[string]match.Marks // by member
	Pairs   pairs                  // the members that have something to do with each other
	Persons map[string]persons     // whom works name, by work
}

// placed is an entry and the member that it is of.
type placed struct {
	Member string
	Ref    Ref
}

// pair is two members, in the order of their ids.
type pair [2]string

// pairs are members that were compared, and what came of it.
type pairs map[pair]match.Comparison

// keptPairs are pairs as gob keeps them: by the places of ids and of what came of it.
type keptPairs struct {
	IDs   []string
	Why   []match.Comparison
	Pairs [][3]uint32
}

// GobEncode writes each id and reason once: there may be many pairs to a member.
func (p pairs) GobEncode() ([]byte, error) {
	var kept keptPairs
	ids, reasons := map[string]uint32{}, map[match.Comparison]uint32{}
	for of, why := range p {
		kept.Pairs = append(kept.Pairs, [3]uint32{placeOf(of[0], ids, &kept.IDs), placeOf(of[1], ids, &kept.IDs), placeOf(why, reasons, &kept.Why)})
	}
	var text bytes.Buffer
	err := gob.NewEncoder(&text).Encode(kept)
	return text.Bytes(), err
}

// placeOf returns the place of v in list, where it is put unless places has it.
func placeOf[T comparable](v T, places map[T]uint32, list *[]T) uint32 {
	place, known := places[v]
	if !known {
		place = uint32(len(*list))
		places[v], *list = place, append(*list, v)
	}
	return place
}

// GobDecode reads what GobEncode wrote.
func (p *pairs) GobDecode(data []byte) error {
	var kept keptPairs
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&kept); err != nil {
		return err
	}
	*p = make(pairs, len(kept.Pairs))
	for _, k := range kept.Pairs {
		(*p)[pair{kept.IDs[k[0]], kept.IDs[k[1]]}] = kept.Why[k[2]]
	}
	return nil
}

func (m *Made) order(id string) string { return m.Marks[id].Order }

// changed returns the ids of the members that touched documents are or were of.
func (m *maker) changed() map[string]bool {
	changed := map[string]bool{}
	for d := range m.touched {
		for _, made := range []*Made{m.last, m.made} {
			for _, e := range made.Entries[d] {
				changed[e.Member] = true
			}
			if id := made.Work[d]; id != "" {
				changed[id] = true
			}
		}
	}
	return changed
}

// compare finds the pairs of members that have something to do with each other, and keeps
// of the members those that make the works which are to be written, and those that these
// are related to. stays reports whether the work with an id, or that of a member, is as the
// last Make left it.
func (m *maker) compare(redirects Redirects) (stays func(id string) bool) {
	if m.last == nil {
		match.CompareAll(len(m.members), func(i int) match.Marks { return m.made.Marks[m.members[i].id] }, func(i int) *match.Profile { return m.profile(m.members[i]) },
			func(p match.Pair, a, b *match.Profile) { m.note(m.members[p.A], m.members[p.B], p.Comparison, a, b) })
		return func(string) bool { return false }
	}
	touched, dropped := m.compareAgain()
	g := groups{place: map[string]int{}}
	for _, all := range []pairs{dropped, m.made.Pairs} {
		for p, why := range all {
			if why.Relation == match.Same {
				g.join(g.of(p[0]), g.of(p[1]))
			}
		}
	}
	for old, to := range redirects {
		g.join(g.of(old), g.of(to))
	}
	// How far groups are from what was touched, by relations: those of 0 and 1 are written,
	// those of 2 are looked at for their works' ids.
	const far = 3
	distance := map[int]int{}
	for id := range touched {
		distance[g.root(g.of(id))] = 0
	}
	away := func(id string) int {
		if place, known := g.place[id]; known {
			if d, near := distance[g.root(place)]; near {
				return d
			}
		}
		return far
	}
	for d := 1; d < far; d++ {
		var next []string
		for _, all := range []pairs{dropped, m.made.Pairs} {
			for p := range all {
				for i, id := range p {
					if away(id) == d-1 && away(p[1-i]) == far {
						next = append(next, p[1-i])
					}
				}
			}
		}
		for _, id := range next {
			distance[g.root(g.of(id))] = d
		}
	}
	m.members = slices.DeleteFunc(m.members, func(one *member) bool { return away(one.id) == far })
	return func(id string) bool { return away(id) > 1 }
}

// compareAgain compares the members anew that need it; the other pairs are those of the
// last Make, which has them no more. It returns the members of which something is other
// than it was, and the pairs that are none now.
func (m *maker) compareAgain() (touched map[string]bool, dropped pairs) {
	touched, dropped = m.changed(), pairs{}
	keys := map[uint64]bool{}
	for id := range touched {
		for _, made := range []*Made{m.last, m.made} {
			for _, k := range made.Marks[id].Keys {
				keys[k] = true
			}
		}
	}
	was, is := m.last.compared(keys), m.made.compared(keys)
	m.made.Pairs, m.last.Pairs = m.last.Pairs, nil
	drop := func(p pair) {
		dropped[p] = m.made.Pairs[p]
		delete(m.made.Pairs, p)
	}
	gone := map[pair]bool{}     // pairs that are no neighbours now, unless
	others := map[uint64]bool{} // for the sake of other keys
	for p := range m.made.Pairs {
		switch {
		case touched[p[0]] || touched[p[1]]:
			drop(p)
		case was[p] && !is[p]:
			gone[p] = true
			for _, k := range m.made.Marks[p[0]].Keys {
				if !keys[k] && slices.Contains(m.made.Marks[p[1]].Keys, k) {
					others[k] = true
				}
			}
		}
	}
	changed := maps.Clone(touched)
	still := m.made.compared(others)
	for p := range gone {
		if !still[p] {
			drop(p)
			touched[p[0]], touched[p[1]] = true, true
		}
	}
	byID := map[string]*member{}
	for _, one := range m.members {
		byID[one.id] = one
	}
	for p := range is {
		_, known := m.made.Pairs[p]
		if again := changed[p[0]] || changed[p[1]]; known || was[p] && !again {
			continue
		}
		a, b := byID[p[0]], byID[p[1]]
		x, y := m.profile(a), m.profile(b)
		if r := match.Compare(x, y); r.Relation != match.Unrelated {
			m.note(a, b, r, x, y)
			touched[p[0]], touched[p[1]] = true, true
		}
	}
	return touched, dropped
}

// compared returns the pairs of members that are compared for the sake of keys.
func (m *Made) compared(keys map[uint64]bool) map[pair]bool {
	blocks := map[uint64][]string{}
	if len(keys) > 0 {
		for id, marks := range m.Marks {
			for _, k := range marks.Keys {
				if keys[k] {
					blocks[k] = append(blocks[k], id)
				}
			}
		}
	}
	all := map[pair]bool{}
	for _, block := range blocks {
		slices.Sort(block)
		for a, b := range match.InBlock(block, m.order) {
			all[pair{a, b}] = true
		}
	}
	return all
}

// note keeps what comes of comparing two members, with their numbers where these will be
// asked for.
func (m *maker) note(a, b *member, why match.Comparison, x, y *match.Profile) {
	m.made.Pairs[pair{a.id, b.id}] = why
	if why.Relation == match.Same {
		m.numbers[a], m.numbers[b] = &x.Numbers, &y.Numbers
	}
}

// pairs returns the pairs of the members by their places.
func (m *maker) pairs() []match.Pair {
	place := make(map[string]int, len(m.members))
	for i, one := range m.members {
		place[one.id] = i
	}
	var list []match.Pair
	for p, why := range m.made.Pairs {
		a, here := place[p[0]]
		b, too := place[p[1]]
		if here && too {
			list = append(list, match.Pair{A: a, B: b, Comparison: why})
		}
	}
	return list
}

// keepPersons takes over the persons of the works that stay.
func (m *maker) keepPersons(stays func(id string) bool) {
	if m.last == nil {
		return
	}
	for id, p := range m.last.Persons {
		if stays(id) {
			m.made.Persons[id] = p
		}
	}
}

// groups are disjoint sets of ids (union by path halving).
type groups struct {
	place  map[string]int
	parent []int
}

func (g *groups) of(id string) int {
	place, ok := g.place[id]
	if !ok {
		place = len(g.parent)
		g.place[id], g.parent = place, append(g.parent, place)
	}
	return place
}

func (g *groups) root(i int) int {
	for g.parent[i] != i {
		g.parent[i] = g.parent[g.parent[i]]
		i = g.parent[i]
	}
	return i
}

func (g *groups) join(a, b int) { g.parent[g.root(a)] = g.root(b) }

package bibliography

// This file finds the works that a small change of the corpus may alter. Works are
// clusters of members, and only members that share a key are ever joined or linked
// (match.Cluster); the name of a work depends on its members and on the redirects of
// their ids. So the members, joined by the keys that they have or had and by redirects,
// fall into groups that know nothing of each other, and a group without a member of a
// touched document has the same works as before. Authors are made of the persons of
// all works, which are kept in memory.

// Made is what Make leaves, for the next Make to go on from; encoding/gob keeps it. It
// takes about a kilobyte for each work.
type Made struct {
	// Redirects are those after Make.
	Redirects Redirects

	Entries map[string][]placed // by document
	Work    map[string]string   // the member that a document is of, by document
	Keys    map[string][]uint64 // by member
	Persons map[string]persons  // whom works name, by work
}

// placed is an entry and the member that it is of.
type placed struct {
	Member string
	Ref    Ref
}

// changed returns the ids of the members that touched documents are or were of.
func (m *maker) changed() map[string]bool {
	changed := map[string]bool{}
	for d := range m.touched {
		for _, made := range []*Made{m.last, m.made} {
			for _, e := range made.Entries[d] {
				changed[e.Member] = true
			}
			changed[made.Work[d]] = true
		}
	}
	return changed
}

// unaffected returns a function that reports whether a member, or the work with that
// id, is as the last Make left it.
func (m *maker) unaffected(redirects Redirects) func(id string) bool {
	if m.last == nil {
		return func(string) bool { return false }
	}
	g := groups{place: map[string]int{}}
	first := map[uint64]int{} // a member that has the key
	for _, all := range []map[string][]uint64{m.last.Keys, m.made.Keys} {
		for id, keys := range all {
			place := g.of(id)
			for _, k := range keys {
				if other, ok := first[k]; ok {
					g.join(place, other)
				} else {
					first[k] = place
				}
			}
		}
	}
	for old, to := range redirects {
		g.join(g.of(old), g.of(to))
	}
	affected := map[int]bool{}
	for id := range m.changed() {
		affected[g.root(g.of(id))] = true
	}
	return func(id string) bool {
		place, known := g.place[id]
		return known && !affected[g.root(place)]
	}
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

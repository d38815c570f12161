package bibliography

// This file gives works their ids. Which of its members' ids a work has must not
// change when documents come: the one that was published before stays. A generation
// that is made from nothing knows the published ids by redirects alone.
//
// Redirects are written as lines of text, "alias id"; empty lines and those that
// begin with "#" say nothing.

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Redirects map former ids of works to their present ids.
type Redirects map[string]string

// ReadRedirects reads the text that String writes.
func ReadRedirects(text string) (Redirects, error) {
	redirects := Redirects{}
	n := 0
	for line := range strings.Lines(text) {
		n++
		f := strings.Fields(line)
		switch {
		case len(f) == 0 || strings.HasPrefix(f[0], "#"):
		case len(f) != 2:
			return nil, fmt.Errorf("line %d: want an old id and a new one; mend or remove the line", n)
		default:
			redirects[f[0]] = f[1]
		}
	}
	return redirects, nil
}

// String returns the redirects as they are stored, in the order of the old ids.
func (r Redirects) String() string {
	var b strings.Builder
	b.WriteString("# Ids of works that were merged into others: the old id and the one it leads to.\n")
	for _, old := range slices.Sorted(maps.Keys(r)) {
		fmt.Fprintln(&b, old, r[old])
	}
	return b.String()
}

// after returns the new redirects: the aliases of works, and redirects to works that
// are absent at present.
func (r Redirects) after(works []*work) Redirects {
	now := Redirects{}
	ids := map[string]bool{}
	for _, w := range works {
		ids[w.id] = true
		for _, alias := range w.aliases {
			now[alias] = w.id
		}
	}
	for old, to := range r {
		if now[old] == "" && !ids[old] {
			now[old] = to
		}
	}
	return now
}

// name makes works of clusters, each with its id and its aliases. first has for each
// member the first member of its work, by which the result is keyed.
func (m *maker) name(first []int, known Known) map[int]*work {
	works := map[int]*work{}
	own := map[string]*work{} // the work of a member's own id
	for i, one := range m.members {
		w := works[first[i]]
		if w == nil {
			w = &work{}
			works[first[i]] = w
		}
		w.members = append(w.members, one)
		own[one.id] = w
	}
	taken := map[string]*work{}
	for _, place := range slices.Sorted(maps.Keys(works)) {
		w := works[place]
		votes := map[string]int{}
		for _, one := range w.members {
			votes[one.id]++
			// A former id, unless its own member is now of another work.
			if to := known.Redirects[one.id]; to != "" && to != one.id {
				if other := own[to]; other == nil || other == w {
					votes[to] += 2
				}
			}
		}
		for _, id := range slices.Sorted(maps.Keys(votes)) {
			published, before := known.Published[id], known.Published[w.id]
			switch {
			case taken[id] != nil:
			case w.id == "", published && !before, published == before && votes[id] > votes[w.id]:
				w.id = id
			}
		}
		taken[w.id] = w
		for _, one := range w.members {
			if one.id != w.id {
				w.aliases = append(w.aliases, one.id)
			}
		}
	}
	// Redirected ids that no member has any more stay redirected.
	for _, old := range slices.Sorted(maps.Keys(known.Redirects)) {
		if own[old] != nil || taken[old] != nil {
			continue
		}
		w := taken[known.Redirects[old]]
		if w == nil {
			w = own[known.Redirects[old]]
		}
		if w != nil {
			w.aliases = append(w.aliases, old)
		}
	}
	for _, w := range works {
		slices.Sort(w.aliases)
	}
	return works
}

package plan

import (
	"cmp"
	"slices"
)

// Sequences yields the places where terms stand in order with at most slop
// positions between them in all. positions holds the sorted positions of each
// term. The yielded slice is used again.
func Sequences(positions [][]int, slop int) func(yield func([]int) bool) {
	return func(yield func([]int) bool) {
		if len(positions) == 0 {
			return
		}
		at := make([]int, len(positions))
	next:
		for _, first := range positions[0] {
			at[0] = first
			for i := 1; i < len(positions); i++ {
				j, _ := slices.BinarySearch(positions[i], at[i-1]+1)
				if j == len(positions[i]) {
					return // nor can any later start be followed
				}
				at[i] = positions[i][j]
				if at[i]-first-i > slop {
					continue next
				}
			}
			if !yield(at) {
				return
			}
		}
	}
}

// ScatterSlop is how many other words may stand among those of a phrase where a
// passage is damaged: its columns were read across each other, which tears words
// out of their places but not far.
const ScatterSlop = 3

// Scattered yields the places where terms stand close together in whatever order,
// with at most ScatterSlop positions between them in all: what is left of a phrase
// in damaged text. positions holds the sorted positions of each term; a term that
// comes twice has to be found twice. What is yielded is sorted, does not overlap
// and is used again.
func Scattered(terms []string, positions [][]int) func(yield func([]int) bool) {
	type occurrence struct{ pos, term int }
	var all []occurrence
	need := make([]int, len(terms)) // by the first place of the term among terms
	for i, term := range terms {
		first := slices.Index(terms, term)
		if need[first]++; first != i {
			continue
		}
		for _, pos := range positions[i] {
			all = append(all, occurrence{pos, i})
		}
	}
	slices.SortFunc(all, func(a, b occurrence) int { return cmp.Compare(a.pos, b.pos) })
	width := len(terms) + ScatterSlop
	return func(yield func([]int) bool) {
		have := make([]int, len(terms))
		missing := len(terms)
		start := 0
		for end, o := range all {
			if have[o.term]++; have[o.term] <= need[o.term] {
				missing--
			}
			// What stands too far before, or more often than needed, goes.
			for start <= end && (o.pos-all[start].pos >= width || have[all[start].term] > need[all[start].term]) {
				if have[all[start].term]--; have[all[start].term] < need[all[start].term] {
					missing++
				}
				start++
			}
			if missing > 0 {
				continue
			}
			at := make([]int, 0, len(terms))
			left := slices.Clone(need)
			for _, o := range all[start : end+1] {
				if left[o.term]--; left[o.term] >= 0 {
					at = append(at, o.pos)
				}
			}
			if !yield(at) {
				return
			}
			start, missing = end+1, len(terms)
			clear(have)
		}
	}
}

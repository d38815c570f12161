package cluster

import (
	"errors"
	"slices"
)

// Documents have ranks that rise with their sources. Between those of neighbours there is
// room, so that a document that comes later seldom changes any but its own: how to keep
// an order in numbers is known as list labelling (Bender et al., Two simplified
// algorithms for maintaining order in a list, 2002).

const (
	// ordinalBits are those of a place for the ordinal of a passage, rankBits those for
	// the rank of its document: 63 in all, what a number of the cluster has.
	ordinalBits = 25
	rankBits    = 38
	maxRank     = 1<<rankBits - 1
	// rankStep is how far ranks lie apart at most at first.
	rankStep = 1 << 20
	// minRoom is how much room between ranks there is at least where documents get new
	// ones because others had none.
	minRoom = 1 << 6
)

// errRanks: there are more documents than ranks.
var errRanks = errors.New("the index holds too many documents")

// giveRanks gives those of the documents that have the rank 0 ranks between those of their
// neighbours. Where these leave no room neighbours get new ones, too.
func giveRanks(ranks []uint64) error {
	step := stepOf(len(ranks))
	for i := 0; i < len(ranks); {
		if ranks[i] != 0 {
			i++
			continue
		}
		from, to := i, i+1
		for room := uint64(1); ; room = minRoom {
			for to < len(ranks) && ranks[to] == 0 {
				to++
			}
			low, high, n := uint64(0), uint64(maxRank), uint64(to-from+1)
			if from > 0 {
				low = ranks[from-1]
			}
			if to < len(ranks) {
				high = ranks[to]
			} else {
				high = min(high, low+n*step)
			}
			whole := from == 0 && to == len(ranks)
			if gap := (high - low) / n; gap >= room || gap > 0 && whole {
				for j := range ranks[from:to] {
					ranks[from+j] = low + gap*uint64(j+1)
				}
				break
			} else if whole {
				return errRanks
			}
			width := to - from
			from, to = max(0, from-width), min(len(ranks), to+width)
		}
		i = to
	}
	return nil
}

// stepOf is how far the ranks of so many documents lie apart at first. The second half of
// all ranks is for what comes behind all others.
func stepOf(documents int) uint64 { return max(1, min(rankStep, maxRank/2/uint64(documents+1))) }

// free yields the least numbers that are not taken.
func free(taken []int) func() int {
	slices.Sort(taken)
	next := 0
	return func() int {
		for len(taken) > 0 && taken[0] == next {
			taken, next = taken[1:], next+1
		}
		next++
		return next - 1
	}
}

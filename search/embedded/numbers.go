package embedded

// Sets of the numbers of a part. Roaring bitmaps are what segments hold; to unite dozens of
// them takes twenty times as long as to write them into a plain set with a bit for each
// number, which of a part of a million passages has 150 kB.

import (
	"math/bits"
	"slices"
	"sort"

	"github.com/RoaringBitmap/roaring/v2"
)

// numbers is a set of the numbers of a part, a bit for each.
type numbers []uint64

// numbers lends an empty set for a part, until the run ends.
func (r *run) numbers(part int) numbers {
	s := r.lend()
	*s = cleared(*s, r.e.parts[part].size)
	return *s
}

// lend lends the room of a set, until the run ends.
func (r *run) lend() *numbers {
	s := r.e.lendSet()
	r.lent = append(r.lent, s)
	return s
}

// lendSet lends the room of a set, which is put back into sets.
func (e *Engine) lendSet() *numbers {
	if s, ok := e.sets.Get().(*numbers); ok {
		return s
	}
	return new(numbers)
}

// cleared returns an empty set for so many numbers, in the room of another if it has it.
func cleared(room numbers, size int) numbers {
	words := (size + 63) / 64
	if cap(room) < words {
		return make(numbers, words)
	}
	room = room[:words]
	clear(room)
	return room
}

// addTo adds the live postings of a part to a set.
func (r *run) addTo(part int, to numbers, l *postings) {
	if l.live != l.all {
		r.fill(part, to, l.live)
		return
	}
	of := l.counting().containers
	for i := range of {
		of[i].addTo(to)
	}
}

// fill adds what is in a bitmap to a set of a part.
func (r *run) fill(part int, to numbers, set *roaring.Bitmap) {
	if set.GetCardinality() < uint64(len(to)) {
		r.dicts.eachNumber(set, 0, func(numbers []uint32) {
			for _, number := range numbers {
				to.put(number)
			}
		})
		return
	}
	if r.spare == nil {
		r.spare = r.lend()
	}
	*r.spare = cleared(*r.spare, r.e.parts[part].size)
	set.WriteDenseTo(*r.spare)
	to.or(*r.spare)
}

func (s numbers) put(number uint32)    { s[number>>6] |= 1 << (number & 63) }
func (s numbers) remove(number uint32) { s[number>>6] &^= 1 << (number & 63) }

// has returns 1 for numbers of the set, 0 for others.
func (s numbers) has(number uint32) uint32 { return uint32(s[number>>6]>>(number&63)) & 1 }

func (s numbers) or(other numbers) {
	for i, w := range other {
		s[i] |= w
	}
}

func (s numbers) and(other numbers) {
	for i, w := range other {
		s[i] &= w
	}
}

func (s numbers) andNot(other numbers) {
	for i, w := range other {
		s[i] &^= w
	}
}

// common returns how many numbers two sets share.
func (s numbers) common(other numbers) (n int) {
	for i, w := range other {
		n += bits.OnesCount64(s[i] & w)
	}
	return n
}

// count returns how many numbers the set has.
func (s numbers) count() (n int) {
	for _, w := range s {
		n += bits.OnesCount64(w)
	}
	return n
}

// list appends the numbers of the set, rising, to room.
func (s numbers) list(room []uint32) []uint32 { return s.listFrom(0, room) }

// listFrom does so with numbers that are higher by base.
func (s numbers) listFrom(base uint32, room []uint32) []uint32 {
	for i, w := range s {
		for ; w != 0; w &= w - 1 {
			room = append(room, base+uint32(i<<6+bits.TrailingZeros64(w)))
		}
	}
	return room
}

// counts are sums of the weights of the sets that each number is in: the i-th of them has the
// bit of the value 1<<i of the sum.
type counts []numbers

// counts lends counts of the numbers of a part, of which the highest is known.
func (r *run) counts(part, highest int) counts {
	c := make(counts, bits.Len(uint(highest)))
	for i := range c {
		c[i] = r.numbers(part)
	}
	return c
}

// countSets counts in how many of sets the numbers of a part are.
func (r *run) countSets(part int, sets []numbers) counts {
	c := r.counts(part, len(sets))
	c.add(sets, 0, slices.Repeat([]int{1}, len(sets)))
	return c
}

// cleared returns counts of so many words, all 0, in the room of others.
func (c counts) cleared(words int) counts {
	room := make(counts, len(c))
	for i := range c {
		room[i] = c[i][:words]
		clear(room[i])
	}
	return room
}

// add adds the weights of the sets that numbers are in, whose words begin at start.
func (c counts) add(sets []numbers, start int, weights []int) {
	for n, set := range sets {
		if weights[n] == 0 {
			continue
		}
		for i, word := range set[start : start+len(c[0])] {
			if word == 0 {
				continue
			}
			for weight := uint(weights[n]); weight > 0; weight &= weight - 1 {
				for k, carry := bits.TrailingZeros(weight), word; carry != 0; k++ {
					plane := &c[k][i]
					*plane, carry = *plane^carry, *plane&carry
				}
			}
		}
	}
}

// tally adds to bySum how many numbers have each sum.
func (c counts) tally(bySum []int) {
	for sum := 1; sum < len(bySum); sum++ {
		for i := range c[0] {
			w := ^uint64(0)
			for k, plane := range c {
				if sum>>k&1 != 0 {
					w &= plane[i]
				} else {
					w &^= plane[i]
				}
			}
			bySum[sum] += bits.OnesCount64(w)
		}
	}
}

// atLeast returns the i-th word of the set of those with a sum of at least so much.
func (c counts) atLeast(least, i int) uint64 {
	switch {
	case least <= 0:
		return ^uint64(0)
	case least>>len(c) > 0:
		return 0
	}
	w := ^uint64(0)
	for k, plane := range c {
		if least>>k&1 != 0 {
			w &= plane[i]
		} else {
			w |= plane[i]
		}
	}
	return w
}

// reached returns the highest sum, not above another, that so many numbers of a set have, as an
// eighth of its words tells; 0 where these are too few.
func (c counts) reached(many, highest int, of numbers) int {
	const share = 8
	return highest - sort.Search(highest, func(less int) bool {
		n := 0
		for i := 0; i < len(of); i += share {
			if of[i] != 0 {
				n += bits.OnesCount64(of[i] & c.atLeast(highest-less, i))
			}
		}
		return n > many/share
	})
}

// addAtLeast adds those to a set; least is not 0.
func (c counts) addAtLeast(least int, to numbers) {
	for i := range to {
		to[i] |= c.atLeast(least, i)
	}
}

// keepAtLeast keeps those of a set.
func (c counts) keepAtLeast(least int, of numbers) {
	for i := range of {
		of[i] &= c.atLeast(least, i)
	}
}

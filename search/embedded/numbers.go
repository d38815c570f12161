package embedded

// Sets of the numbers of a part. Roaring bitmaps are what segments hold; to unite dozens of
// them takes twenty times as long as to write them into a plain set with a bit for each
// number, which of a part of a million passages has 150 kB.

import (
	"math/bits"

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
	s, _ := r.e.sets.Get().(*numbers)
	if s == nil {
		s = new(numbers)
	}
	r.lent = append(r.lent, s)
	return s
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

func (s numbers) count() (n int) {
	for _, w := range s {
		n += bits.OnesCount64(w)
	}
	return n
}

// common returns how many numbers two sets share.
func (s numbers) common(other numbers) (n int) {
	for i, w := range other {
		n += bits.OnesCount64(s[i] & w)
	}
	return n
}

// between returns how many numbers of the set are from start on and before end.
func (s numbers) between(start, end uint32) int {
	first, last := start>>6, (end-1)>>6
	head, tail := ^uint64(0)<<(start&63), ^uint64(0)>>(63-(end-1)&63)
	if first == last {
		return bits.OnesCount64(s[first] & head & tail)
	}
	n := bits.OnesCount64(s[first]&head) + bits.OnesCount64(s[last]&tail)
	for _, w := range s[first+1 : last] {
		n += bits.OnesCount64(w)
	}
	return n
}

// list appends the numbers of the set, rising, to room.
func (s numbers) list(room []uint32) []uint32 {
	for i, w := range s {
		for ; w != 0; w &= w - 1 {
			room = append(room, uint32(i<<6+bits.TrailingZeros64(w)))
		}
	}
	return room
}

// counts say of each number in how many of some sets it is: the i-th of them has the bit of
// the value 1<<i of the count.
type counts []numbers

// count counts in how many of sets the numbers of a part are.
func (r *run) count(part int, sets []numbers) counts {
	planes := make(counts, bits.Len(uint(len(sets))))
	for i := range planes {
		planes[i] = r.numbers(part)
	}
	for _, set := range sets {
		for i, carry := range set {
			for _, plane := range planes {
				if carry == 0 {
					break
				}
				plane[i], carry = plane[i]^carry, plane[i]&carry
			}
		}
	}
	return planes
}

// tally adds to byCount how many numbers are in just so many of the sets.
func (c counts) tally(byCount []int) {
	for many := 1; many < len(byCount); many++ {
		for i := range c[0] {
			byCount[many] += bits.OnesCount64(c.word(i, many))
		}
	}
}

// atLeast adds to a set those that are in at least minimum of most sets, and returns it.
func (c counts) atLeast(minimum, most int, to numbers) numbers {
	for many := minimum; many <= most; many++ {
		for i := range to {
			to[i] |= c.word(i, many)
		}
	}
	return to
}

// word returns the i-th word of the set of those that are in just so many.
func (c counts) word(i, many int) uint64 {
	w := ^uint64(0)
	for k, plane := range c {
		if many>>k&1 != 0 {
			w &= plane[i]
		} else {
			w &^= plane[i]
		}
	}
	return w
}

package embedded

// Where a term stands in a passage. bleve writes six bytes or more for each place: its
// field, position, two offsets, the length of a list and the length of all. Here the
// positions are what bleve takes for the number of times that the term stands there, a
// number of up to 63 bits:
//
//	bits 0–2  how many positions there are, from 1 to 7
//	bits 3–   of one: the position. Of more: six bits with the width of a gap in bits,
//	          then the gaps, the first from 0
//
// Where they do not fit, bits 0–2 are 0, the rest is their number, and they are a location
// of bleve's: the first as its position, the gaps behind it as its "array positions".

import (
	"encoding/binary"
	"math/bits"

	"github.com/izde/izde/search/analysis"
)

const (
	countBits, widthBits = 3, 6
	mostPlaces           = 1<<countBits - 1
)

// writePlaces writes rising positions as a number and, where they do not fit, beside it, without
// the field that bleve has before them.
func writePlaces(places []int) (packed uint64, beside []byte) {
	packed, fit := packPlaces(places)
	if fit {
		return packed, nil
	}
	for _, n := range []int{places[0], 0, 0, len(places) - 1} {
		beside = binary.AppendUvarint(beside, uint64(n))
	}
	for k, place := range places[1:] {
		beside = binary.AppendUvarint(beside, uint64(place-places[k]))
	}
	return packed, beside
}

// packPlaces writes rising positions as a number, or how many they are where they do not
// fit.
func packPlaces(places []int) (packed uint64, fit bool) {
	if len(places) == 1 && places[0] < 1<<56 {
		return uint64(places[0])<<countBits | 1, true
	}
	all, last := 0, 0
	for _, place := range places {
		all |= place - last
		last = place
	}
	width := bits.Len(uint(all))
	if len(places) > mostPlaces || countBits+widthBits+width*len(places) > 63 {
		return uint64(len(places)) << countBits, false
	}
	at := countBits + widthBits
	packed, last = uint64(len(places)|width<<countBits), 0
	for _, place := range places {
		packed |= uint64(place-last) << at
		at, last = at+width, place
	}
	return packed, true
}

// timesIn returns how often a term stands in the passage of a posting of a stream of which
// n is written; 0 says once.
func timesIn(s analysis.Stream, n uint64) uint64 {
	if s != analysis.Words {
		return max(1, n)
	}
	if few := n & mostPlaces; few > 0 {
		return few
	}
	return n >> countBits
}

// place is where a term stands: the place of the passage in a list of some, in 32 bits, the
// position there, in 31, and whether it is another form of the term.
type place uint64

const otherForm place = 1

func (p place) passage() int    { return int(p >> 32) }
func (p place) position() int   { return int(uint32(p) >> 1) }
func (p place) otherForm() bool { return p&otherForm != 0 }

// appendPlaces appends the places, in a passage, of a posting of Words of which packed is
// written, and located of its places.
func appendPlaces(to []place, passage int, packed uint64, located []byte) []place {
	last := place(passage) << 32
	n := int(packed & mostPlaces)
	switch n {
	case 1:
		return append(to, last+place(packed>>countBits)<<1)
	case 0:
		r := reader{located}
		r.next() // the field
		last += place(r.next()) << 1
		r.next() // no offsets
		r.next()
		to = append(to, last)
		for range r.next() {
			last += place(r.next()) << 1
			to = append(to, last)
		}
		return to
	}
	width := int(packed >> countBits & (1<<widthBits - 1))
	packed >>= countBits + widthBits
	for range n {
		last += place(packed&(1<<width-1)) << 1
		packed >>= width
		to = append(to, last)
	}
	return to
}

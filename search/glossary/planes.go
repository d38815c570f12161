package glossary

import "math/bits"

// Products of vectors bit by bit. Where a row's numbers u (those of the table plus 8) and a
// vector's q are written in bits, the sum of q·u is that of 2^(j+k) for each place in which
// bit j of q and bit k of u are both set, and 64 places are counted at once.

// planes has bit k of the numbers of a row in planes[k].
type planes [4][2]uint64

// planesOf returns the planes of a row. Four words of 16 numbers become four planes of 64
// bits in the way in which a matrix is transposed (Warren, Hacker's Delight, 7-3).
func planesOf(row string) (p planes) {
	for half := range 2 {
		a, b, c, d := word(row, 4*half), word(row, 4*half+1), word(row, 4*half+2), word(row, 4*half+3)
		a, b = exchanged(a, b, 1, 0x5555555555555555)
		c, d = exchanged(c, d, 1, 0x5555555555555555)
		a, c = exchanged(a, c, 2, 0x3333333333333333)
		b, d = exchanged(b, d, 2, 0x3333333333333333)
		p[0][half], p[1][half], p[2][half], p[3][half] = a, b, c, d
	}
	return p
}

// word returns the i-th eight bytes of a row.
func word(row string, i int) uint64 {
	b := row[8*i : 8*i+8]
	return uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 |
		uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
}

// exchanged changes the bits of a above those of a mask for the bits of b in it.
func exchanged(a, b uint64, shift int, mask uint64) (uint64, uint64) {
	t := (a>>shift ^ b) & mask
	return a ^ t<<shift, b ^ t
}

// factor is a vector that is multiplied with many rows.
type factor struct {
	of  [][2]uint64 // the bits of its numbers in two's complement, in the order of planes
	sum int         // of its numbers
}

func newFactor(v *vector) *factor {
	f, width := &factor{}, 1
	for _, x := range v.of {
		f.sum += int(x)
		width = max(width, bits.Len32(uint32(max(x, ^x)))+1)
	}
	f.of = make([][2]uint64, width)
	for i, x := range v.of {
		for j := range f.of {
			f.of[j][i/64] |= uint64(x>>j&1) << (i%16*4 + i/16%4)
		}
	}
	return f
}

// dot returns the product with a row.
func (f *factor) dot(p *planes) int {
	ones := func(k int, q [2]uint64) int { return bits.OnesCount64(p[k][0]&q[0]) + bits.OnesCount64(p[k][1]&q[1]) }
	product := 0
	for j, q := range f.of {
		sum := ones(0, q) + ones(1, q)<<1 + ones(2, q)<<2 + ones(3, q)<<3
		if j == len(f.of)-1 {
			sum = -sum // the highest bit of two's complement
		}
		product += sum << j
	}
	return product - 8*f.sum
}

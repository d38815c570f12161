package engine

import "testing"

// The lengths that Lucene's SmallFloat.byte4ToInt(intToByte4(n)) gives.
func TestLengths(t *testing.T) {
	for _, c := range []struct{ length, want int }{
		{0, 0}, {1, 1}, {23, 23}, {24, 24}, {39, 39}, {40, 40}, {41, 40}, {42, 42}, {57, 56}, {100, 96}, {250, 248}, {1000, 984}, {1 << 30, 24 + 15<<26},
	} {
		if got := Length(LengthCode(c.length)); got != c.want {
			t.Errorf("a length of %d is kept as %d, want %d", c.length, got, c.want)
		}
	}
}

package engine

import "testing"

// Lucene's SmallFloat.byte4ToInt(intToByte4(n)).
func TestQuantised(t *testing.T) {
	for _, c := range []struct{ length, want int }{
		{0, 0}, {1, 1}, {23, 23}, {24, 24}, {39, 39}, {40, 40}, {41, 40}, {42, 42}, {57, 56}, {100, 96}, {250, 248}, {1000, 984},
	} {
		if got := Quantised(c.length); got != c.want {
			t.Errorf("Quantised(%d) = %d, want %d", c.length, got, c.want)
		}
	}
}

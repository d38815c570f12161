package glossary

import (
	"math/rand/v2"
	"testing"
)

// The product by bits is the product number by number, whatever the width of a vector.
func TestDot(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, most := range []int32{0, 1, 7, 8, 127, 1000} {
		for range 200 {
			var of, other [dim]int32
			for i := range of {
				of[i], other[i] = rng.Int32N(2*most+1)-most, rng.Int32N(15)-7
			}
			row, want := newVector(other).pack(), 0
			for i, x := range unpack(row).of {
				want += int(x * of[i])
			}
			p := planesOf(row)
			if got := newFactor(newVector(of)).dot(&p); got != want {
				t.Fatalf("%d, wanted %d, of %v and %v", got, want, of, other)
			}
		}
	}
}

// The terms of all rows of a language, 24,867, looked at for a word.
func BenchmarkNearest(b *testing.B) {
	table := embedded()
	l := allRows(table, 0)
	for i := 0; b.Loop(); i++ {
		l.nearest(table.vector(i*7%len(l.rows)), 1, maxNear, floorOther)
	}
}

package embedded

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/izde/izde/search/analysis"
)

// TestPlaces writes positions and reads them again, as segments hold them.
func TestPlaces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := rapid.Custom(func(t *rapid.T) int {
			return rapid.IntRange(0, 1<<rapid.IntRange(1, 30).Draw(t, "bits")-1).Draw(t, "place")
		})
		places := rapid.SliceOfNDistinct(at, 1, 40, rapid.ID).Draw(t, "places")
		slices.Sort(places)
		packed, beside := writePlaces(places)
		if packed > math.MaxInt64 {
			t.Fatalf("%d is no frequency", packed)
		}
		if n := timesIn(analysis.Words, packed); int(n) != len(places) {
			t.Fatalf("%d times, not %d", n, len(places))
		}
		if beside != nil {
			beside = append([]byte{7}, beside...)
		}
		var read []int
		for _, p := range appendPlaces(nil, 9, packed, beside) {
			if read = append(read, p.position()); p.passage() != 9 || p.otherForm() {
				t.Fatalf("a place of passage %d, of another form: %t", p.passage(), p.otherForm())
			}
		}
		if !slices.Equal(read, places) {
			t.Fatalf("%v read as %v", places, read)
		}
	})
}

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
		var tokens []analysis.Token
		for _, p := range places {
			tokens = append(tokens, analysis.Token{Term: "a", Pos: p}, analysis.Token{Term: "b", Pos: p})
		}
		f := newLayout(nil).field("words", wordsOptions, tokens)
		if len(f.terms) != 2 {
			t.Fatalf("%d terms", len(f.terms))
		}
		for _, term := range f.terms {
			if term.times > math.MaxInt64 {
				t.Fatalf("%d is no frequency", term.times)
			}
			if n := timesIn(analysis.Words, term.times); int(n) != len(places) {
				t.Fatalf("%d times, not %d", n, len(places))
			}
			var beside []byte
			if long := f.long[term.text]; long != nil {
				beside = append([]byte{7}, placesBeside(long)...)
			}
			var read []int
			for _, p := range appendPlaces(nil, 9, term.times, beside) {
				if read = append(read, p.position()-1); p.passage() != 9 || p.otherForm() {
					t.Fatalf("a place of passage %d, of another form: %t", p.passage(), p.otherForm())
				}
			}
			if !slices.Equal(read, places) {
				t.Fatalf("%v read as %v", places, read)
			}
		}
	})
}

package embedded

import (
	"math"
	"slices"
	"testing"

	index "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	"pgregory.net/rapid"

	"github.com/izde/izde/search/analysis"
)

// TestPlaces writes positions and reads them again, as bleve gives them back.
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
			p := written{times: term.times, long: f.long[term.text]}
			if n := timesIn(analysis.Words, p); int(n) != len(places) {
				t.Fatalf("%d times, not %d", n, len(places))
			}
			read := placesIn(p)
			for i := range read {
				read[i]--
			}
			if !slices.Equal(read, places) {
				t.Fatalf("%v read as %v", places, read)
			}
		}
	})
}

// written is the posting that bleve gives back of what it was given.
type written struct {
	segment.Posting
	times uint64
	long  *index.TokenLocation
}

func (w written) Frequency() uint64 { return w.times }

func (w written) Locations() []segment.Location {
	if w.long == nil {
		return nil
	}
	return []segment.Location{place{w.long}}
}

type place struct{ at *index.TokenLocation }

func (p place) Field() string            { return "words" }
func (p place) Start() uint64            { return 0 }
func (p place) End() uint64              { return 0 }
func (p place) Pos() uint64              { return uint64(p.at.Position) }
func (p place) ArrayPositions() []uint64 { return p.at.ArrayPositions }
func (p place) Size() int                { return 0 }

package embedded

import (
	"maps"
	"slices"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	"pgregory.net/rapid"

	"github.com/izde/izde/search/analysis"
)

// drawSet draws numbers in several containers: few, many, or next to each other.
func drawSet(t *rapid.T) *roaring.Bitmap {
	set := roaring.New()
	for range rapid.IntRange(1, 4).Draw(t, "stretches") {
		start, gap := rapid.Uint32Range(0, 1<<18).Draw(t, "start"), rapid.Uint32Range(1, 40).Draw(t, "gap")
		for i := range rapid.Uint32Range(1, 9000).Draw(t, "numbers") {
			set.Add(start + i*gap)
		}
	}
	return set
}

// Containers are those that roaring writes, with and without runs.
func TestContainersOf(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := drawSet(t)
		if rapid.Bool().Draw(t, "runs") {
			set.RunOptimize()
		}
		data, err := set.ToBytes()
		if err != nil {
			t.Fatal(err)
		}
		c := counting{containers: containersOf(data, nil)}
		var all []uint32
		for i := range c.containers {
			of := &c.containers[i]
			in := make(numbers, containerWords)
			if of.listed() {
				for i := range of.many {
					in.put(of.at(i))
				}
			} else {
				of.write(in)
			}
			all = in.listFrom(of.key<<containerBits, all)
		}
		if !slices.Equal(all, set.ToArray()) {
			t.Fatalf("%d numbers are read of %d", len(all), set.GetCardinality())
		}
		for range 20 {
			number := rapid.Uint32Range(1, 1<<20).Draw(t, "number")
			if got, want := c.before(number), int(set.Rank(number-1)); got != want {
				t.Fatalf("%d numbers below %d, want %d", got, number, want)
			}
		}
	})
}

// How often postings have a term is read in windows of any size, in any order, and of those
// alone that have it so often.
func TestEachTimes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := drawSet(t)
		var list []posting
		want := map[uint32]float32{}
		for i, number := range set.ToArray() {
			times := uint32(1)
			if number&127 > 100 { // in a row
				times += number * 7919 % (1 + uint32(i)%300)
			}
			list = append(list, posting{number: number, times: uint64(times)})
			want[number] = float32(times)
		}
		w := newSegmentWriter(0)
		w.things = int(set.Maximum()) + 1
		w.out = append(w.out, 0) // chunks do not begin at 0
		i := &image{things: w.things}
		value := w.term(0, list)
		i.data = w.out
		l, err := i.postings(value, true, nil)
		if err != nil {
			t.Fatal(err)
		}
		r, room := &run{ctx: t.Context(), dicts: newDictionaries(nil)}, make(numbers, containerWords)
		for range 8 {
			share := rapid.Uint32Range(1, 500).Draw(t, "share")
			from := rapid.Uint32Range(0, uint32(w.things)).Draw(t, "from")
			least := rapid.IntRange(1, 4).Draw(t, "least")
			var docs []uint32
			wanted := map[uint32]float32{}
			for number := from; number < uint32(w.things) && len(docs) < 1<<17; number += 1 + number*31%share {
				if docs = append(docs, number); want[number] >= float32(least) {
					wanted[number] = want[number]
				}
			}
			got := map[uint32]float32{}
			err := eachWindow(docs, func(w *window) error {
				w = windowOf(w.docs, room)
				add := func(docs []uint32, times []float32) {
					for i, doc := range docs {
						got[doc] = times[i]
					}
				}
				if least > 1 {
					return r.eachRepeated(analysis.Folds, l, least, w, add)
				}
				return r.eachTimes(analysis.Folds, l, w, add)
			})
			if err != nil || !maps.Equal(got, wanted) {
				t.Fatalf("%d passages from %d, one in %d: %d are read, want %d; %v", len(docs), from, share, len(got), len(wanted), err)
			}
		}
	})
}

package embedded

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/enginetest"
)

// No posting but a peak is above the level of its term, twins have the same postings, and a
// generation that is built upon another keeps those of the segments that they share.
func TestPeaks(t *testing.T) {
	samples, err := languageSamples()
	if err != nil {
		t.Skip(err)
	}
	docs, passages := enginetest.Generate(8, 3000, samples)
	root := t.TempDir()
	build(t, root, docs[1:], passages)
	before, err := Open(t.Context(), root)
	if err != nil {
		t.Fatal(err)
	}
	defer before.Close()
	b, err := Build(t.Context(), root, BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	g := finish(t, b, docs[:1], passages)
	e, err := Open(t.Context(), root)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if !reflect.DeepEqual(e.parts[0].image.peaks, before.parts[0].image.peaks) {
		t.Error("the peaks of a segment are not those that it had before")
	}
	terms, peaks, twins := 0, 0, 0
	for _, p := range e.parts {
		type of struct {
			numbers []uint32
			times   []uint64
		}
		first := map[uint64]of{} // postings, by the values of twins
		for s := range analysis.NumStreams {
			it, err := p.image.terms(s.String(), nil, nil, nil)
			for ; err == nil; err = it.Next() {
				_, value := it.Current()
				list, err := p.image.postings(value, true, nil)
				if err != nil {
					t.Fatal(err)
				}
				if known := list.peaked != nil; known != (list.count() >= leastPeaked) {
					t.Fatalf("%s: of a term with %d postings peaks are known: %v", s, list.count(), known)
				}
				if list.peaked == nil {
					continue
				}
				high := p.image.peaks.numbers[list.peaked.start:list.peaked.end]
				if len(high) > list.count()/peakShare {
					t.Errorf("%s: %d peaks of %d postings", s, len(high), list.count())
				}
				var all of
				var c cursor
				c.open(list, false)
				c.each(func(number uint32) {
					times := timesIn(s, c.times)
					all.numbers, all.times = append(all.numbers, number), append(all.times, times)
					saturation := engine.Saturation(float64(times), engine.Norms[e.cols.length[p.base+int(number)]])
					if saturation > list.peaked.saturation() && !slices.Contains(high, number) {
						t.Errorf("%s: %f at %d is above the level %f", s, saturation, number, list.peaked.saturation())
					}
				})
				if twin, ok := first[list.peaked.twin]; ok {
					twins++
					if !reflect.DeepEqual(twin, all) {
						t.Errorf("%s: the postings %v are taken for %v", s, all, twin)
					}
				} else {
					first[list.peaked.twin] = all
				}
				terms, peaks = terms+1, peaks+len(high)
			}
		}
	}
	if twins == 0 || peaks < terms {
		t.Errorf("%d terms have %d peaks, %d are twins", terms, peaks, twins)
	}

	// What is damaged is not used.
	path := filepath.Join(root, g.Name, keptDir, peaksFile)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, damaged := range [][]byte{whole[:len(whole)/2], make([]byte, len(whole))} {
		if err := os.WriteFile(path, damaged, 0o644); err != nil {
			t.Fatal(err)
		}
		again, err := Open(t.Context(), root)
		if err != nil {
			t.Fatal(err)
		}
		if again.Status().Degraded == "" || again.parts[0].image.peaks != nil {
			t.Errorf("%d bytes of %d are used as peaks", len(damaged), len(whole))
		}
		again.Close()
	}
}

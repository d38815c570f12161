package embedded

// The peaks of frequent terms, which are made when a generation is and kept beside it. The few
// postings of a term that can give most to a score are listed, and a level is known that no
// other comes above; so a search for the best passages looks at the others only where peaks of
// other words are too few. It is what impact-ordered postings are for (Anh, Moffat: Pruned
// Query Evaluation Using Pre-Computed Impacts, 2006), beside postings that stay in the order of
// their numbers. Terms of two streams often have the very same postings, a word and what it is
// in Latin letters; such twins are noted, too, and read once.

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"math"
	"math/bits"
	"math/rand/v2"
	"path/filepath"
	"slices"

	segment "github.com/blevesearch/scorch_segment_api/v2"
	"github.com/blevesearch/vellum"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/engine"
)

const (
	peaksFile = "peaks"
	// leastPeaked is how many postings a term has at least that has peaks, peakShare one of
	// how many of them is a peak at most.
	leastPeaked, peakShare = 128, 32
	// levels are those of saturations, which stay below the last.
	levels = 255
)

// peaksKind says what the file of peaks holds.
var peaksKind = fmt.Sprint("izde peaks 1 ", engine.K1, engine.B, engine.Pivot)

// peaks are those of the terms of a segment.
type peaks struct {
	terms   []peaked // in the order of their values
	numbers []uint32
}

// peaked is a term that has peaks.
type peaked struct {
	value      uint64 // in the dictionary
	twin       uint64 // the value of the first term with the same postings
	start, end uint32 // of its peaks, in numbers
	level      uint64 // that none but the peaks are above
}

// of returns what is known of the term that a dictionary leads to with a value; nil if nothing
// is.
func (p *peaks) of(value uint64) *peaked {
	if p == nil {
		return nil
	}
	at, ok := slices.BinarySearchFunc(p.terms, value, func(t peaked, value uint64) int { return cmp.Compare(t.value, value) })
	if !ok {
		return nil
	}
	return &p.terms[at]
}

// saturation is no less than that of any posting but the peaks.
func (t *peaked) saturation() float64 { return float64(t.level) * (engine.K1 + 1) / levels }

// levelOf are the levels of a few occurrences by the code of the length of a passage.
var levelOf = func() (of [len(saturations)][256]uint8) {
	for tf := range of {
		for code, saturation := range saturations[tf] {
			of[tf][code] = levelOfSaturation(saturation)
		}
	}
	return of
}()

func levelOfSaturation(saturation float64) uint8 {
	return uint8(min(levels, math.Ceil(saturation*levels/(engine.K1+1)*(1+1e-9))))
}

// peaksOf finds the peaks of the terms of a part.
func (e *Engine) peaksOf(ctx context.Context, p part) (*peaks, error) {
	found, first, seed := &peaks{}, map[[2]uint64]peaked{}, rand.Uint64() // first by a sum of their postings
	lengths := e.cols.length[p.base : p.base+p.size]
	var list *postings
	var of []uint8 // the levels of the postings of a term
	var b batch
	for s := range analysis.NumStreams {
		it, err := p.image.terms(s.String(), nil, nil, nil)
		for ; err == nil; err = it.Next() {
			_, value := it.Current()
			if list, err = p.image.postings(value, true, list); err != nil {
				return nil, err
			}
			if list.count() < leastPeaked {
				continue
			}
			sum, many := seed, [levels + 1]int{}
			c := list.counting()
			of = of[:0]
			for b.open(list.all); b.next(); {
				times := b.times[:len(b.numbers)]
				c.timesOf(s, b.numbers, len(of), times)
				for i, number := range b.numbers {
					level := uint8(0)
					if tf := int(times[i]); tf < len(levelOf) {
						level = levelOf[tf][lengths[number]]
					} else {
						level = levelOfSaturation(engine.Saturation(float64(tf), engine.Norms[lengths[number]]))
					}
					of = append(of, level)
					many[level]++
					high, low := bits.Mul64(sum^(uint64(number)<<32|uint64(times[i])), 0x9e3779b97f4a7c15)
					sum = high ^ low
				}
			}
			key := [2]uint64{sum, uint64(len(of))}
			t, twin := first[key]
			if t.value = value; twin {
				found.terms = append(found.terms, t)
				continue
			}
			t = peaked{value: value, twin: value, start: uint32(len(found.numbers)), level: levels}
			for left := len(of) / peakShare; t.level > 0 && many[t.level] <= left; t.level-- {
				left -= many[t.level]
			}
			at := 0
			for b.open(list.all); b.next(); at += len(b.numbers) {
				for i, number := range b.numbers {
					if uint64(of[at+i]) > t.level {
						found.numbers = append(found.numbers, number)
					}
				}
			}
			t.end = uint32(len(found.numbers))
			first[key], found.terms = t, append(found.terms, t)
			if err := ctx.Err(); err != nil {
				return nil, err
			}
		}
		if err != vellum.ErrIteratorDone {
			return nil, fmt.Errorf("reading the terms of %s: %w", s, err)
		}
	}
	slices.SortFunc(found.terms, func(a, b peaked) int { return cmp.Compare(a.value, b.value) })
	return found, nil
}

// makePeaks finds the peaks of all parts but those of segments that another engine has, too,
// and knows them of.
func (e *Engine) makePeaks(ctx context.Context, base *Engine) error {
	known := map[string]*peaks{}
	if base != nil {
		for _, p := range base.parts {
			if name := p.name(); name != "" {
				known[name] = p.image.peaks
			}
		}
	}
	for _, p := range e.parts {
		if p.image.peaks = known[p.name()]; p.image.peaks != nil {
			continue
		}
		var err error
		if p.image.peaks, err = e.peaksOf(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

// name is that of the file of a segment, with its sum, since the numbers of segments that are
// gone may come again; "" where it has none.
func (p part) name() string {
	if s, ok := p.Segment().(interface {
		segment.PersistedSegment
		CRC() uint32
	}); ok {
		return fmt.Sprint(filepath.Base(s.Path()), s.CRC())
	}
	return ""
}

func (e *Engine) writePeaks(to io.Writer) error {
	w := engine.NewTableWriter(to, peaksKind)
	for _, p := range e.parts {
		engine.WriteTable(w, p.image.peaks.terms)
		engine.WriteTable(w, p.image.peaks.numbers)
	}
	return w.Err()
}

// readPeaks reads the peaks that a generation keeps; without them none are known.
func (e *Engine) readPeaks(data []byte) bool {
	r := engine.NewTableReader(data, peaksKind)
	read := make([]*peaks, len(e.parts))
	for i := range read {
		read[i] = &peaks{engine.ReadTable[peaked](r), engine.ReadTable[uint32](r)}
		for _, t := range read[i].terms {
			if t.start > t.end || int(t.end) > len(read[i].numbers) {
				return false
			}
		}
	}
	if r.Err() != nil {
		return false
	}
	for i, p := range e.parts {
		p.image.peaks = read[i]
	}
	return true
}

package embedded

import (
	"math"
	"slices"
	"sync"

	segment "github.com/blevesearch/scorch_segment_api/v2"

	"github.com/izde/izde/search/analysis"
)

// The postings of frequent terms, decoded. bleve decodes a posting at a time, at twenty
// times the cost of scoring it, and cannot skip postings without decoding them; a few
// hundred frequent terms are most of the postings that queries read.

const (
	// longList is how many postings a list has that is kept decoded.
	longList = 512
	// maxKept is how many postings are kept, of five bytes each.
	maxKept = 12 << 20
)

// occurrences are the passages of a part that hold a term, rising, and how many times
// each does.
type occurrences struct {
	docs  []uint32
	times []uint8
}

// kept are the occurrences of frequent terms. When they are full they start again.
type kept struct {
	mu   sync.RWMutex
	of   map[keptKey]*occurrences
	size int
}

type keptKey struct {
	part   int
	stream analysis.Stream
	text   string
}

// occurrences returns the occurrences of a term whose postings are list; nil where it is
// cheaper to read the list: it is short, or few of its passages are wanted.
func (r *run) occurrences(part int, term analysis.Term, list segment.PostingsList, wanted int) (*occurrences, error) {
	count := int(list.Count())
	if count < longList {
		return nil, nil
	}
	k, key := &r.e.kept, keptKey{part, term.Stream, term.Text}
	k.mu.RLock()
	o := k.of[key]
	k.mu.RUnlock()
	if o != nil || wanted < count/8 {
		return o, nil
	}
	o = &occurrences{make([]uint32, 0, count), make([]uint8, 0, count)}
	fits := count <= maxKept
	err := r.each(r.dicts.reading(list, false), nil, func(_ int, p segment.Posting) {
		times := timesIn(term.Stream, p)
		o.docs, o.times = append(o.docs, uint32(p.Number())), append(o.times, uint8(times))
		fits = fits && times <= math.MaxUint8
	})
	if err != nil || !fits {
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.of == nil || k.size+count > maxKept {
		k.of, k.size = map[keptKey]*occurrences{}, 0
	}
	if k.of[key] == nil {
		k.of[key] = o
		k.size += count
	}
	return o, nil
}

// eachTime calls visit with the passages of a part that hold a term, whose postings are
// list, and how many times each does; where within is not nil, only with those in it, and
// with their places there.
func (r *run) eachTime(part int, term analysis.Term, list segment.PostingsList, within []uint32, visit func(at int, doc uint32, times float64)) error {
	count := int(list.Count())
	if within != nil {
		count = min(count, len(within))
	}
	if count == 0 {
		return nil
	}
	known, err := r.occurrences(part, term, list, count)
	if err != nil {
		return err
	}
	if known != nil {
		known.each(within, visit)
		return r.ctx.Err()
	}
	return r.each(r.dicts.reading(list, false), within, func(at int, p segment.Posting) {
		visit(at, uint32(p.Number()), float64(timesIn(term.Stream, p)))
	})
}

// each calls visit with the passages and the times; where within is not nil, only with
// passages in it.
func (o *occurrences) each(within []uint32, visit func(at int, doc uint32, times float64)) {
	if within == nil {
		for i, doc := range o.docs {
			visit(i, doc, float64(o.times[i]))
		}
		return
	}
	for i, at := 0, 0; i < len(o.docs) && at < len(within); {
		switch doc, wanted := o.docs[i], within[at]; {
		case doc < wanted:
			i = from(o.docs, i+1, wanted)
		case doc > wanted:
			at = from(within, at+1, doc)
		default:
			visit(at, doc, float64(o.times[i]))
			i, at = i+1, at+1
		}
	}
}

// from returns the first place from start on whose number is not below least, in steps
// that double, so that it costs little where that is near.
func from(rising []uint32, start int, least uint32) int {
	step := 1
	for start < len(rising) && rising[start] < least {
		if end := start + step; end >= len(rising) || rising[end] >= least {
			skip, _ := slices.BinarySearch(rising[start:min(end, len(rising))], least)
			return start + skip
		}
		start, step = start+step, 2*step
	}
	return start
}

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
	err := r.each(list.Iterator(true, false, false, nil), nil, func(p segment.Posting) {
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
// list, and how many times each does; where within is not nil, only with those in it.
func (r *run) eachTime(part int, term analysis.Term, list segment.PostingsList, within []uint32, visit func(doc uint32, times float64)) error {
	count := int(list.Count())
	if within != nil {
		count = min(count, len(within))
	}
	known, err := r.occurrences(part, term, list, count)
	if err != nil {
		return err
	}
	if known != nil {
		known.each(within, visit)
		return r.ctx.Err()
	}
	return r.each(list.Iterator(true, false, false, nil), within, func(p segment.Posting) { visit(uint32(p.Number()), float64(timesIn(term.Stream, p))) })
}

// each calls visit with the passages and the times; where within is not nil, only with
// passages in it.
func (o *occurrences) each(within []uint32, visit func(doc uint32, times float64)) {
	if within == nil {
		for i, doc := range o.docs {
			visit(doc, float64(o.times[i]))
		}
		return
	}
	few := len(within) < len(o.docs)/16
	i := 0
	for _, doc := range within {
		if few {
			skip, _ := slices.BinarySearch(o.docs[i:], doc)
			i += skip
		} else {
			for i < len(o.docs) && o.docs[i] < doc {
				i++
			}
		}
		if i == len(o.docs) {
			return
		}
		if o.docs[i] == doc {
			visit(doc, float64(o.times[i]))
		}
	}
}

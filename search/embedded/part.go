package embedded

import (
	"cmp"
	"fmt"
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	"github.com/blevesearch/vellum"
	"github.com/segmentio/encoding/json" // decodes in half the time of encoding/json

	"github.com/izde/izde/search/analysis"
)

// part is one segment of the index and the number of its first entry. Numbers within
// a part, and numbers of the whole index, are bleve's: documents, works and authors
// have numbers too.
type part struct {
	*scorch.SegmentSnapshot
	image   *image
	base    int
	size    int
	packing packing
}

// rooms are lent for values while they are decoded, largeRoom is one that is not kept.
var rooms sync.Pool // of *[]byte

const largeRoom = 1 << 16

// load decodes the value stored at number n of p.
func (p part) load(n int, into any) error {
	found, err := p.loadField(n, fieldJSON, into)
	if err == nil && !found {
		err = fmt.Errorf("loading entry %d: nothing is stored there", p.base+n)
	}
	return err
}

// loadField decodes what a field stores at number n of p, if it does.
func (p part) loadField(n int, field string, into any) (found bool, err error) {
	room, _ := rooms.Get().(*[]byte)
	if room == nil {
		room = new([]byte)
	}
	data, err := p.storedIn(n, field, (*room)[:0])
	if err == nil && data != nil {
		err = json.Unmarshal(data, into)
	}
	if data != nil {
		*room = data
	}
	if cap(*room) <= largeRoom {
		rooms.Put(room)
	}
	if err != nil {
		return false, fmt.Errorf("loading entry %d: %w", p.base+n, err)
	}
	return data != nil, nil
}

// storedIn appends what a field stores at number n of p to room; it returns nil if that is
// nothing.
func (p part) storedIn(n int, name string, room []byte) ([]byte, error) {
	var data []byte
	var bad error
	err := p.VisitDocument(uint64(n), func(field string, _ byte, value []byte, _ []uint64) bool {
		if field != name {
			return true
		}
		data, bad = p.packing.unpack(value, room)
		return false
	})
	return data, cmp.Or(err, bad)
}

// columns returns a function that calls visit with the terms that a number of p has
// in the column fields.
func (p part) columns(fields []string) (func(n int, visit func(field, term string) error) error, error) {
	visitable, ok := p.Segment().(segment.DocValueVisitable)
	if !ok {
		return nil, fmt.Errorf("segment %d holds no columns", p.Id())
	}
	var state segment.DocVisitState
	return func(n int, visit func(field, term string) error) error {
		var bad, err error
		state, err = visitable.VisitDocValues(uint64(n), fields, func(field string, term []byte) {
			bad = cmp.Or(bad, visit(field, string(term)))
		}, state)
		if err = cmp.Or(err, bad); err != nil {
			return fmt.Errorf("reading columns of entry %d: %w", p.base+n, err)
		}
		return nil
	}, nil
}

// dictionaries read the dictionaries of fields, part by part, for one goroutine at a time.
type dictionaries struct {
	parts  []part
	of     map[dictionaryKey]*vellum.Reader
	cursor cursor // see reading
	batch  batch
	set    [containerWords]uint64 // see eachTimes
	// places are lent by roomForPlaces; beside and ends are rooms of sorted.
	places [][]place
	beside []place
	ends   []uint32
	// lists are those that list has returned, spare such as are no longer used.
	lists map[listKey]*postings
	spare []*postings
}

type listKey struct {
	part   int
	stream analysis.Stream
	term   string
}

type dictionaryKey struct {
	part  int
	field string
}

func newDictionaries(parts []part) *dictionaries {
	return &dictionaries{parts: parts, of: map[dictionaryKey]*vellum.Reader{}, lists: map[listKey]*postings{}}
}

// dictionaries lends dictionaries; release takes them back.
func (e *Engine) dictionaries() (d *dictionaries, release func()) {
	d, ok := e.dicts.Get().(*dictionaries)
	if !ok {
		d = newDictionaries(e.parts)
	}
	return d, func() {
		for _, list := range d.lists {
			list.live = nil // where some are deleted it is a set of its own, which need not stay
			d.spare = append(d.spare, list)
		}
		clear(d.lists)
		e.dicts.Put(d)
	}
}

// list returns the postings of a stream's term in a part, good until the dictionaries are
// released: nodes of a plan share terms.
func (d *dictionaries) list(part int, s analysis.Stream, term string) (*postings, error) {
	key := listKey{part, s, term}
	if list := d.lists[key]; list != nil {
		return list, nil
	}
	var reuse *postings
	if last := len(d.spare) - 1; last >= 0 {
		reuse, d.spare = d.spare[last], d.spare[:last]
	}
	list, err := d.postings(part, s.String(), term, reuse)
	if err != nil {
		return nil, err
	}
	d.lists[key] = list
	return list, nil
}

// postings returns the postings of a term in a part; reuse are some that are no longer
// needed, or nil.
func (d *dictionaries) postings(part int, field, term string, reuse *postings) (list *postings, err error) {
	p, key := d.parts[part], dictionaryKey{part, field}
	reader, ok := d.of[key]
	if !ok {
		if fst := p.image.fields[field]; fst != nil {
			if reader, err = fst.Reader(); err != nil {
				return nil, fmt.Errorf("reading the terms of %s: %w", field, err)
			}
		}
		d.of[key] = reader
	}
	var value uint64
	var held bool
	if reader != nil {
		if value, held, err = reader.Get([]byte(term)); err != nil {
			return nil, fmt.Errorf("looking up a term of %s: %w", field, err)
		}
	}
	if list, err = p.postings(value, held, reuse); err != nil {
		return nil, fmt.Errorf("reading the postings of %s: %w", field, err)
	}
	return list, nil
}

// reading returns a cursor over postings, good until the next call.
func (d *dictionaries) reading(list *postings, places bool) *cursor {
	d.cursor.batch = &d.batch
	d.cursor.open(list, places)
	return &d.cursor
}

// roomForPlaces lends room for the places of so many terms, until the next call.
func (d *dictionaries) roomForPlaces(terms int) [][]place {
	const most = 1 << 18 // places of a term, whose room is kept
	if cap(d.beside) > most {
		d.beside, d.ends = nil, nil
	}
	for i, room := range d.places {
		if d.places[i] = room[:0]; cap(room) > most {
			d.places[i] = nil
		}
	}
	if more := terms - len(d.places); more > 0 {
		d.places = append(d.places, make([][]place, more)...)
	}
	return d.places[:terms]
}

// sorted sorts places in so many passages, of which each has few, and returns them in another
// room, in exchange for theirs.
func (d *dictionaries) sorted(places []place, passages int) []place {
	to := slices.Grow(d.beside[:0], len(places))[:len(places)]
	ends := slices.Grow(d.ends[:0], passages+1)[:passages+1] // of those of each passage, and before of the last one
	clear(ends)
	for _, p := range places {
		ends[p.passage()+1]++
	}
	for i := range passages {
		ends[i+1] += ends[i]
	}
	for _, p := range places {
		end := &ends[p.passage()]
		to[*end] = p
		*end++
	}
	start := uint32(0)
	for _, end := range ends[:passages] {
		slices.Sort(to[start:end])
		start = end
	}
	d.beside, d.ends = places, ends
	return to
}

// add adds the numbers whose field holds a term.
func (d *dictionaries) add(to *roaring.Bitmap, field, term string) error {
	for i, p := range d.parts {
		list, err := d.postings(i, field, term, nil)
		if err != nil {
			return err
		}
		d.eachNumber(list.live, uint32(p.base), to.AddMany)
	}
	return nil
}

// eachNumber calls visit with the numbers of a set, rising, some at a time and higher by base.
func (d *dictionaries) eachNumber(set *roaring.Bitmap, base uint32, visit func(numbers []uint32)) {
	for d.batch.open(set); d.batch.next(); {
		for k := range d.batch.numbers {
			d.batch.numbers[k] += base
		}
		visit(d.batch.numbers)
	}
}

// batch reads the numbers of a set, rising, some at a time.
type batch struct {
	numbers []uint32
	many    roaring.ManyIntIterator
	room    [512]uint32
	times   [512]float32 // room for how often each has a term
}

func (b *batch) open(set *roaring.Bitmap) { b.many.Initialize(set) }

// next reads some more; it returns false when there are none.
func (b *batch) next() bool {
	b.numbers = b.room[:b.many.NextMany(b.room[:])]
	return len(b.numbers) > 0
}

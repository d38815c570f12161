package embedded

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// part is one segment of the index and the number of its first entry. Numbers within
// a part, and numbers of the whole index, are bleve's: documents, works and authors
// have numbers too.
type part struct {
	*scorch.SegmentSnapshot
	base    int
	size    int
	packing *packing
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

// dictionaries are the dictionaries of fields, part by part, for one goroutine at a
// time.
type dictionaries struct {
	parts []part
	of    map[dictionaryKey]segment.TermDictionary
	lent  segment.PostingsIterator // see reading
}

type dictionaryKey struct {
	part  int
	field string
}

func newDictionaries(parts []part) *dictionaries {
	return &dictionaries{parts: parts, of: map[dictionaryKey]segment.TermDictionary{}}
}

// dictionaries lends dictionaries; release takes them back.
func (e *Engine) dictionaries() (d *dictionaries, release func()) {
	d, ok := e.dicts.Get().(*dictionaries)
	if !ok {
		d = newDictionaries(e.parts)
	}
	return d, func() { e.dicts.Put(d) }
}

func (d *dictionaries) dictionary(part int, field string) (segment.TermDictionary, error) {
	key := dictionaryKey{part, field}
	if dict, ok := d.of[key]; ok {
		return dict, nil
	}
	dict, err := d.parts[part].Segment().Dictionary(field)
	if err != nil {
		return nil, fmt.Errorf("reading the terms of %s: %w", field, err)
	}
	d.of[key] = dict
	return dict, nil
}

// postings returns the postings of a term in a part; reuse is a list that is no
// longer needed, or nil.
func (d *dictionaries) postings(part int, field, term string, reuse segment.PostingsList) (segment.PostingsList, error) {
	dict, err := d.dictionary(part, field)
	if err != nil {
		return nil, err
	}
	list, err := dict.PostingsList([]byte(term), d.parts[part].Deleted(), reuse)
	if err != nil {
		return nil, fmt.Errorf("reading the postings of %s: %w", field, err)
	}
	return list, nil
}

// reading returns the postings of a list that is not empty, with the times that its term
// stands in each, and with places where these are asked for. It is good until the next call.
func (d *dictionaries) reading(list segment.PostingsList, places bool) segment.PostingsIterator {
	d.lent = list.Iterator(true, false, places, d.lent)
	return d.lent
}

// add adds the numbers whose field holds a term.
func (d *dictionaries) add(to *roaring.Bitmap, field, term string) error {
	for i, p := range d.parts {
		list, err := d.postings(i, field, term, nil)
		if err == nil {
			err = eachNumber(list, uint32(p.base), to.AddMany)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// iterators are lent where the numbers of a list alone are read.
var iterators sync.Pool // of segment.PostingsIterator

// numbersOf returns the numbers of a list: a set, which is not to be changed, or a single
// number, or nothing.
func numbersOf(list segment.PostingsList) (set *roaring.Bitmap, single uint32, one bool, err error) {
	lent, _ := iterators.Get().(segment.PostingsIterator)
	it, ok := list.Iterator(false, false, false, lent).(segment.OptimizablePostingsIterator)
	if !ok {
		return nil, 0, false, errors.New("a segment holds no bitmaps")
	}
	defer iterators.Put(it)
	n, one := it.DocNum1Hit()
	return it.ActualBitmap(), uint32(n), one, nil
}

// eachNumber calls visit with the numbers of a list, rising, some at a time and
// higher by base.
func eachNumber(list segment.PostingsList, base uint32, visit func(numbers []uint32)) error {
	set, single, one, err := numbersOf(list)
	switch {
	case err != nil:
		return err
	case one:
		visit([]uint32{base + single})
	case set != nil:
		var buffer [512]uint32
		many := set.ManyIterator()
		for n := many.NextMany(buffer[:]); n > 0; n = many.NextMany(buffer[:]) {
			for k := range buffer[:n] {
				buffer[k] += base
			}
			visit(buffer[:n])
		}
	}
	return nil
}

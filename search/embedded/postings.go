package embedded

// Reading the postings of segments. bleve's way reads a posting at a time, at ten times the
// cost of scoring it; most of what a query on a large index takes was that. Here a segment
// is read as it lies in its file (zap's zap.md describes that, and segment.go what izde
// writes): the dictionary of a field leads to the postings of a term, which are a set of
// numbers and, in chunks of numbers, a varint for each with how often the term stands
// there.

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	index "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	"github.com/blevesearch/vellum"
	zap "github.com/blevesearch/zapx/v17"

	"github.com/izde/izde/search/analysis"
)

// image is a segment as it lies in memory or in its file.
type image struct {
	data   []byte
	things int
	fields map[string]*vellum.FST // the dictionaries
	peaks  *peaks                 // nil where none are known
}

// imageOf returns the image of a segment.
func imageOf(s segment.Segment) (*image, error) {
	i := &image{things: int(s.Count()), fields: map[string]*vellum.FST{}}
	var at uint64
	switch s := s.(type) {
	case *made:
		i.data, at = s.data, s.sections
	case *zap.Segment:
		i.data, at = s.Data(), s.SectionsIndexOffset()
	default:
		return nil, fmt.Errorf("a segment of an unknown kind, %T", s)
	}
	for _, f := range i.fieldsAt(at) {
		if f.section == 0 {
			continue
		}
		section := i.at(f.section)
		section.next() // where its column begins
		section.next() // and ends
		dictionary := i.at(section.next())
		var err error
		if i.fields[f.name], err = vellum.Load(dictionary.bytes(dictionary.next())); err != nil {
			return nil, fmt.Errorf("reading the terms of %s: %w", f.name, err)
		}
	}
	return i, nil
}

// writtenField is a field of a segment, and where it says where things of it are, 0 if it
// has none.
type writtenField struct {
	name    string
	options index.FieldIndexingOptions
	section uint64
}

// fieldsAt returns the fields of a segment, whose list is at a place, in the order of their
// numbers.
func (i *image) fieldsAt(place uint64) (fields []writtenField) {
	list := i.at(place)
	for range list.next() {
		field := i.at(list.uint64())
		f := writtenField{name: string(field.bytes(field.next())), options: index.FieldIndexingOptions(field.next())}
		for range field.next() {
			if kind, place := binary.BigEndian.Uint16(field.bytes(2)), field.uint64(); kind == zap.SectionInvertedTextIndex {
				f.section = place
			}
		}
		fields = append(fields, f)
	}
	return fields
}

// terms returns an iterator over the terms of a field from start on and before end that an
// automaton accepts, if there is one; vellum.ErrIteratorDone where there are none.
func (i *image) terms(field string, a vellum.Automaton, start, end []byte) (*vellum.FSTIterator, error) {
	fst := i.fields[field]
	if fst == nil {
		return nil, vellum.ErrIteratorDone
	}
	return fst.Search(a, start, end)
}

// reader reads on in an image.
type reader struct{ data []byte }

func (i *image) at(place uint64) reader { return reader{i.data[place:]} }

// next reads a varint.
func (r *reader) next() uint64 {
	n, size := binary.Uvarint(r.data)
	r.data = r.data[size:]
	return n
}

func (r *reader) bytes(n uint64) []byte {
	read := r.data[:n]
	r.data = r.data[n:]
	return read
}

func (r *reader) uint64() uint64 { return binary.BigEndian.Uint64(r.bytes(8)) }

// postings are the numbers of a part that have a term.
type postings struct {
	image *image
	// all are the numbers of the segment, live those of them that are not deleted; they
	// are not to be changed.
	all, live *roaring.Bitmap
	// times and places are where the chunks of these begin, span is how many numbers a
	// chunk is of. A term with one posting may have neither: it stands there once.
	times, places uint64
	span          uint32
	// written are all as they are written, nil where that is not as a bitmap; read and located
	// read on.
	written       []byte
	peaked        *peaked // nil where nothing is known of it
	read, located counting
}

// notWritten is where chunks are said to begin that are not there.
const notWritten = 0

// postings returns the postings that a dictionary leads to, those of no term where it does
// not hold it; reuse are some that are no longer needed, or nil.
func (p part) postings(value uint64, held bool, reuse *postings) (*postings, error) {
	l, err := p.image.postings(value, held, reuse)
	if deleted := p.Deleted(); err == nil && deleted != nil && l.all.Intersects(deleted) {
		l.live = roaring.AndNot(l.all, deleted)
	}
	return l, err
}

// postings does so with those of a segment, of which none are deleted.
func (i *image) postings(value uint64, held bool, reuse *postings) (*postings, error) {
	l := reuse
	if l == nil {
		l = &postings{all: roaring.New()}
	}
	l.image, l.live, l.times, l.places = i, l.all, notWritten, notWritten
	l.written, l.read.postings, l.located.postings, l.peaked = nil, nil, nil, nil
	switch {
	case !held:
		l.all.Clear()
		return l, nil
	case value&zap.FSTValEncodingMask == zap.FSTValEncoding1Hit:
		number, _ := zap.FSTValDecode1Hit(value)
		l.all.Clear()
		l.all.Add(uint32(number))
	default:
		r := i.at(value)
		l.times, l.places = r.next(), r.next()
		l.written = r.bytes(r.next())
		if _, err := l.all.FromBuffer(l.written); err != nil {
			return nil, err
		}
	}
	l.peaked = i.peaks.of(value)
	const most = 1024 // postings of a chunk, about: zap's DefaultChunkMode
	l.span = uint32(i.things / (int(l.all.GetCardinality())/most + 1))
	return l, nil
}

// addTo adds the postings of a segment that a dictionary leads to to a set; it returns room
// for containers, which it is given.
func (i *image) addTo(set numbers, value uint64, room []container) []container {
	if value&zap.FSTValEncodingMask == zap.FSTValEncoding1Hit {
		number, _ := zap.FSTValDecode1Hit(value)
		set.put(uint32(number))
		return room
	}
	r := i.at(value)
	r.next() // where chunks begin
	r.next()
	room = containersOf(r.bytes(r.next()), room[:0])
	for i := range room {
		room[i].addTo(set)
	}
	return room
}

// count returns how many numbers have the term.
func (l *postings) count() int { return int(l.live.GetCardinality()) }

// cursor reads the postings of a term on.
type cursor struct {
	*postings
	start, end     uint32 // of the chunk: its first number and the first one behind it
	counts, places chunks
	times          uint64 // what is written of the posting that was read last
	located        []byte // and of its places, where these are read and written
	batch          *batch
}

// chunks are some of which one is read.
type chunks struct {
	ends []uint64 // of each, in data
	data []byte
	left reader // of the one that is read
}

// open prepares for reading postings.
func (c *cursor) open(l *postings, places bool) {
	c.postings, c.end = l, 0
	c.counts.open(l.image, l.times)
	if c.places.ends = c.places.ends[:0]; places {
		c.places.open(l.image, l.places)
	}
}

func (c *chunks) open(i *image, place uint64) {
	if c.ends = c.ends[:0]; place == notWritten {
		return
	}
	r := i.at(place)
	for range r.next() {
		c.ends = append(c.ends, r.next())
	}
	c.data = r.data
}

// load goes to the beginning of a chunk.
func (c *chunks) load(n uint32) {
	if len(c.ends) == 0 {
		return
	}
	start := uint64(0)
	if n > 0 {
		start = c.ends[n-1]
	}
	c.left = reader{c.data[start:c.ends[n]]}
}

// enter goes to the beginning of the chunk of a number.
func (c *cursor) enter(number uint32) {
	chunk := number / c.span
	c.start, c.end = chunk*c.span, (chunk+1)*c.span
	c.counts.load(chunk)
	c.places.load(chunk)
}

// read reads the next posting of the chunk.
func (c *cursor) read() {
	if len(c.counts.ends) == 0 { // it has but this one
		c.times = 1
		return
	}
	written := c.counts.left.next()
	if c.times = written >> 1; c.times > 0 {
		c.counts.left.next() // its length
	}
	if c.located = nil; written&1 != 0 && len(c.places.ends) > 0 {
		c.located = c.places.left.bytes(c.places.left.next())
	}
}

// skip skips so many postings of the chunk.
func (c *cursor) skip(postings int) {
	at, located := skipPostings(c.counts.left.data, postings)
	c.counts.left.data = c.counts.left.data[at:]
	if len(c.places.ends) > 0 {
		for range located {
			c.places.left.bytes(c.places.left.next())
		}
	}
}

// skipPostings returns where the posting begins before which there are so many, and how many of
// these say where their places stand: in the lowest bit of their first byte. They are looked
// through eight bytes at a time. A posting ends with a byte below 2 that is no part of a longer
// number: the length, which is 1 (see AnalyzedLength), or where there is none the 0 for once.
func skipPostings(data []byte, postings int) (at, located int) {
	const low, high = 0x0101010101010101, 0x8080808080808080
	more, begins := uint64(0), uint64(0x80) // 0x80 if the byte before belongs to a longer number, or ends a posting
	for ; postings > 0 && at+8 <= len(data); at += 8 {
		w := binary.LittleEndian.Uint64(data[at:])
		rest := w &^ low
		ends := ^(rest&^high + ^uint64(high) | rest | w<<8 | more) & high
		first := (ends<<8 | begins) & (w << 7)
		if n := bits.OnesCount64(ends); n < postings {
			located += bits.OnesCount64(first)
			postings, more, begins = postings-n, w>>56&0x80, ends>>56
			continue
		}
		for range postings - 1 {
			ends &= ends - 1
		}
		end := bits.TrailingZeros64(ends)
		return at + end/8 + 1, located + bits.OnesCount64(first<<(63-end))
	}
	for ; postings > 0; at++ {
		if begins != 0 {
			located += int(data[at] & 1)
		}
		if begins = 0; data[at] < 2 && more == 0 {
			postings, begins = postings-1, 0x80
		}
		more = uint64(data[at] & 0x80)
	}
	return at, located
}

// readTimes reads how often the next postings of the chunk have the term.
func (c *cursor) readTimes(s analysis.Stream, times []float32) {
	if len(c.counts.ends) == 0 { // it has but this one
		times[0] = 1
		return
	}
	data, at := c.counts.left.data, 0
	for i := range times {
		first := data[at]
		switch at++; {
		case first < 2: // once
			times[i] = 1
			continue
		case s == analysis.Words && first>>1&mostPlaces > 0: // which its places follow
			times[i] = float32(first >> 1 & mostPlaces)
			for b := first; b >= 0x80; at++ {
				b = data[at]
			}
		case first < 0x80:
			times[i] = float32(timesIn(s, uint64(first>>1)))
		default:
			written, size := binary.Uvarint(data[at-1:])
			times[i] = float32(timesIn(s, written>>1))
			at += size - 1
		}
		for data[at] >= 0x80 { // its length
			at++
		}
		at++
	}
	c.counts.left.data = data[at:]
}

// each calls visit with the numbers of the postings in turn, of which the last is read then.
func (c *cursor) each(visit func(number uint32)) {
	if c.batch == nil {
		c.batch = new(batch)
	}
	for c.batch.open(c.all); c.batch.next(); {
		for _, number := range c.batch.numbers {
			if number >= c.end {
				c.enter(number)
			}
			c.read()
			visit(number)
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

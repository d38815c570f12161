package embedded

// How segments are made one. zap's own way makes a dozen objects for each term of each
// segment, reads the postings of each twice, and takes apart and packs again what is stored
// where segments do not all have the same fields, as those of passages and of works do not.
// Here postings are read as a search reads them, and written as those of a new segment;
// what is stored is copied.

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"iter"
	"maps"
	"math"
	"os"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	index "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	"github.com/blevesearch/vellum"
	zap "github.com/blevesearch/zapx/v17"
	"github.com/golang/snappy"
)

func (s segments) Merge(from []segment.Segment, drops []*roaring.Bitmap, path string, stop chan struct{}, r segment.StatsReporter) ([][]uint64, uint64, error) {
	return s.MergeUsing(from, drops, path, stop, r, nil)
}

// dropped is the new number of a thing that is not taken over.
const dropped = math.MaxUint64

// MergeUsing writes the things of segments but for those of drops, in their order, as one
// segment into a file. It returns their new numbers and the size of the file.
func (segments) MergeUsing(from []segment.Segment, drops []*roaring.Bitmap, path string, stop chan struct{}, r segment.StatsReporter, _ map[string]any) (numbers [][]uint64, size uint64, err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, 0, err
	}
	defer func() {
		if closing := f.Close(); err == nil {
			err = closing
		}
		if err != nil {
			os.Remove(path)
		}
	}()
	j := &joiner{segmentWriter: newSegmentWriter(0), to: f, stop: stop}
	for i, s := range from {
		if err := j.take(s, drops[i]); err != nil {
			return nil, 0, err
		}
		numbers = append(numbers, j.from[i].numbers)
	}
	switch err := j.join(); {
	case errors.Is(err, segment.ErrClosed): // bleve compares it
		return nil, 0, segment.ErrClosed
	case err != nil:
		return nil, 0, fmt.Errorf("joining segments: %w", err)
	}
	if r != nil {
		r.ReportBytesWritten(uint64(j.at()))
	}
	return numbers, uint64(j.at()), f.Sync()
}

// joiner writes a segment of others.
type joiner struct {
	*segmentWriter
	from []*joined
	to   *os.File
	sum  uint32
	stop chan struct{}

	list   *postings
	cursor cursor
}

// joined is a segment that becomes a part of another.
type joined struct {
	*image
	stored  uint64 // where it is listed
	fields  []writtenField
	numbers []uint64 // the new ones of its things, or dropped
}

// take takes a segment.
func (j *joiner) take(s segment.Segment, drops *roaring.Bitmap) error {
	image, err := imageOf(s)
	if err != nil {
		return err
	}
	in := &joined{image: image, numbers: make([]uint64, image.things)}
	switch s := s.(type) {
	case *made:
		in.stored, in.fields = s.stored, image.fieldsAt(s.sections)
	case *zap.Segment:
		in.stored, in.fields = s.StoredIndexOffset(), image.fieldsAt(s.SectionsIndexOffset())
	}
	for n := range in.numbers {
		if in.numbers[n] = dropped; drops == nil || !drops.Contains(uint32(n)) {
			in.numbers[n] = uint64(j.things)
			j.things++
		}
	}
	j.from = append(j.from, in)
	return nil
}

// spill writes what is ready into the file, if it is much.
func (j *joiner) spill(much int) error {
	if len(j.out) < much {
		return nil
	}
	select {
	case <-j.stop:
		return segment.ErrClosed
	default:
	}
	j.sum = crc32.Update(j.sum, crc32.IEEETable, j.out)
	_, err := j.to.Write(j.out)
	j.before, j.out = j.at(), j.out[:0]
	return err
}

const much = 1 << 20 // bytes

// join writes the segment.
func (j *joiner) join() error {
	options := map[string]index.FieldIndexingOptions{}
	for _, in := range j.from {
		for _, f := range in.fields {
			before, known := options[f.name]
			if !known {
				before = f.options
			}
			options[f.name] = before & f.options
		}
	}
	names := slices.Sorted(maps.Keys(options)) // the key is the first, as it has to be
	ids, places := map[string]int{}, make([]int, len(names))
	for id, name := range names {
		ids[name] = id
	}
	stored, err := j.store(ids)
	if err != nil {
		return err
	}
	for id, name := range names {
		if places[id], err = j.field(id, name, options[name].IncludeDocValues()); err != nil {
			return fmt.Errorf("field %s: %w", name, err)
		}
		if err := j.spill(much); err != nil {
			return err
		}
	}
	sections := j.describe(names, func(name string) index.FieldIndexingOptions { return options[name] }, places)
	j.out = binary.BigEndian.AppendUint32(j.out, 0) // no name of a writer
	for _, n := range []uint64{uint64(j.things), stored, sections} {
		j.out = binary.BigEndian.AppendUint64(j.out, n)
	}
	for _, n := range []uint32{zap.DefaultChunkMode, zap.Version} {
		j.out = binary.BigEndian.AppendUint32(j.out, n)
	}
	j.out = binary.BigEndian.AppendUint32(j.out, crc32.Update(j.sum, crc32.IEEETable, j.out))
	return j.spill(0)
}

// store copies the keys and what is stored in fields, which have new numbers.
func (j *joiner) store(ids map[string]int) (uint64, error) {
	starts := make([]int, 0, j.things)
	var about []byte
	for _, in := range j.from {
		list := in.at(in.stored)
		for _, number := range in.numbers {
			at := list.uint64()
			if number == dropped {
				continue
			}
			r := in.at(at)
			aboutSize, size := r.next(), r.next()
			of := reader{r.bytes(aboutSize)}
			about = binary.AppendUvarint(about[:0], of.next()) // the length of the key
			for len(of.data) > 0 {
				about = binary.AppendUvarint(about, uint64(ids[in.fields[of.next()].name]))
				for range 3 { // type, place, length
					about = binary.AppendUvarint(about, of.next())
				}
				positions := of.next()
				about = binary.AppendUvarint(about, positions)
				for range positions {
					about = binary.AppendUvarint(about, of.next())
				}
			}
			starts = append(starts, j.at())
			j.varints(uint64(len(about)), size)
			j.out = append(append(j.out, about...), r.bytes(size)...)
			if err := j.spill(much); err != nil {
				return 0, err
			}
		}
	}
	return j.segmentWriter.list(starts), nil
}

// termPlace is a term of a field of a segment that comes next.
type termPlace struct {
	in    *joined
	it    *vellum.FSTIterator
	term  []byte
	value uint64
}

// field joins the postings, the dictionaries and, where there are some, the columns of a
// field, and returns where it says where they are.
func (j *joiner) field(id int, name string, column bool) (int, error) {
	dictionary, err := j.newDictionary()
	if err != nil {
		return 0, err
	}
	var open []termPlace
	// add adds a place to those that are open if there is a term at it.
	add := func(p termPlace, err error) error {
		if err == vellum.ErrIteratorDone {
			return nil
		}
		if err == nil {
			p.term, p.value = p.it.Current()
			open = append(open, p)
		}
		return err
	}
	for _, in := range j.from {
		it, err := in.terms(name, nil, nil, nil)
		if err := add(termPlace{in: in, it: it}, err); err != nil {
			return 0, err
		}
	}
	var least []byte
	for len(open) > 0 {
		least = append(least[:0], open[0].term...)
		for _, p := range open[1:] {
			if bytes.Compare(p.term, least) < 0 {
				least = append(least[:0], p.term...)
			}
		}
		j.postings, j.long = j.postings[:0], j.long[:0]
		places := open
		open = open[:0]
		for _, p := range places {
			if !bytes.Equal(p.term, least) {
				open = append(open, p)
				continue
			}
			if err := j.add(p.in, p.value); err != nil {
				return 0, err
			}
			if err := add(p, p.it.Next()); err != nil {
				return 0, err
			}
		}
		if len(j.postings) == 0 { // all were dropped
			continue
		}
		if err := dictionary.Insert(least, j.term(id, j.postings)); err != nil {
			return 0, err
		}
		if err := j.spill(much); err != nil {
			return 0, err
		}
	}
	if err := dictionary.Close(); err != nil {
		return 0, err
	}
	if !column {
		return j.locate(nil), nil
	}
	var bad error
	at := j.locate(j.values(name, &bad))
	return at, bad
}

// add adds the postings of a term of a segment.
func (j *joiner) add(in *joined, value uint64) (err error) {
	if j.list, err = in.postings(value, true, j.list); err != nil {
		return err
	}
	j.cursor.open(j.list, true)
	j.cursor.each(func(number uint32) {
		if in.numbers[number] == dropped {
			return
		}
		p := posting{number: uint32(in.numbers[number]), times: j.cursor.times}
		if j.cursor.located != nil {
			beside := reader{j.cursor.located}
			beside.next() // the field
			p.beside = j.keep(beside.data)
		}
		j.postings = append(j.postings, p)
	})
	return nil
}

// values yields the terms of each thing in a column, under the new numbers.
func (j *joiner) values(name string, bad *error) iter.Seq2[uint32, []byte] {
	return func(yield func(uint32, []byte) bool) {
		for _, in := range j.from {
			i := slices.IndexFunc(in.fields, func(f writtenField) bool { return f.name == name })
			if i < 0 || in.fields[i].section == 0 {
				continue
			}
			section := in.at(in.fields[i].section)
			start, end := section.next(), section.next()
			if start == noColumn {
				continue
			}
			sizes := in.at(end - 16) // of the list of chunks, and how many they are
			size, chunks := sizes.uint64(), sizes.uint64()
			ends := in.at(end - 16 - size)
			last := start
			for range chunks {
				chunk := reader{in.data[last : start+ends.next()]}
				last += uint64(len(chunk.data))
				if len(chunk.data) == 0 {
					continue
				}
				about := make([][2]uint64, chunk.next()) // numbers, and where the terms of each end
				for k := range about {
					about[k] = [2]uint64{chunk.next(), chunk.next()}
				}
				terms, err := snappy.Decode(nil, chunk.data)
				if err != nil {
					*bad = err
					return
				}
				from := uint64(0)
				for _, a := range about {
					if number := in.numbers[a[0]]; number != dropped && !yield(uint32(number), terms[from:a[1]]) {
						return
					}
					from = a[1]
				}
			}
		}
	}
}

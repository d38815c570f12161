package embedded

// What a batch holds is made a segment in the format of zap, version 17, which zap's own
// zap.md describes and which bleve reads and merges. zap's own way there asks each field
// for a table of its terms, twice, and gathers for each passage the terms of each field as
// if they were a column: three times the work. Here the terms of a field are counted and
// laid out once, and things stand in the order in which they were put, so that the
// columns of neighbours, which are of one document, are packed together.
//
// How often a term stands in a thing is written as 0 where it is once, which saves a byte
// for most postings: see timesIn. The only posting of a term lies in the dictionary, where
// zap takes it for once.

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	"github.com/blevesearch/vellum"
	zap "github.com/blevesearch/zapx/v17"
	"github.com/golang/snappy"
)

// segmentType is the name under which an index asks bleve for such segments. An index
// that an earlier version made has zap's, and what is built upon it, too.
const segmentType = "izde"

func init() { scorch.RegisterSegmentPlugin(segments{&zap.ZapPlugin{}}, false) }

// segments is zap with another way to make new segments.
type segments struct{ *zap.ZapPlugin }

func (segments) Type() string { return segmentType }

func (s segments) New(batch []index.Document) (segment.Segment, uint64, error) {
	return s.NewUsing(batch, nil)
}

func (segments) NewUsing(batch []index.Document, config map[string]any) (segment.Segment, uint64, error) {
	w := &segmentWriter{things: len(batch), of: map[string]int{}, numbers: roaring.New()}
	stored, sections, err := w.write(arranged(batch))
	if err != nil {
		return nil, 0, fmt.Errorf("making a segment: %w", err)
	}
	stats, _ := config[segment.StatsKey].(*segment.Stats)
	base, err := zap.InitSegmentBase(w.out, crc32.ChecksumIEEE(w.out), zap.DefaultChunkMode, uint64(len(batch)), stored, sections, config, cmp.Or(stats, new(segment.Stats)))
	return &made{base, w.out, sections}, uint64(len(w.out)), err
}

// made is a segment in memory, and what is written of it: see imageOf.
type made struct {
	*zap.SegmentBase
	data     []byte
	sections uint64
}

func (s segments) Merge(from []segment.Segment, drops []*roaring.Bitmap, path string, stop chan struct{}, r segment.StatsReporter) ([][]uint64, uint64, error) {
	return s.MergeUsing(from, drops, path, stop, r, nil)
}

// MergeUsing merges segments as zap does, which knows its own alone.
func (s segments) MergeUsing(from []segment.Segment, drops []*roaring.Bitmap, path string, stop chan struct{}, r segment.StatsReporter, config map[string]any) ([][]uint64, uint64, error) {
	own := slices.Clone(from)
	for i, of := range own {
		if m, ok := of.(*made); ok {
			own[i] = m.SegmentBase
		}
	}
	return s.ZapPlugin.MergeUsing(own, drops, path, stop, r, config)
}

// segmentWriter writes a segment.
type segmentWriter struct {
	things int
	out    []byte

	of       map[string]int // terms of the field that is written: indexes of terms
	terms    []fieldTerm
	which    []int     // of the terms, posting by posting, in the order of things
	postings []posting // the same, term by term
	numbers  *roaring.Bitmap
	ends     []int // of chunks
	data     []byte
}

// inverted are the things that have a field.
type inverted struct {
	options index.FieldIndexingOptions
	numbers []uint32
	fields  []*field
}

// fieldTerm is a term of a field, and where its postings begin and end.
type fieldTerm struct {
	text       string
	start, end int
}

// posting is a term in a thing: see term.
type posting struct {
	number uint32
	times  uint64
	places *index.TokenLocation // where they do not fit into times
}

func (w *segmentWriter) Write(data []byte) (int, error) {
	w.out = append(w.out, data...)
	return len(data), nil
}

func (w *segmentWriter) varints(values ...uint64) {
	for _, v := range values {
		w.out = binary.AppendUvarint(w.out, v)
	}
}

func (w *segmentWriter) uint64(v int) { w.out = binary.BigEndian.AppendUint64(w.out, uint64(v)) }

// thing is what bleve calls a document.
type thing struct {
	key    string
	fields []*field
	order  int
}

// arranged returns the things of a batch, which bleve has in any order, as they were put.
func arranged(batch []index.Document) []thing {
	things := make([]thing, len(batch))
	for i, d := range batch {
		t := &things[i]
		t.key = d.ID()
		t.fields = []*field{{name: fieldKey, options: index.IndexField | index.StoreField, terms: []term{{t.key, 1}}}}
		d.VisitFields(func(f index.Field) {
			if f, ok := f.(*field); ok { // else it is bleve's own, the key
				t.fields = append(t.fields, f)
			}
		})
		t.order = t.fields[len(t.fields)-1].order
	}
	slices.SortFunc(things, func(x, y thing) int { return cmp.Compare(x.order, y.order) })
	return things
}

// write writes the segment but for its footer, and returns where what is stored is listed
// and where the fields are.
func (w *segmentWriter) write(things []thing) (stored, sections uint64, err error) {
	fields := map[string]*inverted{}
	for number, t := range things {
		for _, f := range t.fields {
			in := fields[f.name]
			if in == nil {
				in = &inverted{options: f.options}
				fields[f.name] = in
			}
			in.numbers, in.fields = append(in.numbers, uint32(number)), append(in.fields, f)
		}
	}
	names := slices.Sorted(maps.Keys(fields)) // the key is the first, as it has to be
	ids, places := map[string]int{}, make([]int, len(names))
	for id, name := range names {
		ids[name] = id
	}
	stored = w.store(things, ids)
	for id, name := range names {
		if places[id], err = w.field(id, fields[name]); err != nil {
			return 0, 0, fmt.Errorf("field %s: %w", name, err)
		}
	}
	described := make([]int, len(names))
	for id, name := range names {
		described[id] = len(w.out)
		w.varints(uint64(len(name)))
		w.out = append(w.out, name...)
		w.varints(uint64(fields[name].options), 1) // it has one index
		w.out = binary.BigEndian.AppendUint16(w.out, zap.SectionInvertedTextIndex)
		w.uint64(places[id])
	}
	sections = uint64(len(w.out))
	w.varints(uint64(len(names)))
	for _, at := range described {
		w.uint64(at)
	}
	return stored, sections, nil
}

// store writes the keys and what is stored in fields, of which it is given the numbers.
func (w *segmentWriter) store(things []thing, ids map[string]int) uint64 {
	starts := make([]int, len(things))
	var about, values, packed []byte
	for i, t := range things {
		about, values = binary.AppendUvarint(about[:0], uint64(len(t.key))), values[:0]
		for _, f := range t.fields[1:] {
			if !f.options.IsStored() {
				continue
			}
			value := f.Value()
			for _, n := range []int{ids[f.name], int(f.EncodedFieldType()), len(values), len(value), 0} {
				about = binary.AppendUvarint(about, uint64(n))
			}
			values = append(values, value...)
		}
		packed = snappy.Encode(packed[:cap(packed)], values)
		starts[i] = len(w.out)
		w.varints(uint64(len(about)), uint64(len(t.key)+len(packed)))
		w.out = append(append(append(w.out, about...), t.key...), packed...)
	}
	at := uint64(len(w.out))
	for _, start := range starts {
		w.uint64(start)
	}
	w.varints(0) // no thing is within another
	return at
}

// field writes the postings, the dictionary and the column of a field, and returns where
// it says where they are.
func (w *segmentWriter) field(id int, in *inverted) (int, error) {
	w.count(in)
	var written bytes.Buffer
	// As zap has it: sharing suffixes takes more time than it saves room.
	dictionary, err := vellum.New(&written, &vellum.BuilderOpts{Encoder: 1, RegistryMRUSize: 1})
	if err != nil {
		return 0, err
	}
	slices.SortFunc(w.terms, func(x, y fieldTerm) int { return strings.Compare(x.text, y.text) })
	for _, t := range w.terms {
		if err := dictionary.Insert([]byte(t.text), w.term(id, w.postings[t.start:t.end])); err != nil {
			return 0, err
		}
	}
	if err := dictionary.Close(); err != nil {
		return 0, err
	}
	at := len(w.out)
	w.varints(uint64(written.Len()))
	w.out = append(w.out, written.Bytes()...)
	start, end := uint64(math.MaxUint64), uint64(math.MaxUint64) // no column
	if in.options.IncludeDocValues() {
		start = uint64(len(w.out))
		w.column(in)
		end = uint64(len(w.out))
	}
	said := len(w.out)
	w.varints(start, end, uint64(at))
	return said, nil
}

// count lays the postings of a field out, term by term.
func (w *segmentWriter) count(in *inverted) {
	clear(w.of)
	w.terms, w.which = w.terms[:0], w.which[:0]
	for _, f := range in.fields {
		for _, t := range f.terms {
			i, ok := w.of[t.text]
			if !ok {
				i = len(w.terms)
				w.of[t.text] = i
				w.terms = append(w.terms, fieldTerm{text: t.text})
			}
			w.terms[i].end++
			w.which = append(w.which, i)
		}
	}
	end := 0
	for i := range w.terms {
		t := &w.terms[i]
		n := t.end
		t.start, t.end = end, end
		end += n
	}
	w.postings = slices.Grow(w.postings[:0], end)[:end]
	which := w.which
	for k, f := range in.fields {
		for _, t := range f.terms {
			of := &w.terms[which[0]]
			which = which[1:]
			w.postings[of.end] = posting{in.numbers[k], t.times, f.long[t.text]}
			of.end++
		}
	}
}

// term writes the postings of a term of a field, and returns what its dictionary says of
// it.
func (w *segmentWriter) term(field int, postings []posting) uint64 {
	if p := postings[0]; len(postings) == 1 && p.times <= 1 {
		return zap.FSTValEncode1Hit(uint64(p.number), 1)
	}
	w.numbers.Clear()
	places := false
	for _, p := range postings {
		w.numbers.Add(p.number)
		places = places || p.places != nil
	}
	times := w.chunks(postings, func(p posting) {
		n := p.times
		if n == 1 {
			n = 0
		}
		n <<= 1
		if p.places != nil {
			n |= 1
		}
		if w.data = binary.AppendUvarint(w.data, n); n > 1 {
			w.data = append(w.data, 1) // its length: see AnalyzedLength
		}
	})
	located := uint64(0)
	if places {
		located = w.chunks(postings, func(p posting) {
			if p.places == nil {
				return
			}
			one := placesBeside(field, p.places)
			w.data = append(binary.AppendUvarint(w.data, uint64(len(one))), one...)
		})
	}
	at := uint64(len(w.out))
	w.varints(times, located, w.numbers.GetSerializedSizeInBytes())
	w.numbers.WriteTo(w) // which cannot fail
	return at
}

// chunks writes what add appends to data of each posting, in chunks of which the readers
// know how many things they span, and returns where.
func (w *segmentWriter) chunks(postings []posting, add func(posting)) uint64 {
	const most = 1024 // postings of a chunk, about
	span := w.things / (len(postings)/most + 1)
	w.data = w.data[:0]
	w.ends = append(w.ends[:0], make([]int, (w.things-1)/span+1)...)
	for _, p := range postings {
		add(p)
		w.ends[int(p.number)/span] = len(w.data)
	}
	at := uint64(len(w.out))
	w.varints(uint64(len(w.ends)))
	last := 0
	for _, end := range w.ends { // of an empty one it is that before
		last = max(last, end)
		w.varints(uint64(last))
	}
	w.out = append(w.out, w.data...)
	return at
}

// column writes the terms of each thing in chunks of things.
func (w *segmentWriter) column(in *inverted) {
	const span = 1024
	begin := len(w.out)
	w.ends = append(w.ends[:0], make([]int, (w.things-1)/span+1)...)
	var packed []byte
	for from := 0; from < len(in.numbers); {
		chunk := in.numbers[from] / span
		var about []byte
		n := uint64(0)
		w.data = w.data[:0]
		for ; from < len(in.numbers) && in.numbers[from]/span == chunk; from++ {
			terms := slices.Clone(in.fields[from].terms)
			slices.SortFunc(terms, func(x, y term) int { return strings.Compare(x.text, y.text) })
			for _, t := range terms {
				w.data = append(append(w.data, t.text...), index.DocValueTermSeparator)
			}
			about = binary.AppendUvarint(binary.AppendUvarint(about, uint64(in.numbers[from])), uint64(len(w.data)))
			n++
		}
		packed = snappy.Encode(packed[:cap(packed)], w.data)
		w.varints(n)
		w.out = append(append(w.out, about...), packed...)
		w.ends[chunk] = len(w.out) - begin
	}
	at, last := len(w.out), 0
	for _, end := range w.ends {
		last = max(last, end)
		w.varints(uint64(last))
	}
	w.uint64(len(w.out) - at)
	w.uint64(len(w.ends))
}

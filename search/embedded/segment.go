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
	"iter"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	"github.com/blevesearch/vellum"
	zap "github.com/blevesearch/zapx/v17"
	"github.com/golang/snappy"

	"github.com/izde/izde/search/analysis"
)

// segmentType is the name under which an index asks bleve for such segments. One that an
// earlier version made asks for zap's, which are of the same format, and is given ours.
const segmentType = "izde"

func init() {
	for _, name := range []string{segmentType, zap.Type} {
		scorch.RegisterSegmentPlugin(segments{&zap.ZapPlugin{}, name}, false)
	}
}

// segments is zap with another way to make new segments.
type segments struct {
	*zap.ZapPlugin
	name string
}

func (s segments) Type() string { return s.name }

func (s segments) New(batch []index.Document) (segment.Segment, uint64, error) {
	return s.NewUsing(batch, nil)
}

func (segments) NewUsing(batch []index.Document, config map[string]any) (segment.Segment, uint64, error) {
	things := arranged(batch)
	w := writerOf(things)
	w.things, w.out = len(batch), make([]byte, 0, w.size)
	stored, sections, err := w.write(things)
	if err != nil {
		return nil, 0, fmt.Errorf("making a segment: %w", err)
	}
	w.size = len(w.out) + len(w.out)/8
	stats, _ := config[segment.StatsKey].(*segment.Stats)
	base, err := zap.InitSegmentBase(w.out, crc32.ChecksumIEEE(w.out), zap.DefaultChunkMode, uint64(len(batch)), stored, sections, config, cmp.Or(stats, new(segment.Stats)))
	return &made{base, w.out, stored, sections}, uint64(len(w.out)), err
}

// made is a segment in memory, and what is written of it: see imageOf.
type made struct {
	*zap.SegmentBase
	data             []byte
	stored, sections uint64
}

// segmentWriter writes a segment.
type segmentWriter struct {
	things int
	out    []byte
	before int // bytes that were written before those of out: see joining.go
	size   int // that out will have, about: as the last had

	dictionary bytes.Buffer // of the field that is written

	of       map[string]int // terms of the field that is written: indexes of terms
	terms    []fieldTerm
	which    []int             // of the terms, posting by posting, in the order of things
	postings []posting         // the same, term by term
	ends     []int             // of chunks
	long     [][]byte          // places of postings that do not fit into times: see writePlaces
	texts    map[string]*texts // by their names
	data     []byte
}

// inverted are the things that have a field, or the texts of which it is a stream.
type inverted struct {
	options index.FieldIndexingOptions
	numbers []uint32
	fields  []*field
	texts   *texts
	stream  analysis.Stream
}

// fieldTerm is a term of a field, and where its postings begin and end.
type fieldTerm struct {
	text       string
	start, end int
}

// posting is a term in a thing: see term.
type posting struct {
	number uint32
	beside uint32 // where its places stand in long, from 1; 0: nowhere
	times  uint64
}

func newSegmentWriter(things int) *segmentWriter {
	return &segmentWriter{things: things, of: map[string]int{}, texts: map[string]*texts{}}
}

// at is where the next byte will stand.
func (w *segmentWriter) at() int { return w.before + len(w.out) }

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

// writerOf returns the writer that made the last segment of the same layout, whose memory is
// used again: batches of one layout are written one after the other.
func writerOf(things []thing) *segmentWriter {
	if len(things) == 0 {
		return newSegmentWriter(0)
	}
	of := &things[0].fields[len(things[0].fields)-1].layout.writer
	if *of == nil {
		*of = newSegmentWriter(0)
	}
	return *of
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
	fields, ofTexts := map[string]*inverted{}, map[string]*inverted{}
	for number, t := range things {
		for _, f := range t.fields {
			of := fields
			if f.forms != nil {
				of = ofTexts
			}
			in := of[f.name]
			if in == nil {
				in = &inverted{options: f.options}
				of[f.name] = in
			}
			in.numbers, in.fields = append(in.numbers, uint32(number)), append(in.fields, f)
		}
	}
	for prefix, in := range ofTexts {
		t := w.texts[prefix]
		if t == nil {
			t = &texts{}
			w.texts[prefix] = t
		}
		t.gather(w, in)
		for s, terms := range t.terms {
			of := &inverted{options: streamOptions, texts: t, stream: analysis.Stream(s)}
			if of.stream == analysis.Words {
				of.options = in.options
			}
			if len(terms) > 0 {
				fields[prefix+of.stream.String()] = of
			}
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
	return stored, w.describe(names, func(name string) index.FieldIndexingOptions { return fields[name].options }, places), nil
}

// describe writes what the fields are and where each says where it is, and returns where.
func (w *segmentWriter) describe(names []string, options func(name string) index.FieldIndexingOptions, places []int) (sections uint64) {
	described := make([]int, len(names))
	for id, name := range names {
		described[id] = w.at()
		w.varints(uint64(len(name)))
		w.out = append(w.out, name...)
		w.varints(uint64(options(name)), 1) // it has one index
		w.out = binary.BigEndian.AppendUint16(w.out, zap.SectionInvertedTextIndex)
		w.uint64(places[id])
	}
	sections = uint64(w.at())
	w.varints(uint64(len(names)))
	for _, at := range described {
		w.uint64(at)
	}
	return sections
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
			start := len(values)
			values = f.layout.packing.pack(f.value, values)
			for _, n := range []int{ids[f.name], int(f.EncodedFieldType()), start, len(values) - start, 0} {
				about = binary.AppendUvarint(about, uint64(n))
			}
		}
		packed = snappy.Encode(packed[:cap(packed)], values)
		starts[i] = w.at()
		w.varints(uint64(len(about)), uint64(len(t.key)+len(packed)))
		w.out = append(append(append(w.out, about...), t.key...), packed...)
	}
	return w.list(starts)
}

// list writes where what is stored of each thing begins, and returns where.
func (w *segmentWriter) list(starts []int) uint64 {
	at := uint64(w.at())
	for _, start := range starts {
		w.uint64(start)
	}
	w.varints(0) // no thing is within another
	return at
}

// field writes the postings, the dictionary and the column of a field, and returns where
// it says where they are.
func (w *segmentWriter) field(id int, in *inverted) (int, error) {
	dictionary, err := w.newDictionary()
	if err != nil {
		return 0, err
	}
	terms := w.each
	if in.texts != nil {
		terms = w.eachOfStream
	}
	for text, postings := range terms(in) {
		if err := dictionary.Insert([]byte(text), w.term(id, postings)); err != nil {
			return 0, err
		}
	}
	if err := dictionary.Close(); err != nil {
		return 0, err
	}
	if !in.options.IncludeDocValues() {
		return w.locate(nil), nil
	}
	return w.locate(in.values()), nil
}

// newDictionary begins the dictionary of a field.
func (w *segmentWriter) newDictionary() (*vellum.Builder, error) {
	w.dictionary.Reset()
	// As zap has it: sharing suffixes takes more time than it saves room.
	return vellum.New(&w.dictionary, &vellum.BuilderOpts{Encoder: 1, RegistryMRUSize: 1})
}

// noColumn is where the column of a field is said to be that has none.
const noColumn = math.MaxUint64

// locate writes the dictionary and the column of a field, if it has one, and returns where
// it says where they are.
func (w *segmentWriter) locate(column iter.Seq2[uint32, []byte]) int {
	at := w.at()
	w.varints(uint64(w.dictionary.Len()))
	w.out = append(w.out, w.dictionary.Bytes()...)
	start, end := uint64(noColumn), uint64(noColumn)
	if column != nil {
		start = uint64(w.at())
		w.column(column)
		end = uint64(w.at())
	}
	said := w.at()
	w.varints(start, end, uint64(at))
	return said
}

// each yields the terms of a field in their order, and the postings of each.
func (w *segmentWriter) each(in *inverted) iter.Seq2[string, []posting] {
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
			w.postings[of.end] = posting{number: in.numbers[k], times: t.times}
			of.end++
		}
	}
	slices.SortFunc(w.terms, func(x, y fieldTerm) int { return strings.Compare(x.text, y.text) })
	return func(yield func(string, []posting) bool) {
		for _, t := range w.terms {
			if !yield(t.text, w.postings[t.start:t.end]) {
				return
			}
		}
	}
}

// keep keeps places of a posting, and returns where.
func (w *segmentWriter) keep(places []byte) uint32 {
	w.long = append(w.long, places)
	return uint32(len(w.long))
}

// term writes the postings of a term of a field, and returns what its dictionary says of
// it.
func (w *segmentWriter) term(field int, postings []posting) uint64 {
	if p := postings[0]; len(postings) == 1 && p.times <= 1 {
		return zap.FSTValEncode1Hit(uint64(p.number), 1)
	}
	places := slices.ContainsFunc(postings, func(p posting) bool { return p.beside != 0 })
	times := w.chunks(postings, func(p posting) {
		n := p.times
		if n == 1 {
			n = 0
		}
		n <<= 1
		if p.beside != 0 {
			n |= 1
		}
		if w.data = binary.AppendUvarint(w.data, n); n > 1 {
			w.data = append(w.data, 1) // its length: see AnalyzedLength
		}
	})
	located := uint64(0)
	if places {
		id := binary.AppendUvarint(nil, uint64(field))
		located = w.chunks(postings, func(p posting) {
			if p.beside == 0 {
				return
			}
			places := w.long[p.beside-1]
			w.data = binary.AppendUvarint(w.data, uint64(len(id)+len(places)))
			w.data = append(append(w.data, id...), places...)
		})
	}
	at := uint64(w.at())
	w.varints(times, located)
	w.set(postings)
	return at
}

// set writes the numbers of postings, and before them how many bytes they take, as a set in
// roaring's format (https://github.com/RoaringBitmap/RoaringFormatSpec) without runs. What
// has the same upper 16 bits is a container: the lower ones, or a bitmap of them. Making a
// roaring.Bitmap for each term was an eighth of all objects that indexing made.
func (w *segmentWriter) set(postings []posting) {
	const cookie = 12346
	w.ends = w.ends[:0] // of the containers
	size := 8
	for end := 0; end < len(postings); {
		start, key := end, postings[end].number>>16
		for end < len(postings) && postings[end].number>>16 == key {
			end++
		}
		w.ends = append(w.ends, end)
		size += 8 + sizeOfContainer(end-start)
	}
	w.varints(uint64(size))
	w.out = binary.LittleEndian.AppendUint32(w.out, cookie)
	w.out = binary.LittleEndian.AppendUint32(w.out, uint32(len(w.ends)))
	start := 0
	for _, end := range w.ends {
		w.out = binary.LittleEndian.AppendUint16(w.out, uint16(postings[start].number>>16))
		w.out = binary.LittleEndian.AppendUint16(w.out, uint16(end-start-1))
		start = end
	}
	start, size = 0, 8+8*len(w.ends)
	for _, end := range w.ends {
		w.out = binary.LittleEndian.AppendUint32(w.out, uint32(size))
		size += sizeOfContainer(end - start)
		start = end
	}
	start = 0
	for _, end := range w.ends {
		if end-start <= mostListed {
			for _, p := range postings[start:end] {
				w.out = binary.LittleEndian.AppendUint16(w.out, uint16(p.number))
			}
		} else {
			at := len(w.out)
			w.out = append(w.out, make([]byte, bitmapSize)...)
			for _, p := range postings[start:end] {
				w.out[at+int(p.number&0xFFFF)/8] |= 1 << (p.number % 8)
			}
		}
		start = end
	}
}

// mostListed is how many numbers of a container are listed, bitmapSize the bytes of one that
// has more.
const mostListed, bitmapSize = 4096, 8 << 10

func sizeOfContainer(numbers int) int {
	if numbers > mostListed {
		return bitmapSize
	}
	return 2 * numbers
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
	at := uint64(w.at())
	w.varints(uint64(len(w.ends)))
	last := 0
	for _, end := range w.ends { // of an empty one it is that before
		last = max(last, end)
		w.varints(uint64(last))
	}
	w.out = append(w.out, w.data...)
	return at
}

// values yields the terms of each thing as a column has them.
func (in *inverted) values() iter.Seq2[uint32, []byte] {
	return func(yield func(uint32, []byte) bool) {
		var values []byte
		for i, number := range in.numbers {
			terms := in.fields[i].terms // which are written by now, in their first order
			slices.SortFunc(terms, func(x, y term) int { return strings.Compare(x.text, y.text) })
			values = values[:0]
			for _, t := range terms {
				values = append(append(values, t.text...), index.DocValueTermSeparator)
			}
			if !yield(number, values) {
				return
			}
		}
	}
}

// column writes the terms of each thing, in the order of their numbers, in chunks of
// things.
func (w *segmentWriter) column(values iter.Seq2[uint32, []byte]) {
	const span = 1024
	begin := w.at()
	w.ends, w.data = append(w.ends[:0], make([]int, (w.things-1)/span+1)...), w.data[:0]
	var about, packed []byte
	chunk, n := 0, uint64(0)
	finish := func() {
		if n == 0 {
			return
		}
		packed = snappy.Encode(packed[:cap(packed)], w.data)
		w.varints(n)
		w.out = append(append(w.out, about...), packed...)
		w.ends[chunk] = w.at() - begin
		about, w.data, n = about[:0], w.data[:0], 0
	}
	for number, terms := range values {
		if of := int(number) / span; of != chunk {
			finish()
			chunk = of
		}
		w.data = append(w.data, terms...)
		about = binary.AppendUvarint(binary.AppendUvarint(about, uint64(number)), uint64(len(w.data)))
		n++
	}
	finish()
	at, last := w.at(), 0
	for _, end := range w.ends {
		last = max(last, end)
		w.varints(uint64(last))
	}
	w.uint64(w.at() - at)
	w.uint64(len(w.ends))
}

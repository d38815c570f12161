package embedded

import (
	"context"
	"fmt"
	"iter"
	"math"
	"runtime"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"

	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
)

// columns hold small integers for each number of the index, as filters, facets,
// orders and scores need them. The document of a number that is no passage is none.
type columns struct {
	doc     []uint32 // place in Engine.docs
	ordinal []uint32
	length  []uint8 // see engine.LengthCode
	damaged []bool
	indexed []uint32 // seconds since 1970, 0 where unknown

	// sets are the columns of facets. Facets FromDocument share the column of
	// document numbers, facets FromAttribution the column of sources.
	sets []*setColumn
	// facets are in the order of doc.Facets.
	facets []*facetColumn
	// sources gives each passage the source of its attribution: documents are
	// numbered first, then the entries of reference lists.
	sources *setColumn
	// years are the years of sources, 0 where unknown.
	years []int32
	// works are the works that entries denote, in the order of sources, from the
	// first entry on: places in workNames.
	works     []uint32
	workNames names

	passages int
}

const none = math.MaxUint32

// setColumn gives each number the place of a set of values.
type setColumn struct {
	of     []uint32
	size   int // how many sets there are
	facets []*facetColumn
	// rows have, one behind the other, the places of the values of each set by all facets,
	// which are below values.
	rows, ends []uint32
	values     int

	located sync.Once
	where   []where // part by part: see in
}

// facetColumn has the values of a facet.
type facetColumn struct {
	row    *doc.FacetRow
	at     int // place in doc.Facets
	column *setColumn
	values names
	// places in values, by the sets of column: one set behind the other.
	places []uint32
	ends   []uint32
	first  uint32 // added to the places in the rows of column

	known map[string]uint32 // sets, by the values joined, while the columns are read
}

// add gives the next set of the column these values.
func (f *facetColumn) add(values []string) {
	first := len(f.places)
	for _, v := range values {
		id := f.values.add(v)
		if !slices.Contains(f.places[first:], id) { // of ids of works that were merged
			f.places = append(f.places, id)
		}
	}
	f.ends = append(f.ends, uint32(len(f.places)))
}

// put gives a number its values, where passages have few combinations of them.
func (f *facetColumn) put(number int, values []string) {
	key := strings.Join(values, "\x00")
	id, ok := f.known[key]
	if !ok {
		id = uint32(f.column.size)
		f.known[key] = id
		f.add(values)
		f.column.size++
	}
	f.column.of[number] = id
}

// set returns the places in values that a set has.
func (f *facetColumn) set(i uint32) []uint32 {
	from := uint32(0)
	if i > 0 {
		from = f.ends[i-1]
	}
	return f.places[from:f.ends[i]]
}

// valuesOf returns the values of a set.
func (f *facetColumn) valuesOf(set uint32) []string {
	places := f.set(set)
	values := make([]string, len(places))
	for i, v := range places {
		values[i] = f.values.At(int(v))
	}
	return values
}

// names are texts, each once, that have places in the order in which they come.
type names struct {
	engine.Texts
	sorted []uint32 // places

	ids  map[string]uint32 // while they are gathered
	list []string
}

func (n *names) add(text string) uint32 {
	id, ok := n.ids[text]
	if !ok {
		if n.ids == nil {
			n.ids = map[string]uint32{}
		}
		id = uint32(len(n.list))
		n.ids[text], n.list = id, append(n.list, text)
	}
	return id
}

// pack makes them small when all are there.
func (n *names) pack() {
	n.Texts = engine.PackTexts(len(n.list), func(i int) string { return n.list[i] })
	n.sorted = make([]uint32, len(n.list))
	for i := range n.sorted {
		n.sorted[i] = uint32(i)
	}
	slices.SortFunc(n.sorted, func(a, b uint32) int { return strings.Compare(n.list[a], n.list[b]) })
	n.ids, n.list = nil, nil
}

// find returns the place of a text, if it is among them.
func (n *names) find(text string) (place uint32, ok bool) {
	i := sort.Search(len(n.sorted), func(i int) bool { return n.At(int(n.sorted[i])) >= text })
	if i == len(n.sorted) || n.At(int(n.sorted[i])) != text {
		return 0, false
	}
	return n.sorted[i], true
}

// layRows lays the rows of the columns when the facets have all their values.
func (c *columns) layRows() {
	for _, column := range c.sets {
		places := 0
		for _, f := range column.facets {
			f.first = uint32(column.values)
			column.values += (f.values.Len() + 63) &^ 63 // so that the bits of each are words of their own
			places += len(f.places)
		}
		column.rows, column.ends = make([]uint32, 0, places), make([]uint32, column.size)
		for set := range column.ends {
			for _, f := range column.facets {
				for _, place := range f.set(uint32(set)) {
					column.rows = append(column.rows, f.first+place)
				}
			}
			column.ends[set] = uint32(len(column.rows))
		}
	}
}

func (c *columns) facet(f doc.Facet) *facetColumn { return c.facets[slices.Index(doc.Facets, f)] }

// newColumns returns the columns of an index with so many documents, without numbers.
func newColumns(documents int) *columns {
	c := &columns{}
	ofDocuments := &setColumn{size: documents}
	c.sources = &setColumn{size: documents}
	c.sets = []*setColumn{ofDocuments, c.sources}
	for i, name := range doc.Facets {
		f := &facetColumn{row: name.Row(), at: i}
		switch f.row.From {
		case doc.FromDocument:
			f.column = ofDocuments
		case doc.FromAttribution:
			f.column = c.sources
		default:
			f.column, f.known = &setColumn{}, map[string]uint32{}
			c.sets = append(c.sets, f.column)
		}
		f.column.facets = append(f.column.facets, f)
		c.facets = append(c.facets, f)
	}
	return c
}

// passage holds the values that the fields of a passage give to the columns.
type passage struct {
	doc, work string
	ordinal   int
	length    int
	damaged   bool
	indexed   uint64
	values    [][]string // by facet
}

// columnFields are the fields that passage is read from, and facetFields the fields
// of facets among them, by facet.
var (
	facetFields  = fieldsOfFacets()
	columnFields = append([]string{fieldDoc, fieldOrdinal, fieldLength, fieldDamaged, fieldIndexed, fieldEntryWork}, facetFields...)
)

func fieldsOfFacets() []string {
	fields := make([]string, len(doc.Facets))
	for i, f := range doc.Facets {
		fields[i] = facetField(f)
	}
	return fields
}

// read notes a term of a field.
func (p *passage) read(field, term string) error {
	var err error
	switch field {
	case fieldDoc:
		p.doc = term
	case fieldEntryWork:
		p.work = term
	case fieldDamaged:
		p.damaged = true
	case fieldIndexed:
		p.indexed, err = strconv.ParseUint(term, 10, 32)
	case fieldOrdinal:
		p.ordinal, err = strconv.Atoi(term)
	case fieldLength:
		p.length, err = strconv.Atoi(term)
	default:
		i := slices.Index(facetFields, field)
		p.values[i] = append(p.values[i], term)
	}
	return err
}

// someNumbers are numbers of a part whose fields are read at a time: as many as several
// chunks of the columns have.
type someNumbers struct {
	part     part
	from, to int
	read     []passage
	err      error
	done     chan struct{}
}

// load reads the fields of the numbers.
func (s *someNumbers) load() {
	defer close(s.done)
	s.err = mapped(func() error {
		values, err := s.part.columns(columnFields)
		if err != nil {
			return err
		}
		s.read = make([]passage, s.to-s.from)
		room := make([][]string, len(s.read)*len(doc.Facets))
		for i := range s.read {
			s.read[i].values, room = room[:len(doc.Facets)], room[len(doc.Facets):]
			if deleted := s.part.Deleted(); deleted != nil && deleted.Contains(uint32(s.from+i)) {
				continue
			}
			if err := values(s.from+i, s.read[i].read); err != nil {
				return err
			}
		}
		return nil
	})
}

// inTurn reads the fields of all parts on all processors, and yields them in order.
func inTurn(ctx context.Context, parts []part) iter.Seq[*someNumbers] {
	const most = 8 << 10
	return func(yield func(*someNumbers) bool) {
		ctx, cancel := context.WithCancel(ctx)
		queue := make(chan *someNumbers, runtime.GOMAXPROCS(0)-1)
		defer func() { // nothing is read any more when the index is closed
			cancel()
			for s := range queue {
				<-s.done
			}
		}()
		go func() {
			defer close(queue)
			for _, p := range parts {
				for from := 0; from < p.size; from += most {
					s := &someNumbers{part: p, from: from, to: min(from+most, p.size), done: make(chan struct{})}
					select {
					case queue <- s:
						go s.load()
					case <-ctx.Done():
						return
					}
				}
			}
		}()
		for s := range queue {
			<-s.done
			if !yield(s) {
				return
			}
		}
	}
}

// numbersIn is how many numbers parts have.
func numbersIn(parts []part) (numbers int) {
	for _, p := range parts {
		numbers += p.size
	}
	return numbers
}

// loadColumns reads the columns of an index.
func loadColumns(ctx context.Context, parts []part, works *workColumns, docs []docEntry, byID map[string]uint32) (*columns, error) {
	size := numbersIn(parts)
	c := newColumns(len(docs))
	for _, set := range c.sets {
		set.of = make([]uint32, size)
	}
	c.doc, c.ordinal, c.length, c.damaged, c.indexed = c.sets[0].of, make([]uint32, size), make([]uint8, size), make([]bool, size), make([]uint32, size)
	for i := range c.doc {
		c.doc[i] = none
	}
	for i, f := range c.facets {
		if f.known == nil {
			for _, d := range docs {
				f.add(d.values[i])
			}
		}
	}
	for s := range inTurn(ctx, parts) {
		for i := range s.read {
			if s.err == nil && s.read[i].doc != "" {
				s.err = c.put(s.part.base+s.from+i, &s.read[i], works, byID)
			}
		}
		if s.err != nil {
			return nil, s.err
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for _, f := range c.facets {
		f.values.pack()
		f.places, f.ends, f.known = slices.Clone(f.places), slices.Clone(f.ends), nil // without the room to grow
	}
	c.workNames.pack()
	c.works = slices.Clone(c.works)
	years := c.facet(doc.FacetYear)
	c.years = make([]int32, c.sources.size)
	for set := range c.years {
		if values := years.valuesOf(uint32(set)); len(values) > 0 {
			year, _ := strconv.ParseInt(values[0], 10, 32)
			c.years[set] = int32(year)
		}
	}
	c.layRows()
	return c, nil
}

// put gives a number the columns of a passage.
func (c *columns) put(number int, p *passage, works *workColumns, byID map[string]uint32) error {
	place, ok := byID[p.doc]
	if !ok {
		return fmt.Errorf("document %q of entry %d is missing", p.doc, number)
	}
	c.doc[number], c.ordinal[number], c.damaged[number] = place, uint32(p.ordinal), p.damaged
	c.indexed[number] = uint32(p.indexed)
	c.length[number] = engine.LengthCode(p.length)
	c.passages++
	c.sources.of[number] = place
	if p.work != "" {
		c.sources.of[number] = uint32(c.sources.size)
		c.sources.size++
		c.works = append(c.works, c.workNames.add(works.of(p.work)))
	}
	for i, f := range c.facets {
		values := p.values[i]
		if f.row.Things == doc.WorkIDs {
			for j, id := range values {
				values[j] = works.of(id)
			}
		}
		switch {
		case f.known != nil:
			f.put(number, values)
		case f.row.From == doc.FromAttribution && p.work != "":
			f.add(values)
		}
	}
	return nil
}

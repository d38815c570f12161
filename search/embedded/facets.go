package embedded

import (
	"cmp"
	"iter"
	"math/bits"
	"slices"
	"sync"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/doc"
)

// filters hold, for each set of a column, which of the request's filters it fails:
// bit i stands for doc.Facets[i].
type filters struct {
	masks    []mask
	selected map[doc.Facet][]string
}

type mask struct {
	column *setColumn
	fails  []uint32
}

func (e *Engine) newFilters(given []search.Filter) *filters {
	f := &filters{selected: map[doc.Facet][]string{}}
	for _, filter := range given {
		facet := e.cols.facet(filter.Facet)
		f.selected[filter.Facet] = filter.Include
		i := slices.IndexFunc(f.masks, func(m mask) bool { return m.column == facet.column })
		if i < 0 {
			i = len(f.masks)
			f.masks = append(f.masks, mask{facet.column, make([]uint32, facet.column.size)})
		}
		include, exclude := facet.passing(filter.Include), facet.passing(filter.Exclude)
		for set := range f.masks[i].fails {
			values := facet.set(uint32(set))
			in := len(filter.Include) == 0 || slices.ContainsFunc(values, func(v uint32) bool { return include[v] })
			if !in || slices.ContainsFunc(values, func(v uint32) bool { return exclude[v] }) {
				f.masks[i].fails[set] |= 1 << facet.at
			}
		}
	}
	return f
}

// passing reports for each value of a facet whether it passes one of a filter's
// values.
func (f *facetColumn) passing(given []string) []bool {
	pass := make([]bool, f.values.Len())
	for _, want := range given {
		if f.row.Accepts == nil {
			if v, ok := f.values.find(want); ok {
				pass[v] = true
			}
			continue
		}
		accepts := f.row.Accepts(want)
		for v := range pass {
			pass[v] = pass[v] || accepts(f.values.At(v))
		}
	}
	return pass
}

// failed returns which filters a passage fails.
func (f *filters) failed(number uint32) uint32 {
	var failed uint32
	for _, m := range f.masks {
		failed |= m.fails[m.column.of[number]]
	}
	return failed
}

// drop takes the passages of a part that fail filters out of a set, and counts those that
// fail one alone.
func (f *filters) drop(e *Engine, c *counter, part int, all numbers) {
	if len(f.masks) == 0 {
		return
	}
	m := f.masks[0]
	in := m.column.in(e.parts, part)
	years := c.isReference != nil && m.column == e.cols.sources // references are told apart one by one
	if len(f.masks) == 1 && in.few != nil && !years {
		for set, failed := range m.fails {
			if failed == 0 {
				continue
			}
			if n := in.few[set].common(all); n > 0 && failed&(failed-1) == 0 {
				c.ownOf(e.cols, failed).add(uint32(set), int32(n))
			}
			in.few[set].dropFrom(all)
		}
		return
	}
	base := uint32(e.parts[part].base)
	for _, n := range c.listed(all) {
		failed := f.failed(base + n)
		if failed == 0 {
			continue
		}
		if all.remove(n); failed&(failed-1) == 0 {
			c.fail(e.cols, base+n, failed)
		}
	}
}

// where says at which numbers of a part a column has each of its sets: the numbers of each
// where there are few sets, else stretches of numbers that have the same. Numbers that have
// another than both neighbours, as entries of reference lists do, are alone, and such in a
// row a stretch of none.
type where struct {
	few       []holding
	stretches []stretch
	alone     numbers
	cost      int // of reading all that, in words and numbers
}

// holding are the numbers that have a set: listed if they are few.
type holding struct {
	many numbers
	list []uint32
}

// stretch goes on to the beginning of the next one.
type stretch struct{ start, set uint32 }

// fewSets is how many sets a column has at most whose numbers are kept apart.
const fewSets = 64

// in returns where a column has its sets in a part.
func (c *setColumn) in(parts []part, i int) *where {
	c.located.Do(func() {
		for _, p := range parts {
			of := c.of[p.base : p.base+p.size]
			if c.size <= fewSets {
				w := where{few: holdings(of, c.size)}
				for _, h := range w.few {
					w.cost += len(h.many) + len(h.list)
				}
				c.where = append(c.where, w)
				continue
			}
			c.where = append(c.where, stretchesOf(of))
		}
	})
	return &c.where[i]
}

// stretchesOf returns where numbers have each of many sets.
func stretchesOf(of []uint32) where {
	w := where{alone: make(numbers, (len(of)+63)/64)}
	for n, set := range of {
		if n > 0 && set == of[n-1] {
			continue
		}
		if n+1 == len(of) || set != of[n+1] {
			if w.alone.put(uint32(n)); set != none {
				set = none
				if last := len(w.stretches) - 1; last >= 0 && w.stretches[last].set == none {
					continue
				}
			}
		}
		w.stretches = append(w.stretches, stretch{uint32(n), set})
	}
	w.stretches = slices.Clone(w.stretches) // without the room to grow
	w.cost = 4*len(w.stretches) + 2*len(w.alone)
	return w
}

// holdings returns the numbers that have each of so many sets.
func holdings(of []uint32, sets int) []holding {
	counts, few := make([]int, sets), make([]holding, sets)
	for _, set := range of {
		if set != none {
			counts[set]++
		}
	}
	for set, n := range counts {
		if n > len(of)/32 {
			few[set].many = make(numbers, (len(of)+63)/64)
		} else {
			few[set].list = make([]uint32, 0, n)
		}
	}
	for n, set := range of {
		switch {
		case set == none:
		case few[set].many != nil:
			few[set].many.put(uint32(n))
		default:
			few[set].list = append(few[set].list, uint32(n))
		}
	}
	return few
}

// common returns how many of them are in a set.
func (h *holding) common(all numbers) int {
	n := uint32(0)
	for _, number := range h.list {
		n += all.has(number)
	}
	return int(n) + all.common(h.many)
}

// dropFrom takes them out of a set.
func (h *holding) dropFrom(all numbers) {
	for _, number := range h.list {
		all.remove(number)
	}
	all.andNot(h.many)
}

// tally counts sets, or values.
type tally struct {
	of      []int32
	touched numbers // those that were counted
}

func newTally(size int) tally {
	return tally{make([]int32, size), make(numbers, (size+63)/64)}
}

func (t *tally) add(set uint32, times int32) {
	t.touched.put(set)
	t.of[set] += times
}

// each yields what was counted, rising.
func (t *tally) each() iter.Seq2[uint32, int32] {
	return func(yield func(uint32, int32) bool) {
		for i, w := range t.touched {
			for ; w != 0; w &= w - 1 {
				if set := uint32(i<<6 + bits.TrailingZeros64(w)); !yield(set, t.of[set]) {
					return
				}
			}
		}
	}
}

func (t *tally) clear() {
	for set := range t.each() {
		t.of[set] = 0
	}
	clear(t.touched)
}

// counter counts matching passages for all facets. The count of a value is the total
// that ticking it would give, so a passage that fails one filter alone still counts
// for the facet of that filter.
type counter struct {
	total int
	// sets count the passages that pass all filters, by columns.sets; own counts for
	// each facet the passages that fail its filter alone.
	sets []tally
	own  []tally
	// references counts by sources those passages for the facet of years that are
	// references; isReference tells these by the sets of kinds, nil where they are not
	// counted.
	references  tally
	kinds       []uint32
	isReference []bool
	// values are those of the sets that were counted, by columns.sets, referenced those of
	// references: see summed.
	values     []summed
	referenced summed
	docs       []uint32 // see listed
}

// counter lends an empty counter; release takes it back.
func (e *Engine) counter() (c *counter, release func()) {
	c, ok := e.counters.Get().(*counter)
	if !ok {
		c = &counter{sets: make([]tally, len(e.cols.sets)), own: make([]tally, len(e.cols.facets)), values: make([]summed, len(e.cols.sets))}
		for i, column := range e.cols.sets {
			c.sets[i] = newTally(column.size)
		}
	}
	return c, func() {
		c.total, c.isReference = 0, nil
		c.references.clear()
		c.referenced.clear()
		for i := range c.sets {
			c.sets[i].clear()
			c.values[i].clear()
		}
		for i := range c.own {
			c.own[i].clear()
		}
		e.counters.Put(c)
	}
}

// pass counts passages of a part that pass all filters, in the columns of the requested
// facets and in the column of documents, which is the first.
func (c *counter) pass(e *Engine, part int, all numbers, facets []doc.Facet) {
	many := all.count()
	if many == 0 {
		return
	}
	c.total += many
	docs := sync.OnceValue(func() []uint32 { return c.listed(all) })
	for i, column := range e.cols.sets {
		asked := slices.ContainsFunc(column.facets, func(f *facetColumn) bool { return slices.Contains(facets, f.row.Facet) })
		if !asked && i > 0 {
			continue
		}
		const jump = 16 // words are read in the time of looking a number up, about
		switch of, w := column.of[e.parts[part].base:], column.in(e.parts, part); {
		case many*jump < w.cost:
			c.sets[i].countEach(of, docs())
		case w.few != nil:
			c.sets[i].countFew(w.few, all)
		default:
			c.sets[i].countStretches(of, w, all)
		}
	}
	if c.isReference != nil {
		for _, n := range docs() {
			c.addReference(e.cols, uint32(e.parts[part].base)+n)
		}
	}
}

// listed lists the numbers of a set, until it lists others.
func (c *counter) listed(all numbers) []uint32 {
	c.docs = all.list(c.docs[:0])
	return c.docs
}

// countEach counts the sets of some numbers, of which each has one.
func (t *tally) countEach(of, docs []uint32) {
	last, times := of[docs[0]], int32(0) // neighbours mostly have the same
	for _, n := range docs {
		if set := of[n]; set != last {
			t.add(last, times)
			last, times = set, 0
		}
		times++
	}
	t.add(last, times)
}

// countFew counts how many numbers of each of few sets are among all.
func (t *tally) countFew(few []holding, all numbers) {
	for set := range few {
		if n := few[set].common(all); n > 0 {
			t.add(uint32(set), int32(n))
		}
	}
}

// countStretches counts the sets of all numbers, stretch by stretch.
func (t *tally) countStretches(of []uint32, w *where, all numbers) {
	word, before := 0, 0 // so many are in the words before
	rank := func(number uint32) int {
		for ; word < int(number>>6); word++ {
			before += bits.OnesCount64(all[word])
		}
		if word == len(all) {
			return before
		}
		return before + bits.OnesCount64(all[word]&(1<<(number&63)-1))
	}
	last := 0
	for i, s := range w.stretches {
		end := uint32(len(all) * 64)
		if i+1 < len(w.stretches) {
			end = w.stretches[i+1].start
		}
		till := rank(end)
		if till > last && s.set != none {
			t.add(s.set, int32(till-last))
		}
		last = till
	}
	for i, alone := range w.alone {
		for alone &= all[i]; alone != 0; alone &= alone - 1 {
			t.add(of[i<<6+bits.TrailingZeros64(alone)], 1)
		}
	}
}

// ownOf returns the tally of those that fail one filter alone.
func (c *counter) ownOf(cols *columns, failed uint32) *tally {
	i := bits.TrailingZeros32(failed)
	if c.own[i].of == nil {
		c.own[i] = newTally(cols.facets[i].column.size)
	}
	return &c.own[i]
}

// fail counts a passage that fails one filter alone.
func (c *counter) fail(cols *columns, number uint32, failed uint32) {
	facet := cols.facets[bits.TrailingZeros32(failed)]
	c.ownOf(cols, failed).add(facet.column.of[number], 1)
	if c.isReference != nil && facet.row.Facet == doc.FacetYear {
		c.addReference(cols, number)
	}
}

// documents returns how many documents have counted passages.
func (c *counter) documents() int { return c.sets[0].touched.count() }

// facetCounts returns the values of one facet with their counts.
func (e *Engine) facetCounts(facet doc.Facet, c *counter, selected []string, limit int) search.FacetCounts {
	f := e.cols.facet(facet)
	t := c.valuesOf(e.cols, f)
	order := func(countA, countB int, valueA, valueB func() string) int {
		switch {
		case f.row.Descending:
			return cmp.Compare(valueB(), valueA())
		case countA != countB: // mostly, and quicker than to compare the values as well
			return countB - countA
		}
		return cmp.Compare(valueA(), valueB())
	}
	first := t.first(limit, func(a, b uint32) int {
		return order(int(t.of[a]), int(t.of[b]), func() string { return f.values.At(int(a)) }, func() string { return f.values.At(int(b)) })
	})
	counts := search.FacetCounts{Values: slices.Grow([]search.FacetValue(nil), len(first)+len(selected)), More: t.touched.count() - len(first)}
	for _, v := range first {
		counts.Values = append(counts.Values, search.FacetValue{Value: f.values.At(int(v)), Count: int(t.of[v])})
	}
	// Selected values are shown however small their counts; a range counts the values
	// within it.
	for _, want := range selected {
		if i := slices.IndexFunc(counts.Values, func(v search.FacetValue) bool { return v.Value == want }); i >= 0 {
			counts.Values[i].Selected = true
			continue
		}
		more := search.FacetValue{Value: want, Selected: true}
		if id, ok := f.values.find(want); ok {
			if more.Count = int(t.of[id]); more.Count > 0 {
				counts.More--
			}
		} else if f.row.Accepts != nil {
			accepts := f.row.Accepts(want)
			for v, n := range t.each() {
				if accepts(f.values.At(int(v))) {
					more.Count += int(n)
				}
			}
		}
		counts.Values = append(counts.Values, more)
	}
	slices.SortFunc(counts.Values, func(a, b search.FacetValue) int {
		return order(a.Count, b.Count, func() string { return a.Value }, func() string { return b.Value })
	})
	return counts
}

// summed are the values of sets that were counted, by the places in the rows of a column.
type summed struct {
	tally
	done bool
}

// add adds up the values of sets. They are gone through here, not by each, by which a page
// of a frequent word among a million passages takes a tenth longer.
func (s *summed) add(column *setColumn, sets *tally) {
	if s.of == nil {
		s.tally = newTally(column.values)
	}
	s.done = true
	for i, w := range sets.touched {
		for ; w != 0; w &= w - 1 {
			set := i<<6 + bits.TrailingZeros64(w)
			start := uint32(0)
			if set > 0 {
				start = column.ends[set-1]
			}
			for _, v := range column.rows[start:column.ends[set]] {
				s.tally.add(v, sets.of[set])
			}
		}
	}
}

// valuesOf returns the values of a facet among them.
func (s *summed) valuesOf(f *facetColumn) *tally {
	n := f.values.Len()
	return &tally{s.of[f.first:][:n], s.touched[f.first/64:][:(n+63)/64]}
}

func (s *summed) clear() {
	s.tally.clear()
	s.done = false
}

// valuesOf returns the values of a facet in all sets that were counted; those of a column are
// added up once.
func (c *counter) valuesOf(cols *columns, f *facetColumn) *tally {
	i := slices.Index(cols.sets, f.column)
	s := &c.values[i]
	if !s.done {
		s.add(f.column, &c.sets[i])
		for _, f := range f.column.facets {
			for set, n := range c.own[f.at].each() {
				for _, v := range f.set(set) {
					s.tally.add(f.first+v, n)
				}
			}
		}
	}
	return s.valuesOf(f)
}

// countReferences has references counted apart from here on.
func (c *counter) countReferences(cols *columns) {
	kinds := cols.facet(doc.FacetKind)
	reference, ok := kinds.values.find(string(doc.Reference))
	c.kinds, c.isReference = kinds.column.of, make([]bool, kinds.column.size)
	for set := range c.isReference {
		c.isReference[set] = ok && slices.Contains(kinds.set(uint32(set)), reference)
	}
	if c.references.of == nil {
		c.references = newTally(cols.sources.size)
	}
}

// addReference counts a passage if it is a reference.
func (c *counter) addReference(cols *columns, number uint32) {
	if c.isReference[c.kinds[number]] {
		c.references.add(cols.sources.of[number], 1)
	}
}

// yearCounts counts passages by year, references apart.
func (e *Engine) yearCounts(c *counter) (counts search.YearCounts) {
	f := e.cols.facet(doc.FacetYear)
	list := func(t *tally) (years []search.FacetValue) {
		for v, n := range t.each() {
			years = append(years, search.FacetValue{Value: f.values.At(int(v)), Count: int(n)})
		}
		slices.SortFunc(years, func(a, b search.FacetValue) int { return cmp.Compare(b.Value, a.Value) })
		return years
	}
	c.referenced.add(f.column, &c.references)
	counts.References = list(c.referenced.valuesOf(f))
	of := map[string]int{}
	for _, v := range counts.References {
		of[v.Value] = v.Count
	}
	for _, v := range list(c.valuesOf(e.cols, f)) {
		if v.Count -= of[v.Value]; v.Count > 0 {
			counts.Documents = append(counts.Documents, v)
		}
	}
	return counts
}

// fewValues is how many values are picked one by one.
const fewValues = 100

// first returns what comes first in an order of what was counted, at most so many. Few of
// many are picked: sorting all takes as long as the search.
func (t *tally) first(limit int, order func(a, b uint32) int) []uint32 {
	var first []uint32
	for v := range t.each() {
		switch {
		case limit > fewValues:
			first = append(first, v)
			continue
		case len(first) < limit:
		case limit <= 0 || order(first[limit-1], v) <= 0:
			continue
		default:
			first = first[:limit-1]
		}
		at, _ := slices.BinarySearchFunc(first, v, order)
		first = slices.Insert(first, at, v)
	}
	if limit > fewValues {
		slices.SortFunc(first, order)
		first = first[:min(limit, len(first))]
	}
	return first
}

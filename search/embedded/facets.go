package embedded

import (
	"cmp"
	"math/bits"
	"slices"

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
// where there are few sets, else stretches of numbers that have the same.
type where struct {
	few       []holding
	stretches []stretch
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
				c.where = append(c.where, where{few: holdings(of, c.size)})
				continue
			}
			var w where
			for n, set := range of {
				if n == 0 || set != of[n-1] {
					w.stretches = append(w.stretches, stretch{uint32(n), set})
				}
			}
			c.where = append(c.where, w)
		}
	})
	return &c.where[i]
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

// tally counts sets.
type tally struct {
	of      []int32
	touched []uint32
}

func (t *tally) add(set uint32, times int32) {
	if t.of[set] == 0 {
		t.touched = append(t.touched, set)
	}
	t.of[set] += times
}

func (t *tally) clear() {
	for _, set := range t.touched {
		t.of[set] = 0
	}
	t.touched = t.touched[:0]
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
	// values adds up the values of one facet.
	values tally
	docs   []uint32 // see listed
}

// counter lends an empty counter; release takes it back.
func (e *Engine) counter() (c *counter, release func()) {
	c, ok := e.counters.Get().(*counter)
	if !ok {
		c = &counter{sets: make([]tally, len(e.cols.sets)), own: make([]tally, len(e.cols.facets))}
		for i, column := range e.cols.sets {
			c.sets[i].of = make([]int32, column.size)
		}
		widest := 0
		for _, f := range e.cols.facets {
			widest = max(widest, f.values.Len())
		}
		c.values.of = make([]int32, widest)
	}
	return c, func() {
		c.total, c.isReference = 0, nil
		c.references.clear()
		for i := range c.sets {
			c.sets[i].clear()
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
	docs := c.listed(all)
	c.total += len(docs)
	for i, column := range e.cols.sets {
		asked := slices.ContainsFunc(column.facets, func(f *facetColumn) bool { return slices.Contains(facets, f.row.Facet) })
		if (i == 0 || asked) && len(docs) > 0 {
			c.sets[i].count(column.of[e.parts[part].base:], column.in(e.parts, part), all, docs)
		}
	}
	if c.isReference != nil {
		for _, n := range docs {
			c.addReference(e.cols, uint32(e.parts[part].base)+n)
		}
	}
}

// listed lists the numbers of a set, until it lists others.
func (c *counter) listed(all numbers) []uint32 {
	c.docs = all.list(c.docs[:0])
	return c.docs
}

// count counts the sets of the numbers docs, of which all has the bits, in the way that is
// the quickest for so many: of tells the set of each, w where sets are.
func (t *tally) count(of []uint32, w *where, all numbers, docs []uint32) {
	switch {
	case w.few != nil && len(docs) > 2*len(all):
		for set := range w.few {
			if n := w.few[set].common(all); n > 0 {
				t.add(uint32(set), int32(n))
			}
		}
	case w.few == nil && len(docs) > len(w.stretches):
		for i, s := range w.stretches {
			end := uint32(len(all) * 64)
			if i+1 < len(w.stretches) {
				end = w.stretches[i+1].start
			}
			if n := all.between(s.start, end); n > 0 {
				t.add(s.set, int32(n))
			}
		}
	default:
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
}

// ownOf returns the tally of those that fail one filter alone.
func (c *counter) ownOf(cols *columns, failed uint32) *tally {
	i := bits.TrailingZeros32(failed)
	if c.own[i].of == nil {
		c.own[i].of = make([]int32, cols.facets[i].column.size)
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
func (c *counter) documents() int { return len(c.sets[0].touched) }

// facetCounts returns the values of one facet with their counts.
func (e *Engine) facetCounts(facet doc.Facet, c *counter, selected []string, limit int) search.FacetCounts {
	f := e.cols.facet(facet)
	t := &c.values
	defer t.clear()
	c.addValues(f, &c.sets[slices.Index(e.cols.sets, f.column)], &c.own[f.at])
	order := func(valueA, valueB string, countA, countB int) int {
		if f.row.Descending {
			return cmp.Compare(valueB, valueA)
		}
		if countA != countB { // mostly, and quicker than to compare the values as well
			return countB - countA
		}
		return cmp.Compare(valueA, valueB)
	}
	first := firstOf(t.touched, limit, func(a, b uint32) int {
		return order(f.values.At(int(a)), f.values.At(int(b)), int(t.of[a]), int(t.of[b]))
	})
	counts := search.FacetCounts{Values: slices.Grow([]search.FacetValue(nil), len(first)+len(selected)), More: len(t.touched) - len(first)}
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
			for _, v := range t.touched {
				if accepts(f.values.At(int(v))) {
					more.Count += int(t.of[v])
				}
			}
		}
		counts.Values = append(counts.Values, more)
	}
	slices.SortFunc(counts.Values, func(a, b search.FacetValue) int { return order(a.Value, b.Value, a.Count, b.Count) })
	return counts
}

// addValues adds up the values of a facet in tallies of its sets, in c.values.
func (c *counter) addValues(f *facetColumn, tallies ...*tally) {
	t := &c.values
	for _, counted := range tallies {
		for _, set := range counted.touched {
			for _, v := range f.set(set) {
				if t.of[v] == 0 {
					t.touched = append(t.touched, v)
				}
				t.of[v] += counted.of[set]
			}
		}
	}
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
		c.references.of = make([]int32, cols.sources.size)
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
	list := func(tallies ...*tally) (years []search.FacetValue) {
		c.addValues(f, tallies...)
		defer c.values.clear()
		for _, v := range c.values.touched {
			years = append(years, search.FacetValue{Value: f.values.At(int(v)), Count: int(c.values.of[v])})
		}
		slices.SortFunc(years, func(a, b search.FacetValue) int { return cmp.Compare(b.Value, a.Value) })
		return years
	}
	counts.References = list(&c.references)
	of := map[string]int{}
	for _, v := range counts.References {
		of[v.Value] = v.Count
	}
	for _, v := range list(&c.sets[slices.Index(e.cols.sets, f.column)], &c.own[f.at]) {
		if v.Count -= of[v.Value]; v.Count > 0 {
			counts.Documents = append(counts.Documents, v)
		}
	}
	return counts
}

// fewValues is how many values are picked one by one.
const fewValues = 100

// firstOf returns the first values in an order, at most limit. Few of many are
// picked: sorting all takes as long as the search.
func firstOf(values []uint32, limit int, order func(a, b uint32) int) []uint32 {
	switch {
	case limit <= 0:
		return nil
	case limit > fewValues, limit >= len(values):
		all := slices.SortedFunc(slices.Values(values), order)
		return all[:min(limit, len(all))]
	}
	first := make([]uint32, 0, limit+1)
	for _, v := range values {
		if len(first) == limit && order(first[limit-1], v) <= 0 {
			continue
		}
		at, _ := slices.BinarySearchFunc(first, v, order)
		if first = slices.Insert(first, at, v); len(first) > limit {
			first = first[:limit]
		}
	}
	return first
}

package embedded

import (
	"cmp"
	"math/bits"
	"slices"
	"strconv"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/query"
)

// counter counts matching passages for all facets while they are collected. The
// count of a value is what ticking it would give, so a passage that fails one
// filter alone still counts for the facet of that filter.
type counter struct {
	total    int
	hits     []int32 // passages of each document under all filters
	docs     []int32
	sources  []int32 // the same of each source
	authors  []int32
	years    []int32
	cites    []int32
	kinds    [none + 1]int32
	langs    []int32
	scripts  []int32
	sections []int32

	cols *columns
}

func (e *Engine) newCounter() *counter {
	n := len(e.docs)
	m := len(e.cols.sources.list)
	perDoc, perSource := make([]int32, 2*n), make([]int32, 3*m)
	return &counter{cols: e.cols, cites: make([]int32, len(e.cols.sources.citeSets)),
		hits: perDoc[:n], docs: perDoc[n:], sources: perSource[:m], authors: perSource[m : 2*m], years: perSource[2*m:],
		langs: make([]int32, len(e.cols.langs.sets)), scripts: make([]int32, len(e.cols.scripts.sets)), sections: make([]int32, len(e.cols.sections))}
}

func (c *counter) count(number int, failed uint8) {
	if bits.OnesCount8(failed) > 1 {
		return
	}
	d, source := c.cols.doc[number], c.cols.sources.of[number]
	if failed == 0 {
		c.total++
		c.hits[d]++
		c.sources[source]++
		c.cites[c.cols.sources.cites[number]]++
		c.langs[c.cols.langs.of[number]]++
		c.scripts[c.cols.scripts.of[number]]++
		c.kinds[c.cols.kind[number]]++
		c.sections[c.cols.section[number]]++
		return
	}
	switch doc.Facets[bits.TrailingZeros8(failed)] {
	case doc.FacetLang:
		c.langs[c.cols.langs.of[number]]++
	case doc.FacetScript:
		c.scripts[c.cols.scripts.of[number]]++
	case doc.FacetKind:
		c.kinds[c.cols.kind[number]]++
	case doc.FacetSection:
		c.sections[c.cols.section[number]]++
	case doc.FacetDoc:
		c.docs[d]++
	case doc.FacetAuthor:
		c.authors[source]++
	case doc.FacetYear:
		c.years[source]++
	case doc.FacetCites:
		c.cites[c.cols.sources.cites[number]]++
	}
}

func (c *counter) documents() int {
	n := 0
	for _, hits := range c.hits {
		if hits > 0 {
			n++
		}
	}
	return n
}

// facetCounts makes the values of one facet out of what was counted.
func (e *Engine) facetCounts(facet doc.Facet, c *counter, f *filters, limit int) search.FacetCounts {
	s := e.cols.sources
	var values []search.FacetValue
	// counts reports whether a value is one of those counted.
	counts := func(value string, n int32) bool { return n > 0 || slices.Contains(f.selected[facet], value) }
	add := func(value, label string, n int32) {
		if counts(value, n) {
			values = append(values, search.FacetValue{Value: value, Label: label, Count: int(n)})
		}
	}
	// share is add for values of which several counts are summed.
	places := map[string]int{}
	share := func(value, label string, n int32) {
		if !counts(value, n) {
			return
		}
		if at, ok := places[value]; ok {
			values[at].Count += int(n)
			return
		}
		places[value] = len(values)
		add(value, label, n)
	}
	sets := func(sets [][]string, counts []int32) {
		for i, set := range sets {
			for _, value := range set {
				share(value, "", counts[i])
			}
		}
	}
	switch facet {
	case doc.FacetLang:
		sets(e.cols.langs.sets, c.langs)
	case doc.FacetScript:
		sets(e.cols.scripts.sets, c.scripts)
	case doc.FacetKind:
		for i, kind := range doc.Kinds {
			add(string(kind), "", c.kinds[i])
		}
	case doc.FacetSection:
		for i, s := range e.cols.sections {
			for depth, value := range s.prefixes {
				share(value, s.path[depth], c.sections[i])
			}
		}
	case doc.FacetDoc:
		for i, d := range e.docs {
			if n := c.hits[i] + c.docs[i]; counts(d.doc.ID, n) {
				values = append(values, search.FacetValue{Value: d.doc.ID, Label: d.doc.Title, Labels: d.doc.Titles, Count: int(n)})
			}
		}
	case doc.FacetAuthor:
		perName := make([]int32, len(s.names))
		for i, src := range s.list {
			if n := c.sources[i] + c.authors[i]; n > 0 {
				for _, a := range src.authors {
					perName[a] += n
				}
			}
		}
		for i, n := range perName {
			add(s.names[i], "", n)
		}
	case doc.FacetYear:
		perYear := map[int]int32{}
		for i, src := range s.list {
			if n := c.sources[i] + c.years[i]; src.year != 0 && n > 0 {
				perYear[src.year] += n
			}
		}
		for year, n := range perYear {
			add(strconv.Itoa(year), "", n)
		}
	case doc.FacetCites:
		perWork := make([]int32, len(s.works))
		for i, set := range s.citeSets {
			for _, w := range set {
				perWork[w] += c.cites[i]
			}
		}
		for i, n := range perWork {
			add(s.works[i].id, "", n)
		}
	}

	for _, value := range f.selected[facet] {
		if i := slices.IndexFunc(values, func(v search.FacetValue) bool { return v.Value == value }); i >= 0 {
			values[i].Selected = true
			continue
		}
		none := search.FacetValue{Value: value, Selected: true}
		if years, err := query.ParseYears(value); err == nil && facet == doc.FacetYear {
			for i, src := range s.list {
				if years.Has(src.year) {
					none.Count += int(c.sources[i] + c.years[i])
				}
			}
		}
		values = append(values, none)
	}
	shown := firstValues(values, limit, func(a, b search.FacetValue) int {
		if facet == doc.FacetYear {
			return cmp.Compare(b.Value, a.Value)
		}
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
	if facet == doc.FacetCites {
		for i := range shown.Values {
			shown.Values[i].Label = e.workLabel(shown.Values[i].Value)
		}
	}
	return shown
}

// fewValues is how many values are picked one by one.
const fewValues = 100

// firstValues sorts values and cuts them to the first and the selected ones. Few
// of many are picked: sorting all takes as long as the search.
func firstValues(values []search.FacetValue, limit int, order func(a, b search.FacetValue) int) search.FacetCounts {
	if limit <= 0 || limit > fewValues || limit >= len(values) {
		slices.SortFunc(values, order)
		return search.FacetCounts{Values: values}.Cut(limit)
	}
	first := make([]search.FacetValue, 0, limit+1)
	for _, v := range values {
		if len(first) == limit && order(first[limit-1], v) <= 0 {
			continue
		}
		at, _ := slices.BinarySearchFunc(first, v, order)
		if first = slices.Insert(first, at, v); len(first) > limit {
			first = first[:limit]
		}
	}
	last := first[len(first)-1]
	var behind []search.FacetValue
	for _, v := range values {
		if v.Selected && order(last, v) < 0 {
			behind = append(behind, v)
		}
	}
	slices.SortFunc(behind, order)
	first = append(first, behind...)
	return search.FacetCounts{Values: first, More: len(values) - len(first)}
}

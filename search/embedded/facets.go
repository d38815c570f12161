package embedded

import (
	"cmp"
	"math/bits"
	"slices"
	"strconv"

	"github.com/izde/izde/search"
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
	doc, source := c.cols.doc[number], c.cols.sources.of[number]
	if failed == 0 {
		c.total++
		c.hits[doc]++
		c.sources[source]++
		c.cites[c.cols.sources.cites[number]]++
		c.langs[c.cols.langs.of[number]]++
		c.scripts[c.cols.scripts.of[number]]++
		c.kinds[c.cols.kind[number]]++
		c.sections[c.cols.section[number]]++
		return
	}
	switch search.Facets[bits.TrailingZeros8(failed)] {
	case search.FacetLang:
		c.langs[c.cols.langs.of[number]]++
	case search.FacetScript:
		c.scripts[c.cols.scripts.of[number]]++
	case search.FacetKind:
		c.kinds[c.cols.kind[number]]++
	case search.FacetSection:
		c.sections[c.cols.section[number]]++
	case search.FacetDoc:
		c.docs[doc]++
	case search.FacetAuthor:
		c.authors[source]++
	case search.FacetYear:
		c.years[source]++
	case search.FacetCites:
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

// addSets adds the count of each set to all its values.
func addSets(sets [][]string, counts []int32, add func(value string, n int32)) {
	for i, values := range sets {
		for _, v := range values {
			add(v, counts[i])
		}
	}
}

// facetCounts makes the values of one facet out of what was counted.
func (e *Engine) facetCounts(facet search.Facet, c *counter, f *filters, limit int) search.FacetCounts {
	s := e.cols.sources
	counts := map[string]int{}
	labels := map[string]string{}
	add := func(value string, n int32) {
		if n > 0 {
			counts[value] += int(n)
		}
	}
	switch facet {
	case search.FacetLang:
		addSets(e.cols.langs.sets, c.langs, add)
	case search.FacetScript:
		addSets(e.cols.scripts.sets, c.scripts, add)
	case search.FacetKind:
		for i, kind := range search.Kinds {
			add(string(kind), c.kinds[i])
		}
	case search.FacetSection:
		for i, s := range e.cols.sections {
			for depth, value := range s.prefixes {
				add(value, c.sections[i])
				labels[value] = s.path[depth]
			}
		}
	case search.FacetDoc:
		for i, d := range e.docs {
			add(d.doc.ID, c.hits[i]+c.docs[i])
			labels[d.doc.ID] = d.doc.Title
		}
	case search.FacetAuthor:
		perName := make([]int32, len(s.names))
		for i, src := range s.list {
			for _, a := range src.authors {
				perName[a] += c.sources[i] + c.authors[i]
			}
		}
		for i, n := range perName {
			add(s.names[i], n)
		}
	case search.FacetYear:
		for i, src := range s.list {
			if n := c.sources[i] + c.years[i]; src.year != 0 && n > 0 {
				add(strconv.Itoa(src.year), n)
			}
		}
	case search.FacetCites:
		perWork := make([]int32, len(s.works))
		for i, set := range s.citeSets {
			for _, w := range set {
				perWork[w] += c.cites[i]
			}
		}
		for i, n := range perWork {
			add(s.works[i].id, n)
		}
	}

	for _, value := range f.selected[facet] {
		if _, ok := counts[value]; ok {
			continue
		}
		counts[value] = 0
		if years, err := search.ParseYears(value); err == nil && facet == search.FacetYear {
			for i, src := range s.list {
				if years.Has(src.year) {
					counts[value] += int(c.sources[i] + c.years[i])
				}
			}
		}
	}

	values := make([]search.FacetValue, 0, len(counts))
	for value, n := range counts {
		values = append(values, search.FacetValue{Value: value, Label: labels[value], Count: n})
	}
	slices.SortFunc(values, func(a, b search.FacetValue) int {
		if facet == search.FacetYear {
			return cmp.Compare(b.Value, a.Value)
		}
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
	for i := range values {
		values[i].Selected = slices.Contains(f.selected[facet], values[i].Value)
	}
	shown := search.FacetCounts{Values: values}.Cut(limit)
	if facet == search.FacetCites {
		for i := range shown.Values {
			shown.Values[i].Label = e.workLabel(shown.Values[i].Value)
		}
	}
	return shown
}

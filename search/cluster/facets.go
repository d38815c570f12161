package cluster

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/query"
)

// maxValues is how many values of a facet are read. All facets together stay below the
// cluster's limit of 65,535 (search.max_buckets).
const maxValues = 5000

// filters are those of a request, by facet.
type filters struct {
	of       map[doc.Facet]list
	selected map[doc.Facet][]string
}

func (e *Engine) newFilters(ctx context.Context, given []search.Filter) (*filters, error) {
	f := &filters{map[doc.Facet]list{}, map[doc.Facet][]string{}}
	for _, one := range given {
		f.selected[one.Facet] = one.Include
		if len(one.Include) > 0 {
			include, err := e.passing(ctx, one.Facet, one.Include)
			if err != nil {
				return nil, err
			}
			f.of[one.Facet] = append(f.of[one.Facet], include)
		}
		if len(one.Exclude) > 0 {
			exclude, err := e.passing(ctx, one.Facet, one.Exclude)
			if err != nil {
				return nil, err
			}
			f.of[one.Facet] = append(f.of[one.Facet], without(exclude))
		}
	}
	return f, nil
}

// passing matches the passages with a value that passes one of a filter's.
func (e *Engine) passing(ctx context.Context, facet doc.Facet, given []string) (object, error) {
	values := given
	if accepts := facet.Row().Accepts; accepts != nil {
		all, err := e.values(ctx, facet)
		if err != nil {
			return nil, err
		}
		values = []string{}
		for _, want := range given {
			passes := accepts(want)
			for _, v := range all {
				if passes(v) {
					values = append(values, v)
				}
			}
		}
	}
	return object{"terms": object{facetField(facet): values}}, nil
}

// values returns all values of a facet that has few.
func (e *Engine) values(ctx context.Context, facet doc.Facet) ([]string, error) {
	if values, ok := e.facets.get(facet); ok {
		return values, nil
	}
	a, err := e.c.search(ctx, e.index(passagesIndex), object{"size": 0, "track_total_hits": false, "aggs": object{"values": valuesOf(facet)}})
	if err != nil {
		return nil, err
	}
	counted, err := readValues(a.Aggs["values"])
	if err != nil {
		return nil, err
	}
	if counted.Other > 0 {
		return nil, tooManyValues(facet)
	}
	values := make([]string, len(counted.Buckets))
	for i, b := range counted.Buckets {
		values[i] = b.Key
	}
	e.facets.put(facet, values)
	return values, nil
}

func tooManyValues(facet doc.Facet) error {
	return &query.LimitError{Limit: fmt.Sprintf("values of the facet %s on a cluster", facet), Max: maxValues}
}

// all matches what passes all filters.
func (f *filters) all() object { return f.but("") }

// but matches what passes all filters except those of a facet.
func (f *filters) but(facet doc.Facet) object {
	all := list{everything()}
	for _, other := range doc.Facets {
		if other != facet {
			all = append(all, f.of[other]...)
		}
	}
	return filter(all...)
}

func valuesOf(facet doc.Facet) object {
	return object{"terms": object{"field": facetField(facet), "size": maxValues, "order": list{object{"_count": "desc"}, object{"_key": "asc"}}}}
}

// distinctDocuments counts documents: those of one lie on one shard.
var distinctDocuments = object{"scripted_metric": object{
	"init_script":    "state.seen = new BitSet()",
	"map_script":     "state.seen.set((int) doc['number'].value)",
	"combine_script": "return (long) state.seen.cardinality()",
	"reduce_script":  "long n = 0; for (s in states) { if (s != null) { n += s } } return n",
}}

// aggregations ask for the documents and the facets of a request.
func (a *asked) aggregations() object {
	aggs := object{"documents": object{"filter": a.filters.all(), "aggs": object{"distinct": distinctDocuments}}}
	for _, facet := range a.r.Facets {
		inner := object{"values": valuesOf(facet)}
		if facet == doc.FacetDoc {
			inner["distinct"] = distinctDocuments
			if selected := a.filters.selected[facet]; len(selected) > 0 {
				inner["selected"] = object{"terms": object{"field": facetField(facet), "include": selected, "size": len(selected)}}
			}
		}
		aggs[facetField(facet)] = object{"filter": a.filters.but(facet), "aggs": inner}
	}
	return aggs
}

// values are those of an aggregation.
type values struct {
	Error   int `json:"doc_count_error_upper_bound"`
	Other   int `json:"sum_other_doc_count"`
	Buckets []struct {
		Key   string
		Count int `json:"doc_count"`
	}
}

func readValues(data json.RawMessage) (v values, err error) {
	if err := json.Unmarshal(data, &v); err != nil {
		return v, fmt.Errorf("reading the values of a facet: %w", err)
	}
	return v, nil
}

// readDocuments reads the number of documents in an aggregation.
func readDocuments(data json.RawMessage) (int, error) {
	var counted struct {
		Distinct struct{ Value int }
	}
	if err := json.Unmarshal(data, &counted); err != nil {
		return 0, fmt.Errorf("reading the number of documents: %w", err)
	}
	return counted.Distinct.Value, nil
}

// readFacets reads the facets of an answer.
func (a *asked) readFacets(found *engine.Found, got *answer) error {
	for _, facet := range a.r.Facets {
		var counted struct{ Values, Selected values }
		data := got.Aggs[facetField(facet)]
		if err := json.Unmarshal(data, &counted); err != nil {
			return fmt.Errorf("reading the facet %s: %w", facet, err)
		}
		distinct := len(counted.Values.Buckets)
		if counted.Values.Other > 0 || counted.Values.Error > 0 {
			// The passages of a document lie on one shard, so that the first of each
			// shard are the first of all, and exactly counted.
			if facet != doc.FacetDoc {
				return tooManyValues(facet)
			}
			var err error
			if distinct, err = readDocuments(data); err != nil {
				return err
			}
		}
		count := map[string]int{}
		for _, b := range append(counted.Values.Buckets, counted.Selected.Buckets...) {
			count[b.Key] = b.Count
		}
		found.Facets[facet] = facetCounts(facet.Row(), count, distinct, a.filters.selected[facet], a.r.FacetLimit)
	}
	return nil
}

// facetCounts returns the first values of a facet, and the selected ones however small
// their counts; a range counts the values within it. distinct is how many values there
// are.
func facetCounts(row *doc.FacetRow, count map[string]int, distinct int, selected []string, limit int) search.FacetCounts {
	order := func(a, b search.FacetValue) int {
		if row.Descending {
			return cmp.Compare(b.Value, a.Value)
		}
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	}
	var all []search.FacetValue
	for v, n := range count {
		all = append(all, search.FacetValue{Value: v, Count: n, Selected: slices.Contains(selected, v)})
	}
	slices.SortFunc(all, order)
	for _, want := range selected {
		if _, ok := count[want]; ok {
			continue
		}
		more := search.FacetValue{Value: want, Selected: true}
		if row.Accepts != nil {
			accepts := row.Accepts(want)
			for v, n := range count {
				if accepts(v) {
					more.Count += n
				}
			}
		}
		all = append(all, more)
	}
	counts := search.FacetCounts{Values: all}.Cut(limit)
	shown := 0 // of the values that there are
	for _, v := range counts.Values {
		if _, ok := count[v.Value]; ok {
			shown++
		}
	}
	counts.More = distinct - shown
	slices.SortFunc(counts.Values, order)
	return counts
}

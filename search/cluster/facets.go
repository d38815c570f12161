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

const (
	// maxValues is how many values of a facet are read with an answer. All facets
	// together stay below the cluster's limit of 65,535 (search.max_buckets).
	maxValues = 5000
	// maxPages is how many times as many values are looked through where the first ones
	// cannot be told otherwise.
	maxPages = 40
)

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
	if values, ok := e.facets.Get(facet); ok {
		return values, nil
	}
	a, err := e.c.search(ctx, e.index(passagesIndex), object{"size": 0, "track_total_hits": false, "aggs": object{"values": valuesOf(facet, e.maxValues)}})
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
	e.facets.Put(facet, values, maxCached)
	return values, nil
}

func tooManyValues(facet doc.Facet) error {
	return &query.LimitError{Limit: fmt.Sprintf("values of the facet %s on a cluster", facet), Max: maxPages * maxValues}
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

// valuesOf counts the first values of a facet on each shard.
func valuesOf(facet doc.Facet, size int) object {
	return object{"terms": object{"field": facetField(facet), "size": size, "order": list{object{"_count": "desc"}, object{"_key": "asc"}}, "show_term_doc_count_error": true}}
}

// only counts given values of a facet.
func only(facet doc.Facet, values []string) object {
	return object{"terms": object{"field": facetField(facet), "include": values, "size": len(values)}}
}

// distinctDocuments counts documents: those of one lie on one shard.
var distinctDocuments = object{"scripted_metric": object{
	"init_script":    "state.seen = new BitSet()",
	"map_script":     "state.seen.set((int) doc['number'].value)",
	"combine_script": "return (long) state.seen.cardinality()",
	"reduce_script":  "long n = 0; for (s in states) { if (s != null) { n += s } } return n",
}}

// distinctValues counts the values of a facet by their numbers, which are the same on
// every shard.
func distinctValues(facet doc.Facet) object {
	return object{"scripted_metric": object{
		"params":         object{"field": facetNumber(facet)},
		"init_script":    "state.seen = new BitSet()",
		"map_script":     "for (n in doc[params.field]) { state.seen.set((int) n) }",
		"combine_script": "return state.seen.toLongArray()",
		"reduce_script":  "BitSet all = new BitSet(); for (s in states) { if (s != null) { all.or(BitSet.valueOf((long[]) s)) } } return all.cardinality()",
	}}
}

// aggregations ask for the documents and the facets of a request. What passes all filters
// is found once, for all facets that have none of their own.
func (a *asked) aggregations() object {
	all := object{"distinct": distinctDocuments}
	aggs := object{"all": object{"filter": a.filters.all(), "aggs": all}}
	for _, facet := range a.r.Facets {
		inner, own := all, a.filters.of[facet] != nil
		if own {
			inner = object{}
			aggs[facetField(facet)] = object{"filter": a.filters.but(facet), "aggs": inner}
		}
		size, distinct := a.e.maxValues, object(nil)
		switch {
		case facet != doc.FacetDoc && a.e.manifest.Values[facet] > size:
			distinct = distinctValues(facet)
		case facet == doc.FacetDoc && own:
			distinct = distinctDocuments
		}
		if facet == doc.FacetDoc {
			size = min(size, max(a.r.FacetLimit, 1)) // more are not needed: see readFacets
		}
		inner[facetField(facet)] = valuesOf(facet, size)
		if distinct != nil {
			inner[distinctName(facet)] = distinct
		}
		if selected := a.filters.selected[facet]; distinct != nil && len(selected) > 0 {
			inner[selectedName(facet)] = only(facet, selected)
		}
	}
	if a.r.Years {
		years := object{"terms": object{"field": facetField(doc.FacetYear), "size": maxYears, "order": object{"_key": "desc"}},
			"aggs": object{"references": object{"filter": object{"term": object{facetField(doc.FacetKind): string(doc.Reference)}}}}}
		aggs["years"] = object{"filter": a.filters.but(doc.FacetYear), "aggs": object{"values": years}}
	}
	return aggs
}

func distinctName(f doc.Facet) string { return facetField(f) + "_distinct" }
func selectedName(f doc.Facet) string { return facetField(f) + "_selected" }

// maxYears is more years than there are: they have four digits at most.
const maxYears = 10_000

// readYears reads the counts of years, which are of documents and of references together.
func readYears(data json.RawMessage) (counts search.YearCounts, err error) {
	var counted struct {
		Values struct {
			Buckets []struct {
				Key        string
				Count      int `json:"doc_count"`
				References struct {
					Count int `json:"doc_count"`
				}
			}
		}
	}
	if err := json.Unmarshal(data, &counted); err != nil {
		return counts, fmt.Errorf("reading the years: %w", err)
	}
	for _, b := range counted.Values.Buckets {
		if n := b.Count - b.References.Count; n > 0 {
			counts.Documents = append(counts.Documents, search.FacetValue{Value: b.Key, Count: n})
		}
		if n := b.References.Count; n > 0 {
			counts.References = append(counts.References, search.FacetValue{Value: b.Key, Count: n})
		}
	}
	return counts, nil
}

// values are those of an aggregation. Error is the most that a value can have which is not
// among them, and that of a bucket the most that its count can be short of.
type values struct {
	Error   int `json:"doc_count_error_upper_bound"`
	Other   int `json:"sum_other_doc_count"`
	Buckets []struct {
		Key   string
		Count int `json:"doc_count"`
		Error int `json:"doc_count_error_upper_bound"`
	}
}

func readValues(data json.RawMessage) (v values, err error) {
	if err := json.Unmarshal(data, &v); err != nil {
		return v, fmt.Errorf("reading the values of a facet: %w", err)
	}
	return v, nil
}

// readDistinct reads a number of different things.
func readDistinct(data json.RawMessage) (int, error) {
	var counted struct{ Value int }
	if err := json.Unmarshal(data, &counted); err != nil {
		return 0, fmt.Errorf("reading how many there are: %w", err)
	}
	return counted.Value, nil
}

// within reads the aggregations of what passes a filter.
func within(data json.RawMessage) (aggs map[string]json.RawMessage, err error) {
	if err := json.Unmarshal(data, &aggs); err != nil {
		return nil, fmt.Errorf("reading counts: %w", err)
	}
	return aggs, nil
}

// readFacets reads the number of documents, the facets and the years of an answer.
func (a *asked) readFacets(found *engine.Found, got *answer) error {
	if a.r.Years {
		var err error
		if found.Years, err = readYears(got.Aggs["years"]); err != nil {
			return err
		}
	}
	all, err := within(got.Aggs["all"])
	if err != nil {
		return err
	}
	if found.TotalDocuments, err = readDistinct(all["distinct"]); err != nil {
		return err
	}
	for _, facet := range a.r.Facets {
		inner := all
		if own, ok := got.Aggs[facetField(facet)]; ok {
			if inner, err = within(own); err != nil {
				return err
			}
		}
		told, err := readValues(inner[facetField(facet)])
		if err != nil {
			return err
		}
		count, distinct := map[string]int{}, len(told.Buckets)
		for _, b := range told.Buckets {
			count[b.Key] = b.Count
		}
		if told.Other > 0 || told.Error > 0 {
			distinct = found.TotalDocuments // of the facet of documents without filters of its own
			if data, ok := inner[distinctName(facet)]; ok {
				if distinct, err = readDistinct(data); err != nil {
					return err
				}
			}
			// The passages of a document lie on one shard, so that the first of each
			// shard are the first of all, and exactly counted.
			if facet != doc.FacetDoc {
				if count, err = a.first(facet, &told, distinct); err != nil {
					return err
				}
			}
		}
		if data, ok := inner[selectedName(facet)]; ok {
			selected, err := readValues(data)
			if err != nil {
				return err
			}
			for _, b := range selected.Buckets {
				count[b.Key] = b.Count
			}
		}
		found.Facets[facet] = facetCounts(facet.Row(), count, distinct, a.filters.selected[facet], a.r.FacetLimit)
	}
	return nil
}

// first returns the exact counts of values of a facet, among them the first ones, where
// shards have told only the first of each: those that may be among the first are counted
// again. Where too many may be, all are looked through.
func (a *asked) first(facet doc.Facet, told *values, distinct int) (map[string]int, error) {
	least := 0 // the count of the last of the first ones, or more
	if limit := a.r.FacetLimit; limit <= len(told.Buckets) && !facet.Row().Descending {
		least = told.Buckets[max(limit, 1)-1].Count
	}
	if told.Error >= least {
		return a.every(facet, distinct)
	}
	count := map[string]int{}
	var unsure []string
	for _, b := range told.Buckets {
		if b.Error == 0 {
			count[b.Key] = b.Count
		} else if b.Count+b.Error >= least {
			unsure = append(unsure, b.Key)
		}
	}
	if len(unsure) == 0 {
		return count, nil
	}
	again, err := a.countValues(facet, only(facet, unsure))
	if err != nil {
		return nil, err
	}
	v, err := readValues(again)
	for _, b := range v.Buckets {
		count[b.Key] = b.Count
	}
	return count, err
}

// every returns the counts of all values of a facet.
func (a *asked) every(facet doc.Facet, distinct int) (map[string]int, error) {
	if distinct > maxPages*a.e.maxValues {
		return nil, tooManyValues(facet)
	}
	count := map[string]int{}
	composite := object{"size": a.e.maxValues, "sources": list{object{"value": object{"terms": object{"field": facetField(facet)}}}}}
	for {
		data, err := a.countValues(facet, object{"composite": composite})
		if err != nil {
			return nil, err
		}
		var page struct {
			After   object `json:"after_key"`
			Buckets []struct {
				Key   struct{ Value string }
				Count int `json:"doc_count"`
			}
		}
		if err := json.Unmarshal(data, &page); err != nil {
			return nil, fmt.Errorf("reading the facet %s: %w", facet, err)
		}
		for _, b := range page.Buckets {
			count[b.Key.Value] = b.Count
		}
		if len(page.Buckets) < a.e.maxValues {
			return count, nil
		}
		composite["after"] = page.After
	}
}

// countValues makes an aggregation over what a facet counts.
func (a *asked) countValues(facet doc.Facet, agg object) (json.RawMessage, error) {
	matching := object{"bool": object{"must": list{a.query(false)}, "filter": list{a.filters.but(facet)}}}
	got, err := a.e.c.search(a.ctx, a.e.index(passagesIndex), object{"size": 0, "track_total_hits": false, "query": filter(matching), "aggs": object{"values": agg}})
	if err != nil {
		return nil, err
	}
	return got.Aggs["values"], nil
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

package web

// Parameters → requests of the desk, the same for the API and for the page.

import (
	"slices"
	"strings"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/query"
)

var (
	// filterNames are the filters; queryParams say what is found, searchParams also
	// in which order, how much of it and with what around it.
	filterNames  = facetParams("", "-")
	queryParams  = slices.Concat([]string{"q"}, filterNames, []string{"mode", "match", withoutParam})
	searchParams = slices.Concat(queryParams, []string{"sort", "limit", "cursor", "page", "facets", "facet_limit", "group", "explain"}, findParams)
	// findParams give the beginnings of the names of a facet's values.
	findParams = facetParams(findPrefix)
)

const (
	findPrefix = "facet_q."
	// withoutParam names counterparts in other languages that are not wanted.
	withoutParam = "-glossary"
)

// facetParams lists the names of facets with each of the prefixes.
func facetParams(prefixes ...string) []string {
	var list []string
	for _, f := range doc.Facets {
		for _, prefix := range prefixes {
			list = append(list, prefix+string(f))
		}
	}
	return list
}

// query reads which passages are wanted.
func (x *call) query() search.Request {
	r := search.Request{Query: x.parse(x.single("q")), Mode: oneOf(x, "mode", desk.Modes...)}
	for _, facet := range doc.Facets {
		f, err := desk.ReadFilter(facet, x.params[string(facet)], x.params["-"+string(facet)])
		if err != nil {
			x.fail(err)
		}
		if len(f.Include)+len(f.Exclude) > 0 {
			r.Filters = append(r.Filters, f)
		}
	}
	var err error
	if r.Views, err = desk.ReadViews(commas(x.params, "match")); err != nil {
		x.fail(err)
	}
	if r.Without, err = desk.ReadWithout(withoutParam, x.params[withoutParam]); err != nil {
		x.fail(err)
	}
	return r
}

func (x *call) parse(text string) *query.Query {
	q, err := query.Parse(text)
	if err != nil {
		x.fail(err)
		return &query.Query{}
	}
	return q
}

// orderedQuery reads which passages are wanted, and how they are ordered and grouped.
func (x *call) orderedQuery() search.Request {
	r := x.query()
	r.Sort, r.Grouped = oneOf(x, "sort", desk.Sorts...), oneOf(x, "group", "", "document") != ""
	return r
}

// searchRequest reads the request of a search.
func (x *call) searchRequest() *desk.SearchRequest {
	r := &desk.SearchRequest{Request: x.orderedQuery(), Narrow: map[doc.Facet]string{}, Names: valueNames}
	r.Limit = x.limit()
	r.Facets = x.facets()
	r.FacetLimit = x.number("facet_limit", desk.DefaultFacetValues, 1, desk.MaxFacetValues)
	r.Explained = oneOf(x, "explain", "0", "1") == "1"
	for _, facet := range doc.Facets {
		if text := x.single(findPrefix + string(facet)); strings.TrimSpace(text) != "" {
			r.Narrow[facet] = text
		}
	}
	return r
}

// facets reads which facets to count: all without the parameter, none when it is
// empty.
func (x *call) facets() []doc.Facet {
	if !x.params.Has("facets") {
		return doc.Facets
	}
	var facets []doc.Facet
	for _, name := range commas(x.params, "facets") {
		f := doc.Facet(name)
		if err := desk.OneOf("facets", f, doc.Facets...); err != nil {
			x.fail(err)
		}
		if !slices.Contains(facets, f) {
			facets = append(facets, f)
		}
	}
	return facets
}

package web

// Parameters → search.Request, the same for the API and for the page.

import (
	"net/url"
	"slices"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/plan"
	"github.com/izde/izde/search/query"
	"golang.org/x/text/language"
)

const (
	defaultFacetLimit = 20
	maxFacetLimit     = 1000
)

// maxFilterValues bounds the values of all filters of one search together.
const maxFilterValues = 200

var (
	// filterParams say what is found, searchParams also in which order, how much of
	// it and with what around it.
	filterParams = filterParamNames()
	searchParams = searchParamNames()
)

func filterParamNames() []string {
	known := []string{"q"}
	for _, f := range doc.Facets {
		known = append(known, string(f), "-"+string(f))
	}
	return append(known, "mode", "match")
}

func searchParamNames() []string {
	known := append(filterParamNames(), "sort", "limit", "cursor", "facets", "facet_limit", "group", "explain")
	for _, f := range doc.Facets {
		known = append(known, facetQuery(f))
	}
	return known
}

// readRequest makes a request of parameters whose names were checked.
func readRequest(params url.Values) (*search.Request, error) {
	text, err := single(params, "q")
	if err != nil {
		return nil, err
	}
	r := &search.Request{}
	if r.Query, err = query.Parse(text); err != nil {
		return nil, err
	}
	if r.Filters, err = readFilters(params); err != nil {
		return nil, err
	}
	if r.Mode, err = oneOf(params, "mode", query.Auto, query.All, query.Any); err != nil {
		return nil, err
	}
	if r.Views, err = readViews(params); err != nil {
		return nil, err
	}
	if r.Sort, err = oneOf(params, "sort", search.ByRelevance, search.ByPosition, search.ByYear, search.ByYearDesc); err != nil {
		return nil, err
	}
	if r.Limit, err = readLimit(params); err != nil {
		return nil, err
	}
	if r.Facets, err = readFacets(params); err != nil {
		return nil, err
	}
	if r.FacetLimit, err = number(params, "facet_limit", defaultFacetLimit, 1, maxFacetLimit); err != nil {
		return nil, err
	}
	group, err := oneOf(params, "group", "", "document")
	if err != nil {
		return nil, err
	}
	explain, err := oneOf(params, "explain", "0", "1")
	r.Grouped, r.Explained = group != "", explain == "1"
	return r, err
}

func readFilters(params url.Values) ([]search.Filter, error) {
	var filters []search.Filter
	count := 0
	for _, facet := range doc.Facets {
		f := search.Filter{Facet: facet}
		var err error
		if f.Include, err = filterValues(params, facet, ""); err != nil {
			return nil, err
		}
		if f.Exclude, err = filterValues(params, facet, "-"); err != nil {
			return nil, err
		}
		n := len(f.Include) + len(f.Exclude)
		if n > 0 {
			filters = append(filters, f)
		}
		if count += n; count > maxFilterValues {
			return nil, &query.LimitError{Limit: "filter values", Max: maxFilterValues}
		}
	}
	return filters, nil
}

// filterValues reads the values of a filter, without repeats. Empty ones, which
// a form sends for a field left blank, do not count.
func filterValues(params url.Values, facet doc.Facet, sign string) ([]string, error) {
	var values []string
	name := sign + string(facet)
	for _, text := range params[name] {
		if text == "" {
			continue
		}
		v, err := filterValue(name, facet, text)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(values, v) {
			values = append(values, v)
		}
	}
	return values, nil
}

// filterValue checks one value and returns it as an engine expects it.
func filterValue(name string, facet doc.Facet, text string) (string, error) {
	switch facet {
	case doc.FacetLang:
		tag, err := language.Raw.Parse(text)
		if err != nil {
			return "", faultIn(name, invalidValue, "%s=%q: want a BCP 47 language tag such as en, kk, ru, zh, ru-Latn or und", name, clip(text))
		}
		return tag.String(), nil
	case doc.FacetKind:
		if k := doc.Kind(text); !k.Valid() {
			return "", wrongName(name, text, names(doc.Kinds))
		}
	case doc.FacetCites:
		if !validID(text) && cite.NormalizeDOI(text) == "" {
			return "", faultIn(name, invalidValue, "%s=%q: want the id of a work, or its DOI as doi:10.1000/182", name, clip(text))
		}
	case doc.FacetDoc:
		if !validID(text) {
			return "", faultIn(name, invalidValue, "%s=%q: want a document's id: 1 to 64 of A-Z, a-z, 0-9, _ and -", name, clip(text))
		}
	case doc.FacetScript:
		code := scriptCode(text)
		if code == "" {
			return "", faultIn(name, invalidValue, "%s=%q: want a script by its ISO 15924 code, such as Latn, Cyrl or Hani", name, clip(text))
		}
		return code, nil
	case doc.FacetSection:
		if _, err := url.PathUnescape(text); err != nil {
			return "", faultIn(name, invalidValue, "%s=%q: want a path whose parts are percent-encoded and joined by /", name, clip(text))
		}
	case doc.FacetYear:
		if _, ok := doc.ParseYears(text); !ok {
			return "", faultIn(name, invalidValue, "%s=%q: want a year (2024) or a range (2019..2024, 2019.., ..2024)", name, clip(text))
		}
	}
	return text, nil
}

func readViews(params url.Values) (plan.Views, error) {
	list := commas(params, "match")
	if len(list) == 0 {
		return analysis.AllViews, nil
	}
	var views plan.Views
	for _, name := range list {
		v, ok := analysis.ParseView(name)
		if !ok {
			var known []string
			for v := analysis.Exact; analysis.AllViews.Has(v); v++ {
				known = append(known, v.String())
			}
			return 0, wrongName("match", name, known)
		}
		if !analysis.Built.Has(v) {
			return 0, faultIn("match", notImplemented, "the view %s is described in the API and not built yet; leave it out", name)
		}
		views = views.With(v)
	}
	return views, nil
}

// readFacets reads which facets to count: all without the parameter, none when
// it is empty.
func readFacets(params url.Values) ([]doc.Facet, error) {
	if !params.Has("facets") {
		return doc.Facets, nil
	}
	var facets []doc.Facet
	for _, name := range commas(params, "facets") {
		f := doc.Facet(name)
		switch {
		case !slices.Contains(doc.Facets, f):
			return nil, wrongName("facets", name, names(doc.Facets))
		case !slices.Contains(facets, f):
			facets = append(facets, f)
		}
	}
	return facets, nil
}

package web

// The page at /journals: the journals, magazines and newspapers that reference lists name,
// of all years or of some, by how many references name them or by name.

import (
	"net/url"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
)

// journalsPage is the view of that page.
type journalsPage struct {
	frame
	Years    yearRange
	Orders   orderChoice
	Journals []journalLine
	More     int // beyond those listed
}

// journalLine is a journal; WorksURL lists the works in it, URL finds the references that
// name it.
type journalLine struct {
	Name, WorksURL, URL string
	Count               int
}

// periodicals are the types of works that stand in journals and the like.
var periodicals = []string{"article-journal", "article-magazine", "article-newspaper"}

func (s *site) journalsPage(x *call, r *reader) error {
	state := pageState(x.params)
	order := oneOf(x, "sort", "cited", "name")
	if cluttered(x.params) {
		return x.seeOther(r.url("/journals", pick(state, []string{"year", "sort"})))
	}
	request := (&call{}).searchRequest()
	request.Limit, request.Facets, request.FacetLimit = 0, []doc.Facet{doc.FacetJournal}, desk.MaxFacetValues
	filters := url.Values{string(doc.FacetKind): {string(doc.Reference)}, string(doc.FacetType): periodicals}
	v := &journalsPage{frame: s.frame(r, r.T("nav.journals")), Orders: orders(r.locale, state, "sort", "cited", "name")}
	if years, ok := doc.ParseYears(state.Get("year")); ok {
		filters.Set("year", years.String())
		v.Years = newYearRange(years)
	}
	for _, facet := range doc.Facets {
		if values := filters[string(facet)]; len(values) > 0 {
			request.Filters = append(request.Filters, search.Filter{Facet: facet, Include: values})
		}
	}
	if x.err != nil {
		return x.err
	}
	found, err := x.desk.Search(x.ctx(), request)
	if err != nil {
		return err
	}
	counts := found.Facets[doc.FacetJournal]
	v.More = counts.More
	for _, value := range counts.Values {
		v.Journals = append(v.Journals, journalLine{value.Value, r.url("/works", url.Values{"journal": {value.Value}}), r.searchURL(with(filters, string(doc.FacetJournal), value.Value)), value.Count})
	}
	if order == "name" {
		sortBy(r.locale, v.Journals, func(j journalLine) string { return j.Name })
	}
	v.Kept = pick(state, []string{"year", "sort"})
	v.NoIndex = len(v.Kept) > 0
	return respondPage(x.Context, r, "journals", v)
}

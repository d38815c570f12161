package web

// The page at /documents: the passages of the corpus, counted in small plots that
// lead into searches, and its documents.

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/catalogue"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
)

// documentsPage lists the corpus.
type documentsPage struct {
	frame
	paging
	Documents []listedDocument
	Total     int
	Plots     []plot
	Multiples []yearChart
	Orders    orderChoice
	// In and Types are the languages and the types that documents have, Years the fields
	// for a range; without more than one they are left out.
	In, Types []tick
	Years     *yearRange
	// Built is when the index was made, "" where that is not known; Upkeep how it is
	// kept in step with folders, nil where it is not. Both are of the first page.
	Built  string
	Upkeep *upkeepJSON
}

// listedDocument is a document of the list, and its page and the document as an
// entry.
type listedDocument struct {
	*doc.Document
	Name         langText
	URL, CiteURL string
	Tick         ticked
	// Authors are the document's as the reader writes them.
	Authors []string
	Indexed string // when it had something new, where the list is sorted by that
}

// plot counts the passages of the corpus by the values of a facet.
type plot struct {
	Name string // of the facet
	Bars []bar
}

// bar is a value of a plot. Percent is its length, 100 that of the longest.
type bar struct {
	Label, URL string // no address: nothing is there
	Count      int
	Percent    int
	// Years are those of a period; Selected says that a filter asks for some of them.
	Years    doc.Years
	Selected bool
}

// usualDocuments is how many documents the page lists.
const usualDocuments = 50

// plotted are the facets that are plotted.
var plotted = []doc.Facet{doc.FacetLang, doc.FacetKind, doc.FacetYear}

func (s *site) documentsPage(x *call, r *reader) error {
	state := tidied(x.params, catalogue.ByPlace, append(listParams, documentParams...)...)
	if year := pageState(x.params).Get("year"); year != "" { // of two fields, too
		state.Set("year", year)
	}
	if cluttered(x.params) {
		return x.seeOther(r.url("/documents", state))
	}
	x.params = state
	docs, at, err := x.documents(usualDocuments, doc.Lang(r.Tag))
	if err != nil {
		return err
	}
	v := &documentsPage{frame: s.frame(r, r.T("nav.corpus")), Total: docs.Total, Orders: orders(r.locale, state, "sort", desk.DocumentOrders...).of(docs.Total),
		paging: r.pagesOf("/documents", state, at.Offset, x.number("limit", usualDocuments, 0, desk.MaxHits), docs.Total)}
	v.Orders.Values[0].Label = r.T("sort.source")
	for _, e := range docs.Entries {
		d := e.Document
		v.Documents = append(v.Documents, listedDocument{d, r.title(d), r.documentURL(d.ID), r.url("/documents/"+d.ID+"/cite", nil), r.tickOf(d), r.allNames(d.Authors), r.moment(timestamp(e.Indexed))})
	}
	v.Kept = state
	v.NoIndex = len(state) > 0
	if err := v.addFilters(x); err != nil {
		return err
	}
	if len(state) > 0 {
		return respondPage(x.Context, r, "documents", v)
	}
	v.Built = r.moment(timestamp(x.desk.Status().Built))
	if v.Upkeep = s.upkeepOf(); v.Upkeep != nil {
		v.Upkeep.Updated = r.moment(v.Upkeep.Updated)
	}
	counted, err := s.corpusCounts(x)
	if err != nil {
		return err
	}
	for _, facet := range plotted {
		p := plot{Name: string(facet)}
		values := counted.facets[facet].Values
		for _, value := range values {
			p.Bars = append(p.Bars, bar{Label: r.facetLabel(facet, value.Value, ""), URL: r.searchURL(url.Values{p.Name: {value.Value}}), Count: value.Count})
		}
		if facet == doc.FacetYear {
			p.Bars = r.periods(values, url.Values{})
		}
		if len(p.Bars) > 1 {
			v.Plots = append(v.Plots, p.scaled())
		}
	}
	v.Multiples = r.multiples(counted.years)
	return respondPage(x.Context, r, "documents", v)
}

// addFilters adds the choice of a language, a type and years, as far as there is one.
func (v *documentsPage) addFilters(x *call) error {
	langs, types, err := x.desk.Shelved(x.ctx())
	if err != nil {
		return err
	}
	for _, f := range []struct {
		facet  doc.Facet
		values []string
		to     *[]tick
	}{{doc.FacetLang, langs, &v.In}, {doc.FacetType, types, &v.Types}} {
		chosen := v.Kept.Get(string(f.facet))
		for _, value := range f.values {
			*f.to = append(*f.to, tick{value, v.facetLabel(f.facet, value, ""), value == chosen})
		}
		sortBy(v.locale, *f.to, func(t tick) string { return t.Label })
		if len(f.values) < 2 && chosen == "" {
			*f.to = nil
		}
	}
	if x.desk.Status().Documents > 1 {
		years, _ := doc.ParseYears(v.Kept.Get("year"))
		chosen := newYearRange(years)
		v.Years = &chosen
	}
	return nil
}

// scaled sets the lengths of the bars. No bar with passages vanishes.
func (p plot) scaled() plot {
	longest := 1
	for _, b := range p.Bars {
		longest = max(longest, b.Count)
	}
	for i, b := range p.Bars {
		p.Bars[i].Percent = 100 * b.Count / longest
		if b.Count > 0 {
			p.Bars[i].Percent = max(p.Bars[i].Percent, 1)
		}
	}
	return p
}

// corpusCounts are counts of passages, which stay the same as long as the index does.
type corpusCounts struct {
	generation string
	// facets are those that are plotted, of all passages.
	facets map[doc.Facet]search.FacetCounts
	// years are those of documents, by passages outside of reference lists, in each of the
	// languages with most passages.
	years []yearsIn
}

type yearsIn struct {
	lang   string
	values []search.FacetValue
}

// mostMultiples is in how many languages years are counted apart.
const mostMultiples = 6

// corpusCounts counts the passages, once for each state of the index.
func (s *site) corpusCounts(x *call) (*corpusCounts, error) {
	generation := x.desk.Status().Generation
	if known := s.counts.Load(); known != nil && known.generation == generation {
		return known, nil
	}
	count := func(facets []doc.Facet, filters ...search.Filter) (map[doc.Facet]search.FacetCounts, error) {
		r := (&call{}).searchRequest()
		r.Limit, r.Facets, r.FacetLimit, r.Filters = 0, facets, desk.MaxFacetValues, filters
		found, err := x.desk.Search(x.ctx(), r)
		if err != nil {
			return nil, err
		}
		return found.Facets, nil
	}
	facets, err := count(plotted)
	if err != nil {
		return nil, err
	}
	c := &corpusCounts{generation: generation, facets: facets}
	for _, lang := range facets[doc.FacetLang].Values {
		if lang.Value == string(doc.Und) || len(c.years) == mostMultiples {
			continue
		}
		in, err := count([]doc.Facet{doc.FacetYear}, search.Filter{Facet: doc.FacetLang, Include: []string{lang.Value}}, search.Filter{Facet: doc.FacetKind, Exclude: []string{string(doc.Reference)}})
		if err != nil {
			return nil, err
		}
		if years := in[doc.FacetYear].Values; len(years) > 0 {
			c.years = append(c.years, yearsIn{lang.Value, years})
		}
	}
	s.counts.Store(c)
	return c, nil
}

// multiples has a chart of years for each language: all have the same years and one
// scale. A single language, or a single year, has none.
func (r *reader) multiples(years []yearsIn) []yearChart {
	var ends []search.FacetValue // the years of any of them, without counts
	for _, in := range years {
		first, last := spanOf(in.values)
		ends = append(ends, search.FacetValue{Value: strconv.Itoa(first)}, search.FacetValue{Value: strconv.Itoa(last)})
	}
	begin, end := spanOf(ends)
	if len(years) < 2 || begin == end {
		return nil
	}
	charts := make([]yearChart, len(years))
	var all plot
	for i, in := range years {
		state := url.Values{string(doc.FacetLang): {in.lang}, "-" + string(doc.FacetKind): {string(doc.Reference)}}
		charts[i] = yearChart{Name: in.lang, Title: r.facetLabel(doc.FacetLang, in.lang, ""), Count: "count.passages", First: begin, Last: end,
			Bars: r.periods(slices.Concat(in.values, ends), state)}
		all.Bars = append(all.Bars, charts[i].Bars...)
	}
	for i, bar := range all.scaled().Bars {
		n := len(charts[0].Bars)
		charts[i/n].Bars[i%n] = bar
	}
	return charts
}

// mostPeriods is about how many bars years make: as many as a finger can tell apart beside
// each other on a phone.
const mostPeriods = 12

// periods counts years in periods of equal length, so many years that few bars tell them
// all, the oldest first and without gaps. state, where it is not nil, is the search that
// each narrows.
func (r *reader) periods(years []search.FacetValue, state url.Values) []bar {
	count := map[int]int{}
	for _, v := range years {
		if year, err := strconv.Atoi(v.Value); err == nil {
			count[year] += v.Count
		}
	}
	first, last := spanOf(years)
	length := 1
	for _, longer := range []int{2, 5, 10, 20, 50, 100, 1000} {
		if last-first >= mostPeriods*length {
			length = longer
		}
	}
	var bars []bar
	for from := first - first%length; from <= last; from += length {
		b := bar{Years: doc.Years{From: max(from, 1), To: min(from+length-1, 9999)}}
		value := strconv.Itoa(from)
		if length > 1 {
			value = fmt.Sprintf("%d..%d", b.Years.From, b.Years.To)
		}
		b.Label = r.facetLabel(doc.FacetYear, value, "")
		for year := from; year < from+length; year++ {
			b.Count += count[year]
		}
		if b.Count > 0 && state != nil {
			b.URL = r.searchURL(set(state, string(doc.FacetYear), value, ""))
		}
		bars = append(bars, b)
	}
	return bars
}

// spanOf returns the first and the last of years; of none the first is after the last.
func spanOf(years []search.FacetValue) (first, last int) {
	first = 9999
	for _, v := range years {
		if year, err := strconv.Atoi(v.Value); err == nil {
			first, last = min(first, year), max(last, year)
		}
	}
	return first, last
}

package web

// The page at /documents: the passages of the corpus, counted in small plots that
// lead into searches, and its documents.

import (
	"fmt"
	"net/url"
	"strconv"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
)

// documentsPage lists the corpus.
type documentsPage struct {
	frame
	Documents []listedDocument
	Total     int
	Next      string // address of the next page, empty at the end
	First     string // address of the first page, empty on it
	Plots     []plot
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
}

// usualDocuments is how many documents the page lists.
const usualDocuments = 50

// plotted are the facets that are plotted.
var plotted = []doc.Facet{doc.FacetLang, doc.FacetKind, doc.FacetYear}

func (s *site) documentsPage(x *call, r *reader) error {
	docs, err := x.documents(usualDocuments)
	if err != nil {
		return err
	}
	v := documentsPage{frame: s.frame(r, r.T("nav.corpus")), Total: docs.Total}
	for _, d := range docs.Items {
		v.Documents = append(v.Documents, listedDocument{d, r.title(d), r.documentURL(d.ID), r.url("/documents/"+d.ID+"/cite", nil), r.tickOf(d), r.allNames(d.Authors)})
	}
	v.Kept = pick(x.params, listParams)
	if docs.Next != nil {
		v.Next = r.url("/documents", set(v.Kept, "cursor", *docs.Next, ""))
	}
	if v.Kept.Get("cursor") != "" {
		v.First = r.url("/documents", nil)
		return respondPage(x.Context, r, "documents", v)
	}
	v.Built = r.moment(timestamp(x.desk.Status().Built))
	if v.Upkeep = s.upkeepOf(); v.Upkeep != nil {
		v.Upkeep.Updated = r.moment(v.Upkeep.Updated)
	}
	all := (&call{}).searchRequest()
	all.Limit, all.Facets, all.FacetLimit = 0, plotted, desk.MaxFacetValues
	counted, err := x.desk.Search(x.ctx(), all)
	if err != nil {
		return err
	}
	for _, facet := range plotted {
		p := plot{Name: string(facet)}
		values := counted.Facets[facet].Values
		for _, value := range values {
			p.Bars = append(p.Bars, bar{r.facetLabel(facet, value.Value, ""), r.searchURL(url.Values{p.Name: {value.Value}}), value.Count, 0})
		}
		if facet == doc.FacetYear {
			p.Bars = r.periods(values)
		}
		if len(p.Bars) > 1 {
			v.Plots = append(v.Plots, p.scaled())
		}
	}
	return respondPage(x.Context, r, "documents", v)
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

// periods counts years, the newest first, in periods of one, five or ten, however
// few make the plot small enough to be read, the oldest first and without gaps.
func (r *reader) periods(years []search.FacetValue) []bar {
	count := map[int]int{}
	first, last := 9999, 0
	for _, v := range years {
		if year, err := strconv.Atoi(v.Value); err == nil {
			count[year] += v.Count
			first, last = min(first, year), max(last, year)
		}
	}
	length := 1
	for _, longer := range []int{5, 10, 100} {
		if last-first >= 15*length {
			length = longer
		}
	}
	var bars []bar
	for from := first - first%length; from <= last; from += length {
		b := bar{Label: strconv.Itoa(from)}
		value := b.Label
		if length > 1 {
			value = fmt.Sprintf("%d..%d", max(from, 1), from+length-1)
			b.Label = r.facetLabel(doc.FacetYear, value, "")
		}
		for year := from; year < from+length; year++ {
			b.Count += count[year]
		}
		if b.Count > 0 {
			b.URL = r.searchURL(url.Values{"year": {value}})
		}
		bars = append(bars, b)
	}
	return bars
}

package web

// The page at /documents: what the corpus holds, counted in small plots that lead
// into searches, and its documents.

import (
	"net/url"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"
	"github.com/izde/izde/search"
)

// documentsPage lists the corpus.
type documentsPage struct {
	frame
	Documents []documentView
	Total     int
	Next      string // address of the next page, empty at the end
	First     string // address of the first page, empty on it
	Plots     []plot
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

// plotted are the facets that are plotted.
var plotted = []search.Facet{search.FacetLang, search.FacetKind, search.FacetYear}

func (s *site) documentsPage(c *gin.Context, r *reader, index Index, params url.Values) error {
	ctx := c.Request.Context()
	known := pick(params, []string{"limit", "cursor"})
	if !known.Has("limit") {
		known.Set("limit", "50")
	}
	docs, err := listDocuments(ctx, index, known)
	if err != nil {
		return err
	}
	v := documentsPage{frame: s.frame(r, r.T("nav.corpus")), Documents: docs.Items, Total: docs.Total}
	v.Kept = pick(params, []string{"limit", "cursor"})
	if docs.Next != nil {
		v.Next = r.url("/documents", url.Values{"limit": known["limit"], "cursor": {*docs.Next}})
	}
	if known.Get("cursor") != "" {
		v.First = r.url("/documents", nil)
		return respondPage(c, r, "documents", v)
	}
	counted, err := s.search(ctx, index, url.Values{"limit": {"0"}, "facets": names(plotted), "facet_limit": {strconv.Itoa(maxFacetLimit)}})
	if err != nil {
		return err
	}
	for _, facet := range plotted {
		p := plot{Name: string(facet)}
		for _, value := range counted.Facets[p.Name] {
			p.Bars = append(p.Bars, bar{r.facetLabel(facet, value.Value, ""), r.searchURL(url.Values{p.Name: {value.Value}}), value.Count, 0})
		}
		if facet == search.FacetYear {
			slices.Reverse(p.Bars) // the newest came first
			p.Bars = fillYears(p.Bars)
		}
		if len(p.Bars) > 1 {
			v.Plots = append(v.Plots, p.scaled())
		}
	}
	return respondPage(c, r, "documents", v)
}

// scaled sets the lengths of the bars. None of what is there vanishes.
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

// fillYears puts in the years without documents, where that leaves the plot small
// enough to be read.
func fillYears(bars []bar) []bar {
	const most = 60
	var filled []bar
	for _, b := range bars {
		year, err := strconv.Atoi(b.Label)
		if err != nil {
			return bars
		}
		if len(filled) > 0 {
			last, _ := strconv.Atoi(filled[len(filled)-1].Label)
			if year-last > most {
				return bars
			}
			for gap := last + 1; gap < year; gap++ {
				filled = append(filled, bar{Label: strconv.Itoa(gap)})
			}
		}
		filled = append(filled, b)
	}
	if len(filled) > most {
		return bars
	}
	return filled
}

// Address is the document's page, CiteURL the document as an entry.
func (v documentsPage) Address(d documentView) string { return v.documentURL(d.ID) }

func (v documentsPage) CiteURL(d documentView) string {
	return v.url("/documents/"+d.ID+"/cite", nil)
}

package web

// GET /search.atom: a search as an Atom feed (RFC 4287) with OpenSearch's counts
// and paging by links (RFC 5005). An entry's id is made from its passage's, so a
// reader tells new passages from those that it has seen, whatever the query.

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/izde/izde/search/doc"
)

var atomParams = append(slices.Clone(filterParams), "sort", "group", "limit", "cursor")

type atomFeed struct {
	XMLName    xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	OpenSearch string      `xml:"xmlns:opensearch,attr"`
	ID         string      `xml:"id"`
	Title      string      `xml:"title"`
	Updated    string      `xml:"updated"`
	Author     atomPerson  `xml:"author"`
	Generator  string      `xml:"generator"`
	Links      []atomLink  `xml:"link"`
	Total      int         `xml:"opensearch:totalResults"`
	Entries    []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomPerson struct {
	Name string `xml:"name"`
}

type atomCategory struct {
	Scheme string `xml:"scheme,attr"`
	Term   string `xml:"term,attr"`
	Label  string `xml:"label,attr"`
}

type atomText struct {
	Lang string `xml:"xml:lang,attr,omitempty"`
	Text string `xml:",chardata"`
}

type atomEntry struct {
	ID         string         `xml:"id"`
	Title      atomText       `xml:"title"`
	Updated    string         `xml:"updated"`
	Authors    []atomPerson   `xml:"author"`
	Links      []atomLink     `xml:"link"`
	Categories []atomCategory `xml:"category"`
	Summary    atomText       `xml:"summary"`
}

func (s *site) searchFeed(c *gin.Context, index Index, params url.Values) error {
	if err := checkNames(params, atomParams, nil); err != nil {
		return err
	}
	asked := url.Values{"facets": {""}}
	for name, values := range params {
		asked[name] = values
	}
	a, err := s.search(c.Request.Context(), index, asked)
	if err != nil {
		return err
	}
	origin := s.origin(c.Request)
	here := func(path string, query url.Values) string { return origin + s.base + path + "?" + query.Encode() }
	first := drop(params)
	f := atomFeed{
		OpenSearch: "http://a9.com/-/spec/opensearch/1.1/",
		ID:         "urn:izde:search:" + digestParams("atom", params),
		Title:      "izde: " + clip(a.Query.Q),
		Author:     atomPerson{"izde"},
		Generator:  "izde",
		Total:      a.Total,
		Links: []atomLink{
			{"self", "application/atom+xml", here("/search.atom", params)},
			{"first", "application/atom+xml", here("/search.atom", first)},
			{"alternate", "text/html", here("/", first)},
		},
	}
	if a.Next != nil {
		next := drop(params)
		next.Set("cursor", *a.Next)
		f.Links = append(f.Links, atomLink{"next", "application/atom+xml", here("/search.atom", next)})
	}
	latest := time.Unix(0, 0).UTC()
	for _, h := range a.Hits {
		d, err := index.Document(c.Request.Context(), h.Doc.ID)
		if err != nil {
			return err
		}
		updated := published(d)
		if updated.After(latest) {
			latest = updated
		}
		f.Entries = append(f.Entries, newAtomEntry(h, updated, origin))
	}
	f.Updated = latest.Format(time.RFC3339)
	body, err := xml.Marshal(f)
	if err != nil {
		return fmt.Errorf("encoding the feed: %w", err)
	}
	respond(c, "application/atom+xml; charset=utf-8", append([]byte(xml.Header), append(body, '\n')...), true)
	return nil
}

func newAtomEntry(h hitView, updated time.Time, origin string) atomEntry {
	var summary strings.Builder
	for _, p := range h.Snippet.Parts {
		summary.WriteString(p.Text)
	}
	e := atomEntry{
		ID:      "urn:izde:passage:" + h.ID,
		Title:   atomText{langAttr(h.Doc.TitleLang()), strings.Join(append([]string{h.Doc.Title}, h.Section...), " › ")},
		Updated: updated.Format(time.RFC3339),
		Links: []atomLink{
			{"alternate", "text/html", origin + h.URL},
		},
		Categories: []atomCategory{
			{"urn:izde:lang", string(h.Lang), english.Lang(h.Lang)},
			{"urn:izde:kind", string(h.Kind), english.Kind(h.Kind)},
		},
		Summary: atomText{langAttr(h.Lang), summary.String()},
	}
	if h.Doc.DOI != nil {
		e.Links = append(e.Links, atomLink{"related", "", "https://doi.org/" + (&url.URL{Path: *h.Doc.DOI}).EscapedPath()})
	}
	for _, name := range h.Doc.Authors {
		e.Authors = append(e.Authors, atomPerson{name})
	}
	return e
}

// published returns when a document came out, as closely as is known: the first
// instant of its day, month or year; that of 1970 when nothing is known, for a
// feed must say something.
func published(d *doc.Document) time.Time {
	parts := []int{d.Year, 1, 1}
	if d.CSL.Issued != nil && len(d.CSL.Issued.Parts) > 0 {
		copy(parts, d.CSL.Issued.Parts[0])
	}
	if parts[0] < 1 || parts[0] > 9999 {
		return time.Unix(0, 0).UTC()
	}
	return time.Date(parts[0], time.Month(parts[1]), parts[2], 0, 0, 0, 0, time.UTC)
}

// origin is where clients find the site: what it was told, else what the request
// says.
func (s *site) origin(r *http.Request) string {
	if s.host != "" {
		return s.host
	}
	return "http://" + r.Host
}

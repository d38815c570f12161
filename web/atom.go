package web

// GET /search.atom: a search as an Atom feed (RFC 4287) with OpenSearch's counts
// and paging by links (RFC 5005). Unless another order is asked for, entries come by when
// their text was first indexed, and are dated by it. An entry's id is made from its
// passage's, so a reader tells new passages from those that it has seen, whatever the
// query.

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/cite/style"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/excerpt"
)

var atomParams = append(slices.Clone(queryParams), "sort", "group", "limit", "cursor")

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

func (s *site) searchFeed(x *call) error {
	if !x.params.Has("sort") {
		x.params.Set("sort", string(search.ByIndexed))
	}
	r := x.searchRequest()
	r.Facets = nil
	at := x.searchCursor(r)
	if x.err != nil {
		return x.err
	}
	found, err := x.desk.Search(x.ctx(), r)
	if err != nil {
		return err
	}
	origin := s.origin(x.Request)
	here := func(path string, query url.Values) string { return origin + s.base + path + "?" + query.Encode() }
	first := drop(x.params)
	f := atomFeed{
		OpenSearch: "http://a9.com/-/spec/opensearch/1.1/",
		ID:         "urn:izde:search:" + digestParams("atom", x.params),
		Title:      "izde: " + desk.Clip(found.Query.Text),
		Author:     atomPerson{"izde"},
		Generator:  "izde",
		Total:      found.Total,
		Links: []atomLink{
			{"self", "application/atom+xml", here("/search.atom", x.params)},
			{"first", "application/atom+xml", here("/search.atom", first)},
			{"alternate", "text/html", here("/", first)},
		},
	}
	if next := at.nextAfter(found); next != nil {
		f.Links = append(f.Links, atomLink{"next", "application/atom+xml", here("/search.atom", set(x.params, "cursor", *next, ""))})
	}
	latest := time.Unix(0, 0).UTC()
	for _, h := range found.Hits {
		updated := h.Passage.Indexed
		if updated.IsZero() { // not known
			full, err := x.desk.Document(x.ctx(), h.Doc.ID)
			if err != nil {
				return err
			}
			updated = published(full)
		}
		if updated.After(latest) {
			latest = updated
		}
		f.Entries = append(f.Entries, s.newAtomEntry(h, updated, origin))
	}
	f.Updated = latest.Format(time.RFC3339)
	body, err := xml.Marshal(f)
	if err != nil {
		return fmt.Errorf("encoding the feed: %w", err)
	}
	respond(x.Context, "application/atom+xml; charset=utf-8", append([]byte(xml.Header), append(body, '\n')...), true)
	return nil
}

func (s *site) newAtomEntry(h desk.Hit, updated time.Time, origin string) atomEntry {
	p := h.Passage
	snippet := excerpt.NewSnippet(p.Text, h.Marks, snippetSize)
	titles := []string{h.Doc.InCase(h.Doc.Title)}
	for _, section := range p.Section {
		titles = append(titles, h.Doc.InCase(section))
	}
	if pages := p.PagesOf(desk.MarkSpans(h.Marks)); len(pages) > 0 {
		titles = append(titles, style.Locator(doc.Locator(pages), style.English))
	}
	e := atomEntry{
		ID:      "urn:izde:passage:" + p.ID,
		Title:   atomText{langAttr(h.Doc.TitleLang()), strings.Join(titles, " › ")},
		Updated: updated.Format(time.RFC3339),
		Links: []atomLink{
			{"alternate", "text/html", origin + s.passageURL(p)},
		},
		Categories: []atomCategory{
			{"urn:izde:lang", string(p.Lang), english.Lang(p.Lang)},
			{"urn:izde:kind", string(p.Kind), english.Kind(p.Kind)},
		},
		Summary: atomText{langAttr(p.Lang), p.Text[snippet.Start:snippet.End]},
	}
	if h.Doc.DOI != "" {
		e.Links = append(e.Links, atomLink{"related", "", doiURL(h.Doc.DOI)})
	}
	for _, name := range h.Doc.Authors {
		e.Authors = append(e.Authors, atomPerson{name})
	}
	return e
}

// published returns when a document came out: the first instant of its day, month or
// year; the first instant of 1970 when nothing is known, for a feed must say
// something.
func published(d *doc.Document) time.Time {
	parts := [3]int{0, 1, 1}
	copy(parts[:], d.Published())
	if parts[0] < 1 || parts[0] > 9999 {
		return time.Unix(0, 0).UTC()
	}
	return time.Date(parts[0], time.Month(parts[1]), parts[2], 0, 0, 0, 0, time.UTC)
}

// origin is the site's address for clients: the configured one, else the one of the
// request.
func (s *site) origin(r *http.Request) string {
	if s.host != "" {
		return s.host
	}
	return "http://" + r.Host
}

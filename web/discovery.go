package web

// Discovery of the site by browsers and search engines: an OpenSearch description
// (github.com/dewitt/opensearch, 1.1 draft 6) for each language of the interface,
// robots.txt (RFC 9309) and a sitemap (sitemaps.org, 0.9); and the questions of
// operators: whether the process lives, and whether it has an index to serve.

import (
	"encoding/xml"
	"fmt"
	"github.com/izde/izde/search"

	"github.com/gin-gonic/gin"
)

type openSearchDescription struct {
	XMLName       xml.Name        `xml:"http://a9.com/-/spec/opensearch/1.1/ OpenSearchDescription"`
	ShortName     string          `xml:"ShortName"`
	Description   string          `xml:"Description"`
	Language      string          `xml:"Language"`
	InputEncoding string          `xml:"InputEncoding"`
	Image         openSearchImage `xml:"Image"`
	URLs          []openSearchURL `xml:"Url"`
}

type openSearchImage struct {
	Width   int    `xml:"width,attr"`
	Height  int    `xml:"height,attr"`
	Type    string `xml:"type,attr"`
	Address string `xml:",chardata"`
}

type openSearchURL struct {
	Type     string `xml:"type,attr"`
	Rel      string `xml:"rel,attr,omitempty"`
	Template string `xml:"template,attr"`
}

func (s *site) openSearch(c *gin.Context) {
	l, _ := chooseLocale(c.Request, c.Query(localeParam), s.cookie())
	at := s.origin(c.Request) + s.base
	respondXML(c, s, "application/opensearchdescription+xml; charset=utf-8", openSearchDescription{
		ShortName: "izde", Description: l.T("site.description"), Language: l.Tag, InputEncoding: "UTF-8",
		Image: openSearchImage{32, 32, "image/svg+xml", at + "/assets/" + assets["icon.svg"].name},
		URLs: []openSearchURL{
			{"text/html", "", at + "/?" + localeParam + "=" + l.Tag + "&q={searchTerms}"},
			{"application/atom+xml", "", at + "/search.atom?q={searchTerms}"},
			{"application/json", "", at + apiRoot + "/search?q={searchTerms}"},
			{"application/opensearchdescription+xml", "self", at + "/opensearch.xml?" + localeParam + "=" + l.Tag},
		},
	})
}

func respondXML(c *gin.Context, s *site, contentType string, v any) {
	body, err := xml.MarshalIndent(v, "", "  ")
	if err != nil {
		s.writeFault(c, fmt.Errorf("encoding XML: %w", err))
		return
	}
	respond(c, contentType, append([]byte(xml.Header), append(body, '\n')...), true)
}

// robots lets search engines read the documents, and keeps them out of
// searches, whose filters have no end.
func (s *site) robots(c *gin.Context) {
	body := fmt.Sprintf("User-agent: *\nAllow: %[1]s/$\nAllow: %[1]s/?hl=\nAllow: %[1]s/documents/*?hl=\nAllow: %[1]s/documents\nDisallow: %[1]s/?\nDisallow: %[1]s/*?\nDisallow: %[1]s/api/\n\nSitemap: %[2]s/sitemap.xml\n", s.base, s.origin(c.Request)+s.base)
	respond(c, "text/plain; charset=utf-8", []byte(body), true)
}

type sitemap struct {
	XMLName xml.Name     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	URLs    []sitemapURL `xml:"url"`
}

type sitemapURL struct {
	Loc string `xml:"loc"`
}

// maxSitemap is the largest number of addresses in a sitemap, by its standard.
const maxSitemap = 50_000

func (s *site) sitemap(c *gin.Context) {
	if err := s.writeSitemap(c); err != nil {
		s.writeErrorPage(c, err)
	}
}

func (s *site) writeSitemap(c *gin.Context) error {
	index, release, err := s.open()
	if err != nil {
		return err
	}
	defer release()
	at := s.origin(c.Request) + s.base
	m := sitemap{URLs: []sitemapURL{{at + "/"}, {at + "/documents"}}}
	docs, _, err := index.Documents(c.Request.Context(), 0, maxSitemap-len(m.URLs))
	if err != nil {
		return err
	}
	for _, d := range docs {
		m.URLs = append(m.URLs, sitemapURL{at + "/documents/" + d.ID})
	}
	respondXML(c, s, "application/xml; charset=utf-8", m)
	return nil
}

type alive struct {
	Status string `json:"status"`
}

func (s *site) healthz(c *gin.Context) {
	if err := respondJSON(c, alive{"ok"}, false); err != nil {
		s.writeProblem(c, err)
	}
}

// ready describes the served index. Degraded is set when the newest generation could
// not be used; the server's log says why.
type ready struct {
	Generation string `json:"generation"`
	Documents  int    `json:"documents"`
	Passages   int    `json:"passages"`
	Degraded   bool   `json:"degraded"`
	// Built is when the generation was made; Upkeep is there where folders are watched.
	Built  string      `json:"built,omitempty"`
	Upkeep *upkeepJSON `json:"upkeep,omitempty"`
	// Cluster is there where the index is on one.
	Cluster *clusterJSON `json:"cluster,omitempty"`
}

type clusterJSON struct {
	State   search.ClusterState `json:"state"`
	Reason  string              `json:"reason,omitempty"`
	Nodes   int                 `json:"nodes"`
	Missing int                 `json:"missing"`
}

func (s *site) readyz(c *gin.Context) {
	index, release, err := s.open()
	if err != nil {
		s.writeProblem(c, err)
		return
	}
	defer release()
	status := index.Status()
	r := ready{status.Generation, status.Documents, status.Passages, status.Degraded != "", timestamp(status.Built), s.upkeepOf(), nil}
	if of := status.Cluster; of != nil {
		if !of.State.Answers() {
			s.writeProblem(c, fault(indexUnavailable, "the cluster is %s: %s", of.State, of.State.Reason()))
			return
		}
		r.Cluster = &clusterJSON{of.State, of.State.Reason(), of.Nodes, of.Missing}
	}
	if err := respondJSON(c, r, false); err != nil {
		s.writeProblem(c, err)
	}
}

package web

// Works as entries of a bibliography, one formatted and many as a file.

import (
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/izde/izde/search/bibliography"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/style"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/query"
)

// bibliographyView is a work as a style writes it.
type bibliographyView struct {
	Style  style.Style  `json:"style"`
	Locale style.Locale `json:"locale,omitempty"`
	Text   string       `json:"text"`
	HTML   string       `json:"html"`
}

// apiBibliography answers with a formatted entry, as text and as HTML; the bare
// text or HTML to a client that prefers that.
func (s *site) apiBibliography(c *gin.Context, _ Index, params url.Values, w *doc.Work) error {
	if err := checkNames(params, []string{"style", "locale"}, nil); err != nil {
		return err
	}
	c.Header("Vary", "Accept")
	a := asked{style: style.GOST}
	if err := a.readStyle(params); err != nil {
		return err
	}
	entry := style.Format(w.CSL, a.style, a.locale)
	offered := []string{"application/json", "text/plain", "text/html", "text/x-bibliography"}
	switch media, _ := preferred(c.Request.Header.Values("Accept"), offered); media {
	case "":
		return fault(notAcceptable, "available: %s", strings.Join(offered, ", "))
	case "text/html":
		respond(c, htmlType, []byte(entry.HTML()+"\n"), true)
		return nil
	case "application/json":
		return respondJSON(c, bibliographyView{a.style, a.locale, entry.String(), entry.HTML()}, true)
	default:
		respond(c, media+"; charset=utf-8", []byte(entry.String()+"\n"), true)
		return nil
	}
}

// exportRequest is the body of POST /api/v1/export: one of Works, Q and Document
// says what, the rest how.
type exportRequest struct {
	Format   string   `json:"format"`
	Works    []string `json:"works"`
	Q        *string  `json:"q"`
	Document *string  `json:"document"`
	Style    string   `json:"style"`
	Locale   string   `json:"locale"`
	Keys     string   `json:"keys"`
}

const exportShape = `{"format": "csl-json|bibtex|ris|text", "works": ["…"] or "q": "…" or "document": "…", "style", "locale", "keys"}`

// suffixes are the names' endings of files.
var suffixes = map[format]string{formatCSL: "json", formatBibTeX: "bib", formatRIS: "ris", formatText: "txt"}

// apiExportWorks answers with works, or the entries of a document's reference
// list, as a file.
func (s *site) apiExportWorks(c *gin.Context, index Index, params url.Values) error {
	if err := checkNames(params, nil, nil); err != nil {
		return err
	}
	r := &exportRequest{}
	if err := readJSON(c, r, exportShape); err != nil {
		return err
	}
	how := url.Values{"format": {r.Format}, "style": {r.Style}, "locale": {r.Locale}, "keys": {r.Keys}}
	if r.Format == "" || r.Format == string(formatJSON) {
		return faultIn("format", invalidValue, "format=%q: want one of csl-json, bibtex, ris, text", r.Format)
	}
	a, err := readAsked(c, how)
	if err != nil {
		return err
	}
	items, err := s.exported(c, index, r)
	if err != nil {
		return err
	}
	contentType, body, err := a.write(items)
	if err != nil {
		return err
	}
	download(c, "works", suffixes[a.format])
	respond(c, contentType, body, false)
	return nil
}

// exported returns what is asked for.
func (s *site) exported(c *gin.Context, index Index, r *exportRequest) ([]cite.Item, error) {
	ctx := c.Request.Context()
	var items []cite.Item
	switch {
	case r.Works != nil && r.Q == nil && r.Document == nil:
		if len(r.Works) > maxExported {
			return nil, faultIn("works", tooLarge, "at most %d works are exported at once; send the rest in a second request", maxExported)
		}
		for _, id := range r.Works {
			w, _, err := findWork(ctx, index, url.PathEscape(id))
			if err != nil {
				return nil, err
			}
			items = append(items, validItem(w.CSL, w.ID))
		}
	case r.Q != nil && r.Works == nil && r.Document == nil:
		text, err := query.Parse(*r.Q)
		if err != nil {
			return nil, err
		}
		works, total, err := searchWorks(ctx, index, text, &bibliography.Query{}, 0, maxExported)
		if err != nil {
			return nil, err
		}
		if total > maxExported {
			return nil, faultIn("q", tooManyResults, "%d works are more than the %d that can be exported: narrow the query", total, maxExported)
		}
		for _, w := range works {
			items = append(items, validItem(w.CSL, w.ID))
		}
	case r.Document != nil && r.Works == nil && r.Q == nil:
		if _, err := index.Document(ctx, *r.Document); err != nil {
			return nil, notFoundAs(err, unknownDocument, *r.Document)
		}
		passages, err := index.Passages(ctx, *r.Document)
		if err != nil {
			return nil, err
		}
		for _, e := range references(passages) {
			items = append(items, e.CSL)
		}
	default:
		return nil, fault(malformedBody, "give one of works, q and document: %s", exportShape)
	}
	return items, nil
}

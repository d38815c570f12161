package web

// Works: publications that entries of reference lists and documents denote, the
// places that cite them, and works as entries of a bibliography, one formatted and
// many as a file.

import (
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/izde/izde/search/bibliography"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/style"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/query"
)

// workView is a work. Forms are the entries as written, Entries their ids;
// Duplicates may be the same and were not merged, Series have the same title and
// another year.
type workView struct {
	ID         string            `json:"id"`
	CSL        cite.Item         `json:"csl"`
	Forms      []string          `json:"forms"`
	Entries    []string          `json:"entries"`
	Document   *string           `json:"document"`
	Duplicates []doc.RelatedWork `json:"duplicates"`
	Series     []doc.RelatedWork `json:"series"`
	Warnings   []warningView     `json:"warnings"`
}

func newWorkView(w *doc.Work) workView {
	v := workView{ID: w.ID, CSL: desk.ValidItem(w.CSL, w.ID), Forms: orEmpty(w.Forms), Entries: []string{},
		Duplicates: orEmpty(w.Duplicates), Series: orEmpty(w.Series), Warnings: newWarningViews(w.Warnings)}
	for _, e := range w.Entries {
		v.Entries = append(v.Entries, e.ID)
	}
	if w.Document != "" {
		v.Document = &w.Document
	}
	return v
}

// foundWork is a work in a list, with the parameters that found it.
type foundWork struct {
	workView
	MatchedOn []string `json:"matched_on"`
}

// workFields are the parameters that say which works are wanted.
var workFields = []string{"q", "author", "title", "year", "doi", "orcid", "type", "journal"}

func (s *site) apiWorks(x *call) error {
	a, limit := x.asked(), x.limit()
	at := x.paged(x.listCursor(), limit)
	r, matched := x.worksRequest()
	r.Order, r.Lang = oneOf(x, "sort", desk.WorkOrders...), x.readersOf(a)
	r.Offset, r.Limit = at.Offset, limit
	if x.err != nil {
		return x.err
	}
	works, total, err := x.desk.Works(x.ctx(), r)
	if err != nil {
		return err
	}
	l := list[foundWork]{Items: []foundWork{}, Total: total, Next: at.nextOffset(len(works), total)}
	var items []cite.Item
	for _, w := range works {
		v := newWorkView(w)
		l.Items = append(l.Items, foundWork{v, matched})
		items = append(items, v.CSL)
	}
	return x.respondItems(a, l, items, l.Next)
}

// worksRequest reads which works are asked for; matched names the parameters that
// say something.
func (x *call) worksRequest() (r *desk.WorksRequest, matched []string) {
	matched = []string{}
	values := map[string]string{}
	for _, name := range workFields {
		if values[name] = strings.TrimSpace(x.single(name)); values[name] != "" {
			matched = append(matched, name)
		}
	}
	r = &desk.WorksRequest{Author: values["author"], Title: values["title"], DOI: values["doi"], ORCID: values["orcid"], Type: x.workType(), Journal: values["journal"], Year: x.number("year", 0, 1, 9999)}
	if q := values["q"]; q != "" {
		r.Query = x.parse(q)
	}
	return r, matched
}

// apiWork answers everything below /works: a work, or what belongs to one. An id
// "doi:10.…" is one encoded segment, or all of the path.
func (s *site) apiWork(x *call) error {
	rest := strings.TrimPrefix(x.Param("rest"), "/")
	if bare, err := url.PathUnescape(rest); err == nil && strings.HasPrefix(bare, "10.") && s.movedToDOI(x.Context, apiRoot, bare) {
		return nil
	}
	parts := strings.Split(rest, "/")
	id, below := parts[0], ""
	whole, err := url.PathUnescape(id)
	if len(parts) > 1 && err == nil && desk.IsDOI(whole) && cite.NormalizeDOI(whole) == "" {
		id = strings.Join(parts, "/")
	} else if len(parts) == 2 {
		below = "/" + parts[1]
	}
	asAsked := func(h handler) handler { return h } // in formats of their own
	answer, ok := map[string]struct {
		known []string
		as    func(handler) handler
		of    func(x *call, w *doc.Work) error
	}{
		"":              {formatParams, asAsked, s.apiWorkItself},
		"/citations":    {listParams, asJSON, s.apiCitations},
		"/cocited":      {[]string{"scope", "limit", "cursor"}, asJSON, s.apiCocited},
		"/same":         {listParams, asJSON, s.apiSameAsWork},
		"/bibliography": {[]string{"style", "locale", "locator", caseParam}, asAsked, s.apiBibliography},
	}[below]
	if !ok || len(parts) > 2 && !strings.Contains(id, "/") {
		return fault(notFound, "nothing is at %s; of a work there are %s", x.Request.URL.Path, "citations, cocited, same and bibliography")
	}
	w, moved, err := x.findWork(id)
	if err != nil {
		return err
	}
	if moved {
		s.moved(x.Context, "/works/"+w.ID+below)
		return nil
	}
	return takes(answer.known, answer.as(func(x *call) error { return answer.of(x, w) }))(x)
}

// movedToDOI sends a client that names a work by a bare DOI, or by one whose slashes are
// not encoded, to the address of that work below root. It reports whether name is one.
func (s *site) movedToDOI(c *gin.Context, root, name string) bool {
	doi := cite.NormalizeDOI(name)
	if desk.IsDOI(name) {
		doi = cite.NormalizeDOI(name[len("doi:"):])
	}
	if doi == "" {
		return false
	}
	s.movedTo(c, root+"/works/doi:"+url.PathEscape(doi))
	return true
}

// findWork returns the work that an escaped segment of a path names. moved says
// that it was merged into one of another id.
func (x *call) findWork(segment string) (w *doc.Work, moved bool, err error) {
	id, err := url.PathUnescape(segment)
	if err != nil {
		return nil, false, fault(badIdentifier, "%q is not percent-encoded correctly; a slash is %%2F, a percent sign %%25", desk.Clip(segment))
	}
	if w, err = x.desk.Work(x.ctx(), id); err != nil {
		return nil, false, err
	}
	return w, w.ID != id && !desk.IsDOI(id), nil
}

func (s *site) apiWorkItself(x *call, w *doc.Work) error {
	a, v := x.asked(), newWorkView(w)
	return x.respondItems(a, v, []cite.Item{v.CSL}, nil)
}

// workCitation is a place that cites a work. Kind is the kind of the passage.
type workCitation struct {
	Reference string   `json:"reference"`
	Document  string   `json:"document"`
	Passage   string   `json:"passage"`
	Section   []string `json:"section"`
	Bracket   string   `json:"bracket"`
	Sentence  string   `json:"sentence"`
	Before    string   `json:"before"`
	After     string   `json:"after"`
	Kind      doc.Kind `json:"kind"`
	// Pages and Places are where the bracket stands.
	Pages  []pageView  `json:"pages"`
	Places []placeView `json:"places"`
	URL    string      `json:"url"`
}

func (s *site) newWorkCitation(c bibliography.Citation) workCitation {
	p := c.Passage
	return workCitation{Reference: c.Entry, Document: p.DocID, Passage: p.ID, Section: orEmpty(p.Section), Bracket: p.Text[c.Start:c.End],
		Sentence: c.Sentence, Before: c.Before, After: c.After, Kind: p.Kind,
		Pages: newPageViews(p.PagesOf([]doc.Span{c.Span})), Places: newPlaceViews(p.Places), URL: s.passageURL(p)}
}

func (s *site) apiCitations(x *call, w *doc.Work) error {
	citations, err := x.desk.CitedBy(x.ctx(), w)
	if err != nil {
		return err
	}
	return respondPart(x, citations, s.newWorkCitation)
}

// cocitedWork is a work that is cited together with another. Evidence are the
// places where, Count says how many.
type cocitedWork struct {
	Work     string         `json:"work"`
	CSL      cite.Item      `json:"csl"`
	Count    int            `json:"count"`
	Evidence []cocitedPlace `json:"evidence"`
}

// cocitedPlace is a document, a passage of it or a sentence of that, by scope.
type cocitedPlace struct {
	Document string `json:"document"`
	Passage  string `json:"passage,omitempty"`
	Sentence string `json:"sentence,omitempty"`
}

func (s *site) apiCocited(x *call, w *doc.Work) error {
	by := oneOf(x, "scope", desk.Scopes...)
	if x.err != nil {
		return x.err
	}
	all, err := x.desk.Cocited(x.ctx(), w, by)
	if err != nil {
		return err
	}
	l := partOf(x, all, func(beside desk.Cocited) cocitedWork {
		v := cocitedWork{Work: beside.Work, Count: len(beside.Places)}
		for _, place := range beside.Places {
			v.Evidence = append(v.Evidence, cocitedPlace(place))
		}
		return v
	})
	for i := range l.Items {
		other, err := x.desk.Work(x.ctx(), l.Items[i].Work)
		if err != nil {
			return err
		}
		l.Items[i].CSL = desk.ValidItem(other.CSL, other.ID)
	}
	return x.respondView(l)
}

// bibliographyView is a work as a style writes it. Locator is the part of it that is
// cited, in the words of the entry, which then ends with it.
type bibliographyView struct {
	Style   style.Style  `json:"style"`
	Locale  style.Locale `json:"locale,omitempty"`
	Text    string       `json:"text"`
	HTML    string       `json:"html"`
	Locator string       `json:"locator,omitempty"`
}

func newBibliographyView(it cite.Item, s style.Style, locale style.Locale, locator string) bibliographyView {
	entry := style.FormatAt(it, s, locale, locator)
	return bibliographyView{s, locale, entry.String(), entry.HTML(), style.Locator(locator, style.LocaleOf(it, s, locale))}
}

// maxLocator is the length of a locator in bytes.
const maxLocator = 200

// apiBibliography answers with a formatted entry, as text and as HTML; the bare
// text or HTML to a client that prefers that.
func (s *site) apiBibliography(x *call, w *doc.Work) error {
	x.Writer.Header().Add("Vary", "Accept")
	a := asked{style: oneOf(x, "style", append([]style.Style{style.GOST}, style.Styles...)...), locale: oneOf(x, "locale", append([]style.Locale{""}, style.Locales...)...)}
	locator := x.single("locator")
	if len(locator) > maxLocator {
		x.fail(faultIn("locator", invalidValue, "a locator is at most %d bytes long: 45, 45-46 or the name of a chapter", maxLocator))
	}
	item := w.CSL
	if oneOf(x, caseParam, caseSentence, casePrinted) == casePrinted {
		item = item.AsPrinted()
	}
	if x.err != nil {
		return x.err
	}
	entry := newBibliographyView(item, a.style, a.locale, locator)
	offered := []string{"application/json", "text/plain", "text/html", "text/x-bibliography"}
	switch media, _ := preferred(x.Request.Header.Values("Accept"), offered); media {
	case "":
		return fault(notAcceptable, "available: %s", strings.Join(offered, ", "))
	case "text/html":
		respond(x.Context, htmlType, []byte(entry.HTML+"\n"), true)
		return nil
	case "application/json":
		return respondJSON(x.Context, entry, true)
	default:
		respond(x.Context, media+"; charset=utf-8", []byte(entry.Text+"\n"), true)
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
	Case     string   `json:"case"`
}

const exportShape = `{"format": "csl-json|bibtex|ris|text|docx", "works": ["…"] or "q": "…" or "document": "…", "style", "locale", "keys", "case"}`

// apiExportWorks answers with works, or the entries of a document's reference
// list, as a file.
func (s *site) apiExportWorks(x *call) error {
	r := &exportRequest{}
	if err := readJSON(x.Context, r, exportShape); err != nil {
		return err
	}
	if r.Format == "" || r.Format == string(formatJSON) {
		return faultIn("format", invalidValue, "format=%q: want one of csl-json, bibtex, ris, text, docx", r.Format)
	}
	x.params = url.Values{"format": {r.Format}, "style": {r.Style}, "locale": {r.Locale}, "keys": {r.Keys}, caseParam: {r.Case}}
	a := x.asked()
	if x.err != nil {
		return x.err
	}
	items, err := x.exportedItems(r)
	if err != nil {
		return err
	}
	return x.respondFile("works", a, items)
}

// exportedItems returns the items that a request asks for.
func (x *call) exportedItems(r *exportRequest) ([]cite.Item, error) {
	switch {
	case r.Works != nil && r.Q == nil && r.Document == nil:
		return x.desk.ItemsOfWorks(x.ctx(), r.Works)
	case r.Q != nil && r.Works == nil && r.Document == nil:
		q, err := query.Parse(*r.Q)
		if err != nil {
			return nil, err
		}
		return x.desk.ItemsFound(x.ctx(), q)
	case r.Document != nil && r.Works == nil && r.Q == nil:
		return x.desk.ItemsOfList(x.ctx(), *r.Document)
	}
	return nil, fault(malformedBody, "give one of works, q and document: %s", exportShape)
}

package web

// References read and looked up: POST /api/v1/parse ("izde parse" gives the same in a
// terminal), POST /api/v1/lookup ("izde cite"), and the page at /lookup for references
// as people paste them. The search page looks up a query that may be one.

import (
	"errors"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/match"
	"github.com/izde/izde/search/cite/read"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
)

// lookupView is the result of looking for a citation: the work that is meant, or all
// works that may be; without any, the closest works.
type lookupView struct {
	Status  match.Status       `json:"status"`
	Margin  float64            `json:"margin"`
	Results []lookupResultView `json:"results"`
	Nearest []lookupResultView `json:"nearest"`
	Parsed  cite.Item          `json:"parsed"`
}

// lookupResultView is a work held against the citation.
type lookupResultView struct {
	Work     workView         `json:"work"`
	Score    float64          `json:"score"`
	Evidence []match.Evidence `json:"evidence"`
	Warnings []warningView    `json:"warnings"`
}

// LookupAnswer returns the API's answer to a citation, for encoding/json.
func LookupAnswer(l *desk.Lookup) any {
	views := func(results []desk.LookupResult) []lookupResultView {
		list := []lookupResultView{}
		for _, r := range results {
			list = append(list, lookupResultView{newWorkView(r.Work), r.Score, r.Evidence, newWarningViews(r.Warnings)})
		}
		return list
	}
	return lookupView{l.Status, match.Margin, views(l.Results), views(l.Nearest), l.Parsed}
}

// lookupRequest is the body of a lookup: one citation, or several.
type lookupRequest struct {
	Citation  *string   `json:"citation"`
	Citations []*string `json:"citations"`
	Limit     *int      `json:"limit"`
}

func (s *site) apiLookup(x *call) error {
	r, err := readLookup(x.Context)
	if err != nil {
		return err
	}
	nearby := desk.DefaultNearby
	if r.Limit != nil {
		nearby = *r.Limit
	}
	ctx, d := x.ctx(), x.desk
	if r.Citation != nil {
		l, err := d.LookUp(ctx, *r.Citation, nearby)
		if err != nil {
			return err
		}
		s.monitor.Outcome("lookup", string(l.Status), 1)
		return respondJSON(x.Context, LookupAnswer(l), false)
	}
	if len(r.Citations) > desk.MaxCitations {
		return faultIn("citations", tooLarge, "at most %d citations are looked up at once; send the rest in a second request", desk.MaxCitations)
	}
	// An error stands in the place of its citation.
	items := list[any]{Items: []any{}, Total: len(r.Citations)}
	for _, citation := range r.Citations {
		if citation == nil {
			citation = new(string)
		}
		l, err := d.LookUp(ctx, *citation, nearby)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			items.Items = append(items.Items, s.prepare(x.Context, err))
		default:
			s.monitor.Outcome("lookup", string(l.Status), 1)
			items.Items = append(items.Items, LookupAnswer(l))
		}
	}
	return respondJSON(x.Context, items, false)
}

// readLookup reads the body.
func readLookup(c *gin.Context) (*lookupRequest, error) {
	r := &lookupRequest{}
	if err := readJSON(c, r, `{"citation": "…", "limit": 3} or {"citations": ["…", …]}`); err != nil {
		return nil, err
	}
	switch {
	case r.Citation != nil && r.Citations != nil:
		return nil, fault(malformedBody, "give citation or citations, not both")
	case r.Citation == nil && r.Citations == nil:
		return nil, faultIn("citation", emptyCitation, `give {"citation": "…"} or {"citations": ["…", …]}`)
	}
	return r, nil
}

// citationParam holds the references, one or a list.
const citationParam = "citation"

// lookupPage is the view of that page.
type lookupPage struct {
	frame
	Text  string // as given
	Found []lookedUp
	// Matched counts the references whose work is known.
	Matched int
	// Left counts the references beyond desk.MaxCitations, which were not looked up.
	Left int
	// ListURL leads to the list of the works that were found; empty without such.
	ListURL string
	// FormURL takes the form; Examples are references of the corpus to try.
	FormURL  string
	Examples []exampleQuery
}

// lookedUp is the result of looking for one reference.
type lookedUp struct {
	Given string
	// Status is matched, ambiguous or none; Title says it.
	Status match.Status
	Title  string
	// Works are the works that are meant or may be; without any, Nearest are the
	// closest works.
	Works, Nearest []foundWorkLine
	URL            string // looks up this reference alone
}

// foundWorkLine is a work and how it compares with the reference.
type foundWorkLine struct {
	workLine
	Evidence []evidenceLine
	Warnings []warningLine
}

// evidenceLine compares a field; its name and the agreement are for people.
type evidenceLine struct {
	Field, Given, Found, Agreement string
	Differs                        bool
}

func (s *site) lookupPage(x *call, r *reader) error {
	posted := x.Request.Method == http.MethodPost
	if posted { // a list is longer than an address may be
		form, err := readBody(x.Context)
		if err != nil {
			return err
		}
		if x.params, err = parseParams(string(form)); err != nil {
			return err
		}
	}
	text := x.single(citationParam)
	if x.err != nil {
		return x.err
	}
	v := &lookupPage{frame: s.frame(r, r.T("lookup.title")), Text: text, FormURL: r.url("/lookup", nil)}
	if !posted {
		v.Kept = pick(x.params, []string{citationParam})
	}
	v.NoIndex = text != ""
	given := read.SplitList(text)
	if len(given) > desk.MaxCitations {
		v.Left = len(given) - desk.MaxCitations
		given = given[:desk.MaxCitations]
	}
	var works []string
	for _, citation := range given {
		l, err := x.desk.LookUp(x.ctx(), citation, desk.DefaultNearby)
		if _, refused := errors.AsType[*desk.Refusal](err); err != nil && !refused {
			return err
		}
		found := r.newLookedUp(citation, l)
		if found.Status == match.Matched {
			v.Matched++
			works = append(works, found.Works[0].ID)
		}
		v.Found = append(v.Found, *found)
	}
	if len(works) > 0 {
		v.ListURL = r.listURL(works, nil)
	}
	if len(given) == 0 {
		examples, err := x.desk.ExampleReferences(x.ctx())
		if err != nil {
			return err
		}
		for _, e := range examples {
			v.Examples = append(v.Examples, exampleQuery{e, r.lookupURL(e.Text)})
		}
	}
	return respondPage(x.Context, r, "lookup", v)
}

func (r *reader) lookupURL(citation string) string {
	return r.url("/lookup", url.Values{citationParam: {citation}})
}

// newLookedUp shows the result of looking for a reference; l is nil where the
// reference says nothing.
func (r *reader) newLookedUp(citation string, l *desk.Lookup) *lookedUp {
	v := &lookedUp{Given: citation, Status: match.None, Title: r.T("lookup.unread"), URL: r.lookupURL(citation)}
	if l == nil {
		return v
	}
	v.Status, v.Title = l.Status, r.T("found."+string(l.Status))
	meant := l.Results
	if l.Status == match.Matched {
		meant = meant[:1] // the others are beside it, not meant
	}
	v.Works, v.Nearest = r.newFoundWorks(meant), r.newFoundWorks(l.Nearest)
	return v
}

func (r *reader) newFoundWorks(results []desk.LookupResult) []foundWorkLine {
	var lines []foundWorkLine
	for _, found := range results {
		// The evidence shows already that fields differ.
		odd := slices.DeleteFunc(slices.Clone(found.Warnings), func(w cite.Warning) bool { return w.Code == cite.WarnField })
		line := foundWorkLine{workLine: r.newWorkLine(found.Work), Warnings: r.warnings(odd)}
		for _, e := range found.Evidence {
			line.Evidence = append(line.Evidence, evidenceLine{r.T("csl." + e.Field), e.Given, e.Found, r.T("agreement." + string(e.Agreement)), e.Agreement == match.Differs})
		}
		lines = append(lines, line)
	}
	return lines
}

// workLine is a work in a list of works.
type workLine struct {
	ID, Title, URL, In string
	Authors            []string
	Year               int
	DocumentURL        string // empty for a work that is only cited
}

func (r *reader) newWorkLine(w *doc.Work) workLine {
	item := r.item(w)
	line := workLine{ID: w.ID, Title: item.Title, URL: r.url("/works/"+w.ID, nil), In: publishedIn(&item), Authors: r.allNames(authorNames(&item)), Year: item.Year()}
	if w.Document != "" {
		line.DocumentURL = r.documentURL(w.Document)
	}
	return line
}

// parsedView is a reference as understood. The offsets of its fields are code
// points of Raw.
type parsedView struct {
	Raw        string        `json:"raw"`
	CSL        cite.Item     `json:"csl"`
	Fields     []fieldView   `json:"fields"`
	Confidence float64       `json:"confidence"`
	Warnings   []warningView `json:"warnings"`
}

// fieldView is a part of a reference that a CSL variable was read from.
type fieldView struct {
	Name string `json:"name"`
	rangeView
	Confidence float64 `json:"confidence"`
}

// warningView says what is odd about a reference.
type warningView struct {
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

// ParsedAnswer returns the API's answer to the n-th reference of a list, for
// encoding/json. The id of its CSL item is n.
func ParsedAnswer(n int, p cite.Parsed) any {
	return parsedView{p.Raw, desk.ValidItem(p.Item, strconv.Itoa(n)), newFieldViews(p.Raw, p.Fields), p.Confidence, newWarningViews(p.Warnings)}
}

func newFieldViews(raw string, fields []cite.Field) []fieldView {
	views := []fieldView{}
	points := codePoints{text: raw}
	for _, f := range fields {
		views = append(views, fieldView{f.Name, rangeView{points.at(f.Start), points.at(f.End)}, f.Confidence})
	}
	return views
}

func newWarningViews(warnings []cite.Warning) []warningView {
	views := []warningView{}
	for _, w := range warnings {
		views = append(views, warningView(w))
	}
	return views
}

// listFormats are the formats of the bodies that are taken.
var listFormats = map[string]desk.ListFormat{
	"text/plain":                              desk.Lines,
	"application/x-bibtex":                    desk.BibTeX,
	"application/x-research-info-systems":     desk.RIS,
	"application/vnd.citationstyles.csl+json": desk.CSLJSON,
}

// parse reads the body's references.
func (s *site) parse(c *gin.Context) {
	if err := s.admitted(c, func(func()) error { return s.parseBody(c) }); err != nil {
		s.writeProblem(c, err)
	}
}

func (s *site) parseBody(c *gin.Context) error {
	if err := acceptsJSON(c.Request.Header.Values("Accept")); err != nil {
		return err
	}
	params, err := parseParams(c.Request.URL.RawQuery)
	if err != nil {
		return err
	}
	if err := (&call{params: params}).checkNames(nil); err != nil {
		return err
	}
	kind, _, err := mime.ParseMediaType(c.Request.Header.Get("Content-Type"))
	format, ok := listFormats[kind]
	if err != nil || !ok {
		return fault(unsupportedType, "send text/plain in UTF-8, one reference a line, or application/x-bibtex, application/x-research-info-systems or application/vnd.citationstyles.csl+json")
	}
	body, err := readBody(c)
	if err != nil {
		return err
	}
	parsed, err := desk.Parse(c.Request.Context(), format, string(body))
	if err != nil {
		return err
	}
	l := list[any]{Items: []any{}, Total: len(parsed)}
	outcomes := map[string]int{}
	for i, p := range parsed {
		l.Items = append(l.Items, ParsedAnswer(i+1, p))
		if p.Item.Title == "" && p.Item.ContainerTitle == "" {
			outcomes["unread"]++
		} else {
			outcomes["read"]++
		}
	}
	for outcome, n := range outcomes {
		s.monitor.Outcome("parse", outcome, n)
	}
	return respondJSON(c, l, false)
}

package web

// POST /api/v1/parse: references as text, understood; bibliographies in BibTeX,
// RIS and CSL-JSON, read. "izde parse" gives the former in a terminal.

import (
	"iter"
	"mime"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/bibtex"
	"github.com/izde/izde/search/cite/read"
	"github.com/izde/izde/search/cite/ris"
)

// ParsedReference is a reference as understood. The offsets of its fields are
// code points of Raw.
type ParsedReference struct {
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

// ParseReference reads the n-th reference of a list, which is what its CSL item
// is called.
func ParseReference(n int, raw string) ParsedReference {
	return newParsedReference(n, read.Parse(raw))
}

func newParsedReference(n int, p cite.Parsed) ParsedReference {
	return ParsedReference{p.Raw, validItem(p.Item, strconv.Itoa(n)), newFieldViews(p.Raw, p.Fields), p.Confidence, newWarningViews(p.Warnings)}
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
		views = append(views, warningView{w.Code, w.Detail})
	}
	return views
}

// maxParsed is how many references one request may hold.
const maxParsed = 10_000

// readers read the bodies that are taken.
var readers = map[string]func(string) iter.Seq[cite.Parsed]{
	"text/plain":                              readLines,
	"application/x-bibtex":                    bibtex.Read,
	"application/x-research-info-systems":     ris.Read,
	"application/vnd.citationstyles.csl+json": cite.ReadItems,
}

// readLines reads references as text, one a line.
func readLines(text string) iter.Seq[cite.Parsed] {
	return func(yield func(cite.Parsed) bool) {
		for line := range strings.Lines(text) {
			if line = strings.TrimSpace(line); line != "" && !yield(read.Parse(line)) {
				return
			}
		}
	}
}

// parse reads the body's references.
func (s *site) parse(c *gin.Context) {
	if err := s.parseBody(c); err != nil {
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
	if err := checkNames(params, nil, nil); err != nil {
		return err
	}
	kind, _, err := mime.ParseMediaType(c.Request.Header.Get("Content-Type"))
	read := readers[kind]
	if err != nil || read == nil {
		return fault(unsupportedType, "send text/plain in UTF-8, one reference a line, or application/x-bibtex, application/x-research-info-systems or application/vnd.citationstyles.csl+json")
	}
	body, err := readBody(c)
	if err != nil {
		return err
	}
	list := list[ParsedReference]{Items: []ParsedReference{}}
	for p := range read(string(body)) {
		if len(list.Items) == maxParsed {
			return fault(tooLarge, "at most %d references are read at once", maxParsed)
		}
		if err := c.Request.Context().Err(); err != nil {
			return err
		}
		list.Items = append(list.Items, newParsedReference(len(list.Items)+1, p))
	}
	list.Total = len(list.Items)
	return respondJSON(c, list, false)
}

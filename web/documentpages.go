package web

// The page at /documents/{id}/pages/{n}: the picture of a document's page with the
// marks of a query over it, and its text beside it.

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
)

// pictureDPI is the resolution of the picture: two dots for a point of the page.
const pictureDPI = 144

// paperPage is the view of that page.
type paperPage struct {
	frame
	Title       langText // of the document
	DocumentURL string
	Name        string // of the page, "p. 45"
	COinS       string
	Number, All int
	Recognised  bool
	Percent     int    // how surely
	Q, BackURL  string // see documentPage
	// Picture is drawn Width by Height points large.
	Picture       string
	Width, Height float32
	Marks         []markBox
	Parts         []pagePart
	// Previous and Next lead to the pages around this one, the others to those
	// around it that have marks; empty where there are none.
	Previous, Next, PreviousHit, NextHit string
}

// markBox is a mark in points from the upper left corner of the picture.
type markBox struct{ X, Y, Width, Height float32 }

// pagePart is a passage that stands on the page; URL leads to it in the document.
type pagePart struct {
	Kind     doc.Kind
	Lang     doc.Lang
	Segments []segment
	URL      string
}

// pageName writes the number that is printed on a page, else how many it is.
func (r *reader) pageName(p doc.Page) string {
	return r.T("page.name", "n", cmp.Or(p.Label, strconv.Itoa(p.Page)))
}

// paperURL leads to a page of a document; params may be nil.
func (r *reader) paperURL(document string, page int, params url.Values) string {
	return r.url("/documents/"+document+"/pages/"+strconv.Itoa(page), params)
}

func (s *site) paperPage(x *call, r *reader) error {
	q := x.single("q")
	wanted := x.parse(q)
	if x.err != nil {
		return x.err
	}
	page, err := x.desk.Page(x.ctx(), x.id(), x.pageNumber(), wanted)
	if err != nil {
		return err
	}
	d := page.Document
	v := &paperPage{frame: s.frame(r, r.pageName(page.Page)+" · "+r.title(d).Text), Title: r.title(d), Name: r.pageName(page.Page), Number: page.Page.Page, All: len(d.Pages), Q: strings.TrimSpace(q)}
	v.Recognised, v.Percent = page.Page.Recognised, int(100*page.Page.Confidence+0.5)
	v.COinS = d.PageCOinS(page.Page)
	v.Form.Q = q
	params := url.Values{}
	if v.Q != "" {
		params.Set("q", q)
		v.Kept, v.BackURL = params, v.searchURL(params)
	}
	v.DocumentURL = r.url("/documents/"+d.ID, params)
	v.Picture = r.base + apiRoot + "/documents/" + d.ID + "/pages/" + strconv.Itoa(v.Number) + "?dpi=" + strconv.Itoa(pictureDPI)
	v.Width, v.Height = page.Shown()
	for _, quad := range page.Quads {
		left, top, right, bottom := page.Box(quad)
		v.Marks = append(v.Marks, markBox{left - 1, top, right - left + 2, bottom - top})
	}
	for _, m := range page.Passages {
		v.Parts = append(v.Parts, pagePart{m.Kind, m.Lang, segments(m.Passage, m.Marks, 0, len(m.Text)), r.passageURL(m.Passage, params)})
	}
	lead := func(n int) string { return r.paperURL(d.ID, n, params) }
	if v.Number > 1 {
		v.Previous = lead(v.Number - 1)
	}
	if v.Number < v.All {
		v.Next = lead(v.Number + 1)
	}
	at, here := slices.BinarySearch(page.Marked, v.Number)
	if at > 0 {
		v.PreviousHit = lead(page.Marked[at-1])
	}
	if here {
		at++
	}
	if at < len(page.Marked) {
		v.NextHit = lead(page.Marked[at])
	}
	return respondPage(x.Context, r, "page", v)
}

// pageNumber is the page in the path, 0 if it is no number.
func (x *call) pageNumber() int {
	n, err := strconv.Atoi(x.Param("n"))
	if err != nil {
		return 0
	}
	return n
}

// addPage says on which page a hit stands: the first with marks.
func (hit *pageHit) addPage(r *reader, h desk.Hit, params url.Values) {
	if pages := h.Passage.PagesOf(desk.MarkSpans(h.Marks)); len(pages) > 0 {
		hit.Page, hit.PageURL = r.pageName(pages[0]), r.paperURL(h.Doc.ID, pages[0].Page, params)
	}
}

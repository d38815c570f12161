package web

// Pages of documents for programs: where passages stand, pictures of pages, and the
// files that documents were made of.

import (
	"bytes"
	"mime"
	"net/http"
	"path"

	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/query"
)

// pageView is a page or the part of one that a passage or its marks cover. Quads are
// x0, y0, x1, y1 in points from the lower left of the unrotated page.
type pageView struct {
	Page  int     `json:"page"`
	Label *string `json:"label"`
	// Width and Height are in points, before the page is turned by Rotation quarters
	// clockwise.
	Width    float32    `json:"width"`
	Height   float32    `json:"height"`
	Rotation int        `json:"rotation"`
	Quads    []doc.Quad `json:"quads"`
}

func newPageView(p doc.Page) pageView {
	v := pageView{p.Page, nil, p.Width, p.Height, p.Rotation, orEmpty(p.Quads)}
	if p.Label != "" {
		v.Label = &p.Label
	}
	return v
}

func newPageViews(pages []doc.Page) []pageView {
	views := make([]pageView, len(pages))
	for i, p := range pages {
		views[i] = newPageView(p)
	}
	return views
}

// placeView is where a passage stands in a file without pages: bytes of one of its
// parts, and the chapter or section there.
type placeView struct {
	Part  string `json:"part"`
	Label string `json:"label"`
	rangeView
}

func newPlaceViews(places []doc.Place) []placeView {
	views := make([]placeView, len(places))
	for i, p := range places {
		views[i] = placeView{p.Part, p.Label, rangeView(p.Span)}
	}
	return views
}

// locator names the pages of spans of a passage, else the chapter or section: "45–46",
// "Chapter 2".
func locator(p *doc.Passage, spans ...doc.Span) string {
	if pages := p.PagesOf(spans); len(pages) > 0 {
		return doc.Locator(pages)
	}
	for _, place := range p.Places {
		if place.Label != "" {
			return place.Label
		}
	}
	return ""
}

// placeName names where a passage stands in a file without pages.
func placeName(p *doc.Passage) string {
	if len(p.Places) == 0 {
		return ""
	}
	return p.Places[0].Name()
}

// pageItem is a page in the list of a document: with how many passages stand on it,
// at least in part, whether it has text, and whether that was recognised in a picture.
type pageItem struct {
	pageView
	Passages   int      `json:"passages"`
	HasText    bool     `json:"has_text"`
	Recognised bool     `json:"recognised"`
	Confidence *float32 `json:"confidence"`
}

// confidence is null for text that was not recognised.
func confidence(recognised bool, value float32) *float32 {
	if !recognised {
		return nil
	}
	return &value
}

func (s *site) apiDocumentPages(x *call) error {
	d, passages, err := x.document()
	if err != nil {
		return err
	}
	return respondPart(x, d.Pages, func(p doc.Page) pageItem {
		item := pageItem{pageView: newPageView(p), HasText: !p.NoText, Recognised: p.Recognised, Confidence: confidence(p.Recognised, p.Confidence)}
		for _, passage := range passages {
			if passage.On(p.Page) {
				item.Passages++
			}
		}
		return item
	})
}

// pageDetail is a page with what stands on it. Its quads are those of all marks.
type pageDetail struct {
	pageView
	Items []markedView `json:"items"`
}

// markedView is a passage with the marks of a query. Pages are those of the marks, or
// of the whole where there are none.
type markedView struct {
	sourcedPassage
	Marks []markView `json:"marks"`
}

// apiDocumentPage answers with the passages of a page or with its picture.
func (s *site) apiDocumentPage(x *call) error {
	media, _ := preferred(x.Request.Header.Values("Accept"), []string{"application/json", "image/png", "image/jpeg"})
	if media == "" {
		return fault(notAcceptable, "available: application/json, image/png, image/jpeg")
	}
	q, err := query.Parse(x.single("q"))
	if err != nil {
		return err
	}
	dpi := x.number("dpi", desk.DefaultDPI, desk.MinDPI, desk.MaxDPI)
	if x.err != nil {
		return x.err
	}
	page, err := x.desk.Page(x.ctx(), x.id(), x.pageNumber(), q)
	if err != nil {
		return err
	}
	x.Writer.Header().Add("Vary", "Accept")
	if media != "application/json" {
		picture, err := page.Picture(x.ctx(), s.files, dpi, media == "image/jpeg")
		if err != nil {
			return err
		}
		respond(x.Context, media, picture, true)
		return nil
	}
	v := pageDetail{newPageView(page.Page), []markedView{}}
	for _, m := range page.Passages {
		marked := markedView{s.newSourcedPassage(m.Passage, page.Document), []markView{}}
		marked.Pages = newPageViews(m.PagesOf(desk.MarkSpans(m.Marks)))
		points := codePoints{text: m.Text}
		for _, mark := range m.Marks {
			marked.Marks = append(marked.Marks, markView{points.span(mark.Span), mark.View.String()})
		}
		v.Items = append(v.Items, marked)
	}
	return respondJSON(x.Context, v, true)
}

// apiFile answers with the file of a document, to be saved: a browser is to run
// nothing that it holds.
func (s *site) apiFile(x *call) error {
	files := s.files
	if s.kept {
		files = nil
	}
	d, data, err := x.desk.Original(x.ctx(), files, x.id())
	if err != nil {
		return err
	}
	kind := "application/octet-stream"
	if bytes.HasPrefix(data, []byte("%PDF-")) {
		kind = "application/pdf"
	} else if media, _, _ := mime.ParseMediaType(http.DetectContentType(data)); media == "text/plain" {
		kind = "text/plain" // in whatever encoding
	}
	x.Header("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": path.Base(d.Source)}))
	x.Header("Content-Security-Policy", "default-src 'none'; sandbox")
	respond(x.Context, kind, data, true)
	return nil
}

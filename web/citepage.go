package web

// The page at /documents/{id}/cite: a document as an entry of a bibliography in
// each style, as files for reference managers, and a passage of it as a
// quotation. GET /api/v1/passages/{id}/quotation is the last for programs.

import (
	"maps"
	"net/url"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/style"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
)

// passageParam names the passage that is quoted.
const passageParam = "passage"

// citePage is the view of that page.
type citePage struct {
	frame
	Name    langText // of what is cited
	BackURL string
	// Quote is the passage that is quoted; empty without one.
	Quote   langText
	Link    string // to what is cited, with the host
	Entries []styledEntry
	locator string // see locator; of the passage
	Files   []exportLink
	// ListFiles are files of the works that a document cites.
	ListFiles []exportLink
	// Wording are the languages that the words of an entry may be in.
	Wording []choice
}

// styledEntry is an entry in a style.
type styledEntry struct {
	Style style.Style
	style.Entry
}

func (s *site) citePage(x *call, r *reader) error {
	d, err := x.desk.Document(x.ctx(), x.id())
	if err != nil {
		return err
	}
	id := d.ID
	v := &citePage{frame: s.frame(r, r.T("cite.title")), Name: langText{r.inCase(d, d.Title), d.TitleLang()}, BackURL: r.documentURL(id)}
	v.NoIndex = true
	v.Kept = pick(x.params, []string{passageParam, "locale"})
	origin := s.origin(x.Request)
	v.Link = origin + s.documentURL(id)
	if d.DOI != "" {
		v.Link = doiURL(d.DOI)
	}
	if passage := x.single(passageParam); passage != "" {
		p, _, err := x.desk.Passage(x.ctx(), passage)
		if err != nil {
			return err
		}
		v.Quote = langText{p.Text, p.Lang}
		v.locator = locator(p)
		v.Link = origin + s.documentURL(id) + "#p-" + p.ID
		v.BackURL += "#p-" + p.ID
	}
	if d.References > 0 {
		v.ListFiles = r.itemFiles(url.Values{"document": {id}})
	}
	path := r.base + apiRoot + "/documents/" + id
	return v.respond(x, desk.ValidItem(d.CSL, id), path, "/documents/"+id+"/cite")
}

// respond answers with item in every style and the files of it that the API has at
// path; here is the page itself.
func (v *citePage) respond(x *call, item cite.Item, path, here string) error {
	wording := oneOf(x, "locale", append([]style.Locale{style.Locale(v.Tag)}, style.Locales...)...)
	if x.err != nil {
		return x.err
	}
	for _, l := range style.Locales {
		changed := pick(x.params, []string{passageParam})
		changed.Set("locale", string(l))
		v.Wording = append(v.Wording, choice{string(l), v.url(here, changed), l == wording})
	}
	if v.printed {
		item = item.AsPrinted()
	}
	for _, st := range style.Styles {
		v.Entries = append(v.Entries, styledEntry{st, style.FormatAt(item, st, wording, v.locator)})
	}
	for _, f := range []format{formatBibTeX, formatRIS, formatCSL} {
		v.Files = append(v.Files, exportLink{v.T("export." + string(f)), path + "?" + url.Values{"format": {string(f)}}.Encode()})
	}
	if x.params.Has(fragmentParam) {
		return respondFragment(x.Context, v.reader, "cite", "cited", v)
	}
	return respondPage(x.Context, v.reader, "cite", v)
}

// usualStyle is the style that readers of a language use most.
func (r *reader) usualStyle() style.Style {
	switch style.Locale(r.Tag) {
	case style.Chinese:
		return style.GBT
	case style.English:
		return style.APA
	}
	return style.GOST
}

// itemFiles links to an export in every format of bibliographies.
func (r *reader) itemFiles(params url.Values) []exportLink {
	var files []exportLink
	for _, f := range itemFormats {
		asked := url.Values{"format": {f}, "locale": {r.Tag}, "style": {string(r.usualStyle())}}
		maps.Copy(asked, params)
		files = append(files, exportLink{r.T("export." + f), r.base + apiRoot + "/export?" + asked.Encode()})
	}
	return files
}

// quotationView is a passage to be quoted: its text, and the entry of its document with
// the pages or the chapter that it stands in.
type quotationView struct {
	Passage  string           `json:"passage"`
	Document string           `json:"document"`
	Quote    string           `json:"quote"`
	Lang     doc.Lang         `json:"lang"`
	Entry    bibliographyView `json:"entry"`
	Pages    []pageView       `json:"pages"`
	Places   []placeView      `json:"places"`
	URL      string           `json:"url"`
}

func (s *site) apiQuotation(x *call) error {
	st, locale := oneOf(x, "style", append([]style.Style{style.GOST}, style.Styles...)...), oneOf(x, "locale", append([]style.Locale{""}, style.Locales...)...)
	if x.err != nil {
		return x.err
	}
	p, brief, err := x.desk.Passage(x.ctx(), x.id())
	if err != nil {
		return err
	}
	d, err := x.desk.Document(x.ctx(), brief.ID)
	if err != nil {
		return err
	}
	return respondJSON(x.Context, quotationView{p.ID, d.ID, p.Text, p.Lang, newBibliographyView(desk.ValidItem(d.CSL, d.ID), st, locale, locator(p)),
		newPageViews(p.Pages), newPlaceViews(p.Places), s.passageURL(p)}, true)
}

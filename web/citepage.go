package web

// The page at /documents/{id}/cite: a document as an entry of a bibliography in
// each style, as files for reference managers, and a passage of it as a
// quotation. GET /api/v1/passages/{id}/quotation is the last for programs.

import (
	"maps"
	"net/url"
	"strings"
	"unicode"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/style"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
)

// passageParam names the passage that is quoted, wordsParam has the words of it that are
// wanted, where that is not all of them.
const (
	passageParam = "passage"
	wordsParam   = "words"
)

// citePage is the view of that page.
type citePage struct {
	frame
	Name    langText // of what is cited
	BackURL string
	// Quote is the passage that is quoted; empty without one.
	Quote langText
	// WholeURL quotes the whole passage; empty where that is quoted.
	WholeURL string
	Link     string // to what is cited, with the host
	Entries  []styledEntry
	locator  string // see locator; of the passage
	Files    []exportLink
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
	v := &citePage{frame: s.frame(r, r.T("cite.title")), Name: r.title(d), BackURL: r.documentURL(id)}
	v.NoIndex = true
	v.Kept = pick(x.params, []string{passageParam, wordsParam, "locale"})
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
		span := doc.Span{Start: 0, End: len(p.Text)}
		if words, ok := findWords(p.Text, x.single(wordsParam)); ok && words != span {
			span = words
			v.WholeURL = r.url("/documents/"+id+"/cite", url.Values{passageParam: {p.ID}})
		}
		v.Quote = langText{p.Text[span.Start:span.End], p.Lang}
		v.locator = locator(p, span)
		v.Link = origin + s.documentURL(id) + "#p-" + p.ID
		v.BackURL += "#p-" + p.ID
	}
	if d.References > 0 {
		v.ListFiles = r.itemFiles(url.Values{"document": {id}})
	}
	path := r.base + apiRoot + "/documents/" + id
	readings := d.Readings()
	for i := range readings {
		readings[i].Title = r.inCase(d, readings[i].Title)
	}
	return v.respond(x, desk.ValidItem(d.CSL, id), readings, path, "/documents/"+id+"/cite")
}

// respond answers with item in every style, by that of its readings which is in the
// language of the wording, and the files of it that the API has at path; here is the page
// itself.
func (v *citePage) respond(x *call, item cite.Item, readings []cite.Item, path, here string) error {
	wording := oneOf(x, "locale", append([]style.Locale{style.Locale(v.Tag)}, style.Locales...)...)
	if x.err != nil {
		return x.err
	}
	for _, l := range style.Locales {
		changed := pick(x.params, []string{passageParam, wordsParam})
		changed.Set("locale", string(l))
		v.Wording = append(v.Wording, choice{string(l), v.url(here, changed), l == wording})
	}
	if v.printed {
		item = item.AsPrinted()
	}
	item, _ = doc.ReadingIn(item, readings, doc.Lang(wording))
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

// findWords returns where words stand in a text, however the blanks between them are
// written.
func findWords(text, words string) (doc.Span, bool) {
	list := strings.Fields(words)
	if len(list) == 0 || len(words) > 2*len(text) {
		return doc.Span{}, false
	}
	for from := 0; ; {
		at := strings.Index(text[from:], list[0])
		if at < 0 {
			return doc.Span{}, false
		}
		start := from + at
		end := start
		for _, word := range list {
			rest := strings.TrimLeftFunc(text[end:], unicode.IsSpace)
			if !strings.HasPrefix(rest, word) {
				end = -1
				break
			}
			end = len(text) - len(rest) + len(word)
		}
		if end > 0 {
			return doc.Span{Start: start, End: end}, true
		}
		from = start + len(list[0])
	}
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

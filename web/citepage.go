package web

// The page at /documents/{id}/cite: a document as an entry of a bibliography in
// each style, as files for reference managers, and a passage of it as a
// quotation.

import (
	"net/url"

	"github.com/gin-gonic/gin"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/style"
)

// passageParam names the passage that is quoted.
const passageParam = "passage"

// citePage is the view of that page.
type citePage struct {
	frame
	Doc     docRef
	BackURL string
	// Quote is the passage that is quoted; empty without one.
	Quote   langText
	Link    string // to what is cited, with the host
	Entries []styledEntry
	Files   []exportLink
	// Wording are the languages that the words of an entry may be in.
	Wording []choice
}

// styledEntry is an entry in a style.
type styledEntry struct {
	Style style.Style
	style.Entry
}

func (s *site) citePage(c *gin.Context, r *reader, index Index, params url.Values) error {
	id, err := pathID(c)
	if err != nil {
		return notFoundAs(err, unknownDocument, id)
	}
	d, err := index.Document(c.Request.Context(), id)
	if err != nil {
		return notFoundAs(err, unknownDocument, id)
	}
	v := &citePage{frame: s.frame(r, r.T("cite.title")), Doc: newDocRef(d), BackURL: r.documentURL(id)}
	v.NoIndex = true
	v.Kept = pick(params, []string{passageParam, "locale"})
	origin := s.origin(c.Request)
	v.Link = origin + s.documentURL(id)
	if d.DOI != "" {
		v.Link = v.Doc.DOIURL()
	}
	if passage, err := single(params, passageParam); err != nil {
		return err
	} else if passage != "" {
		p, err := index.Passage(c.Request.Context(), passage)
		if err != nil {
			return notFoundAs(err, unknownPassage, passage)
		}
		v.Quote = langText{p.Text, p.Lang}
		v.Link = origin + s.documentURL(id) + "#p-" + p.ID
		v.BackURL += "#p-" + p.ID
	}
	path := r.base + apiRoot + "/documents/" + id
	return s.respondCite(c, r, v, validItem(d.CSL, d.ID), path, "/documents/"+id+"/cite", params)
}

// respondCite answers with item in every style and the files of it that the API
// has at path; here is the page itself.
func (s *site) respondCite(c *gin.Context, r *reader, v *citePage, item cite.Item, path, here string, params url.Values) error {
	wording, err := oneOf(params, "locale", append([]style.Locale{style.Locale(r.Tag)}, style.Locales...)...)
	if err != nil {
		return err
	}
	for _, l := range style.Locales {
		changed := pick(params, []string{passageParam})
		changed.Set("locale", string(l))
		v.Wording = append(v.Wording, choice{string(l), r.url(here, changed), l == wording})
	}
	for _, st := range style.Styles {
		v.Entries = append(v.Entries, styledEntry{st, style.Format(item, st, wording)})
	}
	for _, f := range []format{formatBibTeX, formatRIS, formatCSL} {
		v.Files = append(v.Files, exportLink{r.T("export." + string(f)), path + "?" + url.Values{"format": {string(f)}}.Encode()})
	}
	if params.Has(fragmentParam) {
		return respondFragment(c, r, "cite", "cited", v)
	}
	return respondPage(c, r, "cite", v)
}

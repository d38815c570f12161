package web

// The pages at /works/{id} and /works/{id}/cite: a work, who cites it in the corpus
// and in which words, what is cited beside it, and every form in which it is
// written.

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/izde/izde/search/bibliography"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/doc"
)

// workPage is the view of the first of them.
type workPage struct {
	frame
	Item        cite.Item
	Authors     []string
	In          string // where it appeared
	DOIURL      string
	DocumentURL string // of the document that it is; empty when it is only cited
	CiteURL     string
	// SearchURL finds the passages that cite it, to go on searching among them.
	SearchURL string
	// Citations are the first of Total.
	Citations []citingPlace
	Total     int
	Entries   []writtenForm
	Cocited   []relatedLink
	Series    []relatedLink
	Warnings  []warningLine
}

// citingPlace is a sentence that cites a work: its text before, in and after the
// bracket, and those around it.
type citingPlace struct {
	Doc                  langText // the name of the document
	URL                  string
	Section              []string
	Lang                 doc.Lang
	Before, After        string
	Left, Bracket, Right string
}

// writtenForm is an entry of a reference list as written.
type writtenForm struct {
	Text, URL string
	Doc       langText // the name of the document
}

// warningLine says what is odd about bibliographic data: which sort of thing it is
// for the reader, and what exactly, in English.
type warningLine struct{ Text, Detail string }

func (l *locale) warnings(list []warningView) []warningLine {
	var lines []warningLine
	for _, w := range list {
		lines = append(lines, warningLine{l.T("warning." + w.Code), w.Detail})
	}
	return lines
}

// relatedLink leads to another work. Count says how often both are cited together,
// 0 where that is not what relates them.
type relatedLink struct {
	Label, URL string
	Count      int
}

// shownCitations and shownCocited are how many of each a page shows.
const (
	shownCitations = 100
	shownCocited   = 10
)

func (s *site) workPage(c *gin.Context, r *reader, index Index, _ url.Values) error {
	ctx := c.Request.Context()
	w, moved, err := findWork(ctx, index, c.Param("id"))
	if err != nil {
		return err
	}
	if moved {
		c.Redirect(http.StatusMovedPermanently, r.url("/works/"+w.ID, nil))
		return nil
	}
	v := &workPage{frame: s.frame(r, workTitle(&w.CSL, w.Forms, w.ID)), Item: w.CSL, In: publishedIn(&w.CSL), CiteURL: r.url("/works/"+w.ID+"/cite", nil),
		SearchURL: r.searchURL(url.Values{"cites": {w.ID}}), Warnings: r.warnings(newWarningViews(w.Warnings))}
	for _, name := range w.CSL.Author {
		v.Authors = append(v.Authors, name.String())
	}
	if doi := cite.NormalizeDOI(w.CSL.DOI); doi != "" {
		v.DOIURL = docRef{DOI: &doi}.DOIURL()
	}
	if w.Document != "" {
		v.DocumentURL = r.documentURL(w.Document)
	}
	citations, err := index.Citations(ctx, w)
	if err != nil {
		return err
	}
	v.Total = len(citations)
	docs := map[string]*doc.Document{}
	document := func(id string) (*doc.Document, error) {
		if docs[id] == nil {
			if docs[id], err = index.Document(ctx, id); err != nil {
				return nil, err
			}
		}
		return docs[id], nil
	}
	for _, at := range citations[:min(len(citations), shownCitations)] {
		d, err := document(at.Passage.DocID)
		if err != nil {
			return err
		}
		v.Citations = append(v.Citations, r.newCitingPlace(at, d))
	}
	for _, e := range w.Entries {
		d, err := document(e.Document)
		if err != nil {
			return err
		}
		passages, err := index.Passages(ctx, e.Document)
		if err != nil {
			return err
		}
		for _, written := range doc.WrittenEntries(passages) {
			if written.ID == e.ID {
				v.Entries = append(v.Entries, writtenForm{written.Raw, r.documentURL(d.ID) + "#p-" + written.Passage.ID, r.title(newDocRef(d))})
			}
		}
	}
	beside, err := cocitations(ctx, index, w, byPassage)
	if err != nil {
		return err
	}
	for id, places := range beside {
		v.Cocited = append(v.Cocited, relatedLink{id, r.url("/works/"+id, nil), len(places)})
	}
	slices.SortFunc(v.Cocited, func(a, b relatedLink) int { return cmp.Or(b.Count-a.Count, strings.Compare(a.Label, b.Label)) })
	v.Cocited = v.Cocited[:min(len(v.Cocited), shownCocited)]
	for _, related := range slices.Concat(w.Series, w.Duplicates) {
		v.Series = append(v.Series, relatedLink{related.Work, r.url("/works/"+related.Work, nil), 0})
	}
	for _, links := range [][]relatedLink{v.Cocited, v.Series} {
		for i := range links {
			other, err := index.Work(ctx, links[i].Label)
			if err != nil {
				return err
			}
			links[i].Label = workTitle(&other.CSL, other.Forms, other.ID)
		}
	}
	return respondPage(c, r, "work", v)
}

func (r *reader) newCitingPlace(at bibliography.Citation, d *doc.Document) citingPlace {
	p := at.Passage
	place := citingPlace{Doc: r.title(newDocRef(d)), URL: r.documentURL(d.ID) + "#p-" + p.ID, Section: p.Section, Lang: p.Lang,
		Before: at.Before, After: at.After, Left: at.Sentence, Bracket: p.Text[at.Start:at.End]}
	if left, right, ok := strings.Cut(at.Sentence, place.Bracket); ok {
		place.Left, place.Right = left, right
	} else {
		place.Bracket = ""
	}
	return place
}

// workTitle names a work: its title, else the first form in which it is written.
func workTitle(csl *cite.Item, forms []string, id string) string {
	switch {
	case csl.Title != "":
		return csl.Title
	case len(forms) > 0:
		return clip(forms[0])
	}
	return id
}

// workCitePage shows a work as an entry of a bibliography.
func (s *site) workCitePage(c *gin.Context, r *reader, index Index, params url.Values) error {
	w, _, err := findWork(c.Request.Context(), index, c.Param("id"))
	if err != nil {
		return err
	}
	v := &citePage{frame: s.frame(r, r.T("cite.title")), BackURL: r.url("/works/"+w.ID, nil)}
	v.Doc.Title = workTitle(&w.CSL, w.Forms, w.ID)
	v.NoIndex = true
	v.Kept = pick(params, []string{"locale"})
	return s.respondCite(c, r, v, validItem(w.CSL, w.ID), r.base+apiRoot+"/works/"+w.ID, "/works/"+w.ID+"/cite", params)
}

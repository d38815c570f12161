package web

// The pages at /works/{id} and /works/{id}/cite: a work, the sentences of the corpus
// that cite it, the works cited beside it, and every form in which it is written.

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/izde/izde/search/bibliography"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
)

// workPage is the view of the first of them.
type workPage struct {
	frame
	ID          string
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
	// SameURL leads to what the corpus has on its topic in other languages; empty where
	// nothing tells the topic.
	SameURL  string
	Warnings []warningLine
}

// citingPlace is a sentence that cites a work: its text before, in and after the
// bracket, and the sentences around it.
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

func (l *locale) warnings(list []cite.Warning) []warningLine {
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

func (s *site) workPage(x *call, r *reader) error {
	ctx, d := x.ctx(), x.desk
	if id := x.id(); !desk.IsDOI(id) && s.movedToDOI(x.Context, "", id) {
		return nil
	}
	w, moved, err := x.findWork(x.Param("id"))
	if err != nil {
		return err
	}
	if moved {
		x.Redirect(http.StatusMovedPermanently, r.url("/works/"+w.ID, nil))
		return nil
	}
	item := r.item(w)
	v := &workPage{frame: s.frame(r, item.Title), ID: w.ID, Item: item, In: publishedIn(&item), CiteURL: r.url("/works/"+w.ID+"/cite", nil),
		SearchURL: r.searchURL(url.Values{"cites": {w.ID}}), Warnings: r.warnings(w.Warnings)}
	v.Authors = r.allNames(authorNames(&item))
	if doi := cite.NormalizeDOI(w.CSL.DOI); doi != "" {
		v.DOIURL = doiURL(doi)
	}
	if w.Document != "" {
		v.DocumentURL = r.documentURL(w.Document)
	}
	citations, err := d.CitedBy(ctx, w)
	if err != nil {
		return err
	}
	v.Total = len(citations)
	documents := map[string]*doc.Document{}
	document := func(id string) (*doc.Document, error) {
		if documents[id] == nil {
			found, err := d.Document(ctx, id)
			if err != nil {
				return nil, err
			}
			documents[id] = found
		}
		return documents[id], nil
	}
	for _, at := range citations[:min(len(citations), shownCitations)] {
		in, err := document(at.Passage.DocID)
		if err != nil {
			return err
		}
		v.Citations = append(v.Citations, r.newCitingPlace(at, in))
	}
	entries, err := d.Entries(ctx, w)
	if err != nil {
		return err
	}
	for _, e := range entries {
		in, err := document(e.Passage.DocID)
		if err != nil {
			return err
		}
		v.Entries = append(v.Entries, writtenForm{e.Raw, r.passageURL(e.Passage, nil), r.title(in)})
	}
	beside, err := d.Cocited(ctx, w, desk.ByPassage)
	if err != nil {
		return err
	}
	for _, other := range beside[:min(len(beside), shownCocited)] {
		v.Cocited = append(v.Cocited, relatedLink{other.Work, r.url("/works/"+other.Work, nil), len(other.Places)})
	}
	for _, related := range slices.Concat(w.Series, w.Duplicates) {
		v.Series = append(v.Series, relatedLink{related.Work, r.url("/works/"+related.Work, nil), 0})
	}
	for _, links := range [][]relatedLink{v.Cocited, v.Series} {
		for i := range links {
			other, err := d.Work(ctx, links[i].Label)
			if err != nil {
				return err
			}
			links[i].Label = r.item(other).Title
		}
	}
	if desk.TopicOfWork(w).Query != "" {
		v.SameURL = r.url("/works/"+w.ID+"/same", nil)
	}
	return respondPage(x.Context, r, "work", v)
}

func (r *reader) newCitingPlace(at bibliography.Citation, in *doc.Document) citingPlace {
	p := at.Passage
	section := make([]string, len(p.Section))
	for i, name := range p.Section {
		section[i] = r.inCase(in, name)
	}
	place := citingPlace{Doc: r.title(in), URL: r.passageURL(p, nil), Section: section, Lang: p.Lang,
		Before: at.Before, After: at.After, Left: at.Sentence, Bracket: p.Text[at.Start:at.End]}
	if left, right, ok := strings.Cut(at.Sentence, place.Bracket); ok {
		place.Left, place.Right = left, right
	} else {
		place.Bracket = ""
	}
	return place
}

func authorNames(it *cite.Item) []string {
	var list []string
	for _, name := range it.Author {
		list = append(list, name.String())
	}
	return list
}

// workCitePage shows a work as an entry of a bibliography.
func (s *site) workCitePage(x *call, r *reader) error {
	w, _, err := x.findWork(x.Param("id"))
	if err != nil {
		return err
	}
	v := &citePage{frame: s.frame(r, r.T("cite.title")), Name: langText{r.item(w).Title, doc.Und}, BackURL: r.url("/works/"+w.ID, nil)}
	v.NoIndex = true
	v.Kept = pick(x.params, []string{"locale"})
	return v.respond(x, desk.ValidItem(w.CSL, w.ID), w.Readings, r.base+apiRoot+"/works/"+w.ID, "/works/"+w.ID+"/cite")
}

package web

// Authors: persons and bodies, under all written forms of their names, with the works
// written and those cited; the API's, and the page at /authors/{id}.

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/izde/izde/search/cite/style"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
)

// authorView is an author. Forms are all written forms of the name, Doubtful the
// forms that contradict another, as Warnings say; the last two count the lists of
// works.
type authorView struct {
	ID       string        `json:"id"`
	Name     string        `json:"name"`
	Forms    []string      `json:"forms"`
	Doubtful []string      `json:"doubtful"`
	ORCID    *string       `json:"orcid"`
	Warnings []warningView `json:"warnings"`
	Wrote    int           `json:"works_as_author"`
	Cited    int           `json:"works_cited"`
}

func newAuthorView(a *doc.Author) authorView {
	v := authorView{ID: a.ID, Name: a.Name, Forms: orEmpty(a.Forms), Doubtful: orEmpty(a.Doubtful),
		Warnings: newWarningViews(a.Warnings), Wrote: len(a.Wrote), Cited: len(a.Cited)}
	if a.ORCID != "" {
		v.ORCID = &a.ORCID
	}
	return v
}

func (s *site) apiAuthors(x *call) error {
	limit := x.limit()
	at := x.paged(x.listCursor(), limit)
	r := &desk.AuthorsRequest{Text: x.single("q"), Order: oneOf(x, "sort", desk.AuthorOrders...), Offset: at.Offset, Limit: limit,
		Lang: doc.Lang(oneOf(x, "locale", style.Locales...))}
	if x.err != nil {
		return x.err
	}
	page, authors, err := x.desk.AuthorCatalogue(x.ctx(), r)
	if err != nil {
		return err
	}
	l := list[authorView]{Items: []authorView{}, Total: page.Total, Next: at.nextOffset(len(authors), page.Total)}
	for _, a := range authors {
		l.Items = append(l.Items, newAuthorView(a))
	}
	return respondJSON(x.Context, l, true)
}

// openAuthor returns the author that the path names; nil says that a redirect to
// another was sent.
func (s *site) openAuthor(x *call, below string) (*doc.Author, error) {
	a, err := x.desk.Author(x.ctx(), x.id())
	if err != nil || a.ID == x.id() {
		return a, err
	}
	s.moved(x.Context, "/authors/"+a.ID+below)
	return nil, nil
}

// moved answers 301 to a path of the API, with the query that came.
func (s *site) moved(c *gin.Context, path string) { s.movedTo(c, apiRoot+path) }

// movedTo sends a client to another path of the site for good, with its parameters.
func (s *site) movedTo(c *gin.Context, path string) {
	to := s.base + path
	if c.Request.URL.RawQuery != "" {
		to += "?" + c.Request.URL.RawQuery
	}
	c.Header("Cache-Control", "no-cache")
	c.Redirect(http.StatusMovedPermanently, to)
}

func (s *site) apiAuthor(x *call) error {
	a, err := s.openAuthor(x, "")
	if err != nil || a == nil {
		return err
	}
	return respondJSON(x.Context, newAuthorView(a), true)
}

func (s *site) apiAuthorWorks(x *call) error {
	as := oneOf(x, "role", desk.Roles...)
	a, err := s.openAuthor(x, "/works")
	if err != nil || a == nil {
		return err
	}
	l := partOf(x, desk.WorksOf(a, as), func(id string) string { return id })
	works, err := x.desk.WorksByID(x.ctx(), l.Items)
	if err != nil {
		return err
	}
	v := list[workView]{Items: []workView{}, Total: l.Total, Next: l.Next}
	for _, w := range works {
		v.Items = append(v.Items, newWorkView(w))
	}
	return x.respondView(v)
}

// author is an author by the name that the reader writes.
func (r *reader) author(a *doc.Author) *doc.Author {
	in := *a
	in.Name = a.NameFor(doc.Lang(r.Tag))
	return &in
}

// authorPage is the view of a page of an author: so many of the works, those that are
// documents of the corpus first, and on the first page what is told of all.
type authorPage struct {
	frame
	paging
	Author *doc.Author
	// Wrote are works that are documents of the corpus, Cited works that reference
	// lists name.
	Wrote, Cited []workLine
	Coauthors    []coauthorLink
	SearchURL    string // finds passages of the documents listed; empty without such
}

// coauthorLink leads to a person who wrote works together with an author.
type coauthorLink struct {
	Name, URL string
	Count     int
}

// maxCoauthors is how many of them the page lists, usualWritten how many works.
const (
	maxCoauthors = 50
	usualWritten = 100
)

func (s *site) authorPage(x *call, r *reader) error {
	a, err := x.desk.Author(x.ctx(), x.id())
	if err != nil {
		return err
	}
	if a.ID != x.id() {
		x.Redirect(http.StatusMovedPermanently, r.url("/authors/"+a.ID, nil))
		return nil
	}
	offset := x.paged(cursor{}, usualWritten).Offset
	if x.err != nil {
		return x.err
	}
	a = r.author(a)
	ids := a.Works()
	path := "/authors/" + a.ID
	if last := max(len(ids)-1, 0) / usualWritten; offset > last*usualWritten {
		return x.seeOther(r.url(path, set(nil, "page", strconv.Itoa(last+1), "1")))
	}
	v := &authorPage{frame: s.frame(r, a.Name), Author: a, paging: r.pagesOf(path, nil, offset, usualWritten, len(ids))}
	works, err := x.desk.WorksByID(x.ctx(), ids[offset:min(offset+usualWritten, len(ids))])
	if err != nil {
		return err
	}
	docs := url.Values{}
	for i, w := range works {
		if offset+i >= len(a.Wrote) {
			v.Cited = append(v.Cited, r.newWorkLine(w))
			continue
		}
		v.Wrote = append(v.Wrote, r.newWorkLine(w))
		if w.Document != "" {
			docs.Add(string(doc.FacetDoc), w.Document)
		}
	}
	if len(docs) > 0 {
		v.SearchURL = r.searchURL(docs)
	}
	if offset > 0 {
		v.NoIndex = true
		return respondPage(x.Context, r, "author", v)
	}
	beside, err := x.desk.Coauthors(x.ctx(), a)
	if err != nil {
		return err
	}
	for _, other := range beside[:min(len(beside), maxCoauthors)] {
		v.Coauthors = append(v.Coauthors, coauthorLink{r.author(other.Author).Name, r.url("/authors/"+other.ID, nil), other.Works})
	}
	return respondPage(x.Context, r, "author", v)
}

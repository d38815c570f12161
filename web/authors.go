package web

// Authors: persons and bodies, under all written forms of their names, with the works
// written and those cited; the API's, and the pages at /authors?q= and /authors/{id}.

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

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
	text, limit, at := x.single("q"), x.limit(), x.listCursor()
	if x.err != nil {
		return x.err
	}
	authors, total, err := x.desk.Authors(x.ctx(), text, at.Offset, limit)
	if err != nil {
		return err
	}
	l := list[authorView]{Items: []authorView{}, Total: total, Next: at.nextOffset(len(authors), total)}
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

// authorsPage lists authors by name.
type authorsPage struct {
	frame
	Q       string
	Authors []authorLink
	Total   int
}

type authorLink struct {
	*doc.Author
	URL string
}

// maxAuthors is how many authors the page lists.
const maxAuthors = 100

func (s *site) authorsPage(x *call, r *reader) error {
	q := x.single("q")
	if x.err != nil {
		return x.err
	}
	found, total, err := x.desk.Authors(x.ctx(), q, 0, maxAuthors)
	if err != nil {
		return err
	}
	if q != "" && total == 1 {
		return x.seeOther(r.url("/authors/"+found[0].ID, nil))
	}
	v := &authorsPage{frame: s.frame(r, r.T("nav.authors")), Q: q, Total: total}
	v.Kept = pick(x.params, []string{"q"})
	v.NoIndex = q != ""
	for _, a := range found {
		v.Authors = append(v.Authors, authorLink{r.author(a), r.url("/authors/"+a.ID, nil)})
	}
	sortBy(r.locale, v.Authors, func(a authorLink) string { return a.Name })
	return respondPage(x.Context, r, "authors", v)
}

// author is an author by the name that the reader writes.
func (r *reader) author(a *doc.Author) *doc.Author {
	in := *a
	if !doc.InScriptOf(doc.Lang(r.Tag), a.Name) {
		in.Name = a.NameIn(a.Name, doc.Lang(r.Tag))
	}
	return &in
}

// authorPage is the view of the page of an author.
type authorPage struct {
	frame
	Author *doc.Author
	// Wrote are works that are documents of the corpus, Cited works that reference
	// lists name.
	Wrote, Cited []workLine
	SearchURL    string // finds passages of the documents; empty without such
}

func (s *site) authorPage(x *call, r *reader) error {
	a, err := x.desk.Author(x.ctx(), x.id())
	if err != nil {
		return err
	}
	if a.ID != x.id() {
		x.Redirect(http.StatusMovedPermanently, r.url("/authors/"+a.ID, nil))
		return nil
	}
	a = r.author(a)
	v := &authorPage{frame: s.frame(r, a.Name), Author: a}
	docs := url.Values{}
	for _, list := range []struct {
		ids []string
		to  *[]workLine
	}{{a.Wrote, &v.Wrote}, {a.Cited, &v.Cited}} {
		works, err := x.desk.WorksByID(x.ctx(), list.ids)
		if err != nil {
			return err
		}
		for _, w := range works {
			*list.to = append(*list.to, r.newWorkLine(w))
			if w.Document != "" && list.to == &v.Wrote {
				docs.Add(string(doc.FacetDoc), w.Document)
			}
		}
	}
	if len(docs) > 0 {
		v.SearchURL = r.searchURL(docs)
	}
	return respondPage(x.Context, r, "author", v)
}

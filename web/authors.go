package web

// Authors: persons and bodies, under all written forms of their names.

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"
	"github.com/izde/izde/search/doc"
)

// Authorities knows the authors of an index. What it does not hold is
// search.ErrNotFound.
type Authorities interface {
	// Author returns an author by its id, or the one that the id leads to now.
	Author(ctx context.Context, id string) (*doc.Author, error)
	// Authors returns limit authors that have all words of text in a form of their
	// names, from offset on, and how many there are.
	Authors(ctx context.Context, text string, offset, limit int) ([]*doc.Author, int, error)
}

// authorView is an author. Forms are all written forms of the name, Doubtful those
// that contradict another, as Warnings say; the last two count the lists of works.
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

func (s *site) apiAuthors(c *gin.Context, index Index, params url.Values) error {
	if err := checkNames(params, []string{"q", "limit", "cursor"}, nil); err != nil {
		return err
	}
	text, err := single(params, "q")
	if err != nil {
		return err
	}
	if len(text) > maxName {
		return faultIn("q", invalidValue, "a name is at most %d bytes long", maxName)
	}
	limit, err := readLimit(params)
	if err != nil {
		return err
	}
	at, err := readCursor("authors", params, index.Status().Generation)
	if err != nil {
		return err
	}
	authors, total, err := index.Authors(c.Request.Context(), text, at.Offset, limit)
	if err != nil {
		return err
	}
	l := list[authorView]{Items: []authorView{}, Total: total, Next: at.nextOffset(len(authors), total)}
	for _, a := range authors {
		l.Items = append(l.Items, newAuthorView(a))
	}
	return respondJSON(c, l, true)
}

// maxName is the longest name that is looked for, in bytes.
const maxName = 500

// openAuthor returns the author that the path names; moved says that a redirect to
// another was sent.
func (s *site) openAuthor(c *gin.Context, index Index, below string) (a *doc.Author, moved bool, err error) {
	id, err := pathID(c)
	if err != nil {
		return nil, false, fault(badIdentifier, "%q is no id; ids come from /authors?q=", clip(id))
	}
	a, err = index.Author(c.Request.Context(), id)
	if err != nil {
		return nil, false, notFoundAs(err, unknownAuthor, id)
	}
	if a.ID == id {
		return a, false, nil
	}
	s.moved(c, "/authors/"+a.ID+below)
	return a, true, nil
}

// moved answers 301 to a path of the API, with the query that came.
func (s *site) moved(c *gin.Context, path string) {
	to := s.base + apiRoot + path
	if c.Request.URL.RawQuery != "" {
		to += "?" + c.Request.URL.RawQuery
	}
	c.Header("Cache-Control", "no-cache")
	c.Redirect(http.StatusMovedPermanently, to)
}

func (s *site) apiAuthor(c *gin.Context, index Index, params url.Values) error {
	if err := checkNames(params, nil, nil); err != nil {
		return err
	}
	a, moved, err := s.openAuthor(c, index, "")
	if err != nil || moved {
		return err
	}
	return respondJSON(c, newAuthorView(a), true)
}

// role says in what way an author has to do with a work.
type role string

const (
	anyRole   role = ""
	asAuthor  role = "author" // of a document of the corpus
	whenCited role = "cited"  // by a reference list
)

func (s *site) apiAuthorWorks(c *gin.Context, index Index, params url.Values) error {
	if err := checkNames(params, []string{"role", "limit", "cursor"}, nil); err != nil {
		return err
	}
	as, err := oneOf(params, "role", anyRole, asAuthor, whenCited)
	if err != nil {
		return err
	}
	a, moved, err := s.openAuthor(c, index, "/works")
	if err != nil || moved {
		return err
	}
	var ids []string
	if as != whenCited {
		ids = append(ids, a.Wrote...)
	}
	if as != asAuthor {
		for _, id := range a.Cited {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	limit, err := readLimit(params)
	if err != nil {
		return err
	}
	at, err := readCursor(c.Request.URL.Path, params, index.Status().Generation)
	if err != nil {
		return err
	}
	part, next := cut(at, ids, limit)
	l := list[workView]{Items: []workView{}, Total: len(ids), Next: next}
	for _, id := range part {
		w, err := index.Work(c.Request.Context(), id)
		if err != nil {
			return err
		}
		l.Items = append(l.Items, newWorkView(w))
	}
	return respondJSON(c, l, true)
}

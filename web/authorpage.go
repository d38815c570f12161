package web

// The pages at /authors?q= and /authors/{id}: an author under all forms of the
// name, with the works written and those cited.

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"
	"github.com/izde/izde/search/doc"
)

// authorsPage lists authors by name.
type authorsPage struct {
	frame
	Q       string
	Authors []authorLink
	Total   int
}

type authorLink struct {
	authorView
	URL string
}

// maxAuthors is how many authors the page lists.
const maxAuthors = 100

func (s *site) authorsPage(c *gin.Context, r *reader, index Index, params url.Values) error {
	q, err := single(params, "q")
	if err != nil {
		return err
	}
	if len(q) > maxName {
		return faultIn("q", invalidValue, "a name is at most %d bytes long", maxName)
	}
	found, total, err := index.Authors(c.Request.Context(), q, 0, maxAuthors)
	if err != nil {
		return err
	}
	if q != "" && total == 1 {
		c.Header("Location", r.url("/authors/"+found[0].ID, nil))
		write(c, http.StatusSeeOther, "text/plain; charset=utf-8", nil)
		return nil
	}
	v := &authorsPage{frame: s.frame(r, r.T("nav.authors")), Q: q, Total: total}
	v.Kept = pick(params, []string{"q"})
	v.NoIndex = q != ""
	for _, a := range found {
		v.Authors = append(v.Authors, authorLink{newAuthorView(a), r.url("/authors/"+a.ID, nil)})
	}
	sortBy(r.locale, v.Authors, func(a authorLink) string { return a.Name })
	return respondPage(c, r, "authors", v)
}

// authorPage is the view of one of them.
type authorPage struct {
	frame
	Author authorView
	// Wrote are works that are documents of the corpus, Cited those that
	// reference lists name.
	Wrote, Cited []workLine
	SearchURL    string // finds passages of the documents; empty without such
}

func (s *site) authorPage(c *gin.Context, r *reader, index Index, _ url.Values) error {
	ctx := c.Request.Context()
	id, err := pathID(c)
	if err != nil {
		return notFoundAs(err, unknownAuthor, id)
	}
	a, err := index.Author(ctx, id)
	if err != nil {
		return notFoundAs(err, unknownAuthor, id)
	}
	if a.ID != id {
		c.Redirect(http.StatusMovedPermanently, r.url("/authors/"+a.ID, nil))
		return nil
	}
	v := &authorPage{frame: s.frame(r, a.Name), Author: newAuthorView(a)}
	docs := url.Values{}
	for _, list := range []struct {
		ids []string
		to  *[]workLine
	}{{a.Wrote, &v.Wrote}, {a.Cited, &v.Cited}} {
		for _, id := range list.ids {
			w, err := index.Work(ctx, id)
			if err != nil {
				return err
			}
			*list.to = append(*list.to, r.newWorkLine(newWorkView(w)))
			if w.Document != "" && list.to == &v.Wrote {
				docs.Add(string(doc.FacetDoc), w.Document)
			}
		}
	}
	if len(docs) > 0 {
		v.SearchURL = r.searchURL(docs)
	}
	return respondPage(c, r, "author", v)
}

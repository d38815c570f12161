package web

// The page at /documents: what the corpus holds.

import (
	"net/url"

	"github.com/gin-gonic/gin"
)

// documentsPage lists the corpus.
type documentsPage struct {
	frame
	Documents []documentView
	Total     int
	Next      string // address of the next page, empty at the end
	First     string // address of the first page, empty on it
}

func (s *site) documentsPage(c *gin.Context, r *reader, index Index, params url.Values) error {
	known := pick(params, []string{"limit", "cursor"})
	if !known.Has("limit") {
		known.Set("limit", "50")
	}
	docs, err := listDocuments(c.Request.Context(), index, known)
	if err != nil {
		return err
	}
	v := documentsPage{frame: s.frame(r, r.T("nav.corpus")), Documents: docs.Items, Total: docs.Total}
	v.Kept = pick(params, []string{"limit", "cursor"})
	if docs.Next != nil {
		v.Next = r.url("/documents", url.Values{"limit": known["limit"], "cursor": {*docs.Next}})
	}
	if known.Get("cursor") != "" {
		v.First = r.url("/documents", nil)
	}
	return respondPage(c, r, "documents", v)
}

// Address is the document's page.
func (v documentsPage) Address(d documentView) string { return v.documentURL(d.ID) }

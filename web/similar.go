package web

// GET /api/v1/passages/{id}/similar, and the same as a page at
// /passages/{id}/similar.

import (
	"net/url"

	"github.com/gin-gonic/gin"
	"github.com/izde/izde/search"
)

// maxSimilar is how many passages are found similar to one.
const maxSimilar = 100

// similarView is a passage and how like it is to the one asked for, in the units
// of search results.
type similarView struct {
	passageView
	Score float64 `json:"score"`
}

func (s *site) apiSimilar(c *gin.Context, index Index, params url.Values) error {
	if err := checkNames(params, []string{"limit", "cursor"}, nil); err != nil {
		return err
	}
	id, err := pathID(c)
	if err != nil {
		return notFoundAs(err, unknownPassage, id)
	}
	hits, err := index.Similar(c.Request.Context(), id, maxSimilar)
	if err != nil {
		return notFoundAs(err, unknownPassage, id)
	}
	return respondPart(c, index, params, hits, func(h search.Hit) similarView {
		return similarView{s.newPassageView(h.Passage, h.Doc), h.Score}
	})
}

// similarPage is the view of the page: a passage and those most like it.
type similarPage struct {
	frame
	Of      pageHit
	Results []pageHit
}

// shownSimilar is how many passages the page shows.
const shownSimilar = 10

func (s *site) similarPage(c *gin.Context, r *reader, index Index, _ url.Values) error {
	ctx := c.Request.Context()
	id, err := pathID(c)
	if err != nil {
		return notFoundAs(err, unknownPassage, id)
	}
	p, err := index.Passage(ctx, id)
	if err != nil {
		return notFoundAs(err, unknownPassage, id)
	}
	d, err := index.Document(ctx, p.DocID)
	if err != nil {
		return err
	}
	hits, err := index.Similar(ctx, id, shownSimilar)
	if err != nil {
		return err
	}
	v := &similarPage{frame: s.frame(r, r.T("similar.title")), Of: r.newPageHit(s.newHitView(search.Hit{Passage: p, Doc: d}, nil), nil)}
	v.NoIndex = true
	last := p.DocID
	for _, h := range hits {
		hit := r.newPageHit(s.newHitView(h, nil), nil)
		hit.Again, last = h.Doc.ID == last, h.Doc.ID
		v.Results = append(v.Results, hit)
	}
	return respondPage(c, r, "similar", v)
}

package web

// GET /api/v1/passages/{id}/similar.

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

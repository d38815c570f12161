package web

// GET /api/v1/passages/{id}/parallel: what a document says again in its other
// languages.

import (
	"net/url"

	"github.com/gin-gonic/gin"
	"github.com/izde/izde/search/doc"
)

// parallelView is the counterpart of a passage in another language. The i-th of
// Pairs says which part of that passage (code points of its text) says the same
// as which part of this one.
type parallelView struct {
	Passage passageView `json:"passage"`
	Pairs   []pairView  `json:"pairs"`
}

type pairView struct {
	Here  rangeView `json:"here"`
	There rangeView `json:"there"`
}

func (s *site) apiParallel(c *gin.Context, index Index, params url.Values) error {
	if err := checkNames(params, []string{"limit", "cursor"}, nil); err != nil {
		return err
	}
	ctx := c.Request.Context()
	p, d, err := openPassage(c, index)
	if err != nil {
		return err
	}
	views := []parallelView{}
	for _, part := range d.Parallel {
		here, others := counterparts(part, p.ID)
		for _, there := range others {
			other, err := index.Passage(ctx, there.Passage)
			if err != nil {
				return err
			}
			v := parallelView{Passage: s.newPassageView(other, d), Pairs: []pairView{}}
			mine, theirs := codePoints{text: p.Text}, codePoints{text: other.Text}
			for i := range min(len(here.Items), len(there.Items)) {
				v.Pairs = append(v.Pairs, pairView{mine.span(here.Items[i]), theirs.span(there.Items[i])})
			}
			views = append(views, v)
		}
	}
	return respondPart(c, index, params, views, func(v parallelView) parallelView { return v })
}

// counterparts splits a part into what stands in the passage with that id and
// what stands in others; without the former it returns nothing.
func counterparts(part doc.Parallel, id string) (here doc.ParallelText, others []doc.ParallelText) {
	found := false
	for _, text := range part.Text {
		if text.Passage == id {
			here, found = text, true
		} else {
			others = append(others, text)
		}
	}
	if !found {
		return here, nil
	}
	return here, others
}

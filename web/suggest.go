package web

// GET /api/v1/suggest: completions of what is being typed.

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/gin-gonic/gin"
	"github.com/izde/izde/search"
)

// maxTyped is the longest text that is completed, in code points.
const maxTyped = 200

// completionView is a completion: Q is the query that finds it, Total how many
// passages that finds.
type completionView struct {
	Text  string                `json:"text"`
	Kind  search.CompletionKind `json:"kind"`
	Total int                   `json:"total"`
	Q     string                `json:"q"`
}

func (s *site) apiSuggest(c *gin.Context, index Index, params url.Values) error {
	if err := checkNames(params, []string{"q", "limit"}, nil); err != nil {
		return err
	}
	typed, err := single(params, "q")
	if err != nil {
		return err
	}
	if utf8.RuneCountInString(typed) > maxTyped {
		return faultIn("q", invalidValue, "want at most %d characters: the beginning is enough", maxTyped)
	}
	limit, err := readLimit(params)
	if err != nil {
		return err
	}
	answer := list[completionView]{Items: []completionView{}}
	if strings.TrimSpace(typed) != "" {
		found, err := index.Complete(c.Request.Context(), typed, limit)
		if err != nil {
			return err
		}
		for _, f := range found {
			answer.Items = append(answer.Items, completionView{f.Text, f.Kind, f.Total, f.Query})
		}
	}
	answer.Total = len(answer.Items)
	return respondJSON(c, answer, true)
}

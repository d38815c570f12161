package web

// Answers that went well: JSON, whose offsets count code points where izde counts bytes,
// and entity tags (RFC 9110, section 8.8.3).

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"github.com/izde/izde/search/doc"
)

// list is the shape of every list but search results.
type list[T any] struct {
	Items []T     `json:"items"`
	Total int     `json:"total"`
	Next  *string `json:"next"`
}

// respondJSON answers with v. Whatever does not tell how long it took is
// tagged, so that a client can ask whether it changed.
func respondJSON(c *gin.Context, v any, tagged bool) error {
	body, release := lendBuffer()
	defer release()
	if err := json.NewEncoder(body).Encode(v); err != nil {
		return fmt.Errorf("encoding the answer: %w", err)
	}
	respond(c, "application/json; charset=utf-8", body.Bytes(), tagged)
	return nil
}

// respond answers 200 with body, or 304 to a client that has it already. The
// tag is a digest of the body, which makes it strong.
func respond(c *gin.Context, contentType string, body []byte, tagged bool) {
	if !tagged {
		c.Header("Cache-Control", "no-store")
		write(c, http.StatusOK, contentType, body)
		return
	}
	sum := sha256.Sum256(body)
	tag := `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
	c.Header("ETag", tag)
	// May be kept, must be asked about: an index can be replaced at any time.
	c.Header("Cache-Control", "no-cache")
	if matchesTag(c.Request.Header.Values("If-None-Match"), tag) {
		c.Status(http.StatusNotModified)
		c.Writer.WriteHeaderNow()
		return
	}
	write(c, http.StatusOK, contentType, body)
}

// matchesTag compares weakly, as If-None-Match is to be (RFC 9110, 13.1.2).
func matchesTag(headers []string, tag string) bool {
	for _, h := range headers {
		for one := range strings.SplitSeq(h, ",") {
			one = strings.TrimSpace(one)
			one = strings.TrimSuffix(strings.TrimPrefix(one, "W/"), encodedTag+`"`)
			if one == "*" || strings.TrimSuffix(one, `"`) == strings.TrimSuffix(tag, `"`) {
				return true
			}
		}
	}
	return false
}

// acceptsJSON checks an Accept header where JSON is the only format.
func acceptsJSON(accept []string) error {
	if media, _ := preferred(accept, []string{"application/json", "application/problem+json"}); media == "" {
		return fault(notAcceptable, "available: application/json")
	}
	return nil
}

// codePoints translates byte offsets of a text to code points. It is quickest
// when asked with rising offsets.
type codePoints struct {
	text  string
	bytes int
	runes int
}

func (c *codePoints) at(offset int) int {
	offset = min(max(offset, 0), len(c.text))
	if offset < c.bytes {
		c.bytes, c.runes = 0, 0
	}
	c.runes += utf8.RuneCountInString(c.text[c.bytes:offset])
	c.bytes = offset
	return c.runes
}

func (c *codePoints) span(s doc.Span) rangeView {
	return rangeView{c.at(s.Start), c.at(s.End)}
}

// rangeView is a half-open range; of code points unless it says otherwise.
type rangeView struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

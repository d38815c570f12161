package web

// POST /api/v1/lookup: which work a citation means. "izde cite" gives the same in
// a terminal.

import (
	"context"
	"net/url"
	"strings"
	"unicode"

	"github.com/gin-gonic/gin"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/match"
	"github.com/izde/izde/search/cite/read"
	"github.com/izde/izde/search/doc"
)

// Lookup is what came of looking for a citation. Results are the work that is
// meant, or all that may be; without any, Nearest are the works that come closest,
// with what speaks against them.
type Lookup struct {
	Status  match.Status   `json:"status"`
	Margin  float64        `json:"margin"`
	Results []LookupResult `json:"results"`
	Nearest []LookupResult `json:"nearest"`
	Parsed  cite.Item      `json:"parsed"`
}

// LookupResult is a work held against the citation.
type LookupResult struct {
	Work     workView         `json:"work"`
	Score    float64          `json:"score"`
	Evidence []match.Evidence `json:"evidence"`
	Warnings []warningView    `json:"warnings"`
}

const (
	maxCitations  = 100
	defaultNearby = 3
	// maxCitation is the longest citation, in bytes.
	maxCitation = 4 << 10
	// nearScore is what a work has to share with a citation to be shown beside
	// it though it is not meant.
	nearScore = 0.4
)

// LookUp finds the work that a citation means; limit bounds what is shown beside
// it.
func LookUp(ctx context.Context, works Bibliography, citation string, limit int) (*Lookup, error) {
	if !strings.ContainsFunc(citation, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
		return nil, faultIn("citation", emptyCitation, "give the reference as it is written, or a part of it: a title, an author and a year, a DOI")
	}
	if len(citation) > maxCitation {
		return nil, faultIn("citation", tooLarge, "a citation is at most %d bytes long; send several in citations", maxCitation)
	}
	given := match.NewGiven(read.Parse(strings.ToValidUTF8(citation, "\uFFFD")))
	candidates, err := works.Candidates(ctx, given)
	if err != nil {
		return nil, err
	}
	type matched struct {
		work *doc.Work
		match.Match
	}
	var matches []*matched
	for _, w := range candidates {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		matches = append(matches, &matched{w, given.Against(match.NewProfile(w.Record()))})
	}
	status, n := match.Decide(matches, func(m *matched) *match.Match { return &m.Match })
	l := &Lookup{Status: status, Margin: match.Margin, Results: []LookupResult{}, Nearest: []LookupResult{}, Parsed: validItem(given.Parsed.Item, "citation")}
	for i, m := range matches {
		r := LookupResult{newWorkView(m.work), m.Score, m.Evidence, newWarningViews(m.Warnings)}
		switch {
		case i < n || n > 0 && i < limit && m.Possible():
			l.Results = append(l.Results, r)
		case n == 0 && i < limit && m.Score >= nearScore:
			l.Nearest = append(l.Nearest, r)
		}
	}
	return l, nil
}

// lookupRequest is the body of a lookup: one citation, or several.
type lookupRequest struct {
	Citation  *string   `json:"citation"`
	Citations []*string `json:"citations"`
	Limit     *int      `json:"limit"`
}

func (s *site) apiLookup(c *gin.Context, index Index, params url.Values) error {
	if err := checkNames(params, nil, nil); err != nil {
		return err
	}
	r, err := readLookup(c)
	if err != nil {
		return err
	}
	limit := defaultNearby
	if r.Limit != nil {
		if limit = *r.Limit; limit < 1 || limit > maxLimit {
			return faultIn("limit", invalidValue, "limit=%d: want a whole number from 1 to %d", limit, maxLimit)
		}
	}
	ctx := c.Request.Context()
	if r.Citation != nil {
		l, err := LookUp(ctx, index, *r.Citation, limit)
		if err != nil {
			return err
		}
		return respondJSON(c, l, false)
	}
	if len(r.Citations) > maxCitations {
		return faultIn("citations", tooLarge, "at most %d citations are looked up at once; send the rest in a second request", maxCitations)
	}
	// An error stands in the place of its citation.
	items := list[any]{Items: []any{}, Total: len(r.Citations)}
	for _, citation := range r.Citations {
		if citation == nil {
			citation = new(string)
		}
		l, err := LookUp(ctx, index, *citation, limit)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			items.Items = append(items.Items, newProblem(s.prepare(c, err)))
			continue
		}
		items.Items = append(items.Items, l)
	}
	return respondJSON(c, items, false)
}

// readLookup reads the body.
func readLookup(c *gin.Context) (*lookupRequest, error) {
	r := &lookupRequest{}
	if err := readJSON(c, r, `{"citation": "…", "limit": 3} or {"citations": ["…", …]}`); err != nil {
		return nil, err
	}
	switch {
	case r.Citation != nil && r.Citations != nil:
		return nil, fault(malformedBody, "give citation or citations, not both")
	case r.Citation == nil && r.Citations == nil:
		return nil, faultIn("citation", emptyCitation, `give {"citation": "…"} or {"citations": ["…", …]}`)
	}
	return r, nil
}

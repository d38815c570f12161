package web

// Other ways to have the results of a search than a list of passages: a
// concordance on the page, files, and a feed.

import (
	"context"
	"errors"
	"net/url"
	"strconv"

	"github.com/izde/izde/search/excerpt"
)

const (
	kwicView = "kwic"
	// linesOnPage is how many lines of a concordance a page shows, lineWidth how
	// many characters stand at either side of the match.
	linesOnPage = 50
	lineWidth   = 60
	// sampledLines is how many lines are drawn when there are too many to show
	// them all.
	sampledLines = 1000
)

// linesView is a page of a concordance.
type linesView struct {
	Lines []lineOnPage
	Total int
	// Matches is how many there are of which Total were drawn; 0 when all are
	// shown.
	Matches     int
	First, Last int
	Orders      []choice
}

type lineOnPage struct {
	excerpt.Line
	URL string
}

// addLines makes the concordance of what asked finds.
func (v *searchPage) addLines(ctx context.Context, index Index, state, asked url.Values) (*linesView, error) {
	lines := &linesView{}
	for _, order := range []excerpt.LineOrder{excerpt.LinePosition, excerpt.LeftContext, excerpt.RightContext} {
		lines.Orders = append(lines.Orders, choice{v.T("order." + string(order)), v.searchURL(set(state, orderParam, string(order), string(excerpt.LinePosition))),
			string(order) == state.Get(orderParam) || order == excerpt.LinePosition && !state.Has(orderParam)})
	}
	params := pick(asked, filterParams)
	params.Set("width", strconv.Itoa(lineWidth))
	if order := state.Get(orderParam); order != "" {
		params.Set("sort", order)
	}
	at, err := readCursor(kwicView, state, index.Status().Generation)
	if err != nil {
		return nil, err
	}
	all, _, err := Concordance(ctx, index, params)
	if f, ok := errors.AsType[*faultError](err); ok && f.kind == tooManyResults {
		params.Set("sample", strconv.Itoa(sampledLines))
		all, lines.Matches, err = Concordance(ctx, index, params)
	}
	if err != nil {
		return nil, err
	}
	lines.Total = len(all)
	from := min(at.Offset, len(all))
	part := all[from:min(from+linesOnPage, len(all))]
	lines.First, lines.Last = from+1, from+len(part)
	q := url.Values{"q": {asked.Get("q")}}
	for _, l := range part {
		lines.Lines = append(lines.Lines, lineOnPage{l, v.url("/documents/"+l.Passage.DocID, q) + "#p-" + l.Passage.ID})
	}
	if next := at.nextOffset(len(part), len(all)); next != nil {
		further := drop(state)
		further.Set("cursor", *next)
		v.NextURL = v.searchURL(further)
	}
	return lines, nil
}

// addExports links to the results as files and as a feed.
func (v *searchPage) addExports(state url.Values) {
	link := func(path, format string, names []string) string {
		params := pick(state, names)
		params.Del("cursor")
		params.Del("limit")
		if format != "" {
			params.Set("format", format)
		}
		return v.base + path + "?" + params.Encode()
	}
	path, formats, names := apiRoot+"/export", []string{"csv", "tsv", "jsonl"}, exportParams
	if state.Has(viewParam) {
		path, formats, names = apiRoot+"/kwic", []string{"csv", "tsv"}, filterParams
	}
	for _, format := range formats {
		v.Exports = append(v.Exports, exportLink{v.T("export." + format), link(path, format, names)})
	}
	v.FeedURL = link("/search.atom", "", atomParams)
}

package web

// GET /api/v1/kwic: a concordance of what a query finds, every match on a line of
// its own.

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"
	"github.com/izde/izde/search"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/excerpt"
	"github.com/izde/izde/search/plan"
)

const (
	// maxLines is how many lines a concordance may have, unless a sample is taken.
	maxLines     = 10_000
	maxWidth     = 200
	defaultWidth = 40
)

var kwicParams = append(slices.Clone(filterParams), "width", "sort", "sample", "seed", "limit", "cursor", "format")

// LineView is a line of a concordance. Passage and Doc are ids, Lang the language
// of the match.
type LineView struct {
	Left    string   `json:"left"`
	Match   string   `json:"match"`
	Right   string   `json:"right"`
	Lang    doc.Lang `json:"lang"`
	Passage string   `json:"passage"`
	Doc     string   `json:"doc"`
}

// concordance is a list of lines. Matches is how many there are of which Total
// were taken as a sample.
type concordance struct {
	list[LineView]
	Matches int `json:"matches"`
}

func (s *site) apiKWIC(c *gin.Context, index Index, params url.Values) error {
	if err := checkNames(params, kwicParams, nil); err != nil {
		return err
	}
	format, err := readFormat(c, params, "json", "csv", "tsv")
	if err != nil {
		return err
	}
	limit, err := readLimit(params)
	if format != "json" {
		// A spreadsheet is to have it all.
		limit, err = number(params, "limit", maxLines, 0, maxLines)
	}
	if err != nil {
		return err
	}
	at, err := readCursor("kwic", params, index.Status().Generation)
	if err != nil {
		return err
	}
	lines, matches, err := Concordance(c.Request.Context(), index, params)
	if err != nil {
		return err
	}
	part, next := cut(at, lines, limit)
	if format == "json" {
		answer := concordance{list[LineView]{[]LineView{}, len(lines), next}, matches}
		for _, l := range part {
			answer.Items = append(answer.Items, NewLineView(l))
		}
		return respondJSON(c, answer, true)
	}
	linkNext(c, params, next)
	var b bytes.Buffer
	if err := WriteLines(&b, format, part); err != nil {
		return err
	}
	download(c, "concordance", format)
	respond(c, exportFormats[format], b.Bytes(), true)
	return nil
}

// NewLineView returns the view of a line.
func NewLineView(l excerpt.Line) LineView {
	return LineView{l.Left, l.Match, l.Right, l.Lang, l.Passage.ID, l.Passage.DocID}
}

// WriteLines writes lines as "csv" or "tsv", with a header.
func WriteLines(b *bytes.Buffer, format string, lines []excerpt.Line) error {
	t := newTable(b, format)
	if err := t.write("left", "match", "right", "lang", "passage", "doc"); err != nil {
		return err
	}
	for _, l := range lines {
		if err := t.write(l.Left, l.Match, l.Right, string(l.Lang), l.Passage.ID, l.Passage.DocID); err != nil {
			return err
		}
	}
	return nil
}

// Concordance returns all lines that the parameters of GET /api/v1/kwic ask for,
// paging aside, and how many matches there are without sampling.
func Concordance(ctx context.Context, index Index, params url.Values) (lines []excerpt.Line, matches int, err error) {
	order, err := oneOf(params, "sort", excerpt.LinePosition, excerpt.LeftContext, excerpt.RightContext)
	if err != nil {
		return nil, 0, err
	}
	width, err := number(params, "width", defaultWidth, 0, maxWidth)
	if err != nil {
		return nil, 0, err
	}
	sample, err := number(params, "sample", 0, 1, maxLines)
	if err != nil {
		return nil, 0, err
	}
	seed, err := number(params, "seed", 1, 0, 1<<31-1)
	if err != nil {
		return nil, 0, err
	}
	request, err := readRequest(pick(params, filterParams))
	if err != nil {
		return nil, 0, err
	}
	if !plan.Compile(request.Query, request.Mode, request.Views).HasMarks() {
		return nil, 0, nil
	}
	request.Sort = search.ByPosition
	request.Limit = int(^uint(0) >> 1)
	// Algorithm R (Vitter, Random Sampling with a Reservoir, 1985). The lines come
	// in the order of the corpus, so the same seed takes the same ones. Each keeps
	// its place, for that order is lost here.
	type placed struct {
		excerpt.Line
		place int
	}
	var kept []placed
	rng := rand.New(rand.NewPCG(uint64(seed), 0))
	err = walkHits(ctx, index, request, func(r *search.Result) error {
		for _, h := range r.Hits {
			if err := ctx.Err(); err != nil {
				return err
			}
			for _, l := range excerpt.Lines(h.Passage, excerpt.Marks(r.Plan, h.Passage, h.Doc), width) {
				switch {
				case sample == 0 && matches == maxLines:
					return fault(tooManyResults, "there are more than %d lines; narrow the query or ask for a sample=", maxLines)
				case sample == 0 || len(kept) < sample:
					kept = append(kept, placed{l, matches})
				default:
					if i := rng.IntN(matches + 1); i < sample {
						kept[i] = placed{l, matches}
					}
				}
				matches++
			}
		}
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	slices.SortFunc(kept, func(a, b placed) int { return a.place - b.place })
	for _, k := range kept {
		lines = append(lines, k.Line)
	}
	excerpt.SortLines(lines, order)
	return lines, matches, nil
}

// linkNext names the next page of a list that has no room for it (RFC 8288).
func linkNext(c *gin.Context, params url.Values, next *string) {
	if next == nil {
		return
	}
	query := url.Values{}
	for name, values := range params {
		query[name] = values
	}
	query.Set("cursor", *next)
	c.Header("Link", fmt.Sprintf("<?%s>; rel=%q", query.Encode(), "next"))
}

// download names the file that a browser keeps an answer in.
func download(c *gin.Context, name, format string) {
	c.Header("Content-Disposition", fmt.Sprintf("attachment; filename=%q", "izde-"+name+"."+format))
}

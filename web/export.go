package web

// GET /api/v1/export: the results of a search as a file, with what a citation of
// each needs. Hits are written while they are read, so that memory does not grow
// with their number; all come from the one state of the index that the request
// holds. An answer that cannot be finished is broken off, so that no client takes
// a part of it for the whole.

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/izde/izde/search"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/excerpt"
)

// maxExported is how many hits an export may have.
const maxExported = 10_000

var exportParams = append(slices.Clone(filterParams), "sort", "group", "limit", "format")

func (s *site) apiExport(c *gin.Context, index Index, params url.Values) error {
	if err := checkNames(params, exportParams, nil); err != nil {
		return err
	}
	format, err := readFormat(c, params, "jsonl", "csv", "tsv")
	if err != nil {
		return err
	}
	limit, err := number(params, "limit", maxExported, 1, maxExported)
	if err != nil {
		return err
	}
	request, err := readRequest(pick(params, append(slices.Clone(filterParams), "sort", "group")))
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	request.Facets, request.Limit = nil, 0
	counted, err := index.Search(ctx, request)
	if err != nil {
		return err
	}
	total := counted.Total
	if request.Grouped {
		total = counted.TotalDocuments
	}
	if total > limit && !params.Has("limit") {
		return fault(tooManyResults, "%d results are more than the %d that can be exported: narrow the query, or give limit= for the first of them", total, maxExported)
	}
	request.Limit = limit
	c.Header("Content-Type", exportFormats[format])
	c.Header("Cache-Control", "no-store")
	c.Header("X-Total-Count", strconv.Itoa(total))
	download(c, "results", format)
	c.Status(http.StatusOK)
	if c.Request.Method == http.MethodHead {
		c.Writer.WriteHeaderNow()
		return nil
	}
	e := exporter{site: s, index: index, items: map[string]cite.Item{}}
	if err := e.run(ctx, c.Writer, format, request); err != nil {
		s.log.Warn("an export was broken off", "id", c.Writer.Header().Get(requestIDHeader), "err", err)
		panic(http.ErrAbortHandler)
	}
	return nil
}

// exporter writes hits.
type exporter struct {
	site  *site
	index Index
	// items holds the bibliographic entries of the documents met so far.
	items map[string]cite.Item
}

// exportedHit is a line of JSON Lines: a hit and the entry of its document.
type exportedHit struct {
	hitView
	CSL cite.Item `json:"csl"`
}

func (e *exporter) run(ctx context.Context, w io.Writer, format string, request *search.Request) error {
	var t *table
	if format != "jsonl" {
		t = newTable(w, format)
		if err := t.write(exportColumns...); err != nil {
			return err
		}
	}
	lines := json.NewEncoder(w)
	lines.SetEscapeHTML(false)
	return walkHits(ctx, e.index, request, func(r *search.Result) error {
		for _, h := range r.Hits {
			if err := ctx.Err(); err != nil {
				return err
			}
			item, err := e.item(ctx, h.Doc.ID)
			if err != nil {
				return err
			}
			hit := e.site.newHitView(h, excerpt.Marks(r.Plan, h.Passage, h.Doc))
			if request.Grouped {
				hit.MoreInDocument = &h.More
			}
			if t == nil {
				err = lines.Encode(exportedHit{hit, item})
			} else {
				err = t.write(exportRow(hit, item)...)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func (e *exporter) item(ctx context.Context, id string) (cite.Item, error) {
	item, ok := e.items[id]
	if !ok {
		d, err := e.index.Document(ctx, id)
		if err != nil {
			return item, err
		}
		item = validItem(d.CSL, d.ID)
		e.items[id] = item
	}
	return item, nil
}

var exportColumns = []string{"passage", "document", "score", "kind", "section", "lang", "text", "title", "authors", "year", "container_title",
	"volume", "issue", "page", "publisher", "doi", "url"}

func exportRow(h hitView, item cite.Item) []string {
	year, doi := "", item.DOI
	if h.Doc.Year != nil {
		year = strconv.Itoa(*h.Doc.Year)
	}
	if h.Doc.DOI != nil {
		doi = *h.Doc.DOI
	}
	return []string{h.ID, h.Doc.ID, fmt.Sprintf("%.4f", h.Score), string(h.Kind), strings.Join(h.Section, " › "), string(h.Lang), h.Text,
		h.Doc.Title, strings.Join(h.Doc.Authors, "; "), year, item.ContainerTitle, string(item.Volume), string(item.Issue), string(item.Page),
		item.Publisher, doi, h.URL}
}

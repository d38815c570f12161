package web

// GET /api/v1/works, the first citation lookup: over the entries of reference
// lists as they were read. Each entry is a work of its own so far.

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/cite"
)

// workView is a work: what entries of reference lists denote.
type workView struct {
	ID  string    `json:"id"`
	CSL cite.Item `json:"csl"`
	// Forms are the entries as written, Entries their ids.
	Forms      []string `json:"forms"`
	Entries    []string `json:"entries"`
	Document   *string  `json:"document"`
	Duplicates []none   `json:"duplicates"`
	Warnings   []none   `json:"warnings"`
	// MatchedOn names the parameters that found it.
	MatchedOn []string `json:"matched_on"`
}

func (s *site) apiWorks(c *gin.Context, index Index, params url.Values) error {
	if err := checkNames(params, []string{"q", "doi", "limit", "cursor"}, []string{"author", "title", "year", "orcid", "type", "format"}); err != nil {
		return err
	}
	limit, err := readLimit(params)
	if err != nil {
		return err
	}
	text, err := single(params, "q")
	if err != nil {
		return err
	}
	doiText, err := single(params, "doi")
	if err != nil {
		return err
	}
	at, err := readCursor("works", params, index.Status().Generation)
	if err != nil {
		return err
	}
	query, err := search.Parse(text)
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	if doiText == "" {
		matched := []string{}
		if query.Expr != nil {
			matched = append(matched, "q")
		}
		works, result, err := findEntries(ctx, index, query, at.After, limit, matched)
		if err != nil {
			return err
		}
		l := list[workView]{Items: works, Total: result.Total}
		if result.Next != "" && len(result.Hits) > 0 {
			at.After = result.Next
			next := at.String()
			l.Next = &next
		}
		return respondJSON(c, l, true)
	}
	doi := cite.NormalizeDOI(doiText)
	if doi == "" {
		return faultIn("doi", invalidValue, "doi=%q: want a DOI such as 10.1000/182, bare or as a doi.org URL", clip(doiText))
	}
	works, err := findDOI(ctx, index, query, doi)
	if err != nil {
		return err
	}
	from := min(at.Offset, len(works))
	part := works[from:min(from+limit, len(works))]
	return respondJSON(c, list[workView]{Items: orEmpty(part), Total: len(works), Next: at.nextOffset(len(part), len(works))}, true)
}

// findDOI returns the entries that hold a DOI and match the query.
func findDOI(ctx context.Context, index Index, query *search.Query, doi string) ([]workView, error) {
	expr := search.And{search.Phrase{Text: doi}}
	matched := []string{"doi"}
	if query.Expr != nil {
		expr = append(expr, query.Expr)
		matched = append(matched, "q")
	}
	// The words of a DOI also stand at the beginning of longer ones, so what
	// is found has to be compared. More entries than these never hold one DOI.
	candidates, _, err := findEntries(ctx, index, &search.Query{Expr: expr}, "", maxLimit, matched)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(candidates, func(w workView) bool {
		return !slices.ContainsFunc(cite.FindDOI(w.Forms[0]), func(f cite.FoundDOI) bool { return f.DOI == doi })
	}), nil
}

// findEntries searches the reference lists.
func findEntries(ctx context.Context, index Index, query *search.Query, after string, limit int, matched []string) ([]workView, *search.Result, error) {
	result, err := index.Search(ctx, &search.Request{
		Query:   query,
		Filters: []search.Filter{{Facet: search.FacetKind, Include: []string{string(search.Reference)}}},
		Mode:    search.Auto,
		Views:   analysis.AllViews,
		Sort:    search.ByRelevance,
		Limit:   limit,
		After:   after,
	})
	if err != nil {
		return nil, nil, err
	}
	works := []workView{}
	documents := map[string][]*search.Passage{}
	for _, h := range result.Hits {
		passages, ok := documents[h.Passage.DocID]
		if !ok {
			if passages, err = index.Passages(ctx, h.Passage.DocID); err != nil {
				return nil, nil, err
			}
			documents[h.Passage.DocID] = passages
		}
		entry := entryOf(h.Passage, passages)
		id := entry.Work
		if id == "" {
			id = entry.ID
		}
		works = append(works, workView{
			ID: id, CSL: entry.CSL, Forms: []string{entry.Raw}, Entries: []string{entry.ID},
			Duplicates: []none{}, Warnings: []none{}, MatchedOn: matched,
		})
	}
	return works, result, nil
}

// entryOf returns the entry that p, a passage of a reference list, belongs to
// among all passages of its document; one that belongs to none (a heading
// inside the list, a damaged line) stands for itself.
func entryOf(p *search.Passage, passages []*search.Passage) referenceView {
	until := slices.IndexFunc(passages, func(q *search.Passage) bool { return q.ID == p.ID })
	if p.Reference == nil {
		if before := references(passages[:until+1]); len(before) > 0 && strings.HasSuffix(before[len(before)-1].Raw, p.Text) {
			return before[len(before)-1]
		}
		return referenceView{ID: p.ID, Raw: p.Text, CSL: validItem(cite.Item{Note: p.Text}, p.ID)}
	}
	return references(passages[until:])[0]
}

package web

// GET /api/v1/works, the first citation lookup: over the entries of reference
// lists as they were read. Entries are one work when the indexer says so.

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
	matched := []string{}
	doi := ""
	if doiText != "" {
		if doi = cite.NormalizeDOI(doiText); doi == "" {
			return faultIn("doi", invalidValue, "doi=%q: want a DOI such as 10.1000/182, bare or as a doi.org URL", clip(doiText))
		}
		matched = append(matched, "doi")
		// The words of a DOI also stand at the beginning of longer ones, so
		// what is found has to be compared.
		phrase := search.Expr(search.Phrase{Text: doi})
		if query.Expr != nil {
			phrase = search.And{phrase, query.Expr}
		}
		query = &search.Query{Text: text, Expr: phrase}
	}
	if text != "" {
		matched = append(matched, "q")
	}
	works, err := findWorks(c.Request.Context(), index, query, matched)
	if err != nil {
		return err
	}
	if doi != "" {
		works = slices.DeleteFunc(works, func(w workView) bool {
			return !slices.ContainsFunc(w.Forms, func(form string) bool {
				return slices.ContainsFunc(cite.FindDOI(form), func(f cite.FoundDOI) bool { return f.DOI == doi })
			})
		})
	}
	from := min(at.Offset, len(works))
	part := works[from:min(from+limit, len(works))]
	return respondJSON(c, list[workView]{Items: orEmpty(part), Total: len(works), Next: at.nextOffset(len(part), len(works))}, true)
}

// maxEntries is how many entries of reference lists may match before a query has
// to be narrowed: all are read to tell the works among them.
const maxEntries = 10_000

// findWorks searches the reference lists. Entries that denote one work stand
// together, the best first.
func findWorks(ctx context.Context, index Index, query *search.Query, matched []string) ([]workView, error) {
	result, err := index.Search(ctx, &search.Request{
		Query:   query,
		Filters: []search.Filter{{Facet: search.FacetKind, Include: []string{string(search.Reference)}}},
		Mode:    search.Auto,
		Views:   analysis.AllViews,
		Sort:    search.ByRelevance,
		Limit:   maxEntries,
	})
	if err != nil {
		return nil, err
	}
	if result.Total > maxEntries {
		return nil, &search.LimitError{Limit: "matching entries", Max: maxEntries}
	}
	works := []workView{}
	place := map[string]int{} // of a work among works
	documents := map[string][]*search.Passage{}
	for _, h := range result.Hits {
		passages, ok := documents[h.Passage.DocID]
		if !ok {
			if passages, err = index.Passages(ctx, h.Passage.DocID); err != nil {
				return nil, err
			}
			documents[h.Passage.DocID] = passages
		}
		entry := entryOf(h.Passage, passages)
		id := entry.Work
		if id == "" {
			id = entry.ID
		}
		i, known := place[id]
		if !known {
			i = len(works)
			place[id] = i
			works = append(works, workView{ID: id, CSL: entry.CSL, Forms: []string{}, Entries: []string{},
				Duplicates: []none{}, Warnings: []none{}, MatchedOn: matched})
		}
		if !slices.Contains(works[i].Entries, entry.ID) {
			works[i].Entries = append(works[i].Entries, entry.ID)
		}
		if !slices.Contains(works[i].Forms, entry.Raw) {
			works[i].Forms = append(works[i].Forms, entry.Raw)
		}
	}
	return works, nil
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

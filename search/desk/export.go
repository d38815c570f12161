package desk

// Results as data to go on working with: hits with the entries of their documents,
// and the bibliographic items of works.

import (
	"context"
	"iter"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/plan"
	"github.com/izde/izde/search/query"
)

// MaxExported is how many hits or works an export may have.
const MaxExported = 10_000

// Export is the result of a request. Hits yields the hits while they are read, once;
// all come from the one state of the index, and an error ends them.
type Export struct {
	// Total is how many passages were found, or documents where these are grouped.
	Total int
	Hits  iter.Seq2[ExportedHit, error]
}

// ExportedHit is a hit and the bibliographic entry of its document.
type ExportedHit struct {
	Hit
	Item cite.Item
}

// Export returns the first Limit hits of a request; without a limit all of them, and
// an error where these are more than MaxExported.
func (d *Desk) Export(ctx context.Context, r *search.Request) (*Export, error) {
	plan, matches, total, err := d.exported(ctx, r)
	if err != nil {
		return nil, err
	}
	items := map[string]cite.Item{} // of the documents met so far
	return &Export{total, func(yield func(ExportedHit, error) bool) {
		for h, err := range d.load(ctx, plan, matches) {
			e := ExportedHit{Hit: h}
			if err == nil {
				e.Item, err = d.itemOf(ctx, h.Doc.ID, items)
			}
			if !yield(e, err) || err != nil {
				return
			}
		}
	}}, nil
}

// exported runs a request, of whose matches it returns the first Limit, and how many
// there are in all.
func (d *Desk) exported(ctx context.Context, r *search.Request) (*plan.Plan, []engine.Match, int, error) {
	if err := checkQuery(r); err != nil {
		return nil, nil, 0, err
	}
	if err := OneOf("sort", r.Sort, Sorts...); err != nil {
		return nil, nil, 0, err
	}
	if err := within("limit", r.Limit, 0, MaxExported); err != nil {
		return nil, nil, 0, err
	}
	p, matches, err := d.index.Matches(ctx, r)
	if err != nil {
		return nil, nil, 0, err
	}
	total := len(matches)
	if r.Limit > 0 {
		matches = matches[:min(r.Limit, total)]
	} else if total > MaxExported {
		return nil, nil, 0, refuse(TooManyResults, "", "%d results are more than the %d that can be exported: narrow the query, or give limit= for the first of them", total, MaxExported)
	}
	return p, matches, total, nil
}

func (d *Desk) itemOf(ctx context.Context, docID string, known map[string]cite.Item) (cite.Item, error) {
	item, ok := known[docID]
	if !ok {
		full, err := d.index.Document(ctx, docID)
		if err != nil {
			return item, err
		}
		item = ValidItem(full.CSL, full.ID)
		known[docID] = item
	}
	return item, nil
}

// ValidItem gives an item the two members without which CSL-JSON is not valid.
func ValidItem(item cite.Item, id string) cite.Item {
	if item.ID == "" {
		item.ID = id
	}
	if item.Type == "" {
		item.Type = "document"
	}
	return item
}

// ItemsOfWorks returns the items of the works of those ids or DOIs.
func (d *Desk) ItemsOfWorks(ctx context.Context, ids []string) ([]cite.Item, error) {
	if len(ids) > MaxExported {
		return nil, refuse(TooLarge, "works", "at most %d works are exported at once; send the rest in a second request", MaxExported)
	}
	var items []cite.Item
	for _, id := range ids {
		w, err := d.Work(ctx, id)
		if err != nil {
			return nil, err
		}
		items = append(items, ValidItem(w.CSL, w.ID))
	}
	return items, nil
}

// ItemsFound returns the items of the works that a query finds.
func (d *Desk) ItemsFound(ctx context.Context, q *query.Query) ([]cite.Item, error) {
	works, total, err := d.Works(ctx, &WorksRequest{Query: q, Limit: MaxExported})
	if err != nil {
		return nil, err
	}
	if total > MaxExported {
		return nil, refuse(TooManyResults, "q", "%d works are more than the %d that can be exported: narrow the query", total, MaxExported)
	}
	var items []cite.Item
	for _, w := range works {
		items = append(items, ValidItem(w.CSL, w.ID))
	}
	return items, nil
}

// ItemsOfList returns the items of a document's reference list.
func (d *Desk) ItemsOfList(ctx context.Context, docID string) ([]cite.Item, error) {
	passages, err := d.Passages(ctx, docID)
	if err != nil {
		return nil, err
	}
	var items []cite.Item
	for _, e := range doc.WrittenEntries(passages) {
		items = append(items, ValidItem(e.CSL, e.ID))
	}
	return items, nil
}

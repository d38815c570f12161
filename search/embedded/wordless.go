package embedded

// Requests without words, which begin a visit. What they count depends on their filters and
// facets alone and is kept, so that only the first of a kind counts all passages; the hits
// of a page are picked in one pass over the columns.

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/engine"
)

// maxKeptValues is how many values of facets are kept in all, of about 100 bytes.
const maxKeptValues = 50_000

// checkEvery is how many passages are looked at between looks at the deadline.
const checkEvery = 1 << 14

// wordless runs a request that has no root and is neither grouped nor explained. Errors as
// Run.
func (e *Engine) wordless(ctx context.Context, r *engine.Request, hits *collector) (*engine.Found, error) {
	found, err := e.countsOf(ctx, r)
	if err != nil {
		return nil, err
	}
	if hits.limit == 0 {
		return found, nil
	}
	filters := e.newFilters(r.Filters)
	// In the order of the corpus the documents before that of the cursor, and, when there is
	// more than a page, those behind that of its last hit are passed over.
	inPlace := r.Sort == search.ByRelevance || r.Sort == search.ByPosition
	first, last := uint32(0), uint32(none-1)
	if inPlace && hits.after != nil && hits.after.primary == 0 {
		first = hits.after.doc()
	}
	for number, doc := range e.cols.doc {
		if number%checkEvery == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if doc < first || doc > last || filters.failed(uint32(number)) != 0 {
			continue
		}
		hits.offer(uint32(number), 0)
		if inPlace && hits.eligible > hits.limit {
			last = hits.best[0].doc()
		}
	}
	for _, c := range hits.page(r.Skip) {
		hit, err := e.hit(c.number, c.score)
		if err != nil {
			return nil, err
		}
		found.Hits = append(found.Hits, hit)
	}
	found.Next = hits.next()
	return found, nil
}

// countsOf returns what a request without words counts, for the caller to change.
func (e *Engine) countsOf(ctx context.Context, r *engine.Request) (*engine.Found, error) {
	key := fmt.Sprintf("%q %q %d %t", r.Filters, r.Facets, r.FacetLimit, r.Years)
	kept, ok := e.counts.Get(key)
	if !ok {
		asked := *r.Request
		asked.Limit = 0
		v, release, err := e.evaluate(ctx, &engine.Request{Request: &asked}, nil, r.Facets, false)
		if err != nil {
			return nil, err
		}
		defer release()
		kept = e.counted(r, v)
		size := 1 + len(kept.Years.Documents) + len(kept.Years.References)
		for _, f := range kept.Facets {
			size += len(f.Values)
		}
		e.counts.PutSized(key, kept, size, maxKeptValues)
	}
	found := *kept
	found.Facets = maps.Clone(kept.Facets)
	for facet, counts := range found.Facets {
		counts.Values = slices.Clone(counts.Values)
		found.Facets[facet] = counts
	}
	found.Years = search.YearCounts{Documents: slices.Clone(kept.Years.Documents), References: slices.Clone(kept.Years.References)}
	return &found, nil
}

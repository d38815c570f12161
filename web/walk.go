package web

// Going through all hits of a search: on one state of the index, a batch at a
// time, so that memory does not grow with their number.

import (
	"context"

	"github.com/izde/izde/search"
)

// batchSize is how many hits are held in memory at a time.
const batchSize = 500

// walkHits calls batch with all hits of a request from its After on, in order,
// until the request's Limit of them are done.
func walkHits(ctx context.Context, index Index, request *search.Request, batch func(*search.Result) error) error {
	r := *request
	r.Facets = nil
	for left := request.Limit; left > 0; left -= r.Limit {
		r.Limit = min(left, batchSize)
		result, err := index.Search(ctx, &r)
		if err != nil {
			return err
		}
		if err := batch(result); err != nil {
			return err
		}
		if result.Next == "" {
			return nil
		}
		r.After = result.Next
	}
	return nil
}

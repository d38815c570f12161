package main

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/izde/izde/cmd/izde/admin"
	"github.com/izde/izde/search/index"
)

// yields counts, for operators, what reading the documents of the served index gave.
type yields struct {
	last       atomic.Pointer[admin.Yield] // nil: not counted yet
	generation string
}

// follow counts each generation that is served until ctx ends.
func (y *yields) follow(ctx context.Context, live served) {
	for {
		if current, release, err := live.Acquire(); err == nil {
			if g := current.Status().Generation; g != y.generation && y.count(ctx, current) == nil {
				y.generation = g
			}
			release()
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(watchEvery):
		}
	}
}

// count counts what is served; when it fails the count before stays.
func (y *yields) count(ctx context.Context, ix *index.Index) error {
	const page = 500
	var sum admin.Yield
	for from := 0; ; from += page {
		docs, all, err := ix.Documents(ctx, from, page)
		if err != nil {
			return err
		}
		for _, d := range docs {
			sum.References += d.Reading.References
			sum.Unresolved += d.Reading.Unresolved
			sum.Repairs += d.Reading.Repairs
			sum.Damaged += d.Reading.Damaged
		}
		if from+page >= all {
			break
		}
	}
	y.last.Store(&sum)
	return nil
}

package main

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/izde/izde/cmd/izde/admin"
	"github.com/izde/izde/search/index"
)

// yields counts, for operators, what reading the documents of the served index gave. Each
// document is looked at once, however many generations hold it.
type yields struct {
	last       atomic.Pointer[admin.Yield] // nil: not counted yet
	generation string
	known      map[string]admin.Yield // by the document and the digest of its file
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
	known := map[string]admin.Yield{}
	for from := 0; ; from += page {
		docs, all, err := ix.Documents(ctx, from, page)
		if err != nil {
			return err
		}
		for _, brief := range docs {
			key := brief.ID + " " + brief.Digest
			of, ok := y.known[key]
			if !ok {
				d, err := ix.Document(ctx, brief.ID)
				if err != nil {
					return err
				}
				of = admin.Yield{References: d.References, Unresolved: len(d.Unresolved), Repairs: len(d.Repairs), Damaged: len(d.Raw)}
			}
			known[key] = of
			sum.References += of.References
			sum.Unresolved += of.Unresolved
			sum.Repairs += of.Repairs
			sum.Damaged += of.Damaged
		}
		if from+page >= all {
			break
		}
	}
	y.known = known
	y.last.Store(&sum)
	return nil
}

package cluster

import (
	"cmp"
	"context"
	"iter"
	"maps"
	"runtime"
	"slices"
	"strconv"
	"sync"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/bibliography"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
)

// writer writes the things of a generation.
type writer struct {
	b *Builder
	// alias has the ids of works that lead to others.
	alias map[string]string

	mu     sync.Mutex
	counts map[string]int
	// holders is how many passages hold each term, which stands behind the number of its
	// stream.
	holders map[string]int
	// values are the numbers of the values of facets.
	values map[doc.Facet]map[string]int
}

// Write writes works or authors: see bibliography.Writer. A new generation has none yet
// that could stay.
func (w *writer) Write(ctx context.Context, kind engine.Kind, things iter.Seq2[*bibliography.Thing, error], _ func(id string) bool) error {
	index := worksIndex
	if kind == engine.Authors {
		index = authorsIndex
	}
	out := &bulk{c: w.b.c}
	for t, err := range things {
		if err != nil {
			return err
		}
		if kind == engine.Works {
			for _, k := range t.Keys() {
				if k.Name != engine.ID {
					continue
				}
				for _, id := range k.Values {
					if id != t.ID {
						w.alias[id] = t.ID
					}
				}
			}
		}
		n := w.counts[index]
		w.counts[index]++
		if err := out.add(ctx, w.b.names.index(w.b.number, index), strconv.Itoa(n), "", layThing(t, n)); err != nil {
			return err
		}
	}
	return out.flush(ctx)
}

// valueNumbers returns the numbers of values of a facet, new ones where they have none.
func (w *writer) valueNumbers(facet doc.Facet, values []string) []int {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.values[facet] == nil {
		w.values[facet] = map[string]int{}
	}
	known := w.values[facet]
	numbers := make([]int, len(values))
	for i, v := range values {
		if _, ok := known[v]; !ok {
			known[v] = len(known)
		}
		numbers[i] = known[v]
	}
	return numbers
}

// redirectsID and arrivalsID are the ids, among the terms, of the texts of
// bibliography.Redirects and engine.Arrivals.
const redirectsID, arrivalsID = "redirects", "arrivals"

// corpus writes all documents, passages and terms, with several documents at a time,
// and the redirects of works.
func (w *writer) corpus(ctx context.Context, redirects bibliography.Redirects) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	type numbered struct {
		spooled
		number int
	}
	next := make(chan numbered)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			out := &bulk{c: w.b.c}
			var err error
			for d := range next {
				if err == nil {
					err = w.document(ctx, out, d.spooled, d.number)
				}
				if err != nil {
					cancel(err)
				}
			}
			if err = cmp.Or(err, out.flush(ctx)); err != nil {
				cancel(err)
			}
		})
	}
	for i, d := range w.b.spool.sorted() {
		next <- numbered{d, i}
	}
	close(next)
	workers.Wait()
	if err := context.Cause(ctx); err != nil {
		return err
	}
	out := &bulk{c: w.b.c}
	for id, text := range map[string]string{redirectsID: redirects.String(), arrivalsID: w.b.arrivals.String()} {
		if err := out.add(ctx, w.b.names.index(w.b.number, termsIndex), id, "", object{"json": object{"text": text}}); err != nil {
			return err
		}
	}
	// In order, neighbours are alike, and take little room.
	for i, t := range slices.Sorted(maps.Keys(w.holders)) {
		err := out.add(ctx, w.b.names.index(w.b.number, termsIndex), strconv.Itoa(i), "", object{"term": t, "passages": w.holders[t]})
		if err != nil {
			return err
		}
	}
	return out.flush(ctx)
}

// document writes a document and its passages.
func (w *writer) document(ctx context.Context, out *bulk, of spooled, number int) error {
	d, passages, err := w.b.spool.load(of)
	if err != nil {
		return err
	}
	fields, err := layDocument(d, number, w.alias)
	if err != nil {
		return err
	}
	if err := out.add(ctx, w.b.names.index(w.b.number, documentsIndex), strconv.Itoa(number), "", fields); err != nil {
		return err
	}
	held := map[string]int{}
	for _, p := range passages {
		streams := p.Analyze()
		fields, err := layPassage(p, d, number, w.alias, &streams, w.valueNumbers)
		if err != nil {
			return err
		}
		id := strconv.FormatUint(place(number, p.Ordinal), 10)
		if err := out.add(ctx, w.b.names.index(w.b.number, passagesIndex), id, strconv.Itoa(number), fields); err != nil {
			return err
		}
		seen := map[string]bool{}
		for s, tokens := range streams {
			prefix := streamPrefix(analysis.Stream(s))
			for _, t := range tokens {
				term := prefix + t.Term
				if !seen[term] {
					seen[term] = true
					held[term]++
				}
			}
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for t, n := range held {
		w.holders[t] += n
	}
	return nil
}

package cluster

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"maps"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/izde/izde/search/bibliography"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
)

// writer writes the things of a generation: into empty indexes, or into clones of the
// served ones what is not there.
type writer struct {
	b *Builder
	// things are the works and authors, by index and id, that the clones hold.
	things map[string]map[string]stored
	// leads has the work that each id leads to.
	leads  map[string]string
	counts map[string]int // of works and authors
	at     map[string]standing

	mu sync.Mutex
	// made has the numbers of passages, terms and values in the indexes before anything is
	// written, then of terms and values as they are.
	made Manifest
	// holders is how many passages more than in the clones hold each term, which stands
	// behind the number of its stream.
	holders map[string]int
	// values are the numbers of the values of facets.
	values map[doc.Facet]map[string]int
	fresh  []object // values that have new numbers, as terms
}

// Write writes works or authors: see bibliography.Writer.
func (w *writer) Write(ctx context.Context, kind engine.Kind, things iter.Seq2[*bibliography.Thing, error], _ func(id string) bool) error {
	index := worksIndex
	if kind == engine.Authors {
		index = authorsIndex
	}
	target, known := w.b.names.index(w.b.number, index), w.things[index]
	out := &bulk{c: w.b.c}
	for t, err := range things {
		if err != nil {
			return err
		}
		w.counts[index]++
		sum := sumOf(t)
		before, ok := known[t.ID]
		delete(known, t.ID)
		ids := before.ids
		if !ok || before.sum != sum {
			fields := layThing(t, sum)
			ids = fields[keyField(engine.ID)].([]string)
			if err := out.add(ctx, target, t.ID, "", fields); err != nil {
				return err
			}
		}
		for _, id := range ids {
			if kind == engine.Works {
				w.leads[id] = t.ID
			}
		}
	}
	for id := range known {
		if err := out.remove(ctx, target, id, ""); err != nil {
			return err
		}
	}
	return out.flush(ctx)
}

// numbers are those of the values of a facet. The caller holds mu where others may write.
func (w *writer) numbers(facet doc.Facet) map[string]int {
	if w.values[facet] == nil {
		w.values[facet] = map[string]int{}
	}
	return w.values[facet]
}

// valueNumbers returns the numbers of values of a facet, new ones where they have none.
func (w *writer) valueNumbers(facet doc.Facet, values []string) []int {
	w.mu.Lock()
	defer w.mu.Unlock()
	known := w.numbers(facet)
	numbers := make([]int, len(values))
	for i, v := range values {
		if _, ok := known[v]; !ok {
			known[v] = w.made.Values[facet]
			w.fresh = append(w.fresh, object{"term": valueTerm(facet, v), "passages": known[v]})
			w.made.Values[facet]++
		}
		numbers[i] = known[v]
	}
	return numbers
}

// redirectsID and arrivalsID are the ids, among the terms, of the texts of
// bibliography.Redirects and engine.Arrivals.
const redirectsID, arrivalsID = "redirects", "arrivals"

// corpus writes documents, passages and terms, with several documents at a time, and the
// redirects of works.
func (w *writer) corpus(ctx context.Context, redirects bibliography.Redirects) error {
	if err := w.numberValues(ctx); err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	next := make(chan spooled)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			out := &bulk{c: w.b.c}
			var err error
			for d := range next {
				if err == nil {
					err = w.document(ctx, out, d)
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
	for _, d := range w.b.spool.sent() {
		next <- d
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
	if err := w.vocabulary(ctx, out); err != nil {
		return err
	}
	return out.flush(ctx)
}

// vocabulary writes the terms that more or fewer passages hold than before, and new values.
func (w *writer) vocabulary(ctx context.Context, out *bulk) error {
	index := w.b.names.index(w.b.number, termsIndex)
	written := 0
	add := func(id string, fields object) error {
		if id == "" { // no generation before has one of this number
			id = fmt.Sprintf("%d.%d", w.b.number, written)
			written++
		}
		return out.add(ctx, index, id, "", fields)
	}
	// In order, neighbours are alike, and take little room.
	maps.DeleteFunc(w.holders, func(_ string, n int) bool { return n == 0 })
	for terms := range slices.Chunk(slices.Sorted(maps.Keys(w.holders)), chunk) {
		before := map[string]entry{}
		if w.b.upon {
			for known, err := range w.terms(ctx, terms) {
				if err != nil {
					return err
				}
				before[known.term] = known
			}
		}
		for _, t := range terms {
			known, ok := before[t]
			n := known.n + w.holders[t]
			var err error
			switch {
			case n < 0:
				err = fmt.Errorf("the index has fewer passages with %q than were taken out of it: izde index --rebuild", t)
			case n == 0:
				w.made.Terms--
				err = out.remove(ctx, index, known.id, "")
			default:
				if !ok {
					w.made.Terms++
				}
				err = add(known.id, object{"term": t, "passages": n})
			}
			if err != nil {
				return err
			}
		}
	}
	slices.SortFunc(w.fresh, func(a, b object) int { return strings.Compare(a["term"].(string), b["term"].(string)) })
	for _, fields := range w.fresh {
		if err := add("", fields); err != nil {
			return err
		}
	}
	return nil
}

// document writes a document and its passages.
func (w *writer) document(ctx context.Context, out *bulk, of spooled) error {
	d, passages, err := w.b.spool.load(of)
	if err != nil {
		return err
	}
	at := w.at[d.ID]
	number := strconv.Itoa(at.number)
	fields, err := layDocument(d, at, w.leads)
	if err != nil {
		return err
	}
	if err := out.add(ctx, w.b.names.index(w.b.number, documentsIndex), number, "", fields); err != nil {
		return err
	}
	held := map[string]int{}
	for _, p := range passages {
		streams := p.Analyze()
		fields, err := layPassage(p, d, at, w.leads, &streams, w.valueNumbers)
		if err != nil {
			return err
		}
		id := strconv.FormatUint(at.place(p.Ordinal), 10)
		if err := out.add(ctx, w.b.names.index(w.b.number, passagesIndex), id, number, fields); err != nil {
			return err
		}
		count(held, &streams, 1)
	}
	w.hold(held)
	return nil
}

// hold adds to holders.
func (w *writer) hold(held map[string]int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for t, n := range held {
		w.holders[t] += n
	}
}

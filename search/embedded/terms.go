package embedded

import (
	"context"
	"fmt"
	"iter"
	"runtime/debug"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/vellum"
	"github.com/blevesearch/vellum/levenshtein"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/query"
)

// maxExpansions is how many terms of the index a prefix may stand for.
const maxExpansions = 1 << 16

// Frequencies returns how many passages hold each term.
func (e *Engine) Frequencies(ctx context.Context, terms []engine.Term) (_ []int, err error) {
	defer e.guard(debug.SetPanicOnFault(true), &err)
	d, release := e.dictionaries()
	defer release()
	counts := make([]int, len(terms))
	var list *postings
	for i, t := range terms {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if t.Prefix {
			union, err := e.beginning(ctx, []analysis.Term{{Stream: t.Stream, Text: t.Text}})
			if err != nil {
				return nil, err
			}
			for _, part := range union {
				counts[i] += int(part.GetCardinality())
			}
			continue
		}
		for part := range e.parts {
			var err error
			if list, err = d.postings(part, t.Stream.String(), t.Text, list); err != nil {
				return nil, err
			}
			counts[i] += list.count()
		}
	}
	return counts, nil
}

// unions caches the passages that prefixes match: a query needs them when it is
// weighed, when it is run, and for its next page.
type unions struct {
	mu sync.Mutex
	of map[engine.Term][]*roaring.Bitmap
}

// maxUnions is how many prefixes are cached.
const maxUnions = 32

// beginning returns, part by part, the passages with a term that begins with one of
// the given terms.
func (e *Engine) beginning(ctx context.Context, terms []analysis.Term) ([]*roaring.Bitmap, error) {
	if len(terms) != 1 {
		union := make([]*roaring.Bitmap, len(e.parts))
		for i := range union {
			union[i] = roaring.New()
		}
		for i := range terms {
			more, err := e.beginning(ctx, terms[i:i+1])
			if err != nil {
				return nil, err
			}
			for part := range union {
				union[part].Or(more[part])
			}
		}
		return union, nil
	}
	key := engine.Term{Stream: terms[0].Stream, Text: terms[0].Text, Prefix: true}
	e.unions.mu.Lock()
	union, ok := e.unions.of[key]
	e.unions.mu.Unlock()
	if ok {
		return union, nil
	}
	union = make([]*roaring.Bitmap, len(e.parts))
	for part := range e.parts {
		var err error
		if union[part], err = e.between(ctx, part, key.Stream.String(), []byte(key.Text), prefixEnd(key.Text)); err != nil {
			return nil, err
		}
	}
	e.unions.mu.Lock()
	defer e.unions.mu.Unlock()
	if e.unions.of == nil || len(e.unions.of) >= maxUnions {
		e.unions.of = map[engine.Term][]*roaring.Bitmap{}
	}
	e.unions.of[key] = union
	return union, nil
}

// between returns the numbers within a part that have a term of a field from start on and
// before end.
func (e *Engine) between(ctx context.Context, part int, field string, start, end []byte) (*roaring.Bitmap, error) {
	p := e.parts[part]
	lent := e.lendSet()
	defer e.sets.Put(lent)
	*lent = cleared(*lent, p.size)
	var room []container
	it, err := p.image.terms(field, nil, start, end)
	for count := 0; err == nil; count++ {
		if count == maxExpansions {
			return nil, &query.LimitError{Limit: "wildcard expansions", Max: maxExpansions}
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		_, value := it.Current()
		room = p.image.addTo(*lent, value, room)
		err = it.Next()
	}
	if err != vellum.ErrIteratorDone {
		return nil, fmt.Errorf("reading the terms from %q on: %w", start, err)
	}
	found := roaring.FromDense(*lent, true)
	if deleted := p.Deleted(); deleted != nil {
		found.AndNot(deleted)
	}
	return found, nil
}

// prefixEnd returns the first term after all that begin with prefix, nil when
// there is none.
func prefixEnd(prefix string) []byte {
	end := []byte(prefix)
	for i := len(end) - 1; i >= 0; i-- {
		if end[i] < 0xFF {
			end[i]++
			return end[:i+1]
		}
	}
	return nil
}

// automata build the Levenshtein automata for one and two edits (Schulz and
// Mihov, Fast String Correction with Levenshtein-Automata, 2002).
var automata = [...]func() (*levenshtein.LevenshteinAutomatonBuilder, error){
	1: sync.OnceValues(func() (*levenshtein.LevenshteinAutomatonBuilder, error) {
		return levenshtein.NewLevenshteinAutomatonBuilder(1, true)
	}),
	2: sync.OnceValues(func() (*levenshtein.LevenshteinAutomatonBuilder, error) {
		return levenshtein.NewLevenshteinAutomatonBuilder(2, true)
	}),
}

// Terms yields terms that passages hold, in the order of their bytes.
func (e *Engine) Terms(ctx context.Context, r engine.Range) iter.Seq2[engine.Count, error] {
	return func(yield func(engine.Count, error) bool) {
		stopped := false
		visit := func(c engine.Count) bool {
			stopped = true // also where yield panics
			stopped = !yield(c, nil)
			return !stopped
		}
		prefixes := []string{""}
		if r.Alike != nil {
			if all, ok := e.forms.Made(); ok && all != nil {
				if err := e.eachOf(ctx, r, all.of(r.Alike), visit); err != nil && !stopped {
					yield(engine.Count{}, err)
				}
				return
			}
			prefixes = r.Alike.Prefixes()
		}
		for _, prefix := range prefixes {
			err := e.eachTerm(ctx, r, prefix, visit)
			if err != nil && !stopped {
				yield(engine.Count{}, err)
			}
			if err != nil || stopped {
				return
			}
		}
	}
}

// eachOf calls visit with those of some terms that are asked for and that passages hold,
// until it returns false.
func (e *Engine) eachOf(ctx context.Context, r engine.Range, terms []string, visit func(engine.Count) bool) error {
	var asked []engine.Term
	for _, t := range terms {
		if r.Accept == nil || r.Accept(t) {
			asked = append(asked, engine.Term{Stream: r.Stream, Text: t})
		}
	}
	counts, err := e.Frequencies(ctx, asked)
	if err != nil {
		return err
	}
	for i, t := range asked {
		if counts[i] > 0 && !visit(engine.Count{Text: t.Text, Passages: counts[i]}) {
			return nil
		}
	}
	return nil
}

// eachTerm merges the dictionaries of the parts, of the terms that begin with a prefix.
// It ends when visit returns false.
func (e *Engine) eachTerm(ctx context.Context, r engine.Range, prefix string, visit func(engine.Count) bool) (err error) {
	defer e.guard(debug.SetPanicOnFault(true), &err)
	var automaton vellum.Automaton
	if r.Edits > 0 {
		builder, err := automata[r.Edits]()
		if err != nil {
			return fmt.Errorf("looking for words like %q: %w", r.Like, err)
		}
		if automaton, err = builder.BuildDfa(r.Like, uint8(r.Edits)); err != nil {
			return fmt.Errorf("looking for words like %q: %w", r.Like, err)
		}
	}
	var from, end []byte
	if prefix != "" {
		from, end = []byte(prefix), prefixEnd(prefix)
	}
	// place is one in the dictionary of a part.
	type place struct {
		part  part
		it    *vellum.FSTIterator
		term  string
		value uint64
	}
	var open []place
	// add adds a place to those that are open if there is a term at it.
	add := func(p place, err error) error {
		switch {
		case err == vellum.ErrIteratorDone:
			return nil
		case err != nil:
			return fmt.Errorf("reading the terms of %s: %w", r.Stream, err)
		}
		term, value := p.it.Current()
		open = append(open, place{p.part, p.it, string(term), value})
		return nil
	}
	for _, p := range e.parts {
		it, err := p.image.terms(r.Stream.String(), automaton, from, end)
		if err = add(place{part: p, it: it}, err); err != nil {
			return err
		}
	}
	var list *postings
	for len(open) > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		least := open[0].term
		for _, c := range open[1:] {
			least = min(least, c.term)
		}
		count := engine.Count{Text: least}
		wanted := r.Accept == nil || r.Accept(least)
		places := open
		open = open[:0]
		for _, p := range places {
			if p.term != least {
				open = append(open, p)
				continue
			}
			if wanted {
				var err error
				if list, err = p.part.postings(p.value, true, list); err != nil {
					return fmt.Errorf("reading the postings of %q: %w", least, err)
				}
				count.Passages += list.count()
			}
			if err := add(p, p.it.Next()); err != nil {
				return err
			}
		}
		// A dictionary also knows the terms of deleted passages.
		if count.Passages > 0 && !visit(count) {
			return nil
		}
	}
	return nil
}

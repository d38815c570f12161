package embedded

// Finding stored things by their keys. A key is a field of the index, a value a
// term of it.

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"runtime/debug"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
)

// keyFields has the field of each key, and the prefix of its values there.
var keyFields = map[engine.Kind]map[string]struct{ field, before string }{
	engine.Documents: {engine.ID: {fieldKey, documentKey("")}},
	engine.Passages:  {engine.ID: {fieldKey, passageKey("")}, engine.Doc: {field: fieldDoc}, engine.Cites: {field: facetField(doc.FacetCites)}},
	engine.Works: {engine.ID: {field: fieldWorkID}, engine.Words: {field: fieldWorkKey}, engine.Title: {field: fieldWorkTitle},
		engine.Author: {field: fieldWorkAuthor}, engine.Year: {field: fieldWorkYear}, engine.Type: {field: fieldWorkType},
		engine.DOI: {field: fieldWorkDOI}, engine.ORCID: {field: fieldWorkORCID}},
	engine.Authors: {engine.ID: {field: fieldAuthorID}, engine.Words: {field: fieldAuthorKey}},
}

// kindTerms are the terms of fieldKind that things of a kind have.
var kindTerms = map[engine.Kind]string{engine.Documents: documentKind, engine.Passages: passageKind, engine.Works: workKind, engine.Authors: authorKind}

// Find returns stored things by their keys.
func (e *Engine) Find(ctx context.Context, l *engine.Lookup) (_ *engine.Things, err error) {
	defer e.guard(debug.SetPanicOnFault(true), &err)
	dicts, release := e.dictionaries()
	defer release()
	f := &finder{ctx, e, l.Kind, dicts}
	things := &engine.Things{}
	var page []uint32
	if from, limit := max(l.Offset, 0), max(l.Limit, 0); len(l.Any) == 0 {
		page, err = f.all(l.All)
		things.Total = len(page)
		page = page[min(from, len(page)):]
		page = page[:min(limit, len(page))]
	} else {
		page, things.Scores, things.Total, err = f.any(l, from, limit)
	}
	if err != nil {
		return nil, err
	}
	for _, number := range page {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := e.addThing(things, l.Kind, int(number), l.Brief); err != nil {
			return nil, err
		}
	}
	return things, nil
}

// addThing loads the thing stored at a number; documents in brief are in memory.
func (e *Engine) addThing(things *engine.Things, kind engine.Kind, number int, brief bool) error {
	switch kind {
	case engine.Documents:
		if brief {
			things.Documents = append(things.Documents, e.docs[e.byNumber[uint32(number)]].doc)
			return nil
		}
		d := &doc.Document{}
		things.Documents = append(things.Documents, d)
		err := e.load(number, d)
		d.Work = e.works.of(d.Work)
		return err
	case engine.Passages:
		p := &doc.Passage{}
		things.Passages = append(things.Passages, p)
		return e.loadPassage(number, p)
	case engine.Works:
		w := &doc.Work{}
		things.Works = append(things.Works, w)
		return e.load(number, w)
	default:
		a := &doc.Author{}
		things.Authors = append(things.Authors, a)
		return e.load(number, a)
	}
}

// finder finds the numbers of things of a kind.
type finder struct {
	ctx   context.Context
	e     *Engine
	kind  engine.Kind
	dicts *dictionaries
}

// holders are the things that have one value of a key.
type holders struct {
	lists  []*postings // part by part
	count  int
	weight float64
	rare   bool
}

// holders returns the things that have a term in a field.
func (f *finder) holders(field, term string) (holders, error) {
	h := holders{lists: make([]*postings, len(f.e.parts))}
	for i := range h.lists {
		var err error
		if h.lists[i], err = f.dicts.postings(i, field, term, nil); err != nil {
			return holders{}, err
		}
		h.count += h.lists[i].count()
	}
	return h, nil
}

// terms returns the field of a key, and the terms there that a value stands for.
func (f *finder) terms(name, value string) (string, []string, error) {
	k, ok := keyFields[f.kind][name]
	if !ok {
		return "", nil, fmt.Errorf("no key %q of stored things of kind %d", name, f.kind)
	}
	if name == engine.Cites {
		// Passages have the ids that the indexer gave.
		return k.field, f.e.works.known(value), nil
	}
	return k.field, []string{k.before + value}, nil
}

// all returns the numbers of the things that have all keys, in their order.
func (f *finder) all(keys []engine.Key) ([]uint32, error) {
	if f.kind == engine.Documents && len(keys) == 0 {
		numbers := make([]uint32, len(f.e.docs))
		for place, d := range f.e.docs {
			numbers[place] = uint32(d.number)
		}
		return numbers, nil
	}
	found, err := f.having(keys)
	if err != nil {
		return nil, err
	}
	numbers := found.ToArray()
	c := f.e.cols
	switch {
	case f.kind == engine.Passages:
		slices.SortFunc(numbers, func(a, b uint32) int {
			return cmp.Or(cmp.Compare(c.doc[a], c.doc[b]), cmp.Compare(c.ordinal[a], c.ordinal[b]))
		})
	case f.kind == engine.Documents && len(numbers) > 1:
		for i, n := range numbers {
			numbers[i] = f.e.byNumber[n]
		}
		slices.Sort(numbers)
		for i, place := range numbers {
			numbers[i] = uint32(f.e.docs[place].number)
		}
	}
	return numbers, nil
}

// having returns the numbers of the things that have all keys.
func (f *finder) having(keys []engine.Key) (*roaring.Bitmap, error) {
	if len(keys) == 0 {
		all := roaring.New()
		return all, f.dicts.add(all, fieldKind, kindTerms[f.kind])
	}
	var left *roaring.Bitmap
	for _, k := range keys {
		some := roaring.New()
		for _, v := range k.Values {
			field, terms, err := f.terms(k.Name, v)
			for _, t := range terms {
				err = cmp.Or(err, f.dicts.add(some, field, t), f.ctx.Err())
			}
			if err != nil {
				return nil, err
			}
		}
		if left == nil {
			left = some
		} else {
			left.And(some)
		}
	}
	return left, nil
}

// maxPostings is how many postings are read to add up weights: first the postings of
// keys that are not weighed by their rarity, then the postings of the rarest keys.
const maxPostings = 30_000

// scoreboard adds up scores of numbers of the whole index.
type scoreboard struct {
	of      []float32
	touched []uint32
}

func (s *scoreboard) add(numbers []uint32, score float32) {
	for _, n := range numbers {
		if s.of[n] == 0 {
			s.touched = append(s.touched, n)
		}
		s.of[n] += score
	}
}

// scores lends an empty scoreboard; release takes it back.
func (e *Engine) scores() (s *scoreboard, release func()) {
	s, ok := e.boards.Get().(*scoreboard)
	if !ok {
		s = &scoreboard{of: make([]float32, len(e.cols.doc))}
	}
	return s, func() {
		for _, n := range s.touched {
			s.of[n] = 0
		}
		s.touched = s.touched[:0]
		e.boards.Put(s)
	}
}

// any returns a page of the things that have any of the keys, the best first: their
// numbers and their sums of weights, and how many such things there are.
func (f *finder) any(l *engine.Lookup, from, limit int) ([]uint32, []float64, int, error) {
	wanted, plain, err := f.weighted(l.Any)
	if err != nil {
		return nil, nil, 0, err
	}
	scores, release := f.e.scores()
	defer release()
	read := 0
	for i := range wanted {
		w := &wanted[i]
		if read += w.count; read > maxPostings && i > plain {
			break
		}
		for i, list := range w.lists {
			f.dicts.eachNumber(list.live, uint32(f.e.parts[i].base), func(numbers []uint32) { scores.add(numbers, float32(w.weight)) })
			if err := f.ctx.Err(); err != nil {
				return nil, nil, 0, err
			}
		}
	}
	numbers := scores.touched
	if len(l.All) > 0 {
		within, err := f.having(l.All)
		if err != nil {
			return nil, nil, 0, err
		}
		numbers = slices.DeleteFunc(slices.Clone(numbers), func(n uint32) bool { return !within.Contains(n) })
	}
	best := scores.best(numbers, min(from, len(numbers))+min(limit, len(numbers)))
	var page []uint32
	var sums []float64
	for _, s := range best[min(from, len(best)):] {
		if float64(s.score) < float64(best[0].score)*l.Least {
			break
		}
		page, sums = append(page, s.number), append(sums, float64(s.score))
	}
	return page, sums, len(numbers), nil
}

// weighted returns the holders of the wanted values with their weights, in the order
// in which they are read; plain is how many of them are not weighed by their rarity.
func (f *finder) weighted(list []engine.Weighted) (all []holders, plain int, err error) {
	things := 0
	for _, w := range list {
		field, terms, err := f.terms(w.Name, w.Value)
		if err != nil {
			return nil, 0, err
		}
		if w.Rare && things == 0 {
			h, err := f.holders(fieldKind, kindTerms[f.kind])
			if err != nil {
				return nil, 0, err
			}
			things = h.count
		}
		for _, t := range terms {
			h, err := f.holders(field, t)
			if err != nil {
				return nil, 0, err
			}
			if h.count == 0 {
				continue
			}
			h.weight, h.rare = w.Weight, w.Rare
			if w.Rare {
				h.weight *= math.Log(1 + float64(things)/float64(h.count))
			} else {
				plain++
			}
			all = append(all, h)
		}
	}
	slices.SortStableFunc(all, func(a, b holders) int {
		switch {
		case a.rare && b.rare:
			return a.count - b.count
		case a.rare:
			return 1
		case b.rare:
			return -1
		}
		return 0
	})
	return all, plain, f.ctx.Err()
}

// scored is a number and its score.
type scored struct {
	number uint32
	score  float32
}

// best returns the k best of numbers; of equal scores the lower number comes first.
func (s *scoreboard) best(numbers []uint32, k int) []scored {
	better := func(a, b scored) int { return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.number, b.number)) }
	best := make([]scored, 0, 2*k)
	worst := float32(math.Inf(-1)) // the lowest of the k best so far
	for _, n := range numbers {
		if score := s.of[n]; score >= worst && k > 0 {
			if best = append(best, scored{n, score}); len(best) == 2*k {
				slices.SortFunc(best, better)
				best = best[:k]
				worst = best[k-1].score
			}
		}
	}
	slices.SortFunc(best, better)
	return best[:min(k, len(best))]
}

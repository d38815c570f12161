package embedded

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/cite/match"
	"github.com/izde/izde/search/doc"
)

// workColumns say which works there are.
type workColumns struct {
	number map[string]uint32 // of a work's id
	// alias has the ids that are not a work's own, and the work's.
	alias map[string]string
}

func loadWorks(parts []part) (*workColumns, error) {
	w := &workColumns{number: map[string]uint32{}, alias: map[string]string{}}
	for _, p := range parts {
		visitable, ok := p.Segment().(segment.DocValueVisitable)
		if !ok {
			return nil, fmt.Errorf("segment %d holds no columns", p.Id())
		}
		var state segment.DocVisitState
		err := p.postings(fieldKind, workKind, func(n int) error {
			id := ""
			var all []string
			var err error
			state, err = visitable.VisitDocValues(uint64(n), []string{fieldWork, fieldWorkID}, func(field string, term []byte) {
				if field == fieldWork {
					id = string(term)
				} else {
					all = append(all, string(term))
				}
			}, state)
			w.number[id] = uint32(p.base + n)
			for _, other := range all {
				if other != id {
					w.alias[other] = id
				}
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return w, nil
}

// of returns the id of the work that an entry or document denotes whose own id
// is given.
func (w *workColumns) of(id string) string {
	return cmp.Or(w.alias[id], id)
}

// loadPassage decodes a passage. What it denotes and cites are works of this
// index.
func (e *Engine) loadPassage(number int, p *doc.Passage) error {
	if err := e.load(number, p); err != nil {
		return err
	}
	if p.Reference != nil {
		p.Reference.Work = e.works.of(p.Reference.Work)
	}
	for i := range p.Citations {
		var works []string
		for _, id := range p.Citations[i].Works {
			if id = e.works.of(id); !slices.Contains(works, id) {
				works = append(works, id)
			}
		}
		p.Citations[i].Works = works
	}
	return nil
}

// Work returns the work with that id, or the one it was merged into, whose ID
// then is another. Errors: search.ErrNotFound.
func (e *Engine) Work(_ context.Context, id string) (*doc.Work, error) {
	number, ok := e.works.number[e.works.of(id)]
	if !ok {
		return nil, fmt.Errorf("work %q: %w", id, search.ErrNotFound)
	}
	return e.work(number)
}

func (e *Engine) work(number uint32) (*doc.Work, error) {
	w := &doc.Work{}
	return w, e.load(int(number), w)
}

// Works returns limit works that have all that q names, from offset on, and how
// many there are.
func (e *Engine) Works(ctx context.Context, q *search.WorkQuery, offset, limit int) ([]*doc.Work, int, error) {
	all := []wanted{{fieldKind, []string{workKind}}}
	for _, terms := range match.QueryTerms(q.Title) {
		all = append(all, wanted{fieldWorkTitle, terms})
	}
	for _, terms := range match.QueryTerms(q.Author) {
		all = append(all, wanted{fieldWorkAuthor, terms})
	}
	year := ""
	if q.Year != 0 {
		year = strconv.Itoa(q.Year)
	}
	for field, value := range map[string]string{fieldWorkDOI: q.DOI, fieldWorkORCID: q.ORCID, fieldWorkType: q.Type, fieldWorkYear: year} {
		if value != "" {
			all = append(all, wanted{field, []string{value}})
		}
	}
	numbers, err := e.having(ctx, all)
	if err != nil {
		return nil, 0, err
	}
	from := min(max(offset, 0), len(numbers))
	var works []*doc.Work
	for _, n := range numbers[from:min(from+max(limit, 0), len(numbers))] {
		w, err := e.work(n)
		if err != nil {
			return nil, 0, err
		}
		works = append(works, w)
	}
	return works, len(numbers), nil
}

// How much is read to find what a citation may mean: the rarest terms first,
// until so many postings; then the best so many works are looked at.
const (
	maxPostings   = 30_000
	maxCandidates = 16
)

// scoreboard adds up scores of numbers of the whole index.
type scoreboard struct {
	of      []float32
	touched []uint32
}

func (s *scoreboard) add(number uint32, score float32) {
	if s.of[number] == 0 {
		s.touched = append(s.touched, number)
	}
	s.of[number] += score
}

// scores lends an empty scoreboard; release takes it back.
func (e *Engine) scores() (s *scoreboard, release func()) {
	s, ok := e.boards.Get().(*scoreboard)
	if !ok {
		s = &scoreboard{of: make([]float32, len(e.cols.kind))}
	}
	return s, func() {
		for _, n := range s.touched {
			s.of[n] = 0
		}
		s.touched = s.touched[:0]
		e.boards.Put(s)
	}
}

// Candidates returns the works that a citation may mean: those with the DOI that
// it holds, and those that share most with it, rare terms counting more.
func (e *Engine) Candidates(ctx context.Context, given *match.Given) ([]*doc.Work, error) {
	type termList struct {
		lists []segment.PostingsList // part by part
		count int
	}
	var terms []termList
	open := func(field string, values []string) error {
		dicts := make([]segment.TermDictionary, len(e.parts))
		for i, p := range e.parts {
			d, err := p.Segment().Dictionary(field)
			if err != nil {
				return fmt.Errorf("reading field %s: %w", field, err)
			}
			dicts[i] = d
		}
		for _, v := range values {
			t := termList{lists: make([]segment.PostingsList, len(e.parts))}
			for i, p := range e.parts {
				list, err := dicts[i].PostingsList([]byte(v), p.Deleted(), nil)
				if err != nil {
					return fmt.Errorf("reading field %s: %w", field, err)
				}
				t.lists[i] = list
				t.count += int(list.Count())
			}
			if t.count > 0 {
				terms = append(terms, t)
			}
		}
		return ctx.Err()
	}
	if err := open(fieldWorkDOI, given.DOIs()); err != nil {
		return nil, err
	}
	byDOI := len(terms)
	if err := open(fieldWorkKey, given.Terms()); err != nil {
		return nil, err
	}
	slices.SortStableFunc(terms[byDOI:], func(a, b termList) int { return a.count - b.count })
	scores, release := e.scores()
	defer release()
	read := 0
	for i, t := range terms {
		if read += t.count; read > maxPostings && i > byDOI {
			break
		}
		weight := math.Log(1 + float64(len(e.works.number))/float64(t.count))
		if i < byDOI {
			weight = 1000
		}
		for k, list := range t.lists {
			it := list.Iterator(false, false, false, nil)
			for {
				posting, err := it.Next()
				if err != nil {
					return nil, fmt.Errorf("reading works: %w", err)
				}
				if posting == nil {
					break
				}
				scores.add(uint32(e.parts[k].base)+uint32(posting.Number()), float32(weight))
			}
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	type scored struct {
		number uint32
		score  float32
	}
	best := make([]scored, 0, maxCandidates+1)
	for _, number := range scores.touched {
		score := scores.of[number]
		if len(best) == maxCandidates && score < best[maxCandidates-1].score {
			continue
		}
		at, _ := slices.BinarySearchFunc(best, scored{number, score}, func(a, b scored) int {
			return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.number, b.number))
		})
		best = slices.Insert(best, at, scored{number, score})
		best = best[:min(len(best), maxCandidates)]
	}
	var works []*doc.Work
	for _, s := range best {
		// What shares so little is not it.
		if s.score < best[0].score/3 && best[0].score < 1000 {
			break
		}
		w, err := e.work(s.number)
		if err != nil {
			return nil, err
		}
		works = append(works, w)
	}
	return works, nil
}

// Citations returns the places that cite a work, in the order of the corpus: a
// bracket once, though several of its entries denote the work.
func (e *Engine) Citations(ctx context.Context, w *doc.Work) ([]doc.WorkCitation, error) {
	found := roaring.New()
	for _, id := range append([]string{w.ID}, w.Aliases...) {
		for _, p := range e.parts {
			if err := p.postings(fieldCites, id, func(n int) error { found.Add(uint32(p.base + n)); return nil }); err != nil {
				return nil, err
			}
		}
	}
	numbers := found.ToArray()
	slices.SortFunc(numbers, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(e.cols.doc[a], e.cols.doc[b]), cmp.Compare(e.cols.ordinal[a], e.cols.ordinal[b]))
	})
	var all []doc.WorkCitation
	for _, n := range numbers {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		p := &doc.Passage{}
		if err := e.loadPassage(int(n), p); err != nil {
			return nil, err
		}
		for _, c := range p.Citations {
			if !slices.Contains(c.Works, w.ID) {
				continue
			}
			i := slices.IndexFunc(c.References, func(r string) bool {
				return slices.ContainsFunc(w.Entries, func(e doc.WorkEntry) bool { return e.ID == r })
			})
			if i >= 0 {
				all = append(all, doc.WorkCitation{Citation: c, Passage: p, Entry: c.References[i]})
			}
		}
	}
	return all, nil
}

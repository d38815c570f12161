package cluster

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/query"
)

// maxSorted is how many passages may match where their documents are wanted in an order
// of byField.
const maxSorted = 100_000

// match is a match and its first sort key.
type match struct {
	engine.Match
	primary float64
}

func (m *match) compare(other *match) int {
	return cmp.Or(cmp.Compare(m.primary, other.primary), cmp.Compare(m.Key, other.Key))
}

// matches returns all matches in the order of the request. The Key of a match is its
// place, which begins with the rank of its document.
func (a *asked) matches(ctx context.Context) ([]match, error) {
	r := a.r
	body := object{"query": object{"bool": object{"must": list{a.query(false)}, "filter": list{a.filters.all()}}}, "_source": false, "track_scores": true, "docvalue_fields": list{"year", "indexed"}}
	by := order(r.Sort)
	if r.Grouped { // the first of a document is its best, of equal ones perhaps the newest
		best := order(search.ByRelevance)
		if r.Sort == search.ByIndexed {
			best = append(best[:1], by...)
		}
		by = best
	}
	var all []match
	at := map[uint64]int{} // in all, of documents by their ranks
	for page, err := range a.e.pages(ctx, passagesIndex, body, by) {
		if err != nil {
			return nil, err
		}
		for i := range page {
			h := &page[i]
			place, err := h.place()
			if err != nil {
				return nil, err
			}
			m := match{engine.Match{Key: place, Score: float32(h.score())}, 0}
			if first, seen := at[place>>ordinalBits]; seen && r.Grouped {
				all[first].More++
				continue
			}
			if m.primary, err = h.primary(r.Sort); err != nil {
				return nil, err
			}
			at[place>>ordinalBits] = len(all)
			all = append(all, m)
		}
	}
	if r.Grouped {
		slices.SortFunc(all, func(a, b match) int { return a.compare(&b) })
	}
	return all, nil
}

// primary is the first sort key of a hit in an order, smallest first.
func (h *hit) primary(s search.Sort) (float64, error) {
	if s == search.ByRelevance {
		return -h.score(), nil
	}
	f, ok := byField[s]
	if !ok {
		return 0, nil
	}
	values := h.Fields[f.name]
	if len(values) == 0 {
		return math.Inf(1), nil // what is not known comes last either way
	}
	value, err := strconv.ParseFloat(string(values[0]), 64)
	if f.direction == "desc" {
		value = -value
	}
	return value, err
}

// sorted adds a page of documents in an order of byField, by their best passages.
func (a *asked) sorted(ctx context.Context, found *engine.Found, offset int) error {
	if found.Total > maxSorted {
		return &query.LimitError{Limit: "passages whose documents can be put in the order of years or of their indexing", Max: maxSorted}
	}
	all, err := a.matches(ctx)
	if err != nil {
		return err
	}
	page := all[min(offset, len(all)):]
	if len(page) > a.r.Limit {
		page = page[:a.r.Limit]
		found.Next = cursor{Offset: offset + a.r.Limit}.String()
	}
	if found.Hits, err = a.e.Load(ctx, matchesOf(page)); err != nil || !a.r.Explained {
		return err
	}
	hits := make([]hit, len(page))
	for i, m := range page {
		hits[i].Sort = []json.RawMessage{strconv.AppendUint(nil, m.Key, 10)}
	}
	found.Scores, err = a.explain(ctx, hits)
	return err
}

func matchesOf(all []match) []engine.Match {
	list := make([]engine.Match, len(all))
	for i, m := range all {
		list[i] = m.Match
	}
	return list
}

// Matches returns all matches of a request, in its order.
func (e *Engine) Matches(ctx context.Context, r *engine.Request) ([]engine.Match, int, error) {
	whole := *r.Request
	whole.Limit, whole.Explained = 1, false // bonuses are for hits
	a, err := e.compile(ctx, &engine.Request{Request: &whole, Root: r.Root, Also: r.Also})
	if err != nil {
		return nil, 0, err
	}
	if err := a.lower(); err != nil {
		return nil, 0, err
	}
	if improved(a.r) {
		best, err := e.c.search(ctx, e.index(passagesIndex), object{"size": engine.Reranked, "query": a.query(false), "post_filter": a.filters.all(),
			"sort": order(search.ByRelevance), "_source": false, "track_total_hits": false})
		if err != nil {
			return nil, 0, err
		}
		for _, h := range best.Hits.Hits {
			place, err := h.place()
			if err != nil {
				return nil, 0, err
			}
			a.reranked[place] = true
		}
	}
	all, err := a.matches(ctx)
	return matchesOf(all), a.minimum, err
}

// Load returns the hits that matches stand for.
func (e *Engine) Load(ctx context.Context, matches []engine.Match) ([]search.Hit, error) {
	hits := make([]search.Hit, 0, len(matches))
	for len(matches) > 0 {
		some := matches[:min(maxCounts, len(matches))]
		matches = matches[len(some):]
		places := make([]uint64, len(some))
		for i, m := range some {
			places[i] = m.Key
		}
		found := map[uint64]hit{}
		for h, err := range e.walk(ctx, passagesIndex, filter(object{"terms": object{"place": places}}), byPlace, "json", "works") {
			if err != nil {
				return nil, err
			}
			place, err := h.place()
			if err != nil {
				return nil, err
			}
			found[place] = h
		}
		page := make([]hit, len(some))
		for i, m := range some {
			h, ok := found[m.Key]
			if !ok {
				return nil, fmt.Errorf("%w: passage %d is missing", search.ErrUnavailable, m.Key)
			}
			page[i] = h
		}
		loaded, err := e.hits(ctx, page, nil)
		if err != nil {
			return nil, err
		}
		for i, m := range some {
			loaded[i].Score, loaded[i].More = float64(m.Score), int(m.More)
		}
		hits = append(hits, loaded...)
	}
	return hits, ctx.Err()
}

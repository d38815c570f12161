package cluster

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
)

// Finding stored things by their keys.

// kinds has for each kind of things its index and the order of its things.
var kinds = map[engine.Kind]struct {
	index string
	order list
}{
	engine.Documents: {documentsIndex, byPlace},
	engine.Passages:  {passagesIndex, byPlace},
	engine.Works:     {worksIndex, byID},
	engine.Authors:   {authorsIndex, byID},
}

// having matches the things of a kind that have one of the values of a key.
func (e *Engine) having(ctx context.Context, kind engine.Kind, k engine.Key) (object, error) {
	field := ""
	values := k.Values
	switch {
	case kind >= engine.Works:
		field = keyField(k.Name)
	case k.Name == engine.ID:
		field = "id"
	case kind == engine.Passages && k.Name == engine.Doc:
		field = "doc"
	case kind == engine.Passages && k.Name == engine.Cites:
		// Passages name the works that others were merged into.
		field = facetField(doc.FacetCites)
		now, err := e.workIDs(ctx, engine.Key{Name: engine.ID, Values: values})
		if err != nil {
			return nil, err
		}
		values = now
	default:
		return nil, fmt.Errorf("no key %q of stored things of kind %d", k.Name, kind)
	}
	return object{"terms": object{field: values}}, nil
}

// Find returns stored things by their keys.
func (e *Engine) Find(ctx context.Context, l *engine.Lookup) (*engine.Things, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	all := list{everything()}
	for _, k := range l.All {
		q, err := e.having(ctx, l.Kind, k)
		if err != nil {
			return nil, err
		}
		all = append(all, q)
	}
	if things := e.known(l); things != nil {
		return things, nil
	}
	from, limit := max(l.Offset, 0), max(l.Limit, 0)
	kind := kinds[l.Kind]
	parts := list{"json", "works"}
	if l.Brief && l.Kind == engine.Documents {
		parts = list{"brief", "works"}
	}
	body := object{"query": filter(all...), "sort": kind.order}
	if len(l.Any) > 0 {
		some, err := e.weighted(ctx, l)
		if err != nil {
			return nil, err
		}
		body["query"] = object{"bool": object{"filter": all, "should": some, "minimum_should_match": 1}}
		body["sort"], body["track_scores"] = append(list{object{"_score": "desc"}}, kind.order...), true
	}
	things := &engine.Things{}
	best, begun := 0.0, false
	next := func(size int, parts any) ([]hit, error) {
		body["size"], body["_source"] = size, parts
		a, err := e.c.search(ctx, e.index(kind.index), body)
		if err != nil {
			return nil, err
		}
		if !begun {
			begun = true
			things.Total = max(things.Total, a.Hits.Total.Value)
			if a.Hits.Max != nil {
				best = *a.Hits.Max
			}
			delete(body, "from")
			body["track_total_hits"] = false
		}
		page := a.Hits.Hits
		if len(page) > 0 {
			body["search_after"] = page[len(page)-1].Sort
		}
		return page, nil
	}
	// Things before the page are passed over. Where lists of all things of a kind were read
	// to is remembered, for whoever walks them.
	at := walked{l.Kind, from}
	behind, walks := e.walks.Get(at)
	whole := len(l.Any) == 0 && len(l.All) == 0
	switch {
	case walks && whole:
		things.Total = e.manifest.count(kind.index)
		body["search_after"], body["track_total_hits"] = behind, false
	case from == 0 || from < pageSize && limit <= pageSize-from:
		body["from"] = from
	default:
		for from > 0 {
			size := min(from, pageSize)
			page, err := next(size, false)
			if err != nil || len(page) < size {
				return things, err
			}
			from -= size
		}
	}
	for {
		size := min(limit, pageSize)
		page, err := next(size, parts)
		if err != nil {
			return nil, err
		}
		for i := range page {
			if len(l.Any) > 0 {
				if page[i].score() < best*l.Least {
					return things, nil
				}
				things.Scores = append(things.Scores, page[i].score())
			}
			if err := addThing(things, l.Kind, &page[i].Source); err != nil {
				return nil, err
			}
			if l.Brief && l.Kind == engine.Documents && len(l.All) > 0 {
				d := things.Documents[len(things.Documents)-1]
				e.briefs.Put(d.ID, d, maxCached)
			}
		}
		limit -= len(page)
		at.offset += len(page)
		if limit == 0 && len(page) > 0 && whole {
			e.walks.Put(at, page[len(page)-1].Sort, maxCached)
		}
		if limit == 0 || len(page) < size {
			return things, ctx.Err()
		}
	}
}

// walked is a place in the list of all things of a kind.
type walked struct {
	kind   engine.Kind
	offset int
}

// known answers a lookup by ids where all are in memory: documents in brief, or works. Run
// puts those there that a page names.
func (e *Engine) known(l *engine.Lookup) *engine.Things {
	if len(l.Any) > 0 || len(l.All) != 1 || l.All[0].Name != engine.ID || l.Offset > 0 || len(l.All[0].Values) > l.Limit {
		return nil
	}
	switch ids := l.All[0].Values; {
	case l.Kind == engine.Documents && l.Brief:
		if docs, without := e.briefs.Find(ids); without == nil {
			bySource := func(a, b *doc.Document) int { return strings.Compare(a.Source, b.Source) }
			return &engine.Things{Documents: slices.SortedFunc(maps.Values(docs), bySource), Total: len(docs)}
		}
	case l.Kind == engine.Works:
		if works, without := e.works.Find(ids); without == nil {
			byID := func(a, b *doc.Work) int { return strings.Compare(a.ID, b.ID) }
			things := &engine.Things{Works: slices.SortedFunc(maps.Values(works), byID), Total: len(works)}
			for i, w := range things.Works { // a caller may change what it gets
				own := *w
				things.Works[i] = &own
			}
			return things
		}
	}
	return nil
}

// weighted returns the queries of wanted values, which score their weights.
func (e *Engine) weighted(ctx context.Context, l *engine.Lookup) (list, error) {
	kind := kinds[l.Kind].index
	queries := make([]object, len(l.Any))
	for i, w := range l.Any {
		q, err := e.having(ctx, l.Kind, engine.Key{Name: w.Name, Values: []string{w.Value}})
		if err != nil {
			return nil, err
		}
		queries[i] = q
	}
	counts := make([]int, len(queries)+1)
	if slices.ContainsFunc(l.Any, func(w engine.Weighted) bool { return w.Rare }) {
		var err error
		if counts, err = e.count(ctx, kind, append(queries[:len(queries):len(queries)], everything())); err != nil {
			return nil, err
		}
	}
	var some list
	for i, w := range l.Any {
		weight := w.Weight
		if w.Rare {
			if counts[i] == 0 {
				continue
			}
			weight *= math.Log(1 + float64(counts[len(queries)])/float64(counts[i]))
		}
		some = append(some, object{"constant_score": object{"filter": queries[i], "boost": weight}})
	}
	if len(some) == 0 {
		some = list{nothing()}
	}
	return some, nil
}

// addThing decodes a stored thing.
func addThing(things *engine.Things, kind engine.Kind, s *source) error {
	switch kind {
	case engine.Documents:
		d, err := s.document()
		things.Documents = append(things.Documents, d)
		return err
	case engine.Passages:
		p, err := s.passage()
		things.Passages = append(things.Passages, p)
		return err
	case engine.Works:
		w := &doc.Work{}
		things.Works = append(things.Works, w)
		return decode(s.JSON, w)
	}
	a := &doc.Author{}
	things.Authors = append(things.Authors, a)
	return decode(s.JSON, a)
}

func decode(data json.RawMessage, into any) error {
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("reading a stored thing: %w", err)
	}
	return nil
}

package cluster

import (
	"bytes"
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/plan"
	"github.com/izde/izde/search/query"
)

// maxGroups is how deep pages of documents go.
const maxGroups = 10_000

// order returns the sorting of an order; no two passages are equal in it.
func order(s search.Sort) list {
	if f, ok := byField[s]; ok {
		return list{object{f.name: object{"order": f.direction, "missing": "_last"}}, byPlace[0]}
	}
	if s == search.ByRelevance {
		return list{object{"_score": "desc"}, byPlace[0]}
	}
	return byPlace
}

// byField has the orders by a number of each passage.
var byField = map[search.Sort]struct{ name, direction string }{
	search.ByYear: {"year", "asc"}, search.ByYearDesc: {"year", "desc"}, search.ByIndexed: {"indexed", "desc"},
}

// cursor is the place behind a page: the sort key of its last passage, or how many
// documents, or passages of those that get bonuses, come before.
type cursor struct {
	After  []json.Number `json:"a,omitempty"`
	Offset int           `json:"o,omitempty"`
}

func (c cursor) String() string {
	data, err := json.Marshal(c)
	if err != nil {
		panic(err) // of numbers
	}
	return base64.RawURLEncoding.EncodeToString(data)
}

// parseCursor reads a cursor that a request in an order got.
func parseCursor(text string, r *engine.Request) (c cursor, err error) {
	if text == "" {
		return c, nil
	}
	data, err := base64.RawURLEncoding.DecodeString(text)
	if err == nil {
		d := json.NewDecoder(bytes.NewReader(data))
		d.DisallowUnknownFields()
		err = d.Decode(&c)
	}
	switch {
	case err != nil, c.Offset < 0, r.Grouped && c.After != nil, (c.Offset > 0) == (c.After != nil):
		return c, search.ErrBadCursor
	case c.Offset > 0 && !r.Grouped && !improved(r), c.After != nil && len(c.After) != len(order(r.Sort)):
		return c, search.ErrBadCursor
	}
	for _, n := range c.After {
		if f, err := n.Float64(); err != nil || math.IsInf(f, 0) {
			return c, search.ErrBadCursor
		}
	}
	return c, nil
}

// asked is a request in the query language of OpenSearch.
type asked struct {
	*compiler
	r       *engine.Request
	filters *filters
	// reranked are the places of the passages that get bonuses.
	reranked map[uint64]bool
}

// improved reports whether the best hits of a request get bonuses.
func improved(r *engine.Request) bool {
	return r.Sort == search.ByRelevance && r.Limit > 0 && len(r.Also) > 0 && r.Root != nil
}

// compile makes a request.
func (e *Engine) compile(ctx context.Context, r *engine.Request) (*asked, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	c, err := e.newCompiler(ctx, r)
	if err != nil {
		return nil, err
	}
	a := &asked{compiler: c, r: r, reranked: map[uint64]bool{}}
	a.filters, err = e.newFilters(ctx, r.Filters)
	return a, err
}

// query returns the query for the plan and its bonuses, which the reranked passages get.
// Where it is to explain, its leaves have names.
func (a *asked) query(explain bool) object {
	c := a.silently()
	if explain {
		if a.leaves == nil {
			a.leaves = map[string]plan.Node{}
		}
		c = a.compiler
	}
	root := c.query(a.r.Root)
	if len(a.reranked) == 0 {
		return root
	}
	bonuses := list{}
	for _, b := range a.r.Also {
		bonuses = append(bonuses, object{"bool": object{"must": list{c.query(b.Node)}, "boost": b.Weight}})
	}
	places := slices.Sorted(maps.Keys(a.reranked))
	among := object{"bool": object{"filter": list{object{"terms": object{"place": places}}}, "should": bonuses}}
	return object{"bool": object{"must": list{root}, "should": list{among}}}
}

// among matches what both passes the filters and one of the given values of a field.
func (a *asked) among(query object, field string, values any) object {
	return object{"bool": object{"must": list{query}, "filter": list{a.filters.all(), object{"terms": object{field: values}}}}}
}

// place reads the place of a hit, which every order ends with.
func (h *hit) place() (uint64, error) {
	place, err := strconv.ParseUint(string(h.Sort[len(h.Sort)-1]), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("reading the place of a passage: %w", err)
	}
	return place, nil
}

func (h *hit) score() float64 {
	if h.Score == nil {
		return 0
	}
	return *h.Score
}

// errLowered: fewer words have to match than was guessed.
var errLowered = errors.New("the query is to be made again")

// Run runs a request. One search counts what matches and finds the page; all that is
// shown beside it is loaded by one further request.
func (e *Engine) Run(ctx context.Context, r *engine.Request) (*engine.Found, error) {
	for {
		if found, err := e.run(ctx, r); !errors.Is(err, errLowered) {
			return found, err
		}
	}
}

func (e *Engine) run(ctx context.Context, r *engine.Request) (*engine.Found, error) {
	after, err := parseCursor(r.After, r)
	if err != nil {
		return nil, err
	}
	a, err := e.compile(ctx, r)
	if err != nil {
		return nil, err
	}
	start := after.Offset + r.Skip // of documents, or among those with bonuses
	_, byNumbers := byField[r.Sort]
	var body object
	switch {
	case improved(r) && after.After == nil:
		return a.improve(ctx, start)
	case r.Limit == 0 || r.Grouped && byNumbers:
		found, _, err := a.count(ctx, object{"query": a.query(false), "size": 0})
		if err == nil && r.Limit > 0 {
			err = a.sorted(ctx, found, start)
		}
		return found, err
	case r.Grouped:
		body, err = a.groups(a.query(false), start)
	default:
		body, err = a.page(after.After, r.Skip, r.Limit, r.Explained)
	}
	if err != nil {
		return nil, err
	}
	found, page, err := a.count(ctx, body)
	switch {
	case err != nil:
		return nil, err
	case r.Grouped:
		page, err = a.documents(found, page, start)
	default:
		page = turn(found, page, r.Skip, r.Limit)
	}
	if err != nil {
		return nil, err
	}
	return found, a.show(ctx, found, page)
}

// page asks for so many passages behind a sort key, after skipping some, and for one more,
// which tells whether there are further ones.
func (a *asked) page(after []json.Number, skip, limit int, explain bool) (object, error) {
	if skip >= pageSize-limit {
		return nil, &query.LimitError{Limit: "skipped passages", Max: pageSize - limit - 1}
	}
	body := object{"query": a.query(explain), "sort": order(a.r.Sort), "track_scores": true, "_source": list{"json", "works"}, "size": skip + limit + 1}
	if after != nil {
		body["search_after"] = after
	}
	return body, nil
}

// turn takes the page out of the hits that page asked for, and notes where the next one
// begins.
func turn(found *engine.Found, got []hit, skip, limit int) []hit {
	page := got[min(skip, len(got)):]
	if len(page) > limit {
		page = page[:limit]
		found.Next = cursor{After: page[limit-1].key()}.String()
	}
	return page
}

// key is the sort key of a hit.
func (h *hit) key() []json.Number {
	var key []json.Number
	for _, n := range h.Sort {
		key = append(key, json.Number(n))
	}
	return key
}

// groups asks for a page of documents, each with its best passage.
func (a *asked) groups(matching object, offset int) (object, error) {
	size := min(a.r.Limit, maxGroups-offset)
	if size <= 0 {
		return nil, &query.LimitError{Limit: "documents before a page", Max: maxGroups}
	}
	return object{"query": matching, "sort": order(a.r.Sort), "track_scores": true, "from": offset, "size": size, "_source": false,
		"collapse": object{"field": "doc", "inner_hits": object{"name": "best", "size": 1, "sort": order(search.ByRelevance), "track_scores": true,
			"_source": list{"json", "works"}}}}, nil
}

// documents returns the best passages of the documents that groups asked for, and notes
// where the next page begins.
func (a *asked) documents(found *engine.Found, got []hit, offset int) ([]hit, error) {
	if offset+len(got) < found.TotalDocuments && len(got) > 0 {
		found.Next = cursor{Offset: offset + len(got)}.String()
	}
	page := make([]hit, len(got))
	for i := range got {
		inner := got[i].Inner["best"].Hits
		if len(inner.Hits) != 1 {
			return nil, fmt.Errorf("%w: a document's best passage is not told", search.ErrUnavailable)
		}
		page[i] = inner.Hits[0]
		page[i].more = inner.Total.Value - 1
	}
	return page, nil
}

// count makes a search, of which it reads totals and facets.
func (a *asked) count(ctx context.Context, body object) (*engine.Found, []hit, error) {
	aggs := a.aggregations()
	best, across := a.r.Root.(*plan.Best)
	if across {
		aggs["direct"] = object{"filter": filter(a.silently().query(best.Of[0]), a.filters.all())}
	}
	if a.enough != nil {
		aggs["enough"] = object{"global": object{}, "aggs": object{"least": object{"filter": a.enough}}}
	}
	body["aggs"] = aggs
	if _, given := body["post_filter"]; !given {
		body["post_filter"] = a.filters.all()
	}
	got, err := a.e.c.search(ctx, a.e.index(passagesIndex), body)
	if err != nil {
		return nil, nil, err
	}
	if a.enough != nil {
		var counted struct {
			Least struct {
				N int `json:"doc_count"`
			}
		}
		if err := json.Unmarshal(got.Aggs["enough"], &counted); err != nil {
			return nil, nil, fmt.Errorf("reading a count: %w", err)
		}
		if counted.Least.N < a.relaxed.Enough {
			if err := a.lower(); err != nil {
				return nil, nil, err
			}
			return nil, nil, errLowered
		}
		a.settle(a.relaxed.Min)
	}
	found := &engine.Found{Total: got.Hits.Total.Value, Minimum: a.minimum, Facets: map[doc.Facet]search.FacetCounts{}}
	if across {
		if found.Direct, err = readCount(got.Aggs["direct"]); err != nil {
			return nil, nil, err
		}
	}
	return found, got.Hits.Hits, a.readFacets(found, got)
}

// ranked is a passage that gets bonuses.
type ranked struct {
	place uint64
	doc   string
	score float64
}

// improve returns a page of the best hits, from start on. The scores of the bonuses come
// with the Reranked best by the words alone: as names of queries that filter nothing, they
// cost nothing for all others.
func (a *asked) improve(ctx context.Context, start int) (*engine.Found, error) {
	named := list{}
	for i, b := range a.r.Also {
		named = append(named, object{"bool": object{"must": list{a.silently().query(b.Node)}, "_name": strconv.Itoa(i)}})
	}
	found, window, err := a.count(ctx, object{"query": a.query(false), "size": engine.Reranked, "sort": order(search.ByRelevance), "track_scores": true, "_source": false,
		"docvalue_fields": list{"doc"}, "post_filter": object{"bool": object{"filter": list{a.filters.all()}, "should": named}}})
	if err != nil {
		return nil, err
	}
	best := make([]ranked, len(window))
	for i := range window {
		if best[i], err = a.rank(&window[i]); err != nil {
			return nil, err
		}
	}
	end := min(start+a.r.Limit, found.Total)
	skip, rest := max(0, start-len(best)), end-max(start, len(best)) // of those behind
	var asks []ask
	if rest > 0 && !a.r.Grouped {
		body, err := a.page(window[len(window)-1].key(), skip, rest, false)
		if err != nil {
			return nil, err
		}
		body["post_filter"] = a.filters.all()
		asks = append(asks, ask{a.e.index(passagesIndex), body})
	}
	for _, one := range best {
		a.reranked[one.place] = true
	}
	slices.SortFunc(best, func(x, y ranked) int { return cmp.Or(cmp.Compare(y.score, x.score), cmp.Compare(x.place, y.place)) })
	if a.r.Grouped {
		return found, a.improveGroups(ctx, found, best, start)
	}

	shown := best[min(start, len(best)):min(end, len(best))]
	places, docs := []uint64{}, []string{}
	for _, one := range shown {
		places, docs = append(places, one.place), append(docs, one.doc)
	}
	asks = append(asks, ask{a.e.index(passagesIndex), object{"query": filter(object{"terms": object{"place": places}}), "sort": byPlace, "size": len(places), "_source": list{"json", "works"}}})
	answers, _, err := a.e.beside(ctx, asks, docs, found)
	if err != nil {
		return nil, err
	}
	page := []hit{}
	at := map[uint64]hit{}
	for _, h := range answers[len(asks)-1].Hits.Hits {
		place, err := h.place()
		if err != nil {
			return nil, err
		}
		at[place] = h
	}
	for _, one := range shown {
		h, ok := at[one.place]
		if !ok {
			return nil, fmt.Errorf("%w: passage %d is missing", search.ErrUnavailable, one.place)
		}
		h.Score = &one.score
		page = append(page, h)
	}
	switch {
	case rest > 0:
		page = append(page, turn(found, answers[0].Hits.Hits, skip, rest)...)
	case end < found.Total:
		found.Next = cursor{Offset: end}.String()
	}
	return found, a.show(ctx, found, page)
}

// rank reads a hit that gets bonuses.
func (a *asked) rank(h *hit) (r ranked, err error) {
	if r.place, err = h.place(); err != nil {
		return r, err
	}
	scores := map[string]float64{}
	if h.Matched != nil {
		err = json.Unmarshal(h.Matched, &scores)
	}
	if docs := h.Fields["doc"]; err == nil && len(docs) == 1 {
		err = json.Unmarshal(docs[0], &r.doc)
	}
	if err != nil {
		return r, fmt.Errorf("reading a hit: %w", err)
	}
	r.score = h.score()
	for i, b := range a.r.Also {
		r.score += scores[strconv.Itoa(i)] * b.Weight
	}
	return r, nil
}

// improveGroups adds a page of documents: the first ones are those of the best passages.
func (a *asked) improveGroups(ctx context.Context, found *engine.Found, best []ranked, start int) error {
	var docs []string
	for _, one := range best {
		if !slices.Contains(docs, one.doc) {
			docs = append(docs, one.doc)
		}
	}
	end := min(start+a.r.Limit, found.TotalDocuments)
	if end <= start {
		return nil
	}
	matching, from, shown := a.query(false), start, []string{}
	if end <= len(docs) {
		shown = docs[start:end]
		matching, from = a.among(matching, "doc", shown), 0
	}
	body, err := a.groups(matching, from)
	if err != nil {
		return err
	}
	body["post_filter"], body["track_total_hits"] = a.filters.all(), false
	if len(shown) > 0 {
		body["size"] = len(shown)
	}
	answers, _, err := a.e.beside(ctx, []ask{{a.e.index(passagesIndex), body}}, shown, found)
	if err != nil {
		return err
	}
	page, err := a.documents(found, answers[0].Hits.Hits, start)
	if err != nil {
		return err
	}
	return a.show(ctx, found, page)
}

// show adds the hits of a page.
func (a *asked) show(ctx context.Context, found *engine.Found, page []hit) (err error) {
	if found.Hits, err = a.e.hits(ctx, page, found); err != nil || !a.r.Explained {
		return err
	}
	found.Scores, err = a.explain(ctx, page)
	return err
}

// explain returns the share of each leaf in the score of each hit.
func (a *asked) explain(ctx context.Context, page []hit) ([]map[plan.Node]float64, error) {
	if a.leaves == nil { // hits within hits, and several searches in one request, tell no scores of leaves
		asked := map[uint64]int{}
		places := []uint64{}
		for i := range page {
			place, err := page[i].place()
			if err != nil {
				return nil, err
			}
			asked[place], places = i, append(places, place)
		}
		query := a.among(a.query(true), "place", places)
		for h, err := range a.e.walk(ctx, passagesIndex, query, byPlace) {
			if err != nil {
				return nil, err
			}
			place, err := h.place()
			if err != nil {
				return nil, err
			}
			page[asked[place]].Matched = h.Matched
		}
	}
	all := make([]map[plan.Node]float64, len(page))
	for i := range page {
		var err error
		if all[i], err = a.shares(&page[i]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// shares returns the share of each leaf in the score of a hit.
func (a *asked) shares(h *hit) (map[plan.Node]float64, error) {
	place, err := h.place()
	if err != nil {
		return nil, err
	}
	weight := map[plan.Node]float64{}
	for leaf := range plan.Leaves(a.r.Root) {
		weight[leaf] = 1
	}
	if a.reranked[place] {
		for _, b := range a.r.Also {
			for leaf := range plan.Leaves(b.Node) {
				weight[leaf] = b.Weight
			}
		}
	}
	shares, scores := map[plan.Node]float64{}, map[string]float64{}
	if h.Matched != nil {
		if err := json.Unmarshal(h.Matched, &scores); err != nil {
			return nil, fmt.Errorf("reading an explanation: %w", err)
		}
	}
	matched := map[plan.Node]float64{}
	for name, score := range scores {
		matched[a.leaves[name]] = score
	}
	counted := map[plan.Node]bool{}
	won(a.r.Root, matched, counted)
	for _, b := range a.r.Also {
		won(b.Node, matched, counted)
	}
	for leaf, score := range matched {
		if weight[leaf] != 0 && counted[leaf] {
			shares[leaf] = score * weight[leaf]
		}
	}
	return shares, nil
}

// won notes the leaves of n that add to a score, by the scores of those that match, and
// returns their sum: of a Best only its best node adds.
func won(n plan.Node, matched map[plan.Node]float64, counted map[plan.Node]bool) float64 {
	switch n := n.(type) {
	case nil:
		return 0
	case *plan.Best:
		var winner map[plan.Node]bool
		most := 0.0
		for i, kid := range n.Of {
			of := map[plan.Node]bool{}
			score := won(kid, matched, of)
			if i == 0 && len(of) > 0 {
				score += n.Lead
			}
			if len(of) > 0 && (winner == nil || score > most) {
				winner, most = of, score
			}
		}
		maps.Copy(counted, winner)
		return most
	case *plan.Some, *plan.Every:
		sum := 0.0
		for _, kid := range plan.Operands(n) {
			sum += won(kid, matched, counted)
		}
		return sum
	}
	score, ok := matched[n]
	if ok {
		counted[n] = true
	}
	return score
}

// hits decodes hits and loads their documents, and beside them what the facets of found
// name, where it is not nil.
func (e *Engine) hits(ctx context.Context, page []hit, found *engine.Found) ([]search.Hit, error) {
	hits := make([]search.Hit, len(page))
	ids := make([]string, len(page))
	for i := range page {
		p, err := page[i].Source.passage()
		if err != nil {
			return nil, err
		}
		hits[i] = search.Hit{Passage: p, Score: page[i].score(), More: page[i].more}
		ids[i] = p.DocID
	}
	_, docs, err := e.beside(ctx, nil, ids, found)
	if err != nil {
		return nil, err
	}
	for i := range hits {
		if hits[i].Doc = docs[ids[i]]; hits[i].Doc == nil {
			return nil, fmt.Errorf("%w: document %q is missing", search.ErrUnavailable, ids[i])
		}
	}
	return hits, nil
}

// beside makes searches, and in the same request loads documents, in brief, and what the
// facets of found name into the caches, where it is not there. It returns the documents.
func (e *Engine) beside(ctx context.Context, asks []ask, docs []string, found *engine.Found) ([]*answer, map[string]*doc.Document, error) {
	var works []string
	if found != nil {
		docs = slices.Clone(docs)
		for facet, counts := range found.Facets {
			for _, v := range counts.Values {
				switch facet.Row().Things {
				case doc.DocumentIDs:
					docs = append(docs, v.Value)
				case doc.WorkIDs:
					works = append(works, v.Value)
				}
			}
		}
	}
	all := slices.Clip(asks)
	known, docs := e.briefs.Find(docs)
	_, works = e.works.Find(works)
	if len(docs) > 0 {
		all = append(all, ask{e.index(documentsIndex), object{"query": filter(object{"terms": object{"id": docs}}), "size": len(docs), "_source": list{"brief", "works"}}})
	}
	if len(works) > 0 {
		all = append(all, ask{e.index(worksIndex), object{"query": filter(object{"terms": object{keyField(engine.ID): works}}), "size": len(works), "_source": list{"json"}}})
	}
	if len(all) == 0 {
		return nil, known, nil
	}
	answers, err := e.c.searches(ctx, all)
	if err != nil {
		return nil, nil, err
	}
	for _, a := range answers[len(asks):] {
		for _, h := range a.Hits.Hits {
			if h.Source.Brief == nil {
				w := &doc.Work{}
				if err := decode(h.Source.JSON, w); err != nil {
					return nil, nil, err
				}
				e.works.Put(w.ID, w, maxCached)
				continue
			}
			d, err := h.Source.document()
			if err != nil {
				return nil, nil, err
			}
			known[d.ID] = d
			e.briefs.Put(d.ID, d, maxCached)
		}
	}
	return answers, known, nil
}

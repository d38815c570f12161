package cluster

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"math"
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
// documents come before.
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
	if err != nil || r.Grouped != (c.Offset > 0) || !r.Grouped && len(c.After) != len(order(r.Sort)) {
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
	// root is the query for the plan and its bonuses, reranked the places of the
	// passages that get bonuses.
	root     object
	reranked map[uint64]bool
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
	if a.filters, err = e.newFilters(ctx, r.Filters); err != nil {
		return nil, err
	}
	if r.Sort != search.ByRelevance || r.Limit == 0 || len(r.Also) == 0 || r.Root == nil {
		if r.Explained {
			c.leaves = map[string]plan.Node{}
		}
		a.root = c.query(r.Root)
		return a, nil
	}
	best, err := e.c.search(ctx, e.index(passagesIndex), object{"size": engine.Reranked, "query": c.query(r.Root), "post_filter": a.filters.all(),
		"sort": order(search.ByRelevance), "_source": false, "track_total_hits": false})
	if err != nil {
		return nil, err
	}
	places := []uint64{}
	for _, h := range best.Hits.Hits {
		place, err := h.place()
		if err != nil {
			return nil, err
		}
		places = append(places, place)
		a.reranked[place] = true
	}
	if r.Explained {
		c.leaves = map[string]plan.Node{}
	}
	bonuses := list{}
	for _, b := range r.Also {
		q := c.query(b.Node)
		bonuses = append(bonuses, object{"bool": object{"must": list{q}, "boost": b.Weight}})
	}
	among := object{"bool": object{"filter": list{object{"terms": object{"place": places}}}, "should": bonuses}}
	a.root = object{"bool": object{"must": list{c.query(r.Root)}, "should": list{among}}}
	return a, nil
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

// Run runs a request.
func (e *Engine) Run(ctx context.Context, r *engine.Request) (*engine.Found, error) {
	after, err := parseCursor(r.After, r)
	if err != nil {
		return nil, err
	}
	a, err := e.compile(ctx, r)
	if err != nil {
		return nil, err
	}
	body := object{"query": a.root, "post_filter": a.filters.all(), "aggs": a.aggregations(), "track_scores": true, "sort": order(r.Sort), "_source": list{"json", "works"}}
	_, sorted := byField[r.Sort]
	sorted = sorted && r.Grouped
	skip := r.Skip
	if r.Grouped { // the places of documents are counted
		after.Offset, skip = after.Offset+skip, 0
	}
	switch size := r.Limit; {
	case size == 0 || sorted:
		body["size"] = 0
	case r.Grouped:
		if after.Offset+size > maxGroups {
			if size = maxGroups - after.Offset; size <= 0 {
				return nil, &query.LimitError{Limit: "documents before a page", Max: maxGroups}
			}
		}
		body["from"], body["size"] = after.Offset, size
		body["collapse"] = object{"field": "doc", "inner_hits": object{"name": "best", "size": 1, "sort": order(search.ByRelevance), "track_scores": true,
			"_source": list{"json", "works"}}}
	default:
		if skip >= pageSize-size {
			return nil, &query.LimitError{Limit: "skipped passages", Max: pageSize - size - 1}
		}
		// One more tells whether there is a further page.
		body["size"] = skip + size + 1
		if after.After != nil {
			body["search_after"] = after.After
		}
	}
	got, err := e.c.search(ctx, e.index(passagesIndex), body)
	if err != nil {
		return nil, err
	}
	found := &engine.Found{Total: got.Hits.Total.Value, Minimum: a.minimum, Facets: map[doc.Facet]search.FacetCounts{}}
	if found.TotalDocuments, err = readDocuments(got.Aggs["documents"]); err != nil {
		return nil, err
	}
	if err := a.readFacets(found, got); err != nil {
		return nil, err
	}
	if best, ok := r.Root.(*plan.Best); ok {
		direct, err := e.count(ctx, passagesIndex, []object{filter(a.silently().query(best.Of[0]), a.filters.all())})
		if err != nil {
			return nil, err
		}
		found.Direct = direct[0]
	}
	page := got.Hits.Hits
	if r.Limit > 0 && !sorted {
		page = page[min(skip, len(page)):]
	}
	switch {
	case sorted:
		return found, a.sorted(ctx, found, after.Offset)
	case r.Grouped:
		if after.Offset+len(page) < found.TotalDocuments && len(page) > 0 {
			found.Next = cursor{Offset: after.Offset + len(page)}.String()
		}
	case len(page) > r.Limit:
		page = page[:r.Limit]
		var last cursor
		for _, n := range page[r.Limit-1].Sort {
			last.After = append(last.After, json.Number(n))
		}
		found.Next = last.String()
	}
	more := make([]int, len(page))
	if r.Grouped {
		for i := range page {
			inner := page[i].Inner["best"].Hits
			if len(inner.Hits) != 1 {
				return nil, fmt.Errorf("%w: a document's best passage is not told", search.ErrUnavailable)
			}
			more[i] = inner.Total.Value - 1
			page[i] = inner.Hits[0]
		}
	}
	if found.Hits, err = e.hits(ctx, page); err != nil {
		return nil, err
	}
	for i := range found.Hits {
		found.Hits[i].More = more[i]
	}
	if r.Explained {
		found.Scores, err = a.explain(ctx, page)
	}
	return found, err
}

// explain returns the share of each leaf in the score of each hit.
func (a *asked) explain(ctx context.Context, page []hit) ([]map[plan.Node]float64, error) {
	if a.r.Grouped { // hits within hits tell no scores
		asked := map[uint64]int{}
		places := []uint64{}
		for i := range page {
			place, err := page[i].place()
			if err != nil {
				return nil, err
			}
			asked[place], places = i, append(places, place)
		}
		query := object{"bool": object{"must": list{a.root}, "filter": list{object{"terms": object{"place": places}}}}}
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

// hits decodes hits and loads their documents.
func (e *Engine) hits(ctx context.Context, page []hit) ([]search.Hit, error) {
	found := make([]search.Hit, len(page))
	var ids []string
	for i := range page {
		p, err := page[i].Source.passage()
		if err != nil {
			return nil, err
		}
		found[i] = search.Hit{Passage: p, Score: page[i].score()}
		ids = append(ids, p.DocID)
	}
	docs, err := e.documentsOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	for i := range found {
		found[i].Doc = docs[found[i].Passage.DocID]
	}
	return found, nil
}

// documentsOf returns documents, in brief, by their ids.
func (e *Engine) documentsOf(ctx context.Context, ids []string) (map[string]*doc.Document, error) {
	docs := map[string]*doc.Document{}
	var wanted []string
	for _, id := range ids {
		if _, asked := docs[id]; asked {
			continue
		}
		d, ok := e.briefs.get(id)
		if docs[id] = d; !ok {
			wanted = append(wanted, id)
		}
	}
	if len(wanted) == 0 {
		return docs, nil
	}
	for h, err := range e.walk(ctx, documentsIndex, filter(object{"terms": object{"id": wanted}}), byNumber, "brief", "works") {
		if err != nil {
			return nil, err
		}
		d, err := h.Source.document()
		if err != nil {
			return nil, err
		}
		docs[d.ID] = d
		e.briefs.put(d.ID, d)
	}
	for _, id := range wanted {
		if docs[id] == nil {
			return nil, fmt.Errorf("%w: document %q is missing", search.ErrUnavailable, id)
		}
	}
	return docs, nil
}

// Package cluster is the search engine on an OpenSearch cluster, for a corpus that one
// machine does not hold. It answers as the embedded engine does, scores included; it
// is the only package that knows OpenSearch. It may import the port search/engine,
// bibliography, search and the vocabulary below (plan, query, doc, cite, analysis).
//
// Where the embedded engine answers and this one cannot, the answer is a
// *query.LimitError:
//
//   - pages of documents (Grouped) behind the first 10,000 documents, and documents in
//     the order of years where more than 100,000 passages match;
//   - Skip of passages beyond the first 10,000;
//   - a facet other than that of documents with more than 200,000 values among the
//     passages found, if its first values are as rare as thousands of others;
//   - author: and title: of several words of which the last is a prefix of more than
//     128 terms;
//   - cites: with words that more than 65,536 works have;
//   - a query with more forms of words than the cluster's setting
//     indices.query.bool.max_clause_count allows (1024 unless it is raised).
//
// A phrase in author:, title: or section: has its words all as they are written, or all
// by forms of one kind. Other forms of the words of a phrase count once where there are
// more than 64 ways to put them together.
//
// Scores agree with those of the embedded engine but for the order of summing, which
// may change the order of hits whose scores differ by less than a millionth.
package cluster

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
)

// Engine is an engine.Engine over one generation. It keeps a few counts and documents
// of it in memory.
type Engine struct {
	c         *client
	names     names
	manifest  *Manifest
	maxValues int                            // tests have fewer
	state     atomic.Pointer[search.Cluster] // when it was looked at last

	frequencies engine.Cache[engine.Term, int]
	minimums    engine.Cache[string, int]
	facets      engine.Cache[doc.Facet, []string]
	briefs      engine.Cache[string, *doc.Document]
	works       engine.Cache[string, *doc.Work]
	walks       engine.Cache[walked, []json.RawMessage] // the sort key before each place
	// beginning are terms by what they begin with.
	beginning engine.Cache[string, []engine.Count]
}

// maxCached is how many values a cache keeps.
const maxCached = 20_000

// Open opens the generation that is served. Errors: ErrNoIndex, ErrForeign, ErrRefused,
// search.ErrUnavailable.
func Open(ctx context.Context, o Options) (*Engine, error) {
	c, n, err := open(o)
	if err != nil {
		return nil, err
	}
	if err := c.identify(ctx); err != nil {
		return nil, err
	}
	m, err := c.current(ctx, n)
	if err != nil {
		return nil, err
	}
	e := newEngine(c, n, m)
	s, err := e.observe(ctx)
	if err == nil && !s.Answers() {
		err = fmt.Errorf("%w: %s is %s: %s", search.ErrUnavailable, n.generation(m.Generation), s, s.Reason())
	}
	if err != nil {
		return nil, err
	}
	return e, nil
}

func newEngine(c *client, n names, m *Manifest) *Engine {
	return &Engine{c: c, names: n, manifest: m, maxValues: maxValues}
}

// Close gives up idle connections.
func (e *Engine) Close() error {
	e.c.http.CloseIdleConnections()
	return nil
}

// Status describes the index.
func (e *Engine) Status() search.Status {
	return search.Status{Generation: e.names.generation(e.manifest.Generation), Documents: e.manifest.Documents, Passages: e.manifest.Passages, Built: e.manifest.Built, Cluster: e.state.Load()}
}

// Vocabulary returns how many different terms there are, of all streams together.
func (e *Engine) Vocabulary() int { return e.manifest.Terms }

// superseded reports whether another generation is served by now.
func (e *Engine) superseded(ctx context.Context) (bool, error) {
	m, err := e.c.served(ctx, e.names)
	return err == nil && m.Generation != e.manifest.Generation, err
}

// Verify compares the numbers of stored things with the manifest, and looks for some
// passages by their own words.
func (e *Engine) Verify(ctx context.Context) error {
	if err := e.counts(ctx); err != nil {
		return err
	}
	for i := range min(canaries, e.manifest.Documents) {
		from := standing{rank: uint64(i*e.manifest.Documents/canaries) * stepOf(e.manifest.Documents)}.place(0)
		body := object{"size": 1, "query": filter(object{"range": object{"place": object{"gte": from}}}), "sort": byPlace, "_source": list{"json", "works"}}
		found, err := e.c.search(ctx, e.index(passagesIndex), body)
		if err != nil {
			return err
		}
		for _, h := range found.Hits.Hits { // the last documents may have none
			p, err := h.Source.passage()
			if err != nil {
				return err
			}
			at, err := h.place()
			if err != nil {
				return err
			}
			if err := e.canary(ctx, at, p); err != nil {
				return err
			}
		}
	}
	return nil
}

// canary looks for a passage by its place and its first words.
func (e *Engine) canary(ctx context.Context, at uint64, p *doc.Passage) error {
	must := list{object{"term": object{"place": at}}}
	streams := p.Analyze()
	if words := streams[analysis.Words]; len(words) > 0 {
		must = append(must, phrase("words", lines(words[:min(3, len(words))], "")))
	}
	found, err := e.c.search(ctx, e.index(passagesIndex), object{"size": 1, "query": filter(must...)})
	if err == nil && len(found.Hits.Hits) != 1 {
		err = fmt.Errorf("passage %s is not found by its own words: index anew", p.ID)
	}
	return err
}

// counts compares the numbers of stored things with the manifest.
func (e *Engine) counts(ctx context.Context) error {
	for _, kind := range indexKinds {
		var answer struct {
			Count  int
			Shards struct{ Total, Successful int } `json:"_shards"`
		}
		if err := e.c.ask(ctx, http.MethodGet, "/"+e.index(kind)+"/_count", nil, &answer); err != nil {
			return err
		}
		if answer.Shards.Successful < answer.Shards.Total {
			return fmt.Errorf("%w: %d of %d parts of %s answer", search.ErrUnavailable, answer.Shards.Successful, answer.Shards.Total, e.index(kind))
		}
		if want := e.manifest.count(kind); answer.Count != want {
			return fmt.Errorf("%s holds %d things, not %d: index anew", e.index(kind), answer.Count, want)
		}
	}
	return nil
}

func (e *Engine) index(kind string) string { return e.names.index(e.manifest.Generation, kind) }

// maxCounts is how many counts are asked for in one request.
const maxCounts = 1000

// count returns how many things of an index match each of the queries.
func (e *Engine) count(ctx context.Context, kind string, queries []object) ([]int, error) {
	counts := make([]int, 0, len(queries))
	for len(queries) > 0 {
		some := queries[:min(maxCounts, len(queries))]
		queries = queries[len(some):]
		aggs := object{}
		for i, q := range some {
			aggs[strconv.Itoa(i)] = object{"filter": q}
		}
		a, err := e.c.search(ctx, e.index(kind), object{"size": 0, "track_total_hits": false, "aggs": aggs})
		if err != nil {
			return nil, err
		}
		for i := range some {
			n, err := readCount(a.Aggs[strconv.Itoa(i)])
			if err != nil {
				return nil, err
			}
			counts = append(counts, n)
		}
	}
	return counts, nil
}

// readCount reads the count of a filter.
func readCount(data json.RawMessage) (int, error) {
	var counted struct {
		N int `json:"doc_count"`
	}
	if err := json.Unmarshal(data, &counted); err != nil {
		return 0, fmt.Errorf("reading a count: %w", err)
	}
	return counted.N, nil
}

// counted returns the counts of things, from a cache where it has them.
func counted[K comparable](ctx context.Context, e *Engine, kind string, known *engine.Cache[K, int], things []K, query func(K) object) ([]int, error) {
	counts := make([]int, len(things))
	var places []int
	var queries []object
	for i, t := range things {
		n, ok := known.Get(t)
		if counts[i] = n; !ok {
			places, queries = append(places, i), append(queries, query(t))
		}
	}
	found, err := e.count(ctx, kind, queries)
	if err != nil {
		return nil, err
	}
	for i, n := range found {
		counts[places[i]] = n
		known.Put(things[places[i]], n, maxCached)
	}
	return counts, ctx.Err()
}

// Frequencies returns how many passages hold each term.
func (e *Engine) Frequencies(ctx context.Context, terms []engine.Term) ([]int, error) {
	return counted(ctx, e, passagesIndex, &e.frequencies, terms, func(t engine.Term) object {
		if t.Prefix {
			return object{"prefix": object{t.Stream.String(): t.Text}}
		}
		return object{"term": object{t.Stream.String(): t.Text}}
	})
}

// Terms yields terms that passages hold, in the order of their bytes.
func (e *Engine) Terms(ctx context.Context, r engine.Range) iter.Seq2[engine.Count, error] {
	stream := streamPrefix(r.Stream)
	of, prefixes := object{"prefix": object{"term": stream}}, []string(nil)
	switch {
	case r.Edits > 0:
		// Rewritten so, the query has all terms within its edits, not the nearest ones.
		of = object{"fuzzy": object{"term": object{"value": stream + r.Like, "fuzziness": r.Edits, "transpositions": true, "prefix_length": len(stream), "rewrite": "constant_score"}}}
	case r.Alike != nil:
		prefixes = r.Alike.Prefixes()
		var begins list
		for _, prefix := range prefixes {
			begins = append(begins, object{"prefix": object{"term": stream + prefix}})
		}
		of = anyOf(begins)
	}
	key := strings.Join(append([]string{r.Stream.String()}, prefixes...), "\n")
	remembered := r.Alike != nil
	if known, ok := e.beginning.Get(key); ok && remembered {
		return func(yield func(engine.Count, error) bool) {
			for _, c := range known {
				if (r.Accept == nil || r.Accept(c.Text)) && !yield(c, nil) {
					return
				}
			}
		}
	}
	return func(yield func(engine.Count, error) bool) {
		var all []engine.Count
		body := object{"query": filter(of), "docvalue_fields": list{"passages"}, "_source": false}
		for page, err := range e.pages(ctx, termsIndex, body, list{object{"term": "asc"}}) {
			if err != nil {
				yield(engine.Count{}, err)
				return
			}
			for _, h := range page {
				var term string
				n, err := strconv.Atoi(string(h.Fields["passages"][0]))
				if err == nil {
					err = json.Unmarshal(h.Sort[0], &term)
				}
				c := engine.Count{Text: strings.TrimPrefix(term, stream), Passages: n}
				if remembered && len(all) <= maxBeginning {
					all = append(all, c)
				}
				if err == nil && r.Accept != nil && !r.Accept(c.Text) {
					continue
				}
				if !yield(c, err) || err != nil {
					return
				}
			}
		}
		if remembered && len(all) <= maxBeginning {
			e.beginning.PutSized(key, all, 1+len(all), maxBeginnings)
		}
	}
}

// maxBeginning is how many terms with the same beginning are remembered, maxBeginnings how
// many with all beginnings.
const maxBeginning, maxBeginnings = 2_000, 200_000

// pageSize is how many things are read at once where all are: the most that
// OpenSearch gives.
const pageSize = 10_000

// pages yields the hits of a search, a page at a time, in an order in which no two are
// equal.
func (e *Engine) pages(ctx context.Context, kind string, body object, order list) iter.Seq2[[]hit, error] {
	return func(yield func([]hit, error) bool) {
		body["sort"], body["size"], body["track_total_hits"] = order, pageSize, false
		for {
			// A page by itself has the time of a search.
			a, err := e.c.search(ctx, e.index(kind), body)
			if err != nil {
				yield(nil, err)
				return
			}
			page := a.Hits.Hits
			if len(page) == 0 || !yield(page, nil) || len(page) < pageSize {
				return
			}
			body["search_after"] = page[len(page)-1].Sort
		}
	}
}

// The orders of things: places rise with the corpus.
var (
	byPlace = list{object{"place": "asc"}}
	byID    = list{object{"order": "asc"}}
)

// walk yields the things that match, with parts of what is stored.
func (e *Engine) walk(ctx context.Context, kind string, query object, order list, parts ...string) iter.Seq2[hit, error] {
	return func(yield func(hit, error) bool) {
		body := object{"query": query, "_source": parts}
		if len(parts) == 0 {
			body["_source"] = false
		}
		for page, err := range e.pages(ctx, kind, body, order) {
			if err != nil {
				yield(hit{}, err)
				return
			}
			for _, h := range page {
				if !yield(h, nil) {
					return
				}
			}
		}
	}
}

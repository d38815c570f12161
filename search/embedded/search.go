package embedded

import (
	"cmp"
	"container/heap"
	"context"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/plan"
	"github.com/izde/izde/search/query"
)

// key is what hits are sorted by, smallest first: the primary key of the
// request's order, then the place in the corpus, which no two passages share.
type key struct {
	primary float64
	place   uint64
}

func (k key) before(other key) bool {
	return k.primary < other.primary || k.primary == other.primary && k.place < other.place
}

// cursor writes k for Result.Next: 16 bytes, base64.
func (k key) cursor() string {
	var data [16]byte
	binary.BigEndian.PutUint64(data[:8], math.Float64bits(k.primary))
	binary.BigEndian.PutUint64(data[8:], k.place)
	return base64.RawURLEncoding.EncodeToString(data[:])
}

func parseCursor(s string) (key, error) {
	data, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || len(data) != 16 {
		return key{}, search.ErrBadCursor
	}
	k := key{math.Float64frombits(binary.BigEndian.Uint64(data[:8])), binary.BigEndian.Uint64(data[8:])}
	if math.IsNaN(k.primary) {
		return key{}, search.ErrBadCursor
	}
	return k, nil
}

type candidate struct {
	key
	number int
	score  float32
}

// top keeps the best candidates; its root is the worst of them.
type top []candidate

func (t top) Len() int           { return len(t) }
func (t top) Less(i, j int) bool { return t[j].before(t[i].key) }
func (t top) Swap(i, j int)      { t[i], t[j] = t[j], t[i] }
func (t *top) Push(x any)        { *t = append(*t, x.(candidate)) }
func (t *top) Pop() any {
	last := (*t)[len(*t)-1]
	*t = (*t)[:len(*t)-1]
	return last
}

// collector gathers the best candidates behind a cursor.
type collector struct {
	after *key
	limit int
	best  top
	// eligible counts the candidates behind the cursor.
	eligible int
}

func (l *collector) offer(c candidate) {
	if l.after != nil && !l.after.before(c.key) {
		return
	}
	l.eligible++
	if len(l.best) < l.limit {
		heap.Push(&l.best, c)
	} else if l.limit > 0 && c.before(l.best[0].key) {
		l.best[0] = c
		heap.Fix(&l.best, 0)
	}
}

// sorted returns the best candidates in order.
func (l *collector) sorted() []candidate {
	slices.SortFunc(l.best, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.primary, b.primary), cmp.Compare(a.place, b.place))
	})
	return l.best
}

// groups holds the best passage of each document; those without one have the
// number -1.
type groups []candidate

func newGroups(documents int) groups {
	g := make(groups, documents)
	for i := range g {
		g[i].number = -1
	}
	return g
}

// offer keeps c if it is the best of its document so far: by its score whatever
// the order of the documents, then the first.
func (g groups) offer(doc uint32, c candidate) {
	old := g[doc]
	if old.number < 0 || c.score > old.score || c.score == old.score && c.place < old.place {
		g[doc] = c
	}
}

// Search runs a request. Its errors are *search.LimitError, *search.ValueError,
// search.ErrBadCursor, those of ctx, and failures to read the index.
func (e *Engine) Search(ctx context.Context, req *search.Request) (*search.Result, error) {
	plan := plan.Compile(req.Query, req.Mode, req.Views)
	r, err := e.newRun(ctx, plan.Root, req.Views)
	if err != nil {
		return nil, err
	}
	if err := r.prepareBonuses(plan.Also); err != nil {
		return nil, err
	}
	plan.Corrections, plan.Likely = r.corrections, r.likely
	if err := r.relax(plan); err != nil {
		return nil, err
	}
	filters, err := e.newFilters(req, plan)
	if err != nil {
		return nil, err
	}
	hits := collector{limit: req.Limit}
	if req.After != "" {
		k, err := parseCursor(req.After)
		if err != nil {
			return nil, err
		}
		hits.after = &k
	}
	var grouped groups
	if req.Grouped {
		grouped = newGroups(len(e.docs))
	}

	counter := e.newCounter()
	passed := make([]matches, len(e.parts)) // the filters
	for i, p := range e.parts {
		var m matches
		if plan.Root != nil {
			if m, err = r.eval(i, plan.Root, nil); err != nil {
				return nil, err
			}
		} else {
			m = matches{make([]uint32, 0, p.size), make([]float32, 0, p.size)}
			e.passages(p, nil, func(doc uint32) { m.add(doc, 0) })
		}
		kept := 0
		for j, doc := range m.docs {
			number := p.base + int(doc)
			failed := filters.failed(number)
			counter.count(number, failed)
			if failed == 0 {
				m.docs[kept], m.scores[kept] = doc, m.scores[j]
				kept++
			}
		}
		passed[i] = matches{m.docs[:kept], m.scores[:kept]}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	if req.Sort == search.ByRelevance && req.Limit > 0 {
		if err := r.addBonuses(plan.Also, passed); err != nil {
			return nil, err
		}
	}
	e.candidates(passed, req.Sort, func(c candidate) {
		if req.Grouped {
			grouped.offer(e.cols.doc[c.number], c)
		} else {
			hits.offer(c)
		}
	})
	for _, c := range grouped {
		if c.number >= 0 {
			hits.offer(c)
		}
	}
	best := hits.sorted()
	res := &search.Result{Plan: plan, Total: counter.total, TotalDocuments: counter.documents(), Facets: map[doc.Facet]search.FacetCounts{}}
	for _, c := range best {
		hit, err := e.hit(c)
		if err != nil {
			return nil, err
		}
		if req.Grouped {
			hit.More = int(counter.hits[e.cols.doc[c.number]]) - 1
		}
		if req.Explained {
			if hit.Explanation, err = r.explain(plan, c, hit); err != nil {
				return nil, err
			}
		}
		res.Hits = append(res.Hits, hit)
	}
	if len(best) > 0 && hits.eligible > len(best) {
		res.Next = best[len(best)-1].cursor()
	}
	for _, facet := range req.Facets {
		res.Facets[facet] = e.facetCounts(facet, counter, filters, req.FacetLimit)
	}
	return res, nil
}

// hit loads what a candidate stands for.
func (e *Engine) hit(c candidate) (search.Hit, error) {
	passage := &doc.Passage{}
	if err := e.loadPassage(c.number, passage); err != nil {
		return search.Hit{}, err
	}
	return search.Hit{Passage: passage, Doc: e.docs[e.cols.doc[c.number]].doc, Score: float64(c.score)}, nil
}

// candidates calls visit with what was found in each part.
func (e *Engine) candidates(found []matches, order search.Sort, visit func(candidate)) {
	for i, p := range e.parts {
		for j, doc := range found[i].docs {
			number, score := p.base+int(doc), found[i].scores[j]
			visit(candidate{e.sortKey(order, number, score), number, score})
		}
	}
}

func (e *Engine) sortKey(order search.Sort, number int, score float32) key {
	doc := e.cols.doc[number]
	k := key{place: uint64(doc)<<32 | uint64(e.cols.ordinal[number])}
	switch order {
	case search.ByRelevance:
		k.primary = -float64(score)
	case search.ByYear, search.ByYearDesc:
		year := float64(e.cols.sources.list[e.cols.sources.of[number]].year)
		switch {
		case year == 0:
			k.primary = math.Inf(1) // unknown years come last either way
		case order == search.ByYear:
			k.primary = year
		default:
			k.primary = -year
		}
	}
	return k
}

// filters hold, for each value of a column, which of the request's filters it
// fails: bit i stands for search.Facets[i].
type filters struct {
	cols     *columns
	docs     []uint8
	sources  []uint8
	cites    []uint8
	kinds    [none + 1]uint8
	langs    []uint8
	scripts  []uint8
	sections []uint8
	selected map[doc.Facet][]string
	// any is false when the request has none, and only furniture is left out.
	any bool
}

func (f *filters) failed(number int) uint8 {
	c := f.cols
	if !f.any {
		return f.kinds[c.kind[number]]
	}
	return f.docs[c.doc[number]] | f.sources[c.sources.of[number]] | f.cites[c.sources.cites[number]] | f.kinds[c.kind[number]] | f.langs[c.langs.of[number]] | f.scripts[c.scripts.of[number]] | f.sections[c.section[number]]
}

func facetBit(facet doc.Facet) uint8 { return 1 << slices.Index(doc.Facets, facet) }

func (e *Engine) newFilters(req *search.Request, plan *plan.Plan) (*filters, error) {
	s := e.cols.sources
	f := &filters{cols: e.cols, docs: make([]uint8, len(e.docs)), sources: make([]uint8, len(s.list)), cites: make([]uint8, len(s.citeSets)), langs: make([]uint8, len(e.cols.langs.sets)), scripts: make([]uint8, len(e.cols.scripts.sets)),
		sections: make([]uint8, len(e.cols.sections)), selected: map[doc.Facet][]string{}, any: len(req.Filters) > 0}
	furniture := asksFor(plan.Root, doc.Furniture)
	for _, filter := range req.Filters {
		if !slices.Contains(doc.Facets, filter.Facet) {
			return nil, fmt.Errorf("no filter %q", filter.Facet)
		}
		bit := facetBit(filter.Facet)
		f.selected[filter.Facet] = filter.Include
		// pass applies the filter to something that has the given values.
		pass := func(values ...string) bool {
			has := func(want string) bool { return slices.Contains(values, want) }
			return (len(filter.Include) == 0 || slices.ContainsFunc(filter.Include, has)) &&
				!slices.ContainsFunc(filter.Exclude, has)
		}
		mark := func(fails []uint8, sets [][]string) {
			for i, values := range sets {
				if !pass(values...) {
					fails[i] |= bit
				}
			}
		}
		switch filter.Facet {
		case doc.FacetLang:
			mark(f.langs, e.cols.langs.sets)
		case doc.FacetScript:
			mark(f.scripts, e.cols.scripts.sets)
		case doc.FacetKind:
			for i, kind := range doc.Kinds {
				if !pass(string(kind)) {
					f.kinds[i] |= bit
				}
			}
			furniture = furniture || len(filter.Include) > 0
		case doc.FacetSection:
			filter.Include, filter.Exclude = sectionValues(filter.Include), sectionValues(filter.Exclude)
			f.selected[filter.Facet] = filter.Include
			for i, s := range e.cols.sections {
				if !pass(s.prefixes...) {
					f.sections[i] |= bit
				}
			}
		case doc.FacetDoc:
			for i, d := range e.docs {
				if !pass(d.doc.ID) {
					f.docs[i] |= bit
				}
			}
		case doc.FacetAuthor:
			for i, src := range s.list {
				if !pass(s.authors(src)...) {
					f.sources[i] |= bit
				}
			}
		case doc.FacetCites:
			for _, values := range []*[]string{&filter.Include, &filter.Exclude} {
				var err error
				if *values, err = e.workIDs(*values); err != nil {
					return nil, err
				}
			}
			f.selected[filter.Facet] = filter.Include
			for i, set := range s.citeSets {
				if !pass(s.workNames(set)...) {
					f.cites[i] |= bit
				}
			}
		case doc.FacetYear:
			include, err := yearRanges(filter.Include)
			if err != nil {
				return nil, err
			}
			exclude, err := yearRanges(filter.Exclude)
			if err != nil {
				return nil, err
			}
			for i, src := range s.list {
				has := func(y query.Years) bool { return y.Has(src.year) }
				if len(include) > 0 && !slices.ContainsFunc(include, has) || slices.ContainsFunc(exclude, has) {
					f.sources[i] |= bit
				}
			}
		}
	}
	if !furniture {
		f.kinds[slices.Index(doc.Kinds, doc.Furniture)] |= facetBit(doc.FacetKind)
	}
	return f, nil
}

// asksFor reports whether a plan names the kind.
func asksFor(n plan.Node, kind doc.Kind) bool {
	asks := func(kid plan.Node) bool { return asksFor(kid, kind) }
	switch n := n.(type) {
	case *plan.Attribute:
		return n.Field == "kind" && strings.EqualFold(n.Value, string(kind))
	case *plan.Some:
		return slices.ContainsFunc(n.Of, asks)
	case *plan.Every:
		return slices.ContainsFunc(n.Must, asks)
	}
	return false
}

// sectionValues writes section values in the one way in which they are stored.
func sectionValues(values []string) []string {
	normal := make([]string, len(values))
	for i, v := range values {
		normal[i] = doc.SectionValue(doc.ParseSection(v))
	}
	return normal
}

func yearRanges(values []string) ([]query.Years, error) {
	ranges := make([]query.Years, len(values))
	for i, v := range values {
		var err error
		if ranges[i], err = query.ParseYears(v); err != nil {
			return nil, err
		}
	}
	return ranges, nil
}

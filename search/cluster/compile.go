package cluster

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/plan"
	"github.com/izde/izde/search/query"
)

// Plans in the query language of OpenSearch. A leaf scores as the embedded engine's:
// weight × engine.Saturation of its occurrences and the passage's norm.

func nothing() object          { return object{"match_none": object{}} }
func everything() object       { return object{"match_all": object{}} }
func filter(all ...any) object { return object{"bool": object{"filter": list(all)}} }
func anyOf(some list) object {
	return object{"bool": object{"should": some, "minimum_should_match": 1}}
}
func without(some ...any) object { return object{"bool": object{"must_not": list(some)}} }

// phrase matches words, one a line, next to each other. Its score is how often, times
// the number of words: OpenSearch adds up the scores of the words of a phrase.
func phrase(field, words string) object {
	return object{"match_phrase": object{field: words}}
}

// saturation is engine.Saturation of _score / words; the weight has its constant factor.
const saturation = "params.weight * _score / (_score + params.words * doc['norm'].value)"

// saturated scores passages by the occurrences that q scores, each so many words times.
func saturated(weight float64, words int, q object) object {
	return object{"script_score": object{"query": q, "script": object{"source": saturation, "params": object{"weight": weight * (engine.K1 + 1), "words": words}}}}
}

// once scores the passages that match as if they had one occurrence.
func once(q object) object { return object{"constant_score": object{"filter": q}} }

// compiler makes queries of the plan of one request.
type compiler struct {
	ctx context.Context
	e   *Engine
	// works are those that attributes cites mean.
	works map[*plan.Attribute][]string
	// minimum is the lowered minimum of the root relaxed, which is nil where nothing is
	// to be lowered. It is a guess, which count confirms or corrects, where enough is not
	// nil: a query for what matches it.
	relaxed  *plan.Some
	operands operands
	minimum  int
	enough   object
	// leaves have the names by which their scores are asked for, where they are.
	leaves map[string]plan.Node
}

// newCompiler finds what a request needs to be known beforehand.
func (e *Engine) newCompiler(ctx context.Context, r *engine.Request) (*compiler, error) {
	c := &compiler{ctx: ctx, e: e, works: map[*plan.Attribute][]string{}}
	var err error
	plan.Map(r.Root, func(n plan.Node) plan.Node {
		if a, ok := n.(*plan.Attribute); ok && a.Field == "cites" && err == nil {
			c.works[a], err = e.worksFor(ctx, a)
		}
		return n
	})
	if err != nil {
		return nil, err
	}
	if some := plan.Relaxed(r.Root); some != nil {
		c.operands, c.minimum = c.operandsOf(some), some.Min
		c.relaxed = some
		if minimum, ok := e.minimums.Get(c.operands.key); ok {
			c.minimum = minimum
		} else if some.Min > 1 {
			c.enough = object{"bool": object{"should": c.operands.queries, "minimum_should_match": some.Min}}
		}
	}
	return c, nil
}

// operands are those of the relaxed root, as queries that score 1 each. key stands for
// them and what is wanted of them.
type operands struct {
	queries list
	key     string
}

func (c *compiler) operandsOf(n *plan.Some) (o operands) {
	for _, kid := range n.Of {
		o.queries = append(o.queries, once(c.silently().query(kid)))
	}
	data, err := json.Marshal([]any{n.Min, n.Enough, o.queries})
	if err != nil {
		panic(err) // of strings and numbers
	}
	o.key = string(data)
	return o
}

// lower finds out how many operands of the root must match, where that was a guess.
// Filters do not count here, so that they and the pages of one query agree.
func (c *compiler) lower() error {
	if c.enough == nil {
		return nil
	}
	o := c.operands
	a, err := c.e.c.search(c.ctx, c.e.index(passagesIndex), object{"size": 0, "track_total_hits": false, "query": anyOf(o.queries),
		"aggs": object{"matching": object{"terms": object{"script": object{"source": "Math.round(_score.doubleValue())"}, "value_type": "long", "size": len(o.queries) + 1}}}})
	if err != nil {
		return err
	}
	var counts struct {
		Buckets []struct {
			Key json.Number
			N   int `json:"doc_count"`
		}
	}
	if err := json.Unmarshal(a.Aggs["matching"], &counts); err != nil {
		return fmt.Errorf("reading counts: %w", err)
	}
	exactly := make([]int, len(o.queries)+1)
	for _, b := range counts.Buckets {
		if i, err := strconv.Atoi(string(b.Key)); err == nil && i >= 0 && i < len(exactly) {
			exactly[i] = b.N
		}
	}
	c.settle(c.relaxed.Lowered(exactly))
	return nil
}

// settle notes how many operands of the root must match.
func (c *compiler) settle(minimum int) {
	c.e.minimums.Put(c.operands.key, minimum, maxCached)
	c.minimum, c.enough = minimum, nil
}

// query returns the query for n.
func (c *compiler) query(n plan.Node) object {
	q := c.of(n)
	if c.leaves == nil {
		return q
	}
	switch n.(type) {
	case *plan.AnyTerm, *plan.Sequence, *plan.Counterparts, *plan.Attribute:
		name := strconv.Itoa(len(c.leaves))
		c.leaves[name] = n
		return object{"bool": object{"must": list{q}, "_name": name}}
	}
	return q
}

func (c *compiler) of(n plan.Node) object {
	switch n := n.(type) {
	case nil:
		return filter(everything())
	case *plan.AnyTerm:
		return anyTerm(n)
	case *plan.Sequence:
		return sequence(n)
	case *plan.Attribute:
		return filter(c.attribute(n))
	case *plan.Counterparts:
		return counterparts(n)
	case *plan.Some:
		return c.some(n)
	case *plan.Best:
		return c.best(n)
	case *plan.Every:
		b := object{"filter": list{everything()}}
		if len(n.Must) > 0 {
			b = object{"must": c.all(n.Must)}
		}
		if len(n.Not) > 0 {
			b["must_not"] = c.silently().all(n.Not)
		}
		return object{"bool": b}
	}
	return nothing()
}

// silently is c without names for leaves.
func (c *compiler) silently() *compiler {
	copied := *c
	copied.leaves = nil
	return &copied
}

func (c *compiler) all(nodes []plan.Node) list {
	queries := make(list, len(nodes))
	for i, n := range nodes {
		queries[i] = c.query(n)
	}
	return queries
}

func (c *compiler) some(n *plan.Some) object {
	if len(n.Of) == 0 {
		return nothing()
	}
	minimum := max(n.Min, 1)
	if n == c.relaxed {
		minimum = c.minimum
	}
	least := object{"bool": object{"should": c.all(n.Of), "minimum_should_match": minimum}}
	if n.Lead == 0 {
		return least
	}
	all := object{"constant_score": object{"filter": filter(c.silently().all(n.Of)...), "boost": n.Lead}}
	return object{"bool": object{"must": list{least}, "should": list{all}}}
}

func anyTerm(n *plan.AnyTerm) object {
	var some list
	for i, t := range n.Terms {
		field := t.Stream.String()
		switch {
		case n.Prefix:
			some = append(some, object{"prefix": object{field: t.Text}})
		case n.Weights[i] > 0:
			some = append(some, saturated(n.Weights[i], 1, object{"term": object{field: t.Text}}))
		default:
			some = append(some, filter(object{"term": object{field: t.Text}}))
		}
	}
	switch {
	case len(some) == 0:
		return nothing()
	case n.Prefix:
		return saturated(n.Weights[0], 1, once(anyOf(some)))
	case len(some) == 1:
		return some[0].(object)
	}
	return object{"dis_max": object{"queries": some}}
}

// best scores passages by the best of the nodes, the first with its lead.
func (c *compiler) best(n *plan.Best) object {
	queries := c.all(n.Of)
	if n.Lead > 0 {
		lead := object{"constant_score": object{"filter": everything(), "boost": n.Lead}}
		queries[0] = object{"bool": object{"must": list{queries[0], lead}}}
	}
	return object{"dis_max": object{"queries": queries}}
}

// pooled scores a word by the frequencies of its counterparts, each as frequent as
// the rarest of its terms.
const pooled = `double all = 0;
for (c in params.of) {
	double least = Double.MAX_VALUE;
	for (t in c.terms) { least = Math.min(least, termFreq(t.field, t.text)); }
	all += c.share * least;
}
double norm = doc['norm'].value;
return params.weight * all / (all + params.times * Math.min(norm, params.short * (norm - params.base)));`

// counterparts scores the counterparts of a word as one word.
func counterparts(n *plan.Counterparts) object {
	var some, of list
	for _, c := range n.Of {
		var all, terms list
		for _, t := range c.Terms {
			all = append(all, object{"term": object{t.Stream.String(): t.Text}})
			terms = append(terms, object{"field": t.Stream.String(), "text": t.Text})
		}
		if len(all) > 0 {
			some, of = append(some, filter(all...)), append(of, object{"share": c.Share, "terms": terms})
		}
	}
	if len(some) == 0 {
		return nothing()
	}
	// See engine.AcrossNorm.
	across := engine.AcrossBy[n.Wording]
	params := object{"weight": n.Weight * (engine.K1 + 1), "of": of, "base": engine.K1 * (1 - engine.B), "short": across.Short / engine.B, "times": across.Times}
	return object{"script_score": object{"query": anyOf(some), "script": object{"source": pooled, "params": params}}}
}

func sequence(n *plan.Sequence) object {
	field := analysis.Words.String()
	own := make([][]string, len(n.Terms))
	for i, t := range n.Terms {
		own[i] = []string{t}
	}
	inOrder := intervals(field, own, n.Slop, true)
	ways := list{saturated(n.Weight, 1, once(inOrder))}
	if n.Slop == 0 {
		ways = list{saturated(n.Weight, len(n.Terms), phrase(field, strings.Join(n.Terms, "\n")))}
	}
	if n.Forms != nil {
		forms := make([][]string, len(n.Terms))
		for i := range own {
			forms[i] = slices.Concat(own[i], n.Forms[i])
		}
		inOrder = intervals(field, forms, n.Slop, true)
		ways = append(ways, loose(n, field, forms, inOrder))
	}
	torn := object{"bool": object{"filter": list{object{"term": object{"damaged": true}}, intervals(field, own, plan.ScatterSlop, false)},
		"must_not": list{inOrder}}}
	return object{"dis_max": object{"queries": append(ways, saturated(n.Torn, 1, once(torn)))}}
}

// maxWays is in how many ways forms of words are put together to count how often they
// stand next to each other. Where there are more, they count once.
const maxWays = 64

// loose scores the forms of the terms of a sequence in order.
func loose(n *plan.Sequence, field string, forms [][]string, inOrder object) object {
	ways := [][]string{nil}
	for _, some := range forms {
		var longer [][]string
		for _, way := range ways {
			for _, form := range some {
				longer = append(longer, append(slices.Clip(way), form))
			}
		}
		if ways = longer; n.Slop > 0 || len(ways) > maxWays {
			return saturated(n.Loose, 1, once(inOrder))
		}
	}
	var phrases list
	for _, way := range ways {
		phrases = append(phrases, phrase(field, strings.Join(way, "\n")))
	}
	return saturated(n.Loose, len(n.Terms), anyOf(phrases))
}

// term is a rule of intervals.
func term(text string) object {
	return object{"match": object{"query": text, "analyzer": "keyword"}}
}

// intervals matches forms of words, of each word one, with at most so many positions
// between them in all.
func intervals(field string, words [][]string, gaps int, ordered bool) object {
	var all list
	for _, forms := range words {
		var some list
		for _, form := range forms {
			some = append(some, term(form))
		}
		all = append(all, object{"any_of": object{"intervals": some}})
	}
	return object{"intervals": object{field: object{"all_of": object{"intervals": all, "ordered": ordered, "max_gaps": gaps}}}}
}

// attribute returns a filter.
func (c *compiler) attribute(a *plan.Attribute) object {
	switch a.Field {
	case "kind", "lang":
		return object{"term": object{"facet_" + a.Field: object{"value": a.Value, "case_insensitive": true}}}
	case "year":
		return yearRange(a)
	case "doi":
		if doi := cite.NormalizeDOI(a.Value); doi != "" {
			return object{"term": object{"doi": doi}}
		}
	case "page":
		if a.Pages.Name != "" {
			return object{"term": object{"page": pageTerm(a.Pages.Name)}}
		}
		return object{"range": object{"page": object{"gte": pageTerm(strconv.Itoa(a.Pages.First)), "lte": pageTerm(strconv.Itoa(a.Pages.Last))}}}
	case "section", "author", "title":
		return wordsIn(a, a.Field)
	case "cites":
		return object{"terms": object{"facet_cites": c.works[a]}}
	}
	return nothing()
}

func yearRange(a *plan.Attribute) object {
	years := object{"gte": a.Years.From}
	if a.Years.To != 0 {
		years["lte"] = a.Years.To
	}
	return object{"range": object{"year": years}}
}

// wordsIn asks for all words of an attribute in one text of a field.
func wordsIn(a *plan.Attribute, field string) object {
	var all list
	if a.Phrase != nil {
		if len(a.Phrase) == 0 {
			return nothing()
		}
		all = append(all, phraseIn(a.Phrase, field+"_terms"))
	}
	// What has one word is in one text.
	switch single := len(a.Words) == 1 && len(a.Words[0].Parts) == 0 && len(a.Words[0].Spellings) == 0; {
	case single || field == "section":
		for i := range a.Words {
			all = append(all, withWord(&a.Words[i], field+"_terms", a.Prefix && i == len(a.Words)-1))
		}
	case len(a.Words) > 0:
		var words list
		for i := range a.Words {
			words = append(words, wordRule(&a.Words[i], a.Prefix && i == len(a.Words)-1))
		}
		all = append(all, object{"intervals": object{field + "_terms": near(words)}})
	}
	if len(all) == 0 {
		return nothing()
	}
	return filter(all...)
}

// phraseIn asks for words next to each other, all of them by terms of one stream.
func phraseIn(words []analysis.Word, field string) object {
	var streams list
	for s := range analysis.NumStreams {
		forms := make([][]string, len(words))
		for i := range words {
			for _, t := range words[i].Terms {
				if t.Stream == s {
					forms[i] = append(forms[i], streamPrefix(s)+t.Text)
				}
			}
		}
		if !slices.ContainsFunc(forms, func(some []string) bool { return some == nil }) {
			streams = append(streams, intervals(field, forms, 0, true))
		}
	}
	if len(streams) == 0 {
		return nothing()
	}
	return anyOf(streams)
}

// near is the rule of intervals for what stands in one text.
func near(all list) object {
	return object{"all_of": object{"intervals": all, "ordered": false, "max_gaps": gap / 2}}
}

// withWord asks for a term of a word, all of its parts, or all words of one of its
// spellings.
func withWord(w *analysis.Word, field string, prefix bool) object {
	var some list
	for _, t := range w.Terms {
		kind := "term"
		if prefix && t.Stream == analysis.Words {
			kind = "prefix"
		}
		some = append(some, object{kind: object{field: streamPrefix(t.Stream) + t.Text}})
	}
	for _, way := range append(w.Spellings, w.Parts) {
		var all list
		for i := range way {
			all = append(all, withWord(&way[i], field, false))
		}
		if len(all) > 0 {
			some = append(some, filter(all...))
		}
	}
	if len(some) == 0 {
		return nothing()
	}
	return anyOf(some)
}

// wordRule is withWord as a rule of intervals.
func wordRule(w *analysis.Word, prefix bool) object {
	var some list
	for _, t := range w.Terms {
		value := streamPrefix(t.Stream) + t.Text
		if prefix && t.Stream == analysis.Words {
			some = append(some, object{"prefix": object{"prefix": value, "analyzer": "keyword"}})
		} else {
			some = append(some, term(value))
		}
	}
	for _, way := range append(w.Spellings, w.Parts) {
		var all list
		for i := range way {
			all = append(all, wordRule(&way[i], false))
		}
		if len(all) > 0 {
			some = append(some, near(all))
		}
	}
	if len(some) == 0 {
		some = list{term("\n")} // which no field holds
	}
	return object{"any_of": object{"intervals": some}}
}

// maxWorks is how many works an attribute may mean: what a terms query takes.
const maxWorks = 1 << 16

// worksFor returns the ids of the works that the attribute cites means: by an id, a
// DOI, or the words of their entries.
func (e *Engine) worksFor(ctx context.Context, a *plan.Attribute) ([]string, error) {
	ids, err := e.workIDs(ctx, engine.Key{Name: engine.ID, Values: []string{a.Value}})
	if err != nil {
		return nil, err
	}
	if len(ids) > 0 {
		cited, err := e.count(ctx, passagesIndex, []object{{"terms": object{"facet_cites": ids}}})
		if err != nil || cited[0] > 0 {
			return ids, err
		}
	}
	if doi := cite.NormalizeDOI(a.Value); doi != "" {
		return e.workIDs(ctx, engine.Key{Name: engine.DOI, Values: []string{doi}})
	}
	var all list
	for i := range a.Words {
		all = append(all, withWord(&a.Words[i], "entry_terms", a.Prefix && i == len(a.Words)-1))
	}
	works := []string{}
	if len(all) == 0 {
		return works, nil
	}
	distinct := object{"size": pageSize, "sources": list{object{"work": object{"terms": object{"field": "entry_work"}}}}}
	for {
		found, err := e.c.search(ctx, e.index(passagesIndex), object{"size": 0, "track_total_hits": false, "query": filter(all...),
			"aggs": object{"works": object{"composite": distinct}}})
		if err != nil {
			return nil, err
		}
		var page struct {
			Buckets []struct{ Key struct{ Work string } }
		}
		if err := json.Unmarshal(found.Aggs["works"], &page); err != nil {
			return nil, fmt.Errorf("reading works: %w", err)
		}
		for _, b := range page.Buckets {
			works = append(works, b.Key.Work)
		}
		if len(works) > maxWorks {
			return nil, &query.LimitError{Limit: "works that cites: means", Max: maxWorks}
		}
		if len(page.Buckets) < pageSize {
			return works, nil
		}
		distinct["after"] = object{"work": works[len(works)-1]}
	}
}

// workIDs returns the ids of the works that have a key.
func (e *Engine) workIDs(ctx context.Context, key engine.Key) ([]string, error) {
	things, err := e.Find(ctx, &engine.Lookup{Kind: engine.Works, All: []engine.Key{key}, Limit: math.MaxInt})
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(things.Works))
	for i, w := range things.Works {
		ids[i] = w.ID
	}
	return ids, nil
}

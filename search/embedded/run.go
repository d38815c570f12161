package embedded

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/plan"
	"github.com/izde/izde/search/query"
)

// Running a plan. Each node is evaluated part by part of the index to the
// sorted numbers of the passages that match and their scores. An Every goes
// from its rarest operand to its most frequent one and asks the later ones only
// about what is left.
//
// Scores are those of BM25 (Robertson and Zaragoza, The Probabilistic Relevance
// Framework: BM25 and Beyond, 2009) with Lucene's idf, summed over the words of
// the query. A word counts by its best view, and a view that adds matches
// weighs less than the one above it.
const (
	k1 = 1.2
	b  = 0.5 // passages are cut to lengths that differ little
)

var viewWeight = [...]float64{analysis.Exact: 1, analysis.Fold: 0.95, analysis.Stem: 0.9,
	analysis.Latin: 0.6, analysis.Fuzzy: 0.4, analysis.Glossary: 0.3}

// scatteredWeight is what a phrase counts whose words are scattered in damaged
// text: so little that true phrases come first, whatever the lengths of passages.
const scatteredWeight = 0.2

// weight is how much a term counts. Words of one root are often others.
func weight(t analysis.Term) float64 {
	if t.Stream == analysis.Roots {
		return 0.5
	}
	return viewWeight[t.View]
}

// maxExpansions is how many terms of the index a prefix may stand for.
const maxExpansions = 1 << 16

// checkEvery is how many postings are read between looks at the deadline.
const checkEvery = 1 << 14

// matches are the numbers, within a part, of the passages that match, rising,
// and their scores.
type matches struct {
	docs   []uint32
	scores []float32
}

func (m *matches) add(doc uint32, score float32) {
	m.docs, m.scores = append(m.docs, doc), append(m.scores, score)
}

// run is one evaluation of a plan.
type run struct {
	ctx   context.Context
	e     *Engine
	leafs map[plan.Node]leaf
	dicts map[dictKey]segment.TermDictionary
	read  int
	// fuzzy lets words that the index does not hold be searched by others.
	fuzzy       bool
	corrections []plan.Correction
	// likely are words that were perhaps meant and not searched.
	likely []plan.Correction
	// compared is how many words were compared with those of the index.
	compared int
	// bonus is more than the plan's bonuses can add to a score.
	bonus float64
	// tallies are those of relaxed, part by part.
	relaxed *plan.Some
	tallies []tally
	// among are the passages that bonuses are asked about, and places where the
	// terms of bonuses stand in them: neighbouring pairs share their terms.
	among  []uint32
	places map[string][][]int
}

type dictKey struct {
	part   int
	stream analysis.Stream
}

// leaf is what a run knows about a leaf of the plan.
type leaf struct {
	idf  []float64 // of the word; for a Sequence of each of its terms
	cost int       // postings to read
	// union holds, part by part, what a prefix matches.
	union []*roaring.Bitmap
	// test decides about an attribute.
	test func(number int) bool
}

func (e *Engine) newRun(ctx context.Context, root plan.Node, views plan.Views) (*run, error) {
	r := &run{ctx: ctx, e: e, fuzzy: views.Has(analysis.Fuzzy), leafs: map[plan.Node]leaf{}, dicts: map[dictKey]segment.TermDictionary{}}
	if root == nil {
		return r, nil
	}
	return r, r.prepare(root)
}

// prepare gathers the statistics of the leafs below n.
func (r *run) prepare(n plan.Node) error {
	var l leaf
	switch n := n.(type) {
	case *plan.Some:
		return r.prepareAll(n.Of)
	case *plan.Every:
		return r.prepareAll(slices.Concat(n.Must, n.Not))
	case *plan.AnyTerm:
		if n.Prefix {
			l.union = make([]*roaring.Bitmap, len(r.e.parts))
			for i := range r.e.parts {
				var err error
				if l.union[i], err = r.expand(i, n); err != nil {
					return err
				}
				l.cost += int(l.union[i].GetCardinality())
			}
			l.idf = []float64{r.idf(l.cost)}
			break
		}
		// A word is as rare as the view that finds most of it says: a rare
		// inflection of a common word is not worth more than the word.
		widest, err := r.widest(n, &l)
		if err != nil {
			return err
		}
		words, err := r.like(n, widest > 0)
		if err != nil {
			return err
		}
		if len(words) > 0 {
			r.corrections = append(r.corrections, plan.Correction{Term: n.Text, With: words})
			if widest, err = r.widest(n, &l); err != nil {
				return err
			}
		}
		l.idf = []float64{r.idf(widest)}
	case *plan.Sequence:
		l.cost = math.MaxInt
		for _, t := range n.Terms {
			df, err := r.frequency(analysis.Words, t)
			if err != nil {
				return err
			}
			l.cost = min(l.cost, df)
			l.idf = append(l.idf, r.idf(df))
		}
	case *plan.Attribute:
		var err error
		if l.test, err = r.e.predicate(n); err != nil {
			return err
		}
		l.cost = r.e.cols.passages
	}
	r.leafs[n] = l
	return nil
}

// widest returns how many passages hold the most frequent term of a word, and
// notes how many postings all have.
func (r *run) widest(n *plan.AnyTerm, l *leaf) (int, error) {
	widest := 0
	l.cost = 0
	for _, t := range n.Terms {
		df, err := r.frequency(t.Stream, t.Text)
		if err != nil {
			return 0, err
		}
		l.cost += df
		if t.Stream != analysis.Roots || widest == 0 {
			widest = max(widest, df)
		}
	}
	return widest, nil
}

func (r *run) prepareAll(nodes []plan.Node) error {
	for _, n := range nodes {
		if err := r.prepare(n); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) idf(df int) float64 {
	n := float64(r.e.cols.passages)
	return math.Log1p((n - float64(df) + 0.5) / (float64(df) + 0.5))
}

func (r *run) dictionary(part int, stream analysis.Stream) (segment.TermDictionary, error) {
	key := dictKey{part, stream}
	if d, ok := r.dicts[key]; ok {
		return d, nil
	}
	d, err := r.e.parts[part].Segment().Dictionary(stream.String())
	if err != nil {
		return nil, fmt.Errorf("reading the terms of %s: %w", stream, err)
	}
	r.dicts[key] = d
	return d, nil
}

func (r *run) postings(part int, stream analysis.Stream, term string) (segment.PostingsList, error) {
	dict, err := r.dictionary(part, stream)
	if err != nil {
		return nil, err
	}
	list, err := dict.PostingsList([]byte(term), r.e.parts[part].Deleted(), nil)
	if err != nil {
		return nil, fmt.Errorf("reading the postings of %s: %w", stream, err)
	}
	return list, nil
}

// frequency is the number of passages that hold the term.
func (r *run) frequency(stream analysis.Stream, term string) (int, error) {
	df := 0
	for i := range r.e.parts {
		list, err := r.postings(i, stream, term)
		if err != nil {
			return 0, err
		}
		df += int(list.Count())
	}
	return df, nil
}

// expand returns what holds a term that begins with one of those of n.
func (r *run) expand(part int, n *plan.AnyTerm) (*roaring.Bitmap, error) {
	union := roaring.New()
	for _, t := range n.Terms {
		dict, err := r.dictionary(part, t.Stream)
		if err != nil {
			return nil, err
		}
		it := dict.AutomatonIterator(nil, []byte(t.Text), prefixEnd(t.Text))
		for count := 0; ; count++ {
			entry, err := it.Next()
			if err != nil {
				return nil, fmt.Errorf("reading the terms of %s: %w", t.Stream, err)
			}
			if entry == nil {
				break
			}
			if count == maxExpansions {
				return nil, &query.LimitError{Limit: "wildcard expansions", Max: maxExpansions}
			}
			list, err := r.postings(part, t.Stream, entry.Term)
			if err != nil {
				return nil, err
			}
			err = r.each(list.Iterator(false, false, false, nil), nil, func(p segment.Posting) {
				union.Add(uint32(p.Number()))
			})
			if err != nil {
				return nil, err
			}
		}
	}
	return union, nil
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

// each calls visit with the postings of it, only those in within unless that
// is nil.
func (r *run) each(it segment.PostingsIterator, within []uint32, visit func(segment.Posting)) error {
	for i := 0; ; i++ {
		if r.read++; r.read%checkEvery == 0 && r.ctx.Err() != nil {
			return r.ctx.Err()
		}
		var posting segment.Posting
		var err error
		if within == nil {
			posting, err = it.Next()
		} else if i < len(within) {
			posting, err = it.Advance(uint64(within[i]))
		}
		if err != nil {
			return fmt.Errorf("reading postings: %w", err)
		}
		if posting == nil {
			return nil
		}
		if within != nil && posting.Number() != uint64(within[i]) {
			// Nothing between here and there: go on with what is not before.
			skip, found := slices.BinarySearch(within[i:], uint32(posting.Number()))
			i += skip
			if !found {
				i--
				continue
			}
		}
		visit(posting)
	}
}

// eval returns what matches n in a part, only within the given numbers unless
// they are nil.
func (r *run) eval(part int, n plan.Node, within []uint32) (matches, error) {
	if within != nil && len(within) == 0 {
		return matches{}, nil
	}
	switch n := n.(type) {
	case *plan.AnyTerm:
		return r.anyTerm(part, n, within)
	case *plan.Sequence:
		return r.sequence(part, n, within)
	case *plan.Some:
		return r.some(part, n, within)
	case *plan.Every:
		return r.every(part, n, within)
	case *plan.Attribute:
		p, test := r.e.parts[part], r.leafs[n].test
		var m matches
		r.e.passages(p, within, func(doc uint32) {
			if test(p.base + int(doc)) {
				m.add(doc, 0)
			}
		})
		return m, r.ctx.Err()
	}
	return matches{}, fmt.Errorf("cannot run a %T", n)
}

// passages calls visit with the numbers of passages in p.
func (e *Engine) passages(p part, within []uint32, visit func(doc uint32)) {
	if within != nil {
		for _, doc := range within {
			visit(doc)
		}
		return
	}
	for n := range p.size {
		if e.cols.kind[p.base+n] != none {
			visit(uint32(n))
		}
	}
}

// score is a term's part in the score of a passage.
func (r *run) score(weight, tf float64, number int) float32 {
	return float32(weight * tf * (k1 + 1) / (tf + r.e.cols.norm[number]))
}

func (r *run) anyTerm(part int, n *plan.AnyTerm, within []uint32) (matches, error) {
	base, l := r.e.parts[part].base, r.leafs[n]
	var all matches
	if n.Prefix {
		add := func(doc uint32) { all.add(doc, r.score(l.idf[0], 1, base+int(doc))) }
		if within == nil {
			for it := l.union[part].Iterator(); it.HasNext(); {
				add(it.Next())
			}
			return all, nil
		}
		for _, doc := range within {
			if l.union[part].Contains(doc) {
				add(doc)
			}
		}
		return all, nil
	}
	for _, t := range n.Terms {
		list, err := r.postings(part, t.Stream, t.Text)
		if err != nil {
			return matches{}, err
		}
		m := matches{make([]uint32, 0, list.Count()), make([]float32, 0, list.Count())}
		weight := weight(t) * l.idf[0]
		err = r.each(list.Iterator(true, false, false, nil), within, func(p segment.Posting) {
			m.add(uint32(p.Number()), r.score(weight, float64(p.Frequency()), base+int(p.Number())))
		})
		if err != nil {
			return matches{}, err
		}
		if all = best(all, m); len(n.Terms) == 1 {
			return m, nil
		}
	}
	return all, nil
}

// best merges two lists; what is in both has the better score.
func best(a, b matches) matches {
	if len(a.docs) == 0 {
		return b
	}
	if len(b.docs) == 0 {
		return a
	}
	m := matches{make([]uint32, 0, len(a.docs)+len(b.docs)), make([]float32, 0, len(a.docs)+len(b.docs))}
	i, j := 0, 0
	for i < len(a.docs) && j < len(b.docs) {
		switch x, y := a.docs[i], b.docs[j]; {
		case x < y:
			m.add(x, a.scores[i])
			i++
		case x > y:
			m.add(y, b.scores[j])
			j++
		default:
			m.add(x, max(a.scores[i], b.scores[j]))
			i, j = i+1, j+1
		}
	}
	return matches{
		append(append(m.docs, a.docs[i:]...), b.docs[j:]...),
		append(append(m.scores, a.scores[i:]...), b.scores[j:]...),
	}
}

func (r *run) sequence(part int, n *plan.Sequence, within []uint32) (matches, error) {
	base, l := r.e.parts[part].base, r.leafs[n]
	lists := make([]segment.PostingsList, len(n.Terms))
	order := make([]int, len(n.Terms))
	for i, t := range n.Terms {
		list, err := r.postings(part, analysis.Words, t)
		if err != nil {
			return matches{}, err
		}
		lists[i], order[i] = list, i
	}
	slices.SortFunc(order, func(a, b int) int { return int(lists[a].Count()) - int(lists[b].Count()) })
	for _, i := range order {
		narrower := []uint32{}
		err := r.each(lists[i].Iterator(false, false, false, nil), within, func(p segment.Posting) {
			narrower = append(narrower, uint32(p.Number()))
		})
		if err != nil || len(narrower) == 0 {
			return matches{}, err
		}
		within = narrower
	}

	positions := make([][][]int, len(within)) // candidate, term → positions
	for i := range positions {
		positions[i] = make([][]int, len(n.Terms))
	}
	for t, term := range n.Terms {
		in, places, err := r.placesOf(term, lists[t], within)
		if err != nil {
			return matches{}, err
		}
		j := 0
		for i, doc := range within {
			for in[j] != doc {
				j++
			}
			positions[i][t] = places[j]
		}
	}
	weight := 0.0
	for _, idf := range l.idf {
		weight += idf
	}
	var m matches
	for i, doc := range within {
		tf := 0.0
		for range plan.Sequences(positions[i], n.Slop) {
			tf++
		}
		weight := weight
		if tf == 0 && r.e.cols.damaged[base+int(doc)] {
			for range plan.Scattered(n.Terms, positions[i]) {
				tf++
			}
			weight *= scatteredWeight
		}
		if tf > 0 {
			m.add(doc, r.score(weight, tf, base+int(doc)))
		}
	}
	return m, nil
}

// placesOf returns at which positions a term stands in passages, which are those
// given or more.
func (r *run) placesOf(term string, list segment.PostingsList, within []uint32) (in []uint32, places [][]int, err error) {
	if r.among != nil {
		if places, ok := r.places[term]; ok {
			return r.among, places, nil
		}
		within = r.among
	}
	places = make([][]int, len(within))
	i := 0
	err = r.each(list.Iterator(true, false, true, nil), within, func(p segment.Posting) {
		for within[i] != uint32(p.Number()) {
			i++
		}
		places[i] = make([]int, len(p.Locations()))
		for j, l := range p.Locations() {
			places[i][j] = int(l.Pos())
		}
	})
	if r.among != nil {
		r.places[term] = places
	}
	return within, places, err
}

func (r *run) some(part int, n *plan.Some, within []uint32) (matches, error) {
	var t tally
	if n == r.relaxed {
		t = r.tallies[part]
	} else {
		var err error
		if t, err = r.tally(part, n, within); err != nil {
			return matches{}, err
		}
	}
	bonus := float32(0)
	if n.AllFirst {
		bonus = float32(r.bound(n) + r.bonus)
	}
	var m matches
	r.e.passages(r.e.parts[part], within, func(doc uint32) {
		switch c := int(t.count[doc]); {
		case c < n.Min || c == 0:
		case c == len(n.Of):
			m.add(doc, t.score[doc]+bonus)
		default:
			m.add(doc, t.score[doc])
		}
	})
	return m, nil
}

// tally holds for each passage of a part how many operands of a Some match and
// the sum of their scores.
type tally struct {
	count []uint16
	score []float32
}

func (r *run) tally(part int, n *plan.Some, within []uint32) (tally, error) {
	size := r.e.parts[part].size
	t := tally{make([]uint16, size), make([]float32, size)}
	for _, kid := range n.Of {
		m, err := r.eval(part, kid, within)
		if err != nil {
			return tally{}, err
		}
		for i, doc := range m.docs {
			t.count[doc]++
			t.score[doc] += m.scores[i]
		}
	}
	return t, nil
}

// relax lowers how many words of a longer query must match, as far as is needed
// to find enough. Filters do not count here, so that they and the pages of one
// query agree.
func (r *run) relax(p *plan.Plan) error {
	n, ok := p.Root.(*plan.Some)
	if !ok || n.Enough == 0 {
		return nil
	}
	byCount := make([]int, len(n.Of)+1)
	r.tallies = make([]tally, len(r.e.parts))
	for part := range r.e.parts {
		var err error
		if r.tallies[part], err = r.tally(part, n, nil); err != nil {
			return err
		}
		for _, c := range r.tallies[part].count {
			byCount[c]++
		}
	}
	r.relaxed = n
	found := 0
	for c := len(n.Of); c > 0; c-- {
		found += byCount[c]
		if c <= n.Min && (found >= n.Enough || c == 1) {
			n.Min = c
			break
		}
	}
	p.Minimum = n.Min
	return nil
}

// reranked is how many passages, the best by the words alone, get bonuses: they
// take reading positions.
const reranked = 200

// prepareBonuses gathers the statistics of bonuses.
func (r *run) prepareBonuses(bonuses []plan.Bonus) error {
	for _, b := range bonuses {
		if err := r.prepare(b.Node); err != nil {
			return err
		}
		r.bonus += b.Weight * r.bound(b.Node)
	}
	return nil
}

// addBonuses adds to the scores of the best of what was found in each part.
func (r *run) addBonuses(bonuses []plan.Bonus, found []matches) error {
	if len(bonuses) == 0 {
		return nil
	}
	defer func() { r.among, r.places = nil, nil }()
	collected := collector{limit: reranked}
	r.e.candidates(found, search.ByRelevance, collected.offer)
	best := collected.best
	slices.SortFunc(best, func(a, b candidate) int { return a.number - b.number })
	for i, p := range r.e.parts {
		var within []uint32
		for len(best) > 0 && best[0].number < p.base+p.size {
			within, best = append(within, uint32(best[0].number-p.base)), best[1:]
		}
		if within == nil {
			continue
		}
		r.among, r.places = within, map[string][][]int{}
		for _, bonus := range bonuses {
			m, err := r.eval(i, bonus.Node, within)
			if err != nil {
				return err
			}
			for j, doc := range m.docs {
				at, _ := slices.BinarySearch(found[i].docs, doc)
				found[i].scores[at] += m.scores[j] * float32(bonus.Weight)
			}
		}
	}
	return nil
}

// bound is more than any passage can score by what stands below n, without
// bonuses.
func (r *run) bound(n plan.Node) float64 {
	switch n := n.(type) {
	case *plan.Some:
		return r.sum(n.Of)
	case *plan.Every:
		return r.sum(n.Must)
	case *plan.Sequence:
		total := 0.0
		for _, idf := range r.leafs[n].idf {
			total += idf
		}
		return total * (k1 + 1)
	}
	return slices.Max(append(r.leafs[n].idf, 0)) * (k1 + 1)
}

func (r *run) sum(nodes []plan.Node) float64 {
	total := 0.0
	for _, n := range nodes {
		total += r.bound(n)
	}
	return total
}

func (r *run) every(part int, n *plan.Every, within []uint32) (matches, error) {
	must := slices.Clone(n.Must)
	slices.SortStableFunc(must, func(a, b plan.Node) int { return r.cost(a) - r.cost(b) })
	var m matches
	for i, kid := range must {
		next, err := r.eval(part, kid, within)
		if err != nil {
			return matches{}, err
		}
		if i > 0 {
			// next is a subset of m, which it was asked about.
			for j, k := 0, 0; j < len(next.docs); j++ {
				for m.docs[k] != next.docs[j] {
					k++
				}
				next.scores[j] += m.scores[k]
			}
		}
		m = next
		if within = m.docs; within == nil {
			within = []uint32{}
		}
	}
	if len(must) == 0 {
		r.e.passages(r.e.parts[part], within, func(doc uint32) { m.add(doc, 0) })
	}
	for _, kid := range n.Not {
		if len(m.docs) == 0 {
			break
		}
		not, err := r.eval(part, kid, m.docs)
		if err != nil {
			return matches{}, err
		}
		m = without(m, not.docs)
	}
	return m, nil
}

// without removes a subset of m's numbers.
func without(m matches, docs []uint32) matches {
	kept := 0
	for i, doc := range m.docs {
		if len(docs) > 0 && docs[0] == doc {
			docs = docs[1:]
			continue
		}
		m.docs[kept], m.scores[kept] = doc, m.scores[i]
		kept++
	}
	return matches{m.docs[:kept], m.scores[:kept]}
}

// cost estimates how many postings n reads.
func (r *run) cost(n plan.Node) int {
	switch n := n.(type) {
	case *plan.Some:
		total := 0
		for _, kid := range n.Of {
			total += r.cost(kid)
		}
		return total
	case *plan.Every:
		least := r.e.cols.passages
		for _, kid := range n.Must {
			least = min(least, r.cost(kid))
		}
		return least
	}
	return r.leafs[n].cost
}

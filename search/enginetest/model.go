package enginetest

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/bibliography"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/excerpt"
	"github.com/izde/izde/search/plan"
	"github.com/izde/izde/search/query"
)

// testModel compares hits, totals, facet counts, groups, marks, orders and pages
// with a naive search that asks every passage whether it matches and looks at all
// its tokens, and the parts of explanations with the scores. So many queries are
// tried as -rapid.checks says, for each corpus.
func (s suite) testModel(t *testing.T) {
	gen, filters := s.queries(), s.filters()
	rapid.Check(t, func(rt *rapid.T) {
		text := gen.Draw(rt, "query")
		q, err := query.Parse(text)
		if err != nil {
			rt.Fatal(err)
		}
		req := &search.Request{Query: q, Views: analysis.AllViews, Limit: everything, Facets: doc.Facets, FacetLimit: everything, Years: true,
			Mode: rapid.SampledFrom([]query.Mode{query.Auto, query.All, query.Any}).Draw(rt, "mode"),
			Sort: search.ByRelevance, Explained: true}
		if rapid.Bool().Draw(rt, "filtered") {
			req.Filters = filters.Draw(rt, "filters")
		}
		find := func() *search.Result {
			res, err := s.Search(context.Background(), req)
			if err != nil {
				rt.Fatal(err)
			}
			return res
		}
		res := find()
		p := res.Plan
		if strict := plan.Compile(q, req.Mode, req.Views); p.Minimum < strict.Minimum {
			if n := len(s.matching(strict)); n >= 10 {
				rt.Fatalf("%q: asks for %d words, though %d find %d passages", text, p.Minimum, strict.Minimum, n)
			}
		}
		want := s.naive(p, req.Filters, strings.Contains(strings.ReplaceAll(text, "-kind:furniture", ""), "kind:furniture"))
		if got := sorted(ids(res)); got != sorted(want.ids()) || res.Total != len(want.passages) || res.TotalDocuments != len(want.perDoc) {
			rt.Fatalf("%q %s %+v\nfound  %s (total %d in %d)\nwanted %s", text, req.Mode, req.Filters, got, res.Total, res.TotalDocuments, sorted(want.ids()))
		}
		for _, facet := range doc.Facets {
			if err := compareCounts(facet, res.Facets[facet].Values, want.counts[facet]); err != nil {
				rt.Fatalf("%q %+v: %v", text, req.Filters, err)
			}
		}
		for of, years := range map[bool][]search.FacetValue{false: res.Years.Documents, true: res.Years.References} {
			if err := compareCounts(doc.FacetYear, years, want.years[of]); err != nil {
				rt.Fatalf("%q %+v, of references %t: %v", text, req.Filters, of, err)
			}
		}
		for _, h := range res.Hits {
			if err := cmp.Or(s.compareMarks(p, h), compareExplanation(h)); err != nil {
				rt.Fatalf("%q: %v", text, err)
			}
		}
		req.Explained = false

		req.Sort = rapid.SampledFrom(orders).Draw(rt, "sort")
		whole := find()
		want.order(req.Sort, whole)
		if ids(whole) != want.ids() {
			rt.Fatalf("%q by %s\nfound  %s\nwanted %s", text, req.Sort, ids(whole), want.ids())
		}
		if req.Grouped = rapid.Bool().Draw(rt, "grouped"); req.Grouped {
			whole = find()
			if got := ids(whole); got != want.groups(req.Sort) || whole.Total != len(want.passages) || whole.TotalDocuments != len(want.perDoc) {
				rt.Fatalf("%q by %s, grouped\nfound  %s (%d in %d)\nwanted %s (%d in %d)", text, req.Sort, got, whole.Total, whole.TotalDocuments,
					want.groups(req.Sort), len(want.passages), len(want.perDoc))
			}
			for _, h := range whole.Hits {
				if h.More != want.perDoc[h.Doc.ID]-1 {
					rt.Fatalf("%q grouped: %s has %d more, wanted %d", text, h.Doc.ID, h.More, want.perDoc[h.Doc.ID]-1)
				}
			}
		}
		req.Limit = rapid.IntRange(1, 5).Draw(rt, "limit")
		var paged []string
		for {
			page := find()
			for _, h := range page.Hits {
				paged = append(paged, h.Passage.ID)
			}
			if req.After = page.Next; req.After == "" {
				break
			}
		}
		if strings.Join(paged, " ") != ids(whole) {
			rt.Fatalf("%q by %s, %d at a time, grouped %t: pages have %s\nwhole has %s", text, req.Sort, req.Limit, req.Grouped, paged, ids(whole))
		}
	})
}

// naive is the result of a search that asks every passage.
type naive struct {
	suite
	passages []*doc.Passage // in the order of the corpus, until they are put in another
	perDoc   map[string]int
	counts   map[doc.Facet]map[string]int
	years    map[bool]map[string]int // of references, and of all others
	score    map[string]float64      // by passage, as the engine has it
}

// matching returns the passages that match a plan.
func (s suite) matching(plan *plan.Plan) []*doc.Passage {
	var found []*doc.Passage
	for _, p := range s.passages {
		if excerpt.Matches(plan, p, s.byID[p.DocID]) {
			found = append(found, p)
		}
	}
	return found
}

// naive finds the passages that match a plan and pass the filters. furniture says
// that the query asks for furniture.
func (s suite) naive(plan *plan.Plan, filters []search.Filter, furniture bool) naive {
	n := naive{suite: s, perDoc: map[string]int{}, counts: map[doc.Facet]map[string]int{}, years: map[bool]map[string]int{false: {}, true: {}}}
	anyYear := slices.Clone(filters)
	for i := range anyYear {
		if anyYear[i].Facet == doc.FacetYear {
			anyYear[i].Include = nil
		}
	}
	for _, p := range s.matching(plan) {
		d := s.byID[p.DocID]
		fails := s.naiveFails(filters, p, d, furniture)
		if len(fails) == 0 {
			n.passages = append(n.passages, p)
			n.perDoc[p.DocID]++
		}
		if len(s.naiveFails(anyYear, p, d, furniture)) == 0 {
			for _, year := range naiveValues(doc.FacetYear, p, d) {
				n.years[p.Kind == doc.Reference][year]++
			}
		}
		for _, facet := range doc.Facets {
			if len(fails) > 1 || len(fails) == 1 && fails[0] != facet {
				continue
			}
			if n.counts[facet] == nil {
				n.counts[facet] = map[string]int{}
			}
			for _, v := range naiveValues(facet, p, d) {
				n.counts[facet][v]++
			}
		}
	}
	return n
}

func (n *naive) ids() string {
	var ids []string
	for _, p := range n.passages {
		ids = append(ids, p.ID)
	}
	return strings.Join(ids, " ")
}

// order sorts the passages: by the scores of the engine's hits, by place, by year, by
// when they were first indexed; passages of which that is not known come last, and equal ones stand as they did.
func (n *naive) order(by search.Sort, hits *search.Result) {
	n.score = map[string]float64{}
	for _, h := range hits.Hits {
		n.score[h.Passage.ID] = h.Score
	}
	key := func(p *doc.Passage) float64 {
		year := p.Attribution(n.byID[p.DocID]).Year
		switch {
		case by == search.ByRelevance:
			return -n.score[p.ID]
		case by == search.ByPosition:
			return 0
		case by == search.ByIndexed && p.Indexed.IsZero():
			return math.Inf(1)
		case by == search.ByIndexed:
			return -float64(p.Indexed.Unix())
		case year == 0:
			return math.Inf(1)
		case by == search.ByYear:
			return float64(year)
		}
		return -float64(year)
	}
	slices.SortStableFunc(n.passages, func(a, b *doc.Passage) int { return cmp.Compare(key(a), key(b)) })
}

// groups returns the ids of the passages that stand for their documents, in order:
// of each the one with the best score, of equal ones the first in the corpus, or by
// indexing the newest.
func (n *naive) groups(by search.Sort) string {
	best := map[string]*doc.Passage{}
	for _, p := range n.passages {
		b := best[p.DocID]
		if b == nil || n.score[p.ID] > n.score[b.ID] || n.score[p.ID] == n.score[b.ID] && by != search.ByIndexed && p.Ordinal < b.Ordinal {
			best[p.DocID] = p
		}
	}
	var ids []string
	for _, p := range n.passages {
		if best[p.DocID] == p {
			ids = append(ids, p.ID)
		}
	}
	return strings.Join(ids, " ")
}

// compareCounts tells how the values of a facet differ from the wanted counts. Ranges
// of years are ticked beside the years.
func compareCounts(facet doc.Facet, values []search.FacetValue, want map[string]int) error {
	found := map[string]int{}
	for _, v := range values {
		if v.Count > 0 && !strings.Contains(v.Value, "..") {
			found[v.Value] = v.Count
		}
	}
	if !maps.Equal(found, want) {
		return fmt.Errorf("%s counts %v, wanted %v", facet, found, want)
	}
	if !slices.IsSortedFunc(values, func(a, b search.FacetValue) int {
		if facet == doc.FacetYear {
			return strings.Compare(b.Value, a.Value)
		}
		return cmp.Or(b.Count-a.Count, strings.Compare(a.Value, b.Value))
	}) {
		return fmt.Errorf("%s has its values in another order: %v", facet, values)
	}
	return nil
}

// compareMarks tells how the marks of a hit differ from the naive ones.
func (s suite) compareMarks(plan *plan.Plan, h search.Hit) error {
	end := 0
	marked := map[int]bool{}
	for _, m := range excerpt.Marks(plan, h.Passage, h.Doc) {
		if m.Start < end || m.End <= m.Start || m.End > len(h.Passage.Text) {
			return fmt.Errorf("marks of %s overlap or lie outside: %v", h.Passage.ID, m)
		}
		end = m.End
		for i := m.Start; i < m.End; i++ {
			marked[i] = true
		}
	}
	if plan.Root == nil {
		return nil
	}
	naive, ok, exact := naiveMarks(plan.Root, h.Passage, s.byID[h.Passage.DocID], h.Passage.Analyze())
	if !ok || exact && !maps.Equal(naive, marked) {
		return fmt.Errorf("marks %d bytes of %s %q, wanted %d (match %t)", len(marked), h.Passage.ID, h.Passage.Text, len(naive), ok)
	}
	return nil
}

// naiveMarks tells which bytes of a passage a plan marks, in the plainest way:
// ok says whether the plan matches, exact whether the bytes are beyond doubt (of a
// phrase with room between its words several places may do).
func naiveMarks(n plan.Node, p *doc.Passage, d *doc.Document, streams analysis.Streams) (marked map[int]bool, ok, exact bool) {
	marked, exact = map[int]bool{}, true
	mark := func(start, end int) {
		for i := start; i < end; i++ {
			marked[i] = true
		}
	}
	add := func(kid plan.Node) bool {
		more, ok, sure := naiveMarks(kid, p, d, streams)
		if ok {
			maps.Copy(marked, more)
			exact = exact && sure
		}
		return ok
	}
	switch n := n.(type) {
	case *plan.AnyTerm:
		for _, term := range n.Terms {
			for _, t := range streams[term.Stream] {
				if t.Term == term.Text || n.Prefix && strings.HasPrefix(t.Term, term.Text) {
					mark(t.Start, t.End)
					ok = true
				}
			}
		}
	case *plan.Sequence:
		words := streams[analysis.Words]
		for i := 0; i+len(n.Terms) <= len(words); i++ {
			if slices.EqualFunc(words[i:i+len(n.Terms)], n.Terms, func(t analysis.Token, term string) bool {
				alike := analysis.NewAlike(term, n.Views)
				_, same := alike.View(t.Term)
				return same
			}) {
				mark(words[i].Start, words[i+len(n.Terms)-1].End)
				ok = true
			}
		}
		if exact = n.Slop == 0 && (ok || !p.Damaged); !exact {
			ok = excerpt.Matches(&plan.Plan{Root: n}, p, d)
		}
	case *plan.Some:
		matched := 0
		for _, kid := range n.Of {
			if add(kid) {
				matched++
			}
		}
		ok = len(n.Of) > 0 && matched >= n.Min
	case *plan.Every:
		ok = true
		for _, kid := range n.Must {
			ok = add(kid) && ok
		}
		for _, kid := range n.Not {
			if _, found, _ := naiveMarks(kid, p, d, streams); found {
				ok = false
			}
		}
	case *plan.Attribute:
		ok = n.Matches(p, d)
	}
	return marked, ok, exact
}

// testWorkModel compares works with their known members: truth maps each id that an
// entry or a document has by itself to the first such id of its work.
func (s suite) testWorkModel(t *testing.T, truth map[string]string) {
	known := map[string]string{}
	for id, first := range truth {
		if s.works[id] != s.works[first] {
			t.Errorf("%s is the work %s and %s is %s: they are one", id, s.works[id], first, s.works[first])
		}
		if other, ok := known[s.works[id]]; ok && other != first {
			t.Errorf("%s and %s are both the work %s: they are two", other, first, s.works[id])
		}
		known[s.works[id]] = first
	}
	if got := s.walkWorks(t, &bibliography.Query{}); !slices.Equal(got, slices.Sorted(maps.Keys(known))) {
		t.Errorf("works %s, wanted %s", got, slices.Sorted(maps.Keys(known)))
	}
	for id := range truth {
		w := s.work(t, id)
		want := &doc.Work{ID: w.ID}
		dois, years := map[string]bool{}, map[int]bool{}
		for _, d := range s.docs {
			if d.Work == w.ID {
				want.Document = cmp.Or(want.Document, d.ID)
				dois[d.DOI], years[d.Year] = true, true
			}
		}
		for _, p := range s.passages {
			if p.Reference != nil && p.Reference.Work == w.ID {
				want.Entries = append(want.Entries, doc.WorkEntry{ID: p.Reference.ID, Document: p.DocID, Passage: p.ID})
				dois[p.Reference.CSL.DOI], years[p.Reference.CSL.Year()] = true, true
			}
		}
		if diff := gocmp.Diff(want.Entries, w.Entries); diff != "" || w.Document != want.Document {
			t.Errorf("work %s is the document %q, wanted %q; entries: %s", w.ID, w.Document, want.Document, diff)
		}
		for doi := range dois {
			if doi == "" {
				continue
			}
			if got := s.walkWorks(t, &bibliography.Query{DOI: doi}); !slices.Equal(got, []string{w.ID}) {
				t.Errorf("works with the DOI %s: %s, wanted %s", doi, got, w.ID)
			}
		}
		for year := range years {
			if got := s.walkWorks(t, &bibliography.Query{Year: year}); year != 0 && !slices.Contains(got, w.ID) {
				t.Errorf("works of %d: %s, wanted %s among them", year, got, w.ID)
			}
		}
		if diff := gocmp.Diff(s.naiveCitations(id), s.citations(t, id)); diff != "" {
			t.Errorf("citations of %s: %s", id, diff)
		}
	}
}

// queries generates queries out of the words of the corpus.
func (s suite) queries() *rapid.Generator[string] {
	var words []string
	for _, p := range s.passages {
		words = append(words, strings.Fields(strings.NewReplacer(`"`, " ", "(", " ", ")", " ", ":", " ").Replace(p.Text))...)
	}
	slices.Sort(words)
	words = slices.Compact(words)
	attributes := []string{"lang:zh", "lang:ru", "kind:body", "kind:furniture", "section:results", "year:2024", "year:..2019",
		"title:yearbook", "title:silk*", "author:wei", `author:"Li Wei"`, "doi:10.1000/trade", "doi:10.1000/snow", "author:цой", "title:ice",
		"page:1", "page:45", "page:ii", "page:2..45"}
	for _, id := range s.citedWorks() {
		attributes = append(attributes, "cites:"+id)
	}
	word := rapid.SampledFrom(words)
	leaf := rapid.OneOf(word, word, word,
		rapid.Map(word, func(w string) string { r := []rune(w); return string(r[:(len(r)+1)/2]) + "*" }),
		rapid.Custom(func(t *rapid.T) string {
			p := strings.Fields(rapid.SampledFrom(s.passages).Draw(t, "passage").Text)
			i := rapid.IntRange(0, len(p)-1).Draw(t, "from")
			j := min(len(p), i+rapid.IntRange(1, 4).Draw(t, "words"))
			return `"` + strings.ReplaceAll(strings.Join(p[i:j], " "), `"`, "") + `"` + rapid.SampledFrom([]string{"", "", "~2"}).Draw(t, "slop")
		}),
		rapid.SampledFrom(attributes))
	return rapid.Custom(func(t *rapid.T) string {
		parts := rapid.SliceOfN(leaf, 1, 5).Draw(t, "parts")
		var b strings.Builder
		for i, p := range parts {
			if i > 0 {
				b.WriteString(rapid.SampledFrom([]string{" ", " ", " OR ", " AND ", " -"}).Draw(t, "operator"))
			}
			b.WriteString(p)
		}
		return b.String()
	})
}

// citedWorks returns the ids of the works that something cites, sorted.
func (s suite) citedWorks() []string {
	var cited []string
	for _, p := range s.passages {
		cited = append(cited, p.Cites()...)
	}
	slices.Sort(cited)
	return slices.Compact(cited)
}

// filters generates filters by values of the corpus.
func (s suite) filters() *rapid.Generator[[]search.Filter] {
	values := map[doc.Facet][]string{doc.FacetYear: {"2020..", "..2018"}, doc.FacetLang: {"xx"}}
	for facet, counts := range s.naive(&plan.Plan{}, nil, true).counts {
		values[facet] = append(values[facet], slices.Sorted(maps.Keys(counts))...)
	}
	values[doc.FacetCites] = append(values[doc.FacetCites], slices.Sorted(maps.Keys(s.works))...)
	return rapid.Custom(func(t *rapid.T) []search.Filter {
		var filters []search.Filter
		for _, facet := range doc.Facets {
			if len(values[facet]) == 0 || rapid.IntRange(0, 2).Draw(t, "use") != 0 {
				continue
			}
			pick := rapid.SliceOfN(rapid.SampledFrom(values[facet]), 0, 3)
			filters = append(filters, search.Filter{Facet: facet, Include: pick.Draw(t, "include"), Exclude: pick.Draw(t, "exclude")})
		}
		return filters
	})
}

// naiveValues lists the values that a passage has of a facet, each once.
func naiveValues(facet doc.Facet, p *doc.Passage, d *doc.Document) []string {
	return slices.Sorted(slices.Values(facet.Row().Of(p, d)))
}

// naiveFails lists the facets whose filters a passage fails.
func (s suite) naiveFails(filters []search.Filter, p *doc.Passage, d *doc.Document, furniture bool) []doc.Facet {
	var fails []doc.Facet
	kindAsked := furniture
	for _, f := range filters {
		row := f.Facet.Row()
		has := func(want string) bool {
			if id := s.works[want]; row.Things == doc.WorkIDs && id != "" {
				want = id
			}
			if value, bad := row.Filter(want); bad == "" {
				want = value
			}
			return slices.ContainsFunc(row.Of(p, d), func(value string) bool {
				if row.Accepts != nil {
					return row.Accepts(want)(value)
				}
				return value == want
			})
		}
		if len(f.Include) > 0 && !slices.ContainsFunc(f.Include, has) || slices.ContainsFunc(f.Exclude, has) {
			fails = append(fails, f.Facet)
		}
		kindAsked = kindAsked || f.Facet == doc.FacetKind && len(f.Include) > 0
	}
	if p.Kind == doc.Furniture && !kindAsked && !slices.Contains(fails, doc.FacetKind) {
		fails = append(fails, doc.FacetKind)
	}
	return fails
}

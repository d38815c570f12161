package enginetest

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/excerpt"
	"github.com/izde/izde/search/plan"
	"github.com/izde/izde/search/query"
)

// testModel compares hits, totals, facet counts, groups, marks and pages with a
// naive search that asks every passage whether it matches and looks at all its
// tokens. So many queries are tried as -rapid.checks says, for each corpus.
func (s suite) testModel(t *testing.T) {
	docs := map[string]*doc.Document{}
	for _, d := range s.docs {
		docs[d.ID] = d
	}
	gen := queries(s.passages)
	rapid.Check(t, func(rt *rapid.T) {
		text := gen.Draw(rt, "query")
		q, err := query.Parse(text)
		if err != nil {
			rt.Fatal(err)
		}
		req := &search.Request{Query: q, Views: analysis.AllViews, Limit: 100, Facets: doc.Facets, FacetLimit: 1000,
			Mode: rapid.SampledFrom([]query.Mode{query.Auto, query.All, query.Any}).Draw(rt, "mode"),
			Sort: search.ByRelevance}
		if rapid.Bool().Draw(rt, "filtered") {
			req.Filters = filterGen.Draw(rt, "filters")
		}
		res, err := s.Search(context.Background(), req)
		if err != nil {
			rt.Fatal(err)
		}
		planned := res.Plan
		if strict := plan.Compile(q, req.Mode, req.Views); planned.Minimum < strict.Minimum {
			count := 0
			for _, p := range s.passages {
				if excerpt.Matches(strict, p, docs[p.DocID]) {
					count++
				}
			}
			if count >= 10 {
				rt.Fatalf("%q: asks for %d words, though %d find %d passages", text, planned.Minimum, strict.Minimum, count)
			}
		}
		var want []string
		counts := map[doc.Facet]map[string]int{}
		perDoc := map[string]int{}
		for _, p := range s.passages {
			if !excerpt.Matches(planned, p, docs[p.DocID]) {
				continue
			}
			fails := naiveFails(req.Filters, p, docs[p.DocID], strings.Contains(strings.ReplaceAll(text, "-kind:furniture", ""), "kind:furniture"))
			if len(fails) == 0 {
				want = append(want, p.ID)
				perDoc[p.DocID]++
			}
			for _, facet := range doc.Facets {
				if len(fails) > 1 || len(fails) == 1 && fails[0] != facet {
					continue
				}
				if counts[facet] == nil {
					counts[facet] = map[string]int{}
				}
				for _, v := range naiveValues(facet, p, docs[p.DocID]) {
					counts[facet][v]++
				}
			}
		}
		slices.Sort(want)
		if got := sorted(ids(res)); got != strings.Join(want, " ") || res.Total != len(want) {
			rt.Fatalf("%q %s %+v\nfound  %s (total %d)\nwanted %s", text, req.Mode, req.Filters, got, res.Total, strings.Join(want, " "))
		}
		for _, facet := range doc.Facets {
			found := map[string]int{}
			for _, v := range res.Facets[facet].Values {
				if v.Count > 0 && !strings.Contains(v.Value, "..") {
					found[v.Value] = v.Count
				}
			}
			if !maps.Equal(found, counts[facet]) {
				rt.Fatalf("%q %+v: %s counts %v, wanted %v", text, req.Filters, facet, found, counts[facet])
			}
		}
		req.Grouped = true
		grouped, err := s.Search(context.Background(), req)
		if err != nil {
			rt.Fatal(err)
		}
		if grouped.Total != len(want) || grouped.TotalDocuments != len(perDoc) || len(grouped.Hits) != len(perDoc) {
			rt.Fatalf("%q grouped: %d passages in %d documents and %d hits; wanted %d in %d", text, grouped.Total,
				grouped.TotalDocuments, len(grouped.Hits), len(want), len(perDoc))
		}
		for _, h := range grouped.Hits {
			if h.More != perDoc[h.Doc.ID]-1 {
				rt.Fatalf("%q grouped: %s has %d more, wanted %d", text, h.Doc.ID, h.More, perDoc[h.Doc.ID]-1)
			}
		}
		for _, h := range res.Hits {
			end := 0
			marked := map[int]bool{}
			for _, m := range excerpt.Marks(planned, h.Passage, h.Doc) {
				if m.Start < end || m.End <= m.Start || m.End > len(h.Passage.Text) {
					rt.Fatalf("%q: marks of %s overlap or lie outside: %v", text, h.Passage.ID, m)
				}
				end = m.End
				for i := m.Start; i < m.End; i++ {
					marked[i] = true
				}
			}
			if planned.Root == nil {
				continue
			}
			naive, ok, exact := naiveMarks(planned.Root, h.Passage, docs[h.Passage.DocID], h.Passage.Analyze())
			if !ok || exact && !maps.Equal(naive, marked) {
				rt.Fatalf("%q marks %d bytes of %s %q, wanted %d (match %t)", text, len(marked), h.Passage.ID, h.Passage.Text, len(naive), ok)
			}
		}
		// Pages joined are the whole.
		req.Grouped = rapid.Bool().Draw(rt, "grouped")
		req.Sort = rapid.SampledFrom([]search.Sort{search.ByRelevance, search.ByPosition, search.ByYear, search.ByYearDesc}).Draw(rt, "sort")
		whole, err := s.Search(context.Background(), req)
		if err != nil {
			rt.Fatal(err)
		}
		req.Limit = rapid.IntRange(1, 5).Draw(rt, "limit")
		var paged []string
		for {
			page, err := s.Search(context.Background(), req)
			if err != nil {
				rt.Fatal(err)
			}
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
			if slices.EqualFunc(words[i:i+len(n.Terms)], n.Terms, func(t analysis.Token, term string) bool { return t.Term == term }) {
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

// queries generates queries out of the words of the corpus.
func queries(passages []*doc.Passage) *rapid.Generator[string] {
	var words []string
	for _, p := range passages {
		words = append(words, strings.Fields(strings.NewReplacer(`"`, " ", "(", " ", ")", " ", ":", " ").Replace(p.Text))...)
	}
	slices.Sort(words)
	words = slices.Compact(words)
	word := rapid.SampledFrom(words)
	leaf := rapid.OneOf(word, word, word,
		rapid.Map(word, func(w string) string { r := []rune(w); return string(r[:(len(r)+1)/2]) + "*" }),
		rapid.Custom(func(t *rapid.T) string {
			p := strings.Fields(rapid.SampledFrom(passages).Draw(t, "passage").Text)
			i := rapid.IntRange(0, len(p)-1).Draw(t, "from")
			j := min(len(p), i+rapid.IntRange(1, 4).Draw(t, "words"))
			return `"` + strings.ReplaceAll(strings.Join(p[i:j], " "), `"`, "") + `"` + rapid.SampledFrom([]string{"", "", "~2"}).Draw(t, "slop")
		}),
		rapid.SampledFrom([]string{"lang:zh", "lang:ru", "kind:body", "kind:furniture", "section:results", "year:2024", "year:..2019",
			"title:yearbook", "title:silk*", "author:wei", `author:"Li Wei"`, "doi:10.1000/trade", "doi:10.1000/snow", "author:цой", "title:ice", "cites:w-survey-3"}))
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

var filterGen = rapid.Custom(func(t *rapid.T) []search.Filter {
	values := map[doc.Facet][]string{
		doc.FacetLang: {"en", "kk", "ru", "zh", "tr"}, doc.FacetKind: {"title", "body", "reference", "furniture"},
		doc.FacetSection: {"Results", "Part 1", "Part%202/Chapter%201"}, doc.FacetDoc: {"silk", "d03", "trade"},
		doc.FacetAuthor: {"Li Wei", "王静", "Y. Çelik"}, doc.FacetYear: {"2019", "2020..", "..2018"}, doc.FacetScript: {"Latn", "Hani", "Cyrl"},
		doc.FacetCites: {"w-survey-3", "w-survey-4"},
	}
	var filters []search.Filter
	for _, facet := range doc.Facets {
		if rapid.IntRange(0, 2).Draw(t, "use") != 0 {
			continue
		}
		pick := rapid.SliceOfN(rapid.SampledFrom(values[facet]), 0, 2)
		filters = append(filters, search.Filter{Facet: facet, Include: pick.Draw(t, "include"), Exclude: pick.Draw(t, "exclude")})
	}
	return filters
})

// naiveValues lists the values that a passage has of a facet.
func naiveValues(facet doc.Facet, p *doc.Passage, d *doc.Document) []string {
	var values []string
	switch facet {
	case doc.FacetLang:
		for _, l := range p.Languages() {
			values = append(values, string(l))
		}
	case doc.FacetKind:
		values = []string{string(p.Kind)}
	case doc.FacetSection:
		for i := range p.Section {
			values = append(values, doc.SectionValue(p.Section[:i+1]))
		}
	case doc.FacetDoc:
		values = []string{d.ID}
	case doc.FacetAuthor:
		values = slices.Compact(slices.Sorted(slices.Values(p.Attribution(d).Authors)))
	case doc.FacetYear:
		if y := p.Attribution(d).Year; y != 0 {
			values = []string{strconv.Itoa(y)}
		}
	case doc.FacetCites:
		values = p.Cites()
	case doc.FacetScript:
		values = p.Scripts()
	}
	return values
}

// naiveFails lists the facets whose filters a passage fails.
func naiveFails(filters []search.Filter, p *doc.Passage, d *doc.Document, furniture bool) []doc.Facet {
	var fails []doc.Facet
	kindAsked := furniture
	for _, f := range filters {
		has := func(want string) bool {
			switch f.Facet {
			case doc.FacetLang:
				return slices.Contains(p.Languages(), doc.Lang(want))
			case doc.FacetKind:
				return string(p.Kind) == want
			case doc.FacetSection:
				path := doc.ParseSection(want)
				return len(path) <= len(p.Section) && slices.Equal(path, p.Section[:len(path)])
			case doc.FacetDoc:
				return d.ID == want
			case doc.FacetAuthor:
				return slices.Contains(p.Attribution(d).Authors, want)
			case doc.FacetScript:
				return slices.Contains(p.Scripts(), want)
			case doc.FacetCites:
				return slices.Contains(p.Cites(), want)
			default:
				years, _ := query.ParseYears(want)
				return years.Has(p.Attribution(d).Year)
			}
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

// Package enginetest holds what every search engine of izde must do: the same
// corpus, the same requests, the same hits, counts and marks.
package enginetest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/excerpt"
	"github.com/izde/izde/search/plan"
	"github.com/izde/izde/search/query"
)

// Engine is what is tested.
type Engine interface {
	Status() search.Status
	Search(context.Context, *search.Request) (*search.Result, error)
	Document(ctx context.Context, id string) (*doc.Document, error)
	Documents(ctx context.Context, offset, limit int) ([]*doc.Document, int, error)
	Passage(ctx context.Context, id string) (*doc.Passage, error)
	Passages(ctx context.Context, docID string) ([]*doc.Passage, error)
	Similar(ctx context.Context, id string, limit int) ([]search.Hit, error)
	Complete(ctx context.Context, typed string, limit int) ([]search.Completion, error)
}

// Run tests the engine that open makes of Corpus.
func Run(t *testing.T, open func(t *testing.T, docs []*doc.Document, passages []*doc.Passage) Engine) {
	docs, passages := Corpus()
	s := suite{Engine: open(t, docs, passages), docs: docs, passages: passages}
	t.Run("hits", s.testHits)
	t.Run("filters", s.testFilters)
	t.Run("facets", s.testFacets)
	t.Run("marks", s.testMarks)
	t.Run("order", s.testOrder)
	t.Run("cursors", s.testCursors)
	t.Run("library", s.testLibrary)
	t.Run("groups", s.testGroups)
	t.Run("explanations", s.testExplanations)
	t.Run("completions", s.testCompletions)
	t.Run("similar", s.testSimilar)
	t.Run("errors", s.testErrors)
	t.Run("damaged text", func(t *testing.T) { testDamaged(t, open) })
	t.Run("model", func(t *testing.T) {
		s.testModel(t)
		for seed := range uint64(3) {
			docs, passages := randomCorpus(seed)
			suite{Engine: open(t, docs, passages), docs: docs, passages: passages}.testModel(t)
		}
	})
}

type suite struct {
	Engine
	docs     []*doc.Document
	passages []*doc.Passage
}

// request returns a request for a query with what most tests want.
func request(t testing.TB, q string, filters ...search.Filter) *search.Request {
	t.Helper()
	wanted, err := query.Parse(q)
	if err != nil {
		t.Fatalf("Parse(%q): %v", q, err)
	}
	return &search.Request{Query: wanted, Filters: filters, Mode: query.Auto, Views: analysis.AllViews,
		Sort: search.ByRelevance, Limit: 100, Facets: doc.Facets, FacetLimit: 1000}
}

func (s suite) search(t testing.TB, req *search.Request) *search.Result {
	t.Helper()
	res, err := s.Search(t.Context(), req)
	if err != nil {
		t.Fatalf("Search(%q): %v", req.Query.Text, err)
	}
	return res
}

func ids(res *search.Result) string {
	var ids []string
	for _, h := range res.Hits {
		ids = append(ids, h.Passage.ID)
	}
	return strings.Join(ids, " ")
}

func sorted(ids string) string {
	list := strings.Fields(ids)
	slices.Sort(list)
	return strings.Join(list, " ")
}

// Which passages a query finds, whatever their order.
func (s suite) testHits(t *testing.T) {
	for _, c := range []struct{ query, want string }{
		{"consortium", "silk-7"},
		{"CONSORTIUM", "silk-7"},
		{"nowhere", ""},
		// English: inflected forms, all of up to three words.
		{"investing", "silk-1 silk-6"},
		{"silk road", "silk-0 silk-1"},
		{"wind solar", "silk-6"},
		{"wind tender", ""},
		{"=investment", "silk-1"},
		// Russian, ё as е, and both ways.
		{"экономикой", "steppe-0 steppe-1 steppe-3"},
		{"еще важны", "silk-3"},
		// Kazakh and Turkish as written.
		{"мәдени айырмашылық", "silk-2"},
		{"işbirliği", "water-2"},
		// Chinese: runs, broken by spaces and lines too, and single characters.
		{"投资项目", "silk-4 trade-1"},
		{"贸易合作", "trade-1"},
		{"摘", ""},
		{"张", "silk-11"},
		{"哈萨克斯坦", "silk-4 silk-11 trade-1"},
		{"中哈合作社", ""},
		// Longer queries: most of the words, or fewer where that finds little.
		{"regional cooperation concerned glaciers", "d00-1 d00-2 d01-2 d02-2 d03-2 d04-1 d04-2 d05-2 d06-2 d07-2 d08-1 d08-2 d09-2 d10-2 d11-2 d12-1 d12-2 d13-2 d14-2 d15-2"},
		{"wind power stations consortium", "silk-6 silk-7 water-0 water-1 water-3"},
		// Phrases are as written.
		{`"belt and road"`, "silk-1"},
		{`"road the belt"`, "silk-6"},
		{`"power station"`, "silk-7"},
		{`"wind stations"`, ""},
		{`"wind stations"~1`, "silk-6"},
		{`"stations wind"~2`, ""},
		{`"经济合作"`, "silk-4 trade-1"},
		{`"经济合作与投资"`, "trade-1"},
		{`"合作经济"`, ""},
		{`"water water"`, "water-1"},
		{`"water and water"`, "water-1"},
		// Operators.
		{"tender OR solar", "silk-6 silk-7"},
		{"power -wind station", "silk-7 water-1"},
		{"station NOT water", "silk-6 silk-7"},
		{"power AND (wind OR tender)", "silk-6 silk-7"},
		{"-title:yearbook doi:10.1000/trade", "trade-0 trade-1 trade-2"},
		// Prefixes are of words as written.
		{"invest*", "silk-1 silk-6"},
		{"инвестици*", "silk-2 silk-3 steppe-1 steppe-2"},
		{"zzz*", ""},
		// Words that the corpus does not hold, by those like them: one edit from
		// four letters, two from eight.
		{"consortum", "silk-7"},
		{"consrotim", "silk-7"},
		{"қазақсттан", "steppe-2"},
		{"ili", "water-1"},
		{"ilu", ""},
		{"glaciers", ""},
		{"tender~", "silk-7"},
		{"tendor~1", "silk-7"},
		// Spellings, scripts.
		{"Celik", "silk-10 survey-5"},
		{"экономичeский", ""},
		{"投資項目", "silk-4 trade-1"},
		{"kazakstan kind:heading", ""},
		{"Сериков kind:title", ""},
		{"Zhangjiye", "silk-11"},
		// A name by two words, in either order and script.
		{"Zhang Jiye", "silk-11"},
		{"Jiye Zhang", "silk-11"},
		{"Чжан Цзие", "silk-11"},
		{"zhang jì ye", "silk-11"},
		{"tou zi xiang mu", "silk-4 trade-1"},
		// Parts of words and numbers.
		{"36.86", "silk-8"},
		{"18.2%", "silk-8"},
		{"co-operation", "undated-1"},
		{"China's", "silk-10 trade-2"},
		// Fields.
		{"title:silk tender", "silk-7"},
		{"author:Сарыбаев", "steppe-0 steppe-1 steppe-2 steppe-3"},
		{`author:"Li Wei" kind:title -title:yearbook`, "silk-0"},
		{"doi:https://doi.org/10.1000/SILK.2019 kind:table", "silk-8"},
		{"year:2024 kind:title", "water-0 trade-0"},
		{"year:2022.. kind:title", "water-0 trade-0 thaw-0"},
		{"lang:tr", "water-2"},
		{"section:energy", "silk-6 silk-7"},
		{"kind:furniture", "silk-9"},
		// An entry of a reference list is found by its own fields, in both of its
		// forms and in any script, and not by those of its document.
		{"author:Tsoi", "survey-3 thaw-0 thaw-1 thaw-2"},
		{"author:Цой kind:reference", "survey-3 thaw-2"},
		{`author:"Tsoi Petrov"`, ""},
		{"author:Celik", "silk-10 survey-5"},
		{"author:Çelik title:presence", "silk-10"},
		{"author:张继业", "silk-11"},
		{"title:丰硕", "silk-11"},
		{"title:snow", "survey-3"},
		{"title:mount*", "survey-3"},
		{`title:"in the mountains"`, "survey-3"},
		{`title:"the in mountains"`, ""},
		{"title:glaciology", "survey-0 survey-1 survey-2"},
		{"author:Nurlanova kind:reference", ""},
		{"year:1998", "survey-3 thaw-2"},
		{"year:2023 kind:reference", ""},
		{"doi:10.1000/SNOW", "survey-3 thaw-2"},
		{"doi:10.1000/silk.2019 kind:reference", ""},
		// What cites a work, by its id, its DOI, or words of its entries.
		{"cites:w-survey-3", "survey-1 survey-2 thaw-1"},
		{"cites:https://doi.org/10.1000/snow", "survey-1 survey-2 thaw-1"},
		{"cites:10.30692/sisad.1254693", "survey-1"},
		{"cites:Zhumabekov", "survey-1"},
		{`cites:"Цой 1998"`, "survey-1 survey-2 thaw-1"},
		{"cites:снег melting", "thaw-1"},
		{"cites:nobody", ""},
		{"frost -cites:w-survey-3", ""},
		// Nothing to look for is not everything.
		{"!!!", ""},
		{`"…"`, ""},
	} {
		t.Run(c.query, func(t *testing.T) {
			res := s.search(t, request(t, c.query))
			if got := sorted(ids(res)); got != sorted(c.want) {
				t.Errorf("found  %s\nwanted %s\nplan %s", got, sorted(c.want), res.Plan.Parsed)
			}
		})
	}

	t.Run("modes", func(t *testing.T) {
		for mode, want := range map[query.Mode]string{
			query.All: "silk-7", query.Any: "silk-1 silk-6 silk-7 trade-2 water-0 water-1 water-3", query.Auto: "silk-6 silk-7 water-0 water-1 water-3"} {
			q := "won power station tender"
			if mode == query.Any {
				q = "growing power consortium"
			}
			req := request(t, q)
			req.Mode = mode
			if got := sorted(ids(s.search(t, req))); got != want {
				t.Errorf("%s: found %s, wanted %s", mode, got, want)
			}
		}
	})
	t.Run("views", func(t *testing.T) {
		req := request(t, "investments")
		req.Views = analysis.Views(0).With(analysis.Exact)
		if got := ids(s.search(t, req)); got != "silk-6" {
			t.Errorf("exact view: found %s, wanted silk-6", got)
		}
	})
	t.Run("empty query", func(t *testing.T) {
		res := s.search(t, request(t, ""))
		if want := len(s.passages) - 1; res.Total != want || res.TotalDocuments != len(s.docs) {
			t.Errorf("found %d passages in %d documents, wanted %d (all but the furniture) in %d",
				res.Total, res.TotalDocuments, want, len(s.docs))
		}
	})
}

func (s suite) testFilters(t *testing.T) {
	in := func(f doc.Facet, values ...string) search.Filter { return search.Filter{Facet: f, Include: values} }
	out := func(f doc.Facet, values ...string) search.Filter { return search.Filter{Facet: f, Exclude: values} }
	for _, c := range []struct {
		name    string
		query   string
		filters []search.Filter
		want    string
	}{
		{"one language", "doi:10.1000/silk.2019", []search.Filter{in(doc.FacetLang, "kk")}, "silk-2"},
		{"a span's language", "doi:10.1000/silk.2019 OR author:Zhang", []search.Filter{in(doc.FacetLang, "zh")}, "silk-4 silk-11"},
		{"two languages are OR", "doi:10.1000/silk.2019", []search.Filter{in(doc.FacetLang, "zh", "kk")}, "silk-2 silk-4"},
		{"two facets are AND", "", []search.Filter{in(doc.FacetLang, "zh"), in(doc.FacetKind, "title")}, "trade-0"},
		{"exclusion", "doi:10.1000/silk.2019", []search.Filter{in(doc.FacetKind, "abstract"), out(doc.FacetLang, "en", "ru")}, "silk-2 silk-4"},
		{"section and below", "", []search.Filter{in(doc.FacetSection, "Results"), in(doc.FacetDoc, "silk")}, "silk-5 silk-6 silk-7 silk-8"},
		{"section below", "", []search.Filter{in(doc.FacetSection, "Results/Energy%20and%20water")}, "silk-6 silk-7"},
		{"section not encoded", "", []search.Filter{in(doc.FacetSection, "Results/Energy and water")}, "silk-6 silk-7"},
		{"author", "", []search.Filter{in(doc.FacetAuthor, "Мейрам Сарыбаев"), in(doc.FacetKind, "title")}, "steppe-0"},
		{"year", "", []search.Filter{in(doc.FacetYear, "2024"), in(doc.FacetKind, "title")}, "water-0 trade-0"},
		{"years", "", []search.Filter{in(doc.FacetYear, "2021..2023", "2024"), in(doc.FacetKind, "title"), out(doc.FacetDoc, "d06", "d13")}, "steppe-0 water-0 trade-0 thaw-0"},
		{"year excluded keeps undated", "road", []search.Filter{out(doc.FacetYear, "..2022")}, "undated-1"},
		{"an entry's author", "", []search.Filter{in(doc.FacetAuthor, "Y. Çelik")}, "silk-10 survey-5"},
		{"an entry's year", "", []search.Filter{in(doc.FacetYear, "1998..2005")}, "survey-3 survey-4 thaw-2"},
		{"cited work", "", []search.Filter{in(doc.FacetCites, "w-survey-3")}, "survey-1 survey-2 thaw-1"},
		{"cited work by its DOI", "", []search.Filter{in(doc.FacetCites, "doi:10.1000/Snow")}, "survey-1 survey-2 thaw-1"},
		{"two cited works are OR", "", []search.Filter{in(doc.FacetCites, "w-survey-3", "w-survey-4"), out(doc.FacetLang, "ru")}, "survey-1 thaw-1"},
		{"not citing a work", "snow OR ice", []search.Filter{out(doc.FacetCites, "w-survey-3"), out(doc.FacetKind, "reference")}, ""},
		{"furniture asked for", "", []search.Filter{in(doc.FacetKind, "furniture")}, "silk-9"},
		{"nothing passes", "road", []search.Filter{in(doc.FacetLang, "xx")}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := sorted(ids(s.search(t, request(t, c.query, c.filters...)))); got != sorted(c.want) {
				t.Errorf("found %s, wanted %s", got, sorted(c.want))
			}
		})
	}
}

func (s suite) testFacets(t *testing.T) {
	counts := func(res *search.Result, f doc.Facet) string {
		var list []string
		for _, v := range res.Facets[f].Values {
			tick := ""
			if v.Selected {
				tick = "*"
			}
			list = append(list, fmt.Sprintf("%s%s=%d", tick, v.Value, v.Count))
		}
		return strings.Join(list, " ")
	}
	silk := "doi:10.1000/silk.2019"
	res := s.search(t, request(t, silk, search.Filter{Facet: doc.FacetLang, Include: []string{"kk", "zh"}}))
	for facet, want := range map[doc.Facet]string{
		// Under all filters but its own; a mixed passage counts for both.
		doc.FacetLang:   "en=6 *kk=1 ru=1 *zh=1",
		doc.FacetKind:   "abstract=2",
		doc.FacetDoc:    "silk=2",
		doc.FacetAuthor: "Aigul Serikova=2 Li Wei=2",
		doc.FacetYear:   "2019=2",
	} {
		if got := counts(res, facet); got != want {
			t.Errorf("%s: %s, wanted %s", facet, got, want)
		}
	}
	res = s.search(t, request(t, silk))
	if got, want := counts(res, doc.FacetSection), "Results=4 Abstract=1"; !strings.HasPrefix(got, "Results=4 ") {
		t.Errorf("sections: %s, wanted %s … with what lies below", got, want)
	}
	if got := counts(res, doc.FacetKind); !strings.Contains(got, "furniture=1") {
		t.Errorf("kinds: %s: furniture must show what ticking it would give", got)
	}
	req := request(t, "")
	req.FacetLimit = 2
	years := s.search(t, req).Facets[doc.FacetYear]
	if len(years.Values) != 2 || years.Values[0].Value != "2024" || years.More != 9 {
		t.Errorf("years cut to two: %+v", years)
	}
	cited := s.search(t, request(t, "", search.Filter{Facet: doc.FacetCites, Include: []string{"doi:10.1000/snow"}})).Facets[doc.FacetCites].Values
	if len(cited) == 0 || !reflect.DeepEqual(cited[0], search.FacetValue{Value: "w-survey-3", Label: "Tsoi et al. 1998, Snow in the mountains", Count: 3, Selected: true}) {
		t.Errorf("cited works: %+v: the most cited must come first, with its name, and ticked", cited)
	}
	res = s.search(t, request(t, "road", search.Filter{Facet: doc.FacetLang, Include: []string{"xx"}}))
	if got := counts(res, doc.FacetLang); !strings.Contains(got, "*xx=0") {
		t.Errorf("languages: %s: a selected value must stay visible", got)
	}
	res = s.search(t, request(t, "", search.Filter{Facet: doc.FacetYear, Include: []string{"2023..2024"}}))
	if got := counts(res, doc.FacetYear); !strings.Contains(got, "*2023..2024=10") {
		t.Errorf("years: %s: a range must show its count", got)
	}
}

func (s suite) testMarks(t *testing.T) {
	for _, c := range []struct{ query, passage, want string }{
		{"investing", "silk-1", "[Investment:stem] projects along"},
		{"road belt", "silk-1", "along the Silk [Road:exact] are growing. The [belt:exact] and [road:exact] initiative"},
		{`"belt and road"`, "silk-1", "along the Silk Road are growing. The [belt and road:exact] initiative"},
		{`"wind stations"~1`, "silk-6", "[Wind:exact] power [stations:exact] produce clean energy; investments in solar power"},
		{"投资项目", "silk-4", "本文分析了哈萨克斯坦的[投资项目:exact]与经济合作。"},
		{"經濟合作", "silk-4", "投资项目与[经济合作:fold]。"},
		{"投資項目", "silk-4", "哈萨克斯坦的[投资项目:fold]与经济合作。"},
		{"贸易合作", "trade-1", "中国与哈萨克斯坦的[贸易 合作:exact]不断扩大。"},
		{"China's", "silk-10", "[China's:exact] economic presence"},
		{"(consortium wind) OR tender", "silk-7", "A consortium won the [tender:exact] for"},
		{"station -wind", "silk-7", "the power [station:exact] in Almaty"},
		{"инвестици*", "steppe-1", "[Инвестиции:exact] в экономику"},
		{"еще важны культурные", "silk-3", "Ещё [важны:exact] [культурные:exact]"},
	} {
		t.Run(c.query, func(t *testing.T) {
			for _, h := range s.search(t, request(t, c.query)).Hits {
				if h.Passage.ID != c.passage {
					continue
				}
				var b strings.Builder
				last := 0
				for _, m := range excerpt.Marks(plan.Compile(mustParse(t, c.query), query.Auto, analysis.AllViews), h.Passage, h.Doc) {
					fmt.Fprintf(&b, "%s[%s:%s]", h.Passage.Text[last:m.Start], h.Passage.Text[m.Start:m.End], m.View)
					last = m.End
				}
				b.WriteString(h.Passage.Text[last:])
				if !strings.Contains(b.String(), c.want) {
					t.Errorf("marked %s\nwanted %s", b.String(), c.want)
				}
				return
			}
			t.Errorf("%s was not found", c.passage)
		})
	}
}

func mustParse(t testing.TB, q string) *query.Query {
	query, err := query.Parse(q)
	if err != nil {
		t.Fatal(err)
	}
	return query
}

func (s suite) testOrder(t *testing.T) {
	for _, c := range []struct{ query, first string }{
		{"investment", "silk-1"},                     // as written before inflected
		{"border", "water-3"},                        // short before long
		{"clean power station tender border", "sil"}, // more of the words first
		{"won the consortium tender Almaty", "silk-7"},
		{"经济合作", "silk-4"},
	} {
		if got := ids(s.search(t, request(t, c.query))); !strings.HasPrefix(got, c.first) {
			t.Errorf("%s: found %s, wanted %s first", c.query, got, c.first)
		}
	}
	place := map[string]int{}
	for i, p := range s.corpusOrder() {
		place[p.ID] = i
	}
	for order, less := range map[search.Sort]func(a, b search.Hit) int{
		search.ByPosition: func(a, b search.Hit) int { return 0 },
		search.ByYear:     func(a, b search.Hit) int { return cmp.Compare((yearOf(a)-1)&0xFFFF, (yearOf(b)-1)&0xFFFF) },
		search.ByYearDesc: func(a, b search.Hit) int { return cmp.Compare(yearOf(b), yearOf(a)) },
	} {
		req := request(t, "")
		req.Sort = order
		hits := s.search(t, req).Hits
		if !slices.IsSortedFunc(hits, func(a, b search.Hit) int {
			return cmp.Or(less(a, b), cmp.Compare(place[a.Passage.ID], place[b.Passage.ID]))
		}) {
			t.Errorf("sort=%s: hits are out of order", order)
		}
	}
}

func yearOf(h search.Hit) int { return h.Passage.Attribution(h.Doc).Year }

// corpusOrder returns the passages by source and place.
func (s suite) corpusOrder() []*doc.Passage {
	passages := slices.Clone(s.passages)
	slices.SortStableFunc(passages, func(a, b *doc.Passage) int {
		return cmp.Or(strings.Compare(a.DocID+".txt", b.DocID+".txt"), cmp.Compare(a.Ordinal, b.Ordinal))
	})
	return passages
}

// Pages of any size joined are the whole, in every order.
func (s suite) testCursors(t *testing.T) {
	for _, order := range []search.Sort{search.ByRelevance, search.ByPosition, search.ByYear, search.ByYearDesc} {
		for _, q := range []string{"", "power OR water OR trade", "cooperation trade energy water region"} {
			for i, limit := range []int{1, 3, 7, 1, 3, 7} {
				req := request(t, q)
				req.Sort, req.Grouped = order, i > 2
				whole := s.search(t, req)
				req.Limit = limit
				var got []string
				for {
					res := s.search(t, req)
					if res.Total != whole.Total {
						t.Fatalf("%s %q: total changed from %d to %d behind a cursor", order, q, whole.Total, res.Total)
					}
					for _, h := range res.Hits {
						got = append(got, h.Passage.ID)
					}
					if res.Next == "" {
						break
					}
					req.After = res.Next
				}
				if strings.Join(got, " ") != ids(whole) {
					t.Errorf("%s %q by %d, grouped %t: pages have %s\nwhole has %s", order, q, limit, req.Grouped, got, ids(whole))
				}
			}
		}
	}
	req := request(t, "")
	req.Limit = 0
	if res := s.search(t, req); len(res.Hits) != 0 || res.Total == 0 || res.Next != "" {
		t.Errorf("limit 0: %d hits, total %d, next %q; wanted counts alone", len(res.Hits), res.Total, res.Next)
	}
}

// A group shows the best passage of a document, and documents come in the order
// of the passages that stand for them.
func (s suite) testGroups(t *testing.T) {
	for _, q := range []string{"power OR water OR trade", "cooperation trade energy water region", ""} {
		req := request(t, q)
		var want []string
		seen := map[string]bool{}
		for _, h := range s.search(t, req).Hits {
			if !seen[h.Doc.ID] {
				seen[h.Doc.ID] = true
				want = append(want, h.Passage.ID)
			}
		}
		req.Grouped = true
		if got := ids(s.search(t, req)); got != strings.Join(want, " ") {
			t.Errorf("%q: groups show  %s\nbest passages are %s", q, got, strings.Join(want, " "))
		}
	}
}

// The parts of an explanation add up to the score, and name what matched.
func (s suite) testExplanations(t *testing.T) {
	for _, q := range []string{"investing", "silk road", "wind power stations consortium", `"belt and road" OR tender`, "water -trade", "invest*",
		"Сарыбаев OR экономикой", "投资项目", "consortum", "Zhangjiye", "", "lang:kk", "regional cooperation concerned glaciers"} {
		req := request(t, q)
		req.Explained = true
		for _, h := range s.search(t, req).Hits {
			sum := 0.0
			for _, p := range h.Explanation.Parts {
				sum += p.Score
				if p.Query != "" && (len(p.Matched) == 0 || p.Passages == 0) {
					t.Errorf("%q in %s: %q scores %.3f without anything that matched", q, h.Passage.ID, p.Query, p.Score)
				}
			}
			if math.Abs(sum-h.Score) > 1e-3 {
				t.Errorf("%q in %s: the parts add up to %f, the score is %f: %+v", q, h.Passage.ID, sum, h.Score, h.Explanation.Parts)
			}
		}
	}
}

// What is typed finds what it begins in every script, and every completion finds
// as much as it says.
func (s suite) testCompletions(t *testing.T) {
	for _, c := range []struct{ typed, first string }{
		{"consor", "word consortium"},
		{"the pow", "word the power"},
		{"эконом", "word экономика"},
		{"ekonom", "word экономика"},
		{"каз", "word казахстана"},
		{"қаз", "word қазақстан"},
		{"哈萨", "word 哈萨克斯坦"},
		{"hasake", "word 哈萨克斯坦"},
		{"hsk", "word 哈萨克斯坦"},
		{"Сарыб", "author Мейрам Сарыбаев"},
		{"saryb", "author Мейрам Сарыбаев"},
		{"wang", "author 王静"},
		{"王", "author 王静"},
		{"silk road economic belt in", "title The Silk Road Economic Belt in Kazakhstan"},
		{"consrotium", "word consortium"},
		{"zzzz", ""},
		{" ", ""},
		{"…", ""},
	} {
		found, err := s.Complete(t.Context(), c.typed, 10)
		if err != nil {
			t.Fatal(err)
		}
		first := ""
		for i, f := range found {
			if i == 0 {
				first = string(f.Kind) + " " + f.Text
			}
			if res := s.search(t, request(t, f.Query)); res.Total != f.Total || f.Total == 0 {
				t.Errorf("%q: %q promises %d passages and finds %d", c.typed, f.Query, f.Total, res.Total)
			}
		}
		if first != c.first {
			t.Errorf("%q: first is %q, wanted %q; all %v", c.typed, first, c.first, found)
		}
	}
	if found, err := s.Complete(t.Context(), "p", 3); err != nil || len(found) != 3 {
		t.Errorf("%d completions, wanted as many as asked for; %v", len(found), err)
	}
}

// Similar passages share words in whatever form, in any language.
func (s suite) testSimilar(t *testing.T) {
	for id, first := range map[string]string{"silk-1": "silk-", "steppe-1": "steppe-", "trade-1": "silk-4"} {
		hits, err := s.Similar(t.Context(), id, 5)
		if err != nil {
			t.Fatal(err)
		}
		if len(hits) == 0 || !strings.HasPrefix(hits[0].Passage.ID, first) {
			t.Errorf("%s: %d similar, the first %v, wanted %s…", id, len(hits), hits, first)
		}
		for _, h := range hits {
			if h.Passage.ID == id || h.Passage.Kind == doc.Furniture {
				t.Errorf("%s: similar to %s", id, h.Passage.ID)
			}
		}
	}
}

func (s suite) testLibrary(t *testing.T) {
	if st := s.Status(); st.Documents != len(s.docs) || st.Passages != len(s.passages) {
		t.Errorf("status %+v, wanted %d documents and %d passages", st, len(s.docs), len(s.passages))
	}
	page, total, err := s.Documents(t.Context(), 2, 3)
	if err != nil || total != len(s.docs) || len(page) != 3 || page[0].ID != "d02" {
		t.Errorf("Documents(2, 3) = %v of %d, %v", page, total, err)
	}
	if page, _, err := s.Documents(t.Context(), 1000, 3); err != nil || len(page) != 0 {
		t.Errorf("documents beyond the end: %v, %v", page, err)
	}
	for _, want := range s.docs {
		got, err := s.Document(t.Context(), want.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Errorf("document %s: %s", want.ID, diff)
		}
	}
	for _, want := range s.passages {
		got, err := s.Passage(t.Context(), want.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Errorf("passage %s: %s", want.ID, diff)
		}
	}
	silk, err := s.Passages(t.Context(), "silk")
	if err != nil || len(silk) != 12 || !slices.IsSortedFunc(silk, func(a, b *doc.Passage) int { return a.Ordinal - b.Ordinal }) {
		t.Errorf("passages of silk: %d in order, wanted 12; %v", len(silk), err)
	}
	for name, err := range map[string]error{
		"document": second(s.Document(t.Context(), "nope")),
		"passage":  second(s.Passage(t.Context(), "nope")),
		"similar":  second(s.Similar(t.Context(), "nope", 3)),
		"passages": second(s.Passages(t.Context(), "nope")),
	} {
		if !errors.Is(err, search.ErrNotFound) {
			t.Errorf("unknown %s: %v, wanted ErrNotFound", name, err)
		}
	}
}

// A phrase is found where damage has torn it apart, below all true ones.
func testDamaged(t *testing.T, open func(t *testing.T, docs []*doc.Document, passages []*doc.Passage) Engine) {
	filler := strings.Repeat("other words of a long passage ", 40)
	docs := []*doc.Document{{ID: "d", Source: "d.txt", Passages: 5}}
	var passages []*doc.Passage
	for i, text := range []string{"of clean the energy", filler + "clean energy " + filler, "energy, quite clean", "clean water and energy", "energy clean energy water clean energy of clean"} {
		passages = append(passages, &doc.Passage{ID: fmt.Sprintf("d-%d", i), DocID: "d", Ordinal: i, Kind: doc.Body, Lang: doc.English,
			Text: text, Damaged: i != 3})
	}
	s := suite{Engine: open(t, docs, passages)}
	res := s.search(t, request(t, `"clean energy"`))
	if got := ids(res); sorted(got) != "d-0 d-1 d-2 d-4" || !strings.HasPrefix(got, "d-4 d-1 ") {
		t.Errorf("found %s, wanted true phrases first, then what is scattered in damaged text", got)
	}
}

func second[T any](_ T, err error) error { return err }

func (s suite) testErrors(t *testing.T) {
	req := request(t, "power")
	for _, cursor := range []string{"!", "AAAA", "f_gAAAAAAAAAAAAAAAAAAQ"} {
		req.After = cursor
		if _, err := s.Search(t.Context(), req); !errors.Is(err, search.ErrBadCursor) {
			t.Errorf("cursor %q: %v, wanted ErrBadCursor", cursor, err)
		}
	}
	var bad *query.ValueError
	_, err := s.Search(t.Context(), request(t, "", search.Filter{Facet: doc.FacetYear, Include: []string{"soon"}}))
	if !errors.As(err, &bad) {
		t.Errorf("year=soon: %v, wanted a ValueError", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Search(ctx, request(t, "power OR water")); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

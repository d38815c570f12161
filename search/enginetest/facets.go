package enginetest

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/doc"
)

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
		{"year", "", []search.Filter{in(doc.FacetYear, "2024"), in(doc.FacetKind, "title")}, "water-0 trade-0 vaults-0"},
		{"years", "", []search.Filter{in(doc.FacetYear, "2021..2023", "2024"), in(doc.FacetKind, "title"), out(doc.FacetDoc, "d06", "d13", "bridges", "draft")}, "steppe-0 water-0 trade-0 thaw-0 tunnels-0 vaults-0"},
		{"year excluded keeps undated", "road", []search.Filter{out(doc.FacetYear, "..2022")}, "undated-1"},
		{"an entry's author", "", []search.Filter{in(doc.FacetAuthor, "Y. Çelik")}, "silk-10 survey-5"},
		{"an entry's year", "", []search.Filter{in(doc.FacetYear, "1998..2005")}, "survey-3 survey-4 thaw-2 bridges-6 tunnels-3 tunnels-4"},
		{"what an entry names", "", []search.Filter{in(doc.FacetType, "article-newspaper")}, "silk-11"},
		{"a journal, of documents and entries", "", []search.Filter{in(doc.FacetJournal, "Dergisi"), out(doc.FacetKind, "title", "keywords")}, "water-1 water-2 silk-10 survey-5"},
		{"a collection and those in it", "", []search.Filter{in(doc.FacetCollection, "Thesis"), in(doc.FacetKind, "title")}, "water-0"},
		{"a collection in another", "", []search.Filter{in(doc.FacetCollection, "Thesis/Rivers & lakes"), in(doc.FacetKind, "body")}, "water-1 water-2"},
		{"a tag", "power", []search.Filter{in(doc.FacetTag, "Орта Азия"), in(doc.FacetLang, "en")}, "water-0 water-1 water-3"},
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

// A facet counts under all filters but its own, so that a value's count is the total
// after ticking it.
func (s suite) testFacets(t *testing.T) {
	for _, facet := range doc.Facets {
		if req := request(t, ""); len(s.search(t, req).Facets[facet].Values) == 0 {
			t.Errorf("nothing in the corpus of this package has a value of the facet %s: give it one in corpus.txt, and cases here", facet)
		}
	}
	silk := "doi:10.1000/silk.2019"
	in := func(f doc.Facet, values ...string) []search.Filter {
		return []search.Filter{{Facet: f, Include: values}}
	}
	for _, c := range []struct {
		name    string
		query   string
		filters []search.Filter
		limit   int
		facet   doc.Facet
		want    string // ticked values have a star; "+" and how many further ones
	}{
		{"its own filter", silk, in(doc.FacetLang, "kk", "zh"), 9, doc.FacetLang, "en=6 *kk=1 ru=1 *zh=1"},
		{"another's filter", silk, in(doc.FacetLang, "kk", "zh"), 9, doc.FacetKind, "abstract=2"},
		{"documents", silk, in(doc.FacetLang, "kk", "zh"), 9, doc.FacetDoc, "silk=2"},
		{"authors, each", silk, in(doc.FacetLang, "kk", "zh"), 9, doc.FacetAuthor, "Aigul Serikova=2 Li Wei=2"},
		{"years", silk, in(doc.FacetLang, "kk", "zh"), 9, doc.FacetYear, "2019=2"},
		{"a section with what lies below", silk, in(doc.FacetKind, "heading", "body", "table"), 9, doc.FacetSection, "Results=4 Results/Energy%20and%20water=2"},
		{"furniture, though it is left out", silk, nil, 9, doc.FacetKind, "abstract=4 body=2 furniture=1 heading=1 table=1 title=1"},
		{"scripts", silk, in(doc.FacetKind, "abstract"), 9, doc.FacetScript, "Cyrl=2 Hani=1 Latn=1"},
		{"a ticked value that nothing has", "tender", in(doc.FacetLang, "xx"), 9, doc.FacetLang, "en=1 *xx=0"},
		{"a ticked range of years", "consortium OR grain", in(doc.FacetYear, "2020..2024"), 9, doc.FacetYear, "2024=1 *2020..2024=1 2019=1"},
		{"years, the newest first", "thaw OR snow kind:reference OR kind:title title:thaw", nil, 9, doc.FacetYear, "2023=1 1998=2"},
		{"the most first", "title:yearbook kind:title", nil, 3, doc.FacetAuthor, "Aigul Serikova=5 Dana Nurlanova=5 Li Wei=4 +2"},
		{"cut, but for what is ticked", "title:yearbook kind:title", in(doc.FacetAuthor, "王静"), 1, doc.FacetAuthor, "Aigul Serikova=5 *王静=4 +3"},
		{"collections with those in them", "title:water kind:body", nil, 9, doc.FacetCollection, "Reading=2 Thesis=2 Thesis/Rivers%20&%20lakes=2"},
		{"tags", "power", in(doc.FacetTag, "to read"), 9, doc.FacetTag, "*to read=3 Орта Азия=3"},
		{"all cut", "consortium", nil, 0, doc.FacetLang, "+1"},
		{"journals, of documents and entries", "water OR Çelik", nil, 9, doc.FacetJournal, "Dergisi=5"},
		{"an entry by its own year and author", "title:granite", nil, 9, doc.FacetAuthor, "S. Omarova=2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			req := request(t, c.query, c.filters...)
			req.FacetLimit = c.limit
			counts := s.search(t, req).Facets[c.facet]
			var list []string
			for _, v := range counts.Values {
				tick := ""
				if v.Selected {
					tick = "*"
				}
				list = append(list, fmt.Sprintf("%s%s=%d", tick, v.Value, v.Count))
			}
			if counts.More > 0 {
				list = append(list, fmt.Sprintf("+%d", counts.More))
			}
			if got := strings.Join(list, " "); got != c.want {
				t.Errorf("%s, wanted %s", got, c.want)
			}
		})
	}

	t.Run("labels", func(t *testing.T) {
		res := s.search(t, request(t, ""))
		for facet, want := range map[doc.Facet]search.FacetValue{
			doc.FacetCites: {Value: s.works["w-survey-3"], Label: "Tsoi et al. 1998, Snow in the mountains", Count: 3,
				Labels: map[doc.Lang]string{doc.Kazakh: "Tsoi et al. 1998, Snow in the mountains", doc.Russian: "Цой 1998, Снег в горах", doc.Chinese: "Tsoi et al. 1998, Snow in the mountains"}},
			doc.FacetSection: {Value: "Results/Energy%20and%20water", Label: "Energy and water", Count: 2},
			doc.FacetDoc: {Value: "bridges", Label: "Bridges over the Irtysh", Count: 11,
				Labels: map[doc.Lang]string{doc.Kazakh: "Ертіс көпірлері", doc.Russian: "Мосты через Иртыш"}},
		} {
			values := res.Facets[facet].Values
			if i := slices.IndexFunc(values, func(v search.FacetValue) bool { return v.Value == want.Value }); i < 0 || !reflect.DeepEqual(values[i], want) {
				t.Errorf("%s: %+v, wanted %+v among them", facet, values, want)
			}
		}
	})

	t.Run("every value", func(t *testing.T) {
		plan := s.search(t, request(t, "")).Plan
		for facet, values := range s.naive(plan, nil, false).counts {
			for value := range values {
				for _, f := range []search.Filter{{Facet: facet, Include: []string{value}}, {Facet: facet, Exclude: []string{value}},
					{Facet: facet, Include: []string{value}, Exclude: []string{value}}} {
					req := request(t, "", f)
					req.Limit = 0
					if got, want := s.search(t, req).Total, len(s.naive(plan, []search.Filter{f}, false).passages); got != want {
						t.Errorf("%+v: %d passages, wanted %d", f, got, want)
					}
				}
			}
		}
	})
	t.Run("none asked for", func(t *testing.T) {
		req := request(t, "")
		req.Facets = nil
		if res := s.search(t, req); len(res.Facets) > 0 {
			t.Errorf("counted %v", res.Facets)
		}
	})
}

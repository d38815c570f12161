package enginetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/query"
)

// The passages that a query finds, whatever their order.
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
		{"贸易合作", "trade-1 d03-1 d07-1 d11-1 d15-1"},
		{"摘", ""},
		{"张", "silk-11"},
		{"哈萨克斯坦", "silk-4 silk-11 trade-1"},
		{"中哈合作社", ""},
		// Of four characters two words, apart or not; the pair between is no word.
		{"经济项目", "silk-4 trade-1"},
		{"经济合约", ""},
		// Longer queries: most of the words, or fewer where that finds little.
		{"regional cooperation concerned glaciers", "d00-1 d00-2 d01-2 d02-2 d03-2 d04-1 d04-2 d05-2 d06-2 d07-2 d08-1 d08-2 d09-2 d10-2 d11-2 d12-1 d12-2 d13-2 d14-2 d15-2"},
		{"wind power stations consortium", "silk-6 silk-7 water-0 water-1 water-3"},
		// Phrases fold and stem as words do, but for those after an equals sign.
		{`"belt and road"`, "silk-1"},
		{`"road the belt"`, "silk-6"},
		{`"power station"`, "silk-6 silk-7 water-1"},
		{`="power station"`, "silk-7"},
		{`power -"wind power"`, "silk-7 water-0 water-1 water-3"},
		{`"еще важны"`, "silk-3"},
		{`="еще важны"`, ""},
		{`"культурное различие"`, "silk-3"},
		{`"инвестициялық жоба"`, "silk-2"},
		{`"мадени айырмашылык"`, "silk-2"},
		{`"經濟合作與投資"`, "trade-1"},
		{`="經濟合作與投資"`, ""},
		{`"Celik notes"`, ""},
		{`"economic presences"`, "silk-10"},
		{`"presences"`, "silk-10"},
		{`"kazakstan"`, ""},
		{`title:"economic belts" kind:title`, "silk-0"},
		{`title:="economic belts" kind:title`, ""},
		{`section:"energies and water" lang:en`, "silk-6 silk-7"},
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
		{"=consortum", ""},
		{`"consortum"`, ""},
		{"=consrotim tender", ""},
		{"con\u00adsor\u200btium", "silk-7"},
		{"colo?r", ""},
		{"cons*rtium", ""},
		// Capitals among small letters are no stop words.
		{"THE tender", "silk-7"},
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
		{"18,2%", "silk-8"},
		{"36,86 kind:table", "silk-8"},
		{"=36,86", ""},
		{"co-operation", "d00-1 d00-2 d01-2 d02-2 d03-2 d04-1 d04-2 d05-2 d06-2 d07-2 d08-1 d08-2 d09-2 d10-2 d11-2 d12-1 d12-2 d13-2 d14-2 d15-2 silk-1 undated-1"},
		{"China's", "silk-10 trade-2"},
		// Fields.
		{"title:silk tender", "silk-7"},
		{"author:Сарыбаев", "steppe-0 steppe-1 steppe-2 steppe-3"},
		{`author:"Li Wei" kind:title -title:yearbook`, "silk-0"},
		{"doi:https://doi.org/10.1000/SILK.2019 kind:table", "silk-8"},
		{"year:2024 kind:title", "water-0 trade-0 vaults-0"},
		{"year:2022.. kind:title", "water-0 trade-0 thaw-0 tunnels-0 vaults-0"},
		{"lang:tr", "water-2"},
		{"section:energy", "silk-6 silk-7"},
		{"kind:furniture", "silk-9"},
		// A page has the number that is printed on it; where that is no page's, the
		// number of pages before it counts.
		{"page:1", "silk-3 silk-4 silk-5 silk-6 undated-0 undated-1 water-0 water-1 water-2 water-3"},
		{"page:1A", "undated-0 undated-1"},
		{"page:III", "silk-0 silk-1 silk-2 silk-3"},
		{"page:4", "silk-10 silk-11"},
		{"page:02–3", "silk-6 silk-7 silk-8 silk-10 silk-11 water-3 water-4"},
		{"page:2.. -page:3", "silk-6 silk-7 silk-8 water-3 water-4"},
		{"page:5..", ""},
		// An entry of a reference list is found by its own fields, in both of its
		// forms and in any script, and not by the fields of its document.
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
		// The passages that cite a work, by its id, its DOI, or words of its entries.
		{"cites:w-survey-3", "survey-1 survey-2 thaw-1"},
		{"cites:https://doi.org/10.1000/snow", "survey-1 survey-2 thaw-1"},
		{"cites:10.30692/sisad.1254693", "survey-1"},
		{"cites:Zhumabekov", "survey-1"},
		{`cites:"Цой 1998"`, "survey-1 survey-2 thaw-1"},
		{"cites:снег melting", "thaw-1"},
		{"cites:nobody", ""},
		{"frost -cites:w-survey-3", ""},
		// A query without words finds nothing, not everything.
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
		// A run of Han characters is found as written: not its pairs, not in other
		// characters.
		for _, c := range []struct {
			query string
			views analysis.Views
			want  string
		}{
			{"投资项目", req.Views, "silk-4 trade-1"},
			{"投資項目", req.Views, ""},
			{"投資", req.Views, ""},
			{"投资合作", req.Views, ""},
			{"哈萨克斯坦项目", req.Views, ""},
			{"投资项目", req.Views.With(analysis.Stem), "silk-4 trade-1"},
			{"投資項目", req.Views.With(analysis.Fold), "silk-4 trade-1"},
			{"投资项目", analysis.Views(0).With(analysis.Stem), ""},
			{"author:张继业", req.Views, "silk-11"},
			{"author:張繼業", req.Views, ""},
			{"author:張繼業", req.Views.With(analysis.Fold), "silk-11"},
			{"title:硕丰", req.Views, ""},
		} {
			req := request(t, c.query)
			req.Views = c.views
			if got := sorted(ids(s.search(t, req))); got != c.want {
				t.Errorf("%s by %s: found %s, wanted %s", c.query, c.views, got, c.want)
			}
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

// A phrase is found where damage has torn it apart, below all true ones.
func testDamaged(t *testing.T, open Open) {
	filler := strings.Repeat("other words of a long passage ", 40)
	docs := []*doc.Document{{ID: "d", Source: "d.txt", Passages: 5}}
	var passages []*doc.Passage
	for i, text := range []string{"of clean the energy", filler + "clean energy " + filler, "energy, quite clean", "clean water and energy", "energy clean energy water clean energy of clean"} {
		passages = append(passages, &doc.Passage{ID: fmt.Sprintf("d-%d", i), DocID: "d", Ordinal: i, Kind: doc.Body, Lang: doc.English,
			Text: text, Damaged: i != 3})
	}
	s := newSuite(t, open(t, docs, passages), docs, passages)
	res := s.search(t, request(t, `"clean energy"`))
	if got := ids(res); sorted(got) != "d-0 d-1 d-2 d-4" || !strings.HasPrefix(got, "d-4 d-1 ") {
		t.Errorf("found %s, wanted true phrases first, then what is scattered in damaged text", got)
	}
}

// Words that the corpus does not hold are searched by words like them, and the answer
// tells so; words that it holds are searched as they are, and so are words without
// letters to compare.
func (s suite) testCorrections(t *testing.T) {
	for _, c := range []struct{ query, term, with string }{
		{"consortum", "consortum", "consortium"},
		{"consrotim tender", "consrotim", "consortium"},
		{"қазақсттан", "қазақсттан", "қазақстан"},
		{"consortium", "", ""},
		{"investing", "", ""},    // by its stem
		{"zhangjiye", "", ""},    // by its sounds
		{"ilu", "", ""},          // too short
		{"摘 consortium", "", ""}, // characters are not spelt
		{"nowhere-like", "", ""}, // nothing is like it
		{"powerstation", "powerstation", "power station"},
		{"экономикастепи", "экономикастепи", "экономика степи"},
		{"=powerstation", "", ""},
		{"consortum*", "", ""}, // a beginning
		{"=consortum", "", ""}, // as written only
		{`"consortum"`, "", ""},
		{"consort?um", "", ""},
	} {
		plan := s.search(t, request(t, c.query)).Plan
		if c.term == "" {
			if len(plan.Corrections) > 0 {
				t.Errorf("%s: searched by %v", c.query, plan.Corrections)
			}
		} else if len(plan.Corrections) != 1 || plan.Corrections[0].Term != c.term || !slices.Contains(plan.Corrections[0].With, c.with) {
			t.Errorf("%s: corrections %v, wanted %s by %s", c.query, plan.Corrections, c.term, c.with)
		}
	}
}

// Of a text that is longer than a query may be the rarest words are searched, and the
// others told.
func (s suite) testLong(t *testing.T) {
	frequent := strings.Fields("water power station investment road economic regional cooperation wind solar tender projects")
	for _, c := range []struct {
		text, found string
		told        bool // that words were left out
	}{
		{"The consortium (its tender won) builds. " + strings.Repeat(strings.Join(frequent, " ")+" ", 7), "silk-7", false},
		{unheld(70) + " consortium", "silk-7", true},
		{"consortium " + unheld(70), "silk-7", true},
		{unheld(70) + " “consortium”, -1.5 OR", "silk-7", true},
		{strings.Repeat("该河上的老磨坊，", 20) + "张继业。", "silk-11", false},
	} {
		req := request(t, c.text)
		res := s.search(t, req)
		if !slices.Contains(strings.Fields(ids(res)), c.found) {
			t.Errorf("%.40s…: found %s, wanted %s", c.text, ids(res), c.found)
		}
		searched := 0
		for leaf := range query.Leaves(mustParse(t, res.Plan.Parsed).Expr) {
			searched++
			if w, ok := leaf.(query.Word); !ok || !w.Plain() {
				t.Errorf("%.40s…: searched as %s", c.text, leaf)
			}
		}
		if searched == 0 || searched > query.MaxQueryTerms {
			t.Errorf("%.40s…: %d words were searched", c.text, searched)
		}
		if told := slices.ContainsFunc(res.Plan.Notes, func(n query.Note) bool { return n.Code == "words_left_out" }); told != c.told {
			t.Errorf("%.40s…: notes %v", c.text, res.Plan.Notes)
		}
	}
}

// unheld is a text of n words that no corpus holds.
func unheld(n int) string {
	words := make([]string, n)
	for i := range words {
		words[i] = fmt.Sprintf("zq%dw%d", i, i)
	}
	return strings.Join(words, " ")
}

// What is asked for and not held is told where it stands in the query.
func (s suite) testNotes(t *testing.T) {
	for _, c := range []struct{ query, code, part string }{
		{"lang:tr", "", ""},
		{"lang:xx", "lang_not_held", "lang:xx"},
		{"water lang:ja OR lang:tr", "lang_not_held", "lang:ja"},
		{"water -lang:mn", "lang_not_held", "lang:mn"},
		{"lang:(tr OR fr)", "lang_not_held", "fr"},
		{"cites:7", "cites_not_held", "cites:7"},
		{`7 cites:"Nobody 1875"`, "cites_not_held", `cites:"Nobody 1875"`},
		{"cites:10.9999/none", "cites_not_held", "cites:10.9999/none"},
		{"water C++", "signs_not_held", "C++"},
		{"water C", "", ""},
		{"cites:Zhumabekov", "", ""},
		{"cites:https://doi.org/10.1000/snow", "", ""},
		{"lang:TR water", "", ""},
	} {
		req := request(t, c.query)
		notes := s.search(t, req).Plan.Notes
		switch {
		case c.code == "" && len(notes) > 0:
			t.Errorf("%s: notes %v", c.query, notes)
		case c.code != "" && (len(notes) != 1 || notes[0].Code != c.code || c.query[notes[0].Position:notes[0].End] != c.part):
			t.Errorf("%s: notes %v, wanted %s on %s", c.query, notes, c.code, c.part)
		}
	}
	// A filter by a language that nothing is in is no error.
	if res := s.search(t, request(t, "", search.Filter{Facet: doc.FacetLang, Include: []string{"xx"}})); res.Total != 0 {
		t.Errorf("a language that no passage is in: found %d", res.Total)
	}
}

package web_test

// Narrowed facets, groups and explanations.

import (
	"math"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/web"
)

func TestFacetQuery(t *testing.T) {
	h := serve(t, web.Options{})
	for _, tt := range []struct{ facet, typed, want string }{
		{"author", "сары", "Meiram Sarybayev, Мейрам Сарыбаев"},
		{"author", "saryb", "Meiram Sarybayev, Мейрам Сарыбаев"},
		{"author", "abil", "Ерлан Әбілов"},
		{"author", "zhang", "Wei Zhang, W. Zhang"},
		{"author", "чжан", "Wei Zhang, W. Zhang"},
		{"author", "lai chun", "赖春兰"},
		{"author", "nobody", ""},
		{"lang", "қазақша", "kk"},
		{"lang", "казахский", "kk"},
		{"lang", "哈萨克语", "kk"},
		{"lang", "kaz", "kk"},
		{"kind", "摘要", "abstract"},
		{"script", "кирил", "Cyrl"},
		{"section", "data", "Introduction, Introduction/Data%20%2F%20figures"},
		{"year", "202", "2024, 2023, 2022, 2021, 2020"},
	} {
		a := searchFor(t, h, url.Values{"facet_q." + tt.facet: {tt.typed}, "limit": {"0"}}.Encode())
		var values []string
		for _, v := range a.Facets[tt.facet] {
			values = append(values, v.Value)
		}
		want := tt.want
		if tt.facet == "section" {
			// A section's own name or that of one above it.
			if !slices.Contains(values, "Introduction/Data%20%2F%20figures") || slices.Contains(values, "References") {
				t.Errorf("facet_q.section=%s gives %q", tt.typed, values)
			}
			continue
		}
		if got := strings.Join(values, ", "); got != want {
			t.Errorf("facet_q.%s=%s gives %q, want %q", tt.facet, tt.typed, got, want)
		}
	}
	all := searchFor(t, h, "limit=0&facet_limit=1000")
	narrow := searchFor(t, h, "limit=0&facet_limit=1&facet_q.author=%D1%81%D0%B0%D1%80%D1%8B")
	if len(narrow.Facets["author"]) != 1 || narrow.FacetsMore["author"] != 1 || len(narrow.Facets["year"]) != 1 ||
		narrow.FacetsMore["year"] != len(all.Facets["year"])-1 {
		t.Errorf("narrowed to one value: %v, more %v", narrow.Facets, narrow.FacetsMore)
	}
}

func TestGroupedByDocument(t *testing.T) {
	h := serve(t, web.Options{})
	for _, order := range []string{"relevance", "position", "year", "-year"} {
		query := "q=" + url.QueryEscape("investment OR инвестиции OR 投资") + "&limit=3&sort=" + order
		perDoc := map[string]int{}
		for _, p := range walk(t, h, query) {
			perDoc[p.Doc.ID]++
		}
		total := searchFor(t, h, query)
		grouped := walk(t, h, query+"&group=document")
		if a := searchFor(t, h, query+"&group=document"); a.Total != total.Total || a.TotalDocuments != len(perDoc) {
			t.Errorf("%s: grouped %d passages in %d documents, want %d in %d", order, a.Total, a.TotalDocuments, total.Total, len(perDoc))
		}
		if len(grouped) != len(perDoc) {
			t.Errorf("%s: %d groups, want one for each of %d documents", order, len(grouped), len(perDoc))
		}
		for _, g := range grouped {
			if *g.MoreInDocument != perDoc[g.Doc.ID]-1 {
				t.Errorf("%s: %d more in %s, want %d", order, *g.MoreInDocument, g.Doc.ID, perDoc[g.Doc.ID]-1)
			}
		}
	}
	next := *searchFor(t, h, "q=investment&group=document&limit=2").Next
	wantProblem(t, get(t, h, "/api/v1/search?q=investment&limit=2&cursor="+next), 400, "cursor_mismatch")
}

func TestExplain(t *testing.T) {
	h := serve(t, web.Options{})
	for _, q := range []string{"investments", "мәдени айырмашылық", "投资项目", `"investment projects" infrastructure`, "Zhang", "invest*", "infrastracture"} {
		a := searchFor(t, h, "explain=1&q="+url.QueryEscape(q))
		if len(a.Hits) == 0 {
			t.Errorf("%q: nothing found", q)
		}
		for _, hit := range a.Hits {
			sum := 0.0
			if q == "投资项目" && hit.Explain.Parts[0].Matched[0] != q {
				t.Errorf("a run of characters is one word to a reader: %+v", hit.Explain.Parts[0])
			}
			for _, p := range hit.Explain.Parts {
				sum += p.Score
				if p.Why == "" || p.Query != "" && (len(p.Matched) == 0 || !strings.Contains(hit.Text, p.Matched[0])) {
					t.Errorf("%q in %s: %+v explains nothing", q, hit.ID, p)
				}
			}
			if math.Abs(sum-hit.Score) > 1e-3 || hit.Explain.Score != hit.Score {
				t.Errorf("%q in %s: parts add up to %f, the score is %f", q, hit.ID, sum, hit.Score)
			}
		}
	}
}

func TestSimilar(t *testing.T) {
	h := serve(t, web.Options{})
	type item struct {
		passageJSON
		Score float64
	}
	l := decode[listJSON[item]](t, get(t, h, "/api/v1/passages/d00-04/similar?limit=3").Body.Bytes())
	if len(l.Items) != 3 || l.Total < 3 || l.Next == nil {
		t.Fatalf("similar %+v", l)
	}
	// The same article stands in the corpus six times.
	if first := l.Items[0]; first.Doc.ID == "d00" || first.Kind != "body" || first.Lang != "en" {
		t.Errorf("most similar is %+v, want the same text in another document", first)
	}
	for i, p := range l.Items {
		if p.ID == "d00-04" || i > 0 && p.Score > l.Items[i-1].Score {
			t.Errorf("%d: %s with %f", i, p.ID, p.Score)
		}
	}
	again := decode[listJSON[item]](t, get(t, h, "/api/v1/passages/d00-04/similar?limit=3&cursor="+*l.Next).Body.Bytes())
	if len(again.Items) == 0 || again.Items[0].ID == l.Items[2].ID {
		t.Errorf("the next page begins with %+v", again.Items)
	}
}

func TestSuggest(t *testing.T) {
	h := serve(t, web.Options{})
	type item struct {
		Text, Kind, Q string
		Total         int
	}
	for typed, want := range map[string]string{"infra": "infrastructure", "инвестиц": "инвестициялық", "Сары": "Мейрам Сарыбаев", "lai chun": "赖春兰", "мәдени айыр": "мәдени айырмашылық"} {
		l := decode[listJSON[item]](t, get(t, h, "/api/v1/suggest?q="+url.QueryEscape(typed)).Body.Bytes())
		if l.Total != len(l.Items) || !slices.ContainsFunc(l.Items, func(i item) bool { return i.Text == want }) {
			t.Errorf("%q: %+v, want %q among them", typed, l, want)
		}
		for _, i := range l.Items {
			if got := searchFor(t, h, "limit=0&q="+url.QueryEscape(i.Q)).Total; got != i.Total {
				t.Errorf("%q: %+v finds %d", typed, i, got)
			}
		}
	}
	if l := decode[listJSON[item]](t, get(t, h, "/api/v1/suggest?limit=2&q=i").Body.Bytes()); len(l.Items) != 2 {
		t.Errorf("limit=2 gives %d", len(l.Items))
	}
	if l := decode[listJSON[item]](t, get(t, h, "/api/v1/suggest").Body.Bytes()); len(l.Items) != 0 {
		t.Errorf("nothing typed gives %v", l.Items)
	}
}

func TestSuggestions(t *testing.T) {
	h := serve(t, web.Options{})
	type suggestion struct {
		Q       string
		Total   int
		Why     string
		Without []string
	}
	for _, tt := range []struct {
		query string
		want  suggestion // the first; its total is checked by searching
	}{
		{"q=infrastracture", suggestion{Q: "infrastructure", Why: "spelling"}},
		{"q=Infrastrcuture+projects", suggestion{Q: "Infrastructure projects", Why: "spelling"}},
		{"q=мәднеи", suggestion{Q: "мәдени", Why: "spelling"}},
		{"q=сотруничество", suggestion{Q: "сотрудничество", Why: "spelling"}},
		{"q=infrastracture&match=exact", suggestion{Q: "infrastructure", Why: "spelling"}},
		{"q=bydtcnbwbb", suggestion{Q: "инвестиции", Why: "layout"}},
		{"q=cjnhelybxtcndj", suggestion{Q: "сотрудничество", Why: "layout"}},
		{"q=" + url.QueryEscape("0fpf0cnfy"), suggestion{Q: "қазақстан", Why: "layout"}},
		{"q=" + url.QueryEscape("штмуыеьуте"), suggestion{Q: "investment", Why: "layout"}},
		{"q=investment&lang=zh&kind=title", suggestion{Q: "investment", Why: "filters", Without: []string{"lang"}}},
		{"q=investment&lang=tr&kind=note", suggestion{Q: "investment", Why: "filters", Without: []string{"lang", "kind"}}},
		{"q=%22projects+bring+investment%22", suggestion{Q: "projects bring investment", Why: "phrase"}},
		{"q=investment+-projects+-economy", suggestion{Q: "investment", Why: "exclusions"}},
		{"q=infrastructure+zzzz", suggestion{Q: "infrastructure", Why: "fewer_words"}},
		{"q=title:zzzz+infrastructure", suggestion{Q: "infrastructure", Why: "fewer_words"}},
	} {
		a := searchFor(t, h, "limit=0&"+tt.query)
		if len(a.Suggestions) == 0 {
			t.Errorf("%s: no suggestion (total %d)", tt.query, a.Total)
			continue
		}
		got := decode[suggestion](t, a.Suggestions[0])
		if got.Q != tt.want.Q || got.Why != tt.want.Why || !slices.Equal(got.Without, tt.want.Without) {
			t.Errorf("%s: suggestion %+v, want %+v", tt.query, got, tt.want)
		}
		params, _ := url.ParseQuery(tt.query)
		for _, name := range got.Without {
			params.Del(name)
		}
		params.Set("q", got.Q)
		params.Set("limit", "0")
		if total := searchFor(t, h, params.Encode()).Total; total != got.Total || total == 0 {
			t.Errorf("%s: suggestion promises %d, it gives %d", tt.query, got.Total, total)
		}
	}
	// Nor what only a part of is a word in the other layout.
	for _, q := range []string{"investment", "", "zzzzqqqq", "投资项目", "kind:body", "xqzy d"} {
		if a := searchFor(t, h, "q="+url.QueryEscape(q)); len(a.Suggestions) != 0 {
			t.Errorf("%q: %s suggested, want nothing", q, a.Suggestions)
		}
	}
}

// That a word of another language only begins so does not make a slip a word: what
// was meant is told beside what was found.
func TestSlipThatOnlyBeginsLikeAWord(t *testing.T) {
	h := serveDocuments(t, []*doc.Document{{ID: "d", Source: "d.txt", Title: "Projects"}}, []*doc.Passage{
		{ID: "en", DocID: "d", Kind: doc.Body, Lang: "en", Text: "Investment is growing."},
		{ID: "latin", DocID: "d", Ordinal: 1, Kind: doc.Reference, Lang: "ru-Latn", Text: "Kazakhstansko-kitayskoye investitsionnoye sotrudnichestvo"},
	})
	a := searchFor(t, h, "q=investmant")
	if got := ids(a); !slices.Equal(got, []string{"latin"}) || len(a.Suggestions) != 1 || !strings.Contains(string(a.Suggestions[0]), `"q":"investment"`) {
		t.Errorf("found %q, suggested %s; want investment to be suggested", got, a.Suggestions)
	}
}

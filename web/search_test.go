package web_test

// Narrowed facets and explanations.

import (
	"net/url"
	"slices"
	"strings"
	"testing"

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
			// A section's own name or the name of one above it.
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

// An explanation says in words how each part of a score came about.
func TestExplain(t *testing.T) {
	h := serve(t, web.Options{})
	for _, q := range []string{"investments", "投资项目", `"investment projects" infrastructure`, "Zhang", "infrastracture"} {
		for _, hit := range searchFor(t, h, "explain=1&q="+url.QueryEscape(q)).Hits {
			for _, p := range hit.Explain.Parts {
				if p.Why == "" || p.Query != "" && (len(p.Matched) == 0 || !strings.Contains(hit.Text, p.Matched[0])) || hit.Explain.Score != hit.Score {
					t.Errorf("%q in %s: %+v explains nothing", q, hit.ID, p)
				}
			}
		}
	}
}

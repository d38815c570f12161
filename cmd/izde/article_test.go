package main

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/izde/izde/indexer"
	"github.com/izde/izde/indexer/langid"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/embedded"
	"github.com/izde/izde/web"
)

// serveArticle runs the whole path: the corpus of the repository, indexed on
// disk, behind the real router.
func serveArticle(t *testing.T) *httptest.Server {
	t.Helper()
	live, err := inFolder(articleIndex(t)).live(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(live.Close)
	server := httptest.NewServer(web.New(site(live), web.Options{Logger: slog.New(slog.DiscardHandler)}))
	t.Cleanup(server.Close)
	return server
}

// articleIndex indexes the article and returns the folder of the index.
func articleIndex(t *testing.T) string {
	t.Helper()
	root := filepath.Join(t.TempDir(), "index")
	b, err := embedded.Build(t.Context(), root, embedded.BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Abort()
	report, err := indexer.Run(t.Context(), b, []string{"../../seeds/articles"}, indexer.Options{Identifier: &langid.Detector{}})
	if err != nil || len(report.Failed) > 0 {
		t.Fatalf("indexing: %v %v", err, report)
	}
	if _, err := b.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	return root
}

// get decodes the JSON at path.
func get(t *testing.T, server *httptest.Server, path string, into any) {
	t.Helper()
	resp, err := http.Get(server.URL + path)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("GET %s: %s", path, resp.Status)
	}
	if err := json.NewDecoder(resp.Body).Decode(into); err != nil {
		t.Fatalf("GET %s: %v", path, err)
	}
}

// answer holds the members of a search answer that the tests look at.
type answer struct {
	Total int
	Hits  []struct {
		ID, Kind, Lang, Text, URL string
		Section                   []string
		Doc                       struct{ ID, Title string }
		Marks                     []struct {
			Start, End int
			Via        string
		}
		Reference *struct{ Number int }
	}
	Facets map[string][]struct {
		Value string
		Count int
	}
}

// marked returns the marked texts of the first hit.
func (a answer) marked() string {
	var marked []string
	text := []rune(a.Hits[0].Text)
	for _, m := range a.Hits[0].Marks {
		marked = append(marked, string(text[m.Start:m.End])+":"+m.Via)
	}
	return strings.Join(marked, " ")
}

// The article is searched in its four languages, with marks on exactly the
// words that matched.
func TestArticle(t *testing.T) {
	server := serveArticle(t)
	for _, c := range []struct{ query, filter, kind, lang, marked string }{
		{"wind power station", "", "body", "en", ""},
		{`"labor quota restrictions"`, "kind=body", "body", "en", "labor quota restrictions:exact"},
		{"depletions gradually", "", "body", "en", "gradual:stem depletion:stem"},
		{"мәдени айырмашылықтарды", "", "abstract", "kk", "мәдени:exact мәдени:exact айырмашылықтарды:exact"},
		{"геосаяси салдарлар", "", "keywords", "kk", "геосаяси:exact салдарлар:exact"},
		{"культурное различие", "", "abstract", "ru", "культурные:stem культурных:stem различий:stem"},
		{"последствия геополитических", "kind=keywords", "keywords", "ru", "геополитические:stem последствия:exact"},
		{"人民日报", "", "reference", "en", "人民日报:exact"},
		{"哈萨克斯坦发展报告", "", "reference", "", "哈萨克斯坦:exact 哈萨克斯坦:exact 哈萨克斯坦发展报告:exact"},
		{"蓝皮书", "lang=zh", "reference", "en", "蓝皮书:exact"},
		{"DOI:10.52123/1994-2370-2024-1172 kind:title lang:ru", "", "title", "ru", ""},
	} {
		t.Run(c.query, func(t *testing.T) {
			var a answer
			get(t, server, "/api/v1/search?q="+url.QueryEscape(c.query)+"&"+c.filter, &a)
			if a.Total == 0 {
				t.Fatal("nothing was found")
			}
			h := a.Hits[0]
			if h.Kind != c.kind || c.lang != "" && h.Lang != c.lang {
				t.Errorf("first hit is %s in %s, wanted %s in %s: %s", h.Kind, h.Lang, c.kind, c.lang, h.Text)
			}
			if c.marked != "" && a.marked() != c.marked {
				t.Errorf("marked %s, wanted %s", a.marked(), c.marked)
			}
			if want := fmt.Sprintf("/documents/%s#p-%s", h.Doc.ID, h.ID); h.URL != want {
				t.Errorf("url %s, wanted %s", h.URL, want)
			}
		})
	}

	t.Run("facets", func(t *testing.T) {
		var a answer
		get(t, server, "/api/v1/search?limit=0", &a)
		for facet, values := range map[string][]string{
			"lang": {"en", "kk", "ru", "zh"}, "kind": {"title", "abstract", "keywords", "heading", "body", "table", "reference"},
			"year": {"2024"}} {
			for _, want := range values {
				i := slices.IndexFunc(a.Facets[facet], func(v struct {
					Value string
					Count int
				}) bool {
					return v.Value == want
				})
				if i < 0 {
					t.Errorf("facet %s lacks %s: %v", facet, want, a.Facets[facet])
					continue
				}
				// The count is the total after ticking the value.
				var ticked answer
				get(t, server, "/api/v1/search?limit=0&"+facet+"="+want, &ticked)
				if ticked.Total != a.Facets[facet][i].Count {
					t.Errorf("%s=%s gives %d passages, its count says %d", facet, want, ticked.Total, a.Facets[facet][i].Count)
				}
			}
		}
	})

	t.Run("document", func(t *testing.T) {
		var docs struct {
			Items []struct {
				ID, Source, DOI string
				Titles          map[doc.Lang]string
				Year            int
				References      int
			}
			Total int
		}
		get(t, server, "/api/v1/documents", &docs)
		if docs.Total != 1 {
			t.Fatalf("%d documents, wanted the article alone", docs.Total)
		}
		d := docs.Items[0]
		if d.Source != "sarybayev-lai-2024.txt" || d.DOI != "10.52123/1994-2370-2024-1172" || d.Year != 2024 || d.References != 19 {
			t.Errorf("document %+v", d)
		}
		for _, lang := range []doc.Lang{doc.English, doc.Kazakh, doc.Russian} {
			if d.Titles[lang] == "" {
				t.Errorf("no title in %s", lang)
			}
		}
		var refs struct {
			Items []struct {
				Number int
				Raw    string
			}
			Total int
		}
		get(t, server, "/api/v1/documents/"+d.ID+"/references?limit=100", &refs)
		if refs.Total != 19 || refs.Items[1].Number != 2 || !strings.Contains(refs.Items[1].Raw, "Çelik") {
			t.Errorf("%d references: %+v", refs.Total, refs.Items)
		}
		var works struct {
			Items []struct {
				Forms []string
				CSL   struct{ DOI string }
			}
		}
		get(t, server, "/api/v1/works?q="+url.QueryEscape("Poyasa i Puti"), &works)
		if len(works.Items) != 1 || works.Items[0].CSL.DOI != "10.20542/2073-4786-2022-3-72-83" {
			t.Errorf("works: %+v", works)
		}
	})
}

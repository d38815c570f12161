package web_test

import (
	"encoding/json"
	"fmt"
	"html"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/embedded"
	"github.com/izde/izde/search/glossary"
	"github.com/izde/izde/search/index"
	"github.com/izde/izde/web"
)

// serveInLanguages serves documents that are searched across languages, each of one passage
// in its main language.
func serveInLanguages(t *testing.T, docs []*doc.Document, works []*doc.Passage, texts ...string) http.Handler {
	t.Helper()
	passages := works
	for i, d := range docs {
		passages = append(passages, &doc.Passage{ID: d.ID + "-p", DocID: d.ID, Ordinal: 1, Kind: doc.Body, Lang: d.Languages[0], Text: texts[i]})
	}
	e, err := embedded.NewMemory(t.Context(), docs, passages)
	if err != nil {
		t.Fatal(err)
	}
	ix := index.NewAcross(e, glossary.New(e, nil))
	t.Cleanup(func() { ix.Close() })
	return web.New(func() (desk.Index, func(), error) { return ix, func() {}, nil }, web.Options{Logger: slog.New(slog.DiscardHandler)})
}

// The page of a document leads to what other documents have on its subject in other
// languages, and so does the API; the links find as many passages as they say.
func TestSameInOtherLanguages(t *testing.T) {
	entry := &doc.Passage{ID: "r1", DocID: "en", Ordinal: 2, Kind: doc.Reference, Lang: doc.English, Text: "Adams, J. (2020). Renewable energy in the north.",
		Reference: &doc.Entry{ID: "r1", Number: 1, Work: "w1", CSL: cite.Item{ID: "r1", Type: "article-journal", Title: "Renewable energy in the north", Language: "en"}}}
	h := serveInLanguages(t, []*doc.Document{
		{ID: "en", Source: "en.txt", Title: "Turbines", Titles: map[doc.Lang]string{doc.English: "Turbines"}, Languages: []doc.Lang{doc.English}, Keywords: map[doc.Lang][]string{doc.English: {"renewable energy in the north", `"steppe" AND (river)`}}},
		{ID: "ru", Source: "ru.txt", Title: "Возобновляемая энергия: НА СЕВЕРЕ", Titles: map[doc.Lang]string{doc.Russian: "Возобновляемая энергия: НА СЕВЕРЕ"}, Languages: []doc.Lang{doc.Russian}},
		{ID: "zh", Source: "zh.txt", Title: `title:" -AND (`, Languages: []doc.Lang{doc.Chinese}},
		{ID: "fr", Source: "fr.txt", Title: "", Languages: []doc.Lang{"fr"}},
	}, []*doc.Passage{entry}, "Renewable energy grows quickly in the north.", "Возобновляемая энергия быстро растёт на севере.", "可再生能源在北方增长很快。", "Rien.")
	links := regexp.MustCompile(`<a class="button" href="([^"]*)" rel="nofollow">([^<]*) <span class="n" aria-hidden="true">(\d+)<`)
	same := func(path string) string {
		t.Helper()
		link, ok := open(t, h, path).Find("a.inplace").Attr("href")
		if !ok {
			return "no link"
		}
		var found []string
		for _, m := range links.FindAllStringSubmatch(get(t, h, link+"&fragment=1").Body.String(), -1) {
			found = append(found, m[2])
			address, err := url.Parse(html.UnescapeString(m[1]))
			if err != nil {
				t.Fatal(err)
			}
			asked := address.Query()
			asked.Del("hl")
			res := searchFor(t, h, asked.Encode())
			if fmt.Sprint(res.Total) != m[3] || len(res.Query.Notes) != 0 {
				t.Errorf("%s leads to %d passages, wanted %s, with notes %v", m[1], res.Total, m[3], res.Query.Notes)
			}
		}
		return strings.Join(found, " ")
	}
	for path, want := range map[string]string{
		"/documents/en?hl=en": "Russian Chinese",
		"/documents/en?hl=kk": "орыс тілі қытай тілі",
		"/documents/ru?hl=en": "English Chinese",
		"/documents/zh?hl=en": "", // its title is no words
		"/documents/fr?hl=en": "no link",
	} {
		if got := same(path); got != want {
			t.Errorf("%s leads to %q, wanted %q", path, got, want)
		}
	}
	var works struct{ Items []struct{ ID string } }
	if err := json.Unmarshal(get(t, h, "/api/v1/works?q=renewable").Body.Bytes(), &works); err != nil || len(works.Items) != 1 {
		t.Fatalf("%d works, %v", len(works.Items), err)
	}
	if got := same("/works/" + works.Items[0].ID + "?hl=en"); got != "Russian Chinese" {
		t.Errorf("the page of a work leads to %q", got)
	}
	if page := open(t, h, "/documents/zh/same?hl=en"); !strings.Contains(text(page.Find("main")), "nothing on this subject") || page.Find(".back a").AttrOr("href", "") != "/documents/zh?hl=en" {
		t.Errorf("the page of a document without such says %q", text(page.Find("main")))
	}
	for path, want := range map[string]string{
		"/documents/en/same":                    `{"items":[{"lang":"ru","passages":1,"q":"(renewable energy in the north) OR (steppe and river)","document":"en"},{"lang":"zh","passages":1,`,
		"/works/" + works.Items[0].ID + "/same": `{"items":[{"lang":"ru","passages":1,"q":"Renewable energy in the north","document":null},{"lang":"zh",`,
		"/documents/zh/same":                    `{"items":[],"total":0,"next":null}`,
	} {
		if w := get(t, h, "/api/v1"+path); w.Code != http.StatusOK || !strings.HasPrefix(w.Body.String(), want) {
			t.Errorf("%s: status %d: %s", path, w.Code, w.Body)
		}
	}
	wantProblem(t, get(t, h, "/api/v1/documents/none/same"), 404, "unknown_document")
}

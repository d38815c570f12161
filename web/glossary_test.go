package web_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/embedded"
	"github.com/izde/izde/search/glossary"
	"github.com/izde/izde/search/index"
	"github.com/izde/izde/web"
)

// serveAcross returns a site that is searched across languages, and its glossary.
func serveAcross(t *testing.T, opts web.Options) (http.Handler, *glossary.Glossary) {
	t.Helper()
	d := &doc.Document{ID: "d", Source: "d.txt", Title: "Wind", Keywords: map[doc.Lang][]string{doc.English: {"wind farm", "steppe"}, doc.Russian: {"ветропарк", "степь"}}}
	passages := []*doc.Passage{
		{ID: "p1", DocID: "d", Ordinal: 1, Kind: doc.Body, Lang: doc.English, Text: "A wind farm stands in the steppe."},
		{ID: "p2", DocID: "d", Ordinal: 2, Kind: doc.Body, Lang: doc.Russian, Text: "Ветропарк стоит в степи."},
		{ID: "p3", DocID: "d", Ordinal: 3, Kind: doc.Body, Lang: doc.Russian, Text: "Энергия ветра."},
	}
	e, err := embedded.NewMemory(t.Context(), []*doc.Document{d}, passages)
	if err != nil {
		t.Fatal(err)
	}
	g := glossary.New(e, nil)
	ix := index.NewAcross(e, g)
	t.Cleanup(func() { ix.Close() })
	opts.Logger = slog.New(slog.DiscardHandler)
	return web.New(func() (desk.Index, func(), error) { return ix, func() {}, nil }, opts), g
}

func TestGlossaryPage(t *testing.T) {
	var kept []glossary.Pair
	var g *glossary.Glossary
	var h http.Handler
	h, g = serveAcross(t, web.Options{SwitchPair: func(p *search.Translation, off bool) error {
		kept = glossary.Switch(kept, glossary.Form{Lang: p.Lang, Text: p.Term}, glossary.Form{Lang: p.To, Text: p.With}, off)
		g.Bring(kept)
		return nil
	}})
	ask := func(method, target, body string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, "http://localhost:8080"+target, strings.NewReader(body))
		r.RemoteAddr = "127.0.0.1:1234"
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", "http://localhost:8080")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
	total := func() int { return searchFor(t, h, "q=ветропарк").Total }
	body := ask("GET", "/glossary", "").Body.String()
	for _, want := range []string{"wind farm", "ветропарк", `href="/documents/d"`, "Switch off"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if total() != 2 {
		t.Fatalf("%d passages before", total())
	}
	pair := url.Values{"term": {"wind farm"}, "from": {"en"}, "with": {"ветропарк"}, "to": {"ru"}, "pair": {"off"}}
	for name, header := range map[string][]string{
		"another site":  {"Sec-Fetch-Site", "cross-site"},
		"a proxy":       {"X-Forwarded-For", "192.0.2.1"},
		"another name":  {"Host", "x"},
		"another place": {"Remote", "192.0.2.1:80"},
	} {
		r := httptest.NewRequest("POST", "http://localhost:8080/glossary", strings.NewReader(pair.Encode()))
		r.RemoteAddr = "127.0.0.1:1234"
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", "http://localhost:8080")
		switch header[0] {
		case "Host":
			r.Host = "library.example"
		case "Remote":
			r.RemoteAddr = header[1]
		default:
			r.Header.Set(header[0], header[1])
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusForbidden || total() != 2 {
			t.Errorf("from %s: status %d, then %d passages", name, w.Code, total())
		}
	}
	if w := ask("POST", "/glossary", pair.Encode()); w.Code != http.StatusSeeOther || total() != 1 {
		t.Errorf("switching off: status %d, then %d passages", w.Code, total())
	}
	if body := ask("GET", "/glossary", "").Body.String(); !strings.Contains(body, "switched off") {
		t.Error("the page does not say what is switched off")
	}
	if w := get(t, h, "/api/v1/glossary?q=ветропарк"); !strings.Contains(w.Body.String(), `"document":"d","passage":null`) || !strings.Contains(w.Body.String(), `"confidence":0,`) {
		t.Errorf("the API says %s", w.Body)
	}
	pair.Set("pair", "on")
	if w := ask("POST", "/glossary", pair.Encode()); w.Code != http.StatusSeeOther || total() != 2 || len(kept) != 0 {
		t.Errorf("switching on: status %d, then %d passages", w.Code, total())
	}
	for _, wrong := range []string{"", "pair=off", "pair=maybe&term=a&with=b&from=en&to=ru", "pair=off&term=a&with=b&from=en&to=%00", "pair=off&term=a%09b&with=b&from=en&to=ru"} {
		if w := ask("POST", "/glossary", wrong); w.Code != http.StatusBadRequest {
			t.Errorf("%q: status %d", wrong, w.Code)
		}
	}
	if w := ask("GET", "/glossary", ""); !strings.Contains(w.Body.String(), "Switch off") || strings.Contains(get(t, h, "/glossary").Body.String(), "Switch off") {
		t.Error("those may switch who may not, or not those who may")
	}
	wantProblem(t, get(t, h, "/api/v1/glossary?lang=zz"), 400, "invalid_value")
}

// A question that nothing answers in its own words has the answers of others in their group.
func TestOtherLanguagesAlone(t *testing.T) {
	h, _ := serveAcross(t, web.Options{})
	body := get(t, h, "/?q="+url.QueryEscape("能源是从哪里来的？")).Body.String()
	group, other := strings.Index(body, `<h2 class="group">In other languages`), strings.Index(body, `id="h-p3"`)
	if group < 0 || other < group || strings.Count(body, `class="group"`) != 1 {
		t.Errorf("the group at %d, its passage at %d", group, other)
	}
}

// A query's own passages come first, the others in a group of their own.
func TestOtherLanguages(t *testing.T) {
	h, _ := serveAcross(t, web.Options{})
	body := get(t, h, "/?q=wind+farm").Body.String()
	own, group, other := strings.Index(body, `id="h-p1"`), strings.Index(body, `<h2 class="group">In other languages`), strings.Index(body, `id="h-p2"`)
	if own < 0 || group < own || other < group || !strings.Contains(body, "1 more passage by words in other languages") || !strings.Contains(body, "lang=ru") {
		t.Errorf("own passage at %d, the group at %d, the other at %d", own, group, other)
	}
	if group > 0 && !strings.Contains(body[group:], `<h2 class="of">`) {
		t.Error("the group does not name the document of its first passage")
	}
}

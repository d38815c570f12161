package web_test

// Errors as clients see them: every error of the API and of the pages.

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/web"
)

type problemJSON struct {
	Type, Title string
	Status      int
	Code        string
	Detail      string
	Parameter   string
	Position    *int
	Limit       *struct {
		Name string
		Max  int
	}
}

// wantProblem checks that w is a problem document of that status and code.
func wantProblem(t *testing.T, w *httptest.ResponseRecorder, status int, code string) problemJSON {
	t.Helper()
	if got := w.Header().Get("Content-Type"); got != "application/problem+json" {
		t.Fatalf("status %d with Content-Type %q, want application/problem+json\n%.300s", w.Code, got, w.Body)
	}
	p := decode[problemJSON](t, w.Body.Bytes())
	if w.Code != status || p.Status != status || p.Code != code {
		t.Errorf("status %d (%d in the body), code %s; want %d, %s\n%s", w.Code, p.Status, p.Code, status, code, p.Detail)
	}
	if p.Type == "" || p.Title == "" || p.Detail == "" {
		t.Errorf("an incomplete problem: %s", w.Body)
	}
	return p
}

func TestProblems(t *testing.T) {
	h := serve(t, web.Options{})
	for _, tt := range []struct {
		path      string
		status    int
		code      string
		parameter string
		detail    string // part of it
	}{
		{"/search?limit=-1", 400, "invalid_value", "limit", "from 0 to 100"},
		{"/search?limit=101", 400, "invalid_value", "limit", "from 0 to 100"},
		{"/search?limit=ten", 400, "invalid_value", "limit", ""},
		{"/search?limit=1&limit=2", 400, "repeated_parameter", "limit", ""},
		{"/search?q=a&q=b", 400, "repeated_parameter", "q", ""},
		{"/search?facet_limit=0", 400, "invalid_value", "facet_limit", ""},
		{"/search?autor=Zhang", 400, "unknown_parameter", "autor", "did you mean author?"},
		{"/search?limt=3", 400, "unknown_parameter", "limt", "did you mean limit?"},
		{"/search?xyzzy=3", 400, "unknown_parameter", "xyzzy", "known are q, lang"},
		{"/search?kind=abstrakt", 400, "invalid_value", "kind", "did you mean abstract?"},
		{"/search?-kind=nonsense", 400, "invalid_value", "-kind", "want one of"},
		{"/search?lang=klingon", 400, "invalid_value", "lang", "BCP 47"},
		{"/search?year=soon", 400, "invalid_value", "year", "2019..2024"},
		{"/search?year=2024..2019", 400, "invalid_value", "year", ""},
		{"/search?-year=..", 400, "invalid_value", "-year", ""},
		{"/search?doc=a/b", 400, "invalid_value", "doc", ""},
		{"/search?section=%25zz", 400, "invalid_value", "section", ""},
		{"/search?mode=some", 400, "invalid_value", "mode", "auto, all, any"},
		{"/search?sort=title", 400, "invalid_value", "sort", "relevance"},
		{"/search?match=exact,stam", 400, "invalid_value", "match", "did you mean stem?"},
		{"/search?facets=lang,kinds", 400, "invalid_value", "facets", "did you mean kind?"},
		{"/search?cites=a/b", 400, "invalid_value", "cites", "doi:10.1000/182"},
		{"/search?-script=Klingon", 400, "invalid_value", "-script", "Cyrl"},
		{"/search?group=author", 400, "invalid_value", "group", "document"},
		{"/search?explain=yes", 400, "invalid_value", "explain", ""},
		{"/search?facet_q.autor=x", 400, "unknown_parameter", "facet_q.autor", "did you mean facet_q.author?"},
		{"/search?facet_q.author=" + strings.Repeat("x", 300), 400, "invalid_value", "facet_q.author", "beginning"},
		{"/search?q=%zz", 400, "malformed_query", "", "percent-encode"},
		{"/search?q=a;b", 400, "malformed_query", "", ""},
		{"/search?q=%ff%fe", 400, "malformed_query", "q", "UTF-8"},
		{"/search?cursor=!!!", 400, "malformed_cursor", "cursor", ""},
		{"/search?cursor=e30", 400, "malformed_cursor", "cursor", ""},
		{"/documents/none", 404, "unknown_document", "", `"none"`},
		{"/documents/a%2Fb", 404, "unknown_document", "", ""},
		{"/documents/none/passages", 404, "unknown_document", "", ""},
		{"/documents/none/references", 404, "unknown_document", "", ""},
		{"/documents?language=en", 400, "unknown_parameter", "language", ""},
		{"/documents/d00?format=bibtext", 400, "invalid_value", "format", "did you mean bibtex?"},
		{"/documents?format=text&style=gost", 400, "invalid_value", "style", "gost-r-7.0.5"},
		{"/documents/d00/references?format=text&locale=tr", 400, "invalid_value", "locale", "en, kk, ru, zh"},
		{"/documents/d00?format=bibtex&keys=hanzi", 400, "invalid_value", "keys", "ascii, native"},
		{"/documents/none?format=bibtex", 404, "unknown_document", "", ""},
		{"/passages/none", 404, "unknown_passage", "", ""},
		{"/passages/%ff", 404, "unknown_passage", "", ""},
		{"/passages/" + strings.Repeat("a", 65), 404, "unknown_passage", "", "…"},
		{"/passages/d00-00?x=1", 400, "unknown_parameter", "x", ""},
		{"/passages/none/similar", 404, "unknown_passage", "", ""},
		{"/works?autor=Zhang", 400, "unknown_parameter", "autor", "author"},
		{"/works?author=%E2%80%94", 400, "invalid_value", "author", "words"},
		{"/works?type=boook", 400, "invalid_value", "type", "did you mean book?"},
		{"/documents?type=boook", 400, "invalid_value", "type", "did you mean book?"},
		{"/works?year=last", 400, "invalid_value", "year", "whole number"},
		{"/works?doi=nonsense", 400, "bad_identifier", "doi", "10.1000/182"},
		{"/works?orcid=0000", 400, "bad_identifier", "orcid", "0000-0002-1825-0097"},
		{"/works/doi:10.abc%2F1", 400, "bad_identifier", "", "10.1000%2F182"},
		{"/works/doi:10.1%2Fabc", 404, "unknown_work", "", "10.1/abc"},
		{"/works/doi:nonsense", 400, "bad_identifier", "", ""},
		{"/works/a%20b", 400, "bad_identifier", "", ""},
		{"/works/none", 404, "unknown_work", "", "none"},
		{"/works/none/citations", 404, "unknown_work", "", ""},
		{"/works/none/nothing", 404, "not_found", "", "cocited"},
		{"/works/doi:10.1000%2Fabc", 404, "unknown_work", "", "10.1000/abc"},
		{"/works/doi:10.1000/abc", 404, "unknown_work", "", "10.1000/abc"},
		{"/works/doi:10.1000%2Fabc/citations", 404, "unknown_work", "", ""},
		{"/suggest?q=x&lang=en", 400, "unknown_parameter", "lang", ""},
		{"/suggest?q=" + strings.Repeat("x", 300), 400, "invalid_value", "q", "beginning"},
		{"/authors/x", 404, "unknown_author", "", ""},
		{"/authors/x/works", 404, "unknown_author", "", ""},
		{"/authors/a%20b", 400, "bad_identifier", "", ""},
		{"/authors?name=x", 400, "unknown_parameter", "name", "q"},
		{"/nowhere", 404, "not_found", "", "/api/v1"},
		{"/search/", 404, "not_found", "", ""},
		{"/lookup", 405, "method_not_allowed", "", "POST"},
	} {
		t.Run(tt.path, func(t *testing.T) {
			p := wantProblem(t, get(t, h, "/api/v1"+tt.path), tt.status, tt.code)
			if p.Parameter != tt.parameter {
				t.Errorf("parameter %q, want %q", p.Parameter, tt.parameter)
			}
			if !strings.Contains(p.Detail, tt.detail) {
				t.Errorf("detail %q should say %q", p.Detail, tt.detail)
			}
		})
	}
}

func TestMethods(t *testing.T) {
	h := serve(t, web.Options{})
	for _, tt := range []struct{ method, path, allow string }{
		{"POST", "/api/v1/search", "GET, HEAD"},
		{"DELETE", "/api/v1/documents/d00", "GET, HEAD"},
		{"PUT", "/", "GET, HEAD"},
		{"POST", "/documents/d00", "GET, HEAD"},
		{"OPTIONS", "/api/v1/works", "GET, HEAD"},
		{"GET", "/api/v1/parse", "POST"},
	} {
		w := do(t, h, tt.method, tt.path)
		wantProblem(t, w, 405, "method_not_allowed")
		if got := w.Header().Get("Allow"); got != tt.allow {
			t.Errorf("%s %s: Allow %q, want %q", tt.method, tt.path, got, tt.allow)
		}
	}
	wantProblem(t, do(t, h, "POST", "/api/v1/lookup"), 415, "unsupported_media_type")
	wantProblem(t, do(t, h, "POST", "/api/v1/nowhere"), 404, "not_found")
}

func TestAccept(t *testing.T) {
	h := serve(t, web.Options{})
	for accept, status := range map[string]int{
		"application/json": 200, "text/html, */*;q=0.1": 200, "Application/JSON; charset=utf-8": 200,
		"application/x-bibtex": 200, "text/csv": 406, "application/json;q=0": 406,
	} {
		if w := get(t, h, "/api/v1/documents/d00", "Accept", accept); w.Code != status {
			t.Errorf("Accept: %s: status %d, want %d", accept, w.Code, status)
		}
	}
}

func TestQueryTooComplex(t *testing.T) {
	h := serve(t, web.Options{})
	for limit, q := range map[string]string{
		"bytes": strings.Repeat("қазақстан", 1000), "terms": strings.Repeat("ә* ", 65), "nested_parentheses": "қ " + strings.Repeat("(", 17) + "a",
		"fuzzy_words": strings.Repeat("word~ ", 9),
	} {
		p := wantProblem(t, get(t, h, "/api/v1/search?q="+url.QueryEscape(q)), 422, "query_too_complex")
		if p.Parameter != "q" || p.Limit == nil || p.Limit.Name != limit || p.Limit.Max == 0 || !strings.Contains(p.Detail, fmt.Sprint(p.Limit.Max)) {
			t.Errorf("%s: limit %+v, detail %q", limit, p.Limit, p.Detail)
		}
		if limit == "nested_parentheses" && (p.Position == nil || *p.Position < 17 || *p.Position > 19) {
			t.Errorf("%s: position %v, want that of the 17th parenthesis in code points", limit, p.Position)
		}
	}
	long := url.QueryEscape(strings.Repeat("қазақстан ", 100<<10/20))
	wantProblem(t, get(t, h, "/api/v1/search?q="+long), 422, "query_too_complex")
	if w := get(t, h, "/?q="+long); w.Code != 422 || !strings.Contains(w.Body.String(), `name="q"`) {
		t.Errorf("a query of 100 kB on the page: status %d, want 422 with a search box", w.Code)
	}
	many := strings.Repeat("&author=x", 1) + func() string {
		var b strings.Builder
		for i := range 300 {
			fmt.Fprintf(&b, "&author=a%d", i)
		}
		return b.String()
	}()
	wantProblem(t, get(t, h, "/api/v1/search?q=x"+many), 422, "query_too_complex")
}

func TestOddQueriesAreSearchedAsWords(t *testing.T) {
	h := serve(t, web.Options{})
	for _, q := range []string{`"unbalanced`, `((((`, `))) AND OR NOT`, "a\x00b\x07\x1b[31m", `field:`, `:`, `"`, `*`, `~`, `=`, `-`, "\u202e\u200b", "investment AND", `year:from..`} {
		for _, path := range []string{"/api/v1/search?q=", "/?q=", "/documents/d00?q="} {
			if w := get(t, h, path+url.QueryEscape(q)); w.Code != 200 {
				t.Errorf("%s%q: status %d, want 200\n%.300s", path, q, w.Code, w.Body)
			}
		}
	}
}

func TestCursorErrors(t *testing.T) {
	h := serve(t, web.Options{})
	next := *searchFor(t, h, "q=investment&limit=2&lang=en&lang=kk").Next
	if w := get(t, h, "/api/v1/search?q=investment&limit=5&lang=kk&lang=en&cursor="+next); w.Code != 200 {
		t.Errorf("another limit and order of parameters: status %d, want 200: a cursor goes with both", w.Code)
	}
	wantProblem(t, get(t, h, "/api/v1/search?q=projects&lang=en&lang=kk&cursor="+next), 400, "cursor_mismatch")
	wantProblem(t, get(t, h, "/api/v1/search?q=investment&lang=en&lang=kk&group=document&cursor="+next), 400, "cursor_mismatch")
	wantProblem(t, get(t, h, "/api/v1/documents?cursor="+next), 400, "cursor_mismatch")
	decoded, err := base64.RawURLEncoding.DecodeString(next)
	if err != nil {
		t.Fatal(err)
	}
	deep := base64.RawURLEncoding.EncodeToString(bytes.Replace(decoded, []byte(`"o":2`), []byte(`"o":100000`), 1))
	wantProblem(t, get(t, h, "/api/v1/search?q=investment&lang=en&lang=kk&cursor="+deep), 422, "paging_too_deep")
	wantProblem(t, get(t, h, "/api/v1/search?q=investment&lang=en&lang=kk&cursor="+next[:len(next)/2]), 400, "malformed_cursor")
	wantProblem(t, get(t, h, "/api/v1/search?q=investment&lang=en&lang=kk&page=2&cursor="+next), 400, "invalid_value")
	wantProblem(t, get(t, h, "/api/v1/search?q=investment&page=0"), 400, "invalid_value")
	wantProblem(t, get(t, h, "/api/v1/search?q=investment&page=10001"), 422, "paging_too_deep")
}

// reborn is an index under the name of another generation.
type reborn struct{ desk.Index }

func (r reborn) Status() search.Status {
	s := r.Index.Status()
	s.Generation, s.Degraded = "the-next-one", "gen-2 is damaged: /secret/path"
	return s
}

func TestCursorExpiresWithItsGeneration(t *testing.T) {
	open := openCorpus(t)
	h := web.New(open, web.Options{Logger: slog.New(slog.DiscardHandler)})
	next := *searchFor(t, h, "q=investment&limit=2").Next
	later := web.New(func() (desk.Index, func(), error) {
		index, release, err := open()
		return reborn{index}, release, err
	}, web.Options{Logger: slog.New(slog.DiscardHandler)})
	wantProblem(t, get(t, later, "/api/v1/search?q=investment&cursor="+next), 410, "cursor_expired")
	if w := get(t, later, "/?q=investment&limit=2&cursor="+next); w.Code != 410 || !strings.Contains(w.Body.String(), "/?q=investment") {
		t.Errorf("the page with an expired cursor: status %d, want 410 with a link to the first page", w.Code)
	}
	// The page's own links go by numbers, which stay good.
	pageNext, _ := page(t, get(t, h, "/?q=investment&limit=2")).Find("a.next").Attr("href")
	if w := get(t, later, pageNext); w.Code != 200 {
		t.Errorf("%s: status %d from the next generation, want 200", pageNext, w.Code)
	}
	w := get(t, later, "/readyz")
	if !strings.Contains(w.Body.String(), `"degraded":true`) || strings.Contains(w.Body.String(), "secret") {
		t.Errorf("/readyz should say that it is degraded and not why: %s", w.Body)
	}
}

// clustered is an index on a cluster in some state.
type clustered struct {
	desk.Index
	state search.ClusterState
}

func (c clustered) Status() search.Status {
	s := c.Index.Status()
	s.Cluster = &search.Cluster{State: c.state, Nodes: 2, Missing: 3}
	return s
}

func TestClusterState(t *testing.T) {
	open := openCorpus(t)
	ask := func(state search.ClusterState) *httptest.ResponseRecorder {
		return get(t, web.New(func() (desk.Index, func(), error) {
			index, release, err := open()
			return clustered{index, state}, release, err
		}, web.Options{Logger: slog.New(slog.DiscardHandler)}), "/readyz")
	}
	if w := ask(search.ClusterGreen); w.Code != 200 || !strings.Contains(w.Body.String(), `"cluster":{"state":"green","nodes":2,"missing":3}`) {
		t.Errorf("green: %d %s", w.Code, w.Body)
	}
	if w := ask(search.ClusterYellow); w.Code != 200 || !strings.Contains(w.Body.String(), `"reason":"copies of parts`) {
		t.Errorf("yellow: %d %s", w.Code, w.Body)
	}
	for _, state := range []search.ClusterState{search.ClusterRed, search.ClusterUnreachable} {
		w := ask(state)
		wantProblem(t, w, 503, "index_unavailable")
		if !strings.Contains(w.Body.String(), string(state)) {
			t.Errorf("%s: the reason is not told: %s", state, w.Body)
		}
	}
}

func TestNoIndex(t *testing.T) {
	h := web.New(func() (desk.Index, func(), error) { return nil, nil, fmt.Errorf("opening: %w", search.ErrUnavailable) },
		web.Options{Logger: slog.New(slog.DiscardHandler)})
	for _, path := range []string{"/api/v1/search", "/readyz"} {
		w := get(t, h, path)
		wantProblem(t, w, 503, "index_unavailable")
		if w.Header().Get("Retry-After") == "" {
			t.Errorf("%s: no Retry-After", path)
		}
	}
	if w := get(t, h, "/"); w.Code != 503 || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
		t.Errorf("/: status %d %s, want a page with 503", w.Code, w.Header().Get("Content-Type"))
	}
	if w := get(t, h, "/healthz"); w.Code != 200 {
		t.Errorf("/healthz: status %d: the process lives without an index too", w.Code)
	}
}

func TestTimeout(t *testing.T) {
	h := serve(t, web.Options{QueryTimeout: time.Nanosecond})
	w := get(t, h, "/api/v1/search?q=investment")
	wantProblem(t, w, 503, "query_timeout")
	if w.Header().Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
}

func TestNothingInternalShows(t *testing.T) {
	for name, open := range map[string]web.Open{
		"a panic":          func() (desk.Index, func(), error) { panic("secret in a panic") },
		"an unknown error": func() (desk.Index, func(), error) { return nil, nil, errors.New("open /secret/path") },
	} {
		var log bytes.Buffer
		h := web.New(open, web.Options{Logger: slog.New(slog.NewJSONHandler(&log, nil))})
		w := get(t, h, "/api/v1/search?q=private")
		p := wantProblem(t, w, 500, "internal_error")
		id := w.Header().Get("X-Request-Id")
		if strings.Contains(w.Body.String(), "secret") || id == "" || !strings.Contains(p.Detail, id) {
			t.Errorf("%s: want the request id %q and nothing internal: %s", name, id, w.Body)
		}
		if !strings.Contains(log.String(), "secret") || !strings.Contains(log.String(), id) {
			t.Errorf("%s: the log should have the cause under the id %s:\n%s", name, id, &log)
		}
		if strings.Contains(log.String(), "private") {
			t.Errorf("%s: the log tells what was searched for:\n%s", name, &log)
		}
		if page := get(t, h, "/"); page.Code != 500 || strings.Contains(page.Body.String(), "secret") {
			t.Errorf("%s: the page has status %d or shows what is internal", name, page.Code)
		}
	}
}

func TestRequestLog(t *testing.T) {
	var log bytes.Buffer
	h := serve(t, web.Options{Logger: slog.New(slog.NewJSONHandler(&log, nil))})
	w := get(t, h, "/api/v1/passages/d00-00")
	var line struct {
		Method, Path string
		Status       int
		Bytes        int
	}
	if err := json.Unmarshal(log.Bytes(), &line); err != nil {
		t.Fatalf("want one line of JSON: %v\n%s", err, &log)
	}
	if line.Method != "GET" || line.Path != "/api/v1/passages/d00-00" || line.Status != 200 || line.Bytes != w.Body.Len() {
		t.Errorf("log line %+v", line)
	}
}

func TestHeaders(t *testing.T) {
	h := serve(t, web.Options{})
	for _, path := range []string{"/", "/api/v1/search", "/api/v1/nowhere", "/nowhere", "/healthz"} {
		w := get(t, h, path, "Origin", "https://elsewhere.example")
		if csp := w.Header().Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: Content-Security-Policy %q", path, csp)
		}
		if w.Header().Get("X-Content-Type-Options") != "nosniff" || w.Header().Get("Referrer-Policy") == "" {
			t.Errorf("%s lacks security headers: %v", path, w.Header())
		}
		if w.Header().Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s allows other origins", path)
		}
	}
	if w := get(t, h, "/metrics"); w.Code != 404 {
		t.Errorf("/metrics: status %d, want 404 on the public listener", w.Code)
	}
}

func TestServerBounds(t *testing.T) {
	s := web.NewServer("127.0.0.1:0", http.NotFoundHandler())
	if s.ReadHeaderTimeout == 0 || s.ReadTimeout == 0 || s.WriteTimeout == 0 || s.IdleTimeout == 0 || s.MaxHeaderBytes == 0 {
		t.Errorf("a bound is missing: %+v", s)
	}
}

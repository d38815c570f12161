package web_test

// Works as bibliographies.

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/web"
)

// aWork returns the id of a work of the corpus.
func aWork(t *testing.T, h http.Handler) string {
	t.Helper()
	var list struct{ Items []struct{ ID string } }
	decodeLoosely(t, get(t, h, "/api/v1/works?doi=10.1000/xyz1").Body.Bytes(), &list)
	if len(list.Items) != 1 {
		t.Fatalf("%d works have the DOI, want 1", len(list.Items))
	}
	return list.Items[0].ID
}

func TestBibliography(t *testing.T) {
	h := serve(t, web.Options{})
	path := "/api/v1/works/" + aWork(t, h) + "/bibliography"
	type view struct{ Style, Locale, Text, HTML string }
	for query, want := range map[string]view{
		"":                     {"gost-r-7.0.5", "", "Zhang W. Belt and Road in numbers. 2021. DOI: 10.1000/xyz1.", "Zhang W. Belt and Road in numbers. 2021. DOI: 10.1000/xyz1."},
		"?style=apa&locale=kk": {"apa", "kk", "Zhang, W. (2021). Belt and Road in numbers. https://doi.org/10.1000/xyz1", "Zhang, W. (2021). <i>Belt and Road in numbers</i>. https://doi.org/10.1000/xyz1"},
		"?style=gb-t-7714":     {"gb-t-7714", "", "ZHANG W. Belt and Road in numbers[M]. 2021. DOI:10.1000/xyz1.", "ZHANG W. Belt and Road in numbers[M]. 2021. DOI:10.1000/xyz1."},
	} {
		if got := decode[view](t, get(t, h, path+query).Body.Bytes()); got != want {
			t.Errorf("%s: %+v, want %+v", query, got, want)
		}
	}
	for accept, want := range map[string]string{"text/html": "Zhang, W. (2021). <i>Belt", "text/plain": "Zhang, W. (2021). Belt", "text/x-bibliography": "Zhang, W. (2021). Belt"} {
		if w := get(t, h, path+"?style=apa", "Accept", accept); w.Code != 200 || !strings.HasPrefix(w.Header().Get("Content-Type"), accept) || !strings.HasPrefix(w.Body.String(), want) {
			t.Errorf("Accept %s: %d %s %s", accept, w.Code, w.Header().Get("Content-Type"), w.Body)
		}
	}
	wantProblem(t, get(t, h, path, "Accept", "image/png"), 406, "not_acceptable")
	wantProblem(t, get(t, h, path+"?style=mla"), 400, "invalid_value")
	wantProblem(t, get(t, h, path+"?format=bibtex"), 400, "unknown_parameter")
	wantProblem(t, get(t, h, "/api/v1/works/none/bibliography"), 404, "unknown_work")
}

func TestExportWorks(t *testing.T) {
	h := serve(t, web.Options{})
	post := func(body string, header ...string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodPost, "/api/v1/export", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
	id := aWork(t, h)
	for body, want := range map[string]int{
		`{"format": "csl-json", "works": ["` + id + `", "doi:10.1000/xyz2"]}`: 2,
		`{"format": "csl-json", "works": []}`:                                 0,
		`{"format": "csl-json", "q": "belt road"}`:                            24,
		`{"format": "csl-json", "document": "d00"}`:                           1,
		`{"format": "csl-json", "document": "hostile"}`:                       0,
	} {
		w := post(body)
		if w.Code != 200 || w.Header().Get("Content-Type") != "application/vnd.citationstyles.csl+json" {
			t.Errorf("%s: %d %s %s", body, w.Code, w.Header().Get("Content-Type"), w.Body)
			continue
		}
		if items := decode[[]cite.Item](t, w.Body.Bytes()); len(items) != want {
			t.Errorf("%s: %d items, want %d", body, len(items), want)
		}
	}
	if w := post(`{"format": "text", "style": "apa", "locale": "kk", "document": "d00"}`); w.Body.String() != "Zhang, W. (2024). Belt and Road in numbers. https://doi.org/10.1000/xyz0\n" {
		t.Errorf("as text: %q", w.Body)
	}
	for body, code := range map[string]string{
		``: "malformed_body", `[]`: "malformed_body", `{"format": "bibtex"}`: "malformed_body", `{"format": "bibtex", "q": "a", "document": "d00"}`: "malformed_body",
		`{"format": "bibtex", "q": "a"} x`: "malformed_body", `{"formt": "bibtex"}`: "malformed_body",
		`{"works": []}`: "invalid_value", `{"format": "json", "works": []}`: "invalid_value", `{"format": "bibtext", "works": []}`: "invalid_value", `{"format": "text", "style": "x", "works": []}`: "invalid_value",
		`{"format": "ris", "works": ["a b"]}`: "bad_identifier",
	} {
		wantProblem(t, post(body), 400, code)
	}
	wantProblem(t, post(`{"format": "ris", "works": ["none"]}`), 404, "unknown_work")
	wantProblem(t, post(`{"format": "ris", "document": "none"}`), 404, "unknown_document")
	wantProblem(t, post(`{"format": "ris", "works": [`+strings.Repeat(`"a",`, 10_000)+`"a"]}`), 413, "too_large")
	wantProblem(t, post(`{"format": "ris", "q": "`+strings.Repeat("a ", 5_000)+`"}`), 422, "query_too_complex")
}

package web_test

// Whatever the parameters: never a 500, and never a page with hostile markup.

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/izde/izde/web"
)

func FuzzParameters(f *testing.F) {
	h := serve(f, web.Options{})
	paths := []string{"/", "/documents", "/documents/d00", "/documents/hostile", "/documents/d00/cite", "/documents/d00/parallel", "/lookup", "/passages/hostile-01/similar", "/authors", "/help", "/api/v1/search", "/api/v1/documents",
		"/api/v1/documents/d00/passages", "/api/v1/documents/d00/references", "/api/v1/works", "/api/v1/passages/d00-00",
		"/api/v1/kwic", "/api/v1/export", "/api/v1/suggest", "/api/v1/passages/hostile-01/similar", "/search.atom"}
	for _, query := range []string{
		"q=investment&lang=en&-lang=ru&kind=body&year=2016..2024&sort=-year&limit=5",
		"q=%22belt+and+road%22~3+OR+%28%E6%8A%95%E8%B5%84+-x%29&mode=any&match=exact,stem",
		"q=author%3AZhang+year%3A..2020+title%3Ainv*&facets=lang&facet_limit=1",
		"q=<script>&section=Introduction/Data%2520&doc=d00&author=%00",
		"limit=-1", "limit=99999999999999999999", "cursor=eyJwIjoiIn0", "q=investment&view=kwic&order=left", "q=%22&fragment=1&typing=1&why=d00-01&more=author&facet_q.author=%E2%80%AE", "year=0000..9999&from=x&to=%ff", "q=%zz;&&=&=x",
		"q==1%2B1+OR+mallory&format=csv&sort=left&width=3&sample=2&seed=9", "q=mallory+zhan~&group=document&explain=1&facet_q.author=%D1%81&format=tsv",
		"q=" + strings.Repeat("(", 2000), "doi=10.1%2F%22", "q=%E2%80%AE%EF%BF%BD", "q=%CA%BC", "q=culture+%CA%BC+%22%CA%BC%22&match=exact", "citation=%3Cscript%3E+1998%0A%0A10.1%2Fx&citation=y", "citation=1.+a%0A2.+b+%00",
	} {
		for i := range paths {
			f.Add(byte(i), query)
		}
	}
	f.Fuzz(func(t *testing.T, which byte, query string) {
		path := paths[int(which)%len(paths)]
		r := &http.Request{Method: http.MethodGet, URL: &url.URL{Path: path, RawQuery: query}, Header: http.Header{}, Body: http.NoBody, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r.WithContext(t.Context()))
		if w.Code == http.StatusInternalServerError {
			t.Fatalf("%s?%s: status 500\n%.300s", path, query, w.Body)
		}
		if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
			doc, err := goquery.NewDocumentFromReader(w.Body)
			if err != nil {
				t.Fatal(err)
			}
			if doc.Find("script:not([src]), [onerror]").Length() > 0 {
				t.Fatalf("%s?%s: hostile text became markup", path, query)
			}
		}
		checkFile(t, path+"?"+query, w)
	})
}

// checkFile reads an answer that other programs open: well-formed, and without
// formulas.
func checkFile(t *testing.T, target string, w *httptest.ResponseRecorder) {
	if w.Code != http.StatusOK {
		return
	}
	contentType, _, _ := strings.Cut(w.Header().Get("Content-Type"), ";")
	switch contentType {
	case "text/csv", "text/tab-separated-values":
		var rows [][]string
		if contentType == "text/csv" {
			var err error
			if rows, err = csv.NewReader(w.Body).ReadAll(); err != nil {
				t.Fatalf("%s: %v", target, err)
			}
		} else {
			for line := range strings.Lines(w.Body.String()) {
				rows = append(rows, strings.Split(strings.TrimSuffix(line, "\n"), "\t"))
			}
		}
		for _, row := range rows {
			if len(row) != len(rows[0]) {
				t.Fatalf("%s: a row of %d cells below a header of %d", target, len(row), len(rows[0]))
			}
			for _, cell := range row {
				if cell = strings.TrimSpace(cell); cell != "" && strings.ContainsAny(cell[:1], "=+-@") {
					t.Fatalf("%s: the cell %q would be run", target, cell)
				}
			}
		}
	case "application/jsonl":
		for line := range strings.Lines(w.Body.String()) {
			if !json.Valid([]byte(line)) {
				t.Fatalf("%s: %q is no JSON", target, line)
			}
		}
	case "application/atom+xml":
		var feed struct {
			ID string `xml:"id"`
		}
		if err := xml.Unmarshal(w.Body.Bytes(), &feed); err != nil || feed.ID == "" {
			t.Fatalf("%s: the feed %q cannot be read: %v", target, feed.ID, err)
		}
	}
}

func FuzzPath(f *testing.F) {
	h := serve(f, web.Options{})
	for _, path := range []string{"/documents/%2e%2e", "/api/v1/works/doi:10.1%2Fabc/citations", "/api/v1/passages/+", "/assets/..%2fstyle.css", "//", "/api/v1/documents//passages"} {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, path string) {
		u, err := url.ParseRequestURI(path)
		if err != nil {
			t.Skip("net/http answers 400 to such a path by itself")
		}
		r := &http.Request{Method: http.MethodGet, URL: u, Header: http.Header{}, Body: http.NoBody, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r.WithContext(t.Context()))
		if w.Code == http.StatusInternalServerError {
			t.Fatalf("%s: status 500\n%.300s", path, w.Body)
		}
	})
}

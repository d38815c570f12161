package web_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/izde/izde/search/desk/desktest"
)

// serveLibrary serves documents that cite.
func serveLibrary(t testing.TB) http.Handler {
	t.Helper()
	docs, passages := desktest.Library()
	return serveDocuments(t, docs, passages)
}

func post(h http.Handler, path, contentType, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Content-Type", contentType)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

type resultJSON struct {
	Work struct {
		ID      string
		CSL     map[string]any
		Entries []string
	}
	Score    float64
	Evidence []struct{ Field, Given, Found, Agreement string }
	Warnings []struct{ Code, Detail string }
}

type lookupJSON struct {
	Status  string
	Margin  float64
	Results []resultJSON
	Nearest []resultJSON
	Parsed  map[string]any
	Code    string
}

func lookUp(t testing.TB, h http.Handler, citation string) lookupJSON {
	t.Helper()
	body, err := json.Marshal(map[string]any{"citation": citation})
	if err != nil {
		t.Fatal(err)
	}
	w := post(h, "/api/v1/lookup", "application/json", string(body))
	if w.Code != 200 {
		t.Fatalf("looking up %q: status %d: %s", citation, w.Code, w.Body)
	}
	var l lookupJSON
	if err := json.Unmarshal(w.Body.Bytes(), &l); err != nil {
		t.Fatal(err)
	}
	return l
}

func TestLookupOfSeveral(t *testing.T) {
	h := serveLibrary(t)
	w := post(h, "/api/v1/lookup", "application/json", `{"citations": ["10.30692/sisad.1254693", " … ", "张雯鑫. 哈萨克斯坦发展报告. 2021"]}`)
	var l struct {
		Items []struct {
			Status any
			Code   string
		}
	}
	if err := json.Unmarshal(w.Body.Bytes(), &l); err != nil || w.Code != 200 {
		t.Fatalf("status %d: %v", w.Code, err)
	}
	if len(l.Items) != 3 || l.Items[0].Status != "matched" || l.Items[1].Code != "empty_citation" || l.Items[2].Status != "matched" {
		t.Errorf("%s", w.Body)
	}
	many := func(n int) string { return `{"citations": ["x"` + strings.Repeat(`,"x"`, n-1) + `]}` }
	if w := post(h, "/api/v1/lookup", "application/json", many(100)); w.Code != 200 {
		t.Errorf("100 citations: status %d", w.Code)
	}
	for _, tt := range []struct {
		contentType, body string
		status            int
		code              string
	}{
		{"application/json", many(101), 413, "too_large"},
		{"application/json", `{"citation": ""}`, 422, "empty_citation"},
		{"application/json", `{"citation": " \u0000 . "}`, 422, "empty_citation"},
		{"application/json", `{}`, 422, "empty_citation"},
		{"application/json", `{"citation": "` + strings.Repeat("a ", 3000) + `"}`, 413, "too_large"},
		{"application/json", `{"citation": "` + strings.Repeat("a", 2<<20) + `"}`, 413, "too_large"},
		{"application/json", `{"citation": 1}`, 400, "malformed_body"},
		{"application/json", `{"citation": "x", "citations": []}`, 400, "malformed_body"},
		{"application/json", `{"cite": "x"}`, 400, "malformed_body"},
		{"application/json", `{"citation": "x"} {}`, 400, "malformed_body"},
		{"application/json", ``, 400, "malformed_body"},
		{"application/json", `{"citation": "x", "limit": 0}`, 400, "invalid_value"},
		{"text/plain", `x`, 415, "unsupported_media_type"},
	} {
		wantProblem(t, post(h, "/api/v1/lookup", tt.contentType, tt.body), tt.status, tt.code)
	}
	for body, want := range map[string]string{`{"citation": 1}`: "citation cannot be of JSON's type number; want {", `[]`: "the body cannot be of JSON's type array; want {"} {
		if p := wantProblem(t, post(h, "/api/v1/lookup", "application/json", body), 400, "malformed_body"); !strings.HasPrefix(p.Detail, want) {
			t.Errorf("%s: %s; want %s", body, p.Detail, want)
		}
	}
}

// A DOI names a work however it is written in the path.
func TestWorkByDOI(t *testing.T) {
	h := serveLibrary(t)
	const odd = "10.1002/(SICI)1097-4571(199601)47:1<1::AID+ASI1%>3.0.CO;2-2"
	for _, path := range []string{
		"doi:10.30692%2Fsisad.1254693", "doi:10.30692/sisad.1254693", "DOI:10.30692%2FSISAD.1254693", "doi%3A10.30692%2Fsisad.1254693",
		"doi:" + url.PathEscape(odd), "doi:" + strings.ReplaceAll(url.PathEscape(odd), "%2F", "/"),
	} {
		w := get(t, h, "/api/v1/works/"+path)
		if w.Code != 200 {
			t.Errorf("%s: status %d: %s", path, w.Code, w.Body)
		}
	}
	for _, q := range []string{odd, "https://doi.org/" + url.PathEscape(odd)} {
		l := decode[struct{ Total int }](t, trimmed(t, get(t, h, "/api/v1/works?doi="+url.QueryEscape(q)).Body.Bytes()))
		if l.Total != 1 {
			t.Errorf("doi=%s: %d works", q, l.Total)
		}
	}
	if w := get(t, h, "/api/v1/works/doi:10.30692%2Fsisad.1254693/citations"); w.Code != 200 {
		t.Errorf("citations by DOI: status %d", w.Code)
	}
}

// trimmed keeps the total of a list.
func trimmed(t *testing.T, body []byte) []byte {
	t.Helper()
	var l struct{ Total int }
	if err := json.Unmarshal(body, &l); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	return fmt.Appendf(nil, `{"Total": %d}`, l.Total)
}

// An id that a work was merged under leads to it, with what was asked below it.
func TestMergedWorkMoves(t *testing.T) {
	h := serveLibrary(t)
	id := lookUp(t, h, "10.30692/sisad.1254693").Results[0].Work.ID
	alias := "wirtysh0"
	if alias == id {
		alias = "wsilk0"
	}
	w := get(t, h, "/api/v1/works/"+alias+"/citations?limit=1")
	if to := w.Header().Get("Location"); w.Code != http.StatusMovedPermanently || to != "/api/v1/works/"+id+"/citations?limit=1" {
		t.Errorf("status %d to %q", w.Code, to)
	}
}

// A list of references is pasted into the page as it stands in an article: each is
// told to be found, to be one of several, or not to be there.
func TestLookupPage(t *testing.T) {
	h := serveLibrary(t)
	pasted := strings.Join([]string{
		"1. 张雯鑫. 哈萨克斯坦发展报告.", "   2021.",
		"2. Kazakhstan Development Report",
		"3. Smith J. Kazakhstan Development Report, 2021",
		"4. …",
	}, "\n")
	doc := page(t, post(h, "/lookup", "application/x-www-form-urlencoded", url.Values{"citation": {pasted}}.Encode()))
	if got := text(doc.Find("h2").First()); got != "1 of 4 references found" {
		t.Errorf("the summary is %q", got)
	}
	var got []string
	doc.Find(".looked").Each(func(_ int, s *goquery.Selection) {
		class, _ := s.Attr("class")
		got = append(got, fmt.Sprintf("%s %d", class, s.Find(".citing > li").Length()))
	})
	if want := []string{"looked matched 1", "looked ambiguous 2", "looked none 2", "looked none 0"}; !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
	if got := text(doc.Find(".looked.matched .evidence tbody tr").First()); got != "Title哈萨克斯坦发展报告哈萨克斯坦发展报告same" {
		t.Errorf("the first field compares as %q", got)
	}
	if got := text(doc.Find(".looked.none .evidence .differs th").First()); got != "Author" {
		t.Errorf("what speaks against the nearest work is its %q, want its author", got)
	}
	if got := doc.Find(".looked.none .warnings").Length(); got != 0 {
		t.Errorf("what differs is told twice, in %d warnings", got)
	}
	// Each has an address of its own, and its work a page.
	alone := follow(t, h, doc.Find(".looked.matched h3 a"))
	if got := text(follow(t, h, alone.Find(".citing > li > a")).Find("h1")); got != "Kazakhstan Development Report" {
		t.Errorf("the work's page is %q", got)
	}
	if got := text(alone.Find("textarea")); got != "1. 张雯鑫. 哈萨克斯坦发展报告. 2021." {
		t.Errorf("the box holds %q", got)
	}
	// Nothing given: something to try.
	tried := follow(t, h, open(t, h, "/lookup").Find(".examples a").First())
	if tried.Find(".looked.matched").Length() != 1 {
		t.Error("the first example is not found")
	}
	if w := post(h, "/lookup", "application/x-www-form-urlencoded", "citation="+strings.Repeat("a", 2<<20)); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("two megabytes: status %d, want 413", w.Code)
	} else if got := text(page(t, w).Find("h1")); got != "This is too much at once" {
		t.Errorf("two megabytes: the page says %q", got)
	}
	many := page(t, post(h, "/lookup", "application/x-www-form-urlencoded", url.Values{"citation": {strings.Repeat("Smith 1998\n", 101)}}.Encode()))
	if got := text(many.Find(".warn")); !strings.HasPrefix(got, "1 more was not looked up") {
		t.Errorf("of 101 references the page says %q", got)
	}
}

func TestSimilarPage(t *testing.T) {
	h := serveLibrary(t)
	doc := follow(t, h, open(t, h, "/?q=trade&doc=silk").Find(".acts a[href*='/similar']").First())
	hits := doc.Find(".hits .hit .to")
	if got := hits.First().AttrOr("href", ""); got != "/documents/irtysh#p-irtysh-body" {
		t.Errorf("most like the one about trade is %q", got)
	}
	// A reference tells its own year and leads to its work.
	if got := text(open(t, h, "/?q=Çelik&doc=silk").Find(".hit .path")); got != "Reference · 2023" {
		t.Errorf("the reference is placed at %q", got)
	}
	if got := text(follow(t, h, open(t, h, "/?q=Çelik&doc=silk").Find(".acts a[href^='/works/']")).Find("h1")); !strings.HasPrefix(got, "China's economic presence") {
		t.Errorf("the reference leads to %q", got)
	}
	if got := get(t, h, "/passages/nowhere/similar").Code; got != http.StatusNotFound {
		t.Errorf("what is like a passage that is not there: status %d, want 404", got)
	}
}

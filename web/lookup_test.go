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

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/read"
	"github.com/izde/izde/search/doc"
)

// What two documents of the library cite.
var library = map[string][]string{
	"irtysh": {
		"1. Çelik Y. China's economic presence in Central Asia: Kazakhstan case // Stratejik ve Sosyal Araştırmalar Dergisi. – 2023. - №7(2) p. 225-238. DOI:10.30692/sisad.1254693.",
		"2. Zhang Wenxin, \"Kazakhstan Development Report\". // Kazakhstan Research Center of Northwestern University, - 2021. (张雯鑫, 哈萨克斯坦发展报告. 西北大学哈萨克斯坦研究中心, 2021).",
		"3. Lu Shanbin, Wang Jing, \"Kazakhstan Development Report\". // Kazakhstan Research Center of Northwestern University, - 2023. (卢山冰、王静, 哈萨克斯坦发展报告[R]. 西北大学哈萨克斯坦研究中心, 2023).",
		"4. Wang M. L. A test of (very) odd identifiers. Journal of Tests, 1996, 47(1), 1-9. doi:10.1002/(SICI)1097-4571(199601)47:1<1::AID+ASI1%>3.0.CO;2-2",
	},
	"silk": {
		"Çelik, Y. (2023). China's economic presence in Central Asia: Kazakhstan case. Stratejik ve Sosyal Araştırmalar Dergisi, 7(2), 225–238.",
		"Шегирбаев О. Казахстанско-китайское инвестиционное сотрудничество в рамках инициативы «Пояса и Пути» // Россия и новые государства Евразии. – 2022. – № 3. – С. 72–83.",
	},
}

// serveLibrary serves documents that cite: the first sentence of each names its
// first two references, the second the rest.
func serveLibrary(t testing.TB) http.Handler {
	t.Helper()
	var docs []*doc.Document
	var passages []*doc.Passage
	for _, id := range []string{"irtysh", "silk"} {
		d := &doc.Document{ID: id, Source: id + ".txt", Title: "On " + id, Work: "w" + id, CSL: cite.Item{Type: "document", Title: "On " + id}}
		docs = append(docs, d)
		body := &doc.Passage{ID: id + "-body", DocID: id, Kind: doc.Body, Section: []string{"Trade"}, Lang: "en", Text: "Trade grew [1, 2]. It fell [3]."}
		passages = append(passages, body)
		var ids, works []string
		for i, raw := range library[id] {
			p := read.Parse(raw)
			e := &doc.Entry{ID: fmt.Sprintf("r%s%d", id, i), Number: i + 1, Work: fmt.Sprintf("w%s%d", id, i), CSL: p.Item}
			ids, works = append(ids, e.ID), append(works, e.Work)
			passages = append(passages, &doc.Passage{ID: fmt.Sprintf("%s-%d", id, i), DocID: id, Ordinal: i + 1, Kind: doc.Reference, Lang: "en", Text: raw, Reference: e})
		}
		body.Citations = []doc.Citation{{Span: doc.Span{Start: 11, End: 17}, References: ids[:2], Works: works[:2], Sentence: "Trade grew [1, 2].", After: "It fell [3]."}}
		if len(ids) > 2 {
			body.Citations = append(body.Citations, doc.Citation{Span: doc.Span{Start: 27, End: 30}, References: ids[2:3], Works: works[2:3], Sentence: "It fell [3].", Before: "Trade grew [1, 2]."})
		}
	}
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

// Each citation is found by whatever of it is given, in whatever script; what is
// not there is not found.
func TestLookup(t *testing.T) {
	h := serveLibrary(t)
	for _, tt := range []struct {
		citation, status string
		entries          []string // of the works that are meant
		warning          string
	}{
		{"Celik Y. China's economic presence in Central Asia: Kazakhstan case. 2023", "matched", []string{"rirtysh0 rsilk0"}, ""},
		{"Celik (2023) Chinas econornic presence in Centra1 Asia: Kazakhstan case", "matched", []string{"rirtysh0 rsilk0"}, ""},
		{"张雯鑫. 哈萨克斯坦发展报告. 2021", "matched", []string{"rirtysh1"}, ""},
		{"張雯鑫. 哈薩克斯坦發展報告. 2021", "matched", []string{"rirtysh1"}, ""},
		{"Zhang Wenxin (2021). Kazakhstan Development Report. Northwestern University.", "matched", []string{"rirtysh1"}, ""},
		{"哈萨克斯坦发展报告", "ambiguous", []string{"rirtysh1", "rirtysh2"}, ""},
		{"Kazakhstan Development Report", "ambiguous", []string{"rirtysh1", "rirtysh2"}, ""},
		{"Zhang Wenxin, Kazakhstan Development Report, 2022", "none", nil, ""},
		{"Smith J. Kazakhstan Development Report, 2021", "none", nil, ""},
		{"Shegirbayev O. Kazakhstansko-kitayskoye investitsionnoye sotrudnichestvo v ramkakh initsiativy «Poyasa i Puti». 2022", "matched", []string{"rsilk1"}, ""},
		{"https://doi.org/10.30692/sisad.1254693", "matched", []string{"rirtysh0 rsilk0"}, ""},
		{"10.30692/SISAD.1254693", "matched", []string{"rirtysh0 rsilk0"}, ""},
		{"Zhang Wenxin. Kazakhstan Development Report. 2021. doi:10.30692/sisad.1254693", "ambiguous", []string{"rirtysh0 rsilk0", "rirtysh1"}, "doi_contradicted"},
		{"10.30692/sisad.9999999", "none", nil, ""},
		{"Nobody N. Something else altogether. 1901.", "none", nil, ""},
	} {
		l := lookUp(t, h, tt.citation)
		var found []string
		warned := tt.warning == ""
		for _, r := range l.Results {
			slices.Sort(r.Work.Entries)
			found = append(found, strings.Join(r.Work.Entries, " "))
			warned = warned || slices.ContainsFunc(r.Warnings, func(w struct{ Code, Detail string }) bool { return w.Code == tt.warning })
			if r.Score < 0 || r.Score > 1 || len(r.Evidence) == 0 || r.Work.CSL["id"] != r.Work.ID {
				t.Errorf("%q: incomplete result %+v", tt.citation, r)
			}
		}
		slices.Sort(found)
		if l.Status != tt.status || !slices.Equal(found, tt.entries) || !warned {
			t.Errorf("%q: %s %q, want %s %q; warned %v\n%+v", tt.citation, l.Status, found, tt.status, tt.entries, warned, l.Nearest)
		}
	}
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

// Counts are those of the lists behind them.
func TestCitationsOfWork(t *testing.T) {
	h := serveLibrary(t)
	id := lookUp(t, h, "10.30692/sisad.1254693").Results[0].Work.ID
	var citations struct {
		Items []struct {
			Reference, Document, Passage, Bracket, Sentence, Before, After, Kind, URL string
			Section                                                                   []string
		}
		Total int
		Next  *string
	}
	if err := json.Unmarshal(get(t, h, "/api/v1/works/"+id+"/citations").Body.Bytes(), &citations); err != nil {
		t.Fatal(err)
	}
	if citations.Total != 2 || len(citations.Items) != 2 {
		t.Fatalf("%+v", citations)
	}
	c := citations.Items[0]
	if c.Reference != "rirtysh0" || c.Document != "irtysh" || c.Passage != "irtysh-body" || c.Bracket != "[1, 2]" || c.Sentence != "Trade grew [1, 2]." ||
		c.After != "It fell [3]." || c.Kind != "body" || !slices.Equal(c.Section, []string{"Trade"}) || c.URL != "/documents/irtysh#p-irtysh-body" {
		t.Errorf("%+v", c)
	}
	for scope, want := range map[string]string{"sentence": "1 1", "passage": "1 1 1", "document": "1 1 1 1"} {
		var l struct {
			Items []struct {
				Work     string
				Count    int
				Evidence []struct{ Document, Passage, Sentence string }
			}
			Total int
		}
		if err := json.Unmarshal(get(t, h, "/api/v1/works/"+id+"/cocited?scope="+scope).Body.Bytes(), &l); err != nil {
			t.Fatal(err)
		}
		var counts []string
		for _, i := range l.Items {
			counts = append(counts, fmt.Sprint(i.Count))
			if i.Count != len(i.Evidence) {
				t.Errorf("%s: count %d of %d places", scope, i.Count, len(i.Evidence))
			}
		}
		if got := strings.Join(counts, " "); got != want || l.Total != len(l.Items) {
			t.Errorf("%s: counts %s of %d, want %s", scope, got, l.Total, want)
		}
	}
	wantProblem(t, get(t, h, "/api/v1/works/"+id+"/cocited?scope=page"), 400, "invalid_value")
}

func TestWorksByField(t *testing.T) {
	h := serveLibrary(t)
	for query, want := range map[string]int{
		"author=Celik": 1, "author=%C3%87elik": 1, "author=%E5%BC%A0%E9%9B%AF%E9%91%AB": 1, "author=Zhang+Wenxin": 1, "author=Sheg%C4%B1rbaev": 1,
		"title=Poyasa+i+Puti": 1, "title=%E5%8F%91%E5%B1%95%E6%8A%A5%E5%91%8A": 2, "title=development+report&year=2021": 1, "year=2023": 2, "type=nothing": 0,
		"q=%22development+report%22&author=Lu": 1,
	} {
		var l struct {
			Total int
			Items []struct {
				MatchedOn []string `json:"matched_on"`
			}
		}
		if err := json.Unmarshal(get(t, h, "/api/v1/works?"+query).Body.Bytes(), &l); err != nil {
			t.Fatal(err)
		}
		if l.Total != want || want > 0 && len(l.Items[0].MatchedOn) != strings.Count(query, "=") {
			t.Errorf("works?%s: %+v, want %d", query, l, want)
		}
	}
}

// All forms of a name are together, in whatever script one asks; what an entry
// gives wrongly is told.
func TestAuthors(t *testing.T) {
	h := serveLibrary(t)
	type authorJSON struct {
		ID, Name        string
		Forms, Doubtful []string
		Warnings        []struct{ Code string }
		Cited           int `json:"works_cited"`
	}
	find := func(q string) []authorJSON {
		var l struct{ Items []authorJSON }
		if err := json.Unmarshal(get(t, h, "/api/v1/authors?q="+url.QueryEscape(q)).Body.Bytes(), &l); err != nil {
			t.Fatal(err)
		}
		return l.Items
	}
	for _, tt := range []struct{ q, form string }{
		{"Celik", "Y. Çelik"}, {"Çelik", "Y. Çelik"}, {"张雯鑫", "Zhang Wenxin"}, {"Zhang Wenxin", "张雯鑫"}, {"Shegirbayev", "О. Шегирбаев"},
	} {
		found := find(tt.q)
		if len(found) != 1 || !slices.ContainsFunc(found[0].Forms, func(f string) bool { return strings.Contains(f, tt.form) }) {
			t.Errorf("%s: %+v, want one author with %s", tt.q, found, tt.form)
		}
	}
	celik := find("Celik")[0]
	var works struct {
		Total int
		Items []struct{ ID string }
	}
	if err := json.Unmarshal(get(t, h, "/api/v1/authors/"+celik.ID+"/works?role=cited").Body.Bytes(), &works); err != nil {
		t.Fatal(err)
	}
	if works.Total != celik.Cited || works.Total != 1 || works.Items[0].ID != lookUp(t, h, "10.30692/sisad.1254693").Results[0].Work.ID {
		t.Errorf("works %+v of %+v", works, celik)
	}
	wantProblem(t, get(t, h, "/api/v1/authors/"+celik.ID+"/works?role=editor"), 400, "invalid_value")
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

// The search box takes references too, and never takes a question for one.
func TestPastedReference(t *testing.T) {
	h := serveLibrary(t)
	for q, want := range map[string]string{
		"张雯鑫. 哈萨克斯坦发展报告[R]. 2021":                         "pasted matched",
		"https://doi.org/10.30692/sisad.1254693":          "pasted matched",
		"10.30692/unheard-of":                             "pasted none",
		"Smith J. Kazakhstan Development Report. 2021":    "pasted none",
		"development of Kazakhstan since the report 2021": "",
		"Kazakhstan Development Report year:2019..2021":   "",
		"Kazakhstan Development Report":                   "",
	} {
		if got := open(t, h, "/?q="+url.QueryEscape(q)).Find(".pasted").AttrOr("class", ""); got != want {
			t.Errorf("%q: %q, want %q", q, got, want)
		}
	}
}

func TestSimilarPage(t *testing.T) {
	h := serveLibrary(t)
	doc := follow(t, h, open(t, h, "/?q=trade&doc=silk").Find(".acts a[href*='/similar']").First())
	hits := doc.Find(".hits .hit h2 a")
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

package web_test

import (
	"encoding/json"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/izde/izde/web"
)

// onPages is as much of a page as these tests read.
type onPages []struct {
	Page     int
	Label    *string
	Quads    [][4]float32
	Passages int
}

// Hits say where their marks stand; what is read in other ways, where all of it does.
func TestPagesOfPassages(t *testing.T) {
	h := serve(t, web.Options{})
	var found struct {
		Hits []struct {
			ID    string
			Pages onPages
		}
	}
	body := get(t, h, "/api/v1/search?q=infrastructure&doc=d00").Body
	if err := json.Unmarshal(body.Bytes(), &found); err != nil || len(found.Hits) != 1 {
		t.Fatalf("%v: %s", err, body)
	}
	hit := found.Hits[0]
	// "Investment projects bring infrastructure.": the mark begins at byte 26 and
	// leaves the full stop out.
	if p := hit.Pages; len(p) != 1 || p[0].Page != 1 || p[0].Label == nil || *p[0].Label != "45" || !cmp.Equal(p[0].Quads, [][4]float32{{130, 720, 200, 730}}) {
		t.Errorf("the hit stands on %+v", p)
	}
	var passage struct {
		Text  string
		Pages onPages
	}
	body = get(t, h, "/api/v1/passages/"+hit.ID).Body
	if err := json.Unmarshal(body.Bytes(), &passage); err != nil {
		t.Fatal(err)
	}
	if p := passage.Pages; len(p) != 1 || len(p[0].Quads) != 1 || p[0].Quads[0][2] != 5*float32(len(passage.Text)) {
		t.Errorf("the passage stands on %+v", p)
	}
	if body := get(t, h, "/api/v1/search?doc=d03&limit=1").Body.String(); !strings.Contains(body, `"pages":[]`) {
		t.Errorf("without pages: %s", body)
	}
}

func TestDocumentPages(t *testing.T) {
	h := serve(t, web.Options{})
	var list struct {
		Items onPages
		Total int
	}
	body := get(t, h, "/api/v1/documents/d00/pages").Body
	if err := json.Unmarshal(body.Bytes(), &list); err != nil {
		t.Fatal(err)
	}
	if list.Total != 2 || list.Items[0].Passages != 5 || list.Items[1].Passages != 4 || list.Items[1].Label != nil {
		t.Errorf("pages %s", body)
	}
	var page struct {
		Quads [][4]float32
		Items []struct{ ID string }
	}
	body = get(t, h, "/api/v1/documents/d00/pages/1?q=investment").Body
	if err := json.Unmarshal(body.Bytes(), &page); err != nil {
		t.Fatal(err)
	}
	// Title, abstract, keywords and body have the word, the heading has not.
	if len(page.Items) != 5 || len(page.Quads) != 4 {
		t.Errorf("page %s", body)
	}
	w := get(t, h, "/api/v1/documents/d00/pages/1?q=infrastructure&dpi=72", "Accept", "image/avif,image/webp,image/*,*/*;q=0.8")
	if got, want := w.Body.String(), "page 1 of d00 at 72, JPEG: false, marks: [[130 720 200 730]]"; got != want || w.Header().Get("Content-Type") != "image/png" || w.Header().Get("ETag") == "" {
		t.Errorf("a browser gets %q, %v", got, w.Header())
	}
	for target, code := range map[string]string{
		"/d00/pages/3": "unknown_page", "/d00/pages/0": "unknown_page", "/d00/pages/x": "unknown_page", "/d05/pages/1": "unknown_page", "/none/pages/1": "unknown_document",
		"/none/pages": "unknown_document", "/d02/file": "no_file",
	} {
		wantProblem(t, get(t, h, "/api/v1/documents"+target), 404, code)
	}
	wantProblem(t, get(t, h, "/api/v1/documents/d00/pages/1?dpi=300"), 400, "invalid_value")
	wantProblem(t, get(t, h, "/api/v1/documents/d01/file"), 410, "file_changed")
}

// A file is saved, and runs nothing; a server may keep files back.
func TestFile(t *testing.T) {
	h := serve(t, web.Options{})
	w := get(t, h, "/api/v1/documents/d00/file")
	want := map[string]string{
		"Content-Type": "application/pdf", "Content-Disposition": "attachment; filename=article-00.txt", "Content-Security-Policy": "default-src 'none'; sandbox",
	}
	for name, value := range want {
		if got := w.Header().Get(name); got != value {
			t.Errorf("%s: %q, want %q", name, got, value)
		}
	}
	if w.Body.String() != "%PDF-1.7 of d00" {
		t.Errorf("file %q", w.Body)
	}
	wantProblem(t, get(t, serve(t, web.Options{NoDownload: true}), "/api/v1/documents/d00/file"), 404, "no_file")
	bare := web.New(openCorpus(t), web.Options{Logger: slog.New(slog.DiscardHandler)})
	wantProblem(t, get(t, bare, "/api/v1/documents/d00/file"), 404, "no_file")
	wantProblem(t, get(t, bare, "/api/v1/documents/d00/pages/1", "Accept", "image/png"), 404, "no_file")
}

// A hit leads to its page, which shows the picture with the marks over it and the
// way to the other hits.
func TestPaperPage(t *testing.T) {
	h := serve(t, web.Options{})
	for lang, want := range map[string]string{"en": "p. 45", "ru": "с. 45", "kk": "45-б.", "zh": "第45页"} {
		if body := get(t, h, "/?q=infrastructure&doc=d00&hl="+lang).Body.String(); !strings.Contains(body, want) {
			t.Errorf("%s: the hit does not say %q", lang, want)
		}
		// Where a quotation stands is part of it.
		if text := open(t, h, "/documents/d00/cite?passage=d00-04&hl="+lang).Find("#quote").Text(); !strings.Contains(text, "["+want+"]") {
			t.Errorf("%s: the quotation does not say %q: %s", lang, want, text)
		}
	}
	if body := get(t, h, "/?q=infrastructure&doc=d00").Body.String(); !strings.Contains(body, `href="/documents/d00/pages/1?q=infrastructure"`) {
		t.Error("the hit does not lead to its page")
	}
	body := get(t, h, "/documents/d00/pages/1?q=year+OR+infrastructure").Body.String()
	for _, want := range []string{
		`<img src="/api/v1/documents/d00/pages/1?dpi=144" width="595" height="842" alt="Picture of p. 45 of “Assessing investment projects in Kazakhstan”`,
		// The mark is 10 points high, its lower edge 720 points above the page's.
		`viewBox="0 0 595 842"`, `<rect x="129" y="112" width="72" height="10"/>`, `<mark>infrastructure</mark>`,
		`rel="next" href="/documents/d00/pages/2?q=year&#43;OR&#43;infrastructure">`, `Next hit`, `page 1 of 2`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not hold %s", want)
		}
	}
	// The other page is shown turned.
	body = get(t, h, "/documents/d00/pages/2?q=year").Body.String()
	if !strings.Contains(body, `viewBox="0 0 842 595"`) || strings.Contains(body, "Next hit") || strings.Contains(body, "Previous hit") {
		t.Errorf("the second page: %s", body)
	}
	if w := get(t, h, "/documents/d05/pages/1"); w.Code != 404 {
		t.Errorf("a document without pages: status %d", w.Code)
	}
}

// Text that was recognised is told so, and pages without text are counted.
func TestRecognised(t *testing.T) {
	h := serve(t, web.Options{})
	for path, want := range map[string][]string{
		"/api/v1/documents/d01/pages":  {`"has_text":true,"recognised":false,"confidence":null`, `"has_text":true,"recognised":true,"confidence":0.9`, `"has_text":false,"recognised":false`},
		"/api/v1/documents/d01":        {`"pages":{"total":3,"without_text":1,"recognised":1}`},
		"/api/v1/passages/d01-06":      {`"recognised":true,"confidence":0.9`},
		"/documents/d01?hl=en":         {"1 of 3 pages has no text", "the text of 1 of 3 pages was recognised"},
		"/documents/d01?hl=ru":         {"на 1 из 3 страниц нет текста"},
		"/documents/d01/pages/2?hl=en": {"Recognised in the picture (90 % sure)"},
	} {
		body := get(t, h, path).Body.String()
		for _, w := range want {
			if !strings.Contains(body, w) {
				t.Errorf("%s does not say %s:\n%.1500s", path, w, body)
			}
		}
	}
}

// Whatever leads out of izde says where it stands: a page by the number printed on it,
// else the chapter.
func TestPlacesEverywhere(t *testing.T) {
	h := serve(t, web.Options{})
	read := func(path string) string { return get(t, h, path).Body.String() }
	for path, want := range map[string]string{
		"/api/v1/search?q=page:45+infrastructure":                                           `"id":"d00-04"`,
		"/api/v1/search?q=page:45+infrastructure&limit=1":                                   `"total":1`,
		"/api/v1/export?q=infrastructure&doc=d00":                                           `"pages":[{"page":1,"label":"45"`,
		"/api/v1/export?q=infrastructure&doc=d00&format=tsv":                                "\t45\t\n",
		"/api/v1/export?q=kind:body&doc=d02&format=tsv":                                     "\tГлава 2\ttext/1.xhtml › Глава 2\n",
		"/api/v1/export?q=kind:body&doc=d02":                                                `"places":[{"part":"text/1.xhtml","label":"Глава 2","start":400,"end":490}]`,
		"/api/v1/kwic?q=infrastructure&doc=d00":                                             `"quads":[[130,720,200,730]]`,
		"/api/v1/kwic?q=infrastructure&doc=d00&format=csv":                                  "d00-04,d00,45,,Assessing investment projects in Kazakhstan,Introduction,",
		"/?q=infrastructure&doc=d00&view=kwic":                                              `href="/documents/d00/pages/1?q=infrastructure">p. 45</a>`,
		"/search.atom?q=infrastructure&doc=d00":                                             "Introduction › p. 45</title>",
		"/api/v1/works/w00/citations":                                                       `"label":"45"`,
		"/api/v1/works/w00/bibliography?locale=en&locator=45":                               `[p. 45]"`,
		"/api/v1/works/w00/bibliography?locale=ru&locator=45-46":                            `"locator":"с. 45–46"`,
		"/api/v1/works/w00/bibliography?locale=kk&locator=iv":                               `[iv-б.]`,
		"/api/v1/works/w00/bibliography?locale=zh&locator=45&style=gb-t-7714":               `[第45页]`,
		"/api/v1/works/w00/bibliography?locale=kk&locator=%D0%93%D0%BB%D0%B0%D0%B2%D0%B0+2": `[Глава 2]`,
		"/api/v1/passages/d00-04/quotation?locale=kk":                                       `[45-б.]`,
		"/api/v1/passages/d02-04/quotation?locale=kk":                                       `[Глава 2]`,
		"/documents/d00/pages/1":                                                            "rft.spage=45",
		"/api/v1/documents/d00":                                                             `"pages":{"total":2,"without_text":0,"recognised":0}`,
	} {
		if body := read(path); !strings.Contains(body, want) {
			t.Errorf("%s does not say %s:\n%.2000s", path, want, body)
		}
	}
	wantProblem(t, get(t, h, "/api/v1/works/w00/bibliography?locator="+strings.Repeat("4", 300)), 400, "invalid_value")
}

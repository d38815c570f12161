package web_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/izde/izde/web"
)

func TestParse(t *testing.T) {
	h := serve(t, web.Options{})
	post := func(contentType, body string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodPost, "/api/v1/parse", strings.NewReader(body))
		r.Header.Set("Content-Type", contentType)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}

	w := post("text/plain; charset=utf-8", "Иванов И. И. Вода степей // Вестник наук. – 2019. – Т. 7, № 2. – С. 12–15.\n\n张三. 中亚水资源研究[J]. 地理学报, 2020, 5(1): 3-9.\n")
	l := decode[listJSON[struct {
		Raw    string
		CSL    map[string]any
		Fields []struct {
			Name       string
			Start, End int
			Confidence float64
		}
		Confidence float64
		Warnings   []any
	}]](t, w.Body.Bytes())
	if l.Total != 2 || l.Items[0].CSL["title"] != "Вода степей" || l.Items[1].CSL["title"] != "中亚水资源研究" {
		t.Fatalf("understood %+v", l.Items)
	}
	// Fields count code points of the raw text.
	for _, item := range l.Items {
		for _, f := range item.Fields {
			if got := string([]rune(item.Raw)[f.Start:f.End]); f.Name == "title" && got != item.CSL["title"] {
				t.Errorf("the title's range holds %q, wanted %q", got, item.CSL["title"])
			}
		}
	}

	for _, c := range []struct {
		name, contentType, body string
		status                  int
	}{
		{"nothing", "text/plain", "", 200},
		{"BibTeX", "application/x-bibtex", "@book{a}", 200},
		{"BibTeX that breaks off", "application/x-bibtex", "@book{a, title = {x", 200},
		{"CSL-JSON", "application/vnd.citationstyles.csl+json", `[{"id": 1, "type": "book"}]`, 200},
		{"CSL-JSON that breaks off", "application/vnd.citationstyles.csl+json", `[{"id": 1, "type": "bo`, 200},
		{"too many in RIS", "application/x-research-info-systems", strings.Repeat("TY  - BOOK\nER  - \n", 10_001), 413},
		{"JSON", "application/json", "{}", 415},
		{"no type", "", "x", 415},
		{"too many", "text/plain", strings.Repeat("a\n", 10_001), 413},
		{"too much", "text/plain", strings.Repeat("a", 2<<20), 413},
		{"broken UTF-8 and controls", "text/plain", "\xff\xfe\x01 \x00 2019\n", 200},
	} {
		if w := post(c.contentType, c.body); w.Code != c.status {
			t.Errorf("%s: status %d, wanted %d: %s", c.name, w.Code, c.status, w.Body)
		}
	}
}

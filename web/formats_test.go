package web_test

// Bibliographic formats over HTTP: which client gets which, their content, and that
// they can be sent back.

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/web"
)

func TestNegotiation(t *testing.T) {
	h := serve(t, web.Options{})
	for _, tt := range []struct{ accept, query, want string }{
		{"", "", "application/json"},
		{"*/*", "", "application/json"},
		{"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "", "application/json"},
		{"application/vnd.citationstyles.csl+json", "", "application/vnd.citationstyles.csl+json"},
		{"Application/X-BibTeX", "", "application/x-bibtex"},
		{"application/x-research-info-systems;q=0.5, application/x-bibtex;q=0.4", "", "application/x-research-info-systems"},
		{"application/x-bibtex;q=0.5, application/json;q=0.6", "", "application/json"},
		{"*/*, application/x-bibtex", "", "application/x-bibtex"},
		{"application/*, application/json;q=0, application/vnd.citationstyles.csl+json;q=0.1", "", "application/x-bibtex"},
		{"text/*", "", "text/x-bibliography"},
		{"text/x-bibliography; style=apa; locale=ru-RU", "", "text/x-bibliography"},
		{"text/x-bibliography; style=mla", "", "406"},
		{"text/x-bibliography; style=apa; locale=xx", "", "406"},
		{"text/csv", "", "406"},
		{"text/csv, application/x-bibtex;q=0", "", "406"},
		{"nonsense", "", "406"},
		{"text/csv", "?format=ris", "application/x-research-info-systems"},
		{"application/x-bibtex", "?format=json", "application/json"},
		{"", "?format=text&style=gb-t-7714&locale=zh", "text/x-bibliography"},
	} {
		for _, path := range []string{"/api/v1/documents/d00", "/api/v1/documents", "/api/v1/documents/d00/references"} {
			w := get(t, h, path+tt.query, "Accept", tt.accept)
			if tt.want == "406" {
				if p := wantProblem(t, w, 406, "not_acceptable"); !strings.Contains(p.Detail, "application/x-bibtex") || !strings.Contains(p.Detail, "gb-t-7714") {
					t.Errorf("%s: the answer should list what there is: %s", tt.accept, p.Detail)
				}
				continue
			}
			if got, _, _ := strings.Cut(w.Header().Get("Content-Type"), ";"); w.Code != 200 || got != tt.want {
				t.Errorf("%s%s with Accept %q: %d %s, want %s", path, tt.query, tt.accept, w.Code, got, tt.want)
			}
			if !strings.Contains(w.Header().Get("Vary"), "Accept") {
				t.Errorf("%s: the answer depends on Accept and does not say so", path)
			}
		}
	}
}

// TestFormatsGoBack asks for a list in every format, sends it to parse, and wants
// the same items as in JSON.
func TestFormatsGoBack(t *testing.T) {
	h := serve(t, web.Options{})
	type listed struct {
		Items []struct {
			CSL cite.Item
		}
	}
	for _, path := range []string{"/api/v1/documents/hostile", "/api/v1/documents/d03", "/api/v1/documents/d00/references"} {
		want := decode[[]cite.Item](t, get(t, h, path+"?format=csl-json").Body.Bytes())
		for format, contentType := range map[string]string{"bibtex": "application/x-bibtex", "ris": "application/x-research-info-systems", "csl-json": "application/vnd.citationstyles.csl+json"} {
			r := httptest.NewRequest(http.MethodPost, "/api/v1/parse", get(t, h, path+"?format="+format).Body)
			r.Header.Set("Content-Type", contentType)
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			var got listed
			decodeLoosely(t, w.Body.Bytes(), &got)
			if len(got.Items) != len(want) {
				t.Fatalf("%s as %s: %d items, want %d", path, format, len(got.Items), len(want))
			}
			for i := range want {
				if rest := cite.Rest(want[i], got.Items[i].CSL); rest != "" {
					t.Errorf("%s as %s: lost %s", path, format, rest)
				}
			}
		}
	}
}

// TestLinks walks a list in a bibliographic format along its links.
func TestLinks(t *testing.T) {
	h := serve(t, web.Options{})
	target, ids := "/api/v1/documents?limit=10&format=ris", map[string]bool{}
	for pages := 0; target != ""; pages++ {
		if pages == 3 {
			t.Fatal("25 documents have more than 3 parts of 10")
		}
		w := get(t, h, target)
		if w.Code != 200 {
			t.Fatalf("%s: %d %s", target, w.Code, w.Body)
		}
		for line := range strings.Lines(w.Body.String()) {
			if id, ok := strings.CutPrefix(line, "ID  - "); ok {
				ids[id] = true
			}
		}
		target = ""
		if link := w.Header().Get("Link"); link != "" {
			address, rel, _ := strings.Cut(link, ">; ")
			if rel != `rel="next"` {
				t.Errorf("Link: %s", link)
			}
			target = "/api/v1/documents" + strings.TrimPrefix(address, "<") // relative to what was asked
		}
	}
	if len(ids) != 25 {
		t.Errorf("%d documents along the links, want 25", len(ids))
	}
}

func TestTextLists(t *testing.T) {
	h := serve(t, web.Options{})
	w := get(t, h, "/api/v1/documents?limit=100", "Accept", "text/x-bibliography; style=apa; locale=kk")
	if n := strings.Count(w.Body.String(), "\n"); n != 25 {
		t.Errorf("%d lines of 25 documents:\n%s", n, w.Body)
	}
	if !strings.Contains(w.Body.String(), "(ж. к.)") {
		t.Errorf("no entry in Kazakh:\n%s", w.Body)
	}
}

// decodeLoosely reads of the body what v names.
func decodeLoosely(t *testing.T, body []byte, v any) {
	t.Helper()
	if err := json.Unmarshal(body, v); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
}

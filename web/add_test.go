package web_test

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/izde/izde/web"
)

// pile is an inbox that keeps the names of what it takes.
type pile struct{ names []string }

func (p *pile) Take(name string, content io.Reader) (string, error) {
	data, err := io.ReadAll(content)
	switch {
	case err != nil:
		return "", err
	case strings.HasSuffix(name, ".exe"):
		return "", web.AddKind
	case len(data) == 0:
		return "", fmt.Errorf("no disk")
	}
	p.names = append(p.names, name)
	return name, nil
}

func (p *pile) Document(kept string) string { return strings.TrimSuffix(kept, ".md") }

// form is the body of a form with files of these names.
func form(t *testing.T, content string, names ...string) (body *bytes.Buffer, kind string) {
	t.Helper()
	body = &bytes.Buffer{}
	w := multipart.NewWriter(body)
	for _, name := range names {
		part, err := w.CreateFormFile("file", name)
		if err == nil {
			_, err = io.WriteString(part, content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	w.Close()
	return body, w.FormDataContentType()
}

// Files are taken from a page of the site itself, opened at this machine.
func TestAddIsForThisMachine(t *testing.T) {
	in := &pile{}
	h := serve(t, web.Options{Inbox: in, Hosts: []string{}})
	send := func(change func(r *http.Request)) int {
		body, kind := form(t, "text", "a.md")
		r := httptest.NewRequest(http.MethodPost, "http://localhost:8080/add", body)
		r.RemoteAddr = "127.0.0.1:5000"
		r.Header.Set("Content-Type", kind)
		r.Header.Set("Origin", "http://localhost:8080")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		change(r)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Code
	}
	if got := send(func(*http.Request) {}); got != http.StatusSeeOther {
		t.Fatalf("a form of the page itself: status %d", got)
	}
	for what, c := range map[string]struct {
		status int
		change func(r *http.Request)
	}{
		"another site":           {403, func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") }},
		"another port":           {403, func(r *http.Request) { r.Header.Set("Origin", "http://localhost:9999") }},
		"another scheme":         {403, func(r *http.Request) { r.Header.Set("Origin", "https://localhost:8080") }},
		"no origin":              {403, func(r *http.Request) { r.Header.Del("Origin") }},
		"a sandboxed page":       {403, func(r *http.Request) { r.Header.Set("Origin", "null") }},
		"two origins":            {403, func(r *http.Request) { r.Header.Add("Origin", "https://evil.example") }},
		"fetched across sites":   {403, func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }},
		"fetched from a sibling": {403, func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "same-site") }},
		"a name that was bent here": {421, func(r *http.Request) {
			r.Host = "evil.example"
			r.Header.Set("Origin", "http://evil.example")
		}},
		"a name below localhost": {403, func(r *http.Request) {
			r.Host = "evil.localhost:8080"
			r.Header.Set("Origin", "http://evil.localhost:8080")
		}},
		"another address of the machine": {403, func(r *http.Request) {
			r.Host = "192.0.2.1:8080"
			r.Header.Set("Origin", "http://192.0.2.1:8080")
		}},
		"another machine":    {403, func(r *http.Request) { r.RemoteAddr = "192.0.2.7:5000" }},
		"through a proxy":    {403, func(r *http.Request) { r.Header.Set("X-Forwarded-For", "192.0.2.7") }},
		"through another":    {403, func(r *http.Request) { r.Header.Set("Via", "1.1 gate") }},
		"no form with files": {415, func(r *http.Request) { r.Header.Set("Content-Type", "application/json") }},
		"packed":             {400, func(r *http.Request) { r.Header.Set("Content-Encoding", "gzip") }},
	} {
		if got := send(c.change); got != c.status {
			t.Errorf("%s: status %d, want %d", what, got, c.status)
		}
	}
	if len(in.names) != 1 {
		t.Errorf("%q were taken, want one", in.names)
	}
	// Without the operator's wish there is no such page.
	if w := get(t, serve(t, web.Options{}), "/add"); w.Code != 404 {
		t.Errorf("/add of a site without an inbox: status %d", w.Code)
	}
	if body := get(t, serve(t, web.Options{}), "/documents").Body.String(); strings.Contains(body, `href="/add"`) {
		t.Error("a site without an inbox links to /add")
	}
	if w := get(t, h, "/add"); w.Code != 421 { // example.com
		t.Errorf("/add for another machine: status %d", w.Code)
	}
}

// The page tells of each file what became of it, and shows nothing as markup.
func TestAddTells(t *testing.T) {
	in := &pile{}
	state := web.Upkeep{Failed: []web.FailedFile{{Name: "bad.md", Reason: "is encrypted"}}, Copies: map[string]string{"copy.md": "d00.md"}}
	h := serve(t, web.Options{Inbox: in, Upkeep: func() *web.Upkeep { return &state }})
	local := func(method, target, kind string, body io.Reader) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, "http://127.0.0.1:8080"+target, body)
		r.RemoteAddr = "127.0.0.1:5000"
		r.Header.Set("Origin", "http://127.0.0.1:8080")
		r.Header.Set("Content-Type", kind)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
	body, kind := form(t, "text", "d00.md", "copy.md", "bad.md", "new.md", "<img src=x>.exe")
	w := local(http.MethodPost, "/add?hl=en", kind, body)
	said := page(t, local(http.MethodGet, w.Header().Get("Location"), "", nil))
	text := strings.Join(strings.Fields(said.Find("#added").Text()), " ")
	for _, want := range []string{"Assessing investment projects in Kazakhstan English Kazakh Chinese 9 passages 1 reference d00.md Pages without text: 3",
		"copy.md The content is here already, in the file d00.md", "bad.md: could not be read: is encrypted", "new.md: being read…", "<img src=x>.exe: this format is not read here", "Look again"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %q: %s", want, text)
		}
	}
	if said.Find("main img").Length() > 0 {
		t.Error("a name is markup")
	}
	// Addresses that nobody was led to.
	forged := url.Values{"file": {strings.Repeat("x", 5000), "../../etc/passwd", "\x00"}, "refused": {"colour/x", "kind", "/"}}
	for range 1000 {
		forged.Add("file", "x")
		forged.Add("refused", "size/x")
	}
	if w := local(http.MethodGet, "/add?"+forged.Encode(), "", nil); w.Code != 200 || page(t, w).Find("#added li").Length() > 600 {
		t.Errorf("a forged address: status %d, %d lines", w.Code, page(t, w).Find("#added li").Length())
	}
	// More files than are taken at once; one that cannot be written.
	var names []string
	for i := range 210 {
		names = append(names, fmt.Sprintf("f%d.md", i))
	}
	in.names = nil
	body, kind = form(t, "text", names...)
	to, _ := url.Parse(local(http.MethodPost, "/add", kind, body).Header().Get("Location"))
	if q := to.Query(); len(in.names) != 200 || len(q["file"]) != 200 || len(q["refused"]) != 10 || q["refused"][0] != "many/f200.md" {
		t.Errorf("%d of 210 files are taken, %q refused", len(in.names), q["refused"])
	}
	body, kind = form(t, "", "empty.md")
	if got := local(http.MethodPost, "/add", kind, body).Header().Get("Location"); got != "/add?refused=failed%2Fempty.md" {
		t.Errorf("what cannot be written leads to %s", got)
	}
}

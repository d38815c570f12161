package web_test

// Who may ask, by which name, how often and with what.

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/izde/izde/web"
)

// A page of another site whose name leads to this machine reads nothing.
func TestHosts(t *testing.T) {
	base, _ := url.Parse("https://library.example/izde")
	for _, tt := range []struct {
		name, host string
		opts       web.Options
		status     int
	}{
		{"loopback", "127.0.0.1:8080", web.Options{Hosts: []string{}}, 200},
		{"loopback in IPv6", "[::1]:8080", web.Options{Hosts: []string{}}, 200},
		{"localhost", "localhost:8080", web.Options{Hosts: []string{}}, 200},
		{"a name of localhost", "izde.localhost", web.Options{Hosts: []string{}}, 200},
		{"a foreign name", "evil.example", web.Options{Hosts: []string{}}, 421},
		{"a foreign name that begins like ours", "localhost.evil.example:8080", web.Options{Hosts: []string{}}, 421},
		{"a name allowed, in capitals, with the dot of the root", "Search.Example.:80", web.Options{Hosts: []string{"search.example"}}, 200},
		{"the name of the base address", "library.example", web.Options{Hosts: []string{}, BaseURL: base}, 200},
		{"no list", "anything.example", web.Options{}, 200},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := serve(t, tt.opts)
			r := httptest.NewRequest(http.MethodGet, "/api/v1/search", nil)
			r.Host = tt.host
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != tt.status {
				t.Errorf("status %d, want %d: %.200s", w.Code, tt.status, w.Body)
			}
			if tt.status != 200 {
				wantProblem(t, w, 421, "unknown_host")
			}
		})
	}
	r := httptest.NewRequest(http.MethodGet, "/healthz", nil)
	r.Host = "10-0-0-7.pods.example"
	w := httptest.NewRecorder()
	serve(t, web.Options{Hosts: []string{}}).ServeHTTP(w, r)
	if w.Code != 200 {
		t.Errorf("/healthz under the name that a load balancer has for us: status %d", w.Code)
	}
}

// A client that asks too often is told when to come again; another is not affected, and
// behind a proxy each client is one of its own.
func TestRate(t *testing.T) {
	h := serve(t, web.Options{Rate: 1, Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}})
	ask := func(from, forwarded string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, "/api/v1/documents?limit=0", nil)
		r.RemoteAddr = from
		if forwarded != "" {
			r.Header.Set("X-Forwarded-For", forwarded)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
	exhaust := func(from, forwarded string) (served int) {
		for range 30 {
			w := ask(from, forwarded)
			if w.Code == 200 {
				served++
				continue
			}
			wantProblem(t, w, 429, "too_many_requests")
			if w.Header().Get("Retry-After") == "" {
				t.Error("429 without Retry-After")
			}
		}
		return served
	}
	if n := exhaust("192.0.2.1:1000", ""); n < 10 || n > 20 {
		t.Errorf("%d of 30 requests at once were answered, want the burst of 10 seconds", n)
	}
	if w := ask("192.0.2.2:1000", ""); w.Code != 200 {
		t.Errorf("another client: status %d", w.Code)
	}
	if w := ask("192.0.2.1:1000", "198.51.100.9"); w.Code != 429 {
		t.Errorf("a client that claims to be a proxy: status %d, want 429", w.Code)
	}
	exhaust("10.0.0.1:1000", "198.51.100.1")
	if w := ask("10.0.0.1:1000", "198.51.100.2"); w.Code != 200 {
		t.Errorf("another client of the proxy: status %d", w.Code)
	}
	exhaust("[2001:db8::1]:1000", "")
	if w := ask("[2001:db8::ffff]:1000", ""); w.Code != 429 {
		t.Errorf("another address of the same network of 64 bits: status %d, want 429", w.Code)
	}
}

func TestPrivate(t *testing.T) {
	line, err := web.HashPassword("айгүл", "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	accounts, err := web.ReadAccounts(strings.NewReader("# readers\n\n" + line + "\n"))
	if err != nil {
		t.Fatal(err)
	}
	h := serve(t, web.Options{Accounts: accounts, UserHeader: "X-Remote-User", Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.1/32")}})
	ask := func(path string, change func(*http.Request)) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		change(r)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
	for _, tt := range []struct {
		name   string
		change func(*http.Request)
		status int
	}{
		{"nobody", func(*http.Request) {}, 401},
		{"right", func(r *http.Request) { r.SetBasicAuth("айгүл", "correct horse") }, 200},
		{"right, remembered", func(r *http.Request) { r.SetBasicAuth("айгүл", "correct horse") }, 200},
		{"a wrong password", func(r *http.Request) { r.SetBasicAuth("айгүл", "correct  horse") }, 401},
		{"an unknown name", func(r *http.Request) { r.SetBasicAuth("nobody", "correct horse") }, 401},
		{"the split of name and password moved", func(r *http.Request) { r.SetBasicAuth("айгүл:correct", "horse") }, 401},
		{"named by the proxy", func(r *http.Request) { r.RemoteAddr = "10.0.0.1:5"; r.Header.Set("X-Remote-User", "айгүл") }, 200},
		{"named by a client", func(r *http.Request) { r.Header.Set("X-Remote-User", "айгүл") }, 401},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := ask("/api/v1/search?q=wind", tt.change)
			if w.Code != tt.status {
				t.Fatalf("status %d, want %d", w.Code, tt.status)
			}
			if tt.status == 401 {
				wantProblem(t, w, 401, "private")
				if !strings.HasPrefix(w.Header().Get("WWW-Authenticate"), "Basic ") {
					t.Error("401 without WWW-Authenticate")
				}
			}
		})
	}
	if w := ask("/healthz", func(*http.Request) {}); w.Code != 200 {
		t.Errorf("/healthz: status %d", w.Code)
	}
	// A browser is told in the reader's language, and nothing of the corpus shows.
	w := ask("/?hl=kk", func(*http.Request) {})
	if body := w.Body.String(); w.Code != 401 || !strings.Contains(body, "Бұл кітапхана жабық") || strings.Contains(body, "/documents/d00") {
		t.Errorf("the page of a private library: status %d\n%.400s", w.Code, body)
	}
}

func TestAccountsFile(t *testing.T) {
	good, err := web.HashPassword("a", "long enough")
	if err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string]string{
		"empty":             "# nobody\n",
		"no hash":           "a\n",
		"a plain password":  "a:long enough\n",
		"another algorithm": "a:$2y$10$abcdefghijklmnopqrstuv\n",
		"twice":             good + "\n" + good + "\n",
		"a ruinous hash":    "a:$argon2id$v=19$m=4294967295,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA\n",
	} {
		if _, err := web.ReadAccounts(strings.NewReader(file)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	for _, pair := range [][2]string{{"", "long enough"}, {"a:b", "long enough"}, {"a", "short"}, {"a", strings.Repeat("x", 300)}} {
		if _, err := web.HashPassword(pair[0], pair[1]); err == nil {
			t.Errorf("HashPassword(%.10q, %.10q): no error", pair[0], pair[1])
		}
	}
}

// Behind TLS the site says so, and its cookie cannot be set by others.
func TestSecureSite(t *testing.T) {
	at := func(address string) *httptest.ResponseRecorder {
		base, _ := url.Parse(address)
		return get(t, serve(t, web.Options{BaseURL: base}), "/?hl=kk")
	}
	w := at("https://library.example")
	if got := w.Header().Get("Strict-Transport-Security"); !strings.HasPrefix(got, "max-age=") {
		t.Errorf("Strict-Transport-Security: %q", got)
	}
	if got := w.Header().Get("Set-Cookie"); !strings.HasPrefix(got, "__Host-hl=kk; Path=/;") || !strings.Contains(got, "Secure") {
		t.Errorf("Set-Cookie: %q", got)
	}
	if got := at("https://library.example/izde").Header().Get("Set-Cookie"); !strings.HasPrefix(got, "__Secure-hl=kk; Path=/izde/;") {
		t.Errorf("below a path: Set-Cookie: %q", got)
	}
	if got := at("http://library.example").Header().Get("Strict-Transport-Security"); got != "" {
		t.Errorf("without TLS: Strict-Transport-Security: %q", got)
	}
}

func TestEncodedBodies(t *testing.T) {
	h := serve(t, web.Options{})
	reference := "Adams A. A study. Journal X. 2001;5:1-10.\n"
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	io.WriteString(z, reference)
	z.Close()
	var bomb bytes.Buffer
	z = gzip.NewWriter(&bomb)
	for range 64 {
		z.Write(make([]byte, 1<<20))
	}
	z.Close()
	for _, tt := range []struct {
		name, encoding, body string
		status               int
	}{
		{"plain", "", reference, 200},
		{"gzip", "gzip", packed.String(), 200},
		{"not gzip", "gzip", reference, 400},
		{"cut off", "gzip", packed.String()[:packed.Len()/2], 400},
		{"64 MiB in 64 kB", "gzip", bomb.String(), 413},
		{"another encoding", "br", reference, 415},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodPost, "/api/v1/parse", strings.NewReader(tt.body))
			r.Header.Set("Content-Type", "text/plain")
			if tt.encoding != "" {
				r.Header.Set("Content-Encoding", tt.encoding)
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != tt.status {
				t.Fatalf("status %d, want %d: %.200s", w.Code, tt.status, w.Body)
			}
			if w.Code == 200 && !strings.Contains(w.Body.String(), "A study") {
				t.Errorf("the body was not read: %.300s", w.Body)
			}
		})
	}
}

// After a body in chunks the connection is closed, so that nothing can be smuggled behind
// it.
func TestChunkedBodyEndsConnection(t *testing.T) {
	server := httptest.NewServer(serve(t, web.Options{}))
	defer server.Close()
	body := io.MultiReader(strings.NewReader("Adams A. A study. Journal X. 2001;5:1-10.\n")) // of unknown length
	resp, err := http.Post(server.URL+"/api/v1/parse", "text/plain", body)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != 200 || !resp.Close {
		t.Errorf("status %d, connection closed: %v", resp.StatusCode, resp.Close)
	}
}

// Work ends with the client or with the time of a request, whatever is asked.
func TestEveryRouteHonoursItsDeadline(t *testing.T) {
	h := serve(t, web.Options{})
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	first := func(list string) string {
		var v struct{ Items []struct{ ID string } }
		if err := json.Unmarshal(get(t, h, list).Body.Bytes(), &v); err != nil || len(v.Items) == 0 {
			t.Fatalf("%s has no item: %v", list, err)
		}
		return v.Items[0].ID
	}
	work, author := first("/api/v1/works?limit=1"), first("/api/v1/authors?limit=1")
	ask := func(method, path, contentType, body string) {
		t.Helper()
		r := httptest.NewRequestWithContext(gone, method, path, strings.NewReader(body))
		r.Header.Set("Content-Type", contentType)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != 503 || w.Header().Get("Retry-After") == "" {
			t.Errorf("%s %s: status %d, Retry-After %q: %.160s", method, path, w.Code, w.Header().Get("Retry-After"), w.Body)
		}
	}
	for _, path := range []string{
		"/search?q=investment", "/search", "/search?q=investment&explain=1", "/suggest?q=inv", "/kwic?q=investment", "/export?q=investment",
		"/documents", "/documents/d00", "/documents/d00?format=bibtex", "/documents/d00/passages", "/documents/d00/references", "/documents/d00/pages",
		"/documents/d00/pages/1?q=investment", "/passages/d00-01", "/passages/d00-01/parallel", "/passages/d00-01/similar", "/passages/d00-01/references",
		"/works?q=investment", "/works?author=Adams", "/works/" + work, "/works/" + work + "/citations", "/works/" + work + "/cocited",
		"/works/" + work + "/bibliography?style=apa", "/authors?q=a", "/authors/" + author, "/authors/" + author + "/works",
	} {
		ask(http.MethodGet, "/api/v1"+path, "", "")
	}
	for _, path := range []string{
		"/?q=investment", "/", "/documents", "/documents/d00", "/documents/d00?q=investment", "/documents/d00/cite", "/documents/d00/parallel",
		"/authors", "/authors/" + author, "/works/" + work, "/works/" + work + "/cite", "/passages/d00-01/similar", "/search.atom?q=investment",
		"/lookup?citation=Adams+A.+A+study.+2001",
	} {
		ask(http.MethodGet, path, "", "")
	}
	ask(http.MethodPost, "/api/v1/lookup", "application/json", `{"citation": "Adams A. A study. Journal X. 2001;5:1-10."}`)
	ask(http.MethodPost, "/api/v1/export", "application/json", `{"format": "ris", "q": "investment"}`)
	ask(http.MethodPost, "/api/v1/parse", "text/plain", strings.Repeat("Adams A. A study. Journal X. 2001;5:1-10.\n", 100))
}

// Pages of the origins that the operator names may read the API, those of others and
// pages of the site may not; nobody is sent credentials.
func TestCORS(t *testing.T) {
	const reader = "https://reader.example"
	h := serve(t, web.Options{Origins: []string{reader}})
	for _, c := range []struct{ method, path, origin, allowed string }{
		{"GET", "/api/v1/search?q=investment", reader, reader}, {"GET", "/api/v1/works?q=belt", reader, reader}, {"GET", "/openapi.json", reader, reader},
		{"GET", "/api/v1/search?q=investment", "https://other.example", ""}, {"GET", "/api/v1/search?q=investment", "null", ""}, {"GET", "/api/v1/search?q=investment", reader + ".evil", ""},
		{"GET", "/api/v1/documents/none", reader, reader}, {"GET", "/?q=investment", reader, ""}, {"GET", "/list", reader, ""}, {"OPTIONS", "/api/v1/lookup", reader, reader}, {"OPTIONS", "/api/v1/lookup", "https://other.example", ""},
	} {
		w := do(t, h, c.method, c.path, "Origin", c.origin, "Access-Control-Request-Method", "POST")
		if got := w.Header().Get("Access-Control-Allow-Origin"); got != c.allowed || w.Header().Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("%s %s for %s: allowed %q, want %q", c.method, c.path, c.origin, got, c.allowed)
		}
		if strings.HasPrefix(c.path, "/api") && !slices.Contains(w.Header().Values("Vary"), "Origin") {
			t.Errorf("%s %s: Vary %q lacks Origin", c.method, c.path, w.Header().Values("Vary"))
		}
		if want := c.method == "OPTIONS" && c.allowed != ""; (w.Code == 204) != want {
			t.Errorf("%s %s for %s: status %d", c.method, c.path, c.origin, w.Code)
		}
	}
	if w := get(t, serve(t, web.Options{}), "/api/v1/search?q=investment", "Origin", reader); w.Header().Get("Access-Control-Allow-Origin") != "" {
		t.Error("without being asked to, the site lets another origin read")
	}
}

// A bare DOI leads to its work.
func TestBareDOI(t *testing.T) {
	base, _ := url.Parse("https://library.example/izde/")
	h := serve(t, web.Options{BaseURL: base})
	for path, want := range map[string]string{
		"/works/10.1000/xyz1": "/izde/works/doi:10.1000%2Fxyz1", "/works/10.1000%2Fxyz1?hl=kk": "/izde/works/doi:10.1000%2Fxyz1?hl=kk", "/works/doi:10.1000/xyz1": "/izde/works/doi:10.1000%2Fxyz1",
		"/api/v1/works/10.1000/xyz1?format=ris": "/izde/api/v1/works/doi:10.1000%2Fxyz1?format=ris", "/api/v1/works/10.1000%2Fxyz1": "/izde/api/v1/works/doi:10.1000%2Fxyz1",
	} {
		w := get(t, h, path)
		if got := w.Header().Get("Location"); w.Code != 301 || got != want {
			t.Errorf("%s leads to %d %s, want %s", path, w.Code, got, want)
			continue
		}
		if w := get(t, h, want); w.Code != 200 {
			t.Errorf("%s: status %d", want, w.Code)
		}
	}
	for _, path := range []string{"/works/10.", "/works/10./x", "/works//10.1000/xyz1", "/works/a/b"} {
		if w := get(t, h, path); w.Code < 400 {
			t.Errorf("%s: status %d %s", path, w.Code, w.Header().Get("Location"))
		}
	}
}

// servePrivate serves a site whose one account is aigul's, with the password "correct
// horse".
func servePrivate(t *testing.T) http.Handler {
	t.Helper()
	line, err := web.HashPassword("aigul", "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	accounts, err := web.ReadAccounts(strings.NewReader(line))
	if err != nil {
		t.Fatal(err)
	}
	return serve(t, web.Options{Accounts: accounts})
}

// Passwords are guessed slowly: after a burst a client is told to wait, while those whose
// password is known, and other clients, go on. Nobody is locked out.
func TestGuesses(t *testing.T) {
	h := servePrivate(t)
	ask := func(from, password string) int {
		r := httptest.NewRequest(http.MethodGet, "/api/v1/documents?limit=0", nil)
		r.RemoteAddr = from + ":1000"
		r.SetBasicAuth("aigul", password)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code == 429 && w.Header().Get("Retry-After") == "" {
			t.Error("429 without Retry-After")
		}
		return w.Code
	}
	if code := ask("192.0.2.1", "correct horse"); code != 200 {
		t.Fatalf("the right password: %d", code)
	}
	tried, refused := 0, 0
	for range 40 {
		switch code := ask("192.0.2.9", "battery staple"); code {
		case 401:
			tried++
		case 429:
			refused++
		default:
			t.Errorf("a wrong password: %d", code)
		}
	}
	if tried < 10 || refused == 0 {
		t.Errorf("%d guesses were tried and %d refused, want a burst of 10", tried, refused)
	}
	if code := ask("192.0.2.9", "correct horse"); code != 200 {
		t.Errorf("the right password, which is known, from where guesses come: %d", code)
	}
	if code := ask("192.0.2.2", "battery staple"); code != 401 {
		t.Errorf("a wrong password from elsewhere: %d", code)
	}
}

// What people choose most is refused as a password; whatever else is long enough is taken
// as it is.
func TestPasswords(t *testing.T) {
	for password, fine := range map[string]bool{
		"password": false, "Password1": false, "qwertyui": false, "1234567": false, "correct horse": true, "құпиясөз бар": true, "        ": true, strings.Repeat("x", 64): true, "пароль": false,
	} {
		line, err := web.HashPassword("aigul", password)
		if (err == nil) != fine {
			t.Errorf("%q: %v", password, err)
		}
		if err == nil && strings.Contains(line, password) {
			t.Errorf("%q stands in %s", password, line)
		}
	}
}

// Of a private site nobody reads anything but that it is there, by whatever route.
func TestPrivateEverywhere(t *testing.T) {
	h := servePrivate(t)
	for _, route := range append(web.Routes(), "GET /nothing", "DELETE /") {
		method, path, _ := strings.Cut(route, " ")
		if path == "/healthz" || path == "/readyz" {
			continue
		}
		if w := do(t, h, method, strings.NewReplacer(":", "", "*", "").Replace(path)); w.Code != 401 {
			t.Errorf("%s: status %d, want 401", route, w.Code)
		}
	}
}

// What pages of other sites have a browser send is refused, but for origins that may read
// the API; what programs and the site's own pages send is not.
func TestForgery(t *testing.T) {
	base, _ := url.Parse("https://library.example/izde")
	h := serve(t, web.Options{BaseURL: base, Origins: []string{"https://reader.example"}})
	for _, c := range []struct {
		name   string
		header []string
		fine   bool
	}{
		{"a program", nil, true},
		{"a page of the site", []string{"Sec-Fetch-Site", "same-origin", "Origin", "https://library.example"}, true},
		{"a page of the site, in an old browser behind a proxy", []string{"Origin", "https://library.example"}, true},
		{"an allowed origin", []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://reader.example"}, true},
		{"another site", []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"}, false},
		{"a neighbour", []string{"Sec-Fetch-Site", "same-site", "Origin", "https://www.library.example"}, false},
		{"another site, in an old browser", []string{"Origin", "https://evil.example"}, false},
		{"a page without an origin", []string{"Origin", "null"}, false},
	} {
		for _, route := range web.Routes() {
			method, path, _ := strings.Cut(route, " ")
			if method == http.MethodGet || method == http.MethodHead {
				if w := do(t, h, method, "/documents", c.header...); w.Code != 200 {
					t.Errorf("%s of %s: status %d", method, c.name, w.Code)
				}
				continue
			}
			if w := do(t, h, method, path, c.header...); (w.Code == 403) == c.fine {
				t.Errorf("%s of %s: status %d", route, c.name, w.Code)
			}
		}
	}
}

// Every answer says what it is and how it is written.
func TestEveryAnswerHasItsType(t *testing.T) {
	h := serve(t, web.Options{})
	for _, route := range append(web.Routes(), "GET /nothing", "GET /api/v1/nothing", "GET /assets/nothing") {
		method, path, _ := strings.Cut(route, " ")
		w := do(t, h, method, strings.NewReplacer(":id", "d00", ":name", "style.css", ":n", "1", "*rest", "x").Replace(path))
		kind := w.Header().Get("Content-Type")
		text := strings.HasPrefix(kind, "text/") || strings.HasSuffix(kind, "/xml") || strings.HasSuffix(kind, "+xml")
		if w.Body.Len() > 0 && (kind == "" || text && !strings.Contains(kind, "charset=utf-8") && !strings.HasPrefix(kind, "image/svg")) || w.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: Content-Type %q, %v", route, kind, w.Header())
		}
	}
}

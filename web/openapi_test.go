package web_test

// The description of the API is true: an OpenAPI library finds it valid; it and
// the router have the same routes; every status that it documents is asked for, and
// what comes back is as described, to the last member; every example is tried.

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/izde/izde/search"
	"github.com/izde/izde/search/bibliography"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/web"
)

// described is as much of the description as these tests walk.
type described struct {
	Paths      map[string]map[string]describedOperation
	Components struct {
		Parameters map[string]describedParameter
	}
	Limits map[string]int `json:"x-limits"`
}

type describedOperation struct {
	Parameters  []describedParameter
	RequestBody struct {
		Content map[string]struct {
			Example  any
			Examples map[string]struct{ Value any }
		}
	}
	Responses map[string]struct {
		Ref string `json:"$ref"`
	}
}

type describedParameter struct {
	Ref      string `json:"$ref"`
	Name, In string
	// Description is what people read at /api.
	Description string
	Explode     *bool
	Example     any
}

// description returns the site's description of itself.
func description(t *testing.T, h http.Handler) (described, []byte) {
	t.Helper()
	body := get(t, h, "/openapi.json").Body.Bytes()
	var d described
	if err := json.Unmarshal(body, &d); err != nil {
		t.Fatal(err)
	}
	for _, operations := range d.Paths {
		for _, op := range operations {
			for i, p := range op.Parameters {
				if name, ok := strings.CutPrefix(p.Ref, "#/components/parameters/"); ok {
					op.Parameters[i] = d.Components.Parameters[name]
				}
			}
		}
	}
	return d, body
}

// checker holds exchanges against the description and remembers which statuses of
// which operations were seen.
type checker struct {
	index   desk.Index
	handler http.Handler
	spec    *openapi3.T
	seen    map[string]bool
}

func newChecker(t *testing.T, h http.Handler) *checker {
	t.Helper()
	_, body := description(t, h)
	spec, err := openapi3.NewLoader().LoadFromData(body)
	if err != nil {
		t.Fatal(err)
	}
	if err := spec.Validate(t.Context()); err != nil {
		t.Errorf("the description is no OpenAPI 3.1: %v", err)
	}
	// What is not JSON is text to the library.
	for _, media := range []string{"application/x-bibtex", "application/x-research-info-systems", "text/x-bibliography", "text/html", "application/jsonl", "image/png", "image/jpeg", "application/pdf", "text/csv", "text/tab-separated-values", "application/atom+xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"} {
		openapi3filter.RegisterBodyDecoder(media, openapi3filter.PlainBodyDecoder)
	}
	openapi3filter.RegisterBodyDecoder("application/vnd.citationstyles.csl+json", openapi3filter.JSONBodyDecoder)
	index, _, err := openCorpus(t)()
	if err != nil {
		t.Fatal(err)
	}
	return &checker{index, h, spec, map[string]bool{}}
}

// exchange is a request of an operation, "GET /api/v1/works/{id}".
type exchange struct {
	operation string
	target    string
	header    []string
	body      string
	status    int
}

// try makes the request and checks both it and the answer.
func (k *checker) try(t *testing.T, x exchange) *httptest.ResponseRecorder {
	t.Helper()
	method, path, _ := strings.Cut(x.operation, " ")
	request := httptest.NewRequest(method, x.target, strings.NewReader(x.body))
	for i := 0; i+1 < len(x.header); i += 2 {
		request.Header.Set(x.header[i], x.header[i+1])
	}
	w := httptest.NewRecorder()
	k.handler.ServeHTTP(w, request.Clone(t.Context()))
	if w.Code != x.status {
		t.Errorf("%s %s: status %d, want %d: %.300s", method, x.target, w.Code, x.status, w.Body)
		return w
	}
	k.seen[fmt.Sprint(x.operation, " ", x.status)] = true
	item := k.spec.Paths.Value(path)
	input := &openapi3filter.RequestValidationInput{
		Request: request, PathParams: pathParams(path, x.target), Options: &openapi3filter.Options{IncludeResponseStatus: true, MultiError: true},
		Route: &routers.Route{Spec: k.spec, Path: path, PathItem: item, Method: method, Operation: item.GetOperation(method)},
	}
	answer := &openapi3filter.ResponseValidationInput{RequestValidationInput: input, Status: w.Code, Header: w.Header(), Options: input.Options}
	if err := openapi3filter.ValidateResponse(t.Context(), answer.SetBodyBytes(w.Body.Bytes())); err != nil {
		t.Errorf("%s %s answers %d other than described: %s", method, x.target, w.Code, brief(err))
	}
	if x.status < 300 {
		request.Body = io.NopCloser(strings.NewReader(x.body))
		if err := openapi3filter.ValidateRequest(t.Context(), input); err != nil {
			t.Errorf("%s %s is answered, and the description forbids it: %s", method, x.target, brief(err))
		}
	}
	return w
}

// brief is an error of the library without the schema and the value that it repeats.
func brief(err error) string {
	var kept []string
	for part := range strings.SplitSeq(err.Error(), " | ") {
		part, _, _ = strings.Cut(part, "\nSchema:")
		kept = append(kept, part)
	}
	return strings.Join(kept, "; ")
}

// pathParams returns the values in target of the parameters of path.
func pathParams(path, target string) map[string]string {
	params := map[string]string{}
	target, _, _ = strings.Cut(target, "?")
	parts := strings.Split(target, "/")
	for i, part := range strings.Split(path, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok && i < len(parts) {
			params[strings.TrimSuffix(name, "}")], _ = url.PathUnescape(parts[i])
		}
	}
	return params
}

func TestDescription(t *testing.T) {
	h := serve(t, web.Options{})
	k := newChecker(t, h)
	d, _ := description(t, h)

	for path, operations := range d.Paths {
		maps.DeleteFunc(operations, func(method string, _ describedOperation) bool { return !built(t, h, strings.ToUpper(method), path) })
	}

	// Every example: each parameter by itself, each body.
	for path, operations := range d.Paths {
		for method, op := range operations {
			operation := strings.ToUpper(method) + " " + path
			target := path
			for _, p := range op.Parameters {
				if p.In == "path" {
					target = strings.ReplaceAll(target, "{"+p.Name+"}", fmt.Sprint(cmp.Or(p.Example, any(firstID(t, h, path)))))
				}
			}
			if method == "get" {
				k.try(t, exchange{operation: operation, target: target, status: 200})
			}
			for _, p := range op.Parameters {
				if p.Description == "" && p.In == "query" {
					t.Errorf("%s: the parameter %s has no description", operation, p.Name)
				}
				if p.In == "query" && p.Example != nil {
					k.try(t, exchange{operation: operation, target: target + "?" + exampleQuery(p), status: 200})
				} else if p.In == "query" && p.Name != "cursor" {
					t.Errorf("%s: the parameter %s has no example", operation, p.Name)
				}
			}
			for contentType, content := range op.RequestBody.Content {
				bodies := []any{}
				if content.Example != nil {
					bodies = append(bodies, content.Example)
				}
				for _, e := range content.Examples {
					bodies = append(bodies, e.Value)
				}
				if len(bodies) == 0 {
					t.Errorf("%s: the body %s has no example", operation, contentType)
				}
				for _, b := range bodies {
					text, plain := b.(string)
					if !plain {
						data, err := json.Marshal(b)
						if err != nil {
							t.Fatal(err)
						}
						text = string(data)
					}
					k.try(t, exchange{operation: operation, target: target, header: []string{"Content-Type", contentType}, body: text, status: 200})
				}
			}
			// The answers that all operations share.
			for status := range op.Responses {
				switch status {
				case "304":
					tag := get(t, h, target).Header().Get("ETag")
					k.try(t, exchange{operation: operation, target: target, header: []string{"If-None-Match", tag}, status: 304})
				case "406":
					k.try(t, exchange{operation: operation, target: target, header: []string{"Accept", "audio/ogg", "Content-Type", "application/json"}, body: "{}", status: 406})
				case "415":
					k.try(t, exchange{operation: operation, target: target, header: []string{"Content-Type", "image/png"}, body: "x", status: 415})
				case "400":
					k.try(t, exchange{operation: operation, target: target + "?xyzzy=1", header: []string{"Content-Type", "application/json"}, status: 400})
				case "404":
					unknown := regexp.MustCompile(`/(documents|passages|works|authors)/[^/]+`).ReplaceAllString(target, "/$1/none")
					if method == "get" && unknown != target {
						k.try(t, exchange{operation: operation, target: unknown, status: 404})
					}
				case "410":
					if !slices.ContainsFunc(op.Parameters, func(p describedParameter) bool { return p.Name == "cursor" }) {
						break // the file of a document has changed: see exchanges
					}
					k.try(t, exchange{operation: operation, target: target + "?cursor=" + web.ExpiredCursor(target), status: 410})
				case "301":
					k.through(func(i desk.Index) desk.Index { return moved{i} }).try(t, exchange{operation: operation, target: regexp.MustCompile(`/(works|authors)/[^/]+`).ReplaceAllString(target, "/$1/moved"), status: 301})
				}
			}
		}
	}
	for _, x := range exchanges() {
		k.try(t, x)
	}
	// Without an index nothing but the description is to be had; without time no
	// reading of references, which needs none.
	closed, slow := *k, *k
	quiet := slog.New(slog.DiscardHandler)
	closed.handler = web.New(func() (desk.Index, func(), error) { return nil, nil, search.ErrUnavailable }, web.Options{Logger: quiet})
	slow.handler = serve(t, web.Options{QueryTimeout: 1})
	for path, operations := range d.Paths {
		for method, op := range operations {
			if _, ok := op.Responses["503"]; !ok {
				continue
			}
			x := exchange{operation: strings.ToUpper(method) + " " + path, target: strings.ReplaceAll(path, "{id}", "d00"), header: []string{"Content-Type", "application/json"}, body: "{}", status: 503}
			if path == "/api/v1/parse" {
				x.header, x.body = []string{"Content-Type", "text/plain"}, "x"
				slow.try(t, x)
			} else {
				closed.try(t, x)
			}
		}
	}
	for path, operations := range d.Paths {
		for method, op := range operations {
			for status := range op.Responses {
				if key := strings.ToUpper(method) + " " + path + " " + status; !k.seen[key] {
					t.Errorf("%s is documented and was not asked for: add it to exchanges", key)
				}
			}
		}
	}
}

// firstID is an id that the list above path has, where the ids are not fixed.
func firstID(t *testing.T, h http.Handler, path string) string {
	t.Helper()
	above, _, _ := strings.Cut(path, "/{id}")
	var list struct{ Items []struct{ ID string } }
	if json.Unmarshal(get(t, h, above).Body.Bytes(), &list) != nil || len(list.Items) == 0 {
		return "none"
	}
	return list.Items[0].ID
}

// built reports whether a path is answered; what is described ahead says itself
// that it is not.
func built(t *testing.T, h http.Handler, method, path string) bool {
	t.Helper()
	return do(t, h, method, strings.ReplaceAll(path, "{id}", "x")).Code != http.StatusNotImplemented
}

// exampleQuery writes the example of a parameter.
func exampleQuery(p describedParameter) string {
	values, ok := p.Example.([]any)
	if !ok {
		return url.Values{p.Name: {fmt.Sprint(p.Example)}}.Encode()
	}
	var texts []string
	for _, v := range values {
		texts = append(texts, fmt.Sprint(v))
	}
	if p.Explode != nil && !*p.Explode {
		return url.QueryEscape(p.Name) + "=" + strings.Join(texts, ",")
	}
	return url.Values{p.Name: texts}.Encode()
}

// moved is an index in which a work and an author were merged into others.
type moved struct{ desk.Index }

func (m moved) Work(ctx context.Context, id string) (*doc.Work, error) {
	if id != "moved" {
		return m.Index.Work(ctx, id)
	}
	works, _, err := m.Works(ctx, &bibliography.Query{DOI: "10.1000/xyz1"}, 0, 1)
	if err != nil || len(works) == 0 {
		return nil, search.ErrNotFound
	}
	return works[0], nil
}

func (m moved) Author(ctx context.Context, id string) (*doc.Author, error) {
	if id != "moved" {
		return m.Index.Author(ctx, id)
	}
	return &doc.Author{ID: "another"}, nil
}

// through is k over another view of the corpus.
func (k *checker) through(view func(desk.Index) desk.Index) *checker {
	other := *k
	other.handler = web.New(func() (desk.Index, func(), error) { return view(k.index), func() {}, nil }, web.Options{Logger: slog.New(slog.DiscardHandler)})
	return &other
}

// exchanges bring about the answers that examples alone do not.
func exchanges() []exchange {
	long := url.QueryEscape(strings.Repeat("a* ", 100))
	jsonBody := []string{"Content-Type", "application/json"}
	get := func(path string, status int) exchange {
		bare, _, _ := strings.Cut(path, "?")
		return exchange{operation: "GET " + bare, target: path, status: status}
	}
	post := func(path, body string, status int) exchange {
		return exchange{operation: "POST " + path, target: path, header: jsonBody, body: body, status: status}
	}
	many := strings.Repeat(`"a",`, 10_000) + `"a"`
	list := []exchange{
		get("/api/v1/search?q="+long, 422), get("/api/v1/kwic?q="+long, 422), get("/api/v1/export?q="+long, 422), get("/search.atom?q="+long, 422), get("/api/v1/works?q="+long, 422),
		get("/api/v1/export?ids=none", 404),
		post("/api/v1/export", `{"format": "ris", "works": ["none"]}`, 404), post("/api/v1/export", `{"format": "ris", "works": [`+many+`]}`, 413), post("/api/v1/export", `{"format": "ris", "q": "`+strings.Repeat("a* ", 100)+`"}`, 422),
		post("/api/v1/lookup", `{"citation": ""}`, 422), post("/api/v1/lookup", `{"citations": [`+many+`]}`, 413),
		{operation: "POST /api/v1/parse", target: "/api/v1/parse", header: []string{"Content-Type", "text/plain"}, body: strings.Repeat("a\n", 10_001), status: 413},
	}
	// A page has pictures, the file of d01 has changed.
	for _, accept := range []string{"image/png", "image/jpeg"} {
		list = append(list, exchange{operation: "GET /api/v1/documents/{id}/pages/{n}", target: "/api/v1/documents/d00/pages/1?q=investment&dpi=72", header: []string{"Accept", accept}, status: 200})
	}
	list = append(list, exchange{operation: "GET /api/v1/documents/{id}/pages/{n}", target: "/api/v1/documents/d01/pages/1", header: []string{"Accept", "image/png"}, status: 410},
		exchange{operation: "GET /api/v1/documents/{id}/file", target: "/api/v1/documents/d01/file", status: 410})
	// Every format that is documented.
	for _, path := range []string{"/api/v1/documents", "/api/v1/documents/{id}", "/api/v1/documents/{id}/references", "/api/v1/passages/{id}/references", "/api/v1/works", "/api/v1/works/{id}"} {
		target := strings.NewReplacer("works/{id}", "works/doi:10.1000%2Fxyz1", "documents/{id}", "documents/d00", "passages/{id}", "passages/d00-06").Replace(path)
		for _, format := range []string{"csl-json", "bibtex", "ris", "text", "docx"} {
			list = append(list, exchange{operation: "GET " + path, target: target + "?format=" + format, status: 200})
		}
	}
	for _, format := range []string{"bibtex", "ris", "text", "docx"} {
		list = append(list, get("/api/v1/export?q=investment&format="+format, 200))
	}
	for _, format := range []string{"csv", "tsv"} {
		list = append(list, get("/api/v1/kwic?format="+format, 200), get("/api/v1/export?format="+format, 200))
	}
	for _, accept := range []string{"text/plain", "text/html", "text/x-bibliography"} {
		list = append(list, exchange{operation: "GET /api/v1/works/{id}/bibliography", target: "/api/v1/works/doi:10.1000%2Fxyz1/bibliography", header: []string{"Accept", accept}, status: 200})
	}
	return list
}

// TestRoutesAreDescribed compares the router with the description, both ways.
func TestRoutesAreDescribed(t *testing.T) {
	h := serve(t, web.Options{})
	d, _ := description(t, h)
	documented := map[string]bool{}
	for path, operations := range d.Paths {
		for method := range operations {
			documented[strings.ToUpper(method)+" "+path] = true
		}
	}
	parameter := regexp.MustCompile(`:[a-z]{2,}`)
	number := strings.NewReplacer("/:n", "/{n}")
	routed := map[string]bool{}
	for _, route := range web.Routes() {
		method, path, _ := strings.Cut(route, " ")
		if method == http.MethodHead || isPage(path) {
			continue
		}
		if below, ok := strings.CutSuffix(path, "/*rest"); ok {
			// One handler answers all below: each has to be described by itself.
			found := slices.ContainsFunc(slices.Collect(maps.Keys(documented)), func(op string) bool { return strings.HasPrefix(op, method+" "+below+"/") })
			if !found {
				t.Errorf("nothing below %s is described in openapi.yaml", below)
			}
			for op := range documented {
				if strings.HasPrefix(op, method+" "+below+"/") {
					routed[op] = true
				}
			}
			continue
		}
		op := method + " " + number.Replace(parameter.ReplaceAllString(path, "{id}"))
		routed[op] = true
		if !documented[op] && built(t, h, method, parameter.ReplaceAllString(path, "x")) {
			t.Errorf("%s is routed and not described: add it to openapi.yaml", op)
		}
	}
	for op := range documented {
		if !routed[op] {
			t.Errorf("%s is described and not routed", op)
		}
	}
}

// isPage reports whether people rather than programs are served at path.
func isPage(path string) bool {
	return !strings.HasPrefix(path, "/api/") && path != "/openapi.json" && path != "/healthz" && path != "/readyz" && path != "/search.atom"
}

// TestLimitsArePublished compares the limits that are described with the limits in
// force.
func TestLimitsArePublished(t *testing.T) {
	h := serve(t, web.Options{})
	d, _ := description(t, h)
	if !maps.Equal(d.Limits, web.Limits) {
		t.Errorf("the limits described are %v, those kept %v", d.Limits, web.Limits)
	}
	page := get(t, h, "/api").Body.String()
	for path := range d.Paths {
		if !strings.Contains(page, path) {
			t.Errorf("/api does not show %s", path)
		}
	}
	for _, n := range d.Limits {
		if !strings.Contains(strings.ReplaceAll(page, ",", ""), fmt.Sprint(n)) {
			t.Errorf("/api does not tell the limit %d", n)
		}
	}
}

func TestDescriptionBelowAPath(t *testing.T) {
	base, _ := url.Parse("https://library.example/izde/")
	body := get(t, serve(t, web.Options{BaseURL: base}), "/openapi.json").Body.String()
	if !strings.Contains(body, `"servers":[{"url":"/izde"}]`) {
		t.Errorf("the description says nothing of the path it is served below: %.300s", body)
	}
}

// A developer can work from /api alone: every operation has a command, what it leads to
// answers, and parameters tell their values and defaults.
func TestAPIPageShowsHowToAsk(t *testing.T) {
	h := serve(t, web.Options{})
	d, _ := description(t, h)
	page := open(t, h, "/api?hl=kk")
	operations := 0
	for path, methods := range d.Paths {
		operations += len(methods)
		for method := range methods {
			if !built(t, h, strings.ToUpper(method), path) {
				operations--
			}
		}
	}
	if got := page.Find("details.technical pre").Length(); got < operations {
		t.Errorf("%d of %d operations have a command", got, operations)
	}
	for _, a := range page.Find("details.technical a").EachIter() {
		address, err := url.Parse(a.AttrOr("href", ""))
		if err != nil {
			t.Fatal(err)
		}
		// A document without pages has no first page, and perhaps no file.
		if w := get(t, h, address.RequestURI()); w.Code != 200 && !strings.Contains(address.Path, "/pages/") && !strings.HasSuffix(address.Path, "/file") {
			t.Errorf("the example %s is answered %d", address, w.Code)
		}
	}
	search := page.Find("#op-search").Text()
	for _, want := range []string{"auto, all, any", "relevance", "100000"} {
		if !strings.Contains(strings.ReplaceAll(search, "\u00a0", ""), want) {
			t.Errorf("the search does not tell %q of its parameters: %s", want, search)
		}
	}
	lookup := page.Find("#op-lookup").Text()
	for _, want := range []string{"application/json", "citations", "Бір сілтеменің орнына бірнешеуі.", `--data-binary`, `{"citations":`} {
		if !strings.Contains(lookup, want) {
			t.Errorf("the lookup does not tell %q of its body: %s", want, lookup)
		}
	}
}

// The page speaks the reader's language: no sentence of the English page stands on
// another's, and openapi-texts.yaml has nothing but what the page shows.
func TestAPIPageSpeaksTheLanguageOfItsReader(t *testing.T) {
	h := serve(t, web.Options{})
	letters, code := regexp.MustCompile(`[A-Za-z]{2}`), regexp.MustCompile("`[^`]*`")
	sentences := func(tag string) map[string]bool {
		page := open(t, h, "/api?hl="+tag)
		page.Find("code, pre, .actions, a .hidden").Remove() // the same in all of them
		texts := map[string]bool{}
		for _, node := range page.Find("main").Find("*").Contents().EachIter() {
			if text := strings.TrimSpace(node.Text()); goquery.NodeName(node) == "#text" && letters.MatchString(text) {
				texts[text] = true
			}
		}
		return texts
	}
	shown := sentences("en")
	for _, tag := range []string{"kk", "ru", "zh"} {
		for text := range sentences(tag) {
			if shown[text] {
				t.Errorf("%s: %q stands in English: add it to openapi-texts.yaml", tag, text)
			}
		}
	}
	for _, row := range web.APITexts() {
		for part := range strings.SplitSeq(code.ReplaceAllString(row["en"], "`"), "`") {
			if part = strings.TrimSpace(part); letters.MatchString(part) && !shown[part] {
				t.Errorf("openapi-texts.yaml has %q, which the page does not show", part)
			}
		}
		want := code.FindAllString(row["en"], -1)
		slices.Sort(want)
		for _, tag := range []string{"kk", "ru", "zh"} {
			got := code.FindAllString(row[tag], -1)
			slices.Sort(got)
			if row[tag] == "" || !slices.Equal(got, want) {
				t.Errorf("openapi-texts.yaml says %q in %s with the code %q, want %q", row["en"], tag, got, want)
			}
		}
	}
}

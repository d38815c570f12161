package web

// Which path goes to which handler, and what happens around every request: a log line,
// a net under panics, headers and bounds.

import (
	"crypto/rand"
	"log/slog"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/klauspost/compress/gzhttp"

	"github.com/izde/izde/search/desk"
)

const apiRoot = "/api/v1"

func (s *site) routes() http.Handler {
	gin.SetMode(gin.ReleaseMode)
	e := gin.New()
	// Paths are matched as they were sent: an id may hold an encoded slash
	// (doi:10.1%2Fabc). gin's own unescaping reads "+" as a space, which in a
	// path it is not, so call.id unescapes instead.
	e.UseEscapedPath = true
	e.UnescapePathValues = false
	e.HandleMethodNotAllowed = true
	e.RedirectTrailingSlash = false
	// No header of a request is believed to tell its address but those of the proxies.
	// Prefixes are always networks.
	var proxies []string
	for _, p := range s.proxies {
		proxies = append(proxies, p.String())
	}
	if err := e.SetTrustedProxies(proxies); err != nil {
		panic(err)
	}

	e.Use(s.logged, s.recovered, s.securityHeaders, s.named, s.ownForms, s.shared, s.paced, s.allowed, s.decoded)
	e.NoRoute(s.notFound)
	e.NoMethod(s.methodNotAllowed)

	get := func(path string, h gin.HandlerFunc) {
		e.GET(path, h)
		e.HEAD(path, h)
	}
	itemParams := slices.Concat(listParams, formatParams)
	for path, h := range map[string]handler{
		"/search":                   takes(searchParams, asJSON(s.apiSearch)),
		"/suggest":                  takes([]string{"q", "limit"}, asJSON(s.apiSuggest)),
		"/kwic":                     takes(kwicParams, s.apiKWIC),
		"/glossary":                 takes([]string{"q", "lang", "to", "limit", "cursor"}, asJSON(s.apiGlossary)),
		"/export":                   s.apiExport,
		"/documents":                takes(slices.Concat(documentParams, itemParams), s.apiDocuments),
		"/documents/:id":            takes(formatParams, s.apiDocument),
		"/documents/:id/passages":   takes(listParams, asJSON(s.apiPassages)),
		"/documents/:id/same":       takes(listParams, asJSON(s.apiSameAsDocument)),
		"/documents/:id/pages":      takes(listParams, asJSON(s.apiDocumentPages)),
		"/documents/:id/pages/:n":   takes([]string{"q", "dpi"}, s.apiDocumentPage),
		"/documents/:id/file":       takes(nil, s.apiFile),
		"/documents/:id/references": takes(itemParams, s.apiReferences),
		"/passages/:id":             takes(nil, asJSON(s.apiPassage)),
		"/passages/:id/quotation":   takes([]string{"style", "locale"}, asJSON(s.apiQuotation)),
		"/passages/:id/parallel":    takes(listParams, asJSON(s.apiParallel)),
		"/passages/:id/similar":     takes(listParams, asJSON(s.apiSimilar)),
		"/passages/:id/references":  takes(itemParams, s.apiPassageReferences),
		"/works":                    takes(slices.Concat(workFields, []string{"sort", "page"}, itemParams), s.apiWorks),
		// One handler for everything below, so that a DOI's slashes may also come
		// unencoded.
		"/works/*rest":       s.apiWork,
		"/authors":           takes([]string{"q", "sort", "locale", "page", "limit", "cursor"}, asJSON(s.apiAuthors)),
		"/authors/:id":       takes(nil, asJSON(s.apiAuthor)),
		"/authors/:id/works": takes([]string{"role", "limit", "cursor"}, asJSON(s.apiAuthorWorks)),
	} {
		get(apiRoot+path, s.api(h))
	}
	get("/search.atom", s.api(takes(atomParams, s.searchFeed)))
	e.POST(apiRoot+"/parse", s.parse)
	e.POST(apiRoot+"/lookup", s.api(takes(nil, asJSON(s.apiLookup))))
	e.POST(apiRoot+"/export", s.api(takes(nil, s.apiExportWorks)))
	get("/openapi.json", s.openAPIDocument)
	get("/healthz", s.healthz)
	get("/readyz", s.readyz)

	get("/", s.page(s.searchPage))
	get("/documents", s.page(s.documentsPage))
	get("/documents/:id", s.page(s.documentPage))
	get("/documents/:id/pages/:n", s.page(s.paperPage))
	get("/documents/:id/cite", s.page(s.citePage))
	get("/documents/:id/same", s.page(s.samePage))
	get("/documents/:id/parallel", s.page(s.parallelPage))
	get("/api", s.apiPage)
	get("/authors", s.page(s.authorsPage))
	get("/authors/:id", s.page(s.authorPage))
	get("/works", s.page(s.worksPage))
	get("/works/:id", s.page(s.workPage))
	get("/works/:id/cite", s.page(s.workCitePage))
	get("/works/:id/same", s.page(s.workSamePage))
	get("/journals", s.page(s.journalsPage))
	get("/lookup", s.page(s.lookupPage))
	e.POST("/lookup", s.page(s.lookupPage))
	get("/advanced", s.page(s.advancedPage))
	if s.inbox != nil {
		get(addPath, s.page(s.addPage))
		e.POST(addPath, s.postAdd)
	}
	get("/figures", s.page(s.figuresPage))
	get("/searches", s.page(s.searchesPage))
	get("/list", s.page(s.listPage))
	e.POST("/list", s.page(s.postList))
	get("/passages/:id/similar", s.page(s.similarPage))
	get("/glossary", s.page(s.glossaryPage))
	if s.switchPair != nil {
		e.POST("/glossary", s.page(s.postGlossary))
	}
	get("/help", s.page(s.helpPage))
	get("/assets/:name", s.asset)
	get("/favicon.ico", s.favicon)
	get("/opensearch.xml", s.openSearch)
	get("/robots.txt", s.robots)
	get("/sitemap.xml", s.sitemap)
	return e
}

// handler answers a call. It returns an error before it has written anything.
type handler func(x *call) error

// pageHandler is a handler that answers a reader.
type pageHandler func(x *call, r *reader) error

// api runs h for programs; its errors become problem documents.
func (s *site) api(h handler) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := s.withDesk(c, h); err != nil {
			s.writeProblem(c, err)
		}
	}
}

// asJSON runs h for clients that take JSON.
func asJSON(h handler) handler {
	return func(x *call) error {
		if err := acceptsJSON(x.Request.Header.Values("Accept")); err != nil {
			return err
		}
		return h(x)
	}
}

// page runs h for browsers; its errors become pages.
func (s *site) page(h pageHandler) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := s.withDesk(c, func(x *call) error {
			r := s.reader(c)
			r.call = x
			return h(x, r)
		}); err != nil {
			s.writeErrorPage(c, err)
		}
	}
}

func (s *site) withDesk(c *gin.Context, h handler) error {
	params, err := parseParams(c.Request.URL.RawQuery)
	if err != nil {
		return err
	}
	return s.admitted(c, func(goOn func()) error {
		index, release, err := s.open()
		if err != nil {
			return err
		}
		defer release()
		return h(&call{Context: c, desk: desk.New(index), params: params, goOn: goOn})
	})
}

func (s *site) notFound(c *gin.Context) {
	if rest, ok := strings.CutPrefix(c.Request.URL.Path, "/works/"); ok && s.movedToDOI(c, "", rest) {
		return
	}
	s.writeFault(c, fault(notFound, "nothing is at %s; the API is below %s, documents are listed at /documents", c.Request.URL.Path, apiRoot))
}

// methodNotAllowed answers after gin has found out which methods the path has
// and set Allow.
func (s *site) methodNotAllowed(c *gin.Context) {
	s.writeFault(c, fault(methodNotAllowed, "%s does not take %s; it takes %s", c.Request.URL.Path, c.Request.Method, c.Writer.Header().Get("Allow")))
}

// writeFault answers in the form that the path's clients read.
func (s *site) writeFault(c *gin.Context, err error) {
	if isAPI(c.Request.URL.Path) || c.Request.Method != http.MethodGet && c.Request.Method != http.MethodHead {
		s.writeProblem(c, err)
		return
	}
	s.writeErrorPage(c, err)
}

// maxBody bounds the body of a request, in bytes.
const maxBody = 1 << 20

const requestIDHeader = "X-Request-Id"

// logged writes one line for each request and gives it an id to be found by.
// The query string, which says what people look for, is kept out of the log
// unless the operator asks for it.
func (s *site) logged(c *gin.Context) {
	start := time.Now()
	id := rand.Text()[:12]
	c.Header(requestIDHeader, id)
	c.Next()
	took := time.Since(start)
	served := Request{Route: c.FullPath(), Method: c.Request.Method, Status: c.Writer.Status(), Duration: took}
	q, asks := c.GetQuery("q")
	if asks {
		served.Form = string(formOf(q))
	}
	s.monitor.Served(served)
	attrs := []slog.Attr{
		slog.String("id", id),
		slog.String("method", c.Request.Method),
		slog.String("path", c.Request.URL.Path),
		slog.Int("status", c.Writer.Status()),
		slog.Duration("duration", took),
		slog.Int("bytes", max(c.Writer.Size(), 0)),
	}
	if s.logQueries || s.log.Enabled(c.Request.Context(), slog.LevelDebug) {
		attrs = append(attrs, slog.String("query", c.Request.URL.RawQuery))
	}
	level, message := slog.LevelInfo, "request"
	if s.slow > 0 && took >= s.slow {
		level, message = slog.LevelWarn, "slow request"
		attrs = append(attrs, slog.String("form", served.Form))
	}
	s.log.LogAttrs(c.Request.Context(), level, message, attrs...)
}

// recovered turns a panic into a 500 that tells nothing but the request's id,
// under which the log has the rest. Answers are written whole at the end, so
// none has begun yet.
func (s *site) recovered(c *gin.Context) {
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		if p == http.ErrAbortHandler {
			panic(p)
		}
		s.log.Error("panic", "id", c.Writer.Header().Get(requestIDHeader), "panic", p, "stack", string(debug.Stack()))
		if !c.Writer.Written() {
			s.writeFault(c, fault(internalError, "%s", internalDetail(c)))
		}
	}()
	c.Next()
}

// securityHeaders lets a page load nothing but its own files and ask nothing but
// its own server, and gives no other site a say or a look.
func (s *site) securityHeaders(c *gin.Context) {
	h := c.Writer.Header()
	if s.secure {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	// The address of a page holds the query: other sites need not learn it.
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
}

// encodedTag ends the entity tag of a compressed answer: another encoding is
// another representation (RFC 9110, section 8.8.3).
const encodedTag = "-gzip"

// compressed compresses answers for clients that take it.
func compressed(next http.Handler) http.Handler {
	wrap, err := gzhttp.NewWrapper(gzhttp.MinSize(1000), gzhttp.CompressionLevel(5), gzhttp.EnableZstd(false), gzhttp.SuffixETag(encodedTag),
		gzhttp.ContentTypeFilter(gzhttp.CompressAllContentTypeFilter))
	if err != nil { // the options are constants
		panic(err)
	}
	return wrap(next)
}

// isAPI reports whether programs rather than browsers ask for path.
func isAPI(path string) bool {
	return path == "/api" || strings.HasPrefix(path, "/api/")
}

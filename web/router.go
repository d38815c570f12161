package web

// Which path goes to which handler. What API.md describes and is not built yet
// is routed too, with its right methods, and answers 501.

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"
)

const apiRoot = "/api/v1"

func (s *site) routes() http.Handler {
	gin.SetMode(gin.ReleaseMode)
	e := gin.New()
	// Paths are matched as they were sent: an id may hold an encoded slash
	// (doi:10.1%2Fabc). gin's own unescaping reads "+" as a space, which in a
	// path it is not, so pathID unescapes instead.
	e.UseEscapedPath = true
	e.UnescapePathValues = false
	e.HandleMethodNotAllowed = true
	e.RedirectTrailingSlash = false
	// No header of a request is believed to tell its address. The call cannot
	// fail without a list.
	_ = e.SetTrustedProxies(nil)

	e.Use(s.logged, s.recovered, securityHeaders, s.bounded)
	e.NoRoute(s.notFound)
	e.NoMethod(s.methodNotAllowed)

	get := func(path string, h gin.HandlerFunc) {
		e.GET(path, h)
		e.HEAD(path, h)
	}
	for path, h := range map[string]indexHandler{
		"/search":                 s.apiSearch,
		"/suggest":                s.apiSuggest,
		"/documents/:id/passages": s.apiPassages,
		"/passages/:id":           s.apiPassage,
		"/passages/:id/parallel":  s.apiParallel,
		"/passages/:id/similar":   s.apiSimilar,
	} {
		get(apiRoot+path, s.api(h))
	}
	get(apiRoot+"/authors", s.api(s.apiAuthors))
	get(apiRoot+"/authors/:id", s.api(s.apiAuthor))
	get(apiRoot+"/authors/:id/works", s.api(s.apiAuthorWorks))
	get(apiRoot+"/documents", s.anyFormat(s.apiDocuments))
	get(apiRoot+"/documents/:id", s.anyFormat(s.apiDocument))
	get(apiRoot+"/documents/:id/references", s.anyFormat(s.apiReferences))
	get(apiRoot+"/passages/:id/references", s.anyFormat(s.apiPassageReferences))
	get(apiRoot+"/works", s.anyFormat(s.apiWorks))
	// One handler for everything below, so that a DOI's slashes may also come
	// unencoded.
	get(apiRoot+"/works/*rest", s.anyFormat(s.apiWork))
	get(apiRoot+"/kwic", s.anyFormat(s.apiKWIC))
	get(apiRoot+"/export", s.anyFormat(s.apiExport))
	get("/search.atom", s.anyFormat(s.searchFeed))
	e.POST(apiRoot+"/parse", s.parse)
	e.POST(apiRoot+"/lookup", s.api(s.apiLookup))
	e.POST(apiRoot+"/export", s.anyFormat(s.apiExportWorks))
	get("/openapi.json", s.openAPIDocument)
	get("/healthz", s.healthz)
	get("/readyz", s.readyz)

	get("/", s.page(s.searchPage))
	get("/documents", s.page(s.documentsPage))
	get("/documents/:id", s.page(s.documentPage))
	get("/documents/:id/cite", s.page(s.citePage))
	get("/documents/:id/parallel", s.page(s.parallelPage))
	get("/api", s.apiPage)
	get("/authors", s.page(s.authorsPage))
	get("/authors/:id", s.page(s.authorPage))
	get("/works/:id", s.page(s.workPage))
	get("/works/:id/cite", s.page(s.workCitePage))
	get("/lookup", s.page(s.lookupPage))
	e.POST("/lookup", s.page(s.lookupPage))
	get("/passages/:id/similar", s.page(s.similarPage))
	get("/help", s.page(s.helpPage))
	get("/assets/:name", s.asset)
	get("/favicon.ico", s.favicon)
	get("/opensearch.xml", s.openSearch)
	get("/robots.txt", s.robots)
	get("/sitemap.xml", s.sitemap)
	return e
}

// indexHandler answers a request from one state of the index. It returns an
// error before it has written anything.
type indexHandler func(c *gin.Context, index Index, params url.Values) error

// pageHandler is an indexHandler that answers a reader.
type pageHandler func(c *gin.Context, r *reader, index Index, params url.Values) error

// api runs h for clients that read JSON; its errors become problem documents.
func (s *site) api(h indexHandler) gin.HandlerFunc {
	return func(c *gin.Context) {
		err := acceptsJSON(c.Request.Header.Values("Accept"))
		if err == nil {
			err = s.withIndex(c, h)
		}
		if err != nil {
			s.writeProblem(c, err)
		}
	}
}

// anyFormat runs h, which chooses the format of its answer itself.
func (s *site) anyFormat(h indexHandler) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := s.withIndex(c, h); err != nil {
			s.writeProblem(c, err)
		}
	}
}

// page runs h for browsers; its errors become pages.
func (s *site) page(h pageHandler) gin.HandlerFunc {
	return func(c *gin.Context) {
		err := s.withIndex(c, func(c *gin.Context, index Index, params url.Values) error {
			return h(c, s.reader(c), index, params)
		})
		if err != nil {
			s.writeErrorPage(c, err)
		}
	}
}

func (s *site) withIndex(c *gin.Context, h indexHandler) error {
	params, err := parseParams(c.Request.URL.RawQuery)
	if err != nil {
		return err
	}
	index, release, err := s.open()
	if err != nil {
		return err
	}
	defer release()
	return h(c, index, params)
}

func (s *site) notFound(c *gin.Context) {
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

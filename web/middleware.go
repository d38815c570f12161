package web

// What happens around every request: a log line, a net under panics, headers
// and bounds.

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/klauspost/compress/gzhttp"
)

// maxBody bounds what a client may send along, in bytes.
const maxBody = 1 << 20

const requestIDHeader = "X-Request-Id"

// logged writes one line for each request and gives it an id to be found by.
// The query string, which says what people look for, is kept out of the log
// unless debugging is on.
func (s *site) logged(c *gin.Context) {
	start := time.Now()
	id := rand.Text()[:12]
	c.Header(requestIDHeader, id)
	c.Next()
	attrs := []slog.Attr{
		slog.String("id", id),
		slog.String("method", c.Request.Method),
		slog.String("path", c.Request.URL.Path),
		slog.Int("status", c.Writer.Status()),
		slog.Duration("duration", time.Since(start)),
		slog.Int("bytes", max(c.Writer.Size(), 0)),
	}
	if s.log.Enabled(c.Request.Context(), slog.LevelDebug) {
		attrs = append(attrs, slog.String("query", c.Request.URL.RawQuery))
	}
	s.log.LogAttrs(c.Request.Context(), slog.LevelInfo, "request", attrs...)
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
func securityHeaders(c *gin.Context) {
	h := c.Writer.Header()
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

// bounded limits the time that a request may take and the body it may bring.
func (s *site) bounded(c *gin.Context) {
	ctx, cancel := context.WithTimeout(c.Request.Context(), s.timeout)
	defer cancel()
	c.Request = c.Request.WithContext(ctx)
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, maxBody)
	c.Next()
}

// isAPI reports whether programs rather than browsers ask for path.
func isAPI(path string) bool {
	return path == "/api" || strings.HasPrefix(path, "/api/")
}

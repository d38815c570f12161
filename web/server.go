package web

// The HTTP server around the handler: every time and size a client could
// stretch is bounded here.

import (
	"net/http"
	"time"
)

// maxHeaderBytes bounds the request line and the header together. A query at
// the limit of the query language, all of it percent-encoded, has room; what is
// longer is refused by net/http with 431 before anything reads it.
const maxHeaderBytes = 512 << 10

// NewServer returns a server that listens at addr once it is told to. The write
// timeout leaves a request its query timeout and a slow line the time to take
// the answer.
func NewServer(addr string, handler http.Handler) *http.Server {
	return &http.Server{
		Addr:              addr,
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    maxHeaderBytes,
	}
}

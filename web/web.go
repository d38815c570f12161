// Package web serves izde over HTTP: the JSON API below /api/v1 and the search
// and reading pages for browsers. It is the only package that knows gin.
//
// Both faces share one walk: parameters → search.Request → Index.Search →
// views (plain structs) → encoding/json or html/template. Highlights travel as
// ranges, and only templates make markup, so that html/template escapes
// whatever a corpus or a query holds.
package web

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/doc"
)

// Searcher answers queries.
type Searcher interface {
	Status() search.Status
	Search(ctx context.Context, r *search.Request) (*search.Result, error)
}

// Library looks things up by id. What it does not hold is search.ErrNotFound.
type Library interface {
	Document(ctx context.Context, id string) (*doc.Document, error)
	// Documents returns limit documents from offset on, ordered by Source, and
	// how many there are in all.
	Documents(ctx context.Context, offset, limit int) ([]*doc.Document, int, error)
	Passage(ctx context.Context, id string) (*doc.Passage, error)
	// Passages returns all passages of a document in order.
	Passages(ctx context.Context, docID string) ([]*doc.Passage, error)
}

// Guide leads from what a reader has to what he may want.
type Guide interface {
	// Complete completes what is being typed.
	Complete(ctx context.Context, typed string, limit int) ([]search.Completion, error)
	// Similar returns the passages most like one, the best first.
	Similar(ctx context.Context, passageID string, limit int) ([]search.Hit, error)
}

// Index is one state of an index: it does not change while it is held.
type Index interface {
	Searcher
	Library
	Guide
	Bibliography
	Authorities
}

// Open hands out the index that is served now; the function it returns must be
// called when the request is done with it. Without an index it returns
// search.ErrUnavailable.
type Open func() (Index, func(), error)

// Options are what a server may be told. The zero value serves at the root
// path and logs to slog.Default().
type Options struct {
	// BaseURL is where clients find the site, for one that runs below a path
	// ("https://library.example/izde"). Requests are accepted with the path
	// and without, so that it does not matter whether a proxy strips it.
	BaseURL *url.URL
	Logger  *slog.Logger
	// QueryTimeout bounds the work on one request; 5 seconds when 0.
	QueryTimeout time.Duration
}

// site is what every handler needs.
type site struct {
	open    Open
	base    string // path of BaseURL without a slash at its end
	host    string // scheme and host of BaseURL; empty when it is not known
	secure  bool   // clients come by HTTPS
	log     *slog.Logger
	timeout time.Duration
}

const defaultTimeout = 5 * time.Second

// New returns the handler of the whole site.
func New(open Open, opts Options) http.Handler {
	s := &site{open: open, log: opts.Logger, timeout: opts.QueryTimeout}
	if s.log == nil {
		s.log = slog.Default()
	}
	if s.timeout == 0 {
		s.timeout = defaultTimeout
	}
	if opts.BaseURL != nil {
		s.base = strings.TrimRight(opts.BaseURL.EscapedPath(), "/")
		s.host = opts.BaseURL.Scheme + "://" + opts.BaseURL.Host
		s.secure = opts.BaseURL.Scheme == "https"
	}
	return compressed(s.belowBase(s.routes()))
}

// belowBase accepts requests both with and without the base path.
func (s *site) belowBase(next http.Handler) http.Handler {
	if s.base == "" {
		return next
	}
	stripped := http.StripPrefix(s.base, next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path := r.URL.EscapedPath()
		switch {
		case path == s.base:
			http.Redirect(w, r, s.base+"/", http.StatusPermanentRedirect)
		case strings.HasPrefix(path, s.base+"/"):
			stripped.ServeHTTP(w, r)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

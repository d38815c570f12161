// Package web serves izde over HTTP: the JSON API below /api/v1 and the search and
// reading pages for browsers. It is the only package that knows gin. It may import
// desk, bibliography, search with the vocabulary below it, and cite with its readers
// and formats; it knows no engine and no indexer.
//
// It turns parameters into requests of a desk, and the desk's answers into views for
// encoding/json or into pages of html/template. Highlights travel as ranges, and only
// templates make markup, so that html/template escapes whatever a corpus or a query
// holds.
package web

import (
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/desk"
)

// Open hands out the index that is served now; the function it returns must be
// called when the request is done with it. Without an index it returns
// search.ErrUnavailable.
type Open func() (desk.Index, func(), error)

// Options configure a site. The zero value serves at the root path and logs to
// slog.Default().
type Options struct {
	// BaseURL is where clients find the site, for one that runs below a path
	// ("https://library.example/izde"). Requests are accepted with the path
	// and without, so that it does not matter whether a proxy strips it.
	BaseURL *url.URL
	// Secure says that clients come by HTTPS where BaseURL does not say it.
	Secure bool
	Logger *slog.Logger
	// QueryTimeout bounds the work on one request; 5 seconds when 0.
	QueryTimeout time.Duration
	// Files reads the files of documents and draws pages; without it neither is to be
	// had. NoDownload keeps the files back, not the pictures.
	Files      desk.Files
	NoDownload bool
	// Hosts are the names by which clients may ask for the site, beside that of BaseURL,
	// localhost and IP addresses; nil is any.
	Hosts []string
	// Origins are the origins ("https://reader.example") whose pages may read the API; none
	// may without.
	Origins []string
	// Proxies are the networks whose X-Forwarded-For is believed, and UserHeader the
	// header by which they name who has signed in.
	Proxies    []netip.Prefix
	UserHeader string
	// Accounts may read the site; nil is everybody, unless UserHeader is set.
	Accounts *Accounts
	// Rate is how many requests a second a client may make on average, 0 is any number.
	Rate float64
	// Slow is how long a request takes that is logged as a slow one, 0 for none; LogQueries
	// puts into the log what was asked.
	Slow       time.Duration
	LogQueries bool
	// Monitor is told of the work.
	Monitor Monitor
	// SwitchPair switches a pair of words of the glossary off, or on again; nil where
	// nobody may. Only those who run the site are let do it.
	SwitchPair func(t *search.Translation, off bool) error
	// Upkeep tells how the index is kept in step with folders; nil where it is not.
	Upkeep func() *Upkeep
	// Inbox takes files that the reader at this machine adds; nil takes none.
	Inbox Inbox
}

// site holds the state that all handlers share.
type site struct {
	open    Open
	base    string // path of BaseURL without a slash at its end
	host    string // scheme and host of BaseURL; empty when it is not known
	secure  bool   // clients come by HTTPS
	log     *slog.Logger
	timeout time.Duration
	files   desk.Files
	kept    bool // files are not given out
	upkeep  func() *Upkeep
	inbox   Inbox

	switchPair func(*search.Translation, bool) error
	hosts      []string
	origins    []string
	proxies    []netip.Prefix
	userHeader string
	accounts   *Accounts
	clients    *clients
	guessers   *clients // of passwords
	forgery    *http.CrossOriginProtection
	lanes      lanes
	slow       time.Duration
	logQueries bool
	monitor    Monitor
	counts     atomic.Pointer[corpusCounts]
}

const defaultTimeout = 5 * time.Second

// New returns the handler of the whole site.
func New(open Open, opts Options) http.Handler {
	s := &site{open: open, log: opts.Logger, timeout: opts.QueryTimeout, files: opts.Files, kept: opts.NoDownload,
		hosts: opts.Hosts, origins: opts.Origins, proxies: opts.Proxies, userHeader: opts.UserHeader, accounts: opts.Accounts, clients: newClients(opts.Rate), guessers: newClients(guesses), lanes: newLanes(),
		slow: opts.Slow, logQueries: opts.LogQueries, monitor: opts.Monitor, upkeep: opts.Upkeep, inbox: opts.Inbox, switchPair: opts.SwitchPair}
	s.secure = opts.Secure
	if s.monitor == nil {
		s.monitor = unwatched{}
	}
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
		if s.hosts != nil {
			s.hosts = append(slices.Clone(s.hosts), opts.BaseURL.Hostname())
		}
	}
	s.forgery = s.newForgery()
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

// maxHeaderBytes bounds the request line and the header together. A query at
// the limit of the query language, all of it percent-encoded, has room; what is
// longer is refused by net/http with 431 before anything reads it.
const maxHeaderBytes = 512 << 10

// writeTimeout is how long a client may take for an answer, or for a row of a download
// after the one before.
const writeTimeout = time.Minute

// NewServer returns a server that listens at addr once it is told to. The write
// timeout leaves a request its query timeout and a slow line the time to take
// the answer.
func NewServer(addr string, handler http.Handler) *http.Server {
	return &http.Server{
		Addr:              addr,
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    maxHeaderBytes,
	}
}

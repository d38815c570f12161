package web

// Who may ask, by which name, how often and with what: the checks before a request is
// read. They follow the OWASP Application Security Verification Standard 5.0, level 1,
// as far as it speaks of a site that is read and keeps no sessions.

import (
	"compress/gzip"
	"io"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"
	"golang.org/x/time/rate"
)

// shared lets pages of other origins read the API where the operator allows it (Fetch
// standard, section 3.3), without credentials: they see what everybody may see.
func (s *site) shared(c *gin.Context) {
	path := c.Request.URL.Path
	if len(s.origins) == 0 || !isAPI(path) && path != "/openapi.json" && path != "/search.atom" {
		return
	}
	h := c.Writer.Header()
	h.Add("Vary", "Origin")
	origin := c.Request.Header.Get("Origin")
	if !slices.Contains(s.origins, origin) {
		return
	}
	h.Set("Access-Control-Allow-Origin", origin)
	h.Set("Access-Control-Expose-Headers", "Content-Disposition, ETag, Link, Retry-After, X-Request-Id, X-Total-Count")
	if c.Request.Method == http.MethodOptions && c.Request.Header.Get("Access-Control-Request-Method") != "" {
		h.Set("Access-Control-Allow-Methods", "GET, HEAD, POST")
		h.Set("Access-Control-Allow-Headers", "Accept, Content-Type, If-None-Match")
		h.Set("Access-Control-Max-Age", "3600")
		c.AbortWithStatus(http.StatusNoContent)
	}
}

// ownForms refuses what a page of another site has a browser send (CSRF), but for origins
// that may read the API. A browser says where a request comes from, other clients say
// nothing.
func (s *site) ownForms(c *gin.Context) {
	if s.forgery.Check(c.Request) != nil {
		s.refuse(c, fault(crossOrigin, "a page of another site sent this; send it from a page of this one, or by a program"))
	}
}

// newForgery returns a check that trusts the site's own addresses and the origins given.
func (s *site) newForgery() *http.CrossOriginProtection {
	check := http.NewCrossOriginProtection()
	for _, origin := range append([]string{s.host}, s.origins...) {
		if origin == "" {
			continue
		}
		if err := check.AddTrustedOrigin(origin); err != nil {
			s.log.Error("forms sent by way of this address are refused", "address", origin, "error", err)
		}
	}
	return check
}

// operational reports whether a path is for those who run the site: it is answered under
// any name and to anybody, for it tells nothing of the corpus but its size.
func operational(path string) bool { return path == "/healthz" || path == "/readyz" }

// named refuses requests by a host name that is not the site's. A page of another site
// whose name is made to lead to this machine could else read what the site shows to this
// machine alone (DNS rebinding). IP addresses need no list, for such a page has none as
// its name.
func (s *site) named(c *gin.Context) {
	if s.hosts == nil || operational(c.Request.URL.Path) || ownName(c.Request.Host, s.hosts) {
		return
	}
	s.refuse(c, fault(unknownHost, "this site does not answer to that name; the operator can allow it: izde serve --host NAME"))
}

func ownName(hostport string, hosts []string) bool {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = hostport
	}
	host = strings.ToLower(strings.TrimSuffix(strings.Trim(host, "[]"), "."))
	if _, err := netip.ParseAddr(host); err == nil {
		return true
	}
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || slices.ContainsFunc(hosts, func(h string) bool { return strings.EqualFold(h, host) })
}

// paced refuses the requests of a client that asks more often than it may.
func (s *site) paced(c *gin.Context) {
	if s.clients == nil || operational(c.Request.URL.Path) || s.clients.allow(c.ClientIP()) {
		return
	}
	s.refuse(c, fault(tooManyRequests, "at most %g requests a second on average are answered to one client; ask more slowly, or for more at once", float64(s.clients.rate)))
}

// clients counts the requests of each client by a token bucket.
type clients struct {
	rate  rate.Limit
	mu    sync.Mutex
	known map[string]*rate.Limiter
}

const (
	// burst is how many requests a client may make at once, in seconds of its rate.
	burst = 10
	// maxClients is how many are remembered. When there are more, those are forgotten that
	// have used nothing of their burst.
	maxClients = 10_000
)

func newClients(perSecond float64) *clients {
	if perSecond <= 0 {
		return nil
	}
	return &clients{rate: rate.Limit(perSecond), known: map[string]*rate.Limiter{}}
}

// allow reports whether a client may ask now. An IPv6 client owns its network of 64 bits.
func (c *clients) allow(address string) bool {
	if a, err := netip.ParseAddr(address); err == nil && a.Is6() && !a.Is4In6() {
		if p, err := a.Prefix(64); err == nil {
			address = p.String()
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	l := c.known[address]
	if l == nil {
		if len(c.known) >= maxClients {
			for name, known := range c.known {
				if known.Tokens() >= float64(known.Burst()) {
					delete(c.known, name)
				}
			}
		}
		if len(c.known) >= maxClients { // all are busy: an attack from many addresses
			return false
		}
		l = rate.NewLimiter(c.rate, max(1, int(burst*c.rate)))
		c.known[address] = l
	}
	return l.Allow()
}

// decoded reads a body in the encoding that its header names, and closes the connection
// after a body that came in chunks: a proxy that reads the length of such a request
// otherwise would take the rest for another request (RFC 9112, section 6.1).
func (s *site) decoded(c *gin.Context) {
	r := c.Request
	if len(r.TransferEncoding) > 0 {
		c.Header("Connection", "close")
	}
	bound := int64(maxBody)
	if s.inbox != nil && r.URL.Path == addPath {
		bound = maxAddedAtOnce
	}
	r.Body = http.MaxBytesReader(c.Writer, r.Body, bound)
	switch encoding := strings.ToLower(strings.Join(r.Header.Values("Content-Encoding"), ", ")); encoding {
	case "", "identity":
	case "gzip", "x-gzip":
		unpacked, err := gzip.NewReader(r.Body)
		if err != nil {
			s.refuse(c, fault(malformedBody, "the body is not gzip, as Content-Encoding says that it is"))
			return
		}
		r.Body = http.MaxBytesReader(c.Writer, io.NopCloser(unpacked), maxBody)
	default:
		c.Header("Accept-Encoding", "gzip")
		s.refuse(c, fault(unsupportedType, "send the body as it is, or as gzip"))
	}
}

func (s *site) refuse(c *gin.Context, f *problem) {
	s.writeFault(c, f)
	c.Abort()
}

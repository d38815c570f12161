package cluster

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/query"
)

// object and list are what requests are written of.
type (
	object = map[string]any
	list   = []any
)

const (
	// maxAnswer bounds the bytes of an answer.
	maxAnswer = 256 << 20
	// searchTime is how long a search may take where its context has no deadline.
	searchTime = 30 * time.Second
	// connectTime is how long a node may take to accept a connection.
	connectTime = 5 * time.Second
	// maxTries is how often a request is made before its failure is told, and
	// firstPause the time before the second try; it doubles from try to try.
	maxTries   = 6
	firstPause = 200 * time.Millisecond
)

// Options say which cluster an index lies in.
type Options struct {
	// URLs are the addresses of nodes, such as https://search.example:9200. Requests
	// take turns among them and pass over nodes that do not answer.
	URLs []string
	// Name is that of the index within the cluster: small letters, digits and "_".
	// All its indexes begin with "izde-NAME".
	Name string
	// CA is a file of certificates, in PEM, that the cluster's is signed by; empty for
	// those of the system. Certificate and Key are files of the client's own, in PEM.
	CA, Certificate, Key string
	// Credentials are "basic NAME:PASSWORD", "apikey KEY" or "bearer TOKEN", or empty.
	Credentials string
}

// The errors that a cluster is refused with.
var (
	// ErrNoIndex: the cluster has no index of that name.
	ErrNoIndex = errors.New("there is no index")
	// ErrForeign: the cluster or its index is not one that this izde can use.
	ErrForeign = errors.New("not usable by this izde")
	// ErrRefused: the cluster does not accept the credentials or the certificate.
	ErrRefused = errors.New("refused")
	// ErrReadOnly: the cluster does not let izde write.
	ErrReadOnly = errors.New("the cluster is read-only")
)

// client speaks HTTP with a cluster.
type client struct {
	nodes []*node
	auth  string
	http  *http.Client
	// next is the node whose turn it is.
	next atomic.Uint32
	// requests counts the requests made, failed those of them that had no answer or were
	// refused for now.
	requests, failed atomic.Int64
}

// node is a node of the cluster. Until a time it is passed over, in nanoseconds of Unix,
// since it did not answer.
type node struct {
	*url.URL
	until atomic.Int64
}

// downTime is how long a node that did not answer is passed over.
const downTime = 5 * time.Second

// node returns the node whose turn it is.
func (c *client) node() *node {
	turn := int(c.next.Add(1))
	for i := range c.nodes {
		if n := c.nodes[(turn+i)%len(c.nodes)]; time.Now().UnixNano() >= n.until.Load() {
			return n
		}
	}
	return c.nodes[turn%len(c.nodes)]
}

func newClient(o Options) (*client, error) {
	c := &client{}
	for _, text := range o.URLs {
		u, err := url.Parse(strings.TrimRight(text, "/"))
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" {
			// The address is not repeated: it may hold a password.
			return nil, errors.New("the cluster's address: want one such as https://search.example:9200, without a password in it")
		}
		c.nodes = append(c.nodes, &node{URL: u})
	}
	if len(c.nodes) == 0 {
		return nil, errors.New("no address of a cluster is given")
	}
	var err error
	if c.auth, err = authorization(o.Credentials); err != nil {
		return nil, err
	}
	secured, err := tlsConfig(o)
	if err != nil {
		return nil, err
	}
	c.http = &http.Client{
		Transport: &http.Transport{
			DialContext:         (&net.Dialer{Timeout: connectTime}).DialContext,
			TLSClientConfig:     secured,
			TLSHandshakeTimeout: connectTime,
			MaxIdleConnsPerHost: 32,
			IdleConnTimeout:     30 * time.Second,
			Proxy:               http.ProxyFromEnvironment,
		},
		// Credentials are for the named nodes alone.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return c, nil
}

// authorization returns the header for credentials.
func authorization(credentials string) (string, error) {
	kind, secret, _ := strings.Cut(strings.TrimSpace(credentials), " ")
	secret = strings.TrimSpace(secret)
	switch {
	case credentials == "":
		return "", nil
	case kind == "basic" && strings.Contains(secret, ":"):
		name, password, _ := strings.Cut(secret, ":")
		r := http.Request{Header: http.Header{}}
		r.SetBasicAuth(name, password)
		return r.Header.Get("Authorization"), nil
	case kind == "apikey" && secret != "":
		return "ApiKey " + secret, nil
	case kind == "bearer" && secret != "":
		return "Bearer " + secret, nil
	}
	return "", errors.New(`the credentials: want "basic NAME:PASSWORD", "apikey KEY" or "bearer TOKEN"`)
}

func tlsConfig(o Options) (*tls.Config, error) {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if o.CA != "" {
		pem, err := os.ReadFile(o.CA)
		if err != nil {
			return nil, fmt.Errorf("reading the cluster's certificates: %w", err)
		}
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("%s holds no certificate in PEM", o.CA)
		}
	}
	if o.Certificate != "" {
		own, err := tls.LoadX509KeyPair(o.Certificate, o.Key)
		if err != nil {
			return nil, fmt.Errorf("reading the client's certificate: %w", err)
		}
		config.Certificates = []tls.Certificate{own}
	}
	return config, nil
}

// statusError is an answer of the cluster that is no success.
type statusError struct {
	code   int
	kind   string // of the first cause, such as "illegal_argument_exception"
	reason string
}

func (e *statusError) Error() string {
	return fmt.Sprintf("the cluster answers %d %s: %.300s", e.code, e.kind, e.reason)
}

// readError reads the body of such an answer.
func readError(code int, body []byte) *statusError {
	type cause struct{ Type, Reason string }
	var answer struct {
		Error struct {
			cause
			RootCause []cause `json:"root_cause"`
		}
	}
	e := &statusError{code: code, kind: http.StatusText(code)}
	if json.Unmarshal(body, &answer) == nil && answer.Error.Type != "" {
		e.kind, e.reason = answer.Error.Type, answer.Error.Reason
		if roots := answer.Error.RootCause; len(roots) > 0 {
			e.kind, e.reason = roots[0].Type, roots[0].Reason
		}
	}
	return e
}

// lostNodes are the causes of failures (500) that come of a node that was just lost:
// another has its parts. A search whose failure has no cause lost several.
var lostNodes = map[string]bool{"node_disconnected_exception": true, "node_not_connected_exception": true, "node_closed_exception": true,
	"no_shard_available_action_exception": true, "search_phase_execution_exception": true}

// do makes a request until it succeeds, cannot succeed, or has been tried often
// enough, and decodes the answer. Every request of this package may be repeated.
func (c *client) do(ctx context.Context, method, path, kind string, body []byte, into any) error {
	return c.again(ctx, func() (again bool, err error) {
		answer, again, err := c.once(ctx, method, path, kind, body)
		if err != nil || into == nil {
			return again, err
		}
		if err := json.Unmarshal(answer, into); err != nil {
			return false, fmt.Errorf("reading the cluster's answer: %w", err)
		}
		return false, nil
	})
}

// again tries something until it succeeds, cannot succeed, or was tried often enough.
func (c *client) again(ctx context.Context, try func() (again bool, err error)) error {
	var failed error
	pause := firstPause
	for i := range maxTries {
		if i > 0 {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(pause + rand.N(pause/2)):
			}
			pause *= 2
		}
		again, err := try()
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case !again:
			return err
		}
		c.failed.Add(1)
		failed = err
	}
	return fmt.Errorf("%w: %w", search.ErrUnavailable, failed)
}

// once makes a request once; again says whether it is worth repeating.
func (c *client) once(ctx context.Context, method, path, kind string, body []byte) (answer []byte, again bool, err error) {
	u := c.node()
	req, err := http.NewRequestWithContext(ctx, method, u.String()+path, bytes.NewReader(body))
	if err != nil {
		return nil, false, err
	}
	req.Header.Set("Content-Type", kind)
	if c.auth != "" {
		req.Header.Set("Authorization", c.auth)
	}
	c.requests.Add(1)
	res, err := c.http.Do(req)
	if err != nil {
		// The address and the path in a *url.Error say nothing more.
		if wrapped, ok := errors.AsType[*url.Error](err); ok {
			err = wrapped.Err
		}
		if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
			return nil, false, fmt.Errorf("%w: the certificate of %s is not trusted: %w; name the file of its authority", ErrRefused, u.Host, err)
		}
		if _, ok := errors.AsType[tls.RecordHeaderError](err); ok {
			return nil, false, fmt.Errorf("%w: %s does not speak TLS: its address may begin with http://", ErrRefused, u.Host)
		}
		if alert, ok := errors.AsType[*net.OpError](err); ok && alert.Op == "remote error" {
			return nil, false, fmt.Errorf("%w: %s ends the TLS handshake: %w; it may want a certificate of its clients", ErrRefused, u.Host, err)
		}
		if ctx.Err() == nil {
			u.until.Store(time.Now().Add(downTime).UnixNano())
		}
		return nil, true, fmt.Errorf("asking %s: %w", u.Host, err)
	}
	defer res.Body.Close()
	answer, err = io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	switch {
	case err != nil:
		return nil, true, fmt.Errorf("asking %s: %w", u.Host, err)
	case len(answer) > maxAnswer:
		return nil, false, fmt.Errorf("the cluster's answer is longer than %d bytes", maxAnswer)
	case res.StatusCode < 300:
		return answer, false, nil
	}
	again, err = refusal(readError(res.StatusCode, answer))
	return nil, again, err
}

// refusal is the error that an answer which is no success means; again says whether the
// request is worth repeating.
func refusal(told *statusError) (again bool, err error) {
	if told.kind == "cluster_block_exception" {
		return false, fmt.Errorf("%w (%s); free its disk or lift the block", ErrReadOnly, told.reason)
	}
	switch told.code {
	case http.StatusUnauthorized, http.StatusForbidden:
		return false, fmt.Errorf("%w: the cluster does not accept the name, password, key or token, or does not allow this (%d)", ErrRefused, told.code)
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true, told
	}
	return told.code == http.StatusInternalServerError && lostNodes[told.kind], told
}

// ask makes a request with a body of JSON, or without one.
func (c *client) ask(ctx context.Context, method, path string, body, into any) error {
	var data []byte
	if body != nil {
		var err error
		if data, err = json.Marshal(body); err != nil {
			return fmt.Errorf("encoding a request: %w", err)
		}
	}
	return c.do(ctx, method, path, "application/json", data, into)
}

// missing reports an answer that a thing is not there.
func missing(err error) bool {
	told, ok := errors.AsType[*statusError](err)
	return ok && told.code == http.StatusNotFound
}

// hit is a hit of a search. Source has the parts of a stored thing that were asked for.
type hit struct {
	ID     string   `json:"_id"`
	Score  *float64 `json:"_score"`
	Sort   []json.RawMessage
	Source source                         `json:"_source"`
	Fields map[string][]json.RawMessage   `json:"fields"`
	Inner  map[string]struct{ Hits hits } `json:"inner_hits"`
	// Matched has the scores of named queries; hits within hits have only the names.
	Matched json.RawMessage `json:"matched_queries"`
	// more is how many further passages of its document match.
	more int
}

type hits struct {
	Total struct{ Value int }
	Max   *float64 `json:"max_score"`
	Hits  []hit
}

// answer is that to a search.
type answer struct {
	TimedOut bool                                    `json:"timed_out"`
	Shards   struct{ Total, Successful, Failed int } `json:"_shards"`
	Hits     hits
	Aggs     map[string]json.RawMessage `json:"aggregations"`
}

// ask is a search to be made, of one of the indexes.
type ask struct {
	index string
	body  object
}

// search makes a search of an index. An answer of a part of the index is none: then
// the error is search.ErrUnavailable.
func (c *client) search(ctx context.Context, index string, body object) (*answer, error) {
	ctx, cancel := bounded(ctx, body)
	defer cancel()
	a := &answer{}
	err := c.ask(ctx, http.MethodPost, "/"+index+"/_search?allow_partial_search_results=false&include_named_queries_score=true", body, a)
	return a, cmp.Or(searchError(err), a.whole(err))
}

// searches makes several searches in one request; their hits have no scores of named
// queries. Errors as search.
func (c *client) searches(ctx context.Context, asks []ask) ([]*answer, error) {
	var lines bytes.Buffer
	e := json.NewEncoder(&lines)
	for _, one := range asks {
		var cancel context.CancelFunc
		ctx, cancel = bounded(ctx, one.body)
		defer cancel()
		if err := errors.Join(e.Encode(object{"index": one.index, "allow_partial_search_results": false}), e.Encode(one.body)); err != nil {
			return nil, fmt.Errorf("encoding a request: %w", err)
		}
	}
	var told struct{ Responses []json.RawMessage }
	answers := make([]*answer, len(asks))
	err := c.again(ctx, func() (again bool, err error) {
		if err := c.do(ctx, http.MethodPost, "/_msearch", "application/x-ndjson", lines.Bytes(), &told); err != nil {
			return false, err
		}
		if len(told.Responses) != len(asks) {
			return false, fmt.Errorf("the cluster answers %d of %d searches", len(told.Responses), len(asks))
		}
		for i, data := range told.Responses {
			var status struct{ Status int }
			if err := json.Unmarshal(data, &status); err != nil {
				return false, fmt.Errorf("reading the cluster's answer: %w", err)
			}
			if status.Status >= 300 {
				again, err := refusal(readError(status.Status, data))
				return again, err
			}
			answers[i] = &answer{}
			if err := json.Unmarshal(data, answers[i]); err != nil {
				return false, fmt.Errorf("reading the cluster's answer: %w", err)
			}
			if err := answers[i].whole(nil); err != nil {
				return false, err
			}
		}
		return false, nil
	})
	return answers, searchError(err)
}

// bounded gives a search the time of its context, or searchTime.
func bounded(ctx context.Context, body object) (context.Context, context.CancelFunc) {
	cancel := context.CancelFunc(func() {})
	if _, bounded := ctx.Deadline(); !bounded {
		ctx, cancel = context.WithTimeout(ctx, searchTime)
	}
	if deadline, _ := ctx.Deadline(); true {
		// The connection that ends at the deadline cancels the work, too; shards look
		// at this.
		body["timeout"] = fmt.Sprintf("%dms", max(1, time.Until(deadline).Milliseconds()))
	}
	if _, stated := body["track_total_hits"]; !stated {
		body["track_total_hits"] = true
	}
	return ctx, cancel
}

// searchError is the error that a search's means.
func searchError(err error) error {
	if told, ok := errors.AsType[*statusError](err); ok {
		switch {
		case told.kind == "too_many_clauses" || told.kind == "too_many_nested_clauses":
			return &query.LimitError{Limit: "forms of words on this cluster", Max: 1024}
		case told.code == http.StatusNotFound:
			return fmt.Errorf("%w: %w", search.ErrUnavailable, err)
		}
	}
	return err
}

// whole returns an error where an answer is that of a part of the index.
func (a *answer) whole(err error) error {
	if err == nil && (a.TimedOut || a.Shards.Failed > 0 || a.Shards.Successful < a.Shards.Total) {
		err = fmt.Errorf("%w: %d of %d parts of the index answer in time", search.ErrUnavailable, a.Shards.Successful, cmp.Or(a.Shards.Total, 1))
	}
	return err
}

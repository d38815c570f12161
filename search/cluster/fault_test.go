package cluster

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/enginetest"
)

// fault answers a request in the place of the cluster, or returns false.
type fault func(w http.ResponseWriter, r *http.Request, cluster http.Handler) bool

// through puts a proxy with a fault before the cluster of o.
func through(t *testing.T, o Options, f fault) Options {
	t.Helper()
	target, err := url.Parse(o.URLs[0])
	if err != nil {
		t.Fatal(err)
	}
	cluster := httputil.NewSingleHostReverseProxy(target)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Header.Del("Accept-Encoding") // faults read answers
		if !f(w, r, cluster) {
			cluster.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(server.Close)
	o.URLs = []string{server.URL}
	return o
}

// nowAndThen makes a fault of every third request.
func nowAndThen(f fault) fault {
	var n atomic.Int32
	return func(w http.ResponseWriter, r *http.Request, cluster http.Handler) bool {
		return n.Add(1)%3 == 0 && f(w, r, cluster)
	}
}

func status(code int) fault {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) bool {
		w.WriteHeader(code)
		return true
	}
}

// reset ends the connection without an answer.
func reset(w http.ResponseWriter, _ *http.Request, _ http.Handler) bool {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		conn.Close()
	}
	return true
}

// loseAnswer ends the connection when the cluster has done its work.
func loseAnswer(w http.ResponseWriter, r *http.Request, cluster http.Handler) bool {
	cluster.ServeHTTP(httptest.NewRecorder(), r)
	return reset(w, r, cluster)
}

// loseNoted loses the answer to each change of the control document; that to the request
// sent again is a conflict with the first.
func loseNoted() fault {
	var n atomic.Int32
	return func(w http.ResponseWriter, r *http.Request, cluster http.Handler) bool {
		return r.Method == http.MethodPut && strings.HasSuffix(r.URL.Path, "/_doc/"+controlID) && n.Add(1)%2 == 1 && loseAnswer(w, r, cluster)
	}
}

// tooLarge refuses bodies of more than 40 kB.
func tooLarge(w http.ResponseWriter, r *http.Request, _ http.Handler) bool {
	if r.ContentLength <= 40_000 {
		return false
	}
	w.WriteHeader(http.StatusRequestEntityTooLarge)
	return true
}

// refuseHalf writes the first half of a bulk and has no room for the other.
func refuseHalf(w http.ResponseWriter, r *http.Request, cluster http.Handler) bool {
	if r.URL.Path != "/_bulk" {
		return false
	}
	body, _ := io.ReadAll(r.Body)
	lines := bytes.SplitAfter(bytes.TrimSuffix(body, []byte("\n")), []byte("\n"))
	taken := len(lines) / 4 * 2
	some := append(bytes.Join(lines[:taken], nil), '\n')
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(some)), int64(len(some))
	items := []any{}
	if taken > 0 {
		answer := httptest.NewRecorder()
		cluster.ServeHTTP(answer, r)
		var told struct{ Items []any }
		json.Unmarshal(answer.Body.Bytes(), &told)
		items = told.Items
	}
	for range len(lines)/2 - taken/2 {
		items = append(items, object{"index": object{"status": 429, "error": object{"type": "opensearch_rejected_execution_exception"}}})
	}
	json.NewEncoder(w).Encode(object{"errors": true, "items": items})
	return true
}

// What is refused now is written later, and nothing is lost or doubled.
func TestFaultsWhileBuilding(t *testing.T) {
	docs, passages := enginetest.Corpus()
	docs = docs[:3]
	for name, f := range map[string]fault{
		"a bulk is taken in part":                  nowAndThen(refuseHalf),
		"too large a request":                      tooLarge,
		"too many requests":                        nowAndThen(status(http.StatusTooManyRequests)),
		"a gateway fails":                          nowAndThen(status(http.StatusBadGateway)),
		"connections end":                          nowAndThen(reset),
		"answers are lost":                         nowAndThen(loseAnswer),
		"who builds is noted, and the answer lost": loseNoted(),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // most of the time is spent waiting
			o := options(t)
			b, err := Build(t.Context(), through(t, o, f), BuildOptions{})
			if err != nil {
				t.Fatal(err)
			}
			put(t, b, docs, passages)
			if _, err := b.Commit(t.Context()); err != nil {
				t.Fatal(err)
			}
			e := opened(t, o)
			if s := e.Status(); s.Documents != len(docs) {
				t.Errorf("%+v, wanted %d documents", s, len(docs))
			}
			if err := e.Verify(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

// A part of an answer is no answer.
func TestFaultsWhileSearching(t *testing.T) {
	t.Parallel()
	docs, passages := enginetest.Corpus()
	o := options(t)
	b, err := Build(t.Context(), o, BuildOptions{Shards: 3})
	if err != nil {
		t.Fatal(err)
	}
	put(t, b, docs, passages)
	if _, err := b.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	request := &engine.Request{Request: &search.Request{Sort: search.ByRelevance, Limit: 10}}
	searching := func(f fault) fault {
		return func(w http.ResponseWriter, r *http.Request, cluster http.Handler) bool {
			return strings.HasSuffix(r.URL.Path, "/_search") && f(w, r, cluster)
		}
	}

	missing := searching(func(w http.ResponseWriter, r *http.Request, cluster http.Handler) bool {
		answer := httptest.NewRecorder()
		cluster.ServeHTTP(answer, r)
		w.Write(bytes.Replace(answer.Body.Bytes(), []byte(`"successful":3`), []byte(`"successful":2`), 1))
		return true
	})
	if _, err := opened(t, through(t, o, missing)).Run(t.Context(), request); !errors.Is(err, search.ErrUnavailable) {
		t.Errorf("a shard is missing: %v, wanted ErrUnavailable", err)
	}

	cancelled := make(chan struct{})
	slow := searching(func(_ http.ResponseWriter, r *http.Request, _ http.Handler) bool {
		io.Copy(io.Discard, r.Body) // only then is the end of the connection noticed
		<-r.Context().Done()
		close(cancelled)
		return true
	})
	e := opened(t, through(t, o, slow))
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if _, err := e.Run(ctx, request); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a slow cluster: %v, wanted DeadlineExceeded", err)
	}
	select {
	case <-cancelled:
	case <-time.After(10 * time.Second):
		t.Error("the cluster goes on with work that nobody waits for")
	}

	if _, err := opened(t, through(t, o, nowAndThen(reset))).Run(t.Context(), request); err != nil {
		t.Errorf("connections end: %v", err)
	}
}

// fake is a cluster that answers every request alike.
func fake(t *testing.T, code int, body string) *httptest.Server {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if user, password, _ := r.BasicAuth(); r.TLS != nil && (user != "reader" || password != "s3cret") {
			code, body = http.StatusUnauthorized, "Unauthorized"
		}
		w.WriteHeader(code)
		io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	return server
}

// A node that does not answer is passed over.
func TestNodes(t *testing.T) {
	server := fake(t, 200, `{"version":{"number":"8.15.0"}}`)
	server.Start()
	gone := fake(t, 200, "")
	gone.Start()
	gone.Close()
	c, err := newClient(Options{URLs: []string{gone.URL, server.URL, gone.URL}})
	if err != nil {
		t.Fatal(err)
	}
	for range 8 {
		if err := c.identify(t.Context()); !errors.Is(err, ErrForeign) {
			t.Fatalf("%v, wanted an answer of the node that is there", err)
		}
	}
	if n := c.requests.Load(); n > 8+2 {
		t.Errorf("%d requests for 8 answers", n)
	}
}

// What is not a cluster to be used says what it is.
func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		name, body string
		code       int
		want       error
		says       string
	}{
		{"another product", `{"version":{"number":"8.15.0"}}`, 200, ErrForeign, "8.15.0"},
		{"an old version", `{"version":{"number":"1.3.0","distribution":"opensearch"}}`, 200, ErrForeign, "1.3.0"},
		{"no JSON", `<html>`, 200, nil, "reading the cluster's answer"},
		{"a lock", `{"error":{"type":"cluster_block_exception","reason":"index [x] blocked by: FORBIDDEN/5"}}`, 403, ErrReadOnly, "FORBIDDEN/5"},
		{"a full disk", `{"error":{"type":"cluster_block_exception","reason":"TOO_MANY_REQUESTS/12/disk usage exceeded"}}`, 429, ErrReadOnly, "disk"},
		{"a wrong password", `Unauthorized`, 401, ErrRefused, "password"},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := fake(t, c.code, c.body)
			server.Start()
			_, err := Open(t.Context(), Options{URLs: []string{server.URL}, Name: "x"})
			if err == nil || c.want != nil && !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v, wanted %v with %q", err, c.want, c.says)
			}
		})
	}
}

// The certificate is checked, and credentials are neither lost nor told.
func TestTLS(t *testing.T) {
	server := fake(t, 200, `{"version":{"number":"8.15.0"}}`)
	server.StartTLS()
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	o := Options{URLs: []string{server.URL}, Name: "x", CA: ca, Credentials: "basic reader:s3cret"}
	if _, err := Open(t.Context(), o); !errors.Is(err, ErrForeign) {
		t.Errorf("%v, wanted to come as far as the product", err)
	}
	unknown := o
	unknown.CA = ""
	if _, err := Open(t.Context(), unknown); !errors.Is(err, ErrRefused) || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("an unknown authority: %v", err)
	}
	// A cluster that asks for a certificate gets the client's.
	strict := httptest.NewUnstartedServer(server.Config.Handler)
	strict.TLS = &tls.Config{ClientAuth: tls.RequireAnyClientCert}
	strict.StartTLS()
	t.Cleanup(strict.Close)
	key, err := x509.MarshalPKCS8PrivateKey(strict.TLS.Certificates[0].PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	keyFile := filepath.Join(t.TempDir(), "key.pem")
	if err := os.WriteFile(keyFile, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}), 0o600); err != nil {
		t.Fatal(err)
	}
	asked := o
	asked.URLs = []string{strict.URL}
	if _, err := Open(t.Context(), asked); !errors.Is(err, ErrRefused) {
		t.Errorf("without the client's certificate: %v, wanted ErrRefused", err)
	}
	asked.Certificate, asked.Key = ca, keyFile
	if _, err := Open(t.Context(), asked); !errors.Is(err, ErrForeign) {
		t.Errorf("with the client's certificate: %v, wanted to come as far as the product", err)
	}
	asked.Key = ca
	if _, err := Open(t.Context(), asked); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("a key that is none: %v", err)
	}
	wrong := o
	wrong.Credentials = "basic reader:hunter2"
	if _, err := Open(t.Context(), wrong); !errors.Is(err, ErrRefused) || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("a wrong password: %v", err)
	}
	plain := o
	plain.URLs = []string{strings.Replace(server.URL, "https", "http", 1)}
	if _, err := Open(t.Context(), plain); err == nil {
		t.Error("HTTP where HTTPS is spoken: no error")
	}
	for _, bad := range []Options{
		{URLs: []string{"https://reader:hunter2@127.0.0.1:9200"}, Name: "x"},
		{URLs: []string{server.URL}, Name: "x", Credentials: "hunter2"},
		{URLs: []string{server.URL}, Name: "A-B"},
		{Name: "x"},
	} {
		if _, err := Open(t.Context(), bad); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%+v: %v", bad.URLs, err)
		}
	}
}

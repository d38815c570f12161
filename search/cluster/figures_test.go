package cluster

import (
	"net/http"
	"os"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/embedded"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/enginetest"
	"github.com/izde/izde/search/query"
	"github.com/izde/izde/search/rank"
)

// The figures of the README: both engines index a generated library of
// IZDE_CLUSTER_PASSAGES passages, which is told only where that is set, answer alike, and
// say how much room and time they take.
func TestFigures(t *testing.T) {
	n, _ := strconv.Atoi(os.Getenv("IZDE_CLUSTER_PASSAGES"))
	if n == 0 {
		t.Skip("IZDE_CLUSTER_PASSAGES names no size")
	}
	_, known := enginetest.Corpus()
	samples := map[doc.Lang]string{}
	for _, p := range known {
		samples[p.Lang] += p.Text + "\n"
	}
	docs, passages := enginetest.Generate(1, n, map[doc.Lang]string{doc.English: samples[doc.English], doc.Kazakh: samples[doc.Kazakh],
		doc.Russian: samples[doc.Russian], doc.Chinese: samples[doc.Chinese]})
	text := 0
	own := map[string][]*doc.Passage{}
	for _, p := range passages {
		text += len(p.Text)
		own[p.DocID] = append(own[p.DocID], p)
	}
	t.Logf("%d documents, %d passages of %d bytes of text on average", len(docs), len(passages), text/len(passages))

	root := t.TempDir()
	start := time.Now()
	b, err := embedded.Build(t.Context(), root, embedded.BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range docs {
		if err := b.Put(t.Context(), d, own[d.ID]); err != nil {
			t.Fatal(err)
		}
	}
	g, err := b.Commit(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("embedded: %.0f passages a second, %.0f bytes a passage", float64(n)/time.Since(start).Seconds(), float64(g.Bytes())/float64(n))
	local, err := embedded.Open(t.Context(), root)
	if err != nil {
		t.Fatal(err)
	}
	defer local.Close()

	o := options(t)
	took := fed(t, o, docs, own)
	remote := opened(t, o)
	var stats struct {
		Indices map[string]struct {
			Primaries struct {
				Store struct {
					Size int `json:"size_in_bytes"`
				}
			}
		}
	}
	if err := remote.c.ask(t.Context(), http.MethodGet, "/"+remote.names.alias()+"/_stats/store", nil, &stats); err != nil {
		t.Fatal(err)
	}
	size := 0
	for name, index := range stats.Indices {
		t.Logf("%s: %d bytes", name, index.Primaries.Store.Size)
		size += index.Primaries.Store.Size
	}
	t.Logf("cluster: %.0f passages a second, %.0f bytes a passage, %d terms", float64(n)/took.Seconds(), float64(size)/float64(n), remote.manifest.Terms)

	equal(t, local, remote, passages, 300)
	// A document in the middle changes there and back.
	one := docs[len(docs)/2]
	other := map[string][]*doc.Passage{one.ID: own[one.ID][1:]}
	fed(t, o, []*doc.Document{one}, other)
	fed(t, o, []*doc.Document{one}, own)
	remote = opened(t, o)
	equal(t, local, remote, passages, requests)
	for _, text := range []string{"investment", "regional cooperation trade energy", "инвестиции в проекты", "投资项目", `"belt and road"`} {
		q, err := query.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		for name, e := range map[string]engine.Engine{"embedded": local, "cluster": remote} {
			var times []time.Duration
			before := remote.c.requests.Load()
			for range 11 {
				start := time.Now()
				_, err := rank.Ranker{Engine: e, Memory: &rank.Memory{}}.Search(t.Context(), &search.Request{Query: q, Mode: query.Auto, Views: analysis.AllViews, Sort: search.ByRelevance,
					Limit: 10, Facets: doc.Facets, FacetLimit: 8})
				if err != nil {
					t.Fatal(err)
				}
				times = append(times, time.Since(start))
			}
			first := times[0]
			slices.Sort(times)
			t.Logf("%s %q: first %v, then p50 %v, %.1f requests a page", name, text, first.Round(time.Millisecond), times[5].Round(100*time.Microsecond), float64(remote.c.requests.Load()-before)/11)
		}
	}
}

// fed adds documents to an index and returns how long that takes; it logs how much is sent.
func fed(t *testing.T, o Options, docs []*doc.Document, own map[string][]*doc.Passage) time.Duration {
	t.Helper()
	start := time.Now()
	b, err := Build(t.Context(), o, BuildOptions{Shards: 3})
	if err != nil {
		t.Fatal(err)
	}
	bytes := &counting{RoundTripper: b.c.http.Transport}
	b.c.http.Transport = bytes
	for _, d := range docs {
		if err := b.Put(t.Context(), d, own[d.ID]); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	took := time.Since(start)
	t.Logf("%d documents put: %.1f s, %d bytes sent", len(docs), took.Seconds(), bytes.sent.Load())
	return took
}

// counting counts the bytes of bodies that are sent.
type counting struct {
	http.RoundTripper
	sent atomic.Int64
}

func (c *counting) RoundTrip(r *http.Request) (*http.Response, error) {
	c.sent.Add(r.ContentLength)
	return c.RoundTripper.RoundTrip(r)
}

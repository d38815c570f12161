// Package admin serves those who run izde: metrics for Prometheus, profiles, and the
// level of the log. It belongs on an address of its own that only they reach; nothing
// here is asked for a password.
package admin

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/pprof"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/izde/izde/search"
	"github.com/izde/izde/web"
)

// Metrics counts the work of a server. It is a web.Monitor.
type Metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
	searches *prometheus.HistogramVec
	running  *prometheus.GaugeVec
	waiting  *prometheus.GaugeVec
	outcomes *prometheus.CounterVec
	served   *served
}

// Facts are what a server knows beside its requests. What is nil is not known.
type Facts struct {
	Yield  *Yield
	Upkeep *web.Upkeep
	// Kept and Drawn count the pictures of pages that were asked for: those that were kept
	// from an earlier time, and those that were not.
	Kept, Drawn int64
}

// Yield is what reading the documents of the index that is served gave.
type Yield struct {
	References int // entries of their lists
	Unresolved int // in-text citations that mean no entry, or several
	Repairs    int // changes made to their texts
	Damaged    int // passages whose text is known to be scrambled
}

// Tell sets where the facts come from.
func (m *Metrics) Tell(facts func() Facts) { m.served.facts.Store(&facts) }

// latencies are the bounds of histograms in seconds: from what a search in a small
// corpus takes to the usual deadline of a request.
var latencies = []float64{.0005, .001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5}

// NewMetrics returns metrics of a program of that release. status tells which index is
// served.
func NewMetrics(release string, status func() (search.Status, error)) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "izde_request_duration_seconds", Buckets: latencies,
			Help: "Time from the header of a request to the end of its answer, by route and status."}, []string{"route", "method", "status"}),
		searches: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "izde_query_duration_seconds", Buckets: latencies,
			Help: "The same of the requests that bring a query, by its form: words, phrase, wildcard, fuzzy, long, all."}, []string{"form"}),
		running:  prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "izde_requests_running", Help: "Requests that are being answered, by lane."}, []string{"lane"}),
		waiting:  prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "izde_requests_waiting", Help: "Requests that wait for a place in their lane."}, []string{"lane"}),
		outcomes: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "izde_outcomes_total", Help: "References parsed (read, unread) and citations looked up (matched, ambiguous, none)."}, []string{"of", "outcome"}),
	}
	m.served = &served{status: status}
	m.registry.MustRegister(m.requests, m.searches, m.running, m.waiting, m.outcomes, m.served,
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "izde_build_info", Help: "1, labelled by the release.", ConstLabels: prometheus.Labels{"release": release}}, func() float64 { return 1 }),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Served counts a request.
func (m *Metrics) Served(r web.Request) {
	route := r.Route
	if route == "" { // a path of a client's own invention is no label
		route = "none"
	}
	m.requests.WithLabelValues(route, r.Method, strconv.Itoa(r.Status)).Observe(r.Duration.Seconds())
	if r.Form != "" {
		m.searches.WithLabelValues(r.Form).Observe(r.Duration.Seconds())
	}
}

// Load sets how busy a lane is.
func (m *Metrics) Load(lane string, running, waiting int) {
	m.running.WithLabelValues(lane).Set(float64(running))
	m.waiting.WithLabelValues(lane).Set(float64(waiting))
}

// Outcome counts what came of parsing and looking up.
func (m *Metrics) Outcome(of, outcome string, n int) {
	m.outcomes.WithLabelValues(of, outcome).Add(float64(n))
}

// served collects facts about the index that is served.
type served struct {
	status func() (search.Status, error)
	facts  atomic.Pointer[func() Facts]
}

var (
	up        = prometheus.NewDesc("izde_index_up", "1 if an index is served.", nil, nil)
	degraded  = prometheus.NewDesc("izde_index_degraded", "1 if the newest generation could not be used and the one before is served.", nil, nil)
	documents = prometheus.NewDesc("izde_index_documents", "Documents of the index that is served.", nil, nil)
	passages  = prometheus.NewDesc("izde_index_passages", "Passages of the index that is served.", nil, nil)

	built      = prometheus.NewDesc("izde_index_built_timestamp_seconds", "When the index that is served was made, in Unix time.", nil, nil)
	references = prometheus.NewDesc("izde_index_references", "Entries of the reference lists of the documents.", nil, nil)
	unresolved = prometheus.NewDesc("izde_index_unresolved_citations", "In-text citations of the documents that mean no entry of their lists, or several.", nil, nil)
	repairs    = prometheus.NewDesc("izde_index_repairs", "Changes that were made to the texts of the documents.", nil, nil)
	damaged    = prometheus.NewDesc("izde_index_damaged_passages", "Passages whose text is known to be scrambled.", nil, nil)

	updated = prometheus.NewDesc("izde_upkeep_updated_timestamp_seconds", "When the index was last found or brought into step with the folders that are watched, in Unix time.", nil, nil)
	trouble = prometheus.NewDesc("izde_upkeep_trouble", "1 if that has failed since.", nil, nil)
	unread  = prometheus.NewDesc("izde_upkeep_failed_files", "Files and folders that could not be indexed.", nil, nil)

	pictures = prometheus.NewDesc("izde_page_pictures_total", "Pictures of pages that were asked for, by where they came from: kept, drawn.", []string{"from"}, nil)

	clusterState    = prometheus.NewDesc("izde_cluster_state", "1, labelled by the state of the cluster that holds the index: green, yellow, red, unreachable.", []string{"state"}, nil)
	clusterNodes    = prometheus.NewDesc("izde_cluster_nodes", "Nodes of the cluster that hold data.", nil, nil)
	clusterMissing  = prometheus.NewDesc("izde_cluster_missing_copies", "Copies of parts of the index, originals included, that no node has.", nil, nil)
	clusterRequests = prometheus.NewDesc("izde_cluster_requests", "Requests made of the cluster since the generation was opened, by whether they were answered: yes, no (repeated or told).", []string{"answered"}, nil)
)

// Describe lists the facts.
func (s *served) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{up, degraded, documents, passages, built, references, unresolved, repairs, damaged, updated, trouble, unread, pictures, clusterState, clusterNodes, clusterMissing, clusterRequests} {
		to <- d
	}
}

// Collect tells them.
func (s *served) Collect(to chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	if facts := s.facts.Load(); facts != nil {
		f := (*facts)()
		if y := f.Yield; y != nil {
			gauge(references, float64(y.References))
			gauge(unresolved, float64(y.Unresolved))
			gauge(repairs, float64(y.Repairs))
			gauge(damaged, float64(y.Damaged))
		}
		if u := f.Upkeep; u != nil {
			if !u.Updated.IsZero() {
				gauge(updated, float64(u.Updated.Unix()))
			}
			gauge(trouble, truth(u.Trouble != ""))
			gauge(unread, float64(len(u.Failed)))
		}
		to <- prometheus.MustNewConstMetric(pictures, prometheus.CounterValue, float64(f.Kept), "kept")
		to <- prometheus.MustNewConstMetric(pictures, prometheus.CounterValue, float64(f.Drawn), "drawn")
	}
	status, err := s.status()
	if err != nil {
		gauge(up, 0)
		return
	}
	gauge(up, 1)
	gauge(degraded, truth(status.Degraded != ""))
	if !status.Built.IsZero() {
		gauge(built, float64(status.Built.Unix()))
	}
	gauge(documents, float64(status.Documents))
	gauge(passages, float64(status.Passages))
	if c := status.Cluster; c != nil {
		gauge(clusterState, 1, string(c.State))
		gauge(clusterNodes, float64(c.Nodes))
		gauge(clusterMissing, float64(c.Missing))
		gauge(clusterRequests, float64(c.Requests-c.Failed), "yes")
		gauge(clusterRequests, float64(c.Failed), "no")
	}
}

func truth(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

// Handler serves the metrics at /metrics, profiles below /debug/pprof/ and the level of
// the log at /log: GET tells it, PUT with debug, info, warn or error changes it.
func Handler(m *Metrics, level *slog.LevelVar) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4, Timeout: 10 * time.Second}))
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	mux.HandleFunc("GET /log", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, strings.ToLower(level.Level().String())) })
	mux.HandleFunc("PUT /log", func(w http.ResponseWriter, r *http.Request) {
		if err := setLevel(level, r.Body); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
		}
	})
	return mux
}

func setLevel(level *slog.LevelVar, body io.Reader) error {
	const longest = 16
	text, err := io.ReadAll(io.LimitReader(body, longest))
	if err != nil {
		return fmt.Errorf("reading the level: %w", err)
	}
	if level.UnmarshalText([]byte(strings.TrimSpace(string(text)))) != nil {
		return errors.New("want debug, info, warn or error")
	}
	return nil
}

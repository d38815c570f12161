package admin

import (
	"errors"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"

	"github.com/izde/izde/search"
	"github.com/izde/izde/web"
)

// busy returns metrics of a server that has done something of everything.
func busy(status func() (search.Status, error)) *Metrics {
	m := NewMetrics("1.2.3", status)
	m.Served(web.Request{Route: "/api/v1/search", Method: "GET", Status: 200, Form: "words", Duration: 3 * time.Millisecond})
	m.Served(web.Request{Method: "GET", Status: 404, Duration: time.Millisecond})
	m.Load("light", 2, 1)
	m.Outcome("parse", "read", 5)
	m.Tell(func() Facts {
		return Facts{Yield: &Yield{References: 19, Unresolved: 2, Repairs: 7, Damaged: 4}, Kept: 3, Drawn: 1,
			Upkeep: &web.Upkeep{Updated: time.Unix(1700000000, 0), Trouble: web.UpkeepFailed, Failed: make([]web.FailedFile, 6)}}
	})
	return m
}

func healthy() (search.Status, error) {
	return search.Status{Generation: "gen-1", Documents: 3, Passages: 40, Built: time.Unix(1600000000, 0), Degraded: "gen-2 is damaged",
		Cluster: &search.Cluster{State: "green", Nodes: 3, Requests: 10, Failed: 1}}, nil
}

// The metrics follow the conventions of Prometheus.
func TestConventions(t *testing.T) {
	families, err := busy(healthy).registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	problems, err := promlint.NewWithMetricFamilies(families).Lint()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		if strings.HasPrefix(p.Metric, "izde_") { // the others are those of every Go program
			t.Errorf("%s: %s", p.Metric, p.Text)
		}
	}
}

func TestMetrics(t *testing.T) {
	level := new(slog.LevelVar)
	ask := func(m *Metrics, method, path, body string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		Handler(m, level).ServeHTTP(w, httptest.NewRequest(method, path, strings.NewReader(body)))
		return w
	}
	said := ask(busy(healthy), "GET", "/metrics", "").Body.String()
	for _, line := range []string{
		`izde_build_info{release="1.2.3"} 1`, `izde_request_duration_seconds_count{method="GET",route="/api/v1/search",status="200"} 1`, `izde_request_duration_seconds_count{method="GET",route="none",status="404"} 1`,
		`izde_query_duration_seconds_count{form="words"} 1`, `izde_requests_running{lane="light"} 2`, `izde_requests_waiting{lane="light"} 1`, `izde_outcomes_total{of="parse",outcome="read"} 5`,
		`izde_index_up 1`, `izde_index_degraded 1`, `izde_index_documents 3`, `izde_index_passages 40`, `izde_index_built_timestamp_seconds 1.6e+09`,
		`izde_index_references 19`, `izde_index_unresolved_citations 2`, `izde_index_repairs 7`, `izde_index_damaged_passages 4`,
		`izde_upkeep_updated_timestamp_seconds 1.7e+09`, `izde_upkeep_trouble 1`, `izde_upkeep_failed_files 6`, `izde_page_pictures_total{from="kept"} 3`, `izde_page_pictures_total{from="drawn"} 1`, `go_goroutines`,
	} {
		if !strings.Contains(said, "\n"+line) {
			t.Errorf("the metrics do not say %s", line)
		}
	}
	said = ask(NewMetrics("", func() (search.Status, error) { return search.Status{}, errors.New("none") }), "GET", "/metrics", "").Body.String()
	if !strings.Contains(said, "\nizde_index_up 0") || strings.Contains(said, "izde_index_documents") || strings.Contains(said, "izde_index_references") {
		t.Errorf("without an index the metrics say %s", said)
	}
	for _, c := range []struct {
		method, path, body string
		status             int
		level              slog.Level
	}{
		{"GET", "/log", "", 200, slog.LevelInfo}, {"PUT", "/log", "debug\n", 200, slog.LevelDebug}, {"PUT", "/log", "loud", 400, slog.LevelDebug}, {"PUT", "/log", strings.Repeat("x", 1<<20), 400, slog.LevelDebug},
		{"PUT", "/log", "ERROR", 200, slog.LevelError}, {"POST", "/log", "info", 405, slog.LevelError}, {"GET", "/debug/pprof/", "", 200, slog.LevelError}, {"GET", "/", "", 404, slog.LevelError},
	} {
		if w := ask(busy(healthy), c.method, c.path, c.body); w.Code != c.status || level.Level() != c.level {
			t.Errorf("%s %s %.20s: status %d, level %s", c.method, c.path, c.body, w.Code, level.Level())
		}
	}
}

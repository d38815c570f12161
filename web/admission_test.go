package web

// How much is done at once: places, queues, and which requests stand in which lane.

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/gin-gonic/gin"
)

func TestLane(t *testing.T) {
	l := newLane("light", 2, 1)
	silent := func(string, int, int) {}
	enter := func(ctx context.Context) (func(), error) { return l.enter(ctx, silent) }
	first, err := enter(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := enter(t.Context()); err != nil {
		t.Fatal(err)
	}
	// The third waits, the fourth finds the queue full, and is told so at once.
	third := make(chan error)
	go func() {
		_, err := enter(t.Context())
		third <- err
	}()
	for l.waiting.Load() == 0 {
	}
	if _, err := enter(t.Context()); !isOverload(err) {
		t.Errorf("behind a full queue: %v, want overloaded", err)
	}
	first()
	if err := <-third; err != nil {
		t.Errorf("the one that waited: %v", err)
	}
	// Whoever goes leaves the queue, whoever has waited too long is sent away.
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := enter(gone); !errors.Is(err, context.Canceled) {
		t.Errorf("a client that has gone: %v", err)
	}
	if _, err := enter(t.Context()); !isOverload(err) {
		t.Errorf("after waiting in vain: %v, want overloaded", err)
	}
	if n := l.waiting.Load(); n != 0 {
		t.Errorf("%d are waiting in the end", n)
	}
}

func isOverload(err error) bool {
	p, ok := errors.AsType[*problem](err)
	return ok && p.kind == overloaded
}

func TestLaneOfRequest(t *testing.T) {
	s := &site{lanes: newLanes(), monitor: unwatched{}}
	routes := s.routes().(*gin.Engine)
	var got string
	for _, tt := range []struct{ method, path, lane string }{
		{"GET", "/", "light"},
		{"GET", "/?q=мәдени+айырмашылық", "light"},
		{"GET", "/api/v1/search?q=%22wind+power%22", "light"},
		{"GET", "/api/v1/search?q=哈萨克斯坦发展报告", "light"},
		{"GET", "/api/v1/search?q=a*", "heavy"},
		{"GET", "/?q=colour~2", "heavy"},
		{"GET", "/?q=a+b+c+d+e+f+g+h+i+j+k+l+m", "heavy"},
		{"GET", "/api/v1/kwic?q=wind", "heavy"},
		{"GET", "/passages/x/similar", "heavy"},
		{"GET", "/api/v1/works/x/cocited", "heavy"},
		{"GET", "/api/v1/works/x", "light"},
		{"POST", "/api/v1/lookup", "heavy"},
		{"POST", "/api/v1/parse", "heavy"},
		{"GET", "/api/v1/export?q=wind", "downloads"},
		{"POST", "/api/v1/export", "downloads"},
	} {
		e := gin.New()
		for _, r := range routes.Routes() {
			e.Handle(r.Method, r.Path, func(c *gin.Context) { got = s.lanes.of(c).name })
		}
		e.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(tt.method, tt.path, http.NoBody))
		if got != tt.lane {
			t.Errorf("%s %s stands in the lane %s, want %s", tt.method, tt.path, got, tt.lane)
		}
	}
}

func TestFormOfQuery(t *testing.T) {
	for q, want := range map[string]form{
		"": formAll, "wind": formWords, "一带一路": formWords, `"wind power"`: formPhrase, "«Один пояс»": formPhrase,
		"инвестиц*": formWildcard, "wnid~": formFuzzy, `"a b"~3 word~`: formFuzzy,
		"中国对哈萨克斯坦的投资项目及其影响": formLong,
	} {
		if got := formOf(q); got != want {
			t.Errorf("formOf(%q) = %s, want %s", q, got, want)
		}
	}
}

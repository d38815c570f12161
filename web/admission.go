package web

// How much is done at once. Requests stand in lanes by what they are likely to cost, so
// that a light one passes the heavy ones; a lane has places and a short queue, and whoever
// finds both full is told at once to come again (RFC 9110, section 15.6.4). The processor
// is thus never shared by more requests than can end within their time.

import (
	"context"
	"net/http"
	"runtime"
	"strings"
	"sync/atomic"
	"time"
	"unicode"

	"github.com/gin-gonic/gin"

	"github.com/izde/izde/search/analysis"
)

// lane admits requests of one cost.
type lane struct {
	name    string
	places  chan struct{}
	waiting atomic.Int32
	queue   int32
}

// patience is how long a request stands in a queue.
const patience = time.Second

func newLane(name string, places, queue int) *lane {
	return &lane{name: name, places: make(chan struct{}, places), queue: int32(queue)}
}

// enter waits for a place; leave gives it back. It fails at once when the queue is full,
// after patience, or when the context ends.
func (l *lane) enter(ctx context.Context, told func(lane string, running, waiting int)) (leave func(), err error) {
	tell := func() { told(l.name, len(l.places), int(l.waiting.Load())) }
	leave = func() { <-l.places; tell() }
	select {
	case l.places <- struct{}{}:
		tell()
		return leave, nil
	default:
	}
	full := fault(overloaded, "more is asked at the moment than can be answered; try again in a second")
	if l.waiting.Add(1) > l.queue {
		l.waiting.Add(-1)
		return nil, full
	}
	tell()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	defer tell()
	defer l.waiting.Add(-1)
	select {
	case l.places <- struct{}{}:
		return leave, nil
	case <-timer.C:
		return nil, full
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// lanes are all lanes of a site. Half of the processors is left to light requests; a
// download is bounded by its reader's line rather than by the processor.
type lanes struct{ light, heavy, downloads *lane }

func newLanes() lanes {
	cores := runtime.GOMAXPROCS(0)
	return lanes{
		light:     newLane("light", 2*cores, 32*cores),
		heavy:     newLane("heavy", max(1, cores/2), 8*cores),
		downloads: newLane("downloads", 4*cores, 4*cores),
	}
}

// of chooses the lane of a request by its route and the form of its query.
func (l *lanes) of(c *gin.Context) *lane {
	switch route := strings.TrimPrefix(c.FullPath(), apiRoot); {
	case route == "/export":
		return l.downloads
	case c.Request.Method == http.MethodPost, route == "/kwic", route == "/figures", strings.HasSuffix(route, "/similar"), strings.HasSuffix(c.Request.URL.Path, "/cocited"):
		return l.heavy
	}
	switch formOf(c.Query("q")) {
	case formWildcard, formFuzzy, formLong:
		return l.heavy
	}
	return l.light
}

// admitted lets a request in, and then gives it the site's time for its work. A download
// has that time until its first row and again from row to row: it calls goOn for each.
func (s *site) admitted(c *gin.Context, work func(goOn func()) error) error {
	leave, err := s.lanes.of(c).enter(c.Request.Context(), s.monitor.Load)
	if err != nil {
		return err
	}
	defer leave()
	ctx, cancel := context.WithCancel(c.Request.Context())
	defer cancel()
	d := &deadline{Context: ctx, began: time.Now(), timer: time.AfterFunc(s.timeout, cancel)}
	defer d.timer.Stop()
	d.put(s.timeout)
	c.Request = c.Request.WithContext(d)
	response := http.NewResponseController(c.Writer)
	return work(func() {
		d.put(s.timeout)
		// A recorder of tests has no connection to set a deadline of.
		_ = response.SetWriteDeadline(time.Now().Add(writeTimeout))
	})
}

// deadline is a context that ends at a time which can be put off.
type deadline struct {
	context.Context
	timer *time.Timer
	began time.Time
	until atomic.Int64 // in nanoseconds since began: clocks are set, distances are not
}

func (d *deadline) put(off time.Duration) {
	d.until.Store(int64(time.Since(d.began) + off))
	d.timer.Reset(off)
}

// Err does not wait for the timer, which may be late where the processor is busy.
func (d *deadline) Err() error {
	if int64(time.Since(d.began)) > d.until.Load() {
		return context.DeadlineExceeded
	}
	return d.Context.Err()
}

// form is what kind of query a text is, as far as its characters tell.
type form string

const (
	formAll      form = "all"      // no query: everything
	formWords    form = "words"    // some words
	formLong     form = "long"     // more words than people type
	formPhrase   form = "phrase"   // words in quotation marks
	formWildcard form = "wildcard" // word*
	formFuzzy    form = "fuzzy"    // word~
)

// formOf tells the form of a query without parsing it: it is asked before a request
// has been let in.
func formOf(q string) form {
	const most = 12 // words
	words, inWord, quoted := 0, false, false
	for _, r := range q {
		switch {
		case r == '*' && inWord:
			return formWildcard
		case r == '~' && inWord:
			return formFuzzy
		case strings.ContainsRune(`"“”«»`, r):
			quoted, inWord = true, false
		case unicode.IsSpace(r):
			inWord = false
		case analysis.IsHan(r), !inWord:
			words, inWord = words+1, true
		}
	}
	switch {
	case words == 0:
		return formAll
	case quoted:
		return formPhrase
	case words > most:
		return formLong
	}
	return formWords
}

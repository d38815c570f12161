package main

// The server under load: see the Makefile's bench-load. The program serves an index as a
// process of its own, on this machine, and is asked over its network. Requests begin when
// their time has come, whether or not those before them have been answered, and their time
// counts from then on: a server that falls behind is seen (Tene, How NOT to Measure
// Latency, 2015).

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/izde/izde/search/embedded"
)

// loaded is a server under load.
type loaded struct {
	address string
	client  *http.Client
	process *os.Process
}

// answers are the outcome of a load.
type answers struct {
	took     []time.Duration // of those with status 200
	statuses map[int]int     // 0 for those without an answer
	// advised is how many of those refused say when to come again.
	advised int
}

func (a *answers) refused() int {
	return a.statuses[http.StatusServiceUnavailable] + a.statuses[http.StatusTooManyRequests]
}

// quantile is that of the answers, of too few the greatest.
func (a *answers) quantile(share float64) time.Duration {
	if len(a.took) == 0 {
		return time.Hour
	}
	slices.Sort(a.took)
	return a.took[min(int(share*float64(len(a.took))), len(a.took)-1)]
}

func (a *answers) String() string {
	return fmt.Sprintf("p50 %v, p99 %v, most %v, statuses %v", a.quantile(.5).Round(100*time.Microsecond), a.quantile(.99).Round(100*time.Microsecond), a.quantile(1).Round(100*time.Microsecond), a.statuses)
}

// ask makes one request.
func (l *loaded) ask(path string) (status int, advised bool) {
	resp, err := l.client.Get("http://" + l.address + path)
	if err != nil {
		return 0, false
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		return 0, false
	}
	return resp.StatusCode, resp.Header.Get("Retry-After") != ""
}

// most is how many requests may be without an answer at a time.
const most = 4000

// load makes so many requests a second, for a time.
func (l *loaded) load(paths []string, perSecond float64, long time.Duration) *answers {
	all := &answers{statuses: map[int]int{}}
	var mu sync.Mutex
	var open sync.WaitGroup
	places := make(chan struct{}, most)
	start := time.Now()
	for i := 0; ; i++ {
		due := start.Add(time.Duration(float64(i) / perSecond * float64(time.Second)))
		if due.Sub(start) >= long {
			break
		}
		time.Sleep(time.Until(due))
		places <- struct{}{}
		open.Go(func() {
			status, advised := l.ask(paths[i%len(paths)])
			took := time.Since(due)
			<-places
			mu.Lock()
			defer mu.Unlock()
			all.statuses[status]++
			if status == http.StatusOK {
				all.took = append(all.took, took)
			} else if advised {
				all.advised++
			}
		})
	}
	open.Wait()
	return all
}

// resident returns the memory of the server in megabytes: now, and the most so far.
func (l *loaded) resident(t *testing.T) (now, peak int) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", l.process.Pid))
	if err != nil {
		t.Skip("memory is told where there is /proc:", err)
	}
	for line := range strings.Lines(string(data)) {
		name, value, _ := strings.Cut(line, ":")
		kilobytes, _ := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(value), " kB"))
		switch name {
		case "VmRSS":
			now = kilobytes >> 10
		case "VmHWM":
			peak = kilobytes >> 10
		}
	}
	return now, peak
}

// TestBenchLoad measures the program IZDE_BENCH_PROGRAM, serving the index of the folder
// IZDE_BENCH_CORPUS on the address IZDE_BENCH_ADDR.
func TestBenchLoad(t *testing.T) {
	program, corpus := os.Getenv("IZDE_BENCH_PROGRAM"), os.Getenv("IZDE_BENCH_CORPUS")
	if program == "" || corpus == "" {
		t.Skip("make bench-load CORPUS=FOLDER measures the server under load")
	}
	root := corpus + ".index"
	light, heavy := loadPaths(t, root)

	l := &loaded{address: os.Getenv("IZDE_BENCH_ADDR"), client: &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: most}}}
	server := exec.Command(program, "serve", "--index", root, "--addr", l.address)
	server.Stderr = io.Discard
	began := time.Now()
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	l.process = server.Process
	defer func() {
		_ = server.Process.Signal(os.Interrupt)
		_ = server.Wait()
	}()
	first := func() bool { status, _ := l.ask(light[0]); return status == http.StatusOK }
	for !first() {
		if time.Since(began) > time.Minute {
			t.Fatal("the server does not answer")
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Logf("first answer to a search after %v", time.Since(began).Round(time.Millisecond))
	l.load(light, 20, 5*time.Second) // for warming up

	const enough = 100 * time.Millisecond
	held := 0.0
	holds := func(rate float64) bool {
		got := l.load(light, rate, 5*time.Second)
		ok := got.statuses[http.StatusOK] == len(got.took) && len(got.statuses) == 1 && got.quantile(.99) <= enough
		t.Logf("%6.0f a second: %v", rate, got)
		if ok {
			held = max(held, rate)
		}
		return ok
	}
	rate := 10.0
	for holds(rate) {
		rate *= 2
	}
	for low, high, n := rate/2, rate, 0; n < 3; n++ {
		if middle := (low + high) / 2; holds(middle) {
			low = middle
		} else {
			high = middle
		}
	}
	t.Logf("held at p99 of %v: %.0f a second", enough, held)
	held = max(held, 10)

	alone := l.load(light, held/4, 10*time.Second)
	t.Logf("light alone, a quarter of that: %v", alone)
	stop := make(chan struct{})
	var eight sync.WaitGroup
	statuses := map[int]int{}
	var mu sync.Mutex
	for i := range 8 {
		eight.Go(func() {
			for n := i; ; n += 8 {
				select {
				case <-stop:
					return
				default:
				}
				status, _ := l.ask(heavy[n%len(heavy)])
				mu.Lock()
				statuses[status]++
				mu.Unlock()
			}
		})
	}
	beside := l.load(light, held/4, 10*time.Second)
	close(stop)
	eight.Wait()
	t.Logf("beside eight heavy ones at a time (their statuses %v): %v; p99 %.1f ×", statuses, beside, float64(beside.quantile(.99))/float64(alone.quantile(.99)))

	before, _ := l.resident(t)
	over := l.load(light, 10*held, 10*time.Second)
	began = time.Now()
	for quick := 0; quick < 3; {
		at := time.Now()
		if quick++; !first() || time.Since(at) > enough {
			quick = 0
		}
	}
	now, peak := l.resident(t)
	t.Logf("ten times that: %v; %d of %d refused say when to come again; three quick answers %v later; memory %d MB before, %d MB now, %d MB at most",
		over, over.advised, over.refused(), time.Since(began).Round(time.Millisecond), before, now, peak)

	// A document more makes a generation, which the server changes to.
	added := filepath.Join(corpus, "load.md")
	if err := os.WriteFile(added, []byte("# Load\n\nA document that comes while the server is asked.\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	defer os.Remove(added)
	built := make(chan error, 1)
	go func() {
		built <- exec.Command("nice", program, "index", "--index", root, corpus).Run()
	}()
	for building, n := true, 0; building || n < 5; {
		select {
		case err := <-built:
			if building = false; err != nil {
				t.Error("building a generation:", err)
			}
		default:
		}
		if !building {
			n++ // the server looks every two seconds
		}
		t.Logf("a quarter of it, building %t: %v", building, l.load(light, held/4, 3*time.Second))
	}
}

// loadPaths returns requests for the words of an index: light ones, and the heaviest that
// are allowed.
func loadPaths(t *testing.T, root string) (light, heavy []string) {
	e, err := embedded.Open(t.Context(), root)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	for _, kind := range benchQueries(t, e) {
		for _, q := range kind.queries {
			asked := url.Values{"q": {q.izde}}.Encode()
			switch kind.name {
			case "frequent":
				heavy = append(heavy, "/api/v1/kwic?limit=50&sample=1000&"+asked)
				light = append(light, "/api/v1/search?"+asked)
			case "middling", "rare", "and-2", "or-2":
				light = append(light, "/api/v1/search?"+asked)
			case "fuzzy":
				heavy = append(heavy, "/api/v1/search?"+asked)
			case "prefix":
				heavy = append(heavy, "/api/v1/search?"+url.Values{"q": {string([]rune(q.izde)[:2]) + "*"}}.Encode())
			}
		}
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for _, list := range [][]string{light, heavy} {
		rng.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	}
	return light, heavy
}

package web_test

// How quick and how small the search page is, told rather than asserted: figures
// of a shared machine say little. "go test -v -run Browser/figures ./web" shows
// them.

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"
)

// reportFigures logs the figures of the search page.
func reportFigures(t *testing.T, b *browser) {
	const path = "/?q=investment"
	var table strings.Builder
	w := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	row := func(what string, format string, args ...any) {
		fmt.Fprintf(w, "%s\t%s\n", what, fmt.Sprintf(format, args...))
	}
	p := b.open(t, path, desktop())
	assets := eval[[]string](p, `[...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]")].map(e => e.href || e.src)`)
	total := 0
	for _, address := range assets {
		total += compressedSize(t, address)
	}
	row("assets of the search page, compressed", "%.1f kB (to reach: 60)", float64(total)/1000)
	row("HTML of ten results, compressed", "%.1f kB (25)", float64(compressedSize(t, b.origin+path))/1000)

	var paints, keys []float64
	for range 5 {
		p.visit(path)
		p.wait(`performance.getEntriesByName("first-contentful-paint").length > 0`)
		paints = append(paints, eval[float64](p, `performance.getEntriesByName("first-contentful-paint")[0].startTime`))
	}
	for _, letter := range []string{" ", "p", "r", "o", "j"} {
		keys = append(keys, evalAwait[float64](p, fmt.Sprintf(`new Promise(done => {
			const box = document.getElementById("q"), start = performance.now();
			box.value += %q;
			box.dispatchEvent(new InputEvent("input", {bubbles: true}));
			new MutationObserver((_, o) => { o.disconnect(); requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start - %d))); })
				.observe(document.getElementById("region"), {childList: true});
		})`, letter, typingDelay.Milliseconds())))
	}
	row("first contentful paint, median of 5", "%.0f ms (300)", median(paints))
	row("key to painted results after the debounce, median of 5", "%.0f ms (60)", median(keys))
	for _, c := range []struct{ what, query string }{{"ten results", "investment"}, {"one result", url.QueryEscape("мәдени айырмашылықтарды")}} {
		page, json := serverTime(t, b.origin+"/?q="+c.query), serverTime(t, b.origin+"/api/v1/search?q="+c.query)
		row("server, "+c.what+": page, JSON, ratio", "%.1f ms, %.1f ms, %.1f (2)", page, json, page/json)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	t.Logf("\n%s", &table)
}

func median(list []float64) float64 {
	slices.Sort(list)
	return list[len(list)/2]
}

// compressedSize is how many bytes an answer has on the line.
func compressedSize(t *testing.T, address string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", "gzip")
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if resp.Header.Get("Content-Encoding") == "gzip" {
		if _, err := gzip.NewReader(strings.NewReader(string(body))); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	} else if len(body) > 2000 {
		t.Errorf("%s is not compressed", address)
	}
	return len(body)
}

// serverTime is the median time of an answer in milliseconds.
func serverTime(t *testing.T, address string) float64 {
	t.Helper()
	var times []float64
	for range 30 {
		start := time.Now()
		resp, err := http.Get(address)
		if err != nil {
			t.Fatal(err)
		}
		_, err = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		times = append(times, float64(time.Since(start).Microseconds())/1000)
	}
	return median(times)
}

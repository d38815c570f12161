package main

// The answers to clients while a new generation takes the place of the served one:
// every answer is of one generation, and no cursor leads from one into the other.

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/izde/izde/search/cluster"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/web"
)

// putVersion writes a generation in which all passages of all documents name its
// version.
func putVersion(ctx context.Context, at *location, version int) error {
	b, err := newBuild(ctx, at, "", false)
	if err != nil {
		return err
	}
	defer b.Abort()
	for i := range 30 {
		id := fmt.Sprintf("d%02d", i)
		d := &doc.Document{ID: id, Source: id + ".txt", Digest: fmt.Sprint(version, i), Title: fmt.Sprintf("Version v%d", version)}
		var passages []*doc.Passage
		for j := range 40 {
			passages = append(passages, &doc.Passage{ID: fmt.Sprintf("%s-%d", id, j), DocID: id, Ordinal: j, Kind: doc.Body, Lang: doc.English,
				Text: fmt.Sprintf("Wind power, version v%d, passage %d.", version, j)})
		}
		if err := b.Put(ctx, d, passages); err != nil {
			return err
		}
	}
	_, err = b.commit(ctx)
	return err
}

func TestSwapUnderRequests(t *testing.T) {
	testSwap(t, inFolder(filepath.Join(t.TempDir(), "index")))
}

// IZDE_SWAPS says how often the alias is moved.
func TestClusterSwapUnderRequests(t *testing.T) {
	urls := os.Getenv("IZDE_TEST_CLUSTER")
	if urls == "" {
		t.Skip("IZDE_TEST_CLUSTER names no cluster")
	}
	at := &location{engine: engineOpenSearch, cluster: cluster.Options{URLs: strings.Split(urls, ","), Name: fmt.Sprintf("test_swap_%08x", rand.Uint32())}}
	t.Cleanup(func() {
		if err := cluster.Delete(context.Background(), at.cluster); err != nil {
			t.Error(err)
		}
	})
	testSwap(t, at)
}

func testSwap(t *testing.T, at *location) {
	swaps, _ := strconv.Atoi(os.Getenv("IZDE_SWAPS"))
	if err := putVersion(t.Context(), at, 0); err != nil {
		t.Fatal(err)
	}
	live, err := at.live(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(live.Close)
	server := httptest.NewServer(web.New(site(live), web.Options{Logger: slog.New(slog.DiscardHandler), QueryTimeout: time.Minute}))
	t.Cleanup(server.Close)

	stop := make(chan struct{})
	var clients sync.WaitGroup
	client := func(walk func() error) {
		clients.Go(func() {
			for {
				if err := walk(); err != nil {
					t.Error(err)
					return
				}
				select {
				case <-stop:
					return
				default:
				}
			}
		})
	}
	client(func() error { return walkPages(server.URL + "/api/v1/search?q=wind&sort=position&limit=100") })
	client(func() error {
		return walkPages(server.URL + "/api/v1/search?q=wind+version&group=document&explain=1&limit=7")
	})
	client(func() error { return exportOnce(server.URL + "/api/v1/export?q=wind") })
	client(func() error { return exportOnce(server.URL + "/api/v1/kwic?q=version&width=20&format=tsv") })
	for version := 1; version <= cmp.Or(swaps, 4); version++ {
		if err := putVersion(t.Context(), at, version); err != nil {
			t.Fatal(err)
		}
		if _, err := live.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	close(stop)
	clients.Wait()
	t.Logf("%d answers, %d cursors expired", swapAnswers.Load(), swapExpired.Load())
}

// What walkPages and exportOnce were answered, in all tests.
var swapAnswers, swapExpired atomic.Int64

var versionPattern = regexp.MustCompile(` v(\d+), passage`)

// versionOf returns the version that a text names, "" if none.
func versionOf(text string) string {
	if m := versionPattern.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}

// walkPages follows cursors to the end or until one has expired.
func walkPages(target string) error {
	version, next, seen := "", "", map[string]bool{}
	for {
		resp, err := http.Get(target + next)
		if err != nil {
			return err
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil {
			return err
		}
		swapAnswers.Add(1)
		if resp.StatusCode == http.StatusGone && next != "" {
			swapExpired.Add(1)
			return nil
		}
		var page struct {
			Total, TotalDocuments int
			Hits                  []struct{ ID, Text string }
			Next                  *string
		}
		if err := json.Unmarshal(body, &page); err != nil || resp.StatusCode != http.StatusOK {
			return fmt.Errorf("%s: %s: %v %.200s", target, resp.Status, err, body)
		}
		for _, h := range page.Hits {
			if v := versionOf(h.Text); version == "" {
				version = v
			} else if v != version {
				return fmt.Errorf("%s: version %s after %s", target, v, version)
			}
			if seen[h.ID] {
				return fmt.Errorf("%s: %s comes twice", target, h.ID)
			}
			seen[h.ID] = true
		}
		if page.Next == nil {
			if len(seen) != 30*40 && len(seen) != 30 {
				return fmt.Errorf("%s: %d hits in all", target, len(seen))
			}
			return nil
		}
		next = "&cursor=" + url.QueryEscape(*page.Next)
	}
}

// exportOnce reads a file of one line for each passage.
func exportOnce(target string) error {
	resp, err := http.Get(target)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	swapAnswers.Add(1)
	lines, version := 0, ""
	scanner := bufio.NewScanner(resp.Body)
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		v := versionOf(scanner.Text())
		if v == "" { // the header
			continue
		}
		if version == "" {
			version = v
		}
		if lines++; v != version {
			return fmt.Errorf("%s: line %d is of version %s, the ones before of %s", target, lines, v, version)
		}
	}
	if lines != 30*40 {
		return fmt.Errorf("%s: %s with %d lines, want %d", target, resp.Status, lines, 30*40)
	}
	return scanner.Err()
}

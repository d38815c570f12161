package web_test

// The site over the small corpora of the tests.

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/desk/desktest"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/embedded"
	"github.com/izde/izde/search/index"
	"github.com/izde/izde/web"
)

const hostile = desktest.Hostile

// openCorpus indexes the corpus in memory.
func openCorpus(t testing.TB) web.Open {
	t.Helper()
	docs, passages := desktest.Articles()
	return openDocuments(t, docs, passages)
}

func openDocuments(t testing.TB, docs []*doc.Document, passages []*doc.Passage) web.Open {
	t.Helper()
	e, err := embedded.NewMemory(context.Background(), docs, passages)
	if err != nil {
		t.Fatalf("indexing the corpus of the tests: %v", err)
	}
	engine := index.New(e)
	t.Cleanup(func() {
		if err := engine.Close(); err != nil {
			t.Errorf("closing the engine: %v", err)
		}
	})
	return func() (desk.Index, func(), error) { return engine, func() {}, nil }
}

// originals has a PDF of each document and a white picture of each page; the file of
// d01 has changed, that of d02 is gone.
type originals struct{}

func (originals) Original(_ context.Context, d *doc.Document) ([]byte, error) {
	switch d.ID {
	case "d01":
		return nil, search.ErrFileChanged
	case "d02":
		return nil, search.ErrNoFile
	}
	return []byte("%PDF-1.7 of " + d.ID), nil
}

func (o originals) Picture(ctx context.Context, d *doc.Document, page, dpi int, asJPEG bool, marks []doc.Quad) ([]byte, error) {
	if _, err := o.Original(ctx, d); err != nil {
		return nil, err
	}
	return fmt.Appendf(nil, "page %d of %s at %d, JPEG: %v, marks: %v", page, d.ID, dpi, asJPEG, marks), nil
}

// serve returns the site over the corpus.
func serve(t testing.TB, opts web.Options) http.Handler {
	t.Helper()
	if opts.Logger == nil {
		opts.Logger = slog.New(slog.DiscardHandler)
	}
	opts.Files = originals{}
	return web.New(openCorpus(t), opts)
}

// serveDocuments returns the site over a corpus of a test's own.
func serveDocuments(t testing.TB, docs []*doc.Document, passages []*doc.Passage) http.Handler {
	t.Helper()
	return web.New(openDocuments(t, docs, passages), web.Options{Logger: slog.New(slog.DiscardHandler)})
}

// get asks the site for a path, without its fragment as browsers do; header holds names and values in turn.
func get(t testing.TB, h http.Handler, target string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	return do(t, h, http.MethodGet, target, header...)
}

func do(t testing.TB, h http.Handler, method, target string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	target, _, _ = strings.Cut(target, "#")
	r := httptest.NewRequest(method, target, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// named is an index of another generation.
type named struct {
	desk.Index
	generation string
}

func (n named) Status() search.Status {
	s := n.Index.Status()
	s.Generation = n.generation
	return s
}

// The counts on the page of the corpus are those of the index that is served.
func TestCountsFollowTheIndex(t *testing.T) {
	var current named
	h := web.New(func() (desk.Index, func(), error) { return current, func() {}, nil }, web.Options{Logger: slog.New(slog.DiscardHandler)})
	for i, kinds := range [][]doc.Kind{{doc.Title, doc.Body}, {doc.Title, doc.Body, doc.Note}, {doc.Title, doc.Body}} {
		d := &doc.Document{ID: "d", Source: "d", Title: "Wind", Languages: []doc.Lang{doc.English}}
		var passages []*doc.Passage
		for n, kind := range kinds {
			passages = append(passages, &doc.Passage{ID: fmt.Sprint("p", n), DocID: d.ID, Ordinal: n, Kind: kind, Lang: doc.English, Text: "Wind"})
		}
		index, _, err := openDocuments(t, []*doc.Document{d}, passages)()
		if err != nil {
			t.Fatal(err)
		}
		current = named{index, fmt.Sprint("gen-", i)}
		for range 2 { // counted, and as it was counted
			if got, want := open(t, h, "/documents?hl=en").Find(".plot-kind li").Length(), len(kinds); got != want {
				t.Errorf("generation %d: %d kinds, want %d", i, got, want)
			}
		}
	}
}

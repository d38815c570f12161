package main

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/izde/izde/indexer"
	"github.com/izde/izde/indexer/langid"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/embedded"
	"github.com/izde/izde/web"
)

// BenchmarkIndexArticle measures the whole way of a file: read, structured,
// told its languages, analysed, written, verified, made durable.
func BenchmarkIndexArticle(b *testing.B) {
	detector := &langid.Detector{}
	build := func() (*indexer.Report, *embedded.Generation) {
		builder, err := embedded.Build(b.Context(), filepath.Join(b.TempDir(), "index"), embedded.BuildOptions{})
		if err != nil {
			b.Fatal(err)
		}
		defer builder.Abort()
		report, err := indexer.Run(b.Context(), builder, []string{"../../seeds/articles"}, indexer.Options{Identifier: detector})
		if err != nil {
			b.Fatal(err)
		}
		g, err := builder.Commit(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		return report, g
	}
	report, g := build() // loads the language models
	info, err := os.Stat("../../seeds/articles/sarybayev-lai-2024.txt")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		build()
	}
	b.ReportMetric(float64(report.Passages*b.N)/b.Elapsed().Seconds(), "passages/s")
	b.ReportMetric(float64(g.Bytes())/float64(info.Size()), "indexB/textB")
}

// BenchmarkServeArticle measures requests for the article through the router,
// as JSON and as the page, in each language.
func BenchmarkServeArticle(b *testing.B) {
	dir := b.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "articles"), os.DirFS("../../seeds/articles")); err != nil {
		b.Fatal(err)
	}
	engine, err := indexSeeds(b.Context(), &location{}, dir)
	if err != nil {
		b.Fatal(err)
	}
	defer engine.Close()
	site := web.New(func() (desk.Index, func(), error) { return engine, func() {}, nil }, web.Options{Logger: slog.New(slog.DiscardHandler)})
	for _, c := range []struct{ name, query string }{
		{"en", "investment projects"}, {"kk", "мәдени айырмашылықтарды"}, {"ru", "инвестиционные проекты"}, {"zh", "投资合作"},
	} {
		for form, path := range map[string]string{"json": "/api/v1/search", "page": "/"} {
			b.Run(c.name+"/"+form, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					w := httptest.NewRecorder()
					site.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path+"?q="+url.QueryEscape(c.query), nil))
					if w.Code != http.StatusOK {
						b.Fatal(w.Code)
					}
				}
			})
		}
	}
}

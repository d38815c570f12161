package embedded

import (
	"strings"
	"testing"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/excerpt"
	"github.com/izde/izde/search/index"
	"github.com/izde/izde/search/query"
)

// BenchmarkConcordance measures the concordance of a page, a sample of a thousand
// lines sorted by their contexts, and that of a small sample, for words of which
// 100,000 generated passages hold many.
func BenchmarkConcordance(b *testing.B) {
	l, err := library()
	if err != nil {
		b.Skip(err)
	}
	words := strings.Join(mostFrequent(l.passages, doc.English, 3), " OR ")
	for _, c := range []struct {
		name   string
		sample int
	}{{"page", 1000}, {"sample-of-20", 20}} {
		b.Run(c.name, func(b *testing.B) {
			q, err := query.Parse(words)
			if err != nil {
				b.Fatal(err)
			}
			r := &desk.ConcordanceRequest{Request: search.Request{Query: q, Mode: query.Auto, Views: analysis.AllViews}, Width: 60, Order: excerpt.LeftContext, Sample: c.sample, Seed: 1}
			var found *desk.Concordance
			for b.Loop() {
				if found, err = desk.New(index.New(l.engine)).Concordance(b.Context(), r); err != nil || len(found.Lines) != c.sample {
					b.Fatalf("%d lines: %v", len(found.Lines), err)
				}
			}
			b.ReportMetric(float64(found.Passages), "passages")
		})
	}
}

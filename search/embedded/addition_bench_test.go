package embedded

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/enginetest"
)

// BenchmarkSmallAddition adds one document of about fifty passages to an index, as a
// watched folder does, and opens the new generation. It reports the share of the time
// that building the whole index took, too.
func BenchmarkSmallAddition(b *testing.B) {
	samples, err := languageSamples()
	if err != nil {
		b.Skip(err)
	}
	for _, size := range []int{5_000, 50_000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			docs, passages := enginetest.Generate(3, size+10_000, samples)
			cited(passages)
			first := slices.IndexFunc(docs, func(d *doc.Document) bool { return d.ID == passages[size].DocID })
			root := b.TempDir()
			start := time.Now()
			if _, err := buildAll(b.Context(), root, docs[:first], passages); err != nil {
				b.Fatal(err)
			}
			whole := time.Since(start)
			live, err := OpenLive(b.Context(), root, func(_ context.Context, e *Engine) *Engine { return e })
			if err != nil {
				b.Fatal(err)
			}
			defer live.Close()
			own := map[string][]*doc.Passage{}
			for _, p := range passages[size:] {
				own[p.DocID] = append(own[p.DocID], p)
			}
			more := docs[first+1:]
			add := func() {
				current, release, err := live.Acquire()
				if err != nil {
					b.Fatal(err)
				}
				defer release()
				builder, err := Build(b.Context(), root, BuildOptions{Current: current})
				if err != nil {
					b.Fatal(err)
				}
				if err := builder.Put(b.Context(), more[0], own[more[0].ID]); err != nil {
					b.Fatal(err)
				}
				if _, err := builder.Commit(b.Context()); err != nil {
					b.Fatal(err)
				}
				if st, err := live.Refresh(b.Context()); err != nil || st == nil {
					b.Fatalf("the new generation is not served: %v, %v", st, err)
				}
				more = more[1:]
			}
			add() // copies the index
			add()
			used := cpuTime(b)
			for b.Loop() {
				add()
			}
			b.ReportMetric((cpuTime(b)-used).Seconds()*1000/float64(b.N), "cpu-ms/op")
			b.ReportMetric(whole.Seconds()/(b.Elapsed().Seconds()/float64(b.N)), "builds/addition")
		})
	}
}

// cited makes the references of generated passages cite works that have titles and
// authors: each about twice, as spelt by several journals.
func cited(passages []*doc.Passage) {
	rng := rand.New(rand.NewPCG(7, 7))
	words := func(from, n int) string {
		all := analysis.Phrase(passages[from%len(passages)].Text)
		return strings.Join(all[:min(n, len(all))], " ")
	}
	for _, p := range passages {
		if p.Reference == nil {
			continue
		}
		n := rng.IntN(len(passages) / 8)
		family, year := words(n+1, 1), 1970+n%55
		it := cite.Item{Type: "article-journal", Title: words(n, 8), ContainerTitle: "Journal of " + words(n%300, 2),
			Author: []cite.Name{{Family: family, Given: "A."}, {Family: words(n+2, 1), Given: "B."}},
			Issued: &cite.Date{Parts: [][]int{{year}}}, Volume: cite.Text(fmt.Sprint(1 + n%90)), Page: cite.Text(fmt.Sprint(1 + n%400))}
		p.Text = fmt.Sprintf("%s A., %s B. (%d). %s. %s, %s, %s.", family, it.Author[1].Family, year, it.Title, it.ContainerTitle, it.Volume, it.Page)
		if rng.IntN(2) == 0 {
			p.Text = fmt.Sprintf("%s A. %s // %s. - %d. - %s.", family, it.Title, it.ContainerTitle, year, it.Page)
			it.Author, it.Volume = it.Author[:1], ""
		}
		p.Reference.CSL, p.Reference.Work = it, fmt.Sprintf("w%d-%d", n, len(it.Author))
	}
}

package embedded

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/bibliography"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/match"
	"github.com/izde/izde/search/cite/read"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/enginetest"
	"github.com/izde/izde/search/excerpt"
	"github.com/izde/izde/search/index"
	"github.com/izde/izde/search/query"
	"github.com/izde/izde/search/rank"
)

// generatedPassages is the size of the generated library that searches are
// measured on.
const generatedPassages = 100_000

// library is the generated library and its index on disk, made once.
var library = sync.OnceValues(func() (*builtLibrary, error) {
	samples, err := languageSamples()
	if err != nil {
		return nil, err
	}
	l := &builtLibrary{}
	l.docs, l.passages = enginetest.Generate(1, generatedPassages, samples)
	if l.root, err = os.MkdirTemp("", "izde-bench-"); err != nil {
		return nil, err
	}
	libraryRoot = l.root
	g, err := buildAll(context.Background(), l.root, l.docs, l.passages)
	if err != nil {
		return nil, err
	}
	l.bytes = g.Bytes()
	l.engine, err = Open(context.Background(), l.root)
	return l, err
})

// libraryRoot is the folder of library, if it was made.
var libraryRoot string

type builtLibrary struct {
	docs     []*doc.Document
	passages []*doc.Passage
	root     string
	bytes    int64
	engine   *Engine
}

func TestMain(m *testing.M) {
	code := m.Run()
	os.RemoveAll(libraryRoot)
	os.Exit(code)
}

func languageSamples() (map[doc.Lang]string, error) {
	return enginetest.Samples("../../seeds/articles/sarybayev-lai-2024.txt", os.Getenv("IZDE_EVAL"))
}

// buildAll builds an index of documents with two writers, as the indexer does.
func buildAll(ctx context.Context, root string, docs []*doc.Document, passages []*doc.Passage) (*Generation, error) {
	b, err := Build(ctx, root, BuildOptions{Rebuild: true})
	if err != nil {
		return nil, err
	}
	own := map[string][]*doc.Passage{}
	for _, p := range passages {
		own[p.DocID] = append(own[p.DocID], p)
	}
	work := make(chan *doc.Document)
	errs := make(chan error, runtime.GOMAXPROCS(0))
	for range cap(errs) {
		go func() {
			var failed error
			for d := range work {
				if err := b.Put(ctx, d, own[d.ID]); err != nil {
					failed = err
				}
			}
			errs <- failed
		}()
	}
	for _, d := range docs {
		work <- d
	}
	close(work)
	for range cap(errs) {
		if err := <-errs; err != nil {
			return nil, err
		}
	}
	return b.Commit(ctx)
}

func BenchmarkIndex(b *testing.B) {
	samples, err := languageSamples()
	if err != nil {
		b.Skip(err)
	}
	docs, passages := enginetest.Generate(2, 10_000, samples)
	text := 0
	for _, p := range passages {
		text += len(p.Text)
	}
	var size int64
	for b.Loop() {
		g, err := buildAll(b.Context(), b.TempDir(), docs, passages)
		if err != nil {
			b.Fatal(err)
		}
		size = g.Bytes()
	}
	b.ReportAllocs()
	b.ReportMetric(float64(len(passages)*b.N)/b.Elapsed().Seconds(), "passages/s")
	b.ReportMetric(float64(size)/float64(text), "indexB/textB")
}

// BenchmarkSearch measures the page's query: ten hits with marks and snippets
// and all facets, over 100,000 generated passages.
func BenchmarkSearch(b *testing.B) {
	l, err := library()
	if err != nil {
		b.Skip(err)
	}
	// text returns the text of the first body passage in lang, counted from the i-th
	// passage.
	text := func(lang doc.Lang, i int) string {
		for _, p := range l.passages[i:] {
			if p.Lang == lang && p.Kind == doc.Body {
				return p.Text
			}
		}
		return ""
	}
	word := func(lang doc.Lang, i int) string { return analysis.Phrase(text(lang, i))[2] }
	ru, en, kk := word(doc.Russian, 500), word(doc.English, 900), word(doc.Kazakh, 4000)
	zh := []rune(text(doc.Chinese, 2000))[:4]
	common := mostFrequent(l.passages, doc.English, 6)
	filters := []search.Filter{{Facet: doc.FacetLang, Include: []string{"en", "ru"}}, {Facet: doc.FacetYear, Include: []string{"2010.."}}}
	for _, c := range []struct {
		name, query string
		filters     []search.Filter
	}{
		{"everything", "", nil},
		{"word-en", en, nil},
		{"word-ru", ru, nil},
		{"word-kk", kk, nil},
		{"run-zh", string(zh), nil},
		{"common", common[0], nil},
		{"three-common", strings.Join(common[:3], " "), nil},
		{"six-common", strings.Join(common, " "), nil},
		{"or-of-four", strings.Join([]string{common[0], en, ru, kk}, " OR "), nil},
		{"phrase", `"` + common[0] + " " + common[1] + `"`, nil},
		{"prefix", string([]rune(ru)[:2]) + "*", nil},
		{"without", "-" + common[0], nil},
		{"filtered", common[1], filters},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			total := 0
			for b.Loop() {
				total = page(b, l.engine, c.query, c.filters)
			}
			b.ReportMetric(float64(total), "hits")
		})
	}
}

// page runs the query of the search page and returns the total.
func page(b *testing.B, e *Engine, q string, filters []search.Filter) int {
	parsed, err := query.Parse(q)
	if err != nil {
		b.Fatal(err)
	}
	res, err := rank.Ranker{Engine: e, Memory: &rank.Memory{}}.Search(b.Context(), &search.Request{Query: parsed, Filters: filters, Mode: query.Auto, Views: analysis.AllViews,
		Sort: search.ByRelevance, Limit: 10, Facets: doc.Facets, FacetLimit: 20})
	if err != nil {
		b.Fatal(err)
	}
	marker := excerpt.NewMarker(res.Plan)
	for _, h := range res.Hits {
		excerpt.NewSnippet(h.Passage.Text, marker.Marks(h.Passage, h.Doc), 300)
	}
	return res.Total
}

func mostFrequent(passages []*doc.Passage, lang doc.Lang, n int) []string {
	counts := map[string]int{}
	for _, p := range passages[:20_000] {
		if p.Lang == lang {
			for _, w := range analysis.Phrase(p.Text) {
				counts[w]++
			}
		}
	}
	var best []string
	for range n {
		top := ""
		for w, c := range counts {
			if c > counts[top] || c == counts[top] && w < top {
				top = w
			}
		}
		best = append(best, top)
		delete(counts, top)
	}
	return best
}

// BenchmarkOpen measures start-up: the manifest checked, the columns read.
func BenchmarkOpen(b *testing.B) {
	l, err := library()
	if err != nil {
		b.Skip(err)
	}
	b.ReportMetric(float64(l.bytes)/(1<<20), "MB")
	for b.Loop() {
		e, err := Open(b.Context(), l.root)
		if err != nil {
			b.Fatal(err)
		}
		e.Close()
	}
}

// BenchmarkComplete measures completion over the same library, and the making of its
// table.
func BenchmarkComplete(b *testing.B) {
	l, err := library()
	if err != nil {
		b.Skip(err)
	}
	b.Run("table", func(b *testing.B) {
		for b.Loop() {
			whole := index.New(l.engine)
			if _, err := whole.Complete(b.Context(), "zz", 10); err != nil {
				b.Fatal(err)
			}
			whole.Completer.Close()
		}
	})
	whole := index.New(l.engine)
	defer whole.Completer.Close()
	for _, typed := range []string{"a", "каз", "invest", "投", "the inv", "zhon"} {
		b.Run(typed, func(b *testing.B) {
			for b.Loop() {
				if _, err := whole.Complete(b.Context(), typed, 10); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkLookup looks for citations among 100,000 works: entries made of the
// words of a small vocabulary, so that many share each word.
func BenchmarkLookup(b *testing.B) {
	rng := rand.New(rand.NewPCG(100, 6))
	pick := func(words []string) string { return words[rng.IntN(len(words))] }
	families := strings.Fields("Sarybayev Wang Zhang Li Smith Ivanova Petrov Çelik Nurlanov Akhmetova Müller Rossi Kim Sato Garcia Brown")
	var vocabulary []string
	for range 20_000 {
		word := ""
		for range 2 + rng.IntN(3) {
			word += pick(strings.Fields("ka re mo ti nos lar pen du shi zha qo vel ran ist um"))
		}
		vocabulary = append(vocabulary, word)
	}
	root := b.TempDir()
	builder, err := Build(b.Context(), root, BuildOptions{})
	if err != nil {
		b.Fatal(err)
	}
	defer builder.Abort()
	var citations []string
	for d := range 1000 {
		id := fmt.Sprintf("d%04d", d)
		var passages []*doc.Passage
		for i := range 100 {
			var title []string
			for range 6 + rng.IntN(6) {
				// Some words are frequent, as in any language.
				title = append(title, vocabulary[int(float64(len(vocabulary))*math.Pow(rng.Float64(), 3))])
			}
			it := cite.Item{Type: "article-journal", Title: strings.Join(title, " "), ContainerTitle: "Journal of " + vocabulary[rng.IntN(300)],
				Author: []cite.Name{{Family: pick(families) + pick(vocabulary[:400]), Given: "A."}, {Family: pick(families), Given: "B."}},
				Issued: &cite.Date{Parts: [][]int{{1970 + rng.IntN(55)}}}, Volume: cite.Text(strconv.Itoa(1 + rng.IntN(90))), Page: cite.Text(strconv.Itoa(1 + rng.IntN(400)))}
			raw := fmt.Sprintf("%s, A., %s, B. (%d). %s. %s, %s, %s.", it.Author[0].Family, it.Author[1].Family, it.Year(), it.Title, it.ContainerTitle, it.Volume, it.Page)
			if i == 0 {
				citations = append(citations, raw)
			}
			e := &doc.Entry{ID: fmt.Sprintf("r%s-%d", id, i), Number: i, Work: fmt.Sprintf("w%s-%d", id, i), CSL: it}
			passages = append(passages, &doc.Passage{ID: fmt.Sprintf("p%s-%d", id, i), DocID: id, Ordinal: i, Kind: doc.Reference, Lang: "en", Text: raw, Reference: e})
		}
		doc := &doc.Document{ID: id, Source: id, Title: id, Work: "w" + id, CSL: cite.Item{Type: "document", Title: id}}
		if err := builder.Put(b.Context(), doc, passages); err != nil {
			b.Fatal(err)
		}
	}
	if _, err := builder.Commit(b.Context()); err != nil {
		b.Fatal(err)
	}
	e, err := Open(b.Context(), root)
	if err != nil {
		b.Fatal(err)
	}
	defer e.Close()
	var times, used []time.Duration
	n := 0
	for b.Loop() {
		start, cpu := time.Now(), cpuTime(b)
		given := match.NewGiven(read.Parse(citations[n%len(citations)]))
		works, err := bibliography.New(e).Candidates(b.Context(), given)
		if err != nil || len(works) == 0 {
			b.Fatalf("%d candidates: %v", len(works), err)
		}
		var matches []*match.Match
		for _, w := range works {
			m := given.Against(match.NewProfile(w.Record()))
			matches = append(matches, &m)
		}
		if status, _ := match.Decide(matches, func(m *match.Match) *match.Match { return m }); status != match.Matched {
			b.Fatalf("%s: %s", citations[n%len(citations)], status)
		}
		times, used = append(times, time.Since(start)), append(used, cpuTime(b)-cpu)
		n++
	}
	slices.Sort(times)
	slices.Sort(used)
	ids, err := e.workIDs()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(len(ids)), "works")
	b.ReportMetric(times[len(times)/2].Seconds()*1000, "p50-ms")
	b.ReportMetric(times[len(times)*99/100].Seconds()*1000, "p99-ms")
	// Processor time: the median on a machine that has nothing else to do.
	b.ReportMetric(used[len(used)/2].Seconds()*1000, "cpu-p50-ms")
	b.ReportMetric(used[len(used)*99/100].Seconds()*1000, "cpu-p99-ms")
}

// cpuTime returns the processor time that the process has used. It does not grow with
// the load of the machine, as elapsed time does.
func cpuTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

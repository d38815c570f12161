package main

// The speed of izde over a large library of files, beside SQLite's FTS5 and an
// unmodified bleve in the same run: see the Makefile's bench-corpus and bench-search.
// Both tests are skipped unless variables name the folder. IZDE_BENCH_SYSTEMS="bare JSON"
// asks some of the systems alone, IZDE_BENCH_KINDS="frequent or-4" some of the queries,
// IZDE_BENCH_QUERIES=2000 so many of a kind, IZDE_BENCH_PROFILE=FILE writes a profile of
// them, IZDE_BENCH_ALLOCS=FILE one of what they allocate.

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2"
	blevequery "github.com/blevesearch/bleve/v2/search/query"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/embedded"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/enginetest"
	"github.com/izde/izde/search/glossary"
	"github.com/izde/izde/search/index"
	"github.com/izde/izde/search/query"
	"github.com/izde/izde/web"
)

// TestBenchCorpus writes about IZDE_BENCH_PASSAGES passages as Markdown files with
// sidecars into the folder IZDE_BENCH_CORPUS.
func TestBenchCorpus(t *testing.T) {
	out := os.Getenv("IZDE_BENCH_CORPUS")
	n, err := strconv.Atoi(os.Getenv("IZDE_BENCH_PASSAGES"))
	if out == "" || err != nil {
		t.Skip("make bench-corpus N=PASSAGES OUT=FOLDER writes a library")
	}
	samples, err := enginetest.Samples("../../seeds/articles/sarybayev-lai-2024.txt", os.Getenv("IZDE_EVAL"))
	if err != nil {
		t.Fatal(err)
	}
	files, size := 0, 0
	for d, passages := range enginetest.Documents(7, n, samples) {
		folder := filepath.Join(out, fmt.Sprintf("%03d", files/100))
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		text := markdown(d, passages)
		sidecar, err := json.Marshal(cite.Item{ID: d.ID, Type: "article-journal", Title: d.Title, ContainerTitle: "Journal " + string(d.Languages[0]),
			Author: []cite.Name{{Literal: d.Authors[0]}, {Literal: d.Authors[1]}}, Issued: &cite.Date{Parts: [][]int{{d.Year}}}})
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Join(folder, d.ID)
		for path, data := range map[string][]byte{name + ".md": text, name + ".csl.json": sidecar} {
			if err := os.WriteFile(path, data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		files, size = files+1, size+len(text)
	}
	t.Logf("%d files of %d bytes in all", files, size)
}

// markdown writes a document with headings and a list of references.
func markdown(d *doc.Document, passages []*doc.Passage) []byte {
	text := fmt.Appendf(nil, "# %s\n", d.Title)
	section := ""
	for i, p := range passages {
		if last := strings.Join(p.Section, " "); last != section {
			section = last
			text = fmt.Appendf(text, "\n## %s\n", section)
		}
		if p.Kind != doc.Reference {
			text = fmt.Appendf(text, "\n%s\n", p.Text)
			continue
		}
		title := strings.Trim(strings.ReplaceAll(p.Text, ". ", " "), ". ")
		text = fmt.Appendf(text, "\n%d. %s (%d). %s. Journal %s, %d(%d), %d–%d.\n", p.Reference.Number+1, d.Authors[i%2], 1980+i*7%40, title, p.Lang, i, 1+i%4, 10*i, 10*i+9)
	}
	return text
}

// system answers a query; it returns how many passages it found.
type system struct {
	name string
	run  func(q *benchQuery) (int, error)
}

// benchQuery is a query in the words of all systems; "" where a system has none.
type benchQuery struct {
	izde, sqlite string
	bleve        blevequery.Query
}

// queriesOfKind is how many queries there are of each kind, all distinct, unless
// IZDE_BENCH_QUERIES says.
const queriesOfKind = 40

// TestBenchSearch indexes the folder IZDE_BENCH_CORPUS and searches it. The indexes
// stay beside it and are used again.
func TestBenchSearch(t *testing.T) {
	corpus := os.Getenv("IZDE_BENCH_CORPUS")
	if corpus == "" || os.Getenv("IZDE_BENCH_PASSAGES") != "" {
		t.Skip("make bench-search CORPUS=FOLDER measures the search of a library")
	}
	root := corpus + ".index"
	measured(t, "izde index", func() error { return benchIndex(root, corpus) })
	measured(t, "izde index, unchanged", func() error { return benchIndex(root, corpus) })
	var e *embedded.Engine
	measured(t, "izde opened", func() (err error) {
		e, err = embedded.Open(t.Context(), root)
		return err
	})
	i := index.NewAcross(e, glossary.New(e, nil)) // as it is served
	defer i.Close()
	measured(t, "ready for other languages", func() error { return i.Ready(t.Context()) })
	only := strings.Fields(os.Getenv("IZDE_BENCH_SYSTEMS"))
	asked := func(system string) bool { return len(only) == 0 || slices.Contains(only, system) }
	folders := []string{root}
	var db *sql.DB
	if asked("SQLite") {
		db = benchSQLite(t, corpus+".sqlite", e)
		defer db.Close()
		folders = append(folders, corpus+".sqlite")
	}
	var other bleve.Index
	if asked("bleve") {
		other = benchBleve(t, corpus+".bleve", e)
		defer other.Close()
		folders = append(folders, corpus+".bleve")
	}

	text := 0
	for p := range passagesOf(t, e) {
		text += len(p.Text)
	}
	for _, path := range folders {
		t.Logf("%-12s %5.2f bytes on disk for a byte of text", strings.TrimPrefix(filepath.Ext(path), "."), float64(folderSize(t, path))/float64(text))
	}
	site := web.New(func() (desk.Index, func(), error) { return i, func() {}, nil }, web.Options{Logger: slog.New(slog.DiscardHandler)})
	get := func(path string) func(q *benchQuery) (int, error) {
		return func(q *benchQuery) (int, error) {
			w := httptest.NewRecorder()
			site.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path+"q="+url.QueryEscape(q.izde), nil))
			if w.Code != http.StatusOK {
				return 0, fmt.Errorf("%s: status %d", q.izde, w.Code)
			}
			return 0, nil
		}
	}
	systems := []system{
		{"bare", func(q *benchQuery) (int, error) {
			parsed, err := query.Parse(q.izde)
			if err != nil {
				return 0, err
			}
			found, err := i.Search(t.Context(), &search.Request{Query: parsed, Mode: query.Auto, Views: analysis.AllViews, Sort: search.ByRelevance, Limit: 10})
			if err != nil {
				return 0, err
			}
			return found.Total, nil
		}},
		{"own", get("/api/v1/search?match=exact,fold,stem,latin,fuzzy&")}, // without other languages
		{"JSON", get("/api/v1/search?")},
		{"HTML", get("/?")},
		{"SQLite", func(q *benchQuery) (int, error) { return searchSQLite(t.Context(), db, q.sqlite) }},
		{"bleve", func(q *benchQuery) (int, error) { return searchBleve(t.Context(), other, q.bleve) }},
	}
	kinds := benchQueries(t, e)
	systems = slices.DeleteFunc(systems, func(s system) bool { return !asked(s.name) })
	if only := os.Getenv("IZDE_BENCH_KINDS"); only != "" {
		kinds = slices.DeleteFunc(kinds, func(k kindOfQuery) bool { return !slices.Contains(strings.Fields(only), k.name) })
	}
	if profile := os.Getenv("IZDE_BENCH_PROFILE"); profile != "" {
		f, err := os.Create(profile)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			t.Fatal(err)
		}
		defer pprof.StopCPUProfile()
	}
	if profile := os.Getenv("IZDE_BENCH_ALLOCS"); profile != "" {
		before := runtime.MemProfileRate
		runtime.MemProfileRate = 4096
		defer func() {
			f, err := os.Create(profile)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			runtime.GC() // what was allocated since the last one is not told
			if err := pprof.Lookup("allocs").WriteTo(f, 0); err != nil {
				t.Fatal(err)
			}
			runtime.MemProfileRate = before
		}()
	}
	t.Logf("%-9s %-7s %9s %9s %9s %9s %10s %8s", "query", "system", "hits p50", "cpu ms", "p50 ms", "p99 ms", "kB", "× SQLite")
	for _, kind := range kinds {
		benchKind(t, kind.name, kind.queries, systems)
	}
}

// benchKind measures queries of one kind: one after the other by every system, so that
// a busy machine slows all alike. The first are for warming up. The ratio is one of
// medians of processor time, which grows least with the load of the machine.
func benchKind(t *testing.T, name string, queries []*benchQuery, systems []system) {
	const warm = 4
	took, used := make([][]float64, len(systems)), make([][]float64, len(systems))
	hits, allocated := make([][]int, len(systems)), make([]float64, len(systems))
	for n, q := range queries {
		for s, sys := range systems {
			if q.bleve == nil && sys.name == "bleve" || q.sqlite == "" && sys.name == "SQLite" || q.izde == "" && sys.name == "HTML" {
				continue
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start, cpu := time.Now(), processorTime()
			total, err := sys.run(q)
			ms, own := time.Since(start).Seconds()*1000, (processorTime()-cpu).Seconds()*1000
			if err != nil {
				t.Fatalf("%s, %s: %v", sys.name, name, err)
			}
			runtime.ReadMemStats(&after)
			if n >= warm {
				took[s], used[s], hits[s] = append(took[s], ms), append(used[s], own), append(hits[s], total)
				allocated[s] += float64(after.TotalAlloc - before.TotalAlloc)
			}
		}
	}
	middle := func(list []float64, share float64) float64 {
		slices.Sort(list)
		return list[int(share*float64(len(list)))]
	}
	base := 0.0
	if s := slices.IndexFunc(systems, func(s system) bool { return s.name == "SQLite" }); s >= 0 && len(took[s]) > 0 {
		base = middle(used[s], 0.5)
	}
	for s, sys := range systems {
		if len(took[s]) == 0 {
			continue
		}
		slices.Sort(hits[s])
		ratio := "–"
		if base > 0 {
			ratio = fmt.Sprintf("%.3f", middle(used[s], 0.5)/base)
		}
		t.Logf("%-9s %-7s %9d %9.2f %9.2f %9.2f %10.0f %8s", name, sys.name, hits[s][len(hits[s])/2], middle(used[s], 0.5), middle(took[s], 0.5), middle(took[s], 0.99), allocated[s]/float64(len(took[s]))/1000, ratio)
	}
}

// kindOfQuery are queries that ask alike.
type kindOfQuery struct {
	name    string
	queries []*benchQuery
}

// benchQueries draws queries of each kind from the words of an index.
func benchQueries(t testing.TB, e *embedded.Engine) []kindOfQuery {
	rng := rand.New(rand.NewPCG(3, 5))
	passages := e.Status().Passages
	var frequent, middling, rare []string
	for c, err := range e.Terms(t.Context(), engine.Range{Stream: analysis.Words}) {
		if err != nil {
			t.Fatal(err)
		}
		if utf8.RuneCountInString(c.Text) < 4 || strings.ContainsFunc(c.Text, func(r rune) bool { return !unicode.IsLower(r) }) || analysis.Query(c.Text, analysis.AllViews)[0].Stop {
			continue
		}
		switch share := float64(c.Passages) / float64(passages); {
		case share > 0.02:
			frequent = append(frequent, c.Text)
		case share > 0.001 && share < 0.005:
			middling = append(middling, c.Text)
		case c.Passages >= 5 && c.Passages <= 20:
			rare = append(rare, c.Text)
		}
	}
	for _, words := range [][]string{frequent, middling, rare} {
		if len(words) < 10 {
			t.Fatalf("too few words in the index: %d frequent, %d middling, %d rare", len(frequent), len(middling), len(rare))
		}
		rng.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
	}
	t.Logf("words to ask for: %d frequent, %d middling, %d rare", len(frequent), len(middling), len(rare))
	pick := func(words []string) string { return words[rng.IntN(len(words))] }
	var texts []string // of passages, to take phrases from
	for p := range passagesOf(t, e) {
		if p.Kind == doc.Body && p.Lang != doc.Chinese {
			texts = append(texts, p.Text)
		}
		if len(texts) == 5000 {
			break
		}
	}
	words := func(n int) []string {
		for {
			all := strings.FieldsFunc(pick(texts), func(r rune) bool { return !unicode.IsLetter(r) })
			if len(all) > 2*n {
				at := rng.IntN(len(all) - n)
				return all[at : at+n]
			}
		}
	}
	quoted := func(words []string, between string) string { return `"` + strings.Join(words, `"`+between+`"`) + `"` }
	any := func(words []string) blevequery.Query {
		return bleve.NewMatchQuery(strings.Join(words, " "))
	}
	one := func(word string) *benchQuery {
		return &benchQuery{word, quoted([]string{word}, ""), bleve.NewMatchQuery(word)}
	}
	or := func(words ...string) *benchQuery {
		return &benchQuery{strings.Join(words, " OR "), quoted(words, " OR "), any(words)}
	}
	seen, known := map[string]bool{}, map[string]bool{}
	for _, w := range frequent {
		known[w] = true
	}
	wanted, err := strconv.Atoi(os.Getenv("IZDE_BENCH_QUERIES"))
	if err != nil {
		wanted = queriesOfKind
	}
	var kinds []kindOfQuery
	add := func(name string, ask func(i int) *benchQuery) {
		k := kindOfQuery{name: name}
		for i := range 10 * wanted {
			if q := ask(i); len(k.queries) < wanted && !seen[q.izde] {
				seen[q.izde] = true
				k.queries = append(k.queries, q)
			}
		}
		kinds = append(kinds, k)
	}
	add("frequent", func(i int) *benchQuery { return one(frequent[i%len(frequent)]) })
	add("middling", func(i int) *benchQuery { return one(middling[i%len(middling)]) })
	add("rare", func(i int) *benchQuery { return one(rare[i%len(rare)]) })
	add("and-2", func(int) *benchQuery {
		var w []string // frequent words of one passage
		for len(w) < 2 {
			w = slices.DeleteFunc(strings.FieldsFunc(pick(texts), func(r rune) bool { return !unicode.IsLetter(r) }), func(w string) bool { return !known[w] })
			slices.Sort(w)
			w = slices.Compact(w)
		}
		rng.Shuffle(len(w), func(i, j int) { w[i], w[j] = w[j], w[i] })
		w = w[:2]
		all := bleve.NewMatchQuery(strings.Join(w, " "))
		all.SetOperator(blevequery.MatchQueryOperatorAnd)
		return &benchQuery{strings.Join(w, " AND "), quoted(w, " AND "), all}
	})
	add("or-2", func(int) *benchQuery { return or(pick(frequent), pick(middling)) })
	add("or-4", func(int) *benchQuery { return or(pick(frequent), pick(frequent), pick(middling), pick(middling)) })
	add("sentence", func(int) *benchQuery {
		w := words(8)
		return &benchQuery{strings.Join(w, " "), quoted(w, " OR "), any(w)}
	})
	add("phrase", func(int) *benchQuery {
		w := words(2)
		return &benchQuery{quoted([]string{strings.Join(w, " ")}, ""), quoted([]string{strings.Join(w, " ")}, ""), bleve.NewMatchPhraseQuery(strings.Join(w, " "))}
	})
	add("prefix", func(int) *benchQuery {
		start := string([]rune(pick(frequent))[:4])
		if rng.IntN(2) == 0 {
			start = string([]rune(pick(middling))[:4])
		}
		return &benchQuery{start + "*", quoted([]string{start}, "") + "*", bleve.NewPrefixQuery(start)}
	})
	add("fuzzy", func(int) *benchQuery {
		w := pick(middling)
		return &benchQuery{w + "~1", "", bleve.NewFuzzyQuery(w)}
	})
	all := kindOfQuery{name: "all"}
	for range queriesOfKind {
		all.queries = append(all.queries, &benchQuery{bleve: bleve.NewMatchAllQuery()})
	}
	return append(kinds, all)
}

// benchIndex runs "izde index".
func benchIndex(root, corpus string) error {
	cmd := newRoot()
	cmd.SetArgs([]string{"index", "--index", root, corpus})
	cmd.SetOut(os.Stdout)
	cmd.SetErr(os.Stdout)
	return cmd.ExecuteContext(context.Background())
}

// measured logs the time that do takes, that of the processor too, and the most memory
// that the process has had.
func measured(t *testing.T, name string, do func() error) {
	t.Helper()
	start, cpu := time.Now(), processorTime()
	if err := do(); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	t.Logf("%-22s %7.2f s, of the processor %7.2f s; at most %d MB so far", name, time.Since(start).Seconds(), (processorTime() - cpu).Seconds(), usedSoFar().Maxrss>>10)
}

func usedSoFar() (u syscall.Rusage) {
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return u
}

// processorTime returns the processor time that the process has used.
func processorTime() time.Duration {
	u := usedSoFar()
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func folderSize(t *testing.T, path string) (size int64) {
	err := filepath.WalkDir(path, func(_ string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err == nil {
			size += info.Size()
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return size
}

// passagesOf yields the passages of an index.
func passagesOf(t testing.TB, e *embedded.Engine) func(yield func(*doc.Passage) bool) {
	return func(yield func(*doc.Passage) bool) {
		l := engine.Library{Finder: e}
		docs, _, err := l.Documents(t.Context(), 0, e.Status().Documents)
		for _, d := range docs {
			var passages []*doc.Passage
			if passages, err = l.Passages(t.Context(), d.ID); err != nil {
				break
			}
			for _, p := range passages {
				if !yield(p) {
					return
				}
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

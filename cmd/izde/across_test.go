package main

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/izde/izde/indexer"
	"github.com/izde/izde/indexer/langid"
	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/embedded"
	"github.com/izde/izde/seeds"
)

// firstHits is how many hits a reader looks at.
const firstHits = 3

// Kazakh questions find their answers in English text: those of seeds/across.jsonl
// about the article, and, where IZDE_ARTICLES names other articles, about those.
func TestAcross(t *testing.T) {
	dir := t.TempDir()
	corpus := filepath.Join(dir, "articles")
	article, err := fs.Sub(seeds.Files, "articles")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(corpus, article); err != nil {
		t.Fatal(err)
	}
	others := os.Getenv("IZDE_ARTICLES")
	type question struct {
		ID, Source, Query string
		Quotes            []string
	}
	var questions []question
	data, err := os.ReadFile("../../seeds/across.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		var q question
		if err := json.Unmarshal([]byte(line), &q); err != nil {
			t.Fatal(err)
		}
		if q.Source != "" {
			if others == "" {
				continue
			}
			text, err := os.ReadFile(filepath.Join(others, q.Source, "text.txt"))
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(corpus, q.Source+".txt"), text, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		questions = append(questions, q)
	}
	root := filepath.Join(dir, "index")
	b, err := embedded.Build(t.Context(), root, embedded.BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Abort()
	if _, err := indexer.Run(t.Context(), b, []string{corpus}, indexer.Options{Identifier: &langid.Detector{}}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	ix, err := inFolder(root).open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer ix.Close()
	found := 0
	for _, q := range questions {
		hits, err := runQuery(t.Context(), ix, q.Query, analysis.AllViews)
		if err != nil {
			t.Fatal(err)
		}
		rank := 0
		for i := len(hits) - 1; i >= 0; i-- {
			for _, quote := range q.Quotes {
				if strings.Contains(strings.Join(strings.Fields(hits[i].Passage.Text), " "), quote) {
					rank = i + 1
				}
			}
		}
		if rank > 0 && rank <= firstHits {
			found++
		} else {
			t.Logf("%s: %d of %d hits: %s", q.ID, rank, len(hits), q.Query)
		}
	}
	rate := float64(found) / float64(len(questions))
	t.Logf("%d of %d Kazakh questions have the answer among the first %d hits: %.2f", found, len(questions), firstHits, rate)
	least := leastAcross
	if others == "" {
		least = leastArticle
	}
	if rate < least {
		t.Errorf("%.2f of the questions are answered, before it was %.2f", rate, least)
	}
}

// leastAcross is the share of questions that are answered, leastArticle that of those about
// the article alone; they may rise.
const (
	leastAcross  = 0.75
	leastArticle = 0.69
)

// A topic of one or two words in another language finds the English passages on it.
func TestTopicsAcross(t *testing.T) {
	ix, err := inFolder(articleIndex(t)).open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer ix.Close()
	for topic, want := range map[string]string{"возобновляемая энергия": "wind power", "жаңартылатын энергия": "wind power", "风能": "wind energy", "мұнай": "oil", "нефть": "oil"} {
		hits, err := runQuery(t.Context(), ix, topic, analysis.AllViews)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(hits, func(h search.Hit) bool { return strings.Contains(h.Passage.Text, want) }) {
			t.Errorf("%s does not find %q among its first %d hits", topic, want, len(hits))
		}
	}
}

// A terminal tells by which words of other languages a query was searched, where what has
// its own words ends, and takes the languages that are not wanted.
func TestSearchElsewhere(t *testing.T) {
	index := articleIndex(t)
	printed := func(args ...string) string {
		t.Helper()
		var out bytes.Buffer
		if status := run(slices.Concat([]string{"search", "--index", index}, args), &out, &out); status != 0 {
			t.Fatalf("izde search %v: %s", args, out.String())
		}
		return out.String()
	}
	out := printed("мұнай")
	for _, want := range []string{", 0 with the words of the query itself\n", "also searched: en ", "\nin other languages:\n"} {
		if !strings.Contains(out, want) {
			t.Errorf("мұнай is answered without %q:\n%s", want, out)
		}
	}
	for _, args := range [][]string{{"--without", "en", "мұнай"}, {"--match", "exact", "мұнай"}} {
		if out := printed(args...); strings.Contains(out, "also searched: en") {
			t.Errorf("izde search %v:\n%s", args, out)
		}
	}
}

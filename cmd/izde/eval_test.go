package main

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
)

var update = flag.Bool("update", false, "rewrite golden files")

// The quality of the search on the judged queries is a golden file: a change
// that lowers a figure shows in the diff.
func TestQuality(t *testing.T) {
	const golden = "../../seeds/quality.txt"
	var out bytes.Buffer
	if err := evaluateSeeds(t.Context(), &location{}, &out, analysis.AllViews, false); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(golden, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(string(want), out.String()); diff != "" {
		t.Errorf("the quality has changed; if it is for the better, run go test ./cmd/izde -run TestQuality -update\n%s", diff)
	}
}

// The measures of a ranking that can be computed by hand.
func TestFigures(t *testing.T) {
	hits := make([]search.Hit, 3)
	for i, id := range []string{"a", "b", "c"} {
		hits[i].Passage = &doc.Passage{ID: id}
	}
	var f figures
	f.judge(hits, map[string]float64{"b": 2, "z": 1})
	f.judge(nil, map[string]float64{"a": 1})
	f.average()
	ndcg := (2 / math.Log2(3)) / (2 + 1/math.Log2(3)) / 2
	if f.Queries != 2 || f.MRR != 0.25 || f.Recall != 0.25 || math.Abs(f.NDCG-ndcg) > 1e-12 {
		t.Errorf("figures %+v, wanted MRR 0.25, recall 0.25, nDCG %.4f", f, ndcg)
	}
}

// A view that every query is better without hurts, one that gains and losses
// come from alike shows nothing, whatever the mean.
func TestBootstrap(t *testing.T) {
	steady, mixed := make([]float64, 100), make([]float64, 100)
	for i := range steady {
		steady[i] = 0.01 + 0.001*float64(i%3)
		mixed[i] = 0.5*float64(i%2) - 0.24
	}
	for _, c := range []struct {
		name       string
		values     []float64
		mean       float64
		want, less string
	}{
		{"better without", steady, 0.011, "hurts", "helps"},
		{"chance", mixed, 0.01, "", ""},
		{"no difference", make([]float64, 5), 0, "", ""},
		{"no queries", nil, 0, "", ""},
	} {
		var a, b ablation
		a.Difference, a.Low, a.High = bootstrap(c.values)
		if math.Abs(a.Difference-c.mean) > 1e-3 || a.Low > a.Difference || a.High < a.Difference || a.verdict() != c.want {
			t.Errorf("%s: difference %.4f from %.4f to %.4f, the view %q; wanted %.3f, %q", c.name, a.Difference, a.Low, a.High, a.verdict(), c.mean, c.want)
		}
		// The other way round the view is worth as much.
		losses := make([]float64, len(c.values))
		for i, v := range c.values {
			losses[i] = -v
		}
		if b.Difference, b.Low, b.High = bootstrap(losses); b.verdict() != c.less {
			t.Errorf("%s, reversed: from %.4f to %.4f, the view %q; wanted %q", c.name, b.Low, b.High, b.verdict(), c.less)
		}
	}
}

// Where one query finds its passage by transliteration alone, the ablation shows
// it in the line of that view.
func TestAblations(t *testing.T) {
	d := &doc.Document{ID: "d", Source: "d"}
	passages := []*doc.Passage{
		{ID: "p", DocID: "d", Kind: doc.Body, Lang: doc.Russian, Text: "Сарыбаев пишет о ветре"},
		{ID: "q", DocID: "d", Kind: doc.Body, Lang: doc.English, Text: "solar power"},
	}
	engine, err := trial(t.Context(), &location{}, []*doc.Document{d}, passages)
	if err != nil {
		t.Fatal(err)
	}
	defer engine.Close()
	topics := []topic{{"1", "Sarybayev", map[string]float64{"p": 1}}, {"2", "solar", map[string]float64{"q": 1}}}
	list, err := ablations(t.Context(), "two", engine, topics, analysis.AllViews)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]float64{}
	for _, a := range list {
		got[a.Without] = a.Difference
	}
	want := map[string]float64{"exact": 0, "fold": 0, "stem": 0, "latin": -0.5, "fuzzy": 0, "glossary": 0}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("differences of nDCG (-want +got)\n%s", diff)
	}
}

// dataSet writes a data set in the BEIR layout with a passage and a query of each id.
func dataSet(t *testing.T, name string, passages, queries map[string]string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), name)
	if err := os.MkdirAll(filepath.Join(dir, "qrels"), 0o700); err != nil {
		t.Fatal(err)
	}
	var corpus, asked, qrels strings.Builder
	for _, id := range slices.Sorted(maps.Keys(passages)) {
		fmt.Fprintf(&corpus, "{\"_id\":%q,\"title\":\"\",\"text\":%q}\n", id, passages[id])
		fmt.Fprintf(&asked, "{\"_id\":%q,\"text\":%q}\n", id, queries[id])
		fmt.Fprintf(&qrels, "%s\t%s\t1\n", id, id)
	}
	for file, text := range map[string]string{"corpus.jsonl": corpus.String(), "queries.jsonl": asked.String(), "qrels/test.tsv": qrels.String()} {
		if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// Where languages stand together a query finds its own passage first and the translation
// beside it; queries about other things are counted language by language.
func TestLanguagesTogether(t *testing.T) {
	english := map[string]string{"1": "The school has a large library of books for its students.", "2": "Rivers carry water from the mountains to the sea."}
	russian := map[string]string{"1": "В школе есть большая библиотека с книгами для учеников.", "2": "Реки несут воду с гор в море."}
	askEnglish := map[string]string{"1": "Where do students find books?", "2": "What carries water to the sea?"}
	askRussian := map[string]string{"1": "Где ученики находят книги?", "2": "Что несёт воду в море?"}
	en, ru := dataSet(t, "en", english, askEnglish), dataSet(t, "ru", russian, askRussian)
	var out bytes.Buffer
	if err := evaluateTogether(t.Context(), &location{}, &out, []string{en, ru}, analysis.AllViews); err != nil {
		t.Fatal(err)
	}
	for _, set := range []string{"en", "ru"} {
		if want := regexp.MustCompile(`(?m)^ *` + set + ` +2 +4 +1\.000 +1\.000 +1\.000$`); !want.MatchString(out.String()) {
			t.Errorf("%s is not found with its translations:\n%s", set, &out)
		}
	}
	out.Reset()
	if err := evaluateStrangers(t.Context(), &location{}, &out, []string{dataSet(t, "ru-en", english, askRussian)}, analysis.AllViews); err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile(`(?m)^ *ru-en +2 +[0-9.]+ +\d+ +(\w+) +([0-9.]+) +([0-9.]+)$`).FindAllStringSubmatch(out.String(), -1)
	if len(rows) != 4 {
		t.Fatalf("%d languages, wanted 4:\n%s", len(rows), &out)
	}
}

// Among the passages of an index a query finds its own passage where it says more than they
// do, and the better of theirs first where it does not.
func TestAmong(t *testing.T) {
	set := dataSet(t, "ru",
		map[string]string{"1": "Реки несут воду с гор в море.", "2": "Проекты есть у каждого."},
		map[string]string{"1": "Что несёт воду в море?", "2": "инвестиционные проекты Китая в Казахстане"})
	var out bytes.Buffer
	if err := evaluateAmong(t.Context(), &location{}, &out, []string{set}, articleIndex(t), analysis.AllViews); err != nil {
		t.Fatal(err)
	}
	row := regexp.MustCompile(`(?m)^ *ru +2 +2 +1\.000 +(\d+) +([0-9.]+) `).FindStringSubmatch(out.String())
	if row == nil {
		t.Fatalf("the queries do not find their passages alone:\n%s", &out)
	}
	if row[2] < "0.500" || row[2] >= "1.000" {
		t.Errorf("among %s passages MRR@10 is %s, wanted one query at the first rank, the other below:\n%s", row[1], row[2], &out)
	}
}

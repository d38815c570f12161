package main

import (
	"bytes"
	"flag"
	"math"
	"os"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
)

var update = flag.Bool("update", false, "rewrite golden files")

// The quality of the search on the judged queries is a golden file: a change
// that lowers a figure shows in the diff.
func TestQuality(t *testing.T) {
	const golden = "../../seeds/quality.txt"
	var out bytes.Buffer
	if err := evaluateSeeds(t.Context(), &out, analysis.AllViews, false); err != nil {
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
		hits[i].Passage = &search.Passage{ID: id}
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

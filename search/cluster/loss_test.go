package cluster

import (
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/enginetest"
	"github.com/izde/izde/search/query"
	"github.com/izde/izde/search/rank"
)

// Readers do not notice that a node of a cluster with copies is lost:
// IZDE_TEST_CLUSTER names three nodes, and IZDE_TEST_CLUSTER_DIR the folder of
// start-opensearch.sh, which kills the first of them under 20 requests a second.
func TestLoss(t *testing.T) {
	dir := os.Getenv("IZDE_TEST_CLUSTER_DIR")
	if dir == "" {
		t.Skip("IZDE_TEST_CLUSTER_DIR names no cluster whose nodes may be killed")
	}
	docs, passages := enginetest.Corpus()
	o := options(t)
	commit(t, o, BuildOptions{Shards: 3, Replicas: -1}, func(b *Builder) { put(t, b, docs, passages) })
	e := opened(t, o)
	q, err := query.Parse("power OR water OR trade")
	if err != nil {
		t.Fatal(err)
	}
	ask := func() (*search.Result, error) {
		return rank.Ranker{Engine: e, Memory: &rank.Memory{}}.Search(t.Context(), &search.Request{Query: q, Mode: query.Auto, Views: analysis.AllViews, Sort: search.ByRelevance, Limit: 10})
	}
	want, err := ask()
	if err != nil {
		t.Fatal(err)
	}
	script := func(args ...string) {
		if out, err := exec.Command("./start-opensearch.sh", append(args, "--dir", dir)...).CombinedOutput(); err != nil {
			t.Errorf("start-opensearch.sh %s: %v: %s", args, err, out)
		}
	}
	var asked, failed, wrong, slowest atomic.Int64
	var clients sync.WaitGroup
	tick := time.NewTicker(time.Second / 20)
	defer tick.Stop()
	for i := range 20 * 20 {
		<-tick.C
		if i == 100 {
			script("kill", "1")
		}
		clients.Go(func() {
			start := time.Now()
			got, err := ask()
			asked.Add(1)
			switch {
			case err != nil:
				failed.Add(1)
				t.Log(err)
			case got.Total != want.Total || got.TotalDocuments != want.TotalDocuments || got.Hits[0].Passage.ID != want.Hits[0].Passage.ID:
				wrong.Add(1)
			}
			for took := time.Since(start).Milliseconds(); ; {
				if before := slowest.Load(); took <= before || slowest.CompareAndSwap(before, took) {
					break
				}
			}
		})
	}
	clients.Wait()
	script("node", "1")
	t.Logf("%d searches, %d failed, %d wrong, the slowest took %d ms", asked.Load(), failed.Load(), wrong.Load(), slowest.Load())
	if failed.Load() > 0 || wrong.Load() > 0 {
		t.Errorf("%d searches failed and %d were wrong", failed.Load(), wrong.Load())
	}
}

package cluster

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/enginetest"
)

// options names a cluster to test with, and an index of the test's own in it, which
// is deleted when the test ends.
func options(t *testing.T) Options {
	t.Helper()
	urls := os.Getenv("IZDE_TEST_CLUSTER")
	if urls == "" {
		t.Skip("IZDE_TEST_CLUSTER names no cluster")
	}
	o := Options{URLs: strings.Split(urls, ","), Name: fmt.Sprintf("test_%08x", rand.Uint32())}
	t.Cleanup(func() {
		if err := Delete(context.Background(), o); err != nil {
			t.Error(err)
		}
	})
	return o
}

// The suite compares fewer random queries than in memory, where a request does not cost
// tens of milliseconds; -rapid.checks asks for more.
func TestCluster(t *testing.T) {
	t.Parallel()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "rapid.checks" })
	if !given {
		flag.Set("rapid.checks", "2")
	}
	enginetest.Run(t, build)
}

// build indexes a corpus on a cluster, over three shards.
func build(t *testing.T, docs []*doc.Document, passages []*doc.Passage) engine.Engine {
	o := options(t)
	b, err := Build(t.Context(), o, BuildOptions{Shards: 3})
	if err != nil {
		t.Fatal(err)
	}
	put(t, b, docs, passages)
	if _, err := b.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	return opened(t, o)
}

func opened(t *testing.T, o Options) *Engine {
	t.Helper()
	e, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}

// put gives a builder documents and those of the passages that are theirs.
func put(t *testing.T, b *Builder, docs []*doc.Document, passages []*doc.Passage) {
	t.Helper()
	for _, d := range docs {
		if err := b.Put(t.Context(), d, passagesOf(d, passages)); err != nil {
			t.Fatal(err)
		}
	}
}

// passagesOf returns those of the passages that are a document's.
func passagesOf(d *doc.Document, passages []*doc.Passage) []*doc.Passage {
	return slices.DeleteFunc(slices.Clone(passages), func(p *doc.Passage) bool { return p.DocID != d.ID })
}

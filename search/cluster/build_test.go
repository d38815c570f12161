package cluster

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/enginetest"
)

// commit makes a generation of what change does to a builder.
func commit(t *testing.T, o Options, opts BuildOptions, change func(*Builder)) search.Status {
	t.Helper()
	b, err := Build(t.Context(), o, opts)
	if err != nil {
		t.Fatal(err)
	}
	change(b)
	m, err := b.Commit(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestGenerations(t *testing.T) {
	t.Parallel()
	docs, passages := enginetest.Corpus()
	o := options(t)
	if _, err := Open(t.Context(), o); !errors.Is(err, ErrNoIndex) {
		t.Fatalf("before the first build: %v, wanted ErrNoIndex", err)
	}
	first := commit(t, o, BuildOptions{}, func(b *Builder) { put(t, b, docs[:3], passages) })
	served := opened(t, o)
	if again := commit(t, o, BuildOptions{}, func(*Builder) {}); again.Generation != first.Generation {
		t.Errorf("nothing changed, yet generation %s followed %s", again.Generation, first.Generation)
	}
	second := commit(t, o, BuildOptions{}, func(b *Builder) { put(t, b, docs[3:], passages) })
	if second.Documents != len(docs) || second.Passages != len(passages) {
		t.Errorf("%d documents and %d passages, wanted %d and %d", second.Documents, second.Passages, len(docs), len(passages))
	}
	// The engine of the generation before answers still, and knows that it is old.
	if err := served.Verify(t.Context()); err != nil {
		t.Errorf("the generation before: %v", err)
	}
	if old, err := served.superseded(t.Context()); !old || err != nil {
		t.Errorf("superseded: %t, %v", old, err)
	}

	// An interrupted build is not served, and is cleaned away by the next one.
	b, err := Build(t.Context(), o, BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.create(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	b.created = false // as if killed
	b.Abort()
	if got := opened(t, o).Status(); got.Documents != len(docs) {
		t.Errorf("after an interrupted build %+v is served", got)
	}
	third := commit(t, o, BuildOptions{}, func(b *Builder) {
		if err := b.Remove(t.Context(), "silk"); err != nil {
			t.Fatal(err)
		}
	})
	if third.Documents != len(docs)-1 || third.Passages != len(passages)-12 {
		t.Errorf("without silk %d documents and %d passages remain", third.Documents, third.Passages)
	}
	left, err := b.c.generations(t.Context(), b.names)
	if err != nil || len(left) != 2 || b.names.generation(left[0]) != third.Generation || b.names.generation(left[1]) != second.Generation {
		t.Errorf("generations %d remain, %v; only the last two should stay", left, err)
	}
}

// An index built in two steps answers as one built at once.
func TestIncremental(t *testing.T) {
	t.Parallel()
	docs, passages := enginetest.Corpus()
	o := options(t)
	commit(t, o, BuildOptions{}, func(b *Builder) { put(t, b, docs[:5], passages) })
	commit(t, o, BuildOptions{}, func(b *Builder) { put(t, b, docs[3:], passages) })
	enginetest.Same(t, engine.Engine(build(t, docs, passages)), opened(t, o))
}

// The state of a cluster is told, and what is wrong with it.
func TestStates(t *testing.T) {
	t.Parallel()
	docs, passages := enginetest.Corpus()
	o := options(t)
	commit(t, o, BuildOptions{}, func(b *Builder) { put(t, b, docs[:1], passages) })
	state := func(o Options) search.ClusterState {
		t.Helper()
		return opened(t, o).Status().Cluster.State
	}
	e := opened(t, o)
	set := func(index string, settings object) {
		t.Helper()
		if err := e.c.ask(t.Context(), http.MethodPut, "/"+index+"/_settings", object{"index": settings}, nil); err != nil {
			t.Fatal(err)
		}
	}
	if f, err := Examine(t.Context(), o); err != nil || f.Bytes == 0 || len(f.Disks) == 0 || f.Version == "" || f.Building != "" || f.Missing != nil {
		t.Errorf("%+v, %v", f, err)
	}
	set(e.index(termsIndex), object{"number_of_replicas": 9}) // more than there are nodes
	if got := state(o); got != search.ClusterYellow {
		t.Errorf("without copies: %s, wanted yellow", got)
	}
	if err := opened(t, o).Verify(t.Context()); err != nil {
		t.Errorf("yellow: %v", err)
	}
	set(e.index(termsIndex), object{"number_of_replicas": 0})
	if got := state(o); got != search.ClusterGreen {
		t.Errorf("%s, wanted green", got)
	}
	red := through(t, o, func(w http.ResponseWriter, r *http.Request, _ http.Handler) bool {
		if !strings.HasPrefix(r.URL.Path, "/_cluster/health") {
			return false
		}
		io.WriteString(w, `{"status":"red","number_of_data_nodes":1,"unassigned_shards":2}`)
		return true
	})
	if _, err := Open(t.Context(), red); !errors.Is(err, search.ErrUnavailable) || !strings.Contains(err.Error(), "red") {
		t.Errorf("red: %v, wanted ErrUnavailable", err)
	}
	// A cluster that was locked, or whose disk is full, is told before anything is read.
	for block, says := range map[string]string{"blocks.read_only": "read-only", "blocks.read_only_allow_delete": "disk"} {
		set(e.names.control(), object{block: true})
		if _, err := Build(t.Context(), o, BuildOptions{}); !errors.Is(err, ErrReadOnly) || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, wanted ErrReadOnly", block, err)
		}
		if _, err := Examine(t.Context(), o); err != nil {
			t.Errorf("%s: %v", block, err)
		}
		set(e.names.control(), object{block: nil})
	}
}

// What stands where an index should be is told.
func TestForeign(t *testing.T) {
	t.Parallel()
	docs, passages := enginetest.Corpus()
	o := options(t)
	commit(t, o, BuildOptions{}, func(b *Builder) { put(t, b, docs[:1], passages) })
	e := opened(t, o)
	other := *e.manifest
	other.Schema = "other"
	if err := e.c.ask(t.Context(), http.MethodPut, "/"+e.index(passagesIndex)+"/_mapping", object{"_meta": other}, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), o); !errors.Is(err, ErrForeign) {
		t.Errorf("another schema: %v, wanted ErrForeign", err)
	}
	// It is not built upon, but may be replaced.
	b, err := Build(t.Context(), o, BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if b.Notice == "" || len(b.Documents()) != 0 {
		t.Errorf("a build upon another schema begins with %d documents and says %q", len(b.Documents()), b.Notice)
	}
	b.Abort()

	taken := options(t)
	if err := e.c.ask(t.Context(), http.MethodPut, "/izde-"+taken.Name, nil, nil); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.c.ask(context.Background(), http.MethodDelete, "/izde-"+taken.Name, nil, nil) })
	if _, err := Open(t.Context(), taken); !errors.Is(err, ErrForeign) {
		t.Errorf("an index in the place of the alias: %v, wanted ErrForeign", err)
	}
}

// When a text was first indexed outlives a change of its document, and a rebuild.
func TestArrivals(t *testing.T) {
	t.Parallel()
	o := options(t)
	on := func(day int, opts BuildOptions, lines ...string) string {
		t.Helper()
		opts.Shards = 1
		b, err := Build(t.Context(), o, opts)
		if err != nil {
			t.Fatal(err)
		}
		b.now = time.Date(2024, 5, day, 0, 0, 0, 0, time.UTC)
		d := &doc.Document{ID: "d", Source: "d.txt", TextDigest: fmt.Sprintf("%x", sha256.Sum256([]byte(strings.Join(lines, "\n"))))}
		var passages []*doc.Passage
		for i, line := range lines {
			passages = append(passages, &doc.Passage{ID: line, DocID: "d", Ordinal: i, Kind: doc.Body, Lang: doc.English, Text: line,
				Source: []doc.Span{{Start: 10 * i, End: 10*i + 9}}})
		}
		put(t, b, []*doc.Document{d}, passages)
		if _, err := b.Commit(t.Context()); err != nil {
			t.Fatal(err)
		}
		stored, err := engine.Library{Finder: opened(t, o)}.Passages(t.Context(), "d")
		if err != nil {
			t.Fatal(err)
		}
		var days []string
		for _, p := range stored {
			days = append(days, fmt.Sprint(p.ID, " ", p.Indexed.Day()))
		}
		return strings.Join(days, ", ")
	}
	for i, c := range []struct {
		lines []string
		want  string
	}{
		{[]string{"water", "air"}, "water 1, air 1"},
		{[]string{"water", "fire", "air"}, "water 1, fire 2, air 1"},
		{[]string{"water", "fire", "air"}, "water 1, fire 2, air 1"},
	} {
		if got := on(i+1, BuildOptions{Rebuild: i == 2}, c.lines...); got != c.want {
			t.Errorf("day %d: %s, wanted %s", i+1, got, c.want)
		}
	}
}

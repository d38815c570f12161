package cluster

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/izde/izde/search/enginetest"
)

// age makes a claim look as if its builder had not been heard of for an hour.
func age(t *testing.T, c *client, n names, of func(*control) *claim) {
	t.Helper()
	_, err := c.change(t.Context(), n, func(s *control) error {
		of(s).Heard -= 3_600_000
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Two builds of an index do not go on at once; one that is not heard of any more gives
// way, and notices it before it publishes anything.
func TestLock(t *testing.T) {
	t.Parallel()
	docs, passages := enginetest.Corpus()
	o := options(t)
	slow, err := Build(t.Context(), o, BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	put(t, slow, docs[:1], passages)
	for _, opts := range []BuildOptions{{}, {Rebuild: true}, {Part: 1, Parts: 2}} {
		if _, err := Build(t.Context(), o, opts); !errors.Is(err, ErrBusy) || !strings.Contains(err.Error(), "process") {
			t.Errorf("%+v beside another build: %v, wanted ErrBusy and whose it is", opts, err)
		}
	}
	if err := slow.held.renew(t.Context()); err != nil {
		t.Errorf("renewed: %v", err)
	}
	age(t, slow.c, slow.names, func(s *control) *claim { return s.Lock })
	second := commit(t, o, BuildOptions{}, func(b *Builder) { put(t, b, docs, passages) })
	if _, err := slow.Commit(t.Context()); !errors.Is(err, ErrBusy) {
		t.Errorf("a build whose place was taken: %v, wanted ErrBusy", err)
	}
	if got := opened(t, o).Status(); got.Generation != second.Generation || got.Documents != len(docs) {
		t.Errorf("%+v is served, wanted %+v", got, second)
	}
	// The lock is free again after a Commit and after an Abort.
	aborted, err := Build(t.Context(), o, BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	aborted.Abort()
	if again := commit(t, o, BuildOptions{}, func(*Builder) {}); again.Generation != second.Generation {
		t.Errorf("nothing changed, yet generation %s followed %s", again.Generation, second.Generation)
	}
}

// Several builders feed one generation, which is as if one had made it.
func TestParts(t *testing.T) {
	t.Parallel()
	docs, passages := enginetest.Corpus()
	o := options(t)
	commit(t, o, BuildOptions{}, func(b *Builder) { put(t, b, docs[:2], passages) })
	feed := func(part int, change func(*Builder)) *Builder {
		t.Helper()
		b, err := Build(t.Context(), o, BuildOptions{Part: part, Parts: 3, Shards: 3})
		if err != nil {
			t.Fatal(err)
		}
		change(b)
		if _, err := b.Commit(t.Context()); err != nil {
			t.Fatal(err)
		}
		return b
	}
	first := feed(2, func(b *Builder) {
		put(t, b, docs[2:4], passages)
		if err := b.Remove(t.Context(), docs[0].ID); err != nil { // and is put again by another
			t.Fatal(err)
		}
		for _, d := range b.Documents() {
			if d.ID == docs[0].ID {
				t.Error("a document that was removed is listed")
			}
		}
	})
	if got := strings.Join(first.Missing(), ", "); got != "1/3 (not begun), 3/3 (not begun)" {
		t.Errorf("missing: %s", got)
	}
	for _, c := range []struct {
		opts BuildOptions
		says string
	}{
		{BuildOptions{}, "1/3 (not begun)"},
		{BuildOptions{Part: 1, Parts: 4}, "in 3 parts, not in 4"},
		{BuildOptions{Part: 1, Parts: 3, Rebuild: true}, "--rebuild"},
		{BuildOptions{Part: 1, Parts: 3, Extractor: "other"}, "another version"},
	} {
		if _, err := Build(t.Context(), o, c.opts); !errors.Is(err, ErrBusy) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%+v: %v, wanted ErrBusy with %q", c.opts, err, c.says)
		}
	}
	if got := opened(t, o).Status(); got.Documents != 2 {
		t.Errorf("%d documents are served before all parts are there", got.Documents)
	}
	// A feeder that is killed is told by name, and goes on where it was.
	lost, err := Build(t.Context(), o, BuildOptions{Part: 1, Parts: 3})
	if err != nil {
		t.Fatal(err)
	}
	put(t, lost, docs[4:6], passages)
	if err := lost.part.out.flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := Build(t.Context(), o, BuildOptions{Part: 1, Parts: 3}); !errors.Is(err, ErrBusy) {
		t.Errorf("a part twice: %v, wanted ErrBusy", err)
	}
	lost.held.end(context.Canceled) // as if killed
	age(t, lost.c, lost.names, func(s *control) *claim { return s.Parts.Part[1].Claim })
	third := feed(3, func(b *Builder) { put(t, b, docs[6:], passages) })
	if got := strings.Join(third.Missing(), ", "); !strings.HasPrefix(got, "1/3 (lost: "+newClaim().Owner) {
		t.Errorf("missing: %s", got)
	}
	last := feed(1, func(b *Builder) {
		held := map[string]bool{}
		for _, d := range b.Documents() {
			held[d.ID] = true
		}
		if !held[docs[4].ID] || !held[docs[5].ID] || held[docs[2].ID] {
			t.Errorf("a part that goes on holds %v", held)
		}
		put(t, b, docs[:1], passages)
	})
	if last.Missing() != nil {
		t.Errorf("missing: %s", last.Missing())
	}
	enginetest.Same(t, build(t, docs, passages), opened(t, o))
	var left mapped
	if err := last.c.ask(t.Context(), "GET", "/"+last.names.parts("*")+"/_mapping", nil, &left); err != nil || len(left) > 0 {
		t.Errorf("%d indexes of parts remain, %v", len(left), err)
	}
	// What was read is given up with --rebuild.
	feed(1, func(b *Builder) { put(t, b, docs[:1], passages) })
	if s := commit(t, o, BuildOptions{Rebuild: true}, func(b *Builder) { put(t, b, docs[:2], passages) }); s.Documents != 2 {
		t.Errorf("%d documents after --rebuild", s.Documents)
	}
}

package desk_test

// Concordances and exports: evaluated once, and loaded as far as they are shown.

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/excerpt"
	"github.com/izde/izde/search/plan"
)

// counting counts the calls of an index.
type counting struct {
	desk.Index
	evaluated, loaded, largest int
}

func (c *counting) Search(ctx context.Context, r *search.Request) (*search.Result, error) {
	c.evaluated++
	return c.Index.Search(ctx, r)
}

func (c *counting) Matches(ctx context.Context, r *search.Request) (*plan.Plan, []engine.Match, error) {
	c.evaluated++
	return c.Index.Matches(ctx, r)
}

func (c *counting) Load(ctx context.Context, matches []engine.Match) ([]search.Hit, error) {
	c.loaded += len(matches)
	c.largest = max(c.largest, len(matches))
	return c.Index.Load(ctx, matches)
}

// winds returns passages of which each holds the word wind once, and each third
// twice; the words around it tell which is which.
func winds(t *testing.T, n int) *counting {
	t.Helper()
	d := &doc.Document{ID: "d", Source: "d", Title: "On wind"}
	var passages []*doc.Passage
	for i := range n {
		text := fmt.Sprintf("a%d wind b%d", i, i)
		if i%3 == 0 {
			text += fmt.Sprintf(" c%d wind e%d", i, i)
		}
		passages = append(passages, &doc.Passage{ID: fmt.Sprintf("p%05d", i), DocID: "d", Ordinal: i, Kind: doc.Body, Lang: "en", Text: text})
	}
	return &counting{Index: open(t, []*doc.Document{d}, passages)}
}

func concordance(t *testing.T, index desk.Index, r desk.ConcordanceRequest) *desk.Concordance {
	t.Helper()
	r.Request, r.Width = asked(t, "wind"), 10
	if r.Order == "" {
		r.Order = excerpt.LinePosition
	}
	c, err := desk.New(index).Concordance(t.Context(), &r)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestConcordance(t *testing.T) {
	index := winds(t, 1200)
	all := concordance(t, index, desk.ConcordanceRequest{})
	if len(all.Lines) != 1600 || all.Matches != 1600 || all.Passages != 1200 || index.evaluated != 1 || index.largest > 500 {
		t.Errorf("%d lines of %d matches in %d passages, evaluated %d times, %d loaded at once", len(all.Lines), all.Matches, all.Passages, index.evaluated, index.largest)
	}
	if first := all.Lines[1]; first.Left != "wind b0 c0 " && first.Match != "wind" || first.Passage.ID != "p00000" {
		t.Errorf("the second line is %+v", first)
	}

	*index = counting{Index: index.Index}
	some := concordance(t, index, desk.ConcordanceRequest{Sample: 50, Seed: 3})
	if len(some.Lines) != 50 || some.Matches != -1 || some.Passages != 1200 || index.evaluated != 1 || index.loaded != 50 {
		t.Errorf("a sample has %d lines of %d, of %d passages; evaluated %d times, %d loaded", len(some.Lines), some.Matches, some.Passages, index.evaluated, index.loaded)
	}
	if !slices.IsSortedFunc(some.Lines, func(a, b excerpt.Line) int { return strings.Compare(a.Passage.ID, b.Passage.ID) }) {
		t.Error("the lines of the sample are not in the order of the corpus")
	}
	again, other := concordance(t, index, desk.ConcordanceRequest{Sample: 50, Seed: 3}), concordance(t, index, desk.ConcordanceRequest{Sample: 50, Seed: 4})
	same := func(a, b excerpt.Line) bool { return a.Left == b.Left && a.Passage.ID == b.Passage.ID }
	if !slices.EqualFunc(some.Lines, again.Lines, same) || slices.EqualFunc(some.Lines, other.Lines, same) {
		t.Error("a sample does not depend on its seed alone")
	}
	// Where all passages were read, the number of matches is known.
	if most := concordance(t, index, desk.ConcordanceRequest{Sample: 1500}); len(most.Lines) != 1500 || most.Matches != 1600 {
		t.Errorf("%d lines of %d matches", len(most.Lines), most.Matches)
	}
}

// A line is as likely to be drawn as any other, whether alone in its passage or not.
func TestSampleIsUniform(t *testing.T) {
	index := winds(t, 60) // 80 lines
	const draws, size = 600, 20
	count := map[string]int{}
	for seed := range draws {
		for _, l := range concordance(t, index, desk.ConcordanceRequest{Sample: size, Seed: seed}).Lines {
			count[l.Passage.ID+l.Left]++
		}
	}
	// Chi-squared with 79 degrees of freedom is below 140 but for one time in 30,000;
	// lines of one passage are drawn together, which widens it somewhat.
	expected, chi := float64(draws*size)/80, 0.0
	for _, n := range count {
		chi += math.Pow(float64(n)-expected, 2) / expected
	}
	if len(count) != 80 || chi > 140 {
		t.Errorf("%d lines were drawn, chi-squared %.0f", len(count), chi)
	}
}

// flood is an index in which everything matches too often.
type flood struct{ desk.Index }

func (f flood) Matches(ctx context.Context, r *search.Request) (*plan.Plan, []engine.Match, error) {
	p, _, err := f.Index.Matches(ctx, r)
	return p, make([]engine.Match, desk.MaxLines+1), err
}

func TestConcordanceIsBounded(t *testing.T) {
	index := winds(t, desk.MaxLines*4/5) // a third more lines
	r := &desk.ConcordanceRequest{Request: asked(t, "wind"), Order: excerpt.LinePosition}
	for name, d := range map[string]*desk.Desk{"lines": desk.New(index), "passages": desk.New(flood{index})} {
		index.loaded = 0
		_, err := d.Concordance(t.Context(), r)
		if refusal, ok := errors.AsType[*desk.Refusal](err); !ok || refusal.Reason != desk.TooManyResults || name == "passages" && index.loaded > 0 {
			t.Errorf("too many %s: %v after %d were loaded", name, err, index.loaded)
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := desk.New(index).Concordance(ended, r); !errors.Is(err, context.Canceled) {
		t.Errorf("after the request ended: %v", err)
	}
	r.Request = asked(t, "kind:body")
	if c, err := desk.New(index).Concordance(t.Context(), r); err != nil || len(c.Lines) != 0 {
		t.Errorf("a query that marks nothing: %v, %v", c, err)
	}
}

func TestExport(t *testing.T) {
	index := winds(t, 1200)
	d := desk.New(index)
	r := asked(t, "wind")
	r.Limit = 0
	export, err := d.Export(t.Context(), &r)
	if err != nil || export.Total != 1200 || index.loaded != 0 {
		t.Fatalf("%+v, %v; %d loaded before anything is read", export, err, index.loaded)
	}
	var ids []string
	for h, err := range export.Hits {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, h.Passage.ID)
		if len(h.Marks) == 0 || h.Item.ID != "d" {
			t.Fatalf("incomplete: %+v", h)
		}
	}
	if index.evaluated != 1 || len(ids) != 1200 || index.largest > 500 {
		t.Errorf("%d hits, evaluated %d times, %d loaded at once", len(ids), index.evaluated, index.largest)
	}
	// The order is the order of the pages of a search.
	r.Limit = 100
	var paged []string
	for _, h := range find(t, d, r).Hits {
		paged = append(paged, h.Passage.ID)
	}
	if !slices.Equal(ids[:100], paged) {
		t.Error("the first hits of the export are not those of the search")
	}
	r.Grouped = true
	grouped, err := d.Export(t.Context(), &r)
	if err != nil || grouped.Total != 1 {
		t.Fatalf("grouped: %+v, %v", grouped, err)
	}
	for h := range grouped.Hits {
		if h.More != 1199 {
			t.Errorf("%d more in the document, want 1199", h.More)
		}
	}
}

package enginetest

import (
	"context"
	"errors"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/bibliography"
	"github.com/izde/izde/search/doc"
)

// Documents and passages come out as they were put in, whole by their ids and in
// brief in lists.
func (s suite) testLibrary(t *testing.T) {
	if st := s.Status(); st.Documents != len(s.docs) || st.Passages != len(s.passages) || st.Generation == "" || st.Degraded != "" {
		t.Errorf("status %+v, wanted %d documents and %d passages of some generation", st, len(s.docs), len(s.passages))
	}
	listed := pages(t, func(d *doc.Document) string {
		if diff := gocmp.Diff(s.byID[d.ID].Brief(), d); diff != "" {
			t.Errorf("document %s in a list: %s", d.ID, diff)
		}
		return d.ID
	}, func(offset, limit int) ([]*doc.Document, int, error) {
		return s.Documents(t.Context(), offset, limit)
	})
	var bySource []string
	for _, want := range s.docs {
		bySource = append(bySource, want.ID)
		got, err := s.Document(t.Context(), want.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Errorf("document %s: %s", want.ID, diff)
		}
		passages, err := s.Passages(t.Context(), want.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := gocmp.Diff(passagesOf(want, s.passages), passages); diff != "" {
			t.Errorf("passages of %s: %s", want.ID, diff)
		}
	}
	if !slices.Equal(listed, bySource) {
		t.Errorf("documents %s, wanted them by their sources: %s", listed, bySource)
	}
	for _, want := range s.passages {
		got, err := s.Passage(t.Context(), want.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Errorf("passage %s: %s", want.ID, diff)
		}
	}
	for _, h := range s.search(t, request(t, "")).Hits {
		i := slices.IndexFunc(s.passages, func(p *doc.Passage) bool { return p.ID == h.Passage.ID })
		if diff := gocmp.Diff(s.passages[i], h.Passage); diff != "" {
			t.Errorf("hit %s: %s", h.Passage.ID, diff)
		}
		if diff := gocmp.Diff(s.byID[h.Passage.DocID].Brief(), h.Doc); diff != "" {
			t.Errorf("document of the hit %s: %s", h.Passage.ID, diff)
		}
	}
	for _, id := range []string{"nope", "", "silk-", "SILK", "../silk"} {
		for what, find := range map[string]func(context.Context, string) error{
			"document":            func(ctx context.Context, id string) error { return second(s.Document(ctx, id)) },
			"document's passages": func(ctx context.Context, id string) error { return second(s.Passages(ctx, id)) },
			"passage":             func(ctx context.Context, id string) error { return second(s.Passage(ctx, id)) },
			"similar passage":     func(ctx context.Context, id string) error { return second(s.Similar(ctx, id, 3)) },
		} {
			notFound(t, what+" "+id, find(t.Context(), id))
		}
	}
}

// The parts of a document in several languages lead to its passages, and the n-th
// items of each say the same.
func (s suite) testParallel(t *testing.T) {
	for _, c := range []struct {
		doc  string
		n    int
		want map[doc.Lang]string
	}{
		{"bridges", 0, map[doc.Lang]string{doc.English: "Bridges outlive their builders", doc.Russian: "Мосты переживают строителей",
			doc.Kazakh: "Көпірлер салушыларынан ұзақ тұрады"}},
		{"bridges", 1, map[doc.Lang]string{doc.English: "Timber rots", doc.Russian: "Древесина гниёт", doc.Kazakh: "Ағаш шіриді"}},
		{"silk", 0, map[doc.Lang]string{doc.English: "Investment projects along the Silk Road are growing", doc.Russian: "В статье рассматриваются инвестиционные проекты в Казахстане",
			doc.Kazakh: "Бұл мақалада Қазақстандағы инвестициялық жобалар талданады", doc.Chinese: "本文分析了哈萨克斯坦的投资项目与经济合作"}},
	} {
		d, err := s.Document(t.Context(), c.doc)
		if err != nil || len(d.Parallel) != 1 || d.Parallel[0].Kind != doc.Abstract {
			t.Fatalf("%s: %+v, %v, wanted its abstracts", c.doc, d.Parallel, err)
		}
		got := map[doc.Lang]string{}
		for _, text := range d.Parallel[0].Text {
			p, err := s.Passage(t.Context(), text.Passage)
			if err != nil || p.DocID != c.doc || p.Lang != text.Lang {
				t.Fatalf("%s in %s: passage %+v, %v", c.doc, text.Lang, p, err)
			}
			got[text.Lang] = p.Text[text.Items[c.n].Start:text.Items[c.n].End]
		}
		if diff := gocmp.Diff(c.want, got); diff != "" {
			t.Errorf("sentence %d of %s: %s", c.n, c.doc, diff)
		}
	}
}

// An index of nothing answers as any other does.
func testNothing(t *testing.T, open Open) {
	e := open(t, nil, nil)
	s := newSuite(t, e, nil, nil)
	if st := e.Status(); st.Documents != 0 || st.Passages != 0 {
		t.Errorf("status %+v", st)
	}
	for _, q := range []string{"", "water", `"a phrase"`, "wat*", "author:Wei", "cites:10.1000/x", "-water", "watre~"} {
		if res := s.search(t, request(t, q)); res.Total != 0 || len(res.Hits) != 0 || res.Next != "" {
			t.Errorf("%q finds %d passages", q, res.Total)
		}
	}
	pages(t, func(d *doc.Document) string { return d.ID }, func(offset, limit int) ([]*doc.Document, int, error) {
		return s.Documents(t.Context(), offset, limit)
	})
	if works, authors := s.walkWorks(t, &bibliography.Query{}), s.walkAuthors(t, ""); len(works)+len(authors) > 0 {
		t.Errorf("works %s, authors %s", works, authors)
	}
	for name, call := range s.calls() {
		if err := call(t.Context()); err != nil && !errors.Is(err, search.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

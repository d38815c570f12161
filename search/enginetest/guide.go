package enginetest

import (
	"strings"
	"testing"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/doc"
)

// A typed text finds its continuations in every script, and every completion finds as
// many passages as it says.
func (s suite) testCompletions(t *testing.T) {
	for _, c := range []struct{ typed, first string }{
		{"consor", "word consortium"},
		{"the pow", "word the power"},
		{"эконом", "word экономика"},
		{"ekonom", "word экономика"},
		{"каз", "word казахстана"},
		{"қаз", "word қазақстан"},
		{"哈萨", "word 哈萨克斯坦"},
		{"hasake", "word 哈萨克斯坦"},
		{"hsk", "word 哈萨克斯坦"},
		{"Сарыб", "author Мейрам Сарыбаев"},
		{"saryb", "author Мейрам Сарыбаев"},
		{"wang", "author 王静"},
		{"王", "author 王静"},
		{"silk road economic belt in", "title The Silk Road Economic Belt in Kazakhstan"},
		{"timb", "keyword timber"},
		{"древес", "keyword древесина"},
		{"consrotium", "word consortium"},
		{"zzzz", ""},
		{" ", ""},
		{"…", ""},
	} {
		found, err := s.Complete(t.Context(), c.typed, 10)
		if err != nil {
			t.Fatal(err)
		}
		first := ""
		for i, f := range found {
			if i == 0 {
				first = string(f.Kind) + " " + f.Text
			}
			if res := s.search(t, request(t, f.Query)); res.Total != f.Total || f.Total == 0 {
				t.Errorf("%q: %q promises %d passages and finds %d", c.typed, f.Query, f.Total, res.Total)
			}
		}
		if first != c.first {
			t.Errorf("%q: first is %q, wanted %q; all %v", c.typed, first, c.first, found)
		}
	}
	for _, typed := range []string{"p", "с", "哈", "silk r"} {
		all, err := s.Complete(t.Context(), typed, 50)
		if err != nil {
			t.Fatal(err)
		}
		texts := map[string]bool{}
		for _, c := range all {
			texts[string(c.Kind)+" "+c.Text] = true
		}
		if len(texts) != len(all) {
			t.Errorf("%q: %d different among %d completions", typed, len(texts), len(all))
		}
		for _, limit := range []int{0, 1, 3, 8} {
			if found, err := s.Complete(t.Context(), typed, limit); err != nil || len(found) != min(limit, len(all)) {
				t.Errorf("%q: %d completions of %d with the limit %d; %v", typed, len(found), len(all), limit, err)
			}
		}
	}
}

// Similar passages share words in whatever form, in any language.
func (s suite) testSimilar(t *testing.T) {
	for id, first := range map[string]string{"silk-1": "silk-", "steppe-1": "steppe-", "trade-1": "silk-4", "bridges-4": "tunnels-", "d05-2": "d"} {
		hits, err := s.Similar(t.Context(), id, 5)
		if err != nil {
			t.Fatal(err)
		}
		if len(hits) == 0 || !strings.HasPrefix(hits[0].Passage.ID, first) {
			t.Errorf("%s: %d similar, the first %s, wanted %s…", id, len(hits), ids(&search.Result{Hits: hits}), first)
		}
	}
	for _, p := range s.passages {
		hits, err := s.Similar(t.Context(), p.ID, everything)
		if err != nil {
			t.Fatal(err)
		}
		for i, h := range hits {
			if h.Passage.ID == p.ID || h.Passage.Kind == doc.Furniture {
				t.Errorf("%s: similar to %s", p.ID, h.Passage.ID)
			}
			if h.Doc.ID != h.Passage.DocID || i > 0 && h.Score > hits[i-1].Score {
				t.Errorf("%s: the %d-th, %s in %s, scores %f", p.ID, i, h.Passage.ID, h.Doc.ID, h.Score)
			}
		}
		for _, limit := range []int{0, 1, 3} {
			if few, err := s.Similar(t.Context(), p.ID, limit); err != nil || len(few) != min(limit, len(hits)) {
				t.Errorf("%s: %d similar of %d with the limit %d; %v", p.ID, len(few), len(hits), limit, err)
			}
		}
	}
}

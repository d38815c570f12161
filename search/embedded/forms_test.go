package embedded

import (
	"slices"
	"testing"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/enginetest"
)

// The index of forms finds for each word what looking at all words that begin alike does.
func TestForms(t *testing.T) {
	samples, err := enginetest.Samples("../../seeds/articles/sarybayev-lai-2024.txt", "")
	if err != nil {
		t.Fatal(err)
	}
	docs, passages := enginetest.Corpus()
	for d, more := range enginetest.Documents(3, 2000, samples) {
		docs, passages = append(docs, d), append(passages, more...)
	}
	e, err := NewMemory(t.Context(), docs, passages)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if _, ok := e.forms.Made(); ok {
		t.Fatal("an index of forms before the first phrase")
	}
	if all, err := e.forms.Wait(t.Context()); all == nil || err != nil {
		t.Fatalf("no index of forms: %v", err)
	}
	words := []string{"ёлка", "cafe", "қазақстан", "o'zbek", "cказать"} // the last with a Latin c
	for c, err := range e.Terms(t.Context(), engine.Range{Stream: analysis.Words}) {
		if err != nil {
			t.Fatal(err)
		}
		words = append(words, c.Text)
	}
	found := 0
	for i := 0; i < len(words); i += 1 + len(words)/1000 {
		alike := analysis.NewAlike(words[i], analysis.AllViews)
		if alike.Keys() == nil {
			continue
		}
		r := engine.Range{Stream: analysis.Words, Alike: &alike, Accept: func(term string) bool { _, ok := alike.View(term); return ok }}
		var walked, indexed []engine.Count
		for _, prefix := range alike.Prefixes() {
			if err := e.eachTerm(t.Context(), r, prefix, func(c engine.Count) bool { walked = append(walked, c); return true }); err != nil {
				t.Fatal(err)
			}
		}
		slices.SortFunc(walked, func(a, b engine.Count) int { return slices.Compare([]byte(a.Text), []byte(b.Text)) })
		for c, err := range e.Terms(t.Context(), r) {
			if err != nil {
				t.Fatal(err)
			}
			indexed = append(indexed, c)
		}
		if !slices.Equal(slices.Compact(walked), indexed) {
			t.Errorf("forms of %s: %v, wanted %v", words[i], indexed, walked)
		}
		found += len(indexed)
	}
	if found < 1000 {
		t.Errorf("%d forms in all", found)
	}
}

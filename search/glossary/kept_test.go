package glossary

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"testing"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
)

// library is an index that has documents, passages, works and terms, and keeps words.
type library struct {
	*shelf
	terms streams
	kept  []byte
}

func (l *library) Terms(ctx context.Context, r engine.Range) iter.Seq2[engine.Count, error] {
	return l.terms.Terms(ctx, r)
}

func (l *library) Kept(string) ([]byte, error) { return l.kept, nil }

// What is kept of an index is what is read of it; of another version it is not used.
func TestKept(t *testing.T) {
	ru, _ := analysis.StemStream("ru")
	en, _ := analysis.StemStream("en")
	s := &shelf{}
	s.things.Documents = []*doc.Document{{ID: "d", Source: "wind.txt", Languages: []doc.Lang{"en", "ru"},
		Keywords: map[doc.Lang][]string{"en": {"wind power", "grid"}, "ru": {"ветроэнергетика", "сеть"}}}}
	index := &library{shelf: s, terms: streams{
		analysis.Words:   {"school", "schools", "энергия", "熊"},
		analysis.Bigrams: {"风能", "出版", "版商"},
		en:               {"school"}, ru: {ru.StemOf("энергия")},
	}}
	var kept bytes.Buffer
	if err := Keep(t.Context(), index, &kept); err != nil {
		t.Fatal(err)
	}
	want, err := newVocabulary(t.Context(), index, embedded(), nil)
	if err != nil {
		t.Fatal(err)
	}
	told := func(v *vocabulary) string {
		text := fmt.Sprintln(v.pairs, len(v.mined.of))
		for _, l := range v.langs {
			text += fmt.Sprintln(l.section.lang, l.rows, l.signs, l.planes, l.held, l.keys, l.texts)
		}
		return text
	}
	if got := keptVocabulary(kept.Bytes(), embedded()); got == nil || told(got) != told(want) {
		t.Errorf("what is kept differs from\n%s", told(want))
	}
	whole := kept.Bytes()
	for _, data := range [][]byte{nil, whole[:40], whole[:len(whole)-8], bytes.Replace(whole, []byte("words 2"), []byte("words 0"), 1)} {
		if keptVocabulary(data, embedded()) != nil {
			t.Errorf("%d bytes beginning with %.40q are used", len(data), data)
		}
	}
	// It is used instead of the terms, and where it cannot be, these are read.
	index.kept, index.terms = whole, nil
	words := func() int {
		g := New(index, nil)
		defer g.Close()
		v, err := g.words.Wait(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		return len(v.langs[0].held)
	}
	if n := words(); n != 1 {
		t.Errorf("%d words of what is kept, want 1", n)
	}
	index.kept = whole[:40]
	if n := words(); n != 0 {
		t.Errorf("%d words of an index without terms, want 0", n)
	}
}

package glossary

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
)

// shelf is an index that has documents, passages and works, and no terms.
type shelf struct{ things engine.Things }

func (s *shelf) Terms(context.Context, engine.Range) iter.Seq2[engine.Count, error] {
	return func(func(engine.Count, error) bool) {}
}

func (s *shelf) Frequencies(_ context.Context, terms []engine.Term) ([]int, error) {
	return make([]int, len(terms)), nil
}

func (s *shelf) Find(ctx context.Context, l *engine.Lookup) (*engine.Things, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	switch l.Kind {
	case engine.Documents:
		return &engine.Things{Documents: s.things.Documents}, nil
	case engine.Passages:
		found := &engine.Things{}
		for _, p := range s.things.Passages {
			if slices.Contains(l.All[0].Values, p.ID) {
				found.Passages = append(found.Passages, p)
			}
		}
		return found, nil
	}
	return &engine.Things{Works: s.things.Works}, nil
}

// parallel is a part of a document in two languages, item by item between bars.
func (s *shelf) parallel(d *doc.Document, kind doc.Kind, a, b Form) {
	part := doc.Parallel{Kind: kind}
	for _, f := range []Form{a, b} {
		p := &doc.Passage{ID: fmt.Sprint("p", len(s.things.Passages)), DocID: d.ID, Kind: kind, Lang: f.Lang, Text: f.Text}
		s.things.Passages = append(s.things.Passages, p)
		text, start := doc.ParallelText{Lang: f.Lang, Passage: p.ID}, 0
		for item := range strings.SplitSeq(f.Text, "|") {
			text.Items = append(text.Items, doc.Span{Start: start, End: start + len(item)})
			start += len(item) + 1
		}
		part.Text = append(part.Text, text)
	}
	d.Parallel = append(d.Parallel, part)
}

func mined(t *testing.T, s *shelf) map[string]Pair {
	t.Helper()
	v, err := newVocabulary(t.Context(), s, embedded(), nil)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]Pair{}
	for _, p := range v.pairs {
		found[p.A.Text+" = "+p.B.Text] = p
	}
	return found
}

func TestMine(t *testing.T) {
	s := &shelf{}
	d := &doc.Document{ID: "d", Source: "wind.txt", Languages: []doc.Lang{"en", "ru"},
		Keywords: map[doc.Lang][]string{"en": {"wind power", "grid"}, "ru": {"ветроэнергетика", "сеть"}, "zh": {"风能 电网"}, "kk": {"жел"}}}
	s.things.Documents = []*doc.Document{d}
	s.parallel(d, doc.Keywords, Form{"en", "wind power|grid"}, Form{"ru", "ветроэнергетика|сеть"})
	s.parallel(d, doc.Title, Form{"ru", "Ветер над степью"}, Form{"en", "Wind over the steppe"})
	s.parallel(d, doc.Abstract, Form{"ru", "Ветер вращает турбину.|Школа стоит у реки."}, Form{"en", "The wind turns a turbine.|Schools stand near rivers."})
	// A part that does not fit its passage, and one whose passage is gone.
	d.Parallel = append(d.Parallel, doc.Parallel{Kind: doc.Abstract, Text: []doc.ParallelText{
		{Lang: "en", Passage: "p0", Items: []doc.Span{{Start: -1, End: 3}, {Start: 5, End: 1 << 40}}}, {Lang: "ru", Passage: "gone", Items: []doc.Span{{Start: 0, End: 3}}}}})
	s.things.Works = []*doc.Work{{ID: "w", Entries: []doc.WorkEntry{{Document: "d", Passage: "entry"}}, Readings: []cite.Item{
		{Title: "A long history of the development of wind power in steppes", OriginalTitle: "草原风能发展史", Language: "en", ContainerTitle: "Energy News", Custom: map[string]string{"original-container-title": "能源新闻"}},
		{Title: "Title alone", Language: "en"},
	}}}
	found := mined(t, s)
	for pair, confidence := range map[string]float64{
		"wind power = ветроэнергетика": minedConfidence, "grid = сеть": minedConfidence,
		"Wind over the steppe = Ветер над степью": minedConfidence, "Energy News = 能源新闻": minedConfidence,
		"schools = школа": maxAligned, "wind = ветер": maxAligned,
	} {
		if p := found[pair]; p.Confidence != confidence || p.Document != "d" || p.Evidence != "wind.txt" || p.Passage == "" {
			t.Errorf("%s: %+v", pair, p)
		}
	}
	// Each is shown by the passage where it stands.
	text := map[string]string{"entry": "Energy News"}
	for _, p := range s.things.Passages {
		text[p.ID] = p.Text
	}
	for pair, want := range map[string]string{"grid = сеть": "grid", "Wind over the steppe = Ветер над степью": "Ветер", "schools = школа": "Школа", "Energy News = 能源新闻": "Energy"} {
		if !strings.Contains(text[found[pair].Passage], want) {
			t.Errorf("%s is shown by %q", pair, text[found[pair].Passage])
		}
	}
	for pair := range found {
		if strings.HasPrefix(pair, "A long history") || strings.Contains(pair, "风能 电网") || strings.HasPrefix(pair, "the ") {
			t.Errorf("mined %s", pair)
		}
	}
}

// What the table does not know needs many sentences; the same sentence again is none.
func TestMineSupport(t *testing.T) {
	s := &shelf{}
	for i, places := range []string{"river", "hill", "sea", "road", "field"} {
		d := &doc.Document{ID: fmt.Sprint("d", i), Source: fmt.Sprint("d", i), Languages: []doc.Lang{"en", "xx"}}
		s.things.Documents = append(s.things.Documents, d)
		s.parallel(d, doc.Abstract, Form{"en", "Zorbic " + places + ".|Blorfin remains."}, Form{"xx", "Kuvarel " + strings.Repeat("o", i+3) + ".|Tamzil vopra."})
	}
	found := mined(t, s)
	if found["zorbic = kuvarel"].Confidence == 0 || found["zorbic = kuvarel"].Document != "d0" {
		t.Errorf("mined %v", found)
	}
	for pair := range found {
		if strings.HasPrefix(pair, "blorfin") {
			t.Errorf("mined %s", pair)
		}
	}
}

// Mining ends at its bound, and when it is no longer wanted.
func TestMineBounds(t *testing.T) {
	d := &doc.Document{ID: "d", Source: "d", Languages: []doc.Lang{"en", "ru"}}
	s := &shelf{things: engine.Things{Documents: []*doc.Document{d}}}
	var a, b []string
	for i := range maxSentences + 100 {
		a, b = append(a, fmt.Sprint("wind x", i)), append(b, fmt.Sprint("ветер ы", i))
	}
	s.parallel(d, doc.Abstract, Form{"en", strings.Join(a, "|")}, Form{"ru", strings.Join(b, "|")})
	m := &miner{ctx: t.Context(), index: s, has: map[[2]string]bool{}, texts: map[[2]doc.Lang]*texts{}, told: map[[2]string]bool{}, lists: map[[2]string]string{}}
	if err := m.documents([]string{"d"}); err != nil || m.sentences != maxSentences {
		t.Errorf("%d sentences, %v", m.sentences, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := align(ctx, a, b, "en", "ru", nil, true); !errors.Is(err, context.Canceled) {
		t.Errorf("aligned, %v", err)
	}
}

// Long sentences are not aligned without end.
func TestAlignBound(t *testing.T) {
	long := make([]string, 2*maxSentence)
	for i := range long {
		long[i] = fmt.Sprintf("w%c%c", 'a'+i%26, 'a'+i/26)
	}
	sentences := slices.Repeat([]string{strings.Join(long, " ")}, 2*maxCells/maxSentence/maxSentence)
	found, err := align(t.Context(), sentences, sentences, "en", "ru", nil, true)
	if err != nil || len(found) == 0 {
		t.Fatalf("%d pairs, %v", len(found), err)
	}
	for _, f := range found {
		if f.times*maxSentence*maxSentence > maxCells+maxSentence*maxSentence {
			t.Errorf("%s is shown by %d sentences", f.a, f.times)
		}
	}
}

// BenchmarkAlign aligns 2,000 pairs of sentences of 25 words.
func BenchmarkAlign(b *testing.B) {
	left, right := make([]string, 2000), make([]string, 2000)
	for i := range left {
		var x, y strings.Builder
		for k := range 25 {
			word := (i*i + k*k*31 + i*k) % 3000
			fmt.Fprintf(&x, "w%c%c%c ", 'a'+word%26, 'a'+word/26%26, 'a'+word/676)
			fmt.Fprintf(&y, "ы%c%c%c ", 'а'+word%26, 'а'+word/26%26, 'а'+word/676)
		}
		left[i], right[i] = x.String(), y.String()
	}
	for b.Loop() {
		if _, err := align(b.Context(), left, right, "en", "ru", nil, true); err != nil {
			b.Fatal(err)
		}
	}
}

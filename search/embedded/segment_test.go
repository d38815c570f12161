package embedded

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/blevesearch/bleve/v2/document"
	index "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	zap "github.com/blevesearch/zapx/v17"

	"github.com/izde/izde/search/enginetest"
)

// TestSegment compares segments with those that zap makes of the same things: of few, and
// of many passages, so that terms have several chunks, one of them with a word in very
// many places.
func TestSegment(t *testing.T) {
	samples, err := enginetest.Samples("../../seeds/articles/sarybayev-lai-2024.txt", "")
	if err != nil {
		t.Fatal(err)
	}
	often := strings.Repeat("wind ", 40)
	for _, n := range []int{1, 2500} {
		things := func() []index.Document {
			l := newLayout(newPacking(nil))
			var all []index.Document
			add := func(d *document.Document, err error) {
				if err != nil {
					t.Fatal(err)
				}
				d.Fields[len(d.Fields)-1].(*field).order = n - len(all)
				d.AddIDField()
				for _, f := range d.Fields {
					f.Analyze()
				}
				all = append(all, d)
			}
			for d, passages := range enginetest.Documents(1, n, samples) {
				for _, p := range passages {
					if len(all) == n/2 {
						p.Text += " " + often
					}
					thing, _, err := l.passage(p, d)
					add(thing, err)
				}
				add(l.document(d))
			}
			return all
		}
		want := contents(t, &zap.ZapPlugin{}, things())
		var numbered, ordered []string
		for _, d := range slices.Backward(things()) { // the last has the least number
			numbered = append(numbered, d.ID())
		}
		for _, thing := range arranged(things()) {
			ordered = append(ordered, thing.key)
		}
		if !slices.Equal(ordered, numbered) {
			t.Error("things do not stand by their numbers")
		}
		got := contents(t, segments{&zap.ZapPlugin{}}, things())
		for _, what := range slices.Sorted(maps.Keys(want)) {
			if got[what] != want[what] {
				t.Errorf("%s:\n%.300s\nwant\n%.300s", what, got[what], want[what])
			}
		}
		if len(got) != len(want) {
			t.Errorf("%d things, want %d", len(got), len(want))
		}
	}
}

// contents makes a segment and says what it holds: of each term of a field the things,
// how often it stands there and where, and of each thing what is stored and its columns.
func contents(t *testing.T, maker interface {
	New([]index.Document) (segment.Segment, uint64, error)
}, things []index.Document) map[string]string {
	s, _, err := maker.New(things)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	held := map[string]string{}
	keys := make([]string, s.Count())
	for n := range keys {
		var values []string
		if err := s.VisitStoredFields(uint64(n), func(name string, typ byte, value []byte, _ []uint64) bool {
			if name == fieldKey {
				keys[n] = string(value)
			}
			values = append(values, fmt.Sprintf("%s %c %s", name, typ, bytes.Clone(value)))
			return true
		}); err != nil {
			t.Fatal(err)
		}
		held[keys[n]] = strings.Join(values, "\n")
	}
	fields := s.Fields()
	for _, name := range fields {
		dict, err := s.Dictionary(name)
		if err != nil {
			t.Fatal(err)
		}
		for it := dict.AutomatonIterator(nil, nil, nil); ; {
			entry, err := it.Next()
			if err != nil {
				t.Fatal(err)
			}
			if entry == nil {
				break
			}
			term := strings.Clone(entry.Term)
			list, err := dict.PostingsList([]byte(term), nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			var lines []string
			for it := list.Iterator(true, true, true, nil); ; {
				p, err := it.Next()
				if err != nil {
					t.Fatal(err)
				}
				if p == nil {
					break
				}
				line := fmt.Sprint(keys[p.Number()], max(1, p.Frequency()))
				for _, l := range p.Locations() {
					line += fmt.Sprint(l.Field(), l.Pos(), l.ArrayPositions())
				}
				lines = append(lines, line)
			}
			slices.Sort(lines)
			held[name+" "+term] = strings.Join(lines, "\n")
		}
	}
	var state segment.DocVisitState
	for n, key := range keys {
		state, err = s.(segment.DocValueVisitable).VisitDocValues(uint64(n), fields, func(field string, term []byte) {
			held[key+" "+field] += string(term) + "\n"
		}, state)
		if err != nil {
			t.Fatal(err)
		}
	}
	return held
}

package embedded

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	zap "github.com/blevesearch/zapx/v17"

	"pgregory.net/rapid"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/bibliography"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/enginetest"
)

// TestJoined compares segments that are made one with those that zap makes one: of
// passages, of documents and of works, which have not the same fields; with none, some and
// all things of one left out.
func TestJoined(t *testing.T) {
	samples, err := enginetest.Samples("../../seeds/articles/sarybayev-lai-2024.txt", "")
	if err != nil {
		t.Fatal(err)
	}
	l, plugin, dir := newLayout(newPacking(nil)), segments{&zap.ZapPlugin{}, segmentType}, t.TempDir()
	often := strings.Repeat("wind ", 40)
	var batches [5][]index.Document
	add := func(batch int, d *document.Document, err error) {
		if err != nil {
			t.Fatal(err)
		}
		l.put++
		d.Fields[len(d.Fields)-1].(*field).order = l.put
		d.AddIDField()
		batches[batch] = append(batches[batch], d)
	}
	for d, passages := range enginetest.Documents(2, 3300, samples) {
		for i, p := range passages {
			if i%7 == 0 {
				p.Text += " " + often
			}
			thing, _, err := l.passage(p, d)
			add(i%3, thing, err)
		}
		thing, err := l.document(d)
		add(3, thing, err)
	}
	for _, id := range []string{"w1", "w2"} {
		add(4, l.thing(engine.Works, workKey(id), &bibliography.Thing{ID: id, Data: []byte(`{"id":"` + id + `"}`), Keys: func() []engine.Key {
			return []engine.Key{{Name: engine.ID, Values: []string{id, id + "-alias"}}}
		}}), nil)
	}
	for name, drops := range map[string][]*roaring.Bitmap{
		"none": make([]*roaring.Bitmap, 5), "some": {nil, roaring.BitmapOf(0, 5, 1024, 1025), roaring.New(), nil, roaring.BitmapOf(1)}, "all": {nil, nil, nil, nil, roaring.BitmapOf(0, 1)},
	} {
		var from, bases []segment.Segment
		for i, batch := range batches {
			s, _, err := plugin.New(batch)
			if err != nil {
				t.Fatal(err)
			}
			if i == 0 { // one that lies in memory
				from, bases = append(from, s), append(bases, s.(*made).SegmentBase)
				continue
			}
			path := filepath.Join(dir, fmt.Sprint(name, i))
			if err := s.(segment.UnpersistedSegment).Persist(path); err != nil {
				t.Fatal(err)
			}
			opened, err := plugin.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer opened.Close()
			from, bases = append(from, opened), append(bases, opened)
		}
		merge := func(merger func([]segment.Segment, []*roaring.Bitmap, string, chan struct{}, segment.StatsReporter) ([][]uint64, uint64, error), from []segment.Segment, name string) ([][]uint64, map[string]string) {
			path := filepath.Join(dir, name)
			numbers, size, err := merger(from, drops, path, nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			if info, err := os.Stat(path); err != nil || info.Size() != int64(size) {
				t.Errorf("%s: %d bytes are said to be written, %v", name, size, err)
			}
			if whole, err := writtenWhole(path); !whole || err != nil {
				t.Errorf("%s: its sum is wrong (%v)", name, err)
			}
			s, err := plugin.Open(path)
			return numbers, contents(t, s, err)
		}
		wantNumbers, want := merge(plugin.ZapPlugin.Merge, bases, "zap "+name)
		gotNumbers, got := merge(plugin.Merge, from, "own "+name)
		if !reflect.DeepEqual(gotNumbers, wantNumbers) {
			t.Errorf("%s are left out: things have other numbers", name)
		}
		compare(t, name+" left out: ", got, want)

		stop, path := make(chan struct{}), filepath.Join(dir, "stopped "+name)
		close(stop)
		if _, _, err := plugin.Merge(from, drops, path, stop, nil); err != segment.ErrClosed { // as bleve compares it
			t.Errorf("%s are left out, joining is stopped: %v, wanted %v", name, err, segment.ErrClosed)
		}
		if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("joining is stopped and leaves a file (%v)", err)
		}
	}
}

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
		var forZap []index.Document
		for _, d := range things() {
			forZap = append(forZap, asZap(d.(*document.Document)))
		}
		s, _, err := (&zap.ZapPlugin{}).New(forZap)
		want := contents(t, s, err)
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
		s, _, err = segments{&zap.ZapPlugin{}, segmentType}.New(things())
		got := contents(t, s, err)
		compare(t, "", got, want)
	}
}

// zapField is a field as zap wants it.
type zapField struct {
	*field
	of index.TokenFrequencies
}

func (f zapField) AnalyzedTokenFrequencies() index.TokenFrequencies { return f.of }

// asZap is a thing as zap wants it: texts have a field for each stream.
func asZap(d *document.Document) *document.Document {
	z := document.NewDocument(d.ID())
	d.VisitFields(func(of index.Field) {
		f, ok := of.(*field)
		if !ok {
			z.Fields = append(z.Fields, of.(document.Field))
			return
		}
		if f.forms == nil {
			own := zapField{f, index.TokenFrequencies{}}
			for _, t := range f.terms {
				own.of[t.text] = &index.TokenFreq{}
				own.of[t.text].SetFrequency(int(t.times))
			}
			z.AddField(own)
			return
		}
		var streams [analysis.NumStreams]map[string][]int
		add := func(stream analysis.Stream, text string, places []int) {
			if streams[stream] == nil {
				streams[stream] = map[string][]int{}
			}
			streams[stream][text] = append(streams[stream][text], places...)
		}
		for _, form := range f.forms {
			var places []int
			if !f.options.IncludeTermVectors() {
				places = make([]int, form.times)
			} else {
				for _, p := range appendPlaces(nil, 0, form.times, append([]byte{0}, f.long[form.Form]...)) {
					places = append(places, p.position())
				}
			}
			if !form.Pair {
				add(analysis.Words, form.Word, places)
			}
			for _, t := range form.Others {
				add(t.Stream, t.Text, places)
			}
		}
		for s, terms := range streams {
			if terms == nil {
				continue
			}
			named := &field{layout: f.layout, name: f.name + analysis.Stream(s).String(), options: streamOptions}
			if analysis.Stream(s) == analysis.Words {
				named.options = f.options
			}
			own := zapField{named, index.TokenFrequencies{}}
			for text, places := range terms {
				own.of[text] = &index.TokenFreq{}
				own.of[text].SetFrequency(len(places))
				if !named.options.IncludeTermVectors() {
					continue
				}
				slices.Sort(places)
				packed, fit := packPlaces(places)
				if own.of[text].SetFrequency(int(packed)); !fit {
					l := &index.TokenLocation{Position: places[0]}
					for k, place := range places[1:] {
						l.ArrayPositions = append(l.ArrayPositions, uint64(place-places[k]))
					}
					own.of[text].Locations = append(own.of[text].Locations, l)
				}
			}
			z.AddField(own)
		}
	})
	return z
}

// compare compares contents.
func compare(t *testing.T, of string, got, want map[string]string) {
	t.Helper()
	for _, what := range slices.Sorted(maps.Keys(want)) {
		if got[what] != want[what] {
			t.Errorf("%s%s:\n%.300s\nwant\n%.300s", of, what, got[what], want[what])
		}
	}
	if len(got) != len(want) {
		t.Errorf("%s%d things, want %d", of, len(got), len(want))
	}
}

// What is built upon an index of zap's segments is written as any other.
func TestZapSegments(t *testing.T) {
	config := writing()
	config["forceSegmentType"] = zap.Type
	idx, err := bleve.NewUsing("", bleve.NewIndexMapping(), scorch.Name, scorch.Name, config)
	if err != nil {
		t.Fatal(err)
	}
	defer idx.Close()
	batch, l := idx.NewBatch(), newLayout(newPacking(nil))
	thing, _, err := l.passage(&doc.Passage{ID: "p1", Text: "wind"}, &doc.Document{ID: "d1"})
	if err == nil {
		err = l.add(batch, thing)
	}
	if err == nil {
		err = idx.Batch(batch)
	}
	if err != nil {
		t.Fatal(err)
	}
	advanced, err := idx.Advanced()
	if err != nil {
		t.Fatal(err)
	}
	reader, err := advanced.Reader()
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	for _, s := range reader.(*scorch.IndexSnapshot).Segments() {
		if _, own := s.Segment().(*made); !own {
			t.Errorf("a segment is a %T", s.Segment())
		}
	}
}

// Sets are written as roaring writes them.
func TestSet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := roaring.New()
		for range rapid.IntRange(1, 3).Draw(t, "stretches") {
			start, gap := rapid.Uint32Range(0, 1<<18).Draw(t, "start"), rapid.Uint32Range(1, 40).Draw(t, "gap")
			for i := range rapid.Uint32Range(1, 6000).Draw(t, "numbers") {
				set.Add(start + i*gap)
			}
		}
		var postings []posting
		for it := set.Iterator(); it.HasNext(); {
			postings = append(postings, posting{number: it.Next()})
		}
		w := newSegmentWriter(0)
		w.set(postings)
		want, err := set.ToBytes()
		if err != nil {
			t.Fatal(err)
		}
		if want = append(binary.AppendUvarint(nil, uint64(len(want))), want...); !bytes.Equal(w.out, want) {
			t.Errorf("%d numbers are written as %x, want %x", len(postings), w.out, want)
		}
	})
}

// contents says what a segment that is made holds: of each term of a field the things,
// how often it stands there and where, and of each thing what is stored and its columns.
func contents(t *testing.T, s segment.Segment, err error) map[string]string {
	t.Helper()
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

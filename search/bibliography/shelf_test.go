package bibliography_test

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"iter"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/izde/izde/search/bibliography"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/read"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
)

// shelf holds documents and their passages in slices, and the works and authors made
// of them.
type shelf struct {
	docs     []*doc.Document
	passages []*doc.Passage // in the order of the corpus
	works    []*bibliography.Thing
	authors  []*bibliography.Thing
	loads    []string // the calls of Load and Write, in order
}

// Documents yields the documents.
func (s *shelf) Documents(context.Context) iter.Seq2[*doc.Document, error] {
	return func(yield func(*doc.Document, error) bool) {
		for _, d := range s.docs {
			if !yield(d.Brief(), nil) {
				return
			}
		}
	}
}

// Document returns a document by its id.
func (s *shelf) Document(_ context.Context, id string) (*doc.Document, error) {
	return s.docs[slices.IndexFunc(s.docs, func(d *doc.Document) bool { return d.ID == id })], nil
}

// Entries returns the entries of a document.
func (s *shelf) Entries(_ context.Context, document string) ([]doc.WrittenEntry, error) {
	return doc.WrittenEntries(slices.DeleteFunc(slices.Clone(s.passages), func(p *doc.Passage) bool { return p.DocID != document })), nil
}

// Load returns entries by the passages where they begin.
func (s *shelf) Load(_ context.Context, refs []bibliography.Ref) ([]doc.WrittenEntry, error) {
	var list []doc.WrittenEntry
	for _, ref := range refs {
		for _, e := range doc.WrittenEntries(s.passages) {
			if e.Passage.ID == ref[0] {
				s.loads = append(s.loads, "load "+e.ID)
				list = append(list, e)
			}
		}
	}
	return list, nil
}

// Write keeps the things.
func (s *shelf) Write(_ context.Context, kind engine.Kind, things iter.Seq2[*bibliography.Thing, error], stays func(id string) bool) error {
	before := s.works
	if kind == engine.Authors {
		before = s.authors
	}
	list := slices.DeleteFunc(slices.Clone(before), func(t *bibliography.Thing) bool { return !stays(t.ID) })
	for t, err := range things {
		if err != nil {
			return err
		}
		s.loads = append(s.loads, "write")
		list = append(list, t)
	}
	slices.SortFunc(list, func(a, b *bibliography.Thing) int { return strings.Compare(a.ID, b.ID) })
	if kind == engine.Works {
		s.works = list
	} else {
		s.authors = list
	}
	return nil
}

// Find looks at every thing.
func (s *shelf) Find(_ context.Context, l *engine.Lookup) (*engine.Things, error) {
	var all []*bibliography.Thing
	switch l.Kind {
	case engine.Works:
		all = s.works
	case engine.Authors:
		all = s.authors
	case engine.Passages:
		for _, p := range s.passages {
			all = append(all, &bibliography.Thing{Keys: func() []engine.Key { return []engine.Key{{Name: engine.Cites, Values: p.Cites()}} }})
			all[len(all)-1].Data, _ = json.Marshal(p)
		}
	}
	has := func(t *bibliography.Thing, name string, values ...string) bool {
		return slices.ContainsFunc(t.Keys(), func(k engine.Key) bool {
			return k.Name == name && slices.ContainsFunc(values, func(v string) bool { return slices.Contains(k.Values, v) })
		})
	}
	type scored struct {
		*bibliography.Thing
		score float64
	}
	var found []scored
	for _, t := range all {
		if slices.ContainsFunc(l.All, func(k engine.Key) bool { return !has(t, k.Name, k.Values...) }) {
			continue
		}
		f := scored{Thing: t}
		for _, w := range l.Any {
			if !has(t, w.Name, w.Value) {
				continue
			}
			weight, holders := w.Weight, 0
			for _, other := range all {
				if has(other, w.Name, w.Value) {
					holders++
				}
			}
			if w.Rare {
				weight *= math.Log(1 + float64(len(all))/float64(holders))
			}
			f.score += weight
		}
		if len(l.Any) == 0 || f.score > 0 {
			found = append(found, f)
		}
	}
	if len(l.Any) > 0 {
		slices.SortStableFunc(found, func(a, b scored) int { return int(math.Copysign(1, b.score-a.score)) })
	}
	things := &engine.Things{Total: len(found)}
	for _, f := range found[min(l.Offset, len(found)):min(l.Offset+l.Limit, len(found))] {
		if f.score < found[0].score*l.Least {
			break
		}
		things.Scores = append(things.Scores, f.score)
		var err error
		switch l.Kind {
		case engine.Works:
			things.Works, err = decoded(things.Works, f.Data)
		case engine.Authors:
			things.Authors, err = decoded(things.Authors, f.Data)
		case engine.Passages:
			things.Passages, err = decoded(things.Passages, f.Data)
		}
		if err != nil {
			return nil, err
		}
	}
	return things, nil
}

func decoded[T any](list []*T, data []byte) ([]*T, error) {
	v := new(T)
	return append(list, v), json.Unmarshal(data, v)
}

// add puts a document on the shelf whose list has these references.
func (s *shelf) add(id string, refs ...string) *doc.Document {
	d := &doc.Document{ID: id, Source: id + ".txt", Title: "On " + id, Work: "w-" + id, References: len(refs)}
	d.CSL = cite.Item{Type: "document", Title: d.Title}
	s.docs = append(s.docs, d)
	for i, raw := range refs {
		it := read.Parse(raw).Item
		work := fmt.Sprintf("w-%08x", crc32.ChecksumIEEE([]byte(raw)))
		if it.DOI != "" {
			work = "w-" + it.DOI
		}
		s.passages = append(s.passages, &doc.Passage{ID: fmt.Sprintf("%s-p%d", id, i), DocID: id, Ordinal: i, Kind: doc.Reference, Lang: "en", Text: raw,
			Reference: &doc.Entry{ID: fmt.Sprintf("%s-r%d", id, i), Number: i + 1, Work: work, CSL: it}})
	}
	return d
}

// citedOnly makes the documents no works of their own.
func (s *shelf) citedOnly() {
	for _, d := range s.docs {
		d.Work = ""
	}
}

// citing is a shelf of documents named "a", "b" and so on, each with one reference.
func citing(refs ...string) *shelf {
	s := &shelf{}
	for i, raw := range refs {
		s.add(string(rune('a'+i)), raw)
	}
	return s
}

// make makes the works and authors, all of them anew where known says nothing of the
// last Make, and returns the new Known.
func (s *shelf) make(t *testing.T, known bibliography.Known) bibliography.Known {
	t.Helper()
	made, err := bibliography.Make(t.Context(), s, known, s)
	if err != nil {
		t.Fatal(err)
	}
	next := bibliography.Known{Published: map[string]bool{}, Redirects: made.Redirects, Last: made}
	for _, w := range s.works {
		next.Published[w.ID] = true
	}
	return next
}

// work returns the work that an id leads to.
func (s *shelf) work(t *testing.T, id string) *doc.Work {
	t.Helper()
	w, err := bibliography.New(s).Work(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// workOf returns the work that a document's only reference denotes.
func (s *shelf) workOf(t *testing.T, id string) *doc.Work {
	t.Helper()
	for _, p := range s.passages {
		if p.DocID == id {
			return s.work(t, p.Reference.Work)
		}
	}
	t.Fatalf("no document %s", id)
	return nil
}

func entriesOf(w *doc.Work) string {
	var ids []string
	for _, e := range w.Entries {
		ids = append(ids, e.ID)
	}
	return strings.Join(ids, " ")
}

const (
	apa    = "Sarybayev, M. (2021). Water and trade on the upper Irtysh. Central Asian Survey, 40(2), 113–131."
	gost   = "Сарыбаев М. Water and trade on the upper Irtysh // Central Asian Survey. – 2021. – Vol. 40, No. 2. – P. 113–131."
	doi    = "Sarybayev M. Water and trade on the upper Irtysh. Central Asian Survey, 2021. DOI: 10.1000/cas.7."
	other  = "Sarybayev, M. (2020). Water and trade on the upper Irtysh. Central Asian Survey, 39(2), 99–110."
	volume = "Sarybayev, M. (2021). Water and trade on the upper Irtysh. Central Asian Survey, 41(2), 113–131."
	kazakh = "Сарыбаев М. Ертіс бойындағы су мен сауда. Алматы, 2021. DOI: 10.1000/cas.7."
	plain  = "Sarybayev M. Water and trade on the upper Irtysh. Central Asian Survey, 2021."
	far    = "Tsoi V. Snow in the mountains. Almaty: Gylym, 1998."
)

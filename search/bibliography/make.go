package bibliography

// This file makes works of all entries and documents, as the last step of a build.
//
// An entry and a document have an id of their own (doc.Entry.Work as the indexer
// gives it). A work's id is the id of one of its members (name.go chooses it), the
// others are its aliases, so any id that a client knows leads to the work as long as
// its entry or document exists.
//
// Only keys, ids and the names of persons are held in memory: texts are loaded when
// they are compared, and again when a work is written.

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/match"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
)

// Corpus holds the documents and entries that works and authors are made of. Its
// works have the ids that the indexer gave them.
type Corpus interface {
	// Documents yields the documents in the order of their sources, in brief.
	Documents(ctx context.Context) iter.Seq2[*doc.Document, error]
	// Document returns a document with that id: its item, titles and contributors.
	Document(ctx context.Context, id string) (*doc.Document, error)
	// Entries returns the entries of a document's reference lists, in order.
	Entries(ctx context.Context, document string) ([]doc.WrittenEntry, error)
	// Load returns entries again, in the order of refs.
	Load(ctx context.Context, refs []Ref) ([]doc.WrittenEntry, error)
}

// Ref identifies an entry: the ids of the passages in which it stands.
type Ref []string

func refOf(e *doc.WrittenEntry) Ref {
	ref := Ref{e.Passage.ID}
	for _, p := range e.More {
		ref = append(ref, p.ID)
	}
	return ref
}

// Writer writes works and authors.
type Writer interface {
	// Write takes the things of a kind that there are from now on, works or authors, in
	// the order of their ids. Stored things that are not among them are deleted, unless
	// stays says that they are as they were; a thing whose data is stored already need
	// not be written.
	Write(ctx context.Context, kind engine.Kind, things iter.Seq2[*Thing, error], stays func(id string) bool) error
}

// Thing is a work or an author to be stored.
type Thing struct {
	ID string
	// Data is a doc.Work or a doc.Author in JSON.
	Data []byte
	// Keys returns the keys by which it is found. They are made of the data.
	Keys func() []engine.Key
}

// Known holds the facts about works from before they are made.
type Known struct {
	// Published are the ids of works that clients may know.
	Published map[string]bool
	Redirects Redirects
	// Last, if set, is what the last Make left of the corpus as it was then, which Make
	// uses up. Only documents of Touched have come, changed or gone since.
	Last    *Made
	Touched map[string]bool
}

// Make makes the works and authors of a corpus and writes them. Where known has what
// the last Make left, only works that touched documents and their entries alter are made
// again (remake.go); the result is the same.
func Make(ctx context.Context, corpus Corpus, known Known, w Writer) (*Made, error) {
	m := &maker{ctx: ctx, corpus: corpus, profiles: map[*member]*match.Profile{}, numbers: map[*member]*match.Numbers{},
		made: &Made{Entries: map[string][]placed{}, Work: map[string]string{}, Marks: map[string]match.Marks{}, Pairs: pairs{}, Persons: map[string]persons{}}}
	if known.Last != nil && maps.Equal(known.Redirects, known.Last.Redirects) {
		m.last, m.touched = known.Last, known.Touched
	}
	if err := m.gather(); err != nil {
		return nil, err
	}
	stays := m.compare(known.Redirects)
	clusters := match.Cluster(len(m.members), m.pairs(), func(i int) *match.Numbers { return m.numbersOf(m.members[i]) })
	if m.failed != nil {
		return nil, m.failed
	}
	m.profiles, m.numbers = nil, nil
	works := m.name(clusters.First, known)
	for _, l := range clusters.Links {
		works[l.A].relate(works[l.B], l.Comparison)
		works[l.B].relate(works[l.A], l.Comparison)
	}
	list := slices.SortedFunc(maps.Values(works), func(a, b *work) int { return strings.Compare(a.id, b.id) })
	list = slices.DeleteFunc(list, func(w *work) bool { return stays(w.id) })
	if err := w.Write(ctx, engine.Works, each(ctx, list, m.work), stays); err != nil {
		return nil, fmt.Errorf("writing works: %w", err)
	}
	m.keepPersons(stays)
	none := func(string) bool { return false }
	if err := w.Write(ctx, engine.Authors, each(ctx, m.authors(), authorThing), none); err != nil {
		return nil, fmt.Errorf("writing authors: %w", err)
	}
	m.made.Redirects = known.Redirects.after(list)
	return m.made, nil
}

// each yields the thing made of each element of list, up to the first error.
func each[T any](ctx context.Context, list []T, thing func(T) (*Thing, error)) iter.Seq2[*Thing, error] {
	return func(yield func(*Thing, error) bool) {
		for _, v := range list {
			t, err := thing(v)
			if err = cmp.Or(err, ctx.Err()); !yield(t, err) || err != nil {
				return
			}
		}
	}
}

// maker makes works.
type maker struct {
	ctx      context.Context
	corpus   Corpus
	members  []*member // in the order of their ids
	profiles map[*member]*match.Profile
	numbers  map[*member]*match.Numbers // of members that are the same as another
	failed   error                      // of a profile
	made     *Made
	last     *Made           // nil: everything is made
	touched  map[string]bool // documents since last
}

// member is a part of a work: the entries and documents that have one id of their
// own.
type member struct {
	id      string
	docs    []numbered[string]
	entries []numbered[Ref]
	marks   *match.Marks // nil until they are known
}

// numbered is a document or an entry with its number in the order of the corpus.
type numbered[T any] struct {
	n  int
	of T
}

// inOrder sorts things in the order of the corpus.
func inOrder[T any](list []numbered[T]) {
	slices.SortFunc(list, func(a, b numbered[T]) int { return a.n - b.n })
}

// work is a work before it is put together.
type work struct {
	id                 string
	aliases            []string
	members            []*member
	duplicates, series []doc.RelatedWork
}

// maxRelated bounds the related works that a work names.
const maxRelated = 20

func (w *work) relate(other *work, why match.Comparison) {
	list := &w.duplicates
	if why.Relation == match.Series {
		list = &w.series
	}
	if len(*list) < maxRelated {
		*list = append(*list, doc.RelatedWork{Work: other.id, Reason: why.Reason})
	}
}

// gather finds the members and their marks.
func (m *maker) gather() error {
	byID := map[string]*member{}
	of := func(id string) *member {
		if byID[id] == nil {
			byID[id] = &member{id: id}
		}
		return byID[id]
	}
	var docs []*doc.Document
	n := 0
	for d, err := range m.corpus.Documents(m.ctx) {
		if err != nil {
			return err
		}
		docs = append(docs, d)
		if m.last != nil && !m.touched[d.ID] {
			for _, e := range m.last.Entries[d.ID] {
				one := of(e.Member)
				one.entries, one.marks = append(one.entries, numbered[Ref]{n, e.Ref}), nil
				n++
				delete(m.profiles, one)
			}
			m.made.Entries[d.ID] = m.last.Entries[d.ID]
			continue
		}
		entries, err := m.corpus.Entries(m.ctx, d.ID)
		if err != nil {
			return err
		}
		for _, e := range entries {
			one := of(e.Work)
			ref := refOf(&e)
			one.entries = append(one.entries, numbered[Ref]{n, ref})
			n++
			m.made.Entries[d.ID] = append(m.made.Entries[d.ID], placed{e.Work, ref})
			// Most ids are of one entry, which need not be loaded for its marks.
			if len(one.entries) == 1 {
				marks := m.keep(one, combine(nil, []doc.WrittenEntry{e})).Marks()
				one.marks = &marks
			} else {
				one.marks = nil
				delete(m.profiles, one)
			}
		}
	}
	for i, d := range docs {
		if d.Work != "" {
			one := of(d.Work)
			one.docs, one.marks = append(one.docs, numbered[string]{i, d.ID}), nil
			m.made.Work[d.ID] = d.Work
			delete(m.profiles, one)
		}
	}
	changed := m.changed()
	for _, id := range slices.Sorted(maps.Keys(byID)) {
		one := byID[id]
		switch {
		case one.marks != nil:
			m.made.Marks[id] = *one.marks
		case m.last != nil && !changed[id]:
			m.made.Marks[id] = m.last.Marks[id]
		default:
			m.made.Marks[id] = m.profile(one).Marks()
		}
		m.members = append(m.members, one)
	}
	return m.failed
}

// maxProfiles is how many profiles are kept while works are made.
const maxProfiles = 10_000

// profile returns the profile of a member; an empty one after a failure.
func (m *maker) profile(one *member) *match.Profile {
	if p := m.profiles[one]; p != nil {
		return p
	}
	w := &doc.Work{}
	if m.failed == nil {
		docs, entries, err := m.load(one)
		if err != nil {
			m.failed = err
		} else {
			w = combine(docs, entries)
		}
	}
	return m.keep(one, w)
}

// numbersOf returns the numbers of a member.
func (m *maker) numbersOf(one *member) *match.Numbers {
	if m.numbers[one] == nil {
		m.numbers[one] = &m.profile(one).Numbers
	}
	return m.numbers[one]
}

// keep makes the profile of a member, which w is made of, and keeps it.
func (m *maker) keep(one *member, w *doc.Work) *match.Profile {
	if len(m.profiles) >= maxProfiles {
		clear(m.profiles)
	}
	p := match.NewProfile(w.Record())
	m.profiles[one] = p
	return p
}

// load loads the documents and entries of members, in the order of the corpus.
func (m *maker) load(members ...*member) ([]*doc.Document, []doc.WrittenEntry, error) {
	var ids []numbered[string]
	var entries []numbered[Ref]
	for _, one := range members {
		ids, entries = append(ids, one.docs...), append(entries, one.entries...)
	}
	inOrder(ids)
	inOrder(entries)
	var docs []*doc.Document
	for _, id := range ids {
		d, err := m.corpus.Document(m.ctx, id.of)
		if err != nil {
			return nil, nil, err
		}
		docs = append(docs, d)
	}
	if len(entries) == 0 {
		return docs, nil, nil
	}
	refs := make([]Ref, len(entries))
	for i, e := range entries {
		refs[i] = e.of
	}
	loaded, err := m.corpus.Load(m.ctx, refs)
	return docs, loaded, err
}

// work puts a work together, and notes the persons whom it names.
func (m *maker) work(of *work) (*Thing, error) {
	docs, entries, err := m.load(of.members...)
	if err != nil {
		return nil, err
	}
	w := combine(docs, entries)
	w.ID, w.CSL.ID, w.Aliases, w.Duplicates, w.Series = of.id, of.id, of.aliases, of.duplicates, of.series
	var itself *doc.Document
	if len(docs) > 0 {
		itself = docs[0]
	}
	m.made.Persons[w.ID] = personsOf(w, itself)
	// The ORCIDs are among the data so that these change when the keys do.
	orcids := orcidsOf(itself)
	data, err := json.Marshal(struct {
		*doc.Work
		ORCIDs []string `json:"orcids,omitempty"`
	}{w, orcids})
	if err != nil {
		return nil, fmt.Errorf("encoding work %s: %w", w.ID, err)
	}
	return &Thing{w.ID, data, func() []engine.Key { return workKeys(w, orcids) }}, nil
}

// maxReadings is how many readings of a work are kept.
const maxReadings = 16

// warnDocuments is the code of the warning that several documents are one work.
const warnDocuments = "several_documents"

// combine makes a work, still without an id, of documents and entries.
func combine(docs []*doc.Document, entries []doc.WrittenEntry) *doc.Work {
	w := &doc.Work{}
	seen := map[string]bool{}
	read := func(it cite.Item) {
		it.ID = ""
		if key, err := json.Marshal(it); err == nil && !seen[string(key)] {
			seen[string(key)] = true
			w.Readings = append(w.Readings, it)
		}
	}
	for _, d := range docs {
		// Two documents with one DOI are the same article twice.
		if w.Document == "" {
			w.Document = d.ID
		} else {
			w.Warnings = append(w.Warnings, cite.Warning{Code: warnDocuments, Detail: fmt.Sprintf("the documents %s and %s are both this work", w.Document, d.ID)})
		}
		for _, it := range d.Readings() {
			read(it)
		}
	}
	for _, e := range entries {
		w.Entries = append(w.Entries, doc.WorkEntry{ID: e.ID, Document: e.Passage.DocID, Passage: e.Passage.ID})
		if form := cite.WithoutNumber(e.Raw); !seen[form] {
			seen[form] = true
			w.Forms = append(w.Forms, e.Raw)
		}
		read(e.CSL)
		for _, warning := range e.Warnings {
			if !slices.Contains(w.Warnings, warning) {
				w.Warnings = append(w.Warnings, warning)
			}
		}
	}
	item, warnings := match.Merge(w.Readings)
	w.CSL = item
	w.Warnings = append(w.Warnings, warnings...)
	if len(w.Readings) > maxReadings {
		w.Readings = w.Readings[:maxReadings]
	}
	return w
}

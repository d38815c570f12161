package bibliography_test

import (
	"bytes"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/izde/izde/search/bibliography"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
)

func TestWorksAreClustered(t *testing.T) {
	s := citing(apa, gost, doi, other, volume)
	s.make(t, bibliography.Known{})
	w := s.workOf(t, "a")
	if got := entriesOf(w); got != "a-r0 b-r0 c-r0" {
		t.Errorf("the work has the entries %v", got)
	}
	if len(w.Forms) != 3 || w.CSL.DOI != "10.1000/cas.7" || w.CSL.Volume != "40" || w.CSL.ID != w.ID {
		t.Errorf("forms %q, csl %+v", w.Forms, w.CSL)
	}
	early, next := s.workOf(t, "d"), s.workOf(t, "e")
	if len(w.Series) != 1 || w.Series[0].Work != early.ID || early.Series[0].Work != w.ID {
		t.Errorf("series %+v, wanted the paper of 2020, and in its series %+v this one", w.Series, early.Series)
	}
	if len(w.Duplicates) != 1 || w.Duplicates[0].Work != next.ID || !strings.Contains(w.Duplicates[0].Reason, "volume") || next.Duplicates[0].Work != w.ID {
		t.Errorf("duplicates %+v, wanted the one in another volume, and of that %+v this one", w.Duplicates, next.Duplicates)
	}
}

// The text of an entry that goes on in further passages is the text of all of them.
func TestLongEntries(t *testing.T) {
	s := &shelf{}
	s.add("a", "Sarybayev, M. (2021). Water and trade")
	s.passages = append(s.passages, &doc.Passage{ID: "more", DocID: "a", Ordinal: 1, Kind: doc.Reference, Text: "on the upper Irtysh."})
	s.make(t, bibliography.Known{})
	if w := s.workOf(t, "a"); !slices.Equal(w.Forms, []string{"Sarybayev, M. (2021). Water and trade on the upper Irtysh."}) {
		t.Errorf("forms %q", w.Forms)
	}
}

// Entries of a work stand in the order of the corpus, whatever their ids are.
func TestEntriesInOrder(t *testing.T) {
	for _, refs := range [][]string{{apa, gost}, {gost, apa}} {
		s := citing(refs...)
		s.make(t, bibliography.Known{})
		if got := entriesOf(s.workOf(t, "a")); got != "a-r0 b-r0" {
			t.Errorf("entries %s", got)
		}
	}
}

// A document that an entry names is the same work, and so is an entry that agrees
// with the document alone; of two documents that are one work the first is the work's
// document, and a warning tells of the other.
func TestDocumentsAreWorks(t *testing.T) {
	s := citing(kazakh, plain)
	for _, id := range []string{"draft", "paper"} {
		d := s.add(id)
		d.Work, d.DOI, d.CSL.DOI = "w-10.1000/cas.7", "10.1000/cas.7", "10.1000/cas.7"
		d.Title, d.CSL.Title = "Water and trade on the upper Irtysh", "Water and trade on the upper Irtysh"
		d.CSL.Author, d.CSL.Issued = []cite.Name{cite.ReadName("Meiram Sarybayev")}, &cite.Date{Parts: [][]int{{2021}}}
		d.Contributors = []doc.Contributor{{Names: map[doc.Lang]string{"en": "Meiram Sarybayev"}, ORCID: "0000-0002-1825-0097"}}
	}
	s.add("notes").Contributors = []doc.Contributor{{Names: map[doc.Lang]string{"en": "Saule Omarova"}}}
	s.make(t, bibliography.Known{})
	w := s.workOf(t, "a")
	if w.Document != "draft" || entriesOf(w) != "a-r0 b-r0" || len(w.Warnings) == 0 || !strings.Contains(w.Warnings[0].Detail, "draft and paper") {
		t.Errorf("document %q, entries %s, warnings %v", w.Document, entriesOf(w), w.Warnings)
	}
	b := bibliography.New(s)
	if works, total, err := b.Works(t.Context(), &bibliography.Query{ORCID: "0000-0002-1825-0097"}, 0, 10); err != nil || total != 1 || works[0].ID != w.ID {
		t.Errorf("by the ORCID of its author: %d works, %v", total, err)
	}
	authors, total, err := b.Authors(t.Context(), "Sarybayev", 0, 10)
	if err != nil || total != 1 {
		t.Fatalf("%d authors, %v: wanted one of document and entry", total, err)
	}
	if a := authors[0]; a.Name != "Meiram Sarybayev" || !slices.Equal(a.Wrote, []string{w.ID}) || !slices.Equal(a.Cited, []string{w.ID}) {
		t.Errorf("author %+v", a)
	}
	authors, _, err = b.Authors(t.Context(), "Omarova", 0, 10)
	if err != nil || len(authors) != 1 || !slices.Equal(authors[0].Wrote, []string{"w-notes"}) || len(authors[0].Cited) > 0 {
		t.Errorf("who is not cited: %+v, %v", authors, err)
	}
}

// Two works that turn out to be one keep both ids, one of which leads to the other;
// when the entry that joined them goes, so does the redirect.
func TestMergedWorks(t *testing.T) {
	s := citing(kazakh, plain)
	known := s.make(t, bibliography.Known{})
	k, p := s.workOf(t, "a").ID, s.workOf(t, "b").ID
	if k == p || len(known.Redirects) > 0 {
		t.Fatalf("nothing says that these are one work; redirects %v", known.Redirects)
	}
	s.add("c", doi)
	known.Touched = map[string]bool{"c": true}
	known = s.make(t, known)
	w := s.workOf(t, "c")
	if entriesOf(w) != "a-r0 b-r0 c-r0" {
		t.Fatalf("the work has %v", entriesOf(w))
	}
	for _, id := range []string{k, p} {
		if got := s.work(t, id); got.ID != w.ID || id != w.ID && known.Redirects[id] != w.ID {
			t.Errorf("%s leads to %s, wanted %s; redirects %v", id, got.ID, w.ID, known.Redirects)
		}
	}
	s.passages = s.passages[:2]
	known.Touched = map[string]bool{"c": true}
	known = s.make(t, known)
	if s.workOf(t, "a").ID != k || s.workOf(t, "b").ID != p || len(known.Redirects) > 0 {
		t.Errorf("apart again the works are %s and %s, they were %s and %s; redirects %v", s.workOf(t, "a").ID, s.workOf(t, "b").ID, k, p, known.Redirects)
	}
}

// After documents have come, changed and gone in any order, the works and authors that
// are made of the last ones, which gob has kept, are those that are made of nothing but
// the corpus.
func TestRemake(t *testing.T) {
	rng := rand.New(rand.NewPCG(14, 6))
	refs := []string{apa, gost, kazakh, plain, doi, far}
	for i := range 30 {
		refs = append(refs, fmt.Sprintf("Kim V., Omarova S. Freight of the %d harbours. Harbour Journal, %d, vol. %d, p. 5.", i%10, 2009+i%4, i%3),
			fmt.Sprintf("Omarova, S. (%d). Granite spans of the valley %d. Bridges, 4, 5-%d.", 2009+i%3, i%7, 9+i%2))
	}
	for i := range 90 { // so many by one author in one year that only neighbours are compared
		title := fmt.Sprintf("%cotes on the %c%c%s steppe of the upper Irtysh", "NV"[i%2], 'a'+i/2%9, 'a'+i/18, strings.Repeat("ab", i%3))
		refs = append(refs, fmt.Sprintf("Abenov, A. (2015). %s. Steppe, %d, %d.", title, 1+i/2%2, i%7))
	}
	s := &shelf{}
	known := s.make(t, bibliography.Known{})
	kept := 0
	for step := range 150 {
		id := fmt.Sprintf("d%d", rng.IntN(25))
		known.Touched = map[string]bool{id: true}
		s.docs = slices.DeleteFunc(s.docs, func(d *doc.Document) bool { return d.ID == id })
		s.passages = slices.DeleteFunc(s.passages, func(p *doc.Passage) bool { return p.DocID == id })
		if rng.IntN(3) > 0 {
			var own []string
			for range 1 + rng.IntN(9) {
				own = append(own, refs[rng.IntN(len(refs))])
			}
			s.add(id, own...)
		}
		anew := &shelf{docs: s.docs, passages: s.passages}
		all := known
		all.Last = nil
		want := anew.make(t, all)
		s.loads = nil
		next := s.make(t, known)
		kept += strings.Count(strings.Join(anew.loads, " "), "load") - strings.Count(strings.Join(s.loads, " "), "load")
		if diff := gocmp.Diff(texts(anew.works), texts(s.works)) + gocmp.Diff(texts(anew.authors), texts(s.authors)) + gocmp.Diff(want.Redirects, next.Redirects); diff != "" {
			t.Fatalf("step %d, document %s: %s", step, id, diff)
		}
		known = next
		var kept bytes.Buffer
		known.Last = &bibliography.Made{}
		if err := errors.Join(gob.NewEncoder(&kept).Encode(next.Last), gob.NewDecoder(&kept).Decode(known.Last)); err != nil {
			t.Fatal(err)
		}
	}
	if kept < 1000 {
		t.Errorf("only %d loads of entries were saved", kept)
	}
}

func texts(things []*bibliography.Thing) []string {
	var list []string
	for _, t := range things {
		list = append(list, string(t.Data))
	}
	return list
}

// The id of a work, among the ids that its entries have by themselves.
func TestIDsOfWorks(t *testing.T) {
	s := citing(apa, gost, doi)
	s.make(t, bibliography.Known{})
	own := append([]string{s.works[0].ID}, s.workOf(t, "a").Aliases...)
	slices.Sort(own)
	for _, c := range []struct {
		name      string
		published []string
		redirects bibliography.Redirects
		id        string
		aliases   []string
		after     bibliography.Redirects
	}{
		{name: "nothing is known", id: own[0], aliases: own[1:]},
		{name: "one was published", published: own[2:], id: own[2], aliases: own[:2]},
		{name: "an id of old that two lead to", redirects: bibliography.Redirects{own[0]: "z-old", own[1]: "z-old"}, id: "z-old", aliases: own},
		{name: "an id of old that one leads to", redirects: bibliography.Redirects{own[1]: "z-old"}, id: "z-old", aliases: own},
		{name: "one published outweighs one of old", published: own[1:2], redirects: bibliography.Redirects{own[0]: "z-old"}, id: own[1], aliases: []string{own[0], own[2]}},
		{name: "an id that nothing has any more", redirects: bibliography.Redirects{"gone": own[1]}, id: own[0], aliases: slices.Sorted(slices.Values(append([]string{"gone"}, own[1:]...)))},
		{name: "a redirect to what is not there at present", redirects: bibliography.Redirects{"gone": "away"}, id: own[0], aliases: own[1:], after: bibliography.Redirects{"gone": "away"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			known := bibliography.Known{Published: map[string]bool{}, Redirects: c.redirects}
			for _, id := range c.published {
				known.Published[id] = true
			}
			next := s.make(t, known)
			w := s.workOf(t, "a")
			if w.ID != c.id || !slices.Equal(w.Aliases, c.aliases) {
				t.Errorf("%s with the aliases %s, wanted %s with %s", w.ID, w.Aliases, c.id, c.aliases)
			}
			for _, alias := range c.aliases {
				if next.Redirects[alias] != c.id {
					t.Errorf("%s is redirected to %q", alias, next.Redirects[alias])
				}
			}
			for old, to := range c.after {
				if next.Redirects[old] != to {
					t.Errorf("%s is redirected to %q, wanted %s", old, next.Redirects[old], to)
				}
			}
		})
	}
}

func TestRedirects(t *testing.T) {
	want := bibliography.Redirects{"b": "x", "a": "x"}
	if got, err := bibliography.ReadRedirects(want.String()); err != nil || got.String() != want.String() || len(got) != 2 {
		t.Errorf("%v, %v", got, err)
	}
	if got, err := bibliography.ReadRedirects("# a b c\n\n a\tx \r\nb x"); err != nil || got.String() != want.String() {
		t.Errorf("edited by hand: %v, %v", got, err)
	}
	for _, damaged := range []string{"# fine\none\n", "a b\none two three\n"} {
		if _, err := bibliography.ReadRedirects(damaged); err == nil || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("%q: %v, wanted the line that cannot be read", damaged, err)
		}
	}
}

// Entries that stand alone are loaded once, when their work is written; and each
// work is written before the next is loaded.
func TestTextsAreNotHeld(t *testing.T) {
	s := citing(apa, far, "Kim V. Freight of the inner harbours. Harbour Journal, 2011, vol. 3, p. 5.")
	s.passages[2].Reference.Work = s.passages[0].Reference.Work
	s.citedOnly()
	s.make(t, bibliography.Known{})
	got := strings.Join(s.loads, ", ")
	alone, both := "load b-r0, write", "load a-r0, load c-r0, write"
	keys := "load a-r0, load c-r0, " // of the id that has two entries
	persons := strings.Repeat(", write", len(s.authors))
	if got != keys+alone+", "+both+persons && got != keys+both+", "+alone+persons {
		t.Errorf("calls: %s", got)
	}
}

// Whatever fails ends the making, and so does its context.
func TestFailures(t *testing.T) {
	failed := errors.New("failed")
	for _, at := range []string{"Documents", "Document", "Entries", "Load", "Write", "Write authors"} {
		s := citing(apa, gost)
		s.passages[1].Reference.Work = s.passages[0].Reference.Work
		f := &failing{shelf: s, at: at, err: failed}
		if _, err := bibliography.Make(t.Context(), f, bibliography.Known{}, f); !errors.Is(err, failed) {
			t.Errorf("%s: %v", at, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s := citing(apa)
	if _, err := bibliography.Make(ctx, s, bibliography.Known{}, s); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// failing is a shelf one of whose methods fails.
type failing struct {
	*shelf
	at  string
	err error
}

func (f *failing) Documents(ctx context.Context) iter.Seq2[*doc.Document, error] {
	if f.at == "Documents" {
		return func(yield func(*doc.Document, error) bool) { yield(nil, f.err) }
	}
	return f.shelf.Documents(ctx)
}

func (f *failing) Document(ctx context.Context, id string) (*doc.Document, error) {
	if f.at == "Document" {
		return nil, f.err
	}
	return f.shelf.Document(ctx, id)
}

func (f *failing) Entries(ctx context.Context, document string) ([]doc.WrittenEntry, error) {
	if f.at == "Entries" {
		return nil, f.err
	}
	return f.shelf.Entries(ctx, document)
}

func (f *failing) Load(ctx context.Context, refs []bibliography.Ref) ([]doc.WrittenEntry, error) {
	if f.at == "Load" {
		return nil, f.err
	}
	return f.shelf.Load(ctx, refs)
}

func (f *failing) Write(ctx context.Context, kind engine.Kind, things iter.Seq2[*bibliography.Thing, error], stays func(id string) bool) error {
	if f.at == "Write" && kind == engine.Works || f.at == "Write authors" && kind == engine.Authors {
		return f.err
	}
	return f.shelf.Write(ctx, kind, things, stays)
}

package bibliography_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/bibliography"
	"github.com/izde/izde/search/cite/match"
	"github.com/izde/izde/search/cite/read"
	"github.com/izde/izde/search/doc"
)

func TestWorks(t *testing.T) {
	s := citing(apa, doi, other, far)
	s.make(t, bibliography.Known{})
	b := bibliography.New(s)
	irtysh, early, snow := s.workOf(t, "a").ID, s.workOf(t, "c").ID, s.workOf(t, "d").ID
	for _, c := range []struct {
		query bibliography.Query
		want  []string
	}{
		{bibliography.Query{Title: "upper IRTYSH"}, []string{irtysh, early}},
		{bibliography.Query{Author: "Сарыбаев"}, []string{irtysh, early}},
		{bibliography.Query{Author: "Irtysh"}, nil},
		{bibliography.Query{Title: "irtysh", Year: 2020}, []string{early}},
		{bibliography.Query{DOI: "10.1000/cas.7"}, []string{irtysh}},
		{bibliography.Query{Type: "book"}, []string{snow}},
		{bibliography.Query{DOI: "10.1000/cas.7", Year: 2020}, nil},
	} {
		works, total, err := b.Works(t.Context(), &c.query, 0, 10)
		var got []string
		for _, w := range works {
			got = append(got, w.ID)
		}
		slices.Sort(c.want)
		if err != nil || total != len(c.want) || !slices.Equal(got, c.want) {
			t.Errorf("%+v: %s of %d, %v; wanted %s", c.query, got, total, err, c.want)
		}
	}
	if works, total, err := b.Works(t.Context(), &bibliography.Query{}, 1, 2); err != nil || len(works) != 2 || total != len(s.works) || works[0].ID != s.works[1].ID {
		t.Errorf("the second page of all has %d works of %d, %v", len(works), total, err)
	}
	for _, err := range []error{second(b.Work(t.Context(), "nope")), second(b.Author(t.Context(), "nope"))} {
		if !errors.Is(err, search.ErrNotFound) {
			t.Errorf("%v, wanted search.ErrNotFound", err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

// Two persons whose names in Chinese are read alike have the id of the reading for an
// alias, which leads to the person whose name is written so.
func TestNamesakes(t *testing.T) {
	s := citing("张杰. 桥梁研究[J]. 桥梁, 2001.", "张洁. 道路研究[J]. 道路, 2002.", "Zhang Jie. Rivers of sand. Almaty: Gylym, 2003.")
	s.make(t, bibliography.Known{})
	b := bibliography.New(s)
	authors, total, err := b.Authors(t.Context(), "Zhang Jie", 0, 10)
	if err != nil || total != 3 {
		t.Fatalf("%d authors, %v", total, err)
	}
	read := authors[slices.IndexFunc(authors, func(a *doc.Author) bool { return a.Name == "Zhang Jie" })]
	for _, a := range authors {
		if a != read && !slices.Contains(a.Aliases, read.ID) {
			t.Errorf("%s is not found by the reading of the name: %s", a.Name, a.Aliases)
		}
		for _, id := range append([]string{a.ID}, a.Aliases...) {
			want := a.ID
			if id == read.ID {
				want = read.ID
			}
			if got, err := b.Author(t.Context(), id); err != nil || got.ID != want {
				t.Errorf("%s leads to %+v, %v, wanted %s", id, got, err, want)
			}
		}
	}
}

// A work that scores less than a third of the best is no candidate, unless a work has
// the DOI.
func TestCandidates(t *testing.T) {
	refs := []string{apa, "Tsoi V. Trade. Almaty: Gylym, 1998."}
	for i := range 20 {
		refs = append(refs, fmt.Sprintf("Kim V. Harbours of the %c-shaped bays. Harbour Journal, %d.", 'a'+i, 1980+i))
	}
	s := citing(refs...)
	s.citedOnly()
	s.make(t, bibliography.Known{})
	for _, c := range []struct {
		given string
		want  []string // of which documents, the best first
	}{
		{apa, []string{"a"}},
		{"Tsoi, Trade", []string{"b", "a"}},
		{"Xenon quark zyzzyva", nil},
		{"", nil},
	} {
		var want []string
		for _, id := range c.want {
			want = append(want, s.workOf(t, id).ID)
		}
		if got := candidates(t, s, c.given); !slices.Equal(got, want) {
			t.Errorf("%q: %s, wanted %s", c.given, got, want)
		}
	}
	if got := candidates(t, s, "Kim, Harbour Journal"); len(got) != 16 {
		t.Errorf("%d candidates of 20, wanted 16", len(got))
	}
	s.add("z", "Zhou Q. Quantum zoology. Xylem, 1931. DOI: 10.1000/zoo.")
	s.citedOnly()
	s.make(t, bibliography.Known{})
	zoo := s.workOf(t, "z").ID
	// A work that shares words is returned beside the work with the DOI.
	if got := candidates(t, s, "Tsoi. Trade. doi:10.1000/zoo"); len(got) < 2 || got[0] != zoo {
		t.Errorf("%s, wanted %s and more", got, zoo)
	}
	// A DOI that no work has lets in no further candidates.
	if got := candidates(t, s, strings.TrimSuffix(apa, ".")+". DOI: 10.1000/none."); len(got) != 1 || got[0] != s.workOf(t, "a").ID {
		t.Errorf("%s, wanted one", got)
	}
}

func candidates(t *testing.T, s *shelf, given string) []string {
	t.Helper()
	works, err := bibliography.New(s).Candidates(t.Context(), match.NewGiven(read.Parse(given)))
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, w := range works {
		ids = append(ids, w.ID)
	}
	return ids
}

// All places that cite a work are returned in the order of the corpus, however many;
// a bracket once, by the first of its entries that denotes the work.
func TestCitations(t *testing.T) {
	s := &shelf{}
	s.add("a", apa, gost, far)
	s.make(t, bibliography.Known{})
	w := s.work(t, s.passages[0].Reference.Work)
	snow := s.work(t, s.passages[2].Reference.Work)
	const places = 2500
	for i := range places {
		s.passages = append(s.passages, &doc.Passage{ID: fmt.Sprint("b", i), DocID: "a", Kind: doc.Body, Text: "So it is [3] and so it was [2, 1].", Citations: []doc.Citation{
			{References: []string{"a-r2"}, Works: []string{snow.ID}},
			{References: []string{"a-r2", "a-r1", "a-r0"}, Works: []string{snow.ID, w.ID}},
		}})
	}
	found, err := bibliography.New(s).Citations(t.Context(), w)
	if err != nil || len(found) != places {
		t.Fatalf("%d places, %v", len(found), err)
	}
	for i, c := range found {
		if c.Passage.ID != fmt.Sprint("b", i) || c.Entry != "a-r1" || len(c.References) != 3 {
			t.Fatalf("place %d is %s of %+v", i, c.Entry, c)
		}
	}
}

package enginetest

import (
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/bibliography"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/match"
	"github.com/izde/izde/search/cite/read"
	"github.com/izde/izde/search/doc"
)

// Entries and documents that denote one work are one: each of the ids that they
// have by themselves leads to it.
func (s suite) testWorks(t *testing.T) {
	for _, c := range []struct {
		name, ids string
		entries   string // in the order of the corpus
		document  string
		forms     int // different ones, as written
		doi       string
	}{
		{"an entry alone", "w-survey-4", "survey-4", "", 1, ""},
		{"a document that nobody cites", "w-water", "", "water", 0, ""},
		{"one DOI, in two scripts", "w-survey-3", "survey-3 thaw-2", "", 2, "10.1000/snow"},
		{"one DOI, and titles that differ", "w-silk-10", "silk-10 survey-5", "", 2, "10.30692/sisad.1254693"},
		{"title, year and author, in two scripts and three styles", "w-bridges-6 w-tunnels-3 w-tunnels-4", "bridges-6 tunnels-3 tunnels-4", "", 3, ""},
		{"a title in Chinese, alone and translated", "w-bridges-8 w-tunnels-6", "bridges-8 tunnels-6", "", 2, ""},
		{"one DOI, and the title of one of these without it", "w-bridges-7 w-vaults-2", "bridges-7 tunnels-5 vaults-2", "", 3, "10.1000/granite"},
		{"a document, its draft, and an entry without its DOI", "w-bridges w-draft w-tunnels-7", "tunnels-7", "bridges", 1, "10.1000/bridges"},
		{"another year of the same title", "w-tunnels-8", "tunnels-8", "", 1, ""},
		{"another volume of the same journal", "w-tunnels-9", "tunnels-9", "", 1, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			list := strings.Fields(c.ids)
			w := s.work(t, list[0])
			var entries []string
			for _, e := range w.Entries {
				entries = append(entries, e.ID)
				if p, err := s.Passage(t.Context(), e.Passage); err != nil || p.DocID != e.Document || p.Reference == nil || p.Reference.ID != e.ID || p.Reference.Work != w.ID {
					t.Errorf("entry %+v does not begin in its passage: %+v, %v", e, p, err)
				}
			}
			if got := strings.Join(entries, " "); got != c.entries || w.Document != c.document || len(w.Forms) != c.forms || w.CSL.DOI != c.doi || w.CSL.ID != w.ID {
				t.Errorf("entries %s, document %q, %d forms, DOI %q, id of its data %q\nwanted %s, %q, %d, %q, %q",
					got, w.Document, len(w.Forms), w.CSL.DOI, w.CSL.ID, c.entries, c.document, c.forms, c.doi, w.ID)
			}
			known := append([]string{w.ID}, w.Aliases...)
			slices.Sort(known)
			if got := strings.Join(known, " "); got != c.ids {
				t.Errorf("known as %s, wanted %s", got, c.ids)
			}
			for _, id := range known {
				if diff := gocmp.Diff(w, s.work(t, id)); diff != "" {
					t.Errorf("%s leads elsewhere than %s: %s", id, w.ID, diff)
				}
			}
		})
	}
	drafted := s.work(t, "w-bridges")
	if !slices.ContainsFunc(drafted.Warnings, func(w cite.Warning) bool {
		return strings.Contains(w.Detail, "bridges") && strings.Contains(w.Detail, "draft")
	}) {
		t.Errorf("warnings %v: nothing tells that two documents are the work", drafted.Warnings)
	}
	for _, id := range []string{"nope", "", "silk", "w-", "W-SILK"} {
		notFound(t, "work "+id, second(s.Work(t.Context(), id)))
	}
}

func (s suite) work(t testing.TB, id string) *doc.Work {
	t.Helper()
	w, err := s.Work(t.Context(), id)
	if err != nil {
		t.Fatalf("work %s: %v", id, err)
	}
	return w
}

// Works that may be one, or are one title in several years, name each other and their
// differences; no others do.
func (s suite) testRelations(t *testing.T) {
	for _, c := range []struct{ a, b, series, duplicate string }{
		{"w-bridges-9", "w-tunnels-8", "2015 and 2016", ""},
		{"w-bridges-10", "w-tunnels-9", "", "volume: 3 and 4"},
		{"w-silk", "", "", ""},
		{"w-d01", "", "", ""}, // titles that differ in their number
		{"w-bridges-6", "", "", ""},
	} {
		a := s.work(t, c.a)
		for _, list := range []struct {
			name    string
			related []doc.RelatedWork
			reason  string
		}{{"series", a.Series, c.series}, {"duplicates", a.Duplicates, c.duplicate}} {
			if list.reason == "" {
				if len(list.related) > 0 {
					t.Errorf("%s of %s: %v, wanted none", list.name, c.a, list.related)
				}
			} else if len(list.related) != 1 || list.related[0].Work != s.works[c.b] || !strings.Contains(list.related[0].Reason, list.reason) {
				t.Errorf("%s of %s: %v, wanted %s, since %s", list.name, c.a, list.related, c.b, list.reason)
			}
		}
	}
	for _, own := range s.works {
		w := s.work(t, own)
		for _, r := range w.Series {
			if !names(s.work(t, r.Work).Series, w.ID) {
				t.Errorf("%s is in a series with %s, which does not name it", w.ID, r.Work)
			}
		}
		for _, r := range w.Duplicates {
			if !names(s.work(t, r.Work).Duplicates, w.ID) {
				t.Errorf("%s may be %s, which does not name it", w.ID, r.Work)
			}
		}
	}
}

func names(list []doc.RelatedWork, id string) bool {
	return slices.ContainsFunc(list, func(r doc.RelatedWork) bool { return r.Work == id })
}

// Works are found by the words of any title or name, in any script, and by their
// exact fields.
func (s suite) testWorkLists(t *testing.T) {
	for _, c := range []struct {
		name  string
		query bibliography.Query
		want  string // by any of their ids
	}{
		{"title", bibliography.Query{Title: "Derevyannye mosty"}, "w-bridges-6"},
		{"title in another script", bibliography.Query{Title: "деревянные МОСТЫ"}, "w-bridges-6"},
		{"words of a title in any order", bibliography.Query{Title: "реки малые"}, "w-bridges-6"},
		{"title in Chinese", bibliography.Query{Title: "跨河大桥"}, "w-bridges-8"},
		{"title of a translation", bibliography.Query{Title: "bridges across"}, "w-bridges-8"},
		{"title in another language of a document", bibliography.Query{Title: "көпірлері"}, "w-bridges"},
		{"titles of a series", bibliography.Query{Title: "transport in figures"}, "w-bridges-9 w-tunnels-8"},
		{"word that only one has", bibliography.Query{Title: "transport nowhere"}, ""},
		{"author", bibliography.Query{Author: "Ахметов"}, "w-bridges-6"},
		{"author in another script", bibliography.Query{Author: "akhmetov"}, "w-bridges-6"},
		{"author without his marks", bibliography.Query{Author: "Celik"}, "w-silk-10"},
		{"author in Chinese", bibliography.Query{Author: "李明"}, "w-bridges-8"},
		{"author by the sounds of characters", bibliography.Query{Author: "Ming Li"}, "w-bridges-8"},
		{"author of documents and entries", bibliography.Query{Author: "Omarova"}, "w-bridges-7 w-tunnels w-vaults"},
		{"a title's word as an author", bibliography.Query{Author: "Granite"}, ""},
		{"year", bibliography.Query{Year: 2004}, "w-bridges-6"},
		{"DOI of an entry", bibliography.Query{DOI: "10.1000/granite"}, "w-bridges-7"},
		{"DOI of a document", bibliography.Query{DOI: "10.1000/bridges"}, "w-bridges"},
		{"unknown DOI", bibliography.Query{DOI: "10.1000/none"}, ""},
		{"ORCID", bibliography.Query{ORCID: "0000-0002-1825-0097"}, "w-bridges"},
		{"type", bibliography.Query{Type: "article-newspaper"}, "w-silk-11"},
		{"all at once", bibliography.Query{Author: "Омарова", Title: "spans", Year: 2009, DOI: "10.1000/granite", Type: "article-journal"}, "w-bridges-7"},
		{"all but one", bibliography.Query{Author: "Омарова", Title: "spans", Year: 2010}, ""},
		{"year of one, type of the other", bibliography.Query{Title: "transport", Year: 2016, Type: "book"}, "w-tunnels-8"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var want []string
			for id := range strings.FieldsSeq(c.want) {
				want = append(want, s.works[id])
			}
			slices.Sort(want)
			if got := s.walkWorks(t, &c.query); !slices.Equal(got, want) {
				t.Errorf("found %s, wanted %s", got, want)
			}
		})
	}
	var all []string
	for _, id := range s.works {
		all = append(all, id)
	}
	slices.Sort(all)
	if got := s.walkWorks(t, &bibliography.Query{}); !slices.Equal(got, slices.Compact(all)) {
		t.Errorf("all works are %s, wanted %s", got, all)
	}
}

// walkWorks returns the ids of the works that q finds, sorted.
func (s suite) walkWorks(t *testing.T, q *bibliography.Query) []string {
	t.Helper()
	found := pages(t, func(w *doc.Work) string { return w.ID }, func(offset, limit int) ([]*doc.Work, int, error) {
		return s.Works(t.Context(), q, offset, limit)
	})
	slices.Sort(found)
	return found
}

// The work that a reference may mean is among its candidates, in whatever style and
// script the reference is given, and the lookup among these finds the work, or none.
func (s suite) testCandidates(t *testing.T) {
	for _, c := range []struct{ name, given, want string }{
		{"as written", "Omarova S. Granite spans // Bridge Review. 2009. No 3. P. 15–21.", "w-bridges-7"},
		{"in another style", "Akhmetov, B. (2004). Derevyannye mosty cherez malye reki. Almaty: Gylym.", "w-bridges-6"},
		{"in another script", "Ахметов Б. Деревянные мосты через малые реки. 2004", "w-bridges-6"},
		{"in Chinese", "李明. 跨河大桥研究. 2013", "w-bridges-8"},
		{"in traditional characters", "李明. 跨河大橋研究. 2013", "w-bridges-8"},
		{"damaged", "1. Akhmetov B. Derevyanye m0sty cherez maIye reki. A1maty: Gylym, 2004", "w-bridges-6"},
		{"hyphenated at the end of a line", "Ахметов Б. Деревянные мос- ты через ма- лые реки. Алматы, 2004", "w-bridges-6"},
		{"a DOI", "10.1000/granite", "w-bridges-7"},
		{"a DOI as an address", "see https://doi.org/10.1000/GRANITE", "w-bridges-7"},
		{"a document", "Серикова А. Water and power. 2024", "w-water"},
		{"a document by its DOI", "doi:10.1000/steppe", "w-steppe"},
		{"the DOI of a document for an entry without one", "doi:10.1000/bridges", "w-tunnels-7"},
		{"one of a series", "Transport in figures. Astana: Bureau of Statistics, 2016.", "w-tunnels-8"},
		{"one of two volumes", "Kim V. Freight of the inner harbours. Harbour Journal, 2011, vol. 3, p. 5.", "w-bridges-10"},
		{"a DOI that none has", "10.9999/none", ""},
		{"a book of which nobody knows", "Zhou Q. Quantum zoology. Xylem Quarterly, 1931.", ""},
		{"a year of a known title that nobody cites", "Transport in figures. Astana: Bureau of Statistics, 1999.", ""},
		{"another work of a known author", "Akhmetov B. Tractors and combines of the virgin lands. 1961.", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			given := match.NewGiven(read.Parse(c.given))
			if got := s.lookUp(t, given); got != s.works[c.want] {
				t.Errorf("means %q, wanted %q", got, s.works[c.want])
			}
		})
	}
	// A close work is a candidate, whether it is meant or not.
	for given, near := range map[string]string{
		"Li Ming. Kuahe daqiao yanjiu. 2013":                       "w-bridges-8",
		"Transport in figures. Astana: Bureau of Statistics, 1999": "w-tunnels-8",
		"Zhumabekov 2005": "w-survey-4",
	} {
		found, err := s.Candidates(t.Context(), match.NewGiven(read.Parse(given)))
		if err != nil || !slices.ContainsFunc(found, func(w *doc.Work) bool { return w.ID == s.works[near] }) {
			t.Errorf("%q: %s is not among %d candidates, %v", given, near, len(found), err)
		}
	}
	for _, nothing := range []string{"Xenon quark zyzzyva", "…", ""} {
		found, err := s.Candidates(t.Context(), match.NewGiven(read.Parse(nothing)))
		if err != nil || len(found) != 0 {
			t.Errorf("%q: %d candidates, %v, wanted none", nothing, len(found), err)
		}
	}
	for _, p := range s.passages {
		if p.Reference == nil || p.Reference.CSL.Title == "" {
			continue
		}
		if got := s.lookUp(t, match.NewGiven(read.Parse(p.Text))); got != p.Reference.Work {
			t.Errorf("entry %s means %s, wanted %s", p.ID, got, p.Reference.Work)
		}
	}
}

// lookUp returns the id of the work that a citation means, "" for none.
func (s suite) lookUp(t *testing.T, given *match.Given) string {
	t.Helper()
	candidates, err := s.Candidates(t.Context(), given)
	if err != nil {
		t.Fatal(err)
	}
	type candidate struct {
		match.Match
		work string
	}
	var matches []*candidate
	for _, w := range candidates {
		matches = append(matches, &candidate{given.Against(match.NewProfile(w.Record())), w.ID})
	}
	if status, _ := match.Decide(matches, func(m *candidate) *match.Match { return &m.Match }); status != match.Matched {
		return ""
	}
	return matches[0].work
}

// A work is cited where a bracket means one of its entries, which stands in the
// order of the corpus, and once though several of them are meant.
func (s suite) testCitations(t *testing.T) {
	for _, c := range []struct{ id, want string }{
		{"w-survey-3", "survey-1 [1] survey-3, survey-2 [1] survey-3, thaw-1 [1] thaw-2"},
		{"w-bridges-6", "bridges-4 [1] bridges-6, bridges-5 [1] bridges-6, tunnels-1 [1; 2] tunnels-3"},
		{"w-bridges-7", "bridges-4 [2; 3] bridges-7, tunnels-1 [3] tunnels-5, vaults-1 [1] vaults-2"},
		{"w-bridges-8", "bridges-4 [2; 3] bridges-8, tunnels-1 [4] tunnels-6"},
		{"w-bridges", "tunnels-2 [5] tunnels-7"},
		{"w-tunnels-8", "tunnels-2 [6] tunnels-8"},
		{"w-silk-11", ""}, // an entry that nothing cites
		{"w-water", ""},   // a document
	} {
		var got []string
		for _, found := range s.citations(t, c.id) {
			got = append(got, found.Passage.ID+" "+found.Passage.Text[found.Start:found.End]+" "+found.Entry)
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s is cited in %s\nwanted %s", c.id, strings.Join(got, ", "), c.want)
		}
	}
	for id := range s.works {
		if diff := gocmp.Diff(s.naiveCitations(id), s.citations(t, id)); diff != "" {
			t.Errorf("citations of %s: %s", id, diff)
		}
	}
}

func (s suite) citations(t *testing.T, id string) []bibliography.Citation {
	t.Helper()
	found, err := s.Citations(t.Context(), s.work(t, id))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// naiveCitations looks for the work with that id in every citation.
func (s suite) naiveCitations(id string) []bibliography.Citation {
	var found []bibliography.Citation
	denotes := map[string]string{} // entry to work
	for _, p := range s.passages {
		if p.Reference != nil {
			denotes[p.Reference.ID] = p.Reference.Work
		}
	}
	for _, p := range s.passages {
		for _, c := range p.Citations {
			if i := slices.IndexFunc(c.References, func(entry string) bool { return denotes[entry] == s.works[id] }); i >= 0 {
				found = append(found, bibliography.Citation{Citation: c, Passage: p, Entry: c.References[i]})
			}
		}
	}
	return found
}

// Whatever names a work that is cited finds the same passages: each of its ids,
// its DOI, whoever gave it, and the facet counts them.
func (s suite) testCites(t *testing.T) {
	facet := map[string]search.FacetValue{}
	for _, v := range s.search(t, request(t, "")).Facets[doc.FacetCites].Values {
		facet[v.Value] = v
	}
	for id, work := range s.works {
		var passages []string
		for _, c := range s.naiveCitations(id) {
			if c.Passage.Kind != doc.Furniture {
				passages = append(passages, c.Passage.ID)
			}
		}
		want := sorted(strings.Join(once(passages), " "))
		if facet[work].Count != len(once(passages)) {
			t.Errorf("%s: the facet counts %d, wanted %d", work, facet[work].Count, len(once(passages)))
		}
		names := []string{id}
		if doi := s.work(t, id).CSL.DOI; doi != "" {
			names = append(names, doi, "https://doi.org/"+strings.ToUpper(doi))
		}
		for _, name := range names {
			if got := sorted(ids(s.search(t, request(t, "cites:"+name)))); got != want {
				t.Errorf("cites:%s finds %s, wanted %s", name, got, want)
			}
			res := s.search(t, request(t, "", search.Filter{Facet: doc.FacetCites, Include: []string{name}}))
			if got := sorted(ids(res)); got != want {
				t.Errorf("cites=%s passes %s, wanted %s", name, got, want)
			}
			if !slices.ContainsFunc(res.Facets[doc.FacetCites].Values, func(v search.FacetValue) bool {
				return v.Value == work && v.Selected && v.Count == len(once(passages))
			}) {
				t.Errorf("cites=%s: %s is not ticked among %+v", name, work, res.Facets[doc.FacetCites].Values)
			}
			without := s.search(t, request(t, "", search.Filter{Facet: doc.FacetCites, Exclude: []string{name}}))
			if all := s.search(t, request(t, "")); without.Total != all.Total-len(once(passages)) {
				t.Errorf("without cites=%s %d of %d passages remain, wanted all but %d", name, without.Total, all.Total, len(once(passages)))
			}
		}
	}
}

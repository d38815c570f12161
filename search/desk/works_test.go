package desk_test

// Citations looked up, works and authors found, in a library of two documents that
// cite.

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/match"
	"github.com/izde/izde/search/desk"
)

// Each citation is found by any part of it, in any script; a citation of an unknown
// work is not found.
func TestLookUp(t *testing.T) {
	d := library(t)
	for _, tt := range []struct {
		citation string
		status   match.Status
		entries  []string // of the works that are meant
		warning  string
	}{
		{"Celik Y. China's economic presence in Central Asia: Kazakhstan case. 2023", match.Matched, []string{"rirtysh0 rsilk0"}, ""},
		{"Celik (2023) Chinas econornic presence in Centra1 Asia: Kazakhstan case", match.Matched, []string{"rirtysh0 rsilk0"}, ""},
		{"张雯鑫. 哈萨克斯坦发展报告. 2021", match.Matched, []string{"rirtysh1"}, ""},
		{"張雯鑫. 哈薩克斯坦發展報告. 2021", match.Matched, []string{"rirtysh1"}, ""},
		{"Zhang Wenxin (2021). Kazakhstan Development Report. Northwestern University.", match.Matched, []string{"rirtysh1"}, ""},
		{"哈萨克斯坦发展报告", match.Ambiguous, []string{"rirtysh1", "rirtysh2"}, ""},
		{"Kazakhstan Development Report", match.Ambiguous, []string{"rirtysh1", "rirtysh2"}, ""},
		{"Zhang Wenxin, Kazakhstan Development Report, 2022", match.None, nil, ""},
		{"Smith J. Kazakhstan Development Report, 2021", match.None, nil, ""},
		{"Shegirbayev O. Kazakhstansko-kitayskoye investitsionnoye sotrudnichestvo v ramkakh initsiativy «Poyasa i Puti». 2022", match.Matched, []string{"rsilk1"}, ""},
		{"https://doi.org/10.30692/sisad.1254693", match.Matched, []string{"rirtysh0 rsilk0"}, ""},
		{"10.30692/SISAD.1254693", match.Matched, []string{"rirtysh0 rsilk0"}, ""},
		{"Zhang Wenxin. Kazakhstan Development Report. 2021. doi:10.30692/sisad.1254693", match.Ambiguous, []string{"rirtysh0 rsilk0", "rirtysh1"}, cite.WarnDOIContradicted},
		{"10.30692/sisad.9999999", match.None, nil, ""},
		{"Nobody N. Something else altogether. 1901.", match.None, nil, ""},
	} {
		l, err := d.LookUp(t.Context(), tt.citation, desk.DefaultNearby)
		if err != nil {
			t.Fatal(err)
		}
		var found []string
		warned := tt.warning == ""
		for _, r := range l.Results {
			var entries []string
			for _, e := range r.Work.Entries {
				entries = append(entries, e.ID)
			}
			slices.Sort(entries)
			found = append(found, strings.Join(entries, " "))
			warned = warned || slices.ContainsFunc(r.Warnings, func(w cite.Warning) bool { return w.Code == tt.warning })
			if r.Score < 0 || r.Score > 1 || len(r.Evidence) == 0 {
				t.Errorf("%q: incomplete result %+v", tt.citation, r)
			}
		}
		slices.Sort(found)
		if l.Status != tt.status || !slices.Equal(found, tt.entries) || !warned {
			t.Errorf("%q: %s %q, want %s %q; warned %v\n%+v", tt.citation, l.Status, found, tt.status, tt.entries, warned, l.Nearest)
		}
	}
}

// The search box takes references too, and never takes a question for one.
func TestLookUpPasted(t *testing.T) {
	d := library(t)
	for q, want := range map[string]match.Status{
		"张雯鑫. 哈萨克斯坦发展报告[R]. 2021":                         match.Matched,
		"https://doi.org/10.30692/sisad.1254693":          match.Matched,
		"10.30692/unheard-of":                             match.None,
		"Smith J. Kazakhstan Development Report. 2021":    match.None,
		"development of Kazakhstan since the report 2021": "",
		"Kazakhstan Development Report year:2019..2021":   "",
		"Kazakhstan Development Report":                   "",
	} {
		l, err := d.LookUpPasted(t.Context(), q)
		if err != nil || (l == nil) != (want == "") || l != nil && l.Status != want {
			t.Errorf("%q: %+v, want %q; %v", q, l, want, err)
		}
	}
}

func TestWorks(t *testing.T) {
	d := library(t)
	for _, tt := range []struct {
		r    desk.WorksRequest
		want int
	}{
		{desk.WorksRequest{Author: "Celik"}, 1}, {desk.WorksRequest{Author: "Çelik"}, 1}, {desk.WorksRequest{Author: "张雯鑫"}, 1},
		{desk.WorksRequest{Author: "Zhang Wenxin"}, 1}, {desk.WorksRequest{Author: "Shegırbaev"}, 1},
		{desk.WorksRequest{Title: "Poyasa i Puti"}, 1}, {desk.WorksRequest{Title: "发展报告"}, 2},
		{desk.WorksRequest{Title: "development report", Year: 2021}, 1}, {desk.WorksRequest{Year: 2023}, 2}, {desk.WorksRequest{Type: "nothing"}, 0},
		{desk.WorksRequest{Query: parse(t, `"development report"`), Author: "Lu"}, 1}, {desk.WorksRequest{DOI: "https://doi.org/10.30692/SISAD.1254693"}, 1},
	} {
		tt.r.Limit = 10
		works, total, err := d.Works(t.Context(), &tt.r)
		if err != nil || total != tt.want || len(works) != tt.want {
			t.Errorf("%+v: %d of %d works, want %d; %v", tt.r, len(works), total, tt.want, err)
		}
	}
}

// The places that cite a work, their sentences, and the works cited beside it, by
// scope.
func TestCitedBy(t *testing.T) {
	d := library(t)
	w, err := d.Work(t.Context(), "DOI:10.30692/sisad.1254693")
	if err != nil {
		t.Fatal(err)
	}
	citations, err := d.CitedBy(t.Context(), w)
	if err != nil || len(citations) != 2 {
		t.Fatalf("%+v, %v", citations, err)
	}
	if c := citations[0]; c.Entry != "rirtysh0" || c.Passage.ID != "irtysh-body" || c.Passage.Text[c.Start:c.End] != "[1, 2]" || c.Sentence != "Trade grew [1, 2]." || c.After != "It fell [3]." {
		t.Errorf("%+v", c)
	}
	for by, want := range map[desk.Scope]string{desk.BySentence: "1 1", desk.ByPassage: "1 1 1", desk.ByDocument: "1 1 1 1"} {
		list, err := d.Cocited(t.Context(), w, by)
		if err != nil {
			t.Fatal(err)
		}
		var counts []string
		for _, other := range list {
			counts = append(counts, fmt.Sprint(len(other.Places)))
		}
		if got := strings.Join(counts, " "); got != want {
			t.Errorf("%s: counts %s, want %s", by, got, want)
		}
	}
	written, err := d.Entries(t.Context(), w)
	if err != nil || len(written) != 2 || !strings.HasPrefix(written[1].Raw, "Çelik, Y. (2023).") {
		t.Errorf("written as %+v, %v", written, err)
	}
	for _, e := range w.Entries { // an id that it had before leads to it
		if other, err := d.Work(t.Context(), "w"+e.ID[1:]); err != nil || other.ID != w.ID {
			t.Errorf("w%s leads to %v, %v", e.ID[1:], other, err)
		}
	}
}

// All forms of a name are together, in whatever script one asks.
func TestAuthors(t *testing.T) {
	d := library(t)
	for q, form := range map[string]string{
		"Celik": "Y. Çelik", "Çelik": "Y. Çelik", "张雯鑫": "Zhang Wenxin", "Zhang Wenxin": "张雯鑫", "Shegirbayev": "О. Шегирбаев",
	} {
		found, _, err := d.Authors(t.Context(), q, 0, 10)
		if err != nil || len(found) != 1 || !slices.ContainsFunc(found[0].Forms, func(f string) bool { return strings.Contains(f, form) }) {
			t.Errorf("%s: %+v, want one author with %s; %v", q, found, form, err)
			continue
		}
		works, err := d.WorksByID(t.Context(), desk.WorksOf(found[0], desk.WhenCited))
		if err != nil || len(works) != 1 || len(desk.WorksOf(found[0], desk.AsAuthor)) != 0 {
			t.Errorf("%s: works %+v, %v", q, works, err)
		}
	}
}

package enginetest

import (
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/izde/izde/search/doc"
)

// A person is found by any form of his name, and has the works written and cited
// under all of them.
func (s suite) testAuthors(t *testing.T) {
	for _, c := range []struct {
		text         string
		forms, orcid string
		wrote, cited string // by any of their ids
	}{
		{"Абенов", "Yerlan Abenov, Y. Abenov, Е. Абенов, Ерлан Абенов, Ерлан Әбенов", "0000-0002-1825-0097", "w-bridges w-tunnels", "w-bridges"},
		{"Yerlan Abenov", "Yerlan Abenov, Y. Abenov, Е. Абенов, Ерлан Абенов, Ерлан Әбенов", "0000-0002-1825-0097", "w-bridges w-tunnels", "w-bridges"},
		{"omarova saule", "S. Omarova, С. Омарова, Сауле Омарова", "", "w-tunnels w-vaults", "w-bridges-7"},
		{"Ahmetov", "B. Akhmetov, Б. Ахметов", "", "", "w-bridges-6"},
		{"Akhmetov", "B. Akhmetov, Б. Ахметов", "", "", "w-bridges-6"},
		{"李明", "Li Ming, 李明", "", "", "w-bridges-8"},
		{"ming li", "Li Ming, 李明", "", "", "w-bridges-8"},
		{"Celik", "Y. Çelik", "", "", "w-silk-10"},
		{"张继业", "Zhang Jie, 张继业", "", "", "w-silk-11"},
		{"Сарыбаев Мейрам", "Мейрам Сарыбаев", "", "w-steppe", ""},
		{"Sarybayev", "Мейрам Сарыбаев", "", "w-steppe", ""},
		{"Abenov Omarova", "", "", "", ""}, // of two persons
		{"nobody", "", "", "", ""},
	} {
		t.Run(c.text, func(t *testing.T) {
			found, total, err := s.Authors(t.Context(), c.text, 0, everything)
			if err != nil {
				t.Fatal(err)
			}
			if c.forms == "" && len(found) == 0 && total == 0 {
				return
			}
			if len(found) != 1 || total != 1 {
				t.Fatalf("found %d of %d persons, wanted %q", len(found), total, c.forms)
			}
			a := found[0]
			forms := slices.Sorted(strings.SplitSeq(c.forms, ", "))
			if !slices.Equal(slices.Sorted(slices.Values(a.Forms)), forms) || !slices.Contains(a.Forms, a.Name) || a.ORCID != c.orcid {
				t.Errorf("%q (%s), ORCID %q, wanted %q, %q", a.Forms, a.Name, a.ORCID, forms, c.orcid)
			}
			for _, list := range []struct {
				name string
				got  []string
				want string
			}{{"wrote", a.Wrote, c.wrote}, {"is cited for", a.Cited, c.cited}} {
				var want []string
				for id := range strings.FieldsSeq(list.want) {
					want = append(want, s.works[id])
				}
				if !slices.Equal(slices.Sorted(slices.Values(list.got)), slices.Sorted(slices.Values(want))) {
					t.Errorf("%s %s, wanted %s", list.name, list.got, want)
				}
			}
		})
	}
	// Of two forms of a name that stand side by side one is no reading of the other.
	found, _, err := s.Authors(t.Context(), "张继业", 0, 1)
	if err != nil || len(found) != 1 || !slices.Equal(found[0].Doubtful, []string{"Zhang Jie"}) || len(found[0].Warnings) != 1 {
		t.Errorf("%+v, %v: wanted Zhang Jie to be doubtful, with a warning", found, err)
	}
	for _, id := range []string{"nope", "", "w-silk"} {
		notFound(t, "author "+id, second(s.Author(t.Context(), id)))
	}
}

// Every author of the corpus is in the list, and is found by his id, by the ids that
// lead to him, and by each of his forms.
func (s suite) testAuthorLists(t *testing.T) {
	all := s.walkAuthors(t, "")
	byForm := map[string][]*doc.Author{}
	for _, id := range all {
		a, err := s.Author(t.Context(), id)
		if err != nil || a.ID != id {
			t.Fatalf("author %s: %+v, %v", id, a, err)
		}
		for _, alias := range a.Aliases {
			// An id of two persons' names means the person whose own id it is.
			if other, err := s.Author(t.Context(), alias); err != nil || other.ID != id && other.ID != alias && !slices.Contains(other.Aliases, alias) {
				t.Errorf("%s, an alias of %s, leads to %+v, %v", alias, id, other, err)
			} else if other.ID == id && gocmp.Diff(a, other) != "" {
				t.Errorf("%s by its alias: %s", id, gocmp.Diff(a, other))
			}
		}
		for _, f := range a.Forms {
			byForm[f] = append(byForm[f], a)
			if !slices.Contains(s.walkAuthors(t, f), id) {
				t.Errorf("%q does not find %s, a form of whose name it is", f, id)
			}
		}
		for _, w := range once(slices.Concat(a.Wrote, a.Cited)) {
			if s.work(t, w).ID != w {
				t.Errorf("%s names the work %s, which is %s", a.Name, w, s.work(t, w).ID)
			}
		}
	}
	for _, d := range s.docs {
		for _, name := range d.Authors {
			if !slices.ContainsFunc(byForm[name], func(a *doc.Author) bool { return slices.Contains(a.Wrote, d.Work) }) {
				t.Errorf("nobody named %s wrote %s", name, d.ID)
			}
		}
	}
	if got := s.walkAuthors(t, "nobody"); len(got) > 0 {
		t.Errorf("nobody is %s", got)
	}
}

// walkAuthors returns the ids of the authors that text finds.
func (s suite) walkAuthors(t *testing.T, text string) []string {
	t.Helper()
	return pages(t, func(a *doc.Author) string { return a.ID }, func(offset, limit int) ([]*doc.Author, int, error) {
		return s.Authors(t.Context(), text, offset, limit)
	})
}

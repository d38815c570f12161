package match

import (
	"slices"
	"strings"
	"testing"

	"github.com/izde/izde/search/cite"
)

func TestGroupAuthors(t *testing.T) {
	name := func(s string) cite.Name { return cite.ReadName(s) }
	han := func(s string) cite.Name { return cite.Name{Literal: s} }
	groups := GroupAuthors([]Mention{
		{Forms: []cite.Name{name("Мейрам САРЫБАЕВ"), name("Meiram Sarybayev")}, ORCID: "0000-0001-8420-9255"},
		{Forms: []cite.Name{name("Sarybayev M.")}},
		{Forms: []cite.Name{name("Çelik Y.")}},
		{Forms: []cite.Name{name("Celik Y.")}},
		{Forms: []cite.Name{{Family: "Zhang", Given: "Jie"}, han("张继业")}},
		{Forms: []cite.Name{{Family: "Zhang", Given: "Jiye"}}},
		// Two persons whose names sound alike, and one who may be either.
		{Forms: []cite.Name{{Family: "Wang", Given: "Wei"}, han("王伟")}},
		{Forms: []cite.Name{{Family: "Wang", Given: "Wei"}, han("王炜")}},
		{Forms: []cite.Name{{Family: "Wang", Given: "Wei"}}},
		// Initials that fit two.
		{Forms: []cite.Name{{Family: "Li", Given: "Gang"}}},
		{Forms: []cite.Name{{Family: "Li", Given: "Guang"}}},
		{Forms: []cite.Name{{Family: "Li", Given: "G."}}},
	})
	var got []string
	for _, g := range groups {
		got = append(got, strings.Join(g.Forms, ", "))
		if slices.Contains(g.Forms, "张继业") && (!slices.Equal(g.Doubtful, []string{"Zhang Jie"}) || len(g.Warnings) != 1) {
			t.Errorf("doubtful %q, warnings %v", g.Doubtful, g.Warnings)
		}
		if slices.Contains(g.Forms, "M. Sarybayev") && (g.ORCID == "" || g.Name != "Meiram Sarybayev" && g.Name != "Мейрам САРЫБАЕВ") {
			t.Errorf("%+v", g)
		}
	}
	slices.Sort(got)
	want := []string{"G. Li", "Li Gang", "Li Guang", "M. Sarybayev, Meiram Sarybayev, Мейрам САРЫБАЕВ",
		"Wang Wei", "Wang Wei, 王伟", "Wang Wei, 王炜", "Y. Celik, Y. Çelik", "Zhang Jie, Zhang Jiye, 张继业"}
	if !slices.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
}

package cite_test

import (
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/izde/izde/search/cite"
)

// TestCOinS reads context objects back as a page's reader does: as a query string.
func TestCOinS(t *testing.T) {
	it := cite.Item{Type: "article-journal", Title: "Вода & степь <b>", ContainerTitle: "Steppe = Дала", Author: []cite.Name{{Family: "Иванов", Given: "И. И."}, {Literal: "Институт рек"}},
		Issued: &cite.Date{Parts: [][]int{{2019, 5}}}, Volume: "7", Issue: "2", Page: "12-15", DOI: "10.1000/a&b=c"}
	values, err := url.ParseQuery(it.COinS())
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{"ctx_ver": "Z39.88-2004", "rft_val_fmt": "info:ofi/fmt:kev:mtx:journal", "rft.genre": "article", "rft.atitle": it.Title, "rft.jtitle": it.ContainerTitle,
		"rft.aulast": "Иванов", "rft.au": "Иванов, И. И.|Институт рек", "rft.date": "2019-05", "rft.volume": "7", "rft.issue": "2", "rft.spage": "12", "rft.epage": "15", "rft_id": "info:doi/10.1000/a&b=c"} {
		if got := strings.Join(values[key], "|"); got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
}

// TestMetaOfAnything: whatever an item holds, its descriptions are lines, and the
// title comes back.
func TestMetaOfAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		it := anItem.Draw(t, "item")
		values, err := url.ParseQuery(it.COinS())
		if err != nil {
			t.Fatal(err)
		}
		title := cite.Line(it.Title)
		if got := values.Get("rft.title") + values.Get("rft.atitle"); got == "" && title != "" && values.Get("rft.btitle") != title || got != "" && got != title {
			t.Errorf("COinS holds the title %q of %q", got, title)
		}
		seen := ""
		for _, m := range it.Metas() {
			if m.Content == "" || m.Content != cite.Line(m.Content) || !strings.HasPrefix(m.Name, "citation_") {
				t.Errorf("meta %q has the content %q", m.Name, m.Content)
			}
			if m.Name == "citation_title" {
				seen = m.Content
			}
		}
		if seen != title {
			t.Errorf("citation_title is %q, want %q", seen, title)
		}
	})
}

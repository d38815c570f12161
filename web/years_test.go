package web_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/web"
)

// Years are counted in as few periods as can be told apart, with the years of both ends.
func TestYearsAreCountedInPeriods(t *testing.T) {
	for _, c := range []struct {
		years []int
		want  string // the periods
	}{
		{[]int{2020}, ""},
		{[]int{2020, 2021, 2021}, "2020=1 2021=2"},
		{[]int{2013, 2024}, "2013=1 2024=1"},
		{[]int{2012, 2013, 2024}, "2012–2013=2 2024–2025=1"},
		{[]int{1961, 1964, 2020}, "1960–1964=2 2020–2024=1"},
		{[]int{1900, 1909, 1910, 2009}, "1900–1909=2 1910–1919=1 2000–2009=1"},
		{[]int{9, 1100, 1100, 9999}, "1–999=1 1000–1999=2 9000–9999=1"},
	} {
		var docs []*doc.Document
		var passages []*doc.Passage
		for i, year := range c.years {
			id := fmt.Sprint("d", i)
			docs = append(docs, &doc.Document{ID: id, Title: "Wind", Year: year, Languages: []doc.Lang{"en"}, Passages: 1})
			passages = append(passages, &doc.Passage{ID: id + "-0", DocID: id, Kind: doc.Title, Text: "Wind", Lang: "en"})
		}
		page := open(t, serveDocuments(t, docs, passages), "/?q=wind")
		var got []string
		for _, a := range page.Find(".columns a").EachIter() {
			name := a.Text()
			got = append(got, strings.TrimSuffix(strings.TrimSuffix(strings.Replace(name, ": ", "=", 1), "s"), " passage"))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%d: %q, want %q", c.years, got, c.want)
		}
		if bars := page.Find(".columns li").Length(); bars > 13 {
			t.Errorf("%d: %d bars", c.years, bars)
		}
		if first, last := page.Find(".ends span").First().Text(), page.Find(".ends span").Last().Text(); c.want != "" && (first != fmt.Sprint(c.years[0]) || last != fmt.Sprint(c.years[len(c.years)-1])) {
			t.Errorf("%d: the axis goes from %s to %s", c.years, first, last)
		}
	}
}

// The years of documents and of cited works are counted apart; each bar says how many
// passages it leads to, and the sliders stand where the filter does.
func TestYearsOfDocumentsAndOfCitedWorks(t *testing.T) {
	h := serve(t, web.Options{})
	for _, c := range []struct {
		query  string
		charts string
	}{
		{"q=a*", "documents cited"}, {"q=a*&kind=reference", "cited"}, {"q=a*&-kind=reference", "documents"}, {"q=a*&kind=title", "documents"},
		{"q=a*&kind=title&kind=reference&year=2020..", "documents cited"}, {"q=investment", "documents"}, {"q=zzzzqqq", ""}, {"", ""},
	} {
		page := open(t, h, "/?hl=en&"+c.query)
		var charts []string
		for _, figure := range page.Find(".columns").EachIter() {
			name, _ := figure.Find(".slider input").First().Attr("name")
			charts = append(charts, strings.TrimSuffix(name, "-first"))
			all := 0
			for _, a := range figure.Find("a").EachIter() {
				address, _ := a.Attr("href")
				name := a.Text()
				found := searchFor(t, h, strings.ReplaceAll(strings.TrimPrefix(address, "/?"), "hl=en&", ""))
				if _, count, _ := strings.Cut(name, ": "); !strings.HasPrefix(count, fmt.Sprint(found.Total, " ")) {
					t.Errorf("%s: %q leads to %d passages", c.query, name, found.Total)
				}
				all += found.Total
			}
			address, _ := figure.Find(".slider").Attr("data-url")
			if found := searchFor(t, h, strings.ReplaceAll(strings.TrimPrefix(address, "/?"), "hl=en&", "")+"&-year=9999"); found.Total < all || all == 0 {
				t.Errorf("%s: the bars count %d of %d", c.query, all, found.Total)
			}
		}
		if got := strings.Join(charts, " "); got != c.charts {
			t.Errorf("%s: charts of %q, want %q", c.query, got, c.charts)
		}
	}
	for query, want := range map[string][3]string{ // the sliders, and how many bars are of the filter's years
		"":                           {"2019", "2024", "0"},
		"&year=2020..2022":           {"2020", "2022", "3"},
		"&year=2021":                 {"2021", "2021", "1"},
		"&year=2020&year=2022..2023": {"2020", "2023", "3"},
		"&year=..2020":               {"2019", "2020", "2"},
		"&year=1200..1300":           {"2019", "2019", "0"},
		"&year=2023..":               {"2023", "2024", "2"},
	} {
		page := open(t, h, "/?q=investment"+query)
		from, _ := page.Find(".slider input").First().Attr("value")
		to, _ := page.Find(".slider input").Last().Attr("value")
		if got := [3]string{from, to, fmt.Sprint(page.Find(".columns [aria-current]").Length())}; got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
}

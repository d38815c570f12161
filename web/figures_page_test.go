package web_test

import (
	"encoding/csv"
	"strconv"
	"strings"
	"testing"

	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/web"
)

// The figures of the corpus agree with the searches that they lead to, and with the table.
func TestFiguresOfTheCorpus(t *testing.T) {
	h := serve(t, web.Options{})
	for _, hl := range []string{"en", "kk", "ru", "zh"} {
		p := open(t, h, "/figures?hl="+hl)
		if strings.Contains(p.Find("main").Text(), "figures.") || p.Find(".faults > li").Length() != 10 || p.Find(".plot").Length() < 6 {
			t.Errorf("%s: %d faults, %d plots", hl, p.Find(".faults > li").Length(), p.Find(".plot").Length())
		}
	}
	p := open(t, h, "/figures?hl=en")
	number := func(text string) int {
		n, err := strconv.Atoi(strings.ReplaceAll(text, ",", ""))
		if err != nil {
			t.Errorf("%q is no number", text)
		}
		return n
	}
	links := 0
	for _, a := range p.Find(".plot a").EachIter() {
		if links++; links > 40 {
			break
		}
		address, _ := a.Attr("href")
		found := searchFor(t, h, strings.ReplaceAll(strings.TrimPrefix(address, "/?"), "hl=en&", ""))
		total := found.Total
		if strings.Contains(address, "group=document") {
			total = found.TotalDocuments
		}
		if got := number(a.Find(".n").Text()); got != total {
			t.Errorf("%s finds %d, and the figure says %d", address, total, got)
		}
	}
	if links == 0 {
		t.Error("no figure leads to a search")
	}
	w := get(t, h, "/figures?hl=en&format=csv")
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(w.Body.String(), "\ufeff"))).ReadAll()
	if err != nil || w.Body.String()[:3] != "\ufeff" || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/csv") {
		t.Fatalf("the table: %v, %s", err, w.Header())
	}
	counts := map[string]string{}
	for _, row := range rows {
		counts[row[0]+"/"+row[1]] = row[2]
		if strings.ContainsAny(row[1][:min(1, len(row[1]))], "=+-@") {
			t.Errorf("a spreadsheet would run %q", row[1])
		}
	}
	for _, li := range p.Find(".faults > li").EachIter() {
		if got, want := counts["How well documents were understood/"+li.Find(".label").Text()], li.Find(".n").First().Text(); got != want {
			t.Errorf("%s: %s on the page, %q in the table", li.Find(".label").Text(), want, got)
		}
	}
	if counts["In all/Documents"] != strconv.Itoa(searchFor(t, h, "limit=0").TotalDocuments) {
		t.Errorf("the table says %s documents", counts["In all/Documents"])
	}
	if w := get(t, h, "/figures?format=pdf"); w.Code != 400 {
		t.Errorf("an unknown format: status %d", w.Code)
	}
}

// Years in each language stand beside each other, on the first page of the corpus as on
// that of its figures: the same years in all, as many passages as each bar leads to.
func TestYearsInEachLanguage(t *testing.T) {
	h := serve(t, web.Options{})
	for _, path := range []string{"/documents", "/figures"} {
		charts := open(t, h, path+"?hl=en").Find(".multiples figure")
		if n := charts.Length(); n < 3 || n > 6 {
			t.Errorf("%s: %d languages", path, n)
		}
		for _, chart := range charts.EachIter() {
			if got, want := chart.Find("li").Length(), charts.First().Find("li").Length(); got != want || text(chart.Find(".ends")) != text(charts.First().Find(".ends")) {
				t.Errorf("%s: %s has %d bars, the first language %d", path, text(chart.Find("figcaption")), got, want)
			}
			links := chart.Find("a")
			for _, a := range links.EachIter() {
				address := strings.ReplaceAll(strings.TrimPrefix(a.AttrOr("href", ""), "/?"), "hl=en&", "")
				found := searchFor(t, h, address)
				if _, count, _ := strings.Cut(text(a), ": "); !strings.HasPrefix(count, strconv.Itoa(found.Total)+" ") || !strings.Contains(address, "lang=") {
					t.Errorf("%s: %q leads to %d passages by %s", path, text(a), found.Total, address)
				}
			}
			if links.Length() == 0 {
				t.Errorf("%s: %s has no passages", path, text(chart.Find("figcaption")))
			}
		}
	}
	if n := open(t, h, "/documents?sort=name").Find(".multiples").Length(); n != 0 {
		t.Error("a list that is sorted has the charts, too")
	}
	h = serveInLanguages(t, []*doc.Document{
		{ID: "a", Source: "a", Year: 2024, Languages: []doc.Lang{doc.English}},
		{ID: "b", Source: "b", Year: 2024, Languages: []doc.Lang{doc.Russian}}}, nil, "wind", "ветер")
	if n := open(t, h, "/documents").Find(".multiples").Length(); n != 0 {
		t.Error("a single year has charts")
	}
}

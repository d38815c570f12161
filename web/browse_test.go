package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/izde/izde/search/catalogue"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
	syntax "github.com/izde/izde/search/query"
	"github.com/izde/izde/web"
)

// listedThing is what lists of the API have of a thing.
type listedThing struct {
	ID   string
	Year *int
}

type listed struct{ Items []listedThing }

func listing(t *testing.T, h http.Handler, address string) (l listed) {
	t.Helper()
	if w := get(t, h, address); json.Unmarshal(w.Body.Bytes(), &l) != nil || w.Code != 200 {
		t.Fatalf("%s: status %d", address, w.Code)
	}
	return l
}

// What a page lists is what the API lists by the same parameters, in the same order.
func TestBrowsing(t *testing.T) {
	h := serve(t, web.Options{})
	ids := func(p *goquery.Document, links string) (list []string) {
		for _, a := range p.Find(links).EachIter() {
			href, _ := a.Attr("href")
			id, _, _ := strings.Cut(href[strings.LastIndex(href, "/")+1:], "?")
			list = append(list, id)
		}
		return list
	}
	for _, c := range []struct{ path, params, links string }{
		{"/works", "sort=name", ".citing > li > a"}, {"/works", "sort=-year", ".citing > li > a"}, {"/works", "q=belt&sort=year", ".citing > li > a"},
		{"/authors", "sort=works", ".names .to"},
		{"/documents", "sort=name", ".hit h2 a"}, {"/documents", "sort=-year&lang=kk", ".hit h2 a"}, {"/documents", "sort=indexed", ".hit h2 a"}, {"/documents", "year=2017..2018", ".hit h2 a"}, {"/documents", "type=article-journal&sort=year", ".hit h2 a"},
	} {
		params, _ := url.ParseQuery(c.params)
		params.Set("limit", "100")
		l := listing(t, h, "/api/v1"+c.path+"?"+params.Encode())
		var want []string
		for _, item := range l.Items {
			want = append(want, item.ID)
		}
		shown := ids(open(t, h, c.path+"?hl=en&"+c.params), c.links)
		if len(want) < len(shown) || len(shown) == 0 || !slices.Equal(shown, want[:len(shown)]) {
			t.Errorf("%s?%s shows %s, the API lists %s", c.path, c.params, shown, want)
		}
	}
	// Two fields of years are meant whichever comes first, a single year stands in both,
	// and several languages are any of them.
	page := open(t, h, "/documents?hl=en&year=2018..2018")
	if from, to := page.Find("[name=from]").AttrOr("value", ""), page.Find("[name=to]").AttrOr("value", ""); from != "2018" || to != "2018" {
		t.Errorf("a single year stands as %q to %q", from, to)
	}
	for asked, want := range map[string]string{"from=2019&to=2017": "/documents?hl=en&year=2017..2019", "lang=en&lang=kk&sort=": "/documents?hl=en&lang=en&lang=kk"} {
		if w := get(t, h, "/documents?hl=en&"+asked); w.Code != 303 || w.Header().Get("Location") != want {
			t.Errorf("%s: status %d, to %s, want %s", asked, w.Code, w.Header().Get("Location"), want)
		}
	}
	// Years come in their order, without gaps between pages.
	byYear := listing(t, h, "/api/v1/documents?sort=-year&limit=100")
	if !slices.IsSortedFunc(byYear.Items, func(a, b listedThing) int { return *b.Year - *a.Year }) {
		t.Error("documents are not in the order of their years")
	}
	var pages []string
	for _, n := range []string{"1", "2", "3"} {
		for _, item := range listing(t, h, "/api/v1/documents?sort=-year&limit=10&page="+n).Items {
			pages = append(pages, item.ID)
		}
	}
	for i, item := range byYear.Items {
		if i >= len(pages) || pages[i] != item.ID {
			t.Fatalf("pages list %s", pages)
		}
	}
	for _, bad := range []string{"/documents?sort=size", "/works?sort=position", "/authors?sort=cited", "/documents?type=novel", "/documents?year=x", "/documents?page=0", "/authors?locale=xx"} {
		if w := get(t, h, "/api/v1"+bad); w.Code != 400 {
			t.Errorf("%s: status %d, want 400", bad, w.Code)
		}
	}
}

// The page of an author names those who wrote works together with the author, those of
// most works first.
func TestCoauthorsAndJournals(t *testing.T) {
	var docs []*doc.Document
	var passages []*doc.Passage
	for i, with := range [][]string{{"Ann", "Brook"}, {"Ann", "Cliff"}, {"Cliff", "Ann"}, {"Brook"}} {
		d := &doc.Document{ID: fmt.Sprint("d", i), Source: fmt.Sprint(i), Title: fmt.Sprint("Rivers ", i), Work: fmt.Sprint("w", i)}
		d.CSL = cite.Item{Type: "chapter", Title: d.Title, ContainerTitle: []string{"Streams", "Water & <b>"}[i%2]}
		for _, given := range with {
			d.CSL.Author = append(d.CSL.Author, cite.Name{Family: given + "field", Given: given})
		}
		docs, passages = append(docs, d), append(passages, &doc.Passage{ID: fmt.Sprint("p", i), DocID: d.ID, Kind: doc.Body, Text: "Water."})
	}
	h := serveDocuments(t, docs, passages)
	beside := func(name string) (list []string) {
		for _, li := range follow(t, h, open(t, h, "/authors?hl=en").Find(".names .to").FilterFunction(func(_ int, a *goquery.Selection) bool { return text(a) == name })).Find("#beside-h + ul li").EachIter() {
			list = append(list, text(li))
		}
		return list
	}
	if got := beside("Annfield, Ann"); !slices.Equal(got, []string{"Cliff Clifffield 2 works", "Brook Brookfield 1 work"}) {
		t.Errorf("with Ann wrote %q", got)
	}
	// Links of the list of journals lead to the works in each.
	if got := open(t, h, "/works?hl=en&journal=Water+%26+%3Cb%3E").Find(".citing > li > a"); got.Length() != 2 || text(got.First()) != "Rivers 1" {
		t.Errorf("in the journal stand %q", text(got))
	}
	if got := open(t, h, "/authors?hl=en&q=field").Find(".names > li").Length(); got != 0 {
		t.Errorf("%d names have a word of which it is a part", got)
	}
	if got := beside("Brookfield, Brook"); !slices.Equal(got, []string{"Ann Annfield 1 work"}) {
		t.Errorf("with Brook wrote %q", got)
	}
}

// An author of many works has pages of a hundred; who wrote beside the author stands on the
// first.
func TestAuthorOfManyWorks(t *testing.T) {
	var docs []*doc.Document
	var passages []*doc.Passage
	for i := range 230 {
		d := &doc.Document{ID: fmt.Sprint("d", i), Source: fmt.Sprint(i), Title: fmt.Sprint("Rivers ", i), Work: fmt.Sprint("w", i)}
		d.CSL = cite.Item{Type: "chapter", Title: d.Title, Author: []cite.Name{{Family: "Annfield", Given: "Ann"}, {Family: "Brookfield", Given: "Brook"}}}
		docs, passages = append(docs, d), append(passages, &doc.Passage{ID: fmt.Sprint("p", i), DocID: d.ID, Kind: doc.Body, Text: "Water."})
	}
	h := serveDocuments(t, docs, passages)
	page := follow(t, h, open(t, h, "/authors?hl=en").Find(".names .to").First())
	seen := map[string]bool{}
	for n, want := range []int{100, 100, 30} {
		works := page.Find("#wrote-h + ul > li > a")
		for _, a := range works.EachIter() {
			seen[text(a)] = true
		}
		if first := n == 0; works.Length() != want || page.Find("#beside-h").Length() == 1 != first {
			t.Errorf("page %d has %d works, wanted %d, and %d lists of coauthors", n+1, works.Length(), want, page.Find("#beside-h").Length())
		}
		if n < 2 {
			page = follow(t, h, page.Find(".paging .next"))
		}
	}
	if len(seen) != len(docs) || page.Find(".paging .next").Length() > 0 {
		t.Errorf("the pages show %d works of %d", len(seen), len(docs))
	}
	second := page.Find(".paging .previous").AttrOr("href", "")
	w := get(t, h, strings.Replace(second, "page=2", "page=99", 1))
	if to := w.Header().Get("Location"); w.Code != http.StatusSeeOther || to != strings.Replace(second, "page=2", "page=3", 1) {
		t.Errorf("a page beyond the last has status %d and leads to %q", w.Code, to)
	}
}

// The help has a row for each field of the query language, a concordance names the
// document of each line, and what completes a word says what it is.
func TestNothingHasToBeGuessed(t *testing.T) {
	h := serve(t, web.Options{})
	rows := map[string]bool{}
	for _, code := range open(t, h, "/help?hl=ru").Find("dl.syntax dt code").EachIter() {
		rows[text(code)] = true
	}
	for _, field := range syntax.Fields {
		if !rows[field+":"] {
			t.Errorf("the help does not explain %s:", field)
		}
	}
	lines := open(t, h, "/?hl=en&q=investment&view=kwic").Find(".concordance tbody tr")
	if from := lines.First().Find(".from"); lines.Length() == 0 || text(from.Find("span").First()) != "Assessing investment projects in Kazakhstan" {
		t.Errorf("the first of %d lines is from %q", lines.Length(), text(lines.First().Find(".from")))
	}
	if got := open(t, h, "/?hl=en&q=invest&typing=1").Find(".completions a .n"); got.Length() == 0 || !slices.Contains([]string{"word", "keyword", "author", "title"}, text(got.First())) {
		t.Errorf("the first completion is a %q", text(got.First()))
	}
}

// crowded lists more of everything than can be sorted.
type crowded struct{ desk.Index }

func (c crowded) Browse(ctx context.Context, r *catalogue.Request) (*catalogue.Page, error) {
	page, err := c.Index.Browse(ctx, r)
	if err == nil {
		page = &catalogue.Page{Entries: page.Entries, Total: catalogue.MaxEntries + 1}
	}
	return page, err
}

// A list that is too long to be sorted says so, and offers no order that it does not have.
func TestUnsortedListsSaySo(t *testing.T) {
	whole := openCorpus(t)
	long := web.New(func() (desk.Index, func(), error) {
		index, release, err := whole()
		return crowded{index}, release, err
	}, web.Options{Logger: slog.New(slog.DiscardHandler)})
	for _, path := range []string{"/works", "/authors", "/documents"} {
		for hl, number := range map[string]string{"en": "200,000", "kk": "200", "ru": "200", "zh": "200,000"} {
			page := open(t, long, path+"?hl="+hl)
			if note := text(page.Find(".browse .sort").Last()); page.Find("select#order").Length() != 0 || !strings.Contains(note, number) {
				t.Errorf("%s in %s: %d orders, %q", path, hl, page.Find("select#order option").Length(), note)
			}
		}
		if page := open(t, serve(t, web.Options{}), path); page.Find("select#order [selected]").Length() != 1 {
			t.Errorf("%s offers no order", path)
		}
	}
}

package web_test

// The pages as a reader and a browser see them: parsed HTML.

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/web"
)

// page parses an answer.
func page(t *testing.T, w *httptest.ResponseRecorder) *goquery.Document {
	t.Helper()
	if got := w.Header().Get("Content-Type"); got != "text/html; charset=utf-8" {
		t.Fatalf("status %d with Content-Type %q, want a page\n%.300s", w.Code, got, w.Body)
	}
	doc, err := goquery.NewDocumentFromReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	doc.Find("body *").Each(func(_ int, s *goquery.Selection) {
		if got := text(s); s.Children().Length() == 0 && messageKey.MatchString(got) {
			t.Errorf("a message is missing: the page says %q", got)
		}
	})
	return doc
}

// messageKey matches a key on a page, which stands where a locale lacks a message.
var messageKey = func() *regexp.Regexp {
	data, err := os.ReadFile("locales/en.json")
	if err != nil {
		panic(err)
	}
	var families []string
	for _, m := range regexp.MustCompile(`(?m)^ "(\w+)\.`).FindAllStringSubmatch(string(data), -1) {
		families = append(families, m[1])
	}
	slices.Sort(families)
	return regexp.MustCompile(`^(?:` + strings.Join(slices.Compact(families), "|") + `)\.[\w.-]+$`)
}()

// open returns the page at target, which must be there.
func open(t *testing.T, h http.Handler, target string) *goquery.Document {
	t.Helper()
	w := get(t, h, target)
	if w.Code != http.StatusOK {
		t.Fatalf("%s: status %d, want 200\n%.500s", target, w.Code, w.Body)
	}
	return page(t, w)
}

// follow opens the page that the one link in s leads to.
func follow(t *testing.T, h http.Handler, s *goquery.Selection) *goquery.Document {
	t.Helper()
	href, ok := s.Attr("href")
	if s.Length() != 1 || !ok {
		t.Fatalf("want one link, found %d", s.Length())
	}
	return open(t, h, href)
}

// text returns the text of s with single spaces.
func text(s *goquery.Selection) string { return strings.Join(strings.Fields(s.Text()), " ") }

// value returns the control of a facet's value that has the label.
func value(doc *goquery.Document, label string) *goquery.Selection {
	return doc.Find(".facet-group .pick").FilterFunction(func(_ int, s *goquery.Selection) bool { return text(s.Find(".label")) == label })
}

// submit sends the search form as a browser does: its fields and those that
// belong to it elsewhere on the page, with one more box ticked, or less.
func submit(t *testing.T, h http.Handler, doc *goquery.Document, toggle *goquery.Selection) *goquery.Document {
	t.Helper()
	fields := url.Values{}
	doc.Find("#search input[name], input[form=search]").Each(func(_ int, s *goquery.Selection) {
		_, on := s.Attr("checked")
		if s.IsSelection(toggle.Find("input")) {
			on = !on
		}
		if kind := s.AttrOr("type", "text"); on || kind != "checkbox" && kind != "radio" {
			fields.Add(s.AttrOr("name", ""), s.AttrOr("value", ""))
		}
	})
	w := get(t, h, doc.Find("#search").AttrOr("action", "")+"?"+fields.Encode())
	if w.Code != http.StatusSeeOther {
		t.Fatalf("the form's address is not tidied: status %d", w.Code)
	}
	return open(t, h, w.Header().Get("Location"))
}

func TestOpeningPage(t *testing.T) {
	h := serve(t, web.Options{})
	doc := open(t, h, "/")
	lead := text(doc.Find(".lead, .badges"))
	for _, want := range []string{"25 documents", "English", "Kazakh", "Russian", "Chinese"} {
		if !strings.Contains(lead, want) {
			t.Errorf("the summary %q does not say %s", lead, want)
		}
	}
	examples := doc.Find(".examples a")
	var langs []string
	examples.Each(func(_ int, a *goquery.Selection) {
		langs = append(langs, a.AttrOr("lang", "none"))
		href, _ := a.Attr("href")
		if n := open(t, h, href).Find(".hit").Length(); n == 0 {
			t.Errorf("the example %q finds nothing", a.Text())
		}
	})
	for _, lang := range []string{"en", "kk", "ru", "zh"} {
		if !slices.Contains(langs, lang) {
			t.Errorf("no example in %s among %q", lang, langs)
		}
	}
	if doc.Find(".hit").Length() != 0 {
		t.Error("the opening page shows hits before anything was asked")
	}
}

func TestResultsPage(t *testing.T) {
	h := serve(t, web.Options{})
	doc := open(t, h, "/?"+url.Values{"q": {"мәдени айырмашылық"}, "doc": {"d01"}, "kind": {"body"}}.Encode())
	if got := text(doc.Find("h1")); !strings.HasPrefix(got, "1 passage in 1 document мәдени") {
		t.Errorf("heading %q", got)
	}
	if got := doc.Find("#q").AttrOr("value", ""); got != "мәдени айырмашылық" {
		t.Errorf("the box holds %q", got)
	}
	hit := doc.Find(".hit")
	if got := hit.Find("mark").Map(func(_ int, s *goquery.Selection) string { return s.Text() }); !slices.Equal(got, []string{"Мәдени", "айырмашылық"}) {
		t.Errorf("marked %q", got)
	}
	if got := hit.Find(".snippet").AttrOr("lang", "none"); got != "kk" {
		t.Errorf("the snippet's lang is %q, want kk", got)
	}
	if got := text(hit.Find("h3")) + ": " + text(hit.Find(".badge, .path")); got != "Кіріспе: KazakhBody text" {
		t.Errorf("below the snippet stands %q", got)
	}
	if got := text(follow(t, h, hit.Find(".acts a").First()).Find(".why li").First()); !strings.HasPrefix(got, "мәдени Мәдени as written in 18 passages of the corpus +") {
		t.Errorf("why this? %q", got)
	}
	if got := text(doc.Find(".hits .by")); got != "Мейрам Сарыбаев · 2021" {
		t.Errorf("authors and year %q", got)
	}
	// The link leads to the passage, with the marks of the query.
	href, _ := hit.Find(".to").Attr("href")
	if !strings.HasSuffix(href, "#p-d01-04") {
		t.Errorf("the hit links to %q", href)
	}
	read := open(t, h, href)
	if got := read.Find("#p-d01-04 mark").Length(); got != 2 {
		t.Errorf("%d marks in the passage on the document's page, want 2", got)
	}
}

func TestFacetLinks(t *testing.T) {
	h := serve(t, web.Options{})
	doc := open(t, h, "/?q=investment+OR+инвестиции&limit=3")
	groups := doc.Find(".facet-group:not(.matching) h3").Map(func(_ int, s *goquery.Selection) string { return s.Text() })
	if len(groups) < 8 || groups[0] != "Language" || groups[len(groups)-1] != "Cited work" {
		t.Errorf("facets %q, want those of passages that cite, from Language to Cited work", groups)
	}
	english := value(doc, "English")
	count := text(english.Find(".n"))
	ticked := submit(t, h, doc, english)
	if got := text(ticked.Find("h1")); !strings.HasPrefix(got, count+" passage") {
		t.Errorf("the facet promised %s, the page says %q", count, got)
	}
	if value(ticked, "English").Find("input[checked]").Length() != 1 {
		t.Error("the ticked value's box is not ticked")
	}
	both := submit(t, h, ticked, value(ticked, "Russian"))
	if got := both.Find(".chip").Length(); got != 2 {
		t.Errorf("%d chips after ticking two values, want 2", got)
	}
	if got := text(both.Find(".chip").First()); got != "Language English ×, remove this filter" {
		t.Errorf("the first chip reads %q", got)
	}
	if got := submit(t, h, both, value(both, "Russian")).Find(".chip").Length(); got != 1 {
		t.Errorf("%d chips after unticking one of two, want 1", got)
	}
	one := follow(t, h, both.Find(".chip").First())
	if got := one.Find(".chip").Length(); got != 1 {
		t.Errorf("%d chips after removing one of two, want 1", got)
	}
	if got := follow(t, h, both.Find(".clear")).Find(".chip").Length(); got != 0 {
		t.Errorf("%d chips after clearing all", got)
	}
	left := doc.Find(".not").First()
	out := open(t, h, "/?q=investment+OR+инвестиции&"+url.Values{left.AttrOr("name", ""): {left.AttrOr("value", "")}}.Encode())
	if got := out.Find(".chip.exclude").Length(); got != 1 {
		t.Errorf("leaving a value out gives %d chips that say so, want 1", got)
	}
	// A new query keeps the filters and the page's other choices, no cursor.
	kept := both.Find("input[form=search][type=hidden], input[form=search][checked]").Map(func(_ int, s *goquery.Selection) string {
		return s.AttrOr("name", "") + "=" + s.AttrOr("value", "")
	})
	for _, want := range []string{"lang=en", "lang=ru", "limit=3"} {
		if !slices.Contains(kept, want) {
			t.Errorf("the search form keeps %q, want %s among it", kept, want)
		}
	}
}

func TestYearForm(t *testing.T) {
	h := serve(t, web.Options{})
	w := get(t, h, "/?q=investment&year=2019&from=2016&to=2018&cursor=x&nonsense=1")
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/?q=investment&year=2016..2018" {
		t.Fatalf("status %d to %q", w.Code, w.Header().Get("Location"))
	}
	doc := open(t, h, "/?q=investment&year=2016..2024")
	if from, to := doc.Find("[name=from]").AttrOr("value", ""), doc.Find("[name=to]").AttrOr("value", ""); from != "2016" || to != "2024" {
		t.Errorf("the form holds %q and %q", from, to)
	}
	if got := text(doc.Find(".chip")); !strings.Contains(got, "2016–2024") {
		t.Errorf("the chip reads %q", got)
	}
}

func TestPaging(t *testing.T) {
	h := serve(t, web.Options{})
	doc := open(t, h, "/?q=investment&limit=5")
	total := len(walk(t, h, "q=investment&limit=100"))
	seen := map[string]bool{}
	for range 100 {
		doc.Find(".hit .to").Each(func(_ int, a *goquery.Selection) {
			href, _ := a.Attr("href")
			if seen[href] {
				t.Errorf("%s stands on two pages", href)
			}
			seen[href] = true
		})
		next := doc.Find("a.next")
		if next.Length() == 0 {
			break
		}
		doc = follow(t, h, next)
		if first := doc.Find("ol.hits").AttrOr("start", ""); first == "1" {
			t.Error("the numbers of hits begin again on the next page")
		}
	}
	if len(seen) != total {
		t.Errorf("paging showed %d hits of %d", len(seen), total)
	}
	if first := doc.Find(".paging a[href]:not(.previous)").First(); !strings.HasSuffix(text(first), "1") || follow(t, h, first).Find("ol.hits").AttrOr("start", "") != "1" {
		t.Error("the last page has no way back to the first")
	}
	// Addresses of pages hold no generation and go to the depth of cursors.
	second := open(t, h, "/?q=investment&limit=5&page=2")
	if got := second.Find("ol.hits").AttrOr("start", ""); got != "6" || second.Find(".paging [aria-current=page]").Length() != 1 {
		t.Errorf("the second page of five begins with %s", got)
	}
	if href := second.Find("a.next").AttrOr("href", ""); href != "/?limit=5&page=3&q=investment" {
		t.Errorf("the next page is %s", href)
	}
	if w := get(t, h, "/?q=investment&limit=100&page=1001"); w.Code != 422 {
		t.Errorf("a page too deep: status %d, want 422", w.Code)
	}
	if beyond := open(t, h, "/?q=investment&limit=100&page=99"); beyond.Find(".hit").Length() != 0 || beyond.Find("a.previous").Length() != 1 {
		t.Error("a page beyond the last shows hits, or no way back")
	}
	if wide := open(t, h, "/?q=investment&limit=5").Find(".paging p a[href*='limit=50']"); follow(t, h, wide).Find(".hit").Length() <= 5 {
		t.Error("the larger page is no larger")
	}
}

func TestOrders(t *testing.T) {
	h := serve(t, web.Options{})
	doc := open(t, h, "/?q=investment")
	newest := doc.Find("#order option").FilterFunction(func(_ int, s *goquery.Selection) bool { return s.Text() == "Newest" })
	sorted := open(t, h, "/?q=investment&sort="+newest.AttrOr("value", ""))
	if got := text(sorted.Find("#order [selected]")); got != "Newest" {
		t.Errorf("the order is told as %q", got)
	}
	if got := text(sorted.Find(".by").First()); !strings.HasSuffix(got, "2024") {
		t.Errorf("the newest comes from %q", got)
	}
}

func TestNothingFound(t *testing.T) {
	h := serve(t, web.Options{})
	doc := open(t, h, "/?q=cooperation&lang=en&kind=table")
	if got := text(doc.Find("h1")); got != "Nothing found cooperation" {
		t.Errorf("heading %q", got)
	}
	if got := doc.Find(".chip").Length(); got != 2 {
		t.Errorf("%d chips, want the two filters that are set", got)
	}
	without := doc.Find(".empty a").First()
	if found := follow(t, h, without); found.Find(".hit").Length() == 0 {
		t.Error("the way out of the filters leads to nothing")
	}
	if doc.Find(".examples a").Length() == 0 {
		t.Error("no examples to go on with")
	}
	blameless := open(t, h, "/?q=zzzzqqqq&lang=en")
	if got := text(blameless.Find(".empty")); !strings.Contains(got, "without them there is nothing either") {
		t.Errorf("the filters are blamed for a word that is nowhere: %q", got)
	}
}

func TestNotesAreShown(t *testing.T) {
	h := serve(t, web.Options{})
	for lang, want := range map[string]string{
		"en": `auhtor:Zhang: unknown field "auhtor": did you mean author?`,
		"kk": "auhtor:Zhang: «auhtor» өрісі белгісіз: author дегіңіз келді ме?",
		"ru": "auhtor:Zhang: неизвестное поле «auhtor»: может быть, author?",
		"zh": "auhtor:Zhang：未知字段“auhtor”：是否指 author？",
	} {
		doc := open(t, h, "/?q="+url.QueryEscape("инвестиции auhtor:Zhang investment")+"&hl="+lang)
		if got := text(doc.Find(".notes li")); !strings.HasPrefix(got, want) {
			t.Errorf("hl=%s: of what was not understood the page says %q, want %q", lang, got, want)
		}
		if got := text(doc.Find(".notes q")); got != "auhtor:Zhang" {
			t.Errorf("hl=%s: the part that was not understood is %q", lang, got)
		}
	}
}

// A word typed on the other keyboard is perhaps meant.
func TestOtherLayoutIsMeant(t *testing.T) {
	h := serve(t, web.Options{})
	meant := open(t, h, "/?q=bydtcnbwbb&hl=ru").Find(".read a[lang='']")
	if got := text(meant); got != "инвестиции" {
		t.Errorf("meant is %q, want инвестиции", got)
	}
}

func TestDocumentPage(t *testing.T) {
	h := serve(t, web.Options{})
	doc := open(t, h, "/documents/d00")
	if got := text(doc.Find("h1")); got != "Assessing investment projects in Kazakhstan" {
		t.Errorf("h1 %q", got)
	}
	if got := doc.Find("h1").AttrOr("lang", "none"); got != "en" {
		t.Errorf("the title's lang is %q", got)
	}
	if got := doc.Find(`a[href="https://doi.org/10.52123/1994-2370-2024-1172"]`).Length(); got != 1 {
		t.Errorf("%d links to the DOI, want 1", got)
	}
	if got := text(doc.Find(".document header")); !strings.Contains(got, "Meiram Sarybayev · 2024") || !strings.Contains(got, "Journal of the Steppe, 2") {
		t.Errorf("the head of the page reads %q", got)
	}
	people := text(doc.Find(".people"))
	if !strings.Contains(people, "Meiram Sarybayev · Мейрам Сарыбаев") || !strings.Contains(people, "Steppe University") ||
		doc.Find(`.people a[href="https://orcid.org/0000-0001-8420-9255"]`).Length() != 1 {
		t.Errorf("about the authors: %q", people)
	}
	if got := text(doc.Find(".facts")); !strings.Contains(got, "UDC32.327") || !strings.Contains(got, "Received25 March 2024") {
		t.Errorf("facts: %q", got)
	}
	if got := text(doc.Find("details.reading[open]")); !strings.Contains(got, "Pages without text3") || !strings.Contains(got, "Unresolved citations2") || !strings.Contains(got, "3 of 12 pages have no text") {
		t.Errorf("how it was understood: %q", got)
	}
	if got := doc.Find(`.facts a[href="/?collection=Thesis%2FChapter%25202"]`); text(got) != "Thesis › Chapter 2" {
		t.Errorf("collections %q", text(doc.Find(".facts .filed")))
	}
	for _, id := range []string{"00", "01", "02", "03", "04", "05", "06", "07", "08"} {
		if got := doc.Find("#p-d00-" + id).Length(); got != 1 {
			t.Errorf("passage d00-%s stands %d times on the page, want once", id, got)
		}
	}
	if got := doc.Find("h2#p-d00-03").Length(); got != 1 {
		t.Error("a heading of the outermost section is no h2")
	}
	if got := doc.Find("#p-d00-05 tr").Length(); got != 3 {
		t.Errorf("the table has %d rows, want 3", got)
	}
	if got := doc.Find("ul.references > li").Length(); got != 2 {
		t.Errorf("the reference list has %d lines, want 2", got)
	}
	if got := doc.Find("details.furniture:not([open]) #p-d00-08").Length(); got != 1 {
		t.Error("furniture is not folded away")
	}
	// What the file has in the place of a repaired passage is as it is there.
	raw := doc.Find("details.source pre")
	if got := raw.Map(func(_ int, s *goquery.Selection) string { return s.Text() }); !slices.Equal(got, []string{"<u>This article", "analyses</u>\n<script>alert(1)</script>"}) {
		t.Errorf("the raw text is %q", got)
	}
	if lang, _ := raw.Attr("lang"); lang != "en" {
		t.Errorf("the raw text is in %q, not in the passage's language", lang)
	}
	if got := raw.First().Next().Find(".hidden").Text(); got != "other text of the file, not shown" {
		t.Errorf("between two stretches a reader who does not see hears %q", got)
	}
	// The outline leads to what is on the page.
	links := doc.Find(".outline nav a")
	if links.Length() != 3 {
		t.Errorf("the outline has %d lines, want 3", links.Length())
	}
	links.Each(func(_ int, a *goquery.Selection) {
		if href, _ := a.Attr("href"); doc.Find(href).Length() != 1 {
			t.Errorf("%q leads to %s, which is not on the page", a.Text(), href)
		}
	})
	// Languages inside a passage keep their own lang.
	if got := doc.Find(`#p-d00-04 span[lang=zh]`).Text(); got != "一带一路" {
		t.Errorf("the Chinese span reads %q", got)
	}
	if got := text(doc.Find(`#p-d00-04 span[lang=kk]`)); got != "Белдеу және жол" {
		t.Errorf("the Kazakh span reads %q", got)
	}
}

func TestDocumentPageMarksTheQuery(t *testing.T) {
	h := serve(t, web.Options{})
	doc := open(t, h, "/documents/d00?q=investment&utm_source=x")
	if got := doc.Find("main mark").Length(); got < 3 {
		t.Errorf("%d marks, want at least the title's, the abstract's and the body's", got)
	}
	if href, _ := doc.Find(".told a").First().Attr("href"); href == "" || doc.Find(href+" mark").Length() == 0 {
		t.Errorf("“go to the first” leads to %q, where nothing is marked", href)
	}
	// The box of the page asks for the same; the outline counts the passages with marks.
	if box := doc.Find(".found form"); box.AttrOr("action", "") != "/documents/d00" || box.Find("input[name=q]").AttrOr("value", "") != "investment" {
		t.Errorf("the box of the document leads to %q", box.AttrOr("action", ""))
	}
	counted := 0
	for _, n := range doc.Find(".outline .n").EachIter() {
		counted++
		if in := doc.Find(n.AttrOr("href", "none")); in.Find("mark").Length() == 0 {
			t.Errorf("the count %q leads to no mark", text(n))
		}
	}
	if counted == 0 {
		t.Error("the outline counts no marks")
	}
	none := open(t, h, "/documents/d00?q=zzzz")
	if got := text(none.Find(".told")); !strings.Contains(got, "does not stand in this document") {
		t.Errorf("without marks the page says %q", got)
	}
	// What a search leaves out is no hit and stays folded.
	furniture := open(t, h, "/documents/d00?q=steppe")
	if got := text(furniture.Find(".told")); !strings.Contains(got, "does not stand in this document") || furniture.Find("details.furniture[open]").Length() > 0 {
		t.Errorf("of a word in a running header alone the page says %q", got)
	}
}

func TestDocumentsPage(t *testing.T) {
	h := serve(t, web.Options{})
	doc := open(t, h, "/documents?limit=20")
	if got := text(doc.Find("h1")); got != "25 documents" {
		t.Errorf("h1 %q", got)
	}
	if got := follow(t, h, doc.Find("a.next")).Find(".hit").Length(); got != 5 {
		t.Errorf("%d documents on the second page, want 5", got)
	}
}

func TestErrorPagesHaveASearchBox(t *testing.T) {
	h := serve(t, web.Options{})
	for target, status := range map[string]int{
		"/nowhere": 404, "/documents/none": 404, "/documents/%ff": 404, "/documents/": 404,
		"/?limit=-1&q=investment": 400, "/?year=soon": 400, "/?q=%zz": 400, "/?cursor=x": 400, "/documents?limit=x": 400,
	} {
		w := get(t, h, target)
		if w.Code != status {
			t.Errorf("%s: status %d, want %d", target, w.Code, status)
		}
		doc := page(t, w)
		if doc.Find("#search input[name=q]").Length() != 1 || text(doc.Find(".lead")) == "" {
			t.Errorf("%s: no search box or nothing said", target)
		}
	}
	doc := page(t, get(t, h, "/?limit=-1&q=investment"))
	if doc.Find("#q").AttrOr("value", "") != "investment" {
		t.Error("the query is lost on the error page")
	}
	if again := follow(t, h, doc.Find("main a").First()); again.Find(".hit").Length() == 0 {
		t.Error("“search again” finds nothing")
	}
}

func TestPagesIgnoreUnknownParameters(t *testing.T) {
	h := serve(t, web.Options{})
	doc := open(t, h, "/?q=investment&utm_source=mail&group=document&facets=cites")
	if doc.Find(".hit").Length() == 0 {
		t.Error("no hits")
	}
	if html, _ := doc.Html(); strings.Contains(html, "utm_source") {
		t.Error("an unknown parameter is carried on")
	}
}

// What a corpus or a query holds must never become markup.
func TestHostileTextStaysText(t *testing.T) {
	h := serve(t, web.Options{})
	for _, target := range []string{
		"/?q=mallory", "/?doc=hostile", "/documents/hostile", "/documents/hostile?q=mallory+script", "/documents",
		"/?q=" + url.QueryEscape(hostile), "/documents/hostile?q=" + url.QueryEscape(hostile),
		"/?author=" + url.QueryEscape(hostile), "/?section=" + url.QueryEscape(url.PathEscape(hostile)),
		"/?limit=" + url.QueryEscape(hostile), "/" + url.PathEscape(hostile), "/documents/" + url.PathEscape(hostile),
	} {
		w := get(t, h, target)
		doc := page(t, w)
		if n := doc.Find("script:not([src]), main img, b, i, [onerror]").Length(); n != 0 {
			t.Errorf("%s: %d elements came out of hostile text", target, n)
		}
		doc.Find("[href], [src], [action]").Each(func(_ int, s *goquery.Selection) {
			for _, attr := range []string{"href", "src", "action"} {
				if v := s.AttrOr(attr, "/"); !strings.HasPrefix(v, "/") && !strings.HasPrefix(v, "#") && !strings.HasPrefix(v, "https://doi.org/") {
					t.Errorf("%s: a link to %q", target, v)
				}
			}
		})
	}
	doc := open(t, h, "/documents/hostile?q=mallory")
	if got := doc.Find("h1").Text(); got != hostile {
		t.Errorf("the title reads %q, want it as it is: %q", got, hostile)
	}
}

// Structure that assistive technology relies on.
func TestAccessibleStructure(t *testing.T) {
	h := serve(t, web.Options{})
	for _, target := range []string{"/", "/?q=investment&lang=en", "/?q=zzzz&lang=en", "/documents", "/documents/d00?q=investment", "/documents/hostile", "/works", "/authors", "/journals", "/figures", "/glossary", "/lookup", "/help", "/api", "/nowhere"} {
		doc := page(t, get(t, h, target))
		for selector, want := range map[string]int{"html[lang=en]": 1, "main": 1, "h1": 1, "header.top": 1, "search.box > form": 1, "label[for=q]": 1, "a.skip[href='#main']": 1, "meta[name=viewport]": 1, "title": 1} {
			if got := doc.Find(selector).Length(); got != want {
				t.Errorf("%s: %d of %s, want %d", target, got, selector, want)
			}
		}
		ids := map[string]bool{}
		doc.Find("[id]").Each(func(_ int, s *goquery.Selection) {
			id := s.AttrOr("id", "")
			if ids[id] {
				t.Errorf("%s: the id %s stands twice", target, id)
			}
			ids[id] = true
		})
		doc.Find("a, button").Each(func(_ int, s *goquery.Selection) {
			if text(s) == "" && s.AttrOr("aria-label", "") == "" {
				html, _ := goquery.OuterHtml(s)
				t.Errorf("%s: a control without a name: %s", target, html)
			}
		})
		if n := doc.Find("[style], script:not([src]), style, [onclick]").Length(); n != 0 {
			t.Errorf("%s: %d elements that the Content-Security-Policy forbids", target, n)
		}
		// Everything that a page loads is there.
		doc.Find("link[rel=stylesheet], link[rel=icon]").Each(func(_ int, s *goquery.Selection) {
			w := get(t, h, s.AttrOr("href", ""))
			if w.Code != 200 || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
				t.Errorf("%s: %s has status %d, Cache-Control %q", target, s.AttrOr("href", ""), w.Code, w.Header().Get("Cache-Control"))
			}
		})
	}
}

// A reference leads to the work that it denotes, and that to who cites it.
func TestWorkPage(t *testing.T) {
	h := serve(t, web.Options{})
	doc := open(t, h, "/documents/d00")
	link := doc.Find(`.references a[href^="/works/"]`).First()
	work := follow(t, h, link)
	if got := text(work.Find("h1")); got != "Belt and Road in numbers" {
		t.Errorf("the work is called %q", got)
	}
	if got := text(work.Find(".citing .copyable").First()); !strings.HasPrefix(got, "[1] Zhang, W. Belt and Road in numbers.") {
		t.Errorf("it is written %q", got)
	}
	// An author's name leads to the author, or to those who may be meant.
	author := doc.Find(`.document header a[href*="/authors?q="]`).First().AttrOr("href", "")
	w := get(t, h, author)
	if w.Code == http.StatusSeeOther {
		w = get(t, h, w.Header().Get("Location"))
	}
	if got := text(page(t, w).Find("main")); !strings.Contains(got, "Sarybayev") {
		t.Errorf("%s leads to %q", author, got)
	}
	cited := follow(t, h, work.Find("a.cite"))
	if cited.Find(".entry").Length() != 4 {
		t.Errorf("%d styles of its entry, want 4", cited.Find(".entry").Length())
	}
	for target, status := range map[string]int{"/works/none": 404, "/works/%ff": 400, "/works/doi:10.1000%2Fnone": 404} {
		if w := get(t, h, target); w.Code != status {
			t.Errorf("%s: status %d, want %d", target, w.Code, status)
		}
	}
}

// The language of the interface is what the address says, and links keep it.
func TestInterfaceLanguages(t *testing.T) {
	h := serve(t, web.Options{})
	for lang, want := range map[string]string{"en": "Language", "kk": "Тіл", "ru": "Язык", "zh": "语言"} {
		w := get(t, h, "/?q=investment&hl="+lang)
		doc := page(t, w)
		if got := doc.Find("html").AttrOr("lang", ""); got != lang {
			t.Errorf("hl=%s: html lang=%q", lang, got)
		}
		if got := text(doc.Find(".facet-group h3").First()); got != want {
			t.Errorf("hl=%s: the first facet is called %q, want %q", lang, got, want)
		}
		if cookie := w.Header().Get("Set-Cookie"); !strings.HasPrefix(cookie, "hl="+lang+";") {
			t.Errorf("hl=%s: Set-Cookie %q", lang, cookie)
		}
		if href := doc.Find(".hit .to").First().AttrOr("href", ""); !strings.Contains(href, "hl="+lang) {
			t.Errorf("hl=%s: a hit leads to %q", lang, href)
		}
		if got := open(t, h, "/").Find("html").AttrOr("lang", ""); got != "en" {
			t.Errorf("without a choice the page is in %q", got)
		}
	}
}

// A document with titles in several languages is called by the one in the language
// of the interface, wherever it is listed.
func TestTitlesInTheReadersLanguage(t *testing.T) {
	ru := "Проекты в Казахстане"
	d := &doc.Document{ID: "d", Source: "d.txt", Title: "Projects in Kazakhstan", Year: 2024,
		Titles: map[doc.Lang]string{"en": "Projects in Kazakhstan", "ru": ru}}
	var passages []*doc.Passage
	for i, text := range []string{"Projects grow.", "More projects follow."} {
		passages = append(passages, &doc.Passage{ID: fmt.Sprintf("p%d", i), DocID: "d", Ordinal: i, Kind: doc.Abstract, Lang: "en", Section: []string{"Abstract"}, Text: text})
	}
	h := serveDocuments(t, []*doc.Document{d}, passages)
	for lang, want := range map[string]string{"en": d.Title, "kk": d.Title, "ru": ru} {
		found := open(t, h, "/?q=projects&doc=d&hl="+lang)
		for place, got := range map[string]string{
			"hit":      text(found.Find("h2.of").First()),
			"facet":    text(found.Find("#facet-doc .label")),
			"chip":     text(found.Find(".chip .value")),
			"list":     text(open(t, h, "/documents?hl="+lang).Find(".hit h2")),
			"document": text(open(t, h, "/documents/d?hl="+lang).Find("h1")),
		} {
			if got != want {
				t.Errorf("hl=%s: the %s is called %q, want %q", lang, place, got, want)
			}
		}
	}
	found := open(t, h, "/?q=projects&facet_q.doc=проекты")
	if got := found.Find("#facet-doc .label").Length(); got != 1 {
		t.Errorf("by its other title %d documents are found in the facet, want 1", got)
	}
	if got := text(found.Find(".path").First()); got != "Abstract" {
		t.Errorf("an abstract below the heading Abstract is placed at %q", got)
	}
	if got := found.Find(".hit .Z3988").Length(); got != 1 {
		t.Errorf("two hits of a document name it to reference managers %d times, want once", got)
	}
}

func TestConcordanceOnThePage(t *testing.T) {
	h := serve(t, web.Options{})
	doc := open(t, h, "/?q=investment&view=kwic&order=right")
	lines := doc.Find(".concordance tbody tr")
	if lines.Length() == 0 || doc.Find(".hit").Length() != 0 {
		t.Fatalf("%d lines, %d hits", lines.Length(), doc.Find(".hit").Length())
	}
	lines.Each(func(_ int, s *goquery.Selection) {
		if got := strings.ToLower(s.Find("mark").Text()); !strings.HasPrefix(got, "invest") {
			t.Errorf("a line of %q", got)
		}
	})
	seen := lines.Length()
	for next := doc.Find("a.next"); next.Length() == 1; next = doc.Find("a.next") {
		doc = follow(t, h, next)
		seen += doc.Find(".concordance tbody tr").Length()
	}
	if all := len(walk(t, h, "q=investment&limit=100")); seen < all {
		t.Errorf("%d lines of %d passages", seen, all)
	}
}

// A site below a path keeps all its links there.
func TestPagesBelowAPath(t *testing.T) {
	base, err := url.Parse("https://library.example/izde/")
	if err != nil {
		t.Fatal(err)
	}
	h := serve(t, web.Options{BaseURL: base})
	for _, target := range []string{"/izde/", "/izde/?q=investment&lang=en", "/izde/?q=investment&view=kwic", "/izde/documents", "/izde/documents/d00?q=investment", "/izde/documents/d00/cite", "/izde/documents/d00/parallel", "/izde/works/w00", "/izde/help", "/izde/nowhere"} {
		doc := page(t, get(t, h, target))
		doc.Find("[href], [src], [action]").Each(func(_ int, s *goquery.Selection) {
			for _, attr := range []string{"href", "src", "action"} {
				if v := s.AttrOr(attr, "#"); !strings.HasPrefix(v, "#") && !strings.HasPrefix(v, "/izde/") && !strings.HasPrefix(v, "https://") && !strings.HasPrefix(v, "mailto:") {
					t.Errorf("%s: a link to %q", target, v)
				}
			}
		})
	}
	if got := get(t, h, "/izde/robots.txt").Body.String(); !strings.Contains(got, "Sitemap: https://library.example/izde/sitemap.xml") {
		t.Errorf("robots.txt: %q", got)
	}
	if got := get(t, h, "/izde/sitemap.xml").Body.String(); !strings.Contains(got, "<loc>https://library.example/izde/documents/d00</loc>") {
		t.Errorf("sitemap.xml: %.300q", got)
	}
	if got := get(t, h, "/izde/opensearch.xml?hl=kk").Body.String(); !strings.Contains(got, "https://library.example/izde/?hl=kk&amp;q={searchTerms}") {
		t.Errorf("opensearch.xml: %q", got)
	}
}

// A table is shown by the cells that were made out of its text, in which a cell may
// stand on two lines, and marked whatever of the query a cell holds.
func TestTables(t *testing.T) {
	h := serveDocuments(t, []*doc.Document{{ID: "d", Source: "d.txt", Title: "Tables"}}, []*doc.Passage{
		{ID: "made", DocID: "d", Kind: doc.Table, Lang: "en", Text: "Aspect\tDetails\n1\tDirect investments in\t$859 million\nKazakhstan",
			Rows: [][]string{{"", "Aspect", "Details"}, {"1", "Direct investments in Kazakhstan", "$859 million"}}},
		{ID: "plain", DocID: "d", Ordinal: 1, Kind: doc.Table, Lang: "en", Text: "Year\tKazakhstan\n2020\t7\n2021"},
		{ID: "lines", DocID: "d", Ordinal: 2, Kind: doc.Table, Lang: "en", Text: "No cells\nwere made out"},
	})
	doc := open(t, h, "/documents/d?q=kazakhstan+million")
	cells := func(id string) []string {
		return doc.Find("#p-" + id + " tr").Map(func(_ int, tr *goquery.Selection) string {
			return strings.Join(tr.Find("th, td").Map(func(_ int, s *goquery.Selection) string { return s.Text() }), "|")
		})
	}
	if got := cells("made"); !slices.Equal(got, []string{"|Aspect|Details", "1|Direct investments in Kazakhstan|$859 million"}) {
		t.Errorf("cells %q", got)
	}
	if got := text(doc.Find("#p-made mark")); got != "Kazakhstanmillion" {
		t.Errorf("marked %q", got)
	}
	if got := doc.Find("#p-made th").Length(); got != 2 {
		t.Errorf("%d names of columns, want 2", got)
	}
	if got := cells("plain"); !slices.Equal(got, []string{"Year|Kazakhstan", "2020|7", "2021|"}) {
		t.Errorf("cells of the text %q", got)
	}
	if got := doc.Find("#p-lines tr").Length(); got != 0 {
		t.Errorf("a table without cells has %d rows", got)
	}
}

// The address of results found while typing finds the same when it is opened, and
// says how.
func TestUnfinishedWord(t *testing.T) {
	h := serve(t, web.Options{})
	typed, opened := open(t, h, "/?q=infrastr&typing=1"), open(t, h, "/?q=infrastr")
	if a, b := text(typed.Find("h1")), text(opened.Find("h1")); a != b || opened.Find(".hit").Length() == 0 {
		t.Errorf("typed: %q, opened: %q", a, b)
	}
	if got := text(opened.Find(".read code")); got != "infrastr*" {
		t.Errorf("searched as %q", got)
	}
	if got := opened.Find("title").Text(); got != "infrastr · izde" {
		t.Errorf("the title is %q", got)
	}
	if open(t, h, "/?q=investment&match=exact").Find("details.matching[open]").Length() != 1 {
		t.Error("that only words as written are searched cannot be seen")
	}
	if w := get(t, h, "/?q=investment&from=2018&to=2016"); w.Header().Get("Location") != "/?q=investment&year=2016..2018" {
		t.Errorf("years in the wrong order lead to %q", w.Header().Get("Location"))
	}
}

package web_test

// The marked list: named by its address, whatever that may hold.

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/izde/izde/web"
)

func TestListPage(t *testing.T) {
	h := serve(t, web.Options{})
	work := aWork(t, h)
	entry := walk(t, h, "q=doi:10.1000/xyz1&limit=1")[0].ID
	ids := "d00,d00-01," + work + "," + entry + ",gone,d00"
	page := open(t, h, "/list?ids="+ids)
	if got := page.Find(".citing > li").Length(); got != 4 {
		t.Errorf("%d entries are shown, want the document, its passage, the work and the entry that denotes it", got)
	}
	if got := page.Find("main > .warn code").Text(); got != "gone" {
		t.Errorf("%q is told to be unknown, want gone", got)
	}
	// A work and the entry that denotes it are one in the bibliography, in the reader's
	// language and the style that is usual there.
	if got := page.Find("#bibliography p"); got.Length() != 2 || !strings.Contains(got.Text(), "Zhang, W. (2021). Belt and Road in numbers.") {
		t.Errorf("the bibliography is %q", got.Text())
	}
	if got := open(t, h, "/list?style=gb-t-7714&locale=zh&ids="+work).Find("#bibliography").Text(); !strings.Contains(got, "ZHANG W. Belt and Road in numbers[M]") {
		t.Errorf("as GB/T: %q", got)
	}
	for _, link := range page.Find("ul.files a").EachIter() {
		if w := get(t, h, link.AttrOr("href", "")); w.Code != 200 || !strings.Contains(w.Header().Get("Content-Disposition"), "izde-list") {
			t.Errorf("%s: %d", link.Text(), w.Code)
		}
	}
	// An entry is removed by an address without it.
	left := open(t, h, page.Find("a.remove").First().AttrOr("href", ""))
	if got := left.Find(".citing > li").Length(); got != 3 {
		t.Errorf("%d entries are left of 4", got)
	}
	for order, first := range map[string]string{"added": "d00", "name": "d00", "-year": work} {
		if got := open(t, h, "/list?sort="+order+"&ids=d00,"+work).Find("input[name=ids]").First().AttrOr("value", ""); got != first {
			t.Errorf("in the order %s %s comes first, want %s", order, got, first)
		}
	}
	if w := get(t, h, "/list?sort=colour&ids=d00"); w.Code != 400 {
		t.Errorf("an unknown order: status %d, want 400", w.Code)
	}

	// What is no id is told, escaped; a list too long is cut and that is told.
	hostile := get(t, h, "/list?ids="+url.QueryEscape(`<script>alert(1)</script>,"><img src=x>`))
	if body := hostile.Body.String(); hostile.Code != 200 || strings.Contains(body, "<script>alert") || strings.Contains(body, "<img") {
		t.Errorf("a hostile id: %d", hostile.Code)
	}
	if page := open(t, h, "/list?ids="+manyIDs(10_000)); page.Find("main > .warn").Length() != 2 || page.Find("main > .warn code").Length() != 500 {
		t.Errorf("ten thousand ids: %d warnings with %d ids", page.Find("main > .warn").Length(), page.Find("main > .warn code").Length())
	}
	if got := open(t, h, "/list"); got.Find("[data-empty]").Length() != 1 {
		t.Error("an empty list does not say how to fill it")
	}
}

// Without a script the ticks of a page are a form.
func TestListForm(t *testing.T) {
	h := serve(t, web.Options{})
	page := open(t, h, "/?q=investment&hl=kk")
	if got := page.Find(`.hit input[name=ids][form=list]`).Length(); got != page.Find(".hit").Length() || got == 0 {
		t.Errorf("%d hits can be ticked of %d", got, page.Find(".hit").Length())
	}
	r := httptest.NewRequest(http.MethodPost, page.Find("form#list").AttrOr("action", ""), strings.NewReader("ids=d00&ids=d00-01"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if got := w.Header().Get("Location"); w.Code != http.StatusSeeOther || got != "/list?hl=kk&ids=d00,d00-01" {
		t.Errorf("the form leads to %d %s", w.Code, got)
	}
	// What else can be ticked.
	for _, path := range []string{"/documents", "/documents/d00", "/works/" + aWork(t, h), "/documents/d00/cite"} {
		want := 1
		if strings.HasSuffix(path, "/cite") {
			want = 0
		}
		if got := open(t, h, path).Find("input[name=ids]").Length(); min(got, 1) != want {
			t.Errorf("%s has %d ticks", path, got)
		}
	}
}

package web_test

// The form at /advanced: whatever is typed into its fields becomes a query that is read
// as it was meant.

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"unicode"

	queries "github.com/izde/izde/search/query"
	"github.com/izde/izde/web"
	"pgregory.net/rapid"
)

func TestAdvancedForm(t *testing.T) {
	h := serve(t, web.Options{})
	form := open(t, h, "/advanced?hl=en")
	for _, in := range form.Find("form.advanced :is(input:not([type=checkbox], [type=hidden]), select)").EachIter() {
		if id := in.AttrOr("id", ""); form.Find("label[for="+id+"]").Length() != 1 {
			t.Errorf("the field %s has no label", in.AttrOr("name", ""))
		}
	}
	for params, want := range map[string]string{
		"all=wind+power&none=coal": "wind AND power AND -coal", "phrase=belt+and+road": `"belt and road"`, "any=wind+solar": "wind OR solar",
		"all=a&any=wind+solar": "a AND (wind OR solar)", "all=invest*": "invest*", "title=belt+road": "title:belt AND title:road", "author=Zhang+W": `author:"Zhang W"`,
		"from=2024&to=2019": "year:2019..2024", "from=2019&lang=kk&kind=body": "lang:kk AND kind:body AND year:2019..", "all=AND+(c": `\AND AND \(c`,
	} {
		w := get(t, h, "/advanced?"+params+"&match=exact&match=stem")
		to, err := url.Parse(w.Header().Get("Location"))
		if w.Code != http.StatusSeeOther || err != nil || to.Query().Get("q") != want || len(to.Query()["match"]) != 2 {
			t.Errorf("%s leads to %d %s, want %s", params, w.Code, w.Header().Get("Location"), want)
			continue
		}
		if page := open(t, h, to.String()); page.Find("#q").AttrOr("value", "") != want || page.Find(".notes").Length() > 0 {
			t.Errorf("%s: the box has %q, with notes %q", params, page.Find("#q").AttrOr("value", ""), page.Find(".notes").Text())
		}
	}
	if w := get(t, h, "/advanced?from=soon"); w.Code != 400 {
		t.Errorf("a year that is none: %d", w.Code)
	}
}

// No text breaks out of its field.
func TestAdvancedFieldsStayFields(t *testing.T) {
	h := serve(t, web.Options{})
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom([]rune(`ab"'()\:-~*=?«»“” ORNDzжқ词`)), 1, 12, -1)
		params := url.Values{}
		for _, name := range []string{"all", "phrase", "any", "none", "title", "author", "section"} {
			params.Set(name, text.Draw(rt, name))
		}
		w := get(t, h, "/advanced?"+params.Encode())
		if w.Code != http.StatusSeeOther {
			return // all of it was blank
		}
		to, err := url.Parse(w.Header().Get("Location"))
		if err != nil {
			rt.Fatal(err)
		}
		q, err := queries.Parse(to.Query().Get("q"))
		if err != nil {
			rt.Fatal(err)
		}
		if q.String() != to.Query().Get("q") {
			rt.Fatalf("%s is read as %s", to.Query().Get("q"), q)
		}
		want := 0
		for _, word := range strings.Fields(params.Get("title")) {
			if strings.ContainsFunc(word, unicode.IsLetter) {
				want++
			}
		}
		for leaf := range queries.Leaves(q.Expr) {
			if f, ok := leaf.(queries.Field); ok && f.Name == "title" {
				want--
			} else if ok && f.Name != "author" && f.Name != "section" {
				rt.Fatalf("%s has the field %s", q, f.Name)
			}
		}
		if want != 0 {
			rt.Fatalf("%s lacks %d words of the title", q, want)
		}
	})
}

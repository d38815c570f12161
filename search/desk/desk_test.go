package desk_test

// The answers of a desk about the small corpora, and its refusals.

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/desk/desktest"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/embedded"
	"github.com/izde/izde/search/glossary"
	"github.com/izde/izde/search/index"
	"github.com/izde/izde/search/query"
)

// open indexes documents in memory.
func open(t testing.TB, docs []*doc.Document, passages []*doc.Passage) *index.Index {
	t.Helper()
	e, err := embedded.NewMemory(context.Background(), docs, passages)
	if err != nil {
		t.Fatal(err)
	}
	engine := index.New(e)
	t.Cleanup(func() { engine.Close() })
	return engine
}

func articles(t testing.TB) *desk.Desk {
	docs, passages := desktest.Articles()
	return desk.New(open(t, docs, passages))
}

func library(t testing.TB) *desk.Desk {
	docs, passages := desktest.Library()
	return desk.New(open(t, docs, passages))
}

func parse(t testing.TB, text string) *query.Query {
	t.Helper()
	q, err := query.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// asked returns the request of a page without filters.
func asked(t testing.TB, q string) search.Request {
	t.Helper()
	return search.Request{Query: parse(t, q), Mode: query.Auto, Views: analysis.AllViews, Sort: search.ByRelevance, Limit: 10}
}

// filtered adds filters, written "lang=zh kind=title".
func filtered(t testing.TB, r search.Request, filters string) search.Request {
	t.Helper()
	for _, filter := range strings.Fields(filters) {
		facet, value, _ := strings.Cut(filter, "=")
		f, err := desk.ReadFilter(doc.Facet(facet), []string{value}, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Filters = append(r.Filters, f)
	}
	return r
}

func find(t testing.TB, d *desk.Desk, r search.Request) *desk.Found {
	t.Helper()
	found, err := d.Search(t.Context(), &desk.SearchRequest{Request: r})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// Of a word that is searched by several like it, what was typed is shown where the first of
// these finds nothing beside the others, or similar words were asked for.
func TestSuggestionsOfSeveral(t *testing.T) {
	docs, passages := []*doc.Document{{ID: "d", CSL: cite.Item{Title: "Fields"}}}, []*doc.Passage(nil)
	for i, text := range []string{"Barley market", "Barley harvest", "Barley field", "A barely stable wind"} {
		passages = append(passages, &doc.Passage{ID: fmt.Sprint("p", i), DocID: "d", Kind: doc.Body, Lang: doc.English, Text: text})
	}
	d := desk.New(open(t, docs, passages))
	for q, want := range map[string]desk.Suggestion{
		"title:zzzz barly stable": {Q: "barly stable", Total: 1, Why: "fewer_words"},
		"title:zzzz barly~":       {Q: "barly~1", Total: 4, Why: "fewer_words"},
	} {
		if list := find(t, d, asked(t, q)).Suggestions; len(list) == 0 || !reflect.DeepEqual(list[0], want) {
			t.Errorf("%s: suggested %+v, want %+v", q, list, want)
		}
	}
}

// A suggestion finds as many passages as it promises.
func TestSuggestions(t *testing.T) {
	d := articles(t)
	for _, tt := range []struct {
		q, filters string
		want       desk.Suggestion // the first; its total is checked by searching
	}{
		{"infrastracture", "", desk.Suggestion{Q: "infrastructure", Why: "spelling"}},
		{"Infrastrcuture projects", "", desk.Suggestion{Q: "Infrastructure projects", Why: "spelling"}},
		{"мәднеи", "", desk.Suggestion{Q: "мәдени", Why: "spelling"}},
		{"сотруничество", "", desk.Suggestion{Q: "сотрудничество", Why: "spelling"}},
		{"=infrastracture", "", desk.Suggestion{Q: "=infrastructure", Why: "spelling"}},
		{"bydtcnbwbb", "", desk.Suggestion{Q: "инвестиции", Why: "layout"}},
		{"cjnhelybxtcndj", "", desk.Suggestion{Q: "сотрудничество", Why: "layout"}},
		{"0fpf0cnfy", "", desk.Suggestion{Q: "қазақстан", Why: "layout"}},
		{"штмуыеьуте", "", desk.Suggestion{Q: "investment", Why: "layout"}},
		{"investment", "lang=zh kind=title", desk.Suggestion{Q: "investment", Why: "filters", Without: []string{"lang"}}},
		{"investment", "lang=tr kind=note", desk.Suggestion{Q: "investment", Why: "filters", Without: []string{"lang", "kind"}}},
		{`"projects bring investment"`, "", desk.Suggestion{Q: "projects bring investment", Why: "phrase"}},
		{"investment -projects -economy", "", desk.Suggestion{Q: "investment", Why: "exclusions"}},
		{"инвестиции", "", desk.Suggestion{Q: "инвестиц*", Why: "derivation"}},
		{"economy", "", desk.Suggestion{Q: "econom*", Why: "derivation"}},
		{"қазақ", "", desk.Suggestion{Q: "қазақ*", Why: "derivation"}},
		{"title:zzzz infrastructure", "", desk.Suggestion{Q: "infrastructure", Why: "fewer_words"}},
		// Beside a word that nothing is like, one that is mistyped is told as it is searched.
		{"title:zzzz infrastracture", "", desk.Suggestion{Q: "infrastructure", Why: "fewer_words"}},
	} {
		r := filtered(t, asked(t, tt.q), tt.filters)
		list := find(t, d, r).Suggestions
		if len(list) == 0 {
			t.Errorf("%s %s: no suggestion", tt.q, tt.filters)
			continue
		}
		got := list[0]
		if got.Q != tt.want.Q || got.Why != tt.want.Why || !slices.Equal(got.Without, tt.want.Without) {
			t.Errorf("%s %s: suggestion %+v, want %+v", tt.q, tt.filters, got, tt.want)
		}
		r.Query = parse(t, got.Q)
		r.Filters = slices.DeleteFunc(r.Filters, func(f search.Filter) bool { return slices.Contains(got.Without, string(f.Facet)) })
		if total := find(t, d, r).Total; total != got.Total || total == 0 {
			t.Errorf("%s %s: suggestion promises %d, it gives %d", tt.q, tt.filters, got.Total, total)
		}
	}
	// Nothing is suggested for a text of which only a part is a word in the other
	// layout.
	for _, q := range []string{"investment", "", "zzzzqqqq", "投资项目", "kind:body", "xqzy d"} {
		if list := find(t, d, asked(t, q)).Suggestions; len(list) != 0 {
			t.Errorf("%q: %v suggested, want nothing", q, list)
		}
	}
}

// A word of another language that only begins like a slip does not make the slip a
// word: the word meant is suggested beside the hits.
func TestSlipThatOnlyBeginsLikeAWord(t *testing.T) {
	d := desk.New(open(t, []*doc.Document{{ID: "d", Source: "d.txt", Title: "Projects"}}, []*doc.Passage{
		{ID: "en", DocID: "d", Kind: doc.Body, Lang: "en", Text: "Investment is growing."},
		{ID: "latin", DocID: "d", Ordinal: 1, Kind: doc.Reference, Lang: "ru-Latn", Text: "Kazakhstansko-kitayskoye investitsionnoye sotrudnichestvo"},
	}))
	found := find(t, d, asked(t, "investmant"))
	if len(found.Hits) != 1 || found.Hits[0].Passage.ID != "latin" || len(found.Suggestions) != 1 || found.Suggestions[0].Q != "investment" {
		t.Errorf("found %v, suggested %v; want investment to be suggested", found.Hits, found.Suggestions)
	}
}

// Where only words of other languages find something, queries are suggested whose own
// words do.
func TestSuggestionsAcrossLanguages(t *testing.T) {
	one := open(t, []*doc.Document{{ID: "d", Source: "d.txt", Title: "Wind"}}, []*doc.Passage{
		{ID: "en", DocID: "d", Kind: doc.Body, Lang: doc.English, Text: "Wind power is cheap where the steppe is wide."},
		{ID: "ru", DocID: "d", Ordinal: 1, Kind: doc.Body, Lang: doc.Russian, Text: "Ветровая энергия дорога, кредиты дороже."},
	})
	found := find(t, desk.New(index.NewAcross(one.Engine, glossary.New(one.Engine, nil))), asked(t, "wind power loans"))
	want := desk.Suggestion{Q: "wind power", Total: 2, Why: "fewer_words"}
	if found.Direct != 0 || found.Total != 2 || len(found.Suggestions) == 0 || !reflect.DeepEqual(found.Suggestions[0], want) {
		t.Errorf("%d of %d passages have the words themselves, suggested %v; want 0 of 2, %v", found.Direct, found.Total, found.Suggestions, want)
	}
}

// A run of four characters, which is searched by its pairs, is two words to a reader and
// one together; the pair between the words is none.
func TestExplanation(t *testing.T) {
	r := asked(t, "投资项目")
	r.Explained = true
	for _, h := range find(t, articles(t), r).Hits {
		whole := false
		for _, part := range h.Explanation.Parts {
			for _, m := range part.Matched {
				if text := h.Passage.Text[m.Start:m.End]; text != part.Query {
					t.Errorf("%q is explained by %q", part.Query, text)
				}
			}
			whole = whole || part.Query == "投资项目"
			if part.Query == "资项" {
				t.Errorf("the pair between two words is taken for one: %+v", part)
			}
		}
		if !whole {
			t.Errorf("the run is taken apart: %+v", h.Explanation.Parts)
		}
	}
}

// The last word of a query stands for its beginning where it finds nothing itself.
func TestUnfinished(t *testing.T) {
	d := articles(t)
	for q, want := range map[string]string{"infrastr": "infrastr*", "investment": "investment", "zzzzqq": "zzzzqq", "infrastr.": "infrastr."} {
		found, err := d.Search(t.Context(), &desk.SearchRequest{Request: asked(t, q), Unfinished: true})
		if err != nil || found.Query.Text != want {
			t.Errorf("%q is searched as %q, want %q; %v", q, found.Query.Text, want, err)
		}
	}
}

// Facets are narrowed by names that the caller knows, in any script.
func TestNarrow(t *testing.T) {
	d := articles(t)
	r := asked(t, "")
	r.Limit, r.Facets, r.FacetLimit = 0, []doc.Facet{doc.FacetAuthor, doc.FacetYear}, 1
	found, err := d.Search(t.Context(), &desk.SearchRequest{Request: r, Narrow: map[doc.Facet]string{doc.FacetAuthor: "сары"},
		Names: func(_ doc.Facet, v search.FacetValue) []string { return []string{v.Value} }})
	if err != nil {
		t.Fatal(err)
	}
	if a := found.Facets[doc.FacetAuthor]; len(a.Values) != 1 || a.Values[0].Value != "Meiram Sarybayev" || a.More != 1 {
		t.Errorf("narrowed to %+v", a)
	}
	if y := found.Facets[doc.FacetYear]; len(y.Values) != 1 || y.More == 0 {
		t.Errorf("the other facet has %+v, want one value and how many more", y)
	}
}

// Examples are drawn from documents in brief: none is decoded.
func TestExamplesAreBrief(t *testing.T) {
	docs, passages := desktest.Articles()
	d := desk.New(briefly{open(t, docs, passages)})
	list, err := d.Examples(t.Context(), doc.Kazakh)
	if err != nil {
		t.Fatal(err)
	}
	langs := map[doc.Lang]int{}
	for _, e := range list {
		langs[e.Lang]++
	}
	if len(list) != 8 || len(langs) != 4 || list[0].Lang != doc.Kazakh || list[1].Lang != doc.Kazakh {
		t.Errorf("examples %v, want two in each language, Kazakh ones first", list)
	}
	if m, err := d.Material(t.Context(), doc.Russian); err != nil || m.Term == "" || len(m.Terms) != 4 || !doc.InScriptOf(doc.Russian, m.Term) || m.Author == "" || m.DOI == "" {
		t.Errorf("material %+v, %v", m, err)
	}
}

// A language without keywords has the title of a work that is cited.
func TestExamplesOfALanguageWithoutKeywords(t *testing.T) {
	d := &doc.Document{ID: "d", Source: "d", Title: "Rivers", Languages: []doc.Lang{doc.English, doc.Chinese}, Keywords: map[doc.Lang][]string{doc.English: {"water"}}}
	entry := &doc.Passage{ID: "p", DocID: "d", Kind: doc.Reference, Lang: doc.Chinese, Text: "陈家明. 中亚水资源研究. 2020", Reference: &doc.Entry{ID: "r", Work: "w", CSL: cite.Item{Type: "book", Title: "中亚水资源研究"}}}
	list, err := desk.New(open(t, []*doc.Document{d}, []*doc.Passage{entry})).Examples(t.Context(), doc.Chinese)
	if want := []desk.Example{{Text: "中亚水资源研究", Lang: doc.Chinese}, {Text: "water", Lang: doc.English}}; err != nil || !slices.Equal(list, want) {
		t.Errorf("examples %v, want %v; %v", list, want, err)
	}
}

// The reader's language has an example wherever in the corpus it stands.
func TestExamplesBeginInTheLanguageOfTheReader(t *testing.T) {
	var docs []*doc.Document
	var passages []*doc.Passage
	for i := range 40 {
		d := &doc.Document{ID: fmt.Sprintf("d%02d", i), Source: fmt.Sprintf("d%02d", i), Title: "Rivers", Languages: []doc.Lang{doc.English, "fr", "tr", "de", "uz"}, Keywords: map[doc.Lang][]string{doc.English: {"water"}}}
		if i == 30 {
			d.Title, d.Languages, d.Keywords = "Өзендер", []doc.Lang{doc.Kazakh}, nil
			d.Titles = map[doc.Lang]string{doc.Kazakh: d.Title}
		}
		docs, passages = append(docs, d), append(passages, &doc.Passage{ID: "p" + d.ID, DocID: d.ID, Kind: doc.Title, Lang: d.Languages[0], Text: d.Title})
	}
	list, err := desk.New(open(t, docs, passages)).Examples(t.Context(), doc.Kazakh)
	if want := (desk.Example{Text: "Өзендер", Lang: doc.Kazakh}); err != nil || len(list) == 0 || list[0] != want {
		t.Errorf("examples %v, want %v first; %v", list, want, err)
	}
}

// briefly is an index that gives no document whole.
type briefly struct{ desk.Index }

func (briefly) Document(context.Context, string) (*doc.Document, error) {
	return nil, errors.New("decoded whole")
}

// What is refused says in which field and why.
func TestRefusals(t *testing.T) {
	d := articles(t)
	search := func(change func(r *desk.SearchRequest)) error {
		r := &desk.SearchRequest{Request: asked(t, "investment")}
		change(r)
		_, err := d.Search(t.Context(), r)
		return err
	}
	_, language := desk.ReadFilter(doc.FacetLang, nil, []string{"klingon"})
	_, unknown := d.Document(t.Context(), "none")
	_, author := d.Author(t.Context(), "a b")
	_, long := d.LookUp(t.Context(), strings.Repeat("a ", desk.MaxCitation), 3)
	for name, tt := range map[string]struct {
		err    error
		reason desk.Reason
		field  string
		detail string // part of it
	}{
		"too many hits":   {search(func(r *desk.SearchRequest) { r.Limit = 101 }), desk.InvalidValue, "limit", "from 0 to 100"},
		"another order":   {search(func(r *desk.SearchRequest) { r.Sort = "yaer" }), desk.InvalidValue, "sort", "did you mean year?"},
		"too deep":        {search(func(r *desk.SearchRequest) { r.Shown = desk.MaxDepth }), desk.PagingTooDeep, "cursor", "export"},
		"a language":      {language, desk.InvalidValue, "-lang", "BCP 47"},
		"an unknown id":   {unknown, desk.UnknownDocument, "", `"none"`},
		"no id":           {author, desk.BadIdentifier, "", "a b"},
		"a long citation": {long, desk.TooLarge, "citation", "4096"},
	} {
		r, ok := errors.AsType[*desk.Refusal](tt.err)
		if !ok || !desk.Refused(tt.err) || r.Reason != tt.reason || r.Field != tt.field || !strings.Contains(r.Detail, tt.detail) {
			t.Errorf("%s: %#v", name, tt.err)
		}
	}
	var values []string
	for i := range desk.MaxFilterValues + 1 {
		values = append(values, strings.Repeat("a", i+1))
	}
	authors, err := desk.ReadFilter(doc.FacetAuthor, values, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = search(func(r *desk.SearchRequest) { r.Filters = append(r.Filters, authors) })
	if limit, ok := errors.AsType[*query.LimitError](err); !ok || limit.Max != desk.MaxFilterValues {
		t.Errorf("too many filters: %v", err)
	}
}

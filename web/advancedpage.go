package web

// The page at /advanced: a form for readers who do not type the query language. Its
// fields become a query, which the search page then has in its box.

import (
	"strings"
	"unicode"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/query"
)

// advancedPage is the view of that page.
type advancedPage struct {
	frame
	// Words are the names of the fields for words, Places of those for what the words
	// stand in; each is labelled by the message "advanced.NAME".
	Words, Places []string
	// Langs and Kinds are what passages may be in, and be.
	Langs, Kinds, Views []tick
}

var (
	advancedWords  = []string{"all", "phrase", "any", "none"}
	advancedPlaces = []string{"title", "author", "section"}
)

func (s *site) advancedPage(x *call, r *reader) error {
	asked := x.composed()
	if x.err != nil {
		return x.err
	}
	if asked != nil {
		state := pick(x.params, []string{"match"})
		state.Set("q", query.Text(asked))
		return x.seeOther(r.searchURL(pageState(state)))
	}
	all := (&call{}).searchRequest()
	all.Limit, all.Facets = 0, []doc.Facet{doc.FacetLang, doc.FacetKind}
	found, err := x.desk.Search(x.ctx(), all)
	if err != nil {
		return err
	}
	v := &advancedPage{frame: s.frame(r, r.T("advanced.title")), Words: advancedWords, Places: advancedPlaces}
	for _, value := range found.Facets[doc.FacetLang].Values {
		v.Langs = append(v.Langs, tick{Value: value.Value, Label: r.Lang(doc.Lang(value.Value))})
	}
	for _, value := range found.Facets[doc.FacetKind].Values {
		v.Kinds = append(v.Kinds, tick{Value: value.Value, Label: r.Kind(doc.Kind(value.Value))})
	}
	for _, view := range desk.Views() {
		v.Views = append(v.Views, tick{view, r.T("view." + view), true})
	}
	return respondPage(x.Context, r, "advanced", v)
}

// composed is the query that the fields of the form make; nil where they are empty.
func (x *call) composed() query.Expr {
	var parts query.And
	words := func(name string) []query.Expr {
		var list []query.Expr
		for _, text := range strings.Fields(x.single(name)) {
			if !strings.ContainsFunc(text, isLetter) {
				continue
			}
			w := query.Word{Text: text}
			if begins, ok := strings.CutSuffix(text, "*"); ok && begins != "" {
				w = query.Word{Text: begins, Prefix: true}
			}
			list = append(list, w)
		}
		return list
	}
	parts = append(parts, words("all")...)
	if text := cite.Line(x.single("phrase")); strings.ContainsFunc(text, isLetter) {
		parts = append(parts, query.Phrase{Text: text})
	}
	if any := words("any"); len(any) == 1 {
		parts = append(parts, any[0])
	} else if len(any) > 1 {
		parts = append(parts, query.Or(any))
	}
	for _, w := range words("none") {
		parts = append(parts, query.Not{X: w})
	}
	for _, w := range words("title") {
		parts = append(parts, query.Field{Name: "title", X: w})
	}
	for _, name := range []string{"author", "section", "lang", "kind"} {
		switch text := cite.Line(x.single(name)); {
		case !strings.ContainsFunc(text, isLetter): // nothing to be found
		case strings.ContainsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r == '"' }):
			parts = append(parts, query.Field{Name: name, X: query.Phrase{Text: text}})
		default:
			parts = append(parts, query.Field{Name: name, X: query.Word{Text: text}})
		}
	}
	// A range of years has two fields, whichever year is first.
	years := query.Years{From: x.number("from", 0, 1, 9999), To: x.number("to", 0, 1, 9999)}
	if years.To != 0 && years.From > years.To {
		years.From, years.To = years.To, years.From
	}
	if years != (query.Years{}) {
		parts = append(parts, years)
	}
	switch len(parts) {
	case 0:
		return nil
	case 1:
		return parts[0]
	}
	return parts
}

func isLetter(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// AdvancedURL leads to the form.
func (f frame) AdvancedURL() string { return f.url("/advanced", nil) }

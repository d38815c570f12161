package web

// The page at /: its whole state is in its address, so that every choice is a
// link and nothing needs a script.

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/izde/izde/search"
)

// searchPage is the view of the search page.
type searchPage struct {
	frame
	*searchAnswer
	// Opening says that nothing was asked yet.
	Opening bool
	// Languages names those of the corpus, for the opening page.
	Languages []string
	// Read is the query as it was understood, where that is not how it was
	// typed.
	Read  string
	First int // number of the first hit shown, from 1
	Last  int
	// Chips are the filters that are set; ClearURL removes them all.
	Chips    []chip
	ClearURL string
	Groups   []facetGroup
	Sorts    []choice
	Results  []pageHit
	NextURL  string // empty on the last page
	FirstURL string // empty on the first page
	// Unfiltered is how many passages there are without the filters, counted
	// when there are none with them.
	Unfiltered int
	Examples   []exampleQuery
}

// pageHit is a hit with the address that shows its marks in the document.
type pageHit struct {
	hitView
	URL string
}

// chip is a filter that is set.
type chip struct {
	Facet, Label string
	Exclude      bool
	RemoveURL    string
}

type facetGroup struct {
	Name   string // of the parameter
	Label  string
	Values []facetChoice
	More   int
	// MoreURL lists more of them, empty when all are shown that can be.
	MoreURL string
	// Years holds the fields of the form for a range, on that group alone.
	Years *yearForm
}

// facetChoice is a value of a facet: its link sets or removes the filter.
type facetChoice struct {
	facetView
	URL        string
	ExcludeURL string
	// Lang is the language of the label: the interface's, or not known.
	Lang string
	// Depth indents sections, from 0.
	Depth int
}

type yearForm struct {
	From, To string
	Keep     []hiddenInput
}

type choice struct {
	Label    string
	URL      string
	Selected bool
}

const (
	fewFacets  = "8"  // values of a facet that the page shows at first
	manyFacets = "50" // and when more are asked for
)

func (s *site) searchPage(c *gin.Context, index Index, params url.Values) error {
	ctx := c.Request.Context()
	state := pageState(params)
	if params.Has("from") || params.Has("to") {
		// The form for a range of years has two fields, the filter is one.
		state.Del("year")
		if params.Get("from") != "" || params.Get("to") != "" {
			state.Set("year", strings.TrimSpace(params.Get("from"))+".."+strings.TrimSpace(params.Get("to")))
		}
		c.Header("Location", s.searchURL(drop(state)))
		write(c, 303, "text/plain; charset=utf-8", nil)
		return nil
	}
	asked := url.Values{}
	for name, values := range state {
		asked[name] = values
	}
	if !asked.Has("facet_limit") {
		asked.Set("facet_limit", fewFacets)
	}
	opening := strings.TrimSpace(state.Get("q")) == "" && len(filtersOf(state)) == 0 && !state.Has("cursor")
	if opening {
		asked.Set("limit", "0")
	}
	answer, err := s.search(ctx, index, asked)
	if err != nil {
		return err
	}
	v := &searchPage{
		frame:        frame{Title: pageTitle(answer, opening), Base: s.base},
		searchAnswer: answer,
		Opening:      opening,
		First:        answer.Shown + 1,
		Last:         answer.Shown + len(answer.Hits),
	}
	v.Form = searchForm{Q: state.Get("q"), Keep: keep(state, "q", "cursor")}
	if answer.Query.Parsed != "" && plainly(answer.Query.Parsed) != plainly(answer.Query.Q) {
		v.Read = answer.Query.Parsed
	}
	if v.Chips, err = s.chips(ctx, index, state, answer); err != nil {
		return err
	}
	if len(v.Chips) > 0 {
		v.ClearURL = s.searchURL(drop(state, filterNames...))
	}
	for _, l := range answer.Facets[string(search.FacetLang)] {
		if l.Value != string(search.Und) {
			v.Languages = append(v.Languages, l.Label)
		}
	}
	v.Groups = s.facetGroups(state, answer)
	for _, order := range []search.Sort{search.ByRelevance, search.ByYearDesc, search.ByYear, search.ByPosition} {
		v.Sorts = append(v.Sorts, choice{sortLabels[order], s.searchURL(set(state, "sort", string(order), string(search.ByRelevance))),
			string(order) == state.Get("sort") || order == search.ByRelevance && !state.Has("sort")})
	}
	for _, h := range answer.Hits {
		address := h.URL
		if q := state.Get("q"); strings.TrimSpace(q) != "" {
			address = s.documentURL(h.Doc.ID) + "?" + url.Values{"q": {q}}.Encode() + "#p-" + h.ID
		}
		v.Results = append(v.Results, pageHit{h, address})
	}
	if answer.Next != nil {
		next := drop(state, "cursor")
		next.Set("cursor", *answer.Next)
		v.NextURL = s.searchURL(next)
	}
	if state.Has("cursor") {
		v.FirstURL = s.searchURL(drop(state, "cursor"))
	}
	if answer.Total == 0 && len(v.Chips) > 0 {
		if v.Unfiltered, err = s.countUnfiltered(ctx, index, state); err != nil {
			return err
		}
	}
	if opening || answer.Total == 0 {
		if v.Examples, err = s.examples(ctx, index); err != nil {
			return err
		}
	}
	return respondPage(c, "search", v)
}

func pageTitle(a *searchAnswer, opening bool) string {
	switch {
	case opening:
		return ""
	case a.Query.Q == "":
		return "Browse"
	}
	return clip(a.Query.Q)
}

// plainly makes the query as typed and as understood comparable: operators
// between plain words say nothing that a reader has to be told.
func plainly(query string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(query, " AND ", " ")), " ")
}

// pageState returns what of params belongs to a search; pages ignore the rest.
// Empty values, which forms send, are left out.
func pageState(params url.Values) url.Values {
	state := url.Values{}
	for _, name := range searchParams {
		for _, v := range params[name] {
			if v != "" {
				state.Add(name, v)
			}
		}
	}
	// The page always counts all facets.
	state.Del("facets")
	return state
}

var filterNames = func() []string {
	var list []string
	for _, f := range search.Facets {
		list = append(list, string(f), "-"+string(f))
	}
	return list
}()

func filtersOf(state url.Values) []string {
	return slices.DeleteFunc(slices.Clone(filterNames), func(name string) bool { return !state.Has(name) })
}

func (s *site) searchURL(state url.Values) string {
	if len(state) == 0 {
		return s.base + "/"
	}
	return s.base + "/?" + state.Encode()
}

// drop returns state without some parameters, and without its cursor, which no
// other search can use.
func drop(state url.Values, names ...string) url.Values {
	left := url.Values{}
	for name, values := range state {
		if name != "cursor" && !slices.Contains(names, name) {
			left[name] = slices.Clone(values)
		}
	}
	return left
}

func set(state url.Values, name, value, def string) url.Values {
	changed := drop(state, name)
	if value != def {
		changed.Set(name, value)
	}
	return changed
}

// with and without add and remove one value of a filter.
func with(state url.Values, name, value string) url.Values {
	changed := without(state, name, value)
	changed.Add(name, value)
	return changed
}

func without(state url.Values, name, value string) url.Values {
	changed := drop(state)
	changed[name] = slices.DeleteFunc(changed[name], func(v string) bool { return v == value })
	if len(changed[name]) == 0 {
		delete(changed, name)
	}
	return changed
}

// keep lists the parameters that a form has to send along.
func keep(state url.Values, except ...string) []hiddenInput {
	var inputs []hiddenInput
	for _, name := range sortedKeys(state) {
		if slices.Contains(except, name) {
			continue
		}
		for _, v := range state[name] {
			inputs = append(inputs, hiddenInput{name, v})
		}
	}
	return inputs
}

func (s *site) chips(ctx context.Context, index Index, state url.Values, answer *searchAnswer) ([]chip, error) {
	var chips []chip
	for _, facet := range search.Facets {
		for _, sign := range []string{"", "-"} {
			name := sign + string(facet)
			for _, value := range slices.Compact(slices.Clone(state[name])) {
				label, err := valueLabel(ctx, index, facet, value, answer)
				if err != nil {
					return nil, err
				}
				chips = append(chips, chip{facetLabels[facet], label, sign == "-", s.searchURL(without(state, name, value))})
			}
		}
	}
	return chips, nil
}

// valueLabel names a value of a filter, which the counted facets need not hold.
func valueLabel(ctx context.Context, index Index, facet search.Facet, value string, answer *searchAnswer) (string, error) {
	if facet == search.FacetDoc {
		d, err := index.Document(ctx, value)
		if err == nil {
			return d.Title, nil
		}
		if faultKind := notFoundAs(err, unknownDocument, value); faultKind == err {
			return "", err
		}
		return value, nil
	}
	if facet == search.FacetSection {
		return facetLabel(facet, value, ""), nil
	}
	for _, v := range answer.Facets[string(facet)] {
		if v.Value == value {
			return v.Label, nil
		}
	}
	return facetLabel(facet, value, ""), nil
}

func (s *site) facetGroups(state url.Values, answer *searchAnswer) []facetGroup {
	var groups []facetGroup
	for _, facet := range search.Facets {
		name := string(facet)
		g := facetGroup{Name: name, Label: facetLabels[facet], More: answer.FacetsMore[name]}
		for _, v := range answer.Facets[name] {
			choice := facetChoice{facetView: v, ExcludeURL: s.searchURL(with(without(state, name, v.Value), "-"+name, v.Value))}
			if v.Selected {
				choice.URL = s.searchURL(without(state, name, v.Value))
			} else {
				// The count is without what the facet leaves out, so that goes too.
				choice.URL = s.searchURL(with(drop(state, "-"+name), name, v.Value))
			}
			switch facet {
			case search.FacetLang, search.FacetKind, search.FacetYear:
				choice.Lang = "en"
			}
			g.Values = append(g.Values, choice)
		}
		if facet == search.FacetSection {
			g.Values = nest(g.Values)
		}
		if g.More > 0 && state.Get("facet_limit") == "" {
			g.MoreURL = s.searchURL(set(state, "facet_limit", manyFacets, ""))
		}
		if facet == search.FacetYear && len(g.Values) > 0 {
			g.Years = &yearForm{Keep: keep(state, "year", "cursor")}
			if from, to, ranged := strings.Cut(state.Get("year"), ".."); ranged {
				g.Years.From, g.Years.To = from, to
			}
		}
		if len(g.Values) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}

// nest puts sections below the ones that hold them. One whose holder is not
// among the values is named by its whole path.
func nest(values []facetChoice) []facetChoice {
	var nested []facetChoice
	placed := make([]bool, len(values))
	var below func(prefix string, depth int)
	below = func(prefix string, depth int) {
		for i, v := range values {
			if rest, ok := strings.CutPrefix(v.Value, prefix); ok && !placed[i] && !strings.Contains(rest, "/") {
				placed[i] = true
				v.Depth = min(depth, 4)
				nested = append(nested, v)
				below(v.Value+"/", depth+1)
			}
		}
	}
	below("", 0)
	for i, v := range values {
		if !placed[i] {
			placed[i] = true
			v.Label = facetLabel(search.FacetSection, v.Value, "")
			nested = append(nested, v)
			below(v.Value+"/", 1)
		}
	}
	return nested
}

// countUnfiltered counts what the query finds without filters.
func (s *site) countUnfiltered(ctx context.Context, index Index, state url.Values) (int, error) {
	all := drop(state, filterNames...)
	all.Set("limit", "0")
	all.Set("facets", "")
	answer, err := s.search(ctx, index, all)
	if err != nil {
		return 0, err
	}
	return answer.Total, nil
}

// examples draws queries from the corpus: keywords of its first documents, else
// their titles, a few in each language.
func (s *site) examples(ctx context.Context, index Index) ([]exampleQuery, error) {
	const inDocs, inLang, inAll = 20, 2, 8
	docs, _, err := index.Documents(ctx, 0, inDocs)
	if err != nil {
		return nil, err
	}
	var list []exampleQuery
	count := map[search.Lang]int{}
	add := func(lang search.Lang, text string) {
		known := slices.ContainsFunc(list, func(e exampleQuery) bool { return e.Text == text })
		if !known && count[lang] < inLang && len(list) < inAll && text == clip(text) {
			count[lang]++
			list = append(list, exampleQuery{text, lang, s.searchURL(url.Values{"q": {text}})})
		}
	}
	for _, brief := range docs {
		d, err := index.Document(ctx, brief.ID)
		if err != nil {
			return nil, err
		}
		for _, lang := range slices.Sorted(maps.Keys(d.Keywords)) {
			for _, word := range d.Keywords[lang] {
				add(lang, word)
			}
		}
	}
	for i := 0; i < len(docs) && len(list) == 0; i++ {
		add(newDocRef(docs[i]).TitleLang(), docs[i].Title)
	}
	return list, nil
}

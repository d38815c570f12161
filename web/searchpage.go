package web

// The page at /.

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/catalogue"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/query"
)

// searchPage is the view of the search page.
type searchPage struct {
	frame
	*desk.Found
	// Opening says that nothing was asked yet.
	Opening bool
	// Corpus names the languages of the corpus, for the opening page.
	Corpus []doc.Lang
	// Read is the query as it was understood, where that is not how it was
	// typed.
	Read  string
	First int // number of the first hit shown, from 1
	Last  int
	// Chips are the filters that are set; ClearURL removes them all.
	Chips    []chip
	ClearURL string
	Groups   []facetGroup
	Orders   orderChoice
	Results  []*pageHit
	paging
	// Unread are the parts of the query that were not understood.
	Unread []unreadPart
	// Completions continue the typed text.
	Completions []completion
	// Meant are words that were perhaps meant, Derived words of the same root, Relaxed
	// queries that ask for less where nothing was found.
	Meant, Derived, Relaxed []suggestionLink
	Examples                []exampleQuery
	// Layouts are the ways to show the results; Lines is the concordance, where that
	// layout is chosen.
	Layouts []choice
	Lines   *linesView
	// Grouped says that the hits are documents, each with its best passage.
	Grouped bool
	// Exports are files of the results, FeedURL tells of new ones.
	Exports []exportLink
	FeedURL string
	// Keep are the choices that a new search keeps and that no control on the
	// page stands for.
	Keep  []hiddenInput
	Views []tick // views that words may match through
	// Restricted says that Views or Modes are not as they are by themselves.
	Restricted bool
	// Also are the words of other languages that were searched too, AlsoOffURL searches
	// none. Others counts the passages that have such words alone.
	Also       []alsoSearched
	AlsoOffURL string
	Others     int
	Modes      []tick // how many words must match
	// Pasted is the lookup of the query as a reference; nil where it is none.
	Pasted *lookedUp
	// LiteralURL searches the words as typed without additions; empty when there are
	// none.
	LiteralURL string
}

// unreadPart is a part of a query that was not understood, and why.
type unreadPart struct{ Text, Reason string }

// completion is a way in which a query may go on. Kind says what it is, for people.
type completion struct{ Name, Kind, URL string }

// suggestionLink is another query; Why names its reason among the messages.
type suggestionLink struct {
	Q, Why, URL string
	Total       int
	// Without names the facets whose filters it leaves out.
	Without []string
}

// exportLink leads to a file; Label names its format for people.
type exportLink struct{ Label, URL string }

// choice is one of several ways to see the same results.
type choice struct {
	Name     string // for people
	URL      string
	Selected bool
}

// alsoSearched are the words of a language by which a query was searched too; URL leaves
// the language out, OnlyURL, where passages are in it, all others.
type alsoSearched struct {
	Lang, Name, URL, OnlyURL string
	Words                    []alsoWord
}

// alsoWord is one of them; URL leaves it out.
type alsoWord struct{ Lang, Text, URL string }

// orderChoice is the choice of an order among those that a list has: a parameter and its
// values, of which the default is empty.
type orderChoice struct {
	Name   string
	Values []tick
	// Unsorted, where it is not 0, is how long a list may be to be sorted: this one is
	// longer and stands in the order of the index.
	Unsorted int
}

// of is the choice for a list of so many things of a catalogue.
func (o orderChoice) of(total int) orderChoice {
	if total > catalogue.MaxEntries {
		o.Unsorted = catalogue.MaxEntries
	}
	return o
}

// orders is the choice of a parameter that names an order, the default first.
func orders[S ~string](l *locale, state url.Values, name string, orders ...S) orderChoice {
	o := orderChoice{Name: name}
	for i, order := range orders {
		t := tick{string(order), l.T(name + "." + string(order)), string(order) == state.Get(name)}
		if i == 0 {
			t.Value, t.Checked = "", !state.Has(name)
		}
		o.Values = append(o.Values, t)
	}
	return o
}

// tick is a checkbox, a radio button or an option.
type tick struct {
	Value, Label string
	Checked      bool
}

// writtenOptions writes the options of a list to choose from.
func writtenOptions(list []tick) written {
	m := newMarkup()
	for _, t := range list {
		m.raw(`<option value="`).text(t.Value).raw(`"`)
		if t.Checked {
			m.raw(` selected`)
		}
		m.raw(`>`).text(t.Label).raw(`</option>`)
	}
	return m.html()
}

// writtenPicks writes inputs of a kind that belong to the search.
func writtenPicks(kind, name string, list []tick) written {
	m := newMarkup()
	for _, t := range list {
		m.raw(`<label class="pick"><input type="`).text(kind).raw(`" form="search" name="`).text(name).raw(`" value="`).text(t.Value).raw(`"`)
		if t.Checked {
			m.raw(` checked`)
		}
		m.raw(`><span class="label">`).text(t.Label).raw(`</span></label>`)
	}
	return m.html()
}

func (s *site) searchPage(x *call, r *reader) error {
	ctx, d := x.ctx(), x.desk
	typing, fragment := x.params.Has(typingParam), x.params.Has(fragmentParam)
	state := pageState(x.params)
	if cluttered(x.params) {
		return x.seeOther(r.searchURL(drop(state)))
	}
	x.params = state
	q := x.single("q")
	opening := strings.TrimSpace(q) == "" && len(filtersOf(state)) == 0 && !state.Has("cursor") && !state.Has("page")
	kwic := state.Get(viewParam) == kwicView && !opening
	request := x.searchRequest()
	request.Unfinished = true
	request.Explained = state.Has(whyParam)
	request.Years = !opening
	request.FacetLimit = fewFacets
	if state.Has(moreParam) {
		request.FacetLimit = desk.MaxFacetValues
	}
	var at cursor
	if opening || kwic { // counts alone
		request.Limit = 0
	} else {
		at = x.searchCursor(request)
	}
	if x.err != nil {
		return x.err
	}
	found, err := d.Search(ctx, request)
	if err != nil {
		return err
	}
	request.Query = found.Query
	v := &searchPage{
		frame:   s.frame(r, pageTitle(r, q, opening)),
		Found:   found,
		Opening: opening,
		First:   at.Offset + 1,
		Last:    at.Offset + len(found.Hits),
	}
	v.Kept = state
	v.Home = opening
	v.NoIndex = !opening
	v.Grouped = request.Grouped
	v.Restricted = state.Has("match") || state.Has("mode")
	v.Form.Q = q
	if found.Plan.Parsed != "" && plainly(found.Plan.Parsed) != plainly(q) {
		v.Read = found.Plan.Parsed
	}
	if v.Chips, err = v.chips(x); err != nil {
		return err
	}
	if len(v.Chips) > 0 {
		v.ClearURL = v.searchURL(drop(state, filterNames...))
	}
	for _, l := range found.Facets[doc.FacetLang].Values {
		if l.Value != string(doc.Und) {
			v.Corpus = append(v.Corpus, doc.Lang(l.Value))
		}
	}
	v.addGroups(state)
	v.addCharts(state)
	v.addControls(state)
	v.addResults(state)
	if kwic {
		if v.Lines, err = v.addLines(x, request); err != nil {
			return err
		}
	}
	if !opening && !kwic {
		of := found.Total
		if request.Grouped {
			of = found.TotalDocuments
		}
		v.paging = r.pagesOf("/", state, at.Offset, request.Limit, of)
		for _, size := range pageSizes {
			v.Sizes = append(v.Sizes, choice{v.Num(size), v.searchURL(set(state, "limit", strconv.Itoa(size), strconv.Itoa(defaultLimit))), size == request.Limit})
		}
	}
	if state.Has("cursor") || state.Has("page") {
		// The reference was looked up on the first page.
	} else if pasted, err := d.LookUpPasted(ctx, q); err != nil {
		return err
	} else if pasted != nil {
		v.Pasted = r.newLookedUp(q, pasted)
	}
	v.addSuggestions(state)
	for _, n := range found.Plan.Notes {
		v.Unread = append(v.Unread, unreadPart{desk.Clip(found.Query.Text[n.Position:n.End]), r.note(n)})
	}
	if typing {
		if err := v.addCompletions(x); err != nil {
			return err
		}
	}
	if opening || found.Total == 0 {
		examples, err := d.Examples(ctx, doc.Lang(r.Tag))
		if err != nil {
			return err
		}
		for _, e := range examples {
			v.Examples = append(v.Examples, r.newExampleQuery(e))
		}
	}
	if fragment {
		return respondFragment(x.Context, r, "search", "region", v)
	}
	return respondPage(x.Context, r, "search", v)
}

// Prepare asks an index for what the front page shows, which it counts once and remembers:
// the first reader of a large index need not wait for that. Errors: those of ctx and of the
// index.
func Prepare(ctx context.Context, i desk.Index) error {
	d, front := desk.New(i), (&call{}).searchRequest()
	front.Limit, front.FacetLimit = 0, fewFacets
	_, err := d.Search(ctx, front)
	for _, tag := range localeOrder {
		if err == nil {
			_, err = d.Examples(ctx, doc.Lang(tag))
		}
	}
	return err
}

// maxCompletions is how many ways to go on are shown while one types.
const maxCompletions = 5

// addCompletions links to ways in which the query may go on.
func (v *searchPage) addCompletions(x *call) error {
	typed := x.params.Get("q")
	if utf8.RuneCountInString(typed) > desk.MaxTyped {
		return nil
	}
	found, err := x.desk.Complete(x.ctx(), typed, maxCompletions+1)
	if err != nil {
		return err
	}
	for _, f := range found {
		if !strings.EqualFold(f.Query, strings.TrimSpace(typed)) && len(v.Completions) < maxCompletions {
			v.Completions = append(v.Completions, completion{f.Text, v.T("complete." + string(f.Kind)), v.searchURL(set(x.params, "q", f.Query, ""))})
		}
	}
	return nil
}

// addSuggestions links to the suggested queries.
func (v *searchPage) addSuggestions(state url.Values) {
	for _, s := range v.Suggestions {
		changed := drop(state, s.Without...)
		changed.Set("q", s.Q)
		link := suggestionLink{Q: s.Q, Why: "relax." + s.Why, URL: v.searchURL(changed), Total: s.Total}
		for _, name := range s.Without {
			if label := "facet." + strings.TrimPrefix(name, "-"); !slices.Contains(link.Without, label) {
				link.Without = append(link.Without, label)
			}
		}
		switch s.Why {
		case desk.WhySpelling, desk.WhyLayout:
			v.Meant = append(v.Meant, link)
		case desk.WhyDerivation:
			v.Derived = append(v.Derived, link)
		default:
			v.Relaxed = append(v.Relaxed, link)
		}
	}
}

// addControls adds the controls of the page besides facets.
func (v *searchPage) addControls(state url.Values) {
	if state.Has(viewParam) {
		v.Orders = orders(v.locale, state, orderParam, desk.LineOrders...)
	} else {
		v.Orders = orders(v.locale, state, "sort", search.ByRelevance, search.ByYearDesc, search.ByYear, search.ByIndexed, search.ByPosition)
	}
	v.Layouts = []choice{
		{v.T("layout.passages"), v.searchURL(drop(state, "group", viewParam, orderParam)), !state.Has("group") && !state.Has(viewParam)},
		{v.T("layout.documents"), v.searchURL(set(drop(state, viewParam, orderParam), "group", "document", "")), state.Has("group") && !state.Has(viewParam)},
		{v.T("layout.kwic"), v.searchURL(set(drop(state, "group"), viewParam, kwicView, "")), state.Has(viewParam)},
	}
	v.addExports(state)
	views := commas(state, "match")
	for _, view := range desk.Views() {
		v.Views = append(v.Views, tick{view, v.T("view." + view), len(views) == 0 || slices.Contains(views, view)})
	}
	for _, mode := range desk.Modes {
		v.Modes = append(v.Modes, tick{string(mode), v.T("mode." + string(mode)), string(mode) == state.Get("mode") || mode == query.Auto && !state.Has("mode")})
	}
	v.addAlso(state)
	if len(v.Plan.Corrections) > 0 {
		literal := drop(state, "match")
		for _, view := range v.Views {
			if view.Checked && view.Value != "fuzzy" {
				literal.Add("match", view.Value)
			}
		}
		v.LiteralURL = v.searchURL(literal)
	}
	v.Keep = keep(state, slices.Concat([]string{"q", "cursor", "page", "match", "mode", whyParam, v.Orders.Name}, plainFilters, findParams)...)
}

// addAlso lists the words of other languages that were searched too.
func (v *searchPage) addAlso(state url.Values) {
	without := func(value string) string {
		changed := drop(state)
		changed.Add(withoutParam, value)
		return v.searchURL(changed)
	}
	for _, e := range v.Plan.Elsewhere() {
		lang := string(e.Lang)
		also := alsoSearched{Lang: lang, Name: v.facetLabel(doc.FacetLang, lang, ""), URL: without(lang)}
		if slices.ContainsFunc(v.Facets[doc.FacetLang].Values, func(f search.FacetValue) bool { return f.Value == lang && f.Count > 0 && !f.Selected }) {
			also.OnlyURL = v.searchURL(set(state, string(doc.FacetLang), lang, ""))
		}
		for _, word := range e.Words {
			also.Words = append(also.Words, alsoWord{lang, word, without(lang + ":" + word)})
		}
		v.Also = append(v.Also, also)
	}
	if v.Also == nil {
		return
	}
	v.Others = v.Total - v.Direct
	off := drop(state, "match")
	for _, view := range v.Views {
		if view.Checked && view.Value != analysis.Glossary.String() {
			off.Add("match", view.Value)
		}
	}
	v.AlsoOffURL = v.searchURL(off)
}

func pageTitle(r *reader, q string, opening bool) string {
	switch {
	case opening:
		return ""
	case q == "":
		return r.T("search.browse")
	}
	return desk.Clip(q)
}

// plainly makes the query as typed and as understood comparable: operators
// between plain words say nothing that a reader has to be told.
func plainly(query string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(query, " AND ", " ")), " ")
}

// exampleQuery is a query that the corpus itself suggests.
type exampleQuery struct {
	desk.Example
	URL string
}

func (r *reader) newExampleQuery(e desk.Example) exampleQuery {
	return exampleQuery{e, r.searchURL(url.Values{"q": {e.Text}})}
}

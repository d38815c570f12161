package web

// The page at /: its whole state is in its address, so that every choice is a
// link and nothing needs a script.

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/query"
)

// searchPage is the view of the search page.
type searchPage struct {
	frame
	*searchAnswer
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
	Sorts    []choice
	Results  []pageHit
	NextURL  string // empty on the last page
	FirstURL string // empty on the first page
	// Unread are the parts of the query that were not understood.
	Unread []unreadPart
	// Completions continue what is being typed.
	Completions []choice
	// Meant are words that were perhaps meant, Relaxed queries that ask for
	// less where nothing was found.
	Meant, Relaxed []suggestionLink
	Examples       []exampleQuery
	// Layouts are the ways to show what was found; Lines is the concordance,
	// where that is the one.
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
	Modes      []tick // how many words must match
	// Pasted is what came of the query as a reference; nil where it is none.
	Pasted *lookedUp
	// LiteralURL searches without what is added to the words as typed; empty
	// when nothing was.
	LiteralURL string
}

// pageHit is a hit as the page shows it. It holds no other struct: templates find
// the fields of one that does slowly.
type pageHit struct {
	ID               string
	Title, TitleLang string
	Authors          []string
	Year             *int
	// Kind and Language are named in the language of the interface; Lang is the
	// language of the snippet.
	Kind, Language, Lang string
	Section              []langText // where that says more than Kind
	Damaged              bool
	Segments             []segment // of the snippet
	// Before and After say that the snippet leaves something out there.
	Before, After bool
	// More counts the other passages of the document, where hits are grouped.
	More int
	// URL shows the marks in the document.
	URL string
	// Again says that the hit before is of the same document.
	Again bool
	// Why says how the words of the query were found, on the hit of which that
	// was asked; WhyURL asks it, or no longer.
	Why    []reason
	WhyURL string
	// CiteURL leads to the document as an entry of a bibliography, SimilarURL to
	// passages like this one, WorkURL to the work that a reference means, MoreURL
	// to the other passages of the document.
	CiteURL, SimilarURL, WorkURL, MoreURL string
	// COinS is the document for reference managers (see coins.go), on its first
	// hit.
	COinS string
}

// reason is what a word of the query adds to the score of a hit; Query is empty
// for what all of them add together.
type reason struct {
	Query    string
	Words    []foundWord
	Passages int    // of the corpus that hold the word
	Score    string // what it adds
}

// foundWord is a word of a passage and the view through which it matched.
type foundWord struct{ Text, View string }

// unreadPart is a part of a query that was not understood, and why.
type unreadPart struct{ Text, Reason string }

// suggestionLink is another query; Why names its reason among the messages.
type suggestionLink struct {
	Q, Why, URL string
	Total       int
	// Without names the facets whose filters it leaves out.
	Without []string
}

// exportLink leads to a file; Label names its format for people.
type exportLink struct{ Label, URL string }

// chip is a filter that is set.
type chip struct {
	Facet, Label string // for people
	Exclude      bool
	RemoveURL    string
	// Lang is the language of the label: the interface's, or not known.
	Lang string
}

type facetGroup struct {
	Name  string // of the parameter
	Title string // for people
	// Spoken says that the values are named in the language of the interface.
	Spoken bool
	Values []facetChoice
	More   int
	// Open says that all values are shown; MoreURL and LessURL change that.
	Open             bool
	MoreURL, LessURL string
	// Find is what a word of the values' names must begin with.
	Find string
	// Years holds the fields for a range, on that group alone.
	Years *yearRange
}

// facetChoice is a value of a facet: a checkbox, and a button that leaves it out.
type facetChoice struct {
	Value, Label string
	Count        int
	Number       string // Count for people
	Selected     bool
	Han          bool // the label is Chinese
	// Depth indents sections, from 0.
	Depth int
}

type yearRange struct{ From, To string }

// choice is one of several ways to see the same results.
type choice struct {
	Name     string // for people
	URL      string
	Selected bool
}

// tick is a checkbox or radio button.
type tick struct {
	Value, Label string
	Checked      bool
}

const (
	fewFacets  = 8    // values of a facet that the page shows at first
	manyFacets = 1000 // and when all of one are asked for
)

// Parameters of the page that the API does not have.
const (
	moreParam     = "more"     // the facet all of whose values are shown
	viewParam     = "view"     // "kwic" shows a concordance
	orderParam    = "order"    // of its lines
	whyParam      = "why"      // the hit whose place is explained
	fragmentParam = "fragment" // asks for the results without the page around
	typingParam   = "typing"   // the query is being typed
)

func (s *site) searchPage(c *gin.Context, r *reader, index Index, params url.Values) error {
	ctx := c.Request.Context()
	state := pageState(params)
	if clean := r.searchURL(drop(state)); cluttered(params) {
		c.Header("Location", clean)
		write(c, http.StatusSeeOther, "text/plain; charset=utf-8", nil)
		return nil
	}
	asked := apiState(state)
	opening := strings.TrimSpace(state.Get("q")) == "" && len(filtersOf(state)) == 0 && !state.Has("cursor")
	kwic := state.Get(viewParam) == kwicView && !opening
	if opening || kwic {
		asked.Set("limit", "0")
		asked.Del("cursor")
	}
	answer, err := s.search(ctx, index, asked)
	if err != nil {
		return err
	}
	// What finds nothing as it stands is perhaps the beginning of a word, while it
	// is typed and at the address that results then.
	if q := unfinished(state.Get("q")); answer.Total == 0 && q != "" {
		asked.Set("q", q)
		begun, err := s.search(ctx, index, asked)
		if err != nil {
			return err
		}
		if begun.Total > 0 {
			answer = begun
		} else {
			asked.Set("q", state.Get("q"))
		}
	}
	v := &searchPage{
		frame:        s.frame(r, pageTitle(r, state.Get("q"), opening)),
		searchAnswer: answer,
		Opening:      opening,
		First:        answer.Shown + 1,
		Last:         answer.Shown + len(answer.Hits),
	}
	v.Kept = state
	v.Home = opening
	v.NoIndex = !opening
	v.Grouped = state.Has("group")
	v.Restricted = state.Has("match") || state.Has("mode")
	v.Form.Q = state.Get("q")
	if answer.Query.Parsed != "" && plainly(answer.Query.Parsed) != plainly(state.Get("q")) {
		v.Read = answer.Query.Parsed
	}
	if v.Chips, err = v.chips(ctx, index, state); err != nil {
		return err
	}
	if len(v.Chips) > 0 {
		v.ClearURL = v.searchURL(drop(state, filterNames...))
	}
	for _, l := range answer.Facets[string(doc.FacetLang)] {
		if l.Value != string(doc.Und) {
			v.Corpus = append(v.Corpus, doc.Lang(l.Value))
		}
	}
	v.addGroups(state)
	v.addControls(state)
	for i, h := range answer.Hits {
		hit := v.newResult(h, state)
		hit.Again = i > 0 && h.MoreInDocument == nil && answer.Hits[i-1].Doc.ID == h.Doc.ID
		if !slices.ContainsFunc(answer.Hits[:i], func(before hitView) bool { return before.Doc.ID == h.Doc.ID }) {
			hit.COinS = coins(h.Doc)
		}
		v.Results = append(v.Results, hit)
	}
	if kwic {
		if v.Lines, err = v.addLines(ctx, index, state, asked); err != nil {
			return err
		}
	}
	if answer.Next != nil {
		next := drop(state)
		next.Set("q", asked.Get("q"))
		next.Set("cursor", *answer.Next)
		v.NextURL = v.searchURL(next)
	}
	if state.Has("cursor") {
		v.FirstURL = v.searchURL(drop(state))
	}
	if !state.Has("cursor") {
		if v.Pasted, err = r.pastedReference(ctx, index, state.Get("q")); err != nil {
			return err
		}
	}
	v.addSuggestions(state)
	for _, n := range answer.Query.Notes {
		q := []rune(answer.Query.Q)
		v.Unread = append(v.Unread, unreadPart{clip(string(q[n.Position:n.End])), r.note(n)})
	}
	if params.Has(typingParam) {
		if err := v.addCompletions(ctx, index, state); err != nil {
			return err
		}
	}
	if opening || answer.Total == 0 {
		if v.Examples, err = v.examples(ctx, index); err != nil {
			return err
		}
	}
	if params.Has(fragmentParam) {
		return respondFragment(c, r, "search", "region", v)
	}
	return respondPage(c, r, "search", v)
}

// apiState is what the search behind the page is asked.
func apiState(state url.Values) url.Values {
	asked := pick(state, searchParams)
	limit := fewFacets
	if state.Has(moreParam) {
		limit = manyFacets
	}
	asked.Set("facet_limit", strconv.Itoa(limit))
	if state.Has(whyParam) {
		asked.Set("explain", "1")
	}
	return asked
}

// unfinished lets the last word of a query that is being typed stand for its
// beginning; it is empty when the query does not end in a plain word.
func unfinished(q string) string {
	last, _ := utf8.DecodeLastRuneInString(q)
	if !unicode.IsLetter(last) || analysis.IsHan(last) {
		return ""
	}
	return q + "*"
}

// newPageHit shows a passage; params are those that its document's page takes.
func (r *reader) newPageHit(h hitView, params url.Values) pageHit {
	title := r.title(h.Doc)
	hit := pageHit{
		ID: h.ID, Title: title.Text, TitleLang: langAttr(title.Lang), Authors: h.Doc.Authors, Year: h.Doc.Year,
		Kind: r.Kind(h.Kind), Section: tellingSection(h.Kind, h.Section), Language: r.Lang(h.Lang), Lang: langAttr(h.Lang), Damaged: h.Damaged,
		Segments: h.Segments, Before: h.Snippet.TruncatedStart, After: h.Snippet.TruncatedEnd,
		URL:     r.url("/documents/"+h.Doc.ID, params) + "#p-" + h.ID,
		CiteURL: r.url("/documents/"+h.Doc.ID+"/cite", nil), SimilarURL: r.url("/passages/"+h.ID+"/similar", nil),
	}
	if e := h.Reference; e != nil {
		if e.Work != "" {
			hit.WorkURL = r.url("/works/"+e.Work, nil)
		}
		if e.Year != nil {
			hit.Kind += " · " + strconv.Itoa(*e.Year)
		}
	}
	return hit
}

// newResult shows a passage that was found.
func (v *searchPage) newResult(h hitView, state url.Values) pageHit {
	params := url.Values{}
	if q := state.Get("q"); strings.TrimSpace(q) != "" {
		params.Set("q", q)
	}
	hit := v.newPageHit(h, params)
	if h.MoreInDocument != nil && *h.MoreInDocument > 0 {
		hit.More = *h.MoreInDocument
		hit.MoreURL = v.searchURL(with(drop(state, "group", "doc"), "doc", h.Doc.ID))
	}
	if h.Explain == nil || state.Get(whyParam) != h.ID {
		if len(h.marks) > 0 {
			hit.WhyURL = v.searchURL(set(state, whyParam, h.ID, "")) + "#h-" + h.ID
		}
		return hit
	}
	hit.WhyURL = v.searchURL(drop(state, whyParam)) + "#h-" + h.ID
	views := map[string]string{}
	for _, m := range h.marks {
		if text := h.Text[m.Start:m.End]; views[text] == "" {
			views[text] = m.View.String()
		}
	}
	for _, part := range h.Explain.Parts {
		why := reason{Query: part.Query, Passages: part.Passages, Score: v.Decimal(part.Score)}
		for _, text := range part.Matched {
			if view, ok := views[text]; ok {
				why.Words = append(why.Words, foundWord{text, view})
			}
		}
		hit.Why = append(hit.Why, why)
	}
	return hit
}

// maxCompletions is how many ways to go on are shown while one types.
const maxCompletions = 5

// addCompletions links to ways in which the query may go on.
func (v *searchPage) addCompletions(ctx context.Context, index Index, state url.Values) error {
	typed := state.Get("q")
	if strings.TrimSpace(typed) == "" || utf8.RuneCountInString(typed) > maxTyped {
		return nil
	}
	found, err := index.Complete(ctx, typed, maxCompletions+1)
	if err != nil {
		return err
	}
	for _, f := range found {
		if !strings.EqualFold(f.Query, strings.TrimSpace(typed)) && len(v.Completions) < maxCompletions {
			v.Completions = append(v.Completions, choice{Name: f.Text, URL: v.searchURL(set(state, "q", f.Query, ""))})
		}
	}
	return nil
}

// addSuggestions links to what else to ask.
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
		if s.Why == whySpelling || s.Why == whyLayout {
			v.Meant = append(v.Meant, link)
		} else {
			v.Relaxed = append(v.Relaxed, link)
		}
	}
}

// addControls adds what the page offers besides facets.
func (v *searchPage) addControls(state url.Values) {
	for _, order := range []search.Sort{search.ByRelevance, search.ByYearDesc, search.ByYear, search.ByPosition} {
		v.Sorts = append(v.Sorts, choice{v.T("sort." + string(order)), v.searchURL(set(state, "sort", string(order), string(search.ByRelevance))),
			string(order) == state.Get("sort") || order == search.ByRelevance && !state.Has("sort")})
	}
	v.Layouts = []choice{
		{v.T("layout.passages"), v.searchURL(drop(state, "group", viewParam, orderParam)), !state.Has("group") && !state.Has(viewParam)},
		{v.T("layout.documents"), v.searchURL(set(drop(state, viewParam, orderParam), "group", "document", "")), state.Has("group") && !state.Has(viewParam)},
		{v.T("layout.kwic"), v.searchURL(set(drop(state, "group"), viewParam, kwicView, "")), state.Has(viewParam)},
	}
	v.addExports(state)
	views := commas(state, "match")
	for view := analysis.Exact; analysis.AllViews.Has(view); view++ {
		if analysis.Built.Has(view) {
			v.Views = append(v.Views, tick{view.String(), v.T("view." + view.String()), len(views) == 0 || slices.Contains(views, view.String())})
		}
	}
	for _, mode := range []query.Mode{query.Auto, query.All, query.Any} {
		v.Modes = append(v.Modes, tick{string(mode), v.T("mode." + string(mode)), string(mode) == state.Get("mode") || mode == query.Auto && !state.Has("mode")})
	}
	if len(v.Query.Corrections) > 0 {
		literal := drop(state, "match")
		for _, view := range v.Views {
			if view.Checked && view.Value != analysis.Fuzzy.String() {
				literal.Add("match", view.Value)
			}
		}
		v.LiteralURL = v.searchURL(literal)
	}
	v.Keep = keep(state, slices.Concat([]string{"q", "cursor", "match", "mode", whyParam}, plainFilters, findParams)...)
}

func pageTitle(r *reader, q string, opening bool) string {
	switch {
	case opening:
		return ""
	case q == "":
		return r.T("search.browse")
	}
	return clip(q)
}

// plainly makes the query as typed and as understood comparable: operators
// between plain words say nothing that a reader has to be told.
func plainly(query string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(query, " AND ", " ")), " ")
}

// pageState returns what of params belongs to a search; pages ignore the rest.
// Empty values, which forms send, are left out, and so are choices that change
// nothing.
func pageState(params url.Values) url.Values {
	state := url.Values{}
	for _, name := range append(slices.Clone(searchParams), moreParam, viewParam, orderParam, whyParam) {
		for _, v := range params[name] {
			if v != "" {
				state.Add(name, v)
			}
		}
	}
	if from, to := strings.TrimSpace(params.Get("from")), strings.TrimSpace(params.Get("to")); from != "" || to != "" {
		// A range of years has two fields, the filter is one; whichever year is first.
		if a, errA := strconv.Atoi(from); errA == nil {
			if b, errB := strconv.Atoi(to); errB == nil && a > b {
				from, to = to, from
			}
		}
		state.Set("year", from+".."+to)
	}
	// The page counts facets as it shows them.
	state.Del("facets")
	state.Del("facet_limit")
	state.Del("explain")
	if ticked := state["match"]; len(ticked) > 1 && !slices.ContainsFunc(builtViews, func(v string) bool { return !slices.Contains(ticked, v) }) {
		state.Del("match")
	}
	for name, def := range map[string]string{"mode": string(query.Auto), "sort": string(search.ByRelevance)} {
		if state.Get(name) == def && len(state[name]) == 1 {
			state.Del(name)
		}
	}
	return state
}

// builtViews names the views that there are.
var builtViews = func() []string {
	var list []string
	for v := analysis.Exact; analysis.AllViews.Has(v); v++ {
		if analysis.Built.Has(v) {
			list = append(list, v.String())
		}
	}
	return list
}()

// cluttered reports whether a form without a script behind it wrote the address:
// it has fields that were left empty, or the two ends of a range of years.
func cluttered(params url.Values) bool {
	for name, values := range params {
		if name == "from" || name == "to" || slices.Contains(values, "") && name != fragmentParam && name != typingParam {
			return true
		}
	}
	return false
}

var filterNames = func() []string {
	var list []string
	for _, f := range doc.Facets {
		list = append(list, string(f), "-"+string(f))
	}
	return list
}()

// plainFilters are the filters that checkboxes stand for, findParams what the
// names of a facet's values must begin with.
var (
	plainFilters = names(doc.Facets)
	findParams   = func() []string {
		var list []string
		for _, f := range doc.Facets {
			list = append(list, facetQuery(f))
		}
		return list
	}()
)

func filtersOf(state url.Values) []string {
	return slices.DeleteFunc(slices.Clone(filterNames), func(name string) bool { return !state.Has(name) })
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

func (v *searchPage) chips(ctx context.Context, index Index, state url.Values) ([]chip, error) {
	var chips []chip
	for _, facet := range doc.Facets {
		for _, sign := range []string{"", "-"} {
			name := sign + string(facet)
			for _, value := range slices.Compact(slices.Clone(state[name])) {
				label, err := v.valueLabel(ctx, index, facet, value)
				if err != nil {
					return nil, err
				}
				chips = append(chips, chip{v.T("facet." + string(facet)), label, sign == "-", v.searchURL(without(state, name, value)), v.labelLang(facet)})
			}
		}
	}
	return chips, nil
}

// labelLang is the language in which values of a facet are named.
func (r *reader) labelLang(f doc.Facet) string {
	if speaks(f) {
		return r.Tag
	}
	return ""
}

// valueLabel names a value of a filter, which the counted facets need not hold.
func (v *searchPage) valueLabel(ctx context.Context, index Index, facet doc.Facet, value string) (string, error) {
	if facet != doc.FacetDoc {
		return v.facetLabel(facet, value, ""), nil
	}
	d, err := index.Document(ctx, value)
	switch {
	case errors.Is(err, search.ErrNotFound):
		return value, nil
	case err != nil:
		return "", err
	}
	return v.title(newDocRef(d)).Text, nil
}

func (v *searchPage) addGroups(state url.Values) {
	for _, facet := range doc.Facets {
		name := string(facet)
		g := facetGroup{Name: name, Title: v.T("facet." + name), Spoken: speaks(facet), More: v.FacetsMore[name], Open: state.Get(moreParam) == name, Find: state.Get(facetQuery(facet))}
		for _, value := range v.Facets[name] {
			if label := value.labels[doc.Lang(v.Tag)]; label != "" {
				value.Label = label
			}
			if g.Spoken {
				value.Label = v.facetLabel(facet, value.Value, "")
			}
			g.Values = append(g.Values, facetChoice{Value: value.Value, Label: value.Label, Count: value.Count, Number: v.Num(value.Count), Selected: value.Selected, Han: !g.Spoken && hasHan(value.Label)})
		}
		g.arrange(v.locale, facet)
		switch {
		case g.Open:
			g.LessURL = v.searchURL(drop(state, moreParam, facetQuery(facet))) + "#facet-" + name
		case g.More > 0:
			g.MoreURL = v.searchURL(set(state, moreParam, name, "")) + "#facet-" + name
		}
		if facet == doc.FacetYear && len(g.Values) > 0 {
			g.Years = &yearRange{}
			if from, to, ranged := strings.Cut(state.Get("year"), ".."); ranged {
				g.Years.From, g.Years.To = from, to
			}
		}
		if len(g.Values) > 0 || g.Find != "" {
			v.Groups = append(v.Groups, g)
		}
	}
}

// arrange puts the values of a facet in the order in which they are shown: the
// most frequent first and equal ones by name, all of them by name; years and
// sections as they come. A group that is not open shows the first of them and
// those that are selected.
func (g *facetGroup) arrange(l *locale, facet doc.Facet) {
	if facet != doc.FacetYear && facet != doc.FacetSection {
		sortBy(l, g.Values, func(c facetChoice) string { return c.Label })
		if !g.Open {
			slices.SortStableFunc(g.Values, func(a, b facetChoice) int { return cmp.Compare(b.Count, a.Count) })
		}
	}
	if !g.Open && len(g.Values) > fewFacets {
		shown := 0
		all := len(g.Values)
		g.Values = slices.DeleteFunc(g.Values, func(c facetChoice) bool {
			shown++
			return shown > fewFacets && !c.Selected
		})
		g.More += all - len(g.Values)
	}
	if facet == doc.FacetSection {
		g.Values = nest(g.Values)
	}
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
			v.Label = english.facetLabel(doc.FacetSection, v.Value, "")
			nested = append(nested, v)
			below(v.Value+"/", 1)
		}
	}
	return nested
}

// examples draws queries from the corpus: keywords of its first documents, else
// their titles, a few in each language.
func (v *searchPage) examples(ctx context.Context, index Index) ([]exampleQuery, error) {
	const inDocs, inLang, inAll = 20, 2, 8
	docs, _, err := index.Documents(ctx, 0, inDocs)
	if err != nil {
		return nil, err
	}
	var list []exampleQuery
	count := map[doc.Lang]int{}
	add := func(lang doc.Lang, text string) {
		known := slices.ContainsFunc(list, func(e exampleQuery) bool { return e.Text == text })
		if !known && count[lang] < inLang && len(list) < inAll && text == clip(text) {
			count[lang]++
			list = append(list, exampleQuery{text, lang, v.searchURL(url.Values{"q": {text}})})
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

// exampleQuery is a query that the corpus itself suggests.
type exampleQuery struct {
	Text string
	Lang doc.Lang
	URL  string
}

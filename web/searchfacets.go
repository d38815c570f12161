package web

// The facets of the search page, and the filters that are set.

import (
	"cmp"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
)

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
	// Find is the beginning that a word of the values' names must have.
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

// facets writes facets with their values.
func (l *locale) facets(groups []facetGroup) written {
	m := newMarkup()
	for i := range groups {
		m.facet(l, &groups[i])
	}
	return m.html()
}

func (m *markup) facet(l *locale, g *facetGroup) {
	m.raw(`<details class="facet-group" id="facet-`).text(g.Name).raw(`" open><summary><h3>`).text(g.Title).raw("</h3></summary>\n")
	if g.More > 0 || g.Open || g.Find != "" {
		find := l.T("facets.find")
		m.raw(`<p class="find"><label class="hidden" for="find-`).text(g.Name).raw(`">`).text(find).raw(`: `).text(g.Title).raw(`</label><input type="search" id="find-`).text(g.Name).
			raw(`" form="search" name="facet_q.`).text(g.Name).raw(`" value="`).text(g.Find).raw(`" placeholder="`).text(find).raw("\" autocomplete=\"off\" data-find></p>\n")
	}
	if g.Years != nil {
		for i := range g.Years.Charts {
			m.yearChart(l, &g.Years.Charts[i])
		}
	}
	m.raw(`<ul>`)
	exclude := l.T("facets.exclude")
	for i := range g.Values {
		m.choice(g, &g.Values[i], exclude)
	}
	m.raw("\n</ul>\n")
	if g.MoreURL != "" {
		m.raw(`<p class="more"><a rel="nofollow" href="`).address(g.MoreURL).raw(`">`).text(l.N("facets.more", g.More)).raw(`<span class="hidden">: `).text(g.Title).raw(`</span></a></p>`)
	}
	m.raw("\n")
	if g.LessURL != "" {
		m.raw(`<p class="more"><a rel="nofollow" href="`).address(g.LessURL).raw(`">`).text(l.T("facets.less")).raw(`<span class="hidden">: `).text(g.Title).raw(`</span></a></p>`)
	}
	m.raw("\n")
	if g.Years != nil {
		field := func(name literal, label, value string) {
			m.raw(`<label>`).text(label).raw(` <input form="search" name="`).raw(name).raw(`" inputmode="numeric" maxlength="4" size="4" value="`).text(value).raw(`"></label>`)
		}
		m.raw(`<p class="years">`)
		field("from", l.T("years.from"), g.Years.From)
		m.raw("\n")
		field("to", l.T("years.to"), g.Years.To)
		m.raw(`</p>`)
	}
	m.raw("\n</details>\n")
}

// choice writes a value of a facet; exclude is what its button does.
func (m *markup) choice(g *facetGroup, v *facetChoice, exclude string) {
	m.raw("\n<li")
	if v.Depth > 0 {
		m.raw(` class="depth-`).number(v.Depth).raw(`"`)
	}
	m.raw(`><label class="pick"><input type="checkbox" form="search" name="`).text(g.Name).raw(`" value="`).text(v.Value).raw(`"`)
	if v.Selected {
		m.raw(` checked`)
	}
	m.raw(`><span class="label"`)
	switch {
	case g.Spoken:
	case v.Han:
		m.raw(` lang="zh"`)
	default:
		m.raw(` lang=""`)
	}
	m.raw(`>`).text(v.Label).raw(`</span> <span class="n">`).text(v.Number).raw(`</span></label>`)
	if !v.Selected {
		m.raw(`<button class="not" form="search" name="-`).text(g.Name).raw(`" value="`).text(v.Value).raw(`" title="`).text(exclude).raw(`" aria-label="`).text(exclude).raw(`: `).text(v.Label).raw(`">−</button>`)
	}
	m.raw(`</li>`)
}

type yearRange struct {
	From, To string
	Charts   []yearChart
}

// newYearRange fills the fields; a single year stands in both.
func newYearRange(years doc.Years) (r yearRange) {
	if years.From > 0 {
		r.From = strconv.Itoa(years.From)
	}
	if years.To > 0 {
		r.To = strconv.Itoa(years.To)
	}
	return r
}

// yearChart counts results by years, and has a slider for a range of them.
type yearChart struct {
	Name  string // of its slider
	Title string // for people
	Count string // names the message that counts what it counts
	Bars  []bar
	// First and Last are the years at the ends, From and To those between which the
	// results are.
	First, Last, From, To int
	URL                   string // of the results of all years
}

// yearChart writes a chart with its slider.
func (m *markup) yearChart(l *locale, c *yearChart) {
	m.raw(`<figure class="columns">`).columns(l, c).raw("\n<div class=\"slider scripted\" role=\"group\" aria-labelledby=\"years-").text(c.Name).raw(`" data-url="`).address(c.URL).raw("\">\n")
	end := func(name literal, value int, label string, over bool) {
		m.raw(`<input type="range" name="`).text(c.Name).raw(name).raw(`" min="`).number(c.First).raw(`" max="`).number(c.Last).raw(`" value="`).number(value).
			raw(`" aria-label="`).text(label).raw(`" aria-valuetext="`).number(value).raw(`" autocomplete="off"`)
		if over {
			m.raw(` class="over"`)
		}
		m.raw(">\n")
	}
	end("-first", c.From, l.T("years.first"), c.over())
	end("-last", c.To, l.T("years.last"), false)
	m.raw("</div></figure>\n")
}

func (l *locale) columns(c yearChart) written { return newMarkup().columns(l, &c).html() }

// columns writes what a chart shows.
func (m *markup) columns(l *locale, c *yearChart) *markup {
	m.raw(`<figcaption id="years-`).text(c.Name).raw(`">`).text(c.Title).raw("</figcaption>\n<ul>")
	for _, b := range c.Bars {
		if m.raw(`<li>`); b.URL != "" {
			name := l.T("years.bar", "years", b.Label, "count", l.N(c.Count, b.Count))
			m.raw(`<a href="`).address(b.URL).raw(`" rel="nofollow" title="`).text(name).raw(`"`)
			if b.Selected {
				m.raw(` aria-current="true"`)
			}
			m.raw(`><svg viewBox="0 0 10 100" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect width="10" height="`).number(b.Percent).raw(`"></rect></svg><span class="hidden">`).text(name).raw(`</span></a>`)
		}
		m.raw("</li>\n")
	}
	return m.raw("</ul>\n<p class=\"ends\"><span>").number(c.First).raw(`</span> <span>`).number(c.Last).raw(`</span></p>`)
}

// over says that the slider's end at From is to be drawn over that at To, lest it be
// covered where it can go nowhere.
func (c *yearChart) over() bool { return 2*c.From > c.First+c.Last }

// fewFacets is how many values of a facet the page shows at first.
const fewFacets = 8

func (v *searchPage) chips(x *call) ([]chip, error) {
	state := x.params
	var chips []chip
	for _, facet := range doc.Facets {
		for _, sign := range []string{"", "-"} {
			name := sign + string(facet)
			for _, value := range slices.Compact(slices.Clone(state[name])) {
				label, err := v.valueLabel(x, facet, value)
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
func (v *searchPage) valueLabel(x *call, facet doc.Facet, value string) (string, error) {
	switch facet.Row().Things {
	case doc.WorkIDs:
		work, err := x.desk.Work(x.ctx(), value)
		if err == nil {
			item := v.item(work)
			return doc.ItemLabel(&item), nil
		}
		return value, refusedOnly(err)
	case doc.NoThings:
		if facet == doc.FacetAuthor {
			return v.name(value), nil
		}
		return v.facetLabel(facet, value, ""), nil
	}
	document, err := x.desk.Document(x.ctx(), value)
	if err != nil {
		return value, refusedOnly(err)
	}
	return v.title(document).Text, nil
}

// refusedOnly returns err unless it says that there is no such thing.
func refusedOnly(err error) error {
	if _, refused := errors.AsType[*desk.Refusal](err); refused {
		return nil
	}
	return err
}

func (v *searchPage) addGroups(state url.Values) {
	for _, facet := range doc.Facets {
		name, counts := string(facet), v.Facets[facet]
		g := facetGroup{Name: name, Title: v.T("facet." + name), Spoken: speaks(facet), More: counts.More, Open: state.Get(moreParam) == name, Find: state.Get(findPrefix + name)}
		for _, value := range counts.Values {
			label := cmp.Or(value.Labels[doc.Lang(v.Tag)], v.facetLabel(facet, value.Value, value.Label))
			if cased := value.Cased[label]; cased != "" && !v.printed {
				label = cased
			}
			if facet == doc.FacetAuthor {
				label = v.name(label)
			}
			g.Values = append(g.Values, facetChoice{Value: value.Value, Label: label, Count: value.Count, Number: v.Num(value.Count), Selected: value.Selected, Han: !g.Spoken && hasHan(label)})
		}
		g.arrange(v.locale, facet)
		switch {
		case g.Open:
			g.LessURL = v.searchURL(drop(state, moreParam, findPrefix+name)) + "#facet-" + name
		case g.More > 0:
			g.MoreURL = v.searchURL(set(state, moreParam, name, "")) + "#facet-" + name
		}
		if facet.Row().Accepts != nil && len(g.Values) > 0 {
			g.Years = &yearRange{}
			if from, to, ranged := strings.Cut(state.Get(name), ".."); ranged {
				g.Years.From, g.Years.To = from, to
			}
		}
		if len(g.Values) > 0 || g.Find != "" {
			v.Groups = append(v.Groups, g)
		}
	}
}

// addCharts adds the charts of years, of documents and of cited works apart: where there
// are both, each leads to its own part of the results.
func (v *searchPage) addCharts(state url.Values) {
	at := slices.IndexFunc(v.Groups, func(g facetGroup) bool { return g.Years != nil && len(g.Values)+g.More > 1 })
	if at < 0 {
		return
	}
	documents, cited := v.Found.Years.Documents, v.Found.Years.References
	kind, reference := string(doc.FacetKind), string(doc.Reference)
	ofDocuments, ofCited := state, state
	if len(documents) > 0 && len(cited) > 0 {
		ofDocuments, ofCited = with(state, "-"+kind, reference), set(state, kind, reference, "")
	}
	for _, c := range []struct {
		chart yearChart
		years []search.FacetValue
		state url.Values
	}{{yearChart{Name: "documents", Title: v.T("years.documents"), Count: "count.passages"}, documents, ofDocuments}, {yearChart{Name: "cited", Title: v.T("figures.cited"), Count: "count.references"}, cited, ofCited}} {
		if len(c.years) > 1 {
			v.Groups[at].Years.Charts = append(v.Groups[at].Years.Charts, v.chart(c.chart, c.years, c.state))
		}
	}
}

// chart fills in a chart of the years of a search.
func (v *searchPage) chart(c yearChart, years []search.FacetValue, state url.Values) yearChart {
	c.Bars = plot{Bars: v.periods(years, state)}.scaled().Bars
	c.URL = v.searchURL(drop(state, string(doc.FacetYear)))
	c.First, c.Last = spanOf(years)
	c.From, c.To = c.Last, c.First
	for _, value := range state[string(doc.FacetYear)] {
		asked, _ := doc.ParseYears(value)
		to := cmp.Or(asked.To, c.Last)
		c.From, c.To = min(c.From, max(asked.From, c.First)), max(c.To, min(to, c.Last))
		for i := range c.Bars {
			b := &c.Bars[i]
			b.Selected = b.Selected || asked.From <= b.Years.To && to >= b.Years.From
		}
	}
	if c.From > c.To || !state.Has(string(doc.FacetYear)) {
		c.From, c.To = c.First, c.Last
	}
	return c
}

// arrange puts the values of a facet in the order in which they are shown: the
// most frequent first and equal ones by name, all of them by name; years and
// sections as they come. A group that is not open shows the first of them and
// those that are selected.
func (g *facetGroup) arrange(l *locale, facet doc.Facet) {
	row := facet.Row()
	if !row.Descending && !row.Nested {
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
	if row.Nested {
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

package web

// The state of the search page: all of it is in its address, so that every choice is
// a link and nothing needs a script.

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/query"
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

// plainFilters are the filters that checkboxes stand for.
var plainFilters = facetParams("")

// pageState returns the params that belong to a search; pages ignore the rest. Empty
// values, which forms send, are left out, and so are choices that change nothing.
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
	if ticked := state["match"]; len(ticked) > 1 && !slices.ContainsFunc(desk.Views(), func(v string) bool { return !slices.Contains(ticked, v) }) {
		state.Del("match")
	}
	for name, def := range map[string]string{"mode": string(query.Auto), "sort": string(search.ByRelevance)} {
		if state.Get(name) == def && len(state[name]) == 1 {
			state.Del(name)
		}
	}
	return state
}

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

func filtersOf(state url.Values) []string {
	return slices.DeleteFunc(slices.Clone(filterNames), func(name string) bool { return !state.Has(name) })
}

// drop returns state without some parameters, and without its place in the list, which
// no other search can use.
func drop(state url.Values, names ...string) url.Values {
	left := url.Values{}
	for name, values := range state {
		if name != "cursor" && name != "page" && !slices.Contains(names, name) {
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

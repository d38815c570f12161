package desk

// Suggestions: words that were perhaps meant and, when the words of the query find
// nothing themselves, queries that ask for less. Every suggestion comes with the number
// of its hits.

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/plan"
	"github.com/izde/izde/search/query"
)

// Suggestion is another query. Without names the filters that are to be left out,
// "lang" or "-lang", where the filters leave nothing.
type Suggestion struct {
	Q       string
	Total   int
	Why     string
	Without []string
}

// The reasons for a suggestion.
const (
	WhySpelling   = "spelling"
	WhyLayout     = "layout"
	whyFilters    = "filters"
	whyPhrase     = "phrase"
	whyExclusions = "exclusions"
	whyFewerWords = "fewer_words"
	whyAnyWord    = "any_word"
	// WhyDerivation leads to the words of one root, more than the result has.
	WhyDerivation = "derivation"
)

// maxSuggestions is how many suggestions an answer has.
const maxSuggestions = 5

// suggest returns queries to ask in place of a request that gave result.
func (d *Desk) suggest(ctx context.Context, request *search.Request, result *search.Result) ([]Suggestion, error) {
	var list []Suggestion
	r := *request
	r.Limit, r.After, r.Facets, r.Years, r.Grouped, r.Explained = 0, "", nil, false, false, false
	// more reports whether a query may be added.
	more := func(q *query.Query, without []string) bool {
		return q != nil && len(list) < maxSuggestions && (len(without) > 0 || q.Text != request.Query.Text) &&
			!slices.ContainsFunc(list, func(s Suggestion) bool { return s.Q == q.Text && slices.Equal(s.Without, without) })
	}
	// try adds a query if it finds anything.
	try := func(q *query.Query, why string, without ...string) error {
		if !more(q, without) {
			return nil
		}
		r.Query = q
		r.Filters = slices.DeleteFunc(slices.Clone(request.Filters), func(f search.Filter) bool {
			return slices.Contains(without, string(f.Facet)) || slices.Contains(without, "-"+string(f.Facet))
		})
		found, err := d.index.Search(ctx, &r)
		if err != nil {
			return err
		}
		if found.Direct > 0 || found.Total > 0 && result.Total == 0 {
			list = append(list, Suggestion{q.Text, found.Total, why, without})
		}
		return nil
	}
	for _, q := range respelled(request.Query, result.Plan) {
		if err := try(q, WhySpelling); err != nil {
			return nil, err
		}
	}
	if result.Total == 0 || len(result.Plan.Corrections) > 0 {
		for _, text := range analysis.OtherLayouts(request.Query.Text) {
			q, err := query.Parse(text)
			if err != nil {
				continue
			}
			// What is a text in the other layout has all its words there.
			strict := r
			strict.Query, strict.Mode = q, query.All
			if found, err := d.index.Search(ctx, &strict); err != nil {
				return nil, err
			} else if found.Total == 0 || len(found.Plan.Corrections) > 0 {
				continue
			}
			if err := try(q, WhyLayout); err != nil {
				return nil, err
			}
		}
	}
	r.Query, r.Filters = request.Query, request.Filters
	if q, total, err := d.derived(ctx, r, result.Direct); err != nil {
		return nil, err
	} else if more(q, nil) {
		list = append(list, Suggestion{q.Text, total, WhyDerivation, nil})
	}
	if result.Direct > 0 {
		return list, nil
	}
	for _, names := range fewerFilters(request.Filters) {
		if err := try(request.Query, whyFilters, names...); err != nil {
			return nil, err
		}
	}
	asked, searched := query.Relax(request.Query), []query.Relaxed(nil)
	if fixes := respelled(request.Query, &plan.Plan{Corrections: result.Plan.Corrections}); len(fixes) > 0 {
		searched = query.Relax(fixes[0])
	}
	for i, l := range asked {
		found := len(list)
		if len(searched) == len(asked) { // what is left is shown as it is searched, if that finds anything
			if err := try(searched[i].Query, relaxReasons[l.Kind]); err != nil {
				return nil, err
			}
		}
		if found == len(list) {
			if err := try(l.Query, relaxReasons[l.Kind]); err != nil {
				return nil, err
			}
		}
	}
	return list, nil
}

const (
	// derivedShare is how many times as many passages as a word the words of its root
	// are found in where they are worth a hint, and derivedLeast how many more.
	derivedShare, derivedLeast = 1.5, 3
)

// derived returns a query for the words that begin as the stem of a query of one word
// does, since derivation is no inflection (инвестиции, инвестиционный), and what it finds;
// nil where there is none, or it is not worth a hint beside total passages that have the
// word itself.
func (d *Desk) derived(ctx context.Context, r search.Request, total int) (*query.Query, int, error) {
	word, ok := r.Query.Expr.(query.Word)
	if !ok || !word.Plain() {
		return nil, 0, nil
	}
	root := analysis.Root(word.Text)
	if root == "" {
		return nil, 0, nil
	}
	q, err := query.Parse(query.Word{Text: root, Prefix: true}.String())
	if err != nil {
		return nil, 0, nil
	}
	r.Query = q
	found, err := d.index.Search(ctx, &r)
	var limit *query.LimitError
	switch {
	case errors.As(err, &limit): // too many words begin so
		return nil, 0, nil
	case err != nil:
		return nil, 0, err
	case float64(found.Direct) < derivedShare*float64(total) || found.Direct < total+derivedLeast:
		return nil, 0, nil
	}
	return q, found.Total, nil
}

var relaxReasons = map[query.Relaxation]string{query.WithoutPhrases: whyPhrase, query.WithoutExclusions: whyExclusions,
	query.FewerWords: whyFewerWords, query.AnyWord: whyAnyWord}

// A text typed in the other layout has all its words there.
func respelled(q *query.Query, p *plan.Plan) []*query.Query {
	text := q.Visible()
	fixes := slices.DeleteFunc(slices.Concat(p.Corrections, p.Likely), func(f plan.Correction) bool {
		return strings.Contains(text, f.Term+"~") // of which similar words are asked for
	})
	if len(fixes) == 0 {
		return nil
	}
	var list []*query.Query
	add := func(text string) {
		if parsed, err := query.Parse(text); err == nil {
			list = append(list, parsed)
		}
	}
	for _, f := range fixes {
		text = replaceWord(text, f.Term, f.With[0])
	}
	add(text)
	for _, w := range fixes[0].With[1:min(len(fixes[0].With), 3)] {
		other := replaceWord(q.Visible(), fixes[0].Term, w)
		for _, f := range fixes[1:] {
			other = replaceWord(other, f.Term, f.With[0])
		}
		add(other)
	}
	return list
}

// replaceWord puts one word in the place of another, with its capitals.
func replaceWord(text, old, word string) string {
	letter := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) }
	for at := 0; ; {
		i := strings.Index(text[at:], old)
		if i < 0 || old == "" {
			return text
		}
		i += at
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		after, _ := utf8.DecodeRuneInString(text[i+len(old):])
		if letter(before) || letter(after) {
			at = i + len(old)
			continue
		}
		if strings.ToUpper(old) == old && utf8.RuneCountInString(old) > 1 {
			word = strings.ToUpper(word)
		} else if r, _ := utf8.DecodeRuneInString(old); unicode.IsUpper(r) {
			first, size := utf8.DecodeRuneInString(word)
			word = string(unicode.ToUpper(first)) + word[size:]
		}
		return text[:i] + word + text[i+len(old):]
	}
}

// fewerFilters lists which filters to leave out: each facet's, then all.
func fewerFilters(filters []search.Filter) [][]string {
	var each [][]string
	var all []string
	for _, f := range filters {
		var names []string
		if len(f.Include) > 0 {
			names = append(names, string(f.Facet))
		}
		if len(f.Exclude) > 0 {
			names = append(names, "-"+string(f.Facet))
		}
		each, all = append(each, names), append(all, names...)
	}
	if len(each) > 1 {
		each = append(each, all)
	}
	return each
}

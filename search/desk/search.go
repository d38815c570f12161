package desk

// A page of hits: filters and views read as people write them, the hits with their
// facets, and suggestions.

import (
	"context"
	"math"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/excerpt"
	"github.com/izde/izde/search/plan"
	"github.com/izde/izde/search/query"
)

const (
	// MaxHits is how many hits a page may have, MaxDepth how many can be paged
	// through: every page costs a search.
	MaxHits  = 100
	MaxDepth = 100_000
	// MaxFacetValues is how many values of a facet are counted out,
	// DefaultFacetValues how many unless the request says.
	MaxFacetValues     = 1000
	DefaultFacetValues = 20
	// maxNarrow is the longest beginning of a value's name, in bytes.
	maxNarrow = 200
)

// The modes and orders of a search, the default first.
var (
	Modes = []query.Mode{query.Auto, query.All, query.Any}
	Sorts = []search.Sort{search.ByRelevance, search.ByPosition, search.ByYear, search.ByYearDesc, search.ByIndexed}
)

// SearchRequest asks for a page of hits.
type SearchRequest struct {
	search.Request
	// Shown is how many hits the pages before this one had: those that After counts as
	// passed, and without After those to skip.
	Shown int
	// Unfinished lets the last word stand for its beginning where nothing is found
	// otherwise.
	Unfinished bool
	// Narrow keeps the values of a facet that have a name with a word beginning as
	// given, in any script; Names lists the names.
	Narrow map[doc.Facet]string
	Names  func(doc.Facet, search.FacetValue) []string
}

// Check returns the error with which Search would refuse r before it searches.
func (r *SearchRequest) Check() error {
	if err := checkQuery(&r.Request); err != nil {
		return err
	}
	if err := OneOf("sort", r.Sort, Sorts...); err != nil {
		return err
	}
	if err := within("limit", r.Limit, 0, MaxHits); err != nil {
		return err
	}
	if r.Shown < 0 {
		return refuse(InvalidValue, "page", "want pages from 1 on")
	}
	if r.Shown >= MaxDepth {
		return refuse(PagingTooDeep, "cursor", "a search can be paged through for %d hits: narrow it, or export it", MaxDepth)
	}
	for facet, typed := range r.Narrow {
		if len(typed) > maxNarrow {
			return refuse(InvalidValue, "facet_q."+string(facet), "want at most %d bytes: the beginning of a name is enough", maxNarrow)
		}
	}
	if len(r.Facets) == 0 {
		return nil
	}
	return within("facet_limit", r.FacetLimit, 1, MaxFacetValues)
}

// checkQuery checks the parts of a request that decide which passages match.
func checkQuery(r *search.Request) error {
	values := 0
	for _, f := range r.Filters {
		values += len(f.Include) + len(f.Exclude)
	}
	if values > MaxFilterValues {
		return &query.LimitError{Limit: "filter values", Max: MaxFilterValues}
	}
	return OneOf("mode", r.Mode, Modes...)
}

// Found answers a SearchRequest.
type Found struct {
	// Query is the query that was run: with a star where it was Unfinished.
	Query *query.Query
	Plan  *plan.Plan
	// Total and TotalDocuments count the passages that match and their documents.
	Total, TotalDocuments int
	// Direct is how many of the passages match by the query's own words: see
	// search.Result.
	Direct int
	// DirectFirst says that these come before the others, which may be all.
	DirectFirst bool
	Hits        []Hit
	Facets      map[doc.Facet]search.FacetCounts
	Years       search.YearCounts
	// Suggestions are other queries to ask.
	Suggestions []Suggestion
	// Next is After of the next page; empty at the end.
	Next string
	Took time.Duration
}

// Search answers with a page of hits.
func (d *Desk) Search(ctx context.Context, r *SearchRequest) (*Found, error) {
	start := time.Now()
	if err := r.Check(); err != nil {
		return nil, err
	}
	asked := r.Request
	if asked.After == "" {
		asked.Skip = r.Shown
	}
	if len(r.Narrow) > 0 {
		asked.FacetLimit = math.MaxInt
	}
	result, err := d.index.Search(ctx, &asked)
	if err != nil {
		return nil, err
	}
	if begun := unfinished(asked.Query); r.Unfinished && result.Total == 0 && begun != nil {
		more := asked
		more.Query = begun
		found, err := d.index.Search(ctx, &more)
		if err != nil {
			return nil, err
		}
		if found.Total > 0 {
			asked, result = more, found
		}
	}
	f := &Found{Query: asked.Query, Plan: result.Plan, Total: result.Total, TotalDocuments: result.TotalDocuments, Direct: result.Direct, DirectFirst: result.DirectFirst, Facets: result.Facets, Years: result.Years}
	marker := excerpt.NewMarker(result.Plan)
	for _, h := range result.Hits {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		hit := newHit(marker, h)
		if hit.Explanation != nil {
			hit.Explanation.Parts = joinRuns(hit.Explanation.Parts)
		}
		f.Hits = append(f.Hits, hit)
	}
	for facet, counts := range f.Facets {
		f.Facets[facet] = r.narrow(facet, counts)
	}
	if f.Suggestions, err = d.suggest(ctx, &asked, result); err != nil {
		return nil, err
	}
	if len(f.Hits) > 0 { // a request for counts alone has no pages
		f.Next = result.Next
	}
	f.Took = time.Since(start)
	return f, nil
}

// unfinished lets the last word of a query stand for its beginning; nil when it does
// not end in a plain word.
func unfinished(q *query.Query) *query.Query {
	last, _ := utf8.DecodeLastRuneInString(q.Visible())
	if !unicode.IsLetter(last) || analysis.IsHan(last) {
		return nil
	}
	begun, err := query.Parse(q.Text + "*")
	if err != nil {
		return nil
	}
	return begun
}

// narrow keeps the values of a facet that the request asks for, and as many as it
// asks for.
func (r *SearchRequest) narrow(facet doc.Facet, counts search.FacetCounts) search.FacetCounts {
	if text := r.Narrow[facet]; text != "" {
		typed := analysis.NewTyped(text)
		counts.Values = slices.DeleteFunc(counts.Values, func(v search.FacetValue) bool {
			return !slices.ContainsFunc(r.Names(facet, v), typed.In)
		})
	}
	return counts.Cut(r.FacetLimit)
}

// joinRuns joins the parts of a run of Han characters, which is searched by its pairs
// (and ranked by its characters too).
func joinRuns(parts []search.ScorePart) []search.ScorePart {
	joined := []search.ScorePart{}
	for _, p := range parts {
		if n := len(joined); n > 0 {
			last := []rune(joined[n-1].Query)
			if next := []rune(p.Query); allHan(last) && allHan(next) && (len(next) == 2 && next[0] == last[len(last)-1] || len(next) == 1) {
				j := &joined[n-1]
				if len(next) == 2 || !strings.Contains(j.Query, p.Query) {
					j.Query += string(next[len(next)-1:])
				}
				j.Score += p.Score
				j.Passages = min(j.Passages, p.Passages)
				j.Matched = slices.Concat(j.Matched, p.Matched)
				continue
			}
		}
		joined = append(joined, p)
	}
	for i := range joined {
		joined[i].Matched = joinMarks(joined[i].Matched)
	}
	return joined
}

// joinMarks joins marks that touch.
func joinMarks(marks []excerpt.Mark) []excerpt.Mark {
	marks = slices.Clone(marks)
	slices.SortFunc(marks, func(a, b excerpt.Mark) int { return a.Start - b.Start })
	var joined []excerpt.Mark
	for _, m := range marks {
		if n := len(joined); n > 0 && m.Start <= joined[n-1].End {
			joined[n-1].End = max(joined[n-1].End, m.End)
			joined[n-1].View = max(joined[n-1].View, m.View)
			continue
		}
		joined = append(joined, m)
	}
	return joined
}

func allHan(text []rune) bool {
	return len(text) > 0 && !slices.ContainsFunc(text, func(r rune) bool { return !analysis.IsHan(r) })
}

// MaxTyped is the longest text that is completed, in characters.
const MaxTyped = 200

// Complete completes a typed text, in at most limit ways.
func (d *Desk) Complete(ctx context.Context, typed string, limit int) ([]search.Completion, error) {
	if utf8.RuneCountInString(typed) > MaxTyped {
		return nil, refuse(InvalidValue, "q", "want at most %d characters: the beginning is enough", MaxTyped)
	}
	if err := within("limit", limit, 0, MaxHits); err != nil {
		return nil, err
	}
	if strings.TrimSpace(typed) == "" {
		return nil, nil
	}
	return d.index.Complete(ctx, typed, limit)
}

// MaxSimilar is how many passages are found similar to one.
const MaxSimilar = 100

// Similar returns the passages most like one, at most limit, the best first.
func (d *Desk) Similar(ctx context.Context, passageID string, limit int) ([]search.Hit, error) {
	hits, err := d.index.Similar(ctx, passageID, min(limit, MaxSimilar))
	return hits, unknown(err, UnknownPassage, passageID)
}

// MaxFilterValues bounds the values of all filters of one search together.
const MaxFilterValues = 200

// ReadFilter makes a filter of values as people write them, without repeats and
// blanks.
func ReadFilter(facet doc.Facet, include, exclude []string) (f search.Filter, err error) {
	f.Facet = facet
	if f.Include, err = readValues(string(facet), facet, include); err == nil {
		f.Exclude, err = readValues("-"+string(facet), facet, exclude)
	}
	return f, err
}

func readValues(field string, facet doc.Facet, written []string) ([]string, error) {
	var values []string
	for _, text := range written {
		if text == "" {
			continue
		}
		v, err := readValue(field, facet.Row(), text)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(values, v) {
			values = append(values, v)
		}
	}
	return values, nil
}

// readValue checks one value and returns it as an engine expects it.
func readValue(field string, row *doc.FacetRow, text string) (string, error) {
	value, want := row.Filter(text)
	switch {
	case want == "":
		return value, nil
	case row.Known != nil:
		return "", OneOf(field, text, row.Known...)
	}
	return "", refuse(InvalidValue, field, "%s=%q: want %s", field, Clip(text), want)
}

// Views lists the names of all views, the best first.
func Views() []string {
	var names []string
	for v := analysis.Exact; analysis.AllViews.Has(v); v++ {
		names = append(names, v.String())
	}
	return names
}

// ReadViews returns the views of those names, all without any.
func ReadViews(names []string) (plan.Views, error) {
	if len(names) == 0 {
		return analysis.AllViews, nil
	}
	var views plan.Views
	for _, name := range names {
		v, ok := analysis.ParseView(name)
		if !ok {
			return 0, OneOf("match", name, Views()...)
		}
		views = views.With(v)
	}
	return views, nil
}

// MaxWithout is how many counterparts can be switched off.
const MaxWithout = 100

// ReadWithout checks counterparts in other languages that are not wanted, the values of a
// field: see search.Request.
func ReadWithout(field string, given []string) ([]string, error) {
	if len(given) > MaxWithout {
		return nil, refuse(InvalidValue, field, "want at most %d values: leave out a language, or the view glossary", MaxWithout)
	}
	for _, value := range given {
		lang, word, isWord := strings.Cut(value, ":")
		if row := doc.FacetLang.Row(); row != nil {
			if _, want := row.Filter(lang); want != "" || isWord && word == "" {
				return nil, refuse(InvalidValue, field, "%s=%q: want a language, or a language and one of its words: ru, ru:ветер", field, Clip(value))
			}
		}
	}
	return given, nil
}

// CheckPair refuses a pair of words that cannot be kept.
func CheckPair(t *search.Translation) error {
	type field struct{ name, text string }
	for _, f := range []field{{"from", string(t.Lang)}, {"to", string(t.To)}} {
		if _, want := doc.FacetLang.Row().Filter(f.text); want != "" {
			return refuse(InvalidValue, f.name, "%s=%q: want %s", f.name, Clip(f.text), want)
		}
	}
	for _, f := range []field{{"term", t.Term}, {"with", t.With}} {
		if n := utf8.RuneCountInString(f.text); n == 0 || n > MaxTyped || strings.ContainsFunc(f.text, unicode.IsControl) {
			return refuse(InvalidValue, f.name, "%s: want a word or a term of at most %d characters", f.name, MaxTyped)
		}
	}
	return nil
}

// Translations returns the part of the counterparts of a word or term from offset on,
// at most limit, and how many there are; without a word all pairs that are kept and that
// the corpus shows.
func (d *Desk) Translations(ctx context.Context, text string, lang, to doc.Lang, offset, limit int) ([]search.Translation, int, error) {
	if utf8.RuneCountInString(text) > MaxTyped {
		return nil, 0, refuse(InvalidValue, "q", "want at most %d characters: a word or a term", MaxTyped)
	}
	for name, l := range map[string]doc.Lang{"lang": lang, "to": to} {
		if l != "" {
			if _, want := doc.FacetLang.Row().Filter(string(l)); want != "" {
				return nil, 0, refuse(InvalidValue, name, "%s=%q: want %s", name, Clip(string(l)), want)
			}
		}
	}
	list, err := d.index.Translations(ctx, text, lang, to)
	if err != nil {
		return nil, 0, err
	}
	total := len(list)
	list = list[min(offset, total):]
	return list[:min(limit, len(list))], total, nil
}

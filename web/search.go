package web

// GET /api/v1/search, with its explanations, and /api/v1/suggest. "izde search --json"
// gives the former in a terminal.

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/excerpt"
)

// snippetSize is the length of a snippet in code points.
const snippetSize = 300

// searchView is the answer to a search.
type searchView struct {
	Query          queryView              `json:"query"`
	Total          int                    `json:"total"`
	TotalDocuments int                    `json:"total_documents"`
	TotalDirect    int                    `json:"total_direct"`
	TookMS         float64                `json:"took_ms"`
	Hits           []hitView              `json:"hits"`
	Facets         map[string][]facetView `json:"facets"`
	FacetsMore     map[string]int         `json:"facets_more"`
	Suggestions    []suggestionView       `json:"suggestions"`
	Next           *string                `json:"next"`
}

type queryView struct {
	Q           string           `json:"q"`
	Parsed      string           `json:"parsed"`
	Minimum     int              `json:"minimum"`
	Notes       []noteView       `json:"notes"`
	Corrections []correctionView `json:"corrections"`
	Expansions  []expansionView  `json:"expansions"`
}

// expansionView names the words of another language by which a word was searched too.
type expansionView struct {
	Term string   `json:"term"`
	With []string `json:"with"`
	Lang string   `json:"lang"`
	Via  string   `json:"via"`
	// Sources says for each of With where it is known from.
	Sources []string `json:"sources"`
}

// correctionView names the words that stood in for a word that the corpus does not
// hold.
type correctionView struct {
	Term string   `json:"term"`
	With []string `json:"with"`
}

// noteView says what in a query was not understood; position and end are
// the code points of q that it is about.
type noteView struct {
	Code     string `json:"code"`
	Message  string `json:"message"`
	Position int    `json:"position"`
	End      int    `json:"end"`
}

type hitView struct {
	passageView
	Score   float64     `json:"score"`
	Via     []string    `json:"via"`
	Marks   []markView  `json:"marks"`
	Snippet snippetView `json:"snippet"`
	// MoreInDocument is set where hits are grouped, Explain where it was asked
	// for.
	MoreInDocument *int         `json:"more_in_document,omitempty"`
	Explain        *explainView `json:"explain,omitempty"`
}

type markView struct {
	rangeView
	Via string `json:"via"`
}

type snippetView struct {
	TruncatedStart bool              `json:"truncated_start"`
	TruncatedEnd   bool              `json:"truncated_end"`
	Parts          []snippetPartView `json:"parts"`
}

type snippetPartView struct {
	Text string `json:"text"`
	Mark bool   `json:"mark,omitempty"`
}

type facetView struct {
	Value    string `json:"value"`
	Label    string `json:"label"`
	Count    int    `json:"count"`
	Selected bool   `json:"selected"`
}

type suggestionView struct {
	Q       string   `json:"q"`
	Total   int      `json:"total"`
	Why     string   `json:"why"`
	Without []string `json:"without,omitempty"`
}

func (s *site) apiSearch(x *call) error {
	r := x.searchRequest()
	at := x.searchCursor(r)
	if x.err != nil {
		return x.err
	}
	found, err := x.desk.Search(x.ctx(), r)
	if err != nil {
		return err
	}
	return respondJSON(x.Context, s.newSearchView(x.desk.Status(), r, found, at), false)
}

// SearchAnswer returns the API's answer to a request, for encoding/json.
func SearchAnswer(status search.Status, r *desk.SearchRequest, found *desk.Found) any {
	return new(site).newSearchView(status, r, found, cursor{Params: digestRequest(&r.Request), Generation: status.Generation})
}

// newSearchView shows the hits at a cursor.
func (s *site) newSearchView(status search.Status, r *desk.SearchRequest, found *desk.Found, at cursor) *searchView {
	v := &searchView{
		Query:          newQueryView(found),
		Total:          found.Total,
		TotalDocuments: found.TotalDocuments,
		TotalDirect:    found.Direct,
		TookMS:         math.Round(float64(found.Took.Microseconds())/10) / 100,
		Hits:           make([]hitView, 0, len(found.Hits)),
		Facets:         map[string][]facetView{},
		FacetsMore:     map[string]int{},
		Suggestions:    []suggestionView{},
		Next:           at.nextAfter(found),
	}
	for _, h := range found.Hits {
		view := s.newHitView(h, r.Grouped)
		if h.Explanation != nil {
			view.Explain = newExplainView(h, status.Passages)
		}
		v.Hits = append(v.Hits, view)
	}
	for facet, counts := range found.Facets {
		values := make([]facetView, 0, len(counts.Values))
		for _, value := range counts.Values {
			values = append(values, facetView{value.Value, english.facetLabel(facet, value.Value, value.Label), value.Count, value.Selected})
		}
		v.Facets[string(facet)] = values
		if counts.More > 0 {
			v.FacetsMore[string(facet)] = counts.More
		}
	}
	for _, suggestion := range found.Suggestions {
		v.Suggestions = append(v.Suggestions, suggestionView(suggestion))
	}
	return v
}

func newQueryView(found *desk.Found) queryView {
	v := queryView{Q: found.Query.Text, Parsed: found.Plan.Parsed, Minimum: found.Plan.Minimum,
		Notes: []noteView{}, Corrections: []correctionView{}, Expansions: []expansionView{}}
	for _, c := range found.Plan.Corrections {
		v.Corrections = append(v.Corrections, correctionView(c))
	}
	for _, x := range found.Plan.Expansions {
		e := expansionView{Term: x.Text, Lang: string(x.Lang), Via: analysis.Glossary.String()}
		for _, c := range x.Shown() {
			e.With, e.Sources = append(e.With, c.Text), append(e.Sources, string(c.Source))
		}
		v.Expansions = append(v.Expansions, e)
	}
	points := codePoints{text: found.Query.Text}
	for _, n := range found.Plan.Notes {
		v.Notes = append(v.Notes, noteView{n.Code, n.Message(), points.at(n.Position), points.at(n.End)})
	}
	return v
}

func (s *site) newHitView(h desk.Hit, grouped bool) hitView {
	snippet := excerpt.NewSnippet(h.Passage.Text, h.Marks, snippetSize)
	v := hitView{
		passageView: s.newPassageView(h.Passage, h.Doc),
		Score:       h.Score,
		Via:         []string{},
		Marks:       []markView{},
		Snippet:     snippetView{snippet.TruncatedStart, snippet.TruncatedEnd, []snippetPartView{}},
	}
	v.Pages = newPageViews(h.Passage.PagesOf(desk.MarkSpans(h.Marks)))
	if grouped {
		v.MoreInDocument = &h.More
	}
	points := codePoints{text: h.Passage.Text}
	for _, m := range h.Marks {
		v.Marks = append(v.Marks, markView{points.span(m.Span), m.View.String()})
		v.Via = appendNew(v.Via, m.View.String())
	}
	for _, p := range snippet.Parts {
		v.Snippet.Parts = append(v.Snippet.Parts, snippetPartView(p))
	}
	return v
}

// explainView tells how a score came about: the scores of Parts add up to Score.
type explainView struct {
	Score float64       `json:"score"`
	Parts []explainPart `json:"parts"`
}

// explainPart is the share of a word or phrase of the query. Query is empty for a
// share that is not of one word; Passages is how many of the corpus hold the word.
type explainPart struct {
	Query    string   `json:"query"`
	Matched  []string `json:"matched"`
	Via      []string `json:"via"`
	Passages int      `json:"passages"`
	Score    float64  `json:"score"`
	Why      string   `json:"why"`
}

var viewReasons = map[string]string{
	"exact":    "as written",
	"fold":     "apart from diacritics, similar letters or traditional characters",
	"stem":     "in another form of the word",
	"latin":    "in another script or romanisation",
	"fuzzy":    "by a similar spelling, for the corpus does not hold the word",
	"glossary": "by its equivalent in another language",
}

func newExplainView(h desk.Hit, passages int) *explainView {
	v := &explainView{Score: h.Score, Parts: []explainPart{}}
	for _, p := range h.Explanation.Parts {
		part := explainPart{Query: p.Query, Matched: []string{}, Via: []string{}, Passages: p.Passages, Score: p.Score}
		for _, m := range p.Matched {
			part.Matched = appendNew(part.Matched, h.Passage.Text[m.Start:m.End])
			part.Via = appendNew(part.Via, m.View.String())
		}
		if p.Query == "" {
			part.Why = "for the way in which the words of the query stand together: a passage with all of them, and one with its own words, comes first"
		} else {
			var reasons []string
			for _, via := range part.Via {
				reasons = append(reasons, viewReasons[via])
			}
			part.Why = fmt.Sprintf("“%s” stands here %s as “%s”, %s; %s of the %d passages hold it", p.Query, times(len(p.Matched)),
				strings.Join(part.Matched, "”, “"), strings.Join(reasons, ", "), rarity(p.Passages, passages), passages)
		}
		v.Parts = append(v.Parts, part)
	}
	return v
}

// appendNew appends s to a list that does not have it.
func appendNew(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

func times(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return fmt.Sprintf("%d times", n)
}

// rarity says how many of all passages hold a word.
func rarity(n, all int) string {
	if percent := 100 * float64(n) / math.Max(1, float64(all)); percent >= 1 {
		return fmt.Sprintf("%d (%.0f %%)", n, percent)
	}
	return fmt.Sprint(n)
}

// completionView is a completion: Q is the query that finds it, Total how many
// passages that finds.
type completionView struct {
	Text  string                `json:"text"`
	Kind  search.CompletionKind `json:"kind"`
	Total int                   `json:"total"`
	Q     string                `json:"q"`
}

func (s *site) apiSuggest(x *call) error {
	typed, limit := x.single("q"), x.limit()
	if x.err != nil {
		return x.err
	}
	found, err := x.desk.Complete(x.ctx(), typed, limit)
	if err != nil {
		return err
	}
	answer := list[completionView]{Items: []completionView{}, Total: len(found)}
	for _, f := range found {
		answer.Items = append(answer.Items, completionView{f.Text, f.Kind, f.Total, f.Query})
	}
	return respondJSON(x.Context, answer, true)
}

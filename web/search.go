package web

// GET /api/v1/search, and the answer that the search page shows too.

import (
	"context"
	"math"
	"net/url"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/izde/izde/search"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/excerpt"
	"github.com/izde/izde/search/plan"
	"github.com/izde/izde/search/query"
)

// snippetSize is the length of a snippet in code points.
const snippetSize = 300

// maxDepth is how many hits can be paged through. Every page costs a search.
const maxDepth = 100_000

// searchAnswer is the answer to a search.
type searchAnswer struct {
	Query          queryView              `json:"query"`
	Total          int                    `json:"total"`
	TotalDocuments int                    `json:"total_documents"`
	TookMS         float64                `json:"took_ms"`
	Hits           []hitView              `json:"hits"`
	Facets         map[string][]facetView `json:"facets"`
	FacetsMore     map[string]int         `json:"facets_more"`
	Suggestions    []Suggestion           `json:"suggestions"`
	Next           *string                `json:"next"`

	// Shown is how many hits the pages before this one held.
	Shown int `json:"-"`
}

type queryView struct {
	Q           string           `json:"q"`
	Parsed      string           `json:"parsed"`
	Minimum     int              `json:"minimum"`
	Notes       []noteView       `json:"notes"`
	Corrections []correctionView `json:"corrections"`
	Expansions  []none           `json:"expansions"`
}

// correctionView says by which words one was searched that the corpus does not
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

	args []string
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

	Segments []segment      `json:"-"` // of the snippet
	marks    []excerpt.Mark // in bytes
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

	labels map[doc.Lang]string
}

func (s *site) apiSearch(c *gin.Context, index Index, params url.Values) error {
	if err := checkNames(params, searchParams, nil); err != nil {
		return err
	}
	answer, err := s.search(c.Request.Context(), index, params)
	if err != nil {
		return err
	}
	return respondJSON(c, answer, false)
}

// search runs the search that params ask for.
func (s *site) search(ctx context.Context, index Index, params url.Values) (*searchAnswer, error) {
	start := time.Now()
	request, err := readRequest(params)
	if err != nil {
		return nil, err
	}
	at, err := readCursor("search", params, index.Status().Generation)
	if err != nil {
		return nil, err
	}
	if at.Offset >= maxDepth {
		return nil, faultIn("cursor", pagingTooDeep, "a search can be paged through for %d hits: narrow it, or export it", maxDepth)
	}
	request.After = at.After
	narrowed, err := readFacetQueries(params, request)
	if err != nil {
		return nil, err
	}
	result, err := index.Search(ctx, request)
	if err != nil {
		return nil, err
	}
	a := &searchAnswer{
		Query:          newQueryView(request.Query, result.Plan),
		Total:          result.Total,
		TotalDocuments: result.TotalDocuments,
		Hits:           []hitView{},
		Facets:         map[string][]facetView{},
		FacetsMore:     map[string]int{},
		Shown:          at.Offset,
	}
	for _, h := range result.Hits {
		view := s.newHitView(h, excerpt.Marks(result.Plan, h.Passage, h.Doc))
		if request.Grouped {
			view.MoreInDocument = &h.More
		}
		if h.Explanation != nil {
			view.Explain = newExplainView(h, index.Status().Passages)
		}
		a.Hits = append(a.Hits, view)
	}
	for facet, counts := range result.Facets {
		counts = narrowed.apply(facet, counts)
		values := []facetView{}
		for _, v := range counts.Values {
			values = append(values, facetView{v.Value, english.facetLabel(facet, v.Value, v.Label), v.Count, v.Selected, v.Labels})
		}
		a.Facets[string(facet)] = values
		if counts.More > 0 {
			a.FacetsMore[string(facet)] = counts.More
		}
	}
	if a.Suggestions, err = Suggest(ctx, index, request, result); err != nil {
		return nil, err
	}
	// A request for counts alone has no pages.
	if result.Next != "" && len(result.Hits) > 0 {
		at.After = result.Next
		at.Offset += len(result.Hits)
		next := at.String()
		a.Next = &next
	}
	a.TookMS = math.Round(float64(time.Since(start).Microseconds())/10) / 100
	return a, nil
}

func newQueryView(q *query.Query, plan *plan.Plan) queryView {
	v := queryView{Q: q.Text, Parsed: plan.Parsed, Minimum: plan.Minimum,
		Notes: []noteView{}, Corrections: []correctionView{}, Expansions: []none{}}
	for _, c := range plan.Corrections {
		v.Corrections = append(v.Corrections, correctionView{c.Term, c.With})
	}
	points := codePoints{text: q.Text}
	for _, n := range plan.Notes {
		v.Notes = append(v.Notes, noteView{n.Code, n.Message(), points.at(n.Position), points.at(n.End), n.Args})
	}
	return v
}

func (s *site) newHitView(h search.Hit, marks []excerpt.Mark) hitView {
	snippet := excerpt.NewSnippet(h.Passage.Text, marks, snippetSize)
	v := hitView{
		passageView: s.newPassageView(h.Passage, h.Doc),
		Score:       h.Score,
		Via:         []string{},
		Marks:       []markView{},
		Snippet:     snippetView{snippet.TruncatedStart, snippet.TruncatedEnd, []snippetPartView{}},
		Segments:    segments(h.Passage, marks, snippet.Start, snippet.End),
		marks:       marks,
	}
	var views plan.Views
	points := codePoints{text: h.Passage.Text}
	for _, m := range marks {
		v.Marks = append(v.Marks, markView{points.span(m.Span), m.View.String()})
		if !views.Has(m.View) {
			views = views.With(m.View)
			v.Via = append(v.Via, m.View.String())
		}
	}
	for _, p := range snippet.Parts {
		v.Snippet.Parts = append(v.Snippet.Parts, snippetPartView(p))
	}
	return v
}

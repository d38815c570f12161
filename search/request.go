// Package search is what the parts of izde talk about: a request, its result and
// the errors of an index. The vocabulary proper has rooms of its own below: doc,
// query, plan, excerpt, analysis and cite. It does no I/O and knows no engine.
package search

import (
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/plan"
	"github.com/izde/izde/search/query"
)

// Sort is an order of hits.
type Sort string

// The orders. ByPosition is the order of documents and of their passages;
// hits that compare equal in the others stand in that order too.
const (
	ByRelevance Sort = "relevance"
	ByPosition  Sort = "position"
	ByYear      Sort = "year"
	ByYearDesc  Sort = "-year"
	ByIndexed   Sort = "indexed" // those that were first indexed last come first
)

// Filter narrows results by one facet. A passage passes when it has any of the
// Include values (or there are none) and none of the Exclude values. Values
// are as FacetValue.Value gives them; those of FacetYear may also be ranges
// ("2019..2024", either end open).
type Filter struct {
	Facet   doc.Facet
	Include []string
	Exclude []string
}

// Request is everything that a search asks of an engine.
type Request struct {
	Query   *query.Query
	Filters []Filter // at most one for each facet
	Mode    query.Mode
	Views   plan.Views
	Sort    Sort
	// Limit is the largest number of hits, 0 for counts only.
	Limit int
	// Grouped asks for documents in place of passages: Hits holds the best
	// passage of each (of equal ones the first, ByIndexed the newest), and Limit and
	// After count documents.
	Grouped bool
	// Explained asks for Hit.Explanation.
	Explained bool
	// Without are counterparts in other languages that are not wanted: a language
	// ("ru"), or a word of one ("ru:ветер").
	Without []string
	// After is Result.Next of the page before, or empty. Skip is how many more hits
	// come before those that are wanted.
	After string
	Skip  int
	// Facets are the facets to count.
	Facets []doc.Facet
	// FacetLimit is the largest number of values for each facet.
	FacetLimit int
	// Years asks for Result.Years.
	Years bool
}

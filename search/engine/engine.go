// Package engine is the port between izde and a search engine: the questions to an
// engine and its answers. Everything that decides (weights, how a query is relaxed,
// spelling, what makes two references one work) stands above it, once; an engine runs
// plans, counts, and finds stored things. It may import search, plan, doc and
// analysis.
package engine

import (
	"context"
	"iter"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/plan"
)

// Engine answers questions about one state of an index, which does not change
// while the engine is held. It is safe for concurrent use. Every method returns
// the error of its context soon after that ends.
//
// Stored things have the ids of works that the indexer gave to entries; an engine
// returns, filters and counts the works that these ids were merged into.
type Engine interface {
	Status() search.Status

	// Run returns a page of the hits of a request, with totals and facets. Errors:
	// *query.LimitError, search.ErrBadCursor.
	Run(ctx context.Context, r *Request) (*Found, error)
	// Matches returns all matches of a request, in its order and evaluated once;
	// Limit, After, Skip and Facets of the request do not count. minimum is as in Found.
	Matches(ctx context.Context, r *Request) (list []Match, minimum int, err error)
	// Load returns the hits that matches stand for, in their order.
	Load(ctx context.Context, matches []Match) ([]search.Hit, error)

	// Frequencies returns how many passages hold each term.
	Frequencies(ctx context.Context, terms []Term) ([]int, error)
	// Terms yields terms of a stream that passages hold, in an order that stays.
	Terms(ctx context.Context, r Range) iter.Seq2[Count, error]

	// Find returns stored things by their keys.
	Find(ctx context.Context, l *Lookup) (*Things, error)
}

// Request is a search whose plan has its weights. Its filters hold values as facets
// have them, at most one for each facet.
type Request struct {
	// Request has the filters, the order, the page and the facets; its Query,
	// Mode and Views have become Root.
	*search.Request
	// Root is nil when everything matches. Its leaves have weights.
	Root plan.Node
	// Also are bonuses: they add to the scores of the Reranked best passages by Root
	// alone.
	Also []plan.Bonus
}

// Reranked is how many passages, the best by the words alone, get bonuses: bonuses
// need the reading of positions.
const Reranked = 200

// Found is a page of the hits of a request.
type Found struct {
	// Total and TotalDocuments count passages and their documents, exactly.
	Total, TotalDocuments int
	// Direct is how many passages match the first node of a Root that is a *plan.Best.
	Direct int
	// Minimum is how many operands of a Root with Enough had to match; 0 without
	// one. See plan.Some.Lowered.
	Minimum int
	Hits    []search.Hit
	// Scores has for each hit, where the request is Explained, the share of each leaf
	// of Root and of Also in its score.
	Scores []map[plan.Node]float64
	// Facets have no labels.
	Facets map[doc.Facet]search.FacetCounts
	// Years count passages of years that a filter leaves out, too.
	Years search.YearCounts
	// Next is After of the next page; empty at the end.
	Next string
}

// Match is a passage that a request finds. Key is the engine's own.
type Match struct {
	Key   uint64
	Score float32
	// More is how many further passages of its document match, where the request
	// is grouped.
	More int32
}

// Term is a term of a stream, or all that begin with Text.
type Term struct {
	Stream analysis.Stream
	Text   string
	Prefix bool
}

// Range asks for the terms of a stream: all; where Alike is not nil, which has keys
// then, at least those that stand for its word; where Edits is not 0, those within so many edits of Like
// (Levenshtein's, with transpositions, over letters). Of these it asks for the terms that
// Accept accepts, where it is not nil.
type Range struct {
	Stream analysis.Stream
	Alike  *analysis.Alike
	Like   string
	Edits  int
	Accept func(term string) bool
}

// Count is a term and how many passages hold it.
type Count struct {
	Text     string
	Passages int
}

// Kind is a kind of stored things.
type Kind uint8

// The kinds of stored things.
const (
	Documents Kind = iota
	Passages
	Works
	Authors
)

// The keys by which things are found.
const (
	// ID is a thing's id; a work and an author also have their aliases.
	ID = "id"
	// Doc is the document of a passage, Cites a work that the passage cites.
	Doc   = "doc"
	Cites = "cites"
	// Words are the terms by which a work or an author is found (match.Terms.All,
	// match.AuthorTerms), Title and Author the terms of a part of a work.
	Words  = "words"
	Title  = "title"
	Author = "author"
	Year   = "year"
	Type   = "type"
	DOI    = "doi" // normalised
	ORCID  = "orcid"
)

// Lookup asks for stored things. Documents come in the order of their sources,
// passages in the order of the corpus, works and authors in an order that stays.
type Lookup struct {
	Kind Kind
	// A thing must have every key of All.
	All []Key
	// A thing must have at least one key of Any; the best things come first, by the
	// sum of Weight. An engine need not read keys that too many things have.
	Any []Weighted
	// Least ends the page before the first thing whose sum of weights is below this
	// fraction of the best sum, so that it need not be loaded.
	Least         float64
	Offset, Limit int
	// Brief asks for documents in brief: see doc.Document.Brief.
	Brief bool
}

// Key is a name and values: a thing must have one of the values.
type Key struct {
	Name   string
	Values []string
}

// Weighted is a value of a key and its weight. With Rare it counts Weight times log(1
// + things / things that have it): the more the fewer things have it.
type Weighted struct {
	Name, Value string
	Weight      float64
	Rare        bool
}

// Things are stored things of one kind, and how many there are in all.
type Things struct {
	Documents []*doc.Document
	Passages  []*doc.Passage
	Works     []*doc.Work
	Authors   []*doc.Author
	// Scores are the sums of weights where Any was asked for.
	Scores []float64
	Total  int
}

// Package desk is the service of izde to people and programs: it searches, suggests,
// completes, reads, looks up, counts and exports. Requests and answers are values of
// Go, which web and cmd/izde translate. It knows no engine, no wire format and no
// language of an interface. It may import the port search/engine, bibliography, catalogue,
// search with the vocabulary below it, and cite with read, match, bibtex and ris.
package desk

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/bibliography"
	"github.com/izde/izde/search/catalogue"
	"github.com/izde/izde/search/cite/match"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/excerpt"
	"github.com/izde/izde/search/plan"
	"github.com/izde/izde/search/query"
)

// Searcher answers queries.
type Searcher interface {
	Status() search.Status
	Search(ctx context.Context, r *search.Request) (*search.Result, error)
	// Matches returns the plan that was run and all matches of a request, in its
	// order, evaluated once and not loaded; Limit, After and Facets do not count.
	Matches(ctx context.Context, r *search.Request) (*plan.Plan, []engine.Match, error)
	// Load returns the hits that matches stand for, in their order.
	Load(ctx context.Context, matches []engine.Match) ([]search.Hit, error)
	// Translations returns the counterparts of a word or term in other languages, of all
	// that are listed without one.
	Translations(ctx context.Context, text string, lang, to doc.Lang) ([]search.Translation, error)
}

// Library looks things up by id. The error for an unknown id is search.ErrNotFound.
type Library interface {
	Document(ctx context.Context, id string) (*doc.Document, error)
	// Documents returns limit documents in brief from offset on, ordered by Source,
	// and how many there are in all.
	Documents(ctx context.Context, offset, limit int) ([]*doc.Document, int, error)
	Passage(ctx context.Context, id string) (*doc.Passage, error)
	// Passages returns all passages of a document in order.
	Passages(ctx context.Context, docID string) ([]*doc.Passage, error)
}

// Guide completes typed text and finds similar passages.
type Guide interface {
	// Complete completes a typed text.
	Complete(ctx context.Context, typed string, limit int) ([]search.Completion, error)
	// Similar returns the passages most like one, the best first.
	Similar(ctx context.Context, passageID string, limit int) ([]search.Hit, error)
}

// Bibliography knows the works of an index. The error for an unknown id is
// search.ErrNotFound.
type Bibliography interface {
	// Work returns a work by its id, or the one that the id leads to now.
	Work(ctx context.Context, id string) (*doc.Work, error)
	// Works returns limit works from offset on, and how many there are.
	Works(ctx context.Context, q *bibliography.Query, offset, limit int) ([]*doc.Work, int, error)
	// Candidates returns the works that a citation may mean.
	Candidates(ctx context.Context, given *match.Given) ([]*doc.Work, error)
	// Citations returns the places that cite a work, in order.
	Citations(ctx context.Context, w *doc.Work) ([]bibliography.Citation, error)
}

// Authorities knows the authors of an index. The error for an unknown id is
// search.ErrNotFound.
type Authorities interface {
	// Author returns an author by its id, or the one that the id leads to now.
	Author(ctx context.Context, id string) (*doc.Author, error)
	// Authors returns limit authors that have all words of text in a form of their
	// names, from offset on, and how many there are.
	Authors(ctx context.Context, text string, offset, limit int) ([]*doc.Author, int, error)
	// NameIn is the name of an author as readers of a language write it.
	NameIn(ctx context.Context, name string, lang doc.Lang) (string, error)
}

// Shelves list the documents, works and authors of an index in an order.
type Shelves interface {
	Browse(ctx context.Context, r *catalogue.Request) (*catalogue.Page, error)
}

// Index is one state of an index: it does not change while it is held.
type Index interface {
	Searcher
	Library
	Guide
	Bibliography
	Authorities
	Shelves
}

// Desk works with one state of an index. Its errors are *Refusal, *query.LimitError
// and *query.ValueError for faults of a request, and the errors of the index and of
// the context.
type Desk struct{ index Index }

// New returns a desk with an index on it.
func New(index Index) *Desk { return &Desk{index} }

// Status describes the index.
func (d *Desk) Status() search.Status { return d.index.Status() }

// Hit is a passage that matches, with its marks.
type Hit struct {
	search.Hit
	Marks []excerpt.Mark
}

func newHit(m *excerpt.Marker, h search.Hit) Hit { return Hit{h, m.Marks(h.Passage, h.Doc)} }

// batchSize is how many matches are held loaded at a time.
const batchSize = 500

// load yields the hits that matches stand for, in their order, so that memory does
// not grow with their number.
func (d *Desk) load(ctx context.Context, p *plan.Plan, matches []engine.Match) iter.Seq2[Hit, error] {
	return func(yield func(Hit, error) bool) {
		marker := excerpt.NewMarker(p)
		for from := 0; from < len(matches); from += batchSize {
			hits, err := d.index.Load(ctx, matches[from:min(from+batchSize, len(matches))])
			if err != nil {
				yield(Hit{}, err)
				return
			}
			for _, h := range hits {
				if err := ctx.Err(); err != nil {
					yield(Hit{}, err)
					return
				}
				if !yield(newHit(marker, h), nil) {
					return
				}
			}
		}
	}
}

// Reason is why a request is refused.
type Reason uint8

// The reasons. The Unknown ones say that nothing has an id.
const (
	InvalidValue Reason = iota
	BadIdentifier
	UnknownDocument
	UnknownPassage
	UnknownWork
	UnknownAuthor
	UnknownPage
	NoFile
	FileChanged
	TooLarge
	TooManyResults
	PagingTooDeep
	EmptyCitation
)

// Refusal says why a request is not answered as it stands.
type Refusal struct {
	Reason Reason
	// Field is the part of the request that is wrong, by its name in the API; empty
	// where it is not one.
	Field string
	// Detail tells the caller what would be accepted.
	Detail string
}

func (r *Refusal) Error() string { return r.Detail }

// Refused reports whether an error is a fault of the request, not of the answering.
func Refused(err error) bool {
	_, refused := errors.AsType[*Refusal](err)
	_, limited := errors.AsType[*query.LimitError](err)
	_, wrong := errors.AsType[*query.ValueError](err)
	return refused || limited || wrong
}

func refuse(reason Reason, field, format string, args ...any) error {
	return &Refusal{reason, field, fmt.Sprintf(format, args...)}
}

// unknown turns search.ErrNotFound into a refusal that names the id.
func unknown(err error, what Reason, id string) error {
	if !errors.Is(err, search.ErrNotFound) {
		return err
	}
	return refuse(what, "", "none has the id %q; ids come from search results and from /documents", Clip(id))
}

// within refuses a number outside of a range.
func within(field string, n, low, high int) error {
	if n < low || n > high {
		return refuse(InvalidValue, field, "%s=%d: want a whole number from %d to %d", field, n, low, high)
	}
	return nil
}

// OneOf refuses a value that is none of the allowed ones, and says which of them
// could have been meant.
func OneOf[T ~string](field string, value T, allowed ...T) error {
	if slices.Contains(allowed, value) {
		return nil
	}
	var known []string
	for _, v := range allowed {
		if v != "" && !slices.Contains(known, string(v)) { // empty is the default of some
			known = append(known, string(v))
		}
	}
	hint := ""
	if near := query.Nearest(string(value), known); near != "" && len(value) > 1 { // one letter could be anything
		hint = "did you mean " + near + "? "
	}
	return refuse(InvalidValue, field, "%s=%q: %swant one of %s", field, Clip(string(value)), hint, strings.Join(known, ", "))
}

// Clip shortens a caller's text before it is repeated to him: to 60 characters.
func Clip(s string) string {
	const most = 60
	n := 0
	for i := range s {
		if n == most {
			return s[:i] + "…"
		}
		n++
	}
	return s
}

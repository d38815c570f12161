package engine

import (
	"context"
	"fmt"
	"math"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/doc"
)

// Finder finds stored things. Engine implements it.
type Finder interface {
	Find(ctx context.Context, l *Lookup) (*Things, error)
}

// Library has the documents of an index and their passages.
type Library struct{ Finder }

// Document returns the document with that id, or search.ErrNotFound.
func (l Library) Document(ctx context.Context, id string) (*doc.Document, error) {
	things, err := l.byID(ctx, Documents, "document", id)
	if err != nil {
		return nil, err
	}
	return things.Documents[0], nil
}

// Documents returns up to limit documents, in brief, from offset in the order of
// their sources, and how many there are.
func (l Library) Documents(ctx context.Context, offset, limit int) ([]*doc.Document, int, error) {
	things, err := l.Find(ctx, &Lookup{Kind: Documents, Offset: offset, Limit: limit, Brief: true})
	if err != nil {
		return nil, 0, err
	}
	return things.Documents, things.Total, nil
}

// Passage returns the passage with that id, or search.ErrNotFound.
func (l Library) Passage(ctx context.Context, id string) (*doc.Passage, error) {
	things, err := l.byID(ctx, Passages, "passage", id)
	if err != nil {
		return nil, err
	}
	return things.Passages[0], nil
}

// Passages returns all passages of a document in order, or search.ErrNotFound.
func (l Library) Passages(ctx context.Context, docID string) ([]*doc.Passage, error) {
	things, err := l.Find(ctx, &Lookup{Kind: Passages, All: []Key{{Doc, []string{docID}}}, Limit: math.MaxInt})
	if err != nil {
		return nil, err
	}
	if len(things.Passages) == 0 { // a document may have none
		_, err = l.byID(ctx, Documents, "document", docID)
	}
	return things.Passages, err
}

func (l Library) byID(ctx context.Context, kind Kind, name, id string) (*Things, error) {
	things, err := l.Find(ctx, &Lookup{Kind: kind, All: []Key{{ID, []string{id}}}, Limit: 1})
	if err == nil && things.Total == 0 {
		err = fmt.Errorf("%s %q: %w", name, id, search.ErrNotFound)
	}
	return things, err
}

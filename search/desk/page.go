package desk

// Pages of documents: what stands on them, with the marks of a query, their pictures,
// and the files that they are of.

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/excerpt"
	"github.com/izde/izde/search/query"
)

// Files reads the files that documents were made of. A file that is not there is
// search.ErrNoFile, one that is no longer what was indexed search.ErrFileChanged.
type Files interface {
	// Original returns the file.
	Original(ctx context.Context, d *doc.Document) ([]byte, error)
	// Picture draws a page, which counts from 1, with marks on it, as PNG or as JPEG.
	Picture(ctx context.Context, d *doc.Document, page, dpi int, jpeg bool, marks []doc.Quad) ([]byte, error)
}

// The resolutions at which pages are drawn, in dots per inch.
const (
	MinDPI     = 72
	DefaultDPI = 110
	MaxDPI     = 200
)

// Page is a page of a document with the passages that stand on it, in order, each
// with its marks.
type Page struct {
	doc.Page // Quads are those of all marks on the page
	Document *doc.Document
	Passages []MarkedPassage
	Marked   []int // the pages of the document that have marks, in order
}

// Page returns a page of a document, which counts from 1, and marks what a query
// matches.
func (d *Desk) Page(ctx context.Context, docID string, number int, q *query.Query) (*Page, error) {
	document, err := d.Document(ctx, docID)
	if err != nil {
		return nil, err
	}
	if number < 1 || number > len(document.Pages) {
		if len(document.Pages) == 0 {
			return nil, refuse(UnknownPage, "", "the document has no pages")
		}
		return nil, refuse(UnknownPage, "", "the document has pages 1 to %d", len(document.Pages))
	}
	passages, err := d.Passages(ctx, docID)
	if err != nil {
		return nil, err
	}
	marked, err := Mark(ctx, document, passages, q)
	if err != nil {
		return nil, err
	}
	page := &Page{Page: document.Pages[number-1], Document: document}
	for _, m := range marked {
		if m.On(number) {
			page.Passages = append(page.Passages, m)
		}
		if len(m.Marks) == 0 || m.Kind == doc.Furniture && !m.On(number) {
			continue // a search leaves furniture out
		}
		for _, part := range m.PagesOf(MarkSpans(m.Marks)) {
			page.Marked = append(page.Marked, part.Page)
			if part.Page == number {
				page.Quads = append(page.Quads, part.Quads...)
			}
		}
	}
	slices.Sort(page.Marked)
	page.Marked = slices.Compact(page.Marked)
	return page, nil
}

// MarkSpans are the ranges of marks.
func MarkSpans(marks []excerpt.Mark) []doc.Span {
	spans := make([]doc.Span, len(marks))
	for i, m := range marks {
		spans[i] = m.Span
	}
	return spans
}

// Picture draws a page with its marks, as PNG or as JPEG.
func (p *Page) Picture(ctx context.Context, files Files, dpi int, jpeg bool) ([]byte, error) {
	if err := within("dpi", dpi, MinDPI, MaxDPI); err != nil {
		return nil, err
	}
	if files == nil {
		return nil, unavailable(search.ErrNoFile)
	}
	data, err := files.Picture(ctx, p.Document, p.Page.Page, dpi, jpeg, p.Quads)
	return data, unavailable(err)
}

// Original returns the file of a document.
func (d *Desk) Original(ctx context.Context, files Files, docID string) (*doc.Document, []byte, error) {
	document, err := d.Document(ctx, docID)
	if err != nil {
		return nil, nil, err
	}
	if files == nil {
		return nil, nil, unavailable(search.ErrNoFile)
	}
	data, err := files.Original(ctx, document)
	return document, data, unavailable(err)
}

// unavailable says what a reader can do about a file that is not to be had.
func unavailable(err error) error {
	switch {
	case errors.Is(err, search.ErrNoFile):
		return refuse(NoFile, "", "the file is not here or not given out; its text is at /documents/{id}/passages")
	case errors.Is(err, search.ErrFileChanged):
		return refuse(FileChanged, "", "the file is no longer the one that was indexed; the operator must run: izde index")
	case err != nil:
		return fmt.Errorf("reading the file of a document: %w", err)
	}
	return nil
}

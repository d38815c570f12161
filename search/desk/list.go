package desk

// Lists that people put together by id, and the bibliographic items of what passages
// stand for: their documents, or the works that entries of reference lists denote.

import (
	"cmp"
	"context"
	"errors"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/doc"
)

// MaxListed is how many ids a list may have.
const MaxListed = 500

// Listed is what an id of a list names: a passage of a document, a document, or a work.
// Work is set for entries of reference lists too; Document is nil for a work that is
// only cited.
type Listed struct {
	ID       string
	Passage  *doc.Passage
	Document *doc.Document
	Work     *doc.Work
	// Item is that of the work, else of the document.
	Item cite.Item
}

// List returns what ids of passages, documents and works name, each once and in their
// order, and the ids that name nothing. A passage that is an entry of a reference list,
// or a part of one, stands for the work that the entry denotes.
func (d *Desk) List(ctx context.Context, ids []string) (list []Listed, unknown []string, err error) {
	seen := map[string]bool{}
	for _, id := range ids {
		if seen[id] {
			continue
		}
		if seen[id] = true; len(seen) > MaxListed {
			return nil, nil, refuse(InvalidValue, "ids", "at most %d ids are listed at once; give the rest in a second request", MaxListed)
		}
		l, err := d.listed(ctx, id)
		if errors.Is(err, search.ErrNotFound) {
			unknown = append(unknown, id)
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		list = append(list, *l)
	}
	return list, unknown, nil
}

// listed returns what an id names; the error for one that names nothing is
// search.ErrNotFound.
func (d *Desk) listed(ctx context.Context, id string) (*Listed, error) {
	if !doc.ValidID(id) {
		return nil, search.ErrNotFound
	}
	l := &Listed{ID: id}
	work, document := "", ""
	p, err := d.index.Passage(ctx, id)
	if err == nil {
		l.Passage, document = p, p.DocID
		if p.Kind == doc.Reference {
			if work, err = d.workOf(ctx, p); err != nil {
				return nil, err
			}
		}
	} else if !errors.Is(err, search.ErrNotFound) {
		return nil, err
	} else if l.Document, err = d.index.Document(ctx, id); errors.Is(err, search.ErrNotFound) {
		work = id
	} else if err != nil {
		return nil, err
	}
	if work != "" {
		if l.Work, err = d.index.Work(ctx, work); err != nil {
			return nil, err
		}
		l.Item = ValidItem(l.Work.CSL, l.Work.ID)
		document = cmp.Or(document, l.Work.Document)
	}
	if document != "" {
		if l.Document, err = d.index.Document(ctx, document); err != nil {
			return nil, err
		}
	}
	if l.Work == nil {
		l.Item = ValidItem(l.Document.CSL, l.Document.ID)
	}
	return l, nil
}

// source identifies what l is cited as: the work, also where that is a document.
func (l *Listed) source() string {
	if l.Work != nil {
		return l.Work.ID
	}
	return cmp.Or(l.Document.Work, l.Document.ID)
}

// ItemsListed returns the items of a list, those of the same work once.
func ItemsListed(list []Listed) []cite.Item {
	var items []cite.Item
	seen := map[string]bool{}
	for _, l := range list {
		if source := l.source(); !seen[source] {
			seen[source] = true
			items = append(items, l.Item)
		}
	}
	return items
}

// ItemsOfHits returns the items of what the first Limit hits of a request are passages
// of, in the order of these, each once: documents, and the works that entries of
// reference lists denote. It refuses what Export refuses.
func (d *Desk) ItemsOfHits(ctx context.Context, r *search.Request) ([]cite.Item, error) {
	_, matches, _, err := d.exported(ctx, r)
	if err != nil {
		return nil, err
	}
	var items []cite.Item
	seen := map[string]bool{}
	for from := 0; from < len(matches); from += batchSize {
		hits, err := d.index.Load(ctx, matches[from:min(from+batchSize, len(matches))])
		if err != nil {
			return nil, err
		}
		for _, h := range hits {
			work := ""
			if h.Passage.Kind == doc.Reference {
				if work, err = d.workOf(ctx, h.Passage); err != nil {
					return nil, err
				}
			}
			source := cmp.Or(work, h.Doc.Work, h.Doc.ID)
			if seen[source] {
				continue
			}
			seen[source] = true
			id := h.Doc.ID
			if work != "" {
				id = work
			}
			l, err := d.listed(ctx, id)
			if err != nil {
				return nil, err
			}
			items = append(items, l.Item)
		}
	}
	return items, nil
}

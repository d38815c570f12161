package desk

// Documents, works and authors browsed: in an order, of some years, of a journal, in a
// language.

import (
	"context"
	"errors"
	"slices"

	"github.com/izde/izde/search/bibliography"
	"github.com/izde/izde/search/catalogue"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/query"
)

// The orders of what is browsed, the default first.
var (
	DocumentOrders = []catalogue.Sort{catalogue.ByPlace, catalogue.ByName, catalogue.ByYear, catalogue.ByYearDesc, catalogue.ByIndexed}
	WorkOrders     = []catalogue.Sort{ByRelevance, catalogue.ByCited, catalogue.ByYearDesc, catalogue.ByYear, catalogue.ByName}
	AuthorOrders   = []catalogue.Sort{catalogue.ByPlace, catalogue.ByName, catalogue.ByWorks}
)

// ByRelevance has the best of the works that a query finds first; without a query it is
// their order in the index.
const ByRelevance catalogue.Sort = "relevance"

// DocumentsRequest asks for documents. Values that are empty do not count.
type DocumentsRequest struct {
	Order catalogue.Sort // one of DocumentOrders
	// Lang is the language whose readers sort the titles.
	Lang doc.Lang
	// In are languages, of which a document must hold one; Type is one of CSL.
	In            []string
	Type          string
	Years         doc.Years
	Offset, Limit int
}

// Catalogue returns a page of documents in an order.
func (d *Desk) Catalogue(ctx context.Context, r *DocumentsRequest) (*catalogue.Page, error) {
	if err := OneOf("sort", r.Order, DocumentOrders...); err != nil {
		return nil, err
	}
	if r.Type != "" {
		if err := OneOf("type", r.Type, cite.Types...); err != nil {
			return nil, err
		}
	}
	asked := &catalogue.Request{Kind: engine.Documents, Order: r.Order, Lang: r.Lang, Offset: r.Offset, Limit: r.Limit}
	if len(r.In) > 0 || r.Type != "" || r.Years != (doc.Years{}) {
		asked.Keep = func(e *catalogue.Entry) bool {
			holds := func(lang string) bool { return slices.Contains(e.Document.Languages, doc.Lang(lang)) }
			return (len(r.In) == 0 || slices.ContainsFunc(r.In, holds)) && (r.Type == "" || e.Document.CSL.Type == r.Type) && (r.Years == (doc.Years{}) || r.Years.Has(e.Year))
		}
	}
	return d.index.Browse(ctx, asked)
}

// Shelved returns the languages and the types of CSL that documents have, each in the
// order of the first document that has it; none where there are too many documents to
// choose among.
func (d *Desk) Shelved(ctx context.Context) (langs, types []string, err error) {
	every := func(*catalogue.Entry) bool { return true }
	all, err := d.index.Browse(ctx, &catalogue.Request{Kind: engine.Documents, Order: catalogue.ByPlace, Keep: every, Limit: catalogue.MaxEntries})
	if _, many := errors.AsType[*query.LimitError](err); many {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	add := func(to *[]string, value string) {
		if value != "" && !slices.Contains(*to, value) {
			*to = append(*to, value)
		}
	}
	for _, e := range all.Entries {
		add(&types, e.Document.CSL.Type)
		for _, lang := range e.Document.Languages {
			add(&langs, string(lang))
		}
	}
	return langs, types, nil
}

// ordered returns a page of works in the order that r asks for, and how many there are:
// of those with the ids, which stand in the order of relevance, or, where ids is nil, of all.
func (d *Desk) ordered(ctx context.Context, r *WorksRequest, ids []string) ([]*doc.Work, int, error) {
	asked := &catalogue.Request{Kind: engine.Works, Order: r.Order, OrPlace: r.OrPlace, Lang: r.Lang, Offset: r.Offset, Limit: r.Limit}
	if ids != nil || r.Journal != "" {
		among := setOf(ids)
		asked.Keep = func(e *catalogue.Entry) bool {
			return (ids == nil || among[e.ID]) && (r.Journal == "" || slices.Contains(e.Journals, r.Journal))
		}
	}
	relevant := r.Order == ByRelevance && ids != nil
	if relevant {
		asked.Offset, asked.Limit = 0, len(ids)
	}
	page, err := d.index.Browse(ctx, asked)
	if err != nil {
		return nil, 0, err
	}
	found := idsOf(page)
	if relevant {
		kept := setOf(found)
		found = slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !kept[id] })
		from := min(r.Offset, len(found))
		found = found[from:min(from+r.Limit, len(found))]
	}
	works, err := d.WorksByID(ctx, found)
	return works, page.Total, err
}

// AuthorsRequest asks for authors.
type AuthorsRequest struct {
	// Text holds words of a name, in any script.
	Text  string
	Order catalogue.Sort // one of AuthorOrders
	// OrPlace lists more authors than are sorted in the order of the index.
	OrPlace bool
	// Lang is the language whose readers sort the names.
	Lang          doc.Lang
	Offset, Limit int
}

// AuthorCatalogue returns a page of authors in an order: the entries of the catalogue,
// and what they stand for. What is found by a name and stands as in the index has no
// entries.
func (d *Desk) AuthorCatalogue(ctx context.Context, r *AuthorsRequest) (*catalogue.Page, []*doc.Author, error) {
	if err := OneOf("sort", r.Order, AuthorOrders...); err != nil {
		return nil, nil, err
	}
	if r.Text != "" && r.Order == catalogue.ByPlace { // as the index finds them
		found, total, err := d.Authors(ctx, r.Text, r.Offset, r.Limit)
		return &catalogue.Page{Total: total}, found, err
	}
	asked := &catalogue.Request{Kind: engine.Authors, Order: r.Order, OrPlace: r.OrPlace, Lang: r.Lang, Offset: r.Offset, Limit: r.Limit}
	if r.Text != "" {
		found, total, err := d.Authors(ctx, r.Text, 0, maxEntries)
		if err != nil {
			return nil, nil, err
		}
		if total > maxEntries {
			return nil, nil, &query.LimitError{Limit: "matching authors", Max: maxEntries}
		}
		among := map[string]bool{}
		for _, a := range found {
			among[a.ID] = true
		}
		asked.Keep = func(e *catalogue.Entry) bool { return among[e.ID] }
	}
	page, err := d.index.Browse(ctx, asked)
	if err != nil {
		return nil, nil, err
	}
	authors := make([]*doc.Author, len(page.Entries))
	for i, id := range idsOf(page) {
		if authors[i], err = d.index.Author(ctx, id); err != nil {
			return nil, nil, err
		}
	}
	return page, authors, nil
}

func idsOf(page *catalogue.Page) []string {
	ids := make([]string, len(page.Entries))
	for i, e := range page.Entries {
		ids[i] = e.ID
	}
	return ids
}

func setOf(ids []string) map[string]bool {
	set := make(map[string]bool, len(ids))
	for _, id := range ids {
		set[id] = true
	}
	return set
}

// Coauthor is a person who wrote works together with another, and how many.
type Coauthor struct {
	*doc.Author
	Works int
}

const (
	// coauthored is how many works of an author are looked at for those who wrote them,
	// mostNames how many names of each, and namesakes how many authors of one name.
	coauthored = 500
	mostNames  = 30
	namesakes  = 20
)

// Coauthors returns the persons who wrote some of an author's works together with the
// author, those of most works first. They are told from the names of a work by their own
// lists of works.
func (d *Desk) Coauthors(ctx context.Context, a *doc.Author) ([]Coauthor, error) {
	ids := a.Works()
	works, err := d.WorksByID(ctx, ids[:min(len(ids), coauthored)])
	if err != nil {
		return nil, err
	}
	var list []Coauthor
	known := map[string][]*doc.Author{} // by a name as written
	for _, w := range works {
		counted := map[string]bool{a.ID: true}
		for _, name := range w.CSL.Author[:min(len(w.CSL.Author), mostNames)] {
			written := name.String()
			if _, ok := known[written]; !ok && len(written) <= maxName {
				if known[written], _, err = d.index.Authors(ctx, written, 0, namesakes); err != nil {
					return nil, err
				}
			}
			at := slices.IndexFunc(known[written], func(other *doc.Author) bool {
				return slices.Contains(other.Wrote, w.ID) || slices.Contains(other.Cited, w.ID)
			})
			if at < 0 || counted[known[written][at].ID] {
				continue
			}
			other := known[written][at]
			counted[other.ID] = true
			if i := slices.IndexFunc(list, func(c Coauthor) bool { return c.ID == other.ID }); i >= 0 {
				list[i].Works++
			} else {
				list = append(list, Coauthor{other, 1})
			}
		}
	}
	slices.SortStableFunc(list, func(a, b Coauthor) int { return b.Works - a.Works })
	return list, nil
}

// having returns the ids of the works that match q. Errors: *query.LimitError where they
// are more than maxEntries.
func (d *Desk) having(ctx context.Context, q *bibliography.Query) ([]string, error) {
	works, total, err := d.index.Works(ctx, q, 0, maxEntries)
	if err == nil && total > maxEntries {
		err = &query.LimitError{Limit: "matching works", Max: maxEntries}
	}
	ids := make([]string, len(works))
	for i, w := range works {
		ids[i] = w.ID
	}
	return ids, err
}

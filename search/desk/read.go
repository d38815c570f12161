package desk

// Documents read: as they stand, with the marks of a query, beside their other
// languages; and examples of what to ask that they suggest.

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/excerpt"
	"github.com/izde/izde/search/plan"
	"github.com/izde/izde/search/query"
)

// Documents returns limit documents in brief from offset on, ordered by Source, and
// how many there are in all.
func (d *Desk) Documents(ctx context.Context, offset, limit int) ([]*doc.Document, int, error) {
	return d.index.Documents(ctx, offset, limit)
}

// Document returns a document.
func (d *Desk) Document(ctx context.Context, id string) (*doc.Document, error) {
	if !doc.ValidID(id) {
		return nil, unknown(search.ErrNotFound, UnknownDocument, id)
	}
	document, err := d.index.Document(ctx, id)
	return document, unknown(err, UnknownDocument, id)
}

// Passages returns all passages of a document in order.
func (d *Desk) Passages(ctx context.Context, docID string) ([]*doc.Passage, error) {
	passages, err := d.index.Passages(ctx, docID)
	return passages, unknown(err, UnknownDocument, docID)
}

// Passage returns a passage and its document.
func (d *Desk) Passage(ctx context.Context, id string) (*doc.Passage, *doc.Document, error) {
	if !doc.ValidID(id) {
		return nil, nil, unknown(search.ErrNotFound, UnknownPassage, id)
	}
	p, err := d.index.Passage(ctx, id)
	if err != nil {
		return nil, nil, unknown(err, UnknownPassage, id)
	}
	document, err := d.Document(ctx, p.DocID)
	return p, document, err
}

// MarkedPassage is a passage with the marks of a query. A table has them in its
// cells too, all rows of the same length.
type MarkedPassage struct {
	*doc.Passage
	Marks []excerpt.Mark
	Rows  [][]Cell
}

// Cell is a cell of a table.
type Cell struct {
	Text  string
	Marks []excerpt.Mark
}

// Mark marks in the passages of a document what a query matches. Nothing is marked of a
// query that is Long: which of its words were searched is not known here.
func Mark(ctx context.Context, d *doc.Document, passages []*doc.Passage, q *query.Query) ([]MarkedPassage, error) {
	var p *plan.Plan
	var marker *excerpt.Marker
	if q.Expr != nil && !q.Long {
		p = plan.Compile(q, query.Auto, analysis.AllViews)
		marker = excerpt.NewMarker(p)
	}
	list := make([]MarkedPassage, len(passages))
	for i, passage := range passages {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		m := MarkedPassage{Passage: passage}
		if p != nil {
			m.Marks = marker.Marks(passage, d)
		}
		for _, row := range passage.Cells() {
			cells := make([]Cell, len(row))
			for j, text := range row {
				cells[j].Text = text
				if len(m.Marks) > 0 {
					cells[j].Marks = cellMarks(p, passage, d, text)
				}
			}
			m.Rows = append(m.Rows, cells)
		}
		list[i] = m
	}
	return list, nil
}

// cellMarks marks a cell as a passage of its own, for several lines of the text may
// be one cell; a cell may hold any part of the query.
func cellMarks(plan *plan.Plan, p *doc.Passage, d *doc.Document, text string) []excerpt.Mark {
	cell := &doc.Passage{ID: p.ID, DocID: p.DocID, Kind: p.Kind, Section: p.Section, Lang: p.Lang, Text: text}
	var marks []excerpt.Mark
	for _, found := range excerpt.LeafMarks(plan, cell, d) {
		marks = append(marks, found...)
	}
	return marks
}

// References returns the entries that a passage cites, in the order of its
// document's lists; with its own where it begins one.
func (d *Desk) References(ctx context.Context, p *doc.Passage) ([]doc.WrittenEntry, error) {
	passages, err := d.Passages(ctx, p.DocID)
	if err != nil {
		return nil, err
	}
	var ids []string
	if p.Reference != nil {
		ids = append(ids, p.Reference.ID)
	}
	for _, citation := range p.Citations {
		ids = append(ids, citation.References...)
	}
	return slices.DeleteFunc(doc.WrittenEntries(passages), func(e doc.WrittenEntry) bool { return !slices.Contains(ids, e.ID) }), nil
}

// Counterpart is a passage that says the same in another language: the i-th of There,
// a range of the other passage's text, says the same as the i-th of Here.
type Counterpart struct {
	Passage     *doc.Passage
	Here, There []doc.Span
}

// Parallel returns the counterparts of a passage of a document in its other
// languages.
func (d *Desk) Parallel(ctx context.Context, p *doc.Passage, document *doc.Document) ([]Counterpart, error) {
	var list []Counterpart
	for _, part := range document.Parallel {
		at := slices.IndexFunc(part.Text, func(t doc.ParallelText) bool { return t.Passage == p.ID })
		if at < 0 {
			continue
		}
		for i, there := range part.Text {
			if i == at {
				continue
			}
			other, err := d.index.Passage(ctx, there.Passage)
			if err != nil {
				return nil, err
			}
			n := min(len(part.Text[at].Items), len(there.Items))
			list = append(list, Counterpart{other, part.Text[at].Items[:n], there.Items[:n]})
		}
	}
	return list, nil
}

// exampleDocs is how many documents examples are drawn from.
const exampleDocs = 20

// Example is a text to search for, or a reference to look up.
type Example struct {
	Text string
	Lang doc.Lang
}

// keywords yields the keywords of documents, those in the reader's language first, then
// document by document, language by language.
func keywords(docs []*doc.Document, reader doc.Lang) func(yield func(doc.Lang, string) bool) {
	return func(yield func(doc.Lang, string) bool) {
		for _, own := range []bool{true, false} {
			for _, d := range docs {
				for _, lang := range slices.Sorted(maps.Keys(d.Keywords)) {
					for _, word := range d.Keywords[lang] {
						if (lang == reader) == own && word == Clip(word) && !yield(lang, word) {
							return
						}
					}
				}
			}
		}
	}
}

// Examples returns a few keywords in each language, that of the reader first. Of a
// language that has none it returns a title, of a document or of a work that is cited.
func (d *Desk) Examples(ctx context.Context, reader doc.Lang) ([]Example, error) {
	const inLang, inAll, titled = 2, 8, 4
	docs, _, err := d.index.Documents(ctx, 0, exampleDocs)
	if err != nil {
		return nil, err
	}
	var list []Example
	count := map[doc.Lang]int{}
	for lang, word := range keywords(docs, reader) {
		known := slices.ContainsFunc(list, func(e Example) bool { return e.Text == word })
		if !known && count[lang] < inLang && len(list) < inAll {
			count[lang]++
			list = append(list, Example{word, lang})
		}
	}
	langs := []doc.Lang{reader} // then those that documents are mainly in
	for _, of := range docs {
		langs = append(langs, of.Languages[:min(len(of.Languages), 1)]...)
	}
	for _, of := range docs {
		langs = append(langs, of.Languages...)
	}
	looked := 0
	for _, lang := range langs {
		if count[lang] > 0 || lang == doc.Und || strings.Contains(string(lang), "-") || looked == titled {
			continue
		}
		looked++
		count[lang]++
		title, err := d.titleIn(ctx, lang)
		if err != nil {
			return nil, err
		}
		if title != "" {
			list = append(list, Example{title, lang})
		}
	}
	for _, d := range docs {
		if len(list) == 0 && d.Title == Clip(d.Title) {
			list = append(list, Example{d.Title, d.TitleLang()})
		}
	}
	slices.SortStableFunc(list, func(a, b Example) int {
		if (a.Lang == reader) == (b.Lang == reader) {
			return 0
		} else if a.Lang == reader {
			return -1
		}
		return 1
	})
	return list, nil
}

// titleIn returns a short title in a language: of a document, or of a work that is cited;
// "" where the first passages that may have one have none.
func (d *Desk) titleIn(ctx context.Context, lang doc.Lang) (string, error) {
	const first = 10
	found, err := d.index.Search(ctx, &search.Request{
		Filters: []search.Filter{{Facet: doc.FacetLang, Include: []string{string(lang)}}, {Facet: doc.FacetKind, Include: []string{string(doc.Title), string(doc.Reference)}}},
		Query:   &query.Query{}, Mode: query.Auto, Views: analysis.AllViews, Sort: search.ByPosition, Limit: first,
	})
	if err != nil {
		return "", err
	}
	for _, h := range found.Hits {
		title := h.Doc.Titles[lang]
		if e := h.Passage.Reference; e != nil {
			title = doc.ItemIn(e.CSL, nil, lang).Title
		}
		if title != "" && title == Clip(title) && doc.InScriptOf(lang, title) {
			return title, nil
		}
	}
	return "", nil
}

// Material holds words of the corpus for examples of the query language; a field is
// empty where the corpus has none.
type Material struct {
	Terms                         []string // a keyword in each language
	Term                          string   // one of several words
	Words                         []string // two single words
	Word, Author, Year, Lang, DOI string
}

// Material looks through the first documents of the corpus, for words in the reader's
// language first.
func (d *Desk) Material(ctx context.Context, reader doc.Lang) (*Material, error) {
	m := &Material{}
	docs, _, err := d.index.Documents(ctx, 0, exampleDocs)
	if err != nil {
		return nil, err
	}
	set := func(to *string, value string) {
		if *to == "" {
			*to = value
		}
	}
	seen := map[doc.Lang]bool{}
	for lang, keyword := range keywords(docs, reader) {
		words := analysis.Phrase(keyword)
		if strings.ContainsAny(keyword, `"()`) || len(words) == 0 {
			continue
		}
		if !seen[lang] {
			seen[lang] = true
			m.Terms = append(m.Terms, keyword)
		}
		if len(words) > 1 {
			set(&m.Term, keyword)
			continue
		}
		set(&m.Word, keyword)
		if len(m.Words) < 2 && !slices.Contains(m.Words, keyword) {
			m.Words = append(m.Words, keyword)
		}
	}
	for _, d := range docs {
		if len(d.Authors) > 0 {
			if names := analysis.Phrase(d.Authors[0]); len(names) > 0 {
				set(&m.Author, names[len(names)-1])
			}
		}
		if d.Year != 0 {
			set(&m.Year, strconv.Itoa(d.Year))
		}
		if len(d.Languages) > 0 {
			set(&m.Lang, string(d.Languages[len(d.Languages)-1]))
		}
		set(&m.DOI, d.DOI)
	}
	return m, nil
}

// ExampleReferences returns the first references of the first document that has
// some.
func (d *Desk) ExampleReferences(ctx context.Context) ([]Example, error) {
	const inDocs, most = 10, 3
	docs, _, err := d.index.Documents(ctx, 0, inDocs)
	if err != nil {
		return nil, err
	}
	var list []Example
	for _, brief := range docs {
		passages, err := d.index.Passages(ctx, brief.ID)
		if err != nil {
			return nil, err
		}
		for _, e := range doc.WrittenEntries(passages) {
			if raw := cite.WithoutNumber(e.Raw); len(list) < most && raw != "" {
				list = append(list, Example{raw, e.Passage.Lang})
			}
		}
		if len(list) > 0 {
			break
		}
	}
	return list, nil
}

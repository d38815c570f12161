package embedded

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/blevesearch/bleve/v2/document"
	index "github.com/blevesearch/bleve_index_api"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
)

// How documents and passages lie in bleve. Both are bleve documents; the tokens
// come ready from search/analysis, so bleve's mapping and analyzers are not
// used. A passage has
//
//	words, bigrams, stems_…   one field for each stream; words with positions
//	kind                      passageKind
//	doc, ordinal, length, damaged, indexed (seconds since 1970)
//	                          columns, read into memory when the index is opened
//	facet_…                   columns too: the values of each facet; those of the
//	                          attribution where the passage begins an entry
//	page                      the names of the pages that it stands on, numbers with
//	                          leading zeros, so that a range of them is one of terms
//	json                      the passage itself, stored
//
// if it begins an entry of a reference list
//
//	entry_work                a column: the id that the indexer gave to its work
//	author_words, title_latins …
//	                          the streams of the entry's authors, titles and year
//	doi                       its DOI
//
// and a document has the kind documentKind, its json, the same in brief, which is read when
// the index is opened, and the fields of its own authors, titles, year and DOI. Ids of works in passages are the ids that the
// indexer gave. Works and authors: see workfields.go.
const (
	fieldDoc     = "doc"
	fieldKind    = "kind"
	fieldOrdinal = "ordinal"
	fieldLength  = "length"
	fieldDamaged = "damaged"
	fieldIndexed = "indexed"
	fieldJSON    = "json"
	fieldBrief   = "brief"
	fieldPage    = "page"

	fieldEntryWork = "entry_work"
	fieldDOI       = "doi"

	documentKind = "document"
	passageKind  = "passage"

	// fieldKey is bleve's own field: the key of every stored thing.
	fieldKey = "_id"
)

// schema names the layout above; it changes whenever the layout, the facets or the packing
// do. Former ones, whose packing is another, are read as well.
var (
	schema        = schemaOf("11")
	formerSchemas = []string{schemaOf("10"), schemaOf("9")}
)

func schemaOf(version string) string { return version + " " + strings.Join(facetFields, " ") }

const (
	columnOptions = index.IndexField | index.DocValues | index.SkipFreqNorm
	keyOptions    = index.IndexField
	streamOptions = index.IndexField
	wordsOptions  = index.IndexField | index.IncludeTermVectors
)

func passageKey(id string) string  { return "p:" + id }
func documentKey(id string) string { return "d:" + id }

func (l *layout) document(d *doc.Document) (*document.Document, error) {
	data, err := json.Marshal(d)
	if err != nil {
		return nil, fmt.Errorf("encoding document %s: %w", d.Source, err)
	}
	fields := document.NewDocument(documentKey(d.ID))
	fields.AddField(l.column(fieldKind, documentKind))
	g := gatherers.Get().(*gatherer)
	defer gatherers.Put(g)
	l.addAttribution(fields, nil, d, g)
	brief, err := json.Marshal(briefOf(d))
	if err != nil {
		return nil, fmt.Errorf("encoding document %s in brief: %w", d.Source, err)
	}
	fields.AddField(l.stored(fieldBrief, brief))
	fields.AddField(l.stored(fieldJSON, data))
	return fields, nil
}

// brief is what the engine has of a document in memory: the document in brief, and its
// values of facets, by facet.
type brief struct {
	Document *doc.Document `json:"document"`
	Values   [][]string    `json:"values"`
}

func briefOf(d *doc.Document) *brief {
	b := &brief{d.Brief(), make([][]string, len(doc.Facets))}
	for i, facet := range doc.Facets {
		if row := facet.Row(); row.From != doc.FromPassage {
			b.Values[i] = row.Of(nil, d)
		}
	}
	return b
}

// passage lays out a passage of a document, and counts the tokens of all streams.
func (l *layout) passage(p *doc.Passage, d *doc.Document) (_ *document.Document, tokens int, err error) {
	data, err := json.Marshal(p)
	if err != nil {
		return nil, 0, fmt.Errorf("encoding passage %s: %w", p.ID, err)
	}
	g := gatherers.Get().(*gatherer)
	defer gatherers.Put(g)
	g.clear()
	forms, words, parts := p.Forms(g.by)
	g.count(forms, parts)
	tokens = g.tokens()
	fields := document.NewDocument(passageKey(p.ID))
	l.addTexts(fields, "", wordsOptions, g, g.place(forms))
	fields.AddField(l.column(fieldKind, passageKind))
	fields.AddField(l.column(fieldDoc, p.DocID))
	fields.AddField(l.column(fieldOrdinal, strconv.Itoa(p.Ordinal)))
	fields.AddField(l.column(fieldLength, strconv.Itoa(engine.PassageLength(p, words))))
	if p.Damaged {
		fields.AddField(l.column(fieldDamaged, "1"))
	}
	if !p.Indexed.IsZero() {
		fields.AddField(l.column(fieldIndexed, strconv.FormatInt(p.Indexed.Unix(), 10)))
	}
	var pages []string
	for _, page := range p.Pages {
		for _, name := range page.Names() {
			pages = append(pages, pageTerm(name))
		}
	}
	if pages != nil {
		fields.AddField(l.valued(fieldPage, keyOptions, pages))
	}
	for _, facet := range doc.Facets {
		row := facet.Row()
		own := row.From == doc.FromPassage || row.From == doc.FromAttribution && p.Reference != nil
		if !own {
			continue
		}
		if values := row.Of(p, d); len(values) > 0 {
			fields.AddField(l.column(facetField(facet), values...))
		}
	}
	if p.Reference != nil {
		fields.AddField(l.column(fieldEntryWork, p.Reference.Work))
		l.addAttribution(fields, p, d, g)
	}
	fields.AddField(l.stored(fieldJSON, data))
	return fields, tokens, nil
}

// addAttribution adds the fields by which a document, or the entry that a passage
// begins, is found.
func (l *layout) addAttribution(fields *document.Document, p *doc.Passage, d *doc.Document, g *gatherer) {
	a := p.Attribution(d)
	year := ""
	if a.Year != 0 {
		year = strconv.Itoa(a.Year)
	}
	for field, texts := range map[string][]string{"author": a.Authors, "title": a.Titles, "year": {year}} {
		g.clear()
		for _, text := range texts {
			forms, _, parts := g.by.Forms(text, nil)
			g.count(forms, parts)
		}
		l.addTexts(fields, attributePrefix(field), keyOptions, g, nil)
	}
	if a.DOI != "" {
		fields.AddField(l.valued(fieldDOI, keyOptions, []string{a.DOI}))
	}
}

// pageTerm is the term for the name of a page; numbers stand together, in order.
func pageTerm(name string) string {
	if n, err := strconv.ParseUint(name, 10, 31); err == nil {
		return fmt.Sprintf("number %010d", n)
	}
	return "name " + name
}

func attributePrefix(field string) string { return field + "_" }

func attributeField(field string, s analysis.Stream) string {
	return attributePrefix(field) + s.String()
}

func facetField(f doc.Facet) string { return "facet_" + string(f) }

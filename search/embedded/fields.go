package embedded

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	bleveanalysis "github.com/blevesearch/bleve/v2/analysis"
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
//	doc, ordinal, length, damaged
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
// and a document has the kind documentKind, its json, and the fields of its own
// authors, titles, year and DOI. Ids of works in passages are the ids that the
// indexer gave. Works and authors: see workfields.go.
const (
	fieldDoc     = "doc"
	fieldKind    = "kind"
	fieldOrdinal = "ordinal"
	fieldLength  = "length"
	fieldDamaged = "damaged"
	fieldJSON    = "json"
	fieldPage    = "page"

	fieldEntryWork = "entry_work"
	fieldDOI       = "doi"

	documentKind = "document"
	passageKind  = "passage"

	// fieldKey is bleve's own field: the key of every stored thing.
	fieldKey = "_id"
)

// schema names the layout above; it changes whenever the layout or the facets do.
var schema = "7 " + strings.Join(facetFields, " ")

const (
	columnOptions = index.IndexField | index.DocValues | index.SkipFreqNorm
	keyOptions    = index.IndexField | index.SkipFreqNorm
	streamOptions = index.IndexField
	wordsOptions  = index.IndexField | index.IncludeTermVectors
)

func passageKey(id string) string  { return "p:" + id }
func documentKey(id string) string { return "d:" + id }

func documentFields(d *doc.Document) (*document.Document, error) {
	data, err := json.Marshal(d)
	if err != nil {
		return nil, fmt.Errorf("encoding document %s: %w", d.Source, err)
	}
	fields := document.NewDocument(documentKey(d.ID))
	fields.AddField(column(fieldKind, documentKind))
	addAttribution(fields, nil, d)
	fields.AddField(document.NewTextFieldCustom(fieldJSON, nil, data, index.StoreField, nil))
	return fields, nil
}

// passageFields lays out a passage of a document, and counts the tokens of all streams.
func passageFields(p *doc.Passage, d *doc.Document) (_ *document.Document, tokens int, err error) {
	data, err := json.Marshal(p)
	if err != nil {
		return nil, 0, fmt.Errorf("encoding passage %s: %w", p.ID, err)
	}
	streams := p.Analyze()
	fields := document.NewDocument(passageKey(p.ID))
	for s, stream := range streams {
		if len(stream) == 0 {
			continue
		}
		tokens += len(stream)
		options := streamOptions
		if analysis.Stream(s) == analysis.Words {
			options = wordsOptions
		}
		fields.AddField(document.NewTextFieldCustom(analysis.Stream(s).String(), nil, nil, options, ready(stream)))
	}
	fields.AddField(column(fieldKind, passageKind))
	fields.AddField(column(fieldDoc, p.DocID))
	fields.AddField(column(fieldOrdinal, strconv.Itoa(p.Ordinal)))
	fields.AddField(column(fieldLength, strconv.Itoa(engine.PassageLength(p, streams[analysis.Words]))))
	if p.Damaged {
		fields.AddField(column(fieldDamaged, "1"))
	}
	var pages []string
	for _, page := range p.Pages {
		for _, name := range page.Names() {
			pages = append(pages, pageTerm(name))
		}
	}
	if pages != nil {
		fields.AddField(valued(fieldPage, keyOptions, pages))
	}
	for _, facet := range doc.Facets {
		row := facet.Row()
		own := row.From == doc.FromPassage || row.From == doc.FromAttribution && p.Reference != nil
		if !own {
			continue
		}
		if values := row.Of(p, d); len(values) > 0 {
			fields.AddField(column(facetField(facet), values...))
		}
	}
	if p.Reference != nil {
		fields.AddField(column(fieldEntryWork, p.Reference.Work))
		addAttribution(fields, p, d)
	}
	fields.AddField(document.NewTextFieldCustom(fieldJSON, nil, data, index.StoreField, nil))
	return fields, tokens, nil
}

// addAttribution adds the fields by which a document, or the entry that a passage
// begins, is found.
func addAttribution(fields *document.Document, p *doc.Passage, d *doc.Document) {
	a := p.Attribution(d)
	year := ""
	if a.Year != 0 {
		year = strconv.Itoa(a.Year)
	}
	for field, texts := range map[string][]string{"author": a.Authors, "title": a.Titles, "year": {year}} {
		var all analysis.Streams
		for _, text := range texts {
			for s, tokens := range analysis.Analyze(text, nil) {
				all[s] = append(all[s], tokens...)
			}
		}
		for s, tokens := range all {
			if len(tokens) > 0 {
				fields.AddField(document.NewTextFieldCustom(attributeField(field, analysis.Stream(s)), nil, nil, keyOptions, ready(tokens)))
			}
		}
	}
	if a.DOI != "" {
		fields.AddField(valued(fieldDOI, keyOptions, []string{a.DOI}))
	}
}

// pageTerm is the term for the name of a page; numbers stand together, in order.
func pageTerm(name string) string {
	if n, err := strconv.ParseUint(name, 10, 31); err == nil {
		return fmt.Sprintf("number %010d", n)
	}
	return "name " + name
}

func attributeField(field string, s analysis.Stream) string { return field + "_" + s.String() }

func facetField(f doc.Facet) string { return "facet_" + string(f) }

func column(name string, values ...string) document.Field {
	return valued(name, columnOptions, values)
}

func valued(name string, options index.FieldIndexingOptions, values []string) document.Field {
	tokens := make([]analysis.Token, len(values))
	for i, v := range values {
		tokens[i] = analysis.Token{Term: v}
	}
	return document.NewTextFieldCustom(name, nil, nil, options, ready(tokens))
}

// ready is a bleve analyzer for a text whose tokens are known.
type ready []analysis.Token

func (r ready) Analyze([]byte) bleveanalysis.TokenStream {
	tokens := make([]bleveanalysis.Token, len(r))
	stream := make(bleveanalysis.TokenStream, len(r))
	for i, t := range r {
		// bleve counts positions from 1. The offsets of a token are not kept: marks
		// come from the text itself.
		tokens[i] = bleveanalysis.Token{Term: []byte(t.Term), Position: t.Pos + 1}
		stream[i] = &tokens[i]
	}
	return stream
}

package embedded

import (
	"encoding/json"
	"fmt"
	"strconv"

	bleveanalysis "github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/document"
	index "github.com/blevesearch/bleve_index_api"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
)

// How documents and passages lie in bleve. Both are bleve documents; the tokens
// come ready from search/analysis, so bleve's mapping and analyzers are not
// used. A passage has
//
//	words, bigrams, stems_…   one field for each stream; words with positions
//	doc, kind, lang, script, section, ordinal, length, damaged
//	                          columns, read into memory when the index is opened
//	cites                     a column too: the ids of the works that it cites
//	json                      the passage itself, stored
//
// if it begins an entry of a reference list
//
//	author_words, title_latins …
//	                          the streams of the entry's authors, titles and year
//	entry_doi                 its DOI
//	entry_author, entry_year, entry_work
//	                          columns
//
// and a document has the kind documentKind and its json. Ids of works in passages
// are those that the indexer gave. A work has
//
//	kind (workKind), work     columns: its id
//	work_id                   its id and its aliases, a column too
//	work_key, work_title, work_author
//	                          the terms by which it is found (match.Terms)
//	work_year, work_type, work_doi, work_orcid
//	json                      the work itself, stored
//
// and an author
//
//	kind (authorKind)         a column
//	author_id                 its id and its aliases
//	author_key                the terms by which it is found (match.AuthorTerms)
//	json                      the author itself, stored
const (
	fieldDoc     = "doc"
	fieldKind    = "kind"
	fieldLang    = "lang"
	fieldScript  = "script"
	fieldSection = "section"
	fieldOrdinal = "ordinal"
	fieldLength  = "length"
	fieldDamaged = "damaged"
	fieldCites   = "cites"
	fieldJSON    = "json"

	fieldEntryDOI    = "entry_doi"
	fieldEntryAuthor = "entry_author"
	fieldEntryYear   = "entry_year"
	fieldEntryWork   = "entry_work"

	fieldWork       = "work"
	fieldWorkID     = "work_id"
	fieldWorkKey    = "work_key"
	fieldWorkTitle  = "work_title"
	fieldWorkAuthor = "work_author"
	fieldWorkYear   = "work_year"
	fieldWorkType   = "work_type"
	fieldWorkDOI    = "work_doi"
	fieldWorkORCID  = "work_orcid"

	fieldAuthorID  = "author_id"
	fieldAuthorKey = "author_key"

	documentKind = "document"
	workKind     = "work"
	authorKind   = "author"
)

var columnFields = []string{fieldDoc, fieldKind, fieldLang, fieldScript, fieldSection, fieldOrdinal, fieldLength, fieldDamaged,
	fieldCites, fieldEntryAuthor, fieldEntryYear, fieldEntryWork}

// schema names the layout above; it changes whenever the layout does.
const schema = "5"

const (
	columnOptions = index.IndexField | index.DocValues | index.SkipFreqNorm
	keyOptions    = index.IndexField | index.SkipFreqNorm
	streamOptions = index.IndexField
	wordsOptions  = index.IndexField | index.IncludeTermVectors
)

func passageKey(id string) string  { return "p:" + id }
func documentKey(id string) string { return "d:" + id }
func workKey(id string) string     { return "w:" + id }
func authorKey(id string) string   { return "a:" + id }

func documentFields(d *doc.Document) (*document.Document, error) {
	data, err := json.Marshal(d)
	if err != nil {
		return nil, fmt.Errorf("encoding document %s: %w", d.Source, err)
	}
	doc := document.NewDocument(documentKey(d.ID))
	doc.AddField(column(fieldKind, documentKind))
	doc.AddField(document.NewTextFieldCustom(fieldJSON, nil, data, index.StoreField, nil))
	return doc, nil
}

func passageFields(p *doc.Passage) (*document.Document, error) {
	data, err := json.Marshal(p)
	if err != nil {
		return nil, fmt.Errorf("encoding passage %s: %w", p.ID, err)
	}
	streams := p.Analyze()
	d := document.NewDocument(passageKey(p.ID))
	for s, tokens := range streams {
		if len(tokens) == 0 {
			continue
		}
		options := streamOptions
		if analysis.Stream(s) == analysis.Words {
			options = wordsOptions
		}
		d.AddField(document.NewTextFieldCustom(analysis.Stream(s).String(), nil, nil, options, ready(tokens)))
	}
	langs := p.Languages()
	names := make([]string, len(langs))
	for i, l := range langs {
		names[i] = string(l)
	}
	d.AddField(column(fieldDoc, p.DocID))
	d.AddField(column(fieldKind, string(p.Kind)))
	d.AddField(column(fieldLang, names...))
	if scripts := p.Scripts(); len(scripts) > 0 {
		d.AddField(column(fieldScript, scripts...))
	}
	if len(p.Section) > 0 {
		d.AddField(column(fieldSection, doc.SectionValue(p.Section)))
	}
	if p.Damaged {
		d.AddField(column(fieldDamaged, "1"))
	}
	d.AddField(column(fieldOrdinal, strconv.Itoa(p.Ordinal)))
	d.AddField(column(fieldLength, strconv.Itoa(len(streams[analysis.Words]))))
	if works := p.Cites(); len(works) > 0 {
		d.AddField(column(fieldCites, works...))
	}
	if p.Reference != nil {
		addEntryFields(d, p)
	}
	d.AddField(document.NewTextFieldCustom(fieldJSON, nil, data, index.StoreField, nil))
	return d, nil
}

// addEntryFields adds what the entry that p begins is found and counted by.
func addEntryFields(doc *document.Document, p *doc.Passage) {
	a := p.Attribution(nil)
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
				doc.AddField(document.NewTextFieldCustom(entryField(field, analysis.Stream(s)), nil, nil, keyOptions, ready(tokens)))
			}
		}
	}
	if a.DOI != "" {
		doc.AddField(document.NewTextFieldCustom(fieldEntryDOI, nil, nil, keyOptions, ready{{Term: a.DOI}}))
	}
	if len(a.Authors) > 0 {
		doc.AddField(column(fieldEntryAuthor, a.Authors...))
	}
	if year != "" {
		doc.AddField(column(fieldEntryYear, year))
	}
	doc.AddField(column(fieldEntryWork, p.Reference.Work))
}

func entryField(field string, s analysis.Stream) string { return field + "_" + s.String() }

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
		// bleve counts positions from 1. Where a token stands in the text is
		// not kept: marks come from the text itself.
		tokens[i] = bleveanalysis.Token{Term: []byte(t.Term), Position: t.Pos + 1}
		stream[i] = &tokens[i]
	}
	return stream
}

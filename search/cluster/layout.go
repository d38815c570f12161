package cluster

import (
	"encoding/json"
	"fmt"
	"hash/crc32"
	"hash/crc64"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/bibliography"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
)

// How things lie in OpenSearch. Tokens come ready from search/analysis: a field holds
// the tokens of a stream, one a line. A generation is five indexes. A passage has
//
//	words, bigrams, stems_…    a field for each stream; words with positions
//	norm                       see engine.Norms
//	id, doc, number            its id, its document's id and number, which is the least
//	                           that was free when the document came
//	place                      its place in the corpus: the rank of its document, which
//	                           rises with sources (ranks.go), and its ordinal
//	indexed                    when it was first indexed, in seconds since 1970
//	year, doi, damaged, page   what queries ask for and orders need
//	facet_…                    the values of each facet; works by the ids of this index
//	value_…                    the numbers of these values, from 0 on
//	author_terms, …_words      the streams of authors, titles and the section together,
//	                           each term behind the number of its stream; the words alone
//	entry_work, entry_terms    where it begins an entry: its work, and all terms of the
//	                           entry's authors, titles and year
//	json, works                the passage itself, and the ids of works in it that have
//	                           become others
//
// a document id, number, place, json, brief and works; a work and an author key_… (the
// keys that they are found by), order (the id), json and its sum (what has the same is
// not sent again); a term term, behind the number of its stream, and passages. A
// value of a facet is among the terms, behind the name of its field, its number in
// passages.

// The indexes of a generation.
const (
	passagesIndex  = "passages"
	documentsIndex = "documents"
	worksIndex     = "works"
	authorsIndex   = "authors"
	termsIndex     = "terms"
)

var indexKinds = []string{passagesIndex, documentsIndex, worksIndex, authorsIndex, termsIndex}

// gap is how many positions lie between the texts of a field.
const gap = 10_000

// schema names the layout; it changes whenever the mappings do.
var schema = func() string {
	data, err := json.Marshal([]object{settings(1), mapping(passagesIndex), mapping(documentsIndex), mapping(worksIndex), mapping(authorsIndex), mapping(termsIndex)})
	if err != nil {
		panic(err) // of constants
	}
	return fmt.Sprintf("%08x", crc32.ChecksumIEEE(data))
}()

// settings are those of an index while it is built: without copies, and not searched.
func settings(shards int) object {
	return object{
		"number_of_shards": shards, "number_of_replicas": 0, "refresh_interval": "-1", "codec": "best_compression",
		// What a node loses with its memory is missed when things are counted.
		"translog": object{"durability": "async", "sync_interval": "60s", "flush_threshold_size": "1gb"},
		"analysis": object{
			"tokenizer": object{"lines": object{"type": "char_group", "tokenize_on_chars": list{"\n"}, "max_token_length": 1 << 20}},
			"analyzer":  object{"lines": object{"type": "custom", "tokenizer": "lines"}},
		},
		// The score of a term or phrase is how often it occurs: see saturated.
		"similarity": object{"occurrences": object{"type": "scripted", "script": object{"source": "return doc.freq"}}},
	}
}

// mapping is that of the index of a kind.
func mapping(kind string) object {
	keyword := object{"type": "keyword"}
	key := object{"type": "keyword", "doc_values": false}
	stored := object{"type": "object", "enabled": false}
	number := object{"type": "long"}
	sum := object{"type": "long", "index": false}
	fields := object{"json": stored}
	switch kind {
	case passagesIndex:
		for s := range analysis.NumStreams {
			fields[s.String()] = object{"type": "text", "analyzer": "lines", "norms": false, "index_options": "freqs", "similarity": "occurrences"}
		}
		fields[analysis.Words.String()].(object)["index_options"] = "positions"
		for _, f := range []string{"author", "title", "section"} {
			fields[f+"_terms"] = object{"type": "text", "analyzer": "lines", "norms": false, "position_increment_gap": gap}
			fields[f+"_words"] = object{"type": "text", "analyzer": "lines", "norms": false, "position_increment_gap": gap}
		}
		fields["entry_terms"] = object{"type": "text", "analyzer": "lines", "norms": false, "index_options": "docs"}
		fields["entry_work"] = keyword
		fields["norm"] = object{"type": "double", "index": false}
		fields["number"] = object{"type": "integer", "index": false}
		fields["place"] = number
		fields["id"], fields["doi"], fields["page"], fields["doc"] = key, key, key, keyword
		fields["year"] = object{"type": "integer"}
		fields["indexed"] = object{"type": "long", "index": false}
		fields["damaged"] = object{"type": "boolean", "doc_values": false}
		for _, f := range doc.Facets {
			fields[facetField(f)] = keyword
			if f != doc.FacetDoc {
				fields[facetNumber(f)] = object{"type": "integer", "index": false}
			}
		}
		fields["works"] = stored
	case documentsIndex:
		fields["id"], fields["place"], fields["number"] = key, number, object{"type": "integer", "index": false}
		fields["brief"], fields["works"] = stored, stored
	case worksIndex:
		for _, name := range []string{engine.ID, engine.Words, engine.Title, engine.Author, engine.Year, engine.Type, engine.DOI, engine.ORCID} {
			fields[keyField(name)] = key
		}
		fields[keyField(engine.ID)] = keyword
		fields["order"], fields["sum"] = keyword, sum
	case authorsIndex:
		fields[keyField(engine.ID)], fields[keyField(engine.Words)] = keyword, key
		fields["order"], fields["sum"] = keyword, sum
	case termsIndex:
		fields["term"] = keyword
		fields["passages"] = object{"type": "long", "index": false}
	}
	m := object{"dynamic": "strict", "properties": fields, "_source": object{"includes": list{"json", "brief", "works"}}}
	if kind == passagesIndex {
		m["_routing"] = object{"required": true} // the passages of a document lie together
	}
	return m
}

func facetField(f doc.Facet) string  { return "facet_" + string(f) }
func facetNumber(f doc.Facet) string { return "value_" + string(f) }
func keyField(name string) string    { return "key_" + name }

// source is what is stored of a thing.
type source struct {
	JSON  json.RawMessage   `json:"json,omitempty"`
	Brief json.RawMessage   `json:"brief,omitempty"`
	Works map[string]string `json:"works,omitempty"`
}

// passage decodes a passage. Works have the ids of this index.
func (s *source) passage() (*doc.Passage, error) {
	p := &doc.Passage{}
	if err := json.Unmarshal(s.JSON, p); err != nil {
		return nil, fmt.Errorf("reading a passage: %w", err)
	}
	if len(s.Works) == 0 {
		return p, nil
	}
	if p.Reference != nil {
		p.Reference.Work = s.of(p.Reference.Work)
	}
	for i := range p.Citations {
		p.Citations[i].Works = s.all(p.Citations[i].Works)
	}
	return p, nil
}

// document decodes a document, in brief where only that was asked for.
func (s *source) document() (*doc.Document, error) {
	data := s.JSON
	if data == nil {
		data = s.Brief
	}
	d := &doc.Document{}
	if err := json.Unmarshal(data, d); err != nil {
		return nil, fmt.Errorf("reading a document: %w", err)
	}
	d.Work = s.of(d.Work)
	return d, nil
}

// of returns the id of the work that the indexer's id leads to.
func (s *source) of(id string) string {
	if now, ok := s.Works[id]; ok {
		return now
	}
	return id
}

// all returns the ids that ids lead to, each once.
func (s *source) all(ids []string) []string {
	var works []string
	for _, id := range ids {
		if id = s.of(id); !slices.Contains(works, id) {
			works = append(works, id)
		}
	}
	return works
}

// changedWorks returns those of the ids that lead to others.
func changedWorks(leads map[string]string, ids ...string) map[string]string {
	changed := map[string]string{}
	for _, id := range ids {
		if now, ok := leads[id]; ok && now != id {
			changed[id] = now
		}
	}
	return changed
}

// standing is where a document stands.
type standing struct {
	number int
	rank   uint64
}

// place is the place of its passage with that ordinal.
func (s standing) place(ordinal int) uint64 { return s.rank<<ordinalBits | uint64(ordinal) }

// layPassage lays a passage of the document that stands there out; leads has the
// works that their ids lead to, valueNumbers gives values of facets their numbers.
func layPassage(p *doc.Passage, d *doc.Document, at standing, leads map[string]string, streams *analysis.Streams, valueNumbers func(doc.Facet, []string) []int) (object, error) {
	data, err := json.Marshal(p)
	if err != nil {
		return nil, fmt.Errorf("encoding passage %s: %w", p.ID, err)
	}
	works := p.Cites()
	if p.Reference != nil {
		works = append(works, p.Reference.Work)
	}
	stored := source{JSON: data, Works: changedWorks(leads, works...)}
	a := p.Attribution(d)
	fields := object{"json": stored.JSON, "id": p.ID, "doc": p.DocID, "number": at.number, "place": at.place(p.Ordinal), "damaged": p.Damaged,
		"norm": engine.Norms[engine.LengthCode(engine.PassageLength(p, streams[analysis.Words]))]}
	if len(stored.Works) > 0 {
		fields["works"] = stored.Works
	}
	for s, tokens := range streams {
		if len(tokens) > 0 {
			fields[analysis.Stream(s).String()] = lines(tokens, "")
		}
	}
	for facet, values := range facetValues(p, d, stored.all) {
		fields[facetField(facet)] = values
		if facet != doc.FacetDoc { // which is counted by the numbers of documents
			fields[facetNumber(facet)] = valueNumbers(facet, values)
		}
	}
	var pages []string
	for _, page := range p.Pages {
		for _, name := range page.Names() {
			pages = append(pages, pageTerm(name))
		}
	}
	if pages != nil {
		fields["page"] = pages
	}
	if a.Year != 0 {
		fields["year"] = a.Year
	}
	if !p.Indexed.IsZero() {
		fields["indexed"] = p.Indexed.Unix()
	}
	if a.DOI != "" {
		fields["doi"] = a.DOI
	}
	fields["section_terms"], fields["section_words"] = together([]string{strings.Join(p.Section, "\n")})
	authors, words := together(a.Authors)
	fields["author_terms"], fields["author_words"] = authors, words
	titles, words := together(a.Titles)
	fields["title_terms"], fields["title_words"] = titles, words
	if p.Reference != nil {
		year := ""
		if a.Year != 0 {
			year = strconv.Itoa(a.Year)
		}
		years, _ := together([]string{year})
		fields["entry_work"] = stored.of(p.Reference.Work)
		fields["entry_terms"] = slices.Concat(authors, titles, years)
	}
	return fields, nil
}

// facetValues yields the facets of which a passage has values; works leads ids of works to
// those of this index.
func facetValues(p *doc.Passage, d *doc.Document, works func([]string) []string) iter.Seq2[doc.Facet, []string] {
	return func(yield func(doc.Facet, []string) bool) {
		for _, facet := range doc.Facets {
			row := facet.Row()
			values := row.Of(p, d)
			if row.Things == doc.WorkIDs {
				values = works(values)
			}
			if len(values) > 0 && !yield(facet, values) {
				return
			}
		}
	}
}

// valueTerm is the term of a value of a facet.
func valueTerm(f doc.Facet, value string) string { return facetField(f) + ":" + value }

// lines writes tokens one a line, each behind a prefix.
func lines(tokens []analysis.Token, prefix string) string {
	var b strings.Builder
	for _, t := range tokens {
		b.WriteString(prefix)
		b.WriteString(t.Term)
		b.WriteByte('\n')
	}
	return b.String()
}

// together writes for each text all of its streams in one, and its words alone.
func together(texts []string) (terms, words []string) {
	for _, text := range texts {
		streams := analysis.Analyze(text, nil)
		var all strings.Builder
		for s, tokens := range streams {
			all.WriteString(lines(tokens, streamPrefix(analysis.Stream(s))))
		}
		terms, words = append(terms, all.String()), append(words, lines(streams[analysis.Words], ""))
	}
	return terms, words
}

// streamPrefix stands before the terms of a stream where several share a field.
func streamPrefix(s analysis.Stream) string { return strconv.Itoa(int(s)) + ":" }

// pageTerm is the term for the name of a page: numbers are in the order of terms, and
// before all other names.
func pageTerm(name string) string {
	if n, err := strconv.Atoi(name); err == nil {
		return fmt.Sprintf("%010d", n)
	}
	return "~" + name
}

// layDocument lays a document that stands there out.
func layDocument(d *doc.Document, at standing, leads map[string]string) (object, error) {
	data, err := json.Marshal(d)
	if err != nil {
		return nil, fmt.Errorf("encoding document %s: %w", d.Source, err)
	}
	brief, err := json.Marshal(d.Brief())
	if err != nil {
		return nil, fmt.Errorf("encoding document %s: %w", d.Source, err)
	}
	return object{"id": d.ID, "number": at.number, "place": at.place(0), "json": json.RawMessage(data), "brief": json.RawMessage(brief), "works": changedWorks(leads, d.Work)}, nil
}

// layThing lays a work or an author of a sum out.
func layThing(t *bibliography.Thing, sum int64) object {
	fields := object{"order": t.ID, "sum": sum, "json": json.RawMessage(t.Data)}
	for _, k := range t.Keys() {
		fields[keyField(k.Name)] = k.Values
	}
	return fields
}

// sumOf tells whether a work or an author is as it was: its keys are made of its data.
func sumOf(t *bibliography.Thing) int64 { return int64(crc64.Checksum(t.Data, checksums)) }

var checksums = crc64.MakeTable(crc64.ECMA)

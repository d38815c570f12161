package doc

import (
	"slices"
	"time"

	"github.com/izde/izde/search/analysis"
)

// Kind says what part of a document a passage is.
type Kind string

// The kinds of passage. Furniture (running headers, page numbers, residue of
// markup) is kept, so that no character of a source is lost, and left out of
// search unless it is filtered for.
const (
	Title     Kind = "title"
	Abstract  Kind = "abstract"
	Keywords  Kind = "keywords"
	Metadata  Kind = "metadata" // affiliations, dates, identifiers
	Heading   Kind = "heading"
	Body      Kind = "body"
	Table     Kind = "table"
	Caption   Kind = "caption"
	Note      Kind = "note"
	Reference Kind = "reference"
	Furniture Kind = "furniture"
)

// Kinds lists every kind in the order in which people read about them.
var Kinds = []Kind{Title, Abstract, Keywords, Heading, Body, Table, Caption, Note, Reference, Metadata, Furniture}

// Valid reports whether k is one of Kinds.
func (k Kind) Valid() bool { return slices.Contains(Kinds, k) }

// Span is a half-open range of bytes, [Start, End), of the text it belongs to.
// It is the only unit of position inside izde.
type Span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// Len is the length of s in bytes.
func (s Span) Len() int { return s.End - s.Start }

// LangSpan is a stretch of a text in one language.
type LangSpan struct {
	Span
	Lang Lang `json:"lang"`
}

// Passage is the unit of retrieval: a stretch of one document, of one kind, in
// one section, at most about 250 words (or 500 Han characters) long.
type Passage struct {
	// ID is opaque, [A-Za-z0-9_-]{1,64}, made from the document, the raw text
	// and its ordinal among equals, so that it survives re-indexing.
	ID    string `json:"id"`
	DocID string `json:"doc"`
	// Ordinal is the place of the passage in its document, from 0.
	Ordinal int  `json:"ordinal"`
	Kind    Kind `json:"kind"`
	// Section is the path of headings above the passage, outermost first.
	Section []string `json:"section,omitempty"`
	// Lang is the main language of Text, Spans the languages of its parts in
	// order, covering it.
	Lang  Lang       `json:"lang"`
	Spans []LangSpan `json:"spans,omitempty"`
	// Text is the passage as cleaned for reading.
	Text string `json:"text"`
	// Source lists the ranges, in order, of the document's canonical text (UTF-8,
	// in reading order) that the passage stands for.
	Source []Span `json:"source,omitempty"`
	// Pages say where on which pages the passage stands; Places where in a file
	// without pages.
	Pages  []Page  `json:"pages,omitempty"`
	Places []Place `json:"places,omitempty"`
	// Recognised says that a part of the text was read in a picture, and Confidence how
	// surely, from 0 to 1, on average of its words.
	Recognised bool    `json:"recognised,omitempty"`
	Confidence float32 `json:"confidence,omitempty"`
	// Boxes say where the words of Text stand on Pages: see PackBoxes.
	Boxes []byte `json:"boxes,omitempty"`
	// Rows are the cells of a table, row by row, the first its header.
	Rows [][]string `json:"rows,omitempty"`
	// Continues says that the passage begins inside a sentence, which is too long
	// for the one before it.
	Continues bool `json:"continues,omitempty"`
	// Damaged marks text that is known to be scrambled.
	Damaged bool `json:"damaged,omitempty"`
	// Reference is set on passages of kind Reference that begin an entry.
	Reference *Entry `json:"reference,omitempty"`
	// Citations are the places that cite entries of the document's lists, in
	// order.
	Citations []Citation `json:"citations,omitempty"`
	// Indexed is when its text was first indexed, in UTC, to the second: whole indexes
	// are made again, which makes nothing new. Zero where it is not known.
	Indexed time.Time `json:"indexed,omitzero"`
}

// Citation is a place of a passage that cites entries of its document's lists of
// references: "[3; 5]", "(Author, 2020)". The span is the range of the bracket in the
// passage's text, of the bracket alone in "Author (2020)".
type Citation struct {
	Span
	// References are the ids of the entries that are meant, and Works the ids of the
	// works that these denote, each once.
	References []string `json:"references,omitempty"`
	Works      []string `json:"works,omitempty"`
	// Locator is what part of the work is meant, as written: "с. 5".
	Locator string `json:"locator,omitempty"`
	// Sentence is the sentence that the bracket stands in; Before and After are the
	// sentences next to it in the section, "" where there is none.
	Sentence string `json:"sentence"`
	Before   string `json:"before,omitempty"`
	After    string `json:"after,omitempty"`
	// Reason names the parts of the bracket that mean no entry, and says why; "" when
	// all do.
	Reason string `json:"reason,omitempty"`
}

// On reports whether a part of p stands on a page.
func (p *Passage) On(page int) bool {
	return slices.ContainsFunc(p.Pages, func(q Page) bool { return q.Page == page })
}

// Cites returns the ids of the works that p cites, each once.
func (p *Passage) Cites() []string {
	var works []string
	for _, c := range p.Citations {
		for _, w := range c.Works {
			if !slices.Contains(works, w) {
				works = append(works, w)
			}
		}
	}
	return works
}

// Languages returns the languages of p, its main one first, without repeats.
func (p *Passage) Languages() []Lang {
	langs := []Lang{p.Lang}
	for _, s := range p.Spans {
		if !slices.Contains(langs, s.Lang) {
			langs = append(langs, s.Lang)
		}
	}
	return langs
}

// Analyze returns the token streams of the passage's text.
func (p *Passage) Analyze() analysis.Streams { return analysis.Analyze(p.Text, p.langAt()) }

// Forms returns what the streams hold of the passage's text, in forms, which an analyzer lends.
func (p *Passage) Forms(a *analysis.Analyzer) (forms []analysis.Occurrence, words, parts []analysis.Token) {
	return a.Forms(p.Text, p.langAt())
}

// Find returns of the token streams what is wanted: see analysis.Wanted.
func (p *Passage) Find(w *analysis.Wanted) analysis.Streams { return w.Find(p.Text, p.langAt()) }

// langAt returns a function that tells the language of the text at rising offsets.
func (p *Passage) langAt() func(offset int) string {
	i := 0
	return func(offset int) string {
		for i < len(p.Spans) && p.Spans[i].End <= offset {
			i++
		}
		if i < len(p.Spans) && p.Spans[i].Start <= offset {
			return string(p.Spans[i].Lang)
		}
		return string(p.Lang)
	}
}

// Package search is izde's vocabulary: what a document and a passage are, what
// a query says, what a result holds, and the rules that every engine shares
// (the query language, its compilation into a plan, marks and snippets). It
// does no I/O and knows no engine.
package search

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/izde/izde/search/cite"
)

// Lang is a BCP 47 language tag, as narrow as the text allows: "en", "kk",
// "ru", "zh", "tr", "ru-Latn" (transliterated), "und" (cannot be told).
type Lang string

// The languages that izde analyses, and the tag for text whose language cannot
// be told.
const (
	English Lang = "en"
	Kazakh  Lang = "kk"
	Russian Lang = "ru"
	Chinese Lang = "zh"
	Und     Lang = "und"
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

// Document is one ingested source file.
type Document struct {
	// ID is opaque, [A-Za-z0-9_-]{1,64}, made from Source alone, so that it
	// survives re-indexing.
	ID string `json:"id"`
	// Source is the file's path within the corpus, with forward slashes.
	Source string `json:"source"`
	// Root is the absolute path that Source is relative to on the machine that
	// indexed it. It is not shown to clients.
	Root string `json:"root,omitempty"`
	// Digest is the SHA-256 of the file and its sidecar, in hexadecimal.
	Digest string `json:"digest"`
	Title  string `json:"title"`
	// Titles holds the title in each language that states one.
	Titles  map[Lang]string `json:"titles,omitempty"`
	Authors []string        `json:"authors,omitempty"`
	// Year is the year of publication; 0 when it is not known.
	Year      int       `json:"year,omitempty"`
	DOI       string    `json:"doi,omitempty"`
	Languages []Lang    `json:"languages,omitempty"`
	CSL       cite.Item `json:"csl"`
	// Contributors are the authors with what the text says about each, in
	// order.
	Contributors []Contributor `json:"contributors,omitempty"`
	// Abstracts and Keywords, by language.
	Abstracts map[Lang]string   `json:"abstracts,omitempty"`
	Keywords  map[Lang][]string `json:"keywords,omitempty"`
	// Classifications are codes by scheme: "UDC", "CICSTI" (МРНТИ, ҒТАМР),
	// "JEL" …
	Classifications map[string][]string `json:"classifications,omitempty"`
	// Dates are the manuscript's: "received", "revised", "accepted",
	// "published", each ISO 8601.
	Dates map[string]string `json:"dates,omitempty"`
	// Repairs are all changes that were made to the text.
	Repairs []Repair `json:"repairs,omitempty"`
	// Raw holds, by passage, what the file has in the place of a passage that is
	// damaged or was repaired: see RawText.
	Raw map[string][]string `json:"raw,omitempty"`
	// Parallel are the parts that the document has in several languages.
	Parallel []Parallel `json:"parallel,omitempty"`
	// Unresolved are the in-text citations that mean no entry of the document's
	// lists, or of which a part does not.
	Unresolved []Unresolved `json:"unresolved,omitempty"`
	// Work identifies the work that the document is. See Entry.Work.
	Work string `json:"work,omitempty"`
	// Passages and References count the document's passages and the entries of
	// its reference lists.
	Passages   int `json:"passages"`
	References int `json:"references"`
}

// Brief returns d with what lists of documents and of hits show, and without
// the rest.
func (d *Document) Brief() *Document {
	return &Document{ID: d.ID, Source: d.Source, Root: d.Root, Digest: d.Digest, Title: d.Title, Titles: d.Titles, Authors: d.Authors,
		Year: d.Year, DOI: d.DOI, Work: d.Work, Keywords: d.Keywords, Languages: d.Languages, Passages: d.Passages, References: d.References}
}

// Contributor is an author as the text presents one.
type Contributor struct {
	// Names, Roles (degree, position) and Affiliations, by language.
	Names        map[Lang]string `json:"names"`
	Roles        map[Lang]string `json:"roles,omitempty"`
	Affiliations map[Lang]string `json:"affiliations,omitempty"`
	Email        string          `json:"email,omitempty"`
	// ORCID is "0000-0001-8420-9255"; BadORCID says that its check digit
	// (ISO 7064, MOD 11-2) is wrong.
	ORCID         string `json:"orcid,omitempty"`
	BadORCID      bool   `json:"bad_orcid,omitempty"`
	ResearcherID  string `json:"researcher_id,omitempty"`
	ScopusID      string `json:"scopus_id,omitempty"`
	Corresponding bool   `json:"corresponding,omitempty"`
}

// Repair is a change to the text of a document. What it was stays in the source.
type Repair struct {
	// Source is the range of the source's bytes that was changed.
	Source Span   `json:"source"`
	Old    string `json:"old"`
	New    string `json:"new"`
	// Rule names what made the change: "joined-paragraph", "markup", …
	Rule string `json:"rule"`
}

// IndexRule begins the rules of changes that are made for the search alone: the
// text is shown as the file has it.
const IndexRule = "index-"

// IndexOnly reports whether the change is not shown.
func (r Repair) IndexOnly() bool { return strings.HasPrefix(r.Rule, IndexRule) }

// Parallel is one part of a document in several languages: its titles, its
// abstracts or its keywords.
type Parallel struct {
	Kind Kind           `json:"kind"`
	Text []ParallelText `json:"text"`
}

// ParallelText is the part in one language. The i-th of Items (sentences of an
// abstract, single keywords; ranges of the passage's text) says the same as the
// i-th in the other languages; an empty range says nothing.
type ParallelText struct {
	Lang    Lang   `json:"lang"`
	Passage string `json:"passage"`
	Items   []Span `json:"items"`
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
	// Source lists the ranges of the source's bytes, in order, that the
	// passage stands for. (Bytes after a legacy encoding was decoded to UTF-8.)
	Source []Span `json:"source,omitempty"`
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
}

// Citation is a place of a passage that cites entries of its document's lists of
// references: "[3; 5]", "(Author, 2020)". The span is that of the bracket in the
// passage's text, of the bracket alone in "Author (2020)".
type Citation struct {
	Span
	// References are the ids of the entries that are meant, and Works those of
	// the works that they denote, each once.
	References []string `json:"references,omitempty"`
	Works      []string `json:"works,omitempty"`
	// Locator is what part of the work is meant, as written: "с. 5".
	Locator string `json:"locator,omitempty"`
	// Sentence is the sentence that the bracket stands in; Before and After are
	// those next to it in the section, "" where there is none.
	Sentence string `json:"sentence"`
	Before   string `json:"before,omitempty"`
	After    string `json:"after,omitempty"`
	// Reason says what of the bracket means no entry, and why; "" when all does.
	Reason string `json:"reason,omitempty"`
}

// Unresolved is a citation of a document that has a Reason.
type Unresolved struct {
	Passage  string `json:"passage"`
	Bracket  string `json:"bracket"`
	Sentence string `json:"sentence"`
	Reason   string `json:"reason"`
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

type script struct {
	code  string
	table *unicode.RangeTable
}

// scripts are the writing systems that passages are told apart by: their codes
// in ISO 15924 and their characters.
var scripts = []script{
	{"Latn", unicode.Latin}, {"Cyrl", unicode.Cyrillic}, {"Hani", unicode.Han}, {"Arab", unicode.Arabic},
	{"Grek", unicode.Greek}, {"Hira", unicode.Hiragana}, {"Kana", unicode.Katakana}, {"Hang", unicode.Hangul},
	{"Hebr", unicode.Hebrew}, {"Deva", unicode.Devanagari}, {"Armn", unicode.Armenian}, {"Geor", unicode.Georgian},
	{"Mong", unicode.Mongolian}, {"Tibt", unicode.Tibetan}, {"Thai", unicode.Thai},
}

// ScriptCodes returns the codes that Scripts may give.
func ScriptCodes() []string {
	codes := make([]string, len(scripts))
	for i, s := range scripts {
		codes[i] = s.code
	}
	return codes
}

// Scripts returns the codes (ISO 15924) of the writing systems of which p has
// letters, in a fixed order.
func (p *Passage) Scripts() []string {
	found := 0
	last := scripts[0].table // text stays in one script for a while
	for _, r := range p.Text {
		if !unicode.IsLetter(r) || found != 0 && unicode.Is(last, r) {
			continue
		}
		if i := slices.IndexFunc(scripts, func(s script) bool { return unicode.Is(s.table, r) }); i >= 0 {
			found |= 1 << i
			last = scripts[i].table
		}
	}
	var codes []string
	for i, s := range scripts {
		if found&(1<<i) != 0 {
			codes = append(codes, s.code)
		}
	}
	return codes
}

// Repairs returns the changes that were made to the text of p, a passage of d.
func (p *Passage) Repairs(d *Document) []Repair {
	var list []Repair
	for _, r := range d.Repairs {
		if slices.ContainsFunc(p.Source, func(s Span) bool { return r.Source.Start < s.End && s.Start < r.Source.End }) {
			list = append(list, r)
		}
	}
	return list
}

// What is kept of a file as the raw text of one passage, in bytes: at most maxRaw,
// twice what the longest passage has, and between two ranges that are shown as one
// at most rawGap.
const (
	maxRaw = 32 << 10
	rawGap = 160
)

// RawText is what a file's text has in the place of p: its source ranges as they
// are, with the white space and the markup that stand between two.
// Each string is a stretch of the file; between two lies what is not of p, a running
// header or a page. An empty one at the end says that there is more than is kept.
func (p *Passage) RawText(text string) []string {
	var stretches []Span
	for _, s := range p.Source {
		if last := len(stretches) - 1; last >= 0 && adjoin(text, stretches[last].End, s.Start) {
			stretches[last].End = s.End
		} else {
			stretches = append(stretches, s)
		}
	}
	var list []string
	room := maxRaw
	for _, s := range stretches {
		if s.Len() > room {
			if part := strings.ToValidUTF8(text[s.Start:s.Start+room], ""); part != "" {
				list = append(list, part)
			}
			return append(list, "")
		}
		list = append(list, text[s.Start:s.End])
		room -= s.Len()
	}
	return list
}

// adjoin reports whether nothing but white space and markup stands between two places
// of a text. Words that do not go on in the same line, as those of a running header,
// and the end of a page part them.
func adjoin(text string, from, to int) bool {
	if from > to || to-from > rawGap {
		return false
	}
	between := text[from:to]
	words := strings.ContainsFunc(between, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
	return !strings.Contains(between, "\f") && !(words && strings.ContainsAny(between, "\r\n"))
}

// Entry is one entry of a document's reference list.
type Entry struct {
	ID string `json:"id"`
	// List is which of the document's lists the entry stands in, from 1. A second
	// list may give the works of the first in another script.
	List int `json:"list"`
	// Number is the entry's number as printed, or its place in the list.
	Number int `json:"number"`
	// Work identifies the work that the entry denotes: what the indexer knows
	// of the entry alone (its DOI, its text) gives an id; where an engine has
	// found several to be one work, it gives the work's instead.
	Work string    `json:"work"`
	CSL  cite.Item `json:"csl"`
	// Fields are the parts of the passage's text that CSL was read from, and
	// Warnings what is odd about the entry.
	Fields   []cite.Field   `json:"fields,omitempty"`
	Warnings []cite.Warning `json:"warnings,omitempty"`
}

// Attribution is who wrote what under which title and when, by which a passage is
// found and counted. A passage of kind Reference that begins an entry has that of
// the entry, in both of its forms; every other passage that of its document.
type Attribution struct {
	Authors, Titles []string
	Year            int
	DOI             string // normalised
}

// Attribution returns the attribution of p, a passage of d.
func (p *Passage) Attribution(d *Document) Attribution {
	if p == nil || p.Reference == nil {
		return Attribution{d.Authors, d.AllTitles(), d.Year, cite.NormalizeDOI(d.DOI)}
	}
	it := &p.Reference.CSL
	a := Attribution{Year: it.Year(), DOI: cite.NormalizeDOI(it.DOI)}
	for _, n := range it.Author {
		a.Authors = append(a.Authors, n.String())
	}
	for _, original := range strings.Split(it.Custom["original-author"], "、") {
		if original != "" {
			a.Authors = append(a.Authors, original)
		}
	}
	for _, title := range []string{it.Title, it.OriginalTitle} {
		if title != "" {
			a.Titles = append(a.Titles, title)
		}
	}
	return a
}

// Label names the entry in a few words: "Sarybayev 2024, Assessing projects".
func (e *Entry) Label() string {
	const longest = 60 // characters of a title
	var parts []string
	if len(e.CSL.Author) > 0 {
		name := cmp.Or(e.CSL.Author[0].Family, e.CSL.Author[0].String())
		if len(e.CSL.Author) > 1 {
			name += " et al."
		}
		parts = append(parts, name)
	}
	if y := e.CSL.Year(); y != 0 {
		parts = append(parts, strconv.Itoa(y))
	}
	head, title := strings.Join(parts, " "), e.CSL.Title
	if r := []rune(title); len(r) > longest {
		title = strings.TrimRight(string(r[:longest]), " ,;:") + "…"
	}
	if head != "" && title != "" {
		head += ", "
	}
	return head + title
}

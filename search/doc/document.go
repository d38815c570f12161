// Package doc is the vocabulary of an index: documents, their passages, the entries
// of their reference lists, the works and authors that these denote, languages and
// facets. It may import cite, cite/match, analysis and lang.
package doc

import (
	"maps"
	"slices"
	"strings"

	"github.com/izde/izde/search/cite"
)

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
	// Library is the folder of the library that lists the document, "" if it was found
	// as a file.
	Library string `json:"library,omitempty"`
	// Digest is the SHA-256 of the file and what else its document is made of (its
	// sidecar, what a library says about it), FileDigest that of the file alone, ""
	// without one, and TextDigest that of the canonical text, which the ranges of bytes
	// in passages and repairs are of. All are in hexadecimal.
	Digest     string `json:"digest"`
	FileDigest string `json:"file_digest,omitempty"`
	TextDigest string `json:"text_digest,omitempty"`
	Title      string `json:"title"`
	// Titles holds the title in each language that states one.
	Titles map[Lang]string `json:"titles,omitempty"`
	// Cased has titles and headings that are printed in capitals as they would stand
	// in a sentence, by the printed form.
	Cased   map[string]string `json:"cased,omitempty"`
	Authors []string          `json:"authors,omitempty"`
	// Year is the year of publication; 0 when it is not known.
	Year      int       `json:"year,omitempty"`
	DOI       string    `json:"doi,omitempty"`
	Languages []Lang    `json:"languages,omitempty"`
	CSL       cite.Item `json:"csl"`
	// Contributors are the authors as the text presents them, in order.
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
	// Raw holds the file's own text of passages that are damaged or were repaired, by the
	// passage's id, where it is not the passage's: see RawOf.
	Raw map[string][]string `json:"raw,omitempty"`
	// Parallel are the parts that the document has in several languages.
	Parallel []Parallel `json:"parallel,omitempty"`
	// Unresolved are the in-text citations with a part that means no entry of the
	// document's lists.
	Unresolved []Unresolved `json:"unresolved,omitempty"`
	// OCR says that its pages without text were looked at by a program that recognises
	// characters, whatever came of it.
	OCR bool `json:"ocr,omitempty"`
	// Pages are all pages of a file that has some, without quads.
	Pages []Page `json:"pages,omitempty"`
	// Reading says how the file was understood.
	Reading Reading `json:"reading"`
	// Collections are the collections into which a user has put the document, each
	// a path of names, the outermost first; Tags are a user's words for it.
	Collections [][]string `json:"collections,omitempty"`
	Tags        []string   `json:"tags,omitempty"`
	// Work identifies the work that the document is. See Entry.Work.
	Work string `json:"work,omitempty"`
	// Passages and References count the document's passages and the entries of
	// its reference lists.
	Passages   int `json:"passages"`
	References int `json:"references"`
}

// Brief returns d with only the fields that lists of documents and of hits show.
func (d *Document) Brief() *Document {
	return &Document{ID: d.ID, Source: d.Source, Root: d.Root, Library: d.Library, Digest: d.Digest, TextDigest: d.TextDigest, Reading: d.Reading, Title: d.Title, Titles: d.Titles, Cased: d.Cased, Authors: d.Authors,
		CSL:  cite.Item{Type: d.CSL.Type},
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

// Repair is a change to the text of a document. The source keeps the old text.
type Repair struct {
	// Source is the range of the canonical text that was changed. Changes by the
	// reader of a format stand there as New, all others as Old.
	Source Span   `json:"source"`
	Old    string `json:"old"`
	New    string `json:"new"`
	// Rule is the name of the repair: "joined-paragraph", "markup", …
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

// Unresolved is a citation of a document that has a Reason.
type Unresolved struct {
	Passage  string `json:"passage"`
	Bracket  string `json:"bracket"`
	Sentence string `json:"sentence"`
	Reason   string `json:"reason"`
}

// InCase is a title or a heading of d as it would stand in a sentence.
func (d *Document) InCase(text string) string {
	if cased := d.Cased[text]; cased != "" {
		return cased
	}
	return text
}

// TitleLang is the language of Title, Und where the document does not say.
func (d *Document) TitleLang() Lang {
	for _, lang := range slices.Sorted(maps.Keys(d.Titles)) {
		if d.Titles[lang] == d.Title {
			return lang
		}
	}
	return Und
}

// AllTitles returns the title of d and its titles in other languages, each once.
func (d *Document) AllTitles() []string {
	titles := []string{d.Title}
	for _, lang := range slices.Sorted(maps.Keys(d.Titles)) {
		if t := d.Titles[lang]; !slices.Contains(titles, t) {
			titles = append(titles, t)
		}
	}
	return titles
}

// Readings returns the bibliographic data of a document, one item for each language
// of its titles.
func (d *Document) Readings() []cite.Item {
	own := d.CSL
	own.Abstract, own.Keyword = "", ""
	readings := []cite.Item{own}
	langs := make([]Lang, 0, len(d.Titles))
	for lang := range d.Titles {
		langs = append(langs, lang)
	}
	slices.Sort(langs)
	for _, lang := range langs {
		it := cite.Item{Type: own.Type, Title: d.Titles[lang], Issued: own.Issued, DOI: own.DOI, Language: string(lang)}
		for _, c := range d.Contributors {
			if name := strings.TrimSpace(c.Names[lang]); name != "" {
				it.Author = append(it.Author, cite.ReadName(name))
			}
		}
		if it.Title != own.Title || len(it.Author) > 0 {
			readings = append(readings, it)
		}
	}
	return readings
}

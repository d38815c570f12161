// Package markup is what formats share whose markup says what the parts of a
// document are: the document that their readers make, a builder that writes its
// text with places, and bounded trees of XML. It may import doc and cite.
package markup

import (
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/doc"
)

// Document is a file as its markup divides it. Ranges are of Text unless they are
// said to be of the file.
type Document struct {
	// Text is UTF-8 in reading order: blocks with a blank line between them. White
	// space is folded but in listings; the rows of a table end with a line feed, its
	// cells with a tab.
	Text       string
	Blocks     []Block // in order; they hold all of Text but white space
	Places     []Place // in order
	References []Reference
	Citations  []Citation
	Front      Front
	Notes      []string // for the user
}

// Block is a paragraph, a heading, a table or the like.
type Block struct {
	doc.Span
	Kind doc.Kind
	// Section is the path of headings above it, outermost first.
	Section []string
	// Lang is the language that the markup of the block itself states, "" if none.
	Lang doc.Lang
	// Label is the length in bytes of the words that only name the block, such as
	// "Keywords:".
	Label int
	Code  bool       // a listing
	Rows  [][]string // of a table
}

// Place says where a range of Text stands: in Source.Span of the file's bytes. Of
// places that follow one another in the file one ends where the next begins.
type Place struct {
	doc.Span
	Source doc.Place
}

// Reference is an entry of a list of references: a block of its kind.
type Reference struct {
	doc.Span
	Key    string // by which citations name it
	Number int    // as printed, or the place in the list
	// Item is what the markup says of the work; nil where it says nothing, so that
	// the text has to be read.
	Item *cite.Item
	// Mixed is set where text stands between the parts that the markup names, so that
	// it may hold others.
	Mixed  bool
	Fields []cite.Field // ranges count from the entry's start
	// Warnings are about the entry.
	Warnings []cite.Warning
}

// Citation is a place of the text that cites.
type Citation struct {
	doc.Span
	// Entries are places in References, rising; none if the file does not say which.
	Entries []int
	// Missing are keys by which it names no entry.
	Missing []string
}

// Front is what the front matter says of the document.
type Front struct {
	Item         cite.Item // without title, abstract and keywords, which are blocks
	Contributors []doc.Contributor
	// Classifications are codes by scheme, Dates ISO 8601 by stage, both as in
	// doc.Document.
	Classifications map[string][]string
	Dates           map[string]string
	Lang            doc.Lang // that the document says it is in, "" if it does not
}

// Classify adds a code to the scheme's.
func (f *Front) Classify(scheme, code string) {
	if scheme == "" || code == "" {
		return
	}
	if f.Classifications == nil {
		f.Classifications = map[string][]string{}
	}
	f.Classifications[scheme] = append(f.Classifications[scheme], code)
}

// Date notes the date of a stage, "received", "revised", "accepted" or "published";
// the first one counts.
func (f *Front) Date(stage, iso string) {
	if stage == "" || iso == "" || f.Dates[stage] != "" {
		return
	}
	if f.Dates == nil {
		f.Dates = map[string]string{}
	}
	f.Dates[stage] = iso
}

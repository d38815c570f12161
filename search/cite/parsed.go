package cite

// This file holds the result of reading an entry, the same for every format:
// references, BibTeX, RIS, CSL-JSON.

import (
	"fmt"
	"unicode/utf8"
)

// Parsed is a reference as understood.
type Parsed struct {
	Raw        string
	Start      int // byte of the file at which Raw begins
	Item       Item
	Fields     []Field
	Confidence float64 // of the whole, 0–1
	Warnings   []Warning
	// Files are the paths of the files that the entry attaches, as it writes them. Of
	// one that can be read in several ways all are given, one behind the other.
	Files []string
}

// Field is a part of the raw text that a CSL variable was read from.
type Field struct {
	Name       string // CSL's: "author", "title", "container-title", …
	Start, End int    // bytes of Raw
	Confidence float64
}

// maxReference bounds the text that is read of one entry, in bytes: no reference is
// as long.
const maxReference = 16 << 10

// Bounded cuts raw, the text of an entry, to the length that is read.
func Bounded(raw string) string {
	if len(raw) <= maxReference {
		return raw
	}
	end := maxReference
	for end > maxReference-utf8.UTFMax && !utf8.RuneStart(raw[end]) {
		end--
	}
	return raw[:end]
}

// Warning tells of an error in an entry, or of a contradiction between two.
type Warning struct{ Code, Detail string }

// Warnf returns the warning of that code.
func Warnf(code, format string, args ...any) Warning {
	return Warning{code, fmt.Sprintf(format, args...)}
}

// The codes of warnings about an entry.
const (
	WarnSyntax = "syntax" // it cannot be read
	WarnISBN   = "isbn_checksum"
	WarnISSN   = "issn_checksum"
	WarnORCID  = "orcid_checksum"
	WarnYear   = "doi_year"        // the suffix of the DOI tells another year
	WarnPages  = "doi_pages"       // or other pages
	WarnAuthor = "author_mismatch" // a name in pinyin is no reading of the one in Chinese
)

// The codes of warnings about the readings of one work.
const (
	WarnTitles = "titles_differ"
	WarnYears  = "years_differ"
)

// The codes of warnings about a citation and the work that it may mean.
const (
	WarnDOIContradicted = "doi_contradicted"
	WarnOtherDOI        = "doi_differs"
	WarnField           = "field_differs"
)

package extract

// This file is the input of reading: the text that is indexed, and the evidence
// that its format gives. A new format is a case of Open and a reader, func(data
// []byte, …) (*Input, error), in a file or a package of its own.

import (
	"bytes"
	"context"
	"path"
	"strings"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/doc"
)

// Format is the format of a file.
type Format uint8

// The formats that are read.
const (
	PlainText Format = iota
	Markdown
	PDF
	BibTeX
	RIS
	CSLJSON
	Metadata // no file: what a library says about one
)

// String is the name of the format in reports.
func (f Format) String() string {
	switch f {
	case Markdown:
		return "markdown"
	case PDF:
		return "pdf"
	case BibTeX:
		return "bibtex"
	case RIS:
		return "ris"
	case CSLJSON:
		return "csl-json"
	case Metadata:
		return "metadata"
	}
	return "text"
}

// marked reports whether authors mark all headings, tables and lists of the
// format. The blocks of other formats are evidence, no truth.
func (f Format) marked() bool { return f == Markdown }

// Input is a file as the reader of its format hands it on. Ranges are of Text,
// in order, and do not overlap.
type Input struct {
	Format Format
	// Text is the canonical text: UTF-8, in reading order, a form feed between
	// two pages.
	Text string
	// Markup stands in Text and is not shown.
	Markup []doc.Span
	// Blocks are paragraphs, headings and the like, by their marks or looks.
	Blocks []Block
	// Places say where the text stands in the file, as finely as the reader
	// knows, words at best.
	Places []Place
	Pages  []doc.Page // all pages, without quads
	// Repairs were made by the reader: Text has New in the place of Old.
	Repairs []doc.Repair
	// Outline lists the titles of sections, and Meta describes the document as the
	// file does. Both are evidence.
	Outline []string
	Meta    cite.Item
	// Entries are those of a bibliography, which has nothing else, and Remarks the
	// parts of a text that is known part by part; both in order.
	Entries []Entry
	Remarks []Remark
	// Notes tell the user about the reading of the file.
	Notes []string
}

// Block is a part of a text by its marks or its looks.
type Block struct {
	doc.Span
	Kind  BlockKind
	Level int // of a heading, from 1
}

// BlockKind is the kind of a block.
type BlockKind uint8

// The kinds of blocks. The rows of a table stand on lines of their own, the
// cells parted by tabs or by bars that are Markup.
const (
	NoBlock BlockKind = iota
	ParagraphBlock
	TitleBlock
	HeadingBlock
	ItemBlock // of a list
	NoteBlock
	CaptionBlock
	TableBlock
	CodeBlock
	FurnitureBlock
)

// Place says where a range of a text stands: in Quad on a page, which counts
// from 1, or in Source if the format has no pages.
type Place struct {
	doc.Span
	Page int
	Quad doc.Quad
	// Confidence is how surely it was recognised in a picture, from 0 to 1; 0 for text
	// of the file.
	Confidence float32
	Source     doc.Place
}

// Open reads a file. Its content tells the format; name is its path, of which
// the ending tells it where the content does not. The error is ErrEmpty,
// ErrBinary, ErrEncoding, ErrNoText, ErrNoEntries, ErrOtherJSON or wraps one of a decoder or of pdfs, which
// may be nil where no PDF is expected.
func Open(ctx context.Context, name string, data []byte, pdfs PDFReader) (*Input, error) {
	named, _ := FormatNamed(name)
	if named == PDF || bytes.HasPrefix(bytes.TrimLeft(data[:min(len(data), 1024)], " \r\n\t\x00\ufeff"), []byte("%PDF-")) {
		return readPDF(ctx, data, pdfs)
	}
	text, _, note, err := Decode(data)
	if err != nil {
		return nil, err
	}
	var in *Input
	if named.bibliographic() {
		in, err = readBibliography(named, name, text)
		if err != nil {
			return nil, err
		}
	} else if named == Markdown || markedDown(text) {
		in = readMarkdown(text)
	} else {
		in = &Input{Text: text, Markup: residue(text)}
	}
	if note != "" {
		in.Notes = append(in.Notes, note)
	}
	return in, nil
}

// markedDown reports whether a text has headings as only Markdown has.
func markedDown(text string) bool {
	headings, before := 0, "" // a comment in a listing has no blank line before it
	for line := range strings.Lines(sample(text)) {
		if level := atxHeading(line); level > 0 && level < 4 && strings.TrimSpace(before) == "" {
			headings++
		}
		before = line
	}
	return headings >= 3
}

// FormatNamed returns the format that the ending of a file's name tells, plain
// text if it tells none.
func FormatNamed(name string) (f Format, known bool) {
	switch strings.ToLower(path.Ext(name)) {
	case ".txt", ".text":
		return PlainText, true
	case ".md", ".markdown":
		return Markdown, true
	case ".pdf":
		return PDF, true
	case ".bib":
		return BibTeX, true
	case ".ris":
		return RIS, true
	case ".json":
		return CSLJSON, true
	}
	return PlainText, false
}

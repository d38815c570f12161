package extract

// This file is the input of reading: the text that is indexed, and the evidence
// that its format gives. A new format is a case of Open and a reader, func(data
// []byte, …) (*Input, error), in a file or a package of its own.

import (
	"bytes"
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/izde/izde/indexer/extract/archive"
	"github.com/izde/izde/indexer/extract/html"
	"github.com/izde/izde/indexer/extract/markup"
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
	DOCX
	ODT
	EPUB
	HTML
	JATS
	TEI
	LaTeX
)

// formatNames are the names of formats in reports.
var formatNames = [...]string{PlainText: "text", Markdown: "markdown", PDF: "pdf", BibTeX: "bibtex", RIS: "ris", CSLJSON: "csl-json", Metadata: "metadata",
	DOCX: "docx", ODT: "odt", EPUB: "epub", HTML: "html", JATS: "jats", TEI: "tei", LaTeX: "latex"}

// String is the name of the format in reports.
func (f Format) String() string { return formatNames[f] }

// flows reports whether the format marks paragraphs and has no pages: no line ends
// within a paragraph and nothing stands between its halves.
func (f Format) flows() bool { return f == DOCX || f == ODT || f == EPUB || f == HTML }

// marked reports whether authors mark all headings, tables and lists of the
// format. The blocks of other formats are evidence, no truth.
func (f Format) marked() bool { return f == Markdown || f.flows() }

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
	// Structure is the file as its markup divides it, in formats whose markup says
	// what the parts of a document are. It is taken as it stands, and there are no
	// Blocks then.
	Structure *markup.Document
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
	// Head is what the block of metadata in front of the text states, nil without one.
	Head *Head
	// Cited are references that the file takes from others beside it: the blocks of kind
	// EntryBlock, at the end of Text.
	Cited []Cited
	// Notes tell the user about the reading of the file.
	Notes []string
}

// marked reports whether the headings of the input are those that its format marks:
// in a file of a word processor whose author knows no styles none is.
func (in *Input) marked() bool {
	return in.Format.marked() && (!in.Format.flows() || slices.ContainsFunc(in.Blocks, func(b Block) bool { return b.Kind == HeadingBlock && b.Level > 0 }))
}

// titled reports whether the format tells the title: by a mark of its own, or of a
// book, whose chapters have the headings, beside the text.
func (in *Input) titled() bool {
	return in.Format == EPUB && in.Meta.Title != "" ||
		in.Format.flows() && slices.ContainsFunc(in.Blocks, func(b Block) bool { return b.Kind == TitleBlock })
}

// Block is a part of a text by its marks or its looks.
type Block struct {
	doc.Span
	Kind  BlockKind
	Level int // of a heading, from 1; 0 if it is not known
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
	FieldBlock // of the block of metadata in front
	EntryBlock // a reference that the file takes from one beside it
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
// ErrBinary, ErrEncoding, ErrNoText, ErrPart, ErrNoEntries, ErrOtherJSON, ErrOldWord, ErrRTF,
// ErrPassword or wraps one of a decoder, of package archive or of pdfs, which may be nil
// where no PDF is expected. beside are the files that stand beside it and that it
// includes, by name: see Includes.
func Open(ctx context.Context, name string, data []byte, beside map[string][]byte, pdfs PDFReader) (*Input, error) {
	named, _ := FormatNamed(name)
	if err := refuseOffice(data); err != nil {
		return nil, err
	}
	switch {
	case named == PDF || bytes.HasPrefix(bytes.TrimLeft(data[:min(len(data), 1024)], " \r\n\t\x00\ufeff"), []byte("%PDF-")):
		return readPDF(ctx, data, pdfs)
	case bytes.HasPrefix(data, []byte("PK\x03\x04")), bytes.HasPrefix(data, []byte("PK\x05\x06")):
		return readZIP(data)
	case (named == DOCX || named == ODT || named == EPUB) && len(bytes.TrimSpace(data)) > 0:
		return nil, fmt.Errorf("is no %s: %w", path.Ext(name), archive.ErrBroken)
	case named == JATS, named == TEI:
		return readXML(data)
	case named == LaTeX:
		return readLaTeX(data, beside)
	case html.IsMHTML(data):
		return readMHTML(data)
	case named == HTML || html.Is(data):
		return readHTML(data, "", nil)
	}
	text, _, note, err := Decode(data)
	if err != nil {
		return nil, err
	}
	if root := markup.RootName(text); root == "article" || root == "TEI" {
		if in, err := readXML(data); err == nil {
			return in, nil
		}
	}
	text, repairs, notes := mendMisread(text)
	var in *Input
	if named.bibliographic() {
		in, err = readBibliography(named, name, text)
		if err != nil {
			return nil, err
		}
	} else if named == Markdown || markedDown(text) {
		in = readMarkdown(text)
		in.addReferences(name, data, beside)
	} else {
		in = &Input{Text: text, Markup: residue(text)}
	}
	in.Repairs = append(in.Repairs, repairs...)
	if note != "" {
		in.Notes = append(in.Notes, note)
	}
	in.Notes = append(in.Notes, notes...)
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

// endings are the endings of the names of files that are read, with what they tell.
var endings = []struct {
	ext    string
	format Format
}{
	{".pdf", PDF}, {".docx", DOCX}, {".docm", DOCX}, {".dotx", DOCX}, {".odt", ODT}, {".ott", ODT}, {".epub", EPUB},
	{".html", HTML}, {".htm", HTML}, {".xhtml", HTML}, {".mht", HTML}, {".mhtml", HTML},
	{".txt", PlainText}, {".text", PlainText}, {".md", Markdown}, {".markdown", Markdown}, {".qmd", Markdown}, {".rmd", Markdown},
	{".bib", BibTeX}, {".ris", RIS}, {".json", CSLJSON},
	{".xml", JATS}, {".nxml", JATS}, {".jats", JATS}, {".tei", TEI}, // the root element tells which
	{".tex", LaTeX}, {".latex", LaTeX}, {".ltx", LaTeX},
	{".doc", PlainText}, {".rtf", PlainText}, // the content tells which they are, and how to save them
}

// FormatNamed returns the format that the ending of a file's name tells, plain
// text if it tells none.
func FormatNamed(name string) (f Format, known bool) {
	ext := strings.ToLower(path.Ext(name))
	for _, e := range endings {
		if e.ext == ext {
			return e.format, true
		}
	}
	return PlainText, false
}

// Endings lists the endings of the names of files that are read: ".pdf .docx …".
func Endings() string {
	var list []string
	for _, e := range endings {
		list = append(list, e.ext)
	}
	return strings.Join(list, " ")
}

package extract

// This file turns documents without pages, as the packages office, epub and html read
// them, into the input of reading.

import (
	"bytes"
	"errors"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	xunicode "golang.org/x/text/encoding/unicode"

	"github.com/izde/izde/indexer/extract/archive"
	"github.com/izde/izde/indexer/extract/epub"
	"github.com/izde/izde/indexer/extract/flow"
	"github.com/izde/izde/indexer/extract/html"
	"github.com/izde/izde/indexer/extract/office"
	"github.com/izde/izde/search/doc"
)

// The reasons why files of word processors are refused.
var (
	ErrOldWord  = errors.New("is a file of Word before 2007; save it as .docx")
	ErrRTF      = errors.New("is Rich Text Format (RTF); save it as .docx")
	ErrPassword = office.ErrPassword
	errArchive  = errors.New("is a ZIP archive of no known kind of document")
)

// flowKinds are the kinds of blocks of a document without pages.
var flowKinds = [...]BlockKind{
	flow.Paragraph: ParagraphBlock, flow.Title: TitleBlock, flow.Heading: HeadingBlock, flow.Item: ItemBlock, flow.Note: NoteBlock,
	flow.Caption: CaptionBlock, flow.Table: TableBlock, flow.Code: CodeBlock, flow.Furniture: FurnitureBlock,
}

// fromFlow returns the input of a document without pages.
func fromFlow(format Format, d *flow.Document) (*Input, error) {
	if d.Text == "" {
		return nil, ErrEmpty
	}
	in := &Input{Format: format, Text: d.Text, Meta: d.Meta, Notes: d.Notes}
	for _, b := range d.Blocks {
		in.Blocks = append(in.Blocks, Block{b.Span, flowKinds[b.Kind], b.Level})
		in.Places = append(in.Places, Place{Span: b.Span, Source: b.Place})
	}
	return in, nil
}

// readZIP reads a document that is a ZIP archive: its parts tell which.
func readZIP(data []byte) (*Input, error) {
	a, err := archive.Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	format, read := DOCX, office.Word
	switch text, other := office.IsODT(a); {
	case office.IsOOXML(a):
	case epub.Is(a):
		format, read = EPUB, epub.Read
	case text:
		format, read = ODT, office.ODT
	case other:
		return nil, errors.New("is an OpenDocument, but no text; save it as .pdf")
	default:
		return nil, errArchive
	}
	d, err := read(a)
	if err != nil {
		return nil, err
	}
	return fromFlow(format, d)
}

// refuseOffice refuses the formats of word processors that are not read, by name.
func refuseOffice(data []byte) error {
	switch {
	case bytes.HasPrefix(data, []byte(`{\rtf`)):
		return ErrRTF
	case !bytes.HasPrefix(data, []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")): // a compound file ([MS-CFB])
		return nil
	case bytes.Contains(data, wide("EncryptedPackage")):
		return ErrPassword
	case bytes.Contains(data, wide("WordDocument")):
		return ErrOldWord
	}
	return errors.New("is a file of Office before 2007; save it as .docx or .pdf")
}

// wide is an ASCII string in UTF-16.
func wide(s string) []byte {
	out := make([]byte, 0, 2*len(s))
	for i := range len(s) {
		out = append(out, s[i], 0)
	}
	return out
}

// readHTML reads a page. Places are ranges of its bytes.
func readHTML(data []byte, part string, declared encoding.Encoding) (*Input, error) {
	text, enc, note, err := decodePage(data, declared)
	if err != nil {
		return nil, err
	}
	d, err := html.Read(text)
	if err != nil {
		return nil, err
	}
	restore(d.Blocks, text, data, enc)
	for i := range d.Blocks {
		d.Blocks[i].Place.Part = part
	}
	if note != "" {
		d.Notes = append(d.Notes, note)
	}
	return fromFlow(HTML, d)
}

// readMHTML reads the page of an archive of one page.
func readMHTML(data []byte) (*Input, error) {
	page, address, enc, err := html.Page(data)
	if err != nil {
		return nil, err
	}
	return readHTML(page, address, enc)
}

// decodePage decodes a page: as UTF-8 if it is that, whatever it declares (browsers
// save pages as UTF-8 and leave the declaration), else as it declares, else as any
// text.
func decodePage(data []byte, declared encoding.Encoding) (text string, enc encoding.Encoding, note string, err error) {
	text, name, note, err := Decode(data)
	if err == nil && (name == utf8Name || name == utf16Name) {
		if name == utf16Name {
			enc = xunicode.UTF16(xunicode.Endianness(data[0] == 0xFE), xunicode.IgnoreBOM)
		}
		return text, enc, "", nil
	}
	if declared == nil {
		declared = html.Charset(data)
	}
	if declared != nil {
		if t, err := decoding(declared)(data); err == nil {
			text, _, _, err = checked(t, "", "")
			return text, declared, "", err
		}
	}
	enc, _ = charset.Lookup(name)
	return text, enc, note, err
}

// restore turns places in a text into places in the bytes that it was decoded from.
// Where these do not come out again, nothing but the whole file is the place.
func restore(blocks []flow.Block, text string, data []byte, enc encoding.Encoding) {
	if enc == nil {
		return
	}
	encode := enc.NewEncoder()
	bytesOf := func(s string) int {
		n, err := encode.String(s)
		if err != nil {
			return len(data) + 1
		}
		return len(n)
	}
	at, byteAt := 0, 0
	if bytes.HasPrefix(data, []byte{0xFF, 0xFE}) || bytes.HasPrefix(data, []byte{0xFE, 0xFF}) {
		byteAt = 2
	}
	whole := len(data) == byteAt+bytesOf(text)
	for i := range blocks {
		sp := &blocks[i].Place.Span
		if !whole {
			*sp = doc.Span{Start: 0, End: len(data)}
			continue
		}
		if sp.Start < at { // a note stands before what it belongs to
			at, byteAt = 0, len(data)-bytesOf(text)
		}
		byteAt += bytesOf(text[at:sp.Start])
		length := bytesOf(text[sp.Start:sp.End])
		at, *sp = sp.Start, doc.Span{Start: byteAt, End: byteAt + length}
	}
}

// IsDocument reports whether a ZIP archive is one document, and no archive of some.
func IsDocument(a *archive.Archive) bool {
	text, other := office.IsODT(a)
	return office.IsOOXML(a) || epub.Is(a) || text || other
}

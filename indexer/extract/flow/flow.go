// Package flow is a document without pages, as Word, ODT, EPUB and HTML files are: a
// text, blocks whose kinds the format marks, and where each of them stands in which
// part of the file. Readers of such formats fill a Writer, and read their XML by Walk.
// It may import doc and cite.
package flow

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/doc"
)

// Kind is the kind of a block.
type Kind uint8

// The kinds of blocks.
const (
	Paragraph Kind = iota
	Title
	Heading
	Item // of a list, with its number or a bullet
	Note
	Caption
	Table // rows on lines of their own, cells parted by tabs
	Code
	Furniture
)

// Document is a document as the reader of its format hands it on.
type Document struct {
	// Text is UTF-8, in reading order, blank lines between blocks.
	Text   string
	Blocks []Block
	// Meta describes the document as the file does, as evidence.
	Meta cite.Item
	// Notes tell the user about the reading of the file.
	Notes []string
}

// Block is a part of a document: a range of its text, and where in which part of the
// file that stands.
type Block struct {
	doc.Span
	Kind  Kind
	Level int // of a heading, from 1; 0 if but its looks tell it
	Place doc.Place
}

const maxBlocks = 500_000

// ErrBlocks is a document of more blocks and cells than any.
var ErrBlocks = fmt.Errorf("holds more than %d paragraphs and cells; split it", maxBlocks)

// Draft is a block before it has its place in the text.
type Draft struct {
	Kind  Kind
	Level int
	Text  string
	Place doc.Place
	Owner int // the reader's own number for it
}

// Writer puts a document together. Blocks may be begun inside others, such as a
// note or a box within a paragraph: they follow the outer one.
type Writer struct {
	// Part is the part of the file that is read, and Bold says that what is written is
	// set so: a short paragraph of nothing else is a heading where none is marked.
	Part string
	Bold bool
	// Drafts are the blocks that have ended, in order.
	Drafts []Draft
	frames []*frame
	size   int // bytes of text written
	begun  int // blocks and cells
}

// frame is a block, table or cell that has not ended.
type frame struct {
	Draft
	text  strings.Builder
	plain bool    // some of its text is not bold
	inner []Draft // that ended within it
	rows  [][]cell
	cell  bool  // it is a cell of the table around it
	below []int // rows that the cells above take, by column
}

// cell is a cell of a table.
type cell struct{ drafts []Draft }

// Full reports whether there are more blocks than a document has: Document will fail.
func (w *Writer) Full() bool { return w.begun > maxBlocks }

// Open reports whether a block is open that takes text.
func (w *Writer) Open() bool { return w.top() != nil && !w.top().cell && w.top().Kind != Table }

func (w *Writer) top() *frame {
	if len(w.frames) == 0 {
		return nil
	}
	return w.frames[len(w.frames)-1]
}

// Begin opens a block that begins at a byte of the part.
func (w *Writer) Begin(kind Kind, level, at, owner int) {
	w.begun++
	w.frames = append(w.frames, &frame{Draft: Draft{Kind: kind, Level: level, Owner: owner, Place: doc.Place{Part: w.Part, Span: doc.Span{Start: at}}}})
}

// Set changes the kind of the open block.
func (w *Writer) Set(kind Kind, level int) {
	if f := w.top(); f != nil {
		f.Kind, f.Level = kind, level
	}
}

// Label names the chapter or section of the open block.
func (w *Writer) Label(label string) {
	if f := w.top(); f != nil {
		f.Place.Label = label
	}
}

// Write adds text to the open block. White space in it is but space, save in code.
func (w *Writer) Write(text string) {
	f := w.top()
	if f == nil || f.cell || f.Kind == Table {
		return
	}
	w.size += len(text)
	f.plain = f.plain || !w.Bold && strings.TrimSpace(text) != ""
	if f.Kind == Code {
		f.text.WriteString(text)
		return
	}
	for _, r := range text {
		switch {
		case r == softHyphen:
		case unicode.IsSpace(r) && r != noBreakSpace:
			f.text.WriteByte(' ')
		default:
			f.text.WriteRune(r)
		}
	}
}

const (
	softHyphen   = '\u00ad'
	noBreakSpace = '\u00a0'
)

// Break ends a line within the open block.
func (w *Writer) Break() {
	if f := w.top(); f != nil && !f.cell {
		f.text.WriteByte('\n')
	}
}

// Raise adds text that is set above the line: digits as superscripts, else as it is.
func (w *Writer) Raise(text string) { w.Write(Raised(text)) }

// Raised is text in superscripts if it is but digits and the marks between them.
func Raised(text string) string {
	if strings.Trim(text, "0123456789,;-– ") != "" || strings.TrimSpace(text) == "" {
		return text
	}
	return superscripts.Replace(text)
}

var superscripts = strings.NewReplacer("0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴", "5", "⁵", "6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹", "-", "⁻", "–", "⁻")

// Size is how many bytes of text have been written.
func (w *Writer) Size() int { return w.size }

// Text is the text of the open block so far.
func (w *Writer) Text() string {
	if f := w.top(); f != nil {
		return f.text.String()
	}
	return ""
}

// End closes the innermost block, which ends before a byte of the part. prefix is
// shown before its text: the number of a heading, an item or a note.
func (w *Writer) End(prefix string, at int) {
	f := w.top()
	if f == nil || f.cell || f.Kind == Table {
		return
	}
	w.frames = w.frames[:len(w.frames)-1]
	if w.Full() {
		return // Document tells
	}
	f.Place.End = at
	const longest = 200 // bytes of a heading by its looks
	if (f.Kind == Paragraph || f.Kind == Item && prefix != "" && prefix != "•") && !f.plain && f.text.Len() <= longest && (w.top() == nil || !w.top().cell) {
		f.Kind, f.Level = Heading, 0
	}
	if f.Draft.Text = clean(f.text.String(), f.Kind); f.Draft.Text != "" {
		if prefix != "" {
			f.Draft.Text = prefix + " " + f.Draft.Text
		}
		w.add(f.Draft)
	}
	w.Add(f.inner...)
}

// Add adds blocks behind the one that is open.
func (w *Writer) Add(drafts ...Draft) {
	for _, d := range drafts {
		w.add(d)
	}
}

func (w *Writer) add(d Draft) {
	if f := w.top(); f != nil {
		f.inner = append(f.inner, d)
	} else {
		w.Drafts = append(w.Drafts, d)
	}
}

// clean folds white space: within a line to one space, of lines that are no part
// of a title or a code to none at their ends.
func clean(text string, kind Kind) string {
	if kind == Code {
		return strings.Trim(strings.ReplaceAll(strings.ReplaceAll(text, "\r", ""), "\f", "\n"), "\n")
	}
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		lines = append(lines, strings.Join(strings.FieldsFunc(line, func(r rune) bool { return r == ' ' }), " "))
	}
	between := "\n"
	if kind == Title || kind == Heading || kind == Caption {
		between = " "
	}
	return strings.TrimSpace(strings.Join(lines, between))
}

// Document returns the document of all blocks that have ended, or ErrBlocks.
func (w *Writer) Document() (*Document, error) {
	if w.Full() {
		return nil, ErrBlocks
	}
	d := &Document{}
	var text strings.Builder
	text.Grow(w.size + 2*len(w.Drafts))
	label, part := "", ""
	marked := slices.ContainsFunc(w.Drafts, func(b Draft) bool { return b.Kind == Heading && b.Level > 0 })
	for i, b := range w.Drafts {
		if b.Kind == Heading && b.Level == 0 && marked {
			b.Kind = Paragraph
		}
		if n := len(d.Blocks) - 1; i > 0 && b.Kind == Code && w.Drafts[i-1].Kind == Code && b.Place.Part == d.Blocks[n].Place.Part {
			text.WriteString("\n" + b.Text) // word processors make a paragraph of each line
			d.Blocks[n].End, d.Blocks[n].Place.End = text.Len(), b.Place.End
			continue
		}
		if text.Len() > 0 {
			text.WriteString("\n\n")
		}
		if b.Place.Part != part && b.Kind != Note && b.Kind != Furniture {
			label, part = "", b.Place.Part
		}
		if b.Kind == Heading {
			label = shortened(b.Text)
		}
		if b.Place.Label == "" && b.Kind != Furniture {
			b.Place.Label = label
		}
		start := text.Len()
		text.WriteString(b.Text)
		d.Blocks = append(d.Blocks, Block{doc.Span{Start: start, End: text.Len()}, b.Kind, b.Level, b.Place})
	}
	if text.Len() > 0 {
		text.WriteByte('\n')
	}
	d.Text = text.String()
	return d, nil
}

// shortened bounds the name of a section.
func shortened(text string) string {
	const most = 160 // bytes
	if len(text) <= most {
		return text
	}
	cut := most
	for !utf8.RuneStart(text[cut]) {
		cut--
	}
	return strings.TrimSpace(text[:cut]) + "…"
}

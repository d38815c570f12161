// Package pdf reads PDF files: their text in reading order with the place of
// every word, the blocks it stands in, and pictures of pages.
//
// PDFium, compiled to WebAssembly, decodes the files. It runs in a child
// process, izde running itself, under limits of time, memory and pages, so that
// a hostile file costs itself alone. The child lays the text out, too
// (layout.go), and answers in a compact encoding (wire.go) that the parent does
// not trust. Reader is the parent's side, Serve the child's.
//
// Offsets are bytes of Document.Text. Positions on a page are points (1/72
// inch) from the lower left corner of the page before its rotation.
package pdf

import (
	"errors"
	"slices"
	"sort"
)

// Kind says what a block seems to be, from its size, weight, place and words:
// evidence for whoever knows the structure of articles, not truth.
type Kind uint8

// The kinds of blocks.
const (
	Paragraph Kind = iota
	Title          // largest text of the first page
	Heading        // Block.Level counts from 1
	Item           // entry of a list or a bibliography
	Note           // footnote
	Caption        // of a table or a figure
	Table          // a row a line, cells parted by tabs
	Furniture      // running heads, page numbers, line numbers, turned text
)

var kindNames = [...]string{"paragraph", "title", "heading", "item", "note", "caption", "table", "furniture"}

func (k Kind) String() string { return kindNames[k] }

// Document is the text of a PDF with what is known about it.
type Document struct {
	// Text is UTF-8 in reading order. Blocks are parted by empty lines; a form
	// feed stands before the first block that begins on the next page, so there
	// are as many as pages less one. A paragraph that goes on in another column
	// or on another page is in one piece.
	Text    string
	Blocks  []Block  // in the order of the text, which they cover but for white space
	Lines   []Line   // likewise
	Repairs []Repair // by Start
	Pages   []Page
	Outline []Bookmark
	Meta    Metadata
	Notes   []string // for people, of whoever had pages recognised
}

// Block is a paragraph, heading, table or the like: Text[Start:End].
type Block struct {
	Kind       Kind
	Level      int // of a heading, from 1
	Start, End int
	Page       int // index of the page where it begins
	Glyphs     int // marks of ink that it was made of
}

// Line is a piece of a block that stands on one line of a page.
type Line struct {
	Start, End int
	Page       int // index into Pages
	Turn       int // quarter turns, counterclockwise, of the direction of writing against the unrotated page
	// Low and High bound the line across the direction of writing. Edges has the
	// left edge of every rune along it and after them the right edge of the last.
	// Both are in the frame that Turn turned: see Quads.
	Low, High float32
	Edges     []float32
	// Confidence is how surely the line was recognised in a picture, in percent, on
	// average of its characters; 0 for text of the file.
	Confidence int
}

// Word is a word that was recognised in the picture of a page. Lengths are in points
// from the upper left corner of the page as it is shown, upright.
type Word struct {
	Page                     int // index
	Text                     string
	Left, Top, Right, Bottom float32
	Base, Size               float32 // baseline, and height of its line with ascenders and descenders
	Confidence               int     // 1 to 100
}

// Quad is a stretch of text on a page: its corners from the beginning of the
// baseline counterclockwise (lower left, lower right, upper right, upper left of
// upright text).
type Quad struct {
	Page    int
	Corners [4]Point
}

// Point is in points from the lower left of the unrotated page.
type Point struct{ X, Y float32 }

// Repair is a change that was made to what the file says.
type Repair struct {
	Start, End int    // the text as repaired; empty where something was left out
	Old        string // the text as the file has it
	Rule       Rule
}

// Rule names the reason of a repair.
type Rule uint8

// The rules of repairs.
const (
	Hyphen      Rule = iota // hyphen at the end of a line within a word
	Ligature                // one sign for several letters
	Homoglyph               // Latin letters in a Cyrillic word, or the reverse
	Encoding                // a font says Latin-1 where it draws Cyrillic, or ӛ where it draws ө
	Shift                   // a font whose codes are shifted by a constant
	Accent                  // letter and accent drawn one upon the other
	LetterSpace             // spaces between the letters of a word
	HanSpace                // spaces between Han characters of a text layer
)

var ruleNames = [...]string{"hyphen", "ligature", "homoglyph", "encoding", "shift", "accent", "letter-space", "han-space"}

func (r Rule) String() string { return ruleNames[r] }

// Page describes a page.
type Page struct {
	Label         string  // as the file numbers it ("iv", "101"); empty if it does not
	Width, Height float32 // before rotation
	Rotation      int     // quarter turns clockwise at which it is shown
	Chars         int     // marks of ink with a character
	Unknown       int     // of these, characters that the file does not name (U+FFFD in the text)
	Failed        bool    // the page could not be read
	Recognised    bool    // its characters were recognised in its picture
}

// HasText tells a page with text from an empty one or a mere picture.
func (p Page) HasText() bool { return p.Chars > 0 }

// Bookmark is an entry of the outline.
type Bookmark struct {
	Title string
	Level int // from 1
	Page  int // index into Pages, -1 if it leads nowhere
}

// Metadata is what the file says about itself, unchecked.
type Metadata struct {
	Title, Author, Subject, Keywords string
	Creator, Producer                string // programs
	Created, Modified                string // as written: D:YYYYMMDDHHmmSS±hh'mm'
	DOI                              string // of the XMP metadata, or the first on the first page
	Repaired                         bool   // the file was cut off or damaged, and read as far as it went
}

// Errors of Reader; each is wrapped with what is known about the file.
var (
	ErrNotPDF    = errors.New("not a PDF")
	ErrEmpty     = errors.New("empty file")
	ErrEncrypted = errors.New("encrypted PDF: remove its password first")
	ErrTruncated = errors.New("PDF cut off before its end: fetch it again")
	ErrBroken    = errors.New("broken PDF")
	ErrNoPages   = errors.New("PDF without pages")
	ErrTooMany   = errors.New("PDF with too many pages")
	ErrTooLarge  = errors.New("PDF needs more memory than a file may take")
	ErrTime      = errors.New("PDF takes too long to read")
	ErrCrash     = errors.New("reading the PDF broke the reader")
	ErrPage      = errors.New("no such page")
)

// Quads returns where Text[start:end] stands: one quad for each line and page.
func (d *Document) Quads(start, end int) []Quad {
	var quads []Quad
	first := sort.Search(len(d.Lines), func(i int) bool { return d.Lines[i].End > start })
	for _, l := range d.Lines[first:] {
		if l.Start >= end {
			break
		}
		from, to := -1, 0
		n := 0
		for i := range d.Text[l.Start:l.End] {
			if at := l.Start + i; at >= start && at < end {
				if from < 0 {
					from = n
				}
				to = n + 1
			}
			n++
		}
		if from >= 0 {
			quads = append(quads, l.Quad(from, to))
		}
	}
	return quads
}

// Quad is where runes from to to of the line stand.
func (l *Line) Quad(from, to int) Quad {
	x0, x1 := slices.Min(l.Edges[from:to+1]), slices.Max(l.Edges[from:to+1])
	q := Quad{Page: l.Page, Corners: [4]Point{{x0, l.Low}, {x1, l.Low}, {x1, l.High}, {x0, l.High}}}
	for i, p := range q.Corners {
		q.Corners[i] = turn(p, l.Turn)
	}
	return q
}

// turn turns a point about the origin, counterclockwise by quarters.
func turn(p Point, quarters int) Point {
	for range quarters & 3 {
		p.X, p.Y = -p.Y, p.X
	}
	return p
}

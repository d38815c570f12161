package extract

// This file turns a PDF, as package pdf reads it, into the input of reading.

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/indexer/extract/pdf"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/doc"
)

// PDFReader reads PDFs; *pdf.Reader is one.
type PDFReader interface {
	Read(ctx context.Context, data []byte) (*pdf.Document, error)
}

// ErrNoText is a file that has pages and no text on any.
var ErrNoText = errors.New("has no text on any page; if they are pictures, izde index --ocr recognises them")

// pdfKinds are the kinds of blocks of a PDF.
var pdfKinds = [...]BlockKind{
	pdf.Paragraph: ParagraphBlock, pdf.Title: TitleBlock, pdf.Heading: HeadingBlock, pdf.Item: ItemBlock,
	pdf.Note: NoteBlock, pdf.Caption: CaptionBlock, pdf.Table: TableBlock, pdf.Furniture: FurnitureBlock,
}

// readPDF reads a PDF. Its author is not taken: most often it is the name of an
// account or of a secretary.
func readPDF(ctx context.Context, data []byte, pdfs PDFReader) (*Input, error) {
	if pdfs == nil {
		return nil, errors.New("is a PDF, and no reader of PDFs is at hand")
	}
	d, err := pdfs.Read(ctx, data)
	if err != nil {
		return nil, err
	}
	if strings.TrimSpace(d.Text) == "" {
		return nil, ErrNoText
	}
	in := &Input{Format: PDF, Text: d.Text, Meta: cite.Item{Title: strings.TrimSpace(d.Meta.Title), DOI: d.Meta.DOI}, Notes: pdfNotes(d)}
	for _, b := range d.Blocks {
		in.Blocks = append(in.Blocks, Block{doc.Span{Start: b.Start, End: b.End}, pdfKinds[b.Kind], b.Level})
	}
	for i := range d.Lines {
		in.addLine(&d.Lines[i])
	}
	for i, p := range d.Pages {
		in.Pages = append(in.Pages, doc.Page{Page: i + 1, Label: p.Label, Width: p.Width, Height: p.Height, Rotation: p.Rotation,
			NoText: !p.HasText() && !p.Failed, Recognised: p.Recognised})
	}
	in.confide(d)
	doc.TakeLabels(in.Pages)
	for _, r := range d.Repairs {
		in.Repairs = append(in.Repairs, doc.Repair{Source: doc.Span{Start: r.Start, End: r.End}, Old: r.Old, New: d.Text[r.Start:r.End], Rule: r.Rule.String()})
	}
	for _, b := range d.Outline {
		in.Outline = append(in.Outline, b.Title)
	}
	return in, nil
}

// addLine adds the places of the words of a line. A Han character is a word.
func (in *Input) addLine(l *pdf.Line) {
	at, first, n := l.Start, 0, 0 // of the word: its byte and its rune; the rune that is looked at
	end := func(to int) {
		if at < to {
			in.Places = append(in.Places, Place{Span: doc.Span{Start: at, End: to}, Page: l.Page + 1, Quad: boxOf(l.Quad(first, n)), Confidence: float32(l.Confidence) / 100})
		}
		at, first = to, n
	}
	single := false // the word is a Han character
	for i, r := range in.Text[l.Start:l.End] {
		to := l.Start + i
		han := analysis.IsHan(r)
		if unicode.IsSpace(r) || han || single {
			end(to)
		}
		if single = han; unicode.IsSpace(r) {
			at, first = to+utf8.RuneLen(r), n+1
		}
		n++
	}
	end(l.End)
}

// confide gives pages that were recognised the confidence of their characters.
func (in *Input) confide(d *pdf.Document) {
	sum, n := map[int]int{}, map[int]int{}
	for _, l := range d.Lines {
		sum[l.Page] += l.Confidence * len(l.Edges)
		n[l.Page] += len(l.Edges)
	}
	for i := range in.Pages {
		if in.Pages[i].Recognised && n[i] > 0 {
			in.Pages[i].Confidence = float32(sum[i]) / float32(n[i]) / 100
		}
	}
}

// boxOf is the upright box around a quad.
func boxOf(q pdf.Quad) doc.Quad {
	a, b := q.Corners[0], q.Corners[2]
	return doc.Quad{min(a.X, b.X), min(a.Y, b.Y), max(a.X, b.X), max(a.Y, b.Y)}
}

// pdfNotes tells what could not be read of a PDF.
func pdfNotes(d *pdf.Document) []string {
	notes := d.Notes
	say := func(format string, args ...any) { notes = append(notes, fmt.Sprintf(format, args...)) }
	if d.Meta.Repaired {
		say("the file is damaged or cut off and was read as far as it went; fetch it again if pages are missing")
	}
	var failed, empty, recognised, chars, unknown int
	for _, p := range d.Pages {
		chars, unknown = chars+p.Chars, unknown+p.Unknown
		switch {
		case p.Failed:
			failed++
		case !p.HasText():
			empty++
		case p.Recognised:
			recognised++
		}
	}
	if failed > 0 {
		say("%d of %d pages could not be read", failed, len(d.Pages))
	}
	if empty > 0 {
		say("%d of %d pages have no text; if they are pictures, izde index --ocr recognises them", empty, len(d.Pages))
	}
	if recognised > 0 {
		say("the text of %d of %d pages was recognised in pictures (OCR)", recognised, len(d.Pages))
	}
	if unknown*50 > chars {
		say("%d of %d characters are not named by the file and cannot be found", unknown, chars)
	}
	return notes
}

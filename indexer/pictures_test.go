package indexer_test

import (
	"context"
	"testing"

	"github.com/izde/izde/indexer"
	"github.com/izde/izde/indexer/extract/pdf"
)

// mixed reads every PDF as a page of text and a picture, which it cannot read either.
type mixed struct{ reads int }

func (m *mixed) Read(context.Context, []byte) (*pdf.Document, error) {
	m.reads++
	const text = "Barns stand on mounds."
	return &pdf.Document{Text: text + "\f", Blocks: []pdf.Block{{End: len(text)}}, Pages: []pdf.Page{{Chars: 19}, {}}}, nil
}

// A document with pictures of pages is read again, once, when these can be recognised.
func TestRunRecognises(t *testing.T) {
	root := newFolder(t, "a.pdf", "%PDF-1.7")
	store, pdfs := newMemory(), &mixed{}
	for i, ocr := range []bool{false, false, true, true, false} {
		_, err := indexer.Run(t.Context(), store, []string{root.path}, indexer.Options{Identifier: english{}, PDFs: pdfs, OCR: ocr})
		if want := []int{1, 1, 2, 2, 2}[i]; err != nil || pdfs.reads != want {
			t.Errorf("run %d: the file was read %d times, want %d; %v", i+1, pdfs.reads, want, err)
		}
	}
}

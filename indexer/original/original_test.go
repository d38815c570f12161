package original_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/izde/izde/indexer"
	"github.com/izde/izde/indexer/extract/pdf"
	"github.com/izde/izde/indexer/original"
	"github.com/izde/izde/search"
	"github.com/izde/izde/search/doc"
)

// TestMain is izde for the readers of these tests: started with this argument it
// is the child that reads PDFs.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == "read-pdf" {
		if err := pdf.Serve(os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

type english struct{}

func (english) Identify(text string, _ doc.Lang) (doc.Lang, []doc.LangSpan) {
	return doc.English, []doc.LangSpan{{Span: doc.Span{Start: 0, End: len(text)}, Lang: doc.English}}
}

// one holds the document of a run.
type one struct {
	doc      *doc.Document
	passages []*doc.Passage
}

func (o *one) Documents() []*doc.Document { return nil }
func (o *one) Put(_ context.Context, d *doc.Document, passages []*doc.Passage) error {
	o.doc, o.passages = d, passages
	return nil
}
func (o *one) Remove(context.Context, string) error { return nil }
func (o *one) Stored(context.Context, string) (*doc.Document, []*doc.Passage, error) {
	return nil, nil, search.ErrNotFound
}

// roads is the PDF of the tests of the command line.
func roads(t *testing.T) []byte {
	archive, err := txtar.ParseFile("../../cmd/izde/testdata/script/pdf.txtar")
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(archive.Files, func(f txtar.File) bool { return f.Name == "corpus/roads.pdf" })
	return archive.Files[i].Data
}

// drawing counts the pictures that are drawn.
type drawing struct {
	*pdf.Reader
	drawn int
}

func (d *drawing) Render(ctx context.Context, data []byte, page, dpi int, format pdf.Format) (*pdf.Image, error) {
	d.drawn++
	return d.Reader.Render(ctx, data, page, dpi, format)
}

// A PDF is indexed, and the mark of a word is drawn where the page has the word.
func TestPicture(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles PDFium")
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	reader := pdf.NewReader(pdf.Options{Command: []string{os.Args[0], "read-pdf"}, Cache: filepath.Join(cache, "izde-test-pdfium")})
	t.Cleanup(reader.Close)
	path := filepath.Join(t.TempDir(), "roads.pdf")
	if err := os.WriteFile(path, roads(t), 0o600); err != nil {
		t.Fatal(err)
	}
	store := &one{}
	if report, err := indexer.Run(t.Context(), store, []string{path}, indexer.Options{Identifier: english{}, PDFs: reader}); err != nil || store.doc == nil {
		t.Fatalf("%v, %+v", err, report)
	}
	var pages []doc.Page
	for _, p := range store.passages {
		if at := strings.Index(p.Text, "saddles"); at >= 0 {
			pages = p.PagesOf([]doc.Span{{Start: at, End: at + len("saddles")}})
		}
	}
	if len(pages) != 1 || pages[0].Page != 2 || pages[0].Label != "46" || len(pages[0].Quads) != 1 {
		t.Fatalf("saddles stands on %+v", pages)
	}
	// The line's baseline is at 690 of 842 points; "saddles" ends it.
	q := pages[0].Quads[0]
	if q[1] > 690 || q[3] < 695 || q[3]-q[1] > 15 || q[2]-q[0] < 30 || q[2]-q[0] > 45 || q[0] < 300 {
		t.Errorf("at %v", q)
	}

	drawer := &drawing{Reader: reader}
	files := original.New(drawer, filepath.Join(t.TempDir(), "pages"), 1<<20)
	draw := func(asJPEG bool, marks []doc.Quad) []byte {
		t.Helper()
		data, err := files.Picture(t.Context(), store.doc, 2, 72, asJPEG, marks)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	data := draw(false, pages[0].Quads)
	picture, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []struct {
		x, y   float32
		marked bool
	}{{q[0] + 1, q[3] - 0.5, true}, {q[0] - 5, q[3], false}, {q[2] + 5, q[1], false}, {q[0], q[3] + 5, false}} {
		r, _, b, _ := picture.At(int(at.x), 842-int(at.y)).RGBA()
		if (b < 0xB000 && r > b) != at.marked {
			t.Errorf("at %g, %g red is %x, blue %x", at.x, at.y, r, b)
		}
	}
	if again := draw(false, pages[0].Quads); !bytes.Equal(again, data) || drawer.drawn != 1 {
		t.Errorf("the second time it was drawn again, %d times in all", drawer.drawn)
	}
	for _, marks := range [][]doc.Quad{nil, pages[0].Quads} {
		if _, err := jpeg.Decode(bytes.NewReader(draw(true, marks))); err != nil {
			t.Errorf("JPEG with marks %v: %v", marks, err)
		}
	}

	if data, err := files.Original(t.Context(), store.doc); err != nil || !bytes.Equal(data, roads(t)) {
		t.Errorf("the file: %v", err)
	}
	if err := os.WriteFile(path, []byte("%PDF-1.4 another"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := files.Original(t.Context(), store.doc); !errors.Is(err, search.ErrFileChanged) {
		t.Errorf("another file in its place: %v", err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, err := files.Picture(t.Context(), store.doc, 1, 72, false, nil); !errors.Is(err, search.ErrNoFile) {
		t.Errorf("without the file: %v", err)
	}
}

// Marks on a turned page are where its text is shown.
func TestTurnedBox(t *testing.T) {
	for rotation, want := range [][4]float32{{10, 770, 60, 780}, {20, 10, 30, 60}, {540, 20, 590, 30}, {770, 540, 780, 590}} {
		p := doc.Page{Width: 600, Height: 800, Rotation: rotation}
		left, top, right, bottom := p.Box(doc.Quad{10, 20, 60, 30})
		if got := [4]float32{left, top, right, bottom}; got != want {
			t.Errorf("turned %d times: %v, want %v", rotation, got, want)
		}
	}
}

package ocr

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/izde/izde/indexer/extract/pdf"
	"github.com/izde/izde/search/doc"
)

// TestMain is izde for the reader of PDFs: started with this argument it is its child.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == "serve-pdf" {
		if err := pdf.Serve(os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func testPDFs(t *testing.T) *pdf.Reader {
	dir, err := os.UserCacheDir()
	if err != nil {
		dir = os.TempDir()
	}
	r := pdf.NewReader(pdf.Options{Command: []string{os.Args[0], "serve-pdf"}, Cache: filepath.Join(dir, "izde-test-pdfium")})
	t.Cleanup(r.Close)
	return r
}

// english takes every text for English.
type english struct{}

func (english) Identify(text string, _ doc.Lang) (doc.Lang, []doc.LangSpan) {
	return doc.English, []doc.LangSpan{{Span: doc.Span{End: len(text)}, Lang: doc.English}}
}

// needsTesseract skips a test where it is not installed, but not on the machine of
// continuous integration.
func needsTesseract(t *testing.T) {
	if _, err := exec.LookPath("tesseract"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("there is no tesseract (apt-get install tesseract-ocr)")
	}
}

var prose = []string{
	"The river rises in the hills above the old town and",
	"winds through meadows that were once the bed of an in-",
	"land lake. Its banks are low, and in the spring it floods",
	"the fields on either side for several weeks at a time.",
}

// file makes a PDF of 600 by 800 points of pages, each a content stream and what that
// uses; Helvetica is F.
func file(pages ...[2]string) []byte {
	objects := []string{"<</Type/Catalog/Pages 2 0 R>>", "", "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"}
	kids := ""
	for _, p := range pages {
		n := len(objects) + 1
		objects = append(objects, fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(p[0]), p[0]), p[1],
			fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents %d 0 R/Resources<</Font<</F 3 0 R>>/XObject<</I %d 0 R>>>>>>", n, n+1))
		kids += fmt.Sprintf("%d 0 R ", n+2)
	}
	objects[1] = fmt.Sprintf("<</Type/Pages/Kids[%s]/Count %d>>", kids, len(pages))
	var out bytes.Buffer
	out.WriteString("%PDF-1.7\n")
	table := fmt.Sprintf("xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for i, o := range objects {
		table += fmt.Sprintf("%010d 00000 n \n", out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	fmt.Fprintf(&out, "%strailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", table, len(objects)+1, out.Len())
	return out.Bytes()
}

func text(lines ...string) [2]string {
	content := "BT /F 12 Tf 14 TL 72 700 Td "
	for _, l := range lines {
		content += "(" + l + ") Tj T* "
	}
	return [2]string{content + "ET", "<<>>"}
}

// scan is a page as a picture of itself.
func scan(t *testing.T, r *pdf.Reader, page [2]string) [2]string {
	t.Helper()
	picture, err := r.Render(t.Context(), file(page), 0, 200, pdf.JPEG)
	if err != nil {
		t.Fatal(err)
	}
	return [2]string{"q 600 0 0 800 0 0 cm /I Do Q", fmt.Sprintf("<</Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/DCTDecode/Length %d>>\nstream\n%s\nendstream",
		picture.Width, picture.Height, len(picture.Data), picture.Data)}
}

// A page that is a picture gets the text that stands in it, where it stands, marked and
// laid out as if it were no picture; pages with text and empty ones stay as they are.
func TestScan(t *testing.T) {
	needsTesseract(t)
	pdfs := testPDFs(t)
	r, err := NewReader(t.Context(), pdfs, english{}, "")
	if err != nil {
		t.Fatal(err)
	}
	born := text("Barns stand on mounds.")
	data := file(born, scan(t, pdfs, text(prose...)), [2]string{"", "<<>>"})
	d, err := r.Read(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	there, err := pdfs.Read(t.Context(), file(born, text(prose...), [2]string{"", "<<>>"}))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(there.Text, d.Text); diff != "" {
		t.Errorf("text (-want +got):\n%s", diff)
	}
	if d.Pages[0].Recognised || !d.Pages[1].Recognised || d.Pages[2].Recognised || d.Pages[2].HasText() {
		t.Errorf("pages %+v", d.Pages)
	}
	for _, l := range d.Lines {
		if recognised := l.Page == 1; recognised != (l.Confidence > 50) || !recognised && l.Confidence != 0 {
			t.Errorf("a line of page %d with a confidence of %d", l.Page, l.Confidence)
		}
	}
	// The words stand where they stand on the page that was scanned.
	for _, word := range []string{"river", "meadows", "fields", "weeks"} {
		at, from := strings.Index(d.Text, word), strings.Index(there.Text, word)
		got, wanted := d.Quads(at, at+len(word)), there.Quads(from, from+len(word))
		if len(got) != 1 || len(wanted) != 1 {
			t.Fatalf("%s: %d and %d quads", word, len(got), len(wanted))
		}
		for i, c := range got[0].Corners {
			if w := wanted[0].Corners[i]; got[0].Page != 1 || max(c.X-w.X, w.X-c.X, c.Y-w.Y, w.Y-c.Y) > 4 {
				t.Errorf("%s: corner %d at %v, want %v", word, i, c, w)
			}
		}
	}
}

func TestNoTesseract(t *testing.T) {
	t.Setenv("PATH", "")
	if _, err := NewReader(t.Context(), nil, english{}, ""); err == nil || !strings.Contains(err.Error(), "apt-get install tesseract-ocr") {
		t.Errorf("without tesseract: %v", err)
	}
}

// stub is a tesseract that does what a shell script says.
func stub(t *testing.T, script string) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "tesseract"), []byte("#!/bin/sh\n"+script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir)
}

func TestMissingLanguage(t *testing.T) {
	stub(t, "echo list:; echo eng; echo osd")
	_, err := NewReader(t.Context(), nil, english{}, "kaz+eng+chi_sim")
	if err == nil || !strings.Contains(err.Error(), "apt-get install tesseract-ocr-kaz tesseract-ocr-chi-sim ") {
		t.Errorf("without data: %v", err)
	}
}

// A tesseract that breaks costs the text of the page alone.
func TestBrokenTesseract(t *testing.T) {
	stub(t, "case $1 in --list-langs) echo list:; echo eng;; *) echo 'no luck' >&2; exit 1;; esac")
	pdfs := testPDFs(t)
	r, err := NewReader(context.Background(), pdfs, english{}, "eng")
	if err != nil {
		t.Fatal(err)
	}
	d, err := r.Read(t.Context(), file(text("Barns stand on mounds."), [2]string{"", "<<>>"}))
	if err != nil || !strings.HasPrefix(d.Text, "Barns") || len(d.Notes) != 1 || !strings.Contains(d.Notes[0], "page 2 could not be recognised") || !strings.Contains(d.Notes[0], "no luck") {
		t.Errorf("%v, %+v", err, d)
	}
}

func TestReadHOCR(t *testing.T) {
	words, err := readHOCR(strings.NewReader(`<!DOCTYPE html><html><head><meta charset="utf-8"/></head><body><div class='ocr_page' title='image "x;y"; bbox 0 0 600 800'>
<span class='ocr_line' title="bbox 10 100 300 140; baseline -0.01 -8; x_size 36.5; x_descenders 8; x_ascenders 9">
<span class='ocrx_word' title='bbox 10 102 100 132; x_wconf 96'>R&amp;D</span> <span class='ocrx_word' title='bbox 110 102 300 132; x_wconf 41'><strong>жел</strong></span>
<span class='ocrx_word' title='bbox 301 102 302 132; x_wconf 0'> </span></span></div></body></html>`))
	if err != nil {
		t.Fatal(err)
	}
	want := []pdf.Word{{Text: "R&D", Left: 10, Top: 102, Right: 100, Bottom: 132, Base: 132, Size: 36.5, Confidence: 96},
		{Text: "жел", Left: 110, Top: 102, Right: 300, Bottom: 132, Base: 131, Size: 36.5, Confidence: 41}}
	if diff := cmp.Diff(want, words); diff != "" {
		t.Errorf("words (-want +got):\n%s", diff)
	}
}

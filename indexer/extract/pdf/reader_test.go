package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestMain is izde for the readers of these tests: started with this argument it
// is their child.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == "serve-pdf" {
		if err := Serve(os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// testOptions have one cache for all runs of the tests.
func testOptions() Options {
	dir, err := os.UserCacheDir()
	if err != nil {
		dir = os.TempDir()
	}
	return Options{Command: []string{os.Args[0], "serve-pdf"}, Cache: filepath.Join(dir, "izde-test-pdfium")}
}

func testReader(t testing.TB) *Reader {
	r := NewReader(testOptions())
	t.Cleanup(r.Close)
	return r
}

func mustRead(t *testing.T, r *Reader, data []byte) *Document {
	t.Helper()
	d, err := r.Read(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestRead(t *testing.T) {
	file := testFile{
		pages:   []string{show(regular, 12, 72, 700, "Steppe winds"), show(unicode16, 12, 72, 700, "Дала желі 草原的风 𠀀")},
		catalog: "/PageLabels<</Nums[0<</S/r/St 4>>]>>/Outlines 6 0 R",
		trailer: "/Info 8 0 R",
		objects: []string{"<</First 7 0 R/Last 7 0 R/Count 1>>", "<</Title(Second)/Parent 6 0 R/Next 7 0 R/Dest[12 0 R/Fit]>>", "<</Title(Winds)/Author(A. Author)/CreationDate(D:20240102)>>"},
	}
	d := mustRead(t, testReader(t), file.bytes())
	if want := "Steppe winds\n\n\fДала желі 草原的风 𠀀"; d.Text != want {
		t.Errorf("text %q, want %q", d.Text, want)
	}
	if len(d.Pages) != 2 || d.Pages[0].Label != "iv" || d.Pages[1].Label != "v" || d.Pages[0].Width != 600 || d.Pages[0].Height != 800 || !d.Pages[0].HasText() {
		t.Errorf("pages %+v", d.Pages)
	}
	if d.Meta.Title != "Winds" || d.Meta.Author != "A. Author" || d.Meta.Created != "D:20240102" {
		t.Errorf("metadata %+v", d.Meta)
	}
	// The bookmark is its own successor: it is read, and reading ends.
	if len(d.Outline) == 0 || d.Outline[0] != (Bookmark{Title: "Second", Level: 1, Page: 1}) {
		t.Errorf("outline %+v", d.Outline[:min(3, len(d.Outline))])
	}
	at := strings.Index(d.Text, "winds")
	quads := d.Quads(at, at+len("winds"))
	if len(quads) != 1 {
		t.Fatalf("quads %+v", quads)
	}
	// Helvetica's "Steppe " is 3.447 em wide, "winds" 2.556 (AFM).
	q := quads[0].Corners
	if abs(q[0].X-(72+12*3.447)) > 0.5 || abs(q[1].X-q[0].X-12*2.556) > 0.5 || q[0].Y > 700 || q[2].Y < 706 {
		t.Errorf("winds stands at %v", q)
	}
}

func TestTurnedPage(t *testing.T) {
	// A page shown turned, with its text turned the other way: it reads upright.
	content := "BT /F1 12 Tf 0 1 -1 0 300 100 Tm (Turned by a quarter) Tj ET"
	d := mustRead(t, testReader(t), testFile{pages: []string{content}, page: "/Rotate 90"}.bytes())
	if d.Text != "Turned by a quarter" || d.Blocks[0].Kind != Paragraph || d.Pages[0].Rotation != 1 {
		t.Fatalf("%q, %+v, %+v", d.Text, d.Blocks, d.Pages)
	}
	// Its baseline goes up at x = 300 from y = 100; above it is the left.
	q := d.Quads(0, len("Turned"))[0].Corners
	if abs(q[0].Y-100) > 1 || q[1].Y < q[0].Y+20 || q[0].X < 300 || q[2].X > 294 {
		t.Errorf("stands at %v", q)
	}
}

func TestErrors(t *testing.T) {
	good := testFile{pages: []string{show(regular, 12, 72, 700, "Good")}}
	whole := good.bytes()
	zeros := strings.Repeat("0", 64)
	locked := testFile{pages: good.pages, trailer: "/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<" + zeros + ">/U<" + zeros + ">>>"}
	options := testOptions()
	options.Pages = 2
	r := NewReader(options)
	defer r.Close()
	for _, test := range []struct {
		name string
		data []byte
		err  error
		says string
	}{
		{"empty", nil, ErrEmpty, ""},
		{"blank", []byte(" \n \n"), ErrEmpty, ""},
		{"word", []byte("PK\x03\x04 word/document.xml"), ErrNotPDF, "ZIP"},
		{"page of the web", []byte("<!DOCTYPE html><title>Not found</title>"), ErrNotPDF, "HTML"},
		{"text", []byte("just text"), ErrNotPDF, "%PDF"},
		{"encrypted", locked.bytes(), ErrEncrypted, "password"},
		{"cut off", whole[:40], ErrTruncated, ""},
		{"broken", []byte("%PDF-1.7\nnonsense\n%%EOF\n"), ErrBroken, ""},
		{"no pages", testFile{}.bytes(), ErrNoPages, ""},
		{"too many pages", testFile{pages: []string{"", "", ""}}.bytes(), ErrTooMany, "3"},
	} {
		_, err := r.Read(t.Context(), test.data)
		if !errors.Is(err, test.err) || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v, want %v … %s", test.name, err, test.err, test.says)
		}
		if d, err := r.Read(t.Context(), whole); err != nil || d.Text != "Good" {
			t.Fatalf("after %s a good file gives %v", test.name, err)
		}
	}
	if d, err := r.Read(t.Context(), whole[:len(whole)-8]); err != nil || !d.Meta.Repaired || d.Text != "Good" {
		t.Errorf("without its end a readable file gives %+v, %v", d, err)
	}
}

func TestDeadline(t *testing.T) {
	r := testReader(t)
	file := testFile{pages: []string{show(regular, 12, 72, 700, "Late")}}.bytes()
	mustRead(t, r, file)
	r.options.PageTime = time.Nanosecond
	if _, err := r.Read(t.Context(), file); !errors.Is(err, ErrTime) {
		t.Errorf("without time: %v", err)
	}
	r.options.PageTime = time.Minute
	mustRead(t, r, file)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := r.Read(ctx, file); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	mustRead(t, r, file)
}

// TestDeadChild: a child that died while idle costs no file.
func TestDeadChild(t *testing.T) {
	r := testReader(t)
	file := testFile{pages: []string{show(regular, 12, 72, 700, "Again")}}.bytes()
	mustRead(t, r, file)
	c := <-r.slots
	c.cmd.Process.Kill()
	c.cmd.Wait()
	r.slots <- c
	mustRead(t, r, file)
}

func TestNoChild(t *testing.T) {
	options := testOptions()
	options.Command = []string{os.Args[0], "-test.run=^$"} // says PASS, which is no answer
	r := NewReader(options)
	defer r.Close()
	file := testFile{pages: []string{""}}.bytes()
	if _, err := r.Read(t.Context(), file); !errors.Is(err, ErrCrash) {
		t.Errorf("a child that talks nonsense: %v", err)
	}
}

func TestDamagedCache(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles PDFium")
	}
	file := testFile{pages: []string{show(regular, 12, 72, 700, "Mended")}}.bytes()
	mustRead(t, testReader(t), file) // fills the cache
	options := testOptions()
	whole := options.Cache
	options.Cache = t.TempDir()
	if err := os.CopyFS(options.Cache, os.DirFS(whole)); err != nil {
		t.Fatal(err)
	}
	err := filepath.Walk(options.Cache, func(path string, info os.FileInfo, err error) error {
		if err == nil && !info.IsDir() {
			err = os.Truncate(path, info.Size()/2)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	r := NewReader(options)
	defer r.Close()
	if d := mustRead(t, r, file); d.Text != "Mended" {
		t.Errorf("text %q", d.Text)
	}
}

func TestRender(t *testing.T) {
	r := testReader(t)
	file := testFile{pages: []string{"0 0 1 rg 100 200 300 400 re f"}}.bytes()
	i, err := r.Render(t.Context(), file, 0, 72, PNG)
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(i.Data))
	if err != nil || i.Width != 600 || i.Height != 800 {
		t.Fatalf("%d by %d, %v", i.Width, i.Height, err)
	}
	// The rectangle is blue from (100, 200) to (400, 600), from the lower left.
	for _, p := range []struct {
		x, y int
		blue bool
	}{{110, 210, true}, {390, 590, true}, {90, 300, false}, {410, 300, false}, {200, 190, false}, {200, 610, false}} {
		red, _, blue, _ := picture.At(p.x, 800-p.y).RGBA()
		if (red == 0 && blue == 0xFFFF) != p.blue {
			t.Errorf("at %d, %d red is %d, blue %d", p.x, p.y, red, blue)
		}
	}
	if i, err = r.Render(t.Context(), file, 0, 144, JPEG); err != nil || i.Width != 1200 {
		t.Errorf("JPEG: %v", err)
	} else if _, err := jpeg.Decode(bytes.NewReader(i.Data)); err != nil {
		t.Error(err)
	}
	if _, err := r.Render(t.Context(), file, 1, 72, PNG); !errors.Is(err, ErrPage) {
		t.Errorf("page 2 of 1: %v", err)
	}
	if _, err := r.Render(t.Context(), file, 0, 9000, PNG); err == nil {
		t.Error("9000 dpi are drawn")
	}
	wall := testFile{pages: []string{""}, page: "/MediaBox[0 0 14400 14400]"}.bytes()
	if i, err := r.Render(t.Context(), wall, 0, 200, JPEG); err != nil || i.Width*i.Height > maxPixels {
		t.Errorf("a page of five metres: %v", err)
	}
}

package pdf

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image"
	"image/png"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// sampleWords picks words of a document, of four letters or more, that were not
// repaired.
func sampleWords(d *Document, n int) [][2]int {
	var all [][2]int
	start := -1
	for i, r := range d.Text + " " {
		switch {
		case unicode.IsLetter(r) && !unicode.Is(unicode.Han, r):
			if start < 0 {
				start = i
			}
		case start >= 0:
			if utf8.RuneCountInString(d.Text[start:i]) >= 4 && len(d.Quads(start, i)) == 1 && !d.repaired(start, i) {
				all = append(all, [2]int{start, i})
			}
			start = -1
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all[:min(n, len(all))]
}

func (d *Document) repaired(start, end int) bool {
	for _, r := range d.Repairs {
		if r.Start <= end && r.End >= start {
			return true
		}
	}
	return false
}

// TestQuads cuts words out of drawn pages: the quad of a word holds ink that
// reaches to its ends and none beside it, and where poppler sees words, that
// very word.
func TestQuads(t *testing.T) {
	dir := documents(t)
	pdftotext, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Log("there is no pdftotext (apt-get install poppler-utils): words are not compared")
	}
	var drawn, named share
	r := testReader(t)
	for _, pattern := range []string{"*.pdf", "made/*.pdf"} {
		names, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			d := mustRead(t, r, data)
			words := sampleWords(d, 40)
			pages := map[int]image.Image{}
			var theirs map[int][]box
			var texts map[int][]string
			if pdftotext != "" {
				theirs, texts = popplerWords(t, pdftotext, name)
			}
			for _, w := range words {
				text, q := d.Text[w[0]:w[1]], d.Quads(w[0], w[1])[0]
				b := boxOf(q.Corners[:]...)
				page := d.Pages[q.Page]
				if page.Rotation == 0 {
					if pages[q.Page] == nil && len(pages) < 3 {
						i, err := r.Render(t.Context(), data, q.Page, 150, PNG)
						if err != nil {
							t.Fatal(err)
						}
						if pages[q.Page], err = png.Decode(bytes.NewReader(i.Data)); err != nil {
							t.Fatal(err)
						}
					}
					if pages[q.Page] != nil {
						ok := inked(pages[q.Page], b, page)
						drawn.count(ok)
						if !ok && testing.Verbose() {
							t.Logf("%s page %d: ink and quad of %q differ: %v", filepath.Base(name), q.Page+1, text, b)
						}
					}
				}
				found, close := false, false
				for i, o := range theirs[q.Page] {
					middle := (o.x0 + o.x1) / 2
					if o.y0 < b.middle() && o.y1 > b.middle() && min(o.x1, b.x1)-max(o.x0, b.x0) > 0.5*b.width() {
						close = true
						found = found || strings.Contains(texts[q.Page][i], text) && (middle > b.x0 && middle < b.x1 || o.width() > 1.3*b.width())
					}
				}
				if close {
					named.count(found)
					if !found && testing.Verbose() {
						t.Logf("%s page %d: poppler has another word at %q", filepath.Base(name), q.Page+1, text)
					}
				}
			}
		}
	}
	t.Logf("ink within quads: %v of %d; poppler's words: %v of %d", drawn, drawn.all, named, named.all)
	for _, s := range []share{drawn, named} {
		if s.all > 0 && float64(s.found) < 0.99*float64(s.all) {
			t.Errorf("%d of %d quads hold their word", s.found, s.all)
		}
	}
}

// inked reports whether the ink of a page begins and ends where a box does, to
// a quarter of its height.
func inked(page image.Image, b box, p Page) bool {
	scale := float32(page.Bounds().Dx()) / p.Width
	dark := func(x float32) bool {
		for y := b.y0 + 0.2*(b.y1-b.y0); y < b.y1-0.1*(b.y1-b.y0); y += 0.5 / scale {
			red, green, blue, _ := page.At(int(x*scale), int((p.Height-y)*scale)).RGBA()
			if red+green+blue < 3*0x9000 {
				return true
			}
		}
		return false
	}
	slack := 0.25 * (b.y1 - b.y0)
	some := func(from, to float32) bool {
		for x := from; x < to; x += 0.5 / scale {
			if dark(x) {
				return true
			}
		}
		return false
	}
	return some(b.x0, b.x0+slack) && some(b.x1-slack, b.x1)
}

// popplerWords are the words of each page with their boxes.
func popplerWords(t *testing.T, pdftotext, name string) (map[int][]box, map[int][]string) {
	t.Helper()
	out, err := exec.Command(pdftotext, "-bbox", name, "-").Output()
	if err != nil {
		t.Fatalf("pdftotext -bbox %s: %v", name, err)
	}
	out = bytes.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' {
			return -1 // no XML has it
		}
		return r
	}, out)
	boxes, texts := map[int][]box{}, map[int][]string{}
	page, height := -1, float32(0)
	decoder := xml.NewDecoder(bytes.NewReader(out))
	decoder.Strict = false
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return boxes, texts
		}
		if err != nil {
			t.Fatalf("pdftotext -bbox %s: %v", name, err)
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		value := func(name string) float32 {
			for _, a := range start.Attr {
				if a.Name.Local == name {
					f, _ := strconv.ParseFloat(a.Value, 32)
					return float32(f)
				}
			}
			return 0
		}
		switch start.Name.Local {
		case "page":
			page++
			height = value("height")
		case "word":
			var text string
			if err := decoder.DecodeElement(&text, &start); err != nil {
				t.Fatal(err)
			}
			boxes[page] = append(boxes[page], box{value("xMin"), height - value("yMax"), value("xMax"), height - value("yMin")})
			texts[page] = append(texts[page], norm.NFKC.String(text))
		}
	}
}

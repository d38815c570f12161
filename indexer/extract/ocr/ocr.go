// Package ocr reads PDFs whose pages are pictures, with an installed Tesseract. Pages
// that have text are never recognised. It may import pdf and doc.
//
// A page is drawn by the child process that reads PDFs, at 300 dots per inch, and
// recognised by tesseract in a process of its own with a deadline and, on Linux, a bound
// of memory. Its words go back into the layout of package pdf, so that columns,
// headings, notes and hyphens of a scan are found as on any page.
package ocr

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/izde/izde/indexer/extract/pdf"
	"github.com/izde/izde/search/doc"
)

const (
	dpi = 300
	// pageTime is the deadline of a page; a dense one in three languages takes a tenth.
	pageTime = 2 * time.Minute
	// enoughLetters is how many letters a document needs beside its pictures for its
	// language to be told by them.
	enoughLetters = 400
)

// Identifier tells the languages of a text, as langid.Detector does.
type Identifier interface {
	Identify(text string, hint doc.Lang) (main doc.Lang, spans []doc.LangSpan)
}

// Reader reads PDFs, and what stands in pictures of their pages. It is used by several
// goroutines.
type Reader struct {
	pdfs  *pdf.Reader
	id    Identifier
	tool  *tesseract
	asked []string // codes of languages, nil if they are to be chosen
}

// NewReader returns a Reader. langs are codes of Tesseract joined by plus signs, as
// "rus+eng"; empty, the languages of each document are told from its other pages or
// from its script. The error says what to install.
func NewReader(ctx context.Context, pdfs *pdf.Reader, id Identifier, langs string) (*Reader, error) {
	tool, err := findTesseract(ctx)
	if err != nil {
		return nil, err
	}
	r := &Reader{pdfs: pdfs, id: id, tool: tool}
	if langs != "" {
		r.asked = strings.Split(langs, "+")
		if missing := tool.missing(r.asked); missing != nil {
			return nil, fmt.Errorf("tesseract has no data for %s; on Debian: apt-get install %s (tesseract --list-langs tells what there is)", strings.Join(missing, ", "), packages(missing))
		}
	}
	return r, nil
}

// Read reads a PDF as pdf.Reader does, and its pictures of pages. A page that cannot be
// recognised stays without text and is told in Notes.
func (r *Reader) Read(ctx context.Context, data []byte) (*pdf.Document, error) {
	d, err := r.pdfs.Read(ctx, data)
	if err != nil {
		return nil, err
	}
	var pictures []int
	for i, p := range d.Pages {
		if !p.Failed && !p.HasText() {
			pictures = append(pictures, i)
		}
	}
	if pictures == nil {
		return d, nil
	}
	job := &job{Reader: r, data: data, pages: d.Pages, langs: r.asked}
	if job.langs == nil && letters(d.Text) >= enoughLetters {
		job.choose(d.Text)
	}
	for _, i := range pictures {
		if err := job.page(ctx, i); err != nil {
			return nil, err
		}
	}
	if job.words != nil {
		if d, err = r.pdfs.ReadWith(ctx, data, job.words); err != nil {
			return nil, err
		}
	}
	d.Notes = job.notes
	return d, nil
}

// job is the recognition of a document.
type job struct {
	*Reader
	data  []byte
	pages []pdf.Page
	langs []string // codes; nil until they are known
	words []pdf.Word
	notes []string
}

// page recognises a page. It fails with the context only.
func (j *job) page(ctx context.Context, i int) error {
	picture, err := j.pdfs.Render(ctx, j.data, i, dpi, pdf.PNG)
	var words []pdf.Word
	if err == nil && j.langs == nil {
		words, err = j.first(ctx, picture.Data)
	}
	if err == nil && words == nil && j.langs != nil {
		words, err = j.tool.recognise(ctx, picture.Data, j.langs)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		j.note("page %d could not be recognised: %v", i+1, err)
		return nil
	}
	width := j.pages[i].Width
	if j.pages[i].Rotation%2 == 1 {
		width = j.pages[i].Height
	}
	points := width / float32(picture.Width) // of a pixel
	for _, w := range words {
		w.Page = i
		for _, v := range []*float32{&w.Left, &w.Top, &w.Right, &w.Bottom, &w.Base, &w.Size} {
			*v *= points
		}
		j.words = append(j.words, w)
	}
	return nil
}

func (j *job) note(format string, args ...any) {
	if note := fmt.Sprintf(format, args...); !slices.Contains(j.notes, note) {
		j.notes = append(j.notes, note)
	}
}

// first finds the languages of a document by the picture of a page: its script tells
// which there may be, and its text which there are. They stay nil where a page has too
// few characters to tell. It returns the words of the page if they were read in just
// these languages.
func (j *job) first(ctx context.Context, picture []byte) ([]pdf.Word, error) {
	script, err := j.tool.script(ctx, picture)
	if err != nil || script == "" {
		return nil, err
	}
	may := j.here(languagesOf(script))
	if len(may) == 0 {
		return nil, errors.New("tesseract has no data for its script, " + script)
	}
	words, err := j.tool.recognise(ctx, picture, may)
	if err != nil {
		return nil, err
	}
	var text strings.Builder
	for _, w := range words {
		text.WriteString(w.Text + " ")
	}
	if j.choose(text.String()); j.langs == nil {
		j.langs = may
	}
	if !slices.Equal(j.langs, may) {
		words = nil
	}
	return words, nil
}

// choose takes the languages of a text: those of a tenth of its letters or more, and
// English, which stands in between everywhere.
func (j *job) choose(text string) {
	_, spans := j.id.Identify(text, "")
	share := map[doc.Lang]int{}
	all := 0
	for _, s := range spans {
		n := letters(text[s.Start:s.End])
		share[s.Lang] += n
		all += n
	}
	var codes []string
	for _, l := range languages {
		if l.lang == doc.English || all > 0 && share[l.lang]*10 >= all {
			codes = append(codes, l.code)
		}
	}
	if codes = j.here(codes); len(codes) > 0 {
		j.langs = codes
	}
}

// here returns the codes for which there are data, and notes the others.
func (j *job) here(codes []string) []string {
	missing := j.tool.missing(codes)
	if len(missing) > 0 {
		j.note("recognised without data for %s: apt-get install %s", strings.Join(missing, ", "), packages(missing))
	}
	return slices.DeleteFunc(slices.Clone(codes), func(c string) bool { return slices.Contains(missing, c) })
}

func letters(text string) int {
	n := 0
	for _, r := range text {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

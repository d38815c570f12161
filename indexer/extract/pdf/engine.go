package pdf

// PDFium: opens files and reads glyphs, page by page. Everything here runs in
// the child.

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"
	"unicode"

	pdfium "github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	pdfiumerrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

const (
	guestMemory   = 256 << 20 // bytes that PDFium may use
	pageGlyphs    = 200_000   // glyphs of a page: a newspaper has 40,000
	fileGlyphs    = 4_000_000 // glyphs of a file: 1,500 pages of a book
	maxBookmarks  = 10_000
	bookmarkDepth = 16
)

// engine is PDFium, ready to open files one after the other.
type engine struct {
	pool   pdfium.Pool
	api    pdfium.Pdfium
	memory *memory
}

// startEngine compiles PDFium, or takes it from the cache folder, which is made
// if it is missing; what is damaged there is made anew. An empty folder name
// means no cache. compiled reports that the cache was filled.
func startEngine(cache string) (e *engine, compiled bool, err error) {
	filled := func() bool {
		folders, _ := fs.Glob(os.DirFS(cache), "*/*")
		return cache != "" && len(folders) > 0
	}
	before := filled()
	e, err = tryEngine(cache)
	if err != nil && cache != "" {
		before = false
		os.RemoveAll(cache)
		if e, err = tryEngine(cache); err != nil {
			e, err = tryEngine("")
		}
	}
	return e, !before && filled(), err
}

func tryEngine(cache string) (*engine, error) {
	config := wazero.NewRuntimeConfig().
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
		WithMemoryLimitPages(guestMemory >> 16)
	if cache != "" {
		compiled, err := wazero.NewCompilationCacheWithDir(cache)
		if err != nil {
			return nil, fmt.Errorf("opening the cache of compiled modules: %w", err)
		}
		config = config.WithCompilationCache(compiled)
	}
	e := &engine{memory: &memory{}}
	var err error
	e.pool, err = webassembly.Init(webassembly.Config{
		Context:       experimental.WithMemoryAllocator(context.Background(), e.memory),
		MaxIdle:       1,
		MaxTotal:      1,
		RuntimeConfig: config,
		FSConfig:      wazero.NewFSConfig(), // sees no files
	})
	if err != nil {
		return nil, fmt.Errorf("starting PDFium: %w", err)
	}
	if e.api, err = e.pool.GetInstance(time.Minute); err != nil {
		return nil, fmt.Errorf("starting PDFium: %w", err)
	}
	return e, nil
}

// file is an open PDF.
type file struct {
	*engine
	doc   references.FPDF_DOCUMENT
	pages int
}

// open opens a PDF of up to maxPages pages.
func (e *engine) open(data []byte, maxPages int) (*file, error) {
	opened := data
	doc, err := e.api.OpenDocument(&requests.OpenDocument{File: &opened})
	opened = nil // PDFium has its own copy
	switch {
	case err == nil:
	case errors.Is(err, pdfiumerrors.ErrPassword) || errors.Is(err, pdfiumerrors.ErrSecurity):
		return nil, ErrEncrypted
	case !wellEnded(data):
		return nil, ErrTruncated
	default:
		return nil, e.failure(err)
	}
	f := &file{engine: e, doc: doc.Document}
	count, err := e.api.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: f.doc})
	switch {
	case err != nil:
		err = e.failure(err)
	case count.PageCount <= 0 && !wellEnded(data):
		err = ErrTruncated
	case count.PageCount <= 0:
		err = ErrNoPages
	case count.PageCount > maxPages:
		err = fmt.Errorf("%w: %d, at most %d are read", ErrTooMany, count.PageCount, maxPages)
	}
	if err != nil {
		f.close()
		return nil, err
	}
	f.pages = count.PageCount
	return f, nil
}

// failure tells why PDFium gave up.
func (e *engine) failure(err error) error {
	if e.memory.refused {
		return fmt.Errorf("%w (%d MiB)", ErrTooLarge, guestMemory>>20)
	}
	return fmt.Errorf("%w: %v", ErrBroken, err)
}

func (f *file) close() {
	f.api.FPDF_CloseDocument(&requests.FPDF_CloseDocument{Document: f.doc})
}

func (f *file) page(i int) requests.Page {
	return requests.Page{ByIndex: &requests.PageByIndex{Document: f.doc, Index: i}}
}

// read reads page i. A page that cannot be read is marked Failed; an error means
// that the file can be read no further.
func (f *file) read(i int) (*page, error) {
	p := &page{}
	if l, err := f.api.FPDF_GetPageLabel(&requests.FPDF_GetPageLabel{Document: f.doc, Page: i}); err == nil {
		p.Label = clean(l.Label, 100)
	}
	err := f.readPage(p, i)
	switch {
	case f.memory.refused:
		return nil, f.failure(err)
	case err != nil:
		p.Failed = true
		p.glyphs = nil
	}
	p.Chars = len(p.glyphs)
	for _, g := range p.glyphs {
		if g.r == unicode.ReplacementChar || g.r >= unnamed && g.r < unnamed+0x20 {
			p.Unknown++
		}
	}
	return p, nil
}

func (f *file) readPage(p *page, i int) error {
	bounds, err := f.api.FPDF_GetPageBoundingBox(&requests.FPDF_GetPageBoundingBox{Page: f.page(i)})
	if err != nil {
		return err
	}
	rect := bounds.Rect
	width, height := rect.Right-rect.Left, rect.Top-rect.Bottom
	if !(width > 0 && height > 0 && width < 1e6 && height < 1e6) {
		return errors.New("page without a size")
	}
	p.Width, p.Height = width, height
	if r, err := f.api.FPDFPage_GetRotation(&requests.FPDFPage_GetRotation{Page: f.page(i)}); err == nil && r.PageRotation >= enums.FPDF_PAGE_ROTATION_NONE {
		p.Rotation = int(r.PageRotation) & 3
	}
	text, err := f.api.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: f.page(i)})
	if err != nil {
		return err
	}
	defer f.api.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: text.TextPage})
	count, err := f.api.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: text.TextPage})
	if err != nil {
		return err
	}
	if count.Count > pageGlyphs {
		return fmt.Errorf("%d characters", count.Count)
	}
	r := glyphReader{api: f.api, text: text.TextPage, left: rect.Left, bottom: rect.Bottom, fonts: map[string]face{}}
	p.glyphs = make([]glyph, 0, count.Count)
	for k := range count.Count {
		if err := r.next(k); err != nil {
			return err
		}
		if r.ready {
			p.glyphs = append(p.glyphs, r.glyph)
		}
	}
	p.straighten()
	return nil
}

// outline reads the bookmarks, as far as they lead: a file may chain them in a
// circle.
func (f *file) outline() []Bookmark {
	var all []Bookmark
	seen := 0
	var walk func(parent *references.FPDF_BOOKMARK, level int)
	walk = func(parent *references.FPDF_BOOKMARK, level int) {
		first, err := f.api.FPDFBookmark_GetFirstChild(&requests.FPDFBookmark_GetFirstChild{Document: f.doc, Bookmark: parent})
		if err != nil {
			return
		}
		for b := first.Bookmark; b != nil && seen < maxBookmarks; {
			seen++
			entry := Bookmark{Level: level, Page: -1}
			if t, err := f.api.FPDFBookmark_GetTitle(&requests.FPDFBookmark_GetTitle{Bookmark: *b}); err == nil {
				entry.Title = clean(t.Title, 1000)
			}
			if d, err := f.api.FPDFBookmark_GetDest(&requests.FPDFBookmark_GetDest{Document: f.doc, Bookmark: *b}); err == nil && d.Dest != nil {
				if i, err := f.api.FPDFDest_GetDestPageIndex(&requests.FPDFDest_GetDestPageIndex{Document: f.doc, Dest: *d.Dest}); err == nil && i.Index >= 0 && i.Index < f.pages {
					entry.Page = i.Index
				}
			}
			if entry.Title != "" {
				all = append(all, entry)
			}
			if level < bookmarkDepth {
				walk(b, level+1)
			}
			next, err := f.api.FPDFBookmark_GetNextSibling(&requests.FPDFBookmark_GetNextSibling{Document: f.doc, Bookmark: *b})
			if err != nil {
				return
			}
			b = next.Bookmark
		}
	}
	walk(nil, 1)
	return all
}

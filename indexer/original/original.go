// Package original gives out the files that documents were made of, as long as they
// are what was indexed, and pictures of their pages. It may import indexer, search
// and doc.
package original

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"time"

	"github.com/izde/izde/indexer"
	"github.com/izde/izde/indexer/extract/pdf"
	"github.com/izde/izde/search/doc"
)

// drawTime is how long a picture may take. The time of the request does not count:
// the first picture waits for the program that draws it, and is kept.
const drawTime = 30 * time.Second

// Drawer draws pages of PDFs; *pdf.Reader is one.
type Drawer interface {
	Render(ctx context.Context, data []byte, page, dpi int, format pdf.Format) (*pdf.Image, error)
}

// Files are the files of documents, where they stood when they were indexed.
type Files struct {
	drawer Drawer
	cache  cache
}

// New returns files whose pictures are kept in a folder, of at most size bytes.
func New(drawer Drawer, folder string, size int64) *Files {
	return &Files{drawer, cache{folder: folder, max: size}}
}

// Kept says how many pictures were asked for that were kept, and how many that were not.
func (f *Files) Kept() (hits, misses int64) { return f.cache.hits.Load(), f.cache.misses.Load() }

// Original returns the file of a document.
func (f *Files) Original(_ context.Context, d *doc.Document) ([]byte, error) {
	return indexer.Original(d)
}

// Picture draws a page, which counts from 1, with marks on it.
func (f *Files) Picture(ctx context.Context, d *doc.Document, page, dpi int, asJPEG bool, marks []doc.Quad) ([]byte, error) {
	if page < 1 || page > len(d.Pages) {
		return nil, fmt.Errorf("%s has no page %d", d.Source, page)
	}
	sum := sha256.Sum256(fmt.Append(nil, drawn, d.Digest, page, dpi, asJPEG, marks))
	key := hex.EncodeToString(sum[:])
	if data := f.cache.get(key); data != nil {
		return data, nil
	}
	file, err := indexer.Original(d)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), drawTime)
	defer cancel()
	format := pdf.PNG
	if asJPEG && len(marks) == 0 {
		format = pdf.JPEG
	}
	picture, err := f.drawer.Render(ctx, file, page-1, dpi, format)
	if err != nil {
		return nil, fmt.Errorf("drawing page %d of %s: %w", page, d.Source, err)
	}
	data := picture.Data
	if len(marks) > 0 {
		if data, err = mark(data, &d.Pages[page-1], marks, asJPEG); err != nil {
			return nil, fmt.Errorf("marking page %d of %s: %w", page, d.Source, err)
		}
	}
	f.cache.put(key, data)
	return data, nil
}

// drawn changes whenever the same page may be drawn otherwise.
const drawn = "1"

// highlight is the colour of marks, as a marker pen's.
var highlight = color.RGBA{255, 224, 102, 255}

// mark colours quads of a page, as ink on paper: what is dark stays dark.
func mark(picture []byte, page *doc.Page, quads []doc.Quad, asJPEG bool) ([]byte, error) {
	from, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		return nil, err
	}
	to := image.NewRGBA(from.Bounds())
	draw.Draw(to, to.Bounds(), from, from.Bounds().Min, draw.Src)
	width, height := page.Shown()
	sx, sy := float32(to.Rect.Dx())/width, float32(to.Rect.Dy())/height
	marked := image.NewAlpha(to.Bounds()) // so that what quads share is coloured once
	for _, q := range quads {
		left, top, right, bottom := page.Box(q)
		area := image.Rect(int(left*sx)-1, int(top*sy)-1, int(right*sx)+1, int(bottom*sy)+1).Intersect(to.Bounds())
		draw.Draw(marked, area, image.Opaque, image.Point{}, draw.Src)
	}
	for i, a := range marked.Pix {
		if a == 0 {
			continue
		}
		at := marked.Rect.Min.Y + i/marked.Stride
		p := to.Pix[to.PixOffset(to.Rect.Min.X+i%marked.Stride, at):]
		p[0], p[1], p[2] = multiply(p[0], highlight.R), multiply(p[1], highlight.G), multiply(p[2], highlight.B)
	}
	var out bytes.Buffer
	if asJPEG {
		err = jpeg.Encode(&out, to, &jpeg.Options{Quality: 85})
	} else {
		err = png.Encode(&out, to)
	}
	return out.Bytes(), err
}

func multiply(a, b uint8) uint8 { return uint8(int(a) * int(b) / 255) }

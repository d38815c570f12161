package pdf

// The child's side: one file after the other, until the parent closes the pipe.

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"image/jpeg"
	"image/png"
	"io"
	"math"
	"runtime/debug"

	"github.com/klippa-app/go-pdfium/requests"
)

// retireAt is how much of the guest's memory may stay in use: it never shrinks.
const retireAt = 64 << 20

// Serve answers the requests of a Reader until in ends. It is all that the child
// process does: izde calls it for the hidden command that Options.Command names.
// The end of in also stops a request that is being answered, by returning.
func Serve(in io.Reader, out io.Writer) error {
	debug.SetGCPercent(50)
	debug.SetMemoryLimit(160 << 20) // what compiling PDFium needs; the guest's memory is apart
	type request struct {
		kind byte
		body []byte
	}
	asked := make(chan request)
	gone := make(chan struct{})
	var broken error
	go func() {
		defer close(gone)
		buffered := bufio.NewReader(in)
		for {
			kind, body, err := readFrame(buffered)
			if err != nil {
				if !errors.Is(err, io.EOF) {
					broken = fmt.Errorf("reading a request: %w", err)
				}
				return
			}
			asked <- request{kind, body}
		}
	}()
	s := &server{out: out}
	answered := make(chan error, 1)
	for {
		select {
		case r := <-asked:
			go func() { answered <- s.answer(r.kind, r.body) }()
		case <-gone:
			return broken
		}
		select {
		case err := <-answered:
			if err != nil || s.retired {
				return err
			}
		case <-gone:
			return broken
		}
	}
}

type server struct {
	out     io.Writer
	engine  *engine
	pages   int  // that a file may have
	retired bool // the next request is for a fresh child
}

// answer answers one request; its error is one of writing.
func (s *server) answer(kind byte, body []byte) error {
	var (
		reply  byte
		result func(*coder)
		err    error
	)
	switch kind {
	case frameStart:
		reply = frameReady
		err = s.start(body)
	case frameRead:
		reply = frameDocument
		var d *Document
		d, err = s.read(body)
		result = func(c *coder) { documentBody(c, d) }
	case frameRender:
		reply = frameImage
		var i *Image
		i, err = s.render(body)
		result = func(c *coder) { imageBody(c, i) }
	default:
		err = fmt.Errorf("unknown request %d", kind)
	}
	if err != nil {
		reply, result = frameFailed, func(c *coder) { failureBody(c, &err) }
	}
	if s.engine != nil && s.engine.memory.size > retireAt {
		s.retired = true
	}
	return writeFrame(s.out, reply, encode(func(c *coder) {
		c.flag(&s.retired)
		if result != nil {
			result(c)
		}
	}))
}

// startBody is the first request: the cache folder and the limit of pages.
func startBody(c *coder, cache *string, pages *int) {
	c.text(cache)
	number(c, pages)
}

func (s *server) start(body []byte) error {
	var cache string
	err := decode(body, func(c *coder) { startBody(c, &cache, &s.pages) })
	compiled := false
	if err == nil {
		s.engine, compiled, err = startEngine(cache)
	}
	// Compiling took hundreds of megabytes: another child starts without.
	s.retired = err != nil || compiled
	return err
}

// readRequest asks for the text of a file. Words were recognised on pages that have no
// text.
type readRequest struct {
	words []Word
	data  []byte
}

func readBody(c *coder, r *readRequest) {
	list(c, &r.words, func(c *coder, w *Word) {
		number(c, &w.Page)
		c.text(&w.Text)
		for _, v := range []*float32{&w.Left, &w.Top, &w.Right, &w.Bottom, &w.Base, &w.Size} {
			c.points(v)
		}
		number(c, &w.Confidence)
	})
	c.rest(&r.data)
}

func (s *server) read(body []byte) (*Document, error) {
	var r readRequest
	if err := decode(body, func(c *coder) { readBody(c, &r) }); err != nil {
		return nil, err
	}
	if s.engine == nil {
		return nil, errors.New("not started")
	}
	words := map[int][]Word{} // by page
	for _, w := range r.words {
		words[w.Page] = append(words[w.Page], w)
	}
	data := r.data
	body, r.data = nil, nil
	f, err := s.open(data)
	if err != nil {
		return nil, err
	}
	defer f.close()
	d := &Document{Outline: f.outline(), Meta: f.metadata(data)}
	if len(data) > retireAt/4 {
		s.retired = true
	}
	data = nil
	var pages []*page
	glyphs := 0
	for i := range f.pages {
		p, err := f.read(i)
		if err != nil {
			s.retired = true
			return nil, fmt.Errorf("page %d: %w", i+1, err)
		}
		if glyphs += len(p.glyphs); glyphs > fileGlyphs {
			s.retired = true
			return nil, fmt.Errorf("%w (%d characters, %d are read)", ErrTooLarge, glyphs, fileGlyphs)
		}
		s.retired = s.retired || p.Failed
		p.recognise(words[i])
		pages = append(pages, p)
		if err := writeFrame(s.out, frameProgress, nil); err != nil {
			return nil, err
		}
	}
	layout(d, pages)
	return d, nil
}

func (s *server) open(data []byte) (*file, error) {
	f, err := s.engine.open(data, s.pages)
	// What made PDFium stumble may have left it in disorder.
	s.retired = err != nil
	return f, err
}

// Image is a picture of a page. A point of the page takes Width/Page.Width
// pixels (of a page that is shown upright).
type Image struct {
	Width, Height int // pixels
	Data          []byte
}

// Format is a file format of pictures.
type Format uint8

// Formats of pictures.
const (
	PNG Format = iota
	JPEG
)

const (
	minDPI, maxDPI = 36, 300
	maxPixels      = 24 << 20 // of a picture: A4 at 300 dpi has 9 million
)

type renderRequest struct {
	page, dpi int
	format    Format
	data      []byte
}

func renderBody(c *coder, r *renderRequest) {
	number(c, &r.page)
	number(c, &r.dpi)
	number(c, &r.format)
	c.rest(&r.data)
}

func imageBody(c *coder, i *Image) {
	number(c, &i.Width)
	number(c, &i.Height)
	c.rest(&i.Data)
}

func (s *server) render(body []byte) (*Image, error) {
	var r renderRequest
	if err := decode(body, func(c *coder) { renderBody(c, &r) }); err != nil {
		return nil, err
	}
	if s.engine == nil {
		return nil, errors.New("not started")
	}
	f, err := s.open(r.data)
	if err != nil {
		return nil, err
	}
	defer f.close()
	if r.page < 0 || r.page >= f.pages {
		return nil, fmt.Errorf("%w: %d of %d", ErrPage, r.page+1, f.pages)
	}
	size, err := f.api.GetPageSize(&requests.GetPageSize{Page: f.page(r.page)})
	if err != nil {
		s.retired = true
		return nil, f.failure(err)
	}
	// A page of any size makes a picture of a bounded one.
	dpi := min(float64(r.dpi), math.Sqrt(maxPixels/(size.Width*size.Height))*72)
	if !(dpi >= 1) {
		return nil, fmt.Errorf("%w: page %d measures %g by %g points", ErrTooLarge, r.page+1, size.Width, size.Height)
	}
	rendered, err := f.api.RenderPageInDPI(&requests.RenderPageInDPI{Page: f.page(r.page), DPI: int(dpi)})
	if err != nil {
		s.retired = true
		return nil, f.failure(err)
	}
	defer rendered.Cleanup()
	picture := rendered.Result.RenderedImage
	var out bytes.Buffer
	if r.format == JPEG {
		err = jpeg.Encode(&out, picture, &jpeg.Options{Quality: 85})
	} else {
		err = (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&out, picture)
	}
	if err != nil {
		return nil, fmt.Errorf("encoding page %d: %w", r.page+1, err)
	}
	bounds := picture.Bounds()
	return &Image{Width: bounds.Dx(), Height: bounds.Dy(), Data: out.Bytes()}, nil
}

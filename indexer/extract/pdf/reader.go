package pdf

// The parent's side: children that read files, each under a deadline.

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Options of a Reader.
type Options struct {
	Command  []string      // starts a child that calls Serve on its standard input and output
	Cache    string        // folder of the compiled PDFium (20 MB), for Reader alone; without it each child compiles for seconds
	Children int           // processes at once; 0 means 1
	Pages    int           // of a file; 0 means 3,000
	PageTime time.Duration // for a page, and for opening a file; 0 means 20 s
	Time     time.Duration // for a file; 0 means 3 min
}

// startTime is how long a child may compile PDFium, on a slow and busy machine.
const startTime = 3 * time.Minute

// Reader reads PDFs in child processes. It may be used by several goroutines.
type Reader struct {
	options  Options
	slots    chan *child // nil: a child is yet to be started
	starting sync.Mutex  // held while a child starts: the first fills the cache
}

// NewReader returns a Reader that starts its children when they are needed.
func NewReader(o Options) *Reader {
	o.Children = max(o.Children, 1)
	if o.Pages == 0 {
		o.Pages = 3000
	}
	if o.PageTime == 0 {
		o.PageTime = 20 * time.Second
	}
	if o.Time == 0 {
		o.Time = 3 * time.Minute
	}
	r := &Reader{options: o, slots: make(chan *child, o.Children)}
	for range o.Children {
		r.slots <- nil
	}
	return r
}

// Close ends the children. No call may be under way.
func (r *Reader) Close() {
	for range r.options.Children {
		if c := <-r.slots; c != nil {
			c.kill()
		}
	}
}

// Read reads a PDF of up to 64 MiB. Its errors wrap one of those of this
// package; they say nothing about other files, which are read as before.
func (r *Reader) Read(ctx context.Context, data []byte) (*Document, error) {
	return r.ReadWith(ctx, data, nil)
}

// ReadWith is Read with words that were recognised on pages without text, in the order
// of reading; those on other pages are passed over.
func (r *Reader) ReadWith(ctx context.Context, data []byte, words []Word) (*Document, error) {
	if err := sniff(data); err != nil {
		return nil, err
	}
	body := encode(func(c *coder) { readBody(c, &readRequest{words, data}) })
	if len(body) > maxFrame {
		return nil, fmt.Errorf("%w: %d MB of recognised words", ErrTooLarge, (len(body)-len(data))>>20)
	}
	d := &Document{}
	err := r.ask(ctx, frameRead, body, frameDocument, func(c *coder) { documentBody(c, d) })
	if err == nil {
		err = d.check()
	}
	if err != nil {
		return nil, err
	}
	return d, nil
}

// Render draws a page, by its index, at 36 to 300 dots per inch; fewer if the
// page is so large that the picture would have more than 24 million pixels.
func (r *Reader) Render(ctx context.Context, data []byte, page, dpi int, format Format) (*Image, error) {
	if err := sniff(data); err != nil {
		return nil, err
	}
	if dpi < minDPI || dpi > maxDPI {
		return nil, fmt.Errorf("drawing a page at %d dpi: between %d and %d are drawn", dpi, minDPI, maxDPI)
	}
	request := renderRequest{page: page, dpi: dpi, format: format, data: data}
	i := &Image{}
	err := r.ask(ctx, frameRender, encode(func(c *coder) { renderBody(c, &request) }), frameImage, func(c *coder) { imageBody(c, i) })
	if err != nil {
		return nil, err
	}
	return i, nil
}

// sniff refuses what is no PDF without troubling a child.
func sniff(data []byte) error {
	switch {
	case len(data) == 0:
		return ErrEmpty
	case len(data) > maxFile:
		return fmt.Errorf("%w: %d MiB, at most %d are read", ErrTooLarge, len(data)>>20, maxFile>>20)
	case bytes.Contains(data[:min(len(data), 1024)], []byte("%PDF-")):
		return nil
	case len(bytes.TrimSpace(data)) == 0:
		return ErrEmpty
	}
	head := bytes.ToLower(bytes.TrimSpace(data[:min(len(data), 256)]))
	for prefix, format := range map[string]string{
		"pk\x03\x04": "a ZIP file, as DOCX, ODT and EPUB are", "<!doctype html": "HTML", "<html": "HTML", "<?xml": "XML",
		"{\\rtf": "RTF", "%!ps": "PostScript", "\xd0\xcf\x11\xe0": "an old Word file", "at&tform": "DjVu",
	} {
		if bytes.HasPrefix(head, []byte(prefix)) {
			return fmt.Errorf("%w but %s: name the file accordingly", ErrNotPDF, format)
		}
	}
	return fmt.Errorf("%w: it does not begin with %%PDF", ErrNotPDF)
}

// wellEnded reports whether a PDF has the mark of its end where it belongs.
func wellEnded(data []byte) bool {
	return bytes.Contains(data[max(0, len(data)-2048):], []byte("%%EOF"))
}

// ask has a child answer a request.
func (r *Reader) ask(ctx context.Context, kind byte, body []byte, reply byte, read func(*coder)) error {
	var c *child
	select {
	case c = <-r.slots:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { r.slots <- c }()
	for {
		fresh := c == nil
		if fresh {
			var err error
			if c, err = r.start(ctx); err != nil {
				return err
			}
		}
		err := c.ask(ctx, r.options, kind, body, reply, read)
		if c.dead || c.retired {
			c.kill()
			c = nil
		}
		// A child that had answered before may have died of something else.
		if !errors.Is(err, ErrCrash) || fresh {
			return err
		}
	}
}

// start starts a child that is ready to read. One that had to compile PDFium has
// grown large; it is replaced.
func (r *Reader) start(ctx context.Context) (*child, error) {
	r.starting.Lock()
	defer r.starting.Unlock()
	c, err := r.startOne(ctx)
	if err == nil && c.retired {
		c.kill()
		c, err = r.startOne(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("starting to read PDFs: %w", err)
	}
	return c, nil
}

func (r *Reader) startOne(ctx context.Context) (*child, error) {
	c := &child{cmd: exec.Command(r.options.Command[0], r.options.Command[1:]...)}
	c.cmd.Env = []string{} // nothing of the parent's is its business
	c.cmd.Stderr = &c.complaint
	in, err := c.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := c.cmd.Start(); err != nil {
		return nil, err
	}
	c.in, c.out = in, bufio.NewReader(out)
	limits := Options{PageTime: startTime, Time: startTime}
	err = c.ask(ctx, limits, frameStart, encode(func(w *coder) { startBody(w, &r.options.Cache, &r.options.Pages) }), frameReady, func(*coder) {})
	if err != nil {
		c.kill()
		return nil, err
	}
	return c, nil
}

// child is a process that runs Serve.
type child struct {
	cmd       *exec.Cmd
	in        io.WriteCloser
	out       *bufio.Reader
	complaint complaint
	dead      bool
	retired   bool
	once      sync.Once
}

func (c *child) kill() {
	c.once.Do(func() {
		c.dead = true
		c.cmd.Process.Kill()
		c.cmd.Wait()
	})
}

// ask sends a request and reads the answer. The process is killed when the
// context or its time ends, which also ends reading and writing.
func (c *child) ask(ctx context.Context, limits Options, kind byte, body []byte, reply byte, read func(*coder)) error {
	var late atomic.Bool
	expire := func() {
		late.Store(true)
		c.cmd.Process.Kill()
	}
	whole := time.AfterFunc(limits.Time, expire)
	step := time.AfterFunc(limits.PageTime, expire)
	cancelled := context.AfterFunc(ctx, func() { c.cmd.Process.Kill() })
	defer func() { whole.Stop(); step.Stop(); cancelled() }()

	got, answer := byte(0), []byte(nil)
	err := writeFrame(c.in, kind, body)
	for pages := 0; err == nil; pages++ {
		if got, answer, err = readFrame(c.out); got != frameProgress {
			break
		}
		step.Reset(limits.PageTime)
	}
	if err != nil {
		c.dead = true
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case late.Load():
			return fmt.Errorf("%w: %v for a page, %v for a file", ErrTime, limits.PageTime, limits.Time)
		}
		c.kill()
		return fmt.Errorf("%w: %s", ErrCrash, c.complaint.first(err))
	}
	var failed error
	err = decode(answer, func(d *coder) {
		d.flag(&c.retired)
		switch got {
		case reply:
			read(d)
		case frameFailed:
			failureBody(d, &failed)
		default:
			d.fail()
		}
	})
	if err != nil {
		c.dead = true // it has lost its way
		return fmt.Errorf("%w: %w", ErrCrash, err)
	}
	return failed
}

// complaint keeps the beginning of what a child writes to standard error.
type complaint struct {
	mu   sync.Mutex
	text []byte
}

func (c *complaint) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if free := 4096 - len(c.text); free > 0 {
		c.text = append(c.text, p[:min(free, len(p))]...)
	}
	return len(p), nil
}

// first is its first line, or err if there is none.
func (c *complaint) first(err error) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	line, _, _ := strings.Cut(strings.TrimSpace(string(c.text)), "\n")
	if line == "" {
		return err.Error()
	}
	return clean(line, 200)
}

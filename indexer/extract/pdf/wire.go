package pdf

// What parent and child say to each other: frames of a kind (one byte), a length
// (four bytes, big endian) and a body. Numbers of a body are varints, strings and
// lists begin with their length, positions are hundredths of a point. One
// function for each type (see documentBody) both writes and reads it. The parent
// believes nothing: lengths are held against what is left of the body, and a
// document is checked before it is handed on.

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"unicode/utf8"
)

// Kinds of frames. The parent asks, the child answers with any number of
// frameProgress and one other.
const (
	frameStart = iota + 1
	frameRead
	frameRender
	frameReady
	frameProgress // a page more was read
	frameDocument
	frameImage
	frameFailed
)

const (
	maxFile  = 64 << 20                   // bytes of a PDF
	maxFrame = maxFile + maxWords + 1<<10 // bytes of a frame's body
	maxWords = 32 << 20                   // bytes of recognised words
)

func writeFrame(w io.Writer, kind byte, body []byte) error {
	head := binary.BigEndian.AppendUint32([]byte{kind}, uint32(len(body)))
	if _, err := w.Write(head); err != nil {
		return err
	}
	_, err := w.Write(body)
	return err
}

func readFrame(r io.Reader) (kind byte, body []byte, err error) {
	var head [5]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return 0, nil, err
	}
	n := binary.BigEndian.Uint32(head[1:])
	if n > maxFrame {
		return 0, nil, fmt.Errorf("frame of %d bytes", n)
	}
	body = make([]byte, n)
	_, err = io.ReadFull(r, body)
	return head[0], body, err
}

var errWire = errors.New("malformed answer")

// coder writes values to body, or reads them from it.
type coder struct {
	body    []byte
	reading bool
	err     error
}

func encode(write func(*coder)) []byte {
	c := &coder{}
	write(c)
	return c.body
}

func decode(body []byte, read func(*coder)) error {
	c := &coder{body: body, reading: true}
	read(c)
	if c.err == nil && len(c.body) > 0 {
		c.fail()
	}
	return c.err
}

func (c *coder) fail() { c.err, c.body = errWire, nil }

func (c *coder) long(v *int64) {
	if !c.reading {
		c.body = binary.AppendVarint(c.body, *v)
		return
	}
	n, size := binary.Varint(c.body)
	if size <= 0 {
		c.fail()
		return
	}
	*v, c.body = n, c.body[size:]
}

func number[T ~int | ~int32 | ~uint8](c *coder, v *T) {
	n := int64(*v)
	c.long(&n)
	if c.reading {
		*v = T(n)
		if int64(*v) != n {
			c.fail()
		}
	}
}

func (c *coder) flag(v *bool) {
	var n uint8
	if *v {
		n = 1
	}
	number(c, &n)
	*v = n != 0
}

// position codes a length in points as the difference from *last.
func (c *coder) position(v *float32, last *int64) {
	at := int64(math.Round(float64(*v) * 100))
	delta := at - *last
	c.long(&delta)
	if c.reading {
		if at = *last + delta; at > 1e9 || at < -1e9 {
			c.fail()
			return
		}
		*v = float32(at) / 100
	}
	*last = at
}

func (c *coder) points(v *float32) { c.position(v, new(int64)) }

// size codes the length of something whose elements take a byte at least.
func (c *coder) size(n int) int {
	number(c, &n)
	if c.reading && (n < 0 || n > len(c.body)) {
		c.fail()
		return 0
	}
	return n
}

func (c *coder) text(v *string) {
	n := c.size(len(*v))
	if !c.reading {
		c.body = append(c.body, *v...)
		return
	}
	*v = string(c.body[:n])
	c.body = c.body[n:]
	if !utf8.ValidString(*v) {
		c.fail()
	}
}

// rest codes bytes that nothing follows.
func (c *coder) rest(v *[]byte) {
	if c.reading {
		*v, c.body = c.body, nil
	} else {
		c.body = append(c.body, *v...)
	}
}

func list[T any](c *coder, v *[]T, each func(*coder, *T)) {
	n := c.size(len(*v))
	if c.reading {
		*v = make([]T, 0, min(n, 4096))
	}
	for i := range n {
		if c.err != nil {
			return
		}
		if c.reading {
			*v = append(*v, *new(T))
		}
		each(c, &(*v)[i])
	}
}

func documentBody(c *coder, d *Document) {
	c.text(&d.Text)
	at := 0
	span := func(start, end *int) {
		from, length := *start-at, *end-*start
		number(c, &from)
		number(c, &length)
		if c.reading {
			*start, *end = at+from, at+from+length
		}
		at = *start
	}
	list(c, &d.Blocks, func(c *coder, b *Block) {
		number(c, &b.Kind)
		number(c, &b.Level)
		span(&b.Start, &b.End)
		number(c, &b.Page)
		number(c, &b.Glyphs)
	})
	at = 0
	list(c, &d.Lines, func(c *coder, l *Line) {
		span(&l.Start, &l.End)
		number(c, &l.Page)
		number(c, &l.Turn)
		c.points(&l.Low)
		c.points(&l.High)
		var last int64
		list(c, &l.Edges, func(c *coder, x *float32) { c.position(x, &last) })
		number(c, &l.Confidence)
	})
	at = 0
	list(c, &d.Repairs, func(c *coder, r *Repair) {
		span(&r.Start, &r.End)
		c.text(&r.Old)
		number(c, &r.Rule)
	})
	list(c, &d.Pages, func(c *coder, p *Page) {
		c.text(&p.Label)
		c.points(&p.Width)
		c.points(&p.Height)
		number(c, &p.Rotation)
		number(c, &p.Chars)
		number(c, &p.Unknown)
		c.flag(&p.Failed)
		c.flag(&p.Recognised)
	})
	list(c, &d.Outline, func(c *coder, b *Bookmark) {
		c.text(&b.Title)
		number(c, &b.Level)
		number(c, &b.Page)
	})
	m := &d.Meta
	for _, s := range []*string{&m.Title, &m.Author, &m.Subject, &m.Keywords, &m.Creator, &m.Producer, &m.Created, &m.Modified, &m.DOI} {
		c.text(s)
	}
	c.flag(&m.Repaired)
}

// check holds a document against what Document promises.
func (d *Document) check() error {
	at := 0
	bad := func(what string, i int) error { return fmt.Errorf("%w: %s %d", errWire, what, i) }
	// span reports whether a range follows the ranges before it and cuts no character.
	span := func(start, end int) bool {
		ok := start >= at && end >= start && end <= len(d.Text) &&
			(start == len(d.Text) || utf8.RuneStart(d.Text[start])) && (end == len(d.Text) || utf8.RuneStart(d.Text[end]))
		at = end
		return ok
	}
	page := func(i int) bool { return i >= 0 && i < len(d.Pages) }
	for i, b := range d.Blocks {
		if !span(b.Start, b.End) || !page(b.Page) || b.Kind > Furniture || b.Level < 0 || b.Level > 9 {
			return bad("block", i)
		}
	}
	at = 0
	for i, l := range d.Lines {
		if !span(l.Start, l.End) || !page(l.Page) || l.Turn < 0 || l.Turn > 3 || l.Confidence < 0 || l.Confidence > 100 || len(l.Edges) != utf8.RuneCountInString(d.Text[l.Start:l.End])+1 {
			return bad("line", i)
		}
	}
	at = 0
	for i, r := range d.Repairs {
		if !span(r.Start, r.End) || r.Rule > HanSpace {
			return bad("repair", i)
		}
	}
	for i, b := range d.Outline {
		if b.Page >= len(d.Pages) || b.Page < -1 {
			return bad("bookmark", i)
		}
	}
	return nil
}

// failures are the errors that travel, by number.
var failures = [...]error{ErrCrash, ErrNotPDF, ErrEmpty, ErrEncrypted, ErrTruncated, ErrBroken, ErrNoPages, ErrTooMany, ErrTooLarge, ErrTime, ErrPage}

// failureBody codes an error: the sentinel that it wraps and its text.
func failureBody(c *coder, err *error) {
	which, text := 0, ""
	if !c.reading {
		text = clean((*err).Error(), 1000)
		for i, sentinel := range failures {
			if errors.Is(*err, sentinel) {
				which = i
			}
		}
	}
	number(c, &which)
	c.text(&text)
	if c.reading {
		if which < 0 || which >= len(failures) {
			which = 0
		}
		*err = &failure{failures[which], text}
	}
}

// failure is an error of the child.
type failure struct {
	sentinel error
	text     string
}

func (f *failure) Error() string { return f.text }
func (f *failure) Unwrap() error { return f.sentinel }

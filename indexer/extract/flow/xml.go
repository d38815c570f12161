package flow

// This file reads XML as a stream of events. No entity is expanded but those of XML
// itself and the named characters of HTML, and nothing is read recursively.

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	xunicode "golang.org/x/text/encoding/unicode"
)

// MaxDepth is how deeply elements may be nested.
const MaxDepth = 512

// ErrDeep is a part whose elements are nested too deeply.
var ErrDeep = fmt.Errorf("its elements are nested more than %d deep, as in no document", MaxDepth)

// Handler takes the events of a part, with the bytes at which each stands. Names of
// elements are as Spaces gives them.
type Handler interface {
	Start(e *Element, start, end int)
	End(name string, start, end int)
	Text(text string, start, end int)
}

// Element is a start tag.
type Element struct {
	Name  string
	attrs []xml.Attr
	space Spaces
}

// NewElement returns a start tag whose attributes have plain names.
func NewElement(name string, attrs []xml.Attr) *Element { return &Element{Name: name, attrs: attrs} }

// Attr is the value of an attribute by its name without prefix, or with the prefix
// that Spaces gives its name space; "" if there is none.
func (e *Element) Attr(name string) string {
	value, _ := e.Lookup(name)
	return value
}

// Lookup is Attr that tells whether the element has the attribute.
func (e *Element) Lookup(name string) (string, bool) {
	for i := range e.attrs {
		a := &e.attrs[i]
		if a.Name.Local == name {
			return a.Value, true
		}
		if p := e.space[a.Name.Space]; p != "" && len(name) > len(p) && name[len(p)] == ':' && name[:len(p)] == p && name[len(p)+1:] == a.Name.Local {
			return a.Value, true
		}
	}
	return "", false
}

// Spaces gives the prefixes that names get by their name spaces, "" for none. Names
// of other spaces get "?".
type Spaces map[string]string

// Walk reads a part in UTF-8 (see UTF8). What is not well-formed ends it with an
// error that names the byte.
func Walk(data []byte, spaces Spaces, h Handler) error {
	if longTag(data) {
		return errLongTag
	}
	d := xml.NewDecoder(bytes.NewReader(data))
	d.Entity = xml.HTMLEntity
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // it is UTF-8 by now
	names := map[xml.Name]string{}
	name := func(n xml.Name) string {
		s, known := names[n]
		if !known {
			s = n.Local
			if p, ok := spaces[n.Space]; !ok {
				s = "?:" + s
			} else if p != "" {
				s = p + ":" + s
			}
			names[n] = s
		}
		return s
	}
	for depth := 0; ; {
		start := int(d.InputOffset())
		t, err := d.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("is no well-formed XML at byte %d: %w", start, err)
		}
		end := int(d.InputOffset())
		switch t := t.(type) {
		case xml.StartElement:
			if depth++; depth > MaxDepth {
				return ErrDeep
			}
			h.Start(&Element{name(t.Name), t.Attr, spaces}, start, end)
		case xml.EndElement:
			depth--
			h.End(name(t.Name), start, end)
		case xml.CharData:
			h.Text(string(t), start, end)
		}
	}
}

// maxTag bounds a start tag, whose attributes are kept together, in bytes.
const maxTag = 1 << 20

var errLongTag = fmt.Errorf("has a tag of more than %d MiB, as no document does", maxTag>>20)

// longTag reports whether a start tag is longer than any in a document.
func longTag(data []byte) bool {
	for {
		at := bytes.IndexByte(data, '<')
		if at < 0 {
			return false
		}
		data = data[at+1:]
		if len(data) == 0 || data[0] == '!' || data[0] == '?' {
			continue
		}
		quote := byte(0)
		end := 0
	tag:
		for ; end < len(data); end++ {
			switch c := data[end]; {
			case c == quote:
				quote = 0
			case quote == 0 && (c == '"' || c == '\''):
				quote = c
			case quote == 0 && c == '>':
				break tag
			}
		}
		if end > maxTag {
			return true
		}
		data = data[end:]
	}
}

// UTF8 returns a part of a file in UTF-8, which it is or which its byte order mark
// tells to be UTF-16. Places are bytes of the part in UTF-8.
func UTF8(data []byte) ([]byte, error) {
	if bytes.HasPrefix(data, []byte{0xFF, 0xFE}) || bytes.HasPrefix(data, []byte{0xFE, 0xFF}) {
		out, err := xunicode.UTF16(xunicode.LittleEndian, xunicode.ExpectBOM).NewDecoder().Bytes(data)
		if err != nil {
			return nil, fmt.Errorf("decoding UTF-16: %w", err)
		}
		return out, nil
	}
	if !utf8.Valid(data) {
		return nil, errors.New("is neither UTF-8 nor UTF-16")
	}
	return data, nil
}

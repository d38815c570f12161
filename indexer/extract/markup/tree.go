package markup

// This file reads XML 1.0 into a bounded tree. Document types are not read: of
// entities, characters by number, XML's five and the names that HTML has taken over
// from ISO 8879 are known, all others stay as written. Elements that are not closed
// end with the element around them.

import (
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/izde/izde/search/doc"
)

// Bounds of a tree.
const (
	maxDepth = 512
	maxNodes = 1_000_000
	maxTag   = 64 << 10 // bytes
)

// Element is an element of XML, or, without a name, a stretch of text.
type Element struct {
	Name     string // without its prefix
	Attrs    []xml.Attr
	Children []*Element
	Start    int // bytes of the XML, with the tags
	End      int
	source   *string
	literal  bool // a CDATA section
}

// Parse reads XML, which is UTF-8 whatever its declaration says. Where the XML breaks
// off, the tree holds what stands before that, and broken says where and why.
func Parse(text string) (root *Element, broken, err error) {
	text = strings.Map(allowed, text)
	if n := longestTag(text); n > maxTag {
		return nil, nil, fmt.Errorf("has a tag of %d bytes, which no document has", n)
	}
	d := decoder(text)
	top := &Element{}
	stack := []*Element{top}
	nodes := 0
	for {
		start := int(d.InputOffset())
		token, err := d.RawToken()
		end := int(d.InputOffset())
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			line, _ := d.InputPos()
			broken = fmt.Errorf("the XML breaks off in line %d (%w)", line, plain(err))
			break
		}
		if nodes++; nodes > maxNodes {
			return nil, nil, fmt.Errorf("has more than %d elements; split it", maxNodes)
		}
		last := stack[len(stack)-1]
		switch t := token.(type) {
		case xml.StartElement:
			if len(stack) > maxDepth {
				return nil, nil, fmt.Errorf("has elements more than %d deep, which no document has", maxDepth)
			}
			e := &Element{Name: t.Name.Local, Attrs: t.Attr, Start: start, End: end, source: &text}
			last.Children = append(last.Children, e)
			stack = append(stack, e)
		case xml.EndElement:
			for n := len(stack) - 1; n > 0; n-- {
				if stack[n].Name == t.Name.Local {
					for _, e := range stack[n:] {
						e.End = end
					}
					stack = stack[:n]
					break
				}
			}
		case xml.CharData:
			if end > start {
				last.Children = append(last.Children, &Element{Start: start, End: end, source: &text, literal: strings.HasPrefix(text[start:end], "<![CDATA[")})
			}
		}
	}
	for _, e := range stack {
		e.End = len(text)
	}
	for _, e := range top.Children {
		if e.Name != "" {
			return e, broken, nil
		}
	}
	if broken != nil {
		return nil, nil, broken
	}
	return nil, nil, errors.New("is named as XML and holds no element")
}

// longestTag is the length of the longest start tag: one with a million attributes
// would take far more memory than it has bytes.
func longestTag(text string) int {
	longest := 0
	for at := 0; ; {
		n := strings.IndexByte(text[at:], '<')
		if n < 0 {
			return longest
		}
		at += n + 1
		if at < len(text) && text[at] != '!' && text[at] != '?' {
			end := strings.IndexByte(text[at:], '>')
			if end < 0 {
				end = len(text) - at
			}
			longest = max(longest, end)
			at += end
		}
	}
}

// decoder cuts XML into tokens. The text is UTF-8, its declaration notwithstanding.
func decoder(text string) *xml.Decoder {
	d := xml.NewDecoder(strings.NewReader(text))
	d.Strict = false
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	return d
}

// allowed replaces a character that XML does not allow by one of the same length.
func allowed(r rune) rune {
	switch {
	case r < ' ' && r != '\t' && r != '\n' && r != '\r':
		return ' '
	case r == 0xFFFE || r == 0xFFFF:
		return utf8.RuneError
	}
	return r
}

// plain is the reason of a syntax error, without the line that is told beside it.
func plain(err error) error {
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) {
		return errors.New(syntax.Msg)
	}
	return err
}

// RootName is the name of the element that XML begins with, "" if text does not begin
// as XML does.
func RootName(text string) string {
	text = strings.TrimLeft(text, "\ufeff \t\r\n")
	if !strings.HasPrefix(text, "<") {
		return ""
	}
	const far = 64 << 10
	d := decoder(text[:min(len(text), far)])
	for {
		switch token, err := d.RawToken(); t := token.(type) {
		case xml.StartElement:
			return t.Name.Local
		case xml.CharData:
			if strings.TrimSpace(string(t)) != "" {
				return ""
			}
		default:
			if err != nil {
				return ""
			}
		}
	}
}

// Attr is the value of an attribute, whatever its prefix; "" if there is none.
func (e *Element) Attr(name string) string {
	if e != nil {
		for _, a := range e.Attrs {
			if a.Name.Local == name {
				return strings.TrimSpace(a.Value)
			}
		}
	}
	return ""
}

// Is reports whether e has one of the names.
func (e *Element) Is(names ...string) bool {
	for _, n := range names {
		if e != nil && e.Name == n {
			return true
		}
	}
	return false
}

// Child is the first child of one of the names, nil if there is none.
func (e *Element) Child(names ...string) *Element {
	if e != nil {
		for _, c := range e.Children {
			if c.Is(names...) {
				return c
			}
		}
	}
	return nil
}

// Path follows the first children of the names downwards.
func (e *Element) Path(names ...string) *Element {
	for _, n := range names {
		e = e.Child(n)
	}
	return e
}

// All are the children of one of the names.
func (e *Element) All(names ...string) []*Element {
	var all []*Element
	if e != nil {
		for _, c := range e.Children {
			if c.Is(names...) {
				all = append(all, c)
			}
		}
	}
	return all
}

// Find is the first element of one of the names below e, nil if there is none.
func (e *Element) Find(names ...string) *Element {
	if e != nil {
		for _, c := range e.Children {
			if c.Is(names...) {
				return c
			}
			if found := c.Find(names...); found != nil {
				return found
			}
		}
	}
	return nil
}

// FindAll are the elements of one of the names below e that are not below another
// one of them.
func (e *Element) FindAll(names ...string) []*Element {
	var all []*Element
	if e != nil {
		for _, c := range e.Children {
			if c.Is(names...) {
				all = append(all, c)
			} else {
				all = append(all, c.FindAll(names...)...)
			}
		}
	}
	return all
}

// Lang is the language that the element states, as far as izde has a row for it.
func (e *Element) Lang() doc.Lang { return LangOf(e.Attr("lang")) }

// LangOf reads a language tag or name; "" if izde does not know the language.
func LangOf(tag string) doc.Lang {
	tag, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
	tag, _, _ = strings.Cut(tag, "_")
	if tag == "" {
		return ""
	}
	if l := doc.LangNamed(tag); l != "" {
		return l
	}
	if doc.LangNames(doc.Lang(tag)) != nil {
		return doc.Lang(tag)
	}
	return ""
}

// Short is String if e is short, "" otherwise.
func (e *Element) Short() string {
	const most = 400 // bytes
	if e.End-e.Start > most {
		return ""
	}
	return e.String()
}

// String is the text below e, white space folded.
func (e *Element) String() string {
	if e == nil {
		return ""
	}
	var b strings.Builder
	e.appendText(&b)
	return strings.Join(strings.Fields(b.String()), " ")
}

func (e *Element) appendText(b *strings.Builder) {
	if e.Name == "" {
		e.each(func(r rune, _, _ int) { b.WriteRune(r) }, nil)
	}
	for _, c := range e.Children {
		c.appendText(b)
	}
}

// Blank reports whether e is white space.
func (e *Element) Blank() bool {
	return e.Name == "" && strings.TrimSpace((*e.source)[e.Start:e.End]) == ""
}

// Write writes a stretch of text.
func (e *Element) Write(b *Builder) {
	e.each(b.Rune, func(entity string) {
		b.Note("the entity " + entity + " is not known and stays as written")
	})
}

// longestEntity bounds the name of an entity in bytes.
const longestEntity = 40

// each calls add with the characters of a stretch of text and the bytes of the XML
// that stand for each.
func (e *Element) each(add func(r rune, start, end int), unknown func(entity string)) {
	from, to := e.Start, e.End
	if e.literal {
		from, to = from+len("<![CDATA["), to-len("]]>")
	}
	text := *e.source
	for i := from; i < to; {
		if text[i] == '&' && !e.literal {
			if n := strings.IndexByte(text[i:min(to, i+longestEntity)], ';'); n > 1 {
				entity := text[i : i+n+1]
				value := html.UnescapeString(entity)
				if value != entity && (len(value) == 1 || !strings.HasSuffix(value, ";")) {
					for _, r := range value {
						add(r, i, i+n+1)
					}
					i += n + 1
					continue
				}
				if unknown != nil && !strings.ContainsAny(entity, " \n\t") {
					unknown(entity)
				}
			}
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if r == '\r' {
			r = '\n'
		}
		add(r, i, i+size)
		i += size
	}
}

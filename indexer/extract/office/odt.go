package office

// This file reads ODT.

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/izde/izde/indexer/extract/archive"
	"github.com/izde/izde/indexer/extract/flow"
)

// IsODT reports whether an archive is a text of OpenDocument; another reports whether
// it is an OpenDocument of another kind.
func IsODT(a *archive.Archive) (text, another bool) {
	kind, err := a.Read("mimetype")
	if err != nil {
		return a.Has("content.xml") && a.Has("META-INF/manifest.xml"), false
	}
	const odf = "application/vnd.oasis.opendocument."
	rest, is := strings.CutPrefix(strings.TrimSpace(string(kind)), odf)
	text = is && strings.HasPrefix(rest, "text")
	return text, is && !text
}

// textSpaces are the name spaces of ODT.
var textSpaces = flow.Spaces{
	"urn:oasis:names:tc:opendocument:xmlns:office:1.0":   "office",
	"urn:oasis:names:tc:opendocument:xmlns:text:1.0":     "text",
	"urn:oasis:names:tc:opendocument:xmlns:table:1.0":    "table",
	"urn:oasis:names:tc:opendocument:xmlns:style:1.0":    "style",
	"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0":  "draw",
	"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0": "manifest",
	"http://www.w3.org/1999/xlink":                       "xlink",
	"http://www.w3.org/1998/Math/MathML":                 "",
}

// ODT reads a text of OpenDocument. Its error is ErrPassword or tells which part is
// not as it should be.
func ODT(a *archive.Archive) (*flow.Document, error) {
	encrypted := false
	err := walk(a, "META-INF/manifest.xml", textSpaces, &values{on: func(_ []string, e *flow.Element) {
		encrypted = encrypted || e.Name == "manifest:encryption-data"
	}})
	switch {
	case encrypted:
		return nil, ErrPassword
	case optional(err) != nil:
		return nil, err
	}
	o := &odt{a: a, styles: map[string]*odtStyle{}, lists: map[string][]level{}}
	if err := optional(o.read("styles.xml")); err != nil {
		return nil, err
	}
	edges := o.Drafts
	o.Drafts = nil
	if err := o.read("content.xml"); err != nil {
		return nil, err
	}
	for i := range edges {
		edges[i].Kind = flow.Furniture
	}
	o.Drafts = append(o.Drafts, edges...)
	d, err := o.Document()
	if err != nil {
		return nil, err
	}
	return d, properties(a, "meta.xml", d)
}

// outline is the name of the list of headings.
const outline = "\x00outline"

// odt is the state of reading.
type odt struct {
	flow.Writer
	a      *archive.Archive
	styles map[string]*odtStyle
	lists  map[string][]level // by name of the list's style
	style  *odtStyle          // that is read
	list   string             // whose levels are read

	path     []string
	skip     int    // depth of the element that is left out, 0 if none is
	contents int    // depth of the table of contents or index that is read
	mark     string // of the note that is read
	paras    []odtPara
	spans    []odtSpan
	nested   []odtList
	last     map[string]*counters // of the lists before, by style
	headings counters
	cells    []odtCell
}

// odtStyle is a style of paragraphs or characters.
type odtStyle struct {
	name, parent   string
	raised, hidden bool
	weight         string // of the font, "" if it says none
	list           string
}

// odtSpan is a stretch of characters that is open.
type odtSpan struct {
	raised bool
	weight string
}

// odtPara is a paragraph that is read.
type odtPara struct {
	kind   flow.Kind
	level  int
	number string
	weight string // of its font
	within bool   // it is part of a note
}

// odtList is a list that is open.
type odtList struct {
	style    string
	counters *counters
	item     bool // an item has begun whose number has not been shown
}

// odtCell is a cell that is open.
type odtCell struct {
	repeated int
	from     int // how much text was written before it
}

func (o *odt) read(name string) error {
	o.Part = name
	return walk(o.a, name, textSpaces, o)
}

// aside are the elements whose content is not shown.
var aside = map[string]bool{
	"text:tracked-changes": true, "office:annotation": true, "office:forms": true, "text:ruby-text": true, "office:scripts": true,
	"?:title": true, "?:desc": true, "text:index-title-template": true, "office:event-listeners": true, "draw:image": true,
}

// indexes are the elements of tables of contents and the like, which repeat what
// stands elsewhere.
var indexes = map[string]bool{
	"text:table-of-content": true, "text:illustration-index": true, "text:table-index": true, "text:object-index": true,
	"text:user-index": true, "text:alphabetical-index": true,
}

func (o *odt) Start(e *flow.Element, start, end int) {
	o.path = append(o.path, e.Name)
	if o.skip > 0 {
		return
	}
	if aside[e.Name] {
		o.skip = len(o.path)
		return
	}
	if indexes[e.Name] && o.contents == 0 {
		o.contents = len(o.path)
	}
	switch e.Name {
	case "text:p", "text:h":
		o.begin(e, start)
	case "text:span":
		s := o.styles[e.Attr("style-name")]
		if s != nil && s.hidden {
			o.skip = len(o.path)
			return
		}
		x := odtSpan{raised: s != nil && s.raised}
		if s != nil && s.weight != "" {
			x.weight = s.weight
		} else if n := len(o.spans); n > 0 {
			x.weight = o.spans[n-1].weight
		}
		o.spans = append(o.spans, x)
	case "text:s", "text:tab":
		o.Write(" ")
	case "text:line-break":
		o.Break()
	case "text:note":
		o.mark = ""
	case "text:note-body":
		o.Begin(flow.Note, 0, start, 0)
		o.spans = append(o.spans, odtSpan{})
	case "text:list":
		o.beginList(e)
	case "text:list-item":
		if n := len(o.nested); n > 0 {
			o.nested[n-1].item = true
		}
	case "table:table":
		o.BeginTable(start, 0)
	case "table:table-row":
		o.Row()
	case "table:table-cell", "table:covered-table-cell":
		// The cells that a wide one covers are elements of their own.
		c := odtCell{from: o.Size()}
		c.repeated, _ = strconv.Atoi(e.Attr("number-columns-repeated"))
		o.cells = append(o.cells, c)
		o.BeginCell()
	case "draw:object":
		o.formula(e.Attr("href"))
	default:
		o.define(e)
	}
}

// define reads an element of a style.
func (o *odt) define(e *flow.Element) {
	switch e.Name {
	case "style:style":
		o.style = &odtStyle{name: strings.ToLower(e.Attr("name")), parent: e.Attr("parent-style-name"), list: e.Attr("list-style-name")}
		if shown := e.Attr("display-name"); shown != "" {
			o.style.name = strings.ToLower(shown)
		}
		o.styles[e.Attr("name")] = o.style
	case "style:text-properties":
		if o.style != nil && above(o.path, 2) == "style:style" {
			o.style.raised = strings.HasPrefix(e.Attr("text-position"), "super") || strings.HasPrefix(e.Attr("text-position"), "3")
			o.style.hidden = e.Attr("display") == "none"
			o.style.weight = e.Attr("font-weight")
		}
	case "text:list-style":
		o.list = e.Attr("name")
	case "text:outline-style":
		o.list = outline
	case "text:list-level-style-number", "text:outline-level-style", "text:list-level-style-bullet":
		at, err := strconv.Atoi(e.Attr("level"))
		if err != nil || at < 1 || at > maxLevel {
			return
		}
		for len(o.lists[o.list]) < at {
			o.lists[o.list] = append(o.lists[o.list], level{start: 1})
		}
		l := level{start: 1, format: "bullet"}
		if e.Name != "text:list-level-style-bullet" {
			l.format = odtFormat(e.Attr("num-format"))
			if n, err := strconv.Atoi(e.Attr("start-value")); err == nil {
				l.start = n
			}
			shown, _ := strconv.Atoi(e.Attr("display-levels"))
			var parts []string
			for k := max(at-shown, 0); k < at-1; k++ {
				parts = append(parts, "%"+strconv.Itoa(k+1))
			}
			if l.format != "none" {
				l.text = e.Attr("num-prefix") + strings.Join(append(parts, "%"+strconv.Itoa(at)), ".") + e.Attr("num-suffix")
			}
		}
		o.lists[o.list][at-1] = l
	}
}

// odtFormat is the format of numbers by the name that DOCX has for it.
func odtFormat(format string) string {
	switch f := strings.TrimSpace(format); {
	case f == "":
		return "none"
	case f == "i":
		return "lowerRoman"
	case f == "I":
		return "upperRoman"
	case f == "a":
		return "lowerLetter"
	case f == "A":
		return "upperLetter"
	case strings.HasPrefix(f, "Б"):
		return "russianUpper"
	case strings.HasPrefix(f, "б"):
		return "russianLower"
	case strings.HasPrefix(f, "一"):
		return "chineseCounting"
	}
	return "decimal"
}

func (o *odt) beginList(e *flow.Element) {
	l := odtList{style: e.Attr("style-name"), counters: &counters{}}
	if n := len(o.nested); n > 0 {
		l.counters = o.nested[n-1].counters
		if l.style == "" {
			l.style = o.nested[n-1].style
		}
	} else if e.Attr("continue-numbering") == "true" || e.Attr("continue-list") != "" {
		if o.last[l.style] != nil {
			l.counters = o.last[l.style]
		}
	}
	if o.last == nil {
		o.last = map[string]*counters{}
	}
	o.last[l.style] = l.counters
	o.nested = append(o.nested, l)
}

// begin opens a paragraph or a heading.
func (o *odt) begin(e *flow.Element, at int) {
	p := odtPara{kind: flow.Paragraph, within: above(o.path, 2) == "text:note-body"}
	if p.within {
		o.Break()
		o.paras = append(o.paras, p)
		return
	}
	id := e.Attr("style-name")
	const most = 20
	for range most {
		s := o.styles[id]
		if s == nil {
			s = &odtStyle{name: spelled(id)}
		}
		p.weight = cmp.Or(p.weight, s.weight)
		if kind, _, known := kindNamed(s.name); known && kind != flow.Heading {
			p.kind = kind
			break
		}
		if id = s.parent; id == "" {
			break
		}
	}
	if e.Name == "text:h" && p.kind != flow.Title {
		p.kind, p.level = flow.Heading, 1
		if n, err := strconv.Atoi(e.Attr("outline-level")); err == nil {
			p.level = min(max(n, 1), maxLevel)
		}
	}
	n := len(o.nested)
	switch {
	case n > 0 && o.nested[n-1].item:
		l := &o.nested[n-1]
		l.item = false
		p.number = l.counters.next(o.lists[l.style], n-1)
		if p.kind == flow.Paragraph {
			p.kind = flow.Item
		}
	case p.kind == flow.Heading && n == 0:
		p.number = o.headings.next(o.lists[outline], p.level-1)
	}
	if o.contents > 0 {
		p.kind = flow.Furniture
	}
	o.Begin(p.kind, p.level, at, 0)
	o.paras = append(o.paras, p)
}

func (o *odt) End(name string, start, end int) {
	depth := len(o.path)
	o.path = o.path[:depth-1]
	if o.skip > 0 {
		if o.skip == depth {
			o.skip = 0
		}
		return
	}
	if o.contents == depth {
		o.contents = 0
	}
	switch name {
	case "text:p", "text:h":
		n := len(o.paras)
		if n == 0 {
			return
		}
		p := o.paras[n-1]
		o.paras = o.paras[:n-1]
		if !p.within {
			o.Writer.End(p.number, end)
		}
	case "text:span":
		o.spans = o.spans[:max(0, len(o.spans)-1)]
	case "text:note-citation":
		o.Write(flow.Raised(o.mark))
	case "text:note-body":
		o.Writer.End(flow.Raised(o.mark), end)
		o.spans = o.spans[:max(0, len(o.spans)-1)]
	case "text:list":
		o.nested = o.nested[:max(0, len(o.nested)-1)]
	case "table:table-cell", "table:covered-table-cell":
		n := len(o.cells)
		if n == 0 {
			return
		}
		c := o.cells[n-1]
		o.cells = o.cells[:n-1]
		o.EndCell(1, 1)
		const short = 100 // bytes
		if o.Size()-c.from < short {
			o.RepeatCell(c.repeated - 1)
		}
	case "table:table":
		o.EndTable(end)
	}
}

func (o *odt) Text(text string, _, _ int) {
	n, weight := len(o.spans), ""
	if len(o.paras) > 0 {
		weight = o.paras[len(o.paras)-1].weight
	}
	if n > 0 && o.spans[n-1].weight != "" {
		weight = o.spans[n-1].weight
	}
	o.Bold = weight == "bold" || weight >= "600" && weight <= "900"
	switch {
	case o.skip > 0:
	case above(o.path, 1) == "text:note-citation":
		o.mark += strings.TrimSpace(text)
	case len(o.paras) == 0:
	case n > 0 && o.spans[n-1].raised:
		o.Raise(text)
	default:
		o.Write(text)
	}
}

// formula adds a formula, which is a part of its own.
func (o *odt) formula(link string) {
	name := archive.Join(o.Part, strings.TrimPrefix(link, "./"))
	if name == "" || !o.a.Has(name+"/content.xml") || len(o.paras) == 0 {
		return
	}
	f := &formulaPart{}
	if err := walk(o.a, name+"/content.xml", textSpaces, f); err == nil && f.math {
		o.Write(f.String())
	}
}

// formulaPart reads a part whose root is a formula.
type formulaPart struct {
	flow.Formula
	begun, math bool
}

func (f *formulaPart) Start(e *flow.Element, _, _ int) {
	if !f.begun {
		f.begun, f.math = true, e.Name == "math"
	}
	f.Formula.Start(e)
}

func (f *formulaPart) End(string, int, int)       { f.Formula.End() }
func (f *formulaPart) Text(text string, _, _ int) { f.Formula.Text(text) }

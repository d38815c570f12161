package office

// This file reads the text of a DOCX.

import (
	"cmp"
	"errors"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/izde/izde/indexer/extract/archive"
	"github.com/izde/izde/indexer/extract/flow"
)

// mainPart is the part with the text where nothing else is said.
const mainPart = "word/document.xml"

// IsOOXML reports whether an archive is a file of Microsoft Office of today.
func IsOOXML(a *archive.Archive) bool { return a.Has("[Content_Types].xml") }

// Word reads a DOCX. Its error tells which part is not as it should be, or that the
// file is none of Word's.
func Word(a *archive.Archive) (*flow.Document, error) {
	roots, err := relations(a, "")
	if err != nil {
		return nil, err
	}
	main := mainPart
	for _, r := range roots {
		if r.kind == "officeDocument" {
			main = r.part
		}
	}
	switch path.Dir(main) {
	case "xl":
		return nil, errors.New("is a spreadsheet; save its text as .docx or .pdf")
	case "ppt":
		return nil, errors.New("is a presentation; save it as .pdf")
	}
	d := &word{a: a, notes: map[string][]flow.Draft{}}
	parts, err := relations(a, main)
	if err != nil {
		return nil, err
	}
	var edges []string // headers and footers
	var notes []relation
	for _, r := range parts {
		var err error
		switch r.kind {
		case "styles":
			d.styles, err = readStyles(a, r.part)
		case "numbering":
			d.lists, err = readNumbering(a, r.part)
		case "footnotes", "endnotes":
			notes = append(notes, r)
		case "header", "footer":
			edges = append(edges, r.part)
		}
		if optional(err) != nil {
			return nil, err
		}
	}
	for _, r := range notes {
		if err := d.readNotes(r); err != nil {
			return nil, err
		}
	}
	if err := d.read(main); err != nil {
		return nil, err
	}
	if err := d.readEdges(edges); err != nil {
		return nil, err
	}
	out, err := d.Document()
	if err != nil {
		return nil, err
	}
	if d.embedded > 0 {
		out.Notes = append(out.Notes, fmt.Sprintf("%d embedded objects are not read: formulas of the old equation editor, sheets, other files", d.embedded))
	}
	return out, properties(a, "docProps/core.xml", out)
}

// word is the state of reading.
type word struct {
	flow.Writer
	a        *archive.Archive
	styles   map[string]*style
	lists    map[string]*list
	notes    map[string][]flow.Draft // by "footnote" or "endnote" and id
	numbers  map[string]int          // of notes so far, by the same
	embedded int

	path    []string
	skip    int // depth of the element that is left out, 0 if none is
	paras   []*para
	carried bool // the block of a paragraph whose mark is deleted is open
	run     run
	fields  []field
	boxes   []box
	formula *flow.Formula
	choices []bool // alternatives: one has been read
	cells   []int  // the columns that each takes
	dropped []bool // by table: its row is deleted
	note    string // the key of the note that is read, "" if none is
}

// para is a paragraph that is read.
type para struct {
	style       string
	outline     string
	list, level string
	deleted     bool // its mark is: the next paragraph goes on with it
	contents    bool // it stands in a table of contents
	within      bool // it has no block of its own: it is part of a note
	run         run  // around it, if it stands in a box
}

// run is how characters are set.
type run struct {
	hidden, raised bool
	bold           string // value of b, "" where the style of the paragraph says it
	symbols        string // the font, if it is one of symbols
}

// field is a field that has begun: its code comes before its result.
type field struct {
	result   bool
	code     string
	contents bool
}

// box is a structured document tag.
type box struct{ contents, placeholder bool }

// read reads a part.
func (d *word) read(name string) error {
	d.Part = name
	return walk(d.a, name, wordSpaces, d)
}

// left are the elements whose content is not shown, or not as it was changed to.
var left = map[string]bool{
	"w:del": true, "w:moveFrom": true, "w:pPrChange": true, "w:rPrChange": true, "w:tblPrChange": true, "w:trPrChange": true,
	"w:tcPrChange": true, "w:sectPrChange": true, "w:tblGridChange": true, "w:numberingChange": true, "w:rt": true,
}

func (d *word) Start(e *flow.Element, start, end int) {
	d.path = append(d.path, e.Name)
	if d.skip > 0 {
		return
	}
	if d.formula != nil {
		d.formula.Start(e)
		return
	}
	over := above(d.path, 2)
	// Within the properties of a mark or a row w:del says that it is deleted.
	property := strings.HasSuffix(over, "Pr") && !strings.HasSuffix(e.Name, "Change")
	if left[e.Name] && !property || e.Name == "mc:Fallback" && len(d.choices) > 0 && d.choices[len(d.choices)-1] {
		d.skip = len(d.path)
		return
	}
	value := e.Attr("val")
	switch e.Name {
	case "w:p":
		d.begin(start)
	case "w:tbl":
		d.settle(start)
		d.BeginTable(start, 0)
		d.dropped = append(d.dropped, false)
	case "w:tr":
		d.Row()
	case "w:tc":
		d.cells = append(d.cells, 1)
		d.BeginCell()
	case "w:gridSpan":
		if n := len(d.cells); n > 0 {
			d.cells[n-1], _ = strconv.Atoi(value)
		}
	case "w:r":
		d.run = run{}
	case "w:tab", "w:ptab":
		if over == "w:r" {
			d.write(" ")
		}
	case "w:br", "w:cr":
		if over == "w:r" && d.shown() {
			d.Break()
		}
	case "w:noBreakHyphen":
		d.write("-")
	case "w:sym":
		if code, err := strconv.ParseUint(e.Attr("char"), 16, 16); err == nil {
			d.write(symbols(string(rune(code)|0xF000), e.Attr("font")))
		}
	case "w:footnoteReference", "w:endnoteReference":
		d.refer(strings.TrimSuffix(strings.TrimPrefix(e.Name, "w:"), "Reference"), e)
	case "w:fldChar":
		d.field(e.Attr("fldCharType"))
	case "m:oMath":
		d.formula = &flow.Formula{}
		d.formula.Start(e)
	case "w:sdt":
		d.boxes = append(d.boxes, box{})
	case "w:docPartGallery":
		if n := len(d.boxes); n > 0 {
			d.boxes[n-1].contents = value == "Table of Contents"
		}
	case "w:showingPlcHdr":
		if n := len(d.boxes); n > 0 {
			d.boxes[n-1].placeholder = !off(value)
		}
	case "w:sdtContent":
		if n := len(d.boxes); n > 0 && d.boxes[n-1].placeholder {
			d.skip = len(d.path)
		}
	case "mc:AlternateContent":
		d.choices = append(d.choices, false)
	case "mc:Choice":
		if n := len(d.choices); n > 0 {
			d.choices[n-1] = true
		}
	case "w:altChunk", "o:OLEObject":
		d.embedded++
	case "w:footnote", "w:endnote":
		if e.Attr("type") != "" && e.Attr("type") != "normal" {
			d.skip = len(d.path)
			return
		}
		d.note = strings.TrimPrefix(e.Name, "w:") + e.Attr("id")
		d.Begin(flow.Note, 0, start, 0)
	default:
		d.property(e, over, value)
	}
}

// property reads an element that says how a paragraph, a run or a row is set.
func (d *word) property(e *flow.Element, over, value string) {
	if over == "w:rPr" && above(d.path, 3) == "w:r" {
		switch e.Name {
		case "w:vanish":
			d.run.hidden = !off(value)
		case "w:b":
			if d.run.bold = value; value == "" {
				d.run.bold = "1"
			}
		case "w:vertAlign":
			d.run.raised = value == "superscript"
		case "w:rFonts":
			if font := e.Attr("ascii"); symbolFont(font) {
				d.run.symbols = font
			}
		case "w:rStyle":
			d.chain(value, func(_ string, s *style) bool {
				d.run.hidden = d.run.hidden || s.hidden
				d.run.raised = d.run.raised || s.raised == "superscript"
				d.run.bold = cmp.Or(d.run.bold, s.bold)
				return false
			})
		}
		return
	}
	if e.Name == "w:del" && over == "w:trPr" && len(d.dropped) > 0 {
		d.dropped[len(d.dropped)-1] = true
	}
	if len(d.paras) == 0 {
		return
	}
	p := d.paras[len(d.paras)-1]
	switch e.Name {
	case "w:pStyle":
		p.style = value
	case "w:outlineLvl":
		p.outline = value
	case "w:numId":
		p.list = value
	case "w:ilvl":
		p.level = value
	case "w:del", "w:moveFrom":
		p.deleted = p.deleted || over == "w:rPr" && above(d.path, 3) == "w:pPr"
	}
}

func (d *word) End(name string, start, end int) {
	depth := len(d.path)
	d.path = d.path[:depth-1]
	if d.skip > 0 {
		if d.skip == depth {
			d.skip = 0
		}
		return
	}
	if d.formula != nil {
		if d.formula.End() {
			formula := d.formula.String()
			d.formula = nil
			d.write(formula)
		}
		return
	}
	switch name {
	case "w:p":
		d.end(end)
	case "w:tc":
		d.settle(start)
		n := len(d.cells)
		if n == 0 {
			return
		}
		d.EndCell(d.cells[n-1], 1)
		d.cells = d.cells[:n-1]
	case "w:tr":
		if n := len(d.dropped); n > 0 && d.dropped[n-1] {
			d.DropRow()
			d.dropped[n-1] = false
		}
	case "w:tbl":
		d.EndTable(end)
		d.dropped = d.dropped[:max(0, len(d.dropped)-1)]
	case "w:sdt":
		d.boxes = d.boxes[:max(0, len(d.boxes)-1)]
	case "mc:AlternateContent":
		d.choices = d.choices[:max(0, len(d.choices)-1)]
	case "w:txbxContent", "w:body", "w:hdr", "w:ftr":
		d.settle(start)
	case "w:footnote", "w:endnote":
		d.Writer.End("", end)
		d.notes[d.note] = d.Drafts
		d.note, d.Drafts = "", nil
	}
}

func (d *word) Text(text string, _, _ int) {
	switch {
	case d.skip > 0:
	case d.formula != nil:
		d.formula.Text(text)
	case above(d.path, 1) == "w:t":
		d.write(text)
	case above(d.path, 1) == "w:instrText" && len(d.fields) > 0:
		const enough = 16 // bytes
		if f := &d.fields[len(d.fields)-1]; !f.result && len(f.code) < enough {
			f.code += text
		}
	}
}

// shown reports whether characters are shown where they stand.
func (d *word) shown() bool {
	for _, f := range d.fields {
		if !f.result {
			return false
		}
	}
	return !d.run.hidden
}

// write adds characters to the paragraph.
func (d *word) write(text string) {
	if !d.shown() || len(d.paras) == 0 {
		return
	}
	p := d.paras[len(d.paras)-1]
	for _, f := range d.fields {
		p.contents = p.contents || f.contents
	}
	for _, b := range d.boxes {
		p.contents = p.contents || b.contents
	}
	bold := d.run.bold
	d.chain(p.style, func(_ string, s *style) bool {
		bold = cmp.Or(bold, s.bold)
		return bold != ""
	})
	d.Bold = bold != "" && !off(bold)
	switch {
	case d.run.symbols != "" || strings.ContainsFunc(text, private):
		d.Write(symbols(text, d.run.symbols))
	case d.run.raised:
		d.Raise(text)
	default:
		d.Write(text)
	}
}

// field begins a field, comes to its result, or ends it.
func (d *word) field(kind string) {
	const deepest = 64
	switch n := len(d.fields); {
	case kind == "begin" && n < deepest:
		d.fields = append(d.fields, field{})
	case kind == "separate" && n > 0:
		f := &d.fields[n-1]
		f.result = true
		f.contents = strings.HasPrefix(strings.TrimSpace(f.code), "TOC")
	case kind == "end" && n > 0:
		d.fields = d.fields[:n-1]
	}
}

// begin opens a paragraph.
func (d *word) begin(at int) {
	p := &para{run: d.run}
	switch {
	case d.carried:
		d.carried = false
	case d.note != "" && d.Open() && len(d.paras) == 0:
		p.within = true
		d.Break()
	default:
		d.Begin(flow.Paragraph, 0, at, 0)
	}
	d.paras = append(d.paras, p)
	d.run = run{}
}

// settle closes a paragraph whose mark is deleted and which no other goes on with.
func (d *word) settle(at int) {
	if d.carried {
		d.carried = false
		d.Writer.End("", at)
	}
}

// end closes a paragraph.
func (d *word) end(at int) {
	n := len(d.paras)
	if n == 0 {
		return
	}
	p := d.paras[n-1]
	d.paras = d.paras[:n-1]
	d.run = p.run
	switch {
	case p.within:
		return
	case p.deleted:
		d.carried = true
		return
	}
	kind, level := d.kind(p)
	number := d.number(p)
	const longestHeading = 1000 // bytes
	switch {
	case kind == flow.Heading && len(d.Writer.Text()) > longestHeading:
		kind, level = flow.Paragraph, 0
	case number != "" && kind == flow.Paragraph:
		kind = flow.Item
	}
	d.Set(kind, level)
	d.Writer.End(number, at)
}

// refer marks the place of a note and adds the note behind the paragraph.
func (d *word) refer(kind string, e *flow.Element) {
	drafts := d.notes[kind+e.Attr("id")]
	if len(drafts) == 0 || !d.shown() {
		return
	}
	delete(d.notes, kind+e.Attr("id"))
	if d.numbers == nil {
		d.numbers = map[string]int{}
	}
	if own := e.Attr("customMarkFollows"); own == "" || off(own) {
		d.numbers[kind]++
		mark := flow.Raised(strconv.Itoa(d.numbers[kind]))
		d.Write(mark)
		drafts[0].Text = mark + " " + drafts[0].Text
	}
	d.Add(drafts...)
}

// readNotes reads a part of footnotes or endnotes.
func (d *word) readNotes(r relation) error {
	n := &word{a: d.a, styles: d.styles, lists: d.lists, notes: map[string][]flow.Draft{}}
	if err := n.read(r.part); err != nil {
		return optional(err)
	}
	for key, drafts := range n.notes {
		d.notes[key] = drafts
	}
	return nil
}

// readEdges reads headers and footers, which are furniture; pages have them, the
// text has them once.
func (d *word) readEdges(parts []string) error {
	slices.Sort(parts)
	for _, part := range slices.Compact(parts) {
		first := len(d.Drafts)
		if err := optional(d.read(part)); err != nil {
			return err
		}
		for i := range d.Drafts[first:] {
			d.Drafts[first+i].Kind = flow.Furniture
		}
	}
	return nil
}

// Package html reads web pages as people save them, and the chapters of EPUBs, which
// are XHTML: blocks by their elements, the main text apart from what stands around it
// on every page of a site, and what the page says of itself. Nothing is left out but
// what no one reads on a page. It may import flow, doc and cite.
package html

import (
	"encoding/xml"
	"maps"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"github.com/izde/izde/indexer/extract/flow"
)

// Read reads a page, which is UTF-8 by now (see Charset). Places are ranges of it. Its
// error is flow.ErrBlocks.
func Read(page string) (*flow.Document, error) {
	r := NewReader()
	r.Tokens(page)
	r.MarkTitle(r.meta.titles()...)
	r.findMain()
	d, err := r.Document()
	if err != nil {
		return nil, err
	}
	d.Meta = r.meta.item()
	return d, nil
}

// Reader reads the elements of pages, one or several, into blocks.
type Reader struct {
	flow.Writer
	// Labels names the places of a page by the ids of elements: chapters of a book.
	Labels map[string]string

	meta    meta
	open    []element
	skip    int  // depth of the element that is left out, 0 if none is
	veiled  bool // it is not shown, but a formula in it is shown by other means
	leaves  []leaf
	root    *node
	formula *flow.Formula
	to      int    // where the last text of the open block ends
	prefix  string // of the open block
	label   string
}

// NewReader returns a reader.
func NewReader() *Reader { return &Reader{root: &node{}, leaves: []leaf{{}}} }

// element is an open element.
type element struct {
	name   string
	node   *node // the block that it stands in
	kind   flow.Kind
	marked bool // kind is that of what stands in it
	count  int  // of the items of a list, -1 for bullets
	style  string
	item   bool // an item whose number has not been shown
	spans  [2]int
	link   bool
	raised bool
	bold   bool
}

// node is an element of blocks, for telling which of them hold the main text.
type node struct {
	over  *node
	depth int
	name  string
	aside bool // it stands around the main text, as its name or role says
	main  bool
	prose int // bytes of prose in it
}

// leaf is a block of text.
type leaf struct {
	node   *node
	text   int // bytes
	linked int // bytes of links
}

// blocks are the elements that end a paragraph.
var blocks = set("address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html li main menu nav ol p pre search section summary table tbody td tfoot th thead tr ul optgroup option legend label")

// unread are the elements whose content is no text of the page.
var unread = set("script style template noscript svg iframe object canvas audio video map title textarea datalist rp rt head")

// void are the elements without content.
var void = set("area base br col embed hr img input link meta param source track wbr keygen")

// controls are the elements that one works the page with.
var controls = set("button select option label legend optgroup nav menu dialog search")

// closes are the elements that a start tag ends, up to one of the second list.
var closes = map[string][2]map[string]bool{
	"li":     {set("li"), set("ul ol menu dir")},
	"dt":     {set("dt dd"), set("dl")},
	"dd":     {set("dt dd"), set("dl")},
	"tr":     {set("tr td th"), set("table")},
	"td":     {set("td th"), set("table tr")},
	"th":     {set("td th"), set("table tr")},
	"tbody":  {set("tbody thead tfoot tr td th"), set("table")},
	"thead":  {set("tbody thead tfoot tr td th"), set("table")},
	"tfoot":  {set("tbody thead tfoot tr td th"), set("table")},
	"option": {set("option"), set("select")},
}

// A block ends the paragraph before it that stands in the same block.
var (
	paragraph    = set("p")
	notParagraph = func() map[string]bool {
		others := maps.Clone(blocks)
		delete(others, "p")
		return others
	}()
)

func set(names string) map[string]bool {
	s := map[string]bool{}
	for n := range strings.FieldsSeq(names) {
		s[n] = true
	}
	return s
}

// Tokens reads a page as HTML.
func (r *Reader) Tokens(page string) {
	z := html.NewTokenizer(strings.NewReader(page))
	for at := 0; !r.Full(); {
		kind := z.Next()
		start, end := at, at+len(z.Raw())
		at = end
		switch kind {
		case html.ErrorToken:
			r.Close(len(page))
			return
		case html.TextToken:
			r.Text(string(z.Text()), start, end)
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			e := string(name)
			var attrs []xml.Attr
			for more {
				var key, value []byte
				key, value, more = z.TagAttr()
				attrs = append(attrs, xml.Attr{Name: xml.Name{Local: string(key)}, Value: string(value)})
			}
			r.Start(flow.NewElement(e, attrs), start, end)
			if kind == html.SelfClosingTagToken && r.formula != nil {
				r.End(e, end, end) // in HTML itself "<x/>" but begins an element
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			r.End(string(name), start, end)
		}
	}
}

// Start reads a start tag.
func (r *Reader) Start(e *flow.Element, start, end int) {
	switch {
	case r.formula != nil && !blocks[e.Name]:
		r.formula.Start(e)
		return
	case r.formula != nil:
		r.endFormula(start, start) // its end tag is missing
	}
	r.meta.start(e)
	if r.skip > 0 && r.open[r.skip-1].name == "head" && blocks[e.Name] {
		r.closeTo(r.skip-1, start) // its end tag is missing
	}
	switch {
	case e.Name == "math" && (r.skip == 0 || r.veiled):
		r.formula = &flow.Formula{}
		r.formula.Start(e)
		return
	case r.skip > 0:
		if !void[e.Name] && len(r.open) < flow.MaxDepth {
			r.open = append(r.open, element{name: e.Name})
		}
		return
	case void[e.Name] && e.Name != "br" && e.Name != "hr":
		return
	}
	if id := e.Attr("id"); id != "" && r.Labels[id] != "" {
		r.flush()
		r.label = r.Labels[id]
	}
	if e.Name == "br" {
		if r.Writer.Open() {
			r.Break()
		}
		return
	}
	if c, ok := closes[e.Name]; ok {
		r.closeUpTo(c[0], c[1], start)
	}
	if blocks[e.Name] {
		r.closeUpTo(paragraph, notParagraph, start)
	}
	x := element{}
	if n := len(r.open); n > 0 {
		over := &r.open[n-1]
		x = element{kind: over.kind, marked: over.marked, link: over.link, raised: over.raised, bold: over.bold}
	}
	x.name, x.node, x.count = e.Name, r.node(), -1
	x.link = x.link || e.Name == "a" && e.Attr("href") != ""
	x.bold = x.bold || e.Name == "b" || e.Name == "strong"
	x.raised = x.raised || e.Name == "sup" || e.Attr("epub:type") == "noteref" || e.Attr("role") == "doc-noteref"
	if len(r.open) >= flow.MaxDepth {
		r.flush() // as browsers do, what is nested deeper stands beside
		return
	}
	if unread[e.Name] || !blocks[e.Name] && (hidden(e) || double(e)) {
		r.open = append(r.open, x)
		r.skip, r.veiled = len(r.open), !unread[e.Name]
		return
	}
	if blocks[e.Name] {
		r.flush()
		r.block(e, &x, start)
	}
	if e.Name != "hr" {
		r.open = append(r.open, x)
	}
}

// hidden reports whether an element is not shown. One of blocks may be folded up.
func hidden(e *flow.Element) bool {
	_, is := e.Lookup("hidden")
	style := strings.ReplaceAll(e.Attr("style"), " ", "")
	return is || strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden")
}

// double reports whether an element within a line shows what another one says to
// programs, or leads back from a note or to an editor.
func double(e *flow.Element) bool {
	return e.Attr("aria-hidden") == "true" || e.Attr("role") == "doc-backlink" || strings.Contains(e.Attr("class"), "editsection")
}

// node is the innermost open element of blocks.
func (r *Reader) node() *node {
	if n := len(r.open); n > 0 && r.open[n-1].node != nil {
		return r.open[n-1].node
	}
	return r.root
}

// block begins an element of blocks.
func (r *Reader) block(e *flow.Element, x *element, start int) {
	role := e.Attr("role")
	x.node = &node{over: x.node, depth: x.node.depth + 1, name: e.Name, main: e.Name == "main" || e.Name == "article" || role == "main" || role == "article",
		aside: aside(e)}
	as := func(kind flow.Kind) {
		if !x.marked || x.kind != flow.Furniture {
			x.kind, x.marked = kind, true
		}
	}
	switch {
	case hidden(e):
		as(flow.Furniture)
	case len(e.Name) == 2 && e.Name[0] == 'h' && e.Name[1] >= '1' && e.Name[1] <= '6':
		as(flow.Heading)
	case note(e):
		as(flow.Note)
	case e.Name == "pre":
		as(flow.Code)
	case e.Name == "figcaption" || e.Name == "caption":
		as(flow.Caption)
	case controls[e.Name]:
		as(flow.Furniture)
	}
	switch e.Name {
	case "ol", "ul", "menu", "dir":
		if x.style = e.Attr("type"); e.Name == "ol" {
			x.count = 0
			if n, err := strconv.Atoi(e.Attr("start")); err == nil {
				x.count = n - 1
			}
		}
	case "li":
		x.item = true
		for i := len(r.open) - 1; i >= 0; i-- {
			list := &r.open[i]
			if list.name != "ol" && list.name != "ul" && list.name != "menu" && list.name != "dir" {
				continue
			}
			if n, err := strconv.Atoi(e.Attr("value")); err == nil && list.count >= 0 {
				list.count = n - 1
			}
			if x.count = list.count; x.count >= 0 {
				list.count++
				x.count++
			}
			x.style = list.style
			break
		}
	case "table":
		r.BeginTable(start, r.leaf(x.node))
	case "tr":
		r.Row()
	case "td", "th":
		x.spans[0], _ = strconv.Atoi(e.Attr("colspan"))
		x.spans[1], _ = strconv.Atoi(e.Attr("rowspan"))
		r.BeginCell()
	}
}

// note reports whether an element is a note.
func note(e *flow.Element) bool {
	for _, name := range strings.Fields(strings.ToLower(e.Attr("epub:type") + " " + e.Attr("role") + " " + e.Attr("class"))) {
		if notes[name] {
			return true
		}
	}
	id := e.Attr("id")
	return e.Name == "div" && (strings.HasPrefix(id, "sdfootnote") || strings.HasPrefix(id, "sdendnote"))
}

// notes are what elements with a note are called: by their types and roles in books,
// by their classes in pages, among them those that word processors write.
var notes = set("footnote endnote rearnote doc-footnote doc-endnote msofootnotetext msoendnotetext")

// leaf gives a block a number.
func (r *Reader) leaf(n *node) int {
	r.leaves = append(r.leaves, leaf{node: n})
	return len(r.leaves) - 1
}

// closeUpTo closes the elements that are among some, up to one that is among others.
func (r *Reader) closeUpTo(some, others map[string]bool, at int) {
	for i := len(r.open) - 1; i >= 0 && !others[r.open[i].name]; i-- {
		if some[r.open[i].name] {
			r.closeTo(i, at)
		}
	}
}

// closeTo closes the open elements from the i-th on.
func (r *Reader) closeTo(i, at int) {
	for len(r.open) > i {
		x := r.open[len(r.open)-1]
		if len(r.open) == r.skip {
			r.skip = 0
		}
		if blocks[x.name] && x.node != nil {
			r.flush()
		}
		if r.skip == 0 {
			switch x.name {
			case "td", "th":
				r.EndCell(x.spans[0], x.spans[1])
			case "table":
				r.EndTable(at)
			}
		}
		r.open = r.open[:len(r.open)-1]
	}
}

// End reads an end tag; one that nothing is open for is left alone.
func (r *Reader) End(name string, start, end int) {
	if r.formula != nil {
		if r.formula.End() {
			r.endFormula(start, end)
		}
		return
	}
	r.meta.end(name)
	const far = 64
	for i := len(r.open) - 1; i >= max(0, len(r.open)-far); i-- {
		if r.open[i].name == name {
			r.closeTo(i, end)
			return
		}
		// An end tag within a cell does not end the table around it.
		if n := r.open[i].name; (n == "td" || n == "th" || n == "table") && name != "table" && name != "tr" && name != "tbody" && name != "body" && name != "html" {
			return
		}
	}
}

// endFormula adds the formula that has been read.
func (r *Reader) endFormula(start, end int) {
	formula := r.formula.String()
	r.formula = nil
	r.text(formula, start, end)
}

// Text reads characters.
func (r *Reader) Text(text string, start, end int) {
	r.meta.text(text)
	switch {
	case r.formula != nil:
		r.formula.Text(text)
	case r.skip == 0:
		r.text(text, start, end)
	}
}

// text adds characters to the block that they stand in.
func (r *Reader) text(text string, start, end int) {
	var x element
	if n := len(r.open); n > 0 {
		x = r.open[n-1]
	}
	if !r.Writer.Open() {
		if strings.TrimSpace(text) == "" {
			return
		}
		r.begin(&x, start)
	}
	if strings.TrimSpace(text) != "" {
		r.to = end
	}
	l := &r.leaves[len(r.leaves)-1]
	l.text += len(text)
	if x.link {
		l.linked += len(text)
	}
	if x.raised {
		text = flow.Raised(text)
	}
	r.Bold = x.bold
	r.Write(text)
}

// begin opens the block that text stands in.
func (r *Reader) begin(x *element, start int) {
	kind, level := flow.Paragraph, 0
	if x.marked {
		kind = x.kind
	}
	r.prefix = ""
	for i := len(r.open) - 1; i >= 0; i-- {
		o := &r.open[i]
		if kind == flow.Heading && len(o.name) == 2 && o.name[0] == 'h' {
			level = int(o.name[1] - '0')
			break
		}
		if o.name == "td" || o.name == "th" || o.name == "table" {
			break
		}
		if o.name == "li" {
			if kind == flow.Paragraph {
				kind = flow.Item
			}
			if o.item && kind == flow.Item {
				r.prefix = marker(o.count, o.style)
			} else if o.item && kind == flow.Note && o.count >= 0 {
				r.prefix = flow.Raised(strconv.Itoa(o.count))
			}
			o.item = false
			break
		}
	}
	r.Begin(kind, level, start, r.leaf(r.node()))
}

// marker is what is shown before an item.
func marker(n int, style string) string {
	if n < 0 {
		return "•"
	}
	if (style == "a" || style == "A") && n >= 1 && n <= 26 {
		return string(rune(style[0])+rune(n-1)) + "."
	}
	return strconv.Itoa(n) + "."
}

// flush closes the open block.
func (r *Reader) flush() {
	if !r.Writer.Open() {
		return
	}
	// An item that bears its number in its own text shows it once.
	if text := strings.TrimLeft(r.Writer.Text(), " [("); r.prefix != "" && r.prefix != "•" && strings.HasPrefix(text, strings.TrimSuffix(r.prefix, ".")) {
		r.prefix = ""
	}
	r.Label(r.label)
	r.Writer.End(r.prefix, r.to)
}

// Close ends a page.
func (r *Reader) Close(at int) {
	if r.formula != nil {
		r.endFormula(at, at)
	}
	r.closeTo(0, at)
	r.flush()
	r.skip, r.label = 0, ""
}

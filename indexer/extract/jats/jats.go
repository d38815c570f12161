// Package jats reads articles in JATS, the Journal Article Tag Suite (ANSI/NISO
// Z39.96-2024, versions 1.0 to 1.4), and in the NLM DTDs before it. It may import
// markup, cite and doc.
package jats

// This file reads sections, paragraphs, tables and notes. Elements that are not
// known are read as what they hold.

import (
	"strings"

	"github.com/izde/izde/indexer/extract/markup"
	"github.com/izde/izde/search/doc"
)

type reader struct {
	*markup.Builder
	kind         doc.Kind                   // of paragraphs
	affiliations map[string][]affiliation   // by id
	letters      map[string]*markup.Element // of correspondence, by id
	number       int                        // of the last entry
	unmarked     bool                       // the marks of notes are left out
	translation  bool                       // of the article is read
	named        int                        // authors of its front matter so far
}

// Is reports whether an element named article is JATS and not, say, DocBook.
func Is(article *markup.Element) bool {
	return article.Child("front", "body", "back", "front-stub", "sub-article", "floats-group") != nil
}

// Read reads an article.
func Read(article *markup.Element) *markup.Document {
	r := &reader{Builder: &markup.Builder{}, kind: doc.Body}
	r.Front().Lang = article.Lang()
	r.Front().Item.Type = "article-journal"
	r.article(article, false)
	return r.Document()
}

// article reads an article or one within it: a translation of its front matter and
// text, a reply, a review.
func (r *reader) article(e *markup.Element, sub bool) {
	for _, c := range e.Children {
		switch c.Name {
		case "front":
			r.journal(c.Child("journal-meta"))
			r.front(c.Child("article-meta"), false)
			r.blocks(withoutChildren(c, "journal-meta", "article-meta"))
		case "front-stub":
			r.front(c, sub && !r.translation)
		case "sub-article", "response":
			path, translation := r.Path, r.translation
			r.translation = c.Attr("article-type") == "translation"
			r.article(c, true)
			r.Path, r.translation = path, translation
		case "body", "back", "floats-group":
			r.blocks(c)
		}
	}
}

// withoutChildren is e without the children of the names.
func withoutChildren(e *markup.Element, names ...string) *markup.Element {
	rest := *e
	rest.Children = nil
	for _, c := range e.Children {
		if !c.Is(names...) {
			rest.Children = append(rest.Children, c)
		}
	}
	return &rest
}

// inline are the elements that stand within a line of text, blocky those that make
// blocks of their own, also within a paragraph.
var (
	inline = set(`abbrev bold chem-struct email ext-link fixed-case hr inline-formula inline-graphic inline-media inline-supplementary-material
		italic milestone-end milestone-start monospace named-content overline private-char roman ruby rb rt sans-serif sc strike styled-content
		sub sup target tex-math underline uri xref math index-term break institution institution-wrap related-article related-object`)
	blocky = set(`array boxed-text code def-list disp-formula-group disp-quote fig fig-group list media preformat speech statement supplementary-material
		table-wrap table-wrap-group verse-group ref-list fn-group question answer graphic`)
)

func set(names string) map[string]bool {
	set := map[string]bool{}
	for n := range strings.FieldsSeq(names) {
		set[n] = true
	}
	return set
}

// blocks reads the blocks within an element.
func (r *reader) blocks(e *markup.Element) {
	if e == nil {
		return
	}
	r.Mixed(e, r.kind, func(c *markup.Element) bool { return c.Name == "" || inline[c.Name] }, r.inline, r.block)
}

// block reads an element that is a block or holds some.
func (r *reader) block(e *markup.Element) {
	switch e.Name {
	case "sec", "app", "ack", "notes", "glossary", "bio", "boxed-text", "statement", "fn-group", "app-group", "ref-list", "question", "answer", "abstract":
		path := r.Path
		rest := r.heading(e)
		if e.Is("fn-group") {
			r.within(doc.Note, rest)
		} else {
			r.blocks(rest)
		}
		r.Path = path
	case "p", "attrib", "verse-line", "speaker", "disp-formula", "label", "title", "subtitle", "term", "sig-block":
		r.paragraph(e)
	case "def-item", "verse-group":
		r.Open(markup.Block{Kind: r.kind})
		for _, c := range e.Children {
			r.inline(c)
			r.Insert(" ")
		}
		r.Close()
	case "list-item":
		r.item(e)
	case "preformat", "code":
		r.Open(markup.Block{Kind: r.kind, Code: true})
		r.children(e)
		r.Close()
	case "fig", "table-wrap", "supplementary-material", "media", "array":
		r.float(e)
	case "fn", "table-wrap-foot":
		r.within(doc.Note, e)
	case "ref":
		r.reference(e)
	case "object-id", "graphic", "alt-text", "long-desc", "permissions", "sec-meta":
		r.metadata(e)
	default:
		r.blocks(e)
	}
}

// within reads blocks as of a kind. A note and its label are one block.
func (r *reader) within(kind doc.Kind, e *markup.Element) {
	was := r.kind
	r.kind = kind
	if e.Is("fn") {
		r.item(e)
	} else {
		r.blocks(e)
	}
	r.kind = was
}

// item reads an element whose label stands before its first paragraph.
func (r *reader) item(e *markup.Element) {
	label, first := e.Child("label"), e.Child("p")
	if label == nil || first == nil {
		r.blocks(e)
		return
	}
	r.Open(markup.Block{Kind: r.kind})
	r.children(label)
	r.Insert(" ")
	r.text(first)
	r.Close()
	rest := withoutChildren(e, "label")
	for i, c := range rest.Children {
		if c == first {
			rest.Children = append(append([]*markup.Element(nil), rest.Children[:i]...), rest.Children[i+1:]...)
			break
		}
	}
	r.blocks(rest)
}

// heading reads the label and the title of a section, which is then open, and returns
// what else it holds.
func (r *reader) heading(e *markup.Element) *markup.Element {
	label, title := e.Child("label"), e.Child("title")
	caption := e.Child("caption")
	if title == nil && e.Is("boxed-text") {
		title = caption.Child("title")
	}
	if title == nil && label == nil {
		return e
	}
	r.Open(markup.Block{Kind: doc.Heading, Lang: title.Lang()})
	for _, part := range []*markup.Element{label, title} {
		if part != nil {
			r.children(part)
			r.Insert(" ")
		}
	}
	if text := r.Close(); text != "" {
		r.Path = append(r.Path[:len(r.Path):len(r.Path)], text)
	}
	rest := withoutChildren(e, "label", "title")
	if title != nil && e.Child("title") == nil {
		rest = withoutChildren(rest, "caption")
		rest.Children = append(withoutChildren(caption, "title").Children, rest.Children...)
	}
	return rest
}

// paragraph reads a paragraph, which ends where blocks stand within it.
func (r *reader) paragraph(e *markup.Element) {
	r.Open(markup.Block{Kind: r.kind, Lang: e.Lang()})
	r.text(e)
	r.Close()
}

// text writes the text of a paragraph, opening it again behind a block within it.
func (r *reader) text(e *markup.Element) {
	for _, c := range e.Children {
		if blocky[c.Name] && !c.Is("fig", "table-wrap", "graphic", "media") {
			r.Close()
			r.block(c)
			r.Open(markup.Block{Kind: r.kind})
		} else {
			r.inline(c)
		}
	}
}

func (r *reader) children(e *markup.Element) {
	for _, c := range e.Children {
		r.inline(c)
	}
}

// inline writes an element that stands within a line.
func (r *reader) inline(e *markup.Element) {
	switch e.Name {
	case "":
		e.Write(r.Builder)
	case "xref":
		if e.Attr("ref-type") != "bibr" {
			if r.unmarked {
				r.Skipped()
			} else {
				r.children(e)
			}
			return
		}
		raise := r.Attached() && markup.Raises(e.Short()) // the publisher's style sheet raises it
		from := r.Mark()
		if raise {
			r.Raised(func() { r.children(e) })
		} else {
			r.children(e)
		}
		r.Cite(from, strings.Fields(e.Attr("rid")))
	case "sup":
		if markup.Raises(e.Short()) {
			r.Raised(func() { r.children(e) })
		} else {
			r.children(e)
		}
	case "fn":
		r.within(doc.Note, e)
		r.Skipped()
	case "break", "hr":
		r.Insert(" ")
	case "math":
		markup.Math(r.Builder, e)
	case "tex-math":
		markup.TeX(r.Builder, e)
	case "alternatives", "inline-alternatives":
		for _, c := range e.Children { // of one formula one form is enough
			if c.Is("math", "tex-math", "textual-form") {
				r.inline(c)
				r.Skipped()
				return
			}
		}
		r.children(e)
	case "disp-formula":
		r.Insert(" ")
		r.children(e)
		r.Insert(" ")
	case "p", "label", "def", "term", "verse-line", "title":
		r.children(e)
		r.Insert(" ")
	case "fig", "table-wrap", "media", "supplementary-material":
		r.float(e)
	default:
		if blocky[e.Name] {
			r.block(e)
			return
		}
		r.children(e)
	}
}

// float reads a figure or a table: its label and caption are one block.
func (r *reader) float(e *markup.Element) {
	was := r.kind
	r.kind = doc.Caption
	label, caption := e.Child("label"), e.Child("caption")
	if label != nil || caption != nil {
		r.Open(markup.Block{Kind: doc.Caption, Lang: caption.Lang()})
		if label != nil {
			r.children(label)
			r.Separate(". ")
		}
		if caption != nil {
			for _, c := range caption.Children {
				r.inline(c)
				r.Insert(" ")
			}
		}
		r.Close()
	}
	for _, c := range e.Children {
		switch c.Name {
		case "label", "caption", "object-id", "graphic", "":
		case "table":
			r.table(c)
		case "alternatives":
			r.table(c.Child("table"))
		case "table-wrap-foot":
			r.within(doc.Note, c)
		default:
			r.block(c)
		}
	}
	r.kind = was
}

// table reads a table in the model of XHTML.
func (r *reader) table(e *markup.Element) {
	if e == nil {
		return
	}
	r.Open(markup.Block{Kind: doc.Table})
	var rows [][]string
	for _, tr := range e.FindAll("tr") {
		var row []string
		for _, cell := range tr.All("td", "th") {
			from := r.Mark()
			r.children(cell)
			row = append(row, r.From(from))
			r.EndCell()
			row = markup.Pad(row, cell.Attr("colspan"))
		}
		r.EndRow()
		rows = append(rows, row)
	}
	r.SetRows(rows)
	r.Close()
}

// metadata writes the text of an element as one block about the article, its parts
// apart.
func (r *reader) metadata(elements ...*markup.Element) {
	r.Open(markup.Block{Kind: doc.Metadata})
	for _, e := range elements {
		r.apart(e)
		r.Insert(" ")
	}
	r.Close()
}

func (r *reader) apart(e *markup.Element) {
	for _, c := range e.Children {
		if c.Name == "" || inline[c.Name] {
			r.inline(c)
			continue
		}
		r.apart(c)
		r.Insert(" ")
	}
}

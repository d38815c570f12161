// Package tei reads texts in TEI P5, the guidelines of the Text Encoding Initiative:
// articles as GROBID makes them of PDFs, and what libraries and editors encode. It may
// import markup, cite and doc.
package tei

// This file reads the text: divisions, paragraphs, verse, speeches, tables, notes.
// Elements that are not known are read as what they hold.

import (
	"cmp"
	"strings"

	"github.com/izde/izde/indexer/extract/markup"
	"github.com/izde/izde/search/doc"
)

type reader struct {
	*markup.Builder
	kind   doc.Kind // of paragraphs
	number int      // of the last entry
}

// Read reads a text.
func Read(e *markup.Element) *markup.Document {
	r := &reader{Builder: &markup.Builder{}, kind: doc.Body}
	r.header(e.Child("teiHeader"))
	if r.Front().Lang == "" {
		r.Front().Lang = cmp.Or(e.Child("text").Lang(), e.Lang())
	}
	for _, c := range e.Children {
		if !c.Is("teiHeader", "facsimile", "sourceDoc", "standOff") {
			r.block(c)
		}
	}
	r.blocks(e.Child("standOff"))
	return r.Document()
}

// inline are the elements that stand within a line of text.
var inline = set(`abbr add addName affiliation am app bibl biblFull biblStruct c cb choice cit cl code corr country date del desc dim distinct docAuthor docDate
	docImprint email emph ex expan fileDesc foreign forename formula fw g gap geogName gi gb gloss graphic handShift height hi ident idno index interp institution
	label lb link m measure mentioned milestone name note num objectName orgName orig pb pc persName phr placeName ptr pubPlace publisher q quote rb rdg lem
	ref reg restore roleName rs ruby s said sc seg settlement sic soCalled space span subst supplied surname term time title unclear w lang author editor series`)

// blocky are those of them that make blocks of their own where they hold paragraphs.
var blocky = set(`cit quote q said note bibl`)

func set(names string) map[string]bool {
	set := map[string]bool{}
	for n := range strings.FieldsSeq(names) {
		set[n] = true
	}
	return set
}

// standsIn reports whether an element stands within a line.
func standsIn(e *markup.Element) bool {
	return e.Name == "" || inline[e.Name] && !(blocky[e.Name] && e.Child("p", "lg", "l", "ab", "div", "sp", "list") != nil)
}

// blocks reads the blocks within an element.
func (r *reader) blocks(e *markup.Element) {
	if e == nil {
		return
	}
	r.Mixed(e, r.kind, standsIn, r.inline, r.block)
}

// block reads an element that is a block or holds some.
func (r *reader) block(e *markup.Element) {
	switch e.Name {
	case "div", "div0", "div1", "div2", "div3", "div4", "div5", "div6", "div7", "lg", "listBibl", "argument", "epigraph", "group", "text", "body", "front", "back":
		path, was := r.Path, r.kind
		if e.Is("front", "body", "back") {
			r.Path = nil
		}
		switch e.Attr("type") {
		case "abstract", "résumé":
			r.kind = doc.Abstract
		case "notes", "footnotes", "endnotes":
			r.kind = doc.Note
		}
		r.division(e)
		r.Path, r.kind = path, was
	case "head":
		r.heading(e)
	case "p", "ab", "l", "item", "speaker", "stage", "closer", "opener", "salute", "signed", "dateline", "trailer", "byline", "formula", "docEdition", "imprimatur":
		r.paragraph(e)
	case "docTitle", "titlePart":
		r.Open(markup.Block{Kind: doc.Heading})
		r.children(e)
		r.Close()
	case "figure":
		r.figure(e)
	case "table":
		r.table(e)
	case "note":
		r.note(e)
	case "biblStruct", "bibl", "biblFull":
		r.entry(e)
	case "eg", "egXML":
		r.Open(markup.Block{Kind: r.kind, Code: true})
		r.children(e)
		r.Close()
	default:
		r.blocks(e)
	}
}

// division reads a division, whose first head, or GROBID's without one, opens its
// section. The entries of a list of references are blocks.
func (r *reader) division(e *markup.Element) {
	if e.Is("lg") && e.Child("head") == nil && e.Child("lg") == nil { // a stanza
		r.Open(markup.Block{Kind: r.kind})
		for _, c := range e.Children {
			r.inline(c)
			if c.Name != "" {
				r.Insert(" ")
			}
		}
		r.Close()
		return
	}
	for _, c := range e.Children {
		if e.Is("listBibl") && c.Is("bibl", "biblStruct", "biblFull") {
			r.entry(c)
			continue
		}
		if standsIn(c) {
			rest := *e
			rest.Children = []*markup.Element{c}
			r.blocks(&rest)
			continue
		}
		r.block(c)
	}
}

// heading reads the head of a division, of which the section is then open.
func (r *reader) heading(e *markup.Element) {
	r.Open(markup.Block{Kind: doc.Heading, Lang: e.Lang()})
	if n := e.Attr("n"); n != "" && !strings.HasPrefix(e.String(), n) {
		r.Insert(n + " ")
	}
	r.children(e)
	if text := r.Close(); text != "" {
		r.Path = append(r.Path[:len(r.Path):len(r.Path)], text)
	}
}

// paragraph reads a paragraph, which ends where blocks stand within it.
func (r *reader) paragraph(e *markup.Element) {
	open := func() { r.Open(markup.Block{Kind: r.kind, Lang: e.Lang()}) }
	open()
	for _, c := range e.Children {
		if standsIn(c) || c.Is("formula", "figure", "table") && !e.Is("formula") || e.Is("formula") {
			r.inline(c)
			continue
		}
		r.Close()
		r.block(c)
		open()
	}
	r.Close()
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
	case "ref":
		r.ref(e)
	case "ptr":
		if e.Attr("type") == "bibr" {
			r.ref(e)
		}
	case "note":
		r.note(e)
		r.Skipped()
	case "figure":
		r.figure(e)
	case "table":
		r.table(e)
	case "lb", "cb", "pb", "milestone":
		if e.Attr("break") == "no" {
			r.NoSpace()
		} else {
			r.Insert(" ")
		}
	case "choice": // the edited form, not the one that stands in the source
		for _, names := range [][]string{{"corr"}, {"reg"}, {"expan"}, {"unclear"}} {
			if c := e.Child(names...); c != nil {
				r.Skipped()
				r.children(c)
				r.Skipped()
				return
			}
		}
		r.children(e)
	case "app": // of readings the one that the editor has chosen
		if c := e.Child("lem", "rdg"); c != nil {
			r.Skipped()
			r.children(c)
			r.Skipped()
		}
	case "del", "fw", "index", "interp", "surplus":
		r.Skipped()
	case "formula", "cell", "l", "p", "item":
		r.Insert(" ")
		r.children(e)
		r.Insert(" ")
	case "s":
		r.children(e)
		r.Rune('\n', e.End, e.End)
	case "label":
		r.Insert(" ")
		r.children(e)
	case "hi":
		rend := e.Attr("rend") + e.Attr("rendition")
		if strings.Contains(rend, "sup") && markup.Raises(e.Short()) {
			r.Raised(func() { r.children(e) })
		} else {
			r.children(e)
		}
	case "math":
		markup.Math(r.Builder, e)
	default:
		r.children(e)
	}
}

// ref writes a reference; one to entries of the bibliography cites.
func (r *reader) ref(e *markup.Element) {
	var keys []string
	for target := range strings.FieldsSeq(e.Attr("target")) {
		if key, ok := strings.CutPrefix(target, "#"); ok {
			keys = append(keys, key)
		}
	}
	from := r.Mark()
	r.children(e)
	switch {
	case e.Attr("type") == "bibr" || e.Attr("type") == "bibl" || e.Attr("type") == "biblio":
		r.Cite(from, keys)
	case e.Attr("type") == "" && len(keys) > 0: // if these turn out to be entries
		r.CiteIf(from, keys)
	}
}

// note reads a note as a block of its own, its number before it.
func (r *reader) note(e *markup.Element) {
	was := r.kind
	r.kind = doc.Note
	number := e.Attr("n")
	if first := e.Child("p", "ab"); first != nil && number != "" {
		r.Open(markup.Block{Kind: doc.Note})
		r.Insert(number + " ")
		r.children(first)
		r.Close()
		rest := *e
		rest.Children = nil
		for _, c := range e.Children {
			if c != first {
				rest.Children = append(rest.Children, c)
			}
		}
		r.blocks(&rest)
	} else if number != "" {
		r.Open(markup.Block{Kind: doc.Note})
		r.Insert(number + " ")
		r.children(e)
		r.Close()
	} else {
		r.blocks(e)
	}
	r.kind = was
}

// figure reads a figure, or a table with its caption: head, label and description are
// one block. The head of GROBID's begins with the label.
func (r *reader) figure(e *markup.Element) {
	was := r.kind
	r.kind = doc.Caption
	r.Open(markup.Block{Kind: doc.Caption})
	for _, c := range e.All("head", "label", "figDesc") {
		if c.Is("label") && strings.Contains(e.Child("head").String(), c.String()) {
			continue
		}
		r.children(c)
		r.Insert(" ")
	}
	r.Close()
	for _, c := range e.Children {
		if !c.Is("head", "label", "figDesc", "graphic", "") {
			r.block(c)
		}
	}
	r.kind = was
}

func (r *reader) table(e *markup.Element) {
	if head := e.Child("head"); head != nil {
		r.Open(markup.Block{Kind: doc.Caption})
		r.children(head)
		r.Close()
	}
	r.Open(markup.Block{Kind: doc.Table})
	var rows [][]string
	for _, tr := range e.FindAll("row", "tr") {
		var row []string
		for _, cell := range tr.All("cell", "td", "th") {
			from := r.Mark()
			r.children(cell)
			row = append(row, r.From(from))
			r.EndCell()
			row = markup.Pad(row, cmp.Or(cell.Attr("cols"), cell.Attr("colspan")))
		}
		r.EndRow()
		rows = append(rows, row)
	}
	r.SetRows(rows)
	r.Close()
	for _, n := range e.All("note", "trailer") {
		r.block(n)
	}
}

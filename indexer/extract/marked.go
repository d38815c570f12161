package extract

// This file takes a document as its markup divides it: JATS, TEI, LaTeX. What the
// markup says is not guessed at again.

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"

	"github.com/izde/izde/indexer/extract/jats"
	"github.com/izde/izde/indexer/extract/markup"
	"github.com/izde/izde/indexer/extract/tei"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/read"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/lang"
)

// declaredEncoding is the encoding that XML declares.
var declaredEncoding = regexp.MustCompile(`^(?:\xEF\xBB\xBF)?\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']`)

// decodeXML is Decode in the light of the encoding that the XML declares. Text that is
// UTF-8 and declared as one byte a character is UTF-8.
func decodeXML(data []byte) (text, note string, err error) {
	declared := declaredEncoding.FindSubmatch(data[:min(len(data), 1024)])
	if declared != nil {
		enc, err := htmlindex.Get(string(declared[1]))
		name := ""
		if err == nil {
			name, err = htmlindex.Name(enc)
		}
		_, single := enc.(*charmap.Charmap)
		if err == nil && !strings.HasPrefix(name, "utf-") && !(single && utf8.Valid(data)) {
			text, err := decoding(enc)(data)
			if err != nil {
				return "", "", fmt.Errorf("decoding %s, as the XML declares: %w", name, err)
			}
			text, _, note, err = checked(text, name, "decoded as "+name+"; places count its bytes in UTF-8")
			return text, note, err
		}
	}
	text, _, note, err = Decode(data)
	return text, note, err
}

// readXML reads XML of a kind that its root element tells.
func readXML(data []byte) (*Input, error) {
	text, note, err := decodeXML(data)
	if err != nil {
		return nil, err
	}
	root, broken, err := markup.Parse(text)
	if err != nil {
		return nil, err
	}
	var d *markup.Document
	format := JATS
	switch articles := articlesOf(root); {
	case len(articles) == 1 && jats.Is(articles[0]):
		d = jats.Read(articles[0])
	case len(articles) == 1 && strings.HasPrefix(articles[0].Name, "TEI"):
		format = TEI
		d = tei.Read(articles[0])
	case len(articles) > 1:
		return nil, fmt.Errorf("holds %d articles; make a file of each", len(articles))
	default:
		return nil, fmt.Errorf("is XML of a kind that is not read: root element %.60s", root.Name)
	}
	if broken != nil {
		d.Notes = append(d.Notes, broken.Error()+"; it was read as far as it goes")
	}
	if note != "" {
		d.Notes = append(d.Notes, note)
	}
	return newStructured(format, d)
}

// articlesOf are the articles of XML: the root, or those in an answer of an archive.
func articlesOf(root *markup.Element) []*markup.Element {
	switch root.Name {
	case "article", "TEI", "TEI.2":
		return []*markup.Element{root}
	case "pmc-articleset", "OAI-PMH", "teiCorpus":
		return root.FindAll("article", "TEI")
	}
	return nil
}

// newStructured makes the input of a document that a reader has read.
func newStructured(format Format, d *markup.Document) (*Input, error) {
	if strings.TrimSpace(d.Text) == "" {
		return nil, errors.New(strings.Join(append([]string{"holds markup and no text"}, d.Notes...), "; "))
	}
	in := &Input{Format: format, Text: d.Text, Structure: d, Meta: d.Front.Item, Notes: d.Notes}
	for _, p := range d.Places {
		in.Places = append(in.Places, Place{Span: p.Span, Source: p.Source})
	}
	return in, nil
}

// structured are the blocks of a document as its markup divides it.
func structured(d *markup.Document) []block {
	blocks := make([]block, 0, len(d.Blocks))
	refs := 0
	for _, m := range d.Blocks {
		b := block{kind: m.Kind, section: m.Section, spans: []doc.Span{m.Span}, stated: m.Lang, lang: m.Lang, labeled: m.Label, code: m.Code, rows: m.Rows}
		if refs < len(d.References) && d.References[refs].Span == m.Span {
			b.ref = &d.References[refs]
			b.entry = b.ref.Number
			refs++
		}
		blocks = append(blocks, b)
	}
	return blocks
}

// writtenIn reports whether most letters of text are of a script of a language.
func writtenIn(l doc.Lang, text string) bool {
	row := lang.Of(string(l))
	if row < 0 {
		return false
	}
	own, other := 0, 0
	for _, r := range text {
		switch {
		case !unicode.IsLetter(r):
		case unicode.In(r, lang.All[row].Scripts...):
			own++
		default:
			other++
		}
	}
	return own > other
}

// entryOf makes the entry that a block is: of its markup, as far as there is any.
func (a *assembly) entryOf(b *block, r rendering) *doc.Entry {
	text := strings.TrimSpace(r.text)
	if b.taken > 0 { // its fields are of the other file
		taken := a.cited[b.taken-1]
		return &doc.Entry{Number: b.entry, Key: taken.Item.ID, CSL: taken.Item, Warnings: taken.Warnings}
	}
	if b.ref == nil || b.ref.Item == nil {
		parsed, ok := read.Following(a.lastItem, text)
		if !b.ibid || !ok {
			at := bareNumber(text, b.entry)
			parsed = read.Parse(text[at:])
			for i := range parsed.Fields {
				parsed.Fields[i].Start += at
				parsed.Fields[i].End += at
			}
		}
		return &doc.Entry{Number: b.entry, Key: cite.Key(text), CSL: parsed.Item, Fields: parsed.Fields, Warnings: parsed.Warnings}
	}
	e := &doc.Entry{Number: b.entry, CSL: *b.ref.Item, Warnings: b.ref.Warnings}
	start := b.spans[0].Start
	for _, f := range b.ref.Fields {
		f.Start, f.End = r.of(start+f.Start), r.of(start+f.End-1)+1
		e.Fields = append(e.Fields, f)
	}
	if it := &e.CSL; b.ref.Mixed && (it.Title == "" || it.Author == nil || it.Issued == nil) {
		parsed := read.Parse(text).Item
		it.Title = cmp.Or(it.Title, parsed.Title)
		it.Issued = cmp.Or(it.Issued, parsed.Issued)
		if it.Author == nil && it.Editor == nil {
			it.Author = parsed.Author
		}
	}
	return e
}

// bareNumber is the length of the number that text begins with, the entry's, where no
// mark follows it, as theses number their lists: "1 Тронов М. В."; 0 without one.
func bareNumber(text string, number int) int {
	n := strconv.Itoa(number)
	rest, ok := strings.CutPrefix(text, n)
	if !ok || number == 0 || cite.NumberEnd(text) > 0 || !strings.HasPrefix(rest, " ") {
		return 0
	}
	return len(text) - len(strings.TrimLeft(rest, " "))
}

// of is where byte src of the source stands in the text.
func (r rendering) of(src int) int {
	k := sort.Search(len(r.words), func(k int) bool { return r.words[k].src > src }) - 1
	if k < 0 {
		return 0
	}
	end := len(r.text)
	if k+1 < len(r.words) {
		end = r.words[k+1].at
	}
	return min(r.words[k].at+src-r.words[k].src, end)
}

// markedCitations are the citations that the markup of a document points out, while
// its passages are made.
type markedCitations struct {
	rest    []markup.Citation // behind the last block
	found   []Citation        // without entries
	entries [][]int           // of the found
	refs    []*doc.Passage    // that begin the entries
	lang    doc.Lang          // that the document says it is in
}

func newMarkedCitations(d *markup.Document) *markedCitations {
	m := &markedCitations{rest: slices.Clone(d.Citations), lang: d.Front.Lang}
	slices.SortStableFunc(m.rest, func(a, b markup.Citation) int { return a.Start - b.Start })
	return m
}

// passage takes the citations of text[from:to] of a block, which is a passage.
func (m *markedCitations) passage(p *doc.Passage, b *block, r rendering, from, to int) {
	if b.entry > 0 && from == 0 {
		m.refs = append(m.refs, p)
	}
	shift := from + leadingBlanks(r.text[from:to])
	for len(m.rest) > 0 && m.rest[0].Start < b.spans[0].End {
		c := m.rest[0]
		start, end := r.of(c.Start), r.of(c.End-1)+1
		if start >= to && to < len(r.text) {
			return // of the next passage
		}
		m.rest = m.rest[1:]
		if start, end = max(start-shift, 0), min(end-shift, len(p.Text)); start < end {
			m.found = append(m.found, Citation{Passage: p, Span: doc.Span{Start: start, End: end}, Missing: c.Missing})
			m.entries = append(m.entries, c.Entries)
		}
	}
}

// resolved are the citations with their entries.
func (m *markedCitations) resolved() []Citation {
	for i := range m.found {
		for _, e := range m.entries[i] {
			if e < len(m.refs) {
				m.found[i].Entries = append(m.found[i].Entries, m.refs[e])
			}
		}
	}
	return m.found
}

// takeFront takes what the front matter says of the article.
func (a *assembly) takeFront(f *markup.Front) {
	a.Item = f.Item
	a.Authors = f.Item.Author
	a.Journal, a.Volume, a.Issue, a.ISSN = f.Item.ContainerTitle, string(f.Item.Volume), string(f.Item.Issue), f.Item.ISSN
	a.DOI, a.Year = f.Item.DOI, f.Item.Year()
	a.Classifications, a.Dates = f.Classifications, f.Dates
	own := cmp.Or(a.main, doc.Und)
	for _, c := range f.Contributors {
		for _, texts := range []map[doc.Lang]string{c.Names, c.Roles, c.Affiliations} {
			if text, ok := texts[""]; ok { // in the language of the article
				delete(texts, "")
				if texts[own] == "" {
					texts[own] = text
				}
			}
		}
		a.Contributors = append(a.Contributors, c)
	}
}

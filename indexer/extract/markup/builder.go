package markup

// This file writes the text of a document with the places of its sentences.

import (
	"bytes"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/doc"
)

// Builder makes a Document. Text is written into the block that is open. A block
// that is opened within another one, such as a note, stands behind it.
type Builder struct {
	// Part is the file that the text written next is from, "" for the main one.
	Part string
	// Path is the path of headings above the blocks opened next.
	Path []string

	doc       Document
	text      []byte
	open      []*frame
	citations []citation
	noted     map[string]bool
}

// frame is a block that is open, or waits for the block around it. Its ranges count
// from its own start.
type frame struct {
	Block
	text      []byte
	places    []Place
	citations []citation
	ref       *Reference
	behind    []*frame // blocks opened within
	space     rune     // that has been read and not yet written; '\n' if it held a line end
	last      int      // where the last character begins in the file
	apart     bool     // the next character does not follow the last one in the file
	raised    bool
}

// citation is a Citation whose keys are not yet looked up; a range ends with the key
// through.
type citation struct {
	doc.Span
	keys     []string
	through  string
	doubtful bool // it is none if its keys are no entries'
}

// Note tells the user something, once.
func (b *Builder) Note(text string) {
	if !b.noted[text] {
		if b.noted == nil {
			b.noted = map[string]bool{}
		}
		b.noted[text] = true
		b.doc.Notes = append(b.doc.Notes, text)
	}
}

// Front is the document's front matter, to be filled.
func (b *Builder) Front() *Front { return &b.doc.Front }

// Open opens a block.
func (b *Builder) Open(block Block) {
	block.Section = slices.Clip(b.Path)
	if f := b.frame(); f != nil {
		f.apart = true
	}
	b.open = append(b.open, &frame{Block: block, apart: true})
}

// OpenReference opens a block of kind reference for an entry.
func (b *Builder) OpenReference(ref Reference) *Reference {
	b.Open(Block{Kind: doc.Reference})
	f := b.frame()
	f.ref = &ref
	return f.ref
}

// Close closes the block that was opened last and returns its text. A block without
// text is none.
func (b *Builder) Close() string {
	f := b.frame()
	b.open = b.open[:len(b.open)-1]
	if f.Kind == doc.Table {
		f.text = bytes.TrimRight(f.text, "\n\t ")
	} else {
		f.text = bytes.TrimRightFunc(f.text, unicode.IsSpace)
	}
	if around := b.frame(); around != nil {
		around.behind = append(around.behind, f)
	} else {
		b.place(f)
	}
	return string(f.text)
}

// Mixed reads the children of an element that may hold blocks and text among them: runs
// of those that stand in a line, and are not only white space, become blocks of a kind;
// inline is given their parts, block all other children.
func (b *Builder) Mixed(e *Element, kind doc.Kind, inLine func(*Element) bool, inline, block func(*Element)) {
	running := false // text that stands among blocks
	end := func() {
		if running {
			b.Close()
		}
		running = false
	}
	for _, c := range e.Children {
		if !inLine(c) {
			end()
			block(c)
			continue
		}
		if !running && !(c.Name == "" && c.Blank()) {
			b.Open(Block{Kind: kind})
			running = true
		}
		if running {
			inline(c)
		}
	}
	end()
}

// From is the text of the open block from a mark on.
func (b *Builder) From(mark int) string {
	f := b.frame()
	return string(f.text[min(mark, len(f.text)):])
}

func (b *Builder) frame() *frame {
	if len(b.open) == 0 {
		return nil
	}
	return b.open[len(b.open)-1]
}

// place adds a closed block, and those opened within it, to the document.
func (b *Builder) place(f *frame) {
	if len(f.text) > 0 {
		if len(b.text) > 0 {
			b.text = append(b.text, "\n\n"...)
		}
		base := len(b.text)
		b.text = append(b.text, f.text...)
		at := func(sp doc.Span) doc.Span {
			return doc.Span{Start: base + min(sp.Start, len(f.text)), End: base + min(sp.End, len(f.text))}
		}
		f.Span = at(doc.Span{End: len(f.text)})
		b.doc.Blocks = append(b.doc.Blocks, f.Block)
		if f.ref != nil {
			f.places = joined(f.places, len(f.text))
		}
		for _, p := range f.places {
			if p.Span = at(p.Span); p.Len() > 0 {
				b.doc.Places = append(b.doc.Places, p)
			}
		}
		for _, c := range f.citations {
			if c.Span = at(c.Span); c.Len() > 0 {
				b.citations = append(b.citations, c)
			}
		}
		if f.ref != nil {
			f.ref.Span = f.Span
			f.ref.Fields = slices.DeleteFunc(f.ref.Fields, func(field cite.Field) bool { return field.End > len(f.text) })
			b.doc.References = append(b.doc.References, *f.ref)
		}
	}
	for _, g := range f.behind {
		b.place(g)
	}
}

// joined is the one place of an entry, whose parts may be shown in another order than
// the file has them in.
func joined(places []Place, length int) []Place {
	if len(places) == 0 {
		return nil
	}
	all := places[0]
	all.Span = doc.Span{End: length}
	for _, p := range places[1:] {
		if p.Source.Part != all.Source.Part {
			return places
		}
		all.Source.Start, all.Source.End = min(all.Source.Start, p.Source.Start), max(all.Source.End, p.Source.End)
	}
	return []Place{all}
}

// Rune writes a character that bytes [start, end) of the file stand for.
func (b *Builder) Rune(r rune, start, end int) {
	f := b.frame()
	if f == nil {
		return
	}
	if unicode.IsSpace(r) && !f.Code {
		if r == '\n' || f.space == 0 {
			f.space = r
		}
		return
	}
	if unicode.IsControl(r) && r != '\n' && r != '\t' || r == '\uFEFF' || r == '\uFFFE' {
		return
	}
	last, _ := utf8.DecodeLastRune(f.text)
	spaced := f.space != 0
	b.flush(r)
	if f.raised {
		r = raised(r)
	}
	n := len(f.places)
	switch ends := strings.ContainsRune(".!?;:。！？；", last) && spaced || strings.ContainsRune("。！？；\n\t", last); {
	case n == 0, f.apart, f.places[n-1].Source.Part != b.Part, start < f.last:
		f.places = append(f.places, b.placeAt(len(f.text), start))
	case ends:
		f.places[n-1].Source.End = start
		f.places = append(f.places, b.placeAt(len(f.text), start))
	}
	f.apart = false
	f.text = utf8.AppendRune(f.text, r)
	p := &f.places[len(f.places)-1]
	p.Span.End, p.Source.End, f.last = len(f.text), max(end, p.Source.End), start
}

func (b *Builder) placeAt(at, start int) Place {
	p := Place{Span: doc.Span{Start: at}, Source: doc.Place{Part: b.Part, Span: doc.Span{Start: start}}}
	if n := len(b.Path); n > 0 {
		p.Source.Label = b.Path[n-1]
	}
	return p
}

// flush writes the white space before r, which is none at the beginning of a block,
// and between ideographs at the end of a line.
func (b *Builder) flush(r rune) {
	f := b.frame()
	last, _ := utf8.DecodeLastRune(f.text)
	if f.space != 0 && len(f.text) > 0 && !unicode.IsSpace(last) && !(f.space == '\n' && unbroken(last) && unbroken(r)) {
		f.text = append(f.text, ' ')
	}
	f.space = 0
}

// unbroken reports whether r is of a script that is written without spaces.
func unbroken(r rune) bool {
	return unicode.Is(unicode.Han, r) || r >= 0x3000 && r <= 0x30FF || r >= 0xFF01 && r <= 0xFF60
}

// Insert writes text that the file does not hold, such as the comma between two
// elements.
func (b *Builder) Insert(s string) {
	f := b.frame()
	if f == nil {
		return
	}
	if strings.Trim(s, " ") == "" { // white space waits for what follows
		if s != "" && f.space == 0 {
			f.space = ' '
		}
		return
	}
	if trimmed := strings.TrimRight(s, " "); trimmed != s {
		b.Insert(trimmed)
		f.space = ' '
		return
	}
	first, _ := utf8.DecodeRuneInString(s)
	if strings.ContainsRune(",.:;)–", first) {
		f.space = 0
	}
	b.flush(first)
	f.text = append(f.text, s...)
}

// Raised runs write with digits set above the line.
func (b *Builder) Raised(write func()) {
	f := b.frame()
	if f == nil {
		write()
		return
	}
	was := f.raised
	f.raised = true
	write()
	f.raised = was
}

// Attached reports whether text that comes next would stand directly behind a word, or
// behind marks that are raised and go on.
func (b *Builder) Attached() bool {
	f := b.frame()
	if f == nil || f.space != 0 {
		return false
	}
	last, size := utf8.DecodeLastRune(f.text)
	if strings.ContainsRune(",;–-⁻", last) {
		last, _ = utf8.DecodeLastRune(f.text[:len(f.text)-size])
		return strings.ContainsRune("⁰¹²³⁴⁵⁶⁷⁸⁹", last)
	}
	return unicode.IsLetter(last) || strings.ContainsRune(".!?)»”’。", last)
}

// raisedText is text that can be set above the line in characters of its own.
var raisedText = regexp.MustCompile(`^\s*[\d+−–-]{1,4}(\s*[,;–-]\s*\d{1,4}){0,8}\s*$`)

// Raises reports whether text can be set above the line.
func Raises(text string) bool { return len(text) < 64 && raisedText.MatchString(text) }

func raised(r rune) rune {
	switch r {
	case '1':
		return '¹'
	case '2':
		return '²'
	case '3':
		return '³'
	case '0', '4', '5', '6', '7', '8', '9':
		return '⁰' + r - '0'
	case '+':
		return '⁺'
	case '-', '–', '−':
		return '⁻'
	}
	return r
}

// Mark is where the next character of the open block will stand, for Cite and Field.
func (b *Builder) Mark() int {
	f := b.frame()
	if f == nil {
		return 0
	}
	if f.space != 0 {
		b.flush(' ')
	}
	return len(f.text)
}

// Skipped says that what follows does not stand directly behind the text before it.
func (b *Builder) Skipped() {
	if f := b.frame(); f != nil {
		f.apart = true
	}
}

var (
	ownRange  = regexp.MustCompile(`^[\[(]?(\d{1,4})\s*[-–—]\s*(\d{1,4})[\])]?$`)
	onlyRange = regexp.MustCompile(`^[\])]?\s*[-–—⁻]\s*[\[(]?$`)
)

// Cite says that the text from a mark on cites the entries of keys, or entries that
// the file does not name. Two citations with a dash between them are a range.
func (b *Builder) Cite(from int, keys []string) {
	f := b.frame()
	if f == nil || from >= len(f.text) {
		return
	}
	text := strings.TrimRight(string(f.text[from:]), " ")
	trimmed := strings.TrimLeft(text, " ")
	span := doc.Span{Start: from + len(text) - len(trimmed), End: from + len(text)}
	if n := len(f.citations); n > 0 && len(keys) == 1 {
		if last := &f.citations[n-1]; len(last.keys) == 1 && last.through == "" && last.End <= span.Start && onlyRange.Match(f.text[last.End:span.Start]) {
			last.End, last.through = span.End, keys[0]
			return
		}
	}
	if span.Len() > 0 {
		f.citations = append(f.citations, citation{Span: span, keys: keys})
	}
}

// Field says that the text of an entry from a mark on is a CSL variable's.
func (b *Builder) Field(from int, name string) {
	f := b.frame()
	if f == nil || f.ref == nil {
		return
	}
	for from < len(f.text) && f.text[from] == ' ' {
		from++
	}
	if from < len(f.text) {
		f.ref.Fields = append(f.ref.Fields, cite.Field{Name: name, Start: from, End: len(f.text), Confidence: 1})
	}
}

// Document returns what was written, and resolves its citations.
func (b *Builder) Document() *Document {
	for len(b.open) > 0 {
		b.Close()
	}
	b.doc.Text = string(b.text)
	entries := map[string]int{}
	for i, r := range b.doc.References {
		if _, taken := entries[r.Key]; !taken && r.Key != "" {
			entries[r.Key] = i
		}
	}
	for _, c := range b.citations {
		if r := b.resolve(c, entries); len(r.Entries) > 0 || !c.doubtful {
			b.doc.Citations = append(b.doc.Citations, r)
		}
	}
	return &b.doc
}

// widestRange bounds the entries of a range.
const widestRange = 100

func (b *Builder) resolve(c citation, entries map[string]int) Citation {
	out := Citation{Span: c.Span}
	add := func(from, to int) {
		if to < from || to-from > widestRange || to >= len(b.doc.References) {
			to = from
		}
		for i := from; i <= to; i++ {
			out.Entries = append(out.Entries, i)
		}
	}
	for _, key := range c.keys {
		if i, ok := entries[key]; ok {
			last := i
			if j, ok := entries[c.through]; ok {
				last = j
			} else if m := ownRange.FindStringSubmatch(b.doc.Text[c.Start:c.End]); m != nil && len(c.keys) == 1 {
				from, _ := strconv.Atoi(m[1])
				to, _ := strconv.Atoi(m[2])
				last = i + to - from
			}
			add(i, last)
		} else {
			out.Missing = append(out.Missing, key)
		}
	}
	if i, ok := entries[c.through]; ok {
		add(i, i)
	}
	slices.Sort(out.Entries)
	out.Entries = slices.Compact(out.Entries)
	return out
}

// Separate inserts what stands between two parts of an entry, nothing before the
// first one, and no second stop.
func (b *Builder) Separate(with string) {
	f := b.frame()
	if f == nil || len(f.text) == 0 {
		return
	}
	if last, _ := utf8.DecodeLastRune(f.text); strings.ContainsRune(".?!:;。：", last) {
		with = strings.TrimPrefix(with, ".")
	}
	b.Insert(with)
}

// EndCell and EndRow end a cell and a row of a table.
func (b *Builder) EndCell() { b.end('\t') }

// EndRow ends a row of a table, its last cell being ended already.
func (b *Builder) EndRow() {
	if f := b.frame(); f != nil {
		f.text = bytes.TrimRight(f.text, "\t")
	}
	b.end('\n')
}

func (b *Builder) end(mark byte) {
	if f := b.frame(); f != nil {
		f.space = 0
		f.text = append(f.text, mark)
	}
}

// SetRows gives the open block the cells of its table.
func (b *Builder) SetRows(rows [][]string) { b.frame().Rows = rows }

// SetLabel says that the text so far only names the open block.
func (b *Builder) SetLabel() {
	f := b.frame()
	b.Mark()
	f.Label = len(f.text)
}

// NoSpace takes back white space before what follows.
func (b *Builder) NoSpace() {
	if f := b.frame(); f != nil {
		f.space = 0
		f.text = bytes.TrimRight(f.text, " ")
	}
}

// CiteIf is Cite if the keys turn out to be those of entries, and nothing otherwise.
func (b *Builder) CiteIf(from int, keys []string) {
	f := b.frame()
	if f == nil {
		return
	}
	n := len(f.citations)
	b.Cite(from, keys)
	if len(f.citations) > n {
		f.citations[n].doubtful = true
	}
}

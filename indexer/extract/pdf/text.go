package pdf

// Blocks → text, with the place of every rune and what was repaired.

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/indexer/extract/hyphen"
)

// char is a character of a block's text. line is its index among the lines of
// the block, or -1 of what stands on none.
type char struct {
	r      rune
	line   int
	x0, x1 float32
	old    string // what the file has, if it was repaired
	rule   Rule
	fixed  bool
	gone   bool // left out of the text
}

// write puts the text of a document together.
func write(d *Document, blocks []*block, sheets []*sheet) {
	known, kazakh := &hyphen.Words{}, false
	for l := range eachLine(sheets) {
		known.Add(l.text)
		kazakh = kazakh || strings.ContainsAny(l.text, kazakhAlone)
	}
	var text strings.Builder
	page := 0
	for _, b := range blocks {
		chars := b.chars(known)
		repair(chars)
		if kazakh {
			mendBarredO(chars)
		}
		if text.Len() > 0 {
			text.WriteString("\n\n")
		}
		for ; page < b.head().page.index; page++ {
			text.WriteByte('\f')
		}
		entry := Block{Kind: b.kind, Level: b.level, Start: text.Len(), Page: b.head().page.index}
		for _, l := range b.lines {
			entry.Glyphs += l.ink
		}
		b.write(d, &text, chars)
		entry.End = text.Len()
		d.Blocks = append(d.Blocks, entry)
	}
	for ; page+1 < len(sheets); page++ {
		text.WriteByte('\f')
	}
	d.Text = text.String()
}

// write writes the characters of a block, its lines and its repairs.
func (b *block) write(d *Document, text *strings.Builder, chars []char) {
	var open *Line
	on := -1
	flush := func() {
		if open != nil {
			open.End = text.Len()
			if open.End > open.Start {
				d.Lines = append(d.Lines, *open)
			}
			open = nil
		}
	}
	for i := 0; i < len(chars); i++ {
		c := &chars[i]
		if c.line != on {
			flush()
			if on = c.line; on >= 0 {
				open = b.lines[on].place(text.Len())
			}
		}
		from := text.Len()
		switch letters := ligatures[c.r]; {
		case c.gone:
		case letters != "":
			if !c.fixed {
				c.fixed, c.old, c.rule = true, string(c.r), Ligature
			}
			n := float32(utf8.RuneCountInString(letters))
			k := float32(0)
			for _, r := range letters {
				text.WriteRune(r)
				open.extend(c.x0+(c.x1-c.x0)*k/n, c.x0+(c.x1-c.x0)*(k+1)/n)
				k++
			}
		default:
			if c.r >= unnamed && c.r < unnamed+0x20 {
				c.r = unicode.ReplacementChar
			}
			text.WriteRune(c.r)
			if open != nil {
				open.extend(c.x0, c.x1)
			}
		}
		if !c.fixed {
			continue
		}
		// Neighbours that one rule changed are one repair.
		if n := len(d.Repairs); n > 0 && d.Repairs[n-1].Rule == c.rule && d.Repairs[n-1].End == from && c.rule != Hyphen && i > 0 && chars[i-1].fixed {
			d.Repairs[n-1].End = text.Len()
			d.Repairs[n-1].Old += c.old
		} else {
			d.Repairs = append(d.Repairs, Repair{Start: from, End: text.Len(), Old: c.old, Rule: c.rule})
		}
	}
	flush()
}

// place begins a Line.
func (l *line) place(start int) *Line {
	turned := l.page.turn
	if t := l.segs[0].glyphs[0].turn; t != oblique {
		turned += t
	}
	return &Line{Start: start, Page: l.page.index, Turn: int(turned) & 3, Low: l.y0, High: l.y1, Confidence: l.confidence()}
}

func (l *line) confidence() int {
	sum, n := 0, 0
	for _, s := range l.segs {
		for i := range s.glyphs {
			sum, n = sum+int(s.glyphs[i].confidence), n+1
		}
	}
	return sum / max(n, 1)
}

func (l *Line) extend(x0, x1 float32) {
	if n := len(l.Edges); n == 0 {
		l.Edges = append(l.Edges, x0, x1)
	} else {
		l.Edges[n-1] = x0
		l.Edges = append(l.Edges, x1)
	}
}

// chars are the characters of a block: its lines, joined.
func (b *block) chars(known *hyphen.Words) []char {
	var all []char
	for i, l := range b.lines {
		if i > 0 {
			all = b.join(all, i, known)
		}
		for _, m := range l.marks(b.kind == Table) {
			if m.r == '\t' && b.kind != Table {
				m.r = ' '
			}
			all = append(all, char{r: m.r, line: i, x0: m.x0, x1: m.x1})
		}
	}
	return all
}

// join appends what stands between line i and the line before, and takes the
// hyphen away that divides a word.
func (b *block) join(all []char, i int, known *hyphen.Words) []char {
	prev, next := b.lines[i-1], b.lines[i]
	if b.kind == Table {
		return append(all, char{r: '\n', line: -1})
	}
	last := &all[len(all)-1]
	first, _ := utf8.DecodeRuneInString(next.text)
	switch {
	case wide(last.r) && wide(first):
		return all
	case hyphen.Is(last.r) && len(all) > 1 && (unicode.IsLetter(all[len(all)-2].r) || unicode.IsDigit(all[len(all)-2].r)):
		if known.Divide(prev.text, next.text) {
			last.gone, last.fixed, last.old, last.rule = true, true, string(last.r), Hyphen
		}
		return all
	case last.r == '/' && strings.Contains(lastField(prev.text), "/"), last.r == '_':
		return all // an address goes on
	}
	return append(all, char{r: ' ', line: -1})
}

func lastField(s string) string {
	return s[strings.LastIndexAny(s, " \t")+1:]
}

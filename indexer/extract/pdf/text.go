package pdf

// Blocks → text, with the place of every rune and what was repaired.

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
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
	known := words(sheets)
	var text strings.Builder
	page := 0
	for _, b := range blocks {
		chars := b.chars(known)
		repair(chars)
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
func (b *block) chars(known *vocabulary) []char {
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
func (b *block) join(all []char, i int, known *vocabulary) []char {
	prev, next := b.lines[i-1], b.lines[i]
	if b.kind == Table {
		return append(all, char{r: '\n', line: -1})
	}
	last := &all[len(all)-1]
	first, _ := utf8.DecodeRuneInString(next.text)
	switch {
	case wide(last.r) && wide(first):
		return all
	case hyphen(last.r) && len(all) > 1 && (unicode.IsLetter(all[len(all)-2].r) || unicode.IsDigit(all[len(all)-2].r)):
		if divides(prev.text, next.text, known) {
			last.gone, last.fixed, last.old, last.rule = true, true, string(last.r), Hyphen
		}
		return all
	case last.r == '/' && strings.Contains(lastField(prev.text), "/"), last.r == '_':
		return all // an address goes on
	}
	return append(all, char{r: ' ', line: -1})
}

func hyphen(r rune) bool { return r == '-' || r == '‐' || r == '\u00AD' }

// divides reports whether the hyphen between two lines divides a word that has
// none. The document's own words decide; without their evidence it does before a
// small letter, if the document divides words at all.
func divides(prev, next string, known *vocabulary) bool {
	head := strings.TrimRightFunc(lastField(prev), hyphen)
	tail := next
	if at := strings.IndexFunc(next, func(r rune) bool { return !unicode.IsLetter(r) && !hyphen(r) }); at >= 0 {
		tail = next[:at]
	}
	first, _ := utf8.DecodeRuneInString(tail)
	if !unicode.IsLower(first) {
		return false
	}
	head, tail = fold(head), fold(tail)
	if strings.Contains(head, "-") || slices.Contains(particles, tail) || utf8.RuneCountInString(head) < 2 {
		return false // a compound goes on; a letter alone is a symbol, as in p-adic
	}
	whole, compound := known.count[head+tail], known.count[head+"-"+tail]
	switch {
	case whole != compound:
		return whole > compound
	case !known.divided:
		return false
	case known.begins(head + cut(tail, 3)):
		return true
	case utf8.RuneCountInString(head) > 3 && known.begins(head+"-"):
		return false
	}
	// Words of their own stand on both sides: a compound.
	both := utf8.RuneCountInString(head) > 3 && utf8.RuneCountInString(tail) > 3 && known.count[head] > 0
	return !(both && known.begins(cut(tail, max(4, utf8.RuneCountInString(tail)-2))))
}

// particles always follow a hyphen, in Russian.
var particles = []string{"то", "либо", "нибудь", "таки"}

// cut is the beginning of a word, of n runes.
func cut(s string, n int) string {
	for i := range s {
		if n--; n < 0 {
			return s[:i]
		}
	}
	return s
}

func lastField(s string) string {
	return s[strings.LastIndexAny(s, " \t")+1:]
}

// fold makes words comparable: small letters without punctuation around.
func fold(s string) string {
	return strings.ToLower(strings.TrimFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }))
}

// vocabulary is the words of a document that no end of a line divides.
type vocabulary struct {
	count   map[string]int
	sorted  []string
	divided bool // lines end within words: more often than compounds alone would have it
}

// words counts the words of a document; those at the ends of lines may be parts.
func words(sheets []*sheet) *vocabulary {
	v := &vocabulary{count: map[string]int{}}
	ends, lines := 0, 0
	for l := range eachLine(sheets) {
		fields := strings.Fields(l.text)
		if len(fields) < 3 {
			continue
		}
		lines++
		if r, _ := utf8.DecodeLastRuneInString(l.text); hyphen(r) && len(fields[len(fields)-1]) > 2 {
			ends++
		}
		for _, f := range fields[1 : len(fields)-1] {
			v.count[fold(f)]++
		}
	}
	v.divided = ends*40 > lines
	v.sorted = slices.Sorted(maps.Keys(v.count))
	return v
}

// begins reports whether a word begins with prefix.
func (v *vocabulary) begins(prefix string) bool {
	i, _ := slices.BinarySearch(v.sorted, prefix)
	return i < len(v.sorted) && strings.HasPrefix(v.sorted[i], prefix)
}

package extract

// This file reads tables: the lines that make one, the cells of its rows, rows
// that were wrapped over several lines, and the captions and notes around it.

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/lazyregexp"
)

var captionStart = lazyregexp.New(`^(?:\p{L}+\.?\s*(?:№\s*)?(?:\d{1,3}(?:\.\d{1,3}|[-–]\d{1,3})?|[IVX]{1,5}\b)|\d{1,3}(?:\.\d{1,3})?\s*[-–]?\s?\p{L}+)`)

// isCaption reports whether text is the caption of a table or figure: a label,
// a number (before the label in Kazakh), then a mark, a capital or nothing. A
// lower-case word behind the number makes it a sentence about the table.
func isCaption(text string) bool {
	head := text[:min(len(text), 60)]
	if !strings.ContainsAny(head, "0123456789IVX") {
		return false
	}
	m := captionStart.FindString(head)
	if m == "" || count(text) > 120 {
		return false
	}
	word := ""
	for w := range strings.FieldsFuncSeq(m, func(r rune) bool { return !unicode.IsLetter(r) }) {
		if labels()[squash(w)].role == captionRole {
			word = w
		}
	}
	if word == "" {
		return false
	}
	rest := text[len(m):]
	if analysis.IsHan(word0(word)) && (strings.HasSuffix(text, "。") || hanPredicate.MatchString(strings.TrimLeft(rest, " "))) {
		return false
	}
	if rest == "" || strings.ContainsRune(".:-–—：．|\u3000", word0(strings.TrimLeft(rest, " "))) {
		return true
	}
	next := word0(strings.TrimLeft(rest, " .:-–—)：．|\u3000"))
	return count(text) <= 80 && (unicode.IsUpper(next) || strings.ContainsRune("«“\"", next) || analysis.IsHan(word0(word)) && strings.HasPrefix(rest, " "))
}

// bareCaption reports whether a caption is but its label and number, so that
// the words of it stand on the next line.
func bareCaption(b *block) bool {
	return b.size == len(b.tail) && count(b.tail) <= 3 && len(captionStart.FindString(b.tail)) >= len(strings.TrimRight(b.tail, " ."))
}

// hanPredicate are words that follow the number in a sentence about a table.
var hanPredicate = lazyregexp.New(`^(?:为|是|给出|列出|显示|所示|所列|中|可见|可以|反映|展示|说明|表明|描述|和图|和表|与|即)`)

// tableEnd returns where the table that begins on line i ends, i if none does.
func (r *reader) tableEnd(i int) int {
	lines := r.src.lines
	if lines[i].kind == TableBlock {
		to := i + 1
		for to < len(lines) && lines[to].gap == 0 && (lines[to].kind == TableBlock || lines[to].text == "") {
			to++
		}
		return to
	}
	if lines[i].table && lines[i].block == 0 && r.zone != front {
		to := i + 1
		for to < len(lines) && lines[to].gap == 0 && lines[to].table {
			to++
		}
		return to
	}
	if !lines[i].tabs || lines[i].kind == CodeBlock {
		return i
	}
	to := i + 1
	for to < len(lines) && lines[to].gap == 0 && !lines[to].furniture && r.tabbed(lines[to]) && !noteRow(lines[to].text) {
		to++
	}
	if to-i < 2 && len(r.cells(lines[i])) < 3 {
		return i
	}
	return to
}

// tabbed reports whether a tab separates or precedes the text of a line.
func (r *reader) tabbed(l line) bool {
	if l.tabs || strings.Contains(r.src.text[l.Start-l.indent:l.Start], "\t") {
		return true
	}
	const widest = 64
	behind := r.src.text[l.End:min(len(r.src.text), l.End+widest)]
	return strings.Contains(behind[:len(behind)-len(strings.TrimLeft(behind, " \t"))], "\t")
}

// cells are the cells of a line, with empty ones before and between them.
func (r *reader) cells(l line) []string {
	if bar := strings.IndexByte(r.src.text[l.Start:l.End], '|'); l.kind == TableBlock && bar >= 0 && r.src.isResidue(l.Start+bar) {
		return pipeCells(r.src, l)
	}
	var cells []string
	start := l.Start - l.indent
	for c := range strings.SplitSeq(r.src.text[start:l.End], "\t") {
		span := doc.Span{Start: start, End: start + len(c)}
		cells = append(cells, r.src.textOf(span))
		start += len(c) + 1
	}
	return cells
}

// pipeCells are the cells of a row of a Markdown table.
func pipeCells(src *source, l line) []string {
	var cells []string
	raw := src.text[l.Start:l.End]
	from := 0
	add := func(to int) {
		span := doc.Span{Start: l.Start + from, End: l.Start + to}
		cells = append(cells, src.textOf(span))
	}
	for i := 0; i < len(raw); i++ {
		if raw[i] == '|' && (i == 0 || raw[i-1] != '\\') {
			if i > 0 {
				add(i)
			}
			from = i + 1
		}
	}
	if strings.TrimSpace(raw[from:]) != "" {
		add(len(raw))
	}
	return cells
}

func noteRow(text string) bool {
	lab, n, whole, _ := matchLabel(text)
	return lab.role == noteRole && !whole && strings.ContainsAny(text[:n], "-–—:：.")
}

// table reads the lines from up to to.
func (r *reader) table(from, to int) {
	r.leaveFront()
	lines := r.src.lines[from:to]
	if len(lines) == 1 && noteRow(lines[0].text) {
		r.note(paragraph{spans: []doc.Span{lines[0].Span}, traits: lines[0].traits})
		return
	}
	b := block{kind: doc.Table, section: r.section(), tail: "."}
	var note *doc.Span
	for k, l := range lines {
		if k == len(lines)-1 {
			if at := noteInCell(r.src.text[l.Start:l.End]); at > 0 {
				note = &doc.Span{Start: l.Start + at, End: l.End}
				l.End = l.Start + len(strings.TrimRightFunc(r.src.text[l.Start:note.Start], blank))
				r.repairs.add(ruleTableNote, r.src, doc.Span{Start: l.End, End: note.Start}, "\n")
				lines[k].Span = l.Span
			}
		}
		b.spans = append(b.spans, l.Span)
	}
	b.rows = r.rows(lines)
	r.add(b)
	if note != nil {
		r.note(paragraph{spans: []doc.Span{*note}, traits: traitsOf(r.src.textOf(*note))})
	}
}

// note adds a note, its stray marks set aside.
func (r *reader) note(p paragraph) {
	if n := strings.IndexFunc(p.text, func(c rune) bool { return unicode.IsLetter(c) || c == '*' || unicode.IsDigit(c) }); n > 0 {
		head, rest := r.split(p, n)
		r.furniture(head.spans...)
		p = rest
	}
	r.addText(doc.Note, p)
}

// noteInCell is where a note begins that has run into the last cell of a
// table, behind the end of a sentence; 0 if there is none.
func noteInCell(line string) int {
	const longest = 240
	for at := max(0, len(line)-longest); at < len(line); {
		i := strings.Index(line[at:], ". ")
		if i < 0 {
			return 0
		}
		at += i + 2
		if utf8.RuneStart(line[at-1]) && noteRow(line[at:]) {
			return at
		}
	}
	return 0
}

// rows are the cells of a table, the parts of wrapped rows joined. All rows
// have as many cells.
func (r *reader) rows(lines []line) [][]string {
	var rows [][]string
	var began int // in the source, where the last row begins
	width := 0
	var open []line
	all := make([][]string, len(lines))
	if lines[0].table {
		all = r.src.columnCells(lines)
	}
	for i, l := range lines {
		if !lines[0].table {
			all[i] = r.cells(l)
		}
		if l.text != "" {
			width = max(width, len(all[i]))
		}
	}
	const widest = 200
	width = min(width, widest)
	flush := func() {
		if len(open) > 1 {
			r.repairs.add(ruleTableRow, r.src, doc.Span{Start: began, End: open[len(open)-1].End}, strings.Join(rows[len(rows)-1], "\t"))
		}
	}
	for i, l := range lines {
		cells := all[i]
		if l.text == "" || len(cells) == 0 {
			continue
		}
		row := make([]string, width)
		copy(row, cells)
		if len(cells) > width {
			row[width-1] = strings.Join(cells[width-1:], " ")
		}
		if n := len(rows); n > 1 && l.kind != TableBlock && wraps(rows[n-1], row) {
			for k, c := range row {
				if c != "" {
					rows[n-1][k] = strings.TrimSpace(rows[n-1][k] + " " + c)
				}
			}
			open = append(open, l)
			continue
		}
		flush()
		rows = append(rows, row)
		began, open = l.Start, []line{l}
	}
	flush()
	return rows
}

// wraps reports whether row takes on the one before it: it has empty cells,
// the first or all but one, and the others take on text that is not closed.
func wraps(before, row []string) bool {
	filled := 0
	for k, c := range row {
		if c == "" {
			continue
		}
		filled++
		b := before[k]
		if b == "" || endsClosed(b) || numeric(b) || numeric(c) {
			return false
		}
		if row[0] != "" && !unicode.IsLower(word0(c)) {
			return false
		}
	}
	if row[0] == "" && len(row) == 2 && !unicode.IsLower(word0(row[1])) {
		return false
	}
	return filled > 0 && filled < len(row) && (row[0] == "" && filled < len(row)-1 || filled == 1)
}

// numeric reports whether a cell holds a figure.
func numeric(cell string) bool {
	return cell != "" && letters(cell) == 0
}

// gatherCells makes tables of the cells that some ways of reading a PDF put on
// lines of their own: runs of short lines that are neither sentences nor items
// of a list. Their rows cannot be told.
func (r *reader) gatherCells() {
	var out []block
	for i := 0; i < len(r.blocks); {
		j, cells := i, 0
		for k := i; k < len(r.blocks) && (r.blocks[k].kind == doc.Furniture && cells > 0 || cellLike(&r.blocks[k])); k++ {
			if r.blocks[k].kind != doc.Furniture {
				cells++
				j = k + 1
			}
		}
		least := 4
		if i > 0 && r.blocks[i-1].kind == doc.Caption {
			least = 3
		}
		if cells < least {
			out = append(out, r.blocks[i])
			i++
			continue
		}
		t := block{kind: doc.Table, section: r.blocks[i].section, tail: ".", back: r.blocks[i].back}
		var aside []block
		for _, b := range r.blocks[i:j] {
			if b.kind == doc.Furniture {
				aside = append(aside, b)
				continue
			}
			t.spans = append(t.spans, b.spans...)
		}
		out = append(append(out, t), aside...)
		i = j
	}
	r.blocks = out
}

func cellLike(b *block) bool {
	if b.kind != doc.Body || b.code || b.size > len(b.tail) || b.size == 0 {
		return false
	}
	return count(b.tail) <= 6 && b.size <= 48 && !listItem(b.tail) && !strings.HasPrefix(b.tail, "•") &&
		(numeric(b.tail) || !endsClosed(b.tail))
}

package flow

// This file puts tables together. One that holds prose, headings or other tables, or
// has a single column, is not for data but for layout, and its cells are read one
// after another.

import "strings"

const (
	maxColumns = 256
	longCell   = 1500 // bytes of a cell beyond which it is prose
)

// BeginTable opens a table.
func (w *Writer) BeginTable(at, owner int) { w.Begin(Table, 0, at, owner) }

// Row begins a row of the innermost table.
func (w *Writer) Row() {
	if t := w.top(); t != nil && t.Kind == Table && !t.cell {
		t.rows = append(t.rows, nil)
		t.fill()
	}
}

// DropRow takes the row back that was begun last.
func (w *Writer) DropRow() {
	if t := w.top(); t != nil && t.Kind == Table && len(t.rows) > 0 {
		t.rows = t.rows[:len(t.rows)-1]
	}
}

// fill adds empty cells where cells of rows above reach down.
func (t *frame) fill() {
	row := &t.rows[len(t.rows)-1]
	for len(*row) < len(t.below) && t.below[len(*row)] > 0 {
		t.below[len(*row)]--
		*row = append(*row, cell{})
	}
}

// BeginCell opens a cell of the row that was begun last.
func (w *Writer) BeginCell() {
	if t := w.top(); t != nil && t.Kind == Table && !t.cell {
		if len(t.rows) == 0 {
			t.rows = append(t.rows, nil)
		}
		w.begun++
		w.frames = append(w.frames, &frame{cell: true})
	}
}

// EndCell closes a cell that takes so many columns and rows.
func (w *Writer) EndCell(columns, rows int) {
	c := w.top()
	if c == nil || !c.cell {
		return
	}
	w.frames = w.frames[:len(w.frames)-1]
	t := w.top()
	row := &t.rows[len(t.rows)-1]
	for k := range min(max(columns, 1), maxColumns) {
		if len(*row) >= maxColumns && k > 0 {
			break
		}
		for len(t.below) <= len(*row) {
			t.below = append(t.below, 0)
		}
		t.below[len(*row)] = min(max(rows, 1), MaxRows) - 1
		if k == 0 {
			*row = append(*row, cell{c.inner})
		} else {
			*row = append(*row, cell{})
		}
	}
	t.fill()
}

// RepeatCell repeats the cell that was closed last, as far as a table may be wide.
func (w *Writer) RepeatCell(times int) {
	t := w.top()
	if t == nil || t.Kind != Table || t.cell || len(t.rows) == 0 {
		return
	}
	row := &t.rows[len(t.rows)-1]
	for ; times > 0 && len(*row) > 0 && len(*row) < maxColumns; times-- {
		*row = append(*row, (*row)[len(*row)-1])
	}
}

// MaxRows bounds how far down a cell may reach.
const MaxRows = 1000

// EndTable closes the innermost table, which ends before a byte of the part.
func (w *Writer) EndTable(at int) {
	t := w.top()
	if t == nil || t.Kind != Table || t.cell {
		return
	}
	w.frames = w.frames[:len(w.frames)-1]
	t.Place.End = at
	var b strings.Builder
	var others []Draft // behind the table
	for _, d := range t.inner {
		if d.Kind == Caption {
			w.add(d)
		} else {
			others = append(others, d)
		}
	}
	if t.layout() {
		for _, row := range t.rows {
			for _, c := range row {
				w.Add(c.drafts...)
			}
		}
		w.Add(others...)
		return
	}
	for _, row := range t.rows {
		cells := make([]string, len(row))
		for i, c := range row {
			var texts []string
			for _, d := range c.drafts {
				if d.Kind == Note || d.Kind == Furniture {
					others = append(others, d)
				} else {
					texts = append(texts, strings.Fields(d.Text)...)
				}
			}
			cells[i] = strings.Join(texts, " ")
		}
		if line := strings.TrimRight(strings.Join(cells, "\t"), "\t"); line != "" {
			if b.Len() > 0 {
				b.WriteByte('\n')
			}
			b.WriteString(line)
		}
	}
	if t.Draft.Text = b.String(); t.Draft.Text != "" {
		w.add(t.Draft)
	}
	w.Add(others...)
}

// layout reports whether a table but arranges text.
func (t *frame) layout() bool {
	columns := 0
	for _, row := range t.rows {
		columns = max(columns, len(row))
		for _, c := range row {
			size := 0
			for _, d := range c.drafts {
				if size += len(d.Text); d.Kind == Table || d.Kind == Heading || d.Kind == Title || size > longCell {
					return true
				}
			}
		}
	}
	return columns < 2
}

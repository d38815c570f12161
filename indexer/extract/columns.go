package extract

// This file reads tables whose columns stand apart by wide space, as text keeps
// them that was laid out like the page.

import (
	"strings"
	"unicode/utf8"

	"github.com/izde/izde/search/doc"
)

// chunk is a part of a line that wide space sets apart.
type chunk struct {
	doc.Span
	column int // in characters from the beginning of the line
}

// chunks divides a line at three spaces or more.
func (s *source) chunks(l line) []chunk {
	const wide = 3
	var out []chunk
	start := l.Start - l.indent
	column, spaces := 0, wide
	for i, c := range s.text[start:l.End] {
		switch {
		case c == ' ':
			spaces++
		case blank(c):
			spaces = wide
		default:
			if spaces >= wide || len(out) == 0 {
				out = append(out, chunk{doc.Span{Start: start + i}, column})
			}
			spaces = 0
			out[len(out)-1].End = start + i + utf8.RuneLen(c)
		}
		column++
		if cjk(c) {
			column++
		}
	}
	return out
}

// findColumns marks the lines of tables that wide space divides: two lines or
// more in a row of three short parts or more.
func (s *source) findColumns() {
	const widest = 200 // columns of a line
	tabular := func(i int) bool {
		l := s.lines[i]
		if l.furniture || l.tabs || l.width > widest || !strings.Contains(s.text[l.Start:l.End], "   ") {
			return false
		}
		parts := s.chunks(l)
		for _, c := range parts {
			if c.Len() > 80 {
				return false
			}
		}
		return len(parts) >= 3
	}
	for i := 0; i < len(s.lines); i++ {
		j := i
		for j < len(s.lines) && (j == i || s.lines[j].gap == 0) && tabular(j) {
			j++
		}
		if j-i < 2 {
			continue
		}
		for k := i; k < j; k++ {
			s.lines[k].table = true
		}
		i = j - 1
	}
}

// columnCells are the cells of each line of such a table: a part belongs to the
// column that begins nearest.
func (s *source) columnCells(lines []line) [][]string {
	var parts [][]chunk
	var columns []int
	for _, l := range lines {
		c := s.chunks(l)
		parts = append(parts, c)
		if len(c) > len(columns) {
			columns = columns[:0]
			for _, x := range c {
				columns = append(columns, x.column)
			}
		}
	}
	rows := make([][]string, len(lines))
	for i, row := range parts {
		cells := make([]string, len(columns))
		for _, c := range row {
			best := 0
			for k := range columns {
				if abs(columns[k]-c.column) < abs(columns[best]-c.column) {
					best = k
				}
			}
			text := s.textOf(c.Span)
			cells[best] = strings.TrimSpace(cells[best] + " " + text)
		}
		rows[i] = cells
	}
	return rows
}

func abs(n int) int { return max(n, -n) }

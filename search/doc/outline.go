package doc

// How a document is built, as readers see it: its outline, the cells of its tables.

import (
	"slices"
	"strings"
)

// Section is a line of a document's outline.
type Section struct {
	Path []string
	// Value is the section as the section filter accepts it.
	Value string
	// Passage is where the section begins: its heading where there is one.
	Passage *Passage
}

// Outline lists the sections of a document in the order in which they begin.
func Outline(passages []*Passage) []Section {
	var list []Section
	seen := map[string]bool{}
	headings := map[string]*Passage{} // by their text, the last ones read
	for _, p := range passages {
		if p.Kind == Heading {
			headings[p.Text] = p
		}
		for depth := 1; depth <= len(p.Section); depth++ {
			path := p.Section[:depth]
			value := SectionValue(path)
			if seen[value] {
				continue
			}
			seen[value] = true
			begin := p
			// The heading stands before the first passage below it, perhaps
			// with the headings of narrower sections between them.
			if h := headings[path[depth-1]]; h != nil {
				begin = h
			}
			list = append(list, Section{path, value, begin})
		}
	}
	return list
}

// Cells returns the cells of a table, row by row, all rows of the same length: Rows
// where the cells were made out, else the cells of its text, in which lines are rows
// and tabs stand between cells. It returns none for other passages.
func (p *Passage) Cells() [][]string {
	if p.Kind != Table {
		return nil
	}
	rows := p.Rows
	if len(rows) == 0 {
		for line := range strings.SplitSeq(p.Text, "\n") {
			rows = append(rows, strings.Split(line, "\t"))
		}
	}
	columns := 0
	for _, row := range rows {
		columns = max(columns, len(row))
	}
	if columns < 2 {
		return nil
	}
	even := make([][]string, len(rows))
	for i, row := range rows {
		even[i] = append(slices.Clone(row), make([]string, columns-len(row))...)
	}
	return even
}

// Package office reads the files of word processors: DOCX (ECMA-376, transitional and
// strict) and ODT (OASIS OpenDocument 1.3). Text is taken as it is shown and printed in
// its final state: with tracked insertions, with the results of fields and the numbers
// of lists and headings, without deletions, comments and hidden text. It may import
// archive and flow.
package office

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/izde/izde/indexer/extract/archive"
	"github.com/izde/izde/indexer/extract/flow"
)

// ErrPassword is a file that only its password opens.
var ErrPassword = errors.New("is protected by a password; save a copy without one")

// part reads a part in UTF-8.
func part(a *archive.Archive, name string) ([]byte, error) {
	data, err := a.Read(name)
	if err != nil {
		return nil, err
	}
	if data, err = flow.UTF8(data); err != nil {
		return nil, fmt.Errorf("%s %w", name, err)
	}
	return data, nil
}

// walk reads a part as events.
func walk(a *archive.Archive, name string, spaces flow.Spaces, h flow.Handler) error {
	data, err := part(a, name)
	if err != nil {
		return err
	}
	if err := flow.Walk(data, spaces, h); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// optional is err, nil if a part is not there.
func optional(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// values is a handler that calls a function for each element, with the path of names
// above it.
type values struct {
	path []string
	text strings.Builder
	on   func(path []string, e *flow.Element)
	end  func(path []string, text string)
}

func (v *values) Start(e *flow.Element, _, _ int) {
	v.path = append(v.path, e.Name)
	v.text.Reset()
	if v.on != nil {
		v.on(v.path, e)
	}
}

func (v *values) End(string, int, int) {
	if v.end != nil {
		v.end(v.path, strings.TrimSpace(v.text.String()))
	}
	v.path = v.path[:len(v.path)-1]
	v.text.Reset()
}

func (v *values) Text(text string, _, _ int) { v.text.WriteString(text) }

// above is the i-th last name of a path, "" if it is shorter; 1 is the last.
func above(path []string, i int) string {
	if len(path) < i {
		return ""
	}
	return path[len(path)-i]
}

// properties reads the title and the language that the file states of itself.
func properties(a *archive.Archive, name string, d *flow.Document) error {
	spaces := flow.Spaces{"http://purl.org/dc/elements/1.1/": "dc"}
	return optional(walk(a, name, spaces, &values{end: func(path []string, text string) {
		switch above(path, 1) {
		case "dc:title":
			d.Meta.Title = text
		case "dc:language":
			d.Meta.Language = text
		}
	}}))
}

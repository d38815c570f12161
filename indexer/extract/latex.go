package extract

// This file turns LaTeX, as package latex reads it, into the input of reading.

import (
	"fmt"
	"maps"
	"slices"

	"github.com/izde/izde/indexer/extract/latex"
)

// ErrPart is a file that is no document of its own but a part of one.
var ErrPart = latex.ErrPart

// readLaTeX reads a source with the files that it includes.
func readLaTeX(data []byte, beside map[string][]byte) (*Input, error) {
	text, _, note, err := Decode(data)
	if err != nil {
		return nil, err
	}
	files := map[string]string{}
	var unread []string
	for _, name := range slices.Sorted(maps.Keys(beside)) {
		file, _, _, err := Decode(beside[name])
		if err != nil {
			unread = append(unread, fmt.Sprintf("the file %s, which it includes, could not be read: %v", name, err))
			continue
		}
		files[name] = file
	}
	d, err := latex.Read(text, files)
	if err != nil {
		return nil, err
	}
	d.Notes = append(d.Notes, unread...)
	if note != "" {
		d.Notes = append(d.Notes, note+"; places count its bytes in UTF-8")
	}
	return newStructured(LaTeX, d)
}

// Includes lists the files that a file includes, by their names from its folder: the
// sources and .bib files of LaTeX, the bibliographies of Markdown. They need not be
// there. Other formats include none.
func Includes(name string, data []byte) []string {
	switch format, _ := FormatNamed(name); format {
	case Markdown:
		return bibliographies(name, data)
	case LaTeX:
		text, _, _, err := Decode(data)
		if err != nil {
			return nil
		}
		return latex.Includes(text)
	}
	return nil
}

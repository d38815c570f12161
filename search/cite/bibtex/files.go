package bibtex

// This file reads the field file, which names the files of an entry. BibTeX knows
// no such field; reference managers write it as
//
//	DESCRIPTION:PATH:TYPE;…   JabRef, Better BibTeX, Zotero's own export, Mendeley
//	PATH;…                    Better BibTeX, where it is told to write paths alone
//
// A backslash stands before a colon, a semicolon or a backslash that belongs to a
// value; Mendeley writes LaTeX's commands for signs, and the colon behind the letter
// of a drive is often left bare.

import (
	"strings"
)

// latexSigns are what Mendeley writes for signs of paths.
var latexSigns = strings.NewReplacer(`{\_}`, "_", `$\backslash$`, `\\`, `{\&}`, "&", `{\%}`, "%", `{\#}`, "#", `{\$}`, "$", `{\~{}}`, "~", `\_`, "_", `\&`, "&", `\%`, "%", `\#`, "#", `\$`, "$")

// attachments returns the paths of a field file. A value with one bare colon may be a
// path and its type or a description and a path: both are returned.
func attachments(field string) []string {
	if strings.TrimSpace(field) == "" {
		return nil
	}
	var paths []string
	add := func(path string) {
		if path = strings.TrimSpace(path); path != "" && !strings.HasPrefix(path, "//") { // the rest of an address
			paths = append(paths, path)
		}
	}
	for _, parts := range splitFiles(latexSigns.Replace(field)) {
		for i := 1; i+1 < len(parts); i++ {
			if drive := strings.TrimSpace(parts[i]); len(drive) == 1 && strings.HasPrefix(parts[i+1], `\`) {
				parts = append(append(parts[:i:i], drive+":"+parts[i+1]), parts[i+2:]...)
			}
		}
		switch n := len(parts); n {
		case 1:
			add(parts[0])
		case 2:
			add(parts[0])
			add(parts[1])
		default:
			add(parts[n-2]) // a description may hold bare colons
		}
	}
	return paths
}

// splitFiles splits a field at semicolons into values, and these at colons.
func splitFiles(field string) [][]string {
	files := [][]string{nil}
	var part strings.Builder
	end := func() {
		last := len(files) - 1
		files[last] = append(files[last], part.String())
		part.Reset()
	}
	for i := 0; i < len(field); i++ {
		switch c := field[i]; {
		case c == '\\' && i+1 < len(field) && strings.IndexByte(`:;\{}`, field[i+1]) >= 0:
			i++
			part.WriteByte(field[i])
		case c == ':':
			end()
		case c == ';':
			end()
			files = append(files, nil)
		default:
			part.WriteByte(c)
		}
	}
	end()
	return files
}

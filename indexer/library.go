package indexer

// This file holds the documents of libraries: collections that a reference manager
// keeps, whose metadata wins over that of the text.

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/izde/izde/indexer/extract"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/doc"
)

// Record is what a library says about a document. What it leaves empty, the text may
// say.
type Record struct {
	Item cite.Item
	// Part tells a file from others of the same item: "Supplement". It stands behind
	// the title.
	Part string `json:",omitempty"`
	// Collections are paths of names, the outermost first.
	Collections [][]string `json:",omitempty"`
	Tags        []string   `json:",omitempty"`
	Notes       []string   `json:",omitempty"` // plain text
}

// Library is the content of a reference manager.
type Library struct {
	// Root is its folder, absolute. Documents of the library that it no longer lists
	// are dropped.
	Root     string
	Holdings []Holding
	// Failed are parts of the library that could not be read, Skipped are files that
	// are not indexed.
	Failed, Skipped []Problem
}

// Holding is a document of a library: a file, or an item without one.
type Holding struct {
	// Key stays the same while the library has the document: its id is made of it.
	Key string
	// Path is the file, absolute, "" without one; it lies below Root. Source is the
	// document's path within the corpus, that of the file below Root if there is one.
	Path, Root, Source string
	Record             Record
}

// holdings are the files of libraries.
func holdings(libraries []*Library) []file {
	var files []file
	for _, l := range libraries {
		for _, h := range l.Holdings {
			files = append(files, file{path: h.Path, root: h.Root, source: h.Source, id: opaque("d", "library", h.Key), library: l.Root, record: &h.Record})
		}
	}
	return files
}

// maxMissed is how many files of a bibliography that cannot be had are told one by one.
const maxMissed = 100

// attach gives the files that bibliographies attach to their entries these entries as
// records. A bibliography that is named itself brings its files with it. Files that
// are gone or stand elsewhere are reported.
func attach(files []file, named map[string]bool, report *Report) []file {
	at := map[string]int{}
	for i, f := range files {
		at[f.path] = i
	}
	for i := range len(files) {
		bib := files[i]
		format, _ := extract.FormatNamed(bib.path)
		if bib.record != nil || bib.in != nil || format != extract.BibTeX && format != extract.RIS {
			continue
		}
		data, err := readBounded(bib.path)
		if err != nil {
			continue // reported when its turn comes
		}
		text, _, _, err := extract.Decode(data)
		if err != nil {
			continue
		}
		missed := 0
		for p := range extract.References(format, text) {
			for n, found := range attachments(bib.path, p.Files, func(reason string) {
				if missed++; missed <= maxMissed {
					report.Notes = append(report.Notes, Problem{bib.path, fmt.Sprintf("the entry %s: %s", cite.Line(p.Item.ID), reason)})
				}
			}) {
				k, known := at[found]
				if !known {
					if !named[bib.path] || !Indexable(found) {
						continue
					}
					rel, err := filepath.Rel(bib.root, found)
					if err != nil {
						continue
					}
					k, at[found] = len(files), len(files)
					files = append(files, newFile(found, bib.root, filepath.ToSlash(rel)))
				}
				if files[k].record == nil && k != i {
					files[k].record = recordOf(p.Item)
					if n > 0 {
						files[k].record.Part = strings.TrimSuffix(filepath.Base(found), fileExt(found))
					}
				}
			}
		}
		if missed > maxMissed {
			report.Notes = append(report.Notes, Problem{bib.path, fmt.Sprintf("%d more files of its entries are gone or not read", missed-maxMissed)})
		}
	}
	return files
}

// recordOf is what an entry of a bibliography says about a file that it attaches. Its
// keywords are what the user calls it.
func recordOf(it cite.Item) *Record {
	r := &Record{Item: it}
	for _, tag := range strings.FieldsFunc(it.Keyword, func(c rune) bool { return strings.ContainsRune(",;，；、", c) }) {
		if tag = strings.TrimSpace(tag); tag != "" {
			r.Tags = append(r.Tags, tag)
		}
	}
	return r
}

// attachments returns the files that an entry names, below the folder of its
// bibliography; tell is told of the others.
func attachments(bib string, paths []string, tell func(reason string)) []string {
	folder := filepath.Dir(bib)
	var found []string
	for _, p := range paths {
		if strings.Contains(p, "://") || path.Ext(p) == "" {
			continue // an address, a description, a type
		}
		full := filepath.FromSlash(p)
		if !filepath.IsAbs(full) {
			full = filepath.Join(folder, full)
		}
		resolved, err := filepath.EvalSymlinks(full)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			tell(fmt.Sprintf("its file %q is gone", p))
			continue
		case err != nil:
			tell(fmt.Sprintf("its file %q cannot be read: %s", p, reason(err)))
			continue
		}
		if rel, err := filepath.Rel(folder, resolved); err != nil || !filepath.IsLocal(rel) {
			tell(fmt.Sprintf("its file %q lies outside the folder of the bibliography and is not read", p))
			continue
		}
		if info, err := os.Stat(resolved); err == nil && info.Mode().IsRegular() && !slices.Contains(found, resolved) {
			found = append(found, resolved)
		}
	}
	return found
}

// bytes are the record as the digest of its document counts it.
func (r *Record) bytes() []byte {
	data, err := json.Marshal(r)
	if err != nil { // it is made of strings and numbers
		panic(err)
	}
	return data
}

// describe lays what a library says over what the text yields.
func (r *Record) describe(item cite.Item) (cite.Item, error) {
	own := r.Item
	own.Type = cmp.Or(own.Type, item.Type)
	data, err := json.Marshal(own)
	if err != nil {
		return item, fmt.Errorf("encoding a record: %w", err)
	}
	return describe(item, data)
}

// filing takes from an item where a sidecar files its document: custom variables
// "collections" ("Thesis/Chapter 2; Reading") and "tags" ("to read; steppe").
func filing(item *cite.Item) (collections [][]string, tags []string) {
	list := func(name string) []string {
		var values []string
		for v := range strings.SplitSeq(item.Custom[name], ";") {
			if v = strings.TrimSpace(v); v != "" {
				values = append(values, v)
			}
		}
		delete(item.Custom, name)
		return values
	}
	if item.Custom == nil {
		return nil, nil
	}
	for _, c := range list("collections") {
		collections = append(collections, doc.ParseSection(c))
	}
	tags = list("tags")
	if len(item.Custom) == 0 {
		item.Custom = nil
	}
	return collections, tags
}

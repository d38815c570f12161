package indexer

// This file finds the files to index.

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/izde/izde/indexer/extract"
)

// sidecarSuffix ends the name of the CSL-JSON file that stands beside a
// document: "article.csl.json" beside "article.txt".
const sidecarSuffix = ".csl.json"

// file is one file to index. One within an archive has a path as if the archive were a
// folder.
type file struct {
	path   string // absolute, links resolved; "" for an item of a library that has no file
	root   string
	source string // path below root, with forward slashes
	id     string // of the document
	// library is the folder of the library that lists the file, if one does, and
	// record what a library or a bibliography says about it.
	library string
	record  *Record
	in      *packed // the archive that holds the file, if one does
}

func newFile(path, root, source string) file {
	return file{path: path, root: root, source: source, id: DocumentID(source)}
}

// DocumentID is the id of the document of a file, by its path below its folder.
func DocumentID(source string) string { return opaque("d", source) }

// String names the file to the user.
func (f file) String() string {
	return cmp.Or(f.path, filepath.Join(f.root, filepath.FromSlash(f.source)))
}

// PathError says that a path that was named cannot be indexed. Nothing has
// been done then.
type PathError struct {
	Path string
	Err  error
}

func (e *PathError) Error() string {
	return fmt.Sprintf("indexing %s: %v; nothing was indexed", e.Path, e.Err)
}

func (e *PathError) Unwrap() error { return e.Err }

// walk lists the files of libraries, then those of paths in the order of paths, below
// each in lexical order, each file once. An archive stands for the files in it. folders
// are the roots of the folders among paths, and with a slash behind them the archives.
func walk(ctx context.Context, paths []string, libraries []*Library, report *Report) (files []file, folders map[string]bool, err error) {
	files, folders = holdings(libraries), map[string]bool{}
	type start struct {
		path string
		info fs.FileInfo
	}
	var starts []start
	for _, p := range paths {
		abs, err := filepath.Abs(p)
		if err == nil {
			abs, err = filepath.EvalSymlinks(abs)
		}
		if err != nil {
			return nil, nil, &PathError{p, err}
		}
		info, err := os.Stat(abs)
		if err != nil {
			return nil, nil, &PathError{p, err}
		}
		starts = append(starts, start{abs, info})
	}
	seen, named := map[string]bool{}, map[string]bool{}
	for _, f := range files {
		seen[f.path] = true
	}
	add := func(path, root string) {
		if seen[path] {
			return
		}
		seen[path] = true
		rel, err := filepath.Rel(root, path)
		if err != nil {
			report.Failed = append(report.Failed, Problem{path, err.Error()})
			return
		}
		f := newFile(path, root, filepath.ToSlash(rel))
		within, err := f.members(report, folders)
		switch {
		case err == errDocument:
			files = append(files, f)
		case err != nil:
			report.Failed = append(report.Failed, Problem{path, reason(err)})
		default:
			files = append(files, within...)
		}
	}
	for _, s := range starts {
		if !s.info.IsDir() {
			if strings.HasSuffix(s.path, sidecarSuffix) {
				report.Skipped = append(report.Skipped, Problem{s.path, "describes the document beside it; name that instead"})
			} else {
				named[s.path] = true
				add(s.path, filepath.Dir(s.path))
			}
			continue
		}
		folders[s.path] = true
		err := filepath.WalkDir(s.path, func(path string, entry fs.DirEntry, err error) error {
			switch {
			case ctx.Err() != nil:
				return ctx.Err()
			case err != nil:
				report.Failed = append(report.Failed, Problem{path, "cannot be read: " + reason(err)})
				if entry != nil && entry.IsDir() {
					return fs.SkipDir
				}
			case path == s.path:
			case strings.HasPrefix(entry.Name(), "."):
				if entry.IsDir() {
					return fs.SkipDir
				}
			case entry.IsDir(), strings.HasSuffix(path, sidecarSuffix):
			case entry.Type()&fs.ModeSymlink != 0:
				report.Skipped = append(report.Skipped, Problem{path, "is a link, and links are not followed"})
			case !entry.Type().IsRegular():
				report.Skipped = append(report.Skipped, Problem{path, "is no regular file"})
			case !Indexable(path):
				report.Skipped = append(report.Skipped, Problem{path, notIndexable + "; name it to index it all the same"})
			default:
				add(path, s.path)
			}
			return nil
		})
		if err != nil {
			return nil, nil, fmt.Errorf("walking %s: %w", s.path, err)
		}
	}
	return attach(files, named, report), folders, nil
}

// Indexable reports whether the ending of a name is one of a document or of an
// archive.
func Indexable(path string) bool {
	_, known := extract.FormatNamed(path)
	return known || isArchive(path)
}

// Endings lists the endings of the names of files that are indexed in folders: ".pdf
// .docx …".
func Endings() string { return extract.Endings() + " " + archiveExt }

// notIndexable says why a file is skipped.
var notIndexable = "is none of " + Endings()

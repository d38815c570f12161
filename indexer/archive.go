package indexer

// This file reads ZIP archives as if they were folders: each document in one is a
// document of its own, "library.zip/part/article.docx". An archive may hold archives,
// and these none.

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"weak"

	"github.com/izde/izde/indexer/extract"
	"github.com/izde/izde/indexer/extract/archive"
	"github.com/izde/izde/search/doc"
)

const archiveExt = ".zip"

func isArchive(name string) bool { return strings.EqualFold(path.Ext(name), archiveExt) }

// errDocument is a file that is to be read itself.
var errDocument = errors.New("is no archive of documents")

// packed is an archive of documents.
type packed struct {
	path    string // of the file, as if archives were folders
	archive *archive.Archive
	entries map[string]string // as they are written in the archive, by their path below it
	nested  bool
}

// openPacked reads the list of an archive. Its error is errDocument if the archive
// is itself one document.
func openPacked(path string, r io.ReaderAt, size int64, nested bool) (*packed, error) {
	a, err := archive.OpenLibrary(r, size)
	if err != nil {
		return nil, err
	}
	if extract.IsDocument(a) {
		return nil, errDocument
	}
	l := &packed{path: path, archive: a, entries: map[string]string{}, nested: nested}
	for i, name := range extract.DecodeNames(a.Names()) {
		if below, err := archive.Local(name); err == nil && l.entries[below] == "" {
			l.entries[below] = a.Names()[i]
		}
	}
	return l, nil
}

// packedAt opens the archive that a file is. Its error is errDocument if the file is
// none.
func packedAt(path string) (*packed, error) {
	if !isArchive(path) {
		return nil, errDocument
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errDocument
	}
	return openPacked(path, onDisk(path), info.Size(), false)
}

// onDisk is a file that is open only while it is read, however many archives there
// are.
type onDisk string

func (f onDisk) ReadAt(p []byte, at int64) (int, error) {
	file, err := os.Open(string(f))
	if err != nil {
		return 0, err
	}
	defer file.Close()
	return file.ReadAt(p, at)
}

// packedIn opens an archive in another one.
func (l *packed) packedIn(name string) (*packed, error) {
	if !isArchive(name) {
		return nil, errDocument
	}
	if l.nested {
		return nil, errors.New("is an archive in an archive in an archive; unpack it")
	}
	data, err := l.read(name)
	if err != nil {
		return nil, err
	}
	return openPacked(l.path+"/"+name, &inArchive{outer: l, name: name}, int64(len(data)), true)
}

// inArchive is a file of an archive, which is unpacked anew when memory was short.
type inArchive struct {
	outer *packed
	name  string
	mu    sync.Mutex
	data  weak.Pointer[[]byte]
}

func (f *inArchive) ReadAt(p []byte, at int64) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	data := f.data.Value()
	if data == nil {
		unpacked, err := f.outer.read(f.name)
		if err != nil {
			return 0, err
		}
		data = &unpacked
		f.data = weak.Make(data)
	}
	return bytes.NewReader(*data).ReadAt(p, at)
}

// read unpacks a file by its path below the archive.
func (l *packed) read(name string) ([]byte, error) {
	entry, ok := l.entries[name]
	if !ok {
		return nil, fmt.Errorf("%s: %w", name, fs.ErrNotExist)
	}
	return l.archive.Read(entry)
}

// read reads the file at a path, which is the file's or that of one beside it.
func (f file) read(path string) ([]byte, error) {
	if f.in == nil {
		return readBounded(path)
	}
	return f.in.read(strings.TrimPrefix(path, f.in.path+"/"))
}

// members lists the documents in an archive, and archives among listed, with a slash.
// Its error is errDocument if f is no archive.
func (f file) members(report *Report, listed map[string]bool) ([]file, error) {
	l, err := packedAt(f.path)
	if err != nil {
		return nil, err
	}
	listed[l.path+"/"] = true
	return f.list(l, report, listed), nil
}

// list lists the documents in an open archive.
func (f file) list(l *packed, report *Report, listed map[string]bool) (files []file) {
	seen := map[string]bool{}
	for _, name := range extract.DecodeNames(l.archive.Names()) {
		below, err := archive.Local(name)
		if err != nil {
			report.Failed = append(report.Failed, Problem{l.path + "/" + name, err.Error()})
			continue
		}
		member := newFile(l.path+"/"+below, f.root, f.source+"/"+below)
		member.in = l
		if seen[below] || hiddenName(below) || strings.HasSuffix(below, sidecarSuffix) {
			continue
		}
		seen[below] = true
		if !Indexable(below) {
			report.Skipped = append(report.Skipped, Problem{member.path, notIndexable})
			continue
		}
		inner, err := l.packedIn(below)
		switch {
		case err == errDocument:
			files = append(files, member)
		case err != nil:
			report.Failed = append(report.Failed, Problem{member.path, reason(err)})
		default:
			listed[inner.path+"/"] = true
			files = append(files, member.list(inner, report, listed)...)
		}
	}
	return files
}

// hiddenName reports whether a name is hidden, as in folders, or one that systems put
// beside others.
func hiddenName(name string) bool {
	for part := range strings.SplitSeq(name, "/") {
		if strings.HasPrefix(part, ".") || part == "__MACOSX" {
			return true
		}
	}
	return false
}

// fileOf finds the file of a document, which may stand in an archive. Its error is
// or wraps fs.ErrNotExist if it is gone.
func fileOf(d *doc.Document) (file, error) {
	path := filepath.Join(d.Root, filepath.FromSlash(d.Source))
	_, err := os.Stat(path)
	if err == nil {
		return file{path: path}, nil
	}
	parts := strings.Split(d.Source, "/")
	for i := range parts {
		at := filepath.Join(d.Root, filepath.Join(parts[:i+1]...))
		l, open := packedAt(at)
		if open != nil {
			continue
		}
		below := parts[i+1:]
		for k := range below {
			if inner, err := l.packedIn(strings.Join(below[:k+1], "/")); err == nil {
				l, below = inner, below[k+1:]
				break
			}
		}
		name := strings.Join(below, "/")
		if _, there := l.entries[name]; !there {
			return file{}, fs.ErrNotExist
		}
		return file{path: l.path + "/" + name, in: l}, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		err = fs.ErrNotExist // a part of the path is a file, and no archive any more
	}
	return file{}, err
}

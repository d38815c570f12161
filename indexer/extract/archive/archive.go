// Package archive opens ZIP archives (PKWARE APPNOTE 6.3) from anywhere: Word and ODT
// files, EPUBs, and archives of documents. What it unpacks is bounded by the bytes
// that come out, whatever the headers say, and no name leads out of the archive. It
// imports nothing of ours.
package archive

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"path"
	"strings"
	"sync/atomic"
	"unicode/utf8"
)

// The bounds of an archive.
const (
	MaxEntries   = 20_000
	MaxEntry     = 64 << 20  // bytes of an entry, unpacked
	MaxTotal     = 256 << 20 // bytes of all entries that are read, unpacked
	MaxRatio     = 200       // of an entry's bytes to its packed ones
	freeOfRatio  = 1 << 20   // bytes up to which an entry may have any ratio
	maxDirectory = 8 << 20   // bytes of the list of entries
)

// The reasons why an archive, or an entry of it, is refused.
var (
	ErrBroken    = errors.New("the archive is damaged or cut off; fetch it again")
	ErrBomb      = fmt.Errorf("unpacks to more than %d times its size or %d MiB, as no document does", MaxRatio, MaxEntry>>20)
	ErrEntries   = fmt.Errorf("the archive holds more than %d files; split it", MaxEntries)
	ErrPath      = errors.New("its name leads out of the archive")
	ErrEncrypted = errors.New("is protected by a password; save it without one")
)

// Archive is an open archive.
type Archive struct {
	entries map[string]*zip.File
	names   []string
	left    atomic.Int64 // bytes that may still be unpacked
}

// Open reads the list of entries of a document. All that is read of it together is
// bounded. Its error is ErrBroken or ErrEntries.
func Open(r io.ReaderAt, size int64) (*Archive, error) { return open(r, size, MaxTotal) }

// OpenLibrary reads the list of entries of an archive of documents, each of which is
// bounded by itself. Its error is ErrBroken, ErrEntries or ErrBomb.
func OpenLibrary(r io.ReaderAt, size int64) (*Archive, error) {
	a, err := open(r, size, math.MaxInt64)
	if err == nil && a.unpacked() > MaxEntry+MaxRatio*uint64(size) {
		return nil, ErrBomb // entries share their bytes
	}
	return a, err
}

func open(r io.ReaderAt, size, total int64) (*Archive, error) {
	within := &bounded{r, maxDirectory}
	z, err := zip.NewReader(within, size)
	switch {
	case errors.Is(err, ErrEntries), err == nil && len(z.File) > MaxEntries:
		return nil, ErrEntries
	case err != nil:
		return nil, fmt.Errorf("%w (%v)", ErrBroken, err)
	}
	within.left = 0
	a := &Archive{entries: map[string]*zip.File{}}
	a.left.Store(total)
	for _, f := range z.File {
		if _, twice := a.entries[f.Name]; !twice && !strings.HasSuffix(f.Name, "/") && !strings.HasSuffix(f.Name, `\`) {
			a.entries[f.Name] = f
			a.names = append(a.names, f.Name)
		}
	}
	return a, nil
}

// bounded fails when the list of entries takes too many bytes; afterwards, at 0, it
// reads on without bound.
type bounded struct {
	io.ReaderAt
	left int64
}

func (b *bounded) ReadAt(p []byte, at int64) (int, error) {
	if b.left != 0 {
		if b.left -= int64(len(p)); b.left <= 0 {
			b.left = -1
			return 0, ErrEntries
		}
	}
	return b.ReaderAt.ReadAt(p, at)
}

// Names are the names of the files of the archive as they are written, in order, each
// once. They need not be UTF-8 and may lead anywhere: see Local.
func (a *Archive) Names() []string { return a.names }

// Has reports whether the archive has a file.
func (a *Archive) Has(name string) bool { return a.entries[name] != nil }

// Read unpacks a file. Its error is or wraps fs.ErrNotExist, ErrBomb, ErrEncrypted
// or ErrBroken.
func (a *Archive) Read(name string) ([]byte, error) {
	f := a.entries[name]
	const encrypted = 1
	most := min(MaxEntry, a.left.Load())
	switch {
	case f == nil:
		return nil, fmt.Errorf("%s: %w", name, fs.ErrNotExist)
	case f.Flags&encrypted != 0:
		return nil, fmt.Errorf("%s %w", name, ErrEncrypted)
	case f.UncompressedSize64 > uint64(most), f.UncompressedSize64 > freeOfRatio && f.UncompressedSize64/MaxRatio > f.CompressedSize64:
		return nil, fmt.Errorf("%s %w", name, ErrBomb)
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w (%v)", name, ErrBroken, err)
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, most+1))
	a.left.Add(-int64(len(data)))
	switch {
	case int64(len(data)) > most:
		return nil, fmt.Errorf("%s %w", name, ErrBomb)
	case err != nil:
		return nil, fmt.Errorf("reading %s: %w (%v)", name, ErrBroken, err)
	}
	return data, nil
}

// unpacked is how many bytes all files of the archive unpack to by their headers,
// beyond which reading fails.
func (a *Archive) unpacked() uint64 {
	var all uint64
	for _, f := range a.entries {
		all += min(f.UncompressedSize64, 1<<40)
	}
	return all
}

// Local returns the name of an entry as a path below the archive, with forward
// slashes, or ErrPath.
func Local(name string) (string, error) {
	slashed := strings.ReplaceAll(name, `\`, "/")
	switch {
	case slashed == "", strings.HasPrefix(slashed, "/"), len(slashed) > 1 && slashed[1] == ':',
		strings.ContainsRune(slashed, 0), !utf8.ValidString(slashed):
		return "", ErrPath
	}
	for part := range strings.SplitSeq(slashed, "/") {
		if part == ".." {
			return "", ErrPath
		}
	}
	return path.Clean(slashed), nil
}

// Join is the name of the entry that a link in another entry leads to, "" if it
// leads out of the archive.
func Join(from, link string) string {
	name := path.Join(path.Dir(from), link)
	if rest, absolute := strings.CutPrefix(link, "/"); absolute {
		name = path.Clean(rest)
	}
	if name == ".." || strings.HasPrefix(name, "../") {
		return ""
	}
	return name
}

package main

// "izde serve --watch FOLDER --add": files that a reader drops on the page are put into
// the folder, where the watching finds them.

import (
	"bytes"
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/izde/izde/indexer"
	"github.com/izde/izde/search/embedded"
	"github.com/izde/izde/web"
)

const (
	// maxAdded is the largest file that is taken, in bytes: as large as any that is read.
	maxAdded = indexer.MaxFileSize
	// roomLeft is how much of the disk is left free.
	roomLeft = 1 << 30
	// maxAddedName bounds the name of a file in bytes; file systems take 255, and numbers
	// are added.
	maxAddedName = 180
	// adding begins the names of files while they are written; no file that begins with
	// a point is indexed.
	adding = ".izde-adding-"
)

// inbox is the folder. Nothing outside of it can be named, by links neither.
type inbox struct {
	folder string
	root   *os.Root
	mu     sync.Mutex // one file at a time
}

// openInbox opens the folder and removes what an earlier server left unfinished.
func openInbox(folder string) (*inbox, error) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, fmt.Errorf("--add: opening the folder that files are put into: %w", err)
	}
	in := &inbox{folder: folder, root: root}
	names, err := fs.Glob(root.FS(), adding+"*")
	for _, name := range names {
		err = cmp.Or(err, root.Remove(name))
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("--add: %w", err), root.Close())
	}
	return in, nil
}

// Document is the id of the document that a file of the folder becomes.
func (in *inbox) Document(kept string) string { return indexer.DocumentID(kept) }

// Take puts a file into the folder, whole or not at all, and never in the place of
// another: where one of that name is there it gets a number, unless it is the same.
func (in *inbox) Take(name string, content io.Reader) (kept string, err error) {
	name = safeName(name)
	ext := strings.ToLower(path.Ext(name))
	switch {
	case strings.HasSuffix(name, ".csl.json"):
		return "", web.AddSidecar
	case !indexer.Indexable(name) || slices.Contains([]string{".zip", ".doc", ".rtf"}, ext):
		return "", web.AddKind
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	if free, known := embedded.FreeBytes(in.folder); known && free < roomLeft+maxAdded {
		return "", web.AddRoom
	}
	tmp := adding + rand.Text()
	defer func() {
		if left := in.root.Remove(tmp); left != nil && !errors.Is(left, fs.ErrNotExist) {
			err = errors.Join(err, left)
		}
	}()
	if err := in.write(tmp, ext, content); err != nil {
		return "", err
	}
	stem := strings.TrimSuffix(name, path.Ext(name))
	for n := 1; n < 100; n++ {
		if kept = name; n > 1 {
			kept = fmt.Sprintf("%s (%d)%s", stem, n, path.Ext(name))
		}
		switch err := in.root.Link(tmp, kept); {
		case err == nil:
			return kept, in.sync()
		case !errors.Is(err, fs.ErrExist):
			return "", fmt.Errorf("naming %s: %w", kept, err)
		}
		if same, err := in.same(tmp, kept); err != nil || same {
			return kept, err
		}
	}
	return "", web.AddName
}

// write writes a file whose content is what its ending says.
func (in *inbox) write(tmp, ext string, content io.Reader) error {
	start := make([]byte, 1024)
	n, err := io.ReadFull(content, start)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return err
	}
	if start = start[:n]; !plausible(ext, start) {
		return web.AddContent
	}
	f, err := in.root.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return fmt.Errorf("writing into %s: %w", in.folder, err)
	}
	size, err := io.Copy(f, io.MultiReader(bytes.NewReader(start), io.LimitReader(content, maxAdded+1)))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("writing into %s: %w", in.folder, err)
	}
	if size > maxAdded {
		return web.AddSize
	}
	return nil
}

// sync makes the names in the folder durable.
func (in *inbox) sync() error {
	dir, err := in.root.Open(".")
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// same reports whether two files of the folder have the same content. A link, or what
// is no file, is like no other.
func (in *inbox) same(a, b string) (bool, error) {
	info, err := in.root.Lstat(b)
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxAdded {
		return false, err
	}
	x, err := in.root.ReadFile(a)
	if err != nil {
		return false, err
	}
	y, err := in.root.ReadFile(b)
	return bytes.Equal(x, y), err
}

// plausible reports whether a file can be what its ending says by its first bytes.
func plausible(ext string, start []byte) bool {
	switch ext {
	case ".pdf":
		return bytes.Contains(start, []byte("%PDF-"))
	case ".docx", ".docm", ".dotx", ".odt", ".ott", ".epub":
		return bytes.HasPrefix(start, []byte("PK\x03\x04"))
	}
	wide := bytes.HasPrefix(start, []byte("\xff\xfe")) || bytes.HasPrefix(start, []byte("\xfe\xff")) || bytes.HasPrefix(start, []byte("\x00\x00\xfe\xff"))
	return len(bytes.TrimSpace(start)) > 0 && (wide || bytes.IndexByte(start, 0) < 0)
}

// safeName makes of a name that a browser gives one that is a file's on any system: its
// last part, without control characters and what else means something to a system.
func safeName(name string) string {
	name = norm.NFC.String(strings.ToValidUTF8(name[strings.LastIndexAny(name, `/\`)+1:], "_"))
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co):
			return -1
		case strings.ContainsRune(`<>:"|?*`, r):
			return '_'
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, name)
	name = strings.TrimLeft(strings.TrimRight(name, " ."), " .")
	ext := path.Ext(name)
	stem := strings.TrimRight(strings.TrimSuffix(name, ext), " .")
	if len(ext) > 16 { // no ending
		ext, stem = "", name
	}
	for len(stem) > maxAddedName {
		_, size := utf8.DecodeLastRuneInString(stem)
		stem = stem[:len(stem)-size]
	}
	device, _, _ := strings.Cut(strings.ToLower(stem), ".")
	if slices.Contains([]string{"", "con", "prn", "aux", "nul"}, device) || len(device) == 4 && (strings.HasPrefix(device, "com") || strings.HasPrefix(device, "lpt")) {
		stem = "file " + stem
	}
	return strings.TrimSpace(stem) + ext
}

// checkAdd says why --add cannot be had with the other settings: whoever reaches the
// server could write into the folder.
func (s *serving) checkAdd() error {
	host, _, err := net.SplitHostPort(s.addr)
	if err != nil {
		host = s.addr
	}
	address, err := netip.ParseAddr(host)
	switch {
	case !s.add:
		return nil
	case len(s.folders) == 0:
		return &usageError{errors.New("--add puts files into a folder that is watched: name one with --watch")}
	case host != "localhost" && (err != nil || !address.IsLoopback()):
		return &usageError{fmt.Errorf("--add is for a server that only this machine reaches: listen at 127.0.0.1, not at %s", s.addr)}
	case s.base != "" || len(s.hosts)+len(s.proxies)+len(s.origins) > 0 || s.userHeader != "":
		return &usageError{errors.New("--add is for a server of this machine alone: leave out --base-url, --host, --trusted-proxies, --auth-header and --cors")}
	}
	return nil
}

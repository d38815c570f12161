package embedded

// Room on the disk. A generation is made beside the one that is served, and its segments
// are merged into new files before the old ones go: the room for that is looked for
// before, and a disk that is full all the same is told with the bytes that it lacks.

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/dustin/go-humanize"
)

// NoSpaceError says that a disk has no room for the next generation. The index stays as
// it was.
type NoSpaceError struct {
	Root    string // of the index
	Missing int64  // bytes, at least
}

func (e *NoSpaceError) Error() string {
	return fmt.Sprintf("no space left on the disk of %s: at least %s more bytes needed; the index stays as it was", e.Root, humanize.Comma(e.Missing))
}

// slack is the room that files beside the segments take, in bytes.
const slack = 256 << 10

// reserveRoom fails when the disk has no room for so many more bytes.
func (b *Builder) reserveRoom(bytes int64) error {
	free, known := b.free(b.root)
	if missing := bytes + slack - int64(min(free, 1<<62)); known && missing > 0 {
		return &NoSpaceError{b.root, missing}
	}
	return nil
}

// explain turns the error of a full disk into a NoSpaceError. The segments that are
// written must be written once more, merged.
func (b *Builder) explain(err error) error {
	var told *NoSpaceError
	if err == nil || errors.As(err, &told) || !isFull(err) {
		return err
	}
	missing := int64(slack)
	for _, f := range b.written() {
		missing += f
	}
	if free, known := b.free(b.root); known {
		missing = max(missing-int64(min(free, 1<<62)), slack)
	}
	return &NoSpaceError{b.root, missing}
}

// isFull reports whether err says that a disk, or a user's share of it, is full. bleve
// passes some errors on as text.
func isFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || strings.Contains(err.Error(), syscall.ENOSPC.Error())
}

// written returns the sizes of the segments of the new generation that take room of
// their own, by their names.
func (b *Builder) written() map[string]int64 {
	sizes := map[string]int64{}
	_ = filepath.WalkDir(b.tmp(), func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, segmentSuffix) {
			return nil // it may be gone by now
		}
		rel, err := filepath.Rel(b.tmp(), path)
		if _, shared := b.shared[filepath.ToSlash(rel)]; shared || err != nil {
			return nil
		}
		if info, err := os.Stat(path); err == nil {
			sizes[filepath.Base(path)] = info.Size()
		}
		return nil
	})
	return sizes
}

package embedded

// A new generation begins as the one that it is built upon. Segments never change, so
// that small changes need not write them again: generations share them, by hard
// links. Removing a generation removes links alone. Damage to a shared segment is
// damage to all generations that have it; therefore segments are shared only while
// the manifest names a generation that has none of them and nearly all passages. Else
// they are copied, which begins another chain of generations.

import (
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// segmentSuffix ends the names of segments.
const segmentSuffix = ".zap"

// reserve returns the generation that stays whole whatever happens to the segments of
// the chain of g, or nil.
func (b *Builder) reserve(g *Generation) *Generation {
	for i := range b.manifest.Generations {
		if other := &b.manifest.Generations[i]; other.chain() != g.chain() && other.current() {
			return other
		}
	}
	return nil
}

// inherit fills the folder of the new generation with the files of the base.
func (b *Builder) inherit() error {
	b.shared = map[string]File{}
	reserve := b.reserve(b.previous)
	share := reserve != nil && reserve.Passages*5 >= b.previous.Passages*4
	if !share {
		if err := b.reserveRoom(b.previous.Bytes()); err != nil {
			return err
		}
	}
	for _, f := range b.previous.Files {
		if strings.HasPrefix(f.Path, keptDir+"/") {
			continue // it is made anew
		}
		from, to := filepath.Join(b.root, b.previous.Name, f.Path), filepath.Join(b.tmp(), f.Path)
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		// Not all file systems have links.
		if share && strings.HasSuffix(f.Path, segmentSuffix) && os.Link(from, to) == nil {
			b.shared[f.Path] = f
			continue
		}
		if err := copyFile(from, to, f); err != nil {
			return err
		}
	}
	return nil
}

// copyFile copies a file, which must be as it was listed.
func copyFile(from, to string, listed File) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	sum := crc32.New(castagnoli)
	_, err = io.Copy(io.MultiWriter(out, sum), in)
	if closed := out.Close(); err == nil {
		err = closed
	}
	if err == nil && fmt.Sprintf("%08x", sum.Sum32()) != listed.Sum {
		err = fmt.Errorf("%w: %s is not as it was written", ErrDamaged, from)
	}
	return err
}

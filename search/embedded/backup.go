package embedded

// An index as one archive: a tar (POSIX.1-2001, section "pax") compressed by Zstandard
// (RFC 8878). It holds MANIFEST with the current generation alone, that generation's
// files, and state/. Its sums are those of the manifest.

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"
)

// maxState bounds a file of state/ in an archive, in bytes.
const maxState = 1 << 30

// Backup writes the index at root to w, and returns the generation written. A server
// and a run of izde index may go on beside it: fs.ErrNotExist means that the generation
// was replaced twice meanwhile, and that a second try will do. Damaged files that can be made
// anew of the others are left out; without tells of them.
func Backup(ctx context.Context, root string, w io.Writer) (g *Generation, without, err error) {
	m, err := ReadManifest(root)
	if err != nil {
		return nil, nil, err
	}
	g = &m.Generations[0]
	lost, err := g.checkFiles(root)
	if err != nil {
		return nil, nil, err
	}
	if _, err := alone(root); err != nil { // nor could it be restored
		return nil, nil, err
	}
	g.Files = slices.DeleteFunc(g.Files, func(f File) bool { return lost[f.Path] != nil })
	return g, told(lost), m.backUp(ctx, root, w)
}

// backUp writes the current generation of a manifest.
func (m *Manifest) backUp(ctx context.Context, root string, w io.Writer) error {
	g := &m.Generations[0]
	// State belongs to its generation: it is read between two looks at the manifest.
	state, err := readState(root)
	if err != nil {
		return err
	}
	if now, err := ReadManifest(root); err != nil || now.Generations[0].Name != g.Name {
		return fmt.Errorf("the index changed while it was read: %w", errors.Join(err, fs.ErrNotExist))
	}
	packed, err := zstd.NewWriter(w)
	if err != nil {
		return fmt.Errorf("packing: %w", err)
	}
	a := archive{tar.NewWriter(packed), time.Now()}
	m.Generations = m.Generations[:1]
	manifest, err := m.encode()
	if err != nil {
		return err
	}
	manifest = seal(manifest)
	if err := a.add(manifestFile, int64(len(manifest)), bytes.NewReader(manifest)); err != nil {
		return err
	}
	for _, f := range g.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := a.addFile(path.Join(g.Name, f.Path), filepath.Join(root, g.Name, filepath.FromSlash(f.Path)), f.Size); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(state)) {
		if err := a.add(path.Join(stateDir, name), int64(len(state[name])), bytes.NewReader(state[name])); err != nil {
			return err
		}
	}
	if err := errors.Join(a.Close(), packed.Close()); err != nil {
		return fmt.Errorf("writing the archive: %w", err)
	}
	return nil
}

// readState reads the files of state/.
func readState(root string) (map[string][]byte, error) {
	files := map[string][]byte{}
	dir := filepath.Join(root, stateDir)
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil || !d.Type().IsRegular() || strings.HasSuffix(name, ".tmp"):
			return err
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		files[filepath.ToSlash(rel)], err = os.ReadFile(name)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading the state: %w", err)
	}
	return files, nil
}

// archive writes files into a tar.
type archive struct {
	*tar.Writer
	made time.Time
}

func (a archive) add(name string, size int64, content io.Reader) error {
	err := a.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: size, ModTime: a.made, Typeflag: tar.TypeReg})
	if err == nil {
		_, err = io.Copy(a, content)
	}
	if err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	return nil
}

func (a archive) addFile(name, file string, size int64) error {
	f, err := os.Open(file)
	if err != nil {
		return fmt.Errorf("reading %s: %w", name, err)
	}
	defer f.Close()
	return a.add(name, size, io.LimitReader(f, size))
}

// Restore makes an index at root of an archive that Backup wrote, and returns its
// generation. Nothing may stand at root yet. The archive is believed in nothing: only
// files that its manifest names and files of state/ are written, and the index is
// checked before it stands at root. What was damaged in one of two copies is mended by the
// other. When it fails it leaves nothing at root.
func Restore(ctx context.Context, r io.Reader, root string) (g *Generation, err error) {
	if entries, err := os.ReadDir(root); err == nil && len(entries) > 0 {
		return nil, fmt.Errorf("%s: %w; name another folder, or move it away", root, fs.ErrExist)
	}
	tmp := strings.TrimRight(root, string(filepath.Separator)) + ".restoring"
	if err := os.MkdirAll(filepath.Dir(root), 0o755); err != nil {
		return nil, fmt.Errorf("making the folder of the index: %w", err)
	}
	if err := os.Mkdir(tmp, 0o755); err != nil {
		return nil, fmt.Errorf("another run may be restoring it: %w", err)
	}
	defer os.RemoveAll(tmp)
	manifest, err := unpack(ctx, r, tmp)
	if err != nil {
		return nil, err
	}
	m, err := parseManifest(manifest)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(m.write(tmp), mendTwins(tmp)); err != nil {
		return nil, err
	}
	if g, err = Verify(ctx, tmp); err != nil {
		return nil, fmt.Errorf("checking the archive: %w", err)
	}
	if err := os.Remove(root); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("making room for the index: %w", err)
	}
	if err := os.Rename(tmp, root); err != nil {
		return nil, fmt.Errorf("naming the index: %w", err)
	}
	return g, syncPath(filepath.Dir(root))
}

// unpack writes the files of an archive below dir, and returns the manifest.
func unpack(ctx context.Context, r io.Reader, dir string) (manifest []byte, err error) {
	const maxManifest = 256 << 20 // names a source for each document
	unpacked, err := zstd.NewReader(r, zstd.WithDecoderMaxMemory(512<<20))
	if err != nil {
		return nil, fmt.Errorf("unpacking: %w", err)
	}
	defer unpacked.Close()
	files := tar.NewReader(unpacked)
	noArchive := errors.New("this is no archive that izde backup wrote, or it is cut off")
	first, err := files.Next()
	if err != nil || first.Name != manifestFile || first.Size > maxManifest {
		return nil, errors.Join(noArchive, err)
	}
	if manifest, err = io.ReadAll(files); err != nil {
		return nil, errors.Join(noArchive, err)
	}
	sizes, err := archivedSizes(manifest)
	if err != nil {
		return nil, err
	}
	for {
		h, err := files.Next()
		if errors.Is(err, io.EOF) {
			return manifest, nil
		}
		if err != nil {
			return nil, errors.Join(noArchive, err)
		}
		size, named := sizes[h.Name]
		inState := strings.HasPrefix(h.Name, stateDir+"/") && h.Size <= maxState
		if h.Typeflag != tar.TypeReg || !filepath.IsLocal(filepath.FromSlash(h.Name)) || !inState && (!named || h.Size != size) {
			return nil, fmt.Errorf("the archive holds %q, which its manifest does not name so", h.Name)
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := writeDurably(filepath.Join(dir, filepath.FromSlash(h.Name)), files); err != nil {
			return nil, err
		}
	}
}

// archivedSizes returns the sizes of the files that a manifest names, by their paths in
// the archive.
func archivedSizes(manifest []byte) (map[string]int64, error) {
	m, err := parseManifest(manifest)
	if err != nil {
		return nil, fmt.Errorf("the archive's manifest: %w", err)
	}
	if len(m.Generations) != 1 {
		return nil, fmt.Errorf("the archive's manifest names %d generations: %w", len(m.Generations), ErrForeign)
	}
	sizes := map[string]int64{}
	for _, f := range m.Generations[0].Files {
		sizes[path.Join(m.Generations[0].Name, f.Path)] = f.Size
	}
	return sizes, nil
}

func writeDurably(name string, content io.Reader) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return fmt.Errorf("restoring: %w", err)
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return fmt.Errorf("restoring: %w", err)
	}
	_, err = io.Copy(f, content)
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("restoring %s: %w", filepath.Base(name), err)
	}
	return nil
}

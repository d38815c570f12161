package embedded

import (
	"cmp"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2"
	"golang.org/x/sync/errgroup"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
)

// An index root holds
//
//	MANIFEST       what the generations are, JSON and its sum, replaced last and at once
//	gen-<n>/       a bleve index, never changed after it is named in MANIFEST;
//	               generations of one chain share segments, by hard links; kept/ in it
//	               has what would else be made of the segments at each opening
//	gen-<n>.tmp/   a generation being built
//	LOCK           the pid of the writer, locked while it lives
//	FILES          what the indexer remembers of files, to save time
//	WORKS          what making the works left, likewise
//	state/         the little that cannot be built again from the sources
//
// MANIFEST and the files of state/ have a copy beside them (MANIFEST.copy).
//
// The manifest is checked before bleve touches a byte: bleve never verifies its
// segments, and opened for writing without root.bolt deletes them all.
const (
	manifestFile = "MANIFEST"
	lockFile     = "LOCK"
	stateDir     = "state"
	// FilesList is a file that the indexer keeps beside the index.
	FilesList  = "FILES"
	formatName = "izde-index"
)

// Errors of an index root.
var (
	// ErrNoIndex: there is no index at that place.
	ErrNoIndex = errors.New("there is no index")
	// ErrForeign: the folder holds no index that this version can use.
	ErrForeign = errors.New("not an index of this version")
	// ErrVersion, which is an ErrForeign: it holds the index of another version.
	ErrVersion = fmt.Errorf("made by another version of izde: %w", ErrForeign)
	// ErrReserve: a generation that is kept beside the current one is damaged.
	ErrReserve = errors.New("the generation kept in reserve is damaged")
	// ErrDamaged: no generation is whole.
	ErrDamaged = errors.New("the index is damaged")
	// ErrLocked: another process is writing.
	ErrLocked = errors.New("the index is being written")
)

// Manifest lists the contents of an index root.
type Manifest struct {
	Format string `json:"format"`
	// Generations are the current one and the one before, if it is kept; where these
	// share segments, one more that shares none.
	Generations []Generation `json:"generations"`
}

// Generation describes one state of an index.
type Generation struct {
	Name string `json:"name"`
	// Schema, Analyzer and Extractor are the versions of the layout, of the analysis
	// and of the extractor that read the documents.
	Schema    string `json:"schema"`
	Analyzer  string `json:"analyzer"`
	Extractor string `json:"extractor"`
	// Chain is the first of the generations that may share segments, "" for this one.
	Chain string `json:"chain,omitempty"`
	// Built is when it was made; zero in manifests of earlier versions.
	Built     time.Time `json:"built,omitzero"`
	Documents int       `json:"documents"`
	Passages  int       `json:"passages"`
	// Files are the files of the generation with their sizes and sums.
	Files   []File   `json:"files"`
	Sources []Source `json:"sources"`
}

// File is a file of a generation. Its path is relative to the generation's
// folder; Sum is a CRC-32 (Castagnoli) in hexadecimal.
type File struct {
	Path string `json:"path"`
	Size int64  `json:"size"`
	Sum  string `json:"sum"`
}

// Source is a document of a generation and the SHA-256 of its file and sidecar.
type Source struct {
	ID     string `json:"id"`
	Source string `json:"source"`
	Root   string `json:"root"`
	Digest string `json:"digest"`
}

// Bytes is the size of the generation on disk.
func (g *Generation) Bytes() int64 {
	var n int64
	for _, f := range g.Files {
		n += f.Size
	}
	return n
}

// chain is the first of the generations with which g may share segments.
func (g *Generation) chain() string { return cmp.Or(g.Chain, g.Name) }

// current reports whether this program can search g.
func (g *Generation) current() bool {
	return (g.Schema == schema || slices.Contains(formerSchemas, g.Schema)) && g.Analyzer == analysis.Version()
}

// ReadManifest reads the manifest of an index root.
func ReadManifest(root string) (*Manifest, error) {
	var m *Manifest
	_, err := readTwin(filepath.Join(root, manifestFile), func(text []byte) (err error) {
		m, err = parseManifest(text)
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		if entries, err := os.ReadDir(root); err == nil && !slices.ContainsFunc(entries, ours) && len(entries) > 0 {
			return nil, fmt.Errorf("%s: %w", root, ErrForeign)
		}
		return nil, fmt.Errorf("%s: %w", root, ErrNoIndex)
	}
	if err != nil {
		return nil, fmt.Errorf("reading the manifest: %w", err)
	}
	return m, nil
}

// parseManifest reads a manifest. Errors: ErrDamaged, ErrForeign.
func parseManifest(data []byte) (*Manifest, error) {
	text, _, err := unseal(data)
	if err != nil {
		return nil, fmt.Errorf("%w: its manifest %w", ErrDamaged, err)
	}
	m := &Manifest{}
	if err := json.Unmarshal(text, m); err != nil {
		return nil, fmt.Errorf("%w: its manifest cannot be read: %w", ErrDamaged, err)
	}
	if m.Format != formatName || len(m.Generations) == 0 {
		return nil, ErrForeign
	}
	for _, g := range m.Generations {
		if !strings.HasPrefix(g.Name, "gen-") || !filepath.IsLocal(g.Name) {
			return nil, ErrForeign
		}
	}
	return m, nil
}

// encode writes the manifest as parseManifest reads it, without a sum.
func (m *Manifest) encode() ([]byte, error) {
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("writing the manifest: %w", err)
	}
	return text, nil
}

// write makes m the manifest of root.
func (m *Manifest) write(root string) error {
	text, err := m.encode()
	if err != nil {
		return err
	}
	return writeTwin(filepath.Join(root, manifestFile), text)
}

// replaceable reports whether a folder holds nothing but what may belong to an index.
func replaceable(root string) bool {
	entries, err := os.ReadDir(root)
	return err == nil && !slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return !ours(e) })
}

// ours reports whether an entry of a folder may belong to an index root.
func ours(e fs.DirEntry) bool {
	name := strings.TrimSuffix(e.Name(), unfinished)
	return slices.Contains([]string{lockFile, stateDir, worksList, FilesList}, name) || strings.HasPrefix(name, manifestFile) || strings.HasPrefix(name, "gen-")
}

// isMachine reports whether err comes of what the machine lacks at present, and says
// nothing about files. bleve passes some errors on as text.
func isMachine(err error) bool {
	return err != nil && slices.ContainsFunc([]error{syscall.EMFILE, syscall.ENFILE, syscall.ENOMEM}, func(lack error) bool {
		return errors.Is(err, lack) || strings.Contains(err.Error(), lack.Error())
	})
}

// checkFiles compares the files of a generation with the manifest. lost are the errors of
// those that can be made again of the others (see kept.go), by path.
func (g *Generation) checkFiles(root string) (lost map[string]error, err error) {
	lost = map[string]error{}
	for _, want := range g.Files {
		err := g.checkFile(root, want)
		switch {
		case errors.Is(err, ErrDamaged) && strings.HasPrefix(want.Path, keptDir+"/"):
			lost[want.Path] = err
		case err != nil:
			return nil, err
		}
	}
	return lost, nil
}

func (g *Generation) checkFile(root string, want File) error {
	if !filepath.IsLocal(want.Path) {
		return fmt.Errorf("%s: %w", want.Path, ErrForeign)
	}
	have, err := sumFile(filepath.Join(root, g.Name), want.Path)
	if isMachine(err) || errors.Is(err, fs.ErrPermission) {
		return err
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if have != want {
		return fmt.Errorf("%w: %s is not as it was written (%d bytes, sum %s; it had %d, %s)",
			ErrDamaged, filepath.Join(g.Name, want.Path), have.Size, have.Sum, want.Size, want.Sum)
	}
	return nil
}

// checkWhole compares all files of a generation with the manifest.
func (g *Generation) checkWhole(root string) error {
	lost, err := g.checkFiles(root)
	return cmp.Or(err, told(lost))
}

// told joins errors of files, in the order of their paths; nil where there are none.
func told(lost map[string]error) (all error) {
	for _, path := range slices.Sorted(maps.Keys(lost)) {
		if all == nil {
			all = lost[path]
		} else {
			all = fmt.Errorf("%w; %w", all, lost[path])
		}
	}
	return all
}

// sumFile returns the size and the sum of a file, of which pieces are summed on all
// processors.
func sumFile(dir, path string) (_ File, err error) {
	const piece = 32 << 20
	defer func() {
		if err != nil {
			err = fmt.Errorf("reading %s: %w", path, err)
		}
	}()
	f, err := os.Open(filepath.Join(dir, path))
	if err != nil {
		return File{}, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return File{}, err
	}
	var pieces errgroup.Group
	pieces.SetLimit(runtime.GOMAXPROCS(0))
	sums, sizes := make([]uint32, info.Size()/piece+1), make([]int64, info.Size()/piece+1)
	for i := range sums {
		pieces.Go(func() (err error) {
			sum := crc32.New(castagnoli)
			sizes[i], err = io.Copy(sum, io.NewSectionReader(f, int64(i)*piece, piece))
			sums[i] = sum.Sum32()
			return err
		})
	}
	if err := pieces.Wait(); err != nil {
		return File{}, err
	}
	have, sum := File{Path: filepath.ToSlash(path)}, uint32(0)
	for i := range sums {
		have.Size, sum = have.Size+sizes[i], joinSums(sum, sums[i], sizes[i])
	}
	have.Sum = fmt.Sprintf("%08x", sum)
	return have, nil
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// joinSums returns the CRC-32 (Castagnoli) of two pieces, of which the second has so many
// bytes: the first one's times x to the number of its bits, modulo the polynomial (so does
// zlib's crc32_combine). The highest bit of a number is the coefficient of x⁰.
func joinSums(first, second uint32, size int64) uint32 {
	for power := uint32(1) << (31 - 8); size > 0; size >>= 1 {
		if size&1 > 0 {
			first = product(first, power)
		}
		power = product(power, power)
	}
	return first ^ second
}

// product multiplies two polynomials modulo Castagnoli's.
func product(a, b uint32) (p uint32) {
	for bit := uint32(1) << 31; bit > 0; bit >>= 1 {
		if a&bit > 0 {
			p ^= b
		}
		b = b>>1 ^ b&1*crc32.Castagnoli
	}
	return p
}

// listFiles lists the files below dir in the order of their paths. known are files
// whose sums are not taken again.
func listFiles(dir string, known map[string]File) ([]File, error) {
	var files []File
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		f, ok := known[filepath.ToSlash(rel)]
		if !ok {
			f, err = sumFile(dir, rel)
		}
		files = append(files, f)
		return err
	})
	return files, err
}

// checkSegments verifies the sum that each segment carries: its last four bytes are
// the CRC-32 (IEEE) of all bytes before. known are segments that need not be verified.
func checkSegments(dir string, files []File, known map[string]File) error {
	for _, f := range files {
		if _, ok := known[f.Path]; ok || !strings.HasSuffix(f.Path, segmentSuffix) {
			continue
		}
		whole, err := writtenWhole(filepath.Join(dir, f.Path))
		if err != nil {
			return fmt.Errorf("reading a segment: %w", err)
		}
		if !whole {
			return fmt.Errorf("%w: segment %s was not written whole", ErrDamaged, f.Path)
		}
	}
	return nil
}

// writtenWhole compares a segment with its sum, without keeping it in memory.
func writtenWhole(path string) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || info.Size() < 4 {
		return false, err
	}
	sum := crc32.NewIEEE()
	if _, err := io.CopyN(sum, f, info.Size()-4); err != nil {
		return false, err
	}
	var last [4]byte
	_, err = io.ReadFull(f, last[:])
	return sum.Sum32() == binary.BigEndian.Uint32(last[:]), err
}

// open opens a generation after its files have been checked.
func (g *Generation) open(ctx context.Context, root string) (*Engine, error) {
	if !g.current() {
		return nil, fmt.Errorf("generation %s: %w", g.Name, ErrVersion)
	}
	from := newSource(g, root)
	lost, err := g.checkFiles(root)
	if err != nil {
		return nil, err
	}
	from.lost = lost
	e, err := openReadOnly(ctx, filepath.Join(root, g.Name), g.Name, from.kept)
	if err != nil {
		return nil, err
	}
	e.source, e.status.Built = from, g.Built
	if len(lost) > 0 {
		e.status.Degraded = fmt.Sprintf("%v; what it held is made anew", told(lost))
	}
	if s := e.Status(); s.Documents != g.Documents || s.Passages != g.Passages {
		e.Close()
		return nil, fmt.Errorf("%w: generation %s holds %d documents and %d passages, not %d and %d",
			ErrDamaged, g.Name, s.Documents, s.Passages, g.Documents, g.Passages)
	}
	return e, nil
}

// openReadOnly opens a generation in a folder; kept is as for newEngine.
func openReadOnly(ctx context.Context, dir, name string, kept func(name string) string) (e *Engine, err error) {
	err = mapped(func() error {
		idx, err := openBleve(dir)
		if isMachine(err) {
			return fmt.Errorf("opening %s: %w", name, err)
		}
		if err != nil {
			return fmt.Errorf("%w: opening %s: %w", ErrDamaged, name, err)
		}
		e, err = newEngine(ctx, idx, name, kept)
		return err
	})
	return e, err
}

// openBleve opens an index of bleve, which passes over segments that it cannot open and
// then complains of an empty index: what the machine lacks is asked of it again. A lack
// that is over by then is worth a second try.
func openBleve(dir string) (bleve.Index, error) {
	config := map[string]any{"read_only": true, "bolt_timeout": "5s"}
	idx, err := bleve.OpenUsing(dir, config)
	if err == nil || isMachine(err) {
		return idx, err
	}
	if lack := openAll(dir); isMachine(lack) {
		return nil, lack
	}
	return bleve.OpenUsing(dir, config)
}

// openAll opens all files below dir at once, as bleve does, and closes them again.
func openAll(dir string) error {
	var open []*os.File
	defer func() {
		for _, f := range open {
			f.Close()
		}
	}()
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		f, err := os.Open(path)
		if err == nil {
			open = append(open, f)
		}
		return err
	})
}

// Open opens the index at root for reading. When the current generation is damaged it opens
// the one before; Status.Degraded then says why, or which of its files are made anew. Its
// errors are ErrNoIndex, ErrForeign and ErrDamaged.
func Open(ctx context.Context, root string) (*Engine, error) {
	m, err := ReadManifest(root)
	if err != nil {
		return nil, err
	}
	var first error
	for _, g := range m.Generations {
		e, err := g.open(ctx, root)
		if err == nil {
			if first != nil {
				e.status.Degraded = fmt.Sprintf("%v; the generation before it is served", first)
			}
			return e, nil
		}
		if first == nil {
			first = err
		}
		if ctx.Err() != nil || isMachine(err) {
			break
		}
	}
	return nil, fmt.Errorf("%s: %w", root, first)
}

// Verify checks an index thoroughly: of every generation the files against the manifest,
// the sum of every segment, the counts, and that passages are found by their own words;
// and the files of state/. It returns the generation that is served. Errors as Open, and
// ErrReserve.
func Verify(ctx context.Context, root string) (*Generation, error) {
	m, err := ReadManifest(root)
	if err != nil {
		return nil, err
	}
	if err := m.Generations[0].verify(ctx, root); err != nil {
		return nil, err
	}
	for i := range m.Generations[1:] {
		g := &m.Generations[1+i]
		if !g.current() { // of another version of izde, which may come back
			err = g.checkWhole(root)
		} else {
			err = g.verify(ctx, root)
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrReserve, err)
		}
	}
	return &m.Generations[0], VerifyCopies(root)
}

func (g *Generation) verify(ctx context.Context, root string) error {
	e, err := g.open(ctx, root)
	if err != nil {
		return err
	}
	defer e.Close()
	if err := told(e.source.lost); err != nil {
		return err
	}
	if err := checkSegments(filepath.Join(root, g.Name), g.Files, nil); err != nil {
		return err
	}
	return mapped(func() error { return e.canaries(ctx) })
}

// canaries looks for some passages, spread over the index, by words of their
// own.
func (e *Engine) canaries(ctx context.Context) error {
	const most = 16
	step := max(1, len(e.cols.doc)/most)
	for number := 0; number < len(e.cols.doc); number += step {
		if e.cols.doc[number] == none || e.cols.length[number] == 0 {
			continue
		}
		passage := &doc.Passage{}
		if err := e.load(number, passage); err != nil {
			return err
		}
		words := passage.Analyze()[analysis.Words]
		if len(words) == 0 {
			return fmt.Errorf("%w: passage %s has lost its words", ErrDamaged, passage.ID)
		}
		word := words[len(words)/2]
		found := roaring.New()
		if err := newDictionaries(e.parts).add(found, analysis.Words.String(), word.Term); err != nil {
			return err
		}
		if !found.Contains(uint32(number)) {
			return fmt.Errorf("%w: passage %s is not found by its word %q", ErrDamaged, passage.ID, word.Term)
		}
	}
	return nil
}

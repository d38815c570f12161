package embedded

// What cannot be made again from the articles is kept in two copies, each with its sum,
// so that damage to one is mended by the other: MANIFEST, and the files of state/.

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/izde/izde/search/bibliography"
	"github.com/izde/izde/search/engine"
)

const copySuffix = ".copy"

// readTwin gives the text of a file to use, or that of its copy where the file is
// damaged or use refuses it. whole is false where one of the two is to be written anew.
// Copies that differ and are both whole are those of a run that was killed between them:
// the file itself is the newer one. Errors: fs.ErrNotExist, ErrDamaged and those of use.
func readTwin(path string, use func(text []byte) error) (whole bool, err error) {
	var refused error
	var earlier []byte // of an earlier version, which knew no sums
	copies, used := 0, false
	for _, name := range []string{path, path + copySuffix} {
		data, err := os.ReadFile(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case isMachine(err), errors.Is(err, fs.ErrPermission):
			return false, err
		case err != nil:
			refused = errors.Join(refused, fmt.Errorf("%w: %w", ErrDamaged, err))
			continue
		}
		text, sealed, err := unseal(data)
		switch {
		case err != nil:
			err = fmt.Errorf("%w: %s %w", ErrDamaged, name, err)
		case !sealed:
			if earlier == nil {
				earlier = text
			}
			continue
		case !used:
			if err = use(text); err != nil {
				err = fmt.Errorf("%s: %w", name, err)
			}
		}
		if err != nil {
			refused = errors.Join(refused, err)
			continue
		}
		copies, used = copies+1, true
	}
	switch {
	case used:
		return copies == 2, nil
	case earlier != nil && use(earlier) == nil:
		return refused == nil, nil
	case refused == nil && earlier != nil:
		return false, fmt.Errorf("%s: %w", path, use(earlier))
	}
	return true, cmp.Or(refused, fs.ErrNotExist)
}

// writeTwin replaces a file, and then its copy, each atomically and durably.
func writeTwin(path string, text []byte) error {
	data := seal(text)
	if err := replaceFile(path, data); err != nil {
		return err
	}
	return replaceFile(path+copySuffix, data)
}

// twins returns the paths of what is kept in two copies.
func twins(root string) ([]string, error) {
	paths := []string{filepath.Join(root, manifestFile)}
	entries, err := os.ReadDir(filepath.Join(root, stateDir))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("reading the state of the index: %w", err)
	}
	for _, e := range entries {
		if name := strings.TrimSuffix(e.Name(), copySuffix); !strings.HasSuffix(name, unfinished) {
			paths = append(paths, filepath.Join(root, stateDir, name))
		}
	}
	return slices.Compact(paths), nil
}

// VerifyCopies checks what is kept in two copies: MANIFEST, and the files of state/. An
// index of which one copy is damaged is searched as before, and Build mends it. Errors:
// ErrDamaged.
func VerifyCopies(root string) error {
	alone, err := alone(root)
	if err == nil && alone != nil {
		err = fmt.Errorf("%w: of %s and its copy one is damaged or missing; the other is whole", ErrDamaged, alone[0])
	}
	return err
}

// alone returns the paths of what is kept in two copies of which one is damaged or missing.
// Errors: ErrDamaged where both are.
func alone(root string) (list []string, err error) {
	paths, err := twins(root)
	for _, path := range paths {
		whole, err := readTwin(path, func([]byte) error { return nil })
		if err != nil {
			return nil, err
		}
		if !whole {
			list = append(list, path)
		}
	}
	return list, err
}

// ReadState returns a file of the state of the index at root, which outlives its
// generations; nil where there is none. Errors: ErrDamaged where both copies are.
func ReadState(root, name string) (text []byte, err error) {
	_, err = readTwin(filepath.Join(root, stateDir, name), func(t []byte) error {
		text = t
		return nil
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the state of the index: %w", err)
	}
	return text, nil
}

// WriteState replaces such a file, which consists of lines.
func WriteState(root, name string, text []byte) error {
	if err := os.MkdirAll(filepath.Join(root, stateDir), 0o755); err != nil {
		return fmt.Errorf("making the folder of the index's state: %w", err)
	}
	return writeTwin(filepath.Join(root, stateDir, name), text)
}

// mendTwins writes both copies anew where one is damaged, missing or older than the
// other. What is damaged in both is left to those who read it.
func mendTwins(root string) error {
	paths, err := twins(root)
	if err != nil {
		return err
	}
	for _, path := range paths {
		var whole []byte
		_, err := readTwin(path, func(text []byte) error {
			if whole = text; filepath.Base(path) == manifestFile {
				_, err := parseManifest(text)
				return err
			}
			return nil
		})
		if err != nil {
			continue
		}
		if copied, err := os.ReadFile(path + copySuffix); err == nil && bytes.Equal(copied, seal(whole)) {
			if same, err := os.ReadFile(path); err == nil && bytes.Equal(same, copied) {
				continue
			}
		}
		if err := writeTwin(path, whole); err != nil {
			return err
		}
	}
	return nil
}

// keptState is a value that a file of state/ holds.
type keptState[T fmt.Stringer] struct {
	name  string
	parse func(string) (T, error)
	// lost is what is lost with both copies.
	lost string
}

// What is kept: the redirects of ids of works, and when texts were first indexed.
var (
	redirectsKept = keptState[bibliography.Redirects]{"works", bibliography.ReadRedirects, "the earlier ids of works"}
	arrivalsKept  = keptState[*engine.Arrivals]{"indexed", engine.ReadArrivals, "when texts were first indexed"}
)

// read reads the value; a missing file holds that of no text. Errors: ErrDamaged.
func (k keptState[T]) read(root string) (value T, err error) {
	text, err := ReadState(root, k.name)
	if err != nil {
		return value, err
	}
	if value, err = k.parse(string(text)); err != nil {
		err = fmt.Errorf("%w: %s %w", ErrDamaged, filepath.Join(root, stateDir, k.name), err)
	}
	return value, err
}

func (k keptState[T]) write(root string, value T) error {
	return WriteState(root, k.name, []byte(value.String()))
}

// mend reads the value for a builder. Where neither copy can be read a rebuild gives it up.
func (k keptState[T]) mend(b *Builder) (T, error) {
	value, err := k.read(b.root)
	switch {
	case err == nil:
		return value, nil
	case !b.opts.Rebuild:
		return value, fmt.Errorf("%w; mend it, or give up %s with --rebuild", err, k.lost)
	}
	b.note(err)
	if value, err = k.parse(""); err != nil {
		return value, err
	}
	return value, k.write(b.root, value)
}

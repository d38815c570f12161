package embedded

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/izde/izde/search/bibliography"
	"github.com/izde/izde/search/engine"
)

// ReadState returns a file of the state of the index at root, which outlives its
// generations; nil where there is none.
func ReadState(root, name string) ([]byte, error) {
	data, err := os.ReadFile(filepath.Join(root, stateDir, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the state of the index: %w", err)
	}
	return data, nil
}

// WriteState replaces such a file, atomically and durably.
func WriteState(root, name string, data []byte) error {
	if err := os.MkdirAll(filepath.Join(root, stateDir), 0o755); err != nil {
		return fmt.Errorf("making the folder of the index's state: %w", err)
	}
	return replaceFile(filepath.Join(root, stateDir, name), data)
}

// keptState is a value that a sealed file of state/ holds, of which there is a copy.
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

// copiesOf names a file of state/ and its copy.
func copiesOf(name string) []string { return []string{name, name + ".copy"} }

// stateFiles are the paths, below the index, of all files with copies.
func stateFiles() []string {
	var paths []string
	for _, name := range append(copiesOf(redirectsKept.name), copiesOf(arrivalsKept.name)...) {
		paths = append(paths, filepath.Join(stateDir, name))
	}
	return paths
}

// read reads the file, or its copy where that is damaged; missing files hold nothing.
// whole is false where a copy is to be written anew. Errors: ErrDamaged.
func (k keptState[T]) read(root string) (value T, whole bool, err error) {
	var damage error
	var earlier, none T // of an earlier version, which knew no sum
	copies, unsealed := 0, false
	for _, name := range copiesOf(k.name) {
		data, err := ReadState(root, name)
		if data == nil && err == nil {
			continue
		} else if err != nil {
			return none, false, err
		}
		text, sealed, err := unseal(data)
		read, readErr := k.parse(string(text))
		switch {
		case cmp.Or(err, readErr) != nil:
			damage = errors.Join(damage, fmt.Errorf("%w: %s %w", ErrDamaged, filepath.Join(root, stateDir, name), cmp.Or(err, readErr)))
		case sealed:
			value, copies = read, copies+1
		case !unsealed:
			earlier, unsealed = read, true
		}
	}
	switch {
	case copies > 0:
		return value, copies == 2, nil
	case damage != nil:
		return none, false, damage
	case unsealed:
		return earlier, true, nil
	}
	none, err = k.parse("")
	return none, true, err
}

// write replaces the file and its copy, one after the other.
func (k keptState[T]) write(root string, value T) error {
	text := seal([]byte(value.String()))
	for _, name := range copiesOf(k.name) {
		if err := WriteState(root, name, text); err != nil {
			return err
		}
	}
	return nil
}

// mend reads the file for a builder and mends it: one copy by the other, and both, where
// neither can be read, only by a rebuild.
func (k keptState[T]) mend(b *Builder) (T, error) {
	value, whole, err := k.read(b.root)
	switch {
	case whole:
		return value, nil
	case err != nil && !b.opts.Rebuild:
		return value, fmt.Errorf("%w; mend it, or give up %s with --rebuild", err, k.lost)
	case err != nil:
		b.note(err)
		if value, err = k.parse(""); err != nil {
			return value, err
		}
	}
	return value, k.write(b.root, value)
}

// verify checks the file and its copy. Errors: ErrDamaged.
func (k keptState[T]) verify(root string) error {
	_, whole, err := k.read(root)
	if err == nil && !whole {
		err = fmt.Errorf("%w: of %s and its copy one is damaged or missing; the other is whole", ErrDamaged, filepath.Join(root, stateDir, k.name))
	}
	return err
}

// verifyState checks the files of state/ that have sums. Errors: ErrDamaged.
func verifyState(root string) error {
	return errors.Join(redirectsKept.verify(root), arrivalsKept.verify(root))
}

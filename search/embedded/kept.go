package embedded

// Tables that are made of the segments of a generation are kept beside them, so that opening
// it need not make them again: the columns and the peaks of terms, which are mapped into memory
// and take none of the program's, and what those above the engine have made (see
// BuildOptions.Keep). They are files of the generation like others, with sums, and begin with
// its name: a version of izde that does not know them copies them into the next generation.
// Without them, or where one is not as it was written, everything is made of the segments, but
// for peaks, without which a search reads more.

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/blevesearch/mmap-go"

	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
)

const (
	keptDir     = "kept"
	columnsFile = "columns"
)

// columnsKind says what the file of columns holds.
var columnsKind = fmt.Sprint("izde columns 1 ", doc.Facets)

// keptKind is the beginning of what a generation keeps.
func keptKind(generation string) string { return "izde kept by " + generation }

// keep writes what the new generation, which e has open, keeps.
func (b *Builder) keep(ctx context.Context, e *Engine) error {
	if err := os.Mkdir(filepath.Join(b.tmp(), keptDir), 0o755); err != nil {
		return fmt.Errorf("making the folder of what is kept: %w", err)
	}
	write := func(name string, write func(to io.Writer) error) error {
		f, err := os.Create(filepath.Join(b.tmp(), keptDir, name))
		if err != nil {
			return fmt.Errorf("keeping %s: %w", name, err)
		}
		to := bufio.NewWriterSize(f, 1<<20)
		head := engine.NewTableWriter(to, keptKind(b.name))
		if err := errors.Join(head.Err(), write(to), to.Flush(), f.Close()); err != nil {
			return fmt.Errorf("keeping %s: %w", name, err)
		}
		return nil
	}
	if err := e.makePeaks(ctx, b.base); err != nil {
		return err
	}
	for name, table := range map[string]func(io.Writer) error{columnsFile: e.writeColumns, peaksFile: e.writePeaks} {
		if err := write(name, table); err != nil {
			return err
		}
	}
	for name, make := range b.opts.Keep {
		if err := write(name, func(to io.Writer) error { return make(ctx, e, to) }); err != nil {
			return err
		}
	}
	return nil
}

// Kept returns what was kept under a name when the generation was made (see
// BuildOptions.Keep), nil if nothing was.
func (e *Engine) Kept(name string) ([]byte, error) {
	if e.source == nil || e.source.kept(name) == "" {
		return nil, nil
	}
	data, err := os.ReadFile(e.source.kept(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading what generation %s keeps: %w", e.source.Name, err)
	}
	r := engine.NewTableReader(data, keptKind(e.source.Name))
	if r.Err() != nil {
		return nil, nil
	}
	return r.Rest(), nil
}

func (e *Engine) writeColumns(to io.Writer) error {
	w, c := engine.NewTableWriter(to, columnsKind), e.cols
	engine.WriteTable(w, []uint64{uint64(c.passages)})
	for _, set := range c.sets {
		engine.WriteTable(w, []uint64{uint64(set.size)})
		engine.WriteTable(w, set.of)
	}
	engine.WriteTable(w, c.ordinal)
	engine.WriteTable(w, c.length)
	engine.WriteTable(w, c.damaged)
	engine.WriteTable(w, c.indexed)
	for _, f := range c.facets {
		f.values.write(w)
		engine.WriteTable(w, f.places)
		engine.WriteTable(w, f.ends)
	}
	engine.WriteTable(w, c.years)
	c.workNames.write(w)
	engine.WriteTable(w, c.works)
	alias := slices.Sorted(maps.Keys(e.works.alias))
	for _, text := range []func(i int) string{
		func(i int) string { return alias[i] },
		func(i int) string { return e.works.alias[alias[i]] },
	} {
		texts := engine.PackTexts(len(alias), text)
		engine.WriteTexts(w, &texts)
	}
	return w.Err()
}

func (n *names) write(w *engine.TableWriter) {
	engine.WriteTexts(w, &n.Texts)
	engine.WriteTable(w, n.sorted)
}

// mapKept maps a file that a generation keeps, and reports whether it could be read.
func (e *Engine) mapKept(path, generation string, read func(data []byte) bool) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	data, err := mmap.Map(f, mmap.RDONLY, 0)
	if err != nil {
		return false
	}
	if r := engine.NewTableReader(data, keptKind(generation)); r.Err() != nil || !read(r.Rest()) {
		data.Unmap()
		return false
	}
	e.mapped = append(e.mapped, data)
	return true
}

// readColumns reads the columns that a generation keeps.
func (e *Engine) readColumns(data []byte) bool {
	r, c, numbers := engine.NewTableReader(data, columnsKind), newColumns(len(e.docs)), numbersIn(e.parts)
	one := func() int {
		if table := engine.ReadTable[uint64](r); len(table) == 1 {
			return int(table[0])
		}
		return -1
	}
	c.passages = one()
	whole := c.passages >= 0
	for _, set := range c.sets {
		set.size, set.of = one(), engine.ReadTable[uint32](r)
		whole = whole && set.size >= 0 && len(set.of) == numbers
	}
	whole = whole && c.sets[0].size == len(e.docs)
	c.doc, c.ordinal, c.length = c.sets[0].of, engine.ReadTable[uint32](r), engine.ReadTable[uint8](r)
	c.damaged, c.indexed = engine.ReadTable[bool](r), engine.ReadTable[uint32](r)
	whole = whole && len(c.ordinal) == numbers && len(c.length) == numbers && len(c.damaged) == numbers && len(c.indexed) == numbers
	for _, f := range c.facets {
		f.values.read(r)
		f.places, f.ends, f.known = engine.ReadTable[uint32](r), engine.ReadTable[uint32](r), nil
		whole = whole && len(f.ends) == f.column.size
	}
	c.years = engine.ReadTable[int32](r)
	c.workNames.read(r)
	c.works = engine.ReadTable[uint32](r)
	whole = whole && len(c.years) == c.sources.size && len(c.works) == c.sources.size-len(e.docs)
	alias, works := engine.ReadTexts(r), engine.ReadTexts(r)
	if r.Err() != nil || !whole || alias.Len() != works.Len() {
		return false
	}
	c.layRows()
	e.cols, e.works = c, &workColumns{alias: map[string]string{}, aliases: map[string][]string{}}
	for i := range alias.Len() {
		e.works.add(alias.At(i), works.At(i))
	}
	return true
}

func (n *names) read(r *engine.TableReader) {
	n.Texts, n.sorted = engine.ReadTexts(r), engine.ReadTable[uint32](r)
}

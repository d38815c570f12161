package embedded

// The last steps of a build: the new generation is checked, made durable and named in
// the manifest; then files that the manifest does not name are removed.

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// check opens the new generation, counts its contents and writes what it keeps of them. It
// removes the segments that were merged into others, which bleve would do some time later.
func (b *Builder) check(ctx context.Context, g *Generation) error {
	if err := os.RemoveAll(filepath.Join(b.tmp(), keptDir)); err != nil { // of a check that was stopped
		return fmt.Errorf("removing what was kept: %w", err)
	}
	e, err := openReadOnly(ctx, b.tmp(), g.Name, nil)
	if err != nil {
		return err
	}
	defer e.Close()
	used := map[string]bool{}
	for _, p := range e.parts {
		s, ok := p.Segment().(segment.PersistedSegment)
		if !ok {
			return fmt.Errorf("%w: a segment of the new generation is not on disk", ErrDamaged)
		}
		used[filepath.Base(s.Path())] = true
	}
	store := filepath.Join(b.tmp(), "store")
	written, err := os.ReadDir(store)
	if err != nil {
		return fmt.Errorf("listing segments: %w", err)
	}
	for _, entry := range written {
		if used[entry.Name()] || !strings.HasSuffix(entry.Name(), segmentSuffix) {
			continue
		}
		if err := os.Remove(filepath.Join(store, entry.Name())); err != nil {
			return fmt.Errorf("removing a segment that was merged: %w", err)
		}
	}
	s := e.Status()
	if s.Documents != len(b.docs) {
		return fmt.Errorf("%w: the new generation holds %d documents, not %d", ErrDamaged, s.Documents, len(b.docs))
	}
	g.Documents, g.Passages = s.Documents, s.Passages
	return mapped(func() error {
		if err := e.canaries(ctx); err != nil {
			return err
		}
		return b.keep(ctx, e)
	})
}

// publish makes g durable and current: its files first, the manifest last.
func (b *Builder) publish(g Generation) error {
	err := filepath.WalkDir(b.tmp(), func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if rel, err := filepath.Rel(b.tmp(), path); err == nil {
			if _, ok := b.shared[filepath.ToSlash(rel)]; ok {
				return nil // durable, and perhaps another user's
			}
		}
		// A server may run as another user than the indexer, and bleve makes files
		// readable for its own user alone.
		mode := fs.FileMode(0o644)
		if d.IsDir() {
			mode = 0o755
		}
		if err := os.Chmod(path, mode); err != nil {
			return fmt.Errorf("making the index readable: %w", err)
		}
		return syncPath(path)
	})
	if err != nil {
		return err
	}
	if err := os.Rename(b.tmp(), filepath.Join(b.root, g.Name)); err != nil {
		return fmt.Errorf("naming the generation: %w", err)
	}
	m := &Manifest{Format: formatName, Generations: []Generation{g}}
	if b.previous != nil {
		m.Generations = append(m.Generations, *b.previous)
		// It can do without files that were lost.
		before := &m.Generations[1]
		before.Files = slices.DeleteFunc(slices.Clone(before.Files), func(f File) bool { return b.before.source.lost[f.Path] != nil })
		if reserve := b.reserve(&g); reserve != nil && b.previous.chain() == g.chain() {
			m.Generations = append(m.Generations, *reserve)
		}
	}
	if err := m.write(b.root); err != nil {
		return err
	}
	b.manifest = m
	if err := b.clean(m); err != nil {
		b.note(err)
	}
	if b.previous != nil {
		for path := range b.before.source.lost {
			if err := b.remove(filepath.Join(b.root, b.previous.Name, path)); err != nil {
				b.note(err)
			}
		}
	}
	return nil
}

// unfinished ends the names of files and generations while they are written.
const unfinished = ".tmp"

// replaceFile replaces the content of a file atomically and durably.
func replaceFile(path string, data []byte) error {
	if err := os.WriteFile(path+unfinished, data, 0o644); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	if err := syncPath(path + unfinished); err != nil {
		return err
	}
	if err := os.Rename(path+unfinished, path); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return syncPath(filepath.Dir(path))
}

func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("making the index durable: %w", err)
	}
	defer f.Close()
	if err := f.Sync(); err != nil {
		return fmt.Errorf("making the index durable: %w", err)
	}
	return nil
}

// clean removes the leavings of earlier runs: unfinished files and generations, and
// generations that the manifest does not name.
func (b *Builder) clean(m *Manifest) error {
	var entries []fs.DirEntry // of the root, in the end
	for _, dir := range []string{filepath.Join(b.root, stateDir), b.root} {
		var err error
		if entries, err = os.ReadDir(dir); err != nil {
			return fmt.Errorf("reading the index: %w", err)
		}
		for _, e := range entries {
			if e.IsDir() || !strings.HasSuffix(e.Name(), unfinished) {
				continue
			}
			if err := os.Remove(filepath.Join(dir, e.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("removing an unfinished file: %w", err)
			}
		}
	}
	resumable := "" // perhaps: see resume
	if last := lastBegun(b.root); last.Run != "" && last.Run == b.opts.Run {
		resumable = last.Generation + unfinished
	}
	for _, e := range entries {
		named := m != nil && slices.ContainsFunc(m.Generations, func(g Generation) bool { return g.Name == e.Name() })
		if !e.IsDir() || !strings.HasPrefix(e.Name(), "gen-") || named || e.Name() == resumable {
			continue
		}
		if err := b.remove(filepath.Join(b.root, e.Name())); err != nil {
			return fmt.Errorf("removing an unfinished generation: %w", err)
		}
	}
	return nil
}

// Package zotero reads the library of the reference manager Zotero: its database, of
// which it makes a copy so that Zotero may go on running, and where the files of its
// attachments stand. It is the sole importer of SQLite; of ours it imports indexer,
// indexer/extract and cite.
//
// The tables are those of Zotero 5 to 7 (zotero/zotero, resource/schema/userdata.sql
// and system.sql). What another version lacks is told and left out; only without items
// and their fields nothing can be read.
package zotero

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/izde/izde/indexer"
	"github.com/izde/izde/indexer/extract"
	"github.com/izde/izde/search/cite"
)

// databaseFile is the database in the data folder of Zotero.
const databaseFile = "zotero.sqlite"

// readTime bounds the reading of the database.
const readTime = 5 * time.Minute

// ErrNone: there is no library where one was looked for.
var ErrNone = errors.New("there is no library of Zotero")

// Holds reports whether a folder is the data folder of Zotero.
func Holds(dir string) bool {
	info, err := os.Stat(filepath.Join(dir, databaseFile))
	return err == nil && info.Mode().IsRegular()
}

// Read reads the library in a data folder of Zotero: an attachment that can be indexed
// is a document with the data of its item, an item without one a document of these
// data alone, and so is a note by itself. What stands in the trash is left out. Errors:
// ErrNone, or the database cannot be copied or read.
func Read(ctx context.Context, dir string) (*indexer.Library, error) {
	dir, err := filepath.Abs(dir)
	if err == nil {
		dir, err = filepath.EvalSymlinks(dir)
	}
	if err != nil || !Holds(dir) {
		return nil, fmt.Errorf("%w in %s: no file %s", ErrNone, dir, databaseFile)
	}
	ctx, cancel := context.WithTimeout(ctx, readTime)
	defer cancel()
	db, err := open(ctx, filepath.Join(dir, databaseFile))
	if err != nil {
		return nil, fmt.Errorf("reading Zotero's library in %s: %w", dir, err)
	}
	defer db.close()
	s, err := db.read(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading Zotero's library in %s: %w", dir, err)
	}
	l := &lister{shelf: s, dir: dir, linked: linkedBase(dir), library: &indexer.Library{Root: dir}}
	for _, missing := range s.missing {
		l.library.Failed = append(l.library.Failed, indexer.Problem{Path: filepath.Join(dir, databaseFile), Reason: missing})
	}
	l.list()
	return l.library, nil
}

// lister makes the holdings of a library.
type lister struct {
	*shelf
	dir     string
	linked  string // the folder that linked attachments may be relative to, "" if none is set
	library *indexer.Library
}

// list goes through the items in the order of their ids, so that a run is like
// another.
func (l *lister) list() {
	children := map[int64][]*item{}
	ids := make([]int64, 0, len(l.items))
	for id, it := range l.items {
		ids = append(ids, id)
		if parent := l.items[it.parent]; parent != nil {
			children[parent.id] = append(children[parent.id], it)
		}
	}
	slices.Sort(ids)
	for _, id := range ids {
		switch it := l.items[id]; {
		case l.gone(it), it.parent != 0:
		case it.kind == "attachment":
			l.attachments(&item{}, []*item{it}, nil)
		case it.kind == "note":
			if text := plain(it.note); text != "" {
				record := l.record(it, nil)
				record.Item = cite.Item{Type: "document", Title: cmp.Or(cite.Line(it.noteTitle), firstLine(text))}
				record.Notes = []string{text}
				l.describe(it, record)
			}
		case it.kind != "annotation":
			l.item(it, children[id])
		}
	}
}

// gone reports whether an item, or the item that it belongs to, stands in the trash or
// in a library that is a feed.
func (l *lister) gone(it *item) bool {
	if it.trashed || l.feeds[it.library] {
		return true
	}
	parent := l.items[it.parent]
	return it.parent != 0 && (parent == nil || parent.trashed)
}

// item lists the attachments of an item that can be indexed, or the item itself.
func (l *lister) item(it *item, children []*item) {
	var attached []*item
	var notes []string
	slices.SortFunc(children, func(a, b *item) int { return cmp.Compare(a.id, b.id) })
	for _, c := range children {
		switch {
		case l.gone(c):
		case c.kind == "attachment":
			attached = append(attached, c)
		case c.kind == "note":
			if text := plain(c.note); text != "" {
				notes = append(notes, text)
			}
		}
	}
	if l.attachments(it, attached, notes) == 0 {
		record := l.record(it, nil)
		record.Item, record.Notes = toCSL(it), notes
		l.describe(it, record)
	}
}

// attachments lists the attachments of an item, which is empty for one by itself, that
// can be indexed, PDFs before others, and returns how many. The first is the item's
// text and has its notes; the others are told apart by their titles.
func (l *lister) attachments(of *item, attached []*item, notes []string) int {
	slices.SortStableFunc(attached, func(a, b *item) int { return cmp.Compare(a.rank(), b.rank()) })
	n := 0
	for _, a := range attached {
		holding, ok := l.file(a, of)
		if !ok {
			continue
		}
		holding.Key, holding.Record = l.key(a), l.record(a, of)
		switch {
		case of.id == 0:
		case n == 0:
			holding.Record.Item, holding.Record.Notes = toCSL(of), notes
		default:
			name := filepath.Base(holding.Path)
			holding.Record.Item = toCSL(of)
			holding.Record.Part = cmp.Or(cite.Line(a.fields["title"]), strings.TrimSuffix(name, filepath.Ext(name)))
		}
		if text := plain(a.note); text != "" {
			holding.Record.Notes = append(slices.Clip(holding.Record.Notes), text)
		}
		l.library.Holdings = append(l.library.Holdings, holding)
		n++
	}
	return n
}

// file finds the file of an attachment. One that cannot be indexed is reported.
func (l *lister) file(a, of *item) (h indexer.Holding, ok bool) {
	switch {
	case a.linkMode == linkedURL, a.linkMode == embeddedImage, a.path == "":
		return h, false
	case a.linkMode == linkedFile:
		h.Path = l.linkedPath(a, of)
		h.Root = filepath.Dir(h.Path)
		if rel, err := filepath.Rel(l.linked, h.Path); l.linked != "" && err == nil && filepath.IsLocal(rel) {
			h.Root = l.linked
		}
	default:
		name, _ := strings.CutPrefix(a.path, "storage:")
		h.Root, h.Path = l.dir, filepath.Join(l.dir, "storage", filepath.Base(a.key), filepath.Base(filepath.FromSlash(name)))
	}
	if h.Path == "" {
		return h, false
	}
	rel, err := filepath.Rel(h.Root, h.Path)
	if err != nil {
		l.skip(h.Path, err.Error())
		return h, false
	}
	h.Source = filepath.ToSlash(rel)
	info, err := os.Stat(h.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		l.skip(h.Path, "is gone"+nameOf(of)+"; have Zotero fetch it again")
	case err != nil:
		l.skip(h.Path, err.Error())
	case !info.Mode().IsRegular():
		l.skip(h.Path, "is no regular file")
	default:
		if _, known := extract.FormatNamed(h.Path); known {
			return h, true
		}
		l.skip(h.Path, "is of no kind that is indexed")
	}
	return h, false
}

// linkedPath is the file of a linked attachment, "" if it cannot be told.
func (l *lister) linkedPath(a, of *item) string {
	relative, isRelative := strings.CutPrefix(a.path, "attachments:")
	switch relative = filepath.FromSlash(relative); {
	case isRelative && l.linked == "":
		l.skip(a.path, "is linked"+nameOf(of)+" relative to a folder that Zotero's settings do not tell (Linked Attachment Base Directory)")
	case isRelative && !filepath.IsLocal(relative):
		l.skip(a.path, "is linked"+nameOf(of)+" and lies outside the folder of linked files")
	case isRelative:
		return filepath.Join(l.linked, relative)
	case !filepath.IsAbs(a.path):
		l.skip(a.path, "is linked"+nameOf(of)+" by a path of another system")
	default:
		return filepath.Clean(a.path)
	}
	return ""
}

func (l *lister) skip(path, reason string) {
	l.library.Skipped = append(l.library.Skipped, indexer.Problem{Path: path, Reason: reason})
}

// nameOf names an item to the user.
func nameOf(it *item) string {
	if title := cite.Line(it.fields["title"]); title != "" {
		return fmt.Sprintf(" (of %q)", title)
	}
	return ""
}

// record is where an item, or the item that it belongs to, is filed.
func (l *lister) record(it, of *item) indexer.Record {
	var r indexer.Record
	for _, i := range []*item{of, it} {
		if i == nil {
			continue
		}
		for _, c := range i.collections {
			if path := l.collectionPath(c); path != nil && !slices.ContainsFunc(r.Collections, func(p []string) bool { return slices.Equal(p, path) }) {
				r.Collections = append(r.Collections, path)
			}
		}
		for _, t := range i.tags {
			if !slices.Contains(r.Tags, t) {
				r.Tags = append(r.Tags, t)
			}
		}
	}
	slices.SortFunc(r.Collections, slices.Compare)
	slices.Sort(r.Tags)
	return r
}

// describe lists an item without a file, unless nothing is known of it.
func (l *lister) describe(it *item, record indexer.Record) {
	if record.Item.Title != "" || len(record.Item.Author) > 0 || len(record.Notes) > 0 {
		l.library.Holdings = append(l.library.Holdings, indexer.Holding{Key: l.key(it), Root: l.dir, Source: "items/" + it.key, Record: record})
	}
}

// key names an item for good. Keys are unique within the user's library and within
// each group.
func (l *lister) key(it *item) string {
	return fmt.Sprintf("zotero/%d/%s", l.groups[it.library].id, it.key)
}

// collectionPath is the path of a collection; the first name is the group's if it is
// one's. It is nil if the collection or one above it stands in the trash.
func (l *lister) collectionPath(id int64) []string {
	const deepest = 50
	var path []string
	for range deepest {
		c := l.collections[id]
		if c == nil || c.trashed {
			return nil
		}
		path = append(path, c.name)
		if c.parent == 0 {
			if group := l.groups[c.library].name; group != "" {
				path = append(path, group)
			}
			slices.Reverse(path)
			return path
		}
		id = c.parent
	}
	return nil
}

package zotero

// This file copies the database and reads its tables. A reader of the file itself
// would be locked out while Zotero runs, and one that ignores the locks would not see
// what stands in the write-ahead log.

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

const (
	// maxDatabase bounds the database and its log, each, in bytes.
	maxDatabase = 4 << 30
	// copyTries is how often a copy is begun anew because Zotero wrote meanwhile.
	copyTries = 5
	// maxRows bounds the rows of an answer, and maxNote the bytes of a note.
	maxRows = 5_000_000
	maxNote = 1 << 20
)

// ErrLayout: the tables are not those of a version of Zotero that is known.
var ErrLayout = errors.New("the database has another layout than those of Zotero 5 to 7")

// database is an open copy of a database.
type database struct {
	*sql.DB
	folder  string
	version int64 // of the layout of the user's data, 0 if it is not told
}

// open copies a database with its log to a folder of its own and opens it there.
func open(ctx context.Context, path string) (_ *database, err error) {
	d := &database{}
	if d.folder, err = os.MkdirTemp("", "izde-zotero-*"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			d.close()
		}
	}()
	for try := 0; ; try++ {
		settled, err := d.copy(ctx, path)
		if err != nil {
			return nil, err
		}
		err = d.check(ctx)
		if err == nil && (settled || try == copyTries) {
			break
		}
		if settled || try == copyTries {
			return nil, fmt.Errorf("the database is damaged (%w); if Zotero opens it, close Zotero and try again", err)
		}
		if d.DB != nil {
			d.DB.Close()
		}
		select {
		case <-time.After(200 * time.Millisecond):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	// A database without this table is told by what it lacks.
	_ = d.QueryRowContext(ctx, `SELECT version FROM version WHERE schema = 'userdata'`).Scan(&d.version)
	return d, nil
}

func (d *database) close() {
	if d.DB != nil {
		d.DB.Close()
	}
	os.RemoveAll(d.folder)
}

// copy copies the database, its log and its journal. SQLite makes the index of the log
// (-shm) anew. settled says that none of them was written meanwhile.
func (d *database) copy(ctx context.Context, path string) (settled bool, err error) {
	parts := []string{"", "-wal", "-journal"}
	state := func() string {
		var b strings.Builder
		for _, part := range parts {
			if info, err := os.Stat(path + part); err == nil {
				fmt.Fprint(&b, info.Size(), info.ModTime().UnixNano(), " ")
			}
		}
		return b.String()
	}
	before := state()
	for _, part := range parts {
		to := filepath.Join(d.folder, databaseFile+part)
		os.Remove(to)
		os.Remove(filepath.Join(d.folder, databaseFile+"-shm"))
		if err := copyFile(ctx, path+part, to); err != nil && !(part != "" && errors.Is(err, fs.ErrNotExist)) {
			return false, fmt.Errorf("copying %s (if another program holds it, close that): %w", filepath.Base(path+part), err)
		}
	}
	return state() == before, nil
}

func copyFile(ctx context.Context, from, to string) error {
	r, err := os.Open(from)
	if err != nil {
		return err
	}
	defer r.Close()
	info, err := r.Stat()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() || info.Size() > maxDatabase {
		return fmt.Errorf("it is no file of at most %d GiB", maxDatabase>>30)
	}
	w, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, io.LimitReader(r, maxDatabase))
	return errors.Join(err, w.Close(), ctx.Err())
}

// check opens the copy and has SQLite check it.
func (d *database) check(ctx context.Context) (err error) {
	if d.DB, err = sql.Open("sqlite", filepath.Join(d.folder, databaseFile)); err != nil {
		return err
	}
	d.SetMaxOpenConns(1)
	for _, pragma := range []string{"trusted_schema = off", "cell_size_check = on"} {
		if _, err := d.ExecContext(ctx, "PRAGMA "+pragma); err != nil {
			return err
		}
	}
	var said string
	if err := d.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&said); err != nil {
		return err
	}
	if said != "ok" {
		return errors.New(said)
	}
	return nil
}

// columns returns the columns of a table or view, nil if there is none.
func (d *database) columns(ctx context.Context, table string) []string {
	var names []string
	// What cannot be read is missing.
	_ = d.each(ctx, "SELECT name FROM pragma_table_info('"+table+"')", func(scan func(...any) error) error {
		var name string
		err := scan(&name)
		names = append(names, name)
		return err
	})
	return names
}

// each calls do for every row of a query. The rows are put into a table first: SQLite
// heeds the context until it has the first row of an answer, and a view of a stranger's
// database may go on for ever behind that.
func (d *database) each(ctx context.Context, query string, do func(scan func(...any) error) error) (err error) {
	if _, err := d.ExecContext(ctx, fmt.Sprintf("CREATE TEMP TABLE answer AS SELECT * FROM (%s) LIMIT %d", query, maxRows)); err != nil {
		return err
	}
	defer func() {
		_, dropped := d.ExecContext(ctx, "DROP TABLE temp.answer")
		err = cmp.Or(err, dropped)
	}()
	rows, err := d.QueryContext(ctx, "SELECT * FROM temp.answer")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := do(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// The ways in which attachments are attached.
const (
	linkedFile    = 2
	linkedURL     = 3
	embeddedImage = 4
)

// item is a row of the table items with what other tables say about it. Attachments
// and notes are items too.
type item struct {
	id, library int64
	key, kind   string // kind is the name of its type
	trashed     bool
	parent      int64 // of an attachment or note, 0 if it stands by itself
	fields      map[string]string
	creators    []creator
	collections []int64
	tags        []string
	// Of an attachment and of a note:
	linkMode          int64
	path, contentType string
	note, noteTitle   string
}

// rank puts PDFs before other attachments.
func (it *item) rank() int {
	if it.contentType == "application/pdf" || strings.EqualFold(filepath.Ext(it.path), ".pdf") {
		return 0
	}
	return 1
}

type creator struct {
	role, first, last string
	// whole says that last is all of a name: an institution's.
	whole bool
}

type collection struct {
	name            string
	parent, library int64
	trashed         bool
}

type group struct {
	id   int64
	name string
}

// shelf is the content of a database.
type shelf struct {
	items       map[int64]*item
	collections map[int64]*collection
	groups      map[int64]group // by library
	feeds       map[int64]bool  // libraries that are feeds
	missing     []string        // what could not be read, and why
}

// read reads all tables. Those that a library can do without are missed if they cannot
// be read.
func (d *database) read(ctx context.Context) (*shelf, error) {
	s := &shelf{items: map[int64]*item{}, collections: map[int64]*collection{}, groups: map[int64]group{}, feeds: map[int64]bool{}}
	for _, part := range []struct {
		name   string
		needed bool
		read   func(context.Context, *shelf) error
	}{
		{"items", true, d.readItems},
		{"fields", true, d.readFields},
		{"the trash", true, d.readTrash},
		{"attachments", true, d.readAttachments},
		{"libraries", false, d.readLibraries},
		{"creators", false, d.readCreators},
		{"collections", false, d.readCollections},
		{"tags", false, d.readTags},
		{"notes", false, d.readNotes},
	} {
		err := part.read(ctx, s)
		switch {
		case err == nil:
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case part.needed:
			return nil, fmt.Errorf("%w (theirs is %d): %s: %w", ErrLayout, d.version, part.name, err)
		default:
			s.missing = append(s.missing, fmt.Sprintf("%v (its version is %d), so that %s are left out: %v", ErrLayout, d.version, part.name, err))
		}
	}
	return s, nil
}

// first returns the first of the columns that a table has.
func (d *database) first(ctx context.Context, table string, columns ...string) (string, error) {
	has := d.columns(ctx, table)
	for _, c := range columns {
		if slices.Contains(has, c) {
			return c, nil
		}
	}
	return "", fmt.Errorf("the table %s has no column %s", table, strings.Join(columns, " or "))
}

// combined returns the view of Zotero's own and the user's types or fields, or the
// table of Zotero's own.
func (d *database) combined(ctx context.Context, table string) string {
	if d.columns(ctx, table+"Combined") != nil {
		return table + "Combined"
	}
	return table
}

func (d *database) readItems(ctx context.Context, s *shelf) error {
	library, err := d.first(ctx, "items", "libraryID")
	if err != nil {
		library = "0"
	}
	return d.each(ctx, fmt.Sprintf(`SELECT i.itemID, i.key, t.typeName, coalesce(i.%s, 0) FROM items i JOIN %s t USING (itemTypeID)`, library, d.combined(ctx, "itemTypes")), func(scan func(...any) error) error {
		it := &item{fields: map[string]string{}}
		err := scan(&it.id, &it.key, &it.kind, &it.library)
		s.items[it.id] = it
		return err
	})
}

func (d *database) readFields(ctx context.Context, s *shelf) error {
	return d.each(ctx, fmt.Sprintf(`SELECT d.itemID, f.fieldName, CAST(v.value AS TEXT) FROM itemData d JOIN %s f USING (fieldID) JOIN itemDataValues v USING (valueID) WHERE v.value IS NOT NULL`,
		d.combined(ctx, "fields")), func(scan func(...any) error) error {
		var id int64
		var field, value string
		err := scan(&id, &field, &value)
		if it := s.items[id]; it != nil {
			it.fields[field] = value
		}
		return err
	})
}

func (d *database) readTrash(ctx context.Context, s *shelf) error {
	return d.each(ctx, `SELECT itemID FROM deletedItems`, func(scan func(...any) error) error {
		var id int64
		err := scan(&id)
		if it := s.items[id]; it != nil {
			it.trashed = true
		}
		return err
	})
}

func (d *database) readAttachments(ctx context.Context, s *shelf) error {
	parent, err := d.first(ctx, "itemAttachments", "parentItemID", "sourceItemID")
	if err != nil {
		return err
	}
	kind, err := d.first(ctx, "itemAttachments", "contentType", "mimeType")
	if err != nil {
		return err
	}
	return d.each(ctx, fmt.Sprintf(`SELECT itemID, coalesce(%s, 0), coalesce(linkMode, 0), coalesce(%s, ''), coalesce(CAST(path AS TEXT), '') FROM itemAttachments`, parent, kind), func(scan func(...any) error) error {
		var a item
		err := scan(&a.id, &a.parent, &a.linkMode, &a.contentType, &a.path)
		if it := s.items[a.id]; it != nil {
			it.parent, it.linkMode, it.contentType, it.path = a.parent, a.linkMode, a.contentType, a.path
		}
		return err
	})
}

func (d *database) readLibraries(ctx context.Context, s *shelf) error {
	kind, err := d.first(ctx, "libraries", "type", "libraryType")
	if err != nil {
		return err
	}
	err = d.each(ctx, fmt.Sprintf(`SELECT libraryID FROM libraries WHERE %s = 'feed'`, kind), func(scan func(...any) error) error {
		var id int64
		err := scan(&id)
		s.feeds[id] = true
		return err
	})
	if err != nil || d.columns(ctx, "groups") == nil {
		return err
	}
	return d.each(ctx, `SELECT libraryID, groupID, name FROM groups`, func(scan func(...any) error) error {
		var library int64
		var g group
		err := scan(&library, &g.id, &g.name)
		s.groups[library] = g
		return err
	})
}

func (d *database) readCreators(ctx context.Context, s *shelf) error {
	return d.each(ctx, `SELECT ic.itemID, t.creatorType, coalesce(c.firstName, ''), coalesce(c.lastName, ''), coalesce(c.fieldMode, 0)
		FROM itemCreators ic JOIN creators c USING (creatorID) JOIN creatorTypes t USING (creatorTypeID) ORDER BY ic.itemID, ic.orderIndex`, func(scan func(...any) error) error {
		var id, mode int64
		var c creator
		err := scan(&id, &c.role, &c.first, &c.last, &mode)
		c.whole = mode == 1
		if it := s.items[id]; it != nil {
			it.creators = append(it.creators, c)
		}
		return err
	})
}

func (d *database) readCollections(ctx context.Context, s *shelf) error {
	err := d.each(ctx, `SELECT collectionID, collectionName, coalesce(parentCollectionID, 0), coalesce(libraryID, 0) FROM collections`, func(scan func(...any) error) error {
		var id int64
		c := &collection{}
		err := scan(&id, &c.name, &c.parent, &c.library)
		s.collections[id] = c
		return err
	})
	if err != nil {
		return err
	}
	if d.columns(ctx, "deletedCollections") != nil { // since Zotero 6
		err = d.each(ctx, `SELECT collectionID FROM deletedCollections`, func(scan func(...any) error) error {
			var id int64
			err := scan(&id)
			if c := s.collections[id]; c != nil {
				c.trashed = true
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return d.each(ctx, `SELECT collectionID, itemID FROM collectionItems`, func(scan func(...any) error) error {
		var id, of int64
		err := scan(&id, &of)
		if it := s.items[of]; it != nil {
			it.collections = append(it.collections, id)
		}
		return err
	})
}

func (d *database) readTags(ctx context.Context, s *shelf) error {
	return d.each(ctx, `SELECT it.itemID, t.name FROM itemTags it JOIN tags t USING (tagID)`, func(scan func(...any) error) error {
		var id int64
		var name string
		err := scan(&id, &name)
		if it := s.items[id]; it != nil && strings.TrimSpace(name) != "" {
			it.tags = append(it.tags, strings.TrimSpace(name))
		}
		return err
	})
}

func (d *database) readNotes(ctx context.Context, s *shelf) error {
	parent, err := d.first(ctx, "itemNotes", "parentItemID", "sourceItemID")
	if err != nil {
		return err
	}
	return d.each(ctx, fmt.Sprintf(`SELECT itemID, coalesce(%s, 0), substr(coalesce(CAST(note AS TEXT), ''), 1, %d), coalesce(title, '') FROM itemNotes`, parent, maxNote), func(scan func(...any) error) error {
		var n item
		err := scan(&n.id, &n.parent, &n.note, &n.noteTitle)
		if it := s.items[n.id]; it != nil {
			it.note, it.noteTitle = n.note, n.noteTitle
			if n.parent != 0 {
				it.parent = n.parent
			}
		}
		return err
	})
}

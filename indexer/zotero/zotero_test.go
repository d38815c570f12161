package zotero_test

// The libraries of these tests are made by SQL, with the tables of Zotero 7 as far as
// they are read.

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/izde/izde/indexer"
	"github.com/izde/izde/indexer/zotero"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/doc"
)

const schema = `
CREATE TABLE version (schema TEXT PRIMARY KEY, version INT NOT NULL);
INSERT INTO version VALUES ('userdata', 123);
CREATE TABLE libraries (libraryID INTEGER PRIMARY KEY, type TEXT NOT NULL);
CREATE TABLE groups (groupID INTEGER PRIMARY KEY, libraryID INT NOT NULL, name TEXT NOT NULL);
CREATE TABLE itemTypes (itemTypeID INTEGER PRIMARY KEY, typeName TEXT);
CREATE VIEW itemTypesCombined AS SELECT itemTypeID, typeName, 0 AS custom FROM itemTypes;
CREATE TABLE fields (fieldID INTEGER PRIMARY KEY, fieldName TEXT);
CREATE VIEW fieldsCombined AS SELECT fieldID, fieldName FROM fields;
CREATE TABLE items (itemID INTEGER PRIMARY KEY, itemTypeID INT NOT NULL, libraryID INT NOT NULL, key TEXT NOT NULL);
CREATE TABLE itemDataValues (valueID INTEGER PRIMARY KEY, value UNIQUE);
CREATE TABLE itemData (itemID INT, fieldID INT, valueID INT, PRIMARY KEY (itemID, fieldID));
CREATE TABLE creatorTypes (creatorTypeID INTEGER PRIMARY KEY, creatorType TEXT);
CREATE TABLE creators (creatorID INTEGER PRIMARY KEY, firstName TEXT, lastName TEXT, fieldMode INT);
CREATE TABLE itemCreators (itemID INT, creatorID INT, creatorTypeID INT, orderIndex INT);
CREATE TABLE collections (collectionID INTEGER PRIMARY KEY, collectionName TEXT NOT NULL, parentCollectionID INT, libraryID INT NOT NULL, key TEXT);
CREATE TABLE collectionItems (collectionID INT, itemID INT, orderIndex INT);
CREATE TABLE deletedCollections (collectionID INTEGER PRIMARY KEY);
CREATE TABLE tags (tagID INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE itemTags (itemID INT, tagID INT, type INT);
CREATE TABLE itemAttachments (itemID INTEGER PRIMARY KEY, parentItemID INT, linkMode INT, contentType TEXT, path TEXT);
CREATE TABLE itemNotes (itemID INTEGER PRIMARY KEY, parentItemID INT, note TEXT, title TEXT);
CREATE TABLE deletedItems (itemID INTEGER PRIMARY KEY);
INSERT INTO libraries VALUES (1, 'user'), (2, 'group'), (3, 'feed');
INSERT INTO groups VALUES (77, 2, 'Reading circle');
`

// shelf is a library in the making.
type shelf struct {
	t   *testing.T
	dir string
	db  *sql.DB
}

func newShelf(t *testing.T) *shelf {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", filepath.Join(dir, "zotero.sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	s := &shelf{t: t, dir: dir, db: db}
	s.exec(schema)
	return s
}

func (s *shelf) exec(query string, args ...any) {
	s.t.Helper()
	if _, err := s.db.Exec(query, args...); err != nil {
		s.t.Fatalf("%s: %v", query, err)
	}
}

// id returns the id of a name in a table, which gets it if need be.
func (s *shelf) id(table, id, column, name string) int64 {
	s.t.Helper()
	s.exec(fmt.Sprintf(`INSERT INTO %s (%s) SELECT ? WHERE NOT EXISTS (SELECT 1 FROM %s WHERE %s = ?)`, table, column, table, column), name, name)
	var n int64
	if err := s.db.QueryRow(fmt.Sprintf(`SELECT %s FROM %s WHERE %s = ?`, id, table, column), name).Scan(&n); err != nil {
		s.t.Fatal(err)
	}
	return n
}

// item adds an item of the user's library; fields are names and values.
func (s *shelf) item(id int64, kind, key string, fields ...string) {
	s.t.Helper()
	s.exec(`INSERT INTO items VALUES (?, ?, 1, ?)`, id, s.id("itemTypes", "itemTypeID", "typeName", kind), key)
	for i := 0; i < len(fields); i += 2 {
		s.exec(`INSERT INTO itemData VALUES (?, ?, ?)`, id, s.id("fields", "fieldID", "fieldName", fields[i]), s.id("itemDataValues", "valueID", "value", fields[i+1]))
	}
}

// creators adds people, each "role|first|last"; without a first name it is a body.
func (s *shelf) creators(item int64, people ...string) {
	s.t.Helper()
	for i, p := range people {
		part := strings.Split(p, "|")
		mode := 0
		if part[1] == "" {
			mode = 1
		}
		s.exec(`INSERT INTO creators (firstName, lastName, fieldMode) VALUES (?, ?, ?)`, part[1], part[2], mode)
		s.exec(`INSERT INTO itemCreators SELECT ?, max(creatorID), ?, ? FROM creators`, item, s.id("creatorTypes", "creatorTypeID", "creatorType", part[0]), i)
	}
}

// attach adds an attachment, with its file if it is stored and has a text.
func (s *shelf) attach(id, parent int64, key string, mode int, kind, path, text string) {
	s.t.Helper()
	s.item(id, "attachment", key)
	var of any
	if parent != 0 {
		of = parent
	}
	s.exec(`INSERT INTO itemAttachments VALUES (?, ?, ?, ?, ?)`, id, of, mode, kind, path)
	if name, ok := strings.CutPrefix(path, "storage:"); ok && text != "" {
		s.write(filepath.Join("storage", key, name), text)
	}
}

func (s *shelf) note(id, parent int64, key, note string) {
	s.t.Helper()
	s.item(id, "note", key)
	var of any
	if parent != 0 {
		of = parent
	}
	s.exec(`INSERT INTO itemNotes VALUES (?, ?, ?, '')`, id, of, note)
}

func (s *shelf) write(name, text string) {
	s.t.Helper()
	path := filepath.Join(s.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		s.t.Fatal(err)
	}
}

func (s *shelf) read() *indexer.Library {
	s.t.Helper()
	l, err := zotero.Read(s.t.Context(), s.dir)
	if err != nil {
		s.t.Fatal(err)
	}
	return l
}

// lines writes the holdings of a library: source, title, part, collections, tags,
// notes.
func lines(l *indexer.Library) string {
	var b strings.Builder
	for _, h := range l.Holdings {
		r := &h.Record
		var paths []string
		for _, c := range r.Collections {
			paths = append(paths, strings.Join(c, "/"))
		}
		fmt.Fprintln(&b, strings.Join([]string{h.Source, r.Item.Title, r.Part, strings.Join(paths, ","), strings.Join(r.Tags, ","), strings.Join(r.Notes, ",")}, "|"))
	}
	return b.String()
}

func problems(list []indexer.Problem) string {
	var all []string
	for _, p := range list {
		all = append(all, filepath.Base(p.Path)+": "+p.Reason)
	}
	return strings.Join(all, "\n")
}

func TestRead(t *testing.T) {
	s := newShelf(t)
	linked := t.TempDir()
	s.item(1, "journalArticle", "AAAA1111", "title", "Water of the <i>steppe</i>", "publicationTitle", "Steppe Review", "date", "2001-05-00 May 2001", "DOI", "https://doi.org/10.1000/Water",
		"abstractNote", "Rivers.", "extra", "Original Title: Дала суы\nread twice", "accessDate", "2020-01-02 10:11:12")
	s.creators(1, "author|Ann|Holt", "author||Institute of Rivers", "editor|Dan|Cole", "translator|A.|Kim", "seriesEditor|Eva|Ray")
	s.attach(11, 1, "SNAP1111", 1, "text/html", "storage:page.html", "")
	s.attach(12, 1, "TEXT1111", 0, "text/plain", "storage:notes of reading.txt", "Text.")
	s.attach(13, 1, "PDFF1111", 0, "application/pdf", "storage:holt.pdf", "%PDF-")
	s.exec(`INSERT INTO itemData VALUES (12, ?, ?)`, s.id("fields", "fieldID", "fieldName", "title"), s.id("itemDataValues", "valueID", "value", "Supplement"))
	s.note(14, 1, "NOTE1111", `<div><p>My <b>remark</b> &amp; more</p><ul><li>one</li></ul><script>no</script></div>`)
	s.item(2, "book", "BOOK2222", "title", "Lakes", "date", "1999-00-00 1999")
	s.creators(2, "contributor|Dan|Cole")
	s.attach(21, 2, "GONE2222", 0, "application/pdf", "storage:gone.pdf", "")
	s.attach(22, 2, "LINK2222", 3, "text/html", "", "")
	s.note(23, 2, "NOTE2222", "<p>Ask for it</p>")
	s.item(3, "book", "LINK3333", "title", "Linked")
	s.attach(31, 3, "LNKD3333", 2, "text/plain", filepath.Join(linked, "linked.txt"), "")
	if err := os.WriteFile(filepath.Join(linked, "linked.txt"), []byte("Linked text."), 0o644); err != nil {
		t.Fatal(err)
	}
	s.item(4, "book", "BASE4444", "title", "Relative")
	s.attach(41, 4, "LNKD4444", 2, "application/pdf", "attachments:a/b.pdf", "")
	s.attach(42, 4, "LNKD4445", 2, "application/pdf", `C:\Users\x\b.pdf`, "")
	// By themselves.
	s.attach(51, 0, "ALON5555", 0, "text/plain", "storage:alone.txt", "Alone.")
	s.note(52, 0, "NOTE5555", "<h1>Plan of the thesis</h1><p>Rivers first.</p>")
	// In the trash: an item, an attachment, the note of an item that is there.
	s.item(6, "book", "TRSH6666", "title", "Trashed")
	s.attach(61, 6, "TRSH6667", 0, "text/plain", "storage:t.txt", "x")
	s.attach(62, 2, "TRSH6668", 0, "text/plain", "storage:u.txt", "x")
	s.note(63, 3, "TRSH6669", "<p>no</p>")
	s.exec(`INSERT INTO deletedItems VALUES (6), (62), (63)`)
	// A group's and a feed's.
	s.item(7, "report", "GRUP7777", "title", "Of the group")
	s.item(8, "webpage", "FEED8888", "title", "Of a feed")
	s.exec(`UPDATE items SET libraryID = itemID - 5 WHERE itemID IN (7, 8)`)
	s.exec(`INSERT INTO collections VALUES (1, 'Thesis', NULL, 1, 'C1'), (2, 'Chapter 2', 1, 1, 'C2'), (3, 'Old', NULL, 1, 'C3'), (4, 'Papers', NULL, 2, 'C4'), (5, 'Loop', 6, 1, 'C5'), (6, 'Loop', 5, 1, 'C6')`)
	s.exec(`INSERT INTO deletedCollections VALUES (3)`)
	s.exec(`INSERT INTO collectionItems VALUES (2, 1, 0), (3, 1, 0), (1, 2, 0), (1, 51, 0), (4, 7, 0), (5, 2, 0)`)
	s.exec(`INSERT INTO tags VALUES (1, 'to read'), (2, 'steppe'), (3, 'of the file')`)
	s.exec(`INSERT INTO itemTags VALUES (1, 1, 0), (1, 2, 1), (13, 3, 0)`)

	t.Setenv("HOME", t.TempDir())
	l := s.read()
	wanted := `storage/PDFF1111/holt.pdf|Water of the steppe||Thesis/Chapter 2|of the file,steppe,to read|My remark & more
one
storage/TEXT1111/notes of reading.txt|Water of the steppe|Supplement|Thesis/Chapter 2|steppe,to read|
items/BOOK2222|Lakes||Thesis||Ask for it
linked.txt|Linked||||
items/BASE4444|Relative||||
items/GRUP7777|Of the group||Reading circle/Papers||
storage/ALON5555/alone.txt|||Thesis||
items/NOTE5555|Plan of the thesis||||Plan of the thesis
Rivers first.
`
	if got := lines(l); got != wanted {
		t.Errorf("holdings\n%swanted\n%s", got, wanted)
	}
	if got, wanted := problems(l.Skipped), `page.html: is gone (of "Water of the <i>steppe</i>"); have Zotero fetch it again
gone.pdf: is gone (of "Lakes"); have Zotero fetch it again
b.pdf: is linked (of "Relative") relative to a folder that Zotero's settings do not tell (Linked Attachment Base Directory)
C:\Users\x\b.pdf: is linked (of "Relative") by a path of another system`; got != wanted {
		t.Errorf("skipped\n%s\nwanted\n%s", got, wanted)
	}
	it := l.Holdings[0].Record.Item
	if it.Type != "article-journal" || it.ContainerTitle != "Steppe Review" || fmt.Sprint(it.Issued.Parts) != "[[2001 5]]" || it.DOI != "10.1000/water" || it.OriginalTitle != "Дала суы" ||
		it.Note != "read twice" || it.Abstract != "Rivers." || fmt.Sprint(it.Accessed.Parts) != "[[2020 1 2]]" || it.Keyword != "steppe, to read" {
		t.Errorf("%+v", it)
	}
	names := func(list []cite.Name) (all []string) {
		for _, n := range list {
			all = append(all, n.String())
		}
		return all
	}
	if got := fmt.Sprint(names(it.Author), names(it.Editor), names(it.Translator), it.Custom); got != "[Ann Holt Institute of Rivers] [Dan Cole] [A. Kim] map[collection-editor:Eva Ray]" {
		t.Error(got)
	}
	if got := fmt.Sprint(names(l.Holdings[2].Record.Item.Author), l.Holdings[2].Record.Item.Year()); got != "[Dan Cole] 1999" {
		t.Error(got)
	}

	// The settings name the folder of linked files, and that of the data.
	home := t.TempDir()
	t.Setenv("HOME", home)
	profile := filepath.Join(home, ".zotero", "zotero", "x.default")
	if err := os.MkdirAll(filepath.Join(linked, "a"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{filepath.Join(linked, "a", "b.pdf"): "%PDF-", filepath.Join(profile, "prefs.js"): fmt.Sprintf(
		"# Mozilla\nuser_pref(\"extensions.zotero.baseAttachmentPath\", %q);\nuser_pref(\"extensions.zotero.dataDir\", %q);\nuser_pref(\"extensions.zotero.useDataDir\", true);\n", linked, s.dir)} {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got := lines(s.read()); !strings.Contains(got, "\na/b.pdf|Relative|") || !strings.Contains(got, "\nlinked.txt|Linked|") {
		t.Errorf("with the folder of linked files:\n%s", got)
	}
	s.exec(`UPDATE itemAttachments SET path = 'attachments:../../b.pdf' WHERE itemID = 41`)
	if got := problems(s.read().Skipped); !strings.Contains(got, "lies outside the folder of linked files") {
		t.Error(got)
	}
	if dir, err := zotero.Folder(); err != nil || dir != s.dir {
		t.Errorf("the folder is %s: %v", dir, err)
	}
}

// What Zotero has not yet carried over from the log, and does not let others read, is
// read; what it has not committed is not.
func TestRunning(t *testing.T) {
	for _, mode := range []string{"wal", "delete"} {
		t.Run(mode, func(t *testing.T) {
			t.Setenv("TMPDIR", t.TempDir())
			s := newShelf(t)
			s.exec(`PRAGMA locking_mode = exclusive`)
			s.exec(`PRAGMA journal_mode = ` + mode)
			s.exec(`PRAGMA wal_autocheckpoint = 0`)
			s.item(1, "book", "AAAA1111", "title", "In the log")
			if info, err := os.Stat(filepath.Join(s.dir, "zotero.sqlite-wal")); mode == "wal" && (err != nil || info.Size() == 0) {
				t.Fatalf("there is no log: %v", err)
			}
			kept := lines(s.read())
			if kept != "items/AAAA1111|In the log||||\n" {
				t.Errorf("holdings\n%s", kept)
			}
			s.exec(`BEGIN EXCLUSIVE`)
			s.exec(`PRAGMA cache_spill = 1`)
			s.item(2, "book", "BBBB2222", "title", "Not committed")
			if got := lines(s.read()); got != kept {
				t.Errorf("holdings\n%s", got)
			}
			s.exec(`ROLLBACK`)
			if left, err := filepath.Glob(filepath.Join(os.TempDir(), "izde-zotero-*")); err != nil || len(left) > 0 {
				t.Errorf("copies are left: %v", left)
			}
		})
	}
}

// A database that is not as expected is told by what it lacks, and what can be read of
// it is.
func TestOtherLayouts(t *testing.T) {
	for _, c := range []struct{ change, holdings, failed, refused string }{
		{change: `DROP TABLE tags`, holdings: "items/AAAA1111|Water||||\n", failed: "(its version is 123), so that tags are left out"},
		{change: `DROP TABLE collections`, holdings: "items/AAAA1111|Water||||\n", failed: "collections are left out"},
		{change: `ALTER TABLE creators DROP COLUMN lastName`, holdings: "items/AAAA1111|Water||||\n", failed: "creators are left out"},
		{change: `DROP TABLE deletedCollections`, holdings: "items/AAAA1111|Water||||\n"},
		{change: `DROP VIEW itemTypesCombined`, holdings: "items/AAAA1111|Water||||\n"},
		{change: `DROP TABLE version`, holdings: "items/AAAA1111|Water||||\n"},
		{change: `ALTER TABLE itemAttachments RENAME COLUMN parentItemID TO sourceItemID`, holdings: "items/AAAA1111|Water||||\n"},
		{change: `DROP TABLE items`, refused: "another layout than those of Zotero 5 to 7 (theirs is 123): items"},
		{change: `ALTER TABLE itemData RENAME COLUMN valueID TO v`, refused: "(theirs is 123): fields"},
		{change: `UPDATE items SET itemTypeID = 'x', libraryID = 'y'`, holdings: ""},
	} {
		t.Run(c.change, func(t *testing.T) {
			s := newShelf(t)
			s.item(1, "book", "AAAA1111", "title", "Water")
			s.exec(c.change)
			l, err := zotero.Read(t.Context(), s.dir)
			if c.refused != "" {
				if !errors.Is(err, zotero.ErrLayout) || !strings.Contains(err.Error(), c.refused) {
					t.Errorf("%v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := lines(l); got != c.holdings {
				t.Errorf("holdings\n%s", got)
			}
			if got := problems(l.Failed); !strings.Contains(got, c.failed) || c.failed == "" && got != "" {
				t.Errorf("failed: %s", got)
			}
		})
	}
}

func TestBadDatabases(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	if _, err := zotero.Folder(); !errors.Is(err, zotero.ErrNone) || !strings.Contains(err.Error(), "Data Directory Location") {
		t.Errorf("without a library: %v", err)
	}
	if _, err := zotero.Read(t.Context(), t.TempDir()); !errors.Is(err, zotero.ErrNone) {
		t.Errorf("an empty folder: %v", err)
	}
	for name, change := range map[string]func(data []byte) []byte{
		"empty":     func([]byte) []byte { return nil },
		"no SQLite": func([]byte) []byte { return []byte(strings.Repeat("x", 5000)) },
		"cut off":   func(data []byte) []byte { return data[:len(data)/2] },
		"scrambled": func(data []byte) []byte {
			for i := 2000; i < len(data); i += 7 {
				data[i] ^= 0x5A
			}
			return data
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newShelf(t)
			s.item(1, "book", "AAAA1111", "title", "Water")
			s.db.Close()
			path := filepath.Join(s.dir, "zotero.sqlite")
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, change(data), 0o644); err != nil {
				t.Fatal(err)
			}
			if _, err := zotero.Read(t.Context(), s.dir); err == nil || !strings.Contains(err.Error(), s.dir) {
				t.Errorf("%v", err)
			}
		})
	}
	// A view that never ends is given up.
	s := newShelf(t)
	s.exec(`DROP VIEW fieldsCombined`)
	s.exec(`CREATE VIEW fieldsCombined AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS fieldID, 'x' AS fieldName FROM n`)
	s.item(1, "book", "AAAA1111", "title", "Water")
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	if _, err := zotero.Read(ctx, s.dir); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
}

// english calls every text English.
type english struct{}

func (english) Identify(text string, _ doc.Lang) (doc.Lang, []doc.LangSpan) {
	return doc.English, []doc.LangSpan{{Span: doc.Span{End: len(text)}, Lang: doc.English}}
}

// store counts what is put.
type store struct {
	docs map[string]*doc.Document
	puts []string
}

func (s *store) Documents() (all []*doc.Document) {
	for _, d := range s.docs {
		all = append(all, d)
	}
	return all
}

func (s *store) Put(_ context.Context, d *doc.Document, _ []*doc.Passage) error {
	s.docs[d.ID] = d
	s.puts = append(s.puts, d.Source)
	return nil
}

func (s *store) Remove(_ context.Context, id string) error { delete(s.docs, id); return nil }

func (s *store) Stored(_ context.Context, id string) (*doc.Document, []*doc.Passage, error) {
	return s.docs[id], nil, nil
}

// A second run reads nothing again; changed, trashed and new items follow, and ids
// stay.
func TestFollow(t *testing.T) {
	s := newShelf(t)
	s.item(1, "book", "AAAA1111", "title", "Water")
	s.attach(11, 1, "FILE1111", 0, "text/plain", "storage:a.txt", "Text of a.")
	s.item(2, "book", "BBBB2222", "title", "Lakes")
	s.item(3, "book", "CCCC3333", "title", "Dunes")
	st := &store{docs: map[string]*doc.Document{}}
	run := func() string {
		t.Helper()
		st.puts = nil
		if _, err := indexer.Run(t.Context(), st, nil, indexer.Options{Identifier: english{}, Libraries: []*indexer.Library{s.read()}, Workers: 1}); err != nil {
			t.Fatal(err)
		}
		slices.Sort(st.puts)
		return strings.Join(st.puts, " ")
	}
	if got := run(); got != "items/BBBB2222 items/CCCC3333 storage/FILE1111/a.txt" {
		t.Errorf("put %s", got)
	}
	ids := map[string]string{}
	for _, d := range st.docs {
		ids[d.Title] = d.ID
	}
	if got := run(); got != "" {
		t.Errorf("put again: %s", got)
	}
	s.exec(`UPDATE itemDataValues SET value = 'Waters' WHERE value = 'Water'`)
	s.exec(`INSERT INTO deletedItems VALUES (2)`)
	s.item(4, "book", "DDDD4444", "title", "Ice")
	if got := run(); got != "items/DDDD4444 storage/FILE1111/a.txt" {
		t.Errorf("put %s", got)
	}
	if len(st.docs) != 3 || st.docs[ids["Water"]].Title != "Waters" || st.docs[ids["Lakes"]] != nil {
		t.Errorf("the index holds %v", st.docs)
	}
	// When the file is gone the item is still there.
	if err := os.RemoveAll(filepath.Join(s.dir, "storage")); err != nil {
		t.Fatal(err)
	}
	if got := run(); got != "items/AAAA1111" || len(st.docs) != 3 {
		t.Errorf("put %s, the index holds %v", got, st.docs)
	}
}

package zotero_test

import (
	"context"
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/izde/izde/indexer/zotero"
)

// FuzzDatabase reads a library whose database was changed at some bytes: each four of
// the input are an offset and what is put there. It is read or refused, soon.
func FuzzDatabase(f *testing.F) {
	var whole []byte
	f.Add([]byte{})
	f.Add([]byte{0, 0, 16, 1})
	f.Add([]byte{0, 0, 100, 0xFF, 0, 16, 5, 0x80})
	f.Fuzz(func(t *testing.T, changes []byte) {
		if whole == nil {
			s := newShelf(t)
			s.item(1, "journalArticle", "AAAA1111", "title", "Wells of the steppe", "date", "2001-05-00 May 2001", "extra", "DOI: 10.1000/x\nissued: 1999")
			s.creators(1, "author|Anna|Brown", "author||Academy")
			s.note(2, 1, "BBBB2222", "<p>A <b>note</b> &amp; more</p>")
			s.attach(3, 1, "CCCC3333", 1, "text/plain", "storage:a.txt", "Caravans crossed the steppe.")
			s.exec(`INSERT INTO collections VALUES (1, 'Water', NULL, 1, 'K1'), (2, 'Wells', 1, 1, 'K2')`)
			s.exec(`INSERT INTO collectionItems VALUES (2, 1, 0)`)
			var err error
			if whole, err = os.ReadFile(filepath.Join(s.dir, "zotero.sqlite")); err != nil {
				t.Fatal(err)
			}
		}
		database := append([]byte{}, whole...)
		for ; len(changes) >= 4; changes = changes[4:] {
			at := binary.BigEndian.Uint32([]byte{0, changes[0], changes[1], changes[2]})
			database[int(at)%len(database)] = changes[3]
		}
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "zotero.sqlite"), database, 0o644); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if l, err := zotero.Read(ctx, dir); (l == nil) == (err == nil) || ctx.Err() != nil {
			t.Errorf("%v, %v", l, err)
		}
	})
}

package indexer_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"github.com/izde/izde/indexer"
	"github.com/izde/izde/indexer/extract/archive"
	"github.com/izde/izde/search"
)

// zipped is an archive of files: names and contents.
func zipped(t *testing.T, files ...string) string {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for i := 0; i < len(files); i += 2 {
		f, err := w.CreateHeader(&zip.FileHeader{Name: files[i], Method: zip.Deflate, NonUTF8: true})
		if err == nil {
			_, err = f.Write([]byte(files[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// word is a Word file of one paragraph.
func word(t *testing.T, text string) string {
	return zipped(t, "[Content_Types].xml", "<Types/>", "word/document.xml",
		`<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>`+text+`</w:t></w:r></w:p></w:body></w:document>`)
}

// A document in an archive is a document of its own, whose file is its bytes in the
// archive; a sidecar stands beside it there.
func TestArchive(t *testing.T) {
	article := word(t, "Roads take a third of the budget.")
	f := newFolder(t, "lib.zip", zipped(t,
		"reports/roads.docx", article, "reports/roads.csl.json", `{"type":"report","title":"On roads"}`,
		"notes.txt", "Rivers freeze in November.", "photo.png", "x", "__MACOSX/._notes.txt", "x", ".DS_Store", "x",
		"old.zip", zipped(t, "deep.txt", "Text of a nested archive.", "more.zip", zipped(t, "a.txt", "a"))),
		"book.zip", word(t, "A document, whatever it is called."))
	store := newMemory()
	r := run(t, store, f.path)
	want(t, r, f.path, "added book.zip", "added lib.zip/notes.txt", "added lib.zip/old.zip/deep.txt", "added lib.zip/reports/roads.docx",
		"failed lib.zip/old.zip/more.zip", "skipped lib.zip/photo.png")
	for source, original := range map[string]string{"lib.zip/reports/roads.docx": article, "lib.zip/old.zip/deep.txt": "Text of a nested archive.", "lib.zip/notes.txt": "Rivers freeze in November."} {
		d := store.docs[documentOf(store, source)]
		data, err := indexer.Original(d)
		if err != nil || string(data) != original {
			t.Errorf("the file of %s: %d bytes, %v", source, len(data), err)
		}
	}
	if d := store.docs[documentOf(store, "lib.zip/reports/roads.docx")]; d.Title != "On roads" || d.CSL.Type != "report" {
		t.Errorf("the sidecar in the archive was not read: %+v", d.CSL)
	}

	// The archive by itself has the same documents; what is gone from it is removed.
	lib := filepath.Join(f.path, "lib.zip")
	want(t, run(t, store, lib), f.path, "unchanged lib.zip/notes.txt", "unchanged lib.zip/old.zip/deep.txt", "unchanged lib.zip/reports/roads.docx",
		"failed lib.zip/old.zip/more.zip", "skipped lib.zip/photo.png")
	gone := store.docs[documentOf(store, "lib.zip/notes.txt")]
	f.write("lib.zip", zipped(t, "reports/roads.docx", word(t, "Roads take a half of it.")))
	want(t, run(t, store, lib), f.path, "changed lib.zip/reports/roads.docx", "removed lib.zip/notes.txt", "removed lib.zip/old.zip/deep.txt")
	if _, err := indexer.Original(gone); !errors.Is(err, search.ErrNoFile) {
		t.Errorf("the file of a document that is gone from its archive: %v", err)
	}

	// One that is unpacked is moved, one that cannot be opened keeps what is indexed.
	f.write("lib.zip", "PK\x03\x04 and nothing more")
	want(t, run(t, store, f.path), f.path, "unchanged book.zip", "failed lib.zip")
	if len(store.Documents()) != 2 {
		t.Errorf("documents: %s", store.sources())
	}
	f.remove("lib.zip")
	f.write("roads.docx", word(t, "Roads take a half of it."))
	r = run(t, store, f.path)
	want(t, r, f.path, "unchanged book.zip", "moved lib.zip/reports/roads.docx > roads.docx")
}

// Names in a code page of DOS come out right, names that climb are refused, and what
// unpacks without end costs itself alone.
func TestHostileArchives(t *testing.T) {
	dos, err := charmap.CodePage866.NewEncoder().String("Отчёт о дорогах/Сводка.txt")
	if err != nil {
		t.Fatal(err)
	}
	f := newFolder(t, "lib.zip", zipped(t, dos, "Дороги берут треть бюджета.",
		"../climbs.txt", "x", "/etc/absolute.txt", "x", `C:\drive.txt`, "x", `windows\path.txt`, "Text with a path of Windows.",
		"bomb.txt", strings.Repeat("bomb ", 5<<20), "good.txt", "Text behind the bomb."),
		"shared.zip", overlapping(t, 100), "empty.zip", zipped(t))
	store := newMemory()
	r := run(t, store, f.path)
	want(t, r, f.path, "added lib.zip/good.txt", "added lib.zip/windows/path.txt", "added lib.zip/Отчёт о дорогах/Сводка.txt",
		"failed lib.zip/../climbs.txt", "failed lib.zip//etc/absolute.txt", `failed lib.zip/C:\drive.txt`, "failed lib.zip/bomb.txt", "failed shared.zip")
	for _, p := range r.Failed {
		bomb := strings.HasSuffix(p.Path, "bomb.txt") || strings.HasSuffix(p.Path, "shared.zip")
		if bomb && !strings.Contains(p.Reason, archive.ErrBomb.Error()) || !bomb && p.Reason != archive.ErrPath.Error() {
			t.Errorf("%s: %s", p.Path, p.Reason)
		}
	}
	if err := os.Truncate(filepath.Join(f.path, "lib.zip"), 1000); err != nil {
		t.Fatal(err)
	}
	r = run(t, store, filepath.Join(f.path, "lib.zip"))
	if len(r.Failed) != 1 || !strings.Contains(r.Failed[0].Reason, archive.ErrBroken.Error()) {
		t.Errorf("a damaged archive: %+v", r.Failed)
	}
}

// overlapping is an archive whose entries all are the same bytes of it.
func overlapping(t *testing.T, entries int) string {
	const size = 50 << 20
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for i := range entries {
		h := &zip.FileHeader{Name: strings.Repeat("x", i+1) + ".txt", Method: zip.Deflate, UncompressedSize64: size, CompressedSize64: size / 100}
		if _, err := w.CreateRaw(h); err != nil { // the bytes would follow; a reader does not know
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

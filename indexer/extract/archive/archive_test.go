package archive_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/izde/izde/indexer/extract/archive"
)

// zipped is an archive of files: names and contents.
func zipped(t testing.TB, files ...string) []byte {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for i := 0; i < len(files); i += 2 {
		f, err := w.Create(files[i])
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
	return out.Bytes()
}

func open(t testing.TB, data []byte) *archive.Archive {
	t.Helper()
	a, err := archive.Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestRead(t *testing.T) {
	a := open(t, zipped(t, "a/b.txt", "text", "a/", "", "a/b.txt", "another of the same name"))
	if data, err := a.Read("a/b.txt"); string(data) != "text" || err != nil {
		t.Errorf("%q, %v", data, err)
	}
	if _, err := a.Read("b.txt"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
	if names := fmt.Sprint(a.Names()); names != "[a/b.txt]" {
		t.Errorf("names %s", names)
	}
}

// What unpacks to more than any document is refused, by its header and, where that
// lies, by its bytes; small parts may have any ratio.
func TestBombs(t *testing.T) {
	small := strings.Repeat(" ", 1<<20)
	if _, err := open(t, zipped(t, "small", small)).Read("small"); err != nil {
		t.Errorf("a part of 1 MiB of spaces: %v", err)
	}
	bomb := zipped(t, "bomb", strings.Repeat(" ", 8<<20))
	if _, err := open(t, bomb).Read("bomb"); !errors.Is(err, archive.ErrBomb) {
		t.Errorf("8 MiB of spaces: %v", err)
	}
	// The sizes that the directory states are made small.
	at := bytes.Index(bomb, []byte("PK\x01\x02"))
	binary.LittleEndian.PutUint32(bomb[at+24:], 100)
	if data, err := open(t, bomb).Read("bomb"); !errors.Is(err, archive.ErrBroken) && !errors.Is(err, archive.ErrBomb) {
		t.Errorf("a header that lies: %d bytes, %v", len(data), err)
	}
	// A part is within bounds, all that is read is not.
	block := make([]byte, 4<<10)
	for i := range block {
		block[i] = byte(i * i >> 4)
	}
	parts := open(t, zipped(t, "part", strings.Repeat(string(block), 60<<20/len(block))))
	var err error
	for range archive.MaxTotal/(60<<20) + 1 {
		if err == nil {
			_, err = parts.Read("part")
		}
	}
	if !errors.Is(err, archive.ErrBomb) {
		t.Errorf("300 MiB in parts: %v", err)
	}
}

func TestBroken(t *testing.T) {
	whole := zipped(t, "a", "text")
	for name, data := range map[string][]byte{"empty": nil, "cut off": whole[:len(whole)-10], "no archive": []byte("PK\x03\x04 text")} {
		if _, err := archive.Open(bytes.NewReader(data), int64(len(data))); !errors.Is(err, archive.ErrBroken) {
			t.Errorf("%s: %v", name, err)
		}
	}
	whole[30+len("a")] ^= 0x55 // the first byte of the packed text
	if _, err := open(t, whole).Read("a"); !errors.Is(err, archive.ErrBroken) {
		t.Errorf("a damaged part: %v", err)
	}
	locked := zipped(t, "a", "text")
	locked[bytes.Index(locked, []byte("PK\x01\x02"))+8] |= 1
	if _, err := open(t, locked).Read("a"); !errors.Is(err, archive.ErrEncrypted) {
		t.Errorf("an encrypted part: %v", err)
	}
	var files []string
	for i := range archive.MaxEntries + 1 {
		files = append(files, fmt.Sprint(i), "")
	}
	data := zipped(t, files...)
	if _, err := archive.Open(bytes.NewReader(data), int64(len(data))); !errors.Is(err, archive.ErrEntries) {
		t.Errorf("%d files: %v", len(files)/2, err)
	}
}

func TestNames(t *testing.T) {
	for name, want := range map[string]string{"a/b.txt": "a/b.txt", `a\b.txt`: "a/b.txt", "a/./b": "a/b", "Қала/表.docx": "Қала/表.docx", "..a": "..a",
		"../a": "", "a/../../b": "", "/etc/passwd": "", `C:\a`: "", `..\a`: "", "a\x00b": "", "": "", "\xff": ""} {
		got, err := archive.Local(name)
		if got != want || (err != nil) != (want == "") {
			t.Errorf("Local(%q) = %q, %v, want %q", name, got, err, want)
		}
	}
	for _, c := range [][3]string{{"OEBPS/book.opf", "text/a.xhtml", "OEBPS/text/a.xhtml"}, {"word/document.xml", "/docProps/x.xml", "docProps/x.xml"},
		{"a/b.opf", "../c.xhtml", "c.xhtml"}, {"a/b.opf", "../../c.xhtml", ""}, {"", "word/document.xml", "word/document.xml"}} {
		if got := archive.Join(c[0], c[1]); got != c[2] {
			t.Errorf("Join(%q, %q) = %q, want %q", c[0], c[1], got, c[2])
		}
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(zipped(f, "a", "text"))
	f.Add([]byte("PK\x05\x06"))
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := archive.Open(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return
		}
		for _, n := range a.Names() {
			a.Read(n)
		}
	})
}

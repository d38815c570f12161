package embedded

// An index goes into an archive and comes back as it was, and a damaged or hostile
// archive makes none.

import (
	"archive/tar"
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/izde/izde/search/doc"
)

// smallIndex makes an index of one document, with a file of state.
func smallIndex(t *testing.T) (root string) {
	t.Helper()
	root = filepath.Join(t.TempDir(), "index")
	b, err := Build(t.Context(), root, BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Abort()
	d := &doc.Document{ID: "d", Source: "d.txt", Digest: "1", Title: "Water"}
	p := &doc.Passage{ID: "p", DocID: "d", Kind: doc.Body, Lang: doc.English, Text: "Water resources of the Ili are shared."}
	if err := b.Put(t.Context(), d, []*doc.Passage{p}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, stateDir, "works"), []byte("wold wnew"), 0o644); err != nil {
		t.Fatal(err)
	}
	return root
}

func TestBackupAndRestore(t *testing.T) {
	root := smallIndex(t)
	var archive bytes.Buffer
	g, without, err := Backup(t.Context(), root, &archive)
	if err != nil || without != nil {
		t.Fatal(err, without)
	}
	back := filepath.Join(t.TempDir(), "elsewhere", "index")
	restored, err := Restore(t.Context(), bytes.NewReader(archive.Bytes()), back)
	if err != nil {
		t.Fatal(err)
	}
	if restored.Name != g.Name || restored.Passages != 1 {
		t.Errorf("restored %s with %d passages, want %s with 1", restored.Name, restored.Passages, g.Name)
	}
	e, err := Open(t.Context(), back)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if s := e.Status(); s.Degraded != "" || s.Documents != 1 {
		t.Errorf("the restored index: %+v", s)
	}
	if state, err := ReadState(back, "works"); err != nil || string(state) != "wold wnew\n" {
		t.Errorf("the restored state: %q, %v", state, err)
	}
	if _, err := Restore(t.Context(), bytes.NewReader(archive.Bytes()), back); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over an index that is there: %v, want fs.ErrExist", err)
	}
}

// What can be made anew is left out where it is damaged; anything else is not.
func TestBackupOfDamage(t *testing.T) {
	root := smallIndex(t)
	m, err := ReadManifest(root)
	if err != nil {
		t.Fatal(err)
	}
	damage := func(path string) {
		if err := os.Truncate(filepath.Join(root, m.Generations[0].Name, path), 3); err != nil {
			t.Fatal(err)
		}
	}
	columns := keptDir + "/" + columnsFile
	damage(columns)
	var archive bytes.Buffer
	g, without, err := Backup(t.Context(), root, &archive)
	if err != nil || without == nil || !strings.Contains(without.Error(), columns) {
		t.Fatalf("columns cut short: %v, left out: %v", err, without)
	}
	if slices.ContainsFunc(g.Files, func(f File) bool { return f.Path == columns }) {
		t.Error("the archive names the columns")
	}
	back := filepath.Join(t.TempDir(), "index")
	if _, err := Restore(t.Context(), &archive, back); err != nil {
		t.Fatal(err)
	}
	e, err := Open(t.Context(), back)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if s := e.Status(); s.Degraded != "" || s.Documents != 1 || s.Passages != 1 {
		t.Errorf("the restored index: %+v", s)
	}
	for _, f := range g.Files {
		if strings.HasSuffix(f.Path, segmentSuffix) {
			damage(f.Path)
		}
	}
	if _, _, err := Backup(t.Context(), root, &archive); !errors.Is(err, ErrDamaged) {
		t.Errorf("a segment cut short: %v, want ErrDamaged", err)
	}
}

// State of which one copy is damaged comes back whole; where both are nothing is written that
// could not be restored.
func TestBackupOfDamagedState(t *testing.T) {
	root := smallIndex(t)
	if err := WriteState(root, "works", []byte("wold wnew\n")); err != nil {
		t.Fatal(err)
	}
	for i, name := range []string{"works", "works" + copySuffix} {
		data, err := os.ReadFile(filepath.Join(root, stateDir, name))
		if err != nil {
			t.Fatal(err)
		}
		data[0] ^= 4
		if err := os.WriteFile(filepath.Join(root, stateDir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
		var archive bytes.Buffer
		_, _, err = Backup(t.Context(), root, &archive)
		if i == 1 {
			if !errors.Is(err, ErrDamaged) || archive.Len() > 0 {
				t.Errorf("both copies damaged: %v and %d bytes, want ErrDamaged and none", err, archive.Len())
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		back := filepath.Join(t.TempDir(), "index")
		if _, err := Restore(t.Context(), &archive, back); err != nil {
			t.Fatal(err)
		}
		if state, err := ReadState(back, "works"); err != nil || string(state) != "wold wnew\n" || VerifyCopies(back) != nil {
			t.Errorf("the restored state: %q, %v, %v", state, err, VerifyCopies(back))
		}
	}
}

func TestRestoreRefusesWhatIsNotWhole(t *testing.T) {
	var good bytes.Buffer
	if _, _, err := Backup(t.Context(), smallIndex(t), &good); err != nil {
		t.Fatal(err)
	}
	flipped := bytes.Clone(good.Bytes())
	flipped[len(flipped)/2] ^= 4
	type entry struct {
		header  tar.Header
		content string
	}
	pack := func(change func(entries []entry) []entry) []byte {
		unpacked, err := zstd.NewReader(bytes.NewReader(good.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		defer unpacked.Close()
		var entries []entry
		for r := tar.NewReader(unpacked); ; {
			h, err := r.Next()
			if err != nil {
				break
			}
			var content bytes.Buffer
			if _, err := content.ReadFrom(r); err != nil {
				t.Fatal(err)
			}
			entries = append(entries, entry{*h, content.String()})
		}
		var out bytes.Buffer
		packed, err := zstd.NewWriter(&out)
		if err != nil {
			t.Fatal(err)
		}
		w := tar.NewWriter(packed)
		for _, e := range change(entries) {
			e.header.Size = int64(len(e.content))
			if err := w.WriteHeader(&e.header); err != nil {
				t.Fatal(err)
			}
			w.Write([]byte(e.content))
		}
		w.Close()
		packed.Close()
		return out.Bytes()
	}
	with := func(header tar.Header, content string) []byte {
		return pack(func(entries []entry) []entry { return append(entries, entry{header, content}) })
	}
	for name, archive := range map[string][]byte{
		"empty":             nil,
		"no archive":        []byte(strings.Repeat("text ", 100)),
		"cut off":           good.Bytes()[:good.Len()-good.Len()/3],
		"a bit flipped":     flipped,
		"a file is missing": pack(func(entries []entry) []entry { return append(entries[:1:1], entries[2:]...) }),
		"a file is changed": pack(func(entries []entry) []entry {
			entries[1].content = strings.ToUpper(entries[1].content) + "x"
			return entries
		}),
		"a file beside":       with(tar.Header{Name: "gen-1/extra", Mode: 0o644, Typeflag: tar.TypeReg}, "x"),
		"a path that climbs":  with(tar.Header{Name: "state/../../climbed", Mode: 0o644, Typeflag: tar.TypeReg}, "x"),
		"an absolute path":    with(tar.Header{Name: "/tmp/climbed", Mode: 0o644, Typeflag: tar.TypeReg}, "x"),
		"a link":              with(tar.Header{Name: "state/link", Linkname: "/etc/passwd", Mode: 0o644, Typeflag: tar.TypeSymlink}, ""),
		"the manifest is not": pack(func(entries []entry) []entry { return entries[1:] }),
	} {
		dir := t.TempDir()
		root := filepath.Join(dir, "deep", "index")
		if _, err := Restore(t.Context(), bytes.NewReader(archive), root); err == nil {
			t.Errorf("%s: restored without an error", name)
		}
		var left []string
		filepath.WalkDir(dir, func(path string, d fs.DirEntry, _ error) error {
			if !d.IsDir() {
				left = append(left, path)
			}
			return nil
		})
		if len(left) > 0 {
			t.Errorf("%s: left %q", name, left)
		}
	}
}

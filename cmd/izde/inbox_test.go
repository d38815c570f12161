package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/izde/izde/web"
)

func TestSafeName(t *testing.T) {
	for given, want := range map[string]string{
		"article.pdf": "article.pdf", "Мақала 1.PDF": "Мақала 1.PDF", "文章.docx": "文章.docx",
		"../../etc/passwd.txt": "passwd.txt", `C:\Users\x\a.md`: "a.md", "/": "file", "": "file", "..": "file", ".hidden.md": "hidden.md",
		"a\x00b\n\u202ec.md": "abc.md", `a<b>:"|?*.md`: "a_b______.md", "con.md": "file con.md", "LPT1.txt": "file LPT1.txt",
		"trailing. .md": "trailing.md", "и\u0306.md": "й.md", "\xff\xfe.md": "_.md", "a\u00a0b.md": "a b.md",
		strings.Repeat("қ", 300) + ".pdf": strings.Repeat("қ", 90) + ".pdf",
		"a." + strings.Repeat("x", 40):    "a." + strings.Repeat("x", 40),
	} {
		if got := safeName(given); strings.TrimSpace(got) != want {
			t.Errorf("safeName(%q) = %q, want %q", given, got, want)
		}
	}
}

func TestInbox(t *testing.T) {
	folder, outside := t.TempDir(), filepath.Join(t.TempDir(), "outside.md")
	put := func(path, content string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put(outside, "outside")
	put(filepath.Join(folder, "there.md"), "mine")
	put(filepath.Join(folder, adding+"left"), "half")
	for _, name := range []string{"link.md", "dangling.md"} {
		if err := os.Symlink(map[string]string{"link.md": outside, "dangling.md": outside + ".new"}[name], filepath.Join(folder, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(folder, "folder.md"), 0o755); err != nil {
		t.Fatal(err)
	}
	in, err := openInbox(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer in.root.Close()
	for _, c := range []struct {
		name, content, kept string
		refused             error
	}{
		{name: "new.md", content: "text", kept: "new.md"},
		{name: "new.md", content: "text", kept: "new.md"}, // the same again
		{name: "there.md", content: "text", kept: "there (2).md"},
		{name: "there.md", content: "mine", kept: "there.md"},
		{name: "../new.md", content: "other", kept: "new (2).md"},
		{name: "link.md", content: "text", kept: "link (2).md"},
		{name: "dangling.md", content: "text", kept: "dangling (2).md"},
		{name: "folder.md", content: "text", kept: "folder (2).md"},
		{name: "page.html", content: "<script>alert(1)</script>", kept: "page.html"},
		{name: "x.exe", content: "MZ", refused: web.AddKind},
		{name: "x", content: "text", refused: web.AddKind},
		{name: "x.zip", content: "PK\x03\x04", refused: web.AddKind},
		{name: "there.csl.json", content: "[]", refused: web.AddSidecar},
		{name: "x.pdf", content: "MZ", refused: web.AddContent},
		{name: "x.docx", content: "text", refused: web.AddContent},
		{name: "x.txt", content: "\x7fELF\x00\x00", refused: web.AddContent},
		{name: "x.txt", content: "", refused: web.AddContent},
		{name: "wide.txt", content: "\xff\xfea\x00", kept: "wide.txt"},
	} {
		kept, err := in.Take(c.name, strings.NewReader(c.content))
		if kept != c.kept || !errors.Is(err, c.refused) {
			t.Errorf("%s %q: kept as %q, %v; want %q, %v", c.name, c.content, kept, err, c.kept, c.refused)
		}
	}
	if kept, err := in.Take("large.txt", io.LimitReader(letters{}, maxAdded+1)); !errors.Is(err, web.AddSize) {
		t.Errorf("a large file: %q, %v", kept, err)
	}
	if kept, err := in.Take("torn.txt", io.MultiReader(io.LimitReader(letters{}, 5000), torn{})); err == nil {
		t.Errorf("a file that breaks off is kept as %q", kept)
	}
	for name, want := range map[string]string{"there.md": "mine", "new (2).md": "other"} {
		if got, err := os.ReadFile(filepath.Join(folder, name)); string(got) != want {
			t.Errorf("%s holds %q, %v", name, got, err)
		}
	}
	if got, _ := os.ReadFile(outside); string(got) != "outside" {
		t.Errorf("the file outside holds %q", got)
	}
	if _, err := os.Stat(outside + ".new"); err == nil {
		t.Error("a file was made outside")
	}
	if left, _ := filepath.Glob(filepath.Join(folder, ".*")); len(left) > 0 {
		t.Errorf("left over: %q", left)
	}
}

type letters struct{}

func (letters) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

type torn struct{}

func (torn) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

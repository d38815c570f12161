package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/spf13/cobra"
)

// A file of settings says what it may say, by the names of flags.
func TestSettings(t *testing.T) {
	for _, c := range []struct {
		text string
		fine bool
	}{
		{"", true}, {"addr: 127.0.0.1:1\nhost: [a, b]\nrate: 5\n", true}, {"log-format: json", true},
		{"adr: x", false}, {"config: x", false}, {"help: true", false}, {"rate: much", false}, {"slow: 1 parsec", false}, {": :", false}, {"- a\n- b", false}, {"\x00", false},
	} {
		path := filepath.Join(t.TempDir(), "izde.yaml")
		if err := os.WriteFile(path, []byte(c.text), 0o644); err != nil {
			t.Fatal(err)
		}
		serve, _, err := newRoot().Find([]string{"serve"})
		if err != nil {
			t.Fatal(err)
		}
		if err := settle(serve, path); (err == nil) != c.fine {
			t.Errorf("%q: %v", c.text, err)
		}
	}
}

// FuzzSettings reads files of settings: whatever they hold, izde does not panic.
func FuzzSettings(f *testing.F) {
	for _, s := range []string{"addr: 127.0.0.1:1\nhost: [a, b]", "rate: 1e400", "? {a: b}", "a: &a [*a, *a]", "host: !!binary x", "&a x: *a", "log: |\n  x", "index: 2001-01-01"} {
		f.Add(s)
	}
	path := filepath.Join(f.TempDir(), "izde.yaml")
	root := newRoot()
	var commands []*cobra.Command
	for _, c := range root.Commands() {
		if c.Name() == "serve" || c.Name() == "index" {
			commands = append(commands, c)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		for _, c := range commands {
			settle(c, path)
		}
	})
}

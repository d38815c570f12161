package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/izde/izde/search/doc"
)

// Bytes that are no text are not aligned.
func TestAlignedTextsAreText(t *testing.T) {
	name := filepath.Join(t.TempDir(), "latin.txt")
	if err := os.WriteFile(name, []byte("caf\xe9\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := alignFiles([]string{name, name}, nil); err == nil {
		t.Error("texts without languages are aligned")
	}
	if _, err := alignFiles([]string{name, name}, []doc.Lang{doc.English, doc.Kazakh}); err == nil || !strings.Contains(err.Error(), "not UTF-8") {
		t.Errorf("the error is %v", err)
	}
}

package main

import (
	"strings"
	"testing"

	"github.com/izde/izde/search/glossary"
)

// Vectors that were brought are told of, are used by the index that is opened, and can be
// taken out; a file that is damaged is told with what to do.
func TestVectorsAreKept(t *testing.T) {
	root := articleIndex(t)
	at := inFolder(root)
	say := func(args ...string) string {
		t.Helper()
		var out strings.Builder
		cmd := newVectors(at)
		cmd.SetArgs(args)
		cmd.SetOut(&out)
		if err := cmd.ExecuteContext(t.Context()); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	if said := say(); said != "no vectors were brought\n" {
		t.Errorf("at first it says %q", said)
	}
	m := glossary.Model{Info: glossary.Info{Name: "tiny", Kind: "WordPiece", Dim: 64, Shared: 1200, Aside: 120, Agreement: 0.75, Languages: []string{"tr"}}}
	keep := func(data []byte) {
		t.Helper()
		if err := at.writeState(t.Context(), glossary.VectorsFile, data); err != nil {
			t.Fatal(err)
		}
	}
	keep(m.Bytes())
	if said := say(); !strings.Contains(said, "tiny") || !strings.Contains(said, "of 120 kept aside 75 % are found again") {
		t.Errorf("it says %q", said)
	}
	if langs, err := opened(t, root).Glossary.Languages(t.Context()); err != nil || len(langs) < 5 {
		t.Errorf("the index has counterparts in %v, %v", langs, err)
	}
	keep([]byte("izde vectors 9"))
	if _, err := at.open(t.Context()); err == nil || !strings.Contains(err.Error(), "izde vectors --remove") {
		t.Errorf("opened with a damaged file: %v", err)
	}
	say("--remove")
	if said := say(); said != "no vectors were brought\n" {
		t.Errorf("in the end it says %q", said)
	}
}

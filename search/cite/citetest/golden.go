package citetest

import (
	"flag"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Update says whether a test is to rewrite its golden files.
var Update = flag.Bool("update", false, "rewrite the golden tables in testdata")

// Golden compares a table of figures with the golden file that keeps them, or rewrites
// that under -update.
func Golden(t testing.TB, file, table string) {
	t.Helper()
	if *Update {
		if err := os.WriteFile(file, []byte(table), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), table); diff != "" {
		t.Errorf("%s: figures have changed; -update rewrites them: -want +got:\n%s", file, diff)
	}
}

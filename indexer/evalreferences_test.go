package indexer_test

// This file measures how lists of references are read on the whole way from a file:
// cut into entries, and each parsed. Articles with known references stand in
// IZDE_ARTICLES, the references of the seed article in IZDE_GOLD. Only with both are
// the figures measured and compared with testdata/references.txt.

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/izde/izde/search/cite/citetest"
	"github.com/izde/izde/search/doc"
)

// known is a reference and its known reading.
type known struct {
	Raw string
	CSL json.RawMessage
}

func TestReferencesQuality(t *testing.T) {
	folder, gold := os.Getenv("IZDE_ARTICLES"), os.Getenv("IZDE_GOLD")
	if folder == "" || gold == "" {
		t.Skip("IZDE_ARTICLES and IZDE_GOLD name no folders of known references")
	}
	entries, fields := citetest.Table{}, citetest.Table{}
	measure := func(name, textFile, knownFile string) {
		var refs []known
		readJSON(t, knownFile, &refs)
		text, err := os.ReadFile(textFile)
		if err != nil {
			t.Fatal(err)
		}
		_, passages := understand(t, name+".txt", string(text))
		scoreEntries(t, name, passages, refs, entries, fields)
	}
	paths, err := filepath.Glob(filepath.Join(folder, "*", "references.json"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no articles in %s: %v", folder, err)
	}
	for _, path := range paths {
		dir := filepath.Dir(path)
		measure(filepath.Base(dir), filepath.Join(dir, "text.txt"), path)
	}
	measure("seed", article, filepath.Join(gold, "seed_refs_gold.json"))
	table := "# Entries\n" + entries.String() + "\n# Fields\n" + fields.String()
	t.Logf("\n%s", table)
	golden := filepath.Join("testdata", "references.txt")
	if *citetest.Update {
		if err := os.WriteFile(golden, []byte(table), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(string(want), table); diff != "" {
		t.Errorf("figures have changed; -update rewrites them: -want +got:\n%s", diff)
	}
}

func readJSON(t *testing.T, path string, into any) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

// scoreEntries pairs found entries with known ones by their text: an entry is right
// when it has all of it and little else. Fields are scored where CSL is known, also
// of entries that were cut wrongly.
func scoreEntries(t *testing.T, name string, passages []*doc.Passage, refs []known, entries, fields citetest.Table) {
	var found []*doc.Passage
	for _, p := range passages {
		if p.Reference != nil {
			found = append(found, p)
		}
	}
	right := 0
	for _, k := range refs {
		want := citetest.Normalize(k.Raw)
		best, most := -1, 0.5
		for i, p := range found {
			if s := overlap(want, strings.TrimPrefix(citetest.Normalize(p.Text), citetest.Normalize(leadingNumber(p.Text)))); s > most {
				best, most = i, s
			}
		}
		if most >= 0.97 {
			right++
		} else {
			t.Logf("%s: not cut out: %s", name, k.Raw)
		}
		if len(k.CSL) == 0 || string(k.CSL) == "null" {
			continue
		}
		values, err := citetest.OfCSL(k.CSL)
		if err != nil {
			t.Fatal(err)
		}
		values = values.Within(k.Raw)
		got := citetest.Values{}
		if best >= 0 {
			data, err := json.Marshal(found[best].Reference.CSL)
			if err != nil {
				t.Fatal(err)
			}
			if got, err = citetest.OfCSL(data); err != nil {
				t.Fatal(err)
			}
		}
		for _, f := range citetest.Fields {
			c := citetest.Score(f, values, got)
			fields.Add(c, "all", "all/"+f, name)
			if c.Wrong+c.Missed > 0 {
				t.Logf("%s: %s: want %q, got %q in %s", name, f, values[f], got[f], k.Raw)
			}
		}
	}
	entries.Add(citetest.Tally{Right: right, Wrong: len(found) - right, Missed: len(refs) - right}, name, "all")
}

// leadingNumber is the number that an entry of a list begins with.
func leadingNumber(text string) string {
	end := strings.IndexFunc(text, func(r rune) bool { return !strings.ContainsRune("0123456789[]().） \t［］", r) })
	if end < 0 {
		return ""
	}
	return text[:end]
}

// overlap is the length of what two strings have in common at their ends, as a
// share of the longer.
func overlap(a, b string) float64 {
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	return float64(head+tail) / float64(max(1, len(a), len(b)))
}

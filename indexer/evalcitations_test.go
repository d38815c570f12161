package indexer_test

// This file measures how well in-text citations are found and resolved: those of the
// article, read by hand (IZDE_GOLD), of a perturbed copy of it, and of other articles
// (IZDE_ARTICLES), where the table says how many are found and a person saw that
// these are right. Without IZDE_GOLD it is skipped, and only with both are the
// figures compared with testdata/citations.txt.

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/izde/izde/search/cite/citetest"
	"github.com/izde/izde/search/doc"
)

// goldCitations holds the compared parts of a person's reading.
type goldCitations struct {
	Citations []struct {
		Bracket  string
		Refs     []int
		Kind     string
		Section  string
		Sentence string
		// Clean is Sentence where the text was mended.
		Clean string `json:"sentence_clean"`
	}
}

func TestEvalCitations(t *testing.T) {
	folder := os.Getenv("IZDE_GOLD")
	if folder == "" {
		t.Skip("IZDE_GOLD names no folder of gold data")
	}
	raw, err := os.ReadFile(filepath.Join(folder, "seed_citations_gold.json"))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(article)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# The article\n%s", compareCitations(t, string(text), string(raw)))
	fmt.Fprintf(&b, "\n# A perturbed copy of it\n%s", compareCitations(t, perturb(string(text), true), perturb(string(raw), false)))
	articles := os.Getenv("IZDE_ARTICLES")
	paths, err := filepath.Glob(filepath.Join(articles, "*", "text.txt"))
	if err != nil {
		t.Fatal(err)
	}
	if articles != "" {
		b.WriteString("\n# Other articles: brackets resolved, of those found\n")
		for _, path := range paths {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			name := filepath.Base(filepath.Dir(path))
			doc, passages := understand(t, name+".txt", string(text))
			all := 0
			for _, p := range passages {
				all += len(p.Citations)
			}
			fmt.Fprintf(&b, "%-32s %4d of %d\n", name, all-len(doc.Unresolved), all)
			for _, u := range doc.Unresolved {
				t.Logf("%s: %s: %s", name, u.Bracket, u.Reason)
			}
		}
	}
	t.Logf("\n%s", b.String())
	golden := filepath.Join("testdata", "citations.txt")
	if *citetest.Update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(string(want), b.String()); diff != "" && articles != "" {
		t.Errorf("figures have changed; -update rewrites them: -want +got:\n%s", diff)
	}
}

// compareCitations matches the citations of a text with those of gold, which stand
// in the same order.
func compareCitations(t *testing.T, text, raw string) figures {
	t.Helper()
	var g goldCitations
	if err := json.Unmarshal([]byte(raw), &g); err != nil {
		t.Fatal(err)
	}
	_, passages := understand(t, "article.txt", text)
	numbers := map[string]int{}
	type found struct {
		doc.Citation
		passage *doc.Passage
		refs    []int
	}
	var all []found
	for _, p := range passages {
		if p.Reference != nil {
			numbers[p.Reference.ID] = p.Reference.Number
		}
	}
	for _, p := range passages {
		for _, c := range p.Citations {
			f := found{Citation: c, passage: p}
			for _, r := range c.References {
				f.refs = append(f.refs, numbers[r])
			}
			all = append(all, f)
		}
	}
	var fs figures
	check := func(name string, ok bool, got, want any) {
		if fs.add(name, ok); !ok {
			t.Logf("%s: got %q, want %q", name, got, want)
		}
	}
	bare := func(s string) string { return strings.Join(strings.Fields(strings.ReplaceAll(s, `\`, "")), " ") }
	used := 0
	for _, want := range g.Citations {
		// The next citation with the bracket: the ones passed over are false.
		i := used
		for i < len(all) && all[i].passage.Text[all[i].Start:all[i].End] != want.Bracket {
			i++
		}
		if i == len(all) {
			check("resolved", false, "nothing", want.Bracket)
			continue
		}
		for ; used < i; used++ {
			check("true", false, all[used].Sentence, "no citation")
		}
		c := all[i]
		used++
		check("true", true, nil, nil)
		check("resolved", gocmp.Equal(c.refs, want.Refs) && c.Reason == "", c.refs, want.Refs)
		got := bare(c.Sentence)
		check("sentences", got == bare(want.Sentence) || want.Clean != "" && got == bare(want.Clean), c.Sentence, want.Sentence)
		check("kinds", string(c.passage.Kind) == strings.TrimPrefix(want.Kind, "table_"), c.passage.Kind, want.Kind)
		section := ""
		if n := len(c.passage.Section); n > 0 {
			section = c.passage.Section[n-1]
		}
		check("sections", section == want.Section, section, want.Section)
	}
	for ; used < len(all); used++ {
		check("true", false, all[used].Sentence, "no citation")
	}
	return fs
}

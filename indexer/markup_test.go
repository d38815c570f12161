package indexer_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/izde/izde/indexer"
	"github.com/izde/izde/search/doc"
)

// A source is read again when a file that it includes changes, and those files are no
// documents of their own, but bibliographies. Files outside of its folder are not read.
func TestIncludedFiles(t *testing.T) {
	outside := newFolder(t, "secret.tex", "Nobody shall read this.")
	f := newFolder(t,
		"thesis.tex", `\documentclass{book}\begin{document}\input{parts/roads}\input{link}\input{../secret}\bibliography{refs}\end{document}`,
		"parts/roads.tex", `Roads lead to bridges \cite{brown}. \input{parts/more}`,
		"parts/more.tex", `More of them.`,
		"refs.bib", `@book{brown, author={Brown, Anna}, title={Bridges}, year=2019}`,
		"other.tex", `Nothing includes this.`,
	)
	if err := os.Symlink(filepath.Join(outside.path, "secret.tex"), filepath.Join(f.path, "link.tex")); err != nil {
		t.Skip(err)
	}
	store := newMemory()
	report := run(t, store, f.path)
	if len(report.Failed) > 0 || !slices.Equal(report.Added, []string{"refs.bib", "thesis.tex"}) {
		t.Fatalf("%+v", report)
	}
	var skipped []string
	for _, p := range report.Skipped {
		name, _ := filepath.Rel(f.path, p.Path)
		skipped = append(skipped, name)
	}
	if diff := cmp.Diff([]string{"link.tex", "other.tex", "parts/more.tex", "parts/roads.tex"}, skipped); diff != "" {
		t.Error(diff)
	}
	documents := store.Documents()
	d := documents[slices.IndexFunc(documents, func(d *doc.Document) bool { return d.Source == "thesis.tex" })]
	text := ""
	for _, p := range store.passages[d.ID] {
		text += p.Text + "\n"
	}
	if want := "Roads lead to bridges [1]. More of them."; !strings.Contains(text, want) || strings.Contains(text, "Nobody") {
		t.Errorf("%q has not %q", text, want)
	}
	if again := run(t, store, f.path); len(again.Unchanged) != 2 {
		t.Errorf("%+v", again)
	}
	if original, err := indexer.Original(d); err != nil || !strings.HasPrefix(string(original), `\documentclass{book}`) {
		t.Errorf("the original: %q, %v", original, err)
	}
	for _, name := range []string{"refs.bib", "parts/more.tex"} {
		f.write(name, "% changed")
		if again := run(t, store, f.path); !slices.Contains(again.Changed, "thesis.tex") {
			t.Errorf("%s: %+v", name, again)
		}
	}
}

// Citations that the markup points out are the document's; one that does not say what
// it cites is looked for in its text; text that only looks like one is none.
func TestMarkedCitations(t *testing.T) {
	f := newFolder(t, "a.xml", `<article><body><p>Roads [<xref ref-type="bibr" rid="a">1</xref>, p. 5] and <xref ref-type="bibr">(Green, 2018)</xref> of [2]
and <xref ref-type="bibr" rid="none">Black</xref>, and <xref ref-type="bibr" rid="a">1</xref>–<xref ref-type="bibr" rid="c">3</xref>.</p></body><back><ref-list>
<ref id="a"><label>1</label><mixed-citation>Brown A. Bridges of the north. London: Vei, 2019. 320 p.</mixed-citation></ref>
<ref id="b"><label>2</label><mixed-citation>Green P. Roads of three valleys // Roads. 2018. Vol. 4. P. 1–9.</mixed-citation></ref>
<ref id="c"><label>3</label><mixed-citation>White P. Valleys // Roads. 2017. Vol. 3. P. 1–9.</mixed-citation></ref></ref-list></back></article>`)
	store := newMemory()
	run(t, store, f.path)
	d := store.Documents()[0]
	numbers := map[string]int{}
	for _, p := range store.passages[d.ID] {
		if p.Reference != nil {
			numbers[p.Reference.ID] = p.Reference.Number
		}
	}
	var got []string
	for _, p := range store.passages[d.ID] {
		if p.Kind != doc.Body {
			continue
		}
		for _, c := range p.Citations {
			s := p.Text[c.Start:c.End]
			for _, r := range c.References {
				s += fmt.Sprint(" ", numbers[r])
			}
			got = append(got, s+"|"+c.Locator+"|"+c.Reason)
		}
	}
	want := []string{"1 1|p. 5|", "(Green, 2018) 2||", "Black||no entry none", "1–3 1 2 3||"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if len(d.Unresolved) != 1 || d.Unresolved[0].Bracket != "Black" {
		t.Errorf("%+v", d.Unresolved)
	}
}

package indexer_test

// This file measures the repairs of a text, and the languages of its paragraphs,
// against a person's findings.

import (
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/izde/izde/search/doc"
)

// readingKinds are the kinds of damage that are repaired in the shown text.
var readingKinds = strings.Fields("page_break_split running_header markup column_interleave reference_split stray_space table_wrap heading_split heading_word_order table_note_in_cell")

func compareRepairs(t *testing.T, fs *figures, g gold, document *doc.Document, passages []*doc.Passage, text string, original bool) {
	t.Helper()
	var all strings.Builder
	for _, p := range passages {
		if p.Kind == doc.Furniture {
			continue
		}
		all.WriteString(p.Text + "\n")
		for _, row := range p.Rows {
			all.WriteString(strings.Join(row, "\n") + "\n")
		}
	}
	for _, c := range document.Contributors {
		all.WriteString(c.ResearcherID + "\n")
	}
	shown := all.String()
	commented := map[int]bool{}
	lineOf := func(at int) int { return 1 + strings.Count(text[:at], "\n") }
	repairedAt := func(rule string, lines []int) bool {
		return slices.ContainsFunc(document.Repairs, func(r doc.Repair) bool {
			return r.Rule == rule && slices.Contains(lines, lineOf(r.Source.Start))
		})
	}
	for _, d := range g.Damages {
		for l := slices.Min(d.Lines); l <= slices.Max(d.Lines) && len(d.Lines) > 0; l++ {
			commented[l] = true
		}
		if d.Confidence != "sure" {
			continue
		}
		switch {
		case slices.Contains(readingKinds, d.Kind):
			ok := strings.Contains(shown, d.Repaired)
			if d.Kind == "running_header" || d.Kind == "table_note_in_cell" {
				ok = !strings.Contains(shown, d.Source) || d.Kind == "table_note_in_cell" && strings.Contains(shown, "\n"+d.Source+"\n")
			}
			if fs.add("damages repaired", ok); !ok {
				t.Logf("damage %s (%s) is not repaired: %q", d.ID, d.Kind, d.Repaired)
			}
		case d.Kind == "homoglyph" && original:
			fs.add("index: homoglyphs", repairedAt("index-homoglyph", d.Lines))
		case d.Kind == "ocr_stop_for_comma" && original && lowerAfterStop(d.Source):
			fs.add("index: stops", repairedAt("index-stop", d.Lines))
		}
	}
	if !original {
		return
	}
	for _, table := range g.Tables {
		for l := table.Lines[0]; l <= table.Lines[1]; l++ {
			commented[l] = true
		}
	}
	for _, r := range document.Repairs {
		switch {
		case r.Rule == "markup":
			ok := slices.Contains([]string{"<u>", "</u>", `\`, "**"}, r.Old)
			fs.add("changed where damaged", ok)
		case strings.HasPrefix(r.Rule, "index-"):
		default:
			ok := commented[lineOf(r.Source.Start)]
			if fs.add("changed where damaged", ok); !ok {
				t.Logf("changed elsewhere: line %d %+v", lineOf(r.Source.Start), r)
			}
		}
	}
	scrambled := map[int]bool{}
	for _, d := range g.Damages {
		if d.Kind == "word_order" {
			for _, l := range d.Lines {
				scrambled[l] = true
			}
		}
	}
	flagged := map[int]bool{}
	for _, p := range passages {
		if !p.Damaged {
			continue
		}
		hit := false
		for l := range scrambled {
			for _, s := range p.Source {
				if l >= lineOf(s.Start) && l <= lineOf(s.End-1) {
					hit, flagged[l] = true, true
				}
			}
		}
		fs.add("flagged rightly", hit)
	}
	for l := range scrambled {
		fs.add("scrambled lines flagged", flagged[l])
	}
}

// lowerAfterStop reports whether a stop stands before a lower-case word.
func lowerAfterStop(s string) bool {
	i := strings.Index(s, ". ")
	return i >= 0 && i+2 < len(s) && s[i+2] >= 'a' && s[i+2] <= 'z'
}

// compareLanguages measures languages by the labels of testdata.
func compareLanguages(t *testing.T, fs *figures, text string, passages []*doc.Passage) {
	t.Helper()
	data, err := os.ReadFile("testdata/paragraphs.tsv")
	if err != nil {
		t.Fatal(err)
	}
	langAt := languagesByPlace(text, passages)
	at := 0
	for line := range strings.Lines(string(data)) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		if strings.HasPrefix(line, "#") || len(f) < 3 {
			continue
		}
		for at < len(text) && strings.ContainsRune("\n", rune(text[at])) {
			at++
		}
		end := strings.Index(text[at:], "\n\n")
		if end < 0 {
			end = len(text) - at
		}
		counts := map[doc.Lang]int{}
		main := doc.Und
		for i := at; i < at+end; i++ {
			if l := langAt[i]; l != "" && l != doc.Und {
				if counts[l]++; counts[l] > counts[main] {
					main = l
				}
			}
		}
		for _, p := range passages {
			if p.Kind != doc.Furniture && p.Source[0].Start == at { // its main language is known
				main = p.Lang
			}
		}
		at += end
		var spans []string
		for l := range counts {
			spans = append(spans, string(l))
		}
		slices.Sort(spans)
		want := strings.Fields(f[2])
		slices.Sort(want)
		if fs.add("paragraph languages", string(main) == f[1]); string(main) != f[1] {
			t.Logf("paragraph %s (%s) is %s, not %s", f[0], f[3], main, f[1])
		}
		if ok := slices.Equal(spans, want); len(want) > 1 || !ok {
			if fs.add("spans", ok); !ok {
				t.Logf("paragraph %s (%s) has the spans %v, not %v", f[0], f[3], spans, want)
			}
		}
	}
}

// languagesByPlace is the language of every byte of the source that begins a
// letter of a passage.
func languagesByPlace(text string, passages []*doc.Passage) []doc.Lang {
	langs := make([]doc.Lang, len(text))
	for _, p := range passages {
		if p.Kind == doc.Furniture {
			continue
		}
		var places []int
		for _, s := range p.Source {
			for i, r := range text[s.Start:s.End] {
				if !strings.ContainsRune(" \t\n", r) {
					places = append(places, s.Start+i)
				}
			}
		}
		k := 0
		for i, r := range p.Text {
			if strings.ContainsRune(" \t\n", r) {
				continue
			}
			for _, s := range p.Spans {
				if unicode.IsLetter(r) && i >= s.Start && i < s.End && k < len(places) {
					langs[places[k]] = s.Lang
				}
			}
			k++
		}
	}
	return langs
}

package intext

// This file tests the finding of in-text citations on documents of our own
// (testdata/intext.txtar), and that hostile text neither breaks nor slows it.

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/citetest"
	"github.com/izde/izde/search/cite/read"
)

func TestInText(t *testing.T) {
	const name = "testdata/intext.txtar"
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	ar := txtar.Parse(data)
	for i, f := range ar.Files {
		given, _, _ := strings.Cut(string(f.Data), "== found\n")
		got := given + "== found\n" + foundText(given)
		if got == string(f.Data) {
			continue
		}
		if *citetest.Update {
			ar.Files[i].Data = []byte(got)
			continue
		}
		t.Errorf("%s: got\n%s\nwant\n%s", f.Name, got, f.Data)
	}
	if *citetest.Update {
		if err := os.WriteFile(name, txtar.Format(ar), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// foundText finds the citations of a case and writes them, one a line.
func foundText(given string) string {
	body, lists, _ := strings.Cut(given, "== list\n")
	texts := strings.Split(strings.TrimSuffix(body, "\n"), "\n")
	var entries []Entry
	for k, list := range strings.Split(lists, "== list\n") {
		for n, raw := range strings.Split(strings.TrimSuffix(list, "\n"), "\n") {
			if raw != "" {
				entries = append(entries, Entry{List: k + 1, Number: n + 1, Raw: raw, Key: cite.Key(raw), Item: read.Parse(raw).Item, Text: len(texts)})
			}
		}
	}
	var b strings.Builder
	for i, found := range Find(texts, entries) {
		for _, c := range found {
			fmt.Fprint(&b, texts[i][c.Start:c.End])
			for _, e := range c.Entries {
				fmt.Fprintf(&b, " →%d", entries[e].Number)
			}
			if c.Locator != "" {
				fmt.Fprintf(&b, " at %q", c.Locator)
			}
			if c.Reason != "" {
				fmt.Fprintf(&b, " ! %s", c.Reason)
			}
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// The entries that brackets mean are bounded, however many brackets there are and
// however long the list.
func TestInTextHostile(t *testing.T) {
	var entries []Entry
	for i := range 10_000 {
		entries = append(entries, Entry{List: 1, Number: i + 1, Raw: fmt.Sprintf("%d. Ivanov A. Work %d. Moscow: Nauka, 2020.", i+1, i),
			Item: cite.Item{Author: []cite.Name{{Family: "Ivanov", Given: "A."}}, Issued: &cite.Date{Parts: [][]int{{2020}}}}, Text: 1})
	}
	for name, c := range map[string]struct {
		text  string
		found int
	}{
		"open brackets":     {strings.Repeat("[1", 500_000), 0},
		"open years":        {strings.Repeat("(2020", 200_000), 0},
		"nested":            {strings.Repeat("(", 300_000) + "Ivanov, 2020" + strings.Repeat(")", 300_000), 1},
		"spaces":            {"[" + strings.Repeat(" ", 1_000_000) + "1]", 0},
		"ranges out of it":  {strings.Repeat("[1–99999999] ", 1_000), 1_000},
		"ranges of all":     {strings.Repeat("[1–10000] ", 1_000), 1_000},
		"ranges of most":    {strings.Repeat("[1–100] ", 1_000), (10_000 + 10_000) / 100},
		"everybody's name":  {strings.Repeat("(Ivanov, 2020) ", 1_000), 1_000},
		"piled superscript": {strings.Repeat("¹", 300_000), 0},
	} {
		found := Find([]string{c.text}, entries)[0]
		if len(found) != c.found {
			t.Errorf("%s: %d citations, want %d", name, len(found), c.found)
		}
	}
}

func FuzzInText(f *testing.F) {
	f.Add("as shown [1], (Smith, 2019) and Smith (2019)", "1. Smith J. Markets. London: Sage, 2019.")
	f.Add("[1–99999999] [[((（张，2020）[6, с. 5]²˒³", "[1] 张三. 贸易[J]. 经济, 2020(5): 1-2.")
	f.Add(strings.Repeat("[1", 50)+strings.Repeat("(2020", 50), "")
	f.Fuzz(func(t *testing.T, text, raw string) {
		entries := []Entry{{List: 1, Number: 1, Raw: raw, Item: read.Parse(raw).Item, Text: 1}}
		for _, c := range Find([]string{text}, entries)[0] {
			if c.Start >= c.End || c.End > len(text) {
				t.Fatalf("a bracket at [%d, %d) of %d bytes", c.Start, c.End, len(text))
			}
			if utf8.ValidString(text) && !utf8.ValidString(text[c.Start:c.End]) {
				t.Fatalf("a bracket cuts a character: %q", text[c.Start:c.End])
			}
			if len(c.Entries) == 0 && c.Reason == "" {
				t.Fatalf("%q means nothing and no reason is given", text[c.Start:c.End])
			}
		}
	})
}

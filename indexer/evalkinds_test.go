package indexer_test

// This file tells which kinds of complaint about readers of references and of front
// matter are met: testdata/kinds/documents.txt holds what is right, a kind to a
// heading "==", and search/cite/read/testdata/kinds.txt marks single references. The
// golden table testdata/kinds.txt lists every kind.

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/citetest"
	"github.com/izde/izde/search/cite/match"
	"github.com/izde/izde/search/cite/read"
	"github.com/izde/izde/search/cite/style"
	"github.com/izde/izde/search/doc"
)

// kindsTable counts the cases of each kind, in order.
type kindsTable struct {
	names        []string
	reached, all map[string]int
}

func (k *kindsTable) add(name string, ok bool) {
	if k.all[name] == 0 {
		k.names = append(k.names, name)
	}
	if k.all[name]++; ok {
		k.reached[name]++
	}
}

func TestKindsQuality(t *testing.T) {
	table := &kindsTable{reached: map[string]int{}, all: map[string]int{}}
	single, err := os.ReadFile("../search/cite/read/testdata/kinds.txt")
	if err != nil {
		t.Fatal(err)
	}
	kind := ""
	for line := range strings.Lines(string(single)) {
		switch mark, rest, _ := strings.Cut(strings.TrimSpace(line), " "); mark {
		case "==":
			kind = "entries: " + rest
		case ">", "?": // the test of the reader holds it to its marks
			table.add(kind, mark == ">")
		}
	}
	truth, err := os.ReadFile("testdata/kinds/documents.txt")
	if err != nil {
		t.Fatal(err)
	}
	var c *kindCase
	end := func() {
		if c != nil {
			wrong := c.wrong(t)
			if table.add(c.kind, wrong == ""); wrong != "" {
				t.Logf("%s: %s%s", c.kind, c.name, wrong)
			}
		}
		c = nil
	}
	_, cases, _ := strings.Cut(string(truth), "\n\n") // behind the head
	for line := range strings.Lines(cases) {
		line = strings.TrimSuffix(line, "\n")
		switch mark, rest, _ := strings.Cut(line, " "); mark {
		case "==":
			end()
			kind = rest
		case "@", ">": // a case
			end()
			c = &kindCase{kind: kind, name: rest, given: mark == ">"}
		case "|":
			c.text += rest + "\n"
		case "":
		default:
			c.truths = append(c.truths, line)
		}
	}
	end()
	var b strings.Builder
	met := 0
	for _, name := range table.names {
		if table.reached[name] == table.all[name] {
			met++
		}
	}
	fmt.Fprintf(&b, "# %d of %d kinds are met in all of their cases\n", met, len(table.names))
	for _, name := range table.names {
		mark := "reached"
		if table.reached[name] < table.all[name] {
			mark = "not yet"
		}
		fmt.Fprintf(&b, "%s  %3d of %-3d  %s\n", mark, table.reached[name], table.all[name], name)
	}
	t.Logf("\n%s", b.String())
	citetest.Golden(t, filepath.Join("testdata", "kinds.txt"), b.String())
}

// kindCase is a document (its text, or its place in an archive of package extract) or
// a reference, with what is right.
type kindCase struct {
	kind, name, text string
	given            bool // name is a reference or an item
	truths           []string
}

// wrong tells what is not as it should be.
func (c *kindCase) wrong(t *testing.T) string {
	answer := c.ofReference
	if !c.given {
		answer = c.ofDocument(t)
	}
	wrong := ""
	for _, truth := range c.truths {
		what, want, _ := strings.Cut(truth, ": ")
		if i := strings.LastIndex(truth, ": "); strings.HasPrefix(truth, "like ") {
			what, want = truth[:i], truth[i+len(": "):]
		}
		if got := answer(what, want); got != want {
			wrong += fmt.Sprintf("\n   %s: got %q, want %q", what, got, want)
		}
	}
	return wrong
}

// ofReference looks a citation up in a work ("like CITATION: status"), or writes the
// item in a style and a locale ("apa en: entry").
func (c *kindCase) ofReference(what, _ string) string {
	if given, ok := strings.CutPrefix(what, "like "); ok {
		work := match.NewProfile(&match.Record{Items: []cite.Item{read.Parse(c.name).Item}, Forms: []string{c.name}})
		m := match.NewGiven(read.Parse(given)).Against(work)
		status, _ := match.Decide([]*match.Match{&m}, func(m *match.Match) *match.Match { return m })
		if len(m.Warnings) > 0 {
			return string(status) + ", warned"
		}
		return string(status)
	}
	var it cite.Item
	if err := json.Unmarshal([]byte(c.name), &it); err != nil {
		return err.Error()
	}
	as, locale, _ := strings.Cut(what, " ")
	return style.Format(it, style.Style(as), style.Locale(locale)).String()
}

// ofDocument indexes the document and answers about it.
func (c *kindCase) ofDocument(t *testing.T) func(what, want string) string {
	text, name := c.text, c.name
	if text == "" {
		archive, file, _ := strings.Cut(c.name, " ")
		ar, err := txtar.ParseFile(filepath.Join("extract/testdata", archive))
		if err != nil {
			t.Fatal(err)
		}
		name = file
		for _, f := range ar.Files {
			if f.Name == file {
				text = string(f.Data)
			}
		}
		if text == "" {
			t.Fatalf("%s: no such text", c.name)
		}
	}
	d, passages := understand(t, name, text)
	return func(what, want string) string {
		what, lang, _ := strings.Cut(what, " ")
		switch what {
		case "title":
			return d.Title
		case "cased":
			return d.InCase(d.Title)
		case "authors":
			var names []string
			for _, n := range d.CSL.Author {
				names = append(names, n.FamilyName()+", "+n.Given)
			}
			return strings.Join(names, "; ")
		case "affiliations":
			var list []string
			for _, c := range d.Contributors {
				for _, a := range c.Affiliations {
					list = append(list, a)
				}
			}
			return strings.Join(list, " | ")
		case "year":
			return fmt.Sprint(d.Year)
		case "doi":
			return d.DOI
		case "keywords":
			return strings.Join(d.Keywords[doc.Lang(lang)], "; ")
		case "abstract": // its beginning
			got := d.Abstracts[doc.Lang(lang)]
			return got[:min(len(got), len(want))]
		case "entries":
			return fmt.Sprint(d.References)
		case "unresolved":
			return fmt.Sprint(len(d.Unresolved))
		case "cited":
			var list []string
			for _, p := range passages {
				for _, c := range p.Citations {
					list = append(list, p.Text[c.Start:c.End])
				}
			}
			return strings.Join(list, " ")
		}
		n := 0 // passages of a kind
		for _, p := range passages {
			if string(p.Kind) == what {
				n++
			}
		}
		return fmt.Sprint(n)
	}
}

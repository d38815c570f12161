package style_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/style"
	"golang.org/x/net/html"
	"golang.org/x/tools/txtar"
	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "rewrite the entries in testdata")

// TestEntries formats the items of testdata, one to a file, in every style and
// locale; the last line of each style is what it writes without a locale.
func TestEntries(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no files in testdata", err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			var it cite.Item
			if err := json.Unmarshal(archive.Files[0].Data, &it); err != nil {
				t.Fatal(err)
			}
			var b strings.Builder
			for _, s := range style.Styles {
				fmt.Fprintln(&b, s)
				for _, l := range append(style.Locales, "") {
					e := style.Format(it, s, l)
					fmt.Fprintf(&b, "  %-2s  %s\n", l, e.HTML())
					if text, ok := plainText(e.HTML()); !ok || text != e.String() {
						t.Errorf("HTML and text differ: %s, %s", e.HTML(), e)
					}
				}
			}
			if *update {
				archive.Files = []txtar.File{archive.Files[0], {Name: "entries", Data: []byte(b.String())}}
				if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if want := string(archive.Files[1].Data); b.String() != want {
				t.Errorf("entries differ; if the new ones are right, rewrite with -update. Have\n%s\nwant\n%s", b.String(), want)
			}
		})
	}
}

// plainText is the text of markup that holds nothing but text and <i>.
func plainText(markup string) (string, bool) {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(markup))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.String(), true
		case html.TextToken:
			b.Write(z.Text())
		case html.StartTagToken, html.EndTagToken:
			if name, attributes := z.TagName(); string(name) != "i" || attributes {
				return "", false
			}
		default:
			return "", false
		}
	}
}

// TestHostileItems formats what nobody should write: one line comes out, markup
// of its own in the HTML, and nothing panics.
func TestHostileItems(t *testing.T) {
	bad := rapid.OneOf(rapid.SampledFrom([]string{"", "<script>alert(1)</script>", "a\r\nb", "\x00", "&amp;", "\u202eabc", "%s%d", "\u2028", ".", "-", "—"}), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		name := func(n string) cite.Name {
			return cite.Name{Family: bad.Draw(t, n), Given: bad.Draw(t, n), Suffix: bad.Draw(t, n), Literal: rapid.SampledFrom([]string{"", "<b>"}).Draw(t, n)}
		}
		var names []cite.Name
		for range rapid.IntRange(0, 25).Draw(t, "authors") {
			names = append(names, name("author"))
		}
		it := cite.Item{Type: rapid.SampledFrom(cite.Types).Draw(t, "type"), Title: bad.Draw(t, "title"), OriginalTitle: bad.Draw(t, "original"), ContainerTitle: bad.Draw(t, "container"),
			Author: names, Editor: names[:min(2, len(names))], Translator: names[:min(1, len(names))], Volume: cite.Text(bad.Draw(t, "volume")), Issue: cite.Text(bad.Draw(t, "issue")),
			Page: cite.Text(bad.Draw(t, "page")), Publisher: bad.Draw(t, "publisher"), PublisherPlace: bad.Draw(t, "place"), Edition: cite.Text(bad.Draw(t, "edition")), URL: bad.Draw(t, "url"),
			Issued:   &cite.Date{Parts: [][]int{rapid.SliceOfN(rapid.IntRange(-5, 3000), 0, 4).Draw(t, "issued")}},
			Accessed: &cite.Date{Parts: [][]int{rapid.SliceOfN(rapid.IntRange(-5, 40), 0, 4).Draw(t, "accessed")}},
			Custom:   map[string]string{"original-author": bad.Draw(t, "original authors"), "original-container-title": bad.Draw(t, "original container")}}
		for _, s := range style.Styles {
			for _, l := range append(style.Locales, "") {
				e := style.Format(it, s, l)
				if e.String() != cite.Line(e.String()) {
					t.Errorf("%s: %q is not one line", s, e.String())
				}
				if _, ok := plainText(e.HTML()); !ok {
					t.Errorf("%s: markup of the item's own in %q", s, e.HTML())
				}
			}
		}
	})
}

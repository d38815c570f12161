package pdf

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"
)

var update = flag.Bool("update", false, "rewrite the tables of figures in testdata")

// documents is the folder of documents to measure on: PDFs as they are found,
// and in made/ articles whose blocks are known, as NAME.truth.json beside
// NAME.pdf.
func documents(t *testing.T) string {
	dir := os.Getenv("IZDE_DOCUMENTS")
	if dir == "" {
		t.Skip("there are no documents to measure on; name their folder in IZDE_DOCUMENTS")
	}
	return dir
}

// truth is a block of a made article.
type truth struct {
	Kind, Text, Note string
	Level            int
	Rows             [][]string
}

// share counts what was found of what there is.
type share struct{ found, all int }

func (s *share) count(ok bool) {
	s.all++
	if ok {
		s.found++
	}
}

func (s share) String() string {
	if s.all == 0 {
		return "-"
	}
	return fmt.Sprintf("%.3f", float64(s.found)/float64(s.all))
}

// figuresOf are the columns of the table.
var figuresOf = []string{"whole", "phrases", "heading recall", "precision", "level", "notes", "captions", "rows", "references", "title"}

type scores map[string]*share

func (s scores) of(name string) *share {
	if s[name] == nil {
		s[name] = &share{}
	}
	return s[name]
}

func (s scores) add(o scores) {
	for name, x := range o {
		s.of(name).found += x.found
		s.of(name).all += x.all
	}
}

// TestQuality measures the layout on articles whose blocks are known:
//
//	whole           paragraphs that stand in the text in one piece
//	phrases         runs of eight words of paragraphs that stand in the text
//	heading recall  headings that are blocks of kind heading, without their number
//	precision       blocks of kind heading that are headings
//	level           found headings of the right level
//	notes, captions blocks of this kind that are the note or end in the caption
//	rows            rows of tables with exactly their cells
//	references      entries that are blocks of their own, without their number
//
// White space and hyphens do not count within these, but for phrases, where
// words are what a search engine would see.
func TestQuality(t *testing.T) {
	dir := documents(t)
	names, err := filepath.Glob(filepath.Join(dir, "made", "*.truth.json"))
	if err != nil || len(names) == 0 {
		t.Skipf("%s has no made articles", dir)
	}
	groups := map[string]scores{}
	var table strings.Builder
	fmt.Fprintf(&table, "%-20s", "")
	for _, f := range figuresOf {
		fmt.Fprintf(&table, " %*s", max(6, len(f)), f)
	}
	row := func(name string, s scores) {
		fmt.Fprintf(&table, "\n%-20s", name)
		for _, f := range figuresOf {
			fmt.Fprintf(&table, " %*s", max(6, len(f)), s.of(f))
		}
	}
	r := testReader(t)
	for _, name := range names {
		data, err := os.ReadFile(strings.TrimSuffix(name, ".truth.json") + ".pdf")
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		d, err := r.Read(t.Context(), data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		written, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var blocks []truth
		if err := json.Unmarshal(written, &blocks); err != nil {
			t.Fatal(err)
		}
		s := scoreLayout(t, d, blocks, strings.TrimSuffix(filepath.Base(name), ".truth.json"))
		short := strings.TrimSuffix(filepath.Base(name), ".truth.json")
		row(short, s)
		parts := strings.Split(short, "-") // language, typesetter, columns
		for _, group := range []string{parts[2], "2col " + parts[0], "2col " + parts[1]} {
			if strings.HasPrefix(group, "2col ") && parts[2] != "2col" {
				continue
			}
			if groups[group] == nil {
				groups[group] = scores{}
			}
			groups[group].add(s)
		}
	}
	for _, group := range slices.Sorted(maps.Keys(groups)) {
		row(group, groups[group])
	}
	table.WriteByte('\n')
	golden(t, "testdata/quality.txt", table.String())
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("figures differ from %s; where they are better, accept them with -update:\n%s", file, diff)
	}
}

var leadingNumber = regexp.MustCompile(`^(?:[\d.]+|\[\d+\])\s*`)

func scoreLayout(t *testing.T, d *Document, blocks []truth, name string) scores {
	s := scores{}
	miss := func(what, text string) {
		if testing.Verbose() {
			t.Logf("%s %s: %.150s", name, what, text)
		}
	}
	ours := map[Kind][]string{}
	rows := map[string]int{}
	levels := map[string]int{}
	for _, b := range d.Blocks {
		text := d.Text[b.Start:b.End]
		switch b.Kind {
		case Table:
			for row := range strings.SplitSeq(text, "\n") {
				rows[squeeze(strings.ReplaceAll(row, "\t", "|"))]++
			}
		case Heading, Item, Paragraph:
			text = leadingNumber.ReplaceAllString(text, "")
		}
		ours[b.Kind] = append(ours[b.Kind], squeeze(text))
		if b.Kind == Heading {
			levels[squeeze(text)] = b.Level
		}
	}
	text := squeeze(d.Text)
	said := map[string]bool{}
	for _, p := range phrases(d.Text) {
		said[p] = true
	}
	headings := map[string]bool{}
	for _, b := range blocks {
		want := squeeze(b.Text)
		switch b.Kind {
		case "abstract", "par":
			s.of("whole").count(strings.Contains(text, want))
			if !strings.Contains(text, want) {
				miss("par", b.Text)
			}
			for _, p := range phrases(b.Text) {
				s.of("phrases").count(said[p])
			}
		case "heading":
			headings[want] = true
			found := slices.Contains(ours[Heading], want)
			s.of("heading recall").count(found)
			if found {
				s.of("level").count(levels[want] == b.Level)
			} else {
				miss("heading", b.Text)
			}
		case "abstract_label":
			headings[want] = true
		case "table", "figure":
			found := slices.ContainsFunc(ours[Caption], func(c string) bool { return strings.HasSuffix(c, want) && len(c) < len(want)+24 })
			s.of("captions").count(found)
			if !found {
				miss("caption", b.Text)
			}
		case "ref":
			found := slices.Contains(ours[Item], want) || slices.Contains(ours[Paragraph], want)
			s.of("references").count(found)
			if !found {
				miss("reference", b.Text)
			}
		case "title":
			s.of("title").count(slices.Contains(ours[Title], want))
		}
		if b.Note != "" {
			want := squeeze(b.Note)
			found := slices.ContainsFunc(ours[Note], func(n string) bool { return strings.HasSuffix(n, want) && len(n) < len(want)+6 })
			s.of("notes").count(found)
			if !found {
				miss("note", b.Note)
			}
		}
		for _, r := range b.Rows {
			want := squeeze(strings.Join(r, "|"))
			found := rows[want] > 0
			s.of("rows").count(found)
			if found {
				rows[want]--
			} else {
				miss("row", strings.Join(r, "|"))
			}
		}
	}
	for _, h := range ours[Heading] {
		s.of("precision").count(headings[h])
		if !headings[h] {
			miss("not a heading", h)
		}
	}
	return s
}

var quotes = strings.NewReplacer("“", `"`, "”", `"`, "„", `"`, "«", `"`, "»", `"`, "″", `"`, "’", "'", "‘", "'", "`", "'")

// squeeze drops what typesetters change: white space, hyphens, case, the form of
// quotation marks.
func squeeze(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune("\u00AD-‐‑", r) {
			return -1
		}
		return unicode.ToLower(r)
	}, quotes.Replace(norm.NFKC.String(s)))
	return strings.ReplaceAll(s, "''", `"`)
}

var word = regexp.MustCompile(`\p{Han}|[\p{Latin}\p{Cyrillic}\p{Greek}\pM\pN_]+`)

// phrases are the runs of eight words, a Han character being one.
func phrases(s string) []string {
	words := word.FindAllString(strings.ToLower(norm.NFKC.String(s)), -1)
	var all []string
	for i := 0; i+8 <= len(words); i++ {
		all = append(all, strings.Join(words[i:i+8], " "))
	}
	return all
}

// TestCharacters compares the characters of real PDFs with those that poppler
// finds, as multisets: the share of poppler's that are ours, and of ours that
// are poppler's.
func TestCharacters(t *testing.T) {
	dir := documents(t)
	pdftotext, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("there is no pdftotext (apt-get install poppler-utils)")
	}
	names, err := filepath.Glob(filepath.Join(dir, "*.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	cjk, err := filepath.Glob(filepath.Join(dir, "cjk", "*.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	var table strings.Builder
	r := testReader(t)
	for _, name := range append(names, cjk...) {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		d, err := r.Read(t.Context(), data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		inBlocks, chars := 0, 0
		for _, b := range d.Blocks {
			inBlocks += b.Glyphs
		}
		for _, p := range d.Pages {
			chars += p.Chars
		}
		if inBlocks != chars {
			t.Errorf("%s: %d glyphs, %d of them in blocks", name, chars, inBlocks)
		}
		var out bytes.Buffer
		cmd := exec.Command(pdftotext, "-raw", name, "-")
		cmd.Stdout = &out
		if err := cmd.Run(); err != nil {
			t.Errorf("pdftotext %s: %v", name, err)
			continue
		}
		theirs, ours := characters(out.String()), characters(d.original())
		fmt.Fprintf(&table, "%-30s recall %s precision %s\n", filepath.Base(name), common(theirs, ours), common(ours, theirs))
	}
	golden(t, "testdata/characters.txt", table.String())
}

// original is the text without its repairs.
func (d *Document) original() string {
	var s strings.Builder
	at := 0
	for _, r := range d.Repairs {
		s.WriteString(d.Text[at:r.Start])
		s.WriteString(r.Old)
		at = r.End
	}
	s.WriteString(d.Text[at:])
	return s.String()
}

func characters(s string) map[rune]int {
	all := map[rune]int{}
	for _, r := range norm.NFKC.String(s) {
		if !unicode.IsSpace(r) && !strings.ContainsRune("\u00AD-‐‑\uFFFD", r) && !unicode.IsControl(r) {
			all[r]++
		}
	}
	return all
}

func common(of, in map[rune]int) share {
	var s share
	for r, n := range of {
		s.all += n
		s.found += min(n, in[r])
	}
	return s
}

package extract_test

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"
	"golang.org/x/tools/txtar"
	"pgregory.net/rapid"

	"github.com/izde/izde/indexer/extract"
	"github.com/izde/izde/indexer/extract/hyphen"
	"github.com/izde/izde/indexer/langid"
	"github.com/izde/izde/search/doc"
)

var update = flag.Bool("update", false, "rewrite the expected listings in testdata")

var detector langid.Detector

// listing writes an article as the cases expect it: see testdata/README.md.
func listing(a *extract.Article) string {
	var b strings.Builder
	b.WriteString(facts(a))
	writePassages(&b, a)
	return b.String()
}

// facts are the first lines of a listing.
func facts(a *extract.Article) string {
	var b strings.Builder
	fmt.Fprintf(&b, "title: %s\n", a.Title)
	for _, lang := range a.Languages {
		if t := a.Titles[lang]; t != "" {
			fmt.Fprintf(&b, "title %s: %s\n", lang, t)
		}
	}
	for _, n := range a.Authors {
		fmt.Fprintf(&b, "author: %s, %s\n", n.Family, n.Given)
	}
	for i, c := range a.Contributors {
		fmt.Fprintf(&b, "author %d:", i+1)
		for _, lang := range slices.Sorted(maps.Keys(c.Names)) {
			fmt.Fprintf(&b, " [%s] %s", lang, c.Names[lang])
		}
		for _, m := range []map[doc.Lang]string{c.Roles, c.Affiliations} {
			b.WriteString(" |")
			for _, lang := range slices.Sorted(maps.Keys(m)) {
				fmt.Fprintf(&b, " [%s] %s", lang, m[lang])
			}
		}
		fmt.Fprintf(&b, " | %s", strings.Join(strings.Fields(c.Email+" "+c.ORCID+" "+c.ResearcherID+" "+c.ScopusID), " "))
		if c.BadORCID {
			b.WriteString(" (wrong ORCID)")
		}
		if c.Corresponding {
			b.WriteString(" (corresponding)")
		}
		b.WriteString("\n")
	}
	fmt.Fprintf(&b, "doi: %s\nyear: %d\nlang: %s of %v\n", a.DOI, a.Year, a.Lang, a.Languages)
	if issue := strings.Join([]string{a.Journal, a.Volume, a.Issue, a.ISSN}, "|"); issue != "|||" {
		fmt.Fprintf(&b, "journal, volume, issue, ISSN: %s\n", issue)
	}
	for _, scheme := range slices.Sorted(maps.Keys(a.Classifications)) {
		fmt.Fprintf(&b, "%s: %s\n", scheme, strings.Join(a.Classifications[scheme], " | "))
	}
	for _, stage := range slices.Sorted(maps.Keys(a.Dates)) {
		fmt.Fprintf(&b, "%s: %s\n", stage, a.Dates[stage])
	}
	for _, lang := range a.Languages {
		if k := a.Keywords[lang]; k != nil {
			fmt.Fprintf(&b, "keywords %s: %s\n", lang, strings.Join(k, " | "))
		}
	}
	for _, printed := range slices.Sorted(maps.Keys(a.Cased)) {
		fmt.Fprintf(&b, "in case: %s\n", a.Cased[printed])
	}
	for _, n := range a.Notes {
		fmt.Fprintf(&b, "note: %s\n", n)
	}
	return b.String()
}

// writePassages writes the lines of a listing that follow the facts.
func writePassages(b *strings.Builder, a *extract.Article) {
	for _, p := range a.Passages {
		lang := string(p.Lang)
		if len(p.Spans) > 1 {
			for _, s := range p.Spans {
				lang += fmt.Sprintf(" %s[%d:%d]", s.Lang, s.Start, s.End)
			}
		}
		number := ""
		if p.Reference != nil {
			number = fmt.Sprintf("#%d ", p.Reference.Number)
		}
		text := strings.NewReplacer("\n", `\n`, "\t", `\t`).Replace(p.Text)
		if p.Damaged {
			number += "(damaged) "
		}
		fmt.Fprintf(b, "%s|%s|%s|%s%s\n", p.Kind, strings.Join(p.Section, " > "), lang, number, text)
		for _, row := range p.Rows {
			fmt.Fprintf(b, "    %s\n", strings.Join(row, " | "))
		}
	}
	for _, r := range a.Repairs {
		if r.Rule != "markup" {
			fmt.Fprintf(b, "repair %s: %q > %q\n", r.Rule, r.Old, r.New)
		}
	}
	for _, p := range a.Parallel {
		for i := range p.Text[0].Items {
			var row []string
			for _, t := range p.Text {
				row = append(row, fmt.Sprintf("[%s] %s", t.Lang, t.Passage.Text[t.Items[i].Start:t.Items[i].End]))
			}
			fmt.Fprintf(b, "parallel %s: %s\n", p.Kind, strings.Join(row, " = "))
		}
	}
}

func TestCases(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if len(archive.Files) == 0 {
				t.Fatal("no input")
			}
			input := archive.Files[0]
			a, err := extract.Read(context.Background(), input.Name, input.Data, nil, &detector, nil)
			if err != nil {
				t.Fatal(err)
			}
			checkCoverage(t, string(input.Data), a.Passages)
			if strings.HasSuffix(input.Name, ".txt") {
				checkRepairs(t, string(input.Data), a)
			}
			got := listing(a)
			if *update {
				archive.Files = append(archive.Files[:1], txtar.File{Name: "want", Data: []byte(got)})
				if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if len(archive.Files) < 2 {
				t.Fatal("no expectation; run with -update and read what it wrote")
			}
			if diff := cmp.Diff(string(archive.Files[1].Data), got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// failer is what testing.T and rapid.T have in common here.
type failer interface{ Fatalf(string, ...any) }

// checkCoverage checks what holds for any text: every character that is not
// white space belongs to exactly one passage, ranges are in order and on rune
// boundaries, and languages cover the text.
func checkCoverage(t failer, text string, passages []*doc.Passage) {
	owner := make([]int, len(text))
	for i, p := range passages {
		if !p.Kind.Valid() {
			t.Fatalf("passage %d has the kind %q", i, p.Kind)
		}
		if p.Ordinal != i {
			t.Fatalf("passage %d has the ordinal %d", i, p.Ordinal)
		}
		if p.Text == "" || !utf8.ValidString(p.Text) {
			t.Fatalf("passage %d has the text %q", i, p.Text)
		}
		last := 0
		for _, s := range p.Source {
			if s.Start < last || s.End <= s.Start || s.End > len(text) {
				t.Fatalf("passage %d has the ranges %v of %d bytes", i, p.Source, len(text))
			}
			if !utf8.RuneStart(text[s.Start]) || s.End < len(text) && !utf8.RuneStart(text[s.End]) {
				t.Fatalf("passage %d: range %v cuts a character", i, s)
			}
			last = s.End
			for k := s.Start; k < s.End; k++ {
				if owner[k] != 0 {
					t.Fatalf("byte %d belongs to the passages %d and %d", k, owner[k]-1, i)
				}
				owner[k] = i + 1
			}
		}
		at := 0
		for _, s := range p.Spans {
			if s.Start != at || s.End <= s.Start || s.Lang == "" {
				t.Fatalf("passage %d: languages %v do not cover %q", i, p.Spans, p.Text)
			}
			at = s.End
		}
		if at != len(p.Text) {
			t.Fatalf("passage %d: languages %v end before %d", i, p.Spans, len(p.Text))
		}
		if p.Kind != doc.Furniture {
			checkText(t, i, text, p)
		}
	}
	for k, r := range text {
		if !unicode.IsSpace(r) && r != '\uFEFF' && owner[k] == 0 {
			t.Fatalf("%q at byte %d of %q belongs to no passage", r, k, text)
		}
	}
}

// checkText checks that a passage's text is its ranges but for white space, control
// characters and hyphens, some of which divide words at the ends of lines.
func checkText(t failer, i int, text string, p *doc.Passage) {
	bare := func(s string) string {
		s = norm.NFKD.String(strings.ReplaceAll(s, "⁻", "-")) // superscripts are digits of markup
		return norm.NFKD.String(strings.Map(func(r rune) rune {
			if unicode.IsSpace(r) || unicode.IsControl(r) || r == '\uFEFF' || r == '–' || hyphen.Is(r) {
				return -1
			}
			return r
		}, s)) // an accent may stand behind white space
	}
	var raw strings.Builder
	for _, s := range p.Source {
		raw.WriteString(text[s.Start:s.End])
	}
	if p.Kind == doc.Heading && sorted(bare(raw.String())) == sorted(bare(p.Text)) {
		return // its number was put back before it
	}
	if bare(raw.String()) != bare(p.Text) {
		t.Fatalf("passage %d reads %q, its ranges %q", i, p.Text, raw.String())
	}
}

// checkRepairs checks that the repairs, applied to the source, give what is
// shown: the same characters, of which some may have been moved.
func checkRepairs(t failer, text string, a *extract.Article) {
	mended := mend(t, text, a)
	var shown strings.Builder
	for _, p := range a.Passages {
		if p.Kind != doc.Furniture {
			shown.WriteString(p.Text)
		}
	}
	bare := func(s string) string { return sorted(strings.Join(strings.Fields(s), "")) }
	if diff := cmp.Diff(bare(mended), bare(shown.String())); diff != "" {
		t.Fatalf("the repairs give other characters than the passages: %s", diff)
	}
}

// mend applies the repairs to the source. They replace what stands there, in
// order, and do not overlap.
func mend(t failer, text string, a *extract.Article) string {
	var mended strings.Builder
	at := 0
	for _, r := range a.Repairs {
		if text[r.Source.Start:r.Source.End] != r.Old {
			t.Fatalf("repair %+v replaces %q", r, text[r.Source.Start:r.Source.End])
		}
		if strings.HasPrefix(r.Rule, "index-") {
			continue
		}
		if r.Source.Start < at {
			t.Fatalf("repair %+v overlaps the one before it", r)
		}
		mended.WriteString(text[at:r.Source.Start] + r.New)
		at = r.Source.End
	}
	mended.WriteString(text[at:])
	return mended.String()
}

func sorted(s string) string {
	r := []rune(s)
	slices.Sort(r)
	return string(r)
}

// noLanguage keeps models out of tests that are about structure.
type noLanguage struct{}

func (noLanguage) Identify(text string, _ doc.Lang) (doc.Lang, []doc.LangSpan) {
	return doc.Und, []doc.LangSpan{{Span: doc.Span{End: len(text)}, Lang: doc.Und}}
}

// A word that a line divides is one, a true hyphen stays and has no space behind it.
func TestDividedWords(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"The reform of all insti-\ntutional rules and of the govern-\nment was slow.", "The reform of all institutional rules and of the government was slow."},
		{"Эти правила установи-\nли уже давно в стране и \u00adмо\u00ad\nгут изменить.", "Эти правила установили уже давно в стране и \u00adмогут изменить."},
		{"Бұл шешім үкіме-\r\nтінің қаулысымен қабылданды.", "Бұл шешім үкіметінің қаулысымен қабылданды."},
		{"A long way of deve¬\nlopment and of econo‐\n mic growth.", "A long way of development and of economic growth."},
		{"A study of well-\nbeing and of decision-\nmaking in pre-\nand post-war times.", "A study of well-being and of decision-making in pre- and post-war times."},
		{"Это социально-\nэкономическая и научно-\nтехническая политика, что-\nто новое.", "Это социально-экономическая и научно-техническая политика, что-то новое."},
		{"Бұл әлеуметтік-\nэкономикалық қарым-\nқатынас туралы.", "Бұл әлеуметтік-экономикалық қарым-қатынас туралы."},
		{"The Sino-\nKazakh border in 2019-\n2020, with a low-\n", "The Sino-Kazakh border in 2019-2020, with a low-"},
		{"The low-carbon fuel is one kind, the other low-\ncarbon fuel is another.", "The low-carbon fuel is one kind, the other low-carbon fuel is another."},
	} {
		a, err := extract.Read(t.Context(), "a.txt", []byte(c.text), nil, noLanguage{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range a.Passages {
			got = append(got, p.Text)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%q reads\n%q, wanted\n%q", c.text, got, c.want)
		}
		checkRepairs(t, c.text, a)
	}
}

func TestCoverageProperty(t *testing.T) {
	parts := []string{
		"\n", "\n\n", "\r\n", "\f", " ", "\t", "\u2028", "\uFEFF", "\x01", "\u0085", "\u00AD", "e\u0301",
		"# ", "## Methods", "1. ", "1.2 ", "A) ", "B) The scale grows. ", "[1] ", "[2] ", "12", "一、", "（二）", "第一章 ", "| a | b |", "|---|---|", "```", "===", "**", "*x*", "_y_",
		"Abstract. ", "Abstract\n", "Аңдатпа. ", "Ключевые слова: ", "Keywords: a, b; c", "摘要", "关键词：", "References\n", "Список литературы\n", "参考文献\n", "Introduction\n", "Кіріспе. ",
		"<u>", "</u>", "word<sup>7</sup>", "<sup>1–3</sup>", "^2, 3^", `\$`, `\`, "**", "a@b.kz", "https://doi.org/10.1000/abc", "Nº2 (89) 2024", "№ 2 (89) 2024\n", "Table 1 - Caption\n", "1-кесте. Атауы\n", "表1 标题\n", "Note – from the source [7]",
		"The quick brown fox jumps over the lazy dog. ", "the end of the line", "the insti-\n", "tutional reform ", "¬\n", "well-\r\n", "being ", "soft\u00ad\nly ", "‐\n", "ОЦЕНКА ТЕКУЩИХ ПРОЕКТОВ", "Мейрам САРЫБАЕВ, PhD", "Бұл мақалада талдау жасалады. ", "研究方法与结果。", "张三，李四", "\uFFFD", "1\tb\tc\n", "\tx\ty\n", "....... 12\n", "a   b   c\n", "Costs B) of energy. Text. ", "大使 馆 大使馆", "a@b.kz, ", "Smith A.B.1, ", "1 University of X\n", "Received: 01.02.2020 ", "of the\n\n", "---\ntitle: A b c\n---\n", "x = y\n\n", "12      Journal of X\n\n",
	}
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(parts), rapid.SampledFrom(parts), rapid.StringN(0, 12, -1)), 1, 60).Draw(t, "parts"), "")
		name := rapid.SampledFrom([]string{"a.txt", "a.md"}).Draw(t, "name")
		read(t, name, text)
	})
}

// read reads a text and checks what holds for any, against the characters that its
// bytes are decoded to: a zero byte may tell of UTF-16.
func read(t failer, name, raw string) {
	text, _, _, err := extract.Decode([]byte(raw))
	if err != nil {
		return
	}
	a, err := extract.Read(context.Background(), name, []byte(raw), nil, noLanguage{}, nil)
	if err != nil {
		return
	}
	checkCoverage(t, text, a.Passages)
	mend(t, text, a)
	for _, p := range a.Parallel {
		for _, part := range p.Text {
			if len(part.Items) != len(p.Text[0].Items) {
				t.Fatalf("parallel %s: %d and %d items", p.Kind, len(p.Text[0].Items), len(part.Items))
			}
			for _, it := range part.Items {
				if it.Start > it.End || it.End > len(part.Passage.Text) || !utf8.ValidString(part.Passage.Text[it.Start:it.End]) {
					t.Fatalf("parallel %s: %v of %q", p.Kind, it, part.Passage.Text)
				}
			}
		}
	}
}

func FuzzRead(f *testing.F) {
	paths, _ := filepath.Glob("testdata/*.txtar")
	for _, path := range paths {
		if archive, err := txtar.ParseFile(path); err == nil && len(archive.Files) > 0 {
			f.Add(string(archive.Files[0].Data), strings.HasSuffix(archive.Files[0].Name, ".md"))
		}
	}
	f.Add("1\x01\n\f2\n", false)
	f.Add(strings.Repeat("a", 63)+"\u00AD\nb", true) // a look at the beginning of a line ends within a character
	f.Fuzz(func(t *testing.T, text string, markdown bool) {
		if !utf8.ValidString(text) {
			if _, err := extract.Read(context.Background(), "a.txt", []byte(text), nil, noLanguage{}, nil); err != nil {
				return // refused by name
			}
			return
		}
		name := "a.txt"
		if markdown {
			name = "a.md"
		}
		read(t, name, text)
	})
}

// TestEntryMarks: the marks by which lists count their entries.
func TestEntryMarks(t *testing.T) {
	entries := []string{"Brown A. Rivers // Regional Review. – 2015. – P. 1–9.", "Green C. D. Markets // Regional Review. – 2016. – P. 10–19.", "李明. 草原道路[J]. 经济学报, 2018(4): 12-25."}
	for _, marks := range [][]string{{"[1] ", "[2] ", "[3] "}, {"1. ", "2. ", "3. "}, {"1) ", "2) ", "3) "}, {"(1) ", "(2) ", "(3) "}, {"［1］", "［2］", "［3］"}, {"1．", "2．", "3．"}, {"①", "②", "③"}, {"", "", ""}} {
		text := "On Roads\n\nIntroduction\n\nRoads take a third of the budget of the valleys, and nobody knows where it goes.\n\nReferences\n\n"
		for i, e := range entries {
			text += marks[i] + e + "\n"
		}
		a, err := extract.Read(context.Background(), "a.txt", []byte(text), nil, noLanguage{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range a.Passages {
			if p.Reference != nil {
				got = append(got, p.Text)
			}
		}
		if len(got) != len(entries) {
			t.Errorf("%q: %d entries, want %d: %q", marks, len(got), len(entries), got)
		}
	}
}

// A list may have more entries than three digits count, years among their lines.
func TestLongList(t *testing.T) {
	const entries = 1200
	var b strings.Builder
	b.WriteString("# Trade\n\nSome text.\n\n## References\n\n")
	for n := 1; n <= entries; n++ {
		fmt.Fprintf(&b, "%d. Abel A. Caravans // Journal of Trade.\n2019. No. 2. P. %d–%d.\n", n, n, n+9)
	}
	article, err := extract.Read(context.Background(), "a.txt", []byte(b.String()), nil, noLanguage{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, p := range article.Passages {
		if p.Kind == doc.Reference {
			found++
			if p.Reference == nil || p.Reference.Number != found || !strings.Contains(p.Text, "No. 2. P.") {
				t.Fatalf("entry %d is %q", found, p.Text)
			}
		}
	}
	if found != entries {
		t.Errorf("%d entries, want %d", found, entries)
	}
}

// TestArticle: the general facts of the article that izde comes with.
func TestArticle(t *testing.T) {
	data, err := os.ReadFile("../../seeds/articles/sarybayev-lai-2024.txt")
	if err != nil {
		t.Fatal(err)
	}
	a, err := extract.Read(context.Background(), "sarybayev-lai-2024.txt", data, nil, &detector, nil)
	if err != nil {
		t.Fatal(err)
	}
	checkCoverage(t, string(data), a.Passages)
	checkRepairs(t, string(data), a)
	kinds := map[doc.Kind]int{}
	sections := map[string]bool{}
	var entries []int
	for _, p := range a.Passages {
		kinds[p.Kind]++
		if len(p.Section) > 0 {
			sections[p.Section[0]] = true
		}
		if p.Reference != nil {
			entries = append(entries, p.Reference.Number)
		}
	}
	for _, k := range doc.Kinds {
		if kinds[k] == 0 {
			t.Errorf("no passage of kind %s", k)
		}
	}
	if kinds[doc.Title] != 3 || kinds[doc.Abstract] != 3 || kinds[doc.Keywords] != 3 || kinds[doc.Table] < 2 {
		t.Errorf("kinds: %v", kinds)
	}
	if len(entries) != 19 || entries[0] != 1 || entries[18] != 19 {
		t.Errorf("entries: %v", entries)
	}
	for _, s := range []string{"Introduction", "Methodology", "Recommendations", "Conclusion", "References"} {
		if !sections[s] {
			t.Errorf("no section %s among %v", s, sections)
		}
	}
	for _, lang := range []doc.Lang{doc.English, doc.Kazakh, doc.Russian} {
		if a.Titles[lang] == "" || a.Abstracts[lang] == "" || len(a.Keywords[lang]) != 6 {
			t.Errorf("%s: title %q, %d bytes of abstract, keywords %q", lang, a.Titles[lang], len(a.Abstracts[lang]), a.Keywords[lang])
		}
	}
	if a.DOI != "10.52123/1994-2370-2024-1172" || a.Year != 2024 || a.Lang != doc.English || len(a.Authors) != 2 {
		t.Errorf("doi %q, year %d, language %s, authors %v", a.DOI, a.Year, a.Lang, a.Authors)
	}
	if !strings.Contains(fmt.Sprint(a.Languages), "zh") {
		t.Errorf("languages: %v", a.Languages)
	}
}

func BenchmarkRead(b *testing.B) {
	data, err := os.ReadFile("../../seeds/articles/sarybayev-lai-2024.txt")
	if err != nil {
		b.Fatal(err)
	}
	if _, err := extract.Read(context.Background(), "a.txt", data, nil, &detector, nil); err != nil { // loads the models
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := extract.Read(context.Background(), "a.txt", data, nil, &detector, nil); err != nil {
			b.Fatal(err)
		}
	}
}

// A text of very many lines would take a thousand times its size: it is refused.
func TestTooManyLines(t *testing.T) {
	text := strings.Repeat("a\n", 1_000_001)
	if _, err := extract.Read(t.Context(), "a.txt", []byte(text), nil, noLanguage{}, nil); err == nil || !strings.Contains(err.Error(), "lines") {
		t.Errorf("it is read, with %v", err)
	}
}

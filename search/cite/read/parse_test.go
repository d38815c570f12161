package read

// This file tests the parser on references of our own, in every style and
// language, against expected CSL-JSON (testdata/references.txtar), on hostile
// input, and measures its speed.

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/citetest"
)

// Each file of the archive is a case. Its variables that are not read right yet
// stand in a list, "case: variable" a line, which is a ratchet: a listed one that
// is right must leave it (-update does that), and no other may break.
func TestParse(t *testing.T) {
	const listed = "testdata/references.notyet.txt"
	ar, err := txtar.ParseFile("testdata/references.txtar")
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(listed)
	if err != nil {
		t.Fatal(err)
	}
	notYet := map[string]bool{}
	for line := range strings.Lines(string(data)) {
		notYet[strings.TrimSpace(line)] = true
	}
	var still []string
	caseVariables := append(slices.Collect(maps.Values(partNames)), "type", "language", "original-title", "accessed", "version", "archive", "archive_location", "ISSN", "custom", "warnings")
	slices.Sort(caseVariables)
	caseVariables = slices.Compact(caseVariables)
	for _, f := range ar.Files {
		raw, want, _ := strings.Cut(string(f.Data), "\n")
		checkParsed(t, raw)
		wanted, got := variables(want), variables(caseText(Parse(raw)))
		for _, name := range caseVariables {
			key := f.Name + ": " + name
			switch right := wanted[name] == got[name]; {
			case right && notYet[key] && !*citetest.Update:
				t.Errorf("%s is right now: take it off %s", key, listed)
			case !right && !notYet[key]:
				t.Errorf("%s\n%s: got\n%s\nwant\n%s", raw, key, got[name], wanted[name])
			case !right && notYet[key]:
				still = append(still, key)
			}
			delete(notYet, key)
		}
	}
	for key := range notYet {
		if key != "" {
			t.Errorf("%s: no such case in %s", key, listed)
		}
	}
	if *citetest.Update {
		if err := os.WriteFile(listed, []byte(strings.Join(still, "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// variables reads the lines of a case by name.
func variables(text string) map[string]string {
	m := map[string]string{}
	for line := range strings.Lines(text) {
		name, value, ok := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		if !ok {
			name = "warnings"
			value = m[name] + strings.TrimSpace(line)
		}
		m[name] = value
	}
	return m
}

func caseText(p cite.Parsed) string {
	var b strings.Builder
	data, err := json.Marshal(p.Item)
	if err != nil {
		return err.Error()
	}
	var out bytes.Buffer
	// One variable a line: the encoder's order is the schema's.
	dec := json.NewDecoder(bytes.NewReader(data))
	if _, err := dec.Token(); err != nil {
		return err.Error()
	}
	for dec.More() {
		key, _ := dec.Token()
		var v json.RawMessage
		if err := dec.Decode(&v); err != nil {
			return err.Error()
		}
		if key == "id" {
			continue
		}
		out.Reset()
		out.Write(v)
		b.WriteString(key.(string) + ": " + readable(out.String()) + "\n")
	}
	for _, w := range p.Warnings {
		b.WriteString("! " + w.Code + "\n")
	}
	return b.String()
}

// readable undoes the escapes that HTML wants.
func readable(s string) string {
	return strings.NewReplacer(`\u0026`, "&", `\u003c`, "<", `\u003e`, ">").Replace(s)
}

// checkParsed holds for any input.
func checkParsed(t *testing.T, raw string) {
	t.Helper()
	p := Parse(raw)
	if p.Raw != raw {
		t.Fatalf("%.80q: the raw text is not kept", raw)
	}
	if p.Item.Type == "" || p.Confidence < 0 || p.Confidence > 1.0001 {
		t.Fatalf("%.80q: type %q, confidence %v", raw, p.Item.Type, p.Confidence)
	}
	citetest.CheckSchema(t, raw, p.Item)
	for _, f := range p.Fields {
		if f.Name == "" || f.Start < 0 || f.End > len(raw) || f.Start >= f.End || f.Confidence < 0 || f.Confidence > 1.0001 {
			t.Fatalf("%.80q: bad field %+v", raw, f)
		}
		if !boundary(raw, f.Start) || !boundary(raw, f.End) {
			t.Fatalf("%.80q: field %+v cuts a rune", raw, f)
		}
	}
	if utf8.ValidString(raw) {
		checkSpans(t, p)
		for _, s := range []string{p.Item.Title, p.Item.ContainerTitle, p.Item.Publisher, string(p.Item.Page), string(p.Item.Volume), p.Item.URL} {
			if !utf8.ValidString(s) {
				t.Fatalf("%.80q: a value cuts a rune: %q", raw, s)
			}
		}
	}
}

// checkSpans holds for any input too: what a variable says stands in the spans of
// its fields, and every span belongs to a variable that is set.
func checkSpans(t *testing.T, p cite.Parsed) {
	t.Helper()
	it := &p.Item
	values := map[string]string{"title": it.Title, "container-title": it.ContainerTitle, "collection-title": it.CollectionTitle, "publisher": it.Publisher,
		"publisher-place": it.PublisherPlace, "genre": it.Genre, "number": string(it.Number), "version": it.Version, "edition": string(it.Edition), "volume": string(it.Volume),
		"issue": string(it.Issue), "page": string(it.Page), "number-of-pages": string(it.NumberOfPages), "DOI": it.DOI, "ISBN": it.ISBN, "ISSN": it.ISSN, "URL": it.URL, "archive": it.Archive, "archive_location": it.ArchiveLocation, "PMID": it.PMID, "PMCID": it.PMCID, "status": it.Status,
		"original-title": it.OriginalTitle, "original-author": it.Custom["original-author"], "original-container-title": it.Custom["original-container-title"], "original-publisher": it.Custom["original-publisher"]}
	for name, list := range map[string][]cite.Name{"author": it.Author, "editor": it.Editor, "translator": it.Translator} {
		for _, n := range list {
			values[name] += n.Family + n.Given + n.Literal
		}
	}
	for name, d := range map[string]*cite.Date{"issued": it.Issued, "accessed": it.Accessed, "original-date": it.OriginalDate} {
		if d != nil && len(d.Parts) > 0 {
			values[name] = strconv.Itoa(d.Parts[0][0])
		}
	}
	spans := map[string]string{}
	for _, f := range p.Fields {
		spans[f.Name] += p.Raw[f.Start:f.End]
		if values[f.Name] == "" {
			t.Errorf("%.300q: field %s %q of a variable that is not set", p.Raw, f.Name, p.Raw[f.Start:f.End])
		}
	}
	spans["edition"] = strings.NewReplacer("一", "1", "二", "2", "三", "3", "四", "4", "五", "5", "六", "6", "七", "7", "八", "8", "九", "9", "十", "10").Replace(spans["edition"])
	for name, v := range values {
		// Names are put in another order; all else stands as it is.
		left := []rune(citetest.Normalize(spans[name]))
		for _, r := range citetest.Normalize(v) {
			i := slices.Index(left, r)
			if i < 0 {
				t.Errorf("%.300q: %s %q does not stand in %q", p.Raw, name, v, spans[name])
				break
			}
			left = slices.Delete(left, i, i+1)
		}
	}
}

// Every labelled reference, whatever its condition, is read as valid CSL-JSON, and
// its spans hold what was read of it.
func TestItemsOfEval(t *testing.T) {
	for _, r := range citetest.Rows(t) {
		p := Parse(r.Raw)
		checkSpans(t, p)
		citetest.CheckSchema(t, r.Raw, p.Item)
	}
}

// boundary: i does not lie within a valid rune.
func boundary(s string, i int) bool {
	if i <= 0 || i >= len(s) || utf8.RuneStart(s[i]) {
		return true
	}
	for k := i - 1; k >= 0 && k > i-utf8.UTFMax; k-- {
		if utf8.RuneStart(s[k]) {
			_, n := utf8.DecodeRuneInString(s[k:])
			return k+n <= i
		}
	}
	return true
}

func TestHostileReferences(t *testing.T) {
	for name, raw := range map[string]string{
		"nothing":      "",
		"blank":        " \t\n\u00a0\u3000",
		"megabyte":     strings.Repeat("Smith, J. (2001). Title of it. Journal, 1(2), 3–4. ", 20000),
		"one word":     strings.Repeat("a", 1<<20),
		"han":          strings.Repeat("张三. 题名[J]. 学报, 2001, 1(2): 3-4. ", 20000),
		"slashes":      strings.Repeat("//", 1<<19),
		"dashes":       strings.Repeat(". – ", 1<<18),
		"cyrillic":     strings.Repeat("Иванов И. И., ", 50000),
		"open":         strings.Repeat("(", 1<<20),
		"nested":       strings.Repeat("(", 5000) + "张三丰论文题目" + strings.Repeat(")", 5000),
		"brackets":     strings.Repeat("[J]", 1<<18),
		"colons":       "Иванов И. И. " + strings.Repeat("М.: ", 1<<16),
		"numbers":      strings.Repeat("2001(2):3-4;", 1<<16),
		"html":         `<li><b>Smith</b>, J. &amp; <a href="http://x.example/">Title</a> <script>alert(1)</script>. 2001.</li>`,
		"rtl":          "محمد علي. (2010). تاريخ الأدب العربي. القاهرة: دار المعارف. \u202e123\u202c",
		"hebrew":       "כהן, י' (תשס\"ה). ספר. ירושלים: מאגנס, 2005.",
		"controls":     "Smith\x00 J.\x01 Title\x7f.\u200b\ufeff 2001\x1b[31m.",
		"broken UTF-8": "Smith J. \xff\xfe Title \xd0. М\xd0.: \xe4\xbc 2001 [J\xe5].",
		"quotes":       strings.Repeat("\"", 10000) + "«»" + strings.Repeat("“", 10000),
		"only a year":  "2001",
		"only DOI":     "10.1000/abc",
	} {
		start := time.Now()
		checkParsed(t, raw)
		if d := time.Since(start); d > 2*time.Second {
			t.Errorf("%s: %v", name, d)
		}
	}
}

var speedCases = []string{
	"Brown, A., & Green, C. D. (2015). Rivers and borders: A study of exchange. Journal of Regional Studies, 12(3), 45–67. https://doi.org/10.1000/jrs.2015.12",
	"Ахметов Б. С., Петрова Л. И. Развитие приграничной торговли в условиях интеграции // Вестник экономики. – 2019. – Т. 4, № 2. – С. 15–28.",
	"李明, 王芳. 边境贸易发展研究[J]. 经济学报, 2018, 33(4): 12-25.",
	"Li Ming, Wang Fang, A study of border trade. // Economic Herald - 2018. - p. 12 (李明、王芳,边境贸易发展研究[J]. 经济导报, 2018.4).",
	"Green CD, Brown A. Trade and health: a cohort study. Lancet Reg. 2014;12(3):45-67.",
	"[4] C. D. Green and A. Brown, \"Measuring trade,\" in Proc. Conf. on Measurement, Berlin, 2011, pp. 45-52.",
	"Brown, Anna. The Long Border. 2nd ed. New York: Example Press, 2003.",
}

func BenchmarkParse(b *testing.B) {
	Parse(speedCases[0]) // the model is unpacked once
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		Parse(speedCases[n%len(speedCases)])
		n++
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "references/s")
}

func FuzzParse(f *testing.F) {
	for _, s := range speedCases {
		f.Add(s)
	}
	f.Add("张三：《题名》，《刊物》2019年第2期，第3—5页。")
	f.Add("AAAAA0AAAAAA(经济导报2000A) ")
	f.Add("Smith J. \xff\xfe М.: \xe4\xbc 2001 [J\xe5].")
	f.Fuzz(func(t *testing.T, raw string) { checkParsed(t, raw) })
}

func TestModel(t *testing.T) {
	if len(modelData) > 1<<20 {
		t.Errorf("the model takes %d bytes, more than a megabyte", len(modelData))
	}
	if _, err := readModel(modelData); err != nil {
		t.Error(err)
	}
	if _, err := readModel(modelData[:len(modelData)/2]); err == nil {
		t.Error("half a model is read without complaint")
	}
}

func TestWarnings(t *testing.T) {
	for raw, want := range map[string]string{
		"Brown A. Borders. Oxford: Example, 2003. ISBN 978-3-16-148410-0.":                                    "",
		"Brown A. Borders. Oxford: Example, 2003. ISBN 978-3-16-148410-1.":                                    cite.WarnISBN,
		"Brown A. Borders. Oxford: Example, 2003. ISBN 0-306-40615-2.":                                        "",
		"Brown A. Borders. Oxford: Example, 2003. ISBN 0-306-40615-3.":                                        cite.WarnISBN,
		"Ахметов Б. Торговля // Экономика. – 2021. – № 3. – С. 72–83. DOI: 10.20000/2073-4786-2021-3-72-83":   "",
		"Ахметов Б. Торговля // Экономика. – 2020. – № 3. – С. 72–83. DOI: 10.20000/2073-4786-2021-3-72-83":   cite.WarnYear,
		"Ахметов Б. Торговля // Экономика. – 2021. – № 3. – С. 12–23. DOI: 10.20000/2073-4786-2021-3-72-83":   cite.WarnPages,
		"Brown, A. (2015). Borders. Journal of Trade, 12(3), 45–67. https://doi.org/10.1000/jt.2015.12":       "",
		"Brown, A. (2011). Borders. Journal of Trade, 12(3), 45–67. https://doi.org/10.1000/jt.2015.12":       cite.WarnYear,
		"Brown, A. (2015). Borders. Journal of Trade, 12(3), 45–67. https://doi.org/10.1000/1994-2370-2015-1": "",
		"Brown, A. (2015). Borders. Journal of Trade, 12(3), 45–67. ISSN 2049-3630.":                          "",
		"Brown, A. (2015). Borders. Journal of Trade, 12(3), 45–67. ISSN 2049-3631.":                          cite.WarnISSN,
		"Ахметов Б. Торговля // Экономика. – 2021. – № 3. – С. 72–83. – ISSN 2049-3603.":                      cite.WarnISSN,
		"Brown, A. (https://orcid.org/0000-0002-1825-0097) (2015). Borders. Journal of Trade, 12(3), 45–67.":  "",
		"Brown, A. (ORCID 0000-0002-1825-0079) (2015). Borders. Journal of Trade, 12(3), 45–67.":              cite.WarnORCID,
		"Zhang Wei. Borders // Review. – 2015. – P. 3. (王伟. 边境[J]. 评论, 2015: 3).":                             cite.WarnAuthor,
	} {
		var got []string
		for _, w := range Parse(raw).Warnings {
			got = append(got, w.Code)
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%s: %q, want %q", raw, s, want)
		}
	}
}

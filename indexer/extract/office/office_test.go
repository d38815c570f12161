package office_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"html"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/izde/izde/indexer/extract/archive"
	"github.com/izde/izde/indexer/extract/flow"
	"github.com/izde/izde/indexer/extract/office"
)

// parts are the files of an archive.
type parts map[string]string

func (p parts) open(t testing.TB) *archive.Archive {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, name := range slices.Sorted(maps.Keys(p)) {
		f, err := w.Create(name)
		if err == nil {
			_, err = f.Write([]byte(p[name]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	a, err := archive.Open(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

const wordSpace = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"`

// wordFile is a DOCX with a body; others are further parts, in pairs of the name and
// what stands in its root.
func wordFile(body string, others ...string) parts {
	p := parts{
		"[Content_Types].xml": "<Types/>",
		"_rels/.rels":         `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="/word/document.xml"/></Relationships>`,
		"word/document.xml":   `<?xml version="1.0"?><w:document ` + wordSpace + `><w:body>` + body + `</w:body></w:document>`,
	}
	var relations string
	for i := 0; i < len(others); i += 2 {
		kind := others[i]
		relations += fmt.Sprintf(`<Relationship Id="p%d" Type="http://x/%s" Target="%s.xml"/>`, i, kind, kind)
		p["word/"+kind+".xml"] = `<w:root ` + wordSpace + `>` + others[i+1] + `</w:root>`
	}
	p["word/_rels/document.xml.rels"] = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + relations + `</Relationships>`
	return p
}

// p is a paragraph of runs.
func p(runs ...string) string { return "<w:p>" + strings.Join(runs, "") + "</w:p>" }

// r is a run; what stands before its text are its properties.
func r(text string, properties ...string) string {
	return "<w:r><w:rPr>" + strings.Join(properties, "") + `</w:rPr><w:t xml:space="preserve">` + html.EscapeString(text) + "</w:t></w:r>"
}

// styled is a paragraph with properties.
func styled(properties, text string) string {
	return "<w:p><w:pPr>" + properties + "</w:pPr>" + r(text) + "</w:p>"
}

var kinds = [...]string{"p", "title", "h", "li", "note", "caption", "table", "code", "furniture"}

// lines are the blocks of a document, one a line: its kind and its text.
func lines(d *flow.Document) []string {
	var out []string
	for _, b := range d.Blocks {
		kind := kinds[b.Kind]
		if b.Kind == flow.Heading {
			kind += fmt.Sprint(b.Level)
		}
		out = append(out, kind+" "+strings.ReplaceAll(strings.ReplaceAll(d.Text[b.Start:b.End], "\n", " / "), "\t", " | "))
	}
	return out
}

func checkLines(t *testing.T, d *flow.Document, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, lines(d)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func readWord(t *testing.T, p parts) *flow.Document {
	t.Helper()
	d, err := office.Word(p.open(t))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// What was inserted is read, what was deleted or moved away is not; a paragraph whose
// mark is deleted goes on in the next one.
func TestTrackedChanges(t *testing.T) {
	d := readWord(t, wordFile(
		p(r("Дороги берут "), `<w:ins w:id="1">`+r("треть")+`</w:ins><w:del w:id="2"><w:r><w:delText>половину</w:delText></w:r></w:del>`, r(" бюджета."))+
			p(`<w:moveFrom w:id="3">`+r("Moved away.")+`</w:moveFrom>`)+
			p(`<w:moveTo w:id="4">`+r("Moved here.")+`</w:moveTo>`)+
			`<w:p><w:pPr><w:rPr><w:del w:id="5"/></w:rPr></w:pPr>`+r("Мост ")+`</w:p>`+styled(`<w:pPrChange w:id="6"><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:pPrChange>`, "не построен.")+
			`<w:tbl><w:tr><w:tc>`+p(r("A"))+`</w:tc><w:tc>`+p(r("B"))+`</w:tc></w:tr><w:tr><w:trPr><w:del w:id="7"/></w:trPr><w:tc>`+p(r("gone"))+`</w:tc><w:tc>`+p(r("gone"))+`</w:tc></w:tr></w:tbl>`))
	checkLines(t, d, "p Дороги берут треть бюджета.", "p Moved here.", "p Мост не построен.", "table A | B")
}

// Of a field the result is read and not the code, nor what is nested in the code; a
// table of contents repeats what stands elsewhere.
func TestFields(t *testing.T) {
	char := func(kind string) string { return `<w:r><w:fldChar w:fldCharType="` + kind + `"/></w:r>` }
	code := func(text string) string { return `<w:r><w:instrText>` + text + `</w:instrText></w:r>` }
	d := readWord(t, wordFile(
		p(char("begin")+code(` TOC \o "1-3" `)+char("separate")+r("Introduction\t1"))+p(r("Methods\t2")+char("end"))+
			p(r("See "), `<w:hyperlink w:anchor="x">`+r("the map")+`</w:hyperlink>`, r(" ["), char("begin")+code(` ADDIN CSL_CITATION {"x": `)+char("begin")+code("PAGE")+char("separate")+r("99")+char("end")+code("}")+char("separate")+r("7")+char("end"), r("], "), `<w:fldSimple w:instr="PAGE">`+r("12")+`</w:fldSimple>.`)+
			`<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr><w:sdtContent>`+p(r("Results 3"))+`</w:sdtContent></w:sdt>`+
			`<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>`+p(r("Click here to enter text."))+`</w:sdtContent></w:sdt>`))
	checkLines(t, d, "furniture Introduction 1", "furniture Methods 2", "p See the map [7], 12", "furniture Results 3")
}

// A text box stands in a file twice, for old and new programs, and is read once,
// behind the paragraph that it is tied to.
func TestTextBox(t *testing.T) {
	box := `<w:txbxContent>` + p(r("Мазмұны қорапта.")) + `</w:txbxContent>`
	d := readWord(t, wordFile(p(r("Before "), `<w:r><mc:AlternateContent><mc:Choice Requires="wps">`+box+`</mc:Choice><mc:Fallback><w:pict><v:textbox>`+box+`</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>`, r("and after."))+
		p(`<w:r><mc:AlternateContent><mc:Fallback>`+box+`</mc:Fallback></mc:AlternateContent></w:r>`)))
	checkLines(t, d, "p Before and after.", "p Мазмұны қорапта.", "p Мазмұны қорапта.")
}

const headingStyles = `
	<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="5"/></w:numPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
	<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="5"/></w:numPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
	<w:style w:type="paragraph" w:styleId="own"><w:name w:val="Глава диссертации"/><w:basedOn w:val="mid"/></w:style>
	<w:style w:type="paragraph" w:styleId="mid"><w:name w:val="Промежуточный"/><w:basedOn w:val="ru3"/></w:style>
	<w:style w:type="paragraph" w:styleId="ru3"><w:name w:val="Заголовок 3"/></w:style>
	<w:style w:type="paragraph" w:styleId="zh2"><w:name w:val="标题 2"/></w:style>
	<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>
	<w:style w:type="paragraph" w:styleId="C"><w:name w:val="caption"/></w:style>
	<w:style w:type="paragraph" w:styleId="toc"><w:name w:val="toc 1"/></w:style>
	<w:style w:type="paragraph" w:styleId="loop"><w:name w:val="loop"/><w:basedOn w:val="loop"/></w:style>
	<w:style w:type="character" w:styleId="up"><w:name w:val="up"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>`

const headingNumbers = `
	<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl></w:abstractNum>
	<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="russianLower"/><w:lvlText w:val="%1)"/></w:lvl><w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/><w:lvlText w:val=""/></w:lvl></w:abstractNum>
	<w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num>
	<w:num w:numId="6"><w:abstractNumId w:val="1"/></w:num>
	<w:num w:numId="7"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="4"/></w:lvlOverride></w:num>`

// Headings are told by outline level or by the name of a style, in the languages that
// Word speaks, or of one that it is based on; they bear the numbers that Word shows.
func TestStylesAndNumbers(t *testing.T) {
	style := func(id, text string) string { return styled(`<w:pStyle w:val="`+id+`"/>`, text) }
	item := func(list, level, text string) string {
		return styled(`<w:numPr><w:ilvl w:val="`+level+`"/><w:numId w:val="`+list+`"/></w:numPr>`, text)
	}
	d := readWord(t, wordFile(
		style("T", "On roads")+style("toc", "Introduction 3")+style("1", "Кіріспе")+style("2", "Деректер")+style("2", "Әдістер")+style("1", "结果")+style("2", "表格")+
			style("own", "Третий уровень")+style("zh2", "讨论")+style("loop", "Plain text.")+style("C", "Сурет 1. Жолдар")+
			styled(`<w:outlineLvl w:val="4"/>`, "By its own level")+styled(`<w:pStyle w:val="1"/><w:outlineLvl w:val="9"/><w:numPr><w:numId w:val="0"/></w:numPr>`, "Body text all the same.")+
			item("6", "0", "первый")+item("6", "1", "точка")+item("6", "0", "второй")+item("7", "0", "иной список")+item("6", "0", "пятый"),
		"styles", headingStyles, "numbering", headingNumbers))
	checkLines(t, d, "title On roads", "furniture Introduction 3", "h1 1 Кіріспе", "h2 1.1 Деректер", "h2 1.2 Әдістер", "h1 2 结果", "h2 2.1 表格",
		"h3 Третий уровень", "h2 讨论", "p Plain text.", "caption Сурет 1. Жолдар", "h5 By its own level", "p Body text all the same.",
		"li а) первый", "li • точка", "li б) второй", "li г) иной список", "li д) пятый")
}

// Notes stand behind the paragraph that refers to them, with the numbers that Word
// counts, and lie in a part of their own.
func TestNotes(t *testing.T) {
	ref := func(kind, id string) string { return `<w:r><w:` + kind + `Reference w:id="` + id + `"/></w:r>` }
	file := wordFile(
		p(r("Жолдар бюджеттің үштен бірін алады"), ref("footnote", "2"), r(", көпірлер емес"), ref("footnote", "3"), r("."))+p(r("Рассказано ниже."), ref("endnote", "2"))+p(ref("footnote", "99"), r("No note.")),
		"footnotes", `<w:footnote w:type="separator" w:id="0">`+p(r("---"))+`</w:footnote><w:footnote w:id="2">`+p(r("Бірінші."))+p(r("Оның екінші абзацы."))+`</w:footnote><w:footnote w:id="3">`+p(r("Екінші."))+`</w:footnote>`,
		"endnotes", `<w:endnote w:id="2">`+p(r("В конце."))+`</w:endnote>`)
	d := readWord(t, file)
	checkLines(t, d, "p Жолдар бюджеттің үштен бірін алады¹, көпірлер емес².", "note ¹ Бірінші. / Оның екінші абзацы.", "note ² Екінші.", "p Рассказано ниже.¹", "note ¹ В конце.", "p No note.")
	if part := d.Blocks[1].Place.Part; part != "word/footnotes.xml" {
		t.Errorf("the note stands in %q", part)
	}
	checkPlaces(t, d, file)
}

var anyTag, superscript = regexp.MustCompile(`<[^>]*>`), regexp.MustCompile(`[⁰¹²³⁴⁵⁶⁷⁸⁹]`)

// checkPlaces checks that the words of each block stand in its part where its place
// says. Numbers and bullets are not in the file.
func checkPlaces(t testing.TB, d *flow.Document, file parts) {
	t.Helper()
	for _, b := range d.Blocks {
		there := html.UnescapeString(anyTag.ReplaceAllString(file[b.Place.Part][b.Place.Start:b.Place.End], ""))
		for _, word := range strings.Fields(d.Text[b.Start:b.End]) {
			word = superscript.ReplaceAllString(word, "")
			if strings.Trim(word, "•0123456789.,)") != "" && !strings.Contains(there, word) {
				t.Errorf("%q does not stand at %v: %q", word, b.Place, there)
			}
		}
	}
}

// Cells that reach over columns keep the others in theirs; a table with headings, or of
// one column, is but layout.
func TestWordTables(t *testing.T) {
	cell := func(text string, properties ...string) string {
		return "<w:tc><w:tcPr>" + strings.Join(properties, "") + "</w:tcPr>" + p(r(text)) + "</w:tc>"
	}
	row := func(cells ...string) string { return "<w:tr>" + strings.Join(cells, "") + "</w:tr>" }
	d := readWord(t, wordFile(
		"<w:tbl>"+row(cell("地区", `<w:vMerge w:val="restart"/>`), cell("产量", `<w:gridSpan w:val="2"/>`))+row(cell("", `<w:vMerge/>`), cell("2020"), cell("2021"))+row(cell("北\t方"), cell("5"), cell(""))+"</w:tbl>"+
			"<w:tbl>"+row(cell("A note in a frame."))+"</w:tbl>"+
			"<w:tbl>"+row("<w:tc>"+styled(`<w:outlineLvl w:val="0"/>`, "Left")+p(r("Column of text."))+"</w:tc>", cell("Right column."))+"</w:tbl>"))
	checkLines(t, d, "table 地区 | 产量 /  | 2020 | 2021 / 北 方 | 5", "p A note in a frame.", "h1 Left", "p Column of text.", "p Right column.")
}

// Characters are read as they are shown.
func TestWordCharacters(t *testing.T) {
	symbol := `<w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/>`
	d := readWord(t, wordFile(
		p(r("word"), r("7", `<w:vertAlign w:val="superscript"/>`), r(" and x"), r("th", `<w:vertAlign w:val="superscript"/>`), r("2", `<w:rStyle w:val="up"/>`), r(" hidden", `<w:vanish/>`), r(" shown", `<w:vanish w:val="0"/>`))+
			p(r("Угол "), r("\uf061", symbol), r(" и "), `<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>`, r(" 5"), `<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>`)+
			p(`<w:r><w:t>soft</w:t><w:softHyphen/><w:t>ware, non</w:t><w:noBreakHyphen/><w:t>stop</w:t><w:tab/><w:t>tab</w:t><w:br/><w:t>line</w:t></w:r>`)+
			p(`<w:r><w:ruby><w:rt>`+r("hàn")+`</w:rt><w:rubyBase>`+r("汉")+`</w:rubyBase></w:ruby></w:r>`)+
			p(r("If "), `<m:oMath><m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f><m:r><m:t>=</m:t></m:r><m:rad><m:radPr><m:degHide m:val="1"/></m:radPr><m:deg/><m:e><m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:e></m:rad><m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub><m:r><m:t>i=1</m:t></m:r></m:sub><m:sup><m:r><m:t>n</m:t></m:r></m:sup><m:e><m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr><m:e><m:r><m:t>i</m:t></m:r></m:e></m:d></m:e></m:nary></m:oMath>`, r(" then.")),
		"styles", headingStyles))
	checkLines(t, d, "p word⁷ and xth² shown", "p Угол α и ≥ 5•", "p software, non-stop tab / line", "p 汉", "p If (a+b)/2=√(x^2)∑_(i=1)^n [i] then.")
}

// Headers and footers are furniture, comments are not read, and the file states its
// title and language.
func TestWordAround(t *testing.T) {
	file := wordFile(p(`<w:commentRangeStart w:id="0"/>`, r("Text."), `<w:r><w:commentReference w:id="0"/></w:r><w:r><w:object><o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office"/></w:object></w:r>`),
		"header", p(r("Journal of Roads")), "footer", p(r("Page 1")), "comments", `<w:comment w:id="0">`+p(r("Who says so?"))+`</w:comment>`)
	file["docProps/core.xml"] = `<cp:coreProperties xmlns:cp="http://x" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>On roads</dc:title><dc:creator>Admin</dc:creator><dc:language>kk-KZ</dc:language></cp:coreProperties>`
	d := readWord(t, file)
	checkLines(t, d, "p Text.", "furniture Page 1", "furniture Journal of Roads")
	if d.Meta.Title != "On roads" || d.Meta.Language != "kk-KZ" || d.Meta.Author != nil {
		t.Errorf("meta: %+v", d.Meta)
	}
	if len(d.Notes) != 1 || !strings.HasPrefix(d.Notes[0], "1 embedded objects are not read") {
		t.Errorf("notes: %q", d.Notes)
	}
}

func TestWordRefused(t *testing.T) {
	bomb := wordFile(strings.Repeat(p(r(" ")), 1<<20))
	lol := wordFile(p(r("x")))
	lol["word/document.xml"] = `<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]>` + strings.Replace(lol["word/document.xml"], ">x<", ">&b;<", 1)
	for name, test := range map[string]struct {
		file parts
		want string
	}{
		"bomb":         {bomb, archive.ErrBomb.Error()},
		"entities":     {lol, "word/document.xml: is no well-formed XML at byte"},
		"nested":       {wordFile(strings.Repeat("<w:x>", 600)), flow.ErrDeep.Error()},
		"cut off":      {wordFile("<w:p>"), "word/document.xml: is no well-formed XML"},
		"not there":    {parts{"[Content_Types].xml": ""}, "word/document.xml"},
		"no UTF-8":     {parts{"[Content_Types].xml": "", "word/document.xml": "\xff\xfa<"}, "word/document.xml is neither UTF-8 nor UTF-16"},
		"spreadsheet":  {parts{"_rels/.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="1" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>`}, "is a spreadsheet"},
		"presentation": {parts{"_rels/.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="1" Type="x/officeDocument" Target="ppt/presentation.xml"/></Relationships>`}, "is a presentation"},
	} {
		if _, err := office.Word(test.file.open(t)); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", name, err, test.want)
		}
	}
}

// FuzzWord: whatever stands in the body, nothing breaks and blocks are in order.
func FuzzWord(f *testing.F) {
	f.Add(p(r("a")) + "<w:tbl><w:tr><w:tc>" + p() + "</w:tc></w:tr></w:tbl>")
	f.Add(`<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr></w:p><w:tc/><w:footnote/><m:oMath><m:f/></m:oMath>`)
	f.Add(`<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:sdt><w:txbxContent>` + styled(`<w:numPr><w:numId w:val="5"/></w:numPr>`, "x") + `</w:txbxContent></w:sdt>`)
	f.Fuzz(func(t *testing.T, body string) {
		if d, err := office.Word(wordFile(body, "styles", headingStyles, "numbering", headingNumbers+body, "footnotes", body).open(t)); err == nil {
			checkOrder(t, d)
		}
	})
}

// checkOrder checks that blocks cover the text in order.
func checkOrder(t *testing.T, d *flow.Document) {
	at := 0
	for _, b := range d.Blocks {
		if b.Start < at || b.End <= b.Start || strings.TrimSpace(d.Text[at:b.Start]) != "" || b.Place.End < b.Place.Start {
			t.Fatalf("block %+v behind byte %d", b, at)
		}
		at = b.End
	}
	if strings.TrimSpace(d.Text[at:]) != "" {
		t.Fatalf("%q is in no block", d.Text[at:])
	}
}

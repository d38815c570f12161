package extract_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"html"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"github.com/izde/izde/indexer/extract"
	"github.com/izde/izde/indexer/extract/archive"
	"github.com/izde/izde/search/doc"
)

// zipped is an archive of files: names and contents.
func zipped(files ...string) []byte {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for i := 0; i < len(files); i += 2 {
		f, err := w.Create(files[i])
		if err == nil {
			_, err = f.Write([]byte(files[i+1]))
		}
		if err != nil {
			panic(err)
		}
	}
	w.Close()
	return out.Bytes()
}

// wordFile is a DOCX of paragraphs, each with a style and its text.
func wordFile(paragraphs ...string) []byte {
	var body strings.Builder
	for i := 0; i < len(paragraphs); i += 2 {
		fmt.Fprintf(&body, `<w:p><w:pPr><w:pStyle w:val=%q/></w:pPr><w:r><w:t>%s</w:t></w:r></w:p>`, paragraphs[i], html.EscapeString(paragraphs[i+1]))
	}
	return zipped("[Content_Types].xml", "<Types/>", "word/document.xml",
		`<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`+body.String()+`</w:body></w:document>`)
}

// said are the passages of an article, one a line: kind, innermost section, text.
func said(a *extract.Article) []string {
	var out []string
	for _, p := range a.Passages {
		section := ""
		if n := len(p.Section); n > 0 {
			section = p.Section[n-1]
		}
		out = append(out, fmt.Sprintf("%s (%s) %s", p.Kind, section, p.Text))
	}
	return out
}

// The marks of a format are truth: a short line is no heading, a paragraph in lower
// case does not go on with the one before, a line that comes again is no running
// header, and notes are notes wherever they stand.
func TestMarkedArticle(t *testing.T) {
	data := wordFile("Title", "Жолдар мен бюджеттер туралы", "Normal", "Анна Браун", "Heading1", "Кіріспе", "Normal", "Жолдар бюджеттің үштен бірін алады және",
		"Normal", "мұны ешкім білмейді.", "Normal", "Results", "Normal", "Шешімі", "Normal", "Есеп бірінші.", "Normal", "Шешімі", "Normal", "Есеп екінші.", "Normal", "Шешімі",
		"Heading1", "Әдебиеттер", "Normal", "1. Петров И. И. Дороги: учебник. — М.: Наука, 2019. — 256 с.", "Normal", "2. Lai W. Bridges of valleys. Oxford: Press, 2001. 12 p.")
	a, err := extract.Read(t.Context(), "a.docx", data, nil, noLanguage{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	checkCoverage(t, a.Text, a.Passages)
	want := []string{
		"title () Жолдар мен бюджеттер туралы", "metadata () Анна Браун", "heading () Кіріспе", "body (Кіріспе) Жолдар бюджеттің үштен бірін алады және",
		"body (Кіріспе) мұны ешкім білмейді.", "heading () Results", "body (Results) Шешімі", "body (Results) Есеп бірінші.", "body (Results) Шешімі", "body (Results) Есеп екінші.", "body (Results) Шешімі",
		"heading () Әдебиеттер", "reference (Әдебиеттер) 1. Петров И. И. Дороги: учебник. — М.: Наука, 2019. — 256 с.", "reference (Әдебиеттер) 2. Lai W. Bridges of valleys. Oxford: Press, 2001. 12 p.",
	}
	if diff := cmp.Diff(want, said(a)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// An author who knows no styles sets headings in bold: they are evidence. In an
// article with styles bold type is but emphasis.
func TestBoldHeadings(t *testing.T) {
	bold := func(text string) string { return `<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>` + text + `</w:t></w:r></w:p>` }
	plain := func(text string) string { return `<w:p><w:r><w:t>` + text + `</w:t></w:r></w:p>` }
	file := func(heading string) []byte {
		return zipped("[Content_Types].xml", "<Types/>", "word/document.xml", `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`+
			bold("О дорогах и бюджетах трёх долин")+bold("Иван Петров")+heading+
			plain("Дороги берут треть бюджета долин, и никто не знает, куда уходят деньги.")+bold("Чего не видно из отчётов министерства финансов и дорог страны за год")+
			plain("Мосты не замерзают, потому что их не строят, и это известно всем в долине.")+`</w:body></w:document>`)
	}
	for heading, want := range map[string]string{
		plain("Введение"): "heading: Чего не видно из отчётов министерства финансов и дорог страны за год",
		`<w:p><w:pPr><w:outlineLvl w:val="1"/></w:pPr><w:r><w:t>Введение</w:t></w:r></w:p>`: "body: Чего не видно из отчётов министерства финансов и дорог страны за год",
	} {
		a, err := extract.Read(t.Context(), "a.docx", file(heading), nil, noLanguage{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range a.Passages {
			got = append(got, string(p.Kind)+": "+p.Text)
		}
		if len(got) != 6 || got[4] != want || got[0] != "title: О дорогах и бюджетах трёх долин" || a.Authors == nil {
			t.Errorf("%q, authors %v", got, a.Authors)
		}
	}
}

var anyTag = regexp.MustCompile(`<[^>]*>`)

// Whatever the encoding of a page, its places are bytes of the file.
func TestPagePlaces(t *testing.T) {
	utf16 := unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	for name, test := range map[string]struct {
		enc     encoding.Encoding
		charset string
		text    string
	}{
		"utf-8":        {encoding.Nop, "utf-8", "Жолдар бюджеттің үштен бірін алады"},
		"says latin":   {encoding.Nop, "iso-8859-1", "道路占预算的三分之一"},
		"windows-1251": {charmap.Windows1251, "windows-1251", "Дороги берут треть бюджета"},
		"koi8-r":       {charmap.KOI8R, "koi8-r", "Дороги берут треть бюджета"},
		"not declared": {charmap.Windows1251, "", strings.Repeat("Дороги берут треть бюджета, и никто не знает, куда уходят деньги. ", 4)},
		"gb18030":      {simplifiedchinese.GB18030, "gb2312", "道路占预算的三分之一，没有人知道钱去了哪里"},
		"utf-16":       {utf16, "", "Roads take a third — не половину"},
	} {
		page := "<html><head><meta charset=\"" + test.charset + "\"><title>x</title></head><body><h2>" + test.text + "</h2>\n<p>Second: <b>" + test.text + "</b>.</p></body></html>"
		data, err := test.enc.NewEncoder().Bytes([]byte(page))
		if err != nil {
			t.Fatal(err)
		}
		in, err := extract.Open(t.Context(), "a.html", data, nil, nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		want := []string{strings.TrimSpace(test.text), "Second: " + strings.TrimSpace(test.text) + "."}
		for i, at := range in.Places {
			raw := data[at.Source.Start:at.Source.End]
			enc := test.enc
			if enc == utf16 {
				enc = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
			}
			there, err := enc.NewDecoder().Bytes(raw)
			if got := strings.Join(strings.Fields(anyTag.ReplaceAllString(string(there), "")), " "); err != nil || i >= len(want) || strings.ReplaceAll(got, " .", ".") != want[i] {
				t.Errorf("%s: block %d stands at %v: %q, %v", name, i, at.Source, got, err)
			}
		}
		if len(in.Places) != len(want) {
			t.Errorf("%s: blocks %q", name, in.Text)
		}
	}
}

// Publishers' metadata fill what the page does not state.
func TestPageEvidence(t *testing.T) {
	a, err := extract.Read(t.Context(), "a.html", []byte(`<meta charset=utf-8><meta name="citation_title" content="Roads of three valleys"><meta name="citation_author" content="Brown, Anna"><meta name="citation_journal_title" content="Journal of Roads"><meta name="citation_volume" content="3"><meta name="citation_date" content="2021/02"><meta name="citation_doi" content="10.1234/roads"><h1>Roads of three valleys</h1><h2>Introduction</h2><p>Roads take a third of the budget of the valleys.<footer>© 2024 Press</footer>`), nil, noLanguage{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if a.Title != "Roads of three valleys" || len(a.Authors) != 1 || a.Authors[0].Family != "Brown" || a.Journal != "Journal of Roads" || a.Volume != "3" || a.Year != 2021 || a.DOI != "10.1234/roads" {
		t.Errorf("%q %v %q %q %d %q", a.Title, a.Authors, a.Journal, a.Volume, a.Year, a.DOI)
	}
}

// The title of a book stands beside its chapters, which have the first headings.
func TestBookTitle(t *testing.T) {
	page := `<html xmlns="http://www.w3.org/1999/xhtml"><body><h1>Бірінші тарау</h1><p>Жолдар бюджеттің үштен бірін алады.</p></body></html>`
	book := zipped("META-INF/container.xml", `<container><rootfile full-path="b.opf"/></container>`, "a.xhtml", page,
		"b.opf", `<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Жолдар</dc:title><dc:creator>Мейрам Сарыбаев</dc:creator><item id="a" href="a.xhtml"/><spine><itemref idref="a"/></spine></package>`)
	a, err := extract.Read(t.Context(), "a.epub", book, nil, noLanguage{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"heading () Бірінші тарау", "body (Бірінші тарау) Жолдар бюджеттің үштен бірін алады."}
	if diff := cmp.Diff(want, said(a)); diff != "" || a.Title != "Жолдар" || len(a.Authors) != 1 {
		t.Errorf("%q, %v, -want +got:\n%s", a.Title, a.Authors, diff)
	}
}

// The content decides what a file is, and each that is not read is told by a reason
// that says what to do.
func TestContentDecides(t *testing.T) {
	ole := "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + strings.Repeat("\x00", 600)
	wide := func(s string) string { return strings.Join(strings.Split(s, ""), "\x00") + "\x00" }
	opened := func(format extract.Format) string { return fmt.Sprint("format ", format) }
	for _, test := range []struct {
		name, data, want string
	}{
		{"a.doc", string(wordFile("Normal", "Text.")), opened(extract.DOCX)},
		{"a.txt", string(wordFile("Normal", "Text.")), opened(extract.DOCX)},
		{"a.doc", "<html><body><p>Saved by Word as a page.", opened(extract.HTML)},
		{"a.txt", "<!DOCTYPE html><p>A page.", opened(extract.HTML)},
		{"a.html", "Text alone, as of a page.", opened(extract.HTML)},
		{"a.doc", "Plain text in the end.", opened(extract.PlainText)},
		{"a.doc", ole + wide("WordDocument"), extract.ErrOldWord.Error()},
		{"a.docx", ole + wide("EncryptedPackage"), extract.ErrPassword.Error()},
		{"a.xls", ole, "save it as .docx or .pdf"},
		{"a.doc", `{\rtf1\ansi text}`, extract.ErrRTF.Error()},
		{"a.docx", "", extract.ErrEmpty.Error()},
		{"a.html", " \n", extract.ErrEmpty.Error()},
		{"a.html", "<html><body><img src=x></body></html>", extract.ErrEmpty.Error()},
		{"a.docx", string(wordFile()), extract.ErrEmpty.Error()},
		{"a.docx", "Text that someone named so.", "is no .docx"},
		{"a.epub", "Text that someone named so.", "is no .epub"},
		{"a.docx", string(wordFile("Normal", "Text."))[:200], archive.ErrBroken.Error()},
		{"a.docx", string(zipped("a.txt", "text")), "is a ZIP archive of no known kind of document"},
		{"a.odt", string(zipped("mimetype", "application/vnd.oasis.opendocument.spreadsheet", "content.xml", "<x/>")), "is an OpenDocument, but no text"},
		{"a.mht", "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/plain\n\nx\n--b--\n", "is no whole web archive"},
	} {
		in, err := extract.Open(context.Background(), test.name, []byte(test.data), nil, nil)
		got := ""
		if err != nil {
			got = err.Error()
		} else {
			got = opened(in.Format)
		}
		if !strings.Contains(got, test.want) {
			t.Errorf("%s, %.20q: %s, want %s", test.name, test.data, got, test.want)
		}
	}
	if _, err := extract.Open(t.Context(), "a.docx", []byte(ole+wide("EncryptedPackage")), nil, nil); !errors.Is(err, extract.ErrPassword) {
		t.Error(err)
	}
}

// Names that an archive has in the code pages of DOS are read together.
func TestDecodeNames(t *testing.T) {
	dos, _ := charmap.CodePage866.NewEncoder().String("Отчёт")
	chinese, _ := simplifiedchinese.GB18030.NewEncoder().String("哈萨克斯坦发展报告.txt")
	for _, test := range [][2][]string{
		{{"a.txt", "Қала.docx"}, {"a.txt", "Қала.docx"}},
		{{"a.txt", dos}, {"a.txt", "Отчёт"}},
		{{chinese, "b.txt"}, {"哈萨克斯坦发展报告.txt", "b.txt"}},
		{{"\xff\xfe"}, {"\u00a0■"}},
	} {
		if diff := cmp.Diff(test[1], extract.DecodeNames(test[0])); diff != "" {
			t.Errorf("%q: %s", test[0], diff)
		}
	}
}

// Blocks of every kind keep all characters in passages of their own.
func TestFlowCoverage(t *testing.T) {
	page := `<h1>On roads</h1><p>Anna Brown</p><table><tr><th>a<th>b<tr><td>1<td>2</table><p class="footnote">1 Note in front.</p><h2>Methods</h2><p>Text.<br>Line.</p><ul><li>One<li>Two</ul><pre>x = 1</pre><aside>Beside</aside><p class="footnote">2 Note.</p>`
	in, err := extract.Open(t.Context(), "a.html", []byte(page), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	a := in.Article(noLanguage{})
	checkCoverage(t, in.Text, a.Passages)
	kinds := map[doc.Kind]int{}
	for _, p := range a.Passages {
		kinds[p.Kind]++
		if len(p.Places) == 0 {
			t.Errorf("%q has no place", p.Text)
		}
	}
	if kinds[doc.Note] != 2 || kinds[doc.Table] != 1 || kinds[doc.Heading] != 1 || kinds[doc.Title] != 1 {
		t.Errorf("kinds: %v: %q", kinds, said(a))
	}
}

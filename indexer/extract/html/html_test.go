package html_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/izde/izde/indexer/extract/flow"
	"github.com/izde/izde/indexer/extract/html"
	"github.com/izde/izde/search/cite"
)

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

// read reads a page that is within all bounds.
func read(t *testing.T, page string) *flow.Document {
	t.Helper()
	d, err := html.Read(page)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func check(t *testing.T, page string, want ...string) *flow.Document {
	t.Helper()
	d := read(t, page)
	if diff := cmp.Diff(want, lines(d)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	return d
}

// Blocks are told by their elements, whether these are closed or not.
func TestBlocks(t *testing.T) {
	check(t, `<!doctype html><html lang=kk><head><title>Жолдар</title><style>p{}</style><body>
		<h1>Жолдар</h1><p>Бірінші <b>абзац</b>.<p>Екінші&nbsp;абзац,<br>жаңа жол<script>alert(1)</script>.
		<ul><li>бір<li>екі<ol type=a start=3><li>ішкі</ol></ul>
		<ol><li value=7>7. Petrov I. Roads. 2001.<li>Lai W. Bridges. 2004.<li><p>One.</p><p>Still the same item.</p></ol>
		<pre>code  here
  more</pre><figure><img src=x><figcaption>Сурет 1. Көпір</figcaption></figure>
		text alone<div>and in a <span>div</span></div><dl><dt>term<dd>meaning</dl>
		<blockquote>“道路”<sup>7</sup> x<sup>n</sup></blockquote><template>no</template><p>in <span style="display: none">not</span> line</p><div style="display:none">folded up</div>`,
		"title Жолдар", "p Бірінші абзац.", "p Екінші\u00a0абзац, / жаңа жол.", "li • бір", "li • екі", "li c. ішкі",
		"li 7. Petrov I. Roads. 2001.", "li 8. Lai W. Bridges. 2004.", "li 9. One.", "li Still the same item.",
		"code code  here /   more", "caption Сурет 1. Көпір", "p text alone", "p and in a div", "p term", "p meaning", "p “道路”⁷ xn", "p in line", "furniture folded up")
}

// Cells keep their columns under those that reach over several rows and columns; a
// table for layout is read cell by cell.
func TestTables(t *testing.T) {
	check(t, `<table><caption>表 1. 产量</caption><thead><tr><th rowspan=2>地区<th colspan=2>产量<tr><th>2020<th>2021<tbody><tr><td>北方<td>5<br>6<td></table>
		<table><tr><td><table><tr><td>a<td>b</table><td><p>Right.</table>stray`,
		"caption 表 1. 产量", "table 地区 | 产量 /  | 2020 | 2021 / 北方 | 5 6", "table a | b", "p Right.", "p stray")
}

const prose = " Дороги берут треть бюджета долин, и никто не знает, куда уходят деньги и кто их считает."

// The main text is where nearly all the prose is; what stands around it becomes
// furniture, and nothing is lost.
func TestMainText(t *testing.T) {
	around := func(main string) string {
		return `<body><div class="site-header"><a href=/>Journal</a></div><nav><ul><li><a href=/a>Archive</a><li><a href=/b>Authors</a></ul></nav>` +
			main + `<div id="sidebar"><h2>News</h2><p>News of the day.` + prose + `</div><footer>© 2024 Journal</footer><div class="cookie-banner"><p>We use cookies.` + prose + `</p><button>Accept</button></div>`
	}
	furniture := func(main ...string) []string {
		before := []string{"furniture Journal", "furniture Archive", "furniture Authors"}
		return append(append(before, main...), "furniture News", "furniture News of the day."+prose, "furniture © 2024 Journal", "furniture We use cookies."+prose, "furniture Accept")
	}
	text := `<h2>Введение</h2><p>1.` + prose + `</p><p>2.` + prose + `</p><h2>Methods</h2><p>3.` + prose + `</p><p>4.` + prose + `</p><p>Short end.</p>`
	want := []string{"h2 Введение", "p 1." + prose, "p 2." + prose, "h2 Methods", "p 3." + prose, "p 4." + prose, "p Short end."}
	check(t, around(`<main>`+text+`</main>`), furniture(want...)...)
	check(t, around(`<div class=content>`+text+`</div>`), furniture(want...)...)
	// Names below the title and prose beside the element belong to the article.
	check(t, `<title>О дорогах - Journal</title>`+around(`<h1>О дорогах</h1><p>И. Петров</p><div><p>Abstract.`+prose+`</p><div>`+strings.Repeat(text, 12)+`</div></div>`),
		furniture(append([]string{"title О дорогах", "p И. Петров", "p Abstract." + prose}, repeated(want, 12)...)...)...)
	// Lists of links are menus also within it.
	check(t, around(`<main>`+text+`<ul><li><a href=/1>Other article</a><li><a href=/2>Another article</a><li><a href=/3>One more</a></ul></main>`),
		furniture(append(want, "furniture • Other article", "furniture • Another article", "furniture • One more")...)...)
	// A page of little text has no main part.
	check(t, `<p>Only this.</p><div>And that.</div>`, "p Only this.", "p And that.")
}

func repeated(list []string, times int) (out []string) {
	for range times {
		out = append(out, list...)
	}
	return out
}

// Notes are told by their roles, and by the classes that word processors give.
func TestNotes(t *testing.T) {
	check(t, `<p>Word<a role="doc-noteref" href="#f1">1</a>.</p><p>More<a href="#x"><sup>2</sup></a>.</p>
		<section role="doc-endnotes"><ol><li id=f1 role="doc-endnote"><p>Первая. <a role="doc-backlink" href="#r1">↩</a></p></ol></section>
		<p class="MsoFootnoteText">2 Вторая.</p><div id="sdfootnote1"><p>3 Third.</div>`,
		"p Word¹.", "p More².", "note ¹ Первая.", "note 2 Вторая.", "note 3 Third.")
}

// What a page says of itself: citation_* first, Dublin Core where these are missing.
func TestMeta(t *testing.T) {
	d := read(t, `<html lang="ru"><head><title>О дорогах | Журнал</title>
		<meta name="citation_title" content="О дорогах"><meta name="citation_author" content="Петров, Иван"><meta name="citation_author" content="Сарыбаев, Мейрам">
		<meta name="citation_journal_title" content="Журнал дорог"><meta name="citation_publication_date" content="2021/05/17"><meta name="citation_volume" content="3">
		<meta name="citation_issue" content="2"><meta name="citation_firstpage" content="11"><meta name="citation_lastpage" content="25"><meta name="citation_doi" content="10.1234/abc">
		<meta name="citation_issn" content="1234-5679"><meta name="DC.title" content="Another"></head><body><h1>О дорогах</h1><p>Text.`)
	want := cite.Item{Title: "О дорогах", ContainerTitle: "Журнал дорог", Volume: "3", Issue: "2", Page: "11–25", DOI: "10.1234/abc", ISSN: "1234-5679", Language: "ru",
		Author: []cite.Name{{Family: "Петров", Given: "Иван"}, {Family: "Сарыбаев", Given: "Мейрам"}}, Issued: &cite.Date{Parts: [][]int{{2021, 5, 17}}}}
	if diff := cmp.Diff(want, d.Meta); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if got := lines(d)[0]; got != "title О дорогах" {
		t.Errorf("first block: %q", got)
	}
	d = read(t, `<meta name="DC.Title" content="Roads"><meta name="DC.Creator" content="Lai, W."><meta name="DC.Date" content="2020"><meta name="DC.Identifier" content="doi:10.1234/dc"><p>Text.`)
	if m := d.Meta; m.Title != "Roads" || m.DOI != "10.1234/dc" || m.Year() != 2020 || len(m.Author) != 1 || m.Author[0].Family != "Lai" {
		t.Errorf("Dublin Core: %+v", m)
	}
}

// Places are the bytes from the first to the last word of a block.
func TestPlaces(t *testing.T) {
	page := "<p>Жолдар <b>бюджеттің</b> үштен бірі.</p>\n<table><tr><td>A<td>B</table>"
	d := read(t, page)
	var got []string
	for _, b := range d.Blocks {
		got = append(got, page[b.Place.Start:b.Place.End])
	}
	if diff := cmp.Diff([]string{"Жолдар <b>бюджеттің</b> үштен бірі.", "<table><tr><td>A<td>B</table>"}, got); diff != "" {
		t.Error(diff)
	}
}

// Formulas are written out; what their makers keep beside them is not read.
func TestFormulas(t *testing.T) {
	check(t, `<p>If <math><semantics><mrow><msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup><mo>≤</mo><msqrt><mi>a</mi></msqrt><mo>&#x2062;</mo><mfenced open="["><mi>b</mi><mi>c</mi></mfenced></mrow><annotation>x_i^2</annotation></semantics></math>, then
		<math><mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>0</mn></mtd></mtr><mtr><mtd><mroot><mi>x</mi><mn>3</mn></mroot></mtd></mtr></mtable></math>.</p>`,
		"p If x_i^2 ≤ √a[b, c), then 1, 0; ∛x.")
	// Pages draw formulas and keep them beside that for programs.
	check(t, `<p>Let <span class="katex"><span class="katex-mathml"><math><mi>a</mi></math></span><span class="katex-html" aria-hidden="true">a</span></span> be
		<span style="display: none;"><math><mi>b</mi></math></span><img alt="b">.</p>`, "p Let a be b.")
	check(t, `<p>So <math><mi>x</mi><p>Behind a formula without end.<p>Then <math><mi>y`, "p So x", "p Behind a formula without end.", "p Then y")
}

// A page as a browser archives it.
func TestMHTML(t *testing.T) {
	file := "From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: image/png\r\n\r\nx\r\n" +
		"--b\r\nContent-Type: text/html; charset=windows-1251\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: https://example.org/a\r\n\r\n<p>=C4=EE=F0=EE=\r\n=E3=E8</p>\r\n--b--\r\n"
	if !html.IsMHTML([]byte(file)) || html.IsMHTML([]byte("MIME-Version: 1.0\n\n<p>multipart/related")) {
		t.Error("MHTML is not told from other text")
	}
	page, address, enc, err := html.Page([]byte(file))
	if err != nil || string(page) != "<p>\xc4\xee\xf0\xee\xe3\xe8</p>" || address != "https://example.org/a" || enc == nil {
		t.Errorf("%q, %q, %v, %v", page, address, enc, err)
	}
	for _, cut := range []int{100, 200, 300} {
		if _, _, _, err := html.Page([]byte(file[:cut])); err == nil {
			t.Errorf("the first %d bytes are taken for a whole archive", cut)
		}
	}
}

// FuzzRead: blocks are in order, and elements nested without end are read.
func FuzzRead(f *testing.F) {
	f.Add("<table><tr><td><p>a<li>b</table></td><nav>c")
	f.Add("<head><div>a</head><math><mfrac></math><svg><p></svg>b<!doctype html>")
	f.Add(strings.Repeat("<div>", 600) + "a<p>b</div>c")
	f.Fuzz(func(t *testing.T, page string) {
		d := read(t, page)
		at := 0
		for _, b := range d.Blocks {
			if b.Start < at || b.End <= b.Start || b.Place.End < b.Place.Start || b.Place.End > len(page) {
				t.Fatalf("block %+v behind byte %d", b, at)
			}
			at = b.End
		}
	})
}

package office_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/izde/izde/indexer/extract/archive"
	"github.com/izde/izde/indexer/extract/flow"
	"github.com/izde/izde/indexer/extract/office"
)

const odtSpace = `xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"`

const odtStyles = `
	<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Illustration"/>
	<style:style style:name="Illustration" style:parent-style-name="Caption"/>
	<style:style style:name="T1" style:family="text"><style:text-properties style:text-position="super 58%"/></style:style>
	<style:style style:name="T2" style:family="text"><style:text-properties text:display="none"/></style:style>
	<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/><text:list-level-style-bullet text:level="2" text:bullet-char="-"/></text:list-style>
	<text:outline-style style:name="Outline"><text:outline-level-style text:level="1" style:num-format="1"/><text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/></text:outline-style>`

// odtFile is an ODT with a text.
func odtFile(text string) parts {
	return parts{
		"mimetype":    "application/vnd.oasis.opendocument.text",
		"styles.xml":  `<office:document-styles ` + odtSpace + `><office:styles>` + odtStyles + `</office:styles><office:master-styles><style:master-page><style:header><text:p>Журнал о дорогах</text:p></style:header></style:master-page></office:master-styles></office:document-styles>`,
		"content.xml": `<office:document-content ` + odtSpace + `><office:body><office:text>` + text + `</office:text></office:body></office:document-content>`,
		"meta.xml":    `<office:document-meta ` + odtSpace + `><dc:title>On roads</dc:title><dc:language>en</dc:language></office:document-meta>`,
	}
}

func readODT(t *testing.T, file parts) *flow.Document {
	t.Helper()
	d, err := office.ODT(file.open(t))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// A text is read in its final state: without what was deleted, which the file keeps
// apart, without notes of editors, hidden text and descriptions of pictures.
func TestODTText(t *testing.T) {
	file := odtFile(`<text:tracked-changes><text:changed-region><text:deletion><text:p>deleted</text:p></text:deletion></text:changed-region></text:tracked-changes>
		<text:p text:style-name="Title">Жолдар туралы</text:p>
		<text:h text:outline-level="1">Кіріспе</text:h><text:h text:outline-level="2">Деректер</text:h>
		<text:p>Roads<text:s text:c="3"/>take<text:tab/>a third<text:line-break/>of the
			budget<text:change-start text:change-id="c1"/>, as inserted<text:change-end text:change-id="c1"/><office:annotation><text:p>Who says so?</text:p></office:annotation><text:span text:style-name="T1">7</text:span><text:span text:style-name="T2">hidden</text:span>.</text:p>
		<text:p text:style-name="P1">Figure 1. Roads</text:p>
		<text:p><draw:frame><svg:title>picture</svg:title><draw:text-box><text:p>In a box.</text:p></draw:text-box></draw:frame>Around it.</text:p>
		<text:table-of-content><text:index-body><text:p>Кіріспе 3</text:p></text:index-body></text:table-of-content>
		<text:p><text:ruby><text:ruby-base>汉</text:ruby-base><text:ruby-text>hàn</text:ruby-text></text:ruby>语</text:p>`)
	d := readODT(t, file)
	checkLines(t, d, "title Жолдар туралы", "h1 1 Кіріспе", "h2 1.1 Деректер", "p Roads take a third / of the budget, as inserted⁷.", "caption Figure 1. Roads",
		"p Around it.", "p In a box.", "furniture Кіріспе 3", "p 汉语", "furniture Журнал о дорогах")
	if d.Meta.Title != "On roads" || d.Meta.Language != "en" {
		t.Errorf("meta: %+v", d.Meta)
	}
}

// Notes stand in the paragraph in the file, and behind it in the text.
func TestODTNotes(t *testing.T) {
	note := func(mark, text string) string {
		return `<text:note text:note-class="footnote"><text:note-citation>` + mark + `</text:note-citation><text:note-body>` + text + `</text:note-body></text:note>`
	}
	d := readODT(t, odtFile(`<text:p>Дороги`+note("1", "<text:p>Первое.</text:p><text:p>Ещё абзац.</text:p>")+` и мосты<text:span text:style-name="T1">`+note("*", "<text:p>12</text:p>")+`</text:span>.</text:p>`))
	checkLines(t, d, "p Дороги¹ и мосты*.", "note ¹ Первое. / Ещё абзац.", "note * 12", "furniture Журнал о дорогах")
}

// Lists count on where the file says so; cells that repeat do so within bounds.
func TestODTListsAndTables(t *testing.T) {
	list := func(attrs, items string) string {
		return `<text:list text:style-name="L1"` + attrs + `>` + items + `</text:list>`
	}
	item := func(text string) string { return `<text:list-item><text:p>` + text + `</text:p></text:list-item>` }
	cell := func(text, attrs string) string {
		return `<table:table-cell ` + attrs + `><text:p>` + text + `</text:p></table:table-cell>`
	}
	file := odtFile(list("", item("一")+`<text:list-item><text:p>二</text:p><text:list><text:list-item><text:p>点</text:p></text:list-item></text:list><text:p>still two</text:p></text:list-item>`) +
		list(` text:continue-numbering="true"`, item("三")) + list("", item("новый")) +
		`<table:table><table:table-header-rows><table:table-row>` + cell("A", `table:number-columns-spanned="2"`) + `<table:covered-table-cell/>` + cell("C", "") + `</table:table-row></table:table-header-rows>
		<table:table-row>` + cell("0", `table:number-columns-repeated="3"`) + `<table:table-cell table:number-columns-repeated="16000000"/></table:table-row>
		<table:table-row table:number-rows-repeated="1000000"><table:table-cell/></table:table-row></table:table>`)
	d := readODT(t, file)
	checkPlaces(t, d, file)
	checkLines(t, d, "li 1. 一", "li 2. 二", "li • 点", "p still two", "li 3. 三", "li 1. новый", "table A |  | C / 0 | 0 | 0", "furniture Журнал о дорогах")
}

// A formula is a part of its own.
func TestODTFormula(t *testing.T) {
	file := odtFile(`<text:p>If <draw:frame><draw:object xlink:href="./Object 1"/></draw:frame> then.</text:p>`)
	file["Object 1/content.xml"] = `<math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mrow><msup><mi>x</mi><mn>2</mn></msup><mo>=</mo><mfrac><mn>1</mn><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow></mfrac></mrow><annotation encoding="StarMath 5.0">x^2 = 1 over {a+b}</annotation></semantics></math>`
	checkLines(t, readODT(t, file), "p If x^2 = 1/(a + b) then.", "furniture Журнал о дорогах")
}

func TestODTRefused(t *testing.T) {
	locked := odtFile("")
	locked["META-INF/manifest.xml"] = `<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>`
	if _, err := office.ODT(locked.open(t)); !errors.Is(err, office.ErrPassword) {
		t.Errorf("encrypted: %v", err)
	}
	if _, err := office.ODT(odtFile(strings.Repeat("<text:p>", 600)).open(t)); !errors.Is(err, flow.ErrDeep) {
		t.Errorf("nested: %v", err)
	}
	if _, err := office.ODT(odtFile(strings.Repeat("<text:p> </text:p>", 1<<20)).open(t)); !errors.Is(err, archive.ErrBomb) {
		t.Errorf("bomb: %v", err)
	}
	sheet := odtFile("")
	sheet["mimetype"] = "application/vnd.oasis.opendocument.spreadsheet"
	if text, another := office.IsODT(sheet.open(t)); text || !another {
		t.Error("a spreadsheet is taken for a text")
	}
}

func FuzzODT(f *testing.F) {
	f.Add(`<text:p>a<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>b</text:p></text:note-body></text:note></text:p>`)
	f.Add(`<table:table><table:table-cell table:number-columns-repeated="9"><text:p>x</text:p></table:table-cell></table:table><text:list><text:list-item><text:h/></text:list-item></text:list>`)
	f.Fuzz(func(t *testing.T, text string) {
		if d, err := office.ODT(odtFile(text).open(t)); err == nil {
			checkOrder(t, d)
		}
	})
}

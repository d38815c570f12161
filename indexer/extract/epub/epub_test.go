package epub_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/izde/izde/indexer/extract/archive"
	"github.com/izde/izde/indexer/extract/epub"
)

// parts are the files of a book.
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

// book is an EPUB of chapters in a folder, the second first in the spine.
func book(first, second string) parts {
	page := func(body string) string {
		return `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title>x</title></head><body>` + body + `</body></html>`
	}
	return parts{
		"META-INF/container.xml": `<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>`,
		"OEBPS/book.opf": `<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Жолдар кітабы</dc:title><dc:creator>Мейрам Сарыбаев</dc:creator>
			<dc:language>kk</dc:language><dc:date>2019-05-01T00:00:00Z</dc:date><dc:identifier>urn:isbn:9785020000001</dc:identifier></metadata>
			<manifest><item id="a" href="text/a%20b.xhtml"/><item id="b" href="text/b.xhtml"/><item id="nav" href="nav.xhtml" properties="nav"/></manifest>
			<spine><itemref idref="nav"/><itemref idref="b"/><itemref idref="a"/><itemref idref="lost"/></spine></package>`,
		"OEBPS/nav.xhtml":      page(`<nav epub:type="toc"><ol><li><a href="text/b.xhtml"><span>Бірінші</span> тарау</a></li><li><a href="text/a%20b.xhtml#s2">Second chapter</a></li></ol></nav><nav epub:type="landmarks"><a href="text/b.xhtml">Start</a></nav>`),
		"OEBPS/text/a b.xhtml": page(first),
		"OEBPS/text/b.xhtml":   page(second),
	}
}

// Chapters stand in the order of the spine and bear the names of the table of
// contents; notes are notes; the book's title is the title.
func TestBook(t *testing.T) {
	file := book(`<h1>Before</h1><p>Text.</p><h1 id="s2">2</h1><p>Дороги<br/>и мосты.</p>`,
		`<h1>Жолдар кітабы</h1><p>Жолдар&nbsp;туралы<a epub:type="noteref" href="#n">1</a>.</p><aside epub:type="footnote" id="n"><p>Ескерту.</p></aside>`)
	d, err := epub.Read(file.open(t))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, b := range d.Blocks {
		got = append(got, fmt.Sprintf("%d %s | %s %s", b.Kind, strings.ReplaceAll(d.Text[b.Start:b.End], "\n", " / "), b.Place.Part, b.Place.Label))
		if raw := file[b.Place.Part][b.Place.Start:b.Place.End]; strings.Fields(raw)[0] == "" {
			t.Errorf("%q does not stand at %v", d.Text[b.Start:b.End], b.Place)
		}
	}
	want := []string{
		"1 Жолдар кітабы | OEBPS/text/b.xhtml Бірінші тарау", "0 Жолдар\u00a0туралы¹. | OEBPS/text/b.xhtml Бірінші тарау", "4 Ескерту. | OEBPS/text/b.xhtml Бірінші тарау",
		"2 Before | OEBPS/text/a b.xhtml Before", "0 Text. | OEBPS/text/a b.xhtml Before", "2 2 | OEBPS/text/a b.xhtml Second chapter", "0 Дороги / и мосты. | OEBPS/text/a b.xhtml Second chapter",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if m := d.Meta; m.Title != "Жолдар кітабы" || len(m.Author) != 1 || m.Language != "kk" || m.Year() != 2019 || m.ISBN != "9785020000001" {
		t.Errorf("meta: %+v", m)
	}
}

// A chapter that is not well-formed is read as HTML, an EPUB 2 has its contents in
// another format.
func TestOldBook(t *testing.T) {
	file := book(`<p>One<br>two</p>`, `<p>三</p>`)
	delete(file, "OEBPS/nav.xhtml")
	file["OEBPS/book.opf"] = strings.NewReplacer(`<item id="nav" href="nav.xhtml" properties="nav"/>`, `<item id="ncx" href="toc.ncx"/>`, "<spine>", `<spine toc="ncx">`).Replace(file["OEBPS/book.opf"])
	file["OEBPS/toc.ncx"] = `<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint><navLabel><text>第三章</text></navLabel><content src="text/b.xhtml"/></navPoint></navMap></ncx>`
	d, err := epub.Read(file.open(t))
	if err != nil {
		t.Fatal(err)
	}
	if want := "三\n\nOne\ntwo\n"; d.Text != want || d.Blocks[0].Place.Label != "第三章" {
		t.Errorf("%q, %+v", d.Text, d.Blocks)
	}
}

func TestRefused(t *testing.T) {
	drm := book("<p>a</p>", "<p>b</p>")
	drm["META-INF/encryption.xml"] = `<encryption xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptedData><e:CipherData><e:CipherReference URI="OEBPS/text/b.xhtml"/></e:CipherData></e:EncryptedData></encryption>`
	if _, err := epub.Read(drm.open(t)); !errors.Is(err, epub.ErrDRM) {
		t.Errorf("encrypted: %v", err)
	}
	drm["META-INF/encryption.xml"] = strings.ReplaceAll(drm["META-INF/encryption.xml"], "text/b.xhtml", "fonts/a.otf")
	if _, err := epub.Read(drm.open(t)); err != nil {
		t.Errorf("scrambled fonts: %v", err)
	}
	empty := book("", "")
	delete(empty, "OEBPS/text/a b.xhtml")
	delete(empty, "OEBPS/text/b.xhtml")
	if _, err := epub.Read(empty.open(t)); !errors.Is(err, epub.ErrSpine) {
		t.Errorf("without chapters: %v", err)
	}
	climbing := book("<p>a</p>", "<p>b</p>")
	climbing["OEBPS/book.opf"] = strings.ReplaceAll(climbing["OEBPS/book.opf"], "text/b.xhtml", "../../../etc/passwd")
	if d, err := epub.Read(climbing.open(t)); err != nil || d.Text != "a\n" {
		t.Errorf("a chapter outside the book: %+v, %v", d, err)
	}
}

func FuzzBook(f *testing.F) {
	f.Add(`<p>a</p>`, `<nav epub:type="toc"><a href="#x"/></nav>`)
	f.Add(`</p><li>b<table>`, `<spine toc="a"/><item id="a" href="%zz"/>`)
	f.Fuzz(func(t *testing.T, chapter, around string) {
		file := book(chapter, chapter)
		file["OEBPS/nav.xhtml"] += around
		file["OEBPS/book.opf"] = strings.Replace(file["OEBPS/book.opf"], "<spine>", around+"<spine>", 1)
		d, err := epub.Read(file.open(t))
		if err != nil {
			return
		}
		for _, b := range d.Blocks {
			if part := file[b.Place.Part]; b.Place.Start > b.Place.End || b.Place.End > len(part) {
				t.Fatalf("%+v in %d bytes", b.Place, len(part))
			}
		}
	})
}

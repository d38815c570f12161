package style_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"strings"
	"testing"

	"github.com/izde/izde/search/cite/style"
)

// Whatever an entry holds stays text in the document, and the document stays XML.
func TestDOCX(t *testing.T) {
	entries := []style.Entry{
		{{Text: "Çelik Y. "}, {Text: "China & <Central> Asia", Italic: true}, {Text: `</w:t><w:instrText>DDE "x"</w:instrText>`}},
		{{Text: "哈萨克斯坦发展报告 \x00\x1b\xff"}},
	}
	var b, again bytes.Buffer
	for _, out := range []*bytes.Buffer{&b, &again} {
		if err := style.WriteDOCX(out, entries); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(b.Bytes(), again.Bytes()) {
		t.Error("the same entries make different files")
	}
	archive, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	var text, italic strings.Builder
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		inText, inItalic := false, false
		for d := xml.NewDecoder(r); ; {
			token, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
			switch token := token.(type) {
			case xml.StartElement:
				switch token.Name.Local {
				case "instrText":
					t.Error("an entry brought a field into the document")
				case "r":
					inItalic = false
				case "i":
					inItalic = true
				case "t":
					inText = true
				}
			case xml.EndElement:
				inText = inText && token.Name.Local != "t"
				if token.Name.Local == "p" {
					text.WriteString("\n")
				}
			case xml.CharData:
				if inText {
					text.Write(token)
				}
				if inText && inItalic {
					italic.Write(token)
				}
			}
		}
	}
	want := "Çelik Y. China & <Central> Asia</w:t><w:instrText>DDE \"x\"</w:instrText>\n哈萨克斯坦发展报告 \uFFFD\uFFFD\uFFFD\n"
	if text.String() != want || italic.String() != "China & <Central> Asia" {
		t.Errorf("the document says %q, in italics %q", text.String(), italic.String())
	}
}

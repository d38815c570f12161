package style

// Bibliographies as Word documents: the least that Office Open XML (ECMA-376, part 1,
// sections 11.3 and 17) asks for, a ZIP archive of a list of types, a relation and the
// text. Whatever entries hold is escaped character data.

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
)

const (
	docxTypes = xml.Header + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`
	docxRelations = xml.Header + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`
	docxBegin = xml.Header + `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`
	docxEnd   = `<w:sectPr/></w:body></w:document>`
	// An entry hangs half an inch (720 twentieths of a point) from its first line.
	docxEntry = `<w:p><w:pPr><w:spacing w:after="120"/><w:ind w:left="720" w:hanging="720"/></w:pPr>`
	docxFont  = `<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman" w:eastAsia="SimSun"/>`
)

// WriteDOCX writes entries as a Word document of a paragraph each, the same bytes for
// the same entries.
func WriteDOCX(w io.Writer, entries []Entry) error {
	var text bytes.Buffer
	text.WriteString(docxBegin)
	for _, e := range entries {
		text.WriteString(docxEntry)
		for _, r := range e {
			text.WriteString(`<w:r><w:rPr>` + docxFont)
			if r.Italic {
				text.WriteString(`<w:i/>`)
			}
			text.WriteString(`<w:sz w:val="24"/></w:rPr><w:t xml:space="preserve">`)
			if err := xml.EscapeText(&text, []byte(r.Text)); err != nil {
				return fmt.Errorf("writing an entry: %w", err)
			}
			text.WriteString(`</w:t></w:r>`)
		}
		text.WriteString(`</w:p>`)
	}
	text.WriteString(docxEnd)
	archive := zip.NewWriter(w)
	for _, part := range []struct {
		name    string
		content []byte
	}{{"[Content_Types].xml", []byte(docxTypes)}, {"_rels/.rels", []byte(docxRelations)}, {"word/document.xml", text.Bytes()}} {
		out, err := archive.Create(part.name)
		if err == nil {
			_, err = out.Write(part.content)
		}
		if err != nil {
			return fmt.Errorf("writing %s: %w", part.name, err)
		}
	}
	if err := archive.Close(); err != nil {
		return fmt.Errorf("closing the archive: %w", err)
	}
	return nil
}

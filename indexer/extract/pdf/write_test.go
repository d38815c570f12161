package pdf

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"strings"
	"unicode/utf16"
)

// A PDF as tests need it: objects 1 to 5 are the catalog, the tree of pages and
// the fonts below; pages and what else there is follow.
type testFile struct {
	pages   []string // content streams
	catalog string   // more entries of the catalog
	page    string   // more entries of every page
	trailer string   // more entries of the trailer
	objects []string // from number 6 on
}

// Fonts: upright, bold, and one of any character, all half an em wide or so.
const (
	regular   = "F1"
	bold      = "F2"
	unicode16 = "F3"
)

const helvetica = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica%s/Encoding/WinAnsiEncoding>>"

// composite has codes that are UTF-16 and a ToUnicode map that says so.
const composite = "<</Type/Font/Subtype/Type0/BaseFont/Made/Encoding/Identity-H/ToUnicode 4 0 R/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/BaseFont/Made" +
	"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 500/FontDescriptor<</Type/FontDescriptor/FontName/Made/Flags 4/FontBBox[0 -200 1000 800]/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 700/StemV 80>>>>]>>"

func (f testFile) bytes() []byte {
	var ranges strings.Builder
	for i := range 256 {
		fmt.Fprintf(&ranges, "<%02X00> <%02XFF> <%02X00>\n", i, i, i)
	}
	cmap := "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n1 begincodespacerange <0000> <FFFF> endcodespacerange\n256 beginbfrange\n" + ranges.String() + "endbfrange\nendcmap end end"
	objects := []string{"", "", fmt.Sprintf(helvetica, ""), stream(cmap), composite}
	objects = append(objects, f.objects...)
	var kids []string
	for _, content := range f.pages {
		objects = append(objects, stream(content))
		objects = append(objects, fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents %d 0 R/Resources<</Font<</F1 3 0 R/F2 %s/F3 5 0 R>>>>%s>>",
			len(objects), fmt.Sprintf(helvetica, "-Bold"), f.page))
		kids = append(kids, fmt.Sprintf("%d 0 R", len(objects)))
	}
	objects[0] = "<</Type/Catalog/Pages 2 0 R" + f.catalog + ">>"
	objects[1] = fmt.Sprintf("<</Type/Pages/Kids[%s]/Count %d>>", strings.Join(kids, " "), len(kids))
	return assemble(objects, f.trailer)
}

func assemble(objects []string, trailer string) []byte {
	var out bytes.Buffer
	out.WriteString("%PDF-1.7\n")
	var offsets []int
	for i, o := range objects {
		offsets = append(offsets, out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, at := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&out, "trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, trailer, start)
	return out.Bytes()
}

func stream(content string) string {
	return fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(content), content)
}

func deflated(content []byte) string {
	var z bytes.Buffer
	w := zlib.NewWriter(&z)
	w.Write(content)
	w.Close()
	return fmt.Sprintf("<</Length %d/Filter/FlateDecode>>\nstream\n%s\nendstream", z.Len(), z.String())
}

// show draws text with its baseline beginning at x, y.
func show(font string, size, x, y float64, text string) string {
	return fmt.Sprintf("BT /%s %g Tf %g %g Td %s Tj ET\n", font, size, x, y, literal(font, text))
}

func literal(font, text string) string {
	if font == unicode16 {
		var hex strings.Builder
		for _, u := range utf16.Encode([]rune(text)) {
			fmt.Fprintf(&hex, "%04X", u)
		}
		return "<" + hex.String() + ">"
	}
	return "(" + strings.NewReplacer("(", `\(`, ")", `\)`, `\`, `\\`).Replace(text) + ")"
}

// set draws lines one below the other.
func set(font string, size, x, y, leading float64, lines ...string) string {
	var out strings.Builder
	for _, l := range lines {
		out.WriteString(show(font, size, x, y, l))
		y -= leading
	}
	return out.String()
}

package pdf

// Glyphs: the characters of a page with their boxes, fonts and directions.

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"

	pdfium "github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
)

// glyph is a mark of ink with its character, in a frame where its text runs from
// left to right: x grows along the line, y away from its foot.
type glyph struct {
	r              rune
	x0, y0, x1, y1 float32 // advance by ascent and descent of the font
	base, size     float32 // baseline and size of the font
	bold, italic   bool
	small          bool  // small capitals
	turn           uint8 // quarter turns, counterclockwise, of its frame against the page's; or oblique
	space          bool  // a space stands before it
	confidence     uint8 // see Word; 0 for text of the file
}

const oblique = 4

// unnamed and the following private characters stand for control codes in the
// place of characters.
const unnamed = 0xF000

// page is a page of glyphs in the order of the content stream.
type page struct {
	Page
	turn   uint8 // of its frame: the direction of most of its text
	box    box   // the page in its frame
	glyphs []glyph
}

// glyphReader reads the characters of a page. Font, size and baseline cost many
// calls into the guest, so they are asked for only where they may have changed:
// at the beginning of a word and where the extent of the line changes.
type glyphReader struct {
	api          pdfium.Pdfium
	text         references.FPDF_TEXTPAGE
	left, bottom float32 // of the page
	fonts        map[string]face

	glyph glyph
	ready bool // a glyph was read, not white space
	style style
	low   float32 // extent of the glyph before
	high  float32
	run   int // glyphs since the style was asked for
	lead  rune
	space bool
}

type face struct{ bold, italic, small bool }

// style is what neighbouring glyphs share.
type style struct {
	face
	size, base float32
	turn       uint8
}

func (r *glyphReader) next(i int) error {
	r.ready = false
	u, err := r.api.FPDFText_GetUnicode(&requests.FPDFText_GetUnicode{TextPage: r.text, Index: i})
	if err != nil {
		return err
	}
	c := rune(u.Unicode & 0x1FFFFF)
	switch {
	case blank(c):
		r.space = true
		return nil
	case utf16.IsSurrogate(c) && c < 0xDC00:
		r.lead = c // a character outside the first plane comes as two units
		return nil
	case utf16.IsSurrogate(c):
		c = utf16.DecodeRune(r.lead, c)
	}
	r.lead = 0
	g := glyph{r: c, space: r.space}
	switch {
	case c == 2 || c == 0xFFFE || c == 0xAD:
		g.r = '-' // PDFium's sign for a hyphen at the end of a line
	case c < 0x20:
		g.r = unnamed + c // repair may find what it stands for
	case c == unicode.ReplacementChar || c > unicode.MaxRune || !unicode.IsGraphic(c) && !unicode.Is(unicode.Co, c):
		g.r = unicode.ReplacementChar
	}
	loose, err := r.api.FPDFText_GetLooseCharBox(&requests.FPDFText_GetLooseCharBox{TextPage: r.text, Index: i})
	if err != nil {
		if strings.HasPrefix(err.Error(), "could not") {
			return nil
		}
		return err
	}
	b := loose.Rect
	if r.run == 0 || r.space || r.run > 24 || b.Bottom != r.low || b.Top != r.high {
		if err := r.ask(i, b.Bottom); err != nil {
			return err
		}
		r.run = 0
	}
	r.low, r.high, r.space = b.Bottom, b.Top, false
	r.run++
	g.x0, g.x1, g.y0, g.y1 = b.Left-r.left, b.Right-r.left, b.Bottom-r.bottom, b.Top-r.bottom
	g.base, g.size, g.turn = r.style.base-r.bottom, r.style.size, r.style.turn
	g.bold, g.italic, g.small = r.style.bold, r.style.italic, r.style.small
	if !finite(g.x0, g.x1, g.y0, g.y1, g.base, g.size) {
		return nil
	}
	r.glyph, r.ready = g, true
	return nil
}

// ask asks for the style of character i.
func (r *glyphReader) ask(i int, low float32) error {
	size, err := r.api.FPDFText_GetFontSize(&requests.FPDFText_GetFontSize{TextPage: r.text, Index: i})
	if err != nil {
		return err
	}
	r.style = style{size: float32(size.FontSize), base: low}
	if info, err := r.api.FPDFText_GetFontInfo(&requests.FPDFText_GetFontInfo{TextPage: r.text, Index: i}); err == nil {
		f, known := r.fonts[info.FontName]
		if !known {
			f = faceOf(info.FontName, info.Flags)
			if w, err := r.api.FPDFText_GetFontWeight(&requests.FPDFText_GetFontWeight{TextPage: r.text, Index: i}); err == nil && w.FontWeight >= 600 {
				f.bold = true
			}
			r.fonts[info.FontName] = f
		}
		r.style.face = f
	}
	if m, err := r.api.FPDFText_GetMatrix(&requests.FPDFText_GetMatrix{TextPage: r.text, Index: i}); err == nil {
		r.style.size *= float32(math.Hypot(float64(m.Matrix.C), float64(m.Matrix.D)))
		r.style.turn = quarter(float64(m.Matrix.A), float64(m.Matrix.B))
	}
	if o, err := r.api.FPDFText_GetCharOrigin(&requests.FPDFText_GetCharOrigin{TextPage: r.text, Index: i}); err == nil {
		r.style.base = float32(o.Y)
		if r.style.turn&1 == 1 {
			r.style.base = float32(o.X) + r.bottom - r.left
		}
	}
	return nil
}

// quarter is the direction of writing of a text matrix, in quarter turns.
func quarter(a, b float64) uint8 {
	angle := math.Atan2(b, a) / (math.Pi / 2)
	if whole := math.Round(angle); math.Abs(angle-whole) < 0.06 {
		return uint8(int(whole) & 3)
	}
	return oblique
}

// straighten turns the frame of the page so that most of its text runs from
// left to right. Text in another direction gets a frame of its own.
func (p *page) straighten() {
	var turns [5]int
	for _, g := range p.glyphs {
		turns[g.turn]++
	}
	for t := range uint8(4) {
		if turns[t] > turns[p.turn] {
			p.turn = t
		}
	}
	p.divide()
	back := 4 - int(p.turn)
	p.box = boxOf(turn(Point{}, back), turn(Point{p.Width, p.Height}, back))
	for i := range p.glyphs {
		g := &p.glyphs[i]
		back := back
		if g.turn != oblique {
			back = 4 - int(g.turn)
			g.turn = (g.turn - p.turn) & 3
		}
		b := boxOf(turn(Point{g.x0, g.y0}, back), turn(Point{g.x1, g.y1}, back))
		g.x0, g.y0, g.x1, g.y1 = b.x0, b.y0, b.x1, b.y1
		g.base = turn(Point{g.base, g.base}, back).Y
		if g.size <= 0 {
			g.size = g.y1 - g.y0
		}
		if g.turn == oblique {
			g.base = g.y0
			continue
		}
		if strings.ContainsRune("，。、；：！？）」』》】〉”’", g.r) && g.x1-g.x0 > 0.8*g.size {
			g.x1 = g.x0 + 0.5*g.size // drawn in the left half of its square
		}
		// Fonts claim any ascent and descent: the line is drawn between these.
		low, high := g.base-0.3*g.size, g.base+1.05*g.size
		g.y0, g.y1 = min(max(g.y0, low), g.base-0.1*g.size), max(min(g.y1, high), g.base+0.6*g.size)
	}
}

// divide gives the letters of a ligature, which come with one box, each a part
// of it. Glyphs that a font lacks may claim to be ligatures, too; but no word has
// two alike in a row.
func (p *page) divide() {
	same := func(a, b *glyph) bool {
		return a.x0 == b.x0 && a.x1 == b.x1 && a.y0 == b.y0 && a.y1 == b.y1 && !b.space
	}
	before := -1 // where the ligature before begins
	for from := 0; from < len(p.glyphs); {
		to := from + 1
		for to < len(p.glyphs) && same(&p.glyphs[from], &p.glyphs[to]) {
			to++
		}
		run := p.glyphs[from:to]
		if len(run) > 1 && p.turn == 0 && run[0].turn == 0 {
			x, w := run[0].x0, (run[0].x1-run[0].x0)/float32(len(run))
			for i := range run {
				run[i].x0, run[i].x1 = x, x+w
				x += w
			}
		}
		if before >= 0 && from-before == len(run) && slices.EqualFunc(p.glyphs[before:from], run, func(a, b glyph) bool { return a.r == b.r || a.r == unicode.ReplacementChar }) {
			for i := before; i < to; i++ {
				p.glyphs[i].r = unicode.ReplacementChar
			}
		}
		before = -1
		if len(run) > 2 {
			before = from
		}
		from = to
	}
}

// faceOf tells bold and italic type and small capitals from a font's name and PDF flags.
func faceOf(name string, flags int) face {
	const italicFlag, forceBold = 1 << 6, 1 << 18
	if _, rest, subset := strings.Cut(name, "+"); subset {
		name = rest
	}
	n := strings.ToLower(name)
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(n, w) {
				return true
			}
		}
		return false
	}
	starts := func(words ...string) bool {
		for _, w := range words {
			if strings.HasPrefix(n, w) {
				return true
			}
		}
		return false
	}
	// Names of TeX fonts: cmbx10, sfbx1000, labx1000, sftt, cmti10.
	return face{
		bold:   has("bold", "black", "heavy", "demi") || starts("cmbx", "sfbx", "sfxb", "labx", "ecbx", "tcbx", "cmssbx", "larm-b") || flags&forceBold != 0,
		small:  has("smallcaps", "smcp") || starts("cmcsc", "sfcc", "eccc", "lacc", "lmcsc"),
		italic: has("italic", "oblique") || starts("cmti", "sfti", "lati", "ecti", "cmsl", "sfsl") || flags&italicFlag != 0,
	}
}

func blank(r rune) bool {
	return unicode.IsSpace(r) || r == 0xFEFF || r == 0x200B || r == 0
}

func finite(values ...float32) bool {
	for _, v := range values {
		if !(v > -1e6 && v < 1e6) {
			return false
		}
	}
	return true
}

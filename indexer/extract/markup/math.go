package markup

// This file writes formulas as text.

import (
	"regexp"
	"strconv"
	"strings"
)

// Math writes a formula of MathML on one line: x^2, a_i, a/b, √x.
func Math(b *Builder, e *Element) {
	if e.Name == "" {
		if !e.Blank() {
			e.Write(b)
		}
		return
	}
	between := map[string]string{"msup": "^", "msub": "_", "mfrac": "/", "msubsup": "_ ^", "munderover": "_ ^", "munder": "_", "mover": "^"}[e.Name]
	signs := strings.Fields(between)
	switch e.Name {
	case "annotation", "annotation-xml":
		b.Skipped()
		return
	case "msqrt", "mroot":
		b.Insert("√")
	case "mspace":
		b.Insert(" ")
	case "mtr":
		defer b.Insert("; ")
	case "mtd":
		defer b.Insert(" ")
	}
	n := 0
	for _, c := range e.Children {
		if c.Name != "" {
			if n > 0 && len(signs) > 0 {
				b.Insert(signs[min(n, len(signs))-1])
			}
			n++
		}
		Math(b, c)
	}
}

// placing is what only places a formula.
var placing = regexp.MustCompile(`\\(?:begin|end)\{[a-z]+\*?\}|\\displaystyle|&`)

// TeX writes a formula in TeX as it stands, without the document around it that
// publishers put it in.
func TeX(b *Builder, e *Element) {
	text := e.String()
	if i := strings.Index(text, `\begin{document}`); i >= 0 {
		text, _, _ = strings.Cut(text[i+len(`\begin{document}`):], `\end{document}`)
	}
	for _, r := range strings.Trim(placing.ReplaceAllString(text, " "), "$ ") {
		b.Rune(r, e.Start, e.End)
	}
}

// Pad adds the empty cells of a row behind one that takes several columns.
func Pad(row []string, span string) []string {
	const widest = 1000
	for n := Columns(span); n > 1 && len(row) < widest; n-- {
		row = append(row, "")
	}
	return row
}

// Columns reads how many columns a cell takes.
func Columns(span string) int {
	const most = 64
	n, err := strconv.Atoi(strings.TrimSpace(span))
	if err != nil || n < 1 {
		return 1
	}
	return min(n, most)
}

package extract

// This file finds the markup that texts made from PDFs, web pages and Markdown
// hold.

import (
	"strings"

	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/lazyregexp"
)

// tags are the HTML elements of which tags are left in texts made from PDFs
// and web pages.
var tags = map[string]bool{"u": true, "b": true, "i": true, "em": true, "strong": true, "sup": true, "sub": true, "br": true, "s": true, "p": true, "span": true, "div": true, "font": true, "center": true, "small": true, "a": true}

// residue returns tags, pairs of asterisks around words, the signs of formulas that
// only raise a mark, and backslashes before characters that Markdown would otherwise
// take for markup.
func residue(t string) []doc.Span {
	var spans []doc.Span
	for i := 0; i < len(t); i++ {
		n := 0
		switch t[i] {
		case '<':
			n = tagLength(t[i:])
		case '*':
			if strings.HasPrefix(t[i:], "***") && !strings.HasPrefix(t[i:], "****") {
				n = 3
			} else if strings.HasPrefix(t[i:], "**") {
				n = 2
			}
		case '$':
			if m := raisedFormula.FindStringSubmatchIndex(t[i:min(len(t), i+longestRaised)]); m != nil {
				spans = append(spans, doc.Span{Start: i, End: i + m[2]}, doc.Span{Start: i + m[3], End: i + m[1]})
				i += m[1] - 1
			}
		case '\\':
			if i+1 < len(t) && strings.IndexByte("$*_#&%[]<>~`|", t[i+1]) >= 0 {
				n = 1
			}
		}
		if n > 0 {
			spans = append(spans, doc.Span{Start: i, End: i + n})
			i += n - 1
			if n == 1 && t[i] == '\\' {
				i++ // the escaped character is text
			}
		}
	}
	return spans
}

const longestRaised = 48 // bytes

// raisedFormula is a mark that a converter has set as a formula: "$^{1,2}$", "$^{[3]}$".
var raisedFormula = lazyregexp.New(`^\$\s?\^\s?\{?\s?([\d\[][\d\s,;*∗†‡§\[\]–-]{0,30}|[*∗†‡§])\s?\}?\s?\$`)

// tagLength returns the length of the tag that t begins with, 0 if it is none.
func tagLength(t string) int {
	const longest = 80
	end := strings.IndexByte(t[:min(len(t), longest)], '>')
	if end < 0 {
		return 0
	}
	name := strings.Trim(t[1:end], "/ ")
	if i := strings.IndexByte(name, ' '); i >= 0 && strings.Contains(name, "=") {
		name = name[:i]
	}
	if !tags[strings.ToLower(name)] {
		return 0
	}
	return end + 1
}

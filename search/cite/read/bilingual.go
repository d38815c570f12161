package read

// This file reads entries that give a work twice, "English entry (中文原文)": one
// work with an original form. The translation fills the item; title, authors,
// container and publisher of the original stand in original-title and under
// Custom.

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/cite"
)

// twin finds the original in brackets at the end of s: [a, b) is the text
// within them.
func twin(s string) (a, b int, ok bool) {
	trimmed := strings.TrimRight(s, " .,;。；，\n\t\u00a0")
	last, n := utf8.DecodeLastRuneInString(trimmed)
	if last != ')' && last != '）' && last != ']' {
		return 0, 0, false
	}
	shut := len(trimmed) - n
	depth := 0
	for i := shut; i > 0; {
		r, n := utf8.DecodeLastRuneInString(trimmed[:i])
		i -= n
		switch r {
		case ')', '）', ']', '］':
			depth++
		case '(', '（', '[', '［':
			if depth == 0 {
				inner, outer := trimmed[i+n:shut], trimmed[:i]
				if analysis.HanShare(inner) > 0.5 && countFunc(inner, analysis.IsHan) >= 4 && analysis.HanShare(outer) < 0.1 && countFunc(outer, unicode.IsLetter) > 10 {
					return i + n, shut, true
				}
				return 0, 0, false
			}
			depth--
		}
	}
	return 0, 0, false
}

// countFunc counts the code points of s that satisfy is.
func countFunc(s string, is func(rune) bool) int {
	n := 0
	for _, r := range s {
		if is(r) {
			n++
		}
	}
	return n
}

// bilingual reads the translation, from text[from] to the bracket, and the original,
// text[a:b], and makes one draft of the two.
func bilingual(text string, from, a, b int) *draft {
	_, bracket := utf8.DecodeLastRuneInString(text[:a])
	d, inner := single(text[:a-bracket], from, from), single(text[:b], a, a)
	d.text = text
	it, o := &d.item, &inner.item
	it.OriginalTitle = o.Title
	var names []string
	for _, n := range o.Author {
		names = append(names, n.String())
	}
	d.warnings = append(d.warnings, cite.Mismatches(it.Author, names)...)
	d.custom("original-author", strings.Join(names, "、"))
	d.custom("original-container-title", o.ContainerTitle)
	d.custom("original-publisher", o.Publisher)
	for _, f := range inner.fields {
		switch f.Name {
		case "title", "author", "container-title", "publisher":
			d.field("original-"+f.Name, f.Start, f.End, f.Confidence)
		}
	}
	// The original tells the type better, and values that the translation leaves out.
	if inner.forced != "" {
		d.forced = inner.forced
	} else if inner.kind() == "article-newspaper" {
		d.forced = "article-newspaper"
	}
	if it.Issued == nil || len(it.Issued.Parts) == 1 && o.Issued != nil && len(o.Issued.Parts) == 1 && len(it.Issued.Parts[0]) < len(o.Issued.Parts[0]) && it.Year() == o.Year() {
		it.Issued = o.Issued
		d.drop("issued")
		if f, ok := inner.fieldOf("issued"); ok {
			d.fields = append(d.fields, f)
		}
	}
	if inner.forced == "report" && it.Publisher == "" && it.ContainerTitle != "" {
		it.Publisher, it.ContainerTitle = it.ContainerTitle, ""
		d.rename("container-title", "publisher")
	}
	if o.ContainerTitle != "" && o.Publisher == "" && it.Publisher != "" && it.ContainerTitle == "" {
		it.ContainerTitle, it.Publisher = it.Publisher, ""
		d.rename("publisher", "container-title")
		if d.forced == "report" && inner.forced == "" {
			d.forced = ""
		}
	}
	if o.Publisher != "" && o.ContainerTitle == "" && it.Publisher == "" && it.ContainerTitle != "" && it.Volume == "" && it.Issue == "" {
		it.Publisher, it.ContainerTitle = it.ContainerTitle, ""
		d.rename("container-title", "publisher")
		if d.forced == "" {
			d.forced = "report"
		}
	}
	return d
}

func (d *draft) custom(key, value string) {
	if value == "" {
		return
	}
	if d.item.Custom == nil {
		d.item.Custom = map[string]string{}
	}
	d.item.Custom[key] = value
}

func (d *draft) rename(from, to string) {
	for i := range d.fields {
		if d.fields[i].Name == from {
			d.fields[i].Name = to
		}
	}
}

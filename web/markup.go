package web

// Markup that is written without a template: hits, values of facets, bars of years, names,
// of which a page has so many that the reflection of templates took most of its time. A string that
// comes from anywhere else than the program's own text is escaped for where it stands, as
// html/template does it, to the same bytes; TestMarkup holds one against the other.

import (
	"html/template"
	"strconv"
	"strings"
	"sync"
)

// literal is markup that stands in the program. Other strings would have to be converted to
// it, which cmd/izde's TestSources refuses.
type literal string

// written is markup that a template puts into its place as it is.
type written = template.HTML

// markup is a piece of a page while it is written.
type markup struct{ out []byte }

// markups are lent to one piece after the other: pieces are as long as pages are.
var markups = sync.Pool{New: func() any { return new(markup) }}

func newMarkup() *markup { return markups.Get().(*markup) }

// html returns what was written, and ends the writing.
func (m *markup) html() written {
	html := written(m.out)
	if cap(m.out) <= largestKept {
		m.out = m.out[:0]
		markups.Put(m)
	}
	return html
}

// raw writes markup.
func (m *markup) raw(l literal) *markup {
	m.out = append(m.out, l...)
	return m
}

// text writes a text, or the value of an attribute between quotation marks that is no
// address.
func (m *markup) text(s string) *markup {
	from := 0
	for i := range len(s) {
		if special := escaped[s[i]]; special != "" {
			m.out = append(m.out, s[from:i]...)
			m.out = append(m.out, special...)
			from = i + 1
		}
	}
	m.out = append(m.out, s[from:]...)
	return m
}

// number writes a whole number.
func (m *markup) number(n int) *markup {
	m.out = strconv.AppendInt(m.out, int64(n), 10)
	return m
}

// escaped are the characters that text does not write as they are.
var escaped = [256]string{0: "\uFFFD", '"': "&#34;", '&': "&amp;", '\'': "&#39;", '+': "&#43;", '<': "&lt;", '>': "&gt;"}

// address writes an address as the value of an attribute between quotation marks. One with
// another scheme than those of the web and of mail is not written.
func (m *markup) address(s string) *markup {
	if scheme, _, ok := strings.Cut(s, ":"); ok && !strings.Contains(scheme, "/") && !strings.EqualFold(scheme, "http") && !strings.EqualFold(scheme, "https") && !strings.EqualFold(scheme, "mailto") {
		s = "#ZgotmplZ" // which tells html/template's own way that this happened
	}
	from := 0
	for i := range len(s) {
		c := s[i]
		if inAddress[c] && escaped[c] == "" || c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) {
			continue
		}
		m.out = append(m.out, s[from:i]...)
		from = i + 1
		if inAddress[c] {
			m.out = append(m.out, escaped[c]...)
		} else {
			m.out = append(m.out, '%', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	m.out = append(m.out, s[from:]...)
	return m
}

const hexDigits = "0123456789abcdef"

func isHex(c byte) bool { return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F' }

// inAddress are the characters that stand in addresses as they are (RFC 3986, 2.2 and 2.3,
// but for quotation marks and parentheses, which may end one in other places).
var inAddress = func() (in [256]bool) {
	for _, c := range []byte("!#$&*+,/:;=?@[]-._~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") {
		in[c] = true
	}
	return in
}()

// segments writes the segments of a text.
func (m *markup) segments(list []segment) *markup {
	for _, s := range list {
		if s.Foreign {
			m.raw(`<span lang="`).text(langAttr(s.Lang)).raw(`">`)
		}
		if s.Mark {
			m.raw(`<mark>`).text(s.Text).raw(`</mark>`)
		} else {
			m.text(s.Text)
		}
		if s.Foreign {
			m.raw(`</span>`)
		}
	}
	return m
}

// han writes a text whose language is not known.
func (m *markup) han(text string) *markup {
	if !hasHan(text) {
		return m.text(text)
	}
	return m.segments(hanParts(text))
}

// byline writes who wrote something, and when.
func (m *markup) byline(authors []string, year int) *markup {
	for i, author := range authors {
		if i > 0 {
			m.raw(`, `)
		}
		m.raw(`<span lang="">`).han(author).raw(`</span>`)
	}
	if year == 0 {
		return m
	}
	if len(authors) > 0 {
		m.raw(` · `)
	}
	return m.number(year)
}

// tick writes the box that takes something into the reader's list; its title is for those
// who hear it.
func (m *markup) tick(l *locale, id, title string) *markup {
	return m.raw(`<label class="tick"><input type="checkbox" form="list" name="ids" value="`).text(id).raw(`" autocomplete="off"> `).text(l.T("list.mark")).raw(`<span class="hidden">: `).text(title).raw(`</span></label>`)
}

// The same for templates.

func writtenSegments(list []segment) written { return newMarkup().segments(list).html() }
func writtenHan(text string) written         { return newMarkup().han(text).html() }
func writtenByline(authors []string, year int) written {
	return newMarkup().byline(authors, year).html()
}
func (l *locale) tick(id, title string) written { return newMarkup().tick(l, id, title).html() }

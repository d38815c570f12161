package web

// Markup that is written without a template: the hits and the values of facets, of which a
// page has so many that the reflection of templates took most of its time. A string that
// comes from anywhere else than the program's own text is escaped for where it stands, as
// html/template does it, to the same bytes; TestMarkup holds one against the other.

import (
	"html/template"
	"strings"
)

// literal is markup that stands in the program. Other strings would have to be converted to
// it, which cmd/izde's TestSources refuses.
type literal string

// written is markup that a template puts into its place as it is.
type written = template.HTML

// markup is a piece of a page while it is written.
type markup struct{ out strings.Builder }

// html returns what was written.
func (m *markup) html() written { return written(m.out.String()) }

// raw writes markup.
func (m *markup) raw(l literal) *markup {
	m.out.WriteString(string(l))
	return m
}

// text writes a text, or the value of an attribute between quotation marks that is no
// address.
func (m *markup) text(s string) *markup {
	from := 0
	for i := range len(s) {
		if special := escaped[s[i]]; special != "" {
			m.out.WriteString(s[from:i])
			m.out.WriteString(special)
			from = i + 1
		}
	}
	m.out.WriteString(s[from:])
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
		m.out.WriteString(s[from:i])
		from = i + 1
		if inAddress[c] {
			m.out.WriteString(escaped[c])
		} else {
			m.out.WriteByte('%')
			m.out.WriteByte(hexDigits[c>>4])
			m.out.WriteByte(hexDigits[c&15])
		}
	}
	m.out.WriteString(s[from:])
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

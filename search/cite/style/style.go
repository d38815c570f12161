// Package style formats bibliographic entries:
//
//	gost-r-7.0.5  GOST R 7.0.5-2008, a reference behind the text, areas divided by full stops
//	gb-t-7714     GB/T 7714-2015, numeric, without the number
//	gb-t-7714-2025  the same as revised in 2025, in force since July 2026
//	apa           Publication Manual of the APA, 7th edition, chapters 9 and 10
//
// in four locales. A locale decides the words of an entry (months, the date of
// access), never its data; what stands for words of the work itself ("and others",
// volume, pages) is in the language of the item, as GOST and GB/T have it. Without a
// locale all of the entry speaks that language, or that of the style.
//
// An entry is data, runs of text plain or italic; String and HTML write it. The
// package may import cite and analysis.
package style

import (
	"html"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/cite"
)

// Style names a style.
type Style string

// The styles.
const (
	GOST    Style = "gost-r-7.0.5"
	GBT     Style = "gb-t-7714"
	GBT2025 Style = "gb-t-7714-2025"
	APA     Style = "apa"
)

// Styles and Locales list all there are.
var (
	Styles  = []Style{GOST, GBT, GBT2025, APA}
	Locales = []Locale{English, Kazakh, Russian, Chinese}
)

// Run is a piece of an entry.
type Run struct {
	Text   string
	Italic bool
}

// Entry is a formatted entry.
type Entry []Run

// String is the entry as one line of plain text.
func (e Entry) String() string {
	var b strings.Builder
	for _, r := range e {
		b.WriteString(r.Text)
	}
	return b.String()
}

// HTML is the entry as escaped HTML with <i>.
func (e Entry) HTML() string {
	var b strings.Builder
	for _, r := range e {
		if r.Italic {
			b.WriteString("<i>" + html.EscapeString(r.Text) + "</i>")
		} else {
			b.WriteString(html.EscapeString(r.Text))
		}
	}
	return b.String()
}

// Format writes it in a style; locale may be empty.
func Format(it cite.Item, s Style, locale Locale) Entry {
	it = archived(oneLine(it.Strict("")))
	if locale == "" {
		locale = localeOf(&it, s)
	}
	w := &writer{it: &it, terms: terms[locale], own: terms[localeOf(&it, s)], locale: locale}
	switch s {
	case GBT, GBT2025:
		w.revised = s == GBT2025
		w.gbt()
	case APA:
		w.apa()
	default:
		w.gost()
	}
	if len(w.out) > 0 { // the first of its parts was missing
		w.out[0].Text = strings.TrimLeft(w.out[0].Text, " ")
	}
	return w.out
}

// archived puts the place of a document in an archive where styles have what a part is
// in, unless it was published; what is called by its file tells its sheets besides.
func archived(it cite.Item) cite.Item {
	lies := joined(". ", it.Archive, it.ArchiveLocation)
	signs := func(s string) string {
		return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), "")
	}
	switch {
	case it.Archive == "":
	case strings.HasPrefix(signs(lies), signs(it.Title)):
		it.Title = lies
	case it.ContainerTitle == "" && it.Publisher == "":
		it.ContainerTitle = lies
	}
	return it
}

// localeOf is the locale of an item's language, else that of the style's country.
func localeOf(it *cite.Item, s Style) Locale {
	lang, script, _ := strings.Cut(it.Language, "-")
	if l := Locale(lang); slices.Contains(Locales, l) && (script != "Latn" || l == English) {
		return l
	}
	if it.Language == "" && cyrillic(it.Title) {
		if strings.ContainsAny(it.Title+it.ContainerTitle, "әғқңөұүһіӘҒҚҢӨҰҮҺІ") {
			return Kazakh
		}
		return Russian
	}
	if it.Language == "" && s == GOST && !latin(it.Title) {
		return Russian
	}
	if it.Language == "" && (s == GBT || s == GBT2025) && !latin(it.Title) {
		return Chinese
	}
	return English
}

// cyrillic reports whether the first letter of s is Cyrillic.
func cyrillic(s string) bool {
	i := strings.IndexFunc(s, unicode.IsLetter)
	if i < 0 {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s[i:])
	return unicode.Is(unicode.Cyrillic, r)
}

// latin reports whether the first letter of s is Latin, or there is none.
func latin(s string) bool {
	i := strings.IndexFunc(s, unicode.IsLetter)
	if i < 0 {
		return true
	}
	r, _ := utf8.DecodeRuneInString(s[i:])
	return unicode.Is(unicode.Latin, r)
}

// shown are the variables of text that entries show.
var shown = strings.Fields("title original-title container-title publisher publisher-place genre number edition volume issue page number-of-pages status DOI URL")

// oneLine frees the fields that entries show of line breaks and control
// characters.
func oneLine(it cite.Item) cite.Item {
	for _, name := range shown {
		v := it.Variable(name)
		*v = clean(*v)
	}
	for _, names := range []*[]cite.Name{&it.Author, &it.Editor, &it.Translator} {
		var kept []cite.Name
		for _, n := range *names {
			n = cite.Name{Family: clean(n.FamilyName()), Given: clean(n.Given + " " + n.DroppingParticle), Suffix: clean(n.Suffix), Literal: clean(n.Literal)}
			if familyLast(n) != "" {
				kept = append(kept, n)
			}
		}
		*names = kept
	}
	custom := map[string]string{}
	for name, value := range it.Custom {
		custom[name] = clean(value)
	}
	it.Custom = custom
	return it
}

// clean is s as one line, without the marks that turn the direction of what
// follows them.
func clean(s string) string {
	return cite.Line(strings.Map(func(r rune) rune {
		if r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 {
			return -1
		}
		return r
	}, s))
}

// writer is an entry while it is written.
type writer struct {
	it     *cite.Item
	terms  *words
	own    *words // of the item's language, in which standards want what they abbreviate: "et al.", "Vol."
	locale Locale
	// revised is set for GB/T 7714-2025.
	revised bool
	out     Entry
}

func (w *writer) put(s string) { w.run(s, false) }

// italic writes s in italics, but for what is in Chinese characters, which have none:
// slanted by a machine they are hard to read.
func (w *writer) italic(s string) {
	for s != "" {
		upright := ideographic(analysis.FirstRune(s))
		end := strings.IndexFunc(s, func(r rune) bool { return ideographic(r) != upright })
		if end < 0 {
			end = len(s)
		}
		w.run(s[:end], !upright)
		s = s[end:]
	}
}

// ideographic reports whether r is a Chinese character, or a mark that stands among these.
func ideographic(r rune) bool {
	return analysis.IsHan(r) || 0x3000 <= r && r <= 0x303F || 0xFF00 <= r && r <= 0xFFEF
}

func (w *writer) run(s string, italic bool) {
	if s == "" {
		return
	}
	if n := len(w.out); n > 0 && w.out[n-1].Italic == italic {
		w.out[n-1].Text += s
		return
	}
	w.out = append(w.out, Run{s, italic})
}

// stop ends a sentence, unless something has ended it already.
func (w *writer) stop() {
	if n := len(w.out); n > 0 {
		last, _ := utf8.DecodeLastRuneInString(w.out[n-1].Text)
		if !strings.ContainsRune(".?!。？！", last) {
			w.put(".")
		}
	}
}

// sentence begins a new sentence: behind a full stop and a space, if something stands
// before it.
func (w *writer) sentence() {
	if len(w.out) > 0 {
		w.stop()
		w.put(" ")
	}
}

// behind is s after sep, nothing without s.
func behind(sep, s string) string {
	if s == "" {
		return ""
	}
	return sep + s
}

// joined joins what is not empty.
func joined(sep string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), sep)
}

// dashed writes a range with an en dash.
func dashed(pages cite.Text) string { return strings.ReplaceAll(string(pages), "-", "–") }

// issue is the issue within its volume or year, as it may stand in brackets: without
// the number in brackets that counts the issues since the first, "2 (89)".
func (w *writer) issue() string {
	s := string(w.it.Issue)
	if i := strings.LastIndexByte(s, '('); i > 0 && strings.HasSuffix(s, ")") && strings.Trim(s[i+1:len(s)-1], "0123456789 ") == "" {
		return strings.TrimRight(s[:i], " ")
	}
	return s
}

// originalAuthors are the names of the original, if it is known.
func (w *writer) originalAuthors() []cite.Name {
	var names []cite.Name
	for s := range strings.SplitSeq(w.it.Custom["original-author"], "、") {
		if s = clean(s); s != "" {
			names = append(names, cite.Name{Literal: s})
		}
	}
	return names
}

// doiAddress is the address of a DOI as the DOI Handbook shows it.
func doiAddress(doi string) string { return "https://doi.org/" + doi }

// capital is s with a capital first letter.
func capital(s string) string {
	_, n := utf8.DecodeRuneInString(s)
	return strings.ToUpper(s[:n]) + s[n:]
}

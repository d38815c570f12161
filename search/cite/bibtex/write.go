package bibtex

import (
	"fmt"
	"strings"

	"github.com/izde/izde/search/cite"
)

// Options say how a file is written.
type Options struct {
	// NativeKeys makes keys in the script of the names ("сарыбаев2024…"), which
	// biber reads and BibTeX itself does not; without it they are ASCII.
	NativeKeys bool
}

// Write returns items as a file.
func Write(items []cite.Item, o Options) string {
	k := &keys{native: o.NativeKeys, taken: map[string]bool{}}
	var b strings.Builder
	for i := range items {
		if i > 0 {
			b.WriteByte('\n')
		}
		e := newEntry(items[i].Strict(""), k.of(&items[i]))
		for read := range Read(e.String()) {
			if rest := cite.Rest(items[i], read.Item); rest != "" {
				e.raw("csl", guarded(rest))
			}
		}
		b.WriteString(e.String())
	}
	return b.String()
}

// entry is an entry while it is written.
type entry struct {
	kind, key string
	fields    []string
}

func (e *entry) String() string {
	return "@" + e.kind + "{" + e.key + ",\n" + strings.Join(e.fields, "") + "}\n"
}

// raw adds a field whose value is LaTeX.
func (e *entry) raw(name, value string) {
	if value != "" {
		e.fields = append(e.fields, fmt.Sprintf("  %s = {%s},\n", name, value))
	}
}

func (e *entry) text(name, value string) { e.raw(name, escape(cite.Line(value))) }

// verbatim adds a field that LaTeX does not read, such as an address.
func (e *entry) verbatim(name, value string) { e.raw(name, cite.Line(value)) }

var braces = strings.NewReplacer("{", "%7B", "}", "%7D", " ", "%20")

func newEntry(it cite.Item, key string) *entry {
	e := &entry{kind: entryTypes[it.Type], key: key}
	if e.kind == "" {
		e.kind = "misc"
	}
	if e.kind == "phdthesis" && strings.Contains(strings.ToLower(it.Genre), "master") {
		e.kind = "mastersthesis"
	}
	e.raw("author", writeNames(it.Author))
	e.raw("title", protect(cite.Line(it.Title)))
	e.text("origtitle", it.OriginalTitle)
	if e.kind == "article" {
		e.text("journal", it.ContainerTitle)
	} else {
		e.text("booktitle", it.ContainerTitle)
	}
	e.text("entrysubtype", subtypes[it.Type])
	e.raw("editor", writeNames(it.Editor))
	e.raw("translator", writeNames(it.Translator))
	e.text("series", it.CollectionTitle)
	e.text("edition", string(it.Edition))
	e.text("volume", string(it.Volume))
	e.text("number", string(*number(&it)))
	if n := number(&it); n != &it.Issue {
		e.text("issue", string(it.Issue))
	}
	e.raw("pages", strings.ReplaceAll(escape(cite.Line(strings.ReplaceAll(string(it.Page), "--", "-"))), "-", "--"))
	e.date(it.Issued)
	switch e.kind {
	case "phdthesis", "mastersthesis":
		e.text("school", it.Publisher)
	case "techreport":
		e.text("institution", it.Publisher)
	default:
		e.text("publisher", it.Publisher)
	}
	e.text("address", it.PublisherPlace)
	e.text("type", it.Genre)
	e.text("version", it.Version)
	e.text("pagetotal", string(it.NumberOfPages))
	e.text("volumes", string(it.NumberOfVolumes))
	e.text("eventtitle", it.EventTitle)
	e.text("venue", it.EventPlace)
	e.text("isbn", it.ISBN)
	e.text("issn", it.ISSN)
	e.verbatim("doi", braces.Replace(it.DOI))
	e.verbatim("url", braces.Replace(it.URL))
	if it.Accessed != nil {
		e.raw("urldate", isoDate(it.Accessed))
	}
	e.text("pmid", it.PMID)
	e.text("pmcid", it.PMCID)
	if it.OriginalDate != nil {
		e.raw("origdate", isoDate(it.OriginalDate))
	}
	e.text("pubstate", it.Status)
	e.text("language", it.Language)
	e.text("keywords", it.Keyword)
	e.text("note", it.Note)
	for _, o := range originals {
		e.text(o.field, it.Custom[o.custom])
	}
	e.text("abstract", it.Abstract)
	return e
}

var monthNames = strings.Fields("jan feb mar apr may jun jul aug sep oct nov dec")

var seasonNames = strings.Fields("spring summer autumn winter")

// date writes year and month, and all of the date where they are not.
func (e *entry) date(d *cite.Date) {
	if d == nil {
		return
	}
	if len(d.Parts) == 0 {
		e.text("year", d.Literal)
		return
	}
	first := d.Parts[0]
	e.raw("year", fmt.Sprintf("%04d", first[0]))
	if len(first) > 1 && first[1] >= 1 && first[1] <= 12 {
		e.fields = append(e.fields, "  month = "+monthNames[first[1]-1]+",\n")
	}
	if len(d.Parts) == 1 && len(first) == 1 && d.Season >= 1 && d.Season <= len(seasonNames) {
		e.raw("month", seasonNames[d.Season-1]) // as issues are dated that come by seasons
	}
	if len(first) > 2 || len(d.Parts) > 1 {
		e.raw("date", isoDate(d))
	}
}

// isoDate writes a date, or the two ends of a range, as BibLaTeX reads them (ISO
// 8601-2): "2019-05-03", "2019/2021".
func isoDate(d *cite.Date) string {
	var ends []string
	for _, parts := range d.Parts {
		s := ""
		for i, p := range parts {
			s += fmt.Sprintf([]string{"%04d", "-%02d", "-%02d"}[i], p)
		}
		ends = append(ends, s)
	}
	return strings.Join(ends, "/")
}

// guarded writes JSON so that its braces balance: those inside strings become
// escapes, and so does the sign that begins an entry.
func guarded(jsonText string) string {
	var b strings.Builder
	quoted := false
	for i := 0; i < len(jsonText); i++ {
		switch c := jsonText[i]; {
		case c == '\\':
			b.WriteString(jsonText[i : i+2])
			i++
		case c == '"':
			quoted = !quoted
			b.WriteByte(c)
		case quoted && (c == '{' || c == '}' || c == '@'):
			fmt.Fprintf(&b, `\u%04x`, c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

package tei

// This file reads entries of bibliographies. The string that GROBID read an entry
// from is shown as it is; of a biblStruct without one the parts are shown in the order
// of most styles, with marks between them; a bibl is shown as it is written.

import (
	"cmp"
	"regexp"
	"strings"

	"github.com/izde/izde/indexer/extract/markup"
	"github.com/izde/izde/search/cite"
)

// entry reads an entry of a list.
func (r *reader) entry(e *markup.Element) {
	r.number++
	ref := markup.Reference{Key: e.Attr("id"), Number: r.number}
	if n := markup.EntryNumber(cmp.Or(e.Child("label").String(), e.Attr("n"))); n > 0 {
		ref.Number, r.number = n, n
	}
	raw := rawReference(e)
	if m := numbered.FindStringSubmatch(raw.String()); m != nil {
		ref.Number = markup.EntryNumber(m[1])
		r.number = ref.Number
	}
	ref.Item = readItem(e)
	ref.Mixed = !e.Is("biblStruct")
	entry := r.OpenReference(ref)
	defer r.Close()
	if raw != nil {
		entry.Mixed = true
		r.children(raw)
		return
	}
	if e.Is("bibl") {
		for _, c := range e.Children {
			from := r.Mark()
			r.inline(c)
			r.Field(from, map[string]string{"author": "author", "date": "issued", "publisher": "publisher", "pubPlace": "publisher-place"}[c.Name])
		}
		return
	}
	r.composed(e)
}

// numbered is the number that an entry begins with in print.
var numbered = regexp.MustCompile(`^\[(\d{1,4})\]`)

// rawReference is the text that GROBID read an entry from, nil if it is not given.
func rawReference(e *markup.Element) *markup.Element {
	for _, n := range e.All("note") {
		if n.Attr("type") == "raw_reference" {
			return n
		}
	}
	return nil
}

// composed writes the parts of a structured entry with marks between them.
func (r *reader) composed(e *markup.Element) {
	write := func(variable string, parts ...*markup.Element) {
		for _, c := range parts {
			if c == nil || c.String() == "" {
				continue
			}
			r.Skipped()
			from := r.Mark()
			r.children(c)
			if variable != "" {
				r.Field(from, variable)
			}
		}
	}
	analytic, monogr := e.Child("analytic"), e.Child("monogr")
	imprint := monogr.Child("imprint")
	people := append(analytic.All("author"), monogr.All("author")...)
	from := r.Mark()
	for i, a := range people {
		if i > 0 {
			r.Insert(", ")
		}
		r.Skipped()
		r.person(a)
	}
	if len(people) > 0 {
		r.Field(from, "author")
	}
	if d := imprint.Child("date"); d != nil {
		r.Separate(". ")
		from := r.Mark()
		if year := hasYear.FindString(d.Attr("when")); year != "" {
			r.Insert(year)
		} else {
			write("", d)
		}
		r.Field(from, "issued")
	}
	whole := "title"
	if t := analytic.Child("title"); t.String() != "" {
		r.Separate(". ")
		write("title", t)
		whole = "container-title"
	}
	for _, t := range monogr.All("title") {
		if t.Attr("type") == "abbrev" && whole == "" {
			continue
		}
		r.Separate(". ")
		write(whole, t)
		whole = ""
	}
	for _, t := range e.Child("series").All("title") {
		r.Separate(". ")
		write("collection-title", t)
	}
	for _, unit := range []struct{ name, before, after, variable string }{{"volume", " ", "", "volume"}, {"issue", "(", ")", "issue"}, {"page", ": ", "", "page"}} {
		for _, s := range imprint.All("biblScope") {
			if s.Attr("unit") != unit.name {
				continue
			}
			r.Insert(unit.before)
			if s.String() != "" {
				write(unit.variable, s)
			} else {
				from := r.Mark()
				r.Insert(strings.ReplaceAll(scope(s), "-", "–"))
				r.Field(from, unit.variable)
			}
			r.Insert(unit.after)
		}
	}
	for _, name := range []string{"pubPlace", "publisher"} {
		if c := imprint.Child(name); c.String() != "" {
			r.Separate(". ")
			write(map[string]string{"pubPlace": "publisher-place", "publisher": "publisher"}[name], c)
		}
	}
	for _, id := range e.FindAll("idno") {
		if strings.Contains(strings.ToUpper(id.Attr("type")), "ISSN") {
			continue // of the journal
		}
		r.Separate(". ")
		if kind := id.Attr("type"); kind != "" {
			r.Insert(kind + ": ")
		}
		write("", id)
	}
	for _, p := range e.FindAll("ptr") {
		r.Separate(". ")
		r.Insert(p.Attr("target"))
	}
	for _, n := range e.All("note") {
		r.Separate(". ")
		write("", n)
	}
}

// person writes a name, the family name first.
func (r *reader) person(a *markup.Element) {
	person := cmp.Or(a.Child("persName"), a)
	surname := person.Child("surname")
	if surname == nil {
		r.apart(a)
		return
	}
	r.children(surname)
	for _, f := range person.All("forename") {
		r.Insert(" ")
		r.children(f)
	}
}

func scope(s *markup.Element) string {
	if from := s.Attr("from"); from != "" {
		return markup.Pages(from, s.Attr("to"))
	}
	return s.String()
}

var hasYear = regexp.MustCompile(`\d{4}`)

// readItem makes an item of an entry, nil if it names no title.
func readItem(e *markup.Element) *cite.Item {
	analytic, monogr := e.Child("analytic"), e.Child("monogr")
	if monogr == nil { // bibl
		monogr = e
	}
	imprint := cmp.Or(monogr.Child("imprint"), monogr)
	it := &cite.Item{Title: titleOf(analytic, "a")}
	level := ""
	for _, t := range monogr.All("title") {
		switch l := t.Attr("level"); {
		case l == "a" && analytic == nil:
			it.Title = cmp.Or(it.Title, t.String())
		case l == "s":
			markup.Set(it, "collection-title", t.String())
		default:
			if it.ContainerTitle == "" && t.String() != "" {
				it.ContainerTitle, level = t.String(), l
			}
		}
	}
	markup.Set(it, "collection-title", e.Path("series", "title").String())
	if it.Title == "" && it.ContainerTitle == "" {
		return nil
	}
	switch {
	case level == "j":
		it.Type = "article-journal"
	case monogr.Child("meeting") != nil && it.Title != "":
		it.Type = "paper-conference"
		it.EventTitle = monogr.Child("meeting").String()
	case it.Title != "" && it.ContainerTitle != "":
		it.Type = "chapter"
	case it.Title == "" && level == "m":
		it.Type = "book"
	default:
		it.Type = "document"
	}
	if it.Title == "" && level != "j" {
		it.Title, it.ContainerTitle = it.ContainerTitle, ""
	}
	for _, a := range append(analytic.All("author"), monogr.All("author")...) {
		if name := readName(a); name.String() != "" {
			it.Author = append(it.Author, name)
		}
	}
	for _, a := range monogr.All("editor") {
		if name := readName(a); name.String() != "" && a.Attr("role") != "translator" {
			it.Editor = append(it.Editor, name)
		} else if name.String() != "" {
			it.Translator = append(it.Translator, name)
		}
	}
	for _, s := range append(imprint.All("biblScope"), e.All("biblScope")...) {
		unit := cmp.Or(s.Attr("unit"), s.Attr("type"))
		if variable := map[string]string{"volume": "volume", "vol": "volume", "issue": "issue", "page": "page", "pp": "page", "chapter": ""}[unit]; variable != "" {
			markup.Set(it, variable, scope(s))
		}
	}
	markup.Set(it, "publisher", imprint.Child("publisher").String())
	markup.Set(it, "publisher-place", imprint.Child("pubPlace").String())
	markup.Set(it, "edition", monogr.Child("edition").String())
	markup.Set(it, "language", string(e.Lang()))
	for _, d := range imprint.All("date") {
		if at := cmp.Or(isoDate(d), iso(hasYear.FindString(d.String()))); at != "" && it.Issued == nil {
			it.Issued = markup.DateOf(at)
		}
	}
	for _, id := range append(e.FindAll("idno"), e.FindAll("ptr", "ref")...) {
		text := cmp.Or(id.Attr("target"), id.String())
		switch kind := strings.ToUpper(id.Attr("type")); {
		case kind == "ISSN" || kind == "EISSN":
			it.ISSN = cmp.Or(it.ISSN, text)
		case kind == "ISBN":
			it.ISBN = cmp.Or(it.ISBN, text)
		case kind == "PMID":
			it.PMID = text
		case cite.NormalizeDOI(text) != "":
			it.DOI = cmp.Or(it.DOI, cite.NormalizeDOI(text))
		case strings.Contains(text, "://"):
			it.URL = cmp.Or(it.URL, text)
		}
	}
	return it
}

// titleOf is the main title of a level.
func titleOf(e *markup.Element, level string) string {
	for _, t := range e.All("title") {
		if t.Attr("level") == level && t.Attr("type") != "translated" {
			return t.String()
		}
	}
	return e.Child("title").String()
}

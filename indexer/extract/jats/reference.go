package jats

// This file reads entries of lists of references. A mixed citation is shown as it is
// written; elements alone are shown in the order of most styles, with marks between
// them.

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/izde/izde/indexer/extract/markup"
	"github.com/izde/izde/search/cite"
)

var citations = []string{"element-citation", "mixed-citation", "citation", "nlm-citation", "product"}

// reference reads an entry, which may cite several works or one in several
// languages; the first citation that is marked up describes it.
func (r *reader) reference(e *markup.Element) {
	r.number++
	ref := markup.Reference{Key: e.Attr("id"), Number: r.number}
	label := e.Child("label")
	if n := markup.EntryNumber(label.String()); n > 0 {
		ref.Number, r.number = n, n
	}
	entry := r.OpenReference(ref)
	defer r.Close()
	// A label such as "Brown (2015)" is for the links of the text.
	if text := label.String(); text != "" && !strings.Contains(text, " ") {
		r.children(label)
		if markup.EntryNumber(text) > 0 && !strings.ContainsAny(text, ".])") {
			r.Insert(".")
		}
		r.Insert(" ")
	}
	r.works(e, entry)
	for _, c := range e.Children {
		if c.Name != "" && c != label && !c.Is("citation-alternatives") && !c.Is(citations...) {
			r.inline(c)
			r.Insert(" ")
		}
	}
}

// works reads the citations of an entry. Those that are written out are shown, and
// elements alone only where none is; they describe the work all the same.
func (r *reader) works(e *markup.Element, entry *markup.Reference) {
	var written, bare []*markup.Element
	for _, c := range append(e.Child("citation-alternatives").All(citations...), e.All(citations...)...) {
		if isWritten(c) {
			written = append(written, c)
		} else {
			bare = append(bare, c)
		}
	}
	for _, c := range written {
		if len(bare) > 0 && entry.Item == nil {
			entry.Item = readItem(bare[0])
		}
		r.citation(c, entry)
	}
	if len(written) == 0 {
		for _, c := range bare {
			r.citation(c, entry)
		}
	}
}

// isWritten reports whether a citation holds text between its elements.
func isWritten(e *markup.Element) bool {
	return slices.ContainsFunc(e.Children, func(c *markup.Element) bool { return c.Name == "" && !c.Blank() })
}

// citation writes a citation of a work.
func (r *reader) citation(e *markup.Element, entry *markup.Reference) {
	mixed := isWritten(e)
	fields := entry.Item == nil
	if it := readItem(e); fields && it != nil {
		entry.Item, entry.Mixed = it, mixed
	}
	if mixed {
		r.mixed(e, fields)
	} else {
		var it *cite.Item
		if fields {
			it = entry.Item
		}
		r.composed(e, it)
	}
	r.Insert(" ")
}

// variables are the variables of CSL that elements of a citation are.
var variables = map[string]string{
	"article-title": "title", "source": "container-title", "year": "issued", "volume": "volume", "issue": "issue", "publisher-name": "publisher",
	"publisher-loc": "publisher-place", "edition": "edition", "elocation-id": "page", "page-range": "page", "fpage": "page", "conf-name": "event-title",
	"isbn": "ISBN", "issn": "ISSN", "person-group": "author", "chapter-title": "title", "data-title": "title", "uri": "URL",
}

func (r *reader) mixed(e *markup.Element, fields bool) {
	for _, c := range e.Children {
		from := r.Mark()
		if c.Is("person-group", "string-name", "name", "styled-content") {
			r.mixed(c, false)
		} else {
			r.inline(c)
		}
		if name := variables[c.Name]; name != "" && fields {
			r.Field(from, name)
		}
	}
}

// order are the elements of a citation in the order in which they are shown; others
// follow.
var order = strings.Fields(`label prefix name string-name collab etal person-group year month day season article-title chapter-title part-title data-title
	trans-title editor source edition series conf-name conf-date conf-loc volume issue page-range fpage lpage elocation-id publisher-loc publisher-name institution`)

var people = slices.Index(order, "person-group")

func rank(c *markup.Element) int {
	name := c.Name
	if c.Attr("person-group-type") == "editor" {
		name = "editor"
	}
	i := slices.Index(order, name)
	if i < 0 {
		return len(order)
	}
	return max(i, people) // people stand in their own order
}

// composed writes the parts of a citation with marks between them, and notes the
// variables of its item, which is nil where another citation describes the entry.
func (r *reader) composed(e *markup.Element, it *cite.Item) {
	before, names := "", 0
	parts := slices.Clone(e.Children)
	slices.SortStableFunc(parts, func(a, b *markup.Element) int { return rank(a) - rank(b) })
	for _, c := range parts {
		if c.Name == "" || c.Is("volume-id", "issue-id", "object-id") {
			continue
		}
		shut := ""
		switch {
		case c.Is("name", "string-name", "collab", "etal") && names > 0:
			r.Separate(", ")
		case c.Is("volume") && before == "source", c.Is("month", "day", "season") && before != "":
			r.Insert(" ")
		case c.Is("issue"):
			r.Insert("(")
			shut = ")"
		case c.Is("fpage", "elocation-id", "page-range") && (before == "volume" || before == "issue"), c.Is("publisher-name") && before == "publisher-loc":
			r.Insert(": ")
		case c.Is("publisher-loc") && before == "publisher-name":
			r.Insert(", ")
		case c.Is("lpage"):
			r.Insert("–")
		default:
			r.Separate(". ")
		}
		if id := map[string]string{"doi": "DOI: ", "pmid": "PMID: ", "pmcid": "PMCID: "}[c.Attr("pub-id-type")]; c.Is("pub-id") && id != "" {
			r.Insert(id)
		}
		from := r.Mark()
		switch {
		case c.Is("person-group"):
			r.people(c)
		case c.Is("name", "string-name"):
			r.person(c)
		case c.Is("etal"):
			r.Insert("et al.")
		default:
			r.inline(c)
		}
		if name := variables[c.Name]; name != "" && it != nil {
			switch {
			case c.Attr("person-group-type") == "editor":
				name = "editor"
			case c.Is("source") && it.ContainerTitle == "":
				name = "title"
			}
			r.Field(from, name)
		}
		r.Insert(shut)
		if names = 0; c.Is("name", "string-name", "collab") {
			names = 1
		}
		before = c.Name
	}
	if !endsAddress.MatchString(r.From(max(0, r.Mark()-1))) {
		r.Separate(".")
	}
}

// endsAddress is the end of an identifier or an address, behind which a stop would
// be taken for a part of it.
var endsAddress = regexp.MustCompile(`[/=#]$`)

func (r *reader) people(group *markup.Element) {
	n := 0
	for _, c := range group.Children {
		if c.Name == "" && c.Blank() {
			continue
		}
		if n++; n > 1 && c.Name != "" {
			r.Separate(", ")
		}
		switch {
		case c.Is("name", "string-name"):
			r.person(c)
		case c.Is("etal"):
			r.Insert("et al.")
		default:
			r.inline(c)
		}
	}
	if n > 0 && group.Attr("person-group-type") == "editor" {
		r.Insert(" (eds)")
	}
}

// person writes a name, the family name first.
func (r *reader) person(n *markup.Element) {
	if n.Child("surname") == nil {
		r.inline(n)
		return
	}
	for _, part := range []string{"prefix", "surname", "given-names", "suffix"} {
		if c := n.Child(part); c != nil {
			r.children(c)
			r.Insert(" ")
		}
	}
}

// types are the types of CSL for those of JATS.
var types = map[string]string{
	"journal": "article-journal", "book": "book", "confproc": "paper-conference", "conf-proc": "paper-conference", "conference": "paper-conference",
	"thesis": "thesis", "report": "report", "working-paper": "report", "gov": "report", "web": "webpage", "website": "webpage", "webpage": "webpage",
	"software": "software", "data": "dataset", "dataset": "dataset", "patent": "patent", "preprint": "article", "newspaper": "article-newspaper",
	"magazine": "article-magazine", "standard": "standard", "legal": "legislation", "blog": "post-weblog", "discussion": "post",
}

var year = regexp.MustCompile(`\d{4}`)

// readItem makes an item of a citation's elements, nil if they name neither a title
// nor a source.
func readItem(e *markup.Element) *cite.Item {
	text := func(names ...string) string { return e.Find(names...).String() }
	title, source := text("article-title"), text("source")
	chapter := cmp.Or(text("chapter-title"), text("part-title"), text("data-title"))
	if title == "" && source == "" && chapter == "" {
		return nil
	}
	it := &cite.Item{Type: cmp.Or(types[e.Attr("publication-type")], types[e.Attr("citation-type")])}
	it.Title, it.ContainerTitle = cmp.Or(title, chapter), source
	switch {
	case it.Type == "" && chapter != "", it.Type == "book" && it.Title != "" && source != "":
		it.Type = "chapter"
	case it.Type == "" && title != "" && (source != "" || text("volume", "issue") != ""):
		it.Type = "article-journal"
	case it.Type == "" && title == "":
		it.Type = "book"
	case it.Type == "":
		it.Type = "document"
	}
	switch {
	case it.Title == "" && it.Type != "article-journal":
		it.Title, it.ContainerTitle = source, ""
	case it.Type == "thesis":
		it.Genre, it.ContainerTitle = source, ""
	}
	if trans := text("trans-title"); trans != "" {
		it.Custom = map[string]string{"translated-title": trans}
	}
	readPeople(it, e)
	for _, v := range []struct{ variable, value string }{
		{"publisher", text("publisher-name", "institution")}, {"publisher-place", text("publisher-loc")}, {"volume", text("volume")}, {"issue", text("issue")},
		{"page", cmp.Or(text("page-range"), markup.Pages(text("fpage"), text("lpage")), text("elocation-id"))}, {"edition", text("edition")},
		{"event-title", text("conf-name")}, {"event-place", text("conf-loc")}, {"ISBN", text("isbn")}, {"ISSN", text("issn")},
		{"collection-title", text("series")}, {"version", text("version")}, {"number", text("patent", "std")}, {"language", string(e.Lang())},
	} {
		markup.Set(it, v.variable, v.value)
	}
	if size := e.Find("size"); size.Attr("units") == "pages" || size.Attr("units") == "page" {
		it.NumberOfPages = cite.Text(size.String())
	}
	if y := year.FindString(text("year")); y != "" {
		it.Issued = markup.DateOf(markup.ISODate(y, text("month"), text("day")))
	}
	if d := e.Find("date-in-citation"); d != nil {
		it.Accessed = cite.ReadDate(d.String())
	}
	readIdentifiers(it, e)
	return it
}

func readPeople(it *cite.Item, e *markup.Element) {
	read := func(list []*markup.Element) []cite.Name {
		var names []cite.Name
		for _, n := range list {
			if name := readName(n); name.String() != "" {
				names = append(names, name)
			}
		}
		return names
	}
	groups := e.FindAll("person-group")
	for _, g := range groups {
		names := read(g.FindAll("name", "string-name", "collab"))
		switch g.Attr("person-group-type") {
		case "editor", "guest-editor", "series-editor":
			it.Editor = append(it.Editor, names...)
		case "translator", "transed":
			it.Translator = append(it.Translator, names...)
		default:
			it.Author = append(it.Author, names...)
		}
	}
	if len(groups) == 0 {
		it.Author = read(e.FindAll("name", "string-name", "collab"))
	}
}

func readIdentifiers(it *cite.Item, e *markup.Element) {
	for _, id := range e.FindAll("pub-id", "object-id") {
		switch id.Attr("pub-id-type") {
		case "doi":
			it.DOI = cmp.Or(it.DOI, cite.NormalizeDOI(id.String()), id.String())
		case "pmid":
			it.PMID = id.String()
		case "pmc", "pmcid":
			it.PMCID = id.String()
		case "isbn":
			it.ISBN = id.String()
		}
	}
	for _, link := range e.FindAll("ext-link", "uri") {
		address := cmp.Or(link.Attr("href"), link.String())
		if doi := cite.NormalizeDOI(address); doi != "" {
			it.DOI = cmp.Or(it.DOI, doi)
		} else if strings.Contains(address, "://") {
			it.URL = cmp.Or(it.URL, address)
		}
	}
}

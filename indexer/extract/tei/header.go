package tei

// This file reads the header: titles, authors, the publication, abstracts and
// keywords.

import (
	"cmp"
	"regexp"
	"strings"

	"github.com/izde/izde/indexer/extract/markup"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/doc"
)

// header reads the header of a text. What describes the source describes the text.
func (r *reader) header(e *markup.Element) {
	if e == nil {
		return
	}
	front := r.Front()
	none := &markup.Element{}
	file, profile := cmp.Or(e.Child("fileDesc"), none), e.Child("profileDesc")
	if lang := profile.Path("langUsage", "language"); lang != nil {
		front.Lang = markup.LangOf(cmp.Or(lang.Attr("ident"), lang.String()))
	}
	if front.Lang == "" {
		front.Lang = e.Lang() // GROBID says here what it recognised
	}
	front.Item.Type = "document"
	statement := cmp.Or(file.Child("titleStmt"), none)
	for _, t := range statement.All("title") {
		kind := doc.Title
		if t.Is("title") && strings.HasPrefix(t.Attr("type"), "sub") {
			kind = doc.Metadata
		}
		r.Open(markup.Block{Kind: kind, Lang: t.Lang()})
		r.children(t)
		r.Close()
	}
	source := file.Path("sourceDesc").Find("biblStruct")
	authors := append(statement.All("author"), source.Path("analytic").All("author")...)
	if len(authors) == 0 {
		authors = source.Path("monogr").All("author")
	}
	r.Open(markup.Block{Kind: doc.Metadata})
	for _, a := range authors {
		r.Separate("; ")
		r.apart(a)
		r.author(a)
	}
	r.Close()
	r.publication(source)
	r.published(file.Child("publicationStmt"))
	for _, c := range statement.Children {
		if c.Name != "" && !c.Is("title", "author") {
			r.metadata(c)
		}
	}
	for _, c := range file.Children {
		if c.Name != "" && !c.Is("titleStmt", "sourceDesc") {
			r.metadata(c)
		}
	}
	if desc := file.Child("sourceDesc"); desc != nil {
		r.Open(markup.Block{Kind: doc.Metadata})
		for _, c := range desc.Children {
			r.apartBut(c, authors)
			r.Insert(" ")
		}
		r.Close()
	}
	r.profile(profile)
}

// metadata writes the text of an element as one block about the text, its parts apart.
func (r *reader) metadata(e *markup.Element) {
	r.Open(markup.Block{Kind: doc.Metadata})
	r.apart(e)
	r.Close()
}

func (r *reader) apart(e *markup.Element) { r.apartBut(e, nil) }

// apartBut leaves out elements that stand elsewhere.
func (r *reader) apartBut(e *markup.Element, but []*markup.Element) {
	for _, b := range but {
		if b == e {
			return
		}
	}
	if e.Name == "" {
		r.inline(e)
		return
	}
	for _, c := range e.Children {
		r.apartBut(c, but)
		if c.Name != "" && !c.Is("hi", "ref") {
			r.Insert(" ")
		}
	}
}

// publication takes what the source says: a part of a journal or a book, or a whole.
func (r *reader) publication(source *markup.Element) {
	if source == nil {
		return
	}
	front := r.Front()
	if it := readItem(source); it != nil {
		it.Author, it.Editor = front.Item.Author, nil
		if source.Child("analytic") != nil && it.ContainerTitle != "" && it.Type != "chapter" {
			it.Type = "article-journal"
		}
		if it.Title != "" && it.ContainerTitle == "" {
			it.Type = "document"
		}
		it.Title = ""
		front.Item = *it
	}
	for _, d := range source.FindAll("date") {
		if iso := isoDate(d); len(iso) == len("2006-01-02") && (d.Attr("type") == "published" || d.Attr("type") == "") {
			front.Date("published", iso)
		}
	}
	for _, n := range source.All("note") {
		if n.Attr("type") == "submission" {
			for _, word := range strings.FieldsFunc(n.String(), func(r rune) bool { return r == ';' }) {
				if stage, date, ok := strings.Cut(word, ":"); ok {
					front.Date(strings.ToLower(strings.TrimSpace(stage)), markup.ISO(cite.ReadDate(date)))
				}
			}
		}
	}
}

// published takes what the statement of publication adds.
func (r *reader) published(e *markup.Element) {
	it := &r.Front().Item
	markup.Set(it, "publisher", e.Child("publisher").String())
	markup.Set(it, "publisher-place", e.Child("pubPlace").String())
	if d := e.Child("date"); d != nil {
		if it.Issued == nil {
			it.Issued = markup.DateOf(cmp.Or(isoDate(d), d.String()))
		}
	}
	for _, id := range e.All("idno") {
		if strings.EqualFold(id.Attr("type"), "DOI") {
			it.DOI = cmp.Or(it.DOI, cite.NormalizeDOI(id.String()))
		}
	}
}

// profile reads abstracts, keywords and classes.
func (r *reader) profile(e *markup.Element) {
	for _, a := range e.All("abstract") {
		paragraphs := a.FindAll("p", "ab")
		if len(paragraphs) == 0 {
			paragraphs = []*markup.Element{a}
		}
		for _, p := range paragraphs {
			r.Open(markup.Block{Kind: doc.Abstract, Lang: cmp.Or(p.Lang(), a.Lang())})
			r.children(p)
			r.Close()
		}
	}
	for _, class := range e.All("textClass") {
		for _, k := range class.All("keywords") {
			r.keywords(k)
		}
		for _, code := range class.All("classCode") {
			r.Front().Classify(markup.Scheme(code.Attr("scheme")), code.String())
			r.metadata(code)
		}
	}
}

func (r *reader) keywords(e *markup.Element) {
	r.Open(markup.Block{Kind: doc.Keywords, Lang: e.Lang()})
	terms := e.FindAll("term", "item")
	for i, t := range terms {
		if i > 0 {
			r.Insert("; ")
		}
		r.children(t)
	}
	if len(terms) == 0 {
		r.children(e)
	}
	r.Close()
}

var (
	orcid = regexp.MustCompile(`\d{4}-\d{4}-\d{4}-\d{3}[\dXx]`)
	dates = regexp.MustCompile(`(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?`)
)

// iso is the date that s begins with or holds.
func iso(s string) string {
	m := dates.FindStringSubmatch(s)
	if m == nil {
		return ""
	}
	return markup.ISODate(m[1], m[2], m[3])
}

func isoDate(d *markup.Element) string { return iso(cmp.Or(d.Attr("when"), d.Attr("from"))) }

// author takes an author of the text.
func (r *reader) author(a *markup.Element) {
	front := r.Front()
	lang := cmp.Or(a.Lang(), a.Child("persName").Lang(), front.Lang)
	name := readName(a)
	if name.String() == "" {
		return
	}
	c := doc.Contributor{Names: map[doc.Lang]string{lang: name.String()}, Email: a.Find("email").String(), Corresponding: a.Attr("role") == "corresp"}
	for _, id := range a.FindAll("idno") {
		if found := orcid.FindString(id.String()); strings.EqualFold(id.Attr("type"), "ORCID") && found != "" {
			c.ORCID = strings.ToUpper(found)
			c.BadORCID = !cite.ValidORCID(c.ORCID)
		}
	}
	if role := a.Find("roleName"); role != nil {
		c.Roles = map[doc.Lang]string{lang: role.String()}
	}
	var places []string
	for _, f := range a.FindAll("affiliation") {
		var parts []string
		for _, p := range f.FindAll("orgName", "settlement", "country", "region", "addrLine") {
			parts = append(parts, p.String())
		}
		if len(parts) == 0 {
			parts = []string{f.String()}
		}
		places = append(places, strings.Join(parts, ", "))
	}
	if len(places) > 0 {
		c.Affiliations = map[doc.Lang]string{lang: strings.Join(places, "; ")}
	}
	front.Contributors = append(front.Contributors, c)
	front.Item.Author = append(front.Item.Author, name)
}

// readName reads the name of a person or an organisation.
func readName(e *markup.Element) cite.Name {
	person := cmp.Or(e.Child("persName"), e)
	family := person.Child("surname").String()
	var given []string
	for _, f := range person.All("forename") {
		given = append(given, f.String())
	}
	switch org := e.Child("orgName"); {
	case family != "":
		return cite.Name{Family: family, Given: strings.Join(given, " "), Suffix: person.Child("genName").String()}
	case org != nil && person == e:
		return cite.Name{Literal: org.String()}
	case len(given) > 0:
		return cite.Name{Literal: strings.Join(given, " ")}
	case person != e:
		return markup.NameOf(person.String())
	}
	if name := e.Child("name"); name != nil {
		return markup.NameOf(name.String())
	}
	var own strings.Builder // text that stands in no element
	for _, c := range e.Children {
		if c.Name == "" {
			own.WriteString(c.String() + " ")
		}
	}
	return markup.NameOf(strings.Trim(own.String(), " ,;"))
}

package jats

// This file reads the front matter: titles, contributors, dates, identifiers,
// abstracts and keywords, each language of them.

import (
	"cmp"
	"regexp"
	"strings"

	"github.com/izde/izde/indexer/extract/markup"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/doc"
)

// affiliation is an institution in a language, "" if none is stated.
type affiliation struct {
	lang doc.Lang
	text string
}

// small are elements of the front matter that make one block together.
var small = set(`article-id article-version article-version-alternatives pub-date pub-date-not-available volume volume-id volume-series volume-issue-group
	issue issue-id issue-sponsor issue-part isbn supplement fpage lpage page-range elocation-id counts self-uri`)

func (r *reader) journal(e *markup.Element) {
	if e == nil {
		return
	}
	it := &r.Front().Item
	it.ContainerTitle = cmp.Or(e.Find("journal-title").String(), e.Find("abbrev-journal-title").String(), it.ContainerTitle)
	it.ISSN = cmp.Or(e.Child("issn").String(), e.Child("issn-l").String(), it.ISSN)
	it.Publisher = cmp.Or(e.Find("publisher-name").String(), it.Publisher)
	it.PublisherPlace = cmp.Or(e.Find("publisher-loc").String(), it.PublisherPlace)
	r.metadata(e)
}

// front reads the metadata of an article; those of a reply are of another article
// than the one that is read.
func (r *reader) front(e *markup.Element, other bool) {
	if e == nil {
		return
	}
	r.named = 0
	r.affiliations, r.letters = map[string][]affiliation{}, map[string]*markup.Element{}
	for _, a := range e.FindAll("aff") {
		id := a.Attr("id")
		r.affiliations[id] = append(r.affiliations[id], readAffiliation(a)...)
	}
	for _, a := range e.FindAll("aff-alternatives") {
		for _, one := range a.All("aff") {
			r.affiliations[a.Attr("id")] = append(r.affiliations[a.Attr("id")], readAffiliation(one)...)
		}
	}
	for _, c := range e.FindAll("corresp") {
		r.letters[c.Attr("id")] = c
	}
	if !other {
		r.describe(e)
	}
	var few []*markup.Element // of the small ones
	flush := func() {
		if len(few) > 0 {
			r.metadata(few...)
			few = nil
		}
	}
	for _, c := range e.Children {
		if small[c.Name] {
			few = append(few, c)
			continue
		}
		if c.Name == "" {
			continue
		}
		flush()
		switch c.Name {
		case "title-group":
			r.titles(c, other)
		case "abstract", "trans-abstract":
			r.abstract(c)
		case "kwd-group":
			r.keywords(c)
		case "contrib-group":
			r.contributors(c, other)
		case "aff", "aff-alternatives":
			r.metadata(c)
		case "author-notes":
			for _, n := range c.Children {
				r.metadata(n)
			}
		default:
			r.metadata(c)
		}
	}
	flush()
}

// describe takes what the front matter says of the article as a publication.
func (r *reader) describe(e *markup.Element) {
	front := r.Front()
	it := &front.Item
	for _, id := range e.All("article-id") {
		switch id.Attr("pub-id-type") {
		case "doi":
			it.DOI = cmp.Or(it.DOI, cite.NormalizeDOI(id.String()))
		case "pmid":
			it.PMID = cmp.Or(it.PMID, id.String())
		case "pmc", "pmcid":
			it.PMCID = cmp.Or(it.PMCID, id.String())
		default:
			front.Classify(markup.Scheme(id.Attr("pub-id-type")), id.String())
		}
	}
	markup.Set(it, "volume", e.Child("volume").String())
	markup.Set(it, "issue", e.Child("issue").String())
	markup.Set(it, "page", cmp.Or(e.Child("page-range").String(), markup.Pages(e.Child("fpage").String(), e.Child("lpage").String()), e.Child("elocation-id").String()))
	for _, d := range e.All("pub-date") {
		if iso := isoDate(d); iso != "" && (it.Issued == nil || d.Attr("date-type") == "pub") && !d.Is("collection") {
			if it.Issued == nil {
				it.Issued = markup.DateOf(iso)
			}
			if len(iso) == len("2006-01-02") {
				front.Date("published", iso)
			}
		}
	}
	stages := map[string]string{"received": "received", "accepted": "accepted", "rev-recd": "revised", "rev-received": "revised", "revised": "revised", "pub": "published", "published": "published"}
	for _, d := range e.Child("history").All("date") {
		front.Date(stages[d.Attr("date-type")], isoDate(d))
	}
	for _, g := range e.Child("article-categories").FindAll("subj-group") {
		for _, s := range g.FindAll("subject") {
			front.Classify(markup.Scheme(g.Attr("subj-group-type")), s.String())
		}
	}
}

func isoDate(d *markup.Element) string {
	if parts := strings.SplitN(d.Attr("iso-8601-date"), "-", 3); len(parts) > 0 {
		if iso := markup.ISODate(parts[0], at(parts, 1), at(parts, 2)); iso != "" {
			return iso
		}
	}
	return markup.ISODate(d.Child("year").String(), d.Child("month").String(), d.Child("day").String())
}

func at(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}

// titles reads the title in each language; the titles of a reply are headings.
func (r *reader) titles(e *markup.Element, other bool) {
	for _, c := range e.Children {
		switch {
		case c.Name == "":
		case other && c.Is("article-title"):
			r.Open(markup.Block{Kind: doc.Heading, Lang: c.Lang()})
			r.children(c)
			if text := r.Close(); text != "" {
				r.Path = append(r.Path[:len(r.Path):len(r.Path)], text)
			}
		case c.Is("article-title"):
			r.title(c, e.Child("subtitle"), c.Lang())
		case c.Is("trans-title-group"):
			r.title(c.Child("trans-title"), c.Child("trans-subtitle"), cmp.Or(c.Child("trans-title").Lang(), c.Lang()))
		case c.Is("trans-title"):
			r.title(c, nil, c.Lang())
		case c.Is("subtitle"):
		default:
			r.metadata(c)
		}
	}
}

func (r *reader) title(title, subtitle *markup.Element, lang doc.Lang) {
	if title == nil {
		return
	}
	r.Open(markup.Block{Kind: doc.Title, Lang: lang})
	r.unmarked = true
	r.children(title)
	if subtitle != nil {
		r.Insert(": ")
		r.children(subtitle)
	}
	r.unmarked = false
	r.Close()
}

// abstract reads an abstract; the title of a part of it begins the paragraph.
func (r *reader) abstract(e *markup.Element) {
	was, path := r.kind, r.Path
	r.kind, r.Path = doc.Abstract, nil
	lang := e.Lang()
	var read func(e *markup.Element, heads []*markup.Element)
	read = func(e *markup.Element, heads []*markup.Element) {
		running := false // text that stands in no paragraph
		open := func() {
			r.Open(markup.Block{Kind: doc.Abstract, Lang: lang})
			for _, h := range heads {
				r.children(h)
				r.Separate(". ")
				if e.Is("abstract", "trans-abstract") {
					r.SetLabel()
				}
			}
			heads = nil
		}
		for _, c := range e.Children {
			within := c.Name == "" || inline[c.Name]
			switch {
			case running && within:
				r.inline(c)
				continue
			case running:
				r.Close()
				running = false
			}
			switch {
			case c.Name == "" && c.Blank():
			case c.Is("title", "label"):
				heads = append(heads, c)
			case c.Is("sec"):
				read(c, heads)
				heads = nil
			case blocky[c.Name] && !c.Is("list", "disp-quote"):
				r.block(c)
			default:
				open()
				r.inline(c)
				if running = within; !within {
					r.Close()
				}
			}
		}
		if running {
			r.Close()
		}
	}
	read(e, nil)
	r.kind, r.Path = was, path
}

// keywords reads a group of keywords as one list.
func (r *reader) keywords(e *markup.Element) {
	r.Open(markup.Block{Kind: doc.Keywords, Lang: e.Lang()})
	for _, head := range e.All("label", "title") {
		r.children(head)
		r.Separate(": ")
	}
	r.SetLabel()
	for i, k := range e.FindAll("kwd", "compound-kwd", "unstructured-kwd-group") {
		if i > 0 {
			r.Insert("; ")
		}
		r.apart(k)
	}
	r.Close()
}

var (
	orcid = regexp.MustCompile(`\d{4}-\d{4}-\d{4}-\d{3}[\dXx]`)
	email = regexp.MustCompile(`[^\s<>(),;:]+@[^\s<>(),;:]+\.[^\s<>(),;:]*[^\s<>(),;:.]`)
)

// contributors reads a group: the authors are the article's, editors and the like
// stand in the text alone.
func (r *reader) contributors(e *markup.Element, other bool) {
	front := r.Front()
	r.Open(markup.Block{Kind: doc.Metadata})
	for _, c := range e.Children {
		if !c.Is("contrib") {
			continue
		}
		r.Separate(", ")
		r.apart(withoutChildren(c, "aff", "aff-alternatives", "bio"))
		if kind := c.Attr("contrib-type"); other || kind != "" && kind != "author" || e.Attr("content-type") == "editors" {
			continue
		}
		person, name := r.contributor(c, e)
		if len(person.Names) == 0 {
			continue
		}
		if r.translation && r.named < len(front.Contributors) { // the authors again
			addNames(&front.Contributors[r.named], &person)
			r.named++
			continue
		}
		r.named++
		front.Contributors = append(front.Contributors, person)
		front.Item.Author = append(front.Item.Author, name)
	}
	r.Close()
	for _, c := range e.Children {
		switch {
		case c.Is("contrib"):
			for _, a := range c.All("aff", "aff-alternatives", "bio") {
				r.metadata(a)
			}
		case c.Name != "":
			r.metadata(c)
		}
	}
}

// addNames adds what a translation says of a contributor.
func addNames(to, from *doc.Contributor) {
	for _, m := range []struct {
		to   *map[doc.Lang]string
		from map[doc.Lang]string
	}{{&to.Names, from.Names}, {&to.Roles, from.Roles}, {&to.Affiliations, from.Affiliations}} {
		for lang, text := range m.from {
			addText(m.to, lang, text)
		}
	}
}

// addText adds a text to those by language.
func addText(m *map[doc.Lang]string, lang doc.Lang, text string) {
	if text == "" {
		return
	}
	if *m == nil {
		*m = map[doc.Lang]string{}
	}
	if old := (*m)[lang]; old == "" {
		(*m)[lang] = text
	} else if old != text {
		(*m)[lang] = old + "; " + text
	}
}

// contributor reads one; without a reference to an affiliation all of the group's are
// meant, if it is one.
func (r *reader) contributor(c, group *markup.Element) (doc.Contributor, cite.Name) {
	own := r.Front().Lang
	p := doc.Contributor{Corresponding: c.Attr("corresp") == "yes"}
	var first cite.Name
	for _, n := range c.FindAll("name", "string-name", "collab") {
		name := readName(n)
		if text := name.String(); text != "" {
			if len(p.Names) == 0 {
				first = name
			}
			if lang := cmp.Or(n.Lang(), c.Lang(), own); p.Names[lang] == "" {
				addText(&p.Names, lang, text)
			}
		}
	}
	for _, id := range c.All("contrib-id") {
		switch found := orcid.FindString(id.String()); {
		case id.Attr("contrib-id-type") == "orcid" && found != "":
			p.ORCID = strings.ToUpper(found)
			p.BadORCID = !cite.ValidORCID(p.ORCID)
		case id.Attr("contrib-id-type") == "researcherid":
			p.ResearcherID = id.String()
		case id.Attr("contrib-id-type") == "scopus":
			p.ScopusID = id.String()
		}
	}
	places := []affiliation{}
	for _, a := range c.FindAll("aff") {
		places = append(places, readAffiliation(a)...)
	}
	for _, x := range c.FindAll("xref") {
		for _, id := range strings.Fields(x.Attr("rid")) {
			switch x.Attr("ref-type") {
			case "aff":
				places = append(places, r.affiliations[id]...)
			case "corresp":
				p.Corresponding = true
				p.Email = cmp.Or(p.Email, email.FindString(r.letters[id].String()))
			}
		}
	}
	if all := group.All("aff", "aff-alternatives"); len(places) == 0 && len(all) == 1 {
		for _, a := range append(all[0].All("aff"), all...) {
			if a.Is("aff") {
				places = append(places, readAffiliation(a)...)
			}
		}
	}
	for _, a := range places {
		addText(&p.Affiliations, cmp.Or(a.lang, own), a.text)
	}
	for _, role := range c.All("role", "degrees") {
		addText(&p.Roles, cmp.Or(role.Lang(), own), role.String())
	}
	for _, m := range c.FindAll("email") {
		p.Email = cmp.Or(p.Email, email.FindString(m.String()))
	}
	return p, first
}

// readAffiliation reads an institution, which may be named in several languages.
func readAffiliation(a *markup.Element) []affiliation {
	var out []affiliation
	for _, c := range a.FindAll("institution") {
		if c.Attr("content-type") == "original" { // as printed; the others say it in parts
			return []affiliation{{cmp.Or(c.Lang(), a.Lang()), c.String()}}
		}
		if lang := c.Lang(); lang != "" && a.Lang() == "" {
			out = append(out, affiliation{lang, c.String()})
		}
	}
	if len(out) > 0 {
		return out
	}
	rest := withoutChildren(a, "label", "email", "ext-link", "institution-id")
	var parts []string
	tight := false
	for _, c := range rest.Children {
		text := c.String()
		switch {
		case text == "":
		case len(parts) > 0 && (tight || strings.ContainsAny(text[:1], ",;.")):
			parts[len(parts)-1] += text
		default:
			parts = append(parts, text)
		}
		tight = false
	}
	text := strings.Join(parts, ", ")
	text = strings.NewReplacer(",, ", ", ", ";, ", "; ").Replace(text)
	if text = strings.Trim(text, " ,;."); text == "" {
		return nil
	}
	return []affiliation{{a.Lang(), text}}
}

// readName reads a name of a person or an organisation.
func readName(n *markup.Element) cite.Name {
	family, given := n.Child("surname").String(), n.Child("given-names").String()
	switch {
	case n.Is("collab"):
		return cite.Name{Literal: n.String()}
	case family == "" && given == "" && n.Is("string-name"):
		return markup.NameOf(n.String())
	case family == "":
		return cite.Name{Literal: cmp.Or(given, n.String())}
	}
	return cite.Name{Family: family, Given: given, Suffix: n.Child("suffix").String()}
}

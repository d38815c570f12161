package web

// Names for people: of documents, of the places of passages, of facets' values.

import (
	"cmp"
	"net/url"
	"strings"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
)

// langAttr is the value of HTML's lang attribute, where an empty one says that
// the language is not known.
func langAttr(lang doc.Lang) string {
	if lang == doc.Und {
		return ""
	}
	return string(lang)
}

// title is the document's title in the language of the interface, else its main
// title.
func (r *reader) title(d *doc.Document) langText {
	lang := doc.Lang(r.Tag)
	if title := d.Titles[lang]; title != "" {
		return langText{r.inCase(d, title), lang}
	}
	return langText{r.inCase(d, d.Title), d.TitleLang()}
}

// maxNamed is how many names of authors are looked up for a page.
const maxNamed = 100

// name is the name of an author as the reader writes it, as far as the index knows.
func (r *reader) name(written string) string {
	if doc.InScriptOf(doc.Lang(r.Tag), written) {
		return doc.Uncapitalised(written)
	}
	if in, ok := r.names[written]; ok {
		return in
	}
	if r.names == nil {
		r.names = map[string]string{}
	}
	in := written
	if len(r.names) < maxNamed {
		var err error
		if in, err = r.call.desk.NameIn(r.call.ctx(), written, doc.Lang(r.Tag)); err != nil {
			in = written // which is better than no page
		}
	}
	r.names[written] = in
	return in
}

func (r *reader) allNames(written []string) []string {
	names := make([]string, len(written))
	for i, n := range written {
		names[i] = r.name(n)
	}
	return names
}

// item is a work as the reader knows it. A work that is a document has its title.
func (r *reader) item(w *doc.Work) cite.Item {
	it := doc.ItemIn(w.CSL, w.Readings, doc.Lang(r.Tag))
	if w.Document != "" {
		if d, err := r.call.desk.Document(r.call.ctx(), w.Document); err == nil {
			it.Title = r.title(d).Text
		}
	}
	if it.Title == "" {
		it.Title = w.ID
		if len(w.Forms) > 0 {
			it.Title = desk.Clip(w.Forms[0])
		}
	}
	return it
}

// inCase is a title or a heading of a document as the reader wants it: as it would
// stand in a sentence, or as it is printed, in capitals.
func (r *reader) inCase(d *doc.Document, text string) string {
	if r.printed {
		return text
	}
	return d.InCase(text)
}

// passageInCase is a passage with its text as inCase has it, which is as long.
func (r *reader) passageInCase(d *doc.Document, p *doc.Passage) *doc.Passage {
	if p.Kind != doc.Title && p.Kind != doc.Heading {
		return p
	}
	cased := *p
	cased.Text = r.inCase(d, p.Text)
	return &cased
}

// doiURL is the address that resolves a DOI.
func doiURL(doi string) string {
	return (&url.URL{Scheme: "https", Host: "doi.org", Path: "/" + doi}).String()
}

// tellingSection is the path of a section below a kind: nothing where the section
// is the one that is named by the kind, as abstracts, keywords and references have.
func (r *reader) tellingSection(d *doc.Document, kind doc.Kind, path []string) []langText {
	if len(path) == 1 && (kind == doc.Abstract || kind == doc.Keywords || kind == doc.Reference) {
		return nil
	}
	parts := make([]langText, len(path))
	for i, part := range path {
		parts[i] = langText{r.inCase(d, part), langByScript(part)}
	}
	return parts
}

// facetLabel names a value of a facet; given is the name that the engine knows.
func (l *locale) facetLabel(f doc.Facet, value, given string) string {
	switch row := f.Row(); row.Named {
	case doc.NamedAsLanguages:
		return l.Lang(doc.Lang(value))
	case doc.NamedAsScripts:
		return l.Script(value)
	case doc.NamedAsNumbers:
		return strings.Replace(value, "..", "–", 1)
	case doc.NamedByMessages:
		return l.T(string(f) + "." + value)
	default:
		if given == "" && row.Nested {
			return strings.Join(doc.ParseSection(value), " › ")
		}
		return cmp.Or(given, value)
	}
}

// speaks reports whether the values of a facet are named in the language of the
// interface rather than in words of the corpus.
func speaks(f doc.Facet) bool { return f.Row().Named != doc.NamedByCorpus }

// valueNames lists the names of a value.
func valueNames(facet doc.Facet, v search.FacetValue) []string {
	names := []string{v.Value, english.facetLabel(facet, v.Value, v.Label)}
	for _, label := range v.Labels {
		names = append(names, label)
	}
	if speaks(facet) {
		for _, l := range locales {
			names = append(names, l.facetLabel(facet, v.Value, ""))
		}
	}
	if row := facet.Row(); row.Aliases != nil {
		names = append(names, row.Aliases(v.Value)...)
	}
	return names
}

// ticked is what a tick marks: an id, and its title for those who hear it.
type ticked struct{ ID, Title string }

// tickOf is the tick of a document.
func (r *reader) tickOf(d *doc.Document) ticked { return ticked{d.ID, r.inCase(d, d.Title)} }

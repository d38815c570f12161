package web

// Names for people: of documents, of the places of passages, of facets' values.

import (
	"net/url"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/izde/izde/search"
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

// title is what the document is called in the language of the interface, else its
// main title.
func (r *reader) title(d *doc.Document) langText {
	lang := doc.Lang(r.Tag)
	if title := d.Titles[lang]; title != "" {
		return langText{title, lang}
	}
	return langText{d.Title, d.TitleLang()}
}

// doiURL is the address that resolves a DOI.
func doiURL(doi string) string {
	return (&url.URL{Scheme: "https", Host: "doi.org", Path: "/" + doi}).String()
}

// tellingSection is the path of a section below a kind: nothing where the section
// is the one that is named by the kind, as abstracts, keywords and references have.
func tellingSection(kind doc.Kind, path []string) []langText {
	if len(path) == 1 && (kind == doc.Abstract || kind == doc.Keywords || kind == doc.Reference) {
		return nil
	}
	parts := make([]langText, len(path))
	for i, part := range path {
		parts[i] = langText{part, langByScript(part)}
	}
	return parts
}

// facetLabel names a value of a facet; given is the name that the engine knows.
func (l *locale) facetLabel(f doc.Facet, value, given string) string {
	switch f {
	case doc.FacetLang:
		return l.Lang(doc.Lang(value))
	case doc.FacetScript:
		return l.Script(value)
	case doc.FacetKind:
		return l.Kind(doc.Kind(value))
	case doc.FacetSection:
		if given == "" {
			return strings.Join(doc.ParseSection(value), " › ")
		}
	case doc.FacetYear:
		return strings.Replace(value, "..", "–", 1)
	}
	if given != "" {
		return given
	}
	return value
}

// speaks reports whether the values of a facet are named in the language of the
// interface rather than in words of the corpus.
func speaks(f doc.Facet) bool {
	return f == doc.FacetLang || f == doc.FacetKind || f == doc.FacetYear || f == doc.FacetScript
}

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
	switch facet {
	case doc.FacetLang:
		if tag, err := language.Raw.Parse(v.Value); err == nil {
			names = append(names, display.Self.Name(tag))
		}
		names = append(names, doc.LangNames(doc.Lang(v.Value))...)
	case doc.FacetKind:
		names = append(names, kindNames[doc.Kind(v.Value)]...)
	case doc.FacetSection:
		names = doc.ParseSection(v.Value)
	}
	return names
}

// kindNames are names of the kinds beside those that the interface has for them.
var kindNames = map[doc.Kind][]string{
	doc.Title: {"тақырып", "название", "题名"}, doc.Caption: {"图注"}, doc.Note: {"сноска", "脚注"}, doc.Reference: {"сілтеме", "ссылка"},
}

package web

// Names for people: of documents, of the places of passages, of facets' values.

import (
	"strings"

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
func (r *reader) title(d docRef) langText {
	lang := doc.Lang(r.Tag)
	if title := d.Titles[lang]; title != "" {
		return langText{title, lang}
	}
	return langText{d.Title, d.TitleLang()}
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

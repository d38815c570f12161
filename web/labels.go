package web

// Names for people: of languages, kinds, facets and their values, in English,
// the language of the interface so far.

import (
	"strings"

	"github.com/izde/izde/search"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

var kindLabels = map[search.Kind]string{
	search.Title:     "Title",
	search.Abstract:  "Abstract",
	search.Keywords:  "Keywords",
	search.Metadata:  "Metadata",
	search.Heading:   "Heading",
	search.Body:      "Body text",
	search.Table:     "Table",
	search.Caption:   "Caption",
	search.Note:      "Note",
	search.Reference: "Reference",
	search.Furniture: "Furniture",
}

var facetLabels = map[search.Facet]string{
	search.FacetLang:    "Language",
	search.FacetKind:    "Kind",
	search.FacetSection: "Section",
	search.FacetDoc:     "Document",
	search.FacetAuthor:  "Author",
	search.FacetYear:    "Year",
	search.FacetScript:  "Script",
	search.FacetCites:   "Cited work",
}

var sortLabels = map[search.Sort]string{
	search.ByRelevance: "Relevance",
	search.ByYearDesc:  "Newest",
	search.ByYear:      "Oldest",
	search.ByPosition:  "Document order",
}

// langLabel names a language: "Kazakh", "Russian (Latin)".
func langLabel(lang search.Lang) string {
	if lang == search.Und {
		return "Unknown language"
	}
	tag, err := language.Raw.Parse(string(lang))
	if err != nil {
		return string(lang)
	}
	return display.English.Tags().Name(tag)
}

// scriptLabel names a script by its ISO 15924 code: "Cyrillic".
func scriptLabel(code string) string {
	script, err := language.ParseScript(code)
	if err != nil {
		return code
	}
	return display.English.Scripts().Name(script)
}

func kindLabel(k search.Kind) string { return kindLabels[k] }

// langAttr is the value of HTML's lang attribute, where an empty one says that
// the language is not known.
func langAttr(lang search.Lang) string {
	if lang == search.Und {
		return ""
	}
	return string(lang)
}

// facetLabel names a value of a facet; given is the name that the engine knows.
func facetLabel(f search.Facet, value, given string) string {
	switch f {
	case search.FacetLang:
		return langLabel(search.Lang(value))
	case search.FacetScript:
		return scriptLabel(value)
	case search.FacetKind:
		return kindLabel(search.Kind(value))
	case search.FacetSection:
		if given == "" {
			return strings.Join(search.ParseSection(value), " › ")
		}
	case search.FacetYear:
		return strings.Replace(value, "..", "–", 1)
	}
	if given != "" {
		return given
	}
	return value
}

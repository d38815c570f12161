package web

// Documents for programs that read pages, such as reference managers: COinS in
// lists and on the page of a document, where citation_* meta tags stand too.

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/doc"
)

// coins describes a document of a result list.
func coins(d docRef) string {
	it := cite.Item{Type: "article-journal", Title: d.Title, Author: wholeNames(d.Authors)}
	if d.Year != nil {
		it.Issued = &cite.Date{Parts: [][]int{{*d.Year}}}
	}
	if d.DOI != nil {
		it.DOI = *d.DOI
	}
	return it.COinS()
}

// citationTags describes a document on its own page.
func citationTags(d *doc.Document) []cite.Meta {
	it := d.CSL
	it.Title, it.Author, it.DOI = d.Title, wholeNames(d.Authors), d.DOI
	it.Language, it.Keyword = "", ""
	if published := publishedParts(d); published != nil {
		it.Issued = &cite.Date{Parts: [][]int{published}}
	}
	tags := it.Metas()
	for _, lang := range d.Languages {
		tags = append(tags, cite.Meta{Name: "citation_language", Content: string(lang)})
	}
	for _, lang := range slices.Sorted(maps.Keys(d.Keywords)) {
		for _, word := range d.Keywords[lang] {
			tags = append(tags, cite.Meta{Name: "citation_keywords", Content: word})
		}
	}
	return tags
}

// wholeNames are names as documents write them, not taken apart.
func wholeNames(names []string) []cite.Name {
	list := make([]cite.Name, len(names))
	for i, n := range names {
		list[i] = cite.Name{Literal: n}
	}
	return list
}

// publishedParts is when a document came out, as closely as it says.
func publishedParts(d *doc.Document) []int {
	var parts []int
	for p := range strings.SplitSeq(d.Dates["published"], "-") {
		n, err := strconv.Atoi(p)
		if err != nil {
			break
		}
		parts = append(parts, n)
	}
	if parts == nil && d.Year != 0 {
		parts = []int{d.Year}
	}
	return parts
}

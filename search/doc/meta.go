package doc

// Documents for programs that read pages, such as reference managers: COinS in lists
// and on the page of a document, where citation_* elements stand too.

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/izde/izde/search/cite"
)

// COinS describes d in a list, as the title of an empty span (OpenURL COinS).
func (d *Document) COinS() string {
	it := cite.Item{Type: "article-journal", Title: d.Title, Author: wholeNames(d.Authors), DOI: d.DOI}
	if d.Year != 0 {
		it.Issued = &cite.Date{Parts: [][]int{{d.Year}}}
	}
	return it.COinS()
}

// PageCOinS describes a page of d, as COinS does all of it.
func (d *Document) PageCOinS(p Page) string {
	it := d.CSL
	it.Title, it.Author, it.DOI, it.Page = d.Title, wholeNames(d.Authors), d.DOI, cite.Text(p.Name())
	return it.COinS()
}

// Metas describes d on a page of its own, as citation_* elements.
func (d *Document) Metas() []cite.Meta {
	it := d.CSL
	it.Title, it.Author, it.DOI = d.Title, wholeNames(d.Authors), d.DOI
	it.Language, it.Keyword = "", ""
	if published := d.Published(); published != nil {
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

// Published is when d came out, as closely as is known: the year, the month, the day.
func (d *Document) Published() []int {
	var parts []int
	for p := range strings.SplitSeq(d.Dates["published"], "-") {
		n, err := strconv.Atoi(p)
		if err != nil {
			break
		}
		parts = append(parts, n)
	}
	if parts == nil && d.CSL.Issued != nil && len(d.CSL.Issued.Parts) > 0 {
		parts = d.CSL.Issued.Parts[0]
	}
	if parts == nil && d.Year != 0 {
		parts = []int{d.Year}
	}
	return parts
}

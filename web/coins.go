package web

// Documents for reference managers that read pages: COinS in lists (an OpenURL
// ContextObject, ANSI/NISO Z39.88-2004, in key/encoded-value form, as the title
// of an empty span of class Z3988), and the citation_* meta tags that Google
// Scholar and Zotero read on the page of a document.

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/izde/izde/search"
)

// coins describes a document of a result list.
func coins(d docRef) string {
	kev := url.Values{
		"ctx_ver":     {"Z39.88-2004"},
		"rft_val_fmt": {"info:ofi/fmt:kev:mtx:journal"},
		"rft.genre":   {"article"},
		"rft.atitle":  {d.Title},
	}
	for _, a := range d.Authors {
		kev.Add("rft.au", a)
	}
	if d.Year != nil {
		kev.Set("rft.date", strconv.Itoa(*d.Year))
	}
	if d.DOI != nil {
		kev.Set("rft_id", "info:doi/"+*d.DOI)
	}
	return kev.Encode()
}

// metaTag is one meta element.
type metaTag struct{ Name, Content string }

// citationTags describes a document on its own page.
func citationTags(d *search.Document) []metaTag {
	var tags []metaTag
	add := func(name, content string) {
		if content != "" {
			tags = append(tags, metaTag{name, content})
		}
	}
	add("citation_title", d.Title)
	for _, a := range d.Authors {
		add("citation_author", a)
	}
	switch published := d.Dates["published"]; {
	case published != "":
		add("citation_publication_date", strings.ReplaceAll(published, "-", "/"))
	case d.Year != 0:
		add("citation_publication_date", strconv.Itoa(d.Year))
	}
	add("citation_journal_title", d.CSL.ContainerTitle)
	add("citation_issn", d.CSL.ISSN)
	add("citation_volume", string(d.CSL.Volume))
	add("citation_issue", string(d.CSL.Issue))
	first, last, _ := strings.Cut(strings.ReplaceAll(string(d.CSL.Page), "–", "-"), "-")
	add("citation_firstpage", first)
	add("citation_lastpage", last)
	add("citation_doi", d.DOI)
	for _, lang := range d.Languages {
		add("citation_language", string(lang))
	}
	for _, lang := range slices.Sorted(maps.Keys(d.Keywords)) {
		for _, word := range d.Keywords[lang] {
			add("citation_keywords", word)
		}
	}
	return tags
}

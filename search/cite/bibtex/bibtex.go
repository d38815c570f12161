// Package bibtex reads and writes bibliographies for BibTeX and BibLaTeX.
//
// Written are the entry types and fields of BibTeX (O. Patashnik,
// "BibTeXing", 1988), which BibLaTeX knows too, and of BibLaTeX (P. Lehman et al.,
// its manual, version 3.20, chapter 2) where BibTeX has none: doi, url, urldate,
// date (when year and month do not say all), pagetotal, volumes, translator,
// entrysubtype (newspaper, magazine), eventtitle, venue, language (a BCP 47 tag),
// and the original of a translated work:
//
//	origtitle         original-title
//	origauthor        custom original-author (ours, in the manner of the others)
//	origjournaltitle  custom original-container-title (ours)
//	origpublisher     custom original-publisher
//
// What an entry cannot say in these is in its field csl, a JSON merge patch of
// CSL-JSON (see cite.Rest) that other programs ignore; so nothing is lost when
// what was written is read again.
package bibtex

import "github.com/izde/izde/search/cite"

// entryTypes are the types written for CSL's; others are misc.
var entryTypes = map[string]string{
	"article-journal": "article", "article-magazine": "article", "article-newspaper": "article", "article": "article",
	"book": "book", "chapter": "incollection", "paper-conference": "inproceedings", "thesis": "phdthesis", "report": "techreport",
	"webpage": "online", "standard": "standard", "patent": "patent", "manuscript": "unpublished", "dataset": "dataset", "software": "software",
}

// itemTypes are the CSL types of entry types that are read; others are documents.
var itemTypes = map[string]string{
	"article": "article-journal", "suppperiodical": "article-journal", "book": "book", "mvbook": "book", "collection": "book", "booklet": "book", "proceedings": "book", "manual": "book", "reference": "book",
	"inbook": "chapter", "incollection": "chapter", "bookinbook": "chapter", "suppbook": "chapter", "inreference": "entry-encyclopedia",
	"inproceedings": "paper-conference", "conference": "paper-conference", "phdthesis": "thesis", "mastersthesis": "thesis", "thesis": "thesis",
	"techreport": "report", "report": "report", "online": "webpage", "electronic": "webpage", "www": "webpage", "standard": "standard", "patent": "patent",
	"unpublished": "manuscript", "dataset": "dataset", "software": "software", "periodical": "periodical",
}

// subtypes are entrysubtypes of articles.
var subtypes = map[string]string{"article-newspaper": "newspaper", "article-magazine": "magazine"}

// originals are the fields of custom variables.
var originals = []struct{ field, custom string }{
	{"origauthor", "original-author"}, {"origjournaltitle", "original-container-title"}, {"origpublisher", "original-publisher"},
}

// number says what the field number is in an entry of that type.
func number(it *cite.Item) *cite.Text {
	switch it.Type {
	case "article-journal", "article-magazine", "article-newspaper", "article":
		return &it.Issue
	case "book", "chapter", "paper-conference", "entry-encyclopedia":
		return &it.CollectionNumber
	}
	return &it.Number
}

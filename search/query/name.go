package query

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
)

// splitName returns the letters at the beginning of s and their length with
// the colon that follows; a size of 0 says that there is none.
func splitName(s string) (name string, size int) {
	for i, r := range s {
		if r == ':' || r == '：' {
			if i == 0 {
				return "", 0
			}
			return s[:i], i + utf8.RuneLen(r)
		}
		if !unicode.IsLetter(r) {
			break
		}
	}
	return "", 0
}

// resemblesField reports whether a name that is none was probably meant as
// one. Text is full of colons: "https://…", "C:N", "arXiv:2101.00001", "结论：…".
func resemblesField(name string, value rune) bool {
	if nearestField(name) != "" {
		return true
	}
	if len(name) < 3 || unicode.IsDigit(value) || slices.Contains(otherSchemes, name) {
		return false
	}
	return !strings.ContainsFunc(name, func(r rune) bool { return r < 'a' || r > 'z' })
}

// otherSchemes are names before a colon that belong to what people paste.
var otherSchemes = []string{"mailto", "urn", "info", "hdl", "arxiv", "isbn", "issn", "orcid", "pmid", "https", "http"}

// nearestField returns the field that name was probably meant for, or "".
func nearestField(name string) string {
	name = strings.ToLower(name)
	if f, ok := fieldSynonyms[name]; ok {
		return f
	}
	return Nearest(name, Fields)
}

// fieldSynonyms are other words for fields, as people of the four languages
// would write them.
var fieldSynonyms = map[string]string{
	"authors": "author", "creator": "author", "автор": "author", "авторы": "author", "авторлар": "author", "作者": "author",
	"titles": "title", "название": "title", "заглавие": "title", "тақырып": "title", "атауы": "title", "标题": "title", "题名": "title",
	"date": "year", "год": "year", "жыл": "year", "жылы": "year", "年份": "year",
	"language": "lang", "язык": "lang", "тіл": "lang", "тілі": "lang", "语言": "lang",
	"type": "kind", "вид": "kind", "тип": "kind", "түрі": "kind", "类型": "kind",
	"раздел": "section", "бөлім": "section", "章节": "section",
	"pages": "page", "страница": "page", "стр": "page", "бет": "page", "页": "page", "页码": "page",
	"cite": "cites", "цитирует": "cites", "引用": "cites",
}

var fieldExamples = map[string]string{
	"author":  `author:Sarybayev or author:"Ли Цзин"`,
	"title":   `title:culture or title:"cultural differences"`,
	"doi":     "doi:10.1000/182",
	"year":    "year:2024 or year:2019..2024",
	"lang":    "lang:kk",
	"kind":    "kind:abstract",
	"section": "section:conclusion",
	"cites":   "cites:10.1000/182",
	"page":    "page:45 or page:10..20",
}

// Nearest returns the candidate that s differs least from, case aside, "" if none is
// near: within one edit for up to four letters, within two for more. An edit
// inserts, drops or replaces a letter or swaps two neighbours.
func Nearest(s string, candidates []string) string {
	s = strings.ToLower(s)
	best, found := 2, ""
	switch n := utf8.RuneCountInString(s); {
	case n > 16:
		return ""
	case n > 4:
		best = 3
	}
	for _, c := range candidates {
		if d := analysis.EditDistance(s, c); d < best {
			best, found = d, c
		}
	}
	return found
}

package query

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
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
	return nearest(name, Fields)
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
}

// nearest returns the candidate that s differs least from, "" if none is near:
// within one edit for up to four letters, within two for more. An edit inserts,
// drops or replaces a letter or swaps two neighbours.
func nearest(s string, candidates []string) string {
	runes := []rune(s)
	best, found := 2, ""
	if len(runes) > 4 {
		best = 3
	}
	if len(runes) > 16 {
		return ""
	}
	for _, c := range candidates {
		if d := editDistance(runes, []rune(c)); d < best {
			best, found = d, c
		}
	}
	return found
}

// editDistance is the optimal string alignment distance of a and b.
func editDistance(a, b []rune) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			replaced := rows[i-1][j-1]
			if a[i-1] != b[j-1] {
				replaced++
			}
			rows[i][j] = min(replaced, rows[i-1][j]+1, rows[i][j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}

package web

// The page at /help: the query language, with examples that the corpus itself
// suggests, each a link that finds something.

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gin-gonic/gin"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
)

// helpPage is the view of that page.
type helpPage struct {
	frame
	Rows  []helpRow
	Views []string // names of the views
}

// helpRow explains a part of the query language; Name is the last part of its
// message's key.
type helpRow struct {
	Name, Syntax string
	Examples     []exampleQuery
}

func (s *site) helpPage(c *gin.Context, r *reader, index Index, _ url.Values) error {
	found, err := pickMaterial(c.Request.Context(), index)
	if err != nil {
		return err
	}
	v := &helpPage{frame: s.frame(r, r.T("nav.help")), Views: builtViews}
	add := func(name, syntax string, examples ...string) {
		row := helpRow{Name: name, Syntax: syntax}
		for _, q := range examples {
			if q != "" {
				row.Examples = append(row.Examples, exampleQuery{q, doc.Und, r.searchURL(url.Values{"q": {q}})})
			}
		}
		v.Rows = append(v.Rows, row)
	}
	with := func(format, text string) string {
		if text == "" {
			return ""
		}
		return fmt.Sprintf(format, text)
	}
	// Of words without spaces, or of few letters, no beginning is searched.
	beginning := func(word string) string {
		if n := utf8.RuneCountInString(word); n >= 6 {
			return string([]rune(word)[:n-3]) + "*"
		}
		return ""
	}
	add("words", "", found.terms...)
	add("phrase", `"…"`, with(`"%s"`, found.term))
	add("slop", `"…"~3`, with(`"%s"~3`, found.term))
	add("or", "OR", strings.Join(found.words, " OR "))
	add("not", "-", with("%s -kind:reference", found.word))
	add("prefix", "*", beginning(found.word))
	add("fuzzy", "~", with("%s~", found.word))
	add("exact", "=", with("=%s", found.word))
	add("author", "author:", with("author:%s", found.author))
	add("title", "title:", with("title:%s", found.word))
	add("year", "year:", with("year:%s", found.year), with("year:..%s", found.year))
	add("lang", "lang:", with("lang:%s", found.lang))
	add("kind", "kind:", "kind:abstract", "kind:reference")
	add("doi", "doi:", with("doi:%s", found.doi))
	return respondPage(c, r, "help", v)
}

// material is what examples are made of; what the corpus has not is empty.
type material struct {
	terms                         []string // a keyword in each language
	term                          string   // one of several words
	words                         []string // two single words
	word, author, year, lang, doi string
}

// pickMaterial looks through the first documents of the corpus.
func pickMaterial(ctx context.Context, index Index) (material, error) {
	const inDocs = 20
	var m material
	docs, _, err := index.Documents(ctx, 0, inDocs)
	if err != nil {
		return m, err
	}
	seen := map[doc.Lang]bool{}
	set := func(to *string, value string) {
		if *to == "" {
			*to = value
		}
	}
	for _, brief := range docs {
		d, err := index.Document(ctx, brief.ID)
		if err != nil {
			return m, err
		}
		for _, lang := range slices.Sorted(maps.Keys(d.Keywords)) {
			for _, keyword := range d.Keywords[lang] {
				words := analysis.Phrase(keyword)
				if keyword != clip(keyword) || strings.ContainsAny(keyword, `"()`) || len(words) == 0 {
					continue
				}
				if !seen[lang] {
					seen[lang] = true
					m.terms = append(m.terms, keyword)
				}
				if len(words) > 1 {
					set(&m.term, keyword)
				} else {
					set(&m.word, keyword)
					if len(m.words) < 2 && !slices.Contains(m.words, keyword) {
						m.words = append(m.words, keyword)
					}
				}
			}
		}
		if len(d.Authors) > 0 {
			if names := analysis.Phrase(d.Authors[0]); len(names) > 0 {
				set(&m.author, names[len(names)-1])
			}
		}
		if d.Year != 0 {
			set(&m.year, fmt.Sprint(d.Year))
		}
		if len(d.Languages) > 0 {
			set(&m.lang, string(d.Languages[len(d.Languages)-1]))
		}
		set(&m.doi, d.DOI)
	}
	return m, nil
}

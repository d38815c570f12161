package web

// The page at /help: the query language, with examples that the corpus itself
// suggests, each a link that finds something.

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/query"
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

func (s *site) helpPage(x *call, r *reader) error {
	found, err := x.desk.Material(x.ctx(), doc.Lang(r.Tag))
	if err != nil {
		return err
	}
	v := &helpPage{frame: s.frame(r, r.T("nav.help")), Views: desk.Views()}
	add := func(name, syntax string, examples ...string) {
		row := helpRow{Name: name, Syntax: syntax}
		for _, q := range examples {
			if q != "" {
				row.Examples = append(row.Examples, r.newExampleQuery(desk.Example{Text: q, Lang: doc.Und}))
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
	add("words", "", found.Terms...)
	add("phrase", `"…"`, with(`"%s"`, found.Term))
	add("slop", `"…"~3`, with(`"%s"~3`, found.Term))
	add("or", "OR", strings.Join(found.Words, " OR "))
	add("not", "-", with("%s -kind:reference", found.Word))
	add("prefix", "*", beginning(found.Word))
	add("fuzzy", "~", with("%s~", found.Word))
	add("exact", "=", with("=%s", found.Word))
	examples := map[string][]string{
		"author": {with("author:%s", found.Author)}, "title": {with("title:%s", found.Word)}, "year": {with("year:%s", found.Year), with("year:..%s", found.Year)},
		"lang": {with("lang:%s", found.Lang)}, "kind": {"kind:abstract", "kind:reference"}, "doi": {with("doi:%s", found.DOI)},
	}
	for _, field := range query.Fields {
		add(field, field+":", examples[field]...)
	}
	return respondPage(x.Context, r, "help", v)
}

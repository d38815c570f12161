package desk

// The same in other languages: how much of what a document or a work is about the corpus
// has in each. Its keywords, or its title, are searched in one language, and through the
// glossary in the others.

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/query"
)

// Topic is what a document or a work is about.
type Topic struct {
	Query string   // in the query language; empty where nothing tells it
	Lang  doc.Lang // that Query is in
	// Document is the id of the document itself, which is not the same as another.
	Document string
}

// Same is how many passages on a topic there are in a language.
type Same struct {
	Lang     doc.Lang
	Passages int
}

const (
	// topicKeywords and topicWords are how many keywords, or words of a title, tell a
	// topic; a search of more words finds nothing more.
	topicKeywords = 6
	topicWords    = 16
	// topicHan is how many characters of a Chinese keyword or title are taken.
	topicHan = 40
	// topicTerm is how many characters a Chinese term of more than a word has at least.
	topicTerm = 4
)

// TopicOf returns that of a document: its keywords of more than a word in its main
// language, where it has several, else its title. A single word (China) is of many things.
func TopicOf(d *doc.Document) Topic {
	t := Topic{Document: d.ID}
	for _, lang := range slices.Concat(d.Languages, []doc.Lang{d.TitleLang()}) {
		var words []string
		for _, keyword := range d.Keywords[lang] {
			text := asWords(keyword)
			if first, _ := utf8.DecodeRuneInString(text); len(words) < topicKeywords && (strings.Contains(text, " ") || analysis.IsHan(first) && utf8.RuneCountInString(text) >= topicTerm) {
				words = append(words, "("+text+")")
			}
		}
		if len(words) > 1 {
			t.Query, t.Lang = strings.Join(words, " OR "), lang
			return t
		}
	}
	t.Query, t.Lang = asWords(d.InCase(d.Title)), d.TitleLang()
	if t.Lang == doc.Und && len(d.Languages) > 0 {
		t.Lang = d.Languages[0]
	}
	return t
}

// TopicOfWork returns that of a work: its title. Where its data do not say the language,
// that is unknown, and what is the same in it is counted, too.
func TopicOfWork(w *doc.Work) Topic {
	lang, _, _ := strings.Cut(w.CSL.Language, "-")
	return Topic{Query: asWords(w.CSL.Title), Lang: doc.Lang(lang), Document: w.Document}
}

// asWords returns the words of a text as a query has them: without signs and operators of
// the query language.
func asWords(text string) string {
	var words []string
	han := 0
	for _, word := range strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != '\'' && r != '’' && r != '-'
	}) {
		switch word = strings.Trim(word, "-'’"); word {
		case "":
			continue
		case "AND", "OR", "NOT":
			word = strings.ToLower(word)
		}
		if first := []rune(word); analysis.IsHan(first[0]) {
			first = first[:min(len(first), topicHan-han)]
			word, han = string(first), han+len(first)
		}
		if word != "" && len(words) < topicWords {
			words = append(words, word)
		}
	}
	return strings.Join(words, " ")
}

// Same returns the languages other than its own in which the corpus has something on a
// topic, that with most first. A topic that asks too much of a search has none.
func (d *Desk) Same(ctx context.Context, t Topic) ([]Same, error) {
	q, err := query.Parse(t.Query)
	if err != nil || q.Expr == nil {
		return nil, nil
	}
	r := &search.Request{Query: q, Mode: query.Auto, Sort: search.ByRelevance, Views: analysis.AllViews, Facets: []doc.Facet{doc.FacetLang}, FacetLimit: MaxFacetValues}
	if t.Document != "" {
		r.Filters = []search.Filter{{Facet: doc.FacetDoc, Exclude: []string{t.Document}}}
	}
	found, err := d.index.Search(ctx, r)
	if tooMuch := (*query.LimitError)(nil); errors.As(err, &tooMuch) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var list []Same
	for _, v := range found.Facets[doc.FacetLang].Values {
		if lang := doc.Lang(v.Value); lang != t.Lang && doc.LangNames(lang) != nil {
			list = append(list, Same{lang, v.Count})
		}
	}
	return list, nil
}

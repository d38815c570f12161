package embedded

import (
	"slices"
	"strings"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/plan"
)

// attributeIndex is an inverted index of the titles and authors of documents:
// few words beside those of the passages, so it is kept in memory.
type attributeIndex map[attributeTerm][]uint32

type attributeTerm struct {
	field  string
	stream analysis.Stream
	term   string
}

func indexAttributes(docs []docEntry) attributeIndex {
	index := attributeIndex{}
	for i, d := range docs {
		for field, texts := range map[string][]string{"title": d.doc.AllTitles(), "author": d.doc.Authors} {
			for _, text := range texts {
				for stream, tokens := range analysis.Analyze(text, nil) {
					for _, t := range tokens {
						key := attributeTerm{field, analysis.Stream(stream), t.Term}
						if list := index[key]; len(list) == 0 || list[len(list)-1] != uint32(i) {
							index[key] = append(list, uint32(i))
						}
					}
				}
			}
		}
	}
	return index
}

// matchDocuments tells for each document whether it has the attribute.
func (e *Engine) matchDocuments(a *plan.Attribute) []bool {
	match := make([]bool, len(e.docs))
	if a.Field != "title" && a.Field != "author" {
		for i, d := range e.docs {
			match[i] = a.Matches(nil, d.doc)
		}
		return match
	}
	// The first word names candidates; most queries have no other.
	if len(a.Words) == 0 {
		return match
	}
	index := e.attributes()
	var candidates []uint32
	for _, t := range allTerms(&a.Words[0]) {
		if a.Prefix && len(a.Words) == 1 && t.Stream == analysis.Words {
			for key, docs := range index {
				if key.field == a.Field && key.stream == t.Stream && strings.HasPrefix(key.term, t.Text) {
					candidates = append(candidates, docs...)
				}
			}
			continue
		}
		candidates = append(candidates, index[attributeTerm{a.Field, t.Stream, t.Text}]...)
	}
	for _, i := range candidates {
		match[i] = match[i] || a.Matches(nil, e.docs[i].doc)
	}
	return match
}

// allTerms lists the terms of a word, its parts and its spellings.
func allTerms(w *analysis.Word) []analysis.Term {
	terms := slices.Clone(w.Terms)
	for _, way := range append(w.Spellings, w.Parts) {
		for i := range way {
			terms = append(terms, allTerms(&way[i])...)
		}
	}
	return terms
}

// predicate returns a test of numbers of the whole index for an attribute.
func (e *Engine) predicate(a *plan.Attribute) (func(number int) bool, error) {
	c := e.cols
	switch a.Field {
	case "kind":
		kind := slices.IndexFunc(doc.Kinds, func(k doc.Kind) bool { return strings.EqualFold(string(k), a.Value) })
		return func(n int) bool { return int(c.kind[n]) == kind }, nil
	case "lang":
		match := make([]bool, len(c.langs.sets))
		for i, langs := range c.langs.sets {
			match[i] = slices.ContainsFunc(langs, func(l string) bool { return strings.EqualFold(l, a.Value) })
		}
		return func(n int) bool { return match[c.langs.of[n]] }, nil
	case "section":
		match := make([]bool, len(c.sections))
		for i, s := range c.sections {
			match[i] = a.MatchesText(strings.Join(s.path, "\n"))
		}
		return func(n int) bool { return match[c.section[n]] }, nil
	case "cites":
		works, err := e.worksFor(a)
		match := make([]bool, len(c.sources.citeSets))
		for i, set := range c.sources.citeSets {
			match[i] = slices.ContainsFunc(set, func(w uint32) bool { return works[w] })
		}
		return func(n int) bool { return match[c.sources.cites[n]] }, err
	}
	match, err := e.matchSources(a)
	return func(n int) bool { return match[c.sources.of[n]] }, err
}

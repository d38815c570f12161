package plan

import (
	"slices"
	"strings"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/doc"
)

// Matches reports whether the passage, or its document, has the attribute. Where
// cites has a DOI or words, only an engine knows the works that are meant.
func (a *Attribute) Matches(passage *doc.Passage, d *doc.Document) bool {
	switch a.Field {
	case "lang":
		return slices.ContainsFunc(passage.Languages(), func(l doc.Lang) bool { return strings.EqualFold(string(l), a.Value) })
	case "kind":
		return strings.EqualFold(string(passage.Kind), a.Value)
	case "section":
		return a.MatchesText(strings.Join(passage.Section, "\n"))
	case "year":
		return a.Years.Has(passage.Attribution(d).Year)
	case "doi":
		doi := cite.NormalizeDOI(a.Value)
		return doi != "" && doi == passage.Attribution(d).DOI
	case "title":
		return slices.ContainsFunc(passage.Attribution(d).Titles, a.MatchesText)
	case "author":
		return slices.ContainsFunc(passage.Attribution(d).Authors, a.MatchesText)
	case "page":
		return slices.ContainsFunc(passage.Pages, a.Pages.Has)
	case "cites":
		return slices.Contains(passage.Cites(), a.Value)
	}
	return false
}

// MatchesText reports whether text has the words of the attribute, in their
// order where it is a phrase.
func (a *Attribute) MatchesText(text string) bool {
	streams := analysis.Analyze(text, nil)
	for i, word := range a.Words {
		prefix := a.Prefix && i == len(a.Words)-1
		if !hasWord(&word, func(t analysis.Term) bool {
			return slices.ContainsFunc(streams[t.Stream], func(token analysis.Token) bool {
				return token.Term == t.Text || prefix && t.Stream == analysis.Words && strings.HasPrefix(token.Term, t.Text)
			})
		}) {
			return false
		}
	}
	if a.Phrase == nil {
		return len(a.Words) > 0
	}
	positions := make([][]int, len(a.Phrase))
	for i, word := range a.Phrase {
		for _, term := range word.Terms {
			for _, t := range streams[term.Stream] {
				if t.Term == term.Text {
					positions[i] = append(positions[i], t.Pos)
				}
			}
		}
		slices.Sort(positions[i])
	}
	for range Sequences(positions, 0) {
		return true
	}
	return false
}

// hasWord reports whether there is a term of w, or all of its parts, or all words
// of one of its spellings.
func hasWord(w *analysis.Word, has func(analysis.Term) bool) bool {
	if slices.ContainsFunc(w.Terms, has) {
		return true
	}
	for _, way := range append(w.Spellings, w.Parts) {
		if len(way) > 0 && !slices.ContainsFunc(way, func(part analysis.Word) bool { return !hasWord(&part, has) }) {
			return true
		}
	}
	return false
}

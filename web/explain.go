package web

// explain=1: why a hit stands where it does, as numbers and in words.

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
)

// explainView tells how a score came about: those of Parts add up to Score.
type explainView struct {
	Score float64       `json:"score"`
	Parts []explainPart `json:"parts"`
}

// explainPart is what a word or phrase of the query adds. Query is empty for what
// is not of one word; Passages is how many of the corpus hold the word.
type explainPart struct {
	Query    string   `json:"query"`
	Matched  []string `json:"matched"`
	Via      []string `json:"via"`
	Passages int      `json:"passages"`
	Score    float64  `json:"score"`
	Why      string   `json:"why"`
}

var viewReasons = map[analysis.View]string{
	analysis.Exact:    "as written",
	analysis.Fold:     "apart from diacritics, similar letters or traditional characters",
	analysis.Stem:     "in another form of the word",
	analysis.Latin:    "in another script or romanisation",
	analysis.Fuzzy:    "by a similar spelling, for the corpus does not hold the word",
	analysis.Glossary: "by its equivalent in another language",
}

func newExplainView(h search.Hit, passages int) *explainView {
	v := &explainView{Score: h.Score, Parts: []explainPart{}}
	for _, p := range h.Explanation.Parts {
		part := explainPart{Query: p.Query, Matched: []string{}, Via: []string{}, Passages: p.Passages, Score: p.Score}
		var reasons []string
		for _, m := range p.Matched {
			if text := h.Passage.Text[m.Start:m.End]; !slices.Contains(part.Matched, text) {
				part.Matched = append(part.Matched, text)
			}
			if via := m.View.String(); !slices.Contains(part.Via, via) {
				part.Via = append(part.Via, via)
				reasons = append(reasons, viewReasons[m.View])
			}
		}
		if p.Query == "" {
			part.Why = "for the way in which the words of the query stand together: a passage with all of them comes first"
		} else {
			part.Why = fmt.Sprintf("“%s” stands here %s as “%s”, %s; %s of the %s passages hold it", p.Query, times(len(p.Matched)),
				strings.Join(part.Matched, "”, “"), strings.Join(reasons, ", "), rarity(p.Passages, passages), fmt.Sprint(passages))
		}
		v.Parts = append(v.Parts, part)
	}
	return v
}

func times(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return fmt.Sprintf("%d times", n)
}

// rarity says how many of all passages hold a word.
func rarity(n, all int) string {
	if percent := 100 * float64(n) / math.Max(1, float64(all)); percent >= 1 {
		return fmt.Sprintf("%d (%.0f %%)", n, percent)
	}
	return fmt.Sprint(n)
}

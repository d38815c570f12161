package web

// explain=1: why a hit stands where it does, as numbers and in words.

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/excerpt"
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
	for _, p := range joinRuns(h.Explanation.Parts) {
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
			part.Why = fmt.Sprintf("“%s” stands here %s as “%s”, %s; %s of the %d passages hold it", p.Query, times(len(p.Matched)),
				strings.Join(part.Matched, "”, “"), strings.Join(reasons, ", "), rarity(p.Passages, passages), passages)
		}
		v.Parts = append(v.Parts, part)
	}
	return v
}

// joinRuns makes one part of those of a run of Han characters, which is searched
// by its pairs (and ranked by its characters too).
func joinRuns(parts []search.ScorePart) []search.ScorePart {
	var joined []search.ScorePart
	for _, p := range parts {
		if n := len(joined); n > 0 {
			last := []rune(joined[n-1].Query)
			if next := []rune(p.Query); allHan(last) && allHan(next) && (len(next) == 2 && next[0] == last[len(last)-1] || len(next) == 1) {
				j := &joined[n-1]
				j.Query += string(next[len(next)-1:])
				j.Score += p.Score
				j.Passages = min(j.Passages, p.Passages)
				j.Matched = slices.Concat(j.Matched, p.Matched)
				continue
			}
		}
		joined = append(joined, p)
	}
	for i := range joined {
		joined[i].Matched = joinMarks(joined[i].Matched)
	}
	return joined
}

// joinMarks makes one mark of those that touch.
func joinMarks(marks []excerpt.Mark) []excerpt.Mark {
	marks = slices.Clone(marks)
	slices.SortFunc(marks, func(a, b excerpt.Mark) int { return a.Start - b.Start })
	var joined []excerpt.Mark
	for _, m := range marks {
		if n := len(joined); n > 0 && m.Start <= joined[n-1].End {
			joined[n-1].End = max(joined[n-1].End, m.End)
			joined[n-1].View = max(joined[n-1].View, m.View)
			continue
		}
		joined = append(joined, m)
	}
	return joined
}

func allHan(text []rune) bool {
	return len(text) > 0 && !slices.ContainsFunc(text, func(r rune) bool { return !analysis.IsHan(r) })
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

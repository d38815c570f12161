package search

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/cite"
)

// Mark is a stretch of a passage's text that matched, a whole word or a
// contiguous run of Han characters, and the best view through which it did.
type Mark struct {
	Span
	View analysis.View
}

// Analyze returns the token streams of the passage's text.
func (p *Passage) Analyze() analysis.Streams {
	i := 0
	return analysis.Analyze(p.Text, func(offset int) string {
		for i < len(p.Spans) && p.Spans[i].End <= offset {
			i++
		}
		if i < len(p.Spans) && p.Spans[i].Start <= offset {
			return string(p.Spans[i].Lang)
		}
		return string(p.Lang)
	})
}

// Marks returns what in the passage matched the plan: sorted, never
// overlapping, and only what contributed to the match.
func (p *Plan) Marks(passage *Passage, doc *Document) []Mark {
	if p.Root == nil {
		return nil
	}
	m := matcher{passage: passage, doc: doc, streams: passage.Analyze()}
	_, marks := m.match(p.Root)
	return mergeMarks(marks)
}

// LeafMarks returns for each leaf of the plan, an *AnyTerm or a *Sequence, what
// in the passage matched it.
func (p *Plan) LeafMarks(passage *Passage, doc *Document) map[Node][]Mark {
	m := matcher{passage: passage, doc: doc, streams: passage.Analyze()}
	found := map[Node][]Mark{}
	var visit func(nodes []Node)
	visit = func(nodes []Node) {
		for _, n := range nodes {
			switch n := n.(type) {
			case *Some:
				visit(n.Of)
			case *Every:
				visit(n.Must)
			case *AnyTerm, *Sequence:
				if _, marks := m.match(n); len(marks) > 0 {
					found[n] = mergeMarks(marks)
				}
			}
		}
	}
	visit([]Node{p.Root})
	for _, bonus := range p.Also {
		visit([]Node{bonus.Node})
	}
	return found
}

// Matches reports whether the passage matches the plan. It is the definition
// that engines are tested against.
func (p *Plan) Matches(passage *Passage, doc *Document) bool {
	if p.Root == nil {
		return true
	}
	m := matcher{passage: passage, doc: doc, streams: passage.Analyze()}
	ok, _ := m.match(p.Root)
	return ok
}

type matcher struct {
	passage *Passage
	doc     *Document
	streams analysis.Streams
}

func (m *matcher) match(n Node) (bool, []Mark) {
	switch n := n.(type) {
	case *AnyTerm:
		return m.anyTerm(n)
	case *Sequence:
		return m.sequence(n)
	case *Some:
		var marks []Mark
		matched := 0
		for _, kid := range n.Of {
			if ok, add := m.match(kid); ok {
				matched++
				marks = append(marks, add...)
			}
		}
		if len(n.Of) == 0 || matched < n.Min {
			return false, nil
		}
		return true, marks
	case *Every:
		var marks []Mark
		for _, kid := range n.Must {
			ok, add := m.match(kid)
			if !ok {
				return false, nil
			}
			marks = append(marks, add...)
		}
		for _, kid := range n.Not {
			if ok, _ := m.match(kid); ok {
				return false, nil
			}
		}
		return true, marks
	case *Attribute:
		return n.Matches(m.passage, m.doc), nil
	}
	return false, nil
}

func (m *matcher) anyTerm(n *AnyTerm) (bool, []Mark) {
	var marks []Mark
	for _, term := range n.Terms {
		for _, t := range m.streams[term.Stream] {
			if t.Term == term.Text || n.Prefix && strings.HasPrefix(t.Term, term.Text) {
				view := term.View
				// Bigrams are simplified on both sides.
				if term.Stream == analysis.Bigrams && !slices.Equal(analysis.Phrase(m.passage.Text[t.Start:t.End]), analysis.Phrase(n.Text)) {
					view = max(view, analysis.Fold)
				}
				marks = append(marks, Mark{Span{t.Start, t.End}, view})
			}
		}
	}
	return len(marks) > 0, marks
}

func (m *matcher) sequence(n *Sequence) (bool, []Mark) {
	words := m.streams[analysis.Words]
	positions := make([][]int, len(n.Terms))
	for i, term := range n.Terms {
		for _, w := range words {
			if w.Term == term {
				positions[i] = append(positions[i], w.Pos)
			}
		}
	}
	var marks []Mark
	for at := range Sequences(positions, n.Slop) {
		first, last := at[0], at[len(at)-1]
		if last-first == len(at)-1 {
			marks = append(marks, Mark{Span{words[first].Start, words[last].End}, analysis.Exact})
			continue
		}
		for _, pos := range at {
			marks = append(marks, Mark{Span{words[pos].Start, words[pos].End}, analysis.Exact})
		}
	}
	if len(marks) == 0 && m.passage.Damaged {
		for at := range Scattered(n.Terms, positions) {
			for _, pos := range at {
				marks = append(marks, Mark{Span{words[pos].Start, words[pos].End}, analysis.Exact})
			}
		}
	}
	return len(marks) > 0, marks
}

// Sequences yields the places where terms stand in order with at most slop
// positions between them in all. positions holds the sorted positions of each
// term. The yielded slice is used again.
func Sequences(positions [][]int, slop int) func(yield func([]int) bool) {
	return func(yield func([]int) bool) {
		if len(positions) == 0 {
			return
		}
		at := make([]int, len(positions))
	next:
		for _, first := range positions[0] {
			at[0] = first
			for i := 1; i < len(positions); i++ {
				j, _ := slices.BinarySearch(positions[i], at[i-1]+1)
				if j == len(positions[i]) {
					return // nor can any later start be followed
				}
				at[i] = positions[i][j]
				if at[i]-first-i > slop {
					continue next
				}
			}
			if !yield(at) {
				return
			}
		}
	}
}

// mergeMarks sorts marks and joins those that overlap: the bigrams of a Han
// run, a word found through several views.
func mergeMarks(marks []Mark) []Mark {
	slices.SortFunc(marks, func(a, b Mark) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End), cmp.Compare(a.View, b.View))
	})
	merged := marks[:0]
	for _, m := range marks {
		if n := len(merged); n > 0 && m.Start < merged[n-1].End {
			// What is found twice counts by its better view, which comes
			// first; a run of several bigrams by the worst of them.
			if m.End > merged[n-1].End {
				merged[n-1].End = m.End
				merged[n-1].View = max(merged[n-1].View, m.View)
			}
			continue
		}
		merged = append(merged, m)
	}
	return merged
}

// Matches reports whether the passage, or its document, has the attribute. Where
// cites has a DOI or words, only an engine knows the works that are meant.
func (a *Attribute) Matches(passage *Passage, doc *Document) bool {
	switch a.Field {
	case "lang":
		return slices.ContainsFunc(passage.Languages(), func(l Lang) bool { return strings.EqualFold(string(l), a.Value) })
	case "kind":
		return strings.EqualFold(string(passage.Kind), a.Value)
	case "section":
		return a.MatchesText(strings.Join(passage.Section, "\n"))
	case "year":
		return a.Years.Has(passage.Attribution(doc).Year)
	case "doi":
		doi := cite.NormalizeDOI(a.Value)
		return doi != "" && doi == passage.Attribution(doc).DOI
	case "title":
		return slices.ContainsFunc(passage.Attribution(doc).Titles, a.MatchesText)
	case "author":
		return slices.ContainsFunc(passage.Attribution(doc).Authors, a.MatchesText)
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
	for i, term := range a.Phrase {
		for _, t := range streams[analysis.Words] {
			if t.Term == term {
				positions[i] = append(positions[i], t.Pos)
			}
		}
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

// Has reports whether year is known and in the range.
func (y Years) Has(year int) bool {
	return year != 0 && (y.From == 0 || year >= y.From) && (y.To == 0 || year <= y.To)
}

// AllTitles returns the title of d and those in other languages, each once.
func (d *Document) AllTitles() []string {
	titles := []string{d.Title}
	for _, lang := range slices.Sorted(maps.Keys(d.Titles)) {
		if t := d.Titles[lang]; !slices.Contains(titles, t) {
			titles = append(titles, t)
		}
	}
	return titles
}

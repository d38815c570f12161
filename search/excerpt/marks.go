// Package excerpt cuts excerpts out of a passage for its readers: marks on the words
// that matched a plan, snippets, lines of a concordance. It may import plan, query,
// doc and analysis.
package excerpt

import (
	"cmp"
	"slices"
	"strings"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/plan"
)

// Mark is a stretch of a passage's text that matched, a whole word or a
// contiguous run of Han characters, and the best view through which it did.
type Mark struct {
	doc.Span
	View analysis.View
}

// Marker finds the matches of a plan in passages. It is safe for concurrent use.
type Marker struct {
	plan   *plan.Plan
	wanted analysis.Wanted
}

// NewMarker returns the marker of a plan.
func NewMarker(p *plan.Plan) *Marker {
	m := &Marker{plan: p}
	plan.Map(p.Root, func(n plan.Node) plan.Node { // which visits what is excluded, too
		switch n := n.(type) {
		case *plan.AnyTerm:
			for _, t := range n.Terms {
				if m.wanted.Add(t.Stream, t.Text); n.Prefix {
					m.wanted.AddAll(t.Stream)
				}
			}
		case *plan.Sequence:
			m.wanted.AddAll(analysis.Words)
		case *plan.Counterparts:
			for _, c := range n.Of {
				for _, t := range c.Terms {
					m.wanted.Add(t.Stream, t.Text)
				}
			}
		}
		return n
	})
	return m
}

// Marks returns the matches of the plan in the passage: sorted, never overlapping,
// and only matches that contributed.
func (m *Marker) Marks(passage *doc.Passage, doc *doc.Document) []Mark {
	if m.plan.Root == nil {
		return nil
	}
	found := matcher{passage: passage, doc: doc, streams: passage.Find(&m.wanted)}
	_, marks := found.match(m.plan.Root)
	return mergeMarks(marks)
}

// Marks returns the matches of a plan in one passage: see Marker.Marks.
func Marks(p *plan.Plan, passage *doc.Passage, doc *doc.Document) []Mark {
	return NewMarker(p).Marks(passage, doc)
}

// LeafMarks returns for each leaf of the plan but for attributes its matches in the
// passage.
func LeafMarks(p *plan.Plan, passage *doc.Passage, doc *doc.Document) map[plan.Node][]Mark {
	m := matcher{passage: passage, doc: doc, streams: passage.Analyze()}
	found := map[plan.Node][]Mark{}
	roots := []plan.Node{p.Root}
	for _, bonus := range p.Also {
		roots = append(roots, bonus.Node)
	}
	for _, root := range roots {
		for leaf := range plan.Leaves(root) {
			if _, marks := m.match(leaf); len(marks) > 0 {
				found[leaf] = mergeMarks(marks)
			}
		}
	}
	return found
}

// Matches reports whether the passage matches the plan. It is the definition
// that engines are tested against.
func Matches(p *plan.Plan, passage *doc.Passage, doc *doc.Document) bool {
	if p.Root == nil {
		return true
	}
	m := matcher{passage: passage, doc: doc, streams: passage.Analyze()}
	ok, _ := m.match(p.Root)
	return ok
}

type matcher struct {
	passage *doc.Passage
	doc     *doc.Document
	streams analysis.Streams
	// held are the terms of those streams in which counterparts were looked for.
	held [analysis.NumStreams]map[string]bool
}

// holds reports whether the passage holds a term. Of the many counterparts of a question
// a passage holds few.
func (m *matcher) holds(term analysis.Term) bool {
	held := m.held[term.Stream]
	if held == nil {
		held = make(map[string]bool, len(m.streams[term.Stream]))
		for _, t := range m.streams[term.Stream] {
			held[t.Term] = true
		}
		m.held[term.Stream] = held
	}
	return held[term.Text]
}

func (m *matcher) match(n plan.Node) (bool, []Mark) {
	switch n := n.(type) {
	case *plan.AnyTerm:
		return m.anyTerm(n)
	case *plan.Sequence:
		return m.sequence(n)
	case *plan.Some:
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
	case *plan.Every:
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
	case *plan.Best:
		var marks []Mark
		matched := false
		for _, kid := range n.Of {
			ok, add := m.match(kid)
			if matched, marks = matched || ok, append(marks, add...); matched && n.Lead > 0 {
				break // what follows ranks below it
			}
		}
		return matched, marks
	case *plan.Counterparts:
		return m.counterparts(n)
	case *plan.Attribute:
		return n.Matches(m.passage, m.doc), nil
	}
	return false, nil
}

func (m *matcher) anyTerm(n *plan.AnyTerm) (bool, []Mark) {
	var marks []Mark
	for _, term := range n.Terms {
		for _, t := range m.streams[term.Stream] {
			if t.Term == term.Text || n.Prefix && strings.HasPrefix(t.Term, term.Text) {
				view := term.View
				// Bigrams are simplified on both sides.
				if term.Stream == analysis.Bigrams && !slices.Equal(analysis.Phrase(m.passage.Text[t.Start:t.End]), analysis.Phrase(n.Text)) {
					view = max(view, analysis.Fold)
				}
				marks = append(marks, Mark{doc.Span{Start: t.Start, End: t.End}, view})
			}
		}
	}
	return len(marks) > 0, marks
}

func (m *matcher) counterparts(n *plan.Counterparts) (bool, []Mark) {
	var marks []Mark
	for _, c := range n.Of {
		if slices.ContainsFunc(c.Terms, func(t analysis.Term) bool { return !m.holds(t) }) {
			continue
		}
		for _, term := range c.Terms {
			_, add := m.anyTerm(&plan.AnyTerm{Word: analysis.Word{Text: c.Text, Terms: []analysis.Term{term}}})
			marks = append(marks, add...)
		}
	}
	return len(marks) > 0, marks
}

func (m *matcher) sequence(n *plan.Sequence) (bool, []Mark) {
	words := m.streams[analysis.Words]
	exact, all := make([][]int, len(n.Terms)), make([][]int, len(n.Terms))
	views := make([]map[int]analysis.View, len(n.Terms)) // by position, where not exact
	for i, term := range n.Terms {
		alike := analysis.NewAlike(term, n.Views)
		views[i] = map[int]analysis.View{}
		for _, w := range words {
			view, ok := alike.View(w.Term)
			if !ok {
				continue
			}
			all[i] = append(all[i], w.Pos)
			if view == analysis.Exact {
				exact[i] = append(exact[i], w.Pos)
			} else {
				views[i][w.Pos] = view
			}
		}
	}
	var marks []Mark
	add := func(at []int) {
		view := n.Least
		for i, pos := range at {
			view = max(view, views[i][pos])
		}
		first, last := at[0], at[len(at)-1]
		if last-first == len(at)-1 {
			marks = append(marks, Mark{doc.Span{Start: words[first].Start, End: words[last].End}, view})
			return
		}
		for _, pos := range at {
			marks = append(marks, Mark{doc.Span{Start: words[pos].Start, End: words[pos].End}, view})
		}
	}
	for _, positions := range [][][]int{exact, all} {
		for at := range plan.Sequences(positions, n.Slop) {
			add(at)
		}
	}
	if len(marks) == 0 && m.passage.Damaged {
		for at := range plan.Scattered(n.Terms, exact) {
			for _, pos := range at {
				marks = append(marks, Mark{doc.Span{Start: words[pos].Start, End: words[pos].End}, n.Least})
			}
		}
	}
	return len(marks) > 0, marks
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
			// A stretch that is found twice has its better view, which comes first; a
			// run of several bigrams has the worst of theirs.
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

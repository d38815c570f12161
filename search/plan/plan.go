// Package plan turns a query into what has to occur in which stream of tokens, in
// terms that every engine can run. It may import query, doc, cite and analysis.
package plan

import (
	"iter"
	"slices"
	"strings"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/query"
)

// Views re-exported for requests: which views of the text a search uses.
type Views = analysis.Views

// Plan is a query in the terms of an index: what must occur in which stream.
// It says nothing about how that is found out, so that every engine can run it.
type Plan struct {
	// Root is nil when everything matches.
	Root Node
	// Minimum is how many words of the query must match, 0 where its operators
	// say so. It is lowered together with Min of a Root that has Enough.
	Minimum int
	// Parsed is the query in the query language as it was understood.
	Parsed string
	// Also are nodes that need not match and add to the scores of the passages
	// that rank highest without them.
	Also []Bonus
	// Corrections are the words that were searched by similar ones, which stand
	// among their Terms.
	Corrections []Correction
	// Expansions are the words searched by words in other languages, which Root has
	// besides the query's own: see Across.
	Expansions []*Counterparts
	// Likely are words like others of the query that were perhaps meant and not
	// searched.
	Likely []Correction
	// Notes are those of the query and what was found while compiling it.
	Notes []query.Note
}

// maxElsewhere is how many words of a language are told.
const maxElsewhere = 8

// Elsewhere is words of one language by which a query was searched too.
type Elsewhere struct {
	Lang  doc.Lang
	Words []string
}

// Elsewhere returns the words of other languages that are told to people, at most
// maxElsewhere of each, each once whatever its case. What the query itself says is not told:
// a word that two languages may have is a counterpart of itself.
func (p *Plan) Elsewhere() []Elsewhere {
	var list []Elsewhere
	for _, x := range p.Expansions {
		for _, c := range x.Shown() {
			if strings.EqualFold(c.Text, x.Text) {
				continue
			}
			at := slices.IndexFunc(list, func(e Elsewhere) bool { return e.Lang == x.Lang })
			if at < 0 {
				at = len(list)
				list = append(list, Elsewhere{Lang: x.Lang})
			}
			words := &list[at].Words
			if len(*words) < maxElsewhere && !slices.ContainsFunc(*words, func(w string) bool { return strings.EqualFold(w, c.Text) }) {
				*words = append(*words, c.Text)
			}
		}
	}
	return list
}

// Correction tells that a word was searched by words like it.
type Correction struct {
	Term string
	With []string
}

// Bonus adds Weight of the score by Node.
type Bonus struct {
	Node   Node
	Weight float64
}

// Node is a node of a Plan: *AnyTerm, *Sequence, *Counterparts, *Some, *Every, *Best or
// *Attribute.
// Weights are 0 until the plan is ranked; nodes are not written to.
type Node interface{ node() }

type (
	// AnyTerm matches where one of the terms occurs.
	AnyTerm struct {
		analysis.Word
		// Prefix asks for terms that begin with Terms.
		Prefix bool
		// Edits asks for terms within so many edits of the word. Where it is 0,
		// those within LikeWords are asked for when there is nothing else.
		Edits int
		// AsTyped asks for the word as typed: no other is searched in its place.
		AsTyped bool
		// Weights are those of Terms; a prefix has one.
		Weights []float64
	}
	// Sequence matches where terms of the Words stream stand in order, or other
	// forms of them by the Views fold and stem, with at most Slop positions in all
	// between them; in a damaged passage in which the terms themselves do not, where
	// they are Scattered.
	Sequence struct {
		Text  string
		Terms []string
		Views Views
		Slop  int
		// Least is the view by which it matches at best, not Exact where the text stands
		// for a word that is written as one.
		Least analysis.View
		// Forms are, for each of Terms, the other forms that an index holds (see
		// analysis.Alike), nil until the plan is ranked.
		Forms [][]string
		// Weight is that of the terms in order, Loose that of other forms in order,
		// Torn that of a scattered match. Matches with positions between the terms
		// count as one.
		Weight, Loose, Torn float64
	}
	// Some matches where at least Min of the Of match; without any it matches
	// nowhere. Where AllFirst is set, passages in which all match come before
	// all others. Where Enough is set, Min is lowered until so many passages are
	// found.
	Some struct {
		Of       []Node
		Min      int
		AllFirst bool
		Enough   int
		// Lead is what AllFirst adds to the score where all match.
		Lead float64
	}
	// Every matches where all of Must match and none of Not; without Must,
	// everywhere but there.
	Every struct {
		Must []Node
		Not  []Node
	}
	// Attribute matches passages by a property of theirs or of their document.
	Attribute struct {
		// Field is one of query.Fields.
		Field string
		// Value is the value of lang, kind, doi and cites, as typed. A work that
		// is cited has an id, a DOI, or is known by Words of its entries'
		// authors, titles and years.
		Value string
		// Words must all occur in author, title or section; the last one may
		// be a Prefix.
		Words  []analysis.Word
		Prefix bool
		// Phrase asks for its words next to each other.
		Phrase []analysis.Word
		// Years is the range of year, Pages what page asks for.
		Years doc.Years
		Pages doc.PageRange
	}
)

func (*AnyTerm) node()   {}
func (*Sequence) node()  {}
func (*Some) node()      {}
func (*Every) node()     {}
func (*Attribute) node() {}

// Operands returns the nodes below n that have to match, or may.
func Operands(n Node) []Node {
	switch n := n.(type) {
	case *Some:
		return n.Of
	case *Every:
		return n.Must
	case *Best:
		return n.Of
	}
	return nil
}

// Leaves yields what stands below n and has no operands, what is excluded aside.
func Leaves(n Node) iter.Seq[Node] {
	return func(yield func(Node) bool) { leaves(n, yield) }
}

func leaves(n Node, yield func(Node) bool) bool {
	switch n.(type) {
	case nil:
		return true
	case *Some, *Every, *Best:
		for _, kid := range Operands(n) {
			if !leaves(kid, yield) {
				return false
			}
		}
		return true
	}
	return yield(n)
}

// Map returns n with its leaves, excluded ones too, replaced by what leaf makes of
// them. Nodes above them are copied.
func Map(n Node, leaf func(Node) Node) Node {
	all := func(nodes []Node) []Node {
		if nodes == nil {
			return nil
		}
		mapped := make([]Node, len(nodes))
		for i, kid := range nodes {
			mapped[i] = Map(kid, leaf)
		}
		return mapped
	}
	switch n := n.(type) {
	case nil:
		return nil
	case *Some:
		copied := *n
		copied.Of = all(n.Of)
		return &copied
	case *Every:
		return &Every{Must: all(n.Must), Not: all(n.Not)}
	case *Best:
		return &Best{Of: all(n.Of), Lead: n.Lead}
	}
	return leaf(n)
}

// HasMarks reports whether anything that matches the plan can have marks: a plan
// of nothing but attributes has none.
func (p *Plan) HasMarks() bool {
	for leaf := range Leaves(p.Root) {
		if _, ok := leaf.(*Attribute); !ok {
			return true
		}
	}
	return false
}

// Relaxed returns the node of a root whose Min may be lowered, or nil: the root itself,
// or of a Best the first.
func Relaxed(root Node) *Some {
	if best, ok := root.(*Best); ok {
		root = best.Of[0]
	}
	if some, ok := root.(*Some); ok && some.Enough > 0 {
		return some
	}
	return nil
}

// Lowered returns how many operands of n must match for enough passages to be
// found: Min, or fewer. count has for each number of operands how many passages
// match just so many.
func (n *Some) Lowered(count []int) int {
	found := 0
	for c := len(n.Of); c > 0; c-- {
		if found += count[c]; c <= n.Min && (found >= n.Enough || c == 1) {
			return c
		}
	}
	return n.Min
}

// Package plan turns a query into what has to occur in which stream of tokens, in
// terms that every engine can run. It may import query, doc, cite and analysis.
package plan

import (
	"slices"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/query"
)

// HasMarks reports whether anything that matches the plan can have marks: a plan
// of nothing but attributes has none.
func (p *Plan) HasMarks() bool {
	var any func(n Node) bool
	any = func(n Node) bool {
		switch n := n.(type) {
		case *AnyTerm, *Sequence:
			return true
		case *Some:
			return slices.ContainsFunc(n.Of, any)
		case *Every:
			return slices.ContainsFunc(n.Must, any)
		}
		return false
	}
	return any(p.Root)
}

// Views re-exported for requests: which views of the text a search uses.
type Views = analysis.Views

// Plan is a query in the terms of an index: what must occur in which stream.
// It says nothing about how that is found out, so that every engine can run it.
type Plan struct {
	// Root is nil when everything matches.
	Root Node
	// Minimum is how many words of the query must match, 0 where its operators
	// say so. An engine may lower it together with Min of a Root that has Enough.
	Minimum int
	// Parsed is the query in the query language as it was understood.
	Parsed string
	// Also are nodes that need not match and add to the scores of the passages
	// that rank highest without them.
	Also []Bonus
	// Corrections are the words that an engine searched by similar ones, which
	// it has added to their Terms.
	Corrections []Correction
	// Likely are words like others of the query that were perhaps meant and not
	// searched.
	Likely []Correction
	// Notes are those of the query and what was found while compiling it.
	Notes []query.Note
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

// Node is a node of a Plan: *AnyTerm, *Sequence, *Some, *Every or *Attribute.
type Node interface{ node() }

type (
	// AnyTerm matches where one of the terms occurs.
	AnyTerm struct {
		analysis.Word
		// Prefix asks for terms that begin with Terms.
		Prefix bool
		// Edits asks for terms within so many edits of the word. Where it is 0,
		// an engine asks for those within LikeWords when it has nothing else.
		Edits int
	}
	// Sequence matches where terms of the Words stream stand in order, with at
	// most Slop positions in all between them; in a damaged passage in which they
	// do not, where they are Scattered.
	Sequence struct {
		Text  string
		Terms []string
		Slop  int
	}
	// Some matches where at least Min of the Of match; without any it matches
	// nowhere. Where AllFirst is set, passages in which all match come before
	// all others. Where Enough is set, an engine may lower Min until it finds
	// so many passages.
	Some struct {
		Of       []Node
		Min      int
		AllFirst bool
		Enough   int
	}
	// Every matches where all of Must match and none of Not; without Must,
	// everywhere but there.
	Every struct {
		Must []Node
		Not  []Node
	}
	// Attribute matches passages by a property of theirs or of their document.
	Attribute struct {
		// Field is one of QueryFields.
		Field string
		// Value is the value of lang, kind, doi and cites, as typed. A work that
		// is cited has an id, a DOI, or is known by Words of its entries'
		// authors, titles and years.
		Value string
		// Words must all occur in author, title or section; the last one may
		// be a Prefix.
		Words  []analysis.Word
		Prefix bool
		// Phrase asks for the words next to each other.
		Phrase []string
		// Years is the range of year.
		Years query.Years
	}
)

func (*AnyTerm) node()   {}
func (*Sequence) node()  {}
func (*Some) node()      {}
func (*Every) node()     {}
func (*Attribute) node() {}

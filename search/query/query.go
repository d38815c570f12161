// Package query is the query language: expressions, their reading and writing,
// notes on what was not understood, and queries that ask for less. Every text is a
// query; only limits refuse one. It may import doc, cite and analysis.
package query

import (
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/izde/izde/search/doc"
)

// Mode says how many operands of a Bag must match.
type Mode string

// The modes. Auto asks for all of up to three words and for most of longer
// queries, where passages with all of them come first.
const (
	Auto Mode = "auto"
	All  Mode = "all"
	Any  Mode = "any"
)

// Query is what the query language (see Parse) makes of a text.
type Query struct {
	// Text is the text as given.
	Text string
	// Expr is nil for an empty query, which matches everything.
	Expr Expr
	// Long says that Expr has nothing but words and more than MaxQueryTerms: which of
	// them are searched is for an index to say.
	Long bool
	// Notes say what was not understood and how it was searched instead.
	Notes []Note
}

// String writes the query in the query language: Parse gives the same
// expression again.
func (q *Query) String() string {
	return Text(q.Expr)
}

// Text writes an expression, which may be nil, as a whole query.
func Text(x Expr) string {
	if x == nil {
		return ""
	}
	text := x.String()
	if isTitle(text) { // in parentheses operators are ones
		return "(" + text + ")"
	}
	return text
}

// Expr is a node of a query: Bag, And, Or, Not, Word, Phrase, Field or Years.
type Expr interface {
	fmt.Stringer
	expr()
}

type (
	// Bag is a run of operands without operators: how many of them must match
	// is for the Mode to say.
	Bag []Expr
	// And matches where all operands match.
	And []Expr
	// Or matches where any operand matches.
	Or []Expr
	// Not matches where its operand does not. In a Bag it is no operand to be
	// counted but excludes.
	Not struct{ X Expr }
	// Word is a single word as typed, which analysis may still split.
	Word struct {
		Text   string
		Exact  bool // =word: as written only; it begins with a letter or digit
		Prefix bool // word*
		Fuzzy  int  // word~1, word~2: edits in letters; 0 without
		// At is the byte range of Query.Text that it was read from, with its signs
		// and the name of its field where that stands directly before it.
		At doc.Span
	}
	// Phrase is text between quotation marks: its words in order, with at most
	// Slop words between or out of place. At is as that of a Word.
	Phrase struct {
		Text  string
		Exact bool // ="phrase": as written only
		Slop  int
		At    doc.Span
	}
	// Field restricts X, a Word or a Phrase, to one of Fields.
	Field struct {
		Name string
		X    Expr
	}
	// Years matches documents published in a closed range; 0 leaves an end
	// open.
	Years doc.Years
)

func (Bag) expr()    {}
func (And) expr()    {}
func (Or) expr()     {}
func (Not) expr()    {}
func (Word) expr()   {}
func (Phrase) expr() {}
func (Field) expr()  {}
func (Years) expr()  {}

// Plain reports whether the word has none of the signs.
func (w Word) Plain() bool { return !w.Exact && !w.Prefix && w.Fuzzy == 0 }

// Wildcards reports whether signs that stand for letters elsewhere are in the word.
func (w Word) Wildcards() bool { return hasInner(w.Text, '*') || hasInner(w.Text, '?') }

// Fields are the names that may stand before a colon.
var Fields = []string{"author", "title", "doi", "year", "lang", "kind", "section", "cites", "page"}

func (b Bag) String() string { return join(b, " ", bindsBag) }
func (a And) String() string { return join(a, " AND ", bindsAnd) }
func (o Or) String() string  { return join(o, " OR ", bindsOr) }
func (n Not) String() string { return "-" + operand(n.X, bindsNot) }

func (w Word) String() string {
	var b strings.Builder
	text := quoteWord(w.Text)
	if w.Exact {
		// It begins with a letter or digit: a backslash can only be that of
		// \AND, which is no operator behind the sign.
		b.WriteByte('=')
		text = strings.TrimPrefix(text, `\`)
	}
	b.WriteString(text)
	if w.Prefix {
		b.WriteByte('*')
	}
	if w.Fuzzy > 0 {
		b.WriteByte('~')
		b.WriteString(strconv.Itoa(w.Fuzzy))
	}
	return b.String()
}

func (p Phrase) String() string {
	s := quotePhrase(p.Text)
	if p.Exact {
		s = "=" + s
	}
	if p.Slop > 0 {
		s += "~" + strconv.Itoa(p.Slop)
	}
	return s
}

func (f Field) String() string { return f.Name + ":" + operand(f.X, bindsNot) }

func (y Years) String() string { return "year:" + doc.Years(y).String() }

// Leaves yields the words, phrases and ranges of years of x, those in fields with
// their Field, in the order of the query.
func Leaves(x Expr) iter.Seq[Expr] {
	return func(yield func(Expr) bool) { leaves(x, yield) }
}

func leaves(x Expr, yield func(Expr) bool) bool {
	all := func(list []Expr) bool {
		return !slices.ContainsFunc(list, func(kid Expr) bool { return !leaves(kid, yield) })
	}
	switch x := x.(type) {
	case nil:
		return true
	case Bag:
		return all(x)
	case And:
		return all(x)
	case Or:
		return all(x)
	case Not:
		return leaves(x.X, yield)
	}
	return yield(x)
}

// How tightly the operators bind, from loosest to tightest.
const (
	bindsOr = iota
	bindsAnd
	bindsBag
	bindsNot
	bindsLeaf
)

func binding(x Expr) int {
	switch x.(type) {
	case Or:
		return bindsOr
	case And:
		return bindsAnd
	case Bag:
		return bindsBag
	case Not:
		return bindsNot
	}
	return bindsLeaf
}

func join(list []Expr, sep string, around int) string {
	parts := make([]string, len(list))
	for i, x := range list {
		parts[i] = operand(x, around)
	}
	return strings.Join(parts, sep)
}

// operand writes x as an operand of what binds as around says, in parentheses
// only if it needs them: a query has no more of them written than read.
func operand(x Expr, around int) string {
	if binding(x) <= around {
		return "(" + x.String() + ")"
	}
	return x.String()
}

package query

import (
	"slices"
	"strings"

	"github.com/izde/izde/search/analysis"
)

// Relaxation is a way of asking for less.
type Relaxation uint8

// The relaxations, the least first.
const (
	WithoutPhrases    Relaxation = iota // phrases as words
	WithoutExclusions                   // nothing excluded
	FewerWords                          // one of the words or operands left out
	AnyWord                             // any of the words
)

// Relaxed is a query that asks for less than another, and how.
type Relaxed struct {
	Query *Query
	Kind  Relaxation
}

// maxRelaxed is of how many operands each is left out in turn.
const maxRelaxed = 8

// Relax returns queries that ask for less than q, those that differ least first.
func Relax(q *Query) []Relaxed {
	var list []Relaxed
	add := func(x Expr, kind Relaxation) {
		if x == nil {
			return
		}
		text := Text(x)
		// What is left must read as what it is, and ask for something.
		if relaxed, err := Parse(text); err == nil && relaxed.Expr != nil && text != q.String() && searchable(relaxed.Expr) {
			list = append(list, Relaxed{relaxed, kind})
		}
	}
	add(rewrite(q.Expr, func(x Expr) Expr {
		p, ok := x.(Phrase)
		if !ok {
			return x
		}
		return wordsOf(p.Text)
	}), WithoutPhrases)
	positive := rewrite(q.Expr, func(x Expr) Expr {
		if _, ok := x.(Not); ok {
			return nil
		}
		return x
	})
	add(positive, WithoutExclusions)

	operands := operandsOf(positive)
	if len(operands) == 1 {
		switch x := operands[0].(type) {
		case Phrase:
			operands = operandsOf(wordsOf(x.Text))
		case Word:
			operands = hanWords(x)
		}
	}
	if words := slices.DeleteFunc(slices.Clone(operands), namesOperator); len(words) > 1 {
		operands = words
	}
	if len(operands) < 2 {
		return list
	}
	if len(operands) <= maxRelaxed {
		for i := range operands {
			add(flat(Bag(slices.Delete(slices.Clone(operands), i, i+1))), FewerWords)
		}
	}
	add(flat(Or(operands)), AnyWord)
	return list
}

// wordsOf returns the words of a phrase as a query of their own.
func wordsOf(text string) Expr {
	var words []Expr
	for _, w := range strings.Fields(text) {
		if strings.ContainsFunc(w, isLetterOrDigit) {
			begun := strings.TrimRight(w, "*")
			words = append(words, Word{Text: begun, Prefix: begun != w})
		}
	}
	return flat(Bag(words))
}

// hanWords parts a run of Han characters into words of two, as most words have, the
// last of three where the run is odd; another word it returns as it is.
func hanWords(w Word) []Expr {
	const shortest = 4
	run := []rune(w.Text)
	if !w.Plain() || len(run) < shortest || slices.ContainsFunc(run, func(r rune) bool { return !analysis.IsHan(r) }) {
		return []Expr{w}
	}
	var words []Expr
	for len(run) >= shortest {
		words, run = append(words, Word{Text: string(run[:2])}), run[2:]
	}
	return append(words, Word{Text: string(run)})
}

// operandsOf returns what a query consists of.
func operandsOf(x Expr) []Expr {
	switch x := x.(type) {
	case nil:
		return nil
	case Bag:
		return x
	case And:
		var list []Expr
		for _, kid := range x {
			list = append(list, operandsOf(kid)...)
		}
		return list
	}
	return []Expr{x}
}

// rewrite replaces every node of x, from the leaves up, by what change makes of
// it: nil leaves it out.
func rewrite(x Expr, change func(Expr) Expr) Expr {
	all := func(list []Expr) []Expr {
		var kept []Expr
		for _, kid := range list {
			if kid = rewrite(kid, change); kid != nil {
				kept = append(kept, kid)
			}
		}
		return kept
	}
	switch y := x.(type) {
	case nil:
		return nil
	case Bag:
		return flat(Bag(all(y)))
	case And:
		return flat(And(all(y)))
	case Or:
		return flat(Or(all(y)))
	case Not:
		if change(y) == nil {
			return nil
		}
		if kid := rewrite(y.X, change); kid != nil {
			return Not{kid}
		}
		return nil
	}
	return change(x)
}

// flat writes an operator in normal form: with two operands at least and none of
// its own kind among them.
func flat[L interface {
	~[]Expr
	Expr
}](list L) Expr {
	var operands L
	for _, x := range list {
		if same, ok := any(x).(L); ok {
			operands = append(operands, same...)
		} else {
			operands = append(operands, x)
		}
	}
	switch len(operands) {
	case 0:
		return nil
	case 1:
		return operands[0]
	}
	return operands
}

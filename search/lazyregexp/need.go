package lazyregexp

// Most expressions that read references have no match in most texts, and the standard
// library's matcher tries every place of a text before it knows. A match of most of them
// has one of a few words, which are looked for many times as fast (R. Cox, Regular
// Expression Matching with a Trigram Index, 2012, "prefilter" in RE2).

import (
	"regexp/syntax"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// need are words of which every match of an expression has one; nil where that is not
// known, or where looking for them saves nothing.
type need []word

// word is a word that is written so, or in letters of either case: its runes are then
// the first of those that are one by unicode.SimpleFold.
type word struct {
	text   string
	folded bool
}

// What makes it worth while to look for words: there are few of them, none is so short
// that most texts have it. Words are made longer by those behind them while that makes
// few.
const (
	mostWords  = 40
	mostJoined = 16
	leastBytes = 2
)

// needOf finds the need of an expression that compiles. One that begins with the text
// fails at its first letters.
func needOf(expr string) need {
	re, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return nil
	}
	if re = re.Simplify(); re.Op == syntax.OpConcat && re.Sub[0].Op == syntax.OpBeginText {
		return nil
	}
	n := needIn(re).pruned()
	if len(n) > mostWords || n.shortest() < leastBytes {
		return nil
	}
	return n
}

// needIn finds the need of a parsed expression, also one that is not worth while: the best
// of what must be read one after the other.
func needIn(re *syntax.Regexp) (n need) {
	if n = all(re); n != nil {
		return n
	}
	switch re.Op {
	case syntax.OpCapture, syntax.OpPlus:
		return needIn(re.Sub[0])
	case syntax.OpConcat:
		var run need // of parts that are known wholly
		for _, sub := range re.Sub {
			words := all(sub)
			longer := joined(run, words)
			if longer == nil {
				n, longer = n.or(run), words
			}
			if run = longer; words == nil {
				n = n.or(needIn(sub))
			}
		}
		return n.or(run)
	case syntax.OpAlternate:
		for _, sub := range re.Sub {
			words := needIn(sub)
			if words == nil {
				return nil
			}
			n = append(n, words...)
		}
	}
	return n
}

// all returns all that an expression matches, nil where that is much or not known.
func all(re *syntax.Regexp) (n need) {
	switch re.Op {
	case syntax.OpEmptyMatch, syntax.OpWordBoundary, syntax.OpNoWordBoundary, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText:
		return need{{}}
	case syntax.OpLiteral:
		folded := re.Flags&syntax.FoldCase != 0
		if slices.ContainsFunc(re.Rune, func(r rune) bool { return r == utf8.RuneError || folded && r >= tableSize }) {
			return nil
		}
		return need{{string(re.Rune), folded}}
	case syntax.OpCharClass:
		for i := 0; i < len(re.Rune); i += 2 {
			for r := re.Rune[i]; r <= re.Rune[i+1]; r++ {
				if r == utf8.RuneError || len(n) == mostWords {
					return nil
				}
				n = append(n, word{string(r), false})
			}
		}
	case syntax.OpCapture:
		return all(re.Sub[0])
	case syntax.OpQuest:
		if n = all(re.Sub[0]); n != nil {
			n = append(n, word{})
		}
	case syntax.OpConcat:
		n = need{{}}
		for _, sub := range re.Sub {
			if n = joined(n, all(sub)); n == nil {
				return nil
			}
		}
	case syntax.OpAlternate:
		for _, sub := range re.Sub {
			words := all(sub)
			if words == nil {
				return nil
			}
			n = append(n, words...)
		}
	}
	if len(n) > mostWords {
		return nil
	}
	return n
}

// joined returns each of some words with each of others behind it, nil where these are
// many or not known, or letters of either case would stand beside others.
func joined(before, behind need) (n need) {
	if len(before)*len(behind) > max(mostJoined, len(before), len(behind)) {
		return nil
	}
	for _, a := range before {
		for _, b := range behind {
			if a.folded != b.folded && a.text != "" && b.text != "" {
				return nil
			}
			n = append(n, word{a.text + b.text, a.folded || b.folded})
		}
	}
	return n
}

// or returns the rarer of two needs of the same match: that of longer words, or of fewer.
func (n need) or(other need) need {
	a, b := n.shortest(), other.shortest()
	if a > b || a == b && len(n) < len(other) {
		return n
	}
	return other
}

// pruned leaves out the words that have another in them.
func (n need) pruned() (some need) {
	for _, w := range n {
		if !slices.ContainsFunc(n, func(o word) bool { return o.folded == w.folded && o.text != w.text && strings.Contains(w.text, o.text) }) && !slices.Contains(some, w) {
			some = append(some, w)
		}
	}
	return some
}

// shortest is the length of the shortest word, in bytes.
func (n need) shortest() int {
	shortest := 0
	for i, w := range n {
		if i == 0 || len(w.text) < shortest {
			shortest = len(w.text)
		}
	}
	return shortest
}

// met says whether s has one of the words.
func (n need) met(s string) bool {
	if n == nil {
		return true
	}
	folded := ""
	for _, w := range n {
		in := s
		if w.folded {
			if folded == "" {
				folded = fold(s)
			}
			in = folded
		}
		if strings.Contains(in, w.text) {
			return true
		}
	}
	return false
}

// tableSize is how many runes the table of foldings has.
const tableSize = 1 << 16

// foldings has the first of the runes that are one by unicode.SimpleFold.
var foldings = sync.OnceValue(func() *[tableSize]rune {
	var table [tableSize]rune
	for r := range rune(tableSize) {
		table[r] = r
		for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
			table[r] = min(table[r], other)
		}
	}
	return &table
})

// fold writes s in the runes that words in either case are written in.
func fold(s string) string {
	table := foldings()
	b := make([]byte, 0, len(s)+utf8.UTFMax)
	for _, r := range s {
		if r < tableSize {
			r = table[r]
		}
		b = utf8.AppendRune(b, r)
	}
	return string(b)
}

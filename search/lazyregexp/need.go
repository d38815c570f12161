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
// that most texts have it.
const (
	mostWords  = 40
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
	n := needIn(re)
	if len(n) > mostWords || n.shortest() < leastBytes {
		return nil
	}
	return n
}

// needIn finds the need of a parsed expression, also one that is not worth while.
func needIn(re *syntax.Regexp) (n need) {
	switch re.Op {
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
		return n
	case syntax.OpCapture, syntax.OpPlus:
		return needIn(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return needIn(re.Sub[0])
		}
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			if other := needIn(sub); other.better(n) {
				n = other
			}
		}
		return n
	case syntax.OpAlternate:
		for _, sub := range re.Sub {
			other := needIn(sub)
			if other == nil {
				return nil
			}
			n = append(n, other...)
		}
		return n
	}
	return nil
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

// better says whether n is rarer than another need of the same match: its words are
// longer, or fewer.
func (n need) better(other need) bool {
	a, b := n.shortest(), other.shortest()
	return a > b || a == b && len(n) < len(other)
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

package lazyregexp

// Most expressions that read references have no match in most texts, and the standard
// library's matcher tries every place of a text before it knows. A match of most of them
// has one of a few words, which are looked for many times as fast (R. Cox, Regular
// Expression Matching with a Trigram Index, 2012, "prefilter" in RE2).

import (
	"iter"
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

// word is a word that is written so, or in other runes of the same kind.
type word struct {
	text string
	as   kind
}

// kind says which runes stand for each other in a word; of these it has one.
type kind int

const (
	written kind = iota // none
	shaped              // digits, white space, dashes: 0, a space, -
	folded              // these, and letters of either case: the first that is one by unicode.SimpleFold
)

// What makes it worth while to look for words: there are few of them, none is such that
// most texts have it. Words are made longer by those behind them while that makes few.
const (
	mostWords   = 100
	mostJoined  = 64
	leastWeight = 3
)

// needOf finds the need of an expression that compiles.
func needOf(re *syntax.Regexp) need {
	n := needIn(re).pruned()
	if len(n) > mostWords || n.lightest() < leastWeight {
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
		for sub := range inRow(re) {
			more := sub.Op == syntax.OpPlus // of the same may stand behind it
			if more {
				sub = sub.Sub[0]
			}
			words := all(sub)
			longer := joined(run, words)
			if more || longer == nil {
				n = n.or(run).or(longer)
			}
			if run = longer; more || longer == nil {
				run = words
			}
			if words == nil {
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

// inRow yields what must be read one after the other.
func inRow(re *syntax.Regexp) iter.Seq[*syntax.Regexp] {
	return func(yield func(*syntax.Regexp) bool) {
		if re.Op != syntax.OpConcat && re.Op != syntax.OpCapture {
			yield(re)
			return
		}
		for _, sub := range re.Sub {
			for sub := range inRow(sub) {
				if !yield(sub) {
					return
				}
			}
		}
	}
}

// all returns all that an expression matches, nil where that is much or not known.
func all(re *syntax.Regexp) (n need) {
	switch re.Op {
	case syntax.OpEmptyMatch, syntax.OpWordBoundary, syntax.OpNoWordBoundary, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText:
		return need{{}}
	case syntax.OpLiteral:
		w := word{text: string(re.Rune)}
		if re.Flags&syntax.FoldCase != 0 {
			w.as = folded
		}
		if slices.ContainsFunc(re.Rune, func(r rune) bool { return r == utf8.RuneError || w.as == folded && r >= tableSize }) {
			return nil
		}
		return need{w.turned(w.as)}
	case syntax.OpCharClass:
		for i := 0; i < len(re.Rune); i += 2 {
			for r := re.Rune[i]; r <= re.Rune[i+1]; r++ {
				if r == utf8.RuneError || len(n) == mostWords {
					return nil
				}
				w := word{text: string(r)}
				if len(re.Rune) > 2 || re.Rune[0] != re.Rune[1] {
					if shape := w.turned(shaped); shape.text != w.text || strings.Contains(shapes, w.text) {
						w = shape
					}
				}
				if !slices.Contains(n, w) {
					n = append(n, w)
				}
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
			as := max(a.as, b.as)
			if as == folded && (a.as != folded && a.cased() || b.as != folded && b.cased()) {
				return nil
			}
			if w := (word{a.turned(as).text + b.turned(as).text, as}); !slices.Contains(n, w) {
				n = append(n, w)
			}
		}
	}
	return n
}

// cased reports whether a word has letters of a case.
func (w word) cased() bool {
	return strings.ContainsFunc(w.text, func(r rune) bool { return unicode.SimpleFold(r) != r })
}

// turned is a word in the runes of a wider kind.
func (w word) turned(as kind) word {
	switch as {
	case shaped:
		w.text = string(appendShaped(nil, w.text))
	case folded:
		w.text = string(appendFolded(nil, w.text))
	}
	w.as = as
	return w
}

// or returns the rarer of two needs of the same match.
func (n need) or(other need) need {
	a, b := n.lightest(), other.lightest()
	if a > b || a == b && len(n) < len(other) {
		return n
	}
	return other
}

// pruned leaves out the words that have another in them.
func (n need) pruned() (some need) {
	for _, w := range n {
		if !slices.ContainsFunc(n, func(o word) bool { return o.as == w.as && o.text != w.text && strings.Contains(w.text, o.text) }) && !slices.Contains(some, w) {
			some = append(some, w)
		}
	}
	return some
}

// lightest is the least weight of a word: 0 of none.
func (n need) lightest() int {
	lightest := 0
	for i, w := range n {
		if weight := w.weight(); i == 0 || weight < lightest {
			lightest = weight
		}
	}
	return lightest
}

// weight says how seldom texts have a word, about.
func (w word) weight() (weight int) {
	for _, r := range w.text {
		switch {
		case unicode.IsLetter(r):
			weight += 2
		case strings.ContainsRune(shapes+".,", r) || unicode.IsDigit(r) || unicode.IsSpace(r):
			weight++
		default:
			weight += 3
		}
	}
	return weight
}

// shapes are the runes that stand for others in shaped words.
const shapes = "0 -"

// shapeOf returns the rune that stands for r in a shaped word.
func shapeOf(r rune) rune {
	switch {
	case r < utf8.RuneSelf:
		return rune(byteShapes[r])
	case r == 0xA0, r == 0x3000, r == 0x2009, r == 0x202F:
		return ' '
	case 0x2010 <= r && r <= 0x2015, r == 0x2212:
		return '-'
	}
	return r
}

// byteShapes are the shapes of bytes, those beyond ASCII themselves.
var byteShapes = func() (table [256]byte) {
	for i := range table {
		c := byte(i)
		switch table[i] = c; {
		case '0' <= c && c <= '9':
			table[i] = '0'
		case '\t' <= c && c <= '\r':
			table[i] = ' '
		}
	}
	return table
}()

func appendShaped(to []byte, s string) []byte {
	n := len(to)
	to = slices.Grow(to, len(s))[:n+len(s)]
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == 0xC2 || c == 0xE2 || c == 0xE3 { // such begin all that have a shape beyond ASCII
			if r, size := utf8.DecodeRuneInString(s[i:]); shapeOf(r) != r {
				c, i = byte(shapeOf(r)), i+size-1
			}
		}
		to[n] = byteShapes[c]
		n++
	}
	return to[:n]
}

// tableSize is how many runes the table of foldings has.
const tableSize = 1 << 16

// foldings has the first of the runes that are one by unicode.SimpleFold, or the shape.
var foldings = sync.OnceValue(func() *[tableSize]rune {
	var table [tableSize]rune
	for r := range rune(tableSize) {
		table[r] = shapeOf(r)
		for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
			table[r] = min(table[r], other)
		}
	}
	return &table
})

func appendFolded(to []byte, s string) []byte {
	table := foldings()
	for _, r := range s {
		if r < tableSize {
			r = table[r]
		}
		to = utf8.AppendRune(to, r)
	}
	return to
}

// filter tells most texts in which an expression finds nothing.
type filter struct {
	first *[256]bool // the bytes that begin a match, which begins the text; nil where that is not known
	words [folded + 1]*finder
}

func newFilter(expr string) (f filter) {
	re, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return f
	}
	re = re.Simplify()
	var first [256]bool
	if anchored(re) && !begin(re, &first) {
		f.first = &first
		few := 64
		for _, is := range first {
			if is {
				few--
			}
		}
		if few >= 0 {
			return f // these tell most texts already
		}
	}
	var words [folded + 1][]string
	for _, w := range needOf(re) {
		words[w.as] = append(words[w.as], w.text)
	}
	for as, some := range words {
		if some != nil {
			f.words[as] = newFinder(some)
		}
	}
	return f
}

// passes reports whether s may have a match.
func (f *filter) passes(s string) bool {
	if f.first != nil && (s == "" || !f.first[s[0]]) {
		return false
	}
	if f.words == [len(f.words)]*finder{} {
		return true
	}
	if w := f.words[written]; w != nil && len(w.words) == 1 {
		if strings.Contains(s, w.words[0]) {
			return true
		}
	} else if found(w, s) {
		return true
	}
	var room [1 << 10]byte
	return f.words[shaped] != nil && found(f.words[shaped], appendShaped(room[:0], s)) ||
		f.words[folded] != nil && found(f.words[folded], appendFolded(room[:0], s))
}

// anchored reports whether all matches begin where the text does.
func anchored(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpBeginText:
		return true
	case syntax.OpConcat, syntax.OpCapture:
		return anchored(re.Sub[0])
	case syntax.OpAlternate:
		return !slices.ContainsFunc(re.Sub, func(sub *syntax.Regexp) bool { return !anchored(sub) })
	}
	return false
}

// begin adds the bytes that begin the matches of a simplified expression, and reports whether
// one may be empty.
func begin(re *syntax.Regexp, first *[256]bool) (empty bool) {
	add := func(lo, hi rune) {
		if lo <= utf8.RuneError && utf8.RuneError <= hi { // what is no UTF-8
			lo, hi = min(lo, utf8.RuneSelf), utf8.MaxRune
		}
		var a, b [utf8.UTFMax]byte
		utf8.EncodeRune(a[:], lo)
		utf8.EncodeRune(b[:], hi)
		if hi == utf8.MaxRune {
			b[0] = 0xFF
		}
		for c := int(a[0]); c <= int(b[0]); c++ {
			first[c] = true
		}
	}
	switch re.Op {
	case syntax.OpNoMatch:
		return false
	case syntax.OpLiteral:
		r := re.Rune[0]
		add(r, r)
		if re.Flags&syntax.FoldCase != 0 {
			for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
				add(other, other)
			}
		}
		return false
	case syntax.OpCharClass:
		for i := 0; i < len(re.Rune); i += 2 {
			add(re.Rune[i], re.Rune[i+1])
		}
		return false
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		add(0, utf8.MaxRune)
		return false
	case syntax.OpCapture, syntax.OpPlus:
		return begin(re.Sub[0], first)
	case syntax.OpStar, syntax.OpQuest:
		begin(re.Sub[0], first)
		return true
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			if !begin(sub, first) {
				return false
			}
		}
		return true
	case syntax.OpAlternate:
		for _, sub := range re.Sub {
			empty = begin(sub, first) || empty
		}
		return empty
	}
	return true
}

// finder finds whether a text has one of some words, in one pass: by their first two bytes
// they are in lists.
type finder struct {
	words  []string
	single [256]bool  // words of one byte
	lists  [512]uint8 // the number of the first of the others in a list, from 1
	next   []uint8    // of the next one, by those before it
}

func listOf(a, b byte) uint32 { return (uint32(a)<<8 | uint32(b)) * 0x9E3779B1 >> 23 } // Knuth's multiplicative hashing

func newFinder(words []string) *finder {
	f := &finder{words: words, next: make([]uint8, len(words))}
	for i, w := range words {
		if len(w) == 1 {
			f.single[w[0]] = true
			continue
		}
		list := &f.lists[listOf(w[0], w[1])]
		f.next[i], *list = *list, uint8(i+1)
	}
	return f
}

// found reports whether s has one of the words of f, which may be nil.
func found[S string | []byte](f *finder, s S) bool {
	if f == nil {
		return false
	}
	for i := range len(s) {
		if f.single[s[i]] {
			return true
		}
		if i+1 == len(s) {
			break
		}
		for k := f.lists[listOf(s[i], s[i+1])]; k > 0; k = f.next[k-1] {
			if w := f.words[k-1]; len(s)-i >= len(w) && string(s[i:i+len(w)]) == w {
				return true
			}
		}
	}
	return false
}

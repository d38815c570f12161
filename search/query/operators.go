package query

import (
	"slices"
	"strings"
	"unicode"

	"github.com/izde/izde/search/doc"
)

// What operators are written as, and what only looks like one.

var operators = map[string]tokenKind{"AND": tokenAnd, "OR": tokenOr, "NOT": tokenNot, "&&": tokenAnd, "||": tokenOr}

// otherOperators are those of other query languages, with ours.
var otherOperators = map[string]string{"&&": "AND", "||": "OR"}

// isTitle reports whether a text is a title in Latin capitals, as catalogues write
// them, in which AND, OR and NOT are words: NOT WITHOUT MY DAUGHTER. Nothing else of
// the query language stands in it, and it has three words besides, since operators
// stand between two in NATO NOT EU, or begins with what would exclude all of it.
func isTitle(text string) bool {
	other := func(r rune) bool { // what no such title has
		small := unicode.IsLetter(r) && !(unicode.IsUpper(r) && unicode.Is(unicode.Latin, r))
		return small || isOpen(r) || isQuote(r) || strings.ContainsRune(`\*~=`, r)
	}
	if strings.ContainsFunc(text, other) {
		return false
	}
	words, operator := 0, false
	list := strings.FieldsFunc(text, isBlank)
	for _, w := range list {
		name, colon := splitName(w)
		switch _, ok := operators[w]; {
		case ok && otherOperators[w] == "":
			operator = true
		case ok, w[0] == '-' && len(w) > 1, colon > 0 && colon < len(w) && slices.Contains(Fields, strings.ToLower(name)):
			return false
		case strings.ContainsFunc(w, unicode.IsLetter):
			words++
		}
	}
	return operator && (words > 2 || words == 2 && list[0] == "NOT")
}

// wordsPerOperator is how many words a text has for each sign of the query language
// that stands in it by chance, a negative number or OR for an odds ratio.
const wordsPerOperator = 8

// readProse returns the words of a text that is longer than a query may be and was
// not meant as one, such as an abstract: it has no fields and few operators. It
// returns nil for what is a query.
func (l *lexer) readProse() Bag {
	var words Bag
	signs := 0
	for _, t := range l.tokens {
		switch x := t.leaf.(type) {
		case Word:
			words = append(words, Word{Text: x.Text, At: x.At})
			if !x.Plain() {
				signs++
			}
		case Phrase:
			for w := range strings.FieldsSeq(x.Text) {
				words = append(words, Word{Text: w, At: x.At})
			}
		case nil:
			if t.text != "" {
				signs++
			}
		default:
			return nil
		}
	}
	words = slices.DeleteFunc(words, func(x Expr) bool { return !searchable(x) })
	if len(words) == 0 || signs*wordsPerOperator > len(words) {
		return nil
	}
	return words
}

// lowerCase finds operators in small letters: of English, and the same words of other
// languages where they mean an operator that a query does not do without.
var lowerCase = map[string]string{
	"or": "OR", "или": "OR", "либо": "OR", "немесе": "OR", "әлде": "OR",
	"and not": "NOT", "but not": "NOT", "и не": "NOT", "но не": "NOT",
}

// namesOperator reports whether x is a word that is an operator elsewhere: a query
// for less need not ask for it.
func namesOperator(x Expr) bool {
	w, ok := x.(Word)
	_, named := operators[strings.ToUpper(w.Text)]
	return ok && w.Plain() && (named || lowerCase[strings.ToLower(w.Text)] != "")
}

// maxListed is how many words and signs a query may have whose words in small letters
// are perhaps operators; in a longer one they are those of a sentence.
const maxListed = 8

// noteLowerCase notes words between two operands that were perhaps meant as operators.
func (l *lexer) noteLowerCase() {
	if len(l.tokens) > maxListed {
		return
	}
	word := func(i int) (w Word) {
		w, _ = l.tokens[i].leaf.(Word)
		if _, ok := operators[w.Text]; ok || !w.Plain() {
			return Word{}
		}
		return w
	}
	for i := 1; i < len(l.tokens)-1; i++ {
		last := i
		written := strings.ToLower(word(i).Text)
		meant := lowerCase[written]
		if two := written + " " + strings.ToLower(word(i+1).Text); lowerCase[two] != "" {
			written, meant, last = two, lowerCase[two], i+1
		}
		if meant == "" || last+1 == len(l.tokens) {
			continue
		}
		before, after := l.tokens[i-1].kind, l.tokens[last+1].kind
		if (before == tokenLeaf || before == tokenClose) && (after == tokenLeaf || after == tokenOpen) {
			at := doc.Span{Start: word(i).At.Start, End: word(last).At.End}
			l.notes = append(l.notes, Note{"small_operator", []string{"written", written, "operator", meant}, at.Start, at.End})
		}
		i = last
	}
}

package plan

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/query"
)

// What kind of text a query is: a list of words, a sentence, a question, a title in
// capitals.

// Wording is what kind of text a query is, titles in capitals aside.
type Wording uint8

const (
	List     Wording = iota // of words
	Sentence                // or a longer text
	Question
)

// wordingOf tells by how a query of so many words ends, by words that ask, and by how long
// it is, whether it is a list.
func (c *compiler) wordingOf(q *query.Query, words int) Wording {
	bag, _ := q.Expr.(query.Bag)
	text := strings.TrimRight(q.Visible(), " \"”»'’")
	switch last, _ := utf8.DecodeLastRuneInString(text); last {
	case '?', '？':
		return Question
	case ':', '：', '…':
		return Sentence
	case '.', '。', '!', '！':
		// A point behind a short word is that of an abbreviation, not in so long a text.
		words := analysis.Phrase(text)
		if n := len(words); n > 2 && (utf8.RuneCountInString(words[n-1]) > 3 || last != '.' || n > longList) {
			return Sentence
		}
	}
	var asking []string // WHO asks nothing
	for _, w := range strings.Fields(text) {
		if c.shouted || !isAcronym(w, w) {
			asking = append(asking, w)
		}
	}
	switch {
	case (len(bag) > 2 || words > longList) && c.langs.Asks(strings.Join(asking, " ")):
		return Question
	case words > longList:
		return Sentence
	}
	return List
}

// IsQuestion reports whether a query is a question or a sentence rather than a list of
// words once Chinese is cut into words.
func IsQuestion(q *query.Query) bool {
	c := compiler{langs: analysis.LanguagesOf(q.Text), shouted: isShouted(q.Expr)}
	return c.wordingOf(q, wordsOf(q)) != List
}

// wordsOf counts the words of a query once Chinese is cut into words, of which each has two
// characters or so.
func wordsOf(q *query.Query) int {
	bag, ok := q.Expr.(query.Bag)
	if !ok {
		bag = query.Bag{q.Expr}
	}
	words := 0
	for _, x := range bag {
		w, _ := x.(query.Word)
		han := 0
		for _, r := range w.Text {
			if analysis.IsHan(r) {
				han++
			}
		}
		words += max(1, han/2)
	}
	return words
}

// longList is how many words are taken for a list.
const longList = 6

// isAcronym reports whether a word, a part of what was typed, is in capitals: WHO, US,
// the letters of U.S. and of И.И.
func isAcronym(word, typed string) bool {
	letters := 0
	for _, r := range word {
		switch {
		case unicode.IsUpper(r):
			letters++
		case unicode.IsLetter(r):
			return false
		}
	}
	return letters > 1 || letters == 1 && strings.Contains(typed, word+".")
}

// isShouted reports whether a query is in capitals throughout, so that they say
// nothing: a title, not a few acronyms.
func isShouted(x query.Expr) bool {
	capitals := 0
	for leaf := range query.Leaves(x) {
		w, ok := leaf.(query.Word)
		if !ok {
			continue
		}
		for _, r := range w.Text {
			if unicode.IsLetter(r) && !unicode.IsUpper(r) {
				return false
			}
		}
		if strings.ContainsFunc(w.Text, unicode.IsUpper) {
			capitals++
		}
	}
	return capitals > 2
}

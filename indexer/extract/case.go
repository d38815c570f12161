package extract

// This file sets titles and headings that are printed in capitals as they would stand
// in a sentence. How a word is written is learnt from the text itself, where it stands
// within sentences: names keep their capitals and abbreviations all of theirs, also in
// inflections that share a root. Other words are in small letters, the first of a
// sentence aside. (So does truecasing in machine translation: Lita et al., tRuEcasIng,
// ACL 2003, here with the counts of the one document.)

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/lang"
	"github.com/izde/izde/search/lazyregexp"
)

// The bounds of what is learnt and set.
const (
	maxCaseWords = 50_000 // different words
	maxCased     = 500    // texts
	longestCased = 600    // bytes of one
)

// caser knows how a document writes its words.
type caser struct {
	// forms counts the spellings of a word, by its small letters.
	forms map[string]map[string]int
	// roots counts words without a capital and with one, by their roots.
	roots map[string]*[2]int
}

// roots are the beginnings of a word that its inflections may share: all but up to most
// letters of its end, the longest first.
func roots(word string, most int) []string {
	const shortest = 4 // letters
	r := []rune(word)
	var list []string
	for n := len(r); n >= max(shortest, len(r)-most); n-- {
		list = append(list, string(r[:n]))
	}
	return list
}

// caseWord is a word as it is learnt and set: letters, digits among them.
var caseWord = lazyregexp.New(`[\p{L}\p{M}][\p{L}\p{M}\p{N}]*`)

// learn takes a text in.
func (c *caser) learn(text string) {
	if allCapitals(text) {
		return
	}
	shouted := false // the word before is in capitals, and no abbreviation
	for _, m := range caseWord.FindAllStringIndex(text, -1) {
		word := text[m[0]:m[1]]
		long := word == strings.ToUpper(word) && utf8.RuneCountInString(word) > 3
		run := shouted && long
		if shouted = long; run {
			continue // a label, a name in capitals
		}
		before := strings.TrimRight(text[:m[0]], " \t\n«“\"'(")
		if last, _ := utf8.DecodeLastRuneInString(before); before == "" || strings.ContainsRune(".!?:;…•–—-", last) {
			continue // the capital may be the sentence's
		}
		small := strings.ToLower(word)
		if c.forms[small] == nil {
			if len(c.forms) == maxCaseWords {
				continue
			}
			c.forms[small] = map[string]int{}
		}
		c.forms[small][word]++
	}
}

// learnRoots counts the words that were learnt by their roots.
func (c *caser) learnRoots() {
	const endings = 3 // letters
	for small, forms := range c.forms {
		for form, n := range forms {
			if form == strings.ToUpper(form) {
				continue
			}
			for _, root := range roots(small, endings) {
				if c.roots[root] == nil {
					c.roots[root] = &[2]int{}
				}
				if form == small {
					c.roots[root][0] += n
				} else {
					c.roots[root][1] += n
				}
			}
		}
	}
}

// romanNumeral is one in capitals.
var romanNumeral = lazyregexp.New(`^[IVX]{2,5}$|^[VX]$`)

// lettered are what letters count: "ПРИЛОЖЕНИЕ А".
var lettered = lang.Set("appendix annex attachment supplement part figure table приложение часть таблица рисунок қосымша бөлім кесте сурет 附录 附件")

// set writes a text in capitals as it would stand in a sentence.
func (c *caser) set(text string) string {
	var b strings.Builder
	last := 0
	for _, m := range caseWord.FindAllStringIndex(text, -1) {
		b.WriteString(text[last:m[0]])
		word := text[m[0]:m[1]]
		rest := text[m[1]:]
		before := strings.TrimRight(text[:m[0]], " «“\"'(")
		end, _ := utf8.DecodeLastRuneInString(before)
		begins := strings.IndexFunc(before, unicode.IsLetter) < 0 || strings.ContainsRune(".!?", end) || end == ')' && markOf(text).style == letter && markOf(text).length >= len(before)
		one := utf8.RuneCountInString(word) == 1
		switch {
		case one && (strings.HasPrefix(rest, ".") || strings.HasPrefix(rest, ")") || lettered[strings.ToLower(before)]):
			b.WriteString(word) // an initial, a letter that counts
		default:
			b.WriteString(c.word(word, begins))
		}
		last = m[1]
	}
	b.WriteString(text[last:])
	return b.String()
}

// word writes a word; begins says that a sentence begins with it.
func (c *caser) word(word string, begins bool) string {
	small := strings.ToLower(word)
	if len(small) != len(word) {
		return word // positions in the text would move
	}
	best, most := "", 0
	for form, n := range c.forms[small] {
		if n > most || n == most && form > best { // small letters come behind capitals
			best, most = form, n
		}
	}
	switch {
	case best == "" && (strings.IndexFunc(word, unicode.IsDigit) >= 0 || romanNumeral.MatchString(word)):
		best = word
	case best == "":
		best = small
		for _, root := range roots(small, 5) {
			if n := c.roots[root]; n != nil {
				if n[1] > n[0] {
					best = capitalized(small)
				}
				break
			}
		}
	}
	if begins && best == small {
		return capitalized(small)
	}
	return best
}

// inSentenceCase reports whether most words of a title behind the first are small: of
// one whose Words All Have Capitals nothing is learnt.
func inSentenceCase(title string) bool {
	small, capitals := 0, 0
	for i, w := range strings.Fields(title) {
		switch r, _ := utf8.DecodeRuneInString(w); {
		case i == 0 || utf8.RuneCountInString(w) < 4:
		case unicode.IsLower(r):
			small++
		case unicode.IsUpper(r):
			capitals++
		}
	}
	return small > capitals
}

func capitalized(s string) string {
	_, n := utf8.DecodeRuneInString(s)
	return strings.ToUpper(s[:n]) + s[n:]
}

// learnCases learns how the words of passages are written.
func learnCases(passages []*doc.Passage) *caser {
	c := &caser{map[string]map[string]int{}, map[string]*[2]int{}}
	for _, p := range passages {
		switch p.Kind {
		case doc.Body, doc.Abstract, doc.Keywords, doc.Note, doc.Caption, doc.Title, doc.Heading:
			c.learn(p.Text)
		case doc.Reference:
			if p.Reference != nil && inSentenceCase(p.Reference.CSL.Title) {
				c.learn(p.Reference.CSL.Title)
			}
		}
	}
	c.learnRoots()
	return c
}

// setCases sets what the article has in capitals: titles and headings by Cased, the
// titles of entries in their items, which keep the printed form.
func (a *assembly) setCases() {
	// Few articles have capitals to set: for the others nothing is learnt.
	learnt := sync.OnceValue(func() *caser { return learnCases(a.Passages) })
	a.Cased = map[string]string{}
	add := func(text string) {
		if _, done := a.Cased[text]; done || !allCapitals(text) || len(text) > longestCased || len(a.Cased) == maxCased {
			return
		}
		if cased := learnt().set(text); cased != text && len(cased) == len(text) {
			a.Cased[text] = cased
		}
	}
	for _, title := range a.Titles {
		add(title)
	}
	add(a.Title)
	for _, p := range a.Passages {
		if p.Kind == doc.Title || p.Kind == doc.Heading {
			add(p.Text)
		}
		for _, name := range p.Section {
			add(name)
		}
		if p.Reference != nil {
			it := &p.Reference.CSL
			if title := it.Title; allCapitals(title) && len(title) <= longestCased {
				if cased := learnt().set(title); cased != title {
					it.Title = cased
					it.KeepPrinted(title)
				}
			}
		}
	}
}

package glossary

// The terms inside the program, terms.tsv: what several words mean together, or a compound,
// in one of its languages, by discipline, and common nouns of these, since the table of word
// vectors places some of them badly (уголь, нефть). It is a line of languages and lines of terms in
// them that mean the same, between tabs, and in each between commas and blanks, the usual one
// first; lines that begin with # name the disciplines. Of forms that have the same key in a
// line one is enough.
//
// So that nothing is read before it is asked for, terms.keys has their keys: rising
// little-endian numbers of 32 bits, the upper half a hash of the key, the lower half the line.

import (
	_ "embed"
	"iter"
	"slices"
	"sort"
	"strings"
	"sync"
	"unicode"

	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/plan"
)

//go:embed terms.tsv
var termsData string

//go:embed terms.keys
var termsKeys string

// concepts are what terms mean, a line of terms.tsv each.
type concepts struct {
	langs []doc.Lang
	lines []string
	keys  string
}

// ownTerms returns the terms inside the program.
var ownTerms = sync.OnceValue(func() *concepts {
	lines := strings.Split(strings.TrimSuffix(termsData, "\n"), "\n")
	c := &concepts{lines: lines, keys: termsKeys}
	for _, lang := range strings.Split(lines[0], "\t") {
		c.langs = append(c.langs, doc.Lang(lang))
	}
	return c
})

// forms yields the terms of a line.
func (c *concepts) forms(line int) iter.Seq[Form] {
	return func(yield func(Form) bool) {
		for i, cell := range strings.Split(c.lines[line], "\t") {
			for text := range strings.SplitSeq(cell, ", ") {
				if text != "" && !yield(Form{c.langs[i], text}) {
					return
				}
			}
		}
	}
}

// keyed is an entry of terms.keys.
func keyed(formKey string, line int) uint32 {
	k := key(formKey)
	return (k>>16^k)<<16 | uint32(line)
}

// having yields the lines that have a form with a key, and the form.
func (c *concepts) having(formKey string) iter.Seq2[int, Form] {
	return func(yield func(line int, form Form) bool) {
		if c == nil {
			return
		}
		lang, _, _ := strings.Cut(formKey, "\x00")
		entry := func(i int) uint32 { return uint32At(c.keys, i) }
		n, first := len(c.keys)/4, keyed(formKey, 0)
		for i := sort.Search(n, func(i int) bool { return entry(i) >= first }); i < n && entry(i)>>16 == first>>16; i++ {
			line := int(entry(i) & 0xffff)
			for form := range c.forms(line) {
				if string(form.Lang) == lang && form.key() == formKey && !yield(line, form) {
					return
				}
			}
		}
	}
}

// targets returns the terms of other languages that mean the same as a form with its key. Of
// terms that have the same stems and mean different things, those count that the form is most
// like: developed countries are no developing ones.
func (c *concepts) targets(form Form, formKey string) (list []target) {
	likest, lines := -1, []int(nil)
	for line, has := range c.having(formKey) {
		switch like := alike(has.Text, form.Text); {
		case like > likest:
			likest, lines = like, []int{line}
		case like == likest && !slices.Contains(lines, line):
			lines = append(lines, line)
		}
	}
	for _, line := range lines {
		for to := range c.forms(line) {
			if to.Lang != form.Lang {
				list = append(list, target{to, minedConfidence, plan.FromTerms, ""})
			}
		}
	}
	return list
}

// isName reports whether a word is a name, by its capital: inflected at most, since what has
// its stem may be another word (монголы, Монголия).
func (c *concepts) isName(word string) bool {
	if c == nil {
		return false
	}
	for _, lang := range c.langs {
		for _, form := range c.having(Form{lang, word}.key()) {
			name := []rune(form.Text)
			switch {
			case !unicode.IsUpper(name[0]):
			case strings.ToUpper(form.Text) == form.Text: // letters, which are not inflected
				if strings.EqualFold(word, form.Text) {
					return true
				}
			default:
				if len(name) > 4 {
					name = name[:len(name)-1]
				}
				if strings.HasPrefix(strings.ToLower(word), strings.ToLower(string(name))) {
					return true
				}
			}
		}
	}
	return false
}

// pairsOf returns the pairs of a text, taken for each language.
func (c *concepts) pairsOf(text string) (list []Pair) {
	for _, lang := range c.langs {
		form := Form{lang, text}
		for _, to := range c.targets(form, form.key()) {
			list = append(list, Pair{A: form, B: to.Form, Confidence: to.confidence, Source: to.source})
		}
	}
	return list
}

// Terms returns all pairs of the terms inside the program.
func Terms() (list []Pair) {
	c := ownTerms()
	for line := range c.lines {
		if line == 0 || c.lines[line][0] == '#' {
			continue
		}
		forms := slices.Collect(c.forms(line))
		for i, a := range forms {
			for _, b := range forms[i+1:] {
				if a.Lang != b.Lang {
					list = append(list, Pair{A: a, B: b, Confidence: minedConfidence, Source: plan.FromTerms})
				}
			}
		}
	}
	return list
}

// alike is how many bytes the words of two forms, case aside, begin with in common.
func alike(a, b string) (n int) {
	as, bs := strings.Fields(strings.ToLower(a)), strings.Fields(strings.ToLower(b))
	for i := range min(len(as), len(bs)) {
		for j := 0; j < min(len(as[i]), len(bs[i])) && as[i][j] == bs[i][j]; j++ {
			n++
		}
	}
	return n
}

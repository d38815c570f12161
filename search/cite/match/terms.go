package match

// This file makes the terms by which works are found: the keys of their words,
// pairs of Chinese characters and of their syllables, and combinations of
// fields (a family name and a year, a volume and a page), which tell more than each
// of them and survive damage to the title.

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
)

// Terms are the terms of a work, each once, sorted.
type Terms struct {
	// All are the terms of every form, Title and Author the terms of the fields.
	All, Title, Author []string
}

// Terms returns the terms of the work of p.
func (p *Profile) Terms() Terms {
	var t Terms
	for i := range p.titles {
		t.Title = append(t.Title, p.titles[i].terms()...)
	}
	for _, list := range [][]person{p.persons, p.others} {
		for i := range list {
			k := newKeyed(list[i].text)
			t.Author = append(append(t.Author, k.terms()...), k.folds...)
			if list[i].family != "" {
				t.Author = append(t.Author, list[i].family)
				for _, g := range list[i].given {
					t.Author = append(t.Author, g.key)
				}
			}
		}
	}
	t.All = slices.Concat(t.Title, t.Author, p.combined())
	for i := range p.containers {
		t.All = append(t.All, p.containers[i].terms()...)
	}
	for i := range p.text {
		t.All = append(t.All, p.text[i].terms()...)
	}
	for _, list := range []*[]string{&t.All, &t.Title, &t.Author} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	return t
}

// terms are the terms of a text.
func (k *keyed) terms() []string {
	terms := make([]string, 0, 2*len(k.words))
	terms = append(append(terms, k.words...), k.marked...)
	if k.han == "" {
		return terms
	}
	terms = append(terms, pairs(k.words)...)
	return terms
}

// pairs returns the neighbouring characters among words, and the key of the
// syllables of each pair.
func pairs(words []string) []string {
	var terms []string
	for i := 1; i < len(words); i++ {
		a, b := analysis.FirstRune(words[i-1]), analysis.FirstRune(words[i])
		if analysis.IsHan(a) && analysis.IsHan(b) {
			pair := words[i-1] + words[i]
			syllables := analysis.Terms(pair, "zh", analysis.Latin)
			terms = append(terms, pair, syllableKey(strings.Join(syllables, "")))
		}
	}
	return terms
}

// combined are the terms of several fields together. A space keeps them apart
// from words.
func (p *Profile) combined() []string {
	var terms []string
	for _, y := range p.years {
		for _, list := range [][]person{p.persons, p.others} {
			for i := range list {
				if !list[i].body {
					terms = append(terms, list[i].family+" "+strconv.Itoa(y))
				}
			}
		}
	}
	for _, v := range append(append([]string{}, p.volumes...), p.issues...) {
		for _, page := range p.pages {
			terms = append(terms, v+" "+page)
		}
	}
	return terms
}

// Terms are the terms by which the works that g may mean are looked for.
func (g *Given) Terms() []string {
	terms := g.profile.combined()
	for _, w := range g.text.words {
		if r, n := utf8.DecodeRuneInString(w); n < len(w) && !analysis.IsHan(r) {
			terms = append(terms, w)
		}
	}
	terms = append(terms, g.text.folds...)
	terms = append(terms, pairs(g.text.words)...)
	// Names and years that the reader did not find.
	for _, y := range g.text.words {
		if n, err := strconv.Atoi(y); err != nil || len(y) != 4 || !plausibleYear(n) {
			continue
		}
		for _, w := range g.text.words[:min(len(g.text.words), 12)] {
			if len(w) > 2 && !analysis.IsDigit(w[0]) {
				terms = append(terms, w+" "+y)
			}
		}
		break
	}
	return unique(terms)
}

func unique[T comparable](list []T) []T {
	seen := make(map[T]bool, len(list))
	out := list[:0]
	for _, v := range list {
		if !seen[v] {
			seen[v] = true
			out = append(out, v)
		}
	}
	return out
}

// QueryTerms are the terms that a work must have for words that somebody looks
// for in its titles or names: one of each.
func QueryTerms(text string) [][]string {
	var terms [][]string
	for word := range strings.FieldsSeq(text) {
		k := newKeyed(word)
		for i, w := range k.words {
			han := analysis.IsHan(analysis.FirstRune(w))
			switch {
			case !han && len(k.words) == 1:
				terms = append(terms, append([]string{w}, k.folds...))
			case !han:
				terms = append(terms, []string{w})
			case i+1 < len(k.words) && analysis.IsHan(analysis.FirstRune(k.words[i+1])):
				terms = append(terms, []string{w + k.words[i+1]})
			case i == 0 || !analysis.IsHan(analysis.FirstRune(k.words[i-1])):
				terms = append(terms, []string{w})
			}
		}
	}
	return terms
}

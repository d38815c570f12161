package analysis

// The words of a phrase fold and stem as other words do. Only the Words stream has
// positions, since positions of every stream would make an index larger by a quarter:
// the other forms of a word are looked for among the terms of that stream instead.

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

const (
	// longAlike is from how many letters a word shares two of them with its other
	// forms; a shorter word shares one (день, дня; man, men).
	longAlike = 6
	// maxVariants is how many variants a letter may have whose neighbour's variants
	// are combined with.
	maxVariants = 8
)

// Alike tells which terms of the Words stream stand for a word of a phrase.
type Alike struct {
	term, folded string
	// shared are the first letters, folded, of all forms.
	shared string
	views  Views
	stems  []StreamTerm
}

// NewAlike returns the Alike of a term of the Words stream by the views fold and stem,
// as far as they are among views.
func NewAlike(term string, views Views) Alike {
	a := Alike{term: term, folded: fold(term), views: views}
	if first := FirstRune(term); !views.Has(Fold) && !views.Has(Stem) || !unicode.IsLetter(first) {
		return a
	}
	letters := 1
	if utf8.RuneCountInString(a.folded) >= longAlike {
		letters = 2
	}
	for i := range a.folded {
		if letters--; letters < 0 {
			a.shared = a.folded[:i]
			break
		}
	}
	if a.shared == "" {
		a.shared = a.folded
	}
	if views.Has(Stem) {
		for _, stream := range stemStreams(term, query) {
			if st := stem(stream, term); stream.Stems() && st != "" {
				a.stems = append(a.stems, StreamTerm{Stream: stream, Text: st})
			}
		}
	}
	return a
}

// View returns the best view by which a term stands for the word, and whether it does.
func (a *Alike) View(term string) (View, bool) {
	if term == a.term {
		return Exact, true
	}
	if a.shared == "" || !beginsFolded(term, a.shared) {
		return 0, false
	}
	if a.views.Has(Fold) && fold(term) == a.folded {
		return Fold, true
	}
	for _, s := range a.stems {
		st := stem(s.Stream, term)
		if st == s.Text {
			return Stem, true
		}
		if f := fold(st); f == fold(s.Text) || s.Stream.foldsStem() && f == a.folded {
			return Stem, true
		}
	}
	return 0, false
}

// beginsFolded reports whether a term begins, folded, with some letters.
func beginsFolded(term, letters string) bool {
	n := utf8.RuneCountInString(letters) + 1 // an apostrophe is folded away
	for i := range term {
		if n--; n < 0 {
			term = term[:i]
			break
		}
	}
	return strings.HasPrefix(fold(term), letters)
}

// Prefixes returns what the terms that View accepts begin with; nothing where no other
// term stands for the word.
func (a *Alike) Prefixes() []string {
	if a.shared == "" {
		return nil
	}
	first, size := utf8.DecodeRuneInString(a.shared)
	firsts := append(variants()[first], first)
	rest := a.shared[size:]
	if rest == "" {
		return asStrings(firsts, "")
	}
	second := FirstRune(rest)
	seconds := append(variants()[second], second)
	var prefixes []string
	for _, r := range firsts {
		if r != first && len(firsts)*len(seconds) > maxVariants*maxVariants {
			prefixes = append(prefixes, string(r)) // few words begin so
			continue
		}
		prefixes = append(append(prefixes, asStrings(seconds, string(r))...), string(r)+"'")
	}
	return prefixes
}

// Keys are those of which each term that View accepts has one: see FormKeys. There is none
// where no other term stands for the word.
func (a *Alike) Keys() []string {
	if a.shared == "" {
		return nil
	}
	keys := []string{a.folded}
	for _, s := range a.stems {
		keys = appendNew(keys, fold(s.Text))
	}
	return keys
}

// FormKeys returns the keys by which a term of the Words stream is found as a form of a
// word of a phrase, each once: the folded term, and its folded stems in all languages of
// its script.
func FormKeys(term string) []string {
	folded := fold(term)
	keys := []string{folded}
	for _, s := range []string{term, folded} { // whose scripts differ where letters look alike
		for _, stream := range stemStreams(s, query) {
			if st := stem(stream, term); stream.Stems() && st != "" {
				keys = appendNew(keys, fold(st))
			}
		}
		if FirstRune(term) == FirstRune(folded) {
			break
		}
	}
	return keys
}

func appendNew(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

func asStrings(runes []rune, before string) []string {
	list := make([]string, len(runes))
	for i, r := range runes {
		list[i] = before + string(r)
	}
	return list
}

// variants has for each character that others fold to alone or first, the others.
var variants = sync.OnceValue(func() map[rune][]rune {
	of := map[rune][]rune{}
	for _, block := range [][2]rune{{0xC0, 0x250}, {0x400, 0x530}, {0x1E00, 0x1F00}, {firstIdeograph, 0x3000}, {0x3400, 0xA000}} {
		for r := block[0]; r < block[1]; r++ {
			if to := FirstRune(fold(string(r))); to != r && !unicode.IsUpper(r) {
				of[to] = append(of[to], r)
			}
		}
	}
	for r := range of {
		of[r] = of[r][:len(of[r]):len(of[r])]
	}
	return of
})

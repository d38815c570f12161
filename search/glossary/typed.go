package glossary

// This file reads Kazakh words that were typed on a keyboard without their letters: мунай is
// мұнай. The fold view finds what is typed so; what it means in other languages is known of the
// word alone.

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/plan"
)

// kazakh is the tag of the language whose letters are typed as others.
const kazakh = "kk"

// maxSpellings bounds how many spellings of the words of a query are looked up, to a few
// milliseconds: one word of many such letters has as many.
const maxSpellings = 1024

// meant returns the words of a query, for those that no language knows the Kazakh ones that
// are typed so, and whose nearest terms are looked for: where what is meant is known from a
// sure source, those of the word as typed.
func (t *Translator) meant(typed []string) (words, nearest []string, err error) {
	at := slices.IndexFunc(t.words.langs, func(l terms) bool { return l.section.lang == kazakh })
	if at < 0 {
		return typed, typed, nil
	}
	words, nearest = slices.Clone(typed), slices.Clone(typed)
	room := maxSpellings
	for i, word := range typed {
		if lower := strings.ToLower(word); room > 0 && t.typed(lower, at) {
			list := spellings(lower, room)
			room -= len(list)
			spelling, sure, err := t.kazakhOf(list, at)
			switch {
			case err != nil:
				return nil, nil, err
			case spelling != lower:
				if words[i] = spelling; !sure {
					nearest[i] = spelling
				}
			}
		}
	}
	return words, nearest, nil
}

// asTyped has found, the counterparts of words, tell of these as they were typed, and adds for
// those that are meant by others what is meant, as their counterpart in Kazakh.
func (t *Translator) asTyped(typed, words []string, found []plan.Translation) []plan.Translation {
	for i, word := range words {
		if word == typed[i] {
			continue
		}
		for _, f := range found {
			if f.From <= i && i < f.To {
				f.Text = strings.ReplaceAll(f.Text, word, typed[i])
			}
		}
		meant, err := t.targets(typed[i], []target{{Form{kazakh, word}, minedConfidence, plan.FromTable, ""}})
		if err != nil {
			t.err = err
			return nil
		}
		for _, c := range meant {
			c.Part = 1
			found = append(found, plan.Translation{From: i, To: i + 1, Counterparts: c})
		}
	}
	return found
}

// typed reports whether a word may be a Kazakh one without its letters: of Cyrillic letters
// that Russian has, and known to no other language, nor from a sure source.
func (t *Translator) typed(word string, kk int) bool {
	if word == "" || strings.ContainsFunc(word, func(r rune) bool { return !unicode.Is(unicode.Cyrillic, r) }) ||
		strings.ContainsAny(word, analysis.KazakhLetters) || !strings.ContainsFunc(word, func(r rune) bool { return analysis.TypedFor[r] != nil }) {
		return false
	}
	for range t.lookup(word, t.langs) {
		return false
	}
	for from := range t.words.langs {
		if _, whole := t.words.vectorOf(word, from, true); whole && from != kk {
			return false
		}
	}
	return true
}

// kazakhOf returns the one of the spellings of a word, of which the first is the word as typed,
// that is known in Kazakh: one of a sure source, else that which most passages hold. Many words
// are a slip of another one (дайын, дайың), and lists of words have them as they are often
// typed: one that is known itself stays, but where no passage holds it. So does one that
// another language may have inflected, where passages hold none of its spellings: among
// hundreds that are looked up by a hash one may seem to be known.
func (t *Translator) kazakhOf(spellings []string, kk int) (spelling string, sure bool, err error) {
	stream, word := t.words.langs[kk].stream, spellings[0]
	var known []string
	var stems []engine.Term
	for _, spelling := range spellings {
		if spelling != word {
			for range t.lookup(spelling, []doc.Lang{kazakh}) {
				return spelling, true, nil
			}
		}
		if of, whole := t.words.vectorOf(spelling, kk, false); whole && of != nil {
			known, stems = append(known, spelling), append(stems, engine.Term{Stream: stream, Text: stream.StemOf(spelling)})
		}
	}
	if len(known) == 0 {
		return word, false, nil
	}
	passages, err := t.g.index.Frequencies(t.ctx, stems)
	if err != nil {
		return "", false, fmt.Errorf("counting spellings of %q: %w", word, err)
	}
	most := slices.Max(passages)
	if known[0] == word && passages[0] > 0 || most == 0 && t.inflected(word, kk) {
		return word, false, nil
	}
	return known[slices.Index(passages, most)], false, nil
}

// inflected reports whether another language knows a word that a word begins with.
func (t *Translator) inflected(word string, kk int) bool {
	for from := range t.words.langs {
		if of, _ := t.words.vectorOf(word, from, true); of != nil && from != kk {
			return true
		}
	}
	return false
}

// spellings returns a word and its other Kazakh spellings, no more than there is room for and a
// letter's.
func spellings(word string, room int) []string {
	letters := []rune(word)
	list := []string{word}
	for from := 0; from < len(letters) && len(list) < room; from++ {
		for _, s := range list[:len(list):len(list)] {
			changed := []rune(s)
			for _, r := range analysis.TypedFor[letters[from]] {
				changed[from] = r
				list = append(list, string(changed))
			}
		}
	}
	return list
}

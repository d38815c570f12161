package intext

// This file makes the keys under which entries are found by the names of their
// authors, across spellings and scripts.

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/cite/lexicon"
)

// The keys of a name begin with a letter for the kind of name: h a Han name, l a
// romanised one, p the pinyin of a Han family name.

// keys are the keys of the entry's first author, or editor, in all forms.
func (e *Entry) keys() []string {
	var keys []string
	first := func(n cite.Name) {
		keys = append(keys, nameKeys(n)...)
	}
	if len(e.Item.Author) > 0 {
		first(e.Item.Author[0])
	} else if len(e.Item.Editor) > 0 {
		first(e.Item.Editor[0])
	}
	if original, _, _ := strings.Cut(e.Item.Custom["original-author"], "、"); original != "" {
		first(cite.Name{Literal: original})
	}
	return keys
}

func nameKeys(n cite.Name) []string {
	name := n.Family
	if name == "" {
		name = n.Literal
	}
	if analysis.HanShare(name) > 0.5 {
		full := folded(n.String())
		if n.Given == "" {
			full = folded(name)
		}
		runes := []rune(full)
		keys := []string{"h" + full}
		for size := 1; size <= min(2, len(runes)-1); size++ {
			family := string(runes[:size])
			keys = append(keys, "h"+family, "p"+romanised(family))
		}
		return keys
	}
	keys := []string{"l" + romanised(name)}
	if stem := strings.Join(analysis.Terms(name, "ru", analysis.Stem), " "); stem != strings.ToLower(name) {
		keys = append(keys, "l"+romanised(stem))
	}
	if words := strings.Fields(name); len(words) > 1 && n.Family != "" {
		// "van Rossum" is cited with and without its particle.
		if lexicon.Of(strings.ToLower(words[0]))&lexicon.Particle != 0 {
			keys = append(keys, "l"+romanised(strings.Join(words[1:], " ")))
		}
	}
	if n.Family == "" && n.Literal != "" && len(strings.Fields(name)) == 2 && !cite.IsOrganisation(name) {
		// A name whose parts were not told apart.
		for _, w := range strings.Fields(name) {
			if utf8.RuneCountInString(w) > 2 {
				keys = append(keys, "l"+romanised(w))
			}
		}
	}
	return keys
}

// mentionKeys are the keys under which the author of a mention may stand, the
// best first. At the end of a Chinese sentence nothing tells where the name begins.
func mentionKeys(name string, tail bool) []string {
	if analysis.HanShare(name) > 0.5 {
		full := folded(strings.ReplaceAll(name, " ", ""))
		runes := []rune(full)
		if !tail {
			keys := []string{"h" + full, "l" + romanised(full)}
			if len(runes) > 1 {
				keys = append(keys, "l"+romanised(string(runes[:1])))
			}
			return keys
		}
		var keys []string
		for n := min(len(runes), 12); n > 1; n-- {
			keys = append(keys, "h"+string(runes[len(runes)-n:]))
		}
		return keys
	}
	var keys []string
	words := strings.FieldsFunc(name, unicode.IsSpace)
	bare := strings.Join(slices.DeleteFunc(slices.Clone(words), func(w string) bool { return cite.IsInitials(w) && strings.Contains(w, ".") }), " ")
	for _, n := range []string{bare, strings.Join(analysis.Terms(bare, "ru", analysis.Stem), " ")} {
		if k := romanised(n); k != "" {
			keys = append(keys, "l"+k, "p"+k)
		}
	}
	if len(words) > 1 {
		// "John Smith", "Смит Джон": the family name may be either.
		for _, w := range []string{words[len(words)-1], words[0]} {
			if k := romanised(w); len(k) > 2 {
				keys = append(keys, "l"+k)
			}
		}
	}
	return slices.Compact(keys)
}

// hasAuthors reports whether every one of names is among the entry's authors.
func (e *Entry) hasAuthors(names []string) bool {
	var keys []string
	for _, n := range e.Item.Author {
		keys = append(keys, nameKeys(n)...)
	}
	for o := range strings.SplitSeq(e.Item.Custom["original-author"], "、") {
		keys = append(keys, nameKeys(cite.Name{Literal: o})...)
	}
	for _, n := range names {
		if !slices.ContainsFunc(mentionKeys(n, false), func(k string) bool { return slices.Contains(keys, k) }) {
			return false
		}
	}
	return true
}

func romanised(s string) string { return strings.Join(analysis.Terms(s, "", analysis.Latin), " ") }
func folded(s string) string    { return strings.Join(analysis.Terms(s, "", analysis.Fold), "") }

// alike reports whether a name of a text is the name of an entry with a case
// ending, or misread; in another script names of four letters may differ in
// one too.
func alike(name, entry string, otherScript bool) bool {
	const longestEnding, longName = 5, 6
	if len(entry) < 4 || name[0] != entry[0] || strings.Contains(entry, " ") != strings.Contains(name, " ") {
		return false
	}
	return strings.HasPrefix(name, entry) && len(name)-len(entry) <= longestEnding ||
		(otherScript || len(entry) >= longName) && analysis.EditDistance(name, entry) <= 1
}

// acronym reports whether name abbreviates the body that is the entry's author.
func acronym(e *Entry, name string) bool {
	if len(e.Item.Author) == 0 || e.Item.Author[0].Literal == "" || strings.ToUpper(name) != name {
		return false
	}
	var initials strings.Builder
	for _, w := range strings.Fields(e.Item.Author[0].Literal) {
		if r, _ := utf8.DecodeRuneInString(w); unicode.IsUpper(r) {
			initials.WriteRune(r)
		}
	}
	return initials.Len() > 1 && initials.String() == name
}

package doc

// Titles and names as readers of a language know them: in that language or, where that is
// not known, in its script.

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/cite"
)

// InScriptOf reports whether most letters of text are of the script that readers of a
// language read: Han, Cyrillic, else Latin.
func InScriptOf(of Lang, text string) bool {
	table := unicode.Latin
	switch of {
	case Chinese:
		table = unicode.Han
	case Kazakh, Russian:
		table = unicode.Cyrillic
	}
	letters, own := 0, 0
	for _, r := range text {
		if unicode.IsLetter(r) {
			letters++
			if unicode.Is(table, r) {
				own++
			}
		}
	}
	return own > 0 && 2*own > letters
}

// ReadingIn is a publication with the title and the authors of that of its readings which
// is said to be in a language; without one ok is false.
func ReadingIn(it cite.Item, readings []cite.Item, of Lang) (in cite.Item, ok bool) {
	for _, r := range readings {
		if r.Language == string(of) && r.Title != "" {
			it.Title, it.OriginalTitle = r.Title, ""
			if len(r.Author) > 0 {
				it.Author = r.Author
			}
			return it, true
		}
	}
	return it, false
}

// ItemIn is a publication as readers of a language know it: ReadingIn it, else what is in
// another script than theirs changes places with the original, if that is in theirs.
func ItemIn(it cite.Item, readings []cite.Item, of Lang) cite.Item {
	if in, ok := ReadingIn(it, readings, of); ok {
		return in
	}
	custom := maps.Clone(it.Custom)
	it.Custom = custom
	turn := func(text, original *string) {
		if *original != "" && InScriptOf(of, *original) && !InScriptOf(of, *text) {
			*text, *original = *original, *text
		}
	}
	turn(&it.Title, &it.OriginalTitle)
	for name, field := range map[string]*string{"original-container-title": &it.ContainerTitle, "original-publisher": &it.Publisher} {
		original := custom[name]
		turn(field, &original)
		if original != "" {
			custom[name] = original
		}
	}
	if names := custom["original-author"]; InScriptOf(of, names) {
		if list := wholeNames(strings.Split(names, "、")); len(list) >= len(it.Author) {
			it.Author = list
		}
	}
	return it
}

// NameIn is a name of an author as readers of a language write it: the fullest form in
// their script, before others one with no letters that the language lacks; name itself
// where none is.
func (a *Author) NameIn(name string, of Lang) string {
	best, bestRank := name, 0
	for _, form := range a.Forms {
		if !InScriptOf(of, form) {
			continue
		}
		rank := 1 + utf8.RuneCountInString(form)
		if of == Russian && strings.ContainsAny(strings.ToLower(form), "әғқңөұүһі") {
			rank = 1
		}
		if rank > bestRank {
			best, bestRank = form, rank
		}
	}
	return Uncapitalised(best)
}

// NameFor is the name by which readers of a language know an author: the usual one, or,
// where that is in another script than theirs, NameIn.
func (a *Author) NameFor(of Lang) string {
	if InScriptOf(of, a.Name) {
		return Uncapitalised(a.Name)
	}
	return a.NameIn(a.Name, of)
}

// Uncapitalised is a name of which the family alone is printed in capitals (Мейрам
// САРЫБАЕВ), as it is otherwise written. Initials stay.
func Uncapitalised(name string) string {
	words := strings.Fields(name)
	capital := func(word string) bool {
		return utf8.RuneCountInString(word) > 2 && !strings.Contains(word, ".") && word == strings.ToUpper(word) && word != strings.ToLower(word)
	}
	if !slices.ContainsFunc(words, capital) || !slices.ContainsFunc(words, func(w string) bool { return !capital(w) }) {
		return name
	}
	for i, word := range words {
		if _, size := utf8.DecodeRuneInString(word); capital(word) {
			words[i] = word[:size] + strings.ToLower(word[size:])
		}
	}
	return strings.Join(words, " ")
}

package bibtex

// This file makes keys: family name, year and the first long word of the title,
// "sarybayev2024chinas"; romanised, unless they are asked for as written.

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/cite"
)

// Keys are the keys of one file: no two are the same, whatever the case, since
// BibTeX compares them so.
type keys struct {
	native bool
	taken  map[string]bool
}

// of returns a key for it that was not given before.
func (k *keys) of(it *cite.Item) string {
	key := k.stem(it)
	unique := key
	for n := 1; k.taken[strings.ToLower(unique)]; n++ {
		unique = key + suffix(n)
	}
	k.taken[strings.ToLower(unique)] = true
	return unique
}

// suffix counts a, b … z, aa, ab …
func suffix(n int) string {
	s := ""
	for ; n > 0; n = (n - 1) / 26 {
		s = string(rune('a'+(n-1)%26)) + s
	}
	return s
}

func (k *keys) stem(it *cite.Item) string {
	var b strings.Builder
	title := it.Title
	if k.native && it.OriginalTitle != "" {
		title = it.OriginalTitle
	}
	if names := append(it.Author[:len(it.Author):len(it.Author)], it.Editor...); len(names) > 0 {
		name := names[0].Family
		if name == "" {
			name, _, _ = strings.Cut(names[0].String(), " ")
		}
		if original, _, _ := strings.Cut(it.Custom["original-author"], "、"); k.native && original != "" {
			name = original
		}
		b.WriteString(k.word(name, it.Language))
	}
	if y := it.Year(); y > 0 {
		fmt.Fprint(&b, y)
	}
	for _, w := range strings.FieldsFunc(title, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) }) {
		if utf8.RuneCountInString(w) > 3 || startsHan(w) {
			b.WriteString(k.word(w, it.Language))
			break
		}
	}
	if b.Len() == 0 {
		return "entry"
	}
	return b.String()
}

// maxWord bounds a word of a key, in characters.
const maxWord = 20

// maxHan is as much of a title that is written without spaces.
const maxHan = 4

// word is the letters and digits of w in lower case.
func (k *keys) word(w, lang string) string {
	r := []rune(w)
	w = string(r[:min(len(r), maxWord)])
	if startsHan(w) {
		w = string(r[:min(len(r), maxHan)])
	}
	if plain := strings.Map(unmarked, norm.NFD.String(w)); !k.native {
		if w = plain; strings.ContainsFunc(w, func(r rune) bool { return r >= utf8.RuneSelf }) {
			w = strings.Join(analysis.Terms(w, lang, analysis.Latin), "")
		}
	}
	return strings.Map(func(r rune) rune {
		if k.native && (unicode.IsLetter(r) || unicode.IsDigit(r)) || r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return unicode.ToLower(r)
		}
		return -1
	}, w)
}

// unmarked drops combining characters.
func unmarked(r rune) rune {
	if unicode.IsMark(r) {
		return -1
	}
	return r
}

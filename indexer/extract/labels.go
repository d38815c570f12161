package extract

// This file finds the words by which articles name their own parts; the words
// stand in the rows of the languages.

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/lang"
)

// role is what a label announces.
type role int

const (
	noRole       role = iota
	abstractRole      // opens an abstract
	keywordsRole      // opens a list of keywords
	sectionRole       // heads a section of the body
	refsRole          // heads a list of references
	backRole          // heads what comes after the references
	noteRole          // opens a note below a table or figure
	captionRole       // opens a caption, with a number
	metaRole          // opens a line of metadata
	titleRole         // announces the title
	authorRole        // announces the authors
)

type label struct {
	role role
	lang doc.Lang
}

// labels maps a label, squashed (see squash), to what it announces.
var labels = sync.OnceValue(func() map[string]label {
	m := map[string]label{}
	for _, row := range []struct {
		role  role
		words func(lang.Labels) string
	}{
		{abstractRole, func(l lang.Labels) string { return l.Abstract }},
		{keywordsRole, func(l lang.Labels) string { return l.Keywords }},
		{sectionRole, func(l lang.Labels) string { return l.Section }},
		{refsRole, func(l lang.Labels) string { return l.References }},
		{backRole, func(l lang.Labels) string { return l.Back }},
		{noteRole, func(l lang.Labels) string { return l.Note }},
		{captionRole, func(l lang.Labels) string { return l.Caption }},
		{titleRole, func(l lang.Labels) string { return l.Title }},
		{authorRole, func(l lang.Labels) string { return l.Author }},
		{metaRole, func(l lang.Labels) string { return l.Meta }},
	} {
		for _, l := range lang.All {
			for w := range strings.SplitSeq(row.words(l.Labels), "|") {
				if _, taken := m[squash(w)]; !taken && w != "" {
					m[squash(w)] = label{row.role, doc.Lang(l.Tag)}
				}
			}
		}
	}
	return m
})

// labelPrefixes are the beginnings of labels, they themselves included.
var labelPrefixes = sync.OnceValue(func() map[string]bool {
	set := map[string]bool{}
	for l := range labels() {
		for i, r := range l {
			set[l[:i+utf8.RuneLen(r)]] = true
		}
	}
	return set
})

// squash reduces a label to its letters in lower case, so that small capitals
// torn apart ("I NTRODUCTION") and spaced Han ("摘 要") compare equal.
func squash(s string) string {
	return strings.Map(squashRune, s)
}

func squashRune(r rune) rune {
	switch {
	case r == 'ё' || r == 'Ё':
		return 'е'
	case unicode.IsLetter(r):
		return unicode.ToLower(r)
	}
	return -1
}

// matchLabel finds the longest label that text opens with, and returns it and
// the length in bytes of what belongs to it: leading punctuation, the words, a remark
// on the language or the label in another one ("Abstract (English)", "Аннотация /
// Abstract"), the mark that ends it. whole is true when nothing follows. A label with
// text behind it has to be set off from it by a mark (".", ":", "—", a bracket);
// guessed is true for one of an abstract, of keywords or of a title that only its
// capitals or its script set off: "KEYWORDS lake", "摘要本文", "论文题目 水".
func matchLabel(text string) (l label, n int, whole, guessed bool) {
	const opening = ".,*_#[【〔(（«<>·•-–— \t"
	start := len(text) - len(strings.TrimLeft(text, opening))
	if start > 12 {
		return label{}, 0, false, false
	}
	var squashed strings.Builder
	for i, r := range text[start:] {
		if unicode.IsLetter(r) {
			squashed.WriteRune(squashRune(r))
			end := start + i + len(string(r))
			s := squashed.String()
			if !labelPrefixes()[s] {
				break
			}
			found, ok := labels()[s]
			if !ok {
				continue
			}
			end += labelRemark(text[end:], found.role)
			if mark, ends := labelEnd(text[end:]); ends {
				l, n, whole, guessed = found, end+mark, end+mark == len(text), false
			} else if (n == 0 || guessed) && setOff(found.role, text[start:end], text[end:]) {
				l, n, whole, guessed = found, end, false, true
			}
			continue
		}
		if !strings.ContainsRune(" \u00A0\u3000-‐()", r) {
			break
		}
	}
	return l, n, whole, guessed
}

// setOff reports whether words in capitals before text that is not, or words of Han
// before more of it, can be a label.
func setOff(role role, words, rest string) bool {
	spaced := strings.HasPrefix(rest, " ") || strings.HasPrefix(rest, "\u3000")
	switch han := analysis.IsHan(word0(words)); {
	case role == titleRole:
		return han && spaced && utf8.RuneCountInString(words) > 3
	case role != abstractRole && role != keywordsRole:
		return false
	case han:
		next := word0(strings.TrimLeft(rest, " \u3000"))
		return utf8.RuneCountInString(words) > 1 && (analysis.IsHan(next) || unicode.IsUpper(next))
	}
	return strings.HasPrefix(rest, " ") && (allCapitals(words) && !allCapitals(rest) || role == keywordsRole && unicode.IsUpper(word0(words)) && lists(rest))
}

// lists reports whether text is a list of terms: three of few words or more, between
// semicolons or commas, and no sentence.
func lists(text string) bool {
	const most = 6 // words of a term
	sep := ","
	if strings.Contains(text, ";") {
		sep = ";"
	}
	terms := strings.Split(text, sep)
	return len(terms) > 2 && !strings.Contains(text, ". ") && !slices.ContainsFunc(terms, func(t string) bool { return count(t) > most })
}

// labelRemark is the length in bytes of what may stand between a label and the mark
// that ends it: a language in brackets, or the same label in another language.
func labelRemark(rest string, role role) int {
	const longest = 48 // bytes
	inner := strings.TrimLeft(rest[:min(len(rest), longest)], " \u00A0\u3000")
	lead := min(len(rest), longest) - len(inner)
	open, size := utf8.DecodeRuneInString(inner)
	switch {
	case strings.ContainsRune("(（[", open):
		end := strings.IndexAny(inner, ")）]")
		if end < 0 || !namesLanguage(inner[size:end]) && labels()[squash(inner[size:end])].role != role {
			return 0
		}
		_, shut := utf8.DecodeRuneInString(inner[end:])
		return lead + end + shut
	case strings.ContainsRune("/|／", open):
		end, squashed := 0, ""
		for i, r := range inner[size:] {
			if !unicode.IsLetter(r) && !unicode.IsSpace(r) && r != '-' {
				break
			}
			if squashed += squash(string(r)); labels()[squashed].role == role && role != noRole {
				end = lead + size + i + utf8.RuneLen(r)
			}
		}
		return end
	}
	return 0
}

// languageNames are what languages are called, and languageNouns the words beside.
var (
	languageNames = sync.OnceValue(func() []string {
		var names []string
		for _, l := range lang.All {
			names = append(names, strings.Split(l.Aliases, "|")...)
			for _, n := range l.Names {
				names = append(names, strings.ToLower(n))
			}
		}
		return names
	})
	languageNouns = lang.Set("in the version language на язык языке яз версия тілі тілінде тілде нұсқасы 版 语 文 中 英 俄 哈")
)

// namesLanguage reports whether text says in which language something is: "қазақша",
// "на русском языке", "in English", "рус.".
func namesLanguage(text string) bool {
	named := false
	for w := range strings.FieldsFuncSeq(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if languageNouns[w] {
			named = named || analysis.IsHan(word0(w))
			continue
		}
		const root = 5 // letters that the forms of a name share
		letters := []rune(w)
		w = string(letters[:min(len(letters), root)])
		if len(letters) < 2 || !slices.ContainsFunc(languageNames(), func(name string) bool { return strings.HasPrefix(name, w) }) {
			return false
		}
		named = true
	}
	return named
}

// labelEnd reports whether rest, the text behind a label, shows that the label
// ends there, and how many bytes of it are the mark.
func labelEnd(rest string) (mark int, ok bool) {
	trimmed := strings.TrimLeft(rest, " \u00A0\u3000")
	if trimmed == "" {
		return len(rest), true
	}
	const marks = ".:：。—–】]〕*_)"
	if i := strings.IndexFunc(trimmed, func(r rune) bool { return !strings.ContainsRune(marks, r) && r != ' ' }); i != 0 {
		if i < 0 {
			i = len(trimmed)
		}
		return len(rest) - len(trimmed) + i, true
	}
	if strings.HasPrefix(trimmed, "- ") {
		return len(rest) - len(trimmed) + 2, true
	}
	return 0, false
}

package extract

// This file finds the words by which articles name their own parts; the words
// stand in the rows of the languages.

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

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
// the length in bytes of what belongs to it: leading punctuation, the words,
// the mark that ends it. whole is true when nothing follows. A label with text
// behind it has to be set off from it by a mark (".", ":", "—", a bracket) or
// by wide space.
func matchLabel(text string) (l label, n int, whole bool) {
	const opening = ".,*_#[【〔(（«<>·•-–— \t"
	start := len(text) - len(strings.TrimLeft(text, opening))
	if start > 12 {
		return label{}, 0, false
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
			if mark, ends := labelEnd(text[end:]); ends {
				l, n, whole = found, end+mark, end+mark == len(text)
			}
			continue
		}
		if !strings.ContainsRune(" \u00A0\u3000-‐()", r) {
			break
		}
	}
	return l, n, whole
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

package analysis

import (
	"strings"
	"unicode/utf8"

	"github.com/izde/izde/search/lang"
)

// stem returns the stem of a term for one of the stem streams: by the language's
// stemmer, or by truncation, which gives "" for short words.
func stem(stream Stream, term string) string {
	if !stream.Stems() {
		return truncate(term)
	}
	made := &stems[stream-firstStems]
	if s, ok := made.get(term); ok {
		return s
	}
	// A stem may be part of a long text that should not stay for it.
	s := strings.Clone(lang.All[stream-firstStems].Stem(term))
	made.put(term, s)
	return s
}

// leastRoot is how many letters a root has that tells its words from others.
const leastRoot = 5

// Root returns what the words of one root as a single word begin with: what it shares with
// its shortest stem in an assumed language, but for a letter that the stem changes
// (economy, economi); "" where that is short.
func Root(word string) string {
	tokens := tokenize(word)
	if len(tokens) != 1 || tokens[0].ideograph() || assumed.stop(tokens[0].Term) {
		return ""
	}
	term := tokens[0].Term
	root := ""
	for _, stream := range stemStreams(term, unknown) {
		if !stream.Stems() {
			continue
		}
		st := stem(stream, term)
		shared := commonPrefix(st, term)
		if utf8.RuneCountInString(shared) >= leastRoot && utf8.RuneCountInString(st[len(shared):]) <= 1 && (root == "" || len(shared) < len(root)) {
			root = shared
		}
	}
	return root
}

// commonPrefix returns the characters that two strings begin with.
func commonPrefix(a, b string) string {
	for i, r := range a {
		if other, _ := utf8.DecodeRuneInString(b[min(i, len(b)):]); other != r {
			return a[:i]
		}
	}
	return a
}

// truncated is how many letters truncation leaves. In Turkish that serves
// retrieval nearly as well as a dictionary does (Can et al., Information
// Retrieval on Turkish Texts, JASIST 59, 2008: F5).
const truncated = 5

// truncate returns the first letters of a word, folded, and "" for a word that
// has not as many.
func truncate(term string) string {
	letters := 0
	term = fold(term)
	for i := range term {
		if letters == truncated {
			return term[:i]
		}
		letters++
	}
	if letters == truncated {
		return term
	}
	return ""
}

var stems [len(lang.All)]cache[string]

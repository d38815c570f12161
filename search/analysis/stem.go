package analysis

import "github.com/izde/izde/search/lang"

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
	s := lang.All[stream-firstStems].Stem(term)
	made.put(term, s)
	return s
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

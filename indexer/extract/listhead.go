package extract

// This file knows the headings of lists of references, and of the parts of such
// lists, by the words that they consist of.

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/cite"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/lang"
)

// listWord is the part of a word in the heading of a list.
type listWord struct {
	noun bool // makes the heading one of a list
	lang doc.Lang
}

// listWords are the words of all languages.
var listWords = sync.OnceValue(func() map[string][]listWord {
	words := map[string][]listWord{}
	for _, l := range lang.All {
		for i, list := range []string{l.Labels.ListNouns, l.Labels.ListWords} {
			for w := range strings.FieldsSeq(list) {
				words[w] = append(words[w], listWord{i == 0, doc.Lang(l.Tag)})
			}
		}
	}
	return words
})

// listHeading reads text as the heading of a list of references, in one language or
// in two ("Литература (References)", "参考文献/References"): all of its words are words
// of such headings. named is true when one of them says that a list of references
// follows; others head parts of a list ("Articles", "На русском языке").
func listHeading(text string) (l doc.Lang, named, ok bool) {
	const longest, most = 160, 9 // bytes, words
	if len(text) > longest {
		return "", false, false
	}
	words := headingWords(text)
	if len(words) == 0 || len(words) > most {
		return "", false, false
	}
	for _, w := range words {
		rows := listWords()[w]
		if rows == nil && utf8.RuneCountInString(w) == 1 && named {
			continue // "References for Appendix A"
		}
		if rows == nil {
			return "", false, false
		}
		if noun := rows[0].noun; noun && !named || l == "" {
			l = rows[0].lang
			named = named || noun
		}
	}
	return l, named, true
}

// headingWords are the words of a heading, in lower case: runs of letters, those of
// Han cut into the longest words of headings. A heading that has anything else but
// separators has none.
func headingWords(text string) []string {
	var words []string
	text = strings.ToLower(strings.ReplaceAll(text, "ё", "е"))
	for text != "" {
		r, size := utf8.DecodeRuneInString(text)
		switch {
		case analysis.IsHan(r):
			size = longestListWord(text)
			if size == 0 {
				return nil
			}
			words = append(words, text[:size])
		case unicode.IsLetter(r):
			size = len(text) - len(strings.TrimLeftFunc(text, func(r rune) bool {
				return unicode.IsLetter(r) && !analysis.IsHan(r) || r == '\'' || r == '’'
			}))
			words = append(words, strings.ReplaceAll(text[:size], "’", "'"))
		case !unicode.IsSpace(r) && !strings.ContainsRune("()（）[]【】/|,:：.*_-–—•&+", r):
			return nil
		}
		text = text[size:]
	}
	return words
}

// longestListWord is the length in bytes of the longest word of headings that text,
// which is Han, begins with.
func longestListWord(text string) int {
	const longest = 4 // characters
	found, n := 0, 0
	for i, r := range text {
		if n++; n > longest || !analysis.IsHan(r) {
			break
		}
		if end := i + utf8.RuneLen(r); listWords()[text[:end]] != nil {
			found = end
		}
	}
	return found
}

// listAhead reports whether entries of a list of references begin with line i.
func (r *reader) listAhead(i int) bool {
	const far, longest = 3, 60 // lines; words of an entry
	text := ""
	for n := 0; i < len(r.src.lines) && n < far; i++ {
		l := &r.src.lines[i]
		if l.furniture || l.text == "" {
			continue
		}
		if n == 0 {
			if _, _, part := listHeading(l.text[l.mark.length:]); part || l.entry == 1 && l.sure && l.words <= longest || cite.Key(l.text) != "" {
				return true
			}
		}
		text += l.text + " "
		n++
		if l.words > longest {
			return false
		}
		if strongEntry(text) {
			return true
		}
	}
	return false
}

// subheading reports whether a paragraph heads a part of a list of references, and
// whether the entries behind it are counted anew.
func (r *reader) subheading(p paragraph) (anew, ok bool) {
	const longest = 12 // words
	if p.to-p.from > 2 || p.words > longest || p.entry > 0 || r.entry > 0 && r.unfinished() || metaLine(p.text) || nameLike(p.text) ||
		strings.HasSuffix(p.text, ".") || !unicode.IsUpper(word0(p.text)) && !analysis.IsHan(word0(p.text)) {
		return false, false
	}
	next := r.next(p.to)
	if _, _, known := listHeading(p.text[p.mark.length:]); known {
		return next.entry == 1 && r.entry > 0, r.listAhead(p.to) || next.entry == r.entry+1
	}
	marked := strings.HasSuffix(p.text, ":") || allCapitals(p.text)
	if entryFeatures(p.text) || r.unnumbered || !next.sure || next.entry != 1 && (next.entry != r.entry+1 || !marked) {
		return false, false
	}
	return next.entry == 1 && r.entry > 0, r.listAhead(p.to)
}

// inPart reports whether a part of the list has a heading of its own.
func (r *reader) inPart() bool {
	return len(r.path) > 0 && r.path[len(r.path)-1].level > r.listLevel
}

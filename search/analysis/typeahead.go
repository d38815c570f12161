package analysis

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Completion of what somebody is typing: a text can be completed from the
// beginning of each of its words, in several spellings, so that any script finds
// any other: folded ("казакстан" of Қазақстан), by its sounds as in the Latins
// stream (where Сарыбаев and Sarybayev are one), romanised letter by letter or, of
// Han characters, in pinyin ("kazakstan", "zhangjiye"), and the initials of pinyin
// ("zjy").

// maxKey is the longest completion key in bytes: nobody types further before
// choosing.
const maxKey = 64

// maxKeys is from how many words of a text it can be completed.
const maxKeys = 32

// CompletionKeys returns the keys by which text can be completed, from each of
// its words to its end, without repeats.
func CompletionKeys(text string) []string {
	words := completionWords(text)
	var keys []string
	for i := range min(len(words), maxKeys) {
		if words[i].inner {
			keys = append(keys, joinForms(words[i:], 0))
			continue
		}
		for form := range completionForms {
			keys = append(keys, joinForms(words[i:], form))
		}
	}
	slices.Sort(keys)
	return slices.DeleteFunc(slices.Compact(keys), func(k string) bool { return k == "" })
}

// TypedKeys returns what text typed so far may begin among CompletionKeys.
func TypedKeys(text string) []string {
	words := completionWords(text)
	if len(words) == 0 {
		return nil
	}
	var keys []string
	for form := range 2 {
		key := joinForms(words, form)
		// Pinyin is typed with spaces between syllables and without.
		keys = append(keys, key, strings.ReplaceAll(key, " ", ""))
	}
	slices.Sort(keys)
	return slices.DeleteFunc(slices.Compact(keys), func(k string) bool { return k == "" })
}

// Typed is text typed so far, to be looked for in others.
type Typed struct {
	whole []string   // its keys
	words [][]string // those of each word
}

// NewTyped prepares text for Typed.In.
func NewTyped(text string) Typed {
	t := Typed{whole: TypedKeys(text)}
	for _, w := range strings.Fields(text) {
		if keys := TypedKeys(w); len(keys) > 0 {
			t.words = append(t.words, keys)
		}
	}
	return t
}

// In reports whether what was typed begins text somewhere, or each of its words
// does, in any order. Nothing typed is in no text.
func (t Typed) In(text string) bool {
	if len(t.words) == 0 {
		return false
	}
	keys := CompletionKeys(text)
	begins := func(typed []string) bool {
		return slices.ContainsFunc(typed, func(k string) bool {
			i, _ := slices.BinarySearch(keys, k)
			return i < len(keys) && strings.HasPrefix(keys[i], k)
		})
	}
	return begins(t.whole) || !slices.ContainsFunc(t.words, func(w []string) bool { return !begins(w) })
}

// completionForms is how many spellings there are.
const completionForms = 4

// completionWord is a word, or a Han character with those that follow it, in
// each spelling.
type completionWord struct {
	forms [completionForms]string
	// han says that no space follows a word before another such.
	han bool
	// inner marks a Han character that does not begin a run: typed Han may
	// begin there, pinyin does not.
	inner bool
}

func completionWords(text string) []completionWord {
	tokens := tokenize(text)
	var words []completionWord
	for i := 0; i < len(tokens); i++ {
		t := tokens[i]
		if !t.ideograph() {
			f := fold(t.Term)
			key := latinKey(t.Term)
			if key == "" {
				key = f
			}
			words = append(words, completionWord{forms: [completionForms]string{f, key, romanize(f)}})
			continue
		}
		run := hanRun(text, tokens[i:])
		syllables := hanSyllables(termsOf(run))
		for j, c := range run {
			w := completionWord{han: true, inner: j > 0, forms: [completionForms]string{simplify(c.Term)}}
			if j < len(syllables) && syllables[j] != "" {
				s := stripTones(syllables[j])
				w.forms[1], w.forms[2], w.forms[3] = latinKey(s), s, s[:1]
			}
			words = append(words, w)
		}
		i += len(run) - 1
	}
	return words
}

// romanize writes a folded Cyrillic word in Latin letters one by one, as people
// type who have no other keyboard.
func romanize(folded string) string {
	var b strings.Builder
	for _, r := range folded {
		if 'а' <= r && r <= 'я' {
			b.WriteString(romanLetters[r-'а'])
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// romanLetters are the Latin letters for а to я.
var romanLetters = strings.Split("a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch  y  e yu ya", " ")

// joinForms writes words in one spelling. Only what holds Han characters has
// the last.
func joinForms(words []completionWord, form int) string {
	var b strings.Builder
	for i, w := range words {
		if form == completionForms-1 && !w.han {
			break
		}
		if i > 0 && !(w.han && words[i-1].han) {
			b.WriteByte(' ')
		}
		b.WriteString(w.forms[form])
		if b.Len() > maxKey {
			break
		}
	}
	key := b.String()
	if len(key) > maxKey {
		cut := maxKey
		for !utf8.RuneStart(key[cut]) {
			cut--
		}
		key = key[:cut]
	}
	return key
}

// Package analysis turns text into tokens: the same ones for indexing,
// querying, ranking and marking, and for every engine. Each stream of tokens is
// one field of an index, with at most one token for each position.
package analysis

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// View is a way of looking at text. What a view adds ranks below the views
// before it.
type View uint8

// The views, best first.
const (
	Exact    View = iota // as written, case aside
	Fold                 // diacritics, ё/е, traditional/simplified … ignored
	Stem                 // inflection ignored
	Latin                // romanised
	Fuzzy                // within a few edits
	Glossary             // other languages
)

var viewNames = [...]string{"exact", "fold", "stem", "latin", "fuzzy", "glossary"}

func (v View) String() string { return viewNames[v] }

// ParseView returns the view of that name.
func ParseView(name string) (View, bool) {
	for i, n := range viewNames {
		if n == name {
			return View(i), true
		}
	}
	return 0, false
}

// Views is a set of views.
type Views uint8

// AllViews is the set of all views.
const AllViews Views = 1<<len(viewNames) - 1

// Built is the set of views that texts are analysed for so far.
const Built Views = 1<<Exact | 1<<Stem

// Has reports whether v is in s.
func (s Views) Has(v View) bool { return s&(1<<v) != 0 }

// With returns s and v.
func (s Views) With(v View) Views { return s | 1<<v }

// String lists the names of the views: "exact, stem".
func (s Views) String() string {
	var names []string
	for v, name := range viewNames {
		if s.Has(View(v)) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// Terms returns the words of a text in one language as a view sees them, one
// term for each; a word that the view does not change is as the exact view has
// it.
func Terms(text, lang string, view View) []string {
	words := tokenize(text)
	terms := make([]string, len(words))
	for i, w := range words {
		terms[i] = w.Term
		if stream, ok := stemStream(w.Term, lang); ok && view == Stem && !w.ideograph() {
			terms[i] = stem(stream, w.Term)
		}
	}
	return terms
}

// Stream is a sequence of tokens of one kind, a field of an index.
type Stream uint8

// The streams.
const (
	// Words holds words as written (NFKC, lower case) and Han and kana
	// characters one by one.
	Words Stream = iota
	// Bigrams holds pairs of neighbouring Han or kana characters.
	Bigrams
	// StemsEN and StemsRU hold the stems of words, language by language.
	StemsEN
	StemsRU
	NumStreams
)

var streamNames = [NumStreams]string{"words", "bigrams", "stems_en", "stems_ru"}

func (s Stream) String() string { return streamNames[s] }

// Token is one token of a stream. Start and End are the byte range of the text
// that it stands for; Pos is the position of its word among the words of the
// text, from 0 (of the first character for a bigram).
type Token struct {
	Term       string
	Start, End int
	Pos        int
}

// Streams holds the tokens of a text, stream by stream.
type Streams [NumStreams][]Token

// MaxTerm is the longest term in bytes; what a longer word has beyond is not
// compared.
const MaxTerm = 256

// Analyze returns all streams of text. langAt tells the BCP 47 language of the
// text at a byte offset; it is called with rising offsets. It may be nil when
// the language is not known.
func Analyze(text string, langAt func(offset int) string) Streams {
	var s Streams
	s[Words] = tokenize(text)
	words := s[Words]
	for i, w := range words {
		if w.ideograph() {
			if i > 0 && adjacentHan(text, words[i-1], w) {
				prev := words[i-1]
				s[Bigrams] = append(s[Bigrams], Token{prev.Term + w.Term, prev.Start, w.End, prev.Pos})
			}
			continue
		}
		lang := ""
		if langAt != nil {
			lang = langAt(w.Start)
		}
		if stream, ok := stemStream(w.Term, lang); ok {
			s[stream] = append(s[stream], Token{stem(stream, w.Term), w.Start, w.End, w.Pos})
		}
	}
	return s
}

// stemStream tells where the stem of a term goes in a text of language lang.
// Words of unknown language go by their script.
func stemStream(term, lang string) (Stream, bool) {
	switch first, _ := utf8.DecodeRuneInString(term); {
	case unicode.Is(unicode.Latin, first):
		return StemsEN, lang == "en" || lang == "und" || lang == "" || lang == "zh"
	case unicode.Is(unicode.Cyrillic, first):
		return StemsRU, lang == "ru" || lang == "und" || lang == ""
	}
	return 0, false
}

// Term is one way in which a word of a query may occur in an index.
type Term struct {
	Stream Stream
	Text   string
	View   View
}

// Word is one word of a query: it occurs where any of its Terms does.
type Word struct {
	Text  string // as typed
	Terms []Term // best view first
	// Stop marks words such as "of" and "и", which say little by themselves.
	Stop bool
	// Han marks single ideographs and their bigrams.
	Han bool
}

// Query splits what somebody typed without spaces into the words to look for:
// mostly one; several for "Sino-Kazakh"; for a run of Han characters one for
// each bigram.
func Query(text string, views Views) []Word {
	var words []Word
	tokens := tokenize(text)
	for i, t := range tokens {
		typed := text[t.Start:t.End]
		if t.ideograph() {
			switch {
			case i > 0 && adjacentHan(text, tokens[i-1], t):
				p := tokens[i-1]
				words = append(words, Word{Text: text[p.Start:t.End], Han: true,
					Terms: keep(views, Term{Bigrams, p.Term + t.Term, Exact})})
			case i+1 == len(tokens) || !adjacentHan(text, t, tokens[i+1]):
				words = append(words, Word{Text: typed, Han: true, Terms: keep(views, Term{Words, t.Term, Exact})})
			}
			continue
		}
		terms := []Term{{Words, t.Term, Exact}}
		if stream, ok := stemStream(t.Term, ""); ok {
			terms = append(terms, Term{stream, stem(stream, t.Term), Stem})
		}
		words = append(words, Word{Text: typed, Terms: keep(views, terms...), Stop: stopWords[t.Term]})
	}
	return words
}

func keep(views Views, terms ...Term) []Term {
	kept := terms[:0]
	for _, t := range terms {
		if views.Has(t.View) {
			kept = append(kept, t)
		}
	}
	return kept
}

// Phrase returns the terms of the Words stream that text consists of, in order.
func Phrase(text string) []string {
	tokens := tokenize(text)
	terms := make([]string, len(tokens))
	for i, t := range tokens {
		terms[i] = t.Term
	}
	return terms
}

// tokenize returns the Words stream of text: runs of letters, digits and
// combining marks, with apostrophes between letters and points and commas
// between digits (UAX #29, rules WB6, WB7, WB11 and WB12), and each ideograph
// alone. Invisible characters (soft hyphens, joiners) do not end a word.
func tokenize(text string) []Token {
	tokens := make([]Token, 0, len(text)/7+1)
	start, end := -1, 0 // the word being read; end is behind its last real character
	flush := func() {
		if start >= 0 {
			tokens = append(tokens, Token{normalize(text[start:end]), start, end, len(tokens)})
			start = -1
		}
	}
	for i := 0; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		switch {
		case ideographic(r):
			flush()
			tokens = append(tokens, Token{normalize(text[i : i+size]), i, i + size, len(tokens)})
		case wordRune(r):
			if start < 0 {
				start = i
			}
			end = i + size
		case start < 0:
		case invisible(r):
		case r == '\'' || r == '’' || r == 'ʼ':
			if !(nextIs(text[i+size:], unicode.IsLetter) && lastIs(text[:end], unicode.IsLetter)) {
				flush()
			}
		case r == '.' || r == ',':
			if !(nextIs(text[i+size:], unicode.IsDigit) && lastIs(text[:end], unicode.IsDigit)) {
				flush()
			}
		default:
			flush()
		}
		i += size
	}
	flush()
	return tokens
}

func wordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r))
}

// ideographic reports whether r is written without spaces between words.
func ideographic(r rune) bool {
	if r < 0x2E80 {
		return false
	}
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
}

// invisible reports whether r is a character that is not seen inside a word:
// soft hyphen, zero-width space and joiners, word joiner, byte order mark.
func invisible(r rune) bool {
	switch r {
	case 0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF:
		return true
	}
	return false
}

func nextIs(s string, is func(rune) bool) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return is(r)
}

func lastIs(s string, is func(rune) bool) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return is(r)
}

// adjacentHan reports whether the ideographs a and b, b directly after a, have
// nothing but white space between them: broken lines and justified columns put
// spaces inside Chinese text.
func adjacentHan(text string, a, b Token) bool {
	return a.ideograph() && b.ideograph() && strings.TrimSpace(text[a.End:b.Start]) == ""
}

// ideograph reports whether t is a single ideograph.
func (t Token) ideograph() bool {
	r, size := utf8.DecodeRuneInString(t.Term)
	return size == len(t.Term) && ideographic(r)
}

// normalize returns the term for a word: NFKC, lower case, without invisible
// characters, at most MaxTerm bytes.
func normalize(word string) string {
	if len(word) > MaxTerm {
		cut := MaxTerm
		for !utf8.RuneStart(word[cut]) {
			cut--
		}
		word = word[:cut]
	}
	ascii := true
	for i := 0; i < len(word); i++ {
		if word[i] >= utf8.RuneSelf {
			ascii = false
			break
		}
	}
	if ascii {
		return strings.ToLower(word)
	}
	word = strings.Map(func(r rune) rune {
		switch {
		case invisible(r):
			return -1
		case r == '’' || r == 'ʼ':
			return '\''
		}
		return r
	}, word)
	if !norm.NFKC.IsNormalString(word) {
		word = norm.NFKC.String(word)
	}
	return strings.ToLower(word)
}

// Version changes whenever the tokens of some text change: an index made by
// another version has to be built anew.
const Version = "1"

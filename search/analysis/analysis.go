// Package analysis turns text into tokens: the same ones for indexing,
// querying, ranking and marking, and for every engine. Each stream of tokens is
// one field of an index, with at most one token for each position but for Parts.
package analysis

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"hash/maphash"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/izde/izde/search/lang"
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
const Built Views = 1<<Exact | 1<<Fold | 1<<Stem | 1<<Latin | 1<<Fuzzy

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
func Terms(text, tag string, view View) []string {
	words := tokenize(text)
	terms := make([]string, len(words))
	for i, w := range words {
		terms[i] = w.as(tag, view)
	}
	return terms
}

// Compared returns the words of a text of which no language is known as written, as the
// fold view has them and as the latin view does: see Terms.
func Compared(text string) (exact, folded, latin []string) {
	words := tokenize(text)
	all := make([]string, 3*len(words))
	exact, folded, latin = all[:len(words)], all[len(words):2*len(words)], all[2*len(words):]
	for i, w := range words {
		exact[i], folded[i], latin[i] = w.Term, w.as("", Fold), w.as("", Latin)
	}
	return exact, folded, latin
}

// as returns the term of a word for a view.
func (t Token) as(tag string, view View) string {
	switch view {
	case Fold:
		return fold(t.Term)
	case Stem:
		if streams := stemStreams(t.Term, stemmingOf(tag)); len(streams) > 0 {
			return cmp.Or(stem(streams[0], t.Term), t.Term)
		}
	case Latin:
		if t.ideograph() {
			return hanSyllables(t.Term)[0]
		}
		key, ok := latinKeys.get(t.Term)
		if !ok {
			key = latinKey(t.Term)
			latinKeys.put(t.Term, key)
		}
		return cmp.Or(key, t.Term)
	}
	return t.Term
}

var latinKeys cache[string]

// Stream is a sequence of tokens of one kind, a field of an index.
type Stream uint8

// The streams that hold words whatever their language.
const (
	// Words holds words as written (NFKC, lower case) and Han and kana
	// characters one by one.
	Words Stream = iota
	// Bigrams holds pairs of neighbouring Han or kana characters, simplified.
	Bigrams
	// Folds holds the folded form of words that folding changes (the stem's
	// in languages that fold it, see lang.Language).
	Folds
	// StemsOther holds words of languages without a stemmer (see truncate).
	StemsOther
	// Roots holds words of some languages truncated likewise: a wide net for
	// questions, which catches what has one root.
	Roots
	// Latins holds the script and the romanised key of each word, and of each pair
	// of neighbouring Han characters.
	Latins
	// LatinStems holds the romanised key of the stem of Cyrillic words, where it
	// is not the word's own.
	LatinStems
	// Parts holds the parts of words that consist of several, and the closed form
	// of words that are written apart (see parts.go); often several for a position.
	Parts
	// firstStems is the first of the streams that hold the stems of words of one
	// language, in the order of lang.All.
	firstStems
	NumStreams = firstStems + Stream(len(lang.All))
)

// stemsOf returns the stream of the stems of a row of lang.All.
func stemsOf(row int) Stream { return firstStems + Stream(row) }

// Stems reports whether a stream holds the stems of one language.
func (s Stream) Stems() bool { return s >= firstStems }

// foldsStem reports whether it holds stems that the fold view folds.
func (s Stream) foldsStem() bool { return s.Stems() && lang.All[s-firstStems].FoldStem }

var streamNames = func() (names [NumStreams]string) {
	copy(names[:], []string{"words", "bigrams", "folds", "stems_other", "roots", "latins", "stems_latin", "parts"})
	for row, l := range lang.All {
		names[stemsOf(row)] = "stems_" + l.Tag
	}
	return names
}()

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
	return new(Analyzer).Analyze(text, langAt)
}

// Analyzer analyses one text after the other in the same memory. The zero value is ready;
// it is not safe for concurrent use.
type Analyzer struct {
	words, room []Token
	forms       []Occurrence
	chars       []rune // of a run of ideographs
	readings    []uint16
	memory      *formMemory
}

// NewAnalyzer returns an Analyzer for many texts, which remembers their forms.
func NewAnalyzer() *Analyzer { return &Analyzer{memory: new(formMemory)} }

// Form is a word in texts of a language, an ideograph, or two of these beside each other, and
// what the streams hold of it wherever it stands. Many texts share it.
type Form struct {
	// Word is its term of Words, which holds none of two ideographs, a Pair.
	Word string
	Pair bool
	// Others are its terms of other streams, at most one of each. Parts, which go by what
	// stands beside a word, are not among them.
	Others []StreamTerm
}

// StreamTerm is a term of one of the streams.
type StreamTerm struct {
	Stream Stream
	bit    bloomBit // set in those of words
	Text   string
}

// Occurrence is a form in a text, and the position of its word, or of the first of its
// ideographs.
type Occurrence struct {
	*Form
	Pos int
}

// Forms returns what all streams hold of a text: the forms in it, in the order of their
// positions, its words, and the tokens of Parts. They are lent until the next call. langAt is
// as for Analyze.
func (a *Analyzer) Forms(text string, langAt func(offset int) string) (forms []Occurrence, words, parts []Token) {
	a.words = appendWords(slices.Grow(a.words[:0], len(text)/7+1), text)
	words = a.words
	forms = slices.Grow(a.forms[:0], len(words))
	var numbers []Token
	tag, how := "", unknown
	for i := 0; i < len(words); i++ {
		w := words[i]
		if w.ideograph() {
			run := hanRun(text, words[i:])
			forms = a.appendHan(forms, run)
			i += len(run) - 1
			continue
		}
		if langAt != nil {
			if t := langAt(w.Start); t != tag {
				tag, how = t, stemmingOf(t)
			}
		}
		forms = append(forms, Occurrence{a.formOf(w.Term, how), w.Pos})
		if w.Term != "" && IsDigit(w.Term[0]) {
			numbers = appendNumber(numbers, text, words[i:], how)
		}
	}
	a.forms = forms
	return forms, words, withNumbers(partsOf(text, words), numbers)
}

// Analyze is the function Analyze. What it returns is lent until the next call.
func (a *Analyzer) Analyze(text string, langAt func(offset int) string) (s Streams) {
	forms, words, parts := a.Forms(text, langAt)
	// The terms are counted before they are laid out, so that all streams lie in one
	// piece of memory.
	var count [NumStreams]int
	total := 0
	for _, f := range forms {
		for _, t := range f.Others {
			count[t.Stream]++
		}
		total += len(f.Others)
	}
	a.room = slices.Grow(a.room[:0], total)[:total]
	room := a.room
	for stream, n := range count {
		s[stream], room = room[:0:n], room[n:]
	}
	for _, f := range forms {
		s.add(f, words[f.Pos:])
	}
	s[Words], s[Parts] = words, parts
	return s
}

// add adds what the streams but Words hold of a form, which the first of words or two of
// them are.
func (s *Streams) add(f Occurrence, words []Token) {
	start, end := words[0].Start, words[0].End
	if f.Pair {
		end = words[1].End
	}
	for _, t := range f.Others {
		s[t.Stream] = append(s[t.Stream], Token{t.Text, start, end, f.Pos})
	}
}

// withNumbers returns the parts of words with the numbers among them.
func withNumbers(parts, numbers []Token) []Token {
	if len(numbers) > 0 {
		parts = append(parts, numbers...)
		slices.SortStableFunc(parts, func(a, b Token) int { return a.Pos - b.Pos })
	}
	return parts
}

// stemming is how the words of a text are stemmed: as those of a row of lang.All,
// or in one of three other ways.
type stemming int

const (
	query   stemming = -2                      // as words of every language of the script
	unknown stemming = -1                      // as those of the assumed ones
	without          = stemming(len(lang.All)) // as those of a language that has no row
)

func stemmingOf(tag string) stemming {
	if tag == "" || tag == "und" {
		return unknown
	}
	if row := lang.Of(tag); row >= 0 {
		return stemming(row)
	}
	return without
}

// formOf is the function formOf.
func (a *Analyzer) formOf(term string, how stemming) *Form {
	if a.memory == nil {
		return formOf(term, how)
	}
	key := maphash.String(cacheSeed, term) + uint64(how)<<32
	f := a.memory.get(key)
	if f == nil {
		f = formOf(term, how)
		a.memory.put(key, f)
	}
	return f
}

var formsMade [without - unknown + 1]cache[*Form]

// formOf returns the form of a word of a text.
func formOf(term string, how stemming) *Form {
	made := &formsMade[how-unknown]
	if f, ok := made.get(term); ok {
		return f
	}
	// Terms may be parts of a long text that should not stay for them.
	f := &Form{Word: strings.Clone(term)}
	add := func(stream Stream, s string) {
		f.Others = append(f.Others, StreamTerm{stream, bitOf(stream, s), strings.Clone(s)})
	}
	folded, romanised := term, ""
	for _, stream := range stemStreams(term, how) {
		st := stem(stream, term)
		if st != "" {
			add(stream, st)
		}
		if stream.Stems() && romanised == "" && st != term {
			romanised = stemKey(st)
		}
		if stream.foldsStem() {
			folded = st
		}
	}
	if folded = fold(folded); folded != term {
		add(Folds, folded)
	}
	if key := scriptKey(term); key != "" {
		add(Latins, key)
		if romanised != "" && romanised != key[1:] {
			add(LatinStems, romanised)
		}
	}
	made.put(f.Word, f)
	return f
}

// hanRun returns the ideographs that words begins with, as far as only white
// space stands between them.
func hanRun(text string, words []Token) []Token {
	n := 1
	for n < len(words) && adjacentHan(text, words[n-1], words[n]) {
		n++
	}
	return words[:n]
}

// appendHan appends the forms of a run of ideographs, and of each two that are neighbours:
// the one that Bigrams holds of, and the one that Latins does.
func (a *Analyzer) appendHan(forms []Occurrence, run []Token) []Occurrence {
	a.chars = a.chars[:0]
	for _, w := range run {
		a.chars = append(a.chars, FirstRune(w.Term))
	}
	h := hanPinyin()
	a.readings = h.read(a.readings[:0], a.chars)
	for i, w := range run {
		if forms = append(forms, Occurrence{ideographForm(a.chars[i]), w.Pos}); i+1 == len(run) {
			break
		}
		pair := [2]rune(a.chars[i:])
		forms = append(forms, Occurrence{a.bigramForm(pair), w.Pos})
		if key := h.pairForm(pair, [2]uint16(a.readings[i:])); key != nil {
			forms = append(forms, Occurrence{key, w.Pos})
		}
	}
	return forms
}

// ideographs are the forms of those before endHan, once they were asked for.
var ideographs [endHan - firstIdeograph]atomic.Pointer[Form]

func ideographForm(r rune) *Form {
	var at *atomic.Pointer[Form]
	if i := int(r - firstIdeograph); 0 <= i && i < len(ideographs) {
		at = &ideographs[i]
		if f := at.Load(); f != nil {
			return f
		}
	}
	f := &Form{Word: string(r)}
	if simple := simplify(f.Word); simple != f.Word {
		f.Others = []StreamTerm{{Stream: Folds, Text: simple}}
	}
	if at != nil {
		at.Store(f)
	}
	return f
}

func (a *Analyzer) bigramForm(pair [2]rune) *Form {
	key := uint64(pair[0])<<32 | uint64(pair[1])
	if f := a.memory.get(key); f != nil {
		return f
	}
	f := &Form{Pair: true, Others: []StreamTerm{{Stream: Bigrams, Text: simplify(string(pair[:]))}}}
	a.memory.put(key, f)
	return f
}

func termsOf(tokens []Token) string {
	var b strings.Builder
	for _, t := range tokens {
		b.WriteString(t.Term)
	}
	return b.String()
}

// reads reports whether words of the texts in question may be in a language.
func (how stemming) reads(l *lang.Language) bool {
	switch how {
	case query:
		return true
	case unknown:
		return l.Assumed
	case without:
		return false
	}
	in := lang.All[how]
	return l == in || l.Tag == in.Host
}

// stemStreams tells where the stems of a term of a text go: to those of its
// language, else to those of none. Words of unknown language go wherever their
// script allows; Cyrillic words in a language that is written otherwise are names,
// which the latin view finds.
func stemStreams(term string, how stemming) []Stream {
	first, _ := utf8.DecodeRuneInString(term)
	if !unicode.IsLetter(first) {
		return nil
	}
	var streams []Stream
	roots := false
	for row, l := range lang.All {
		if l.Stem != nil && unicode.In(first, l.Scripts...) && how.reads(l) {
			streams = append(streams, stemsOf(row))
			roots = roots || l.Roots
		}
	}
	switch {
	case roots:
		return append(streams, Roots)
	case streams != nil:
		return streams
	case 0 <= how && how < without && unicode.Is(unicode.Cyrillic, first) && !unicode.In(first, lang.All[how].Scripts...):
		return nil
	}
	return []Stream{StemsOther}
}

// Term is one way in which a word of a query may occur in an index.
type Term struct {
	Stream Stream
	Text   string
	View   View
}

// Word is one word of a query: it occurs where any of its Terms does, or all of
// its Parts, or all words of one of its Spellings.
type Word struct {
	Text  string // as typed
	Terms []Term // best view first
	// Wider are terms for words of the same root, for queries that need not
	// have all of their words found.
	Wider []Term
	// Parts are the bigrams of a short run of Han characters; without the fold view
	// the single characters of any run, which then have to stand next to each other
	// (see AsWritten).
	Parts []Word
	// Spellings are forms of several words or bigrams in other scripts.
	Spellings [][]Word
	// Stop marks words such as "of" and "и", which say little by themselves.
	Stop bool
	// Han marks ideographs.
	Han bool
}

// AsWritten reports whether the word is a run of Han characters of which nothing but
// the run itself will do.
func (w *Word) AsWritten() bool {
	return len(w.Parts) > 0 && len(w.Parts[0].Terms) > 0 && w.Parts[0].Terms[0].Stream == Words
}

// longestAcronym is how many letters an abbreviation in capitals has.
const longestAcronym = 5

// shortRun is how many Han characters are taken for one word, such as a name.
const shortRun = 3

// Query splits what somebody typed without spaces into the words to look for:
// mostly one; several for "Sino-Kazakh"; for a long run of Han characters one
// for each bigram.
func Query(text string, views Views) []Word { return assumed.Query(text, views) }

// Query is the function Query for a query in one of several languages.
func (s Languages) Query(text string, views Views) []Word {
	if id := Identifier(text); id != "" {
		typed := normalize(text)
		return []Word{{Text: text, Terms: keep(views, Term{Words, typed, Exact}, Term{Words, id, Fold}, Term{Parts, id, Fold})}}
	}
	var words []Word
	tokens := tokenize(text)
	closings := closings(text, tokens)
	for i := 0; i < len(tokens); i++ {
		t := tokens[i]
		if t.ideograph() {
			run := hanRun(text, tokens[i:])
			words = append(words, hanWords(text, run, views)...)
			i += len(run) - 1
			continue
		}
		var terms []Term
		written := text[t.Start:t.End]
		if start, end := signed(text, &t); end-start > len(written) {
			// What is written with signs is another word than without them; where an
			// index holds it nothing else is searched.
			written = text[start:end]
			terms = append(terms, Term{Parts, normalize(written), Exact})
		}
		terms = append(terms, Term{Words, t.Term, Exact})
		folded := fold(t.Term)
		if folded != t.Term {
			terms = append(terms, Term{Words, folded, Fold})
		}
		terms = append(terms, Term{Folds, folded, Fold}, Term{Parts, folded, Fold})
		if closed := closings[i]; closed != "" {
			terms = append(terms, Term{Words, closed, Fold}, Term{Parts, closed, Fold})
		}
		for _, v := range values(t.Term) {
			terms = append(terms, Term{Words, v, Fold}, Term{Parts, v, Fold})
		}
		if n := pluralOfCapitals(text[t.Start:t.End]); n > 0 {
			terms = append(terms, Term{Words, normalize(text[t.Start : t.Start+n]), Stem})
		} else if single := singular(t.Term); single != "" {
			terms = append(terms, Term{Words, single, Stem})
		} else if n := len(t.Term); n > 1 && n <= longestAcronym && text[t.Start:t.End] == strings.ToUpper(t.Term) && isASCII(t.Term) {
			terms = append(terms, Term{Words, t.Term + "s", Stem})
		}
		word := Word{Text: written, Stop: s.stop(t.Term)}
		for _, stream := range append(stemStreams(t.Term, query), StemsOther) {
			st := stem(stream, t.Term)
			switch {
			case st == "" || stream == StemsOther && slices.Contains(terms, Term{stream, st, Stem}):
				continue
			case stream == Roots:
				word.Wider = keep(views, Term{stream, st, Stem})
				continue
			}
			terms = append(terms, Term{stream, st, Stem})
			// A name inflected in one language stands in texts of another that has its
			// script: Сарыбаевтың, Сарыбаев.
			if own := (Term{Words, st, Stem}); stream.Stems() && st != t.Term && unicode.Is(unicode.Cyrillic, FirstRune(st)) && !slices.Contains(terms, own) {
				terms = append(terms, own)
			}
			if f := fold(st); stream.foldsStem() && f != folded {
				terms = append(terms, Term{Folds, f, Stem})
			}
		}
		if views.Has(Latin) && !word.Stop {
			var more []Term
			more, word.Spellings = spellings(t.Term, views)
			terms = append(terms, append(more, inflections(t.Term)...)...)
		}
		word.Terms = keep(views, terms...)
		words = append(words, word)
	}
	return words
}

// spellings returns the ways in which a word or a run of Han characters may be
// written in other scripts: those of one term, and those of several.
func spellings(text string, views Views) (terms []Term, several [][]Word) {
	all := latinTerms(text)
	for _, l := range all {
		for _, c := range l.chars {
			terms = append(terms, Term{Words, string(c), Latin}, Term{Folds, string(c), Latin})
		}
		if len(l.keys) == 1 {
			terms = append(terms, Term{Latins, l.keys[0], Latin})
		}
	}
	all = slices.DeleteFunc(all, func(l latinTerm) bool { return len(l.keys) < 2 })
	return terms, ways(text, all)
}

// Signed reports whether the word is written with signs that belong to it, as in C++: its
// first term is what was written.
func (w *Word) Signed() bool { return len(w.Terms) > 1 && w.Terms[0].Stream == Parts }

// Names returns the ways in which two words may be written in other scripts when
// they look like the family and given name of a Chinese person, in either order:
// each begins with a capital letter and is pinyin or its Cyrillic transcription.
func Names(first, second string) [][]Word {
	for _, w := range []string{first, second} {
		if r, _ := utf8.DecodeRuneInString(w); !unicode.IsUpper(r) {
			return nil
		}
	}
	return ways(first+" "+second, latinName(normalize(first), normalize(second)))
}

// IsSyllable reports whether a word is one syllable of pinyin, with a tone mark or
// without.
func IsSyllable(word string) bool {
	s := segmentPinyin(normalize(word))
	return len(s) > 0 && len(s[0]) == 1
}

// Syllables returns the ways in which syllables of pinyin typed apart ("fa zhan")
// may be written together or in other scripts; nil for one syllable and for more
// than a word may have.
func Syllables(typed []string) [][]Word {
	if len(typed) < 2 || len(typed) > maxSyllables {
		return nil
	}
	syllables := make([]string, len(typed))
	for i, w := range typed {
		syllables[i] = segmentPinyin(normalize(w))[0][0]
	}
	var list latinTermList
	list.addName(syllables, family(syllables))
	return ways(strings.Join(typed, " "), list)
}

// ways returns for each spelling the words that it consists of.
func ways(text string, spellings []latinTerm) [][]Word {
	var list [][]Word
	for _, l := range spellings {
		parts := make([]Word, len(l.keys))
		for i, key := range l.keys {
			parts[i] = Word{Text: text, Terms: []Term{{Latins, key, Latin}}}
		}
		list = append(list, parts)
	}
	return list
}

// hanWords returns the words of a run of ideographs.
func hanWords(text string, run []Token, views Views) []Word {
	typed := text[run[0].Start:run[len(run)-1].End]
	if len(run) == 1 {
		term := run[0].Term
		terms := []Term{{Words, term, Exact}, {Folds, simplify(term), Fold}}
		if f := simplify(term); f != term {
			terms = append(terms, Term{Words, f, Fold})
		}
		return []Word{{Text: typed, Han: true, Terms: keep(views, terms...)}}
	}
	word := Word{Text: typed, Han: true}
	switch {
	case views.Has(Fold): // bigrams are simplified
		parts := make([]Word, len(run)-1)
		for i := range parts {
			pair := run[i].Term + run[i+1].Term
			parts[i] = Word{Text: text[run[i].Start:run[i+1].End], Han: true, Terms: []Term{{Bigrams, simplify(pair), Exact}}}
		}
		if len(run) > shortRun {
			return parts
		}
		if word.Parts = parts; len(parts) == 1 {
			word = parts[0]
		}
	case views.Has(Exact):
		for _, t := range run {
			word.Parts = append(word.Parts, Word{Text: text[t.Start:t.End], Han: true, Terms: []Term{{Words, t.Term, Exact}}})
		}
	}
	if views.Has(Latin) && len(run) <= shortRun {
		var more []Term
		more, word.Spellings = spellings(termsOf(run), views)
		word.Terms = append(word.Terms, more...)
	}
	return []Word{word}
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
// alone. Invisible characters do not end a word.
func tokenize(text string) []Token { return appendWords(make([]Token, 0, len(text)/7+1), text) }

func appendWords(tokens []Token, text string) []Token {
	start, end := -1, 0 // the word being read; end is behind its last real character
	own := true         // whether the word is its own term
	flush := func() {
		if start >= 0 {
			term := text[start:end]
			if !own || len(term) > MaxTerm {
				term = normalize(term)
			}
			tokens = append(tokens, Token{term, start, end, len(tokens)})
			start, own = -1, true
		}
	}
	for i := 0; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		if uint(r) < uint(len(ownRunes)) && ownRunes[r] {
			if start < 0 {
				start = i
			}
			i += size
			end = i
			continue
		}
		switch {
		case Ideographic(r):
			flush()
			term := text[i : i+size]
			if !unified(r) {
				term = normalize(term)
			}
			tokens = append(tokens, Token{term, i, i + size, len(tokens)})
		case wordRune(r):
			if start < 0 {
				start = i
			}
			end, own = i+size, false
		case start < 0:
		case Invisible(r):
			own = false
		case r == '\'' || r == '’' || r == '‘' || r == 'ʼ' || r == '`':
			if own = false; !(nextIs(text[i+size:], unicode.IsLetter) && lastIs(text[:end], unicode.IsLetter)) {
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

// ownRunes tells the first characters, to the end of Cyrillic, that normalize leaves as
// they are in a word, with others of them.
var ownRunes = func() (own [0x530]bool) {
	for r := range rune(len(own)) {
		own[r] = wordRune(r) && plain(string(r)) && unicode.ToLower(r) == r
	}
	return own
}()

func wordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) || unitSign(r))
}

// unitSign reports whether r is a unit or word in one character, such as ㎏ and ℃.
func unitSign(r rune) bool {
	return 0x3300 <= r && r < 0x3400 || r == '℃' || r == '℉'
}

// nextIs tests the first character of s that is seen.
func nextIs(s string, is func(rune) bool) bool {
	for i := 0; ; {
		r, size := utf8.DecodeRuneInString(s[i:])
		if !Invisible(r) {
			return is(r)
		}
		i += size
	}
}

func lastIs(s string, is func(rune) bool) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return is(r)
}

// adjacentHan reports whether the ideographs a and b, b directly after a, have
// nothing but white space between them: broken lines and justified columns put
// spaces inside Chinese text.
func adjacentHan(text string, a, b Token) bool {
	return a.ideograph() && b.ideograph() && (a.End == b.Start ||
		strings.TrimFunc(text[a.End:b.Start], func(r rune) bool { return unicode.IsSpace(r) || Invisible(r) }) == "")
}

// ideograph reports whether t is a single ideograph.
func (t Token) ideograph() bool {
	r, size := utf8.DecodeRuneInString(t.Term)
	return size == len(t.Term) && Ideographic(r)
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
	if plain(word) {
		return strings.ToLower(word)
	}
	word = strings.Map(func(r rune) rune {
		switch {
		case Invisible(r):
			return -1
		case r == '’' || r == '‘' || r == 'ʼ' || r == 'ʻ':
			return '\''
		}
		return r
	}, word)
	if !norm.NFKC.IsNormalString(word) {
		if normal := strings.ReplaceAll(norm.NFKC.String(word), "°", ""); normal != "" { // ℃
			word = normal
		}
	}
	return strings.ToLower(word)
}

// plain reports whether a word has ASCII characters and Cyrillic letters only,
// which NFKC leaves as they are.
func plain(word string) bool {
	for _, r := range word {
		if r >= utf8.RuneSelf && !(0x400 <= r && r < 0x483) && !(0x48A <= r && r < 0x530) {
			return false
		}
	}
	return true
}

// Version changes whenever the tokens of some text change: an index made by
// another version has to be built anew. What the stemmers make of the frequent words
// of their languages is part of it, so that another row or stemmer changes it by
// itself; the number is for all other changes.
var Version = sync.OnceValue(func() string {
	h := fnv.New32a()
	for row, l := range lang.All {
		fmt.Fprint(h, stemsOf(row), l.Assumed, l.Host, l.FoldStem, l.Roots, l.Numbers)
		if l.Stem == nil {
			continue
		}
		for _, p := range l.Profiles {
			for w := range strings.FieldsSeq(p.Words) {
				fmt.Fprint(h, l.Stem(normalize(w)))
			}
		}
	}
	return fmt.Sprintf("10-%08x", h.Sum32())
})

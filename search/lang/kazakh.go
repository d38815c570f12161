package lang

import (
	"strings"
	"sync"
	"unicode/utf8"
)

// Kazakh stems.
//
// Kazakh puts one suffix behind another, each in a fixed slot, each in the
// shape that the letters before it ask for: бала-лар-ымыз-дағы-лар "those with
// our children", жаз-ыл-ма-ған-дық-тан "as it has not been written". So a stem
// is found from the end, by a finite automaton over slots. Its states say what
// may stand last in the rest of the word:
//
//	nominal   stem (plural) (possessive) (case | -дағы | -дай …) (person)
//	verb      stem (voice) (negation) then one of
//	          tense and person: -ды-м, -са-қ, -а-мын, -ған-быз, -ып-ты
//	          converb: -ып, -а, -й, -ғалы, -ғанша
//	          participle or verbal noun: -ған, -атын, -ар, -мас, -у, -мақ,
//	          which goes through the slots of a nominal
//
// A suffix is written once in archiphonemes (kkVariants): A is а or е, I is ы
// or і by the harmony of the vowels before it; L, D, G … are the consonants
// that the last letter before the suffix assimilates. "LAр" gives лар, лер,
// дар, дер, тар, тер, each with the letters that it may follow. Loanwords have
// vowels of both kinds and end in consonants that take either; where the letter
// does not tell (и, у, ю, ь; к, г, в behind a back vowel: банкте, педагогтар)
// both harmonies are allowed.
//
// No lexicon tells which of the analyses is right (алма is "apple" and "do not
// take"), so each has a score, as in the minimum description length models of
// morphology: a letter explained by a suffix is worth kkLetter, a suffix costs
// the more the rarer it is in its slot, and a stem costs by its length, last
// letter and shape. The figures (kazakh_data.go) were written down from the
// grammars and then moved, suffix by suffix and letter by letter but never word
// by word, to where lists of inflected forms fall together best. What
// contradicts the sound laws costs extra: қ, п, к between vowels (native words
// have ғ, б, г there), б, г, ғ before consonants, clusters that no syllable ends
// with. A stem has a vowel and two letters at least. The best score over all
// chains comes from one sweep from right to left that keeps the best of each
// state at each letter (Viterbi), so that a word takes time in proportion to its
// length.
//
// The stem is then written so that its alternants fall together: final б, г, ғ
// become п, к, қ (кітабы, кітап); a narrow vowel before the last consonant goes
// (мойын, мойны; халық, халқы), and so does one at the end (оқу, оқиды, оқыды);
// тауып is тап-, қоя and қою are қой-. A stem is a key, not a word. Derivation
// (-лық, -шы, -лы …) stays, since басшы, басшылық and бас are different words;
// passives, reciprocals, -сыз "without" and the comparative go.
//
// Sources: "Қазақ грамматикасы" (Academy of Sciences, Astana 2002); R.
// Muhamedowa, "Kazakh: A Comprehensive Grammar" (2016); G. Kessikbayeva and I.
// Cicekli, "Rule Based Morphological Analyzer of Kazakh Language" (2014); O.
// Makhambetov et al., "Data-Driven Morphological Analysis and Disambiguation for
// Kazakh" (2015); for the scores M. Creutz and K. Lagus, "Unsupervised models
// for morpheme segmentation" (2007). The code is ours.

// States of the automaton, from the right end of the word to its stem.
const (
	kkEnd      = iota // the end of the word
	kkCase            // nominal, a case may stand last
	kkPoss            // nominal, a possessive may stand last
	kkPoss3           // nominal, the possessive of the third person stands last
	kkPoss1           // nominal, a possessive of the first or second person stands last
	kkPlural          // nominal, the plural may stand last
	kkNoun            // nominal without inflection
	kkPersonal        // verb form that a personal ending follows
	kkNegation        // verb stem, negation may stand last
	kkVoice           // verb stem, a voice may stand last
	kkVerb            // verb stem
	kkStates
)

// Where a suffix may stand: slots may be empty, so what fits one slot fits
// those to the right of it.
const (
	kkAtEnd      = 1 << kkEnd
	kkAtCase     = kkAtEnd | 1<<kkCase
	kkBeforeCase = 1<<kkCase | 1<<kkPoss
	kkAtPoss     = kkAtCase | 1<<kkPoss
	kkAtPlural   = kkAtPoss | 1<<kkPlural
	kkAtNoun     = kkAtPlural | 1<<kkNoun
	kkInside     = kkAtNoun &^ kkAtEnd
	kkAtNegation = 1 << kkNegation
	kkAtVoice    = kkAtNegation | 1<<kkVoice

	kkNounEnding = 1 << 14 // endings of derived stems
	kkVerbEnding = 1 << 15

	// kkStemStates may be the whole rest of a word.
	kkStemStates = kkAtNoun | 1<<kkNegation | 1<<kkVoice | 1<<kkVerb
)

// kkEnding is the ending of a derived stem.
type kkEnding struct {
	spec string
	gain int32
}

const (
	// kkMaxLetters is the length of the longest word that is analysed. No real
	// one comes near it.
	kkMaxLetters = 48
	kkLongStem   = 11
)

// Letters are numbered from 1; 0 is any other character.
const kkAlphabet = "аәбвгғдеёжзийкқлмнңоөпрстуұүфһхцчшщъыіьэюя-"

// Classes of letters, as assimilation sees them.
const (
	kkVowel = 1 << iota
	kkGlide // р, й, у, и
	kkL
	kkNasal
	kkZ         // з, ж
	kkVoiceless // and б, в, г, д, which end only loanwords, as if voiceless
	kkAny       = 1<<iota - 1
)

var kkClasses = []struct {
	letters string
	class   uint8
}{
	{"аәеёоөұүыіэюя", kkVowel},
	{"руий", kkGlide},
	{"л", kkL},
	{"мнң", kkNasal},
	{"зж", kkZ},
	{"бвгғдкқпстфхһцчшщ-", kkVoiceless},
}

// Harmony of the vowels before a place.
const (
	kkBack = 1 << iota
	kkFront
	kkEither = kkBack | kkFront
)

// kkVariants are the archiphonemes: their letters in back and front words, and
// the classes of letters that they follow. Besides, a suffix that starts with A,
// I or и follows a consonant, one that starts with "+" a vowel and with "*" any
// letter. "%" is the present: A behind consonants, й behind vowels, и for ы + й,
// я for й + а; "~" is I + п or п, ":" a linking I where one is needed.
var kkVariants = map[rune][]struct {
	back, front rune
	after       uint8
}{
	'A': {{'а', 'е', kkAny}},
	'I': {{'ы', 'і', kkAny}},
	'Q': {{'қ', 'к', kkAny}},
	'J': {{'ғ', 'г', kkAny}}, // Q before a vowel
	'L': {{'л', 'л', kkVowel | kkGlide}, {'д', 'д', kkL | kkNasal | kkZ}, {'т', 'т', kkVoiceless}},
	'N': {{'н', 'н', kkVowel}, {'д', 'д', kkGlide | kkL | kkNasal | kkZ}, {'т', 'т', kkVoiceless}},
	'H': {{'н', 'н', kkVowel | kkNasal}, {'д', 'д', kkGlide | kkL | kkZ}, {'т', 'т', kkVoiceless}},
	'B': {{'н', 'н', kkNasal}, {'д', 'д', kkAny &^ (kkNasal | kkVoiceless)}, {'т', 'т', kkVoiceless}},
	'D': {{'д', 'д', kkAny &^ kkVoiceless}, {'т', 'т', kkVoiceless}},
	'G': {{'ғ', 'г', kkAny &^ kkVoiceless}, {'қ', 'к', kkVoiceless}},
	'M': {{'м', 'м', kkAny &^ (kkZ | kkVoiceless)}, {'б', 'б', kkZ}, {'п', 'п', kkVoiceless}},
	'P': {{'м', 'м', kkVowel | kkGlide | kkL}, {'б', 'б', kkNasal | kkZ}, {'п', 'п', kkVoiceless}},
}

// kkArc is one shape of a suffix.
type kkArc struct {
	right   uint16 // states that may follow it
	left    uint8  // state before it
	after   uint8  // classes of letters before it
	harmony uint8
	vowel   bool // it starts with a vowel
	cost    int32
}

// kkNode is a node of the trie of suffixes, read from their ends.
type kkNode struct {
	next [len(kkAlphabet)/2 + 2]int16
	arcs []kkArc
}

type kkGrammar struct {
	code       [0x100]uint8 // of the letters from U+0400
	runes      []rune       // letters by code - 1
	class      [64]uint8
	noun, verb [64]int32 // what a last letter costs
	nodes      []kkNode
}

var kazakhGrammar = sync.OnceValue(func() *kkGrammar {
	g := &kkGrammar{runes: []rune(kkAlphabet), nodes: make([]kkNode, 1)}
	for i, r := range g.runes {
		if r != '-' {
			g.code[r-0x400] = uint8(i + 1)
		}
	}
	for _, c := range kkClasses {
		for _, r := range c.letters {
			g.class[g.letter(r)] = c.class
		}
	}
	for _, l := range kkLastLetter {
		g.noun[g.letter(l.letter)], g.verb[g.letter(l.letter)] = l.noun, l.verb
	}
	for _, s := range kkSuffixes {
		arc := kkArc{right: s.right, left: s.left, cost: s.cost}
		first, size := utf8.DecodeRuneInString(s.spec)
		rest := s.spec[size:]
		switch first {
		case '%':
			g.add(arc, "A"+rest, "+й"+rest, "и"+rest, "+я"+rest)
		case '~':
			g.add(arc, "Iп"+rest, "+п"+rest)
		case ':':
			g.add(arc, "I"+rest, "+"+rest)
		case '*': // only у
			g.add(arc, s.spec, "+ю"+strings.TrimPrefix(rest, "у"))
		case 'A':
			g.add(arc, s.spec)
			if s.left == kkNegation {
				g.add(arc, "+я"+rest)
			}
		default:
			g.add(arc, s.spec)
		}
	}
	for _, e := range kkNounEndings {
		g.add(kkArc{right: kkNounEnding, cost: -e.gain}, "*"+e.spec)
	}
	for _, e := range kkVerbEndings {
		g.add(kkArc{right: kkVerbEnding, cost: -e.gain}, "*"+e.spec)
	}
	return g
})

// letter returns the number of r.
func (g *kkGrammar) letter(r rune) uint8 {
	switch {
	case r == '-':
		return uint8(len(g.runes))
	case r < 0x400 || r > 0x4FF:
		return 0
	}
	return g.code[r-0x400]
}

// add puts all shapes of a suffix into the trie.
func (g *kkGrammar) add(arc kkArc, specs ...string) {
	for _, spec := range specs {
		arc, letters := arc, []rune(spec)
		arc.after, arc.vowel = kkAny, false
		switch letters[0] {
		case '+':
			arc.after, letters = kkVowel, letters[1:]
		case '*':
			letters, arc.vowel = letters[1:], true
		case 'A', 'I', 'и':
			arc.after, arc.vowel = kkAny&^kkVowel, true
		}
		g.expand(arc, letters, nil, nil)
	}
}

// expand adds the shapes of letters behind the letters back, or front in front
// words.
func (g *kkGrammar) expand(arc kkArc, letters, back, front []rune) {
	if len(letters) == 0 {
		if string(back) == string(front) {
			arc.harmony = kkEither
			g.put(arc, back)
			return
		}
		arc.harmony = kkBack
		g.put(arc, back)
		arc.harmony = kkFront
		g.put(arc, front)
		return
	}
	n := len(back)
	variants, ok := kkVariants[letters[0]]
	if !ok {
		g.expand(arc, letters[1:], append(back[:n:n], letters[0]), append(front[:n:n], letters[0]))
	}
	for _, v := range variants {
		arc := arc
		if n == 0 {
			arc.after &= v.after
		} else if g.class[g.letter(back[n-1])]&v.after == 0 {
			continue
		}
		g.expand(arc, letters[1:], append(back[:n:n], v.back), append(front[:n:n], v.front))
	}
}

func (g *kkGrammar) put(arc kkArc, suffix []rune) {
	n := int16(0)
	for i := len(suffix) - 1; i >= 0; i-- {
		c := g.letter(suffix[i])
		if g.nodes[n].next[c] == 0 {
			g.nodes[n].next[c] = int16(len(g.nodes))
			g.nodes = append(g.nodes, kkNode{})
		}
		n = g.nodes[n].next[c]
	}
	g.nodes[n].arcs = append(g.nodes[n].arcs, arc)
}

// stemKazakh returns the stem of a term in lower case. What is not a Kazakh
// word in Cyrillic comes back as it is.
func stemKazakh(term string) string {
	if s, ok := kazakhIrregular[term]; ok {
		return s
	}
	return stemKazakhRegular(term)
}

// kkWord is a word as the analysis sees it, letter by letter from 1: the
// letters, and the harmony of what comes before the end of each.
type kkWord struct {
	letter, harmony [kkMaxLetters + 2]uint8
	n               int
	vowel, loan     int // first vowel, first letter of loanwords
}

// read fills w and reports whether term can be analysed.
func (w *kkWord) read(g *kkGrammar, term string) bool {
	w.loan = kkMaxLetters + 1
	h := uint8(0)
	for _, r := range term {
		c := g.letter(r)
		if c == 0 || w.n == kkMaxLetters {
			return false
		}
		w.n++
		w.letter[w.n] = c
		switch r {
		case 'а', 'о', 'ұ', 'ы', 'я':
			h = kkBack
		case 'ә', 'е', 'ө', 'ү', 'і', 'э':
			h = kkFront
		case 'ё', 'ю', 'ь':
			h = kkEither
		case 'и':
			if h != kkFront {
				h = kkEither
			}
		case 'у':
			if h == 0 || h == kkFront && w.n > 1 && g.class[w.letter[w.n-1]] != kkVowel {
				h = kkEither
			}
		case 'к', 'г', 'в':
			if h == kkBack {
				h = kkEither
			}
		}
		switch r {
		case 'в', 'ф', 'ц', 'ч', 'щ', 'э', 'ё', 'ь', 'ъ':
			w.loan = min(w.loan, w.n)
		case 'о': // in native words only in the first syllable
			if w.vowel != 0 {
				w.loan = min(w.loan, w.n)
			}
		}
		w.harmony[w.n] = h
		if h != 0 && w.vowel == 0 && r != 'ь' {
			w.vowel = w.n
		}
	}
	return w.n > 2 && w.vowel != 0
}

// stemKazakhRegular is stemKazakh without the irregular words.
func stemKazakhRegular(term string) string {
	g := kazakhGrammar()
	var w kkWord
	if !w.read(g, term) {
		return term
	}
	var (
		best    [kkMaxLetters + 1][kkStates]int32 // scores of the states before a letter's end
		live    [kkMaxLetters + 1]uint16          // states reached there
		top     int32
		end     int
		verb    bool
		minimum = max(2, w.vowel)
		soft    = [...]uint8{g.letter('б'), g.letter('г'), g.letter('ғ')}
		q, p, k = g.letter('қ'), g.letter('п'), g.letter('к')
	)
	live[w.n] = kkAtEnd
	for i := w.n; i >= minimum; i-- {
		if live[i] == 0 {
			continue
		}
		var nounGain, verbGain int32
		node := int16(0)
		for j := i - 1; j >= minimum; j-- {
			if node = g.nodes[node].next[w.letter[j+1]]; node == 0 {
				break
			}
			last := w.letter[j]
			for a := range g.nodes[node].arcs {
				arc := &g.nodes[node].arcs[a]
				if arc.after&g.class[last] == 0 || arc.harmony&w.harmony[j] == 0 {
					continue
				}
				switch arc.right {
				case kkNounEnding:
					nounGain = max(nounGain, -arc.cost)
					continue
				case kkVerbEnding:
					verbGain = max(verbGain, -arc.cost)
					continue
				}
				from := arc.right & live[i]
				if from == 0 {
					continue
				}
				gain := kkLetter*int32(i-j) - arc.cost
				switch {
				case !arc.vowel:
					if last == soft[0] || last == soft[1] || last == soft[2] {
						gain -= kkVoiced
					}
				case g.class[w.letter[j-1]] != kkVowel: // халқы: only vowels on both sides give voice
				case last == q:
					gain -= kkUnvoicedQ
				case last == p:
					gain -= kkUnvoicedP
				case last == k:
					gain -= kkUnvoicedK
				}
				for s := range kkStates {
					if from&(1<<s) == 0 {
						continue
					}
					if score := best[i][s] + gain; live[j]&(1<<arc.left) == 0 || score > best[j][arc.left] {
						best[j][arc.left] = score
						live[j] |= 1 << arc.left
					}
				}
			}
		}
		nounGain -= g.stemCost(&w, i, false)
		verbGain -= g.stemCost(&w, i, true)
		for s := range kkStates {
			if live[i]&kkStemStates&(1<<s) == 0 {
				continue
			}
			score := best[i][s]
			if s >= kkNegation {
				score += verbGain
			} else {
				score += nounGain
			}
			if s == kkEnd {
				score -= kkBare
			}
			if end == 0 || score > top {
				top, end, verb = score, i, s >= kkNegation
			}
		}
	}
	return g.spell(term, &w, end, verb)
}

// kkNever is what an impossible stem costs.
const kkNever = 1 << 20

// stemCost is what the first n letters of w cost as a stem.
func (g *kkGrammar) stemCost(w *kkWord, n int, verb bool) int32 {
	last, class := w.letter[n], g.class[w.letter[n]]
	var cost int32
	if verb {
		cost = kkVerbLength[min(n, kkLongStem)] + g.verb[last] + kkVerbStem
		if w.loan <= n {
			cost += kkLoanVerb
		}
	} else {
		cost = kkNounLength[min(n, kkLongStem)] + g.noun[last]
	}
	if n == 2 {
		open := class == kkVowel || last == g.letter('у') || last == g.letter('и')
		switch {
		case class == kkVowel && !(verb && (last == g.letter('е') || w.hidesY(g, n))):
			return kkNever
		case verb && open:
			cost += kkVerbCV
		case verb:
			cost += kkVerbVC
		case open:
			cost += kkNounCV
		default:
			cost += kkNounVC
		}
		return cost
	}
	if class != kkVowel && g.class[w.letter[n-1]]&(kkVowel|kkGlide) == 0 {
		switch {
		case class != kkVoiceless:
			cost += kkSonorEnd
		case last != g.letter('т') && g.class[w.letter[n-1]] == kkVoiceless:
			cost += kkObstruents
		}
		if verb {
			cost += kkVerbCluster
		}
	}
	return cost
}

// hidesY reports whether the letter behind the first n is я or ю, which are й
// and a vowel.
func (w *kkWord) hidesY(g *kkGrammar, n int) bool {
	return w.letter[n+1] == g.letter('я') || w.letter[n+1] == g.letter('ю')
}

// spell writes the stem that the first n letters of w are.
func (g *kkGrammar) spell(term string, w *kkWord, n int, verb bool) string {
	at := func(i int) rune { return g.runes[w.letter[i]-1] }
	narrow := func(i int) bool { return at(i) == 'ы' || at(i) == 'і' }
	consonant := func(i int) bool { return g.class[w.letter[i]] != kkVowel }

	dropped := n > 3 && narrow(n) // оқы-
	if dropped {
		n--
	}
	syllables := 0
	for i := 1; i <= n; i++ {
		if !consonant(i) || at(i) == 'и' || at(i) == 'у' && (i == 1 || consonant(i-1)) {
			syllables++
		}
	}
	if verb && !dropped {
		switch {
		case at(n) == 'у' && syllables == 1 && n > 2 && w.n > n+1 && narrow(n+1) && at(n+2) == 'п': // тауып
			w.letter[n] = g.letter('п')
		case !consonant(n) && n < w.n && w.hidesY(g, n): // қоя
			n++
			w.letter[n] = g.letter('й')
		}
	}
	var buf [2 * kkMaxLetters]byte
	out := buf[:0]
	for i := 1; i <= n; i++ {
		r := at(i)
		if i == n-1 && i > 2 && syllables > 1 && narrow(i) && consonant(n) && consonant(i-1) { // мойын
			continue
		}
		switch {
		case r == 'ё':
			r = 'е'
		case i < n:
		case r == 'б':
			r = 'п'
		case r == 'г':
			r = 'к'
		case r == 'ғ':
			r = 'қ'
		}
		out = utf8.AppendRune(out, r)
	}
	if strings.HasPrefix(term, string(out)) {
		return term[:len(out)]
	}
	return string(out)
}

// Package glossary finds the counterparts of words in other languages among the terms
// of an index: those that a user brought, those that stand in parallel in the corpus, the
// terms of several words that the program has, and, for any other word, the nearest by a
// table of word vectors. It may import
// search, plan, doc, engine and analysis.
package glossary

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"sync/atomic"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search"
	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/plan"
)

// Glossary has the counterparts of one state of an index. It is safe for concurrent
// use.
type Glossary struct {
	index Index
	kept  atomic.Pointer[kept]

	words *engine.Prepared[*vocabulary]
	model *Model

	made engine.Cache[translation, *translated]
}

// translation is a word, or two beside each other, the places of their language and of the one
// that they are expressed in, and the least cosine.
type translation struct {
	word     string
	from, to int
	floor    float64
	stop     bool
	lone     bool // one of two words has no terms of its own
	sentence bool // the word is one of many
}

// translated are the counterparts of a word, and how many passages hold each.
type translated struct {
	of   []plan.Counterpart
	held []int32
}

// maxMade is how many counterparts are remembered, of about 150 bytes.
const maxMade = 1 << 16

// kept are the pairs of the user.
type kept struct {
	list []Pair
	by   *pairs
}

// New returns the glossary of an index with the pairs that a user brought. The terms of
// the index are read when they are first needed, or by Ready; the index must not be closed
// before the glossary.
func New(index Index, brought []Pair) *Glossary {
	g := &Glossary{index: index}
	g.words = engine.Prepare(func(ctx context.Context) (*vocabulary, error) {
		if keeper, ok := index.(keeper); ok && g.model == nil {
			kept, err := keeper.Kept(KeptName)
			if err != nil {
				return nil, err
			}
			if v := keptVocabulary(kept, embedded()); v != nil {
				return v, nil
			}
		}
		return newVocabulary(ctx, index, embedded(), g.model)
	})
	g.Bring(brought)
	return g
}

// Use has words of languages that the table lacks take their vectors from a model that
// the user brought; nil is none. It is called before the terms of the index are read.
func (g *Glossary) Use(m *Model) *Glossary {
	g.model = m
	return g
}

// Bring replaces the pairs of the user, those that are switched off among them, for all
// queries that come after.
func (g *Glossary) Bring(list []Pair) { g.kept.Store(&kept{list, newPairs(list)}) }

// Ready waits until the terms of the index have been read. Errors: those of ctx and of the
// index.
func (g *Glossary) Ready(ctx context.Context) error {
	_, err := g.words.Wait(ctx)
	return err
}

// Close ends what Ready or a query has begun.
func (g *Glossary) Close() { g.words.Close() }

// Without are counterparts that are not wanted: a language ("ru"), or a word of one
// ("ru:ветер").
type Without []string

func (w Without) lang(lang string) bool       { return slices.Contains(w, lang) }
func (w Without) word(lang, text string) bool { return slices.Contains(w, lang+":"+text) }

// Translator translates the words of one query.
type Translator struct {
	g       *Glossary
	words   *vocabulary
	brought *pairs
	own     *concepts
	langs   []doc.Lang // of what is known
	without Without
	ctx     context.Context
	err     error
	// floor is the least cosine of the nearest term to a word.
	floor    float64
	question bool
	// lists are the terms nearest to words, which may be asked for as words and as stop words.
	lists map[translation][]near
}

// Translator returns a translator for a query. Each word of a list has to be found, so
// that only sure counterparts will do; of a question most words are looked for, and the
// ranking chooses. Errors: those of ctx and of the index.
func (g *Glossary) Translator(ctx context.Context, question bool, without Without) (*Translator, error) {
	v, err := g.words.Wait(ctx)
	if err != nil {
		return nil, err
	}
	floor := sure
	if question {
		floor = floorQuestion
	}
	t := &Translator{g: g, words: v, brought: g.kept.Load().by, own: ownTerms(), without: without, ctx: ctx, floor: floor, question: question, lists: map[translation][]near{}}
	for _, lang := range slices.Concat(t.brought.langs, v.mined.langs, t.own.langs) {
		t.langs = appendNew(t.langs, lang)
	}
	return t, nil
}

// longestWord is how many Han characters a word of the table has at most, longestName a term
// that is known otherwise.
const (
	longestWord = 5
	longestName = 12
)

// Segment cuts a run of Han characters into words of the table and, of a list, terms that are
// known, as few and as long as possible, and returns stop words beside others apart. The words
// of a term in a question are looked for besides.
func (t *Translator) Segment(run string) (words, stops []string) {
	letters, typed := []rune(analysis.Simplified(run)), []rune(run)
	if len(letters) != len(typed) {
		return []string{run}, nil
	}
	at := 0
	for _, n := range t.words.cut(letters, t.isTerm) {
		word := string(typed[at : at+n])
		if at += n; analysis.IsStop(analysis.Simplified(word), chinese) {
			stops = append(stops, word)
		} else {
			words = append(words, word)
		}
	}
	if words == nil {
		return stops, nil
	}
	return words, stops
}

// isTerm reports whether something is known of a term in Chinese that is in a list.
func (t *Translator) isTerm(han string) bool {
	if t.question {
		return false
	}
	key := chinese + "\x00" + han
	for range t.own.having(key) {
		return true
	}
	return t.brought.of[key] != nil || t.words.mined.of[key] != nil
}

// cut returns the lengths of the words of a run of simplified characters: words of the table
// and what isTerm says.
func (v *vocabulary) cut(letters []rune, isTerm func(han string) bool) []int {
	s := v.table.section(chinese)
	// cost[i] is the least cost of the characters from i on, length[i] the length of
	// their first word. A character alone costs more than a word.
	cost, length := make([]int, len(letters)+1), make([]int, len(letters))
	for i := len(letters) - 1; i >= 0; i-- {
		cost[i], length[i] = cost[i+1]+3, 1
		for n := 2; n <= min(longestName, len(letters)-i); n++ {
			if c, word := cost[i+n]+2, string(letters[i:i+n]); c <= cost[i] && (n <= longestWord && s.row(word) >= 0 || isTerm(word)) {
				cost[i], length[i] = c, n
			}
		}
	}
	lengths := length[:0:0]
	for i := 0; i < len(letters); i += length[i] {
		lengths = append(lengths, length[i])
	}
	return lengths
}

// vectorOf returns the vector of a word of a query in a language, or nil, and whether it is
// the word's own; see section.nearestRow. In a language of a brought model it is the own
// one of a word whose stem the index has. Stop words have vectors where stops are asked for.
func (v *vocabulary) vectorOf(word string, lang int, stops bool) (of *vector, whole bool) {
	l := &v.langs[lang]
	if l.section.lang == chinese {
		if r, _ := utf8.DecodeRuneInString(word); !analysis.IsHan(r) {
			return nil, false
		}
		if word = analysis.Simplified(word); !stops && analysis.IsStop(word, chinese) {
			return nil, false
		}
		if row := l.section.row(word); row >= 0 {
			return v.table.vector(row), true
		}
		return v.direction([]rune(word)), false
	}
	terms := analysis.Phrase(word)
	if len(terms) != 1 {
		return nil, false
	}
	stem := l.stream.StemOf(terms[0])
	switch {
	case stem == "":
		return nil, false
	case l.model != nil:
		if stops || !analysis.IsStop(terms[0], l.section.lang) {
			of = l.model.vectorOf(terms[0])
		}
		return of, of != nil && l.holds(stem)
	}
	row, whole := l.section.nearestRow(stem)
	return v.table.vectorAt(row), whole
}

// direction returns that of the words of a Chinese term that has no row, or nil. A character
// alone says little of it.
func (v *vocabulary) direction(term []rune) *vector {
	var of []*vector
	at := 0
	for _, n := range v.cut(term, func(string) bool { return false }) {
		if row := v.table.section(chinese).row(string(term[at : at+n])); row >= 0 && n > 1 {
			of = append(of, v.table.vector(row))
		}
		at += n
	}
	if of == nil {
		return nil
	}
	return sum(of)
}

// vectorsOf returns the vectors of the words of a query by language, nil where it has none.
// Of languages that share a script the query is in the one, or those, that know most of
// its words. Where these mean different things by a word, those decide that know most
// words of the query whole and not by a beginning alone.
func (v *vocabulary) vectorsOf(words []string, stops bool) [][]*vector {
	known, whole := make([]int, len(v.langs)), make([]int, len(v.langs))
	vectors := make([][]*vector, len(words))
	for i, word := range words {
		vectors[i] = make([]*vector, len(v.langs))
		for from := range v.langs {
			if word == "" || strings.ContainsFunc(word, unicode.IsDigit) {
				continue
			}
			of, all := v.vectorOf(word, from, stops)
			if vectors[i][from] = of; of != nil {
				known[from]++
			}
			if all {
				whole[from]++
			}
		}
	}
	out := v.strangers(known, whole)
	for _, of := range vectors {
		best := -1
		for from := range of {
			if out[from] {
				of[from] = nil
			}
			if of[from] != nil && (best < 0 || cmp.Or(cmp.Compare(known[from], known[best]), cmp.Compare(whole[from], whole[best])) > 0) {
				best = from
			}
		}
		for from, vec := range of {
			if vec != nil && (known[from] < known[best] || whole[from] < whole[best] && vec.cosine(of[best]) < floorQuestion) {
				of[from] = nil
			}
		}
	}
	return vectors
}

// strangers tells which languages a query is not in, by how many of its words each knows,
// and knows whole. A brought model knows words of any language: a query is in one that
// the table lacks where no language of the table knows half as many, and then in those
// of which the index holds most words.
func (v *vocabulary) strangers(known, whole []int) []bool {
	table, model, held := 0, 0, 0
	for i := range v.langs {
		if v.langs[i].model == nil {
			table = max(table, known[i])
		} else {
			model, held = max(model, known[i]), max(held, whole[i])
		}
	}
	out := make([]bool, len(v.langs))
	for i := range v.langs {
		if v.langs[i].model == nil {
			out[i] = 2*table < model
		} else {
			out[i] = 2*table >= model || whole[i] < held
		}
	}
	return out
}

// Counterparts returns the counterparts of the words of a query in the languages of
// the index.
func (t *Translator) Counterparts(typed []string) []plan.Translation {
	meant, words, err := t.meant(typed)
	if err != nil {
		t.err = err
		return nil
	}
	vectors := t.words.vectorsOf(words, false)
	found, err := t.known(meant)
	if err != nil {
		t.err = err
		return nil
	}
	known, floor := len(found), t.floor
	if len(words) > fewWords {
		floor = min(floor, floorList)
	}
	for i, word := range words {
		floor := floor
		if r, _ := utf8.DecodeRuneInString(word); i > 0 && unicode.IsUpper(r) && !t.question {
			floor = max(floor, floorName) // a name is not like others
		}
		if t.question && repeated(vectors, i) {
			continue // each word of a list has to be found
		}
		if !t.question && t.own.isName(word) {
			continue // which the table knows by its sounds
		}
		for to := range t.words.langs {
			part := t.beside(found[:known], i, doc.Lang(t.words.langs[to].section.lang))
			if part == 0 {
				continue
			}
			if c := t.near(vectors[i:i+1], translation{word: word, to: to, floor: floor, sentence: t.question && len(words) > shortSentence}); c != nil {
				c.Part = part
				found = append(found, plan.Translation{From: i, To: i + 1, Counterparts: c})
			}
		}
	}
	if !t.question {
		found = append(found, t.together(words, vectors, found)...)
	}
	return t.asTyped(typed, meant, found)
}

// apart is what the counterparts of a word alone count where those are known that it has within
// a term, which may say something else (iron, and the way of railway); guessed what the nearest
// terms of a language count where what the word means is known in another (renewable energy, and
// of Kazakh only энергетика).
const (
	apart   = 0.1
	guessed = 0.3
)

// beside returns what the nearest terms of a language to a word count beside what is known of
// it: nothing, where that is sure (what was aligned is not), and of a list where it occurs. In
// a question the program's own terms, and those of several words, take nothing from them: the
// ranking chooses. Of a list what is known in another language takes some.
func (t *Translator) beside(known []plan.Translation, word int, lang doc.Lang) float64 {
	part := 1.0
	for _, f := range known {
		if f.From > word || word >= f.To || f.Of[0].Share < minedConfidence || t.question && (f.Lang != lang || f.To > f.From+1 || f.Of[0].Source == plan.FromTerms) {
			continue
		}
		if f.Lang != lang {
			part = min(part, guessed)
			continue
		}
		// The words of a counterpart may occur each in another passage; the pairs of characters
		// of a Chinese one overlap.
		if t.question || slices.ContainsFunc(f.Of, func(c plan.Counterpart) bool { return len(c.Terms) == 1 || lang == chinese }) {
			return 0
		}
		part = apart
	}
	return part
}

// together returns the counterparts that two words of a list beside each other have together
// (темір жол, iron way, is a railway); found are those that they have already. A term that is
// nearer to one of the words than to both says what that word does, and stands for both only
// where the other has nothing.
func (t *Translator) together(words []string, vectors [][]*vector, found []plan.Translation) (more []plan.Translation) {
	for i := range len(words) - 1 {
	langs:
		for to := range t.words.langs {
			var has [2]bool
			for _, f := range found {
				if string(f.Lang) == t.words.langs[to].section.lang {
					first, second := f.From <= i && i < f.To, f.From <= i+1 && i+1 < f.To
					if first && second {
						continue langs // which are surer
					}
					has[0], has[1] = has[0] || first, has[1] || second
				}
			}
			c := t.near(vectors[i:i+2], translation{word: words[i] + " " + words[i+1], to: to, floor: sure, lone: !has[0] || !has[1]})
			if c != nil {
				c.Part = 1.0 / 2
				more = append(more, plan.Translation{From: i, To: i + 2, Counterparts: c})
			}
		}
	}
	return more
}

// Stops returns the nearest terms to stop words that stand beside words, and to those of
// the words that are nearest to a stop word of another language.
func (t *Translator) Stops(stops, words []string) []plan.Translation {
	all := slices.Concat(stops, words)
	vectors := t.words.vectorsOf(all, true)
	var found []plan.Translation
	for i, word := range all {
		if repeated(vectors, i) || utf8.RuneCountInString(word) == 1 && !isHan(word) {
			continue
		}
		for to := range t.words.langs {
			c := t.near(vectors[i:i+1], translation{word: word, to: to, floor: t.floor, stop: true, sentence: len(words) > shortSentence})
			if c != nil && (i < len(stops) || analysis.IsStop(c.Of[0].Text, string(c.Lang))) {
				found = append(found, plan.Translation{From: i, To: i + 1, Counterparts: c})
			}
		}
	}
	return found
}

// repeated reports whether the i-th word has the vectors of one before it: it is another
// form of that.
func repeated(vectors [][]*vector, i int) bool {
	return slices.ContainsFunc(vectors[:i], func(before []*vector) bool {
		some := false
		for lang, v := range vectors[i] {
			if (v == nil) != (before[lang] == nil) || v != nil && v.of != before[lang].of {
				return false
			}
			some = some || v != nil
		}
		return some
	})
}

// near returns the terms of a language nearest to words that stand beside each other, whose
// vectors are given by language; nil where there are none.
func (t *Translator) near(vectors [][]*vector, asked translation) *plan.Counterparts {
	lang := t.words.langs[asked.to].section.lang
	var all merged
	for from := range t.words.langs {
		var of []*vector
		for _, word := range vectors {
			if word[from] != nil {
				of = append(of, word[from])
			}
		}
		if asked.from = from; from != asked.to && len(of) == len(vectors) {
			t.merge(&all, t.g.translate(t.words, of, asked, t.lists), asked.word, lang)
		}
	}
	if len(all.of) == 0 {
		return nil
	}
	return &plan.Counterparts{Text: asked.word, Lang: doc.Lang(lang), Of: all.of, Part: 1, Passages: int(math.Ceil(all.passages))}
}

// merged are counterparts of a word, and about how many passages hold one of them: the sum
// of theirs, each times its share.
type merged struct {
	of       []plan.Counterpart
	passages float64
}

// merge adds counterparts to others that are wanted and not among them.
func (t *Translator) merge(all *merged, more *translated, word, lang string) {
	if t.without.lang(lang) {
		return
	}
	all.of = slices.Grow(all.of, len(more.of))
	for i, c := range more.of {
		if !t.without.word(lang, c.Text) && !t.brought.isOff(word, Form{doc.Lang(lang), c.Text}) && !slices.ContainsFunc(all.of, func(o plan.Counterpart) bool { return o.Text == c.Text }) {
			all.of = append(all.of, c)
			all.passages += c.Share * float64(more.held[i])
		}
	}
}

// How near a term has to be to a word. Of pairs of words drawn by chance one in a
// hundred has a cosine above a third; of pairs that translate each other half have one
// above 0.53 to 0.77, by language.
const (
	floorQuestion = 0.40 // for the nearest
	floorName     = 0.50
	floorOther    = 0.15
	// floorList is for lists of more than fewWords: that several are found together says
	// more than one.
	floorList = 0.45
	fewWords  = 2
	sure      = 0.60
	// floorEach is for each of two words that have a sure term together.
	floorEach = 0.35
	// steep is how much less a term counts that is less near than the nearest. In a sentence of
	// more than shortSentence words less near ones tell more, as others are found beside them:
	// unless they are Chinese, whose pairs of characters stand where no such word does, or for
	// Kazakh words, whose rows are the least sure.
	steep         = 5
	steepSentence = 3.5
	shortSentence = 4
	// loose is how much less, in such a sentence, all terms count of which the nearest is not
	// sure.
	loose = 3
	// character is how much less a Chinese character counts, which stands in many words that
	// mean something else; of a list, whose words all have to be found, it is none.
	character = 0.25
	// maxNear is how many terms stand for a word in each language, maxStop for a stop word,
	// leastOf the least share of them.
	maxNear = 40
	maxStop = 5
	leastOf = 0.015
)

// translate returns the terms of a language nearest to words that stand beside each other,
// whose vectors are given: of several those that are near to their sum and not far from any.
// lists has those that were found before, where it is not nil.
func (g *Glossary) translate(v *vocabulary, of []*vector, asked translation, lists map[translation][]near) *translated {
	if found, ok := g.made.Get(asked); ok {
		return found
	}
	found := &translated{}
	l := &v.langs[asked.to]
	evidence := "" // the model, where the vectors are not the table's alone
	if g.model != nil && (l.model != nil || v.langs[asked.from].model != nil) {
		evidence = g.model.Name
	}
	pair := translation{word: asked.word, from: asked.from, to: asked.to}
	list, known := lists[pair]
	if !known {
		if list = l.nearest(sum(of), asked.from, maxNear, floorOther); lists != nil {
			lists[pair] = list
		}
	}
	if asked.stop {
		list = list[:min(len(list), maxStop)]
	}
	list = slices.DeleteFunc(slices.Clone(list), func(n near) bool {
		return len(of) > 1 && slices.ContainsFunc(of, func(word *vector) bool {
			to := word.cosine(l.vector(n))
			return to < floorEach || to > n.cosine && !asked.lone
		})
	})
	// Words that translate each other stand where it is crowded: a lone word that has to be
	// sure is so by the cosine, of which nothing is taken.
	nearest := 0.0
	if len(list) > 0 {
		if nearest = list[0].degree; len(of) == 1 && asked.floor >= sure {
			nearest = list[0].cosine
		}
	}
	// What is nearer to a stop word than to others means little by them: see Stops.
	if len(list) > 0 && nearest >= asked.floor && (asked.stop || !analysis.IsStop(l.texts.At(list[0].at), l.section.lang)) {
		best, least, slope, certain := list[0].degree, leastOf, float64(steep), min(1, list[0].degree/sure)
		if asked.sentence {
			certain = math.Pow(certain, loose)
			if l.section.lang != chinese && v.langs[asked.from].section.lang != string(doc.Kazakh) {
				slope = steepSentence
			}
		}
		if asked.floor >= sure { // what has to be sure is no more than people are told
			least = plan.LeastShown * certain
		}
		found.of, found.held = make([]plan.Counterpart, 0, len(list)), make([]int32, 0, len(list))
		for _, n := range list {
			share := math.Pow((n.degree-floorOther)/(best-floorOther), slope) * certain
			if share < least {
				break
			}
			if l.section.lang == chinese && utf8.RuneCountInString(l.keys.At(n.at)) == 1 {
				if share *= character; share < leastOf || asked.floor > floorQuestion {
					continue
				}
			}
			text := l.texts.At(n.at)
			if !asked.stop && analysis.IsStop(text, l.section.lang) {
				continue
			}
			found.held = append(found.held, l.held[n.at])
			found.of = append(found.of, plan.Counterpart{Text: text, Terms: l.terms(n.at), Share: share, Source: plan.FromTable, Evidence: evidence})
		}
	}
	g.made.PutSized(asked, found, 1+len(found.of), maxMade)
	return found
}

// terms returns the terms by which the word at a place occurs.
func (l *terms) terms(at int) []analysis.Term {
	key := l.keys.At(at)
	if l.section.lang == chinese {
		return Form{chinese, key}.terms()
	}
	return []analysis.Term{{Stream: l.stream, Text: key, View: analysis.Glossary}}
}

// Err returns the first error of Counterparts.
func (t *Translator) Err() error { return t.err }

// Languages returns the languages that have counterparts.
func (g *Glossary) Languages(ctx context.Context) ([]doc.Lang, error) {
	v, err := g.words.Wait(ctx)
	if err != nil {
		return nil, err
	}
	var langs []doc.Lang
	for _, l := range v.langs {
		langs = append(langs, doc.Lang(l.section.lang))
	}
	for _, lang := range slices.Concat(v.mined.langs, g.kept.Load().by.langs) {
		langs = appendNew(langs, lang)
	}
	return langs, nil
}

// Pairs returns the pairs that were brought and those that stand in parallel in the
// corpus. Errors: those of ctx and of the index.
func (g *Glossary) Pairs(ctx context.Context) ([]Pair, error) {
	v, err := g.words.Wait(ctx)
	if err != nil {
		return nil, err
	}
	return slices.Concat(g.kept.Load().list, v.pairs), nil
}

// Lookup returns the counterparts of a word or term, the surest sources first; without
// one all pairs that were brought and that stand in parallel in the corpus. lang and to
// are the languages asked for, any where they are empty. Errors: those of ctx and of the
// index.
func (g *Glossary) Lookup(ctx context.Context, text string, lang, to doc.Lang) ([]search.Translation, error) {
	v, err := g.words.Wait(ctx)
	if err != nil {
		return nil, err
	}
	wanted := func(a, b doc.Lang) bool { return (lang == "" || lang == a) && (to == "" || to == b) }
	kept := g.kept.Load()
	all := slices.Concat(kept.list, v.pairs)
	elsewhere := map[[2]string]bool{} // pairs that are known, whether they are switched off or not
	for i := range all {
		elsewhere[all[i].id()] = elsewhere[all[i].id()] || all[i].Confidence > 0
	}
	for _, p := range ownTerms().pairsOf(text) {
		if !elsewhere[p.id()] {
			all, elsewhere[p.id()] = append(all, p), true
		}
	}
	var list []search.Translation
	for _, p := range all {
		off := kept.by.off[p.id()]
		if p.Confidence <= 0 && elsewhere[p.id()] {
			continue // it is listed as it is known
		}
		for _, p := range []Pair{p, p.turned()} {
			if wanted(p.A.Lang, p.B.Lang) && (text == "" || p.A.key() == Form{p.A.Lang, text}.key()) {
				found := search.Translation{Term: p.A.Text, Lang: p.A.Lang, With: p.B.Text, To: p.B.Lang, Confidence: p.Confidence, Source: p.Source, Evidence: p.Evidence, Document: p.Document, Passage: p.Passage}
				if off {
					found.Confidence = 0
				}
				list = append(list, found)
				if text == "" {
					break // each pair once
				}
			}
		}
	}
	if text == "" {
		return list, nil
	}
	var likely []*vector // where a model may take a word for one of any of its languages
	if g.model != nil && lang == "" {
		likely = v.vectorsOf([]string{text}, false)[0]
	}
	for from := range v.langs {
		of, _ := v.vectorOf(text, from, false)
		if of == nil || v.langs[from].model != nil && likely != nil && likely[from] == nil {
			continue
		}
		for at := range v.langs {
			a, b := doc.Lang(v.langs[from].section.lang), doc.Lang(v.langs[at].section.lang)
			if a == b || !wanted(a, b) {
				continue
			}
			near := plan.Counterparts{Of: g.translate(v, []*vector{of}, translation{word: text, from: from, to: at, floor: floorQuestion}, nil).of}
			for _, c := range near.Shown() {
				if id := (&Pair{A: Form{a, text}, B: Form{b, c.Text}}).id(); elsewhere[id] || kept.by.off[id] {
					continue // it is listed as it is known, or as one that is switched off
				}
				list = append(list, search.Translation{Term: text, Lang: a, With: c.Text, To: b, Confidence: c.Share, Source: c.Source, Evidence: c.Evidence})
			}
		}
	}
	return list, nil
}

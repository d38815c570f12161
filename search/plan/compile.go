package plan

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/query"
)

// Compile turns a query into a plan that looks at the given views of the text.
func Compile(q *query.Query, mode query.Mode, views Views) *Plan {
	c := compiler{langs: analysis.LanguagesOf(q.Text), mode: mode, views: views, notes: slices.Clone(q.Notes), shouted: isShouted(q.Expr)}
	bag, _ := q.Expr.(query.Bag)
	c.wording = c.wordingOf(q, len(bag))
	p := &Plan{}
	if q.Expr != nil {
		var understood query.Expr
		p.Root, understood, p.Minimum = c.expr(q.Expr)
		p.Parsed = query.Text(understood)
	}
	if views.Has(analysis.Exact) {
		p.Also = bonuses(q.Expr)
	}
	p.Notes = c.notes
	return p
}

// What pairs of neighbouring words and single Han characters add to the score of
// a passage, as shares of what they would score as words of the query.
const (
	pairBonus = 0.2
	hanBonus  = 0.3
)

// bonuses returns what makes one passage better than another that has the same
// words of a query without operators: words that stand together as they do in
// the query, and Han characters, since bigrams miss words of one character and
// those that the passage shortens.
func bonuses(x query.Expr) []Bonus {
	bag, ok := x.(query.Bag)
	if !ok {
		bag = query.Bag{x}
	}
	var list []Bonus
	prev := ""
	for _, kid := range bag {
		var text string
		switch kid := kid.(type) {
		case query.Word:
			text = kid.Text
		case query.Phrase:
			text = kid.Text
		default:
			prev = ""
			continue
		}
		for _, term := range analysis.Phrase(text) {
			words := analysis.Query(term, analysis.AllViews)
			if len(words) == 0 { // a letter that is written as a mark: ʼ
				prev = ""
				continue
			}
			if words[0].Han {
				list, prev = append(list, Bonus{wordNode(words[0]), hanBonus}), ""
				continue
			}
			if prev != "" {
				list = append(list, Bonus{&Sequence{Text: prev + " " + term, Terms: []string{prev, term}}, pairBonus})
			}
			prev = term
		}
	}
	return list
}

type compiler struct {
	langs   analysis.Languages // that the query may be in
	mode    query.Mode
	views   Views
	notes   []query.Note
	wording Wording
	shouted bool // see isShouted
	// glossary translates the words of the query, where it is not nil; runs are the
	// words of Han characters that nodes stand for.
	glossary Glossary
	runs     map[Node]string
	// stops are the stop words that were left out, also what their counterparts add.
	stops []string
	also  []Bonus
}

// note adds a note about the part of the query that was read from at.
func (c *compiler) note(at doc.Span, code string, args ...string) {
	c.notes = append(c.notes, query.Note{Code: code, Args: args, Position: at.Start, End: at.End})
}

// expr compiles x. It also returns x as it was understood, and how many words
// of a Bag must match.
func (c *compiler) expr(x query.Expr) (Node, query.Expr, int) {
	switch x := x.(type) {
	case query.Bag:
		return c.bag(x)
	case query.Word:
		return c.bag(query.Bag{x})
	case query.And:
		every := &Every{}
		understood := make(query.And, len(x))
		for i, kid := range x {
			if not, ok := kid.(query.Not); ok {
				node, inner := c.excluded(not.X)
				every.Not, understood[i] = append(every.Not, node), query.Not{X: inner}
				continue
			}
			var node Node
			node, understood[i], _ = c.expr(kid)
			every.Must = append(every.Must, node)
		}
		return every, understood, 0
	case query.Or:
		some := &Some{Min: 1}
		understood := make(query.Or, len(x))
		for i, kid := range x {
			var node Node
			node, understood[i], _ = c.expr(kid)
			some.Of = append(some.Of, node)
		}
		return some, understood, 0
	case query.Not:
		node, understood := c.excluded(x.X)
		return &Every{Not: []Node{node}}, query.Not{X: understood}, 0
	case query.Phrase:
		// A sentence in quotation marks is looked for as it stands, and by its words in
		// other languages, where it cannot stand.
		if c.glossary != nil && c.punctuates(x) {
			return c.bag(query.Bag{x})
		}
		return c.phrase(x), x, 0
	case query.Field:
		return c.attribute(x), x, 0
	case query.Years:
		return &Attribute{Field: "year", Years: doc.Years(x)}, x, 0
	}
	panic(fmt.Sprintf("search: unknown expression %T", x))
}

// excluded compiles what must not match: only what the words themselves mean, since
// what sounds like them or looks like them is something else.
func (c *compiler) excluded(x query.Expr) (Node, query.Expr) {
	views, mode := c.views, c.mode
	defer func() { c.views, c.mode = views, mode }()
	c.mode = query.All
	c.views &= Views(0).With(analysis.Exact).With(analysis.Fold).With(analysis.Stem)
	node, understood, _ := c.expr(x)
	return Map(node, func(n Node) Node {
		if any, ok := n.(*AnyTerm); ok {
			strict := *any
			strict.AsTyped = true
			return &strict
		}
		return n
	}), understood
}

// bag compiles a run of operands. In the auto mode stop words do not take part
// beside other words, and of more than three words most must match, of those of
// a question any.
func (c *compiler) bag(bag query.Bag) (Node, query.Expr, int) {
	var units, not []Node
	var operands, excluded []query.Expr // as understood
	var operand []int                   // for each unit its place in operands
	add := func(x query.Expr, nodes ...Node) {
		for range nodes {
			operand = append(operand, len(operands))
		}
		units, operands = append(units, nodes...), append(operands, x)
	}
	bag = c.segmented(c.unquoted(bag))
	pinyin := c.pinyin(bag)
	for i, kid := range bag {
		switch kid := kid.(type) {
		case query.Not:
			node, inner := c.excluded(kid.X)
			not, excluded = append(not, node), append(excluded, query.Not{X: inner})
		case query.Word:
			nodes := c.run(kid, c.word(kid))
			if word, ok := nodes[0].(*AnyTerm); ok {
				word.Terms = append(word.Terms, c.closed(bag, i)...)
				word.Stop = word.Stop || announces(bag, i)
			}
			if more := append(c.names(bag, i), pinyin[i]...); len(more) > 0 && len(nodes) == 1 {
				nodes[0] = &Some{Of: slices.Concat(nodes, more), Min: 1}
			}
			add(kid, nodes...)
		case query.Phrase:
			add(kid, c.phrase(kid))
		default:
			node, understood, _ := c.expr(kid)
			add(understood, node)
		}
	}

	minimum := len(units)
	switch {
	case c.mode == query.Any:
		minimum = min(1, minimum)
	case c.mode == query.Auto:
		if slices.ContainsFunc(units, func(u Node) bool { return !stop(u) }) {
			kept := operands[:0:0]
			for i, u := range units {
				if !stop(u) && (i == 0 || len(kept) == 0 || operand[i] != operand[i-1]) {
					kept = append(kept, operands[operand[i]])
				}
			}
			operands, units = kept, slices.DeleteFunc(units, c.leftOut)
		}
		switch minimum = len(units); {
		case c.wording != List && c.glossary != nil:
			minimum = acrossMinimum(minimum)
		case c.wording != List:
			minimum = min(1, minimum)
		case minimum > 3 || minimum == 3 && c.glossary != nil:
			minimum = minimum/2 + 1
		case minimum == 3 && len(operands) == 1:
			// Four Han characters are mostly two words, and the pair between them none:
			// passages with all pairs come first by matching twice.
			units, minimum = []Node{&Some{Of: []Node{&Every{Must: []Node{units[0], units[2]}}, &Every{Must: units}}, Min: 1}}, 1
		}
	}

	c.translate(units)
	var node Node
	var understood query.Expr = query.Bag(operands)
	switch {
	case len(units) == 1:
		node = units[0]
	case minimum == len(units):
		node, understood = &Every{Must: units}, query.And(operands)
	default:
		some := &Some{Of: units, Min: minimum, AllFirst: c.mode == query.Auto && (c.wording == List || len(units) > 3 && c.glossary == nil)}
		// A single word, such as a country's name in Han characters, is not
		// taken apart unless it is as long as a question.
		if c.mode == query.Auto && c.wording == List && (len(operands) > 1 || len(units) > longWord) {
			some.Enough = enough
		}
		node = some
		if c.mode == query.Any {
			understood = query.Or(operands)
		}
	}
	if len(operands) == 1 {
		understood = operands[0]
	}
	if len(not) == 0 {
		return node, understood, minimum
	}
	every := &Every{Not: not}
	switch u := understood.(type) {
	case query.And:
		understood = append(u, excluded...)
	case query.Bag:
		understood = append(u, excluded...)
	default:
		understood = append(query.And{u}, excluded...)
	}
	if len(units) > 0 {
		every.Must = []Node{node}
	}
	if and, ok := understood.(query.And); ok && len(and) == 1 {
		understood = and[0]
	}
	return every, understood, minimum
}

// unquoted returns a bag with the words of phrases that quotation marks only punctuate.
func (c *compiler) unquoted(bag query.Bag) query.Bag {
	var words query.Bag
	for _, x := range bag {
		p, ok := x.(query.Phrase)
		if !ok || !c.punctuates(p) {
			words = append(words, x)
			continue
		}
		for _, text := range strings.Fields(p.Text) {
			words = append(words, query.Word{Text: text, At: p.At})
		}
	}
	return words
}

// punctuates reports whether the quotation marks of a phrase are punctuation, as in a
// question, where they set a title or a term apart which its answer may write otherwise.
func (c *compiler) punctuates(p query.Phrase) bool {
	return c.wording != List && !p.Exact && p.Slop == 0 && len(analysis.Phrase(p.Text)) > 0
}

// enough is how many passages the words of a longer query should find before
// fewer of the words are asked for: a page of them. Of a question one word will
// do, since it seldom shares most of them with its answer: there the ranking
// chooses.
const enough = 10

// longWord is how many bigrams a run of Han characters may have that is taken for
// a word.
const longWord = 6

func stop(n Node) bool {
	t, ok := n.(*AnyTerm)
	return ok && t.Stop
}

// leftOut reports whether a unit is a stop word, and remembers it.
func (c *compiler) leftOut(n Node) bool {
	if !stop(n) {
		return false
	}
	c.stops = append(c.stops, n.(*AnyTerm).Text)
	return true
}

// word compiles a word into what counts as words of the text: mostly one node,
// several for "Sino-Kazakh", and for a run of Han characters one for each
// bigram.
func (c *compiler) word(w query.Word) []Node {
	words := c.query(w)
	if len(words) == 0 {
		c.note(w.At, "matches_nothing", "part", strconv.Quote(w.Text))
		return []Node{&Some{Min: 1}}
	}
	// What wildcards part is no word to be corrected.
	if several := len(words) > 1; several && (w.Exact || w.Plain() && w.Wildcards()) || (several || len(words[0].Parts) > 0) && analysis.Katakana(w.Text) {
		return []Node{c.phrase(query.Phrase{Text: w.Text, Exact: !analysis.Katakana(w.Text) || w.Exact, At: w.At})}
	}
	nodes := make([]Node, len(words))
	for i, word := range words {
		if last := i == len(words)-1; w.Prefix && last && !word.Han {
			word.Terms = slices.DeleteFunc(word.Terms, func(t analysis.Term) bool { return t.Stream != analysis.Words })
			word.Spellings, word.Stop = nil, false
			nodes[i] = &AnyTerm{Word: word, Prefix: true}
			continue
		}
		if w.Fuzzy > 0 && LikeWords(word.Text) > 0 {
			nodes[i] = &AnyTerm{Word: word, Edits: w.Fuzzy}
			continue
		}
		if c.wording != List {
			word.Terms = append(word.Terms, word.Wider...)
		}
		nodes[i] = wordNode(word)
		if leaf, ok := nodes[i].(*AnyTerm); ok {
			leaf.AsTyped = w.Exact
		}
	}
	return nodes
}

// query returns the words of one that was typed, those in capitals being no stop
// words.
func (c *compiler) query(w query.Word) []analysis.Word {
	words := c.langs.Query(w.Text, c.viewsOf(w))
	if c.shouted {
		return words
	}
	for i := range words {
		if words[i].Stop && isAcronym(words[i].Text, w.Text) {
			word := analysis.Languages(0).Query(words[i].Text, c.viewsOf(w))[0]
			for _, t := range words[i].Terms { // the closed form: С.Ш.А. is США
				if !slices.Contains(word.Terms, t) {
					word.Terms = append(word.Terms, t)
				}
			}
			words[i] = word
		}
	}
	return words
}

// viewsOf returns the views that a word is searched through.
func (c *compiler) viewsOf(w query.Word) Views {
	if w.Exact {
		return Views(0).With(analysis.Exact)
	}
	return c.views
}

// longestLike is the longest word in letters that is searched by others.
const longestLike = 40

// LikeWords is how many edits a word that an index does not hold may be away
// from those that are searched instead: letters are counted, not bytes, and
// words of digits or Han characters are never taken for others.
func LikeWords(term string) int {
	letters := 0
	for _, r := range term {
		if !unicode.IsLetter(r) || analysis.IsHan(r) {
			return 0
		}
		letters++
	}
	switch {
	case letters > longestLike:
		return 0
	case letters >= 8:
		return 2
	case letters >= 4:
		return 1
	}
	return 0
}

// names returns the ways to write the name of a person in other scripts that the
// i-th operand seems to be a part of, with the operand before or behind it.
func (c *compiler) names(bag query.Bag, i int) []Node {
	if !c.views.Has(analysis.Latin) {
		return nil
	}
	var nodes []Node
	for _, at := range []int{i - 1, i} {
		if at < 0 || at+1 >= len(bag) {
			continue
		}
		first, ok := bag[at].(query.Word)
		second, also := bag[at+1].(query.Word)
		if !ok || !also || !first.Plain() || !second.Plain() {
			continue
		}
		for _, way := range analysis.Names(first.Text, second.Text) {
			nodes = append(nodes, wayNode(way))
		}
	}
	return nodes
}

// closed returns the terms for the i-th operand written in one with its neighbours,
// which they are not in questions.
func (c *compiler) closed(bag query.Bag, i int) []analysis.Term {
	if c.wording != List || !c.views.Has(analysis.Fold) {
		return nil
	}
	var terms []analysis.Term
	for from := max(0, i-longestClosed+1); from <= i; from++ {
		var run []string
		for at := from; at < min(len(bag), from+longestClosed); at++ {
			w, ok := bag[at].(query.Word)
			if !ok || !w.Plain() {
				break
			}
			if run = append(run, w.Text); len(run) > 1 && at >= i {
				terms = append(terms, analysis.Closed(run...)...)
			}
		}
	}
	return terms
}

// announces reports whether the i-th operand only says what the number behind it is:
// ISSN 1994-2370.
func announces(bag query.Bag, i int) bool {
	w, ok := bag[i].(query.Word)
	if !ok || !w.Plain() || i+1 == len(bag) {
		return false
	}
	number, ok := bag[i+1].(query.Word)
	label := strings.ToLower(strings.TrimRight(w.Text, ":"))
	return ok && (label == "isbn" || label == "issn" || label == "eissn") && analysis.Identifier(number.Text) != ""
}

// longestClosed is how many words are written in one.
const longestClosed = 4

// pinyin returns for each operand the ways to write in other scripts the run of
// syllables that it is in. A run with a stop word in it ("you can") has to be the
// whole query.
func (c *compiler) pinyin(bag query.Bag) [][]Node {
	nodes := make([][]Node, len(bag))
	if !c.views.Has(analysis.Latin) {
		return nodes
	}
	for from := 0; from < len(bag); {
		var run []string
		stops := false
		for _, x := range bag[from:] {
			w, ok := x.(query.Word)
			if !ok || !w.Plain() || !analysis.IsSyllable(w.Text) {
				break
			}
			run = append(run, w.Text)
			stops = stops || c.query(w)[0].Stop
		}
		if !stops || len(run) == len(bag) {
			for i := range run {
				for _, way := range analysis.Syllables(run) {
					nodes[from+i] = append(nodes[from+i], wayNode(way))
				}
			}
		}
		from += max(1, len(run))
	}
	return nodes
}

// wayNode matches where all parts of a spelling do.
func wayNode(way []analysis.Word) Node {
	every := &Every{}
	for _, part := range way {
		every.Must = append(every.Must, wordNode(part))
	}
	return every
}

// wordNode returns the node for a word with its parts and spellings.
func wordNode(w analysis.Word) Node {
	var ways []Node
	if len(w.Terms) > 0 || len(w.Parts) == 0 {
		ways = append(ways, &AnyTerm{Word: w})
	}
	for _, way := range w.Spellings {
		ways = append(ways, wayNode(way))
	}
	switch {
	case w.AsWritten():
		ways = append(ways, &Sequence{Text: w.Text, Terms: analysis.Phrase(w.Text)})
	case len(w.Parts) > 0:
		ways = append(ways, wayNode(w.Parts))
	}
	if len(ways) == 1 {
		return ways[0]
	}
	return &Some{Of: ways, Min: 1}
}

func (c *compiler) phrase(p query.Phrase) Node {
	terms := analysis.Phrase(p.Text)
	switch len(terms) {
	case 0:
		c.note(p.At, "matches_nothing", "part", p.String())
		return &Some{Min: 1}
	case 1:
		word := phraseWords(p.Text, c.viewsOfPhrase(p))[0]
		word.Text = p.Text
		return &AnyTerm{Word: word, AsTyped: true}
	}
	return &Sequence{Text: p.Text, Terms: terms, Views: c.viewsOfPhrase(p), Slop: p.Slop}
}

func (c *compiler) attribute(f query.Field) Node {
	a := &Attribute{Field: f.Name}
	switch x := f.X.(type) {
	case query.Word:
		if f.Name == "page" {
			a.Pages, _ = doc.ParsePages(x.Text)
		}
		a.Value, a.Words, a.Prefix = x.Text, analysis.Query(x.Text, c.viewsOf(x)), x.Prefix
		if slices.ContainsFunc(a.Words, func(w analysis.Word) bool { return w.AsWritten() && len(w.Spellings) == 0 }) {
			a.Phrase = phraseWords(x.Text, c.viewsOf(x))
		}
	case query.Phrase:
		a.Value = x.Text
		if f.Name == "cites" {
			a.Words = analysis.Query(x.Text, c.views)
			break
		}
		views := c.viewsOfPhrase(x)
		a.Words, a.Phrase = analysis.Query(x.Text, views), phraseWords(x.Text, views)
	}
	return a
}

// phraseWords returns a word for each term of a phrase.
func phraseWords(text string, views Views) []analysis.Word {
	var words []analysis.Word
	for _, term := range analysis.Phrase(text) {
		word := analysis.Word{Terms: []analysis.Term{{Stream: analysis.Words, Text: term}}}
		if same := analysis.Query(term, views); len(same) == 1 { // none for a letter that is written as a mark
			word = same[0]
			word.Stop = false
		}
		words = append(words, word)
	}
	return words
}

// viewsOfPhrase returns the views that a phrase is searched through: other scripts and
// words like its own are not meant by it.
func (c *compiler) viewsOfPhrase(p query.Phrase) Views {
	views := Views(0).With(analysis.Exact)
	for _, v := range []analysis.View{analysis.Fold, analysis.Stem} {
		if c.views.Has(v) && !p.Exact {
			views = views.With(v)
		}
	}
	return views
}

package plan

import (
	"strings"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/query"
)

// Searching across languages: a plan by whose words the words of a query are
// expressed in other languages, besides the plan of the words themselves.

// Glossary knows the counterparts of words in other languages.
type Glossary interface {
	// Segment cuts a run of Han characters into words, and returns stop words beside others
	// apart.
	Segment(run string) (words, stops []string)
	// Counterparts returns those of the words of a query and of their sequences, in which
	// StopWord may stand; an empty word is none.
	Counterparts(words []string) []Translation
	// Stops returns counterparts of stop words that stand beside words, and of such words
	// as say as little in another language.
	Stops(stops, words []string) []Translation
}

// Translation is the counterparts of words[From:To] in one language.
type Translation struct {
	From, To int
	*Counterparts
}

type (
	// Best matches where one of the Of does; a passage has the best of their scores.
	Best struct {
		Of []Node
		// Lead is what passages that match the first of them have besides.
		Lead float64
	}
	// Counterparts matches where a counterpart of a word occurs. The counterparts are
	// scored as one word (Pirkola, The Effects of Query Structure and Dictionary
	// Setups in Dictionary-Based Cross-Language Information Retrieval, SIGIR 1998):
	// its frequency in a passage is the sum of theirs, each times its Share.
	Counterparts struct {
		// Text is the word as typed, Lang the language of the counterparts.
		Text string
		Lang doc.Lang
		Of   []Counterpart // the surest first
		// Part is what they count beside those of a lone word: less for each of several words
		// that they stand for together.
		Part float64
		// Wording is that of the query, which decides of what length passages suit it.
		Wording Wording
		// Passages is about how many passages hold one.
		Passages int
		Weight   float64
	}
	// Counterpart occurs where all of its terms do, as often as the rarest of them.
	Counterpart struct {
		Text  string
		Terms []analysis.Term
		// Share is how sure it is, from 0 to 1.
		Share float64
		// Source is where it is known from.
		Source Source
		// Evidence says where in the corpus, or in which file.
		Evidence string
	}
)

func (*Best) node()         {}
func (*Counterparts) node() {}

// Source is where a counterpart is known from.
type Source string

// The sources, the one that counts most first.
const (
	FromGlossary Source = "glossary" // brought by the user
	FromCorpus   Source = "corpus"   // stands in parallel in it
	FromTerms    Source = "terms"    // of several words, that the program has
	FromTable    Source = "table"    // the nearest by word vectors
)

// stopShare is what the counterparts of a stop word count beside those of a word.
const stopShare = 0.3

// Across returns the plan of a query whose words may also be expressed in other
// languages; nil when none can. Of a question the stop words are bonuses.
func Across(q *query.Query, mode query.Mode, views Views, glossary Glossary) (Node, []Bonus) {
	if q.Expr == nil {
		return nil, nil
	}
	c := compiler{langs: analysis.LanguagesOf(q.Text), mode: mode, views: views, shouted: isShouted(q.Expr), glossary: glossary}
	c.wording = c.wordingOf(q, wordsOf(q))
	root, _, _ := c.expr(q.Expr)
	for leaf := range Leaves(root) {
		if _, ok := leaf.(*Counterparts); ok {
			return root, c.also
		}
	}
	return nil, nil
}

// segmented returns a bag whose runs of Han characters are cut into words.
func (c *compiler) segmented(bag query.Bag) query.Bag {
	if c.glossary == nil {
		return bag
	}
	var cut query.Bag
	for _, x := range bag {
		w, ok := x.(query.Word)
		if !ok || !w.Plain() || !strings.ContainsFunc(w.Text, analysis.IsHan) {
			cut = append(cut, x)
			continue
		}
		for text := w.Text; text != ""; {
			han := analysis.IsHan([]rune(text)[0])
			end := strings.IndexFunc(text, func(r rune) bool { return analysis.IsHan(r) != han })
			if end < 0 {
				end = len(text)
			}
			parts := []string{text[:end]}
			if han {
				var stops []string
				parts, stops = c.glossary.Segment(text[:end])
				c.stops = append(c.stops, stops...)
			} else if len(analysis.Phrase(text[:end])) == 0 { // punctuation
				parts = nil
			}
			for _, part := range parts {
				cut = append(cut, query.Word{Text: part, At: w.At})
			}
			text = text[end:]
		}
	}
	return cut
}

func isHanRun(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return !analysis.IsHan(r) })
}

// run makes one node of those of a word of Han characters, and remembers the word.
func (c *compiler) run(w query.Word, nodes []Node) []Node {
	if c.glossary == nil || !w.Plain() || !isHanRun(w.Text) {
		return nodes
	}
	if len(nodes) > 1 {
		nodes = []Node{&Every{Must: nodes}}
	}
	if c.runs == nil {
		c.runs = map[Node]string{}
	}
	c.runs[nodes[0]] = w.Text
	return nodes
}

// translate gives the words among units their counterparts: each of the nodes matches,
// then, where one of its counterparts occurs.
func (c *compiler) translate(units []Node) {
	if c.glossary == nil || !c.views.Has(analysis.Glossary) {
		return
	}
	words := make([]string, len(units))
	for i, n := range units {
		words[i] = c.wordOf(n)
	}
	alternatives := make([][]Node, len(units))
	for _, t := range c.glossary.Counterparts(words) {
		t.Wording = c.wording
		for at := t.From; at < t.To; at++ {
			alternatives[at] = append(alternatives[at], t.Counterparts)
		}
	}
	for at, more := range alternatives {
		if more != nil {
			units[at] = &Best{Of: append([]Node{units[at]}, more...)}
		}
	}
	if c.wording == List {
		return
	}
	for _, t := range c.glossary.Stops(c.stops, words) {
		t.Wording = c.wording
		c.also = append(c.also, Bonus{t.Counterparts, stopShare})
	}
}

// acrossMinimum is how many of the words of a question have to be found in a passage in
// another language: a single counterpart of one of many words says little, and of a sentence
// two tell enough for the ranking to choose. Of a pasted text most passages have two.
func acrossMinimum(words int) int { return max(min((words+3)/4, 2), words/16) }

// StopWord stands for a stop word among words whose counterparts are asked for: it has
// none, but may stand within a term.
const StopWord = " "

// wordOf returns the word that a unit of a query stands for; StopWord for a stop word and
// empty for what is no word.
func (c *compiler) wordOf(n Node) string {
	if run := c.runs[n]; run != "" {
		return run
	}
	switch n := n.(type) {
	case *AnyTerm:
		switch {
		case n.Prefix || n.AsTyped || n.Edits > 0:
		case n.Stop:
			return StopWord
		default:
			return n.Text
		}
	case *Some:
		if n.Min == 1 && len(n.Of) > 0 {
			return c.wordOf(n.Of[0])
		}
	case *Sequence: // a term that a glossary may have
		if n.Slop == 0 {
			return n.Text
		}
	}
	return ""
}

// maxShown is how many counterparts of a word in a language are told, LeastShown how sure
// they are at least beside the first.
const (
	maxShown   = 5
	LeastShown = 0.2
)

// Shown returns the surest counterparts, which are told to people.
func (c *Counterparts) Shown() []Counterpart {
	n := 0
	for n < min(len(c.Of), maxShown) && c.Of[n].Share >= LeastShown*c.Of[0].Share {
		n++
	}
	return c.Of[:n]
}

package rank

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/glossary"
	"github.com/izde/izde/search/plan"
	"github.com/izde/izde/search/suggest"
)

// Words that the index does not hold are searched by words like them; for words that
// it holds in other forms or scripts alone, the words perhaps meant are noted.

// maxCompared is how many words of a query are compared with the words of the index.
const maxCompared = 12

// like adds the terms like it to a word that the index does not hold, or that asks
// for them. For a word that is held in other scripts alone, that means something in
// other languages, or that must not be searched by others, it only notes the words
// perhaps meant.
func (w *weighing) like(ctx context.Context, e engine.Engine, n *plan.AnyTerm) error {
	if len(n.Terms) == 0 || n.Prefix || n.Han || n.Edits == 0 && n.Terms[0].Stream != analysis.Words {
		return nil
	}
	term, edits := n.Terms[0], n.Edits
	if edits == 0 {
		edits = plan.LikeWords(term.Text)
	}
	held := w.widest(n) > 0
	written, inflected := 0, 0
	if held && n.Edits == 0 {
		if written, inflected = w.written(n); written > 0 {
			return nil
		}
	}
	if w.compared++; w.compared > maxCompared {
		return nil
	}
	words, err := suggest.Spelling(ctx, e, term.Text, edits)
	if err != nil {
		return err
	}
	isWord := w.isWord(n)
	if n.Edits == 0 {
		words = slices.DeleteFunc(words, func(word engine.Count) bool {
			return !mayBeMeant(term.Text, word.Text) || isWord && !isLetterSlip(n, word) && !isForm(n, word)
		})
	}
	if len(words) == 0 {
		return nil
	}
	if inflected > 0 && !isSlip(n, words[0], inflected) {
		return nil
	}
	c := plan.Correction{Term: n.Text}
	for _, word := range words {
		c.With = append(c.With, word.Text)
	}
	if n.Edits == 0 && (held || !w.fuzzy || n.AsTyped || isWord) {
		w.plan.Likely = append(w.plan.Likely, c)
		return nil
	}
	w.plan.Corrections = append(w.plan.Corrections, c)
	n.Terms = slices.Clone(n.Terms)
	for _, word := range words {
		n.Terms = append(n.Terms, analysis.Term{Stream: analysis.Words, Text: word.Text, View: analysis.Fuzzy})
		w.df[engine.Term{Stream: analysis.Words, Text: word.Text}] = word.Passages
	}
	return nil
}

// isWord reports whether a word of a list is no slip though the index may not hold it: the
// index has counterparts of it, and it is one of the table's own words, or a word of a
// term of the corpus, the program or a glossary (ветровая энергия).
func (w *weighing) isWord(n *plan.AnyTerm) bool {
	return slices.ContainsFunc(w.meant, func(c *plan.Counterparts) bool {
		if c.Of[0].Source == plan.FromTable {
			return c.Text == n.Text && glossary.Known(n.Terms[0].Text)
		}
		return slices.Contains(strings.Fields(c.Text), n.Text)
	})
}

// leastApart is how many letters each of two words has that one is searched by.
const leastApart = 3

// apart returns for a word that the index does not hold, nor words like it, the two that
// it is written as where the index holds both (cybersecurity, cyber security), of all
// ways to part it the one with the most frequent words; nil for any other word.
func (w *weighing) apart(ctx context.Context, e engine.Engine, n *plan.AnyTerm) (*plan.Sequence, error) {
	if w.compared > maxCompared || len(n.Terms) == 0 || n.Prefix || n.Han || n.AsTyped || n.Edits > 0 || n.Terms[0].Stream != analysis.Words ||
		!slices.ContainsFunc(n.Terms, func(t analysis.Term) bool { return t.View == analysis.Fold }) || w.widest(n) > 0 || w.isWord(n) {
		return nil, nil
	}
	letters := []rune(n.Terms[0].Text)
	if slices.ContainsFunc(letters, func(r rune) bool { return !unicode.IsLetter(r) }) {
		return nil, nil
	}
	var halves []engine.Term
	for cut := leastApart; cut+leastApart <= len(letters); cut++ {
		halves = append(halves, engine.Term{Stream: analysis.Words, Text: string(letters[:cut])}, engine.Term{Stream: analysis.Words, Text: string(letters[cut:])})
	}
	held, err := e.Frequencies(ctx, halves)
	if err != nil {
		return nil, err
	}
	best, most := 0, 0
	for i := 0; i < len(held); i += 2 {
		if least := min(held[i], held[i+1]); least > most {
			best, most = i, least
		}
	}
	if most == 0 {
		return nil, nil
	}
	apart := &plan.Sequence{Terms: []string{halves[best].Text, halves[best+1].Text}, Least: analysis.Fold}
	for i := range 2 {
		w.df[halves[best+i]] = held[best+i]
	}
	apart.Text = strings.Join(apart.Terms, " ")
	w.plan.Corrections = append(w.plan.Corrections, plan.Correction{Term: n.Text, With: []string{apart.Text}})
	return apart, nil
}

// sureLetters is up to how many letters a word seldom has its first one mistyped,
// though it may be left out.
const sureLetters = 4

// mayBeMeant reports whether a word like another is searched for it: of short words too
// many are alike, and stop words say nothing.
func mayBeMeant(typed, like string) bool {
	if utf8.RuneCountInString(typed) > sureLetters {
		return true
	}
	first := func(s string) rune { return analysis.FirstRune(analysis.Terms(s, "", analysis.Fold)[0]) }
	return (first(typed) == first(like) || strings.HasSuffix(like, typed)) && !analysis.Query(like, plan.Views(0).With(analysis.Exact))[0].Stop
}

// written returns how many passages hold a word as written or folded, and how many
// hold another form of it. A truncated match (analysis.StemsOther) is no form:
// another word may only begin so.
func (w *weighing) written(n *plan.AnyTerm) (written, inflected int) {
	for _, t := range n.Terms {
		df := w.df[engine.Term{Stream: t.Stream, Text: t.Text}]
		switch {
		case t.View > analysis.Stem || t.Stream == analysis.StemsOther:
		case t.View == analysis.Stem:
			inflected = max(inflected, df)
		default:
			written = max(written, df)
		}
	}
	return written, inflected
}

// isSlip reports whether a word that is held in another form is nevertheless more
// likely another one mistyped: by a slip of letters, or it is a form of another word that
// is more frequent.
func isSlip(n *plan.AnyTerm, meant engine.Count, inflected int) bool {
	return isLetterSlip(n, meant) || !isForm(n, meant) && meant.Passages >= inflected
}

// isLetterSlip reports whether letters of a word are swapped or doubled beside another,
// which no ending does.
func isLetterSlip(n *plan.AnyTerm, meant engine.Count) bool {
	return analysis.TypoCost(n.Terms[0].Text, meant.Text) <= analysis.CostSwap
}

// isForm reports whether a word has the stem of another.
func isForm(n *plan.AnyTerm, meant engine.Count) bool {
	other := analysis.Query(meant.Text, plan.Views(0).With(analysis.Stem))
	return len(other) != 1 || slices.ContainsFunc(other[0].Terms, func(t analysis.Term) bool {
		return t.Stream != analysis.StemsOther && slices.Contains(n.Terms, t)
	})
}

package rank

import (
	"cmp"
	"context"
	"math"
	"slices"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/plan"
)

// viewWeight is the weight of a match by its view.
var viewWeight = [...]float64{analysis.Exact: 1, analysis.Fold: 0.95, analysis.Stem: 0.9,
	analysis.Latin: 0.6, analysis.Fuzzy: 0.4, analysis.Glossary: 0.3}

// rootWeight is the weight of words that share only their first letters: often they
// are other words. In a Russian text Internet2 is not what "intercepted" asks for.
const rootWeight = 0.5

// looseWeight is the weight of a phrase in other forms of its words: so little that
// the phrase as written comes first where passages are about as long.
const looseWeight = 0.5

// tornWeight is the weight of a phrase whose words are scattered in damaged text: so
// little that true phrases come first, whatever the lengths of passages.
const tornWeight = 0.2

func weight(t analysis.Term) float64 {
	if t.Stream == analysis.Roots || t.Stream == analysis.StemsOther {
		return rootWeight
	}
	return viewWeight[t.View]
}

// idf is Lucene's: log(1 + (N - df + 0.5) / (df + 0.5)).
func (w *weighing) idf(df int) float64 {
	n := float64(w.passages)
	return math.Log1p((n - float64(df) + 0.5) / (float64(df) + 0.5))
}

// leaf returns a copy of a leaf with its weights. A word that the index does not
// hold gets words like it.
func (w *weighing) leaf(ctx context.Context, e engine.Engine, n plan.Node) (plan.Node, error) {
	switch n := n.(type) {
	case *plan.AnyTerm:
		copied := *n
		if n.Signed() {
			signs := engine.Term{Stream: n.Terms[0].Stream, Text: n.Terms[0].Text}
			if copied.Terms = n.Terms[:1]; w.df[signs] == 0 && !n.AsTyped {
				copied.Terms = n.Terms[1:]
			}
		}
		if !w.across {
			if err := w.like(ctx, e, &copied); err != nil {
				return n, err
			}
			apart, err := w.apart(ctx, e, &copied)
			if err != nil {
				return n, err
			}
			if apart != nil {
				return w.leaf(ctx, e, apart)
			}
		}
		df := w.widest(&copied)
		idf := w.idf(df) * w.factor()
		w.held[&copied] = df
		if n.Prefix {
			copied.Weights = []float64{idf}
			return &copied, nil
		}
		copied.Weights = make([]float64, len(copied.Terms))
		for i, t := range copied.Terms {
			copied.Weights[i] = idf * weight(t)
		}
		return &copied, nil
	case *plan.Sequence:
		copied := *n
		forms, more, err := w.forms(ctx, e, n)
		if err != nil {
			return n, err
		}
		copied.Forms = forms
		held := math.MaxInt
		for i, t := range n.Terms {
			df := min(w.passages, w.df[engine.Term{Stream: analysis.Words, Text: t}]+more[i])
			held = min(held, df)
			copied.Weight += w.idf(df) * w.factor() * viewWeight[n.Least]
		}
		copied.Loose, copied.Torn = looseWeight*copied.Weight, tornWeight*copied.Weight
		w.held[&copied] = held
		return &copied, nil
	case *plan.Counterparts:
		copied := *n
		copied.Weight = acrossWeight * w.idf(min(n.Passages, w.passages)) * n.Part
		if r, _ := utf8.DecodeRuneInString(n.Text); analysis.IsHan(r) {
			copied.Weight *= hanPairs
		}
		w.held[&copied] = n.Passages
		return &copied, nil
	}
	return n, nil
}

// maxForms is how many other forms of one word of a phrase are searched.
const maxForms = 200

// forms returns for each term of a phrase the other forms that the index holds, the
// most frequent ones, and how many passages hold them, a passage with several counted
// several times. It returns nil forms where there are none.
func (w *weighing) forms(ctx context.Context, e engine.Engine, n *plan.Sequence) (forms [][]string, passages []int, err error) {
	forms, passages = make([][]string, len(n.Terms)), make([]int, len(n.Terms))
	some := false
	for i, term := range n.Terms {
		found, err := w.formsOf(ctx, e, formsOf{term, n.Views})
		if err != nil {
			return nil, nil, err
		}
		for _, c := range found {
			forms[i], passages[i], some = append(forms[i], c.Text), passages[i]+c.Passages, true
		}
	}
	if !some {
		forms = nil
	}
	return forms, passages, nil
}

// formsOf returns the other forms of a word that the index holds, the most frequent ones.
func (w *weighing) formsOf(ctx context.Context, e engine.Engine, of formsOf) ([]engine.Count, error) {
	if found, ok := w.memory.forms.Get(of); ok {
		return found, nil
	}
	alike := analysis.NewAlike(of.term, of.views)
	accept := func(t string) bool {
		_, ok := alike.View(t)
		return ok && t != of.term
	}
	var found []engine.Count
	if alike.Keys() != nil {
		for c, err := range e.Terms(ctx, engine.Range{Stream: analysis.Words, Alike: &alike, Accept: accept}) {
			if err != nil {
				return nil, err
			}
			found = append(found, c)
		}
	}
	slices.SortFunc(found, func(a, b engine.Count) int {
		return cmp.Or(cmp.Compare(b.Passages, a.Passages), cmp.Compare(a.Text, b.Text))
	})
	found = slices.Clone(found[:min(len(found), maxForms)])
	w.memory.forms.Put(of, found, maxRemembered)
	return found, nil
}

func (w *weighing) factor() float64 {
	if w.across {
		return heldAcross
	}
	return 1
}

// widest returns how many passages hold the most frequent term of a word. A word is
// as rare as the view that finds most of it says: a rare inflection of a common word
// is not worth more than the word. Parts of others and words of one root say nothing
// of that.
func (w *weighing) widest(n *plan.AnyTerm) int {
	widest := 0
	for _, t := range n.Terms {
		if t.Stream != analysis.Roots && t.Stream != analysis.Parts || widest == 0 {
			widest = max(widest, w.df[engine.Term{Stream: t.Stream, Text: t.Text, Prefix: n.Prefix}])
		}
	}
	return widest
}

// bound returns more than any passage can score by the nodes below n, leads aside.
func bound(n plan.Node) float64 {
	total := 0.0
	for leaf := range plan.Leaves(n) {
		switch leaf := leaf.(type) {
		case *plan.AnyTerm:
			best := 0.0
			for _, weight := range leaf.Weights {
				best = max(best, weight)
			}
			total += best
		case *plan.Sequence:
			total += leaf.Weight
		case *plan.Counterparts:
			total += leaf.Weight
		}
	}
	return total * (engine.K1 + 1)
}

// lead sets the leads of n, which put passages first in which all operands of a Some
// match: a lead is more than other passages can score by the operands and by bonuses.
func lead(n plan.Node, bonus float64) {
	if some, ok := n.(*plan.Some); ok && some.AllFirst {
		some.Lead = bound(some) + bonus
	}
	for _, kid := range plan.Operands(n) {
		lead(kid, bonus)
	}
}

// leads returns the sum of the leads of the nodes below n.
func leads(n plan.Node) float64 {
	sum := 0.0
	if some, ok := n.(*plan.Some); ok {
		sum = some.Lead
	}
	for _, kid := range plan.Operands(n) {
		sum += leads(kid)
	}
	return sum
}

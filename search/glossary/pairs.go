package glossary

import (
	"cmp"
	"fmt"
	"iter"
	"math"
	"slices"
	"strings"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/engine"
	"github.com/izde/izde/search/plan"
)

// Form is a word, or a term of several words, in a language.
type Form struct {
	Lang doc.Lang
	Text string
}

// Pair is two forms that mean the same.
type Pair struct {
	A, B Form
	// Confidence is how sure that is, from 0 to 1.
	Confidence float64
	Source     plan.Source
	// Evidence names the file and its line, or the document.
	Evidence string
	// Document and Passage are the ids of the document, and of the passage of it, that show
	// it; empty where none does, or none is known.
	Document, Passage string
}

// turned returns the pair the other way round.
func (p Pair) turned() Pair {
	p.A, p.B = p.B, p.A
	return p
}

// key is the same for the inflections of a form: the stems of its words without stop
// words; in Chinese the characters. It is empty for a form without words.
func (f Form) key() string {
	terms := f.terms()
	if len(terms) == 0 {
		return ""
	}
	if f.Lang == chinese {
		return chinese + "\x00" + hanOnly(f.Text)
	}
	parts := []string{string(f.Lang)}
	for _, t := range terms {
		parts = append(parts, t.Text)
	}
	return strings.Join(parts, "\x00")
}

func hanOnly(text string) string {
	return strings.Map(func(r rune) rune {
		if analysis.IsHan(r) {
			return r
		}
		return -1
	}, analysis.Simplified(text))
}

// terms returns the terms by which the form occurs in an index.
func (f Form) terms() []analysis.Term {
	if f.Lang == chinese {
		letters := []rune(hanOnly(f.Text))
		if len(letters) == 1 {
			return []analysis.Term{{Stream: analysis.Words, Text: string(letters), View: analysis.Glossary}}
		}
		var terms []analysis.Term
		for i := 0; i+1 < len(letters); i++ {
			terms = append(terms, analysis.Term{Stream: analysis.Bigrams, Text: string(letters[i : i+2]), View: analysis.Glossary})
		}
		return terms
	}
	stream, stems := analysis.StemStream(string(f.Lang))
	var all, telling []analysis.Term
	for _, word := range analysis.Phrase(f.Text) {
		term := analysis.Term{Stream: analysis.Words, Text: word, View: analysis.Glossary}
		if stem := stream.StemOf(word); stems && stem != "" {
			term.Stream, term.Text = stream, stem
		}
		all = append(all, term)
		if !analysis.IsStop(word, string(f.Lang)) {
			telling = append(telling, term)
		}
	}
	if len(telling) > 0 {
		return telling
	}
	return all
}

// pairs are forms with their counterparts, by key.
type pairs struct {
	langs []doc.Lang
	of    map[string][]target
	// off are the pairs that are switched off.
	off map[[2]string]bool
}

type target struct {
	Form
	confidence float64
	source     plan.Source
	evidence   string
}

// newPairs returns pairs by both of their forms. Pairs of a form with itself are left
// out, and pairs in one language.
func newPairs(list []Pair) *pairs {
	p := &pairs{of: map[string][]target{}, off: map[[2]string]bool{}}
	for i := range list {
		if list[i].Confidence <= 0 {
			p.off[list[i].id()] = true
			p.langs = appendNew(appendNew(p.langs, list[i].A.Lang), list[i].B.Lang)
			continue
		}
		pair := &list[i]
		a, b := pair.A.key(), pair.B.key()
		if a == "" || b == "" || pair.A.Lang == pair.B.Lang {
			continue
		}
		p.of[a] = append(p.of[a], target{pair.B, pair.Confidence, pair.Source, pair.Evidence})
		p.of[b] = append(p.of[b], target{pair.A, pair.Confidence, pair.Source, pair.Evidence})
		p.langs = appendNew(appendNew(p.langs, pair.A.Lang), pair.B.Lang)
	}
	return p
}

func appendNew(list []doc.Lang, lang doc.Lang) []doc.Lang {
	if slices.Contains(list, lang) {
		return list
	}
	return append(list, lang)
}

// isOff reports whether a form is switched off as a counterpart of a word.
func (p *pairs) isOff(word string, to Form) bool {
	if len(p.off) == 0 {
		return false
	}
	return slices.ContainsFunc(p.langs, func(lang doc.Lang) bool {
		return p.off[(&Pair{A: Form{lang, word}, B: to}).id()]
	})
}

const (
	// longestTerm is how many words of a query are looked up together.
	longestTerm = 6
	// maxTargets is how many counterparts of a form are searched in a language.
	maxTargets = 8
)

// targets returns what stands for a form with its key.
func (p *pairs) targets(_ Form, key string) []target { return p.of[key] }

// known returns the counterparts of the words of a query that a user brought, that stand in
// parallel in the corpus, or that the program has; the last only in languages in which the
// others have none as sure, nor a longer term has any.
func (t *Translator) known(words []string) ([]plan.Translation, error) {
	var found []plan.Translation
	for from := range words {
		text := ""
		for to := from + 1; to <= min(len(words), from+longestTerm) && words[to-1] != ""; to++ {
			if words[to-1] == plan.StopWord {
				if text == "" {
					break // no term begins with it, or ends
				}
				continue
			}
			if text += words[to-1]; !isHan(words[to-1]) {
				text += " "
			}
			for source := range t.lookup(text, t.langs) {
				more, err := t.targets(text, source)
				if err != nil {
					return nil, err
				}
				for _, c := range more {
					if c.Of[0].Source != plan.FromTerms || !isSure(found, from, to, c.Lang) {
						c.Part = 1 / math.Sqrt(float64(to-from))
						found = append(found, plan.Translation{From: from, To: to, Counterparts: c})
					}
				}
			}
		}
	}
	all := slices.Clone(found)
	return slices.DeleteFunc(found, func(f plan.Translation) bool {
		return f.Of[0].Source == plan.FromTerms && slices.ContainsFunc(all, func(longer plan.Translation) bool {
			return longer.Lang == f.Lang && longer.From <= f.From && f.To <= longer.To && f.To-f.From < longer.To-longer.From
		})
	}), nil
}

// isSure reports whether words have sure counterparts together in a language.
func isSure(found []plan.Translation, from, to int, lang doc.Lang) bool {
	return slices.ContainsFunc(found, func(f plan.Translation) bool {
		return f.From == from && f.To == to && f.Lang == lang && f.Of[0].Share >= minedConfidence
	})
}

// lookup yields what is known of a text, taken for each of some languages, from one source
// after the other.
func (t *Translator) lookup(text string, langs []doc.Lang) iter.Seq[[]target] {
	return func(yield func([]target) bool) {
		keys := make([]string, len(langs))
		for i, lang := range langs {
			keys[i] = Form{lang, text}.key()
		}
		for _, targets := range []func(Form, string) []target{t.brought.targets, t.words.mined.targets, t.own.targets} {
			for i, lang := range langs {
				if found := targets(Form{lang, text}, keys[i]); found != nil && !yield(found) {
					return
				}
			}
		}
	}
}

func isHan(text string) bool {
	return text != "" && !strings.ContainsFunc(text, func(r rune) bool { return !analysis.IsHan(r) })
}

// targets returns the counterparts of a text that the index holds, language by language.
func (t *Translator) targets(text string, targets []target) ([]*plan.Counterparts, error) {
	var list []*plan.Counterparts
	targets = slices.Clone(targets)
	slices.SortStableFunc(targets, func(a, b target) int { return cmp.Compare(b.confidence, a.confidence) })
	for _, to := range targets {
		lang := string(to.Lang)
		if t.without.lang(lang) || t.without.word(lang, to.Text) || t.brought.isOff(text, to.Form) {
			continue
		}
		i := slices.IndexFunc(list, func(c *plan.Counterparts) bool { return c.Lang == to.Lang })
		if i < 0 {
			i = len(list)
			list = append(list, &plan.Counterparts{Text: strings.TrimSpace(text), Lang: to.Lang})
		}
		c := list[i]
		if len(c.Of) == maxTargets || slices.ContainsFunc(c.Of, func(o plan.Counterpart) bool { return o.Text == to.Text }) {
			continue
		}
		terms := to.terms()
		asked := make([]engine.Term, len(terms))
		for j, term := range terms {
			asked[j] = engine.Term{Stream: term.Stream, Text: term.Text}
		}
		counts, err := t.g.index.Frequencies(t.ctx, asked)
		if err != nil {
			return nil, fmt.Errorf("counting counterparts of %q: %w", text, err)
		}
		if held := slices.Min(counts); held > 0 {
			c.Of = append(c.Of, plan.Counterpart{Text: to.Text, Terms: terms, Share: to.confidence, Source: to.source, Evidence: to.evidence})
			c.Passages += int(math.Ceil(to.confidence * float64(held)))
		}
	}
	return slices.DeleteFunc(list, func(c *plan.Counterparts) bool { return len(c.Of) == 0 }), nil
}

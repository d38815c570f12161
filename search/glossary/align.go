package glossary

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/plan"
)

// Words of parallel sentences are aligned by IBM Model 1 with a prior for the diagonal
// (Dyer, Chahuneau and Smith, A Simple, Fast, and Effective Reparameterization of IBM
// Model 2, NAACL 2013) in both directions; a link that both directions choose counts
// for a pair of words, and two such links that stand next to each other in both
// sentences for a pair of phrases (Och and Ney's consistent phrases, of two words).

const (
	rounds  = 6
	tension = 4.0  // how strongly words stand near the diagonal
	noWord  = 0.08 // how many words have no counterpart
	// leastLinks is how often a pair has to be linked, leastRate which share of the
	// occurrences of its rarer word.
	leastLinks = 2
	leastRate  = 0.25
	// maxSentence is how many words of a sentence are aligned.
	maxSentence = 100
)

// sentence is the words of a sentence: their keys by number, and as written.
type sentence struct {
	words []int32
	texts []string
}

// numbers gives each stem a number.
type numbers map[string]int32

func (n numbers) of(stem string) int32 {
	at, ok := n[stem]
	if !ok {
		at = int32(len(n))
		n[stem] = at
	}
	return at
}

// read returns the words of a sentence. Chinese is cut into words of the table.
func (n numbers) read(text string, lang doc.Lang, cut func(string) []string) sentence {
	var s sentence
	add := func(stem, written string) {
		if len(s.words) < maxSentence {
			s.words, s.texts = append(s.words, n.of(stem)), append(s.texts, written)
		}
	}
	stream, stems := analysis.StemStream(string(lang))
	run := ""
	flush := func() {
		if run != "" {
			for _, w := range cut(run) {
				add(w, w)
			}
			run = ""
		}
	}
	for _, word := range analysis.Phrase(text) {
		if isHan(word) {
			run += word
			continue
		}
		flush()
		if strings.ContainsFunc(word, unicode.IsDigit) {
			continue // numbers find each other
		}
		stem := word
		if stems {
			stem = cmp.Or(stream.StemOf(word), word)
		}
		add(stem, word)
	}
	flush()
	return s
}

type link struct{ a, b int32 }

// Align returns the pairs of words and phrases of sentences that translate each other:
// the i-th of as and of bs. evidence names them.
func Align(as, bs []string, a, b doc.Lang, evidence string) ([]Pair, error) {
	if len(as) != len(bs) {
		return nil, fmt.Errorf("aligning: %d lines and %d: each line has to translate the same line of the other file", len(as), len(bs))
	}
	na, nb := numbers{}, numbers{}
	cutter := &Translator{words: &vocabulary{table: embedded()}}
	for i := range cutter.words.table.sections {
		cutter.words.langs = append(cutter.words.langs, terms{section: &cutter.words.table.sections[i]})
	}
	left, right := make([]sentence, len(as)), make([]sentence, len(bs))
	for i := range as {
		left[i], right[i] = na.read(as[i], a, cutter.Segment), nb.read(bs[i], b, cutter.Segment)
	}
	forward, backward := model(left, right), model(right, left)

	links, phrases := map[link]int{}, map[[2]string]int{}
	countA, countB := make([]int, len(na)), make([]int, len(nb))
	textA, textB := map[int32]string{}, map[int32]string{}
	for i := range left {
		s, t := left[i], right[i]
		for j, w := range s.words {
			countA[w]++
			textA[w] = s.texts[j]
		}
		for j, w := range t.words {
			countB[w]++
			textB[w] = t.texts[j]
		}
		there, back := best(forward, s, t), best(backward, t, s)
		last := -2 // place in t of the link of the word before
		for j, k := range back {
			if k < 0 || there[k] != j {
				last = -2
				continue
			}
			// j is a place in s, k in t.
			links[link{s.words[j], t.words[k]}]++
			if last == k-1 && last >= 0 {
				phrases[[2]string{joined(s.texts[j-1:j+1], a), joined(t.texts[k-1:k+1], b)}]++
			}
			last = k
		}
	}
	var list []Pair
	for l, n := range links {
		rate := float64(n) / float64(max(1, min(countA[l.a], countB[l.b])))
		if n < leastLinks && !(n == 1 && countA[l.a] == 1 && countB[l.b] == 1) || rate < leastRate {
			continue
		}
		dice := 2 * float64(n) / float64(countA[l.a]+countB[l.b])
		list = append(list, Pair{A: Form{a, textA[l.a]}, B: Form{b, textB[l.b]}, Confidence: dice, Source: plan.FromGlossary, Evidence: evidence})
	}
	for p, n := range phrases {
		if n > leastLinks {
			list = append(list, Pair{A: Form{a, p[0]}, B: Form{b, p[1]}, Confidence: min(1, float64(n)/5), Source: plan.FromGlossary, Evidence: evidence})
		}
	}
	slices.SortFunc(list, func(x, y Pair) int {
		return cmp.Or(cmp.Compare(x.A.Text, y.A.Text), cmp.Compare(y.Confidence, x.Confidence), cmp.Compare(x.B.Text, y.B.Text))
	})
	return list, nil
}

func joined(words []string, lang doc.Lang) string {
	if lang == chinese {
		return strings.Join(words, "")
	}
	return strings.Join(words, " ")
}

// diagonal is how likely the j-th of n words stands beside the i-th of m.
func diagonal(i, m, j, n int) float64 {
	return math.Exp(-tension * math.Abs(float64(i)/float64(m)-float64(j)/float64(n)))
}

// model returns how likely each word of the first sentences is expressed by one of the
// second.
func model(from, to []sentence) map[link]float64 {
	t := map[link]float64{}
	for round := range rounds {
		count, total := map[link]float64{}, map[int32]float64{}
		for s := range from {
			f, e := from[s], to[s]
			for j, w := range e.words {
				sum := 0.0
				for i, v := range f.words {
					p := 1.0
					if round > 0 {
						p = t[link{v, w}]
					}
					sum += p * diagonal(i, len(f.words), j, len(e.words))
				}
				if sum == 0 {
					continue
				}
				for i, v := range f.words {
					p := 1.0
					if round > 0 {
						p = t[link{v, w}]
					}
					p *= (1 - noWord) * diagonal(i, len(f.words), j, len(e.words)) / sum
					if p > 1e-6 {
						count[link{v, w}] += p
						total[v] += p
					}
				}
			}
		}
		for l, c := range count {
			count[l] = c / total[l.a]
		}
		t = count
	}
	return t
}

// best returns for each word of e the place of the likeliest word of f, or -1.
func best(t map[link]float64, f, e sentence) []int {
	places := make([]int, len(e.words))
	for j, w := range e.words {
		places[j] = -1
		most := 0.0
		for i, v := range f.words {
			if p := t[link{v, w}] * diagonal(i, len(f.words), j, len(e.words)); p > most {
				most, places[j] = p, i
			}
		}
	}
	return places
}

package glossary

import (
	"cmp"
	"context"
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
// Model 2, NAACL 2013) in both directions, in which words are likelier to stand for each
// other the nearer their vectors are; a link that both directions choose counts
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
	leastAlike = 0.15 // leastRate where vectors take part
	// likeness is how much likelier a link is by the cosine of its words above chance.
	likeness = 8.0
	chance   = 0.3
	// maxSentence is how many words of a sentence are aligned.
	maxSentence = 100
	// maxCells is how many links of words are looked at where that is bounded: those of
	// twice maxSentences as people write them.
	maxCells = 1 << 20
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

// read returns the words of a sentence, with telling those that are no stop words. Chinese
// is cut into words of the table.
func (n numbers) read(text string, lang doc.Lang, telling bool, cut func(string) []string) sentence {
	var s sentence
	add := func(stem, written string) {
		if len(s.words) < maxSentence && !(telling && analysis.IsStop(written, string(lang))) {
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

// aligned is a pair of words, or of phrases, that sentences show.
type aligned struct {
	a, b       string
	confidence float64
	// times is how many pairs of sentences show it, first the place of the first.
	times, first int
	phrase       bool
}

// seen counts the links and the pairs of sentences that show a pair; first and last are
// places of these.
type seen struct{ links, times, first, last int }

func count[K comparable](m map[K]*seen, k K, sentence int) {
	s := m[k]
	if s == nil {
		s = &seen{first: sentence, last: -1}
		m[k] = s
	}
	if s.links++; s.last != sentence {
		s.times, s.last = s.times+1, sentence
	}
}

// Align returns the pairs of words and phrases of sentences that translate each other:
// the i-th of as and of bs. evidence names them.
func Align(as, bs []string, a, b doc.Lang, evidence string) ([]Pair, error) {
	if len(as) != len(bs) {
		return nil, fmt.Errorf("aligning: %d lines and %d: each line has to translate the same line of the other file", len(as), len(bs))
	}
	found, err := align(context.Background(), as, bs, a, b, newLanguages(embedded(), nil), false)
	if err != nil {
		return nil, err
	}
	list := make([]Pair, len(found))
	for i, f := range found {
		list[i] = Pair{A: Form{a, f.a}, B: Form{b, f.b}, Confidence: f.confidence, Source: plan.FromGlossary, Evidence: evidence}
	}
	return list, nil
}

// align aligns as many sentences of as as of bs, by the vectors that a vocabulary has of
// their words too where it is not nil. With telling it does so without their stop words,
// which in few sentences take the places of others, and leaves out those behind maxCells.
// Its errors are those of ctx.
func align(ctx context.Context, as, bs []string, a, b doc.Lang, by *vocabulary, telling bool) ([]aligned, error) {
	na, nb := numbers{}, numbers{}
	cutter := &Translator{words: &vocabulary{table: embedded(), mined: newPairs(nil)}, brought: newPairs(nil)}
	cut := func(run string) []string {
		words, _ := cutter.Segment(run)
		return words
	}
	text := newBitext()
	for i := range as {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if telling && text.size > maxCells {
			break
		}
		text.add(na.read(as[i], a, telling, cut), nb.read(bs[i], b, telling, cut))
	}
	countA, textA := occurrences(text.left, len(na))
	countB, textB := occurrences(text.right, len(nb))
	least := leastRate
	if by != nil {
		least = leastAlike
	}
	text.weigh(by.vectorsIn(a, textA), by.vectorsIn(b, textB))
	there, back, err := text.model(ctx, len(na), len(nb))
	if err != nil {
		return nil, err
	}
	links, phrases := map[link]*seen{}, map[[2]string]*seen{}
	for i, cells := range text.cells {
		s, t := text.left[i], text.right[i]
		m, n := len(s.words), len(t.words)
		of := text.best(there, cells, m, n, n, 1) // the word of s for each of t
		last := -2                                // place in t of the link of the word before
		for j, k := range text.best(back, cells, n, m, 1, n) {
			if k < 0 || of[k] != j {
				last = -2
				continue
			}
			// j is a place in s, k in t.
			count(links, link{s.words[j], t.words[k]}, i)
			if last == k-1 && last >= 0 {
				count(phrases, [2]string{joined(s.texts[j-1:j+1], a), joined(t.texts[k-1:k+1], b)}, i)
			}
			last = k
		}
	}
	var list []aligned
	for l, s := range links {
		rate := float64(s.links) / float64(max(1, min(countA[l.a], countB[l.b])))
		if s.links < leastLinks && (countA[l.a] != 1 || countB[l.b] != 1) || rate < least {
			continue
		}
		dice := 2 * float64(s.links) / float64(countA[l.a]+countB[l.b])
		list = append(list, aligned{textA[l.a], textB[l.b], dice, s.times, s.first, false})
	}
	for p, s := range phrases {
		if s.links > leastLinks {
			list = append(list, aligned{p[0], p[1], min(1, float64(s.links)/5), s.times, s.first, true})
		}
	}
	slices.SortFunc(list, func(x, y aligned) int {
		return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(y.confidence, x.confidence), cmp.Compare(x.b, y.b))
	})
	return list, nil
}

// occurrences returns how often each numbered word stands in sentences, and how it is
// written.
func occurrences(of []sentence, words int) (counts []int, texts []string) {
	counts, texts = make([]int, words), make([]string, words)
	for _, s := range of {
		for i, w := range s.words {
			counts[w]++
			texts[w] = s.texts[i]
		}
	}
	return counts, texts
}

// vectorsIn returns the vectors of words of a language, nil where there is none.
func (v *vocabulary) vectorsIn(lang doc.Lang, words []string) []*vector {
	all := make([]*vector, len(words))
	if v == nil {
		return all
	}
	if at := slices.IndexFunc(v.langs, func(l terms) bool { return l.section.lang == string(lang) }); at >= 0 {
		for i, word := range words {
			all[i], _ = v.vectorOf(word, at, true)
		}
	}
	return all
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

// bitext is pairs of sentences: those of each side, and for each pair the numbers of the
// links that its words may have, that of the i-th word and the j-th of n at i*n+j.
type bitext struct {
	left, right []sentence
	cells       [][]int32
	links       []link
	number      map[link]int32
	size        int // cells in all
	// alike is how much likelier each link is than others by the vectors of its words.
	alike []float64
}

func newBitext() *bitext { return &bitext{number: map[link]int32{}} }

func (b *bitext) add(s, t sentence) {
	cells := make([]int32, 0, len(s.words)*len(t.words))
	for _, v := range s.words {
		for _, w := range t.words {
			l := link{v, w}
			at, ok := b.number[l]
			if !ok {
				at = int32(len(b.links))
				b.number[l], b.links = at, append(b.links, l)
			}
			cells = append(cells, at)
		}
	}
	b.size += len(cells)
	b.left, b.right, b.cells = append(b.left, s), append(b.right, t), append(b.cells, cells)
}

// weigh takes the vectors of the words of either side.
func (b *bitext) weigh(left, right []*vector) {
	b.alike = make([]float64, len(b.links))
	for i, l := range b.links {
		b.alike[i] = 1
		if v, w := left[l.a], right[l.b]; v != nil && w != nil {
			b.alike[i] = math.Exp(likeness * max(0, v.cosine(w)-chance))
		}
	}
}

// model returns for each link how likely the word of the left is expressed by that of the
// right, and the other way round; na and nb are how many words each side has. Its errors
// are those of ctx.
func (b *bitext) model(ctx context.Context, na, nb int) (there, back []float64, err error) {
	there, back = make([]float64, len(b.links)), make([]float64, len(b.links))
	for i := range there {
		there[i], back[i] = 1, 1
	}
	for range rounds {
		counts, countsBack := make([]float64, len(b.links)), make([]float64, len(b.links))
		for i, cells := range b.cells {
			if err := ctx.Err(); err != nil {
				return nil, nil, err
			}
			m, n := len(b.left[i].words), len(b.right[i].words)
			b.expect(there, counts, cells, m, n, n, 1)
			b.expect(back, countsBack, cells, n, m, 1, n)
		}
		totalA, totalB := make([]float64, na), make([]float64, nb)
		for i, l := range b.links {
			totalA[l.a] += counts[i]
			totalB[l.b] += countsBack[i]
		}
		for i, l := range b.links {
			counts[i] /= max(totalA[l.a], math.SmallestNonzeroFloat64)
			countsBack[i] /= max(totalB[l.b], math.SmallestNonzeroFloat64)
		}
		there, back = counts, countsBack
	}
	return there, back, nil
}

// expect adds to counts how often each link of a pair of sentences is expected: each of n
// words is expressed by one of m. The cells of words that follow each other are step
// apart among the m, and next among the n.
func (b *bitext) expect(t, counts []float64, cells []int32, m, n, step, next int) {
	var p [maxSentence]float64
	for j := range n {
		sum := 0.0
		for i := range m {
			l := cells[i*step+j*next]
			p[i] = t[l] * b.alike[l] * diagonal(i, m, j, n)
			sum += p[i]
		}
		if sum == 0 {
			continue
		}
		for i := range m {
			if q := p[i] * (1 - noWord) / sum; q > 1e-6 {
				counts[cells[i*step+j*next]] += q
			}
		}
	}
}

// best returns for each of n words the place of the likeliest of m, or -1; step and next
// are those of expect.
func (b *bitext) best(t []float64, cells []int32, m, n, step, next int) []int {
	places := make([]int, n)
	for j := range places {
		places[j] = -1
		most := 0.0
		for i := range m {
			l := cells[i*step+j*next]
			if p := t[l] * b.alike[l] * diagonal(i, m, j, n); p > most {
				most, places[j] = p, i
			}
		}
	}
	return places
}

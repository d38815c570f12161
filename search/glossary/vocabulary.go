package glossary

import (
	"cmp"
	"context"
	"iter"
	"math"
	"math/bits"
	"runtime"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/engine"
)

// Index yields the terms of an index, counts the passages that hold them, and has its
// documents. engine.Engine implements it.
type Index interface {
	Terms(ctx context.Context, r engine.Range) iter.Seq2[engine.Count, error]
	Frequencies(ctx context.Context, terms []engine.Term) ([]int, error)
	Find(ctx context.Context, l *engine.Lookup) (*engine.Things, error)
}

// vocabulary is the terms of one state of an index that have vectors, by language.
type vocabulary struct {
	table *table
	langs []terms
	// mined and pairs are what stands in parallel in the corpus.
	mined *pairs
	pairs []Pair
}

// terms are those of one language: a row of each slice for each term.
type terms struct {
	section *section        // without a row in a language that the table lacks
	model   *Model          // has the vectors of such a language
	vectors string          // that rows are of: the table's, or its own
	stream  analysis.Stream // of its stems; Bigrams in Chinese
	stems   map[string]int  // place by stem, in Chinese by word
	texts   []string        // the most frequent word of the stem
	keys    []string        // the stem
	held    []int32         // passages
	rows    []int32
	signs   [][2]uint64
	lengths []float32
}

// chinese is the tag of the language whose words stand in pairs of characters.
const chinese = "zh"

// newVocabulary reads the terms of an index. Those of languages that the table lacks have
// the vectors of a model, which may be nil.
func newVocabulary(ctx context.Context, index Index, t *table, model *Model) (*vocabulary, error) {
	v := &vocabulary{table: t}
	things, err := index.Find(ctx, &engine.Lookup{Kind: engine.Documents, Limit: math.MaxInt, Brief: true})
	if err != nil {
		return nil, err
	}
	for i := range t.sections {
		s := &t.sections[i]
		stream, ok := analysis.StemStream(s.lang)
		if !ok {
			stream = analysis.Bigrams
		}
		v.langs = append(v.langs, terms{section: s, vectors: t.vectors, stream: stream, stems: map[string]int{}})
	}
	if model != nil {
		for _, tag := range lackedBy(t) {
			stream, _ := analysis.StemStream(tag)
			v.langs = append(v.langs, terms{section: &section{lang: tag}, model: model, stream: stream, stems: map[string]int{}})
		}
	}
	if v.pairs, err = mine(ctx, index, things.Documents, v); err != nil {
		return nil, err
	}
	v.mined = newPairs(v.pairs)
	reading, each := errgroup.WithContext(ctx)
	reading.SetLimit(runtime.GOMAXPROCS(0))
	for i := range v.langs {
		reading.Go(func() error { return v.langs[i].read(each, index, t) })
	}
	if err := reading.Wait(); err != nil {
		return nil, err
	}
	return v, v.addWords(ctx, index)
}

// read adds the terms of the index that have vectors.
func (l *terms) read(ctx context.Context, index Index, t *table) error {
	if l.section.lang == chinese {
		if err := l.addCharacters(ctx, index, t); err != nil {
			return err
		}
		return l.addPairs(ctx, index, t)
	}
	// The passages of terms that are not accepted are not counted, which takes longest.
	row := -1
	has := func(stem string) bool {
		row = l.section.termRow(stem)
		return row >= 0 || l.model != nil
	}
	for c, err := range index.Terms(ctx, engine.Range{Stream: l.stream, Accept: has}) {
		if err != nil {
			return err
		}
		l.add(t, c.Text, row, c.Passages)
	}
	return nil
}

// add adds a term with its row.
func (l *terms) add(t *table, stem string, row, passages int) {
	l.stems[stem] = len(l.keys)
	l.texts, l.keys = append(l.texts, stem), append(l.keys, stem)
	l.held, l.rows = append(l.held, int32(passages)), append(l.rows, int32(row))
	if l.model != nil {
		return // it has vectors of words, not of stems: see addVectors
	}
	v := t.vector(row)
	l.signs, l.lengths = append(l.signs, v.signs), append(l.lengths, float32(v.length))
}

// addVectors gives each term of a language that the table lacks the vector that the model
// has for the most frequent word of its stem.
func (l *terms) addVectors() {
	var vectors strings.Builder
	l.signs, l.lengths = make([][2]uint64, len(l.keys)), make([]float32, len(l.keys))
	for at, text := range l.texts {
		l.rows[at] = -1
		if v := l.model.vectorOf(text); v != nil {
			packed := v.pack()
			of := unpack(packed)
			l.rows[at] = int32(vectors.Len() / rowSize)
			l.signs[at], l.lengths[at] = of.signs, float32(of.length)
			vectors.WriteString(packed)
		}
	}
	l.vectors = vectors.String()
}

// addCharacters adds the Chinese words of one character.
func (l *terms) addCharacters(ctx context.Context, index Index, t *table) error {
	has := func(text string) bool {
		r, size := utf8.DecodeRuneInString(text)
		return size == len(text) && analysis.IsHan(r) && l.section.row(text) >= 0
	}
	for c, err := range index.Terms(ctx, engine.Range{Stream: analysis.Words, Accept: has}) {
		if err != nil {
			return err
		}
		l.add(t, c.Text, l.section.row(c.Text), c.Passages)
	}
	return nil
}

// addPairs adds the Chinese words of two characters, and those of three of which
// both pairs stand in the index.
func (l *terms) addPairs(ctx context.Context, index Index, t *table) error {
	type pair struct {
		second   string
		passages int
	}
	byFirst := map[string][]pair{}
	for c, err := range index.Terms(ctx, engine.Range{Stream: analysis.Bigrams}) {
		if err != nil {
			return err
		}
		_, size := utf8.DecodeRuneInString(c.Text)
		byFirst[c.Text[:size]] = append(byFirst[c.Text[:size]], pair{c.Text[size:], c.Passages})
		if row := l.section.row(c.Text); row >= 0 {
			l.add(t, c.Text, row, c.Passages)
		}
	}
	// Of the many three characters few are a word: bits for the keys of words tell most
	// of the others.
	var words [1 << 14]uint64
	bit := func(k uint32) (*uint64, uint64) { return &words[k>>6%uint32(len(words))], 1 << (k % 64) }
	for i := range len(l.section.keys) / 4 {
		at, one := bit(l.section.key(i))
		*at |= one
	}
	for first, pairs := range byFirst {
		for _, p := range pairs {
			begun := key(first + p.second)
			for _, q := range byFirst[p.second] {
				k := longer(begun, q.second)
				if at, one := bit(k); *at&one == 0 {
					continue
				}
				if row := l.section.rowOf(k); row >= 0 {
					l.add(t, first+p.second+q.second, row, min(p.passages, q.passages))
				}
			}
		}
	}
	return ctx.Err()
}

// addWords gives each stem the most frequent of its words to be shown by.
func (v *vocabulary) addWords(ctx context.Context, index Index) error {
	best := make([]map[int]int, len(v.langs)) // place → passages of its best word
	for i := range best {
		best[i] = map[int]int{}
	}
	// The passages of words without such a stem are not counted.
	places := make([]int, len(v.langs)) // of the word's stems, or -1
	has := func(word string) (any bool) {
		for i := range v.langs {
			l := &v.langs[i]
			places[i] = -1
			if l.section.lang == chinese {
				continue
			}
			if at, ok := l.stems[l.stream.StemOf(word)]; ok {
				places[i], any = at, true
			}
		}
		return any
	}
	for c, err := range index.Terms(ctx, engine.Range{Stream: analysis.Words, Accept: has}) {
		if err != nil {
			return err
		}
		for i, at := range places {
			if at >= 0 && c.Passages > best[i][at] {
				best[i][at] = c.Passages
				v.langs[i].texts[at] = c.Text
			}
		}
	}
	for i := range v.langs {
		l := &v.langs[i]
		if l.model != nil {
			l.addVectors()
		}
	}
	return nil
}

// rescored is how many terms, those with the most signs in common, are compared number
// by number.
const rescored = 800

// near is a term and its cosine.
type near struct {
	at     int
	cosine float64
}

// distances are lent to one call of nearest after the other.
var distances sync.Pool

// nearest returns up to limit terms of a language, those with the greatest cosine to a
// vector, the greatest first, and only those above a floor.
func (l *terms) nearest(to *vector, limit int, floor float64) []near {
	lent, _ := distances.Get().(*[]uint8)
	if lent == nil || len(*lent) < len(l.signs) {
		room := make([]uint8, len(l.signs))
		lent = &room
	}
	defer distances.Put(lent)
	distance := (*lent)[:len(l.signs)]
	var count [dim + 1]int
	for i, s := range l.signs {
		d := bits.OnesCount64(s[0]^to.signs[0]) + bits.OnesCount64(s[1]^to.signs[1])
		distance[i] = uint8(d)
		count[d]++
	}
	cut, sum := 0, 0
	for ; cut < dim && sum < rescored; cut++ {
		sum += count[cut]
	}
	order := func(a, b near) int {
		if a.cosine != b.cosine {
			return cmp.Compare(b.cosine, a.cosine)
		}
		return cmp.Compare(l.keys[a.at], l.keys[b.at])
	}
	f, found := newFactor(to), make([]near, 0, limit+1)
	for i, d := range distance {
		if int(d) > cut || l.rows[i] < 0 {
			continue
		}
		row := int(l.rows[i]) * rowSize
		n := near{i, float64(f.dot(l.vectors[row:row+rowSize])) / (to.length * float64(l.lengths[i]))}
		if n.cosine <= floor || len(found) == limit && n.cosine < found[limit-1].cosine {
			continue
		}
		at, _ := slices.BinarySearchFunc(found, n, order)
		found = slices.Insert(found, at, n)
		found = found[:min(len(found), limit)]
	}
	return found
}

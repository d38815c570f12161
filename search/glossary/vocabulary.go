package glossary

import (
	"cmp"
	"context"
	"iter"
	"math/bits"
	"runtime"
	"slices"
	"sort"
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

// keeper is an Index that may have kept what Keep writes.
type keeper interface {
	Kept(name string) ([]byte, error)
}

// vocabulary is the terms of one state of an index that have vectors, by language.
type vocabulary struct {
	table *table
	langs []terms
	// mined and pairs are what stands in parallel in the corpus.
	mined *pairs
	pairs []Pair
}

// terms are those of one language that have vectors, in the order of their rows, and of a
// row in the order of their bytes. Many words without a row of their own share that of a
// beginning: what is known of a row is kept, and looked at, once.
type terms struct {
	section *section        // without a row in a language that the table lacks
	model   *Model          // has the vectors of such a language, a row for each term
	vectors string          // that rows are of: the table's, or its own
	table   *table          // that has them, nil of a model's
	stream  analysis.Stream // of its stems; Bigrams in Chinese
	// rows are the rows of vectors that terms have, signs and planes what is looked at of
	// each: one behind the other, as all signs are compared with those of a word.
	rows   []row
	signs  [][2]uint64
	planes []planes
	keys   engine.Texts // stems, in Chinese words
	texts  engine.Texts // the most frequent word of each stem
	held   []int32      // passages
}

// row is a row of vectors that terms have.
type row struct {
	at     int32  // in vectors, -1 where a model has none
	first  uint32 // of the terms, which end where those of the next row begin
	length float32
}

// end is the place behind the terms of the i-th row.
func (l *terms) end(i int) int {
	if i+1 < len(l.rows) {
		return int(l.rows[i+1].first)
	}
	return len(l.held)
}

// entry is a term while the vocabulary is made.
type entry struct {
	key  string
	row  int32
	held int32
	// word is the most frequent word of a stem, best how many passages hold it.
	word string
	best int32
}

// chinese is the tag of the language whose words stand in pairs of characters.
const chinese = "zh"

// newVocabulary reads the terms of an index. Those of languages that the table lacks have
// the vectors of a model, which may be nil.
func newVocabulary(ctx context.Context, index Index, t *table, model *Model) (*vocabulary, error) {
	v := newLanguages(t, model)
	entries := make([][]entry, len(v.langs))
	reading, each := errgroup.WithContext(ctx)
	reading.SetLimit(runtime.GOMAXPROCS(0))
	reading.Go(func() (err error) {
		v.pairs, err = mine(each, index, newLanguages(t, model))
		v.mined = newPairs(v.pairs)
		return err
	})
	for i := range v.langs {
		reading.Go(func() (err error) {
			entries[i], err = v.langs[i].read(each, index)
			return err
		})
	}
	if err := reading.Wait(); err != nil {
		return nil, err
	}
	if err := v.addWords(ctx, index, entries); err != nil {
		return nil, err
	}
	for i := range v.langs {
		v.langs[i].pack(entries[i])
		entries[i] = nil
	}
	return v, nil
}

// newLanguages returns a vocabulary without terms.
func newLanguages(t *table, model *Model) *vocabulary {
	v := &vocabulary{table: t}
	for i := range t.sections {
		s := &t.sections[i]
		stream, ok := analysis.StemStream(s.lang)
		if !ok {
			stream = analysis.Bigrams
		}
		v.langs = append(v.langs, terms{section: s, vectors: t.vectors, table: t, stream: stream})
	}
	if model != nil {
		for _, tag := range lackedBy(t) {
			stream, _ := analysis.StemStream(tag)
			v.langs = append(v.langs, terms{section: &section{lang: tag}, model: model, stream: stream})
		}
	}
	return v
}

// read returns the terms of the index that have vectors, in the order of their bytes.
func (l *terms) read(ctx context.Context, index Index) (list []entry, err error) {
	if l.section.lang == chinese {
		if list, err = l.characters(ctx, index); err == nil {
			list, err = l.addPairs(ctx, index, list)
		}
	} else {
		row := l.section.termRow
		if l.model != nil { // it has vectors of words, not of stems: see pack
			row = func(string) int { return 0 }
		}
		list, err = having(ctx, index, l.stream, row)
	}
	slices.SortFunc(list, func(a, b entry) int { return strings.Compare(a.key, b.key) })
	return list, err
}

// having returns the terms of a stream that have rows. The passages of others are not
// counted, which takes longest.
func having(ctx context.Context, index Index, stream analysis.Stream, rowOf func(text string) int) (list []entry, err error) {
	row := -1
	has := func(text string) bool {
		row = rowOf(text)
		return row >= 0
	}
	for c, err := range index.Terms(ctx, engine.Range{Stream: stream, Accept: has}) {
		if err != nil {
			return nil, err
		}
		list = append(list, entry{key: c.Text, row: int32(row), held: int32(c.Passages)})
	}
	return list, nil
}

// characters returns the Chinese words of one character.
func (l *terms) characters(ctx context.Context, index Index) ([]entry, error) {
	return having(ctx, index, analysis.Words, func(text string) int {
		if r, size := utf8.DecodeRuneInString(text); size < len(text) || !analysis.IsHan(r) {
			return -1
		}
		return l.section.row(text)
	})
}

// addPairs adds the Chinese words of two characters, and those of three of which
// both pairs stand in the index.
func (l *terms) addPairs(ctx context.Context, index Index, list []entry) ([]entry, error) {
	type pair struct {
		second   string
		passages int
	}
	byFirst := map[string][]pair{}
	for c, err := range index.Terms(ctx, engine.Range{Stream: analysis.Bigrams}) {
		if err != nil {
			return nil, err
		}
		_, size := utf8.DecodeRuneInString(c.Text)
		byFirst[c.Text[:size]] = append(byFirst[c.Text[:size]], pair{c.Text[size:], c.Passages})
		if row := l.section.row(c.Text); row >= 0 {
			list = append(list, entry{key: c.Text, row: int32(row), held: int32(c.Passages)})
		}
	}
	// Of the many three characters few are a word: two bits for the keys of words, by their
	// lower and their upper halves, tell nearly all others.
	var lower, upper [1 << 14]uint64
	marks := func(k uint32) (low, high *uint64, lowBit, highBit uint64) {
		return &lower[k>>6%uint32(len(lower))], &upper[k>>18], 1 << (k % 64), 1 << (k >> 12 % 64)
	}
	for i := range len(l.section.keys) / 4 {
		low, high, lowBit, highBit := marks(l.section.key(i))
		*low |= lowBit
		*high |= highBit
	}
	for first, pairs := range byFirst {
		for _, p := range pairs {
			begun := key(first + p.second)
			for _, q := range byFirst[p.second] {
				k := longer(begun, q.second)
				if low, high, lowBit, highBit := marks(k); *low&lowBit == 0 || *high&highBit == 0 {
					continue
				}
				if row := l.section.rowOf(k); row >= 0 {
					list = append(list, entry{key: first + p.second + q.second, row: int32(row), held: int32(min(p.passages, q.passages))})
				}
			}
		}
	}
	return list, ctx.Err()
}

// addWords gives each stem the most frequent of its words to be shown by.
func (v *vocabulary) addWords(ctx context.Context, index Index, entries [][]entry) error {
	// The passages of words without such a stem are not counted.
	places := make([]int, len(v.langs)) // of the stems last looked for
	found := make([]bool, len(v.langs))
	has := func(word string) (any bool) {
		for i := range v.langs {
			l := &v.langs[i]
			found[i] = false
			if l.section.lang == chinese {
				continue
			}
			if stem := l.stream.StemOf(word); stem != "" {
				places[i], found[i] = find(entries[i], stem, places[i])
				any = any || found[i]
			}
		}
		return any
	}
	for c, err := range index.Terms(ctx, engine.Range{Stream: analysis.Words, Accept: has}) {
		if err != nil {
			return err
		}
		for i, at := range places {
			if !found[i] {
				continue
			}
			if e := &entries[i][at]; int32(c.Passages) > e.best {
				e.word, e.best = c.Text, int32(c.Passages)
			}
		}
	}
	return nil
}

// find returns the place of a key, or where it would stand, and whether it is there. It
// looks farther and farther from a place near which it is expected: words and their stems
// stand in much the same order.
func find(list []entry, key string, near int) (at int, ok bool) {
	low, high := near, near
	for step := 1; low > 0 && list[low-1].key >= key; step *= 2 {
		high, low = low-1, max(low-step, 0)
	}
	for step := 1; high < len(list) && list[high].key < key; step *= 2 {
		low, high = high+1, min(high+step, len(list))
	}
	at, ok = slices.BinarySearchFunc(list[low:high], key, func(e entry, key string) int { return strings.Compare(e.key, key) })
	return low + at, ok || low+at < len(list) && list[low+at].key == key
}

// pack takes over entries in the order of their keys. In a language that the table lacks
// each has the vector that the model has for the most frequent word of its stem.
func (l *terms) pack(entries []entry) {
	var vectors strings.Builder
	order := make([]uint64, len(entries)) // row, place
	for i := range entries {
		e := &entries[i]
		if e.word == "" {
			e.word = e.key
		}
		if l.model != nil {
			e.row = -1
			if v := l.model.vectorOf(e.word); v != nil {
				e.row = int32(vectors.Len() / rowSize)
				vectors.WriteString(v.pack())
			}
		} else {
			order[i] = uint64(e.row) << 32
		}
		order[i] |= uint64(i)
	}
	if l.model != nil {
		l.vectors = vectors.String()
	}
	slices.Sort(order)
	l.held = make([]int32, len(order))
	for i, at := range order {
		e := &entries[uint32(at)]
		l.held[i] = e.held
		if i > 0 && l.model == nil && l.rows[len(l.rows)-1].at == e.row {
			continue
		}
		r, of, p := row{at: e.row, first: uint32(i)}, &vector{}, planes{}
		if e.row >= 0 {
			one := l.vectors[int(e.row)*rowSize : int(e.row+1)*rowSize]
			of, p = unpack(one), planesOf(one)
			r.length = float32(of.length)
		}
		l.rows, l.signs, l.planes = append(l.rows, r), append(l.signs, of.signs), append(l.planes, p)
	}
	l.keys = engine.PackTexts(len(order), func(i int) string { return entries[uint32(order[i])].key })
	l.texts = engine.PackTexts(len(order), func(i int) string { return entries[uint32(order[i])].word })
}

// holds reports whether a stem is a term of a language that the table lacks, whose terms
// all have rows of their own and so stand in the order of their bytes.
func (l *terms) holds(stem string) bool {
	at := sort.Search(len(l.held), func(i int) bool { return l.keys.At(i) >= stem })
	return at < len(l.held) && l.keys.At(at) == stem
}

// rescored is how many terms, those with the most signs in common, are compared number
// by number.
const rescored = 800

// near is a term, the place of its row in vectors, its cosine, and how near that is where
// it is as crowded as anywhere.
type near struct {
	at, row        int
	cosine, degree float64
}

// Some rows are near to many words whatever these mean. So of a cosine a share of how
// crowded it is around the row is taken (cross-domain similarity local scaling: Conneau et
// al., Word Translation Without Parallel Data, ICLR 2018, who take half on either side; all
// rows of a language are compared with one word here, of which the same would be taken).
const (
	crowdShare = 0.4
	crowdMean  = 0.53 // of all rows
)

// crowded returns what is taken of a cosine of a row with a word of a language.
func (l *terms) crowded(row, from int) float64 {
	if l.table == nil || from >= len(l.table.sections) {
		return 0 // nothing is known of the words of models
	}
	return crowdShare * (float64(l.table.crowds[row*len(l.table.sections)+from])/255 - crowdMean)
}

// vector returns the vector of a term.
func (l *terms) vector(n near) *vector { return unpack(l.vectors[n.row*rowSize : (n.row+1)*rowSize]) }

// distances are lent to one call of nearest after the other.
var distances sync.Pool

// nearest returns up to limit terms of a language, those nearest to the vector of a word of
// the language at a place, the nearest first, and only those above a floor.
func (l *terms) nearest(to *vector, from, limit int, floor float64) []near {
	lent, _ := distances.Get().(*[]uint8)
	if lent == nil || len(*lent) < len(l.rows) {
		room := make([]uint8, len(l.rows))
		lent = &room
	}
	defer distances.Put(lent)
	distance := (*lent)[:len(l.rows)]
	var count [dim + 1]int
	end := len(l.held) // from the last row on, each ends where the next one begins
	for i := len(l.signs) - 1; i >= 0; i-- {
		s := &l.signs[i]
		d := bits.OnesCount64(s[0]^to.signs[0]) + bits.OnesCount64(s[1]^to.signs[1])
		distance[i] = uint8(d)
		first := int(l.rows[i].first)
		count[d] += end - first
		end = first
	}
	cut, sum := 0, 0
	for ; cut < dim && sum < rescored; cut++ {
		sum += count[cut]
	}
	order := func(a, b near) int {
		if a.degree != b.degree {
			return cmp.Compare(b.degree, a.degree)
		}
		return cmp.Compare(l.keys.At(a.at), l.keys.At(b.at))
	}
	f, found := newFactor(to), make([]near, 0, limit+1)
	for i, d := range distance {
		if int(d) > cut {
			continue
		}
		r := &l.rows[i]
		if r.at < 0 {
			continue
		}
		cosine := float64(f.dot(&l.planes[i])) / (to.length * float64(r.length))
		degree := cosine - l.crowded(int(r.at), from)
		for at := int(r.first); at < l.end(i) && degree > floor; at++ {
			if len(found) == limit && degree < found[limit-1].degree {
				break
			}
			n := near{at, int(r.at), cosine, degree}
			place, _ := slices.BinarySearchFunc(found, n, order)
			found = slices.Insert(found, place, n)
			found = found[:min(len(found), limit)]
		}
	}
	return found
}

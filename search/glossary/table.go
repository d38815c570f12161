package glossary

// The table of word vectors, table.bin. Words that mean the same in different
// languages have vectors that point the same way, so that the nearest terms of an
// index to a word, by cosine, are its counterparts.
//
// The file, little-endian, is
//
//	"izde glossary 2 128 en 24867 kk 40291 ru 32252 zh 40000\n"
//	                  the version, the numbers of a vector, and the rows of each
//	                  language, padded with spaces before the line's end to a
//	                  multiple of 4 bytes
//	rows × 4 bytes    the keys: 32-bit FNV-1a hashes of stems (in Chinese, of words in
//	                  simplified characters), rising within each language
//	rows × 64 bytes   the vectors: 4 bits a number plus 8, the lower half of a byte
//	                  first, of any length
//	rows × 4 bytes    how crowded it is around the row, for each language: the mean cosine
//	                  of the crowd rows of it that are nearest, times 255; for its own the
//	                  mean of the others
//
// It holds no word: a key tells whether a given word has a row, and nothing can be
// listed. The rows were made by a sentence encoder that read each word of a list
// alone (as a query and as a passage, the two vectors added); the language's mean was
// taken away, 128 principal components kept, the words of a stem averaged with weight
// 1/(rank + 10). The encoder knows Kazakh least: its rows were moved towards those of the
// words that translate them in sentences and in a list of common words (mend and express,
// in make_test.go). Russian has the most stems: of the different words of texts one in nine to seven
// had no row, so that more were made of the list later, of two words a stem, read as passages
// (testdata/rows.py). NOTICE.txt names the encoder, the lists and the sentences. "make
// vectors" packs the rows; the encoder is not run there: it takes two hours.

import (
	_ "embed"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
)

//go:embed table.bin
var tableData string

// Notice says what the table was made of, and under which terms.
//
//go:embed NOTICE.txt
var Notice string

const (
	tableMagic = "izde glossary 2"
	// dim is how many numbers a vector has, rowSize how many bytes they take.
	dim     = 128
	rowSize = dim / 2
)

// table is a table of word vectors. Nothing of it is copied: what is not looked at
// stays on disk.
type table struct {
	sections []section
	vectors  string
	crowds   string
}

// section is the rows of one language.
type section struct {
	lang  string
	keys  string
	first int // row
	// lender is the section of the language that words are taken from as they stand there,
	// or nil.
	lender *section
}

// lenders names the language that one takes words from as they stand there, in the same
// script.
var lenders = map[string]string{"kk": "ru"}

// embedded returns the table inside the program.
var embedded = sync.OnceValue(func() *table {
	t, err := parseTable(tableData)
	if err != nil {
		panic(err) // the program was built with a broken file
	}
	return t
})

// parseTable reads the head of a table. data must stay as it is.
func parseTable(data string) (*table, error) {
	head, rest, ok := strings.Cut(data, "\n")
	numbers, ok2 := strings.CutPrefix(head, tableMagic)
	fields := strings.Fields(numbers)
	if !ok || !ok2 || len(fields)%2 == 0 || fields[0] != strconv.Itoa(dim) {
		return nil, fmt.Errorf("reading the table of word vectors: it does not begin with %q and %d", tableMagic, dim)
	}
	t := &table{}
	rows := 0
	for i := 1; i < len(fields); i += 2 {
		n, err := strconv.Atoi(fields[i+1])
		if err != nil || n < 0 || n > len(rest)/4-rows {
			return nil, fmt.Errorf("reading the table of word vectors: %q rows of %s in %d bytes", fields[i+1], fields[i], len(data))
		}
		t.sections = append(t.sections, section{lang: fields[i], keys: rest[4*rows : 4*(rows+n)], first: rows})
		rows += n
	}
	if size := rows * (4 + rowSize + len(t.sections)); len(rest) != size {
		return nil, fmt.Errorf("reading the table of word vectors: %d bytes for %d rows, wanted %d", len(rest), rows, size)
	}
	t.vectors, t.crowds = rest[4*rows:rows*(4+rowSize)], rest[rows*(4+rowSize):]
	for i := range t.sections {
		if lender := lenders[t.sections[i].lang]; lender != "" {
			t.sections[i].lender = t.section(lender)
		}
	}
	return t, nil
}

// digest tells the vectors of a table from those of another one.
func (t *table) digest() string {
	return fmt.Sprintf("%016x", pieceKey(t.vectors))
}

// section returns the rows of a language, or nil.
func (t *table) section(lang string) *section {
	if i := slices.IndexFunc(t.sections, func(s section) bool { return s.lang == lang }); i >= 0 {
		return &t.sections[i]
	}
	return nil
}

// key is the key of a word: FNV-1a of 32 bits.
func key(word string) uint32 { return longer(2166136261, word) }

// longer is the key of a word with the key k and more behind it.
func longer(k uint32, more string) uint32 {
	for i := range len(more) {
		k = (k ^ uint32(more[i])) * 16777619
	}
	return k
}

// row returns the row of a word in a section, or -1.
func (s *section) row(word string) int { return s.rowOf(key(word)) }

// rowOf returns the row of a key in a section, or -1.
func (s *section) rowOf(k uint32) int {
	low, high := 0, len(s.keys)/4
	for low < high {
		mid := (low + high) / 2
		switch at := s.key(mid); {
		case at == k:
			return s.first + mid
		case at < k:
			low = mid + 1
		default:
			high = mid
		}
	}
	return -1
}

func (s *section) key(i int) uint32 { return uint32At(s.keys, i) }

// uint32At returns the i-th of little-endian numbers of 32 bits.
func uint32At(of string, i int) uint32 {
	k := of[4*i:]
	return uint32(k[0]) | uint32(k[1])<<8 | uint32(k[2])<<16 | uint32(k[3])<<24
}

// The shortest beginning of a word that stands for it: so many letters, and so large
// a share of it.
const (
	leastLetters = 4
	leastShare   = 0.6
)

func standsFor(letters, word int) bool {
	return letters >= leastLetters && float64(letters) >= leastShare*float64(word)
}

// nearestRow returns the row of a word, or of its longest beginning that has one: an
// ending that the stemmer left. It returns -1 where there is none. whole says that the
// row is the word's own.
func (s *section) nearestRow(word string) (row int, whole bool) {
	if r := s.row(word); r >= 0 {
		return r, true
	}
	letters := []rune(word)
	for n := len(letters) - 1; standsFor(n, len(letters)); n-- {
		if r := s.row(string(letters[:n])); r >= 0 {
			return r, false
		}
	}
	return -1, false
}

// termRow returns the row of a stem of an index: its own, or that of the same word in the
// language that lends words, or that of nearestRow. A query needs no loans, since its words
// are looked for in every language.
func (s *section) termRow(stem string) int {
	row, whole := s.nearestRow(stem)
	if whole || s.lender == nil {
		return row
	}
	stream, _ := analysis.StemStream(s.lender.lang)
	lent := stream.StemOf(stem)
	if r := s.lender.row(lent); r >= 0 && standsFor(utf8.RuneCountInString(lent), utf8.RuneCountInString(stem)) {
		return r
	}
	return row
}

// vector is a row with its numbers apart, and its length.
type vector struct {
	of     [dim]int32
	length float64
	signs  [2]uint64
}

func (t *table) vector(row int) *vector { return unpack(t.vectors[row*rowSize : (row+1)*rowSize]) }

// vectorAt returns the vector of a row, nil of -1.
func (t *table) vectorAt(row int) *vector {
	if row < 0 {
		return nil
	}
	return t.vector(row)
}

// unpack returns the vector of rowSize bytes.
func unpack(packed string) *vector {
	var of [dim]int32
	for i := range rowSize {
		of[2*i], of[2*i+1] = int32(packed[i]&15)-8, int32(packed[i]>>4)-8
	}
	return newVector(of)
}

func newVector(of [dim]int32) *vector {
	v := &vector{of: of}
	sum := int32(0)
	for i, x := range v.of {
		sum += x * x
		if x > 0 {
			v.signs[i/64] |= 1 << (i % 64)
		}
	}
	v.length = math.Sqrt(float64(max(sum, 1)))
	return v
}

// sum returns the direction of the sum of directions; of one, itself.
func sum(of []*vector) *vector {
	if len(of) == 1 {
		return of[0]
	}
	var all [dim]float64
	for _, v := range of {
		for i, x := range v.of {
			all[i] += float64(x) / v.length
		}
	}
	if v := quantised(&all, 127); v != nil {
		return v
	}
	return of[0] // they are opposites
}

// cosine returns that of two vectors.
func (v *vector) cosine(w *vector) float64 {
	sum := int32(0)
	for i, x := range v.of {
		sum += x * w.of[i]
	}
	return float64(sum) / (v.length * w.length)
}

// Known reports whether a word as analysis has it, folded, is one of those that the table
// was made of, in any of its languages that are written in letters.
func Known(word string) bool {
	t := embedded()
	for i := range t.sections {
		s := &t.sections[i]
		if stream, ok := analysis.StemStream(s.lang); ok && s.row(stream.StemOf(word)) >= 0 {
			return true
		}
	}
	return false
}

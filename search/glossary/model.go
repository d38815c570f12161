package glossary

// A model of static vectors that a user brought, for words of languages that the table
// lacks (Turkish, German, Uzbek). Its own space is not the table's: each of its vectors
// was turned into the table's space when it was brought (see model2vec.go), so that a word
// of either has its nearest terms among the words of both.
//
// A word is cut into pieces as the model's tokenizer cuts it, and has the mean of their
// vectors. As any text has pieces, one of them has to be the word or a beginning of it as
// long as the table asks for (section.nearestRow): a word that means nothing gets none.
//
// It is kept as one file, little-endian:
//
//	"izde vectors 1 D {…}\n"
//	                        the version, the digest of the table in whose space the
//	                        vectors are, and what Info says, in JSON
//	pieces × 8 bytes        the keys: 64-bit FNV-1a hashes of pieces, rising. As in the
//	                        tokenizer, "##" stands before a piece that goes on with a
//	                        word (WordPiece), "▁" before one that begins it (Unigram)
//	pieces × 4 bytes        of a unigram model, their logarithms of probability
//	pieces × 4 bytes        how long one step of the numbers of the vector is
//	pieces × 64 bytes       the vectors, as those of the table
//	"end\n"

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/izde/izde/search/analysis"
)

// VectorsFile is the name of the file in which a model is kept in state/.
const VectorsFile = "vectors.izde"

const (
	modelMagic = "izde vectors 1 "
	modelEnd   = "end\n"
)

// Info is what is told of a model.
type Info struct {
	// Name is that of the folder that it came from.
	Name string `json:"name"`
	// Kind is that of its tokenizer, WordPiece or Unigram.
	Kind string `json:"kind"`
	// Strip says that words lose their diacritics before they are looked up.
	Strip bool `json:"strip,omitempty"`
	// Pieces are those that are kept: in a script of a language that the table lacks;
	// Dim is how many numbers a vector of the model had.
	Pieces int `json:"pieces"`
	Dim    int `json:"dim"`
	// Longest is how many letters the longest piece has, its sign among them.
	Longest int `json:"longest"`
	// Shared is how many words both know, by which the spaces were made one; Agreement
	// which share of those that were kept aside (Aside, at most 500) is nearest to itself
	// among them.
	Shared    int     `json:"shared"`
	Aside     int     `json:"aside"`
	Agreement float64 `json:"agreement"`
	// Languages are those whose words get vectors by it.
	Languages []string  `json:"languages"`
	Added     time.Time `json:"added"`
}

// The kinds of tokenizers.
const (
	wordPiece = "WordPiece"
	unigram   = "Unigram"
)

// Model is a model that is kept. It is safe for concurrent use.
type Model struct {
	Info
	keys, scores, steps, vectors string
	// unknown is the score of a letter that is no piece.
	unknown float64
}

// ReadModel reads a model that Bytes wrote.
func ReadModel(data []byte) (*Model, error) {
	wrong := func(why string) error {
		return fmt.Errorf("reading %s: %s: bring the model again with izde vectors --model2vec, or take it out with izde vectors --remove", VectorsFile, why)
	}
	line, rest, ok := strings.Cut(string(data), "\n")
	head, ok2 := strings.CutPrefix(line, modelMagic)
	digest, head, ok3 := strings.Cut(head, " ")
	rest, ok4 := strings.CutSuffix(rest, modelEnd)
	m := &Model{}
	if !ok || !ok2 || !ok3 || !ok4 || json.Unmarshal([]byte(head), &m.Info) != nil {
		return nil, wrong("it does not begin and end as a file of vectors does")
	}
	if digest != embedded().digest() {
		return nil, wrong("its vectors were turned into the space of another table than that of this izde")
	}
	size := 8 + 4 + rowSize
	if m.Kind == unigram {
		size += 4
	} else if m.Kind != wordPiece {
		return nil, wrong(fmt.Sprintf("a tokenizer of kind %q", m.Kind))
	}
	if m.Pieces < 0 || m.Pieces > maxPieces || len(rest) != m.Pieces*size || m.Longest < 0 || m.Longest > maxPiece {
		return nil, wrong(fmt.Sprintf("%d bytes for %d pieces", len(rest), m.Pieces))
	}
	take := func(n int) (part string) {
		part, rest = rest[:n*m.Pieces], rest[n*m.Pieces:]
		return part
	}
	m.keys = take(8)
	if m.Kind == unigram {
		m.scores = take(4)
		for i := range m.Pieces {
			m.unknown = min(m.unknown, m.score(i))
		}
		m.unknown -= 10 // as the library "tokenizers" has it
	}
	m.steps, m.vectors = take(4), rest
	return m, nil
}

// Bytes returns the model as it is kept.
func (m *Model) Bytes() []byte {
	head, err := json.Marshal(&m.Info)
	if err != nil {
		panic(err) // numbers and strings
	}
	return bytes.Join([][]byte{[]byte(modelMagic + embedded().digest() + " "), head, []byte("\n"), []byte(m.keys), []byte(m.scores), []byte(m.steps), []byte(m.vectors), []byte(modelEnd)}, nil)
}

func float(s string, i int) float64 {
	return float64(math.Float32frombits(binary.LittleEndian.Uint32([]byte(s[4*i : 4*i+4]))))
}

func (m *Model) score(i int) float64 { return float(m.scores, i) }

// pieceKey is the key of a piece: FNV-1a of 64 bits.
func pieceKey(piece string) uint64 {
	k := uint64(14695981039346656037)
	for i := range len(piece) {
		k = (k ^ uint64(piece[i])) * 1099511628211
	}
	return k
}

// piece returns the place of a piece, or -1.
func (m *Model) piece(text string) int {
	k := pieceKey(text)
	low, high := 0, m.Pieces
	for low < high {
		mid := (low + high) / 2
		switch at := binary.LittleEndian.Uint64([]byte(m.keys[8*mid : 8*mid+8])); {
		case at == k:
			return mid
		case at < k:
			low = mid + 1
		default:
			high = mid
		}
	}
	return -1
}

// maxWord is how many letters of a word are looked up; WordPiece knows no longer ones.
const maxWord = 100

// vectorOf returns the vector of a word as the index has it, or nil.
func (m *Model) vectorOf(word string) *vector {
	if m.Strip {
		word = withoutMarks(word)
	}
	if utf8.RuneCountInString(word) > maxWord {
		return nil
	}
	var sum [dim]float64
	known := false
	for _, p := range m.cut(word) {
		known = known || p.whole
		step := float(m.steps, p.at)
		packed := m.vectors[p.at*rowSize : (p.at+1)*rowSize]
		for i := range rowSize {
			sum[2*i] += step * (float64(packed[i]&15) - 8)
			sum[2*i+1] += step * (float64(packed[i]>>4) - 8)
		}
	}
	if !known {
		return nil
	}
	return quantised(&sum, 127)
}

// withoutMarks takes away diacritics as tokenizers do.
func withoutMarks(word string) string {
	return norm.NFC.String(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(word)))
}

// quantised returns the direction of a vector in whole numbers, the greatest of which is
// most; nil where it has none.
func quantised(of *[dim]float64, most float64) *vector {
	greatest := 0.0
	for _, x := range of {
		greatest = max(greatest, math.Abs(x))
	}
	if greatest == 0 {
		return nil
	}
	var whole [dim]int32
	for i, x := range of {
		whole[i] = int32(math.Round(x * most / greatest))
	}
	return newVector(whole)
}

// pack returns a vector as a row of a table has it.
func (v *vector) pack() string {
	greatest := int32(1)
	for _, x := range v.of {
		greatest = max(greatest, x, -x)
	}
	var packed [rowSize]byte
	for i, x := range v.of {
		n := byte(math.Round(float64(x)*7/float64(greatest)) + 8)
		packed[i/2] |= n << (4 * (i % 2))
	}
	return string(packed[:])
}

// part is a piece of a word.
type part struct {
	at int // -1 for a letter that is no piece
	// whole says that it is the word, or enough of its beginning.
	whole bool
}

// Signs of tokenizers.
const (
	goesOn = "##" // before a piece of WordPiece that goes on with a word
	begins = "▁"  // before a piece of Unigram that begins one
)

// cut returns the pieces of a word that the model knows; those of WordPiece are none where
// it does not know all.
func (m *Model) cut(word string) []part {
	first, sign := 0, ""
	if m.Kind == unigram {
		first, word = 1, begins+word
	} else {
		sign = goesOn
	}
	letters := []rune(word)
	all := len(letters) - first
	at := func(from, to int) part {
		text := string(letters[from:to])
		if from > 0 {
			text = sign + text
		}
		n := to - first
		return part{m.piece(text), from <= first && (n == all || n >= leastLetters && float64(n) >= leastShare*float64(all))}
	}
	var list []part
	if m.Kind == wordPiece { // the longest first
		for from := 0; from < len(letters); {
			to := min(len(letters), from+m.Longest)
			p := at(from, to)
			for ; p.at < 0 && to > from+1; p = at(from, to) {
				to--
			}
			if p.at < 0 {
				return nil
			}
			list, from = append(list, p), to
		}
		return list
	}
	// The likeliest (Kudo, Subword Regularization, ACL 2018); ways[i] is the best way to
	// cut the first i letters.
	type way struct {
		score float64
		last  part
		from  int
	}
	ways := make([]way, len(letters)+1)
	for to := 1; to <= len(letters); to++ {
		ways[to].score = math.Inf(-1)
		for from := max(0, to-max(m.Longest, 1)); from < to; from++ {
			p, score := at(from, to), ways[from].score
			switch {
			case p.at >= 0:
				score += m.score(p.at)
			case to == from+1:
				score += m.unknown
			default:
				continue
			}
			if score > ways[to].score {
				ways[to] = way{score, p, from}
			}
		}
	}
	for to := len(letters); to > 0; to = ways[to].from {
		if ways[to].last.at >= 0 {
			list = append(list, ways[to].last)
		}
	}
	return list
}

// lackedBy returns the languages that have stems and are not in the table.
func lackedBy(t *table) []string {
	return slices.DeleteFunc(analysis.StemLanguages(), func(tag string) bool {
		return slices.ContainsFunc(t.sections, func(s section) bool { return s.lang == tag })
	})
}

package engine

import (
	"math/bits"
	"unicode/utf8"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/doc"
	"github.com/izde/izde/search/plan"
)

// The score of a passage is BM25 (Robertson and Zaragoza, The Probabilistic Relevance
// Framework: BM25 and Beyond, 2009). The weight of a leaf of a plan is made of its
// idf and the weight of its view; an engine multiplies it by the Saturation of the
// leaf's matches and the passage's length. A word counts by its best term; a prefix,
// and a phrase whose words stand apart, as one occurrence.

// The parameters of BM25. The length of an average passage is a constant: the
// score of a passage does not change with the passages beside it, and engines that
// count lengths in their own ways agree.
const (
	K1    = 1.2
	B     = 0.6
	Pivot = 100 // words
)

// Saturation is the factor that tf occurrences in a passage with a norm give: less
// than K1+1.
func Saturation(tf, norm float64) float64 { return tf * (K1 + 1) / (tf + norm) }

// WordCount is the length of a passage in words, of which two Chinese characters
// count as one.
func WordCount(words []analysis.Token) int {
	han := 0
	for _, t := range words {
		if r, size := utf8.DecodeRuneInString(t.Term); size == len(t.Term) && analysis.IsHan(r) {
			han++
		}
	}
	return len(words) - han/2
}

// headingLength is the length of a heading in words: that of a long paragraph, so
// that the paragraphs below it, which are shown with it, rank above it where they have
// its words too.
const headingLength = 150

// PassageLength is the length by which a passage is scored.
func PassageLength(p *doc.Passage, words []analysis.Token) int {
	if p.Kind == doc.Heading {
		return headingLength
	}
	return WordCount(words)
}

// Norms has the norm of a passage (see Saturation) by the code of its length.
var Norms = func() (norms [256]float64) {
	for code := range norms {
		norms[code] = K1 * (1 - B + B*float64(Length(uint8(code)))/Pivot)
	}
	return norms
}()

// Across is how the norm of counterparts is made of that of a passage, whose whole length
// counts where it is short: a word has up to forty counterparts, and a sentence holds some of
// them by chance, the more of them the longer it is.
type Across struct {
	Short float64 // how much more each word of a short passage counts
	Times float64 // how much more the norm itself does
}

// AcrossBy has it by the wording of a query. A sentence finds what says the same, which is
// about as long: less is made of how often a counterpart occurs, and more of the length. What
// answers a question is longer than a title or half a sentence, which hold all of their few
// words by chance in a large library.
var AcrossBy = [...]Across{
	plan.List:     {1.5, 1},
	plan.Sentence: {1.5, 5.0 / 3},
	plan.Question: {2.5, 1},
}

// AcrossNorm is the norm of the counterparts of a query in a passage with a norm.
func AcrossNorm(norm float64, of plan.Wording) float64 {
	return AcrossBy[of].Times * min(norm, (norm-K1*(1-B))*(AcrossBy[of].Short/B))
}

// LengthCode writes a length in words in one byte, as Lucene does
// (SmallFloat.intToByte4): exactly to 40, then with four significant bits.
func LengthCode(length int) uint8 {
	if length < exact {
		return uint8(length)
	}
	v := uint(length - exact)
	if v < 8 {
		return exact + uint8(v)
	}
	shift := bits.Len(v) - 4
	return exact + uint8(v>>shift&7) + uint8(shift+1)<<3
}

// exact is how many lengths have codes of their own beside those of four bits.
const exact = 24

// Length is the length that a code stands for (SmallFloat.byte4ToInt).
func Length(code uint8) int {
	if code < exact {
		return int(code)
	}
	code -= exact
	if code < 8 {
		return exact + int(code)
	}
	return exact + int(code&7|8)<<(code>>3-1)
}

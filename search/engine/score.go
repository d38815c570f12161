package engine

// The score of a passage is BM25 (Robertson and Zaragoza, The Probabilistic
// Relevance Framework: BM25 and Beyond, 2009). A leaf of a plan has a weight: its
// idf and what its view is worth; an engine multiplies that by Saturation of how
// often the leaf matches and of the passage's length. A word counts by its best
// term, a prefix as one occurrence.

// The parameters of BM25. Passages are cut to lengths that differ little, so length
// counts for less than usual. The length of an average passage is a constant: the
// score of a passage does not change with the passages beside it, and engines that
// count lengths in their own ways agree.
const (
	K1    = 1.2
	B     = 0.5
	Pivot = 100 // words
)

// Saturation is what tf occurrences in a passage of a norm count for: less than
// K1+1.
func Saturation(tf, norm float64) float64 { return tf * (K1 + 1) / (tf + norm) }

// Norm is what the length of a passage in words makes of its occurrences.
func Norm(length int) float64 {
	return K1 * (1 - B + B*float64(Quantised(length))/Pivot)
}

// Quantised returns a length as Lucene keeps it in one byte (SmallFloat.byte4ToInt
// of intToByte4): exact to 40, then with four significant bits.
func Quantised(length int) int {
	const free = 24 // values that need no rounding besides those of four bits
	if length < free {
		return length
	}
	v := length - free
	shift := 0
	for v>>shift >= 16 {
		shift++
	}
	return free + v>>shift<<shift
}

package analysis

import (
	"encoding/binary"
	"hash/maphash"
	"sync"
	"sync/atomic"
)

// Finding a few terms in a text. Most of what Analyze returns is thrown away by who looks
// for the words of a query in a passage: here words are looked at one by one, and only
// those tokens are laid out whose terms may be wanted.

// Wanted are terms to be found in texts. It is safe for concurrent use once nothing is
// added any more.
type Wanted struct {
	some  [NumStreams]bool // streams of which anything is wanted
	whole [NumStreams]bool // streams of which every token is
	other bool             // some of other streams than Words is,
	all   bool             // every token of one of them
	// bits is a Bloom filter of one hash: a bit is set for each term.
	bits [64]uint64
}

// Add adds a term.
func (w *Wanted) Add(stream Stream, term string) {
	w.ask(stream)
	bit := bitOf(stream, term)
	w.bits[bit/64] |= 1 << (bit % 64)
}

// AddAll adds all terms of a stream.
func (w *Wanted) AddAll(stream Stream) {
	w.ask(stream)
	w.whole[stream] = true
	w.all = w.all || stream != Words
}

func (w *Wanted) ask(stream Stream) {
	w.some[stream] = true
	w.other = w.other || stream != Words
}

// bloomBit is a bit of a filter of 4096.
type bloomBit uint16

// bitOf returns the bit of a term: a hash of its stream, its length and its last eight
// bytes.
func bitOf(stream Stream, term string) bloomBit {
	var last [8]byte
	copy(last[:], term[max(0, len(term)-8):])
	hash := binary.LittleEndian.Uint64(last[:]) ^ uint64(len(term))<<32 ^ uint64(stream)<<48
	return bloomBit(hash * 0x9E3779B97F4A7C15 >> 52) // Knuth's multiplicative hashing
}

// may reports whether the term of a stream that has a bit may be wanted.
func (w *Wanted) may(stream Stream, bit bloomBit) bool {
	return w.some[stream] && (w.whole[stream] || w.bits[bit/64]&(1<<(bit%64)) != 0)
}

// packedBits are the bits of the other terms of a word: their number, in the highest four
// of 64 bits, and of up to five of them twelve bits each.
type packedBits uint64

const (
	maxPacked = 5
	tooMany   = packedBits(15) << 60
)

func packBits(terms []StreamTerm) packedBits {
	if len(terms) > maxPacked {
		return tooMany
	}
	packed := packedBits(len(terms)) << 60
	for i, t := range terms {
		packed |= packedBits(t.bit) << (12 * i)
	}
	return packed
}

// mayAny reports whether one of the terms may be wanted.
func (w *Wanted) mayAny(packed packedBits) bool {
	if w.all || packed == tooMany {
		return true
	}
	for n := packed >> 60; n > 0; n-- {
		if bit := packed % 4096; w.bits[bit/64]&(1<<(bit%64)) != 0 {
			return true
		}
		packed >>= 12
	}
	return false
}

// bitsMade remember the bits of words, for each way of stemming. To go from the cache of
// formOf to a word and on to its terms takes a look into three distant places of
// memory, here it is one: words are told by hashes of 64 bits alone. Nothing is locked: a
// key is the hash XOR what it leads to, so that halves of two writers' entries tell
// themselves (Hyatt and Mann, A Lockless Transposition Table Implementation for Parallel
// Search, 2002).
var bitsMade [without - unknown + 1]atomic.Pointer[[1 << 15]struct{ key, bits atomic.Uint64 }]

// bitsOf returns the bits of the other terms of a word.
func bitsOf(word string, how stemming) packedBits {
	made := bitsMade[how-unknown].Load()
	if made == nil {
		bitsMade[how-unknown].CompareAndSwap(nil, new([1 << 15]struct{ key, bits atomic.Uint64 }))
		made = bitsMade[how-unknown].Load()
	}
	hash := maphash.String(cacheSeed, word)
	at := &made[hash%uint64(len(made))]
	if bits := at.bits.Load(); at.key.Load()^bits == hash {
		return packedBits(bits)
	}
	packed := packBits(formOf(word, how).Others)
	at.bits.Store(uint64(packed))
	at.key.Store(hash ^ uint64(packed))
	return packed
}

// tokenRoom is lent to one call of Find after the other, unless it is larger than
// passages need.
var tokenRoom sync.Pool // of *[]Token

const mostRoom = 1 << 12 // tokens

// Find returns of what Analyze does at least the tokens whose terms are wanted.
func (w *Wanted) Find(text string, langAt func(offset int) string) (s Streams) {
	room, _ := tokenRoom.Get().(*[]Token)
	if room == nil {
		room = new([]Token)
	}
	words := appendWords((*room)[:0], text)
	defer func() {
		if cap(words) > mostRoom {
			return
		}
		*room = words
		clear(words) // which hold the text
		tokenRoom.Put(room)
	}()
	var han Analyzer
	var numbers []Token
	tag, how := "", unknown
	for i := 0; i < len(words); i++ {
		word := words[i]
		if w.may(Words, bitOf(Words, word.Term)) {
			s[Words] = append(s[Words], word)
		}
		if word.ideograph() {
			run := hanRun(text, words[i:])
			if w.some[Folds] || w.some[Bigrams] || w.some[Latins] {
				for _, f := range han.appendHan(nil, run) {
					s.add(f, words[f.Pos:])
				}
			}
			for _, other := range run[1:] {
				if w.may(Words, bitOf(Words, other.Term)) {
					s[Words] = append(s[Words], other)
				}
			}
			i += len(run) - 1
			continue
		}
		if !w.other {
			continue
		}
		if langAt != nil {
			if t := langAt(word.Start); t != tag {
				tag, how = t, stemmingOf(t)
			}
		}
		if w.mayAny(bitsOf(word.Term, how)) {
			for _, t := range formOf(word.Term, how).Others {
				if w.may(t.Stream, t.bit) {
					s[t.Stream] = append(s[t.Stream], Token{t.Text, word.Start, word.End, word.Pos})
				}
			}
		}
		if w.some[Parts] && word.Term != "" && IsDigit(word.Term[0]) {
			numbers = appendNumber(numbers, text, words[i:], how)
		}
	}
	if w.some[Parts] {
		s[Parts] = withNumbers(partsOf(text, words), numbers)
	}
	return s
}

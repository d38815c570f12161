package analysis

import (
	"encoding/binary"
	"sync"
)

// Finding a few terms in a text. Most of what Analyze returns is thrown away by who looks
// for the words of a query in a passage: here words are looked at one by one, and only
// those tokens are laid out whose terms may be wanted.

// Wanted are terms to be found in texts. It is safe for concurrent use once nothing is
// added any more.
type Wanted struct {
	some  [NumStreams]bool // streams of which anything is wanted
	whole [NumStreams]bool // streams of which every token is
	// bits is a Bloom filter of one hash: a bit is set for each term.
	bits [64]uint64
}

// Add adds a term.
func (w *Wanted) Add(stream Stream, term string) {
	w.some[stream] = true
	at := place(stream, term)
	w.bits[at/64] |= 1 << (at % 64)
}

// AddAll adds all terms of a stream.
func (w *Wanted) AddAll(stream Stream) { w.some[stream], w.whole[stream] = true, true }

// place returns the bit of a term in a filter of 4096: a hash of its stream, its length and
// its last eight bytes.
func place(stream Stream, term string) uint64 {
	var last [8]byte
	copy(last[:], term[max(0, len(term)-8):])
	hash := binary.LittleEndian.Uint64(last[:]) ^ uint64(len(term))<<32 ^ uint64(stream)<<48
	return hash * 0x9E3779B97F4A7C15 >> 52 // Knuth's multiplicative hashing
}

func (w *Wanted) may(stream Stream, term string) bool {
	if !w.some[stream] {
		return false
	}
	at := place(stream, term)
	return w.whole[stream] || w.bits[at/64]&(1<<(at%64)) != 0
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
	var numbers []Token
	tag, how := "", unknown
	for i := 0; i < len(words); i++ {
		word := words[i]
		if w.may(Words, word.Term) {
			s[Words] = append(s[Words], word)
		}
		if word.ideograph() {
			run := hanRun(text, words[i:])
			if w.some[Folds] || w.some[Bigrams] || w.some[Latins] {
				s.addHan(run)
			}
			for _, other := range run[1:] {
				if w.may(Words, other.Term) {
					s[Words] = append(s[Words], other)
				}
			}
			i += len(run) - 1
			continue
		}
		if langAt != nil {
			if t := langAt(word.Start); t != tag {
				tag, how = t, stemmingOf(t)
			}
		}
		for _, t := range otherTerms(word.Term, how) {
			if w.may(t.stream, t.term) {
				s[t.stream] = append(s[t.stream], Token{t.term, word.Start, word.End, word.Pos})
			}
		}
		if w.some[Parts] && word.Term != "" && IsDigit(word.Term[0]) {
			numbers = appendNumber(numbers, text, words[i:], how)
		}
	}
	if w.some[Parts] {
		s.addParts(text, words, numbers)
	}
	return s
}

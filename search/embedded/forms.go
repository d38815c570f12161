package embedded

// The forms of the words of phrases. Which words stand for one of them is told by their
// stems, that no field holds for words of all languages. To stem all words that begin alike
// takes longest of a phrase, and longer the larger the index is. So all words are
// stemmed once, from the first phrase on, and an index from their keys to them is kept in
// memory: until it is made, words that begin alike are looked at.

import (
	"cmp"
	"context"
	"encoding/binary"
	"hash/maphash"
	"slices"

	"github.com/izde/izde/search/analysis"
	"github.com/izde/izde/search/engine"
)

// maxFormBytes bounds the words of an index of forms, which take about as much again for
// their keys; of more words none is made.
const maxFormBytes = 32 << 20

// forms has the words of an index by their keys (analysis.FormKeys).
type forms struct {
	words []byte // each behind its length
	keys  []keyed
}

// keyed is the hash of a key that is not the word itself, and where the word begins.
type keyed struct{ hash, word uint32 }

var formSeed = maphash.MakeSeed()

func hashOf(key string) uint32 { return uint32(maphash.String(formSeed, key)) }

// newForms reads all words; nil where they are too many.
func (e *Engine) newForms(ctx context.Context) (*forms, error) {
	f := &forms{}
	add := func(word string) bool {
		at := uint32(len(f.words))
		if at >= maxFormBytes {
			return false
		}
		others := slices.DeleteFunc(analysis.FormKeys(word), func(key string) bool { return key == word })
		for _, key := range others {
			f.keys = append(f.keys, keyed{hashOf(key), at})
		}
		if len(others) > 0 {
			f.words = append(binary.AppendUvarint(f.words, uint64(len(word))), word...)
		}
		return false // its passages need not be counted, which takes longest
	}
	for _, err := range e.Terms(ctx, engine.Range{Stream: analysis.Words, Accept: add}) {
		if err != nil {
			return nil, err
		}
	}
	if len(f.words) >= maxFormBytes {
		return nil, nil
	}
	f.words, f.keys = slices.Clone(f.words), slices.Clone(f.keys) // without the room to grow
	slices.SortFunc(f.keys, func(a, b keyed) int { return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.word, b.word)) })
	return f, nil
}

// of returns the words that may stand for a word, in the order of their bytes.
func (f *forms) of(a *analysis.Alike) []string {
	var words []string
	for _, key := range a.Keys() {
		words = append(words, key)
		hash := hashOf(key)
		at, _ := slices.BinarySearchFunc(f.keys, hash, func(k keyed, hash uint32) int { return cmp.Compare(k.hash, hash) })
		for ; at < len(f.keys) && f.keys[at].hash == hash; at++ {
			word := f.words[f.keys[at].word:]
			n, size := binary.Uvarint(word)
			words = append(words, string(word[size:size+int(n)]))
		}
	}
	slices.Sort(words)
	return slices.Compact(words)
}

package analysis

import (
	"hash/maphash"
	"strings"
	"sync/atomic"
)

// cache remembers what was made of words: running text repeats them. Words have two places,
// by their hash, for the two of them that came last; so nothing is locked. The zero value is
// empty.
type cache[V any] struct {
	made atomic.Pointer[[cacheSize / 2]places[V]]
}

type places[V any] [2]atomic.Pointer[remembered[V]]

type remembered[V any] struct {
	word string
	v    V
}

const (
	cacheBits = 15
	cacheSize = 1 << cacheBits
	// longestCached is the longest word in bytes that is remembered.
	longestCached = 96
)

var cacheSeed = maphash.MakeSeed()

func placesOf(word string) uint64 { return maphash.String(cacheSeed, word) % (cacheSize / 2) }

func (c *cache[V]) get(word string) (v V, ok bool) {
	made := c.made.Load()
	if made == nil {
		return v, false
	}
	of := &made[placesOf(word)]
	for i := range of {
		if m := of[i].Load(); m != nil && m.word == word {
			return m.v, true
		}
	}
	return v, false
}

func (c *cache[V]) put(word string, v V) {
	if len(word) > longestCached {
		return
	}
	made := c.made.Load()
	if made == nil {
		c.made.CompareAndSwap(nil, new([cacheSize / 2]places[V]))
		made = c.made.Load()
	}
	of := &made[placesOf(word)]
	of[1].Store(of[0].Load())
	of[0].Store(&remembered[V]{strings.Clone(word), v})
}

// formMemory remembers the forms of one Analyzer by keys: ideographs, or hashes of words,
// which are told by these 64 bits alone. To find a form in a cache takes looks into three
// distant places of memory, here it is one. Forms have two places as in a cache.
type formMemory [cacheSize][2]rememberedForm

type rememberedForm struct {
	key  uint64
	form *Form
}

func (m *formMemory) at(key uint64) *[2]rememberedForm {
	return &m[key*0x9E3779B97F4A7C15>>(64-cacheBits)] // Knuth's multiplicative hashing
}

// get returns the form of a key, nil where it is not remembered. A nil memory has none.
func (m *formMemory) get(key uint64) *Form {
	if m == nil {
		return nil
	}
	for _, p := range m.at(key) {
		if p.key == key {
			return p.form
		}
	}
	return nil
}

func (m *formMemory) put(key uint64, f *Form) {
	if m == nil {
		return
	}
	of := m.at(key)
	of[1] = of[0]
	of[0] = rememberedForm{key, f}
}

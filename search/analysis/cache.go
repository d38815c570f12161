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
	cacheSize = 1 << 15
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

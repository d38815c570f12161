package analysis

import (
	"strings"
	"sync"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/russian"
)

// stem returns the stem of a term for one of the stem streams, by the Snowball
// algorithms (snowballstem.org: Porter2 for English, and Russian) or ours for
// Kazakh.
func stem(stream Stream, term string) string {
	cache := &stems[stream]
	if s, ok := cache.get(term); ok {
		return s
	}
	s := ""
	switch stream {
	case StemsEN:
		env := snowballstem.NewEnv(term)
		english.Stem(env)
		s = env.Current()
	case StemsKK:
		s = stemKazakh(term)
	case StemsRU:
		env := snowballstem.NewEnv(strings.ReplaceAll(term, "ё", "е"))
		russian.Stem(env)
		s = env.Current()
	}
	cache.put(term, s)
	return s
}

// stemCache remembers stems: running text repeats its words. When it is full it
// starts again, which costs less than keeping track of use.
type stemCache struct {
	mu   sync.RWMutex
	stem map[string]string
}

const stemCacheSize = 1 << 15

var stems [NumStreams]stemCache

func (c *stemCache) get(term string) (string, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	s, ok := c.stem[term]
	return s, ok
}

func (c *stemCache) put(term, stem string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stem == nil || len(c.stem) >= stemCacheSize {
		c.stem = make(map[string]string, 1024)
	}
	c.stem[strings.Clone(term)] = stem
}

package analysis

import (
	"strings"
	"sync"
)

// stem returns the stem of a term for one of the stem streams, by the Snowball
// algorithms (snowballstem.org: Porter2 for English, and Russian), ours for
// Kazakh, or truncation, which gives "" for short words.
func stem(stream Stream, term string) string {
	if stream == StemsOther || stream == Roots {
		return truncate(term)
	}
	cache := &stems[stream]
	if s, ok := cache.get(term); ok {
		return s
	}
	s := ""
	switch stream {
	case StemsEN:
		s = stemEnglish(term)
	case StemsKK:
		s = stemKazakh(term)
	case StemsRU:
		s = stemRussian(term)
	}
	cache.put(term, s)
	return s
}

// truncated is how many letters truncation leaves. In Turkish that serves
// retrieval nearly as well as a dictionary does (Can et al., Information
// Retrieval on Turkish Texts, JASIST 59, 2008: F5).
const truncated = 5

// truncate returns the first letters of a word, folded, and "" for a word that
// has not as many.
func truncate(term string) string {
	letters := 0
	term = fold(term)
	for i := range term {
		if letters == truncated {
			return term[:i]
		}
		letters++
	}
	if letters == truncated {
		return term
	}
	return ""
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

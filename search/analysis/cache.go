package analysis

import (
	"strings"
	"sync"
)

// cache remembers what was made of words: running text repeats them. When it is
// full it starts again, which costs less than keeping track of use.
type cache[V any] struct {
	mu   sync.RWMutex
	made map[string]V
}

const (
	cacheSize = 1 << 14
	// longestCached is the longest word in bytes that is remembered.
	longestCached = 96
)

func (c *cache[V]) get(word string) (V, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	v, ok := c.made[word]
	return v, ok
}

func (c *cache[V]) put(word string, v V) {
	if len(word) > longestCached {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.made == nil || len(c.made) >= cacheSize {
		c.made = make(map[string]V, 1024)
	}
	c.made[strings.Clone(word)] = v
}

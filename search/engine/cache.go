package engine

import (
	"slices"
	"sync"
)

// Cache keeps results of one state of an index, which do not change. It is safe for
// concurrent use; the zero value is empty.
type Cache[K comparable, V any] struct {
	mu sync.Mutex
	of map[K]V
}

// Get returns the value of a key.
func (c *Cache[K, V]) Get(k K) (V, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	v, ok := c.of[k]
	return v, ok
}

// Find returns the values of keys, and those of the keys, each once, that have none.
func (c *Cache[K, V]) Find(keys []K) (values map[K]V, without []K) {
	c.mu.Lock()
	defer c.mu.Unlock()
	values = map[K]V{}
	for _, k := range keys {
		if v, ok := c.of[k]; ok {
			values[k] = v
		} else if !slices.Contains(without, k) {
			without = append(without, k)
		}
	}
	return values, without
}

// Put keeps a value. A cache that holds most of them starts anew, which costs less than
// keeping track of use.
func (c *Cache[K, V]) Put(k K, v V, most int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of == nil || len(c.of) >= most {
		c.of = map[K]V{}
	}
	c.of[k] = v
}

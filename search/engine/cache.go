package engine

import (
	"slices"
	"sync"
)

// Cache keeps results of one state of an index, which do not change. It is safe for
// concurrent use; the zero value is empty.
type Cache[K comparable, V any] struct {
	mu   sync.Mutex
	of   map[K]V
	size int
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
func (c *Cache[K, V]) Put(k K, v V, most int) { c.PutSized(k, v, 1, most) }

// PutSized is Put of a value of a size; most bounds the sum of sizes. A larger value is not
// kept.
func (c *Cache[K, V]) PutSized(k K, v V, size, most int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, known := c.of[k]; known || size > most {
		return
	}
	if c.of == nil || c.size+size > most {
		c.of, c.size = map[K]V{}, 0
	}
	c.of[k] = v
	c.size += size
}

package original

// Pictures are kept in files, named by what they show. What cannot be kept is drawn
// again: errors of the disk are none of a reader's.

import (
	"cmp"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

type cache struct {
	folder string
	max    int64 // bytes
	mu     sync.Mutex
	size   int64 // as far as it is known; 0 before the first put

	hits, misses atomic.Int64
}

func (c *cache) get(key string) []byte {
	path := filepath.Join(c.folder, key)
	data, err := os.ReadFile(path)
	if err != nil || len(data) == 0 {
		c.misses.Add(1)
		return nil
	}
	c.hits.Add(1)
	now := time.Now()
	_ = os.Chtimes(path, now, now) // what is used stays
	return data
}

// put keeps a picture and drops those that were not used for longest, once there are
// too many.
func (c *cache) put(key string, data []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if os.MkdirAll(c.folder, 0o700) != nil {
		return
	}
	f, err := os.CreateTemp(c.folder, ".new-*")
	if err != nil {
		return
	}
	_, err = f.Write(data)
	if closed := f.Close(); err != nil || closed != nil || os.Rename(f.Name(), filepath.Join(c.folder, key)) != nil {
		os.Remove(f.Name())
		return
	}
	if c.size += int64(len(data)); c.size > c.max || c.size == int64(len(data)) {
		c.trim()
	}
}

// trim counts what is kept, and drops a quarter if it is too much.
func (c *cache) trim() {
	entries, err := os.ReadDir(c.folder)
	if err != nil {
		return
	}
	var files []fs.FileInfo
	c.size = 0
	for _, e := range entries {
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() {
			files = append(files, info)
			c.size += info.Size()
		}
	}
	if c.size <= c.max {
		return
	}
	slices.SortFunc(files, func(a, b fs.FileInfo) int { return cmp.Compare(a.ModTime().UnixNano(), b.ModTime().UnixNano()) })
	for _, info := range files {
		if c.size <= c.max/4*3 {
			return
		}
		if os.Remove(filepath.Join(c.folder, info.Name())) == nil {
			c.size -= info.Size()
		}
	}
}

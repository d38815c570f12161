package original

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// What was not used for longest goes first, and no more is kept than may be.
func TestCacheIsBounded(t *testing.T) {
	c := cache{folder: t.TempDir(), max: 1000}
	for i := range 12 {
		key := fmt.Sprint("picture-", i)
		c.put(key, make([]byte, 100))
		old := time.Now().Add(time.Duration(i-100) * time.Minute)
		if err := os.Chtimes(filepath.Join(c.folder, key), old, old); err != nil {
			t.Fatal(err)
		}
		if c.get("picture-0") == nil { // which makes it new
			t.Fatalf("the first picture is gone after %d", i)
		}
	}
	entries, err := os.ReadDir(c.folder)
	if err != nil || len(entries) > 10 {
		t.Errorf("%d pictures are kept, %v", len(entries), err)
	}
	if c.get("picture-1") != nil || c.get("picture-11") == nil {
		t.Error("not the oldest are dropped")
	}
}
